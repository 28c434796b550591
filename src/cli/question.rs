//! The commands that ask one question of one plan: each is a line of the registry of questions.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand};

use super::answer::{Output, ask};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::nearby::named_or_only;
use super::plan::PlanChoice;
use crate::questions::{QUESTIONS, Question, RegisteredQuestion};

/// The plan that is asked.
#[derive(Args)]
struct File {
    /// The plan; `-` reads stdin
    file: Option<PathBuf>,
}

/// A question of the registry with all that the command line says of it.
pub struct QuestionCommand {
    question: Box<dyn Question>,
    name: &'static str,
    file: Option<PathBuf>,
    choice: PlanChoice,
    output: Output,
}

impl QuestionCommand {
    /// Asks the question and writes the answer; the exit code.
    pub fn run(&self, console: &Console) -> Result<Exit, Stop> {
        let example = |file: &str| format!("pace {} {file}", self.name);
        let file = named_or_only(self.file.as_deref(), example, console)?;
        ask(&file, &*self.question, &self.choice, &self.output, console)
    }
}

// By hand and not derived: the commands come from the registry, which clap's macros cannot read.
impl Subcommand for QuestionCommand {
    fn augment_subcommands(all: Command) -> Command {
        QUESTIONS.iter().fold(all, |all, question| all.subcommand(command(question)))
    }

    fn augment_subcommands_for_update(all: Command) -> Command {
        QuestionCommand::augment_subcommands(all)
    }

    fn has_subcommand(name: &str) -> bool {
        find(name).is_some()
    }
}

impl FromArgMatches for QuestionCommand {
    fn from_arg_matches(matches: &ArgMatches) -> Result<QuestionCommand, clap::Error> {
        let named = matches.subcommand().and_then(|(name, matches)| Some((find(name)?, matches)));
        let Some((question, matches)) = named else {
            return Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand));
        };
        Ok(QuestionCommand {
            question: question.of_matches(matches)?,
            name: question.manual.name,
            file: File::from_arg_matches(matches)?.file,
            choice: PlanChoice::from_arg_matches(matches)?,
            output: Output::from_arg_matches(matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = QuestionCommand::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The question that a command of the shell asks.
fn find(name: &str) -> Option<&'static RegisteredQuestion> {
    QUESTIONS.iter().find(|question| question.manual.name == name)
}

/// The command that asks a question.
fn command(question: &RegisteredQuestion) -> Command {
    let manual = question.manual;
    // A word that has to be there would be taken for the plan: then the plan has to be named too.
    let own = question.with_arguments(Command::new(manual.name));
    let alone = !own.get_arguments().any(|argument| argument.is_positional() && argument.is_required_set());
    let command = File::augment_args(Command::new(manual.name)).mut_arg("file", |file| match alone {
        true => file.help("The plan; `-` reads stdin. Without one, the only *.pace of this folder"),
        false => file.required(true),
    });
    let command = Output::augment_args(PlanChoice::augment_args(question.with_arguments(command)));
    // After the arguments: a group of them brings the words above it as the command's own.
    let command = command.about(manual.about).after_help(manual.after);
    match manual.more {
        "" => command.long_about(None),
        more => command.long_about(format!("{}\n\n{more}", manual.about)),
    }
}
