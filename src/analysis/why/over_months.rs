//! Functions over months: what each part of a change is. Both sides are put together from parts as their
//! [`Decomposition`] says; parts of the same kind and place are compared.

use std::collections::BTreeMap;

use super::change::CauseKind;
use super::logs::{log_mean, mean};
use super::parts::{both_ways, difference, divided, minus, times};
use super::split::{Pair, Split};
use crate::eval::Trace;
use crate::library::{Breakdown, Form, Landed, LandedShare, Part, PartKind, PartSource};
use crate::model::{Argument, Formula};
use crate::value::{Cell, Number};

#[cfg(doc)]
use crate::library::Decomposition;

/// The same function on both sides.
struct Call<'f> {
    /// The row in the months that are compared.
    pair: Pair,
    /// Its arguments on the side that the change starts from.
    from: &'f [Argument],
    /// Those on the other side.
    to: &'f [Argument],
    /// What stands for its month before the first, on both sides.
    before: Option<(Argument, Argument)>,
    /// How many levels of rows lie between it and the figure.
    level: usize,
    /// What it is as a cause, where it cannot be split.
    kind: CauseKind,
}

/// A part of the change that is handed on, or is a cause. They are collected first: if one of them cannot be told, the
/// whole change is one cause.
enum Share {
    /// To what is read in a month on each side.
    Read(PartSource, (usize, usize), Number),
    /// That another part of it arrives, in these months of entry.
    Timing((usize, usize), Number, CauseKind),
    /// There is something on one side only: before the first month there is nothing to compare.
    Start(Number),
}

/// What tells the parts of one side from each other, and finds the same part of the other.
type PartKey = (u8, Option<PartSource>, usize);

/// The key of a part.
fn key(part: &Part) -> PartKey {
    match part.kind {
        // What came before is the own row's month, or in the first month what stands for it.
        PartKind::Carried => (0, None, 0),
        PartKind::Month => (1, Some(part.source), part.place),
        PartKind::Landed(_) => (2, Some(part.source), part.place),
    }
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
        let alike = f == g && from.len() == to.len() && m == n && s == t && x.is_some() == y.is_some();
        let call = Call { pair, from, to, before: x.zip(*y), level, kind };
        let old = self.from.breakdown(pair.from.0, pair.from.1, None);
        let new = self.to.breakdown(pair.to.0, pair.to.1, None);
        let shares = match (old, new) {
            (Some(Ok(old)), Some(Ok(new))) if alike => self.shares(&call, (&old, &new), weight),
            _ => None,
        };
        match shares {
            Some(shares) => shares.into_iter().for_each(|share| self.hand_on(&call, share)),
            None => self.whole(pair, kind, weight),
        }
    }

    /// Gives a share of the change to the row that it comes from, or notes it as a cause.
    fn hand_on(&mut self, call: &Call<'_>, share: Share) {
        match share {
            Share::Read(PartSource::Own, (from, to), weight) => {
                let before = Pair { from: (call.pair.from.0, from), to: (call.pair.to.0, to) };
                // A balance is no level of its own month by month.
                self.give(before, weight, call.level.saturating_sub(1));
            }
            Share::Read(PartSource::Argument(at), months, weight) => {
                self.input(call.pair, (call.from[at], call.to[at]), months, (weight, call.level));
            }
            Share::Read(PartSource::Before, months, weight) => {
                if let Some(before) = call.before {
                    self.input(call.pair, before, months, (weight, call.level));
                }
            }
            Share::Timing(months, amount, otherwise) => self.timing(call, months, amount, otherwise),
            Share::Start(amount) => self.cause(call.pair, CauseKind::Start, amount),
        }
    }

    /// What is read in a month on each side; nothing where a side does not read it.
    fn read(
        &self,
        call: &Call<'_>,
        (old, new): (Option<PartSource>, Option<PartSource>),
        months: (usize, usize),
    ) -> (Cell, Cell) {
        let read = |source: Option<PartSource>, trace: &Trace<'_, Cell>, new: bool, month: usize| {
            let arguments = if new { call.to } else { call.from };
            let input = match source {
                None => return Cell::ZERO,
                Some(PartSource::Own) => {
                    let row = if new { call.pair.to.0 } else { call.pair.from.0 };
                    return trace.projection().row(row)[month];
                }
                Some(PartSource::Argument(at)) => Some(arguments[at]),
                Some(PartSource::Before) => call.before.map(|(old, last)| if new { last } else { old }),
            };
            input.map_or(Cell::ZERO, |input| trace.projection().input(input, month))
        };
        (read(old, &self.from, false, months.0), read(new, &self.to, true, months.1))
    }

    /// The change, handed on to the parts; none where they cannot be compared.
    fn shares(
        &self,
        call: &Call<'_>,
        (old, new): (&Breakdown, &Breakdown),
        weight: Number,
    ) -> Option<Vec<Share>> {
        match (old.form, new.form) {
            (Form::Sum, Form::Sum) => self.sum(call, (&old.parts, &new.parts), weight),
            (Form::Mean(a), Form::Mean(b)) if a == b => {
                self.sum(call, (&old.parts, &new.parts), divided(weight, a)?)
            }
            // The highest of other months is compared with the highest of these.
            (Form::One, Form::One) => match (old.parts.as_slice(), new.parts.as_slice()) {
                ([a], [b]) => self.part(call, (Some(a), Some(b)), weight),
                _ => None,
            },
            // Of no deals that waited, none leaves.
            (Form::One, Form::Sum) | (Form::Sum, Form::One) => {
                self.sum(call, (&old.parts, &new.parts), weight)
            }
            (Form::Growth, Form::Growth) => self.growth(call, (&old.parts, &new.parts), weight),
            (Form::GrowthDeviation, Form::GrowthDeviation) => {
                self.deviation(call, (&old.parts, &new.parts), weight)
            }
            (Form::Sum | Form::Mean(_) | Form::One | Form::Growth | Form::GrowthDeviation, _) => None,
        }
    }

    /// The changes of parts that are added up; none where one of them cannot be told.
    fn sum(&self, call: &Call<'_>, (old, new): (&[Part], &[Part]), weight: Number) -> Option<Vec<Share>> {
        let mut parts: BTreeMap<PartKey, (Option<&Part>, Option<&Part>)> = BTreeMap::new();
        for part in old {
            parts.entry(key(part)).or_default().0 = Some(part);
        }
        for part in new {
            parts.entry(key(part)).or_default().1 = Some(part);
        }
        let mut shares = Vec::new();
        for pair in parts.into_values() {
            shares.extend(self.part(call, pair, weight)?);
        }
        Some(shares)
    }

    /// The change of one part, which a side may lack; none where it cannot be told.
    fn part(
        &self,
        call: &Call<'_>,
        (old, new): (Option<&Part>, Option<&Part>),
        weight: Number,
    ) -> Option<Vec<Share>> {
        let some = new.or(old)?;
        let weight = if some.negative { weight.negated() } else { weight };
        let months = (old.unwrap_or(some).month, new.unwrap_or(some).month);
        let sources = (old.map(|part| part.source), new.map(|part| part.source));
        match &some.kind {
            PartKind::Month => {
                old.zip(new)?;
                Some(vec![Share::Read(some.source, months, weight)])
            }
            PartKind::Carried if sources.0 == sources.1 => {
                Some(vec![Share::Read(some.source, months, weight)])
            }
            PartKind::Carried => {
                let change = difference(self.read(call, sources, months));
                Some(change.map(|change| Share::Start(times(weight, change))).into_iter().collect())
            }
            PartKind::Landed(landed) => self.landed(call, (old, new), (some, landed), weight),
        }
    }

    /// What arrives later, or counts more and more: what entered, and how much of that counts by now.
    fn landed(
        &self,
        call: &Call<'_>,
        (old, new): (Option<&Part>, Option<&Part>),
        (some, landed): (&Part, &Landed),
        weight: Number,
    ) -> Option<Vec<Share>> {
        let amount = |part: Option<&Part>| match part.map(|part| &part.kind) {
            None => Some(Number::ZERO),
            Some(PartKind::Landed(landed)) => landed.amount,
            Some(PartKind::Month | PartKind::Carried) => None,
        };
        let amounts = (amount(old)?, amount(new)?);
        if amounts.0.is_zero() && amounts.1.is_zero() {
            return Some(Vec::new());
        }
        // The months of entry: so long before on both sides, if the plan had begun by then.
        let entry = |part: Option<&Part>, month: usize| match (part, landed.lag) {
            (Some(part), _) => Some(part.month),
            (None, Some(lag)) => month.checked_sub(lag),
            (None, None) => Some(some.month),
        };
        let entries = (entry(old, call.pair.from.1), entry(new, call.pair.to.1));
        let (Some(from), Some(to)) = entries else {
            // On one side the plan had not begun.
            return Some(vec![Share::Start(times(weight, minus(amounts.1, amounts.0)))]);
        };
        let months = (from, to);
        let read = |source: PartSource| {
            let (old, new) = self.read(call, (Some(source), Some(source)), months);
            old.number().zip(new.number())
        };
        let flows = read(some.source)?;
        let shares = match landed.share {
            // A share of nothing differs as any other does.
            LandedShare::Argument(at) => read(PartSource::Argument(at))?,
            LandedShare::Timing { .. } => shares(flows, amounts),
        };
        let entered = times(weight, mean(shares.0, shares.1));
        let timing = match landed.share {
            LandedShare::Argument(at) => {
                Share::Read(PartSource::Argument(at), months, times(weight, mean(flows.0, flows.1)))
            }
            LandedShare::Timing { .. } => {
                let amount = times(weight, times(mean(flows.0, flows.1), minus(shares.1, shares.0)));
                let otherwise = if landed.lag.is_some() { CauseKind::Calendar } else { CauseKind::Start };
                Share::Timing(months, amount, otherwise)
            }
        };
        Some(vec![Share::Read(some.source, months, entered), timing])
    }

    /// The change of a growth, a month over the one before: each of the two has the part that its logarithm has.
    fn growth(&self, call: &Call<'_>, (old, new): (&[Part], &[Part]), weight: Number) -> Option<Vec<Share>> {
        let ([now, base], [next, next_base]) = (old, new) else { return None };
        let logs = |(a, b): (Cell, Cell)| log_mean(a.number()?, b.number()?);
        let read = |a: &Part, b: &Part| self.read(call, (Some(a.source), Some(b.source)), (a.month, b.month));
        let (top, bottom) = (read(now, next), read(base, next_base));
        let ratio = logs((top.0.div(bottom.0, 0), top.1.div(bottom.1, 0)))?;
        let scaled = times(weight, ratio);
        let (above, below) = (divided(scaled, logs(top)?)?, divided(scaled, logs(bottom)?)?);
        Some(vec![
            Share::Read(now.source, (now.month, next.month), above),
            Share::Read(base.source, (base.month, next_base.month), below.negated()),
        ])
    }

    /// The change of a standard deviation of growth: each month's growth takes its new value one after the other,
    /// from the first on and from the last on, and has the mean of what happened then.
    fn deviation(
        &self,
        call: &Call<'_>,
        (old, new): (&[Part], &[Part]),
        weight: Number,
    ) -> Option<Vec<Share>> {
        // In other months there may be growth on one side only.
        let places = |parts: &[Part]| parts.iter().map(|part| part.place).collect::<Vec<_>>();
        if places(old) != places(new) {
            return None;
        }
        let mut growths = (Vec::new(), Vec::new());
        for (a, b) in old.chunks(2).zip(new.chunks(2)) {
            let read = |at: usize| Some((a.get(at)?, b.get(at)?));
            let ((now, next), (base, next_base)) = (read(0)?, read(1)?);
            let sources = |a: &Part, b: &Part| (Some(a.source), Some(b.source));
            let above = self.read(call, sources(now, next), (now.month, next.month));
            let below = self.read(call, sources(base, next_base), (base.month, next_base.month));
            growths.0.push(above.0.div(below.0, 0));
            growths.1.push(above.1.div(below.1, 0));
        }
        // One less in every growth makes no difference to how far they lie apart.
        let weights = both_ways(weight, (&growths.0, &growths.1), deviation)?;
        let mut shares = Vec::new();
        for (at, weight) in weights {
            let pair = 2 * at..2 * at + 2;
            shares.extend(self.growth(call, (old.get(pair.clone())?, new.get(pair)?), weight)?);
        }
        Some(shares)
    }

    /// That another part lands: because the duration is another, or else because months are.
    fn timing(&mut self, call: &Call<'_>, months: (usize, usize), amount: Number, otherwise: CauseKind) {
        if amount.is_zero() {
            return;
        }
        let argument = |at: usize| Some(PartSource::Argument(at));
        let changes = (1..call.to.len()).filter(|at| {
            let (old, new) = self.read(call, (argument(*at), argument(*at)), months);
            old.number() != new.number()
        });
        let changes: Vec<usize> = changes.collect();
        if let [only] = changes[..]
            && let Some(change) = difference(self.read(call, (argument(only), argument(only)), months))
            && let Some(weight) = divided(amount, change)
        {
            return self.hand_on(call, Share::Read(PartSource::Argument(only), months, weight));
        }
        let kind = if changes.is_empty() { otherwise } else { call.kind };
        self.cause(call.pair, kind, amount);
    }
}

/// The sample standard deviation; none of fewer than two.
fn deviation(values: &[Cell]) -> Option<Number> {
    let count = Number::from(values.len());
    let sum = values.iter().fold(Cell::ZERO, |sum, value| sum.add(*value, 0));
    let mean = sum.div(Cell::from(count), 0);
    let squares = values.iter().fold(Cell::ZERO, |sum, value| {
        let distance = value.sub(mean, 0);
        sum.add(distance.mul(distance, 0), 0)
    });
    let variance = squares.div(Cell::from(minus(count, Number::ONE)), 0).number()?;
    variance.square_root().ok().map(|(root, _)| root)
}

/// The shares of two flows that land; of a flow of nothing, that of the other.
fn shares(flows: (Number, Number), parts: (Number, Number)) -> (Number, Number) {
    match (divided(parts.0, flows.0), divided(parts.1, flows.1)) {
        (Some(a), Some(b)) => (a, b),
        (Some(share), None) | (None, Some(share)) => (share, share),
        (None, None) => (Number::ZERO, Number::ZERO),
    }
}
