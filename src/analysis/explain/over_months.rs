//! Functions over months, as sums and products of single months: what their [`Decomposition`] says, with the rows that
//! it reads.

use super::term::{Followed, Joined, Term, TermOperator};
use super::units::over_months;
use super::walk::{Walk, splice};
use crate::library::{Breakdown, Form, Gives, Landed, LandedShare, Part, PartKind, PartSource};
use crate::model::{Argument, Formula, RowId};
use crate::value::{Cell, Denomination, Number, NumberStyle, Unit};

#[cfg(doc)]
use crate::library::Decomposition;

/// A function over months in one month.
struct Call<'f> {
    /// The row that is this function.
    id: RowId,
    /// What the function is called with.
    arguments: &'f [Argument],
    /// What stands for its month before the first, where it has one.
    before: Option<Argument>,
    /// How deep below the figure its terms stand.
    level: usize,
}

impl Walk<'_> {
    /// What a function over months is put together from in a month. Of a row that is no such function, its figure
    /// alone.
    pub fn over_months(&mut self, id: RowId, month: usize, level: usize) -> Term {
        let scenario = self.trace.scenario();
        let value = self.trace.projection().row(id)[month].number();
        let words = self.calendar();
        let Formula::History { function, arguments, before, .. } = &scenario.table.row(id).formula else {
            return Term::part(value, TermOperator::Number, Vec::new());
        };
        let breakdown = match self.trace.breakdown(id, month, Some(words)) {
            Some(Ok(breakdown)) => breakdown,
            Some(Err(reason)) => return self.missing(reason),
            None => return Term::part(value, TermOperator::Number, Vec::new()),
        };
        let call = Call { id, arguments, before: *before, level };
        let Breakdown { form, parts, rule } = breakdown;
        if let Some(rule) = rule {
            self.rule(rule);
        }
        match form {
            Form::Sum => {
                let parts = self.followed_back(&call, parts);
                let terms = self.parts(&call, &parts);
                // Months of a flow added up are an amount.
                let amount = terms.first().filter(|_| function.gives == Gives::TimesMonth);
                let unit = amount.and_then(|term| over_months(term.unit?));
                Term { unit, ..Term::part(value, TermOperator::Sum, terms) }
            }
            Form::Mean(count) => {
                let terms = self.parts(&call, &parts);
                let sum = terms.iter().try_fold(Cell::ZERO, |sum, term| {
                    let value = Cell::from(term.value?);
                    // The sum is shown as a term of its own, so that it is worked out here; the mean is the
                    // projection's.
                    let minus = term.joined == Joined::Minus;
                    Some(if minus { sum.sub(value, 0) } else { sum.add(value, 0) })
                });
                let sum =
                    Term::part(sum.and_then(Cell::number), TermOperator::Sum, terms).joined(Joined::Times);
                let count = Term::number(count, Some(self.counted(Unit::ONE))).joined(Joined::Over);
                Term::part(value, TermOperator::Product, vec![sum, count])
            }
            Form::One => match parts.as_slice() {
                [part] => match &part.kind {
                    PartKind::Landed(landed) => self.landed(&call, part, landed),
                    PartKind::Month | PartKind::Carried => {
                        let term = self.source(&call, part).joined(Joined::Plus);
                        Term::part(value, TermOperator::Same, vec![term])
                    }
                },
                _ => Term::part(value, TermOperator::Number, Vec::new()),
            },
            Form::Growth => self.growth(&call, &parts),
            Form::GrowthDeviation => {
                let terms = parts.chunks(2).map(|pair| self.growth(&call, pair)).collect();
                Term::part(value, TermOperator::Deviation, terms)
            }
        }
    }

    /// What a part reads, as a term.
    fn source(&mut self, call: &Call<'_>, part: &Part) -> Term {
        match part.source {
            PartSource::Own => self.row(call.id, part.month, call.level),
            PartSource::Argument(at) => self.input(call.arguments[at], part.month, call.level),
            PartSource::Before => match call.before {
                Some(before) => self.input(before, part.month, call.level),
                None => Term::number(Number::ZERO, None),
            },
        }
    }

    /// The parts of a balance that has no name, back to its first month: there is no row that its month before could be
    /// shown as.
    fn followed_back(&mut self, call: &Call<'_>, parts: Vec<Part>) -> Vec<Part> {
        if !self.trace.scenario().table.row(call.id).hidden {
            return parts;
        }
        let own = |part: &Part| part.source == PartSource::Own;
        let mut months = vec![parts];
        while let Some(before) = months.last().and_then(|parts| parts.iter().find(|part| own(part))) {
            match self.trace.breakdown(call.id, before.month, None) {
                Some(Ok(breakdown)) => months.push(breakdown.parts),
                _ => break,
            }
        }
        months.into_iter().rev().flatten().filter(|part| !own(part)).collect()
    }

    /// Parts that are added up, as terms.
    fn parts(&mut self, call: &Call<'_>, parts: &[Part]) -> Vec<Term> {
        let mut terms = Vec::new();
        for part in parts {
            let joined = if part.negative { Joined::Minus } else { Joined::Plus };
            match &part.kind {
                PartKind::Landed(landed) => terms.push(self.landed(call, part, landed).joined(joined)),
                // A balance that begins with nothing need not say so.
                PartKind::Carried if starts_with_nothing(call, part) => {}
                PartKind::Month | PartKind::Carried => {
                    if let Some(rule) = &part.rule {
                        self.rule(rule.clone());
                    }
                    let term = self.source(call, part);
                    splice(&mut terms, term, joined);
                }
            }
        }
        terms
    }

    /// The growth from one month to the next: the later value over the earlier one, less one.
    fn growth(&mut self, call: &Call<'_>, pair: &[Part]) -> Term {
        let mut factors = Vec::new();
        for (part, joined) in pair.iter().zip([Joined::Times, Joined::Over]) {
            let term = self.source(call, part);
            splice(&mut factors, term, joined);
        }
        let cell = |part: &Part| match part.source {
            PartSource::Argument(at) => self.cell(call.arguments[at], part.month),
            PartSource::Own | PartSource::Before => Cell::ZERO,
        };
        let ratio = match pair {
            [now, before] => cell(now).div(cell(before), 0),
            _ => Cell::ZERO,
        };
        let growth = ratio.sub(Cell::from(Number::ONE), 0).number();
        let ratio = Term::part(ratio.number(), TermOperator::Product, factors).joined(Joined::Plus);
        let one = Term::number(Number::ONE, Some(self.counted(Unit::ONE))).joined(Joined::Minus);
        Term::part(growth, TermOperator::Sum, vec![ratio, one])
    }

    /// What arrives in a month: what entered in an earlier one, times the share of it that counts now.
    fn landed(&mut self, call: &Call<'_>, part: &Part, landed: &Landed) -> Term {
        let entered = self.source(call, part);
        let mut terms = Vec::new();
        splice(&mut terms, entered, Joined::Times);
        if landed.lag.is_none() && matches!(part.source, PartSource::Argument(_)) {
            for factor in terms.iter_mut().filter(|factor| factor.row().is_none()) {
                // Deals are counted; that they leave in one month makes them a flow.
                factor.unit = Some(self.counted(Unit::ONE));
            }
        }
        if let LandedShare::Timing { duration: Some(at), .. } = landed.share {
            self.read_duration(call.arguments[at], part.month, call.level);
        }
        if let Some(rule) = &part.rule {
            self.rule(rule.clone());
        }
        if landed.amount.is_none() {
            return Term::part(None, TermOperator::Number, Vec::new());
        }
        let one = self.counted(Unit::ONE);
        match &landed.share {
            LandedShare::Argument(at) => {
                let share = self.input(call.arguments[*at], part.month, call.level);
                // A number is a share, whatever its product comes to.
                let share = match share.row() {
                    Some(_) => share,
                    None => Term { unit: Some(Denomination { shown: NumberStyle::Percent, ..one }), ..share },
                };
                splice(&mut terms, share, Joined::Times);
            }
            LandedShare::Timing { factors, .. } => {
                terms.extend(factors.iter().map(|factor| {
                    let joined = if factor.divides { Joined::Over } else { Joined::Times };
                    let unit = Denomination { unit: factor.unit, shown: factor.shown, ..one };
                    Term::number(factor.number, Some(unit)).joined(joined)
                }));
            }
        }
        Term::part(landed.amount, TermOperator::Product, terms)
    }

    /// Notes a duration as read: it decides when something arrives, and is no term of the figure.
    fn read_duration(&mut self, duration: Argument, entry: usize, level: usize) {
        let term = self.input(duration, entry, level);
        if term.row().is_some() {
            self.read(term);
        }
    }

    /// A row's months one by one, not followed: what a total is put together from.
    pub fn plain_months(&mut self, id: RowId, months: &[usize]) -> Vec<Term> {
        let term = |month: &usize| self.unfollowed(id, *month, Followed::Alike).joined(Joined::Plus);
        months.iter().map(term).collect()
    }
}

/// Whether a part is what stands for the month before the first, and that is a plain 0.
fn starts_with_nothing(call: &Call<'_>, part: &Part) -> bool {
    match part.source {
        PartSource::Argument(at) => call.arguments[at] == Argument::Constant(Number::ZERO),
        PartSource::Own | PartSource::Before => false,
    }
}
