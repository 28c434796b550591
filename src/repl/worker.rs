//! The session in a thread of its own, so that the prompt never waits for it longer than it wants to.
//!
//! A [`Session`] is made for one thread. It lives in the worker's, and everybody else has a
//! [`SessionHandle`], which sends requests and receives answers. What a keystroke needs is not asked for: the
//! worker publishes the words after each change, and whoever completes or colours reads the last ones.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use super::Host;
use super::notices::NoticeSender;
use super::watch::Watch;
use super::word_index::WordIndex;
use crate::limits::CancellationToken;
use crate::loader::{Unreadable, World};
use crate::output::signals;
use crate::report::Block;
use crate::session::{Outcome, Session, SessionHost};

/// How long a keystroke waits for its hint: less than anybody notices.
const HINT: Duration = Duration::from_millis(10);
/// How many hints in a row may come late. After that the plan is too large for them, and none is asked for
/// until the next line.
const LATE: usize = 3;

/// What came of a line, ready to be shown.
#[derive(Debug, Default)]
pub struct Reply {
    /// What there is to read, as it is to be printed; empty where there is nothing.
    pub text: String,
    /// Whether the session is to end.
    pub quit: bool,
    /// The file to be opened in an editor. The thread that has the terminal does that.
    pub edit: Option<PathBuf>,
    /// How the session stands.
    pub state: PromptState,
}

/// What the prompt shows of a session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PromptState {
    /// The name of the plan; none where there is no file.
    pub plan: Option<String>,
    /// What would be lost if the session ended, and how to keep it; none where nothing would be.
    pub unsaved: Option<String>,
    /// The scenario that is looked at, if not the plan itself.
    pub scenario: Option<String>,
}

/// What the worker is asked for, and where the answer goes.
enum WorkerRequest {
    /// A line was typed.
    Say(String, Sender<Reply>),
    /// The value of what is being typed is wanted.
    Hint(String, Sender<Option<String>>),
    /// The files are to be read again.
    Reload(Sender<Reply>),
    /// A file has changed on disk; nobody waits for an answer.
    Changed,
}

/// The way to a session from other threads. Clones lead to the same session.
#[derive(Clone)]
pub struct SessionHandle {
    /// Requests, which the worker takes one after the other.
    asks: Sender<WorkerRequest>,
    /// The words as last published. Readers take the inner `Arc` and let the lock go at once, so that the
    /// worker never waits for somebody who completes.
    words: Arc<RwLock<Arc<WordIndex>>>,
    hints: Arc<Hints>,
    /// The token of whatever the session is doing.
    cancellation: CancellationToken,
}

/// Whether a hint is being worked out, and how many in a row came late. There is one at a time: a second
/// would only wait behind the first.
#[derive(Default)]
struct Hints {
    busy: AtomicBool,
    late: AtomicUsize,
}

impl SessionHandle {
    /// Opens a session over the plan at a path, in a new thread. What there is to say at the beginning comes
    /// through the receiver.
    pub fn open(
        plan: Option<PathBuf>,
        host: Arc<dyn Host>,
        notices: NoticeSender,
    ) -> (SessionHandle, Receiver<Reply>) {
        let (asks, asked) = channel();
        let (opening, opened) = channel();
        let cancellation = CancellationToken::default();
        let session = SessionHandle {
            asks,
            words: Arc::default(),
            hints: Arc::default(),
            cancellation: cancellation.clone(),
        };
        let (own, words) = (session.asks.clone(), Arc::clone(&session.words));
        let hints = Arc::clone(&session.hints);
        std::thread::spawn(move || {
            let mut worker = Worker::new(plan, host, words, cancellation);
            let first = worker.opening();
            worker.publish();
            // Where nobody waits any longer, nobody asks any more either: the loop below ends.
            let _ = opening.send(first);
            worker.watch = Some(Watch::new(move || own.send(WorkerRequest::Changed).is_ok()));
            // This is the thread that writes: a signal that ends pace finds it, and waits while it does. The threads of
            // the watch, which hold what this one held when it started them, leave that alone.
            signals::take_in_this_thread();
            worker.follow();
            worker.serve(&asked, &notices, &hints);
        });
        (session, opened)
    }

    /// Gives a line to the session; the answer comes through the receiver, which reports where there will be
    /// none.
    pub fn say(&self, text: &str) -> Receiver<Reply> {
        self.hints.late.store(0, Ordering::Relaxed);
        self.cancellation.reset();
        let (answer, answered) = channel();
        // If the worker has gone, so has the sender of the answer, and the receiver reports that.
        let _ = self.asks.send(WorkerRequest::Say(text.to_string(), answer));
        answered
    }

    /// Asks the work on the last line to stop.
    pub fn stop(&self) {
        self.cancellation.cancel();
    }

    /// Has the plan's files read again; the answer comes through the receiver.
    pub fn reload(&self) -> Receiver<Reply> {
        self.cancellation.reset();
        let (answer, answered) = channel();
        let _ = self.asks.send(WorkerRequest::Reload(answer));
        answered
    }

    /// The value of what is being typed; none where there is none within the time of a keystroke.
    pub fn hint(&self, text: &str) -> Option<String> {
        if self.hints.late.load(Ordering::Relaxed) >= LATE || self.hints.busy.swap(true, Ordering::SeqCst) {
            return None;
        }
        let (answer, answered) = channel();
        self.asks.send(WorkerRequest::Hint(text.to_string(), answer)).ok()?;
        match answered.recv_timeout(HINT) {
            Ok(hint) => {
                self.hints.late.store(0, Ordering::Relaxed);
                hint
            }
            Err(_) => {
                self.hints.late.fetch_add(1, Ordering::Relaxed);
                None
            }
        }
    }

    /// The words that may be typed, as they were after the last line.
    pub fn words(&self) -> Arc<WordIndex> {
        Arc::clone(&self.words.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The thread that has the session.
struct Worker {
    session: Session,
    host: Arc<dyn Host>,
    /// The path of the plan, as the user gave it.
    plan: Option<PathBuf>,
    /// The files that were read for it, which are those to watch.
    read: Rc<RefCell<BTreeSet<PathBuf>>>,
    words: Arc<RwLock<Arc<WordIndex>>>,
    /// None until the first answer is out: opening a plan is not to wait for the system's watches.
    watch: Option<Watch>,
}

impl Worker {
    fn new(
        plan: Option<PathBuf>,
        host: Arc<dyn Host>,
        words: Arc<RwLock<Arc<WordIndex>>>,
        cancellation: CancellationToken,
    ) -> Worker {
        let read = Rc::default();
        let (world, main) = world(&*host, plan.as_deref(), &read);
        Worker {
            session: Session::cancellable(world, main, cancellation),
            host,
            plan,
            read,
            words,
            watch: None,
        }
    }

    /// The answer to having opened the plan.
    fn opening(&mut self) -> Reply {
        let opening = self.session.opening();
        self.settled(opening)
    }

    /// Answers requests until nobody can ask any more.
    fn serve(&mut self, asked: &Receiver<WorkerRequest>, notices: &NoticeSender, hints: &Hints) {
        for ask in asked {
            match ask {
                WorkerRequest::Say(text, answer) => {
                    let outcome = self.session.say(&text);
                    let reply = self.settled(outcome);
                    let _ = answer.send(reply);
                }
                WorkerRequest::Reload(answer) => {
                    let outcome = self.session.reload();
                    let reply = self.settled(outcome);
                    let _ = answer.send(reply);
                }
                WorkerRequest::Changed => {
                    let outcome = brief(self.session.reload());
                    let reply = self.settled(outcome);
                    if !reply.text.is_empty() {
                        let _ = notices.send(reply.text);
                    }
                }
                WorkerRequest::Hint(text, answer) => {
                    let hint = self.session.hint(&text);
                    // Before the answer: the next keystroke may follow it at once.
                    hints.busy.store(false, Ordering::SeqCst);
                    let _ = answer.send(hint);
                    continue;
                }
            }
            // After the answer: nobody has to wait for it.
            self.publish();
            self.follow();
        }
    }

    /// Does what an outcome asks for, and what that asks for in turn, as far as it can be done in this
    /// thread. The rest, to end and to edit, is left to whoever asked.
    fn settled(&mut self, first: Outcome) -> Reply {
        let mut reply = Reply::default();
        let Worker { session, host, plan, read, .. } = self;
        let mut holder = ReplyBuilder { host: &**host, plan, read, next: Rc::default(), reply: &mut reply };
        reply.quit = match session.carry_out(first, &mut holder) {
            Ok(goes_on) => !goes_on,
            Err(never) => match never {},
        };
        reply.state = self.state();
        reply
    }

    /// What the prompt shows of the session.
    fn state(&self) -> PromptState {
        let scenario = Some(self.session.scenario()).filter(|name| *name != "base");
        PromptState {
            plan: self.session.name(),
            unsaved: self.session.unsaved(),
            scenario: scenario.map(str::to_string),
        }
    }

    /// Puts the words of the session as it now is in the place of those before.
    fn publish(&self) {
        let words = Arc::new(WordIndex::new(self.session.vocabulary()));
        *self.words.write().unwrap_or_else(PoisonError::into_inner) = words;
    }

    /// Watches the files that were read last, and no others.
    fn follow(&mut self) {
        let files: Vec<PathBuf> = self.read.borrow().iter().cloned().collect();
        if let Some(watch) = &mut self.watch {
            // Where the system does not let it, `:reload` does the same.
            watch.follow(&files);
        }
    }
}

/// The host of a session at a terminal: what there is to read is gathered in a reply, to be shown at once.
struct ReplyBuilder<'a> {
    host: &'a dyn Host,
    plan: &'a mut Option<PathBuf>,
    read: &'a mut Rc<RefCell<BTreeSet<PathBuf>>>,
    /// The files that were read for a plan that is being loaded.
    next: Rc<RefCell<BTreeSet<PathBuf>>>,
    reply: &'a mut Reply,
}

impl SessionHost for ReplyBuilder<'_> {
    type Stop = Infallible;

    fn tell(&mut self, outcome: &Outcome) -> Result<(), Infallible> {
        self.reply.text.push_str(&self.host.rendered(outcome));
        Ok(())
    }

    fn world(&mut self, plan: &Path) -> (Rc<dyn World>, Option<String>) {
        self.next = Rc::default();
        world(self.host, Some(plan), &self.next)
    }

    fn loaded(&mut self, plan: PathBuf) {
        (*self.plan, *self.read) = (Some(plan), Rc::clone(&self.next));
    }

    fn write(&mut self, new: Option<&str>, bytes: &[u8]) -> Result<(), String> {
        self.host.write(new, self.plan.as_deref(), bytes)
    }

    /// The editor takes the terminal, which belongs to the thread that asked.
    fn edit(&mut self) -> Option<Outcome> {
        self.reply.edit.clone_from(self.plan);
        None
    }
}

/// What is shown of a file that has changed while somebody types: that it has, and what became of the goals.
/// A list of rows would push the line that is being typed off the screen.
fn brief(mut outcome: Outcome) -> Outcome {
    if let Some(report) = &mut outcome.report {
        let is_long = |block: &Block| !matches!(block, Block::Note(_) | Block::List(_));
        let end = report.blocks.iter().position(is_long).unwrap_or(report.blocks.len());
        report.blocks.truncate(end);
    }
    outcome
}

/// A world that records what was read from it.
struct RecordingWorld {
    world: Rc<dyn World>,
    read: Rc<RefCell<BTreeSet<PathBuf>>>,
}

impl World for RecordingWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.read.borrow_mut().insert(PathBuf::from(self.world.shown(path)));
        self.world.read(path)
    }

    fn identity(&self, path: &str) -> String {
        self.world.identity(path)
    }

    fn shown(&self, path: &str) -> String {
        self.world.shown(path)
    }
}

fn world(
    host: &dyn Host,
    plan: Option<&Path>,
    read: &Rc<RefCell<BTreeSet<PathBuf>>>,
) -> (Rc<dyn World>, Option<String>) {
    let (world, main) = host.world(plan);
    (Rc::new(RecordingWorld { world, read: Rc::clone(read) }), main)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Painter;
    use crate::output::text::{Screen, render};
    use std::sync::Mutex;
    use std::sync::mpsc::channel;

    /// A process with one file, which is in memory.
    struct Memory(Mutex<Vec<u8>>);

    struct Text(Vec<u8>);

    impl World for Text {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            if path == "plan.pace" { Ok(self.0.clone()) } else { Err(Unreadable::Missing) }
        }
    }

    impl Host for Memory {
        fn world(&self, plan: Option<&Path>) -> (Rc<dyn World>, Option<String>) {
            let text = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
            (Rc::new(Text(text)), plan.map(|plan| plan.display().to_string()))
        }

        fn write(&self, _: Option<&str>, _: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = bytes.to_vec();
            Ok(())
        }

        fn rendered(&self, outcome: &Outcome) -> String {
            let mut text =
                outcome.report.as_ref().map(|report| render(report, &self.screen())).unwrap_or_default();
            for found in outcome.findings.iter().flat_map(|findings| &findings.found) {
                text.push_str(&format!("{}\n", found.message));
            }
            text
        }

        fn screen(&self) -> Screen {
            Screen { width: 80, painter: Painter::new(false), dialect: crate::diagnostic::Dialect::Session }
        }

        fn is_dumb(&self) -> bool {
            false
        }

        fn editor(&self) -> Option<String> {
            None
        }

        fn state(&self) -> Option<PathBuf> {
            None
        }
    }

    fn session(text: &str) -> (SessionHandle, Reply) {
        let host = Arc::new(Memory(Mutex::new(text.as_bytes().to_vec())));
        let (session, opening) = SessionHandle::open(Some("plan.pace".into()), host, channel().0);
        let reply = opening.recv().unwrap_or_default();
        (session, reply)
    }

    #[test]
    fn what_is_said_is_answered_and_changes_the_prompt() {
        let (session, opening) = session("months 3\ncalls = 40/month\n");
        assert_eq!(
            opening.state,
            PromptState { plan: Some("plan.pace".into()), unsaved: None, scenario: None }
        );
        assert!(session.words().is_row("calls"));
        let reply = session.say("leads = calls * 10%").recv().unwrap_or_default();
        assert!(reply.state.unsaved.is_some_and(|unsaved| unsaved.contains("1 change ")));
        assert!(reply.text.contains("12"), "{}", reply.text);
        assert!(session.say(":quit").recv().is_ok_and(|reply| reply.quit));
    }

    #[test]
    fn hints_come_or_are_left_away_but_never_late() {
        let (session, _) = session("months 3\ncalls = 40/month\n");
        // A slow machine may leave some away.
        let mut hint = None;
        for _ in 0..200 {
            hint = session.hint("calls * 2");
            if hint.is_some() {
                break;
            }
            let _ = session.say("1").recv();
        }
        assert!(hint.is_some_and(|hint| hint.contains("240")));
        assert_eq!(session.hint("calls +"), None);
    }
}
