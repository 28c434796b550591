//! What a condition that is asked is made of, so that an answer can say how near it comes: comparisons, joined by
//! `and` and `or`. A `not` is taken into them: `not (a > 1 and b > 2)` is `a <= 1 or b <= 2`.

use super::lower::Lower;
use super::scope::Scope;
use super::typed::Dimension;
use super::{Context, ScenarioBuilder};
use crate::model::{Argument, Compare};
use crate::syntax::tree::{BinaryOperator, ExprId, NodeKind, Tree, UnaryOperator};
use crate::value::{NumberStyle, Unit};

/// A condition as a tree of comparisons, without `not`.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Two sides.
    Comparison(ConditionComparison),
    /// `and`: all of them.
    All(Vec<ConditionPart>),
    /// `or`: one of them is enough.
    Any(Vec<ConditionPart>),
    /// Nothing of which one can say how near it comes.
    Other,
}

/// One of the conditions that `and` or `or` joins.
#[derive(Clone, Debug)]
pub struct ConditionPart {
    /// It as written, or, where a `not` was taken into it, as it could be.
    pub text: String,
    /// The part itself, which may be joined from others again.
    pub condition: Condition,
}

/// `left >= right`, in the condition's scenario.
#[derive(Clone, Debug)]
pub struct ConditionComparison {
    /// The left side with its text.
    pub left: (String, Argument),
    /// What is asked.
    pub compare: Compare,
    /// The right side with its text.
    pub right: (String, Argument),
    /// The unit of both sides.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: NumberStyle,
}

impl<'a> ScenarioBuilder<'a> {
    /// What a condition is made of; its findings have been heard.
    pub(super) fn condition(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        condition: ExprId,
    ) -> Condition {
        self.negated(context, tree, condition, false)
    }

    /// The same, or its opposite. Parentheses bound how deep this goes: chains are gone through in a loop.
    fn negated(&mut self, context: &Context<'a>, tree: &'a Tree, root: ExprId, not: bool) -> Condition {
        // Pushed down to the comparisons (De Morgan), each of which has an opposite: how near `not (a > 1)` comes
        // is how near `a <= 1` does.
        let (root, not) = inner(tree, root, not);
        let NodeKind::Binary { operator, left, right, .. } = tree.node(root).kind else {
            return Condition::Other;
        };
        match operator {
            BinaryOperator::And | BinaryOperator::Or => {
                let parts = chain(tree, root, operator, not)
                    .into_iter()
                    .map(|(part, not)| self.part(context, tree, part, not))
                    .collect();
                // The opposite of all is one of the opposites.
                if (operator == BinaryOperator::And) != not {
                    Condition::All(parts)
                } else {
                    Condition::Any(parts)
                }
            }
            _ => match compared(operator, not) {
                Some(compare) => {
                    Condition::Comparison(self.comparison(context, tree, (left, right), compare))
                }
                None => Condition::Other,
            },
        }
    }

    fn part(&mut self, context: &Context<'a>, tree: &'a Tree, expr: ExprId, not: bool) -> ConditionPart {
        let condition = self.negated(context, tree, expr, not);
        let (root, not) = inner(tree, expr, not);
        let own = context.canonical(tree.node(root).span);
        let text = match &condition {
            _ if !not => own,
            Condition::Comparison(comparison) => {
                let (left, right) = (&comparison.left.0, &comparison.right.0);
                format!("{left} {} {right}", comparison.compare.symbol())
            }
            _ => format!("not ({own})"),
        };
        ConditionPart { text, condition }
    }

    fn comparison(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        (left, right): (ExprId, ExprId),
        compare: Compare,
    ) -> ConditionComparison {
        // Quiet: the whole condition has been lowered before, and every finding reported then.
        let mut lower = Lower::new(self, context, tree, Scope::default(), "condition", true);
        let (a, of) = lower.input(left);
        let (b, other) = lower.input(right);
        // In `cash < 0` the zero has no unit to show the distance in.
        let typed = if of.kind == Dimension::Zero { other } else { of };
        let text = |expr: ExprId| context.canonical(tree.node(expr).span);
        ConditionComparison {
            left: (text(left), a),
            compare,
            right: (text(right), b),
            unit: typed.kind.unit().unwrap_or(Unit::ONE),
            shown: super::shown(typed.share),
        }
    }
}

/// What is inside parentheses and `not`, and whether its opposite is meant.
fn inner(tree: &Tree, mut root: ExprId, mut not: bool) -> (ExprId, bool) {
    loop {
        match tree.node(root).kind {
            NodeKind::Parentheses(inner) => root = inner,
            NodeKind::Unary { operator: UnaryOperator::Not, operand } => {
                root = operand;
                not = !not;
            }
            _ => return (root, not),
        }
    }
}

/// The parts of a chain of one operator, in order; parentheses around the same operator belong to it.
fn chain(tree: &Tree, root: ExprId, joined: BinaryOperator, not: bool) -> Vec<(ExprId, bool)> {
    let mut parts = Vec::new();
    let mut waiting = vec![root];
    while let Some(expr) = waiting.pop() {
        let (within, opposite) = inner(tree, expr, not);
        match tree.node(within).kind {
            NodeKind::Binary { operator, left, right, .. } if operator == joined && opposite == not => {
                waiting.extend([right, left]);
            }
            _ => parts.push((expr, not)),
        }
    }
    parts
}

/// The comparison of an operator, or its opposite.
fn compared(operator: BinaryOperator, not: bool) -> Option<Compare> {
    let (compare, opposite) = match operator {
        BinaryOperator::Less => (Compare::Less, Compare::AtLeast),
        BinaryOperator::AtMost => (Compare::AtMost, Compare::Greater),
        BinaryOperator::AtLeast => (Compare::AtLeast, Compare::Less),
        BinaryOperator::Greater => (Compare::Greater, Compare::AtMost),
        BinaryOperator::Equal => (Compare::Equal, Compare::NotEqual),
        BinaryOperator::NotEqual => (Compare::NotEqual, Compare::Equal),
        _ => return None,
    };
    Some(if not { opposite } else { compare })
}
