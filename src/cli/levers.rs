//! `pace levers`: which input moves a row most.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use super::progress::during;
use crate::analysis::{Levers, levers};
use crate::report::{self, Records, Report};

/// Show which inputs move a row most: each up and down by the same share, and what the goal needs of it
#[derive(clap::Args)]
#[command(after_help = "\
The row is the one that the first goal is about, by the goal's deadline;
without a goal it is `bookings`, `velocity`, `revenue` or another flow of money,
over the plan. Every input is moved alone, durations too, by a share of its own
value; one that differs by month as a whole.

Examples:
  pace levers plan.pace
  pace levers plan.pace --row bookings --by 20%")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    /// The row to look at
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    row: Option<String>,

    /// The share by which each input is moved
    #[arg(long, value_name = "PERCENT", default_value = "10%", allow_hyphen_values = true)]
    by: String,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

impl Answer for Levers {
    fn report(&self) -> Report {
        report::levers(self)
    }
    fn records(&self) -> Records {
        report::levers_records(self)
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario| {
        during("moving every input", || levers(model, scenario, arguments.row.as_deref(), &arguments.by))
    })
}
