//! Statements from the command line, as scenarios that overlay a plan, each extending the one before.

use super::{Loaded, overlay};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// The name that messages show for statements that come from no file.
pub(crate) const WHAT_IF: &str = "--set";

/// Lays `statements` over `parent` (`base` for the plan itself), one after the other: each is a scenario that
/// extends the one before, so of two for the same row the last holds. Gives the name of the last.
///
/// Whatever a scenario may say can be said here; an action needs no `plan` before it: `4 calls/day`.
/// The plan's own texts stay as they are. Mistakes are among the loaded plan's diagnostics, in the line of
/// the statement's number.
pub fn what_if(loaded: &mut Loaded, parent: &str, statements: &[String]) -> String {
    let mut name = "what_if".to_string();
    while loaded.sources.iter().any(|(_, source)| source.text().contains(&name)) {
        name.push('_');
    }
    let label = statements.join("; ").replace(['"', '\\', '\n', '\r'], "'");
    let mut before = parent.to_string();
    for (at, statement) in statements.iter().enumerate() {
        // The last has the name and says all; those on the way are nobody's business.
        let (own, label) = match at + 1 == statements.len() {
            true => (name.clone(), format!(" \"{label}\"")),
            false => (format!("{name}_{}", at + 1), String::new()),
        };
        let extends = if before == "base" { String::new() } else { format!(" extends {before}") };
        add(loaded, &format!("scenario {own}{label}{extends}"), statement.trim(), at + 1);
        before = own;
    }
    name
}

/// Adds one scenario: its head, and the statement that `--set` gave as the `number`th.
fn add(loaded: &mut Loaded, head: &str, statement: &str, number: usize) {
    if statement.is_empty() || statement.starts_with('#') {
        let found =
            Diagnostic::without_place(Code::Syntax, "`--set` wants a statement, and this one is empty");
        let help = "write what a scenario would say: `--set '4 calls/day'`, `--set 'win_rate = 25%'`";
        loaded.diagnostics.push(found.help(help));
    }
    let action = statement.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '.' | '('));
    let start = format!("{head} {{\n{}", if action { "plan " } else { "" });
    let written = start.len()..start.len() + statement.len();
    let text = format!("{start}{statement}\n}}\n");
    overlay(loaded, Source::part(WHAT_IF, text, written, number));
}
