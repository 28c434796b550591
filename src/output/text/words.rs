//! Text measured in columns of a terminal: widths, padding, clipping, wrapping.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in exactly `columns` columns where it is shorter; to the right of the space if `right`.
pub fn pad(text: &str, columns: usize, right: bool) -> String {
    let space = " ".repeat(columns.saturating_sub(width(text)));
    if right { space + text } else { text.to_string() + &space }
}

/// The text in at most `columns` columns, `…` in the place of what is cut.
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

/// The text in lines of at most `columns` columns, broken at spaces; a word that is longer than a line
/// is broken anywhere. No text has no lines.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = width(word);
        if used > 0 && used + 1 + length > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        if length <= columns {
            line.push_str(word);
            used += length;
            continue;
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            if used > 0 && used + wide > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
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
    fn clipping_counts_columns() {
        assert_eq!(clip("follow_ups", 6), "follo…");
        assert_eq!(clip("日本語", 4), "日…");
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("abc", 0), "");
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in ".{0,60}", columns in 2usize..40) {
            let text = crate::output::clean(&text).into_owned();
            proptest::prop_assert!(width(&clip(&text, columns)) <= columns);
            for line in wrap(&text, columns) {
                // Joined characters may measure otherwise than their parts; they are never wider.
                proptest::prop_assert!(line.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>() <= columns.max(2));
            }
        }
    }
}
