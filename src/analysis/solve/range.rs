//! The values that an input may take, and the grid on which they are looked at first.

use super::arithmetic::{minus, over, plus, times};
use super::counting;
use super::probe::Problem;
use crate::model::{Argument, Formula, Model, Operand, Operator, Role, RowId, Rule, Scenario, Step};
use crate::value::{Cell, Number, NumberStyle, Unit};

/// The least and the most that an input may be, and how finely its values can be meant.
#[derive(Clone, Debug)]
pub struct Range {
    /// The least; none where it may be below zero.
    pub low: Option<Number>,
    /// The most; none where it has no bound.
    pub high: Option<Number>,
    /// The size of the values that are likely.
    scale: Number,
    /// What two values have to differ by to be meant apart: see [`finest`].
    pub finest: Number,
}

/// How many steps the likely stretch is looked at in.
const STEPS: u32 = 160;
/// How often the likely stretch is doubled.
const DOUBLINGS: u32 = 40;
/// How many of these are looked at in parts, and in how many.
const FINE_DOUBLINGS: u32 = 4;
/// In how many parts each of these is looked at.
const PARTS: u32 = 8;
/// How far apart the last values are, up to the largest number there is: so that "however large" is true.
const STRIDE: u32 = 16;

impl Range {
    /// The range of an input whose values, per working day of an action, are multiplied with these factors in each
    /// month; `current` is the value that it has now, where it is the same in all of them.
    pub fn of(problem: &Problem<'_>, factors: &[Cell], current: Option<Number>) -> Range {
        let Problem { model, scenario, projection, input, .. } = *problem;
        let row = scenario.table.row(input);
        let values = || counting::values(projection, input, factors);
        let one = Some(Number::ONE);
        let is_percent = row.shown == NumberStyle::Percent;
        let per_period = is_percent && row.unit == Unit::PER_MONTH;
        let (mut low, mut high) = (Some(Number::ZERO), None);
        if per_period || is_percent && row.unit.is_one() || is_share_of_stock(scenario, input) {
            high = one;
        }
        for bound in &scenario.bounds {
            if !bound.inputs.contains(&Argument::Row(input)) {
                continue;
            }
            match bound.rule {
                Rule::Rate | Rule::Loss | Rule::SharesAtMost | Rule::SharesExactly | Rule::SplitShares => {
                    high = one
                }
                Rule::Alignment => (low, high) = (Some(Number::ONE.negated()), one),
                Rule::AboveZero
                | Rule::ExchangeRate
                | Rule::Duration
                | Rule::NotNegative
                | Rule::Weights
                | Rule::Rising
                | Rule::Step => {}
                Rule::Growth => low = Some(Number::ONE.negated()),
            }
        }
        // A plan that already goes beyond in some month knows why: 120% of net retention, a season of 130%, a
        // correction below zero.
        high = high.filter(|high| values().all(|now| now <= *high));
        let lowest = values().min();
        low = low.filter(|low| lowest.is_none_or(|now| now >= *low));
        if per_period && low.is_none() {
            // What shrinks cannot shrink by more than all of it.
            low = Some(Number::ONE.negated()).filter(|low| lowest.is_none_or(|now| now >= *low));
        }
        if let Some(least) = least_delay(model, scenario, input) {
            low = low.map(|low| low.max(least));
        }
        let finest = finest(row.unit, is_percent, current);
        Range { low, high, scale: scale(model, row.unit, current), finest }
    }

    /// The range of a factor for all months of an input: from nothing upwards, up to four times as much being
    /// likely, and as far as every month's value stays in its own range.
    pub fn of_factors(problem: &Problem<'_>) -> Range {
        let Problem { model, scenario, projection, input, .. } = *problem;
        let factors = counting::usual(model, scenario, projection, input);
        let own = Range::of(problem, &factors, None);
        let values = || counting::values(projection, input, &factors).filter(|value| !value.is_zero());
        let most = |bound: Option<Number>, value: Option<Number>| {
            over(bound?, value?).filter(|factor| !factor.is_negative() && !factor.is_zero())
        };
        let (above, below) = (most(own.high, values().max()), most(own.low, values().min()));
        let low = own.low.filter(|low| !low.is_negative()).and_then(|low| over(low, values().min()?));
        Range {
            low: Some(low.unwrap_or(Number::ZERO)),
            high: above.into_iter().chain(below.filter(|_| own.low.is_some_and(Number::is_negative))).min(),
            scale: Number::from(4u32),
            finest: MILLIONTH_OF_A_HUNDREDTH,
        }
    }

    /// The range of one factor for several rows, which each of them bears.
    pub fn of_common_factor(problem: &Problem<'_>, rows: &[RowId]) -> Range {
        let own = |row: &RowId| Range::of_factors(&Problem { input: *row, ..problem.clone() });
        let ranges: Vec<Range> = rows.iter().map(own).collect();
        Range {
            low: ranges.iter().filter_map(|range| range.low).max(),
            high: ranges.iter().filter_map(|range| range.high).min(),
            scale: Number::from(4u32),
            finest: MILLIONTH_OF_A_HUNDREDTH,
        }
    }

    /// The same without an upper bound: what would be needed if there were none.
    pub fn without_bounds(&self) -> Range {
        Range { high: None, ..self.clone() }
    }

    /// A value that is likely, for trying things out where no better one is known: half of the likely stretch.
    pub fn likely(&self) -> Number {
        let half = over(self.scale, Number::from(2u32)).unwrap_or(self.scale);
        self.high.map_or(half, |high| high.min(half))
    }

    /// Whether a value is far beyond what is likely.
    pub fn is_huge(&self, value: Number) -> bool {
        over(value.abs(), self.scale).is_some_and(|ratio| ratio > Number::from(1_000_000u32))
    }

    /// Values from the least to the most: some next to zero, an even grid over the likely stretch, then
    /// ever larger ones.
    pub fn grid(&self) -> Vec<Number> {
        let mut grid = self.upwards();
        if self.low.is_none() {
            grid.extend(self.upwards().into_iter().map(Number::negated));
        }
        if let Some(low) = self.low.filter(|low| !low.is_zero()) {
            grid.push(low);
        }
        grid.extend(self.high);
        grid.retain(|value| self.contains(*value));
        grid.sort_unstable();
        grid.dedup();
        grid
    }

    /// Whether the input may have this value.
    pub fn contains(&self, value: Number) -> bool {
        self.low.is_none_or(|low| value >= low) && self.high.is_none_or(|high| value <= high)
    }

    /// The grid from the least value (or zero) upwards.
    fn upwards(&self) -> Vec<Number> {
        let reach = match (self.low, self.high) {
            // From below zero to above it, the grid has to cover both.
            (Some(low), Some(high)) => minus(high, low).unwrap_or(Number::ONE),
            _ => self.scale,
        };
        let base = self.low.unwrap_or(Number::ZERO);
        let mut offsets = vec![Number::ZERO];
        let mut small = reach;
        // Down to a billionth of the reach: what is a factor of ten too large must not be mistaken for what begins at
        // zero.
        for _ in 0..10 {
            small = over(small, Number::from(8u32)).unwrap_or(small);
            offsets.push(small);
        }
        let step = |count: u32| times(over(reach, Number::from(STEPS))?, Number::from(count));
        offsets.extend((1..=STEPS).filter_map(step));
        if self.high.is_none() {
            let mut large = reach;
            for doubling in 0..DOUBLINGS {
                let Some(double) = times(large, Number::from(2u32)) else { break };
                let part =
                    |count: u32| plus(large, over(times(large, Number::from(count))?, Number::from(PARTS))?);
                offsets.extend((1..PARTS).filter_map(part).filter(|_| doubling < FINE_DOUBLINGS));
                large = double;
                offsets.push(large);
            }
            while let Some(next) = times(large, Number::from(STRIDE)) {
                large = next;
                offsets.push(large);
            }
        }
        offsets.into_iter().filter_map(|offset| plus(base, offset)).collect()
    }
}

/// A millionth of a hundredth: of a percent, of a cent.
const MILLIONTH_OF_A_HUNDREDTH: Number = Number::from_parts(1, 8);
/// A millionth.
const MILLIONTH: Number = Number::from_parts(1, 6);

/// What two values of an input have to differ by to be meant apart: a millionth of a day, of a percent, of a cent; of an
/// input that is small itself, a millionth of it. A stretch of values that is narrower is none: it is what rounding
/// makes of values next to nothing.
fn finest(unit: Unit, is_percent: bool, current: Option<Number>) -> Number {
    let usual = if is_percent || unit.money != 0 { MILLIONTH_OF_A_HUNDREDTH } else { MILLIONTH };
    let own = current.filter(|now| !now.is_zero()).and_then(|now| times(now.abs(), MILLIONTH));
    own.map_or(usual, |own| own.min(usual))
}

/// Whether an input is the share of a stock that the stock loses: `loses churned = customers * churn`, whatever the
/// unit in which `churn` is written.
fn is_share_of_stock(scenario: &Scenario, input: RowId) -> bool {
    scenario.table.rows.iter().any(|row| {
        let Role::StockFlow { stock, gains: false } = row.role else { return false };
        let opens = |operand: &Operand| match operand {
            Operand::Row(row) => scenario.table.row(*row).role == Role::StockOpening { stock },
            _ => false,
        };
        let is_input =
            |operand: &Operand| matches!(operand, Operand::Row(row) if follows(scenario, *row, input, 0));
        row.formula.steps().iter().any(|step| match step {
            Step::Binary(Operator::Times, a, b) => opens(a) && is_input(b) || opens(b) && is_input(a),
            _ => false,
        })
    })
}

/// Values up to four times today's are likely, and durations as long as the plan.
fn scale(model: &Model, unit: Unit, current: Option<Number>) -> Number {
    let four = Number::from(4u32);
    let now = current.map(Number::abs).filter(|now| !now.is_zero()).and_then(|now| times(now, four));
    let months = Number::from(model.calendar.len());
    let usual = match unit {
        unit if unit.is_duration() && unit.in_days => times(months, Number::from(31u32)).unwrap_or(months),
        unit if unit.is_duration() => months,
        unit if unit.money != 0 => Number::from(10_000u32),
        _ => Number::from(20u32),
    };
    match now {
        Some(now) if unit.is_duration() => now.max(usual),
        Some(now) => now,
        None => usual,
    }
}

/// The least that an input may be where it is the duration of a delay in a loop of rows: the order of evaluation
/// rests on it that nothing arrives in the month in which it enters. None for any other input.
fn least_delay(model: &Model, scenario: &Scenario, input: RowId) -> Option<Number> {
    let later = |at: usize| scenario.schedule.arrives_later.get(at).copied().unwrap_or(false);
    for (at, row) in scenario.table.rows.iter().enumerate().filter(|(at, _)| later(*at)) {
        let Formula::History { arguments, in_days, .. } = &row.formula else { continue };
        let [_, Argument::Row(duration)] = arguments[..] else { continue };
        if at != input.index() && follows(scenario, duration, input, 0) {
            let longest = model.calendar.all_days().iter().max().copied();
            return if *in_days { longest } else { Some(Number::ONE) };
        }
    }
    None
}

/// Whether a row is the input or, through a few names, made of it.
fn follows(scenario: &Scenario, row: RowId, input: RowId, depth: usize) -> bool {
    let mut found = row == input;
    // A duration is a number or the name of one; what is further away is no duration that somebody would look for.
    if !found && depth < 8 {
        scenario.table.row(row).formula.for_each_use(|used, _| {
            found = found || (used != row && follows(scenario, used, input, depth + 1));
        });
    }
    found
}
