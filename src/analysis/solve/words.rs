//! Numbers and findings of a search in words: as a plan would have them.

use super::arithmetic::{DIGITS, digits, magnitude, nearest_digits, times};
use super::reason::Reason;
use super::{Edge, GoalOutcome, Solution, Stretch};
use crate::value::{Currency, Number, Period, Shown, Unit};

/// How many digits a figure has in a sentence.
const ENOUGH: u32 = 6;

/// A number with its unit as it is written in a plan: `$8,000`, `12.5%`, `45 days`, `9.6/workday`.
pub fn amount(number: Number, unit: Unit, shown: Shown, currency: Currency) -> String {
    if unit.is_one() && shown == Shown::Percent {
        let percent = times(number, Number::HUNDRED).unwrap_or(number);
        return format!("{}%", grouped(percent));
    }
    let mut digits = grouped(number);
    if unit.money == 1 && number.decimals() == 1 && currency.sign().is_some() {
        // Cents come in twos.
        digits.push('0');
    }
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
    let down = digits(value, DIGITS, false).unwrap_or(value);
    if down == value { value } else { digits(value, DIGITS, at_most == value.is_negative()).unwrap_or(value) }
}

impl Solution {
    /// A value of the input in words, with the digits that are good.
    pub fn words(&self, value: Number) -> String {
        let value = nearest_digits(value, DIGITS).unwrap_or(value);
        let said = |unit| amount(value, unit, self.shown, self.currency);
        if self.per_workday { format!("{}/workday", said(Unit::ONE)) } else { said(self.unit) }
    }

    /// The value that is needed, in the plan's own period: `at least 9.6/workday`, `just above 3`.
    pub fn needed_words(&self) -> Option<String> {
        let bound = if self.at_most { "at most" } else { "at least" };
        let said = |value: Number| match self.stated {
            Some(stated) => times_a(self.write(value), stated.per),
            None => self.words(self.write(value)),
        };
        let (needed, beyond) = match self.stated {
            Some(stated) => (stated.needed?, stated.beyond),
            None => (self.needed?, self.beyond),
        };
        Some(match beyond {
            Some(beyond) => {
                let side = if self.at_most { "below" } else { "above" };
                format!("just {side} {}, such as {}", said(beyond), said(needed))
            }
            None => format!("{bound} {}", said(needed)),
        })
    }

    /// The value now: as the plan states it, or its mean where it differs by month.
    pub fn now_words(&self) -> String {
        let short = |value: Number| nearest_digits(value, ENOUGH).unwrap_or(value);
        let (now, mean) = match self.stated {
            Some(own) => {
                let said = |value: Number| times_a(short(value), own.per);
                (own.current.map(|now| times_a(now, own.per)), own.mean.map(said))
            }
            None => (self.current.map(|now| self.words(now)), self.mean.map(|mean| self.short_words(mean))),
        };
        match (now, mean) {
            (Some(now), _) => now,
            (None, Some(mean)) => format!("differs by month, {mean} in the mean"),
            (None, None) => "differs by month".to_string(),
        }
    }

    /// The value that the figures stand for, short: the one that is needed, or the best.
    pub fn then_words(&self) -> Option<String> {
        let short = |value: Number| nearest_digits(value, ENOUGH).unwrap_or(value);
        if self.beyond.is_some() {
            return self.needed_words().map(|words| words.split(", such as").take(1).collect());
        }
        match self.stated.and_then(|stated| Some((stated.per, stated.needed?))) {
            Some((per, needed)) => Some(times_a(short(needed), per)),
            None => self.needed.or(self.best).map(|value| self.short_words(value)),
        }
    }

    /// A stretch of values in words: `from 2 to 3`, `up to just below 4`, `from 5 on`.
    pub fn stretch_words(&self, stretch: &Stretch) -> String {
        let edge = |edge: &Edge, at_most: bool| match edge.beyond {
            Some(beyond) => {
                format!("just {} {}", if at_most { "below" } else { "above" }, self.words(beyond))
            }
            None => self.words(to_write(edge.value, at_most)),
        };
        match (&stretch.from, &stretch.to) {
            (Some(from), Some(to)) if from == to => format!("at {}", edge(from, false)),
            (Some(from), Some(to)) => format!("from {} to {}", edge(from, false), edge(to, true)),
            (Some(from), None) => format!("from {} on", edge(from, false)),
            (None, Some(to)) => format!("up to {}", edge(to, true)),
            (None, None) => "everywhere".to_string(),
        }
    }

    /// A statement for `--set` that gives the input the value that is needed; none where a plan has no way to
    /// write it.
    pub fn statement(&self) -> Option<String> {
        let needed = self.needed.filter(|_| self.reasons.is_empty())?;
        if self.per_workday {
            let (number, per) = match self.stated {
                Some(stated) => (stated.needed?, period_word(stated.per)),
                None => (needed, "day"),
            };
            return Some(format!("{} {}/{per}", self.write(number), self.input));
        }
        let unit = self.unit;
        let written =
            matches!((unit.money, unit.time, unit.effort), (0, -1..=1, 0) | (1, 0 | -1, 0) | (0, 0 | -1, 1));
        let value = amount(self.write(needed), unit, self.shown, self.currency);
        (written && !self.input.contains(':')).then(|| format!("{} = {value}", self.input))
    }

    /// The same, short.
    pub fn short_words(&self, value: Number) -> String {
        self.words(nearest_digits(value, ENOUGH).unwrap_or(value))
    }
}

/// A number as people read it: `18,952`.
pub fn count(number: Number) -> String {
    grouped(number)
}

/// `10/month`, `48/week`
pub fn times_a(number: Number, per: Period) -> String {
    format!("{}/{}", grouped(number), period_word(per))
}

/// The word of a period in an action.
fn period_word(per: Period) -> &'static str {
    match per {
        Period::Day | Period::Workday => "workday",
        Period::Week => "week",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
    }
}

/// Why there is no value that meets the goals, or why any does: a line for each thing to say.
pub fn reason(solution: &Solution, reason: &Reason) -> Vec<String> {
    let name = format!("`{}`", solution.input);
    let value = |value: Number| solution.short_words(value);
    let in_time = solution.in_time.as_ref();
    let in_time = in_time.map(|month| format!("; only what starts by {month} can still arrive in time"));
    let in_time = in_time.unwrap_or_default();
    let said = match reason {
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
            return several(solution, &format!("however large {name} is, "), &in_time);
        }
        Reason::NotEnough => {
            let at =
                solution.best.map(|best| format!(", with {name} at {}", value(best))).unwrap_or_default();
            return several(solution, "at best ", &format!("{at}{in_time}"));
        }
        Reason::Anything if solution.goals.len() == 1 => format!("the goal holds whatever {name} is"),
        Reason::Anything => format!("the goals hold whatever {name} is"),
    };
    vec![said]
}

/// What every goal that is missed comes to, between what is said before and after: of several, a line each.
fn several(solution: &Solution, before: &str, after: &str) -> Vec<String> {
    let mut goals = at_best(solution);
    match goals.first_mut() {
        None => vec![format!("{before}the goals are not met together{after}")],
        Some(first) => {
            *first = format!("{before}{first}{after}");
            goals
        }
    }
}

/// ``bookings` comes to $83,400 of $100,000`, of every goal that is missed.
fn at_best(solution: &Solution) -> Vec<String> {
    let missed = |goal: &&GoalOutcome| goal.result.status == super::super::GoalStatus::Missed;
    let said = |goal: &GoalOutcome| {
        let result = &goal.result;
        let figure = |number: Option<Number>| {
            number.map_or("nothing".to_string(), |number| {
                figure(number, result.unit.unit, result.unit.shown, result.unit.currency)
            })
        };
        format!("`{}` comes to {} of {}", result.row, figure(goal.then), figure(result.target))
    };
    solution.goals.iter().filter(missed).map(said).collect()
}
