//! Literals and rates: a number with its unit to a value in the units that pace keeps.

use super::amount::{self, Scale};
use super::constants::Traced;
use super::lower::Lower;
use super::member_traits::AmountPower;
use super::typed::{Dimension, NumberKind, RollupTraits, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::{Operand, Operator};
use crate::source::Span;
use crate::syntax::tree::{Literal, LiteralUnit};
use crate::value::{Number, Period, Unit};

impl Lower<'_, '_> {
    /// A literal; `points` says whether percentage points may stand here.
    pub fn literal(&mut self, literal: &Literal, span: Span, points: bool) -> Typed {
        let number = literal.number;
        let mut rate = None;
        if let (LiteralUnit::Duration(word), Some(_)) = (literal.unit, literal.per) {
            return self.duration_per_period(literal, word, span);
        }
        // A number that `solve` is to vary is told by its place alone: it has no name.
        let freed = self.context.free == Some(span);
        let value = match literal.unit {
            LiteralUnit::Plain if freed && number.is_zero() && literal.per.is_none() => {
                let typed = self.typed(number, span);
                return self.free(span, Some(typed), None);
            }
            // A bare 0 fits every unit. Any other plain number is a count.
            LiteralUnit::Plain if number.is_zero() && literal.per.is_none() => {
                let typed = self.typed(Number::ZERO, span);
                return typed_as(typed, Dimension::Zero, NumberKind::Literal);
            }
            LiteralUnit::Percent => {
                let share = if number == Number::HUNDRED { NumberKind::Whole } else { NumberKind::Percent };
                typed_as(self.typed(Number::from_percent(number), span), Dimension::ONE, share)
            }
            LiteralUnit::Points => {
                if !points || literal.per.is_some() {
                    self.report(
                        Diagnostic::new(
                            Code::UnitMismatch,
                            "points can only be added to or taken from a percentage",
                            span,
                            "percentage points",
                        )
                        .fix(
                            format!("for a percentage write `{number}%`"),
                            span,
                            format!("{number}%"),
                        ),
                    );
                }
                typed_as(self.typed(Number::from_percent(number), span), Dimension::ONE, NumberKind::Percent)
            }
            unit => {
                if let LiteralUnit::Money(currency) = unit {
                    rate = self.exchange_for(currency, span);
                }
                let share = match unit {
                    LiteralUnit::Plain if number == Number::ONE || number.is_zero() => NumberKind::Neutral,
                    LiteralUnit::Plain => NumberKind::Literal,
                    _ => NumberKind::Count,
                };
                self.scaled(number, unit, share, span)
            }
        };
        let value = match value.operand.at {
            Operand::Constant(_) if freed => {
                self.free(span, Some(value.operand), Some((value.kind, value.share)))
            }
            _ => value,
        };
        if let (true, Some(_), LiteralUnit::Money(currency), Some(free)) =
            (freed, rate, literal.unit, &mut self.builder.free)
        {
            free.currency = Some(currency);
        }
        let value = self.converted(value, rate);
        let Some(per) = literal.per else { return value };
        if literal.unit == LiteralUnit::Percent && matches!(per, Period::Quarter | Period::Year) {
            let parts = if per == Period::Year { 12u32 } else { 3 };
            let monthly = number.ratio(Number::from(parts)).unwrap_or_default();
            // 7%/year is 0.58333…% a month: two decimals are enough to recognize it.
            let monthly = if monthly.decimals() > 4 { format!("{monthly:.2}") } else { monthly.to_string() };
            let word = per.word();
            let sign = if self.context.is_negative(span) { "-" } else { "" };
            let stated = format!("{sign}{number}%/{word} is taken as {sign}{monthly}%");
            // What a stock gains or loses each month is a share of what is there then: it compounds by itself.
            let (message, help) = match self.scope.stock.is_some() {
                true => {
                    let part = if per == Period::Year { "twelfth" } else { "third" };
                    (
                        format!("{stated} each month, a {part} of it"),
                        format!("to say so write `{sign}{monthly}%/month`"),
                    )
                }
                false => (
                    format!("{stated} a month, without compounding"),
                    format!(
                        "for the monthly rate write `{sign}{monthly}%/month`{}; right after `growing` it compounds, \
                         `growing {sign}{number}%/{word}`",
                        losing(sign, number, (parts, word))
                    ),
                ),
            };
            let found = Diagnostic::new(Code::AnnualRate, message, span, format!("a percentage per {word}"));
            self.report(found.help(help).offer(Fix::new(
                format!("write the monthly rate: `{sign}{monthly}%/month`"),
                Edit::replace(span, format!("{monthly}%/month")),
            )));
        }
        self.per_period(value, per)
    }

    /// A number as it was typed, in the unit that pace keeps.
    fn scaled(&mut self, number: Number, unit: LiteralUnit, share: NumberKind, span: Span) -> Typed {
        let Scale { unit, times, over } = amount::scale(unit, &self.context.calendar);
        let mut operand = self.typed(number, span);
        if times != Number::ONE {
            operand = self.binary(Operator::Times, operand, Operand::Constant(times));
        }
        if over != Number::ONE {
            operand = self.binary(Operator::Over, operand, Operand::Constant(over));
        }
        typed_as(operand, Dimension::Known(unit), share)
    }

    /// A value per period as a value per month of the column.
    pub fn per_period(&mut self, value: Typed, per: Period) -> Typed {
        let (base, parts) = amount::rate_base(per, self.scope.plan, &self.context.calendar);
        let mut operand = value.operand;
        if let Some(days) = base.row() {
            operand = self.binary(Operator::Times, operand, Operand::Row(days));
        }
        // Divided last, and not the rate itself: 10 a week over 28 days are 40, without rounding on the way.
        if parts != Number::ONE {
            operand = self.binary(Operator::Over, operand, Operand::Constant(parts));
        }
        let kind = match value.kind {
            Dimension::Known(unit) => unit.per_month().map_or(Dimension::Unknown, Dimension::Known),
            // `0/month` is a count per month: by its period the zero has said what it is.
            Dimension::Zero => Dimension::Known(Unit::PER_MONTH),
            other => other,
        };
        let daily = base.row().is_some() && value.share.is_percent();
        let traits = RollupTraits { daily: daily || value.traits.daily, ..value.traits };
        // What comes in every month is an amount of whoever it comes to, until it stands beside another.
        let literal = value.traits.members.power == AmountPower::NONE && !value.share.is_percent();
        let traits = if literal { traits.with_power(AmountPower::LITERAL) } else { traits };
        Typed { operand, kind, share: value.share.per_period(), traits }
    }
}

/// A constant that was typed, in its unit.
fn typed_as(operand: Traced, kind: Dimension, share: NumberKind) -> Typed {
    Typed { operand, ..Typed::constant(Number::ZERO, kind, share) }
}

/// What loses so many percent within a year, or a quarter, loses in a month: `; to lose 30% in a year, `2.93%/month``.
/// Nothing where it is no loss of a part. A month keeps the twelfth root of what a year keeps.
fn losing(sign: &str, percent: Number, (months, word): (u32, &str)) -> String {
    let kept = 1.0 - percent.to_f64() / 100.0;
    if !sign.is_empty() || kept <= 0.0 || kept >= 1.0 {
        return String::new();
    }
    let monthly = 100.0 * (1.0 - kept.powf(1.0 / f64::from(months)));
    format!("; to lose {percent}% in a {word}, `{monthly:.2}%/month`")
}
