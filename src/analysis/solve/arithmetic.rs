//! Arithmetic of a search: what is out of bounds is no number.

use crate::value::Number;

/// How many digits of an answer are good.
pub const DIGITS: u32 = 12;

/// The sum.
pub fn plus(a: Number, b: Number) -> Option<Number> {
    a.plus(b).ok().map(|(sum, _)| sum)
}

/// The difference.
pub fn minus(a: Number, b: Number) -> Option<Number> {
    a.minus(b).ok().map(|(difference, _)| difference)
}

/// The product.
pub fn times(a: Number, b: Number) -> Option<Number> {
    a.times(b).ok().map(|(product, _)| product)
}

/// The quotient; none by zero.
pub fn over(a: Number, b: Number) -> Option<Number> {
    if b.is_zero() { None } else { a.over(b).ok().map(|(quotient, _)| quotient) }
}

/// The middle of two numbers.
pub fn middle(a: Number, b: Number) -> Option<Number> {
    plus(a, over(minus(b, a)?, Number::from(2u32))?)
}

/// 10 to a power.
fn ten(power: i32) -> Option<Number> {
    if power.unsigned_abs() > 27 {
        return None;
    }
    let whole = Number::from(10u32).whole_power(i64::from(power.abs())).ok()?.0;
    if power < 0 { over(Number::ONE, whole) } else { Some(whole) }
}

/// The power of ten of the first digit: 0 for 1 to 9.99, 2 for 417, -1 for 0.4.
pub fn magnitude(number: Number) -> i32 {
    let size = number.abs().to_f64();
    if size > 0.0 { size.log10().floor() as i32 } else { 0 }
}

/// The number with so many significant digits, the last rounded down (towards zero) or up.
pub fn digits(number: Number, count: u32, up: bool) -> Option<Number> {
    let power = magnitude(number) - count as i32 + 1;
    let unit = ten(power)?;
    let units = over(number.abs(), unit)?;
    let whole = if up { units.ceiling() } else { units.floor() };
    let rounded = times(whole, unit)?;
    Some(if number.is_negative() { rounded.negated() } else { rounded })
}

/// The number with so many significant digits, the last one the nearest.
pub fn nearest_digits(number: Number, count: u32) -> Option<Number> {
    let unit = ten(magnitude(number) - count as i32 + 1)?;
    times(over(number, unit)?.round(0), unit)
}

/// The next number with 12 digits above a number, or below it.
pub fn beside(number: Number, above: bool) -> Option<Number> {
    if number.is_zero() {
        let smallest = Number::from_parts(1, DIGITS);
        return Some(if above { smallest } else { smallest.negated() });
    }
    let little = times(number.abs(), Number::from_parts(1, DIGITS + 1))?;
    let other = if above { plus(number, little)? } else { minus(number, little)? };
    digits(other, DIGITS, above != number.is_negative())
}
