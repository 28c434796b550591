//! What the checker knows of a value before anything is computed.

use super::constants::Traced;
use super::member_traits::{AmountPower, MemberTraits};
use crate::model::Operand;
use crate::value::{Number, Period, Rollup, Unit};

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

/// What a pure number is, also one per month (LANGUAGE, section 4). Everything with another unit is a
/// [`NumberKind::Count`], and nobody asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum NumberKind {
    /// A number of things.
    #[default]
    Count,
    /// A number literal such as `5` or `1.05`: a count where it stands beside something, and in a product a factor
    /// that leaves the other what it is.
    Literal,
    /// `0` and `1`, and what is made of nothing else: fits both percentages and counts.
    Neutral,
    /// `100%`: fits where `1` does, and is shown in percent.
    Whole,
    /// A percentage.
    Percent,
    /// A percentage of a count, a quotient of two counts: only the reader knows which it is. Goes with both, and takes
    /// the kind of what it meets.
    Either,
}

impl NumberKind {
    /// Whether it may stand where a percentage is wanted.
    pub fn may_be_percent(self) -> bool {
        matches!(self, NumberKind::Percent | NumberKind::Whole | NumberKind::Either)
    }

    /// Whether it is a percentage and nothing else: never beside a count, and shown in percent.
    pub fn is_percent(self) -> bool {
        matches!(self, NumberKind::Percent | NumberKind::Whole)
    }

    /// Of two numbers that stand side by side: in a sum, a comparison, a choice, the clauses of a row. None of a
    /// percentage and a count, which do not go together. This is the one place that says so.
    pub fn meet(self, other: NumberKind) -> Option<NumberKind> {
        use NumberKind::{Count, Either, Literal, Neutral, Percent, Whole};
        Some(match (self, other) {
            (Percent, Count | Literal) | (Count | Literal, Percent) => return None,
            (a, b) if a == b => a,
            (Neutral, one) | (one, Neutral) => one,
            (Percent | Whole, Either | Percent | Whole) | (Either, Percent | Whole) => Percent,
            (Count | Literal | Whole | Either, Count | Literal | Whole | Either) => Count,
        })
    }

    /// Of a product: a factor that is a literal leaves the other what it is.
    pub fn times(self, other: NumberKind) -> NumberKind {
        use NumberKind::{Count, Either, Literal, Neutral, Percent, Whole};
        match (self, other) {
            (Neutral, Neutral) => Neutral,
            (Literal | Neutral, Literal | Neutral) => Literal,
            (Percent | Whole, Percent | Whole | Literal | Neutral) | (Literal | Neutral, Percent | Whole) => {
                Percent
            }
            (Count, Count | Literal | Neutral) | (Literal | Neutral, Count) => Count,
            (Either, _) | (_, Either) | (Percent | Whole, Count) | (Count, Percent | Whole) => Either,
        }
    }

    /// Of a quotient: over a literal a number stays what it is, over anything else only the reader knows.
    pub fn over(self, other: NumberKind) -> NumberKind {
        match other {
            NumberKind::Literal | NumberKind::Neutral => self.times(other),
            _ => NumberKind::Either,
        }
    }

    /// Of a power: one with a `whole` exponent that is known now is a product.
    pub fn power(self, whole: bool) -> NumberKind {
        match self {
            NumberKind::Percent | NumberKind::Whole if whole => NumberKind::Percent,
            NumberKind::Percent | NumberKind::Whole => NumberKind::Either,
            other => other,
        }
    }

    /// Of a row that has this value: with a name it is a quantity, and no longer a literal.
    pub fn named(self) -> NumberKind {
        match self {
            NumberKind::Literal => NumberKind::Count,
            NumberKind::Whole => NumberKind::Percent,
            other => other,
        }
    }

    /// Of a number a period: `5/month` is events, and no factor.
    pub fn per_period(self) -> NumberKind {
        match self {
            NumberKind::Literal => NumberKind::Count,
            other => other,
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

/// What rows and literals a formula uses, and what that means for its roll-up (LANGUAGE, section 4) and for waiting
/// deals (section 8).
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
    /// Some row in it is the days or working days of the calendar.
    pub days: bool,
    /// A percentage per day or week is in it, which the days of each month have made monthly.
    pub daily: bool,
    /// What it is over members.
    pub members: MemberTraits,
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
            days: self.days || other.days,
            daily: self.daily || other.daily,
            members: self.members.and(other.members),
        }
    }

    /// The same for a formula that is, or is not, nothing but a function whose result is a level.
    pub fn level(self, level: bool) -> RollupTraits {
        RollupTraits { level, ..self }
    }

    /// The same for a value that adds up so over members.
    pub fn with_power(self, power: AmountPower) -> RollupTraits {
        RollupTraits { members: MemberTraits { power, ..self.members }, ..self }
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
    /// Whether it is a percentage or a count, where it is a pure number.
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
        // A zero fits every unit, and every kind of number.
        let share = if kind == Dimension::Zero { NumberKind::Neutral } else { share };
        Typed { operand, kind, share, traits: RollupTraits::default() }
    }

    /// Its number where that is known now.
    pub fn number(&self) -> Option<Number> {
        self.operand.number()
    }

    /// Its kind as a factor or a divisor of a number that may be a percentage. A duration leaves the other what it is;
    /// money and hours leave what only the reader knows.
    pub fn factor(&self) -> NumberKind {
        match self.kind.unit() {
            // `1/month` is an event a month, and no bare factor.
            Some(unit) if unit.is_flow() && self.share == NumberKind::Neutral => NumberKind::Count,
            Some(unit) if unit.is_countable() => self.share,
            Some(unit) if unit.is_duration() => NumberKind::Literal,
            _ => NumberKind::Either,
        }
    }

    /// The same value seen as another kind.
    pub fn with(self, kind: Dimension, share: NumberKind) -> Typed {
        Typed { kind, share, ..self }
    }
}

/// Where a value has to have the unit of a row.
#[derive(Clone, Copy)]
pub(super) enum UnitWanted {
    /// In a scenario, in the place of the plan's value, which is written with this period if with one.
    InScenario(Option<Period>),
    /// As the target of a goal: one that says no period is one of a month, as the row is shown.
    OfTarget,
}
