//! What a literal is in the units that pace keeps: one table, for formulas and for values that are typed beside a
//! plan, such as the ends of `--vary calls=1/day..10/day`.

use crate::model::{CalendarPart, Row, RowId};
use crate::syntax::tree::{Literal, LiteralUnit};
use crate::value::{Calendar, Currency, DurationWord, EffortWord, Number, Period, Unit};

/// How a unit as it is written becomes one that pace keeps: a number of it times `times`, over `over`. Two
/// numbers and not one, since 20 minutes are 20/60 of an hour and not 20 × 0.01666….
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scale {
    /// The unit that is kept.
    pub unit: Unit,
    /// The factor.
    pub times: Number,
    /// The divisor.
    pub over: Number,
}

/// The scale of a literal's unit. A working day is as long as the plan's days over its working days.
pub(super) fn scale(unit: LiteralUnit, calendar: &Calendar) -> Scale {
    let whole = |number: u32| Number::from(number);
    let (unit, times, over) = match unit {
        LiteralUnit::Plain => (Unit::ONE, whole(1), whole(1)),
        LiteralUnit::Percent | LiteralUnit::Points => (Unit::ONE, whole(1), Number::HUNDRED),
        LiteralUnit::Money(_) => (Unit::MONEY, whole(1), whole(1)),
        LiteralUnit::Effort(EffortWord::Hours) => (Unit::HOURS, whole(1), whole(1)),
        LiteralUnit::Effort(EffortWord::Minutes) => (Unit::HOURS, whole(1), whole(60)),
        LiteralUnit::Duration(word) => match word {
            DurationWord::Days => (Unit::DAYS, whole(1), whole(1)),
            DurationWord::Weeks => (Unit::DAYS, whole(7), whole(1)),
            DurationWord::Workdays => (Unit::DAYS, sum(calendar.all_days()), sum(calendar.all_workdays())),
            DurationWord::Months => (Unit::MONTHS, whole(1), whole(1)),
            DurationWord::Quarters => (Unit::MONTHS, whole(3), whole(1)),
            DurationWord::Years => (Unit::MONTHS, whole(12), whole(1)),
        },
    };
    Scale { unit, times, over }
}

/// All days of the plan: at most some thousands, which always add up.
fn sum(days: &[Number]) -> Number {
    Number::sum(days.iter().copied()).unwrap_or_default()
}

/// What a rate counts: what it is multiplied with to be per month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RateBase {
    /// The working days of each month.
    Workdays,
    /// The days of each month.
    Days,
    /// Nothing: it is per month.
    Months,
}

impl RateBase {
    /// The row of the calendar that it is multiplied with; none where it is per month already.
    pub(super) fn row(self) -> Option<RowId> {
        match self {
            RateBase::Workdays => Some(CalendarPart::Workdays.row()),
            RateBase::Days => Some(CalendarPart::Days.row()),
            RateBase::Months => None,
        }
    }

    /// What a rate is multiplied with in each month.
    pub fn factors(self, calendar: &Calendar) -> Vec<Number> {
        match self {
            RateBase::Workdays => calendar.all_workdays().to_vec(),
            RateBase::Days => calendar.all_days().to_vec(),
            RateBase::Months => vec![Number::ONE; calendar.len()],
        }
    }
}

/// What a rate per period counts, and by how many of them it is divided: per week, days over 7. For an action a day is
/// a working day, and a week has as many as the plan works.
pub(super) fn rate_base(per: Period, action: bool, calendar: &Calendar) -> (RateBase, Number) {
    let day = if action { RateBase::Workdays } else { RateBase::Days };
    match per {
        Period::Day => (day, Number::ONE),
        Period::Workday => (RateBase::Workdays, Number::ONE),
        // Not 7: ten calls a week of five working days are two on each of them, and none on a Sunday.
        Period::Week if action => (day, calendar.week()),
        Period::Week => (day, Number::from(7u32)),
        Period::Month => (RateBase::Months, Number::ONE),
        Period::Quarter => (RateBase::Months, Number::from(3u32)),
        Period::Year => (RateBase::Months, Number::from(12u32)),
    }
}

/// A literal in the units of the plan, ready to be the value of a row: `20 minutes` are 1/3 in hours.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Amount {
    /// The number: of a rate, for each of what it counts.
    pub number: Number,
    /// The unit that is kept: of a rate, with its month.
    pub unit: Unit,
    /// What a rate counts; none of a literal without a period.
    pub base: Option<RateBase>,
}

impl Amount {
    /// A literal that is typed as a value of `row`: for an action a day is a working day. None of percentage points,
    /// of a rate that no row can have, such as days per month, and beyond what a number holds.
    pub fn of(literal: &Literal, row: &Row, calendar: &Calendar) -> Option<Amount> {
        let duration = matches!(literal.unit, LiteralUnit::Duration(_));
        if literal.unit == LiteralUnit::Points || (duration && literal.per.is_some()) {
            return None;
        }
        // Multiplied first and divided last, as the checker does it, so that a value typed here equals the same
        // one in a plan.
        let Scale { unit, times, over } = scale(literal.unit, calendar);
        let number = literal.number.times(times).and_then(|(product, _)| product.over(over)).ok()?.0;
        let Some(per) = literal.per else { return Some(Amount { number, unit, base: None }) };
        let (base, parts) = rate_base(per, row.is_action(), calendar);
        Some(Amount { number: number.over(parts).ok()?.0, unit: unit.per_month().ok()?, base: Some(base) })
    }
}

/// Whether money written in a currency is the plan's: `$` is wherever people write the plan's currency with a
/// dollar sign. `text` is the amount as written.
pub fn same_currency(plan: Currency, written: Currency, text: &str) -> bool {
    let sign = text.chars().find(|letter| Currency::from_sign(*letter).is_some());
    // Canadians write `$` for their dollars: the sign alone does not say that US dollars are meant.
    let signed = |sign: char| plan.sign().is_some_and(|own| own.starts_with(sign));
    written == plan || sign.is_some_and(signed)
}
