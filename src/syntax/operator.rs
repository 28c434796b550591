//! Operators and how tight they bind.

use super::tree::{BinaryOperator, UnaryOperator};
use crate::source::Span;

/// An operator that waits for its right operand.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingOperator {
    /// Which operator.
    pub(super) kind: OperatorKind,
    /// Where its sign or word stands.
    pub(super) span: Span,
}

/// An operator by the side on which its operands stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OperatorKind {
    /// Before its one operand: `-x`, `not x`.
    Prefix(UnaryOperator),
    /// Between its two operands.
    Infix(BinaryOperator),
}

/// How tight comparisons bind: among themselves they do not chain.
pub(super) const COMPARISON: u8 = 4;

impl OperatorKind {
    /// How tight it binds; higher is tighter.
    pub(super) fn precedence(self) -> u8 {
        use BinaryOperator as B;
        match self {
            OperatorKind::Infix(B::Or) => 1,
            OperatorKind::Infix(B::And) => 2,
            OperatorKind::Prefix(UnaryOperator::Not) => 3,
            OperatorKind::Infix(B::Less | B::AtMost | B::Equal | B::NotEqual | B::AtLeast | B::Greater) => {
                COMPARISON
            }
            OperatorKind::Infix(B::Plus | B::Minus) => 5,
            OperatorKind::Infix(B::Times | B::Over) => 6,
            OperatorKind::Infix(B::Of) => 7,
            OperatorKind::Prefix(UnaryOperator::Plus | UnaryOperator::Minus) => 8,
            OperatorKind::Infix(B::Power) => 9,
        }
    }

    /// Whether its right operand can be a whole tower of the same: `2^2^2`, `not not x`.
    pub(super) fn nests(self) -> bool {
        matches!(self, OperatorKind::Prefix(_) | OperatorKind::Infix(BinaryOperator::Power))
    }
}
