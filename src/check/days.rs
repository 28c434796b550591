//! Clauses that begin or end within a month: their days, and what a month of them comes to.
//!
//! A flow in such a month is the sum over its days of what holds on each, divided by how many they are. The days of a
//! month on which the same clauses hold are one piece of it; a value is lowered once for each piece, and the pieces are
//! added up by their days. Months that no clause divides are one piece, and stay what they were.

use std::sync::Arc;

use super::Context;
use super::constants::Traced;
use super::draft::{Draft, DraftBody, Otherwise};
use super::lower::Lower;
use super::scope::Scope;
use super::typed::{Dimension, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::model::MemberId;
use crate::model::{ClauseMonths, ClauseWords, MaskPlace, Operand, Operator, Step};
use crate::source::Span;
use crate::syntax::tree::{Clause, ClauseTime, DaySpan, EdgeKind, EdgeRef, MonthKind, Tree, Value};
use crate::value::{Calendar, Date, Number, Rollup, Unit};

/// Days of one month, from the first to the last of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Days {
    column: usize,
    first: u8,
    last: u8,
}

/// When a clause may apply, its condition left out.
#[derive(Clone)]
pub(super) struct Reach {
    /// The months on some day of which it does, a flag for each column.
    pub months: Arc<[bool]>,
    /// Those of which it has only some days, with these days.
    parts: Vec<Days>,
}

impl Reach {
    /// The same, in some of its months only.
    pub fn only(self, within: impl Fn(usize) -> bool) -> Reach {
        let months = self.months.iter().enumerate().map(|(month, flag)| *flag && within(month)).collect();
        let parts = self.parts.into_iter().filter(|days| within(days.column)).collect();
        Reach { months, parts }
    }

    /// Whether it begins or ends within a month.
    pub fn divides(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether it holds on a day of a month.
    fn holds(&self, column: usize, day: u8) -> bool {
        let mut parts = self.parts.iter().filter(|days| days.column == column).peekable();
        match parts.peek() {
            Some(_) => parts.any(|days| (days.first..=days.last).contains(&day)),
            None => self.months[column],
        }
    }
}

/// What one stretch of a clause adds to its reach.
struct Stretches<'c> {
    calendar: &'c Calendar,
    whole: Vec<bool>,
    parts: Vec<Days>,
}

impl Stretches<'_> {
    /// Adds the days from one edge to another; without one, from the plan's first or to its last month.
    fn add(&mut self, first: Option<(usize, EdgeRef)>, last: Option<(usize, EdgeRef)>) {
        let from = first.map_or(0, |(column, _)| column);
        let to = last.map_or(self.whole.len().saturating_sub(1), |(column, _)| column);
        let day = |edge: Option<(usize, EdgeRef)>| match edge.map(|(_, edge)| edge.kind) {
            Some(EdgeKind::Day(date)) => Some(date.day()),
            _ => None,
        };
        for column in from..=to {
            let length = self.calendar.month(column).map_or(1, |month| month.days());
            let begins = day(first).filter(|_| column == from).unwrap_or(1);
            let ends = day(last).filter(|_| column == to).unwrap_or(length);
            if begins <= 1 && ends >= length {
                self.whole[column] = true;
            } else {
                self.parts.push(Days { column, first: begins, last: ends });
            }
        }
    }

    fn reach(self) -> Reach {
        let mut months = self.whole.clone();
        for days in &self.parts {
            months[days.column] = true;
        }
        let parts = self.parts.into_iter().filter(|days| !self.whole[days.column]).collect();
        Reach { months: months.into(), parts }
    }
}

impl Context<'_> {
    /// The column of the month at which a clause begins or ends. The error is the finding for one that is not in the
    /// plan.
    pub fn clause_edge(&self, edge: &EdgeRef) -> Result<usize, Diagnostic> {
        if let (EdgeKind::Day(_), None) = (edge.kind, self.calendar.first()) {
            let text = self.sources.text(edge.span);
            let message = format!("`{text}` is a day of a year, but this plan's months have no dates");
            let found = Diagnostic::new(Code::BadMonth, message, edge.span, "a date");
            return Err(found.help(format!(
                "write `M1` to `M{}`, or date the plan: `months 2026-01 .. 2026-12`",
                self.calendar.len()
            )));
        }
        self.month(&edge.month())
    }

    /// When a clause of a member may apply, its condition left out: `start` is the member's first month.
    pub fn reach_of(&self, time: Option<&ClauseTime>, member: Option<MemberId>) -> Result<Reach, Diagnostic> {
        let Some(member) = member else { return self.reach(time) };
        let start = self.segments.member(member).start;
        let is_start = |edge: &EdgeRef| edge.kind == EdgeKind::Month(MonthKind::Start);
        let months = self.calendar.len();
        let never = Reach { months: vec![false; months].into(), parts: Vec::new() };
        let at = |column: i32| {
            let column = u32::try_from(column).ok().filter(|column| (*column as usize) < months)?;
            Some(EdgeKind::Month(match self.calendar.month(column as usize) {
                Some(month) => MonthKind::Dated(month),
                None => MonthKind::Numbered(column + 1),
            }))
        };
        // One that is past begins with the plan; one that comes after its end never does.
        let first = |edge: &EdgeRef| Some(EdgeRef { kind: at(start?.max(0))?, ..*edge });
        let last = |edge: &EdgeRef| Some(EdgeRef { kind: at(start?)?, ..*edge });
        let resolved = match time {
            Some(ClauseTime::From(from)) if is_start(from) => first(from).map(ClauseTime::From),
            Some(ClauseTime::Until(until)) if is_start(until) => last(until).map(ClauseTime::Until),
            Some(ClauseTime::FromUntil(from, until)) if is_start(from) || is_start(until) => {
                let from = if is_start(from) { first(from) } else { Some(*from) };
                let until = if is_start(until) { last(until) } else { Some(*until) };
                from.zip(until).map(|(from, until)| ClauseTime::FromUntil(from, until))
            }
            Some(ClauseTime::Once(once)) if is_start(once) => last(once).map(ClauseTime::Once),
            Some(ClauseTime::Every { interval, from, until }) if is_start(from) => {
                // Counted from the first month, also where that is past.
                let step = interval.months.max(1) as i32;
                let next = start.map(|start| if start < 0 { start.rem_euclid(step) } else { start });
                next.and_then(at).map(|kind| ClauseTime::Every {
                    interval: *interval,
                    from: EdgeRef { kind, ..*from },
                    until: *until,
                })
            }
            other => return self.reach(other),
        };
        match resolved {
            Some(time) => self.reach(Some(&time)),
            None => Ok(never),
        }
    }

    /// The column from which a clause counts: the first of its months; of one `from start` the member's first month,
    /// which may lie before the plan.
    pub fn begins(&self, clause: &Clause, reach: &Reach, member: Option<MemberId>) -> i32 {
        let start = match &clause.time {
            Some(ClauseTime::From(from) | ClauseTime::FromUntil(from, _))
                if from.kind == EdgeKind::Month(MonthKind::Start) =>
            {
                member.and_then(|member| self.segments.member(member).start)
            }
            _ => None,
        };
        start.unwrap_or_else(|| reach.months.iter().position(|flag| *flag).unwrap_or(0) as i32)
    }

    /// When a clause may apply, its condition left out. The error is the finding for months that are not in the plan.
    pub fn reach(&self, time: Option<&ClauseTime>) -> Result<Reach, Diagnostic> {
        let months = self.calendar.len();
        let of = |months: Arc<[bool]>| Reach { months, parts: Vec::new() };
        let edge = |edge: &EdgeRef| self.clause_edge(edge).map(|column| Some((column, *edge)));
        let mut stretches =
            Stretches { calendar: &self.calendar, whole: vec![false; months], parts: Vec::new() };
        match time {
            None | Some(ClauseTime::EveryYear(_)) => return Ok(of(vec![true; months].into())),
            Some(ClauseTime::Once(month)) => {
                let only = self.clause_edge(month)?;
                stretches.whole[only] = true;
            }
            Some(ClauseTime::From(first)) => stretches.add(edge(first)?, None),
            Some(ClauseTime::Until(last)) => stretches.add(None, edge(last)?),
            Some(ClauseTime::FromUntil(first, last)) => {
                let (from, to) = (edge(first)?, edge(last)?);
                self.in_order((first, last), ("from", "until"))?;
                stretches.add(from, to);
            }
            Some(ClauseTime::In(spans)) => {
                if let [DaySpan::Months(span)] = spans[..] {
                    return self.span(&span).map(of);
                }
                for span in spans {
                    match span {
                        DaySpan::Months(months) => {
                            for (whole, flag) in stretches.whole.iter_mut().zip(self.span(months)?.iter()) {
                                *whole |= flag;
                            }
                        }
                        DaySpan::Days(first, last) => stretches.add(edge(first)?, edge(last)?),
                    }
                }
            }
            Some(ClauseTime::Every { interval, from, until }) => {
                let first = self.clause_edge(from)?;
                let last = until.as_ref().map(|until| self.clause_edge(until)).transpose()?;
                if let Some(until) = until {
                    self.in_order((from, until), ("from", "until"))?;
                }
                let last = last.unwrap_or(months.saturating_sub(1));
                for column in (first..=last).step_by(interval.months.max(1) as usize) {
                    stretches.whole[column] = true;
                }
            }
        }
        Ok(stretches.reach())
    }

    /// Refuses a stretch that ends before it starts; the words stand before its ends.
    fn in_order(&self, (first, last): (&EdgeRef, &EdgeRef), words: (&str, &str)) -> Result<(), Diagnostic> {
        let ordered = match (first.first_day(), last.last_day()) {
            (Some(from), Some(to)) => from <= to,
            _ => self.clause_edge(first)? <= self.clause_edge(last)?,
        };
        if ordered {
            return Ok(());
        }
        let (from, to) = (self.sources.text(first.span), self.sources.text(last.span));
        let found =
            Diagnostic::new(Code::BadMonth, "this ends before it starts", last.span, "before the start");
        let help = format!("turn them round: `{} {to} {} {from}`", words.0, words.1);
        Err(found.fix_with(help, vec![Edit::replace(first.span, to), Edit::replace(last.span, from)]))
    }

    /// The finding for a level, such as a price, that changes within a month; none where no clause of it does.
    pub fn level_within_month(
        &self,
        value: &Value,
        member: Option<MemberId>,
        words: &str,
    ) -> Option<Diagnostic> {
        let (clause, edge) = self
            .clauses(value, member)
            .into_iter()
            .find_map(|clause| Some((clause, self.dividing_edge(clause)?)))?;
        let (EdgeRef { kind: EdgeKind::Day(date), span }, begins) = edge else { return None };
        // What begins on a day is worth it in the month after at the latest; what ends there has most of its month.
        let month = if begins { date.month().plus(1) } else { date.month() };
        let written = month.to_string();
        let word = match clause.time {
            Some(ClauseTime::In(_)) => "",
            _ if begins => "from ",
            _ => "until ",
        };
        let message = format!("{words} changes with a month: it has one value for all of it");
        let found = Diagnostic::new(Code::BadMonth, message, span, "within a month");
        Some(match self.calendar.column(month) {
            Some(_) => found.fix(format!("write the month: `{word}{written}`"), span, written),
            None => found.help("write a month; only what is counted per month can begin or end within one"),
        })
    }

    /// The day within a month at which a clause begins or ends, and whether it begins there.
    pub fn dividing_edge(&self, clause: &Clause) -> Option<(EdgeRef, bool)> {
        let begins = |edge: &EdgeRef| match edge.kind {
            EdgeKind::Day(date) => (date.day() > 1).then_some((*edge, true)),
            EdgeKind::Month(_) => None,
        };
        let ends = |edge: &EdgeRef| match edge.kind {
            EdgeKind::Day(date) => (date.day() < date.month().days()).then_some((*edge, false)),
            EdgeKind::Month(_) => None,
        };
        match clause.time.as_ref()? {
            ClauseTime::From(first) => begins(first),
            ClauseTime::Until(last) => ends(last),
            ClauseTime::FromUntil(first, last) => begins(first).or_else(|| ends(last)),
            ClauseTime::In(spans) => spans.iter().find_map(|span| match span {
                DaySpan::Days(first, last) => begins(first).or_else(|| ends(last)),
                DaySpan::Months(_) => None,
            }),
            ClauseTime::Once(_) | ClauseTime::EveryYear(_) | ClauseTime::Every { .. } => None,
        }
    }
}

/// A value as written, with where its names are looked up.
#[derive(Clone)]
pub(super) struct ValueLayer<'a> {
    /// The tree that the value stands in.
    pub tree: &'a Tree,
    /// Its clauses.
    pub value: &'a Value,
    /// What names, and `base`, mean in it.
    pub scope: Scope,
}

/// A row's value that begins or ends within a month: the plan's, and over it those of the scenarios that restate it.
#[derive(Clone)]
pub(super) struct DividedValue<'a> {
    /// The values, each over those before.
    pub layers: Vec<ValueLayer<'a>>,
    /// What lies below all of them.
    pub otherwise: Otherwise,
}

/// The pieces into which the clauses of a value divide months.
pub(super) struct DayPieces {
    /// The days with which the pieces of each month begin, from the second on; empty of a month that is not divided.
    starts: Vec<Vec<u8>>,
    /// The pieces of the month that has most of them.
    count: usize,
    /// A clause that divides a month.
    span: Span,
}

impl DayPieces {
    /// The pieces of a value; none where no clause begins or ends within a month.
    pub fn of(context: &Context<'_>, layers: &[ValueLayer<'_>]) -> Option<DayPieces> {
        let clauses = || layers.iter().flat_map(|layer| context.clauses(layer.value, layer.scope.member));
        let span = clauses().find_map(|clause| context.dividing_edge(clause))?.0.span;
        let mut starts: Vec<Vec<u8>> = vec![Vec::new(); context.calendar.len()];
        for clause in clauses() {
            // What is wrong with its months is reported where it is lowered.
            let Ok(reach) = context.reach(clause.time.as_ref()) else { continue };
            for days in &reach.parts {
                let length = context.calendar.month(days.column).map_or(1, |month| month.days());
                let begins = [days.first, days.last + 1];
                starts[days.column].extend(begins.into_iter().filter(|day| (2..=length).contains(day)));
            }
        }
        for days in &mut starts {
            days.sort_unstable();
            days.dedup();
        }
        let count = starts.iter().map(Vec::len).max()? + 1;
        (count > 1).then_some(DayPieces { starts, count, span })
    }

    /// How many pieces the most divided month has; at least 2.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The months that are divided, a flag for each column.
    pub fn divided(&self) -> Arc<[bool]> {
        self.has(1)
    }

    /// The months that have a piece of this number, from 0.
    fn has(&self, piece: usize) -> Arc<[bool]> {
        self.starts.iter().map(|starts| starts.len() >= piece).collect()
    }

    /// The day with which a piece of a month begins; none where the month has fewer.
    fn start(&self, column: usize, piece: usize) -> Option<u8> {
        match piece.checked_sub(1) {
            None => Some(1),
            Some(at) => self.starts.get(column)?.get(at).copied(),
        }
    }

    /// The months of which a clause has this piece, a flag for each column.
    pub fn covered(&self, reach: &Reach, piece: usize) -> Arc<[bool]> {
        let covered = |column| match self.start(column, piece) {
            Some(day) => reach.holds(column, day),
            None => false,
        };
        (0..self.starts.len()).map(covered).collect()
    }

    /// How many days a piece has in each month; in a plan block working days, where the plan says which days are.
    fn days(&self, calendar: &Calendar, piece: usize, worked: bool) -> Vec<Number> {
        let days = |column: usize| {
            let (Some(first), Some(month)) = (self.start(column, piece), calendar.month(column)) else {
                return Number::ZERO;
            };
            let last = self.start(column, piece + 1).map_or(month.days(), |next| next - 1);
            let works = |day: u8| Date::new(month, day).and_then(|date| calendar.worked().works_on(date));
            // A month without a working day has no share of them: its days are counted as they are.
            let any_worked = (1..=month.days()).any(|day| works(day) == Some(true));
            let counts = |day: &u8| !(worked && any_worked) || works(*day).unwrap_or(true);
            Number::from((first..=last).filter(counts).count())
        };
        (0..self.starts.len()).map(days).collect()
    }
}

impl Lower<'_, '_> {
    /// What the pieces of a month after the first are before any clause: `result`, where there is something. Days that
    /// no clause covers count nothing in a month that is covered in part; a month that none covers has no value.
    pub(super) fn pieces_before(&mut self, pieces: &DayPieces, result: &mut Option<Typed>) -> Vec<Traced> {
        let zero: Traced = Operand::Constant(Number::ZERO).into();
        let later = result.map_or(zero, |result| result.operand);
        if result.is_none() {
            let none = self.missing();
            let operand = self.within(pieces.divided(), zero, none.operand);
            *result = Some(Typed { operand, ..none });
        }
        vec![later; pieces.count().saturating_sub(1)]
    }

    /// Puts a clause over what the pieces of a month after the first are so far.
    pub(super) fn pieces_after(
        &mut self,
        pieces: &DayPieces,
        later: &mut [Traced],
        (typed, reach): (Typed, &Reach),
        holds: Option<Typed>,
    ) {
        for (piece, before) in (1..).zip(later) {
            let value = match holds {
                Some(holds) => {
                    let step = Step::If(holds.operand.at, typed.operand.at, before.at);
                    self.emit_of(step, &[holds.operand, typed.operand, *before])
                }
                None => typed.operand,
            };
            *before = self.within(pieces.covered(reach, piece), value, *before);
        }
    }

    /// The value of every month from those of its pieces: in divided months by their days, in all others the first.
    pub(super) fn joined(&mut self, pieces: &DayPieces, values: &[Traced]) -> Traced {
        let calendar = self.context.calendar.clone();
        let days: Vec<Vec<Number>> =
            (0..values.len()).map(|piece| pieces.days(&calendar, piece, self.scope.plan)).collect();
        let whole: Vec<Number> = (0..calendar.len())
            .map(|column| {
                let own = days.iter().map(|days| days[column]);
                own.fold(Number::ZERO, |sum, days| sum.plus(days).map_or(sum, |(sum, _)| sum))
            })
            .collect();
        let mut sum: Option<Traced> = None;
        for (piece, (value, days)) in values.iter().zip(days).enumerate() {
            let days = self.monthly(days);
            // Multiplied before it is divided, so that two halves of a month are the month.
            let mut part = self.binary(Operator::Times, *value, days);
            if piece > 1 {
                part = self.within(pieces.has(piece), part, Operand::Constant(Number::ZERO).into());
            }
            sum = Some(match sum {
                Some(sum) => self.binary(Operator::Plus, sum, part),
                None => part,
            });
        }
        let (Some(sum), Some(first)) = (sum, values.first()) else {
            return Operand::Constant(Number::ZERO).into();
        };
        let whole = self.monthly(whole);
        let divided = self.binary(Operator::Over, sum, whole);
        let joined = self.within(pieces.divided(), divided, *first);
        self.clauses.push(ClauseWords {
            place: MaskPlace::Step((self.steps.len() as u32).saturating_sub(1)),
            months: ClauseMonths::Divided,
            conditional: false,
            listed: false,
            span: pieces.span,
        });
        joined
    }

    /// Reports what begins or ends within a month and is no flow: a level has one value for all of it.
    pub(super) fn within_month(&mut self, draft: &Draft<'_>, typed: Typed, rollup: Rollup) {
        let DraftBody::Value(value, _) = &draft.body else { return };
        let flows = match typed.kind {
            Dimension::Known(unit) => unit.is_flow() && rollup == Rollup::Sum,
            Dimension::Zero | Dimension::Unknown | Dimension::Truth => true,
        };
        if flows {
            return;
        }
        let words = match typed.kind {
            Dimension::Known(unit) if unit == Unit::MONEY => "a price".to_string(),
            Dimension::Known(unit) if unit.is_flow() => "what is not added up over months".to_string(),
            _ if typed.share.is_percent() => "a percentage".to_string(),
            Dimension::Known(unit) if unit.is_duration() => "a duration".to_string(),
            _ => "a level".to_string(),
        };
        if let Some(found) = self.context.level_within_month(value, draft.scope.member, &words) {
            self.report(found);
        }
    }

    /// Reports a clause of an action that restates within a month how long one takes.
    pub(super) fn taking_within_month(&mut self, clause: &Clause) {
        let Some((edge, _)) = self.context.dividing_edge(clause) else { return };
        let message = "how long an action takes changes with a month, not within one";
        let found = Diagnostic::new(Code::BadMonth, message, edge.span, "within a month");
        self.report(found.help("say a month, or make it an action of its own with another name"));
    }
}
