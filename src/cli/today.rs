//! `pace today`: what one working day asks for.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

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

    #[command(flatten)]
    question: questions::Today,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
