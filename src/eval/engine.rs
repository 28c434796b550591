//! The evaluator.

use std::ops::Range;

use crate::library::{Body, Column, Computes, Function, History, Lengths};
use crate::model::{Block, Formula, Input, Operand, Operator, RowId, Scenario, Schedule, Step, Table};
use crate::value::Calendar;

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
    /// The results of a formula's steps, one stretch of months after the other.
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
        match block {
            Block::Row(row) => self.compute_row(*row, 0..self.months),
            Block::Feedback(rows) => {
                for month in 0..self.months {
                    for row in rows {
                        self.compute_row(*row, month..month + 1);
                    }
                }
            }
        }
    }

    fn compute_row(&mut self, row: RowId, months: Range<usize>) {
        let table = self.table;
        match &table.rows[row.index()].formula {
            Formula::Steps { steps, result, series } => {
                self.compute_steps(row, steps, *result, series, months);
            }
            Formula::History { function, arguments, before, in_days, span } => {
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
    }

    fn compute_steps(
        &mut self,
        row: RowId,
        steps: &[Step],
        result: Operand,
        series: &[std::sync::Arc<[crate::value::Number]>],
        months: Range<usize>,
    ) {
        let width = months.len();
        if self.scratch.len() < steps.len() * width {
            self.scratch.resize(steps.len() * width, N::ZERO);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        for (index, step) in steps.iter().enumerate() {
            let (done, rest) = scratch.split_at_mut(index * width);
            let frame = Frame { columns: &self.columns, done, series, months: months.clone(), row: row.0 };
            frame.step(step, &mut rest[..width]);
        }
        let mut own = std::mem::take(&mut self.columns[row.index()]);
        match result {
            Operand::Step(step) => {
                let start = step as usize * width;
                own[months].copy_from_slice(&scratch[start..start + width]);
            }
            other => {
                let frame =
                    Frame { columns: &self.columns, done: &[], series, months: months.clone(), row: row.0 };
                let source = frame.source(other);
                for (index, cell) in own[months].iter_mut().enumerate() {
                    *cell = source.at(index);
                }
            }
        }
        self.columns[row.index()] = own;
        self.scratch = scratch;
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

/// What one step of one formula sees.
struct Frame<'a, N> {
    columns: &'a [Vec<N>],
    done: &'a [N],
    series: &'a [std::sync::Arc<[crate::value::Number]>],
    months: Range<usize>,
    row: u32,
}

/// Where an operand's values are, the first for the first month computed.
enum Source<'a, N> {
    Values(&'a [N]),
    Constant(N),
    Series(&'a [crate::value::Number]),
}

impl<N: Computes> Source<'_, N> {
    #[inline]
    fn at(&self, index: usize) -> N {
        match self {
            Source::Values(values) => values[index],
            Source::Constant(value) => *value,
            Source::Series(numbers) => N::from_number(numbers[index]),
        }
    }
}

impl<'a, N: Computes> Frame<'a, N> {
    fn source(&self, operand: Operand) -> Source<'a, N> {
        let width = self.months.len();
        match operand {
            Operand::Constant(number) => Source::Constant(N::from_number(number)),
            Operand::Row(row) => Source::Values(&self.columns[row.index()][self.months.clone()]),
            Operand::Series(index) => Source::Series(&self.series[index as usize][self.months.clone()]),
            Operand::Step(step) => {
                let start = step as usize * width;
                Source::Values(&self.done[start..start + width])
            }
        }
    }

    /// One result a month from two operands.
    #[inline]
    fn zip(&self, a: Operand, b: Operand, out: &mut [N], operation: impl Fn(N, N) -> N) {
        match (self.source(a), self.source(b)) {
            // The commonest pairs get a loop without a branch.
            (Source::Values(a), Source::Values(b)) => {
                for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
                    *out = operation(*a, *b);
                }
            }
            (Source::Values(a), Source::Constant(b)) => {
                for (out, a) in out.iter_mut().zip(a) {
                    *out = operation(*a, b);
                }
            }
            (a, b) => {
                for (index, out) in out.iter_mut().enumerate() {
                    *out = operation(a.at(index), b.at(index));
                }
            }
        }
    }

    fn step(&self, step: &Step, out: &mut [N]) {
        let row = self.row;
        match step {
            Step::Binary(operator, a, b) => match operator {
                Operator::Plus => self.zip(*a, *b, out, |a, b| a.plus(b, row)),
                Operator::Minus => self.zip(*a, *b, out, |a, b| a.minus(b, row)),
                Operator::Times => self.zip(*a, *b, out, |a, b| a.times(b, row)),
                Operator::Over => self.zip(*a, *b, out, |a, b| a.over(b, row)),
                Operator::Power => self.powers(*a, *b, out),
                Operator::And => self.zip(*a, *b, out, |a, b| both(a, b)),
                Operator::Or => self.zip(*a, *b, out, |a, b| either(a, b)),
            },
            Step::Compare(compare, a, b) => self.zip(*a, *b, out, |a, b| match a.order(b, row) {
                Ok(order) => N::from_truth(compare.holds(order)),
                Err(gap) => gap,
            }),
            Step::Negate(a) => self.map(*a, out, N::negated),
            Step::Not(a) => self.map(*a, out, |a| match a.truth() {
                Some(truth) => N::from_truth(!truth),
                None => a,
            }),
            Step::Call(function, operands) => {
                if let Body::SameMonth(body) = N::body(function) {
                    self.call(*body, operands, out);
                }
            }
            Step::Range { shape, parameters, .. } => {
                if let Body::Mean(body) = N::body(shape) {
                    self.call(*body, parameters, out);
                }
            }
            Step::Within(within, a, b) => {
                let (a, b) = (self.source(*a), self.source(*b));
                let within = &within[self.months.clone()];
                for (index, out) in out.iter_mut().enumerate() {
                    *out = if within[index] { a.at(index) } else { b.at(index) };
                }
            }
            Step::If(condition, a, b) => {
                let (condition, a, b) = (self.source(*condition), self.source(*a), self.source(*b));
                for (index, out) in out.iter_mut().enumerate() {
                    let holds = condition.at(index);
                    *out = match holds.truth() {
                        Some(true) => a.at(index),
                        Some(false) => b.at(index),
                        None => holds,
                    };
                }
            }
            Step::Previous(of, start) => {
                let start = self.source(*start);
                let column = &self.columns[of.index()];
                for (index, (out, month)) in out.iter_mut().zip(self.months.clone()).enumerate() {
                    *out = match month.checked_sub(1) {
                        Some(before) => column[before],
                        None => start.at(index),
                    };
                }
            }
            Step::At { row, month, .. } => out.fill(self.columns[row.index()][*month as usize]),
            Step::Missing(reason) => out.fill(N::missing(*reason, row)),
        }
    }

    fn map(&self, a: Operand, out: &mut [N], operation: impl Fn(N) -> N) {
        let a = self.source(a);
        for (index, out) in out.iter_mut().enumerate() {
            *out = operation(a.at(index));
        }
    }

    /// Powers are a thousand times dearer than products, and most months ask for the same one.
    fn powers(&self, a: Operand, b: Operand, out: &mut [N]) {
        let mut last: Option<(N, N, N)> = None;
        let (a, b) = (self.source(a), self.source(b));
        for (index, out) in out.iter_mut().enumerate() {
            let (base, exponent) = (a.at(index), b.at(index));
            *out = match last {
                Some((known, power, result)) if known == base && power == exponent => result,
                _ => base.power(exponent, self.row),
            };
            last = Some((base, exponent, *out));
        }
    }

    fn call(&self, body: fn(&[N], u32) -> N, operands: &[Operand], out: &mut [N]) {
        let sources: Vec<_> = operands.iter().map(|operand| self.source(*operand)).collect();
        let mut values = vec![N::ZERO; operands.len()];
        for (index, out) in out.iter_mut().enumerate() {
            for (value, source) in values.iter_mut().zip(&sources) {
                *value = source.at(index);
            }
            *out = body(&values, self.row);
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
