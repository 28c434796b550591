//! Ctrl-C while pace works: it stops the work, and does not end the session.
//!
//! At the prompt Ctrl-C is a key like any other; elsewhere it is a signal, which this counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often Ctrl-C was pressed since somebody asked.
#[derive(Clone, Debug, Default)]
pub struct Interrupts(Arc<AtomicUsize>);

impl Interrupts {
    /// Counts from now on, and calls `also` each time. Where the system does not let it, Ctrl-C ends the process
    /// as it always does.
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

    /// How often it was pressed since the last call.
    pub fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}
