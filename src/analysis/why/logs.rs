//! Logarithms by which a change of a product is split over its factors.

use crate::value::{Cell, Number};

/// The natural logarithm of `to / from`; none unless both lie on the same side of zero.
pub(super) fn log_ratio(from: Number, to: Number) -> Option<Number> {
    if from.is_zero() || to.is_zero() || from.is_negative() != to.is_negative() {
        return None;
    }
    to.over(from).ok()?.0.logarithm().ok()
}

/// The logarithmic mean of two numbers on the same side of zero: their difference over that of their
/// logarithms. With it, the parts of a product's change add up to the change.
pub(super) fn log_mean(from: Number, to: Number) -> Option<Number> {
    let log = log_ratio(from, to)?;
    if log.abs() > Number::scaled(1, 4) {
        return to.minus(from).ok()?.0.over(log).ok().map(|(mean, _)| mean);
    }
    // Nearly equal numbers leave too few digits of both differences. With x the logarithm, the mean is the
    // geometric one times sinh(x/2)/(x/2) = 1 + x²/24 + x⁴/1920 + …
    let square = log.times(log).ok()?.0;
    let second = square.over(Number::from(24u32)).ok()?.0;
    let fourth = square.times(square).ok()?.0.over(Number::from(1920u32)).ok()?.0;
    let factor = Number::ONE.plus(second).ok()?.0.plus(fourth).ok()?.0;
    // From the ratio: the product of two large numbers may be too large.
    let middle = to.over(from).ok()?.0.square_root().ok()?.0.times(from).ok()?.0;
    middle.times(factor).ok().map(|(mean, _)| mean)
}

/// The mean of two numbers.
pub(super) fn mean(a: Number, b: Number) -> Number {
    let sum = Cell::from(a).add(Cell::from(b), 0).div(Cell::from(Number::from(2u32)), 0);
    sum.number().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_default()
    }

    #[test]
    fn logarithms_are_good_to_more_than_twelve_digits() {
        let log =
            |from: &str, to: &str| log_ratio(number(from), number(to)).map(|log| log.round(20).to_string());
        assert_eq!(log("1", "1.1").as_deref(), Some("0.09531017980432486004"));
        assert_eq!(log("1", "0.9").as_deref(), Some("-0.10536051565782630123"));
        assert_eq!(log("4", "2").as_deref(), Some("-0.69314718055994530942"));
        assert_eq!(log("0", "2"), None);
    }

    #[test]
    fn the_mean_lies_between_and_is_smooth() {
        let mean =
            |from: &str, to: &str| log_mean(number(from), number(to)).map(|mean| mean.round(15).to_string());
        assert_eq!(mean("5", "5").as_deref(), Some("5"));
        // 1/ln 2, and two numbers on either side of the series.
        assert_eq!(mean("1", "2").as_deref(), Some("1.442695040888963"));
        assert_eq!(mean("1", "1.00009").as_deref(), Some("1.00004499932503"));
        assert_eq!(mean("1", "1.0002").as_deref(), Some("1.000099996667"));
    }
}
