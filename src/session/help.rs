//! `:help`: the commands, and what a word means.

use super::command::{COMMANDS, Command, find};
use super::vocabulary::KEYWORDS;
use super::{Outcome, Session};
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::library::{FUNCTIONS, Function};
use crate::report::{Block, Glossary, Report};

impl Session {
    pub(super) fn help(&mut self, text: &str) -> Result<Outcome, Findings> {
        let blocks = match text {
            "" => commands(),
            word => explained(word)?,
        };
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }
}

fn commands() -> Vec<Block> {
    let what = [
        ("bookings / calls", "an expression: what it comes to; `_` is the last one"),
        ("4 calls/day", "a statement: changes the plan, and shows what moved"),
        (
            "deal_size = $9,000 from 2026-07",
            "the same; also `goal …`, `check …`, `pipeline { … }`, `scenario x { … }`",
        ),
    ];
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, sentence)| (name.to_string(), sentence.to_string())).collect()
    };
    let entries =
        COMMANDS.iter().map(|command| (format!(":{}", command.name), command.help.to_string())).collect();
    vec![
        Block::Glossary(Glossary { heading: Some("Lines".into()), entries: pairs(&what) }),
        Block::Glossary(Glossary { heading: Some("Commands".into()), entries }),
        Block::Note("The start of a name is enough: `:u` is `:undo`. `:help solve` says more of one; `:help delay`, `:help goal` and `:help unit-mismatch` explain a function, a word and an error.".into()),
    ]
}

/// What a word means: a command, a function, a word of the language, or a code.
fn explained(word: &str) -> Result<Vec<Block>, Findings> {
    if let Some(name) = word.strip_prefix(':') {
        return find(name).map(command);
    }
    let bare = word.trim_end_matches(['(', ')']);
    if let Some(function) = FUNCTIONS.iter().find(|function| function.name == bare) {
        return Ok(function_page(function));
    }
    if let Some(found) = COMMANDS.iter().find(|command| command.name == word) {
        // `goals` is a command, `check` is a word of the language too.
        let mut blocks = command(found);
        blocks.extend(keyword(word));
        return Ok(blocks);
    }
    if let Some(block) = keyword(word) {
        return Ok(vec![block]);
    }
    // As it stands in a message: `error[unit-mismatch]`.
    let code = word.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', ':']);
    if let Some(code) = Code::from_name(code) {
        return Ok(code_page(code));
    }
    if let Ok(found) = find(word) {
        return Ok(command(found));
    }
    let known = COMMANDS.iter().map(|command| command.name);
    let known = known.chain(FUNCTIONS.iter().map(|function| function.name));
    let known =
        known.chain(KEYWORDS.iter().map(|(word, _)| *word)).chain(Code::ALL.iter().map(|code| code.name()));
    let found = Diagnostic::without_place(Code::UnknownName, format!("there is no help on `{word}`"));
    Err(Findings::alone(match nearest(word, known) {
        Some(near) => found.help(format!("did you mean `:help {near}`?")),
        None => found.help("`:help` lists the commands; of a row, `:info ROW` says what it is"),
    }))
}

fn keyword(word: &str) -> Option<Block> {
    let (word, sentence) = KEYWORDS.iter().find(|(known, _)| *known == word)?;
    let entries = vec![(word.to_string(), sentence.to_string())];
    Some(Block::Glossary(Glossary { heading: None, entries }))
}

fn command(command: &Command) -> Vec<Block> {
    let entries = vec![(command.usage(), command.help.to_string())];
    let mut blocks = vec![Block::Glossary(Glossary { heading: None, entries })];
    if !command.more.is_empty() {
        blocks.push(Block::Note(command.more.into()));
    }
    if !command.examples.is_empty() {
        blocks.push(Block::Code(command.examples.join("\n")));
    }
    blocks
}

fn function_page(function: &Function) -> Vec<Block> {
    let entries = vec![(function.signature.to_string(), function.summary.to_string())];
    let examples: Vec<(String, String)> = function
        .examples
        .iter()
        .map(|example| (example.code.to_string(), format!("gives {}", example.gives)))
        .collect();
    let mut blocks = vec![Block::Glossary(Glossary { heading: None, entries })];
    if !examples.is_empty() {
        blocks.push(Block::Glossary(Glossary { heading: Some("Examples".into()), entries: examples }));
    }
    blocks
}

fn code_page(code: Code) -> Vec<Block> {
    let page = code.page();
    let entries = vec![(page.name.to_string(), page.what.to_string())];
    vec![
        Block::Glossary(Glossary { heading: None, entries }),
        Block::Note(page.why.into()),
        Block::Note("For example:".into()),
        Block::Code(page.example.into()),
        Block::Note("Mended:".into()),
        Block::Code(page.fixed.into()),
    ]
}
