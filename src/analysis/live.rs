//! A plan that is kept at hand: what moves when it says something more, and what a formula over it comes to.
//!
//! A change costs what it reaches, not what the plan is long: it alone is checked ([`check::Bench`]), and only
//! what depends on it is computed ([`eval::Live`]).
//!
//! [`check::Bench`]: crate::check::Bench
//! [`eval::Live`]: crate::eval::Live

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use self_cell::self_cell;
use typed_arena::Arena;

use super::results::{CheckResult, GoalResult, RowResult};
use super::{goals, project, rollup, troubles};
use crate::check::{Amended, Bench, Said, check_for_amending};
use crate::diagnostic::{self, Diagnostic, Findings};
use crate::eval;
use crate::loader::Loaded;
use crate::model::{Amendment, Block, Model, Row, RowId, Scenario};
use crate::source::{Source, Sources};
use crate::syntax::{parse, parse_formula};
use crate::value::{Cell, Number, Rollup, Shown, Unit};

/// What a change moved.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    /// The goals whose figures are other ones now, and those that are new.
    pub goals: Vec<MovedGoal>,
    /// The checks that are other ones now, and those that are new.
    pub checks: Vec<MovedCheck>,
    /// The rows whose values are other ones now, and those that are new, in the order of the plan.
    pub rows: Vec<MovedRow>,
    /// What the change draws in warnings that was not said before.
    pub warnings: Vec<Diagnostic>,
}

/// A goal that a change moved.
#[derive(Clone, Debug)]
pub struct MovedGoal {
    /// What came of it before; none where it is new.
    pub before: Option<GoalResult>,
    /// What comes of it now; none where it is gone.
    pub after: Option<GoalResult>,
}

/// A check that a change moved.
#[derive(Clone, Debug)]
pub struct MovedCheck {
    /// What came of it before; none where it is new.
    pub before: Option<CheckResult>,
    /// What comes of it now; none where it is gone.
    pub after: Option<CheckResult>,
}

/// A row that a change moved.
#[derive(Clone, Debug)]
pub struct MovedRow {
    /// The name as it is written in formulas.
    pub name: String,
    /// The unit of its months.
    pub unit: Unit,
    /// Whether a pure number is shown in percent.
    pub shown: Shown,
    /// How its months roll up.
    pub rollup: Rollup,
    /// A member such as `meetings.rate`, or a row that pace itself adds to a stage or stock.
    pub member: bool,
    /// Its roll-up over the whole plan before; none where it had no value, or is new.
    pub before: Option<Number>,
    /// The same now; none where it has no value, or is gone.
    pub after: Option<Number>,
    /// In how many months its value is another one.
    pub months: usize,
    /// Whether it was not there before.
    pub new: bool,
    /// Whether it is not there any more.
    pub gone: bool,
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
    live: eval::Live<Cell>,
    /// What is laid over the plan; none where nothing is.
    amended: Option<Amended<'a>>,
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
            let (bench, _) = check_for_amending(&texts.loaded);
            let model = bench.model.as_ref().ok_or(())?;
            let chosen = model.scenario(&texts.scenario).ok_or(())?;
            if model.scenarios.iter().any(|scenario| scenario.unknown.is_some()) {
                return Err(());
            }
            let live = eval::Live::new(chosen.clone(), model.calendar.clone());
            if !troubles::errors(model, chosen, live.projection()).is_empty() {
                return Err(());
            }
            let nothing = as_amendment(chosen);
            Ok(Table { texts, bench, live, amended: None, nothing })
        });
        table.ok().map(Workbench)
    }

    /// Lays a text that holds one scenario over the plan, in place of what was laid over it before; none takes
    /// that away. Gives what moved.
    ///
    /// # Errors
    /// Everything that is wrong with it; nothing has changed then.
    ///
    /// # Panics
    /// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
    pub fn lay(&mut self, text: Option<Source>) -> Result<Moved, Findings> {
        self.0.with_dependent_mut(|_, table| match text {
            Some(text) => table.lay(text),
            None => Ok(table.take_away()),
        })
    }

    /// A formula over the plan as it now is. None where it names another scenario's rows, which are not at hand.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn ask(&mut self, text: Source) -> Option<Result<RowResult, Findings>> {
        self.0.with_dependent_mut(|_, table| table.ask(text))
    }

    /// A row of the plan as it now is.
    pub fn row(&self, name: &str) -> Option<RowResult> {
        self.0.with_dependent(|_, table| {
            let row = table.live.scenario().table.find(name)?;
            Some(project::one(table.model()?, table.live.scenario(), table.live.projection(), row))
        })
    }

    /// The rows that are other ones than the plan's own, by name.
    pub fn changed(&self) -> BTreeSet<String> {
        self.0.with_dependent(|_, table| {
            let rows = table.amended.iter().flat_map(|amended| &amended.amendment.rows);
            rows.filter(|(_, row)| !row.hidden).map(|(_, row)| row.name.clone()).collect()
        })
    }
}

/// A scenario as something that is laid over itself.
fn as_amendment(scenario: &Scenario) -> Amendment {
    Amendment {
        rows: Vec::new(),
        blocks: Vec::new(),
        arrives_later: Vec::new(),
        triggers: scenario.triggers.clone(),
        guards: scenario.guards.clone(),
        conservation: scenario.conservation.clone(),
        goals: scenario.goals.clone(),
        checks: scenario.checks.clone(),
        capacity: scenario.capacity,
        takings: scenario.takings.clone(),
        warnings: scenario.warnings.clone(),
    }
}

/// What is remembered of a plan while it is changed.
struct Seen {
    rows: Vec<(RowId, Arc<Row>, Option<Number>)>,
    goals: Vec<GoalResult>,
    checks: Vec<CheckResult>,
    warnings: Vec<Diagnostic>,
}

impl<'a> Table<'a> {
    fn model(&self) -> Option<&Model> {
        self.bench.model.as_ref()
    }

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

    fn lay(&mut self, text: Source) -> Result<Moved, Findings> {
        let (sources, file, written) = self.with(text);
        let (tree, found) = parse(file, &written);
        if diagnostic::has_error(&found) {
            return Err(Findings { sources, found });
        }
        let said: &'a Said = self.texts.said.alloc(Said::scenario(sources, tree));
        let wrong = |found: Vec<Diagnostic>| Findings { sources: said.sources.clone(), found };
        let amended = self.bench.amend(&self.texts.scenario, said).map_err(wrong)?;
        let reached = reached(self.current(), &amended.amendment);
        let before = self.seen(&reached);
        let replaced = self.live.amend(&amended.amendment);
        let errors = self.errors(&reached);
        if !errors.is_empty() {
            let current = self.current().clone();
            self.live.amend(&current);
            return Err(wrong(errors));
        }
        let after = self.seen(&reached);
        self.amended = Some(amended);
        Ok(moved(before, after, &self.months(&replaced)))
    }

    fn take_away(&mut self) -> Moved {
        let reached = reached(self.current(), &self.nothing);
        let before = self.seen(&reached);
        let replaced = self.live.amend(&self.nothing);
        self.amended = None;
        moved(before, self.seen(&reached), &self.months(&replaced))
    }

    /// In how many months the value of each row is another one than it was.
    fn months(&self, replaced: &eval::Before<Cell>) -> BTreeMap<RowId, usize> {
        let differ = |row: RowId, was: &[Cell]| {
            self.live.projection().row(row).iter().zip(was).filter(|(now, was)| now != was).count()
        };
        replaced.iter().map(|(row, was)| (*row, differ(*row, was))).collect()
    }

    fn ask(&mut self, text: Source) -> Option<Result<RowResult, Findings>> {
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
        let model = self.bench.model.as_ref()?;
        let result = self.live.ask(&asking.amendment, |scenario, projection| {
            // What was added may break a rule of its own, such as a delay of less than nothing.
            let own = asking.amendment.guards.get(scenario.guards.len()..).unwrap_or_default();
            let rows: Vec<RowId> = asking.amendment.rows.iter().map(|(row, _)| *row).collect();
            let errors = troubles::errors_among(model, scenario, projection, own, &rows);
            if !errors.is_empty() {
                return Err(errors);
            }
            let mut result = project::one(model, scenario, projection, asking.row);
            result.name.clone_from(&asking.text);
            Ok(result)
        });
        Some(result.map_err(wrong))
    }

    /// What only the figures show to be wrong, of the rows that a change reaches.
    fn errors(&self, reached: &BTreeSet<RowId>) -> Vec<Diagnostic> {
        let Some(model) = self.model() else { return Vec::new() };
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

    fn seen(&self, rows: &BTreeSet<RowId>) -> Seen {
        let (scenario, projection) = (self.live.scenario(), self.live.projection());
        let Some(model) = self.model() else {
            return Seen { rows: Vec::new(), goals: Vec::new(), checks: Vec::new(), warnings: Vec::new() };
        };
        let shown = rows.iter().copied().filter_map(|id| {
            let row = scenario.table.rows.get(id.index()).filter(|row| !row.hidden)?;
            let total = rollup::figure(projection, id, row, 0..model.calendar.len());
            Some((id, Arc::clone(row), total.value.number()))
        });
        let mut warnings = scenario.warnings.clone();
        warnings.extend(troubles::warnings(model, scenario, projection));
        Seen {
            rows: shown.collect(),
            goals: scenario
                .goals
                .iter()
                .map(|goal| goals::judge(model, scenario, projection, goal))
                .collect(),
            checks: scenario
                .checks
                .iter()
                .map(|check| goals::check(model, scenario, projection, check))
                .collect(),
            warnings,
        }
    }
}

/// The rows that two amendments reach.
fn reached(one: &Amendment, other: &Amendment) -> BTreeSet<RowId> {
    one.blocks.iter().chain(&other.blocks).flat_map(Block::rows).copied().collect()
}

/// What is other than it was; `months` says in how many months rows that stayed have another value.
fn moved(before: Seen, after: Seen, months: &BTreeMap<RowId, usize>) -> Moved {
    let moved_row = |row: &Row, before: Option<Option<Number>>, after: Option<Option<Number>>| MovedRow {
        name: row.name.clone(),
        unit: row.unit,
        shown: row.shown,
        rollup: row.rollup.rollup(),
        member: row.member,
        before: before.flatten(),
        after: after.flatten(),
        months: 0,
        new: before.is_none(),
        gone: after.is_none(),
    };
    let named = |seen: &Seen| -> BTreeMap<String, Option<Number>> {
        seen.rows.iter().map(|(_, row, figure)| (row.name.clone(), *figure)).collect()
    };
    let (was, is) = (named(&before), named(&after));
    let mut rows: Vec<MovedRow> = Vec::new();
    for (id, definition, figure) in &after.rows {
        let known = was.get(&definition.name).copied();
        let months = months.get(id).copied().unwrap_or(0);
        if months > 0 || known != Some(*figure) {
            rows.push(MovedRow { months, ..moved_row(definition, known, Some(*figure)) });
        }
    }
    let gone = before.rows.iter().filter(|(_, row, _)| !is.contains_key(&row.name));
    rows.extend(gone.map(|(_, row, figure)| moved_row(row, Some(*figure), None)));
    let warnings = after.warnings.into_iter().filter(|warning| !before.warnings.contains(warning)).collect();
    Moved {
        goals: paired(
            before.goals,
            after.goals,
            |goal| goal.text.clone(),
            |a, b| (a.status, a.value, a.target, &a.month) == (b.status, b.value, b.target, &b.month),
        )
        .map(|(before, after)| MovedGoal { before, after })
        .collect(),
        checks: paired(
            before.checks,
            after.checks,
            |check| check.text.clone(),
            |a, b| (a.status, &a.month) == (b.status, &b.month),
        )
        .map(|(before, after)| MovedCheck { before, after })
        .collect(),
        rows,
        warnings,
    }
}

/// What was and what is, by what it is called; what is the same is left out.
fn paired<T>(
    before: Vec<T>,
    after: Vec<T>,
    name: impl Fn(&T) -> String,
    same: impl Fn(&T, &T) -> bool,
) -> impl Iterator<Item = (Option<T>, Option<T>)> {
    let mut before: Vec<Option<T>> = before.into_iter().map(Some).collect();
    let mut pairs: Vec<(Option<T>, Option<T>)> = Vec::new();
    for now in after {
        let known = before.iter_mut().find(|was| was.as_ref().is_some_and(|was| name(was) == name(&now)));
        let was = known.and_then(Option::take);
        pairs.push((was, Some(now)));
    }
    pairs.extend(before.into_iter().flatten().map(|gone| (Some(gone), None)));
    pairs.into_iter().filter(move |pair| match pair {
        (Some(was), Some(now)) => !same(was, now),
        _ => true,
    })
}
