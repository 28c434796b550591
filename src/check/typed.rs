//! What the checker knows of a value before anything is computed.

use super::constants::Traced;
use crate::model::Operand;
use crate::value::{Number, Rollup, Unit};

/// The unit of a value, or what is known instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dimension {
    /// A number of this unit.
    Known(Unit),
    /// The number zero, which fits every unit.
    Zero,
    /// Not known yet (a row in a loop), or never (after a mistake): fits everything, says nothing.
    Unknown,
    /// A condition.
    Truth,
}

impl Dimension {
    /// A pure number.
    pub const ONE: Dimension = Dimension::Known(Unit::ONE);

    /// What two values that stand side by side are, if they go together.
    pub fn unify(self, other: Dimension) -> Option<Dimension> {
        match (self, other) {
            // A zero beside what is not known yet says nothing: what it is decides the other.
            (Dimension::Unknown, Dimension::Zero) | (Dimension::Zero, Dimension::Unknown) => {
                Some(Dimension::Unknown)
            }
            (Dimension::Unknown, _) => Some(other),
            (_, Dimension::Unknown) => Some(self),
            (Dimension::Zero, Dimension::Known(_)) => Some(other),
            (Dimension::Known(_), Dimension::Zero) => Some(self),
            // Units are equal or they are not: nothing is converted silently, days and months least of all.
            (a, b) => (a == b).then_some(a),
        }
    }

    /// The unit to compute with: a zero counts as a pure number.
    pub fn unit(self) -> Option<Unit> {
        match self {
            Dimension::Known(unit) => Some(unit),
            Dimension::Zero => Some(Unit::ONE),
            Dimension::Unknown | Dimension::Truth => None,
        }
    }
}

/// What a pure number is (LANGUAGE, section 4): a percentage, a count, or what nobody can say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum NumberKind {
    /// A count, or anything with a unit.
    #[default]
    Count,
    /// A literal without unit, such as `1` or `1.05`: goes with either.
    Literal,
    /// Shown in percent.
    Percent,
    /// A percentage and a count together: nobody can say. Shown as a number, taken where a
    /// percentage is wanted.
    Either,
}

impl NumberKind {
    /// Whether it may stand where a percentage is wanted.
    pub fn may_be_percent(self) -> bool {
        matches!(self, NumberKind::Percent | NumberKind::Either)
    }

    /// Of a sum, a choice or a product of the two.
    pub fn and(self, other: NumberKind) -> NumberKind {
        match (self, other) {
            (NumberKind::Count, NumberKind::Count | NumberKind::Literal)
            | (NumberKind::Literal, NumberKind::Count) => NumberKind::Count,
            (NumberKind::Literal, NumberKind::Literal) => NumberKind::Literal,
            (NumberKind::Percent, NumberKind::Percent | NumberKind::Literal)
            | (NumberKind::Literal, NumberKind::Percent) => NumberKind::Percent,
            _ => NumberKind::Either,
        }
    }

    /// Of a quotient: a percentage over a bare number is one, over a percentage it is a ratio.
    pub fn over(self, other: NumberKind) -> NumberKind {
        match (self, other) {
            (NumberKind::Percent, NumberKind::Literal) => NumberKind::Percent,
            (NumberKind::Either, NumberKind::Literal) => NumberKind::Either,
            (NumberKind::Literal, NumberKind::Literal) => NumberKind::Literal,
            _ => NumberKind::Count,
        }
    }
}

/// How the parts of a formula roll up, so far as they agree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum KeptRollup {
    /// Nothing but literals: they follow the rows that they stand beside.
    #[default]
    Literal,
    /// All rows roll up so, and so does the formula.
    Rows(Rollup),
    /// Rows that roll up differently, or an operation that makes something else of them: the unit decides.
    Mixed,
}

impl KeptRollup {
    /// Of a sum, a choice, or clauses of the two.
    pub fn and(self, other: KeptRollup) -> KeptRollup {
        match (self, other) {
            (KeptRollup::Literal, known) | (known, KeptRollup::Literal) => known,
            (a, b) if a == b => a,
            _ => KeptRollup::Mixed,
        }
    }
}

/// What rows a formula uses and what that means for its roll-up (LANGUAGE, section 4).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct RollupTraits {
    /// Some row in it is a pipeline's velocity or acceleration, or a formula of them.
    pub velocity: bool,
    /// Some row in it rolls up by its last month.
    pub last: bool,
    /// It is nothing but a function whose result is a level, such as `mean(x)`.
    pub level: bool,
    /// How its parts roll up.
    pub kept: KeptRollup,
    /// Something that happens is in it, such as a deal won or an amount paid once: what it comes to in a month is
    /// that month's alone.
    pub events: bool,
    /// A number of something, such as customers, is a factor of it.
    pub counted: bool,
}

impl RollupTraits {
    /// Of a sum or a choice of both.
    pub fn and(self, other: RollupTraits) -> RollupTraits {
        RollupTraits {
            velocity: self.velocity || other.velocity,
            last: self.last || other.last,
            level: false,
            kept: self.kept.and(other.kept),
            events: self.events || other.events,
            counted: self.counted || other.counted,
        }
    }

    /// The same for a formula that is, or is not, nothing but a function whose result is a level.
    pub fn level(self, level: bool) -> RollupTraits {
        RollupTraits { level, ..self }
    }

    /// The same for a formula that rolls up so.
    pub fn rolls_up(self, rollup: Rollup) -> RollupTraits {
        RollupTraits { kept: KeptRollup::Rows(rollup), ..self }
    }
}

/// An expression that has been lowered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed {
    /// Where its value is found: a row, a step before, or the constant itself.
    pub operand: Traced,
    /// Its unit, or what is known instead.
    pub kind: Dimension,
    /// Whether it is a share.
    pub share: NumberKind,
    /// What its roll-up depends on.
    pub traits: RollupTraits,
}

impl Typed {
    /// What stands in after a mistake that has been reported: fits everywhere.
    pub fn unknown() -> Typed {
        Typed {
            operand: Operand::Constant(Number::ZERO).into(),
            kind: Dimension::Unknown,
            share: NumberKind::Either,
            traits: RollupTraits::default(),
        }
    }

    /// A constant that the checker puts there, of this unit. (One that somebody typed also has its place:
    /// [`super::lower::Lower::typed`].)
    pub fn constant(number: Number, kind: Dimension, share: NumberKind) -> Typed {
        let operand = Operand::Constant(number).into();
        Typed { operand, kind, share, traits: RollupTraits::default() }
    }

    /// Its number where that is known now.
    pub fn number(&self) -> Option<Number> {
        self.operand.number()
    }

    /// The same value seen as another kind.
    pub fn with(self, kind: Dimension, share: NumberKind) -> Typed {
        Typed { kind, share, ..self }
    }
}
