//! One input at a time takes a value, and the goals are looked at.

use super::super::bounds::{below_zero, breach, counts, is_out_of_range};
use super::super::verdict::{GoalState, goal_state};
use super::switches::{decided, sign, switches};
use crate::eval::{Columns, Projection, WhatIf, dependents};
use crate::model::{Argument, Bound, Goal, Model, RowId, Scenario, Step};
use crate::value::{Cell, Number};

/// What is to be found: the value of an input with which goals just hold.
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    /// The plan, checked.
    pub model: &'a Model,
    /// The scenario in which the goals are to hold.
    pub scenario: &'a Scenario,
    /// The figures of the scenario as the plan has them.
    pub projection: &'a Projection<Cell>,
    /// The row whose value is looked for.
    pub input: RowId,
    /// The goals that are to hold, all of them with the same value.
    pub goals: Vec<&'a Goal>,
    /// Whether the plan is known to make sense as it stands: then all that an input does not reach need not be looked
    /// at for each of them.
    pub is_sound: bool,
}

impl Problem<'_> {
    /// Where each goal stands as the plan is.
    pub fn now(&self) -> Vec<Option<GoalState<Number>>> {
        self.goals.iter().map(|goal| goal_state(self.projection, goal).and_then(in_numbers)).collect()
    }
}

/// A scenario in which one input can be given any value.
///
/// Only what the input reaches is worked out, and of that only what goals, bounds or switches look at. Everything else
/// has the values of the projection.
pub struct GoalProbe<'a> {
    /// What is to be found.
    pub problem: Problem<'a>,
    what_if: WhatIf<'a, Cell>,
    /// The rows of the switches, after those of the plan.
    switches: Vec<RowId>,
    /// The bounds of values that the input reaches.
    bounds: Vec<&'a Bound>,
    /// The stocks of counted things that the input reaches and that the plan itself keeps from falling below zero: no
    /// answer may do what nobody can.
    counts: Vec<RowId>,
    /// The rows that people see among those that are worked out.
    visible: Vec<RowId>,
    /// Whether nothing that the input does not reach is out of bounds.
    lasting: bool,
    /// What a value is multiplied with in each month: its working days, 1, or the input's own course.
    factors: Vec<Cell>,
    /// Whether values outside the bounds of rates and durations count all the same.
    pub unbound: bool,
}

/// What the goals came to with one value.
#[derive(Clone, Debug)]
pub struct ProbeReading {
    /// The value that the input was given, before its factor for each month.
    pub value: Number,
    /// Whether the plan makes sense with it.
    pub sound: bool,
    /// How near each goal is to being met, in the order of the problem; none for a goal that has no figure.
    pub standings: Vec<Option<GoalState<Number>>>,
    /// The signs of all that is watched, in every month.
    pub signs: Vec<i8>,
}

impl ProbeReading {
    /// Whether all goals are met, and the plan makes sense with the value.
    pub fn met(&self) -> bool {
        self.sound && self.standings.iter().all(|goal| goal.is_some_and(|goal| goal.met))
    }

    /// Whether every goal has a figure.
    pub fn is_known(&self) -> bool {
        self.sound && self.standings.iter().all(Option::is_some)
    }

    /// By how much each goal is better than its target; none for a goal that has no figure.
    pub fn margins(&self) -> Vec<Option<Number>> {
        self.standings.iter().map(|goal| goal.map(|goal| goal.margin)).collect()
    }

    /// The deciding figure of each goal; none for a goal that has none.
    pub fn figures(&self) -> Vec<Option<Number>> {
        self.standings.iter().map(|goal| goal.map(|goal| goal.figure)).collect()
    }

    /// By how much the goal that is worst off is better than its target, as a share of it: not below zero
    /// where all are met. For finding what lies between two values only.
    ///
    /// Binary fractions will do for that, and their sums, products and quotients are the same on every machine.
    pub fn height(&self) -> f64 {
        if !self.is_known() {
            return f64::NEG_INFINITY;
        }
        let share = |goal: &GoalState<Number>| goal.margin.to_f64() / size(goal);
        self.standings.iter().flatten().map(share).fold(f64::INFINITY, f64::min)
    }

    /// How far the goals that are missed are from their targets, each as a share of its target; 0 is met,
    /// less is worse. For choosing the better of two misses only.
    pub fn score(&self) -> f64 {
        if !self.sound {
            return f64::NEG_INFINITY;
        }
        let shortfall = |goal: &Option<GoalState<Number>>| match goal {
            None => f64::NEG_INFINITY,
            Some(goal) if goal.met => 0.0,
            Some(goal) => -goal.margin.to_f64().abs() / size(goal),
        };
        self.standings.iter().map(shortfall).sum()
    }
}

/// What a goal's margin is compared with: its target, or 1 where that is zero.
fn size(goal: &GoalState<Number>) -> f64 {
    let target = goal.target.to_f64().abs();
    if target > 0.0 { target } else { 1.0 }
}

/// A goal's state in plain numbers; it has no figure that is missing.
fn in_numbers(state: GoalState<Cell>) -> Option<GoalState<Number>> {
    let GoalState { figure, target, margin, met } = state;
    Some(GoalState { figure: figure.number()?, target: target.number()?, margin: margin.number()?, met })
}

/// How much of a plan a probe works out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// What goals, bounds or switches look at.
    Needed,
    /// Everything that the input reaches.
    Reached,
}

impl<'a> GoalProbe<'a> {
    /// A probe of an input. In a month the input is a value times the month's factor.
    pub fn new(problem: Problem<'a>, factors: Vec<Cell>) -> Self {
        GoalProbe::over(problem, factors, Extent::Needed)
    }

    /// The same probe where everything is worked out that the input reaches; none where this one does so already.
    pub fn widened(&self) -> Option<GoalProbe<'a>> {
        let wide = GoalProbe::over(self.problem.clone(), self.factors.clone(), Extent::Reached);
        let more = wide.visible.len() > self.visible.len();
        more.then_some(GoalProbe { unbound: self.unbound, ..wide })
    }

    fn over(problem: Problem<'a>, factors: Vec<Cell>, extent: Extent) -> Self {
        let Problem { model, scenario, projection, input, .. } = problem;
        let what_if = WhatIf::new(model, scenario, projection, &[input]);
        let rows = (0..scenario.table.len()).map(|at| RowId(at as u32));
        // What the input does not reach is the same for all values: it is looked at once, here.
        let (moved, kept): (Vec<RowId>, Vec<RowId>) =
            rows.filter(|row| !scenario.table.row(*row).hidden).partition(|row| what_if.changes(*row));
        let reached = |bound: &&Bound| {
            let moved = |input: &Argument| matches!(input, Argument::Row(row) if what_if.changes(*row));
            bound.inputs.iter().any(moved)
        };
        let (bounds, others): (Vec<&Bound>, Vec<&Bound>) = scenario.bounds.iter().partition(reached);
        let lasting = problem.is_sound
            || others.iter().all(|bound| breach(projection, bound).is_none())
                && !kept.iter().any(|row| is_out_of_range(projection, *row));
        let kept = |row: &RowId| what_if.changes(*row) && below_zero(projection, *row).is_none();
        let counts: Vec<RowId> = counts(scenario).filter(kept).collect();
        let switches = switches(scenario, input, &problem.goals);
        let mut what_if = match extent {
            Extent::Reached => what_if,
            Extent::Needed => {
                let mut wanted = decided(scenario, &problem.goals);
                wanted.extend(switches.iter().map(|switch| switch.row));
                wanted.extend(&counts);
                let behind = behind_ranges(scenario, &what_if);
                wanted.extend(moved.iter().copied().filter(|row| behind[row.index()]));
                what_if.narrow(&wanted).fold()
            }
        };
        let computed = what_if.computed();
        let visible = moved.into_iter().filter(|row| *row == input || computed[row.index()]).collect();
        let switches = what_if.watch(switches.into_iter().map(|switch| switch.difference).collect());
        GoalProbe { problem, what_if, switches, bounds, counts, visible, lasting, factors, unbound: false }
    }

    /// Counts by other factors from now on, one for each month: weeks instead of working days, say.
    pub fn counting(&mut self, factors: Vec<Cell>) {
        self.factors = factors;
    }

    /// The goals with one value in every month.
    pub fn at(&mut self, value: Number) -> ProbeReading {
        self.give(|_| value);
        let sound = self.keeps_counts() && (self.unbound || self.is_sound());
        let goals = self.problem.goals.iter();
        let standings = goals.map(|goal| goal_state(&self.what_if, goal).and_then(in_numbers)).collect();
        let signs = self.switches.iter().flat_map(|row| self.what_if.row(*row)).map(sign).collect();
        ProbeReading { value, sound, standings, signs }
    }

    /// Whether the plan makes sense with one value in every month.
    pub fn is_sound_at(&mut self, value: Number) -> bool {
        self.give(|_| value);
        self.keeps_counts() && self.is_sound()
    }

    /// Whether no count falls below zero.
    fn keeps_counts(&self) -> bool {
        self.counts.iter().all(|row| below_zero(&self.what_if, *row).is_none())
    }

    /// Gives the input a value that may differ by month, and works out what comes of it.
    pub fn give(&mut self, value: impl Fn(usize) -> Number) {
        let factors = &self.factors;
        self.what_if.set(self.problem.input, |month| {
            let (value, factor) = (Cell::from(value(month)), factors[month]);
            if factor.number() == Some(Number::ONE) { value } else { value.mul(factor, 0) }
        });
        self.what_if.compute();
    }

    fn is_sound(&self) -> bool {
        self.lasting
            && self.bounds.iter().all(|bound| breach(&self.what_if, bound).is_none())
            && !self.visible.iter().any(|row| is_out_of_range(&self.what_if, *row))
    }

    /// The plan with the value that was given last.
    pub fn columns(&self) -> &impl Columns<Cell> {
        &self.what_if
    }

    /// The values of a row with the value that was given last, one a month.
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

/// For each row, whether it depends on a range (`3 to 5`) that the input moves: it may come to run backwards, which no
/// bound says.
fn behind_ranges(scenario: &Scenario, what_if: &WhatIf<'_, Cell>) -> Vec<bool> {
    let is_range = |step: &Step| matches!(step, Step::Range { .. });
    let rows = (0..scenario.table.len()).map(|at| RowId(at as u32));
    let ranges = rows
        .filter(|row| what_if.changes(*row) && scenario.table.row(*row).formula.steps().iter().any(is_range));
    dependents(scenario, &ranges.collect::<Vec<_>>())
}
