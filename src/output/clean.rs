//! Text from outside, made safe to show: what would steer a terminal is written out instead.
//!
//! A plan, its file name and its labels may come from somebody else. An escape character among them could recolour the
//! screen, overwrite what stands above, or turn the reading direction so that a line says something else than it holds.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every control, escape and direction character written out as `\u{1b}`; line breaks and
/// tabs too, since a name or a message is one line.
///
/// ```
/// assert_eq!(pace::output::clean("calls"), "calls");
/// assert_eq!(pace::output::clean("\u{1b}[31mred"), "\\u{1b}[31mred");
/// ```
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    // Nearly every text is clean and is handed back without a copy; this is the rare rest.
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if steers(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Whether the text can be shown as it is.
pub fn is_clean(text: &str) -> bool {
    !text.chars().any(steers)
}

/// Whether a character does something to a terminal or to its neighbours instead of being seen.
pub(crate) fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Direction marks and overrides: text that reads differently from what it is.
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Line and paragraph separators, byte order mark, annotations, tags: unseen.
            | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// How many characters of a quotation a message repeats.
const QUOTED: usize = 80;

/// A message whose long quotations are clipped: what somebody typed is repeated so that it is recognized, and no further.
pub fn brief(message: &str) -> Cow<'_, str> {
    let is_long = |part: &str| part.len() > QUOTED && part.chars().count() > QUOTED;
    if message.len() <= QUOTED || !message.split('`').skip(1).step_by(2).any(is_long) {
        return Cow::Borrowed(message);
    }
    let parts =
        message.split('`').enumerate().map(|(at, part)| match at % 2 == 1 && part.chars().count() > QUOTED {
            true => Cow::Owned(part.chars().take(QUOTED - 1).chain(['…']).collect()),
            false => Cow::Borrowed(part),
        });
    Cow::Owned(parts.collect::<Vec<Cow<'_, str>>>().join("`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_written_out() {
        assert_eq!(clean("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(clean("a\nb\tc\u{9b}"), "a\\u{a}b\\u{9}c\\u{9b}");
        assert_eq!(clean("Größe €"), "Größe €");
    }
}
