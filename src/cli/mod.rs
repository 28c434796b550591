//! The process boundary: arguments, files, the terminal, exit codes. One file a command.
//!
//! Only here does pace look at the environment, print, or end. What is computed and how it looks is decided
//! below; a command reads its arguments, calls the library and says what came of it.
#![allow(clippy::disallowed_methods, reason = "this is the process boundary")]

mod answer;
mod check;
mod complete;
mod console;
mod diff;
mod error;
mod exit;
mod fmt;
mod functions;
mod generated;
mod host;
mod limits;
mod nearby;
mod new;
mod overview;
mod plan;
mod progress;
mod question;
mod repl;
mod snap;
mod terminal;
mod world;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use console::{Colour, Console, DiagnosticStyle};
use exit::Exit;

use crate::diagnostic::nearest;
use crate::output::clean;
use crate::questions::AnswerFormat;

/// Sales plans in plain text: checked units, exact monthly projections, goals.
#[derive(Parser)]
#[command(
    name = "pace",
    version,
    propagate_version = false,
    disable_help_subcommand = false,
    subcommand_value_name = "COMMAND",
    max_term_width = 100
)]
// The doc comment above is what `pace --help` begins with; so are those of every argument below.
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    look: DisplayOptions,
}

/// How everything looks, whatever the command.
#[derive(clap::Args)]
struct DisplayOptions {
    /// When to use colour; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Colour,

    /// How errors and warnings look: `fancy` (on a terminal), `short` (elsewhere), or one `json` array
    #[arg(long, global = true, value_name = "STYLE")]
    diagnostics: Option<DiagnosticStyle>,
}

#[derive(Subcommand)]
enum Command {
    #[command(flatten)]
    Question(question::QuestionCommand),
    Check(check::CheckArguments),
    New(new::NewArguments),
    Repl(repl::ReplArguments),
    Snap(snap::SnapArguments),
    Diff(diff::DiffArguments),
    Fmt(fmt::FmtArguments),
    Functions(functions::FunctionsArguments),
    Error(error::ErrorArguments),
    Limits(limits::LimitsArguments),
    Completions(complete::Completions),
    Completing(complete::Completing),
    Man(generated::Man),
}

/// The whole program: reads the process's arguments, does what they say, gives the exit code.
pub fn main() -> ExitCode {
    exit::guarded(|| start(std::env::args_os().collect())).into()
}

/// Reads the arguments and runs the command.
fn start(arguments: Vec<OsString>) -> Exit {
    // Looked up first: help and mistakes in the arguments are shown while they are being read.
    let colour = Colour::asked_for(&arguments);
    let parsed = parse(&arguments, colour);
    match parsed {
        Ok(arguments) => {
            let console = Console::new(arguments.look.color, arguments.look.diagnostics);
            let done = match arguments.command {
                Some(command) => command.run(&console),
                None => overview::run(&console),
            };
            done.unwrap_or_else(|stop| stop.exit())
        }
        Err(problem) => {
            let shown = run_is_meant(&problem, colour).or_else(|| format_is_meant(&problem, colour));
            console::usage(&shown.unwrap_or_else(|| visibly(problem, &arguments, colour)), colour)
        }
    }
}

/// The definition of the command line, for what is made of it: the manual page, completion.
fn command_line() -> clap::Command {
    CommandLine::command()
}

/// The command line as clap understands it.
///
/// # Errors
/// Help and version too, which clap treats as errors.
fn parse(arguments: &[OsString], colour: Colour) -> Result<CommandLine, clap::Error> {
    let mut command = CommandLine::command().color(colour.into());
    if let Some(width) = console::plain_width() {
        command = command.term_width(width);
    }
    let matches = command.try_get_matches_from(arguments).map_err(with_nearest_command)?;
    CommandLine::from_arg_matches(&matches)
}

/// A mistyped command with the one that is nearest alone; clap names all that are similar, hidden ones too.
fn with_nearest_command(mut problem: clap::Error) -> clap::Error {
    let similar = match problem.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(names)) => names.clone(),
        Some(ContextValue::String(name)) => vec![name.clone()],
        _ => return problem,
    };
    let Some(ContextValue::String(typed)) = problem.get(ContextKind::InvalidSubcommand) else {
        return problem;
    };
    let command = CommandLine::command();
    let shown =
        || command.get_subcommands().filter(|known| !known.is_hide_set()).map(clap::Command::get_name);
    // The best of those that clap finds stands last.
    let near = nearest(typed, shown())
        .or_else(|| shown().find(|known| similar.last().is_some_and(|last| last == known)));
    if let Some(near) = near.map(str::to_string) {
        problem.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near]));
    }
    problem
}

/// What to say where a plan stands in the place of a command, as in `pace plan.pace`; none for any other
/// mistake.
fn run_is_meant(problem: &clap::Error, colour: Colour) -> Option<clap::Error> {
    let Some(ContextValue::String(name)) = problem.get(ContextKind::InvalidSubcommand) else { return None };
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "pace") && !path.is_file() {
        return None;
    }
    let name = clean(name);
    let message = format!("`{name}` is a plan, not a command: write `pace run {name}`");
    Some(CommandLine::command().color(colour.into()).error(ErrorKind::InvalidSubcommand, message))
}

/// What to say where a format stands as an option of its own, as in `--csv`; none for any other mistake.
fn format_is_meant(problem: &clap::Error, colour: Colour) -> Option<clap::Error> {
    let Some(ContextValue::String(option)) = problem.get(ContextKind::InvalidArg) else { return None };
    if problem.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let word = option.trim_start_matches('-');
    let format = AnswerFormat::find(word).or_else(|| AnswerFormat::of_ending(word))?;
    let message = format!("there is no `{option}`: write `--format {}`", format.name);
    Some(CommandLine::command().color(colour.into()).error(ErrorKind::UnknownArgument, message))
}

/// The same problem with arguments that are safe to show: clap repeats them as they are, and a file name may
/// hold characters that steer the terminal. They are parsed once more in cleaned form, since the text of a
/// clap error cannot be changed afterwards.
fn visibly(problem: clap::Error, arguments: &[OsString], colour: Colour) -> clap::Error {
    let shown: Vec<OsString> = arguments
        .iter()
        .map(|argument| {
            argument.to_str().map_or_else(|| argument.to_string_lossy(), clean).into_owned().into()
        })
        .collect();
    if shown == arguments { problem } else { parse(&shown, colour).err().unwrap_or(problem) }
}

impl Command {
    /// Runs the command; its exit code.
    fn run(&self, console: &Console) -> Result<Exit, exit::Stop> {
        match self {
            Command::Question(asked) => asked.run(console),
            Command::Check(arguments) => check::run(arguments, console),
            Command::New(arguments) => new::run(arguments, console),
            Command::Repl(arguments) => repl::run(arguments, console),
            Command::Snap(arguments) => snap::run(arguments, console),
            Command::Diff(arguments) => diff::run(arguments, console),
            Command::Fmt(arguments) => fmt::run(arguments, console),
            Command::Functions(arguments) => functions::run(arguments, console),
            Command::Error(arguments) => error::run(arguments, console),
            Command::Limits(_) => limits::run(console),
            Command::Completions(arguments) => complete::completions(arguments, console),
            Command::Completing(arguments) => complete::completing(arguments, console),
            Command::Man(arguments) => generated::man(arguments, console),
        }
    }
}
