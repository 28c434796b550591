//! The search: a grid finds where the goals begin to hold and where they cease, and between two of its
//! points the threshold is closed in on.

use super::arithmetic::{digits, middle, minus, nearest_digits, over, plus, times};
use super::probe::{Probe, Reading};
use super::range::Range;
use crate::value::Number;

/// How near the two sides of a threshold are brought: 12 digits of an answer are safe.
const NEAR: Number = Number::from_parts(1, 14);
/// The most steps from a bracket of the grid to a threshold.
const MOST_STEPS: usize = 160;

/// What was found over the whole range.
#[derive(Debug)]
pub enum Found {
    /// The goals hold from this value on; up to the second, if there they cease to.
    From(Number, Option<Number>),
    /// A larger value hurts: the goals hold up to this one.
    UpTo(Number),
    /// They hold everywhere.
    Always(Always),
    /// They hold nowhere: the reading that comes nearest.
    Never(Option<Reading>),
}

/// What goals that always hold think of larger values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Always {
    /// They are indifferent, or better off.
    Fine,
    /// They are worse off, and yet hold.
    Worse,
}

/// Looks at the whole range.
pub fn search(probe: &mut Probe<'_>, range: &Range) -> Found {
    let grid: Vec<Reading> = range.grid().into_iter().map(|value| probe.at(value)).collect();
    // A cycle of no days, a rate of nothing: where goals have no figure at all, nothing can be said.
    let Some(first) = grid.iter().position(Reading::is_known) else { return Found::Never(None) };
    let known = &grid[first..];
    let Some(good) = known.iter().position(Reading::met) else { return never(probe, known) };
    // The end of the first stretch in which the goals hold.
    let end = known[good..].iter().position(|reading| !reading.met()).map(|length| good + length);
    let ceases = |probe: &mut Probe<'_>, end: usize| close_in(probe, &known[end], &known[end - 1]);
    match (good.checked_sub(1), end) {
        (Some(before), end) => {
            let from = close_in(probe, &known[before], &known[good]);
            let up_to = end.filter(|end| known[*end].is_known()).map(|end| ceases(probe, end));
            Found::From(from, up_to)
        }
        (None, Some(end)) => {
            // The least value meets them, a larger one does not.
            match known[end..].iter().position(Reading::is_known) {
                Some(_) => Found::UpTo(ceases(probe, end)),
                None => Found::Always(Always::Fine),
            }
        }
        (None, None) => Found::Always(if is_worse(known) { Always::Worse } else { Always::Fine }),
    }
}

/// Whether some goal is worse off at the end than at the start, and none is better off.
fn is_worse(known: &[Reading]) -> bool {
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return false };
    let pairs = || first.margins().into_iter().zip(last.margins());
    let worse = pairs().any(|(first, last)| last < first);
    worse && !pairs().any(|(first, last)| last > first)
}

/// No point of the grid meets the goals: perhaps one between two of them does; if not, the best one.
fn never(probe: &mut Probe<'_>, known: &[Reading]) -> Found {
    let mut best = 0;
    for (at, reading) in known.iter().enumerate() {
        if reading.score() > known[best].score() {
            best = at;
        }
    }
    let (left, right) = (best.saturating_sub(1), (best + 1).min(known.len() - 1));
    let peak = climb(probe, &known[left], &known[best], &known[right]);
    if peak.met() {
        let from = close_in(probe, &known[left], &peak);
        let up_to = (right > best).then(|| close_in(probe, &known[right], &peak));
        return Found::From(from, up_to);
    }
    Found::Never(Some(peak))
}

/// The best value near the best point of the grid.
fn climb(probe: &mut Probe<'_>, left: &Reading, top: &Reading, right: &Reading) -> Reading {
    let (mut low, mut high) = (left.value, right.value);
    let mut best = top.clone();
    for _ in 0..60 {
        let Some(third) = minus(high, low).and_then(|width| over(width, Number::from(3u32))) else { break };
        let (Some(a), Some(b)) = (plus(low, third), minus(high, third)) else { break };
        if third <= times(best.value.abs(), NEAR).unwrap_or(Number::ZERO) {
            break;
        }
        let (a, b) = (probe.at(a), probe.at(b));
        if a.score() > b.score() {
            high = b.value;
        } else {
            low = a.value;
        }
        for reading in [a, b] {
            if reading.score() > best.score() {
                best = reading;
            }
        }
        if best.met() {
            break;
        }
    }
    best
}

/// The value next to the threshold between a value that misses the goals and one that meets them.
///
/// Where the goals move in a straight line the first step is exact; a step to the middle in turn with each
/// such step sees to it that flat stretches and jumps end too.
fn close_in(probe: &mut Probe<'_>, bad: &Reading, good: &Reading) -> Number {
    let (mut bad, mut good) = (bad.clone(), good.clone());
    for step in 0..MOST_STEPS {
        let size = good.value.abs().max(bad.value.abs());
        let near = times(size, NEAR).unwrap_or(Number::ZERO);
        let Some(width) = minus(good.value, bad.value) else { break };
        if width.abs() <= near {
            break;
        }
        let straight = if step % 2 == 0 { crossing(&bad, &good) } else { None };
        let Some(next) = straight.or_else(|| middle(bad.value, good.value)) else { break };
        let inside = |value: Number| value > bad.value.min(good.value) && value < bad.value.max(good.value);
        if !inside(next) {
            break;
        }
        let reading = probe.at(next);
        // The threshold may be right here: look at what lies next to it, on the other side.
        let towards = if reading.met() == (width.is_negative()) { near } else { near.negated() };
        let beside = plus(next, towards).filter(|beside| straight.is_some() && inside(*beside));
        for reading in std::iter::once(reading).chain(beside.map(|beside| probe.at(beside))) {
            if reading.met() {
                good = reading;
            } else {
                bad = reading;
            }
        }
    }
    tidy(probe, &bad, good.value)
}

/// Where a straight line through both sides meets the last of the targets.
fn crossing(bad: &Reading, good: &Reading) -> Option<Number> {
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

/// The answer as a person would write it, where that is the same threshold: 40, not 39.99999999999999.
fn tidy(probe: &mut Probe<'_>, bad: &Reading, value: Number) -> Number {
    for count in 1..=20 {
        // A short number may be as far away as the two sides are from each other; a long one is not
        // taken for an endless fraction.
        let allowed = if count <= 9 { Number::from_parts(1, 13) } else { Number::from_parts(1, 22) };
        let Some(round) = nearest_digits(value, count) else { continue };
        let far = minus(round, value).map(Number::abs).zip(times(value.abs(), allowed));
        if far.is_none_or(|(distance, allowed)| distance > allowed) {
            continue;
        }
        if round == value
            || (round != bad.value && probe.at(round).met() && breaks_beside(probe, bad.value, round))
        {
            return round;
        }
    }
    // The last digits of an endless fraction: on the side on which the target is reached in full.
    let full = digits(value, 24, (bad.value < value) != value.is_negative());
    full.filter(|full| probe.at(*full).met()).unwrap_or(value)
}

/// Whether the goals fail as soon as 12 digits can tell, on the bad side of a value.
fn breaks_beside(probe: &mut Probe<'_>, bad: Number, value: Number) -> bool {
    let step = times(value.abs(), Number::from_parts(1, 12)).unwrap_or(Number::ZERO);
    let beside = if bad < value { minus(value, step) } else { plus(value, step) };
    beside.is_some_and(|beside| !probe.at(beside).met())
}
