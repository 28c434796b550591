//! The change of a quotient of totals, rates and mix apart.
//!
//! Two regions win a larger share of their leads each, and the whole a smaller one, because more of its leads come from
//! the region that wins less. The whole is the sum of s·r over the members, with r a member's own quotient and s its share
//! of what the whole is divided by. Each s·r is split by logarithms: ln(r) is the part of the rates, ln(s) that of the
//! mix. Where the shares stay what they are there is no mix.

use super::Side;
use super::logs::{log_mean, log_ratio, mean};
use super::parts::{divided, factors, minus, plus, times};
use super::split::{Pair, Split};
use crate::analysis::axis::sides;
use crate::analysis::nearly::is_nothing;
use crate::model::{
    Argument, FamilyPlace, FamilyTotal, Formula, MemberId, Operand, Operator, RollupBy, RowId, Scenario, Step,
};
use crate::value::{Cell, Number};

/// The change of a quotient of totals by members.
pub(super) struct Mixed {
    /// What the members' own quotients make of it.
    pub rates: Vec<(MemberId, Number)>,
    /// What their shares make of it.
    pub mix: Vec<(MemberId, Number)>,
}

/// A member's two sides, before and after.
struct Part {
    member: MemberId,
    from: (Argument, Argument),
    to: (Argument, Argument),
    above: (Number, Number),
    below: (Number, Number),
}

/// Splits the change of a quotient of totals, and gives what its members' quotients are made of their parts. None, with
/// nothing given, of any other row, and where the mix does not move.
pub(super) fn apart(
    split: &mut Split<'_>,
    (from, to): (&Side<'_>, &Side<'_>),
    months: usize,
) -> Option<Mixed> {
    let (old, new) = (members_of(from)?, members_of(to)?);
    if old.1.len() != new.1.len() || old.1.len() < 2 {
        return None;
    }
    let of = |side: &Side<'_>| match side.month {
        Some(month) => month..month + 1,
        None => 0..months,
    };
    let whole = |side: &Side<'_>| matches!(side.scenario.table.row(side.row).rollup, RollupBy::Quotient(..));
    if from.month.is_none() && !(whole(from) && whole(to)) {
        return None;
    }
    let sum = |side: &Side<'_>, input: Argument| -> Option<Number> {
        let add = |sum: Cell, month: usize| sum.add(side.projection.input(input, month), 0);
        of(side).fold(Cell::ZERO, add).number()
    };
    let mut parts = Vec::with_capacity(old.1.len());
    for ((member, a), (other, b)) in old.1.iter().zip(&new.1) {
        if member != other {
            return None;
        }
        parts.push(Part {
            member: *member,
            from: *a,
            to: *b,
            above: (sum(from, a.0)?, sum(to, b.0)?),
            below: (sum(from, a.1)?, sum(to, b.1)?),
        });
    }
    // What the members have must be all that there is: of `bookings / all.bookings` it is not.
    let wholes = [(from, old.0), (to, new.0)].map(|(side, (a, b))| Some((sum(side, a)?, sum(side, b)?)));
    let [Some(before), Some(after)] = wholes else { return None };
    let adds_up = |of: &dyn Fn(&Part) -> Number, whole: Number| {
        let all = parts.iter().fold(Number::ZERO, |sum, part| plus(sum, of(part)));
        is_nothing(minus(all, whole), &[all, whole])
    };
    let complete = adds_up(&|part| part.above.0, before.0)
        && adds_up(&|part| part.above.1, after.0)
        && adds_up(&|part| part.below.0, before.1)
        && adds_up(&|part| part.below.1, after.1);
    if !complete || before.1.is_zero() || after.1.is_zero() {
        return None;
    }
    let mut mixed = Mixed { rates: Vec::new(), mix: Vec::new() };
    for part in &parts {
        let rates = part.rates((before.1, after.1))?;
        let (old, new) = part.contributions((before.1, after.1))?;
        mixed.rates.push((part.member, rates));
        mixed.mix.push((part.member, minus(minus(new, old), rates)));
    }
    let scale = [divided(before.0, before.1)?, divided(after.0, after.1)?];
    if mixed.mix.iter().all(|(_, amount)| is_nothing(*amount, &scale)) {
        return None;
    }
    for (part, (_, rates)) in parts.iter().zip(&mixed.rates) {
        part.give(split, (from, to), *rates, (of(from), of(to)));
    }
    Some(mixed)
}

impl Part {
    /// How much of the whole it is: its own numerator over the whole's divisor.
    fn contributions(&self, whole: (Number, Number)) -> Option<(Number, Number)> {
        Some((divided(self.above.0, whole.0)?, divided(self.above.1, whole.1)?))
    }

    /// Its quotient before and after; none where there is none.
    fn quotients(&self) -> Option<(Number, Number)> {
        Some((divided(self.above.0, self.below.0)?, divided(self.above.1, self.below.1)?))
    }

    /// What its own quotient makes of the whole's change. Without one before or after, it is all mix.
    fn rates(&self, whole: (Number, Number)) -> Option<Number> {
        let Some((old, new)) = self.quotients() else { return Some(Number::ZERO) };
        let (before, after) = self.contributions(whole)?;
        if let (Some(mean), Some(log)) = (log_mean(before, after), log_ratio(old, new)) {
            return Some(times(mean, log));
        }
        let shares = (divided(self.below.0, whole.0)?, divided(self.below.1, whole.1)?);
        Some(times(mean(shares.0, shares.1), minus(new, old)))
    }

    /// Gives its two sides their parts of what its quotient makes.
    fn give(
        &self,
        split: &mut Split<'_>,
        (from, to): (&Side<'_>, &Side<'_>),
        amount: Number,
        (old_months, new_months): (std::ops::Range<usize>, std::ops::Range<usize>),
    ) {
        let Some((old, new)) = self.quotients() else { return };
        let Some(weight) = divided(amount, minus(new, old)) else { return };
        let cells = |a: Number, b: Number| [Cell::from(a), Cell::from(b)];
        let (before, after) = (cells(self.above.0, self.below.0), cells(self.above.1, self.below.1));
        let Some(weights) = factors(true, weight, (old.into(), new.into()), (&before, &after)) else {
            return;
        };
        for (place, weight) in weights {
            let input = match place {
                0 => (self.from.0, self.to.0),
                _ => (self.from.1, self.to.1),
            };
            for (a, b) in old_months.clone().zip(new_months.clone()) {
                let own = Pair { from: (from.row, a), to: (to.row, b) };
                split.input(own, input, (a, b), (weight, 1));
            }
        }
    }
}

/// Two sides of a quotient.
type Sides = (Argument, Argument);

/// The two sides of a row that is a quotient of totals, and those of each of its members.
fn members_of(side: &Side<'_>) -> Option<(Sides, Vec<(MemberId, Sides)>)> {
    let scenario = side.scenario;
    let own = sides(scenario, side.row)?;
    let row = scenario.table.row(side.row);
    let family = row.family.and_then(|of| Some((scenario.families.get(of.family as usize)?, of.place)));
    if let Some((family, place)) = family {
        if family.rule != FamilyTotal::Quotient || matches!(place, FamilyPlace::Member(_)) {
            return None;
        }
        let is_in = |member: MemberId| match place {
            FamilyPlace::Subtotal(of) => side.segments.within(member, of.segment) == Some(of),
            _ => true,
        };
        let members = family.members.iter().filter(|(member, _)| is_in(*member));
        let members = members.map(|(member, row)| Some((*member, sides(scenario, *row)?)));
        return Some((own, members.collect::<Option<_>>()?));
    }
    // Outside of a block, one total over another of the same members.
    let total = |input: Argument| {
        let Argument::Row(row) = input else { return None };
        let of = scenario.table.row(row).family.filter(|of| of.place == FamilyPlace::Total)?;
        scenario.families.get(of.family as usize).filter(|family| family.rule == FamilyTotal::Sum)
    };
    let (above, below) = (total(own.0)?, total(own.1)?);
    if above.segment != below.segment || !is_quotient(scenario, side.row) {
        return None;
    }
    let beside =
        |member: MemberId| below.members.iter().find(|(other, _)| *other == member).map(|(_, row)| *row);
    let both = |(member, row): &(MemberId, RowId)| {
        Some((*member, (Argument::Row(*row), Argument::Row(beside(*member)?))))
    };
    Some((own, above.members.iter().map(both).collect::<Option<_>>()?))
}

/// Whether a row is nothing but a quotient of two rows, by its formula.
fn is_quotient(scenario: &Scenario, row: RowId) -> bool {
    match &scenario.table.row(row).formula {
        Formula::Steps { steps, result: Operand::Step(last), .. } => {
            matches!(
                steps.get(*last as usize),
                Some(Step::Binary(Operator::Over, Operand::Row(_), Operand::Row(_)))
            )
        }
        _ => false,
    }
}
