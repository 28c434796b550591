//! What the commands that answer a question share: the formats, and where the answer goes.

use std::fs;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{Choice, read_chosen};
use super::progress::during;
use crate::diagnostic::Findings;
use crate::model::Solved;
use crate::output::{csv, file, markdown, text};
use crate::questions::{self, Answer, PlanView, Question};
use crate::report::{Block, Records, Report};
use clap::ValueEnum;

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

/// Asks a question of the plan at `path` and gives the answer: errors in the plan or in the question are
/// told, and the exit code says so.
pub fn ask(
    path: &Path,
    question: &dyn Question,
    choice: &Choice,
    output: &Output,
    console: &Console,
) -> Result<Exit, Stop> {
    let (plan, scenario) = match read_chosen(path, choice) {
        Ok(chosen) => chosen,
        Err(wrong) => {
            console.tell(&[wrong]);
            return Ok(Exit::Wrong);
        }
    };
    let view = PlanView { plan: &plan, scenario: &scenario, beside: &choice.scenario };
    let answer = match question.work() {
        Some(work) => during(work, || question.ask(&view)),
        None => question.ask(&view),
    };
    match answer {
        Err(Findings { sources, found }) => {
            let found = plan.warnings().iter().cloned().chain(found).collect();
            console.tell(&[Findings { sources, found }]);
            Ok(Exit::Wrong)
        }
        Ok(answer) => {
            // `run` and `check` tell what to be warned of; here it would stand between question and answer.
            if console.has_asked_style() {
                console.tell(&[plan.findings()]);
            }
            let found = questions::solved(&plan, &scenario, &*answer);
            output.give(&*answer, &found, &[path], console)
        }
    }
}

impl Output {
    /// Writes the answer to the file that was asked for, or to stdout.
    pub fn give(
        &self,
        answer: &dyn Answer,
        solved: &[(&str, &Solved)],
        plans: &[&Path],
        console: &Console,
    ) -> Result<Exit, Stop> {
        let noted = |mut report: Report| {
            // Of several scenarios, each says which it is.
            let said = |(scenario, solved): &(&str, &Solved)| match answer.scenarios() {
                Some(_) => format!("{scenario}: {}", solved.note),
                None => solved.note.clone(),
            };
            report.blocks.extend(solved.iter().map(|one| Block::note(said(one))));
            report
        };
        let path = self.output.as_deref().filter(|path| path.as_os_str() != "-");
        let bytes = match self.format {
            Format::Json => answer.document(solved, answer.scenarios().is_some()),
            Format::Csv => {
                let several = answer.scenarios().is_some();
                let add = |records: Records, (scenario, solved): &(&str, &Solved)| {
                    records.with_solved(solved, several.then_some(scenario))
                };
                csv::records(&solved.iter().fold(answer.records(), add))
            }
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
