//! One step of a formula: what each does with its operands, for whole rows and for single months alike.
//!
//! This is the one place that says what an operator means: a projection, a loop of rows and an explanation all run
//! through it, so that none of them can come to another value.

use std::sync::Arc;

use crate::library::{Body, Computes};
use crate::model::{Operand, Operator, Step};
use crate::value::Number;

/// What a step of a formula sees: a stretch of months that is computed at once.
pub(super) struct Frame<'a, N> {
    /// The values of every row, one a month, by the row's id.
    pub(super) columns: &'a [Vec<N>],
    /// The results of the earlier steps, `width` of each.
    pub(super) done: &'a [N],
    /// The formula's lists with a number for each month, by their index in its steps.
    pub(super) series: &'a [Arc<[Number]>],
    /// The first month of the stretch.
    pub(super) first: usize,
    /// How many months there are.
    pub(super) width: usize,
    /// The row that is computed: a value that is missing from here on names it as its origin.
    pub(super) row: u32,
}

impl<N: Computes> Frame<'_, N> {
    /// An operand in the month `at` of the stretch.
    #[inline(always)]
    pub(super) fn operand(&self, operand: Operand, at: usize) -> N {
        match operand {
            Operand::Row(row) => self.columns[row.index()][self.first + at],
            Operand::Step(step) => self.done[step as usize * self.width + at],
            Operand::Constant(number) => N::from_number(number),
            Operand::Series(index) => N::from_number(self.series[index as usize][self.first + at]),
        }
    }

    /// A step in every month of the stretch: `out` receives its `width` results.
    pub(super) fn step(&self, step: &Step, out: &mut [N]) {
        match step {
            Step::Binary(Operator::Power, a, b) => self.powers(*a, *b, out),
            _ => out.iter_mut().enumerate().for_each(|(at, out)| self.value(step, at, out)),
        }
    }

    /// A step in one month. (The result is written in its place: handing it back would copy it twice.)
    ///
    /// Never inlined: the match is large, and inside a loop it would push the loop's own values out of the registers.
    #[inline(never)]
    pub(super) fn value(&self, step: &Step, at: usize, out: &mut N) {
        let row = self.row;
        *out = match step {
            Step::Binary(operator, a, b) => {
                let (a, b) = (self.operand(*a, at), self.operand(*b, at));
                match operator {
                    Operator::Plus => a.add(b, row),
                    Operator::Minus => a.sub(b, row),
                    Operator::Times => a.mul(b, row),
                    Operator::Over => a.div(b, row),
                    Operator::Power => a.powf(b, row),
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
                // The checker gives steps only functions of one month; other bodies are run by the engine.
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
            Step::Shifted { row: of, by, edge } => {
                let read = (self.first + at).checked_add_signed(*by as isize);
                match read.and_then(|month| self.columns[of.index()].get(month)) {
                    Some(value) => *value,
                    None => self.operand(*edge, at),
                }
            }
            Step::At { row, month, .. } => self.columns[row.index()][*month as usize],
            Step::Missing(reason) => N::missing(*reason, row),
        };
    }

    /// Powers are a thousand times dearer than products, and most months ask for the same one.
    fn powers(&self, a: Operand, b: Operand, out: &mut [N]) {
        let mut last: Option<(N, N, N)> = None;
        for (at, out) in out.iter_mut().enumerate() {
            let (base, exponent) = (self.operand(a, at), self.operand(b, at));
            *out = match last {
                Some((known, power, result)) if known == base && power == exponent => result,
                _ => base.powf(exponent, self.row),
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
