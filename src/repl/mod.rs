//! A session at a terminal: a prompt in front of [`session`](crate::session).
//!
//! Like [`cli`](crate::cli) it stands at the border of the process: it prints, starts an editor and watches
//! files. What it needs to know of the process comes through a [`Host`]. The pieces that decide something
//! (completion, colours, hints, what a paste holds) are functions of texts, tested without a terminal.
//!
//! Several threads work here. One has the terminal: it reads lines, prints answers and never computes
//! (`front`). One has the session, which cannot be shared (`worker`). One waits for changes on disk
//! (`watch`), and one prints notices above the prompt where the terminal can do that (`notices`).
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

pub use complete::{Candidate, complete};
pub use files::beginning as plans_and_folders;
pub use front::{SessionEnd, run};
pub use word_index::WordIndex;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::loader::World;
use crate::output::text::Screen;
use crate::session::Outcome;

/// The process around a session, as far as a session at a terminal needs it.
pub trait Host: Send + Sync {
    /// The world of the plan at a path, and the name of its main file there. Without a path it is the world
    /// of a plan that has no file yet, and there is no name.
    fn world(&self, plan: Option<&Path>) -> (Rc<dyn World>, Option<String>);

    /// Puts these bytes into a new file `new`, or where there is none into the plan: whole or not at all.
    ///
    /// # Errors
    /// Why not, in words.
    fn write(&self, new: Option<&str>, plan: Option<&Path>, bytes: &[u8]) -> Result<(), String>;

    /// An outcome as it is to be printed, each line ended; empty where there is nothing to say.
    fn rendered(&self, outcome: &Outcome) -> String;

    /// The screen as it is now: a window may have been resized since the last call.
    fn screen(&self) -> Screen;

    /// Whether the terminal can only print line after line, so that nothing can be drawn again.
    fn is_dumb(&self) -> bool;

    /// The command of the user's editor, with its options; none where none is set.
    fn editor(&self) -> Option<String>;

    /// The folder for what pace remembers from one session to the next; none where the system names none.
    fn state(&self) -> Option<PathBuf>;
}
