//! How a row rolls up (LANGUAGE, section 4: the first rule that fits).

use super::draft::{Draft, Expect};
use super::lower::Lower;
use super::member_traits::{AmountPower, MemberTraits};
use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed};
use crate::model::{Argument, ConstantPlace, Role, RollupBy};
use crate::syntax::tree::{BinaryOperator, ClauseBody, NodeKind, RollupWord, Value};
use crate::value::{Rollup, Unit};

/// The roll-up that a row's annotation or its place says, whatever its formula.
pub(super) fn stated(draft: &Draft<'_>) -> Option<Rollup> {
    match draft.annotation.and_then(|annotation| annotation.rollup) {
        Some(RollupWord::Sum) => Some(Rollup::Sum),
        Some(RollupWord::Last) => Some(Rollup::Last),
        Some(RollupWord::Mean) => Some(Rollup::Level),
        None => draft.rollup,
    }
}

/// The roll-up of a row (LANGUAGE, section 4: the first rule that fits).
pub(super) fn roll_up(
    draft: &Draft<'_>,
    (kind, share): (Dimension, NumberKind),
    traits: RollupTraits,
    feeds_stock: bool,
) -> Rollup {
    if let Some(rollup) = stated(draft) {
        return rollup;
    }
    let time = kind.unit().map_or(0, |unit| unit.time);
    let percent = time == -1 && share.is_percent();
    // What a pipeline is fed with and what a stock gains are flows, however they were worked out.
    let flow = time == -1 && matches!(draft.expect, Some(Expect::Flow | Expect::FlowOf(_)));
    match traits.kept {
        // Before the unit is looked at: a velocity is money per month, and yet three months of it do not add up.
        _ if traits.velocity || traits.level => Rollup::Level,
        _ if flow && !percent => Rollup::Sum,
        // What a stock gains that is itself so much a month: new MRR of each month.
        _ if time < -1 && feeds_stock => Rollup::Sum,
        KeptRollup::Rows(rollup) if !percent || rollup != Rollup::Sum => rollup,
        // Twelve times 4% a month are not 48% of anything.
        _ if percent => Rollup::Level,
        _ if time == 0 && traits.last => Rollup::Last,
        _ if time == -1 => Rollup::Sum,
        _ => Rollup::Level,
    }
}

/// What formulas of a row take over from it.
pub(super) fn inherited(
    draft: &Draft<'_>,
    kind: Dimension,
    traits: RollupTraits,
    rollup: Rollup,
    power: AmountPower,
) -> RollupTraits {
    let said = draft.annotation.and_then(|annotation| annotation.rollup);
    let balance = rollup == Rollup::Last && kind == Dimension::Known(Unit::MONEY_PER_MONTH);
    // Of a row in a loop whose unit is not known yet nothing is said but what is written there: a roll-up that is taken
    // for known would come back to the row by way of the others.
    let known = kind != Dimension::Unknown || stated(draft).is_some();
    RollupTraits {
        velocity: traits.velocity,
        last: rollup == Rollup::Last,
        level: false,
        kept: if known { KeptRollup::Rows(rollup) } else { KeptRollup::Literal },
        // What is said to add up is not asked about again; what a stock gains or loses is paid.
        events: traits.events
            || said == Some(RollupWord::Sum)
            || matches!(draft.role, Role::StockFlow { .. }),
        // A balance of so much a month is what somebody else's formula has counted.
        counted: traits.counted || balance,
        days: traits.days && kind.unit().is_some_and(|unit| unit.time == 0),
        daily: traits.daily,
        members: MemberTraits { power, ..MemberTraits::default() },
    }
}

impl Lower<'_, '_> {
    /// The two flows of a row that is nothing but their quotient: its total is the quotient of their totals.
    pub(super) fn quotient_of_flows(&mut self, value: &Value) -> Option<RollupBy> {
        let [clause] = &value.clauses[..] else { return None };
        let ClauseBody::Expression(root) = clause.body else { return None };
        if clause.time.is_some() || clause.motion.is_some() || clause.condition.is_some() {
            return None;
        }
        let whole = self.tree.node(self.tree.inside(root));
        let NodeKind::Binary { operator: BinaryOperator::Over, left, right, .. } = whole.kind else {
            return None;
        };
        // Only lowering shows whether both sides are flows; hidden rows and bounds that this adds are removed
        // where they are not.
        let mark = self.builder.table.len();
        let bounds = self.builder.bounds.len();
        let (above, below) = self.quietly(|lower| (lower.input(left), lower.input(right)));
        let flows = self.are_flows(&[above, below]);
        if flows {
            for (at, (_, typed)) in (0u32..).zip([above, below]) {
                if let Some(typed) = typed.operand.typed {
                    self.constants.push((ConstantPlace::Quotient(at), typed));
                }
            }
            return Some(RollupBy::Quotient(above.0, below.0));
        }
        self.builder.table.truncate(mark);
        self.builder.bounds.truncate(bounds);
        None
    }

    /// Whether these are flows whose months add up: the total of their quotient is the quotient of their totals.
    pub(super) fn are_flows(&self, sides: &[(Argument, Typed)]) -> bool {
        sides.iter().all(|(input, typed)| {
            let named = match input {
                Argument::Row(row) => self.builder.table[row.index()].info.rollup,
                Argument::Constant(_) => None,
            };
            matches!(typed.kind, Dimension::Known(unit) if unit.is_flow())
                && !typed.traits.velocity
                && !typed.traits.level
                && !matches!(typed.traits.kept, KeptRollup::Rows(Rollup::Last | Rollup::Level))
                && named.is_none_or(|rollup| rollup == Rollup::Sum)
        })
    }
}
