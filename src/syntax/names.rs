//! The words of the language: which are taken, which begin a statement, which have the shape of time.

pub(super) use super::keywords::{IN_PLACE, LATER, STATEMENTS, TAKEN, keyword};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::Span;
use crate::value::{DurationWord, EffortWord, MONTH_NAMES};

/// Whether a name may hold this character, after its first.
pub(super) fn is_part(character: char) -> bool {
    character == '_'
        || character.is_ascii_alphanumeric()
        || (!character.is_ascii()
            && (character.is_alphabetic() || unicode_normalization::char::is_combining_mark(character)))
}

/// Whether a name may start with this character.
pub(super) fn is_start(character: char) -> bool {
    is_part(character) && !character.is_ascii_digit()
}

/// The name (dots included) at the start of a text; empty where there is none.
pub(super) fn leading_name(text: &str) -> &str {
    // Nearly every name is ASCII, and this is asked several times a line.
    let bytes = text.as_bytes();
    let plain = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    let plain = plain.count();
    if bytes.get(plain).is_none_or(u8::is_ascii) {
        let starts = bytes.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_');
        return text.get(..plain).filter(|_| starts).unwrap_or_default().trim_end_matches('.');
    }
    if !text.starts_with(is_start) {
        return "";
    }
    let end = text.find(|character| !is_part(character) && character != '.').unwrap_or(text.len());
    text.get(..end).unwrap_or_default().trim_end_matches('.')
}

/// Whether a line starts with `name =` or `name: … =`, as a definition does.
pub(super) fn starts_definition(line: &str) -> bool {
    let line = line.trim_start();
    let name = leading_name(line);
    let rest = line.get(name.len()..).unwrap_or_default().trim_start();
    !name.is_empty() && rest.starts_with('=') && !rest.starts_with("==")
}

/// Whether a text starts with `name =` or `name:`, as whatever defines a row does. `name == …` counts: there it
/// is a slip.
pub(super) fn is_assigned(text: &str) -> bool {
    let text = text.trim_start();
    let name = leading_name(text);
    !name.is_empty() && text.get(name.len()..).is_some_and(|rest| rest.trim_start().starts_with(['=', ':']))
}

/// The word before a currency that a plan has a rate for.
pub const EXCHANGE: &str = "exchange";

/// Whether a text begins with the rate of a currency, `exchange EUR = …`.
pub(super) fn is_exchange(text: &str) -> bool {
    let rest = text.strip_prefix(EXCHANGE).filter(|rest| rest.starts_with([' ', '\t']));
    rest.is_some_and(starts_definition)
}

/// The row that `exchange EUR` defines, `exchange.EUR`; none of a name that is no such words.
pub fn exchange_row(name: &str) -> Option<String> {
    let code = name.strip_prefix(EXCHANGE)?;
    code.starts_with([' ', '\t', '\n', '\r']).then(|| format!("{EXCHANGE}.{}", code.trim()))
}

/// Whether a text starts with a number, as an action does: `2 calls/day`, `(uniform(2, 5)) calls/week`.
pub(super) fn starts_amount(text: &str) -> bool {
    text.trim_start().starts_with(|first: char| first.is_ascii_digit() || matches!(first, '.' | '(' | '?'))
}

/// Whether a name has the shape of a month, a quarter or a fiscal year: `M12`, `Q1`, `Jan`, `FY2027`.
pub(super) fn is_time_shaped(name: &str) -> bool {
    match name.as_bytes() {
        [b'M', digits @ ..] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => true,
        [b'Q', b'1'..=b'4'] => true,
        [b'F', b'Y', digits @ ..] => digits.len() == 4 && digits.iter().all(u8::is_ascii_digit),
        _ => MONTH_NAMES.contains(&name),
    }
}

/// Four digits that are a year.
pub(super) fn year(text: &str) -> Option<i32> {
    let plain = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|year| *year > 0)
}

/// The year of `FY2027`, `FY27`, `fy2027`, `FY26/27`; none of anything else.
pub(super) fn fiscal_year(text: &str) -> Option<i32> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.strip_prefix("fy")?.trim_start_matches(['-', ' ', '\'']);
    let digits = digits.rsplit_once('/').map_or(digits, |(_, last)| last);
    match digits.len() {
        2 => digits.parse::<i32>().ok().map(|year| 2000 + year),
        _ => year(digits),
    }
}

/// Whether a word is a unit after a number: `days`, `hour`.
pub(super) fn is_unit(word: &str) -> bool {
    DurationWord::from_word(word).is_some()
        || EffortWord::from_word(word).is_some()
        || matches!(word, "point" | "points")
}

/// Whether a word is never a name: `segment` and `for` begin statements that nobody could tell from a row.
fn is_word_of_language(word: &str) -> bool {
    TAKEN.contains(&word) || matches!(word, "segment" | "for")
}

/// What is wrong with a name that something is to be called; `None` where it may be called so.
pub(super) fn refuse_new_name(name: &str, span: Span) -> Option<Diagnostic> {
    if let Some(diagnostic) = refuse_long_name(name, span) {
        return Some(diagnostic);
    }
    // Each part of a member (`won.rate`) has to be free, since each is a name somewhere.
    let part = name
        .split('.')
        .find(|part| is_word_of_language(part) || LATER.contains(part) || is_time_shaped(part))?;
    let diagnostic = if LATER.contains(&part) {
        let message =
            format!("`{part}` is a word kept for a later version of pace, not yet a name or a statement");
        Diagnostic::new(Code::ReservedName, message, span, "kept for later")
    } else if is_time_shaped(part) {
        let message = format!("`{part}` reads as a time, so it cannot be a name");
        Diagnostic::new(Code::ReservedName, message, span, "a month, a quarter or a year")
    } else {
        let message = format!("`{part}` is a word of the language, so it cannot be a name");
        Diagnostic::new(Code::ReservedName, message, span, "a word of the language")
    };
    Some(diagnostic.help(format!("call it something else, such as `{}_`", part.to_lowercase())))
}

/// What is wrong with a name that is used, not made.
pub(super) fn refuse_long_name(name: &str, span: Span) -> Option<Diagnostic> {
    (name.len() > limits::NAME_BYTES).then(|| {
        let message = format!("this name is longer than {} bytes", limits::NAME_BYTES);
        Diagnostic::new(Code::Syntax, message, span, format!("{} bytes", name.len()))
            .help("shorten it; a doc comment (`##`) above the line has room for words")
    })
}
