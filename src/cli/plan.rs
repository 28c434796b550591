//! From the path on the command line to a settled plan.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::Stop;
use super::nearby::with_nearest;
use super::world::DiskWorld;
use crate::analysis::{SettledPlan, open, prepare};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::loader::{load, what_if};

/// Which version of the plan a command looks at: a scenario, and statements that overlay it.
#[derive(clap::Args, Clone, Debug)]
pub struct PlanChoice {
    /// The scenario to look at
    #[arg(long, value_name = "NAME", default_value = "base", hide_default_value = true)]
    pub scenario: String,

    /// A change to try, as a scenario would say it: `4 calls/day`, `win_rate = 25%`; may be repeated
    #[arg(long, value_name = "STATEMENT", allow_hyphen_values = true)]
    pub set: Vec<String>,
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

/// The plan at `path`, checked and settled.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(path: &Path) -> Result<SettledPlan, Findings> {
    let world = DiskWorld::of(path);
    open(&world, world.main()).map_err(|wrong| with_nearest(wrong, path))
}

/// The plan at `path` with the statements of `--set`, and the name of the scenario to look at: the chosen
/// one, or the overlay that those statements make.
///
/// # Errors
/// Everything that is wrong with the plan or the statements.
pub fn read_chosen(path: &Path, choice: &PlanChoice) -> Result<(SettledPlan, String), Findings> {
    let world = DiskWorld::of(path);
    let mut loaded = load(&world, world.main());
    let scenario = match &choice.set[..] {
        [] => choice.scenario.clone(),
        statements => what_if(&mut loaded, &choice.scenario, statements),
    };
    let plan = prepare(loaded).map_err(|wrong| with_nearest(wrong, path))?;
    Ok((plan, scenario))
}
