//! `pace when`: the first month in which a condition holds.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask_of};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::expression::Question;
use super::plan::Choice;
use crate::analysis::{When, when};
use crate::check::Wanted;
use crate::report::{self, Records, Report};

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

    /// The condition, as in a `check`
    #[arg(value_name = "CONDITION")]
    condition: String,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, condition, choice, output } = arguments;
    let (Question { plan, asked }, scenario) = Question::read(file, choice, condition, Wanted::Condition);
    ask_of((plan, scenario), file, output, console, |model, _| match &asked {
        Some(asked) => when(model, asked),
        None => Err(Vec::new()),
    })
}

impl Answer for When {
    fn report(&self) -> Report {
        report::when(self)
    }

    fn records(&self) -> Records {
        report::when_records(self)
    }
}
