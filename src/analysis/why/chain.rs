//! The formula of a row that goes on from its own month before, taken apart month by month.
//!
//! Example: `cash = last month's cash + sales - costs` goes on from its month before. Over three months it is moved
//! by three months of sales and three of costs, whatever it began with.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::parts::{minus, plus};
use crate::eval::Trace;
use crate::library::{Decomposition, Flow};
use crate::model::{Argument, Formula, Operand, Operator, RowId, Step};
use crate::value::{Cell, Number, Stretch};

/// The most operands that are looked at for one month: a formula of more is not taken apart.
const MOST: usize = 4096;

/// What moved a row, and by how much.
pub(super) type Movements = BTreeMap<Mover, Number>;

/// One thing that moves a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Mover {
    /// Another row, by all that it came to.
    Row(RowId),
    /// A line of a stock that has no name.
    Line(RowId),
    /// A part of that row's formula.
    Formula(RowId),
    /// What that row's formula makes of the value of the month before.
    Carried(RowId),
    /// All that happened in that month.
    Step(usize),
}

/// What happened month by month, for a row whose formula cannot be taken apart; none where a month has no value.
pub(super) fn by_month(trace: &Trace<'_, Cell>, row: RowId, months: Range<usize>) -> Option<Movements> {
    let values = trace.projection().row(row);
    let step = |month: usize| {
        let before = values[month.checked_sub(1)?].number()?;
        Some((Mover::Step(month), minus(values[month].number()?, before)))
    };
    months.map(step).collect()
}

/// A row that goes on from its own month before, if it does.
pub(super) struct Chain<'t, 'a> {
    /// The projection that it is looked at in.
    pub trace: &'t Trace<'a, Cell>,
    /// The row that goes on from its own month before.
    pub row: RowId,
    /// The rows that it is computed together with.
    pub block: &'t BTreeSet<RowId>,
    /// Whether rows that begin with its month before are taken for a part of its formula.
    pub wide: bool,
}

/// A term of a month's value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Term {
    /// The value of the month before.
    Before,
    /// What a row's formula makes of it.
    OfBefore(RowId),
    /// Anything else that moves the row.
    Other(Mover),
}

/// What an operand turns out to be.
enum OperandView {
    /// A term with its value.
    Term(Term, Cell),
    /// Other operands: in whose formula, and whether they are taken away.
    Parts(Vec<(RowId, Operand, bool)>),
}

impl Chain<'_, '_> {
    /// What moved it in those months; none where it does not go on from its own month before.
    pub fn moved(&self, months: Range<usize>) -> Option<Movements> {
        let mut moved = Movements::new();
        // A function that goes on does so too where its sum starts again.
        let mut goes_on = matches!(self.formula(self.row), Formula::History { .. });
        for month in months.clone() {
            let terms = self.terms(month)?;
            let plain = terms.iter().any(|(term, _)| *term == Term::Before);
            let part = terms.iter().find_map(|(term, _)| match term {
                Term::OfBefore(row) => Some(*row),
                _ => None,
            });
            goes_on = goes_on || plain || part.is_some();
            for (term, amount) in terms {
                let what = match term {
                    Term::Before => continue,
                    // A share of a balance that is taken off it is a flow like any other.
                    Term::OfBefore(row) if plain => self.part(row),
                    Term::OfBefore(row) => Mover::Carried(row),
                    Term::Other(what) => what,
                };
                add(&mut moved, what, amount);
            }
            if !plain {
                let before = self.value(self.row, month.checked_sub(1)?)?;
                // Without it in the formula, the row starts anew whatever it was.
                add(&mut moved, part.map_or(Mover::Formula(self.row), Mover::Carried), before.negated());
            }
        }
        let steps_only = moved.keys().all(|what| matches!(what, Mover::Carried(_)));
        match goes_on {
            true if steps_only => by_month(self.trace, self.row, months),
            true => Some(moved),
            false => None,
        }
    }

    /// The formula of a row.
    fn formula(&self, row: RowId) -> &Formula {
        &self.trace.scenario().table.row(row).formula
    }

    /// The value of a row in a month; none where it has none.
    fn value(&self, row: RowId, month: usize) -> Option<Number> {
        self.trace.projection().row(row)[month].number()
    }

    /// Whether pace made a row for its own use, so that people do not know it.
    fn hidden(&self, row: RowId) -> bool {
        self.trace.scenario().table.row(row).hidden
    }

    /// A part of a row's formula, as a cause.
    fn part(&self, row: RowId) -> Mover {
        let own = self.trace.scenario().table.row(row);
        if own.hidden && own.role.is_of_stock() { Mover::Line(row) } else { Mover::Formula(row) }
    }

    /// What the row's value is made of: in whose formula, the operand, and whether it is taken away; none of a
    /// function that does not go on from its month before.
    fn beginning(&self) -> Option<Vec<(RowId, Operand, bool)>> {
        let (function, arguments) = match self.formula(self.row) {
            Formula::Steps { result, .. } => return Some(vec![(self.row, *result, false)]),
            Formula::History { function, arguments, .. } => (function, arguments),
        };
        let flows = match function.decomposition {
            Decomposition::GoesOn { flows, .. } => flows,
            Decomposition::Arguments
            | Decomposition::OneOf { .. }
            | Decomposition::Step
            | Decomposition::Months(_)
            | Decomposition::Arrivals { .. } => return None,
        };
        let operand = |flow: &Flow| {
            let operand = match arguments.get(flow.argument)? {
                Argument::Row(row) => Operand::Row(*row),
                Argument::Constant(number) => Operand::Constant(*number),
            };
            Some((self.row, operand, flow.negative))
        };
        flows.iter().map(operand).collect()
    }

    /// The terms of a month's value; none where one has no value.
    fn terms(&self, month: usize) -> Option<Vec<(Term, Number)>> {
        // Operands still to be looked at. A list in the place of a recursion: formulas may be thousands of steps deep.
        let mut waiting = self.beginning()?;
        let mut terms = Vec::new();
        if let Formula::History { function, .. } = self.formula(self.row) {
            // In the month in which a sum starts again it has nothing of the month before.
            let starts_again = |stretch: &Stretch| self.trace.months_into(month, *stretch) == 0;
            if !function.decomposition.restarts().is_some_and(|stretch| starts_again(&stretch)) {
                terms.push((Term::Before, Number::ZERO));
            }
        }
        let mut done: BTreeMap<RowId, Vec<Cell>> = BTreeMap::new();
        let mut looked_at = 0;
        while let Some((owner, operand, negative)) = waiting.pop() {
            looked_at += 1;
            if looked_at > MOST {
                return None;
            }
            let values = done.entry(owner).or_insert_with(|| self.trace.steps(owner, month));
            let (term, cell) = match self.look((owner, operand), month, values)? {
                OperandView::Parts(parts) => {
                    waiting.extend(
                        parts.into_iter().map(|(owner, part, minus)| (owner, part, minus != negative)),
                    );
                    continue;
                }
                OperandView::Term(term, cell) => (term, cell),
            };
            let amount = cell.number()?;
            // Only once, and not taken away, is it a balance that goes on.
            let again = negative || terms.iter().any(|(term, _)| *term == Term::Before);
            let term = if again && term == Term::Before { Term::OfBefore(owner) } else { term };
            terms.push((term, if negative { amount.negated() } else { amount }));
        }
        Some(terms)
    }

    /// An operand of a row's formula: a term, or what it is made of. None of a formula that has no such operand.
    fn look(&self, (owner, operand): (RowId, Operand), month: usize, values: &[Cell]) -> Option<OperandView> {
        let own = |cell: Cell| Some(OperandView::Term(Term::Other(self.part(owner)), cell));
        let (steps, series): (&[Step], &[std::sync::Arc<[Number]>]) = match self.formula(owner) {
            Formula::Steps { steps, series, .. } => (steps, series),
            Formula::History { .. } => (&[], &[]),
        };
        match operand {
            Operand::Constant(number) => own(Cell::from(number)),
            Operand::Series(index) => own(Cell::from(series.get(index as usize)?[month])),
            Operand::Row(row) => Some(self.look_at_row(owner, row, month)),
            Operand::Step(step) => Some(match self.parts(steps.get(step as usize)?, month, values) {
                Some(parts) => {
                    OperandView::Parts(parts.into_iter().map(|(part, minus)| (owner, part, minus)).collect())
                }
                None => OperandView::Term(self.term(owner, step), values[step as usize]),
            }),
        }
    }

    /// A row within the formula of `owner`: taken apart where it is no more than a part of that, else a term.
    fn look_at_row(&self, owner: RowId, row: RowId, month: usize) -> OperandView {
        match self.formula(row) {
            Formula::Steps { result, .. } if self.belongs(row) => {
                OperandView::Parts(vec![(row, *result, false)])
            }
            _ => {
                let what = if self.hidden(row) { self.part(owner) } else { Mover::Row(row) };
                OperandView::Term(Term::Other(what), self.trace.projection().row(row)[month])
            }
        }
    }

    /// The terms that a step adds up, or the operand that it takes; none for any other step.
    fn parts(&self, step: &Step, month: usize, values: &[Cell]) -> Option<Vec<(Operand, bool)>> {
        let holds = |operand: &Operand| match operand {
            Operand::Step(step) => values[*step as usize].truth(),
            Operand::Row(row) => self.trace.projection().row(*row)[month].truth(),
            _ => None,
        };
        match step {
            Step::Binary(Operator::Plus, a, b) => Some(vec![(*a, false), (*b, false)]),
            Step::Binary(Operator::Minus, a, b) => Some(vec![(*a, false), (*b, true)]),
            Step::Negate(a) => Some(vec![(*a, true)]),
            Step::Within(months, a, b) => Some(vec![(if months[month] { *a } else { *b }, false)]),
            Step::If(condition, a, b) => {
                holds(condition).map(|holds| vec![(if holds { *a } else { *b }, false)])
            }
            _ => None,
        }
    }

    /// Whether another row is no more than a part of the formula.
    fn belongs(&self, row: RowId) -> bool {
        let steps = self.formula(row).steps();
        let begins = |step: &Step| matches!(step, Step::Shifted { row, by: -1, .. } if *row == self.row);
        self.hidden(row)
            || matches!(steps, [only] if begins(only))
            || (self.wide && self.block.contains(&row) && steps.iter().any(begins))
    }

    /// What a step is that adds nothing up.
    fn term(&self, owner: RowId, step: u32) -> Term {
        let table = &self.trace.scenario().table;
        if let Step::Shifted { row, by: -1, .. } = &self.formula(owner).steps()[step as usize] {
            return match *row {
                row if row == self.row => Term::Before,
                row if table.row(row).hidden => match self.uses(row, None).contains(&self.row) {
                    true => Term::OfBefore(owner),
                    false => Term::Other(self.part(owner)),
                },
                row => Term::Other(Mover::Row(row)),
            };
        }
        let uses = self.uses(owner, Some(step));
        let known: Vec<RowId> =
            uses.iter().copied().filter(|row| !table.row(*row).role.is_calendar()).collect();
        match known.as_slice() {
            rows if rows.contains(&self.row) => Term::OfBefore(owner),
            // A product of one row and numbers is known by that row's name.
            [only] if !table.row(owner).hidden => Term::Other(Mover::Row(*only)),
            _ => Term::Other(self.part(owner)),
        }
    }

    /// The rows that people know which a step of a row's formula is made of, or all of it; the row itself stands
    /// for its month before.
    fn uses(&self, owner: RowId, step: Option<u32>) -> BTreeSet<RowId> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<(RowId, Option<u32>)> = vec![(owner, step)];
        while let Some(next) = waiting.pop() {
            if !seen.insert(next) {
                continue;
            }
            let (owner, step) = next;
            let mut rows: Vec<RowId> = Vec::new();
            match (step, self.formula(owner)) {
                (Some(step), Formula::Steps { steps, .. }) => {
                    let step = &steps[step as usize];
                    for operand in step.operands() {
                        match operand {
                            Operand::Step(step) => waiting.push((owner, Some(step))),
                            Operand::Row(row) => rows.push(row),
                            _ => {}
                        }
                    }
                    match step {
                        // What was part of it in another month is not what it has now.
                        Step::Shifted { row, .. } | Step::At { row, .. } if !self.hidden(*row) => {
                            found.insert(*row);
                        }
                        Step::Shifted { row, .. } | Step::At { row, .. } => rows.push(*row),
                        _ => {}
                    }
                }
                (_, formula) => formula.for_each_use(|row, _| rows.push(row)),
            }
            for row in rows {
                if row != self.row && self.belongs(row) {
                    waiting.push((row, None));
                } else {
                    found.insert(row);
                }
            }
        }
        found
    }
}

/// Adds to what moved a row.
fn add(moved: &mut Movements, what: Mover, amount: Number) {
    let so_far = moved.entry(what).or_default();
    *so_far = plus(*so_far, amount);
}
