//! What stands on the right of an equals sign: clauses, and what an annotation says of them.

use super::{ClauseTime, ExprId, ExprList, KeyedList, LiteralUnit, MonthRef};
use crate::source::Span;
use crate::value::{Currency, Period};

/// `name = value` without the name: one or more clauses.
#[derive(Clone, Debug)]
pub struct Value {
    /// The clauses, first to last; the later wins.
    pub clauses: Vec<Clause>,
    /// All of it.
    pub span: Span,
}

/// One clause: an expression or a list, how it moves, when it applies.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What it says.
    pub body: ClauseBody,
    /// `growing …` or `rising to …`.
    pub motion: Option<Motion>,
    /// `from …`, `until …`, `in …`, `once in …`, `every …`.
    pub time: Option<ClauseTime>,
    /// The condition after `when`.
    pub condition: Option<ExprId>,
    /// In a plan block, the effort after `taking`.
    pub taking: Option<ExprId>,
    /// All of it.
    pub span: Span,
}

/// What a clause says.
#[derive(Clone, Debug)]
pub enum ClauseBody {
    /// An expression (a [`NodeKind::Action`] at the head of an action's clause).
    Expression(ExprId),
    /// `[a, b, …]`, one value a month, with the unit that stands outside the bracket.
    List {
        /// The values.
        items: ExprList,
        /// The currency sign before the bracket.
        currency: Option<Currency>,
        /// The period after the bracket.
        per: Option<Period>,
    },
    /// A value of a list by member, with the unit that stands outside its bracket, as an item of a list has it.
    Amount {
        /// The value.
        value: ExprId,
        /// The currency sign before the bracket.
        currency: Option<Currency>,
        /// The period after the bracket.
        per: Option<Period>,
    },
    /// `[west: 20%, else: 15%]`, one value a member. Whoever reads a value asks for the clauses of one member.
    Keyed(Box<KeyedList>),
}

/// How a clause's value moves from month to month.
#[derive(Clone, Debug)]
pub enum Motion {
    /// `growing 2%/month`, or `growing 5% every year`.
    Growing {
        /// The rate as written; a percent literal without a period or steps is an error later.
        rate: ExprId,
        /// How often it comes, where it comes in steps.
        every: Option<MonthInterval>,
    },
    /// `rising to F by M`.
    Rising {
        /// The value at the end.
        to: ExprId,
        /// The month in which it is reached.
        by: MonthRef,
    },
}

/// `every year`, `every 6 months`: how far apart the steps of a growth are, or what comes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthInterval {
    /// Whole months from one to the next, at least 1.
    pub months: u32,
    /// The words, from `every` on.
    pub span: Span,
}

/// `: $/month last`
#[derive(Clone, Copy, Debug)]
pub struct Annotation {
    /// The unit, where one is named.
    pub unit: Option<UnitAnnotation>,
    /// The roll-up, where one is named (`sum`, `last`, `mean`).
    pub rollup: Option<RollupWord>,
    /// All of it, colon left out.
    pub span: Span,
}

/// The unit of an annotation, as written: `$/month`, `%`, `days`, `1`, `hours/month`, `/month`.
#[derive(Clone, Copy, Debug)]
pub struct UnitAnnotation {
    /// The unit before the slash; `Plain` for `1` or nothing.
    pub unit: LiteralUnit,
    /// The period after the slash.
    pub per: Option<Period>,
    /// Where it stands.
    pub span: Span,
}

/// The roll-up of an annotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RollupWord {
    /// `sum`
    Sum,
    /// `last`
    Last,
    /// `mean`
    Mean,
}
