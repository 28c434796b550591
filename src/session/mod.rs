//! What `pace repl` does, without a terminal: a line goes in, an [`Outcome`] comes out.
//!
//! A session prints nothing, writes nothing and ends nothing. What is to be done outside it, such as writing
//! a file, is a [`Request`]: whoever holds the session does it and reports what came of it ([`SessionHost`]).
//!
//! The session's changes are statements, each about one subject; a later one replaces the earlier one about
//! the same subject. They are an overlay: one scenario of their own that extends the scenario that is looked
//! at. What no scenario can say, such as `months` or a whole new pipeline, is added to the plan as if it
//! stood at the end of its file.

mod change;
mod command;
mod compose;
mod continues;
mod help;
mod history;
mod host;
mod line;
mod listing;
mod meant;
mod month_words;
mod reload;
mod save;
mod state;
mod value;
mod vocabulary;

pub use continues::continues;
pub use host::SessionHost;
pub use vocabulary::{CommandWord, RowWord, Vocabulary};

use std::collections::BTreeSet;
use std::rc::Rc;

use change::{ChangeSubject, SessionChange};
use history::{ChangeHistory, HistoryStep};
use line::{LineContext, TypedLine};
use save::PendingSave;
use state::SessionState;

use crate::analysis::{Delta, LivePlan, Results};
use crate::diagnostic::{Code, Diagnostic, Findings, Label, Prose, Severity};
use crate::limits::CancellationToken;
use crate::loader::World;
use crate::model::RowId;
use crate::report::{self, Block, Report};
use crate::source::{FileId, Span};
use crate::syntax::statement_words;

/// What came of a line. All three may be there at once: a figure, a warning about it, and a file to write.
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
    /// Whether there is an error among the findings; then nothing was changed.
    pub fn is_wrong(&self) -> bool {
        self.findings.as_ref().is_some_and(Findings::has_error)
    }

    /// Something to read; nothing at all where the report is empty.
    fn of(report: Report) -> Outcome {
        Outcome { report: (report != Report::default()).then_some(report), ..Outcome::default() }
    }

    /// A sentence to read.
    fn note(text: impl Into<Prose>) -> Outcome {
        Outcome::of(Report { blocks: vec![Block::note(text)], ..Report::default() })
    }

    /// Something to be done.
    fn asking(request: Request) -> Outcome {
        Outcome { request: Some(request), ..Outcome::default() }
    }

    /// The same with more to read before it.
    fn after(mut self, mut before: Vec<Block>) -> Outcome {
        if !before.is_empty() {
            let report = self.report.get_or_insert_default();
            before.append(&mut report.blocks);
            report.blocks = before;
        }
        self
    }
}

impl From<Findings> for Outcome {
    fn from(findings: Findings) -> Outcome {
        Outcome { findings: Some(findings), ..Outcome::default() }
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
        /// The path, as the user named it, where nothing may be yet; none is the main file.
        path: Option<String>,
        /// The whole content.
        bytes: Vec<u8>,
    },
}

/// How many rows are listed after a change; the rest are only counted.
const MOST_ROWS: usize = 8;
/// The command that shows every row, where `:diff` does not tell what has just moved: it holds the session against its file.
const EVERY_ROW: &str = ":rows";

/// A plan that somebody tries changes on: the file's plan, the changes, and the way back.
pub struct Session {
    /// The plan with the changes, and what it comes to.
    state: SessionState,
    /// Polled by whatever takes long. Whoever holds the session has a clone, and cancels by it from another
    /// thread.
    cancellation: CancellationToken,
    /// What is wrong with the file, where it could not be read.
    broken: Option<Findings>,
    /// What `:undo` and `:redo` walk along.
    history: ChangeHistory,
    /// How many lines have been typed so far: messages name a line of a script by its number.
    lines: usize,
    /// The text of the last expression, which `_` stands for. The text and not its value: `_` follows later
    /// changes.
    last: Option<String>,
    /// The save that was asked for and whose outcome is not known yet.
    saving: Option<PendingSave>,
}

impl Session {
    /// A session over the plan `main` of a world; without one it begins with an empty plan.
    /// [`Session::opening`] says what there is to tell of it.
    pub fn new(world: Rc<dyn World>, main: Option<String>) -> Session {
        Session::cancellable(world, main, CancellationToken::default())
    }

    /// The same, with running work that can be cancelled. A line that is cancelled changes nothing.
    pub fn cancellable(
        world: Rc<dyn World>,
        main: Option<String>,
        cancellation: CancellationToken,
    ) -> Session {
        let (state, findings) = SessionState::open(world, main, cancellation.clone());
        Session {
            state,
            cancellation,
            broken: (!findings.found.is_empty()).then_some(findings),
            history: ChangeHistory::default(),
            lines: 0,
            last: None,
            saving: None,
        }
    }

    /// What there is to say at the beginning: what is wrong with the plan, or what to be warned of, a line each.
    pub fn opening(&self) -> Outcome {
        self.broken.as_ref().map_or_else(Outcome::default, told_briefly)
    }

    /// Does what a line says: an expression, a statement, or a command after a colon. A statement may have
    /// several lines; [`continues`] tells whether more are to come. Findings count lines from the first that
    /// the session was given.
    pub fn say(&mut self, line: &str) -> Outcome {
        let number = self.lines + 1;
        // An empty line counts too: the number is that of the script.
        self.lines += line.lines().count().max(1);
        let outcome = match line.trim() {
            // What everybody tries first, unless it is a row.
            word @ ("help" | "?" | "quit" | "exit") if self.row(word).is_none() => self.command(word),
            command if command.starts_with(':') => self.command(command.trim_start_matches(':')),
            typed => {
                let done = self.respond(line, number);
                done.map_err(|wrong| self.without_colon(typed).unwrap_or(wrong))
            }
        };
        // Cancelled work fails with findings that mean nothing, so they are not shown. Work that was done
        // before it saw the flag counts.
        if outcome.is_err() && self.cancellation.is_cancelled() {
            return Outcome::note("Stopped; nothing has changed.");
        }
        outcome.unwrap_or_else(Outcome::from)
    }

    /// Counts a line that is not UTF-8, and says so; `shown` is what can be read of it, and is used to count
    /// its lines.
    pub fn refuse_line(&mut self, shown: &str) -> Outcome {
        let number = self.lines + 1;
        self.lines += shown.lines().count().max(1);
        let found = Diagnostic::without_place(Code::Unreadable, format!("line {number} is not UTF-8 text"));
        Findings::alone(found.help("save the lines as UTF-8")).into()
    }

    /// The row of a name, where the plan has one.
    fn row(&self, name: &str) -> Option<RowId> {
        self.state.rows().and_then(|rows| rows.find(name))
    }

    /// The findings for a line that is a command but for its colon: `undo 3`. None of any other line.
    fn without_colon(&self, typed: &str) -> Option<Findings> {
        let (word, rest) = typed.split_at(typed.find(char::is_whitespace).unwrap_or(typed.len()));
        let named = command::is_name(word) && self.row(word).is_none() && !statement_words().contains(&word);
        let operator = rest.trim_start().starts_with(['=', '+', '*', '/', '^', '<', '>', '(', ':']);
        (named && !operator && !typed.contains('\n')).then(|| {
            let message = format!("`{word}` is a command, and commands begin with a colon");
            command::refuse(message, format!("write `:{typed}`"))
        })
    }

    /// Does what a line without a colon says.
    fn respond(&mut self, text: &str, number: usize) -> Result<Outcome, Findings> {
        if text.trim() == "_" && self.last.is_none() && self.row("_").is_none() {
            return Err(command::refuse("there is no last value yet", "`_` stands for the last expression"));
        }
        let text = &self.with_last(text);
        let line = line::read(text, number, self.known())?;
        match line {
            TypedLine::Nothing => Ok(Outcome::default()),
            _ if self.state.model().is_none() => Err(self.no_plan()),
            TypedLine::Value(typed, kind) => self.value(text, typed, kind),
            TypedLine::Condition(typed) => self.condition(text, typed),
            TypedLine::Statements(changes) => self.change(changes),
        }
    }

    /// What reading a line needs of the plan.
    fn known(&self) -> LineContext<'_> {
        let texts = self.state.live().map(LivePlan::texts);
        let (plan, changes, model) = (self.state.changed(), self.state.changes(), self.state.model());
        let currency = model.map(|model| model.currency).unwrap_or_default();
        LineContext { plan, changes, texts, calendar: model.map(|model| &model.calendar), currency }
    }

    /// The findings where the file has mistakes, and so there is nothing to work with: those mistakes, and
    /// how to go on.
    fn no_plan(&self) -> Findings {
        let mut findings = self.broken.clone().unwrap_or_default();
        let help = "mend the file and `:reload`, or `:load` another";
        let found = Diagnostic::without_place(
            Code::Unreadable,
            "there is no plan to work with: its file has mistakes",
        );
        findings.found.push(found.help(help));
        findings
    }

    /// Applies statements, and tells which figures moved. On error nothing has changed.
    fn change(&mut self, added: Vec<Rc<SessionChange>>) -> Result<Outcome, Findings> {
        let (before, solved) = (self.warnings(), self.solved());
        let mut remarks = self.replaced(&added);
        let changes = self.state.changes().clone().with(&added);
        let moved = self.state.apply(changes).map_err(|wrong| at_typed_line(wrong, &added))?;
        self.history.push(HistoryStep::Apply(added.clone()));
        remarks.extend(self.solved().filter(|note| Some(note) != solved.as_ref()).map(Block::note));
        let mut outcome = Outcome::of(self.told(&moved, &added)).after(remarks);
        outcome.findings = self.new_warnings(&before);
        Ok(outcome)
    }

    /// What to tell of the number that was found for a `?`.
    fn solved(&self) -> Option<String> {
        self.state.live()?.solved_note()
    }

    /// What a change came to: rows that are new as expressions are shown, then the rows that moved.
    fn told(&self, moved: &Delta, changes: &[Rc<SessionChange>]) -> Report {
        // `:diff` compares with the file, so it shows what statements moved. After `:undo` what moved is the reverse of
        // that, which only the list of all rows has.
        let more = if changes.is_empty() { EVERY_ROW } else { self.more() };
        let mut report = report::moved(moved, MOST_ROWS, more);
        let mut blocks = Vec::new();
        if let Some(results) = self.state.live().map(LivePlan::latest) {
            let added = moved.added().filter(|name| is_subject(changes, name));
            let rows = added.filter_map(|name| results.row(name));
            blocks.extend(rows.map(|row| report::summary(results, row, true)));
            // A block has more rows than anybody wants to read at once: those that a table would show.
            if blocks.is_empty() {
                let added: BTreeSet<&str> = moved.added().collect();
                let rows = results.rows.iter().filter(|row| added.contains(row.name.as_str()));
                let shown = rows.filter(|row| results.shown.contains(&row.name));
                blocks.extend(shown.take(MOST_ROWS).map(|row| report::summary(results, row, true)));
            }
        }
        let scenarios = changes.iter().filter_map(|change| match &change.subject {
            ChangeSubject::Scenario(name) => Some(Block::note(format!("`:scenario {name}` looks at it."))),
            _ => None,
        });
        blocks.extend(scenarios);
        if blocks.is_empty() && report.blocks.is_empty() {
            blocks.push(Block::note("No figure has changed."));
        }
        blocks.append(&mut report.blocks);
        report.blocks = blocks;
        report
    }

    /// A remark for every statement of the file that one of these replaces, since a plan says it only once.
    fn replaced(&self, changes: &[Rc<SessionChange>]) -> Vec<Block> {
        let once = changes.iter().filter_map(|change| match change.subject {
            ChangeSubject::Once(word) if !self.state.changes().has_block(&change.subject) => Some(word),
            _ => None,
        });
        let file = self.state.file();
        let text = |word: &str| {
            let (_, found) = self.state.statement(word)?;
            let text = file.sources.text(found.span);
            Some(format!("In this session it takes the place of `{}` in the file.", text.trim()))
        };
        once.filter_map(text).map(Block::note).collect()
    }

    /// The warnings of the plan as it is now, by code and message: places move while text is added, so they
    /// say nothing about sameness.
    fn warnings(&self) -> Vec<(Code, String)> {
        let warnings = self.state.live().map(|live| live.latest().warnings.as_slice()).unwrap_or_default();
        warnings.iter().map(|found| (found.code, found.message.clone())).collect()
    }

    /// The warnings that were not there before. That a row is used nowhere is left out: a row that has just
    /// been typed seldom is used yet.
    fn new_warnings(&self, before: &[(Code, String)]) -> Option<Findings> {
        let live = self.state.live()?;
        let new = live.latest().warnings.iter().filter(|found| {
            found.code != Code::Unused
                && !before.iter().any(|(code, message)| (*code, message) == (found.code, &found.message))
        });
        let found: Vec<Diagnostic> = new.cloned().collect();
        (!found.is_empty()).then(|| Findings { sources: live.sources().clone(), found })
    }

    /// The command that shows all that a statement has moved. Without a file there is nothing that `:diff`
    /// could compare with.
    fn more(&self) -> &'static str {
        if self.name().is_some() { ":diff" } else { EVERY_ROW }
    }

    /// The name of the plan as messages show it; none where there is no file.
    pub fn name(&self) -> Option<String> {
        let (world, main) = self.state.place();
        main.map(|main| world.shown(main))
    }

    /// What the plan with the changes comes to; none where the file has mistakes.
    pub fn results(&self) -> Option<&Results> {
        self.state.results()
    }

    /// The scenario that is looked at; `base` is the plan as it stands.
    pub fn scenario(&self) -> &str {
        self.state.chosen()
    }

    /// How many statements the session has added or changed that its file does not have.
    pub fn changes(&self) -> usize {
        self.state.changes().all.len()
    }
}

/// Mistakes that show only in the plan's file, such as a rate that a typed value takes above 100%, also at the typed
/// line, which is what breaks it.
fn at_typed_line(mut findings: Findings, added: &[Rc<SessionChange>]) -> Findings {
    let typed: Vec<FileId> = findings
        .sources
        .iter()
        .filter(|(_, source)| source.name() == line::SHOWN)
        .map(|(file, _)| file)
        .collect();
    let place = |change: &Rc<SessionChange>| {
        typed.iter().rev().find_map(|file| {
            let start = findings.sources.get(*file).text().rfind(change.text.as_str())?;
            Some(Span::new(*file, start, start + change.text.len()))
        })
    };
    // Of several statements, which one it was is not known.
    let Some(place) = (if let [only] = added { place(only) } else { None }) else { return findings };
    for found in &mut findings.found {
        if found.severity() != Severity::Error
            || found.labels.iter().any(|label| typed.contains(&label.span.file))
        {
            continue;
        }
        found.labels.iter_mut().for_each(|label| label.primary = false);
        found.labels.insert(0, Label { span: place, text: "this makes it so".into(), primary: true });
    }
    findings
}

/// Mistakes as they are; warnings alone a line each, with the command that shows them whole.
fn told_briefly(findings: &Findings) -> Outcome {
    if findings.has_error() {
        return findings.clone().into();
    }
    let list = report::warned_briefly(&findings.found, &findings.sources);
    let shows = if findings.found.len() == 1 { "shows it whole." } else { "shows them whole." };
    let blocks = list.into_iter().flat_map(|list| [list, Block::note(format!("`:warnings` {shows}"))]);
    Outcome::of(Report { blocks: blocks.collect(), ..Report::default() })
}

/// Whether one of the statements is about the row of that name.
fn is_subject(changes: &[Rc<SessionChange>], name: &str) -> bool {
    changes.iter().any(|change| matches!(&change.subject, ChangeSubject::Row(row) if row == name))
}
