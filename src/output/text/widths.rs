//! Text measured in columns of a terminal: widths, padding, clipping, wrapping.
//!
//! Not in bytes or characters: `日` takes two columns, a joined accent none. All text that is lined up goes through
//! here.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns of a terminal a text takes. It has no line breaks and no escape codes: [`clean`](super::clean)
/// has seen to that.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text with as many spaces as fill `columns` columns, before it if `right`, else after it. A wider text is
/// returned as it is.
pub fn pad(text: &str, columns: usize, right: bool) -> String {
    let space = " ".repeat(columns.saturating_sub(width(text)));
    if right { space + text } else { text.to_string() + &space }
}

/// The text in at most `columns` columns, `…` in the place of what is cut; empty for no columns.
pub fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_string();
    }
    let mut kept = String::new();
    let mut used = 0;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used + 1 > columns {
            break;
        }
        kept.push(character);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// The text of a cell in at most `columns` columns, as [`clip`] does it; but of the name of a member, `inbound.won.rate`,
/// the start is cut, since its end tells one from the other.
pub fn clip_cell(text: &str, columns: usize) -> String {
    let is_member =
        text.contains('.') && !text.contains(' ') && text.starts_with(|first: char| first.is_alphabetic());
    if width(text) <= columns || !is_member {
        return clip(text, columns);
    }
    let mut kept = Vec::new();
    let mut used = 1;
    for character in text.chars().rev() {
        used += character.width().unwrap_or(0);
        if used > columns {
            break;
        }
        kept.push(character);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept.into_iter().rev().collect()
}

/// The text in lines of at most `columns` columns, broken at spaces, but not at those of code between backticks that
/// fits a line: it is to be pasted whole. A word that is longer than a line is broken anywhere. Several spaces count as
/// one. No text has no lines.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    // Only at spaces: a hyphen or a slash stands in names, in paths and in code that is to be pasted whole. And each
    // line as full as it can be, not all equally full: a line that is added below must not move those above it.
    let options = Options::new(columns.max(1))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    let text = kept_together(&words.join(" "), columns);
    let lines = textwrap::wrap(&text, options).into_iter().map(Cow::into_owned);
    lines.map(|line| line.replace(TOGETHER, " ")).collect()
}

/// What stands for a space inside code while lines are broken: a character that no text for people has.
const TOGETHER: char = '\u{E000}';

/// The text with [`TOGETHER`] for the spaces of code between backticks that fits a line.
fn kept_together(text: &str, columns: usize) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('`')
        && let Some((code, behind)) = after.split_once('`')
    {
        kept.push_str(before);
        kept.push('`');
        // What follows without a space, such as a comma, stays beside it.
        let tail = behind.find(' ').unwrap_or(behind.len());
        match width(code) + 2 + width(&behind[..tail]) <= columns {
            true => kept.extend(code.chars().map(|letter| if letter == ' ' { TOGETHER } else { letter })),
            false => kept.push_str(code),
        }
        kept.push('`');
        rest = behind;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
    }

    #[test]
    fn code_stays_whole_where_it_fits() {
        assert_eq!(wrap("write `a b c` now", 12), ["write", "`a b c` now"]);
        assert_eq!(wrap("write `a b`, or `c d`.", 10), ["write", "`a b`, or", "`c d`."]);
        // Too long for a line, or never closed: broken as words are.
        assert_eq!(wrap("`aaaa bbbb cccc`", 10), ["`aaaa bbbb", "cccc`"]);
        assert_eq!(wrap("it`s a word", 6), ["it`s a", "word"]);
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("follow_ups", 6), "follo…");
        assert_eq!(clip("日本語", 4), "日…");
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("abc", 0), "");
        // The end of a member's name tells it from its neighbours.
        assert_eq!(clip_cell("inbound.won.rate", 9), "…won.rate");
        assert_eq!(clip_cell("inbound.won.rate", 16), "inbound.won.rate");
        assert_eq!(clip_cell("a.b", 0), "");
        assert_eq!(clip_cell("follow_ups", 6), "follo…");
        assert_eq!(clip_cell("a sentence. More", 6), "a sen…");
        assert_eq!(clip_cell("$1,234.56", 6), "$1,23…");
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in ".{0,60}", columns in 2usize..40) {
            let text = crate::output::clean(&text).into_owned();
            proptest::prop_assert!(width(&clip(&text, columns)) <= columns);
            proptest::prop_assert!(width(&clip_cell(&text, columns)) <= columns);
            for line in wrap(&text, columns) {
                // Joined characters may measure otherwise than their parts; they are never wider.
                proptest::prop_assert!(line.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>() <= columns.max(2));
            }
        }
    }
}
