//! Functions of one month.

use std::cmp::Ordering;

use super::{
    AmountOf, Body, Decomposition, Example, Function, FunctionGroup, Gives, Parameter, Phrasing, Reads,
    Turning,
};
use crate::value::{Cell, Scalar, Whole};

/// The functions of one month, in the order of the manual.
pub(super) static FUNCTIONS: &[&Function] =
    &[&MIN, &MAX, &ABS, &SQRT, &FLOOR, &CEIL, &ROUND, &CLAMP, &IF, &IFNA];

/// `min`, the smallest of its arguments.
pub static MIN: Function = Function {
    name: "min",
    signature: "min(a, b, …)",
    group: FunctionGroup::SameMonth,
    summary: "The smallest of its arguments, month by month.",
    examples: &[
        Example { code: "min(3, 5)", gives: "3" },
        Example { code: "min(calls, 25/month)", gives: "10, 20, 25" },
    ],
    parameters: &[Parameter::Value, Parameter::Values],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Order,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(min::<Cell>),
};

/// `max`, the largest of its arguments.
pub static MAX: Function = Function {
    name: "max",
    signature: "max(a, b, …)",
    group: FunctionGroup::SameMonth,
    summary: "The largest of its arguments, month by month.",
    examples: &[
        Example { code: "max(3, 5)", gives: "5" },
        Example { code: "max(calls, 25/month)", gives: "25, 25, 30" },
    ],
    parameters: &[Parameter::Value, Parameter::Values],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Order,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(max::<Cell>),
};

static ABS: Function = Function {
    name: "abs",
    signature: "abs(x)",
    group: FunctionGroup::SameMonth,
    summary: "The size of a number without its sign.",
    examples: &[Example { code: "abs(3 - 5)", gives: "2" }],
    parameters: &[Parameter::Value],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Zero,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(abs::<Cell>),
};

static SQRT: Function = Function {
    name: "sqrt",
    signature: "sqrt(x)",
    group: FunctionGroup::SameMonth,
    summary: "The square root; n/a of a negative number.",
    examples: &[Example { code: "sqrt(16)", gives: "4" }, Example { code: "sqrt(-1)", gives: "n/a" }],
    parameters: &[Parameter::Value],
    gives: Gives::Root,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Root,
    phrasing: Phrasing::Call,
    turning: Turning::Zero,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(sqrt::<Cell>),
};

static FLOOR: Function = Function {
    name: "floor",
    signature: "floor(x[, step])",
    group: FunctionGroup::SameMonth,
    summary: "The largest multiple of step (1 if left out) that is not above x. The step is a multiple, not a number of digits: `floor(x, 0.01)` for two decimals.",
    examples: &[
        Example { code: "floor(2.7)", gives: "2" },
        Example { code: "floor($1,250, $100)", gives: "1200" },
    ],
    parameters: &[Parameter::Value, Parameter::OptionalValue],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Steps,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(floor::<Cell>),
};

static CEIL: Function = Function {
    name: "ceil",
    signature: "ceil(x[, step])",
    group: FunctionGroup::SameMonth,
    summary: "The smallest multiple of step (1 if left out) that is not below x. The step is a multiple, not a number of digits: `ceil(x, 0.01)` for two decimals.",
    examples: &[
        Example { code: "ceil(2.1)", gives: "3" },
        Example { code: "ceil($1,250, $100)", gives: "1300" },
    ],
    parameters: &[Parameter::Value, Parameter::OptionalValue],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Steps,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(ceil::<Cell>),
};

static ROUND: Function = Function {
    name: "round",
    signature: "round(x[, step])",
    group: FunctionGroup::SameMonth,
    summary: "The multiple of step (1 if left out) nearest to x, halves away from zero as in a spreadsheet. The step is a multiple, not a number of digits: `round(x, 0.01)` for two decimals.",
    examples: &[
        Example { code: "round(2.5)", gives: "3" },
        Example { code: "round(-2.5)", gives: "-3" },
        Example { code: "round(2.376, 0.01)", gives: "2.38" },
    ],
    parameters: &[Parameter::Value, Parameter::OptionalValue],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Steps,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(round::<Cell>),
};

static CLAMP: Function = Function {
    name: "clamp",
    signature: "clamp(x, low, high)",
    group: FunctionGroup::SameMonth,
    summary: "x, but never below low nor above high.",
    examples: &[Example { code: "clamp(calls, 15/month, 35/month)", gives: "15, 20, 30, 35" }],
    parameters: &[Parameter::Value, Parameter::Value, Parameter::Value],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Order,
    decomposition: Decomposition::Arguments,
    exact: Body::SameMonth(clamp::<Cell>),
};

static IF: Function = Function {
    name: "if",
    signature: "if(condition, a, b)",
    group: FunctionGroup::SameMonth,
    summary: "a where the condition holds, else b. Only the branch taken is read.",
    examples: &[Example { code: "if(calls > 25/month, 1, 0)", gives: "0, 0, 1" }],
    parameters: &[Parameter::Condition, Parameter::Branch, Parameter::Branch],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Step,
    exact: Body::Choice,
};

/// `ifna`, which catches a missing value.
pub static IFNA: Function = Function {
    name: "ifna",
    signature: "ifna(x, y)",
    group: FunctionGroup::SameMonth,
    summary: "x, or y in the months in which x has no value.",
    examples: &[Example { code: "ifna(growth(calls), 0)", gives: "0, 1, 0.5" }],
    parameters: &[Parameter::Branch, Parameter::Branch],
    gives: Gives::Same,
    reads: Reads::SameMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Gap,
    decomposition: Decomposition::OneOf {
        which: |values| usize::from(is_blank(values[0])),
        otherwise: "the first of `ifna` has no value: the second is taken",
    },
    exact: Body::SameMonth(ifna::<Cell>),
};

/// The least or the greatest of the values. One that is missing makes the result missing: it could have been the
/// one.
fn pick<N: Scalar>(values: &[N], row: u32, wanted: Ordering) -> N {
    let mut values = values.iter().copied();
    let Some(mut best) = values.next() else { return N::ZERO };
    for value in values {
        // Asked of the first, so that of two gaps the first is the one that is told, as everywhere.
        match best.order(value, row) {
            Ok(order) if order.reverse() == wanted => best = value,
            Ok(_) => {}
            Err(gap) => best = gap,
        }
    }
    best
}

fn min<N: Scalar>(values: &[N], row: u32) -> N {
    pick(values, row, Ordering::Less)
}

fn max<N: Scalar>(values: &[N], row: u32) -> N {
    pick(values, row, Ordering::Greater)
}

fn abs<N: Scalar>(values: &[N], _row: u32) -> N {
    values[0].abs()
}

fn sqrt<N: Scalar>(values: &[N], row: u32) -> N {
    values[0].sqrt(row)
}

/// Rounds to multiples of the second argument, or of 1: x / step, rounded, times step.
fn to_step<N: Scalar>(values: &[N], row: u32, way: Whole) -> N {
    match values.get(1) {
        None => values[0].whole(way),
        Some(step) => values[0].div(*step, row).whole(way).mul(*step, row),
    }
}

fn floor<N: Scalar>(values: &[N], row: u32) -> N {
    to_step(values, row, Whole::Floor)
}

fn ceil<N: Scalar>(values: &[N], row: u32) -> N {
    to_step(values, row, Whole::Ceiling)
}

fn round<N: Scalar>(values: &[N], row: u32) -> N {
    to_step(values, row, Whole::Nearest)
}

/// x between two bounds; where these are out of order the upper one wins, as in a spreadsheet's MIN(MAX(x, low),
/// high).
fn clamp<N: Scalar>(values: &[N], row: u32) -> N {
    min(&[max(&[values[0], values[1]], row), values[2]], row)
}

/// Whether there is no value, other than one that is too large, which is a mistake and no blank.
fn is_blank<N: Scalar>(value: N) -> bool {
    value.is_missing() && !value.is_too_large()
}

/// The first value, or the second where the first is missing. One that is too large is a mistake, and passes
/// through.
fn ifna<N: Scalar>(values: &[N], _row: u32) -> N {
    if is_blank(values[0]) { values[1] } else { values[0] }
}
