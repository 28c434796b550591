//! The search: a grid, and what the plan itself compares with, find where the goals begin to hold and where
//! they cease; between two of these points the boundary is closed in on.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::arithmetic::{DIGITS, minus, over, plus, times};
use super::boundary::{Boundary, close_in, halve};
use super::probe::{GoalProbe, ProbeReading};
use super::range::Range;
use super::refine::refine;
use crate::value::Number;

/// The most intervals that are looked for: a saw has more than anybody reads.
const MOST_INTERVALS: usize = 8;
/// The most tops and hollows between the points of the grid that are looked into.
const MOST_TURNS: usize = 6;
/// The most steps to the top of a hump.
const MOST_STEPS: usize = 60;
/// How near the top of a hump is approached, as a share of the value.
const NEAR: Number = Number::from_parts(1, 14);

/// What was found over the whole range.
#[derive(Debug)]
pub enum SearchResult {
    /// The goals hold in these intervals, of which there is at least one, from low to high.
    In(Vec<Interval>),
    /// They hold everywhere, and do not mind larger values.
    Fine,
    /// They hold everywhere, and yet are worse off with larger values.
    Worse,
    /// They hold with no value of the range.
    Nowhere {
        /// The reading that comes nearest; none where the goals have no figure, whatever the value, and where it was not
        /// looked for.
        best: Option<ProbeReading>,
        /// Of each goal, whether it came to something else with some other value.
        moved: Vec<bool>,
        /// Whether no value comes nearer to the goals than another.
        level: bool,
    },
}

/// Values with which the goals hold.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The least of them; none where it begins with the least that the input can be.
    pub from: Option<Boundary>,
    /// The most; none where it ends with the most that the input can be.
    pub to: Option<Boundary>,
}

/// `{ "from", "just_above", "to", "just_below" }`: null where an interval begins or ends with what the input
/// can be; the edge itself where the goals hold beside it and not at it.
impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("from", &self.from.map(|edge| edge.value))?;
        map.serialize_entry("just_above", &self.from.and_then(|edge| edge.beyond))?;
        map.serialize_entry("to", &self.to.map(|edge| edge.value))?;
        map.serialize_entry("just_below", &self.to.and_then(|edge| edge.beyond))?;
        map.end()
    }
}

/// Looks over the whole range for the intervals in which all goals hold; where there are none, `nearest` says whether
/// the value that comes nearest is looked for.
pub fn search(probe: &mut GoalProbe<'_>, range: &Range, nearest: bool) -> SearchResult {
    let mut readings: Vec<ProbeReading> = range.grid().into_iter().map(|value| probe.at(value)).collect();
    refine(probe, &mut readings);
    // A cycle of no days, a rate of nothing: where goals have no figure at all, nothing can be said.
    let Some(first) = readings.iter().position(ProbeReading::is_known) else {
        return SearchResult::Nowhere { best: None, moved: moved(&readings), level: is_level(&readings) };
    };
    readings.drain(..first);
    turns(probe, &mut readings);
    let intervals = stretches(intervals(probe, &readings), range);
    match intervals[..] {
        [] => {
            let (moved, level) = (moved(&readings), is_level(&readings));
            let best = nearest.then(|| self::nearest(probe, &readings));
            SearchResult::Nowhere { best, moved, level }
        }
        [Interval { from: None, to: None }] if is_worse(&readings) => SearchResult::Worse,
        [Interval { from: None, to: None }] => SearchResult::Fine,
        _ => SearchResult::In(intervals),
    }
}

/// The intervals in which the goals hold, from low to high, each between two readings that miss them.
fn intervals(probe: &mut GoalProbe<'_>, readings: &[ProbeReading]) -> Vec<Interval> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < MOST_INTERVALS {
        let Some(good) = (at..readings.len()).find(|at| readings[*at].met()) else { break };
        let end = (good..readings.len()).find(|at| !readings[*at].met());
        let from = good.checked_sub(1).map(|before| close_in(probe, &readings[before], &readings[good]));
        // What is no longer allowed, such as a share above 100%, breaks nothing.
        let breaks = end.filter(|end| readings[*end..].iter().any(ProbeReading::is_known));
        let to = breaks.map(|end| close_in(probe, &readings[end], &readings[end - 1]));
        found.push(Interval { from, to });
        let Some(end) = end else { break };
        at = end;
    }
    found
}

/// The intervals as somebody can mean them: those that touch, or that nothing parts but values which nobody can tell from
/// their ends, are one, and what is narrower than the input can mean is none; but a value that stands alone to all of
/// its digits, as where two goals meet, is one.
fn stretches(intervals: Vec<Interval>, range: &Range) -> Vec<Interval> {
    let near = |from: Number, to: Number| minus(to, from).is_some_and(|width| width < range.finest);
    let mut joined: Vec<Interval> = Vec::new();
    for next in intervals {
        // At a number that can be meant, where the plan divides by zero, what is left and right of it stays two.
        let end = joined.last().and_then(|last| last.to).filter(|end| end.beyond.is_none());
        match (end.zip(next.from), joined.last_mut()) {
            (Some((end, start)), Some(last)) if near(end.value, start.value) => last.to = next.to,
            _ => joined.push(next),
        }
    }
    joined.retain(|interval| {
        let from = interval.from.map(|edge| edge.value).or(range.low);
        let Some((from, to)) = from.zip(interval.to.map(|edge| edge.value).or(range.high)) else {
            return true;
        };
        let alone = from.compare(to).is_eq() || from.nearest_digits(DIGITS) == to.nearest_digits(DIGITS);
        alone || !near(from, to)
    });
    joined
}

/// Whether some goal is worse off at the end than at the start, and none is better off.
fn is_worse(known: &[ProbeReading]) -> bool {
    // With the largest values there are a figure may be too large a number: that is not worse off.
    let last = known.iter().rfind(|reading| reading.is_known());
    let (Some(first), Some(last)) = (known.first(), last) else { return false };
    let pairs = || first.margins().into_iter().zip(last.margins());
    let worse = pairs().any(|(first, last)| last < first);
    worse && !pairs().any(|(first, last)| last > first)
}

/// Adds the tops of humps that reach the goals between two points, and the bottoms of hollows that miss them.
fn turns(probe: &mut GoalProbe<'_>, readings: &mut Vec<ProbeReading>) {
    let heights: Vec<f64> = readings.iter().map(ProbeReading::height).collect();
    let last = readings.len() - 1;
    let around = |at: usize| (at.saturating_sub(1), (at + 1).min(last));
    let is_turn = |at: &usize| {
        let (left, right) = around(*at);
        let met = readings[*at].met();
        // Seen upside down, a hollow is a top.
        let further =
            |other: usize| if met { heights[other] - heights[*at] } else { heights[*at] - heights[other] };
        let same_side = readings[left].met() == met && readings[right].met() == met;
        same_side
            && heights[*at].is_finite()
            && further(left) >= 0.0
            && further(right) >= 0.0
            && (further(left) > 0.0 || further(right) > 0.0)
    };
    let mut found: Vec<usize> = (0..readings.len()).filter(is_turn).collect();
    // Those that come nearest to the other side are the most likely to reach it.
    found.sort_by(|a, b| heights[*a].abs().total_cmp(&heights[*b].abs()));
    found.truncate(MOST_TURNS);
    let mut more = Vec::new();
    for at in found {
        let (left, right) = around(at);
        let met = readings[at].met();
        let sign = if met { -1.0 } else { 1.0 };
        let (left, right) = (readings[left].value, readings[right].value);
        let height = |reading: &ProbeReading| sign * reading.height();
        let top = climb(probe, (left, right), &readings[at], height, |reading| reading.met() != met);
        more.extend(Some(top).filter(|top| top.met() != met));
    }
    readings.extend(more);
    readings.sort_by_key(|reading| reading.value);
}

/// Whether no value comes nearer to the goals than another.
fn is_level(looked: &[ProbeReading]) -> bool {
    let mut scores = looked.iter().filter(|reading| reading.is_known()).map(ProbeReading::score);
    let Some(first) = scores.next() else { return false };
    // What rounding leaves is no difference.
    scores.all(|score| (score - first).abs() <= 1e-12 * first.abs())
}

/// Of each goal, whether it came to something else with some other value.
fn moved(looked: &[ProbeReading]) -> Vec<bool> {
    let mut known = looked.iter().filter(|reading| reading.is_known()).map(ProbeReading::figures);
    let Some(first) = known.next() else { return Vec::new() };
    let mut moved = vec![false; first.len()];
    for figures in known {
        for (at, figure) in figures.into_iter().enumerate() {
            moved[at] |= !is_equal(first[at], figure);
        }
    }
    moved
}

/// The best reading, where no value meets the goals.
fn nearest(probe: &mut GoalProbe<'_>, known: &[ProbeReading]) -> ProbeReading {
    let mut best = 0;
    for (at, reading) in known.iter().enumerate() {
        if reading.score() > known[best].score() {
            best = at;
        }
    }
    let (left, right) = (best.saturating_sub(1), (best + 1).min(known.len() - 1));
    if best < right && is_same(&known[best], &known[right]) {
        return if left < best { foot(probe, &known[left], &known[best]) } else { known[best].clone() };
    }
    let between = (known[left].value, known[right].value);
    climb(probe, between, &known[best], ProbeReading::score, ProbeReading::met)
}

/// Whether two readings come to the same.
fn is_same(one: &ProbeReading, other: &ProbeReading) -> bool {
    one.figures().into_iter().zip(other.figures()).all(|(one, other)| is_equal(one, other))
}

/// Whether two figures are the same number, or both none.
fn is_equal(one: Option<Number>, other: Option<Number>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.compare(other).is_eq(),
        (one, other) => one == other,
    }
}

/// Where a flat stretch begins: the least value that does as much.
fn foot(probe: &mut GoalProbe<'_>, before: &ProbeReading, flat: &ProbeReading) -> ProbeReading {
    let edge = halve(|value| is_same(&probe.at(value), flat), before.value, flat.value);
    probe.at(edge.value)
}

/// The best value between two others by this measure, or the first that is enough, found by thirds (ternary search):
/// where the measure rises and then falls, the top is never in the third beyond the worse of two points.
fn climb(
    probe: &mut GoalProbe<'_>,
    (mut low, mut high): (Number, Number),
    top: &ProbeReading,
    measure: impl Fn(&ProbeReading) -> f64,
    enough: impl Fn(&ProbeReading) -> bool,
) -> ProbeReading {
    let mut best = top.clone();
    for _ in 0..MOST_STEPS {
        let Some(third) = minus(high, low).and_then(|width| over(width, Number::from(3u32))) else { break };
        let (Some(a), Some(b)) = (plus(low, third), minus(high, third)) else { break };
        if third <= times(best.value.abs(), NEAR).unwrap_or(Number::ZERO) {
            break;
        }
        let (a, b) = (probe.at(a), probe.at(b));
        if measure(&a) > measure(&b) {
            high = b.value;
        } else {
            low = a.value;
        }
        for reading in [a, b] {
            if measure(&reading) > measure(&best) {
                best = reading;
            }
        }
        if enough(&best) {
            break;
        }
    }
    best
}
