//! The loop at the terminal: a prompt, what was typed, what came of it.
//!
//! This thread never computes. What is typed goes to the worker, and while that works this looks every now
//! and then whether Ctrl-C was pressed, so that the terminal always answers.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{
    ColorMode, CompletionType, Config, Editor, EventHandler, ExternalPrinter, KeyCode, KeyEvent, Modifiers,
};

use super::Host;
use super::edit::edit;
use super::entry::pieces;
use super::helper::{ClosingBraceKey, EnterKey, InterruptKey, LineEditorHelper, wants_more};
use super::history::{ENTRIES, InputHistory, OpenedHistory};
use super::interrupt::Interrupts;
use super::notices::Notices;
use super::worker::{PromptState, Reply, SessionHandle};
use crate::output::text::width;
use crate::output::{TextRole, clean, signals};
use crate::report::{Block, Report};
use crate::session::{Outcome, Vocabulary};

/// After how many glances work counts as long, so that a sign of life is shown: half a second.
const LONG: u32 = 10;
/// How often it is looked whether Ctrl-C was pressed while pace works. Short enough to feel immediate, long
/// enough to cost nothing.
const GLANCE: Duration = Duration::from_millis(50);

/// How many candidates are listed at once; more are shown only after a question.
const CANDIDATES: usize = 60;

/// How a session at a terminal ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionEnd {
    /// The user was done.
    Done,
    /// The user did not wait for running work.
    Interrupted,
    /// The thread of the session has ended by a bug in pace, which has been reported.
    Lost,
}

/// Runs a session over the plan at a path, or over none, until the user ends it; says how it ended.
///
/// # Errors
/// Where the terminal fails.
pub fn run(plan: Option<PathBuf>, host: Arc<dyn Host>) -> io::Result<SessionEnd> {
    // Its file may be written: while this is the only thread, a signal that ends pace waits for that.
    let opened = InputHistory::open(host.state().as_deref());
    // From here on the thread of the session writes, and takes what ends pace; no other does.
    signals::hold_in_this_thread();
    let (notices, teller) = Notices::new();
    let (session, opening) = SessionHandle::open(plan, Arc::clone(&host), teller);
    let mut front = FrontEnd::new(host, session, notices, opened).map_err(io_error)?;
    match front.wait(&opening)? {
        Ok(reply) => front.welcome(&reply)?,
        Err(ended) => return Ok(ended),
    }
    front.serve()
}

/// The terminal with all that belongs to one session on it.
struct FrontEnd {
    host: Arc<dyn Host>,
    session: SessionHandle,
    notices: Notices,
    editor: Editor<LineEditorHelper, MemHistory>,
    history: InputHistory,
    /// What is to be said once, before the first prompt.
    note: Option<String>,
    state: PromptState,
    dumb: bool,
    /// Whether the line was empty when Ctrl-C was pressed last; the line editor does not say so itself.
    line_was_empty: Arc<AtomicBool>,
    /// How often in a row Ctrl-C was pressed on an empty line.
    empty_interrupts: usize,
    /// Whether the user has been told what would be lost, and has done nothing since: the next request to end
    /// is granted.
    leaving: bool,
    interrupts: Interrupts,
    /// The prompt of a dumb terminal while a line is awaited; the handler of Ctrl-C prints it again.
    pending_prompt: Arc<Mutex<Option<String>>>,
}

impl FrontEnd {
    /// Sets the terminal up: history, key bindings, completion where the terminal can do it, and the handler
    /// of Ctrl-C.
    ///
    /// # Errors
    /// Where the line editor cannot start.
    fn new(
        host: Arc<dyn Host>,
        session: SessionHandle,
        mut notices: Notices,
        opened: OpenedHistory,
    ) -> rustyline::Result<FrontEnd> {
        let colour = host.screen().painter.has_colour();
        let config = Config::builder()
            .max_history_size(ENTRIES)?
            .history_ignore_dups(true)?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .completion_prompt_limit(CANDIDATES)
            // Forced, since whether there is colour has been decided already, `--color` included; the line
            // editor would decide again.
            .color_mode(if colour { ColorMode::Forced } else { ColorMode::Disabled })
            .build();
        // The line editor remembers in memory only. The file is written line by line by our own history, so
        // that two sessions at once lose nothing.
        let mut editor = Editor::with_history(config.clone(), MemHistory::with_config(&config))?;
        for entry in opened.entries {
            editor.add_history_entry(entry)?;
        }
        let dumb = host.is_dumb();
        let line_was_empty = Arc::<AtomicBool>::default();
        if !dumb {
            let screen = Arc::clone(&host);
            let typist = LineEditorHelper::new(session.clone(), Box::new(move || screen.screen()));
            bind(
                &mut editor,
                typist.closing_brace(),
                InterruptKey { line_was_empty: Arc::clone(&line_was_empty) },
            );
            editor.set_helper(Some(typist));
            // Without such a printer, notices wait for the next prompt.
            if let Ok(mut printer) = editor.create_external_printer() {
                notices.print_with(move |text| printer.print(text).is_ok());
            }
        }
        let pending_prompt = Arc::<Mutex<Option<String>>>::default();
        let asked = Arc::clone(&pending_prompt);
        let interrupts = Interrupts::count(move || {
            // The terminal has dropped what was typed.
            if let Some(prompt) = &*asked.lock().unwrap_or_else(PoisonError::into_inner) {
                // A terminal that has gone is noticed by the next read.
                let _ = print(&format!("\n{prompt}"));
            }
        });
        Ok(FrontEnd {
            host,
            session,
            notices,
            editor,
            history: opened.history,
            note: opened.note,
            state: PromptState::default(),
            dumb,
            line_was_empty,
            empty_interrupts: 0,
            leaving: false,
            interrupts,
            pending_prompt,
        })
    }

    /// Prints what there is to say at the beginning: findings in the plan, what is in it, and what can be
    /// typed.
    fn welcome(&mut self, opening: &Reply) -> io::Result<()> {
        self.state = opening.state.clone();
        print(&opening.text)?;
        if let Some(note) = self.note.take() {
            self.remark(&note)?;
        }
        let plan = match &self.state.plan {
            Some(name) => inventory(name, self.session.words().vocabulary()),
            None => "No plan is open. Type one, such as `plan 6 calls/day`, or `:load FILE`.".into(),
        };
        self.remark(&plan)?;
        self.remark("`:help` shows what can be typed, Tab completes it, Ctrl-D ends.")
    }

    /// Reads and answers until the user ends the session.
    fn serve(mut self) -> io::Result<SessionEnd> {
        loop {
            for notices in self.notices.take() {
                print(&notices)?;
            }
            let typed = self.read();
            match typed {
                Ok(text) => {
                    self.empty_interrupts = 0;
                    self.remember(&text)?;
                    if let Some(ended) = self.submit(&text)? {
                        return Ok(ended);
                    }
                }
                Err(ReadlineError::Interrupted) => self.cleared()?,
                Err(ReadlineError::Eof) => {
                    // Where the terminal can only print lines, the prompt's line still stands there.
                    if self.dumb {
                        print("\n")?;
                    }
                    if !self.stays()? {
                        return Ok(SessionEnd::Done);
                    }
                }
                Err(error) => return Err(io_error(error)),
            }
        }
    }

    /// Reads what is typed next, as one text that may have several lines.
    fn read(&mut self) -> rustyline::Result<String> {
        let prompt = prompt(&self.state);
        if self.dumb {
            return self.read_dumbly(&prompt);
        }
        if let Some(typist) = self.editor.helper_mut() {
            typist.prompt = width(&prompt);
        }
        self.notices.set_at_prompt(true);
        // Ctrl-C was for what is done; at the prompt it is a key.
        self.interrupts.take();
        let typed = self.editor.readline(&prompt);
        self.notices.set_at_prompt(false);
        typed
    }

    /// The same, line after line, where the terminal can do no more: the line editor would redraw the line,
    /// which such a terminal shows as rubbish.
    fn read_dumbly(&mut self, prompt: &str) -> rustyline::Result<String> {
        let continued = format!("{}> ", ".".repeat(width(prompt).saturating_sub(2)));
        let pending_prompt =
            |prompt| *self.pending_prompt.lock().unwrap_or_else(PoisonError::into_inner) = prompt;
        let mut text = String::new();
        self.interrupts.take();
        loop {
            pending_prompt(Some(prompt.to_string()));
            let line = self.editor.readline(if text.is_empty() { prompt } else { &continued });
            pending_prompt(None);
            // Ctrl-C has shown the first prompt again: the statement begins anew.
            if self.interrupts.take() > 0 {
                text.clear();
            }
            text.push_str(&line?);
            if !wants_more(&text) {
                return Ok(text);
            }
            text.push('\n');
        }
    }

    /// Keeps a line for later sessions. Where its file fails, nothing is kept any longer, which is told once.
    fn remember(&mut self, text: &str) -> io::Result<()> {
        // As in a shell, what begins with a space is not kept.
        let kept = !text.trim().is_empty() && !text.starts_with(' ');
        if kept && self.editor.add_history_entry(text).map_err(io_error)? && self.history.add(text).is_err() {
            self.history = InputHistory::forgetful();
            self.remark("What you type is not kept any longer: its file cannot be written.")?;
        }
        Ok(())
    }

    /// Gives what was typed to the session, piece by piece, and shows what came of each. How the session has
    /// ended, where it has.
    fn submit(&mut self, text: &str) -> io::Result<Option<SessionEnd>> {
        for piece in pieces(text) {
            let answer = self.session.say(&piece);
            let reply = match self.wait(&answer)? {
                Ok(reply) => reply,
                Err(ended) => return Ok(Some(ended)),
            };
            answer_with(&reply.text)?;
            self.state = reply.state;
            if reply.quit {
                if self.stays()? {
                    continue;
                }
                return Ok(Some(SessionEnd::Done));
            }
            self.leaving = false;
            let ended = reply.edit.map_or(Ok(None), |path| self.edit(&path))?;
            if ended.is_some() {
                return Ok(ended);
            }
        }
        Ok(None)
    }

    /// Whether the session goes on although its end was asked for: changes that nobody has saved are told of
    /// once, and the second time it ends.
    fn stays(&mut self) -> io::Result<bool> {
        let Some(unsaved) = self.state.unsaved.clone().filter(|_| !self.leaving) else { return Ok(false) };
        self.leaving = true;
        let note = Block::note(format!("{unsaved} Ctrl-D or `:quit` again ends without them."));
        let report = Some(Report { blocks: vec![note], ..Report::default() });
        answer_with(&self.host.rendered(&Outcome { report, ..Outcome::default() }))?;
        Ok(true)
    }

    /// Opens a file in the user's editor, and has it read again afterwards.
    fn edit(&mut self, path: &Path) -> io::Result<Option<SessionEnd>> {
        if let Err(reason) = edit(self.host.editor().as_deref(), path) {
            self.remark(&reason)?;
        }
        // Ctrl-C was for the editor.
        self.interrupts.take();
        let answer = self.session.reload();
        match self.wait(&answer)? {
            Ok(reply) => {
                answer_with(&reply.text)?;
                self.state = reply.state;
                Ok(None)
            }
            Err(ended) => Ok(Some(ended)),
        }
    }

    /// Waits for an answer, unless the user does not, or there will be none. What takes long shows a sign of
    /// life. Ctrl-C once asks the work to stop, twice gives up on it.
    fn wait(&mut self, answer: &Receiver<Reply>) -> io::Result<Result<Reply, SessionEnd>> {
        let mut pressed = 0;
        let mut glances = 0;
        let result = loop {
            match answer.recv_timeout(GLANCE) {
                Ok(reply) => break Ok(reply),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Err(SessionEnd::Lost),
            }
            let now = self.interrupts.take();
            if now > 0 {
                self.session.stop();
            }
            pressed += now;
            // Work that does not stop at once is not waited for.
            if pressed > 1 {
                break Err(SessionEnd::Interrupted);
            }
            glances += 1;
            if glances == LONG && !self.dumb {
                let mut sign = String::new();
                self.host.screen().painter.paint(&mut sign, TextRole::Dim, "working; Ctrl-C stops it");
                print(&sign)?;
            }
        };
        if glances >= LONG && !self.dumb {
            // Back to the start of the line, and clear it: the sign of life must not stay.
            print("\r\u{1b}[K")?;
        }
        Ok(result)
    }

    /// Answers Ctrl-C at the prompt, which has cleared the line. Who presses it twice on an empty line wants
    /// to leave, and is told how.
    fn cleared(&mut self) -> io::Result<()> {
        self.empty_interrupts =
            if self.line_was_empty.load(Ordering::SeqCst) { self.empty_interrupts + 1 } else { 0 };
        if self.empty_interrupts < 2 {
            return Ok(());
        }
        self.empty_interrupts = 0;
        self.remark("Ctrl-D or `:quit` ends the session.")
    }

    /// Prints a line about the session itself, dimmed.
    fn remark(&self, text: &str) -> io::Result<()> {
        let painter = self.host.screen().painter;
        let mut page = String::new();
        let (space, words) = text.split_at(text.len() - text.trim_start().len());
        page.push_str(space);
        painter.prose(&mut page, TextRole::Dim, &clean(words));
        page.push('\n');
        print(&page)
    }
}

/// Binds the keys whose meaning depends on the text: Enter, a closing brace, Ctrl-C.
fn bind(editor: &mut Editor<LineEditorHelper, MemHistory>, brace: ClosingBraceKey, interrupt: InterruptKey) {
    let key = |code| KeyEvent(code, Modifiers::NONE);
    editor.bind_sequence(key(KeyCode::Enter), EventHandler::Conditional(Box::new(EnterKey)));
    editor.bind_sequence(key(KeyCode::Char('}')), EventHandler::Conditional(Box::new(brace)));
    editor.bind_sequence(KeyEvent::ctrl('C'), EventHandler::Conditional(Box::new(interrupt)));
}

/// The prompt: `pace> `, with the scenario that is looked at, and `*` where the session has changes that are
/// not saved.
fn prompt(state: &PromptState) -> String {
    let scenario = state.scenario.as_ref().map(|name| format!(" {}", clean(name))).unwrap_or_default();
    format!("pace{scenario}{}> ", if state.unsaved.is_some() { "*" } else { "" })
}

/// What there is in a plan, in a line: `plan.pace: 12 rows, 2026-01 .. 2026-12, 2 scenarios`. Parts of stages
/// are not counted as rows, nor `base` as a scenario.
fn inventory(name: &str, vocabulary: &Vocabulary) -> String {
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{count} {what}s")),
    };
    let rows = vocabulary.rows.iter().filter(|row| !row.name.contains('.')).count();
    let months = vocabulary.months.first().zip(vocabulary.months.last());
    let parts = [
        counted(rows, "row"),
        months.map(|(first, last)| format!("{first} .. {last}")),
        counted(vocabulary.scenarios.iter().filter(|name| *name != "base").count(), "scenario"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { format!("{name}.") } else { format!("{name}: {}.", parts.join(", ")) }
}

/// Prints what came of something, and a blank line after it unless it ends with one.
fn answer_with(text: &str) -> io::Result<()> {
    let ended = text.is_empty() || text.ends_with("\n\n");
    print(text).and_then(|()| if ended { Ok(()) } else { print("\n") })
}

/// Writes to the terminal at once: nothing here ends with a line break that would flush a prompt.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The error of the line editor as one of input and output, which is all that this module returns.
fn io_error(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_tells_how_the_session_stands() {
        let state = |changed: bool, scenario: Option<&str>| PromptState {
            plan: None,
            unsaved: changed.then(String::new),
            scenario: scenario.map(String::from),
        };
        assert_eq!(prompt(&state(false, None)), "pace> ");
        assert_eq!(prompt(&state(true, None)), "pace*> ");
        assert_eq!(prompt(&state(true, Some("hire"))), "pace hire*> ");
    }
}
