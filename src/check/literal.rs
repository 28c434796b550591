//! Literals and rates: a number with its unit to a value in the units that pace keeps.

use super::constants::Traced;
use super::lower::Lower;
use super::typed::{Kind, Share, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::{CalendarPart, Operand, Operator};
use crate::source::Span;
use crate::syntax::tree::{Literal, LiteralUnit};
use crate::value::{Currency, DurationWord, EffortWord, Number, Period, Unit};

impl Lower<'_, '_> {
    /// A literal; `points` says whether percentage points may stand here.
    pub fn literal(&mut self, literal: &Literal, span: Span, points: bool) -> Typed {
        let number = literal.number;
        let freed = self.context.free == Some(span);
        let value = match literal.unit {
            LiteralUnit::Plain if freed && number.is_zero() && literal.per.is_none() => {
                let typed = self.typed(number, span);
                return self.free(span, Some(typed), None);
            }
            LiteralUnit::Plain if number.is_zero() && literal.per.is_none() => {
                let typed = self.typed(Number::ZERO, span);
                return typed_as(typed, Kind::Zero, Share::Bare);
            }
            LiteralUnit::Plain => typed_as(self.typed(number, span), Kind::ONE, Share::Bare),
            LiteralUnit::Percent => typed_as(self.typed(hundredth(number), span), Kind::ONE, Share::Percent),
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
                typed_as(self.typed(hundredth(number), span), Kind::ONE, Share::Percent)
            }
            LiteralUnit::Money(currency) => {
                if let Some(found) = self.context.other_currency(currency, span) {
                    self.report(found);
                }
                typed_as(self.typed(number, span), Kind::Known(Unit::MONEY), Share::No)
            }
            LiteralUnit::Duration(word) => self.duration(number, word, span),
            LiteralUnit::Effort(word) => {
                let typed = self.typed(number, span);
                let hours = match word {
                    EffortWord::Hours => typed,
                    EffortWord::Minutes => self.binary(Operator::Over, typed, constant(60)),
                };
                typed_as(hours, Kind::Known(Unit::HOURS), Share::No)
            }
        };
        let value = match value.operand.at {
            Operand::Constant(_) if freed => {
                self.free(span, Some(value.operand), Some((value.kind, value.share)))
            }
            _ => value,
        };
        let Some(per) = literal.per else { return value };
        if literal.unit == LiteralUnit::Percent && matches!(per, Period::Quarter | Period::Year) {
            let parts = if per == Period::Year { 12u32 } else { 3 };
            let monthly = number.over(Number::from(parts)).map_or(number, |(monthly, _)| monthly);
            let monthly = if monthly.decimals() > 4 { format!("{monthly:.2}") } else { monthly.to_string() };
            let word = per.word();
            self.report(
                Diagnostic::new(
                    Code::AnnualRate,
                    format!("{number}%/{word} is taken as {monthly}% a month, without compounding"),
                    span,
                    format!("a percentage per {word}"),
                )
                .help(format!("for a rate that compounds write `growing {number}%/{word}`; for the monthly one, `{monthly}%/month`"))
                .offer(Fix::new(
                    format!("write the monthly rate: `{monthly}%/month`"),
                    Edit::replace(span, format!("{monthly}%/month")),
                )),
            );
        }
        self.per_period(value, per)
    }

    fn duration(&mut self, number: Number, word: DurationWord, span: Span) -> Typed {
        let typed = self.typed(number, span);
        let known = |operand, unit| typed_as(operand, Kind::Known(unit), Share::No);
        let mut times = |factor: u32| self.binary(Operator::Times, typed, constant(factor));
        match word {
            DurationWord::Days => known(typed, Unit::DAYS),
            DurationWord::Weeks => known(times(7), Unit::DAYS),
            DurationWord::Workdays => {
                // A working day is as long as the plan's days over its working days.
                let (days, workdays) = self.context.sums_of_days();
                let days = self.binary(Operator::Times, typed, Operand::Constant(days));
                known(self.binary(Operator::Over, days, Operand::Constant(workdays)), Unit::DAYS)
            }
            DurationWord::Months => known(typed, Unit::MONTHS),
            DurationWord::Quarters => known(times(3), Unit::MONTHS),
            DurationWord::Years => known(times(12), Unit::MONTHS),
        }
    }

    /// A value per period as a value per month of the column.
    pub fn per_period(&mut self, value: Typed, per: Period) -> Typed {
        let times = |lower: &mut Self, row| lower.binary(Operator::Times, value.operand, Operand::Row(row));
        let operand = match (per, self.scope.plan) {
            (Period::Day, false) => times(self, CalendarPart::Days.row()),
            (Period::Day, true) | (Period::Workday, _) => times(self, CalendarPart::Workdays.row()),
            (Period::Week, false) => {
                let days = times(self, CalendarPart::Days.row());
                self.binary(Operator::Over, days, constant(7))
            }
            (Period::Week, true) => {
                let workdays = times(self, CalendarPart::Workdays.row());
                let week = Operand::Constant(self.context.calendar.week());
                self.binary(Operator::Over, workdays, week)
            }
            (Period::Month, _) => value.operand,
            (Period::Quarter, _) => self.binary(Operator::Over, value.operand, constant(3)),
            (Period::Year, _) => self.binary(Operator::Over, value.operand, constant(12)),
        };
        let kind = match value.kind {
            Kind::Known(unit) => unit.per_month().map_or(Kind::Unknown, Kind::Known),
            Kind::Zero => Kind::Known(Unit::PER_MONTH),
            other => other,
        };
        Typed { operand, kind, share: Share::No, ..value }
    }
}

/// A constant that was typed, in its unit.
fn typed_as(operand: Traced, kind: Kind, share: Share) -> Typed {
    Typed { operand, ..Typed::constant(Number::ZERO, kind, share) }
}

fn constant(whole: u32) -> Operand {
    Operand::Constant(Number::from(whole))
}

/// A percentage as a ratio: exact, for two more decimals than were written always fit.
fn hundredth(number: Number) -> Number {
    number.over(Number::HUNDRED).map_or(number, |(ratio, _)| ratio)
}

impl super::Context<'_> {
    /// The finding for money in another currency than the plan's.
    pub fn other_currency(&self, currency: Currency, span: Span) -> Option<Diagnostic> {
        let text = self.sources.text(span);
        let sign = text.chars().find(|character| Currency::from_sign(*character).is_some());
        let same = match sign {
            // `$` is the plan's currency wherever people write that one with a dollar sign.
            Some(sign) => {
                currency == self.currency || self.currency.sign().is_some_and(|own| own.starts_with(sign))
            }
            None => currency == self.currency,
        };
        if same {
            return None;
        }
        let found = Diagnostic::new(
            Code::CurrencyMix,
            format!("a plan has one currency, and this one's is {}", self.currency),
            span,
            format!("this is in {currency}"),
        );
        let found = match self.currency_span {
            Some(place) => found.also(place, format!("the plan is in {} because of this", self.currency)),
            None => found,
        };
        Some(found.help("pace knows no exchange rates: convert the amount, and note the rate in a comment"))
    }
}
