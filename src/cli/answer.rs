//! What the commands that answer a question share: reading the plan, asking, and writing the answer in a
//! format to a place.

use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::{PlanChoice, read_chosen};
use super::progress::during;
use crate::output::file;
use crate::output::text::Screen;
use crate::questions::{AnswerFormat, FORMATS, PlanView, PresentedAnswer, Question};

/// How an answer is written, and where.
#[derive(clap::Args, Clone, Debug)]
pub struct Output {
    /// A table to read, or full figures for other programs
    #[arg(long, value_name = "FORMAT", default_value = FORMATS[0].name, value_parser = format_parser())]
    format: &'static AnswerFormat,

    /// Write to this file: whole, or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Reads the name of a format. The names come from the list of formats, so that a new one is known here too.
fn format_parser() -> impl TypedValueParser<Value = &'static AnswerFormat> {
    let names = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name));
    names.try_map(|name| AnswerFormat::find(&name).ok_or("no format"))
}

/// Asks a question of the plan at `path` and gives the answer: errors in the plan or in the question are
/// told, and the exit code says so.
pub fn ask(
    path: &Path,
    question: &dyn Question,
    choice: &PlanChoice,
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
        Err(mut wrong) => {
            // The warnings of the plan come first: one of them is often the reason for what is wrong with the
            // question.
            wrong.found.splice(0..0, plan.warnings().iter().cloned());
            console.tell(&[wrong]);
            Ok(Exit::Wrong)
        }
        Ok(answer) => {
            let asked = console.has_asked_style();
            let beside = asked || !output.format.has_warnings;
            match answer.warnings() {
                Some(found) if asked || (beside && !found.is_empty()) => {
                    console.tell(&[plan.wrong(found.to_vec())]);
                }
                // What other answers rest on is told where somebody asks for it, by `check` and by `run`: here it
                // would stand between question and answer.
                None if asked => console.tell(&[plan.findings()]),
                _ => {}
            }
            output.give(
                PresentedAnswer::of_plan(&*answer, &view, &output.screen(console), !beside),
                &[path],
                console,
            )
        }
    }
}

impl Output {
    /// The file to write to, where one is named.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// The screen that the answer is laid out for: in a file there is no colour, and no terminal's width.
    pub fn screen(&self, console: &Console) -> Screen {
        if self.file().is_some() { console.file_screen() } else { console.screen() }
    }

    /// Writes the answer to the file that was asked for, or to stdout.
    ///
    /// # Errors
    /// Where the file is one of the plans, or cannot be written.
    pub fn give(&self, told: PresentedAnswer, plans: &[&Path], console: &Console) -> Result<Exit, Stop> {
        let bytes = self.format.write(&told);
        match self.file() {
            Some(path) => {
                plans.iter().try_for_each(|plan| refuse_to_overwrite(path, plan, console))?;
                put(path, &bytes, console)?;
            }
            None => console.print(&bytes)?,
        }
        Ok(Exit::Done)
    }
}

/// Refuses to write over a plan: a slip in the arguments must not cost it. Real paths are compared, since one
/// file may have several names.
fn refuse_to_overwrite(path: &Path, plan: &Path, console: &Console) -> Result<(), Stop> {
    let same = fs::canonicalize(path).ok().zip(fs::canonicalize(plan).ok());
    if same.is_some_and(|(output, plan)| output == plan) {
        return Err(console.complain(&format!("`{}` is the plan itself: name another file", path.display())));
    }
    Ok(())
}

/// Writes the file, whole or not at all.
fn put(path: &Path, bytes: &[u8], console: &Console) -> Result<(), Stop> {
    file::write(path, bytes).map_err(|error| console.tell_one(file::unwritable(path, &error)))
}
