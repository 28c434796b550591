//! What could stand in a command: its name, then what its usage says that it takes. No command has completion
//! of its own: the usage that help prints is what is read.

use super::super::word_index::WordIndex;
use super::place::{ExpectedWord, wanted, word_start};
use super::usage::{ArgumentPlace, ways};
use super::{Candidate, months, offered, rows, scenarios};
use crate::diagnostic::Code;
use crate::syntax::statement_words;

/// The byte where the word at the end of a command begins, and what could stand there.
pub fn candidates(
    before: &str,
    words: &WordIndex,
    files: &dyn Fn(&str) -> Vec<String>,
) -> (usize, Vec<Candidate>) {
    let typed = before.trim_start();
    let Some((name, rest)) = typed.split_once(char::is_whitespace) else {
        let names = words.vocabulary().commands.iter();
        let all = names.map(|command| Candidate::new(&command.name, &command.help));
        return (before.len() - typed.len(), all.collect());
    };
    let Some(command) = words.command(name) else { return (before.len(), Vec::new()) };
    let usage = command.usage.strip_prefix(&command.name).unwrap_or_default();
    // Words are split at spaces, without regard to quotes: the last one is still open.
    let begun = rest.rsplit(char::is_whitespace).next().unwrap_or_default();
    let start = before.len() - begun.len();
    let earlier = rest.get(..rest.len() - begun.len()).unwrap_or_default();
    let earlier: Vec<&str> = earlier.split_whitespace().collect();
    let ways = ways(usage);
    if begun.starts_with('-') {
        let options = ways.iter().flat_map(|way| &way.options);
        return (start, options.map(|(option, _)| Candidate::bare(option)).collect());
    }
    let formula = |way: &super::usage::Usage| {
        way.places
            .first()
            .is_some_and(|first| matches!(first.stands_for.as_str(), "CONDITION" | "EXPRESSION"))
    };
    if ways.iter().any(formula) {
        return in_formula(before, rest, words);
    }
    let mut all = Vec::new();
    let word = word_start(before).max(start);
    for place in ways.iter().filter_map(|way| way.next(&earlier)) {
        match place.stands_for.as_str() {
            // Paths hold more than names do.
            "FILE" => return (start, files(begun).into_iter().map(Candidate::bare).collect()),
            // Codes of errors have hyphens.
            "WORD" => return (start, topics(words)),
            // `calls=2/day..8/day`
            "INPUT" if begun.contains('=') => return in_formula(before, begun, words),
            _ => all.extend(standing_for(
                place,
                &command.name,
                &earlier,
                before.get(word..).unwrap_or_default(),
                words,
            )),
        }
    }
    (word, all)
}

/// The same for a formula that is the end of a command. A statement cannot begin there, so what could is
/// narrowed to values.
fn in_formula(before: &str, formula: &str, words: &WordIndex) -> (usize, Vec<Candidate>) {
    let own = word_start(formula);
    let begun = formula.get(own..).unwrap_or_default();
    let wanted = match wanted(formula.get(..own).unwrap_or_default()) {
        ExpectedWord::Beginning(_) => ExpectedWord::Value,
        other => other,
    };
    (before.len() - begun.len(), offered(&wanted, begun, words))
}

/// What may stand in one place of a command. `earlier` are the words before it, of which an option decides
/// what a `NAME` is.
fn standing_for(
    place: &ArgumentPlace,
    command: &str,
    earlier: &[&str],
    begun: &str,
    words: &WordIndex,
) -> Vec<Candidate> {
    if let Some(literal) = place.literal() {
        return literal.map(Candidate::bare).collect();
    }
    let of_scenario = command == ":scenario" || earlier.last().is_some_and(|last| last.contains("scenario"));
    match place.stands_for.as_str() {
        "ROW" | "GOAL" => rows(begun, words),
        "INPUT" => inputs(begun, words),
        "MONTH" => months("", words),
        "SCENARIO" => scenarios(words),
        // A scenario that is kept gets a name of its own.
        "NAME" if of_scenario && command != ":save" => scenarios(words),
        "GROUP" => groups(words),
        _ => Vec::new(),
    }
}

/// The inputs first, then the other rows: only the command can say whether one of their numbers can be found.
fn inputs(begun: &str, words: &WordIndex) -> Vec<Candidate> {
    let is_input = |candidate: &Candidate| words.rows().any(|row| row.input && row.name == candidate.text);
    let (mut all, others): (Vec<_>, Vec<_>) = rows(begun, words).into_iter().partition(is_input);
    all.extend(others);
    all
}

/// The names of groups of rows, in the order in which the plan has them.
fn groups(words: &WordIndex) -> Vec<Candidate> {
    let mut groups: Vec<&str> = Vec::new();
    for row in words.rows() {
        if !groups.contains(&row.origin.as_str()) {
            groups.push(&row.origin);
        }
    }
    groups.into_iter().map(Candidate::bare).collect()
}

/// Everything that `:help` knows: commands, functions, words of the language, codes of errors.
fn topics(words: &WordIndex) -> Vec<Candidate> {
    let vocabulary = words.vocabulary();
    let commands = vocabulary.commands.iter();
    let commands =
        commands.map(|command| Candidate::new(command.name.trim_start_matches(':'), &command.help));
    let functions = vocabulary.functions.iter();
    let functions = functions.map(|function| Candidate::new(function.name, function.summary));
    let statements = statement_words().iter().copied().map(Candidate::bare);
    let errors = Code::ALL.iter().map(|code| Candidate::bare(code.name()));
    commands.chain(functions).chain(statements).chain(errors).collect()
}
