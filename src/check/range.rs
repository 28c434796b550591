//! Ranges: `3 to 5`, a shape, and the rate that was seen, `23 of 180`.

use super::constants::Traced;
use super::kinds::Meeting;
use super::lower::{Clash, Lower};
use super::typed::{Dimension, NumberKind, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::{BETA, Function, TRIANGULAR};
use crate::model::Step;
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, Literal, LiteralUnit, NodeKind, Tree, UnaryOperator};
use crate::value::{Number, Period};

impl Lower<'_, '_> {
    /// The parts of `k of n` where both are whole literals.
    pub(super) fn evidence(&self, expr: ExprId) -> Option<(Number, Number)> {
        let whole = |expr: ExprId| match &self.tree.node(expr).kind {
            NodeKind::Literal(Literal { number, whole: true, unit: LiteralUnit::Plain, per: None }) => {
                Some(*number)
            }
            _ => None,
        };
        match &self.tree.node(expr).kind {
            NodeKind::Binary { operator: BinaryOperator::Of, left, right, .. } => {
                whole(*left).zip(whole(*right))
            }
            _ => None,
        }
    }

    /// `k of n`: a rate of k/n that was seen in n trials. No trials, and more successes than trials, are
    /// reported.
    pub(super) fn seen(
        &mut self,
        (k, n): (Number, Number),
        (left, right): (ExprId, ExprId),
        span: Span,
    ) -> Typed {
        if n.is_zero() || k > n {
            // k/n is the mean of what was seen; with no trials there is none, and more than all cannot have
            // worked out.
            let message = if n.is_zero() {
                "evidence needs at least one trial".to_string()
            } else {
                format!("{k} of {n} is more than all of them")
            };
            let help = format!("the first number counts what worked out of the second: `{n} of {k}`");
            let found = Diagnostic::new(Code::BadRange, message, span, "a rate seen in trials");
            self.report(if n.is_zero() { found } else { found.fix(help, span, format!("{n} of {k}")) });
            return Typed::unknown().with(Dimension::ONE, NumberKind::Percent);
        }
        let [k_typed, n_typed] =
            [(k, left), (n, right)].map(|(number, expr)| self.typed(number, self.tree.node(expr).span));
        let operand = self.range_of(&BETA, &[k_typed, n_typed], span);
        Typed { operand, ..Typed::constant(k, Dimension::ONE, NumberKind::Percent) }
    }

    /// `low to high likely mode`. Bounds that are out of order are reported where all of them are constants; of
    /// rows the evaluator finds that month by month.
    pub(super) fn range(
        &mut self,
        span: Span,
        low: ExprId,
        high: ExprId,
        likely: Option<ExprId>,
        points: bool,
    ) -> Typed {
        // A unit on one bound holds for all of them, and so does a period: `$5 to $10/month`.
        let bounds = [Some(low), Some(high), likely];
        let tree = self.tree;
        let literals =
            bounds.iter().flatten().filter_map(|bound| match &tree.node(without_sign(tree, *bound)).kind {
                NodeKind::Literal(literal) => {
                    let place = tree.node(without_sign(tree, *bound)).span;
                    Some((self.context.own_unit(literal.unit, place), literal.per))
                }
                _ => None,
            });
        let stated =
            |(unit, per): &(LiteralUnit, Option<Period>)| *unit != LiteralUnit::Plain || per.is_some();
        let shared = literals.clone().find(stated).map(|(unit, per)| {
            let later = literals.clone().filter(|(other, _)| *other == unit).find_map(|(_, per)| per);
            (unit, per.or(later))
        });
        let mut typed = Vec::with_capacity(3);
        for bound in bounds.into_iter().flatten() {
            let inner = without_sign(tree, bound);
            let node = tree.node(inner);
            let value = match (&node.kind, shared) {
                (NodeKind::Literal(literal), Some((unit, per))) if literal.unit == LiteralUnit::Plain => {
                    let per = literal.per.or(per);
                    self.literal(&Literal { unit, per, ..literal.clone() }, node.span, points)
                }
                (NodeKind::Literal(literal), Some((_, per))) if literal.per.is_none() && per.is_some() => {
                    self.literal(&Literal { per, ..literal.clone() }, node.span, points)
                }
                (NodeKind::Literal(literal), _) => self.literal(literal, node.span, points),
                // A formula in parentheses has a unit of its own.
                _ => self.expression(inner),
            };
            let value = match tree.node(bound).kind {
                NodeKind::Unary { operator, operand } if operand == inner => {
                    self.unary(operator, tree.node(bound).span, inner, value)
                }
                _ => value,
            };
            typed.push((bound, value));
        }
        let (first_node, first) = typed[0];
        let mut kind = first.kind;
        let mut share = first.share;
        for (node, value) in &typed[1..] {
            match self.unify(first.with(kind, share), *value) {
                Ok((unified, shared)) => (kind, share) = (unified, shared),
                Err(Clash::Kinds) => {
                    let what = Meeting::Values("the bounds of a range");
                    self.kinds_clash(what, span, (first_node, first), (*node, *value));
                    return Typed::unknown();
                }
                Err(clash) => {
                    self.clash(clash, BinaryOperator::Plus, span, (first_node, first), (*node, *value));
                    return Typed::unknown();
                }
            }
        }
        let numbers: Vec<Option<Number>> = typed.iter().map(|(_, value)| value.number()).collect();
        if let [Some(a), Some(b), rest @ ..] = &numbers[..]
            // Only constants: a row may be out of order in one month and not in the next.
            && (a > b || rest.iter().flatten().any(|likely| likely < a || likely > b))
        {
            let found = Diagnostic::new(
                Code::BadRange,
                if a > b {
                    "the range runs from high to low"
                } else {
                    "the likely value lies outside the range"
                },
                span,
                "this range",
            );
            let text = |expr: ExprId| self.context.sources.text(self.tree.node(expr).span);
            let found = if a > b {
                let place = |expr: ExprId| self.tree.node(expr).span;
                found.fix_with(
                    format!("turn it round: `{} to {}`", text(high), text(low)),
                    vec![Edit::replace(place(low), text(high)), Edit::replace(place(high), text(low))],
                )
            } else {
                found.help("the likely value is one between the two bounds")
            };
            self.report(found);
            return Typed::unknown().with(kind, share);
        }
        let parameters: Vec<Traced> = typed.iter().map(|(_, value)| value.operand).collect();
        let traits = typed.iter().fold(first.traits, |all, (_, value)| all.and(value.traits));
        let operand = self.range_of(&TRIANGULAR, &parameters, span);
        Typed { operand, kind, share, traits }
    }

    /// A range of this shape, drawn once in a simulation.
    pub(super) fn range_of(
        &mut self,
        shape: &'static Function,
        parameters: &[Traced],
        place: Span,
    ) -> Traced {
        // By its place, so that a range that is lowered twice (a clause and its trigger) is drawn once.
        let draw = self.builder.draw_names.draw(place);
        let own = parameters.iter().map(|parameter| parameter.at).collect();
        self.emit_of(Step::Range { shape, parameters: own, each_month: false, draw }, parameters)
    }
}

/// The number behind the sign of a bound: 5 of `-5`; any other bound itself.
fn without_sign(tree: &Tree, bound: ExprId) -> ExprId {
    match tree.node(bound).kind {
        NodeKind::Unary { operator: UnaryOperator::Plus | UnaryOperator::Minus, operand }
            if matches!(tree.node(operand).kind, NodeKind::Literal(_)) =>
        {
            operand
        }
        _ => bound,
    }
}
