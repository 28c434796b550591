//! The document of a grid: a table of shades.

use super::labels::{head_fact, input_figures};
use super::{Block, Field, FigureFormat, Head, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{Grid, GridInput};
use crate::value::Number;

/// The document of a grid: the first input goes down, the second across, and each figure has a shade by its size.
pub fn grid(grid: &Grid) -> Report {
    let figures = || grid.cells.iter().flatten().flatten().copied();
    let format = FigureFormat::of(grid.subject.unit, figures());
    // Binary fractions will do for choosing a shade.
    let sizes = || figures().map(Number::to_f64);
    let low = sizes().fold(f64::INFINITY, f64::min);
    let high = sizes().fold(f64::NEG_INFINITY, f64::max);
    let cell = |value: &Option<Number>| match value {
        Some(value) => TableEntry::Text(format.bare(*value), Tone::shade(value.to_f64(), low, high)),
        None => TableEntry::missing(),
    };
    let unit = if format.unit().is_empty() { String::new() } else { format!(" {}", format.unit()) };
    let mut facts: Vec<String> = vec![format!("{}{unit}, {}", grid.subject.row, grid.subject.measure_words)];
    facts.extend(head_fact(&grid.head));
    let mut heads = Vec::new();
    let mut names = Vec::new();
    if let Some(down) = grid.inputs.first() {
        let (format, unit) = values(down);
        heads.push(Head::figures(titled(&down.name, &unit)));
        names.extend(down.values.iter().map(|value| format.bare(*value)));
    }
    match grid.inputs.get(1) {
        Some(across) => {
            let (format, unit) = values(across);
            facts.push(format!("{} down, {} across", heads[0].text, titled(&across.name, &unit)));
            heads.extend(across.values.iter().map(|value| Head::figures(format.bare(*value))));
        }
        None => heads.push(Head::figures(&grid.subject.row)),
    }
    let line = |(name, cells): (String, &Vec<Option<Number>>)| {
        std::iter::once(TableEntry::plain(name)).chain(cells.iter().map(cell)).collect()
    };
    let lines = names.into_iter().zip(&grid.cells).map(line).collect();
    let mut blocks = vec![Block::Table(ReportTable { heads, fixed: 1, lines, ..ReportTable::default() })];
    blocks.extend(grid.notes.iter().cloned().map(Block::note));
    blocks.extend(grid.gap.as_ref().map(|gap| Block::note(format!("– has no value: {gap}."))));
    Report { title: grid.head.title.clone(), facts, blocks }
}

/// The format of an input's values, and the unit beside them.
fn values(input: &GridInput) -> (FigureFormat, String) {
    input_figures(input.unit, input.values.iter().copied())
}

/// The name of an input with its unit, where it has one.
fn titled(name: &str, unit: &str) -> String {
    if unit.is_empty() { name.to_string() } else { format!("{name} {unit}") }
}

/// One record for each cell: the values of the inputs, and the figure.
pub fn grid_records(grid: &Grid) -> Records {
    let mut heads: Vec<String> = grid.inputs.iter().map(|input| input.name.clone()).collect();
    heads.push(grid.subject.row.clone());
    let mut lines = Vec::new();
    for (at, cells) in grid.cells.iter().enumerate() {
        for (beside, cell) in cells.iter().enumerate() {
            let places = [at, beside];
            let values =
                grid.inputs.iter().zip(places).map(|(input, place)| input.values.get(place).copied());
            lines.push(values.chain([*cell]).map(Field::Number).collect());
        }
    }
    Records { heads, lines }
}
