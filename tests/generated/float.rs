//! A second number type for the same evaluator: binary floating point, with its own idea of every function.

use std::cmp::Ordering;

use pace::library::{Body, Computes, Function, History};
use pace::value::{Gap, Number, Reason, Scalar, Whole};

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
    fn plus(self, other: Float, _: u32) -> Float {
        self.with(other, |a, b| a + b)
    }
    fn minus(self, other: Float, _: u32) -> Float {
        // What cancels to the last digits is nothing, as it is in decimals.
        self.with(other, |a, b| if (a - b).abs() < 1e-13 * a.abs().max(b.abs()) { 0.0 } else { a - b })
    }
    fn times(self, other: Float, _: u32) -> Float {
        self.with(other, |a, b| a * b)
    }
    fn over(self, other: Float, row: u32) -> Float {
        match (self.0, other.0) {
            (Ok(_), Ok(0.0)) => Float::missing(Reason::DividedByZero, row),
            _ => self.with(other, |a, b| a / b),
        }
    }
    fn power(self, exponent: Float, _: u32) -> Float {
        self.with(exponent, f64::powf)
    }
    fn negated(self) -> Float {
        self.map(|value| -value)
    }
    fn order(self, other: Float, row: u32) -> Result<Ordering, Float> {
        let difference = self.minus(other, row);
        match difference.0 {
            Ok(difference) if difference.abs() < 1e-12 => Ok(Ordering::Equal),
            Ok(difference) => Ok(difference.total_cmp(&0.0)),
            Err(_) => Err(difference),
        }
    }
    fn size(self) -> Float {
        self.map(f64::abs)
    }
    fn root(self, _: u32) -> Float {
        self.map(f64::sqrt)
    }
    fn logarithm(self, _: u32) -> Float {
        self.map(f64::ln)
    }
    fn exponential(self, _: u32) -> Float {
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
        static CUM: Body<Float> = Body::Running(|history, month| {
            history.own[month] =
                (0..=month).fold(Float::ZERO, |sum, at| sum.plus(history.arguments[0].at(at), 0));
        });
        static CHANGE: Body<Float> = Body::Running(|history, month| {
            history.own[month] = match month {
                0 => Float::missing(Reason::FirstMonth, history.row),
                _ => history.arguments[0].at(month).minus(history.arguments[0].at(month - 1), 0),
            };
        });
        static TRAILING: Body<Float> = Body::Running(trailing);
        static DELAY: Body<Float> = Body::Arriving { before: delay_before, enter: delay };
        match function.name {
            "min" => &MIN,
            "max" => &MAX,
            "clamp" => &CLAMP,
            "ifna" => &IFNA,
            "cum" => &CUM,
            "change" => &CHANGE,
            "trailing" => &TRAILING,
            "delay" => &DELAY,
            other => panic!("no floating-point body for `{other}`"),
        }
    }
}

fn least(values: &[Float]) -> Float {
    values.iter().copied().reduce(|a, b| a.with(b, f64::min)).unwrap_or(Float::ZERO)
}

fn most(values: &[Float]) -> Float {
    values.iter().copied().reduce(|a, b| a.with(b, f64::max)).unwrap_or(Float::ZERO)
}

fn trailing(history: &mut History<'_, Float>, month: usize) {
    let months = history.arguments[1].at(month).to_count().unwrap_or(1);
    let from = (month + 1).saturating_sub(months);
    let values: Vec<f64> = (from..=month).filter_map(|at| history.arguments[0].at(at).0.ok()).collect();
    history.own[month] = match values.len() {
        0 => Float::missing(Reason::NothingToSum, history.row),
        count => Float(Ok(values.iter().sum::<f64>() / count as f64)),
    };
}

/// A flow that is spread evenly over the days from `start` on.
fn spread(history: &mut History<'_, Float>, flow: f64, start: f64, length: f64) {
    for month in 0..history.own.len() {
        let (from, to) = (history.lengths.starts[month].value(), history.lengths.starts[month + 1].value());
        let inside = (to.min(start + length) - from.max(start)).max(0.0);
        history.own[month] = history.own[month].plus(Float(Ok(flow * inside / length)), 0);
    }
}

fn delay(history: &mut History<'_, Float>, entry: usize) {
    let (flow, wait) = (history.arguments[0].at(entry), history.arguments[1].at(entry));
    match (flow.0, wait.0) {
        (Ok(flow), Ok(wait)) => {
            let start = history.lengths.starts[entry].value() + wait;
            spread(history, flow, start, history.lengths.days[entry].value());
        }
        (Err(_), Ok(wait)) => {
            let start = history.lengths.starts[entry].value() + wait;
            let end = start + history.lengths.days[entry].value();
            for month in 0..history.own.len() {
                let (from, to) =
                    (history.lengths.starts[month].value(), history.lengths.starts[month + 1].value());
                if from < end && start < to {
                    history.own[month] = history.own[month].plus(flow, 0);
                }
            }
        }
        _ => panic!("every duration of these plans is known"),
    }
}

fn delay_before(history: &mut History<'_, Float>) {
    let Some(before) = history.before else { return };
    let (flow, wait) = (before.at(0).value(), history.arguments[1].at(0).value());
    // Months of an undated plan have 30 days, those before it too.
    let mut start = wait;
    while start > 0.0 {
        start -= 30.0;
        spread(history, flow, start, 30.0);
    }
}
