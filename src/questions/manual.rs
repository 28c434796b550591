//! What help says of a question, and how a line of a session becomes one.

use clap::Args;

use super::Question;
use super::parse::{parse, words};
use crate::diagnostic::Diagnostic;

/// What the shell and a session say of a question, in one record, so that both say the same.
#[derive(Debug)]
pub struct Manual {
    /// The name of the shell's command: `solve`.
    pub name: &'static str,
    /// What it does, as the first sentence of the shell's help, without its full stop.
    pub about: &'static str,
    /// More on it, for the shell's long help; may be empty.
    pub more: &'static str,
    /// What stands after the options in the shell's help, with its line breaks: examples above all.
    pub after: &'static str,
    /// The name of the session's command, without its colon.
    pub session: &'static str,
    /// What stands after the name in a session: `INPUT [--goal GOAL]`. Completion reads it too: words in
    /// capitals stand for something, small ones for themselves.
    pub takes: &'static str,
    /// What it does, as a session lists it: a sentence that begins with its verb.
    pub does: &'static str,
    /// Lines of a session that may be typed.
    pub lines: &'static [&'static str],
}

/// A question that people ask by its name, in the shell and in a session.
pub trait NamedQuestion: Question + Args + 'static {
    /// What is said of it.
    const MANUAL: Manual;

    /// The question from what follows its name in a session; the text is split into words as a shell would.
    /// Questions whose argument is a formula take the line whole instead.
    ///
    /// # Errors
    /// What is wrong with the words.
    fn of_line(text: &str) -> Result<Self, Diagnostic> {
        parse(&Self::of_words(words(text)?))
    }

    /// The words of a session's line as clap takes them. A question whose only value has a name in the shell
    /// (`--month MONTH`) takes it in a session without one: `:today May`.
    fn of_words(words: Vec<String>) -> Vec<String> {
        words
    }
}
