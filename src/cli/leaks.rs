//! `pace leaks`: where the pipeline leaks.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

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
    question: questions::Leaks,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
