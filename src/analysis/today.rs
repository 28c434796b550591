//! Today: what one working day of a month asks for, or one working week, whether it fits, and what one more of something is worth.

use serde::{Serialize, Serializer};

use crate::diagnostic::Diagnostic;
use crate::eval::{Projection, WhatIf};
use crate::model::{Goal, MemberId, Model, Role, RowId, Scenario};
use crate::value::{Cell, Denomination, FigureUnit, Number, Period, Unit};

use super::SettledPlan;
use super::ask;
use super::head::{AnswerHead, AnswerSubject, FieldUnits};
use super::measure::Measure;

/// One working day of a month, or one working week. Times are minutes.
#[derive(Clone, Debug, Serialize)]
pub struct Today {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// What the figures count.
    units: FieldUnits,
    /// The month as a plan writes it.
    pub month: String,
    /// The month as people read it.
    #[serde(skip)]
    pub month_words: String,
    /// The number of working days of the month.
    pub workdays: Number,
    /// The number of working days that the list is for: 1, or those of a working week.
    pub days: Number,
    /// What there is to do, in the order of the plan.
    pub actions: Vec<TodayAction>,
    /// Minutes that deals take, at the stages that say so.
    pub deals: Option<Number>,
    /// The minutes of the whole day's or week's work.
    #[serde(rename = "minutes")]
    pub load: Option<Number>,
    /// The minutes that there are for it; none where the plan states no `capacity`.
    pub capacity: Option<Number>,
    /// The first goal, which the worth of one more is measured by.
    #[serde(flatten, serialize_with = "goal_or_nulls")]
    pub goal: Option<TodayGoal>,
    /// What a table calls the one member whose day it is, where it is not there in the month.
    #[serde(skip)]
    pub absent: Option<String>,
    /// Whether it is a week.
    #[serde(skip)]
    pub week: bool,
    /// The name of the action of which one more each day, or each week, moves the goal most, see [`Today::best`].
    best: Option<String>,
}

/// One action: how often in the day or the week, how long, and what one more of it is worth.
#[derive(Clone, Debug, Serialize)]
pub struct TodayAction {
    /// The name of the action, as formulas have it.
    pub name: String,
    /// How many of it.
    pub number: Option<Number>,
    /// The minutes that one of it takes; none where the plan does not say.
    #[serde(rename = "minutes_each")]
    pub each: Option<Number>,
    /// The minutes that all of them take.
    pub minutes: Option<Number>,
    /// How far one more of it each working day, or each working week, from this month on, moves the first goal's value.
    pub effect: Option<Number>,
    /// What one minute of it each working day, or each working week, moves: the effect over the minutes that one takes.
    pub effect_per_minute: Option<Number>,
    /// In a plan with segments, of how many members it is the work: those who are there. One more is then one more of each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<usize>,
    /// The segment whose members they are.
    #[serde(skip)]
    pub segment: Option<String>,
    /// Whether there is nobody to do it: a row that it is worked out from is 0 in the month, and so is it.
    #[serde(skip)]
    pub idle: bool,
}

/// The goal that effects are measured by.
#[derive(Clone, Debug)]
pub struct TodayGoal {
    /// The goal in canonical form.
    pub text: String,
    /// The figure that it is about.
    pub subject: AnswerSubject,
    /// Whether more is better.
    pub at_least: bool,
}

/// The goal and its figure, null where the plan has none.
fn goal_or_nulls<S: Serializer>(goal: &Option<TodayGoal>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct GoalFields<'a> {
        goal: Option<&'a str>,
        row: Option<&'a str>,
        unit: Option<Denomination>,
        measure: Option<&'a str>,
    }
    let subject = goal.as_ref().map(|goal| &goal.subject);
    let fields = GoalFields {
        goal: goal.as_ref().map(|goal| goal.text.as_str()),
        row: subject.map(|subject| subject.row.as_str()),
        unit: subject.map(|subject| subject.unit),
        measure: subject.map(|subject| subject.measure.as_str()),
    };
    fields.serialize(serializer)
}

impl Today {
    /// The action of which one more each day moves the goal most: for each minute where the plan says how
    /// long actions take, else for each of it. Only what moves the goal the right way, and what there is somebody for.
    pub fn best(&self) -> Option<&TodayAction> {
        self.actions.iter().find(|action| Some(&action.name) == self.best.as_ref())
    }
}

/// See [`Today::best`]; `up` says whether more of the goal's figure is better.
fn best(actions: &[TodayAction], up: bool) -> Option<&TodayAction> {
    let gain = |figure: Option<Number>| {
        let gain = figure.map(|figure| if up { figure } else { figure.negated() })?;
        (!gain.is_zero() && !gain.is_negative()).then_some(gain)
    };
    let timed = actions.iter().any(|action| action.effect_per_minute.is_some());
    let rank = |action: &TodayAction| gain(if timed { action.effect_per_minute } else { action.effect });
    let mut best: Option<(&TodayAction, Number)> = None;
    for action in actions.iter().filter(|action| !action.idle) {
        // Of equals, the first of the plan.
        if let Some(gain) = rank(action)
            && best.is_none_or(|(_, most)| gain.compare(most).is_gt())
        {
            best = Some((action, gain));
        }
    }
    best.map(|(action, _)| action)
}

/// A working day of `month`, the first of the plan if none is named (nothing here knows what day it is); or a working
/// week in it, of as many days as the plan's weekdays, 5 where it names none.
///
/// # Errors
/// What [`super::results`] finds, an unknown scenario or month.
pub fn today(
    plan: &SettledPlan,
    scenario: &str,
    month: Option<&str>,
    week: bool,
) -> Result<Today, Vec<Diagnostic>> {
    today_of(plan, scenario, (month, week), None)
}

/// The same of one member of a segment; without one, of everybody, what members do summed up by name.
///
/// # Errors
/// Those of [`today`].
pub fn today_of(
    plan: &SettledPlan,
    scenario: &str,
    (month, week): (Option<&str>, bool),
    only: Option<MemberId>,
) -> Result<Today, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    let month = match month {
        Some(written) => ask::month(&model.calendar, written).map_err(|found| vec![found])?,
        None => 0,
    };
    let days = if week { model.calendar.week() } else { Number::ONE };
    let own = |goal: &&Goal| match only {
        Some(only) => goal.member == Some(only),
        None => goal.member.is_none(),
    };
    let goals = &scenario.goals;
    let chosen = goals.iter().find(own).or_else(|| goals.iter().find(|goal| goal.member.is_none()));
    let chosen = chosen.or(goals.first());
    let day = Day { model, scenario, projection: &projection, month, days, goal: chosen, only };
    let actions: Vec<TodayAction> =
        day.actions().into_iter().map(|(name, rows)| day.action(name, &rows)).collect();
    let mut load: Option<Cell> = None;
    for minutes in actions.iter().filter_map(|action| action.minutes) {
        load = Some(load.unwrap_or(Cell::ZERO).add(minutes.into(), 0));
    }
    let whole = day.effort().map(|effort| day.minutes(effort)).and_then(Cell::number);
    let deals = whole.and_then(|whole| {
        let (rest, _) = whole.minus(load.and_then(Cell::number).unwrap_or(Number::ZERO)).ok()?;
        // What is left after rounding is nothing.
        (rest.compare(Number::ZERO).is_gt()).then_some(rest)
    });
    let goal = chosen.map(|goal| of_goal(model, scenario, &projection, goal));
    // Where nobody works there is nothing to do more of.
    let works = !model.calendar.workdays(month).is_zero();
    let best = goal.as_ref().filter(|_| works).and_then(|goal| best(&actions, goal.at_least));
    Ok(Today {
        head: AnswerHead::new(model, scenario),
        units: units(goal.as_ref(), week),
        month: model.calendar.label(month),
        month_words: model.calendar.words(month),
        workdays: model.calendar.workdays(month),
        days,
        absent: only
            .filter(|only| !day.is_there(Some(*only)))
            .map(|only| model.segments.member(only).shown().to_string()),
        week,
        best: best.map(|best| best.name.clone()),
        actions,
        deals,
        load: whole.or(load.and_then(Cell::number)),
        capacity: day.capacity(),
        goal,
    })
}

/// What the figures of a day or a week count; effects are of the goal's figure.
fn units(goal: Option<&TodayGoal>, week: bool) -> FieldUnits {
    let (often, minutes) = match week {
        true => (Period::Week, FigureUnit::MinutesPerWorkweek),
        false => (Period::Workday, FigureUnit::MinutesPerWorkday),
    };
    let effect = goal.map_or(Denomination::COUNT, |goal| goal.subject.unit);
    FieldUnits::new([
        ("workdays", FigureUnit::Plan(Denomination::COUNT.with_unit(Unit::DAYS))),
        ("days", FigureUnit::Plan(Denomination::COUNT.with_unit(Unit::DAYS))),
        ("number", FigureUnit::Times(often)),
        ("minutes_each", FigureUnit::Minutes),
        ("minutes", minutes),
        ("effect", FigureUnit::Plan(effect)),
        ("effect_per_minute", FigureUnit::PerMinute(effect)),
        ("deals", minutes),
        ("capacity", minutes),
    ])
}

/// A goal that effects are measured by.
fn of_goal(model: &Model, scenario: &Scenario, projection: &Projection<Cell>, goal: &Goal) -> TodayGoal {
    TodayGoal {
        text: goal.text.clone(),
        subject: AnswerSubject::new(model, scenario, goal.row, &Measure::of_goal(projection, goal)),
        at_least: goal.at_least,
    }
}

/// A working day of a month, or several.
struct Day<'a> {
    model: &'a Model,
    scenario: &'a Scenario,
    projection: &'a Projection<Cell>,
    month: usize,
    /// How many days.
    days: Number,
    /// The goal that effects are measured by.
    goal: Option<&'a Goal>,
    /// The one member whose day it is.
    only: Option<MemberId>,
}

impl Day<'_> {
    /// A row's part of these days; none in a month without any.
    fn part(&self, row: RowId) -> Cell {
        let workdays = self.model.calendar.workdays(self.month);
        // Multiplied first: a week of 20 calls in 20 days is 5, not a little less.
        self.projection.row(row)[self.month].mul(self.days.into(), row.0).div(workdays.into(), row.0)
    }

    /// Hours a month as minutes of these days.
    fn minutes(&self, hours: RowId) -> Cell {
        // Multiplied first: a third of an hour a day is 20 minutes, not a little less.
        let minutes = self.projection.row(hours)[self.month].mul(Number::from(60u32).into(), hours.0);
        let minutes = minutes.mul(self.days.into(), hours.0);
        minutes.div(self.model.calendar.workdays(self.month).into(), hours.0)
    }

    /// Whether a member's work belongs to the day.
    fn is_wanted(&self, member: Option<MemberId>) -> bool {
        match (self.only, member) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(only), Some(member)) => self.model.segments.within(member, only.segment) == Some(only),
        }
    }

    /// Whether a member is there in the month.
    fn is_there(&self, member: Option<MemberId>) -> bool {
        member.is_none_or(|member| self.model.segments.member(member).there[self.month])
    }

    /// The member whose row it is.
    fn member(&self, row: RowId) -> Option<MemberId> {
        self.scenario.table.row(row).family.and_then(|of| of.place.member())
    }

    /// The actions by name, each with the rows of all whose work it is.
    fn actions(&self) -> Vec<(String, Vec<RowId>)> {
        let table = &self.scenario.table;
        let mut found: Vec<(String, Vec<RowId>)> = Vec::new();
        let mut places: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
        for row in (0..table.len()).map(|index| RowId(index as u32)) {
            let definition = table.row(row);
            if !definition.is_action() || definition.hidden || !self.is_wanted(self.member(row)) {
                continue;
            }
            let family = definition
                .family
                .and_then(|of| Some((of.family, self.scenario.families.get(of.family as usize)?)));
            let Some((id, family)) = family else {
                found.push((definition.name.clone(), vec![row]));
                continue;
            };
            let at = *places.entry(id).or_insert(found.len());
            match found.get_mut(at) {
                Some((_, rows)) => rows.push(row),
                None => found.push((family.name.clone(), vec![row])),
            }
        }
        found
    }

    /// The hours of work of all, or of the member.
    fn effort(&self) -> Option<RowId> {
        let Some(only) = self.only else { return self.scenario.effort() };
        let table = &self.scenario.table;
        let is_effort = |row: &RowId| table.row(*row).role == Role::Effort;
        let family = self
            .scenario
            .families
            .iter()
            .find(|family| family.members.first().is_some_and(|(_, row)| is_effort(row)))?;
        let rows = family.members.iter().chain(&family.subtotals);
        rows.into_iter().find(|(member, _)| *member == only).map(|(_, row)| *row)
    }

    /// The minutes that there are in these days: the plan's, or those of the members who are there; none where the plan
    /// does not say.
    fn capacity(&self) -> Option<Number> {
        if let (None, Some(capacity)) = (self.only, self.scenario.capacity) {
            return self.minutes(capacity.capacity).number();
        }
        let members = self.scenario.member_capacities.iter();
        let own = members.filter(|(member, _)| self.is_wanted(Some(*member)) && self.is_there(Some(*member)));
        let minutes = own.map(|(_, capacity)| self.minutes(capacity.capacity));
        minutes.reduce(|sum, minutes| sum.add(minutes, 0)).and_then(Cell::number)
    }

    /// How many of an action in these days, how long they take, and what one more is worth: of each who is there.
    fn action(&self, name: String, rows: &[RowId]) -> TodayAction {
        let add = |sum: Cell, value: Cell| sum.add(value, 0);
        let there: Vec<RowId> = rows.iter().copied().filter(|row| self.is_there(self.member(*row))).collect();
        // Of nobody it is nothing.
        let there = if there.is_empty() { rows.to_vec() } else { there };
        let each = |row: RowId| {
            let taking = self.scenario.takings.iter().find(|taking| taking.action == row)?;
            Some(self.projection.row(taking.minutes)[self.month])
        };
        let number = there.iter().map(|row| self.part(*row)).reduce(add).unwrap_or(Cell::ZERO);
        let effect = self.effect(&there);
        let eachs: Option<Vec<Cell>> = there.iter().map(|row| each(*row)).collect();
        let minutes = eachs.as_ref().and_then(|eachs| {
            let own = there.iter().zip(eachs).map(|(row, each)| self.part(*row).mul(*each, row.0));
            own.reduce(add)
        });
        let one_of_each = eachs.as_ref().and_then(|eachs| eachs.iter().copied().reduce(add));
        let per_minute = one_of_each.zip(effect).map(|(each, effect)| effect.div(each, 0));
        // Those who need different times have no one time.
        let alike = eachs.as_ref().and_then(|eachs| {
            let first = eachs.first().copied()?;
            eachs.iter().all(|each| each.number() == first.number()).then_some(first)
        });
        let idle = there.iter().all(|row| {
            let mut idle = false;
            let number = self.part(*row);
            self.scenario.table.row(*row).formula.for_each_use(|used, _| {
                idle |= number.is_zero() && self.projection.row(used)[self.month].is_zero();
            });
            idle
        });
        let member = rows.first().and_then(|row| self.member(*row));
        TodayAction {
            idle,
            name,
            number: number.number(),
            each: alike.and_then(Cell::number),
            minutes: minutes.and_then(Cell::number),
            effect: effect.and_then(Cell::number),
            effect_per_minute: per_minute.and_then(Cell::number),
            members: member.map(|_| rows.iter().filter(|row| self.is_there(self.member(**row))).count()),
            segment: member.map(|member| self.model.segments.segment(member.segment).name.clone()),
        }
    }

    /// What one more of each in every so many working days, from this month on, adds to the goal's value.
    fn effect(&self, rows: &[RowId]) -> Option<Cell> {
        let goal = self.goal?;
        let calendar = &self.model.calendar;
        let measure = Measure::of_goal(self.projection, goal);
        let wanted = measure.needs(self.scenario, goal.row);
        let mut what_if = WhatIf::new(self.model, self.scenario, self.projection, rows).narrow(&wanted);
        for row in rows {
            let now = self.projection.row(*row);
            let there = self.member(*row).map(|member| &self.model.segments.member(member).there);
            what_if.set(*row, |month| match month >= self.month && there.is_none_or(|there| there[month]) {
                true => {
                    let more = Cell::from(calendar.workdays(month)).div(self.days.into(), row.0);
                    now[month].add(more, row.0)
                }
                false => now[month],
            });
        }
        what_if.compute();
        let before = measure.of(self.projection, self.scenario, goal.row);
        Some(measure.of(&what_if, self.scenario, goal.row).sub(before, goal.row.0))
    }
}
