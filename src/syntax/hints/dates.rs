//! Months as people write them behind `from`, `in`, `by` and the words they use for these: `after 2026-06`, `until Dec
//! 2026`, `by the end of 2026`, `in April and May`.

use super::super::grammar::Rule;
use super::super::spoken_day;
use super::super::spoken_month::{PlanMonths, SpokenMonth};
use super::{Around, Hint, first_line, uncut_line};
use crate::diagnostic::Fix;

/// What a word before a month says of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MonthWord {
    From,
    After,
    In,
    Once,
    By,
    Before,
    Until,
}

/// Words before a month, the longer before the shorter that they begin with.
const WORDS: [(&str, MonthWord); 27] = [
    ("once in", MonthWord::Once),
    ("once on", MonthWord::Once),
    ("no later than", MonthWord::Until),
    ("not later than", MonthWord::Until),
    ("starting from", MonthWord::From),
    ("starting in", MonthWord::From),
    ("beginning in", MonthWord::From),
    ("starting", MonthWord::From),
    ("beginning", MonthWord::From),
    ("effective", MonthWord::From),
    ("as of", MonthWord::From),
    ("since", MonthWord::From),
    ("from", MonthWord::From),
    ("after", MonthWord::After),
    ("until", MonthWord::Until),
    ("till", MonthWord::Until),
    ("through", MonthWord::Until),
    ("thru", MonthWord::Until),
    ("up to", MonthWord::Until),
    ("before", MonthWord::Before),
    ("prior to", MonthWord::Before),
    ("by", MonthWord::By),
    ("during", MonthWord::In),
    ("throughout", MonthWord::In),
    ("within", MonthWord::In),
    ("in", MonthWord::In),
    ("on", MonthWord::In),
];

/// `months Jan 2026 to Dec 2026`, `months 12 starting 2026-04`.
pub(super) fn months_line(around: &Around<'_>) -> Option<Hint> {
    if around.rule != Rule::months {
        return None;
    }
    let line = uncut_line(around.piece).split('#').next()?.trim_end();
    let written = spoken_months(line)?;
    Hint::write(around.edit(0, line.len(), written))
}

/// `fiscal year from Feb`, `fiscal 2027 starts 2026-02`.
pub(super) fn fiscal_line(around: &Around<'_>) -> Option<Hint> {
    if around.rule != Rule::fiscal {
        return None;
    }
    let line = around.line();
    let message = "a fiscal year says which one begins with which month";
    match PlanMonths::fiscal_line(around.text, line.strip_prefix("fiscal")?.trim_start()) {
        Some(written) => Hint::rewrite(message, around.whole_line(written)),
        None => Hint::new(message, "write `fiscal year 2027 from 2026-02`"),
    }
}

/// A line about months as a plan writes it; none of one that says nothing which is known.
fn spoken_months(line: &str) -> Option<String> {
    let said = line.strip_prefix("months")?.trim_start();
    let number = said.split(' ').next()?;
    let count = number.parse::<i32>().ok().filter(|count| *count < 1000);
    if let Some(count) = count {
        let mut rest = said.get(number.len()..)?.trim_start();
        for word in ["months", "starting", "beginning", "from", "in", "on", "since", "as of", ","] {
            rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
        }
        let first = SpokenMonth::at(rest).filter(|first| first.length == rest.len())?;
        return Some(format!("months {}", PlanMonths::span_from(&first.written, count)?));
    }
    let said = said.strip_prefix("from ").or_else(|| said.strip_prefix("between ")).unwrap_or(said);
    let span = spoken_span(said)?;
    (span != said).then(|| format!("months {span}"))
}

/// A month or a span of months as a plan writes it: `2026-01 .. 2026-12` of `Jan 2026 to Dec 2026`.
pub(super) fn spoken_span(said: &str) -> Option<String> {
    let first = SpokenMonth::at(said)?;
    let rest = said.get(first.length..)?.trim();
    if rest.is_empty() {
        return Some(first.written);
    }
    let signs = ["...", "..", "–", "—", "-", "to ", "until ", "till ", "through ", "thru ", "and ", "→"];
    let last = signs.iter().find_map(|sign| rest.strip_prefix(sign))?.trim_start();
    let last = SpokenMonth::at(last).filter(|found| found.length == last.len())?;
    Some(format!("{} .. {}", first.written, last.written))
}

/// The word before a month that stands at the place, or before it in the same clause: where it starts, what it says,
/// and where the month begins.
fn month_word(around: &Around<'_>) -> Option<(usize, &'static str, MonthWord, usize)> {
    let limit = around.at();
    let mut found: Option<(usize, &'static str, MonthWord, usize)> = None;
    for (word, meaning) in WORDS {
        for (at, _) in around.piece.match_indices(word).filter(|(at, _)| *at <= limit) {
            let after = around.piece.get(at + word.len()..).unwrap_or_default();
            let alone = around.piece.get(..at).is_some_and(|before| before.ends_with([' ', '\t', ',']));
            let end = at + word.len() + after.len() - after.trim_start_matches([' ', '\t']).len();
            let later = found.is_none_or(|(known, known_word, ..)| at >= known + known_word.len());
            if alone && after.starts_with([' ', '\t']) && later {
                found = Some((at, word, meaning, end));
            }
        }
    }
    found
}

/// `after 2026-06`, `before Dec 2026`, `until 2026-06`, `in April 2026`, `in 2026-03 and 2026-06`.
pub(super) fn month_of_clause(around: &Around<'_>) -> Option<Hint> {
    if matches!(around.rule, Rule::months | Rule::workdays | Rule::except | Rule::text_line) {
        return None;
    }
    let (start, word, meaning, at) = month_word(around)?;
    if meaning == MonthWord::Until
        && let Some(hint) = ending(around, start, word)
    {
        return Some(hint);
    }
    let said = around.piece.get(at..)?;
    let spoken = edge(around, said)?;
    let tail = said.get(spoken.length..)?;
    // A number with a unit is how long something takes: `in 30 days`.
    if tail.starts_with(|next: char| next.is_alphanumeric() || next == '%')
        || at + spoken.length < around.at() && !listed(tail)
    {
        return None;
    }
    let months = PlanMonths::of(around.text);
    let end = at + spoken.length;
    let is_goal = around.rule == Rule::goal;
    let is_check = around.rule == Rule::check;
    if let Some(hint) = several(around, meaning, (at, &spoken), tail) {
        return Some(hint);
    }
    let named = matches!(meaning, MonthWord::In).then(|| spoken.written.clone());
    // `by month 18` of a plan with dates is that month's date.
    let counted = said.starts_with("month ").then(|| months.numbered(&spoken.written)).flatten();
    let month = counted.or(named).or_else(|| months.dated(&spoken.written));
    let Some(month) = month else {
        let name = &spoken.written;
        let number = crate::value::MONTH_NAMES.iter().position(|known| known == name)? + 1;
        let from = if matches!(meaning, MonthWord::From | MonthWord::After) { "from " } else { "by " };
        return Hint::new(
            format!("`{name}` is that month of every year, and one month has to stand here"),
            PlanMonths::which(around.text, number as u8, from).0,
        );
    };
    let first = months.first();
    // A day is moved by days.
    let moved = |by: i32, end: bool| {
        spoken_day::moved(&month, i64::from(by)).or_else(|| months.moved(&month, by, end))
    };
    let written = match meaning {
        MonthWord::From => format!("from {}", moved(0, false)?),
        MonthWord::After => format!("from {}", moved(1, true)?),
        MonthWord::In => format!("in {month}"),
        MonthWord::Once => format!("once in {}", moved(0, false)?),
        MonthWord::By => format!("by {}", moved(0, true)?),
        MonthWord::Until if is_goal => format!("by {}", moved(0, true)?),
        MonthWord::Before if is_goal => format!("by {}", moved(-1, false)?),
        MonthWord::Until if is_check => format!("in {first} .. {}", moved(0, true)?),
        MonthWord::Until => format!("until {}", moved(0, true)?),
        MonthWord::Before if month.len() == 10 => format!("until {}", moved(-1, false)?),
        MonthWord::Before => format!("in {first} .. {}", moved(-1, false)?),
    };
    // `from 2026-06 onwards`
    let more = ["onwards", "onward", "forward", "on"].iter().find(|more| {
        let rest = tail.trim_start().strip_prefix(**more);
        meaning == MonthWord::From && rest.is_some_and(|rest| !rest.starts_with(super::names::is_part))
    });
    let end = match more {
        Some(more) => end + tail.len() - tail.trim_start().len() + more.len(),
        None => end,
    };
    if around.piece.get(start..end) == Some(written.as_str()) {
        return None;
    }
    let said = around.piece.get(start..end)?;
    let message = match written.starts_with(word) {
        true => format!("`{}` is not how a month is written", said.get(at - start..).unwrap_or(said).trim()),
        false => format!("expected `from`, `in` or `by` before a month, and found `{word}`"),
    };
    let hint = Hint::rewrite(message, around.edit(start, end, written.as_str()))?;
    Some(match meaning {
        MonthWord::Until | MonthWord::Before if !is_goal && written.starts_with("in ") => {
            let last = written.rsplit(' ').next().unwrap_or_default();
            hint.or_say(format!("say where it begins, too: `in MONTH .. {last}`"))
        }
        _ => hint,
    })
}

/// `$500/month prorated from 2026-03-15`: a clause that begins on a day counts its days by itself.
pub(super) fn pro_rata(around: &Around<'_>) -> Option<Hint> {
    if matches!(around.rule, Rule::goal | Rule::check) {
        return None;
    }
    let line = around.line();
    let found = |word: &&str| {
        let at = line.find(&format!(" {word}"))?;
        let end = at + 1 + word.len();
        line.get(end..)?
            .starts_with([' ', ','])
            .then_some((at, end))
            .or((end == line.len()).then_some((at, end)))
    };
    let (start, end) =
        ["pro rata", "pro-rata", "pro rated", "pro-rated", "prorated"].iter().find_map(found)?;
    let line = format!("{}{}", line.get(..start)?, line.get(end..)?);
    Hint::mend(
        "of a month that is covered in part its days are counted by themselves",
        format!("write `{line}`"),
        around.edit(start, end, ""),
    )
}

/// The month at the start of a text, or in a clause the day.
fn edge(around: &Around<'_>, text: &str) -> Option<SpokenMonth> {
    match around.rule {
        Rule::goal | Rule::check | Rule::target | Rule::fragment => SpokenMonth::at(text),
        _ => spoken_day::edge_at(text, around.text),
    }
}

/// `in 2026-01 until 2026-06`, `from 2026-01 up to 2026-03`: the end of months that have a beginning.
fn ending(around: &Around<'_>, start: usize, word: &str) -> Option<Hint> {
    let before = around.piece.get(..start)?.trim_end();
    let (head, first) = ["once in ", "from ", "in "].iter().find_map(|word| {
        let at = before.rfind(word)?;
        Some((at, before.get(at + word.len()..)?))
    })?;
    let spoken = edge(around, first).filter(|spoken| spoken.length == first.len())?;
    let last = around.piece.get(start + word.len()..)?.trim_start();
    let end = edge(around, last)?;
    spanned(around, head, (&spoken, &end), around.start_of(last) + end.length)
}

/// Months from one to another in the place of `start..end`.
fn spanned(
    around: &Around<'_>,
    start: usize,
    (first, last): (&SpokenMonth, &SpokenMonth),
    end: usize,
) -> Option<Hint> {
    let span = format!("in {} .. {}", first.written, last.written);
    let message = "months from one to another are a span, with `..` between them";
    Hint::rewrite(message, around.edit(start, end, span))
}

/// `calls[Dec 2026]`, `total(calls, Jan 2026 .. Mar 2026)`: months in brackets.
pub(super) fn month_in_brackets(around: &Around<'_>) -> Option<Hint> {
    // The place is before the bracket or behind it, by how far the grammar came.
    let inside = around.before.strip_suffix('[').filter(|row| row.ends_with(super::names::is_part));
    let index = around.rest.strip_prefix('[').or(inside.map(|_| around.rest));
    let span = || {
        let call = around.piece.rfind("total(").filter(|at| *at < around.at())?;
        let inner = around.piece.get(call..)?;
        Some(inner.split_once(',')?.1)
    };
    let said = index.or_else(span)?.trim_start();
    let first = SpokenMonth::at(said)?;
    let after = said.get(first.length..)?.trim_start();
    let (written, tail) = match after.strip_prefix("..").or_else(|| after.strip_prefix("to ")) {
        Some(last) => {
            let last = last.trim_start();
            let end = SpokenMonth::at(last)?;
            (format!("{} .. {}", first.written, end.written), last.get(end.length..)?)
        }
        None => (first.written, after),
    };
    let closed = tail.trim_start().starts_with(if index.is_some() { ']' } else { ')' });
    let (start, end) = (around.start_of(said), around.start_of(tail.trim_start()));
    let same = around.piece.get(start..end).is_some_and(|text| text.trim_end() == written);
    (closed && !same).then(|| Hint::write(around.edit(start, end, written)))?
}

/// `Q1 2026`, `Dec 2026` where a value has to stand.
pub(super) fn month_as_value(around: &Around<'_>) -> Option<Hint> {
    let start = around.before.rfind(['=', '(', ',', '[', '+', '-', '*', '/']).map_or(0, |at| at + 1);
    let value = around.piece.get(start..)?;
    let start = start + value.len() - value.trim_start().len();
    let said = value.trim_start();
    let spoken = SpokenMonth::at(said)?;
    let stops_inside = start < around.at() && around.at() < start + spoken.length;
    (stops_inside && !said.starts_with(spoken.written.as_str())).then(|| {
        let text = said.get(..spoken.length).unwrap_or_default();
        Hint::new(
            format!("`{text}` is a month or a quarter, and a value has to stand here"),
            format!("it is written `{}`, and stands after `from`, `in` and `by`", spoken.written),
        )
    })?
}

/// Whether something joins another month to the one before it.
fn listed(tail: &str) -> bool {
    let tail = tail.trim_start();
    [
        "onward", "forward", "on", "and ", "& ", "or ", ", ", "to ", "until ", "till ", "through ", "–", "—",
        "-", "..",
    ]
    .iter()
    .any(|sign| tail.starts_with(sign))
}

/// `in 2026-03 and 2026-06`, `in Apr 2026 to Jun 2026`, `from 2026-01 to 2026-06`, `between A and B`.
fn several(
    around: &Around<'_>,
    meaning: MonthWord,
    (at, first): (usize, &SpokenMonth),
    tail: &str,
) -> Option<Hint> {
    if !matches!(meaning, MonthWord::In | MonthWord::From | MonthWord::Once) {
        return None;
    }
    let before = around.piece.get(..at)?;
    let rest = tail.trim_start();
    let until = ["to ", "until ", "till ", "through ", "- ", "–", "—", ".."]
        .iter()
        .find_map(|sign| rest.strip_prefix(sign));
    if before.ends_with("once in ") && rest.starts_with("..") {
        return None;
    }
    if let Some(last) = until {
        let last = last.trim_start();
        let spoken = edge(around, last)?;
        let word = ["once in ", "from ", "in "].iter().find(|word| before.ends_with(**word))?;
        return spanned(around, at - word.len(), (first, &spoken), around.start_of(last) + spoken.length);
    }
    let mut months = vec![first.written.clone()];
    let mut rest = rest;
    while let Some(next) =
        ["and ", "& ", "or ", ", and ", ", "].iter().find_map(|sign| rest.strip_prefix(sign))
    {
        let next = next.trim_start();
        let Some(spoken) = edge(around, next) else { break };
        rest = next.get(spoken.length..)?;
        // A number that is a value, not a month.
        if rest.starts_with(['%', '/', 'k', 'M']) {
            break;
        }
        months.push(spoken.written);
        rest = rest.trim_start_matches(' ');
    }
    if months.len() < 2 || meaning == MonthWord::From || matches!(around.rule, Rule::goal | Rule::check) {
        return None;
    }
    let end = around.piece.len() - rest.len();
    if !before.ends_with("once in ") {
        let written = format!("in {}", months.join(", "));
        return Hint::rewrite(
            "several months have commas between them",
            around.edit(at - "in ".len(), end, written),
        );
    }
    let word = "once in ";
    let head = before.strip_suffix(word)?.trim_end();
    let value_start = head.rfind([',', '=']).map_or(0, |at| at + 1);
    let value = head.get(value_start..)?.trim();
    let clauses: Vec<String> = months.iter().map(|month| format!("{value} {word}{month}")).collect();
    let clauses = clauses.join(", ");
    let start = value_start + head.get(value_start..)?.len() - head.get(value_start..)?.trim_start().len();
    let hint = Hint::mend(
        format!("months are not listed: in `{word}{}` each would need a value of its own", months.join(", ")),
        format!("write `{}`", first_line(&clauses)),
        around.edit(start, end, clauses.as_str()),
    )?;
    Some(hint.offer(vec![Fix::new("say the value for each month", around.edit(start, end, clauses))]))
}
