//! The units of a formula's numbers, found from what is known: a formula keeps values, not units, but its row has
//! one, and so have the rows that it uses.
//!
//! What cannot be told stays without a unit while units are found, so that nothing is derived from it; in the end it is
//! a plain number, as the report shows it.

use super::term::{Joined, Term, TermKind, TermOperator};
use crate::library::Parameter;
use crate::model::CalendarPart;
use crate::value::{Currency, Denomination, Number, NumberStyle, Unit};

/// Gives the parts of a row's formula their units, where they can be told.
pub(super) fn assign(term: &mut Term, currency: Currency) {
    spread(term, term.unit, currency);
}

/// Makes plain numbers of what has no unit: the 12 and the 60 of `emails × 12 / 60`, the counts of `23 of 46`, whether a
/// condition holds.
pub(super) fn complete(term: &mut Term, currency: Currency) {
    term.unit.get_or_insert(Denomination::new(Unit::ONE, NumberStyle::Plain, currency));
    for inner in term.terms.iter_mut().chain(&mut term.reads) {
        complete(inner, currency);
    }
}

/// Gives the terms of a term their units, where its own is `unit`.
fn spread(term: &mut Term, unit: Option<Denomination>, currency: Currency) {
    let plain = |unit: Unit| Denomination::new(unit, NumberStyle::Plain, currency);
    let of_terms = |term: &Term| term.terms.iter().find_map(known).map(plain);
    let whole = match term.how {
        TermOperator::Product => return product(term, unit, currency),
        TermOperator::Compare(_) => of_terms(term),
        TermOperator::Sum | TermOperator::Same | TermOperator::Function(_) | TermOperator::Deviation => {
            unit.or_else(|| of_terms(term))
        }
        TermOperator::Power => Some(plain(Unit::ONE)),
        TermOperator::Number | TermOperator::Both | TermOperator::Either | TermOperator::Not => None,
    };
    // Arguments of a unit of their own, as those of `23 of 46`, do not share that of the result.
    let own = |place: usize| match term.how {
        TermOperator::Function(function)
            if matches!(function.parameter(place), Some(Parameter::Total | Parameter::Running)) =>
        {
            whole.and_then(over_months)
        }
        TermOperator::Function(function) => whole.filter(|_| function.shares_unit(place)),
        _ => whole,
    };
    let units: Vec<Option<Denomination>> = (0..term.terms.len()).map(own).collect();
    for (inner, unit) in term.terms.iter_mut().zip(units) {
        fill(inner, unit, currency);
    }
}

/// A part or a number gets its unit; a row has its own, and has told its terms theirs.
fn fill(term: &mut Term, unit: Option<Denomination>, currency: Currency) {
    match term.what {
        TermKind::Row(_) => {}
        TermKind::Number(_) => term.unit = term.unit.or(unit),
        TermKind::Part => {
            let shown = unit.map_or(NumberStyle::Plain, |unit| unit.shown);
            term.unit = term.unit.map(|own| Denomination { shown, ..own }).or(unit);
            spread(term, unit, currency);
        }
    }
}

/// The unit of a term where it says it.
fn known(term: &Term) -> Option<Unit> {
    if let Some(own) = term.unit {
        return Some(own.unit);
    }
    match (&term.what, term.how) {
        (TermKind::Part, TermOperator::Sum) => term.terms.iter().find_map(known),
        // Arguments of a unit of their own do not say what comes out.
        (TermKind::Part, TermOperator::Function(function)) => {
            let shares =
                |(place, inner): (usize, &Term)| known(inner).filter(|_| function.shares_unit(place));
            term.terms.iter().enumerate().find_map(shares)
        }
        (TermKind::Part, TermOperator::Product) => {
            let units: Option<Vec<(Joined, Unit)>> =
                term.terms.iter().map(|inner| known(inner).map(|unit| (inner.joined, unit))).collect();
            units.and_then(|units| multiplied(Unit::ONE, units.into_iter()))
        }
        (TermKind::Part, TermOperator::Power) => Some(Unit::ONE),
        _ => None,
    }
}

/// A unit times and over others, as they are joined; none where the product is no unit.
fn multiplied(start: Unit, units: impl Iterator<Item = (Joined, Unit)>) -> Option<Unit> {
    let mut product = start;
    for (joined, unit) in units {
        let factor = if joined == Joined::Over { unit.inverse() } else { unit };
        product = product.times(factor).ok()?;
    }
    Some(product)
}

/// Gives the factors of a product their units. The one factor whose unit is not known has what the others leave: of
/// `$500 = 20 × ?` with a count of 20, the other is money.
fn product(term: &mut Term, unit: Option<Denomination>, currency: Currency) {
    let unit = unit.map(|unit| unit.unit);
    // `€8,000 × exchange.EUR`: the rate turns an amount into the plan's currency, and leaves it an amount.
    let rate = |inner: &Term| inner.row().and_then(|row| row.rate_of);
    let converted = term.terms.iter().filter(|inner| inner.joined == Joined::Times).find_map(rate);
    let known = |inner: &Term| match rate(inner) {
        Some(_) if converted.is_some() => Some(Unit::ONE),
        _ => known(inner),
    };
    let times = |part: CalendarPart| {
        term.terms.iter().any(|inner| {
            inner.joined == Joined::Times && inner.row().is_some_and(|row| row.calendar == Some(part))
        })
    };
    let (per_day, per_workday) = (times(CalendarPart::Days), times(CalendarPart::Workdays));
    let counted = |unit: Option<Unit>| unit.is_some_and(|unit| unit.in_days);
    let in_days = counted(unit) || term.terms.iter().any(|inner| counted(known(inner)));
    let unknown: Vec<usize> = (0..term.terms.len()).filter(|at| known(&term.terms[*at]).is_none()).collect();
    let rest = unit.and_then(|unit| {
        let others = term.terms.iter().filter_map(|inner| known(inner).map(|unit| (inner.joined, unit)));
        let turned = others.map(|(joined, unit)| (joined.turned(), unit));
        multiplied(Unit { in_days: false, ..unit }, turned)
    });
    // The amount stands right before the rate that turns it round.
    let amount = term.terms.iter().position(|inner| rate(inner).is_some()).and_then(|at| at.checked_sub(1));
    let amount = amount.filter(|at| converted.is_some() && unknown.contains(at));
    let bearer = amount.or_else(|| bearer(term, &unknown, rest));
    for (at, inner) in term.terms.iter_mut().enumerate() {
        // A sum of flows is a flow itself, whatever the other factors leave.
        if let (TermKind::Part, Some(own)) = (&inner.what, known(inner)) {
            fill(inner, Some(Denomination::new(own, NumberStyle::Plain, currency)), currency);
            continue;
        }
        let mut left = match (bearer, rest) {
            (Some(bearer), Some(rest)) if bearer == at => {
                Some(if inner.joined == Joined::Over { rest.inverse() } else { rest })
            }
            (_, Some(Unit::ONE)) => Some(Unit::ONE),
            _ => None,
        };
        let number = matches!(inner.what, TermKind::Number(""));
        if number && left.is_some_and(|left| left.time == -1 && inner.joined == Joined::Times) {
            // Twice a working day times the working days: the number itself is not a month's.
            let word = if per_workday { Some("/workday") } else { per_day.then_some("/day") };
            if let (Some(word), Some(unit)) = (word, left) {
                inner.what = TermKind::Number(word);
                left = Some(Unit { time: 0, ..unit });
            }
        }
        let duration = left.is_some_and(|left| left.is_duration() && !left.in_days);
        if duration && (per_day || in_days) {
            left = Some(Unit::DAYS);
        }
        // A plain number below one is nearly always a share, and people read 25% sooner than 0.25.
        let small = inner.value.is_some_and(|value| value.abs() < Number::ONE && !value.is_zero());
        let shown = if left == Some(Unit::ONE) && small && number {
            NumberStyle::Percent
        } else {
            NumberStyle::Plain
        };
        let own =
            if left.is_some_and(|left| left.money == 1) { converted.unwrap_or(currency) } else { currency };
        fill(inner, left.map(|unit| Denomination::new(unit, shown, own)), own);
    }
}

/// Which factor has the unit that the others of a product leave. Of several that may have it, an amount of money is the
/// first, as in `$2,200/month × 11 ÷ 11`, and a duration the last, as in `0.6 × 2 months`; of other units it cannot be
/// told.
fn bearer(term: &Term, unknown: &[usize], rest: Option<Unit>) -> Option<usize> {
    if let [only] = unknown {
        return Some(*only);
    }
    let mut times = unknown.iter().copied().filter(|at| term.terms[*at].joined != Joined::Over);
    match rest? {
        rest if rest.money != 0 => times.next(),
        rest if rest.is_duration() => times.next_back(),
        _ => None,
    }
}

/// What a flow in this unit adds up to: `USD` for `USD/month`. None where that is no unit.
pub(super) fn over_months(unit: Denomination) -> Option<Denomination> {
    unit.unit.over_months().ok().map(|over| unit.with_unit(over))
}
