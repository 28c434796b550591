//! What a projection found, in sentences: goals, failed checks, warnings, notes.

use crate::diagnostic::Prose;
use std::collections::BTreeSet;

use super::{Block, FigureFormat, Item, List, Mark, Report};
use crate::analysis::{CheckPart, CheckResult, CheckStatus, GoalResult, GoalStatus, Results, RowResult};
use crate::model::MemberId;
use crate::source::{Sources, Span};
use crate::value::Number;

/// The goals that were missed, the goals that were met, and the checks that failed; `None` where there are none. A goal
/// that is met is told too, since how it was read is what its writer has to see. The first goals and checks, as many
/// as `passed_over` says, are left out: a scenario repeats those of the plan, which were told already.
pub fn judged(results: &Results, passed_over: (usize, usize)) -> Option<Report> {
    let goals = results.goals.iter().skip(passed_over.0);
    let (missed, met): (Vec<_>, Vec<_>) = goals.partition(|goal| goal.status == GoalStatus::Missed);
    let failed = results.checks.iter().skip(passed_over.1).filter(|check| !check.status.is_held());
    let scenario = match results.head.scenario.as_str() {
        "base" => String::new(),
        name => format!(" in scenario {name}"),
    };
    let goals = |verdict: &str, goals: Vec<&GoalResult>| {
        list(&format!("Goals {verdict}{scenario}"), goals.into_iter().map(goal_item).collect())
    };
    let checks = list(&format!("Checks failed{scenario}"), failed.map(check_item).collect());
    let blocks: Vec<Block> =
        [goals("missed", missed), goals("met", met), checks].into_iter().flatten().collect();
    (!blocks.is_empty()).then(|| Report { blocks, ..Report::default() })
}

/// Every goal with its verdict; none where the plan has no goals.
pub fn goals(results: &Results) -> Option<Block> {
    let items: Vec<Item> = same_place(&results.goals, |goal| goal.of.map(|(_, place)| place))
        .into_iter()
        .map(|goals| match goals {
            [goal] if goal.of.is_none() || results.goals.len() == 1 => goal_item(goal),
            goals => goal_of_each(results, goals),
        })
        .collect();
    list("Goals", items)
}

/// How many members that miss a goal, or fail a check, are listed.
const LISTED: usize = 5;

/// Runs of goals or checks that stand at one place, which members share; each of the others alone.
fn same_place<T>(all: &[T], place: impl Fn(&T) -> Option<Span>) -> Vec<&[T]> {
    all.chunk_by(|a, b| place(a).is_some() && place(a) == place(b)).collect()
}

/// For whom a goal or a check of several members is: `each rep`, or their names.
fn whom(results: &Results, members: &[MemberId]) -> String {
    let segments = &results.axis.segments;
    let Some(first) = members.first() else { return String::new() };
    let segment = segments.segment(first.segment);
    if members.len() == segment.members.len() && members.len() > 1 {
        return format!("each {}", segment.name);
    }
    let names: Vec<&str> =
        members.iter().take(LISTED).map(|member| segments.member(*member).shown()).collect();
    match members.len() - names.len() {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// A goal of several members: how many meet it, and those that miss it, the worst first.
fn goal_of_each(results: &Results, goals: &[GoalResult]) -> Item {
    let members: Vec<MemberId> = goals.iter().filter_map(|goal| goal.of.map(|(member, _)| member)).collect();
    let mut missed: Vec<&GoalResult> =
        goals.iter().filter(|goal| goal.status == GoalStatus::Missed).collect();
    // By what part of the target is missing: a small team that sells half of its aim is behind a large one at 90%.
    let missing = |goal: &GoalResult| {
        let (value, target) = goal.value.zip(goal.target)?;
        let distance = target.minus(value).ok().map(|(distance, _)| distance.abs())?;
        distance.ratio(target.abs())
    };
    missed.sort_by_key(|goal| std::cmp::Reverse(missing(goal)));
    let named = |goal: &&GoalResult| {
        let member = goal.of.map_or("", |(member, _)| results.axis.segments.member(member).shown());
        Prose::from(format!("{member}: {}", goal_verdict(goal)))
    };
    let mut details: Vec<Prose> = goals
        .first()
        .and_then(|goal| goal.label.as_ref().map(|_| goal.text.clone().into()))
        .into_iter()
        .collect();
    details.extend(missed.iter().take(LISTED).map(named));
    if missed.len() > LISTED {
        details.push(format!("{} more", missed.len() - LISTED).into());
    }
    Item {
        mark: if missed.is_empty() { Mark::Good } else { Mark::Bad },
        subject: format!(
            "{} for {}",
            goals.first().map(goal_title).unwrap_or_default(),
            whom(results, &members)
        )
        .into(),
        verdict: format!("{} of {} met", goals.len() - missed.len(), goals.len()),
        details,
    }
}

/// A check of several members: for how many it holds, and those for whom it fails.
fn check_of_each(results: &Results, checks: &[CheckResult]) -> Item {
    let members: Vec<MemberId> =
        checks.iter().filter_map(|check| check.of.map(|(member, _)| member)).collect();
    let failed: Vec<&CheckResult> = checks.iter().filter(|check| !check.status.is_held()).collect();
    let named = |check: &&CheckResult| {
        let member = check.of.map_or("", |(member, _)| results.axis.segments.member(member).shown());
        Prose::from(format!("{member}: {}", check_item(check).verdict))
    };
    let mut details: Vec<Prose> = failed.iter().take(LISTED).map(named).collect();
    if failed.len() > LISTED {
        details.push(format!("{} more", failed.len() - LISTED).into());
    }
    Item {
        mark: if failed.is_empty() { Mark::Good } else { Mark::Bad },
        subject: format!(
            "{} for {}",
            checks.first().map_or("", |check| &check.text),
            whom(results, &members)
        )
        .into(),
        verdict: format!("holds for {} of {}", checks.len() - failed.len(), checks.len()),
        details,
    }
}

/// The checks that failed, one by one, and a count of those that held; none where the plan has no checks.
pub fn checks(results: &Results) -> Option<Block> {
    let groups = same_place(&results.checks, |check| check.of.map(|(_, place)| place));
    let fails = |group: &&&[CheckResult]| group.iter().any(|check| !check.status.is_held());
    let item = |group: &&[CheckResult]| match group {
        [check] => check_item(check),
        checks => check_of_each(results, checks),
    };
    let mut items: Vec<Item> = groups.iter().filter(fails).map(item).collect();
    // Of a check that all members share, one stands for them.
    let held: Vec<&CheckResult> =
        groups.iter().filter(|group| !fails(group)).filter_map(|group| group.first()).collect();
    let details: Vec<Prose> = held.iter().filter_map(|check| check.note.as_ref()).map(Prose::from).collect();
    match held.as_slice() {
        [] => {}
        [one] => items.push(Item {
            mark: Mark::Good,
            subject: one.text.as_str().into(),
            verdict: "holds in every month".into(),
            details,
        }),
        many => items.push(Item {
            mark: Mark::Good,
            subject: format!("{} checks", many.len()).into(),
            verdict: "hold in every month".into(),
            details,
        }),
    }
    list("Checks", items)
}

/// What the checker and the projection warn of, with the place in the plan where `sources` are given; none where
/// there is nothing.
pub fn warnings(results: &Results, sources: Option<&Sources>) -> Option<Block> {
    let item = |warning: &crate::diagnostic::Diagnostic| {
        let place = sources.zip(warning.span()).map(|(sources, span)| {
            let source = sources.get(span.file);
            let position = source.position(span.start as usize);
            format!("{}:{}:{}", source.name(), position.line, position.column)
        });
        Item {
            mark: Mark::Warning,
            subject: warning.message.as_str().into(),
            verdict: String::new(),
            details: warning.help.iter().cloned().chain(place.map(Prose::from)).collect(),
        }
    };
    list("Warnings", results.warnings.iter().map(item).collect())
}

/// Warnings, one line each: where, and what.
pub fn warned_briefly(warnings: &[crate::diagnostic::Diagnostic], sources: &Sources) -> Option<Block> {
    let item = |warning: &crate::diagnostic::Diagnostic| {
        let place = warning.span().map(|span| {
            let source = sources.get(span.file);
            format!("line {}: ", source.position(span.start as usize).line)
        });
        Item {
            mark: Mark::Warning,
            subject: format!("{}{}", place.unwrap_or_default(), warning.message).into(),
            verdict: String::new(),
            details: Vec::new(),
        }
    };
    let heading = match warnings.len() {
        1 => "1 warning".to_string(),
        count => format!("{count} warnings"),
    };
    let items: Vec<Item> = warnings.iter().map(item).collect();
    (!items.is_empty()).then_some(Block::Brief(List { heading, items }))
}

/// How the goals and checks stand, and how each stood before: one that is judged as before says so.
pub fn goals_before_and_now(before: &Results, now: &Results) -> Option<Block> {
    let was = |goal: &GoalResult| {
        let same = |other: &&GoalResult| match (&goal.label, &other.label) {
            (Some(label), Some(other)) => label == other,
            (None, None) => goal.text == other.text,
            _ => false,
        };
        before.goals.iter().find(same).map(goal_verdict)
    };
    let item = |goal: &GoalResult| {
        let shown = goal_item(goal);
        let said = match was(goal) {
            Some(verdict) if verdict == shown.verdict => "as before".to_string(),
            Some(verdict) => format!("before: {verdict}"),
            None => "new".to_string(),
        };
        let details = shown.details.into_iter().chain([said.into()]).collect();
        Item { details, ..shown }
    };
    list("Goals", now.goals.iter().map(item).collect())
}

/// What the author wrote about the shown rows in doc comments, each in one line; none where nothing was written.
pub fn docs(results: &Results) -> Option<Block> {
    let shown = shown_rows(results);
    let item = |row: &RowResult| {
        let doc = row.doc.as_ref()?;
        let verdict = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Item { mark: Mark::Plain, subject: row.name.as_str().into(), verdict, details: Vec::new() })
    };
    let items =
        results.rows.iter().filter(|row| shown.contains(row.name.as_str())).filter_map(item).collect();
    list("About the rows", items)
}

/// The names of the rows that the table shows.
fn shown_rows(results: &Results) -> BTreeSet<&str> {
    results.shown.iter().map(String::as_str).collect()
}

/// Which clauses with `when` fired, and why months of the shown rows have no value; none where there is nothing to say.
pub fn notes(results: &Results) -> Option<Block> {
    let note = |subject: String| Item {
        mark: Mark::Plain,
        subject: subject.into(),
        verdict: String::new(),
        details: Vec::new(),
    };
    let gaps = gaps(results);
    list("Notes", results.notes.iter().cloned().chain(gaps).map(note).collect())
}

/// The most reasons for missing values that are told.
const MOST_REASONS: usize = 5;

/// A sentence for each reason why a shown row has no value somewhere, with the rows that it holds for.
fn gaps(results: &Results) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    let shown = shown_rows(results);
    for row in results.rows.iter().filter(|row| shown.contains(row.name.as_str())) {
        for reason in row.gaps.iter().flatten() {
            let at = reasons.iter().position(|(known, _)| known == reason);
            // Enough to tell there are more; a long plan may have a reason for every month.
            if at.is_none() && reasons.len() > MOST_REASONS {
                continue;
            }
            let at = at.unwrap_or_else(|| {
                reasons.push((reason, Vec::new()));
                reasons.len() - 1
            });
            let rows = &mut reasons[at].1;
            if !rows.contains(&row.name.as_str()) {
                rows.push(&row.name);
            }
        }
    }
    let more = reasons.len() > MOST_REASONS;
    let said = reasons.iter().take(MOST_REASONS).map(|(reason, rows)| {
        let rows: Vec<String> = rows.iter().map(|row| format!("`{row}`")).collect();
        format!("– in {}: {reason}", rows.join(", "))
    });
    said.chain(more.then(|| "there are more reasons for months without a value".to_string())).collect()
}

/// A list below a heading; none without items, so that no heading stands alone.
pub(super) fn list(heading: &str, items: Vec<Item>) -> Option<Block> {
    (!items.is_empty()).then(|| Block::List(List { heading: heading.to_string(), items }))
}

/// A goal with its verdict: its label where it has one, and then its text below. How it was read stands on the first
/// line: whether months were added up decides what a figure means.
pub(super) fn goal_item(goal: &GoalResult) -> Item {
    let text = goal.label.is_some().then(|| goal.text.clone());
    let details = text.into_iter().chain(goal.note.clone());
    Item {
        mark: match goal.status {
            GoalStatus::Met => Mark::Good,
            GoalStatus::Missed => Mark::Bad,
        },
        subject: goal_title(goal).into(),
        verdict: goal_verdict(goal),
        details: details.map(Prose::from).collect(),
    }
}

/// The label of a goal, or its text, with how it was read: `calls >= 480 by 2026-12 (in total, Jan to Dec 2026)`.
pub(super) fn goal_title(goal: &GoalResult) -> String {
    let name = goal.label.as_ref().unwrap_or(&goal.text);
    if goal.reading_short.is_empty() { name.clone() } else { format!("{name} ({})", goal.reading_short) }
}

/// How a goal was read, without its months: `in total`, `in one month`, `in every month`.
pub(super) fn reading_word(goal: &GoalResult) -> &str {
    goal.reading_short.split(',').next().unwrap_or_default()
}

/// The note of a total over months that the plan has not: `† Jan to Mar 2026 lies outside the plan`.
pub(super) fn beyond_the_plan(goal: &GoalResult) -> Option<&str> {
    goal.note.as_deref()?.split("; ").find(|note| note.starts_with('†'))
}

/// How a goal came out, in words: `met: $4,100/month in Jul 2026`, `met: $52,000 · reached in Aug 2026`,
/// `missed by $1,200/month (30%): $2,800/month in Mar 2026`.
pub(super) fn goal_verdict(goal: &GoalResult) -> String {
    let Some(value) = goal.value else {
        let when = goal.month_words.as_ref().map(|month| format!(" in {month}")).unwrap_or_default();
        return match goal.status {
            GoalStatus::Met => "met".into(),
            GoalStatus::Missed => format!("missed: n/a{when}"),
        };
    };
    // A total stands at the end of its months, which its reading names.
    let when = goal.at_words.as_ref().filter(|_| !goal.is_total);
    let when = when.map(|month| format!(" in {month}")).unwrap_or_default();
    let format = FigureFormat::of(goal.unit, [value].into_iter().chain(goal.target));
    let (GoalStatus::Missed, Some(target)) = (goal.status, goal.target) else {
        let reached = reached(goal).map(|month| format!(" · reached in {month}")).unwrap_or_default();
        let verb = if goal.status == GoalStatus::Met { "met" } else { "missed" };
        return format!("{verb}: {}{when}{reached}", format.full(value));
    };
    let format = format.telling_apart(value, target);
    let worst =
        worst(goal, &format).map(|(worst, month)| format!(" · worst {worst} in {month}")).unwrap_or_default();
    let distance = target.minus(value).map(|(distance, _)| distance.abs());
    let by = distance.map_or_else(
        |_| String::new(),
        |distance| match format.is_percent() {
            // A percentage of percentages would only confuse.
            true => format!(" by {}", format.distance_or_less(distance)),
            false => format!(" by {}{}", format.distance_or_less(distance), share(distance, target)),
        },
    );
    // `480 of 500` is half way to somewhere; a percentage, or what was to stay below, is not.
    let part = goal.at_least && !format.is_percent() && !value.is_negative();
    let (value, target) = (format.bare(value), format.full(target));
    if part {
        format!("missed{by}: {value} of {target}{when}{worst}")
    } else {
        format!("missed{by}: {value} against {target}{when}{worst}")
    }
}

/// The worst month of a goal in every month that is missed, with its figure, where another is the first that misses
/// it: `-$21,900`, `Dec 2026`.
pub(super) fn worst<'g>(goal: &'g GoalResult, format: &FigureFormat) -> Option<(String, &'g str)> {
    let worst = goal.worst.as_ref()?;
    Some((format.bare(worst.value?), &worst.month_words))
}

/// The month in which a goal that is met was reached, where it is told apart from its figure: a total grows on, and
/// the best month may come later. None where it says nothing more.
pub(super) fn reached(goal: &GoalResult) -> Option<&str> {
    let month = goal.month_words.as_deref().filter(|_| goal.status == GoalStatus::Met)?;
    let apart = if goal.is_total { goal.at_least } else { goal.month != goal.at };
    apart.then_some(month)
}

/// ` (30%)`: how large a part of the target a distance is, and never ` (0%)`; nothing for a target of zero.
fn share(distance: Number, target: Number) -> String {
    match distance.ratio(target.abs()).and_then(Number::percent) {
        Some(percent) if percent >= Number::from(10u32) => format!(" ({percent:.0}%)"),
        Some(percent) if percent >= Number::scaled(5, 2) => format!(" ({percent:.1}%)"),
        Some(_) => " (under 0.1%)".into(),
        None => String::new(),
    }
}

/// What the parts of a condition came to: `bank is -$2,900`; nothing where all are literals.
fn parts_told(parts: &[CheckPart]) -> String {
    let told: Vec<String> = parts
        .iter()
        // `0 is 0` would say nothing.
        .filter(|part| !is_literal(&part.text))
        .map(|part| format!("{} is {}", part.text, part_value(part, parts)))
        .collect();
    told.join(", ")
}

/// A check that failed: in which month first, and what the parts of its condition came to there; then the same of its
/// worst month.
pub(super) fn check_item(check: &CheckResult) -> Item {
    let when = check.month_words.as_ref().map(|month| format!(" in {month}")).unwrap_or_default();
    let parts = parts_told(&check.parts);
    let worst = check.worst_words.as_ref().map(|month| (month, parts_told(&check.worst_parts)));
    let worst = worst.filter(|(_, parts)| !parts.is_empty());
    let worst = worst.map(|(month, parts)| format!(" · worst in {month}: {parts}")).unwrap_or_default();
    let verdict = match parts.is_empty() {
        _ if check.status == CheckStatus::Unknown => "has no value in any month".to_string(),
        true => format!("fails{when}{worst}"),
        false => format!("fails{when}: {parts}{worst}"),
    };
    Item {
        mark: Mark::Bad,
        subject: check.text.as_str().into(),
        verdict,
        details: check.note.iter().map(Prose::from).collect(),
    }
}

/// What a part came to, with its unit and the decimals that tell it from the parts it may be compared with; a dash
/// where it has no value.
fn part_value(part: &CheckPart, parts: &[CheckPart]) -> String {
    let unit = part.value.unit;
    let Some(value) = part.value.value else { return "–".to_string() };
    // Numbers of the condition have no unit here, so that a part may be told from more than it needs.
    let others = parts.iter().filter_map(|other| other.value.value);
    let format =
        others.fold(FigureFormat::of(unit, [value]), |format, other| format.telling_apart(value, other));
    format.full(value)
}

/// Whether the text of a part already is its value: `0`, `$4,000/month`, `45 days`.
fn is_literal(text: &str) -> bool {
    let starts = text.trim_start_matches(['-', '$', '€', '£', '¥']).starts_with(|c: char| c.is_ascii_digit());
    starts
        && !text.contains(['(', '[', '*', '+', '^'])
        && ![" - ", " / ", " of "].iter().any(|op| text.contains(op))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{acme, number};
    use crate::value::{Denomination, Unit};

    fn unit(unit: Unit) -> Denomination {
        Denomination::COUNT.with_unit(unit)
    }

    fn verdict(value: &str, target: &str, change: impl FnOnce(&mut GoalResult)) -> String {
        let mut goal = acme(1).goals.swap_remove(1);
        (goal.value, goal.target) = (Some(number(value)), Some(number(target)));
        goal.unit = unit(Unit::MONEY_PER_MONTH);
        change(&mut goal);
        goal_verdict(&goal)
    }

    #[test]
    fn a_missed_goal_says_by_how_much() {
        assert_eq!(verdict("2800", "4000", |_| ()), "missed by $1,200/month (30%): $2,800 of $4,000/month");
        assert_eq!(
            verdict("0.999999999999", "1", |goal| goal.unit = Denomination::COUNT),
            "missed by 0.000000000001 (under 0.1%): 0.999999999999 of 1.000000000000"
        );
        // 4.949 and 4.951 look apart by a tenth.
        assert_eq!(
            verdict("4949.4999", "4949.5001", |goal| goal.unit = Denomination::COUNT),
            "missed by less than 1 (under 0.1%): 4,949 of 4,950"
        );
        assert_eq!(
            verdict("3999.5", "4000", |_| ()),
            "missed by $0.50/month (under 0.1%): $3,999.50 of $4,000.00/month"
        );
        assert_eq!(verdict("-5", "0", |_| ()), "missed by $5/month: -$5 against $0/month");
        let at_most = |goal: &mut GoalResult| (goal.at_least, goal.unit) = (false, unit(Unit::DAYS));
        assert_eq!(verdict("52", "45", at_most), "missed by 7 days (16%): 52 against 45 days");
        let percent = |goal: &mut GoalResult| goal.unit = Denomination::PERCENT;
        assert_eq!(verdict("0.12", "0.15", percent), "missed by 3 points: 12% against 15%");
        assert_eq!(verdict("0", "0", |goal| goal.value = None), "missed: n/a");
    }

    #[test]
    fn a_literal_part_needs_no_value() {
        for literal in ["0", "$4,000/month", "-5", "45 days", "12.5%"] {
            assert!(is_literal(literal), "{literal}");
        }
        for formula in ["cash", "2 * cash", "20% of leads", "cum(cash)", "100 - x"] {
            assert!(!is_literal(formula), "{formula}");
        }
    }

    #[test]
    fn missing_values_have_their_reasons() {
        let results = acme(12);
        let said = gaps(&results);
        assert_eq!(said, ["– in `sales_growth`, `cash`, `promo`: no clause covers it"]);
    }

    #[test]
    fn goals_are_told_as_missed_and_met_and_of_checks_those_that_failed() {
        let results = acme(12);
        let headings = |passed_over| {
            let report = judged(&results, passed_over).unwrap_or_default();
            report
                .blocks
                .iter()
                .filter_map(|block| match block {
                    Block::List(list) => Some((list.heading.clone(), list.items.len())),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        let met = results.goals.len() - 2;
        let all = [("Goals missed", 2), ("Goals met", met), ("Checks failed", 1)];
        assert_eq!(headings((0, 0)), all.map(|(heading, count)| (heading.to_string(), count)));
        assert_eq!(judged(&results, (results.goals.len(), results.checks.len())), None);
    }
}
