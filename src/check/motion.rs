//! How a clause moves from month to month: growth, growth in steps, a straight line (LANGUAGE, section 5).

use super::constants::Traced;
use super::kinds::Meeting;
use super::lower::{Clash, Lower};
use super::typed::{Dimension, NumberKind, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::{Argument, Bound, Operand, Operator, Rule, Step};
use crate::source::Span;
use crate::syntax::tree::{
    BinaryOperator, Clause, ClauseBody, ExprId, Literal, LiteralUnit, MonthInterval, MonthRef, NodeKind,
    UnaryOperator,
};
use crate::value::{Number, Period, Unit};

/// A percent literal after `growing`, signs and parentheses put aside.
struct WrittenGrowth {
    /// The percentage with the sign right before it: −5 of `-5%/year`.
    percent: Number,
    per: Option<Period>,
    span: Span,
    /// A sign before its parentheses turns it round.
    turned: bool,
}

impl Lower<'_, '_> {
    /// `E growing r`: E · (1 + r)^k, k the periods of r since the clause's first month; in steps, `every` so many
    /// months, those that are over. `listed` says that E is a list.
    pub(super) fn growing(
        &mut self,
        typed: Typed,
        rate: ExprId,
        every: Option<MonthInterval>,
        first: i32,
        listed: bool,
    ) -> Option<Typed> {
        let (ratio, every, period) = match self.written_growth(rate) {
            Some(written) => {
                // `[12 values] growing 3%/year every year`: what comes every year is the list.
                let every = every.filter(|_| !listed || written.per.is_none());
                let period = self.growth_period(&written, every)?;
                let ratio = self.growth_constant(&written);
                self.growth_bound(ratio.input(), written.span, every.is_none() && period == 1);
                (ratio, every, period)
            }
            None => {
                let (input, typed) = self.input(rate);
                let every = every.filter(|_| !listed || typed.kind != Dimension::Known(Unit::PER_MONTH));
                self.growth_fits(typed, rate, every)?;
                self.growth_bound(input, self.tree.node(rate).span, every.is_none());
                (typed.operand, every, 1)
            }
        };
        let factor = self.binary(Operator::Plus, Operand::Constant(Number::ONE), ratio);
        let since = |month: usize| usize::try_from(month as i32 - first).unwrap_or(0);
        // Periods since the first month, with a fraction in between: 12%/year has grown by 1.12^0.5 after six
        // months. Steps are whole.
        let elapsed = |month: usize| match every {
            Some(every) => Number::from(since(month) / every.months.max(1) as usize),
            None => Number::from(since(month)).ratio(Number::from(period)).unwrap_or_default(),
        };
        let elapsed = self.monthly((0..self.context.calendar.len()).map(elapsed).collect());
        let grown = self.binary(Operator::Power, factor, elapsed);
        let operand = self.binary(Operator::Times, typed.operand, grown);
        Some(Typed { operand, traits: typed.traits.level(false), ..typed })
    }

    /// Notes that nothing shrinks by more than all of it. A literal by years, or of steps, is no rate per month.
    fn growth_bound(&mut self, rate: Argument, span: Span, monthly: bool) {
        // Most rates are literals above zero.
        if matches!(rate, Argument::Constant(number) if !number.is_negative()) {
            return;
        }
        let subject = format!("the growth of `{}`", self.owner);
        let unit = if monthly { Unit::PER_MONTH } else { Unit::ONE };
        self.bound(Bound { rule: Rule::Growth, row: self.of, inputs: vec![rate], subject, unit, span });
    }

    /// The percent literal that a rate is, signs and parentheses put aside. A row or a formula is none.
    fn written_growth(&self, rate: ExprId) -> Option<WrittenGrowth> {
        let node = self.tree.node(rate);
        match &node.kind {
            NodeKind::Literal(Literal { number, unit: LiteralUnit::Percent, per, .. }) => {
                Some(WrittenGrowth { percent: *number, per: *per, span: node.span, turned: false })
            }
            NodeKind::Parentheses(inner) => self.written_growth(*inner),
            NodeKind::Unary { operator: UnaryOperator::Plus, operand } => self.written_growth(*operand),
            NodeKind::Unary { operator: UnaryOperator::Minus, operand } => {
                let inner = self.written_growth(*operand)?;
                // A sign right before the number belongs to it.
                Some(match self.tree.node(*operand).kind {
                    NodeKind::Literal(_) => {
                        WrittenGrowth { percent: inner.percent.negated(), span: node.span, ..inner }
                    }
                    _ => WrittenGrowth { turned: !inner.turned, ..inner },
                })
            }
            _ => None,
        }
    }

    /// A written growth as the constant that was typed.
    fn growth_constant(&mut self, written: &WrittenGrowth) -> Traced {
        let ratio = Number::from_percent(written.percent);
        let typed = self.typed(ratio, written.span);
        if !written.turned {
            return typed;
        }
        let zero = Operand::Constant(Number::ZERO).into();
        self.builder.constants.worked(ratio.negated(), Operator::Minus, zero, typed)
    }

    /// The months of the period over which a written growth compounds, 1 where it comes in steps. None after a
    /// finding.
    fn growth_period(&mut self, written: &WrittenGrowth, every: Option<MonthInterval>) -> Option<u32> {
        let WrittenGrowth { percent, per, span, .. } = *written;
        match (per, every) {
            (None, Some(_)) => return Some(1),
            (Some(per), Some(every)) => {
                let raise = self.context.sources.text(every.span);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    "how often it grows is said twice",
                    every.span,
                    "and here once more",
                );
                let found = found.also(span, format!("a percentage per {}", per.word()));
                let steps = format!("{percent}% {raise}");
                self.report(
                    found
                        .help(format!(
                            "for raises write `growing {steps}`; for a growth that goes on month by month `growing {percent}%/{}`",
                            per.word()
                        ))
                        .offer(Fix::new(
                            format!("write `growing {steps}`"),
                            Edit::replace(span.to(every.span), steps),
                        )),
                );
            }
            (per, None) => {
                if let Some(months) = per.and_then(Period::months) {
                    return Some(months);
                }
                let message = "growth is a percentage per month, quarter or year";
                let found = Diagnostic::new(Code::UnitMismatch, message, span, "how often?");
                let write =
                    |text: String| Fix::new(format!("write `growing {text}`"), Edit::replace(span, text));
                self.report(
                    found
                        .help(format!(
                            "say it: `growing {percent}%/month` or `growing {percent}%/year`; a raise once a year is `growing {percent}% every year`"
                        ))
                        .offer(write(format!("{percent}%/month")))
                        .offer(write(format!("{percent}%/year")))
                        .offer(write(format!("{percent}% every year"))),
                );
            }
        }
        None
    }

    /// Whether a formula may be the rate of a growth: a percentage per month, or in steps a percentage. None after a
    /// finding.
    fn growth_fits(&mut self, typed: Typed, rate: ExprId, every: Option<MonthInterval>) -> Option<()> {
        let fits = match typed.kind {
            Dimension::Zero | Dimension::Unknown => true,
            Dimension::Known(unit) if every.is_some() => unit.is_one() && typed.share.may_be_percent(),
            Dimension::Known(unit) => unit == Unit::PER_MONTH,
            Dimension::Truth => false,
        };
        let count = matches!(typed.share, NumberKind::Count | NumberKind::Literal);
        if fits && every.is_none() && count && typed.kind == Dimension::Known(Unit::PER_MONTH) {
            self.growth_of_count((rate, typed));
            return None;
        }
        if fits {
            return Some(());
        }
        let span = self.tree.node(rate).span;
        let found = match every {
            Some(every) => {
                let words = self.words(typed.kind, typed.share);
                let raise = self.context.sources.text(every.span);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    format!("what is added {raise} is a percentage"),
                    span,
                    format!("this is {words}"),
                );
                let number = typed.number().filter(|_| typed.kind == Dimension::ONE);
                match number {
                    Some(number) if number.abs() <= Number::ONE => {
                        let percent = number.percent_text();
                        found.fix(format!("write `growing {percent} {raise}`"), span, percent)
                    }
                    Some(number) => {
                        let percent = format!("{number}%");
                        found.fix(format!("did you mean `growing {percent} {raise}`?"), span, percent)
                    }
                    None => found.help(format!("write `growing 5% {raise}`, or name a row in %")),
                }
            }
            None => {
                let words = self.words(typed.kind, typed.share);
                let message = "growth is a percentage per month, quarter or year";
                Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"))
                    .help("write `growing 2%/month`, or name a row in %/month")
            }
        };
        self.report(found);
        None
    }

    /// `E rising to F by M`: a straight line from the value of E in the clause's first month to that of F in month M,
    /// from which on it is F.
    pub(super) fn rising(
        &mut self,
        typed: Typed,
        to: ExprId,
        by: &MonthRef,
        first: usize,
        clause: &Clause,
    ) -> Option<Typed> {
        let (_, target) = self.input(to);
        let last = match self.context.month(by) {
            Ok(column) => column,
            Err(found) => {
                self.report(found);
                return None;
            }
        };
        if last < first {
            let start = self.context.calendar.label(first);
            let found = Diagnostic::new(
                Code::BadMonth,
                "it is to be reached before it starts",
                by.span,
                format!("the clause starts in {start}"),
            );
            self.report(found.help(format!("choose a month after `{start}`")));
            return None;
        }
        let (kind, share) = match self.unify(typed, target) {
            Ok(unified) => unified,
            Err(clash) => {
                let node = match &self.tree.node(to).kind {
                    NodeKind::Parentheses(inner) => *inner,
                    _ => to,
                };
                if let (Clash::Kinds, ClauseBody::Expression(from)) = (clash, &clause.body) {
                    let what = Meeting::Values("the two ends of a line");
                    self.kinds_clash(what, clause.span, (*from, typed), (node, target));
                } else {
                    self.clash(clash, BinaryOperator::Plus, clause.span, (to, typed), (node, target));
                }
                return None;
            }
        };
        let traits = typed.traits.and(target.traits);
        // No months to rise in: the line is its end, and a division by zero is spared.
        if last == first {
            return Some(Typed { kind, share, traits, ..target });
        }
        let steps = (0..self.context.calendar.len())
            .map(|month| Number::from(month.saturating_sub(first).min(last - first)))
            .collect();
        let steps = self.monthly(steps);
        // Both ends as they stand in their own month: 10/day is what it comes to there, and not in the months
        // between.
        let start = self.in_month(typed.operand, first, first + 1);
        let end = self.in_month(target.operand, last, first + 1);
        let way = self.binary(Operator::Minus, end, start);
        // Multiplied before it is divided, so that the last month is exactly the target.
        let gone = self.binary(Operator::Times, way, steps);
        let gone = self.binary(Operator::Over, gone, Operand::Constant(Number::from(last - first)));
        let mut operand = self.binary(Operator::Plus, start, gone);
        // From then on it is F, whatever E was: a row may have had no value where the line was to start.
        if end.at != target.operand.at || start.at != typed.operand.at {
            let later = self.monthly_flag(|month| month >= last);
            operand = self.within(later, target.operand, operand);
        }
        // The first month reads nothing of itself: what stood there before may go on as a line, as
        // `prev(x, 0) rising to 100 by M6 from M3` does.
        if start.at != typed.operand.at {
            let begins = self.monthly_flag(|month| month <= first);
            operand = self.within(begins, typed.operand, operand);
        }
        Some(Typed { operand, kind, share, traits })
    }

    /// What an operand is in one month; `from` is the first month that asks. A constant is the same in all.
    fn in_month(&mut self, operand: Traced, month: usize, from: usize) -> Traced {
        let (month, from) = (month as u32, from as u32);
        match operand.at {
            Operand::Row(row) => self.emit(Step::At { row, month, from }),
            Operand::Series(series) => {
                let values = self.series.get(series as usize);
                let value = values.and_then(|values| values.get(month as usize)).copied();
                Operand::Constant(value.unwrap_or_default()).into()
            }
            Operand::Constant(_) | Operand::Step(_) => operand,
        }
    }
}
