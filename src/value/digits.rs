//! Significant digits: how many of a number's digits are kept, and which way the last is rounded.

use super::Number;

impl Number {
    /// The power of ten of the first digit: 0 for 1 to 9.99, 2 for 417, -1 for 0.4; 0 for zero.
    pub fn magnitude(self) -> i32 {
        if self.is_zero() {
            return 0;
        }
        let one = |power: i32| ten(power).unwrap_or(Number::ZERO);
        let size = self.abs();
        // A logarithm would differ by machine; there are at most 57 powers to look at.
        let mut power = 0;
        while power < 28 && size >= one(power + 1) {
            power += 1;
        }
        while power > -28 && size < one(power) {
            power -= 1;
        }
        power
    }

    /// The number with so many significant digits, the last rounded down (towards zero) or up; none where it is too
    /// small or too large for that.
    pub fn with_digits(self, count: u32, up: bool) -> Option<Number> {
        let unit = ten(self.magnitude() - count as i32 + 1)?;
        let units = self.abs().over(unit).ok()?.0;
        let whole = if up { units.ceiling() } else { units.floor() };
        let rounded = whole.times(unit).ok()?.0;
        Some(if self.is_negative() { rounded.negated() } else { rounded })
    }

    /// The number with so many significant digits, the last one the nearest; none where it is too small or too large
    /// for that.
    pub fn nearest_digits(self, count: u32) -> Option<Number> {
        let unit = ten(self.magnitude() - count as i32 + 1)?;
        let units = self.over(unit).ok()?.0;
        units.round(0).times(unit).ok().map(|(rounded, _)| rounded)
    }
}

/// 10 to a power; none beyond what a number holds.
fn ten(power: i32) -> Option<Number> {
    match power {
        0..=27 => Number::from(10u32).whole_power(i64::from(power)).ok().map(|(whole, _)| whole),
        -27..0 => Some(Number::from_parts(1, power.unsigned_abs())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_default()
    }

    #[test]
    fn the_first_digit_has_a_power_of_ten() {
        let cases = [("1", 0), ("9.99", 0), ("10", 1), ("417", 2), ("0.4", -1), ("0.001", -3), ("0", 0)];
        for (text, power) in cases {
            assert_eq!(number(text).magnitude(), power, "{text}");
            assert_eq!(number(text).negated().magnitude(), power, "-{text}");
        }
        assert_eq!(number("79228162514264337593543950335").magnitude(), 28);
        assert_eq!(number("0.0000000000000000000000000001").magnitude(), -28);
    }

    #[test]
    fn digits_are_kept_from_the_first_on() {
        assert_eq!(number("2.398").with_digits(2, false), Some(number("2.3")));
        assert_eq!(number("2.398").with_digits(2, true), Some(number("2.4")));
        assert_eq!(number("2.398").negated().with_digits(2, true), Some(number("2.4").negated()));
        assert_eq!(number("83456").nearest_digits(2), Some(number("83000")));
        assert_eq!(number("0.0099").nearest_digits(1), Some(number("0.01")));
    }
}
