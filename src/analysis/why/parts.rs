//! What part of a step's change each operand has, and the arithmetic of parts.

use super::logs::{log_mean, mean};
use crate::eval::apply;
use crate::model::Step;
use crate::value::{Cell, Number};

/// The weights of the factors of a product, or of a quotient if `over`, whose own weight is `weight`: by logarithms
/// where both factors keep their sign and none is zero; else each factor at the mean of the other. None where a value
/// is missing.
///
/// With the logarithmic mean L(x, y) = (y - x) / ln(y / x), a product's change is L(product) times the logarithm of
/// its ratio, and that is the sum of the factors' logarithms (the LMDI method of index decomposition).
pub(super) fn factors(
    over: bool,
    weight: Number,
    result: (Cell, Cell),
    (before, after): (&[Cell], &[Cell]),
) -> Option<Vec<(usize, Number)>> {
    let (a, b) = ((before[0].number()?, after[0].number()?), (before[1].number()?, after[1].number()?));
    let whole = (result.0.number()?, result.1.number()?);
    let means = (log_mean(whole.0, whole.1), log_mean(a.0, a.1), log_mean(b.0, b.1));
    if let (Some(whole), Some(first), Some(second)) = means {
        let scaled = times(weight, whole);
        let second = divided(scaled, second)?;
        return Some(vec![(0, divided(scaled, first)?), (1, if over { second.negated() } else { second })]);
    }
    if !over {
        return Some(vec![(0, times(weight, mean(b.0, b.1))), (1, times(weight, mean(a.0, a.1)))]);
    }
    let (old, new) = (divided(Number::ONE, b.0)?, divided(Number::ONE, b.1)?);
    let second = times(times(weight, mean(a.0, a.1)), times(old, new));
    Some(vec![(0, times(weight, mean(old, new))), (1, second.negated())])
}

/// The weights of the operands of any other step: they take their new values one after the other, from the first on and
/// from the last on; each has the mean of what happened when it did.
pub(super) fn apply_both_ways(
    step: &Step,
    weight: Number,
    values: (&[Cell], &[Cell]),
) -> Option<Vec<(usize, Number)>> {
    both_ways(weight, values, |values| apply(step, values, 0)?.number())
}

/// The same of anything that is worked out from values; none where it has no value on the way.
///
/// All orders, as the Shapley value has them, would be fairer to three operands and more, and take n! of them. For
/// two, the two ways are all that there are.
pub(super) fn both_ways(
    weight: Number,
    (before, after): (&[Cell], &[Cell]),
    result: impl Fn(&[Cell]) -> Option<Number>,
) -> Option<Vec<(usize, Number)>> {
    let count = before.len();
    let mut parts = vec![Number::ZERO; count];
    let forward: Vec<usize> = (0..count).collect();
    let backward: Vec<usize> = (0..count).rev().collect();
    for way in [forward, backward] {
        let mut values = before.to_vec();
        let mut last = result(&values)?;
        for place in way {
            values[place] = after[place];
            let next = result(&values)?;
            parts[place] = plus(parts[place], minus(next, last));
            last = next;
        }
    }
    let mut weights = Vec::new();
    for (place, part) in parts.into_iter().enumerate().filter(|(_, part)| !part.is_zero()) {
        let change = difference((before[place], after[place])).filter(|change| !change.is_zero())?;
        let part = divided(part, Number::from(2u32))?;
        weights.push((place, times(weight, divided(part, change)?)));
    }
    Some(weights)
}

/// How much `to` lies above `from`; none where one has no value.
pub(super) fn difference((from, to): (Cell, Cell)) -> Option<Number> {
    to.sub(from, 0).number()
}

/// The sum; `a` where it is too large. Causes are held against the change in the end, so that an error here is found.
pub(super) fn plus(a: Number, b: Number) -> Number {
    a.plus(b).map_or(a, |(sum, _)| sum)
}

/// The difference; `a` where it is too large.
pub(super) fn minus(a: Number, b: Number) -> Number {
    a.minus(b).map_or(a, |(difference, _)| difference)
}

/// The product. A weight that is too large to be told is none: the causes are held against the change in the end.
pub(super) fn times(a: Number, b: Number) -> Number {
    a.times(b).map_or(Number::ZERO, |(product, _)| product)
}

/// The quotient; none by zero, or where it is too large.
pub(super) fn divided(a: Number, b: Number) -> Option<Number> {
    if b.is_zero() { None } else { a.over(b).ok().map(|(quotient, _)| quotient) }
}
