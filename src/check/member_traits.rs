//! What adds up over members: the amount exponent of a value, and whether it is there once or is a member's own.
//!
//! It does not follow from the unit or from how months roll up: a percentage per month is no amount, and a price per
//! month is none beside a number of customers.

use crate::library::{AmountOf, Function};
use crate::model::{PipelinePart, Role, RowId, StagePart};

/// Parts of one: square roots of products of amounts have halves of an exponent.
const ONE: i16 = 64;

/// The exponent of *amount* in a value, beside those of money and time in its unit: 1 of what adds up over members, 0 of
/// what does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct AmountPower {
    /// In 64ths.
    parts: i16,
    /// A literal per time is in it, which lends it one amount where it would have none: `24 * 1/month`.
    lends: bool,
}

impl AmountPower {
    /// Of a price, a rate, a plain number.
    pub const NONE: AmountPower = AmountPower { parts: 0, lends: false };
    /// Of what adds up.
    pub const ONE: AmountPower = AmountPower { parts: ONE, lends: false };
    /// Of a literal per time, such as `40/month`: an amount alone, and the price of one beside an amount.
    pub const LITERAL: AmountPower = AmountPower { parts: 0, lends: true };

    /// The exponent that counts, in 64ths.
    fn effective(self) -> i16 {
        if self.lends && self.parts <= 0 { self.parts + ONE } else { self.parts }
    }

    /// Whether it adds up.
    pub fn adds_up(self) -> bool {
        self.effective() == ONE
    }

    /// Whether it is more than one amount: a product of two.
    pub fn is_product(self) -> bool {
        self.effective() > ONE
    }

    /// Whether it is an amount or more.
    pub fn is_amount(self) -> bool {
        self.effective() >= ONE
    }

    /// As formulas read a row: what a literal lends is its own by then.
    pub fn settled(self) -> AmountPower {
        AmountPower { parts: self.effective(), lends: false }
    }

    /// The same, as more than 1 counts outside of a block `for`.
    pub fn at_most_one(self) -> AmountPower {
        if self.is_product() { AmountPower::ONE } else { self }
    }

    /// Of a product.
    pub fn times(self, other: AmountPower) -> AmountPower {
        AmountPower { parts: self.parts.saturating_add(other.parts), lends: self.lends || other.lends }
    }

    /// Of a quotient: two literals cancel out.
    pub fn over(self, other: AmountPower) -> AmountPower {
        AmountPower { parts: self.parts.saturating_sub(other.parts), lends: self.lends && !other.lends }
    }

    /// Of a sum or a choice: the larger of the two.
    pub fn and(self, other: AmountPower) -> AmountPower {
        let (own, others) = (self.effective(), other.effective());
        // An amount that is one by itself decides: `(leads + 3/month) / leads` is a ratio.
        match own.cmp(&others) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal if self.lends => other,
            std::cmp::Ordering::Equal => self,
        }
    }

    /// Of a power; the exponent is known where it is a constant.
    pub fn power(self, exponent: Option<f64>) -> AmountPower {
        let Some(exponent) = exponent else { return self };
        let parts = (f64::from(self.parts) * exponent).round().clamp(-16_000.0, 16_000.0);
        AmountPower { parts: parts as i16, lends: self.lends && exponent > 0.0 }
    }
}

/// What a value is in a block `for`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct MemberTraits {
    /// How far it adds up over members.
    pub power: AmountPower,
    /// An amount that is there once, of which each member would have all; the row that says so.
    pub whole: Option<RowId>,
    /// It reads something of the member's own.
    pub own: bool,
    /// It adds something that is there once to an amount of the member's own, or takes it away; the row that is there
    /// once.
    pub mixed: Option<RowId>,
    /// It reads an amount of the member's own, so that it is no source of what the member brings.
    pub reads_amount: bool,
    /// An amount that it reads, whoever's: it is there once where it is summed over all members.
    pub read: Option<RowId>,
}

impl MemberTraits {
    /// Of a choice, or of several clauses.
    pub fn and(self, other: MemberTraits) -> MemberTraits {
        MemberTraits {
            power: self.power.and(other.power),
            whole: self.whole.or(other.whole),
            own: self.own || other.own,
            mixed: self.mixed.or(other.mixed),
            reads_amount: self.reads_amount || other.reads_amount,
            read: self.read.or(other.read),
        }
    }

    /// Of a sum or a difference.
    pub fn plus(self, other: MemberTraits) -> MemberTraits {
        let own_amount = |one: MemberTraits| one.own && one.whole.is_none() && one.power.is_amount();
        let mixed = match (self.whole, other.whole) {
            (Some(whole), None) if own_amount(other) => Some(whole),
            (None, Some(whole)) if own_amount(self) => Some(whole),
            _ => None,
        };
        let sum = self.and(other);
        MemberTraits { mixed: sum.mixed.or(mixed), ..sum }
    }

    /// Of a product: what is there once becomes a part by something of the member's own.
    pub fn times(self, other: MemberTraits) -> MemberTraits {
        MemberTraits { power: self.power.times(other.power), ..self.shared(other) }
    }

    /// Of a quotient. What is there once, over something else that is there once, is a ratio.
    pub fn over(self, other: MemberTraits) -> MemberTraits {
        let power = self.power.over(other.power);
        match (self.whole, other.whole) {
            (Some(_), Some(_)) => MemberTraits { power, whole: None, mixed: None, ..self.and(other) },
            _ => MemberTraits { power, ..self.shared(other) },
        }
    }

    fn shared(self, other: MemberTraits) -> MemberTraits {
        let own = self.own || other.own;
        let whole = match (self.whole, other.whole) {
            (Some(_), _) if other.own => None,
            (_, Some(_)) if self.own => None,
            (whole, other) => whole.or(other),
        };
        MemberTraits { whole, mixed: None, own, ..self.and(other) }
    }
}

/// The exponent that a row has by what it is, whatever its formula; none where the formula says it.
pub(super) fn by_role(role: Role) -> Option<AmountPower> {
    Some(match role {
        Role::Action
        | Role::Effort
        | Role::Capacity
        | Role::Stock
        | Role::StockOpening { .. }
        | Role::StockStart { .. }
        | Role::StockFlow { .. }
        | Role::Entry { .. }
        | Role::StageFlow { .. } => AmountPower::ONE,
        Role::Stage { part, .. } => match part {
            StagePart::Open | StagePart::Lost | StagePart::Opening => AmountPower::ONE,
            StagePart::Rate | StagePart::Time | StagePart::Kept => AmountPower::NONE,
        },
        Role::Pipeline { part, .. } | Role::PipelineSum(part) => match part {
            PipelinePart::Worth
            | PipelinePart::Aligned
            | PipelinePart::WinRate
            | PipelinePart::Cycle
            | PipelinePart::CycleAll
            | PipelinePart::SalesGrowth => AmountPower::NONE,
            PipelinePart::Entered
            | PipelinePart::Won
            | PipelinePart::Lost
            | PipelinePart::Open
            | PipelinePart::OpenOpening
            | PipelinePart::Velocity
            | PipelinePart::Bookings
            | PipelinePart::Weighted
            | PipelinePart::WeightedOpening
            | PipelinePart::Directed
            | PipelinePart::Acceleration => AmountPower::ONE,
        },
        Role::Calendar(_) | Role::Exchange(_) | Role::Taking { .. } => AmountPower::NONE,
        Role::Variable | Role::Part => return None,
    })
}

/// The exponent of what a function gives, of its argument's.
pub(super) fn of_call(function: &Function, argument: AmountPower) -> AmountPower {
    match function.amount {
        AmountOf::Kept => argument,
        AmountOf::None => AmountPower::NONE,
        AmountOf::Root => argument.power(Some(0.5)),
    }
}
