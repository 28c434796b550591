//! The builtin functions, one record each.
//!
//! A record says everything about a function: how it is called, what its arguments may be, what unit
//! comes out, what it computes, what a value of it is put together from, where `solve` has to look, and
//! examples that are its tests. The checker, the evaluator, the questions, `pace functions` and the manual
//! read these records, so they cannot disagree, and a new function is one new record. No part has a
//! default: the compiler asks for each of them, and a new part is asked of every function.
//!
//! Records are statics, not constants: each has one address, which is what two of them are compared by.
//! Nobody compares names.

mod call_over_months;
mod deals;
mod decomposition;
mod habits;
mod months;
mod numbers;
mod over_members;
mod ranges;
mod tiers;

pub use call_over_months::{CallOverMonths, Column, Lengths};
pub use deals::{BALANCE, OPENING};
pub use decomposition::{
    Breakdown, CallInMonth, Decomposition, Flow, Form, Landed, LandedShare, Landing, Part, PartKind,
    PartSource, ShareFactor,
};
pub use habits::{FunctionHabit, function_habit, function_meant};
pub use over_members::{MEMBER_FUNCTIONS, MemberFunction, MemberFunctionKind, member_function};

use crate::value::{Cell, Number, Rollup, Scalar};

/// Everything about one builtin function.
#[derive(Debug)]
pub struct Function {
    /// The name as it is called, and the word for it in results.
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
    /// Whether its result adds up over members of a segment.
    pub amount: AmountOf,
    /// How a use of it reads in an explanation.
    pub phrasing: Phrasing,
    /// Where its value takes another course.
    pub turning: Turning,
    /// What one month's value is put together from.
    pub decomposition: Decomposition,
    /// What it computes, in exact decimals.
    pub exact: Body<Cell>,
}

/// There is one record of each function, so its address tells it from all others.
impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Function {}

/// Whether what a function gives adds up over members of a segment, as its first argument does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AmountOf {
    /// As its argument: the total of a year, what it was a month ago.
    Kept,
    /// Never: a growth, a mean, the highest month.
    None,
    /// By halves: the square root of a product of two amounts is one.
    Root,
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
    /// A further [`Parameter::Value`] that stands for the months before the first: left out, it is asked for in
    /// words of its own, since there is no silent zero.
    Start,
    /// The same for the months after the last.
    End,
    /// A further [`Parameter::Value`] that is above zero.
    AboveZero,
    /// A further [`Parameter::Value`] that is not below zero.
    NotBelowZero,
    /// A further [`Parameter::Value`] that is not below the first argument.
    NotBelowFirst,
    /// A [`Parameter::Value`] that is handed on as it is, and may therefore be a condition too.
    Branch,
    /// A condition.
    Condition,
    /// A value of any unit of its own.
    Any,
    /// A value of any unit of its own whose months are taken together: one that has no value is left out.
    Months,
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
    /// The same, of months, and 1 where it is left out.
    OptionalCount,
    /// A span of months that may be left out.
    OptionalSpan,
    /// Any number of rates, each up to its bound, the last without one; what they are of may be said before and after.
    Tiers,
    /// What the flow that it gives adds up to: a bound of a running total.
    Total,
    /// Such a running total, before the month or with it.
    Running,
}

impl Parameter {
    /// Whether it has the unit of the other arguments of its kind, and of the result.
    pub fn is_value(self) -> bool {
        match self {
            Parameter::Value
            | Parameter::Values
            | Parameter::OptionalValue
            | Parameter::Start
            | Parameter::End
            | Parameter::AboveZero
            | Parameter::NotBelowZero
            | Parameter::NotBelowFirst
            | Parameter::Branch => true,
            Parameter::Condition
            | Parameter::Any
            | Parameter::Months
            | Parameter::Flow
            | Parameter::DurationOrShares
            | Parameter::Shares
            | Parameter::MonthCount
            | Parameter::Count
            | Parameter::OptionalCount
            | Parameter::OptionalSpan
            | Parameter::Tiers
            | Parameter::Total
            | Parameter::Running => false,
        }
    }

    /// Whether its months are taken together, so that one without a value makes the result too small.
    pub fn gathers_months(self) -> bool {
        matches!(self, Parameter::Flow | Parameter::Months)
    }

    /// Why a constant may not stand here, beside the first argument; none where it may.
    pub fn refuses(self, number: Number, first: Number) -> Option<&'static str> {
        match self {
            Parameter::AboveZero if number.is_zero() || number.is_negative() => {
                Some("the 10th percentile is above zero")
            }
            Parameter::NotBelowZero if number.is_negative() => Some("a standard deviation is not below zero"),
            Parameter::NotBelowFirst if number < first => Some("the second value is not below the first"),
            _ => None,
        }
    }
}

/// What unit a function's result has, from the units of its arguments.
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
    /// A month before (and the start in the first months).
    EarlierMonth,
    /// A month after (and the end in the last months).
    LaterMonth,
    /// That month and those before it.
    UpToNow,
    /// Months as far back as its duration or its list of shares says.
    Arrivals,
    /// Every month, or a span of them.
    AllMonths {
        /// The function that gives the same of the months up to each one, if there is one: the way out where the
        /// later months need the result.
        so_far: Option<&'static Function>,
    },
}

/// How a use of a function reads in an explanation.
#[derive(Clone, Copy, Debug)]
pub enum Phrasing {
    /// As a call: its name, and the arguments in parentheses.
    Call,
    /// In words of its own, from the arguments as they read.
    Words(fn(&[String]) -> String),
    /// The same; what it comes to is a figure that a reader knows, and among figures stands for it.
    Figure(fn(&[String]) -> String),
}

impl Function {
    /// A use of it with these arguments, as an explanation shows it.
    pub fn reads_as(&self, arguments: &[String]) -> String {
        match self.phrasing {
            Phrasing::Call => format!("{}({})", self.name, arguments.join(", ")),
            Phrasing::Words(words) | Phrasing::Figure(words) => words(arguments),
        }
    }

    /// What the argument at a place may be. What comes after the last parameter is one of any number of further values.
    pub fn parameter(&self, place: usize) -> Option<Parameter> {
        self.parameters.get(place).or(self.parameters.last()).copied()
    }

    /// Whether the argument at a place has the unit of the result.
    pub fn shares_unit(&self, place: usize) -> bool {
        self.parameter(place).is_none_or(Parameter::is_value)
    }

    /// Whether the argument at a place is what the function takes a slice of: the first, or beside running totals the one
    /// that is none.
    pub fn is_cut(&self, place: usize) -> bool {
        let running = self.parameter(0) == Some(Parameter::Running);
        if running { self.parameter(place) == Some(Parameter::Value) } else { place == 0 }
    }

    /// Whether its figure says more than the figures that it is made of.
    pub fn is_figure(&self) -> bool {
        matches!(self.phrasing, Phrasing::Figure(_))
    }

    /// Whether it reads every month of its arguments, or a span of them.
    pub fn reads_all_months(&self) -> bool {
        matches!(self.reads, Reads::AllMonths { .. })
    }
}

/// Where a function's value takes another course: between two points of a grid `solve` would miss it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turning {
    /// Nowhere: it goes on as its arguments do.
    Nowhere,
    /// Where the order of the first argument and one of the others turns.
    Order,
    /// Where its first argument crosses zero, as `abs` and `sqrt` have it.
    Zero,
    /// At every multiple of a step. It rises with its argument, so that halving an interval finds the step.
    Steps,
    /// Where its first argument begins or ceases to have a value.
    Gap,
    /// Where another month is taken, counts, or is landed in: whole rows decide, not two operands of one month.
    Months,
}

/// What a function computes.
#[derive(Clone, Copy, Debug)]
pub enum Body<N: 'static> {
    /// A result from the arguments of one month; `u32` is the row being computed.
    SameMonth(fn(&[N], u32) -> N),
    /// Rates of slices: the checker makes steps of them, a product for each.
    Tiers,
    /// One of two branches: the checker makes a step of it that reads only the branch taken.
    Choice,
    /// A month before or after: the checker makes a step of it, so common that the evaluator knows it.
    Shifted {
        /// Whether it is one after.
        ahead: bool,
    },
    /// The value of one month, in every month: its column, from the number of months in the plan. Of a row, the
    /// checker makes a step of it.
    OneMonth(fn(usize) -> usize),
    /// Fills one month of its own row; called for every month in order.
    Running(fn(&mut CallOverMonths<'_, N>, usize)),
    /// Adds what enters in one month to the months where it lands; its own row starts at 0.
    Arriving {
        /// Adds what the months before the plan send into it; called once, first.
        before: fn(&mut CallOverMonths<'_, N>),
        /// Adds what enters in a month.
        enter: fn(&mut CallOverMonths<'_, N>, usize),
    },
    /// One result for all months.
    Whole(fn(&CallOverMonths<'_, N>) -> N),
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

/// Every function of the language, in the order of the manual. Each file of records lists its own.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    [numbers::FUNCTIONS, tiers::FUNCTIONS, months::FUNCTIONS, ranges::FUNCTIONS]
        .into_iter()
        .flatten()
        .copied()
}

pub use months::{CHANGE, DELAY, GROWTH, NEXT, PREV};
pub use numbers::{IFNA, MAX, MIN};
pub use ranges::{BETA, TRIANGULAR};
pub use tiers::{TierPlace, already, slice};

/// The function that is called so in a plan; none where there is none. Ranges without a name (`3 to 5`) are not
/// found.
pub fn function(name: &str) -> Option<&'static Function> {
    functions().find(|function| function.name == name)
}
