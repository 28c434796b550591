//! A plan whose checking and figures are kept, so that a change costs what it reaches, not what the plan is long: it
//! alone is checked ([`IncrementalChecker`]), and only what depends on it is computed ([`LiveProjection`]).
//!
//! A plan that asks for a number with `?` cannot be kept so: every change may lead to another number, and that is found
//! from the figures of the whole plan. [`LivePlan`](super::LivePlan) knows when this serves.

use std::collections::BTreeSet;
use std::sync::Arc;

use self_cell::self_cell;
use typed_arena::Arena;

use super::delta::{Delta, moved};
use super::expression::TypedFormula;
use super::results::{Granularity, Results};
use super::settled::{SettledPlan, settled};
use super::{ask, project, troubles};
use crate::check::{Amended, Checked, IncrementalChecker, Snippet};
use crate::diagnostic::{Diagnostic, Findings};
use crate::eval::LiveProjection;
use crate::limits::CancellationToken;
use crate::loader::Loaded;
use crate::model::{Amendment, Model, RowId, Scenario, ScheduleBlock};
use crate::source::{Source, Sources};
use crate::syntax::tree::Tree;
use crate::value::Cell;

/// What an overlay led to, once it was applied.
pub(super) struct Applied {
    /// What moved: rows, goals and checks before and after.
    pub moved: Delta,
    /// The plan as it now is, of its rows only those that the change reached.
    pub results: Arc<Results>,
}

/// Why a plan is not kept.
pub(super) enum NotKept {
    /// It asks for a number: the plan as it was checked, with its warnings, the number still open.
    Asks(Box<Model>, Vec<Diagnostic>),
    /// It has mistakes.
    Wrong(Vec<Diagnostic>),
}

/// The texts that everything here points into; they live as long as it does.
struct Texts {
    loaded: Loaded,
    /// The scenario that overlays change.
    scenario: String,
    /// The overlays and formulas checked so far: the checker keeps references to them.
    snippets: Arena<Snippet>,
}

/// What is kept of a plan.
struct KeptPlan<'a> {
    texts: &'a Texts,
    checker: IncrementalChecker<'a>,
    /// The plan without the overlay.
    plan: SettledPlan,
    live: LiveProjection<Cell>,
    /// The overlay as it was checked, and its text; none where there is none.
    overlay: Option<(Amended<'a>, &'a Snippet)>,
    /// Which of the plan's own rows are constants.
    constants: Vec<bool>,
    /// The amendment that stands for no overlay: it changes nothing.
    nothing: Amendment,
    /// What the last change reached, and what that came to: somebody who tries one number after the other asks for
    /// the same rows again as those before the next change.
    reached: Option<(BTreeSet<RowId>, Arc<Results>)>,
}

self_cell!(
    /// The checker works on references into the texts, so both are kept as one.
    struct KeptWithTexts {
        owner: Texts,
        #[not_covariant]
        dependent: KeptPlan,
    }
);

/// A plan whose checking and figures are kept, with the last overlay of one of its scenarios.
pub(super) struct Incremental(KeptWithTexts);

impl Incremental {
    /// Checks a plan once, and keeps what changes of one of its scenarios need. Questions to it end early once
    /// `cancellation` is cancelled.
    ///
    /// # Errors The texts, and why the plan is not kept.
    pub fn new(
        loaded: Loaded,
        scenario: &str,
        cancellation: &CancellationToken,
    ) -> Result<Incremental, Box<(Loaded, NotKept)>> {
        let texts = Texts { loaded, scenario: scenario.to_string(), snippets: Arena::new() };
        let kept = KeptWithTexts::try_new_or_recover(texts, |texts| KeptPlan::new(texts, cancellation));
        kept.map(Incremental).map_err(|(texts, why)| Box::new((texts.loaded, why)))
    }

    /// The texts of the plan without the overlay.
    pub fn texts(&self) -> &Sources {
        self.0.with_dependent(|texts, _| &texts.loaded.sources)
    }

    /// Puts an overlay in the place of the one before; none removes it. Its tree is of
    /// the text that follows the plan's. None where it asks for a number with `?`: nothing has changed then.
    ///
    /// # Errors
    /// Everything that is wrong with it; the plan is as before then.
    pub fn apply(&mut self, overlay: Option<(Source, Arc<Tree>)>) -> Option<Result<Applied, Findings>> {
        self.0.with_dependent_mut(|_, kept| match overlay {
            Some((source, tree)) => kept.apply(source, tree),
            None => Some(Ok(kept.remove_overlay())),
        })
    }

    /// A formula over the plan as it now is, as results of one row. None where it names another scenario's rows,
    /// which are not at hand.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn ask(&mut self, typed: TypedFormula) -> Option<Result<Results, Findings>> {
        self.0.with_dependent_mut(|_, kept| kept.ask(typed))
    }

    /// The plan without the overlay.
    pub fn plan(&self) -> &SettledPlan {
        self.0.with_dependent(|_, kept| &kept.plan)
    }

    /// The scenario with the overlay.
    pub fn scenario(&self) -> &Scenario {
        self.0.with_dependent(|_, kept| kept.live.scenario())
    }

    /// The texts of the plan and of its overlay: the spans of its rows point into them.
    pub fn sources(&self) -> &Sources {
        self.0.with_dependent(|texts, kept| {
            kept.overlay.as_ref().map_or(&texts.loaded.sources, |(_, snippet)| &snippet.sources)
        })
    }

    /// The plan as it now is without its rows: goals, checks, what there is to warn of.
    pub fn brief(&self) -> Results {
        self.0.with_dependent(|_, kept| kept.results(Vec::new()))
    }

    /// The whole plan as it now is, with what there is to warn of.
    pub fn results(&self) -> Results {
        self.0.with_dependent(|_, kept| kept.results((0..kept.live.scenario().table.len()).collect()))
    }
}

/// A scenario as an amendment of itself, which changes nothing.
fn as_amendment(scenario: &Scenario) -> Amendment {
    let rest = Scenario { table: Default::default(), schedule: Default::default(), ..scenario.clone() };
    Amendment { rest, ..Amendment::default() }
}

impl<'a> KeptPlan<'a> {
    fn new(texts: &'a Texts, cancellation: &CancellationToken) -> Result<KeptPlan<'a>, NotKept> {
        let (checker, Checked { model, diagnostics, .. }) = IncrementalChecker::new(&texts.loaded);
        if model.has_errors {
            return Err(NotKept::Wrong(diagnostics));
        }
        if model.scenarios.iter().any(|scenario| scenario.unknown.is_some()) {
            return Err(NotKept::Asks(Box::new(model), diagnostics));
        }
        let plan = settled(texts.loaded.clone(), model, diagnostics, cancellation)
            .map_err(|wrong| NotKept::Wrong(wrong.found))?;
        let model = plan.model();
        let chosen = ask::scenario(model, &texts.scenario).map_err(|found| NotKept::Wrong(vec![found]))?;
        let live = LiveProjection::new(chosen.clone(), model.calendar.clone());
        let errors = troubles::errors(model, chosen, live.projection());
        if !errors.is_empty() {
            return Err(NotKept::Wrong(errors));
        }
        let (nothing, constants) = (as_amendment(chosen), project::constants(chosen));
        Ok(KeptPlan { texts, checker, plan, live, overlay: None, constants, nothing, reached: None })
    }

    fn current(&self) -> &Amendment {
        self.overlay.as_ref().map_or(&self.nothing, |(amended, _)| &amended.amendment)
    }

    fn apply(&mut self, source: Source, tree: Arc<Tree>) -> Option<Result<Applied, Findings>> {
        let mut sources = self.texts.loaded.sources.clone();
        sources.add(source);
        let snippet: &'a Snippet = self.texts.snippets.alloc(Snippet::scenario(sources, tree));
        let wrong = |found: Vec<Diagnostic>| Findings { sources: snippet.sources.clone(), found };
        let amended = match self.checker.amend(&self.texts.scenario, snippet)? {
            Ok(amended) => amended,
            Err(found) => return Some(Err(wrong(found))),
        };
        let reached = reached(self.current(), &amended.amendment);
        let before = self.before(&reached);
        self.live.amend(&amended.amendment);
        let errors = self.errors(&reached);
        if !errors.is_empty() {
            let current = self.current().clone();
            self.live.amend(&current);
            return Some(Err(wrong(errors)));
        }
        self.overlay = Some((amended, snippet));
        Some(Ok(self.applied(before, reached)))
    }

    fn remove_overlay(&mut self) -> Applied {
        let reached = reached(self.current(), &self.nothing);
        let before = self.before(&reached);
        self.live.amend(&self.nothing);
        self.overlay = None;
        self.applied(before, reached)
    }

    /// What rows come to before a change that reaches them.
    fn before(&mut self, reached: &BTreeSet<RowId>) -> Arc<Results> {
        match self.reached.take() {
            Some((rows, results)) if rows == *reached => results,
            _ => Arc::new(self.seen(reached)),
        }
    }

    fn applied(&mut self, before: Arc<Results>, reached: BTreeSet<RowId>) -> Applied {
        let results = Arc::new(self.seen(&reached));
        self.reached = Some((reached, Arc::clone(&results)));
        Applied { moved: moved(&before, &results), results }
    }

    fn ask(&mut self, typed: TypedFormula) -> Option<Result<Results, Findings>> {
        let mut sources = self.texts.loaded.sources.clone();
        let (tree, root) = match typed.add_to(&mut sources) {
            Ok(formula) => formula,
            Err(found) => return Some(Err(Findings { sources, found })),
        };
        let snippet: &'a Snippet = self.texts.snippets.alloc(Snippet::formula(sources, tree, root));
        let wrong = |found: Vec<Diagnostic>| Findings { sources: snippet.sources.clone(), found };
        let over = self.overlay.as_ref().map(|(amended, _)| amended);
        let asking = match self.checker.ask(&self.texts.scenario, over, snippet)? {
            Ok(asking) => asking,
            Err(found) => return Some(Err(wrong(found))),
        };
        let (model, constants) = (self.plan.model(), self.constants_now());
        let result = self.live.ask(&asking.amendment, |scenario, projection| {
            // What was added may break a rule of its own, such as a delay of less than nothing.
            let own = asking.amendment.rest.bounds.get(scenario.bounds.len()..).unwrap_or_default();
            let rows: Vec<RowId> = asking.amendment.rows.iter().map(|(row, _)| *row).collect();
            let errors = troubles::errors_among(model, scenario, projection, own, &rows);
            if !errors.is_empty() {
                return Err(errors);
            }
            let mut constants = constants.clone();
            constants.resize(scenario.table.len(), false);
            project::find_constants(&mut constants, &scenario.table, &asking.amendment.blocks);
            let row = vec![asking.row.index()];
            let months = (Granularity::Month, 0..model.calendar.len());
            let mut results = project::of_rows(model, scenario, projection, months, row, &constants);
            for row in &mut results.rows {
                row.name.clone_from(&asking.text);
            }
            (results.goals, results.checks, results.notes) = (Vec::new(), Vec::new(), asking.notes.clone());
            results.shown = vec![asking.text.clone()];
            Ok(results)
        });
        Some(result.map_err(wrong))
    }

    /// What only the figures show to be wrong, of the rows that a change reaches.
    fn errors(&self, reached: &BTreeSet<RowId>) -> Vec<Diagnostic> {
        let model = self.plan.model();
        let (scenario, projection) = (self.live.scenario(), self.live.projection());
        let rows: Vec<RowId> =
            reached.iter().copied().filter(|row| row.index() < scenario.table.len()).collect();
        let errors = troubles::errors_among(model, scenario, projection, &scenario.bounds, &rows);
        assert!(
            !errors.is_empty() || troubles::conserved(scenario, projection, |row| reached.contains(&row)),
            "a pipeline lost or gained deals"
        );
        errors
    }

    /// The plan as it is, of its rows only these.
    fn seen(&self, rows: &BTreeSet<RowId>) -> Results {
        let here = rows.iter().map(|row| row.index());
        self.results(here.filter(|row| *row < self.live.scenario().table.len()).collect())
    }

    fn results(&self, rows: Vec<usize>) -> Results {
        let scenario = self.live.scenario();
        let constants = self.constants_now();
        let model = self.plan.model();
        let months = (Granularity::Month, 0..model.calendar.len());
        project::of_rows(model, scenario, self.live.projection(), months, rows, &constants)
    }

    /// Which of the rows are constants.
    fn constants_now(&self) -> Vec<bool> {
        let table = &self.live.scenario().table;
        let mut constants = self.constants.clone();
        constants.resize(table.len(), false);
        project::find_constants(&mut constants, table, &self.current().blocks);
        constants
    }
}

/// The rows that two amendments reach.
fn reached(one: &Amendment, other: &Amendment) -> BTreeSet<RowId> {
    one.blocks.iter().chain(&other.blocks).flat_map(ScheduleBlock::rows).copied().collect()
}
