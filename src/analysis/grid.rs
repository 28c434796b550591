//! One or two inputs over a range: what a row comes to for every pair of values.
//!
//! Only rows between what varies and the row that is asked for are computed again, the first input once for each
//! line. The plan is never changed.

use serde::Serialize;

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::eval::{Columns, Projection, WhatIf};
use crate::limits;
use crate::model::{Argument, Bound, Family, Model, RowId, Rule, Scenario};
use crate::value::{Cell, FigureUnit, Number, Reason};

use super::SettledPlan;
use super::bounds::kept_counts;
use super::family_input::{FamilyInput, JoinedScenario, Together, joined};
use super::head::{AnswerHead, AnswerSubject};
use super::measure::Measure;
use super::project::gap_words;
use super::vary::{self, Axis};
use super::{ask, family_input, troubles};

/// A row for every value of one input, or every pair of values of two.
#[derive(Clone, Debug, Serialize)]
pub struct Grid {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The figure that stands in the cells.
    #[serde(flatten)]
    pub subject: AnswerSubject,
    /// The inputs: the first goes down, the second across.
    pub inputs: Vec<GridInput>,
    /// A list a value of the first input, in it a figure a value of the second (or the only one).
    pub cells: Vec<Vec<Option<Number>>>,
    /// Why the first cell without a figure has none, in words; none where every cell has a figure.
    #[serde(skip)]
    pub gap: Option<String>,
    /// What to tell of ranges that end before their high value: sentences.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// One input of a grid, with the values that it is given.
#[derive(Clone, Debug, Serialize)]
pub struct GridInput {
    /// The name of the row that is varied.
    pub name: String,
    /// What its values count; of an action, how often in a working day.
    pub unit: FigureUnit,
    /// The values that it takes, in the unit beside them, from low to high.
    pub values: Vec<Number>,
}

/// Computes a grid. `vary` holds one or two ranges, as `--vary` is written; `at` names a month to look at instead of
/// the row's figure over the whole plan.
///
/// # Errors What [`super::results`] finds, a range that cannot be read, an unknown row or month, and too many cells.
pub fn grid(
    plan: &SettledPlan,
    scenario: &str,
    vary: &[String],
    row: &str,
    at: Option<&str>,
) -> Result<Grid, Vec<Diagnostic>> {
    let model = plan.model();
    let (own, projection) = ask::projected(model, scenario)?;
    let one = |found: Diagnostic| vec![found];
    // The row that is shown may be the total of a family that is varied: its name means that total.
    let row = ask::row(own, row);
    let varied = |family: &Family| {
        let input = |text: &String| text.split('=').next().unwrap_or_default().trim().to_string();
        let names = |text| family_input::named(own, &input(text)).is_some_and(|of| of.name == family.name);
        vary.iter().any(names)
    };
    let joined = joined(model, own, &projection, Together::WithOneValue, varied);
    let JoinedScenario { scenario, projection, families } = &joined;
    let mut axes: Vec<Axis> = Vec::new();
    for text in vary {
        axes.push(vary::read(model, scenario, projection, text).map_err(one)?);
    }
    check_axes(scenario, &axes).map_err(one)?;
    for (axis, text) in axes.iter().zip(vary) {
        check_loss(model, scenario, projection, axis, text).map_err(one)?;
    }
    let row = row.map_err(one)?;
    let measure = match at {
        Some(month) => Measure::Month(ask::month(&model.calendar, month).map_err(one)?),
        None => Measure::Whole,
    };
    let counts = kept_counts(scenario, projection);
    let mut table = Cells { model, scenario, row, measure: &measure, counts, gap: None };
    let cells = table.all(projection, &axes);
    let gap = table.gap;
    Ok(Grid {
        head: AnswerHead::new(model, scenario),
        subject: AnswerSubject::new(model, scenario, row, &measure),
        notes: notes(scenario, &axes, families),
        inputs: axes.into_iter().map(|axis| input(scenario, axis)).collect(),
        cells,
        gap,
    })
}

/// Of ranges that end early, and of members that are given one value and have several.
fn notes(scenario: &Scenario, axes: &[Axis], families: &[FamilyInput]) -> Vec<String> {
    let differing = families.iter().filter(|family| family.differ).map(|family| {
        let (name, segment) = (&scenario.table.row(family.row).name, &family.segment);
        format!("Each value of `{name}` is every {segment}'s, in the place of what differs by {segment}.")
    });
    axes.iter().filter_map(|axis| axis.note.clone()).chain(differing).collect()
}

/// An input with its values, by name.
fn input(scenario: &Scenario, axis: Axis) -> GridInput {
    GridInput { name: scenario.table.row(axis.row).name.clone(), unit: axis.unit, values: axis.values }
}

/// Refuses what is no grid: no input or more than two, one twice, too many cells.
fn check_axes(scenario: &Scenario, axes: &[Axis]) -> Result<(), Diagnostic> {
    if axes.is_empty() || axes.len() > 2 {
        let message = format!("a grid has one or two inputs, not {}", axes.len());
        return Err(Diagnostic::without_place(Code::WrongArguments, message).help(
            Prose::from("write ")
                .advise(Advice::option("vary", ""))
                .and(" once or twice, such as ")
                .advise(Advice::option("vary", vary::EXAMPLE)),
        ));
    }
    if let [one, other] = axes
        && one.row == other.row
    {
        let name = &scenario.table.row(one.row).name;
        let message = format!("`{name}` is varied twice");
        return Err(Diagnostic::without_place(Code::DuplicateName, message).help("vary two different inputs"));
    }
    let cells: usize = axes.iter().map(|axis| axis.values.len()).product();
    if cells > limits::GRID_CELLS {
        let message = format!("the grid has {cells} cells, and at most {} are computed", limits::GRID_CELLS);
        return Err(Diagnostic::without_place(Code::TooLarge, message).help("take larger steps"));
    }
    Ok(())
}

/// Refuses percentages per day for an input that a stage loses, as a plan refuses them: a row is kept per month, and
/// would lose a month's share at once.
fn check_loss(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    axis: &Axis,
    text: &str,
) -> Result<(), Diagnostic> {
    let FigureUnit::PerDay(unit) = axis.unit else { return Ok(()) };
    let changed = WhatIf::new(model, scenario, projection, &[axis.row]);
    let reaches =
        |input: &Argument| matches!(input, Argument::Row(row) if *row == axis.row || changed.changes(*row));
    let lost =
        scenario.bounds.iter().any(|bound| bound.rule == Rule::Loss && bound.inputs.iter().any(reaches));
    if !lost || !unit.is_percent() {
        return Ok(());
    }
    let name = &scenario.table.row(axis.row).name;
    let message = format!(
        "a stage loses `{name}`, a percentage per month, and `{text}` is per day or week: a month's share is no day's"
    );
    Err(Diagnostic::without_place(Code::BadRate, message).help(
        Prose::from("vary it per month, such as ")
            .advise(Advice::option("vary", format!("{name}=1%/month..5%/month"))),
    ))
}

/// What every cell is computed with.
struct Cells<'a> {
    model: &'a Model,
    scenario: &'a Scenario,
    row: RowId,
    measure: &'a Measure,
    /// The stocks that the plan keeps from falling below zero.
    counts: Vec<RowId>,
    gap: Option<String>,
}

impl<'a> Cells<'a> {
    fn all(&mut self, projection: &Projection<Cell>, axes: &[Axis]) -> Vec<Vec<Option<Number>>> {
        match axes {
            [down, across] => {
                let mut line = WhatIf::new(self.model, self.scenario, projection, &[down.row]);
                let cells = down.values.iter().map(|value| {
                    set(&mut line, down, *value);
                    line.compute();
                    let projection = line.projection();
                    // What goes down stays where it is, also where it would follow what goes across.
                    let mut fixed = vec![across.row];
                    if WhatIf::new(self.model, self.scenario, &projection, &[across.row]).changes(down.row) {
                        fixed.push(down.row);
                    }
                    self.line(&projection, across, &fixed)
                });
                cells.collect()
            }
            [down] => self.line(projection, down, &[down.row]).into_iter().map(|cell| vec![cell]).collect(),
            _ => Vec::new(),
        }
    }

    /// The row for every value of one input.
    fn line(&mut self, projection: &Projection<Cell>, axis: &Axis, fixed: &[RowId]) -> Vec<Option<Number>> {
        let what_if = WhatIf::new(self.model, self.scenario, projection, fixed);
        let rows = |bound: &Bound| {
            let row = |input: &Argument| match input {
                Argument::Row(row) => Some(*row),
                Argument::Constant(_) => None,
            };
            bound.inputs.iter().filter_map(row).collect::<Vec<_>>()
        };
        let bounds = self.scenario.bounds.iter();
        // A bound that the input of this line does not reach holds for all of it, or for none.
        let (changing, lasting): (Vec<&Bound>, Vec<&Bound>) =
            bounds.partition(|bound| rows(bound).iter().any(|row| what_if.changes(*row)));
        // A value that makes no sense by itself leaves its whole line without figures.
        if let Some(broken) = lasting.iter().find_map(|bound| troubles::broken(self.model, projection, bound))
        {
            self.gap.get_or_insert(broken.message);
            return vec![None; axis.values.len()];
        }
        // A count that the plan keeps from falling below zero has to be kept here too.
        let fallen: Vec<RowId> = self.counts.iter().copied().filter(|row| !what_if.changes(*row)).collect();
        if let Some(fallen) = troubles::below(self.model, self.scenario, projection, &fallen) {
            self.gap.get_or_insert(fallen);
            return vec![None; axis.values.len()];
        }
        let mut wanted = self.measure.needs(self.scenario, self.row);
        wanted.extend(&self.counts);
        wanted.extend(changing.iter().flat_map(|bound| rows(bound)));
        let mut what_if = what_if.narrow(&wanted);
        axis.values
            .iter()
            .map(|value| {
                set(&mut what_if, axis, *value);
                what_if.compute();
                let broken = changing.iter().find_map(|bound| troubles::broken(self.model, &what_if, bound));
                let broken = broken.map(|broken| broken.message);
                let fallen = || troubles::below(self.model, self.scenario, &what_if, &self.counts);
                self.cell(&what_if, broken.or_else(fallen))
            })
            .collect()
    }

    /// One figure; none where a bound is broken or the row has no value, and the first reason is kept for a note.
    fn cell(&mut self, columns: &impl Columns<Cell>, broken: Option<String>) -> Option<Number> {
        if let Some(broken) = broken {
            self.gap.get_or_insert(broken);
            return None;
        }
        let cell = self.measure.of(columns, self.scenario, self.row);
        if let Some(gap) = cell.gap() {
            // That no month has a value is no reason: the first month has one.
            let first = columns.row(self.row).iter().find_map(|month| month.gap());
            let told = first.filter(|_| gap.reason == Reason::NothingToSum).unwrap_or(gap);
            self.gap.get_or_insert_with(|| gap_words(self.scenario, self.row, told));
        }
        cell.number()
    }
}

/// Gives an input a value: times the working days of each month, for what is stated per working day.
fn set(what_if: &mut WhatIf<'_, Cell>, axis: &Axis, value: Number) {
    what_if.set(axis.row, |month| Cell::from(value).mul(axis.factors[month], axis.row.0));
}
