//! The lines of `plan`, `pipeline` and `stock` blocks.

use super::{ExprId, ExprList, Modifier, QuotedText, Value};
use crate::source::Span;

/// A line of a plan block.
#[derive(Clone, Debug)]
pub struct PlanLine {
    /// What it says.
    pub kind: PlanLineKind,
    /// `new` before an action inside a scenario.
    pub modifier: Option<Modifier>,
    /// The doc comment above it.
    pub doc: Option<Span>,
    /// All of it, doc comment left out.
    pub span: Span,
}

/// The kinds of plan line.
#[derive(Clone, Debug)]
pub enum PlanLineKind {
    /// `2 calls/day taking 15 minutes`
    Action {
        /// The noun, which names the row.
        noun: Span,
        /// The clauses; the first holds a [`NodeKind::Action`], later ones usually do.
        value: Value,
    },
    /// `capacity 2 hours/day`
    Capacity(Value),
    /// Could not be read; the noun if one was seen.
    Bad(Vec<Span>),
}

/// `pipeline NAME "label" { … }`
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// The name, where there is one.
    pub name: Option<Span>,
    /// The label.
    pub label: Option<QuotedText>,
    /// The lines in order.
    pub lines: Vec<PipelineLine>,
}

/// A line of a pipeline block.
#[derive(Clone, Debug)]
pub struct PipelineLine {
    /// What it says.
    pub kind: PipelineLineKind,
    /// The doc comment above it.
    pub doc: Option<Span>,
    /// All of it.
    pub span: Span,
}

/// The kinds of pipeline line.
#[derive(Clone, Debug)]
pub enum PipelineLineKind {
    /// `leads = VALUE`: the entry.
    Entry {
        /// The row's name.
        name: Span,
        /// What flows in.
        value: Value,
    },
    /// `won = 60% of proposals in 15 days, halving every 30 days, taking 1 hour`
    Stage(Stage),
    /// `worth E`
    Worth(Value),
    /// `opening 12 leads, 3 proposals`
    Opening(Vec<OpeningDeals>),
    /// `aligned 100%`
    Aligned(Value),
    /// Could not be read; the names it would have defined.
    Bad(Vec<Span>),
}

/// A stage of a pipeline.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The row's name.
    pub name: Span,
    /// The share that goes on.
    pub rate: ExprId,
    /// The row it is a share of, as written.
    pub previous: Span,
    /// How long it takes.
    pub time: StageTime,
    /// What waiting does.
    pub decay: Option<Decay>,
    /// The effort for each deal that leaves the stage.
    pub taking: Option<ExprId>,
}

/// How long a stage takes.
#[derive(Clone, Copy, Debug)]
pub enum StageTime {
    /// `in DURATION`
    In(ExprId),
    /// `over [p0, p1, …]`
    Over(ExprList, Span),
}

/// What waiting does to the rate.
#[derive(Clone, Copy, Debug)]
pub enum Decay {
    /// `halving every H`
    Halving(ExprId),
    /// `losing 2%/day`
    Losing(ExprId),
}

/// `12 leads` of an opening line.
#[derive(Clone, Copy, Debug)]
pub struct OpeningDeals {
    /// How many: a literal, a range, a shape or a parenthesis.
    pub number: ExprId,
    /// The row after which they wait.
    pub row: Span,
}

/// `stock NAME { … }`
#[derive(Clone, Debug)]
pub struct Stock {
    /// The name.
    pub name: Span,
    /// The lines in order.
    pub lines: Vec<StockLine>,
}

/// A line of a stock block.
#[derive(Clone, Debug)]
pub struct StockLine {
    /// What it says.
    pub kind: StockLineKind,
    /// The doc comment above it.
    pub doc: Option<Span>,
    /// All of it.
    pub span: Span,
}

/// The kinds of stock line.
#[derive(Clone, Debug)]
pub enum StockLineKind {
    /// `opening E`
    Opening(Value),
    /// `gains E` or `gains name = E`
    Gains(Option<Span>, Value),
    /// `loses E` or `loses name = E`
    Loses(Option<Span>, Value),
    /// Could not be read; the names it would have defined.
    Bad(Vec<Span>),
}
