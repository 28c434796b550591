//! A projection that follows a plan as it is changed: only what a change reaches is computed again.
//!
//! A session tries one number after the other on the same scenario. Each try is an amendment, put over the scenario
//! in the place of the one before: rows that the new one does not change get the formulas and values back that were
//! kept of them, and only blocks with a row that is really different are computed.
//!
//! What is kept is never guessed: a row's own formula and values are stored before something is first put in its
//! place.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::Projection;
use super::engine::Engine;
use crate::library::Computes;
use crate::model::{Amendment, Row, RowId, RowNames, Scenario, ScheduleBlock};
use crate::value::Calendar;

/// A scenario with its figures, which one amendment at a time can change.
pub struct LiveProjection<N> {
    scenario: Scenario,
    calendar: Calendar,
    projection: Projection<N>,
    /// The names of the scenario's own rows, and how many rows it has.
    names: Arc<RowNames>,
    inherited: usize,
    /// The rows and figures of the scenario itself that the amendment replaces, by id.
    kept: BTreeMap<RowId, SavedRow<N>>,
}

/// A row of the scenario itself.
struct SavedRow<N> {
    row: Arc<Row>,
    arrives_later: bool,
    /// Its values, where the amendment changes them.
    values: Option<Vec<N>>,
}

/// The figures that a change has replaced: of each row whose values are other ones now, what they were. Rows
/// that are new are not among them.
pub type ReplacedValues<N> = Vec<(RowId, Vec<N>)>;

impl<N: Computes> LiveProjection<N> {
    /// A scenario as it stands.
    pub fn new(scenario: Scenario, calendar: Calendar) -> LiveProjection<N> {
        let projection = Projection::new(&scenario, &calendar);
        let (names, inherited) = (Arc::clone(&scenario.table.names), scenario.table.len());
        LiveProjection { names, scenario, calendar, projection, inherited, kept: BTreeMap::new() }
    }

    /// The scenario with its amendment. Its schedule is that of the scenario alone: whoever wants all
    /// of it computed anew checks the plan anew.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The figures of the scenario with its amendment.
    pub fn projection(&self) -> &Projection<N> {
        &self.projection
    }

    /// Puts an amendment in the place of the one before, and computes what that reaches. An
    /// empty amendment gives the scenario itself.
    pub fn amend(&mut self, amendment: &Amendment) -> ReplacedValues<N> {
        let mut before = Vec::new();
        let mut dirty = self.take_rows(amendment);
        self.restore_unreached(amendment, &mut dirty, &mut before);
        self.compute(amendment, &mut dirty, &mut before);
        let old = std::mem::take(&mut self.scenario);
        let Scenario { name, label, mut table, schedule, .. } = old;
        table.names = Arc::clone(amendment.names.as_ref().unwrap_or(&self.names));
        self.scenario = Scenario { name, label, table, schedule, ..amendment.rest.clone() };
        before
    }

    /// Calls `look` with the scenario and the rows of a formula that is asked, which come after its own. They
    /// are computed and gone again: nothing of the scenario depends on them.
    pub fn ask<T>(&mut self, amendment: &Amendment, look: impl FnOnce(&Scenario, &Projection<N>) -> T) -> T {
        let length = self.scenario.table.len();
        for (row, definition) in &amendment.rows {
            self.scenario.table.rows.push(Arc::clone(definition));
            self.scenario.schedule.arrives_later.push(amendment.arrives_later.contains(row));
        }
        self.projection.extend_to(self.scenario.table.len(), self.calendar.len());
        let projection = std::mem::replace(&mut self.projection, Projection::empty());
        let mut engine = Engine::with(&self.scenario, &self.calendar, projection);
        for block in &amendment.blocks {
            engine.compute(block);
        }
        self.projection = engine.into_projection();
        let seen = look(&self.scenario, &self.projection);
        self.truncate(length);
        seen
    }

    /// Removes the rows after the first `length`, with all that is kept of them by position.
    fn truncate(&mut self, length: usize) {
        self.scenario.table.rows.truncate(length);
        self.scenario.schedule.arrives_later.truncate(length);
        self.projection.truncate(length);
    }

    /// Puts the rows of an amendment in the place of those that stand there; gives those that are other ones.
    fn take_rows(&mut self, amendment: &Amendment) -> FxHashSet<RowId> {
        let mut dirty = FxHashSet::default();
        let later: FxHashSet<RowId> = amendment.arrives_later.iter().copied().collect();
        let own: FxHashSet<RowId> = amendment.rows.iter().map(|(row, _)| *row).collect();
        // Rows that were changed and no longer are.
        let old: Vec<RowId> = self.kept.keys().copied().collect();
        for row in old {
            let Some(kept) = self.kept.get(&row) else { continue };
            let current = &mut self.scenario.table.rows[row.index()];
            if !own.contains(&row) && !Arc::ptr_eq(current, &kept.row) {
                *current = Arc::clone(&kept.row);
                dirty.insert(row);
            }
        }
        // Rows beyond the scenario's own are those of an amendment; of the one before, this one may need fewer.
        let last = amendment.rows.last().map_or(0, |(row, _)| row.index() + 1);
        self.truncate(last.max(self.inherited).min(self.scenario.table.len()));
        for (row, definition) in &amendment.rows {
            let at = row.index();
            if at >= self.scenario.table.len() {
                self.scenario.table.rows.push(Arc::clone(definition));
                self.scenario.schedule.arrives_later.push(false);
                self.projection.extend_to(at + 1, self.calendar.len());
                dirty.insert(*row);
                continue;
            }
            self.keep(*row);
            let current = &mut self.scenario.table.rows[at];
            // Another label or comment is another row too, but the same figures: only a formula makes them differ.
            if current.formula != definition.formula {
                dirty.insert(*row);
            }
            *current = Arc::clone(definition);
        }
        for row in amendment.blocks.iter().flat_map(ScheduleBlock::rows) {
            let arrives = &self.scenario.schedule.arrives_later;
            if arrives[row.index()] != later.contains(row) {
                self.keep(*row);
                self.scenario.schedule.arrives_later[row.index()] = later.contains(row);
                dirty.insert(*row);
            }
        }
        dirty
    }

    /// Saves a row of the scenario itself before another takes its place.
    fn keep(&mut self, row: RowId) {
        if row.index() < self.inherited && !self.kept.contains_key(&row) {
            let kept = SavedRow {
                row: Arc::clone(&self.scenario.table.rows[row.index()]),
                arrives_later: self.scenario.schedule.arrives_later[row.index()],
                values: None,
            };
            self.kept.insert(row, kept);
        }
    }

    /// Restores rows that the amendment no longer reaches: the values that they have without any.
    fn restore_unreached(
        &mut self,
        amendment: &Amendment,
        dirty: &mut FxHashSet<RowId>,
        before: &mut ReplacedValues<N>,
    ) {
        let reached: FxHashSet<RowId> =
            amendment.blocks.iter().flat_map(ScheduleBlock::rows).copied().collect();
        let back: Vec<RowId> = self.kept.keys().filter(|row| !reached.contains(row)).copied().collect();
        for row in back {
            let Some(kept) = self.kept.remove(&row) else { continue };
            self.scenario.schedule.arrives_later[row.index()] = kept.arrives_later;
            if let Some(values) = kept.values {
                before.push((row, self.projection.replace(row, values)));
                dirty.insert(row);
            }
        }
    }

    /// Computes what depends on rows that are other ones now.
    fn compute(
        &mut self,
        amendment: &Amendment,
        dirty: &mut FxHashSet<RowId>,
        before: &mut ReplacedValues<N>,
    ) {
        let mut engine = Engine::with(
            &self.scenario,
            &self.calendar,
            std::mem::replace(&mut self.projection, Projection::empty()),
        );
        let mut changed: Vec<(RowId, Vec<N>)> = Vec::new();
        for block in &amendment.blocks {
            // A block is computed where a row of it is another one, or reads one that is; the blocks stand in an
            // order in which that is known by then.
            let needs = |row: &RowId| {
                let mut needs = dirty.contains(row);
                self.scenario.table.row(*row).formula.for_each_use(|used, _| needs |= dirty.contains(&used));
                needs
            };
            if !block.rows().iter().any(needs) {
                continue;
            }
            let old: Vec<(RowId, Vec<N>)> =
                block.rows().iter().map(|row| (*row, engine.row(*row).to_vec())).collect();
            engine.compute(block);
            for (row, old) in old {
                // What comes to the same values again stops the change here: rows behind it need not be computed.
                if old == engine.row(row) {
                    continue;
                }
                dirty.insert(row);
                changed.push((row, old));
            }
        }
        self.projection = engine.into_projection();
        for (row, old) in changed {
            self.keep(row);
            if let Some(kept) = self.kept.get_mut(&row)
                && kept.values.is_none()
            {
                kept.values = Some(old.clone());
            }
            if row.index() < self.inherited {
                before.push((row, old));
            }
        }
    }
}
