//! A formula as people read it: in names or in figures.

use super::FigureFormat;
use crate::analysis::{Joined, Term, TermKind, TermOperator};
use crate::model::CalendarPart;
use crate::value::Number;

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

/// The terms, those that are formulas of several in brackets.
fn bracketed(term: &Term, at: (FormulaStyle, Option<&str>)) -> Vec<String> {
    let part = |inner: &Term| {
        let text = expression(inner, at);
        let several = matches!(inner.what, TermKind::Part)
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
            && months(inner).is_none();
        let product = matches!(inner.what, TermKind::Part) && matches!(inner.how, TermOperator::Product);
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

/// The one row whose months are added up, where there are many of them.
fn months(term: &Term) -> Option<&str> {
    let first = &term.terms.first()?.row()?.name;
    let one =
        |inner: &Term| inner.row().is_some_and(|row| row.name == *first) && inner.joined == Joined::Plus;
    let month = |inner: &Term| inner.row().and_then(|row| row.month.clone());
    let differ = term.terms.windows(2).all(|two| month(&two[0]) != month(&two[1]));
    (term.terms.len() >= 3 && differ && term.terms.iter().all(one)).then_some(first)
}

/// `= Jan 10 + Feb 20 + …`: the months of one row, added.
fn months_of_one(term: &Term, month: Option<&str>) -> Option<String> {
    let first = months(term)?;
    let values: Option<Vec<Number>> = term.terms.iter().map(|inner| inner.value).collect();
    let format = term
        .terms
        .first()
        .map(|inner| FigureFormat::of(inner.unit.unwrap_or_default(), values.clone().unwrap_or_default()))?;
    let mut parts = Vec::new();
    for inner in &term.terms {
        let words = shorter(inner.row()?.month_words.as_deref()?, month);
        let figure = inner.value.map_or_else(|| "–".to_string(), |value| format.bare(value));
        parts.push(format!("{words} {figure}"));
    }
    let name = if month.is_some() { format!("{first}: ") } else { String::new() };
    Some(format!("= {name}{}", parts.join(" + ")))
}
