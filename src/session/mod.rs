//! What `pace repl` does, without a terminal: a line goes in, an [`Outcome`] comes out.
//!
//! A session prints nothing, writes nothing and ends nothing. What is to be done outside it, such as writing
//! a file, is a [`Request`]: whoever holds the session does it and says what came of it.

mod vocabulary;

pub use vocabulary::{CommandWord, FunctionWord, RowWord, Vocabulary};

use std::rc::Rc;

use crate::diagnostic::Findings;
use crate::loader::World;
use crate::report::Report;

/// What came of a line.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What there is to read.
    pub report: Option<Report>,
    /// What is wrong with the line, or with the plan; where one of them is an error, nothing was changed.
    pub findings: Option<Findings>,
    /// What is to be done outside the session.
    pub request: Option<Request>,
}

impl Outcome {
    /// Whether the line was wrong.
    pub fn is_wrong(&self) -> bool {
        self.findings.as_ref().is_some_and(Findings::has_error)
    }
}

/// What a session asks of whoever holds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// To end.
    Quit,
    /// To open the main file in an editor, and to call [`Session::reload`] then.
    Edit,
    /// To go on with the plan at this path: a [`World`] for it, and [`Session::load`].
    Load(String),
    /// To write these bytes, whole or not at all, and to call [`Session::wrote`] then.
    Write {
        /// The path, as the user named it; none is the main file.
        path: Option<String>,
        /// The whole content.
        bytes: Vec<u8>,
    },
}

/// A plan that is played with.
pub struct Session {
    world: Rc<dyn World>,
    main: Option<String>,
}

impl Session {
    /// A session over the plan `main` of a world; without one it begins with an empty plan.
    pub fn new(world: Rc<dyn World>, main: Option<String>) -> Session {
        Session { world, main }
    }

    /// What there is to say at the beginning: what the plan is, or what is wrong with it.
    pub fn opening(&self) -> Outcome {
        Outcome::default()
    }

    /// Does what a line says: an expression, a statement, or a command after a colon. A statement may have
    /// several lines; [`continues`] says whether more are to come.
    pub fn say(&mut self, line: &str) -> Outcome {
        let request = (line.trim() == ":quit").then_some(Request::Quit);
        Outcome { request, ..Outcome::default() }
    }

    /// Goes on with another plan; all changes are forgotten.
    pub fn load(&mut self, world: Rc<dyn World>, main: Option<String>) -> Outcome {
        self.world = world;
        self.main = main;
        Outcome::default()
    }

    /// Reads the plan's files again, with the changes on top. Without an outcome to show where nothing differs.
    pub fn reload(&mut self) -> Outcome {
        Outcome::default()
    }

    /// Says what came of a [`Request::Write`]: done, or why not.
    pub fn wrote(&mut self, _result: Result<(), String>) -> Outcome {
        Outcome::default()
    }

    /// The value of an expression that is being typed, in a few words; none where it is none yet, or where
    /// it would take long.
    pub fn hint(&self, _text: &str) -> Option<String> {
        None
    }

    /// All words that may be typed, for completion and highlighting.
    pub fn vocabulary(&self) -> Vocabulary {
        Vocabulary::default()
    }

    /// The name of the plan as messages show it; none where there is no file.
    pub fn name(&self) -> Option<String> {
        self.main.as_ref().map(|main| self.world.shown(main))
    }

    /// How many changes the plan has that its file does not.
    pub fn changes(&self) -> usize {
        0
    }
}

/// Whether a statement goes on in the next line: a bracket is open, a comma ends the line, or a doc comment
/// waits for what it describes.
pub fn continues(text: &str) -> bool {
    let (mut open, mut last, mut doc) = (0usize, ' ', false);
    for line in text.lines() {
        let (mut quoted, mut escaped) = (false, false);
        let mut written = line.trim();
        doc = written.starts_with("##") && open == 0;
        for (at, character) in line.trim().char_indices() {
            match character {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '#' => {
                    written = line.trim().get(..at).unwrap_or_default().trim_end();
                    break;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        last = written.chars().next_back().unwrap_or(last);
    }
    open > 0 || last == ',' || doc
}

#[cfg(test)]
mod tests {
    use super::continues;

    #[test]
    fn open_brackets_commas_and_doc_comments_go_on() {
        for open in
            ["pipeline {", "x = max(1,", "x = 1,", "x = [1, # two\n2", "## What it is", "stock a {\n}\n{"]
        {
            assert!(continues(open), "{open}");
        }
        for whole in
            ["x = 1", "goal \"a (b\": x >= 1", "x = 1 # (", "plan { 2 calls/day }", "", "## a\nx = 1", ")"]
        {
            assert!(!continues(whole), "{whole}");
        }
    }
}
