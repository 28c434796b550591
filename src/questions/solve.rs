//! The value of one input with which the goals just hold.

use super::place::{self, Place};
use super::{Answer, Plan, Question};
use crate::analysis::{Solution, solve_named, solve_placed};
use crate::check::{CheckOptions, check_with};
use crate::diagnostic::{Diagnostic, Findings};
use crate::report::{Records, Report, solution, solution_records};

/// The value of one input with which the goals just hold.
#[derive(clap::Args, Clone, Debug)]
pub struct Solve {
    /// What to find: a row, an action, a part of a stage (`meetings.rate`, `meetings.time`), or the place of
    /// a number without a name, LINE:COLUMN or FILE:LINE
    #[arg(value_name = "INPUT")]
    pub input: String,

    /// The goal to reach: its label, its row or its number from 1; all of them, if none is named
    #[arg(long, value_name = "GOAL", allow_hyphen_values = true)]
    pub goal: Option<String>,
}

impl Question for Solve {
    fn ask(&self, plan: &Plan) -> Result<Box<dyn Answer>, Findings> {
        let solution = match Place::parse(&self.input) {
            Some(place) => self.placed(plan, &place),
            None => solve_named(plan.model, plan.scenario, &self.input, self.goal.as_deref()),
        };
        Ok(Box::new(solution.map_err(|found| plan.wrong(found))?))
    }

    fn work(&self) -> Option<&'static str> {
        Some("looking for the value")
    }
}

impl Solve {
    /// The same for the number at a place of the plan.
    fn placed(&self, plan: &Plan, place: &Place) -> Result<Solution, Vec<Diagnostic>> {
        let span = place.number(plan.loaded).map_err(|found| vec![found])?;
        let source = plan.loaded.sources.get(span.file);
        let position = source.position(span.start as usize);
        let shown = format!("{}:{}:{}", source.name(), position.line, position.column);
        let checked = check_with(plan.loaded, &CheckOptions { vary: Some(span), ..CheckOptions::default() });
        match checked.model {
            Some(model) => solve_placed(&model, plan.scenario, &shown, self.goal.as_deref()),
            None if checked.diagnostics.iter().any(|found| found.span() != Some(span)) => {
                Err(vec![place::fixed(span)])
            }
            None => Err(checked.diagnostics),
        }
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
