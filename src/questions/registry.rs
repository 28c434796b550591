//! Every question by its name. The shell makes its commands of this list, and a session too, so that a
//! question cannot be in one and be missing from the other.

use clap::{ArgMatches, Command};

use super::Question;
use super::manual::{Manual, NamedQuestion};
use crate::diagnostic::Diagnostic;

/// A question in the list. It is a set of functions and no trait object: before its arguments have been read
/// there is no value whose methods could be called.
pub struct RegisteredQuestion {
    /// What help and completion say of it.
    pub manual: &'static Manual,
    arguments: fn(Command) -> Command,
    of_matches: fn(&ArgMatches) -> Result<Box<dyn Question>, clap::Error>,
    of_line: fn(&str) -> Result<Box<dyn Question>, Diagnostic>,
}

/// Every question, in the order in which the shell and a session list them. A new one is a line here; its arguments,
/// its manual and how it is asked stand in a file of this folder.
pub static QUESTIONS: &[RegisteredQuestion] = &[
    registered::<super::RunArguments>(),
    registered::<super::SolveArguments>(),
    registered::<super::WhenArguments>(),
    registered::<super::EvalArguments>(),
    registered::<super::CompareArguments>(),
    registered::<super::TodayArguments>(),
    registered::<super::GridArguments>(),
    registered::<super::LeversArguments>(),
    registered::<super::ExplainArguments>(),
    registered::<super::WhyArguments>(),
    registered::<super::LeaksArguments>(),
];

/// The entry of one question. It is `const` so that the list is a `static`, whose manuals can be borrowed for
/// as long as the program runs.
const fn registered<Q: NamedQuestion>() -> RegisteredQuestion {
    RegisteredQuestion {
        manual: &Q::MANUAL,
        arguments: Q::augment_args,
        of_matches: |matches| Ok(Box::new(Q::from_arg_matches(matches)?)),
        of_line: |text| Ok(Box::new(Q::of_line(text)?)),
    }
}

impl RegisteredQuestion {
    /// The command with the question's own arguments added: those that it has in the shell and in a session
    /// alike.
    pub fn with_arguments(&self, command: Command) -> Command {
        (self.arguments)(command)
    }

    /// The question from the arguments that the shell's command was given.
    ///
    /// # Errors
    /// What clap finds wrong with them.
    pub fn of_matches(&self, matches: &ArgMatches) -> Result<Box<dyn Question>, clap::Error> {
        (self.of_matches)(matches)
    }

    /// The question from what follows its name in a session.
    ///
    /// # Errors
    /// What is wrong with that, in a sentence.
    pub fn of_line(&self, text: &str) -> Result<Box<dyn Question>, Diagnostic> {
        (self.of_line)(text)
    }
}
