//! Months and spans of months as they are written, and when a clause or a goal applies.

use crate::source::Span;
use crate::value::Month;

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
