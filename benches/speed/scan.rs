//! A byte scanner of plans, written by hand: the baseline of text to tree.
//!
//! It does about what telling the words of a plan apart needs: names, each known by a number from its second time on;
//! numbers and their values; operators, strings, comments, line ends that count and those inside brackets that do not.
//! It makes a list of tokens, and no tree; it knows no grammar and has nothing to say of mistakes.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// A name or a word of the language, with the dots inside it.
    Name,
    /// Digits with their separators and point, and a letter or a percent sign that follows at once.
    Number,
    /// Text in quotes.
    Text,
    /// An operator of one or two characters, a comma, a colon, a currency sign.
    Operator,
    /// A bracket that opens.
    Open,
    /// A bracket that closes.
    Close,
    /// The end of a line, outside all brackets but braces.
    LineEnd,
    /// Anything else.
    Unknown,
}

/// A piece of the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Of a name or a number, its place in the list of them; else 0.
    pub place: u32,
}

/// What a text is made of.
#[derive(Debug, Default)]
pub struct Tokens<'a> {
    /// In the order of the text.
    pub tokens: Vec<Token>,
    /// The names, each once.
    pub names: FxHashMap<&'a str, u32>,
    /// The values of the numbers; none where there are too many digits.
    pub numbers: Vec<Option<Decimal>>,
    /// How many brackets are left open or close nothing.
    pub unmatched: usize,
}

/// The tokens of a text.
pub fn scan(text: &str) -> Tokens<'_> {
    let bytes = text.as_bytes();
    let mut found = Tokens::default();
    let mut open: Vec<u8> = Vec::new();
    let mut digits = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        let kind = match byte {
            b' ' | b'\t' | b'\r' => continue,
            b'#' => {
                at = until(bytes, at, |byte| byte == b'\n');
                continue;
            }
            b'\n' if open.last().is_some_and(|bracket| *bracket != b'{') => continue,
            b'\n' => TokenKind::LineEnd,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => {
                at = until(bytes, at, |byte| !is_name(byte) && byte != b'.');
                // A dot at the end belongs to what follows: `months M1 .. M6`.
                while bytes[at - 1] == b'.' {
                    at -= 1;
                }
                TokenKind::Name
            }
            b'0'..=b'9' => {
                at = number(bytes, at);
                TokenKind::Number
            }
            b'"' => {
                at = (until(bytes, at, |byte| matches!(byte, b'"' | b'\n')) + 1).min(bytes.len());
                TokenKind::Text
            }
            b'(' | b'[' | b'{' => {
                open.push(byte);
                TokenKind::Open
            }
            b')' | b']' | b'}' => {
                let opened = match byte {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                if open.last() == Some(&opened) {
                    open.pop();
                } else {
                    found.unmatched += 1;
                }
                TokenKind::Close
            }
            b'<' | b'>' | b'=' | b'!' => {
                at += usize::from(bytes.get(at) == Some(&b'='));
                TokenKind::Operator
            }
            b'.' => {
                at += usize::from(bytes.get(at) == Some(&b'.'));
                TokenKind::Operator
            }
            b'+' | b'-' | b'*' | b'/' | b'^' | b',' | b':' | b';' | b'$' | b'%' | b'?' => TokenKind::Operator,
            _ => TokenKind::Unknown,
        };
        let place = match kind {
            TokenKind::Name => {
                let next = found.names.len() as u32;
                *found.names.entry(&text[start..at]).or_insert(next)
            }
            TokenKind::Number => {
                digits.clear();
                digits.extend(text[start..at].chars().filter(|digit| matches!(digit, '0'..='9' | '.')));
                found.numbers.push(Decimal::from_str_exact(&digits).ok());
                found.numbers.len() as u32 - 1
            }
            _ => 0,
        };
        found.tokens.push(Token { kind, start: start as u32, end: at as u32, place });
    }
    found.unmatched += open.len();
    found
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The first place from `at` on where this is so, or the end.
fn until(bytes: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> usize {
    bytes[at..].iter().position(|byte| ends(*byte)).map_or(bytes.len(), |length| at + length)
}

/// The end of a number that has begun: `1,250.50`, `100k`, `2026-07`, `98%`. A comma or a point belongs to it only
/// between digits.
fn number(bytes: &[u8], mut at: usize) -> usize {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    loop {
        match bytes.get(at) {
            Some(b'0'..=b'9' | b'_') => at += 1,
            Some(b',' | b'.' | b'-') if is_digit(at + 1) => at += 2,
            Some(b'%' | b'k' | b'm') => return at + 1,
            _ => return at,
        }
    }
}
