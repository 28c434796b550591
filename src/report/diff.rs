//! The document of two versions of a plan: what was written otherwise, what it does to the main row, what moved.

use super::compare::{checks, goals, has_mark, members_counted, percent, signed, totals};
use super::table::{PARTIAL, partial_legend};
use super::{
    Block, Field, FigureFormat, Folded, Head, Item, List, Mark, Records, Report, ReportTable, TableEntry,
    Tone,
};
use crate::analysis::{
    ChangeKind, ChangeShare, ComparedRow, Comparison, Difference, GoalResult, GoalStatus, OtherScenario,
    PlanChange, two_sides,
};
use crate::diagnostic::{Advice, Prose};
use crate::value::Number;

/// The document of two versions of a plan. On a page the rows that the plan does not show are there too, folded away;
/// in a terminal they are only counted, since nothing folds there.
pub fn diff(difference: &Difference, page: bool) -> Report {
    let mut blocks = Vec::new();
    if difference.same_text {
        blocks.push(Block::note("Both are the same text."));
    } else if difference.is_nothing() {
        blocks.push(Block::note("Nothing differs but words: comments, labels, the order of lines."));
    }
    if let Some(share) = difference.share.as_ref().filter(|_| !difference.same_text) {
        blocks.push(Block::note(summary(share)));
    }
    blocks.extend(changed_sheet(difference).map(Block::Table));
    blocks.extend(lists(difference).into_iter().map(Block::List));
    let moved = two_sides(&difference.moved, ["old", "new"], &difference.month_words);
    let (shown, others, members) = rows(difference, &moved);
    let below = lines_of_members(difference, &shown, &members);
    if !shown.is_empty() {
        let heading = Some("Rows that moved".to_string());
        let lines: Vec<&ComparedRow> = below.iter().collect();
        blocks.push(Block::Table(ReportTable { heading, ..totals(&moved, &lines) }));
    }
    blocks.extend(goals(&moved).map(Block::Table));
    blocks.extend(checks(&moved).map(Block::Table));
    blocks.extend(scenarios(difference).map(Block::Table));
    if !others.is_empty() {
        let count = format!("{} more {} moved", others.len(), if others.len() == 1 { "row" } else { "rows" });
        blocks.push(if page {
            Block::Folded(Folded { summary: count, blocks: vec![Block::Table(totals(&moved, &others))] })
        } else {
            Block::Note(
                Prose::from(format!("{count}: ")).advise(Advice::option("format", "csv")).and(" lists them."),
            )
        });
    }
    if difference.by.is_none() && difference.only.is_none() {
        blocks.extend(members_counted(members.iter().copied()).map(Block::Note));
    }
    // Of the rows that are shown: a mark that stands nowhere explains nothing.
    let mut in_tables = shown.iter().chain(others.iter().filter(|_| page));
    if in_tables.any(|row| has_mark(row)) {
        blocks.push(Block::note(partial_legend(PARTIAL)));
    }
    let mut facts = vec![format!("{} to {}", difference.old, difference.new)];
    facts.extend(super::labels::scenario_fact(&difference.head.scenario, None));
    facts.push(difference.head.currency.code().to_string());
    Report { title: difference.head.title.clone(), facts, blocks }
}

/// `bookings: $76,076 to $98,000, +$21,924 (+28.8%)`.
fn summary(share: &ChangeShare) -> String {
    let figures = [share.from, share.to, share.change].into_iter().flatten();
    let mut format = FigureFormat::of(share.unit, figures);
    let (Some(old), Some(new)) = (share.from, share.to) else {
        let side = |value: Option<Number>| value.map_or("no value".to_string(), |value| format.full(value));
        return format!("`{}`: {} to {}.", share.row, side(share.from), side(share.to));
    };
    // Before anything is written: two figures that differ must never look the same.
    format = format.telling_apart(old, new);
    let Some(change) = share.change else {
        return format!("`{}` is counted in another unit now, so its change cannot be split.", share.row);
    };
    if old.compare(new).is_eq() {
        return format!("`{}` stays at {}.", share.row, format.full(new));
    }
    let by = signed(change, if format.is_percent() { format.distance(change) } else { format.full(change) });
    let percent = match change.over(old.abs()) {
        Ok((share, _)) if !old.is_zero() && !format.is_percent() => format!(" ({})", percent(share)),
        _ => String::new(),
    };
    format!("`{}`: {} to {}, {by}{percent}.", share.row, format.full(old), format.full(new))
}

/// Every change with what it does alone to the main row, then what they do together beyond that (interaction) and
/// what is left. None where no change has figures.
fn changed_sheet(difference: &Difference) -> Option<ReportTable> {
    let split = difference.share.as_ref().filter(|share| share.change.is_some());
    let in_table = |change: &&PlanChange| {
        change.kind == ChangeKind::Input || (split.is_some() && change.effect.is_some())
    };
    let changes: Vec<&PlanChange> = difference.changes.iter().filter(in_table).collect();
    // Without a main row that both versions have, the changes are listed all the same, without figures.
    let left = split.filter(|share| share.rest.is_some_and(|rest| !rest.is_zero()));
    if changes.is_empty() && left.is_none() {
        return None;
    }
    let mut heads = vec![Head::words("change"), Head::figures("was"), Head::figures("is")];
    if let Some(share) = split {
        heads.extend([Head::figures("alone").below(&share.row), Head::figures("share").below(&share.row)]);
    }
    let parts = changes.iter().filter_map(|change| change.effect);
    let parts = parts
        .chain(split.into_iter().flat_map(|share| [share.interaction, share.rest, share.change]).flatten());
    let format = split.map(|share| FigureFormat::of(share.unit, parts));
    let amounts = |amount: Option<Number>| -> Vec<TableEntry> {
        let (Some(share), Some(format)) = (split, &format) else { return Vec::new() };
        let Some(amount) = amount else { return vec![TableEntry::missing(), TableEntry::missing()] };
        if amount.is_zero() {
            return vec![TableEntry::dim("="), TableEntry::plain("")];
        }
        let text = if format.is_percent() { format.points(amount) } else { format.bare(amount) };
        let part = share.change.and_then(|whole| super::share_of(amount, whole));
        vec![
            TableEntry::plain(signed(amount, text)),
            part.map_or_else(TableEntry::missing, TableEntry::plain),
        ]
    };
    let line =
        |words: [TableEntry; 3], amount: Option<Number>| words.into_iter().chain(amounts(amount)).collect();
    let mut lines: Vec<Vec<TableEntry>> = changes
        .iter()
        .map(|change| {
            let [was, is] = sides(change).map(|text| TableEntry::plain(clipped(&text)));
            let name = match change.kind {
                ChangeKind::Formula => format!("{} (formula)", change.name),
                _ => change.name.clone(),
            };
            line([TableEntry::plain(name), was, is], change.effect)
        })
        .collect();
    let nothing = || TableEntry::plain("");
    if let Some(share) = split {
        if let Some(interaction) = share.interaction.filter(|interaction| !interaction.is_zero()) {
            lines.push(line([TableEntry::plain("interaction"), nothing(), nothing()], Some(interaction)));
        }
        if let Some(rest) = left.and_then(|share| share.rest) {
            lines.push(line([TableEntry::plain(rest_words(share)), nothing(), nothing()], Some(rest)));
        }
        if lines.len() > 1 {
            lines.push(line(
                [TableEntry::Text("all of it".into(), Tone::Strong), nothing(), nothing()],
                share.change,
            ));
        }
    }
    Some(ReportTable {
        heading: Some("What was changed".into()),
        heads,
        fixed: 1,
        lines,
        ..ReportTable::default()
    })
}

/// What the rest comes from.
fn rest_words(share: &ChangeShare) -> String {
    let of = match &share.rest_of[..] {
        [] => return "the rest".to_string(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, others @ ..] => format!("{one} and {} more", others.len()),
    };
    format!("the rest: {of}")
}

/// What an input says before and after, for a table. Where that is long, the words at its end that did not change
/// are left out.
fn sides(change: &PlanChange) -> [String; 2] {
    let (ChangeKind::Input, Some(from), Some(to)) = (change.kind, &change.from, &change.to) else {
        return [String::new(), String::new()];
    };
    if clipped(from) == *from && clipped(to) == *to {
        return [from.clone(), to.clone()];
    }
    let words = |text: &str| text.split(' ').map(str::to_string).collect::<Vec<_>>();
    let (mut from, mut to) = (words(from), words(to));
    let said = |words: &[String]| words.join(" ") + " …";
    let fits = |words: &[String]| clipped(&said(words)) == said(words);
    while from.len() > 1 && to.len() > 1 && from.last() == to.last() && !(fits(&from) && fits(&to)) {
        from.pop();
        to.pop();
    }
    [said(&from), said(&to)]
}

/// The most characters of a definition in a table.
const CLIPPED: usize = 24;

/// The text with [`CLIPPED`] characters at most.
fn clipped(text: &str) -> String {
    if text.chars().count() <= CLIPPED {
        return text.to_string();
    }
    text.chars().take(CLIPPED - 1).chain(['…']).collect()
}

/// What does not fit a table: formulas, long inputs, what came and what went.
fn lists(difference: &Difference) -> Vec<List> {
    let was_is = |change: &PlanChange| {
        let side = |word: &str, text: &Option<String>| text.as_ref().map(|text| format!("{word} {text}"));
        [side("was", &change.from), side("is", &change.to)].into_iter().flatten().collect::<Vec<_>>()
    };
    let is_long = |change: &&PlanChange| sides(change).iter().any(|text| clipped(text) != *text);
    let of = |kind: ChangeKind| difference.changes.iter().filter(move |change| change.kind == kind);
    let item = |change: &PlanChange, verdict: Option<String>, details: Vec<String>| Item {
        mark: Mark::Plain,
        subject: change.name.as_str().into(),
        verdict: verdict.unwrap_or_default(),
        details: details.into_iter().map(Prose::from).collect(),
    };
    let list = |heading: &str, items: Vec<Item>| List { heading: heading.to_string(), items };
    let all = [
        list(
            "Inputs in full",
            difference.changes.iter().filter(is_long).map(|one| item(one, None, was_is(one))).collect(),
        ),
        list("Formulas", of(ChangeKind::Formula).map(|one| item(one, None, was_is(one))).collect()),
        list("Scenarios changed", of(ChangeKind::Scenario).map(|one| item(one, None, was_is(one))).collect()),
        list(
            "Renamed",
            of(ChangeKind::Renamed)
                .map(|one| item(one, one.from.as_ref().map(|from| format!("was {from}")), Vec::new()))
                .collect(),
        ),
        list("Added", of(ChangeKind::Added).map(|one| item(one, one.to.clone(), Vec::new())).collect()),
        list("Removed", of(ChangeKind::Removed).map(|one| item(one, one.from.clone(), Vec::new())).collect()),
    ];
    all.into_iter().filter(|list| !list.items.is_empty()).collect()
}

/// The rows that moved: those that a table of the plan shows, the main row first; the others; and those of members.
fn rows<'m>(
    difference: &Difference,
    moved: &'m Comparison,
) -> (Vec<&'m ComparedRow>, Vec<&'m ComparedRow>, Vec<&'m ComparedRow>) {
    let main = difference.share.as_ref().map(|share| share.row.as_str());
    let place = |row: &ComparedRow| difference.shown.iter().position(|name| *name == row.name);
    let is_shown = |row: &&ComparedRow| main == Some(row.name.as_str()) || place(row).is_some();
    let (mut shown, rest): (Vec<&ComparedRow>, Vec<&ComparedRow>) = moved.rows.iter().partition(is_shown);
    let (members, mut others): (Vec<&ComparedRow>, Vec<&ComparedRow>) =
        rest.into_iter().partition(|row| row.is_of_member());
    shown.sort_by_key(|row| (main != Some(row.name.as_str()), place(row)));
    // Of one member alone all rows are its own.
    if difference.only.is_some() {
        let by = difference.by.as_deref();
        let of_others = |row: &&ComparedRow| {
            by.is_some() && row.members.as_ref().and_then(|members| members.segment()) == by
        };
        let (below, own): (Vec<&ComparedRow>, Vec<&ComparedRow>) = members.into_iter().partition(of_others);
        others.clear();
        return (own, others, below);
    }
    (shown, others, members)
}

/// The lines of the rows that are shown; by a segment, below each those of its members that moved.
fn lines_of_members(
    difference: &Difference,
    shown: &[&ComparedRow],
    members: &[&ComparedRow],
) -> Vec<ComparedRow> {
    let mut lines = Vec::new();
    for row in shown {
        let family = row.family.clone();
        let name = match (&difference.only, &family) {
            (Some(_), Some(family)) => family.clone(),
            _ => row.name.clone(),
        };
        lines.push(ComparedRow { name, ..(*row).clone() });
        let Some(by) = &difference.by else { continue };
        let below = members.iter().filter(|member| {
            let of = member.members.as_ref().and_then(|members| members.segment());
            family.is_some() && member.family == family && of == Some(by.as_str())
        });
        let below: Vec<&&ComparedRow> = below.collect();
        let (told, others) =
            below.split_at(if below.len() > MOST_MEMBERS { SOME_MEMBERS } else { below.len() });
        lines.extend(told.iter().map(|member| {
            let own = member.members.as_ref().and_then(|members| members.own()).unwrap_or_default();
            ComparedRow { name: format!("  {own}"), ..(**member).clone() }
        }));
        if let Some(first) = others.first() {
            let nothing = vec![None; first.totals.len()];
            let name = format!("  {} more", others.len());
            lines.push(ComparedRow { name, totals: nothing, ..(**first).clone() });
        }
    }
    lines
}

/// How many members of one row are listed; of more, some, and one line that counts the others.
const MOST_MEMBERS: usize = 12;
/// How many are listed where there are more.
const SOME_MEMBERS: usize = 10;

/// What the main row comes to in the scenarios that were not asked about; none where it moved in none of them.
fn scenarios(difference: &Difference) -> Option<ReportTable> {
    let share = difference.share.as_ref()?;
    if difference.scenarios.is_empty() {
        return None;
    }
    let figures = difference.scenarios.iter().flat_map(|one| [one.from, one.to, one.change]).flatten();
    let format = FigureFormat::of(share.unit, figures);
    let figure = |value: Option<Number>| {
        value.map_or_else(TableEntry::missing, |value| TableEntry::plain(format.bare(value)))
    };
    let line = |one: &OtherScenario| {
        let by = one
            .change
            .map(|by| signed(by, if format.is_percent() { format.points(by) } else { format.bare(by) }));
        vec![
            TableEntry::plain(&one.name),
            figure(one.from),
            figure(one.to),
            by.map_or_else(TableEntry::missing, TableEntry::plain),
        ]
    };
    let head = |text: &str| Head::figures(text).below(&share.row);
    Some(ReportTable {
        heading: Some("In other scenarios".into()),
        heads: vec![Head::words("scenario"), head("old"), head("new"), head("change")],
        fixed: 1,
        lines: difference.scenarios.iter().map(line).collect(),
        ..ReportTable::default()
    })
}

impl Difference {
    /// Whether neither the plan nor what it comes to differs.
    fn is_nothing(&self) -> bool {
        let moved = &self.moved;
        self.changes.is_empty()
            && moved.rows.is_empty()
            && moved.goals.is_empty()
            && self.scenarios.is_empty()
    }
}

/// A record for each change, each part of the main row's change, each row and each goal that moved.
pub fn diff_records(difference: &Difference) -> Records {
    let heads = ["kind", "name", "unit", "from", "to", "change"].map(str::to_string).to_vec();
    let text = |text: &Option<String>| Field::from(text.as_deref().unwrap_or(""));
    let share = difference.share.as_ref();
    let unit = share.map(|share| share.unit.symbol()).unwrap_or_default();
    let mut lines: Vec<Vec<Field>> = Vec::new();
    for change in &difference.changes {
        let name = change.name.as_str().into();
        lines.push(vec![
            change.kind.word().into(),
            name,
            unit.as_str().into(),
            text(&change.from),
            text(&change.to),
            change.effect.into(),
        ]);
    }
    if let Some(share) = share {
        let part = |kind: &str, value: Option<Number>| -> Vec<Field> {
            let row = share.row.as_str();
            vec![kind.into(), row.into(), unit.as_str().into(), "".into(), "".into(), value.into()]
        };
        lines.extend(share.interaction.map(|value| part("interaction", Some(value))));
        lines.extend(share.rest.map(|value| part("rest", Some(value))));
        let mut all = part("all", share.change);
        (all[3], all[4]) = (share.from.into(), share.to.into());
        lines.push(all);
    }
    for row in &difference.moved.rows {
        let (before, after) = row.figures();
        lines.push(vec![
            "row".into(),
            row.name.as_str().into(),
            row.unit().symbol().into(),
            before.into(),
            after.into(),
            row.difference().into(),
        ]);
    }
    for goal in &difference.moved.goals {
        let (before, after) = goal.sides();
        let status = |goal: Option<&GoalResult>| match goal.map(|goal| goal.status) {
            Some(GoalStatus::Met) => "met",
            Some(GoalStatus::Missed) => "missed",
            None => "",
        };
        let name = after.or(before).map(|goal| goal.text.as_str()).unwrap_or_default();
        let [from, to] = [before, after].map(|goal| Field::from(status(goal)));
        lines.push(vec!["goal".into(), name.into(), "".into(), from, to, "".into()]);
    }
    Records { heads, lines }
}
