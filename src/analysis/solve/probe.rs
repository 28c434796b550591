//! One input at a time takes a value, and the goals are looked at.

use super::super::goals::{Standing, standing};
use super::super::troubles;
use super::switches::{Watched, decided, sign};
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
    switches: &'a [RowId],
    /// What a value is multiplied with in each month: its working days, 1, or the input's own course.
    factors: Vec<Cell>,
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
    /// The signs of all that is watched, in every month.
    pub signs: Vec<i8>,
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

    /// The figures of all goals.
    pub fn figures(&self) -> Vec<Option<Number>> {
        self.standings.iter().map(|goal| goal.map(|goal| goal.figure)).collect()
    }

    /// By how much the goal that is worst off is better than its target, as a share of it: not below zero
    /// where all are met. For finding what lies between two values only.
    pub fn height(&self) -> f64 {
        if !self.is_known() {
            return f64::NEG_INFINITY;
        }
        let share = |goal: &Standing| {
            let target = goal.target.to_f64().abs();
            goal.margin.to_f64() / if target > 0.0 { target } else { 1.0 }
        };
        self.standings.iter().flatten().map(share).fold(f64::INFINITY, f64::min)
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
    /// A probe of one input, over the watched scenario's own projection. In a month the input is a value times the
    /// month's factor.
    pub fn new(
        model: &'a Model,
        watched: &'a Watched,
        input: RowId,
        goals: Vec<&'a Goal>,
        projection: &Projection<Cell>,
        factors: Vec<Cell>,
    ) -> Self {
        let Watched { scenario, switches } = watched;
        let what_if = WhatIf::new(model, scenario, projection, &[input]);
        Probe { model, scenario, input, goals, what_if, switches, factors, unbound: false }
    }

    /// The same where nothing is worked out that neither the goals, nor what is watched, nor a bound of a rate or
    /// duration looks at. The rest of the plan has the values of the projection.
    #[must_use]
    pub fn narrowed(mut self) -> Self {
        let mut wanted = decided(self.scenario, &self.goals);
        wanted.extend(self.switches);
        self.what_if = self.what_if.narrow(&wanted);
        self
    }

    /// The same probe with all of the plan.
    #[must_use]
    pub fn widened(mut self, projection: &Projection<Cell>) -> Self {
        self.what_if = WhatIf::new(self.model, self.scenario, projection, &[self.input]);
        self
    }

    /// The same probe with other factors.
    pub fn counting(&mut self, factors: Vec<Cell>) {
        self.factors = factors;
    }

    /// The goals with one value in every month.
    pub fn at(&mut self, value: Number) -> Reading {
        self.with(value, |_| value)
    }

    /// The goals with a value that differs by month.
    pub fn with(&mut self, value: Number, by_month: impl Fn(usize) -> Number) -> Reading {
        let factors = &self.factors;
        self.what_if.set(self.input, |month| {
            let (value, factor) = (Cell::from(by_month(month)), factors[month]);
            if factor.number() == Some(Number::ONE) { value } else { value.times(factor, 0) }
        });
        self.what_if.compute();
        let sound = self.unbound || troubles::errors(self.model, self.scenario, &self.what_if).is_empty();
        let standings = self.goals.iter().map(|goal| standing(&self.what_if, goal)).collect();
        let signs = self.switches.iter().flat_map(|row| self.what_if.row(*row)).map(sign).collect();
        Reading { value, sound, standings, signs }
    }

    /// The projection with the value that was looked at last.
    pub fn projection(&self) -> Projection<Cell> {
        self.what_if.projection()
    }

    /// A row of it.
    pub fn row(&self, row: RowId) -> &[Cell] {
        self.what_if.row(row)
    }

    /// What a value is multiplied with in each month.
    pub fn factors(&self) -> &[Cell] {
        &self.factors
    }

    /// Whether a row depends on the input.
    pub fn moves(&self, row: RowId) -> bool {
        self.what_if.changes(row)
    }
}
