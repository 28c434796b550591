//! Sentences of the shell's commands as a session says them: what is typed here is typed otherwise.

use super::Outcome;
use crate::diagnostic::Findings;
use crate::report::{Block, Report};

/// What the shell's commands say, and what a session says in its place.
const SAID: [(&str, &str); 6] = [
    ("`pace run FILE --format csv` lists every row, members and constants too", "`:rows` lists them"),
    ("`--format csv` lists every row, members and constants too", "`:rows` lists them"),
    ("`pace why plan.pace ", "`:why "),
    ("`pace solve FILE INPUT`", "`:solve INPUT`"),
    ("or a scenario: `--scenario ", "or a scenario: `--vs-scenario "),
    ("--set '", ""),
];

/// The outcome in a session's words.
pub fn in_session(mut outcome: Outcome) -> Outcome {
    if let Some(findings) = &mut outcome.findings {
        in_findings(findings);
    }
    if let Some(report) = &mut outcome.report {
        in_report(report);
    }
    outcome
}

/// Findings in a session's words.
pub fn in_findings(findings: &mut Findings) {
    for help in findings.found.iter_mut().filter_map(|found| found.help.as_mut()) {
        reword(help);
    }
}

fn in_report(report: &mut Report) {
    for block in &mut report.blocks {
        match block {
            Block::List(list) => list.items.iter_mut().for_each(|item| reword(&mut item.subject)),
            Block::Note(note) => reword(note),
            _ => {}
        }
    }
}

fn reword(text: &mut String) {
    for (shell, session) in SAID {
        if text.contains(shell) {
            *text = text.replace(shell, session);
            // The quotes that a shell needs end where they began.
            if shell.ends_with('\'') {
                *text = text.replace("'`", "`");
            }
        }
    }
}
