//! The evaluator.

use std::ops::Range;
use std::sync::Arc;

use crate::library::{Body, Column, Computes, Function, History, Lengths};
use crate::model::{Block, Formula, Input, Operand, Operator, RowId, Scenario, Schedule, Step, Table};
use crate::value::{Calendar, Number};

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

    pub(super) fn row_mut(&mut self, row: RowId) -> &mut [N] {
        &mut self.columns[row.index()]
    }

    /// All rows, in the order of the table.
    pub(super) fn columns(&self) -> &[Vec<N>] {
        &self.columns
    }

    /// The value of a row or a constant in a month.
    pub fn input(&self, input: Input, month: usize) -> N {
        match input {
            Input::Row(row) => self.columns[row.index()][month],
            Input::Constant(number) => N::from_number(number),
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
        let columns = projection.columns.clone();
        Engine {
            table: &scenario.table,
            schedule: &scenario.schedule,
            months: calendar.len(),
            lengths: Lengths::new(calendar),
            columns,
            scratch: Vec::new(),
        }
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

    pub(super) fn compute(&mut self, block: &Block) {
        let table = self.table;
        match block {
            Block::Row(row) => match &table.row(*row).formula {
                Formula::Steps { steps, result, series } => self.compute_row(*row, steps, *result, series),
                history => self.compute_history(*row, history, 0..self.months),
            },
            Block::Feedback(rows) => {
                let formulas: Vec<_> = rows.iter().map(|row| (*row, &table.row(*row).formula)).collect();
                for month in 0..self.months {
                    for (row, formula) in &formulas {
                        match formula {
                            Formula::Steps { steps, result, series } => {
                                let cell = self.cell(*row, steps, *result, series, month);
                                self.columns[row.index()][month] = cell;
                            }
                            history => self.compute_history(*row, history, month..month + 1),
                        }
                    }
                }
            }
        }
    }

    /// All months of a row that does not read itself, a step at a time.
    fn compute_row(&mut self, row: RowId, steps: &[Step], result: Operand, series: &[Arc<[Number]>]) {
        let width = self.months;
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        scratch.resize(steps.len() * width, N::ZERO);
        for (index, step) in steps.iter().enumerate() {
            let (done, rest) = scratch.split_at_mut(index * width);
            let frame = Frame { columns: &self.columns, done, series, first: 0, width, row: row.0 };
            frame.step(step, &mut rest[..width]);
        }
        let mut own = std::mem::take(&mut self.columns[row.index()]);
        let frame = Frame { columns: &self.columns, done: &scratch, series, first: 0, width, row: row.0 };
        for (at, cell) in own.iter_mut().enumerate() {
            *cell = frame.operand(result, at);
        }
        self.columns[row.index()] = own;
        self.scratch = scratch;
    }

    /// One month of a row.
    #[inline]
    fn cell(
        &mut self,
        row: RowId,
        steps: &[Step],
        result: Operand,
        series: &[Arc<[Number]>],
        month: usize,
    ) -> N {
        self.scratch.clear();
        for step in steps {
            let frame = Frame {
                columns: &self.columns,
                done: &self.scratch,
                series,
                first: month,
                width: 1,
                row: row.0,
            };
            let value = frame.value(step, 0);
            self.scratch.push(value);
        }
        let done = &self.scratch;
        Frame { columns: &self.columns, done, series, first: month, width: 1, row: row.0 }.operand(result, 0)
    }

    fn compute_history(&mut self, row: RowId, formula: &Formula, months: Range<usize>) {
        let Formula::History { function, arguments, before, in_days, span } = formula else { return };
        // Its own column is taken out while the others are read; a row of this kind never
        // reads itself except as `own`.
        let mut own = std::mem::take(&mut self.columns[row.index()]);
        let columns = &self.columns;
        let column = |input: &Input| match input {
            Input::Row(row) => Column::Row(&columns[row.index()]),
            Input::Constant(number) => Column::Constant(N::from_number(*number)),
        };
        let arguments: Vec<Column<'_, N>> = arguments.iter().map(column).collect();
        let mut history = History {
            arguments: &arguments,
            before: before.as_ref().map(column),
            own: &mut own,
            lengths: &self.lengths,
            in_days: *in_days,
            span: span.as_deref(),
            row: row.0,
        };
        run_history(function, &mut history, months, self.schedule.arrives_later[row.index()]);
        self.columns[row.index()] = own;
    }
}

fn run_history<N: Computes>(
    function: &'static Function,
    history: &mut History<'_, N>,
    months: Range<usize>,
    arrives_later: bool,
) {
    match N::body(function) {
        Body::Running(body) => months.for_each(|month| body(history, month)),
        Body::Arriving { before, enter } => {
            for month in months {
                if month == 0 {
                    // What lands is added up: from nothing, also when a row is computed again.
                    history.own.fill(N::ZERO);
                    before(history);
                }
                // What always arrives later is taken in a month after it entered: in a loop of rows,
                // this month's flow may not be known yet.
                match arrives_later {
                    false => enter(history, month),
                    true => month.checked_sub(1).into_iter().for_each(|entry| enter(history, entry)),
                }
            }
        }
        Body::Whole(body) => {
            let value = body(history);
            history.own.fill(value);
        }
        // The checker gives these bodies to steps only.
        Body::SameMonth(_) | Body::Previous | Body::Mean(_) => {}
    }
}

/// What a step of a formula sees: a stretch of months that is computed at once.
pub(super) struct Frame<'a, N> {
    pub columns: &'a [Vec<N>],
    /// The results of the earlier steps, `width` of each.
    pub done: &'a [N],
    pub series: &'a [Arc<[Number]>],
    /// The first month of the stretch, and how many there are.
    pub first: usize,
    pub width: usize,
    pub row: u32,
}

impl<N: Computes> Frame<'_, N> {
    /// An operand in the month `at` of the stretch.
    #[inline(always)]
    fn operand(&self, operand: Operand, at: usize) -> N {
        match operand {
            Operand::Row(row) => self.columns[row.index()][self.first + at],
            Operand::Step(step) => self.done[step as usize * self.width + at],
            Operand::Constant(number) => N::from_number(number),
            Operand::Series(index) => N::from_number(self.series[index as usize][self.first + at]),
        }
    }

    /// A step in every month of the stretch.
    fn step(&self, step: &Step, out: &mut [N]) {
        match step {
            Step::Binary(Operator::Power, a, b) => self.powers(*a, *b, out),
            _ => out.iter_mut().enumerate().for_each(|(at, out)| *out = self.value(step, at)),
        }
    }

    /// A step in one month.
    #[inline(always)]
    pub fn value(&self, step: &Step, at: usize) -> N {
        let row = self.row;
        match step {
            Step::Binary(operator, a, b) => {
                let (a, b) = (self.operand(*a, at), self.operand(*b, at));
                match operator {
                    Operator::Plus => a.plus(b, row),
                    Operator::Minus => a.minus(b, row),
                    Operator::Times => a.times(b, row),
                    Operator::Over => a.over(b, row),
                    Operator::Power => a.power(b, row),
                    Operator::And => both(a, b),
                    Operator::Or => either(a, b),
                }
            }
            Step::Compare(compare, a, b) => match self.operand(*a, at).order(self.operand(*b, at), row) {
                Ok(order) => N::from_truth(compare.holds(order)),
                Err(gap) => gap,
            },
            Step::Negate(a) => self.operand(*a, at).negated(),
            Step::Not(a) => {
                let a = self.operand(*a, at);
                a.truth().map_or(a, |truth| N::from_truth(!truth))
            }
            Step::Call(function, operands) => match N::body(function) {
                Body::SameMonth(body) => self.call(*body, operands, at),
                _ => N::ZERO,
            },
            Step::Range { shape, parameters, .. } => match N::body(shape) {
                Body::Mean(body) => self.call(*body, parameters, at),
                _ => N::ZERO,
            },
            Step::Within(within, a, b) => self.operand(if within[self.first + at] { *a } else { *b }, at),
            Step::If(condition, a, b) => {
                let condition = self.operand(*condition, at);
                match condition.truth() {
                    Some(true) => self.operand(*a, at),
                    Some(false) => self.operand(*b, at),
                    None => condition,
                }
            }
            Step::Previous(of, start) => match (self.first + at).checked_sub(1) {
                Some(before) => self.columns[of.index()][before],
                None => self.operand(*start, at),
            },
            Step::At { row, month, .. } => self.columns[row.index()][*month as usize],
            Step::Missing(reason) => N::missing(*reason, row),
        }
    }

    /// Powers are a thousand times dearer than products, and most months ask for the same one.
    fn powers(&self, a: Operand, b: Operand, out: &mut [N]) {
        let mut last: Option<(N, N, N)> = None;
        for (at, out) in out.iter_mut().enumerate() {
            let (base, exponent) = (self.operand(a, at), self.operand(b, at));
            *out = match last {
                Some((known, power, result)) if known == base && power == exponent => result,
                _ => base.power(exponent, self.row),
            };
            last = Some((base, exponent, *out));
        }
    }

    /// A function of one month.
    #[inline]
    fn call(&self, body: fn(&[N], u32) -> N, operands: &[Operand], at: usize) -> N {
        let value = |operand: &Operand| self.operand(*operand, at);
        // Nearly every call has one to three arguments: no need to ask for memory.
        match operands {
            [a] => body(&[value(a)], self.row),
            [a, b] => body(&[value(a), value(b)], self.row),
            [a, b, c] => body(&[value(a), value(b), value(c)], self.row),
            _ => body(&operands.iter().map(value).collect::<Vec<_>>(), self.row),
        }
    }
}

/// `a and b`: no wherever one side is no, whatever the other.
fn both<N: Computes>(a: N, b: N) -> N {
    match (a.truth(), b.truth()) {
        (Some(false), _) | (_, Some(false)) => N::from_truth(false),
        (None, _) => a,
        _ => b,
    }
}

/// `a or b`: yes wherever one side is yes, whatever the other.
fn either<N: Computes>(a: N, b: N) -> N {
    match (a.truth(), b.truth()) {
        (Some(true), _) | (_, Some(true)) => N::from_truth(true),
        (None, _) => a,
        _ => b,
    }
}
