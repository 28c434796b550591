//! Why a value is what it is: what each step of a formula came to, and what landed in a month from where.
//!
//! Nothing is computed in another way than by the evaluator: the same steps and the same bodies run again, one
//! month or one entry at a time.

use std::collections::HashMap;
use std::sync::Arc;

use super::Projection;
use super::frame::Frame;
use crate::library::{
    Body, Breakdown, CallInMonth, CallOverMonths, Column, Computes, Decomposition, Landing, Lengths,
};
use crate::model::{Argument, Formula, Operand, RowId, Scenario, Step};
use crate::value::{Calendar, Cell, Number, Reason, Stretch};

/// A projection that can be asked how it came about.
pub struct Trace<'a, N> {
    scenario: &'a Scenario,
    projection: &'a Projection<N>,
    lengths: Lengths<N>,
    /// What landed in each month, for the rows that were asked for.
    /// It costs a run for each month of entry to find out, so it is found once for each row.
    landed: HashMap<RowId, Arc<[Vec<Landing<N>>]>>,
}

impl<'a, N: Computes> Trace<'a, N> {
    /// A trace of a scenario's projection.
    pub fn new(scenario: &'a Scenario, calendar: &Calendar, projection: &'a Projection<N>) -> Self {
        Trace { scenario, projection, lengths: Lengths::new(calendar), landed: HashMap::new() }
    }

    /// The scenario whose rows it explains.
    pub fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    /// The figures that it explains.
    pub fn projection(&self) -> &'a Projection<N> {
        self.projection
    }

    /// The day on which a month starts, counted from the plan's first; of the month after the last, its end.
    pub fn start(&self, month: usize) -> N {
        self.lengths.starts[month.min(self.lengths.starts.len() - 1)]
    }

    /// How many months of its quarter or year lie before a month.
    pub fn months_into(&self, month: usize, stretch: Stretch) -> usize {
        self.lengths.months_into(month, stretch)
    }

    /// What each step of a row's formula comes to in a month; nothing for a function over months.
    pub fn steps(&self, row: RowId, month: usize) -> Vec<N> {
        let Formula::Steps { steps, series, .. } = &self.scenario.table.row(row).formula else {
            return Vec::new();
        };
        let mut done: Vec<N> = Vec::with_capacity(steps.len());
        for step in steps {
            let columns = self.projection.columns();
            let frame = Frame { columns, done: &done, series, first: month, width: 1, row: row.0 };
            let mut value = N::ZERO;
            frame.value(step, 0, &mut value);
            done.push(value);
        }
        done
    }

    /// What lands in a month of a row that is a delay or a ramp, by month of entry; what came to nothing is
    /// left out.
    pub fn landings(&mut self, row: RowId, month: usize) -> Vec<Landing<N>> {
        let landed = match self.landed.get(&row) {
            Some(landed) => landed.clone(),
            None => {
                let landed: Arc<[Vec<Landing<N>>]> = self.all_landings(row).into();
                self.landed.insert(row, landed.clone());
                landed
            }
        };
        landed.get(month).cloned().unwrap_or_default()
    }

    /// An argument of a function over months: a row's values, or a constant.
    fn column(&self, input: &Argument) -> Column<'a, N> {
        match input {
            Argument::Row(row) => Column::Row(&self.projection.columns()[row.index()]),
            Argument::Constant(number) => Column::Constant(N::from_number(*number)),
        }
    }

    /// What lands in each month of a row that is a delay or a ramp; nothing of any other row.
    ///
    /// The body of the function adds up what lands, and does not say where it came from. So it runs once for each
    /// month of entry, and once for what waited at the start, on a column of zeros: what then stands there came from
    /// that month.
    fn all_landings(&self, row: RowId) -> Vec<Vec<Landing<N>>> {
        let months = self.lengths.days.len();
        let mut landed: Vec<Vec<Landing<N>>> = vec![Vec::new(); months];
        let Formula::History { function, arguments, before, in_days, span, .. } =
            &self.scenario.table.row(row).formula
        else {
            return landed;
        };
        let Body::Arriving { before: past, enter } = N::body(function) else { return landed };
        let arguments: Vec<Column<'_, N>> = arguments.iter().map(|input| self.column(input)).collect();
        let mut own = vec![N::ZERO; months];
        for entry in std::iter::once(None).chain((0..months).map(Some)) {
            own.fill(N::ZERO);
            let mut call = CallOverMonths {
                arguments: &arguments,
                before: before.as_ref().map(|input| self.column(input)),
                own: &mut own,
                lengths: &self.lengths,
                in_days: *in_days,
                span: span.as_deref(),
                row: row.0,
            };
            match entry {
                None => past(&mut call),
                Some(month) => enter(&mut call, month),
            }
            for (month, part) in own.iter().enumerate().filter(|(_, part)| !part.is_zero()) {
                landed[month].push(Landing { entry, part: *part });
            }
        }
        landed
    }
}

impl Trace<'_, Cell> {
    /// What a function over months is put together from in a month, with rules in words where a calendar is given.
    /// The error says why it has no value there; none of a row that is no such function.
    pub fn breakdown(
        &mut self,
        row: RowId,
        month: usize,
        words: Option<&Calendar>,
    ) -> Option<Result<Breakdown, Reason>> {
        let scenario = self.scenario;
        let Formula::History { function, arguments, before, in_days, span, .. } =
            &scenario.table.row(row).formula
        else {
            return None;
        };
        let landings = match function.decomposition {
            Decomposition::Arrivals { .. } => self.landings(row, month),
            _ => Vec::new(),
        };
        let arguments: Vec<Column<'_, Cell>> = arguments.iter().map(|input| self.column(input)).collect();
        function.decomposition.breakdown(&CallInMonth {
            arguments: &arguments,
            own: self.projection.row(row),
            landings: &landings,
            before: before.as_ref().map(|input| self.column(input)),
            lengths: &self.lengths,
            in_days: *in_days,
            span: span.as_deref(),
            month,
            words,
        })
    }
}

/// What a step would come to if its operands had these values, in their order; none for a step that reads other months
/// or chooses by the month.
///
/// The values are handed over as results of earlier steps, so that the evaluator's own code computes the answer.
pub fn apply<N: Computes>(step: &Step, values: &[N], row: u32) -> Option<N> {
    let at = |index: usize| Operand::Step(index as u32);
    let all = || (0..values.len()).map(at).collect();
    let step = match step {
        Step::Binary(operator, ..) => Step::Binary(*operator, at(0), at(1)),
        Step::Compare(compare, ..) => Step::Compare(*compare, at(0), at(1)),
        Step::Negate(_) => Step::Negate(at(0)),
        Step::Not(_) => Step::Not(at(0)),
        Step::Call(function, _) => Step::Call(function, all()),
        Step::Range { shape, each_month, draw, .. } => {
            let (parameters, draw) = (all(), Arc::clone(draw));
            Step::Range { shape, parameters, each_month: *each_month, draw }
        }
        Step::If(..) => Step::If(at(0), at(1), at(2)),
        Step::Within(..) | Step::Shifted { .. } | Step::At { .. } | Step::Missing(_) => return None,
    };
    let series: &[Arc<[Number]>] = &[];
    let mut value = N::ZERO;
    Frame { columns: &[], done: values, series, first: 0, width: 1, row }.value(&step, 0, &mut value);
    Some(value)
}
