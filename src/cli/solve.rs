//! `pace solve`: the value of one input with which goals just hold.

use std::path::PathBuf;

use super::answer::{Answer, Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use super::progress;
use crate::analysis::{Solution, solve_named};
use crate::report::{Records, Report, solution, solution_records};

/// Find the value of one input with which the goals just hold
///
/// The smallest value that meets them; where a larger value hurts, such as a stage's duration, the largest.
/// For an action that is a number per working day, and the whole number to do stands beside it. Where no
/// value is enough it says what is the best, and why.
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
    #[arg(long, value_name = "GOAL")]
    goal: Option<String>,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario| {
        progress::during("looking for the value", || {
            solve_named(model, scenario, &arguments.input, arguments.goal.as_deref())
        })
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
