//! The deals of a stage: those that wait when the plan starts, and those that wait at the end of a month. Pipelines use
//! these functions; nobody calls them by name.

use super::decomposition::percent;
use super::{
    AmountOf, Body, Breakdown, CallInMonth, CallOverMonths, Decomposition, Flow, Form, Function,
    FunctionGroup, Gives, Landed, LandedShare, Parameter, Part, PartSource, Phrasing, Reads, ShareFactor,
    Turning,
};
use crate::value::{Cell, Number, NumberStyle, Reason, Scalar};

/// Deals that wait in a stage when the plan starts, and leave evenly over the stage's duration (LANGUAGE,
/// section 8). Arguments: how many, then the duration or the list of shares, all of the first month. Not callable by
/// name.
pub static OPENING: Function = Function {
    name: "(opening deals leaving)",
    signature: "",
    group: FunctionGroup::OverMonths,
    summary: "Deals that wait in a stage when the plan starts, and leave evenly over its duration.",
    examples: &[],
    parameters: &[Parameter::Any, Parameter::DurationOrShares],
    gives: Gives::Same,
    reads: Reads::UpToNow,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Months,
    decomposition: Decomposition::Months(opening_parts),
    exact: Body::Running(opening::<Cell>),
};

/// The deals waiting in a stage at the end of a month: opening, what came in, less what went out one way
/// and the other. Not callable by name.
pub static BALANCE: Function = Function {
    name: "(open deals)",
    signature: "",
    group: FunctionGroup::OverMonths,
    summary: "Deals that wait at the end of a month: those of the month before, and who came, less who went.",
    examples: &[],
    parameters: &[Parameter::Any, Parameter::Flow, Parameter::Flow, Parameter::Flow],
    gives: Gives::Same,
    reads: Reads::UpToNow,
    rollup: None,
    amount: AmountOf::Kept,
    phrasing: Phrasing::Call,
    turning: Turning::Nowhere,
    decomposition: Decomposition::GoesOn {
        start: Some((0, "deals open at the start of the plan")),
        flows: &[
            Flow { argument: 1, negative: false },
            Flow { argument: 2, negative: true },
            Flow { argument: 3, negative: true },
        ],
        restarts: None,
        rule: None,
    },
    exact: Body::Running(balance::<Cell>),
};

fn opening<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    if month > 0 {
        return;
    }
    // All of it is known in the first month.
    let row = call.row;
    let number = call.arguments[0].at(0);
    let time = call.arguments[1..].iter().map(|argument| argument.at(0)).collect::<Vec<_>>();
    call.own.fill(N::ZERO);
    if number.is_zero() {
        return;
    }
    let [duration] = time[..] else { return opening_by_shares(call, number, &time) };
    if duration.is_missing() {
        return call.lose(0, duration);
    }
    if duration.is_negative() {
        return call.lose(0, N::missing(Reason::OutOfBounds, row));
    }
    if duration.is_zero() {
        return call.land(0, number);
    }
    if call.in_days {
        return call.arrive_between(number, N::ZERO, duration);
    }
    let mut left = number;
    let mut remaining = duration;
    for month in 0..call.own.len() {
        let full_month =
            remaining.order(N::from_number(Number::ONE), row).is_ok_and(std::cmp::Ordering::is_gt);
        if !full_month {
            return call.land(month, left);
        }
        let part = number.div(duration, row);
        call.land(month, part);
        left = left.sub(part, row);
        remaining = remaining.sub(N::from_number(Number::ONE), row);
    }
}

fn opening_by_shares<N: Scalar>(call: &mut CallOverMonths<'_, N>, number: N, shares: &[N]) {
    let row = call.row;
    let mean_lag = shares.iter().enumerate().fold(N::ZERO, |sum, (months, share)| {
        sum.add(share.mul(N::from_number(Number::from(months)), row), row)
    });
    if mean_lag.is_missing() {
        return call.lose(0, mean_lag);
    }
    if mean_lag.is_zero() {
        return call.land(0, number);
    }
    for month in 0..call.own.len().min(shares.len()) {
        let later = shares[month + 1..].iter().fold(N::ZERO, |sum, share| sum.add(*share, row));
        call.land(month, number.mul(later, row).div(mean_lag, row));
    }
}

/// How many there were, and the share of them that leaves in the month.
fn opening_parts(call: &CallInMonth<'_>) -> Result<Breakdown, Reason> {
    let own = call.own[call.month];
    let Some(value) = own.number().filter(|value| !value.is_zero()) else {
        return Ok(Breakdown::new(Form::Sum, Vec::new()));
    };
    let share = own.div(call.arguments[0].at(0), 0).number().unwrap_or(Number::ONE);
    let rule = call.say(|calendar| {
        let (left, words) = (percent(share), calendar.words(call.month));
        format!("{left} of the deals open at the start leave their stage in {words}")
    });
    let whole = share == Number::ONE;
    let factors = if whole { Vec::new() } else { vec![ShareFactor::share(share, NumberStyle::Percent)] };
    let duration = matches!(call.arguments, [_, _]).then_some(1);
    let share = LandedShare::Timing { duration, factors };
    let landed = Landed { amount: Some(value), share, lag: None };
    let part = Part::landed(PartSource::Argument(0), 0, landed, rule);
    Ok(Breakdown::new(Form::One, vec![part]))
}

fn balance<N: Scalar>(call: &mut CallOverMonths<'_, N>, month: usize) {
    let row = call.row;
    let [opening, entered, arrived, lost] = call.arguments else { return };
    let before = match month.checked_sub(1) {
        Some(previous) => call.own[previous],
        None => opening.at(0),
    };
    let open = before.add(entered.at(month), row).sub(arrived.at(month), row).sub(lost.at(month), row);
    // Thirds of a deal that have all left may leave 1e-28 of one behind: that is none.
    let none = open.order(N::ZERO, row).is_ok_and(std::cmp::Ordering::is_eq);
    call.own[month] = if none { N::ZERO } else { open };
}
