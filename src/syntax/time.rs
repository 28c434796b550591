//! Months, spans, dates and weekdays as written.
//!
//! The grammar takes any word in the place of a month; what it is, or what it should have been, is
//! found out here.

use super::names;
pub(super) use super::names::{fiscal_year, year};
use super::spoken_day;
use super::spoken_month::{self, PlanMonths, SpokenMonth};
use super::tree::{DateRun, DaySpan, EdgeKind, EdgeRef, MonthKind, MonthRef, SpanKind, SpanRef};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::limits;
use crate::source::Span;
use crate::value::{Date, Fiscal, MONTH_NAMES, Month, Weekday};

/// A word in the place of a month, read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TimeWord {
    /// `2026-06` or `M6`
    Month(MonthKind),
    /// `2026-Q3`
    Quarter(i32, u8),
    /// `2026`
    Year(i32),
    /// `Jul`: January is 1.
    EveryMonth(u8),
    /// `Q4` of every year.
    EveryQuarter(u8),
    /// `FY2027`
    FiscalYear(i32),
    /// `FY2027-Q1`
    FiscalQuarter(i32, u8),
}

/// Reads a word in the place of a month; `plan` is the text in which it stands.
fn time_word(text: &str, span: Span, plan: &str) -> Result<TimeWord, Diagnostic> {
    let bad = |message: String| Diagnostic::new(Code::BadMonth, message, span, "no such month");
    if let Some(at) = MONTH_NAMES.iter().position(|name| *name == text) {
        return Ok(TimeWord::EveryMonth(at as u8 + 1));
    }
    match text.as_bytes() {
        [b'Q', number @ b'1'..=b'4'] => return Ok(TimeWord::EveryQuarter(number - b'0')),
        [b'F' | b'f', b'Y' | b'y', b'0'..=b'9', ..] => return fiscal_word(text, span),
        [b'M', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
            let number: Option<u32> = text.get(1..).and_then(|digits| digits.parse().ok());
            return match number {
                Some(number) if number >= 1 && number as usize <= limits::MONTHS => {
                    Ok(TimeWord::Month(MonthKind::Numbered(number)))
                }
                _ => {
                    Err(bad(format!("there is no month `{text}`: a plan has `M1` to `M{}`", limits::MONTHS)))
                }
            };
        }
        _ => {}
    }
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let year = year(first);
    match (year, parts.next(), parts.next()) {
        (Some(year), None, _) => Ok(TimeWord::Year(year)),
        (Some(year), Some(part), None) => match part.as_bytes() {
            [b'Q', number @ b'1'..=b'4'] => Ok(TimeWord::Quarter(year, number - b'0')),
            [b'Q', ..] => Err(bad(format!("there is no quarter `{part}`"))
                .help(format!("write `{year:04}-Q1` to `{year:04}-Q4`"))),
            digits => numbered(digits)
                .filter(|_| digits.len() == 2)
                .and_then(|number| Month::new(year, number))
                .map(|month| TimeWord::Month(MonthKind::Dated(month)))
                .ok_or_else(|| not_a_month(year, part, span)),
        },
        // `2026-07-2026-09`, in one word.
        (Some(_), Some(_), Some(_)) if spoken_span(text).is_some() => Err(unknown_word(text, span, plan)),
        // `2026-06-15` is a good date and no month: plans go by months.
        (Some(year), Some(month), Some(_)) => {
            let day = Diagnostic::new(
                Code::BadMonth,
                "this is a day, and a month has to stand here",
                span,
                "a day",
            );
            let written = format!("{year:04}-{month}");
            Err(day.fix(format!("write the month: `{written}`"), span, written))
        }
        (None, ..) => Err(unknown_word(text, span, plan)),
    }
}

/// Reads `FY2027` and `FY2027-Q1`.
fn fiscal_word(text: &str, span: Span) -> Result<TimeWord, Diagnostic> {
    let written = text.strip_prefix("FY").unwrap_or_default();
    let (digits, part) =
        written.split_once('-').map_or((written, None), |(digits, part)| (digits, Some(part)));
    match (year(digits), part.map(str::as_bytes)) {
        (Some(year), None) => return Ok(TimeWord::FiscalYear(year)),
        (Some(year), Some([b'Q', number @ b'1'..=b'4'])) => {
            return Ok(TimeWord::FiscalQuarter(year, number - b'0'));
        }
        _ => {}
    }
    let message = format!("`{text}` is not how a fiscal year is written");
    let found = Diagnostic::new(Code::BadMonth, message, span, "expected `FY2027` or `FY2027-Q1`");
    Err(match spoken_fiscal(text) {
        Some(written) => found.fix(format!("write `{written}`"), span, written),
        None => found.help("write `FY2027`, or a quarter of it: `FY2027-Q1` to `FY2027-Q4`"),
    })
}

/// A fiscal year or quarter as a plan writes it: `FY2027-Q1` of `fy27q1`, `FY2027Q1`.
fn spoken_fiscal(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let (year_of, quarter) = match upper.rsplit_once('Q') {
        Some((year, digit)) => (year.trim_end_matches(['-', '_', ' ']), Some(digit)),
        None => (upper.as_str(), None),
    };
    let year = fiscal_year(year_of)?;
    match quarter {
        None => Some(format!("FY{year:04}")),
        Some("1" | "2" | "3" | "4") => Some(format!("FY{year:04}-Q{}", quarter?)),
        Some(_) => None,
    }
}

/// What to say of `2026-6` and `2026-13`.
fn not_a_month(year: i32, part: &str, span: Span) -> Diagnostic {
    let number: Option<u8> = part.parse().ok();
    match number {
        Some(number @ 1..=12) => {
            let message = format!("a month has two digits after the year: `{part}` has {}", part.len());
            Diagnostic::new(Code::BadMonth, message, span, "expected two digits").fix(
                format!("write `{year:04}-{number:02}`"),
                span,
                format!("{year:04}-{number:02}"),
            )
        }
        _ => {
            let message = format!("there is no month `{part}` in a year");
            Diagnostic::new(Code::BadMonth, message, span, "no such month").help(format!(
                "months are `{year:04}-01` to `{year:04}-12`; for a subtraction put spaces around the minus: `{year} - {part}`"
            ))
        }
    }
}

/// What to say of a word that is no month: `january`, `sometime`.
fn unknown_word(text: &str, span: Span, plan: &str) -> Diagnostic {
    if let Some(month) =
        SpokenMonth::at(text).filter(|month| month.length == text.len() && month.written != text)
        && names::year(month.written.get(..4).unwrap_or_default()).is_some()
    {
        let message = format!("`{text}` is not how a month is written");
        let help = format!("write `{}`", month.written);
        return Diagnostic::new(Code::BadMonth, message, span, "expected a month, such as `2026-06`").fix(
            help,
            span,
            month.written,
        );
    }
    let found = Diagnostic::new(
        Code::BadMonth,
        format!("`{text}` is not a month"),
        span,
        "expected a month, such as `2026-06`",
    );
    if let Some((first, last)) = spoken_span(text) {
        let written = format!("{first} .. {last}");
        return found.fix(format!("months from one to another: `{written}`"), span, written);
    }
    // `q3` is the plan's own third quarter, whichever months it has.
    if let Some(quarter) = spoken_quarter(text) {
        return found.fix(format!("write `{quarter}`, which is of every year"), span, quarter);
    }
    match spoken_months(text, plan) {
        Some((first, last)) => {
            let (first, last) =
                (MONTH_NAMES.get(usize::from(first) - 1), MONTH_NAMES.get(usize::from(last) - 1));
            let (first, last) = (first.copied().unwrap_or_default(), last.copied().unwrap_or_default());
            let written = if first == last { first.to_string() } else { format!("{first} .. {last}") };
            found.fix(format!("write `{written}`, which is of every year"), span, written)
        }
        None => found.help("months are written `2026-06`, or `M6` in a plan without dates"),
    }
}

/// The two months of `2026-07-2026-09`, which are a span.
fn spoken_span(text: &str) -> Option<(&str, &str)> {
    let (at, _) = text.match_indices('-').nth(1)?;
    let (first, last) = (text.get(..at)?, text.get(at + 1..)?);
    let is_month = |text: &str| {
        let part = text.split_once('-').filter(|(year_of, _)| year(year_of).is_some());
        part.and_then(|(_, month)| numbered(month.as_bytes()))
            .is_some_and(|number| (1..=12).contains(&number))
    };
    (is_month(first) && is_month(last)).then_some((first, last))
}

/// A quarter of every year that is not written as a plan has it: `Q3` of `q3`.
fn spoken_quarter(text: &str) -> Option<String> {
    let spoken = SpokenMonth::at(text).filter(|month| month.length == text.len())?;
    (spoken.written.starts_with('Q') && spoken.written != text).then_some(spoken.written)
}

/// The months of every year that a word means which is not how a plan writes them, the first and the last: `March`,
/// `Jul-Aug`, `Q1-Q2`.
fn spoken_months(text: &str, plan: &str) -> Option<(u8, u8)> {
    let months_of = |word: &str| {
        let spoken = SpokenMonth::at(word).filter(|month| month.length == word.len())?;
        if let Some(quarter) = spoken.written.strip_prefix('Q').and_then(|digit| digit.parse::<u8>().ok()) {
            return spoken_month::quarter_months(plan, quarter);
        }
        let at = MONTH_NAMES.iter().position(|name| *name == spoken.written)? as u8 + 1;
        Some((at, at))
    };
    if let Some(months) = months_of(text) {
        return Some(months);
    }
    let (first, last) = text.split_once(['-', '_', '–'])?;
    Some((months_of(first)?.0, months_of(last)?.1))
}

/// A small number from its digits; none of anything else.
fn numbered(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Which month of several is meant where one has to stand: of a quarter after `from` the first, after `by` the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meant {
    First,
    Last,
}

/// Reads a word that has to be one month; `plan` is the text in which it stands.
pub(super) fn month(text: &str, span: Span, meant: Meant, plan: &str) -> Result<MonthRef, Diagnostic> {
    if text == "start" {
        return Ok(MonthRef { kind: MonthKind::Start, span });
    }
    let message = format!("one month has to stand here, and `{text}` is several");
    let several = Diagnostic::new(Code::BadMonth, message, span, "expected one month");
    let last = meant == Meant::Last;
    let dated = |year: i32, first: u8, end: u8| {
        let (word, number) = if last { ("last", end) } else { ("first", first) };
        let month = format!("{year:04}-{number:02}");
        several.clone().fix(format!("write its {word} month, `{month}`"), span, month)
    };
    let of_every_year = |first: u8, end: u8| {
        let (help, month) = PlanMonths::which(plan, if last { end } else { first }, "");
        let of = if first == end { "that month of every year" } else { "those months of every year" };
        let found = several.clone().help(format!("{help}; `in {text}` is {of}"));
        match month {
            Some(month) => found.offer(Fix::write(span, month)),
            None => found,
        }
    };
    match time_word(text, span, plan) {
        Ok(TimeWord::Month(kind)) => Ok(MonthRef { kind, span }),
        Ok(TimeWord::Year(year)) => Err(dated(year, 1, 12)),
        Ok(TimeWord::Quarter(year, quarter)) => {
            let fiscal = Month::new(year, quarter * 3 - 2).zip(spoken_month::fiscal_years(plan));
            Err(match fiscal {
                Some((first, fiscal)) => month_of_quarter(first, fiscal, last, span),
                None => dated(year, quarter * 3 - 2, quarter * 3),
            })
        }
        // Which month begins it, the checker knows.
        Ok(TimeWord::FiscalYear(year)) => {
            Ok(MonthRef { kind: MonthKind::Fiscal { year, month: if last { 12 } else { 1 } }, span })
        }
        Ok(TimeWord::FiscalQuarter(year, quarter)) => {
            let month = if last { quarter * 3 } else { quarter * 3 - 2 };
            Ok(MonthRef { kind: MonthKind::Fiscal { year, month }, span })
        }
        Ok(TimeWord::EveryMonth(month)) => Err(of_every_year(month, month)),
        Ok(TimeWord::EveryQuarter(quarter)) => {
            Err(match spoken_month::quarter_months(plan, quarter) {
                Some((first, end)) => of_every_year(first, end),
                // A line of a session: the plan that it changes says which months its quarters have.
                None => several.help(format!(
                    "say which month, with its year; `in {text}` is those months of every year"
                )),
            })
        }
        Err(found) => Err(match (spoken_span(text), spoken_months(text, plan)) {
            (Some((from, to)), _) => {
                let month = if last { to } else { from };
                let word = if last { "last" } else { "first" };
                several.fix(format!("write its {word} month, `{month}`"), span, month)
            }
            (None, Some((first, end))) => {
                let (help, month) = PlanMonths::which(plan, if last { end } else { first }, "");
                let found = Diagnostic { fixes: Vec::new(), ..found }.help(help.as_str());
                match month {
                    Some(month) => found.offer(Fix::new(help, Edit::replace(span, month))),
                    None => found,
                }
            }
            (None, None) if spoken_quarter(text).is_some() => several.help("say which month, with its year"),
            (None, None) => found,
        }),
    }
}

/// What to say of `2026-Q3` where one month has to stand, in a plan of fiscal years: of the calendar's quarter or of
/// the fiscal one in which that begins. `first` is the calendar quarter's first month.
fn month_of_quarter(first: Month, fiscal: Fiscal, last: bool, span: Span) -> Diagnostic {
    let begins = first.plus(-((fiscal.month_of_year(first) % 3) as i32));
    let (word, by) = if last { ("last", 2) } else { ("first", 0) };
    let months = (first.plus(by), begins.plus(by));
    let written = fiscal.quarter_of(first);
    let message = format!("the years of this plan are fiscal: a calendar quarter or `{written}`?");
    let found = Diagnostic::new(Code::BadMonth, message, span, "expected one month");
    if months.0 == months.1 {
        return found.fix(format!("write its {word} month, `{}`", months.0), span, months.0.to_string());
    }
    found
        .help(format!(
            "write the {word} month: `{}` of `{written}`, `{}` of the calendar quarter",
            months.1, months.0
        ))
        .offer(Fix::write(span, months.1.to_string()))
        .offer(Fix::write(span, months.0.to_string()))
}

/// Whether a word is written as a day, `2026-06-15`, whether there is such a day or not.
pub(super) fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [first, month, day] => {
            let short = |part: &str| part.len() <= 2 && numbered(part.as_bytes()).is_some();
            year(first).is_some() && short(month) && short(day)
        }
        _ => false,
    }
}

/// Reads a word at which a clause begins or ends: a month, or a day; `plan` is the text in which it stands.
pub(super) fn clause_edge(text: &str, span: Span, meant: Meant, plan: &str) -> Result<EdgeRef, Diagnostic> {
    if is_day(text) {
        return date(text, span, plan).map(|date| EdgeRef { kind: EdgeKind::Day(date), span });
    }
    month(text, span, meant, plan).map(|month| EdgeRef { kind: EdgeKind::Month(month.kind), span })
}

/// Reads one or two words as a stretch of months or of days; `plan` is the text in which it stands.
pub(super) fn days_or_months(
    first: (&str, Span),
    last: Option<(&str, Span)>,
    plan: &str,
) -> Result<DaySpan, Diagnostic> {
    let has_day = is_day(first.0) || last.is_some_and(|(last, _)| is_day(last));
    if !has_day {
        return months(first, last, plan).map(DaySpan::Months);
    }
    let from = clause_edge(first.0, first.1, Meant::First, plan)?;
    let Some((last, last_span)) = last else { return Ok(DaySpan::Days(from, from)) };
    let to = clause_edge(last, last_span, Meant::Last, plan)?;
    let span = first.1.to(last_span);
    let backwards = match (from.first_day(), to.last_day()) {
        (Some(from), Some(to)) => from > to,
        // The third month of a plan without dates has no days.
        _ => {
            let mixed = "both ends of a span have to be of one kind";
            return Err(Diagnostic::new(Code::BadMonth, mixed, span, "one is a date, the other a number"));
        }
    };
    if backwards {
        let turned = format!("{last} .. {}", first.0);
        let found =
            Diagnostic::new(Code::BadMonth, "this span ends before it starts", span, "ends before it starts");
        return Err(found.fix(format!("write `{turned}`"), span, turned));
    }
    Ok(DaySpan::Days(from, to))
}

/// Reads one or two words as a span of months; `plan` is the text in which they stand.
pub(super) fn months(
    (first, first_span): (&str, Span),
    last: Option<(&str, Span)>,
    plan: &str,
) -> Result<SpanRef, Diagnostic> {
    // The first mistake is enough: one in the second word often follows from it.
    let from = time_word(first, first_span, plan)?;
    let Some((last, last_span)) = last else {
        let kind = match from {
            TimeWord::Month(kind) => SpanKind::Month(kind),
            TimeWord::Quarter(year, quarter) => SpanKind::Quarter(year, quarter),
            TimeWord::Year(year) => SpanKind::Year(year),
            TimeWord::EveryMonth(month) => SpanKind::EveryYear(month, month),
            TimeWord::EveryQuarter(quarter) => SpanKind::EveryQuarter(quarter),
            TimeWord::FiscalYear(year) => SpanKind::FiscalYear(year),
            TimeWord::FiscalQuarter(year, quarter) => SpanKind::FiscalQuarter(year, quarter),
        };
        return Ok(SpanRef { kind, span: first_span });
    };
    let span = first_span.to(last_span);
    let kind = match (from, time_word(last, last_span, plan)?) {
        (TimeWord::EveryMonth(first), TimeWord::EveryMonth(last)) => SpanKind::EveryYear(first, last),
        (TimeWord::EveryQuarter(from), TimeWord::EveryQuarter(to)) => SpanKind::EveryQuarters(from, to),
        // `FY2027-Q1 .. Q3`: the quarter of the year that was just said.
        (TimeWord::Quarter(year, from) | TimeWord::FiscalQuarter(year, from), TimeWord::EveryQuarter(to)) => {
            let fiscal = if first.starts_with("FY") { "FY" } else { "" };
            // The first quarter after the third is that of the year after.
            let year = year + i32::from(to < from);
            let mixed = "both ends of a span have to be months of one kind";
            let found = Diagnostic::new(Code::BadMonth, mixed, span, "of which year is the second?");
            let written = format!("{first} .. {fiscal}{year:04}-{last}");
            return Err(found.fix(format!("write `{written}`"), span, written));
        }
        (TimeWord::EveryMonth(_) | TimeWord::EveryQuarter(_), _)
        | (_, TimeWord::EveryMonth(_) | TimeWord::EveryQuarter(_)) => {
            let mixed = "both ends of a span have to be months of one kind";
            return Err(Diagnostic::new(Code::BadMonth, mixed, span, "these two do not go together")
                .help("write `2026-07 .. 2026-08`, or `Jul .. Aug` for every year"));
        }
        _ => {
            let first = edge(from, first_span, false)?;
            let last = edge(time_word(last, last_span, plan)?, last_span, true)?;
            ordered(first, last, span)?;
            SpanKind::Between(first, last)
        }
    };
    Ok(SpanRef { kind, span })
}

/// The month in which a quarter or year starts or ends: `2026-Q1 .. 2026-Q3` is January to September.
fn edge(time_word: TimeWord, span: Span, end: bool) -> Result<MonthRef, Diagnostic> {
    let dated = |year, month| {
        Month::new(year, month)
            .map(MonthKind::Dated)
            .ok_or_else(|| Diagnostic::new(Code::BadMonth, "there is no such month", span, "no such month"))
    };
    let kind = match time_word {
        TimeWord::Month(kind) => kind,
        TimeWord::FiscalYear(year) => MonthKind::Fiscal { year, month: if end { 12 } else { 1 } },
        TimeWord::FiscalQuarter(year, quarter) => {
            MonthKind::Fiscal { year, month: if end { quarter * 3 } else { quarter * 3 - 2 } }
        }
        TimeWord::Quarter(year, quarter) => dated(year, if end { quarter * 3 } else { quarter * 3 - 2 })?,
        TimeWord::Year(year) => dated(year, if end { 12 } else { 1 })?,
        TimeWord::EveryMonth(_) | TimeWord::EveryQuarter(_) => {
            return Err(Diagnostic::new(Code::BadMonth, "say of which year this is", span, "no year"));
        }
    };
    Ok(MonthRef { kind, span })
}

/// The first and last month of a quarter.
pub(super) fn quarter(year: i32, quarter: u8, span: Span) -> Option<(MonthRef, MonthRef)> {
    let time_word = TimeWord::Quarter(year, quarter);
    Some((edge(time_word, span, false).ok()?, edge(time_word, span, true).ok()?))
}

/// Refuses a span that runs backwards, or from a dated month to a numbered one.
fn ordered(first: MonthRef, last: MonthRef, span: Span) -> Result<(), Diagnostic> {
    match (first.kind, last.kind) {
        (MonthKind::Dated(from), MonthKind::Dated(to)) if from > to => Err(Diagnostic::new(
            Code::BadMonth,
            "this span ends before it starts",
            span,
            "ends before it starts",
        )
        .fix(format!("write `{to} .. {from}`"), span, format!("{to} .. {from}"))),
        (MonthKind::Numbered(from), MonthKind::Numbered(to)) if from > to => Err(Diagnostic::new(
            Code::BadMonth,
            "this span ends before it starts",
            span,
            "ends before it starts",
        )
        .fix(format!("write `M{to} .. M{from}`"), span, format!("M{to} .. M{from}"))),
        (MonthKind::Dated(_), MonthKind::Dated(_)) | (MonthKind::Numbered(_), MonthKind::Numbered(_)) => {
            Ok(())
        }
        // A fiscal month beside one with a date: the checker knows their order.
        (MonthKind::Fiscal { .. }, MonthKind::Dated(_) | MonthKind::Fiscal { .. })
        | (MonthKind::Dated(_), MonthKind::Fiscal { .. }) => Ok(()),
        _ => Err(Diagnostic::new(
            Code::BadMonth,
            "both ends of a span have to be months of one kind",
            span,
            "one has a year, the other a number",
        )),
    }
}

/// The days of a month, quarter or year as a run: `2026-12-01 .. 2026-12-31` of `2026-12`. `plan` says how fiscal years
/// are counted.
pub(super) fn days_of(written: &str, plan: &str) -> Option<String> {
    let (first, last) = spoken_month::edges(written, plan)?;
    Some(format!("{first}-01 .. {last}-{:02}", last.days()))
}

/// Reads a day: `2026-07-03`; `plan` is the text in which it stands.
fn date(text: &str, span: Span, plan: &str) -> Result<Date, Diagnostic> {
    let mut parts = text.split('-');
    let (first, month, day, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
    let (Some(year), Some(month), Some(day), None) = (first.and_then(year), month, day, rest) else {
        let found = Diagnostic::new(
            Code::BadMonth,
            format!("`{text}` is not a day"),
            span,
            "expected a day, such as `2026-07-03`",
        );
        // `2026-12`: all days of a month.
        return Err(match SpokenMonth::at(text).and_then(|month| days_of(&month.written, plan)) {
            Some(days) => found.fix(format!("all days of it are `{days}`"), span, days),
            None if Weekday::from_word(text).is_some() => {
                found.help(format!("weekdays stand at the beginning: `workdays mon..fri, {text}`"))
            }
            None => found,
        });
    };
    let digits = |text: &str| numbered(text.as_bytes()).filter(|_| text.len() == 2);
    digits(month)
        .and_then(|month| Month::new(year, month))
        .zip(digits(day))
        .and_then(|(month, day)| Date::new(month, day))
        .ok_or_else(|| {
            let found = Diagnostic::new(
                Code::BadMonth,
                format!("there is no day `{text}`"),
                span,
                "no such day: year, month and day, two digits each",
            );
            let meant = spoken_day::edge_at(text, "")
                .filter(|day| day.length == text.len() && day.written.len() == 10);
            match meant {
                Some(day) => found.fix(format!("write `{}`", day.written), span, day.written),
                None => found,
            }
        })
}

/// Reads a run of days; `plan` is the text in which it stands.
pub(super) fn dates(
    (first, first_span): (&str, Span),
    last: Option<(&str, Span)>,
    plan: &str,
) -> Result<DateRun, Diagnostic> {
    // `2026-11 .. 2026-12`: all days of several months.
    if let Some((last, last_span)) = last
        && let Some(((from, _), (_, to))) =
            spoken_month::edges(first, plan).zip(spoken_month::edges(last, plan))
    {
        let days = format!("{from}-01 .. {to}-{:02}", to.days());
        let span = first_span.to(last_span);
        let found = Diagnostic::new(Code::BadMonth, "these are months, and not days", span, "expected days");
        return Err(found.fix(format!("all days of them are `{days}`"), span, days));
    }
    let from = date(first, first_span, plan)?;
    let Some((last, last_span)) = last else {
        return Ok(DateRun { first: from, last: from, span: first_span });
    };
    let span = first_span.to(last_span);
    let to = date(last, last_span, plan)?;
    if from > to {
        return Err(Diagnostic::new(
            Code::BadMonth,
            "this run of days ends before it starts",
            span,
            "ends before it starts",
        )
        .fix(format!("write `{last} .. {first}`"), span, format!("{last} .. {first}")));
    }
    Ok(DateRun { first: from, last: to, span })
}

/// Reads a day of the week.
pub(super) fn weekday(text: &str, span: Span) -> Result<Weekday, Diagnostic> {
    Weekday::from_word(text).ok_or_else(|| {
        let short = text.to_lowercase();
        let found = Diagnostic::new(
            Code::Syntax,
            format!("`{text}` is not a day of the week"),
            span,
            "expected `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`",
        );
        match short.get(..3).filter(|short| Weekday::from_word(short).is_some()) {
            Some(short) => found.fix(format!("write `{short}`"), span, short),
            None => found
                .help("write a run such as `mon..fri`, a list such as `mon, wed`, or a number: `20/month`"),
        }
    })
}

/// Whether a name in a formula is a month or months of every year.
pub(super) fn is_time_word(name: &str) -> bool {
    // The first letter settles nearly all names.
    name.starts_with(['J', 'F', 'M', 'A', 'S', 'O', 'N', 'D', 'Q']) && names::is_time_shaped(name)
}

/// Whether a whole expression is one month token, or a name in the shape of time. Of numbers the same as in
/// the grammar, so that what is read as a month is written as one: `5000-12` is a subtraction.
pub(super) fn is_whole_time_word(text: &str) -> bool {
    match text.as_bytes() {
        [b'1' | b'2', b, c, d, b'-', b'0'..=b'9' | b'Q', rest @ ..] => {
            [b, c, d].iter().all(|byte| byte.is_ascii_digit())
                && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        }
        [b'F', b'Y', b'0'..=b'9', ..] => {
            let year = text.split_once('-').map_or(text, |(year, _)| year);
            names::is_time_shaped(year)
        }
        _ => is_time_word(text),
    }
}
