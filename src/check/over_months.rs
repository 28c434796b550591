//! Calls that read other months: `total(x)`, `delay(x, 45 days)`, and a row in one month, `x[2026-06]`.
//!
//! Such a call needs its argument as a row, since only rows have other months: anything else is given a hidden one.

use std::sync::Arc;

use super::constants::{Traced, WrittenFormula};
use super::lower::Lower;
use super::member_traits::of_call;
use super::recurring::happens;
use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::{Body, Function, Gives, Parameter};
use crate::model::{Argument, Formula, Operand, Step};
use crate::source::Span;
use crate::syntax::tree::{ExprId, MonthRef, NodeKind};
use crate::value::{Number, Rollup, Unit};

impl Lower<'_, '_> {
    /// A flag for each month of the plan.
    pub(super) fn monthly_flag(&self, holds: impl Fn(usize) -> bool) -> Arc<[bool]> {
        (0..self.context.calendar.len()).map(holds).collect()
    }

    /// An expression as a row or a constant, for functions that read other months of it.
    pub(super) fn input(&mut self, expr: ExprId) -> (Argument, Typed) {
        // `(calls)` is the row `calls`, not a formula that needs a hidden one.
        if let NodeKind::Parentheses(inner) = self.tree.node(expr).kind {
            return self.input(inner);
        }
        let (tree, scope, owner) = (self.tree, self.scope.clone(), self.owner.clone());
        let of = self.of;
        // A formula of its own: its steps must not be among those of the formula around it, whose months are
        // others.
        let mut inner = Lower::new(self.builder, self.context, tree, scope, &owner, self.quiet);
        inner.of = of;
        let typed = inner.expression(expr);
        match typed.operand.at {
            Operand::Row(row) => (Argument::Row(row), typed),
            Operand::Constant(number) => (Argument::Constant(number), typed),
            Operand::Series(_) | Operand::Step(_) => {
                let formula = inner.finish(typed.operand);
                let row = self.builder.add_hidden(&owner, formula, typed);
                (Argument::Row(row), Typed { operand: Operand::Row(row).into(), ..typed })
            }
        }
    }

    /// A function that reads other months of its first argument: a hidden row of its own, or, where it reads one
    /// month only, a step.
    pub(super) fn call_over_months(
        &mut self,
        function: &'static Function,
        arguments: &[ExprId],
        before: Option<ExprId>,
        call: Span,
    ) -> Typed {
        let [x, rest @ ..] = arguments else { return Typed::unknown() };
        let (input, typed) = self.input(*x);
        if typed.kind == Dimension::Truth {
            let span = self.tree.node(*x).span;
            self.want_number(span);
            return Typed::unknown();
        }
        let mut inputs = vec![typed.operand];
        let mut in_days = false;
        let mut span_flags = None;
        let mut words = None;
        let wants_flow = function.parameters.first() == Some(&Parameter::Flow);
        // What a stock of so much a month gains comes in a month, too.
        let is_flow = matches!(typed.kind, Dimension::Known(unit) if unit.time < 0)
            || matches!(typed.kind, Dimension::Zero | Dimension::Unknown);
        if wants_flow && !is_flow {
            self.without_period(function, (*x, typed));
            return Typed::unknown();
        }
        if wants_flow && typed.share.is_percent() {
            self.never_summed(function, (*x, typed), (call, rest));
            return Typed::unknown();
        }
        for (parameter, expr) in function.parameters[1..].iter().zip(rest) {
            match parameter {
                Parameter::OptionalSpan => match self.span_argument(*expr) {
                    Some(flags) => {
                        span_flags = Some(flags);
                        words = self.words_of_span(*expr);
                    }
                    None => return Typed::unknown(),
                },
                Parameter::Count | Parameter::MonthCount => {
                    match self.count_argument(function, *parameter, *expr) {
                        Some(number) => inputs.push(number),
                        None => return Typed::unknown(),
                    }
                }
                Parameter::Shares | Parameter::DurationOrShares => {
                    let Some(days) = self.time_argument(function, *parameter, *expr, &mut inputs) else {
                        return Typed::unknown();
                    };
                    in_days = days;
                }
                _ => {}
            }
        }
        if let Some(stretch) = function.decomposition.restarts() {
            self.sums_within(stretch);
        }
        // In the first argument's unit: it is the same flow, before the plan.
        let before = match before {
            None => None,
            Some(expr) => {
                let (_, value) = self.input(expr);
                if let Err(clash) = self.unify(typed, value) {
                    self.clash_in_call(clash, function, (*x, typed), (expr, value));
                    return Typed::unknown();
                }
                Some(value.operand)
            }
        };
        let Typed { kind, share, traits, .. } = given(function, typed);
        if let (Argument::Row(row), Body::OneMonth(which)) = (input, function.exact) {
            // One month is enough: a row that is read in its first month may depend on this one later.
            let month = which(self.context.calendar.len()) as u32;
            let operand = self.emit(Step::At { row, month, from: self.from as u32 });
            return Typed { operand, kind, share, traits };
        }
        let written = self.builder.constants.arguments(&inputs, before, words);
        let formula = Formula::History {
            function,
            arguments: inputs.iter().map(|input| input.input()).collect(),
            before: before.map(Traced::input),
            in_days,
            span: span_flags,
            from: self.from as u32,
        };
        let formula = WrittenFormula { formula, written };
        let owner = self.owner.clone();
        let typed = Typed { traits, ..Typed::constant(Number::ZERO, kind, share) };
        let row = self.builder.add_hidden(&owner, formula, typed);
        // A finding about a loop quotes the call, where a hidden row has no name to quote.
        let entry = &mut self.builder.table[row.index()];
        entry.span = call;
        Typed { operand: Operand::Row(row).into(), ..typed }
    }

    /// Reports a function that takes a flow, of what has no period.
    fn without_period(&mut self, function: &Function, (x, typed): (ExprId, Typed)) {
        let span = self.tree.node(x).span;
        let words = self.words(typed.kind, typed.share);
        let message = format!("`{}` takes a flow, something per month", function.name);
        let found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"));
        let found = self.with_origin(found, x, typed);
        let text = self.context.sources.text(span);
        self.report(match comes_later(function) {
            // What does not come in a month cannot come later.
            true => found.help(format!(
                "for its value of the month before write `prev({text}, {text})`; what is to arrive later needs a \
                 period, such as `$500/month`"
            )),
            false => found
                .help("give it a period, such as `$500/month`; a level is summed up by `mean(…)` or `last(…)`"),
        });
    }

    /// Reports a function that adds up months, of a percentage per month.
    fn never_summed(
        &mut self,
        function: &Function,
        (x, typed): (ExprId, Typed),
        (call, rest): (Span, &[ExprId]),
    ) {
        let span = self.tree.node(x).span;
        let words = self.kind_words(typed);
        let message =
            format!("`{}` takes a flow, and {words} is none: months of it are not added up", function.name);
        let found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"));
        let found = self.with_origin(found, x, typed);
        let text = self.context.sources.text(span);
        // What arrives later, or in parts, was that of an earlier month.
        self.report(if comes_later(function) {
            let written = format!("prev({text}, {text})");
            found.help(format!("for the percentage of the month before write `{written}`"))
        } else {
            let written = format!("mean({text})");
            let edit = rest.is_empty().then(|| Edit::replace(call, written.as_str()));
            fixed(found, format!("write `{written}`"), edit)
        });
    }

    /// `row[2026-06]`.
    pub(super) fn index(&mut self, row: ExprId, month: MonthRef) -> Typed {
        let (input, typed) = self.input(row);
        let column = match self.context.month(&month) {
            Ok(column) => column,
            Err(found) => {
                self.report(found);
                return typed;
            }
        };
        // One month's value is the same in all months, so its total is that value and not a sum.
        let traits = RollupTraits { level: true, kept: KeptRollup::Mixed, ..typed.traits };
        match input {
            Argument::Constant(_) => Typed { traits, ..typed },
            Argument::Row(row) => {
                let operand = self.emit(Step::At { row, month: column as u32, from: self.from as u32 });
                Typed { operand, traits, ..typed }
            }
        }
    }
}

/// Whether what a function of a flow takes arrives later, or in parts: it is told how much later, not only in which
/// months.
fn comes_later(function: &Function) -> bool {
    function.parameters.iter().skip(1).any(|parameter| *parameter != Parameter::OptionalSpan)
}

/// What a flow adds up to.
pub(super) fn over_months(kind: Dimension) -> Dimension {
    let unit = match kind {
        Dimension::Unknown | Dimension::Truth => return Dimension::Unknown,
        Dimension::Zero => Unit::PER_MONTH,
        Dimension::Known(unit) => unit,
    };
    unit.over_months().map_or(Dimension::Unknown, Dimension::Known)
}

/// What a function gives that reads other months of its first argument.
fn given(function: &Function, typed: Typed) -> Typed {
    let kind = match (function.gives, typed.kind) {
        (_, Dimension::Unknown) => Dimension::Unknown,
        (Gives::Percent, _) => Dimension::ONE,
        (Gives::TimesMonth, kind) => over_months(kind),
        (_, Dimension::Zero) => Dimension::Zero,
        (_, kind) => kind,
    };
    let share = if function.gives == Gives::Percent { NumberKind::Percent } else { typed.share };
    let wants_flow = function.parameters.first() == Some(&Parameter::Flow);
    let power = of_call(function, typed.traits.members.power);
    let traits = RollupTraits {
        last: typed.traits.last || function.rollup == Some(Rollup::Last),
        level: function.rollup == Some(Rollup::Level),
        // A function makes only itself a level, not the formulas around it. Of what a stock of so much a month
        // gains, the running sum is a balance, the total one figure, and what comes later adds up as it does.
        kept: match (kind.unit(), function.rollup) {
            (Some(unit), Some(Rollup::Last)) if unit.is_flow() => KeptRollup::Rows(Rollup::Last),
            (Some(unit), None) if unit.is_flow() && function.gives == Gives::TimesMonth => {
                KeptRollup::Rows(Rollup::Level)
            }
            (Some(unit), None) if wants_flow && unit.time < -1 => typed.traits.kept,
            _ => KeptRollup::Mixed,
        },
        // What arrives later, or in parts, is paid; it is no longer so much in every month.
        events: function.rollup.is_none() || happens(typed),
        ..typed.traits.with_power(power)
    };
    Typed { traits, ..typed }.with(kind, share)
}
