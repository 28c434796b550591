//! The document of a change: what it is, and what caused it, the largest first.

use super::{Block, Field, FigureFormat, Head, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{Cause, CauseKind, Change, ChangeSide};
use crate::model::CalendarPart;
use crate::source::Sources;
use crate::value::{Denomination, Number, Rollup};

/// How many of the causes that another is made of have a line of their own, where there are more than one beyond that.
const NAMED: usize = 5;

/// The least part of a change that a table shows in a line of its own: 0.05%, which rounds to 0.1%.
fn least_share() -> Number {
    Number::scaled(5, 4)
}

/// The document of a change: the figures, then a table of causes whose amounts add up to the change. `sources` holds
/// the texts in which lines without a name are written.
pub fn why(change: &Change, sources: &Sources) -> Report {
    let mut blocks = vec![Block::note(summary(change))];
    if !change.causes.is_empty() {
        blocks.push(Block::Table(sheet(change, sources)));
        blocks.extend(between(change).map(Block::note));
        if change.log_points.is_some() {
            blocks.push(Block::note(
                "Log points add up where percentages do not: 100 times the logarithm of new over old, so that \
                 +10% is +9.53 and -10% is -10.54.",
            ));
        }
    } else if change.change.is_some() {
        blocks.push(Block::note("Nothing that it depends on makes a difference."));
    }
    let measure = match (&change.to.month, change.rollup) {
        (Some(_), _) => None,
        (None, Rollup::Sum) => Some("total of the whole plan"),
        (None, Rollup::Last) => Some("end of the plan"),
        (None, Rollup::Level) => Some("mean of the whole plan"),
    };
    let side = &change.to;
    let label =
        side.label.as_deref().and_then(|label| super::labels::scenario_fact(&side.scenario, Some(label)));
    let facts = change.head.title.iter().cloned().chain(measure.map(str::to_string)).chain(label).collect();
    Report { title: Some(title(change)), facts, blocks }
}

/// What is compared, as a title: `What changed bookings from May 2026 to Jun 2026`.
fn title(change: &Change) -> String {
    let (from, to, row) = (&change.from, &change.to, &change.row);
    let at = |side: &ChangeSide| side.month_words.clone().unwrap_or_default();
    let scenario = |side: &ChangeSide| match side.scenario.as_str() {
        "base" => "the plan as it stands".to_string(),
        name => format!("scenario {name}"),
    };
    match (from.scenario == to.scenario, from.month == to.month) {
        (true, true) => {
            let joined = if to.month.is_some() { ", " } else { " in " };
            let of = if to.scenario == "base" { String::new() } else { format!("{joined}{}", scenario(to)) };
            let month = to.month_words.as_ref().map(|month| format!(" in {month}")).unwrap_or_default();
            format!("{row}{month}{of}, compared with itself")
        }
        (true, false) => {
            let of = if to.scenario == "base" { String::new() } else { format!(", {}", scenario(to)) };
            format!("What changed {row} from {} to {}{of}", at(from), at(to))
        }
        (false, true) => {
            let of = to.month_words.as_ref().map(|month| format!(" in {month}")).unwrap_or_default();
            format!("What makes {row}{of} differ between {} and {}", scenario(from), scenario(to))
        }
        (false, false) => format!(
            "What changed {row} from {} ({}) to {} ({})",
            at(from),
            scenario(from),
            at(to),
            scenario(to)
        ),
    }
}

/// The figures and the change in one sentence:
/// `From $14,860/month to $14,272/month: -$588/month (-4.0%), -4.04 log points.`
fn summary(change: &Change) -> String {
    let (from, to) = (&change.from, &change.to);
    let values = [from.value, to.value].into_iter().flatten().chain(change.change);
    let mut format = FigureFormat::of(change.unit, values);
    let shown = |side: &ChangeSide, format: &FigureFormat| match (side.value, &side.gap) {
        (Some(value), _) => format.full(value),
        (None, Some(gap)) => format!("no value ({gap})"),
        (None, None) => "no value".to_string(),
    };
    let (Some(old), Some(new), Some(by)) = (from.value, to.value, change.change) else {
        return format!(
            "From {} to {}: without a value there is no change to split.",
            shown(from, &format),
            shown(to, &format)
        );
    };
    if !by.is_zero() {
        format = format.telling_apart(old, new);
    }
    let percent = if format.is_percent() { None } else { super::share_of(by, old.abs()) };
    let percent = percent.map(|percent| format!(" ({})", signed(by, percent))).unwrap_or_default();
    let logs = change.log_points.filter(|_| !by.is_zero());
    let logs = logs.map(|points| format!(", {} log points", log_points(points))).unwrap_or_default();
    let by = signed(by, if format.is_percent() { format.distance(by) } else { format.full(by) });
    format!("From {} to {}: {by}{percent}{logs}.", format.full(old), format.full(new))
}

/// The text of a number with a plus in front where the number is above zero.
fn signed(number: Number, text: String) -> String {
    if number.is_negative() || number.is_zero() { text } else { format!("+{text}") }
}

/// A sentence on what moves a balance, where causes are sums over the months between; else none.
fn between(change: &Change) -> Option<String> {
    let flow = |cause: &Cause| matches!(cause.kind, CauseKind::Flow | CauseKind::Line | CauseKind::Carried);
    if !change.causes.iter().any(flow) {
        return None;
    }
    let words = |side: &ChangeSide| side.month_words.clone().unwrap_or_default();
    Some(format!(
        "What moves a balance is what came and went between {} and {}, added up.",
        words(&change.from),
        words(&change.to)
    ))
}

/// The causes that have a line of their own, and those that are too small and share one. A single small cause has its
/// own.
fn told(change: &Change) -> (&[Cause], &[Cause]) {
    let small = |cause: &Cause| cause.share.is_some_and(|share| share.abs().compare(least_share()).is_lt());
    // They are in order: the largest first.
    let large = change.causes.iter().take_while(|cause| !small(cause)).count();
    let (large, small) = change.causes.split_at(large);
    if small.len() > 1 && !large.is_empty() { (large, small) } else { (&change.causes, &[]) }
}

/// The table of causes, the small ones together, the whole change at its end.
fn sheet(change: &Change, sources: &Sources) -> ReportTable {
    let (large, small) = told(change);
    let amounts = large.iter().map(|cause| cause.amount);
    let format = FigureFormat::of(change.unit, amounts);
    let amount = |number: Number| {
        signed(number, if format.is_percent() { format.points(number) } else { format.bare(number) })
    };
    let logs = change.log_points.is_some();
    let from_to = large.iter().any(|cause| cause.values.is_some());
    let mut heads = vec![Head::words("cause")];
    if from_to {
        heads.extend([Head::figures("from"), Head::figures("to")]);
    }
    let unit = if format.is_percent() { "" } else { format.unit() };
    heads.push(Head::figures(format!("change {unit}").trim_end()));
    // Where causes cancel out to a small change, shares of it say nothing.
    let telling = |cause: &Cause| cause.share.is_none_or(|share| share.abs() <= Number::from(10_i64));
    let shares = change.causes.iter().all(telling);
    if shares {
        heads.push(Head::figures("share"));
    }
    if logs {
        heads.push(Head::figures("log points"));
    }
    let tone = |number: Number| if number.is_negative() { Tone::Bad } else { Tone::Plain };
    let line = |cause: &Cause| {
        let mut line = vec![TableEntry::plain(cause_words(cause, sources))];
        if from_to {
            let (from, to) = values(cause);
            line.extend([TableEntry::dim(from), TableEntry::dim(to)]);
        }
        line.push(TableEntry::Text(amount(cause.amount), tone(cause.amount)));
        if shares {
            line.push(
                cause.share.map_or_else(TableEntry::missing, |share| TableEntry::plain(percent(share))),
            );
        }
        if logs {
            line.push(
                cause
                    .log_points
                    .map_or_else(TableEntry::missing, |points| TableEntry::plain(log_points(points))),
            );
        }
        line
    };
    // Summed up, not what is left of the whole: each figure is rounded for itself, and the last line says the whole.
    let together = |words: String, small: &[Cause]| {
        let mut line = vec![TableEntry::dim(words)];
        if from_to {
            line.extend([TableEntry::plain(""), TableEntry::plain("")]);
        }
        let entry = |sum: Option<Number>, text: &dyn Fn(Number) -> String| {
            sum.map_or_else(TableEntry::missing, |sum| TableEntry::dim(text(sum)))
        };
        line.push(entry(Number::sum(small.iter().map(|cause| cause.amount)), &amount));
        if shares {
            line.push(entry(Number::sum(small.iter().filter_map(|cause| cause.share)), &percent));
        }
        if logs {
            line.push(entry(Number::sum(small.iter().filter_map(|cause| cause.log_points)), &log_points));
        }
        line
    };
    let mut lines: Vec<Vec<TableEntry>> = Vec::new();
    for cause in large {
        lines.push(line(cause));
        // What it is made of: those of members, or of the rates of a quotient.
        let count = cause.causes.len();
        let (told, others) = cause.causes.split_at(if count > NAMED + 1 { NAMED } else { count });
        for inner in told {
            let mut line = line(inner);
            line[0] = TableEntry::dim(format!("  {}", cause_words(inner, sources)));
            lines.push(line);
        }
        if !others.is_empty() {
            lines.push(together(format!("  {} more", others.len()), others));
        }
    }
    if !small.is_empty() {
        lines.push(together(format!("{} smaller causes", small.len()), small));
    }
    if let (Some(whole), true) = (change.change, lines.len() > 1) {
        let mut line = vec![TableEntry::Text("all of it".to_string(), Tone::Strong)];
        if from_to {
            line.extend([TableEntry::plain(""), TableEntry::plain("")]);
        }
        line.push(TableEntry::Text(amount(whole), Tone::Strong));
        if shares {
            line.push(if whole.is_zero() { TableEntry::missing() } else { TableEntry::plain("100%") });
        }
        if let Some(points) = change.log_points {
            line.push(TableEntry::Text(log_points(points), Tone::Strong));
        }
        lines.push(line);
    }
    ReportTable { heads, fixed: 1, lines, ..ReportTable::default() }
}

/// Log points with two decimals and a sign.
fn log_points(points: Number) -> String {
    signed(points, format!("{points:.2}"))
}

/// A share in percent.
fn percent(share: Number) -> String {
    FigureFormat::of(Denomination::PERCENT, [share]).bare(share)
}

/// The values of a cause's row before and after, as different as they are; empty where it has no one value.
fn values(cause: &Cause) -> (String, String) {
    let Some((from, to)) = cause.values else {
        // A row that differs by month has no one value before and after; a step of a chain is no row.
        let varies = matches!(cause.kind, CauseKind::Number | CauseKind::Row);
        let words = if varies { "varies" } else { "" };
        return (words.to_string(), words.to_string());
    };
    let format = FigureFormat::of(cause.unit, [from, to]).telling_apart(from, to);
    (format.full(from), format.full(to))
}

/// A cause in a few words: the row, and what about it.
fn cause_words(cause: &Cause, sources: &Sources) -> String {
    let name = &cause.name;
    if let Some(member) = &cause.member {
        return member.clone();
    }
    match cause.kind {
        CauseKind::Came => name.clone(),
        CauseKind::Rates => "rates".to_string(),
        CauseKind::Mix => "mix".to_string(),
        CauseKind::Number | CauseKind::Row | CauseKind::Flow => name.clone(),
        CauseKind::Calendar => match cause.calendar {
            Some(CalendarPart::Workdays) => "working days in the month".to_string(),
            Some(CalendarPart::Days) => "days in the month".to_string(),
            _ => name.clone(),
        },
        CauseKind::Formula => format!("{name} (formula)"),
        CauseKind::Start => format!("{name} (start)"),
        CauseKind::Line => match cause.place.map(|place| line_words(sources.text(place))) {
            Some(text) => format!("{name}: {text}"),
            None => name.clone(),
        },
        CauseKind::Carried => format!("{name} (on the month before)"),
        CauseKind::Step => match &cause.month_words {
            Some(month) => format!("{name} in {month}"),
            None => name.clone(),
        },
    }
}

/// A line of a plan in a table: not longer than a name may be.
fn line_words(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(30) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// One record for each cause, also for the small ones.
pub fn why_records(change: &Change, sources: &Sources) -> Records {
    let heads =
        ["cause", "kind", "month", "unit", "from", "to", "amount", "share", "log_points", "file", "line"];
    let line = |cause: &Cause| {
        let place = cause.place.map(|span| (sources.get(span.file), span.start as usize));
        vec![
            cause.name.as_str().into(),
            cause.kind.word().into(),
            cause.month.as_deref().unwrap_or("").into(),
            cause.unit.symbol().into(),
            cause.values.map(|(from, _)| from).into(),
            cause.values.map(|(_, to)| to).into(),
            cause.amount.into(),
            cause.share.into(),
            cause.log_points.into(),
            place.map_or("", |(source, _)| source.name()).into(),
            Field::Number(place.map(|(source, at)| Number::from(source.position(at).line))),
        ]
    };
    Records { heads: heads.map(str::to_string).to_vec(), lines: recorded(change).map(line).collect() }
}

/// The causes that have a record: where members were asked for, theirs in the place of what they share.
fn recorded(change: &Change) -> impl Iterator<Item = &Cause> {
    change.causes.iter().flat_map(|cause| {
        let by_members = cause.causes.first().is_some_and(|inner| inner.member.is_some());
        if by_members { &cause.causes[..] } else { std::slice::from_ref(cause) }
    })
}
