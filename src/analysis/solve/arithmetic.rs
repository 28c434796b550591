//! Arithmetic of a search: what is out of bounds is no number.

use crate::value::Number;

/// How many significant digits of an answer are good.
pub const DIGITS: u32 = 12;

/// The sum; none where it is too large.
pub fn plus(a: Number, b: Number) -> Option<Number> {
    a.plus(b).ok().map(|(sum, _)| sum)
}

/// The difference; none where it is too large.
pub fn minus(a: Number, b: Number) -> Option<Number> {
    a.minus(b).ok().map(|(difference, _)| difference)
}

/// The product; none where it is too large.
pub fn times(a: Number, b: Number) -> Option<Number> {
    a.times(b).ok().map(|(product, _)| product)
}

/// The quotient; none by zero, or where it is too large.
pub fn over(a: Number, b: Number) -> Option<Number> {
    if b.is_zero() { None } else { a.over(b).ok().map(|(quotient, _)| quotient) }
}

/// The number half-way between two numbers.
pub fn middle(a: Number, b: Number) -> Option<Number> {
    // Not half of the sum, which may be too large where both numbers are not.
    plus(a, over(minus(b, a)?, Number::from(2u32))?)
}

/// The next number with 12 digits above a number, or below it: 4.00000000001 for 4. Beside zero, 1e-12.
pub fn beside(number: Number, above: bool) -> Option<Number> {
    if number.is_zero() {
        let smallest = Number::from_parts(1, DIGITS);
        return Some(if above { smallest } else { smallest.negated() });
    }
    let little = times(number.abs(), Number::from_parts(1, DIGITS + 1))?;
    let other = if above { plus(number, little)? } else { minus(number, little)? };
    other.with_digits(DIGITS, above != number.is_negative())
}
