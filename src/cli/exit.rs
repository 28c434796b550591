//! How the process ends.

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use crate::output::clean;

/// The exit codes that scripts may rely on, in order of gravity: of several plans the worst is told. 130 is
/// what a shell reports when the user interrupts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 10: new snapshots were written.
    New,
    /// 1: a goal, check or snapshot failed where the command was asked to judge.
    Failed,
    /// 2: the file or the command line is wrong.
    Wrong,
    /// 70: a bug in pace.
    Bug,
    /// 130: the user did not wait for it.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::New => 10,
            Exit::Failed => 1,
            Exit::Wrong => 2,
            Exit::Bug => 70,
            Exit::Interrupted => 130,
        })
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub enum Stop {
    /// What is wrong has been told already.
    Said,
    /// What the command had to say could not be written.
    Lost(io::Error),
}

impl Stop {
    /// Tells what has not been told yet, and returns the exit code.
    pub fn exit(self) -> Exit {
        if let Stop::Lost(error) = self {
            let _ = writeln!(io::stderr(), "pace: the output could not be written: {error}");
        }
        Exit::Wrong
    }
}

/// Runs the program. A panic is one line on stderr and exit code 70: its message would tell a user of the
/// plan nothing.
pub fn guarded(body: impl FnOnce() -> Exit) -> Exit {
    panic::set_hook(Box::new(|panic| {
        // Not `eprintln!`, which would panic in turn where stderr is closed.
        let _ = writeln!(io::stderr(), "{}", bug(panic));
    }));
    panic::catch_unwind(AssertUnwindSafe(body)).unwrap_or(Exit::Bug)
}

/// The line on a panic: that it is not the plan's fault, and what a report needs.
fn bug(panic: &PanicHookInfo) -> String {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let what = text.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let place = panic.location().map(|at| format!("{}:{}: ", at.file(), at.line())).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "pace {version}: this is a bug in pace, not in your plan; please report it ({place}{})",
        clean(what)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic, reason = "a panic is what is tested")]
    fn a_panic_is_a_bug_in_pace() {
        let before = panic::take_hook();
        let exit = guarded(|| panic!("on purpose, for a test"));
        panic::set_hook(before);
        assert_eq!(exit, Exit::Bug);
    }
}
