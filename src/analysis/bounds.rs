//! Whether the values of a projection make sense, whatever the number type: bounds, and values that are out of range.
//!
//! Nothing here is in words, so that a search may ask it of thousands of values; `troubles` says what is wrong.

use std::cmp::Ordering;

use crate::eval::Columns;
use crate::library::Computes;
use crate::model::{Argument, Bound, Role, RowId, Rule, Scenario};
use crate::value::{Number, Reason, Scalar};

/// A bound that does not hold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Breach<N> {
    /// The first month in which it does not.
    pub month: usize,
    /// What is wrong there.
    pub fault: Fault<N>,
}

/// What is wrong with the values that a bound is about.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fault<N> {
    /// A value, or one of several shares, lies outside its bounds.
    Value(N),
    /// The shares of the month have this sum, and may not.
    Sum(N),
}

impl<N: Copy> Fault<N> {
    /// The value or the sum.
    pub fn value(self) -> N {
        match self {
            Fault::Value(value) | Fault::Sum(value) => value,
        }
    }
}

/// The first month in which a bound does not hold, and what is wrong there; none where it holds. Months without a
/// value are passed over.
pub fn breach<N: Computes>(columns: &impl Columns<N>, bound: &Bound) -> Option<Breach<N>> {
    // The rows of a plan have one length; constants are the same in every month.
    let length = |input: &Argument| match input {
        Argument::Row(row) => columns.row(*row).len(),
        Argument::Constant(_) => 1,
    };
    let months = bound.inputs.iter().map(length).max();
    if bound.rule == Rule::Step {
        let [x, step] = bound.inputs[..] else { return None };
        let months = 0..months.unwrap_or(0);
        return below_step(months.map(|month| (columns.input(x, month), columns.input(step, month))));
    }
    let at = |month: usize| {
        let values = bound.inputs.iter().map(|input| columns.input(*input, month));
        fault(bound.rule, values).map(|fault| Breach { month, fault })
    };
    (0..months.unwrap_or(0)).find_map(at)
}

/// The first month with a value, where no value reaches its step; none where one does, and where all are 0, which is a
/// multiple of any step.
fn below_step<N: Scalar>(months: impl Iterator<Item = (N, N)>) -> Option<Breach<N>> {
    let mut first = None;
    for (month, (x, step)) in months.enumerate() {
        match x.abs().order(step, 0) {
            Ok(Ordering::Less) if x.is_zero() => {}
            Ok(Ordering::Less) => first = first.or(Some(Breach { month, fault: Fault::Value(x) })),
            Ok(_) => return None,
            Err(_) => {}
        }
    }
    first
}

/// What is wrong with the values of a month.
fn fault<N: Scalar>(rule: Rule, mut values: impl Iterator<Item = N> + Clone) -> Option<Fault<N>> {
    if matches!(rule, Rule::SharesAtMost | Rule::SharesExactly | Rule::SplitShares) {
        return wrong_shares(rule, values);
    }
    if rule == Rule::Rising {
        return not_rising(values);
    }
    if rule == Rule::Weights {
        return values.find(|value| is_below_zero(*value)).map(Fault::Value);
    }
    let first = values.find(|value| !value.is_missing())?;
    let wrong = match rule {
        Rule::Rate | Rule::Loss => is_below_zero(first) || is_above_one(first),
        Rule::Alignment => is_above_one(first.abs()),
        Rule::AboveZero | Rule::ExchangeRate => is_below_zero(first) || first.is_zero(),
        Rule::Duration | Rule::NotNegative => is_below_zero(first),
        Rule::Growth => is_below_zero(first) && is_above_one(first.abs()),
        Rule::SharesAtMost
        | Rule::SharesExactly
        | Rule::SplitShares
        | Rule::Weights
        | Rule::Rising
        | Rule::Step => false,
    };
    wrong.then_some(Fault::Value(first))
}

/// The first bound of tiers that is below zero or below the one before; those without a value are passed over. Two that
/// meet, such as 100% and 120% of a quota of nothing, have nothing between them.
fn not_rising<N: Scalar>(bounds: impl Iterator<Item = N>) -> Option<Fault<N>> {
    let mut before: Option<N> = None;
    for bound in bounds.filter(|bound| !bound.is_missing()) {
        let order = before.map(|before| bound.order(before, 0));
        if is_below_zero(bound) || order.is_some_and(|order| order.is_ok_and(Ordering::is_lt)) {
            return Some(Fault::Value(bound));
        }
        before = Some(bound);
    }
    None
}

/// What is wrong with the shares of one month; nothing where one of them has no value, for then their sum has none.
fn wrong_shares<N: Scalar>(rule: Rule, values: impl Iterator<Item = N> + Clone) -> Option<Fault<N>> {
    if values.clone().any(|value| value.is_missing()) {
        return None;
    }
    if let Some(one) = values.clone().find(|value| is_below_zero(*value) || is_above_one(*value)) {
        return Some(Fault::Value(one));
    }
    let sum = values.fold(N::ZERO, |sum, value| {
        let next = sum.add(value, 0);
        if next.is_missing() { sum } else { next }
    });
    let order = sum.order(N::from_number(Number::ONE), 0).unwrap_or(Ordering::Equal);
    let wrong = order.is_gt() || (matches!(rule, Rule::SharesExactly | Rule::SplitShares) && order.is_ne());
    wrong.then_some(Fault::Sum(sum))
}

/// Whether a value is below zero by however little; [`Scalar::is_negative`] would allow for rounding.
fn is_below_zero<N: Scalar>(value: N) -> bool {
    !value.is_missing() && value != value.abs()
}

/// Whether a value is above 1 by more than rounding may leave: three thirds are 1.
fn is_above_one<N: Scalar>(value: N) -> bool {
    value.order(N::from_number(Number::ONE), 0).is_ok_and(Ordering::is_gt)
}

/// The stocks of a scenario that count something other than money: customers, reps, contacts. Nobody has less than none
/// of them, while a balance in money may be overdrawn.
pub fn counts(scenario: &Scenario) -> impl Iterator<Item = RowId> {
    let rows = scenario.table.rows.iter().enumerate();
    rows.filter(|(_, row)| row.role == Role::Stock && row.unit.money == 0).map(|(at, _)| RowId(at as u32))
}

/// Those of them that a plan keeps from falling below zero, as its projection has it: nothing that is tried on it may
/// let one fall.
pub fn kept_counts<N: Computes>(scenario: &Scenario, projection: &impl Columns<N>) -> Vec<RowId> {
    counts(scenario).filter(|row| below_zero(projection, *row).is_none()).collect()
}

/// The first month in which a row is below zero, by more than rounding may leave.
pub fn below_zero<N: Computes>(columns: &impl Columns<N>, row: RowId) -> Option<usize> {
    let below = |value: &N| value.order(N::ZERO, row.0).is_ok_and(Ordering::is_lt);
    columns.row(row).iter().position(below)
}

/// Whether a row has a value that is too large a number or comes of a range that runs backwards.
pub fn is_out_of_range<N: Computes>(columns: &impl Columns<N>, row: RowId) -> bool {
    let gaps = columns.row(row).iter().filter_map(|value| value.gap());
    gaps.into_iter().any(|gap| matches!(gap.reason, Reason::TooLarge | Reason::OutOfBounds))
}
