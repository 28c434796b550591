//! `pace today`: what one working day asks for.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::analysis::{Today, today};
use crate::report::{self, Records, Report};

/// List what one working day asks for, whether it fits, and what is worth doing more of
#[derive(clap::Args)]
#[command(after_help = "\
pace never looks at the clock: without `--month` it is a day of the plan's
first month. One more of an action means one more each working day from that
month on; it is measured by the plan's first goal.

Examples:
  pace today plan.pace --month 2026-04
  pace today plan.pace --set '3 calls/day taking 10 minutes'")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    /// The month that the day lies in
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

impl Answer for Today {
    fn report(&self) -> Report {
        report::today(self)
    }
    fn records(&self) -> Records {
        report::today_records(self)
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario| {
        today(model, scenario, arguments.month.as_deref())
    })
}
