//! What moves a row that goes on from its own month before, such as a stock, between two months: what came and
//! went in the months between. The same months counted back from both would lead to the plan's first one.

use std::collections::BTreeSet;
use std::ops::Range;

use super::chain::{Chain, Movements, Mover, by_month};
use super::change::CauseKind;
use super::parts::{minus, plus, times};
use super::split::{Pair, Split};
use crate::eval::Trace;
use crate::library::Decomposition;
use crate::model::{Argument, Formula, RowId, ScheduleBlock, Step};
use crate::value::{Cell, Number};

impl Split<'_> {
    /// Splits the change of a row that goes on from its own month before, where the two sides are different
    /// months. Says whether it is such a row.
    pub(super) fn between(&mut self, pair: Pair, weight: Number, level: usize) -> bool {
        let ((a, from), (b, to)) = (pair.from, pair.to);
        if from == to || !self.same_row(a, b) {
            return false;
        }
        let (earlier, later) = (from.min(to), from.max(to));
        let Some(moved) = self.moved(b, earlier + 1..later + 1) else { return false };
        // All that came and went would dwarf what a balance changes of a product: there it is one cause, unless
        // it has no name.
        if weight.abs() != Number::ONE && !self.to.scenario().table.row(b).hidden {
            self.whole(pair, CauseKind::Row, weight);
            return true;
        }
        self.note(b, moved, if to > from { weight } else { weight.negated() });
        // The months between are those of the scenario that the change leads to.
        self.across((a, b), from, weight, level);
        true
    }

    /// What one scenario has in a month that the other has not.
    fn across(&mut self, (a, b): (RowId, RowId), month: usize, weight: Number, level: usize) {
        if self.from.scenario().name != self.to.scenario().name {
            self.give(Pair { from: (a, month), to: (b, month) }, weight, level);
        }
    }

    /// The same of a row that is read, where one side reads what stands for its month before the first, and the
    /// other its value at the end of a month: of the side that the change leads to if `forward`.
    pub(super) fn since_start(
        &mut self,
        pair: Pair,
        (rows, last, forward): ((RowId, RowId), usize, bool),
        (weight, level): (Number, usize),
        change: Number,
    ) {
        let row = rows.1;
        let value = |trace: &Trace<'_, Cell>, row: RowId| trace.projection().row(row)[last].number();
        let ends = (value(&self.from, rows.0), value(&self.to, row));
        let (Some(moved), (Some(old), Some(new))) = (self.moved(row, 0..last + 1), ends) else {
            return self.add(pair.to.0, CauseKind::Start, None, None, times(weight, change));
        };
        if weight.abs() != Number::ONE {
            return self.add(row, CauseKind::Row, None, None, times(weight, change));
        }
        let told = moved.values().fold(Number::ZERO, |sum, amount| plus(sum, *amount));
        // Between the start and the same month of the scenario that the change leads to.
        let own = if forward { change } else { minus(minus(new, old), change) };
        // What stands for the month before the first need not be what the row itself begins with.
        let start = minus(own, told);
        let part = if forward { weight } else { weight.negated() };
        self.add(pair.to.0, CauseKind::Start, None, None, times(part, start));
        self.note(row, moved, part);
        if !forward {
            self.across(rows, last, weight, level);
        }
    }

    /// Adds what moved a row to the causes, each times the weight that the row has in the figure.
    fn note(&mut self, row: RowId, moved: Movements, weight: Number) {
        for (what, amount) in moved {
            let (of, kind) = match what {
                Mover::Row(of) => (of, CauseKind::Flow),
                Mover::Line(of) => (of, CauseKind::Line),
                Mover::Formula(of) => (of, CauseKind::Formula),
                Mover::Carried(of) => (of, CauseKind::Carried),
                Mover::Step(_) => (row, CauseKind::Step),
            };
            let month = if let Mover::Step(month) = what { Some(month) } else { None };
            self.add(of, kind, month, None, times(weight, amount));
        }
    }

    /// What moved a row in those months; none where it does not go on from its own month before.
    fn moved(&self, row: RowId, months: Range<usize>) -> Option<Movements> {
        let trace = &self.to;
        let block: BTreeSet<RowId> = self.together(row).iter().copied().collect();
        match &trace.scenario().table.row(row).formula {
            Formula::History { function, arguments, .. }
                if matches!(function.decomposition, Decomposition::Arrivals { stays: true, .. }) =>
            {
                return grown(trace, row, arguments.first(), months);
            }
            // Nothing else can go on from its month before.
            Formula::Steps { .. } if block.is_empty() => return None,
            _ => {}
        }
        let chain = |row: RowId, wide: bool| Chain { trace, row, block: &block, wide }.moved(months.clone());
        let own = |row: RowId| chain(row, false).or_else(|| chain(row, true));
        if let Some(found) = own(row) {
            return Some(found);
        }
        // Rows that take turns, each from the other's month before, would lead back to the first month.
        let steps = trace.scenario().table.row(row).formula.steps();
        let mut before = steps.iter().filter_map(|step| match step {
            Step::Shifted { row: other, by: -1, .. } if block.contains(other) => Some(*other),
            _ => None,
        });
        let turns = before.clone().next().is_some() && before.all(|other| own(other).is_none());
        if turns { by_month(trace, row, months) } else { None }
    }

    /// The rows that a row is computed together with, month by month.
    fn together(&self, row: RowId) -> &[RowId] {
        match self.to.scenario().schedule.blocks.get(self.block_of(row)) {
            Some(ScheduleBlock::Feedback(rows)) => rows,
            _ => &[],
        }
    }
}

/// Who came counts more from month to month: what a ramp gains is what its flow brought, then or before.
fn grown(
    trace: &Trace<'_, Cell>,
    row: RowId,
    flow: Option<&Argument>,
    months: Range<usize>,
) -> Option<Movements> {
    let values = trace.projection().row(row);
    let (before, after) = (values[months.start.checked_sub(1)?].number()?, values[months.end - 1].number()?);
    let what = match flow {
        Some(Argument::Row(flow)) if !trace.scenario().table.row(*flow).hidden => Mover::Row(*flow),
        _ => Mover::Formula(row),
    };
    Some(Movements::from([(what, minus(after, before))]))
}
