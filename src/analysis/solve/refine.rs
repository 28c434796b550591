//! Points between those of a grid: on both sides of every value at which a switch of the plan turns.

use super::arithmetic::{DIGITS, middle, minus, times};
use super::probe::{GoalProbe, ProbeReading};
use crate::value::Number;

/// The most values that are looked at besides the grid.
const MOST_LOOKS: usize = 300;
/// How near a turn is closed in on: the search does the rest, and a window that is narrower is seldom meant.
const NEAR: Number = Number::from_parts(1, 6);

/// Adds readings on both sides of every turn between two neighbours, and at it. Readings are in the order of their
/// values, before and after.
pub fn refine(probe: &mut GoalProbe<'_>, readings: &mut Vec<ProbeReading>) {
    let mut found: Vec<ProbeReading> = Vec::new();
    let mut looks = 0;
    for pair in readings.windows(2) {
        // Halves are looked into only where some sign differs at their ends; two turns between two points that undo
        // each other are missed.
        let mut waiting = vec![(pair[0].clone(), pair[1].clone())];
        while let Some((low, high)) = waiting.pop() {
            if low.signs == high.signs || looks >= MOST_LOOKS {
                continue;
            }
            looks += 1;
            let near = times(low.value.abs().max(high.value.abs()), NEAR).unwrap_or(Number::ZERO);
            let close = minus(high.value, low.value).is_none_or(|width| width <= near);
            let half = middle(low.value, high.value).filter(|half| *half > low.value && *half < high.value);
            match half.filter(|_| !close) {
                Some(half) => {
                    let half = probe.at(half);
                    found.push(half.clone());
                    waiting.push((half.clone(), high));
                    waiting.push((low, half));
                }
                None => found.extend(shortest(low.value, high.value).map(|number| probe.at(number))),
            }
        }
    }
    readings.extend(found);
    readings.sort_by_key(|reading| reading.value);
    readings.dedup_by_key(|reading| reading.value);
}

/// The number with the fewest digits between two others: where a plan says 7.3, the turn is right there.
fn shortest(low: Number, high: Number) -> Option<Number> {
    let between = |number: &Number| *number >= low && *number <= high;
    (1..=DIGITS).filter_map(|count| high.nearest_digits(count)).find(between)
}
