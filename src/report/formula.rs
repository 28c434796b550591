//! A formula as people read it: in names or in figures.

use super::FigureFormat;
use crate::analysis::{Joined, MemberAmount, Term, TermKind, TermOperator};
use crate::library::MemberFunctionKind;
use crate::model::CalendarPart;
use crate::value::{Denomination, Number};

/// What stands in the place of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FormulaStyle {
    /// The row's name: `price`.
    Names,
    /// The row's figure: `$8,500`.
    Values,
    /// The formula of a row itself, in the names of what it is made of: `deals × price`.
    Formula,
    /// The same in the figures of what it is made of: `10 × $8,500`.
    FormulaValues,
}

impl FormulaStyle {
    /// What stands in the place of rows within the formula.
    fn inner(self) -> FormulaStyle {
        match self {
            FormulaStyle::Names | FormulaStyle::Formula => FormulaStyle::Names,
            FormulaStyle::Values | FormulaStyle::FormulaValues => FormulaStyle::Values,
        }
    }
}

/// A term's figure with its unit: `$4,000/month`, `22 working days`; a dash where it has no value.
pub(super) fn figure(term: &Term) -> String {
    // Of the calendar, the unit of a plain number is its name.
    match (term.row().and_then(|row| row.calendar), term.value) {
        (Some(CalendarPart::Workdays), Some(value)) => return format!("{value} working days"),
        (Some(CalendarPart::Days), Some(value)) => return format!("{value} days"),
        _ => {}
    }
    term.value.map_or_else(|| "–".to_string(), |value| number(value, term))
}

/// A number in the term's unit, with about seven digits, so that a reader can work the formula out.
fn number(value: Number, term: &Term) -> String {
    let word = match term.what {
        TermKind::Number(word) => word,
        _ => "",
    };
    let format = FigureFormat::of(term.unit.unwrap_or_default(), [value]).precise(value);
    format.full(value) + word
}

/// A term as a formula. A row of another month than `month`, which is that of the figure, says so: `stock in May`.
pub(super) fn expression(term: &Term, (style, month): (FormulaStyle, Option<&str>)) -> String {
    let formula = matches!(style, FormulaStyle::Formula | FormulaStyle::FormulaValues);
    match &term.what {
        TermKind::Row(row) if !formula => match style.inner() {
            FormulaStyle::Values => figure(term),
            _ => match row.month_words.as_deref().filter(|own| Some(*own) != month) {
                Some(own) => format!("{} in {}", row.name, shorter(own, month)),
                None => row.name.clone(),
            },
        },
        TermKind::Number(_) => figure(term),
        _ => joined(term, (style.inner(), month)),
    }
}

/// A month without its year, where that is the year of the figure.
fn shorter<'m>(own: &'m str, month: Option<&str>) -> &'m str {
    let year = |words: &str| words.split_once(' ').map(|(_, year)| year.to_string());
    match own.split_once(' ') {
        Some((name, own_year)) if month.and_then(year).as_deref() == Some(own_year) => name,
        _ => own,
    }
}

/// The terms of a term, as its formula joins them.
fn joined(term: &Term, at: (FormulaStyle, Option<&str>)) -> String {
    if let Some(written) = call(term) {
        return if at.0 == FormulaStyle::Names { written.to_string() } else { figure(term) };
    }
    let terms = || term.terms.iter().map(|inner| expression(inner, at)).collect::<Vec<_>>();
    match term.how {
        TermOperator::Number => figure(term),
        TermOperator::Same => terms().concat(),
        TermOperator::Sum => match months(term) {
            // A long plan has many: what they come to says it all.
            Some(name) if at.0 == FormulaStyle::Names => format!("all {name}"),
            Some(_) => figure(term),
            None => chain(term, at),
        },
        TermOperator::Product => chain(term, at),
        TermOperator::Power => bracketed(term, at).join(" ^ "),
        TermOperator::Compare(compare) => bracketed(term, at).join(&format!(" {} ", compare.symbol())),
        TermOperator::Both => bracketed(term, at).join(" and "),
        TermOperator::Either => bracketed(term, at).join(" or "),
        TermOperator::Not => format!("not ({})", terms().concat()),
        TermOperator::Deviation => format!("deviation of {}", terms().join(", ")),
        TermOperator::Function(function) if at.0 == FormulaStyle::Values && function.is_figure() => {
            figure(term)
        }
        TermOperator::Function(function) if function.is_figure() => {
            let mut words = bracketed(term, at);
            // Where a bound is worked out, its figure says it sooner; what is cut has its name.
            let cut = |place: usize| function.is_cut(place);
            let bounds = words.iter_mut().zip(&term.terms).enumerate().filter(|(place, _)| !cut(*place));
            for (_, (word, inner)) in bounds {
                if matches!(inner.what, TermKind::Part) && inner.terms.len() > 1 && inner.value.is_some() {
                    *word = figure(inner);
                }
            }
            function.reads_as(&words)
        }
        TermOperator::Function(function) => function.reads_as(&terms()),
    }
}

/// What goes over members is read as it is written: two hundred terms would say less.
fn call(term: &Term) -> Option<&str> {
    term.over.as_ref()?.written.as_deref()
}

/// The terms, those that are formulas of several in brackets.
fn bracketed(term: &Term, at: (FormulaStyle, Option<&str>)) -> Vec<String> {
    let part = |inner: &Term| {
        let text = expression(inner, at);
        let several = matches!(inner.what, TermKind::Part)
            && call(inner).is_none()
            && matches!(
                inner.how,
                TermOperator::Sum
                    | TermOperator::Product
                    | TermOperator::Power
                    | TermOperator::Both
                    | TermOperator::Either
            );
        // `-2 ^ 2` would be read as -(2 ^ 2).
        let negative = matches!(term.how, TermOperator::Power) && text.starts_with('-');
        if several || negative { format!("({text})") } else { text }
    };
    term.terms.iter().map(part).collect()
}

/// Terms with their signs between them.
fn chain(term: &Term, at: (FormulaStyle, Option<&str>)) -> String {
    let mut text = String::new();
    for (place, inner) in term.terms.iter().enumerate() {
        let sign = sign(inner.joined);
        let mut own = expression(inner, at);
        let sum = matches!(inner.what, TermKind::Part)
            && matches!(inner.how, TermOperator::Sum)
            && inner.terms.len() > 1
            && call(inner).is_none()
            && months(inner).is_none();
        let product = matches!(inner.what, TermKind::Part)
            && matches!(inner.how, TermOperator::Product)
            && call(inner).is_none();
        let negative = own.starts_with('-') && place > 0;
        if sum || negative || (product && inner.joined == Joined::Over) {
            own = format!("({own})");
        }
        match (place, inner.joined) {
            (0, Joined::Minus) => text.push('−'),
            (0, Joined::Over) => text.push_str("1 ÷ "),
            (0, _) => {}
            _ => {
                text.push(' ');
                text.push_str(if at.0 == FormulaStyle::Names && is_slice(inner) { "of" } else { sign });
                text.push(' ');
            }
        }
        text.push_str(&own);
    }
    text
}

/// Whether a factor is a part of something that is called so: `10% of the first $100,000`.
fn is_slice(term: &Term) -> bool {
    matches!(term.how, TermOperator::Function(function) if function.is_figure())
        && term.row().is_none()
        && term.joined == Joined::Times
}

/// The sign before a term; the typographic ones, since nobody pastes a formula of figures into a plan.
fn sign(joined: Joined) -> &'static str {
    match joined {
        Joined::Plus => "+",
        Joined::Minus => "−",
        Joined::Times => "×",
        Joined::Over => "÷",
        Joined::Argument => ",",
    }
}

/// What a line begins with that goes on with the one above it.
const CONTINUED: &str = "  ";

/// A sum, a line a term: in names, in figures, and what that comes to. Months of one row stand together.
pub(super) fn line_by_line(term: &Term, month: Option<&str>) -> Vec<String> {
    if let Some(line) = months_of_one(term, month) {
        return vec![line];
    }
    let lines = |(place, inner): (usize, &Term)| {
        let sign = match (place, inner.joined) {
            (0, Joined::Minus) => "= −",
            (0, _) => "=",
            (_, joined) => sign(joined),
        };
        let names = expression(inner, (FormulaStyle::Names, month));
        let values = expression(inner, (FormulaStyle::Values, month));
        let figure = figure(inner);
        match &inner.what {
            TermKind::Row(_) => vec![format!("{sign} {names}: {figure}")],
            TermKind::Number(_) => vec![format!("{sign} {figure}")],
            TermKind::Part if names == values => vec![format!("{sign} {names} = {figure}")],
            TermKind::Part => vec![format!("{sign} {names}"), format!("{CONTINUED}{values} = {figure}")],
        }
    };
    term.terms.iter().enumerate().flat_map(lines).collect()
}

/// How many members are named, where there are more than one beyond that.
const NAMED: usize = 5;

/// How many of several members are named: all, where one more line would only say that there is one more.
fn named(count: usize) -> usize {
    if count > NAMED + 1 { NAMED } else { count }
}

/// The total of what members have: the largest in a line each, the others in one.
pub(super) fn total_lines(term: &Term) -> Vec<String> {
    let (told, others) = term.terms.split_at(named(term.terms.len()));
    let sign = |place: usize| if place == 0 { "=" } else { "+" };
    let line = |(place, inner): (usize, &Term)| {
        let names =
            expression(inner, (FormulaStyle::Names, inner.row().and_then(|row| row.month_words.as_deref())));
        format!("{} {names}: {}", sign(place), figure(inner))
    };
    let mut lines: Vec<String> = told.iter().enumerate().map(line).collect();
    if !others.is_empty() {
        lines.push(format!("+ {} more: {}", others.len(), sum_of(others)));
    }
    lines
}

/// What each member comes to of a total over the whole plan, as [`total_lines`] has a month's.
pub(super) fn amount_lines(members: &[MemberAmount], unit: Denomination) -> Vec<String> {
    let format = FigureFormat::of(unit, members.iter().filter_map(|one| one.value));
    let text = |value: Option<Number>| value.map_or_else(|| "–".to_string(), |value| format.full(value));
    let (told, others) = members.split_at(named(members.len()));
    let line = |(place, one): (usize, &MemberAmount)| {
        format!("{} {}: {}", if place == 0 { "=" } else { "+" }, one.row, text(one.value))
    };
    let mut lines: Vec<String> = told.iter().enumerate().map(line).collect();
    if !others.is_empty() {
        let sum = Number::sum(others.iter().filter_map(|one| one.value));
        lines.push(format!("+ {} more: {}", others.len(), text(sum)));
    }
    lines
}

/// The sum of several terms as a figure.
fn sum_of(terms: &[Term]) -> String {
    let sum = Number::sum(terms.iter().filter_map(|term| term.value));
    match (terms.first(), sum) {
        (Some(first), Some(sum)) => number(sum, first),
        _ => "–".to_string(),
    }
}

/// What goes over members in a formula, each call with what the members have, a line each.
pub(super) fn call_lines(term: &Term, month: Option<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    // The call that is the whole formula has said itself.
    if call(term).is_some() {
        lines.extend(members_of(term, month));
        return lines;
    }
    if months(term).is_some() {
        return lines;
    }
    for inner in term.terms.iter().filter(|inner| matches!(inner.what, TermKind::Part)) {
        if let Some(written) = call(inner) {
            lines.push(format!("{written} = {}", figure(inner)));
        }
        lines.extend(call_lines(inner, month));
    }
    lines
}

/// What members have of a call: the first of them in a line each, the others in one.
fn members_of(term: &Term, month: Option<&str>) -> Vec<String> {
    let Some(over) = &term.over else { return Vec::new() };
    // A mean is a sum over something.
    let (terms, below) = match (&term.how, &term.terms[..]) {
        (TermOperator::Product, [above, below]) => (&above.terms, Some(below)),
        _ => (&term.terms, None),
    };
    let (told, others) = terms.split_at(named(terms.len()));
    let line = |inner: &Term| {
        let names = expression(inner, (FormulaStyle::Names, month));
        let values = expression(inner, (FormulaStyle::Values, month));
        match (&inner.what, over.kind) {
            (_, MemberFunctionKind::Count) if !inner.reads.is_empty() => {
                let read = inner.reads.iter().map(|read| expression(read, (FormulaStyle::Names, month)));
                format!("{CONTINUED}{} has no value", read.collect::<Vec<_>>().join(", "))
            }
            (_, MemberFunctionKind::Count) => {
                let holds = inner.value.is_some_and(|value| !value.is_zero());
                let verdict = if holds { "holds" } else { "does not hold" };
                format!("{CONTINUED}{names} {verdict}: {values}")
            }
            (TermKind::Part, _) if names != values => {
                let figure = figure(inner);
                format!("{CONTINUED}{names} = {values} = {figure}")
            }
            _ => format!("{CONTINUED}{names}: {}", figure(inner)),
        }
    };
    let mut lines: Vec<String> = told.iter().map(line).collect();
    if let Some(first) = others.first() {
        let values: Vec<Number> = others.iter().filter_map(|inner| inner.value).collect();
        let more = match (over.kind, values.iter().min(), values.iter().max()) {
            (MemberFunctionKind::Sum | MemberFunctionKind::Split, ..) => sum_of(others),
            (MemberFunctionKind::Count, ..) => {
                let count = values.iter().filter(|value| !value.is_zero()).count();
                format!("it holds for {count}")
            }
            (_, Some(low), Some(high)) => format!("{} to {}", number(*low, first), number(*high, first)),
            _ => "–".to_string(),
        };
        lines.push(format!("{CONTINUED}{} more: {more}", others.len()));
    }
    if let Some(below) = below {
        let names = expression(below, (FormulaStyle::Names, month));
        let figure = figure(below);
        let said = if names == figure { names } else { format!("{names}: {figure}") };
        lines.push(format!("{CONTINUED}÷ {said}"));
    }
    lines
}

/// The one row whose months are added up, where there are many of them.
fn months(term: &Term) -> Option<&str> {
    if let Some(first) = term.terms.first().and_then(call) {
        let alike = |inner: &Term| call(inner) == Some(first) && inner.joined == Joined::Plus;
        return (term.terms.len() >= 3 && term.terms.iter().all(alike)).then_some(first);
    }
    let first = &term.terms.first()?.row()?.name;
    let one =
        |inner: &Term| inner.row().is_some_and(|row| row.name == *first) && inner.joined == Joined::Plus;
    let month = |inner: &Term| inner.row().and_then(|row| row.month.clone());
    let differ = term.terms.windows(2).all(|two| month(&two[0]) != month(&two[1]));
    (term.terms.len() >= 3 && differ && term.terms.iter().all(one)).then_some(first)
}

/// Of the total of many members no more months than these are all told.
const MANY_MONTHS: usize = 24;
/// How many are told at either end where there are more.
const END_MONTHS: usize = 3;

/// `= Jan 10 + Feb 20 + …`: the months of one row, added.
fn months_of_one(term: &Term, month: Option<&str>) -> Option<String> {
    let first = months(term)?;
    let values: Option<Vec<Number>> = term.terms.iter().map(|inner| inner.value).collect();
    let format = term
        .terms
        .first()
        .map(|inner| FigureFormat::of(inner.unit.unwrap_or_default(), values.clone().unwrap_or_default()))?;
    let mut parts = Vec::new();
    let few = term.terms.len() <= MANY_MONTHS || !term.row().is_some_and(|row| row.of_members);
    for (place, inner) in term.terms.iter().enumerate() {
        let (first, last) = (END_MONTHS, term.terms.len() - END_MONTHS);
        if !few && place >= first && place < last {
            if place == first {
                let sum = Number::sum(term.terms[first..last].iter().filter_map(|inner| inner.value));
                let figure = sum.map_or_else(|| "–".to_string(), |sum| format.bare(sum));
                parts.push(format!("{} more months {figure}", last - first));
            }
            continue;
        }
        let words = shorter(inner.row()?.month_words.as_deref()?, month);
        let figure = inner.value.map_or_else(|| "–".to_string(), |value| format.bare(value));
        parts.push(format!("{words} {figure}"));
    }
    let name = if month.is_some() { format!("{first}: ") } else { String::new() };
    Some(format!("= {name}{}", parts.join(" + ")))
}
