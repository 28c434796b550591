//! What can only be said once the numbers are known: rates above 100%, numbers too large, a month above
//! capacity, a pipeline that loses deals to arithmetic.

use crate::diagnostic::{self, Code, Diagnostic};
use crate::eval::{Columns, Projection};
use crate::model::{Guard, Input, Model, Row, RowId, Rule, Scenario};
use crate::value::{Cell, Number, Reason, Shown};

/// Errors: values that make no sense.
pub(super) fn errors(model: &Model, scenario: &Scenario, projection: &impl Columns<Cell>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        scenario.guards.iter().filter_map(|guard| broken(model, projection, guard)).collect();
    let rows = scenario.table.rows.iter().enumerate().map(|(at, row)| (RowId(at as u32), &**row));
    found.extend(out_of_range(model, scenario, projection, rows, !found.is_empty()));
    diagnostic::sort(&mut found);
    found
}

/// The same for some of the guards and some of the rows: those that a change reaches.
pub(super) fn errors_among(
    model: &Model,
    scenario: &Scenario,
    projection: &impl Columns<Cell>,
    guards: &[Guard],
    rows: &[RowId],
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        guards.iter().filter_map(|guard| broken(model, projection, guard)).collect();
    let reached = rows.iter().filter_map(|id| Some((*id, &**scenario.table.rows.get(id.index())?)));
    found.extend(out_of_range(model, scenario, projection, reached, !found.is_empty()));
    diagnostic::sort(&mut found);
    found
}

/// The first month in which a guard does not hold.
pub(super) fn broken(model: &Model, projection: &impl Columns<Cell>, guard: &Guard) -> Option<Diagnostic> {
    let hundred = Number::HUNDRED;
    let percent = |value: Number| value.times(hundred).map_or(value, |(percent, _)| percent);
    for month in 0..model.calendar.len() {
        let values: Vec<Number> =
            guard.inputs.iter().filter_map(|input| projection.input(*input, month).number()).collect();
        let Some(first) = values.first().copied() else { continue };
        // Put into words only where something is wrong: a search looks at thousands of months.
        let when = || model.calendar.words(month);
        let subject = &guard.subject;
        let above_one = |value: Number| value.compare(Number::ONE).is_gt();
        let (code, message, help) = match guard.rule {
            Rule::Rate if first.is_negative() || above_one(first) => {
                let message = format!(
                    "{subject} is {}% in {}, and must lie between 0% and 100%",
                    percent(first),
                    when()
                );
                let help = if above_one(first) && first <= hundred {
                    format!(
                        "did you mean {first}%? If it is worked out, keep it in bounds with `clamp(x, 0%, 100%)`"
                    )
                } else {
                    "keep it in bounds with `clamp(x, 0%, 100%)`".to_string()
                };
                (Code::BadRate, message, help)
            }
            Rule::Alignment if above_one(first.abs()) => (
                Code::BadRate,
                format!(
                    "{subject} is {}% in {}, and must lie between -100% and 100%",
                    percent(first),
                    when()
                ),
                "100% lies in the direction of the company, -100% against it".to_string(),
            ),
            Rule::AboveZero if first.is_negative() || first.is_zero() => (
                Code::BadRate,
                format!("{subject} is {first} in {}, and must be above zero", when()),
                "leave `halving every …` out where waiting costs nothing".to_string(),
            ),
            Rule::Duration if first.is_negative() => (
                Code::NegativeDuration,
                format!(
                    "{subject} is {first}{} in {}, and cannot be below zero",
                    unit_words(model, guard),
                    when()
                ),
                "keep it at zero or more with `max(x, 0)`".to_string(),
            ),
            Rule::SharesAtMost | Rule::SharesExactly => {
                if values.len() < guard.inputs.len() {
                    continue;
                }
                let sum = values
                    .iter()
                    .fold(Number::ZERO, |sum, value| sum.plus(*value).map_or(sum, |(sum, _)| sum));
                let wrong_one = values.iter().find(|value| value.is_negative() || above_one(**value));
                let exactly = guard.rule == Rule::SharesExactly;
                let order = sum.compare(Number::ONE);
                let message = match wrong_one {
                    Some(value) => {
                        format!(
                            "{subject} must each lie between 0% and 100%, and one is {}% in {}",
                            percent(*value),
                            when()
                        )
                    }
                    None if order.is_gt() || (exactly && order.is_ne()) => {
                        let must = if exactly { "must sum to 100%" } else { "may sum to at most 100%" };
                        format!("{subject} {must}, and sum to {}% in {}", percent(sum), when())
                    }
                    None => continue,
                };
                (Code::BadShare, message, "write one share a month, such as `[0%, 50%, 50%]`".to_string())
            }
            _ => continue,
        };
        return Some(Diagnostic::new(code, message, guard.span, "worked out from this").help(help));
    }
    None
}

/// ` days`, or what else the values of a guard are counted in; nothing for plain numbers.
fn unit_words(model: &Model, guard: &Guard) -> String {
    if guard.unit.is_one() {
        return String::new();
    }
    format!(" {}", guard.unit.words(Shown::Plain, model.currency))
}

/// Rows whose numbers are too large or whose range runs backwards, each at the row where it began.
fn out_of_range<'r>(
    model: &Model,
    scenario: &'r Scenario,
    projection: &impl Columns<Cell>,
    rows: impl Iterator<Item = (RowId, &'r Row)>,
    guarded: bool,
) -> Vec<Diagnostic> {
    let mut found: Vec<(u32, Diagnostic)> = Vec::new();
    for (id, row) in rows {
        if row.hidden {
            continue;
        }
        for (month, value) in projection.row(id).iter().enumerate() {
            let Some(gap) = value.gap() else { continue };
            if found.iter().any(|(origin, _)| *origin == gap.row) {
                break;
            }
            let origin = scenario.table.rows.get(gap.row as usize).map_or(row, |row| &**row);
            // A row of pace's own serves a row that people know.
            let named = scenario.table.rows.iter().find(|known| !known.hidden && known.name == origin.name);
            let origin = named.map_or(row, |row| &**row);
            let when = model.calendar.words(month);
            let diagnostic = match gap.reason {
                Reason::TooLarge => Diagnostic::new(
                    Code::TooLarge,
                    format!("`{}` is above 7.9e28 in {when}", origin.name),
                    origin.span,
                    "too large a number",
                )
                .help("no plan needs such a number: look for a growth per month that was meant per year"),
                Reason::OutOfBounds if !guarded => Diagnostic::new(
                    Code::BadRange,
                    format!("a range in `{}` runs from high to low in {when}", origin.name),
                    origin.span,
                    "worked out here",
                )
                .help("write the lower bound first"),
                _ => continue,
            };
            found.push((gap.row, diagnostic));
            break;
        }
    }
    found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// Warnings: months in which the plan asks for more hours than there are.
pub(super) fn warnings(model: &Model, scenario: &Scenario, projection: &Projection<Cell>) -> Vec<Diagnostic> {
    let Some(capacity) = scenario.capacity else { return Vec::new() };
    let mut over: Vec<(usize, Number, Number)> = Vec::new();
    for month in 0..model.calendar.len() {
        let effort = projection.row(capacity.effort)[month].number();
        let limit = projection.row(capacity.capacity)[month].number();
        if let (Some(effort), Some(limit)) = (effort, limit)
            && effort.compare(limit).is_gt()
        {
            over.push((month, effort, limit));
        }
    }
    let Some((month, effort, limit)) = over.first().copied() else { return Vec::new() };
    let months: Vec<String> = over.iter().map(|(month, ..)| model.calendar.words(*month)).collect();
    let shown = if months.len() > 4 {
        format!("{} and {} more months", months[..3].join(", "), months.len() - 3)
    } else {
        months.join(", ")
    };
    let message = format!(
        "the plan asks for more hours than there are in {shown}: {effort:.1} of {limit:.1} hours in {}",
        model.calendar.words(month)
    );
    let label = "the hours that there are";
    vec![
        Diagnostic::new(Code::OverCapacity, message, capacity.span, label)
            .help("do less of something, let it take less time, or raise `capacity`"),
    ]
}

/// Whether every pipeline keeps its deals: opening + Σ entered = Σ won + Σ lost + open, each month.
///
/// True by construction; asserted all the same, in release too, because everything else rests on it.
pub(super) fn conserved(scenario: &Scenario, projection: &Projection<Cell>) -> bool {
    scenario.conservation.iter().all(|pipeline| {
        let opening =
            pipeline.opening.iter().fold(Cell::ZERO, |sum, input| sum.plus(projection.input(*input, 0), 0));
        let (mut came, mut went) = (opening, Cell::ZERO);
        let months = projection.row(pipeline.entered).len();
        (0..months).all(|month| {
            let at = |row: RowId| projection.input(Input::Row(row), month);
            came = came.plus(at(pipeline.entered), 0);
            went = went.plus(at(pipeline.won), 0).plus(at(pipeline.lost), 0);
            match (came.number(), went.plus(at(pipeline.open), 0).number()) {
                (Some(came), Some(accounted)) => came.compare(accounted).is_eq(),
                // A month without a value has nothing to keep.
                _ => true,
            }
        })
    })
}
