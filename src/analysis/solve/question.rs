//! From the words of a command to a search: which input, which goals. What cannot be found is a finding with
//! the nearest name.

use super::super::family_input::{JoinedScenario, Together, joined};
use super::super::{ask, family_input, inputs};
use super::breaks::broken_by;
use super::probe::Problem;
use super::solution::{AskedInput, Solution, solution};
use crate::analysis::SettledPlan;
use crate::diagnostic::{Advice, Code, Diagnostic, Prose, nearest};
use crate::eval::Projection;
use crate::model::{Argument, Check, Family, Goal, Model, PipelinePart, Scenario};
use crate::value::Cell;

/// The value of the input of that name with which a goal holds: given by its label, its number from 1 or its
/// row; all goals where none is given.
pub fn solve_named(
    plan: &SettledPlan,
    scenario: &str,
    input: &str,
    goal: Option<&str>,
) -> Result<Solution, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    if let Some(family) = family_input::named(scenario, input) {
        return of_family(model, scenario, &projection, family, goal);
    }
    let row = inputs::find(scenario, input);
    let goals = goals(model, scenario, goal);
    let (row, goals) = both(row, goals)?;
    let asked = AskedInput::named(scenario.table.row(row).name.clone());
    let problem = Problem { model, scenario, projection: &projection, input: row, goals, is_sound: true };
    Ok(answered(problem, asked))
}

/// The value of all members of a family: one where they are the same in every month, else one factor.
fn of_family(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    family: &Family,
    goal: Option<&str>,
) -> Result<Solution, Vec<Diagnostic>> {
    let together = Together::AsTheyStand;
    let joined = joined(model, scenario, projection, together, |other| other.name == family.name);
    let Some(input) = joined.families.first() else { return Err(vec![ask::no_rows()]) };
    let goals = goals(model, &joined.scenario, goal).map_err(|found| vec![found])?;
    let asked = AskedInput {
        name: family.name.clone(),
        segment: Some(input.segment.clone()),
        members: input.factor_of().to_vec(),
    };
    let JoinedScenario { scenario, projection, .. } = &joined;
    Ok(answered(Problem { model, scenario, projection, input: input.row, goals, is_sound: true }, asked))
}

/// The same for the number that the plan was prepared to vary ([`CheckOptions::vary`]); `place` is what to call it.
///
/// [`CheckOptions::vary`]: crate::check::CheckOptions::vary
pub fn solve_placed(
    plan: &SettledPlan,
    scenario: &str,
    place: &str,
    goal: Option<&str>,
) -> Result<Solution, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    let row = scenario.unknown.as_ref().map(|unknown| unknown.row).ok_or_else(|| {
        let message = format!("the number at `{place}` is one that pace has to know beforehand");
        Diagnostic::without_place(Code::NotAnInput, message)
            .help("give it a name on a line of its own, and use that name here")
    });
    let (row, goals) = both(row, goals(model, scenario, goal))?;
    let problem = Problem { model, scenario, projection: &projection, input: row, goals, is_sound: true };
    Ok(answered(problem, AskedInput::named(place.to_string())))
}

/// The solution, with what it breaks.
pub(super) fn answered(problem: Problem<'_>, asked: AskedInput) -> Solution {
    let mut solution = solution(problem.clone(), asked);
    let (needed, per) = match solution.found.stated {
        Some(stated) => (stated.needed, Some(stated.per)),
        None => (solution.found.answer.needed, None),
    };
    let breaks = needed.map(|value| broken_by(&problem, solution.write(value), per));
    solution.found.breaks = breaks.unwrap_or_default();
    solution
}

/// Both, or all that is wrong with either: who misspells two names learns of both at once.
pub(super) fn both<A, B>(
    a: Result<A, Diagnostic>,
    b: Result<B, Diagnostic>,
) -> Result<(A, B), Vec<Diagnostic>> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (a, b) => Err(a.err().into_iter().chain(b.err()).collect()),
    }
}

/// The goals that are meant by a label, a number from 1, a text or a row; all where nothing is named.
fn goals<'a>(
    model: &Model,
    scenario: &'a Scenario,
    wanted: Option<&str>,
) -> Result<Vec<&'a Goal>, Diagnostic> {
    let all = &scenario.goals;
    let of_check = || scenario.checks.iter().find_map(|check| as_goal(model, scenario, check, wanted));
    if all.is_empty() {
        let found = Diagnostic::without_place(Code::UnknownName, "there is no goal to reach");
        if let Some(goal) = of_check() {
            return Err(found.help(said_as_goal(goal)));
        }
        // A goal of a row that the plan has not is no help.
        let bookings = PipelinePart::Bookings.name();
        let example = scenario.table.find(bookings).map(|_| format!("goal {bookings} >= $100k"));
        return Err(match example {
            Some(goal) => {
                found.help(Prose::from("add one to the plan, or try one: ").advise(Advice::Statement(goal)))
            }
            None => found.help("add one to the plan"),
        });
    }
    let Some(wanted) = wanted else { return Ok(all.iter().collect()) };
    if let Some(at) =
        wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < all.len())
    {
        return Ok(vec![&all[at]]);
    }
    let same = |text: &str| text.to_lowercase() == wanted.trim().to_lowercase();
    // A label, a text, a row: the first kind that is found; several milestones have one label.
    let kinds: [&dyn Fn(usize) -> bool; 3] =
        [&|at| all[at].label.as_deref().is_some_and(same), &|at| same(&all[at].text), &|at| {
            same(&scenario.table.row(all[at].row).name)
        }];
    for is in kinds {
        let found: Vec<&Goal> = (0..all.len()).filter(|at| is(*at)).map(|at| &all[at]).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let found = Diagnostic::without_place(Code::UnknownName, format!("there is no goal `{wanted}`"));
    if let Some(goal) = of_check() {
        return Err(found.help(said_as_goal(goal)));
    }
    let labels = all.iter().filter_map(|goal| goal.label.as_deref());
    if let Some(near) = nearest(wanted, labels.chain(all.iter().map(|goal| goal.text.as_str()))) {
        return Err(found.help(format!("did you mean `{near}`?")));
    }
    let listed = all.iter().enumerate().map(|(at, goal)| {
        let label = goal.label.as_ref().map(|label| format!("\"{label}\": ")).unwrap_or_default();
        format!("{}. {label}{}", at + 1, goal.text)
    });
    Err(found.help(format!("the plan's goals are: {}", listed.collect::<Vec<_>>().join("; "))))
}

/// The goal that asks for what a check of the row that is wanted (of any, where none is) asks for; none where a goal
/// cannot say the same.
fn as_goal(model: &Model, scenario: &Scenario, check: &Check, wanted: Option<&str>) -> Option<String> {
    let (Argument::Row(row), _) = check.compared? else { return None };
    let name = &scenario.table.row(row).name;
    // A goal begins with a row, and wants at least or at most.
    let target = check.text.strip_prefix(name.as_str())?.trim_start();
    let is_one = target.starts_with(">= ") || target.starts_with("<= ");
    let is_wanted = wanted.is_none_or(|wanted| {
        [name, &check.text].iter().any(|text| text.to_lowercase() == wanted.trim().to_lowercase())
    });
    let always = check.months.iter().all(|month| *month);
    let time = if always { format!(" from {}", model.calendar.label(0)) } else { String::new() };
    (is_one && is_wanted).then(|| format!("goal {}{time}", check.text))
}

/// How a check is made a goal to reach.
fn said_as_goal(goal: String) -> Prose {
    Prose::from("to reach what the check asks for: ").advise(Advice::Statement(goal))
}
