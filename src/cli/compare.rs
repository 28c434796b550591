//! `pace compare`: scenarios side by side.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use super::answer::{Answer, Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::analysis::{Comparison, compare};
use crate::report::{self, Records, Report};

/// Hold scenarios against the plan: what every row comes to, and which goals each meets
#[derive(clap::Args)]
#[command(after_help = "\
Without scenarios, all of the plan are compared. Differences are to the first
column: the plan as it stands, or the scenario that `--scenario` names. With
`--set`, what it changes is one more column.

Examples:
  pace compare plan.pace
  pace compare plan.pace hustle sharper --months
  pace compare plan.pace --set '4 calls/day'")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    /// The scenarios to compare; all, if none is named
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,

    /// Show every month, not only what the months come to
    #[arg(long)]
    months: bool,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

struct Shown {
    comparison: Comparison,
    months: bool,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.comparison.serialize(serializer)
    }
}

impl Answer for Shown {
    fn report(&self) -> Report {
        report::compare(&self.comparison, self.months)
    }
    fn records(&self) -> Records {
        report::compare_records(&self.comparison, self.months)
    }
    fn scenarios(&self) -> Option<Vec<String>> {
        Some(self.comparison.scenarios.iter().map(|scenario| scenario.name.clone()).collect())
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario| {
        let all: Vec<&str> = model.scenario_names().collect();
        let comparison = compare(model, &columns(arguments, scenario, &all))?;
        Ok(Shown { comparison, months: arguments.months })
    })
}

/// The scenarios to compare, in order: what to hold them against first, unless it is named in its place.
fn columns<'a>(arguments: &'a Arguments, chosen: &'a str, all: &[&'a str]) -> Vec<&'a str> {
    let first = arguments.choice.scenario.as_str();
    let named: Vec<&str> = arguments.scenarios.iter().map(String::as_str).collect();
    let mut columns = Vec::new();
    if !named.contains(&first) {
        columns.push(first);
    }
    let tried = chosen != first;
    columns.extend(if named.is_empty() && !tried { all } else { &named });
    if tried {
        columns.push(chosen);
    }
    columns
}
