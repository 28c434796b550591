//! Signals wait while a file is written.
//!
//! A process that is ended between the first byte of a new file and its last name would leave the half of it behind
//! under a name of its own. So what would end pace is held back in the thread that writes, and comes when the file is
//! whole or gone. Nothing is handled here, and nothing replaced: a signal that the user has switched off (`nohup`)
//! stays switched off, and any other does afterwards what it always does.
//!
//! The system gives a signal to any thread that takes it. A program with several threads therefore has one that
//! writes and takes signals, and all others [hold](hold_in_this_thread) them from their first line on.

#[cfg(unix)]
use nix::sys::signal::{SigSet, SigmaskHow, Signal};

/// Holds signals in this thread for as long as it lives.
#[must_use]
pub struct Held {
    /// What the thread held before; none where the system did not tell.
    #[cfg(unix)]
    before: Option<SigSet>,
}

/// Holds what a terminal, a shell or the system ends a program with (Ctrl-C, `kill`, a closed window, a file that
/// grows too large), until the value is dropped.
pub fn hold() -> Held {
    Held {
        #[cfg(unix)]
        before: ending(true).thread_swap_mask(SigmaskHow::SIG_BLOCK).ok(),
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(before) = &self.before {
            // What has come in the meantime does its work here.
            let _ = before.thread_set_mask();
        }
    }
}

/// Leaves the signals that end the process to other threads, from now on and in every thread that this one starts.
/// Ctrl-C is not among them: where several threads are at work, somebody counts it.
pub fn hold_in_this_thread() {
    #[cfg(unix)]
    let _ = ending(false).thread_block();
}

/// Takes these signals again: in the one thread that writes, and before a program is started, which would hold what
/// its parent holds.
pub fn take_in_this_thread() {
    #[cfg(unix)]
    let _ = ending(false).thread_unblock();
}

/// The signals that end a program, with or without Ctrl-C.
#[cfg(unix)]
fn ending(with_interrupt: bool) -> SigSet {
    let always = [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT, Signal::SIGXFSZ];
    always.into_iter().chain(with_interrupt.then_some(Signal::SIGINT)).collect()
}

/// The most bytes that the user lets a file have (`ulimit -f`). Asked beforehand, since writing more would end the
/// process instead of failing.
pub fn largest_file() -> u64 {
    #[cfg(unix)]
    if let Ok((now, _)) = nix::sys::resource::getrlimit(nix::sys::resource::Resource::RLIMIT_FSIZE) {
        return now;
    }
    u64::MAX
}
