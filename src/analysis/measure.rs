//! What a row comes to as one figure: over the whole plan, in a month, or as a goal reads it.

use crate::eval::Columns;
use crate::library::Computes;
use crate::model::{Argument, Goal, GoalTime, RollupBy, RowId, Scenario};
use crate::value::{Calendar, Reason, Rollup};

use super::rollup;

/// How the months of a row become one figure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Measure {
    /// By its roll-up over the whole plan.
    Whole,
    /// Its value in a month.
    Month(usize),
    /// Its sum over these months, those without a value left out.
    Sum(Vec<usize>),
}

impl Measure {
    /// The figure that a goal is about: a running total over its months, or the row's value in the last of them.
    pub fn of_goal(goal: &Goal) -> Measure {
        let inside = |months: &[bool]| (0..months.len()).filter(|month| months[*month]).collect::<Vec<_>>();
        match (&goal.time, goal.cumulative) {
            (GoalTime::By(deadline), true) => Measure::Sum((0..=*deadline).collect()),
            // Such a goal may be met in any month until then; what it is about in the end is the last of them.
            (GoalTime::By(deadline), false) => Measure::Month(*deadline),
            (GoalTime::In(months), true) => Measure::Sum(inside(months)),
            (GoalTime::In(months), false) => {
                inside(months).last().map_or(Measure::Whole, |last| Measure::Month(*last))
            }
        }
    }

    /// What another row comes to by the time that a goal asks for.
    pub fn by_deadline(goal: &Goal, rollup: Rollup) -> Measure {
        let deadline = match &goal.time {
            GoalTime::By(deadline) => Some(*deadline),
            GoalTime::In(months) => months.iter().rposition(|inside| *inside),
        };
        match (deadline, rollup) {
            (None, _) => Measure::Whole,
            (Some(deadline), Rollup::Sum) => Measure::Sum((0..=deadline).collect()),
            (Some(deadline), _) => Measure::Month(deadline),
        }
    }

    /// The figure; missing where no month has a value, or a sum is too large.
    pub fn of<N: Computes>(&self, columns: &impl Columns<N>, scenario: &Scenario, row: RowId) -> N {
        let values = columns.row(row);
        match self {
            Measure::Whole => rollup::roll_up(columns, row, scenario.table.row(row), 0..values.len()).value,
            Measure::Month(month) => values.get(*month).copied().unwrap_or(N::ZERO),
            Measure::Sum(months) => {
                let values = || months.iter().filter_map(|month| values.get(*month).copied());
                // What is too large makes the sum too large; it is no month without a value to be left out.
                if let Some(too_large) = values().find(|value| value.is_too_large()) {
                    return too_large;
                }
                let mut present = values().filter(|value| !value.is_missing()).peekable();
                if present.peek().is_none() {
                    return N::missing(Reason::NothingToSum, row.0);
                }
                present.fold(N::ZERO, |sum, value| sum.add(value, row.0))
            }
        }
    }

    /// The rows that the figure is made of.
    pub fn needs(&self, scenario: &Scenario, row: RowId) -> Vec<RowId> {
        let mut rows = vec![row];
        if let (Measure::Whole, RollupBy::Quotient(above, below)) = (self, scenario.table.row(row).rollup) {
            rows.extend([above, below].iter().filter_map(|input| match input {
                Argument::Row(row) => Some(*row),
                Argument::Constant(_) => None,
            }));
        }
        rows
    }

    /// Its name in results: `total`, `end`, `mean`, a month, or the months that are summed.
    pub fn name(&self, calendar: &Calendar, rollup: Rollup) -> String {
        self.named(calendar, rollup, |month| calendar.label(month), " .. ")
    }

    /// The same in words: `total Jan 2026 to Jun 2026`.
    pub fn words(&self, calendar: &Calendar, rollup: Rollup) -> String {
        let words = self.named(calendar, rollup, |month| calendar.words(month), " to ");
        if matches!(self, Measure::Month(_)) { format!("in {words}") } else { words }
    }

    /// A measure in words, with `month` to name a month and `to` between the first and the last.
    fn named(
        &self,
        calendar: &Calendar,
        rollup: Rollup,
        month: impl Fn(usize) -> String,
        to: &str,
    ) -> String {
        match self {
            Measure::Whole => match rollup {
                Rollup::Sum => "total".into(),
                Rollup::Last => "end".into(),
                Rollup::Level => "mean".into(),
            },
            Measure::Month(at) => month(*at),
            Measure::Sum(months) => match (months.first(), months.last()) {
                _ if months.len() == calendar.len() => "total".into(),
                (Some(first), Some(last)) if first == last => format!("total {}", month(*first)),
                (Some(first), Some(last)) if last - first + 1 == months.len() => {
                    format!("total {}{to}{}", month(*first), month(*last))
                }
                (Some(first), Some(last)) => {
                    format!("total of {} months, {}{to}{}", months.len(), month(*first), month(*last))
                }
                _ => "total".into(),
            },
        }
    }
}
