//! All rows of a scenario, in the order of its schedule.

use std::ops::Range;
use std::sync::Arc;

use super::feedback::Loop;
use super::frame::Frame;
use crate::library::{Body, CallOverMonths, Column, Computes, Function, Lengths};
use crate::model::{Argument, Formula, Operand, RowId, Scenario, Schedule, ScheduleBlock, Step, Table};
use crate::value::{Calendar, Number};

/// How many results of steps are kept at a time: a long formula goes through fewer months at once.
const SCRATCH: usize = 1 << 14;

/// Every row of a table in every month.
#[derive(Clone, Debug)]
pub struct Projection<N> {
    columns: Vec<Vec<N>>,
}

impl<N: Computes> Projection<N> {
    /// Computes all rows of a scenario.
    pub fn new(scenario: &Scenario, calendar: &Calendar) -> Self {
        let mut engine = Engine::new(&scenario.table, &scenario.schedule, calendar);
        for block in &scenario.schedule.blocks {
            engine.compute(block);
        }
        Projection { columns: engine.columns }
    }

    /// The values of a row, one a month.
    pub fn row(&self, row: RowId) -> &[N] {
        &self.columns[row.index()]
    }

    /// No row at all.
    pub(super) fn empty() -> Self {
        Projection { columns: Vec::new() }
    }

    /// Makes room for rows after the last, up to `rows` in all.
    pub(super) fn extend_to(&mut self, rows: usize, months: usize) {
        self.columns.resize_with(rows.max(self.columns.len()), || vec![N::ZERO; months]);
    }

    /// Takes rows away after the first `rows`.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.columns.truncate(rows);
    }

    /// Gives a row other values; gives those it had.
    pub(super) fn replace(&mut self, row: RowId, values: Vec<N>) -> Vec<N> {
        std::mem::replace(&mut self.columns[row.index()], values)
    }

    /// All rows, in the order of the table.
    pub(super) fn columns(&self) -> &[Vec<N>] {
        &self.columns
    }

    /// The value of a row or a constant in a month.
    pub fn input(&self, input: Argument, month: usize) -> N {
        match input {
            Argument::Row(row) => self.columns[row.index()][month],
            Argument::Constant(number) => N::from_number(number),
        }
    }
}

pub(super) struct Engine<'a, N> {
    table: &'a Table,
    schedule: &'a Schedule,
    months: usize,
    lengths: Lengths<N>,
    columns: Vec<Vec<N>>,
    /// The results of the steps of the formula being computed.
    scratch: Vec<N>,
}

impl<'a, N: Computes> Engine<'a, N> {
    fn new(table: &'a Table, schedule: &'a Schedule, calendar: &Calendar) -> Self {
        let months = calendar.len();
        Engine {
            table,
            schedule,
            months,
            lengths: Lengths::new(calendar),
            columns: vec![vec![N::ZERO; months]; table.len()],
            scratch: Vec::new(),
        }
    }

    /// An engine whose rows have the values of a projection.
    pub(super) fn over(scenario: &'a Scenario, calendar: &Calendar, projection: &Projection<N>) -> Self {
        Engine::with(scenario, calendar, projection.clone())
    }

    /// An engine that goes on with the rows of a projection.
    pub(super) fn with(scenario: &'a Scenario, calendar: &Calendar, projection: Projection<N>) -> Self {
        Engine {
            table: &scenario.table,
            schedule: &scenario.schedule,
            months: calendar.len(),
            lengths: Lengths::new(calendar),
            columns: projection.columns,
            scratch: Vec::new(),
        }
    }

    /// The projection as it now is.
    pub(super) fn into_projection(self) -> Projection<N> {
        Projection { columns: self.columns }
    }

    pub(super) fn table(&self) -> &'a Table {
        self.table
    }

    pub(super) fn set(&mut self, row: RowId, value: impl Fn(usize) -> N) {
        for (month, cell) in self.columns[row.index()].iter_mut().enumerate() {
            *cell = value(month);
        }
    }

    pub(super) fn row(&self, row: RowId) -> &[N] {
        &self.columns[row.index()]
    }

    pub(super) fn projection(&self) -> Projection<N> {
        Projection { columns: self.columns.clone() }
    }

    pub(super) fn compute(&mut self, block: &ScheduleBlock) {
        let table = self.table;
        match block {
            ScheduleBlock::Row(row) => self.compute_formula(*row, &table.row(*row).formula),
            ScheduleBlock::Feedback(rows) => self.compute_loop(&mut Loop::new(table, rows)),
        }
    }

    /// All months of a formula, into the column of a row.
    pub(super) fn compute_formula(&mut self, row: RowId, formula: &Formula) {
        match formula {
            Formula::Steps { steps, result, series } => self.compute_row(row, steps, *result, series),
            history => self.compute_history(row, history, 0..self.months),
        }
    }

    /// Makes room for so many columns after the last; gives the place of the first.
    pub(super) fn extend_by(&mut self, count: usize) -> usize {
        let first = self.columns.len();
        self.columns.resize_with(first + count, || vec![N::ZERO; self.months]);
        first
    }

    /// All months of rows that need each other, a month at a time.
    fn compute_loop(&mut self, rows: &mut Loop<'_, N>) {
        for month in 0..self.months {
            rows.read(&self.columns, month);
            for line in 0..rows.len() {
                if let Some((row, formula)) = rows.over_months(line) {
                    rows.write(&mut self.columns, month, line);
                    self.compute_history(row, formula, month..month + 1);
                }
                rows.compute(line, &self.columns, month);
            }
            rows.write(&mut self.columns, month, rows.len());
        }
    }

    /// All months of a row that does not read itself, a step at a time.
    fn compute_row(&mut self, row: RowId, steps: &[Step], result: Operand, series: &[Arc<[Number]>]) {
        let width = (SCRATCH / steps.len().max(1)).min(self.months).max(1);
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.resize(scratch.len().max(steps.len() * width), N::ZERO);
        let mut own = std::mem::take(&mut self.columns[row.index()]);
        let columns = &self.columns;
        for first in (0..self.months).step_by(width) {
            let width = width.min(self.months - first);
            for (index, step) in steps.iter().enumerate() {
                let (done, rest) = scratch.split_at_mut(index * width);
                let frame = Frame { columns, done, series, first, width, row: row.0 };
                frame.step(step, &mut rest[..width]);
            }
            let frame = Frame { columns, done: &scratch, series, first, width, row: row.0 };
            for (at, cell) in own[first..first + width].iter_mut().enumerate() {
                *cell = frame.operand(result, at);
            }
        }
        self.columns[row.index()] = own;
        self.scratch = scratch;
    }

    fn compute_history(&mut self, row: RowId, formula: &Formula, months: Range<usize>) {
        let Formula::History { function, arguments, before, in_days, span, .. } = formula else { return };
        // Its own column is taken out while the others are read; a row of this kind never
        // reads itself except as `own`.
        let mut own = std::mem::take(&mut self.columns[row.index()]);
        let columns = &self.columns;
        let column = |input: &Argument| match input {
            Argument::Row(row) => Column::Row(&columns[row.index()]),
            Argument::Constant(number) => Column::Constant(N::from_number(*number)),
        };
        let arguments: Vec<Column<'_, N>> = arguments.iter().map(column).collect();
        let mut call = CallOverMonths {
            arguments: &arguments,
            before: before.as_ref().map(column),
            own: &mut own,
            lengths: &self.lengths,
            in_days: *in_days,
            span: span.as_deref(),
            row: row.0,
        };
        let later = self.schedule.arrives_later.get(row.index()).copied().unwrap_or(false);
        run_history(function, &mut call, months, later);
        self.columns[row.index()] = own;
    }
}

fn run_history<N: Computes>(
    function: &'static Function,
    call: &mut CallOverMonths<'_, N>,
    months: Range<usize>,
    arrives_later: bool,
) {
    match N::body(function) {
        Body::Running(body) => months.for_each(|month| body(call, month)),
        Body::Arriving { before, enter } => {
            for month in months {
                if month == 0 {
                    // What lands is added up: from nothing, also when a row is computed again.
                    call.own.fill(N::ZERO);
                    before(call);
                }
                // What always arrives later is taken in a month after it entered: in a loop of rows,
                // this month's flow may not be known yet.
                match arrives_later {
                    false => enter(call, month),
                    true => month.checked_sub(1).into_iter().for_each(|entry| enter(call, entry)),
                }
            }
        }
        Body::Whole(body) => {
            let value = body(call);
            call.own.fill(value);
        }
        Body::OneMonth(which) => {
            let value = call.arguments[0].at(which(call.own.len()));
            call.own.fill(value);
        }
        // The checker gives these bodies to steps only.
        Body::SameMonth(_) | Body::Choice | Body::Previous | Body::Mean(_) => {}
    }
}
