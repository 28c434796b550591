//! Which row a name means where it stands.

use std::rc::Rc;

use unicode_normalization::UnicodeNormalization;

use crate::model::{MemberId, RowId, RowNames};

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
    /// Inside a block `for`, the member.
    pub member: Option<MemberId>,
    /// The block is for that member alone.
    pub alone: bool,
    /// It is the total of what a block says for each member: `region.x` in it is the total of x.
    pub of_total: bool,
}

impl Scope {
    /// The scope of a block for one member, for an expression that stands in this one. Short names of the pipeline or
    /// stock of another member mean nothing there.
    pub(super) fn of_member(&self, member: MemberId) -> Scope {
        let same = self.member.is_none_or(|own| own == member);
        Scope {
            member: Some(member),
            alone: true,
            prefix: self.prefix.clone().filter(|_| same),
            stock: self.stock.clone().filter(|_| same),
            ..self.clone()
        }
    }
}

/// The row that a name means in a scope.
pub(super) fn resolve(names: &RowNames, name: &str, scope: &Scope) -> Option<RowId> {
    if name == "base" {
        return scope.base;
    }
    // `loses customers * 3%` in the stock `customers` means those at the start of the month: its balance would be
    // a loop.
    if let Some((stock, opening)) = &scope.stock
        && **stock == *name
    {
        return Some(*opening);
    }
    // Its own short name first, then the plan's rows: a pipeline may read a row that stands outside of it.
    if let Some(prefix) = &scope.prefix
        && let Some(row) = names.get(&format!("{prefix}{name}"))
    {
        return Some(row);
    }
    names.get(name)
}

/// A name as it is compared: in normal form C. Almost every name is that already. The rate of a currency, `exchange EUR`,
/// is the row `exchange.EUR`.
pub(super) fn normal(name: &str) -> std::borrow::Cow<'_, str> {
    if let Some(row) = crate::syntax::exchange_row(name) {
        return row.into();
    }
    if name.is_ascii() || unicode_normalization::is_nfc(name) {
        name.into()
    } else {
        name.nfc().collect::<String>().into()
    }
}
