//! Pieces to pairs: the commonest are read by hand, all others by the grammar.
//!
//! `grammar/pace.pest` says what a plan is. Most of a long plan are definitions of names, numbers, calls, parentheses and
//! operators, which need only a few of its rules. Those few are written out here once more, since a machine that tries
//! rule after rule on every character takes several times as long. What comes of it is what the grammar gives, pair by
//! pair (the tests below compare them). At the first thing that is not of these few, a letter beyond ASCII included, the
//! piece is left to the grammar, and so are all mistakes.

use pest::error::{Error, InputLocation};

use super::grammar::{self, Rule};
use super::pairs::Parsed;
use crate::limits;

/// Parses `text` from its beginning with one rule; `parsed` then holds what was read, and nothing else.
pub(super) fn parse(rule: Rule, text: &str, parsed: &mut Parsed) -> Result<(), Error<Rule>> {
    parsed.clear();
    if read(rule, text, parsed) {
        return Ok(());
    }
    parsed.clear();
    parsed.add(grammar::parse(rule, text)?);
    Ok(())
}

/// Where a piece stops following a rule, behind the white space there; none where it follows it.
pub(super) fn stops_at(rule: Rule, text: &str) -> Option<usize> {
    let InputLocation::Pos(at) = grammar::parse(rule, text).err()?.location else { return None };
    let rest = text.get(at..)?;
    Some(text.len() - rest.trim_start_matches([' ', '\t', '\n']).len())
}

/// Reads a piece with a rule, if it is one of the common ones. If not, what `parsed` holds means nothing.
fn read(rule: Rule, text: &str, parsed: &mut Parsed) -> bool {
    let mut reader = PieceReader { bytes: text.as_bytes(), at: 0, depth: 0, parsed };
    let read = match rule {
        Rule::definition => reader.definition(),
        Rule::formula => reader.formula(),
        _ => None,
    };
    read.is_some()
}

/// What a name or a number may go on with.
const PART: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

struct PieceReader<'t, 'p> {
    bytes: &'t [u8],
    at: usize,
    /// How many brackets are open.
    depth: usize,
    parsed: &'p mut Parsed,
}

// A function is called as the rule that it reads; `None` is always: not one of the common pieces.
impl<'t> PieceReader<'t, '_> {
    fn definition(&mut self) -> Option<()> {
        let place = self.parsed.open(Rule::definition, self.at);
        self.name()?;
        self.spaces();
        if self.peek() == b':' {
            self.annotation()?;
            self.spaces();
        }
        self.sign(b'=')?;
        self.spaces();
        self.clause()?;
        loop {
            let end = self.at;
            self.spaces();
            if self.sign(b',').is_none() {
                self.at = end;
                break;
            }
            self.spaces();
            self.clause()?;
        }
        self.end_of_input(place)
    }

    fn formula(&mut self) -> Option<()> {
        let place = self.parsed.open(Rule::formula, self.at);
        self.expression()?;
        self.spaces();
        self.end_of_input(place)
    }

    fn annotation(&mut self) -> Option<()> {
        let place = self.parsed.open(Rule::annotation, self.at);
        self.at += 1;
        self.spaces();
        self.annotation_part()?;
        let end = self.at;
        self.spaces();
        if self.at == end || self.peek() == b'=' {
            self.at = end;
        } else {
            self.annotation_part()?;
        }
        self.parsed.close(place, self.at);
        Some(())
    }

    fn annotation_part(&mut self) -> Option<()> {
        let start = self.at;
        match self.peek() {
            b'$' | b'%' | b'1' => self.at += 1,
            b'/' => {}
            first if is_start(first) => self.at += self.word().len(),
            _ => return None,
        }
        if self.peek() == b'/' {
            let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
            let length = rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            if length == 0 {
                return None;
            }
            self.at += 1 + length;
        }
        self.parsed.token(Rule::annotation_part, start, self.at);
        Some(())
    }

    /// A formula, perhaps with the month from which on it holds.
    fn clause(&mut self) -> Option<()> {
        let place = self.parsed.open(Rule::clause, self.at);
        self.expression()?;
        let mut end = self.at;
        self.spaces();
        if self.at > end && self.word() == b"from" {
            let from = self.parsed.open(Rule::from, self.at);
            self.at += b"from".len();
            self.spaces();
            self.time()?;
            self.parsed.close(from, self.at);
            end = self.at;
        }
        self.at = end;
        self.parsed.close(place, end);
        Some(())
    }

    fn time(&mut self) -> Option<()> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| PART[usize::from(**byte)] || **byte == b'-').count();
        if length == 0 || self.peek() == b'-' {
            return None;
        }
        self.at += length;
        self.parsed.token(Rule::time, start, self.at);
        Some(())
    }

    fn expression(&mut self) -> Option<()> {
        let place = self.parsed.open(Rule::expression, self.at);
        loop {
            while self.prefix() {}
            self.operand()?;
            let end = self.at;
            self.spaces();
            if !self.infix() {
                self.at = end;
                break;
            }
            self.spaces();
        }
        self.parsed.close(place, self.at);
        Some(())
    }

    fn prefix(&mut self) -> bool {
        let start = self.at;
        self.at += match self.peek() {
            b'-' | b'+' => 1,
            b'n' if self.bytes.get(start..).is_some_and(|rest| rest.starts_with(b"not ")) => 4,
            _ => return false,
        };
        self.spaces();
        self.parsed.token(Rule::prefix, start, self.at);
        true
    }

    fn infix(&mut self) -> bool {
        let start = self.at;
        self.at += match self.peek() {
            b'*' | b'+' | b'-' | b'/' | b'^' => 1,
            b'<' | b'=' | b'>' | b'!' => 1 + usize::from(self.bytes.get(start + 1) == Some(&b'=')),
            b'o' | b'a' => match self.word() {
                word @ (b"of" | b"and" | b"or") => word.len(),
                _ => return false,
            },
            _ => return false,
        };
        self.parsed.token(Rule::infix, start, self.at);
        true
    }

    fn operand(&mut self) -> Option<()> {
        match self.peek() {
            b'0'..=b'9' | b'.' | b'$' => self.literal()?,
            b'(' => self.group()?,
            b'?' => {
                self.parsed.token(Rule::unknown, self.at, self.at + 1);
                self.at += 1;
                return Some(());
            }
            // A fiscal year is no name.
            b'F' if self
                .bytes
                .get(self.at + 1..self.at + 3)
                .is_some_and(|next| next[0] == b'Y' && next[1].is_ascii_digit()) =>
            {
                return None;
            }
            _ => {
                self.name()?;
                if self.peek() == b'(' {
                    self.arguments()?;
                }
            }
        }
        // A month of a row.
        if self.peek() == b'[' { None } else { Some(()) }
    }

    fn name(&mut self) -> Option<()> {
        let start = self.at;
        if !is_start(self.peek()) {
            return None;
        }
        loop {
            self.at += self.word().len();
            if self.peek() != b'.' || !self.bytes.get(self.at + 1).is_some_and(|next| is_start(*next)) {
                break;
            }
            self.at += 1;
        }
        self.parsed.token(Rule::name, start, self.at);
        Some(())
    }

    fn group(&mut self) -> Option<()> {
        let place = self.open_bracket(Rule::group)?;
        self.expression()?;
        self.spaces();
        self.close_bracket(place, b')')
    }

    fn arguments(&mut self) -> Option<()> {
        let place = self.open_bracket(Rule::arguments)?;
        self.items(b')', |reader| if reader.peek() == b'[' { reader.list() } else { reader.expression() })?;
        self.close_bracket(place, b')')
    }

    fn list(&mut self) -> Option<()> {
        let place = self.open_bracket(Rule::list)?;
        self.items(b']', Self::expression)?;
        self.close_bracket(place, b']')
    }

    /// Items with commas between them, up to where the bracket closes.
    fn items(&mut self, close: u8, item: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        if self.peek() == close {
            return Some(());
        }
        loop {
            item(self)?;
            self.spaces();
            if self.sign(b',').is_none() {
                return Some(());
            }
            self.spaces();
        }
    }

    fn open_bracket(&mut self, rule: Rule) -> Option<usize> {
        self.depth += 1;
        if self.depth > limits::NESTING {
            return None;
        }
        let place = self.parsed.open(rule, self.at);
        self.at += 1;
        self.spaces();
        Some(place)
    }

    fn close_bracket(&mut self, place: usize, sign: u8) -> Option<()> {
        self.sign(sign)?;
        self.depth -= 1;
        self.parsed.close(place, self.at);
        Some(())
    }

    fn literal(&mut self) -> Option<()> {
        let start = self.at;
        // `2026-07` is a month.
        if let Some([b'1' | b'2', _, _, _, b'-', b'0'..=b'9' | b'Q', ..]) = self.bytes.get(start..) {
            return None;
        }
        self.at += usize::from(self.peek() == b'$');
        self.number()?;
        let end = self.at;
        if self.peek() == b'%' {
            self.at += 1;
        } else {
            self.spaces();
            let word = self.word();
            let is_unit = is_counted(word) || is_period(word) || is_code(word);
            self.at = if self.at > end && is_unit { self.at + word.len() } else { end };
        }
        if self.peek() == b'/' {
            self.at += 1;
            let word = self.word();
            self.at = if is_period(word) { self.at + word.len() } else { self.at - 1 };
        }
        self.parsed.token(Rule::literal, start, self.at);
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        let is_digit = |at: usize| self.bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut at = self.at;
        if is_digit(at) {
            loop {
                match self.bytes.get(at) {
                    Some(b'0'..=b'9' | b'_') => at += 1,
                    Some(b',') if is_digit(at + 1) => at += 2,
                    _ => break,
                }
            }
        }
        while self.bytes.get(at) == Some(&b'.') && is_digit(at + 1) {
            at += 2;
            while is_digit(at) || self.bytes.get(at) == Some(&b'_') {
                at += 1;
            }
        }
        if at == start {
            return None;
        }
        self.at = at;
        self.at += self.word().len();
        Some(())
    }

    fn end_of_input(&mut self, place: usize) -> Option<()> {
        if self.at < self.bytes.len() {
            return None;
        }
        self.parsed.token(Rule::EOI, self.at, self.at);
        self.parsed.close(place, self.at);
        Some(())
    }

    /// The byte here; 0, which no rule takes, at the end.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn sign(&mut self, sign: u8) -> Option<()> {
        let found = self.peek() == sign;
        self.at += usize::from(found);
        found.then_some(())
    }

    fn spaces(&mut self) {
        while self.peek() == b' ' {
            self.at += 1;
        }
    }

    /// The letters, digits and underscores from here on.
    fn word(&self) -> &'t [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !PART[usize::from(*byte)]).unwrap_or(rest.len());
        rest.get(..length).unwrap_or_default()
    }
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn singular(word: &[u8]) -> &[u8] {
    word.strip_suffix(b"s").unwrap_or(word)
}

fn is_period(word: &[u8]) -> bool {
    matches!(singular(word), b"day" | b"month" | b"week" | b"workday" | b"quarter" | b"year")
}

fn is_counted(word: &[u8]) -> bool {
    matches!(singular(word), b"minute" | b"hour" | b"point")
}

/// Whether a word has the shape of a currency's code.
fn is_code(word: &[u8]) -> bool {
    word.len() == 3 && word.iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::super::grammar::{self, Rule};
    use super::super::pairs::Parsed;

    /// Whether a piece is a common one; then both readers see the same in it.
    fn is_common(rule: Rule, text: &str) -> bool {
        let (mut by_hand, mut by_rules) = (Parsed::default(), Parsed::default());
        let common = super::read(rule, text, &mut by_hand);
        if common {
            let read = grammar::parse(rule, text);
            by_rules.add(read.unwrap_or_else(|_| panic!("the grammar refuses `{text}`")));
            assert_eq!(by_hand, by_rules, "{text}");
        }
        common
    }

    #[test]
    fn what_is_common_is_read_by_hand() {
        for text in [
            "a = 1",
            "a: $/month last = max(0, prev(b, 12/month) * 98% - c / 2), 20% from 2026-07",
            "a = if(not b > 1, -$1,250.50/month, 3 days) ^ (2 + ?)",
            "a = delay(b, [50%, 50%], before 1)",
            "a = if (b, c)",
        ] {
            let known = !text.contains("before") && !text.contains("if (");
            assert_eq!(is_common(Rule::definition, text), known, "{text}");
        }
        assert!(is_common(Rule::formula, "not(a) or b.c and 5 weeks/year "));
    }

    /// Pieces of lines, with a bar between them.
    const TOKENS: &str = concat!(
        r#"a|b.c|d_1|not|not |of|of | and |or|from| from | from M3| from 2026-07| to |"#,
        r#" each month| when | in |1|1.5k|2,000|1,2|2026-07|2026|.5|1_0|1..2|$|€|$5|%|10%|"#,
        r#" days| day| USD| hours|/month|/ months|/mo|(|)|[|]|,|, | |  |+| - |-|*|/|^|<=| == |"#,
        r#"=|!| != |?|:|é|max(|sum([1, 2], x)|(a)| before 3|.|"x""#,
    );

    /// Definitions of every token in every place: what a random line means does not matter, only that it is the same.
    #[test]
    fn both_readers_see_the_same() {
        let tokens: Vec<&str> = TOKENS.split('|').collect();
        let mut seed = 7_u64;
        let mut below = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % most
        };
        let starts = ["", "x = ", "x: $/month = ", "x : % last = ", "x = a + ", "x.y=", "x = max(a, "];
        let mut common = 0;
        for _ in 0..60_000 {
            let mut text = starts[below(starts.len())].to_string();
            for _ in 0..=below(6) {
                text.push_str(tokens[below(tokens.len())]);
            }
            common += usize::from(is_common(Rule::definition, &text))
                + usize::from(is_common(Rule::formula, &text));
        }
        assert!(common > 2_000, "{common} of them were common");
    }
}
