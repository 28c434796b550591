//! Which row a name means where it stands.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::model::RowId;

/// Where a formula stands, as far as names go.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Inside a named pipeline, `core.`: its short names come first.
    pub prefix: Option<Rc<str>>,
    /// Inside a stock, its name and the row that the name means there.
    pub stock: Option<(Rc<str>, RowId)>,
    /// Inside a plan block, where a day is a working day.
    pub plan: bool,
    /// Inside a scenario, the row that `base` means.
    pub base: Option<RowId>,
}

/// The rows by name: those of a scenario's own, then its parent's.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    parent: Option<Rc<Names>>,
    own: FxHashMap<Box<str>, RowId>,
}

impl Names {
    /// Names that start from a parent's.
    pub fn over(parent: Rc<Names>) -> Names {
        Names { parent: Some(parent), own: FxHashMap::default() }
    }

    /// The row of that very name.
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

    /// Adds a name.
    pub fn insert(&mut self, name: &str, row: RowId) {
        self.own.insert(name.into(), row);
    }

    /// The row that a name means in a scope.
    pub fn resolve(&self, name: &str, scope: &Scope) -> Option<RowId> {
        if name == "base" {
            return scope.base;
        }
        if let Some((stock, opening)) = &scope.stock
            && **stock == *name
        {
            return Some(*opening);
        }
        if let Some(prefix) = &scope.prefix
            && let Some(row) = self.get(&format!("{prefix}{name}"))
        {
            return Some(row);
        }
        self.get(name)
    }
}

/// A name as it is compared: in normal form C. Almost every name is that already.
pub(super) fn normal(name: &str) -> std::borrow::Cow<'_, str> {
    if name.is_ascii() || unicode_normalization::is_nfc(name) {
        name.into()
    } else {
        name.nfc().collect::<String>().into()
    }
}
