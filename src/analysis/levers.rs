//! Levers: what a row does when each input is moved alone, by the same share of its own value.

use serde::Serialize;

use crate::diagnostic::{Advice, Code, Diagnostic, Prose};
use crate::eval::{Projection, WhatIf, dependents, precedents};
use crate::model::{Argument, Bound, Family, Formula, Model, Operand, Row, RowId, Scenario, SegmentId};
use crate::source::{FileId, Sources, Span};
use crate::syntax;
use crate::syntax::tree::LiteralUnit;
use crate::value::{Cell, Denomination, FigureUnit, Number};

use super::SettledPlan;
use super::bounds::kept_counts;
use super::family_input::{FamilyInput, JoinedScenario, NeededKind, Together, joined};
use super::head::{AnswerHead, AnswerSubject, FieldUnits};
use super::measure::Measure;
use super::solve::{HoldsFor, Problem, SolveAnswer, Stated, needed, now_as_stated};
use super::{ask, inputs, parallel, troubles};

/// Every input of a plan and what it does to one row.
#[derive(Clone, Debug, Serialize)]
pub struct Levers {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The figure that is looked at.
    #[serde(flatten)]
    pub subject: AnswerSubject,
    /// The figure as the plan stands.
    pub base: Option<Number>,
    /// The share by which inputs are moved.
    pub by: Number,
    /// That `by` is a share.
    units: FieldUnits,
    /// The goal that `needed` is about, in canonical form.
    pub goal: Option<String>,
    /// The month that the figure is of as the plan stands, in words, where the best of several months counts.
    #[serde(skip)]
    pub best_month: Option<String>,
    /// Whether the members of a segment are moved each alone.
    #[serde(skip)]
    pub single: bool,
    /// The inputs, the strongest first.
    pub levers: Vec<Lever>,
    /// The numbers without a name that the figure is worked out from: no input, so that they are not moved.
    #[serde(skip)]
    pub unnamed: Vec<Unnamed>,
}

/// A number that stands in a formula without a name of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unnamed {
    /// The number as it is written: `$15k`.
    pub text: String,
    /// Where: `line 8`, in a file that the plan uses with its name.
    pub place: String,
}

/// One input: what it is now, what a little more or less of it does, and what the goal needs of it.
#[derive(Clone, Debug, Serialize)]
pub struct Lever {
    /// The name of the row that is moved.
    pub input: String,
    /// Of an input that all members of a segment have, and that is moved for all of them together, the segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// What its values count; of an action, how often in a working day.
    pub unit: FigureUnit,
    /// Its value, of an action a working day's; none where it differs by month or member.
    pub current: Option<Number>,
    /// Where it differs, its mean.
    pub mean: Option<Number>,
    /// The row's figure with less of it; none where the plan makes no sense then.
    pub down: Option<Number>,
    /// The row's figure with more of it; none where the plan makes no sense then.
    pub up: Option<Number>,
    /// What it alone would have to be for the goal to hold, if that is possible: a value, or where it differs
    /// by month the factor for all of its months.
    pub needed: Option<Number>,
    /// Whether `needed` is the most that still meets the goal, and not the least.
    #[serde(skip)]
    pub needed_at_most: bool,
    /// Whether the goal holds with any value of it.
    #[serde(skip)]
    pub any_will_do: bool,
    /// Whether `needed` is a value or a factor.
    pub needed_is: NeededKind,
    /// That `down` and `up` count what the row's figure counts, and a factor nothing.
    units: FieldUnits,
    /// Of an action that the plan states per week or longer, the number now and the one needed in that period.
    #[serde(skip)]
    pub stated: Option<Stated>,
    /// Why a side has no figure, in words; none where both have one.
    #[serde(skip)]
    pub refused: Option<String>,
    /// The months that `down` and `up` are of, in words, where that is another month than the plan's best as it stands.
    #[serde(skip)]
    pub other_months: [Option<String>; 2],
    /// The input that it only repeats, such as a stage's rate that is a variable.
    #[serde(skip)]
    pub repeats: Option<String>,
}

impl Lever {
    /// Whether what is needed is a factor.
    pub fn needs_factor(&self) -> bool {
        self.needed_is == NeededKind::Factor
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

/// Moves every input by the share `by` (such as `10%`), down and up, each alone, and looks at `row`: by default what
/// the first goal is about, else `bookings`, `velocity` or `revenue`, else what pipelines bring in, else the last
/// flow of money, else the last row that the plan shows. The inputs of all members of a segment are moved together.
///
/// # Errors What [`super::results`] finds, a share that is none, an unknown row.
pub fn levers(
    plan: &SettledPlan,
    scenario: &str,
    row: Option<&str>,
    by: &str,
) -> Result<Levers, Vec<Diagnostic>> {
    levers_by(plan, scenario, row, by, None)
}

/// [`levers`] where each member of the segment `single` is moved alone.
///
/// # Errors Those of [`levers`].
pub fn levers_by(
    plan: &SettledPlan,
    scenario: &str,
    row: Option<&str>,
    by: &str,
    single: Option<SegmentId>,
) -> Result<Levers, Vec<Diagnostic>> {
    let model = plan.model();
    let one = |found: Diagnostic| vec![found];
    let by = share(by).map_err(one)?;
    let (scenario, projection) = ask::projected(model, scenario)?;
    let row = match row {
        Some(name) => ask::row(scenario, name).map_err(one)?,
        None => ask::main_row(model, scenario).ok_or_else(|| one(ask::no_rows()))?,
    };
    // A goal on the row itself says better what is wanted of it than the first one of the plan.
    let goal = scenario.goals.iter().position(|goal| goal.row == row);
    let goal = goal.or_else(|| (!scenario.goals.is_empty()).then_some(0));
    let rollup = scenario.table.row(row).rollup.rollup();
    let measure = match goal.map(|goal| &scenario.goals[goal]) {
        Some(goal) if goal.row == row => Measure::of_goal(&projection, goal),
        Some(goal) => Measure::by_deadline(goal, rollup),
        None => Measure::Whole,
    };
    let base = measure.of(&projection, scenario, row).number();
    let subject = AnswerSubject::new(model, scenario, row, &measure);
    let kept_apart = |family: &Family| single == Some(family.segment);
    let joined = joined(model, scenario, &projection, Together::AsTheyStand, |family| !kept_apart(family));
    let moved = InputMover {
        model,
        scenario: &joined.scenario,
        projection: &joined.projection,
        joined: &joined,
        row,
        measure: &measure,
        best: measure.best_of(&projection, row),
        by,
        counts: kept_counts(scenario, &projection),
        unit: subject.unit,
    };
    let mut levers = moved.levers(goal);
    // Stable, and blind to the last digits: inputs that do the same stay in the order of the plan.
    levers.sort_by_key(|lever| std::cmp::Reverse(lever.effect(base).round(12)));
    Ok(Levers {
        head: AnswerHead::new(model, scenario),
        subject,
        base,
        by,
        units: FieldUnits::new([("by", Denomination::PERCENT)]),
        goal: goal.map(|goal| scenario.goals[goal].text.clone()),
        best_month: moved.best.map(|month| model.calendar.words(month)),
        single: single.is_some(),
        levers,
        unnamed: unnamed(scenario, plan.sources(), row),
    })
}

/// The numbers in formulas that a row is worked out from and that are no input's, in the order of the text. Zero and all of
/// something are no figures that anybody would move.
fn unnamed(scenario: &Scenario, sources: &Sources, row: RowId) -> Vec<Unnamed> {
    let needed = precedents(scenario, &[row]);
    let rows = scenario.table.rows.iter().zip(needed).filter(|(_, needed)| *needed).map(|(row, _)| row);
    let named = |row: &Row| scenario.table.find(&row.name).is_some_and(|id| scenario.table.row(id).input);
    let mut places: Vec<Span> = rows
        .filter(|row| !named(row))
        .flat_map(|row| &row.written.constants)
        .flat_map(|constant| constant.source.literals())
        .filter(|place| !matches!(sources.text(*place), "" | "0" | "1" | "0%" | "100%"))
        .collect();
    places.sort_by_key(|place| (place.file, place.start));
    places.dedup();
    let unnamed = |place: Span| {
        let source = sources.get(place.file);
        let line = format!("line {}", source.position(place.start as usize).line);
        // The main file is the first, and goes without saying.
        let is_main = place.file == FileId::default();
        let place_words = if is_main { line } else { format!("`{}`, {line}", source.name()) };
        Unnamed { text: sources.text(place).to_string(), place: place_words }
    };
    places.into_iter().map(unnamed).collect()
}

/// Reads a percentage above 0 and up to 100, as a share: 0.1 for `10%`.
fn share(text: &str) -> Result<Number, Diagnostic> {
    let wrong = |message: String, help: Prose| Diagnostic::without_place(Code::BadRate, message).help(help);
    let example = || Prose::from("such as ").advise(Advice::option("by", "10%"));
    // `-10%` is meant as less of each input, which is done anyway.
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
        // A share of one: `0.1` is ten percent.
        let part = Number::parse(number).filter(|part| *part < Number::ONE && !part.is_zero());
        let number = part.map_or(number.to_string(), |part| part.percent_text().trim_end_matches('%').into());
        return Err(wrong(message, format!("did you mean `{number}%`?").into()));
    }
    if literal.number.is_zero() || literal.number > Number::HUNDRED {
        let message = format!("`--by` is above 0% and at most 100%, and `{text}` is not");
        return Err(wrong(message, example()));
    }
    Ok(Number::from_percent(literal.number))
}

/// A row's figure, and the month that it is of where the best one counts.
type MovedFigure = (Option<Number>, Option<usize>);

struct InputMover<'a> {
    model: &'a Model,
    scenario: &'a Scenario,
    projection: &'a Projection<Cell>,
    /// The families that are moved as one.
    joined: &'a JoinedScenario,
    row: RowId,
    measure: &'a Measure,
    /// The month that the figure is of as the plan stands, where the best of several counts.
    best: Option<usize>,
    by: Number,
    /// The stocks that the plan keeps from falling below zero.
    counts: Vec<RowId>,
    /// What the row's figure counts.
    unit: Denomination,
}

impl InputMover<'_> {
    /// Every input, in the order of the plan. What one does has nothing to do with the others, so that as many are looked
    /// at together as there are processors.
    fn levers(&self, goal: Option<usize>) -> Vec<Lever> {
        parallel::each(&self.joined.inputs(), |input| self.lever(*input, goal))
    }

    /// What one input does, and what of it the goal needs.
    fn lever(&self, input: RowId, goal: Option<usize>) -> Lever {
        let row = self.scenario.table.row(input);
        let mut refused = None;
        let less = Number::ONE.minus(self.by).ok().map(|(factor, _)| factor);
        let more = Number::ONE.plus(self.by).ok().map(|(factor, _)| factor);
        let [(down, less_month), (up, more_month)] = self.figures(input, [less, more]).map(|found| {
            let found = found.map_err(|why| refused.get_or_insert(why).clone()).ok();
            found.unwrap_or((None, None))
        });
        let words = |month: usize| self.model.calendar.words(month);
        let other = |month: Option<usize>| month.filter(|_| month != self.best).map(words);
        let (scenario, calendar) = (self.scenario, &self.model.calendar);
        let family = self.joined.family(input);
        let is_factor = family.is_some_and(|family| family.kind == NeededKind::Factor);
        let current = inputs::current(scenario, calendar, self.projection, input).filter(|_| !is_factor);
        let mean = || match family.filter(|_| is_factor) {
            Some(family) => family.mean(scenario, calendar, self.projection),
            None => inputs::mean(scenario, calendar, self.projection, input),
        };
        let answer = goal.and_then(|goal| self.needed(input, goal));
        let needed = answer.as_ref().and_then(|answer| answer.needed);
        let needed_is = if current.is_some() { NeededKind::Value } else { NeededKind::Factor };
        let mut units = vec![("down", self.unit), ("up", self.unit)];
        if needed_is == NeededKind::Factor {
            units.push(("needed", Denomination::COUNT));
        }
        Lever {
            input: row.name.clone(),
            stated: self.stated(input, current, needed),
            segment: family.map(|family| family.segment.clone()),
            unit: match family {
                Some(family) => family.unit(self.model, scenario),
                None => inputs::unit(scenario, self.model.currency, input),
            },
            mean: if current.is_none() { mean() } else { None },
            current,
            down,
            up,
            needed,
            any_will_do: answer.as_ref().is_some_and(|answer| answer.extent == HoldsFor::Any),
            needed_at_most: answer.is_some_and(|answer| answer.at_most),
            needed_is,
            units: FieldUnits::new(units),
            refused,
            other_months: [other(less_month), other(more_month)],
            repeats: self.repeats(input),
        }
    }

    /// What an input alone would have to be for a goal to hold; where it holds already, how little would do.
    fn needed(&self, input: RowId, goal: usize) -> Option<SolveAnswer> {
        // What does not move the goal needs no search.
        let goal = self.scenario.goals.get(goal)?;
        let moves = dependents(self.scenario, &[input])[goal.row.index()];
        let InputMover { model, scenario, projection, .. } = *self;
        let problem = || Problem { model, scenario, projection, input, goals: vec![goal], is_sound: true };
        let members = self.joined.family(input).map_or(&[][..], FamilyInput::factor_of);
        moves.then(|| needed(problem(), members))
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

    /// The row's figure with every month of an input times each of these factors, and the month that it is of where the
    /// best one counts; or why that makes no sense. Only what the input reaches is computed, and of that what the figure,
    /// bounds and counts need.
    fn figures(&self, input: RowId, factors: [Option<Number>; 2]) -> [Result<MovedFigure, String>; 2] {
        let what_if = WhatIf::new(self.model, self.scenario, self.projection, &[input]);
        let moved = |input: &Argument| match input {
            Argument::Row(row) => Some(*row).filter(|row| what_if.changes(*row)),
            Argument::Constant(_) => None,
        };
        let bounds: Vec<&Bound> = self
            .scenario
            .bounds
            .iter()
            .filter(|bound| bound.inputs.iter().any(|row| moved(row).is_some()))
            .collect();
        let counts: Vec<RowId> = self.counts.iter().copied().filter(|row| what_if.changes(*row)).collect();
        let mut wanted = self.measure.needs(self.scenario, self.row);
        wanted.extend(bounds.iter().flat_map(|bound| &bound.inputs).filter_map(moved));
        wanted.extend(&counts);
        let mut what_if = what_if.narrow(&wanted);
        let values = self.projection.row(input);
        factors.map(|factor| {
            let Some(factor) = factor else { return Ok((None, None)) };
            what_if.set(input, |month| values[month].mul(Cell::from(factor), input.0));
            what_if.compute();
            if let Some(broken) =
                bounds.iter().find_map(|bound| troubles::broken(self.model, &what_if, bound))
            {
                return Err(broken.message);
            }
            if let Some(below) = troubles::below(self.model, self.scenario, &what_if, &counts) {
                return Err(below);
            }
            let figure = self.measure.of(&what_if, self.scenario, self.row).number();
            Ok((figure, self.measure.best_of(&what_if, self.row)))
        })
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
