//! Numbers, units, months and calendars: pure arithmetic and its laws.
//!
//! Nothing here knows a plan, a file or a person. The decimal and date libraries are used in this
//! folder and nowhere above it, so that their traps are met once: [`Number`] has only checked
//! operations that say when they rounded, [`Month`] is a plain count of months.

mod calendar;
mod cell;
mod digits;
mod fiscal;
mod month;
mod number;
mod period;
mod quantity;
mod rollup;
mod scalar;
mod unit;
mod written;

pub use calendar::{Calendar, Date, MonthLength, UNDATED_DAYS, Weekday, Weekdays, Workdays};
pub use cell::{Cell, Gap, Reason};
pub use fiscal::{Fiscal, Stretch};
pub use month::{MONTH_NAMES, Month, month_number};
pub use number::{Number, Rounded, TooLarge};
pub use period::{DurationWord, EffortWord, Period};
pub use quantity::{Denomination, FigureUnit, Quantity};
pub use rollup::Rollup;
pub use scalar::{Scalar, Whole};
pub use unit::{Currency, NumberStyle, Unit, UnitError};
pub use written::{figure_of, grouped};
