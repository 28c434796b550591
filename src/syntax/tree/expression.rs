//! Expressions: a flat arena of nodes, and what a node can be.

use super::{KeyedExpression, MonthRef, SpanRef};
use crate::source::Span;
use crate::value::{Currency, DurationWord, EffortWord, Number, Period, Stretch};

/// An expression: its place in [`Tree::nodes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ExprId(pub u32);

/// A stretch of [`Tree::lists`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExprList {
    /// The first item's place in [`Tree::lists`].
    pub start: u32,
    /// The number of items.
    pub length: u32,
}

/// An expression with the place where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Its text, parentheses included where it is [`NodeKind::Parentheses`].
    pub span: Span,
}

/// The kinds of expression.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A number with its unit, such as `$6.5k/month`.
    Literal(Literal),
    /// A name, dots included: the text of the node's span.
    Name,
    /// `?`, the unknown (LANGUAGE, section 10).
    Unknown,
    /// `( … )`, kept because `(5%)` and the formatter care.
    Parentheses(ExprId),
    /// A sign or `not`.
    Unary {
        /// Which.
        operator: UnaryOperator,
        /// What it applies to.
        operand: ExprId,
    },
    /// Two operands.
    Binary {
        /// Which.
        operator: BinaryOperator,
        /// Where the operator stands.
        operator_span: Span,
        /// The left operand.
        left: ExprId,
        /// The right operand.
        right: ExprId,
    },
    /// `name(a, b, before v)`.
    Call {
        /// Where the function's name stands.
        name: Span,
        /// The arguments in order.
        arguments: ExprList,
        /// The value after the word `before`, where it was given.
        before: Option<ExprId>,
    },
    /// `row[2026-06]`.
    Index {
        /// The row: any expression before the bracket (a name or a parenthesis).
        row: ExprId,
        /// The month in brackets.
        month: MonthRef,
    },
    /// `[a, b, …]` as an argument of a function.
    List(ExprList),
    /// A span of months as an argument: `total(x, 2026-Q3)`. (A lone month is one too.) It is rare, and larger than all
    /// other kinds, which would have to be as large.
    Months(Box<SpanRef>),
    /// `x over rep` as an argument: what a function of members is asked of. (`count(rep)` is a call with a name.)
    Over {
        /// What is read in each member.
        value: ExprId,
        /// The segment.
        segment: Span,
    },
    /// `[west: 20%, else: 15%]` in the place of a stage's rate or duration, and nowhere else.
    Keyed(Box<[KeyedExpression]>),
    /// `rate to bound` as an argument: a tier, of which only `tiers` knows. Everywhere else it would be a range.
    Tier {
        /// What each of the tier earns.
        rate: ExprId,
        /// Where it ends.
        bound: ExprId,
    },
    /// `each quarter` or `each year` as an argument.
    EachStretch(Stretch),
    /// `low to high` or `low to high likely mode`.
    Range {
        /// The lower bound.
        low: ExprId,
        /// The upper bound.
        high: ExprId,
        /// The most likely value.
        likely: Option<ExprId>,
    },
    /// `… each month` after a range or a shape: drawn once a month in a simulation.
    EachMonth(ExprId),
    /// `20 calls/day` or `4/day` at the head of an action's clause: a number of times a period.
    /// Stands for the product; `20 calls/day * reps` is a `Binary` with this on its left.
    Action {
        /// The number: a literal without unit, a range, a shape, `?`, or a parenthesis.
        number: ExprId,
        /// The period after the slash.
        per: Period,
    },
}

/// A number literal as written. What the unit does to the value is the checker's work.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// The number with its suffix applied (`6.5k` is 6500) and nothing else (`20%` is 20).
    pub number: Number,
    /// Written without a point, suffix, unit or sign: may be a side of evidence such as `23 of 180`.
    pub whole: bool,
    /// What stands before or behind the digits.
    pub unit: LiteralUnit,
    /// The period of a rate.
    pub per: Option<Period>,
}

/// The unit of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralUnit {
    /// No unit: a count, or a number that takes its meaning from its place.
    Plain,
    /// `%`.
    Percent,
    /// `points`.
    Points,
    /// Money in the currency of that sign or code.
    Money(Currency),
    /// A duration.
    Duration(DurationWord),
    /// Hours or minutes of work.
    Effort(EffortWord),
}

/// A sign or `not`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOperator {
    /// `+x`
    Plus,
    /// `-x`
    Minus,
    /// `not x`
    Not,
}

/// An operator between two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryOperator {
    /// `a ^ b`; towers bind from the right: `2^3^2` is `2^9`.
    Power,
    /// `a of b`: a share of something, or evidence such as `23 of 46`.
    Of,
    /// `a * b`
    Times,
    /// `a / b`
    Over,
    /// `a + b`
    Plus,
    /// `a - b`
    Minus,
    /// `a < b`
    Less,
    /// `a <= b`
    AtMost,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a >= b`
    AtLeast,
    /// `a > b`
    Greater,
    /// `a and b`
    And,
    /// `a or b`
    Or,
}

impl BinaryOperator {
    /// Whether it asks a question of two numbers.
    pub fn compares(self) -> bool {
        use BinaryOperator as B;
        matches!(self, B::Less | B::AtMost | B::Equal | B::NotEqual | B::AtLeast | B::Greater)
    }
}
