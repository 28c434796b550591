//! What products and quotients keep of the roll-ups of their parts, and which money is recurring (LANGUAGE,
//! sections 4 and 9).

use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed};
use crate::value::{Rollup, Unit};

/// What a product's roll-up depends on.
pub(super) fn traits_of_product(a: Typed, b: Typed) -> RollupTraits {
    let kept = match (a.traits.kept, b.traits.kept) {
        (kept, _) if is_plain_literal(b) => kept,
        (_, kept) if is_plain_literal(a) => kept,
        (KeptRollup::Literal, KeptRollup::Literal) => KeptRollup::Literal,
        // `customers * $99/month`: the product is neither one nor the other, its unit decides.
        (KeptRollup::Literal, _) | (_, KeptRollup::Literal) => KeptRollup::Mixed,
        (kept, KeptRollup::Rows(Rollup::Level)) if keeps_under(a, b) => kept,
        (KeptRollup::Rows(Rollup::Level), kept) if keeps_under(b, a) => kept,
        _ => KeptRollup::Mixed,
    };
    RollupTraits {
        kept,
        events: happens(a) || happens(b),
        counted: a.traits.counted || b.traits.counted || is_number_of_things(a) || is_number_of_things(b),
        members: a.traits.members.times(b.traits.members),
        ..a.traits.and(b.traits)
    }
}

/// What a quotient's roll-up depends on.
pub(super) fn traits_of_quotient(a: Typed, b: Typed) -> RollupTraits {
    // Calls a working day, deals lost of those that were open: no sum of twelve of them means anything.
    let balance = b.traits.kept == KeptRollup::Rows(Rollup::Last);
    let per_balance = a.traits.kept != KeptRollup::Rows(Rollup::Last)
        && (is_flow(a) && is_timeless(b) && (b.traits.last || b.traits.days)
            // New MRR of the MRR at the start: money per month over money per month, and yet no quotient of totals.
            || balance && (is_flow(a) || a.traits.kept == KeptRollup::Rows(Rollup::Sum)));
    let kept = match (a.traits.kept, b.traits.kept) {
        _ if per_balance => KeptRollup::Rows(Rollup::Level),
        (kept, _) if is_plain_literal(b) => kept,
        (KeptRollup::Literal, KeptRollup::Literal) => KeptRollup::Literal,
        // A number over a balance is as much of its month as the balance is.
        (_, KeptRollup::Rows(Rollup::Last)) if is_plain_literal(a) => b.traits.kept,
        (kept @ KeptRollup::Rows(_), KeptRollup::Rows(Rollup::Level)) if is_timeless(b) => kept,
        // MRR over customers is what one of them pays at the end, in whatever unit either is.
        (KeptRollup::Rows(Rollup::Last), KeptRollup::Rows(Rollup::Last)) => a.traits.kept,
        // How many calls a deal takes is a level, with a name of its own or within a formula.
        _ if is_ratio(a, b) && !(a.traits.last || b.traits.last) => KeptRollup::Rows(Rollup::Level),
        _ => KeptRollup::Mixed,
    };
    RollupTraits {
        kept,
        events: happens(a) || happens(b),
        counted: a.traits.counted || is_number_of_things(a),
        members: a.traits.members.over(b.traits.members),
        ..a.traits.and(b.traits)
    }
}

/// A number without a unit that is made of literals alone.
fn is_plain_literal(typed: Typed) -> bool {
    matches!(typed.kind, Dimension::ONE | Dimension::Zero) && typed.traits.kept == KeptRollup::Literal
}

fn is_timeless(typed: Typed) -> bool {
    typed.kind.unit().is_some_and(|unit| unit.time == 0)
}

/// Whether the time of the two cancels out.
fn is_ratio(a: Typed, b: Typed) -> bool {
    a.kind.unit().zip(b.kind.unit()).is_some_and(|(a, b)| a.time == b.time)
}

fn is_flow(typed: Typed) -> bool {
    typed.kind.unit().is_some_and(Unit::is_flow)
}

/// Whether a value times a level rolls up as the value does. Not where the level is what turns an amount into a
/// flow: a balance times a percentage per month is what comes in every month.
fn keeps_under(value: Typed, level: Typed) -> bool {
    let price = level.kind == Dimension::Known(Unit::MONEY_PER_MONTH) && is_timeless(value);
    // `customers * churn` is how many leave.
    let share_of = value.share.is_percent() && !is_timeless(value);
    (is_timeless(level) || price) && (!share_of || level.share.is_percent())
}

/// Whether something that happens is in a value. What comes in a month and is no money is always something that
/// happens; a number of things is there, however it came about.
pub(super) fn happens(typed: Typed) -> bool {
    match typed.kind {
        Dimension::ONE | Dimension::Zero => false,
        Dimension::Known(unit) if unit.money == 0 && unit.time < 0 => true,
        _ => typed.traits.events,
    }
}

/// Whether it is a number of something, such as customers: no literal, and no percentage.
fn is_number_of_things(typed: Typed) -> bool {
    let row_of_one = typed.share == NumberKind::Neutral && typed.traits.kept != KeptRollup::Literal;
    typed.kind == Dimension::ONE
        && (row_of_one || matches!(typed.share, NumberKind::Count | NumberKind::Either))
}

/// Whether a row of this unit is *recurring* money: so much in every month for a number of something, as what
/// subscribers pay. Its months add up to what is paid, and yet "MRR of $30k" means one month of it.
pub(super) fn is_recurring(kind: Dimension, traits: RollupTraits) -> bool {
    kind == Dimension::Known(Unit::MONEY_PER_MONTH) && traits.counted && !traits.events
}
