//! From the path on the command line to a checked plan: what `run` and `check` share.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::Stop;
use super::world::DiskWorld;
use crate::analysis::settle;
use crate::check::check;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::loader::{Loaded, load, what_if};
use crate::model::Model;

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
fn chosen(path: &Path, choice: &Choice) -> (Loaded, String) {
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
    /// Its texts and trees.
    pub loaded: Loaded,
    /// The plan, if nothing in it is an error.
    pub model: Option<Model>,
    /// What was found so far.
    pub found: Vec<Diagnostic>,
    /// The scenario to look at.
    pub scenario: String,
}

impl Plan {
    /// Reads and checks the plan at `path`.
    pub fn read(path: &Path) -> Plan {
        let world = DiskWorld::of(path);
        Plan::of(load(&world, world.main()), "base".into())
    }

    /// Reads and checks the plan at `path` with what the command line lays over it.
    pub fn read_scenario(path: &Path, choice: &Choice) -> Plan {
        let (loaded, name) = chosen(path, choice);
        Plan::of(loaded, name)
    }

    /// Checks a plan that has been read.
    pub fn of(loaded: Loaded, scenario: String) -> Plan {
        let checked = check(&loaded);
        Plan { loaded, model: checked.model.map(settle), found: checked.diagnostics, scenario }
    }

    /// What was found so far, with the texts.
    pub fn findings(&self) -> Findings {
        Findings { sources: self.loaded.sources.clone(), found: self.found.clone() }
    }
}
