//! `pace why`: what caused a change.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use super::answer::{Answer, Output, ask_with};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::analysis::{Change, WhyQuestion, why};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;
use crate::report::{self, Records, Report};
use crate::source::Sources;

/// Split a change over its causes: between two months, or between two scenarios
#[derive(clap::Args)]
#[command(after_help = "\
The change is that to MONTH and `--scenario` from `--vs` and `--vs-scenario`.
Without a month it is that of the total. With `--set`, it is what the statements
change. The parts add up to the change; between two months of a stock, they are
what came and went.

Examples:
  pace why plan.pace bookings 2026-06 --vs 2026-05
  pace why plan.pace bookings --scenario hustle --vs-scenario base
  pace why plan.pace velocity 2026-06 --set 'win_rate = 30%'")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    /// The row: its name as formulas have it, members such as `won.rate` too
    row: String,

    /// The month, as the plan writes it: `2026-06`, `M6`
    month: Option<String>,

    /// The month to compare with
    #[arg(long, value_name = "MONTH")]
    vs: Option<String>,

    /// The scenario to compare with; `base` is the plan as it stands
    #[arg(long, value_name = "NAME")]
    vs_scenario: Option<String>,

    /// How many levels of rows to follow; to the inputs, if left out
    #[arg(long, value_name = "N")]
    depth: Option<usize>,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

struct Shown {
    change: Change,
    sources: Sources,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.change.with_sources(&self.sources).serialize(serializer)
    }
}

impl Answer for Shown {
    fn report(&self) -> Report {
        report::why(&self.change, &self.sources)
    }
    fn records(&self) -> Records {
        report::why_records(&self.change, &self.sources)
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask_with(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario, sources| {
        let month = arguments.month.as_deref();
        if let (None, Some(vs)) = (month, &arguments.vs) {
            return Err(vec![no_month(arguments, model, vs)]);
        }
        let from = from(arguments, model, scenario)?;
        let question =
            WhyQuestion { row: &arguments.row, to: (scenario, month), from, depth: arguments.depth };
        Ok(Shown { change: why(model, &question)?, sources: sources.clone() })
    })
}

/// What to compare with, of what the command line leaves open.
fn from<'a>(
    arguments: &'a Arguments,
    model: &Model,
    scenario: &'a str,
) -> Result<(&'a str, Option<&'a str>), Vec<Diagnostic>> {
    let month = arguments.vs.as_deref().or(arguments.month.as_deref());
    let other = match &arguments.vs_scenario {
        Some(name) => name,
        // Two months of one scenario.
        None if arguments.vs.is_some() => scenario,
        // What `--set` changes, or else what a scenario does.
        None if !arguments.choice.set.is_empty() => &arguments.choice.scenario,
        None if scenario != "base" => "base",
        None => {
            let message = "there is nothing to compare with";
            let help = something(arguments, model);
            return Err(vec![Diagnostic::without_place(Code::WrongArguments, message).help(help)]);
        }
    };
    Ok((other, month))
}

/// What there would be to compare with.
fn something(arguments: &Arguments, model: &Model) -> String {
    let calendar = &model.calendar;
    let last = calendar.len().saturating_sub(1);
    let months = match &arguments.month {
        Some(_) => format!("another month: `--vs {}`", calendar.label(0)),
        None => {
            let before = calendar.label(last.saturating_sub(1));
            format!("two months: `{} --vs {before}`", calendar.label(last))
        }
    };
    match model.scenario_names().find(|name| *name != "base") {
        Some(name) => format!("name {months}, or a scenario: `--scenario {name}`"),
        None => format!("name {months}, or what to try: `--set 'win_rate = 30%'`"),
    }
}

/// `--vs` says what to compare with, and nothing says what: the last month is as likely as any.
fn no_month(arguments: &Arguments, model: &Model, vs: &str) -> Diagnostic {
    let calendar = &model.calendar;
    let last = calendar.label(calendar.len().saturating_sub(1));
    let message =
        format!("`--vs {vs}` is the month to compare with, and the month to be compared is missing");
    let (file, row) = (arguments.file.display(), &arguments.row);
    let help = format!("put it after the row: `pace why {file} {row} {last} --vs {vs}`");
    Diagnostic::without_place(Code::WrongArguments, message).help(help)
}
