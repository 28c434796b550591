//! The columns of a plan: how many months, which, how many days and working days each has.

use super::{Fiscal, Month, Number, Stretch};

/// The days of a month in a plan without dates.
pub const UNDATED_DAYS: u32 = 30;

/// A day of the week; Monday is 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Weekday(u8);

impl Weekday {
    const WORDS: [&'static str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// The day a word of three letters names: `mon` … `sun`.
    pub fn from_word(word: &str) -> Option<Weekday> {
        Weekday::WORDS.iter().position(|known| *known == word).map(|at| Weekday(at as u8))
    }

    /// The word of three letters: `mon` … `sun`.
    pub fn word(self) -> &'static str {
        Weekday::WORDS[usize::from(self.0 % 7)]
    }
}

/// A set of days of the week, one bit for each; empty by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Adds one day.
    pub fn add(&mut self, day: Weekday) {
        self.0 |= 1 << day.0;
    }

    /// Adds a run of days, both ends included; `sat..mon` wraps.
    pub fn add_run(&mut self, first: Weekday, last: Weekday) {
        let length = (7 + last.0 - first.0) % 7;
        for step in 0..=length {
            self.add(Weekday((first.0 + step) % 7));
        }
    }

    /// Whether the day is among them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.0) != 0
    }

    /// The days among them, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        (0..7).map(Weekday).filter(move |day| self.contains(*day))
    }

    /// How many they are.
    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }
}

/// A day of a real year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date {
    month: Month,
    day: u8,
}

impl Date {
    /// The day `day` of that month; `None` where the month has no such day.
    pub fn new(month: Month, day: u8) -> Option<Date> {
        (1..=month.days()).contains(&day).then_some(Date { month, day })
    }

    /// This day moved by `days`, which may be negative; none outside of the years 1 to 9999.
    pub fn plus(self, days: i64) -> Option<Date> {
        let date = jiff::civil::date(self.month.year() as i16, self.month.number() as i8, self.day as i8);
        let moved = date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        let month = Month::new(i32::from(moved.year()), u8::try_from(moved.month()).ok()?)?;
        Date::new(month, u8::try_from(moved.day()).ok()?)
    }

    /// The month it lies in.
    pub fn month(self) -> Month {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        let date = jiff::civil::date(self.month.year() as i16, self.month.number() as i8, self.day as i8);
        Weekday(date.weekday().to_monday_zero_offset() as u8)
    }
}

/// The months of a plan with their days and working days.
#[derive(Clone, PartialEq, Debug)]
pub struct Calendar {
    first: Option<Month>,
    fiscal: Option<Fiscal>,
    days: Vec<Number>,
    workdays: Vec<Number>,
    length: MonthLength,
    week: Number,
    /// What the working days were counted from.
    worked: Workdays,
}

/// How long months are.
#[derive(Clone, PartialEq, Debug)]
pub enum MonthLength {
    /// As long as the real months, or [`UNDATED_DAYS`] in a plan without dates.
    Real,
    /// All of the same length.
    Fixed(Number),
    /// Those of the plan, one after the other; and where they come again after a quarter or a year, the lengths of the
    /// months before the plan, backwards, until they repeat. Without these, months before the plan are real ones.
    Listed {
        /// One for each month of the plan.
        months: Vec<Number>,
        /// The month before the first, the one before that, and so on; empty where the list is of the plan alone.
        before: Vec<Number>,
    },
}

/// How the working days of a month are found.
#[derive(Clone, PartialEq, Debug)]
pub enum Workdays {
    /// The same number every month.
    Fixed(Number),
    /// A number for each month of the plan.
    Listed(Vec<Number>),
    /// The days of the week that are worked, with other days.
    Weekdays {
        /// The days of the week.
        week: Weekdays,
        /// Days that are worked too: the first and the last of each run, both included.
        extra: Vec<(Date, Date)>,
        /// Days off, whatever else they are.
        off: Vec<(Date, Date)>,
    },
}

impl Workdays {
    /// Whether work is done on a day; none where the working days are a number a month, which says no days.
    pub fn works_on(&self, date: Date) -> Option<bool> {
        match self {
            Workdays::Fixed(_) | Workdays::Listed(_) => None,
            Workdays::Weekdays { week, extra, off } => {
                let among =
                    |runs: &[(Date, Date)]| runs.iter().any(|(first, last)| *first <= date && date <= *last);
                Some((week.contains(date.weekday()) || among(extra)) && !among(off))
            }
        }
    }
}

impl Calendar {
    /// A calendar of `length` months (a plan has at most `limits::MONTHS`), from `first` on where the plan is dated.
    ///
    /// A list of lengths or of working days has one for each month; where it is too short, the real length or 20 stands
    /// in.
    /// Weekdays in an undated plan have no meaning: the checker refuses them, and here 20 stands in.
    pub fn new(first: Option<Month>, length: usize, lengths: &MonthLength, workdays: &Workdays) -> Self {
        let month = |column: usize| first.map(|month| month.plus(column as i32));
        let real = |column: usize| match month(column) {
            Some(month) => Number::from(u32::from(month.days())),
            None => Number::from(UNDATED_DAYS),
        };
        let days = |column: usize| match lengths {
            MonthLength::Real => real(column),
            MonthLength::Fixed(fixed) => *fixed,
            MonthLength::Listed { months, .. } => months.get(column).copied().unwrap_or_else(|| real(column)),
        };
        let usual = || Number::from(20u32);
        let worked = |column: usize| match (workdays, month(column)) {
            (Workdays::Fixed(number), _) => *number,
            (Workdays::Listed(months), _) => months.get(column).copied().unwrap_or_else(usual),
            (Workdays::Weekdays { .. }, None) => usual(),
            (Workdays::Weekdays { .. }, Some(month)) => {
                let days = (1..=month.days()).filter_map(|day| Date::new(month, day));
                Number::from(days.filter(|date| workdays.works_on(*date) == Some(true)).count())
            }
        };
        let week = match workdays {
            Workdays::Fixed(_) | Workdays::Listed(_) => 5,
            Workdays::Weekdays { week, .. } => week.count(),
        };
        Calendar {
            first,
            fiscal: None,
            days: (0..length).map(days).collect(),
            workdays: (0..length).map(worked).collect(),
            length: lengths.clone(),
            week: Number::from(week),
            worked: workdays.clone(),
        }
    }

    /// The same calendar, its years and quarters counted as fiscal ones. (In an undated plan they begin with M1.)
    pub fn with_fiscal(self, fiscal: Option<Fiscal>) -> Self {
        Calendar { fiscal: fiscal.filter(|_| self.first.is_some()), ..self }
    }

    /// How fiscal years are counted, where the plan has such.
    pub fn fiscal(&self) -> Option<Fiscal> {
        self.fiscal
    }

    /// How many months of its quarter or year lie before a column, also those before the plan: 0 in its first month.
    /// Quarters and years are fiscal where the plan says so; in an undated plan they are counted from M1.
    pub fn months_into(&self, column: usize, stretch: Stretch) -> usize {
        let into_year = match (self.month(column), self.fiscal) {
            (Some(month), Some(fiscal)) => fiscal.month_of_year(month),
            (Some(month), None) => usize::from(month.number()) - 1,
            (None, _) => column % 12,
        };
        into_year % stretch.months()
    }

    /// The first column of the quarter or year that a column lies in; of one that begins before the plan, the plan's
    /// first.
    pub fn first_of(&self, column: usize, stretch: Stretch) -> usize {
        column.saturating_sub(self.months_into(column, stretch))
    }

    /// The year that a column lies in: fiscal where the plan says so; in an undated plan its first is 1.
    pub fn year_of(&self, column: usize) -> i32 {
        match (self.month(column), self.fiscal) {
            (Some(month), Some(fiscal)) => fiscal.year_of(month),
            (Some(month), None) => month.year(),
            (None, _) => (column / 12) as i32 + 1,
        }
    }

    /// The quarter of its year that a column lies in: 1 to 4.
    pub fn quarter_of(&self, column: usize) -> usize {
        self.months_into(column, Stretch::Year) / 3 + 1
    }

    /// The quarter or year that a column lies in, as a plan writes it and as people read it: `2026-Q3` and `Q3 2026`,
    /// `FY2027-Q1` and `Q1 FY2027`. In an undated plan `Q5` and `Y2`, counted from M1.
    pub fn stretch_name(&self, column: usize, stretch: Stretch) -> (String, String) {
        let (year, quarter) = (self.year_of(column), self.quarter_of(column));
        let both = |name: String| (name.clone(), name);
        match (stretch, self.first, self.fiscal) {
            (Stretch::Quarter, None, _) => both(format!("Q{}", column / 3 + 1)),
            (Stretch::Year, None, _) => both(format!("Y{year}")),
            (Stretch::Quarter, _, Some(_)) => {
                (format!("FY{year:04}-Q{quarter}"), format!("Q{quarter} FY{year:04}"))
            }
            (Stretch::Year, _, Some(_)) => both(format!("FY{year:04}")),
            (Stretch::Quarter, _, None) => (format!("{year}-Q{quarter}"), format!("Q{quarter} {year}")),
            (Stretch::Year, _, None) => both(year.to_string()),
        }
    }

    /// The first and the last column of a quarter or year as a plan writes it: `2026`, `2026-Q3`, `FY2027`, `FY2027-Q1`,
    /// and `Q3` of the first and the last year that has it. None where the plan has none of its months.
    pub fn columns_of(&self, written: &str) -> Option<(usize, usize)> {
        let of = |column: usize| {
            let year = self.month(column).map(|month| month.year().to_string());
            let quarter = format!("Q{}", self.quarter_of(column));
            let names = [Stretch::Year, Stretch::Quarter].map(|stretch| self.stretch_name(column, stretch).0);
            names.iter().chain([&quarter]).chain(&year).any(|name| name == written)
        };
        let first = (0..self.len()).find(|column| of(*column))?;
        Some((first, (first..self.len()).rev().find(|column| of(*column))?))
    }

    /// How many months the plan has; at least one.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is no month at all (never, in a checked plan).
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// The first month of a dated plan.
    pub fn first(&self) -> Option<Month> {
        self.first
    }

    /// The month of a column of a dated plan.
    pub fn month(&self, column: usize) -> Option<Month> {
        self.first.map(|first| first.plus(column as i32))
    }

    /// The column of a month of a dated plan, if it lies inside.
    pub fn column(&self, month: Month) -> Option<usize> {
        let offset = usize::try_from(month.since(self.first?)).ok()?;
        (offset < self.len()).then_some(offset)
    }

    /// How many days a month has: its own, or the fixed number of the plan. Months are columns, the first is 0.
    pub fn days(&self, column: usize) -> Number {
        self.days[column]
    }

    /// The days of each column.
    pub fn all_days(&self) -> &[Number] {
        &self.days
    }

    /// How long months are said to be.
    pub fn length(&self) -> &MonthLength {
        &self.length
    }

    /// The working days of a column.
    pub fn workdays(&self, column: usize) -> Number {
        self.workdays[column]
    }

    /// The working days of each column.
    pub fn all_workdays(&self) -> &[Number] {
        &self.workdays
    }

    /// What the working days were counted from: numbers a month, or weekdays with their exceptions. The counts
    /// alone do not tell which days they are.
    pub fn worked(&self) -> &Workdays {
        &self.worked
    }

    /// How many days a working week has.
    pub fn week(&self) -> Number {
        self.week
    }

    /// A column as it is written in a plan: `2026-06`, or `M6` in an undated plan.
    pub fn label(&self, column: usize) -> String {
        self.month(column).map_or_else(|| format!("M{}", column + 1), |month| month.to_string())
    }

    /// A column as people read it: `Jun 2026`, or `M6`.
    pub fn words(&self, column: usize) -> String {
        self.month(column).map_or_else(|| format!("M{}", column + 1), |month| month.words())
    }
}
