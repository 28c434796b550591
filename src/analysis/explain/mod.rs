//! Why a figure is what it is: its formula with values, each term followed back to the inputs, the rules that
//! were applied.
//!
//! The terms are exact: put together as they say they are joined, they give the figure (see [`TermOperator`]). What is
//! said of them, and with how many digits, is the report's business.

mod entries;
mod members;
mod over_months;
mod term;
mod units;
mod walk;

pub use term::{
    EntryAmount, ExplainedFigure, Explanation, Followed, Joined, MemberAmount, OverTerm, RowTerm, Term,
    TermKind, TermOperator,
};

use crate::diagnostic::Diagnostic;
use crate::eval::Trace;
use crate::model::{Argument, PipelinePart, RollupBy, Row, RowId};
use crate::value::{Cell, Denomination, Number, NumberStyle, Rollup, Unit};

use super::project::gap_words;
use super::{AnswerHead, SettledPlan, ask, rollup};
use entries::{Entries, Mixture};
use units::over_months;
use walk::Walk;

/// What is to be explained.
#[derive(Clone, Debug)]
pub struct ExplainQuestion<'q> {
    /// The scenario, `base` for the plan as it stands.
    pub scenario: &'q str,
    /// The name of the row whose figure is explained.
    pub row: &'q str,
    /// The month; without one, the total and the last month.
    pub month: Option<&'q str>,
    /// How many levels to follow. Without a limit each row is followed to the inputs, but only once.
    pub depth: Option<usize>,
}

/// Explains a row's figure.
///
/// Errors are what [`super::results`] finds, and rows, months and scenarios that the plan does not have.
pub fn explain(plan: &SettledPlan, question: &ExplainQuestion) -> Result<Explanation, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, question.scenario)?;
    let row = ask::row(scenario, question.row);
    let month = question.month.map(|month| ask::month(&model.calendar, month)).transpose();
    let (id, month) = match (row, month) {
        (Ok(row), Ok(month)) => (row, month),
        (row, month) => return Err(row.err().into_iter().chain(month.err()).collect()),
    };
    let definition = scenario.table.row(id);
    let mut figures = Vec::new();
    let mut walk = Walk::new(plan, Trace::new(scenario, &model.calendar, &projection), question.depth);
    if month.is_none() {
        figures.push(total(&mut walk, id, definition));
    }
    let last = model.calendar.len().saturating_sub(1);
    figures.push(single(&mut walk, id, definition, month.unwrap_or(last)));
    figures.iter_mut().for_each(|figure| units::complete(&mut figure.term, model.currency));
    Ok(Explanation {
        head: AnswerHead::new(model, scenario),
        row: definition.name.clone(),
        doc: definition.doc.clone(),
        unit: walk.denomination(definition),
        rollup: definition.rollup.rollup(),
        figures,
    })
}

/// The figure of one month, explained.
fn single(walk: &mut Walk<'_>, id: RowId, definition: &Row, month: usize) -> ExplainedFigure {
    let mut term = walk.row(id, month, 1).joined(Joined::Plus);
    let cell = walk.trace.projection().row(id)[month];
    if is_velocity(definition) {
        term.rules.push(
            "velocity is what the open deals are worth per month at the rates of the month, bookings are what \
             closes: month by month the two may be a tenth apart, because months are of different lengths"
                .to_string(),
        );
    }
    let mut mixture = Mixture::new(&mut walk.trace);
    let entries = if mixture.is_entry(id) { None } else { mixture.of(id, month) };
    let unit = walk.denomination(definition);
    ExplainedFigure {
        month: Some(walk.calendar().label(month)),
        month_words: Some(walk.calendar().words(month)),
        figure: unit.of(term.value),
        gap: cell.gap().map(|gap| gap_words(walk.trace.scenario(), id, gap)),
        entries: listed(walk, entries.unwrap_or_default(), unit),
        members: Vec::new(),
        term,
    }
}

/// Whether a row is the velocity of a pipeline, of which readers ask why it is not the bookings.
fn is_velocity(definition: &Row) -> bool {
    definition.role.pipeline_part() == Some(PipelinePart::Velocity)
}

/// The figure over the whole plan, explained by the row's roll-up: its terms are months.
fn total(walk: &mut Walk<'_>, id: RowId, definition: &Row) -> ExplainedFigure {
    let months = 0..walk.calendar().len();
    let figure = rollup::roll_up(walk.trace.projection(), id, definition, months.clone());
    let value = figure.value.number();
    let unit = walk.denomination(definition);
    let column = walk.trace.projection().row(id);
    let present: Vec<usize> = months.clone().filter(|month| column[*month].number().is_some()).collect();
    let mut term = walk.term_of(id, None, value, Followed::Here);
    let (words, how, terms) = match definition.rollup {
        RollupBy::Plain(Rollup::Sum) => {
            ("the total: all months added up", TermOperator::Sum, walk.plain_months(id, &present))
        }
        RollupBy::Plain(Rollup::Last) => {
            let last: Vec<usize> = present.last().copied().into_iter().collect();
            (
                "a balance: the last month stands for the whole",
                TermOperator::Same,
                walk.plain_months(id, &last),
            )
        }
        RollupBy::Plain(Rollup::Level) => {
            let terms = walk.plain_months(id, &present);
            (
                "a level: the mean of the months",
                TermOperator::Product,
                mean(terms, walk.denomination(definition)),
            )
        }
        RollupBy::Quotient(above, below) => {
            let terms = quotient(walk, (above, below), months);
            ("a ratio of two flows: one total over the other", TermOperator::Product, terms)
        }
    };
    term.rules.push(words.to_string());
    if figure.partial {
        term.rules.push("months without a value are left out".to_string());
    }
    if !present.is_empty() {
        (term.how, term.terms) = (how, terms);
    }
    if definition.rollup == RollupBy::Plain(Rollup::Sum) {
        // Months of a flow add up to an amount.
        term.unit = over_months(unit);
    }
    let mut entries = Entries::new();
    if definition.rollup == RollupBy::Plain(Rollup::Sum) {
        let mut mixture = Mixture::new(&mut walk.trace);
        let months = if mixture.is_entry(id) { &[][..] } else { &present };
        // All or nothing: entries of some of the months would not add up to the total.
        let all: Option<Vec<Entries>> = months.iter().map(|month| mixture.of(id, *month)).collect();
        let mut of_months = all.unwrap_or_default().into_iter();
        let added = of_months.try_for_each(|of_month| entries::add(&mut entries, &of_month, Number::ONE));
        if added.is_none() {
            entries.clear();
        }
    }
    let unit = term.unit.unwrap_or(unit);
    ExplainedFigure {
        month: None,
        month_words: None,
        figure: unit.of(term.value),
        gap: figure.value.gap().map(|gap| gap_words(walk.trace.scenario(), id, gap)),
        entries: listed(walk, entries, unit),
        members: walk.amounts_of_members(definition).unwrap_or_default(),
        term,
    }
}

/// The sum of terms, those without a value left out; none where it is too large a number.
fn sum(terms: &[Term]) -> Option<Number> {
    let add = |sum: Cell, term: &Term| sum.add(term.value.map_or(Cell::ZERO, Cell::from), 0);
    terms.iter().fold(Cell::ZERO, add).number()
}

/// A mean as a product: the sum of the terms over their number.
fn mean(terms: Vec<Term>, unit: Denomination) -> Vec<Term> {
    let one = Denomination { shown: NumberStyle::Plain, ..unit.with_unit(Unit::ONE) };
    let count = Term::number(Number::from(terms.len()), Some(one)).joined(Joined::Over);
    let sum =
        Term { unit: Some(unit), ..Term::part(sum(&terms), TermOperator::Sum, terms) }.joined(Joined::Times);
    vec![sum, count]
}

/// The quotient of two totals as a product: the sums of two flows over the months in which both have a value.
fn quotient(
    walk: &mut Walk<'_>,
    (above, below): (Argument, Argument),
    months: std::ops::Range<usize>,
) -> Vec<Term> {
    let both = |month: &usize| {
        walk.cell(above, *month).number().is_some() && walk.cell(below, *month).number().is_some()
    };
    let months: Vec<usize> = months.filter(both).collect();
    let mut flow = |input: Argument, joined: Joined| {
        let terms: Vec<Term> =
            months.iter().map(|month| walk.glance(input, *month).joined(Joined::Plus)).collect();
        let unit = terms.first().and_then(|term| over_months(term.unit?));
        Term { unit, ..Term::part(sum(&terms), TermOperator::Sum, terms) }.joined(joined)
    };
    vec![flow(above, Joined::Times), flow(below, Joined::Over)]
}

/// Entries by month, what waited at the start first, those of nothing left out.
fn listed(walk: &Walk<'_>, entries: Entries, unit: Denomination) -> Vec<EntryAmount> {
    let calendar = walk.calendar();
    let entry = |(month, amount): (Option<usize>, Number)| EntryAmount {
        month: month.map(|month| calendar.label(month)),
        month_words: month.map(|month| calendar.words(month)),
        amount,
        unit,
    };
    entries.into_iter().filter(|(_, amount)| !amount.is_zero()).map(entry).collect()
}
