//! `pace eval`: any formula over a plan, as a row.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask_of};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::expression::Question;
use super::plan::Choice;
use crate::analysis::{Results, evaluate};
use crate::check::Wanted;
use crate::report::{Options, Records, Report, projection, projection_records};

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

    /// The formula, as in a definition
    #[arg(value_name = "EXPR")]
    formula: String,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, formula, choice, output } = arguments;
    let (Question { plan, asked }, scenario) = Question::read(file, choice, formula, Wanted::Value);
    ask_of((plan, scenario), file, output, console, |model, _| match &asked {
        Some(asked) => evaluate(model, asked),
        None => Err(Vec::new()),
    })
}

impl Answer for Results {
    fn report(&self) -> Report {
        projection(self, &Options { sources: None, without_warnings: true })
    }

    fn records(&self) -> Records {
        projection_records(self)
    }
}
