//! A formula: what a row is in every month, as a flat list of steps.
//!
//! There is no tree to walk: each step uses the results of earlier ones, so a formula of a million
//! terms is a loop, and the same list is computed, explained and exported.

use std::sync::Arc;

use super::RowId;
use crate::library::Function;
use crate::value::{Number, Reason};

/// What a row is.
#[derive(Clone, PartialEq, Debug)]
pub enum Formula {
    /// Arithmetic on the same month, months before and after it, and single months.
    Steps {
        /// The steps, in order.
        steps: Box<[Step]>,
        /// Which of them, or what else, is the row's value.
        result: Operand,
        /// Values that depend on the month alone, one list a use.
        series: Box<[Arc<[Number]>]>,
    },
    /// A function over months of whole rows.
    History {
        /// Which.
        function: &'static Function,
        /// Its arguments in order; of a list, one each.
        arguments: Box<[Argument]>,
        /// The value after the word `before`.
        before: Option<Argument>,
        /// Whether a duration among the arguments is in days.
        in_days: bool,
        /// The months that a span names.
        span: Option<Arc<[bool]>>,
        /// The first month that uses it: that in which its clause first applies.
        from: u32,
    },
}

/// A row or a number, as an argument of a function over months.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Argument {
    /// A row.
    Row(RowId),
    /// The same number every month.
    Constant(Number),
}

/// What a step reads: a number, a row in the same month, or the result of an earlier step.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Operand {
    /// The same number every month.
    Constant(Number),
    /// A row, in the same month.
    Row(RowId),
    /// A value that depends on the month alone: an index into the formula's series.
    Series(u32),
    /// The result of an earlier step.
    Step(u32),
}

/// One step of a formula.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// Two operands.
    Binary(Operator, Operand, Operand),
    /// A comparison: 1 where it holds, else 0.
    Compare(Compare, Operand, Operand),
    /// The operand times -1.
    Negate(Operand),
    /// 1 where it is 0, else 0.
    Not(Operand),
    /// A function of one month.
    Call(&'static Function, Box<[Operand]>),
    /// A range: its mean here, a draw in a simulation (once a run, or once a month).
    Range {
        /// The function that gives its mean, and its shape in a simulation.
        shape: &'static Function,
        /// Its parameters.
        parameters: Box<[Operand]>,
        /// Whether a simulation draws it anew for every month, and not once for the plan.
        each_month: bool,
        /// The name of its draw in a simulation, which no other range of the plan has: `calls`, `won.rate`,
        /// `core:worth`, `calls#2`. What is drawn hangs on it alone, in every scenario.
        draw: Arc<str>,
    },
    /// The first where the month is among these, else the second.
    Within(Arc<[bool]>, Operand, Operand),
    /// The second where the first holds, else the third.
    If(Operand, Operand, Operand),
    /// A row so many months before or after, the operand where that is no month of the plan.
    Shifted {
        /// The row.
        row: RowId,
        /// Where it is read: that many months later, and earlier where it is negative. Never 0.
        by: i32,
        /// What stands for it beyond the plan's first month or its last.
        edge: Operand,
    },
    /// A row in one month, needed only from some month on (the first in which its clause applies).
    At {
        /// The row.
        row: RowId,
        /// The month that is read.
        month: u32,
        /// The first month that uses it.
        from: u32,
    },
    /// No value, for this reason.
    Missing(Reason),
}

/// What a binary step does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// +
    Plus,
    /// -
    Minus,
    /// *
    Times,
    /// /
    Over,
    /// ^
    Power,
    /// and
    And,
    /// or
    Or,
}

/// What a comparison asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// <
    Less,
    /// <=
    AtMost,
    /// ==
    Equal,
    /// !=
    NotEqual,
    /// >=
    AtLeast,
    /// >
    Greater,
}

impl Compare {
    /// The sign in formulas.
    pub fn symbol(self) -> &'static str {
        match self {
            Compare::Less => "<",
            Compare::AtMost => "<=",
            Compare::Equal => "==",
            Compare::NotEqual => "!=",
            Compare::AtLeast => ">=",
            Compare::Greater => ">",
        }
    }

    /// Whether an order answers the question.
    #[inline]
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Compare::Less => order.is_lt(),
            Compare::AtMost => order.is_le(),
            Compare::Equal => order.is_eq(),
            Compare::NotEqual => order.is_ne(),
            Compare::AtLeast => order.is_ge(),
            Compare::Greater => order.is_gt(),
        }
    }
}

/// The month that a row is read in, so many months later (or earlier, where `by` is negative), in a plan of `months`;
/// none where the plan has no such month.
pub fn shifted(month: usize, by: i32, months: usize) -> Option<usize> {
    month.checked_add_signed(by as isize).filter(|month| *month < months)
}

impl Step {
    /// The same step with other operands in the place of its own, which are gone through in order.
    pub fn with_operands(&self, mut other: impl FnMut(Operand) -> Operand) -> Step {
        match self {
            Step::Binary(operator, a, b) => Step::Binary(*operator, other(*a), other(*b)),
            Step::Compare(compare, a, b) => Step::Compare(*compare, other(*a), other(*b)),
            Step::Negate(a) => Step::Negate(other(*a)),
            Step::Not(a) => Step::Not(other(*a)),
            Step::Call(function, operands) => {
                Step::Call(function, operands.iter().map(|operand| other(*operand)).collect())
            }
            Step::Range { shape, parameters, each_month, draw } => Step::Range {
                shape,
                parameters: parameters.iter().map(|operand| other(*operand)).collect(),
                each_month: *each_month,
                draw: Arc::clone(draw),
            },
            Step::Within(within, a, b) => Step::Within(Arc::clone(within), other(*a), other(*b)),
            Step::If(condition, a, b) => Step::If(other(*condition), other(*a), other(*b)),
            Step::Shifted { row, by, edge } => Step::Shifted { row: *row, by: *by, edge: other(*edge) },
            Step::At { .. } | Step::Missing(_) => self.clone(),
        }
    }
}

impl Step {
    /// What it works on in the same month, in order.
    pub fn operands(&self) -> Vec<Operand> {
        match self {
            Step::Binary(_, a, b) | Step::Compare(_, a, b) | Step::Within(_, a, b) => vec![*a, *b],
            Step::Negate(a) | Step::Not(a) | Step::Shifted { edge: a, .. } => vec![*a],
            Step::Call(_, operands) => operands.to_vec(),
            Step::Range { parameters, .. } => parameters.to_vec(),
            Step::If(condition, a, b) => vec![*condition, *a, *b],
            Step::At { .. } | Step::Missing(_) => Vec::new(),
        }
    }
}

impl Formula {
    /// A formula that is a single operand.
    pub fn operand(result: Operand) -> Formula {
        Formula::Steps { steps: Box::new([]), result, series: Box::new([]) }
    }

    /// The same formula of other rows.
    #[must_use]
    pub fn with_rows(&self, row: impl Fn(RowId) -> RowId) -> Formula {
        let operand = |operand: &Operand| match operand {
            Operand::Row(used) => Operand::Row(row(*used)),
            other => *other,
        };
        let input = |input: &Argument| match input {
            Argument::Row(used) => Argument::Row(row(*used)),
            other => *other,
        };
        match self {
            Formula::Steps { steps, result, series } => {
                let step = |step: &Step| match step.with_operands(|used| operand(&used)) {
                    Step::Shifted { row: used, by, edge } => Step::Shifted { row: row(used), by, edge },
                    Step::At { row: used, month, from } => Step::At { row: row(used), month, from },
                    other => other,
                };
                let steps = steps.iter().map(step).collect();
                Formula::Steps { steps, result: operand(result), series: series.clone() }
            }
            Formula::History { function, arguments, before, in_days, span, from } => Formula::History {
                function,
                arguments: arguments.iter().map(input).collect(),
                before: before.as_ref().map(input),
                in_days: *in_days,
                span: span.clone(),
                from: *from,
            },
        }
    }

    /// Its steps; a function over months has none.
    pub fn steps(&self) -> &[Step] {
        match self {
            Formula::Steps { steps, .. } => steps,
            Formula::History { .. } => &[],
        }
    }

    /// Calls `visit` with every row that the formula uses, and how.
    pub fn for_each_use(&self, mut visit: impl FnMut(RowId, Use)) {
        match self {
            Formula::Steps { steps, result, .. } => {
                let same = |operand: &Operand, visit: &mut dyn FnMut(RowId, Use)| {
                    if let Operand::Row(row) = operand {
                        visit(*row, Use::SameMonth);
                    }
                };
                for step in steps {
                    match step {
                        Step::Binary(_, a, b) | Step::Compare(_, a, b) | Step::Within(_, a, b) => {
                            same(a, &mut visit);
                            same(b, &mut visit);
                        }
                        Step::Negate(a) | Step::Not(a) => same(a, &mut visit),
                        Step::Call(_, operands) => operands.iter().for_each(|a| same(a, &mut visit)),
                        Step::Range { parameters, .. } => {
                            parameters.iter().for_each(|a| same(a, &mut visit));
                        }
                        Step::If(a, b, c) => [a, b, c].into_iter().for_each(|a| same(a, &mut visit)),
                        Step::Shifted { row, by, edge } => {
                            visit(*row, if *by < 0 { Use::EarlierMonth } else { Use::LaterMonth });
                            same(edge, &mut visit);
                        }
                        Step::At { row, month, from } => {
                            visit(*row, Use::OneMonth { month: *month as usize, from: *from as usize });
                        }
                        Step::Missing(_) => {}
                    }
                }
                same(result, &mut visit);
            }
            Formula::History { function, arguments, before, span, from, .. } => {
                let last = span.as_ref().and_then(|span| span.iter().rposition(|within| *within));
                let uses = match function.reads {
                    crate::library::Reads::AllMonths { .. } => last.map_or(Use::AllMonths, |last| {
                        // A span is settled with the last of its months.
                        Use::OneMonth { month: last, from: *from as usize }
                    }),
                    _ => Use::SameMonth,
                };
                for (index, input) in arguments.iter().enumerate() {
                    if let Argument::Row(row) = input {
                        let arriving = function.reads == crate::library::Reads::Arrivals && index == 0;
                        visit(*row, if arriving { Use::Arriving } else { uses });
                    }
                }
                if let Some(Argument::Row(row)) = before {
                    visit(*row, Use::SameMonth);
                }
            }
        }
    }
}

/// How a formula uses a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// In the same month (and perhaps in earlier ones).
    SameMonth,
    /// In a month so many before.
    EarlierMonth,
    /// In a month so many after.
    LaterMonth,
    /// In one month, or in a span up to it, from some month on.
    OneMonth {
        /// The month that is read, the last of a span.
        month: usize,
        /// The first month that uses it.
        from: usize,
    },
    /// As a flow that arrives: in the same month, unless its duration says it is always later.
    Arriving,
    /// In every month.
    AllMonths,
}
