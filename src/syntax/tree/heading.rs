//! What the statements say that the whole plan stands on: texts, `months`, `workdays`.

use super::{ExprId, ExprList, MonthRef, Shown};
use crate::source::Span;
use crate::value::{Currency, Date, Stretch, Weekdays};

/// A statement about the whole plan, which takes the place of an earlier one in a session.
#[derive(Clone, Debug)]
pub enum Heading {
    /// `title "…"`
    Title(QuotedText),
    /// `months …`
    Months(MonthsSpec),
    /// `days …`
    Days(DaysSpec),
    /// `workdays …`
    Workdays(WorkdaysSpec),
    /// `fiscal year 2027 from 2026-02`
    Fiscal(FiscalSpec),
    /// `currency USD`
    Currency(Currency, Span),
    /// `show a, b, c by region`
    Show(Vec<Shown>),
}

impl Heading {
    /// The word that it begins with.
    pub fn word(&self) -> &'static str {
        self.record().0
    }

    /// Whether figures depend on it; `title` and `show` say only how they are presented.
    pub fn moves_figures(&self) -> bool {
        self.record().1
    }

    /// Both of these: one line for each kind, so that a new one has one line to write.
    fn record(&self) -> (&'static str, bool) {
        match self {
            Heading::Title(_) => ("title", false),
            Heading::Months(_) => ("months", true),
            Heading::Days(_) => ("days", true),
            Heading::Workdays(_) => ("workdays", true),
            Heading::Fiscal(_) => ("fiscal", true),
            Heading::Currency(..) => ("currency", true),
            Heading::Show(_) => ("show", false),
        }
    }
}

/// A string in quotes.
#[derive(Clone, Debug)]
pub struct QuotedText {
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

/// What follows `fiscal`.
#[derive(Clone, Copy, Debug)]
pub struct FiscalSpec {
    /// The year that is named.
    pub year: i32,
    /// The month with which it begins.
    pub from: MonthRef,
}

/// What follows `days`.
#[derive(Clone, Copy, Debug)]
pub enum DaysSpec {
    /// `30/month`: the number per month.
    Fixed(ExprId),
    /// `[28, 28, 35] every quarter`
    Listed(MonthList),
}

/// A number for each month.
#[derive(Clone, Copy, Debug)]
pub struct MonthList {
    /// The numbers.
    pub items: ExprList,
    /// After which stretch they come again; none where there is one for each month of the plan.
    pub every: Option<Stretch>,
    /// The whole of it.
    pub span: Span,
}

/// What follows `workdays`.
#[derive(Clone, Debug)]
pub struct WorkdaysSpec {
    /// A number a month, a list of them, or weekdays.
    pub kind: WorkdaysKind,
    /// Working days beside the weekdays, each a date or a run of dates, both ends included.
    pub extra: Vec<DateRun>,
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
    /// `[21, 20, 22]`, `[12 values] every year`
    Listed(MonthList),
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
