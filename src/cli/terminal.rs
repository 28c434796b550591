//! A session at a terminal: what `repl` needs of the process.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use etcetera::BaseStrategy;

use super::console::Console;
use super::world::DiskWorld;
use crate::loader::World;
use crate::output::file;
use crate::output::text::{Screen, render};
use crate::repl::Host;
use crate::session::Outcome;

/// The process around a session at a terminal.
pub struct Terminal(pub Console);

impl Host for Terminal {
    fn world(&self, plan: Option<&str>) -> (Rc<dyn World>, Option<String>) {
        let world = DiskWorld::of(Path::new(plan.unwrap_or("untitled.pace")));
        let main = plan.map(|_| world.main().to_string());
        (Rc::new(world), main)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), String> {
        file::write(Path::new(path), bytes).map_err(|error| error.to_string())
    }

    fn rendered(&self, outcome: &Outcome) -> String {
        let mut shown =
            outcome.report.as_ref().map(|report| render(report, &self.screen())).unwrap_or_default();
        if let Some(findings) = &outcome.findings {
            shown.push_str(&self.0.shown(findings));
        }
        shown
    }

    fn screen(&self) -> Screen {
        self.0.screen()
    }

    fn is_dumb(&self) -> bool {
        super::console::is_dumb()
    }

    fn editor(&self) -> Option<String> {
        let set = |name| std::env::var(name).ok().filter(|words| !words.trim().is_empty());
        set("VISUAL").or_else(|| set("EDITOR"))
    }

    fn state(&self) -> Option<PathBuf> {
        let folders = etcetera::choose_base_strategy().ok()?;
        // Where a system has no such folder, the one for what can be lost.
        Some(folders.state_dir().unwrap_or_else(|| folders.cache_dir()).join("pace"))
    }
}
