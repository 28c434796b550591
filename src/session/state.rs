//! The state of a session: the plan with the session's changes on it, computed.
//!
//! This is the one place that checks and projects for a session. Its border is narrow on purpose: changes go
//! in, what moved comes out. On any error the state stays as it was.

use std::rc::Rc;

use super::change::{ChangeSubject, ChangeTarget, Changes, SessionChange};
use super::compose::{BasePlan, Composed, compose};
use crate::analysis::{
    Delta, Granularity, LivePlan, Overlay, Results, SettledPlan, TypedFormula, info, moved, results,
};
use crate::diagnostic::{Findings, Severity};
use crate::limits::CancellationToken;
use crate::loader::{Loaded, World, append, load};
use crate::model::{Model, Scenario, Table};
use crate::questions::PlanView;
use crate::syntax::tree::{Statement, StatementKind};

/// A plan as it was loaded, the scenario that is looked at, and the changes that overlay it.
pub struct SessionState {
    world: Rc<dyn World>,
    main: Option<String>,
    /// The file's texts and trees.
    file: Loaded,
    /// The file's plan, without changes: what `:diff` compares with. None where the file has mistakes.
    plan: Option<SettledPlan>,
    /// The name of the scenario that the changes overlay.
    chosen: String,
    changes: Changes,
    cancellation: CancellationToken,
    /// The plan with the changes; none where the file has mistakes.
    computed: Option<ComputedPlan>,
}

/// The plan with the changes: their text, and what it comes to.
struct ComputedPlan {
    composed: Composed,
    live: LivePlan,
}

impl SessionState {
    /// Opens the plan `main` of a world; without one it is an empty plan. The findings are what is wrong with
    /// it, or to be warned of; where one is an error there is no plan.
    pub fn open(
        world: Rc<dyn World>,
        main: Option<String>,
        cancellation: CancellationToken,
    ) -> (SessionState, Findings) {
        let file = main.as_deref().map(|main| load(&*world, main)).unwrap_or_default();
        let mut state = SessionState {
            world,
            main,
            file,
            plan: None,
            chosen: "base".into(),
            changes: Changes::default(),
            cancellation,
            computed: None,
        };
        let opened = LivePlan::open(state.file.clone(), "base", None, &state.cancellation).and_then(|live| {
            let plan = live.plan()?.clone();
            Ok((plan, live))
        });
        match opened {
            Ok((plan, live)) => {
                state.plan = Some(plan);
                let found = live.latest().warnings.clone();
                state.computed = Some(ComputedPlan { composed: Composed::default(), live });
                let findings = Findings { sources: state.file.sources.clone(), found };
                (state, findings)
            }
            Err(wrong) => (state, wrong),
        }
    }

    /// Replaces all changes by these, and returns which figures moved.
    ///
    /// # Errors
    /// What is wrong with the changes; then those before are still in force.
    pub fn apply(&mut self, changes: Changes) -> Result<Delta, Findings> {
        if let Some(moved) = self.apply_over(&changes) {
            let moved = moved?;
            self.changes = changes;
            return Ok(moved);
        }
        let now = self.compute(&self.chosen, &changes)?;
        self.changes = changes;
        Ok(self.install(now))
    }

    /// Whether these changes could be applied. It checks and projects the whole plan, and changes nothing.
    pub fn would_apply(&self, changes: &Changes) -> bool {
        self.compute(&self.chosen, changes).is_ok()
    }

    /// Overlays another scenario with the changes, and returns which figures differ from those shown so far.
    ///
    /// # Errors
    /// Where the changes do not apply to it; then the scenario before is still looked at.
    pub fn choose(&mut self, scenario: &str) -> Result<Delta, Findings> {
        let now = self.compute(scenario, &self.changes)?;
        self.chosen = scenario.to_string();
        Ok(self.install(now))
    }

    /// Makes a computed plan the current one; returns how its figures differ from those before.
    fn install(&mut self, mut now: ComputedPlan) -> Delta {
        now.live.count_all_as_latest();
        let all = now.live.results();
        let moved = moved(self.results().unwrap_or(all), all);
        self.computed = Some(now);
        moved
    }

    /// [`SessionState::apply`] by the short way: changes that add nothing to the plan itself only alter the
    /// overlay, for which the live plan computes the rows that depend on it and no others. None where the
    /// long way is needed: something is added, or there is no plan.
    fn apply_over(&mut self, changes: &Changes) -> Option<Result<Delta, Findings>> {
        let into_plan = self.main.is_none();
        let has_word = |word: &str| self.statement(word).is_some();
        let composed = compose(changes, &self.base_plan(&self.chosen, into_plan, &has_word));
        let overlay = self.overlay(&composed, &self.chosen);
        let now = self.computed.as_mut()?;
        if (&composed.plan.text, &composed.replacing.text)
            != (&now.composed.plan.text, &now.composed.replacing.text)
        {
            return None;
        }
        match now.live.apply(overlay) {
            Ok(moved) => {
                now.composed = composed;
                Some(Ok(moved))
            }
            // A block that is added to the plan cannot use rows of a scenario. The long way puts those rows into the
            // plan too.
            Err(_) if adds(changes) && self.main.is_some() => None,
            Err(wrong) => Some(Err(errors_of(wrong))),
        }
    }

    /// How the plan with the changes differs from the plan as its file has it. None where either of them
    /// cannot be computed.
    pub fn difference(&self) -> Option<Delta> {
        Some(moved(&self.unchanged()?, self.results()?))
    }

    /// What the plan comes to as its file has it. None where it cannot be computed.
    pub fn unchanged(&self) -> Option<Results> {
        let plan = self.plan.as_ref()?;
        // A scenario that the session itself has added is held against the plan as it stands.
        let scenario = plan.model().scenario(&self.chosen).map_or("base", |_| self.chosen.as_str());
        results(plan, scenario, Granularity::Month).ok()
    }

    /// Checks and projects the plan with changes over a scenario, from the beginning.
    ///
    /// # Errors
    /// What is wrong with the plan that comes of it.
    fn compute(&self, chosen: &str, changes: &Changes) -> Result<ComputedPlan, Findings> {
        let first = self.compute_with(chosen, changes, self.main.is_none());
        // Rows go to the overlay first, so that `:save scenario` can keep them. A block of the plan cannot use rows of
        // a scenario, so where that fails they go to the plan instead.
        if first.is_err() && adds(changes) && self.main.is_some() {
            return self.compute_with(chosen, changes, true);
        }
        first
    }

    /// Whether a statement makes a row that the plan does not have, rather than changing one.
    pub fn is_fresh(&self, change: &SessionChange) -> bool {
        self.base_plan(&self.chosen, false, &|_| false).is_fresh(change)
    }

    /// What the changes are composed onto: the rows that are there without them.
    fn base_plan<'a>(
        &'a self,
        chosen: &str,
        into_plan: bool,
        has_word: &'a dyn Fn(&str) -> bool,
    ) -> BasePlan<'a> {
        let file = self.plan.as_ref().filter(|_| self.main.is_some()).map(SettledPlan::model);
        // A scenario that the session itself has added starts from the plan.
        let file = file.map(|model| &model.scenario(chosen).unwrap_or(model.base()).table);
        let last = self.computed.as_ref().and_then(|now| {
            let scenario = now.live.base().scenario(chosen)?;
            Some((&scenario.table, now.live.loaded()))
        });
        BasePlan { file, last, into_plan, has_word }
    }

    /// [`SessionState::compute`] with one decision made: whether new rows go into the plan or into the
    /// overlay.
    fn compute_with(
        &self,
        chosen: &str,
        changes: &Changes,
        into_plan: bool,
    ) -> Result<ComputedPlan, Findings> {
        let has_word = |word: &str| self.statement(word).is_some();
        let composed = compose(changes, &self.base_plan(chosen, into_plan, &has_word));
        let mut base = self.file.clone();
        drop_replaced(&mut base, changes);
        for text in [&composed.replacing, &composed.plan] {
            if !text.text.is_empty() {
                let main = self.main.as_deref().unwrap_or_default();
                append(&*self.world, main, &mut base, text.source("", ""));
            }
        }
        let overlay = self.overlay(&composed, chosen);
        let live = LivePlan::open(base, chosen, overlay, &self.cancellation).map_err(errors_of)?;
        Ok(ComputedPlan { composed, live })
    }

    /// The session's changes as a scenario that extends `parent`; none where no change needs one.
    fn overlay(&self, composed: &Composed, parent: &str) -> Option<Overlay> {
        if composed.scenario.text.is_empty() {
            return None;
        }
        let name = self.unused_name(composed);
        let source = composed.scenario.source(&head(&name, None, parent), "}\n");
        Some(Overlay { name, source })
    }

    /// A name for the session's scenario that nothing in the plan has. It may occur in no text at all, which
    /// is more than is needed, but needs no parsing and cannot miss a use.
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

    /// The statement of the file that begins with `word`, one that a plan says only once, and the number of
    /// its tree (0 is the main file). None where the files have none.
    pub fn statement(&self, word: &str) -> Option<(usize, &Statement)> {
        let mut places =
            self.file.order.iter().map(|(tree, at)| (*tree, &self.file.trees[*tree].statements[*at]));
        places.find(|(_, statement)| word_of(&statement.kind) == Some(word))
    }

    /// What questions are asked of; none where the plan is broken.
    pub fn plan(&self) -> Option<PlanView<'_>> {
        let live = self.live()?;
        Some(PlanView { plan: live.plan().ok()?, scenario: live.scenario(), beside: &self.chosen })
    }

    /// The plan with the changes, ready to be changed further; none where the file has mistakes.
    pub fn live(&self) -> Option<&LivePlan> {
        self.computed.as_ref().map(|now| &now.live)
    }

    /// The checked plan with what the changes add to it, but without the overlay: its scenarios are those
    /// that a user knows.
    pub fn model(&self) -> Option<&Model> {
        self.live().map(LivePlan::base)
    }

    /// What the plan with the changes comes to.
    pub fn results(&self) -> Option<&Results> {
        self.live().map(LivePlan::results)
    }

    /// The results of a formula over the plan with the changes, as one row; none where the file has mistakes.
    pub fn ask(&mut self, typed: TypedFormula) -> Option<Result<Results, Findings>> {
        Some(self.computed.as_mut()?.live.ask(typed))
    }

    /// The scenario as the session shows it: the overlay, or the chosen scenario where there is none.
    pub fn changed(&self) -> Option<&Scenario> {
        self.live().map(LivePlan::shown)
    }

    /// The rows of that scenario.
    pub fn rows(&self) -> Option<&Table> {
        self.changed().map(|scenario| &scenario.table)
    }

    /// The changes.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The changes as text where the rows that the plan does not have are added to it, and only what differs from the
    /// plan is said by the scenario.
    pub fn composed_into_plan(&self) -> Composed {
        compose(&self.changes, &self.base_plan(&self.chosen, true, &|word| self.statement(word).is_some()))
    }

    /// The scenario that the changes are laid over.
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    /// The changes as text, as they were last applied.
    pub fn composed(&self) -> Option<&Composed> {
        self.computed.as_ref().map(|now| &now.composed)
    }

    /// The world that files are read from, and the name of the main file there; none where the session has no
    /// file.
    pub fn place(&self) -> (&Rc<dyn World>, Option<&str>) {
        (&self.world, self.main.as_deref())
    }

    /// The file's texts and trees.
    pub fn file(&self) -> &Loaded {
        &self.file
    }

    /// The line of the file that defines a row, in canonical form; none where no file or no such row is
    /// there.
    pub fn in_file(&self, name: &str) -> Option<String> {
        let plan = self.plan.as_ref().filter(|_| self.main.is_some())?;
        info(plan, &self.chosen, name).ok()?.definition
    }

    /// The names of the scenarios that the file and the session's additions have, `base` first; empty where
    /// the file has mistakes.
    pub fn scenarios(&self) -> Vec<String> {
        let Some(live) = self.live() else { return Vec::new() };
        live.base().scenario_names().map(str::to_string).collect()
    }
}

/// Whether some changes add to the plan itself, not to the overlay.
fn adds(changes: &Changes) -> bool {
    changes.all.iter().any(|change| matches!(change.target, ChangeTarget::Block(..) | ChangeTarget::OfPlan))
}

/// Only the errors: a plan's warnings are told elsewhere.
fn errors_of(mut findings: Findings) -> Findings {
    findings.found.retain(|found| found.severity() == Severity::Error);
    findings
}

/// The first line of a scenario, up to and including the break after its brace. `extends` is left out for
/// `base`, which every scenario extends anyway.
pub fn head(name: &str, label: Option<&str>, parent: &str) -> String {
    let label = label.map(|label| format!(" \"{}\"", label.replace('\\', "\\\\").replace('"', "\\\"")));
    let extends = if parent == "base" { String::new() } else { format!(" extends {parent}") };
    format!("scenario {name}{}{extends} {{\n", label.unwrap_or_default())
}

/// Drops those statements of the file that the session says itself and that a plan may say only once.
fn drop_replaced(loaded: &mut Loaded, changes: &Changes) {
    let words: Vec<&str> = changes.all.iter().filter_map(|change| once(change)).collect();
    let trees = loaded.trees.clone();
    loaded.order.retain(|(tree, at)| {
        let kind =
            trees.get(*tree).and_then(|tree| tree.statements.get(*at)).map(|statement| &statement.kind);
        kind.and_then(word_of).is_none_or(|word| !words.contains(&word))
    });
}

/// The first word of a change that a plan may say only once; none for all others.
fn once(change: &Rc<SessionChange>) -> Option<&'static str> {
    match change.subject {
        ChangeSubject::Once(word) => Some(word),
        _ => None,
    }
}

/// The first word of a statement that a plan may say only once; none for all others.
fn word_of(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Heading(heading) => Some(heading.word()),
        _ => None,
    }
}
