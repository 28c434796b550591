//! Tiers: each slice of something at a rate of its own, as commission, volume prices and brackets have it.

use super::{
    AmountOf, Body, Decomposition, Example, Function, FunctionGroup, Gives, Parameter, Phrasing, Reads,
    Turning,
};
use crate::value::{Cell, Scalar, Stretch};

/// The functions of tiers, in the order of the manual.
pub(super) static FUNCTIONS: &[&Function] = &[&TIERS];

static TIERS: Function = Function {
    name: "tiers",
    signature: "tiers(x, [whole,] rate to bound, …, rate[, each quarter])",
    group: FunctionGroup::SameMonth,
    summary: "Each slice of x at its own rate: the first rate up to the first bound, the next one from there to the next bound, the last rate on the rest. After the word `whole`, the rate of the tier in which x lies, on all of it; a bound belongs to the tier that it ends. With `each quarter` or `each year` the bounds are amounts of the running total within it, and a month gets what the total has earned more.",
    examples: &[
        Example { code: "tiers(calls, 10% to 20/month, 50%)", gives: "1, 2, 7, 12" },
        Example { code: "tiers(calls, whole, 10% to 20/month, 50%)", gives: "1, 2, 15, 20" },
        Example { code: "tiers(calls, 10% to 50, 50%, each quarter)", gives: "1, 2, 7, 4, 21, 30" },
        Example {
            code: "tiers(calls, $100 to 20/month, $80 to 40/month, $50)",
            gives: "1000, 2000, 2800, 3600, 4100",
        },
    ],
    parameters: &[Parameter::Value, Parameter::Tiers],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Order,
    decomposition: Decomposition::Step,
    exact: Body::Tiers,
};

/// Which tier a slice is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TierPlace {
    /// Up to the first bound, and below zero: arguments x, bound.
    First,
    /// Between two bounds: arguments x, the lower bound, the upper one, and how far they lie apart.
    Next,
    /// Above the last bound: arguments x, bound.
    Rest,
}

/// The function that gives the slice of x that a tier takes. Of a running total there are two more arguments: what it
/// was before the month, and the month's own; x is then what it is now, and the slice what the tier has got more. Not
/// callable by name.
pub fn slice(place: TierPlace, each: Option<Stretch>) -> &'static Function {
    match (place, each) {
        (TierPlace::First, None) => &FIRST,
        (TierPlace::Next, None) => &NEXT,
        (TierPlace::Rest, None) => &REST,
        (TierPlace::First, Some(Stretch::Quarter)) => &FIRST_OF_QUARTER,
        (TierPlace::First, Some(Stretch::Year)) => &FIRST_OF_YEAR,
        (TierPlace::Next, Some(Stretch::Quarter)) => &NEXT_OF_QUARTER,
        (TierPlace::Next, Some(Stretch::Year)) => &NEXT_OF_YEAR,
        (TierPlace::Rest, Some(Stretch::Quarter)) => &REST_OF_QUARTER,
        (TierPlace::Rest, Some(Stretch::Year)) => &REST_OF_YEAR,
    }
}

/// What a running total was before the month, where it earns another rate from now on: argument that total. Not callable
/// by name.
pub fn already(stretch: Stretch) -> &'static Function {
    match stretch {
        Stretch::Quarter => &ALREADY_IN_QUARTER,
        Stretch::Year => &ALREADY_IN_YEAR,
    }
}

static ALREADY_IN_QUARTER: Function = record(
    "earlier",
    &[Parameter::Running],
    |_| "what came before in the quarter".to_string(),
    Body::SameMonth(earlier::<Cell>),
);

static ALREADY_IN_YEAR: Function = record(
    "earlier",
    &[Parameter::Running],
    |_| "what came before in the year".to_string(),
    Body::SameMonth(earlier::<Cell>),
);

fn earlier<N: Scalar>(values: &[N], _row: u32) -> N {
    values.first().copied().unwrap_or(N::ZERO)
}

static FIRST: Function = record(
    "first slice",
    &[Parameter::Value, Parameter::Value],
    |words| format!("the first {} of {}", word(words, 1), word(words, 0)),
    Body::SameMonth(first::<Cell>),
);

static NEXT: Function = record(
    "next slice",
    &[Parameter::Value, Parameter::Value, Parameter::Value, Parameter::Value],
    |words| format!("the next {}", word(words, 3)),
    Body::SameMonth(next::<Cell>),
);

static REST: Function = record(
    "last slice",
    &[Parameter::Value, Parameter::Value],
    |_| "the rest".to_string(),
    Body::SameMonth(rest::<Cell>),
);

static FIRST_OF_QUARTER: Function = record(
    "first slice",
    &[Parameter::Running, Parameter::Total, Parameter::Running, Parameter::Value],
    |words| format!("the first {} of {} in the quarter", word(words, 1), word(words, 3)),
    Body::SameMonth(first_more::<Cell>),
);

static FIRST_OF_YEAR: Function = record(
    "first slice",
    &[Parameter::Running, Parameter::Total, Parameter::Running, Parameter::Value],
    |words| format!("the first {} of {} in the year", word(words, 1), word(words, 3)),
    Body::SameMonth(first_more::<Cell>),
);

const NEXT_MORE: &[Parameter] = &[
    Parameter::Running,
    Parameter::Total,
    Parameter::Total,
    Parameter::Total,
    Parameter::Running,
    Parameter::Value,
];

static NEXT_OF_QUARTER: Function = record(
    "next slice",
    NEXT_MORE,
    |words| format!("the next {} in the quarter", word(words, 3)),
    Body::SameMonth(next_more::<Cell>),
);

static NEXT_OF_YEAR: Function = record(
    "next slice",
    NEXT_MORE,
    |words| format!("the next {} in the year", word(words, 3)),
    Body::SameMonth(next_more::<Cell>),
);

static REST_OF_QUARTER: Function = record(
    "last slice",
    &[Parameter::Running, Parameter::Total, Parameter::Running, Parameter::Value],
    |_| "the rest in the quarter".to_string(),
    Body::SameMonth(rest_more::<Cell>),
);

static REST_OF_YEAR: Function = record(
    "last slice",
    &[Parameter::Running, Parameter::Total, Parameter::Running, Parameter::Value],
    |_| "the rest in the year".to_string(),
    Body::SameMonth(rest_more::<Cell>),
);

const fn record(
    name: &'static str,
    parameters: &'static [Parameter],
    words: fn(&[String]) -> String,
    exact: Body<Cell>,
) -> Function {
    Function {
        name,
        signature: "",
        group: FunctionGroup::SameMonth,
        summary: "The slice that a tier takes.",
        examples: &[],
        parameters,
        gives: Gives::Same,
        reads: Reads::SameMonth,
        rollup: None,
        amount: AmountOf::Kept,
        phrasing: Phrasing::Figure(words),
        turning: Turning::Order,
        decomposition: Decomposition::Arguments,
        exact,
    }
}

fn word(words: &[String], place: usize) -> &str {
    words.get(place).map_or("", String::as_str)
}

/// The smaller of two; missing where one is.
fn at_most<N: Scalar>(x: N, bound: N, row: u32) -> N {
    match x.order(bound, row) {
        Ok(order) if order.is_gt() => bound,
        Ok(_) => x,
        Err(gap) => gap,
    }
}

/// x less a bound; nothing below it.
fn beyond<N: Scalar>(x: N, bound: N, row: u32) -> N {
    match x.order(bound, row) {
        Ok(order) if order.is_le() => N::ZERO,
        Ok(_) => x.sub(bound, row),
        Err(gap) => gap,
    }
}

fn first<N: Scalar>(values: &[N], row: u32) -> N {
    let [x, bound, ..] = values else { return N::ZERO };
    at_most(*x, *bound, row)
}

fn next<N: Scalar>(values: &[N], row: u32) -> N {
    let [x, low, high, ..] = values else { return N::ZERO };
    beyond(at_most(*x, *high, row), *low, row)
}

fn rest<N: Scalar>(values: &[N], row: u32) -> N {
    let [x, bound, ..] = values else { return N::ZERO };
    beyond(*x, *bound, row)
}

fn first_more<N: Scalar>(values: &[N], row: u32) -> N {
    let [now, bound, before, ..] = values else { return N::ZERO };
    at_most(*now, *bound, row).sub(at_most(*before, *bound, row), row)
}

fn next_more<N: Scalar>(values: &[N], row: u32) -> N {
    let [now, low, high, _, before, ..] = values else { return N::ZERO };
    let slice = |x: N| beyond(at_most(x, *high, row), *low, row);
    slice(*now).sub(slice(*before), row)
}

fn rest_more<N: Scalar>(values: &[N], row: u32) -> N {
    let [now, bound, before, ..] = values else { return N::ZERO };
    beyond(*now, *bound, row).sub(beyond(*before, *bound, row), row)
}
