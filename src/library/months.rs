//! Functions over months.

use super::decomposition::{counted, percent};
use super::{
    AmountOf, Body, Breakdown, CallInMonth, CallOverMonths, Decomposition, Example, Flow, Form, Function,
    FunctionGroup, Gives, Landed, LandedShare, Parameter, Part, PartSource, Phrasing, Reads, ShareFactor,
    Turning,
};
use crate::value::{Calendar, Cell, Number, NumberStyle, Reason, Rollup, Scalar, Stretch};

/// The functions over months, in the order of the manual.
pub(super) static FUNCTIONS: &[&Function] = &[
    &PREV,
    &NEXT,
    &FIRST,
    &LAST,
    &TOTAL,
    &CUM,
    &YTD,
    &QTD,
    &MEAN,
    &HIGHEST,
    &LOWEST,
    &TRAILING,
    &CHANGE,
    &GROWTH,
    &VOLATILITY,
    &DELAY,
    &SPREAD,
    &RAMP,
];

/// `prev`, whose counterpart is [`NEXT`].
pub static PREV: Function = Function {
    name: "prev",
    signature: "prev(x, start[, k])",
    group: FunctionGroup::OverMonths,
    summary: "x in the month before, or k months before; start in the first month, or the first k. There is no \
              silent zero: start is required.",
    examples: &[
        Example { code: "prev(calls, 5/month)", gives: "5, 10, 20" },
        Example { code: "prev(calls, 5/month, 2)", gives: "5, 5, 10, 20" },
    ],
    parameters: &[Parameter::Value, Parameter::Start, Parameter::OptionalCount],
    gives: Gives::Same,
    reads: Reads::EarlierMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Step,
    exact: Body::Shifted { ahead: false },
};

/// `next`, the counterpart of [`PREV`].
pub static NEXT: Function = Function {
    name: "next",
    signature: "next(x, end[, k])",
    group: FunctionGroup::OverMonths,
    summary: "x in the month after, or k months later; end in the last month, or the last k. end is required. x may \
              not need the row that looks ahead at it.",
    examples: &[
        Example { code: "next(calls, 70/month)", gives: "20, 30, 40, 50, 60, 70" },
        Example { code: "next(calls, calls[M6], 2)", gives: "30, 40, 50, 60, 60, 60" },
    ],
    parameters: &[Parameter::Value, Parameter::End, Parameter::OptionalCount],
    gives: Gives::Same,
    reads: Reads::LaterMonth,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Step,
    exact: Body::Shifted { ahead: true },
};

static FIRST: Function = Function {
    name: "first",
    signature: "first(x)",
    group: FunctionGroup::OverMonths,
    summary: "The first month's value, in every month.",
    examples: &[Example { code: "first(calls)", gives: "10" }],
    parameters: &[Parameter::Any],
    gives: Gives::Same,
    reads: Reads::AllMonths { so_far: None },
    rollup: Some(Rollup::Level),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(first_parts),
    exact: Body::OneMonth(first),
};

static LAST: Function = Function {
    name: "last",
    signature: "last(x)",
    group: FunctionGroup::OverMonths,
    summary: "The last month's value, in every month.",
    examples: &[Example { code: "last(calls)", gives: "60" }],
    parameters: &[Parameter::Any],
    gives: Gives::Same,
    reads: Reads::AllMonths { so_far: None },
    rollup: Some(Rollup::Level),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(last_parts),
    exact: Body::OneMonth(last),
};

static TOTAL: Function = Function {
    name: "total",
    signature: "total(x[, span])",
    group: FunctionGroup::OverMonths,
    summary: "The sum of a flow over all months, or over a span such as 2026-Q3. Months without a value are left out.",
    examples: &[
        Example { code: "total(calls)", gives: "210" },
        Example { code: "total(calls, M1 .. M3)", gives: "60" },
    ],
    parameters: &[Parameter::Flow, Parameter::OptionalSpan],
    gives: Gives::TimesMonth,
    reads: Reads::AllMonths { so_far: Some(&CUM) },
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(total_parts),
    exact: Body::Whole(total::<Cell>),
};

static CUM: Function = Function {
    name: "cum",
    signature: "cum(x)",
    group: FunctionGroup::OverMonths,
    summary: "The running sum of a flow, from the first month through this one.",
    examples: &[Example { code: "cum(calls)", gives: "10, 30, 60" }],
    parameters: &[Parameter::Flow],
    gives: Gives::TimesMonth,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Last),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::GoesOn {
        start: None,
        flows: &[Flow { argument: 0, negative: false }],
        restarts: None,
        rule: Some(cum_rule),
    },
    exact: Body::Running(cum::<Cell>),
};

static YTD: Function = Function {
    name: "ytd",
    signature: "ytd(x)",
    group: FunctionGroup::OverMonths,
    summary: "The running sum of a flow since the first month of its year, this month included: of the fiscal year \
              where the plan has one; in a plan without dates since M1, M13 and so on. What came before the plan is \
              not known and not counted.",
    examples: &[Example { code: "ytd(calls)", gives: "10, 30, 60, 100" }],
    parameters: &[Parameter::Flow],
    gives: Gives::TimesMonth,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Last),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::GoesOn {
        start: None,
        flows: &[Flow { argument: 0, negative: false }],
        restarts: Some(Stretch::Year),
        rule: Some(ytd_rule),
    },
    exact: Body::Running(ytd::<Cell>),
};

static QTD: Function = Function {
    name: "qtd",
    signature: "qtd(x)",
    group: FunctionGroup::OverMonths,
    summary: "The running sum of a flow since the first month of its quarter, this month included: of the fiscal \
              quarter where the plan has one; in a plan without dates since M1, M4, M7 and so on.",
    examples: &[Example { code: "qtd(calls)", gives: "10, 30, 60, 40, 90, 150" }],
    parameters: &[Parameter::Flow],
    gives: Gives::TimesMonth,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Last),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::GoesOn {
        start: None,
        flows: &[Flow { argument: 0, negative: false }],
        restarts: Some(Stretch::Quarter),
        rule: Some(qtd_rule),
    },
    exact: Body::Running(qtd::<Cell>),
};

static MEAN: Function = Function {
    name: "mean",
    signature: "mean(x)",
    group: FunctionGroup::OverMonths,
    summary: "The mean over all months. Months without a value are left out.",
    examples: &[Example { code: "mean(calls)", gives: "35" }],
    parameters: &[Parameter::Months],
    gives: Gives::Same,
    reads: Reads::AllMonths { so_far: None },
    rollup: Some(Rollup::Level),
    amount: AmountOf::None,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(mean_parts),
    exact: Body::Whole(mean::<Cell>),
};

static HIGHEST: Function = Function {
    name: "highest",
    signature: "highest(x)",
    group: FunctionGroup::OverMonths,
    summary: "The highest value over all months. Months without a value are left out.",
    examples: &[Example { code: "highest(calls)", gives: "60" }],
    parameters: &[Parameter::Months],
    gives: Gives::Same,
    reads: Reads::AllMonths { so_far: None },
    rollup: Some(Rollup::Level),
    amount: AmountOf::None,
    phrasing: Phrasing::Call,
    turning: Turning::Months,
    decomposition: Decomposition::Months(highest_parts),
    exact: Body::Whole(highest::<Cell>),
};

static LOWEST: Function = Function {
    name: "lowest",
    signature: "lowest(x)",
    group: FunctionGroup::OverMonths,
    summary: "The lowest value over all months. Months without a value are left out.",
    examples: &[Example { code: "lowest(calls)", gives: "10" }],
    parameters: &[Parameter::Months],
    gives: Gives::Same,
    reads: Reads::AllMonths { so_far: None },
    rollup: Some(Rollup::Level),
    amount: AmountOf::None,
    phrasing: Phrasing::Call,
    turning: Turning::Months,
    decomposition: Decomposition::Months(lowest_parts),
    exact: Body::Whole(lowest::<Cell>),
};

static TRAILING: Function = Function {
    name: "trailing",
    signature: "trailing(x, k)",
    group: FunctionGroup::OverMonths,
    summary: "The mean of the last k months, this one included; of fewer at the start.",
    examples: &[Example { code: "trailing(calls, 3)", gives: "10, 15, 20, 30" }],
    parameters: &[Parameter::Months, Parameter::Count],
    gives: Gives::Same,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Level),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(trailing_parts),
    exact: Body::Running(trailing::<Cell>),
};

/// `change`, which a pipeline's acceleration is made of.
pub static CHANGE: Function = Function {
    name: "change",
    signature: "change(x)",
    group: FunctionGroup::OverMonths,
    summary: "x less its value in the month before; n/a in the first month.",
    examples: &[Example { code: "change(calls)", gives: "n/a, 10, 10" }],
    parameters: &[Parameter::Any],
    gives: Gives::Same,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Level),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(change_parts),
    exact: Body::Running(change::<Cell>),
};

/// `growth`, which a pipeline's sales growth is made of.
pub static GROWTH: Function = Function {
    name: "growth",
    signature: "growth(x)",
    group: FunctionGroup::OverMonths,
    summary: "x over its value in the month before, less 1; n/a in the first month and where the month before \
              is not above zero.",
    examples: &[Example { code: "growth(calls)", gives: "n/a, 1, 0.5" }],
    parameters: &[Parameter::Any],
    gives: Gives::Percent,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Level),
    amount: AmountOf::None,
    phrasing: Phrasing::Call,
    turning: Turning::Months,
    decomposition: Decomposition::Months(growth_parts),
    exact: Body::Running(growth::<Cell>),
};

static VOLATILITY: Function = Function {
    name: "volatility",
    signature: "volatility(x)",
    group: FunctionGroup::OverMonths,
    summary: "How unsteady x is: the sample standard deviation (n - 1) of its monthly growth; n/a with fewer than \
              two months of growth.",
    examples: &[Example { code: "round(volatility(calls), 0.0001)", gives: "0.3244" }],
    parameters: &[Parameter::Any],
    gives: Gives::Percent,
    reads: Reads::AllMonths { so_far: None },
    rollup: None,
    amount: AmountOf::None,
    phrasing: Phrasing::Call,
    turning: Turning::Months,
    decomposition: Decomposition::Months(volatility_parts),
    exact: Body::Whole(volatility::<Cell>),
};

/// `delay`, which a pipeline's stages are made of.
pub static DELAY: Function = Function {
    name: "delay",
    signature: "delay(x, duration[, before v]) or delay(x, [p0, p1, …][, before v])",
    group: FunctionGroup::OverMonths,
    summary: "The flow x arrives later: after a duration, or spread by shares, p0 of it in the same month, p1 in the \
              next, and so on. `before v` is the flow of every month before the plan; 0 if left out.",
    examples: &[
        Example { code: "delay(calls, 1 month)", gives: "0, 10, 20" },
        Example { code: "delay(calls, 15 days)", gives: "5, 15, 25" },
        Example { code: "delay(calls, [0%, 50%, 50%])", gives: "0, 5, 15" },
        Example { code: "delay(calls, 1 month, before 8/month)", gives: "8, 10, 20" },
    ],
    parameters: &[Parameter::Flow, Parameter::DurationOrShares],
    gives: Gives::Same,
    reads: Reads::Arrivals,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Months,
    decomposition: Decomposition::Arrivals { stays: false, part: delay_part },
    exact: Body::Arriving { before: delay_before::<Cell>, enter: delay::<Cell> },
};

static SPREAD: Function = Function {
    name: "spread",
    signature: "spread(x, k months)",
    group: FunctionGroup::OverMonths,
    summary: "Each month's flow in k equal monthly parts, the first at once.",
    examples: &[Example { code: "spread(calls, 2 months)", gives: "5, 15, 25" }],
    parameters: &[Parameter::Flow, Parameter::MonthCount],
    gives: Gives::Same,
    reads: Reads::UpToNow,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Months(spread_parts),
    exact: Body::Running(spread::<Cell>),
};

static RAMP: Function = Function {
    name: "ramp",
    signature: "ramp(x, [r0, r1, …])",
    group: FunctionGroup::OverMonths,
    summary: "People hired at flow x who become productive step by step: each counts r0 in the month of hire, r1 in \
              the next, and the last share from then on.",
    examples: &[Example { code: "ramp(calls, [0%, 50%, 100%])", gives: "0, 5, 20, 45" }],
    parameters: &[Parameter::Flow, Parameter::Shares],
    gives: Gives::TimesMonth,
    reads: Reads::UpToNow,
    rollup: Some(Rollup::Last),
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::Arrivals { stays: true, part: ramp_part },
    exact: Body::Arriving { before: |_| (), enter: ramp::<Cell> },
};

fn first(_months: usize) -> usize {
    0
}

fn last(months: usize) -> usize {
    months.saturating_sub(1)
}

/// The values of the months that count: those of the span that have a value, and what is too large.
fn present<N: Scalar>(call: &CallOverMonths<'_, N>) -> Vec<N> {
    let column = call.arguments[0];
    (0..call.own.len())
        .filter(|month| call.span.is_none_or(|span| span[*month]))
        .map(|month| column.at(month))
        .filter(|value| !value.is_missing() || value.is_too_large())
        .collect()
}

fn sum<N: Scalar>(values: &[N], row: u32) -> N {
    values.iter().fold(N::ZERO, |sum, value| sum.add(*value, row))
}

fn count<N: Scalar>(values: &[N]) -> N {
    N::from_number(Number::from(values.len()))
}

fn total<N: Scalar>(call: &CallOverMonths<'_, N>) -> N {
    let values = present(call);
    if values.is_empty() { N::missing(Reason::NothingToSum, call.row) } else { sum(&values, call.row) }
}

/// The mean of values that are there; without any of them there is none.
fn mean_of<N: Scalar>(values: &[N], row: u32) -> N {
    if values.is_empty() {
        return N::missing(Reason::NothingToSum, row);
    }
    let sum = sum(values, row);
    if sum.is_too_large() && !values.iter().any(|value| value.is_too_large()) {
        // The mean of numbers that there are is one: each is divided before they are added.
        return values.iter().fold(N::ZERO, |mean, value| mean.add(value.div(count(values), row), row));
    }
    sum.div(count(values), row)
}

fn mean<N: Scalar>(call: &CallOverMonths<'_, N>) -> N {
    mean_of(&present(call), call.row)
}

/// The highest or the lowest of the months that have a value; of equal ones the first.
fn extreme<N: Scalar>(call: &CallOverMonths<'_, N>, wanted: std::cmp::Ordering) -> N {
    let values = present(call);
    let better = |best: N, value: &N| match value.order(best, call.row) {
        Ok(order) if order == wanted => *value,
        Ok(_) => best,
        Err(gap) => gap,
    };
    let best = values.first().map(|first| values.iter().fold(*first, better));
    best.unwrap_or_else(|| N::missing(Reason::NothingToSum, call.row))
}

fn highest<N: Scalar>(call: &CallOverMonths<'_, N>) -> N {
    extreme(call, std::cmp::Ordering::Greater)
}

fn lowest<N: Scalar>(call: &CallOverMonths<'_, N>) -> N {
    extreme(call, std::cmp::Ordering::Less)
}

/// The running sum: last month's plus this month's, so that a plan of n months costs n additions.
fn cum<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    let now = call.arguments[0].at(month);
    call.own[month] = match month.checked_sub(1) {
        Some(before) => call.own[before].add(now, call.row),
        None => now,
    };
}

/// The running sum that starts again with each stretch of months.
fn since_start_of<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize, stretch: Stretch) {
    match call.lengths.months_into(month, stretch) {
        0 => call.own[month] = call.arguments[0].at(month),
        _ => cum(call, month),
    }
}

fn ytd<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    since_start_of(call, month, Stretch::Year);
}

fn qtd<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    since_start_of(call, month, Stretch::Quarter);
}

/// The mean of the last months; at the start of the plan, of as many as there are.
fn trailing<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    let months = call.arguments[1].at(month).to_count().unwrap_or(1);
    let from = (month + 1).saturating_sub(months);
    let column = call.arguments[0];
    let values: Vec<N> = (from..=month)
        .map(|at| column.at(at))
        .filter(|value| !value.is_missing() || value.is_too_large())
        .collect();
    call.own[month] = mean_of(&values, call.row);
}

/// x(t) - x(t-1).
fn change<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    let column = call.arguments[0];
    call.own[month] = match month.checked_sub(1) {
        Some(before) => column.at(month).sub(column.at(before), call.row),
        None => N::missing(Reason::FirstMonth, call.row),
    };
}

/// x(t) / x(t-1) - 1. From 0 or below there is no percentage: -50 to 100 is no growth of -300%.
fn growth_at<N: Scalar>(column: super::Column<'_, N>, month: usize, row: u32) -> N {
    let Some(before) = month.checked_sub(1) else { return N::missing(Reason::FirstMonth, row) };
    let before = column.at(before);
    if before.is_zero() || before.is_negative() {
        return N::missing(Reason::NoBase, row);
    }
    column.at(month).div(before, row).sub(N::from_number(Number::ONE), row)
}

fn growth<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    call.own[month] = growth_at(call.arguments[0], month, call.row);
}

/// The sample standard deviation of monthly growth: √(Σ(g - ḡ)² / (n - 1)). One month's growth has none.
fn volatility<N: Scalar>(call: &CallOverMonths<'_, N>) -> N {
    let row = call.row;
    let growths: Vec<N> = (0..call.own.len())
        .map(|month| growth_at(call.arguments[0], month, row))
        .filter(|value| !value.is_missing() || value.is_too_large())
        .collect();
    // A deviation from the mean of one value is 0, which would look like a steady row.
    if growths.len() < 2 {
        return N::missing(Reason::TooFew, row);
    }
    let mean = mean_of(&growths, row);
    let squares: Vec<N> = growths
        .iter()
        .map(|growth| {
            let distance = growth.sub(mean, row);
            distance.mul(distance, row)
        })
        .collect();
    sum(&squares, row).div(N::from_number(Number::from(growths.len() - 1)), row).sqrt(row)
}

/// What enters in a month, put where it lands: by a duration of its own, or by its own shares.
fn delay<N: Scalar>(call: &mut CallOverMonths<'_, N>, entry: usize) {
    let flow = call.arguments[0].at(entry);
    if let [_, duration] = call.arguments {
        let duration = duration.at(entry);
        return call.arrive(entry, flow, duration);
    }
    // Shares: the first argument is the flow, the rest the shares of this month's flow.
    let shares = &call.arguments[1..];
    for (months, share) in shares.iter().enumerate() {
        let share = share.at(entry);
        // Also spares what is missing: 0% of a flow without a value is nothing, not `n/a`.
        if !share.is_zero() {
            call.land_share(entry + months, flow, share);
        }
    }
}

/// What entered before the plan and lands in it: of a list of shares, those that come after the first month.
fn delay_before<N: Scalar>(call: &mut CallOverMonths<'_, N>) {
    let row = call.row;
    let Some(before) = call.before else { return };
    let before = before.at(0);
    if let [_, duration] = call.arguments {
        let duration = duration.at(0);
        return call.arrive_before(before, duration);
    }
    let shares = &call.arguments[1..];
    for month in 0..shares.len().min(call.own.len()) {
        let waiting = shares[month + 1..].iter().fold(N::ZERO, |sum, share| sum.add(share.at(0), row));
        if !waiting.is_zero() {
            call.land_share(month, before, waiting);
        }
    }
}

impl<N: Scalar> CallOverMonths<'_, N> {
    /// Adds a share of a flow to a month; beyond the plan it is not counted.
    fn land_share(&mut self, month: usize, flow: N, share: N) {
        if let Some(cell) = self.own.get_mut(month) {
            *cell = cell.add(flow.mul(share, self.row), self.row);
        }
    }
}

/// A month's flow in equal parts over as many months, the first at once: the sum of the last n flows over n.
fn spread<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    let parts = call.arguments[1].at(month);
    let months = parts.to_count().unwrap_or(1);
    let from = (month + 1).saturating_sub(months);
    let column = call.arguments[0];
    let flows: Vec<N> = (from..=month).map(|at| column.at(at)).collect();
    call.own[month] = sum(&flows, call.row).div(parts, call.row);
}

/// People who come in a month, each counting by the share of their months since; the last share holds on.
fn ramp<N: Scalar>(call: &mut CallOverMonths<'_, N>, entry: usize) {
    let hired = call.arguments[0].at(entry);
    let shares = &call.arguments[1..];
    if hired.is_zero() {
        return;
    }
    for month in entry..call.own.len() {
        // The shares of the month of entry: who is hired in March goes on by what was said of March.
        let share = shares[(month - entry).min(shares.len() - 1)].at(entry);
        if !share.is_zero() {
            call.land_share(month, hired, share);
        }
    }
}

fn one_month(month: usize) -> Result<Breakdown, Reason> {
    Ok(Breakdown::new(Form::One, vec![Part::month(0, month, 0)]))
}

fn first_parts(_call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    one_month(0)
}

fn last_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    one_month(last(call.own.len()))
}

/// The months of the first argument that count: those of the span that have a value.
fn months_with_value(call: &CallInMonth<'_>) -> Result<Vec<usize>, Reason> {
    let inside =
        |month: &usize| call.span.is_none_or(|span| span[*month]) && call.number(0, *month).is_some();
    let months: Vec<usize> = (0..call.own.len()).filter(inside).collect();
    if months.is_empty() { Err(Reason::NothingToSum) } else { Ok(months) }
}

/// Months of the first argument: the same months of two scenarios are compared.
fn months_of(months: &[usize]) -> Vec<Part> {
    months.iter().map(|month| Part::month(0, *month, *month)).collect()
}

fn total_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    Ok(Breakdown::new(Form::Sum, months_of(&months_with_value(call)?)))
}

fn mean_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    let months = months_with_value(call)?;
    let rule = call.say(|_| format!("the mean of {} months", months.len()));
    Ok(Breakdown::new(Form::Mean(Number::from(months.len())), months_of(&months)).with_rule(rule))
}

fn extreme_parts(call: &CallInMonth<'_>, word: &str) -> Result<Breakdown, Reason> {
    let months = months_with_value(call)?;
    let value = call.own[call.month].number();
    let best = months.iter().copied().find(|month| call.number(0, *month) == value);
    let best = best.ok_or(Reason::NothingToSum)?;
    let rule = call
        .say(|calendar| format!("the {word} of {} months is that of {}", months.len(), calendar.words(best)));
    Ok(one_month(best)?.with_rule(rule))
}

fn highest_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    extreme_parts(call, "highest")
}

fn lowest_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    extreme_parts(call, "lowest")
}

fn cum_rule(calendar: &Calendar, month: usize) -> String {
    format!("added up from {} to {}", calendar.words(0), calendar.words(month))
}

fn ytd_rule(calendar: &Calendar, month: usize) -> String {
    since_start_rule(calendar, month, Stretch::Year)
}

fn qtd_rule(calendar: &Calendar, month: usize) -> String {
    since_start_rule(calendar, month, Stretch::Quarter)
}

/// `added up since Feb 2026, the fiscal year's first month`
fn since_start_rule(calendar: &Calendar, month: usize, stretch: Stretch) -> String {
    let first = calendar.first_of(month, stretch);
    let from = calendar.words(first);
    let fiscal = if calendar.fiscal().is_some() { "fiscal " } else { "" };
    match calendar.months_into(first, stretch) {
        0 => format!("added up since {from}, the {fiscal}{}'s first month", stretch.word()),
        _ => format!(
            "added up since {from}, the plan's first month: the {fiscal}{} began before it",
            stretch.word()
        ),
    }
}

/// The month and those before it, as many as the second argument says and the plan has.
fn last_months(call: &CallInMonth<'_>) -> (Number, Vec<Part>) {
    let wanted = call.number(1, call.month).unwrap_or(Number::ONE);
    let count = wanted.to_i64().and_then(|count| usize::try_from(count).ok()).unwrap_or(1).max(1);
    let from = (call.month + 1).saturating_sub(count);
    // So many months back are compared with as many.
    (wanted, (from..=call.month).map(|month| Part::month(0, month, call.month - month)).collect())
}

fn trailing_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    let (_, mut parts) = last_months(call);
    parts.retain(|part| call.number(0, part.month).is_some());
    if parts.is_empty() {
        return Err(Reason::NothingToSum);
    }
    let rule = call.say(|_| format!("the mean of the last {} months", parts.len()));
    Ok(Breakdown::new(Form::Mean(Number::from(parts.len())), parts).with_rule(rule))
}

fn spread_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    let (count, parts) = last_months(call);
    let rule = call.say(|_| format!("each month in {count} equal monthly parts, the first at once"));
    Ok(Breakdown::new(Form::Mean(count), parts).with_rule(rule))
}

fn change_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    let before = call.month.checked_sub(1).ok_or(Reason::FirstMonth)?;
    let parts = vec![Part::month(0, call.month, 0), Part::month(0, before, 1).taken_away()];
    Ok(Breakdown::new(Form::Sum, parts))
}

/// A month and the one before it, whose growth the function gives or takes together.
fn growth_pair(call: &CallInMonth<'_>, month: usize) -> Result<[Part; 2], Reason> {
    let before = month.checked_sub(1).ok_or(Reason::FirstMonth)?;
    match call.number(0, before) {
        Some(base) if base.is_zero() || base.is_negative() => Err(Reason::NoBase),
        _ => Ok([Part::month(0, month, 2 * month), Part::month(0, before, 2 * month + 1)]),
    }
}

fn growth_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    Ok(Breakdown::new(Form::Growth, growth_pair(call, call.month)?.into()))
}

fn volatility_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    let grows = |month: &usize| {
        let known = |month: usize| call.number(0, month).is_some();
        month.checked_sub(1).is_some_and(known) && known(*month)
    };
    let pairs = (0..call.own.len()).filter(grows).filter_map(|month| growth_pair(call, month).ok());
    let parts: Vec<Part> = pairs.flatten().collect();
    let months = parts.len() / 2;
    if months < 2 {
        return Err(Reason::TooFew);
    }
    let rule = call.say(|_| format!("the standard deviation of {months} months' growth"));
    Ok(Breakdown::new(Form::GrowthDeviation, parts).with_rule(rule))
}

/// What entered in a month, and the share of it that arrives now.
fn delay_part(call: &CallInMonth<'_>, entry: usize, amount: Cell) -> Part {
    let lag = call.month - entry;
    let (share, rule) = match call.arguments {
        [_, duration] => {
            let (factors, rule) = match duration.at(entry).number() {
                Some(days) if call.in_days => day_share(call, entry, days),
                Some(months) => month_share(call, entry, months),
                None => (
                    Vec::new(),
                    call.say(|_| "the duration has no value: nobody can tell when this arrives".to_string()),
                ),
            };
            (LandedShare::Timing { duration: Some(1), factors }, rule)
        }
        _ => {
            let share = call.number(1 + lag, entry).unwrap_or_default();
            let rule = call.say(|calendar| {
                let (from, now) = (calendar.words(entry), calendar.words(call.month));
                format!("shares by month: {} of what enters in {from} lands in {now}", percent(share))
            });
            (LandedShare::Argument(1 + lag), rule)
        }
    };
    let landed = Landed { amount: amount.number(), share, lag: Some(lag) };
    Part::landed(PartSource::Argument(0), entry, landed, rule)
}

/// The part of a month's days that, moved by the duration, fall into this one.
fn day_share(call: &CallInMonth<'_>, entry: usize, days: Number) -> (Vec<ShareFactor>, Option<String>) {
    let starts = &call.lengths.starts;
    let start = |month: usize| starts.get(month).copied().unwrap_or(Cell::ZERO);
    let length = call.lengths.days[entry];
    let from = start(entry).add(Cell::from(days), 0);
    let to = from.add(length, 0);
    let number = |cell: Cell| cell.number().unwrap_or_default();
    let from = number(from).max(number(start(call.month)));
    let to = number(to).min(number(start(call.month + 1)));
    let landing = to.difference(from).unwrap_or_default();
    let length = number(length);
    let rule = call.say(|calendar| {
        let (words, now) = (calendar.words(entry), calendar.words(call.month));
        let delay = format!("day-counted delay of {}", counted(days, "day"));
        match landing == length {
            true => format!("{delay}: all of {words} lands in {now}"),
            false => format!("{delay}: {} of {words}'s {length} days land here", landing.round(2)),
        }
    });
    let factors = match landing == length {
        true => Vec::new(),
        false => vec![ShareFactor::days(landing, false), ShareFactor::days(length, true)],
    };
    (factors, rule)
}

/// The part of a month's flow that arrives this many whole months later.
fn month_share(call: &CallInMonth<'_>, entry: usize, months: Number) -> (Vec<ShareFactor>, Option<String>) {
    let fraction = months.difference(months.floor()).unwrap_or_default();
    let early = months.floor() == Number::from(call.month - entry);
    let part = match (fraction.is_zero(), early) {
        (true, _) => Number::ONE,
        (false, true) => Number::ONE.difference(fraction).unwrap_or(Number::ONE),
        (false, false) => fraction,
    };
    let rule = call.say(|calendar| {
        let (words, now) = (calendar.words(entry), calendar.words(call.month));
        let after = counted(months, "month");
        match part == Number::ONE {
            true => format!("all of {words} lands in {now}, {after} later"),
            false => format!("{} of {words} lands in {now}, {after} later", percent(part)),
        }
    });
    let factors =
        if part == Number::ONE { Vec::new() } else { vec![ShareFactor::share(part, NumberStyle::Plain)] };
    (factors, rule)
}

/// People hired in a month, and how much each counts by now.
fn ramp_part(call: &CallInMonth<'_>, entry: usize, amount: Cell) -> Part {
    let lag = call.month - entry;
    let share = 1 + lag.min(call.arguments.len() - 2);
    let rule = call.say(|calendar| {
        let counts = percent(call.number(share, entry).unwrap_or_default());
        format!("who comes in {} counts {counts} by now", calendar.words(entry))
    });
    let landed = Landed { amount: amount.number(), share: LandedShare::Argument(share), lag: Some(lag) };
    Part::landed(PartSource::Argument(0), entry, landed, rule)
}
