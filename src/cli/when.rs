//! `pace when`: the first month in which a condition holds.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

/// Find the first month in which a condition holds
///
/// Where there is none, it says how near the best month comes. Rows of a scenario go by its name in front:
/// `hire.cash` is the row `cash` of scenario `hire`, `base.cash` that of the plan as it stands.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pace when plan.pace 'cum(bookings) >= $1M'
  pace when plan.pace 'cum(hire.cash) >= cum(base.cash)'     when a hire pays back")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    question: questions::When,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
