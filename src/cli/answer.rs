//! What the commands that answer a question share: the formats, and where the answer goes.

use std::fs;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{Choice, Plan};
use super::progress::during;
use crate::analysis::solved_note;
use crate::diagnostic::Findings;
use crate::output::{csv, file, markdown, text};
use crate::questions::{self, Answer, Question};
use crate::report::Block;
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
    let plan = Plan::read_scenario(path, choice);
    let Some(model) = &plan.model else {
        console.tell(&[plan.findings()]);
        return Ok(Exit::Wrong);
    };
    let (loaded, scenario) = (&plan.loaded, plan.scenario.as_str());
    let asked = questions::Plan { loaded, model, scenario, beside: &choice.scenario };
    let answer = match question.work() {
        Some(work) => during(work, || question.ask(&asked)),
        None => question.ask(&asked),
    };
    match answer {
        Err(Findings { sources, found }) => {
            let found = plan.found.iter().cloned().chain(found).collect();
            console.tell(&[Findings { sources, found }]);
            Ok(Exit::Wrong)
        }
        Ok(answer) => {
            // `run` and `check` tell what to be warned of; here it would stand between question and answer.
            if console.has_asked_style() {
                console.tell(&[plan.findings()]);
            }
            output.give(&*answer, solved_note(model, scenario), path, console)
        }
    }
}

impl Output {
    /// Writes the answer to the file that was asked for, or to stdout.
    fn give(
        &self,
        answer: &dyn Answer,
        note: Option<String>,
        plan: &Path,
        console: &Console,
    ) -> Result<Exit, Stop> {
        let report = || {
            let mut report = answer.report();
            report.blocks.extend(note.clone().map(Block::Note));
            report
        };
        let path = self.output.as_deref().filter(|path| path.as_os_str() != "-");
        let bytes = match self.format {
            Format::Json => answer.document(),
            Format::Csv => csv::records(&answer.records()),
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
