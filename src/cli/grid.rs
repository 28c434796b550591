//! `pace grid`: a row for every value of one or two inputs.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

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

    #[command(flatten)]
    question: questions::Grid,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
