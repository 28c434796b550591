//! When two figures count as the same: a number that was found is good to twelve digits, and what depends on
//! it is no better.

use crate::value::Number;

/// Whether a difference is no more than what is left of rounding: below 1e-12 of the larger of these figures, or
/// of 1 where all are smaller.
pub(super) fn is_nothing(difference: Number, figures: &[Number]) -> bool {
    let largest = figures.iter().fold(Number::ONE, |largest, figure| largest.max(figure.abs()));
    let least = largest.times(Number::scaled(1, 12)).map_or(Number::ZERO, |(least, _)| least);
    difference.abs().compare(least).is_lt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounding_leaves_is_nothing() {
        let number = |text: &str| Number::parse(text).unwrap_or_default();
        assert!(is_nothing(Number::ZERO, &[]));
        assert!(is_nothing(number("0.00000000000000000001"), &[number("0.5"), number("0.5")]));
        assert!(is_nothing(number("0.00000000099"), &[number("1000"), number("1000")]));
        assert!(!is_nothing(number("0.000000000001"), &[number("1")]));
        assert!(!is_nothing(number("0.000001"), &[number("100000")]));
    }
}
