//! Findings as one JSON array, in the form that LANGUAGE section 12 fixes.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Dialect, Fix, Label, Severity};
use crate::output::json::document;
use crate::source::{Sources, Span};

#[derive(Serialize)]
struct FindingDocument<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    help: Option<String>,
    labels: Vec<LabelDocument<'a>>,
    fixes: Vec<FixDocument<'a>>,
}

#[derive(Serialize)]
struct LabelDocument<'a> {
    #[serde(flatten)]
    place: PlaceDocument<'a>,
    text: &'a str,
    primary: bool,
}

/// A fix: what it does, and the edits that together do it.
#[derive(Serialize)]
struct FixDocument<'a> {
    title: &'a str,
    edits: Vec<EditDocument<'a>>,
}

/// A stretch of a text, and what stands there afterwards.
#[derive(Serialize)]
struct EditDocument<'a> {
    #[serde(flatten)]
    place: PlaceDocument<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct PlaceDocument<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

pub fn render<'a>(found: impl Iterator<Item = (&'a Diagnostic, &'a Sources)>, dialect: Dialect) -> Vec<u8> {
    let found: Vec<FindingDocument> = found
        .map(|(finding, sources)| FindingDocument {
            code: finding.code.name(),
            severity: finding.severity(),
            message: &finding.message,
            help: finding.help.as_ref().map(|help| help.say(dialect)),
            labels: finding.labels.iter().map(|label| marked(label, sources)).collect(),
            fixes: finding.fixes.iter().map(|fix| mend(fix, sources)).collect(),
        })
        .collect();
    document(&found)
}

fn marked<'a>(label: &'a Label, sources: &'a Sources) -> LabelDocument<'a> {
    LabelDocument { place: place(label.span, sources), text: &label.text, primary: label.primary }
}

fn mend<'a>(fix: &'a Fix, sources: &'a Sources) -> FixDocument<'a> {
    let edits =
        fix.edits.iter().map(|edit| EditDocument { place: place(edit.span, sources), text: &edit.text });
    FixDocument { title: &fix.title, edits: edits.collect() }
}

fn place(span: Span, sources: &Sources) -> PlaceDocument<'_> {
    let source = sources.get(span.file);
    let start = source.position(span.start as usize);
    let end = source.position(span.end as usize);
    PlaceDocument {
        file: source.name(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
