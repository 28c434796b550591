//! `pace repl`: a session over a plan. On a terminal `repl/` holds it; here it reads a script.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::host::{world_of, write};
use super::terminal::Terminal;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::loader::World;
use crate::output::text;
use crate::repl::{self, SessionEnd};
use crate::session::{Outcome, Session, SessionHost, continues};

/// Play with a plan: work things out, try changes, see what moves, keep what you find
///
/// A line is an expression, a statement as a plan has it, or a command after a colon; `:help` lists the
/// commands. Changes stay in the session until `:save` writes them.
///
/// Where stdin is no terminal, the lines are read from it without a prompt, and what they come to is written to
/// stdout; the exit code is 2 if one of them was wrong.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pace repl plan.pace
  pace repl                                  begins with an empty plan
  echo 'bookings / calls' | pace repl plan.pace")]
pub struct ReplArguments {
    /// The plan; without one the session begins with an empty plan
    file: Option<PathBuf>,
}

/// Runs a session: at a terminal, or over the lines of stdin.
pub fn run(arguments: &ReplArguments, console: &Console) -> Result<Exit, Stop> {
    if arguments.file.as_deref() == Some(Path::new("-")) {
        let message = "stdin holds the lines of the session, so the plan cannot come from it: name a file";
        return Err(console.complain(message));
    }
    let console = &console.in_session();
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return at_terminal(arguments, console);
    }
    let (world, main) = world_of(arguments.file.as_deref());
    let mut session = Session::new(world, main);
    let opening = session.opening();
    if opening.is_wrong() {
        console.tell(&opening.findings.into_iter().collect::<Vec<_>>());
        return Ok(Exit::Wrong);
    }
    let plan = arguments.file.clone();
    let mut script = Script { console, plan, exit: Exit::Done, fresh: true };
    script.tell(&opening)?;
    let mut waiting: Vec<u8> = Vec::new();
    // Bytes and not `lines()`: that would end at the first line that is not UTF-8, and the others can still
    // be answered.
    for line in io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| console.complain(&format!("the lines cannot be read: {error}")))?;
        if !waiting.is_empty() {
            waiting.push(b'\n');
        }
        waiting.extend(line.strip_suffix(b"\r").unwrap_or(&line));
        // Bytes that are no text cannot open a bracket; the line is refused as a whole when it is complete.
        if continues(&String::from_utf8_lossy(&waiting)) {
            continue;
        }
        if !script.say(&std::mem::take(&mut waiting), &mut session)? {
            return Ok(script.exit);
        }
    }
    if !waiting.is_empty() {
        script.say(&waiting, &mut session)?;
    }
    Ok(script.exit)
}

/// A session at a terminal; the exit code says how it ended.
fn at_terminal(arguments: &ReplArguments, console: &Console) -> Result<Exit, Stop> {
    match repl::run(arguments.file.clone(), Arc::new(Terminal(console.clone()))) {
        Ok(SessionEnd::Done) => Ok(Exit::Done),
        Ok(SessionEnd::Interrupted) => Ok(Exit::Interrupted),
        Ok(SessionEnd::Lost) => Ok(Exit::Bug),
        Err(error) => Err(Stop::Lost(error)),
    }
}

/// A session over lines that are not typed at a terminal: there is no prompt, and the exit code says whether
/// a line was wrong.
struct Script<'a> {
    console: &'a Console,
    /// The plan; none where the session has no file.
    plan: Option<PathBuf>,
    /// The exit code so far.
    exit: Exit,
    /// Whether nothing has been written yet, so that no blank line is needed before what comes.
    fresh: bool,
}

impl Script<'_> {
    /// Gives a line to the session and does what that asks for; returns whether there is more to come.
    fn say(&mut self, line: &[u8], session: &mut Session) -> Result<bool, Stop> {
        let outcome = match std::str::from_utf8(line) {
            Ok(line) => session.say(line),
            Err(_) => session.refuse_line(&String::from_utf8_lossy(line)),
        };
        session.carry_out(outcome, self)
    }
}

impl SessionHost for Script<'_> {
    type Stop = Stop;

    fn world(&mut self, plan: &Path) -> (Rc<dyn World>, Option<String>) {
        world_of(Some(plan))
    }

    fn loaded(&mut self, plan: PathBuf) {
        self.plan = Some(plan);
    }

    fn write(&mut self, new: Option<&str>, bytes: &[u8]) -> Result<(), String> {
        write(new, self.plan.as_deref(), bytes)
    }

    fn edit(&mut self) -> Option<Outcome> {
        let found = Diagnostic::without_place(Code::WrongArguments, "an editor needs a terminal");
        Some(Findings::alone(found).into())
    }

    /// Writes what came of a line, a blank line before it.
    fn tell(&mut self, outcome: &Outcome) -> Result<(), Stop> {
        if outcome.is_wrong() {
            self.exit = Exit::Wrong;
        }
        let mut bytes = Vec::new();
        if let Some(report) = &outcome.report {
            bytes.extend(text::render(report, &self.console.screen()).into_bytes());
        }
        if let Some(findings) = &outcome.findings {
            bytes.extend(self.console.transcript(findings, false));
        }
        if bytes.is_empty() {
            return Ok(());
        }
        if !self.fresh {
            bytes.insert(0, b'\n');
        }
        self.fresh = false;
        self.console.print(&bytes)
    }
}
