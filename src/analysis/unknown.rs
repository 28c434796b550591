//! `?`: the number that a plan's goals determine, found once, before anything is projected.

use std::sync::Arc;

use super::SettledPlan;
use super::solve::{Solution, SolveStatus, solve_open};
use crate::check::CheckedExpression;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::dependents;
use crate::model::{Formula, Model, Operand, Row, RowId, Scenario, Solved, Unknown};
use crate::value::{FigureUnit, Number};

/// The model with its `?` found in every scenario. Where no value meets the goals, the one that comes nearest
/// takes its place, and the scenario's warnings say so.
pub(super) fn settle(mut model: Model) -> Model {
    for at in 0..model.scenarios.len() {
        let Some(unknown) = open(&model.scenarios[at]).cloned() else { continue };
        let scenario = &model.scenarios[at];
        // A number that nothing reads moves no goal: there is nothing to look for.
        if !is_used(scenario, unknown.row) {
            model.scenarios[at].unknown = None;
            continue;
        }
        let solution = solve_open(&model, scenario, unknown.row);
        let value = solution.found.answer.needed.or(solution.found.answer.best).unwrap_or(Number::ZERO);
        let solved = Solved {
            input: solution.input.clone(),
            unit: unit(scenario, &solution),
            value,
            status: if solution.found.status == SolveStatus::Impossible { "impossible" } else { "found" },
            note: note(&solution, value),
        };
        let scenario = &mut model.scenarios[at];
        if solution.found.status == SolveStatus::Impossible {
            scenario.warnings.push(no_solution(&unknown, &solution));
        }
        let row = &mut scenario.table.rows[unknown.row.index()];
        *row = Arc::new(Row { formula: constant(value), ..(**row).clone() });
        scenario.unknown = Some(Unknown { solved: Some(solved), ..unknown });
    }
    model
}

/// What to tell of the number that was found for a scenario's `?`, where it has one.
pub fn solved_note(plan: &SettledPlan, scenario: &str) -> Option<String> {
    let unknown = plan.model().scenario(scenario)?.unknown.as_ref()?;
    unknown.solved.as_ref().map(|solved| solved.note.clone())
}

/// The scenario of an expression, in which every `?` has the value that was found for its own scenario.
pub(super) fn settled_as(model: &Model, asked: &CheckedExpression) -> Scenario {
    let mut scenario = asked.scenario.clone();
    for (name, row) in &asked.unknowns {
        let unknown = model.scenario(name).and_then(|scenario| scenario.unknown.as_ref());
        let Some(solved) = unknown.and_then(|unknown| unknown.solved.as_ref()) else { continue };
        let row = &mut scenario.table.rows[row.index()];
        *row = Arc::new(Row { formula: constant(solved.value), ..(**row).clone() });
    }
    scenario
}

/// The formula of a row that is one number.
fn constant(value: Number) -> Formula {
    Formula::operand(Operand::Constant(value))
}

/// The `?` of a scenario, where it has one that is still to be found. A number that a command wants to vary stays
/// what the plan says.
fn open(scenario: &Scenario) -> Option<&Unknown> {
    scenario.unknown.as_ref().filter(|unknown| unknown.written.is_none() && unknown.solved.is_none())
}

/// Whether some row that people see depends on the number: a scenario may have put another in its place.
fn is_used(scenario: &Scenario, row: RowId) -> bool {
    let depends = dependents(scenario, &[row]);
    scenario.table.rows.iter().zip(depends).any(|(row, depends)| depends && !row.hidden)
}

/// The unit of the number: in an action it counts in the action's own period.
fn unit(scenario: &Scenario, solution: &Solution) -> String {
    let own = scenario.table.find(&solution.input).and_then(|row| scenario.table.row(row).per);
    own.map_or(solution.unit, FigureUnit::Times).to_string()
}

/// A warning that no value meets the goals, with what figures stand for instead.
fn no_solution(unknown: &Unknown, solution: &Solution) -> Diagnostic {
    let why = solution.reason().map(|reason| format!(": {reason}")).unwrap_or_default();
    let goals = if solution.found.goals.len() == 1 { "the goal" } else { "all goals" };
    let message = format!("no value of `?` meets {goals}{why}");
    let stands = if solution.found.answer.best.is_some() {
        "figures stand for the value that comes nearest"
    } else {
        "figures stand for 0"
    };
    Diagnostic::new(Code::NoSolution, message, unknown.span, "to be found")
        .help(format!("{stands}; change a goal, or something else that it depends on"))
}

/// What to tell of the number that was found: `` `price`: `?` is $80, the smallest with which the goal is met``.
fn note(solution: &Solution, value: Number) -> String {
    let said = solution.unit.denomination().written(solution.write(value));
    let goals = if solution.found.goals.len() == 1 { "the goal is" } else { "all goals are" };
    let which = match (solution.found.status, solution.found.answer.at_most) {
        (SolveStatus::Impossible, _) => {
            return format!("`{}`: `?` stands for {said}, for no value meets the goals", solution.input);
        }
        (_, true) => "largest",
        (_, false) => "smallest",
    };
    format!("`{}`: `?` is {said}, the {which} with which {goals} met", solution.input)
}
