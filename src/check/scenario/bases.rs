//! What `base` means in a scenario, and what of the parent is kept beside it.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::ScenarioBuilder;
use crate::model::{Row, RowId};

impl<'a> ScenarioBuilder<'a> {
    /// The parent's value of a row, for `base`: a row that is not shown. It is the parent's value even where
    /// the scenario changes what the parent's formula reads, which [`ScenarioBuilder::freeze_bases`] sees to.
    pub(super) fn base_of(&mut self, row: RowId) -> RowId {
        let base = self.keep_parent(row);
        self.bases.push(base);
        base
    }

    /// Lets every `base` read the parent's rows: those that this scenario changes, or that depend on one that
    /// it changes, are kept beside it as the parent has them.
    pub(super) fn freeze_bases(&mut self) {
        let Some(parent) = self.table.below().cloned().filter(|_| !self.bases.is_empty()) else { return };
        // A row is touched where its own formula is another one than the parent's, or uses a touched row.
        let changed = |at: &usize| match (&self.table[*at].row, parent.get(*at).map(|entry| &entry.row)) {
            (Some(own), Some(Some(parent))) => !Arc::ptr_eq(own, parent),
            _ => false,
        };
        let mut waiting: Vec<usize> = self.table.changed().into_iter().filter(changed).collect();
        let mut touched: FxHashSet<usize> = waiting.iter().copied().collect();
        // Users are asked of the parent, which is frozen and has worked them out once for all its scenarios.
        while let Some(at) = waiting.pop() {
            for user in parent.users().of(at) {
                if touched.insert(*user as usize) {
                    waiting.push(*user as usize);
                }
            }
        }
        // A row that several `base` read is kept once; without this, a long chain would be copied for each of
        // them.
        let mut kept: FxHashMap<RowId, RowId> = FxHashMap::default();
        let mut open = self.bases.clone();
        while let Some(row) = open.pop() {
            let Some(definition) = self.table[row.index()].row.clone() else { continue };
            let mut needed = Vec::new();
            definition.formula.for_each_use(|used, _| {
                if touched.contains(&used.index()) {
                    needed.push(used);
                }
            });
            if needed.is_empty() {
                continue;
            }
            for used in needed {
                if let std::collections::hash_map::Entry::Vacant(place) = kept.entry(used) {
                    let mut entry = parent[used.index()].clone();
                    entry.row = entry.row.map(|row| Arc::new(Row { hidden: true, ..(*row).clone() }));
                    entry.uncovered = None;
                    self.table.push(entry);
                    let copy = RowId(self.table.len() as u32 - 1);
                    place.insert(copy);
                    open.push(copy);
                }
            }
            let formula = definition.formula.with_rows(|used| kept.get(&used).copied().unwrap_or(used));
            self.table[row.index()].row = Some(Arc::new(Row { formula, ..(*definition).clone() }));
        }
    }

    /// The parent's definition of a row as one that is not shown: what months that a scenario does not cover
    /// keep.
    pub(super) fn keep_parent(&mut self, row: RowId) -> RowId {
        let mut entry = self.table[row.index()].clone();
        entry.row = entry.row.map(|row| Arc::new(Row { hidden: true, ..(*row).clone() }));
        entry.uncovered = None;
        self.table.push(entry);
        let kept = RowId(self.table.len() as u32 - 1);
        if let Some(divided) = self.divided.get(&row).cloned() {
            self.divided.insert(kept, divided);
        }
        kept
    }
}
