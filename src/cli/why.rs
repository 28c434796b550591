//! `pace why`: what caused a change.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

/// Split a change over its causes: between two months, or between two scenarios
#[derive(clap::Args)]
#[command(after_help = "\
The change is that to MONTH and `--scenario` from `--vs` and `--vs-scenario`.
Without a month it is that of the total. With `--set`, it is what the statements
change. The parts add up to the change; between two months of a stock, they are
what came and went.

Examples:
  pace why plan.pace bookings 2026-06 --vs 2026-05
  pace why plan.pace bookings --scenario hustle --vs-scenario base
  pace why plan.pace velocity 2026-06 --set 'win_rate = 30%'")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    question: questions::Why,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
