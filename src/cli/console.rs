//! What the user sees: stdout and stderr, with the colours and width of the terminal. Answers go to stdout,
//! findings and complaints to stderr. Only a session at a terminal, the sign of work in progress and the line
//! on a panic are written elsewhere.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

use super::exit::{Exit, Stop};
use crate::diagnostic::{Diagnostic, Dialect, Findings};
use crate::output::diagnostics::{self, FindingStyle};
use crate::output::text::Screen;
use crate::output::{Painter, brief, clean};

/// The width in columns of what is not read on a terminal: the same on every machine.
const PLAIN_WIDTH: usize = 80;

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub enum Colour {
    // Not doc comments: clap would turn them into a list that is longer than the rest of the help.
    // On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    // Also into a pipe.
    Always,
    // Not even on a terminal.
    Never,
}

impl Colour {
    /// What `--color` asks for, found without parsing the arguments; the default where it is not there or
    /// makes no sense.
    pub fn asked_for(arguments: &[OsString]) -> Colour {
        let words: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
        let joined = words.iter().find_map(|word| word.strip_prefix("--color="));
        let apart =
            words.iter().position(|word| *word == "--color").and_then(|at| words.get(at + 1).copied());
        joined.or(apart).and_then(|word| Colour::from_str(word, false).ok()).unwrap_or_default()
    }

    /// Whether there is colour on a stream that is a terminal or not.
    fn on(self, terminal: bool) -> bool {
        // As no-color.org has it: set to anything but nothing.
        let unwanted = || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !unwanted() && !is_dumb(),
        }
    }
}

/// Whether the terminal can only print line after line: `TERM` is `dumb`.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|value| value == "dumb")
}

impl From<Colour> for clap::ColorChoice {
    fn from(colour: Colour) -> clap::ColorChoice {
        match colour {
            Colour::Auto => clap::ColorChoice::Auto,
            Colour::Always => clap::ColorChoice::Always,
            Colour::Never => clap::ColorChoice::Never,
        }
    }
}

/// How findings look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum DiagnosticStyle {
    // With the lines of the plan they speak of.
    Fancy,
    // A line each: file:line:column: error[code]: message.
    Short,
    // One array on stderr, also when there is nothing to report.
    Json,
}

/// The two output streams of the process, and how things are to look on them.
#[derive(Clone)]
pub struct Console {
    colour: Colour,
    /// How findings look, where the command line says so; otherwise the stream decides.
    asked_style: Option<DiagnosticStyle>,
    /// Whether advice is a command of the shell or a line of a session.
    dialect: Dialect,
}

impl Console {
    /// A console of the shell that looks as the command line asks.
    pub fn new(colour: Colour, style: Option<DiagnosticStyle>) -> Console {
        Console { colour, asked_style: style, dialect: Dialect::Shell }
    }

    /// The same console for a session, where advice is typed as the session wants it.
    pub fn in_session(&self) -> Console {
        Console { dialect: Dialect::Session, ..self.clone() }
    }

    /// The screen that stdout is now.
    pub fn screen(&self) -> Screen {
        let out = io::stdout();
        let terminal = out.is_terminal();
        Screen {
            width: width(terminal, || terminal_size::terminal_size_of(out)),
            painter: Painter::new(self.colour.on(terminal)),
            dialect: self.dialect,
        }
    }

    /// A screen for a file: no colour, and the width of nobody's terminal.
    pub fn file_screen(&self) -> Screen {
        Screen { width: PLAIN_WIDTH, painter: Painter::new(false), dialect: self.dialect }
    }

    /// Whether the command line says how findings look.
    pub fn has_asked_style(&self) -> bool {
        self.asked_style.is_some()
    }

    /// Writes to stdout, all at once. A reader that has gone, such as `head`, is no error.
    ///
    /// # Errors
    /// Where the bytes cannot be written for another reason, such as a full disk.
    pub fn print(&self, bytes: &[u8]) -> Result<(), Stop> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Stop::Lost(error)),
            _ => Ok(()),
        }
    }

    /// Writes findings to stderr, in the asked style or the one that suits the stream.
    pub fn tell(&self, findings: &[Findings]) {
        let error = io::stderr();
        let terminal = error.is_terminal();
        let screen = Screen {
            width: width(terminal, || terminal_size::terminal_size_of(&error)),
            painter: Painter::new(self.colour.on(terminal)),
            dialect: self.dialect,
        };
        let groups: Vec<_> = findings.iter().map(|one| (one.found.as_slice(), &one.sources)).collect();
        let bytes = diagnostics::render(&groups, self.style(terminal), &screen);
        // Where stderr is lost there is nobody to tell.
        let _ = error.lock().write_all(&bytes);
    }

    /// Findings as bytes for stdout, between the answers of a session; `terminal` says whether somebody reads
    /// them there. In a script, JSON is for programs: it goes to stderr as everywhere, and nothing is left
    /// for stdout.
    pub fn transcript(&self, findings: &Findings, terminal: bool) -> Vec<u8> {
        if !terminal && self.asked_style == Some(DiagnosticStyle::Json) {
            self.tell(std::slice::from_ref(findings));
            return Vec::new();
        }
        let group = (findings.found.as_slice(), &findings.sources);
        diagnostics::render(&[group], self.style(terminal), &self.screen())
    }

    /// The style of findings on a stream that is a terminal or not.
    fn style(&self, terminal: bool) -> FindingStyle {
        match (self.asked_style, terminal) {
            (Some(DiagnosticStyle::Fancy), _) | (None, true) => FindingStyle::Fancy,
            (Some(DiagnosticStyle::Short), _) | (None, false) => FindingStyle::Short,
            (Some(DiagnosticStyle::Json), _) => FindingStyle::Json,
        }
    }

    /// Tells what is wrong with the command line itself: a finding that has no place in a plan. Returns the
    /// end of the command, for `?`.
    pub fn tell_one(&self, finding: Diagnostic) -> Stop {
        self.tell(&[Findings::alone(finding)]);
        Stop::Said
    }

    /// Tells in one line what went wrong outside any plan, such as a file that could not be written. Returns
    /// the end of the command, for `?`.
    pub fn complain(&self, message: &str) -> Stop {
        let _ = writeln!(io::stderr(), "pace: {}", clean(&brief(message)));
        Stop::Said
    }
}

/// The width to lay out for: that of the terminal, or of one that does not tell it what `COLUMNS` says. In a file or a
/// pipe it is the same for everybody, so that the same plan gives the same bytes.
fn width(
    terminal: bool,
    size: impl FnOnce() -> Option<(terminal_size::Width, terminal_size::Height)>,
) -> usize {
    if !terminal {
        return PLAIN_WIDTH;
    }
    let columns = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    size()
        .map(|(columns, _)| usize::from(columns.0))
        .filter(|width| *width > 0)
        .or_else(columns)
        .filter(|width| *width > 0)
        .unwrap_or(PLAIN_WIDTH)
}

/// The width of help where no terminal shows it; none on a terminal, whose own is taken.
pub fn plain_width() -> Option<usize> {
    (!io::stdout().is_terminal()).then_some(PLAIN_WIDTH)
}

/// A message in which no word goes on for ever: an argument is repeated so that it is recognized, and no further.
fn without_long_words(text: &str) -> String {
    const LONGEST: usize = 300;
    let clip = |word: &str| match word.len() > LONGEST {
        // What colours the word ends with it.
        true => word.chars().take(80).chain("…".chars()).chain(ending_of(word).chars()).collect(),
        false => word.to_string(),
    };
    text.split_inclusive(char::is_whitespace).map(clip).collect()
}

/// The white space at the end of a word, behind what ends its colour.
fn ending_of(word: &str) -> String {
    let colour = if word.contains('\u{1b}') { "\u{1b}[0m" } else { "" };
    let space = word.chars().next_back().filter(|last| last.is_whitespace());
    format!("{colour}{}", space.map(String::from).unwrap_or_default())
}

/// Prints help, version or a mistake in the arguments, as clap words them; the exit code. The arguments in it
/// must be safe to show.
pub fn usage(problem: &clap::Error, colour: Colour) -> Exit {
    let shown = problem.render();
    let out = !problem.use_stderr();
    let terminal = if out { io::stdout().is_terminal() } else { io::stderr().is_terminal() };
    let text = if colour.on(terminal) { shown.ansi().to_string() } else { shown.to_string() };
    let text = if out { text } else { without_long_words(&text) };
    if out {
        return Console::new(colour, None).print(text.as_bytes()).map_or_else(Stop::exit, |()| Exit::Done);
    }
    let _ = io::stderr().lock().write_all(text.as_bytes());
    Exit::Wrong
}
