//! Functions over months.

use super::{Body, Example, Function, FunctionGroup, Gives, History, Parameter, Reads};
use crate::value::{Cell, Number, Reason, Rollup, Scalar};

const BASE: Function = Function {
    name: "",
    signature: "",
    group: FunctionGroup::OverMonths,
    summary: "",
    examples: &[],
    parameters: &[Parameter::Any],
    gives: Gives::Same,
    reads: Reads::UpToNow,
    rollup: None,
    exact: Body::Previous,
};

/// `prev`, the month before.
pub const PREV: Function = Function {
    name: "prev",
    signature: "prev(x, start)",
    summary: "x in the month before; start in the first month. There is no silent zero: start is required.",
    examples: &[Example { code: "prev(calls, 5/month)", gives: "5, 10, 20" }],
    parameters: &[Parameter::Value, Parameter::Value],
    reads: Reads::MonthBefore,
    ..BASE
};

pub(super) const FIRST: Function = Function {
    name: "first",
    signature: "first(x)",
    summary: "The first month's value, in every month.",
    examples: &[Example { code: "first(calls)", gives: "10" }],
    reads: Reads::AllMonths,
    rollup: Some(Rollup::Level),
    exact: Body::Whole(first::<Cell>),
    ..BASE
};

pub(super) const LAST: Function = Function {
    name: "last",
    signature: "last(x)",
    summary: "The last month's value, in every month.",
    examples: &[Example { code: "last(calls)", gives: "60" }],
    reads: Reads::AllMonths,
    rollup: Some(Rollup::Level),
    exact: Body::Whole(last::<Cell>),
    ..BASE
};

pub(super) const TOTAL: Function = Function {
    name: "total",
    signature: "total(x[, span])",
    summary: "The sum of a flow over all months, or over a span such as 2026-Q3. Months without a value are left out.",
    examples: &[
        Example { code: "total(calls)", gives: "210" },
        Example { code: "total(calls, M1 .. M3)", gives: "60" },
    ],
    parameters: &[Parameter::Flow, Parameter::OptionalSpan],
    gives: Gives::TimesMonth,
    reads: Reads::AllMonths,
    exact: Body::Whole(total::<Cell>),
    ..BASE
};

pub(super) const CUM: Function = Function {
    name: "cum",
    signature: "cum(x)",
    summary: "The running sum of a flow, from the first month through this one.",
    examples: &[Example { code: "cum(calls)", gives: "10, 30, 60" }],
    parameters: &[Parameter::Flow],
    gives: Gives::TimesMonth,
    rollup: Some(Rollup::Last),
    exact: Body::Running(cum::<Cell>),
    ..BASE
};

pub(super) const MEAN: Function = Function {
    name: "mean",
    signature: "mean(x)",
    summary: "The mean over all months. Months without a value are left out.",
    examples: &[Example { code: "mean(calls)", gives: "35" }],
    reads: Reads::AllMonths,
    rollup: Some(Rollup::Level),
    exact: Body::Whole(mean::<Cell>),
    ..BASE
};

pub(super) const HIGHEST: Function = Function {
    name: "highest",
    signature: "highest(x)",
    summary: "The highest value over all months. Months without a value are left out.",
    examples: &[Example { code: "highest(calls)", gives: "60" }],
    reads: Reads::AllMonths,
    rollup: Some(Rollup::Level),
    exact: Body::Whole(highest::<Cell>),
    ..BASE
};

pub(super) const LOWEST: Function = Function {
    name: "lowest",
    signature: "lowest(x)",
    summary: "The lowest value over all months. Months without a value are left out.",
    examples: &[Example { code: "lowest(calls)", gives: "10" }],
    reads: Reads::AllMonths,
    rollup: Some(Rollup::Level),
    exact: Body::Whole(lowest::<Cell>),
    ..BASE
};

pub(super) const TRAILING: Function = Function {
    name: "trailing",
    signature: "trailing(x, k)",
    summary: "The mean of the last k months, this one included; of fewer at the start.",
    examples: &[Example { code: "trailing(calls, 3)", gives: "10, 15, 20, 30" }],
    parameters: &[Parameter::Any, Parameter::Count],
    rollup: Some(Rollup::Level),
    exact: Body::Running(trailing::<Cell>),
    ..BASE
};

/// `change`, which a pipeline's acceleration is made of.
pub const CHANGE: Function = Function {
    name: "change",
    signature: "change(x)",
    summary: "x less its value in the month before; n/a in the first month.",
    examples: &[Example { code: "change(calls)", gives: "n/a, 10, 10" }],
    rollup: Some(Rollup::Level),
    exact: Body::Running(change::<Cell>),
    ..BASE
};

/// `growth`, which a pipeline's sales growth is made of.
pub const GROWTH: Function = Function {
    name: "growth",
    signature: "growth(x)",
    summary: "x over its value in the month before, less 1; n/a in the first month and where the month before \
              is not above zero.",
    examples: &[Example { code: "growth(calls)", gives: "n/a, 1, 0.5" }],
    gives: Gives::Percent,
    rollup: Some(Rollup::Level),
    exact: Body::Running(growth::<Cell>),
    ..BASE
};

pub(super) const VOLATILITY: Function = Function {
    name: "volatility",
    signature: "volatility(x)",
    summary: "How unsteady x is: the sample standard deviation (n - 1) of its monthly growth; n/a with fewer than \
              two months of growth.",
    examples: &[Example { code: "round(volatility(calls), 0.0001)", gives: "0.3244" }],
    gives: Gives::Percent,
    reads: Reads::AllMonths,
    exact: Body::Whole(volatility::<Cell>),
    ..BASE
};

/// `delay`, which a pipeline's stages are made of.
pub const DELAY: Function = Function {
    name: "delay",
    signature: "delay(x, duration[, before v]) or delay(x, [p0, p1, …][, before v])",
    summary: "The flow x arrives later: after a duration, or spread by shares, p0 of it in the same month, p1 in the \
              next, and so on. `before v` is the flow of every month before the plan; 0 if left out.",
    examples: &[
        Example { code: "delay(calls, 1 month)", gives: "0, 10, 20" },
        Example { code: "delay(calls, 15 days)", gives: "5, 15, 25" },
        Example { code: "delay(calls, [0%, 50%, 50%])", gives: "0, 5, 15" },
        Example { code: "delay(calls, 1 month, before 8/month)", gives: "8, 10, 20" },
    ],
    parameters: &[Parameter::Flow, Parameter::DurationOrShares],
    reads: Reads::Arrivals,
    exact: Body::Arriving { before: delay_before::<Cell>, enter: delay::<Cell> },
    ..BASE
};

pub(super) const SPREAD: Function = Function {
    name: "spread",
    signature: "spread(x, k months)",
    summary: "Each month's flow in k equal monthly parts, the first at once.",
    examples: &[Example { code: "spread(calls, 2 months)", gives: "5, 15, 25" }],
    parameters: &[Parameter::Flow, Parameter::MonthCount],
    exact: Body::Running(spread::<Cell>),
    ..BASE
};

pub(super) const RAMP: Function = Function {
    name: "ramp",
    signature: "ramp(x, [r0, r1, …])",
    summary: "People hired at flow x who become productive step by step: each counts r0 in the month of hire, r1 in \
              the next, and the last share from then on.",
    examples: &[Example { code: "ramp(calls, [0%, 50%, 100%])", gives: "0, 5, 20, 45" }],
    parameters: &[Parameter::Flow, Parameter::Shares],
    gives: Gives::TimesMonth,
    rollup: Some(Rollup::Last),
    exact: Body::Arriving { before: |_| (), enter: ramp::<Cell> },
    ..BASE
};

fn first<N: Scalar>(history: &History<'_, N>) -> N {
    history.arguments[0].at(0)
}

fn last<N: Scalar>(history: &History<'_, N>) -> N {
    history.arguments[0].at(history.own.len() - 1)
}

/// The values of the months that count: those of the span that have a value, and what is too large.
fn present<N: Scalar>(history: &History<'_, N>) -> Vec<N> {
    let column = history.arguments[0];
    (0..history.own.len())
        .filter(|month| history.span.is_none_or(|span| span[*month]))
        .map(|month| column.at(month))
        .filter(|value| !value.is_missing() || value.is_too_large())
        .collect()
}

fn sum<N: Scalar>(values: &[N], row: u32) -> N {
    values.iter().fold(N::ZERO, |sum, value| sum.plus(*value, row))
}

fn count<N: Scalar>(values: &[N]) -> N {
    N::from_number(Number::from(values.len()))
}

fn total<N: Scalar>(history: &History<'_, N>) -> N {
    let values = present(history);
    if values.is_empty() { N::missing(Reason::NothingToSum, history.row) } else { sum(&values, history.row) }
}

fn mean_of<N: Scalar>(values: &[N], row: u32) -> N {
    if values.is_empty() {
        return N::missing(Reason::NothingToSum, row);
    }
    sum(values, row).over(count(values), row)
}

fn mean<N: Scalar>(history: &History<'_, N>) -> N {
    mean_of(&present(history), history.row)
}

fn extreme<N: Scalar>(history: &History<'_, N>, wanted: std::cmp::Ordering) -> N {
    let values = present(history);
    let better = |best: N, value: &N| match value.order(best, history.row) {
        Ok(order) if order == wanted => *value,
        Ok(_) => best,
        Err(gap) => gap,
    };
    let best = values.first().map(|first| values.iter().fold(*first, better));
    best.unwrap_or_else(|| N::missing(Reason::NothingToSum, history.row))
}

fn highest<N: Scalar>(history: &History<'_, N>) -> N {
    extreme(history, std::cmp::Ordering::Greater)
}

fn lowest<N: Scalar>(history: &History<'_, N>) -> N {
    extreme(history, std::cmp::Ordering::Less)
}

fn cum<N: Scalar>(history: &mut History<'_, N>, month: usize) {
    let now = history.arguments[0].at(month);
    history.own[month] = match month.checked_sub(1) {
        Some(before) => history.own[before].plus(now, history.row),
        None => now,
    };
}

fn trailing<N: Scalar>(history: &mut History<'_, N>, month: usize) {
    let months = history.arguments[1].at(month).to_count().unwrap_or(1);
    let from = (month + 1).saturating_sub(months);
    let column = history.arguments[0];
    let values: Vec<N> = (from..=month)
        .map(|at| column.at(at))
        .filter(|value| !value.is_missing() || value.is_too_large())
        .collect();
    history.own[month] = mean_of(&values, history.row);
}

fn change<N: Scalar>(history: &mut History<'_, N>, month: usize) {
    let column = history.arguments[0];
    history.own[month] = match month.checked_sub(1) {
        Some(before) => column.at(month).minus(column.at(before), history.row),
        None => N::missing(Reason::FirstMonth, history.row),
    };
}

fn growth_at<N: Scalar>(column: super::Column<'_, N>, month: usize, row: u32) -> N {
    let Some(before) = month.checked_sub(1) else { return N::missing(Reason::FirstMonth, row) };
    let before = column.at(before);
    if before.is_zero() || before.is_negative() {
        return N::missing(Reason::NoBase, row);
    }
    column.at(month).over(before, row).minus(N::from_number(Number::ONE), row)
}

fn growth<N: Scalar>(history: &mut History<'_, N>, month: usize) {
    history.own[month] = growth_at(history.arguments[0], month, history.row);
}

fn volatility<N: Scalar>(history: &History<'_, N>) -> N {
    let row = history.row;
    let growths: Vec<N> = (0..history.own.len())
        .map(|month| growth_at(history.arguments[0], month, row))
        .filter(|value| !value.is_missing() || value.is_too_large())
        .collect();
    if growths.len() < 2 {
        return N::missing(Reason::TooFew, row);
    }
    let mean = mean_of(&growths, row);
    let squares: Vec<N> = growths
        .iter()
        .map(|growth| {
            let distance = growth.minus(mean, row);
            distance.times(distance, row)
        })
        .collect();
    sum(&squares, row).over(N::from_number(Number::from(growths.len() - 1)), row).root(row)
}

fn delay<N: Scalar>(history: &mut History<'_, N>, entry: usize) {
    let flow = history.arguments[0].at(entry);
    if let [_, duration] = history.arguments {
        let duration = duration.at(entry);
        return history.arrive(entry, flow, duration);
    }
    // Shares: the first argument is the flow, the rest the shares of this month's flow.
    let shares = &history.arguments[1..];
    for (months, share) in shares.iter().enumerate() {
        let share = share.at(entry);
        if !share.is_zero() {
            history.land_share(entry + months, flow, share);
        }
    }
}

fn delay_before<N: Scalar>(history: &mut History<'_, N>) {
    let row = history.row;
    let Some(before) = history.before else { return };
    let before = before.at(0);
    if let [_, duration] = history.arguments {
        let duration = duration.at(0);
        return history.arrive_before(before, duration);
    }
    let shares = &history.arguments[1..];
    for month in 0..shares.len().min(history.own.len()) {
        let waiting = shares[month + 1..].iter().fold(N::ZERO, |sum, share| sum.plus(share.at(0), row));
        if !waiting.is_zero() {
            history.land_share(month, before, waiting);
        }
    }
}

impl<N: Scalar> History<'_, N> {
    fn land_share(&mut self, month: usize, flow: N, share: N) {
        if let Some(cell) = self.own.get_mut(month) {
            *cell = cell.plus(flow.times(share, self.row), self.row);
        }
    }
}

fn spread<N: Scalar>(history: &mut History<'_, N>, month: usize) {
    let parts = history.arguments[1].at(month);
    let months = parts.to_count().unwrap_or(1);
    let from = (month + 1).saturating_sub(months);
    let column = history.arguments[0];
    let flows: Vec<N> = (from..=month).map(|at| column.at(at)).collect();
    history.own[month] = sum(&flows, history.row).over(parts, history.row);
}

fn ramp<N: Scalar>(history: &mut History<'_, N>, entry: usize) {
    let hired = history.arguments[0].at(entry);
    let shares = &history.arguments[1..];
    if hired.is_zero() {
        return;
    }
    for month in entry..history.own.len() {
        let share = shares[(month - entry).min(shares.len() - 1)].at(entry);
        if !share.is_zero() {
            history.land_share(month, hired, share);
        }
    }
}
