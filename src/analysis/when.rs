//! The first month in which a condition holds, and how near the plan comes if there is none.

use serde::{Serialize, Serializer};

use super::SettledPlan;
use super::head::AnswerHead;
use super::troubles;
use super::unknown;
use crate::check::{CheckedExpression, Condition, ConditionComparison, ConditionPart};
use crate::diagnostic::Diagnostic;
use crate::eval::Projection;
use crate::model::{Argument, Compare, Model};
use crate::value::{Cell, Denomination, Number};

/// In which months a condition holds, or how near the plan comes.
#[derive(Clone, Debug, Serialize)]
pub struct When {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The condition in canonical form.
    pub condition: String,
    /// The first month in which it holds, as it is written in a plan.
    pub month: Option<String>,
    /// What the sides of the comparison count.
    pub unit: Denomination,
    /// The first month in which it holds.
    pub first: Option<Moment>,
    /// The first month after that in which it holds no more.
    pub ceases: Option<Moment>,
    /// Where it never holds, the month in which it comes nearest.
    pub nearest: Option<Moment>,
    /// What it is put together of, where it is no single comparison.
    #[serde(flatten, serialize_with = "compound_or_nothing")]
    pub compound: Option<CompoundCondition>,
    /// In how many months the condition has no value.
    #[serde(skip)]
    pub missing: usize,
    /// What is to be known of the answer, in sentences.
    pub notes: Vec<String>,
}

/// One month, and the sides of the comparison in it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Moment {
    /// The month as it is written in a plan.
    pub month: String,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: String,
    /// The sides, where the condition is one comparison that has both in this month.
    #[serde(flatten, serialize_with = "sides_or_nulls")]
    pub sides: Option<Sides>,
}

/// The two sides of a comparison in one month.
#[derive(Clone, PartialEq, Debug)]
pub struct Sides {
    /// The left side as written.
    pub left_text: String,
    /// The value of the left side in the month.
    pub left: Number,
    /// The right side as written.
    pub right_text: String,
    /// The value of the right side in the month.
    pub right: Number,
    /// How far the sides are apart, never below zero.
    pub gap: Number,
}

/// A part of a condition that `and` or `or` joins: when it holds on its own, or how near it comes.
#[derive(Clone, Debug, Serialize)]
pub struct WhenPart {
    /// The part; a `not` before it is taken into it.
    pub condition: String,
    /// What its sides count.
    pub unit: Denomination,
    /// The first month in which it holds.
    pub first: Option<Moment>,
    /// Where it never holds, the month in which it comes nearest.
    pub nearest: Option<Moment>,
    /// Its sides in the month that the whole answer is about.
    #[serde(skip)]
    pub then: Option<Sides>,
    /// Its own parts, where it is no single comparison.
    #[serde(flatten, serialize_with = "compound_or_nothing")]
    pub compound: Option<CompoundCondition>,
}

/// What a condition is put together of.
#[derive(Clone, Debug)]
pub struct CompoundCondition {
    /// Whether all parts have to hold (`and`), or one of them (`or`).
    pub all: bool,
    /// The parts that `and` or `or` joins, in the order of the condition.
    pub parts: Vec<WhenPart>,
    /// Where the whole never holds, the parts that it lacks in the month in which it comes nearest: of `and`
    /// those that do not hold, of `or` the one that comes nearest.
    pub lacks: Vec<String>,
}

/// The fields of [`CompoundCondition`], which are there for a single comparison too.
fn compound_or_nothing<S: Serializer>(
    compound: &Option<CompoundCondition>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct CompoundFields<'a> {
        joined: Option<&'static str>,
        lacks: &'a [String],
        parts: &'a [WhenPart],
    }
    let compound = compound.as_ref();
    let fields = CompoundFields {
        joined: compound.map(CompoundCondition::word),
        lacks: compound.map_or(&[], |compound| &compound.lacks),
        parts: compound.map_or(&[], |compound| &compound.parts),
    };
    fields.serialize(serializer)
}

/// The figures of [`Sides`]; null for a condition of parts.
fn sides_or_nulls<S: Serializer>(sides: &Option<Sides>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct SideFields {
        left: Option<Number>,
        right: Option<Number>,
        gap: Option<Number>,
    }
    let figure = |side: fn(&Sides) -> Number| sides.as_ref().map(side);
    let fields = SideFields {
        left: figure(|sides| sides.left),
        right: figure(|sides| sides.right),
        gap: figure(|sides| sides.gap),
    };
    fields.serialize(serializer)
}

impl CompoundCondition {
    /// The word that joins the parts: `and` or `or`.
    pub fn word(&self) -> &'static str {
        if self.all { "and" } else { "or" }
    }
}

/// Finds the first month in which a condition holds, or the one in which it comes nearest.
///
/// # Errors
/// Values that make no sense, in the condition or in the plan.
pub fn when(plan: &SettledPlan, asked: &CheckedExpression) -> Result<When, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = projected(model, asked)?;
    let truth = projection.row(asked.row);
    let first = truth.iter().position(|cell| cell.truth() == Some(true));
    let ceases = first.and_then(|first| {
        let after = truth[first..].iter().position(|cell| cell.truth() == Some(false))?;
        Some(first + after)
    });
    let look = ConditionReader { model, projection: &projection };
    let nearest = if first.is_none() { look.nearest(&asked.condition) } else { None };
    let moment = |month: usize| look.moment(&asked.condition, month);
    Ok(When {
        head: AnswerHead::new(model, &scenario),
        condition: asked.text.clone(),
        month: first.map(|month| model.calendar.label(month)),
        unit: look.unit(&asked.condition),
        first: first.map(moment),
        ceases: ceases.map(moment),
        nearest: nearest.map(moment),
        compound: look.compound(&asked.condition, first.or(nearest), first.is_none()),
        missing: truth.iter().filter(|cell| cell.truth().is_none()).count(),
        notes: asked.notes.clone(),
    })
}

/// The scenario of an expression with every `?` that it reaches found, and its projection.
pub(super) fn projected(
    model: &Model,
    asked: &CheckedExpression,
) -> Result<(crate::model::Scenario, Projection<Cell>), Vec<Diagnostic>> {
    let scenario = unknown::settled_as(model, asked);
    let projection = Projection::new(&scenario, &model.calendar);
    let errors = troubles::errors(model, &scenario, &projection);
    if errors.is_empty() { Ok((scenario, projection)) } else { Err(errors) }
}

/// How far a condition is from holding in a month: the comparisons that do not hold, and how much they lack,
/// each as a part of its larger side, so that dollars and deals can be added up.
type Distance = (usize, Number);

/// A look at the months of a projection.
struct ConditionReader<'a> {
    model: &'a Model,
    projection: &'a Projection<Cell>,
}

impl ConditionReader<'_> {
    /// What a comparison's sides count; of a condition of parts nothing.
    fn unit(&self, condition: &Condition) -> Denomination {
        match condition {
            Condition::Comparison(comparison) => {
                Denomination::new(comparison.unit, comparison.shown, self.model.currency)
            }
            _ => Denomination::COUNT,
        }
    }

    /// A month by name, with the sides of a comparison in it.
    fn moment(&self, condition: &Condition, month: usize) -> Moment {
        let calendar = &self.model.calendar;
        let (month_name, month_words) = (calendar.label(month), calendar.words(month));
        Moment { month: month_name, month_words, sides: self.sides(condition, month) }
    }

    /// The sides of a comparison that has both in this month.
    fn sides(&self, condition: &Condition, month: usize) -> Option<Sides> {
        let Condition::Comparison(ConditionComparison { left, right, .. }) = condition else { return None };
        let number = |input: Argument| self.projection.input(input, month).number();
        let (left_text, right_text) = (left.0.clone(), right.0.clone());
        let (left, right) = (number(left.1)?, number(right.1)?);
        let gap = left.minus(right).ok()?.0.abs();
        Some(Sides { left_text, left, right_text, right, gap })
    }

    /// Whether it holds in a month; none where it has no value there.
    fn holds(&self, condition: &Condition, month: usize) -> Option<bool> {
        // One part may be enough to tell, whatever the others are.
        let decided = |parts: &[ConditionPart], by: bool| {
            let mut known = true;
            for part in parts {
                match self.holds(&part.condition, month) {
                    Some(holds) if holds == by => return Some(by),
                    Some(_) => {}
                    None => known = false,
                }
            }
            known.then_some(!by)
        };
        match condition {
            Condition::Comparison(comparison) => {
                let sides = self.sides(condition, month)?;
                Some(comparison.compare.holds(sides.left.compare(sides.right)))
            }
            Condition::All(parts) => decided(parts, false),
            Condition::Any(parts) => decided(parts, true),
            Condition::Other => None,
        }
    }

    /// The month in which a condition comes nearest to what is asked; of equals, the first. Of two that are to differ it
    /// is looked for from the month on in which they first do: before, they are no nearer than at their start.
    fn nearest(&self, condition: &Condition) -> Option<usize> {
        let short = |month: usize| match condition {
            // Sides of one unit need no measure.
            Condition::Comparison(comparison) => {
                Some((0, short(comparison.compare, &self.sides(condition, month)?)?))
            }
            _ => self.distance(condition, month),
        };
        let months = 0..self.model.calendar.len();
        let differ = |month: &usize| self.sides(condition, *month).is_some_and(|sides| !sides.gap.is_zero());
        let start = months.clone().find(differ).unwrap_or(0);
        let mut best: Option<(usize, Distance)> = None;
        for month in months.skip(start) {
            if let Some(distance) = short(month)
                && best.is_none_or(|(_, least)| distance < least)
            {
                best = Some((month, distance));
            }
        }
        best.map(|(month, _)| month)
    }

    /// How far a condition is from holding in a month; none where it has no value there.
    fn distance(&self, condition: &Condition, month: usize) -> Option<Distance> {
        match condition {
            Condition::Comparison(comparison) => {
                if self.holds(condition, month)? {
                    return Some((0, Number::ZERO));
                }
                let sides = self.sides(condition, month)?;
                let size = sides.left.abs().max(sides.right.abs());
                let share = if size.is_zero() { sides.gap } else { sides.gap.over(size).ok()?.0 };
                // A comparison that nothing can be added to is as far as can be.
                Some((1, if comparison.compare == Compare::NotEqual { Number::ONE } else { share }))
            }
            Condition::All(parts) => parts.iter().try_fold((0, Number::ZERO), |sum, part| {
                let (count, share) = self.distance(&part.condition, month)?;
                Some((sum.0 + count, sum.1.plus(share).ok()?.0))
            }),
            Condition::Any(parts) => {
                parts.iter().filter_map(|part| self.distance(&part.condition, month)).min()
            }
            Condition::Other => None,
        }
    }

    /// What a condition is put together of; `month` is the one that the answer is about, which it lacks
    /// something in if it `fails`.
    fn compound(
        &self,
        condition: &Condition,
        month: Option<usize>,
        fails: bool,
    ) -> Option<CompoundCondition> {
        let (all, parts) = match condition {
            Condition::All(parts) => (true, parts),
            Condition::Any(parts) => (false, parts),
            Condition::Comparison(_) | Condition::Other => return None,
        };
        let lacks = match month.filter(|_| fails) {
            None => Vec::new(),
            Some(month) if all => parts
                .iter()
                .filter(|part| self.holds(&part.condition, month) == Some(false))
                .map(|part| part.text.clone())
                .collect(),
            Some(month) => {
                let far = |part: &&ConditionPart| self.distance(&part.condition, month);
                let known = parts.iter().filter(|part| far(part).is_some());
                known.min_by_key(far).map(|part| part.text.clone()).into_iter().collect()
            }
        };
        let parts = parts.iter().map(|part| self.part(part, month)).collect();
        Some(CompoundCondition { all, parts, lacks })
    }

    /// A part on its own, and its sides in the month that the whole answer is about.
    fn part(&self, part: &ConditionPart, month: Option<usize>) -> WhenPart {
        let condition = &part.condition;
        let mut months = 0..self.model.calendar.len();
        let first = months.find(|month| self.holds(condition, *month) == Some(true));
        let nearest = if first.is_none() { self.nearest(condition) } else { None };
        let moment = |month: usize| self.moment(condition, month);
        WhenPart {
            condition: part.text.clone(),
            unit: self.unit(condition),
            first: first.map(moment),
            nearest: nearest.map(moment),
            then: month.and_then(|month| self.sides(condition, month)),
            compound: self.compound(condition, first.or(nearest), first.is_none()),
        }
    }
}

/// How much a comparison lacks; below zero where it holds with something to spare.
fn short(compare: Compare, sides: &Sides) -> Option<Number> {
    let short = match compare {
        Compare::AtLeast | Compare::Greater => sides.right.minus(sides.left),
        Compare::AtMost | Compare::Less => sides.left.minus(sides.right),
        Compare::Equal | Compare::NotEqual => return Some(sides.gap),
    };
    short.ok().map(|(short, _)| short)
}
