//! The words of clauses, kept beside the masks of months that they become.

use std::sync::Arc;

use super::constants::{Origins, Traced};
use super::lower::Lower;
use crate::model::{ClauseMonths, ClauseWords, ConstantPlace, MaskPlace, Step};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseBody, ClauseTime, DaySpan, SpanRef};

impl Lower<'_, '_> {
    /// The first operand in these months, the second in all others.
    pub(super) fn within(&mut self, months: Arc<[bool]>, inside: Traced, outside: Traced) -> Traced {
        self.emit_of(Step::Within(months, inside.at, outside.at), &[inside, outside])
    }

    /// Notes that the last step holds the mask of a clause, and what the clause says of its months.
    pub(super) fn note_clause(&mut self, clause: &Clause) {
        let Some((months, span)) = clause.time.as_ref().and_then(|time| self.clause_words(time)) else {
            return;
        };
        // Of a month within which the clause begins, the mask says what holds on the month's first days.
        let divides = self.context.dividing_edge(clause).is_some();
        self.clauses.push(ClauseWords {
            place: MaskPlace::Step((self.steps.len() as u32).saturating_sub(1)),
            months: if divides { ClauseMonths::Several } else { months },
            conditional: clause.condition.is_some(),
            listed: matches!(clause.body, ClauseBody::List { .. }),
            span,
        });
    }

    /// Notes where the items of a list were typed, which the last series holds month by month.
    pub(super) fn note_items(&mut self, months: usize, item: impl Fn(usize) -> Option<Origins>) {
        let series = (self.series.len() as u32).saturating_sub(1);
        for month in 0..months {
            if let Some(typed) = item(month) {
                let place = ConstantPlace::Series { series, month: month as u32 };
                self.constants.push((place, typed));
            }
        }
    }

    /// Notes that a list of twelve says which month of every year takes which item.
    pub(super) fn note_every_year(&mut self, place: MaskPlace, (first, last): (u8, u8), span: Span) {
        let months = ClauseMonths::EveryYear(first, last);
        self.clauses.push(ClauseWords { place, months, conditional: false, listed: true, span });
    }

    /// Notes the words of a span among the arguments of a function over months.
    pub(super) fn span_words(&self, span: &SpanRef) -> Option<ClauseWords> {
        let months = self.months_in(span)?;
        let place = MaskPlace::Argument;
        Some(ClauseWords { place, months, conditional: false, listed: false, span: span.span })
    }

    /// What a clause says of its months, and where. None of months that are not in the plan, which have been
    /// reported, and of a list for every year, whose mask is its items'.
    fn clause_words(&self, time: &ClauseTime) -> Option<(ClauseMonths, Span)> {
        let column = |edge| self.context.clause_edge(edge).ok().map(|column| column as u32);
        let last = || self.context.calendar.len().saturating_sub(1) as u32;
        Some(match time {
            ClauseTime::From(first) => (ClauseMonths::From(column(first)?), first.span),
            ClauseTime::Until(end) => (ClauseMonths::Between(0, column(end)?), end.span),
            ClauseTime::FromUntil(first, end) => {
                (ClauseMonths::Between(column(first)?, column(end)?), first.span.to(end.span))
            }
            ClauseTime::Once(month) => (ClauseMonths::Once(column(month)?), month.span),
            ClauseTime::In(spans) => match spans[..] {
                [DaySpan::Months(span)] => (self.months_in(&span)?, span.span),
                [DaySpan::Days(first, end)] => {
                    (ClauseMonths::Between(column(&first)?, column(&end)?), first.span.to(end.span))
                }
                _ => (ClauseMonths::Several, spans.first()?.span().to(spans.last()?.span())),
            },
            ClauseTime::EveryYear(_) => return None,
            ClauseTime::Every { interval, from, until } => {
                let end = until.as_ref().map_or(Some(last()), column)?;
                let months = match interval.months {
                    1 => ClauseMonths::Between(column(from)?, end),
                    _ => ClauseMonths::Several,
                };
                (months, interval.span.to(until.as_ref().unwrap_or(from).span))
            }
        })
    }

    fn months_in(&self, span: &SpanRef) -> Option<ClauseMonths> {
        if let Some((first, last)) = self.context.season(span.kind) {
            return Some(ClauseMonths::EveryYear(first, last));
        }
        let flags = self.context.span(span).ok()?;
        let first = flags.iter().position(|within| *within)?;
        let last = flags.iter().rposition(|within| *within)?;
        Some(ClauseMonths::Between(first as u32, last as u32))
    }
}
