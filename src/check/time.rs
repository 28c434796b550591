//! Months and spans as written to columns of the plan.

use std::sync::Arc;

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::syntax::tree::{Heading, MonthKind, MonthRef, SpanKind, SpanRef, StatementKind};
use crate::value::{Fiscal, MONTH_NAMES, Month};

/// The finding for a calendar quarter, `2026-Q3`, in a plan of fiscal years; `first` is its first month. At the end of
/// a span of months `edge` is the month that stands for it.
pub(super) fn calendar_quarter(span: Span, first: Month, edge: Option<Month>, fiscal: Fiscal) -> Diagnostic {
    let written = fiscal.quarter_of(first);
    let (word, months) = match edge {
        Some(month) => ("month", month.to_string()),
        None => ("months", format!("{first} .. {}", first.plus(2))),
    };
    let message = format!("the years of this plan are fiscal: a calendar quarter or `{written}`?");
    let found = Diagnostic::new(Code::BadMonth, message, span, "one of the calendar, or of the fiscal year?");
    found
        .help(format!("write `{written}`, or the {word}: `{months}`"))
        .offer(Fix::write(span, written))
        .offer(Fix::write(span, months))
}

impl Context<'_> {
    /// The column of a month, counted from 0. The error is the finding for a month outside of the plan, or of the
    /// other kind than the plan's.
    pub fn month(&self, month: &MonthRef) -> Result<usize, Diagnostic> {
        let text = self.sources.text(month.span);
        let dated = self.calendar.first().is_some();
        match month.kind {
            MonthKind::Start => {
                let message = "`start` is the first month of a member, and no member is meant here";
                let found = Diagnostic::new(Code::BadMonth, message, month.span, "whose first month?");
                Err(found.help("it stands in a block `for`, after `from`: `[25%, 50%, 75%] from start`"))
            }
            MonthKind::Fiscal { year, month: of_year } => {
                let first = self.fiscal_month(year, of_year, month.span)?;
                let message = format!("one month has to stand here, and `{text}` is several");
                let found = Diagnostic::new(Code::BadMonth, message, month.span, "expected one month");
                let which = if of_year % 3 == 0 { "last" } else { "first" };
                Err(found.fix(format!("write its {which} month, `{first}`"), month.span, first.to_string()))
            }
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

    /// The column of the month at which a span begins or ends, which may be that of a fiscal year or quarter.
    fn span_edge(&self, month: &MonthRef) -> Result<usize, Diagnostic> {
        let text = self.sources.text(month.span);
        if let MonthKind::Fiscal { year, month: of_year } = month.kind {
            let dated = self.fiscal_month(year, of_year, month.span)?;
            return self.calendar.column(dated).ok_or_else(|| self.outside(text, month.span));
        }
        if let (MonthKind::Dated(dated), Some((_, quarter))) = (month.kind, text.split_once("-Q"))
            && let (Some(_), Ok(quarter)) = (self.calendar.fiscal(), quarter.parse())
        {
            return Err(self.calendar_quarter(month.span, dated.year(), quarter, Some(dated)));
        }
        self.month(month)
    }

    /// A month of a fiscal year, 1 to 12. The error is the finding in a plan that does not say when its years begin.
    fn fiscal_month(&self, year: i32, month: u8, span: Span) -> Result<Month, Diagnostic> {
        let text = self.sources.text(span);
        if let Some(fiscal) = self.calendar.fiscal() {
            return Ok(fiscal.first_month(year).plus(i32::from(month) - 1));
        }
        let Some(start) = self.calendar.first() else {
            let message = format!("`{text}` has a date, but this plan's months have none");
            let found = Diagnostic::new(Code::BadMonth, message, span, "a fiscal year");
            return Err(found.help("date the plan: `months 2026-01 .. 2026-12`"));
        };
        let message =
            format!("`{text}` is of a fiscal year, and the plan does not say with which month one begins");
        let found = Diagnostic::new(Code::BadMonth, message, span, "which months are these?");
        // A plan that begins with another month than January most likely begins with its fiscal year, which has the
        // name of the year in which it ends.
        if start.number() != 1 {
            let named = start.year() + 1;
            let line = format!("fiscal year {named} from {start}");
            let found = found.help(format!(
                "say it on a line of its own, such as `{line}` where {} begins the year {named}",
                start.words()
            ));
            return Err(match self.statement_of_months() {
                Some(place) => found.offer(Fix::new(
                    format!("add the line `{line}`"),
                    Edit::after(place, format!("\n{line}")),
                )),
                None => found,
            });
        }
        let year = year.clamp(2, 9999);
        Err(found.help(format!(
            "say it on a line of its own: `fiscal year {year} from {:04}-02` where it begins in February {}",
            year - 1,
            year - 1
        )))
    }

    /// The place of the line that says the months of the plan.
    fn statement_of_months(&self) -> Option<Span> {
        self.loaded.statements().find_map(|(_, statement)| match &statement.kind {
            StatementKind::Heading(Heading::Months(_)) => Some(statement.span),
            _ => None,
        })
    }

    /// The finding for `2026-Q3` in a plan of fiscal years: nobody can say which quarter it is.
    fn calendar_quarter(&self, span: Span, year: i32, quarter: u8, edge: Option<Month>) -> Diagnostic {
        let text = self.sources.text(span);
        let Some((first, fiscal)) = Month::new(year, quarter * 3 - 2).zip(self.calendar.fiscal()) else {
            return self.outside(text, span);
        };
        calendar_quarter(span, first, edge, fiscal)
    }

    /// The months of every year that a season is: January is 1, and the first may be the later one. None of a stretch
    /// of one year.
    pub fn season(&self, kind: SpanKind) -> Option<(u8, u8)> {
        match kind {
            SpanKind::EveryYear(first, last) => Some((first, last)),
            SpanKind::EveryQuarter(quarter) => {
                let of_calendar = (quarter * 3 - 2, quarter * 3);
                Some(self.calendar.fiscal().map_or(of_calendar, |fiscal| fiscal.quarter_months(quarter)))
            }
            _ => None,
        }
    }

    /// The finding for `Q1 .. Q2`.
    fn quarters_as_ends(&self, span: Span, from: u8, to: u8) -> Diagnostic {
        let ends = |quarter| self.season(SpanKind::EveryQuarter(quarter)).unwrap_or((1, 12));
        let name = |month: u8| MONTH_NAMES.get(usize::from(month) - 1).copied().unwrap_or_default();
        let written = format!("{} .. {}", name(ends(from).0), name(ends(to).1));
        let message = "quarters of every year are no ends of a span";
        let found = Diagnostic::new(Code::BadMonth, message, span, "expected months, such as `Jan .. Jun`");
        found.fix(format!("write `{written}`"), span, written)
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
                let (first_column, last_column) = (self.span_edge(&first)?, self.span_edge(&last)?);
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
            SpanKind::Quarter(year, quarter) if self.calendar.fiscal().is_some() => {
                Err(self.calendar_quarter(span.span, year, quarter, None))
            }
            SpanKind::Quarter(year, quarter) => {
                self.dated_span(span.span, text, Month::new(year, quarter * 3 - 2), 3)
            }
            SpanKind::Year(year) => self.dated_span(span.span, text, Month::new(year, 1), 12),
            SpanKind::FiscalYear(year) => {
                let first = self.fiscal_month(year, 1, span.span)?;
                self.dated_span(span.span, text, Some(first), 12)
            }
            SpanKind::FiscalQuarter(year, quarter) => {
                let first = self.fiscal_month(year, quarter * 3 - 2, span.span)?;
                self.dated_span(span.span, text, Some(first), 3)
            }
            SpanKind::EveryQuarters(from, to) => Err(self.quarters_as_ends(span.span, from, to)),
            SpanKind::EveryYear(..) | SpanKind::EveryQuarter(_) => {
                let (first, last) = self.season(span.kind).unwrap_or((1, 12));
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
            SpanKind::FiscalYear(year) => run(self.calendar.fiscal()?.first_month(year), 12).collect(),
            SpanKind::FiscalQuarter(year, quarter) => {
                let first = self.calendar.fiscal()?.first_month(year);
                run(first.plus(i32::from(quarter) * 3 - 3), 3).collect()
            }
            SpanKind::EveryYear(..) | SpanKind::EveryQuarter(_) => {
                let (first, last) = self.season(span.kind)?;
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
            SpanKind::Month(_) | SpanKind::Between(..) | SpanKind::EveryQuarters(..) => return None,
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
        first: Option<Month>,
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
        let Some(first) = first else { return Err(self.outside(text, span)) };
        let inside = |column: usize| (0..months).contains(&start.plus(column as i32).since(first));
        let flags: Arc<[bool]> = (0..self.calendar.len()).map(inside).collect();
        if flags.iter().any(|flag| *flag) { Ok(flags) } else { Err(self.outside(text, span)) }
    }
}
