//! `pace repl`: a plan to play with.

use std::path::PathBuf;
use std::sync::Arc;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::terminal::Terminal;
use crate::repl::{Ended, run as at_terminal};

/// Play with a plan, and keep what you find
#[derive(clap::Args)]
pub struct Arguments {
    /// The plan; without one the session begins with an empty plan
    file: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let plan = arguments.file.as_ref().map(|path| path.to_string_lossy().into_owned());
    match at_terminal(plan, Arc::new(Terminal(console.clone()))) {
        Ok(Ended::Done) => Ok(Exit::Done),
        Ok(Ended::Interrupted) => Ok(Exit::Interrupted),
        Ok(Ended::Lost) => Ok(Exit::Bug),
        Err(error) => Err(Stop::Lost(error)),
    }
}
