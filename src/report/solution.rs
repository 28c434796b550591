//! The document of a solution: the value that is needed, what the goals come to with it, why there is none.
//!
//! What was found is a [`Solution`]; nothing is searched for here.

use super::findings::{check_item, goal_item, list, reading_word};
use super::needed::{self, per_period};
use super::{Block, Field, Head, Item, List, Mark, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{GoalOutcome, GoalResult, GoalStatus, Interval, Solution, SolveStatus, WholeNumber};
use crate::diagnostic::{Advice, Prose};
use crate::value::{Number, Period, figure_of};

/// The document of a solution: what is needed and what there is now, the figures of the goals, remarks.
pub fn solution(solution: &Solution) -> Report {
    let mut blocks = vec![Block::List(List { heading: heading(solution), items: answer(solution) })];
    blocks.push(Block::Table(goals(solution)));
    let broken = solution.found.breaks.goals.iter().map(goal_item);
    let broken = broken.chain(solution.found.breaks.checks.iter().map(check_item)).collect();
    blocks.extend(list("Held before, and no longer with it", broken));
    let notes = notes(solution);
    if !notes.is_empty() {
        let item = |subject| Item { mark: Mark::Plain, subject, verdict: String::new(), details: Vec::new() };
        blocks.push(Block::List(List {
            heading: "Notes".into(),
            items: notes.into_iter().map(item).collect(),
        }));
    }
    let mut facts = Vec::new();
    let head = &solution.head;
    if head.scenario != "base" {
        facts.push(format!("scenario {}", head.scenario));
    }
    facts.push(head.currency.code().to_string());
    Report { title: head.title.clone(), facts, blocks }
}

/// One record for each goal; what there is to say of the input stands in each of them.
pub fn solution_records(solution: &Solution) -> Records {
    let heads = [
        "input",
        "unit",
        "current",
        "needed",
        "status",
        "goal",
        "goal_status",
        "now",
        "then",
        "whole",
        "reason",
    ];
    let status = match solution.found.status {
        SolveStatus::Found => "found",
        SolveStatus::Already => "already",
        SolveStatus::Impossible => "impossible",
    };
    let line = |goal: &GoalOutcome| {
        let met = if goal.result.status == GoalStatus::Met { "met" } else { "missed" };
        vec![
            Field::from(solution.input.as_str()),
            Field::from(solution.unit.to_string()),
            Field::from(solution.found.current),
            Field::from(solution.found.answer.needed),
            Field::from(status),
            Field::from(goal.result.text.as_str()),
            Field::from(met),
            Field::from(goal.now),
            Field::from(goal.then),
            Field::from(goal.whole),
            Field::from(solution.reason().unwrap_or_default()),
        ]
    };
    Records {
        heads: heads.iter().map(|head| head.to_string()).collect(),
        lines: solution.found.goals.iter().map(line).collect(),
    }
}

/// `calls for the goal`, `calls for all goals`.
fn heading(solution: &Solution) -> String {
    let goals = if solution.found.goals.len() == 1 { "the goal" } else { "all goals" };
    format!("{} for {goals}", solution.input)
}

/// What is needed, what is there now, and a whole number that is enough where that is another one.
fn answer(solution: &Solution) -> Vec<Item> {
    let item = |mark, subject: &str, verdict: String| Item {
        mark,
        subject: subject.into(),
        verdict,
        details: Vec::new(),
    };
    let mut items = Vec::new();
    match (solution.found.status, needed::needed(solution)) {
        (SolveStatus::Impossible, _) => {
            let goals = if solution.found.goals.len() == 1 { "the goal" } else { "all goals" };
            items.push(Item {
                details: solution.found.reasons.iter().map(Prose::from).collect(),
                ..item(Mark::Bad, "needed", format!("no value meets {goals}"))
            });
        }
        (_, None) => {
            let reason = solution.reason();
            items.push(item(Mark::Good, "needed", reason.unwrap_or_else(|| "nothing more".into())));
        }
        (_, Some(needed)) => {
            // Where any value does, the least one says nothing.
            let any = solution.reason().map(|reason| format!("nothing: {reason}"));
            items.push(item(Mark::Good, "needed", any.unwrap_or(needed)));
        }
    }
    items.push(item(Mark::Plain, "now", needed::now(solution)));
    if let Some(whole) = more_than_needed(solution) {
        let per = match whole.per {
            Period::Day | Period::Workday => "working day",
            Period::Week => "working week",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        };
        items.push(item(Mark::Plain, "in whole numbers", format!("{} a {per}", figure_of(whole.number))));
    }
    items
}

/// The whole number, where it is not what is needed anyway.
fn more_than_needed(solution: &Solution) -> Option<WholeNumber> {
    let needed = solution.found.stated.map_or(solution.found.answer.needed, |stated| stated.needed);
    solution.found.whole.filter(|whole| Some(whole.number) != needed)
}

/// The goals' figures: now, with the value that is needed, with the whole number.
fn goals(solution: &Solution) -> ReportTable {
    let mut heads = vec![Head::words("Goal"), Head::words(""), Head::figures("now")];
    let then = needed::then(solution);
    let has_then = then.is_some();
    heads.extend(then.map(Head::figures));
    let whole = more_than_needed(solution);
    heads.extend(whole.map(|whole| Head::figures(per_period(whole.number, whole.per))));
    let line = |goal: &GoalOutcome| {
        let mut line = vec![
            TableEntry::plain(goal_words(&goal.result)),
            TableEntry::dim(reading_word(&goal.result)),
            cell(goal, goal.now),
        ];
        if has_then {
            line.push(cell(goal, goal.then));
        }
        if whole.is_some() {
            line.push(cell(goal, goal.whole));
        }
        line
    };
    ReportTable {
        heads,
        fixed: 2,
        lines: solution.found.goals.iter().map(line).collect(),
        ..ReportTable::default()
    }
}

/// A goal as it is written; of a member's goal, whose row it is: `west.bookings >= $500k`.
fn goal_words(goal: &GoalResult) -> String {
    match goal.row.split_once('.').filter(|_| goal.of.is_some()) {
        Some((member, row)) if goal.text.starts_with(row) => format!("{member}.{}", goal.text),
        Some((member, _)) => format!("{member}: {}", goal.text),
        None => goal.text.clone(),
    }
}

/// A figure of a goal, good where it meets the goal, bad where it does not.
fn cell(goal: &GoalOutcome, value: Option<Number>) -> TableEntry {
    let result = &goal.result;
    let Some(value) = value else { return TableEntry::missing() };
    let tone = match result.target {
        // First: a value that misses its target by the last digit only is told as met, as the goal itself is.
        Some(target) if value.compare(target).is_eq() => Tone::Good,
        Some(target) if (value > target) == result.at_least => Tone::Good,
        Some(_) => Tone::Bad,
        None => Tone::Plain,
    };
    let said = match result.target {
        // What meets its target needs no more decimals for it; what misses it must not look as if it did.
        Some(target) if tone == Tone::Bad => result.unit.written_beside(value, target),
        _ => result.unit.written_short(value),
    };
    TableEntry::Text(said, tone)
}

/// Remarks: what the value stands for, in which intervals goals hold, until when it is in time, what to try.
fn notes(solution: &Solution) -> Vec<Prose> {
    let mut notes = Vec::new();
    let name = format!("`{}`", solution.input);
    let (goals, verb) =
        if solution.found.goals.len() == 1 { ("the goal", "holds") } else { ("the goals", "hold") };
    let differs = match solution.found.stated {
        Some(stated) => stated.current.is_none(),
        None => solution.found.current.is_none(),
    };
    if let (Some(segment), true) = (&solution.segment, solution.is_factor()) {
        notes.push(format!("× is one factor for what every {segment} has of {name}, in all months"));
    } else if differs && solution.found.answer.needed.is_some() {
        notes.push(format!("one value for all months stands in the place of {name}, which differs by month"));
    }
    if solution.found.answer.needed.is_some() && solution.found.reasons.is_empty() {
        let already = solution.found.status == SolveStatus::Already;
        // Of several intervals, the value is an end of the first only.
        let one = solution.found.answer.holds.len() == 1;
        notes.extend(match (already, solution.found.answer.at_most) {
            (true, true) if one => {
                Some("the plan meets it as it stands; this is the most that still does".to_string())
            }
            (true, false) => Some("the plan meets it as it stands; this is the least that still does".into()),
            (true, true) => Some("the plan meets it as it stands".into()),
            (false, true) if one => Some("a larger value hurts: this is the largest that does".into()),
            (false, _) => None,
        });
    }
    notes.extend(match &solution.found.answer.holds[..] {
        [interval @ Interval { from: Some(_), to: Some(_) }] => {
            Some(format!("{goals} {verb} {}, and no further", needed::interval(solution, interval)))
        }
        [] | [_] => None,
        several => Some(format!("{goals} {verb} {}", listed(solution, several))),
    });
    if let (Some(month), true) = (&solution.found.in_time, solution.found.status != SolveStatus::Impossible) {
        notes.push(format!("what starts after {month} arrives too late to count"));
    }
    if solution.input.contains(':') {
        notes
            .push("a name makes it easier to try others: `x = …` on a line of its own, and `x` there".into());
    }
    let mut notes: Vec<Prose> = notes.into_iter().map(Prose::from).collect();
    notes.extend(
        needed::statement(solution).map(|one| Prose::from("to try it: ").advise(Advice::Statement(one))),
    );
    notes
}

/// Intervals in words, the first four of them: `up to 1, and again from 2 to 3`.
fn listed(solution: &Solution, intervals: &[Interval]) -> String {
    const MOST: usize = 4;
    let words: Vec<String> =
        intervals.iter().take(MOST).map(|interval| needed::interval(solution, interval)).collect();
    let more = if intervals.len() > MOST { ", and so on" } else { "" };
    format!("{}{more}", words.join(", and again "))
}
