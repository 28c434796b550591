//! From the path on the command line to a checked plan: what `run` and `check` share.

use std::path::{Path, PathBuf};

use super::console::{Console, Findings};
use super::exit::Stop;
use super::place::{self, Place};
use super::world::DiskWorld;
use crate::analysis::settle;
use crate::check::{check, check_freeing};
use crate::diagnostic::{Code, Diagnostic};
use crate::loader::{Loaded, load, what_if};
use crate::model::Model;
use crate::source::Span;

/// Which version of the plan a command looks at: a scenario, and statements laid over it.
#[derive(clap::Args, Clone, Debug)]
pub struct Choice {
    /// The scenario to look at
    #[arg(long, value_name = "NAME", default_value = "base", hide_default_value = true)]
    pub scenario: String,

    /// A change to try, as a scenario would say it: `4 calls/day`, `win_rate = 25%`; may be repeated
    #[arg(long, value_name = "STATEMENT", allow_hyphen_values = true)]
    pub set: Vec<String>,
}

/// The texts of the plan at `path` with what the command line lays over it, and the scenario to look at.
pub fn chosen(path: &Path, choice: &Choice) -> (Loaded, String) {
    let world = DiskWorld::of(path);
    let mut loaded = load(&world, world.main());
    let name = match &choice.set[..] {
        [] => choice.scenario.clone(),
        statements => what_if(&mut loaded, &choice.scenario, statements),
    };
    (loaded, name)
}

/// Refuses a second `-` among the files of a command: stdin ends once.
pub fn stdin_once(files: &[PathBuf], console: &Console) -> Result<(), Stop> {
    if files.iter().filter(|path| path.as_os_str() == "-").count() < 2 {
        return Ok(());
    }
    let message = "`-` reads stdin, which can be read only once, and it is given twice";
    let finding = Diagnostic::without_place(Code::WrongArguments, message);
    Err(console.tell_one(finding.help("give `-` once, and other plans as files")))
}

/// A plan that was read and checked.
pub struct Plan {
    /// The plan, if nothing in it is an error.
    pub model: Option<Model>,
    /// What was found so far, with the texts.
    pub findings: Findings,
}

impl Plan {
    /// Reads and checks the plan at `path`.
    pub fn read(path: &Path) -> Plan {
        let world = DiskWorld::of(path);
        Plan::of(load(&world, world.main()))
    }

    /// Reads and checks the plan at `path` with what the command line lays over it; gives the name of the
    /// scenario to look at.
    pub fn read_scenario(path: &Path, choice: &Choice) -> (Plan, String) {
        let (loaded, name) = chosen(path, choice);
        (Plan::of(loaded), name)
    }

    /// The same in which the number at a place can take any value; without a model where there is no such
    /// number. Gives the place in full too.
    pub fn read_freeing(path: &Path, choice: &Choice, place: &Place) -> (Plan, String, String) {
        let (loaded, name) = chosen(path, choice);
        let shown = |span: Span| {
            let source = loaded.sources.get(span.file);
            let position = source.position(span.start as usize);
            format!("{}:{}:{}", source.name(), position.line, position.column)
        };
        match place.number(&loaded) {
            Err(found) => {
                let findings = Findings { sources: loaded.sources, found: vec![found] };
                (Plan { model: None, findings }, name, String::new())
            }
            Ok(span) => {
                let shown = shown(span);
                let mut checked = check_freeing(&loaded, span);
                // An error that the plan itself does not have: the number has to be known beforehand.
                let told = checked.diagnostics.iter().any(|found| found.span() != Some(span));
                if checked.model.is_none() && check(&loaded).model.is_some() && !told {
                    checked.diagnostics = vec![place::fixed(span)];
                }
                let findings = Findings { sources: loaded.sources, found: checked.diagnostics };
                (Plan { model: checked.model, findings }, name, shown)
            }
        }
    }

    fn of(loaded: Loaded) -> Plan {
        let checked = check(&loaded);
        Plan {
            model: checked.model.map(settle),
            findings: Findings { sources: loaded.sources, found: checked.diagnostics },
        }
    }
}
