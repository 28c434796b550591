//! What may stand at a place of a text that somebody is typing.
//!
//! It is read from the tokens before the cursor, mostly from the last one. That is a guess where the language
//! is ambiguous, and errs on the side of offering too much: completion may be wrong, the checker may not.

use crate::library::{self, Parameter};
use crate::syntax::{
    Follows, Keyword, KeywordKind, Token, TokenKind, WordKind, is_name_part, keyword, tokens, word_kind,
};

/// The kind of word that may be typed at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpectedWord {
    /// The beginning of a statement, or of a line in the block of this word.
    Beginning(Option<String>),
    /// A value: a row, a function.
    Value,
    /// A tier, or one of the words beside tiers.
    Tier,
    /// The name of a row.
    Row,
    /// What a goal is about: a row, or the total of one.
    Goal,
    /// The name of a stock.
    Stock,
    /// The name of a scenario.
    Scenario,
    /// A month of the plan.
    Month,
    /// A unit.
    Unit,
    /// A unit after a number, or what may follow a whole value in a statement that begins with this word.
    Measure {
        /// Whether the number is 1.
        one: bool,
        /// The first word of the statement.
        head: Option<String>,
    },
    /// What an action counts, or a unit.
    Counted,
    /// A period after a slash.
    Period,
    /// What may follow a whole value in a statement that begins with this word.
    After(Option<String>),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Nothing that is known here.
    Nothing,
}

/// The byte where the word begins that is being typed at the end of a text; the end itself where none is.
pub fn word_start(text: &str) -> usize {
    let in_word = |character: char| is_name_part(character) || character == '.';
    let mut start = text.trim_end_matches(in_word).len();
    // `a..b` is a span, not a member.
    if let Some(dots) = text.get(start..).and_then(|word| word.rfind("..")) {
        start += dots + 2;
    }
    // `x-lea` is a difference, `2026-0` a month, `FY2027-Q` a quarter: only after a year a hyphen is part of the word.
    let year = text.get(..start).and_then(|before| before.strip_suffix('-')).and_then(|before| {
        let length = before.len() - before.trim_end_matches(is_name_part).len();
        let word = before.get(before.len() - length..)?;
        let digits = word.strip_prefix("FY").unwrap_or(word);
        (digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(length)
    });
    year.map_or(start, |length| start - 1 - length)
}

/// What may stand after `before`, at the end of which a word begins.
pub fn wanted(before: &str) -> ExpectedWord {
    let all = tokens(before);
    let is_open = |token: &Token| match token.kind {
        TokenKind::Comment => true,
        TokenKind::Text => !is_closed(text_of(before, token)),
        _ => false,
    };
    if all.last().is_some_and(is_open) {
        return ExpectedWord::Nothing;
    }
    let line = Line::last(before, &all);
    line.wanted()
}

/// The text of a token.
fn text_of<'t>(text: &'t str, token: &Token) -> &'t str {
    text.get(token.start..token.end).unwrap_or_default()
}

/// Whether a text in quotes has its closing quote.
fn is_closed(quoted: &str) -> bool {
    quoted.len() > 1 && quoted.ends_with('"') && !quoted.ends_with("\\\"")
}

/// The statement or line of a block at the end of a text.
struct Line<'t> {
    text: &'t str,
    /// Its tokens, without spaces and comments.
    tokens: Vec<Token>,
    /// The first words of the blocks around it, the innermost last.
    blocks: Vec<String>,
    /// The brackets that are open in it.
    brackets: usize,
}

impl<'t> Line<'t> {
    /// The line at the end of a text.
    fn last(text: &'t str, all: &[Token]) -> Line<'t> {
        let mut line = Line { text, tokens: Vec::new(), blocks: Vec::new(), brackets: 0 };
        for token in all {
            line.take(*token);
        }
        line
    }

    /// Goes on by one token. What ends a statement starts the line anew.
    fn take(&mut self, token: Token) {
        let written = text_of(self.text, &token);
        match token.kind {
            TokenKind::Comment => {}
            TokenKind::Space => {
                let comma = self.tokens.last().is_some_and(|last| self.is(last, ","));
                if written.contains('\n') && self.brackets == 0 && !comma {
                    self.tokens.clear();
                }
            }
            TokenKind::Opening if written == "{" => {
                let head = self.tokens.first().map(|first| text_of(self.text, first).to_string());
                self.blocks.push(head.unwrap_or_default());
                self.begin();
            }
            TokenKind::Closing if written == "}" => {
                self.blocks.pop();
                self.begin();
            }
            TokenKind::Sign if written == ";" => self.begin(),
            kind => {
                match kind {
                    TokenKind::Opening => self.brackets += 1,
                    TokenKind::Closing => self.brackets = self.brackets.saturating_sub(1),
                    _ => {}
                }
                self.tokens.push(token);
            }
        }
    }

    /// Starts a statement or a line of a block.
    fn begin(&mut self) {
        self.tokens.clear();
        self.brackets = 0;
    }

    /// Whether a token is written so.
    fn is(&self, token: &Token, written: &str) -> bool {
        text_of(self.text, token) == written
    }

    /// The token so many places before the last; 0 is the last.
    fn back(&self, places: usize) -> Option<&Token> {
        self.tokens.iter().rev().nth(places)
    }

    /// The first word, where it begins a statement; otherwise the head of the innermost block. It decides
    /// what may follow a value.
    fn head(&self) -> Option<String> {
        let first = self.tokens.first().map(|first| text_of(self.text, first));
        let statement = first.filter(|first| word_kind(first) == WordKind::Statement);
        statement.map(str::to_string).or_else(|| self.blocks.last().cloned())
    }

    /// What may follow the last token.
    fn wanted(&self) -> ExpectedWord {
        let Some(last) = self.back(0) else { return ExpectedWord::Beginning(self.blocks.last().cloned()) };
        // Right after a digit more digits are typed, after a space a unit.
        let tight = last.end == self.text.len();
        let written = text_of(self.text, last);
        match last.kind {
            TokenKind::Number if tight => ExpectedWord::Nothing,
            TokenKind::Number => self.after_number(written),
            TokenKind::Sign => self.after_sign(written, tight),
            TokenKind::Opening => {
                let named = self.back(1).is_some_and(|name| {
                    name.kind == TokenKind::Word && name.end == last.start && written == "["
                });
                if named { ExpectedWord::Month } else { ExpectedWord::Value }
            }
            TokenKind::Word => self.after_word(written),
            _ => ExpectedWord::After(self.head()),
        }
    }

    /// What may follow a number and a space.
    fn after_number(&self, number: &str) -> ExpectedWord {
        // `$3` and `20%` have their unit already.
        let plain = number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b',' | b'.' | b'_' | b'k' | b'M'));
        if !plain {
            return ExpectedWord::After(self.head());
        }
        let before = self.back(1).map(|token| text_of(self.text, token));
        let in_plan = self.head().as_deref() == Some("plan");
        match before {
            None | Some("plan") => ExpectedWord::Counted,
            Some("," | "to" | "likely") if in_plan => ExpectedWord::Counted,
            _ => ExpectedWord::Measure { one: number == "1", head: self.head() },
        }
    }

    /// Whether the innermost bracket that is open is that of a function of tiers.
    fn is_in_tiers(&self) -> bool {
        let mut open = 0u32;
        for place in 0..self.tokens.len() {
            match self.back(place).map(|token| token.kind) {
                Some(TokenKind::Closing) => open += 1,
                Some(TokenKind::Opening) if open == 0 => {
                    let name = self.back(place + 1).map(|token| text_of(self.text, token));
                    let function = name.and_then(library::function);
                    return function.is_some_and(|function| function.parameters.contains(&Parameter::Tiers));
                }
                Some(TokenKind::Opening) => open -= 1,
                _ => {}
            }
        }
        false
    }

    /// What may follow a sign; `tight` says that no space stands between.
    fn after_sign(&self, sign: &str, tight: bool) -> ExpectedWord {
        match sign {
            "/" if tight && self.is_rate() => ExpectedWord::Period,
            ".." => ExpectedWord::Month,
            "." => ExpectedWord::Nothing,
            ":" if self.is_goal() => ExpectedWord::Goal,
            ":" => ExpectedWord::Unit,
            "?" => ExpectedWord::After(self.head()),
            "," if self.brackets == 0 => match self.head().as_deref() {
                Some("show") => ExpectedWord::Row,
                Some("workdays") => ExpectedWord::Month,
                Some("goal") => ExpectedWord::Nothing,
                _ => ExpectedWord::Value,
            },
            "," if self.is_in_tiers() => ExpectedWord::Tier,
            _ => ExpectedWord::Value,
        }
    }

    /// Whether the slash at the end makes what is before it a rate: a number, a list, what an action counts, or
    /// the unit of an annotation.
    fn is_rate(&self) -> bool {
        let (Some(slash), Some(before)) = (self.back(0), self.back(1)) else { return false };
        if before.end != slash.start {
            return false;
        }
        match before.kind {
            TokenKind::Number => true,
            TokenKind::Closing => self.is(before, "]"),
            TokenKind::Word => self.back(2).is_some_and(|number| {
                number.kind == TokenKind::Number || self.is(number, "?") || self.is(number, ":")
            }),
            TokenKind::Sign => matches!(text_of(self.text, before), "$" | "€" | "£" | "¥" | "%" | ":" | "?"),
            _ => false,
        }
    }

    /// What may follow a word and a space: the record of each keyword says so.
    fn after_word(&self, word: &str) -> ExpectedWord {
        let first = self.tokens.len() == 1;
        // A word that begins a statement is a name anywhere else.
        let is_word = |keyword: &&Keyword| match keyword.word {
            // Elsewhere it is a function or somebody's row.
            "total" => self.is_goal() && !self.compares(),
            _ => first || keyword.kind != KeywordKind::Statement,
        };
        match keyword(word).filter(is_word).map_or(Follows::More, |keyword| keyword.follows) {
            Follows::Nothing => ExpectedWord::Nothing,
            Follows::Value => ExpectedWord::Value,
            Follows::Row if word == "goal" => ExpectedWord::Goal,
            Follows::Row => ExpectedWord::Row,
            Follows::Stock => ExpectedWord::Stock,
            Follows::Scenario => ExpectedWord::Scenario,
            Follows::Month => ExpectedWord::Month,
            Follows::OneOf(words) => ExpectedWord::OneOf(words),
            Follows::More if self.is_goal() && !self.compares() => ExpectedWord::OneOf(&[">=", "<="]),
            Follows::More => ExpectedWord::After(self.head()),
        }
    }

    /// Whether the line is a goal.
    fn is_goal(&self) -> bool {
        self.head().as_deref() == Some("goal")
    }

    /// Whether the line has a comparison, so that a goal has its row and sign.
    fn compares(&self) -> bool {
        self.tokens.iter().any(|token| matches!(text_of(self.text, token), ">=" | "<=" | ">" | "<"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(head: &str) -> ExpectedWord {
        ExpectedWord::After(Some(head.to_string()))
    }

    #[test]
    fn words_begin_after_what_is_no_part_of_them() {
        let word = |text: &'static str| &text[word_start(text)..];
        assert_eq!(word("x = lea"), "lea");
        assert_eq!(word("x = meetings.ra"), "meetings.ra");
        assert_eq!(word("x[2026-0"), "2026-0");
        assert_eq!(word("2026-01..2026-0"), "2026-0");
        assert_eq!(word("M1..M"), "M");
        assert_eq!(word("x[FY2027-Q"), "FY2027-Q");
        assert_eq!(word("x-lea"), "lea");
        assert_eq!(word("xFY2027-lea"), "lea");
        assert_eq!(word("x = grö"), "grö");
        assert_eq!(word("x "), "");
    }

    #[test]
    fn a_line_begins_where_one_ends() {
        for text in ["", "a = 1\n", "a = 1; ", "  ", "a = 1 # why\n", "plan { 2 calls/day }\n"] {
            assert_eq!(wanted(text), ExpectedWord::Beginning(None), "{text}");
        }
        assert_eq!(wanted("pipeline {\n  "), ExpectedWord::Beginning(Some("pipeline".into())));
        assert_eq!(
            wanted("scenario a { plan { 1 b/day }\n"),
            ExpectedWord::Beginning(Some("scenario".into()))
        );
    }

    #[test]
    fn values_stand_after_signs_and_words_of_formulas() {
        for text in [
            "x = ",
            "x = a + ",
            "x = max(a, ",
            "x = 3% of ",
            "check ",
            "x = (",
            "x = a/",
            "x = 1,\n",
            "x <= ",
        ] {
            assert_eq!(wanted(text), ExpectedWord::Value, "{text}");
        }
    }

    #[test]
    fn periods_stand_after_the_slash_of_a_rate() {
        for text in
            ["2 calls/", "$20,000/", "x = 40/", "x = [1, 2]/", "x: $/", "plan { ? calls/", "8 to 9 calls/"]
        {
            assert_eq!(wanted(text), ExpectedWord::Period, "{text}");
        }
        assert_eq!(wanted("x = calls / "), ExpectedWord::Value);
        assert_eq!(wanted("x = 40 /"), ExpectedWord::Value);
    }

    #[test]
    fn units_stand_after_a_number() {
        assert_eq!(wanted("won = 25% of demos in 30 "), ExpectedWord::Measure { one: false, head: None });
        assert_eq!(wanted("x = 3 "), ExpectedWord::Measure { one: false, head: None });
        assert_eq!(wanted("wait: "), ExpectedWord::Unit);
        assert_eq!(wanted("plan { 4 "), ExpectedWord::Counted);
        assert_eq!(wanted("plan 4 "), ExpectedWord::Counted);
        assert_eq!(wanted("4 "), ExpectedWord::Counted);
        assert_eq!(wanted("x = $3 "), ExpectedWord::After(None));
        assert_eq!(wanted("x = 30 days "), ExpectedWord::After(None));
        assert_eq!(wanted("x = 3"), ExpectedWord::Nothing);
    }

    #[test]
    fn months_stand_after_the_words_of_time() {
        for text in [
            "goal a >= 3 by ",
            "a = 1, 2 from ",
            "a = 1 in ",
            "x = a[",
            "a = 1 in 2026-01 .. ",
            "a = 1 in 2026-01..",
        ] {
            assert_eq!(wanted(text), ExpectedWord::Month, "{text}");
        }
        assert_eq!(wanted("x = ["), ExpectedWord::Value);
    }

    #[test]
    fn statements_say_what_goes_with_their_word() {
        assert_eq!(wanted("goal "), ExpectedWord::Goal);
        assert_eq!(wanted("goal \"A\": "), ExpectedWord::Goal);
        assert_eq!(wanted("goal total "), ExpectedWord::Row);
        assert_eq!(wanted("goal total a "), ExpectedWord::OneOf(&[">=", "<="]));
        assert_eq!(wanted("x = total "), ExpectedWord::After(None));
        assert_eq!(wanted("show a, "), ExpectedWord::Row);
        assert_eq!(wanted("scenario b extends "), ExpectedWord::Scenario);
        assert_eq!(wanted("goal a >= $3 "), after("goal"));
        assert_eq!(wanted("pipeline {\n b = 3% of a "), after("pipeline"));
        assert_eq!(wanted("a = b "), ExpectedWord::After(None));
        assert_eq!(wanted("a = 1 once "), ExpectedWord::OneOf(&["in"]));
    }

    #[test]
    fn nothing_stands_in_texts_and_comments() {
        assert_eq!(wanted("title \"Our "), ExpectedWord::Nothing);
        assert_eq!(wanted("x = 1 # by "), ExpectedWord::Nothing);
        assert_eq!(wanted("goal \"A\" "), after("goal"));
    }
}
