//! The value of one input with which the goals just hold. The input is named, or pointed at by its place in
//! the plan.

use super::manual::{Manual, NamedQuestion};
use super::place::{self, NumberPlace};
use super::{Answer, PlanView, Question, axis};
use crate::analysis::{EachSolution, Solution, prepare_with, solve_each, solve_named, solve_placed};
use crate::check::CheckOptions;
use crate::diagnostic::{Diagnostic, Findings};
use crate::report::{Records, Report, each_solution, each_solution_records, solution, solution_records};

/// The value of one input with which the goals just hold.
#[derive(clap::Args, Clone, Debug)]
pub struct SolveArguments {
    /// What to find: a row, an action, a part of a stage (`meetings.rate`, `meetings.time`), or the place of
    /// a number without a name, LINE:COLUMN or FILE:LINE
    #[arg(value_name = "INPUT")]
    pub input: String,

    /// The goal to reach: its label, its row or its number from 1; all of them, if none is named
    #[arg(long, value_name = "GOAL", allow_hyphen_values = true)]
    pub goal: Option<String>,

    /// What each member of this segment needs of its own input for its own goals, which stand in a block `for`
    #[arg(long, value_name = "SEGMENT")]
    pub each: Option<String>,
}

impl NamedQuestion for SolveArguments {
    const MANUAL: Manual = Manual {
        name: "solve",
        about: "Find the value of one input with which the goals just hold",
        more: "The smallest value that meets them; where a larger value hurts, such as a stage's duration, the largest. For an action that is a number in the period in which the plan states it, and the whole number to do stands beside it. What all members of a segment have is found together: one value where they have the same, else one factor for all of them. Where no value is enough it says what is the best, and why.",
        after: "\
Examples:
  pace solve plan.pace calls
  pace solve plan.pace meetings.rate --goal 2
  pace solve plan.pace deal_size --set 'goal bookings >= $1M'
  pace solve plan.pace new_leads --each rep
  pace solve plan.pace 12:24         the number at line 12, column 24, which has no name",
        session: "solve",
        takes: "INPUT [--goal GOAL] [--each SEGMENT]",
        does: "finds the value of one input with which the goals just hold",
        lines: &[":solve calls", ":solve won.rate --goal 2"],
    };
}

impl Question for SolveArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        if let Some(segment) = &self.each {
            let segment = axis::segment("each", segment, view.plan.model())
                .map_err(|found| view.plan.wrong(vec![found]))?;
            let (goal, input) = (self.goal.as_deref(), &self.input);
            let each = solve_each(view.plan, view.scenario, input, goal, segment);
            return Ok(Box::new(each.map_err(|found| view.plan.wrong(found))?));
        }
        let solution = match NumberPlace::parse(&self.input) {
            Some(place) => self.placed(view, &place),
            None => solve_named(view.plan, view.scenario, &self.input, self.goal.as_deref()),
        };
        Ok(Box::new(solution.map_err(|found| view.plan.wrong(found))?))
    }

    fn work(&self) -> Option<&'static str> {
        Some("looking for the value")
    }
}

impl SolveArguments {
    /// The solution for the number at a place. The plan is checked a second time with that number made
    /// variable, since a checked plan has it as a constant within a formula.
    fn placed(&self, view: &PlanView, place: &NumberPlace) -> Result<Solution, Vec<Diagnostic>> {
        let span = place.number(view.plan.loaded()).map_err(|found| vec![found])?;
        let source = view.plan.sources().get(span.file);
        let position = source.position(span.start as usize);
        let shown = format!("{}:{}:{}", source.name(), position.line, position.column);
        let options = CheckOptions { vary: Some(span), ..CheckOptions::default() };
        match prepare_with(view.plan.loaded().clone(), &options, &view.plan.model().cancellation) {
            Ok(varied) => solve_placed(&varied, view.scenario, &shown, self.goal.as_deref()),
            // Made variable, the number leads to other errors: pace needs its value while it checks. The user
            // has made no mistake in the plan, so one finding on the number replaces them all.
            Err(wrong) if wrong.found.iter().any(|found| found.span() != Some(span)) => {
                Err(vec![place::fixed(span)])
            }
            Err(wrong) => Err(wrong.found),
        }
    }
}

impl Answer for EachSolution {
    fn report(&self) -> Report {
        each_solution(self)
    }

    fn records(&self) -> Records {
        each_solution_records(self)
    }
}

impl Answer for Solution {
    fn report(&self) -> Report {
        solution(self)
    }

    fn records(&self) -> Records {
        solution_records(self)
    }
}
