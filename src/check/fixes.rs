//! Edits that a finding offers, where they need what stands around its place in the text.

use super::Context;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::value::Period;

impl Context<'_> {
    /// What takes a statement away with its line; none where something else stands on that line.
    pub(super) fn without_line(&self, span: Span) -> Option<Edit> {
        let text = self.sources.get(span.file).text();
        let (before, after) = (text.get(..span.start as usize)?, text.get(span.end as usize..)?);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = after.split_inclusive('\n').next().unwrap_or_default();
        let alone = before.get(start..)?.trim().is_empty() && rest.trim().is_empty();
        // The edit takes the line break along; where something else stands on the line, nothing can be taken away
        // blindly.
        alone.then(|| Edit::delete(Span::new(span.file, start, span.end as usize + rest.len())))
    }

    /// The rest of a statement behind a place on one line: up to a comment, a semicolon or the end of a block.
    pub(super) fn rest_of_line(&self, place: Span) -> &str {
        let rest = self.sources.get(place.file).text().get(place.end as usize..);
        rest.and_then(|rest| rest.split(['\n', '#', ';', '}']).next()).unwrap_or_default()
    }

    /// The place before the value of the definition with that name, behind its `=`; none for what is defined
    /// otherwise.
    pub(super) fn before_value(&self, name: Span) -> Option<Span> {
        let rest = self.sources.get(name.file).text().get(name.end as usize..)?;
        let line = rest.lines().next()?;
        let at = line
            .find('=')
            .filter(|at| matches!(line.trim_start().chars().next(), Some('=' | ':')) && *at > 0)?;
        let value = line.get(at + 1..)?;
        let start = name.end as usize + at + 1 + (value.len() - value.trim_start().len());
        Some(Span::new(name.file, start, start))
    }

    /// The one number that is all of the definition with that name; none where more stands there.
    pub(super) fn number_of(&self, name: Span) -> Option<Span> {
        let start = self.before_value(name)?;
        // A comma ends no number here: `8,000` is one, and `8, 9 from M2` is refused by `is_number` for its
        // space.
        let value = self.rest_of_line(start).trim_end();
        is_number(value).then(|| Span { end: start.start + value.len() as u32, ..start })
    }

    /// The one literal, with its period, that is all of the definition with that name; none where more stands there.
    pub(super) fn literal_of(&self, name: Span) -> Option<Span> {
        let start = self.before_value(name)?;
        let value = self.rest_of_line(start).trim_end();
        let number = value
            .split_once('/')
            .map_or(value, |(number, period)| if Period::from_word(period).is_some() { number } else { "" });
        is_number(number).then(|| Span { end: start.start + value.len() as u32, ..start })
    }

    /// Whether a sign stands before a literal: it belongs to `-5%/year` after `=`, and not to the right side of a
    /// difference.
    pub(super) fn is_negative(&self, literal: Span) -> bool {
        let text = self.sources.get(literal.file).text();
        let before = text.get(..literal.start as usize).map(str::trim_end);
        let Some(before) = before.and_then(|before| before.strip_suffix('-')) else { return false };
        let before = before.trim_end();
        before.ends_with(['=', '(', '[', ',', '*', '/', '+', '<', '>']) || before.ends_with("growing")
    }

    /// The place of a function's word and its first argument as written, where the second argument stands at a place;
    /// none where the first holds a bracket, which may hold a comma of its own.
    pub(super) fn call_before(&self, second: Span, function: &str) -> Option<(Span, &str)> {
        let before = self.sources.get(second.file).text().get(..second.start as usize)?;
        let (before, first) = before.trim_end().strip_suffix(',')?.rsplit_once('(')?;
        let start = before.trim_end().strip_suffix(function)?.len();
        let name = Span::new(second.file, start, start + function.len());
        (!first.contains([')', '['])).then(|| (name, first.trim()))
    }

    /// The word right before a place, with the space after it.
    pub(super) fn word_before(&self, span: Span, word: &str) -> Option<Span> {
        let before = self.sources.get(span.file).text().get(..span.start as usize)?;
        let start = before.trim_end().strip_suffix(word)?.len();
        Some(Span { start: start as u32, end: span.start, ..span })
    }
}

/// Whether a text is a number on its own, perhaps with a sign: `0`, `$8,000`, `3.5%`.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['$', '€', '£', '¥']);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.chars().all(|part| part.is_ascii_alphanumeric() || matches!(part, '.' | ',' | '_' | '%'))
}

/// The number of an amount without the sign of its currency: 100 of `$100`; none of a percentage and of a formula.
pub(super) fn count_of(text: &str) -> Option<&str> {
    (is_number(text) && !text.ends_with('%')).then(|| text.trim_start_matches(['$', '€', '£', '¥']))
}

/// The finding with a sentence, and with the edit that does what it says where there is one.
pub(super) fn fixed(found: Diagnostic, help: impl Into<String>, edit: Option<Edit>) -> Diagnostic {
    let help = help.into();
    let found = found.help(help.as_str());
    match edit {
        Some(edit) => found.offer(Fix::new(help, edit)),
        None => found,
    }
}

/// Where a name stands in the text of a formula, in bytes: as a word of its own, no member and no part of one.
pub(super) fn uses_of(text: &str, name: &str) -> Vec<usize> {
    let inside = |next: char| next.is_alphanumeric() || matches!(next, '_' | '.');
    let text = text.split('#').next().unwrap_or_default();
    let found = text.match_indices(name).filter(|(at, _)| {
        let before = text.get(..*at).unwrap_or_default();
        let after = text.get(at + name.len()..).unwrap_or_default();
        !before.ends_with(inside) && !after.starts_with(inside)
    });
    found.map(|(at, _)| at).collect()
}
