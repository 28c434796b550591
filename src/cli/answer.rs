//! What the commands that answer a question share: the formats, and where the answer goes.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{Choice, Plan};
use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::output::{csv, file, json, markdown, text};
use crate::report::{Block, Records, Report};
use crate::source::Sources;

/// How an answer is written, and where.
#[derive(clap::Args, Clone, Debug)]
pub struct Output {
    /// A table to read, or full figures for other programs
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,

    /// Write to this file: whole, or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The formats of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Format {
    // For people, in a terminal.
    #[default]
    Table,
    // The document that the manual describes.
    Json,
    // One record a line.
    Csv,
    // The table for a page or a message.
    Markdown,
}

/// An answer in the forms that a format may want.
pub trait Answer: Serialize {
    /// For people.
    fn report(&self) -> Report;
    /// For people on a page, which may have room for more.
    fn page(&self) -> Report {
        self.report()
    }
    /// For spreadsheets.
    fn records(&self) -> Records;
}

/// Asks a question of the plan at `path` and gives the answer: errors in the plan or in the question are
/// told, and the exit code says so.
pub fn ask<A: Answer>(
    path: &Path,
    choice: &Choice,
    output: &Output,
    console: &Console,
    question: impl FnOnce(&Model, &str) -> Result<A, Vec<Diagnostic>>,
) -> Result<Exit, Stop> {
    ask_of(Plan::read_scenario(path, choice), path, output, console, question)
}

/// The same of a plan that has been read.
pub fn ask_of<A: Answer>(
    plan: (Plan, String),
    path: &Path,
    output: &Output,
    console: &Console,
    question: impl FnOnce(&Model, &str) -> Result<A, Vec<Diagnostic>>,
) -> Result<Exit, Stop> {
    answer(plan, path, output, console, |model, scenario, _| question(model, scenario))
}

/// The same for an answer that says where in the plan's texts something stands.
pub fn ask_with<A: Answer>(
    path: &Path,
    choice: &Choice,
    output: &Output,
    console: &Console,
    question: impl FnOnce(&Model, &str, &Sources) -> Result<A, Vec<Diagnostic>>,
) -> Result<Exit, Stop> {
    answer(Plan::read_scenario(path, choice), path, output, console, question)
}

fn answer<A: Answer>(
    (plan, scenario): (Plan, String),
    path: &Path,
    output: &Output,
    console: &Console,
    question: impl FnOnce(&Model, &str, &Sources) -> Result<A, Vec<Diagnostic>>,
) -> Result<Exit, Stop> {
    let Plan { model, mut findings } = plan;
    let Some(model) = model else {
        console.tell(&[findings]);
        return Ok(Exit::Wrong);
    };
    match question(&model, &scenario, &findings.sources) {
        Err(errors) => {
            findings.found.extend(errors);
            console.tell(&[findings]);
            Ok(Exit::Wrong)
        }
        Ok(answer) => {
            // `run` and `check` tell what to be warned of; here it would stand between question and answer.
            if console.has_asked_style() {
                console.tell(&[findings]);
            }
            let chosen = model.scenario(&scenario).and_then(|scenario| scenario.unknown.as_ref());
            let note = chosen.and_then(|unknown| unknown.solved.as_ref()).map(|solved| solved.note.clone());
            output.give(&answer, note, &[path], console)
        }
    }
}

impl Output {
    /// Writes the answer to the file that was asked for, or to stdout.
    pub fn give(
        &self,
        answer: &impl Answer,
        note: Option<String>,
        plans: &[&Path],
        console: &Console,
    ) -> Result<Exit, Stop> {
        let noted = |mut report: Report| {
            report.blocks.extend(note.clone().map(Block::Note));
            report
        };
        let path = self.output.as_deref().filter(|path| path.as_os_str() != "-");
        let bytes = match self.format {
            Format::Json => json::document(answer),
            Format::Csv => csv::records(&answer.records()),
            Format::Markdown => markdown::render(&noted(answer.page())).into_bytes(),
            Format::Table => {
                let screen = if path.is_some() { console.file_screen() } else { console.screen() };
                text::render(&noted(answer.report()), &screen).into_bytes()
            }
        };
        match path {
            Some(path) => {
                plans.iter().try_for_each(|plan| spare(path, plan, console))?;
                put(path, &bytes, console)?;
            }
            None => console.print(&bytes)?,
        }
        Ok(Exit::Done)
    }
}

/// Writes a file, but never over the plan itself.
pub fn write(path: &Path, bytes: &[u8], plan: &Path, console: &Console) -> Result<(), Stop> {
    spare(path, plan, console)?;
    put(path, bytes, console)
}

/// Refuses to write over a plan: a slip of the hand must not cost it.
fn spare(path: &Path, plan: &Path, console: &Console) -> Result<(), Stop> {
    let same = fs::canonicalize(path).ok().zip(fs::canonicalize(plan).ok());
    if same.is_some_and(|(output, plan)| output == plan) {
        return Err(console.complain(&format!("`{}` is the plan itself: name another file", path.display())));
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8], console: &Console) -> Result<(), Stop> {
    file::write(path, bytes)
        .map_err(|error| console.complain(&format!("cannot write `{}`: {error}", path.display())))
}
