//! What can only be said once the numbers are known: rates above 100%, numbers too large, a month above
//! capacity, a pipeline that loses deals to arithmetic.
//!
//! `bounds.rs` decides whether a value makes sense; here that becomes a sentence with a place and a help.

use super::bounds::{Breach, Fault, below_zero, breach, counts};
use crate::check::{once_for_all, plain_step};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::eval::{Columns, Projection};
use crate::model::{Argument, Bound, Capacity, MemberId, Model, Row, RowId, Rule, Scenario};
use crate::value::{Cell, Denomination, Number, NumberStyle, Reason, Unit};

/// The values of a projection that make no sense, one finding for each bound or row, in the order of the plan's text;
/// empty where all do.
pub(super) fn errors(model: &Model, scenario: &Scenario, projection: &impl Columns<Cell>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        scenario.bounds.iter().filter_map(|bound| told_of(model, scenario, projection, bound)).collect();
    let rows = scenario.table.rows.iter().enumerate().map(|(at, row)| (RowId(at as u32), &**row));
    found.extend(out_of_range(model, scenario, projection, rows, !found.is_empty()));
    let mut found = once_for_all(&model.segments, found);
    diagnostic::sort(&mut found);
    found
}

/// What is wrong with the values of a bound, and whose they are where they are a member's.
fn told_of(
    model: &Model,
    scenario: &Scenario,
    projection: &impl Columns<Cell>,
    bound: &Bound,
) -> Option<Diagnostic> {
    let found = broken(model, projection, bound)?;
    let of = bound.inputs.first().and_then(|input| match input {
        Argument::Row(row) => Some(*row),
        Argument::Constant(_) => None,
    });
    Some(of_member(model, scenario, bound.row.or(of), found))
}

/// A finding of a row with the member whose row it is: findings that members share are said once.
fn of_member(model: &Model, scenario: &Scenario, row: Option<RowId>, found: Diagnostic) -> Diagnostic {
    let member = row.and_then(|row| scenario.table.row(row).family).and_then(|of| of.place.member());
    let name = member.map(|member| model.segments.member(member).name.as_str().into());
    Diagnostic { member: name, ..found }
}

/// The same for some of the bounds and some of the rows: those that a change reaches.
pub(super) fn errors_among(
    model: &Model,
    scenario: &Scenario,
    projection: &impl Columns<Cell>,
    bounds: &[Bound],
    rows: &[RowId],
) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        bounds.iter().filter_map(|bound| told_of(model, scenario, projection, bound)).collect();
    let reached = rows.iter().filter_map(|id| Some((*id, &**scenario.table.rows.get(id.index())?)));
    found.extend(out_of_range(model, scenario, projection, reached, !found.is_empty()));
    let mut found = once_for_all(&model.segments, found);
    diagnostic::sort(&mut found);
    found
}

/// The first month in which a bound does not hold, in words; none where it holds.
pub(super) fn broken(model: &Model, projection: &impl Columns<Cell>, bound: &Bound) -> Option<Diagnostic> {
    let Breach { month, fault } = breach(projection, bound)?;
    let percent = |value: Cell| value.number().unwrap_or_default().percent_text();
    let when = model.calendar.words(month);
    let subject = &bound.subject;
    let (code, message, help) = match (bound.rule, fault) {
        (Rule::Rate | Rule::Loss, fault) => {
            let value = fault.value().number().unwrap_or_default();
            let message = format!(
                "{subject} is {} in {when}, and must lie between 0% and 100%",
                percent(fault.value())
            );
            let help = if value.compare(Number::ONE).is_gt() && value <= Number::HUNDRED {
                format!(
                    "did you mean {value}%? If it is worked out, keep it in bounds with `clamp(x, 0%, 100%)`"
                )
            } else {
                "keep it in bounds with `clamp(x, 0%, 100%)`".to_string()
            };
            (Code::BadRate, message, help)
        }
        (Rule::Alignment, fault) => (
            Code::BadRate,
            format!("{subject} is {} in {when}, and must lie between -100% and 100%", percent(fault.value())),
            "100% lies in the direction of the company, -100% against it".to_string(),
        ),
        (Rule::AboveZero, fault) => (
            Code::BadRate,
            format!(
                "{subject} is {} in {when}, and must be above zero",
                fault.value().number().unwrap_or_default()
            ),
            "leave `halving every …` out where waiting costs nothing".to_string(),
        ),
        (Rule::ExchangeRate, fault) => (
            Code::BadRange,
            format!(
                "{subject} is {} in {when}, and must be above zero",
                Denomination::new(bound.unit, NumberStyle::Plain, model.currency)
                    .written(told(fault.value())),
            ),
            "write what one of it costs in the plan's currency".to_string(),
        ),
        (rule @ (Rule::Duration | Rule::NotNegative), fault) => (
            if rule == Rule::Duration { Code::NegativeDuration } else { Code::BadRange },
            format!(
                "{subject} is {}{} in {when}, and cannot be below zero",
                told(fault.value()),
                unit_words(model, bound),
            ),
            "keep it at zero or more with `max(x, 0)`".to_string(),
        ),
        (Rule::Rising, fault) => (
            Code::BadRange,
            format!(
                "the bounds of `tiers` rise from zero on, and in {when} {} is below the one before it",
                written(model, bound, fault.value())
            ),
            "let no tier end before the one below it; a bound is kept so with `max(x, y)`".to_string(),
        ),
        (Rule::Growth, fault) => {
            let (rate, period) = (percent(fault.value()), if bound.unit.is_one() { "" } else { "/month" });
            (
                Code::BadRange,
                format!("{subject} is {rate}{period} in {when}, and nothing shrinks by more than 100%"),
                format!("keep it in bounds with `max(x, -100%{period})`"),
            )
        }
        (Rule::Step, _) => {
            let digits = match bound.inputs.get(1) {
                Some(Argument::Constant(step)) => *step,
                _ => Number::ONE,
            };
            let message =
                format!("no value reaches this step of {digits}: a step is a multiple, no number of digits");
            let found = Diagnostic::new(Code::StepNotDigits, message, bound.span, "a step above all values");
            return Some(match plain_step(digits) {
                Some(written) => found.fix(format!("write `{written}`"), bound.span, written),
                None => found.help("a step is a multiple, such as `0.01` for two digits"),
            });
        }
        (Rule::SplitShares, fault) => {
            let message = match fault {
                Fault::Sum(sum) => {
                    format!("{subject} come to {} in {when}, and must come to 100%", percent(sum))
                }
                Fault::Value(one) => {
                    format!("{subject} lie between 0% and 100%, and one is {} in {when}", percent(one))
                }
            };
            let help = "percentages share out all of it: make them come to 100%, or split by amounts, such as \
                        `split(rent, headcount)`";
            (Code::BadShare, message, help.to_string())
        }
        (Rule::Weights, fault) => {
            let value = told(fault.value());
            (
                Code::BadShare,
                format!("{subject} are in proportion to weights, and one of these is {value} in {when}"),
                "no weight is below zero: keep it in bounds with `max(x, 0)`".to_string(),
            )
        }
        (rule @ (Rule::SharesAtMost | Rule::SharesExactly), fault) => {
            let message = match fault {
                Fault::Sum(sum) => {
                    let exactly = rule == Rule::SharesExactly;
                    let must = if exactly { "must sum to 100%" } else { "may sum to at most 100%" };
                    format!("{subject} {must}, and sum to {} in {when}", percent(sum))
                }
                Fault::Value(one) => {
                    let one = percent(one);
                    format!("{subject} must each lie between 0% and 100%, and one is {one} in {when}")
                }
            };
            (Code::BadShare, message, "write one share a month, such as `[0%, 50%, 50%]`".to_string())
        }
    };
    Some(Diagnostic::new(code, message, bound.span, "worked out from this").help(help))
}

/// What a change does that nobody can do, in words: of the stocks of counted things that the plan keeps from falling
/// below zero and that may change, the first that falls below; none where all are kept.
pub(super) fn below(
    model: &Model,
    scenario: &Scenario,
    columns: &impl Columns<Cell>,
    counts: &[RowId],
) -> Option<String> {
    counts.iter().find_map(|row| {
        let month = below_zero(columns, *row)?;
        let definition = scenario.table.row(*row);
        let value = columns.row(*row)[month].number()?;
        let value = definition.denomination(model.currency).written_short(value);
        Some(format!("`{}` falls below zero in {}: {value}", definition.name, model.calendar.words(month)))
    })
}

/// The figure as a message tells it: what conversions such as minutes to hours and back leave at its end says nothing.
fn told(value: Cell) -> Number {
    const DIGITS: u32 = 12;
    let value = value.number().unwrap_or_default();
    value.nearest_digits(DIGITS).unwrap_or(value)
}

/// A value that a bound is about, with its unit.
fn written(model: &Model, bound: &Bound, value: Cell) -> String {
    Denomination::new(bound.unit, NumberStyle::Plain, model.currency).written_short(told(value))
}

/// ` days`, or what else the values that a bound is about are counted in; nothing for plain numbers.
fn unit_words(model: &Model, bound: &Bound) -> String {
    if bound.unit.is_one() {
        return String::new();
    }
    // What is counted per month is told by its name.
    if bound.unit == Unit::PER_MONTH {
        return " per month".to_string();
    }
    format!(" {}", bound.unit.words(NumberStyle::Plain, model.currency))
}

/// Rows whose numbers are too large or whose range runs backwards, each at the row where it began.
fn out_of_range<'r>(
    model: &Model,
    scenario: &'r Scenario,
    projection: &impl Columns<Cell>,
    rows: impl Iterator<Item = (RowId, &'r Row)>,
    guarded: bool,
) -> Vec<Diagnostic> {
    // What begins in one row spreads to all that read it: it is told once, where it began.
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
            found.push((gap.row, of_member(model, scenario, Some(id), diagnostic)));
            break;
        }
    }
    found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// Warnings: months in which the plan asks for more hours than there are, and stocks that fall below zero.
pub(super) fn warnings(model: &Model, scenario: &Scenario, projection: &Projection<Cell>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = negative_counts(model, scenario, projection).collect();
    found.extend(scenario.capacity.and_then(|capacity| over_capacity(model, projection, capacity)));
    // Those of a block `for` stand at one place, and are told together.
    for group in scenario.member_capacities.chunk_by(|a, b| a.1.span == b.1.span) {
        found.extend(members_over_capacity(model, projection, group));
    }
    once_for_all(&model.segments, found)
}

/// Stocks of counted things that fall below zero, each with its first month: nobody has -7 people.
fn negative_counts(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
) -> impl Iterator<Item = Diagnostic> {
    counts(scenario).filter_map(|id| {
        let row = scenario.table.row(id);
        let message = below(model, scenario, projection, &[id]).filter(|_| !row.hidden)?;
        let found = Diagnostic::new(Code::BelowZero, message, row.span, "below zero");
        // In its block a member's stock has its short name.
        let family = row.family.and_then(|of| scenario.families.get(of.family as usize));
        let name = family.map_or(&row.name, |family| &family.name);
        let most = match (row.unit, row.shown) {
            (Unit::ONE, NumberStyle::Plain) => Some("3"),
            (Unit::ONE, NumberStyle::Percent) => Some("3%"),
            (Unit::HOURS, _) => Some("3 hours"),
            _ => None,
        };
        let such_as = most.map_or_else(String::new, |most| {
            format!(", such as `loses min({most}/month, {name} / 1 month)`")
        });
        let found = found.help(format!("let it lose no more than there is{such_as}"));
        Some(of_member(model, scenario, Some(id), found))
    })
}

/// The months with more hours of work than there are: month, work, hours.
fn months_over(
    model: &Model,
    projection: &Projection<Cell>,
    capacity: Capacity,
) -> Vec<(usize, Number, Number)> {
    let mut over = Vec::new();
    for month in 0..model.calendar.len() {
        let effort = projection.row(capacity.effort)[month].number();
        let limit = projection.row(capacity.capacity)[month].number();
        if let (Some(effort), Some(limit)) = (effort, limit)
            && effort.compare(limit).is_gt()
        {
            over.push((month, effort, limit));
        }
    }
    over
}

/// Months in words: all of up to four, of more the first three.
fn months_shown(model: &Model, over: &[(usize, Number, Number)]) -> String {
    let months: Vec<String> = over.iter().map(|(month, ..)| model.calendar.words(*month)).collect();
    if months.len() > 4 {
        format!("{} and {} more months", months[..3].join(", "), months.len() - 3)
    } else {
        months.join(", ")
    }
}

/// Months in which the plan asks for more hours than there are.
fn over_capacity(model: &Model, projection: &Projection<Cell>, capacity: Capacity) -> Option<Diagnostic> {
    let over = months_over(model, projection, capacity);
    let (month, effort, limit) = over.first().copied()?;
    let message = format!(
        "the plan asks for more hours than there are in {}: {effort:.1} of {limit:.1} hours in {}",
        months_shown(model, &over),
        model.calendar.words(month)
    );
    Some(too_many_hours(message, capacity))
}

/// How many members are named that have too little time.
const NAMED: usize = 3;

/// The same of members that share a line `capacity`: the first of them with their months.
fn members_over_capacity(
    model: &Model,
    projection: &Projection<Cell>,
    members: &[(MemberId, Capacity)],
) -> Option<Diagnostic> {
    let mut told: Vec<String> = Vec::new();
    for (member, capacity) in members {
        let over = months_over(model, projection, *capacity);
        let Some((month, effort, limit)) = over.first().copied() else { continue };
        let name = &model.segments.member(*member).name;
        let first = match over.len() {
            1 => String::new(),
            _ => format!(" in {}", model.calendar.words(month)),
        };
        told.push(format!(
            "of `{name}` in {} ({effort:.1} of {limit:.1} hours{first})",
            months_shown(model, &over)
        ));
    }
    let (_, capacity) = members.first().filter(|_| !told.is_empty())?;
    let others = told.len().saturating_sub(NAMED);
    told.truncate(NAMED);
    if others > 0 {
        told.push(format!("and of {others} more"));
    }
    let message = format!("the plan asks for more hours than there are {}", told.join(", "));
    Some(too_many_hours(message, *capacity))
}

fn too_many_hours(message: String, capacity: Capacity) -> Diagnostic {
    Diagnostic::new(Code::OverCapacity, message, capacity.span, "the hours that there are")
        .help("do less of something, let it take less time, or raise `capacity`")
}

/// Whether every pipeline keeps its deals: no stage passes on, loses or holds less than none of them.
///
/// What is open is worked out as what came in less what left, so that these always add up; but a delay that let out
/// more than it took in, or a rate that escaped its bounds, would leave less than nothing open. Where a plan itself
/// says that less than nothing comes in, there is nothing to keep. Asserted, in release too, because everything else
/// rests on it. `reached` says which rows are of interest: those that a change has reached, or all.
pub(super) fn conserved(
    scenario: &Scenario,
    projection: &impl Columns<Cell>,
    reached: impl Fn(RowId) -> bool,
) -> bool {
    let below = |value: Cell, least: Number| value.number().is_some_and(|value| value.compare(least).is_lt());
    scenario.pipelines.iter().filter(|pipeline| reached(pipeline.open)).all(|pipeline| {
        let entry = projection.row(pipeline.entry);
        let opening = pipeline.stages.iter().filter_map(|stage| projection.row(stage.opening?).first());
        let comes_in: Vec<Cell> = entry.iter().chain(opening).copied().collect();
        if comes_in.iter().any(|deals| below(*deals, Number::ZERO)) {
            return true;
        }
        // As much as rounding may leave: a millionth of a millionth of all deals.
        let all = comes_in
            .iter()
            .filter_map(|deals| deals.number())
            .fold(Number::ONE, |sum, deals| sum.plus(deals).map_or(sum, |(sum, _)| sum));
        let tiny = Number::from_parts(1, 12).times(all).map_or(Number::ONE, |(tiny, _)| tiny).negated();
        pipeline.stages.iter().all(|stage| {
            let rows = [stage.flow, stage.lost, stage.open];
            rows.iter().all(|row| !projection.row(*row).iter().any(|deals| below(*deals, tiny)))
        })
    })
}
