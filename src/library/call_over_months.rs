//! How functions over months see a plan: columns of other rows, their own row, the calendar.

use crate::value::{Calendar, Month, MonthLength, Number, Reason, Scalar, Stretch, UNDATED_DAYS, Whole};

/// An argument of a function over months: a row, or the same value in every month.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a, N> {
    /// The values of a row.
    Row(&'a [N]),
    /// A constant.
    Constant(N),
}

impl<N: Scalar> Column<'_, N> {
    /// The value in a month, counted from 0; of a constant the same in all.
    #[inline]
    pub fn at(&self, month: usize) -> N {
        match self {
            Column::Row(values) => values[month],
            Column::Constant(value) => *value,
        }
    }
}

/// The calendar as the functions count it: lengths and starts of months in days.
#[derive(Clone, Debug)]
pub struct Lengths<N> {
    /// The days of each month.
    pub days: Vec<N>,
    /// The day on which each month starts, and last the day after the plan.
    pub starts: Vec<N>,
    /// What came before the first month.
    before: Before,
    /// How many months of its year lie before the first month.
    into_year: usize,
}

/// The months before a plan.
#[derive(Clone, Debug)]
enum Before {
    /// Each has the same number of days.
    Alike(Number),
    /// Those of the calendar before this month.
    Dated(Month),
    /// These, backwards from the month before the plan, and again from the first of them.
    Again(Vec<Number>),
}

impl Before {
    /// The days of the month `back` months before the first (0 is the month before).
    fn days(&self, back: usize) -> Number {
        match self {
            Before::Alike(days) => *days,
            Before::Again(days) => days[back % days.len()],
            Before::Dated(first) => Number::from(u32::from(first.plus(-1 - back as i32).days())),
        }
    }

    /// After how many months, and days, the lengths repeat: the Gregorian calendar does in 400 years.
    fn cycle(&self) -> (usize, Number) {
        match self {
            Before::Alike(days) => (1, *days),
            Before::Again(days) => (days.len(), Number::sum(days.clone()).unwrap_or_default()),
            Before::Dated(_) => (4800, Number::from(146_097u32)),
        }
    }
}

impl<N: Scalar> Lengths<N> {
    /// The lengths of a calendar's months.
    pub fn new(calendar: &Calendar) -> Self {
        let days: Vec<N> = calendar.all_days().iter().map(|days| N::from_number(*days)).collect();
        let mut starts = vec![N::ZERO];
        let mut start = N::ZERO;
        for length in &days {
            start = start.add(*length, 0);
            starts.push(start);
        }
        let before = match (calendar.length(), calendar.first()) {
            (MonthLength::Fixed(fixed), _) => Before::Alike(*fixed),
            (MonthLength::Listed { before, .. }, _) if !before.is_empty() => Before::Again(before.clone()),
            (_, Some(first)) => Before::Dated(first),
            (_, None) => Before::Alike(Number::from(UNDATED_DAYS)),
        };
        Lengths { days, starts, before, into_year: calendar.months_into(0, Stretch::Year) }
    }

    /// How many months of its quarter or year lie before a month, counted from 0, also those before the plan: as
    /// [`Calendar::months_into`] has it.
    pub fn months_into(&self, month: usize, stretch: Stretch) -> usize {
        (self.into_year + month) % stretch.months()
    }
}

/// What a function over months works on.
#[derive(Debug)]
pub struct CallOverMonths<'a, N> {
    /// The arguments, in the order of its parameters; the shares of a list one by one at the end.
    pub arguments: &'a [Column<'a, N>],
    /// The value after the word `before`, read in the first month.
    pub before: Option<Column<'a, N>>,
    /// Its own row: earlier months are done, later ones are not.
    pub own: &'a mut [N],
    /// The days of each month, and on which day of the plan it starts.
    pub lengths: &'a Lengths<N>,
    /// Whether a duration among the arguments is in days, not in months.
    pub in_days: bool,
    /// The months that a span names; all of them where there is none.
    pub span: Option<&'a [bool]>,
    /// The row being computed.
    pub row: u32,
}

impl<N: Scalar> CallOverMonths<'_, N> {
    /// Adds to a month of its own row, if the plan has that month.
    pub(super) fn land(&mut self, month: usize, part: N) {
        if let Some(cell) = self.own.get_mut(month) {
            *cell = cell.add(part, self.row);
        }
    }

    /// What enters in `month` arrives at a time nobody can tell: from here on there is no value.
    pub(super) fn lose(&mut self, month: usize, gap: N) {
        for cell in &mut self.own[month..] {
            *cell = cell.add(gap, self.row);
        }
    }

    /// Lets a flow of `entry` arrive after a duration (LANGUAGE, section 5, `delay`).
    ///
    /// The last part is what the earlier parts left, so that the parts add up to the flow exactly.
    pub(super) fn arrive(&mut self, entry: usize, flow: N, duration: N) {
        if duration.is_missing() {
            return self.lose(entry, duration);
        }
        if duration.is_negative() {
            return self.lose(entry, N::missing(Reason::OutOfBounds, self.row));
        }
        if flow.is_zero() {
            return;
        }
        if self.in_days {
            let start = self.lengths.starts[entry].add(duration, self.row);
            self.arrive_between(flow, start, self.lengths.days[entry]);
        } else {
            self.arrive_in_months(entry, flow, duration);
        }
    }

    /// Spreads a flow evenly over `length` days from the day `start` on (which may lie before the plan).
    pub(super) fn arrive_between(&mut self, flow: N, start: N, length: N) {
        let row = self.row;
        let starts = &self.lengths.starts;
        let before = |a: N, b: N| a.order(b, row).is_ok_and(std::cmp::Ordering::is_lt);
        let end = start.add(length, row);
        let months = starts.len() - 1;
        // The month in which the stretch begins; 0 also where it begins before the plan.
        let first = starts[1..].partition_point(|next| !before(start, *next));
        let mut left = flow;
        let whole_stretch_inside = !before(start, N::ZERO);
        for month in first..months {
            let (from, to) = (self.lengths.starts[month], self.lengths.starts[month + 1]);
            let from = if before(from, start) { start } else { from };
            let ends_here = !before(to, end);
            if ends_here && whole_stretch_inside {
                return self.land(month, left);
            }
            let to = if ends_here { end } else { to };
            if !before(from, to) {
                return;
            }
            let part = flow.mul(to.sub(from, row), row).div(length, row);
            self.land(month, part);
            if ends_here {
                return;
            }
            left = left.sub(part, row);
        }
    }

    fn arrive_in_months(&mut self, entry: usize, flow: N, duration: N) {
        let row = self.row;
        let Some(whole) = duration.to_count() else { return };
        let fraction = duration.sub(N::from_number(Number::from(whole)), row);
        let month = entry + whole;
        if fraction.is_zero() {
            return self.land(month, flow);
        }
        let late = flow.mul(fraction, row);
        self.land(month, flow.sub(late, row));
        self.land(month + 1, late);
    }

    /// Lets the months before the plan arrive: the same flow in each, the first month's duration.
    pub(super) fn arrive_before(&mut self, flow: N, duration: N) {
        let row = self.row;
        if duration.is_missing() || duration.is_negative() {
            // The first month's own entry says what is wrong.
            return;
        }
        let months = self.own.len();
        if self.in_days {
            // Months so near that they arrive after the plan are passed over, in whole cycles after which the
            // lengths repeat: a delay of a thousand years takes no longer than one of a year.
            let (cycle_months, cycle) = self.lengths.before.cycle();
            let cycle = N::from_number(cycle);
            let beyond = duration.sub(self.lengths.starts[months], row).div(cycle, row).whole(Whole::Floor);
            let cycles = if beyond.is_negative() { N::ZERO } else { beyond };
            let mut start = duration.sub(cycle.mul(cycles, row), row);
            let mut back = 0;
            loop {
                let length = N::from_number(self.lengths.before.days(back % cycle_months));
                let end = start;
                start = start.sub(length, row);
                if !end.order(N::ZERO, row).is_ok_and(std::cmp::Ordering::is_gt) {
                    return;
                }
                self.arrive_between(flow, start, length);
                back += 1;
            }
        }
        let whole = duration.to_count().unwrap_or(0);
        let fraction = duration.sub(N::from_number(Number::from(whole)), row);
        let late = flow.mul(fraction, row);
        for month in 0..months.min(whole) {
            self.land(month, flow.sub(late, row));
        }
        if !fraction.is_zero() {
            for month in 0..months.min(whole + 1) {
                self.land(month, late);
            }
        }
    }
}
