//! A percentage where a count is meant, and the other way round: what is said of it, and what to write (LANGUAGE,
//! section 4). [`NumberKind::meet`] decides; here are the words.

use super::lower::Lower;
use super::typed::{Dimension, NumberKind, Typed, UnitWanted};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::RowId;
use crate::source::Span;
use crate::syntax::tree::{
    BinaryOperator, Clause, ClauseBody, ExprId, Literal, LiteralUnit, NodeKind, UnaryOperator,
};
use crate::value::{Number, Period, Unit};

/// Where a percentage met a count.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meeting<'m> {
    /// On the two sides of an operator.
    Operator(BinaryOperator),
    /// Among values of which this says what they are: "the arguments of `max`".
    Values(&'m str),
}

/// A number literal that a percentage met, and what it was probably meant to be.
pub(super) struct MeantPercent {
    /// Where the literal stands.
    pub span: Span,
    /// The literal as a percentage: `25%`, `3%/month`.
    pub written: String,
    /// What to say of it.
    pub help: String,
}

/// A number beside a percentage, as the percentage that it was meant to be: up to 2 the same value, as nobody means 0.25%
/// by it, above that the same figure, as nobody means 2500%.
fn meant(number: Number) -> (String, bool) {
    let two = Number::from(2u32);
    match number > two {
        true => (format!("{number}%"), true),
        false => (number.percent_text(), false),
    }
}

/// The same of a number as it is written.
pub(super) fn percent_meant(number: &str) -> String {
    let plain = number.replace([',', '_'], "");
    Number::parse(&plain).map_or_else(|| format!("{number}%"), |number| meant(number).0)
}

/// A literal as [`MeantPercent`]; `text` is how it is written.
fn meant_percent(literal: &Literal, span: Span, text: &str) -> MeantPercent {
    let (percent, same_figure) = meant(literal.number);
    let period = literal.per.map(|per| format!("/{}", per.word())).unwrap_or_default();
    let written = format!("{percent}{period}");
    let help = match same_figure {
        true => {
            let means = literal.number.percent_text();
            format!("`{text}` means {means}{period}; did you mean `{written}`?")
        }
        false => format!("write it as a percentage: `{written}`"),
    };
    MeantPercent { span, written, help }
}

impl Lower<'_, '_> {
    /// What a pure number is, in words: "a percentage", "a count per month".
    pub(super) fn kind_words(&self, typed: Typed) -> &'static str {
        let flow = typed.kind.unit().is_some_and(Unit::is_flow);
        match (typed.share.is_percent(), flow) {
            (true, false) => "a percentage",
            (true, true) => "a percentage per month",
            (false, false) => "a count",
            (false, true) => "a count per month",
        }
    }

    /// A number without `%` as the percentage that it was meant to be, signs and parentheses put aside.
    pub(super) fn meant_percent(&self, expr: ExprId) -> Option<MeantPercent> {
        let node = self.tree.node(expr);
        match &node.kind {
            NodeKind::Literal(literal) if literal.unit == LiteralUnit::Plain => {
                Some(meant_percent(literal, node.span, self.context.sources.text(node.span)))
            }
            NodeKind::Parentheses(inner) => self.meant_percent(*inner),
            NodeKind::Unary { operator: UnaryOperator::Plus | UnaryOperator::Minus, operand } => {
                self.meant_percent(*operand)
            }
            _ => None,
        }
    }

    /// Reports a percentage and a count that stand side by side.
    pub(super) fn kinds_clash(
        &mut self,
        meeting: Meeting<'_>,
        at: Span,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) {
        if self.quiet {
            return;
        }
        let (x, y) = (self.kind_words(a), self.kind_words(b));
        let message = match meeting {
            Meeting::Operator(BinaryOperator::Plus) => format!("cannot add {y} to {x}"),
            Meeting::Operator(BinaryOperator::Minus) => format!("cannot take {y} from {x}"),
            Meeting::Operator(_) => format!("cannot compare {x} with {y}"),
            Meeting::Values(what) => format!("{what} are all percentages, or all counts"),
        };
        let span = |expr: ExprId| self.tree.node(expr).span;
        let found = match meeting {
            Meeting::Operator(_) => {
                let found = Diagnostic::new(Code::AmbiguousPercent, message, at, "a percentage of what?");
                found.also(span(left), format!("this is {x}")).also(span(right), format!("this is {y}"))
            }
            Meeting::Values(_) => {
                let found =
                    Diagnostic::new(Code::AmbiguousPercent, message, span(right), format!("this is {y}"));
                found.also(span(left), format!("this is {x}"))
            }
        };
        let found = self.with_origin(found, left, a);
        let found = self.with_origin(found, right, b);
        let found = self.with_kinds_help(found, meeting, (left, a), (right, b));
        self.report(found);
    }

    /// Reports a clause that is a percentage where the others are counts, or the other way round; without an earlier one
    /// it stands in a scenario, over the plan's value.
    pub(super) fn clause_kinds(
        &mut self,
        clause: &Clause,
        earlier: Option<&Clause>,
        before: Typed,
        value: Typed,
    ) {
        let (x, y) = (self.kind_words(before), self.kind_words(value));
        let message = match earlier {
            Some(_) => format!(
                "the clauses of a row are all percentages, or all counts: this one is {y}, the others are {x}"
            ),
            None => format!("`{}` is {x} in the plan, and the scenario says {y} here", self.owner),
        };
        let found = Diagnostic::new(Code::AmbiguousPercent, message, clause.span, format!("this is {y}"));
        let place = match (earlier, self.scope.base) {
            (Some(earlier), _) => Some(earlier.span),
            (None, Some(base)) => self.builder.table[base.index()].place(),
            (None, None) => None,
        };
        let found = found.also(place, format!("this is {x}"));
        let expression = |clause: &Clause| match clause.body {
            ClauseBody::Expression(expr) => Some(expr),
            _ => None,
        };
        let percent = value.share.is_percent();
        let count = if percent { earlier.and_then(expression) } else { expression(clause) };
        let found = match (count.and_then(|expr| self.meant_percent(expr)), value.number()) {
            (Some(meant), _) => found.fix(meant.help, meant.span, meant.written),
            (None, Some(number)) if percent && earlier.is_none() => {
                let share = number.percent_text();
                let period = if value.kind.unit().is_some_and(Unit::is_flow) { "/month" } else { "" };
                found.help(format!(
                    "as a count that is `{number}{period}`; for a share of the plan's value write `base * {share}`"
                ))
            }
            (None, _) => match expression(clause).filter(|_| earlier.is_none()) {
                Some(expr) if !percent && value.kind == Dimension::ONE => self.as_percentage(found, expr),
                Some(_) => found.help(format!("write it as {x}")),
                None => found.help("write all of them as percentages, or all as counts"),
            },
        };
        self.report(found);
    }

    /// Reports growth by a number of things.
    pub(super) fn growth_of_count(&mut self, (rate, typed): (ExprId, Typed)) {
        let span = self.tree.node(rate).span;
        let words = self.kind_words(typed);
        let message = format!("growth is a percentage per month, and this is {words}");
        let found = Diagnostic::new(Code::AmbiguousPercent, message, span, format!("this is {words}"));
        let found = self.with_origin(found, rate, typed);
        self.report(match self.meant_percent(rate) {
            Some(meant) => found.fix(meant.help, meant.span, meant.written),
            None => found.help("write `growing 2%/month`, or name a row in %/month"),
        });
    }

    /// Reports the target of a goal that is a count where the row is a percentage, or the other way round.
    pub(super) fn target_kind(&mut self, name: Span, row: RowId, (target, typed): (ExprId, Typed)) -> bool {
        let of = self.row(row);
        let countable = |typed: Typed| typed.kind.unit().is_none_or(Unit::is_countable);
        // `goal churn <= 3%` lacks its month before anything else.
        let level = of.share.is_percent() && of.kind.unify(typed.kind).is_none();
        if of.share.meet(typed.share).is_some() || !countable(of) || !countable(typed) || level {
            return false;
        }
        let (x, y) = (self.kind_words(of), self.kind_words(typed));
        let text = self.context.sources.text(name);
        let message = format!("`{text}` is {x}, and the target is {y}");
        let span = self.tree.node(target).span;
        let found = Diagnostic::new(Code::AmbiguousPercent, message, span, format!("this is {y}"))
            .also(name, format!("this is {x}"));
        let entry = &self.builder.table[row.index()];
        let found = found.also(entry.place(), format!("`{text}` is {x} because of this"));
        let meant = self.meant_percent(target).filter(|_| of.share.is_percent());
        self.report(match meant {
            Some(meant) => found.fix(meant.help, meant.span, meant.written),
            None => self.with_unit_of(found, (Some(target), typed), (of, x), UnitWanted::OfTarget),
        });
        true
    }

    /// The finding with what was probably meant.
    fn with_kinds_help(
        &self,
        found: Diagnostic,
        meeting: Meeting<'_>,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Diagnostic {
        let percent_left = a.share.is_percent();
        let (percent, count) = if percent_left { (left, right) } else { (right, left) };
        let flow = a.kind.unit().is_some_and(Unit::is_flow) || b.kind.unit().is_some_and(Unit::is_flow);
        let sum = match meeting {
            Meeting::Operator(operator @ (BinaryOperator::Plus | BinaryOperator::Minus)) => Some(operator),
            _ => None,
        };
        if let Some(meant) = self.meant_percent(count) {
            return match sum {
                Some(operator) if percent_left => self.added_number(found, operator, left, count, flow),
                _ => found.fix(meant.help, meant.span, meant.written),
            };
        }
        let whole = self.tree.node(left).span.to(self.tree.node(right).span);
        let of = self.as_factor(count);
        let literal = self.percent_literal(percent).map(|(number, _)| number);
        match (literal, sum) {
            (Some(number), Some(BinaryOperator::Plus)) => {
                let factor = Number::HUNDRED.plus(number).map_or(number, |(factor, _)| factor);
                let written = format!("{of} * {factor}%");
                let help =
                    format!("for {number}% more write `{written}`; a share of it is `{number}% of {of}`");
                found.help(help).offer(Fix::write(whole, written))
            }
            (Some(number), None) => {
                let place = self.tree.node(percent);
                let written = format!("{number}% of {of}");
                let help = format!("say of what it is a percentage, such as `{written}`");
                match place.kind {
                    NodeKind::Literal(_) => found.fix(help, place.span, written),
                    _ => found.help(help),
                }
            }
            (Some(number), _) => found.help(format!("a share of it is `{number}% of {of}`")),
            (None, Some(operator)) if !flow && (!percent_left || operator == BinaryOperator::Plus) => {
                let sign = if operator == BinaryOperator::Plus { "+" } else { "-" };
                let share = self.as_factor(percent);
                let written = format!("{of} * (1 {sign} {share})");
                let more = if operator == BinaryOperator::Plus { "more" } else { "less" };
                found.fix(format!("for so many percent {more} of it write `{written}`"), whole, written)
            }
            (None, _) => {
                let share = self.as_factor(percent);
                let help = match self.only_stock().filter(|_| flow) {
                    Some(stock) => format!("say of what it is a percentage, such as `{stock} * {share}`"),
                    None => format!("say of what it is a percentage: multiply `{share}` by that"),
                };
                found.help(help)
            }
        }
    }

    /// `rate + 3`: points, or so much more of it.
    fn added_number(
        &self,
        found: Diagnostic,
        operator: BinaryOperator,
        left: ExprId,
        number: ExprId,
        flow: bool,
    ) -> Diagnostic {
        let Some(MeantPercent { written, .. }) = self.meant_percent(number) else { return found };
        let node = self.tree.node(number);
        let number = match (&node.kind, written.strip_suffix('%')) {
            (NodeKind::Literal(_), Some(number)) if !flow => number.to_string(),
            // Of a sum of two rates each month nobody can say what is meant.
            _ => return found.help(format!("as a percentage that is `{written}`: give it a name to add it")),
        };
        let plus = operator == BinaryOperator::Plus;
        let (sign, more) = if plus { ("+", "more") } else { ("-", "less") };
        let points = format!("{number} {}", if number == "1" { "point" } else { "points" });
        let found = found.offer(Fix::new(
            format!("write `{sign} {points}`: percentage points"),
            Edit::replace(node.span, points.as_str()),
        ));
        let percent = Number::parse(&number);
        let factor = percent.and_then(|percent| {
            let factor = if plus { Number::HUNDRED.plus(percent) } else { Number::HUNDRED.minus(percent) };
            factor.ok().map(|(factor, _)| factor)
        });
        let Some(factor) = factor.filter(|factor| !factor.is_negative()) else {
            return found.help(format!("for percentage points write `{sign} {points}`"));
        };
        let help = format!(
            "for percentage points write `{sign} {points}`; for {number}% {more} of it write `* {factor}%`"
        );
        let whole = self.tree.node(left).span.to(node.span);
        let more = format!("{} * {factor}%", self.as_factor(left));
        found.help(help).offer(Fix::write(whole, more))
    }

    /// An expression as one side of a product or quotient: in parentheses where they hold it together.
    pub(super) fn as_factor(&self, expr: ExprId) -> String {
        let text = self.context.sources.text(self.tree.node(expr).span).trim();
        if self.is_factor(expr) { text.to_string() } else { format!("({text})") }
    }

    /// Whether an expression may stand on one side of a product as it is written.
    pub(super) fn is_factor(&self, expr: ExprId) -> bool {
        let kind = &self.tree.node(expr).kind;
        matches!(kind, NodeKind::Name | NodeKind::Literal(_) | NodeKind::Parentheses(_))
            || matches!(kind, NodeKind::Call { .. } | NodeKind::Index { .. })
    }

    /// The one stock of things that the plan has: where a share is lost, it is lost of that.
    pub(super) fn only_stock(&self) -> Option<&str> {
        let [stock] = &self.builder.stocks[..] else { return None };
        let info = self.builder.table[stock.row.index()].info;
        let counts = info.share == NumberKind::Count && info.kind.unit().is_some_and(Unit::is_one);
        counts.then_some(stock.name.as_str())
    }

    /// Reports a percentage where a number of things is expected, in the place that `place` says ("what a stock gains
    /// or loses"); `of` is what it is probably a percentage of.
    pub(super) fn percentage_of_what(
        &mut self,
        place: &str,
        (span, expr): (Span, Option<ExprId>),
        typed: Typed,
        of: Option<(&str, Span)>,
    ) {
        if self.quiet {
            return;
        }
        let words = self.kind_words(typed);
        let message = format!("{place} is a number of things: a percentage of what?");
        let found = Diagnostic::new(Code::AmbiguousPercent, message, span, format!("this is {words}"));
        let mut found = self.with_origin(found, expr, typed);
        if let Some((name, origin)) = of {
            found = found.also(origin, format!("`{name}` is a count because of this"));
        }
        let of = of.map(|(name, _)| name);
        let edits = expr.and_then(|expr| self.share_of_edits(expr, typed, of?));
        found = match (edits, of) {
            (Some((written, edits)), _) => found.fix_with(format!("write `{written}`"), edits),
            (None, Some(of)) => found.help(format!("say that it is a share of `{of}`: `{of} * …`")),
            (None, None) => {
                found.help("say of what, such as `10%/month of contacts`, or write a count: `10/month`")
            }
        };
        self.report(found);
    }

    /// What to write for a percentage of `of`, with the edits that write it; none where the percentage has no period
    /// and none can be given to it.
    pub(super) fn share_of_edits(&self, expr: ExprId, typed: Typed, of: &str) -> Option<(String, Vec<Edit>)> {
        let node = self.tree.node(expr);
        let text = self.context.sources.text(node.span).trim_end();
        let flow = typed.kind.unit().is_some_and(Unit::is_flow);
        match &node.kind {
            NodeKind::Literal(Literal { number, per, .. }) => {
                let per = per.unwrap_or(Period::Month).word();
                let written = format!("{number}%/{per} of {of}");
                Some((written.clone(), vec![Edit::replace(node.span, written)]))
            }
            NodeKind::Name => {
                let written = format!("{text} of {of}");
                let mut edits = vec![Edit::replace(node.span, written.as_str())];
                if !flow {
                    let row = self.builder.find(self.context, node.span, &self.scope)?;
                    let number = self.context.number_of(self.builder.table[row.index()].span)?;
                    edits.push(Edit::after(number, "/month"));
                }
                Some((written, edits))
            }
            _ if flow => {
                let written = format!("{of} * {}", self.as_factor(expr));
                Some((written.clone(), vec![Edit::replace(node.span, written)]))
            }
            _ => None,
        }
    }
}
