//! A second number type for the same evaluator: binary floating point, with its own idea of every function.

use std::cmp::Ordering;

use pace::library::{Body, CallOverMonths, Computes, Function};
use pace::value::{Gap, Number, Reason, Scalar, Stretch, Whole};

/// A binary fraction, or no value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Float(Result<f64, Gap>);

impl Float {
    /// The number; not a number where there is none.
    pub fn value(self) -> f64 {
        self.0.unwrap_or(f64::NAN)
    }

    fn with(self, other: Float, operation: impl Fn(f64, f64) -> f64) -> Float {
        Float(self.0.and_then(|a| other.0.map(|b| operation(a, b))))
    }

    fn map(self, operation: impl Fn(f64) -> f64) -> Float {
        Float(self.0.map(operation))
    }
}

impl Scalar for Float {
    const ZERO: Float = Float(Ok(0.0));

    fn from_number(number: Number) -> Float {
        Float(Ok(number.to_f64()))
    }
    fn missing(reason: Reason, row: u32) -> Float {
        Float(Err(Gap { reason, row }))
    }
    fn gap(self) -> Option<Gap> {
        self.0.err()
    }
    fn truth(self) -> Option<bool> {
        self.0.ok().map(|value| value != 0.0)
    }
    fn add(self, other: Float, _: u32) -> Float {
        self.with(other, |a, b| a + b)
    }
    fn sub(self, other: Float, _: u32) -> Float {
        // What cancels to the last digits is nothing, as it is in decimals.
        self.with(other, |a, b| if (a - b).abs() < 1e-13 * a.abs().max(b.abs()) { 0.0 } else { a - b })
    }
    fn mul(self, other: Float, _: u32) -> Float {
        self.with(other, |a, b| a * b)
    }
    fn div(self, other: Float, row: u32) -> Float {
        match (self.0, other.0) {
            (Ok(_), Ok(0.0)) => Float::missing(Reason::DividedByZero, row),
            _ => self.with(other, |a, b| a / b),
        }
    }
    fn powf(self, exponent: Float, _: u32) -> Float {
        self.with(exponent, f64::powf)
    }
    fn negated(self) -> Float {
        self.map(|value| -value)
    }
    fn order(self, other: Float, row: u32) -> Result<Ordering, Float> {
        let difference = self.sub(other, row);
        match difference.0 {
            Ok(difference) if difference.abs() < 1e-12 => Ok(Ordering::Equal),
            Ok(difference) => Ok(difference.total_cmp(&0.0)),
            Err(_) => Err(difference),
        }
    }
    fn abs(self) -> Float {
        self.map(f64::abs)
    }
    fn sqrt(self, _: u32) -> Float {
        self.map(f64::sqrt)
    }
    fn ln(self, _: u32) -> Float {
        self.map(f64::ln)
    }
    fn exp(self, _: u32) -> Float {
        self.map(f64::exp)
    }
    fn whole(self, way: Whole) -> Float {
        self.map(match way {
            Whole::Floor => f64::floor,
            Whole::Ceiling => f64::ceil,
            Whole::Nearest => f64::round,
        })
    }
    fn to_count(self) -> Option<usize> {
        self.0.ok().filter(|value| *value >= 0.0).map(|value| value.min(1e6) as usize)
    }
}

impl Computes for Float {
    fn body(function: &'static Function) -> &'static Body<Float> {
        static MIN: Body<Float> = Body::SameMonth(|values, _| least(values));
        static MAX: Body<Float> = Body::SameMonth(|values, _| most(values));
        static CLAMP: Body<Float> =
            Body::SameMonth(|values, _| least(&[most(&[values[0], values[1]]), values[2]]));
        static IFNA: Body<Float> =
            Body::SameMonth(|values, _| if values[0].is_missing() { values[1] } else { values[0] });
        static CUM: Body<Float> = Body::Running(|call, month| {
            call.own[month] = (0..=month).fold(Float::ZERO, |sum, at| sum.add(call.arguments[0].at(at), 0));
        });
        static YTD: Body<Float> = Body::Running(|call, month| since(call, month, Stretch::Year));
        static QTD: Body<Float> = Body::Running(|call, month| since(call, month, Stretch::Quarter));
        static CHANGE: Body<Float> = Body::Running(|call, month| {
            call.own[month] = match month {
                0 => Float::missing(Reason::FirstMonth, call.row),
                _ => call.arguments[0].at(month).sub(call.arguments[0].at(month - 1), 0),
            };
        });
        static TRAILING: Body<Float> = Body::Running(trailing);
        static DELAY: Body<Float> = Body::Arriving { before: delay_before, enter: delay };
        static RAMP: Body<Float> = Body::Arriving { before: |_| (), enter: ramp };
        static HIGHEST: Body<Float> = Body::Whole(|call| most(&known(call)));
        static LOWEST: Body<Float> = Body::Whole(|call| least(&known(call)));
        static TOTAL: Body<Float> = Body::Whole(|call| sum_of(&known(call)));
        static MEAN: Body<Float> = Body::Whole(|call| mean_of(&known(call), call.row));
        static GROWTH: Body<Float> = Body::Running(|call, month| {
            call.own[month] = growth(call, month);
        });
        static VOLATILITY: Body<Float> = Body::Whole(volatility);
        static OPENING: Body<Float> = Body::Running(opening);
        static BALANCE: Body<Float> = Body::Running(balance);
        static MIDDLE: Body<Float> = Body::Mean(|values, _| match values {
            [low, high] => low.add(*high, 0).map(|sum| sum / 2.0),
            _ => values.iter().fold(Float::ZERO, |sum, value| sum.add(*value, 0)).map(|sum| sum / 3.0),
        });
        static SHARE: Body<Float> = Body::Mean(|values, row| values[0].div(values[1], row));
        static FIRST_SLICE: Body<Float> =
            Body::SameMonth(|values, _| slice(values, &[1], |x, bounds| least(&[x, bounds[0]])));
        static NEXT_SLICE: Body<Float> = Body::SameMonth(|values, _| {
            slice(values, &[1, 2], |x, bounds| most(&[least(&[x, bounds[1]]).sub(bounds[0], 0), Float::ZERO]))
        });
        static LAST_SLICE: Body<Float> = Body::SameMonth(|values, _| {
            slice(values, &[1], |x, bounds| most(&[x.sub(bounds[0], 0), Float::ZERO]))
        });
        static EARLIER: Body<Float> = Body::SameMonth(|values, _| values[0]);
        match function.name {
            "first slice" => &FIRST_SLICE,
            "next slice" => &NEXT_SLICE,
            "last slice" => &LAST_SLICE,
            "earlier" => &EARLIER,
            "min" => &MIN,
            "max" => &MAX,
            "clamp" => &CLAMP,
            "ifna" => &IFNA,
            "cum" => &CUM,
            "ytd" => &YTD,
            "qtd" => &QTD,
            "change" => &CHANGE,
            "trailing" => &TRAILING,
            "delay" => &DELAY,
            "ramp" => &RAMP,
            "highest" => &HIGHEST,
            "lowest" => &LOWEST,
            "total" => &TOTAL,
            "mean" => &MEAN,
            "growth" => &GROWTH,
            "volatility" => &VOLATILITY,
            "range" => &MIDDLE,
            "evidence" => &SHARE,
            "(opening deals leaving)" => &OPENING,
            "(open deals)" => &BALANCE,
            other => panic!("no floating-point body for `{other}`"),
        }
    }
}

/// What a tier takes of x; of a running total, before which two more values stand, what it takes more than before.
fn slice(values: &[Float], bounds: &[usize], of: impl Fn(Float, &[Float]) -> Float) -> Float {
    let bounds: Vec<Float> = bounds.iter().map(|at| values[*at]).collect();
    let own = bounds.len() + 1 + usize::from(bounds.len() == 2);
    match values.get(own) {
        Some(before) => of(values[0], &bounds).sub(of(*before, &bounds), 0),
        None => of(values[0], &bounds),
    }
}

fn least(values: &[Float]) -> Float {
    values.iter().copied().reduce(|a, b| a.with(b, f64::min)).unwrap_or(Float::ZERO)
}

fn most(values: &[Float]) -> Float {
    values.iter().copied().reduce(|a, b| a.with(b, f64::max)).unwrap_or(Float::ZERO)
}

/// The sum since the first month of the quarter or year, or since the plan's.
fn since(call: &mut CallOverMonths<'_, Float>, month: usize, stretch: Stretch) {
    let from = month.saturating_sub(call.lengths.months_into(month, stretch));
    call.own[month] = (from..=month).fold(Float::ZERO, |sum, at| sum.add(call.arguments[0].at(at), 0));
}

fn trailing(call: &mut CallOverMonths<'_, Float>, month: usize) {
    let months = call.arguments[1].at(month).to_count().unwrap_or(1);
    let from = (month + 1).saturating_sub(months);
    let values: Vec<f64> = (from..=month).filter_map(|at| call.arguments[0].at(at).0.ok()).collect();
    call.own[month] = match values.len() {
        0 => Float::missing(Reason::NothingToSum, call.row),
        count => Float(Ok(values.iter().sum::<f64>() / count as f64)),
    };
}

/// A flow that is spread evenly over the days from `start` on.
fn spread(call: &mut CallOverMonths<'_, Float>, flow: f64, start: f64, length: f64) {
    for month in 0..call.own.len() {
        let (from, to) = (call.lengths.starts[month].value(), call.lengths.starts[month + 1].value());
        let inside = (to.min(start + length) - from.max(start)).max(0.0);
        call.own[month] = call.own[month].add(Float(Ok(flow * inside / length)), 0);
    }
}

/// The values of the first argument, those that are missing left out.
fn known(call: &CallOverMonths<'_, Float>) -> Vec<Float> {
    let months = 0..call.own.len();
    months.map(|month| call.arguments[0].at(month)).filter(|value| !value.is_missing()).collect()
}

fn sum_of(values: &[Float]) -> Float {
    values.iter().fold(Float::ZERO, |sum, value| sum.add(*value, 0))
}

fn mean_of(values: &[Float], row: u32) -> Float {
    match values.len() {
        0 => Float::missing(Reason::NothingToSum, row),
        count => sum_of(values).map(|sum| sum / count as f64),
    }
}

fn growth(call: &CallOverMonths<'_, Float>, month: usize) -> Float {
    if month == 0 {
        return Float::missing(Reason::FirstMonth, call.row);
    }
    let (before, now) = (call.arguments[0].at(month - 1), call.arguments[0].at(month));
    match before.0 {
        Ok(size) if size <= 0.0 => Float::missing(Reason::NoBase, call.row),
        _ => now.with(before, |now, before| now / before - 1.0),
    }
}

/// The standard deviation of growth, of a sample.
fn volatility(call: &CallOverMonths<'_, Float>) -> Float {
    let months = 0..call.own.len();
    let growths: Vec<f64> = months.filter_map(|month| growth(call, month).0.ok()).collect();
    let count = growths.len() as f64;
    if growths.len() < 2 {
        return Float::missing(Reason::TooFew, call.row);
    }
    let mean = growths.iter().sum::<f64>() / count;
    let squares: f64 = growths.iter().map(|growth| (growth - mean).powi(2)).sum();
    Float(Ok((squares / (count - 1.0)).sqrt()))
}

/// Adds to a month that the plan may have.
fn land(call: &mut CallOverMonths<'_, Float>, month: usize, part: Float) {
    if let Some(cell) = call.own.get_mut(month) {
        *cell = cell.add(part, 0);
    }
}

/// A flow that arrives so many months later, its parts in two of them where that is no whole number.
fn months_later(call: &mut CallOverMonths<'_, Float>, entry: usize, flow: Float, wait: f64) {
    let late = wait.fract();
    land(call, entry + wait as usize, flow.map(|flow| flow * (1.0 - late)));
    land(call, entry + wait as usize + 1, flow.map(|flow| flow * late));
}

fn ramp(call: &mut CallOverMonths<'_, Float>, entry: usize) {
    let shares = call.arguments.len() - 1;
    for month in entry..call.own.len() {
        let share = call.arguments[1 + (month - entry).min(shares - 1)].at(entry);
        land(call, month, call.arguments[0].at(entry).mul(share, 0));
    }
}

fn opening(call: &mut CallOverMonths<'_, Float>, month: usize) {
    if month > 0 {
        return;
    }
    call.own.fill(Float::ZERO);
    let number = call.arguments[0].at(0);
    let times: Vec<f64> = call.arguments[1..].iter().map(|time| time.at(0).value()).collect();
    let mean: f64 = times.iter().enumerate().map(|(months, share)| months as f64 * share).sum();
    match times[..] {
        [0.0] => land(call, 0, number),
        [days] if call.in_days => spread(call, number.value(), 0.0, days),
        [months] => {
            for month in 0..call.own.len() {
                let inside = (months - month as f64).clamp(0.0, 1.0);
                land(call, month, number.map(|number| number * inside / months));
            }
        }
        _ if mean == 0.0 => land(call, 0, number),
        _ => {
            for month in 0..times.len() {
                let later: f64 = times[month + 1..].iter().sum();
                land(call, month, number.map(|number| number * later / mean));
            }
        }
    }
}

fn balance(call: &mut CallOverMonths<'_, Float>, month: usize) {
    let at = |argument: usize| call.arguments[argument].at(month);
    let before = if month == 0 { at(0) } else { call.own[month - 1] };
    call.own[month] = before.add(at(1), 0).sub(at(2), 0).sub(at(3), 0);
}

fn delay(call: &mut CallOverMonths<'_, Float>, entry: usize) {
    if call.arguments.len() > 2 {
        for later in 0..call.arguments.len() - 1 {
            let share = call.arguments[1 + later].at(entry);
            land(call, entry + later, call.arguments[0].at(entry).mul(share, 0));
        }
        return;
    }
    let (flow, wait) = (call.arguments[0].at(entry), call.arguments[1].at(entry));
    match (flow.0, wait.0) {
        (_, Ok(wait)) if !call.in_days => months_later(call, entry, flow, wait),
        (Ok(flow), Ok(wait)) => {
            let start = call.lengths.starts[entry].value() + wait;
            spread(call, flow, start, call.lengths.days[entry].value());
        }
        (Err(_), Ok(wait)) => {
            let start = call.lengths.starts[entry].value() + wait;
            let end = start + call.lengths.days[entry].value();
            for month in 0..call.own.len() {
                let (from, to) = (call.lengths.starts[month].value(), call.lengths.starts[month + 1].value());
                if from < end && start < to {
                    call.own[month] = call.own[month].add(flow, 0);
                }
            }
        }
        _ => panic!("every duration of these plans is known"),
    }
}

fn delay_before(call: &mut CallOverMonths<'_, Float>) {
    let Some(before) = call.before else { return };
    if call.arguments.len() > 2 {
        for month in 0..call.arguments.len() - 1 {
            let later = call.arguments[2 + month..].iter();
            let later: f64 = later.map(|share| share.at(0).value()).sum();
            land(call, month, before.at(0).map(|before| before * later));
        }
        return;
    }
    let (flow, wait) = (before.at(0).value(), call.arguments[1].at(0).value());
    if !call.in_days {
        for month in 0..call.own.len() {
            let inside = (wait - month as f64).clamp(0.0, 1.0);
            land(call, month, Float(Ok(flow * inside)));
        }
        return;
    }
    // Months of an undated plan have 30 days, those before it too.
    let mut start = wait;
    while start > 0.0 {
        start -= 30.0;
        spread(call, flow, start, 30.0);
    }
}
