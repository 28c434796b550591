//! A session at a terminal: what `repl` needs of the process.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use etcetera::BaseStrategy;

use super::console::Console;
use super::host::{world_of, write};
use crate::loader::World;
use crate::output::text::{Screen, render};
use crate::repl::Host;
use crate::session::Outcome;

/// The process around a session at a terminal, with the console that it prints to.
pub struct Terminal(pub Console);

impl Host for Terminal {
    fn world(&self, plan: Option<&Path>) -> (Rc<dyn World>, Option<String>) {
        world_of(plan)
    }

    fn write(&self, new: Option<&str>, plan: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
        write(new, plan, bytes)
    }

    fn rendered(&self, outcome: &Outcome) -> String {
        let mut shown =
            outcome.report.as_ref().map(|report| render(report, &self.screen())).unwrap_or_default();
        if let Some(findings) = &outcome.findings {
            shown.push_str(&String::from_utf8_lossy(&self.0.transcript(findings, true)));
        }
        shown
    }

    fn screen(&self) -> Screen {
        self.0.screen()
    }

    fn is_dumb(&self) -> bool {
        // Others that the line editor knows to be no better.
        let poor = |term: std::ffi::OsString| term == "emacs" || term == "cons25";
        super::console::is_dumb() || std::env::var_os("TERM").is_some_and(poor)
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
