//! Building a formula: typed values in, steps out.
//!
//! Every unit rule of the language is here, once, for what people write and for what pipelines are made of.

use std::sync::Arc;

use super::constants::{Places, Traced, WrittenFormula};
use super::member_traits::AmountPower;
use super::recurring::{traits_of_product, traits_of_quotient};
use super::scope::Scope;
use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed};
use super::{Context, ScenarioBuilder};
use crate::diagnostic::Diagnostic;
use crate::library::Function;
use crate::model::{
    CalendarPart, ClauseWords, Compare, Constant, ConstantPlace, Formula, Operand, Operator, OverMembers,
    RowId, Step, Written,
};
use crate::source::Span;
use crate::syntax::tree::{ExprId, Tree};
use crate::value::{Cell, Number, Unit, UnitError};

/// Two operands that do not go together.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clash {
    /// Their units differ.
    Units,
    /// The unit that would come out is out of bounds.
    Exponent,
    /// One is a condition.
    Condition,
    /// One is a percentage, the other a count.
    Kinds,
}

impl From<UnitError> for Clash {
    fn from(_: UnitError) -> Clash {
        Clash::Exponent
    }
}

/// One formula in the making: what is written goes in node by node, typed steps come out.
pub(super) struct Lower<'l, 'a> {
    /// The scenario whose rows it may use, and to which it adds rows of its own.
    pub builder: &'l mut ScenarioBuilder<'a>,
    /// What is the same for every scenario.
    pub context: &'l Context<'a>,
    /// The tree whose expressions are being lowered.
    pub tree: &'a Tree,
    /// What names mean where the formula stands.
    pub scope: Scope,
    /// Only units are wanted; a later pass reports.
    pub quiet: bool,
    /// The first month in which the clause being lowered applies.
    pub from: usize,
    /// The name of the row being defined, for the rows that it needs of its own.
    pub owner: String,
    /// That row; none of a goal, a check or a question.
    pub of: Option<RowId>,
    /// The steps so far, each after those whose results it reads.
    pub steps: Vec<Step>,
    /// Values that depend on the month alone, one a column.
    pub series: Vec<Arc<[Number]>>,
    /// Where constants that somebody typed stand in it.
    pub constants: Places,
    /// The words of its masks.
    pub clauses: Vec<ClauseWords>,
    /// The functions over members in it.
    pub members: Vec<OverMembers>,
    /// The sides of the last product of two amounts.
    pub factors: Option<(ExprId, ExprId)>,
}

impl<'l, 'a> Lower<'l, 'a> {
    /// What is lowered without a finding: only to see what it is.
    pub fn quietly<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> T {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let lowered = lower(self);
        self.quiet = quiet;
        lowered
    }

    /// An empty formula. `owner` names the hidden rows that it may need; `quiet` keeps its findings back.
    pub fn new(
        builder: &'l mut ScenarioBuilder<'a>,
        context: &'l Context<'a>,
        tree: &'a Tree,
        scope: Scope,
        owner: &str,
        quiet: bool,
    ) -> Self {
        let owner = owner.to_string();
        let (steps, series) = (Vec::new(), Vec::new());
        let (constants, clauses) = (Vec::new(), Vec::new());
        Lower {
            builder,
            context,
            tree,
            scope,
            quiet,
            from: 0,
            owner,
            of: None,
            steps,
            series,
            constants,
            clauses,
            members: Vec::new(),
            factors: None,
        }
    }

    /// Notes a finding, unless a later pass will find it again.
    pub fn report(&mut self, found: Diagnostic) {
        if !self.quiet {
            self.builder.diagnostics.push(found);
        }
    }

    /// Adds a step without operands, or whose operands nobody typed, and gives its result.
    pub fn emit(&mut self, step: Step) -> Traced {
        self.emit_of(step, &[])
    }

    /// Adds a step and gives its result; `operands` are the step's own, in order.
    pub fn emit_of(&mut self, step: Step, operands: &[Traced]) -> Traced {
        let at = self.steps.len() as u32;
        for (operand, typed) in (0u32..).zip(operands.iter().map(|operand| operand.typed)) {
            if let Some(typed) = typed {
                self.constants.push((ConstantPlace::Operand { step: at, operand }, typed));
            }
        }
        debug_assert!(
            // Where constants were typed is noted by the operand's place: another order here would point at the
            // wrong literal.
            operands.is_empty() || step.operands().iter().eq(operands.iter().map(|operand| &operand.at)),
            "the operands of {step:?} are its own"
        );
        self.steps.push(step);
        Operand::Step(at).into()
    }

    /// A value that depends on the month alone.
    pub fn monthly(&mut self, numbers: Vec<Number>) -> Traced {
        self.series.push(numbers.into());
        Operand::Series(self.series.len() as u32 - 1).into()
    }

    /// A constant as somebody typed it.
    pub fn typed(&mut self, number: Number, span: Span) -> Traced {
        self.builder.constants.literal(number, span)
    }

    /// Ends the formula: its steps, the operand that is its result, and where its constants were typed.
    pub fn finish(self, result: impl Into<Traced>) -> WrittenFormula {
        let result = result.into();
        let whole = result.typed.map(|typed| (ConstantPlace::Result, typed));
        let places = self.constants.into_iter().chain(whole);
        let constants = &self.builder.constants;
        let constant = |(place, typed)| Some(Constant { place, source: constants.source(typed)? });
        let written = Written {
            constants: places.filter_map(constant).collect(),
            clauses: self.clauses.into(),
            members: self.members.into(),
        };
        let formula =
            Formula::Steps { steps: self.steps.into(), result: result.at, series: self.series.into() };
        WrittenFormula { formula, written }
    }

    /// A row as a value, with the unit that is known of it so far.
    pub fn row(&self, row: RowId) -> Typed {
        let info = &self.builder.table[row.index()].info;
        let operand = Operand::Row(row).into();
        let traits = match self.scope.member {
            Some(member) => RollupTraits { members: self.builder.seen_from(row, member), ..info.traits },
            None => info.traits,
        };
        Typed { operand, kind: info.kind, share: info.share, traits }
    }

    /// Emits an operation of two operands; one of two exact constants is done at once.
    pub fn binary(&mut self, operator: Operator, a: impl Into<Traced>, b: impl Into<Traced>) -> Traced {
        let (a, b) = (a.into(), b.into());
        if let (Operand::Constant(x), Operand::Constant(y)) = (a.at, b.at) {
            let (x, y) = (Cell::from(x), Cell::from(y));
            // Folded with the evaluator's own arithmetic, so that a constant has the digits that the steps would
            // give.
            let folded = match operator {
                Operator::Plus => Some(x.add(y, 0)),
                Operator::Minus => Some(x.sub(y, 0)),
                Operator::Times => Some(x.mul(y, 0)),
                Operator::Over => Some(x.div(y, 0)),
                Operator::Power => Some(x.powf(y, 0)),
                Operator::And | Operator::Or => None,
            };
            // What had to be rounded, or has no value, stays a step: the evaluator knows the row to blame for it.
            if let Some(number) = folded.and_then(Cell::exact_number) {
                return self.builder.constants.worked(number, operator, a, b);
            }
        }
        self.emit_of(Step::Binary(operator, a.at, b.at), &[a, b])
    }

    /// The days of the month.
    fn days(&self) -> Operand {
        Operand::Row(CalendarPart::Days.row())
    }

    /// A value times the days of the month.
    pub(super) fn times_days(&mut self, a: Traced) -> Traced {
        self.binary(Operator::Times, a, self.days())
    }

    /// A duration in days as months, by the days of the month.
    pub fn days_to_months(&mut self, a: Traced) -> Traced {
        self.binary(Operator::Over, a, self.days())
    }

    /// A duration as days.
    pub fn as_days(&mut self, a: Typed) -> Typed {
        let operand = match a.kind {
            Dimension::Known(unit) if !unit.in_days => self.times_days(a.operand),
            _ => a.operand,
        };
        Typed { operand, kind: Dimension::Known(Unit::DAYS), ..a }
    }

    /// The product. Units multiply; days are converted to months unless the result is a duration in days again.
    pub fn mul(&mut self, a: Typed, b: Typed) -> Result<Typed, Clash> {
        let share = a.factor().times(b.factor());
        let traits = traits_of_product(a, b);
        let (Some(x), Some(y)) = (a.kind.unit(), b.kind.unit()) else {
            return self.without_units(Operator::Times, a, b);
        };
        let mut unit = x.times(y)?;
        let mut operand = self.binary(Operator::Times, a.operand, b.operand);
        // Twice a duration in days is one. In all other units time counts in months, so days have to be
        // converted.
        if (x.in_days && y.is_one()) || (y.in_days && x.is_one()) {
            unit.in_days = true;
        } else {
            for days in [x.in_days, y.in_days] {
                if days {
                    operand = self.days_to_months(operand);
                }
            }
        }
        Ok(Typed { operand, kind: Dimension::Known(unit), share: pure(unit, share), traits })
    }

    /// The quotient. Units divide; where one side is in days and the other in months, the months are converted.
    pub fn div(&mut self, a: Typed, b: Typed) -> Result<Typed, Clash> {
        let share = match (a.factor(), b.kind.unit()) {
            // One deal in 20 months, or 5% a month.
            (NumberKind::Literal | NumberKind::Neutral, Some(unit)) if unit.is_duration() => {
                NumberKind::Either
            }
            (factor, _) => factor.over(b.factor()),
        };
        let traits = traits_of_quotient(a, b);
        let (Some(x), Some(y)) = (a.kind.unit(), b.kind.unit()) else {
            return self.without_units(Operator::Over, a, b);
        };
        let mut unit = x.times(y.inverse())?;
        let (mut above, mut below) = (a.operand, b.operand);
        // Where both are in days the lengths of the months cancel out, and nothing is converted.
        if x.in_days && y.is_one() {
            unit.in_days = true;
        } else if x.in_days != y.in_days {
            // Multiply first and divide once: one rounding instead of two.
            if x.in_days {
                below = self.times_days(below);
            } else {
                above = self.times_days(above);
            }
        }
        let operand = self.binary(Operator::Over, above, below);
        Ok(Typed { operand, kind: Dimension::Known(unit), share: pure(unit, share), traits })
    }

    fn without_units(&mut self, operator: Operator, a: Typed, b: Typed) -> Result<Typed, Clash> {
        if a.kind == Dimension::Truth || b.kind == Dimension::Truth {
            return Err(Clash::Condition);
        }
        let operand = self.binary(operator, a.operand, b.operand);
        let traits = a.traits.and(b.traits);
        Ok(Typed { operand, kind: Dimension::Unknown, share: NumberKind::Either, traits })
    }

    /// What two values that stand side by side are.
    pub fn unify(&mut self, a: Typed, b: Typed) -> Result<(Dimension, NumberKind), Clash> {
        if (a.kind == Dimension::Truth) != (b.kind == Dimension::Truth)
            && ![a.kind, b.kind].contains(&Dimension::Unknown)
        {
            return Err(Clash::Condition);
        }
        let kind = a.kind.unify(b.kind).ok_or(Clash::Units)?;
        let share = a.share.meet(b.share).ok_or(Clash::Kinds)?;
        for typed in [a, b] {
            self.lean(typed, share);
        }
        Ok((kind, share))
    }

    /// Notes that a row of 0 and 1 stood beside a percentage, or beside a count, or where one is wanted.
    pub(super) fn lean(&mut self, typed: Typed, beside: NumberKind) {
        let beside = beside.named();
        if let (Operand::Row(row), NumberKind::Neutral) = (typed.operand.at, typed.share)
            && matches!(beside, NumberKind::Percent | NumberKind::Count)
            && typed.kind.unit().is_some_and(Unit::is_countable)
            && !self.quiet
        {
            self.builder.leanings.entry(row).or_insert(beside);
        }
    }

    /// The sum or the difference.
    pub fn plus(&mut self, operator: Operator, a: Typed, b: Typed) -> Result<Typed, Clash> {
        if a.kind == Dimension::Truth || b.kind == Dimension::Truth {
            return Err(Clash::Condition);
        }
        let (kind, mut share) = self.unify(a, b)?;
        let operand = self.binary(operator, a.operand, b.operand);
        // 1 + 1 is a number like any other.
        if share == NumberKind::Neutral && operand.number().is_some_and(|number| number.abs() > Number::ONE) {
            share = NumberKind::Literal;
        }
        let members = a.traits.members.plus(b.traits.members);
        let traits = RollupTraits { members, ..a.traits.and(b.traits) };
        Ok(Typed { operand, kind, share, traits })
    }

    /// A comparison: a condition. Its sides need one unit, as those of a sum do.
    pub fn compare(&mut self, compare: Compare, a: Typed, b: Typed) -> Result<Typed, Clash> {
        if a.kind == Dimension::Truth || b.kind == Dimension::Truth {
            return Err(Clash::Condition);
        }
        self.unify(a, b)?;
        let step = Step::Compare(compare, a.operand.at, b.operand.at);
        let operand = self.emit_of(step, &[a.operand, b.operand]);
        Ok(Typed {
            operand,
            kind: Dimension::Truth,
            share: NumberKind::Count,
            traits: a.traits.and(b.traits).with_power(AmountPower::NONE),
        })
    }

    /// A power. With a unit, the exponent is a whole number known now.
    pub fn powf(&mut self, a: Typed, exponent: Typed) -> Result<Typed, Clash> {
        let power = a.traits.members.power.power(exponent.number().map(Number::to_f64));
        let traits =
            RollupTraits { kept: KeptRollup::Mixed, ..a.traits.and(exponent.traits) }.with_power(power);
        let (Some(unit), Some(power)) = (a.kind.unit(), exponent.kind.unit()) else {
            return self.without_units(Operator::Power, a, exponent);
        };
        if !power.is_one() {
            return Err(Clash::Units);
        }
        let share = a.share.power(exponent.number().is_some_and(Number::is_whole));
        if unit.is_one() {
            let operand = self.binary(Operator::Power, a.operand, exponent.operand);
            return Ok(Typed { operand, kind: Dimension::ONE, share, traits });
        }
        // The unit of the result is x^n, so n has to be known before anything is computed. 9 is as high as a
        // unit's exponents go.
        let whole = exponent.number().and_then(Number::to_i64).filter(|whole| whole.abs() <= 9);
        let whole = whole.ok_or(Clash::Exponent)? as i8;
        if whole == 1 {
            return Ok(a);
        }
        let mut base = a.operand;
        if unit.in_days && whole != 0 {
            base = self.days_to_months(base);
        }
        let raise = |power: i8| power.checked_mul(whole).filter(|power| power.abs() <= 9);
        let raised = (raise(unit.money), raise(unit.time), raise(unit.effort));
        let (Some(money), Some(time), Some(effort)) = raised else { return Err(Clash::Exponent) };
        let operand = self.binary(Operator::Power, base, exponent.operand);
        let unit = Unit { money, time, effort, in_days: false };
        Ok(Typed { operand, kind: Dimension::Known(unit), share: pure(unit, share), traits })
    }

    /// The first where the condition holds, else the second; nobody knows where it is missing.
    pub fn choose(&mut self, condition: Typed, a: Typed, b: Typed) -> Result<Typed, Clash> {
        let (kind, share) = self.unify(a, b)?;
        // What a choice hangs on says nothing of how its months add up.
        let traits = a.traits.and(b.traits);
        let step = Step::If(condition.operand.at, a.operand.at, b.operand.at);
        let operand = self.emit_of(step, &[condition.operand, a.operand, b.operand]);
        Ok(Typed { operand, kind, share, traits })
    }

    /// Emits a call of a function of one month; `operands` are its arguments, whose units the caller has
    /// compared.
    pub fn call(&mut self, function: &'static Function, operands: &[Traced]) -> Traced {
        let own = operands.iter().map(|operand| operand.at).collect();
        self.emit_of(Step::Call(function, own), operands)
    }

    /// Operations of pipelines and stocks, whose units are right by construction: a clash here would be
    /// a bug, and shows as a value of unknown unit.
    pub fn sure(&mut self, result: Result<Typed, Clash>) -> Typed {
        // Not an assertion in release builds: a wrong row in a figure is seen, a crash in an editor loses work.
        debug_assert!(result.is_ok(), "units of derived rows go together: {result:?}");
        result.unwrap_or_else(|_| Typed::unknown())
    }

    /// [`Lower::mul`] of values whose units go together.
    pub fn product(&mut self, a: Typed, b: Typed) -> Typed {
        let result = self.mul(a, b);
        self.sure(result)
    }

    /// [`Lower::div`] of values whose units go together.
    pub fn quotient(&mut self, a: Typed, b: Typed) -> Typed {
        let result = self.div(a, b);
        self.sure(result)
    }

    /// [`Lower::plus`] of values whose units go together.
    pub fn sum(&mut self, a: Typed, b: Typed) -> Typed {
        let result = self.plus(Operator::Plus, a, b);
        self.sure(result)
    }

    /// The difference of values whose units go together.
    pub fn difference(&mut self, a: Typed, b: Typed) -> Typed {
        let result = self.plus(Operator::Minus, a, b);
        self.sure(result)
    }
}

/// Only a pure number, also one per month, is a percentage.
fn pure(unit: Unit, share: NumberKind) -> NumberKind {
    if unit.is_countable() { share } else { NumberKind::Count }
}
