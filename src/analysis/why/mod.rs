//! Why a figure differs between two months, or between two scenarios: the change split over its causes.
//!
//! The parts always add up to the change. Products and quotients are split by logarithms, sums by term, and whatever
//! else a formula holds by the mean of two ways of getting from one side to the other.
//!
//! Example: bookings are deals times price, and both rose by a tenth. Old to new the whole is 100 to 121, and the
//! logarithms of both factors are the same, so that each is given 10.5: neither has to be the first to change.

mod between;
mod chain;
mod change;
mod families;
mod logs;
mod mix;
mod over_months;
mod parts;
mod product;
mod split;

pub use change::{Cause, CauseKind, Change, ChangeSide};

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::eval::{Projection, Trace};
use crate::model::{Argument, Model, RollupBy, RowId, Scenario, SegmentId, Segments};
use crate::value::{Cell, Denomination, Number, Rollup};

use super::nearly::is_nothing;
use super::project::gap_words;
use super::{AnswerHead, FieldUnits, SettledPlan, ask, rollup};
use change::CauseKind as Kind;
use logs::{log_mean, log_ratio};
use parts::{difference, divided, minus, plus, times};
use product::is_product;
use split::{CauseKey, CauseSum, Pair, Split};

/// What is to be compared.
#[derive(Clone, Debug)]
pub struct WhyQuestion<'q> {
    /// The name of the row whose figure is compared.
    pub row: &'q str,
    /// The scenario and the month that the change leads to; without a month, the total.
    pub to: (&'q str, Option<&'q str>),
    /// The scenario and the month that it starts from.
    pub from: (&'q str, Option<&'q str>),
    /// How many levels of rows to follow; to the inputs, if left out.
    pub depth: Option<usize>,
}

/// One side of the question, found.
struct Side<'m> {
    scenario: &'m Scenario,
    segments: &'m Segments,
    projection: Projection<Cell>,
    /// The row in it: the two sides may have it at different places.
    row: RowId,
    /// The month; none for the total.
    month: Option<usize>,
}

/// Says why a row's figure differs between two months, or between two scenarios.
///
/// # Errors
/// What [`super::results`] finds, rows, months and scenarios that the plan does not have, and a month that is to be
/// compared with a total.
pub fn why(plan: &SettledPlan, question: &WhyQuestion) -> Result<Change, Vec<Diagnostic>> {
    why_by(plan, question, None)
}

/// The same with each cause split by the members of a segment.
///
/// # Errors
/// Those of [`why`].
pub fn why_by(
    plan: &SettledPlan,
    question: &WhyQuestion,
    by: Option<SegmentId>,
) -> Result<Change, Vec<Diagnostic>> {
    let model = plan.model();
    let to = side(model, question.row, question.to)?;
    let from = side(model, question.row, question.from)?;
    if to.month.is_some() != from.month.is_some() {
        let message = "a month can only be compared with a month";
        let found = Diagnostic::without_place(Code::BadMonth, message);
        return Err(vec![found.help(Prose::from("name both: ").advise(Advice::command(
            "why",
            "plan.pace",
            "bookings 2026-06 --vs 2026-05",
        )))]);
    }
    let definition = to.scenario.table.row(to.row);
    let (before, after) = (figure(model, &from), figure(model, &to));
    let rollup = definition.rollup.rollup();
    let summed = to.month.is_none() && rollup == Rollup::Sum;
    let unit =
        if summed { definition.unit.over_months().unwrap_or(definition.unit) } else { definition.unit };
    let unit = Denomination::new(unit, definition.shown, model.currency);
    let mut change = Change {
        head: AnswerHead::new(model, to.scenario),
        row: definition.name.clone(),
        unit,
        units: FieldUnits::new([
            ("amount", unit),
            ("share", Denomination::PERCENT),
            ("log_points", Denomination::COUNT),
        ]),
        rollup,
        from: shown(model, &from, before),
        to: shown(model, &to, after),
        change: None,
        log_points: None,
        causes: Vec::new(),
    };
    let (Some(old), Some(new)) = (before.number(), after.number()) else { return Ok(change) };
    let difference = minus(new, old);
    // Two figures that only rounding tells apart do not differ, and have no causes.
    let (new, difference) =
        if is_nothing(difference, &[old, new]) { (old, Number::ZERO) } else { (new, difference) };
    change.change = Some(difference);
    change.causes = causes(plan, (question, by), (&from, &to), (old, new));
    // The steps of a row from its own month before are no factors.
    let steps = |cause: &Cause| matches!(cause.kind, Kind::Step | Kind::Carried);
    if !old.is_negative()
        && !change.causes.iter().any(steps)
        && is_product(model, question, (&from, &to))
        && let (Some(log), Some(mean)) = (log_ratio(old, new), log_mean(old, new))
    {
        change.log_points = Some(points(log).round(DIGITS));
        log_points(&mut change.causes, points(log), mean);
    }
    Ok(change)
}

/// Decimals of what comes from logarithms.
const DIGITS: u32 = 12;

/// A logarithm in log points.
fn points(log: Number) -> Number {
    times(log, Number::HUNDRED)
}

/// One side of the question: the scenario, projected, with the row and the month found in it.
fn side<'m>(
    model: &'m Model,
    row: &str,
    (scenario, month): (&str, Option<&str>),
) -> Result<Side<'m>, Vec<Diagnostic>> {
    let (scenario, projection) = ask::projected(model, scenario)?;
    let row = ask::row(scenario, row);
    let month = month.map(|month| ask::month(&model.calendar, month)).transpose();
    match (row, month) {
        (Ok(row), Ok(month)) => Ok(Side { scenario, segments: &model.segments, projection, row, month }),
        (row, month) => Err(row.err().into_iter().chain(month.err()).collect()),
    }
}

/// The figure of a side: the month's, or the total by the row's roll-up.
fn figure(model: &Model, side: &Side<'_>) -> Cell {
    let definition = side.scenario.table.row(side.row);
    match side.month {
        Some(month) => side.projection.row(side.row)[month],
        None => rollup::roll_up(&side.projection, side.row, definition, 0..model.calendar.len()).value,
    }
}

/// A side's projection, which can be asked how it came about.
fn trace<'a>(model: &Model, side: &'a Side<'_>) -> Trace<'a, Cell> {
    Trace::new(side.scenario, &model.calendar, &side.projection)
}

/// A side as the answer has it.
fn shown(model: &Model, side: &Side<'_>, value: Cell) -> ChangeSide {
    ChangeSide {
        scenario: side.scenario.name.clone(),
        label: side.scenario.label.clone(),
        month: side.month.map(|month| model.calendar.label(month)),
        month_words: side.month.map(|month| model.calendar.words(month)),
        value: value.number(),
        gap: value.gap().map(|gap| gap_words(side.scenario, side.row, gap)),
    }
}

/// The causes of a change from `old` to `new`, the largest first; their amounts add up to it.
fn causes(
    plan: &SettledPlan,
    (question, by): (&WhyQuestion, Option<SegmentId>),
    (from, to): (&Side<'_>, &Side<'_>),
    (old, new): (Number, Number),
) -> Vec<Cause> {
    let model = plan.model();
    let months = model.calendar.len();
    let mut split = Split::new(&model.segments, (trace(model, from), trace(model, to)), question.depth);
    let mixed = mix::apart(&mut split, (from, to), months);
    match (&mixed, from.month, to.month) {
        (Some(_), ..) => {}
        (None, Some(a), Some(b)) => {
            split.give(Pair { from: (from.row, a), to: (to.row, b) }, Number::ONE, 0);
        }
        (None, ..) => totals(&mut split, from, to, months),
    }
    split.run();
    let found: Vec<(RowId, Cause)> =
        split.causes.into_iter().map(|found| told(plan, found, from, to)).collect();
    let change = minus(new, old);
    let mut causes = match (model.segments.is_empty(), &mixed) {
        (true, _) => found.into_iter().map(|(_, cause)| cause).collect(),
        (false, None) => families::together(plan, to, found, by),
        (false, Some(mixed)) => families::rates_and_mix(plan, to, found, (mixed, by)),
    };
    in_order(&mut causes, change, (old, new));
    for cause in &mut causes {
        let whole = cause.amount;
        in_order(&mut cause.causes, whole, (old, new));
    }
    shares(&mut causes, change);
    causes
}

/// Puts causes in order, the largest first, without what rounding leaves; their amounts add up to the whole.
fn in_order(causes: &mut Vec<Cause>, whole: Number, (old, new): (Number, Number)) {
    causes.sort_by(|a, b| b.amount.abs().cmp(&a.amount.abs()).then_with(|| a.name.cmp(&b.name)));
    // What rounding leaves is no cause, unless the change is nothing else.
    if causes.first().is_some_and(|largest| whole.is_zero() || !is_nothing(largest.amount, &[old, new])) {
        causes.retain(|cause| !is_nothing(cause.amount, &[old, new]));
    }
    level(causes, whole, |cause| &mut cause.amount);
    causes.retain(|cause| !cause.amount.is_zero());
}

/// Gives every cause the part of the change that it is.
fn shares(causes: &mut [Cause], change: Number) {
    for cause in causes {
        cause.share = divided(cause.amount, change).map(|share| share.round(DIGITS));
        shares(&mut cause.causes, change);
    }
}

/// What was found out of one cause, as the answer has it, with the row that it hangs on.
fn told(
    plan: &SettledPlan,
    (CauseKey { name, kind, month, .. }, found): (CauseKey, CauseSum),
    from: &Side<'_>,
    to: &Side<'_>,
) -> (RowId, Cause) {
    let (model, table) = (plan.model(), &to.scenario.table);
    let forward = from.month <= to.month;
    let own = table.row(found.row);
    // A hidden row serves one that people know; a line has a place of its own.
    let known = table.find(&name).filter(|_| own.hidden && kind != Kind::Line);
    let row = known.map_or(own, |known| table.row(known));
    let step = month.and_then(|month| {
        let values = to.projection.row(found.row);
        let (a, b) = (values[month.checked_sub(1)?].number()?, values[month].number()?);
        Some(if forward { (a, b) } else { (b, a) })
    });
    let place = (kind != Kind::Calendar).then_some(row.span);
    let (file, line) = place
        .map(|span| {
            let source = plan.sources().get(span.file);
            (source.name().to_string(), source.position(span.start as usize).line)
        })
        .unzip();
    let cause = Cause {
        name: name.clone(),
        kind,
        month: month.map(|month| model.calendar.label(month)),
        month_words: month.map(|month| model.calendar.words(month)),
        calendar: row.role.calendar(),
        place,
        file,
        line,
        values: found.values.or(step).or_else(|| known.and_then(|_| even_values(&name, from, to))),
        unit: Denomination::new(row.unit, row.shown, model.currency),
        amount: found.amount,
        share: None,
        log_points: None,
        member: None,
        members: None,
        causes: Vec::new(),
    };
    (known.filter(|known| table.row(*known).family.is_some()).unwrap_or(found.row), cause)
}

/// The values before and after of the row of a name, which a hidden row serves: those of the months that are compared, or
/// of every month where they are all the same. None where they differ by month.
fn even_values(name: &str, from: &Side<'_>, to: &Side<'_>) -> Option<(Number, Number)> {
    let value = |side: &Side<'_>| {
        let cells = side.projection.row(side.scenario.table.find(name)?);
        let first = cells.get(side.month.unwrap_or(0))?.number()?;
        let even =
            || cells.iter().all(|cell| cell.number().is_some_and(|number| number.compare(first).is_eq()));
        (side.month.is_some() || even()).then_some(first)
    };
    value(from).zip(value(to))
}

/// Gives every cause of a product's change its part of the logarithm.
fn log_points(causes: &mut [Cause], whole: Number, mean: Number) {
    let part = |cause: &Cause| divided(cause.amount, mean).map(points);
    let Some(mut parts) = causes.iter().map(part).collect::<Option<Vec<Number>>>() else { return };
    level(&mut parts, whole.round(DIGITS), |points| points);
    for (cause, points) in causes.iter_mut().zip(parts) {
        cause.log_points = Some(points);
        log_points(&mut cause.causes, points, mean);
    }
}

/// Rounds parts of a whole, and gives the largest what the last digits leave, so that they add up to it.
fn level<T>(parts: &mut [T], whole: Number, part: impl Fn(&mut T) -> &mut Number) {
    let mut sum = Number::ZERO;
    for each in parts.iter_mut() {
        let number = part(each);
        *number = number.round(DIGITS);
        sum = plus(sum, *number);
    }
    if let Some(largest) = parts.first_mut() {
        let number = part(largest);
        let size = plus(number.abs(), plus(whole.abs(), Number::ONE));
        debug_assert!(
            times(minus(whole, sum).abs(), Number::from(1_000_000_000u32)) <= size,
            "the causes add up to {sum}, not to {whole}"
        );
        *number = plus(*number, minus(whole, sum));
    }
}

/// Gives the months of two whole plans their parts, by the row's roll-up.
fn totals(split: &mut Split<'_>, from: &Side<'_>, to: &Side<'_>, months: usize) {
    let pair = |a: usize, b: usize| Pair { from: (from.row, a), to: (to.row, b) };
    let value = |side: &Side<'_>, month: usize| side.projection.row(side.row)[month].number();
    let both = |month: &usize| value(from, *month).is_some() && value(to, *month).is_some();
    let common: Vec<usize> = (0..months).filter(both).collect();
    let rollups = (from.scenario.table.row(from.row).rollup, to.scenario.table.row(to.row).rollup);
    match rollups {
        (RollupBy::Plain(Rollup::Sum), RollupBy::Plain(Rollup::Sum)) => {
            for month in 0..months {
                match (value(from, month), value(to, month)) {
                    (Some(_), Some(_)) => split.give(pair(month, month), Number::ONE, 0),
                    // A month that has no value on one side is left out of its total.
                    (old, new) => {
                        let amount = minus(new.unwrap_or_default(), old.unwrap_or_default());
                        split.cause(pair(month, month), Kind::Start, amount);
                    }
                }
            }
        }
        (RollupBy::Plain(Rollup::Last), RollupBy::Plain(Rollup::Last)) => {
            let last = |side: &Side<'_>| (0..months).rev().find(|month| value(side, *month).is_some());
            if let (Some(a), Some(b)) = (last(from), last(to)) {
                split.give(pair(a, b), Number::ONE, 0);
            }
        }
        (RollupBy::Plain(Rollup::Level), RollupBy::Plain(Rollup::Level))
            if common.len() == (0..months).filter(|month| value(from, *month).is_some()).count()
                && common.len() == (0..months).filter(|month| value(to, *month).is_some()).count() =>
        {
            let weight = divided(Number::ONE, Number::from(common.len())).unwrap_or_default();
            for month in common {
                split.give(pair(month, month), weight, 0);
            }
        }
        (RollupBy::Quotient(a, b), RollupBy::Quotient(x, y))
            if ratio(split, (from, to), ((a, b), (x, y)), months) => {}
        _ => {
            let figures = [from, to].map(|side| {
                let definition = side.scenario.table.row(side.row);
                rollup::roll_up(&side.projection, side.row, definition, 0..months).value
            });
            if let Some(change) = difference((figures[0], figures[1])) {
                split.cause(pair(months - 1, months - 1), Kind::Row, change);
            }
        }
    }
}

/// Splits the change of one total over another: each has the part that its logarithm has. Says whether that can be
/// done; if not, nothing has been given to anybody.
fn ratio(
    split: &mut Split<'_>,
    (from, to): (&Side<'_>, &Side<'_>),
    ((a, b), (x, y)): ((Argument, Argument), (Argument, Argument)),
    months: usize,
) -> bool {
    let counts = |side: &Side<'_>, above: Argument, below: Argument| -> Vec<usize> {
        let both = |month: &usize| {
            let at = |input| side.projection.input(input, *month).number();
            at(above).is_some() && at(below).is_some()
        };
        (0..months).filter(both).collect()
    };
    let counted = counts(from, a, b);
    if counted != counts(to, x, y) {
        return false;
    }
    let total = |side: &Side<'_>, input: Argument| {
        let add = |sum: Cell, month: &usize| sum.add(side.projection.input(input, *month), 0);
        counted.iter().fold(Cell::ZERO, add)
    };
    let (above, below) = ((total(from, a), total(to, x)), (total(from, b), total(to, y)));
    let whole = (above.0.div(below.0, 0), above.1.div(below.1, 0));
    let mean = |(old, new): (Cell, Cell)| log_mean(old.number()?, new.number()?);
    let (Some(whole), Some(above), Some(below)) = (mean(whole), mean(above), mean(below)) else {
        return false;
    };
    let (Some(above), Some(below)) = (divided(whole, above), divided(whole, below)) else { return false };
    for month in &counted {
        let own = Pair { from: (from.row, *month), to: (to.row, *month) };
        split.input(own, (a, x), (*month, *month), (above, 1));
        split.input(own, (b, y), (*month, *month), (below.negated(), 1));
    }
    true
}
