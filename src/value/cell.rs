//! One row in one month: a number, or the reason why there is none.

use super::{Number, Rounded, TooLarge};

/// The value of a row in a month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    /// A number that no operation had to round.
    Exact(Number),
    /// A number that was rounded to 28 digits on the way.
    Rounded(Number),
    /// `n/a`, and why.
    Missing(Gap),
}

/// Why a month has no value, and the row where that began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// Why.
    pub reason: Reason,
    /// The index of the row whose formula first came to nothing.
    pub row: u32,
}

/// The reasons for `n/a`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// No clause of the definition covers the month.
    Uncovered,
    /// Something was divided by zero.
    DividedByZero,
    /// The first month has no month before it.
    FirstMonth,
    /// Growth from nothing, or from below nothing, has no percentage.
    NoBase,
    /// Fewer than two months to compare.
    TooFew,
    /// A root or a fractional power of a negative number.
    NegativeRoot,
    /// Every month that was to be summed up has no value.
    NothingToSum,
    /// A duration or share outside its bounds; reported as an error of its own.
    OutOfBounds,
    /// Above 7.9e28; reported as an error of its own wherever it reaches a row.
    TooLarge,
}

impl Reason {
    /// The reason in words, after "n/a because".
    pub fn words(self) -> &'static str {
        match self {
            Reason::Uncovered => "no clause covers this month",
            Reason::DividedByZero => "it divides by zero",
            Reason::FirstMonth => "there is no month before the first",
            Reason::NoBase => "the month before is not above zero",
            Reason::TooFew => "there are fewer than two months to compare",
            Reason::NegativeRoot => "a negative number has no such root or power",
            Reason::NothingToSum => "no month has a value",
            Reason::OutOfBounds => "a duration or share is outside its bounds",
            Reason::TooLarge => "the number is too large",
        }
    }
}

impl Cell {
    /// No.
    pub const FALSE: Cell = Cell::Exact(Number::ZERO);
    /// Yes.
    pub const TRUE: Cell = Cell::Exact(Number::ONE);
    /// Nothing.
    pub const ZERO: Cell = Cell::Exact(Number::ZERO);

    /// A missing value.
    pub fn missing(reason: Reason, row: u32) -> Cell {
        Cell::Missing(Gap { reason, row })
    }

    /// The number, if there is one.
    #[inline]
    pub fn number(self) -> Option<Number> {
        match self {
            Cell::Exact(number) | Cell::Rounded(number) => Some(number),
            Cell::Missing(_) => None,
        }
    }

    /// The gap, if there is no number.
    pub fn gap(self) -> Option<Gap> {
        match self {
            Cell::Missing(gap) => Some(gap),
            _ => None,
        }
    }

    /// Whether a number here was rounded on the way.
    pub fn is_rounded(self) -> bool {
        matches!(self, Cell::Rounded(_))
    }

    /// Whether the value stands for yes; `None` where there is none.
    #[inline]
    pub fn truth(self) -> Option<bool> {
        self.number().map(|number| !number.is_zero())
    }

    /// Whether the gap must not be passed over by functions that leave `n/a` out.
    pub fn is_too_large(self) -> bool {
        matches!(self, Cell::Missing(Gap { reason: Reason::TooLarge, .. }))
    }

    /// Whether it is a number and that number is 0.
    pub fn is_zero(self) -> bool {
        self.number().is_some_and(Number::is_zero)
    }

    /// Applies a checked operation of one number.
    #[inline]
    pub fn map(self, row: u32, operation: impl FnOnce(Number) -> Result<Rounded, TooLarge>) -> Cell {
        match self {
            Cell::Exact(number) => Cell::of(operation(number), false, row),
            Cell::Rounded(number) => Cell::of(operation(number), true, row),
            Cell::Missing(_) => self,
        }
    }

    /// Applies a checked operation of two numbers; a gap on either side is the result, the left first.
    #[inline(always)]
    pub fn zip(
        self,
        other: Cell,
        row: u32,
        operation: impl FnOnce(Number, Number) -> Result<Rounded, TooLarge>,
    ) -> Cell {
        let rounded = !matches!((self, other), (Cell::Exact(_), Cell::Exact(_)));
        match (self, other) {
            (Cell::Exact(a) | Cell::Rounded(a), Cell::Exact(b) | Cell::Rounded(b)) => {
                Cell::of(operation(a, b), rounded, row)
            }
            // What is too large must not hide behind an ordinary gap on the other side.
            (Cell::Missing(_), Cell::Missing(_)) if other.is_too_large() => other,
            (Cell::Missing(_), _) => self,
            (_, Cell::Missing(_)) => other,
        }
    }

    #[inline(always)]
    fn of(result: Result<Rounded, TooLarge>, rounded: bool, row: u32) -> Cell {
        match result {
            Ok((number, cut)) if cut || rounded => Cell::Rounded(number),
            Ok((number, _)) => Cell::Exact(number),
            Err(TooLarge) => Cell::missing(Reason::TooLarge, row),
        }
    }

    /// The sum.
    #[inline(always)]
    pub fn plus(self, other: Cell, row: u32) -> Cell {
        self.zip(other, row, |a, b| a.plus(b))
    }

    /// The difference.
    #[inline(always)]
    pub fn minus(self, other: Cell, row: u32) -> Cell {
        self.zip(other, row, |a, b| a.minus(b))
    }

    /// The product.
    #[inline(always)]
    pub fn times(self, other: Cell, row: u32) -> Cell {
        self.zip(other, row, |a, b| a.times(b))
    }

    /// The quotient; `n/a` where the divisor is 0.
    #[inline(always)]
    pub fn over(self, other: Cell, row: u32) -> Cell {
        match other {
            Cell::Exact(divisor) | Cell::Rounded(divisor) if divisor.is_zero() => match self {
                Cell::Missing(_) => self,
                _ => Cell::missing(Reason::DividedByZero, row),
            },
            _ => self.zip(other, row, |a, b| a.over(b)),
        }
    }

    /// The number times -1.
    #[inline]
    pub fn negated(self) -> Cell {
        match self {
            Cell::Exact(number) => Cell::Exact(number.negated()),
            Cell::Rounded(number) => Cell::Rounded(number.negated()),
            Cell::Missing(_) => self,
        }
    }

    /// Any power. A whole exponent is taken by multiplication; another one wants a base above zero.
    pub fn power(self, exponent: Cell, row: u32) -> Cell {
        let (Some(base), Some(power)) = (self.number(), exponent.number()) else {
            return self.zip(exponent, row, Number::plus);
        };
        if base.is_zero() && power.is_negative() {
            return Cell::missing(Reason::DividedByZero, row);
        }
        if base.is_zero() && !power.is_zero() {
            return Cell::ZERO;
        }
        if base.is_negative() && !power.is_whole() {
            return Cell::missing(Reason::NegativeRoot, row);
        }
        self.zip(exponent, row, Number::power)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Cell {
        if truth { Cell::TRUE } else { Cell::FALSE }
    }
}

impl From<Number> for Cell {
    fn from(number: Number) -> Cell {
        Cell::Exact(number)
    }
}
