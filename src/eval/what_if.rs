//! What if: some rows take other values, and everything that depends on them is computed again.
//!
//! The plan, its model and its projection are never changed: a [`WhatIf`] works on columns of its own, and
//! only rows that depend on what varies cost anything.

use rustc_hash::FxHashMap;

use crate::library::Computes;
use crate::limits::CancellationToken;
use crate::model::{Formula, Model, RowId, Scenario, ScheduleBlock, Table};

use super::Projection;
use super::engine::Engine;
use super::fold::fold;

/// A projection in which some rows can be given values, any number of times: [`WhatIf::set`], then [`WhatIf::compute`],
/// then look at [`WhatIf::row`].
pub struct WhatIf<'a, N> {
    engine: Engine<'a, N>,
    /// The rows that may be given values.
    varied: Vec<RowId>,
    /// For each row, whether it depends on what varies, or is varied itself.
    touched: Vec<bool>,
    /// What is computed again, in the order of the schedule.
    dependents: Vec<ScheduleBlock>,
    /// Formulas that are no row's own, computed after all rows; each in a column after the table's.
    watched: Vec<(RowId, Formula)>,
    /// In the place of a row's own formula, one in which what does not vary is added up already; see [`WhatIf::fold`].
    folded: FxHashMap<RowId, Formula>,
    /// Asked before each block: a search that nobody waits for any longer ends soon.
    cancellation: CancellationToken,
}

impl<'a, N: Computes> WhatIf<'a, N> {
    /// Starts from a scenario's projection; only `varied` rows will be given other values.
    pub fn new(model: &Model, scenario: &'a Scenario, projection: &Projection<N>, varied: &[RowId]) -> Self {
        let (dependents, touched) = depend(scenario, varied);
        let engine = Engine::over(scenario, &model.calendar, projection);
        let cancellation = model.cancellation.clone();
        let (varied, watched, folded) = (varied.to_vec(), Vec::new(), FxHashMap::default());
        WhatIf { engine, varied, touched, dependents, watched, folded, cancellation }
    }

    /// The same where only these rows are of interest: what they do not need is not computed, and keeps the
    /// values of the projection.
    #[must_use]
    pub fn narrow(mut self, wanted: &[RowId]) -> Self {
        let needed = needed_for(self.engine.table(), &self.dependents, wanted);
        self.dependents.retain(|block| block.rows().iter().any(|row| needed[row.index()]));
        self
    }

    /// Adds up, once, what does not vary in sums of many rows. Such a sum may differ in its last digit from the one that
    /// the plan has, so this is for a search, which is good to fewer.
    #[must_use]
    pub fn fold(mut self) -> Self {
        let table = self.engine.table();
        for block in &self.dependents {
            let ScheduleBlock::Row(row) = block else { continue };
            let place = RowId(self.engine.places() as u32);
            let stays = |row: RowId| !self.touched[row.index()];
            let Some(sum) = fold(&table.row(*row).formula, stays, place) else { continue };
            self.engine.extend_by(1);
            self.engine.compute_formula(place, &sum.staying);
            self.folded.insert(*row, sum.whole);
        }
        self
    }

    /// Computes formulas of single months besides the rows'; their values are read like a row's, at the places that
    /// come back. What they read has to be computed: see [`WhatIf::narrow`].
    pub fn watch(&mut self, formulas: Vec<Formula>) -> Vec<RowId> {
        let first = self.engine.extend_by(formulas.len());
        let places: Vec<RowId> = (0..formulas.len()).map(|at| RowId((first + at) as u32)).collect();
        self.watched = places.iter().copied().zip(formulas).collect();
        places
    }

    /// For each row, whether it is computed: those that are varied are not, and those that are left out neither.
    pub fn computed(&self) -> Vec<bool> {
        let mut computed = vec![false; self.touched.len()];
        for row in self.dependents.iter().flat_map(ScheduleBlock::rows) {
            computed[row.index()] = true;
        }
        computed
    }

    /// Whether a row depends on what varies, or is varied itself.
    pub fn changes(&self, row: RowId) -> bool {
        self.touched[row.index()]
    }

    /// Gives one of the varied rows a value in every month. Others are left as they are: see [`WhatIf::new`].
    pub fn set(&mut self, row: RowId, value: impl Fn(usize) -> N) {
        if self.varied.contains(&row) {
            self.engine.set(row, value);
        }
    }

    /// Computes everything that depends on the varied rows; nothing, where nobody waits for it any longer.
    pub fn compute(&mut self) {
        for block in &self.dependents {
            if self.cancellation.is_cancelled() {
                return;
            }
            let folded = match block {
                ScheduleBlock::Row(row) => self.folded.get(row).map(|formula| (*row, formula)),
                ScheduleBlock::Feedback(_) => None,
            };
            match folded {
                Some((row, formula)) => self.engine.compute_formula(row, formula),
                None => self.engine.compute(block),
            }
        }
        for (place, formula) in &self.watched {
            self.engine.compute_formula(*place, formula);
        }
    }

    /// The values of a row, one a month.
    pub fn row(&self, row: RowId) -> &[N] {
        self.engine.row(row)
    }

    /// A copy of the whole projection as it now is.
    pub fn projection(&self) -> Projection<N> {
        self.engine.projection()
    }
}

/// For each row of a scenario, whether it is one of these or depends on one.
pub fn dependents(scenario: &Scenario, varied: &[RowId]) -> Vec<bool> {
    depend(scenario, varied).1
}

/// For each row of a scenario, whether it is one of these or one of these depends on it.
pub fn precedents(scenario: &Scenario, wanted: &[RowId]) -> Vec<bool> {
    needed_for(&scenario.table, &scenario.schedule.blocks, wanted)
}

/// For each row, whether these blocks need it for the rows that are wanted.
fn needed_for(table: &Table, blocks: &[ScheduleBlock], wanted: &[RowId]) -> Vec<bool> {
    let mut needed = vec![false; table.len()];
    for row in wanted {
        needed[row.index()] = true;
    }
    // Backwards, what a row needs comes after it.
    for block in blocks.iter().rev() {
        let rows = block.rows();
        if rows.iter().any(|row| needed[row.index()]) {
            for row in rows {
                table.row(*row).formula.for_each_use(|used, _| needed[used.index()] = true);
            }
        }
    }
    needed
}

/// What is to be computed again when these rows vary, in order, and which rows change.
fn depend(scenario: &Scenario, varied: &[RowId]) -> (Vec<ScheduleBlock>, Vec<bool>) {
    let mut touched = vec![false; scenario.table.len()];
    for row in varied {
        touched[row.index()] = true;
    }
    let mut dependents = Vec::new();
    for block in &scenario.schedule.blocks {
        let uses_touched = |row: RowId| {
            let mut uses = false;
            scenario.table.row(row).formula.for_each_use(|used, _| uses |= touched[used.index()]);
            uses
        };
        match block {
            ScheduleBlock::Row(row) => {
                if !varied.contains(row) && uses_touched(*row) {
                    touched[row.index()] = true;
                    dependents.push(block.clone());
                }
            }
            // Rows of a loop depend on each other: all of them, or none.
            ScheduleBlock::Feedback(rows) => {
                if rows.iter().any(|row| touched[row.index()] || uses_touched(*row)) {
                    for row in rows {
                        touched[row.index()] = true;
                    }
                    let rows = rows.iter().copied().filter(|row| !varied.contains(row)).collect();
                    dependents.push(ScheduleBlock::Feedback(rows));
                }
            }
        }
    }
    (dependents, touched)
}
