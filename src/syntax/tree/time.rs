//! Months and spans of months as they are written, and when a clause or a goal applies.

use super::MonthInterval;
use crate::source::Span;
use crate::value::{Date, Month};

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
    /// `start`: in a block `for`, the first month of the member.
    Start,
    /// A month of a fiscal year, 1 to 12: the first or the last of `FY2027`, of `FY2027-Q2`.
    Fiscal {
        /// The year.
        year: i32,
        /// Which of its months.
        month: u8,
    },
}

/// A stretch of months as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SpanRef {
    /// Which months.
    pub kind: SpanKind,
    /// Where it stands.
    pub span: Span,
}

impl SpanRef {
    /// The first and the last month of a fiscal year or quarter; none of any other span.
    pub fn fiscal_ends(&self) -> Option<(MonthRef, MonthRef)> {
        let (year, first, last) = match self.kind {
            SpanKind::FiscalYear(year) => (year, 1, 12),
            SpanKind::FiscalQuarter(year, quarter) => (year, quarter * 3 - 2, quarter * 3),
            _ => return None,
        };
        let month = |month| MonthRef { kind: MonthKind::Fiscal { year, month }, span: self.span };
        Some((month(first), month(last)))
    }
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
    /// `FY2027-Q3`: fiscal year and quarter (1 to 4).
    FiscalQuarter(i32, u8),
    /// `FY2027`.
    FiscalYear(i32),
    /// Months of every year, both ends included, wrapping: `Nov .. Feb`, `Jul`. January is 1.
    EveryYear(u8, u8),
    /// `Q4` of every year, of the fiscal one where the plan has such.
    EveryQuarter(u8),
    /// `Q1 .. Q2` of every year, which the checker refuses: it knows which months those are.
    EveryQuarters(u8, u8),
}

/// Where a clause begins or ends, as written: with a month, or on a day within one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EdgeRef {
    /// The month, or the day.
    pub kind: EdgeKind,
    /// Where it stands.
    pub span: Span,
}

/// `2026-06`, `M6` or `2026-06-15`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EdgeKind {
    /// All of a month.
    Month(MonthKind),
    /// A day of it.
    Day(Date),
}

impl EdgeRef {
    /// The month, or that in which the day lies.
    pub fn month(&self) -> MonthRef {
        let kind = match self.kind {
            EdgeKind::Month(kind) => kind,
            EdgeKind::Day(date) => MonthKind::Dated(date.month()),
        };
        MonthRef { kind, span: self.span }
    }

    /// The day itself, or the month's first; none of a month without a date.
    pub fn first_day(&self) -> Option<Date> {
        match self.kind {
            EdgeKind::Day(date) => Some(date),
            EdgeKind::Month(MonthKind::Dated(month)) => Date::new(month, 1),
            EdgeKind::Month(MonthKind::Numbered(_) | MonthKind::Fiscal { .. } | MonthKind::Start) => None,
        }
    }

    /// The day itself, or the month's last; none of a month without a date.
    pub fn last_day(&self) -> Option<Date> {
        match self.kind {
            EdgeKind::Day(date) => Some(date),
            EdgeKind::Month(MonthKind::Dated(month)) => Date::new(month, month.days()),
            EdgeKind::Month(MonthKind::Numbered(_) | MonthKind::Fiscal { .. } | MonthKind::Start) => None,
        }
    }
}

/// When a clause applies.
#[derive(Clone, Debug)]
pub enum ClauseTime {
    /// `from A`
    From(EdgeRef),
    /// `until B`: that month or day is the last.
    Until(EdgeRef),
    /// `from A until B`
    FromUntil(EdgeRef, EdgeRef),
    /// `in SPAN`, `in SPAN, SPAN`: one or several.
    In(Vec<DaySpan>),
    /// `once in M`; of a day, its month.
    Once(EdgeRef),
    /// `every year`, of a list of twelve.
    EveryYear(Span),
    /// `every 3 months from M until B`: in that month and every third after it, up to the last.
    Every {
        /// How many months lie between.
        interval: MonthInterval,
        /// The first month; of a day, its month.
        from: EdgeRef,
        /// The last month in which it may fall, or the last day.
        until: Option<EdgeRef>,
    },
}

/// A stretch of time of a clause: whole months, or days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DaySpan {
    /// `2026-03`, `2026-Q3`, `Jul .. Aug`
    Months(SpanRef),
    /// `2026-03-15 .. 2026-09-14`, `2026-03-15`, `2026-03-15 .. 2026-09`: both ends included.
    Days(EdgeRef, EdgeRef),
}

impl DaySpan {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            DaySpan::Months(months) => months.span,
            DaySpan::Days(first, last) => first.span.to(last.span),
        }
    }
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
