//! What is said of a question, and how a line of a session becomes one.

use clap::Args;

use super::Question;
use super::parse::{parse, words};
use crate::diagnostic::Diagnostic;

/// What the shell and a session say of a question.
#[derive(Debug)]
pub struct Manual {
    /// The command of the shell: `solve`.
    pub name: &'static str,
    /// What it does, as the first sentence of the shell's help, without its full stop.
    pub about: &'static str,
    /// More on it, for the shell's long help; may be empty.
    pub more: &'static str,
    /// What stands after the options in the shell's help, with its line breaks: examples above all.
    pub after: &'static str,
    /// The command of a session, without its colon.
    pub session: &'static str,
    /// What stands after that.
    pub takes: &'static str,
    /// What it does, as a session lists it: a sentence that begins with its verb.
    pub does: &'static str,
    /// Lines of a session that may be typed.
    pub lines: &'static [&'static str],
}

/// A question that people ask by its name.
pub trait NamedQuestion: Question + Args + 'static {
    /// What is said of it.
    const MANUAL: Manual;

    /// The question from what follows its name in a session; there it is parted as a shell would.
    fn of_line(text: &str) -> Result<Self, Diagnostic> {
        parse(&words(text)?)
    }
}
