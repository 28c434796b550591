//! The tree of one file: what was written, with its place, before any meaning.
//!
//! Expressions live in one arena per file, children before their parents, so whoever walks a formula
//! goes through indices in order and never recurses: a sum of a million terms is a flat loop.
//! Names are places in the text; the text itself stays in `source`.

use crate::source::{FileId, Span};
use crate::value::{Currency, Date, DurationWord, EffortWord, Month, Number, Period, Weekdays};

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
    /// A span of months as an argument: `total(x, 2026-Q3)`. (A lone month is one too.)
    Months(SpanRef),
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
    /// The unit.
    pub unit: LiteralUnit,
    /// The period of a rate.
    pub per: Option<Period>,
}

/// The unit of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralUnit {
    /// None.
    Plain,
    /// `%`.
    Percent,
    /// `points`.
    Points,
    /// Money in the currency of that sign or code.
    Money(Currency),
    /// A duration.
    Duration(DurationWord),
    /// Effort.
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
#[expect(missing_docs, reason = "the names are the operators' own")]
pub enum BinaryOperator {
    Power,
    Of,
    Times,
    Over,
    Plus,
    Minus,
    Less,
    AtMost,
    Equal,
    NotEqual,
    AtLeast,
    Greater,
    And,
    Or,
}

impl BinaryOperator {
    /// Whether it asks a question of two numbers.
    pub fn compares(self) -> bool {
        use BinaryOperator as B;
        matches!(self, B::Less | B::AtMost | B::Equal | B::NotEqual | B::AtLeast | B::Greater)
    }
}

/// A month as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthRef {
    /// Which month.
    pub kind: MonthKind,
    /// Where it stands.
    pub span: Span,
}

/// `2026-06` or `M6`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MonthKind {
    /// A month of a year.
    Dated(Month),
    /// The n-th month of an undated plan, from 1.
    Numbered(u32),
}

/// A stretch of months as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SpanRef {
    /// Which months.
    pub kind: SpanKind,
    /// Where it stands.
    pub span: Span,
}

/// The ways to write a stretch of months.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SpanKind {
    /// One month: `2026-06`.
    Month(MonthKind),
    /// Both ends included: `2026-01 .. 2026-06`.
    Between(MonthRef, MonthRef),
    /// `2026-Q3`: year and quarter (1 to 4).
    Quarter(i32, u8),
    /// `2026`.
    Year(i32),
    /// Months of every year, both ends included, wrapping: `Nov .. Feb`, `Jul`, `Q4`. January is 1.
    EveryYear(u8, u8),
}

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
    /// `from …`, `in …`, `once in …`, `every year`.
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
}

/// How a clause's value moves from month to month.
#[derive(Clone, Debug)]
pub enum Motion {
    /// `growing 2%/month`: the rate as written; a percent literal without a period is an error later.
    Growing(ExprId),
    /// `rising to F by M`.
    Rising {
        /// The value at the end.
        to: ExprId,
        /// The month in which it is reached.
        by: MonthRef,
    },
}

/// When a clause applies.
#[derive(Clone, Copy, Debug)]
pub enum ClauseTime {
    /// `from M`
    From(MonthRef),
    /// `in SPAN`
    In(SpanRef),
    /// `once in M`
    Once(MonthRef),
    /// `every year`, of a list of twelve.
    EveryYear(Span),
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
    /// `title "…"`
    Title(Text),
    /// `months …`
    Months(MonthsSpec),
    /// `days 30/month`: the number per month.
    Days(ExprId),
    /// `workdays …`
    Workdays(WorkdaysSpec),
    /// `currency USD`
    Currency(Currency, Span),
    /// `use "path"`
    Use(Text),
    /// `show a, b, c`: the names' places.
    Show(Vec<Span>),
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
    /// Something that could not be read; a diagnostic has been given. The names that it would have
    /// defined, so that nobody complains that they are missing.
    Bad(Vec<Span>),
}

/// A string in quotes.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text without quotes, escapes resolved.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// What follows `months`.
#[derive(Clone, Copy, Debug)]
pub enum MonthsSpec {
    /// `2026-01 .. 2026-12`
    Between(MonthRef, MonthRef),
    /// `2026`
    Year(i32, Span),
    /// `18`
    Count(u32, Span),
}

/// What follows `workdays`.
#[derive(Clone, Debug)]
pub struct WorkdaysSpec {
    /// A number a month, or weekdays.
    pub kind: WorkdaysKind,
    /// Days off, each a date or a run of dates, both ends included.
    pub except: Vec<DateRun>,
    /// The number or the weekdays.
    pub span: Span,
}

/// A number of working days a month, or which weekdays they are.
#[derive(Clone, Copy, Debug)]
pub enum WorkdaysKind {
    /// `20/month`: the literal.
    Fixed(ExprId),
    /// `mon..fri`, `mon, wed, fri`.
    Weekdays(Weekdays),
}

/// A date, or a run of them.
#[derive(Clone, Copy, Debug)]
pub struct DateRun {
    /// The first day.
    pub first: Date,
    /// The last day; the first again for a single date.
    pub last: Date,
    /// Where it stands.
    pub span: Span,
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
    pub label: Option<Text>,
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

/// `goal "label": ROW OP TARGET by M, TARGET by M`
#[derive(Clone, Debug)]
pub struct Goal {
    /// The label.
    pub label: Option<Text>,
    /// The row's name.
    pub row: Span,
    /// At least or at most.
    pub at_least: bool,
    /// The targets; each is a goal of its own.
    pub targets: Vec<Target>,
}

/// One target of a goal.
#[derive(Clone, Debug)]
pub struct Target {
    /// The figure.
    pub value: ExprId,
    /// When.
    pub time: Option<GoalTime>,
    /// All of it.
    pub span: Span,
}

/// When a goal is to hold.
#[derive(Clone, Copy, Debug)]
pub enum GoalTime {
    /// In some month up to this one.
    By(MonthRef),
    /// In every month from this one.
    From(MonthRef),
    /// In every month of the span.
    In(SpanRef),
}

/// `check CONDITION from M`
#[derive(Clone, Debug)]
pub struct Check {
    /// What must hold.
    pub condition: ExprId,
    /// In which months; never [`GoalTime::By`].
    pub time: Option<GoalTime>,
}

/// `scenario NAME "label" extends PARENT { … }`
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The name.
    pub name: Span,
    /// The label.
    pub label: Option<Text>,
    /// The parent's name.
    pub parent: Option<Span>,
    /// Definitions, plan, pipeline and stock blocks, goals and checks.
    pub statements: Vec<Statement>,
}

impl Tree {
    /// The expression of an id.
    pub fn node(&self, expr: ExprId) -> &Node {
        &self.nodes[expr.0 as usize]
    }

    /// The items of a list.
    pub fn list(&self, list: ExprList) -> &[ExprId] {
        &self.lists[list.start as usize..(list.start + list.length) as usize]
    }
}
