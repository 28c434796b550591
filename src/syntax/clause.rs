//! Clauses: what a row is, how it moves, when that applies.

use std::iter::Peekable;

use super::builder::Builder;
use super::grammar::Rule;
use super::hints::pasted;
use super::literal::{self, Surroundings};
use super::pairs::{RulePair, RulePairs};
use super::time::{self, Meant};
use super::tree::{
    Clause, ClauseBody, ClauseTime, ExprId, GoalTime, LiteralUnit, Motion, NodeKind, RaiseInterval, Value,
};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::value::{Currency, Period};

impl<'t> Builder<'t> {
    /// All clauses that follow; each pair is a `clause` or an `action_clause`.
    pub(super) fn clauses(&mut self, pairs: &mut Peekable<RulePairs<'_>>) -> Option<Value> {
        let mut clauses: Vec<Clause> = Vec::new();
        // `$40k in Apr, Jul, Oct`: months that stand as clauses of their own, behind one that says its months.
        let mut listed: Vec<Span> = Vec::new();
        while let Some(pair) = pairs.next_if(|pair| pair.as_rule() == Rule::clause) {
            let behind = clauses.last().is_some_and(|last| matches!(last.time, Some(ClauseTime::In(_))));
            if behind && time::is_whole_time_word(pair.as_str().trim()) {
                listed.push(self.trimmed_span(&pair));
                continue;
            }
            self.refuse_months(&clauses, &std::mem::take(&mut listed));
            clauses.extend(self.clause(pair));
        }
        self.refuse_months(&clauses, &listed);
        self.value_of(clauses)
    }

    /// Reports months that are listed behind the last of some clauses; what works is that clause again for each.
    fn refuse_months(&mut self, clauses: &[Clause], listed: &[Span]) {
        let (Some(last), Some(end)) = (clauses.last(), listed.last()) else { return };
        let said = self.text_of(last.span);
        let Some((value, first)) = said.rsplit_once(" in ") else { return };
        let months = std::iter::once(first).chain(listed.iter().map(|month| self.text_of(*month)));
        let each: Vec<String> = months.map(|month| format!("{value} in {month}")).collect();
        // Other months have no value otherwise.
        let zero = if clauses.len() == 1 { format!("{}, ", zero_of(value)) } else { String::new() };
        let span = last.span.to(*end);
        let written = format!("{zero}{}", each.join(", "));
        let message = "months are not listed: each has a clause of its own";
        let found = Diagnostic::new(Code::Syntax, message, span, "several months").fix(
            format!("write `{written}`"),
            span,
            written,
        );
        self.fail(found);
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
        let (mut currency, mut items, mut per) = (None, None, None);
        for part in pairs.next()?.into_inner() {
            match part.as_rule() {
                Rule::currency_sign => currency = part.as_str().chars().next().and_then(Currency::from_sign),
                Rule::list => items = Some(self.list(part)),
                _ => per = self.period(part),
            }
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
    fn raise_interval(&mut self, pair: RulePair<'_>) -> Option<RaiseInterval> {
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
            return Some(RaiseInterval { months, span });
        }
        let message = "a raise comes after whole months";
        let found = Diagnostic::new(Code::Syntax, message, place, "no number of months, quarters or years");
        self.fail(found.help("write `growing 5% every year` or `growing 5% every 6 months`"));
        None
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
                    | Rule::within
                    | Rule::once
                    | Rule::every_year
                    | Rule::condition
            )
        };
        while let Some(pair) = pairs.next_if(is_tail) {
            let place = self.span(&pair);
            let rule = pair.as_rule();
            let mut inner = pair.into_inner();
            match rule {
                Rule::every_year => {
                    if let ClauseBody::Expression(_) = body {
                        self.fail(every_year_of_one(place));
                    }
                    time = Some(ClauseTime::EveryYear(place));
                }
                Rule::growing => {
                    let rate = self.expression(inner.next()?, Surroundings::Free);
                    let every = match inner.next() {
                        Some(steps) => Some(self.raise_interval(steps)?),
                        None => None,
                    };
                    // `[12 values] growing 3% every year`: each year of the list is that much more than the last.
                    if let (ClauseBody::List { .. }, Some(RaiseInterval { months: 12, span })) =
                        (&body, every)
                    {
                        time = Some(ClauseTime::EveryYear(span));
                    }
                    motion = Some(Motion::Growing { rate, every });
                }
                Rule::rising => {
                    let to = self.expression(inner.next()?, Surroundings::Free);
                    let by = self.month(&inner.next()?, Meant::Last)?;
                    motion = Some(Motion::Rising { to, by });
                }
                Rule::condition => condition = Some(self.expression(inner.next()?, Surroundings::Free)),
                Rule::from => time = Some(ClauseTime::From(self.month(&inner.next()?, Meant::First)?)),
                Rule::once => time = Some(ClauseTime::Once(self.month(&inner.next()?, Meant::First)?)),
                _ => time = Some(ClauseTime::In(self.months(inner.next()?)?)),
            }
        }
        Some(Clause { body, motion, time, condition, taking: None, span })
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

/// Nothing, in the unit of an amount: `$0/month` of `$9k/month`; a plain zero of what is no amount.
fn zero_of(value: &str) -> String {
    let sign = value.chars().next().filter(|first| Currency::from_sign(*first).is_some());
    let amount = value.get(sign.map_or(0, char::len_utf8)..).unwrap_or_default();
    let (number, per) =
        amount.split_once('/').map_or((amount, String::new()), |(number, per)| (number, format!("/{per}")));
    let plain = number.bytes().all(|part| part.is_ascii_alphanumeric() || matches!(part, b'.' | b',' | b'_'));
    let plain = plain && number.starts_with(|first: char| first.is_ascii_digit());
    match sign.filter(|_| plain) {
        Some(sign) => format!("{sign}0{per}"),
        None if plain => format!("0{per}"),
        None => "0".to_string(),
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
fn every_year_of_one(span: Span) -> Diagnostic {
    let message = "`every year` follows a list of twelve values, or `growing` and a percentage";
    Diagnostic::new(Code::Syntax, message, span, "in which month of the year?").help(
        "for what comes once a year name its month, such as `$0/month, $5,000/month in Jan`; \
         a raise is `growing 5% every year`",
    )
}
