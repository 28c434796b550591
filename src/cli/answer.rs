//! What the commands that answer a question share: the formats, and where the answer goes.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{Choice, Plan};
use crate::diagnostic::Diagnostic;
use crate::model::{Model, Solved};
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
    /// For spreadsheets.
    fn records(&self) -> Records;
    /// The scenarios that it is about, where that is more than the one that was chosen.
    fn scenarios(&self) -> Option<Vec<String>> {
        None
    }
}

/// An answer that rests on the value found for the plan's `?`.
#[derive(Serialize)]
struct WithSolved<'a, A: Serialize, S: Serialize> {
    #[serde(flatten)]
    answer: &'a A,
    solved: S,
}

/// What was found in one of several scenarios.
#[derive(Serialize)]
struct OfScenario<'a> {
    scenario: &'a str,
    #[serde(flatten)]
    solved: &'a Solved,
}

/// What was found for `?` in the scenarios that an answer is about.
fn solved<'a>(model: &'a Model, chosen: &str, answer: &impl Answer) -> Vec<(&'a str, &'a Solved)> {
    let names = answer.scenarios().unwrap_or_else(|| vec![chosen.to_string()]);
    let found = names.iter().filter_map(|name| {
        let scenario = model.scenario(name)?;
        Some((scenario.name.as_str(), scenario.unknown.as_ref()?.solved.as_ref()?))
    });
    found.collect()
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
            output.give(&answer, &solved(&model, &scenario, &answer), path, console)
        }
    }
}

impl Output {
    /// Writes the answer to the file that was asked for, or to stdout.
    fn give(
        &self,
        answer: &impl Answer,
        solved: &[(&str, &Solved)],
        plan: &Path,
        console: &Console,
    ) -> Result<Exit, Stop> {
        let report = || {
            let mut report = answer.report();
            // Of several scenarios, each says which it is.
            let said = |(scenario, solved): &(&str, &Solved)| match answer.scenarios() {
                Some(_) => format!("{scenario}: {}", solved.note),
                None => solved.note.clone(),
            };
            report.blocks.extend(solved.iter().map(|one| Block::Note(said(one))));
            report
        };
        let path = self.output.as_deref().filter(|path| path.as_os_str() != "-");
        let bytes = match self.format {
            Format::Json => match (answer.scenarios(), solved) {
                (_, []) => json::document(answer),
                (None, [(_, solved), ..]) => json::document(&WithSolved { answer, solved }),
                (Some(_), several) => {
                    let solved: Vec<_> =
                        several.iter().map(|(scenario, solved)| OfScenario { scenario, solved }).collect();
                    json::document(&WithSolved { answer, solved })
                }
            },
            Format::Csv => {
                let several = answer.scenarios().is_some();
                let add = |records: Records, (scenario, solved): &(&str, &Solved)| {
                    records.with_solved(solved, several.then_some(scenario))
                };
                csv::records(&solved.iter().fold(answer.records(), add))
            }
            Format::Markdown => markdown::render(&report()).into_bytes(),
            Format::Table => {
                let screen = if path.is_some() { console.file_screen() } else { console.screen() };
                text::render(&report(), &screen).into_bytes()
            }
        };
        match path {
            Some(path) => write(path, &bytes, plan, console)?,
            None => console.print(&bytes)?,
        }
        Ok(Exit::Done)
    }
}

/// Writes a file, but never over the plan itself.
pub fn write(path: &Path, bytes: &[u8], plan: &Path, console: &Console) -> Result<(), Stop> {
    // A slip of the hand must not cost the plan.
    let same = fs::canonicalize(path).ok().zip(fs::canonicalize(plan).ok());
    if same.is_some_and(|(output, plan)| output == plan) {
        return Err(console.complain(&format!("`{}` is the plan itself: name another file", path.display())));
    }
    file::write(path, bytes)
        .map_err(|error| console.complain(&format!("cannot write `{}`: {error}", path.display())))
}
