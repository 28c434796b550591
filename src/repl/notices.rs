//! Notices: what is said while somebody may be typing. They go above the prompt if there is one, else before
//! the next.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Where notices go, for whoever has some.
pub type NoticeSender = Sender<String>;

/// The notices that wait, and whether they may be printed at once.
#[derive(Default, Debug)]
struct NoticeBoard {
    /// Whether the line editor is reading: only then can it make room above the prompt.
    at_prompt: AtomicBool,
    /// Those that could not be printed, in order.
    waiting: Mutex<Vec<String>>,
}

/// The notices of a session, on the side that prints them.
#[derive(Debug)]
pub struct Notices {
    board: Arc<NoticeBoard>,
    /// None once a thread prints them as they come.
    told: Option<Receiver<String>>,
}

impl Notices {
    /// No notices yet, and where to send some.
    pub fn new() -> (Notices, NoticeSender) {
        let (teller, told) = channel();
        (Notices { board: Arc::default(), told: Some(told) }, teller)
    }

    /// Has notices printed by `print` as they come; where that returns false, or away from the prompt, they
    /// wait.
    ///
    /// A thread of its own does that: printing waits until the line editor looks, and nothing may wait for
    /// that.
    pub fn print_with(&mut self, mut print: impl FnMut(String) -> bool + Send + 'static) {
        let (Some(told), board) = (self.told.take(), Arc::clone(&self.board)) else { return };
        std::thread::spawn(move || {
            for text in told {
                if !board.at_prompt.load(Ordering::SeqCst) || !print(text.clone()) {
                    board.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(text);
                }
            }
        });
    }

    /// Says that the prompt is there, or has gone.
    pub fn set_at_prompt(&self, at_prompt: bool) {
        self.board.at_prompt.store(at_prompt, Ordering::SeqCst);
    }

    /// The notices that wait, in order; from then on they count as printed.
    pub fn take(&self) -> Vec<String> {
        let mut waiting =
            std::mem::take(&mut *self.board.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.extend(self.told.iter().flat_map(Receiver::try_iter));
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_wait_where_nothing_prints_them() {
        let (notices, teller) = Notices::new();
        notices.set_at_prompt(true);
        assert!(teller.send("one".into()).is_ok() && teller.send("two".into()).is_ok());
        assert_eq!(notices.take(), ["one", "two"]);
        assert_eq!(notices.take(), Vec::<String>::new());
    }

    #[test]
    fn news_are_printed_at_the_prompt_and_wait_elsewhere() {
        let (mut notices, teller) = Notices::new();
        let (sender, printed) = channel();
        notices.print_with(move |text| sender.send(text).is_ok());
        assert!(teller.send("away".into()).is_ok());
        let mut waited = Vec::new();
        while waited.is_empty() {
            waited = notices.take();
        }
        assert_eq!(waited, ["away"]);
        notices.set_at_prompt(true);
        assert!(teller.send("there".into()).is_ok());
        assert_eq!(printed.recv().as_deref(), Ok("there"));
    }
}
