//! Deals by the month in which they entered their pipeline.
//!
//! A pipeline passes its entry on by delays, shares and sums. What arrives in a month is therefore a mixture of
//! entries, and each formula on the way says in which proportion.

use std::collections::{BTreeMap, HashMap};

use crate::eval::Trace;
use crate::library::{Decomposition, Landed, PartKind, PartSource};
use crate::model::{Argument, Formula, Operand, Operator, RowId, Step};
use crate::value::{Cell, Number};

/// Amounts by month of entry; none is what was open when the plan began.
pub(super) type Entries = BTreeMap<Option<usize>, Number>;

/// Finds out when deals entered.
pub(super) struct Mixture<'t, 'a> {
    /// The projection, and what landed where in it.
    trace: &'t mut Trace<'a, Cell>,
    /// The rows that enter the pipelines of the plan.
    entries: Vec<RowId>,
    /// What has been found so far, by row and month.
    known: HashMap<(RowId, usize), Option<Entries>>,
}

impl<'t, 'a> Mixture<'t, 'a> {
    /// Over a projection in which nothing has been found yet.
    pub fn new(trace: &'t mut Trace<'a, Cell>) -> Self {
        let entries = trace.scenario().pipelines.iter().map(|pipeline| pipeline.entry).collect();
        Mixture { trace, entries, known: HashMap::new() }
    }

    /// Whether the row is the entry of a pipeline, or `entered`, which repeats it.
    pub fn is_entry(&self, row: RowId) -> bool {
        let entered = self.trace.scenario().pipelines.iter().any(|pipeline| pipeline.entered == row);
        entered || self.entries.contains(&row)
    }

    /// What of a row's figure in a month entered when; none where the row does not come from an entry.
    pub fn of(&mut self, row: RowId, month: usize) -> Option<Entries> {
        if let Some(known) = self.known.get(&(row, month)) {
            return known.clone();
        }
        // A row in a loop does not come from itself.
        self.known.insert((row, month), None);
        let entries = self.find(row, month);
        self.known.insert((row, month), entries.clone());
        entries
    }

    /// The same as [`Mixture::of`], found out anew.
    fn find(&mut self, id: RowId, month: usize) -> Option<Entries> {
        let value = self.trace.projection().row(id)[month].number()?;
        if self.entries.contains(&id) {
            return Some(Entries::from([(Some(month), value)]));
        }
        let scenario = self.trace.scenario();
        let row = scenario.table.row(id);
        if !row.role.is_of_pipeline() && !row.hidden {
            return None;
        }
        match &row.formula {
            Formula::Steps { steps, result, .. } => {
                let values = self.trace.steps(id, month);
                self.operand(steps, &values, *result, month)
            }
            Formula::History { arguments, function, .. } => match function.decomposition {
                // Who stays on is no deal on its way, however many there are.
                Decomposition::Arrivals { stays: true, .. } | Decomposition::GoesOn { .. } => None,
                Decomposition::Arrivals { stays: false, .. }
                | Decomposition::Months(_)
                | Decomposition::Arguments
                | Decomposition::OneOf { .. }
                | Decomposition::Step => self.landed(id, arguments, month),
            },
        }
    }

    /// What arrived in a month, by when it had entered; none of parts that do not arrive.
    fn landed(&mut self, id: RowId, arguments: &[Argument], month: usize) -> Option<Entries> {
        let mut all = Entries::new();
        for part in self.trace.breakdown(id, month, None)?.ok()?.parts {
            let PartKind::Landed(Landed { amount, lag, .. }) = part.kind else { return None };
            let PartSource::Argument(argument) = part.source else { return None };
            let amount = amount?;
            if lag.is_none() {
                // It waited when the plan began.
                add(&mut all, &Entries::from([(None, amount)]), Number::ONE)?;
                continue;
            }
            let Argument::Row(flow) = arguments[argument] else { return None };
            let entered = self.of(flow, part.month)?;
            let whole = self.trace.projection().row(flow)[part.month];
            add(&mut all, &entered, Cell::from(amount).div(whole, 0).number()?)?;
        }
        Some(all)
    }

    /// What of a step's operand entered when. A flow times a number is the same mixture of more or fewer deals, and
    /// flows added up are their mixtures added up; anything else is no flow of deals, and has no entries.
    fn operand(
        &mut self,
        steps: &[Step],
        values: &[Cell],
        operand: Operand,
        month: usize,
    ) -> Option<Entries> {
        let value = |operand: Operand, trace: &Trace<'a, Cell>| match operand {
            Operand::Constant(number) => Some(number),
            Operand::Row(row) => trace.projection().row(row)[month].number(),
            Operand::Step(step) => values[step as usize].number(),
            Operand::Series(_) => None,
        };
        let step = match operand {
            Operand::Row(row) => return self.of(row, month),
            Operand::Step(step) => &steps[step as usize],
            _ => return None,
        };
        match step {
            Step::Binary(Operator::Times, a, b) => {
                let (flow, factor) = match self.operand(steps, values, *a, month) {
                    Some(flow) => (flow, value(*b, self.trace)?),
                    None => (self.operand(steps, values, *b, month)?, value(*a, self.trace)?),
                };
                let mut scaled = Entries::new();
                add(&mut scaled, &flow, factor)?;
                Some(scaled)
            }
            Step::Binary(operator @ (Operator::Plus | Operator::Minus), a, b) => {
                let mut all = self.operand(steps, values, *a, month)?;
                let other = self.operand(steps, values, *b, month)?;
                let sign = if *operator == Operator::Plus { Number::ONE } else { Number::ONE.negated() };
                add(&mut all, &other, sign)?;
                Some(all)
            }
            Step::Call(function, operands) => match function.decomposition {
                Decomposition::OneOf { which, .. } => {
                    let own = operands.iter().map(|operand| match operand {
                        Operand::Step(step) => values[*step as usize],
                        other => value(*other, self.trace).map_or(Cell::ZERO, Cell::from),
                    });
                    let taken = which(&own.collect::<Vec<_>>());
                    self.operand(steps, values, *operands.get(taken)?, month)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Adds amounts times a factor; none where one is too large for a number.
pub(super) fn add(all: &mut Entries, more: &Entries, factor: Number) -> Option<()> {
    for (month, amount) in more {
        let so_far = all.entry(*month).or_default();
        (*so_far, _) = amount.times(factor).and_then(|(part, _)| so_far.plus(part)).ok()?;
    }
    Some(())
}
