//! Units that do not go together: what is said of them, and where an indirect one comes from.

use super::kinds::Meeting;
use super::lower::{Clash, Lower};
use super::typed::{Dimension, NumberKind, Typed};
use crate::check::fixes::{fixed, is_number};
use crate::check::goal::with_unit;
use crate::check::no_period::definition_at;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::model::RowId;
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, Literal, LiteralUnit, NodeKind};
use crate::value::Unit;

impl<'a> Lower<'_, 'a> {
    /// A unit in words.
    pub(super) fn words(&self, kind: Dimension, share: NumberKind) -> String {
        self.context.words(kind, share)
    }

    /// Reports a number where a condition is expected.
    pub(super) fn want_condition(&mut self, expr: ExprId, typed: Typed) {
        let words = self.words(typed.kind, typed.share);
        let found = Diagnostic::new(
            Code::UnitMismatch,
            "a condition is expected here",
            self.tree.node(expr).span,
            format!("this is {words}"),
        )
        .help("compare it with something: `cash < $0`");
        self.report(found);
    }

    /// Reports a condition where a number is expected.
    pub(super) fn want_number(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::UnitMismatch, "a number is expected here", span, "this is a condition")
                .fix_with(
                    "to turn a condition into a number write `if(condition, 1, 0)`",
                    vec![Edit::before(span, "if("), Edit::after(span, ", 1, 0)")],
                ),
        );
    }

    /// Reports two operands that do not go together, with where an indirect unit came from.
    pub(super) fn clash(
        &mut self,
        clash: Clash,
        operator: BinaryOperator,
        operator_span: Span,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) {
        if self.quiet {
            return;
        }
        let span = |expr: ExprId| self.tree.node(expr).span;
        match clash {
            Clash::Kinds => {
                let meeting = Meeting::Operator(operator);
                self.kinds_clash(meeting, operator_span, (left, a), (right, b));
            }
            Clash::Condition => {
                // Of the two operands the condition is the one that is out of place: sums and comparisons are of
                // numbers.
                let wrong = if a.kind == Dimension::Truth { left } else { right };
                self.want_number(span(wrong));
            }
            Clash::Exponent => {
                let message = match operator {
                    BinaryOperator::Power => {
                        "something with a unit can only be raised to a small whole power"
                    }
                    _ => "this unit is beyond anything a plan can mean",
                };
                let found = Diagnostic::new(Code::UnitMismatch, message, span(left), "this has a unit");
                self.report(
                    found
                        .also(span(right), "raised to this")
                        .help("divide by something of the same unit first"),
                );
            }
            Clash::Units => {
                let (x, y) = (self.words(a.kind, a.share), self.words(b.kind, b.share));
                let verb = match operator {
                    BinaryOperator::Plus => format!("cannot add {y} to {x}"),
                    BinaryOperator::Minus => format!("cannot take {y} from {x}"),
                    BinaryOperator::Power => "an exponent is a plain number".to_string(),
                    _ => format!("cannot compare {x} with {y}"),
                };
                let mut found = Diagnostic::new(Code::UnitMismatch, verb, operator_span, "different units")
                    .also(span(left), format!("this is {x}"))
                    .also(span(right), format!("this is {y}"));
                for (expr, typed) in [(left, a), (right, b)] {
                    found = self.with_origin(found, expr, typed);
                }
                // `costs = 0` in one line and `costs + $500/month` in another: the mistake is in the first, where
                // no period was said.
                let flow = [a, b].iter().any(|typed| typed.kind.unit().is_some_and(Unit::is_flow));
                if let Some((place, help)) = flow.then(|| self.zero_without_period([left, right])).flatten() {
                    let period = self.context.number_of(place).map(|zero| Edit::after(zero, "/month"));
                    self.report(fixed(found.also(place, "this says no period"), help, period));
                    return;
                }
                if let Some((help, edit)) = self.balance_help(operator, (left, a), (right, b)) {
                    return self.report(fixed(found, help, edit));
                }
                if let Some((help, edit)) = self.plain_bound(operator, (left, a), (right, b)) {
                    return self.report(fixed(found, help, Some(edit)));
                }
                if let Some((help, edit)) = self.share_off(operator, (left, a), (right, b)) {
                    return self.report(fixed(found, help, Some(edit)));
                }
                if let Some((help, edit)) = self.one_months_share((left, a), (right, b)) {
                    return self.report(fixed(found, help, Some(edit)));
                }
                let help = self
                    .bound_without_period(operator, (left, a), (right, b))
                    .or_else(|| self.summed_help(operator, (left, a), (right, b)))
                    .or_else(|| self.unit_help(a, b));
                self.report(match help {
                    Some(help) => found.help(help),
                    None => found,
                });
            }
        }
    }

    /// What to write for a plain number that something with a unit is compared with: `bank >= 1,000` for dollars.
    fn plain_bound(
        &self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Option<(String, Edit)> {
        if matches!(operator, BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Power) {
            return None;
        }
        let (plain, other, of) = if b.kind == Dimension::ONE { (right, left, a) } else { (left, right, b) };
        let place = self.tree.node(plain).span;
        let number = self.context.sources.text(place).trim();
        let unit = of.kind.unit().filter(|_| is_number(number))?;
        let written = match number.strip_suffix('%') {
            None => with_unit(number, unit, of.share, self.context.currency)?,
            // A percentage lacks its period beside one that has it; of money or days it is no plain number.
            Some(_) if of.share.is_percent() && unit.is_flow() => number.to_string(),
            Some(_) => return None,
        };
        let written = match unit.is_flow() {
            true => format!("{written}/{}", self.period_of_named(other).word()),
            false => written,
        };
        Some((format!("write `{written}`"), Edit::replace(place, written)))
    }

    /// What to write where a percentage is added to, or taken from, something with a unit: `price * (1 - discount)`.
    fn share_off(
        &self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Option<(String, Edit)> {
        let sign = match operator {
            BinaryOperator::Plus => '+',
            BinaryOperator::Minus => '-',
            _ => return None,
        };
        let of_something = a.kind.unit().is_some_and(|unit| !unit.is_one());
        if !of_something || b.kind != Dimension::ONE || !b.share.is_percent() {
            return None;
        }
        let (whole, share) = (self.tree.node(left).span, self.tree.node(right).span);
        let in_brackets =
            |expr: ExprId, alone: bool| match self.context.sources.text(self.tree.node(expr).span) {
                text if alone || self.is_factor(expr) => text.to_string(),
                text => format!("({text})"),
            };
        let product = |expr: ExprId| {
            let times = [BinaryOperator::Times, BinaryOperator::Over];
            matches!(&self.tree.node(expr).kind,
                NodeKind::Binary { operator, .. } if times.contains(operator))
        };
        let (of, share_text) = (in_brackets(left, product(left)), in_brackets(right, product(right)));
        let written = format!("{of} * (1 {sign} {share_text})");
        Some((
            format!("for so large a share of it write `{written}`"),
            Edit::replace(whole.to(share), written),
        ))
    }

    /// What to write where a quotient per month stands beside 1: `1 - churned * 1 month / customers.opening` is what is
    /// left of it after one month.
    fn one_months_share(
        &self,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Option<(String, Edit)> {
        let per_month =
            a.kind == Dimension::ONE && self.is_whole(left) && Unit::ONE.per_month() == Ok(b.kind.unit()?);
        let NodeKind::Binary { operator: BinaryOperator::Over, left: above, right: below, .. } =
            self.tree.node(self.tree.inside(right)).kind
        else {
            return None;
        };
        if !per_month || b.share.is_percent() {
            return None;
        }
        let text = |expr: ExprId| self.context.sources.text(self.tree.node(expr).span);
        let help = format!("for the share of one month write `{} * 1 month / {}`", text(above), text(below));
        Some((help, Edit::after(self.tree.node(above).span, " * 1 month")))
    }

    /// What to write for an amount that an amount per month is compared with: `rent <= $30k` of `$24k/year`.
    fn bound_without_period(
        &self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Option<String> {
        if matches!(operator, BinaryOperator::Plus | BinaryOperator::Minus | BinaryOperator::Power) {
            return None;
        }
        let ((amount, _), (flow, _)) = amount_and_flow((left, a), (right, b))?;
        let NodeKind::Literal(Literal { unit: LiteralUnit::Money(_), .. }) = self.tree.node(amount).kind
        else {
            return None;
        };
        let text = self.context.sources.text(self.tree.node(amount).span);
        let period = self.period_of_named(flow).word();
        Some(format!("in a month each: write `{text}/{period}`; for the sum so far, `cum(…)`"))
    }

    /// The finding with the definition that an operand's unit comes from, where there is one.
    pub(super) fn with_origin(
        &self,
        found: Diagnostic,
        expr: impl Into<Option<ExprId>>,
        typed: Typed,
    ) -> Diagnostic {
        match expr.into().and_then(|expr| self.where_from(expr, typed)) {
            Some((place, text)) => found.also(place, text),
            None => found,
        }
    }

    /// What to write where an amount and an amount per month are added or taken from each other: most often what comes
    /// month by month was meant added up. A percentage per month beside a plain number is what one month changes.
    fn summed_help(
        &self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Option<String> {
        if !matches!(operator, BinaryOperator::Plus | BinaryOperator::Minus) {
            return None;
        }
        let ((amount, of), (flow, per)) = amount_and_flow((left, a), (right, b))?;
        if of.kind.unit().is_some_and(Unit::is_duration) {
            return None;
        }
        let name = |expr: ExprId, other: &'static str| {
            let is_name = matches!(self.tree.node(expr).kind, NodeKind::Name);
            if is_name {
                self.context.sources.text(self.tree.node(expr).span).to_string()
            } else {
                other.into()
            }
        };
        let summed = name(flow, "…");
        if per.share.is_percent() {
            return Some(format!(
                "a percentage per month changes something month by month: keep it in a stock, `stock team {{ opening 10; \
                 loses {summed} * team }}`; of one month alone it is `{summed} * 1 month`"
            ));
        }
        let every_month = name(amount, "the amount");
        // What a stock holds has no period.
        let held = self.row_named(amount).is_some_and(|(row, _)| {
            definition_at(self.context, self.builder.table[row.index()].span).is_none()
        });
        let period = self.period_of_named(flow).word();
        let every_month = match held {
            true => String::new(),
            false => format!("; for so much every month give {every_month} a period, such as `/{period}`"),
        };
        Some(format!(
            "one is an amount, the other an amount per month: `cum({summed})` is the sum so far, `total({summed})` that of \
             all months{every_month}"
        ))
    }

    /// The definition that an operand's unit comes from, where the operand is a name.
    fn where_from(&self, expr: ExprId, typed: Typed) -> Option<(Span, String)> {
        let (row, name) = self.row_named(expr)?;
        let entry = &self.builder.table[row.index()];
        let words = self.words(typed.kind, typed.share);
        Some((entry.place()?, format!("`{name}` is {words} because of this")))
    }

    /// The row that an expression names and is no more than that, parentheses put aside, with the name as written.
    pub(super) fn row_named(&self, expr: ExprId) -> Option<(RowId, &'a str)> {
        let node = self.tree.node(self.tree.inside(expr));
        let NodeKind::Name = node.kind else { return None };
        let row = self.builder.find(self.context, node.span, &self.scope)?;
        Some((row, self.context.sources.text(node.span)))
    }

    /// What to write for two units that differ in a way people often mean to bridge: days beside months, an
    /// amount beside a flow, a plain number beside anything. None for other pairs.
    pub(super) fn unit_help(&self, a: Typed, b: Typed) -> Option<String> {
        let (Dimension::Known(x), Dimension::Known(y)) = (a.kind, b.kind) else { return None };
        if x.is_duration() && y.is_duration() {
            return Some("a month has 28 to 31 days: write both in days, or both in months".into());
        }
        // Days per month are no amount, and a percentage of nothing is no plain number that lacks its unit.
        let timed = x.is_duration() || y.is_duration();
        let share = |typed: Typed| typed.kind == Dimension::ONE && typed.share.is_percent();
        if (timed || x.money != y.money) && (share(a) || share(b)) {
            return None;
        }
        if x.times(Unit::PER_MONTH) == Ok(y) || y.times(Unit::PER_MONTH) == Ok(x) {
            let flow = if y.is_flow() { "first" } else { "second" };
            return Some(format!(
                "one is an amount, the other an amount per month: give the {flow} a period, such as `/month`, or sum the flow with `cum(…)` or `total(…)`"
            ));
        }
        if x.is_one() || y.is_one() {
            return Some("give the plain number its unit, such as `$500`, `5/month` or `45 days`".into());
        }
        None
    }
}

/// Of an amount and one of the same per month, which is which; none of two others.
pub(super) fn amount_and_flow(
    one: (ExprId, Typed),
    other: (ExprId, Typed),
) -> Option<((ExprId, Typed), (ExprId, Typed))> {
    let (x, y) = (one.1.kind.unit()?, other.1.kind.unit()?);
    match (x.per_month() == Ok(y), y.per_month() == Ok(x)) {
        (true, _) => Some((one, other)),
        (_, true) => Some((other, one)),
        _ => None,
    }
}
