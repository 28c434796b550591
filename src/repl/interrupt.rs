//! Ctrl-C while pace works: it stops the work, and does not end the session.
//!
//! At the prompt the terminal is in raw mode, where Ctrl-C is a key like any other. Elsewhere it is a signal,
//! which this counts; whoever waits for work asks for the count.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often Ctrl-C was pressed since somebody last asked.
#[derive(Clone, Debug, Default)]
pub struct Interrupts(Arc<AtomicUsize>);

impl Interrupts {
    /// Counts from now on, and calls `also` each time, in a thread of the handler. Where the system does not
    /// allow a handler, Ctrl-C ends the process as it always does.
    pub fn count(also: impl Fn() + Send + 'static) -> Interrupts {
        let interrupts = Interrupts::default();
        let counted = interrupts.clone();
        let set = ctrlc::set_handler(move || {
            counted.0.fetch_add(1, Ordering::SeqCst);
            also();
        });
        // A second session in one process shares the first one's handler.
        drop(set);
        interrupts
    }

    /// How often it was pressed since the last call; the count starts again from zero.
    pub fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}
