//! `pace explain`: where a figure comes from.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

/// Show where a figure comes from: its formula with values, followed back to the inputs
#[derive(clap::Args)]
#[command(after_help = "\
Without a month, the total and the last month are explained. Each row is followed once; `--depth` follows
every month of it, so many levels deep.

Examples:
  pace explain plan.pace bookings 2026-04
  pace explain plan.pace win_rate
  pace explain plan.pace won 2026-09 --scenario hustle --depth 2")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    question: questions::Explain,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
