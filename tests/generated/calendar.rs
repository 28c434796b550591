//! Dated plans, and their days counted one by one.

use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};
use proptest::prelude::*;

/// The months of a plan, with a run of days off.
#[derive(Clone, Debug)]
pub struct Dated {
    first: Date,
    months: i32,
    off: (Date, Date),
}

/// Up to two years that begin in any month.
pub fn dated() -> impl Strategy<Value = Dated> {
    (1990..2090i16, 1..=12i8, 1..=18i32, 0..500i32, 0..20i32).prop_map(
        |(year, month, months, off, length)| {
            let first = date(year, month, 1);
            let start = first + days(off);
            Dated { first, months, off: (start, start + days(length)) }
        },
    )
}

fn days(days: i32) -> Span {
    days.days()
}

impl Dated {
    /// The statements that say so.
    pub fn head(&self) -> String {
        let last = self.first + (self.months - 1).months();
        let month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
        let (from, to) = self.off;
        format!("months {} .. {}\nworkdays mon..fri except {from} .. {to}\n", month(self.first), month(last))
    }

    /// The days of each month.
    pub fn month_days(&self) -> Vec<usize> {
        let month = |at: i32| (self.first + at.months()).days_in_month() as usize;
        (0..self.months).map(month).collect()
    }

    fn each_day(&self) -> impl Iterator<Item = Date> {
        let end = self.first + self.months.months();
        self.first.series(1.day()).take_while(move |day| *day < end)
    }

    /// All days.
    pub fn days(&self) -> usize {
        self.each_day().count()
    }

    /// The days from Monday to Friday that are not off.
    pub fn workdays(&self) -> usize {
        let weekend = |day: &Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let off = |day: &Date| self.off.0 <= *day && *day <= self.off.1;
        self.each_day().filter(|day| !weekend(day) && !off(day)).count()
    }
}
