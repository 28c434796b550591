//! Numbers and findings of a search in words: as a plan would have them.

use super::arithmetic::{digits, magnitude, nearest_digits, times};
use super::reason::Reason;
use super::{GoalOutcome, Solution};
use crate::value::{Currency, Number, Shown, Unit};

/// How many digits a figure has in a sentence.
const ENOUGH: u32 = 6;

/// A number with its unit as it is written in a plan: `$8,000`, `12.5%`, `45 days`, `9.6/workday`.
pub fn amount(number: Number, unit: Unit, shown: Shown, currency: Currency) -> String {
    if unit.is_one() && shown == Shown::Percent {
        let percent = times(number, Number::HUNDRED).unwrap_or(number);
        return format!("{}%", grouped(percent));
    }
    let digits = grouped(number);
    if unit.is_one() {
        return digits;
    }
    let rest = Unit { money: 0, ..unit };
    let (digits, rest) = match currency.sign() {
        Some(sign) if unit.money == 1 => match digits.strip_prefix('-') {
            Some(size) => (format!("-{sign}{size}"), rest),
            None => (format!("{sign}{digits}"), rest),
        },
        _ => (digits, unit),
    };
    if rest.is_one() {
        return digits;
    }
    let symbol = rest.symbol(Shown::Plain, currency);
    match symbol.strip_prefix("1/") {
        Some(period) => format!("{digits}/{period}"),
        None => format!("{digits} {symbol}"),
    }
}

/// A figure with as many digits as a sentence needs.
pub fn figure(number: Number, unit: Unit, shown: Shown, currency: Currency) -> String {
    // Cents of thousands and billionths of a share say nothing.
    let whole = u32::try_from(magnitude(number) + 1).unwrap_or(0);
    let short =
        if whole >= ENOUGH { number.round(0) } else { nearest_digits(number, ENOUGH).unwrap_or(number) };
    let short = if unit.money == 1 && whole >= 4 { short.round(0) } else { short };
    amount(short, unit, shown, currency)
}

/// The digits with a comma between groups of three.
fn grouped(number: Number) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, ""), |(whole, fraction)| (whole, fraction));
    let mut said = String::from(sign);
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push('.');
        said.push_str(fraction);
    }
    said
}

/// A value of the input with 12 digits, rounded to the side on which the goals hold.
pub fn to_write(value: Number, at_most: bool) -> Number {
    let down = digits(value, 12, false).unwrap_or(value);
    if down == value { value } else { digits(value, 12, at_most == value.is_negative()).unwrap_or(value) }
}

impl Solution {
    /// A value of the input in words.
    pub fn words(&self, value: Number) -> String {
        let said = |unit| amount(value, unit, self.shown, self.currency);
        if self.per_workday { format!("{}/workday", said(Unit::ONE)) } else { said(self.unit) }
    }

    /// The same, short.
    pub fn short_words(&self, value: Number) -> String {
        self.words(nearest_digits(value, ENOUGH).unwrap_or(value))
    }
}

/// Why there is no value that meets the goals, or why any does.
pub fn reason(solution: &Solution, reason: &Reason) -> String {
    let name = format!("`{}`", solution.input);
    let value = |value: Number| solution.short_words(value);
    let in_time = solution.in_time.as_ref();
    let in_time = in_time.map(|month| format!("; only what starts by {month} can still arrive in time"));
    let in_time = in_time.unwrap_or_default();
    match reason {
        Reason::MovesNothing(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| format!("`{row}`")).collect();
            format!("{name} does not move {}", rows.join(" or "))
        }
        Reason::TooLate { first, deadline } => {
            format!("even what starts in {first} arrives after {deadline}")
        }
        Reason::Beyond { would, most } => {
            let kind = if solution.unit.is_one() { "and a share is at most" } else { "and it is at most" };
            format!("{name} would have to be {}, {kind} {}{in_time}", value(*would), value(*most))
        }
        Reason::NoFigure => "the goals have no value to be judged by, whatever it is".to_string(),
        Reason::HoweverLarge => {
            format!("however large {name} is, {}{in_time}", at_best(solution))
        }
        Reason::NotEnough => {
            let at =
                solution.best.map(|best| format!(", with {name} at {}", value(best))).unwrap_or_default();
            format!("at best {}{at}{in_time}", at_best(solution))
        }
        Reason::Anything => format!("the goals hold whatever {name} is"),
    }
}

/// `bookings come to $83,400 of $100,000`
fn at_best(solution: &Solution) -> String {
    let missed = |goal: &&GoalOutcome| goal.result.status == super::super::GoalStatus::Missed;
    let said = |goal: &GoalOutcome| {
        let result = &goal.result;
        let figure = |number: Option<Number>| {
            number.map_or("nothing".to_string(), |number| {
                figure(number, result.unit, result.shown, solution.currency)
            })
        };
        format!("`{}` comes to {} of {}", result.row, figure(goal.then), figure(result.target))
    };
    let goals: Vec<String> = solution.goals.iter().filter(missed).map(said).collect();
    if goals.is_empty() { "the goals are not met together".into() } else { goals.join(", ") }
}
