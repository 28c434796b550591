//! The boundary of an interval of values: closed in on from both sides, to 12 digits.

use super::arithmetic::{DIGITS, beside, middle, minus, over, plus, times};
use super::probe::{GoalProbe, ProbeReading};
use crate::value::Number;

/// How near the two sides of an edge are brought, as a share of the larger: two digits more than the 12 of an answer.
const NEAR: Number = Number::from_parts(1, 14);
/// What is nearer than this share to a number with few digits is that number.
const SAME: Number = Number::from_parts(1, 13);
/// The most steps from two points of the grid to an edge.
const MOST_STEPS: usize = 160;
/// What is smaller is zero: comparisons of results end a little below.
const NOTHING: Number = Number::from_parts(1, 15);
/// With how many digits an endless fraction is given, where they are all good.
const FULL: u32 = 24;

/// The most digits of a number that an edge lies just beside, such as "just above 3".
const MEANT_DIGITS: u32 = 9;

/// Where goals begin to hold, or cease to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Boundary {
    /// The value next to the edge with which they hold, good to 12 digits.
    pub value: Number,
    /// The edge itself, where they do not hold right there but with the next number of 12 digits.
    pub beyond: Option<Number>,
}

/// The edge between a value that misses the goals and one that meets them.
///
/// Where the goals move in a straight line the first step is exact; a step to the middle in turn with each
/// such step sees to it that flat stretches and jumps end too.
pub fn close_in(probe: &mut GoalProbe<'_>, bad: &ProbeReading, good: &ProbeReading) -> Boundary {
    let (mut bad, mut good) = (bad.clone(), good.clone());
    for step in 0..MOST_STEPS {
        let size = good.value.abs().max(bad.value.abs());
        let near = times(size, NEAR).unwrap_or(Number::ZERO);
        let Some(width) = minus(good.value, bad.value) else { break };
        if width.abs() <= near {
            break;
        }
        let inside =
            |value: &Number| *value > bad.value.min(good.value) && *value < bad.value.max(good.value);
        // At a jump the line leads to one of its sides.
        let straight = if step % 2 == 0 { crossing(&bad, &good).filter(inside) } else { None };
        let Some(next) = straight.or_else(|| middle(bad.value, good.value)).filter(inside) else { break };
        let reading = probe.at(next);
        // The edge may be right here: look at what lies next to it, on the other side.
        let towards = if reading.met() == (width.is_negative()) { near } else { near.negated() };
        let other = plus(next, towards).filter(|other| straight.is_some() && inside(other));
        for reading in std::iter::once(reading).chain(other.map(|other| probe.at(other))) {
            if reading.met() {
                good = reading;
            } else {
                bad = reading;
            }
        }
    }
    written(|value| probe.at(value).met(), bad.value, good.value)
}

/// The edge of what holds at `good` and not at `bad`, found by halving what lies between them (bisection).
pub fn halve(mut holds: impl FnMut(Number) -> bool, mut bad: Number, mut good: Number) -> Boundary {
    for _ in 0..MOST_STEPS {
        let near = times(good.abs().max(bad.abs()), NEAR).unwrap_or(Number::ZERO);
        if minus(good, bad).is_none_or(|width| width.abs() <= near) {
            break;
        }
        match middle(bad, good) {
            Some(next) if next == bad || next == good => break,
            Some(next) if holds(next) => good = next,
            Some(next) => bad = next,
            None => break,
        }
    }
    written(holds, bad, good)
}

/// Where a straight line through both sides meets the last of the targets (the secant method); none where a side has no
/// figure.
fn crossing(bad: &ProbeReading, good: &ProbeReading) -> Option<Number> {
    let mut furthest: Option<Number> = None;
    for (bad, good) in bad.standings.iter().zip(&good.standings) {
        let (bad, good) = ((*bad)?, (*good)?);
        if bad.met {
            continue;
        }
        // How far the target lies on the way from the bad side to the good one.
        let way = over(bad.margin, minus(bad.margin, good.margin)?)?;
        furthest = Some(furthest.map_or(way, |furthest| furthest.max(way)));
    }
    plus(bad.value, times(furthest?, minus(good.value, bad.value)?)?)
}

/// The edge as a person would write it, tried on both sides: 40, not 39.99999999999999; just above 3.
fn written(mut holds: impl FnMut(Number) -> bool, bad: Number, good: Number) -> Boundary {
    let good_is_above = bad < good;
    if good.abs().max(bad.abs()) < NOTHING
        && let Some(edge) = at_number(&mut holds, Number::ZERO, good_is_above)
    {
        return edge;
    }
    for count in 1..=DIGITS {
        let Some(round) = good.nearest_digits(count) else { continue };
        let far = minus(round, good).map(Number::abs).zip(times(good.abs(), SAME));
        if far.is_none_or(|(distance, allowed)| distance > allowed) {
            continue;
        }
        // With more digits the edge is no number that somebody meant: it only happens to lie close to one.
        let is_edge = |edge: &Boundary| edge.beyond.is_none() || count <= MEANT_DIGITS;
        if let Some(edge) = at_number(&mut holds, round, good_is_above).filter(is_edge) {
            return edge;
        }
    }
    let outwards = good_is_above != good.is_negative();
    // An endless fraction that a straight line led to is exact in all of its digits; others are rounded to
    // those that were tried.
    let little = times(good.abs(), Number::from_parts(1, 16)).unwrap_or(Number::ZERO);
    let full = good.with_digits(FULL, outwards).filter(|full| {
        let other = if good_is_above { minus(*full, little) } else { plus(*full, little) };
        holds(*full) && other.is_some_and(|other| !holds(other))
    });
    // One digit more, so that rounding leaves twelve good ones.
    let short = || good.with_digits(DIGITS + 1, outwards);
    let value = match full {
        Some(full) => full,
        None => short().filter(|short| holds(*short)).unwrap_or(good),
    };
    Boundary { value, beyond: None }
}

/// The edge, if it is at this number: it holds there and not beside it, or beside it and not there.
fn at_number(
    holds: &mut impl FnMut(Number) -> bool,
    number: Number,
    good_is_above: bool,
) -> Option<Boundary> {
    if holds(number) {
        let other = beside(number, !good_is_above)?;
        return (!holds(other)).then_some(Boundary { value: number, beyond: None });
    }
    let value = beside(number, good_is_above)?;
    holds(value).then_some(Boundary { value, beyond: Some(number) })
}
