//! `pace leaks`: where the pipeline leaks.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::analysis::{Leaks, leaks};
use crate::report::{self, Records, Report};

/// Show where the pipeline leaks: the deals each stage loses, and what they would have been worth
#[derive(clap::Args)]
#[command(after_help = "\
A lost deal is counted at the chances that it still had in the stages to come, and at what a won deal is
worth in that month.

Examples:
  pace leaks plan.pace
  pace leaks plan.pace --scenario sharper --format json")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

impl Answer for Leaks {
    fn report(&self) -> Report {
        report::leaks(self)
    }
    fn records(&self) -> Records {
        report::leaks_records(self)
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask(&arguments.file, &arguments.choice, &arguments.output, console, leaks)
}
