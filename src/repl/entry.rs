//! What was entered at once, as the statements, expressions and commands that it holds: a paste may be many.

use crate::source::FileId;
use crate::syntax::{is_unfinished, parse, parse_formula};

/// The pieces of what was entered, each to be given to the session on its own. Statements that follow one
/// another stay together: they may use each other in any order, so one by one some would name rows that are
/// not there yet.
pub fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<(Kind, String)> = Vec::new();
    for chunk in chunks(text) {
        let kind = kind(&chunk);
        match pieces.last_mut() {
            Some((Kind::Statement, before)) if kind == Kind::Statement => {
                before.push('\n');
                before.push_str(&chunk);
            }
            _ => pieces.push((kind, chunk)),
        }
    }
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// What a piece is, as far as it decides whether it may join the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Command,
    Expression,
    Statement,
}

/// What a chunk is.
fn kind(chunk: &str) -> Kind {
    if chunk.trim_start().starts_with(':') {
        return Kind::Command;
    }
    // What is neither is said to be a wrong statement.
    let statement = parse(FileId(0), chunk).1.is_empty();
    if !statement && parse_formula(FileId(0), chunk).is_ok() { Kind::Expression } else { Kind::Statement }
}

/// The lines of a text, those that make up one statement joined. Blank lines and comments go with what
/// follows.
fn chunks(text: &str) -> Vec<String> {
    let mut chunks = Vec::new();
    let mut current: Vec<&str> = Vec::new();
    for line in text.lines() {
        current.push(line);
        let chunk = current.join("\n");
        // A command ends with its line, even with a bracket open.
        let command = chunk.trim_start().starts_with(':');
        if command || (says_something(&chunk) && !is_unfinished(&chunk)) {
            chunks.push(chunk);
            current.clear();
        }
    }
    let left = current.join("\n");
    if says_something(&left) {
        chunks.push(left);
    }
    chunks
}

/// Whether there is more in a text than blank lines and comments.
fn says_something(text: &str) -> bool {
    text.lines().map(str::trim_start).any(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_one_piece() {
        assert_eq!(pieces("leads * 2"), ["leads * 2"]);
        assert_eq!(pieces(":explain leads"), [":explain leads"]);
        assert_eq!(pieces(""), Vec::<String>::new());
        assert_eq!(pieces("# only a comment"), Vec::<String>::new());
    }

    #[test]
    fn statements_in_a_row_stay_together() {
        let text = "b = a * 2\na = 3\n\npipeline {\n  leads = 3/month\n\n  won = 10% of leads\n}";
        assert_eq!(pieces(text), [text]);
        assert_eq!(pieces("## What it is\na = max(1,\n  2)"), ["## What it is\na = max(1,\n  2)"]);
    }

    #[test]
    fn commands_and_expressions_stand_alone() {
        let text = "a = 1\nb = a\nb * 2\n:rows\n:goals\nc = 2";
        assert_eq!(pieces(text), ["a = 1\nb = a", "b * 2", ":rows", ":goals", "c = 2"]);
        assert_eq!(pieces(":when leads > {\nx"), [":when leads > {", "x"]);
    }

    #[test]
    fn what_is_wrong_is_kept_as_it_was_written() {
        assert_eq!(pieces("pipeline {\n  leads = 3/month"), ["pipeline {\n  leads = 3/month"]);
        assert_eq!(pieces("a = = 1"), ["a = = 1"]);
    }
}
