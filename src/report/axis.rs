//! The scale beside a chart: round ticks in exact decimals, and where a value stands between them.

use super::FigureFormat;
use super::figure::SUFFIXES;
use crate::value::Number;

/// The most parts that ticks divide the values of a chart into; a part more at either end makes the values fit.
const PARTS: u32 = 4;

/// The most parts of an axis in all, where smaller ones leave less of it without values.
const MOST_PARTS: usize = 6;

/// The vertical axis of a chart: its ticks, from the lowest to the highest value that it reaches.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ValueAxis {
    /// Two ticks or more, equally far apart, the lowest first.
    pub ticks: Vec<Tick>,
}

/// One tick of an axis.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// The value that the tick stands at, a multiple of a round step.
    pub value: Number,
    /// The value as it is written: `$10k`, `2.5`, `20%`. All ticks of an axis have the same decimals and suffix.
    pub text: String,
}

impl ValueAxis {
    /// The axis for values that are written in this format. Zero belongs to it unless all values lie on one side of
    /// zero, differ, and the nearest is more than half as far from it as the farthest: half as much must look like half
    /// as much, but prices between 14,408 and 16,236 must be told apart.
    pub fn of(values: impl IntoIterator<Item = Number>, format: &FigureFormat) -> ValueAxis {
        let bounds = values.into_iter().fold(None, |bounds: Option<(Number, Number)>, value| {
            let (low, high) = bounds.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        });
        // A chart without any value still has an axis, from 0 to 1.
        let (low, high) = with_zero(bounds.unwrap_or((Number::ZERO, Number::ONE)));
        let values = round_ticks(low, high).unwrap_or_else(|| vec![low, high]);
        let texts = tick_texts(&values, format);
        ValueAxis { ticks: values.into_iter().zip(texts).map(|(value, text)| Tick { value, text }).collect() }
    }

    /// How far up the axis a value stands: 0 at the lowest tick, 1 at the highest. None where it lies outside, or the
    /// axis has no length.
    pub fn place(&self, value: Number) -> Option<f64> {
        let (low, high) = (self.ticks.first()?.value, self.ticks.last()?.value);
        let (length, _) = high.minus(low).ok()?;
        if length.is_zero() {
            return None;
        }
        // Taken from the lowest tick exactly, so that two values that hardly differ stay apart.
        let place = value.minus(low).and_then(|(above, _)| above.over(length)).ok()?.0.to_f64();
        // What rounding leaves of a value at an end is no reason to leave it out.
        (-1e-9..=1.0 + 1e-9).contains(&place).then_some(place.clamp(0.0, 1.0))
    }
}

/// The bounds with zero among them, where it belongs there.
fn with_zero((low, high): (Number, Number)) -> (Number, Number) {
    let (near, far) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
    let one_side = low.is_negative() == high.is_negative();
    let is_far = near.plus(near).is_ok_and(|(twice, _)| twice > far);
    if one_side && low != high && is_far {
        return (low, high);
    }
    let (low, high) = (low.min(Number::ZERO), high.max(Number::ZERO));
    if low == high { (low, Number::ONE) } else { (low, high) }
}

/// The multiples of a round step from the one at or below `low` to the one at or above `high`; none where such numbers
/// are too large.
fn round_ticks(low: Number, high: Number) -> Option<Vec<Number>> {
    let span = high.minus(low).ok()?.0;
    let ticks = multiples_around(low, high, round_step(span.over(Number::from(PARTS)).ok()?.0)?)?;
    let empty = |ticks: &[Number]| ticks.last()?.minus(*ticks.first()?).ok()?.0.difference(span);
    // Where more than a third of the axis would be empty, as of -200 to 600 for values from -5 to 500, smaller steps may
    // end nearer to the values.
    let least = empty(&ticks)?;
    if least.plus(least).is_ok_and(|(twice, _)| twice <= span) {
        return Some(ticks);
    }
    let finer = round_step(span.over(Number::from(MOST_PARTS)).ok()?.0);
    let finer = finer.and_then(|step| multiples_around(low, high, step));
    let finer = finer.filter(|finer| finer.len() <= MOST_PARTS + 1);
    Some(finer.filter(|finer| empty(finer).is_some_and(|empty| empty < least)).unwrap_or(ticks))
}

/// The multiples of a step from the one at or below `low` to the one at or above `high`, two or more; none where they
/// are too large.
fn multiples_around(low: Number, high: Number, step: Number) -> Option<Vec<Number>> {
    let (first, last) = (multiple(low, step, Number::floor)?, multiple(high, step, Number::ceiling)?);
    let ticks = (first..=last).map(|count| Some(step.times(Number::from(count)).ok()?.0));
    ticks.collect::<Option<Vec<Number>>>().filter(|ticks| ticks.len() > 1)
}

/// Which multiple of the step a value is, rounded one way; a whole number but for what division leaves is that number.
fn multiple(value: Number, step: Number, rounded: fn(Number) -> Number) -> Option<i64> {
    let (count, _) = value.over(step).ok()?;
    let whole = count.round(0);
    if whole.compare(count).is_eq() { whole.to_i64() } else { rounded(count).to_i64() }
}

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below `least`; none where that is no number.
fn round_step(least: Number) -> Option<Number> {
    let ten = Number::from(10u32);
    let mut power = Number::ONE;
    while power > least && power.decimals() < 27 {
        power = power.over(ten).ok()?.0;
    }
    while power.times(ten).ok()?.0 <= least {
        power = power.times(ten).ok()?.0;
    }
    let steps = [Number::ONE, Number::from(2u32), Number::scaled(25, 1), Number::from(5u32), ten];
    steps.into_iter().filter_map(|step| Some(step.times(power).ok()?.0)).find(|step| *step >= least)
}

/// How the ticks are written: one suffix and one number of decimals for all.
fn tick_texts(ticks: &[Number], format: &FigureFormat) -> Vec<String> {
    let ten = Number::from(10u32);
    let power = |exponent: u32| ten.whole_power(i64::from(exponent)).map_or(Number::ONE, |(power, _)| power);
    let step = ticks.iter().zip(ticks.iter().skip(1)).next();
    let step = step.and_then(|(one, next)| next.difference(*one)).unwrap_or(Number::ONE);
    // By the step, not by the largest tick: with ticks 250 apart, `1k` and `1.25k` would be harder to read than 1,250.
    let suffix = SUFFIXES.iter().position(|(from, ..)| step >= power(*from)).filter(|_| !format.is_percent());
    let in_size =
        |size: Number| ticks.iter().map(|tick| tick.ratio(size).unwrap_or_default()).collect::<Vec<_>>();
    let (mut scaled, mut letter) = (ticks.to_vec(), "");
    // From the letter of the step to larger ones, for as long as a tick has thousands of the letter and the step has no
    // more than two decimals of the next: `1.00B` says more than `1,000M`.
    for (_, size, larger) in suffix.map_or(&[][..], |at| &SUFFIXES[..=at]).iter().rev() {
        let next = in_size(power(*size));
        let has_thousands = scaled.iter().any(|tick| tick.abs() >= Number::from(1000u32));
        if !letter.is_empty() && (!has_thousands || next.iter().any(|tick| tick.decimals() > 2)) {
            break;
        }
        (scaled, letter) = (next, *larger);
    }
    let format = format.clone().exactly(&scaled, letter.is_empty());
    // Zero is zero, of thousands too.
    let zero = format.clone().exactly(&[], true);
    let text = |value: &Number| match value.is_zero() && !letter.is_empty() {
        true => zero.bare(*value),
        false => format.bare(*value) + letter,
    };
    scaled.iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::number;
    use crate::value::{Currency, Denomination, NumberStyle, Unit};

    fn plain() -> FigureFormat {
        FigureFormat::of(Denomination::default(), [])
    }

    fn ticks(unit: Unit, shown: NumberStyle, low: &str, high: &str) -> String {
        let values = [number(low), number(high)];
        let axis =
            ValueAxis::of(values, &FigureFormat::of(Denomination::new(unit, shown, Currency::USD), values));
        axis.ticks.iter().map(|tick| tick.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_are_round() {
        for (low, high, expected) in [
            ("3100", "38200", "0 10k 20k 30k 40k"),
            ("296", "1233", "0 500 1,000 1,500"),
            ("14408", "16236", "14,000 14,500 15,000 15,500 16,000 16,500"),
            ("-3000", "9000", "-5,000 0 5,000 10,000"),
            ("0", "0", "0.00 0.25 0.50 0.75 1.00"),
            ("40", "40", "0 10 20 30 40"),
            ("-5", "500", "-100 0 100 200 300 400 500"),
            ("0", "1000000000", "0 0.25B 0.50B 0.75B 1.00B"),
            ("-2.5", "-0.25", "-3 -2 -1 0"),
            ("0", "9.9", "0.0 2.5 5.0 7.5 10.0"),
            ("0", "9800000", "0 2.5M 5.0M 7.5M 10.0M"),
            (
                "10000.00001",
                "10000.00002",
                "10,000.0000100 10,000.0000125 10,000.0000150 10,000.0000175 10,000.0000200",
            ),
        ] {
            assert_eq!(ticks(Unit::ONE, NumberStyle::Plain, low, high), expected, "{low} to {high}");
        }
        assert_eq!(ticks(Unit::ONE, NumberStyle::Percent, "0.08", "0.31"), "0% 10% 20% 30% 40%");
        assert_eq!(ticks(Unit::MONEY, NumberStyle::Plain, "0", "38200"), "$0 $10k $20k $30k $40k");
        assert_eq!(ticks(Unit::MONEY, NumberStyle::Plain, "0", "8"), "$0 $2 $4 $6 $8");
        assert_eq!(ticks(Unit::MONEY, NumberStyle::Plain, "0", "1"), "$0.00 $0.25 $0.50 $0.75 $1.00");
    }

    #[test]
    fn a_value_has_its_place() {
        let axis = ValueAxis::of([number("0"), number("8")], &plain());
        assert_eq!(axis.place(number("2")), Some(0.25));
        assert_eq!(axis.place(number("9")), None);
    }

    proptest::proptest! {
        #[test]
        fn values_lie_between_few_ticks(low in "-?[0-9]{1,27}(\\.[0-9]{1,9})?", high in "-?[0-9]{1,27}(\\.[0-9]{1,9})?") {
            let values = [number(&low), number(&high)];
            let axis = ValueAxis::of(values, &plain());
            proptest::prop_assert!((2..=7).contains(&axis.ticks.len()), "{:?}", axis.ticks);
            for value in values {
                proptest::prop_assert!(axis.place(value).is_some(), "{value} in {:?}", axis.ticks);
            }
        }
    }
}
