//! One input at a time takes a value, and the goals are looked at.

use super::super::goals::{Standing, standing};
use super::super::troubles;
use crate::eval::{Projection, WhatIf};
use crate::model::{Goal, Model, RowId, Scenario};
use crate::value::{Cell, Number};

/// A scenario in which one input can be given any value.
pub struct Probe<'a> {
    pub model: &'a Model,
    pub scenario: &'a Scenario,
    pub input: RowId,
    pub goals: Vec<&'a Goal>,
    what_if: WhatIf<'a, Cell>,
    /// Values of an action are rates per working day.
    per_workday: bool,
    /// Whether values outside the bounds of rates and durations count all the same.
    pub unbound: bool,
}

/// What the goals came to with one value.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The value.
    pub value: Number,
    /// Whether the plan makes sense with it.
    pub sound: bool,
    /// Where each goal stands.
    pub standings: Vec<Option<Standing>>,
}

impl Reading {
    /// Whether all goals are met.
    pub fn met(&self) -> bool {
        self.sound && self.standings.iter().all(|goal| goal.is_some_and(|goal| goal.met))
    }

    /// Whether every goal has a figure.
    pub fn is_known(&self) -> bool {
        self.sound && self.standings.iter().all(Option::is_some)
    }

    /// The margins of all goals.
    pub fn margins(&self) -> Vec<Option<Number>> {
        self.standings.iter().map(|goal| goal.map(|goal| goal.margin)).collect()
    }

    /// How far the goals that are missed are from their targets, each as a share of its target; 0 is met,
    /// less is worse. For choosing the better of two misses only.
    pub fn score(&self) -> f64 {
        if !self.sound {
            return f64::NEG_INFINITY;
        }
        let shortfall = |goal: &Option<Standing>| match goal {
            None => f64::NEG_INFINITY,
            Some(goal) if goal.met => 0.0,
            Some(goal) => {
                let target = goal.target.to_f64().abs();
                -goal.margin.to_f64().abs() / if target > 0.0 { target } else { 1.0 }
            }
        };
        self.standings.iter().map(shortfall).sum()
    }
}

impl<'a> Probe<'a> {
    /// A probe of one input, over the scenario's own projection.
    pub fn new(
        model: &'a Model,
        scenario: &'a Scenario,
        input: RowId,
        goals: Vec<&'a Goal>,
        projection: &Projection<Cell>,
    ) -> Self {
        let what_if = WhatIf::new(scenario, &model.calendar, projection, &[input]);
        let per_workday = scenario.table.row(input).action;
        Probe { model, scenario, input, goals, what_if, per_workday, unbound: false }
    }

    /// The goals with one value in every month.
    pub fn at(&mut self, value: Number) -> Reading {
        self.with(value, |_| value)
    }

    /// The goals with a value that differs by month.
    pub fn with(&mut self, value: Number, by_month: impl Fn(usize) -> Number) -> Reading {
        let (calendar, per_workday) = (&self.model.calendar, self.per_workday);
        self.what_if.set(self.input, |month| {
            let value = Cell::from(by_month(month));
            if per_workday { value.times(Cell::from(calendar.workdays(month)), 0) } else { value }
        });
        self.what_if.compute();
        let sound = self.unbound || troubles::errors(self.model, self.scenario, &self.what_if).is_empty();
        let standings = self.goals.iter().map(|goal| standing(&self.what_if, goal)).collect();
        Reading { value, sound, standings }
    }

    /// The projection with the value that was looked at last.
    pub fn projection(&self) -> Projection<Cell> {
        self.what_if.projection()
    }

    /// A row of it.
    pub fn row(&self, row: RowId) -> &[Cell] {
        self.what_if.row(row)
    }

    /// The number of working days in a month, where values count by them.
    pub fn days(&self, month: usize) -> Number {
        if self.per_workday { self.model.calendar.workdays(month) } else { Number::ONE }
    }

    /// Whether a row depends on the input.
    pub fn moves(&self, row: RowId) -> bool {
        self.what_if.changes(row)
    }
}
