//! A change split over what caused it, from the figure backwards.
//!
//! Each row and each step of its formula is given a weight: how much the figure changes for each unit that it
//! changes itself. A sum hands its weight on; a product gives each factor the part that its logarithm has; any
//! other step is tried both ways round, operand by operand, from the old values to the new ones and back. What
//! every cause contributes is its weight times its own change, and all of them add up to the whole change.

use std::collections::BTreeMap;

use super::change::CauseKind;
use super::parts::{apply_both_ways, difference, factors, minus, plus, times};
use crate::analysis::axis::of_member;
use crate::eval::Trace;
use crate::library::Decomposition;
use crate::model::{
    Argument, CalendarPart, Formula, MaskPlace, Operand, Operator, RowId, Scenario, ScheduleBlock, Segments,
    Step, shifted,
};
use crate::value::{Cell, Number};

/// A row in a month on one side, and what it is compared with on the other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Pair {
    /// The row and the month on the side that the change starts from.
    pub from: (RowId, usize),
    /// The row and the month on the side that it leads to.
    pub to: (RowId, usize),
}

/// When a pair's turn is, the largest first: by level (where a depth was asked for), block of the schedule, months,
/// place in the block. So rows come after everything that uses them, and are looked at once with all of their weight.
type Turn = (usize, usize, usize, usize, Pair);

/// Values that depend on the month alone.
type Series<'s> = &'s [std::sync::Arc<[Number]>];

/// What tells one cause from another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct CauseKey {
    /// The row's name; of a line that has none, that of what it belongs to.
    pub name: String,
    /// What about the row.
    pub kind: CauseKind,
    /// Which of the lines without a name it is.
    pub line: Option<RowId>,
    /// Of a step, its month.
    pub month: Option<usize>,
}

/// What has been found out of one cause so far.
#[derive(Clone, Debug)]
pub(super) struct CauseSum {
    /// How much of the change it makes, in the figure's unit.
    pub amount: Number,
    /// The row, on the side that the change leads to.
    pub row: RowId,
    /// Its values before and after, while they are the same wherever it was met.
    pub values: Option<(Number, Number)>,
}

/// The split of one change.
pub(super) struct Split<'a> {
    /// The side that the change starts from.
    pub from: Trace<'a, Cell>,
    /// The side that it leads to.
    pub to: Trace<'a, Cell>,
    /// How many levels of rows to follow; `usize::MAX` for all.
    depth: usize,
    /// For each row, its block in the order of computing, and its place in the block.
    order: Vec<(usize, usize)>,
    /// The rows that were given a part and have not been followed yet, by their turn, with their weights.
    waiting: BTreeMap<Turn, Number>,
    /// The segments of the plan.
    segments: &'a Segments,
    /// The causes found so far, with the sum of what each makes of the change.
    pub causes: BTreeMap<CauseKey, CauseSum>,
}

impl<'a> Split<'a> {
    /// A split in which nothing has been given a part yet.
    pub fn new(
        segments: &'a Segments,
        (from, to): (Trace<'a, Cell>, Trace<'a, Cell>),
        depth: Option<usize>,
    ) -> Self {
        let order = order(to.scenario());
        let depth = depth.unwrap_or(usize::MAX);
        Split { from, to, depth, order, waiting: BTreeMap::new(), segments, causes: BTreeMap::new() }
    }

    /// Gives a row a part of the change, by its weight. Levels count where a depth was asked for.
    pub fn give(&mut self, pair: Pair, weight: Number, level: usize) {
        if weight.is_zero() {
            return;
        }
        // Without a depth, a row's turn is after all rows that use it: each is looked at once.
        let level = if self.depth == usize::MAX { 0 } else { level };
        let (block, place) = self.order.get(pair.to.0.index()).copied().unwrap_or_default();
        let turn = (usize::MAX - level, block, pair.from.1 + pair.to.1, place, pair);
        let so_far = self.waiting.entry(turn).or_default();
        *so_far = plus(*so_far, weight);
    }

    /// A row's block in the order of computing.
    pub fn block_of(&self, row: RowId) -> usize {
        self.order.get(row.index()).map_or(usize::MAX, |(block, _)| *block)
    }

    /// Follows everything that was given a part, to the inputs.
    pub fn run(&mut self) {
        while let Some(((turned, _, _, _, pair), weight)) = self.waiting.pop_last() {
            self.follow(pair, weight, usize::MAX - turned);
        }
    }

    /// The values of a pair on both sides; none where there is none.
    pub fn values(&self, pair: Pair) -> (Option<Number>, Option<Number>) {
        let ((a, from), (b, to)) = (pair.from, pair.to);
        (self.from.projection().row(a)[from].number(), self.to.projection().row(b)[to].number())
    }

    /// Adds an amount of the change to the cause that a row is, with its values on both sides.
    pub fn cause(&mut self, pair: Pair, kind: CauseKind, amount: Number) {
        if amount.is_zero() {
            return;
        }
        let row = if kind == CauseKind::Calendar && !self.is_calendar(pair) {
            CalendarPart::Days.row()
        } else {
            pair.to.0
        };
        let values = match self.values(pair) {
            (Some(a), Some(b)) if row == pair.to.0 => Some((a, b)),
            _ => None,
        };
        let table = &self.to.scenario().table;
        // What a line such as `worth` says has no row of that name to show it, and is shown itself.
        let shown = !table.row(row).hidden || table.find(&table.row(row).name).is_none();
        let values = values.filter(|_| shown);
        self.add(row, kind, None, values, amount);
    }

    /// Adds an amount to a cause, which is made where it is new. `values` are the row's before and after, `month` is
    /// that of a step. An amount of zero is no cause.
    pub fn add(
        &mut self,
        row: RowId,
        kind: CauseKind,
        month: Option<usize>,
        values: Option<(Number, Number)>,
        amount: Number,
    ) {
        if amount.is_zero() {
            return;
        }
        let name = self.to.scenario().table.row(row).name.clone();
        let line = (kind == CauseKind::Line).then_some(row);
        let new = CauseSum { amount: Number::ZERO, row, values };
        let found = self.causes.entry(CauseKey { name, kind, line, month }).or_insert(new);
        found.amount = plus(found.amount, amount);
        if found.values != values {
            found.values = None;
        }
    }

    /// Whether a pair is a row of the calendar.
    fn is_calendar(&self, pair: Pair) -> bool {
        self.to.scenario().table.row(pair.to.0).role.is_calendar()
    }

    /// Notes the whole change of a row as one cause.
    pub fn whole(&mut self, pair: Pair, kind: CauseKind, weight: Number) {
        let (Some(from), Some(to)) = self.values(pair) else { return };
        self.cause(pair, kind, times(weight, minus(to, from)));
    }

    /// Hands the weight of a row on to what its formula reads, or notes the row as a cause.
    fn follow(&mut self, pair: Pair, weight: Number, level: usize) {
        let (scenario_from, scenario_to) = (self.from.scenario(), self.to.scenario());
        let (before, after) = (scenario_from.table.row(pair.from.0), scenario_to.table.row(pair.to.0));
        if after.role.is_calendar() {
            return self.whole(pair, CauseKind::Calendar, weight);
        }
        // A hidden row is part of another's formula, and no level of its own.
        if level >= self.depth && !after.hidden {
            return self.whole(pair, CauseKind::Row, weight);
        }
        if self.between(pair, weight, level) {
            return;
        }
        let level = if after.hidden { level } else { level + 1 };
        let kind = if after.input { CauseKind::Number } else { CauseKind::Formula };
        match (&before.formula, &after.formula) {
            (
                Formula::Steps { steps: a, result: x, series: s },
                Formula::Steps { steps: b, result: y, series: t },
            ) if self.alike(a, b, (*x, *y)) => {
                let steps = Steps { from: a, to: b, series: (s, t), pair, level };
                self.steps(&steps, (*x, *y), weight);
            }
            (Formula::History { .. }, Formula::History { .. }) => self.over_months(pair, weight, level, kind),
            _ => self.whole(pair, kind, weight),
        }
    }

    /// Whether two formulas differ in nothing but their numbers.
    fn alike(&self, a: &[Step], b: &[Step], (x, y): (Operand, Operand)) -> bool {
        let rows = |a: RowId, b: RowId| self.same_row(a, b);
        let operand = |a: &Operand, b: &Operand| match (a, b) {
            (Operand::Row(a), Operand::Row(b)) => rows(*a, *b),
            (Operand::Constant(_), Operand::Constant(_)) => true,
            (a, b) => a == b,
        };
        let step = |a: &Step, b: &Step| {
            let heads = match (a, b) {
                (Step::Binary(a, ..), Step::Binary(b, ..)) => a == b,
                (Step::Compare(a, ..), Step::Compare(b, ..)) => a == b,
                (Step::Call(a, _), Step::Call(b, _)) => a == b,
                (Step::Range { shape: a, .. }, Step::Range { shape: b, .. }) => a == b,
                (Step::Within(a, ..), Step::Within(b, ..)) => a == b,
                (Step::Shifted { row: a, by: m, .. }, Step::Shifted { row: b, by: n, .. }) => {
                    m == n && rows(*a, *b)
                }
                (Step::At { row: a, month: m, .. }, Step::At { row: b, month: n, .. }) => {
                    m == n && rows(*a, *b)
                }
                _ => std::mem::discriminant(a) == std::mem::discriminant(b),
            };
            let (a, b) = (a.operands(), b.operands());
            heads && a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| operand(a, b))
        };
        operand(&x, &y) && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| step(a, b))
    }

    /// Whether two rows of the two sides are one and the same, or serve the same.
    pub(super) fn same_row(&self, a: RowId, b: RowId) -> bool {
        let (x, y) = (self.from.scenario().table.row(a), self.to.scenario().table.row(b));
        a == b || (x.hidden && y.hidden && x.name == y.name)
    }

    /// Hands a weight on from a formula's result to all that its steps read.
    fn steps(&mut self, steps: &Steps<'_>, (x, y): (Operand, Operand), weight: Number) {
        let from = self.from.steps(steps.pair.from.0, steps.pair.from.1);
        let to = self.to.steps(steps.pair.to.0, steps.pair.to.1);
        let mut weights = vec![Number::ZERO; steps.to.len()];
        self.operand(steps, (x, y), weight, &mut weights);
        // A step reads only earlier ones: backwards, its weight is complete when its turn comes.
        for at in (0..steps.to.len()).rev() {
            let weight = weights[at];
            if weight.is_zero() {
                continue;
            }
            let cells = |operands: &[Operand], trace: &Trace<'a, Cell>, side: Side<'_>| -> Vec<Cell> {
                operands.iter().map(|operand| side.value(*operand, trace)).collect()
            };
            let (a, b) = (steps.from[at].operands(), steps.to[at].operands());
            let (month_from, month_to) = (steps.pair.from.1, steps.pair.to.1);
            let before =
                cells(&a, &self.from, Side { done: &from, series: steps.series.0, month: month_from });
            let after = cells(&b, &self.to, Side { done: &to, series: steps.series.1, month: month_to });
            let values = (before.as_slice(), after.as_slice());
            let Some(parts) = self.step(steps, at, weight, (from[at], to[at]), values) else {
                self.whole_step(steps, at, weight, (from[at], to[at]));
                continue;
            };
            for (place, part) in parts {
                self.operand(steps, (a[place], b[place]), part, &mut weights);
            }
        }
    }

    /// The weights of a step's operands, by their places; none where the step is one cause.
    fn step(
        &mut self,
        steps: &Steps<'_>,
        at: usize,
        weight: Number,
        result: (Cell, Cell),
        (before, after): (&[Cell], &[Cell]),
    ) -> Option<Vec<(usize, Number)>> {
        let (month_from, month_to) = (steps.pair.from.1, steps.pair.to.1);
        match &steps.to[at] {
            Step::Binary(Operator::Plus, ..) => Some(vec![(0, weight), (1, weight)]),
            Step::Binary(Operator::Minus, ..) => Some(vec![(0, weight), (1, weight.negated())]),
            Step::Negate(_) => Some(vec![(0, weight.negated())]),
            Step::Binary(operator @ (Operator::Times | Operator::Over), ..) => {
                factors(*operator == Operator::Over, weight, result, (before, after))
            }
            Step::Within(months, ..) => {
                let chosen = |month: usize| usize::from(!months[month]);
                (chosen(month_from) == chosen(month_to)).then(|| vec![(chosen(month_to), weight)])
            }
            Step::If(..) => {
                let chosen = |values: &[Cell]| values[0].truth().map(|holds| if holds { 1 } else { 2 });
                let place = chosen(before)?;
                (chosen(after)? == place).then(|| vec![(place, weight)])
            }
            Step::Call(function, _) => match function.decomposition {
                Decomposition::OneOf { which, .. } => {
                    (which(before) == which(after)).then(|| vec![(which(after), weight)])
                }
                Decomposition::Arguments
                | Decomposition::Step
                | Decomposition::Months(_)
                | Decomposition::GoesOn { .. }
                | Decomposition::Arrivals { .. } => apply_both_ways(&steps.to[at], weight, (before, after)),
            },
            Step::Shifted { row, by, .. } => {
                let Step::Shifted { row: old, .. } = &steps.from[at] else { return None };
                let months = self.to.projection().row(*row).len();
                let read = |month: usize| shifted(month, *by, months);
                match (read(month_from), read(month_to)) {
                    (Some(from), Some(to)) => {
                        self.give(Pair { from: (*old, from), to: (*row, to) }, weight, steps.level);
                        Some(Vec::new())
                    }
                    (None, None) => Some(vec![(0, weight)]),
                    // What stands for the months after the last is no month that the row has come from.
                    _ if *by > 0 => None,
                    (from, to) => {
                        // What the row that is read has gained since then, and what it started with.
                        let change = difference(result)?;
                        let last = from.or(to).unwrap_or_default();
                        let read = ((*old, *row), last, to.is_some());
                        self.since_start(steps.pair, read, (weight, steps.level), change);
                        Some(Vec::new())
                    }
                }
            }
            Step::At { row, month, .. } => {
                let Step::At { row: old, .. } = &steps.from[at] else { return None };
                let month = *month as usize;
                self.give(Pair { from: (*old, month), to: (*row, month) }, weight, steps.level);
                Some(Vec::new())
            }
            Step::Missing(_) => Some(Vec::new()),
            step => apply_both_ways(step, weight, (before, after)),
        }
    }

    /// Whether a mask says when a member is there: the one whose row it stands in, or one of those that a function goes
    /// over.
    fn is_presence(&self, steps: &Steps<'_>, at: usize, months: &[bool]) -> bool {
        let scenario = self.to.scenario();
        let written = &scenario.table.row(steps.pair.to.0).written;
        let place = MaskPlace::Step(at as u32);
        if self.segments.is_empty() || written.clauses.iter().any(|words| words.place == place) {
            return false;
        }
        let own = of_member(scenario, steps.pair.to.0).and_then(|(_, member)| member);
        let over = written.members.iter().flat_map(|call| call.values.iter().map(|(member, _)| *member));
        own.into_iter().chain(over).any(|member| *self.segments.member(member).there == *months)
    }

    /// A step that cannot be split is the doing of the row whose formula it is in.
    fn whole_step(&mut self, steps: &Steps<'_>, at: usize, weight: Number, result: (Cell, Cell)) {
        let Some(change) = difference(result) else { return };
        let input = self.to.scenario().table.row(steps.pair.to.0).input;
        let came = matches!(&steps.to[at], Step::Within(months, ..) if self.is_presence(steps, at, months));
        let kind = match input {
            _ if came => CauseKind::Came,
            true => CauseKind::Number,
            false => CauseKind::Formula,
        };
        self.cause(steps.pair, kind, times(weight, change));
    }

    /// Gives an operand its part: to a step's weight, to a row, or to the number itself as a cause.
    fn operand(
        &mut self,
        steps: &Steps<'_>,
        (x, y): (Operand, Operand),
        weight: Number,
        weights: &mut [Number],
    ) {
        let (month_from, month_to) = (steps.pair.from.1, steps.pair.to.1);
        let number = |operand: Operand, series: Series<'_>, month: usize| match operand {
            Operand::Constant(number) => number,
            Operand::Series(index) => series[index as usize][month],
            _ => Number::ZERO,
        };
        match (x, y) {
            (Operand::Step(_), Operand::Step(step)) => {
                let so_far = &mut weights[step as usize];
                *so_far = plus(*so_far, weight);
            }
            (Operand::Row(a), Operand::Row(b)) => {
                self.give(Pair { from: (a, month_from), to: (b, month_to) }, weight, steps.level);
            }
            _ => {
                let (a, b) = (number(x, steps.series.0, month_from), number(y, steps.series.1, month_to));
                self.cause(steps.pair, CauseKind::Number, times(weight, minus(b, a)));
            }
        }
    }

    /// A row or a number on both sides, as an argument of a function over months.
    pub fn input(
        &mut self,
        pair: Pair,
        (x, y): (Argument, Argument),
        months: (usize, usize),
        part: (Number, usize),
    ) {
        let (weight, level) = part;
        match (x, y) {
            (Argument::Row(a), Argument::Row(b)) if self.same_row(a, b) => {
                self.give(Pair { from: (a, months.0), to: (b, months.1) }, weight, level);
            }
            _ => {
                let from = self.from.projection().input(x, months.0);
                let to = self.to.projection().input(y, months.1);
                if let Some(change) = difference((from, to)) {
                    self.cause(pair, CauseKind::Number, times(weight, change));
                }
            }
        }
    }
}

/// Two formulas of the same steps.
struct Steps<'s> {
    /// Those of the side that the change starts from.
    from: &'s [Step],
    /// Those of the other side.
    to: &'s [Step],
    /// The lists of both sides with a number for each month.
    series: (Series<'s>, Series<'s>),
    /// The row that they belong to.
    pair: Pair,
    /// How many levels of rows lie between it and the figure.
    level: usize,
}

/// What operands stand for on one side.
struct Side<'s> {
    /// What its steps come to.
    done: &'s [Cell],
    /// Its lists with a number for each month.
    series: Series<'s>,
    /// Its month.
    month: usize,
}

impl Side<'_> {
    /// The value of an operand; `trace` is that of the side.
    fn value(&self, operand: Operand, trace: &Trace<'_, Cell>) -> Cell {
        match operand {
            Operand::Constant(number) => Cell::from(number),
            Operand::Series(index) => Cell::from(self.series[index as usize][self.month]),
            Operand::Step(step) => self.done[step as usize],
            Operand::Row(row) => trace.projection().row(row)[self.month],
        }
    }
}

/// Each row's block in the order of computing, and its place in it.
fn order(scenario: &Scenario) -> Vec<(usize, usize)> {
    let mut order = vec![(0, 0); scenario.table.len()];
    for (block, rows) in scenario.schedule.blocks.iter().enumerate() {
        match rows {
            ScheduleBlock::Row(row) => order[row.index()] = (block, 0),
            ScheduleBlock::Feedback(rows) => {
                for (place, row) in rows.iter().enumerate() {
                    order[row.index()] = (block, place);
                }
            }
        }
    }
    order
}
