//! What could stand at the cursor of a shell's line.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Arg, ArgAction, Command};

use crate::cli::nearby::only_plan;
use crate::cli::world::DiskWorld;
use crate::diagnostic::Code;
use crate::library;
use crate::questions::QUESTIONS;
use crate::repl::{Candidate, WordIndex, complete, plans_and_folders};
use crate::session::Session;

/// What could stand in the place of the word that is being typed, after `words`, the best first.
pub fn candidates(words: &[String], begun: &str) -> Vec<Candidate> {
    let mut all = crate::cli::command_line();
    // Global options reach the commands only then.
    all.build();
    let fitting = |all| beginning(all, begun);
    // The command is the first word that is neither an option nor the value of one.
    let Some((at, name)) = first_word(&all, words) else {
        return match expected_value(&all, words) {
            Some(option) => fitting(values(option)),
            None if begun.starts_with('-') => fitting(options(&all)),
            None => fitting(commands(&all)),
        };
    };
    let Some(command) = all.find_subcommand(name) else { return Vec::new() };
    let typed = TypedWords::new(command, words.get(at + 1..).unwrap_or_default());
    // `--format=csv` is one word of the line and two of its meaning.
    if let Some((option, value)) = begun.split_once('=').filter(|(option, _)| option.starts_with("--")) {
        let Some(argument) = long(command, option) else { return Vec::new() };
        let joined = |one: Candidate| Candidate { text: format!("{option}={}", one.text), ..one };
        return typed.value(argument, value).into_iter().map(joined).collect();
    }
    match typed.expects {
        Some(option) => typed.value(option, begun),
        None if begun.starts_with('-') => fitting(options(command)),
        None => typed.place(begun),
    }
}

/// The words after the name of a command.
struct TypedWords<'a> {
    command: &'a Command,
    /// The words that stand in places of their own.
    places: Vec<&'a str>,
    /// The options with their values, in order.
    options: Vec<(&'a str, Option<&'a str>)>,
    /// The option whose value comes next.
    expects: Option<&'a Arg>,
}

impl<'a> TypedWords<'a> {
    fn new(command: &'a Command, words: &'a [String]) -> TypedWords<'a> {
        let mut typed = TypedWords { command, places: Vec::new(), options: Vec::new(), expects: None };
        for word in words {
            if typed.expects.take().is_some() {
                if let Some(last) = typed.options.last_mut() {
                    last.1 = Some(word);
                }
                continue;
            }
            if !word.starts_with('-') || word == "-" {
                typed.places.push(word);
                continue;
            }
            let (option, value) =
                word.split_once('=').map_or((&**word, None), |(name, value)| (name, Some(value)));
            let found = long(command, option).or_else(|| short(command, option));
            typed.options.push((option, value));
            typed.expects = found.filter(|option| value.is_none() && takes_value(option));
        }
        typed
    }

    /// What could stand in the next place of its own.
    fn place(&self, begun: &str) -> Vec<Candidate> {
        let name = self.command.get_name();
        let fitting = |all| beginning(all, begun);
        let first = self.places.is_empty();
        match name {
            "error" if first => fitting(Code::ALL.iter().map(|code| one(code.name(), "")).collect()),
            "functions" if first => {
                let functions = library::functions().map(|function| one(function.name, function.summary));
                fitting(functions.collect())
            }
            "man" | "help" if first => fitting(commands(&crate::cli::command_line())),
            "error" | "functions" | "man" | "help" => Vec::new(),
            "snap" if first => {
                let verbs = ["check", "accept", "review", "show"].map(|verb| one(verb, ""));
                files(begun).into_iter().chain(fitting(verbs.to_vec())).collect()
            }
            // As many plans as somebody names.
            "snap" | "check" | "fmt" => files(begun),
            "diff" if self.places.len() < 2 => {
                files(begun).into_iter().chain(fitting(vec![one("HEAD", "the last commit")])).collect()
            }
            "repl" if first => files(begun),
            _ if QUESTIONS.iter().any(|question| question.manual.name == name) => match first {
                true => files(begun),
                false if self.has_place() => self.in_session(begun),
                // What may still follow are options.
                false => fitting(options(self.command)),
            },
            _ => {
                let place = self.command.get_positionals().nth(self.places.len());
                fitting(place.map(values).unwrap_or_default())
            }
        }
    }

    /// Whether the command takes one more word in a place of its own.
    fn has_place(&self) -> bool {
        let repeats = |place: &Arg| place.get_num_args().is_some_and(|count| count.max_values() > 1);
        let places = || self.command.get_positionals();
        places().nth(self.places.len()).is_some() || places().last().is_some_and(repeats)
    }

    /// What a session would offer in this place of the question.
    fn in_session(&self, begun: &str) -> Vec<Candidate> {
        let name = self.command.get_name();
        let Some(manual) = QUESTIONS.iter().map(|one| one.manual).find(|one| one.name == name) else {
            return Vec::new();
        };
        let mut line = format!(":{} ", manual.session);
        for word in self.places.iter().skip(1) {
            line.push_str(word);
            line.push(' ');
        }
        self.completed(line, begun)
    }

    /// The candidates of a session for a line that ends with what is being typed, each as a whole word of the shell.
    fn completed(&self, mut line: String, begun: &str) -> Vec<Candidate> {
        let head = line.len();
        line.push_str(begun);
        let found = complete(&line, line.len(), &self.words(), &plans_and_folders);
        // What is offered may begin within the word: a formula is one word of the shell.
        let kept = found.start.checked_sub(head).and_then(|kept| begun.get(..kept)).unwrap_or_default();
        let whole = |one: Candidate| Candidate { text: format!("{kept}{}", one.text), ..one };
        found.candidates.into_iter().map(whole).collect()
    }

    /// The value of an option.
    fn value(&self, option: &Arg, begun: &str) -> Vec<Candidate> {
        let name = option.get_long().unwrap_or_default();
        let fitting = |all| beginning(all, begun);
        match name {
            "scenario" | "vs-scenario" => self.completed(":scenario ".into(), begun),
            // A statement, as a session takes it.
            "set" => self.completed(String::new(), begun),
            "rows" => {
                let (kept, last) = begun.rfind(',').map_or(("", begun), |at| begun.split_at(at + 1));
                let rows = self.completed(":table ".into(), last).into_iter();
                rows.map(|row| Candidate { text: format!("{kept}{}", row.text), ..row }).collect()
            }
            "row" => self.completed(":table ".into(), begun),
            "month" | "vs" | "at" => self.completed(":today ".into(), begun),
            "vary" | "goal" => self.completed(format!(":{} --{name} ", self.command.get_name()), begun),
            "beside" => files(begun),
            // Any file: the shell knows its own.
            "output" => Vec::new(),
            _ => fitting(values(option)),
        }
    }

    /// The words of the plan that the line names, or of the only one that lies here, in the scenario that it names.
    fn words(&self) -> WordIndex {
        let named = match self.command.get_name() {
            "diff" => self.places.iter().rev().find(|word| Path::new(word).is_file()),
            "snap" => None,
            _ => self.places.first(),
        };
        let plan = named.map(PathBuf::from).filter(|plan| plan.is_file()).or_else(only_plan);
        let mut session = match &plan {
            Some(plan) => {
                let world = DiskWorld::of(plan);
                let main = world.main().to_string();
                Session::new(Rc::new(world), Some(main))
            }
            None => Session::new(Rc::new(DiskWorld::of(Path::new("session.pace"))), None),
        };
        let scenario =
            self.options.iter().find(|(option, _)| *option == "--scenario").and_then(|(_, name)| *name);
        if let Some(name) = scenario {
            // One that is not there leaves the plan as it stands.
            session.say(&format!(":scenario {name}"));
        }
        WordIndex::new(session.vocabulary())
    }
}

/// The first word that is no option and no value of one, with its place.
fn first_word<'w>(all: &Command, words: &'w [String]) -> Option<(usize, &'w str)> {
    let mut value = false;
    for (at, word) in words.iter().enumerate() {
        if std::mem::take(&mut value) {
            continue;
        }
        if !word.starts_with('-') {
            return Some((at, word));
        }
        value = long(all, word).is_some_and(takes_value);
    }
    None
}

/// The option that the last of the words is, where its value is still to come.
fn expected_value<'a>(command: &'a Command, words: &[String]) -> Option<&'a Arg> {
    long(command, words.last()?).filter(|option| takes_value(option))
}

fn takes_value(option: &Arg) -> bool {
    matches!(option.get_action(), ArgAction::Set | ArgAction::Append)
}

/// The option of a name such as `--scenario`.
fn long<'a>(command: &'a Command, written: &str) -> Option<&'a Arg> {
    let name = written.strip_prefix("--")?;
    command.get_arguments().find(|option| option.get_long() == Some(name))
}

/// The option of a letter such as `-o`.
fn short<'a>(command: &'a Command, written: &str) -> Option<&'a Arg> {
    let mut letters = written.strip_prefix('-')?.chars();
    let letter = letters.next()?;
    command.get_arguments().find(|option| option.get_short() == Some(letter) && letters.as_str().is_empty())
}

/// The long options of a command.
fn options(command: &Command) -> Vec<Candidate> {
    let named = command.get_arguments().filter(|option| !option.is_hide_set());
    named
        .filter_map(|option| {
            Some(one(&format!("--{}", option.get_long()?), &first_sentence(option.get_help())))
        })
        .collect()
}

/// The commands that help lists.
fn commands(all: &Command) -> Vec<Candidate> {
    let listed = all.get_subcommands().filter(|command| !command.is_hide_set());
    listed.map(|command| one(command.get_name(), &first_sentence(command.get_about()))).collect()
}

/// The values that an argument may have, where they are a list.
fn values(argument: &Arg) -> Vec<Candidate> {
    argument.get_possible_values().iter().map(|value| one(value.get_name(), "")).collect()
}

/// The plans whose path begins so, then the folders on the way to others.
fn files(begun: &str) -> Vec<Candidate> {
    let mut paths = plans_and_folders(begun);
    paths.sort_by_key(|path| path.ends_with('/'));
    paths.into_iter().map(|path| one(&path, "")).collect()
}

/// Those candidates that begin with what is being typed.
fn beginning(all: Vec<Candidate>, begun: &str) -> Vec<Candidate> {
    all.into_iter().filter(|one| one.text.starts_with(begun)).collect()
}

fn one(text: &str, about: &str) -> Candidate {
    Candidate { text: text.to_string(), about: about.to_string() }
}

/// The first sentence of a help text, as far as it says what the thing is.
fn first_sentence(help: Option<&clap::builder::StyledStr>) -> String {
    let help = help.map(ToString::to_string).unwrap_or_default();
    let end = help.find(['.', ';', ':', '\n']).unwrap_or(help.len());
    help.get(..end).unwrap_or_default().to_string()
}
