//! `tiers(x, 10% to $100k/month, 15%)`: each slice of x at its own rate. What was written becomes steps: a product for
//! each tier, of its rate and of the slice that it takes.

use std::sync::Arc;

use super::lower::Lower;
use super::over_months::over_months;

use super::typed::{Dimension, NumberKind, RollupTraits, Typed};
use super::written_tiers::{WrittenTiers, falling};
use crate::library::{Function, TierPlace, already, slice};
use crate::model::{Argument, Bound, Compare, Operand, Operator, RowId, Rule, Step};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId};
use crate::value::{Number, Stretch, Unit};

/// What a running total is: before the month and with it.
#[derive(Clone)]
struct Running {
    /// Before the month: nothing where a quarter or a year begins.
    before: Typed,
    /// With it.
    now: Typed,
    /// At the end of the month before, whatever begins now.
    previous: Typed,
    /// In which months it begins anew.
    begins: Arc<[bool]>,
    /// Within which stretch.
    stretch: Stretch,
}

impl Lower<'_, '_> {
    /// A call of `tiers`. Of one with a mistake, which is reported, the value is unknown.
    pub(super) fn call_tiers(&mut self, function: &Function, arguments: &[ExprId], call: Span) -> Typed {
        match self.written_tiers(arguments) {
            Ok(written) => self.tiers(function, &written, call).unwrap_or_else(Typed::unknown),
            Err(found) => {
                self.report(*found);
                Typed::unknown()
            }
        }
    }

    fn tiers(&mut self, function: &Function, written: &WrittenTiers, call: Span) -> Option<Typed> {
        let (x, typed) = self.input(written.x);
        if typed.kind == Dimension::Truth {
            let span = self.tree.node(written.x).span;
            self.want_number(span);
            return None;
        }
        let is_flow = match typed.kind {
            Dimension::Known(unit) => unit.time < 0,
            Dimension::Zero | Dimension::Unknown => true,
            Dimension::Truth => false,
        };
        if written.each.is_some() && (!is_flow || typed.share.is_percent()) {
            self.never_a_total(written, typed);
            return None;
        }
        let rates = self.rates(function, written, typed)?;
        let bounds = self.tier_bounds(written, typed, call)?;
        // A single tier takes all of it.
        if let [rate] = rates[..] {
            return Some(self.earned(rate, typed, written));
        }
        let running = written.each.map(|stretch| self.running(x, typed, stretch));
        let earned = match (written.whole, running) {
            (true, None) => {
                let rate = self.rate_of(typed, &rates, &bounds);
                self.earned(rate, typed, written)
            }
            (true, Some(running)) => self.whole_of_total(written, typed, (&rates, &bounds), running),
            (false, running) => {
                let mut sum: Option<Typed> = None;
                for (at, rate) in rates.iter().enumerate() {
                    let slice = self.slice(typed, &bounds, at, running.as_ref());
                    let part = self.earned(*rate, Typed { operand: slice, ..typed }, written);
                    sum = Some(match sum {
                        None => part,
                        Some(sum) => self.plus(Operator::Plus, sum, part).unwrap_or(part),
                    });
                }
                sum?
            }
        };
        Some(earned)
    }

    /// What a rate gives of something; a product whose unit would be out of bounds is reported.
    fn earned(&mut self, rate: Typed, of: Typed, written: &WrittenTiers) -> Typed {
        match self.mul(rate, of) {
            Ok(product) => product,
            Err(clash) => {
                let span = self.tree.node(written.x).span;
                let first = written.tiers.first().map_or(written.x, |tier| tier.rate);
                self.clash(clash, BinaryOperator::Times, span, (first, rate), (written.x, of));
                Typed::unknown()
            }
        }
    }

    /// One rate on all of a running total: the month's own at the rate of now, and what came before at as much as the rate
    /// has risen since. That is what the total earns now, less what it had earned before.
    fn whole_of_total(
        &mut self,
        written: &WrittenTiers,
        x: Typed,
        (rates, bounds): (&[Typed], &[Typed]),
        running: Running,
    ) -> Typed {
        let rate = self.rate_of(running.now, rates, bounds);
        let own = self.earned(rate, x, written);
        let before = self.rate_of(running.previous, rates, bounds);
        let old = self.within(Arc::clone(&running.begins), rate.operand, before.operand);
        let risen = self.binary(Operator::Minus, rate.operand, old);
        let earlier = self.call(already(running.stretch), &[running.before.operand]);
        let more = self.earned(Typed { operand: risen, ..rate }, Typed { operand: earlier, ..x }, written);
        self.plus(Operator::Plus, own, more).unwrap_or(own)
    }

    /// The rates, all of one unit.
    fn rates(&mut self, function: &Function, written: &WrittenTiers, x: Typed) -> Option<Vec<Typed>> {
        let mut rates: Vec<Typed> = Vec::with_capacity(written.tiers.len());
        let mut same: Option<(ExprId, Typed)> = None;
        let mut well = true;
        for tier in &written.tiers {
            let rate = self.expression(tier.rate);
            let rate = self.settled(rate, Dimension::ONE, NumberKind::Percent);
            if !self.rate_fits(tier, rate, x) {
                well = false;
                continue;
            }
            rates.push(rate);
            same = match same {
                None => Some((tier.rate, rate)),
                Some((first, so_far)) => match self.unify(so_far, rate) {
                    Ok((kind, share)) => Some((first, so_far.with(kind, share))),
                    Err(clash) => {
                        self.clash_in_call(clash, function, (first, so_far), (tier.rate, rate));
                        well = false;
                        Some((first, so_far))
                    }
                },
            };
        }
        // Nothing of a deal is no money either: a rate of 0 has the unit of the others.
        let kind = same.filter(|_| well)?.1.kind;
        for rate in &mut rates {
            if rate.kind == Dimension::Zero {
                rate.kind = kind;
            }
        }
        Some(rates)
    }

    /// The bounds as arguments, in the unit of x, or of what x adds up to. What is known of them rises; of rows that is
    /// seen month by month.
    fn tier_bounds(&mut self, written: &WrittenTiers, x: Typed, call: Span) -> Option<Vec<Typed>> {
        let wanted = if written.each.is_some() { total_of(x) } else { x };
        let mut bounds = Vec::with_capacity(written.tiers.len());
        let mut inputs: Vec<Argument> = Vec::with_capacity(written.tiers.len());
        for bound in written.tiers.iter().filter_map(|tier| tier.bound) {
            let (_, typed) = self.input(bound);
            let typed = self.settled(typed, wanted.kind, wanted.share);
            if typed.kind == Dimension::Truth {
                let span = self.tree.node(bound).span;
                self.want_number(span);
                return None;
            }
            if let Err(clash) = self.unify(wanted, typed) {
                self.bound_clash(clash, written, (x, wanted), (bound, typed));
                return None;
            }
            inputs.push(typed.operand.input());
            bounds.push(typed);
        }
        if let Some(found) = falling(self.context, self.tree, written, &inputs) {
            self.report(found);
            return None;
        }
        if inputs.iter().any(|input| matches!(input, Argument::Row(_))) {
            let (rule, row) = (Rule::Rising, self.of);
            let unit = wanted.kind.unit().unwrap_or(Unit::ONE);
            let subject = "the bounds of `tiers`".to_string();
            let ends = written.tiers.iter().filter_map(|tier| tier.bound);
            let span = ends.map(|bound| self.tree.node(bound).span).reduce(Span::to).unwrap_or(call);
            self.bound(Bound { rule, row, inputs, subject, unit, span });
        }
        Some(bounds)
    }

    /// The rate of the tier in which x lies; a bound belongs to the tier that it ends.
    fn rate_of(&mut self, x: Typed, rates: &[Typed], bounds: &[Typed]) -> Typed {
        let Some((last, lower)) = rates.split_last() else { return Typed::unknown() };
        lower.iter().zip(bounds).rev().fold(*last, |above, (rate, bound)| {
            let step = Step::Compare(Compare::AtMost, x.operand.at, bound.operand.at);
            let within = self.emit_of(step, &[x.operand, bound.operand]);
            let step = Step::If(within.at, rate.operand.at, above.operand.at);
            let operand = self.emit_of(step, &[within, rate.operand, above.operand]);
            let share = rate.share.meet(above.share).unwrap_or(rate.share);
            Typed { operand, share, traits: rate.traits.and(above.traits), ..*rate }
        })
    }

    /// The slice of x that a tier takes.
    fn slice(
        &mut self,
        x: Typed,
        bounds: &[Typed],
        at: usize,
        running: Option<&Running>,
    ) -> super::constants::Traced {
        let low = at.checked_sub(1).and_then(|at| bounds.get(at)).map(|bound| bound.operand);
        let high = bounds.get(at).map(|bound| bound.operand);
        // Put together here, so that a change of x is told as that, and what came before as another.
        let of = match running {
            Some(running) => self.binary(Operator::Plus, running.before.operand, x.operand),
            None => x.operand,
        };
        let (place, mut operands) = match (low, high) {
            (None, Some(high)) => (TierPlace::First, vec![of, high]),
            (Some(low), Some(high)) => {
                let width = self.binary(Operator::Minus, high, low);
                (TierPlace::Next, vec![of, low, high, width])
            }
            (Some(low), None) => (TierPlace::Rest, vec![of, low]),
            // A single tier is no slice.
            (None, None) => return of,
        };
        if let Some(running) = running {
            operands.extend([running.before.operand, x.operand]);
        }
        self.call(slice(place, running.map(|running| running.stretch)), &operands)
    }

    /// The running total of a flow within the quarter or the year, before the month and with it: a row of its own, which
    /// begins anew with each of them.
    fn running(&mut self, x: Argument, typed: Typed, stretch: Stretch) -> Running {
        self.sums_within(stretch);
        let calendar = &self.context.calendar;
        let begins = self.monthly_flag(|month| calendar.first_of(month, stretch) == month);
        let of = match x {
            Argument::Row(row) => Operand::Row(row),
            Argument::Constant(number) => Operand::Constant(number),
        };
        let total = total_of(typed);
        let owner = self.owner.clone();
        let mut inner =
            Lower::new(self.builder, self.context, self.tree, self.scope.clone(), &owner, self.quiet);
        // The row looks at its own month before; it begins with x, so that no explanation begins with nothing.
        let own = RowId(inner.builder.table.len() as u32);
        let previous = inner.emit(Step::Shifted { row: own, by: -1, edge: Operand::Constant(Number::ZERO) });
        let goes_on = inner.binary(Operator::Plus, previous, of);
        let now = inner.within(Arc::clone(&begins), of.into(), goes_on);
        let formula = inner.finish(now);
        let row = self.builder.add_hidden(&owner, formula, total);
        debug_assert_eq!(row, own, "a new row comes after all others");
        let nothing = Operand::Constant(Number::ZERO);
        let previous = self.emit(Step::Shifted { row, by: -1, edge: nothing });
        let before = self.within(Arc::clone(&begins), nothing.into(), previous);
        let of = |operand| Typed { operand, ..total };
        let now = of(Operand::Row(row).into());
        Running { before: of(before), now, previous: of(previous), begins, stretch }
    }
}

/// What a flow adds up to.
pub(super) fn total_of(flow: Typed) -> Typed {
    let kind = over_months(flow.kind);
    Typed { kind, traits: RollupTraits { last: true, ..flow.traits }, ..flow }
}
