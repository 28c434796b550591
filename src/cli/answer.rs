//! What the commands that answer a question share: reading the plan, asking, and writing the answer in a
//! format to a place.

use std::fs;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::nearby::quoted;
use super::plan::{PlanChoice, read_chosen};
use super::progress::during;
use crate::analysis::{Granularity, moved, results};
use crate::diagnostic::{Code, Diagnostic};
use crate::output::file;
use crate::output::text::Screen;
use crate::questions::{AnswerFormat, FORMATS, PlanView, PresentedAnswer, Question};
use crate::report::{self, Block};

/// How an answer is written, and where.
#[derive(clap::Args, Clone, Debug)]
pub struct Output {
    /// A table to read, or full figures for other programs; of a file its ending says it
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    format: Option<&'static AnswerFormat>,

    /// Write to this file, whole or not at all: .txt, .csv, .json or .md
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
    // Before anything is worked out.
    let format = output.settle(&[path], console)?;
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
            // What the plan itself is warned of has been told by `check`, and stands between question and answer here;
            // a program that asks for findings gets all of them.
            if console.has_asked_style() {
                wrong.found.splice(0..0, plan.warnings().iter().cloned());
            }
            console.tell(&[wrong]);
            Ok(Exit::Wrong)
        }
        Ok(answer) => {
            let asked = console.has_asked_style();
            let beside = asked || !format.has_warnings;
            match answer.warnings() {
                Some(found) if asked || (beside && !found.is_empty()) => {
                    console.tell(&[plan.wrong(found.to_vec())]);
                }
                // What other answers rest on is told where somebody asks for it, by `check` and by `run`: here it
                // would stand between question and answer.
                None if asked => console.tell(&[plan.findings()]),
                _ => {}
            }
            let screen = output.screen(console);
            let lead = if question.lists_rows() { tried(&view, path, choice) } else { Vec::new() };
            let told = PresentedAnswer::of_plan(&*answer, &view, &screen, !beside).led_by(lead);
            output.give(format, told, console)
        }
    }
}

/// How many rows are named of those that a trial moves.
const MOST_MOVED: usize = 8;

/// What the statements of `--set` move, as a session says it after a change; nothing where nothing is tried.
fn tried(view: &PlanView, path: &Path, choice: &PlanChoice) -> Vec<Block> {
    if choice.set.is_empty() {
        return Vec::new();
    }
    let month = |scenario| results(view.plan, scenario, Granularity::Month);
    // What is wrong with the trial has been told with the answer; the scenario beneath may be wrong without it.
    let (Ok(before), Ok(after)) = (month(view.beside), month(view.scenario)) else { return Vec::new() };
    let moved = moved(&before, &after);
    if moved.is_empty() {
        return vec![Block::note("What is tried moves nothing.")];
    }
    let set: Vec<String> =
        choice.set.iter().map(|one| format!(" --set {}", quoted(Path::new(one)))).collect();
    let more = format!("pace compare {}{}", quoted(path), set.concat());
    let mut blocks = vec![Block::note(format!("What is tried moves, from `{}`:", view.beside))];
    blocks.extend(report::moved(&moved, MOST_MOVED, &more).blocks);
    blocks
}

impl Output {
    /// The file to write to, where one is named.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// The format to write in, before anything is worked out.
    ///
    /// # Errors
    /// Where the file is one of the plans, or is no file of that format.
    pub fn settle(&self, plans: &[&Path], console: &Console) -> Result<&'static AnswerFormat, Stop> {
        if let Some(path) = self.file() {
            plans.iter().try_for_each(|plan| refuse_to_overwrite(path, plan, console))?;
        }
        self.format().map_err(|found| console.tell_one(found))
    }

    /// The format to write in: the one that is asked for, or that of the file's ending. A file without an ending has
    /// what stands on the screen.
    ///
    /// # Errors
    /// Where pace writes no files of that ending, or where it is the ending of another format than is asked for.
    fn format(&self) -> Result<&'static AnswerFormat, Diagnostic> {
        let usual = self.format.unwrap_or(&FORMATS[0]);
        let Some(path) = self.file() else { return Ok(usual) };
        let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else { return Ok(usual) };
        let shown = path.display();
        let advised = |format: &AnswerFormat| {
            let named = path.with_extension(format.endings.first().unwrap_or(&format.name));
            format!("`-o {}`", quoted(&named))
        };
        match (AnswerFormat::of_ending(ending), self.format) {
            (Some(found), None) => Ok(found),
            (Some(found), Some(asked)) if found.name == asked.name => Ok(found),
            (Some(found), Some(asked)) => {
                let message = format!(
                    "`{shown}` would be {}, and `--format {}` asks for another format",
                    found.name, asked.name
                );
                let help = format!("write `--format {}`, or {}", found.name, advised(asked));
                Err(Diagnostic::without_place(Code::WrongArguments, message).help(help))
            }
            (None, asked) => {
                let message = format!("pace writes no `.{ending}` files, so that `{shown}` is not written");
                Err(Diagnostic::without_place(Code::WrongArguments, message).help(match asked {
                    Some(asked) => format!("`--format {}` goes to {}", asked.name, advised(asked)),
                    None => instead(&ending.to_lowercase(), advised),
                }))
            }
        }
    }

    /// The screen that the answer is laid out for: in a file there is no colour, and no terminal's width.
    pub fn screen(&self, console: &Console) -> Screen {
        if self.file().is_some() { console.file_screen() } else { console.screen() }
    }

    /// Writes the answer to the file that was asked for, or to stdout.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn give(
        &self,
        format: &AnswerFormat,
        told: PresentedAnswer,
        console: &Console,
    ) -> Result<Exit, Stop> {
        let bytes = format.write(&told);
        match self.file() {
            Some(path) => put(path, &bytes, console)?,
            None => console.print(&bytes)?,
        }
        Ok(Exit::Done)
    }
}

/// What to write in the place of a file with another ending.
fn instead(ending: &str, advised: impl Fn(&AnswerFormat) -> String) -> String {
    let named = |name: &str| AnswerFormat::find(name).map(&advised).unwrap_or_default();
    match ending {
        "xlsx" | "xls" | "xlsm" | "ods" | "numbers" | "tsv" => {
            format!("spreadsheets open CSV: {}", named("csv"))
        }
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" => {
            format!("it writes no pictures, neither png nor svg; the table is {}", named("table"))
        }
        "doc" | "docx" | "odt" | "rtf" | "pdf" | "html" | "htm" => {
            format!("word processors and wikis read Markdown: {}", named("markdown"))
        }
        _ => {
            let all: Vec<String> = FORMATS.iter().map(advised).collect();
            format!("the ending says the format: {}", all.join(", "))
        }
    }
}

/// Refuses to write over a plan: a slip in the arguments must not cost it. Real paths are compared, since one
/// file may have several names.
fn refuse_to_overwrite(path: &Path, plan: &Path, console: &Console) -> Result<(), Stop> {
    let same = fs::canonicalize(path).ok().zip(fs::canonicalize(plan).ok());
    if same.is_some_and(|(output, plan)| output == plan) {
        let message = format!("`{}` is the plan itself: name another file", path.display());
        return Err(console.tell_one(Diagnostic::without_place(Code::Unwritable, message)));
    }
    Ok(())
}

/// Writes the file, whole or not at all.
fn put(path: &Path, bytes: &[u8], console: &Console) -> Result<(), Stop> {
    file::write(path, bytes).map_err(|error| console.tell_one(file::unwritable(path, &error)))
}
