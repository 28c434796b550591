//! The document of what moved between a plan's snapshot and what the plan gives now.

use super::compare::signed;
use super::table::{PARTIAL, partial_legend};
use super::{Block, FigureFormat, Head, Item, List, Mark, Report, ReportTable, TableEntry};
use crate::analysis::{
    CheckStatus, GoalStatus, KeptCheck, KeptGoal, Presence, RowDelta, RowTotal, ScenarioDelta, SnapshotChange,
};
use crate::value::{Currency, Denomination, Number, NumberStyle, Unit};

/// The document: what moved in each scenario, by how much. Empty where nothing did.
pub fn snapshot_change(change: &SnapshotChange) -> Report {
    let mut blocks = Vec::new();
    if let Some([(from, to), (first, last)]) = &change.months {
        blocks.push(Block::note(format!("The months were {from} to {to}, and are {first} to {last}.")));
    }
    for scenario in &change.scenarios {
        blocks.extend(self::scenario(scenario, &change.columns));
    }
    if has_partial(change) {
        blocks.push(Block::note(partial_legend(PARTIAL)));
    }
    Report { title: None, facts: Vec::new(), blocks }
}

/// What differs, counted, for one line: `8 rows and 1 goal in 2 scenarios`.
pub fn snapshot_summary(change: &SnapshotChange) -> String {
    let all = &change.scenarios;
    let sum = |count: fn(&ScenarioDelta) -> usize| all.iter().map(count).sum::<usize>();
    let counted = [
        (sum(|one| one.delta.rows.len()), "row"),
        (sum(|one| one.delta.goals.len()), "goal"),
        (sum(|one| one.delta.checks.len()), "check"),
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

/// What differs in one scenario: a table of rows, then goals, checks and warnings. `months` are those of the plan now.
fn scenario(scenario: &ScenarioDelta, months: &[String]) -> Vec<Block> {
    let place = match scenario.name.as_str() {
        "base" => String::new(),
        name => format!(" in scenario {name}"),
    };
    let mut blocks = Vec::new();
    match &scenario.whole {
        Some(Presence::Added(rows)) => {
            blocks.push(Block::note(format!("Scenario {} is new, with {rows} rows.", scenario.name)));
        }
        Some(_) => blocks.push(Block::note(format!("Scenario {} is gone.", scenario.name))),
        None => {}
    }
    if let Some(solved) = &scenario.solved {
        blocks.push(Block::note(solved_words(solved) + &place + "."));
    }
    if !scenario.delta.rows.is_empty() {
        blocks.push(Block::Table(rows(&scenario.delta.rows, months, format!("Rows{place}"))));
    }
    let mut list = |heading: &str, items: Vec<Item>| {
        if !items.is_empty() {
            blocks.push(Block::List(List { heading: format!("{heading}{place}"), items }));
        }
    };
    list("Goals", scenario.delta.goals.iter().map(goal).collect());
    list("Checks", scenario.delta.checks.iter().map(check).collect());
    list("Warnings", scenario.warnings.iter().map(warning).collect());
    blocks
}

/// What `?` came to before and now, as a sentence without its end.
fn solved_words(solved: &Presence<(String, Number)>) -> String {
    match solved {
        Presence::Added((name, value)) => format!("`?` is now found: `{name}` is {value}"),
        Presence::Removed((name, value)) => format!("`?` is gone; `{name}` was {value}"),
        Presence::Changed((_, old), (name, new)) => format!("`?` of `{name}` is {new}, and was {old}"),
    }
}

/// The table of the rows that moved, in the order of their names.
fn rows(rows: &[RowDelta], months: &[String], heading: String) -> ReportTable {
    let mut heads = vec![Head::words("row"), Head::words("")];
    heads.extend(["was", "is", "change"].map(Head::figures));
    heads.push(Head::words("months"));
    let lines = rows.iter().map(|row| self::row(row, months)).collect();
    ReportTable { heading: Some(heading), heads, fixed: 1, lines, ..ReportTable::default() }
}

/// One row: its total before and now, the change, and the months that moved.
fn row(row: &RowDelta, months: &[String]) -> Vec<TableEntry> {
    let (old, new) = row.total.sides();
    let value = |total: Option<&RowTotal>| total.and_then(|total| total.figure.value);
    let change = row.difference();
    let figures = [value(old), value(new), change];
    // A change that the usual decimals hide is the very thing that a snapshot is there to show.
    let mut format = FigureFormat::of(row.unit(), figures.into_iter().flatten());
    if let (Some(old), Some(new)) = (value(old), value(new)) {
        format = format.telling_apart(old, new);
    }
    let total = |total: Option<&RowTotal>, other: &str| match total
        .map(|total| (total.figure.value, total.partial))
    {
        None => TableEntry::dim(other),
        Some((Some(value), partial)) => {
            TableEntry::plain(format.bare(value) + if partial { "*" } else { "" })
        }
        Some((None, _)) => TableEntry::missing(),
    };
    let by = match change {
        Some(change) if change.is_zero() => TableEntry::dim("="),
        Some(change) if format.is_percent() => TableEntry::plain(signed(change, format.points(change))),
        Some(change) => TableEntry::plain(signed(change, format.bare(change))),
        None => TableEntry::plain(""),
    };
    vec![
        TableEntry::plain(&row.name),
        TableEntry::dim(unit_words(row, &format)),
        total(old, "new"),
        total(new, "gone"),
        by,
        TableEntry::dim(self::months(row, months)),
    ]
}

/// The unit as far as the figures do not show it; both, where it is another one.
fn unit_words(row: &RowDelta, format: &FigureFormat) -> String {
    let (old, new) = row.total.sides();
    match [old, new].map(|total| total.map(|total| total.figure.unit.symbol())) {
        [Some(old), Some(new)] if old != new => format!("{new}, was {old}"),
        _ => format.unit().to_string(),
    }
}

/// The months that moved: `all 12`, `2026-07`, `7 from 2026-03 on`.
fn months(row: &RowDelta, months: &[String]) -> String {
    let first = row.first_month.and_then(|month| months.get(month)).map_or("", String::as_str);
    match row.months {
        0 => String::new(),
        1 => first.to_string(),
        count if count == row.shared_months => format!("all {count}"),
        count => format!("{count} from {first} on"),
    }
}

/// A goal that came, went or is judged otherwise.
fn goal(moved: &Presence<KeptGoal>) -> Item {
    let mark = |goal: &KeptGoal| if goal.status == GoalStatus::Met { Mark::Good } else { Mark::Bad };
    match moved {
        Presence::Added(goal) => item(mark(goal), &goal.text, format!("new: {}", verdict(goal, goal))),
        Presence::Removed(goal) => {
            item(Mark::Plain, &goal.text, format!("gone; was {}", verdict(goal, goal)))
        }
        Presence::Changed(old, new) => {
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
    let shown = if goal.percent { NumberStyle::Percent } else { NumberStyle::Plain };
    let format =
        FigureFormat::of(Denomination::new(Unit::ONE, shown, Currency::USD), figures.iter().copied());
    let pairs = [(goal.value, goal.target), (goal.value, other.value), (goal.target, other.target)];
    let pairs = pairs.into_iter().filter_map(|(one, other)| one.zip(other));
    let format = pairs.fold(format, |format, (one, other)| format.telling_apart(one, other));
    let shown = |value: Option<Number>| value.map_or("–".to_string(), |value| format.bare(value));
    format!("{word}{month}, {} of {}", shown(goal.value), shown(goal.target))
}

/// A check that came, went or is judged otherwise.
fn check(moved: &Presence<KeptCheck>) -> Item {
    let verdict = |check: &KeptCheck| {
        let word = if check.status == CheckStatus::Held { "held" } else { "failed" };
        format!("{word}{}", check.month.as_ref().map(|month| format!(" in {month}")).unwrap_or_default())
    };
    let mark = |check: &KeptCheck| if check.status == CheckStatus::Held { Mark::Good } else { Mark::Bad };
    match moved {
        Presence::Added(check) => item(mark(check), &check.text, format!("new: {}", verdict(check))),
        Presence::Removed(check) => item(Mark::Plain, &check.text, format!("gone; was {}", verdict(check))),
        Presence::Changed(old, new) => {
            item(mark(new), &new.text, format!("{}; was {}", verdict(new), verdict(old)))
        }
    }
}

/// A code that is warned of more or less often: good where it is less.
fn warning((code, old, new): &(String, usize, usize)) -> Item {
    let mark = if new > old { Mark::Warning } else { Mark::Good };
    item(mark, code, format!("{new}, was {old}"))
}

/// An item without details.
fn item(mark: Mark, subject: &str, verdict: String) -> Item {
    Item { mark, subject: subject.into(), verdict, details: Vec::new() }
}

/// Whether some total that is shown leaves out months.
fn has_partial(change: &SnapshotChange) -> bool {
    let partial = |row: &RowDelta| {
        let (old, new) = row.total.sides();
        old.into_iter().chain(new).any(|total| total.partial)
    };
    change.scenarios.iter().flat_map(|scenario| &scenario.delta.rows).any(partial)
}
