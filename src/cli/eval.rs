//! `pace eval`: any formula over a plan, as a row.

use std::path::PathBuf;

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::questions;

/// Work out any formula over a plan, month by month
///
/// It may use every row of the plan, members such as `won.rate` too. Rows of a scenario go by its name in
/// front: `hire.cash` is the row `cash` of scenario `hire`, `base.cash` that of the plan as it stands.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pace eval plan.pace 'bookings / calls'
  pace eval plan.pace 'cum(hire.cash) - cum(base.cash)'")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    #[command(flatten)]
    question: questions::Eval,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, question, choice, output } = arguments;
    ask(file, question, choice, output, console)
}
