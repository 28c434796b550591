//! The loop at the terminal: a prompt, what was typed, what came of it.

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
use super::helper::{ClosingBrace, Enter, Interrupt, Typist, wants_more};
use super::history::{ENTRIES, History};
use super::interrupt::Interrupts;
use super::notices::News;
use super::worker::{Reply, SessionHandle, State};
use crate::output::text::width;
use crate::output::{Role, clean};
use crate::report::{Block, Report};
use crate::session::{Outcome, Vocabulary};

/// After how many looks something takes long.
const LONG: u32 = 10;
/// How often a look is taken at whether Ctrl-C was pressed while pace works.
const GLANCE: Duration = Duration::from_millis(50);

/// More candidates than this are shown only after a question.
const CANDIDATES: usize = 60;

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// The user was done.
    Done,
    /// The user did not wait for running work.
    Interrupted,
    /// A bug in pace, which has been told, took the session.
    Lost,
}

/// A session over the plan at a path, or over none, until the user ends it. Fails where the terminal does.
pub fn run(plan: Option<PathBuf>, host: Arc<dyn Host>) -> io::Result<Ended> {
    let (notices, teller) = News::new();
    let (session, opening) = SessionHandle::open(plan, Arc::clone(&host), teller);
    let mut front = Front::new(host, session, notices).map_err(io_error)?;
    match front.wait(&opening)? {
        Ok(said) => front.welcome(&said)?,
        Err(ended) => return Ok(ended),
    }
    front.serve()
}

struct Front {
    host: Arc<dyn Host>,
    session: SessionHandle,
    notices: News,
    editor: Editor<Typist, MemHistory>,
    history: History,
    /// What is to be said once, before the first prompt.
    note: Option<String>,
    state: State,
    dumb: bool,
    /// Whether the line was empty when Ctrl-C was pressed, and how often that was so in a row.
    nothing: Arc<AtomicBool>,
    in_vain: usize,
    /// Whether the last that was asked for was the end, and what would be lost has been told.
    leaving: bool,
    interrupts: Interrupts,
    /// The prompt of a dumb terminal while it stands there.
    asking: Arc<Mutex<Option<String>>>,
}

impl Front {
    fn new(host: Arc<dyn Host>, session: SessionHandle, mut notices: News) -> rustyline::Result<Front> {
        let colour = host.screen().painter.has_colour();
        let config = Config::builder()
            .max_history_size(ENTRIES)?
            .history_ignore_dups(true)?
            .completion_type(CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .completion_prompt_limit(CANDIDATES)
            .color_mode(if colour { ColorMode::Forced } else { ColorMode::Disabled })
            .build();
        let mut editor = Editor::with_history(config.clone(), MemHistory::with_config(&config))?;
        let opened = History::open(host.state().as_deref());
        for entry in opened.entries {
            editor.add_history_entry(entry)?;
        }
        let dumb = host.is_dumb();
        let nothing = Arc::<AtomicBool>::default();
        if !dumb {
            let screen = Arc::clone(&host);
            let typist = Typist::new(session.clone(), Box::new(move || screen.screen()));
            bind(&mut editor, typist.closing_brace(), Interrupt { nothing: Arc::clone(&nothing) });
            editor.set_helper(Some(typist));
            if let Ok(mut printer) = editor.create_external_printer() {
                notices.print_with(move |text| printer.print(text).is_ok());
            }
        }
        let asking = Arc::<Mutex<Option<String>>>::default();
        let asked = Arc::clone(&asking);
        let interrupts = Interrupts::count(move || {
            // The terminal has dropped what was typed.
            if let Some(prompt) = &*asked.lock().unwrap_or_else(PoisonError::into_inner) {
                let _ = print(&format!("\n{prompt}"));
            }
        });
        Ok(Front {
            host,
            session,
            notices,
            editor,
            history: opened.history,
            note: opened.note,
            state: State::default(),
            dumb,
            nothing,
            in_vain: 0,
            leaving: false,
            interrupts,
            asking,
        })
    }

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

    fn serve(mut self) -> io::Result<Ended> {
        loop {
            for notices in self.notices.take() {
                print(&notices)?;
            }
            let typed = self.read();
            match typed {
                Ok(text) => {
                    self.in_vain = 0;
                    self.remember(&text)?;
                    if let Some(ended) = self.said(&text)? {
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
                        return Ok(Ended::Done);
                    }
                }
                Err(error) => return Err(io_error(error)),
            }
        }
    }

    /// What is typed next.
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

    /// The same, line after line, where the terminal can do no more.
    fn read_dumbly(&mut self, prompt: &str) -> rustyline::Result<String> {
        let continued = format!("{}> ", ".".repeat(width(prompt).saturating_sub(2)));
        let asking = |prompt| *self.asking.lock().unwrap_or_else(PoisonError::into_inner) = prompt;
        let mut text = String::new();
        self.interrupts.take();
        loop {
            asking(Some(prompt.to_string()));
            let line = self.editor.readline(if text.is_empty() { prompt } else { &continued });
            asking(None);
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

    fn remember(&mut self, text: &str) -> io::Result<()> {
        // As in a shell, what begins with a space is not kept.
        let kept = !text.trim().is_empty() && !text.starts_with(' ');
        if kept && self.editor.add_history_entry(text).map_err(io_error)? && self.history.add(text).is_err() {
            self.history = History::forgetful();
            self.remark("What you type is not kept any longer: its file cannot be written.")?;
        }
        Ok(())
    }

    /// Says what was typed to the session, and shows what came of it.
    fn said(&mut self, text: &str) -> io::Result<Option<Ended>> {
        for piece in pieces(text) {
            let answer = self.session.say(&piece);
            let said = match self.wait(&answer)? {
                Ok(said) => said,
                Err(ended) => return Ok(Some(ended)),
            };
            answer_with(&said.text)?;
            self.state = said.state;
            if said.quit {
                if self.stays()? {
                    continue;
                }
                return Ok(Some(Ended::Done));
            }
            self.leaving = false;
            let ended = said.edit.map_or(Ok(None), |path| self.edit(&path))?;
            if ended.is_some() {
                return Ok(ended);
            }
        }
        Ok(None)
    }

    /// Whether the session does not end yet: what would be lost is told once.
    fn stays(&mut self) -> io::Result<bool> {
        let Some(unsaved) = self.state.unsaved.clone().filter(|_| !self.leaving) else { return Ok(false) };
        self.leaving = true;
        let note = Block::note(format!("{unsaved} Ctrl-D or `:quit` again ends without them."));
        let report = Some(Report { blocks: vec![note], ..Report::default() });
        answer_with(&self.host.rendered(&Outcome { report, ..Outcome::default() }))?;
        Ok(true)
    }

    fn edit(&mut self, path: &Path) -> io::Result<Option<Ended>> {
        if let Err(reason) = edit(self.host.editor().as_deref(), path) {
            self.remark(&reason)?;
        }
        // Ctrl-C was for the editor.
        self.interrupts.take();
        let answer = self.session.reload();
        match self.wait(&answer)? {
            Ok(said) => {
                answer_with(&said.text)?;
                self.state = said.state;
                Ok(None)
            }
            Err(ended) => Ok(Some(ended)),
        }
    }

    /// Waits for an answer, unless the user does not, or there will be none. What takes long shows a sign of life.
    fn wait(&mut self, answer: &Receiver<Reply>) -> io::Result<Result<Reply, Ended>> {
        let mut pressed = 0;
        let mut glances = 0;
        let result = loop {
            match answer.recv_timeout(GLANCE) {
                Ok(said) => break Ok(said),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Err(Ended::Lost),
            }
            let now = self.interrupts.take();
            if now > 0 {
                self.session.stop();
            }
            pressed += now;
            // Work that does not stop at once is not waited for.
            if pressed > 1 {
                break Err(Ended::Interrupted);
            }
            glances += 1;
            if glances == LONG && !self.dumb {
                let mut sign = String::new();
                self.host.screen().painter.paint(&mut sign, Role::Dim, "working; Ctrl-C stops it");
                print(&sign)?;
            }
        };
        if glances >= LONG && !self.dumb {
            print("\r\u{1b}[K")?;
        }
        Ok(result)
    }

    /// Ctrl-C at the prompt.
    fn cleared(&mut self) -> io::Result<()> {
        self.in_vain = if self.nothing.load(Ordering::SeqCst) { self.in_vain + 1 } else { 0 };
        if self.in_vain < 2 {
            return Ok(());
        }
        self.in_vain = 0;
        self.remark("Ctrl-D or `:quit` ends the session.")
    }

    /// A line about the session itself.
    fn remark(&self, text: &str) -> io::Result<()> {
        let painter = self.host.screen().painter;
        let mut page = String::new();
        let (space, words) = text.split_at(text.len() - text.trim_start().len());
        page.push_str(space);
        painter.prose(&mut page, Role::Dim, &clean(words));
        page.push('\n');
        print(&page)
    }
}

fn bind(editor: &mut Editor<Typist, MemHistory>, brace: ClosingBrace, interrupt: Interrupt) {
    let key = |code| KeyEvent(code, Modifiers::NONE);
    editor.bind_sequence(key(KeyCode::Enter), EventHandler::Conditional(Box::new(Enter)));
    editor.bind_sequence(key(KeyCode::Char('}')), EventHandler::Conditional(Box::new(brace)));
    editor.bind_sequence(KeyEvent::ctrl('C'), EventHandler::Conditional(Box::new(interrupt)));
}

/// `pace> `; the scenario that is looked at, and `*` where the session has changes.
fn prompt(state: &State) -> String {
    let scenario = state.scenario.as_ref().map(|name| format!(" {}", clean(name))).unwrap_or_default();
    format!("pace{scenario}{}> ", if state.unsaved.is_some() { "*" } else { "" })
}

/// What there is in a plan: `plan.pace: 12 rows, 2026-01 .. 2026-12, 2 scenarios`.
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

/// Prints what came of something, and a blank line before what comes next.
fn answer_with(text: &str) -> io::Result<()> {
    let ended = text.is_empty() || text.ends_with("\n\n");
    print(text).and_then(|()| if ended { Ok(()) } else { print("\n") })
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

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
        let state = |changed: bool, scenario: Option<&str>| State {
            plan: None,
            unsaved: changed.then(String::new),
            scenario: scenario.map(String::from),
        };
        assert_eq!(prompt(&state(false, None)), "pace> ");
        assert_eq!(prompt(&state(true, None)), "pace*> ");
        assert_eq!(prompt(&state(true, Some("hire"))), "pace hire*> ");
    }
}
