//! Findings as one JSON array, in the form that LANGUAGE section 12 fixes.
//!
//! The types below mirror the JSON: their fields, in their order, are what programs read. Lines and columns count
//! from 1, columns in characters; an end is exclusive.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Dialect, Fix, Label, Severity};
use crate::output::json::document;
use crate::source::{Sources, Span};

/// One finding. `help` is the advice as a sentence; `fixes` are the same as edits that a program can apply.
#[derive(Serialize)]
struct FindingDocument<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    help: Option<String>,
    labels: Vec<LabelDocument<'a>>,
    fixes: Vec<FixDocument<'a>>,
}

/// A place with what is said of it; `primary` is true of the place that the finding is about.
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

/// A place in a text of the plan, from its first character to the one after its last.
#[derive(Serialize)]
struct PlaceDocument<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// The findings as one JSON array, each with the texts that its places are in; an empty array where there is none.
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

/// A label with its place.
fn marked<'a>(label: &'a Label, sources: &'a Sources) -> LabelDocument<'a> {
    LabelDocument { place: place(label.span, sources), text: &label.text, primary: label.primary }
}

/// A fix with the places of its edits.
fn mend<'a>(fix: &'a Fix, sources: &'a Sources) -> FixDocument<'a> {
    let edits =
        fix.edits.iter().map(|edit| EditDocument { place: place(edit.span, sources), text: &edit.text });
    FixDocument { title: &fix.title, edits: edits.collect() }
}

/// The place of a span of bytes in lines and columns.
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
