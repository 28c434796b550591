//! Drafts: rows that are declared but not lowered.

use std::rc::Rc;

use super::Context;
use super::lower::Lower;
use super::scope::Scope;
use super::typed::{NumberKind, Typed};
use super::walk;
use crate::model::{FamilyPlace, Formula, Role, RowId};
use crate::syntax::tree::{Annotation, ExprId, Tree, Value};
use crate::value::{Period, Rollup};

/// How a row pace adds of itself is built.
pub(super) type Build<'a> = Rc<dyn Fn(&mut Lower<'_, 'a>) -> Built + 'a>;

/// The formula that a [`Build`] makes, with its unit.
pub(super) enum Built {
    /// Steps with this result.
    Value(Typed),
    /// A function over months.
    History(Formula, Typed),
}

/// What a row is, before it is lowered.
#[derive(Clone)]
pub(super) enum DraftBody<'a> {
    /// Clauses.
    Value(&'a Value, Otherwise),
    /// One expression.
    Expression(ExprId),
    /// A row that pace adds, and the rows it is made of.
    Build(Vec<RowId>, Build<'a>),
    /// The total of a family, or the subtotal of those in a member: which family, which of its rows, and the rows of the
    /// members. What it is shows once these are lowered.
    Total(usize, FamilyPlace, Vec<RowId>),
}

/// What holds in the months that no clause covers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Otherwise {
    /// No value.
    Missing,
    /// 0: of an action.
    Zero,
    /// The value of another row: the parent's, in a scenario.
    Row(RowId),
}

/// A row that is declared and not lowered yet. [`Draft::new`] makes an ordinary visible row, the methods say
/// what is different about it.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    /// The row it is the definition of.
    pub row: RowId,
    /// The tree that its expressions stand in.
    pub tree: &'a Tree,
    /// What names mean in it.
    pub scope: Scope,
    /// What its formula is made from.
    pub body: DraftBody<'a>,
    /// What stands after the colon.
    pub annotation: Option<Annotation>,
    /// The unit it must have.
    pub expect: Option<Expect>,
    /// The roll-up it has whatever its formula.
    pub rollup: Option<Rollup>,
    /// Whether it is a share whatever its formula.
    pub share: Option<NumberKind>,
    /// Whether formulas of it are levels, as of a pipeline's velocity.
    pub velocity: bool,
    /// Whether a stock gains or loses it.
    pub feeds_stock: bool,
    /// What the row is.
    pub role: Role,
    /// The doc comment.
    pub doc: Option<String>,
    /// Never shown: a part of another row.
    pub hidden: bool,
    /// The period in which an action is stated.
    pub per: Option<Period>,
    /// An input even where its formula uses rows: a part of a stage, an action.
    pub always_input: bool,
    /// What its ranges are called, where not as the row, and how many of that name stand in lines before it.
    pub drawn_as: Option<(Rc<str>, usize)>,
}

impl<'a> Draft<'a> {
    /// A visible row without a doc comment, whose unit and roll-up follow from its formula.
    pub fn new(row: RowId, tree: &'a Tree, role: Role, body: DraftBody<'a>) -> Self {
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
            feeds_stock: false,
            role,
            doc: None,
            hidden: false,
            per: None,
            always_input: false,
            drawn_as: None,
        }
    }

    /// Names in it are looked up in `scope`.
    pub fn scope(self, scope: Scope) -> Self {
        Draft { scope, ..self }
    }

    /// The word `base` in it means this row.
    pub fn base(mut self, base: Option<RowId>) -> Self {
        self.scope.base = base;
        self
    }

    /// Its unit must be this one.
    pub fn expect(self, expect: Expect) -> Self {
        Draft { expect: Some(expect), ..self }
    }

    /// What stands after the colon says its unit, its roll-up, or both.
    pub fn annotated(self, annotation: Option<Annotation>) -> Self {
        Draft { annotation, ..self }
    }

    /// It rolls up so, whatever its formula.
    pub fn rolls_up(self, rollup: Rollup) -> Self {
        Draft { rollup: Some(rollup), ..self }
    }

    /// It is a percentage, whatever its formula.
    pub fn percentage(self) -> Self {
        Draft { share: Some(NumberKind::Percent), ..self }
    }

    /// Formulas of it are levels where `velocity` holds.
    pub fn velocity(self, velocity: bool) -> Self {
        Draft { velocity, ..self }
    }

    /// It has this doc comment.
    pub fn documented(self, doc: Option<String>) -> Self {
        Draft { doc, ..self }
    }

    /// It is never shown where `hidden` holds.
    pub fn hidden(self, hidden: bool) -> Self {
        Draft { hidden, ..self }
    }

    /// It is an action that the plan states per `per`.
    pub fn stated_per(self, per: Option<Period>) -> Self {
        Draft { per, ..self }
    }

    /// Its ranges are called so in simulations, and so many of that name stand in lines before it.
    pub fn drawn_as(self, name: String, before: usize) -> Self {
        Draft { drawn_as: Some((name.into(), before)), ..self }
    }

    /// It is an input whatever its formula uses, where `input` holds.
    pub fn always_input(self, input: bool) -> Self {
        Draft { always_input: input, ..self }
    }

    /// Months that `value` does not cover keep what another row has in them; `base` in it means that row's
    /// value in the parent.
    pub fn overlay(&mut self, value: &'a Value, below: RowId, base: RowId) {
        self.body = DraftBody::Value(value, Otherwise::Row(below));
        self.scope.base = Some(base);
    }

    /// Calls `visit` with every expression that it holds.
    pub fn roots(&self, context: &Context<'_>, mut visit: impl FnMut(ExprId)) {
        match &self.body {
            DraftBody::Value(value, _) => {
                for clause in context.clauses(value, self.scope.member) {
                    walk::roots_of_clause(self.tree, clause, &mut visit);
                }
            }
            DraftBody::Expression(expr) => visit(*expr),
            DraftBody::Build(..) | DraftBody::Total(..) => {}
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
    /// What one of a currency costs: money, for each of it.
    ExchangeRate,
    /// A plain number.
    Count,
    /// Hours of work per month.
    HoursPerMonth,
    /// The unit of another row: the parent's, in a scenario.
    Row(RowId),
    /// What another row gains or loses in a month.
    FlowOf(RowId),
}
