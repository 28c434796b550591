//! The number of a plan: a decimal of 28 significant digits with checked arithmetic only.
//!
//! It wraps `rust_decimal` and keeps its traps inside: its operators panic, its parser rounds, a
//! product can underflow to zero without a word, and minus zero prints a sign. Every operation here
//! says whether its result is exact ([`Rounded`]) and refuses what is above 7.9e28 ([`TooLarge`]).

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

/// A decimal number: up to 28 decimals, at most about 7.9e28 in size.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(Decimal);

/// A result together with whether it had to be rounded to 28 digits.
///
/// The mark is on the safe side: a result that happens to be exact may carry it, one that was rounded
/// always does.
pub type Rounded = (Number, bool);

/// The result of an operation is above 7.9e28 in size.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the number is above 7.9e28 in size")]
pub struct TooLarge;

/// Two results of exact arithmetic that differ by less than this share (or, below 1, this amount)
/// cannot be told apart: it is the accuracy that results are promised to.
const ACCURACY: Decimal = Decimal::from_parts(1, 0, 0, false, 18);

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

/// `10^-n`, by the number of decimals.
const TENTHS: [f64; 29] = [
    1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15,
    1e-16, 1e-17, 1e-18, 1e-19, 1e-20, 1e-21, 1e-22, 1e-23, 1e-24, 1e-25, 1e-26, 1e-27, 1e-28,
];

/// Whether two approximations are a billionth of their size apart, which no rounding of theirs explains.
#[inline]
fn lie_apart(a: f64, b: f64) -> bool {
    (a - b).abs() > 1e-9 * a.abs().max(b.abs()).max(1.0)
}

impl Number {
    /// 0
    pub const ZERO: Number = Number(Decimal::ZERO);
    /// 1
    pub const ONE: Number = Number(Decimal::ONE);
    /// 100
    pub const HUNDRED: Number = Number(Decimal::ONE_HUNDRED);
    /// 1e12: figures that were searched for are good to one part in so many.
    pub const TRILLION: Number = Number::from_parts(1_000_000_000_000, 0);
    /// 1e18: results are promised to one part in so many.
    pub const BILLION_BILLIONS: Number = Number::from_parts(1_000_000_000_000_000_000, 0);

    /// Reads digits with at most one point (`8000`, `.5`); no sign, separators or exponent.
    /// `None` for anything else, and for more digits than a number holds: nothing is rounded.
    pub fn parse(text: &str) -> Option<Number> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if !plain || text.bytes().filter(|byte| *byte == b'.').count() > 1 {
            return None;
        }
        Decimal::from_str_exact(text).ok().map(Number)
    }

    /// `mantissa / 10^decimals`, for constants such as `Number::scaled(25, 2)`, which is 0.25.
    pub const fn scaled(mantissa: u32, decimals: u32) -> Number {
        Number(Decimal::from_parts(mantissa, 0, 0, false, decimals))
    }

    /// The same for longer mantissas.
    pub const fn from_parts(mantissa: u64, decimals: u32) -> Number {
        Number(Decimal::from_parts(mantissa as u32, (mantissa >> 32) as u32, 0, false, decimals))
    }

    /// The number as the binary fraction nearest to it, for charts and other lossy ends.
    pub fn to_f64(self) -> f64 {
        use rust_decimal::prelude::ToPrimitive;
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// The number as a whole one; `None` where it has a fraction or does not fit.
    pub fn to_i64(self) -> Option<i64> {
        use rust_decimal::prelude::ToPrimitive;
        if self.0.is_integer() { self.0.to_i64() } else { None }
    }

    /// Whether it has no fraction.
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// Whether it is 0.
    #[inline]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below 0.
    #[inline]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Its size without sign.
    pub fn abs(self) -> Number {
        Number(self.0.abs())
    }

    /// The sum, and whether digits were lost; the error where it is too large for 96 bits.
    #[inline(always)]
    pub fn plus(self, other: Number) -> Result<Rounded, TooLarge> {
        let sum = self.0.checked_add(other.0).ok_or(TooLarge)?;
        Ok((Number(sum), sum.scale() < self.0.scale().max(other.0.scale())))
    }

    /// The difference, and whether digits were lost; the error where it is too large for 96 bits.
    #[inline(always)]
    pub fn minus(self, other: Number) -> Result<Rounded, TooLarge> {
        let difference = self.0.checked_sub(other.0).ok_or(TooLarge)?;
        Ok((Number(difference), difference.scale() < self.0.scale().max(other.0.scale())))
    }

    /// The product. One that is too small for 28 decimals is 0, and marked as rounded.
    #[inline(always)]
    pub fn times(self, other: Number) -> Result<Rounded, TooLarge> {
        let product = self.0.checked_mul(other.0).ok_or(TooLarge)?;
        let exact =
            product.scale() == self.0.scale() + other.0.scale() || self.0.is_zero() || other.0.is_zero();
        Ok((Number(product), !exact))
    }

    /// The quotient, rounded half to even; the divisor is not zero (the caller has looked).
    #[inline(always)]
    pub fn over(self, divisor: Number) -> Result<Rounded, TooLarge> {
        let quotient = self.0.checked_div(divisor.0).ok_or(TooLarge)?;
        // A quotient that ends early is exact; one that fills all the digits was cut somewhere.
        let cut = quotient.scale() >= 28 || quotient.unpack().hi >> 28 != 0;
        Ok((Number(quotient), cut))
    }

    /// All of these numbers together; `None` where that is above 7.9e28 in size.
    pub fn sum(numbers: impl IntoIterator<Item = Number>) -> Option<Number> {
        numbers.into_iter().try_fold(Number::ZERO, |sum, number| Some(sum.plus(number).ok()?.0))
    }

    /// How many times `whole` goes into it: 0.25 of 4 for 1. `None` where `whole` is zero, or so small that the ratio
    /// is above 7.9e28.
    pub fn ratio(self, whole: Number) -> Option<Number> {
        if whole.is_zero() { None } else { Some(self.over(whole).ok()?.0) }
    }

    /// A ratio in percent: 12.5 for 0.125. `None` where that is above 7.9e28 in size.
    pub fn percent(self) -> Option<Number> {
        Some(self.times(Number::HUNDRED).ok()?.0)
    }

    /// The same as text: `12.5%`. Written digit by digit, so that there is one for every number.
    pub fn percent_text(self) -> String {
        if let Some(percent) = self.percent() {
            return format!("{percent}%");
        }
        // So large a number has at most two decimals: they move before the point.
        let digits = self.to_string();
        let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
        format!("{whole}{decimals:0<2}%")
    }

    /// The difference. `None` where it is above 7.9e28 in size.
    pub fn difference(self, other: Number) -> Option<Number> {
        Some(self.minus(other).ok()?.0)
    }

    /// The ratio that so many percent are: 0.125 for 12.5. There always is one, as it is the smaller.
    #[must_use]
    pub fn from_percent(percent: Number) -> Number {
        Number(percent.0 / Decimal::ONE_HUNDRED)
    }

    /// This number to a whole power, by repeated squaring; `0^0` is 1. The caller has seen to it that
    /// 0 is not raised to a negative power.
    pub fn whole_power(self, exponent: i64) -> Result<Rounded, TooLarge> {
        let mut rounded = false;
        let mut result = Decimal::ONE;
        let mut square = self;
        let mut left = exponent.unsigned_abs();
        // x^-n of a huge x^n is 0 to 28 decimals.
        let beyond = if exponent < 0 { Ok((Number::ZERO, true)) } else { Err(TooLarge) };
        // Above this the result is 0, ±1 or too large: no plan needs it, and the loop stays short.
        while left > 0 {
            if left & 1 == 1 {
                let Ok((next, cut)) = Number(result).times(square) else { return beyond };
                result = next.0;
                rounded |= cut;
            }
            left >>= 1;
            if left > 0 {
                let Ok((next, cut)) = square.times(square) else { return beyond };
                square = next;
                rounded |= cut;
            }
        }
        if exponent >= 0 {
            return Ok((Number(result), rounded));
        }
        if result.is_zero() {
            return Err(TooLarge);
        }
        let (inverse, cut) = Number::ONE.over(Number(result))?;
        Ok((inverse, rounded || cut))
    }

    /// This number, above zero, to any power; accurate to 1e-15 of its size.
    pub fn power(self, exponent: Number) -> Result<Rounded, TooLarge> {
        if self == Number::ONE {
            return Ok((Number::ONE, false));
        }
        if let Some(whole) = exponent.to_i64() {
            return self.whole_power(whole);
        }
        // The whole part exactly, the fraction by logarithm: the error does not grow with the power.
        let whole = exponent.floor();
        let fraction = exponent.0 - whole.0;
        let (head, _) = self.whole_power(whole.to_i64().ok_or(TooLarge)?)?;
        let tail = self.0.checked_powd(fraction).ok_or(TooLarge)?;
        let (product, _) = head.times(Number(tail))?;
        Ok((product, true))
    }

    /// The square root of a number that is not negative.
    pub fn square_root(self) -> Result<Rounded, TooLarge> {
        let guess = self.0.sqrt().ok_or(TooLarge)?;
        if guess.is_zero() {
            return Ok((Number::ZERO, !self.0.is_zero()));
        }
        // One more step of Newton's method fills the last digits.
        let refined = (|| self.0.checked_div(guess)?.checked_add(guess)?.checked_div(Decimal::TWO))();
        let root = refined.unwrap_or(guess).normalize();
        let exact = root.checked_mul(root) == Some(self.0);
        Ok((Number(root), !exact))
    }

    /// The natural logarithm of a number above zero.
    pub fn logarithm(self) -> Result<Number, TooLarge> {
        self.0.checked_ln().map(Number).ok_or(TooLarge)
    }

    /// e to this power, to more digits than are shown anywhere; the error where it is too large.
    pub fn exponential(self) -> Result<Number, TooLarge> {
        self.0.checked_exp_with_tolerance(ACCURACY / Decimal::ONE_THOUSAND).map(Number).ok_or(TooLarge)
    }

    /// The largest whole number that is not above it.
    pub fn floor(self) -> Number {
        Number(self.0.floor())
    }

    /// The smallest whole number that is not below it.
    pub fn ceiling(self) -> Number {
        Number(self.0.ceil())
    }

    /// Rounded to `decimals` places, halves away from zero, as a spreadsheet does.
    pub fn round(self, decimals: u32) -> Number {
        Number(self.0.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
    }

    /// The half between two whole numbers that this cannot be told from as a result (see [`Number::compare`]); none
    /// where it lies elsewhere.
    pub fn half(self) -> Option<Number> {
        let half = self.floor().plus(Number::from_parts(5, 1)).ok()?.0;
        (self.compare(half) == Ordering::Equal).then_some(half)
    }

    /// The number times -1.
    #[inline]
    #[must_use]
    pub fn negated(self) -> Number {
        if self.0.is_zero() { self } else { Number(-self.0) }
    }

    /// How this compares with another as a *result*: two that differ by no more than the accuracy
    /// that results are promised to (1e-18 of the larger size, or of 1) are equal.
    ///
    /// Without this, a goal that exact arithmetic meets could be missed by the last digit of a third.
    #[inline]
    pub fn compare(self, other: Number) -> Ordering {
        // Binary fractions are exact to 1e-15: numbers that are a billionth apart are so in truth, and most
        // comparisons end here.
        let (a, b) = (self.approximation(), other.approximation());
        if lie_apart(a, b) {
            return if a < b { Ordering::Less } else { Ordering::Greater };
        }
        self.compare_closely(other)
    }

    /// Whether two numbers agree to a trillionth of the larger one (of 1, where both are smaller), as far as their
    /// approximations tell: true and false only where that is so exactly, none near the border. It takes a few
    /// steps, where a difference of decimals takes many.
    #[inline]
    pub fn plainly_agrees_with(self, other: Number) -> Option<bool> {
        let (a, b) = (self.approximation(), other.approximation());
        // Each approximation is off by less than 1e-14 of its size, a hundredth of what is asked for.
        let border = 1e-12 * a.abs().max(b.abs()).max(1.0);
        match (a - b).abs() {
            apart if apart < 0.9 * border => Some(true),
            apart if apart > 1.1 * border => Some(false),
            _ => None,
        }
    }

    fn compare_closely(self, other: Number) -> Ordering {
        let order = self.0.cmp(&other.0);
        // Whole numbers and amounts of money have few decimals and compare as they are.
        if order == Ordering::Equal || (self.0.scale() < 18 && other.0.scale() < 18) {
            return order;
        }
        let size = self.0.abs().max(other.0.abs()).max(Decimal::ONE);
        let near = self
            .0
            .checked_sub(other.0)
            .zip(size.checked_mul(ACCURACY))
            .is_some_and(|(difference, allowed)| difference.abs() <= allowed);
        if near { Ordering::Equal } else { order }
    }

    /// About the same number, found in a few steps; off by less than 1e-14 of its size.
    #[inline]
    fn approximation(self) -> f64 {
        let parts = self.0.unpack();
        let low = (u64::from(parts.mid) << 32) | u64::from(parts.lo);
        let digits = f64::from(parts.hi) * TWO_TO_64 + low as f64;
        let size = digits * TENTHS[parts.scale as usize % TENTHS.len()];
        if parts.negative { -size } else { size }
    }

    /// The decimal with at most 28 digits: some numbers of 29 fit into the bits of one, and no promise is made of the
    /// last. A whole number stays what it is.
    fn in_digits(self) -> Decimal {
        if self.is_long() { self.0.round_dp(self.0.scale() - 1) } else { self.0 }
    }

    /// Whether it has a 29th digit behind the point, which is never printed.
    pub fn is_long(self) -> bool {
        const MOST: i128 = 10_i128.pow(28);
        self.0.scale() > 0 && self.0.mantissa().abs() >= MOST
    }

    /// The digits of the fraction after trailing zeros are dropped.
    pub fn decimals(self) -> u32 {
        self.0.normalize().scale()
    }
}

impl From<i64> for Number {
    fn from(whole: i64) -> Number {
        Number(Decimal::from(whole))
    }
}

impl From<usize> for Number {
    fn from(whole: usize) -> Number {
        Number(Decimal::from(whole))
    }
}

impl From<u32> for Number {
    fn from(whole: u32) -> Number {
        Number(Decimal::from(whole))
    }
}

/// The decimal digits without trailing zeros, `-` in front where it is negative, never an exponent.
/// A precision rounds halves away from zero and keeps that many places.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.precision() {
            Some(places) => {
                let mut rounded = self.round(places as u32).0;
                rounded.rescale(places as u32);
                if rounded.is_zero() {
                    rounded.set_sign_positive(true);
                }
                write!(f, "{rounded:.places$}")
            }
            None => write!(f, "{}", self.in_digits().normalize()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A decimal string, never a binary fraction.
impl serde::Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_default()
    }

    #[test]
    fn what_does_not_fit_is_none_and_never_the_number_itself() {
        let most = number("79000000000000000000000000000");
        assert_eq!(Number::sum([most, Number::ONE, most]), None);
        assert_eq!(most.percent(), None);
        assert_eq!(most.negated().difference(most), None);
        assert_eq!(most.ratio(number("0.001")), None);
        assert_eq!(Number::ONE.ratio(Number::ZERO), None);
        assert_eq!(Number::sum([]), Some(Number::ZERO));
        assert_eq!(number("0.125").percent(), Some(number("12.5")));
        assert_eq!(number("3").ratio(number("4")), Some(number("0.75")));
    }

    #[test]
    fn every_number_has_a_percentage_as_text() {
        assert_eq!(number("0.125").percent_text(), "12.5%");
        assert_eq!(
            number("79000000000000000000000000000").percent_text(),
            "7900000000000000000000000000000%"
        );
        assert_eq!(number("800000000000000000000000001.5").percent_text(), "80000000000000000000000000150%");
        assert_eq!(Number::from_percent(number("12.5")), number("0.125"));
    }
}
