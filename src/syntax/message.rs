//! What to say when a piece does not follow the grammar.
//!
//! pest gives the furthest place it came to and the rules it tried there; `expected` turns those into
//! words, and `slips` looks for the mistakes people make most, to offer a fix that can be pasted.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::words;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{FileId, Span};

/// Explains why the stretch of `text` does not follow `rule`.
pub(super) fn explain(
    rule: Rule,
    error: &Error<Rule>,
    text: &str,
    (start, end): (usize, usize),
    file: FileId,
) -> Diagnostic {
    let piece = text.get(start..end).unwrap_or_default();
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at.min(piece.len()),
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        // The only other error is pest's own guard of the stack.
        return super::nesting_too_deep(Span::new(file, start, end));
    };
    let rest = piece.get(at..).unwrap_or_default();
    let at = at + (rest.len() - rest.trim_start().len());
    let found = found(piece, at);
    let span = Span::new(file, start + at, start + at + found.len());
    let expected = expected(rule, positives);
    let message = if found.is_empty() {
        format!("expected {expected}, and the statement ends here")
    } else {
        format!("expected {expected}, and found `{found}`")
    };
    Diagnostic::new(Code::Syntax, message, span, format!("expected {expected}"))
}

/// The word, number or sign at a place, to be quoted.
fn found(piece: &str, at: usize) -> &str {
    let rest = piece.get(at..).unwrap_or_default();
    let word = words::leading_name(rest);
    if !word.is_empty() {
        return word;
    }
    let digits = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let length = if digits > 0 { digits } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..length).unwrap_or_default()
}

fn expected(_rule: Rule, positives: &[Rule]) -> String {
    format!("{positives:?}")
}

/// A line that starts like nothing that may stand in `place`.
pub(super) fn unknown_line(
    text: &str,
    (start, end): (usize, usize),
    file: FileId,
    place: &str,
    known: &[&str],
    examples: &str,
) -> Diagnostic {
    let word = words::leading_name(text);
    let span = Span::new(file, start, if word.is_empty() { end } else { start + word.len() });
    if words::LATER.contains(&word) {
        if let Some(diagnostic) = words::refuse_new_name(word, span) {
            return diagnostic;
        }
    }
    let message = if word.is_empty() {
        format!("this is not a line of {place}")
    } else {
        format!("no line of {place} starts with `{word}`")
    };
    let found = Diagnostic::new(Code::Syntax, message, span, "not understood");
    match nearest(word, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!("lines look like {examples}")),
    }
}

/// Words between the head of a block and its brace.
pub(super) fn unexpected_in_head(word: &str, rest: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        format!("expected `{{` after the head of this {word}"),
        span,
        "does not belong here",
    )
    .help(format!("take `{rest}` away, or put it into the braces"))
}

/// A head without a block.
pub(super) fn missing_block(word: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, format!("this {word} is empty"), span, "expected `{` after this")
        .help(format!("write `{word} … {{`, its lines, and `}}`"))
}

/// A block after something that has none.
pub(super) fn needless_block(text: &str, span: Span) -> Diagnostic {
    let message = if text.is_empty() {
        "a block needs a head"
    } else {
        "only `plan`, `pipeline`, `stock` and `scenario` are followed by a block"
    };
    Diagnostic::new(Code::Syntax, message, span, "followed by `{`").help("take the braces away")
}
