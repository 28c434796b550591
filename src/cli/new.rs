//! `pace new`: a first plan to start from.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::host;
use super::nearby::quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::output::clean;

/// Write a first plan to start from, with comments that teach
///
/// A file that is there is never written over. The plan is a whole one: it runs as it is, and every line is there to
/// be changed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pace new
  pace new team.pace --like team")]
pub struct NewArguments {
    /// The file to write; `-` prints the plan
    #[arg(value_name = "FILE", default_value = "plan.pace")]
    file: PathBuf,

    /// What the plan is about; without it, the plan of the README's tour
    #[arg(long, value_enum, value_name = "KIND")]
    like: Option<Starter>,
}

// The variants have no doc comments: clap would show each as a line of help.
/// The plans to start from.
#[derive(Clone, Copy, ValueEnum)]
enum Starter {
    // Calls, meetings, won deals.
    Outbound,
    // Customers who pay by the month, and leave.
    Saas,
    // Contracts, projects, what clients pay later.
    Agency,
    // Reps, quotas, commission.
    Team,
    // New colleagues, and whether the bank carries them.
    Hiring,
}

impl Starter {
    /// Its text, in which `FILE` stands for the name of the file.
    fn text(self) -> &'static str {
        match self {
            Starter::Outbound => include_str!("starters/outbound.pace"),
            Starter::Saas => include_str!("starters/saas.pace"),
            Starter::Agency => include_str!("starters/agency.pace"),
            Starter::Team => include_str!("starters/team.pace"),
            Starter::Hiring => include_str!("starters/hiring.pace"),
        }
    }
}

/// Writes the plan, and says what to do with it.
///
/// # Errors
/// A file that is there already, or cannot be written.
pub fn run(arguments: &NewArguments, console: &Console) -> Result<Exit, Stop> {
    let text = arguments.like.map_or(include_str!("starters/tour.pace"), Starter::text);
    if arguments.file.as_os_str() == "-" {
        console.print(text.replace("FILE", "plan.pace").as_bytes())?;
        return Ok(Exit::Done);
    }
    let path = match arguments.file.extension() {
        Some(_) => arguments.file.clone(),
        None => arguments.file.with_extension("pace"),
    };
    let name = quoted(&path);
    let shown = clean(&path.display().to_string()).into_owned();
    let written = path.to_str().ok_or_else(|| "its name is no text".to_string());
    let written =
        written.and_then(|new| host::write(Some(new), None, text.replace("FILE", &name).as_bytes()));
    if let Err(why) = written {
        let found = Diagnostic::without_place(Code::Unwritable, format!("cannot write `{shown}`: {why}"));
        return Err(console.tell_one(match path.exists() {
            true => found.help(format!("name another file: `pace new {}`", quoted(&another(&path)))),
            false => found,
        }));
    }
    let next = [
        (format!("pace run {name}"), "the plan, month by month, and its goals"),
        (format!("pace compare {name}"), "its scenario beside the plan"),
        (format!("pace repl {name}"), "a session: try changes, see what moves"),
    ];
    let width = next.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    let lines = next.iter().map(|(command, about)| format!("  {command:width$}   {about}\n"));
    console.print(
        format!("Wrote {shown}. It is yours to change; then:\n\n{}", lines.collect::<String>()).as_bytes(),
    )?;
    Ok(Exit::Done)
}

/// A name beside one that is taken, and free: `plan2.pace`.
fn another(path: &Path) -> PathBuf {
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let with = |number: u32| path.with_file_name(format!("{stem}{number}.pace"));
    (2..100).map(with).find(|path| !path.exists()).unwrap_or_else(|| with(100))
}
