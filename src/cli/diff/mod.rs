//! `pace diff`: two versions of a plan.

mod git;

use std::path::{Path, PathBuf};

use git::GitWorld;

use super::answer::Output;
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::stdin_once;
use super::progress;
use super::world::DiskWorld;
use crate::analysis::{SettledPlan, diff, prepare};
use crate::diagnostic::{Diagnostic, Findings};
use crate::loader::{Loaded, load};
use crate::questions::{PresentedAnswer, members_asked};

/// Show what a change of a plan does: what was written otherwise, what moved, and by which of it
///
/// Each changed input is tried alone on the old plan. What all changes do together beyond that is interaction, and
/// what comes from rows that were added or removed stands beside it; the parts add up to the change.
#[derive(clap::Args)]
#[command(after_help = "\
A version is a file, or REV:PATH, which git reads: PATH from the top of the \
repository, or from the current folder with `./` in front. REV FILE is the file \
as that revision has it, and as it is; FILE alone is HEAD FILE; REV REV:PATH is it in two revisions.

Examples:
  pace diff plan.pace                        what has changed since the last commit
  pace diff old.pace plan.pace
  pace diff main plan.pace
  pace diff main:plans/plan.pace plans/plan.pace --format markdown")]
pub struct DiffArguments {
    /// The old version: a file, REV:PATH, or a revision of the second file; alone, the file that is compared with HEAD
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The new version: a file, or REV:PATH; `-` reads stdin
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,

    /// The scenario to look at
    #[arg(long, value_name = "NAME", default_value = "base", hide_default_value = true)]
    scenario: String,

    /// The row to measure changes by; if left out, what a `?` stands in, or what the first goal is about
    #[arg(long, value_name = "ROW")]
    row: Option<String>,

    /// A segment, whose members stand below each row that moved
    #[arg(long, value_name = "SEGMENT")]
    by: Option<String>,

    /// Only one member of a segment: its rows, goals and checks
    #[arg(long = "for", value_name = "MEMBER")]
    member: Option<String>,

    /// Where files stand that `use` names, for copies that lie elsewhere: beside this file
    #[arg(long, value_name = "FILE")]
    beside: Option<PathBuf>,

    #[command(flatten)]
    output: Output,
}

impl DiffArguments {
    /// The old version and the new one. A single file is held against what the last commit has of it.
    fn versions(&self) -> [&Path; 2] {
        match &self.new {
            Some(new) => [&self.old, new],
            None => [Path::new("HEAD"), &self.old],
        }
    }
}

/// A version of the plan that was read and checked.
struct ReadVersion {
    name: String,
    plan: Result<SettledPlan, Findings>,
}

impl ReadVersion {
    fn of(name: String, loaded: Loaded) -> ReadVersion {
        ReadVersion { name, plan: prepare(loaded) }
    }
}

/// Compares two versions of a plan and writes what differs.
pub fn run(arguments: &DiffArguments, console: &Console) -> Result<Exit, Stop> {
    let [first, second] = arguments.versions();
    let format = arguments.output.settle(&[first, second], console)?;
    stdin_once(&[first.to_path_buf(), second.to_path_buf()], console)?;
    // What git gives in the place of a file that a side does not have.
    if let Some(other) = without_a_side(first, second) {
        console.print(format!("{other}\n").as_bytes())?;
        return Ok(Exit::Done);
    }
    let read = |path: &Path, side: &str| read(path, side, arguments);
    let old = match revision(first) {
        Some(revision) => match of_git_path(second) {
            Some((_, path)) => GitWorld::of(&revision, path),
            None => match GitWorld::of_file(&revision, second) {
                Ok(Some(world)) => Ok(world),
                Ok(None) => {
                    console.print(format!("{NEW}\n").as_bytes())?;
                    return Ok(Exit::Done);
                }
                Err(found) => Err(found),
            },
        }
        .map(|world| of_git(&world)),
        None => read(first, "old"),
    };
    let [old, new] = match (old, read(second, "new")) {
        (Ok(old), Ok(new)) => [old, new],
        (old, new) => {
            let wrong: Vec<Diagnostic> = old.err().into_iter().chain(new.err()).collect();
            console.tell(&[Findings { sources: Default::default(), found: wrong }]);
            return Ok(Exit::Wrong);
        }
    };
    let versions = match (&old.plan, &new.plan) {
        (Ok(old), Ok(new)) => [old, new],
        (old, new) => {
            let wrong = [old, new].into_iter().filter_map(|plan| plan.as_ref().err().cloned());
            console.tell(&wrong.collect::<Vec<_>>());
            return Ok(Exit::Wrong);
        }
    };
    let names = [old.name.as_str(), new.name.as_str()];
    let found = progress::during("trying each change alone", || {
        diff(versions, names, &arguments.scenario, arguments.row.as_deref())
    });
    match found {
        Ok(difference) => {
            let model = versions[1].model();
            let of = match members_asked(arguments.by.as_deref(), arguments.member.as_deref(), model) {
                Ok(of) => of,
                Err(found) => {
                    console.tell(&[versions[1].findings_with(vec![found])]);
                    return Ok(Exit::Wrong);
                }
            };
            let difference = difference.of_members(versions[1], of);
            if console.has_asked_style() {
                console.tell(&versions.map(SettledPlan::findings));
            }
            let screen = arguments.output.screen(console);
            let told = PresentedAnswer::new(&difference, &screen);
            arguments.output.give(format, told, console)
        }
        Err((side, errors)) => {
            console.tell(&[versions[usize::from(side != 0)].findings_with(errors)]);
            Ok(Exit::Wrong)
        }
    }
}

/// What is said of a plan that has no old version.
const NEW: &str = "The plan is new: there is nothing to compare it with.";

/// What is said where one of the versions is no file at all: the plan came or went.
fn without_a_side(old: &Path, new: &Path) -> Option<&'static str> {
    let none = |path: &Path| path == Path::new("/dev/null");
    match (none(old), none(new)) {
        (true, false) => Some(NEW),
        (false, true) => Some("The plan is gone: there is nothing to compare with."),
        _ => None,
    }
}

/// The revision that the first argument is, where it is no file: `pace diff HEAD plan.pace`.
fn revision(old: &Path) -> Option<String> {
    let text = old.to_str()?;
    let is_file = old.is_file() || text == "-";
    // A name that ends so was meant as a file, though there is none.
    let meant = old.extension().is_some_and(|extension| extension == "pace");
    (!is_file && !meant && !text.contains(':')).then(|| text.to_string())
}

/// A version as the command line names it; `side` tells a copy of the plan from the other one.
fn read(path: &Path, side: &str, arguments: &DiffArguments) -> Result<ReadVersion, Diagnostic> {
    if let Some((revision, path)) = of_git_path(path) {
        return GitWorld::of(revision, path).map(|world| of_git(&world));
    }
    let world = match &arguments.beside {
        Some(other) => DiskWorld::beside(path, other),
        None => DiskWorld::of(path),
    };
    let name = match &arguments.beside {
        // Where a copy lies, such as those of git, says nothing.
        Some(other) if other != path => format!("{} ({side})", other.display()),
        _ if path.as_os_str() == "-" => "<stdin>".to_string(),
        _ => path.display().to_string(),
    };
    Ok(ReadVersion::of(name, load(&world, world.main())))
}

/// Revision and path of `REV:PATH`; none where there is a file of that name.
fn of_git_path(path: &Path) -> Option<(&str, &str)> {
    path.to_str().filter(|_| !path.exists())?.split_once(':')
}

/// The version that a revision has.
fn of_git(world: &GitWorld) -> ReadVersion {
    use crate::loader::World;
    ReadVersion::of(world.shown(world.main()), load(world, world.main()))
}
