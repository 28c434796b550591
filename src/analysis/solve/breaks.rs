//! What an answer costs: goals that nobody asked for and checks, which hold as the plan is and no longer with the value
//! that was found.

use serde::Serialize;

use super::super::goals;
use super::super::results::{CheckResult, GoalResult, GoalStatus};
use super::counting;
use super::probe::Problem;
use crate::eval::WhatIf;
use crate::value::{Cell, Number, Period};

/// What holds as the plan is and no longer with the value that was found, as it comes to with that value.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BrokenByAnswer {
    /// Goals that were not among those to reach.
    pub goals: Vec<GoalResult>,
    /// Checks.
    pub checks: Vec<CheckResult>,
}

impl BrokenByAnswer {
    /// Whether all that held still does.
    pub fn is_empty(&self) -> bool {
        self.goals.is_empty() && self.checks.is_empty()
    }
}

/// What an input breaks with this value; of an action that is a number of times in the period, or in a working day.
pub fn broken_by(problem: &Problem<'_>, value: Number, per: Option<Period>) -> BrokenByAnswer {
    let Problem { model, scenario, projection, input, .. } = problem;
    let usual = || Some(counting::usual(model, scenario, projection, *input));
    let Some(factors) = per.map_or_else(usual, |per| counting::factors(model, per)) else {
        return BrokenByAnswer::default();
    };
    let value = Cell::from(value);
    let mut what_if = WhatIf::new(model, scenario, projection, &[*input]);
    what_if.set(*input, |month| value.mul(factors[month], 0));
    what_if.compute();
    let then = what_if.projection();
    let asked = |goal: &&crate::model::Goal| !problem.goals.iter().any(|asked| std::ptr::eq(*asked, *goal));
    let goals = scenario.goals.iter().filter(asked).filter_map(|goal| {
        let before = goals::judge(model, scenario, *projection, goal);
        let after = goals::judge(model, scenario, &then, goal);
        (before.status == GoalStatus::Met && after.status == GoalStatus::Missed).then_some(after)
    });
    let checks = scenario.checks.iter().filter_map(|check| {
        let before = goals::check(model, scenario, projection, check);
        let after = goals::check(model, scenario, &then, check);
        (before.status.is_held() && !after.status.is_held()).then_some(after)
    });
    BrokenByAnswer { goals: goals.collect(), checks: checks.collect() }
}
