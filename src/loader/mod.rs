//! From a path to trees: reads the main file and follows `use`.
//!
//! Files come through a [`World`], which can read a file and nothing else, so a plan can be loaded from a
//! disk, an editor or a test. Paths are relative to the main file's folder and stay inside it.

mod overlay;
mod splice;
mod table;
mod what_if;

pub use overlay::{append, overlay, overlay_parsed};
pub use splice::{spliced, tidied};
pub(crate) use what_if::WHAT_IF;
pub use what_if::what_if;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::{FileId, SNAPSHOT_HEAD, Source, Sources, Span};
use crate::syntax;
use crate::syntax::tree::{Definition, QuotedText, Segment, Statement, StatementKind, Tree};

/// Where files come from: a disk, an editor's buffers, a test. The one thing a loader needs of the world around
/// it.
pub trait World {
    /// The bytes of a file. `path` is relative to the folder of the main file, with `/` between
    /// folders; the main file itself is its bare name.
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable>;

    /// What tells the file behind a path from all others: the same of a file and of every link that leads to it.
    fn identity(&self, path: &str) -> String {
        path.to_string()
    }

    /// The name that messages show for it.
    fn shown(&self, path: &str) -> String {
        path.to_string()
    }
}

/// Why a file cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// There is no such file.
    Missing,
    /// It is a folder.
    Directory,
    /// It is a device, a socket or a pipe.
    NotRegular,
    /// It lies outside the main file's folder.
    Outside,
    /// It is larger than a plan may be.
    TooLarge,
    /// Anything else, in the words of the system.
    Other(String),
}

impl Unreadable {
    /// What is wrong with the file, as the end of a sentence that begins with its name.
    pub fn words(&self) -> String {
        match self {
            Unreadable::Missing => "does not exist".into(),
            Unreadable::Directory => "is a folder, not a plan".into(),
            Unreadable::NotRegular => "is not a regular file".into(),
            Unreadable::Outside => "lies outside the folder of the main file".into(),
            Unreadable::TooLarge => format!("is larger than {} MiB", limits::FILE_BYTES >> 20),
            Unreadable::Other(reason) => format!("cannot be read: {reason}"),
        }
    }
}

/// A plan as trees: the main file and what it brings in.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The texts of all files, by their ids.
    pub sources: Sources,
    /// One tree a text, in the same order; shared, so that a plan with one line more costs that line.
    pub trees: Vec<Arc<Tree>>,
    /// Every statement in the order in which they count: those of a file that is brought in stand where
    /// its `use` stands. (Tree, statement.)
    pub order: Vec<(usize, usize)>,
    /// What was wrong so far.
    pub diagnostics: Vec<Diagnostic>,
    /// The first of the texts that overlay the plan; all after it do too. None where there is no overlay.
    first_overlay: Option<FileId>,
    /// What tells every file read from others ([`World::identity`]).
    known: Vec<String>,
    /// The tables of members: the path as written, and the place of the table's tree.
    tables: Vec<(Span, usize)>,
    /// Something in a table, or about one, is wrong.
    wrong_tables: bool,
}

impl Loaded {
    /// Whether a text overlays the plan, added by [`what_if`] or [`overlay`].
    pub fn is_overlay(&self, file: FileId) -> bool {
        self.first_overlay.is_some_and(|first| file >= first)
    }

    /// Every statement with its tree, in the order in which they count.
    pub fn statements(&self) -> impl Iterator<Item = (&Tree, &Statement)> {
        self.order.iter().map(|(tree, at)| (&*self.trees[*tree], &self.trees[*tree].statements[*at]))
    }

    /// The table that a path brings in, with its tree; none where it could not be read.
    pub fn table_of(&self, path: Span) -> Option<(&Tree, &Segment)> {
        let (_, at) = self.tables.iter().find(|(known, _)| *known == path)?;
        let tree = self.trees.get(*at)?;
        tree.statements.iter().find_map(|statement| match &statement.kind {
            StatementKind::Segment(segment) => Some((&**tree, segment)),
            _ => None,
        })
    }

    /// The cell of a table in which a member has its row, and the row's definition: `column` is the place of the row's
    /// name in the head, `member` the member's place among all. None of a row that stands in no table.
    pub fn cell_of(&self, column: Span, member: usize) -> Option<&Definition> {
        if !self.is_table(column.file) {
            return None;
        }
        let statement = self.trees.get(column.file.0 as usize)?.statements.first()?;
        let StatementKind::Segment(segment) = &statement.kind else { return None };
        segment.members.get(member)?.rows.iter().find(|row| row.name == column)
    }

    /// Whether a text is a table of members, and no plan.
    pub fn is_table(&self, file: FileId) -> bool {
        self.tables.iter().any(|(_, at)| *at == file.0 as usize)
    }

    /// Whether something in a table was wrong, so that members or rows of theirs are missing.
    pub fn has_wrong_table(&self) -> bool {
        self.wrong_tables
    }

    /// The statement that a place lies in, with its tree; none of a place in another text, or between statements.
    ///
    /// Statements stand in the order of their text, so it is found in a few steps: findings ask for every row of a plan.
    pub fn statement_at(&self, place: Span) -> Option<(&Tree, &Statement)> {
        let tree = self.trees.get(place.file.0 as usize).filter(|tree| tree.file == place.file)?;
        let after = tree.statements.partition_point(|statement| statement.span.start <= place.start);
        let statement = tree.statements.get(after.checked_sub(1)?)?;
        (place.end <= statement.span.end).then_some((&**tree, statement))
    }
}

/// Reads `main` and everything it uses.
pub fn load(world: &dyn World, main: &str) -> Loaded {
    let mut loading =
        Loading { world, loaded: Loaded::default(), open: Vec::new(), full: false, named: Vec::new() };
    loading.file(main, None);
    loading.tables();
    loading.loaded
}

/// Loads a plan from one text that uses no other file.
pub fn load_text(name: &str, text: &str) -> Loaded {
    struct OneText<'a>(&'a str, &'a str);
    impl World for OneText<'_> {
        fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
            if path == self.0 { Ok(self.1.as_bytes().to_vec()) } else { Err(Unreadable::Missing) }
        }
    }
    load(&OneText(name, text), name)
}

struct Loading<'w> {
    world: &'w dyn World,
    loaded: Loaded,
    /// The paths of the files being read with what tells them from others, outermost first.
    open: Vec<(String, String)>,
    /// There were more files than a plan may have, and that was said.
    full: bool,
    /// Tables that the plan names: the path of the file that names one, its path as written, and the segment's name.
    named: Vec<(String, QuotedText, String)>,
}

impl Loading<'_> {
    fn bytes(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        match self.world.read(path) {
            Ok(bytes) if bytes.len() > limits::FILE_BYTES => Err(Unreadable::TooLarge),
            other => other,
        }
    }

    fn file(&mut self, path: &str, from: Option<&QuotedText>) {
        let report = |message: String, help: Option<&str>| {
            let found = match from {
                Some(text) => Diagnostic::new(Code::Unreadable, message, text.span, "brought in here"),
                None => Diagnostic::without_place(Code::Unreadable, message),
            };
            match help {
                Some(help) => found.help(help),
                None => found,
            }
        };
        let shown = self.world.shown(path);
        let identity = self.world.identity(path);
        if let Some(at) = self.open.iter().position(|(_, open)| *open == identity) {
            let mut way: Vec<&str> = self.open[at..].iter().map(|(path, _)| path.as_str()).collect();
            way.push(path);
            let message = format!("`{path}` brings itself in: {}", way.join(" uses "));
            let found = report(message, Some("take one of these `use` lines away"));
            return self.loaded.diagnostics.push(Diagnostic { code: Code::Cycle, ..found });
        }
        if self.loaded.known.contains(&identity) {
            return;
        }
        if self.loaded.known.len() >= limits::FILES {
            if !self.full {
                let message = format!("the plan has more than {} files", limits::FILES);
                let found = report(message, Some("put what belongs together into one file"));
                self.loaded.diagnostics.push(Diagnostic { code: Code::TooLarge, ..found });
            }
            self.full = true;
            return;
        }
        let bytes = self.bytes(path);
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(reason) => {
                let help = match reason {
                    Unreadable::Missing if from.is_none() => {
                        Some("check the name, and the folder that you are in")
                    }
                    Unreadable::Missing => {
                        Some("check the name; paths are relative to the file that names them")
                    }
                    Unreadable::Outside => Some("put the file beside the plan, or in a folder below it"),
                    Unreadable::TooLarge => Some("split the plan into files and bring them in with `use`"),
                    _ => None,
                };
                let found = report(format!("`{shown}` {}", reason.words()), help);
                // A name that leads nowhere has no first line to point at; a file that is there has one.
                // Nor has a name that no system takes for one.
                let is_file = reason != Unreadable::Missing && shown.len() <= limits::PATH_BYTES;
                let found = if from.is_none() && is_file {
                    let file = self.loaded.sources.add(Source::new(shown, ""));
                    self.loaded.trees.push(Arc::new(Tree { file, ..Tree::default() }));
                    found.at(Span::new(file, 0, 0))
                } else {
                    found
                };
                return self.loaded.diagnostics.push(found);
            }
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                // Up to the first bad byte the text is as it was, so the place can be shown.
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = Source::new(shown.as_str(), text);
                let line = source.line_at(valid);
                let message =
                    format!("`{shown}` is not UTF-8 text: line {line}, byte {} of the file", valid + 1);
                let file = self.loaded.sources.add(source);
                self.loaded.trees.push(Arc::new(Tree { file, ..Tree::default() }));
                let place = Span::new(file, valid, valid + '\u{fffd}'.len_utf8());
                let found = Diagnostic::new(Code::Unreadable, message, place, "not a character")
                    .help("save it as UTF-8 (in a spreadsheet or editor: \"Unicode, UTF-8\")");
                return self.loaded.diagnostics.push(found);
            }
        };
        if text.strip_prefix(SNAPSHOT_HEAD).is_some_and(|rest| rest.starts_with(' ')) {
            let message = format!("`{shown}` is a snapshot of a plan, and no plan itself");
            let plan = shown.strip_suffix(".snap").map(|plan| format!(", such as `{plan}`"));
            let help = format!("give the plan itself{}", plan.unwrap_or_default());
            return self.loaded.diagnostics.push(report(message, Some(&help)));
        }
        let file = self.loaded.sources.add(Source::new(shown, text.as_str()));
        let (tree, diagnostics) = syntax::parse(file, &text);
        self.loaded.diagnostics.extend(diagnostics);
        self.loaded.trees.push(Arc::new(tree));
        self.loaded.known.push(identity.clone());
        self.open.push((path.to_string(), identity));
        self.follow(file, path);
        self.open.pop();
    }

    fn follow(&mut self, file: FileId, path: &str) {
        let tree = file.0 as usize;
        for at in 0..self.loaded.trees[tree].statements.len() {
            let text = match &self.loaded.trees[tree].statements[at].kind {
                StatementKind::Use(text) => text.clone(),
                StatementKind::Segment(Segment { name, table: Some(table), .. }) => {
                    let segment = self.loaded.sources.text(*name).to_string();
                    self.named.push((path.to_string(), table.clone(), segment));
                    self.loaded.order.push((tree, at));
                    continue;
                }
                _ => {
                    self.loaded.order.push((tree, at));
                    continue;
                }
            };
            match resolve(path, &text.text) {
                Ok(path) => self.file(&path, Some(&text)),
                Err(message) => self.loaded.diagnostics.push(
                    Diagnostic::new(Code::Unreadable, message, text.span, "this path")
                        .help("put the file beside the plan, or in a folder below it: `use \"calendars/us_2026.pace\"`"),
                ),
            }
        }
    }
}

/// The path of a used file, relative to the main file's folder.
fn resolve(from: &str, used: &str) -> Result<String, String> {
    if used.is_empty() {
        return Err("this `use` names no file".into());
    }
    let absolute = used.starts_with(['/', '\\']) || used.get(1..2) == Some(":");
    if absolute {
        return Err("a plan's files stay in its folder: the path may not be absolute".into());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in used.split(['/', '\\']) {
        match part {
            "" | "." => {}
            // Up and down again inside the folder is fine; above it is not.
            ".." if parts.pop().is_none() => {
                return Err("a plan's files stay in its folder: this path leaves it".into());
            }
            ".." => {}
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The stretch of a whole text, for findings that have no better place.
pub fn whole(file: FileId, source: &Source) -> Span {
    Span::new(file, 0, source.text().len())
}
