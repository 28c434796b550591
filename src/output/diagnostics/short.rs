//! A finding a line: `file:line:column: error[code]: message`, as compilers and editors expect it; a fix is
//! indented below it.

use std::fmt::Write;

use crate::diagnostic::{Code, Diagnostic, Dialect, Severity};
use crate::output::clean;
use crate::source::Sources;

/// The findings as text, a line each and the help below it; then how many more there are, where `left` is not zero.
pub fn render(found: &[&Diagnostic], left: usize, sources: &Sources, dialect: Dialect) -> String {
    let mut page = String::new();
    for finding in found {
        // Writing to a string cannot fail.
        let _ = match finding.span() {
            Some(span) => {
                let source = sources.get(span.file);
                let position = source.position(span.start as usize);
                write!(page, "{}:{}:{}: ", clean(source.name()), position.line, position.column)
            }
            None => write!(page, "pace: "),
        };
        let severity = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = write!(page, "{severity}[{}]: {}", finding.code.name(), clean(&finding.message));
        // The message names no place, and who mends it needs the other one.
        if let Some(first) = finding.labels.get(1).filter(|_| finding.code == Code::DuplicateName) {
            let source = sources.get(first.span.file);
            let line = source.position(first.span.start as usize).line;
            let _ = write!(page, " (first at {}:{line})", clean(source.name()));
        }
        page.push('\n');
        // Indented, so that what reads the lines above passes over it.
        let help = finding.help_in(dialect);
        for (at, line) in help.lines().enumerate() {
            let _ = writeln!(page, "  {} {}", if at == 0 { "help:" } else { "     " }, clean(line));
        }
    }
    if left > 0 {
        let _ = writeln!(page, "pace: and {left} more");
    }
    page
}
