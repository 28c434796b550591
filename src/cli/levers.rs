//! `pace levers`: which input moves a row most.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

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

    #[command(flatten)]
    question: questions::Levers,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
