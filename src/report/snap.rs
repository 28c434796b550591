//! The document of what moved between a plan's snapshot and what the plan gives now.

use super::compare::{percent, signed};
use super::table::{PARTIAL, partial_legend};
use super::{Block, FigureFormat, Head, Item, List, Mark, Report, ReportTable, TableEntry};
use crate::analysis::{
    CheckStatus, GoalStatus, KeptCheck, KeptGoal, Presence, RowDelta, RowTotal, ScenarioDelta,
    SnapshotChange, SnapshotReview,
};
use crate::value::{Denomination, Number, Rollup};

/// In how many lines a review names inputs, and goals; where there are more, the last line says how many.
const NAMED: usize = 3;
/// The most letters of a line of a review, so that it stays one line.
const LINE: usize = 74;

/// What a reviewer reads first, in ten lines at most, however many scenarios there are: the row that the plan is about
/// from and to, the inputs that moved it, goals and checks that turned, and how much else moved.
pub fn snapshot_review(change: &SnapshotChange, review: &SnapshotReview) -> Report {
    let base = change.scenarios.iter().find(|scenario| scenario.name == "base" && scenario.whole.is_none());
    let mut items: Vec<Item> = Vec::new();
    let mut say = |mark: Mark, words: String| items.push(item(mark, &one_line(&words), String::new()));
    let of_base = |name: &str| base.and_then(|base| base.delta.rows.iter().find(|row| row.name == name));
    let main = review.main.as_deref();
    if let (Some(name), Some(_)) = (main, base) {
        say(
            Mark::Plain,
            of_base(name).map_or_else(|| format!("{name} stays as it was"), |row| from_to(row, true)),
        );
    }
    let inputs = named(review.inputs.len());
    for input in &review.inputs[..inputs] {
        let row = of_base(&input.name);
        let own = main == Some(input.name.as_str());
        let share = input.share.filter(|_| !own).map(|share| {
            let format = FigureFormat::of(review.unit, [share]);
            let by =
                signed(share, if format.is_percent() { format.points(share) } else { format.full(share) });
            format!("; {} {by} with it", main.unwrap_or_default())
        });
        let words = match row {
            _ if input.members > 1 => format!("{} of {} members", input.name, input.members),
            Some(row) => from_to(row, false),
            None => continue,
        };
        say(Mark::Plain, words + &share.unwrap_or_default());
    }
    if review.inputs.len() > inputs {
        say(Mark::Plain, format!("and {} more inputs", review.inputs.len() - inputs));
    }
    // A snapshot keeps neither what a deal is worth nor what a stock opens with, and no words.
    let moved = base.is_some_and(|base| !base.delta.rows.is_empty());
    if review.inputs.is_empty() && moved && change.months.is_none() {
        say(Mark::Plain, "no input has other values: a worth, opening or formula; see `pace diff`".into());
    }
    let turned = turned(change);
    let goals = named(turned.len());
    for (mark, words) in &turned[..goals] {
        say(*mark, words.clone());
    }
    if turned.len() > goals {
        say(Mark::Plain, format!("and {} more goals or checks that turned", turned.len() - goals));
    }
    say(Mark::Plain, rows_counted(change, review));
    let others: Vec<&ScenarioDelta> = change.scenarios.iter().filter(|one| one.name != "base").collect();
    if !others.is_empty() {
        let shown = named(others.len());
        let words: Vec<String> = others[..shown].iter().map(|one| scenario_words(one, main)).collect();
        let rest = others.len() - shown;
        let rest = if rest > 0 { format!(", and {rest} more") } else { String::new() };
        let row = main.map_or(String::new(), |main| format!("{main} in "));
        let kind = if others.len() == 1 { "scenario" } else { "scenarios" };
        say(Mark::Plain, format!("{row}{kind} {}{rest}", words.join(", ")));
    }
    Report { blocks: vec![Block::List(List { heading: "What moved".into(), items })], ..Report::default() }
}

/// How many of a list are named so that they, or they and the line that counts the rest, fill [`NAMED`] lines.
fn named(count: usize) -> usize {
    if count <= NAMED { count } else { NAMED - 1 }
}

/// `bookings total: $76,076 to $98,000, +$21,924 (+28.8%)`; an input without the change, which its figures show.
fn from_to(row: &RowDelta, by: bool) -> String {
    let format = format_of(row);
    let (old, new) = row.total.sides();
    let figure = |total: Option<&RowTotal>| match total {
        None => "nothing".to_string(),
        Some(total) => total.figure.value.map_or("no value".to_string(), |value| format.full(value)),
    };
    let rollup = super::projection::rollup_word(row.rollup, row.quotient);
    let mut words = format!("{} {rollup}: {} to {}", row.name, figure(old), figure(new));
    if let Some(change) = row.difference().filter(|_| by) {
        if change.is_zero() {
            return format!("{} {rollup} is still {}", row.name, figure(new));
        }
        let change =
            signed(change, if format.is_percent() { format.points(change) } else { format.full(change) });
        words.push_str(&format!(", {change}"));
        if let Some(share) = row.share().filter(|_| !format.is_percent()) {
            words.push_str(&format!(" ({})", percent(share)));
        }
    }
    words
}

/// The goals and checks that came out the other way, in whatever scenario, those that are worse now first.
fn turned(change: &SnapshotChange) -> Vec<(Mark, String)> {
    let mut all = Vec::new();
    for scenario in &change.scenarios {
        let place = if scenario.name == "base" { String::new() } else { format!("{}: ", scenario.name) };
        for goal in &scenario.delta.goals {
            if let Presence::Changed(old, new) = goal
                && old.status != new.status
            {
                let (mark, word) = match new.status {
                    GoalStatus::Met => (Mark::Good, "met, was missed"),
                    GoalStatus::Missed => (Mark::Bad, "missed, was met"),
                };
                all.push((mark, format!("{place}{word}: {}", new.text)));
            }
        }
        for check in &scenario.delta.checks {
            if let Presence::Changed(old, new) = check
                && old.status != new.status
            {
                let good = new.status.is_held();
                let (mark, word) = match new.status {
                    _ if good => (Mark::Good, "holds, did not"),
                    CheckStatus::Unknown => (Mark::Bad, "has no value in any month"),
                    _ => (Mark::Bad, "does not hold, did"),
                };
                all.push((mark, format!("{place}{word}: {}", new.text)));
            }
        }
    }
    // Those of a block `for` have one text for all members.
    let mut counted: Vec<(Mark, String, usize)> = Vec::new();
    for (mark, words) in all {
        match counted.iter_mut().find(|(_, known, _)| *known == words) {
            Some((.., count)) => *count += 1,
            None => counted.push((mark, words, 1)),
        }
    }
    let words = |(mark, words, count): (Mark, String, usize)| match count {
        1 => (mark, words),
        count => (mark, format!("{words} ({count} members)")),
    };
    let mut all: Vec<(Mark, String)> = counted.into_iter().map(words).collect();
    // Stable: of one kind in the order of the scenarios.
    all.sort_by_key(|(mark, _)| *mark != Mark::Bad);
    all
}

/// How many rows moved, those that are listed and those that are not.
fn rows_counted(change: &SnapshotChange, review: &SnapshotReview) -> String {
    let rows = || change.scenarios.iter().flat_map(|scenario| &scenario.delta.rows);
    let made = rows().filter(|row| review.made.contains(&row.name)).count();
    let of_members: Vec<&String> = rows().filter_map(|row| review.of_members.get(&row.name)).collect();
    let listed = rows().count() - made - of_members.len();
    let place = if change.scenarios.len() > 1 {
        format!(" in {} scenarios", change.scenarios.len())
    } else {
        String::new()
    };
    let noun = if listed == 1 { "row" } else { "rows" };
    let also = match made {
        0 => String::new(),
        made => format!("; {made} that pace works out are not listed"),
    };
    let families = of_members.iter().collect::<std::collections::BTreeSet<_>>().len();
    let members = match of_members.len() {
        0 => String::new(),
        count => format!(", {}", super::compare::rows_of_families(count, families)),
    };
    format!("{listed} {noun}{members} moved{place}{also}")
}

/// `hustle +12.3%`, `careful (new)`: a scenario, and how far the main row moved in it.
fn scenario_words(scenario: &ScenarioDelta, main: Option<&str>) -> String {
    let name = &scenario.name;
    match &scenario.whole {
        Some(Presence::Added(_)) => return format!("{name} (new)"),
        Some(_) => return format!("{name} (gone)"),
        None => {}
    }
    let row = scenario.delta.rows.iter().find(|row| Some(row.name.as_str()) == main);
    match row.and_then(RowDelta::share) {
        Some(share) if !share.is_zero() => {
            format!("{name} {}", percent(share))
        }
        Some(_) => format!("{name} ="),
        None => format!("{name} (as it was)"),
    }
}

/// A text of at most a line.
fn one_line(words: &str) -> String {
    match words.char_indices().nth(LINE) {
        None => words.to_string(),
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
    }
}

/// The format of a row's figures, in which those of both sides look as different as they are.
fn format_of(row: &RowDelta) -> FigureFormat {
    let (old, new) = row.total.sides();
    let value = |total: Option<&RowTotal>| total.and_then(|total| total.figure.value);
    let unit = row.unit();
    let unit = if row.rollup == Rollup::Sum { unit.over_months() } else { unit };
    let figures = [value(old), value(new), row.difference()];
    let format = FigureFormat::of(unit, figures.into_iter().flatten());
    match (value(old), value(new)) {
        (Some(old), Some(new)) => format.telling_apart(old, new),
        _ => format,
    }
}

/// The document: what moved in each scenario, by how much. Empty where nothing did. Rows that nobody wrote and nothing
/// shows are left out: the review has counted them.
pub fn snapshot_change(change: &SnapshotChange, review: &SnapshotReview) -> Report {
    let mut blocks = Vec::new();
    if let Some([(from, to), (first, last)]) = &change.months {
        blocks.push(Block::note(format!("The months were {from} to {to}, and are {first} to {last}.")));
    }
    for scenario in &change.scenarios {
        blocks.extend(self::scenario(scenario, &change.columns, review));
    }
    if has_partial(change, review) {
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
fn scenario(scenario: &ScenarioDelta, months: &[String], review: &SnapshotReview) -> Vec<Block> {
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
    let is_listed =
        |row: &&RowDelta| !review.made.contains(&row.name) && !review.of_members.contains_key(&row.name);
    let listed: Vec<&RowDelta> = scenario.delta.rows.iter().filter(is_listed).collect();
    if !listed.is_empty() {
        blocks.push(Block::Table(rows(&listed, months, format!("Rows{place}"))));
    }
    let families = scenario.delta.rows.iter().filter_map(|row| review.of_members.get(&row.name));
    let families: Vec<&String> = families.collect();
    if !families.is_empty() {
        let distinct = families.iter().collect::<std::collections::BTreeSet<_>>().len();
        let said = super::compare::rows_of_families(families.len(), distinct);
        blocks.push(Block::note(format!("{said}{place}.")));
    }
    let mut list = |heading: &str, items: Vec<Item>| {
        if !items.is_empty() {
            blocks.push(Block::List(List { heading: format!("{heading}{place}"), items }));
        }
    };
    // Those of a block `for` have one text for all members.
    let goals =
        scenario.delta.goals.chunk_by(|a, b| text(a, |goal| &goal.text) == text(b, |goal| &goal.text));
    list("Goals", goals.map(goal_or_several).collect());
    let checks = scenario.delta.checks.chunk_by(|a, b| text(a, |one| &one.text) == text(b, |one| &one.text));
    list("Checks", checks.map(check_or_several).collect());
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
fn rows(rows: &[&RowDelta], months: &[String], heading: String) -> ReportTable {
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

/// The text of what moved.
fn text<T>(moved: &Presence<T>, text: impl Fn(&T) -> &String) -> Option<&str> {
    let (old, new) = moved.sides();
    new.or(old).map(|one| text(one).as_str())
}

/// A goal, or one of several members, of which a snapshot does not know whose each is.
fn goal_or_several(moved: &[Presence<KeptGoal>]) -> Item {
    let [only] = moved else {
        let met = |goal: &KeptGoal| goal.status == GoalStatus::Met;
        return several(moved, text(&moved[0], |goal| &goal.text), met, "met");
    };
    goal(only)
}

/// The same of a check.
fn check_or_several(moved: &[Presence<KeptCheck>]) -> Item {
    let [only] = moved else {
        return several(moved, text(&moved[0], |one| &one.text), |one| one.status.is_held(), "hold");
    };
    check(only)
}

/// What moved of goals or checks of one text: how many of those are well now, and were before.
fn several<T>(moved: &[Presence<T>], text: Option<&str>, well: impl Fn(&T) -> bool, word: &str) -> Item {
    let count = |side: fn(&Presence<T>) -> Option<&T>| {
        let all: Vec<&T> = moved.iter().filter_map(side).collect();
        (all.iter().filter(|one| well(one)).count(), all.len())
    };
    let (before, now) = (count(|one| one.sides().0), count(|one| one.sides().1));
    let mark = if now.0 < before.0 { Mark::Bad } else { Mark::Plain };
    let verdict = format!("{} of {} that moved {word}; was {} of {}", now.0, now.1, before.0, before.1);
    item(mark, text.unwrap_or_default(), verdict)
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
    // A snapshot of an earlier version does not say what its goals count; what stands beside it does.
    let unit = if goal.unit == Denomination::default() { other.unit } else { goal.unit };
    let format = FigureFormat::of(unit, figures.iter().copied());
    let pairs = [(goal.value, goal.target), (goal.value, other.value), (goal.target, other.target)];
    let pairs = pairs.into_iter().filter_map(|(one, other)| one.zip(other));
    let format = pairs.fold(format, |format, (one, other)| format.telling_apart(one, other));
    let value = goal.value.map_or("–".to_string(), |value| format.bare(value));
    let target = goal.target.map_or("–".to_string(), |target| format.full(target));
    format!("{word}{month}, {value} of {target}")
}

/// A check that came, went or is judged otherwise.
fn check(moved: &Presence<KeptCheck>) -> Item {
    let verdict = |check: &KeptCheck| {
        let word = check.status.word();
        format!("{word}{}", check.month.as_ref().map(|month| format!(" in {month}")).unwrap_or_default())
    };
    let mark = |check: &KeptCheck| if check.status.is_held() { Mark::Good } else { Mark::Bad };
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
fn has_partial(change: &SnapshotChange, review: &SnapshotReview) -> bool {
    let partial = |row: &RowDelta| {
        let (old, new) = row.total.sides();
        old.into_iter().chain(new).any(|total| total.partial)
    };
    let listed =
        |row: &&RowDelta| !review.made.contains(&row.name) && !review.of_members.contains_key(&row.name);
    change.scenarios.iter().flat_map(|scenario| &scenario.delta.rows).filter(listed).any(partial)
}
