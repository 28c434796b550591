//! Months as people ask for them: `bookings in Q3`, `bookings[2027-Q3]`, `MRR[Dec 2027]`.
//!
//! The language has `total(bookings, 2027-Q3)` and `MRR[2027-12]`; what is typed is written so before it is read, and the
//! answer shows what was read. A row that shows its last month has that of the quarter, as a table by quarters does.

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::syntax::month_said;
use crate::value::{Calendar, Rollup, Stretch, month_number};

/// What stands in brackets or after `in`, as the language writes it.
enum SaidMonths {
    /// One month: `2027-12`.
    Month(String),
    /// Several: `2027-Q3`, `2027`, `2027-01 .. 2027-06`.
    Span(String),
}

/// The line as the language writes it; none where it has nothing of the kind. `row_of` says of a name how the plan's row
/// rolls up, if it has one.
///
/// # Errors
/// Where the plan has the named month or quarter more than once.
pub fn rewritten(
    text: &str,
    calendar: &Calendar,
    row_of: impl Fn(&str) -> Option<Rollup>,
) -> Result<Option<String>, Findings> {
    let text = text.trim();
    if let Some((asked, words)) = text.rsplit_once(" in ") {
        // What stands before it is a row, or any formula: `bookings / calls in Q3` is asked of the whole.
        return Ok(stretch(words.trim(), calendar)?.and_then(|stretch| match stretch {
            SaidMonths::Month(month) if row_of(asked.trim()).is_some() => {
                Some(format!("{}[{month}]", asked.trim()))
            }
            SaidMonths::Month(_) => None,
            SaidMonths::Span(span) => Some(over(asked.trim(), &span, row_of(asked.trim()), calendar)),
        }));
    }
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((inside, behind)) = after.split_once(']') else { break };
        let start = before
            .rfind(|letter: char| !is_part(letter))
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        let (head, name) = before.split_at(start);
        let rollup = row_of(name);
        let found = if rollup.is_some() { stretch(inside.trim(), calendar)? } else { None };
        match found {
            Some(SaidMonths::Month(month)) => whole.push_str(&format!("{before}[{month}]")),
            Some(SaidMonths::Span(span)) => {
                whole.push_str(&format!("{head}{}", over(name, &span, rollup, calendar)));
            }
            None => whole.push_str(&format!("{before}[{inside}]")),
        }
        rest = behind;
    }
    whole.push_str(rest);
    Ok((whole != text).then_some(whole))
}

/// What a row comes to over a span: its total, or the last month's value of a row that shows that.
fn over(name: &str, span: &str, rollup: Option<Rollup>, calendar: &Calendar) -> String {
    let last = if rollup == Some(Rollup::Last) { last_of(span, calendar) } else { None };
    match last {
        Some(month) => format!("{name}[{month}]"),
        None => format!("total({name}, {span})"),
    }
}

/// The last month of a span that the plan has; none where it has none of them.
fn last_of(span: &str, calendar: &Calendar) -> Option<String> {
    if let Some((_, last)) = span.split_once("..") {
        return Some(last.trim().to_string());
    }
    calendar.columns_of(span).map(|(_, last)| calendar.label(last))
}

/// Whether a letter may stand in the name of a row.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.')
}

/// A month or several as people write them; none of anything else.
fn stretch(words: &str, calendar: &Calendar) -> Result<Option<SaidMonths>, Findings> {
    let is_year = |word: &str| word.len() == 4 && word.chars().all(|digit| digit.is_ascii_digit());
    let is_quarter = |word: &str| matches!(word.as_bytes(), [b'Q' | b'q', b'1'..=b'4']);
    if let Some((from, to)) = words.split_once("..") {
        let ends = stretch(from.trim(), calendar)?.zip(stretch(to.trim(), calendar)?);
        return Ok(ends.and_then(|ends| match ends {
            (SaidMonths::Month(from), SaidMonths::Month(to)) => {
                Some(SaidMonths::Span(format!("{from} .. {to}")))
            }
            _ => None,
        }));
    }
    if let Some(fiscal) = month_said(words).filter(|said| said.starts_with("FY")) {
        return Ok(Some(SaidMonths::Span(fiscal)));
    }
    let parts: Vec<&str> = words.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    Ok(match parts[..] {
        [year] if is_year(year) => Some(SaidMonths::Span(year.to_string())),
        [word] if is_dated(word) => Some(SaidMonths::Month(word.to_string())),
        [word] if word.split_once('-').is_some_and(|(year, part)| is_year(year) && is_quarter(part)) => {
            Some(SaidMonths::Span(word.to_uppercase()))
        }
        [quarter, year] if is_quarter(quarter) && is_year(year) => {
            Some(SaidMonths::Span(format!("{year}-{}", quarter.to_uppercase())))
        }
        [name, year] if is_year(year) => {
            month_number(name).map(|number| SaidMonths::Month(format!("{year}-{number:02}")))
        }
        [quarter] if is_quarter(quarter) => quarter_of_plan(quarter, calendar)?.map(SaidMonths::Span),
        [name] => month_of_plan(name, calendar)?.map(SaidMonths::Month),
        _ => None,
    })
}

/// Whether a word is a month as a plan writes it: `2027-12`, `M5`.
fn is_dated(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
    let dated = word.split_once('-').is_some_and(|(year, month)| digits(year) && digits(month));
    dated || word.strip_prefix('M').is_some_and(digits)
}

/// The quarter of that name as the plan has it: of a plan without dates its months, counted from the first.
fn quarter_of_plan(quarter: &str, calendar: &Calendar) -> Result<Option<String>, Findings> {
    let Some(number) = quarter.get(1..).and_then(|digit| digit.parse::<usize>().ok()) else {
        return Ok(None);
    };
    if calendar.month(0).is_none() {
        let (first, last) = (number * 3 - 2, (number * 3).min(calendar.len()));
        return Ok((first <= last).then(|| format!("M{first} .. M{last}")));
    }
    let of = |column: usize| {
        (calendar.quarter_of(column) == number).then(|| calendar.stretch_name(column, Stretch::Quarter).0)
    };
    only(quarter, (0..calendar.len()).filter_map(of).collect())
}

/// The month of that name as the plan has it.
fn month_of_plan(name: &str, calendar: &Calendar) -> Result<Option<String>, Findings> {
    let Some(number) = month_number(name) else { return Ok(None) };
    let of = |column: usize| {
        let month = calendar.month(column)?;
        (month.number() == number).then(|| calendar.label(column))
    };
    only(name, (0..calendar.len()).filter_map(of).collect())
}

/// The one of these that there is.
///
/// # Errors
/// Where there are several: which is meant has to be said.
fn only(named: &str, mut found: Vec<String>) -> Result<Option<String>, Findings> {
    found.dedup();
    match &found[..] {
        [one] => Ok(Some(one.clone())),
        [first, second, ..] => {
            let message = format!("the plan has more than one `{named}`");
            let help = format!("write `{first}` or `{second}`");
            Err(Findings::alone(Diagnostic::without_place(Code::BadMonth, message).help(help)))
        }
        [] => Ok(None),
    }
}
