//! Clauses: what a row is, how it moves, when that applies.

use std::iter::Peekable;

use super::builder::Builder;
use super::grammar::Rule;
use super::hints::pasted;
use super::literal::{self, Surroundings};
use super::pairs::{RulePair, RulePairs};
use super::spoken_month::PlanMonths;
use super::time::{self, Meant};
use super::tree::{
    Clause, ClauseBody, ClauseTime, DaySpan, EdgeRef, ExprId, GoalTime, LiteralUnit, MonthInterval, MonthRef,
    Motion, NodeKind, Value,
};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::value::{Currency, Period};

impl<'t> Builder<'t> {
    /// All clauses that follow; each pair is a `clause` or an `action_clause`.
    pub(super) fn clauses(&mut self, pairs: &mut Peekable<RulePairs<'_>>) -> Option<Value> {
        let mut clauses: Vec<Clause> = Vec::new();
        while let Some(pair) = pairs.next_if(|pair| pair.as_rule() == Rule::clause) {
            clauses.extend(self.clause(pair));
        }
        self.value_of(clauses)
    }

    /// The clauses as the value of something.
    pub(super) fn value_of(&mut self, clauses: Vec<Clause>) -> Option<Value> {
        let span = clauses.first()?.span.to(clauses.last()?.span);
        // A second clause that always applies would hide the first.
        let timeless =
            |clause: &Clause| clause.time.is_none() && clause.condition.is_none() && clause.motion.is_none();
        if clauses.len() >= 3 && clauses.iter().all(timeless) {
            let found = values_side_by_side(self.text, span);
            self.fail(found);
        } else {
            for clause in clauses.iter().skip(1).filter(|clause| timeless(clause)) {
                self.fail(timeless_clause(clause.span));
            }
        }
        Some(Value { clauses, span })
    }

    /// One clause: a body, how it moves, when it applies. None where a part of it could not be read, which has
    /// been reported.
    pub(super) fn clause(&mut self, pair: RulePair<'_>) -> Option<Clause> {
        let span = self.trimmed_span(&pair);
        let mut pairs = pair.into_inner().peekable();
        let body = self.clause_body(&mut pairs)?;
        self.clause_tail(body, span, &mut pairs)
    }

    /// A list or a value.
    pub(super) fn clause_body(&mut self, pairs: &mut Peekable<RulePairs<'_>>) -> Option<ClauseBody> {
        if pairs.peek()?.as_rule() != Rule::bare_list {
            let value = self.value(pairs, Surroundings::Free)?;
            self.refuse_brackets(value);
            return Some(ClauseBody::Expression(value));
        }
        let (mut currency, mut items, mut per, mut keyed) = (None, None, None, None);
        for part in pairs.next()?.into_inner() {
            match part.as_rule() {
                Rule::currency_sign => currency = part.as_str().chars().next().and_then(Currency::from_sign),
                Rule::list => items = Some(self.list(part)),
                Rule::keyed => keyed = Some(part),
                _ => per = self.period(part),
            }
        }
        if let Some(keyed) = keyed {
            let list = self.keyed_list(keyed, (currency, per))?;
            return Some(ClauseBody::Keyed(Box::new(list)));
        }
        Some(ClauseBody::List { items: items?, currency, per })
    }

    /// `($500)` as a whole value: a sheet shows a loss so, and a plan would read a gain.
    pub(super) fn refuse_brackets(&mut self, value: ExprId) {
        let Some(NodeKind::Parentheses(inner)) = self.kind_of(value) else { return };
        let inner = *inner;
        let Some(NodeKind::Literal(literal)) = self.kind_of(inner) else { return };
        if matches!(literal.unit, LiteralUnit::Plain | LiteralUnit::Money(_) | LiteralUnit::Percent) {
            let found = bracketed(self.text_of(self.span_of(inner)), self.span_of(value));
            self.fail(found);
        }
    }

    /// The word after a slash.
    pub(super) fn period(&mut self, pair: RulePair<'_>) -> Option<Period> {
        let word = if pair.as_rule() == Rule::per { pair.into_inner().next()? } else { pair };
        let span = self.span(&word);
        let period = Period::from_word(word.as_str());
        self.keep(period.ok_or_else(|| literal::unknown_period(word.as_str(), span)))
    }

    /// `every year`, `every 6 months`; none where it could not be read, which has been reported.
    pub(super) fn month_interval(&mut self, pair: RulePair<'_>) -> Option<MonthInterval> {
        let span = self.trimmed_span(&pair);
        let part = pair.into_inner().next()?;
        let (place, text) = (self.span(&part), part.as_str());
        let (count, months) = if part.as_rule() == Rule::literal {
            let literal = self.keep(literal::read(text, place, Surroundings::Free))?;
            if literal.whole && !literal.number.is_zero() {
                let months = format!("{text} months");
                let found = Diagnostic::new(
                    Code::Syntax,
                    format!("`every {text}` does not say of what"),
                    place,
                    "a number without a unit",
                );
                self.fail(found.fix(format!("write `every {months}`"), place, months));
                return None;
            }
            let months = match literal.unit {
                LiteralUnit::Duration(word) if literal.per.is_none() => word.months(),
                _ => None,
            };
            (literal.number.to_i64().and_then(|count| u32::try_from(count).ok()), months)
        } else {
            (Some(1), Period::from_word(text).and_then(Period::months))
        };
        let months = count.zip(months).and_then(|(count, months)| count.checked_mul(months));
        if let Some(months) = months.filter(|months| *months > 0) {
            return Some(MonthInterval { months, span });
        }
        let message = "what comes back comes after whole months";
        let found = Diagnostic::new(Code::Syntax, message, place, "no number of months, quarters or years");
        self.fail(found.help("write `every year`, `every quarter` or `every 6 months`"));
        None
    }

    /// `every 3 months from 2026-02`, or `every year` of a list; none where it could not be read, which has been
    /// reported.
    fn every(&mut self, pair: RulePair<'_>, body: &ClauseBody) -> Option<ClauseTime> {
        let place = self.trimmed_span(&pair);
        let mut parts = pair.into_inner();
        let steps = parts.next()?;
        let amount = self.bare_amount(body);
        if let (Some(amount), Some(length)) = (amount, self.no_whole_months(&steps)) {
            let text = self.text_of(amount);
            let every = self.text_of(place);
            let written = format!("{text} / {length}");
            let message = format!("`{every}` is no month: what comes so often is a rate");
            let found =
                Diagnostic::new(Code::Syntax, message, place, "no number of months, quarters or years");
            self.fail(found.fix(format!("write `{written}`"), amount.to(place), written));
            return None;
        }
        let interval = self.month_interval(steps)?;
        let (mut from, mut until) = (None, None);
        for part in parts {
            match part.as_rule() {
                Rule::from => from = Some(self.clause_edge(part, Meant::First)?),
                _ => until = Some(self.clause_edge(part, Meant::Last)?),
            }
        }
        if let ClauseBody::List { .. } = body {
            if interval.months == 12 && from.is_none() && until.is_none() {
                return Some(ClauseTime::EveryYear(interval.span));
            }
            let message = "a list has a value for every month: one of twelve values comes back `every year`";
            let found = Diagnostic::new(Code::Syntax, message, place, "no year of a list");
            let before = self.text.get(..place.start as usize).unwrap_or_default();
            let line = before.rsplit(['\n', ';']).next().unwrap_or_default();
            self.fail(match line.split('=').next().map(str::trim) {
                Some(word @ ("days" | "workdays")) => found
                    .help(format!("the months of a quarter are a line: `{word} [28, 28, 35] every quarter`")),
                _ => found.help("write `[12 values] every year`, January to December"),
            });
            return None;
        }
        let Some(from) = from else {
            let amount = amount.map(|amount| (amount, self.text_of(amount)));
            let found = every_without_a_month(self.text, (place, self.text_of(place)), interval, amount);
            self.fail(found);
            return None;
        };
        Some(ClauseTime::Every { interval, from, until })
    }

    /// The place of an amount that says no period, where that is all of a body.
    fn bare_amount(&self, body: &ClauseBody) -> Option<Span> {
        let ClauseBody::Expression(expr) = body else { return None };
        let Some(NodeKind::Literal(literal)) = self.kind_of(*expr) else { return None };
        let timeless = literal.per.is_none() && !matches!(literal.unit, LiteralUnit::Duration(_));
        timeless.then(|| self.span_of(*expr))
    }

    /// The `2 weeks` of `every 2 weeks`; none where it is a number of months, quarters or years, or no time at all.
    fn no_whole_months(&mut self, steps: &RulePair<'_>) -> Option<&'t str> {
        let part = (*steps).into_inner().next().filter(|part| part.as_rule() == Rule::literal)?;
        let place = self.span(&part);
        let literal = literal::read(part.as_str(), place, Surroundings::Free).ok()?;
        match literal.unit {
            LiteralUnit::Duration(word) if word.months().is_none() => Some(self.text_of(place)),
            _ => None,
        }
    }

    /// The month or the day after `from` and `until`.
    fn clause_edge(&mut self, pair: RulePair<'_>, meant: Meant) -> Option<EdgeRef> {
        let word = pair.into_inner().next()?;
        let span = self.span(&word);
        self.keep(time::clause_edge(word.as_str(), span, meant, self.text))
    }

    /// The month by which something rises; of a day, its month.
    fn rising_by(&mut self, word: RulePair<'_>) -> Option<MonthRef> {
        let span = self.span(&word);
        let edge = self.keep(time::clause_edge(word.as_str(), span, Meant::Last, self.text))?;
        Some(edge.month())
    }

    /// The months or days after `in`, one stretch or several.
    fn inside(&mut self, pair: RulePair<'_>) -> Option<Vec<DaySpan>> {
        let mut spans = Vec::new();
        for span in pair.into_inner() {
            let mut ends = span.into_inner();
            let first = ends.next()?;
            let last = ends.next();
            let last = last.as_ref().map(|last| (last.as_str(), self.span(last)));
            let first = (first.as_str(), self.span(&first));
            spans.push(self.keep(time::days_or_months(first, last, self.text))?);
        }
        Some(spans)
    }

    /// How the body moves and when it applies.
    pub(super) fn clause_tail(
        &mut self,
        body: ClauseBody,
        span: Span,
        pairs: &mut Peekable<RulePairs<'_>>,
    ) -> Option<Clause> {
        let (mut motion, mut time, mut condition) = (None, None, None);
        let is_tail = |pair: &RulePair<'_>| {
            matches!(
                pair.as_rule(),
                Rule::growing
                    | Rule::rising
                    | Rule::from
                    | Rule::ending
                    | Rule::inside
                    | Rule::once
                    | Rule::every
                    | Rule::condition
            )
        };
        while let Some(pair) = pairs.next_if(is_tail) {
            match pair.as_rule() {
                Rule::every => time = Some(self.every(pair, &body)?),
                Rule::growing => {
                    let mut inner = pair.into_inner();
                    let rate = self.expression(inner.next()?, Surroundings::Free);
                    let every = match inner.next() {
                        Some(steps) => Some(self.month_interval(steps)?),
                        None => None,
                    };
                    // `[12 values] growing 3% every year`: each year of the list is that much more than the last.
                    if let (ClauseBody::List { .. }, Some(MonthInterval { months: 12, span })) =
                        (&body, every)
                    {
                        time = Some(ClauseTime::EveryYear(span));
                    }
                    motion = Some(Motion::Growing { rate, every });
                }
                Rule::rising => {
                    let mut inner = pair.into_inner();
                    let to = self.expression(inner.next()?, Surroundings::Free);
                    let by = self.rising_by(inner.next()?)?;
                    motion = Some(Motion::Rising { to, by });
                }
                Rule::condition => {
                    condition = Some(self.expression(pair.into_inner().next()?, Surroundings::Free));
                }
                Rule::from => time = Some(ClauseTime::From(self.clause_edge(pair, Meant::First)?)),
                Rule::ending => {
                    let until = self.clause_edge(pair, Meant::Last)?;
                    time = Some(match time {
                        Some(ClauseTime::From(from)) => ClauseTime::FromUntil(from, until),
                        _ => ClauseTime::Until(until),
                    });
                }
                Rule::once => time = Some(ClauseTime::Once(self.clause_edge(pair, Meant::First)?)),
                _ => time = Some(ClauseTime::In(self.inside(pair)?)),
            }
        }
        let mut clause = Clause { body, motion, time, condition, taking: None, span };
        self.complete_entries(&mut clause)?;
        Some(clause)
    }

    /// `by M`, `from M` or `in SPAN` of a goal or check.
    pub(super) fn goal_time(&mut self, pair: RulePair<'_>) -> Option<GoalTime> {
        let rule = pair.as_rule();
        let inner = pair.into_inner().next()?;
        Some(match rule {
            Rule::by => GoalTime::By(self.month(&inner, Meant::Last)?),
            Rule::from => GoalTime::From(self.month(&inner, Meant::First)?),
            _ => GoalTime::In(self.months(inner)?),
        })
    }

    /// `taking 15 minutes`
    pub(super) fn taking(&mut self, pair: RulePair<'_>) -> Option<ExprId> {
        self.wrapped_value(pair)
    }

    /// A value inside a rule of its own.
    pub(super) fn wrapped_value(&mut self, pair: RulePair<'_>) -> Option<ExprId> {
        self.value(&mut pair.into_inner().peekable(), Surroundings::Free)
    }
}

/// `40, 40, 40`: values of several months without brackets.
fn values_side_by_side(text: &str, span: Span) -> Diagnostic {
    let message = "several values, one for each month, are a list in brackets";
    let found = Diagnostic::new(Code::Syntax, message, span, "expected `[` before this");
    let Some(row) = text.get(span.range()).and_then(pasted::row) else {
        return found.help("write `[40, 41, 42] from 2026-01`, or say when each value applies");
    };
    let (help, ways) = pasted::ways("", &row, text);
    ways.into_iter().fold(found.help(help.replace("` = ", "`")), |found, way| {
        let way = way.trim_start_matches(" = ").to_string();
        found.offer(Fix::write(span, way))
    })
}

fn bracketed(amount: &str, span: Span) -> Diagnostic {
    let message = format!("`({amount})`: `{amount}`, or a loss, as sheets write it: `-{amount}`?");
    Diagnostic::new(Code::AmbiguousNumber, message, span, "can be read in two ways")
        .help(format!("write `-{amount}` for what is negative, or `{amount}` without brackets"))
        .offer(Fix::new(format!("write `-{amount}`"), Edit::replace(span, format!("-{amount}"))))
        .offer(Fix::write(span, amount))
}

fn timeless_clause(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        "only the first clause may stand without a word of time",
        span,
        "expected `from`, `in`, `once in` or `when` after this",
    )
    .help("say when it applies: `…, 4 from 2026-03`")
}

/// What to say of `$5,000 every year`, which does not say in which month.
fn every_without_a_month(
    plan: &str,
    (place, said): (Span, &str),
    interval: MonthInterval,
    amount: Option<(Span, &str)>,
) -> Diagnostic {
    let message = format!("`{said}` does not say in which month it comes first");
    let found = Diagnostic::new(Code::Syntax, message, place, "from which month on?");
    let first = PlanMonths::of(plan).first();
    let from = match amount {
        Some((_, text)) => format!("{text} {said} from {first}"),
        None => format!("{said} from {first}"),
    };
    let in_one = Fix::new(
        format!("write `{from}` for all of it in that month, and in each that follows so"),
        Edit::after(place, format!(" from {first}")),
    );
    let period = match interval.months {
        1 => Some(Period::Month),
        3 => Some(Period::Quarter),
        12 => Some(Period::Year),
        _ => None,
    };
    let rate = amount.zip(period).map(|((amount, text), period)| {
        let written = format!("{text}/{}", period.word());
        let part = if period == Period::Month { "" } else { " for a part of it in every month" };
        Fix::new(format!("write `{written}`{part}"), Edit::replace(amount.to(place), written))
    });
    match (rate, interval.months) {
        // What comes every month is what a rate is.
        (Some(rate), 1) => found.help(rate.title.clone()).offer(rate),
        (Some(rate), _) => found
            .help(format!("write `{from}`, or another month; as a rate it would be a part of it every month"))
            .offer(in_one)
            .offer(rate),
        (None, 12) => found
            .help(format!("write `{from}`, or another month; a raise is `growing 5% every year`"))
            .offer(in_one),
        (None, _) => found.help(format!("write `{from}`, or another month")).offer(in_one),
    }
}
