//! Ranges with a shape. A projection uses their mean.

use super::{
    AmountOf, Body, Decomposition, Example, Function, FunctionGroup, Gives, Parameter, Phrasing, Reads,
    Turning,
};
use crate::value::{Cell, Number, Reason, Scalar};

/// The functions that are ranges, in the order of the manual.
pub(super) static FUNCTIONS: &[&Function] = &[&UNIFORM, &NORMAL, &LOGNORMAL];

static UNIFORM: Function = Function {
    name: "uniform",
    signature: "uniform(a, b)",
    group: FunctionGroup::Ranges,
    summary: "Anything from a to b, each value as likely as the next. Mean (a + b) / 2.",
    examples: &[Example { code: "uniform(2, 5)", gives: "3.5" }],
    parameters: &[Parameter::Value, Parameter::NotBelowFirst],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Arguments,
    exact: Body::Mean(uniform::<Cell>),
};

static NORMAL: Function = Function {
    name: "normal",
    signature: "normal(mean, sd)",
    group: FunctionGroup::Ranges,
    summary: "A bell curve around its mean, with that standard deviation.",
    examples: &[Example { code: "normal($8,000, $500)", gives: "8000" }],
    parameters: &[Parameter::Value, Parameter::NotBelowZero],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Arguments,
    exact: Body::Mean(normal::<Cell>),
};

static LOGNORMAL: Function = Function {
    name: "lognormal",
    signature: "lognormal(p10, p90)",
    group: FunctionGroup::Ranges,
    summary: "Skewed to large values, as deal sizes are: one in ten is below p10, one in ten above p90, both \
              above zero. Mean e^(μ + σ²/2), with μ and σ from the two percentiles (z = 1.2815515655446004).",
    examples: &[Example { code: "round(lognormal($1,000, $10,000), $1)", gives: "4734" }],
    parameters: &[Parameter::AboveZero, Parameter::NotBelowFirst],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Arguments,
    exact: Body::Mean(lognormal::<Cell>),
};

/// `a to b` and `a to b likely c`: low, high and, where it is given, the mode. Not callable by name.
pub static TRIANGULAR: Function = Function {
    name: "range",
    signature: "a to b likely c",
    group: FunctionGroup::Ranges,
    summary: "Anything from a to b, likeliest at c, or in the middle where no c is given.",
    examples: &[],
    parameters: &[Parameter::Value, Parameter::NotBelowFirst, Parameter::OptionalValue],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Words(range_words),
    turning: Turning::Nowhere,
    decomposition: Decomposition::Arguments,
    exact: Body::Mean(triangular::<Cell>),
};

/// `k of n`, evidence: a rate seen in n trials. Not callable by name.
pub static BETA: Function = Function {
    name: "evidence",
    signature: "k of n",
    group: FunctionGroup::Ranges,
    summary: "A rate that was seen: k times in n trials.",
    examples: &[],
    parameters: &[Parameter::Any, Parameter::Any],
    gives: Gives::Percent,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Words(evidence_words),
    turning: Turning::Nowhere,
    decomposition: Decomposition::Arguments,
    exact: Body::Mean(beta::<Cell>),
};

fn range_words(arguments: &[String]) -> String {
    match arguments {
        [low, high, likely] => format!("the mean of {low}, {likely} and {high}"),
        _ => format!("the middle of {}", arguments.join(" to ")),
    }
}

fn evidence_words(arguments: &[String]) -> String {
    arguments.join(" of ")
}

fn number<N: Scalar>(whole: u32) -> N {
    N::from_number(Number::from(whole))
}

/// (a + b) / 2.
fn uniform<N: Scalar>(values: &[N], row: u32) -> N {
    mean_of_bounds(values, row)
}

/// The first parameter; the second only has to be one that a range can have.
fn normal<N: Scalar>(values: &[N], row: u32) -> N {
    // A standard deviation that is missing makes the range missing; one below zero is out of bounds.
    if values[1].is_missing() {
        return values[1];
    }
    if values[1].is_negative() { N::missing(Reason::OutOfBounds, row) } else { values[0] }
}

/// (low + high + likely) / 3; without a likely value the middle, which is the same.
fn triangular<N: Scalar>(values: &[N], row: u32) -> N {
    match values.get(2) {
        None => mean_of_bounds(values, row),
        Some(likely) => {
            let sum = values[0].add(values[1], row).add(*likely, row);
            let (low, high) = (values[0], values[1]);
            if out_of_order(low, *likely, row) || out_of_order(*likely, high, row) {
                return N::missing(Reason::OutOfBounds, row);
            }
            sum.div(number(3), row)
        }
    }
}

/// (low + high) / 2; out of bounds where they are out of order.
fn mean_of_bounds<N: Scalar>(values: &[N], row: u32) -> N {
    if out_of_order(values[0], values[1], row) {
        return N::missing(Reason::OutOfBounds, row);
    }
    values[0].add(values[1], row).div(number(2), row)
}

/// Whether a bound is above the one after it; a missing bound is in no order.
fn out_of_order<N: Scalar>(low: N, high: N, row: u32) -> bool {
    low.order(high, row).is_ok_and(std::cmp::Ordering::is_gt)
}

/// k / n: the share that was seen.
fn beta<N: Scalar>(values: &[N], row: u32) -> N {
    values[0].div(values[1], row)
}

/// The 90th percentile of the standard normal distribution.
const Z: Number = Number::from_parts(12_815_515_655_446_004, 16);

/// √(p10 · p90) · e^(σ²/2) with σ = ln(p90 / p10) / (2z): from ln p10 = μ - zσ and ln p90 = μ + zσ.
fn lognormal<N: Scalar>(values: &[N], row: u32) -> N {
    let (low, high) = (values[0], values[1]);
    if let Some(missing) = values.iter().find(|value| value.is_missing()) {
        return *missing;
    }
    if low.is_zero() || low.is_negative() || out_of_order(low, high, row) {
        return N::missing(Reason::OutOfBounds, row);
    }
    // With μ the mean of the two logarithms, e^μ is the root of the product; a root is more
    // accurate than an exponential.
    let median = low.sqrt(row).mul(high.sqrt(row), row);
    let deviation = high.div(low, row).ln(row).div(number::<N>(2).mul(N::from_number(Z), row), row);
    let variance = deviation.mul(deviation, row);
    median.mul(variance.div(number(2), row).exp(row), row)
}
