//! Months, spans, dates and weekdays as written.
//!
//! The grammar takes any word in the place of a month; what it is, or what it should have been, is
//! found out here.

use super::names;
pub(super) use super::names::year;
use super::spoken_month::SpokenMonth;
use super::tree::{DateRun, MonthKind, MonthRef, SpanKind, SpanRef};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::limits;
use crate::source::Span;
use crate::value::{Date, MONTH_NAMES, Month, Weekday};

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
}

/// Reads a word in the place of a month.
pub(super) fn time_word(text: &str, span: Span) -> Result<TimeWord, Diagnostic> {
    let bad = |message: String| Diagnostic::new(Code::BadMonth, message, span, "no such month");
    if let Some(at) = MONTH_NAMES.iter().position(|name| *name == text) {
        return Ok(TimeWord::EveryMonth(at as u8 + 1));
    }
    match text.as_bytes() {
        [b'Q', number @ b'1'..=b'4'] => return Ok(TimeWord::EveryQuarter(number - b'0')),
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
        // `2026-06-15` is a good date and no month: plans go by months.
        (Some(year), Some(month), Some(_)) => {
            let day = Diagnostic::new(Code::BadMonth, "this is a day, and plans go by months", span, "a day");
            let written = format!("{year:04}-{month}");
            Err(day.fix(format!("write the month: `{written}`"), span, written))
        }
        (None, ..) => Err(unknown_word(text, span)),
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
fn unknown_word(text: &str, span: Span) -> Diagnostic {
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
    let word = text.split(['-', '_']).next().unwrap_or_default();
    let abbreviated = MONTH_NAMES.iter().position(|name| {
        word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(name)) && word.len() >= 3
    });
    let found = Diagnostic::new(
        Code::BadMonth,
        format!("`{text}` is not a month"),
        span,
        "expected a month, such as `2026-06`",
    );
    match abbreviated.and_then(|at| MONTH_NAMES.get(at).map(|name| (at, name))) {
        Some((at, name)) => {
            let month = format!("2026-{:02}", at + 1);
            let help =
                format!("write `{month}` for that month of one year, or `{name}` after `in` for every year");
            found.help(help).offer(Fix::new(format!("write `{name}`"), Edit::replace(span, *name)))
        }
        None => found.help("months are written `2026-06`, or `M6` in a plan without dates"),
    }
}

/// A small number from its digits; none of anything else.
fn numbered(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Reads a word that has to be one month.
pub(super) fn month(text: &str, span: Span) -> Result<MonthRef, Diagnostic> {
    let several = |help: String| {
        let message = format!("one month has to stand here, and `{text}` is several");
        Diagnostic::new(Code::BadMonth, message, span, "expected one month").help(help)
    };
    let first_of = |month: String| {
        let edit = Edit::replace(span, month.as_str());
        let help = format!("write its first month, `{month}`");
        several(help.clone()).offer(Fix::new(help, edit))
    };
    // A name stands for months of every year, which one month is not.
    let found = time_word(text, span).map_err(|found| Diagnostic { fixes: one_month(&found), ..found })?;
    match found {
        TimeWord::Month(kind) => Ok(MonthRef { kind, span }),
        TimeWord::Year(year) => Err(first_of(format!("{year:04}-01"))),
        TimeWord::Quarter(year, quarter) => Err(first_of(format!("{year:04}-{:02}", quarter * 3 - 2))),
        TimeWord::EveryMonth(month) => Err(several(format!(
            "say of which year: `2026-{month:02}`; `in {text}` is that month of every year"
        ))),
        TimeWord::EveryQuarter(quarter) => {
            Err(several(format!("say of which year: `2026-{:02}`", quarter * 3 - 2)))
        }
    }
}

/// The fixes of a finding that put one month in its place.
fn one_month(found: &Diagnostic) -> Vec<Fix> {
    let dated =
        |fix: &&Fix| fix.edits.iter().all(|edit| edit.text.starts_with(|first: char| first.is_ascii_digit()));
    found.fixes.iter().filter(dated).cloned().collect()
}

/// Reads one or two words as a span of months.
pub(super) fn months(
    (first, first_span): (&str, Span),
    last: Option<(&str, Span)>,
) -> Result<SpanRef, Diagnostic> {
    // The first mistake is enough: one in the second word often follows from it.
    let from = time_word(first, first_span)?;
    let Some((last, last_span)) = last else {
        let kind = match from {
            TimeWord::Month(kind) => SpanKind::Month(kind),
            TimeWord::Quarter(year, quarter) => SpanKind::Quarter(year, quarter),
            TimeWord::Year(year) => SpanKind::Year(year),
            TimeWord::EveryMonth(month) => SpanKind::EveryYear(month, month),
            TimeWord::EveryQuarter(quarter) => SpanKind::EveryYear(quarter * 3 - 2, quarter * 3),
        };
        return Ok(SpanRef { kind, span: first_span });
    };
    let span = first_span.to(last_span);
    let kind = match (from, time_word(last, last_span)?) {
        (TimeWord::EveryMonth(first), TimeWord::EveryMonth(last)) => SpanKind::EveryYear(first, last),
        (TimeWord::EveryMonth(_) | TimeWord::EveryQuarter(_), _)
        | (_, TimeWord::EveryMonth(_) | TimeWord::EveryQuarter(_)) => {
            let mixed = "both ends of a span have to be months of one kind";
            return Err(Diagnostic::new(Code::BadMonth, mixed, span, "these two do not go together")
                .help("write `2026-07 .. 2026-08`, or `Jul .. Aug` for every year"));
        }
        _ => {
            let first = edge(from, first_span, false)?;
            let last = edge(time_word(last, last_span)?, last_span, true)?;
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
        _ => Err(Diagnostic::new(
            Code::BadMonth,
            "both ends of a span have to be months of one kind",
            span,
            "one has a year, the other a number",
        )),
    }
}

/// Reads a day: `2026-07-03`.
pub(super) fn date(text: &str, span: Span) -> Result<Date, Diagnostic> {
    let mut parts = text.split('-');
    let (first, month, day, rest) = (parts.next(), parts.next(), parts.next(), parts.next());
    let (Some(year), Some(month), Some(day), None) = (first.and_then(year), month, day, rest) else {
        return Err(Diagnostic::new(
            Code::BadMonth,
            format!("`{text}` is not a day"),
            span,
            "expected a day, such as `2026-07-03`",
        ));
    };
    let digits = |text: &str| numbered(text.as_bytes()).filter(|_| text.len() == 2);
    digits(month)
        .and_then(|month| Month::new(year, month))
        .zip(digits(day))
        .and_then(|(month, day)| Date::new(month, day))
        .ok_or_else(|| {
            Diagnostic::new(
                Code::BadMonth,
                format!("there is no day `{text}`"),
                span,
                "no such day: year, month and day, two digits each",
            )
        })
}

/// Reads a run of days.
pub(super) fn dates(
    (first, first_span): (&str, Span),
    last: Option<(&str, Span)>,
) -> Result<DateRun, Diagnostic> {
    let from = date(first, first_span)?;
    let Some((last, last_span)) = last else {
        return Ok(DateRun { first: from, last: from, span: first_span });
    };
    let span = first_span.to(last_span);
    let to = date(last, last_span)?;
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
        _ => is_time_word(text),
    }
}
