//! Functions over months: what each month's part of a change is.

use super::change::CauseKind;
use super::logs::{log_mean, mean};
use super::parts::{difference, divided, minus, plus, times};
use super::split::{Pair, Split};
use crate::eval::{Landing, Trace};
use crate::library::{BALANCE, OPENING};
use crate::model::{Formula, Input};
use crate::value::{Cell, Number};

/// The same function on both sides.
struct Call<'f> {
    pair: Pair,
    from: &'f [Input],
    to: &'f [Input],
    before: Option<(Input, Input)>,
    weight: Number,
    level: usize,
    kind: CauseKind,
}

impl Split<'_> {
    /// Splits the change of a row that is a function over months; what cannot be compared is one cause.
    pub(super) fn over_months(&mut self, pair: Pair, weight: Number, level: usize, kind: CauseKind) {
        let (scenario_from, scenario_to) = (self.from.scenario(), self.to.scenario());
        let (
            Formula::History { function: f, arguments: from, before: x, in_days: m, span: s, .. },
            Formula::History { function: g, arguments: to, before: y, in_days: n, span: t, .. },
        ) = (&scenario_from.table.row(pair.from.0).formula, &scenario_to.table.row(pair.to.0).formula)
        else {
            return;
        };
        let alike =
            f.name == g.name && from.len() == to.len() && m == n && s == t && x.is_some() == y.is_some();
        let call = Call { pair, from, to, before: x.zip(*y), weight, level, kind };
        let done = alike
            && match f.name {
                "delay" => self.landed(&call, false),
                "ramp" => self.landed(&call, true),
                "cum" => self.running(&call),
                "total" | "mean" => self.present(&call, s.as_deref(), f.name == "mean"),
                "highest" | "lowest" => self.extreme(&call, s.as_deref()),
                "trailing" | "spread" => self.last_months(&call, f.name == "trailing"),
                "change" => self.differences(&call),
                "growth" => self.growth(&call),
                name if name == OPENING.name => self.opening(&call),
                name if name == BALANCE.name => self.balance(&call),
                _ => false,
            };
        if !done {
            self.whole(pair, kind, weight);
        }
    }

    fn argument(&mut self, call: &Call<'_>, at: usize, months: (usize, usize), weight: Number) {
        self.input(call.pair, (call.from[at], call.to[at]), months, (weight, call.level));
    }

    fn cells(&self, call: &Call<'_>, at: usize, months: (usize, usize)) -> (Cell, Cell) {
        let from = self.from.projection().input(call.from[at], months.0);
        (from, self.to.projection().input(call.to[at], months.1))
    }

    /// The months before on both sides; none where one of them is before the plan.
    fn months_before(call: &Call<'_>) -> (Option<usize>, Option<usize>) {
        (call.pair.from.1.checked_sub(1), call.pair.to.1.checked_sub(1))
    }

    /// What a balance or a running sum had before this month, on both sides.
    fn carried(&mut self, call: &Call<'_>, first: Option<usize>) {
        let pair = call.pair;
        match Self::months_before(call) {
            (Some(from), Some(to)) => {
                let before = Pair { from: (pair.from.0, from), to: (pair.to.0, to) };
                // A balance is no level of its own month by month.
                self.give(before, call.weight, call.level.saturating_sub(1));
            }
            (None, None) => {
                if let Some(first) = first {
                    self.argument(call, first, (0, 0), call.weight);
                }
            }
            (from, to) => {
                let at = |before: Option<usize>, input: Option<Input>, row, trace: &Trace<'_, Cell>| {
                    match before {
                        Some(month) => trace.projection().row(row)[month],
                        None => input.map_or(Cell::ZERO, |input| trace.projection().input(input, 0)),
                    }
                };
                let old = at(from, first.map(|first| call.from[first]), pair.from.0, &self.from);
                let new = at(to, first.map(|first| call.to[first]), pair.to.0, &self.to);
                if let Some(change) = difference((old, new)) {
                    self.cause(pair, CauseKind::Start, times(call.weight, change));
                }
            }
        }
    }

    fn running(&mut self, call: &Call<'_>) -> bool {
        self.carried(call, None);
        self.argument(call, 0, (call.pair.from.1, call.pair.to.1), call.weight);
        true
    }

    fn balance(&mut self, call: &Call<'_>) -> bool {
        self.carried(call, Some(0));
        let months = (call.pair.from.1, call.pair.to.1);
        self.argument(call, 1, months, call.weight);
        self.argument(call, 2, months, call.weight.negated());
        self.argument(call, 3, months, call.weight.negated());
        true
    }

    /// The months with a value, of both sides; none where they are not the same ones.
    fn common(&self, call: &Call<'_>, span: Option<&[bool]>) -> Option<Vec<usize>> {
        let months = self.from.projection().row(call.pair.from.0).len();
        let mut present = Vec::new();
        for month in (0..months).filter(|month| span.is_none_or(|span| span[*month])) {
            match self.cells(call, 0, (month, month)) {
                (a, b) if a.number().is_some() != b.number().is_some() => return None,
                (a, _) if a.number().is_some() => present.push(month),
                _ => {}
            }
        }
        Some(present)
    }

    fn present(&mut self, call: &Call<'_>, span: Option<&[bool]>, of_mean: bool) -> bool {
        let Some(months) = self.common(call, span) else { return false };
        let count = if of_mean { Number::from(months.len()) } else { Number::ONE };
        let Some(weight) = divided(call.weight, count) else { return false };
        for month in months {
            self.argument(call, 0, (month, month), weight);
        }
        true
    }

    fn extreme(&mut self, call: &Call<'_>, span: Option<&[bool]>) -> bool {
        let (Some(low), Some(high)) = self.values(call.pair) else { return false };
        let months = self.from.projection().row(call.pair.from.0).len();
        let mut inside = (0..months).filter(|month| span.is_none_or(|span| span[*month]));
        let from = inside.clone().find(|month| self.cells(call, 0, (*month, *month)).0.number() == Some(low));
        let to = inside.find(|month| self.cells(call, 0, (*month, *month)).1.number() == Some(high));
        let Some(months) = from.zip(to) else { return false };
        self.argument(call, 0, months, call.weight);
        true
    }

    fn last_months(&mut self, call: &Call<'_>, trailing: bool) -> bool {
        let (Input::Constant(count), true) = (call.to[1], call.from[1] == call.to[1]) else { return false };
        let Some(lags) = count.to_i64().and_then(|count| usize::try_from(count).ok()) else { return false };
        let (from, to) = (call.pair.from.1, call.pair.to.1);
        if from.min(to) + 1 < lags && from != to {
            return false;
        }
        let lags: Vec<usize> = (0..lags.min(from + 1)).collect();
        let whole = lags.iter().all(|lag| {
            let (a, b) = self.cells(call, 0, (from - lag, to - lag));
            a.number().is_some() && b.number().is_some()
        });
        let parts = if trailing { Number::from(lags.len()) } else { count };
        let Some(weight) = divided(call.weight, parts).filter(|_| whole) else { return false };
        for lag in lags {
            self.argument(call, 0, (from - lag, to - lag), weight);
        }
        true
    }

    fn differences(&mut self, call: &Call<'_>) -> bool {
        let (Some(from), Some(to)) = Self::months_before(call) else { return false };
        self.argument(call, 0, (call.pair.from.1, call.pair.to.1), call.weight);
        self.argument(call, 0, (from, to), call.weight.negated());
        true
    }

    fn growth(&mut self, call: &Call<'_>) -> bool {
        let (Some(from), Some(to)) = Self::months_before(call) else { return false };
        let months = (call.pair.from.1, call.pair.to.1);
        let logs = |(a, b): (Cell, Cell)| log_mean(a.number()?, b.number()?);
        let (now, base) = (self.cells(call, 0, months), self.cells(call, 0, (from, to)));
        let ratio = logs((now.0.over(base.0, 0), now.1.over(base.1, 0)));
        let (Some(ratio), Some(now), Some(base)) = (ratio, logs(now), logs(base)) else { return false };
        let scaled = times(call.weight, ratio);
        let (Some(now), Some(base)) = (divided(scaled, now), divided(scaled, base)) else { return false };
        self.argument(call, 0, months, now);
        self.argument(call, 0, (from, to), base.negated());
        true
    }

    /// Deals open at the start: how many, and how many of them leave in the month.
    fn opening(&mut self, call: &Call<'_>) -> bool {
        let (Some(from), Some(to)) = self.values(call.pair) else { return false };
        let (Some(old), Some(new)) = pair_of(self.cells(call, 0, (0, 0))) else { return false };
        let shares = match (divided(from, old), divided(to, new)) {
            (Some(a), Some(b)) => (a, b),
            (Some(share), None) | (None, Some(share)) => (share, share),
            (None, None) => return true,
        };
        self.argument(call, 0, (0, 0), times(call.weight, mean(shares.0, shares.1)));
        let part = times(call.weight, times(mean(old, new), minus(shares.1, shares.0)));
        self.timing(call, (0, 0), part, CauseKind::Start);
        true
    }

    /// A flow that arrives later: for each delay in months, what entered, and how much of it lands.
    fn landed(&mut self, call: &Call<'_>, ramp: bool) -> bool {
        let (from, to) = (call.pair.from.1, call.pair.to.1);
        let old = self.from.landings(call.pair.from.0, from);
        let new = self.to.landings(call.pair.to.0, to);
        if old.iter().chain(&new).any(|landing| landing.part.number().is_none()) {
            return false;
        }
        for lag in 0..=from.max(to) {
            let parts = (part(&old, from.checked_sub(lag)), part(&new, to.checked_sub(lag)));
            let nothing = parts.0.is_zero() && parts.1.is_zero();
            if !nothing && !self.entered(call, lag, parts, ramp) {
                return false;
            }
        }
        if let Some((x, y)) = call.before {
            let flow =
                (self.from.projection().input(x, 0).number(), self.to.projection().input(y, 0).number());
            let (Some(old_flow), Some(new_flow)) = flow else { return true };
            let landed = |landings: &[Landing<Cell>]| {
                let parts = landings.iter().filter(|landing| landing.entry.is_none());
                parts.filter_map(|landing| landing.part.number()).fold(Number::ZERO, plus)
            };
            let parts = (landed(&old), landed(&new));
            let shares = shares((old_flow, new_flow), parts);
            let weight = times(call.weight, mean(shares.0, shares.1));
            self.input(call.pair, (x, y), (0, 0), (weight, call.level));
            let timing = times(call.weight, times(mean(old_flow, new_flow), minus(shares.1, shares.0)));
            self.timing(call, (0, 0), timing, CauseKind::Start);
        }
        true
    }

    /// What entered so many months before, on both sides.
    fn entered(&mut self, call: &Call<'_>, lag: usize, parts: (Number, Number), ramp: bool) -> bool {
        let entries = (call.pair.from.1.checked_sub(lag), call.pair.to.1.checked_sub(lag));
        let flow = |entry: Option<usize>, input: Input, trace: &Trace<'_, Cell>| match entry {
            Some(month) => trace.projection().input(input, month).number(),
            None => Some(Number::ZERO),
        };
        let old = flow(entries.0, call.from[0], &self.from);
        let new = flow(entries.1, call.to[0], &self.to);
        let (Some(old), Some(new)) = (old, new) else { return false };
        let shares = shares((old, new), parts);
        let weight = times(call.weight, mean(shares.0, shares.1));
        let timing = times(call.weight, times(mean(old, new), minus(shares.1, shares.0)));
        let (Some(from), Some(to)) = entries else {
            // On one side the plan had not begun.
            self.cause(call.pair, CauseKind::Start, plus(times(weight, minus(new, old)), timing));
            return true;
        };
        self.argument(call, 0, (from, to), weight);
        if call.to.len() == 2 && !ramp {
            self.timing(call, (from, to), timing, CauseKind::Calendar);
        } else {
            let share = 1 + if ramp { lag.min(call.to.len() - 2) } else { lag };
            self.argument(call, share, (from, to), times(call.weight, mean(old, new)));
        }
        true
    }

    /// That another part lands: because the duration is another, or else because months are.
    fn timing(&mut self, call: &Call<'_>, months: (usize, usize), amount: Number, otherwise: CauseKind) {
        if amount.is_zero() {
            return;
        }
        let changes = (1..call.to.len()).filter(|at| {
            let (old, new) = self.cells(call, *at, months);
            old.number() != new.number()
        });
        let changes: Vec<usize> = changes.collect();
        if let [only] = changes[..]
            && let Some(change) = difference(self.cells(call, only, months))
            && let Some(weight) = divided(amount, change)
        {
            return self.argument(call, only, months, weight);
        }
        let kind = if changes.is_empty() { otherwise } else { call.kind };
        self.cause(call.pair, kind, amount);
    }
}

fn pair_of((a, b): (Cell, Cell)) -> (Option<Number>, Option<Number>) {
    (a.number(), b.number())
}

fn part(landings: &[Landing<Cell>], entry: Option<usize>) -> Number {
    let of_entry = landings.iter().filter(|landing| entry.is_some() && landing.entry == entry);
    of_entry.filter_map(|landing| landing.part.number()).fold(Number::ZERO, plus)
}

/// The shares of two flows that land; of a flow of nothing, that of the other.
fn shares(flows: (Number, Number), parts: (Number, Number)) -> (Number, Number) {
    match (divided(parts.0, flows.0), divided(parts.1, flows.1)) {
        (Some(a), Some(b)) => (a, b),
        (Some(share), None) | (None, Some(share)) => (share, share),
        (None, None) => (Number::ZERO, Number::ZERO),
    }
}
