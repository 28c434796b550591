//! The builtin functions, one record each.
//!
//! A record says everything about a function: how it is called, what its arguments may be, what unit
//! comes out, what it computes, how it is explained, and examples that are its tests. The checker,
//! the evaluator, `pace functions` and the manual read these records, so they cannot disagree, and a
//! new function is one new record.

mod history;
mod months;
mod numbers;
mod ranges;

pub use history::{BALANCE, Column, History, Lengths, OPENING};

use crate::value::{Cell, Rollup, Scalar};

/// Everything about one builtin function.
#[derive(Debug)]
pub struct Function {
    /// The name as it is called.
    pub name: &'static str,
    /// How it is called, as the manual shows it: `floor(x[, step])`.
    pub signature: &'static str,
    /// The family it is listed under.
    pub group: FunctionGroup,
    /// What it gives, in a sentence or two.
    pub summary: &'static str,
    /// Worked examples; each is a test.
    pub examples: &'static [Example],
    /// What its arguments may be.
    pub parameters: &'static [Parameter],
    /// The unit of the result.
    pub gives: Gives,
    /// Which months of its arguments it reads.
    pub reads: Reads,
    /// The roll-up of a row that is nothing but this function, where it has one of its own.
    pub rollup: Option<Rollup>,
    /// What it computes, in exact decimals.
    pub exact: Body<Cell>,
}

/// There is one record of each function.
impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The families of functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FunctionGroup {
    /// Of one month.
    SameMonth,
    /// Over months.
    OverMonths,
    /// Ranges with a shape.
    Ranges,
}

impl FunctionGroup {
    /// The heading in a listing.
    pub fn heading(self) -> &'static str {
        match self {
            FunctionGroup::SameMonth => "Within one month",
            FunctionGroup::OverMonths => "Over months",
            FunctionGroup::Ranges => "Ranges",
        }
    }
}

/// A worked example: in a plan of six undated months with the rows of [`EXAMPLE_ROWS`], `code` gives
/// `gives`, the values from the first month on (`n/a` where there is none; a single value stands for
/// every month).
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// An expression.
    pub code: &'static str,
    /// What it gives: values separated by a comma and a space.
    pub gives: &'static str,
}

/// The rows that examples may use.
pub const EXAMPLE_ROWS: &str = "months 6
calls = [10, 20, 30, 40, 50, 60]/month from M1
rate = 25%
price = $200";

/// What an argument may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parameter {
    /// A value of any unit; all arguments of this kind have the same one.
    Value,
    /// Any number of further [`Parameter::Value`]s.
    Values,
    /// A further [`Parameter::Value`] that may be left out.
    OptionalValue,
    /// A condition.
    Condition,
    /// A value of any unit of its own.
    Any,
    /// A flow: something per month.
    Flow,
    /// A duration, or a list of shares, one a month.
    DurationOrShares,
    /// A list of shares.
    Shares,
    /// A whole number of months, from 1 on, known before anything is computed: `6 months`.
    MonthCount,
    /// A whole number, from 1 on, known before anything is computed.
    Count,
    /// A span of months that may be left out.
    OptionalSpan,
}

/// The unit of a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gives {
    /// That of the arguments of kind [`Parameter::Value`], or else of the first argument.
    Same,
    /// Its square root.
    Root,
    /// The first argument's times a month: what a flow adds up to.
    TimesMonth,
    /// A ratio, shown in percent.
    Percent,
}

/// Which months of its arguments a function reads for one month's result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reads {
    /// That month.
    SameMonth,
    /// The month before (and the start in the first month).
    MonthBefore,
    /// That month and those before it.
    UpToNow,
    /// Months as far back as its duration or its list of shares says.
    Arrivals,
    /// Every month, or a span of them.
    AllMonths,
}

/// What a function computes.
#[derive(Clone, Copy, Debug)]
pub enum Body<N: 'static> {
    /// A result from the arguments of one month; `u32` is the row being computed.
    SameMonth(fn(&[N], u32) -> N),
    /// `prev`: so common that the evaluator knows it.
    Previous,
    /// Fills one month of its own row; called for every month in order.
    Running(fn(&mut History<'_, N>, usize)),
    /// Adds what enters in one month to the months where it lands; its own row starts at 0.
    Arriving {
        /// Adds what the months before the plan send into it; called once, first.
        before: fn(&mut History<'_, N>),
        /// Adds what enters in a month.
        enter: fn(&mut History<'_, N>, usize),
    },
    /// One result for all months.
    Whole(fn(&History<'_, N>) -> N),
    /// The mean of a range with these parameters.
    Mean(fn(&[N], u32) -> N),
}

/// A number type that the functions have bodies for.
pub trait Computes: Scalar {
    /// What a function computes in this number type.
    fn body(function: &'static Function) -> &'static Body<Self>;
}

impl Computes for Cell {
    fn body(function: &'static Function) -> &'static Body<Cell> {
        &function.exact
    }
}

/// Every function of the language, in the order of the manual.
pub const FUNCTIONS: &[&Function] = &[
    &numbers::MIN,
    &numbers::MAX,
    &numbers::ABS,
    &numbers::SQRT,
    &numbers::FLOOR,
    &numbers::CEIL,
    &numbers::ROUND,
    &numbers::CLAMP,
    &numbers::IF,
    &numbers::IFNA,
    &months::PREV,
    &months::FIRST,
    &months::LAST,
    &months::TOTAL,
    &months::CUM,
    &months::MEAN,
    &months::HIGHEST,
    &months::LOWEST,
    &months::TRAILING,
    &months::CHANGE,
    &months::GROWTH,
    &months::VOLATILITY,
    &months::DELAY,
    &months::SPREAD,
    &months::RAMP,
    &ranges::UNIFORM,
    &ranges::NORMAL,
    &ranges::LOGNORMAL,
];

pub use months::{CHANGE, DELAY, GROWTH, PREV};
pub use numbers::{IF, IFNA};
pub use ranges::{BETA, TRIANGULAR};

/// The function of that name.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().copied().find(|function| function.name == name)
}
