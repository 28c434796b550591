//! A text while somebody types it: its words, whether it goes on on the next line, how deep its next line stands.
//!
//! Nothing here reports a mistake; half a formula is what is expected.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::grammar::Rule;
use super::pairs::Parsed;
use super::parser;
use super::{Reporter, layout, names};
use crate::source::FileId;
use crate::value::Period;

/// A word, number or sign of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// What a token is, as far as its letters say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Spaces, tabs and line breaks.
    Space,
    /// From `#` to the end of the line.
    Comment,
    /// A text in quotes, also one that does not end.
    Text,
    /// A number with its unit and period, or a month such as `2026-06`.
    Number,
    /// A name with its members, or a word of the language.
    Word,
    /// `(`, `[` or `{`.
    Opening,
    /// `)`, `]` or `}`.
    Closing,
    /// Any other sign.
    Sign,
}

/// All of a text as tokens, in order and without a gap.
///
/// ```
/// use pace::syntax::{TokenKind, tokens};
///
/// let text = "cost = 45 days * rate";
/// let numbers = tokens(text).into_iter().filter(|token| token.kind == TokenKind::Number);
/// assert_eq!(numbers.map(|token| &text[token.start..token.end]).collect::<Vec<_>>(), ["45 days"]);
/// ```
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = first_token(rest);
        let end = start + length;
        tokens.push(Token { kind, start, end });
        start = end;
    }
    tokens
}

fn first_token(rest: &str) -> (TokenKind, usize) {
    let first = rest.chars().next().unwrap_or_default();
    let line = rest.find('\n').unwrap_or(rest.len());
    match first {
        ' ' | '\t' | '\n' | '\r' => {
            let more = rest.find(|next| !matches!(next, ' ' | '\t' | '\n' | '\r'));
            (TokenKind::Space, more.unwrap_or(rest.len()))
        }
        '#' => (TokenKind::Comment, line),
        '"' => {
            (TokenKind::Text, length_of(Rule::string, rest).filter(|length| *length <= line).unwrap_or(line))
        }
        '(' | '[' | '{' => (TokenKind::Opening, 1),
        ')' | ']' | '}' => (TokenKind::Closing, 1),
        _ if names::is_start(first) => {
            (TokenKind::Word, names::leading_name(rest).len().max(first.len_utf8()))
        }
        // The grammar's number knows which word after it is its unit.
        _ => match length_of(Rule::literal, rest) {
            Some(length) => (TokenKind::Number, length),
            None => (TokenKind::Sign, if rest.starts_with("..") { 2 } else { first.len_utf8() }),
        },
    }
}

/// How long the stretch is that a rule takes from the start of a text.
fn length_of(rule: Rule, text: &str) -> Option<usize> {
    // A number or a text in quotes ends on its line.
    let line = text.split('\n').next().unwrap_or_default();
    let mut parsed = Parsed::default();
    parser::parse(rule, line, &mut parsed).ok()?;
    Some(parsed.pairs(line).next()?.end()).filter(|length| *length > 0)
}

/// Whether a text goes on on the next line: a bracket or a brace is open, it ends in a comma, or in a doc comment. One
/// in which brackets or quotes are wrong does not: more lines would not mend it.
///
/// ```
/// use pace::syntax::is_unfinished;
///
/// assert!(is_unfinished("pipeline {\n  leads = 3/month"));
/// assert!(!is_unfinished("x = max(1, 2))"));
/// ```
pub fn is_unfinished(text: &str) -> bool {
    let mut reporter = Reporter::new(FileId(0));
    layout::is_open_at_end(text, &mut reporter) && !reporter.has_any()
}

/// How many blocks and brackets are open at the end of a text.
pub fn depth(text: &str) -> usize {
    let mut depth = 0_usize;
    for token in tokens(text) {
        match token.kind {
            TokenKind::Opening => depth += 1,
            TokenKind::Closing => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}

/// What a word means by itself, in any plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WordKind {
    /// Taken everywhere: `and`, `from`, `base`.
    Taken,
    /// Begins a statement: `goal`, `pipeline`.
    Statement,
    /// A word only in its place: `growing`, `taking`, `worth`.
    InPlace,
    /// A unit after a number or a slash: `days`, `month`.
    Unit,
    /// The shape of a month or quarter: `M3`, `Q1`, `Jan`.
    Time,
    /// Nothing: a name, if anything.
    Name,
}

/// What a word means by itself. One that is a word only in its place may be a row elsewhere.
pub fn word_kind(word: &str) -> WordKind {
    match word {
        _ if names::TAKEN.contains(&word) => WordKind::Taken,
        _ if names::STATEMENTS.contains(&word) => WordKind::Statement,
        _ if names::IN_PLACE.contains(&word) => WordKind::InPlace,
        _ if names::is_unit(word) || Period::from_word(word).is_some() => WordKind::Unit,
        _ if names::is_time_shaped(word) => WordKind::Time,
        _ => WordKind::Name,
    }
}

/// The words that begin a statement of a plan, in the order of the manual.
pub fn statement_words() -> &'static [&'static str] {
    &names::STATEMENTS
}

/// Whether a name may hold this character.
pub fn is_name_part(character: char) -> bool {
    names::is_part(character)
}

/// A name as plans keep it: one sequence of characters, however its accents are typed.
pub fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || unicode_normalization::is_nfc(name) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(TokenKind, &str)> {
        let tokens = tokens(text).into_iter().filter(|token| token.kind != TokenKind::Space);
        tokens.map(|token| (token.kind, &text[token.start..token.end])).collect()
    }

    #[test]
    fn a_text_is_words_numbers_and_signs() {
        use TokenKind::{Closing, Comment, Number, Opening, Sign, Text, Word};
        assert_eq!(
            shown("goal \"A # b\": größe.rate >= $2.5k/month by 2026-06 # why"),
            [
                (Word, "goal"),
                (Text, "\"A # b\""),
                (Sign, ":"),
                (Word, "größe.rate"),
                (Sign, ">"),
                (Sign, "="),
                (Number, "$2.5k/month"),
                (Word, "by"),
                (Number, "2026-06"),
                (Comment, "# why"),
            ]
        );
        assert_eq!(
            shown("f([1, 2]/month, M3 .. M6)"),
            [
                (Word, "f"),
                (Opening, "("),
                (Opening, "["),
                (Number, "1"),
                (Sign, ","),
                (Number, "2"),
                (Closing, "]"),
                (Sign, "/"),
                (Word, "month"),
                (Sign, ","),
                (Word, "M3"),
                (Sign, ".."),
                (Word, "M6"),
                (Closing, ")"),
            ]
        );
    }

    #[test]
    fn half_a_text_is_no_mistake() {
        use TokenKind::{Number, Sign, Text, Word};
        assert_eq!(shown("title \"Our"), [(Word, "title"), (Text, "\"Our")]);
        assert_eq!(shown("meetings."), [(Word, "meetings"), (Sign, ".")]);
        assert_eq!(shown("$20,000/"), [(Number, "$20,000"), (Sign, "/")]);
        assert_eq!(shown("title \"Our\nx"), [(Word, "title"), (Text, "\"Our"), (Word, "x")]);
    }

    #[test]
    fn brackets_braces_and_commas_go_on() {
        for text in [
            "plan {",
            "x = max(1,",
            "x = [1, 2",
            "price = $90,",
            "p {\n a = 1\n\n",
            "x = (1 # (",
            "plan {}\nq {",
            "## What it is",
            "a = 1\n## b",
        ] {
            assert!(is_unfinished(text), "{text}");
        }
        for text in ["", "x", "x = \"(", "# {", "plan { 2 calls/day }", "x = 1)", "title \"{\"", "a = 1,\n"] {
            assert!(!is_unfinished(text), "{text}");
        }
    }

    #[test]
    fn what_more_lines_cannot_mend_is_finished() {
        assert!(!is_unfinished("x = (1]"));
        assert!(!is_unfinished("pipeline {\n x = \"open\n"));
        assert!(!is_unfinished("x = (1\n\n"));
        assert!(!is_unfinished(&"(".repeat(200)));
    }

    #[test]
    fn depth_counts_what_is_open() {
        assert_eq!(depth("scenario a {\n pipeline {"), 2);
        assert_eq!(depth("f(\"(\" # ("), 1);
        assert_eq!(depth(")"), 0);
    }

    proptest::proptest! {
        #[test]
        fn tokens_leave_no_gap(text in "[ -~\\nä€日]{0,60}") {
            let mut at = 0;
            for token in tokens(&text) {
                proptest::prop_assert_eq!(token.start, at);
                proptest::prop_assert!(token.end > at);
                at = token.end;
            }
            proptest::prop_assert_eq!(at, text.len());
        }
    }
}
