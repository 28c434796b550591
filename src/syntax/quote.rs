//! The words of a text that a message quotes.

use super::names;

/// The word, number or sign at a place, to be quoted.
pub(super) fn token_at(piece: &str, at: usize) -> &str {
    let rest = piece.get(at..).unwrap_or_default();
    let length = match rest.chars().next() {
        None => 0,
        Some('"') => rest.get(1..).and_then(|text| text.find('"')).map_or(1, |length| length + 2),
        Some(first) if names::is_part(first) => {
            rest.find(|character| !names::is_part(character)).unwrap_or(rest.len())
        }
        Some(first) => first.len_utf8(),
    };
    // What is quoted has to fit on a line.
    let text = rest.get(..length).unwrap_or_default();
    text.char_indices().nth(40).map_or(text, |(cut, _)| text.get(..cut).unwrap_or_default())
}

/// The last word, number or sign of a text.
pub(super) fn last_token(text: &str) -> &str {
    let text = text.trim_end();
    let Some(last) = text.chars().next_back() else { return "" };
    // `20%` and `$500` are quoted whole: half of a number would confuse more than it tells.
    let in_token = |character: char| names::is_part(character) || matches!(character, '.' | '%' | '$');
    let start = if in_token(last) {
        text.trim_end_matches(in_token).len()
    } else if is_operator(last) {
        text.len()
            - text
                .chars()
                .rev()
                .take_while(|next| {
                    is_operator(*next) && *next == last || *next == '<' || *next == '>' || *next == '!'
                })
                .count()
    } else {
        text.len() - last.len_utf8()
    };
    text.get(start..).unwrap_or_default()
}

/// Whether a character is a sign after which a value has to follow.
pub(super) fn is_operator(character: char) -> bool {
    matches!(character, '+' | '-' | '*' | '/' | '^' | '<' | '>' | '=' | '!' | '(' | '[' | ',')
}
