//! The typed text in the colours of its words. The text itself is never changed, so that the cursor stays
//! where it is.
//!
//! Colours are for one glance: a name that nothing has is marked, since that is the mistake that typing
//! makes. Everything else that may be wrong is left to the checker.

use std::collections::BTreeSet;

use super::word_index::{WordIndex, WordMeaning};
use crate::output::{Painter, TextRole};
use crate::syntax::{BlockKind, Token, TokenKind, keyword, tokens};

/// The text in colour; `at` is the byte where the cursor stands. A name that is still being typed there is
/// not marked as unknown while it may become one that is known.
pub fn highlight(text: &str, at: usize, words: &WordIndex, painter: Painter) -> String {
    let mut page = String::with_capacity(text.len() * 2);
    if text.trim_start().starts_with(':') {
        let length = text.len() - text.trim_start().len();
        let name = text.get(length..).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
        let (command, rest) = text.split_at_checked(length + name.len()).unwrap_or((text, ""));
        let known = words.command(name).is_some();
        let begun =
            at <= command.len() && words.vocabulary().commands.iter().any(|one| one.name.starts_with(name));
        painter.paint(&mut page, if known || begun { TextRole::Code } else { TextRole::Unknown }, command);
        // Words of a command need not be names.
        formula(&mut page, rest, None, words, painter);
    } else {
        formula(&mut page, text, Some(at), words, painter);
    }
    page
}

/// A text as formulas and statements. Without a place of the cursor no name is marked as unknown.
/// The byte where the cursor stands; without one no name is marked as unknown.
fn formula(page: &mut String, text: &str, at: Option<usize>, words: &WordIndex, painter: Painter) {
    let tokens = tokens(text);
    let line = Line::new(text, &tokens, words, at);
    for (place, token) in tokens.iter().enumerate() {
        painter.paint(page, line.role(place), line.written(token));
    }
}

/// A text with its tokens, and what is known of its names.
struct Line<'t> {
    text: &'t str,
    tokens: &'t [Token],
    words: &'t WordIndex,
    at: Option<usize>,
    /// The names that the text itself defines, as a block does with its rows: `name =`, `name: … =`.
    made: BTreeSet<&'t str>,
}

impl<'t> Line<'t> {
    fn new(text: &'t str, tokens: &'t [Token], words: &'t WordIndex, at: Option<usize>) -> Line<'t> {
        let mut line = Line { text, tokens, words, at, made: BTreeSet::new() };
        let places = tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word);
        let made = places.filter(|(place, _)| line.makes_name(*place));
        line.made = made.map(|(_, token)| line.written(token)).collect();
        line
    }

    /// The text of a token.
    fn written(&self, token: &Token) -> &'t str {
        self.text.get(token.start..token.end).unwrap_or_default()
    }

    /// The role of the token at a place of the list, which decides its colour.
    fn role(&self, place: usize) -> TextRole {
        let Some(token) = self.tokens.get(place) else { return TextRole::Plain };
        match token.kind {
            TokenKind::Comment => TextRole::Dim,
            TokenKind::Text => TextRole::Text,
            TokenKind::Number => TextRole::Number,
            TokenKind::Word => self.word(place, self.written(token)),
            TokenKind::Space | TokenKind::Opening | TokenKind::Closing | TokenKind::Sign => TextRole::Plain,
        }
    }

    /// The role of a word. A function counts as one only in front of its bracket.
    fn word(&self, place: usize, word: &str) -> TextRole {
        let called = self.tokens.get(place + 1).is_some_and(|next| self.written(next) == "(");
        match self.words.meaning(word) {
            Some(WordMeaning::Function) if called => TextRole::Function,
            Some(WordMeaning::Function) if self.is_goals_total(place, word) => TextRole::Keyword,
            Some(WordMeaning::Row | WordMeaning::Scenario) => TextRole::Plain,
            Some(WordMeaning::Keyword) => TextRole::Keyword,
            Some(WordMeaning::Unit | WordMeaning::Time) => TextRole::Number,
            Some(WordMeaning::Function) | None if self.is_unknown(place, word) => TextRole::Unknown,
            Some(WordMeaning::Function) | None => TextRole::Plain,
        }
    }

    /// Whether a word is the `total` of `goal total bookings`.
    fn is_goals_total(&self, place: usize, word: &str) -> bool {
        let next = self.tokens.iter().skip(place + 1).find(|token| token.kind != TokenKind::Space);
        word == "total" && next.is_some_and(|next| next.kind == TokenKind::Word)
    }

    /// Whether a word should be a name, and is none that anything has or makes.
    fn is_unknown(&self, place: usize, word: &str) -> bool {
        let (Some(at), Some(token)) = (self.at, self.tokens.get(place)) else { return false };
        let typed_now = token.start <= at && at <= token.end;
        let begun = self.text.get(token.start..at).filter(|_| typed_now);
        let first = word.split('.').next().unwrap_or(word);
        let new = self.makes_name(place) || self.made.contains(first) || self.is_weekday();
        !new && !begun.is_some_and(|begun| self.words.may_become_known(begun))
    }

    /// Whether a word is the name of something that is defined right here.
    fn makes_name(&self, place: usize) -> bool {
        matches!(self.next_sign(place), "=" | ":") || self.is_new_name(place)
    }

    /// Whether the words of the text may be days of the week, which are no names elsewhere.
    fn is_weekday(&self) -> bool {
        self.text.trim_start().starts_with("workdays")
    }

    /// The text of the token after this one, not counting spaces; empty at the end.
    fn next_sign(&self, place: usize) -> &'t str {
        let next = self.tokens.iter().skip(place + 1).find(|token| token.kind != TokenKind::Space);
        next.map(|token| self.written(token)).unwrap_or_default()
    }

    /// Whether the token before makes a name of this word: `scenario hire`, or `4 demos/day`, where it is
    /// what an action counts.
    fn is_new_name(&self, place: usize) -> bool {
        let mut before = self.tokens.iter().take(place).rev().filter(|token| token.kind != TokenKind::Space);
        let last = before.next();
        match last.map(|last| (last.kind, self.written(last))) {
            // The code of a currency is no row either.
            Some((TokenKind::Word, word)) => {
                matches!(word, "currency" | "exchange")
                    || keyword(word).is_some_and(|word| word.block == BlockKind::Named)
            }
            Some((TokenKind::Number, _)) | Some((TokenKind::Sign, "?")) => self.next_sign(place) == "/",
            // The unit of an annotation: `price: USD = …`.
            Some((TokenKind::Sign, ":")) => before.next().is_some_and(|named| named.kind == TokenKind::Word),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::word_index::samples;

    /// The text with what is marked in brackets: `k` keyword, `n` number, `f` function, `t` text, `!` unknown,
    /// `c` command, `d` dim.
    fn marked(text: &str, at: usize) -> String {
        let words = samples::words();
        let shown = highlight(text, at, &words, Painter::new(true));
        let marks = [
            ("\u{1b}[35m", "k<"),
            ("\u{1b}[36m", "n<"),
            ("\u{1b}[1m", "f<"),
            ("\u{1b}[32m", "t<"),
            ("\u{1b}[4m\u{1b}[31m", "!<"),
            ("\u{1b}[2m", "d<"),
            ("\u{1b}[0m", ">"),
        ];
        marks.iter().fold(shown, |shown, (code, mark)| shown.replace(code, mark))
    }

    fn whole(text: &str) -> String {
        marked(text, usize::MAX)
    }

    #[test]
    fn words_have_the_colour_of_what_they_are() {
        assert_eq!(whole("x = delay(leads, 45 days) # why"), "x = f<delay>(leads, n<45 days>) d<# why>");
        assert_eq!(
            whole("goal \"A\": bookings >= $3/month by 2026-03"),
            "k<goal> t<\"A\">: bookings >= n<$3/month> k<by> n<2026-03>"
        );
        assert_eq!(whole("20%/month growing 3%/year"), "n<20%/month> k<growing> n<3%/year>");
        assert_eq!(whole("fiscal year 2027 from 2026-02"), "k<fiscal> n<year> n<2027> k<from> n<2026-02>");
        assert!(!whole("goal total leads >= 5 in FY2027-Q1 .. FY2028").contains('!'));
        assert_eq!(whole(":explain leads Jan"), "n<:explain> leads n<Jan>");
    }

    #[test]
    fn names_that_nothing_has_are_marked() {
        assert_eq!(whole("leeds * 2"), "!<leeds> * n<2>");
        assert_eq!(whole("leads * hire.leads + hire.leeds"), "leads * hire.leads + !<hire.leeds>");
        assert_eq!(whole(":nonsense leeds"), "!<:nonsense> leeds");
        assert_eq!(whole("delay + 1"), "!<delay> + n<1>");
    }

    #[test]
    fn new_names_are_not_unknown() {
        for text in [
            "price = leads",
            "wait: days = leads",
            "4 demos/day",
            "plan { 3 to 5 visits/week }",
            "scenario more {",
        ] {
            assert!(!whole(text).contains('!'), "{text}: {}", whole(text));
        }
        let block = "pipeline new {\n  fresh = leads\n  won = fresh * won.rate\n}";
        assert!(!whole(block).contains('!'), "{}", whole(block));
        assert!(whole("workdays mon..wed, fri").ends_with("mon..wed, fri"));
        assert!(!whole("price: USD = 5").contains('!'));
    }

    #[test]
    fn what_is_being_typed_is_not_unknown_yet() {
        assert_eq!(marked("x = le", 6), "x = le");
        assert_eq!(marked("x = lex", 7), "x = !<lex>");
        assert_eq!(marked("x = le * 2", 0), "x = !<le> * n<2>");
        assert_eq!(marked(":ex", 3), "n<:ex>");
    }

    proptest::proptest! {
        #[test]
        fn the_text_stays_as_it_is(text in "[ -~\\nä€日]{0,60}", at in 0usize..70) {
            let words = samples::words();
            let shown = highlight(&text, at, &words, Painter::new(true));
            let mut plain = String::new();
            let mut rest = shown.as_str();
            while let Some((before, after)) = rest.split_once('\u{1b}') {
                plain.push_str(before);
                rest = after.split_once('m').map_or("", |(_, rest)| rest);
            }
            plain.push_str(rest);
            proptest::prop_assert_eq!(plain, text.clone());
            proptest::prop_assert_eq!(highlight(&text, at, &words, Painter::new(false)), text);
        }
    }
}
