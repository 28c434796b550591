//! What goes over the members of a segment: totals of families, and functions such as `highest(x over rep)`.
//!
//! All of it is ordinary steps, one for each member, of which there may be two thousand. Every one is a term with its
//! value, the largest first; only that one is followed, for the others come about alike.

use std::cmp::Reverse;

use super::MemberAmount;
use super::term::{Followed, Joined, OverTerm, Term, TermKind, TermOperator};
use super::walk::{Scope, Walk};
use crate::analysis::rollup;
use crate::library::{MAX, MIN, MemberFunctionKind};
use crate::model::{
    FamilyPlace, FamilyTotal, Formula, MemberId, Operand, Operator, OverMembers, RollupBy, Row, Step,
};
use crate::source::Span;
use crate::value::{Cell, Number, Unit};

/// What one member has of something that goes over them.
struct OverPart {
    /// What it is of the member.
    operand: Operand,
    /// What that comes to.
    value: Cell,
    /// What it is weighted with.
    weight: Option<Operand>,
}

impl Walk<'_> {
    /// Whether a row is the sum of what members have, and of how many.
    pub(super) fn is_sum_of_members(&self, row: &Row) -> bool {
        let family = row.family.and_then(|of| {
            let family = self.trace.scenario().families.get(of.family as usize)?;
            (!matches!(of.place, FamilyPlace::Member(_))).then_some(family)
        });
        family.is_some_and(|family| family.rule == FamilyTotal::Sum)
    }

    /// The sum of what members have: every addend, the largest first, of which one is followed.
    pub(super) fn total_of_members(&mut self, scope: &Scope<'_>, result: Operand) -> Option<Term> {
        let addends = addends(scope.steps, result);
        if addends.len() < 2 {
            return None;
        }
        let count = addends.len();
        let part = |operand: Operand| OverPart { operand, value: self.value(scope, operand), weight: None };
        let parts = addends.into_iter().map(part).collect();
        let value = self.value(scope, result).number();
        let terms = {
            let parts = self.by_size(parts);
            self.one_followed(scope, parts)
        };
        let over = OverTerm { written: None, kind: MemberFunctionKind::Sum, count };
        Some(Term { over: Some(over), ..Term::part(value, TermOperator::Sum, terms) })
    }

    /// What each member has of a total over the whole plan, the largest first. None where months without a value are left
    /// out of one of them: then they do not add up to the total.
    pub(super) fn amounts_of_members(&self, row: &Row) -> Option<Vec<MemberAmount>> {
        let plain = matches!(row.rollup, RollupBy::Plain(_)) && self.is_sum_of_members(row);
        let Formula::Steps { steps, result, .. } = &row.formula else { return None };
        let months = 0..self.calendar().len();
        let amount = |operand: Operand| {
            let Operand::Row(id) = operand else { return None };
            let own = self.trace.scenario().table.row(id);
            let complete = self.trace.projection().row(id).iter().all(|cell| cell.number().is_some());
            let figure = rollup::roll_up(self.trace.projection(), id, own, months.clone());
            let fits = complete && !own.hidden && own.rollup == row.rollup;
            let member = own.family.and_then(|of| of.place.member());
            fits.then(|| (member, MemberAmount { row: own.name.clone(), value: figure.value.number() }))
        };
        let all = addends(steps, *result);
        let mut amounts = all.into_iter().map(amount).collect::<Option<Vec<_>>>()?;
        amounts.sort_by_key(|(member, one)| (one.value.map(|value| Reverse(value.abs())), *member));
        (plain && amounts.len() > 1).then(|| amounts.into_iter().map(|(_, one)| one).collect())
    }

    /// A function over members.
    pub(super) fn over_members(&mut self, scope: &Scope<'_>, call: &OverMembers) -> Term {
        let value = self.value(scope, Operand::Step(call.step)).number();
        let weights = call.weights.iter().copied().map(Some).chain(std::iter::repeat(None));
        let all = call.values.iter().zip(weights).map(|((member, operand), weight)| {
            (*member, OverPart { operand: *operand, value: self.value(scope, *operand), weight })
        });
        let all: Vec<(MemberId, OverPart)> = all.collect();
        let over = OverTerm { written: Some(self.written_call(call)), kind: call.kind, count: all.len() };
        let there = |member: MemberId| self.model.segments.member(member).there[scope.month];
        let (mut parts, mut absent) = (Vec::new(), Vec::new());
        for (member, part) in all {
            let counts = match (call.kind, part.weight) {
                // Where a weight is 0 a missing value does not count.
                (MemberFunctionKind::Mean, Some(weight)) => {
                    part.value.number().is_some() || !self.value(scope, weight).is_zero()
                }
                (MemberFunctionKind::Sum, _) => true,
                (MemberFunctionKind::Count, _) => there(member) && part.value.truth() == Some(true),
                _ => there(member) && part.value.number().is_some(),
            };
            match counts {
                true => parts.push(part),
                // Whoever is not there is not counted, whatever is true of it.
                false if there(member) => absent.push(part),
                false => {}
            }
        }
        let count = parts.len();
        let term = match call.kind {
            MemberFunctionKind::Sum | MemberFunctionKind::Split => Term::part(value, TermOperator::Sum, {
                let parts = self.by_size(parts);
                self.one_followed(scope, parts)
            }),
            MemberFunctionKind::Mean if call.weights.is_empty() => {
                let terms = {
                    let parts = self.by_size(parts);
                    self.one_followed(scope, parts)
                };
                let count = Term::number(Number::from(count), Some(self.counted(Unit::ONE)));
                self.over_their_sum(value, terms, count)
            }
            MemberFunctionKind::Mean => {
                let weights: Vec<OverPart> = parts
                    .iter()
                    .filter_map(|part| part.weight)
                    .map(|operand| OverPart { operand, value: self.value(scope, operand), weight: None })
                    .collect();
                let terms = {
                    let parts = self.by_size(parts);
                    self.one_followed(scope, parts)
                };
                let mut below = {
                    let weights = self.by_size(weights);
                    self.one_followed(scope, weights)
                };
                let sum = below
                    .iter()
                    .fold(Cell::ZERO, |sum, term| sum.add(term.value.map_or(Cell::ZERO, Cell::from), 0));
                below.iter_mut().for_each(|term| term.joined = Joined::Plus);
                let over = OverTerm {
                    written: call.written.get(1).map(|weight| self.written_sum(call, *weight)),
                    kind: MemberFunctionKind::Sum,
                    count,
                };
                let below = Term { over: Some(over), ..Term::part(sum.number(), TermOperator::Sum, below) };
                self.over_their_sum(value, terms, below)
            }
            MemberFunctionKind::Highest | MemberFunctionKind::Lowest => {
                let lowest = call.kind == MemberFunctionKind::Lowest;
                let mut parts = parts;
                parts.sort_by(|a, b| {
                    let (a, b) = (a.value.number().unwrap_or_default(), b.value.number().unwrap_or_default());
                    if lowest { a.compare(b) } else { b.compare(a) }
                });
                let terms = self.one_followed(scope, parts);
                let terms = terms.into_iter().map(|term| term.joined(Joined::Argument)).collect();
                Term::part(value, TermOperator::Function(if lowest { &MIN } else { &MAX }), terms)
            }
            MemberFunctionKind::Count => {
                // Those of which it does not hold come after those of which it does: each counts 1 or 0.
                parts.extend(absent);
                let terms = self.all_alike(scope, &parts);
                let terms =
                    terms.into_iter().enumerate().map(|(at, term)| counted(term, at < count)).collect();
                Term::part(value, TermOperator::Sum, terms)
            }
        };
        Term { over: Some(over), ..term }
    }

    /// A sum over something, as a product.
    fn over_their_sum(&self, value: Option<Number>, terms: Vec<Term>, below: Term) -> Term {
        let sum =
            terms.iter().fold(Cell::ZERO, |sum, term| sum.add(term.value.map_or(Cell::ZERO, Cell::from), 0));
        let above = Term::part(sum.number(), TermOperator::Sum, terms).joined(Joined::Times);
        Term::part(value, TermOperator::Product, vec![above, below.joined(Joined::Over)])
    }

    /// The terms of members, of which the first is followed.
    fn one_followed(&mut self, scope: &Scope<'_>, parts: Vec<OverPart>) -> Vec<Term> {
        let Some((first, others)) = parts.split_first() else { return Vec::new() };
        let mut terms = vec![self.part_of_member(scope, first)];
        terms.extend(self.all_alike(scope, others));
        terms
    }

    /// The terms of members of which none is followed.
    fn all_alike(&mut self, scope: &Scope<'_>, parts: &[OverPart]) -> Vec<Term> {
        let aside = self.aside.replace(Followed::Alike);
        let terms = parts.iter().map(|part| self.part_of_member(scope, part)).collect();
        self.aside = aside;
        terms
    }

    fn part_of_member(&mut self, scope: &Scope<'_>, part: &OverPart) -> Term {
        let own = self.operand(scope, part.operand).joined(Joined::Plus);
        let Some(weight) = part.weight else { return own };
        let weight_term = self.operand(scope, weight).joined(Joined::Times);
        let product = part.value.mul(self.value(scope, weight), 0);
        Term::part(product.number(), TermOperator::Product, vec![own.joined(Joined::Times), weight_term])
            .joined(Joined::Plus)
    }

    /// A call as it is written: `mean(close over region, leads)`.
    fn written_call(&self, call: &OverMembers) -> String {
        let name = match call.kind {
            MemberFunctionKind::Sum | MemberFunctionKind::Split => "sum",
            MemberFunctionKind::Mean => "mean",
            MemberFunctionKind::Highest => "highest",
            MemberFunctionKind::Lowest => "lowest",
            MemberFunctionKind::Count => "count",
        };
        let text = |at: usize| call.written.get(at).map(|span| self.text(*span)).unwrap_or_default();
        let segment = &self.model.segments.segment(call.segment).name;
        let weight = if call.written.len() > 1 { format!(", {}", text(1)) } else { String::new() };
        format!("{name}({} over {segment}{weight})", text(0))
    }

    /// The sum of a weight, as it would be written.
    fn written_sum(&self, call: &OverMembers, weight: Span) -> String {
        let segment = &self.model.segments.segment(call.segment).name;
        format!("sum({} over {segment})", self.text(weight))
    }

    /// Says why a member that is not there has nothing of a source in a month.
    pub(super) fn not_there(&mut self, member: MemberId, month: usize) {
        let segments = &self.model.segments;
        // Its own months, or those of the one that it belongs to.
        let mut here = Some(member);
        while let Some(one) = here {
            let of = segments.member(one);
            let early = of.start.is_some_and(|start| (month as i64) < i64::from(start));
            let said = match (&of.from, &of.until) {
                (Some(from), _) if early => Some(format!("{} comes in {from}", of.shown())),
                (_, Some(until)) if !of.there[month] && !early => {
                    Some(format!("{} is there until {until}", of.shown()))
                }
                _ => None,
            };
            if let Some(said) = said {
                return self.rule(said);
            }
            here = of.parent;
        }
        let name = segments.member(member).shown().to_string();
        self.rule(format!("{name} is not there"));
    }
}

/// What is added up, however many steps that takes; one operand of what is no sum.
fn addends(steps: &[Step], root: Operand) -> Vec<Operand> {
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(operand) = waiting.pop() {
        match operand {
            Operand::Step(step) => match &steps[step as usize] {
                Step::Binary(Operator::Plus, a, b) => waiting.extend([*b, *a]),
                _ => found.push(operand),
            },
            _ => found.push(operand),
        }
    }
    found
}

impl Walk<'_> {
    /// The largest first; what has no value stands before all, for it is why there is none. Of equals that of the first
    /// member stands first.
    fn by_size(&self, mut parts: Vec<OverPart>) -> Vec<OverPart> {
        let member = |part: &OverPart| match part.operand {
            Operand::Row(row) => self.trace.scenario().table.row(row).family?.place.member(),
            _ => None,
        };
        parts.sort_by_key(|part| (part.value.number().map(|value| Reverse(value.abs())), member(part)));
        parts
    }
}

/// A condition as what it counts: 1 or 0. Where it has no value that is read beside the 0.
fn counted(mut term: Term, holds: bool) -> Term {
    // `close >= 20%` and not 0.2.
    if let [row, number] = &mut term.terms[..]
        && matches!(term.how, TermOperator::Compare(_))
        && row.row().is_some()
        && matches!(number.what, TermKind::Number(_))
    {
        number.unit = number.unit.or(row.unit);
    }
    match term.value {
        Some(_) => Term { value: Some(if holds { Number::ONE } else { Number::ZERO }), ..term },
        None => Term {
            reads: vec![term],
            ..Term::part(Some(Number::ZERO), TermOperator::Number, Vec::new()).joined(Joined::Plus)
        },
    }
}
