//! The tokens of a piece, and which of them stand close together.

use super::super::grammar::Rule;
use super::super::names;
use super::super::pairs::{Parsed, RulePair, RulePairs};
use super::super::parser;
use super::super::reading::Reading;

/// A word, number or sign of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormatToken {
    /// Where it starts, in bytes of the text.
    pub(super) start: usize,
    /// Where it ends, in bytes of the text.
    pub(super) end: usize,
    /// No space before it.
    tight_left: bool,
    /// No space after it.
    tight_right: bool,
}

impl FormatToken {
    /// The space between the token before and this one.
    pub(super) fn space_after(&self, previous: Option<&FormatToken>) -> &'static str {
        if previous.is_none_or(|before| before.tight_right || self.tight_left) { "" } else { " " }
    }

    /// Whether it is an opening bracket, behind which a broken line is indented.
    pub(super) fn opens(&self, text: &str) -> bool {
        matches!(text.as_bytes().get(self.start), Some(b'(' | b'['))
    }

    /// Whether it is a closing bracket.
    pub(super) fn closes(&self, text: &str) -> bool {
        matches!(text.as_bytes().get(self.start), Some(b')' | b']'))
    }

    /// Writes the token; spaces inside it (`45   days`) become one.
    pub(super) fn write(&self, text: &str, out: &mut String) {
        let written = text.get(self.start..self.end).unwrap_or_default();
        if written.starts_with('"') || written.contains(['\n', '#']) {
            out.push_str(written);
            return;
        }
        let mut words = written.split_ascii_whitespace();
        out.push_str(words.next().unwrap_or_default());
        for word in words {
            out.push(' ');
            out.push_str(word);
        }
    }
}

/// The tokens of a piece from the readings inside it.
pub(super) fn of_piece(plain: &str, (start, end): (usize, usize), readings: &[Reading]) -> Vec<FormatToken> {
    let (mut tokens, mut parsed) = (Vec::new(), Parsed::default());
    let mut at = start;
    let first = readings.partition_point(|reading| reading.start < start);
    for reading in readings.iter().skip(first).take_while(|reading| reading.end <= end) {
        // Words before what was read: `new`, or `pipeline` before a single line.
        loose(plain, (at, reading.start), Rule::EOI, &mut tokens);
        let text = plain.get(reading.start..reading.end).unwrap_or_default();
        if parser::parse(reading.rule, text, &mut parsed).is_ok() {
            walk(plain, parsed.pairs(text), (reading.start, reading.end), &mut tokens);
        }
        at = reading.end;
    }
    loose(plain, (at, end), Rule::EOI, &mut tokens);
    tokens
}

/// The tokens of an expression, condition, target or clause.
pub(super) fn of_fragment(plain: &str) -> Vec<FormatToken> {
    let mut tokens = Vec::new();
    let mut parsed = Parsed::default();
    if parser::parse(Rule::fragment, plain, &mut parsed).is_ok() {
        walk(plain, parsed.pairs(plain), (0, plain.len()), &mut tokens);
    }
    tokens
}

/// A pair whose inside is being walked.
struct Level<'p> {
    pairs: RulePairs<'p>,
    rule: Rule,
    end: usize,
}

/// Walks the pairs down to their tokens; what lies between pairs is signs and words. No recursion.
fn walk<'p>(
    plain: &'p str,
    pairs: RulePairs<'p>,
    (base, end): (usize, usize),
    tokens: &mut Vec<FormatToken>,
) {
    let mut levels = vec![Level { pairs, rule: Rule::EOI, end }];
    let mut at = base;
    while let Some(level) = levels.last_mut() {
        let rule = level.rule;
        let Some(pair) = level.pairs.next() else {
            loose(plain, (at, level.end), rule, tokens);
            at = at.max(level.end);
            levels.pop();
            continue;
        };
        let (start, end) = (base + pair.start(), base + pair.end());
        loose(plain, (at, start), rule, tokens);
        at = at.max(start);
        if is_token(&pair) {
            let end = start + pair.as_str().trim_end().len();
            let sign = matches!(pair.as_str().trim_end(), "-" | "+") && pair.as_rule() == Rule::prefix;
            let token = FormatToken {
                start,
                end,
                tight_left: pair.as_rule() == Rule::per,
                tight_right: sign || pair.as_rule() == Rule::currency_sign,
            };
            if start < end {
                tokens.push(token);
            }
            at = at.max(end);
        } else {
            levels.push(Level { rule: pair.as_rule(), end, pairs: pair.into_inner() });
        }
    }
}

/// Whether a pair is one token; others are taken apart.
fn is_token(pair: &RulePair<'_>) -> bool {
    matches!(
        pair.as_rule(),
        Rule::name
            | Rule::noun
            | Rule::string
            | Rule::literal
            | Rule::count
            | Rule::time
            | Rule::prefix
            | Rule::infix
            | Rule::unknown
            | Rule::per
            | Rule::currency_sign
            | Rule::annotation_part
            | Rule::weekday
            | Rule::comparison
    )
}

/// The words and signs of a stretch that no pair covers, inside a pair of `rule`.
fn loose(plain: &str, (start, end): (usize, usize), rule: Rule, tokens: &mut Vec<FormatToken>) {
    let text = plain.get(start..end).unwrap_or_default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = start + (text.len() - rest.len());
        let length = if first == ' ' {
            first.len_utf8()
        } else if names::is_part(first) {
            rest.find(|character| !names::is_part(character)).unwrap_or(rest.len())
        } else if rest.starts_with("..") {
            2
        } else {
            first.len_utf8()
        };
        if first != ' ' {
            let is_not = tokens.last().is_some_and(|last| plain.get(last.start..last.end) == Some("not"));
            let close_run = first == '.' && rule == Rule::weekday_run;
            let token = FormatToken {
                start: at,
                end: at + length,
                tight_left: matches!(first, ')' | ']' | ',' | ':' | ';')
                    || (first == '(' && rule == Rule::arguments && !is_not)
                    || (first == '[' && rule == Rule::index)
                    || close_run,
                tight_right: matches!(first, '(' | '[') || close_run,
            };
            tokens.push(token);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
}
