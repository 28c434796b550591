//! Drafts: rows that are declared but not lowered.

use std::rc::Rc;

use super::lower::Lower;
use super::scope::Scope;
use super::typed::{Share, Typed};
use super::value::Otherwise;
use super::walk;
use crate::model::{Formula, Origin, RowId};
use crate::syntax::tree::{Annotation, ExprId, Tree, Value};
use crate::value::{Period, Rollup};

/// How a row pace adds of itself is built.
pub(super) type Build<'a> = Rc<dyn Fn(&mut Lower<'_, 'a>) -> Built + 'a>;

/// What a [`Build`] makes.
pub(super) enum Built {
    /// Steps with this result.
    Value(Typed),
    /// A function over months.
    History(Formula, Typed),
}

/// What a row is, before it is lowered.
#[derive(Clone)]
pub(super) enum Body<'a> {
    /// Clauses.
    Value(&'a Value, Otherwise),
    /// One expression.
    Expression(ExprId),
    /// A row that pace adds, and the rows it is made of.
    Build(Vec<RowId>, Build<'a>),
}

/// A row that is declared.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    pub row: RowId,
    pub tree: &'a Tree,
    pub scope: Scope,
    pub body: Body<'a>,
    pub annotation: Option<Annotation>,
    /// The unit it must have, and what to call it: "a stage's duration".
    pub expect: Option<Expect>,
    /// The roll-up it has whatever its formula.
    pub rollup: Option<Rollup>,
    /// Whether it is a share whatever its formula.
    pub share: Option<Share>,
    /// Whether formulas of it are levels, as of a pipeline's velocity.
    pub velocity: bool,
    pub origin: Origin,
    pub doc: Option<String>,
    pub hidden: bool,
    pub member: bool,
    pub action: bool,
    /// The period in which an action is stated.
    pub per: Option<Period>,
    /// An input even where its formula uses rows: a part of a stage, an action.
    pub always_input: bool,
}

impl<'a> Draft<'a> {
    pub fn new(row: RowId, tree: &'a Tree, origin: Origin, body: Body<'a>) -> Self {
        Draft {
            row,
            tree,
            scope: Scope::default(),
            body,
            annotation: None,
            expect: None,
            rollup: None,
            share: None,
            velocity: false,
            origin,
            doc: None,
            hidden: false,
            member: false,
            action: false,
            per: None,
            always_input: false,
        }
    }

    /// Calls `visit` with every expression that it holds.
    pub fn roots(&self, mut visit: impl FnMut(ExprId)) {
        match &self.body {
            Body::Value(value, _) => walk::roots(self.tree, value, visit),
            Body::Expression(expr) => visit(*expr),
            Body::Build(..) => {}
        }
    }
}

/// What a row's unit must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expect {
    /// A count per month: an entry, an action.
    Flow,
    /// A percentage.
    Ratio,
    /// A duration in days or months.
    Duration,
    /// Money.
    Money,
    /// A plain number.
    Count,
    /// Hours of work per month.
    HoursPerMonth,
    /// The unit of another row: the parent's, in a scenario.
    Row(RowId),
    /// What another row gains or loses in a month.
    FlowOf(RowId),
}
