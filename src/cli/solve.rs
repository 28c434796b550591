//! `pace solve`: the value of one input with which goals just hold.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

/// Find the value of one input with which the goals just hold
///
/// The smallest value that meets them; where a larger value hurts, such as a stage's duration, the largest.
/// For an action that is a number in the period in which the plan states it, and the whole number to do stands
/// beside it. Where no value is enough it says what is the best, and why.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pace solve plan.pace calls
  pace solve plan.pace meetings.rate --goal 2
  pace solve plan.pace deal_size --set 'goal bookings >= $1M'
  pace solve plan.pace 12:24         the number at line 12, column 24, which has no name")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    question: questions::Solve,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
