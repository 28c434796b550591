//! The plan with the session's changes on it, computed.
//!
//! This is the one place that checks and projects for a session. Its border is narrow on purpose: changes go in,
//! what moved comes out.

use std::rc::Rc;

use super::change::{Changes, Kind, Said, Subject};
use super::compose::{Composed, Ground, compose};
use crate::analysis::{By, Moved, Results, info, moved, results, settle};
use crate::check::check;
use crate::diagnostic::{Diagnostic, Findings, Severity};
use crate::loader::{Loaded, World, append, lay_over, load};
use crate::model::{Model, Table};
use crate::questions::Plan;
use crate::source::Sources;
use crate::syntax::tree::{Statement, StatementKind};

/// A plan as it was loaded, a scenario that is looked at, and changes laid over it.
pub struct Desk {
    world: Rc<dyn World>,
    main: Option<String>,
    /// The file's texts and trees.
    file: Loaded,
    /// The file's plan.
    plan: Option<Model>,
    /// The scenario that the changes are laid over.
    chosen: String,
    changes: Changes,
    state: Option<State>,
}

/// What the plan with the changes comes to.
struct State {
    loaded: Loaded,
    model: Model,
    /// The scenario that shows the changes.
    scenario: String,
    results: Results,
    composed: Composed,
}

impl Desk {
    /// Opens the plan `main` of a world; without one it is an empty plan. The findings are what is wrong with
    /// it, or to be warned of; where one is an error there is no plan.
    pub fn open(world: Rc<dyn World>, main: Option<String>) -> (Desk, Findings) {
        let file = main.as_deref().map(|main| load(&*world, main)).unwrap_or_default();
        let mut desk = Desk {
            world,
            main,
            file,
            plan: None,
            chosen: "base".into(),
            changes: Changes::default(),
            state: None,
        };
        let checked = check(&desk.file);
        let mut findings = desk.file_findings(checked.diagnostics);
        desk.plan = checked.model;
        if desk.plan.is_some() {
            match desk.computed("base", &Changes::default()) {
                Ok(state) => {
                    findings.found.clone_from(&state.results.warnings);
                    desk.state = Some(state);
                }
                Err(wrong) => findings = wrong,
            }
        }
        (desk, findings)
    }

    fn file_findings(&self, found: Vec<Diagnostic>) -> Findings {
        Findings { sources: self.file.sources.clone(), found }
    }

    /// Puts these changes in the place of those before; on error nothing is changed.
    pub fn apply(&mut self, changes: Changes) -> Result<Moved, Findings> {
        let state = self.computed(&self.chosen, &changes)?;
        self.changes = changes;
        Ok(self.put(state))
    }

    /// Lays the changes over another scenario; on error nothing is changed.
    pub fn look(&mut self, scenario: &str) -> Result<Moved, Findings> {
        let state = self.computed(scenario, &self.changes)?;
        self.chosen = scenario.to_string();
        Ok(self.put(state))
    }

    fn put(&mut self, state: State) -> Moved {
        let now = &state.results;
        let before = self.state.as_ref().map_or(now, |before| &before.results);
        let moved = moved(before, now);
        self.state = Some(state);
        moved
    }

    /// The plan as its file has it, against the plan with the changes.
    pub fn difference(&self) -> Option<Moved> {
        let now = &self.state.as_ref()?.results;
        let plan = settle(self.plan.clone()?);
        // A scenario that the session itself has added is held against the plan as it stands.
        let scenario = plan.scenario(&self.chosen).map_or("base", |_| self.chosen.as_str());
        let file = results(&plan, scenario, By::Month).ok()?;
        Some(moved(&file, now))
    }

    fn computed(&self, chosen: &str, changes: &Changes) -> Result<State, Findings> {
        let blocks = changes.said.iter().any(|said| matches!(said.kind, Kind::Block(..) | Kind::OfPlan));
        let first = self.computed_as(chosen, changes, self.main.is_none());
        // What a block needs has to be where the block is.
        if first.is_err() && blocks && self.main.is_some() {
            return self.computed_as(chosen, changes, true);
        }
        first
    }

    /// Whether a statement makes a row that the plan does not have.
    pub fn is_fresh(&self, said: &Said) -> bool {
        self.ground(&self.chosen, false, &|_| false).is_fresh(said)
    }

    fn ground<'a>(&'a self, chosen: &str, into_plan: bool, has_word: &'a dyn Fn(&str) -> bool) -> Ground<'a> {
        let file = self.plan.as_ref().filter(|_| self.main.is_some());
        // A scenario that the session itself has added starts from the plan.
        let file = file.map(|model| &model.scenario(chosen).unwrap_or(model.base()).table);
        let last = self.state.as_ref().and_then(|state| {
            let scenario = state.model.scenario(chosen)?;
            Some((&scenario.table, &state.loaded))
        });
        Ground { file, last, into_plan, has_word }
    }

    fn computed_as(&self, chosen: &str, changes: &Changes, into_plan: bool) -> Result<State, Findings> {
        let has_word = |word: &str| self.statement(word).is_some();
        let composed = compose(changes, &self.ground(chosen, into_plan, &has_word));
        let mut loaded = self.file.clone();
        drop_replaced(&mut loaded, changes);
        for text in [&composed.replacing, &composed.plan] {
            if !text.text.is_empty() {
                let main = self.main.as_deref().unwrap_or_default();
                append(&*self.world, main, &mut loaded, text.source("", ""));
            }
        }
        let mut scenario = chosen.to_string();
        if !composed.scenario.text.is_empty() {
            scenario = self.unused_name(&composed);
            let head = head(&scenario, None, chosen);
            lay_over(&mut loaded, composed.scenario.source(&head, "}\n"));
        }
        let checked = check(&loaded);
        let wrong = |found| Findings { sources: loaded.sources.clone(), found };
        let errors = |found: Vec<Diagnostic>| {
            let mut found = found;
            found.retain(|found| found.severity() == Severity::Error);
            wrong(found)
        };
        let Some(model) = checked.model else { return Err(errors(checked.diagnostics)) };
        let model = settle(model);
        let results = results(&model, &scenario, By::Month).map_err(errors)?;
        Ok(State { loaded, model, scenario, results, composed })
    }

    /// A name for the session's scenario that nothing in the plan has.
    fn unused_name(&self, composed: &Composed) -> String {
        let mut name = "session".to_string();
        let texts = || self.file.sources.iter().map(|(_, source)| source.text());
        while texts()
            .chain([composed.plan.text.as_str(), &composed.scenario.text])
            .any(|text| text.contains(&name))
        {
            name.push('_');
        }
        name
    }

    /// The statement of the file that begins with a word that a plan says once, and the tree it stands in.
    pub fn statement(&self, word: &str) -> Option<(usize, &Statement)> {
        let mut places =
            self.file.order.iter().map(|(tree, at)| (*tree, &self.file.trees[*tree].statements[*at]));
        places.find(|(_, statement)| word_of(&statement.kind) == Some(word))
    }

    /// What questions are asked of; none where the plan is broken.
    pub fn plan(&self) -> Option<Plan<'_>> {
        let state = self.state.as_ref()?;
        Some(Plan {
            loaded: &state.loaded,
            model: &state.model,
            scenario: &state.scenario,
            beside: &self.chosen,
        })
    }

    /// The plan with the changes.
    pub fn model(&self) -> Option<&Model> {
        self.state.as_ref().map(|state| &state.model)
    }

    /// What it comes to.
    pub fn results(&self) -> Option<&Results> {
        self.state.as_ref().map(|state| &state.results)
    }

    /// The texts that places are in.
    pub fn sources(&self) -> Option<&Sources> {
        self.state.as_ref().map(|state| &state.loaded.sources)
    }

    /// The rows of the scenario that shows the changes.
    pub fn rows(&self) -> Option<&Table> {
        let state = self.state.as_ref()?;
        state.model.scenario(&state.scenario).map(|scenario| &scenario.table)
    }

    /// The changes.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The scenario that the changes are laid over.
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    /// The changes as text.
    pub fn composed(&self) -> Option<&Composed> {
        self.state.as_ref().map(|state| &state.composed)
    }

    /// Where the files come from, and the main one.
    pub fn place(&self) -> (&Rc<dyn World>, Option<&str>) {
        (&self.world, self.main.as_deref())
    }

    /// The file's texts and trees.
    pub fn file(&self) -> &Loaded {
        &self.file
    }

    /// The line of the file that defines a row, in canonical form.
    pub fn in_file(&self, name: &str) -> Option<String> {
        let model = self.plan.as_ref().filter(|_| self.main.is_some())?;
        info(model, &self.file, &self.chosen, name).ok()?.definition
    }

    /// The scenarios that the file and the session's additions have, `base` first.
    pub fn scenarios(&self) -> Vec<String> {
        let Some(state) = &self.state else { return Vec::new() };
        let own = |name: &&str| **name != state.scenario || state.composed.scenario.text.is_empty();
        state.model.scenario_names().filter(own).map(str::to_string).collect()
    }
}

/// The head of a scenario, to its brace and the line break after it.
pub fn head(name: &str, label: Option<&str>, parent: &str) -> String {
    let label = label.map(|label| format!(" \"{}\"", label.replace('\\', "\\\\").replace('"', "\\\"")));
    let extends = if parent == "base" { String::new() } else { format!(" extends {parent}") };
    format!("scenario {name}{}{extends} {{\n", label.unwrap_or_default())
}

/// Takes the file's statements away that the session says itself and that a plan says once.
fn drop_replaced(loaded: &mut Loaded, changes: &Changes) {
    let words: Vec<&str> = changes.said.iter().filter_map(|said| once(said)).collect();
    let trees = loaded.trees.clone();
    loaded.order.retain(|(tree, at)| {
        let kind =
            trees.get(*tree).and_then(|tree| tree.statements.get(*at)).map(|statement| &statement.kind);
        kind.and_then(word_of).is_none_or(|word| !words.contains(&word))
    });
}

fn once(said: &Rc<Said>) -> Option<&'static str> {
    match said.subject {
        Subject::Once(word) => Some(word),
        _ => None,
    }
}

/// The word of a statement that a plan says once.
fn word_of(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Title(_) => Some("title"),
        StatementKind::Months(_) => Some("months"),
        StatementKind::Days(_) => Some("days"),
        StatementKind::Workdays(_) => Some("workdays"),
        StatementKind::Currency(..) => Some("currency"),
        StatementKind::Show(_) => Some("show"),
        _ => None,
    }
}
