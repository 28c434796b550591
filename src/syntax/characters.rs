//! Characters that no plan may hold: they could control the terminal that shows a message, or make a
//! line read differently from what it says.

use super::Reporter;
use crate::diagnostic::{Code, Diagnostic, Edit};

/// Reports refused characters; gives the places where they stand, in order.
pub(super) fn refuse(text: &str, reporter: &mut Reporter) -> Vec<usize> {
    // Nearly every text is plain: then one quick look is enough.
    let plain = |byte: &u8| matches!(byte, 0x20..=0x7E | b'\n' | b'\t');
    if text.as_bytes().iter().all(plain) {
        return Vec::new();
    }
    let mut refused = Vec::new();
    for (at, character) in text.char_indices() {
        let Some(what) = refused_kind(text, at, character) else { continue };
        refused.push(at);
        // Several in a row are one finding.
        if reporter.is_full() || refused.iter().rev().nth(1).is_some_and(|last| last + 4 > at) {
            continue;
        }
        let span = reporter.span(at, at + character.len_utf8());
        let message = format!("{what} (U+{:04X}) is not allowed in a plan", u32::from(character));
        let found = Diagnostic::new(Code::Syntax, message, span, "this character cannot be seen");
        let help = "take it away, or type the line again";
        reporter.report(match character {
            // Without it two lines would be one.
            '\r' | '\u{2028}' | '\u{2029}' => found.help(help),
            _ => found.fix_with(
                help,
                run(text, at).map(|(at, end)| Edit::delete(reporter.span(at, end))).collect(),
            ),
        });
    }
    refused
}

/// The refused characters that are one finding: from the one at `from` on, as long as they follow one another closely.
fn run(text: &str, from: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut last = from;
    let rest = text.get(from..).unwrap_or_default();
    let near = rest.char_indices().map(move |(at, character)| (from + at, character));
    near.map_while(move |(at, character)| {
        let refused = refused_kind(text, at, character).is_some();
        if refused {
            last = at;
        }
        (last + 4 > at).then_some((at, character, refused))
    })
    .filter(|(.., refused)| *refused)
    .map(|(at, character, _)| (at, at + character.len_utf8()))
}

fn refused_kind(text: &str, at: usize, character: char) -> Option<&'static str> {
    match character {
        '\t' | '\n' => None,
        '\r' => {
            let before_newline = text.as_bytes().get(at + 1) == Some(&b'\n');
            (!before_newline).then_some("a lone carriage return")
        }
        '\u{1B}' => Some("an escape character"),
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some("a control character"),
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some("a character that turns the direction of writing")
        }
        '\u{2028}' | '\u{2029}' => Some("a hidden line break"),
        '\u{FEFF}' if at == 0 => None,
        '\u{FEFF}' | '\u{200B}' | '\u{2060}' => Some("a hidden character"),
        _ => None,
    }
}
