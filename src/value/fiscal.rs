//! Quarters and years, of the calendar or fiscal ones.

use super::Month;

/// A stretch of months after which sums start again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stretch {
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Stretch {
    /// How many months it has: 3 or 12.
    pub fn months(self) -> usize {
        match self {
            Stretch::Quarter => 3,
            Stretch::Year => 12,
        }
    }

    /// The stretch in a word: `quarter`, `year`.
    pub fn word(self) -> &'static str {
        match self {
            Stretch::Quarter => "quarter",
            Stretch::Year => "year",
        }
    }
}

/// Years of twelve months that begin with a month of their own choice: `fiscal year 2027 from 2026-02`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fiscal {
    /// The year that is named.
    pub year: i32,
    /// The month with which it begins.
    pub from: Month,
}

impl Fiscal {
    /// The fiscal year that a month lies in.
    pub fn year_of(self, month: Month) -> i32 {
        self.year + month.since(self.from).div_euclid(12)
    }

    /// How many months of its fiscal year lie before a month: 0 to 11.
    pub fn month_of_year(self, month: Month) -> usize {
        month.since(self.from).rem_euclid(12) as usize
    }

    /// The quarter that a month lies in, as a plan writes it: `FY2027-Q2`.
    pub fn quarter_of(self, month: Month) -> String {
        format!("FY{:04}-Q{}", self.year_of(month), self.month_of_year(month) / 3 + 1)
    }

    /// The months of the year, January is 1, with which a quarter (1 to 4) of every fiscal year begins and ends.
    pub fn quarter_months(self, quarter: u8) -> (u8, u8) {
        let month = |of_year: u8| (self.from.number() - 1 + of_year - 1) % 12 + 1;
        (month(quarter * 3 - 2), month(quarter * 3))
    }

    /// The month with which a fiscal year begins.
    pub fn first_month(self, year: i32) -> Month {
        self.from.plus((year - self.year).saturating_mul(12))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Calendar, MonthLength, Number, Workdays};

    fn plan(first: Option<(i32, u8)>, months: usize) -> Calendar {
        let first = first.and_then(|(year, month)| Month::new(year, month));
        Calendar::new(first, months, &MonthLength::Real, &Workdays::Fixed(Number::from(20u32)))
    }

    fn names(calendar: &Calendar, stretch: Stretch) -> Vec<String> {
        (0..calendar.len()).map(|column| calendar.stretch_name(column, stretch).0).collect()
    }

    #[test]
    fn a_fiscal_year_begins_with_its_month_and_all_others_follow() {
        let from = Month::new(2026, 2).unwrap_or_else(|| panic!("a month"));
        let fiscal = Fiscal { year: 2027, from };
        let calendar = plan(Some((2026, 1)), 14).with_fiscal(Some(fiscal));
        assert_eq!(names(&calendar, Stretch::Year)[..2], ["FY2026", "FY2027"]);
        assert_eq!(names(&calendar, Stretch::Year)[12..], ["FY2027", "FY2028"]);
        assert_eq!(
            names(&calendar, Stretch::Quarter)[..5],
            ["FY2026-Q4", "FY2027-Q1", "FY2027-Q1", "FY2027-Q1", "FY2027-Q2"]
        );
        assert_eq!(calendar.stretch_name(1, Stretch::Quarter).1, "Q1 FY2027");
        assert_eq!((calendar.months_into(0, Stretch::Year), calendar.first_of(0, Stretch::Year)), (11, 0));
        assert_eq!(
            (calendar.months_into(3, Stretch::Quarter), calendar.first_of(3, Stretch::Quarter)),
            (2, 1)
        );
        assert_eq!(fiscal.first_month(2025), Month::new(2024, 2).unwrap_or(from));
        assert_eq!(fiscal.year_of(Month::new(2024, 1).unwrap_or(from)), 2024);
    }

    #[test]
    fn without_one_the_years_are_those_of_the_calendar_or_counted_from_the_start() {
        let calendar = plan(Some((2026, 11)), 3);
        assert_eq!(names(&calendar, Stretch::Quarter), ["2026-Q4", "2026-Q4", "2027-Q1"]);
        assert_eq!(names(&calendar, Stretch::Year), ["2026", "2026", "2027"]);
        let undated = plan(None, 14);
        assert_eq!(names(&undated, Stretch::Quarter)[11..], ["Q4", "Q5", "Q5"]);
        assert_eq!(names(&undated, Stretch::Year)[11..], ["Y1", "Y2", "Y2"]);
        assert_eq!(undated.first_of(13, Stretch::Year), 12);
    }
}
