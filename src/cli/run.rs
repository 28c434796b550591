//! `pace run`: the plan's projection as a table, as CSV or as JSON.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::answer::write;
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{Choice, read_chosen};
use crate::analysis::Results;
use crate::diagnostic::sort;
use crate::output::{csv, json, markdown, text};
use crate::questions::{PlanView, Table};
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

    #[command(flatten)]
    table: Table,

    /// A table to read, or every row in full figures for other programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,

    /// Write to this file: whole, or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    let (plan, scenario) = match read_chosen(&arguments.file, &arguments.choice) {
        Ok(chosen) => chosen,
        Err(wrong) => {
            console.tell(&[wrong]);
            return Ok(Exit::Wrong);
        }
    };
    let mut findings = plan.findings();
    let view = PlanView { plan: &plan, scenario: &scenario, beside: &arguments.choice.scenario };
    let mut results = match arguments.table.results(&view) {
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
