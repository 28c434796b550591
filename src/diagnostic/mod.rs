//! A diagnostic as plain data: a code, how bad it is, a sentence, places in the source, fixes.
//!
//! Nothing here prints. Renderers are in `output/`, one file each; what a code means to a person is in
//! [`codes`], one record a code, from which `pace error CODE` and the manual are generated.

mod advice;
pub mod codes;
mod fix;
mod suggest;

pub use advice::{Advice, Dialect, Prose, in_quotes};
pub use codes::Code;
pub use fix::{Edit, Fix};
pub use suggest::{did_you_mean, members, months_away, nearest};

use std::sync::Arc;

use crate::source::{Sources, Span};

/// How bad it is. An error ends the command with exit code 2; a warning does not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The plan cannot be understood or computed as written.
    Error,
    /// The plan computes; something in it is probably not what was meant.
    Warning,
}

/// A place in the source with a few words on what is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The place in the text.
    pub span: Span,
    /// What is there, in words; may be empty for a primary label whose message says it all.
    pub text: String,
    /// Whether this is the place that the message speaks of; each diagnostic has exactly one first.
    pub primary: bool,
}

/// One thing to tell the user about a plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// How bad it is: the code's severity, unless the finding is a warning of a code that is mostly an error.
    pub severity: Severity,
    /// One sentence, without a full stop at the end, that a sales manager understands.
    pub message: String,
    /// How to mend it, in a sentence; what can be pasted stands in backticks.
    pub help: Option<Prose>,
    /// The ways to mend it as edits of the text, the likeliest first; none where a person has to choose.
    pub fixes: Vec<Fix>,
    /// The member of a segment of whose row it tells: findings that members share are said once.
    pub member: Option<Arc<str>>,
    /// The places, the primary one first. Empty only for findings that have no text (a missing file).
    pub labels: Vec<Label>,
}

impl Diagnostic {
    /// A finding at `span`; `label` says in a few words what is there.
    pub fn new(code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: label.into(), primary: true }];
        Diagnostic { labels, ..Diagnostic::without_place(code, message) }
    }

    /// A finding that no text can show, such as a file that is not there.
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            fixes: Vec::new(),
            member: None,
            labels: Vec::new(),
        }
    }

    /// The same with a sentence on how to mend it; [`Diagnostic::fix`] says where, too.
    #[must_use]
    pub fn help(mut self, help: impl Into<Prose>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The help as people read it there; empty where there is none.
    pub fn help_in(&self, dialect: Dialect) -> String {
        self.help.as_ref().map(|help| help.say(dialect)).unwrap_or_default()
    }

    /// The same with one more place, if there is one.
    #[must_use]
    pub fn also(mut self, span: impl Into<Option<Span>>, text: impl Into<String>) -> Self {
        let label = |span| Label { span, text: text.into(), primary: false };
        self.labels.extend(span.into().map(label));
        self
    }

    /// The same as a warning: the plan computes, and something in it is probably not what was meant.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same at a place where there is nothing to say but the message.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.labels.insert(0, Label { span, text: String::new(), primary: true });
        self
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Where it is: the primary label's place.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

/// Findings with the texts that they speak of: all that is needed to show them.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The texts that the places are in.
    pub sources: Sources,
    /// What was found in them.
    pub found: Vec<Diagnostic>,
}

impl Findings {
    /// One finding that no text can show, such as a word that is no command.
    pub fn alone(found: Diagnostic) -> Findings {
        Findings { sources: Sources::default(), found: vec![found] }
    }

    /// Whether one of them is an error.
    pub fn has_error(&self) -> bool {
        has_error(&self.found)
    }
}

/// Whether one of them is an error.
pub fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity() == Severity::Error)
}

/// Puts findings in the order in which a reader meets them, and takes away exact repeats.
///
/// The sort is stable and looks at the place only, so findings at one place stay in the order found.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let place = |found: &Diagnostic| (found.span().map(|span| (span.file, span.start)), found.severity());
    diagnostics.sort_by_key(place);
    // Repeats stand at one place, but not always side by side.
    let mut sorted: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let start = |found: &Diagnostic| found.span().map(|span| (span.file, span.start));
    for found in diagnostics.drain(..) {
        let mut here = sorted.iter().rev().take_while(|known| start(known) == start(&found));
        // What is refused is not warned of too.
        let refused = |known: &Diagnostic| {
            found.severity() == Severity::Warning
                && known.severity() == Severity::Error
                && (known.code, known.span()) == (found.code, found.span())
        };
        if !here.any(|known| *known == found || refused(known)) {
            sorted.push(found);
        }
    }
    *diagnostics = sorted;
}
