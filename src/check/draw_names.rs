//! The names of draws: a simulation plays a plan many times, and draws every range (`3 to 5`, `23 of 180`) once each
//! time. What it draws hangs on the name alone, so it is the same whatever else the plan says, and in every scenario:
//! scenarios are compared under the same luck.
//!
//! A range has the name of the row in whose definition it stands: `calls`, `won.rate`; the lines that have no row of
//! their own to name are called by their word, after a colon that no name of a row holds: `core:worth`,
//! `calls:taking`, `won:decay`, `bank:gains`; deals that wait are `opening leads`. Of several in one definition the
//! second is `calls#2`, in the order of the text. A scenario that restates the definition counts anew, and so draws
//! what its parent does.

use std::rc::Rc;
use std::sync::Arc;

use super::Context;
use crate::library::{self, Body};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, Literal, LiteralUnit, NodeKind, Tree, Value};

/// What the ranges of one definition are called, and which of them have been met.
#[derive(Clone, Default)]
pub(super) struct DrawNames {
    name: Rc<str>,
    /// How many ranges of that name stand in lines before this one.
    before: usize,
    /// The places of those met, in their order: what is lowered twice is still one range.
    met: Vec<Span>,
}

impl DrawNames {
    /// Ranges of that name, of which so many stand in lines before.
    pub fn of(name: Rc<str>, before: usize) -> DrawNames {
        DrawNames { name, before, met: Vec::new() }
    }

    /// Another text says the same thing anew: its first range is the first of that name again.
    pub fn anew(&mut self) {
        self.met.clear();
    }

    /// The name of the draw of the range at a place.
    pub fn draw(&mut self, place: Span) -> Arc<str> {
        let at = self.met.iter().position(|met| *met == place).unwrap_or_else(|| {
            self.met.push(place);
            self.met.len() - 1
        });
        match self.before + at {
            0 => (&*self.name).into(),
            more => format!("{}#{}", self.name, more + 1).into(),
        }
    }
}

impl Context<'_> {
    /// How many ranges a value holds.
    pub(super) fn ranges_in(&self, tree: &Tree, value: &Value) -> usize {
        let mut count = 0;
        super::walk::roots(tree, value, |root| {
            super::walk::nodes(tree, root, |_, kind| count += usize::from(self.is_range(tree, kind)));
        });
        count
    }

    fn is_range(&self, tree: &Tree, kind: &NodeKind) -> bool {
        let whole = |kind: &NodeKind| {
            matches!(
                kind,
                NodeKind::Literal(Literal { whole: true, unit: LiteralUnit::Plain, per: None, .. })
            )
        };
        match kind {
            NodeKind::Range { .. } => true,
            NodeKind::Binary { operator: BinaryOperator::Of, left, right, .. } => {
                // Only whole numbers are evidence: `20% of 500` is a product and draws nothing.
                whole(&tree.node(*left).kind) && whole(&tree.node(*right).kind)
            }
            NodeKind::Call { name, .. } => library::function(self.sources.text(*name))
                .is_some_and(|function| matches!(function.exact, Body::Mean(_))),
            _ => false,
        }
    }
}
