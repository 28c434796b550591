//! Sessions without a terminal or a disk: transcripts of what is typed and what comes of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use pace::loader::{Unreadable, World};
use pace::output::Painter;
use pace::output::diagnostics::{self, FindingStyle};
use pace::output::text::{self, Screen};
use pace::session::{Outcome, Request, Session, continues};

/// Files in memory.
#[derive(Clone, Default)]
pub struct Files(pub Rc<RefCell<BTreeMap<String, Vec<u8>>>>);

impl World for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.0.borrow().get(path).cloned().ok_or(Unreadable::Missing)
    }
}

impl Files {
    /// These files, by name and text.
    pub fn of(files: &[(&str, &str)]) -> Files {
        let all = Files::default();
        files.iter().for_each(|(name, text)| all.put(name, text));
        all
    }

    /// Puts a file there, or another text into it.
    pub fn put(&self, name: &str, text: &str) {
        self.0.borrow_mut().insert(name.to_string(), text.as_bytes().to_vec());
    }

    /// The text of a file; one that is not there fails the test.
    pub fn get(&self, name: &str) -> String {
        let bytes = self.0.borrow().get(name).cloned().unwrap_or_else(|| panic!("no file {name}"));
        String::from_utf8(bytes).expect("UTF-8")
    }
}

/// A session, and the files it reads and writes.
pub struct Play {
    /// The files that the session sees; a test may change them meanwhile.
    pub files: Files,
    /// The session itself.
    pub session: Session,
    main: Option<String>,
    /// Whether it has ended.
    pub over: bool,
}

impl Play {
    /// A session over one of the files, or over none.
    pub fn new(files: &Files, main: Option<&str>) -> Play {
        let main = main.map(str::to_string);
        let session = Session::new(Rc::new(files.clone()), main.clone());
        Play { files: files.clone(), session, main, over: false }
    }

    /// Says a line and does what is asked for; gives all that came of it.
    pub fn outcomes(&mut self, line: &str) -> Vec<Outcome> {
        let mut all = vec![self.session.say(line)];
        while let Some(request) = all.last().and_then(|outcome| outcome.request.clone()) {
            match request {
                Request::Quit => {
                    self.over = true;
                    break;
                }
                Request::Edit => break,
                Request::Load(path) => {
                    let outcome = self.session.load(Rc::new(self.files.clone()), Some(path.clone()));
                    if !outcome.is_wrong() {
                        self.main = Some(path);
                    }
                    all.push(outcome);
                }
                Request::Write { path, bytes } => {
                    let name = path.clone().or(self.main.clone()).expect("a file");
                    let exists = path.is_some() && self.files.0.borrow().contains_key(&name);
                    let written = if exists { Err("it is there already".into()) } else { Ok(()) };
                    if written.is_ok() {
                        self.files.0.borrow_mut().insert(name, bytes);
                    }
                    all.push(self.session.wrote(written));
                }
            }
        }
        all
    }

    /// What a line comes to, as text.
    pub fn say(&mut self, line: &str) -> String {
        let outcomes = self.outcomes(line);
        let parts: Vec<String> = outcomes.iter().map(shown).filter(|part| !part.is_empty()).collect();
        parts.join("\n")
    }

    /// Says a line that must be right.
    #[track_caller]
    pub fn right(&mut self, line: &str) -> String {
        let outcomes = self.outcomes(line);
        let parts: Vec<String> = outcomes.iter().map(shown).collect();
        assert!(!outcomes.iter().any(Outcome::is_wrong), "{line}\n{}", parts.join("\n"));
        parts.join("\n")
    }

    /// Says a line that must be wrong.
    #[track_caller]
    pub fn wrong(&mut self, line: &str) -> String {
        let outcomes = self.outcomes(line);
        assert!(outcomes.iter().any(Outcome::is_wrong), "{line} is right");
        outcomes.iter().map(shown).collect()
    }
}

/// An outcome as a pipe has it.
pub fn shown(outcome: &Outcome) -> String {
    shown_on(outcome, 80)
}

/// An outcome on a screen of so many columns.
pub fn shown_on(outcome: &Outcome, width: usize) -> String {
    let screen = Screen { width, painter: Painter::new(false), dialect: pace::diagnostic::Dialect::Session };
    let mut page = outcome.report.as_ref().map(|report| text::render(report, &screen)).unwrap_or_default();
    if let Some(findings) = &outcome.findings {
        let bytes =
            diagnostics::render(&[(&findings.found, &findings.sources)], FindingStyle::Fancy, &screen);
        page.push_str(&String::from_utf8(bytes).expect("UTF-8"));
    }
    page
}

/// A transcript with fresh answers: lines after `> ` (and `. `, where a statement goes on) are typed, the others
/// are what came of them.
pub fn transcript(play: &mut Play, text: &str) -> String {
    let mut fresh = String::new();
    let mut typed = String::new();
    for line in text.lines() {
        let Some(said) = line.strip_prefix("> ").or_else(|| line.strip_prefix(". ")) else { continue };
        fresh.push_str(line);
        fresh.push('\n');
        if !typed.is_empty() {
            typed.push('\n');
        }
        typed.push_str(said);
        if continues(&typed) {
            continue;
        }
        fresh.push_str(&play.say(&std::mem::take(&mut typed)));
        if !fresh.ends_with("\n\n") {
            fresh.push('\n');
        }
    }
    while fresh.ends_with("\n\n") {
        fresh.pop();
    }
    fresh
}
