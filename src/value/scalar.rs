//! What the evaluator asks of a number type.
//!
//! The exact projection computes with [`Cell`]; anything else that can say these things can be put
//! through the same formulas.

use std::cmp::Ordering;

use super::{Cell, Gap, Number, Reason};

/// A value of a row in a month, of whatever number type. `row` is the row being computed: it is named
/// as the origin where an operation has no result.
pub trait Scalar: Copy + PartialEq + 'static {
    /// 0
    const ZERO: Self;

    /// The value of a number.
    fn from_number(number: Number) -> Self;
    /// No value, and why.
    fn missing(reason: Reason, row: u32) -> Self;
    /// Why there is no value, where there is none.
    fn gap(self) -> Option<Gap>;
    /// Whether the value stands for yes; `None` where there is none.
    fn truth(self) -> Option<bool>;
    /// The sum.
    fn add(self, other: Self, row: u32) -> Self;
    /// The difference.
    fn sub(self, other: Self, row: u32) -> Self;
    /// The product.
    fn mul(self, other: Self, row: u32) -> Self;
    /// The quotient, missing where the divisor is 0.
    fn div(self, other: Self, row: u32) -> Self;
    /// The power, missing where there is none.
    fn powf(self, exponent: Self, row: u32) -> Self;
    /// The number times -1.
    fn negated(self) -> Self;
    /// The order of two results, equal within the promised accuracy; the gap where one is missing.
    fn order(self, other: Self, row: u32) -> Result<Ordering, Self>;
    /// The size without sign.
    fn abs(self) -> Self;
    /// The square root, missing where there is none.
    fn sqrt(self, row: u32) -> Self;
    /// The natural logarithm of a value above zero.
    fn ln(self, row: u32) -> Self;
    /// e to this power.
    fn exp(self, row: u32) -> Self;
    /// Whole, by one of the three ways.
    fn whole(self, way: Whole) -> Self;
    /// The whole part as a count of months, capped at a million; `None` where missing or negative.
    fn to_count(self) -> Option<usize>;

    /// The value of a truth.
    fn from_truth(truth: bool) -> Self {
        Self::from_number(if truth { Number::ONE } else { Number::ZERO })
    }
    /// Whether it is missing.
    fn is_missing(self) -> bool {
        self.gap().is_some()
    }
    /// Whether it is a number and that is 0.
    fn is_zero(self) -> bool {
        self.truth() == Some(false)
    }
    /// Whether it is a number below 0.
    fn is_negative(self) -> bool {
        self.order(Self::ZERO, 0).is_ok_and(Ordering::is_lt)
    }
    /// Whether a gap may not be left out of a mean or a total: it is an error, not a blank.
    fn is_too_large(self) -> bool {
        self.gap().is_some_and(|gap| gap.reason == Reason::TooLarge)
    }
}

/// The three ways to a whole number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whole {
    /// Down.
    Floor,
    /// Up.
    Ceiling,
    /// To the nearest, halves away from zero.
    Nearest,
}

impl Scalar for Cell {
    const ZERO: Cell = Cell::ZERO;

    #[inline]
    fn from_number(number: Number) -> Cell {
        Cell::exact(number)
    }
    fn missing(reason: Reason, row: u32) -> Cell {
        Cell::missing(reason, row)
    }
    #[inline]
    fn gap(self) -> Option<Gap> {
        Cell::gap(self)
    }
    #[inline]
    fn is_missing(self) -> bool {
        Cell::is_missing(self)
    }
    #[inline]
    fn truth(self) -> Option<bool> {
        Cell::truth(self)
    }
    #[inline(always)]
    fn add(self, other: Cell, row: u32) -> Cell {
        Cell::add(self, other, row)
    }
    #[inline(always)]
    fn sub(self, other: Cell, row: u32) -> Cell {
        Cell::sub(self, other, row)
    }
    #[inline(always)]
    fn mul(self, other: Cell, row: u32) -> Cell {
        Cell::mul(self, other, row)
    }
    #[inline(always)]
    fn div(self, other: Cell, row: u32) -> Cell {
        Cell::div(self, other, row)
    }
    fn powf(self, exponent: Cell, row: u32) -> Cell {
        Cell::powf(self, exponent, row)
    }
    #[inline]
    fn negated(self) -> Cell {
        Cell::negated(self)
    }
    #[inline]
    fn order(self, other: Cell, row: u32) -> Result<Ordering, Cell> {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => Ok(a.compare(b)),
            // The sum of two cells of which one is missing is that gap.
            _ => Err(self.add(other, row)),
        }
    }
    fn abs(self) -> Cell {
        self.map(0, |number| Ok((number.abs(), false)))
    }
    fn sqrt(self, row: u32) -> Cell {
        if self.number().is_some_and(Number::is_negative) {
            return Cell::missing(Reason::NegativeRoot, row);
        }
        self.map(row, Number::square_root)
    }
    fn ln(self, row: u32) -> Cell {
        self.map(row, |number| number.logarithm().map(|result| (result, true)))
    }
    fn exp(self, row: u32) -> Cell {
        self.map(row, |number| number.exponential().map(|result| (result, true)))
    }
    fn whole(self, way: Whole) -> Cell {
        self.map(0, |number| {
            let nearest = number.round(0);
            // 2.9999999999999999999999999999 is three thirds: a result that cannot be told from a
            // whole number is that number.
            let whole = match way {
                _ if number.compare(nearest) == Ordering::Equal => nearest,
                Whole::Floor => number.floor(),
                Whole::Ceiling => number.ceiling(),
                // 2.4999999999999999999999999999 is 7.5 thirds, and halves go away from zero.
                Whole::Nearest => number.half().unwrap_or(number).round(0),
            };
            Ok((whole, false))
        })
    }
    fn to_count(self) -> Option<usize> {
        let number = self.number()?;
        if number.is_negative() {
            return None;
        }
        let most = Number::from(1_000_000u32);
        number.min(most).floor().to_i64().and_then(|whole| usize::try_from(whole).ok())
    }
}
