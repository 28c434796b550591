//! Functions over months, as sums and products of single months.

use super::term::{Followed, How, Joined, Term};
use super::walk::{Walk, splice};
use crate::library::{BALANCE, DELAY, OPENING};
use crate::model::{Formula, Input, RowId};
use crate::value::{Cell, Number, Reason, Shown, Unit};

/// A function over months in one month.
struct Call<'f> {
    id: RowId,
    name: &'static str,
    arguments: &'f [Input],
    before: Option<Input>,
    in_days: bool,
    span: Option<&'f [bool]>,
    month: usize,
    level: usize,
    value: Option<Number>,
}

impl Walk<'_> {
    /// What a function over months is put together from in a month.
    pub fn over_months(&mut self, id: RowId, month: usize, level: usize) -> Term {
        let scenario = self.trace.scenario();
        let Formula::History { function, arguments, before, in_days, span, .. } =
            &scenario.table.row(id).formula
        else {
            return Term::part(None, How::Number, Vec::new());
        };
        let value = self.trace.projection().row(id)[month].number();
        let call = Call {
            id,
            name: function.name,
            arguments,
            before: *before,
            in_days: *in_days,
            span: span.as_deref(),
            month,
            level,
            value,
        };
        match function.name {
            "delay" => self.arrivals(&call),
            "ramp" => self.ramp(&call),
            "total" | "mean" => self.all_months(&call),
            "highest" | "lowest" => self.extreme(&call),
            "cum" => {
                let (first, last) = (self.calendar().words(0), self.calendar().words(month));
                self.rule(format!("added up from {first} to {last}"));
                self.stretch(&call, 0)
            }
            "trailing" | "spread" => self.last_months(&call),
            "change" => self.change(&call),
            "growth" => self.growth(&call, month),
            "volatility" => self.volatility(&call),
            name if name == OPENING.name => self.opening(&call),
            name if name == BALANCE.name => self.balance(&call),
            _ => Term::part(value, How::Number, Vec::new()),
        }
    }

    fn present(&self, call: &Call<'_>) -> Vec<usize> {
        let all = 0..self.calendar().len();
        let inside = all.filter(|month| call.span.is_none_or(|span| span[*month]));
        inside.filter(|month| self.cell(call.arguments[0], *month).number().is_some()).collect()
    }

    fn months(&mut self, call: &Call<'_>, months: &[usize]) -> Vec<Term> {
        let mut terms = Vec::new();
        for month in months {
            let term = self.input(call.arguments[0], *month, call.level);
            splice(&mut terms, term, Joined::Plus);
        }
        terms
    }

    /// The sum of the months from one on.
    fn stretch(&mut self, call: &Call<'_>, from: usize) -> Term {
        let months: Vec<usize> = (from..=call.month).collect();
        let terms = self.months(call, &months);
        added(call.value, terms)
    }

    /// A sum over its count.
    fn shared(&self, call: &Call<'_>, terms: Vec<Term>, count: Number) -> Term {
        let sum = terms.iter().try_fold(Number::ZERO, |sum, term| {
            let (value, _) = match term.joined {
                Joined::Minus => sum.minus(term.value?).ok()?,
                _ => sum.plus(term.value?).ok()?,
            };
            Some(value)
        });
        let sum = Term::part(sum, How::Sum, terms).joined(Joined::Times);
        let count = Term::number(count, Some(Unit::ONE)).joined(Joined::Over);
        Term::part(call.value, How::Product, vec![sum, count])
    }

    fn all_months(&mut self, call: &Call<'_>) -> Term {
        let months = self.present(call);
        if months.is_empty() {
            return self.missing(Reason::NothingToSum);
        }
        let terms = self.months(call, &months);
        match call.name {
            "total" => added(call.value, terms),
            _ => {
                self.rule(format!("the mean of {} months", months.len()));
                self.shared(call, terms, Number::from(months.len()))
            }
        }
    }

    fn extreme(&mut self, call: &Call<'_>) -> Term {
        let months = self.present(call);
        let value = |month: &usize| self.cell(call.arguments[0], *month).number();
        let best = months.iter().copied().find(|month| value(month) == call.value);
        let Some(best) = best else { return self.missing(Reason::NothingToSum) };
        self.rule(format!(
            "the {} of {} months is that of {}",
            call.name,
            months.len(),
            self.calendar().words(best)
        ));
        let term = self.input(call.arguments[0], best, call.level).joined(Joined::Plus);
        Term::part(call.value, How::Same, vec![term])
    }

    fn last_months(&mut self, call: &Call<'_>) -> Term {
        let parts = self.cell(call.arguments[1], call.month).number().unwrap_or(Number::ONE);
        let count = parts.to_i64().and_then(|count| usize::try_from(count).ok()).unwrap_or(1).max(1);
        let from = (call.month + 1).saturating_sub(count);
        let mut months: Vec<usize> = (from..=call.month).collect();
        if call.name == "trailing" {
            months.retain(|month| self.cell(call.arguments[0], *month).number().is_some());
            if months.is_empty() {
                return self.missing(Reason::NothingToSum);
            }
            self.rule(format!("the mean of the last {} months", months.len()));
            let terms = self.months(call, &months);
            return self.shared(call, terms, Number::from(months.len()));
        }
        self.rule(format!("each month in {count} equal monthly parts, the first at once"));
        let terms = self.months(call, &months);
        self.shared(call, terms, parts)
    }

    fn change(&mut self, call: &Call<'_>) -> Term {
        let Some(before) = call.month.checked_sub(1) else { return self.missing(Reason::FirstMonth) };
        let mut terms = Vec::new();
        for (month, joined) in [(call.month, Joined::Plus), (before, Joined::Minus)] {
            let term = self.input(call.arguments[0], month, call.level);
            splice(&mut terms, term, joined);
        }
        Term::part(call.value, How::Sum, terms)
    }

    /// A month over the one before, less one.
    fn growth(&mut self, call: &Call<'_>, month: usize) -> Term {
        let Some(before) = month.checked_sub(1) else { return self.missing(Reason::FirstMonth) };
        let (now, base) = (self.cell(call.arguments[0], month), self.cell(call.arguments[0], before));
        let ratio = now.over(base, 0);
        let growth = ratio.minus(Cell::from(Number::ONE), 0).number();
        if base.number().is_some_and(|base| base.is_zero() || base.is_negative()) {
            return self.missing(Reason::NoBase);
        }
        let mut terms = Vec::new();
        for (month, joined) in [(month, Joined::Times), (before, Joined::Over)] {
            let term = self.input(call.arguments[0], month, call.level);
            splice(&mut terms, term, joined);
        }
        let ratio = Term::part(ratio.number(), How::Product, terms).joined(Joined::Plus);
        let one = Term::number(Number::ONE, Some(Unit::ONE)).joined(Joined::Minus);
        Term::part(growth, How::Sum, vec![ratio, one])
    }

    fn volatility(&mut self, call: &Call<'_>) -> Term {
        let cell = |month: usize| self.cell(call.arguments[0], month).number();
        let grows = |month: &usize| {
            let base = month.checked_sub(1).and_then(cell);
            base.is_some_and(|base| !base.is_zero() && !base.is_negative()) && cell(*month).is_some()
        };
        let months: Vec<usize> = (0..self.calendar().len()).filter(grows).collect();
        if months.len() < 2 {
            return self.missing(Reason::TooFew);
        }
        self.rule(format!("the standard deviation of {} months' growth", months.len()));
        let terms = months.iter().map(|month| self.growth(call, *month)).collect();
        Term::part(call.value, How::Deviation, terms)
    }

    /// A flow that arrives later, entry by entry.
    fn arrivals(&mut self, call: &Call<'_>) -> Term {
        let mut terms = Vec::new();
        for landing in self.trace.landings(call.id, call.month) {
            let term = match landing.entry {
                Some(entry) => self.arrival(call, entry),
                None => self.arrived_before(call, landing.part),
            };
            if let Some(term) = term {
                terms.push(term.joined(Joined::Plus));
            }
        }
        Term::part(call.value, How::Sum, terms)
    }

    /// What entered in a month, times the share of it that lands.
    fn arrival(&mut self, call: &Call<'_>, entry: usize) -> Option<Term> {
        let flow = self.input(call.arguments[0], entry, call.level);
        let mut factors = Vec::new();
        splice(&mut factors, flow, Joined::Times);
        match call.arguments {
            [_, duration] => {
                // A duration that cannot be told leaves no value, and says why in its own right.
                let days = self.cell(*duration, entry).number();
                if matches!(duration, Input::Row(_)) {
                    self.read_duration(*duration, entry, call.level);
                }
                match days {
                    Some(days) if call.in_days => self.day_share(call, entry, days, &mut factors),
                    Some(months) => self.month_share(call, entry, months, &mut factors),
                    None => return Some(self.missing_part()),
                }
            }
            _ => {
                let share = *call.arguments.get(1 + call.month - entry)?;
                let (words, now) = (self.calendar().words(entry), self.calendar().words(call.month));
                let share_of = self.cell(share, entry).number().unwrap_or_default();
                self.rule(format!(
                    "shares by month: {}% of what enters in {words} lands in {now}",
                    percent(share_of)
                ));
                let share = self.input(share, entry, call.level);
                splice(&mut factors, share, Joined::Times);
            }
        }
        let value = product(&factors);
        Some(Term::part(value, How::Product, factors))
    }

    /// What arrives nobody can tell when.
    fn missing_part(&mut self) -> Term {
        self.rule("the duration has no value: nobody can tell when this arrives".to_string());
        Term::part(None, How::Number, Vec::new())
    }

    fn read_duration(&mut self, duration: Input, entry: usize, level: usize) {
        let term = self.input(duration, entry, level);
        if term.row().is_some() {
            self.read(term);
        }
    }

    /// The part of a month's days that, moved by the duration, fall into this one.
    fn day_share(&mut self, call: &Call<'_>, entry: usize, days: Number, factors: &mut Vec<Term>) {
        let length = self.calendar().days(entry);
        let start = |walk: &Self, month| walk.trace.start(month).number().unwrap_or_default();
        let add = |a: Number, b: Number| a.plus(b).map_or(a, |(sum, _)| sum);
        let from = add(start(self, entry), days);
        let to = add(from, length);
        let (from, to) = (from.max(start(self, call.month)), to.min(start(self, call.month + 1)));
        let landing = to.minus(from).map_or(Number::ZERO, |(landing, _)| landing);
        let (words, now) = (self.calendar().words(entry), self.calendar().words(call.month));
        let delay = format!("day-counted delay of {}", counted(days, "day"));
        if landing == length {
            self.rule(format!("{delay}: all of {words} lands in {now}"));
            return;
        }
        self.rule(format!("{delay}: {} of {words}'s {length} days land here", short(landing)));
        factors.push(Term::number(landing, Some(Unit::DAYS)).joined(Joined::Times));
        factors.push(Term::number(length, Some(Unit::DAYS)).joined(Joined::Over));
    }

    /// The part of a month's flow that arrives this many whole months later.
    fn month_share(&mut self, call: &Call<'_>, entry: usize, months: Number, factors: &mut Vec<Term>) {
        let fraction = months.minus(months.floor()).map_or(Number::ZERO, |(fraction, _)| fraction);
        let (words, now) = (self.calendar().words(entry), self.calendar().words(call.month));
        let after = counted(months, "month");
        if fraction.is_zero() {
            self.rule(format!("all of {words} lands in {now}, {after} later"));
            return;
        }
        let early = months.floor() == Number::from(call.month - entry);
        let part = match early {
            true => Number::ONE.minus(fraction).map_or(Number::ONE, |(part, _)| part),
            false => fraction,
        };
        self.rule(format!("{}% of {words} lands in {now}, {after} later", percent(part)));
        factors.push(Term::number(part, Some(Unit::ONE)).joined(Joined::Times));
    }

    /// What the months before the plan send into this one.
    fn arrived_before(&mut self, call: &Call<'_>, part: Cell) -> Option<Term> {
        let flow = self.input(call.before?, 0, call.level);
        let share = part.over(Cell::from(flow.value?), 0).number()?;
        self.rule(format!(
            "what entered before the plan arrives too: {} of it in {}",
            counted(share, "month"),
            self.calendar().words(call.month)
        ));
        let mut factors = Vec::new();
        splice(&mut factors, flow, Joined::Times);
        if share != Number::ONE {
            factors.push(Term::number(share, Some(Unit::ONE)).joined(Joined::Times));
        }
        Some(Term::part(part.number(), How::Product, factors))
    }

    /// People hired, each as productive as the months since say.
    fn ramp(&mut self, call: &Call<'_>) -> Term {
        let mut terms = Vec::new();
        let shares = &call.arguments[1..];
        for landing in self.trace.landings(call.id, call.month) {
            let Some(entry) = landing.entry else { continue };
            let share = shares[(call.month - entry).min(shares.len() - 1)];
            let counts = percent(self.cell(share, entry).number().unwrap_or_default());
            self.rule(format!("who comes in {} counts {counts}% by now", self.calendar().words(entry)));
            let mut factors = Vec::new();
            let flow = self.input(call.arguments[0], entry, call.level);
            splice(&mut factors, flow, Joined::Times);
            let share = self.input(share, entry, call.level);
            splice(&mut factors, as_share(share), Joined::Times);
            terms.push(Term::part(landing.part.number(), How::Product, factors).joined(Joined::Plus));
        }
        Term::part(call.value, How::Sum, terms)
    }

    /// Deals that waited when the plan began, and leave evenly over the stage's duration.
    fn opening(&mut self, call: &Call<'_>) -> Term {
        let number = self.cell(call.arguments[0], 0);
        let Some(value) = call.value.filter(|value| !value.is_zero()) else {
            return Term::part(call.value, How::Sum, Vec::new());
        };
        let mut factors = Vec::new();
        let deals = self.input(call.arguments[0], 0, call.level);
        splice(&mut factors, deals, Joined::Times);
        for factor in factors.iter_mut().filter(|factor| factor.row().is_none()) {
            // Deals are counted; that they leave in one month makes them a flow.
            factor.unit = Some(Unit::ONE);
        }
        let share = Cell::from(value).over(number, 0).number().unwrap_or(Number::ONE);
        if let [_, duration] = call.arguments {
            self.read_duration(*duration, 0, call.level);
        }
        let (left, words) = (percent(share), self.calendar().words(call.month));
        self.rule(format!("{left}% of the deals open at the start leave their stage in {words}"));
        if share != Number::ONE {
            factors.push(as_share(Term::number(share, None)).joined(Joined::Times));
        }
        Term::part(call.value, How::Product, factors)
    }

    /// Deals waiting: those of the month before, and what came, less what went.
    fn balance(&mut self, call: &Call<'_>) -> Term {
        let [opening, entered, arrived, lost] = call.arguments else {
            return Term::part(call.value, How::Number, Vec::new());
        };
        let mut terms = Vec::new();
        match call.month.checked_sub(1) {
            Some(before) => terms.push(self.row(call.id, before, call.level).joined(Joined::Plus)),
            None if *opening == Input::Constant(Number::ZERO) => {}
            None => {
                self.rule("deals open at the start of the plan".to_string());
                let term = self.input(*opening, 0, call.level);
                splice(&mut terms, term, Joined::Plus);
            }
        }
        for (input, joined) in [(entered, Joined::Plus), (arrived, Joined::Minus), (lost, Joined::Minus)] {
            let term = self.input(*input, call.month, call.level);
            splice(&mut terms, term, joined);
        }
        Term::part(call.value, How::Sum, terms)
    }
}

/// Months of a flow added up: an amount.
fn added(value: Option<Number>, terms: Vec<Term>) -> Term {
    let unit = terms.first().and_then(|term| term.unit?.over_months().ok());
    Term { unit, ..Term::part(value, How::Sum, terms) }
}

/// The product of factors.
fn product(factors: &[Term]) -> Option<Number> {
    let product = factors.iter().try_fold(Cell::from(Number::ONE), |product, factor| {
        let value = Cell::from(factor.value?);
        Some(if factor.joined == Joined::Over { product.over(value, 0) } else { product.times(value, 0) })
    });
    product.and_then(Cell::number)
}

/// A number that is a share, whatever its product comes to.
fn as_share(term: Term) -> Term {
    if term.row().is_some() { term } else { Term { unit: Some(Unit::ONE), shown: Shown::Percent, ..term } }
}

/// A share in percent, to two decimals.
fn percent(share: Number) -> Number {
    share.times(Number::HUNDRED).map_or(share, |(percent, _)| percent.round(2))
}

fn short(number: Number) -> Number {
    number.round(2)
}

fn counted(number: Number, noun: &str) -> String {
    let plural = if number == Number::ONE { "" } else { "s" };
    format!("{} {noun}{plural}", short(number))
}

/// Whether the row is a delay: what its arrivals are made of can be told by month of entry.
pub(super) fn is_delay(formula: &Formula) -> bool {
    matches!(formula, Formula::History { function, .. } if function.name == DELAY.name)
}

impl Walk<'_> {
    /// A row's months one by one, not followed: what a total is put together from.
    pub fn plain_months(&mut self, id: RowId, months: &[usize]) -> Vec<Term> {
        let term = |month: &usize| self.unfollowed(id, *month, Followed::Alike).joined(Joined::Plus);
        months.iter().map(term).collect()
    }
}
