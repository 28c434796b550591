//! One row in one month: a number, or the reason why there is none.

use std::fmt;

use super::{Number, Rounded, TooLarge};

/// The value of a row in a month: a number, which may have been rounded to 28 digits on the way, or a gap.
///
/// It is a structure and not an enumeration, and in this order, for speed: a processor waits when it reads
/// as one what it has just written in other pieces, so the number stands first and is moved whole.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Cell {
    /// The number; of a gap, the index of the row where it began.
    number: Number,
    state: State,
}

/// What stands in a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// A number that no operation had to round.
    Exact,
    /// A number that was rounded on the way.
    Rounded,
    /// No number.
    Missing(Reason),
}

/// Why a month has no value, and the row where that began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// Why.
    pub reason: Reason,
    /// The index of the row whose formula first came to nothing.
    pub row: u32,
}

/// Why a month has no value. Results show `n/a` and say this beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)] // As wide as a cell's padding would be, so that the state too is written and read whole.
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
    /// A condition that does not hold: 0.
    pub const FALSE: Cell = Cell::exact(Number::ZERO);
    /// A condition that holds: 1.
    pub const TRUE: Cell = Cell::exact(Number::ONE);
    /// The number 0.
    pub const ZERO: Cell = Cell::exact(Number::ZERO);

    /// A number that was never rounded: typed, or worked out without loss.
    #[inline]
    pub const fn exact(number: Number) -> Cell {
        Cell { number, state: State::Exact }
    }

    /// A month without a value: why there is none, and the row whose formula came to that first.
    pub fn missing(reason: Reason, row: u32) -> Cell {
        Cell { number: Number::from(row), state: State::Missing(reason) }
    }

    /// The number, if there is one.
    #[inline]
    pub fn number(self) -> Option<Number> {
        match self.state {
            State::Exact | State::Rounded => Some(self.number),
            State::Missing(_) => None,
        }
    }

    /// The gap, if there is no number.
    pub fn gap(self) -> Option<Gap> {
        match self.state {
            State::Missing(reason) => {
                let row = self.number.to_i64().and_then(|row| u32::try_from(row).ok()).unwrap_or_default();
                Some(Gap { reason, row })
            }
            _ => None,
        }
    }

    /// Whether there is no number.
    #[inline]
    pub fn is_missing(self) -> bool {
        matches!(self.state, State::Missing(_))
    }

    /// The number if there is one and no operation had to round it.
    pub fn exact_number(self) -> Option<Number> {
        (self.state == State::Exact).then_some(self.number)
    }

    /// Whether a number here was rounded on the way.
    pub fn is_rounded(self) -> bool {
        self.state == State::Rounded
    }

    /// Whether the value stands for yes; `None` where there is none.
    #[inline]
    pub fn truth(self) -> Option<bool> {
        self.number().map(|number| !number.is_zero())
    }

    /// Whether the gap must not be passed over by functions that leave `n/a` out.
    pub fn is_too_large(self) -> bool {
        self.state == State::Missing(Reason::TooLarge)
    }

    /// Whether it is a number and that number is 0.
    pub fn is_zero(self) -> bool {
        self.number().is_some_and(Number::is_zero)
    }

    /// Applies a checked operation of one number.
    #[inline]
    pub fn map(self, row: u32, operation: impl FnOnce(Number) -> Result<Rounded, TooLarge>) -> Cell {
        match self.state {
            State::Missing(_) => self,
            state => Cell::of(operation(self.number), state == State::Rounded, row),
        }
    }

    /// For an operation of two cells: whether a number was rounded already, or else the gap that comes of
    /// it, the left one first.
    #[inline(always)]
    fn pair(self, other: Cell) -> Result<bool, Cell> {
        match (self.state, other.state) {
            // What is too large must not hide behind an ordinary gap on the other side.
            (State::Missing(_), State::Missing(_)) if other.is_too_large() => Err(other),
            (State::Missing(_), _) => Err(self),
            (_, State::Missing(_)) => Err(other),
            (a, b) => Ok(a == State::Rounded || b == State::Rounded),
        }
    }

    #[inline(always)]
    fn of(result: Result<Rounded, TooLarge>, rounded: bool, row: u32) -> Cell {
        match result {
            Ok((number, cut)) => {
                Cell { number, state: if cut || rounded { State::Rounded } else { State::Exact } }
            }
            Err(TooLarge) => Cell::missing(Reason::TooLarge, row),
        }
    }

    /// The sum. `row` is to blame where it is too large; a missing operand makes it missing, for the operand's
    /// own reason.
    #[inline(always)]
    pub fn add(self, other: Cell, row: u32) -> Cell {
        match self.pair(other) {
            Ok(rounded) => Cell::of(self.number.plus(other.number), rounded, row),
            Err(gap) => gap,
        }
    }

    /// The difference; missing as [`Cell::add`] says.
    #[inline(always)]
    pub fn sub(self, other: Cell, row: u32) -> Cell {
        match self.pair(other) {
            Ok(rounded) => Cell::of(self.number.minus(other.number), rounded, row),
            Err(gap) => gap,
        }
    }

    /// The product; missing as [`Cell::add`] says. (0 times a missing value is missing: nobody knows what it
    /// would have been.)
    #[inline(always)]
    pub fn mul(self, other: Cell, row: u32) -> Cell {
        match self.pair(other) {
            Ok(rounded) => Cell::of(self.number.times(other.number), rounded, row),
            Err(gap) => gap,
        }
    }

    /// The quotient; `n/a` where the divisor is 0, or nothing but what rounding left of a 0.
    #[inline(always)]
    pub fn div(self, other: Cell, row: u32) -> Cell {
        match self.pair(other) {
            Ok(_) if other.number.is_zero() || other.is_remnant() => {
                Cell::missing(Reason::DividedByZero, row)
            }
            Ok(rounded) => Cell::of(self.number.over(other.number), rounded, row),
            Err(gap) => gap,
        }
    }

    /// Whether it is no more than rounding leaves of a difference that is 0, as `1 / 3 * 3 - 1` is: up to a hundred
    /// units of the 28th decimal place, none of which is certain.
    fn is_remnant(self) -> bool {
        self.state == State::Rounded && self.number.abs() <= Number::from_parts(100, 28)
    }

    /// The number times -1.
    #[inline]
    pub fn negated(self) -> Cell {
        match self.state {
            State::Missing(_) => self,
            state => Cell { number: self.number.negated(), state },
        }
    }

    /// Any power. A whole exponent is taken by multiplication; another one wants a base above zero.
    pub fn powf(self, exponent: Cell, row: u32) -> Cell {
        let (Some(base), Some(power)) = (self.number(), exponent.number()) else {
            return self.pair(exponent).err().unwrap_or(self);
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
        Cell::of(base.power(power), self.is_rounded() || exponent.is_rounded(), row)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Cell {
        if truth { Cell::TRUE } else { Cell::FALSE }
    }
}

impl From<Number> for Cell {
    fn from(number: Number) -> Cell {
        Cell::exact(number)
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.state {
            State::Exact => write!(f, "{}", self.number),
            State::Rounded => write!(f, "about {}", self.number),
            State::Missing(reason) => write!(f, "n/a ({reason:?} in row {})", self.number),
        }
    }
}
