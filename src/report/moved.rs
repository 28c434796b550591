//! The document of what a change moved.

use super::compare::{percent, signed};
use super::findings::{check_item, goal_item, list};
use super::projection::{rollup_word, span_words};
use super::{Block, FigureFormat, Head, Item, Mark, Report, ReportTable, TableEntry};
use crate::analysis::{Delta, Presence, RowDelta};
use crate::value::Number;

/// The document of what a change moved: goals and checks first, then rows, the widest effect first and no more than
/// `most` of them. `more` is the command that shows the rest, for the sentence that counts it.
pub fn moved(moved: &Delta, most: usize, more: &str) -> Report {
    let mut blocks = Vec::new();
    if let Some([before, after]) = &moved.months {
        let words = |months: &[String]| span_words(months).unwrap_or_default();
        blocks.push(Block::note(format!(
            "The months are now {}; they were {}.",
            words(after),
            words(before)
        )));
    }
    blocks.extend(goals(moved));
    blocks.extend(checks(moved));
    // Parts of stages say nothing that the stage's rows do not, and neither does what has hardly moved, but where
    // there is nothing else.
    let changed = || moved.rows.iter().filter(|row| matches!(row.total, Presence::Changed(..)));
    let main: Vec<&RowDelta> = changed().filter(|row| !row.detail && !hardly(row)).collect();
    let all: Vec<&RowDelta> = if main.is_empty() { changed().collect() } else { main };
    let told = &all[..all.len().min(most)];
    if !told.is_empty() {
        blocks.push(Block::Table(rows(told)));
    }
    // Only what that command shows is promised.
    if all.len() > told.len() {
        blocks.push(Block::note(format!("and {} more: `{more}`", all.len() - told.len())));
    }
    let gone: Vec<&str> = moved.removed().collect();
    if !gone.is_empty() {
        blocks.push(Block::note(format!("no longer there: {}", gone.join(", "))));
    }
    Report { blocks, ..Report::default() }
}

/// Puts what a trial moves before an answer. A goal or a check that the answer tells too is told once, there, with what
/// it came to before.
pub fn led_by(lead: &[Block], mut answer: Report) -> Report {
    let mut lead = lead.to_vec();
    let told = lead.len();
    for block in &mut lead {
        let Block::List(moved) = block else { continue };
        let own = answer.blocks.iter_mut().find_map(|block| match block {
            Block::List(own) if own.heading == moved.heading => Some(own),
            _ => None,
        });
        let Some(own) = own else { continue };
        moved.items.retain(|item| match own.items.iter_mut().find(|own| own.subject == item.subject) {
            Some(own) => {
                own.details.splice(0..0, item.details.iter().cloned());
                false
            }
            None => true,
        });
    }
    lead.retain(|block| !matches!(block, Block::List(moved) if moved.items.is_empty()));
    // A sentence that says what follows, where nothing follows it any more.
    if lead.len() == 1 && told > 1 {
        lead.clear();
    }
    answer.blocks.splice(0..0, lead);
    answer
}

/// Whether a row moved by less than the shown percentages tell.
fn hardly(row: &RowDelta) -> bool {
    row.share().is_some_and(|share| !share.is_zero() && share.abs() < Number::scaled(5, 4))
}

/// The goals that are judged otherwise now.
fn goals(moved: &Delta) -> Option<Block> {
    let item = |goal: &_| goal_item(goal);
    list("Goals", moved.goals.iter().map(|goal| judged(goal, item)).collect())
}

/// The checks that are judged otherwise now.
fn checks(moved: &Delta) -> Option<Block> {
    use crate::analysis::{CheckResult, CheckStatus};
    let item = |check: &CheckResult| match check.status {
        CheckStatus::Failed | CheckStatus::Unknown => check_item(check),
        CheckStatus::Held => Item {
            mark: Mark::Good,
            subject: check.text.as_str().into(),
            verdict: "holds in every month".into(),
            details: check.note.iter().map(|note| note.as_str().into()).collect(),
        },
    };
    list("Checks", moved.checks.iter().map(|check| judged(check, item)).collect())
}

/// What a goal or check comes to now, with what it came to before in a line below.
fn judged<T>(moved: &Presence<T>, item: impl Fn(&T) -> Item) -> Item {
    match moved {
        Presence::Added(now) => Item { details: Vec::new(), ..item(now) },
        Presence::Changed(before, now) => {
            Item { details: vec![format!("before: {}", item(before).verdict).into()], ..item(now) }
        }
        Presence::Removed(before) => Item {
            mark: Mark::Plain,
            verdict: "no longer judged".into(),
            details: Vec::new(),
            ..item(before)
        },
    }
}

/// A line for each row: its figure over the plan before and after, and the change.
fn rows(rows: &[&RowDelta]) -> ReportTable {
    let units = rows.iter().any(|row| !format(row).unit().is_empty());
    let mut heads = vec![Head::words(""), Head::words("")];
    if units {
        heads.insert(1, Head::words(""));
    }
    let fixed = heads.len();
    heads.extend(["before", "after", "change"].map(Head::figures));
    let line = |row: &&RowDelta| {
        let format = format(row);
        let figure = |value: Option<_>| {
            value.map_or_else(TableEntry::missing, |value| TableEntry::plain(format.bare(value)))
        };
        let (before, after) = row.figures();
        let mut line = vec![TableEntry::plain(&row.name)];
        if units {
            line.push(TableEntry::dim(format.unit()));
        }
        line.push(TableEntry::dim(rollup_word(row.rollup, row.quotient)));
        line.extend([figure(before), figure(after), change(row, &format)]);
        line
    };
    ReportTable { heads, fixed, lines: rows.iter().map(line).collect(), ..ReportTable::default() }
}

/// One format for both figures, in which they look as different as they are.
fn format(row: &RowDelta) -> FigureFormat {
    let (before, after) = row.figures();
    let format = FigureFormat::of(row.unit(), before.into_iter().chain(after));
    match (before, after) {
        (Some(before), Some(after)) => format.telling_apart(before, after),
        _ => format,
    }
}

/// The change of a row: in percent, in points for percentages, as an amount where it was zero before. Where the
/// figure is the same, in how many months it is not.
fn change(row: &RowDelta, format: &FigureFormat) -> TableEntry {
    let Some(difference) = row.difference() else { return TableEntry::plain("") };
    if difference.is_zero() {
        let months =
            if row.months == 1 { "1 month differs".into() } else { format!("{} months differ", row.months) };
        return TableEntry::dim(months);
    }
    match row.share() {
        _ if format.is_percent() => TableEntry::plain(signed(difference, format.points(difference))),
        Some(share) => TableEntry::plain(percent(share)),
        None => TableEntry::plain(signed(difference, format.bare(difference))),
    }
}
