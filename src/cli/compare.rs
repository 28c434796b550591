//! `pace compare`: scenarios side by side.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

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

    #[command(flatten)]
    question: questions::Compare,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
