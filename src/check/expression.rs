//! Expressions: what was written to typed steps.
//!
//! The nodes of an expression are visited in the order of the arena, children first, so a sum of a hundred
//! thousand terms is a loop. Only what stands in brackets is visited by recursion, and brackets are
//! at most 100 deep.

use super::goal::calendar_day;
use super::lower::Lower;
use super::resolution::Meaning;
use super::typed::{Dimension, NumberKind, Typed};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Compare, Operand, Operator, RowId, Step};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, Literal, NodeKind, UnaryOperator};
use crate::value::Number;

impl<'a> Lower<'_, 'a> {
    /// Lowers an expression to steps and says what its value is. A mistake is reported once; its value is then
    /// unknown, and fits everywhere.
    pub fn expression(&mut self, root: ExprId) -> Typed {
        // What must be known before a node's children are lowered: which nodes there are, and whether
        // points may stand there.
        let mut nodes: Vec<(ExprId, bool)> = Vec::new();
        let mut waiting = vec![(root, false)];
        while let Some((expr, points)) = waiting.pop() {
            nodes.push((expr, points));
            self.push_children(expr, points, &mut waiting);
        }
        // The parser adds a node after its children, so ascending ids are an order in which operands come first.
        nodes.sort_unstable_by_key(|(expr, _)| expr.0);
        let first = nodes.first().map_or(0, |(expr, _)| expr.0);
        // Indexed from the lowest id of this expression: a tree holds those of the whole file.
        let mut done: Vec<Option<Typed>> = vec![None; (root.0 - first + 1) as usize];
        for (expr, points) in nodes {
            let child = |child: ExprId| {
                let index = child.0.checked_sub(first)? as usize;
                done.get(index).copied().flatten()
            };
            let typed = self.node(expr, points, &|expr| child(expr).unwrap_or_else(Typed::unknown));
            done[(expr.0 - first) as usize] = Some(typed);
        }
        done.last().copied().flatten().unwrap_or_else(Typed::unknown)
    }

    /// The children that are lowered before a node, without those that it lowers by itself.
    fn push_children(&self, expr: ExprId, points: bool, waiting: &mut Vec<(ExprId, bool)>) {
        match &self.tree.node(expr).kind {
            NodeKind::Parentheses(inner) => waiting.push((*inner, points)),
            NodeKind::Unary { operator, operand } => {
                waiting.push((*operand, points && *operator != UnaryOperator::Not));
            }
            NodeKind::Binary { operator, left, right, .. } => {
                if self.evidence(expr).is_some() {
                    return;
                }
                // Points are a difference of percentages: `rate + 5 points` is one, `rate * 5 points` is nothing.
                let sum = matches!(operator, BinaryOperator::Plus | BinaryOperator::Minus);
                waiting.push((*left, sum));
                waiting.push((*right, sum));
            }
            NodeKind::EachMonth(inner) => waiting.push((*inner, points)),
            NodeKind::Action { number, .. } => waiting.push((*number, false)),
            // Calls, indices and ranges look at their parts themselves; the others have none.
            _ => {}
        }
    }

    fn node(&mut self, expr: ExprId, points: bool, child: &dyn Fn(ExprId) -> Typed) -> Typed {
        let tree = self.tree;
        let node = tree.node(expr);
        match &node.kind {
            NodeKind::Literal(literal) => self.literal(literal, node.span, points),
            NodeKind::Name => self.name(node.span),
            NodeKind::Unknown => self.question_mark(node.span),
            NodeKind::Parentheses(inner) => child(*inner),
            NodeKind::Unary { operator, operand } => {
                self.unary(*operator, node.span, *operand, child(*operand))
            }
            NodeKind::Binary { operator, operator_span, left, right } => match self.evidence(expr) {
                Some(counts) => self.seen(counts, (*left, *right), node.span),
                None => {
                    let operands = (child(*left), child(*right));
                    self.binary_node(*operator, *operator_span, (*left, *right), operands)
                }
            },
            NodeKind::Call { name, arguments, before } => self.call_node(expr, *name, *arguments, *before),
            NodeKind::Index { row, month } => self.index(*row, *month),
            NodeKind::Range { low, high, likely } => self.range(node.span, *low, *high, *likely, points),
            NodeKind::EachMonth(inner) => {
                // The range is the step that was emitted last: `each month` stands right behind it.
                if let Some(Step::Range { each_month, .. }) = self.steps.last_mut() {
                    *each_month = true;
                }
                child(*inner)
            }
            NodeKind::Action { number, per } => {
                let number_of = child(*number);
                let number_of = self.settled(number_of, Dimension::ONE, NumberKind::Literal);
                if !matches!(number_of.kind, Dimension::Zero | Dimension::Unknown | Dimension::ONE) {
                    let words = self.words(number_of.kind, number_of.share);
                    let found = Diagnostic::new(
                        Code::UnitMismatch,
                        "how often something is done is a plain number",
                        tree.node(*number).span,
                        format!("this is {words}"),
                    );
                    self.report(found);
                    return Typed::unknown();
                }
                if number_of.share.is_percent() {
                    let span = tree.node(*number).span;
                    let what = "how often something is done";
                    self.percentage_of_what(what, (span, None), number_of, None);
                    return Typed::unknown();
                }
                let plain = number_of.with(Dimension::ONE, NumberKind::Count);
                // `2 calls/day` outside of a plan block is an action too, so a day is a working day there.
                let plan = std::mem::replace(&mut self.scope.plan, true);
                let rate = self.per_period(plain, *per);
                self.scope.plan = plan;
                rate
            }
            NodeKind::Tier { .. } => self.misplaced(
                node.span,
                "a tier",
                "only `tiers` takes a rate `to` a bound: `tiers(x, 10% to $100k/month, 15%)`",
            ),
            NodeKind::EachStretch(_) => self.misplaced(
                node.span,
                "the word `each`",
                "only `tiers` takes it, at the end: `tiers(x, 10% to $300k, 15%, each quarter)`",
            ),
            NodeKind::Over { .. } => self.misplaced(
                node.span,
                "`over` with a segment",
                "only `sum`, `mean`, `highest`, `lowest` and `count` go over members: `sum(leads over region)`",
            ),
            NodeKind::Keyed(_) => self.misplaced(
                node.span,
                "a list by member",
                "give the list a name in a block `for`, on a line of its own, and write the name here",
            ),
            NodeKind::List(_) => self.misplaced(
                node.span,
                "a list",
                "only `delay`, `ramp`, `over` and a definition take a list",
            ),
            NodeKind::Months(_) => self.misplaced(
                node.span,
                "a month",
                "a month stands after `from`, `in`, `by`, or in brackets: `bookings[2026-06]`",
            ),
        }
    }

    fn misplaced(&mut self, span: Span, what: &str, help: &str) -> Typed {
        let message = format!("{what} cannot stand here: a value is expected");
        self.report(Diagnostic::new(Code::Syntax, message, span, format!("this is {what}")).help(help));
        Typed::unknown()
    }

    pub(super) fn unary(
        &mut self,
        operator: UnaryOperator,
        span: Span,
        operand_node: ExprId,
        operand: Typed,
    ) -> Typed {
        match operator {
            UnaryOperator::Not => {
                if !matches!(operand.kind, Dimension::Truth | Dimension::Unknown) {
                    self.want_condition(operand_node, operand);
                    return Typed { kind: Dimension::Truth, ..Typed::unknown() };
                }
                let not = Step::Not(operand.operand.at);
                Typed { operand: self.emit_of(not, &[operand.operand]), ..operand }
            }
            UnaryOperator::Plus | UnaryOperator::Minus => {
                if operand.kind == Dimension::Truth {
                    let span = self.tree.node(operand_node).span;
                    self.want_number(span);
                    return Typed::unknown();
                }
                if operator == UnaryOperator::Plus {
                    return operand;
                }
                let negated = match (operand.operand.at, &self.tree.node(operand_node).kind) {
                    // A sign before a literal belongs to it.
                    (Operand::Constant(number), NodeKind::Literal(Literal { per: None, .. })) => {
                        self.typed(number.negated(), span)
                    }
                    (Operand::Constant(number), _) => {
                        let zero = Operand::Constant(Number::ZERO).into();
                        let negated = number.negated();
                        self.builder.constants.worked(negated, Operator::Minus, zero, operand.operand)
                    }
                    (other, _) => self.emit_of(Step::Negate(other), &[operand.operand]),
                };
                Typed { operand: negated, traits: operand.traits.level(false), ..operand }
            }
        }
    }

    fn binary_node(
        &mut self,
        operator: BinaryOperator,
        operator_span: Span,
        (left, right): (ExprId, ExprId),
        (a, b): (Typed, Typed),
    ) -> Typed {
        // Before the units are compared: a `?` beside a known operand takes its unit from it.
        let (a, b) = self.settled_operands(operator, a, b);
        if !self.scope.plan && operator.compares() && !self.working_days_fit(left, right) {
            return Typed { kind: Dimension::Truth, ..Typed::unknown() };
        }
        let result = match operator {
            BinaryOperator::Times => {
                if a.traits.members.power.is_amount() && b.traits.members.power.is_amount() {
                    self.factors = Some((left, right));
                }
                self.mul(a, b)
            }
            BinaryOperator::Over => {
                self.whole_in_numerator(left, (a, b));
                self.divided_twice((left, a), right);
                self.div(a, b)
            }
            BinaryOperator::Power => self.powf(a, b),
            BinaryOperator::Of => return self.share_of(left, a, right, b),
            BinaryOperator::Plus | BinaryOperator::Minus => {
                if self.ambiguous_percent(operator, (left, a), right) {
                    return Typed { share: NumberKind::Either, ..a };
                }
                if !self.points_fit(left, a, right, b) {
                    return Typed::unknown();
                }
                let operator =
                    if operator == BinaryOperator::Plus { Operator::Plus } else { Operator::Minus };
                self.plus(operator, a, b)
            }
            BinaryOperator::Less => self.compare(Compare::Less, a, b),
            BinaryOperator::AtMost => self.compare(Compare::AtMost, a, b),
            BinaryOperator::Equal => self.compare(Compare::Equal, a, b),
            BinaryOperator::NotEqual => self.compare(Compare::NotEqual, a, b),
            BinaryOperator::AtLeast => self.compare(Compare::AtLeast, a, b),
            BinaryOperator::Greater => self.compare(Compare::Greater, a, b),
            BinaryOperator::And | BinaryOperator::Or => {
                for (node, side) in [(left, a), (right, b)] {
                    // There is no truth of numbers: `if(calls, …)` as in a spreadsheet hides whether 0 or nothing
                    // is meant.
                    if !matches!(side.kind, Dimension::Truth | Dimension::Unknown) {
                        self.want_condition(node, side);
                        return Typed { kind: Dimension::Truth, ..Typed::unknown() };
                    }
                }
                let operator = if operator == BinaryOperator::And { Operator::And } else { Operator::Or };
                let operand = self.binary(operator, a.operand, b.operand);
                return Typed {
                    operand,
                    kind: Dimension::Truth,
                    share: NumberKind::Count,
                    traits: a.traits.and(b.traits),
                };
            }
        };
        if operator.compares() && result.is_ok() {
            self.years_fit(left, right);
        }
        match result {
            Ok(typed) => typed,
            Err(clash) => {
                self.clash(clash, operator, operator_span, (left, a), (right, b));
                match operator {
                    // A comparison with a mistake is still a condition, so that `if` and `and` around it stay
                    // silent.
                    BinaryOperator::Less
                    | BinaryOperator::AtMost
                    | BinaryOperator::Equal
                    | BinaryOperator::NotEqual
                    | BinaryOperator::AtLeast
                    | BinaryOperator::Greater => Typed { kind: Dimension::Truth, ..Typed::unknown() },
                    _ => Typed::unknown(),
                }
            }
        }
    }

    /// The operands, one of which may be a number that is to be found: a factor is a plain number, what is
    /// added is what it is added to.
    fn settled_operands(&mut self, operator: BinaryOperator, a: Typed, b: Typed) -> (Typed, Typed) {
        let (factor, ratio) = ((Dimension::ONE, NumberKind::Literal), (Dimension::ONE, NumberKind::Percent));
        let (left, right) = match operator {
            BinaryOperator::Times | BinaryOperator::Over | BinaryOperator::Power => (factor, factor),
            BinaryOperator::Of => (ratio, factor),
            BinaryOperator::Plus | BinaryOperator::Minus => ((b.kind, b.share), (a.kind, a.share)),
            _ => return (a, b),
        };
        (self.settled(a, left.0, left.1), self.settled(b, right.0, right.1))
    }

    /// An action is done on working days: compared with a rate per calendar day it would seldom be met.
    fn working_days_fit(&mut self, left: ExprId, right: ExprId) -> bool {
        for (action, rate) in [(left, right), (right, left)] {
            let node = self.tree.node(action);
            let is_action = matches!(node.kind, NodeKind::Name)
                && self
                    .builder
                    .find(self.context, node.span, &self.scope)
                    .is_some_and(|row| self.builder.table[row.index()].action);
            if is_action && let Some(found) = calendar_day(self.context, self.tree, rate) {
                self.report(found);
                return false;
            }
        }
        true
    }

    /// Warns of what is so much in a month beside an amount by the year, as a goal does.
    fn years_fit(&mut self, left: ExprId, right: ExprId) {
        for (row, target) in [(left, right), (right, left)] {
            let node = self.tree.node(row);
            if matches!(node.kind, NodeKind::Name)
                && let Some(of) = self.builder.find(self.context, node.span, &self.scope)
                && let Some(found) =
                    self.builder.annual_rate(self.context, self.tree, (node.span, target), of)
            {
                return self.report(found);
            }
        }
    }

    fn name(&mut self, span: Span) -> Typed {
        match self.builder.resolve(self.context, span, &self.scope) {
            Ok(row) => {
                if let Some(found) = self.builder.no_total(self.context, row, span) {
                    self.report(found);
                    return Typed::unknown();
                }
                self.noted(span, row);
                self.row(row)
            }
            Err(found) => {
                if let Some(found) = found {
                    self.report(found);
                }
                Typed::unknown()
            }
        }
    }

    /// Notes which row a name means, for whoever asks of its place later.
    fn noted(&mut self, span: Span, row: RowId) {
        if self.quiet {
            return;
        }
        let base = self.scope.base == Some(row) && self.context.sources.text(span) == "base";
        self.builder.resolved(span, if base { Meaning::Base(row) } else { Meaning::Row(row) });
    }
}
