//! `pace run`: the plan's projection as a table, as CSV or as JSON.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::answer::write;
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{Choice, Plan};
use crate::analysis::{By, Results, RowResult, results};
use crate::diagnostic::{Code, Diagnostic, nearest, sort};
use crate::output::{csv, json, markdown, text};
use crate::report::{self, Options};
use crate::source::Sources;

/// Show a plan month by month, with its goals and checks
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pace run plan.pace --by quarter
  pace run plan.pace --scenario hustle --rows velocity,bookings
  pace run plan.pace --format csv -o plan.csv")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    choice: Choice,

    /// The stretch that a column covers
    #[arg(long, value_enum, value_name = "PERIOD", default_value_t)]
    by: Columns,

    /// Only these rows, in this order: names as formulas have them, members such as `won.rate` too
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    rows: Option<Vec<String>>,

    /// A table to read, or every row in full figures for other programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,

    /// Write to this file: whole, or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Columns {
    #[default]
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    #[default]
    Table,
    Csv,
    Json,
    Markdown,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let (Plan { model, mut findings }, scenario) = Plan::read_scenario(&arguments.file, &arguments.choice);
    let Some(model) = model else {
        console.tell(&[findings]);
        return Ok(Exit::Wrong);
    };
    let by = match arguments.by {
        Columns::Month => By::Month,
        Columns::Quarter => By::Quarter,
        Columns::Year => By::Year,
    };
    let computed = results(&model, &scenario, by).and_then(|results| match &arguments.rows {
        Some(names) => pick(names, results),
        None => Ok(results),
    });
    let mut results = match computed {
        Ok(results) => results,
        Err(errors) => {
            findings.found.extend(errors);
            console.tell(&[findings]);
            return Ok(Exit::Wrong);
        }
    };
    // What the checker warned of and what the projection adds, told once, in one place: in the table and in
    // JSON unless the command line says how findings are to look; CSV has no room for them.
    sort(&mut results.warnings);
    let told_apart = console.has_asked_style() || arguments.format == Format::Csv;
    let bytes = render(arguments, &results, &findings.sources, console, told_apart);
    if console.has_asked_style() || (told_apart && !results.warnings.is_empty()) {
        findings.found = results.warnings;
        console.tell(&[findings]);
    }
    match output(arguments) {
        Some(path) => write(path, &bytes, &arguments.file, console)?,
        None => console.print(&bytes)?,
    }
    Ok(Exit::Done)
}

fn output(arguments: &Arguments) -> Option<&Path> {
    arguments.output.as_deref().filter(|path| path.as_os_str() != "-")
}

fn render(
    arguments: &Arguments,
    results: &Results,
    sources: &Sources,
    console: &Console,
    without_warnings: bool,
) -> Vec<u8> {
    match arguments.format {
        Format::Csv => csv::render(results),
        Format::Json => json::render(results, sources),
        Format::Markdown => {
            let report = report::projection(results, &Options { sources: Some(sources), without_warnings });
            markdown::render(&report).into_bytes()
        }
        Format::Table => {
            let report = report::projection(results, &Options { sources: Some(sources), without_warnings });
            let screen = if output(arguments).is_some() { console.file_screen() } else { console.screen() };
            text::render(&report, &screen).into_bytes()
        }
    }
}

/// The results with only the rows that `--rows` asks for, in that order; or what is wrong with the names.
fn pick(names: &[String], mut results: Results) -> Result<Results, Vec<Diagnostic>> {
    // A list as people write it has spaces after its commas.
    let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
    let unknown: Vec<&str> = names.iter().copied().filter(|name| results.row(name).is_none()).collect();
    if !unknown.is_empty() {
        return Err(unknown.into_iter().map(|name| unknown_row(name, &results)).collect());
    }
    // The place of each name in the list; a name that is asked for twice has its first.
    let place = |row: &RowResult| names.iter().position(|name| **name == row.name);
    results.rows.retain(|row| place(row).is_some());
    results.rows.sort_by_key(place);
    results.shown = results.rows.iter().map(|row| row.name.clone()).collect();
    Ok(results)
}

fn unknown_row(name: &str, results: &Results) -> Diagnostic {
    let finding =
        Diagnostic::without_place(Code::UnknownName, format!("the plan has no row `{name}` to show"));
    match nearest(name, results.rows.iter().map(|row| row.name.as_str())) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help("`--format csv` lists every row, members and constants too"),
    }
}
