//! The document of what moved between a plan's snapshot and what the plan gives now.

use super::compare::signed;
use super::{Block, Entry, Format, Head, Item, List, Mark, Report, Sheet};
use crate::analysis::{
    CheckStatus, GoalStatus, KeptCheck, KeptGoal, KeptRow, Presence, RowMove, ScenarioMove, SnapshotChange,
};
use crate::value::{Currency, Denomination, Number, Shown, Unit};

/// The document: what moved in each scenario, by how much.
pub fn snapshot_change(change: &SnapshotChange) -> Report {
    let mut blocks = Vec::new();
    if let Some([(from, to), (first, last)]) = &change.months {
        blocks.push(Block::note(format!("The months were {from} to {to}, and are {first} to {last}.")));
    }
    for scenario in &change.scenarios {
        blocks.extend(self::scenario(scenario));
    }
    if has_partial(change) {
        blocks.push(Block::note("* leaves out months without a value (–)."));
    }
    Report { title: None, facts: Vec::new(), blocks }
}

/// What differs, counted: `8 rows and 1 goal in 2 scenarios`.
pub fn snapshot_summary(change: &SnapshotChange) -> String {
    let all = &change.scenarios;
    let sum = |count: fn(&ScenarioMove) -> usize| all.iter().map(count).sum::<usize>();
    let counted = [
        (sum(|one| one.rows.len()), "row"),
        (sum(|one| one.goals.len()), "goal"),
        (sum(|one| one.checks.len()), "check"),
        (sum(|one| one.warnings.len()), "warning"),
        (sum(|one| usize::from(one.whole.is_some())), "whole scenario"),
    ];
    let plural =
        |(count, noun): (usize, &str)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let parts: Vec<String> = counted.into_iter().filter(|(count, _)| *count > 0).map(plural).collect();
    let moved = match &parts[..] {
        [] if change.months.is_some() => return "other months".to_string(),
        [] => "what `?` came to".to_string(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let whole = all.iter().all(|one| one.whole.is_some());
    if all.len() > 1 && !whole { format!("{moved} in {} scenarios", all.len()) } else { moved }
}

fn scenario(scenario: &ScenarioMove) -> Vec<Block> {
    let place = match scenario.name.as_str() {
        "base" => String::new(),
        name => format!(" in scenario {name}"),
    };
    let mut blocks = Vec::new();
    match &scenario.whole {
        Some(Presence::New(rows)) => {
            blocks.push(Block::note(format!("Scenario {} is new, with {rows} rows.", scenario.name)));
        }
        Some(_) => blocks.push(Block::note(format!("Scenario {} is gone.", scenario.name))),
        None => {}
    }
    if let Some(solved) = &scenario.solved {
        blocks.push(Block::note(solved_words(solved) + &place + "."));
    }
    if !scenario.rows.is_empty() {
        blocks.push(Block::Sheet(rows(&scenario.rows, format!("Rows{place}"))));
    }
    let mut list = |heading: &str, items: Vec<Item>| {
        if !items.is_empty() {
            blocks.push(Block::List(List { heading: format!("{heading}{place}"), items }));
        }
    };
    list("Goals", scenario.goals.iter().map(goal).collect());
    list("Checks", scenario.checks.iter().map(check).collect());
    list("Warnings", scenario.warnings.iter().map(warning).collect());
    blocks
}

fn solved_words(solved: &Presence<(String, Number)>) -> String {
    match solved {
        Presence::New((name, value)) => format!("`?` is now found: `{name}` is {value}"),
        Presence::Gone((name, value)) => format!("`?` is gone; `{name}` was {value}"),
        Presence::Moved((_, old), (name, new)) => format!("`?` of `{name}` is {new}, and was {old}"),
    }
}

fn rows(moves: &[RowMove], heading: String) -> Sheet {
    let mut heads = vec![Head::words("row"), Head::words("")];
    heads.extend(["was", "is", "change"].map(Head::figures));
    heads.push(Head::words("months"));
    Sheet { heading: Some(heading), heads, fixed: 1, lines: moves.iter().map(row).collect() }
}

fn row(moved: &RowMove) -> Vec<Entry> {
    let (old, new) = moved.row.sides();
    let Some(known) = new.or(old) else { return Vec::new() };
    let totals = (old.and_then(|row| row.total), new.and_then(|row| row.total));
    let change = totals.0.zip(totals.1).and_then(|(old, new)| new.minus(old).ok()).map(|(change, _)| change);
    let (mut format, unit) = figures(&known.unit, [totals.0, totals.1, change].into_iter().flatten());
    if let (Some(old), Some(new)) = totals {
        format = format.telling_apart(old, new);
    }
    let total = |row: Option<&KeptRow>, other: &str| match row.map(|row| (row.total, row.partial)) {
        None => Entry::dim(other),
        Some((Some(value), partial)) => Entry::plain(format.bare(value) + if partial { "*" } else { "" }),
        Some((None, _)) => Entry::missing(),
    };
    let by = match change {
        Some(change) if change.is_zero() => Entry::dim("="),
        Some(change) if format.is_percent() => Entry::plain(signed(change, format.points(change))),
        Some(change) => Entry::plain(signed(change, format.bare(change))),
        None => Entry::plain(""),
    };
    vec![
        Entry::plain(&known.name),
        Entry::dim(unit_words(old, new, unit)),
        total(old, "new"),
        total(new, "gone"),
        by,
        Entry::dim(months(moved)),
    ]
}

/// The unit; both, where it is another one.
fn unit_words(old: Option<&KeptRow>, new: Option<&KeptRow>, unit: String) -> String {
    match (old, new) {
        (Some(old), Some(new)) if old.unit != new.unit => format!("{}, was {}", new.unit, old.unit),
        _ => unit,
    }
}

/// The months that moved: `all 12`, `2026-07`, `7 from 2026-03 on`.
fn months(moved: &RowMove) -> String {
    match &moved.months[..] {
        [] => String::new(),
        [one] => one.clone(),
        all if all.len() == moved.of => format!("all {}", moved.of),
        [first, ..] => format!("{} from {first} on", moved.months.len()),
    }
}

/// How figures of a unit, as results name it, are written, and what is left for a column of its own.
fn figures(symbol: &str, figures: impl Iterator<Item = Number>) -> (Format, String) {
    let (head, rest) = symbol.split_at(symbol.find('/').unwrap_or(symbol.len()));
    let money = Currency::from_code(head).filter(|currency| currency.sign().is_some());
    match (symbol, money) {
        ("%", _) => (Format::of(Denomination::PERCENT, figures), String::new()),
        (_, Some(currency)) => {
            (Format::of(Denomination::new(Unit::MONEY, Shown::Plain, currency), figures), rest.to_string())
        }
        _ => {
            let unit = if head == "1" { rest } else { symbol };
            (Format::of(Denomination::COUNT, figures), unit.to_string())
        }
    }
}

fn goal(moved: &Presence<KeptGoal>) -> Item {
    let mark = |goal: &KeptGoal| if goal.status == GoalStatus::Met { Mark::Good } else { Mark::Bad };
    match moved {
        Presence::New(goal) => item(mark(goal), &goal.text, format!("new: {}", verdict(goal, goal))),
        Presence::Gone(goal) => item(Mark::Plain, &goal.text, format!("gone; was {}", verdict(goal, goal))),
        Presence::Moved(old, new) => {
            item(mark(new), &new.text, format!("{}; was {}", verdict(new, old), verdict(old, new)))
        }
    }
}

/// How a goal came out, with figures that look as different as they are: from its target, and from those of the
/// `other` side.
fn verdict(goal: &KeptGoal, other: &KeptGoal) -> String {
    let word = if goal.status == GoalStatus::Met { "met" } else { "missed" };
    let month = goal.month.as_ref().map(|month| format!(" in {month}")).unwrap_or_default();
    let figures: Vec<Number> =
        [goal.value, goal.target, other.value, other.target].into_iter().flatten().collect();
    let shown = if goal.percent { Shown::Percent } else { Shown::Plain };
    let format = Format::of(Denomination::new(Unit::ONE, shown, Currency::USD), figures.iter().copied());
    let pairs = [(goal.value, goal.target), (goal.value, other.value), (goal.target, other.target)];
    let pairs = pairs.into_iter().filter_map(|(one, other)| one.zip(other));
    let format = pairs.fold(format, |format, (one, other)| format.telling_apart(one, other));
    let shown = |value: Option<Number>| value.map_or("–".to_string(), |value| format.bare(value));
    format!("{word}{month}, {} of {}", shown(goal.value), shown(goal.target))
}

fn check(moved: &Presence<KeptCheck>) -> Item {
    let verdict = |check: &KeptCheck| {
        let word = if check.status == CheckStatus::Held { "held" } else { "failed" };
        format!("{word}{}", check.month.as_ref().map(|month| format!(" in {month}")).unwrap_or_default())
    };
    let mark = |check: &KeptCheck| if check.status == CheckStatus::Held { Mark::Good } else { Mark::Bad };
    match moved {
        Presence::New(check) => item(mark(check), &check.text, format!("new: {}", verdict(check))),
        Presence::Gone(check) => item(Mark::Plain, &check.text, format!("gone; was {}", verdict(check))),
        Presence::Moved(old, new) => {
            item(mark(new), &new.text, format!("{}; was {}", verdict(new), verdict(old)))
        }
    }
}

fn warning((code, old, new): &(String, usize, usize)) -> Item {
    let mark = if new > old { Mark::Warning } else { Mark::Good };
    item(mark, code, format!("{new}, was {old}"))
}

fn item(mark: Mark, subject: &str, verdict: String) -> Item {
    Item { mark, subject: subject.into(), verdict, details: Vec::new() }
}

fn has_partial(change: &SnapshotChange) -> bool {
    let partial = |row: &RowMove| {
        let (old, new) = row.row.sides();
        old.into_iter().chain(new).any(|row| row.partial)
    };
    change.scenarios.iter().flat_map(|scenario| &scenario.rows).any(partial)
}
