//! What could stand in a command: its name, then what that command takes.

use super::super::words::Words;
use super::place::word_start;
use super::{Candidate, months, rows, scenarios, values};
use crate::syntax::statement_words;

/// What may follow an option, by its name.
const OPTIONS: [(&str, Takes); 5] = [
    ("--scenario", Takes::Scenarios),
    ("--by", Takes::Periods),
    ("--vs", Takes::MonthsAndScenarios),
    ("--month", Takes::Months),
    ("--goal", Takes::Rows),
];

/// What the commands take, by their place; further words are of the last kind.
const COMMANDS: [(&str, &[Takes]); 18] = [
    (":help", &[Takes::Topics]),
    (":load", &[Takes::Files]),
    (":rows", &[Takes::Groups]),
    (":info", &[Takes::Rows]),
    (":explain", &[Takes::Rows, Takes::Months, Takes::Nothing]),
    (":why", &[Takes::Rows, Takes::Months, Takes::MonthsAndScenarios]),
    (":table", &[Takes::Rows]),
    (":plot", &[Takes::Rows, Takes::Scenarios]),
    (":scenario", &[Takes::Scenarios, Takes::Nothing]),
    (":compare", &[Takes::Scenarios]),
    (":goals", &[Takes::Nothing]),
    (":solve", &[Takes::Inputs]),
    (":levers", &[Takes::Rows]),
    (":grid", &[Takes::Rows, Takes::Inputs]),
    (":when", &[Takes::Values]),
    (":today", &[Takes::Months]),
    (":save", &[Takes::Kept, Takes::Nothing]),
    (":fmt", &[Takes::Nothing]),
];

/// What a command takes in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Takes {
    Rows,
    Inputs,
    Values,
    Months,
    Scenarios,
    MonthsAndScenarios,
    Periods,
    Groups,
    Files,
    Topics,
    Kept,
    Nothing,
}

/// What could stand at the end of a command that has been typed so far.
pub fn candidates(
    before: &str,
    words: &Words,
    files: &dyn Fn(&str) -> Vec<String>,
) -> (usize, Vec<Candidate>) {
    let command = before.trim_start();
    let Some((name, rest)) = command.split_once(char::is_whitespace) else {
        let names = words.vocabulary().commands.iter();
        let all = names.map(|command| Candidate::new(&command.name, &command.help));
        return (before.len() - command.len(), all.collect());
    };
    let Some(command) = words.command(name) else { return (before.len(), Vec::new()) };
    let begun = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
    let start = before.len() - begun.len();
    let earlier: Vec<&str> =
        rest.get(..rest.len() - begun.len()).unwrap_or_default().split_whitespace().collect();
    if begun.starts_with('-') {
        let options = command.usage.split(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
        return (start, options.filter(|word| word.starts_with("--")).map(Candidate::bare).collect());
    }
    let takes = takes(&command.name, &earlier);
    // Paths hold more than names do, and formulas more than one word.
    if takes == Takes::Files {
        return (start, files(begun).into_iter().map(Candidate::bare).collect());
    }
    let start = word_start(before).max(start);
    let begun = before.get(start..).unwrap_or_default();
    (start, offered(takes, begun, words))
}

fn takes(name: &str, earlier: &[&str]) -> Takes {
    let option = earlier.last().and_then(|last| OPTIONS.iter().find(|(option, _)| option == last));
    if let Some((_, takes)) = option {
        return *takes;
    }
    let places = earlier.iter().filter(|word| !word.starts_with("--")).count();
    let command =
        COMMANDS.iter().find(|(command, _)| *command == name).map_or(&[Takes::Values][..], |found| found.1);
    command.get(places).or(command.last()).copied().unwrap_or(Takes::Nothing)
}

fn offered(takes: Takes, begun: &str, words: &Words) -> Vec<Candidate> {
    match takes {
        Takes::Rows => rows(begun, words),
        Takes::Inputs => {
            let inputs = words.rows().filter(|row| row.input);
            let mut all: Vec<_> = inputs.map(Candidate::row).collect();
            // Other rows after the inputs: whether a number of theirs can be found is for the command to say.
            all.extend(words.rows().filter(|row| !row.input).map(Candidate::row));
            all.retain(|row| begun.contains('.') || !row.text.contains('.'));
            all
        }
        Takes::Values => values(begun, words),
        Takes::Months => months(words),
        Takes::Scenarios => scenarios(words),
        Takes::MonthsAndScenarios => months(words).into_iter().chain(scenarios(words)).collect(),
        Takes::Periods => ["month", "quarter", "year"].map(Candidate::bare).to_vec(),
        Takes::Groups => groups(words),
        Takes::Topics => topics(words),
        Takes::Kept => vec![Candidate::bare("scenario")],
        Takes::Files | Takes::Nothing => Vec::new(),
    }
}

/// The kinds of places that define rows, in the order of the plan.
fn groups(words: &Words) -> Vec<Candidate> {
    let mut groups: Vec<&str> = Vec::new();
    for row in words.rows() {
        if !groups.contains(&row.origin.as_str()) {
            groups.push(&row.origin);
        }
    }
    groups.into_iter().map(Candidate::bare).collect()
}

/// What there is help on.
fn topics(words: &Words) -> Vec<Candidate> {
    let vocabulary = words.vocabulary();
    let commands = vocabulary.commands.iter();
    let commands =
        commands.map(|command| Candidate::new(command.name.trim_start_matches(':'), &command.help));
    let functions = vocabulary.functions.iter();
    let functions = functions.map(|function| Candidate::new(function.name, function.summary));
    let statements = statement_words().iter().copied().map(Candidate::bare);
    commands.chain(functions).chain(statements).collect()
}
