//! A session at a terminal: a prompt in front of [`session`](crate::session).
//!
//! Like [`cli`](crate::cli) it stands at the border of the process: it prints, starts an editor and watches files.
//! What it needs to know of the process comes through a [`Host`]. The pieces that decide something (completion,
//! colours, hints, what a paste holds) are functions of texts, tested without a terminal.
#![allow(clippy::disallowed_methods, reason = "this prints to the terminal")]

mod complete;
mod edit;
mod entry;
mod files;
mod front;
mod helper;
mod highlight;
mod hint;
mod history;
mod interrupt;
mod notices;
mod watch;
mod word_index;
mod worker;

pub use front::{SessionEnd, run};

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::loader::World;
use crate::output::text::Screen;
use crate::session::Outcome;

/// The process around a session.
pub trait Host: Send + Sync {
    /// The world of the plan at a path, and the name of its main file there; without a path that of a plan which
    /// has no file yet.
    fn world(&self, plan: Option<&Path>) -> (Rc<dyn World>, Option<String>);

    /// Puts these bytes into a new file, or without one into the plan, whole or not at all; or says in words why not.
    fn write(&self, new: Option<&str>, plan: Option<&Path>, bytes: &[u8]) -> Result<(), String>;

    /// An outcome as it is to be printed, each line ended; empty where there is nothing to say.
    fn rendered(&self, outcome: &Outcome) -> String;

    /// The screen as it is now.
    fn screen(&self) -> Screen;

    /// Whether the terminal can only print line after line.
    fn is_dumb(&self) -> bool;

    /// The command of the user's editor, with its options.
    fn editor(&self) -> Option<String>;

    /// The folder for what pace remembers.
    fn state(&self) -> Option<PathBuf>;
}
