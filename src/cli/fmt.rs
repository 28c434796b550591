//! `pace fmt`: plans in their one canonical form.

use std::io;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::stdin_once;
use super::world;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::loader::Unreadable;
use crate::output::{clean, file};
use crate::source::{Source, Sources};
use crate::syntax::format;

/// Tidy plans: one form for all of them, comments and order kept
///
/// A file with errors is left as it is. Files that are tidy already are not touched.
#[derive(clap::Args)]
pub struct FmtArguments {
    /// The plans; `-` reads stdin and writes to stdout
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Change nothing; list the files that are not tidy and fail (exit code 1) if there are any
    #[arg(long, conflicts_with = "stdout")]
    check: bool,

    /// Write to stdout instead of the file
    #[arg(long)]
    stdout: bool,
}

/// Brings the files into canonical form, or lists those that are not; the exit code is that of the worst.
pub fn run(arguments: &FmtArguments, console: &Console) -> Result<Exit, Stop> {
    stdin_once(&arguments.files, console)?;
    let mut exit = Exit::Done;
    let mut told = Vec::new();
    let mut page = String::new();
    for path in &arguments.files {
        let stdin = path.as_os_str() == "-";
        let (before, after) = match read(path, stdin).and_then(tidy) {
            Ok(both) => both,
            Err(findings) => {
                told.push(findings);
                exit = exit.max(Exit::Wrong);
                continue;
            }
        };
        if arguments.check {
            if before != after {
                page.push_str(&clean(&name(path)));
                page.push('\n');
                exit = exit.max(Exit::Failed);
            }
        } else if arguments.stdout || stdin {
            page.push_str(&after);
        } else if before != after
            && let Err(error) = file::write(path, after.as_bytes())
        {
            told.push(Findings::alone(file::unwritable(path, &error)));
            exit = Exit::Wrong;
        }
    }
    if !told.is_empty() || console.has_asked_style() {
        console.tell(&told);
    }
    console.print(page.as_bytes())?;
    Ok(exit)
}

/// The name of a file as messages and lists show it.
fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "<stdin>".into() } else { path.display().to_string() }
}

/// The text and its canonical form.
///
/// # Errors
/// What is wrong with the text: what cannot be parsed cannot be laid out.
fn tidy(source: Source) -> Result<(String, String), Findings> {
    match format(source.text()) {
        Ok(after) => Ok((source.text().to_string(), after)),
        Err(found) => {
            let mut sources = Sources::default();
            sources.add(source);
            Err(Findings { sources, found })
        }
    }
}

/// The text of a file or of stdin.
///
/// # Errors
/// Why it cannot be read; where it is not UTF-8, the place of the first byte that is not.
fn read(path: &Path, stdin: bool) -> Result<Source, Findings> {
    let bytes = if stdin { world::limited(io::stdin().lock()) } else { world::file(path) };
    let text = bytes.map_err(why).and_then(|bytes| {
        String::from_utf8(bytes).map_err(|error| {
            let good = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
            format!("it is not UTF-8 text (line {line}, byte {})", good + 1)
        })
    });
    text.map(|text| Source::new(name(path), text)).map_err(|why| Findings {
        sources: Sources::default(),
        found: vec![Diagnostic::without_place(
            Code::Unreadable,
            format!("`{}` cannot be read: {why}", name(path)),
        )],
    })
}

/// Why a file cannot be read, in words for a message about that file alone.
fn why(unreadable: Unreadable) -> String {
    match unreadable {
        Unreadable::Missing => "there is no such file".into(),
        Unreadable::Directory => "it is a folder".into(),
        Unreadable::NotRegular => "it is not a regular file".into(),
        Unreadable::Outside => "it is outside the folder of the plan".into(),
        Unreadable::TooLarge => "it is larger than 4 MiB".into(),
        Unreadable::Other(why) => why,
    }
}
