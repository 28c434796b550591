//! A calendar month, counted so that the next month is one more.

use std::fmt;

/// The months' short names, in the order of the year.
pub const MONTH_NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A month of a real year, such as June 2026. Kept as `year * 12 + (month - 1)`, so months subtract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month(i32);

/// The month of the year that a word names, in any case: `Dec`, `december`, `Sept`; January is 1.
pub fn month_number(word: &str) -> Option<u8> {
    const LONG: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = word.to_lowercase();
    let at = LONG.iter().position(|long| *long == lower);
    at.or_else(|| MONTH_NAMES.iter().position(|short| short.eq_ignore_ascii_case(word)))
        .or_else(|| (lower == "sept").then_some(8))
        .and_then(|at| u8::try_from(at + 1).ok())
}

impl Month {
    /// The month `month` (1 is January) of `year`; `None` unless `month` is 1 to 12 and `year` 1 to 9999.
    pub fn new(year: i32, month: u8) -> Option<Month> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month))
            .then(|| Month(year * 12 + i32::from(month) - 1))
    }

    /// The year, such as 2026.
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year: 1 is January.
    pub fn number(self) -> u8 {
        self.0.rem_euclid(12) as u8 + 1
    }

    /// This month moved by `months`, which may be negative.
    pub fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }

    /// How many months this one lies after `earlier`; negative when it lies before.
    pub fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }

    /// The number of days in the month, leap years counted.
    pub fn days(self) -> u8 {
        // Years outside what the date library covers cannot be built by `new`, but `plus` may reach
        // the year before the first: the Gregorian rule has no gap, so it is repeated every 400 years.
        let year = self.year().rem_euclid(400) + 2000;
        jiff::civil::date(year as i16, self.number() as i8, 1).days_in_month() as u8
    }

    /// Its short name, without the year: `Jun`.
    pub fn name(self) -> &'static str {
        MONTH_NAMES[usize::from(self.number() - 1)]
    }

    /// The month as people read it: `Jun 2026`.
    pub fn words(self) -> String {
        format!("{} {}", self.name(), self.year())
    }
}

/// `2026-06`, as it is written in a plan.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}
