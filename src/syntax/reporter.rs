//! Collects diagnostics while a text is read.

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::{FileId, Span};

/// The diagnostics of one file so far.
#[derive(Debug)]
pub(super) struct Reporter {
    file: FileId,
    diagnostics: Vec<Diagnostic>,
}

impl Reporter {
    /// A reporter for a file, with nothing to report yet.
    pub(super) fn new(file: FileId) -> Reporter {
        Reporter { file, diagnostics: Vec::new() }
    }

    /// The file that is being read.
    pub(super) fn file(&self) -> FileId {
        self.file
    }

    /// A stretch of the file.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// Keeps a diagnostic, up to the limit: nobody reads the thousandth.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < limits::DIAGNOSTICS_KEPT {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether there is anything to report.
    pub(super) fn has_any(&self) -> bool {
        !self.diagnostics.is_empty()
    }

    /// Whether more would be dropped: then a costly explanation need not be worked out.
    pub(super) fn is_full(&self) -> bool {
        self.diagnostics.len() >= limits::DIAGNOSTICS_KEPT
    }

    /// All that was reported, in the order in which it was found, which is not that of the text.
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

/// The one message for every kind of nesting that goes too deep.
pub(super) fn nesting_too_deep(span: Span) -> Diagnostic {
    let message =
        format!("brackets, signs, `not` or `^` stand more than {} deep inside one another", limits::NESTING);
    Diagnostic::new(Code::NestingTooDeep, message, span, "too deep from here")
        .help("give parts of the formula a name of their own: `part = …`")
}
