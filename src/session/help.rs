//! `:help`: the commands, and what a word means.

use super::command::{COMMANDS, SessionCommand, find, refuse};
use super::vocabulary::words_with_a_meaning;
use super::{Outcome, Session};
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::library;
use crate::report::{self, Block, Glossary, Report};

impl Session {
    /// `:help`: all commands, or what one word means.
    pub(super) fn help(&mut self, text: &str) -> Result<Outcome, Findings> {
        let blocks = match text {
            "" => commands(),
            // What a row is, is a question of its own.
            word => explained(word).map_err(|unknown| match self.row(word) {
                Some(_) => refuse(format!("`{word}` is a row"), format!("`:info {word}` says what it is")),
                None => unknown,
            })?,
        };
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }
}

/// What can be typed, and every command with what it does.
fn commands() -> Vec<Block> {
    let lines = [
        ("bookings / calls", "an expression: what it comes to; `_` is the last one"),
        ("4 calls/day", "a statement: changes the plan, and shows what moved"),
        (
            "deal_size = $9,000 from 2026-07",
            "the same; also `goal …`, `check …`, `pipeline { … }`, `scenario x { … }`",
        ),
    ];
    let commands = COMMANDS.iter().map(|command| (format!(":{}", command.name), command.help));
    let more = "The start of a name is enough: `:u` is `:undo`. `:help solve` says more of one; `:help delay`, \
                `:help goal` and `:help unit-mismatch` explain a function, a word and an error.";
    vec![
        Block::Glossary(Glossary::of(lines).headed("Lines")),
        Block::Glossary(Glossary::of(commands).headed("Commands")),
        Block::note(more),
    ]
}

/// What a word means: a command, a function, a word of the language, or a code of an error. In this order,
/// since a command is what is asked for most.
///
/// # Errors
/// Where it means nothing, with the nearest that does.
fn explained(word: &str) -> Result<Vec<Block>, Findings> {
    if let Some(name) = word.strip_prefix(':') {
        return find(name).map(command);
    }
    let bare = word.trim_end_matches(['(', ')']);
    if let Some(function) = library::function(bare) {
        return Ok(report::function(function).blocks);
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
    // The lists that the shell's commands of these names print.
    match word {
        "functions" => return Ok(report::functions().blocks),
        "limits" => return Ok(report::limits().blocks),
        _ => {}
    }
    // As it stands in a message: `error[unit-mismatch]`.
    let code = word.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', ':']);
    if let Some(code) = Code::from_name(code) {
        return Ok(report::code(code).blocks);
    }
    if let Ok(found) = find(word) {
        return Ok(command(found));
    }
    // `FY2027`, `financial year`: what people call the line of the plan.
    let said = word.to_ascii_lowercase();
    let year = said.strip_prefix("fiscal").or_else(|| said.strip_prefix("financial")).map(str::trim_start);
    let is_year =
        year.is_some_and(|rest| rest.is_empty() || rest.starts_with("year") || rest.starts_with("quarter"));
    if is_year || said == "fy" || crate::syntax::month_said(word).is_some_and(|month| month.starts_with("FY"))
    {
        return Ok(keyword("fiscal").into_iter().collect());
    }
    let known = COMMANDS.iter().map(|command| command.name);
    let known =
        known.chain(library::functions().map(|function| function.name)).chain(["functions", "limits"]);
    let known = known
        .chain(words_with_a_meaning().map(|keyword| keyword.word))
        .chain(Code::ALL.iter().map(|code| code.name()));
    let found = Diagnostic::without_place(Code::UnknownName, format!("there is no help on `{word}`"));
    Err(Findings::alone(match nearest(word, known) {
        Some(near) => found.help(format!("did you mean `:help {near}`?")),
        None => found.help("`:help` lists the commands; of a row, `:info ROW` says what it is"),
    }))
}

/// What the language means by a word; none where it means nothing.
fn keyword(word: &str) -> Option<Block> {
    let entry = words_with_a_meaning().find(|keyword| keyword.word == word)?;
    Some(Block::Glossary(Glossary::of([(entry.word, entry.about)])))
}

/// The page of one command.
fn command(command: &SessionCommand) -> Vec<Block> {
    let mut letters = command.help.chars();
    // A sentence starts with a capital, and ends with a full stop.
    let what: String = letters.next().iter().flat_map(|first| first.to_uppercase()).chain(letters).collect();
    let prose: Vec<String> = [format!("{what}."), command.more.to_string()].into();
    let prose: Vec<&str> = prose.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    let mut blocks = vec![Block::Glossary(Glossary::text(command.usage(), prose))];
    if !command.examples.is_empty() {
        blocks.push(Block::Glossary(Glossary::heading("Examples")));
        blocks.push(Block::Code(command.examples.join("\n")));
    }
    blocks
}
