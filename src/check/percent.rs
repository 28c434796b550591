//! Percentages and points: `20% of x`, `rate + 5 points`, and why `x + 10%` is refused (LANGUAGE, section 4).

use super::lower::Lower;
use super::typed::{Dimension, KeptRollup, NumberKind, Typed};
use crate::check::fixes::{fixed, is_number};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, Literal, LiteralUnit, NodeKind, UnaryOperator};
use crate::value::{Number, Rollup, Unit};

/// How a percentage per month is moved by so many points of it: points have no month, and two rates beside each other
/// may be meant otherwise.
fn step_by(points: &str) -> String {
    format!(
        "to move a percentage per month, give the step a name, `step = {points}%/month`, and add `+ step` or take \
         `- step`"
    )
}

impl Lower<'_, '_> {
    /// `x of y`: the product, where x is a percentage.
    pub(super) fn share_of(&mut self, left: ExprId, a: Typed, right: ExprId, b: Typed) -> Typed {
        // `2%/month of contacts` is a share a month; a quotient that is no share of a month is not taken for one.
        let may_be = match a.kind {
            Dimension::Known(Unit::ONE) | Dimension::Unknown => a.share.may_be_percent(),
            Dimension::Known(Unit::PER_MONTH) => a.share.is_percent(),
            _ => false,
        };
        if !may_be {
            let span = self.tree.node(left).span;
            let found = self.not_a_percentage(span, a, Code::UnitMismatch);
            self.report(found);
            return Typed { share: NumberKind::Either, ..b };
        }
        match self.mul(a, b) {
            // A share of a percentage is one; a share of a count is a count.
            Ok(mut product) if !b.share.is_percent() => {
                // `churn of 400` is how many leave in a month: a flow, where the churn is a level.
                if product.traits.kept == KeptRollup::Rows(Rollup::Level)
                    && a.kind == Dimension::Known(Unit::PER_MONTH)
                {
                    product.traits.kept = KeptRollup::Mixed;
                }
                let either = b.share == NumberKind::Either;
                Typed { share: if either { NumberKind::Either } else { NumberKind::Count }, ..product }
            }
            Ok(product) => product,
            Err(clash) => {
                let span = self.tree.node(left).span;
                self.clash(clash, BinaryOperator::Of, span, (left, a), (right, b));
                Typed::unknown()
            }
        }
    }

    /// The finding for something before `of` that is not in percent.
    pub(super) fn not_a_percentage(&self, span: Span, a: Typed, code: Code) -> Diagnostic {
        let words = self.words(a.kind, a.share);
        let text = self.context.sources.text(span);
        let found = Diagnostic::new(
            code,
            "what stands before `of` is a percentage",
            span,
            format!("this is {words}"),
        );
        // A number that was worked out has no place of its own.
        let edit = |percent: String| is_number(text).then(|| Edit::replace(span, percent));
        match a.number() {
            Some(number) if a.kind == Dimension::ONE => {
                let percent = number.percent_text();
                match number > Number::ONE {
                    true => fixed(
                        found,
                        format!("{number} means {percent}; did you mean `{number}%`?"),
                        edit(format!("{number}%")),
                    ),
                    false => fixed(found, format!("write it as a percentage: `{percent}`"), edit(percent)),
                }
            }
            _ if a.kind == Dimension::ONE => found.help(format!(
                "say that `{text}` is a percentage where it is defined (`{text}: % = …`), or multiply: `{text} * …`"
            )),
            _ => found.help("for a product write `*`"),
        }
    }

    /// Points may only be added to, or taken from, a percentage. Says so where they are not.
    pub(super) fn points_fit(&mut self, left: ExprId, a: Typed, right: ExprId, b: Typed) -> bool {
        for (node, other_node, other) in [(left, right, b), (right, left, a)] {
            // Points are told by how they are written: their value is a ratio like a percentage's.
            if !self.is_points(node) {
                continue;
            }
            let fits = matches!(other.kind, Dimension::Known(Unit::ONE) | Dimension::Unknown)
                && other.share.may_be_percent()
                && !self.is_points(other_node);
            if !fits {
                let words = self.words(other.kind, other.share);
                let span = self.tree.node(node).span;
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    "points can only be added to or taken from a percentage",
                    span,
                    "percentage points",
                )
                .also(self.tree.node(other_node).span, format!("this is {words}"))
                .help("for a share of it multiply: `* 105%` is 5% more");
                // Points have no month, so that a rate per month is moved by another one.
                let per_month = other.share.is_percent() && other.kind.unit().is_some_and(Unit::is_flow);
                let points = self.context.sources.text(span).split_whitespace().next().unwrap_or_default();
                let points = points.trim_start_matches(['(', '-', '+']);
                self.report(if per_month { found.help(step_by(points)) } else { found });
                return false;
            }
        }
        true
    }

    /// Whether an expression is percentage points, signs and parentheses put aside: `-(5 points)`.
    pub(super) fn is_points(&self, expr: ExprId) -> bool {
        match &self.tree.node(expr).kind {
            NodeKind::Literal(literal) => literal.unit == LiteralUnit::Points,
            NodeKind::Parentheses(inner) | NodeKind::EachMonth(inner) => self.is_points(*inner),
            NodeKind::Unary { operand, .. } => self.is_points(*operand),
            NodeKind::Range { low, high, .. } => self.is_points(*low) || self.is_points(*high),
            _ => false,
        }
    }

    /// Whether `left ± right` adds a percent literal to something it may not be added to; reports it.
    pub(super) fn ambiguous_percent(
        &mut self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        right: ExprId,
    ) -> bool {
        let Some((percent, per)) = self.percent_literal(right) else { return false };
        // `100% - 30%` and `1 + 5%` can only mean one thing, and so can `attainment - 100%`, as `attainment - 1` does.
        let of_percentage = a.kind == Dimension::ONE && a.share.may_be_percent();
        if self.is_whole(left) || (of_percentage && self.is_whole(right)) {
            return false;
        }
        let plus = operator == BinaryOperator::Plus;
        let (sign, more, way) = if plus { ("+", "more", "above") } else { ("-", "less", "below") };
        let shift = if plus { Number::HUNDRED.plus(percent) } else { Number::HUNDRED.minus(percent) };
        let factor = shift.map_or(percent, |(factor, _)| factor);
        // Points are added to percentages alone: of money there are none.
        let is_share = matches!(a.kind, Dimension::Known(Unit::ONE) | Dimension::Unknown)
            && a.share.may_be_percent()
            && !self.is_points(left);
        let (message, label) = match is_share || per {
            true => (
                "can mean two things",
                format!("{percent}% of it, or {percent} percentage point{}?", plural(percent)),
            ),
            false => ("does not say of what", format!("{percent}% of it?")),
        };
        let mut found = Diagnostic::new(
            Code::AmbiguousPercent,
            format!("`{sign} {percent}%` {message}"),
            self.tree.node(right).span,
            label,
        )
        .also(self.tree.node(left).span, format!("what it would go {way}"));
        if per {
            let sign = if plus { "" } else { "-" };
            let growing =
                format!("for {percent}% {more} of it each month write `growing {sign}{percent}%/month`");
            found = found.help(match a.share.is_percent() {
                true => format!("{growing}; {}", step_by(&percent.to_string())),
                false => format!("{growing}; for the sum of two rates give the second a name"),
            });
        } else {
            // A percentage is moved by points far more often than by a share of itself. All of it, and more, nobody takes.
            let points_first = is_share && a.share.is_percent();
            let some_is_left = !factor.is_zero() && !factor.is_negative();
            let mut ways = Vec::new();
            if is_share {
                ways.push(self.by_points(right, (sign, percent)));
            }
            if some_is_left {
                let share = self.by_share((left, right), format!("{percent}% {more} of it"), factor);
                ways.insert(if points_first { ways.len() } else { 0 }, share);
            }
            let mut help: Vec<String> = ways.iter().map(|(help, _)| help.clone()).collect();
            // A percentage per month is not moved by points, which have no month.
            if !is_share {
                help.push(match a.share.is_percent() {
                    true => step_by(&percent.to_string()),
                    false => format!("to move a percentage, `{sign} {percent} point{}`", plural(percent)),
                });
            }
            found = found.help(help.join("; "));
            found = ways.into_iter().fold(found, |found, (_, fix)| found.offer(fix));
        }
        self.report(found);
        true
    }

    /// `+ 10 points` in the place of `+ 10%`: in words, and as a fix.
    fn by_points(&self, right: ExprId, (sign, percent): (&str, Number)) -> (String, Fix) {
        let s = plural(percent);
        let points = format!("{percent} point{s}");
        let help = format!("for {percent} percentage point{s} write `{sign} {points}`");
        let title = format!("write `{sign} {points}`: percentage points");
        (help, Fix::new(title, Edit::replace(self.tree.node(right).span, points)))
    }

    /// `* 110%` in the place of `+ 10%`: in words, and as a fix.
    fn by_share(&self, (left, right): (ExprId, ExprId), what: String, factor: Number) -> (String, Fix) {
        // A sum before it has to stay together.
        let (whole, last) = (self.tree.node(left).span, self.tree.node(right).span);
        let (open, close) = if self.is_factor(left) { ("", "") } else { ("(", ")") };
        let fix = Fix {
            title: format!("write `* {factor}%`: {what}"),
            edits: vec![
                Edit::before(whole, open),
                Edit::replace(Span { start: whole.end, ..last }, format!("{close} * {factor}%")),
            ],
        };
        (format!("for {what} write `* {factor}%`"), fix)
    }

    /// The percent literal that an expression is, signs and parentheses put aside, and whether it is a rate.
    pub(super) fn percent_literal(&self, expr: ExprId) -> Option<(Number, bool)> {
        match &self.tree.node(expr).kind {
            NodeKind::Literal(literal) if literal.unit == LiteralUnit::Percent => {
                Some((literal.number, literal.per.is_some()))
            }
            NodeKind::Parentheses(inner) | NodeKind::EachMonth(inner) => self.percent_literal(*inner),
            NodeKind::Unary { operator: UnaryOperator::Plus | UnaryOperator::Minus, operand } => {
                self.percent_literal(*operand)
            }
            NodeKind::Range { low, high, .. } => {
                self.percent_literal(*high).or_else(|| self.percent_literal(*low))
            }
            _ => None,
        }
    }

    /// Whether an expression is the literal `1` or `100%`.
    pub(super) fn is_whole(&self, expr: ExprId) -> bool {
        match &self.tree.node(expr).kind {
            NodeKind::Parentheses(inner) => self.is_whole(*inner),
            NodeKind::Literal(Literal { number, unit, per: None, .. }) => match unit {
                LiteralUnit::Plain => *number == Number::ONE,
                LiteralUnit::Percent => *number == Number::HUNDRED,
                _ => false,
            },
            _ => false,
        }
    }
}

/// What a noun after a number ends in.
fn plural(number: Number) -> &'static str {
    if number == Number::ONE { "" } else { "s" }
}
