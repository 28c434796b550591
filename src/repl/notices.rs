//! What is said while somebody may be typing: above the prompt if there is one, else before the next.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Where news go, for whoever has some.
pub type NoticeSender = Sender<String>;

/// The news that wait, and whether they may be printed at once.
#[derive(Default, Debug)]
struct NoticeBoard {
    at_prompt: AtomicBool,
    waiting: Mutex<Vec<String>>,
}

/// The news of a session.
#[derive(Debug)]
pub struct Notices {
    board: Arc<NoticeBoard>,
    told: Option<Receiver<String>>,
}

impl Notices {
    /// Nothing new yet, and where to tell it.
    pub fn new() -> (Notices, NoticeSender) {
        let (teller, told) = channel();
        (Notices { board: Arc::default(), told: Some(told) }, teller)
    }

    /// Has news printed by `print`, which puts them above the prompt; without it they wait for the next one.
    ///
    /// A thread of its own does that: printing waits until the line editor looks, and nothing may wait for that.
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

    /// The prompt is there, or has gone.
    pub fn set_at_prompt(&self, at_prompt: bool) {
        self.board.at_prompt.store(at_prompt, Ordering::SeqCst);
    }

    /// What has been told since, and not been printed.
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
