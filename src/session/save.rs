//! Saving: the changes as a scenario at the end of the file, or the whole session as a new file.
//!
//! A file only grows: what is there keeps every byte, comments and layout included. Nothing is written here;
//! the bytes are a [`Request`], and [`Session::wrote`] takes the outcome.

use std::rc::Rc;

use super::change::{ChangeSubject, ChangeTarget, SessionChange};
use super::command::refuse;
use super::compose::Composed;
use super::history::ChangeHistory;
use super::state::{self, SessionState};
use super::{Outcome, Request, Session};
use crate::analysis::moved as compared;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::loader::{Unreadable, World, load_text};
use crate::model::Goal;
use crate::questions::words;
use crate::report::Block;
use crate::source::FileId;
use crate::syntax;

/// What is being written, until it is known whether it could be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PendingSave {
    /// The changes, as a scenario of that name; the rows that are added to the plan before it.
    Scenario(String, Vec<String>),
    /// The whole session, as a file at that path; the scenario in it that is looked at then: the one that holds what a
    /// plan cannot say, or else the one that is looked at now.
    Plan(String, Option<String>),
}

impl PendingSave {
    /// The scenario to look at once it is written.
    pub fn into_scenario(self) -> Option<String> {
        match self {
            PendingSave::Scenario(name, _) => Some(name),
            PendingSave::Plan(_, name) => name,
        }
    }
}

const USAGE: &str = "write `:save scenario NAME \"label\"` or `:save plan FILE`";

impl Session {
    /// `:save`: asks for the changes to be written, as a scenario of the file or as a new file.
    pub(super) fn save(&mut self, text: &str) -> Result<Outcome, Findings> {
        if self.state.model().is_none() {
            return Err(self.no_plan());
        }
        let words = words(text).map_err(Findings::alone)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["scenario", name] => self.save_scenario(name, None),
            // A label of several words needs no quotes.
            ["scenario", name, ref label @ ..] => self.save_scenario(name, Some(&label.join(" "))),
            ["plan", path] => self.save_plan(path),
            _ => Err(refuse("what is to be saved?", USAGE)),
        }
    }

    /// What would be lost if the session ended now, and how to keep it; none where it has no changes.
    pub fn unsaved(&self) -> Option<String> {
        let what = self.not_saved()?;
        Some(format!("The session has {what}: {}.", self.how_to_keep()))
    }

    /// How many changes nobody has saved, in words; none where there are none.
    pub(super) fn not_saved(&self) -> Option<String> {
        match self.changes() {
            0 => None,
            1 => Some("1 change that is not saved".into()),
            count => Some(format!("{count} changes that are not saved")),
        }
    }

    /// The commands that keep changes, in words.
    pub(super) fn how_to_keep(&self) -> &'static str {
        match self.name() {
            Some(_) => "`:save scenario NAME` or `:save plan FILE` keeps them",
            None => "`:save plan FILE` keeps them",
        }
    }

    /// The changes as a scenario at the end of the plan's file.
    fn save_scenario(&mut self, name: &str, label: Option<&str>) -> Result<Outcome, Findings> {
        if self.name().is_none() {
            return Err(refuse(
                "this session has no file that a scenario could stand in",
                "`:save plan FILE` writes one",
            ));
        }
        // A block or a scenario that the plan does not have can be added to it, where nothing else moves by that.
        self.sayable(|change| !is_addition(change))?;
        check_name(name)?;
        // What is on disk counts, not what was read some time ago.
        let before = self.changes();
        let reread = self.reload();
        if reread.is_wrong() {
            return Ok(reread.after(vec![Block::note("Nothing was saved.")]));
        }
        let told = reread.report.map(|report| report.blocks).unwrap_or_default();
        // Reading the file again has dropped some of the changes. What is left may not be what was to be
        // saved.
        if self.changes() < before {
            let wait = "Nothing was saved: look at what is left, and `:save` it again.";
            return Ok(Outcome::note(wait).after(told));
        }
        let typed = self.only_scenarios();
        if self.state.scenarios().iter().any(|known| known == name) && !typed.contains(&name) {
            let found = Diagnostic::without_place(
                Code::DuplicateName,
                format!("the plan already has a scenario `{name}`"),
            );
            let help = format!("choose another name, such as `{name}_2`");
            return Err(Findings::alone(found.help(help)));
        }
        if self.state.changes().all.is_empty() {
            return Err(refuse(
                "the session has changed nothing that could be saved",
                "change something first, such as `price = $6,000`",
            ));
        }
        if let Some(first) = typed.first()
            && (label.is_some() || !typed.contains(&name))
        {
            let message = format!("all that the session has is `scenario {first}`, as it was typed");
            return Err(refuse(message, format!("`:save scenario {first}` writes it into the file")));
        }
        let as_typed = !typed.is_empty();
        let (world, main) = self.state.place();
        let main = main.unwrap_or_default();
        let unreadable = |words: String| refuse(format!("the file cannot be read: {words}"), "");
        // The bytes and not the text that was parsed: line breaks and a byte order mark stay as they are.
        let before = world.read(main).map_err(|why| unreadable(why.words()))?;
        let (bytes, rows) = match self.with_rows_in_plan(before.clone(), (name, label)) {
            _ if as_typed => (appended(before, &self.changes_as_text(name, None)), Vec::new()),
            Some(saved) => saved,
            None => {
                self.sayable(|_| true)?;
                let text = self.scenario_text(name, label);
                (appended(before, &syntax::format(&text).unwrap_or(text)), Vec::new())
            }
        };
        self.saving = Some(PendingSave::Scenario(name.to_string(), rows));
        Ok(Outcome::asking(Request::Write { path: None, bytes }).after(told))
    }

    /// The names of the scenarios that were typed, where the session has changed nothing else.
    fn only_scenarios(&self) -> Vec<&str> {
        self.state
            .changes()
            .all
            .iter()
            .map(|change| scenario_name(change))
            .collect::<Option<_>>()
            .unwrap_or_default()
    }

    /// Refuses what a scenario cannot say, of the changes that are looked at.
    fn sayable(&self, looked_at: impl Fn(&SessionChange) -> bool) -> Result<(), Findings> {
        let changes = self.state.changes().all.iter().filter(|change| looked_at(change));
        let beyond: Vec<String> =
            changes.filter_map(|change| change.beyond_scenarios()).map(|what| format!("`{what}`")).collect();
        if beyond.is_empty() {
            return Ok(());
        }
        let message = format!("a scenario cannot say {}", beyond.join(", "));
        Err(refuse(message, "`:save plan FILE` writes the whole session to a new file"))
    }

    /// The file with the rows that it does not have at the end of its plan, then the scenario with what differs; and the
    /// names of those rows. None where there are no such rows, or where the plan as it stands would come to something
    /// else by them: then a scenario holds them.
    fn with_rows_in_plan(
        &self,
        before: Vec<u8>,
        (name, label): (&str, Option<&str>),
    ) -> Option<(Vec<u8>, Vec<String>)> {
        let composed = self.state.composed_into_plan();
        if composed.plan.text.is_empty() {
            return None;
        }
        let text = format!("{}\n{}", composed.plan.text, self.scenario_of(&composed, name, label));
        let bytes = appended(before, &syntax::format(&text).unwrap_or(text));
        let (world, main) = self.state.place();
        let main = main?.to_string();
        let changed = ChangedFile { world: world.clone(), main: main.clone(), bytes: bytes.clone() };
        let (mut saved, _) =
            SessionState::open(Rc::new(changed), Some(main.clone()), self.cancellation.clone());
        let (file, _) = SessionState::open(world.clone(), Some(main), self.cancellation.clone());
        let moved = compared(file.results()?, saved.results()?);
        let same = moved.goals.is_empty() && moved.checks.is_empty() && moved.months.is_none();
        let added: Vec<String> = moved.added().map(str::to_string).collect();
        if !same || moved.rows.len() != added.len() {
            return None;
        }
        // The scenario comes to what the session has come to.
        saved.choose(name).ok()?;
        let alike = compared(self.state.results()?, saved.results()?);
        let own =
            |name: &String| saved.results().and_then(|all| all.row(name)).is_some_and(|row| !row.is_detail());
        alike.is_empty().then(|| (bytes, added.into_iter().filter(own).collect()))
    }

    /// The changes as they would be saved under a name: what is added to the plan, then a scenario.
    pub(super) fn changes_as_text(&self, name: &str, label: Option<&str>) -> String {
        let Some(composed) = self.state.composed() else { return String::new() };
        let mut text = format!("{}{}", composed.replacing.text, composed.plan.text);
        if !composed.scenario.text.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&self.scenario_text(name, label));
        }
        // What was checked has a canonical form.
        syntax::format(&text).unwrap_or(text)
    }

    /// The session's scenario under a name, as text, with the goals that judge it here.
    pub(super) fn scenario_text(&self, name: &str, label: Option<&str>) -> String {
        self.state.composed().map(|composed| self.scenario_of(composed, name, label)).unwrap_or_default()
    }

    /// The same of changes that are composed in some way.
    fn scenario_of(&self, composed: &Composed, name: &str, label: Option<&str>) -> String {
        let chosen = self.state.chosen();
        let mut text = state::head(name, label, chosen);
        text.push_str(&composed.scenario.text);
        // A scenario hands its own goals to nobody, but here they have judged what is laid over it.
        let own = self.state.model().filter(|_| chosen != "base").and_then(|model| {
            let scenario = model.scenario(chosen)?;
            let base = model.base();
            Some((scenario.goals.get(base.goals.len()..)?, scenario.checks.get(base.checks.len()..)?))
        });
        // A goal that was typed once more judges here twice, and stands in the scenario already.
        let here = self.state.plan().and_then(|view| view.plan.model().scenario(view.scenario));
        let count = |goals: &[Goal], text: &str| goals.iter().filter(|goal| goal.text == text).count();
        let is_typed = |goals: &[Goal], goal: &Goal| {
            here.is_some_and(|here| count(&here.goals, &goal.text) > count(goals, &goal.text))
        };
        if let Some((goals, checks)) = own {
            for goal in goals.iter().filter(|goal| !is_typed(goals, goal)) {
                let label = goal
                    .label
                    .as_ref()
                    .map(|label| format!("\"{}\": ", label.replace('\\', "\\\\").replace('"', "\\\"")));
                text.push_str(&format!("goal {}{}\n", label.unwrap_or_default(), goal.text));
            }
            for check in checks {
                text.push_str(&format!("check {}\n", check.text));
            }
        }
        text.push_str("}\n");
        text
    }

    /// The whole session as a new file at a path.
    fn save_plan(&mut self, path: &str) -> Result<Outcome, Findings> {
        if self.name().as_deref() == Some(path) {
            let help = "name another file, or `:save scenario NAME` to add to this one";
            return Err(refuse(format!("`{path}` is the plan itself"), help));
        }
        let Some(composed) = self.state.composed() else { return Err(self.no_plan()) };
        let scenario = self.state.plan().filter(|_| !composed.scenario.text.is_empty());
        let scenario = scenario.map(|plan| plan.scenario.to_string());
        let chosen = self.state.chosen();
        let looked_at = scenario.clone().or_else(|| (chosen != "base").then(|| chosen.to_string()));
        let mut added = composed.plan.text.clone();
        if let Some(name) = &scenario {
            if !added.is_empty() {
                added.push('\n');
            }
            added.push_str(&self.scenario_text(name, None));
        }
        let added = syntax::format(&added).unwrap_or(added);
        let bytes = match self.file_text(path)? {
            Some(text) if added.is_empty() => text.into_bytes(),
            Some(text) => appended(text.into_bytes(), &added),
            None => added.into_bytes(),
        };
        if bytes.trim_ascii().is_empty() {
            return Err(refuse("there is nothing to save yet", "add a line, such as `4 calls/day`"));
        }
        self.saving = Some(PendingSave::Plan(path.to_string(), looked_at));
        Ok(Outcome::asking(Request::Write { path: Some(path.to_string()), bytes }))
    }

    /// The text of the main file, in which statements that a plan says only once are those of the session;
    /// none where the session has no file.
    ///
    /// # Errors
    /// Where the copy would not find files that the plan brings in, or where the statement to replace is in
    /// one of those.
    fn file_text(&self, path: &str) -> Result<Option<String>, Findings> {
        let Some(shown) = self.name() else { return Ok(None) };
        let file = self.state.file();
        let folder = |path: &str| path.rsplit_once(['/', '\\']).map(|(folder, _)| folder.to_string());
        if file.trees.len() > 1 && folder(path) != folder(&shown) {
            let message = "the plan brings in other files, which a copy in another folder would not find";
            return Err(refuse(message, format!("save it beside `{shown}`")));
        }
        let mut places = Vec::new();
        for change in &self.state.changes().all {
            let ChangeSubject::Once(word) = change.subject else { continue };
            match self.state.statement(word) {
                None => {}
                Some((0, statement)) => places.push((statement.span.range(), change.text.as_str())),
                Some((tree, _)) => {
                    let other = file.sources.get(file.trees[tree].file).name();
                    let message = format!("`{word}` stands in `{other}`, which other plans may use");
                    return Err(refuse(message, "change it there, or `:undo` it"));
                }
            }
        }
        // From the end: a replacement does not move the places before it.
        places.sort_by_key(|(range, _)| range.start);
        let mut text = file.sources.get(FileId(0)).text().to_string();
        for (range, new) in places.into_iter().rev() {
            text.replace_range(range, new);
        }
        Ok(Some(text))
    }

    /// Takes the outcome of a [`Request::Write`]: done, or why not. When it is done the session goes on with
    /// what was written, and without changes.
    pub fn wrote(&mut self, result: Result<(), String>) -> Outcome {
        match (self.saving.clone(), result) {
            (None, _) => Outcome::default(),
            (Some(pending), Err(why)) => {
                self.saving = None;
                let file = match pending {
                    PendingSave::Plan(path, _) => path,
                    PendingSave::Scenario(..) => self.name().unwrap_or_default(),
                };
                let message = format!("`{file}` could not be written: {why}");
                let found = Diagnostic::without_place(Code::Unwritable, message);
                Findings::alone(found.help("`:save plan FILE` writes another file")).into()
            }
            (Some(PendingSave::Plan(path, _)), Ok(())) => {
                let told = Block::note(format!("Saved as {path}."));
                Outcome::asking(Request::Load(path)).after(vec![told])
            }
            (Some(PendingSave::Scenario(name, rows)), Ok(())) => {
                self.saving = None;
                let shown = self.name().unwrap_or_default();
                let (world, main) = self.state.place();
                let (fresh, findings) =
                    SessionState::open(world.clone(), main.map(str::to_string), self.cancellation.clone());
                if fresh.model().is_none() {
                    return findings.into();
                }
                self.state = fresh;
                self.history = ChangeHistory::saved(&name);
                if let Err(wrong) = self.state.choose(&name) {
                    return wrong.into();
                }
                let rows: Vec<String> = rows.iter().map(|row| format!("`{row}`")).collect();
                let added = match &rows[..] {
                    [] => String::new(),
                    [row] => format!(" {row} is a row of the plan itself now, and stands before it."),
                    rows => format!(" Rows of the plan itself now, before it: {}.", rows.join(", ")),
                };
                let told = Block::note(format!(
                    "Saved: scenario {name} stands at the end of {shown}, and is looked at now.{added}"
                ));
                Outcome::default().after(vec![told])
            }
        }
    }
}

/// Files of which the main one has another content: to see what comes of it before it is written.
struct ChangedFile {
    world: Rc<dyn World>,
    main: String,
    bytes: Vec<u8>,
}

impl World for ChangedFile {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == self.main { Ok(self.bytes.clone()) } else { self.world.read(path) }
    }

    fn identity(&self, path: &str) -> String {
        self.world.identity(path)
    }

    fn shown(&self, path: &str) -> String {
        self.world.shown(path)
    }
}

/// The name of a scenario that was typed; none of any other change.
fn scenario_name(change: &SessionChange) -> Option<&str> {
    match &change.subject {
        ChangeSubject::Scenario(name) => Some(name),
        _ => None,
    }
}

/// Whether a change is a block or a scenario that the plan does not have.
fn is_addition(change: &SessionChange) -> bool {
    matches!(change.target, ChangeTarget::Block(..)) || scenario_name(change).is_some()
}

/// Refuses a name that a scenario cannot have. The parser decides: a scenario of that name is read and looked
/// at for findings.
fn check_name(name: &str) -> Result<(), Findings> {
    let loaded = load_text("name", &format!("scenario {name} {{ }}\n"));
    if name == "base" {
        return Err(refuse("`base` is the plan as it stands", "choose another name"));
    }
    match loaded.diagnostics.first() {
        None => Ok(()),
        Some(found) => Err(refuse(
            format!("a scenario cannot be called `{name}`: {}", found.message),
            "letters, digits and `_`, a letter first: `:save scenario more_calls`",
        )),
    }
}

/// The bytes of a file with a text after them and a blank line between, in the file's kind of line breaks;
/// what was there stays as it was.
fn appended(mut bytes: Vec<u8>, text: &str) -> Vec<u8> {
    let windows = bytes.windows(2).any(|pair| pair == b"\r\n");
    let line_break = if windows { "\r\n" } else { "\n" };
    let ends = bytes.is_empty() || bytes.ends_with(b"\n");
    if !ends {
        bytes.extend(line_break.as_bytes());
    }
    if !bytes.is_empty() {
        bytes.extend(line_break.as_bytes());
    }
    bytes.extend(text.replace('\n', line_break).as_bytes());
    bytes
}
