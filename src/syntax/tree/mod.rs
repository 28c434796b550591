//! The tree of one file: what was written, with its place, before any meaning.
//!
//! Expressions live in one arena per file, children before their parents, so whoever walks a formula
//! goes through indices in order and never recurses: a sum of a million terms is a flat loop.
//! Names are places in the text; the text itself stays in `source`.

mod block;
mod expression;
mod heading;
mod judgement;
mod segment;
mod time;
mod value;

pub use block::{
    Decay, OpeningDeals, Pipeline, PipelineLine, PipelineLineKind, PlanLine, PlanLineKind, Stage, StageTime,
    Stock, StockLine, StockLineKind,
};
pub use expression::{BinaryOperator, ExprId, ExprList, Literal, LiteralUnit, Node, NodeKind, UnaryOperator};
pub use heading::{
    DateRun, DaysSpec, FiscalSpec, Heading, MonthList, MonthsSpec, QuotedText, WorkdaysKind, WorkdaysSpec,
};
pub use judgement::{Check, Goal, Target};
pub use segment::{ForBlock, KeyedEntry, KeyedExpression, KeyedList, MemberLine, Segment, Shown};
pub use time::{ClauseTime, DaySpan, EdgeKind, EdgeRef, GoalTime, MonthKind, MonthRef, SpanKind, SpanRef};
pub use value::{Annotation, Clause, ClauseBody, MonthInterval, Motion, RollupWord, UnitAnnotation, Value};

use crate::source::{FileId, Span};
use crate::value::Number;

/// One file as a tree.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The file it was read from.
    pub file: FileId,
    /// The statements in the order of the text.
    pub statements: Vec<Statement>,
    /// Every expression of the file; children come before their parents.
    pub nodes: Vec<Node>,
    /// The arguments of calls and the items of lists, one stretch each.
    pub lists: Vec<ExprId>,
}

impl Tree {
    /// The expression of an id.
    pub fn node(&self, expr: ExprId) -> &Node {
        &self.nodes[expr.0 as usize]
    }

    /// An expression without the parentheses around it.
    pub fn inside(&self, expr: ExprId) -> ExprId {
        let mut expr = expr;
        while let NodeKind::Parentheses(inner) = self.node(expr).kind {
            expr = inner;
        }
        expr
    }

    /// The number of a literal that has no `%`, unit or period; none of anything else.
    pub fn plain_number(&self, expr: ExprId) -> Option<Number> {
        match self.node(expr).kind {
            NodeKind::Literal(Literal { number, unit: LiteralUnit::Plain, per: None, .. }) => Some(number),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self, list: ExprList) -> &[ExprId] {
        &self.lists[list.start as usize..(list.start + list.length) as usize]
    }
}

/// A top-level statement, or one inside a scenario.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// The lines of the doc comment above it, from the first `##` to the end of the last; the text of
    /// each line without `##` and one space is the documentation.
    pub doc: Option<Span>,
    /// The whole statement, doc comment and modifier left out.
    pub span: Span,
}

/// `replace` or `new` before something inside a scenario.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Modifier {
    /// `replace x = …`: a formula gives way.
    Replace,
    /// `new x = …`: the base has no such row.
    New,
}

/// The kinds of statement.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `title …`, `months …` and others that are about the whole plan.
    Heading(Heading),
    /// `use "path"`
    Use(QuotedText),
    /// `name: unit rollup = value`
    Definition(Definition),
    /// `plan { … }` or `plan …` on one line.
    Plan(Vec<PlanLine>),
    /// `pipeline NAME "label" { … }`
    Pipeline(Pipeline),
    /// `stock NAME { … }`
    Stock(Stock),
    /// `goal …`
    Goal(Goal),
    /// `check …`
    Check(Check),
    /// `scenario NAME "label" extends PARENT { … }`
    Scenario(Scenario),
    /// `segment NAME: a, b`, `segment NAME { … }`, `segment NAME from "FILE.csv"`
    Segment(Segment),
    /// `for SEGMENT { … }`, in a plan or in a scenario.
    For(ForBlock),
    /// Something that could not be read; a diagnostic has been given. The names that it would have
    /// defined, so that nobody complains that they are missing.
    Bad(Vec<Span>),
}

/// `close_rate: % = won / leads`
#[derive(Clone, Debug)]
pub struct Definition {
    /// `replace` or `new`, inside a scenario.
    pub modifier: Option<Modifier>,
    /// The name (or the member, `meetings.rate`).
    pub name: Span,
    /// What stands after the colon.
    pub annotation: Option<Annotation>,
    /// What it is.
    pub value: Value,
}

/// `scenario NAME "label" extends PARENT { … }`
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The name.
    pub name: Span,
    /// The label.
    pub label: Option<QuotedText>,
    /// The parent's name.
    pub parent: Option<Span>,
    /// Definitions, plan, pipeline and stock blocks, goals and checks.
    pub statements: Vec<Statement>,
}
