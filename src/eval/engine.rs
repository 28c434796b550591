//! All rows of a scenario, in the order of its schedule.
//!
//! The schedule says in which order: every row comes after those that it reads in the same month, and rows that read
//! each other through earlier months form one block (`feedback.rs`). Nothing here fails: what has no value, or is too
//! large a number, is a missing value that carries its reason and the row where it began.

use std::ops::Range;
use std::sync::Arc;

use super::feedback::Loop;
use super::frame::Frame;
use crate::library::{Body, CallOverMonths, Column, Computes, Function, Lengths};
use crate::model::{Argument, Formula, Operand, RowId, Scenario, Schedule, ScheduleBlock, Step, Table};
use crate::value::{Calendar, Number};

/// How many results of steps are kept at a time, so that they stay in the processor's cache: a long formula goes
/// through fewer months at once.
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

    /// A projection without any row, to stand in for one that is taken out for a while.
    pub(super) fn empty() -> Self {
        Projection { columns: Vec::new() }
    }

    /// Makes room for rows after the last, up to `rows` in all. New rows are zero in all of `months` until they are
    /// computed.
    pub(super) fn extend_to(&mut self, rows: usize, months: usize) {
        self.columns.resize_with(rows.max(self.columns.len()), || vec![N::ZERO; months]);
    }

    /// Removes the rows after the first `rows`.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.columns.truncate(rows);
    }

    /// Gives a row other values, one a month, and returns those that it had.
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

/// A scenario under computation: the formulas of its table, and the values found so far.
pub(super) struct Engine<'a, N> {
    table: &'a Table,
    schedule: &'a Schedule,
    /// The number of months of the plan.
    months: usize,
    /// The days and working days of every month, in the number type of the values.
    lengths: Lengths<N>,
    /// The values of every row, one a month, by the row's id; zero until its block is computed.
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

    /// An engine whose rows begin with a copy of a projection's values: the projection itself stays as it is.
    pub(super) fn over(scenario: &'a Scenario, calendar: &Calendar, projection: &Projection<N>) -> Self {
        Engine::with(scenario, calendar, projection.clone())
    }

    /// An engine that takes over a projection's values without copying them; [`Engine::into_projection`] gives them
    /// back.
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

    /// The rows and formulas that it computes.
    pub(super) fn table(&self) -> &'a Table {
        self.table
    }

    /// Gives a row a value in every month, in the place of what its formula says. Rows that read it keep their values
    /// until they are computed again.
    pub(super) fn set(&mut self, row: RowId, value: impl Fn(usize) -> N) {
        for (month, cell) in self.columns[row.index()].iter_mut().enumerate() {
            *cell = value(month);
        }
    }

    /// The values of a row as they now are, one a month.
    pub(super) fn row(&self, row: RowId) -> &[N] {
        &self.columns[row.index()]
    }

    /// A copy of all values as they now are.
    pub(super) fn projection(&self) -> Projection<N> {
        Projection { columns: self.columns.clone() }
    }

    /// Computes all months of one block: a row, or several that need each other. What they read must have been
    /// computed.
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

    /// How many columns there are, those after the table's included.
    pub(super) fn places(&self) -> usize {
        self.columns.len()
    }

    /// Makes room for `count` more columns after the last, all zero; returns the index of the first of them.
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
                // Such a function reads whole columns. The rows before it have this month's values in the bank only:
                // they have to be in the columns first.
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
        // Step by step over many months, not month by month over all steps: what a step does is looked up once for a
        // whole stretch of months.
        let width = (SCRATCH / steps.len().max(1)).min(self.months).max(1);
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.resize(scratch.len().max(steps.len() * width), N::ZERO);
        // A column cannot be written while others are read through the same vector. The row does not read itself, so
        // that its own one can be taken out for as long as it is computed.
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

/// Runs the body of a function over months for `months`, and writes its values into `call.own`.
///
/// Alone, a row is asked for all months at once; in a loop it is asked for them one after the other, in order.
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
        Body::SameMonth(_) | Body::Tiers | Body::Choice | Body::Shifted { .. } | Body::Mean(_) => {}
    }
}
