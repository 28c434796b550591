//! What a row comes to as one figure: over the whole plan, in a month, or as a goal reads it.

use crate::eval::Columns;
use crate::library::Computes;
use crate::model::{Argument, Goal, GoalTime, RollupBy, RowId, Scenario};
use crate::value::{Calendar, Reason, Rollup};

use super::rollup;
use super::verdict::{best_month, verdict};

/// How the months of a row become one figure.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Measure {
    /// By its roll-up over the whole plan.
    Whole,
    /// Its value in a month.
    Month(usize),
    /// Its sum over these months, those without a value left out.
    Sum(Vec<usize>),
    /// Its value in the month, up to a goal's deadline, that comes nearest to the goal or does most for it.
    Best {
        /// The last month that counts.
        deadline: usize,
        /// What values are held against.
        target: Argument,
        /// Whether more is better.
        at_least: bool,
    },
}

impl Measure {
    /// The figure that a goal is judged by, as [`verdict`] has it on this projection: a total, the best month up to a
    /// deadline, the month that decides a goal in every month.
    pub fn of_goal<N: Computes>(columns: &impl Columns<N>, goal: &Goal) -> Measure {
        let inside = |months: &[bool]| (0..months.len()).filter(|month| months[*month]).collect::<Vec<_>>();
        match (&goal.time, goal.cumulative) {
            (GoalTime::By(deadline), true) => Measure::Sum((0..=*deadline).collect()),
            (GoalTime::By(deadline), false) => {
                Measure::Best { deadline: *deadline, target: goal.target, at_least: goal.at_least }
            }
            (GoalTime::In(months), true) => Measure::Sum(inside(months)),
            // The month stays the same for all that is tried: effects in different months would not compare.
            (GoalTime::In(_), false) => verdict(columns, goal).month.map_or(Measure::Whole, Measure::Month),
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
            Measure::Best { deadline, target, at_least } => {
                best_month(columns, row, *deadline, *target, *at_least)
                    .map_or(N::missing(Reason::NothingToSum, row.0), |month| values[month])
            }
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

    /// The month that the figure is of where that depends on the figures: the best one up to a deadline.
    pub fn best_of<N: Computes>(&self, columns: &impl Columns<N>, row: RowId) -> Option<usize> {
        match self {
            Measure::Best { deadline, target, at_least } => {
                best_month(columns, row, *deadline, *target, *at_least)
            }
            _ => None,
        }
    }

    /// The rows that the figure is made of.
    pub fn needs(&self, scenario: &Scenario, row: RowId) -> Vec<RowId> {
        let mut rows = vec![row];
        if let Measure::Best { target: Argument::Row(target), .. } = self {
            rows.push(*target);
        }
        if let (Measure::Whole, RollupBy::Quotient(above, below)) = (self, scenario.table.row(row).rollup) {
            rows.extend([above, below].iter().filter_map(|input| match input {
                Argument::Row(row) => Some(*row),
                Argument::Constant(_) => None,
            }));
        }
        rows
    }

    /// Its name in results: `total`, `end`, `mean`, a month, the months that are summed or of which the best counts.
    pub fn name(&self, calendar: &Calendar, rollup: Rollup) -> String {
        self.named(calendar, rollup, |month| calendar.label(month), " .. ")
    }

    /// The same in words: `total Jan 2026 to Jun 2026`.
    pub fn words(&self, calendar: &Calendar, rollup: Rollup) -> String {
        let words = self.named(calendar, rollup, |month| calendar.words(month), " to ");
        match self {
            Measure::Month(_) => format!("in {words}"),
            Measure::Best { deadline, .. } => format!("in the best month by {}", calendar.words(*deadline)),
            Measure::Whole | Measure::Sum(_) => words,
        }
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
            Measure::Best { deadline, .. } => format!("best {}{to}{}", month(0), month(*deadline)),
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
