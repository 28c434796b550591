//! Rows that need each other through the past, and so are computed month by month.
//!
//! Going from formula to formula and from column to column a hundred times a month, a processor would
//! mostly wait. So the steps of all rows are put into one list, and everything that they read into one bank
//! of cells: first the constants and what is read of columns, then the result of each step in turn. A step
//! of the list is an instruction: where its operands stand in the bank and what is done with them are looked
//! up once, not every month.
//!
//! Example: `sales = 10% of last month's stock` and a stock that loses `sales` need each other. In January the stock's
//! opening is known, so that January's sales are, so that February's stock is, and so on.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::frame::Frame;
use crate::library::{Body, Computes};
use crate::model::{Compare, Formula, Operand, Operator, RowId, Step, Table};
use crate::value::Number;

/// The rows of one loop, ready to be computed.
pub(super) struct Loop<'a, N> {
    bank: Vec<N>,
    reads: Vec<BankRead<'a>>,
    instructions: Vec<Instruction<N>>,
    lines: Vec<LoopRow<'a>>,
    /// The place in the bank of the first step's result.
    first_step: usize,
    /// The lines that stand in the columns too, this month.
    written: usize,
}

/// A cell that is brought into the bank at the start of each month: its place there, and where it comes from.
struct BankRead<'a> {
    place: usize,
    of: ReadSource<'a>,
}

/// Where a cell that is read comes from.
enum ReadSource<'a> {
    /// A row outside the loop, in this month.
    Row(RowId),
    /// A row so many months before; in the first months the bank already holds its start.
    Before(RowId, usize),
    /// A list of the plan with a number for each month.
    Series(&'a Arc<[Number]>),
}

/// The place of a cell in the bank. Four bytes, not eight: an instruction has up to three, and small ones stay in the
/// cache.
type BankIndex = u32;

/// A step with all that it needs but the cells: its operands are places in the bank.
enum Instruction<N> {
    Plus(BankIndex, BankIndex),
    Minus(BankIndex, BankIndex),
    Times(BankIndex, BankIndex),
    Over(BankIndex, BankIndex),
    Compare(Compare, BankIndex, BankIndex),
    If(BankIndex, BankIndex, BankIndex),
    /// A function of one month with one to three arguments, as nearly every call has.
    One(fn(&[N], u32) -> N, BankIndex),
    Two(fn(&[N], u32) -> N, BankIndex, BankIndex),
    Three(fn(&[N], u32) -> N, BankIndex, BankIndex, BankIndex),
    /// What is rare enough to be looked up every month.
    Step(Step),
}

impl<N: Computes> Instruction<N> {
    /// The instruction of a step whose operands are places in the bank. Arithmetic, comparisons and calls of few
    /// arguments have one of their own, since a loop consists of little else; all other steps are kept as they are.
    fn of(step: Step) -> Self {
        let place = |operand: &Operand| match operand {
            Operand::Step(place) => Some(*place),
            Operand::Constant(_) | Operand::Row(_) | Operand::Series(_) => None,
        };
        let found = match &step {
            Step::Binary(operator, a, b) => place(a).zip(place(b)).and_then(|(a, b)| match operator {
                Operator::Plus => Some(Instruction::Plus(a, b)),
                Operator::Minus => Some(Instruction::Minus(a, b)),
                Operator::Times => Some(Instruction::Times(a, b)),
                Operator::Over => Some(Instruction::Over(a, b)),
                Operator::Power | Operator::And | Operator::Or => None,
            }),
            Step::Compare(compare, a, b) => {
                place(a).zip(place(b)).map(|(a, b)| Instruction::Compare(*compare, a, b))
            }
            Step::If(condition, a, b) => {
                let branches = place(a).zip(place(b));
                place(condition).zip(branches).map(|(condition, (a, b))| Instruction::If(condition, a, b))
            }
            Step::Call(function, operands) => match (N::body(function), &operands[..]) {
                (Body::SameMonth(body), [a]) => place(a).map(|a| Instruction::One(*body, a)),
                (Body::SameMonth(body), [a, b]) => {
                    place(a).zip(place(b)).map(|(a, b)| Instruction::Two(*body, a, b))
                }
                (Body::SameMonth(body), [a, b, c]) => {
                    let rest = place(b).zip(place(c));
                    place(a).zip(rest).map(|(a, (b, c))| Instruction::Three(*body, a, b, c))
                }
                _ => None,
            },
            _ => None,
        };
        found.unwrap_or(Instruction::Step(step))
    }

    /// The result in one month, of the cells before it. (It is written in its place: handing it back would copy it
    /// twice.)
    #[inline(always)]
    fn run(&self, done: &[N], columns: &[Vec<N>], month: usize, row: u32, out: &mut N) {
        let at = |place: BankIndex| done[place as usize];
        *out = match self {
            Instruction::Plus(a, b) => at(*a).add(at(*b), row),
            Instruction::Minus(a, b) => at(*a).sub(at(*b), row),
            Instruction::Times(a, b) => at(*a).mul(at(*b), row),
            Instruction::Over(a, b) => at(*a).div(at(*b), row),
            Instruction::Compare(compare, a, b) => match at(*a).order(at(*b), row) {
                Ok(order) => N::from_truth(compare.holds(order)),
                Err(gap) => gap,
            },
            Instruction::If(condition, a, b) => match at(*condition).truth() {
                Some(true) => at(*a),
                Some(false) => at(*b),
                None => at(*condition),
            },
            Instruction::One(body, a) => body(&[at(*a)], row),
            Instruction::Two(body, a, b) => body(&[at(*a), at(*b)], row),
            Instruction::Three(body, a, b, c) => body(&[at(*a), at(*b), at(*c)], row),
            // What is rare goes through the same code as rows outside a loop, so that its meaning exists once.
            Instruction::Step(step) => {
                let frame = Frame { columns, done, series: &[], first: month, width: 1, row };
                return frame.value(step, 0, out);
            }
        };
    }
}

/// A row: the steps that are its own, and the place of its value in the bank.
struct LoopRow<'a> {
    row: RowId,
    steps: Range<usize>,
    place: usize,
    over_months: Option<&'a Formula>,
}

impl<'a, N: Computes> Loop<'a, N> {
    /// Puts rows together; each comes after those it needs in the same month.
    pub(super) fn new(table: &'a Table, rows: &[RowId]) -> Self {
        let formulas = || rows.iter().map(|row| &table.row(*row).formula);
        // Each operand and each row has a place at most.
        let operands = |step: &Step| {
            let mut count = 0;
            step.with_operands(|operand| {
                count += 1;
                operand
            });
            count
        };
        let places =
            formulas().flat_map(|formula| formula.steps()).map(|step| 1 + operands(step)).sum::<usize>();
        // The results of steps stand after everything that is read, and how much that is turns out only while the steps
        // are put together: so many places as there may be at most are left free.
        let first_step = places + rows.len();
        let mut building = Building {
            made: Loop {
                bank: Vec::new(),
                reads: Vec::new(),
                instructions: Vec::new(),
                lines: Vec::new(),
                first_step,
                written: 0,
            },
            known: FxHashMap::default(),
        };
        for (row, formula) in rows.iter().zip(formulas()) {
            building.row(*row, formula);
        }
        let mut made = building.made;
        made.bank.resize(first_step + made.instructions.len(), N::ZERO);
        made
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The row of a line and its formula, where that is a function over months: it is computed elsewhere.
    pub(super) fn over_months(&self, line: usize) -> Option<(RowId, &'a Formula)> {
        let line = &self.lines[line];
        line.over_months.map(|formula| (line.row, formula))
    }

    /// Brings into the bank what the rows read of columns in this month; the first thing that each month needs.
    pub(super) fn read(&mut self, columns: &[Vec<N>], month: usize) {
        self.written = 0;
        for BankRead { place, of } in &self.reads {
            let cell = &mut self.bank[*place];
            match of {
                ReadSource::Row(row) => *cell = columns[row.index()][month],
                ReadSource::Before(row, months) => {
                    if let Some(before) = month.checked_sub(*months) {
                        *cell = columns[row.index()][before];
                    }
                }
                ReadSource::Series(numbers) => *cell = N::from_number(numbers[month]),
            }
        }
    }

    /// Computes one row in one month.
    pub(super) fn compute(&mut self, line: usize, columns: &[Vec<N>], month: usize) {
        let line = &self.lines[line];
        if line.over_months.is_some() {
            self.bank[line.place] = columns[line.row.index()][month];
            return;
        }
        let first = self.first_step + line.steps.start;
        for (at, instruction) in self.instructions[line.steps.clone()].iter().enumerate() {
            let (done, rest) = self.bank.split_at_mut(first + at);
            if let Some(out) = rest.first_mut() {
                instruction.run(done, columns, month, line.row.0, out);
            }
        }
    }

    /// Writes what was computed since the last time into the columns. (Not at once: by now the processor has
    /// done with the cells, and need not wait for them.)
    pub(super) fn write(&mut self, columns: &mut [Vec<N>], month: usize, up_to: usize) {
        for line in &self.lines[self.written..up_to] {
            columns[line.row.index()][month] = self.bank[line.place];
        }
        self.written = up_to;
    }
}

/// A loop while its rows are put in, one after the other.
struct Building<'a, N> {
    made: Loop<'a, N>,
    /// The places of the rows put in so far.
    known: FxHashMap<RowId, usize>,
}

impl<'a, N: Computes> Building<'a, N> {
    /// Puts in a row; the rows that it needs in the same month are there already.
    fn row(&mut self, row: RowId, formula: &'a Formula) {
        let from = self.made.instructions.len();
        let (place, over_months) = match formula {
            Formula::Steps { steps, result, series } => {
                // The place of each step's result.
                let mut places = Vec::with_capacity(steps.len());
                for step in steps {
                    let place = self.step(step, &places, series);
                    places.push(place);
                }
                (self.place(*result, &places, series), None)
            }
            history => (self.reserve(N::ZERO), Some(history)),
        };
        self.known.insert(row, place);
        self.made.lines.push(LoopRow { row, steps: from..self.made.instructions.len(), place, over_months });
    }

    /// Puts in a step of a row's formula, and returns the place of its result. `places` holds those of earlier steps.
    fn step(&mut self, step: &Step, places: &[usize], series: &'a [Arc<[Number]>]) -> usize {
        // A value of a month before is no computation: it is read like any other cell, which begins as the start.
        if let Step::Shifted { row, by: by @ ..0, edge: Operand::Constant(start) } = step {
            let months = by.unsigned_abs() as usize;
            return self.read(ReadSource::Before(*row, months), N::from_number(*start));
        }
        let step = step.with_operands(|operand| Operand::Step(self.place(operand, places, series) as u32));
        self.made.instructions.push(Instruction::of(step));
        self.made.first_step + self.made.instructions.len() - 1
    }

    /// The place in the bank at which an operand stands; one that is not there yet gets a place.
    fn place(&mut self, operand: Operand, places: &[usize], series: &'a [Arc<[Number]>]) -> usize {
        match operand {
            Operand::Step(step) => places[step as usize],
            Operand::Constant(number) => self.reserve(N::from_number(number)),
            Operand::Series(index) => self.read(ReadSource::Series(&series[index as usize]), N::ZERO),
            Operand::Row(row) => match self.known.get(&row) {
                Some(place) => *place,
                None => self.read(ReadSource::Row(row), N::ZERO),
            },
        }
    }

    /// Adds a cell to the bank, and returns its place.
    fn reserve(&mut self, cell: N) -> usize {
        self.made.bank.push(cell);
        self.made.bank.len() - 1
    }

    /// Adds a cell that is read anew each month, and returns its place; `start` is its value before the first reading.
    fn read(&mut self, of: ReadSource<'a>, start: N) -> usize {
        let place = self.reserve(start);
        self.made.reads.push(BankRead { place, of });
        place
    }
}
