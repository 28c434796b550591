//! The rows of a scenario in the making, with its parent's shared below them.
//!
//! A scenario has almost every row from its parent: it shares them, and holds only those that it changes or
//! adds. So a scenario of a plan of ten thousand rows costs no more than one of a plan of ten.

use std::cell::OnceCell;
use std::ops::{Index, IndexMut};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::RowEntry;
use crate::model::RowId;

/// Rows by their ids: those of the parent, unless this scenario has one of its own in the place, and then those
/// it adds.
#[derive(Clone, Default)]
pub(super) struct RowTable {
    below: Option<Rc<RowTable>>,
    /// How many rows the parent has.
    inherited: usize,
    /// Its own definitions of rows that the parent has.
    over: FxHashMap<u32, RowEntry>,
    /// What comes after them.
    added: Vec<RowEntry>,
    users: OnceCell<Users>,
}

/// Who uses which row: for each row, the rows whose formulas name it.
#[derive(Clone)]
pub(super) struct Users {
    /// For each row, where its users end; they start where those of the row before end.
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Users {
    /// The rows whose formulas use a row.
    pub fn of(&self, row: usize) -> &[u32] {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or(0) as usize;
        match row {
            _ if row >= self.ends.len() => &[],
            0 => &self.all[..end(0)],
            _ => &self.all[end(row - 1)..end(row)],
        }
    }
}

impl RowTable {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.inherited + self.added.len()
    }

    /// A row, if there is one of that id.
    pub fn get(&self, at: usize) -> Option<&RowEntry> {
        // Ids of the parent come first, so one comparison tells whose row it is.
        if at >= self.inherited {
            return self.added.get(at - self.inherited);
        }
        let mut table = self;
        loop {
            if let Some(entry) = table.over.get(&(at as u32)) {
                return Some(entry);
            }
            table = table.below.as_deref()?;
            if at >= table.inherited {
                return table.added.get(at - table.inherited);
            }
        }
    }

    /// Adds a row after all others.
    pub fn push(&mut self, entry: RowEntry) {
        // The index of users is of the rows as they were.
        self.users.take();
        self.added.push(entry);
    }

    /// Takes the last row away, if it is one that was added here.
    pub fn pop(&mut self) -> Option<RowEntry> {
        self.users.take();
        self.added.pop()
    }

    /// Takes away what was added since there were `length` rows.
    pub fn truncate(&mut self, length: usize) {
        self.users.take();
        self.added.truncate(length.saturating_sub(self.inherited));
    }

    /// All rows in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &RowEntry> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The rows that are not the parent's: those that lie over one of its own, then those added.
    pub fn changed(&self) -> Vec<usize> {
        let mut over: Vec<usize> = self.over.keys().map(|at| *at as usize).collect();
        over.sort_unstable();
        over.extend(self.inherited..self.len());
        over
    }

    /// From here on these rows are shared: a clone has them as its parent's, and costs nothing.
    pub fn freeze(&mut self) {
        if self.over.is_empty() && self.added.is_empty() {
            return;
        }
        let whole = std::mem::take(self);
        *self = RowTable { inherited: whole.len(), below: Some(Rc::new(whole)), ..RowTable::default() };
    }

    /// The parent's rows, where there is one.
    pub fn below(&self) -> Option<&Rc<RowTable>> {
        self.below.as_ref()
    }

    /// Who uses which row. Worked out once.
    pub fn users(&self) -> &Users {
        self.users.get_or_init(|| {
            // Counting sort: two passes and two flat arrays, where a list for each row would be as many
            // allocations.
            let mut counts = vec![0u32; self.len() + 1];
            let each = |visit: &mut dyn FnMut(u32, RowId)| {
                for (at, entry) in self.iter().enumerate() {
                    if let Some(row) = &entry.row {
                        row.formula.for_each_use(|used, _| visit(at as u32, used));
                    }
                }
            };
            each(&mut |_, used| counts[used.index() + 1] += 1);
            for at in 1..counts.len() {
                counts[at] += counts[at - 1];
            }
            let mut all = vec![0u32; counts.last().copied().unwrap_or(0) as usize];
            let mut next = counts;
            each(&mut |user, used| {
                let place = &mut next[used.index()];
                all[*place as usize] = user;
                *place += 1;
            });
            // Each start has moved on to its end; the last was the total from the beginning.
            next.pop();
            Users { ends: next, all }
        })
    }
}

impl Index<usize> for RowTable {
    type Output = RowEntry;

    /// # Panics
    /// Where there is no such row: ids come from these rows themselves.
    fn index(&self, at: usize) -> &RowEntry {
        // The base, which is read most, needs no look at what overlays it.
        if self.below.is_none() {
            return &self.added[at];
        }
        match self.get(at) {
            Some(entry) => entry,
            None => &self.added[at],
        }
    }
}

impl IndexMut<usize> for RowTable {
    fn index_mut(&mut self, at: usize) -> &mut RowEntry {
        self.users.take();
        match &self.below {
            Some(below) if at < self.inherited => {
                self.over.entry(at as u32).or_insert_with(|| below[at].clone())
            }
            _ => &mut self.added[at - self.inherited],
        }
    }
}
