//! Levers: what a row does when each input is moved alone, by the same share of its own value.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::eval::{Projection, WhatIf, downstream};
use crate::model::{Formula, Model, Operand, RowId, Scenario};
use crate::source::Span;
use crate::syntax;
use crate::syntax::tree::LiteralUnit;
use crate::value::{Cell, Currency, Number, Rollup, Shown, Unit};

use super::SettledPlan;
use super::measure::Measure;
use super::solve::{Stated, needed, now_as_stated};
use super::{ask, inputs, troubles};

/// Every input of a plan and what it does to one row.
#[derive(Clone, Debug)]
pub struct Levers {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario and its label.
    pub scenario: (String, Option<String>),
    /// The plan's currency.
    pub currency: Currency,
    /// The row that is looked at.
    pub row: String,
    /// The unit of its figure.
    pub unit: Unit,
    /// How pure numbers of it are shown.
    pub shown: Shown,
    /// Which figure of the row: `total`, `end`, `mean`, a month, or the months that are summed.
    pub measure: String,
    /// The same in words.
    pub measure_words: String,
    /// The share by which inputs are moved.
    pub by: Number,
    /// The figure as the plan stands.
    pub base: Option<Number>,
    /// The goal that `needed` is about, in canonical form.
    pub goal: Option<String>,
    /// The inputs, the strongest first.
    pub levers: Vec<Lever>,
}

/// One input.
#[derive(Clone, Debug)]
pub struct Lever {
    /// The row.
    pub input: String,
    /// Its unit as results name it; of an action, `1/workday`.
    pub symbol: String,
    /// Its own unit.
    pub unit: Unit,
    /// How pure numbers of it are shown.
    pub shown: Shown,
    /// Its value, of an action a working day's; none where it differs by month.
    pub current: Option<Number>,
    /// Where it differs by month, its mean.
    pub mean: Option<Number>,
    /// The figure with less of it; none where the plan makes no sense then.
    pub down: Option<Number>,
    /// The figure with more of it.
    pub up: Option<Number>,
    /// What it alone would have to be for the goal to hold, if that is possible: a value, or where it differs
    /// by month the factor for all of its months.
    pub needed: Option<Number>,
    /// Of an action that the plan states per week or longer, the number now and the one needed in that period.
    pub stated: Option<Stated>,
    /// Why a side has no figure.
    pub refused: Option<String>,
    /// The input that it only repeats, such as a stage's rate that is a variable.
    pub repeats: Option<String>,
}

impl Lever {
    /// Whether what is needed is a factor: a value for all months would take the place of its course.
    pub fn needs_factor(&self) -> bool {
        self.current.is_none()
    }

    /// How far the row moves at most.
    pub fn effect(&self, base: Option<Number>) -> Number {
        let far = |side: Option<Number>| {
            let (side, base) = side.zip(base)?;
            // What differs in the last digit only was rounded on another way.
            if side.compare(base).is_eq() {
                return Some(Number::ZERO);
            }
            side.minus(base).ok().map(|(distance, _)| distance.abs())
        };
        far(self.down).max(far(self.up)).unwrap_or(Number::ZERO)
    }
}

/// Moves every input by the share `by` (such as `10%`) and looks at `row`: by default what the first goal
/// is about, else `bookings`, `velocity` or `revenue`, else what pipelines bring in, else the last flow of money, else the
/// last row that the plan shows.
pub fn levers(
    plan: &SettledPlan,
    scenario: &str,
    row: Option<&str>,
    by: &str,
) -> Result<Levers, Vec<Diagnostic>> {
    let model = plan.model();
    let one = |found: Diagnostic| vec![found];
    let by = share(by).map_err(one)?;
    let (scenario, projection) = ask::projected(model, scenario)?;
    let row = match row {
        Some(name) => ask::row(scenario, name).map_err(one)?,
        None => ask::main_row(model, scenario).ok_or_else(Vec::new)?,
    };
    // A goal on the row itself says better what is wanted of it than the first one of the plan.
    let goal = scenario.goals.iter().position(|goal| goal.row == row);
    let goal = goal.or_else(|| (!scenario.goals.is_empty()).then_some(0));
    let definition = scenario.table.row(row);
    let rollup = definition.rollup.rollup();
    let measure = match goal.map(|goal| &scenario.goals[goal]) {
        Some(goal) if goal.row == row => Measure::of_goal(goal),
        Some(goal) => Measure::by_deadline(goal, rollup),
        None => Measure::Whole,
    };
    let base = measure.of(&projection, scenario, row).number();
    let moved = Moved { model, scenario, projection: &projection, row, measure: &measure, by };
    let mut levers: Vec<Lever> = inputs::all(scenario).map(|input| moved.lever(input, goal)).collect();
    // Stable, and blind to the last digits: inputs that do the same stay in the order of the plan.
    levers.sort_by_key(|lever| std::cmp::Reverse(lever.effect(base).round(12)));
    let summed = matches!(measure, Measure::Sum(_)) || (measure == Measure::Whole && rollup == Rollup::Sum);
    Ok(Levers {
        title: model.title.clone(),
        scenario: (scenario.name.clone(), scenario.label.clone()),
        currency: model.currency,
        row: definition.name.clone(),
        unit: if summed { definition.unit.over_months().unwrap_or(definition.unit) } else { definition.unit },
        shown: definition.shown,
        measure: measure.name(&model.calendar, rollup),
        measure_words: measure.words(&model.calendar, rollup),
        by,
        base,
        goal: goal.map(|goal| scenario.goals[goal].text.clone()),
        levers,
    })
}

/// A percentage above 0 and up to 100.
fn share(text: &str) -> Result<Number, Diagnostic> {
    let wrong = |message: String, help: Prose| Diagnostic::without_place(Code::BadRate, message).help(help);
    let example = || Prose::from("such as ").advise(Advice::option("by", "10%"));
    if let Some(size) =
        text.trim().strip_prefix('-').filter(|size| size.starts_with(|first: char| first.is_ascii_digit()))
    {
        let message = format!("`--by` is above 0% and at most 100%, and `{text}` is not");
        let fix = Prose::from("every input is moved both ways: write ");
        let fix = fix.advise(Advice::option("by", size.trim()));
        return Err(wrong(message, fix));
    }
    let literal = syntax::literal(text, Span::default())
        .map_err(|found| wrong(format!("`--by` wants a percentage: {}", found.message), example()))?;
    if literal.unit != LiteralUnit::Percent || literal.per.is_some() {
        let message = format!("`--by` wants a percentage, and `{text}` is none");
        let number = text.trim_end_matches(|character: char| !character.is_ascii_digit());
        return Err(wrong(message, format!("did you mean `{number}%`?").into()));
    }
    if literal.number.is_zero() || literal.number > Number::HUNDRED {
        let message = format!("`--by` is above 0% and at most 100%, and `{text}` is not");
        return Err(wrong(message, example()));
    }
    Ok(literal.number.over(Number::HUNDRED).map_or(literal.number, |(share, _)| share))
}

struct Moved<'a> {
    model: &'a Model,
    scenario: &'a Scenario,
    projection: &'a Projection<Cell>,
    row: RowId,
    measure: &'a Measure,
    by: Number,
}

impl Moved<'_> {
    fn lever(&self, input: RowId, goal: Option<usize>) -> Lever {
        let row = self.scenario.table.row(input);
        let mut refused = None;
        let mut side = |factor: Option<Number>| {
            let found = self.figure(input, factor?);
            found.map_err(|why| refused.get_or_insert(why).clone()).ok().flatten()
        };
        let down = side(Number::ONE.minus(self.by).ok().map(|(factor, _)| factor));
        let up = side(Number::ONE.plus(self.by).ok().map(|(factor, _)| factor));
        let (scenario, calendar) = (self.scenario, &self.model.calendar);
        let current = inputs::current(scenario, calendar, self.projection, input);
        let mean = || inputs::mean(scenario, calendar, self.projection, input);
        let needed = goal.and_then(|goal| self.needed(input, goal));
        Lever {
            input: row.name.clone(),
            stated: self.stated(input, current, needed),
            symbol: inputs::unit_symbol(self.scenario, self.model.currency, input),
            unit: row.unit,
            shown: row.shown,
            mean: if current.is_none() { mean() } else { None },
            current,
            down,
            up,
            needed,
            refused,
            repeats: self.repeats(input),
        }
    }

    /// What an input alone would have to be for a goal to hold; where it holds already, how little would do.
    fn needed(&self, input: RowId, goal: usize) -> Option<Number> {
        // What does not move the goal needs no search.
        let goal = self.scenario.goals.get(goal)?;
        let moves = downstream(self.scenario, &[input])[goal.row.index()];
        if moves { needed(self.model, self.scenario, input, goal) } else { None }
    }

    /// The same in the period in which the plan states an action: what is needed is so many times the number
    /// now, or by so much another rate.
    fn stated(&self, input: RowId, current: Option<Number>, needed: Option<Number>) -> Option<Stated> {
        let stated = now_as_stated(self.model, self.scenario, self.projection, input)?;
        let factor = |needed: Number| match current {
            Some(current) if current.is_zero() => None,
            Some(current) => Some(needed.over(current).ok()?.0),
            None => Some(needed),
        };
        let needed = needed.and_then(factor).and_then(|factor| Some(stated.current?.times(factor).ok()?.0));
        Some(Stated { needed, ..stated })
    }

    /// The row's figure with every month of an input times a factor, or why that makes no sense.
    fn figure(&self, input: RowId, factor: Number) -> Result<Option<Number>, String> {
        let mut what_if = WhatIf::new(self.model, self.scenario, self.projection, &[input]);
        let values = self.projection.row(input);
        what_if.set(input, |month| values[month].times(Cell::from(factor), input.0));
        what_if.compute();
        for guard in &self.scenario.guards {
            if let Some(broken) = troubles::broken(self.model, &what_if, guard) {
                return Err(broken.message);
            }
        }
        Ok(self.measure.of(&what_if, self.scenario, self.row).number())
    }

    /// The input whose value this one takes over as it is.
    fn repeats(&self, input: RowId) -> Option<String> {
        let table = &self.scenario.table;
        match &table.row(input).formula {
            Formula::Steps { steps, result: Operand::Row(other), .. } if steps.is_empty() => {
                let other = table.row(*other);
                (other.input && !other.hidden).then(|| other.name.clone())
            }
            _ => None,
        }
    }
}

/// `{ "row", "measure", "base", "levers": [ { "input", "unit", "current", "down", "up", "needed" } ] }`, with
/// the share and the goal.
impl Serialize for Levers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("row", &self.row)?;
        map.serialize_entry("measure", &self.measure)?;
        map.serialize_entry("base", &self.base)?;
        map.serialize_entry("by", &self.by)?;
        map.serialize_entry("goal", &self.goal)?;
        map.serialize_entry("levers", &self.levers)?;
        map.end()
    }
}

impl Serialize for Lever {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("input", &self.input)?;
        map.serialize_entry("unit", &self.symbol)?;
        map.serialize_entry("current", &self.current)?;
        map.serialize_entry("mean", &self.mean)?;
        map.serialize_entry("down", &self.down)?;
        map.serialize_entry("up", &self.up)?;
        map.serialize_entry("needed", &self.needed)?;
        map.serialize_entry("needed_is", if self.needs_factor() { "factor" } else { "value" })?;
        map.end()
    }
}
