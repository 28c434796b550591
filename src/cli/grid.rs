//! `pace grid`: a row for every value of one or two inputs.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use super::progress::during;
use crate::analysis::{Grid, grid};
use crate::report::{self, Records, Report};

/// Show what a row comes to for every value of one input, or every pair of values of two
#[derive(clap::Args)]
#[command(after_help = "\
A range is an input, `=`, the lowest and the highest value as a plan writes
them, and `step` with the distance between two (a tenth of the range, if left
out). For an action, a day is a working day.

Examples:
  pace grid plan.pace --row bookings --vary 'calls=1/day..10/day step 1/day'
  pace grid plan.pace --row won --vary calls=2/day..6/day --vary rate=10%..30%
  pace grid plan.pace --row cash --vary 'won.time=5 days..30 days' --at 2026-09")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    /// An input and its range; once, or twice for a table of pairs
    #[arg(long, value_name = "INPUT=LOW..HIGH [step STEP]", required = true, allow_hyphen_values = true)]
    vary: Vec<String>,

    /// The row to show: what it comes to over the plan
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    row: String,

    /// Show the row's value in this month instead
    #[arg(long, value_name = "MONTH", allow_hyphen_values = true)]
    at: Option<String>,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

impl Answer for Grid {
    fn report(&self) -> Report {
        report::grid(self)
    }
    fn records(&self) -> Records {
        report::grid_records(self)
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario| {
        let at = arguments.at.as_deref();
        during("computing the grid", || grid(model, scenario, &arguments.vary, &arguments.row, at))
    })
}
