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

    /// The months of a span that lie outside the plan, in words: `Jan to Mar 2026`; none where the plan has all of them.
    /// Of months of every year, those that the plan's ends cut off.
    pub fn outside_the_plan(&self, span: &SpanRef) -> Option<String> {
        let start = self.calendar.first()?;
        let end = start.plus(self.calendar.len() as i32 - 1);
        let is_in = |month: Month| month.since(start) >= 0 && end.since(month) >= 0;
        let run = |first: Month, months: i32| (0..months).map(move |next| first.plus(next));
        let all: Vec<Month> = match span.kind {
            SpanKind::Quarter(year, quarter) => run(Month::new(year, quarter * 3 - 2)?, 3).collect(),
            SpanKind::Year(year) => run(Month::new(year, 1)?, 12).collect(),
            SpanKind::EveryYear(first, last) => {
                let within = |month: &Month| match first <= last {
                    true => (first..=last).contains(&month.number()),
                    false => month.number() >= first || month.number() <= last,
                };
                // A season of all months has no ends.
                if run(start, 12).all(|month| within(&month)) || !within(&start) && !within(&end) {
                    return None;
                }
                let before =
                    (1..12).map(|back| start.plus(-back)).take_while(|month| within(month) && within(&start));
                let mut cut: Vec<Month> = before.collect();
                cut.reverse();
                cut.extend(run(end.plus(1), 11).take_while(|month| within(month) && within(&end)));
                cut
            }
            // Months that are named one by one have to be in the plan.
            SpanKind::Month(_) | SpanKind::Between(..) => return None,
        };
        let outside: Vec<Month> = all.into_iter().filter(|month| !is_in(*month)).collect();
        let runs = outside.chunk_by(|one, next| next.since(*one) == 1);
        let words = runs.filter_map(|run| match run {
            [one] => Some(one.words()),
            [first, .., last] => {
                let (from, to) = (first.words(), last.words());
                let same = first.year() == last.year();
                let month = from.split_once(' ').filter(|_| same).map(|(month, _)| month.to_string());
                Some(format!("{} to {to}", month.unwrap_or(from)))
            }
            [] => None,
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(" and "))
    }

    /// The warning for a total over a span that the plan has only a part of; none where it has all of it.
    pub fn partial_span(&self, span: &SpanRef) -> Option<Diagnostic> {
        let outside = self.outside_the_plan(span)?;
        let text = self.sources.text(span.span);
        let message =
            format!("the plan has only some months of `{text}`: {outside} is missing from the total");
        let found = Diagnostic::new(Code::PartialSpan, message, span.span, "partly outside the plan");
        Some(found.help(match self.months_in_the_plan(span) {
            Some(months) => format!("lengthen `months`, or name the months that the plan has: `{months}`"),
            None => "lengthen `months`".to_string(),
        }))
    }

    /// The months of a span that the plan has, as a plan names them: `2026-04 .. 2026-12`; none where they are no run.
    fn months_in_the_plan(&self, span: &SpanRef) -> Option<String> {
        let flags = self.span(span).ok()?;
        let start = self.calendar.first()?;
        let first = flags.iter().position(|flag| *flag)?;
        let last = flags.iter().rposition(|flag| *flag)?;
        let month = |column: usize| start.plus(column as i32);
        let run = flags[first..=last].iter().all(|flag| *flag);
        run.then(|| match first == last {
            true => month(first).to_string(),
            false => format!("{} .. {}", month(first), month(last)),
        })
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
