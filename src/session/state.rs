//! The plan with the session's changes on it, computed.
//!
//! This is the one place that checks and projects for a session. Its border is narrow on purpose: changes go in,
//! what moved comes out.

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

/// A plan as it was loaded, a scenario that is looked at, and changes laid over it.
pub struct SessionState {
    world: Rc<dyn World>,
    main: Option<String>,
    /// The file's texts and trees.
    file: Loaded,
    /// The file's plan.
    plan: Option<SettledPlan>,
    /// The scenario that the changes are laid over.
    chosen: String,
    changes: Changes,
    cancellation: CancellationToken,
    /// What the plan with the changes comes to; none where the file has mistakes.
    computed: Option<ComputedPlan>,
}

/// The plan with the changes.
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

    /// Puts these changes in the place of those before; on error nothing is changed.
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

    /// Whether these changes could be applied.
    pub fn would_apply(&self, changes: &Changes) -> bool {
        self.compute(&self.chosen, changes).is_ok()
    }

    /// Lays the changes over another scenario; on error nothing is changed.
    pub fn choose(&mut self, scenario: &str) -> Result<Delta, Findings> {
        let now = self.compute(scenario, &self.changes)?;
        self.chosen = scenario.to_string();
        Ok(self.install(now))
    }

    fn install(&mut self, mut now: ComputedPlan) -> Delta {
        now.live.count_all_as_latest();
        let all = now.live.results();
        let moved = moved(self.results().unwrap_or(all), all);
        self.computed = Some(now);
        moved
    }

    /// The same as [`SessionState::apply`] for changes that add nothing new to the plan: they are laid over the one that is
    /// there. None where they add something, or where there is no plan.
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
            // What a block needs may have to be where the block is.
            Err(_) if adds(changes) && self.main.is_some() => None,
            Err(wrong) => Some(Err(errors_of(wrong))),
        }
    }

    /// The plan as its file has it, against the plan with the changes.
    pub fn difference(&self) -> Option<Delta> {
        let now = self.results()?;
        let plan = self.plan.as_ref()?;
        // A scenario that the session itself has added is held against the plan as it stands.
        let scenario = plan.model().scenario(&self.chosen).map_or("base", |_| self.chosen.as_str());
        let file = results(plan, scenario, Granularity::Month).ok()?;
        Some(moved(&file, now))
    }

    fn compute(&self, chosen: &str, changes: &Changes) -> Result<ComputedPlan, Findings> {
        let first = self.compute_with(chosen, changes, self.main.is_none());
        // What a block needs has to be where the block is.
        if first.is_err() && adds(changes) && self.main.is_some() {
            return self.compute_with(chosen, changes, true);
        }
        first
    }

    /// Whether a statement makes a row that the plan does not have.
    pub fn is_fresh(&self, change: &SessionChange) -> bool {
        self.base_plan(&self.chosen, false, &|_| false).is_fresh(change)
    }

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
            let scenario = now.live.ground().scenario(chosen)?;
            Some((&scenario.table, now.live.loaded()))
        });
        BasePlan { file, last, into_plan, has_word }
    }

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

    /// The session's scenario by a name that nothing else has; none where no change needs one.
    fn overlay(&self, composed: &Composed, parent: &str) -> Option<Overlay> {
        if composed.scenario.text.is_empty() {
            return None;
        }
        let name = self.unused_name(composed);
        let source = composed.scenario.source(&head(&name, None, parent), "}\n");
        Some(Overlay { name, source })
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
    pub fn plan(&self) -> Option<PlanView<'_>> {
        let live = self.live()?;
        Some(PlanView { plan: live.plan().ok()?, scenario: live.scenario(), beside: &self.chosen })
    }

    /// The plan with the changes; none where the file has mistakes.
    pub fn live(&self) -> Option<&LivePlan> {
        self.computed.as_ref().map(|now| &now.live)
    }

    /// The plan with what the changes add to it, but without the session's scenario.
    pub fn model(&self) -> Option<&Model> {
        self.live().map(LivePlan::ground)
    }

    /// What the plan with the changes comes to.
    pub fn results(&self) -> Option<&Results> {
        self.live().map(LivePlan::results)
    }

    /// A formula over the plan with the changes, as results of one row; none where the plan is broken.
    pub fn ask(&mut self, typed: TypedFormula) -> Option<Result<Results, Findings>> {
        Some(self.computed.as_mut()?.live.ask(typed))
    }

    /// The scenario that shows the changes.
    pub fn changed(&self) -> Option<&Scenario> {
        self.live().map(LivePlan::shown)
    }

    /// Its rows.
    pub fn rows(&self) -> Option<&Table> {
        self.changed().map(|scenario| &scenario.table)
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
        self.computed.as_ref().map(|now| &now.composed)
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
        let plan = self.plan.as_ref().filter(|_| self.main.is_some())?;
        info(plan, &self.chosen, name).ok()?.definition
    }

    /// The scenarios that the file and the session's additions have, `base` first.
    pub fn scenarios(&self) -> Vec<String> {
        let Some(live) = self.live() else { return Vec::new() };
        live.ground().scenario_names().map(str::to_string).collect()
    }
}

/// Whether some changes are additions to the plan.
fn adds(changes: &Changes) -> bool {
    changes.all.iter().any(|change| matches!(change.target, ChangeTarget::Block(..) | ChangeTarget::OfPlan))
}

/// Only the errors: a plan's warnings are told elsewhere.
fn errors_of(mut findings: Findings) -> Findings {
    findings.found.retain(|found| found.severity() == Severity::Error);
    findings
}

/// The head of a scenario, to its brace and the line break after it.
pub fn head(name: &str, label: Option<&str>, parent: &str) -> String {
    let label = label.map(|label| format!(" \"{}\"", label.replace('\\', "\\\\").replace('"', "\\\"")));
    let extends = if parent == "base" { String::new() } else { format!(" extends {parent}") };
    format!("scenario {name}{}{extends} {{\n", label.unwrap_or_default())
}

/// Takes the file's statements away that the session says itself and that a plan says once.
fn drop_replaced(loaded: &mut Loaded, changes: &Changes) {
    let words: Vec<&str> = changes.all.iter().filter_map(|change| once(change)).collect();
    let trees = loaded.trees.clone();
    loaded.order.retain(|(tree, at)| {
        let kind =
            trees.get(*tree).and_then(|tree| tree.statements.get(*at)).map(|statement| &statement.kind);
        kind.and_then(word_of).is_none_or(|word| !words.contains(&word))
    });
}

fn once(change: &Rc<SessionChange>) -> Option<&'static str> {
    match change.subject {
        ChangeSubject::Once(word) => Some(word),
        _ => None,
    }
}

/// The word of a statement that a plan says once.
fn word_of(kind: &StatementKind) -> Option<&'static str> {
    match kind {
        StatementKind::Heading(heading) => Some(heading.word()),
        _ => None,
    }
}
