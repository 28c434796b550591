//! `pace solve`: the value of one input with which goals just hold.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask, ask_of};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::place::Place;
use super::plan::{Choice, Plan};
use super::progress;
use crate::analysis::{Solution, solve_named, solve_placed};
use crate::report::{Records, Report, solution, solution_records};

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

    /// What to find: a row, an action, a part of a stage (`meetings.rate`, `meetings.time`), or the place of
    /// a number without a name, LINE:COLUMN or FILE:LINE
    #[arg(value_name = "INPUT")]
    input: String,

    /// The goal to reach: its label, its row or its number from 1; all of them, if none is named
    #[arg(long, value_name = "GOAL", allow_hyphen_values = true)]
    goal: Option<String>,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

/// What is told while it takes its time.
const LOOKING: &str = "looking for the value";

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let Arguments { file, input, choice, output, .. } = arguments;
    let goal = arguments.goal.as_deref();
    if let Some(place) = Place::parse(input) {
        let (plan, scenario, shown) = Plan::read_freeing(file, choice, &place);
        return ask_of((plan, scenario), file, output, console, |model, scenario| {
            progress::during(LOOKING, || solve_placed(model, scenario, &shown, goal))
        });
    }
    ask(file, choice, output, console, |model, scenario| {
        progress::during(LOOKING, || solve_named(model, scenario, input, goal))
    })
}

impl Answer for Solution {
    fn report(&self) -> Report {
        solution(self)
    }

    fn records(&self) -> Records {
        solution_records(self)
    }
}
