//! What was found, with all that there is to tell of it: what the goals come to, why there is no value, whole numbers.

use serde::{Serialize, Serializer};

use super::super::family_input::NeededKind;
use super::super::head::AnswerHead;
use super::super::results::{GoalResult, GoalStatus};
use super::super::verdict::verdict;
use super::super::{goals, inputs};
use super::answer::{HoldsFor, SolveAnswer, find};
use super::arithmetic::{DIGITS, times};
use super::breaks::BrokenByAnswer;
use super::counting::{self, Stated, in_each, now_as_stated};
use super::probe::{GoalProbe, Problem};
use super::range::Range;
use super::reason::{self, SolveReason};
use crate::analysis::SettledPlan;
use crate::eval::{Columns, Projection};
use crate::model::{Goal, Model, RowId, Scenario};
use crate::value::{Cell, FigureUnit, Number, Period};

/// Whether there is a value with which the goals hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SolveStatus {
    /// There is a value, and the goals do not hold without it.
    Found,
    /// They hold as the plan stands; the value says how little would do.
    Already,
    /// There is no value with which they hold.
    Impossible,
}

/// What came of the search for an input's value.
#[derive(Clone, Debug, Serialize)]
pub struct Solution {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The input's name, or its place.
    pub input: String,
    /// What its values count; of an action, how often in a working day; of a factor for all members, a number.
    pub unit: FigureUnit,
    /// Of an input that is found for all members of a segment together, the segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// What was found.
    #[serde(flatten)]
    pub found: Found,
}

/// What was found for an input: the value, and what comes of it.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// The value now; none where it differs by month or member.
    pub current: Option<Number>,
    /// Where the value now differs by month, its mean.
    pub mean: Option<Number>,
    /// The values with which the goals hold.
    #[serde(flatten)]
    pub answer: SolveAnswer,
    /// Whether these values are the input's own, or factors for what each member has in each month.
    pub needed_is: NeededKind,
    /// Whether there is one.
    pub status: SolveStatus,
    /// A whole number that is enough, of an action.
    pub whole: Option<WholeNumber>,
    /// The values as the plan states them, of an action that it does not state per day.
    pub stated: Option<Stated>,
    /// The last month, in words, in which what starts can still arrive in time, where that is before the
    /// goals' own.
    pub in_time: Option<String>,
    /// What the goals come to now and with the value needed (or the best one).
    pub goals: Vec<GoalOutcome>,
    /// What holds as the plan is and no longer with the value needed: other goals, and checks.
    #[serde(skip_serializing_if = "BrokenByAnswer::is_empty")]
    pub breaks: BrokenByAnswer,
    /// Why there is no value, or why any value does: a line each.
    #[serde(rename = "reason", serialize_with = "in_one_line")]
    pub reasons: Vec<String>,
}

/// What one goal comes to: the goal as `run` has it, and its deciding figure before and after.
#[derive(Clone, Debug, Serialize)]
pub struct GoalOutcome {
    /// The goal with the value needed, or the best one.
    #[serde(flatten)]
    pub result: GoalResult,
    /// The figure that decides, as the plan stands: the total, the best month, the worst.
    pub now: Option<Number>,
    /// The same with the value needed, or the best one.
    pub then: Option<Number>,
    /// The deciding figure with the whole number of an action; none where there is no such number.
    pub whole: Option<Number>,
}

/// A whole number of an action that is enough.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct WholeNumber {
    /// How many times in each period.
    pub number: Number,
    /// In each of these: a day is a working day, a week a working week.
    #[serde(rename = "unit", serialize_with = "in_each")]
    pub per: Period,
}

/// Reasons in one line for JSON, null where there are none.
fn in_one_line<S: Serializer>(lines: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    (!lines.is_empty()).then(|| lines.join("; ")).serialize(serializer)
}

impl Solution {
    /// A value of the input in words, with the digits that are good: `9.6/workday`, `$8,000`.
    pub fn written(&self, value: Number) -> String {
        self.in_words(written(self.unit, value))
    }

    /// The same with six digits at most, for a sentence.
    pub fn written_short(&self, value: Number) -> String {
        self.in_words(written_short(self.unit, value))
    }

    /// Whether the values are factors for what each member has in each month.
    pub fn is_factor(&self) -> bool {
        self.found.needed_is == NeededKind::Factor
    }

    fn in_words(&self, value: String) -> String {
        if self.is_factor() { format!("{FACTOR}{value}") } else { value }
    }

    /// A value of the input with 12 digits, rounded to the side on which the goals hold: what to write into
    /// a plan.
    pub fn write(&self, value: Number) -> Number {
        to_write(value, self.found.answer.at_most)
    }

    /// Why there is no value, or why any value does, in one line; none where there is one.
    pub fn reason(&self) -> Option<String> {
        (!self.found.reasons.is_empty()).then(|| self.found.reasons.join("; "))
    }
}

/// What stands before a factor.
const FACTOR: &str = "× ";

/// What a search is for, as answers call it.
#[derive(Clone, Debug)]
pub struct AskedInput {
    /// The input's name, or its place.
    pub name: String,
    /// Of an input of all members, their segment.
    pub segment: Option<String>,
    /// The rows that its values are factors for; none where they are its own.
    pub members: Vec<RowId>,
}

impl AskedInput {
    /// Whether its values are its own, or factors.
    fn needed_is(&self) -> NeededKind {
        if self.members.is_empty() { NeededKind::Value } else { NeededKind::Factor }
    }

    /// An input that is there once.
    pub fn named(name: String) -> AskedInput {
        AskedInput { name, segment: None, members: Vec::new() }
    }
}

/// A value with its unit and 12 digits.
fn written(unit: FigureUnit, value: Number) -> String {
    unit.written(value.nearest_digits(DIGITS).unwrap_or(value))
}

/// A value with its unit and six digits.
fn written_short(unit: FigureUnit, value: Number) -> String {
    written(unit, value.nearest_digits(6).unwrap_or(value))
}

/// A value of an input with 12 digits, rounded to the side on which the goals hold: down where `at_most`.
pub fn to_write(value: Number, at_most: bool) -> Number {
    // A value that has 12 digits already is written as it is.
    let down = value.with_digits(DIGITS, false).unwrap_or(value);
    if down == value {
        value
    } else {
        value.with_digits(DIGITS, at_most == value.is_negative()).unwrap_or(value)
    }
}

/// The value of one input with which goals just hold. `goals` are their places among the scenario's goals; an empty
/// list means all of them.
pub fn solve(plan: &SettledPlan, scenario: &Scenario, input: RowId, goals: &[usize]) -> Solution {
    let goals: Vec<&Goal> = match goals {
        [] => scenario.goals.iter().collect(),
        some => some.iter().filter_map(|at| scenario.goals.get(*at)).collect(),
    };
    of_row(plan.model(), scenario, input, goals)
}

/// The same for all goals of a plan whose `?` are still being found: `input` is one of them.
pub fn solve_open(model: &Model, scenario: &Scenario, input: RowId) -> Solution {
    of_row(model, scenario, input, scenario.goals.iter().collect())
}

/// Finds and describes the value of an input that is known by its row's name.
fn of_row(model: &Model, scenario: &Scenario, input: RowId, goals: Vec<&Goal>) -> Solution {
    let projection = Projection::new(scenario, &model.calendar);
    let name = scenario.table.row(input).name.clone();
    let problem = Problem { model, scenario, projection: &projection, input, goals, is_sound: false };
    solution(problem, AskedInput::named(name))
}

/// Finds the value and describes it; the input may be a number that has another name than its row.
pub fn solution(problem: Problem<'_>, asked: AskedInput) -> Solution {
    let Problem { model, scenario, projection, input, .. } = problem;
    let usual = counting::usual(model, scenario, projection, input);
    let current = counting::current(projection, input, &usual);
    let range = match &asked.members[..] {
        [] => Range::of(&problem, &usual, current),
        members => Range::of_common_factor(&problem, members),
    };
    let mut probe = GoalProbe::new(problem, usual);
    let answer = find(&mut probe, &range);
    describe(&mut probe, &range, answer, current, asked)
}

/// All that there is to tell of an answer: what the goals come to with it, why there is no value, until when it is in
/// time, whole numbers.
fn describe(
    probe: &mut GoalProbe<'_>,
    range: &Range,
    mut answer: SolveAnswer,
    current: Option<Number>,
    asked: AskedInput,
) -> Solution {
    let Problem { model, scenario, projection, input, .. } = probe.problem;
    let row = scenario.table.row(input);
    let now = probe.problem.now();
    let status = match &answer.extent {
        _ if now.iter().all(|goal| goal.is_some_and(|goal| goal.met)) => SolveStatus::Already,
        HoldsFor::None { .. } => SolveStatus::Impossible,
        HoldsFor::Some | HoldsFor::Any => SolveStatus::Found,
    };
    let stated = if row.is_action() { stated(probe, &answer) } else { None };
    let whole = if row.is_action() { whole(probe, &answer, stated) } else { None };
    let figures_now: Vec<Option<Number>> = deciding(projection, &probe.problem.goals);
    let whole_reading = whole.and_then(|whole| counting::at(probe, whole.per, whole.number));
    let with_whole = whole_reading.map(|_| deciding(probe.columns(), &probe.problem.goals));
    let then = match stated.and_then(|stated| Some((stated.per, stated.needed?))) {
        Some((per, needed)) => counting::at(probe, per, needed),
        None => answer.needed.or(answer.best).map(|value| probe.at(value)),
    };
    let with_then = then.map(|_| deciding(probe.columns(), &probe.problem.goals));
    let figure = |figures: &Option<Vec<Option<Number>>>, at: usize| figures.as_ref()?[at];
    let outcomes = probe.problem.goals.iter().enumerate().map(|(at, goal)| GoalOutcome {
        result: goals::judge(model, scenario, probe.columns(), goal),
        now: figures_now[at],
        then: figure(&with_then, at),
        whole: figure(&with_whole, at),
    });
    let mut outcomes: Vec<GoalOutcome> = outcomes.collect();
    let missed: Vec<bool> =
        outcomes.iter().map(|outcome| outcome.result.status == GoalStatus::Missed).collect();
    // Of several goals, those that are missed are what there is to explain.
    let mut about: Vec<&Goal> = probe
        .problem
        .goals
        .iter()
        .zip(&missed)
        .filter(|(_, missed)| **missed)
        .map(|(goal, _)| *goal)
        .collect();
    if about.is_empty() {
        about.clone_from(&probe.problem.goals);
    }
    let value = answer.needed.or(answer.best).or(current).unwrap_or_else(|| range.likely());
    let in_time = reason::in_time(probe, &about, range, value).map(|month| model.calendar.words(month));
    // One constant value may be no match for what the plan does by month: then there is nothing to explain.
    let hopeless = status == SolveStatus::Already && matches!(answer.extent, HoldsFor::None { .. });
    let reason = if hopeless { None } else { reason::why(probe, &answer, &missed, &about, range, value) };
    let unit = inputs::unit(scenario, model.currency, input);
    let reasons = reason.as_ref().map(|reason| {
        let told = ReasonContext { asked: &asked, unit, best: answer.best, in_time: in_time.as_deref() };
        sentences(reason, &told, &outcomes)
    });
    if is_flat(reason.as_ref(), &answer, &missed) {
        // Where all values are the same, or ever larger ones are better, none is the best.
        answer.best = None;
    }
    if answer.needed.or(answer.best).is_none() {
        outcomes.iter_mut().for_each(|goal| goal.then = None);
    }
    let mean = || inputs::mean(scenario, &model.calendar, projection, input);
    // A factor of 1 is no value that anybody has.
    let needed_is = asked.needed_is();
    let current = current.filter(|_| needed_is == NeededKind::Value);
    let mean = match (current, needed_is) {
        (None, NeededKind::Value) => mean(),
        _ => None,
    };
    Solution {
        head: AnswerHead::new(model, scenario),
        input: asked.name,
        unit,
        segment: asked.segment,
        found: Found {
            current,
            mean,
            answer,
            needed_is,
            status,
            whole,
            stated,
            in_time,
            goals: outcomes,
            breaks: BrokenByAnswer::default(),
            reasons: reasons.unwrap_or_default(),
        },
    }
}

/// The figure that each goal is judged by, as `run` tells it.
fn deciding(columns: &impl Columns<Cell>, goals: &[&Goal]) -> Vec<Option<Number>> {
    goals.iter().map(|goal| verdict(columns, goal).value.and_then(Cell::number)).collect()
}

/// Whether no value of the input is better for the goals than another.
fn is_flat(reason: Option<&SolveReason>, answer: &SolveAnswer, missed: &[bool]) -> bool {
    let flat = match reason {
        Some(SolveReason::NotEnough | SolveReason::Beyond { .. }) => false,
        Some(SolveReason::HoweverLarge | SolveReason::NoFigure | SolveReason::Anything) | None => true,
        // What one goal does not care for may be the best for another.
        Some(SolveReason::MovesNothing(_) | SolveReason::TooLate { .. }) => {
            missed.iter().all(|missed| *missed)
        }
    };
    flat || matches!(answer.extent, HoldsFor::None { level: true, .. })
}

/// The same search in the period in which the plan states the action, where that is no day.
fn stated(probe: &mut GoalProbe<'_>, answer: &SolveAnswer) -> Option<Stated> {
    let Problem { model, scenario, projection, input, .. } = probe.problem;
    let now = now_as_stated(model, scenario, projection, input)?;
    let usual: Vec<Cell> = probe.factors().to_vec();
    let factors = counting::factors(model, now.per)?;
    let range = Range::of(&probe.problem, &factors, now.current);
    probe.counting(factors);
    let needed = answer.needed.is_some();
    let own = if needed { find(probe, &range) } else { SolveAnswer::default() };
    probe.counting(usual);
    // A search in weeks may find what one in days does not, and the other way round: then only days are told.
    let agree = own.needed.is_some() == needed && (!needed || own.at_most == answer.at_most);
    agree.then_some(Stated { needed: own.needed, beyond: own.beyond, ..now })
}

/// The next whole number that is enough: in the period that the plan states, but of a week where one a
/// working day is too much.
fn whole(probe: &mut GoalProbe<'_>, answer: &SolveAnswer, stated: Option<Stated>) -> Option<WholeNumber> {
    let (needed, per) = match stated {
        Some(Stated { per, needed, .. }) => (needed?, per),
        None => match answer.needed? {
            daily if daily >= Number::ONE => (daily, Period::Day),
            daily => (times(daily, probe.problem.model.calendar.week())?, Period::Week),
        },
    };
    let number = match answer.at_most {
        // What is whole but for the last digit is whole.
        _ if needed.compare(needed.round(0)).is_eq() => needed.round(0),
        true => needed.floor(),
        false => needed.ceiling(),
    };
    let enough = counting::at(probe, per, number).is_some_and(|reading| reading.met());
    (enough && (!number.is_zero() || answer.at_most)).then_some(WholeNumber { number, per })
}

/// What the sentences of a reason speak of.
struct ReasonContext<'a> {
    asked: &'a AskedInput,
    unit: FigureUnit,
    best: Option<Number>,
    in_time: Option<&'a str>,
}

/// Why there is no value that meets the goals, or why any does: a line for each thing to say.
fn sentences(reason: &SolveReason, told: &ReasonContext<'_>, goals: &[GoalOutcome]) -> Vec<String> {
    let name = format!("`{}`", told.asked.name);
    let sign = if told.asked.needed_is() == NeededKind::Factor { FACTOR } else { "" };
    let value = |value: Number| format!("{sign}{}", written_short(told.unit, value));
    let in_time = told.in_time.map(|month| format!("; only what starts by {month} can still arrive in time"));
    let in_time = in_time.unwrap_or_default();
    let said = match reason {
        SolveReason::MovesNothing(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| format!("`{row}`")).collect();
            format!("{name} does not move {}", rows.join(" or "))
        }
        SolveReason::TooLate { first, deadline } => {
            format!("even what starts in {first} arrives after {deadline}")
        }
        SolveReason::Beyond { would, most } => {
            let kind = if told.unit.denomination().unit.is_one() {
                "and a share is at most"
            } else {
                "and it is at most"
            };
            format!("{name} would have to be {}, {kind} {}{in_time}", value(*would), value(*most))
        }
        SolveReason::NoFigure => "the goals have no value to be judged by, whatever it is".to_string(),
        SolveReason::HoweverLarge => {
            return of_each(goals, &format!("however large {name} is, "), &in_time);
        }
        SolveReason::NotEnough => {
            let at = told.best.map(|best| format!(", with {name} at {}", value(best))).unwrap_or_default();
            return of_each(goals, "at best ", &format!("{at}{in_time}"));
        }
        SolveReason::Anything if goals.len() == 1 => format!("the goal holds whatever {name} is"),
        SolveReason::Anything => format!("the goals hold whatever {name} is"),
    };
    vec![said]
}

/// What every goal that is missed comes to, between what is said before and after: of several, a line each.
fn of_each(goals: &[GoalOutcome], before: &str, after: &str) -> Vec<String> {
    let missed = goals.iter().filter(|goal| goal.result.status == GoalStatus::Missed);
    let mut lines = missed.map(|goal| {
        let result = &goal.result;
        let figure = |number: Option<Number>, other: Option<Number>| match (number, other) {
            (None, _) => "nothing".to_string(),
            (Some(number), None) => result.unit.written_short(number),
            (Some(number), Some(other)) => result.unit.written_beside(number, other),
        };
        let (then, target) = (figure(goal.then, result.target), figure(result.target, goal.then));
        format!("`{}` comes to {then} of {target}", result.row)
    });
    match lines.next() {
        None => vec![format!("{before}the goals are not met together{after}")],
        Some(first) => std::iter::once(format!("{before}{first}{after}")).chain(lines).collect(),
    }
}
