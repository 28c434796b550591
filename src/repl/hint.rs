//! What is shown dimly after the cursor: what a function or a command still takes, or what an expression
//! comes to.

use super::word_index::WordIndex;
use crate::syntax::{TokenKind, tokens};

/// What the call at the end of the text still takes, as its signature has it: `duration)` in `delay(cash, `.
/// None where no call is open, or an argument has been begun.
pub fn signature(text: &str, words: &WordIndex) -> Option<String> {
    let (name, given) = open_call(text)?;
    let signature = words.function(name)?.signature;
    // A function that can be called in two ways is shown the first.
    let signature = signature.split(" or ").next().unwrap_or(signature);
    let parameters = signature.strip_prefix(name)?.strip_prefix('(')?;
    // Only in front of an argument; inside one, what has been typed is what matters.
    let ready = text.ends_with(['(', ' ']) && text.trim_end().ends_with(['(', ',']);
    ready.then(|| rest_of(parameters, given)).flatten()
}

/// The function whose call is open at the end of the text, and how many arguments have been completed.
fn open_call(text: &str) -> Option<(&str, usize)> {
    let tokens = tokens(text);
    let written = |at: usize| tokens.get(at).and_then(|token| text.get(token.start..token.end)).unwrap_or("");
    // The open brackets: for each the token of the function in front of it, if any, and the commas so far.
    let mut open: Vec<(Option<usize>, usize)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Opening => {
                let before = at.checked_sub(1).filter(|before| {
                    tokens.get(*before).is_some_and(|before| before.kind == TokenKind::Word)
                        && written(at) == "("
                });
                open.push((before, 0));
            }
            TokenKind::Closing => {
                open.pop();
            }
            TokenKind::Sign if written(at) == "," => {
                if let Some((_, given)) = open.last_mut() {
                    *given += 1;
                }
            }
            TokenKind::Comment => return None,
            _ => {}
        }
    }
    let (name, given) = open.last().copied()?;
    Some((written(name?), given))
}

/// The parameters from number `skip` on: of `x, step)` the first, from 0, begins at `x`. None where there are no
/// more, unless the last may be repeated.
fn rest_of(parameters: &str, skip: usize) -> Option<String> {
    let mut starts = vec![0];
    let mut lists = 0_usize;
    for (at, letter) in parameters.char_indices() {
        match letter {
            // `[, step]` is a parameter that may be left out; `[p0, p1, …]` is a list.
            '[' if !parameters.get(at..).is_some_and(|rest| rest.starts_with("[,")) => lists += 1,
            ']' => lists = lists.saturating_sub(1),
            ',' if lists == 0 => starts.push(at + 1),
            _ => {}
        }
    }
    let rest = parameters.get(*starts.get(skip)?..)?.trim_start();
    // The bracket that was opened before it.
    let opened = rest.matches('[').count();
    let mut closed = 0;
    let rest: String = rest
        .chars()
        .filter(|letter| {
            closed += usize::from(*letter == ']');
            *letter != ']' || closed <= opened
        })
        .collect();
    Some(rest)
}

/// What a command still wants, once its name and a space have been typed: `ROW [MONTH]` in `:explain `.
pub fn usage(text: &str, words: &WordIndex) -> Option<String> {
    let name = text.strip_suffix(' ').filter(|name| !name.contains(' '))?;
    let command = words.command(name).filter(|_| name.starts_with(':'))?;
    let usage = command.usage.strip_prefix(&command.name)?.trim_start();
    (!usage.is_empty()).then(|| usage.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::word_index::samples;

    fn wants(text: &str) -> Option<String> {
        signature(text, &samples::words())
    }

    #[test]
    fn a_call_shows_what_it_still_wants() {
        assert_eq!(wants("x = clamp(").as_deref(), Some("x, low, high)"));
        assert_eq!(wants("x = clamp(leads, ").as_deref(), Some("low, high)"));
        assert_eq!(wants("x = clamp(max(1, 2), 3, ").as_deref(), Some("high)"));
        assert_eq!(wants("x = floor(leads, ").as_deref(), Some("step)"));
        assert_eq!(wants("x = ramp(").as_deref(), Some("x, [r0, r1, …])"));
        assert_eq!(wants("x = delay(leads, ").as_deref(), Some("duration[, before v])"));
        assert_eq!(wants("x = min(1, 2, ").as_deref(), Some("…)"));
    }

    #[test]
    fn nothing_is_said_inside_an_argument_or_of_no_call() {
        for text in [
            "x = clamp(le",
            "x = clamp(1)",
            "x = (",
            "leads[",
            "x = leads",
            "x = clamp(1, 2, 3, ",
            "nobody(",
            "x # clamp(",
        ] {
            assert_eq!(wants(text), None, "{text}");
        }
    }

    #[test]
    fn a_command_shows_what_it_wants() {
        let words = samples::words();
        assert_eq!(usage(":explain ", &words).as_deref(), Some("ROW [MONTH]"));
        assert_eq!(usage(":exp ", &words).as_deref(), Some("ROW [MONTH]"));
        assert_eq!(usage(":explain", &words), None);
        assert_eq!(usage(":explain leads ", &words), None);
    }
}
