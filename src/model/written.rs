//! What a formula was written as: where its constants were typed, and the words of its clauses.
//!
//! No figure needs this, so it stands beside the formula and not in it: the steps that are computed stay as
//! small as they are. Whoever hands a plan on needs it. In a workbook the `10%` of `leads = calls * 10%` is a
//! cell that people change, and the 7 days of a week are not; and a clause that begins "from July" moves with
//! one cell, which its months alone do not tell from "in Jul .. Dec".

use super::{MemberId, Operand, Operator, SegmentId};
use crate::library::MemberFunctionKind;
use crate::source::Span;
use crate::value::Number;

/// What the formula of one row was written as.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Written {
    /// The constants that somebody typed. A constant of the formula that is not among them is the checker's: the
    /// days of a week, the 2 of a half-life, a zero where nothing is said.
    pub constants: Box<[Constant]>,
    /// The words behind masks of months. A mask that is not among them follows from the formula's shape, such as
    /// the single months of a list.
    pub clauses: Box<[ClauseWords]>,
    /// The functions over members: their steps are ordinary ones.
    pub members: Box<[OverMembers]>,
}

/// A function over members, as a formula has it: `sum(min(leads, capacity) over team)`.
#[derive(Clone, PartialEq, Debug)]
pub struct OverMembers {
    /// The step that has its result.
    pub step: u32,
    /// What it does.
    pub kind: MemberFunctionKind,
    /// The segment.
    pub segment: SegmentId,
    /// What is read of each member, as written; after a comma the weight, where it has one.
    pub written: Box<[Span]>,
    /// What it is of each member that is gone through, before anything is made of it.
    pub values: Box<[(MemberId, Operand)]>,
    /// The weights of a mean, in the same order; empty where it has none.
    pub weights: Box<[Operand]>,
}

/// A constant of a formula that somebody typed.
#[derive(Clone, PartialEq, Debug)]
pub struct Constant {
    /// Where it stands in the formula.
    pub place: ConstantPlace,
    /// Where it comes from.
    pub source: ConstantSource,
}

/// Where a constant stands in a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstantPlace {
    /// An operand of a step, in the order of [`super::Step::operands`].
    Operand {
        /// The step.
        step: u32,
        /// Which of its operands.
        operand: u32,
    },
    /// The formula is nothing but this constant.
    Result,
    /// The value of one month of a series: an item of a list.
    Series {
        /// The series.
        series: u32,
        /// The column.
        month: u32,
    },
    /// An argument of a function over months.
    Argument(u32),
    /// What stands after the word `before`.
    Before,
    /// A side of the quotient by which the row rolls up: 0 above, 1 below the line.
    Quotient(u32),
}

/// Where the value of a constant comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstantSource {
    /// It is the literal at this place, in the units that pace keeps: `10%` is 0.1.
    Literal(Span),
    /// It was worked out from constants before anything else, as `$30k/year` is 30,000 / 12: the parts in
    /// postfix order. At least one of them is a literal.
    Worked(Box<[ConstantPart]>),
}

/// A part of a constant that was worked out.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ConstantPart {
    /// A number, and the place of its literal; none of a number that the checker put there, such as the 12 months
    /// of a year.
    Number(Number, Option<Span>),
    /// The operation on the two values before it.
    Operation(Operator),
}

impl ConstantSource {
    /// The places of the literals it is made of, in order.
    pub fn literals(&self) -> impl Iterator<Item = Span> {
        let (one, parts) = match self {
            ConstantSource::Literal(span) => (Some(*span), &[][..]),
            ConstantSource::Worked(parts) => (None, &parts[..]),
        };
        let typed = parts.iter().filter_map(|part| match part {
            ConstantPart::Number(_, span) => *span,
            ConstantPart::Operation(_) => None,
        });
        one.into_iter().chain(typed)
    }
}

/// The words of a mask of months.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClauseWords {
    /// Where the mask stands in the formula.
    pub place: MaskPlace,
    /// What the words say.
    pub months: ClauseMonths,
    /// The clause has a condition too, after `when`: it applies in those of its months in which that holds.
    pub conditional: bool,
    /// The clause is a list, so it ends with its last item at the latest.
    pub listed: bool,
    /// The month or the months as written.
    pub span: Span,
}

/// Where a mask of months stands in a formula.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MaskPlace {
    /// The mask of a [`super::Step::Within`].
    Step(u32),
    /// There is no mask: a series takes its values by the month of the year.
    Series(u32),
    /// The span among the arguments of a function over months.
    Argument,
}

/// What the words of a clause say of its months; months are columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClauseMonths {
    /// `from M`: that month and all after it.
    From(u32),
    /// `in SPAN`: both ends included, as far as the span lies in the plan.
    Between(u32, u32),
    /// `in Jul .. Aug`, `every year`: these months of every year, both included, January is 1. The first may be
    /// the later one: `Nov .. Feb`.
    EveryYear(u8, u8),
    /// `once in M`: an amount that falls due in that month.
    Once(u32),
    /// Months within which a clause begins or ends: what holds on each of their days is added up.
    Divided,
    /// Months that are no run: `in Mar, Jun, Sep`, `every 3 months from M`.
    Several,
}
