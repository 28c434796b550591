//! A plan that is kept at hand: what moves when it says something more, and what a formula over it comes to.
//!
//! A change costs what it reaches, not what the plan is long: it alone is checked ([`check::Bench`]), and only
//! what depends on it is computed ([`eval::Live`]).
//!
//! [`check::Bench`]: crate::check::Bench
//! [`eval::Live`]: crate::eval::Live

use std::collections::BTreeSet;

use self_cell::self_cell;
use typed_arena::Arena;

use super::moved::{Moved, moved};
use super::results::{By, Results};
use super::settled::{SettledPlan, settled};
use super::{project, troubles};
use crate::check::{Amended, Bench, Checked, Said};
use crate::diagnostic::{self, Diagnostic, Findings};
use crate::eval;
use crate::limits::Patience;
use crate::loader::Loaded;
use crate::model::{Amendment, Block, RowId, Scenario};
use crate::source::{Source, Sources};
use crate::syntax::{parse, parse_formula};
use crate::value::Cell;

/// What became of a change.
#[derive(Clone, Debug)]
pub struct Laid {
    /// What moved.
    pub moved: Moved,
    /// The plan as it now is, of its rows only those that the change reached.
    pub results: Results,
}

/// The texts that a [`Table`] speaks of; they live as long as it does.
struct Texts {
    loaded: Loaded,
    scenario: String,
    said: Arena<Said>,
}

/// A plan at hand.
struct Table<'a> {
    texts: &'a Texts,
    bench: Bench<'a>,
    /// The plan without what is laid over it.
    plan: SettledPlan,
    live: eval::Live<Cell>,
    /// What is laid over the plan; none where nothing is.
    amended: Option<Amended<'a>>,
    /// Its text.
    said: Option<&'a Said>,
    /// Which of the plan's own rows are constants.
    constants: Vec<bool>,
    /// What nothing laid over the plan would be.
    nothing: Amendment,
}

self_cell!(
    /// The checker works on references into the texts, so both are kept as one.
    struct Cellar {
        owner: Texts,
        #[not_covariant]
        dependent: Table,
    }
);

/// A plan that is kept at hand, with what was last laid over it.
pub struct Workbench(Cellar);

impl Workbench {
    /// Takes a plan, to lay changes over one of its scenarios (`base` for the plan itself). None where the plan
    /// has mistakes, asks for a number with `?`, or has no such scenario: then it is checked and projected as a
    /// whole, which says what is wrong.
    pub fn new(loaded: Loaded, scenario: &str) -> Option<Workbench> {
        let texts = Texts { loaded, scenario: scenario.to_string(), said: Arena::new() };
        let table = Cellar::try_new(texts, |texts| {
            let (bench, Checked { model, diagnostics, .. }) = Bench::new(&texts.loaded);
            if model.scenarios.iter().any(|scenario| scenario.unknown.is_some()) {
                return Err(());
            }
            let plan =
                settled(texts.loaded.clone(), model, diagnostics, &Patience::default()).map_err(|_| ())?;
            let model = plan.model();
            let chosen = model.scenario(&texts.scenario).ok_or(())?;
            let live = eval::Live::new(chosen.clone(), model.calendar.clone());
            if !troubles::errors(model, chosen, live.projection()).is_empty() {
                return Err(());
            }
            let (nothing, constants) = (as_amendment(chosen), project::constants(chosen));
            Ok(Table { texts, bench, plan, live, amended: None, said: None, constants, nothing })
        });
        table.ok().map(Workbench)
    }

    /// Lays a text that holds one scenario over the plan, in place of what was laid over it before; none takes
    /// that away. None where the text asks for a number with `?`: nothing has changed, and the plan is to be
    /// checked and projected as a whole.
    ///
    /// # Errors
    /// Everything that is wrong with it; nothing has changed then.
    ///
    /// # Panics
    /// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
    pub fn lay(&mut self, text: Option<Source>) -> Option<Result<Laid, Findings>> {
        self.0.with_dependent_mut(|_, table| match text {
            Some(text) => table.lay(text),
            None => Some(Ok(table.take_away())),
        })
    }

    /// A formula over the plan as it now is, as results of one row. None where it names another scenario's rows,
    /// which are not at hand.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn ask(&mut self, text: Source) -> Option<Result<Results, Findings>> {
        self.0.with_dependent_mut(|_, table| table.ask(text))
    }

    /// The plan without what is laid over it.
    pub fn plan(&self) -> &SettledPlan {
        self.0.with_dependent(|_, table| &table.plan)
    }

    /// The scenario with what is laid over it.
    pub fn scenario(&self) -> &Scenario {
        self.0.with_dependent(|_, table| table.live.scenario())
    }

    /// The texts that places in its rows are in.
    pub fn sources(&self) -> &Sources {
        self.0.with_dependent(|texts, table| table.said.map_or(&texts.loaded.sources, |said| &said.sources))
    }

    /// The plan as it now is without its rows: goals, checks, what there is to warn of.
    pub fn brief(&self) -> Results {
        self.0.with_dependent(|_, table| table.results(Vec::new()))
    }

    /// The whole plan as it now is, with what there is to warn of.
    pub fn results(&self) -> Results {
        self.0.with_dependent(|_, table| table.results((0..table.live.scenario().table.len()).collect()))
    }
}

/// A scenario as something that is laid over itself.
fn as_amendment(scenario: &Scenario) -> Amendment {
    let rest = Scenario { table: Default::default(), schedule: Default::default(), ..scenario.clone() };
    Amendment { rest, ..Amendment::default() }
}

impl<'a> Table<'a> {
    /// The plan's texts with one more.
    fn with(&self, text: Source) -> (Sources, crate::source::FileId, String) {
        let mut sources = self.texts.loaded.sources.clone();
        let written = text.text().to_string();
        let file = sources.add(text);
        (sources, file, written)
    }

    fn current(&self) -> &Amendment {
        self.amended.as_ref().map_or(&self.nothing, |amended| &amended.amendment)
    }

    fn lay(&mut self, text: Source) -> Option<Result<Laid, Findings>> {
        let (sources, file, written) = self.with(text);
        let (tree, found) = parse(file, &written);
        if diagnostic::has_error(&found) {
            return Some(Err(Findings { sources, found }));
        }
        let said: &'a Said = self.texts.said.alloc(Said::scenario(sources, tree));
        let wrong = |found: Vec<Diagnostic>| Findings { sources: said.sources.clone(), found };
        let amended = match self.bench.amend(&self.texts.scenario, said)? {
            Ok(amended) => amended,
            Err(found) => return Some(Err(wrong(found))),
        };
        let reached = reached(self.current(), &amended.amendment);
        let before = self.seen(&reached);
        self.live.amend(&amended.amendment);
        let errors = self.errors(&reached);
        if !errors.is_empty() {
            let current = self.current().clone();
            self.live.amend(&current);
            return Some(Err(wrong(errors)));
        }
        (self.amended, self.said) = (Some(amended), Some(said));
        Some(Ok(self.laid(before, &reached)))
    }

    fn take_away(&mut self) -> Laid {
        let reached = reached(self.current(), &self.nothing);
        let before = self.seen(&reached);
        self.live.amend(&self.nothing);
        (self.amended, self.said) = (None, None);
        self.laid(before, &reached)
    }

    fn laid(&self, before: Results, reached: &BTreeSet<RowId>) -> Laid {
        let results = self.seen(reached);
        Laid { moved: moved(&before, &results), results }
    }

    fn ask(&mut self, text: Source) -> Option<Result<Results, Findings>> {
        let (sources, file, written) = self.with(text);
        let (tree, root) = match parse_formula(file, &written) {
            Ok(formula) => formula,
            Err(found) => return Some(Err(Findings { sources, found })),
        };
        let said: &'a Said = self.texts.said.alloc(Said::formula(sources, tree, root));
        let wrong = |found: Vec<Diagnostic>| Findings { sources: said.sources.clone(), found };
        let asking = match self.bench.ask(&self.texts.scenario, self.amended.as_ref(), said)? {
            Ok(asking) => asking,
            Err(found) => return Some(Err(wrong(found))),
        };
        let (model, constants) = (self.plan.model(), self.constants_now());
        let result = self.live.ask(&asking.amendment, |scenario, projection| {
            // What was added may break a rule of its own, such as a delay of less than nothing.
            let own = asking.amendment.rest.guards.get(scenario.guards.len()..).unwrap_or_default();
            let rows: Vec<RowId> = asking.amendment.rows.iter().map(|(row, _)| *row).collect();
            let errors = troubles::errors_among(model, scenario, projection, own, &rows);
            if !errors.is_empty() {
                return Err(errors);
            }
            let mut constants = constants.clone();
            constants.resize(scenario.table.len(), false);
            project::find_constants(&mut constants, &scenario.table, &asking.amendment.blocks);
            let row = vec![asking.row.index()];
            let mut results = project::of_rows(model, scenario, projection, By::Month, row, &constants);
            for row in &mut results.rows {
                row.name.clone_from(&asking.text);
            }
            (results.goals, results.checks, results.notes) = (Vec::new(), Vec::new(), Vec::new());
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
        let errors = troubles::errors_among(model, scenario, projection, &scenario.guards, &rows);
        assert!(
            !errors.is_empty() || troubles::conserved(scenario, projection),
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
        project::of_rows(self.plan.model(), scenario, self.live.projection(), By::Month, rows, &constants)
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
    one.blocks.iter().chain(&other.blocks).flat_map(Block::rows).copied().collect()
}
