//! Arguments that are more than a value: spans of months, counts that are known beforehand, durations and lists of
//! shares.

use std::sync::Arc;

use super::Context;
use super::constants::Traced;
use super::lower::Lower;
use super::typed::Dimension;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::{Function, Parameter};
use crate::model::{Bound, ClauseWords, Operand, Rule};
use crate::source::Span;
use crate::syntax::tree::{ExprId, ExprList, NodeKind, Tree};
use crate::value::{Number, Unit};

impl Lower<'_, '_> {
    /// What a span among the arguments was written as; none where the argument is no span, or its months are not
    /// in the plan.
    pub(super) fn words_of_span(&self, expr: ExprId) -> Option<ClauseWords> {
        match &self.tree.node(expr).kind {
            NodeKind::Months(span) => self.span_words(span),
            _ => None,
        }
    }

    /// A span of months as a flag for each column of the plan. Anything else is reported, and so is a span
    /// outside the plan.
    pub(super) fn span_argument(&mut self, expr: ExprId) -> Option<Arc<[bool]>> {
        let node = self.tree.node(expr);
        let NodeKind::Months(span) = &node.kind else {
            self.report(
                Diagnostic::new(
                    Code::WrongArguments,
                    "a span of months is expected here",
                    node.span,
                    "not a span",
                )
                .help("write a month, a quarter, a year or two months: `2026-01 .. 2026-06`, `2026-Q3`"),
            );
            return None;
        };
        match self.context.span(span) {
            Ok(flags) => {
                if let Some(found) = self.context.partial_span(span) {
                    self.report(found);
                }
                Some(flags)
            }
            Err(found) => {
                self.report(found);
                None
            }
        }
    }

    /// A whole number known now: of months, or of anything.
    pub(super) fn count_argument(
        &mut self,
        function: &Function,
        parameter: Parameter,
        expr: ExprId,
    ) -> Option<Traced> {
        // Known beforehand, since the number of steps in the formula may depend on it; a row could be another
        // number every month.
        let value = self.expression(expr);
        let wanted = match parameter {
            Parameter::MonthCount => Dimension::Known(Unit::MONTHS),
            _ => Dimension::ONE,
        };
        // `spread(x, 6 months)` reads as naturally as `spread(x, 6)`, and there is no second thing that it could
        // mean.
        let months_for_count = value.kind == Dimension::Known(Unit::MONTHS) && wanted == Dimension::ONE;
        let fits = value.kind == wanted || value.kind == Dimension::Zero || months_for_count;
        match value.number() {
            Some(number) if fits && number.is_whole() && number >= Number::ONE => Some(value.operand),
            _ if value.kind == Dimension::Unknown => None,
            _ => {
                let (what, example) = match parameter {
                    Parameter::MonthCount => ("a whole number of months", "6 months"),
                    _ => ("a whole number, 1 or more", "3"),
                };
                let span = self.tree.node(expr).span;
                let message = format!("`{}` needs {what} here", function.name);
                let code = if fits || value.kind == Dimension::ONE {
                    Code::WrongArguments
                } else {
                    Code::UnitMismatch
                };
                let found = Diagnostic::new(code, message, span, format!("expected {what}"));
                self.report(found.help(format!("write it out, such as `{example}`")));
                None
            }
        }
    }

    /// A duration, or a list of shares, put behind the inputs. Gives whether it is in days.
    pub(super) fn time_argument(
        &mut self,
        function: &'static Function,
        parameter: Parameter,
        expr: ExprId,
        inputs: &mut Vec<Traced>,
    ) -> Option<bool> {
        let node = self.tree.node(expr);
        if let NodeKind::List(items) = node.kind {
            // What enters can arrive only once; what has been hired counts again in every month.
            let rule = (parameter == Parameter::DurationOrShares).then_some(Rule::SharesAtMost);
            let subject = format!("the shares of `{}`", function.name);
            inputs.extend(self.shares(items, node.span, rule, &subject)?);
            // A single share would look like a duration: say the second month's, which is none.
            if inputs.len() == 2 && parameter == Parameter::DurationOrShares {
                inputs.push(Operand::Constant(Number::ZERO).into());
            }
            return Some(false);
        }
        if parameter == Parameter::Shares {
            let message = format!("`{}` takes a list of shares, one a month", function.name);
            let found = Diagnostic::new(Code::WrongArguments, message, node.span, "not a list");
            self.report(found.help("write them in brackets: `[0%, 50%, 100%]`"));
            return None;
        }
        let (input, value) = self.input(expr);
        let in_days = match value.kind {
            Dimension::Known(unit) if unit.is_duration() => unit.in_days,
            // 0 days and 0 months are the same duration.
            Dimension::Zero | Dimension::Unknown => true,
            _ => {
                let words = self.words(value.kind, value.share);
                let message = format!("`{}` needs a duration or a list of shares here", function.name);
                let found =
                    Diagnostic::new(Code::UnitMismatch, message, node.span, format!("this is {words}"));
                let found = self.with_origin(found, expr, value);
                self.report(found.help("write `45 days`, `2 months`, or shares by month: `[0%, 50%, 50%]`"));
                return None;
            }
        };
        let subject = format!("the duration of `{}`", function.name);
        let unit = if in_days { Unit::DAYS } else { Unit::MONTHS };
        // A duration below 0 would land a flow before it enters. Only the evaluator knows the value of a row, so
        // the bound is noted here and tested there.
        let (rule, row) = (Rule::Duration, self.of);
        self.bound(Bound { rule, row, inputs: vec![input], subject, unit, span: node.span });
        inputs.push(value.operand);
        Some(in_days)
    }

    /// The items of a list of shares; `rule` says what they must satisfy.
    pub(super) fn shares(
        &mut self,
        items: ExprList,
        span: Span,
        rule: Option<Rule>,
        subject: &str,
    ) -> Option<Vec<Traced>> {
        let tree = self.tree;
        if let Some(found) = plain_shares(self.context, tree, items, span) {
            self.report(found);
            return None;
        }
        let mut inputs: Vec<Traced> = Vec::new();
        for item in tree.list(items) {
            // As an argument and not as a plain expression: the bound on the shares has to find each of them as a
            // row or a constant.
            let (_, value) = self.input(*item);
            if !matches!(value.kind, Dimension::Known(Unit::ONE) | Dimension::Zero | Dimension::Unknown) {
                let words = self.words(value.kind, value.share);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    "a share is a percentage",
                    tree.node(*item).span,
                    format!("this is {words}"),
                );
                self.report(found);
                return None;
            }
            inputs.push(value.operand);
        }
        if inputs.is_empty() {
            let found = Diagnostic::new(Code::BadShare, "the list of shares is empty", span, "nothing in it");
            self.report(found.help("write a share for each month: `[50%, 50%]`"));
            return None;
        }
        if let Some(rule) = rule {
            // Judged now where all of it is known, and with the numbers where it is not.
            if rule == Rule::SharesAtMost && self.are_survivors(&inputs, span) {
                return None;
            }
            let subject = subject.to_string();
            let (row, inputs) = (self.of, inputs.iter().map(|share| share.input()).collect());
            self.bound(Bound { rule, row, inputs, subject, unit: Unit::ONE, span });
        }
        Some(inputs)
    }

    /// Whether shares say who is still there, month by month, and not who arrives: `[100%, 95%, 90%]`. Says so.
    fn are_survivors(&mut self, shares: &[Traced], span: Span) -> bool {
        let numbers: Option<Vec<Number>> = shares.iter().map(|share| share.number()).collect();
        let Some(numbers) = numbers.filter(|numbers| numbers.len() > 1) else { return false };
        let falling = numbers.windows(2).all(|pair| pair[1] <= pair[0]) && numbers.first() > numbers.last();
        let bounded = numbers.iter().all(|share| !share.is_negative() && *share <= Number::ONE);
        let sum = Number::sum(numbers).unwrap_or_default();
        if !falling || !bounded || sum.compare(Number::ONE).is_le() {
            return false;
        }
        let (text, sum) = (self.context.sources.text(span), sum.percent_text());
        let message =
            format!("the shares of `delay` say which part arrives in which month, and sum to {sum}");
        let found = Diagnostic::new(Code::BadShare, message, span, "may sum to at most 100%");
        // The flow stands right before the list, and the word of the function before that.
        let call = self.context.call_before(span, "delay");
        let help = |call: &str| format!("for who is still there after each month write `{call}`");
        self.report(match call {
            Some((name, flow)) => {
                let written = format!("ramp({flow}, {text})");
                found.fix_with(help(&written), vec![Edit::replace(name, "ramp")])
            }
            None => found.help(help(&format!("ramp(x, {text})"))),
        });
        true
    }

    /// Notes what must hold of values once they are known.
    pub(super) fn bound(&mut self, bound: Bound) {
        if !self.quiet {
            self.builder.bounds.push(bound);
        }
    }
}

/// The finding for shares such as `[50, 50]`: numbers without `%` where percentages are meant, at least one of them
/// larger than 1. Up to 1 a plain number is a share.
pub(super) fn plain_shares(
    context: &Context<'_>,
    tree: &Tree,
    items: ExprList,
    span: Span,
) -> Option<Diagnostic> {
    let numbers = || tree.list(items).iter().map(|item| tree.plain_number(*item));
    if !numbers().flatten().any(|number| number > Number::ONE) {
        return None;
    }
    // Beside real percentages `1` may well be all of it.
    let alone = numbers().all(|number| number.is_some());
    let mut edits = Vec::new();
    let mut written = Vec::new();
    for (item, number) in tree.list(items).iter().zip(numbers()) {
        let place = tree.node(*item).span;
        let lacking = number.is_some_and(|number| alone || number > Number::ONE);
        if lacking {
            edits.push(Edit::after(place, "%"));
        }
        written.push(format!("{}{}", context.sources.text(place), if lacking { "%" } else { "" }));
    }
    let message = "shares lie between 0% and 100%, and one of these is larger";
    let help = format!("write percentages: `[{}]`", written.join(", "));
    Some(Diagnostic::new(Code::BadShare, message, span, "numbers without `%`").fix_with(help, edits))
}
