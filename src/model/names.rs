//! The names of a table's rows.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::RowId;

/// Rows by name: those of a scenario's own, then its parent's, which it shares. So a scenario, or an edit of a
/// session, costs as many names as it adds, however many rows the plan has.
#[derive(Clone, Debug, Default)]
pub struct RowNames {
    parent: Option<Arc<RowNames>>,
    own: FxHashMap<Box<str>, RowId>,
}

impl RowNames {
    /// Names that start from a parent's.
    pub fn over(parent: Arc<RowNames>) -> RowNames {
        RowNames { parent: Some(parent), own: FxHashMap::default() }
    }

    /// The row of that very name, this scenario's before its parent's; none where there is no such row.
    pub fn get(&self, name: &str) -> Option<RowId> {
        let mut names = Some(self);
        while let Some(here) = names {
            if let Some(row) = here.own.get(name) {
                return Some(*row);
            }
            names = here.parent.as_deref();
        }
        None
    }

    /// Adds a name; of one that the parent has too, this one is found from then on.
    pub fn insert(&mut self, name: &str, row: RowId) {
        self.own.insert(name.into(), row);
    }
}
