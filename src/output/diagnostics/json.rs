//! Findings as one JSON array, in the form that LANGUAGE section 12 fixes.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::output::json::document;
use crate::source::Sources;

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    labels: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
    primary: bool,
}

pub fn render<'a>(found: impl Iterator<Item = (&'a Diagnostic, &'a Sources)>) -> Vec<u8> {
    let found: Vec<Finding> = found
        .map(|(finding, sources)| Finding {
            code: finding.code.name(),
            severity: finding.severity(),
            message: &finding.message,
            help: finding.help.as_deref(),
            labels: finding.labels.iter().map(|label| place(label, sources)).collect(),
        })
        .collect();
    document(&found)
}

fn place<'a>(label: &'a Label, sources: &'a Sources) -> Place<'a> {
    let source = sources.get(label.span.file);
    let start = source.position(label.span.start as usize);
    let end = source.position(label.span.end as usize);
    Place {
        file: source.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: &label.text,
        primary: label.primary,
    }
}
