//! A plan that is played with: changes are laid over one of its scenarios, and what they move is told.
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

/// A scenario that is laid over a plan: what a session has changed, say.
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
enum Ground {
    /// One that is kept at hand.
    Kept(Box<Incremental>),
    /// One that asks for a number, which is still open here: it is found for the plan with its overlay.
    Asks(Box<Asks>),
}

/// A plan with a `?`, checked.
struct Asks {
    loaded: Loaded,
    model: Model,
    warnings: Vec<Diagnostic>,
}

/// A plan with an overlay over one of its scenarios.
pub struct LivePlan {
    ground: Ground,
    /// The scenario that the overlay is laid over.
    scenario: String,
    overlay: Option<ParsedOverlay>,
    /// Whether what is kept at hand has the overlay on it. It has not where there is a `?` in either.
    at_hand: bool,
    /// What the last change came to, of the rows those that it reached; all of them where nobody knows better.
    latest: Results,
    /// All rows, once somebody asks for them.
    results: OnceCell<Results>,
    /// The plan with the overlay in it, once somebody asks a question of it; where there is no overlay and the
    /// plan is kept at hand, that one is asked.
    whole: OnceCell<SettledPlan>,
    cancellation: CancellationToken,
}

impl LivePlan {
    /// Takes a plan, to lay an overlay over one of its scenarios (`base` for the plan itself). It is checked once.
    ///
    /// # Errors
    /// Everything that is wrong with the plan, the overlay or the scenario's figures, and what else was found there.
    /// Nothing where patience was lost on the way.
    pub fn open(
        loaded: Loaded,
        scenario: &str,
        overlay: Option<Overlay>,
        cancellation: &CancellationToken,
    ) -> Result<LivePlan, Findings> {
        let ground = Ground::of(loaded, scenario, cancellation)?;
        let overlay = ground.parsed(overlay)?;
        let new = |ground, overlay, at_hand, latest: Results| LivePlan {
            ground,
            scenario: scenario.to_string(),
            overlay,
            at_hand,
            latest,
            results: OnceCell::new(),
            whole: OnceCell::new(),
            cancellation: cancellation.clone(),
        };
        if let Ground::Kept(kept) = &ground {
            let brief = kept.brief();
            let mut live = new(ground, None, true, brief);
            if overlay.is_some() {
                live.lay(overlay)?;
                live.latest = live.kept().map_or_else(|| live.latest.clone(), Incremental::brief);
            }
            return Ok(live);
        }
        let (whole, results) = ground.computed(overlay.as_ref(), scenario, cancellation)?;
        let live = new(ground, overlay, false, results);
        Ok(LivePlan { whole: OnceCell::from(whole), ..live })
    }

    /// Lays an overlay over the plan in place of the one before, and tells what moved; none takes that away.
    ///
    /// # Errors
    /// Everything that is wrong with it, and nothing where patience was lost; nothing has changed then.
    pub fn apply(&mut self, overlay: Option<Overlay>) -> Result<Delta, Findings> {
        let overlay = self.ground.parsed(overlay)?;
        self.lay(overlay)
    }

    fn lay(&mut self, overlay: Option<ParsedOverlay>) -> Result<Delta, Findings> {
        let text = overlay.as_ref().map(|overlay| (overlay.source.clone(), Arc::clone(&overlay.tree)));
        // What was not at hand is told from all figures: what is kept has seen another change last.
        let before = if self.at_hand { None } else { Some(self.results().clone()) };
        let Ground::Kept(kept) = &mut self.ground else { return self.lay_on_whole(overlay) };
        let Some(applied) = kept.lay(text) else { return self.lay_on_whole(overlay) };
        let Applied { moved: reached, results } = applied?;
        (self.overlay, self.at_hand, self.latest) = (overlay, true, results);
        (self.results, self.whole) = (OnceCell::new(), OnceCell::new());
        Ok(match before {
            None => reached,
            Some(before) => {
                self.latest = self.results().clone();
                moved(&before, &self.latest)
            }
        })
    }

    /// The same for what is not kept at hand: the plan is checked and computed as a whole.
    fn lay_on_whole(&mut self, overlay: Option<ParsedOverlay>) -> Result<Delta, Findings> {
        let (whole, now) = self.ground.computed(overlay.as_ref(), &self.scenario, &self.cancellation)?;
        let moved = moved(self.results(), &now);
        (self.overlay, self.at_hand) = (overlay, false);
        (self.results, self.whole) = (OnceCell::from(now.clone()), OnceCell::from(whole));
        self.latest = now;
        Ok(moved)
    }

    fn kept(&self) -> Option<&Incremental> {
        match &self.ground {
            Ground::Kept(kept) if self.at_hand => Some(kept),
            _ => None,
        }
    }

    /// The plan with the overlay in it, to ask questions of.
    ///
    /// # Errors
    /// None but that patience was lost: what is wrong was found when the overlay was laid.
    pub fn plan(&self) -> Result<&SettledPlan, Findings> {
        if let (Some(kept), None) = (self.kept(), &self.overlay) {
            return Ok(kept.plan());
        }
        match self.whole.get() {
            Some(whole) => Ok(whole),
            None => {
                let whole = self.ground.with(self.overlay.as_ref(), &self.cancellation)?;
                Ok(self.whole.get_or_init(|| whole))
            }
        }
    }

    /// The name of the scenario that shows the overlay.
    pub fn scenario(&self) -> &str {
        self.overlay.as_ref().map_or(&self.scenario, |overlay| &overlay.name)
    }

    /// The scenario that the overlay is laid over.
    pub fn chosen(&self) -> &str {
        &self.scenario
    }

    /// The rows, scenarios and months of the plan without the overlay.
    pub fn ground(&self) -> &Model {
        match &self.ground {
            Ground::Kept(kept) => kept.plan().model(),
            Ground::Asks(asks) => &asks.model,
        }
    }

    /// The texts and trees of the plan without the overlay.
    pub fn loaded(&self) -> &Loaded {
        match &self.ground {
            Ground::Kept(kept) => kept.plan().loaded(),
            Ground::Asks(asks) => &asks.loaded,
        }
    }

    /// The texts that the next one follows: what is typed is parsed as that one.
    pub fn texts(&self) -> &Sources {
        match (self.kept(), self.whole.get()) {
            (None, Some(whole)) => whole.sources(),
            _ => self.ground.sources(),
        }
    }

    /// The texts that places in rows and findings are in.
    pub fn sources(&self) -> &Sources {
        match (self.kept(), self.whole.get()) {
            (Some(kept), _) => kept.sources(),
            (None, Some(whole)) => whole.sources(),
            (None, None) => self.ground.sources(),
        }
    }

    /// The scenario that shows the overlay.
    pub fn shown(&self) -> &Scenario {
        match (self.kept(), self.whole.get()) {
            (Some(kept), _) => kept.scenario(),
            (None, Some(whole)) => {
                whole.model().scenario(self.scenario()).unwrap_or_else(|| whole.model().base())
            }
            (None, None) => self.ground().base(),
        }
    }

    /// What the plan with the overlay comes to.
    pub fn results(&self) -> &Results {
        self.results.get_or_init(|| self.kept().map_or_else(|| self.latest.clone(), Incremental::results))
    }

    /// The same of the rows that the last change reached.
    pub fn latest(&self) -> &Results {
        &self.latest
    }

    /// Counts all rows as reached by the last change: it was another plan that came before.
    pub fn count_all_as_latest(&mut self) {
        self.latest = self.results().clone();
    }

    /// Whether a formula is worked out from what is at hand, so that it costs nothing to speak of.
    pub fn is_quick(&self) -> bool {
        self.at_hand
    }

    /// A formula over the plan with the overlay, as results of one row.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn ask(&mut self, typed: TypedFormula) -> Result<Results, Findings> {
        if self.at_hand
            && let Ground::Kept(kept) = &mut self.ground
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

impl Ground {
    fn of(loaded: Loaded, scenario: &str, cancellation: &CancellationToken) -> Result<Ground, Findings> {
        match Incremental::new(loaded, scenario, cancellation) {
            Ok(kept) => Ok(Ground::Kept(Box::new(kept))),
            Err(not_kept) => match *not_kept {
                (loaded, NotKept::Asks(model, warnings)) => {
                    Ok(Ground::Asks(Box::new(Asks { loaded, model: *model, warnings })))
                }
                (loaded, NotKept::Wrong(found)) => Err(Findings { sources: loaded.sources, found }),
            },
        }
    }

    /// The texts of the plan without an overlay.
    fn sources(&self) -> &Sources {
        match self {
            Ground::Kept(kept) => kept.texts(),
            Ground::Asks(asks) => &asks.loaded.sources,
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
            (Ground::Asks(asks), None) => {
                let Asks { loaded, model, warnings } = &**asks;
                return settled(loaded.clone(), model.clone(), warnings.clone(), cancellation);
            }
            (Ground::Asks(asks), Some(_)) => asks.loaded.clone(),
            (Ground::Kept(kept), _) => kept.plan().loaded().clone(),
        };
        if let Some(ParsedOverlay { source, tree, .. }) = overlay {
            overlay_parsed(&mut loaded, source.clone(), Arc::clone(tree));
        }
        prepare_with(loaded, &CheckOptions::default(), cancellation)
    }
}
