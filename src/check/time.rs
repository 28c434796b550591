//! Months and spans as written to columns of the plan.

use std::sync::Arc;

use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{MonthKind, MonthRef, SpanKind, SpanRef};
use crate::value::Month;

impl Context<'_> {
    /// The column of a month, counted from 0. The error is the finding for a month outside of the plan, or of the
    /// other kind than the plan's.
    pub fn month(&self, month: &MonthRef) -> Result<usize, Diagnostic> {
        let text = self.sources.text(month.span);
        let dated = self.calendar.first().is_some();
        match month.kind {
            MonthKind::Dated(_) if !dated => Err(Diagnostic::new(
                Code::BadMonth,
                format!("`{text}` is a month of a year, but this plan's months have no dates"),
                month.span,
                "a dated month",
            )
            .help(format!(
                "write `M1` to `M{}`, or date the plan: `months 2026-01 .. 2026-12`",
                self.calendar.len()
            ))),
            MonthKind::Numbered(number) if dated => Err(Diagnostic::new(
                Code::BadMonth,
                format!("`{text}` counts months, but this plan's months have dates"),
                month.span,
                "a numbered month",
            )
            .help(format!("write it as a month, such as `{}`", self.calendar.label(0))))
            .map_err(|found| {
                // `M3` of a dated plan can only be its third month: the finding offers that one by name.
                let column = (number as usize).checked_sub(1).filter(|at| *at < self.calendar.len());
                let Some(label) = column.map(|column| self.calendar.label(column)) else { return found };
                found.fix(format!("write it as a month: `{label}`"), month.span, label)
            }),
            MonthKind::Dated(dated) => {
                self.calendar.column(dated).ok_or_else(|| self.outside(text, month.span))
            }
            MonthKind::Numbered(number) => (number as usize)
                .checked_sub(1)
                .filter(|column| *column < self.calendar.len())
                .ok_or_else(|| self.outside(text, month.span)),
        }
    }

    fn outside(&self, text: &str, span: Span) -> Diagnostic {
        let (first, last) = (self.calendar.label(0), self.calendar.label(self.calendar.len() - 1));
        Diagnostic::new(
            Code::BadMonth,
            format!("`{text}` is outside the plan, which runs from {first} to {last}"),
            span,
            "outside the plan",
        )
        .help(match self.calendar.first() {
            Some(_) => {
                format!("choose a month from `{first}` to `{last}`, or make the plan longer with `months`")
            }
            None => {
                format!("choose a month from `{first}` to `{last}`, or make the plan longer: `months 24`")
            }
        })
    }

    /// The months of a span, a flag for each column. A year or quarter that only partly lies in the
    /// plan means the part that does.
    pub fn span(&self, span: &SpanRef) -> Result<Arc<[bool]>, Diagnostic> {
        let text = self.sources.text(span.span);
        let columns = self.calendar.len();
        let between = |first: usize, last: usize| -> Arc<[bool]> {
            (0..columns).map(|column| (first..=last).contains(&column)).collect()
        };
        match span.kind {
            SpanKind::Month(kind) => {
                let column = self.month(&MonthRef { kind, span: span.span })?;
                Ok(between(column, column))
            }
            SpanKind::Between(first, last) => {
                let (first_column, last_column) = (self.month(&first)?, self.month(&last)?);
                if first_column > last_column {
                    let (a, b) = (self.sources.text(first.span), self.sources.text(last.span));
                    return Err(Diagnostic::new(
                        Code::BadMonth,
                        "this span ends before it starts",
                        span.span,
                        "from late to early",
                    )
                    .fix(
                        format!("turn it round: `{b} .. {a}`"),
                        span.span,
                        format!("{b} .. {a}"),
                    ));
                }
                Ok(between(first_column, last_column))
            }
            SpanKind::Quarter(year, quarter) => self.dated_span(span.span, text, year, quarter * 3 - 2, 3),
            SpanKind::Year(year) => self.dated_span(span.span, text, year, 1, 12),
            SpanKind::EveryYear(first, last) => {
                let Some(start) = self.calendar.first() else {
                    return Err(Diagnostic::new(
                        Code::BadMonth,
                        format!("`{text}` names months of the year, but this plan's months have no dates"),
                        span.span,
                        "months of the year",
                    )
                    .help("date the plan: `months 2026-01 .. 2026-12`"));
                };
                let within = |month: Month| {
                    let month = month.number();
                    // `Nov .. Feb` goes over the end of the year.
                    if first <= last {
                        (first..=last).contains(&month)
                    } else {
                        month >= first || month <= last
                    }
                };
                // A shorter plan may not reach July: a season that does not come is no mistake.
                Ok((0..columns).map(|column| within(start.plus(column as i32))).collect())
            }
        }
    }

    fn dated_span(
        &self,
        span: Span,
        text: &str,
        year: i32,
        month: u8,
        months: i32,
    ) -> Result<Arc<[bool]>, Diagnostic> {
        let Some(start) = self.calendar.first() else {
            return Err(Diagnostic::new(
                Code::BadMonth,
                format!("`{text}` has a date, but this plan's months have none"),
                span,
                "a dated span",
            )
            .help("write `M1 .. M3`, or date the plan: `months 2026-01 .. 2026-12`"));
        };
        // The year 0 and years beyond four digits are no months of any plan.
        let Some(first) = Month::new(year, month) else { return Err(self.outside(text, span)) };
        let inside = |column: usize| (0..months).contains(&start.plus(column as i32).since(first));
        let flags: Arc<[bool]> = (0..self.calendar.len()).map(inside).collect();
        if flags.iter().any(|flag| *flag) { Ok(flags) } else { Err(self.outside(text, span)) }
    }
}
