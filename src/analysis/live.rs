//! A plan that a session works with: an overlay changes one of its scenarios, and the answer is what that moves.
//!
//! Whoever holds it need not know how the figures come about. Where nothing asks for a number with `?`, a change is
//! checked and computed as far as it reaches ([`Incremental`]); elsewhere the whole plan is.

use std::cell::OnceCell;
use std::sync::Arc;

use super::delta::{Delta, moved};
use super::expression::{Expression, TypedFormula};
use super::incremental::{Applied, Incremental, NotKept};
use super::results::{Granularity, Results};
use super::settled::{SettledPlan, prepare_with, settled};
use super::unknown::solved_note;
use super::{evaluate, results};
use crate::check::{CheckOptions, ExpressionKind};
use crate::diagnostic::{Diagnostic, Findings, has_error};
use crate::limits::CancellationToken;
use crate::loader::{Loaded, overlay_parsed};
use crate::model::{Model, Scenario};
use crate::source::{Source, Sources};
use crate::syntax::parse;
use crate::syntax::tree::Tree;

/// A scenario that changes another one of a plan, such as everything that a session has changed so far.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Its name, which nothing in the plan has.
    pub name: String,
    /// A text with that scenario in it.
    pub source: Source,
}

/// An overlay with its tree, which is of the text that follows the plan's.
#[derive(Clone)]
struct ParsedOverlay {
    name: String,
    source: Source,
    tree: Arc<Tree>,
}

/// A plan without an overlay.
enum UnderlyingPlan {
    /// One whose checking and figures are kept.
    Kept(Box<Incremental>),
    /// One that asks for a number, which is still open here: it is found for the plan with its overlay.
    Unsolved(Box<UnsolvedPlan>),
}

/// A plan with a `?`, checked.
struct UnsolvedPlan {
    loaded: Loaded,
    model: Model,
    warnings: Vec<Diagnostic>,
}

/// A plan with an overlay over one of its scenarios.
pub struct LivePlan {
    base: UnderlyingPlan,
    /// The scenario that the overlay changes.
    scenario: String,
    overlay: Option<ParsedOverlay>,
    /// Whether the kept figures are those with the overlay. They are not where there is a `?` in the plan or the
    /// overlay.
    is_kept: bool,
    /// What the last change came to, of the rows those that it reached; all of them where that is not known.
    latest: Arc<Results>,
    /// All rows, computed on the first question for them.
    results: OnceCell<Results>,
    /// The plan with the overlay in it, prepared on the first question to it; without an overlay, a plan that is
    /// kept answers itself.
    whole: OnceCell<SettledPlan>,
    cancellation: CancellationToken,
}

impl LivePlan {
    /// Takes a plan whose scenario of that name (`base` for the plan itself) overlays will change. It is checked once.
    ///
    /// # Errors
    /// Everything that is wrong with the plan, the overlay or the scenario's figures, and what else was found there.
    /// An empty list where it was cancelled on the way.
    pub fn open(
        loaded: Loaded,
        scenario: &str,
        overlay: Option<Overlay>,
        cancellation: &CancellationToken,
    ) -> Result<LivePlan, Findings> {
        let base = UnderlyingPlan::of(loaded, scenario, cancellation)?;
        let overlay = base.parsed(overlay)?;
        let new = |base, overlay, is_kept, latest: Results| LivePlan {
            base,
            scenario: scenario.to_string(),
            overlay,
            is_kept,
            latest: Arc::new(latest),
            results: OnceCell::new(),
            whole: OnceCell::new(),
            cancellation: cancellation.clone(),
        };
        if let UnderlyingPlan::Kept(kept) = &base {
            let brief = kept.brief();
            let mut live = new(base, None, true, brief);
            if overlay.is_some() {
                live.apply_parsed(overlay)?;
                if let Some(kept) = live.kept() {
                    live.latest = Arc::new(kept.brief());
                }
            }
            return Ok(live);
        }
        let (whole, results) = base.computed(overlay.as_ref(), scenario, cancellation)?;
        let live = new(base, overlay, false, results);
        Ok(LivePlan { whole: OnceCell::from(whole), ..live })
    }

    /// Puts an overlay in the place of the one before, and returns what that moves; none removes it.
    ///
    /// # Errors
    /// Everything that is wrong with it, an empty list where it was cancelled; the plan is as before then.
    pub fn apply(&mut self, overlay: Option<Overlay>) -> Result<Delta, Findings> {
        let overlay = self.base.parsed(overlay)?;
        self.apply_parsed(overlay)
    }

    fn apply_parsed(&mut self, overlay: Option<ParsedOverlay>) -> Result<Delta, Findings> {
        let text = overlay.as_ref().map(|overlay| (overlay.source.clone(), Arc::clone(&overlay.tree)));
        // What was not at hand is told from all figures: what is kept has seen another change last.
        let before = if self.is_kept { None } else { Some(self.results().clone()) };
        let UnderlyingPlan::Kept(kept) = &mut self.base else { return self.apply_to_whole(overlay) };
        let Some(applied) = kept.apply(text) else { return self.apply_to_whole(overlay) };
        let Applied { moved: reached, results } = applied?;
        (self.overlay, self.is_kept, self.latest) = (overlay, true, results);
        (self.results, self.whole) = (OnceCell::new(), OnceCell::new());
        Ok(match before {
            None => reached,
            Some(before) => {
                self.latest = Arc::new(self.results().clone());
                moved(&before, &self.latest)
            }
        })
    }

    /// The same for a plan that is not kept: it is checked and computed as a whole.
    fn apply_to_whole(&mut self, overlay: Option<ParsedOverlay>) -> Result<Delta, Findings> {
        let (whole, now) = self.base.computed(overlay.as_ref(), &self.scenario, &self.cancellation)?;
        let moved = moved(self.results(), &now);
        (self.overlay, self.is_kept) = (overlay, false);
        (self.results, self.whole) = (OnceCell::from(now.clone()), OnceCell::from(whole));
        self.latest = Arc::new(now);
        Ok(moved)
    }

    fn kept(&self) -> Option<&Incremental> {
        match &self.base {
            UnderlyingPlan::Kept(kept) if self.is_kept => Some(kept),
            _ => None,
        }
    }

    /// The plan with the overlay in it, to ask questions of.
    ///
    /// # Errors
    /// An empty list where it was cancelled. What is wrong was found when the overlay was applied.
    pub fn plan(&self) -> Result<&SettledPlan, Findings> {
        if let (Some(kept), None) = (self.kept(), &self.overlay) {
            return Ok(kept.plan());
        }
        match self.whole.get() {
            Some(whole) => Ok(whole),
            None => {
                let whole = self.base.with(self.overlay.as_ref(), &self.cancellation)?;
                Ok(self.whole.get_or_init(|| whole))
            }
        }
    }

    /// The name of the scenario that shows the overlay.
    pub fn scenario(&self) -> &str {
        self.overlay.as_ref().map_or(&self.scenario, |overlay| &overlay.name)
    }

    /// The scenario that the overlay changes.
    pub fn chosen(&self) -> &str {
        &self.scenario
    }

    /// The rows, scenarios and months of the plan without the overlay.
    pub fn base(&self) -> &Model {
        match &self.base {
            UnderlyingPlan::Kept(kept) => kept.plan().model(),
            UnderlyingPlan::Unsolved(asks) => &asks.model,
        }
    }

    /// The texts and trees of the plan without the overlay.
    pub fn loaded(&self) -> &Loaded {
        match &self.base {
            UnderlyingPlan::Kept(kept) => kept.plan().loaded(),
            UnderlyingPlan::Unsolved(asks) => &asks.loaded,
        }
    }

    /// The plan's texts, for parsing what a user types: it becomes the file after the last of these.
    pub fn texts(&self) -> &Sources {
        match (self.kept(), self.whole.get()) {
            (None, Some(whole)) => whole.sources(),
            _ => self.base.sources(),
        }
    }

    /// The texts of the plan and of its overlay: the spans of rows and findings point into them.
    pub fn sources(&self) -> &Sources {
        match (self.kept(), self.whole.get()) {
            (Some(kept), _) => kept.sources(),
            (None, Some(whole)) => whole.sources(),
            (None, None) => self.base.sources(),
        }
    }

    /// The scenario that shows the overlay.
    pub fn shown(&self) -> &Scenario {
        match (self.kept(), self.whole.get()) {
            (Some(kept), _) => kept.scenario(),
            (None, Some(whole)) => {
                whole.model().scenario(self.scenario()).unwrap_or_else(|| whole.model().base())
            }
            (None, None) => self.base().base(),
        }
    }

    /// What the plan with the overlay comes to.
    pub fn results(&self) -> &Results {
        self.results
            .get_or_init(|| self.kept().map_or_else(|| self.latest.as_ref().clone(), Incremental::results))
    }

    /// The same of the rows that the last change reached.
    pub fn latest(&self) -> &Results {
        &self.latest
    }

    /// Counts all rows as reached by the last change: it was another plan that came before.
    pub fn count_all_as_latest(&mut self) {
        self.latest = Arc::new(self.results().clone());
    }

    /// Whether a formula is worked out from what is at hand, so that it costs nothing to speak of.
    pub fn is_quick(&self) -> bool {
        self.is_kept
    }

    /// A formula over the plan with the overlay, as results of one row.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn ask(&mut self, typed: TypedFormula) -> Result<Results, Findings> {
        if self.is_kept
            && let UnderlyingPlan::Kept(kept) = &mut self.base
            && let Some(results) = kept.ask(typed.clone())
        {
            return results;
        }
        let plan = self.plan()?;
        let expression = Expression::read(plan, self.scenario(), typed, ExpressionKind::Value)?;
        evaluate(plan, &expression.asked).map_err(|found| expression.wrong(found))
    }

    /// What to tell of the number that was found for a `?`.
    pub fn solved_note(&self) -> Option<String> {
        solved_note(self.whole.get()?, self.scenario())
    }
}

impl UnderlyingPlan {
    fn of(
        loaded: Loaded,
        scenario: &str,
        cancellation: &CancellationToken,
    ) -> Result<UnderlyingPlan, Findings> {
        match Incremental::new(loaded, scenario, cancellation) {
            Ok(kept) => Ok(UnderlyingPlan::Kept(Box::new(kept))),
            Err(not_kept) => match *not_kept {
                (loaded, NotKept::Asks(model, warnings)) => {
                    Ok(UnderlyingPlan::Unsolved(Box::new(UnsolvedPlan { loaded, model: *model, warnings })))
                }
                (loaded, NotKept::Wrong(found)) => Err(Findings { sources: loaded.sources, found }),
            },
        }
    }

    /// The texts of the plan without an overlay.
    fn sources(&self) -> &Sources {
        match self {
            UnderlyingPlan::Kept(kept) => kept.texts(),
            UnderlyingPlan::Unsolved(asks) => &asks.loaded.sources,
        }
    }

    /// An overlay with its tree.
    fn parsed(&self, overlay: Option<Overlay>) -> Result<Option<ParsedOverlay>, Findings> {
        let Some(Overlay { name, source }) = overlay else { return Ok(None) };
        let mut sources = self.sources().clone();
        let file = sources.add(source.clone());
        let (tree, found) = parse(file, source.text());
        if has_error(&found) {
            return Err(Findings { sources, found });
        }
        Ok(Some(ParsedOverlay { name, source, tree: Arc::new(tree) }))
    }

    /// The plan with an overlay over one of its scenarios, and what that comes to.
    fn computed(
        &self,
        overlay: Option<&ParsedOverlay>,
        scenario: &str,
        cancellation: &CancellationToken,
    ) -> Result<(SettledPlan, Results), Findings> {
        let whole = self.with(overlay, cancellation)?;
        let scenario = overlay.map_or(scenario, |overlay| &overlay.name);
        let results = results(&whole, scenario, Granularity::Month).map_err(|found| whole.wrong(found))?;
        Ok((whole, results))
    }

    /// The plan with an overlay in it, its `?` found.
    fn with(
        &self,
        overlay: Option<&ParsedOverlay>,
        cancellation: &CancellationToken,
    ) -> Result<SettledPlan, Findings> {
        let mut loaded = match (self, overlay) {
            (UnderlyingPlan::Unsolved(asks), None) => {
                let UnsolvedPlan { loaded, model, warnings } = &**asks;
                return settled(loaded.clone(), model.clone(), warnings.clone(), cancellation);
            }
            (UnderlyingPlan::Unsolved(asks), Some(_)) => asks.loaded.clone(),
            (UnderlyingPlan::Kept(kept), _) => kept.plan().loaded().clone(),
        };
        if let Some(ParsedOverlay { source, tree, .. }) = overlay {
            overlay_parsed(&mut loaded, source.clone(), Arc::clone(tree));
        }
        prepare_with(loaded, &CheckOptions::default(), cancellation)
    }
}
