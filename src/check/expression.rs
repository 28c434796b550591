//! Expressions: what was written to typed steps.
//!
//! The nodes of an expression are visited in the order of the arena, children first, so a sum of a hundred
//! thousand terms is a loop. Only what stands in brackets is visited by recursion, and brackets are
//! at most 100 deep.

use super::constants::Traced;
use super::goal::calendar_day;
use super::lower::{Clash, Lower};
use super::resolution::Meaning;
use super::typed::{Kind, Share, Typed};
use crate::check::fixes::{fixed, is_number};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::library::{BETA, Function, TRIANGULAR};
use crate::model::{Compare, Operand, Operator, RowId, Step};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, Literal, LiteralUnit, NodeKind, UnaryOperator};
use crate::value::{Number, Unit};

impl<'a> Lower<'_, 'a> {
    /// Lowers an expression.
    pub fn expression(&mut self, root: ExprId) -> Typed {
        // What must be known before a node's children are lowered: which nodes there are, and whether
        // points may stand there.
        let mut nodes: Vec<(ExprId, bool)> = Vec::new();
        let mut waiting = vec![(root, false)];
        while let Some((expr, points)) = waiting.pop() {
            nodes.push((expr, points));
            self.push_children(expr, points, &mut waiting);
        }
        nodes.sort_unstable_by_key(|(expr, _)| expr.0);
        let first = nodes.first().map_or(0, |(expr, _)| expr.0);
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
                if let Some(Step::Range { each_month, .. }) = self.steps.last_mut() {
                    *each_month = true;
                }
                child(*inner)
            }
            NodeKind::Action { number, per } => {
                let number_of = child(*number);
                let number_of = self.settled(number_of, Kind::ONE, Share::Bare);
                if !matches!(number_of.kind, Kind::Zero | Kind::Unknown | Kind::ONE) {
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
                let plain = number_of.with(Kind::ONE, Share::No);
                let plan = std::mem::replace(&mut self.scope.plan, true);
                let rate = self.per_period(plain, *per);
                self.scope.plan = plan;
                rate
            }
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

    /// The parts of `k of n` where both are whole literals.
    fn evidence(&self, expr: ExprId) -> Option<(Number, Number)> {
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

    fn seen(&mut self, (k, n): (Number, Number), (left, right): (ExprId, ExprId), span: Span) -> Typed {
        if n.is_zero() || k > n {
            let message = if n.is_zero() {
                "evidence needs at least one trial".to_string()
            } else {
                format!("{k} of {n} is more than all of them")
            };
            let help = format!("the first number counts what worked out of the second: `{n} of {k}`");
            let found = Diagnostic::new(Code::BadRange, message, span, "a rate seen in trials");
            self.report(if n.is_zero() { found } else { found.fix(help, span, format!("{n} of {k}")) });
            return Typed::unknown().with(Kind::ONE, Share::Percent);
        }
        let [k_typed, n_typed] =
            [(k, left), (n, right)].map(|(number, expr)| self.typed(number, self.tree.node(expr).span));
        let operand = self.range_of(&BETA, &[k_typed, n_typed]);
        Typed { operand, ..Typed::constant(k, Kind::ONE, Share::Percent) }
    }

    fn unary(&mut self, operator: UnaryOperator, span: Span, operand_node: ExprId, operand: Typed) -> Typed {
        match operator {
            UnaryOperator::Not => {
                if !matches!(operand.kind, Kind::Truth | Kind::Unknown) {
                    self.want_condition(operand_node, operand);
                    return Typed { kind: Kind::Truth, ..Typed::unknown() };
                }
                let not = Step::Not(operand.operand.at);
                Typed { operand: self.emit_of(not, &[operand.operand]), ..operand }
            }
            UnaryOperator::Plus | UnaryOperator::Minus => {
                if operand.kind == Kind::Truth {
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
                        self.layer.constants.worked(negated, Operator::Minus, zero, operand.operand)
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
        let (a, b) = self.settled_operands(operator, a, b);
        if !self.scope.plan && operator.compares() && !self.working_days_fit(left, right) {
            return Typed { kind: Kind::Truth, ..Typed::unknown() };
        }
        let result = match operator {
            BinaryOperator::Times => self.times(a, b),
            BinaryOperator::Over => self.over(a, b),
            BinaryOperator::Power => self.power(a, b),
            BinaryOperator::Of => return self.share_of(left, a, right, b),
            BinaryOperator::Plus | BinaryOperator::Minus => {
                if self.ambiguous_percent(operator, (left, a), right) {
                    return Typed { share: Share::Perhaps, ..a };
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
                    if !matches!(side.kind, Kind::Truth | Kind::Unknown) {
                        self.want_condition(node, side);
                        return Typed { kind: Kind::Truth, ..Typed::unknown() };
                    }
                }
                let operator = if operator == BinaryOperator::And { Operator::And } else { Operator::Or };
                let operand = self.binary(operator, a.operand, b.operand);
                return Typed {
                    operand,
                    kind: Kind::Truth,
                    share: Share::No,
                    traits: a.traits.and(b.traits),
                };
            }
        };
        match result {
            Ok(typed) => typed,
            Err(clash) => {
                self.clash(clash, operator, operator_span, (left, a), (right, b));
                match operator {
                    BinaryOperator::Less
                    | BinaryOperator::AtMost
                    | BinaryOperator::Equal
                    | BinaryOperator::NotEqual
                    | BinaryOperator::AtLeast
                    | BinaryOperator::Greater => Typed { kind: Kind::Truth, ..Typed::unknown() },
                    _ => Typed::unknown(),
                }
            }
        }
    }

    /// The operands, one of which may be a number that is to be found: a factor is a plain number, what is
    /// added is what it is added to.
    fn settled_operands(&mut self, operator: BinaryOperator, a: Typed, b: Typed) -> (Typed, Typed) {
        let (factor, ratio) = ((Kind::ONE, Share::Bare), (Kind::ONE, Share::Percent));
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
                    .layer
                    .find(self.context, node.span, &self.scope)
                    .is_some_and(|row| self.layer.slots[row.index()].action);
            if is_action && let Some(found) = calendar_day(self.context, self.tree, rate) {
                self.report(found);
                return false;
            }
        }
        true
    }

    /// `x of y`: the product, where x is a percentage.
    fn share_of(&mut self, left: ExprId, a: Typed, right: ExprId, b: Typed) -> Typed {
        let pure = matches!(a.kind, Kind::Known(Unit::ONE) | Kind::Unknown);
        // `2%/month of contacts` is a share a month.
        let rate = matches!(self.percent_literal(left), Some((_, true)));
        if !rate && (!pure || !a.share.may_be_percent()) {
            let span = self.tree.node(left).span;
            let found = self.not_a_percentage(span, a, Code::UnitMismatch);
            self.report(found);
            return Typed { share: Share::Perhaps, ..b };
        }
        match self.times(a, b) {
            // A share of a percentage is one; a share of a count is a count.
            Ok(product) if product.kind == Kind::ONE && b.share != Share::Percent => {
                Typed { share: if b.share == Share::Perhaps { Share::Perhaps } else { Share::No }, ..product }
            }
            Ok(product) => product,
            Err(clash) => {
                let span = self.tree.node(left).span;
                self.clash(clash, BinaryOperator::Of, span, (left, a), (right, b));
                Typed::unknown()
            }
        }
    }

    /// The finding for something before `of` that is not in percent.
    pub fn not_a_percentage(&self, span: Span, a: Typed, code: Code) -> Diagnostic {
        let words = self.words(a.kind, a.share);
        let text = self.context.sources.text(span);
        let found = Diagnostic::new(
            code,
            "what stands before `of` is a percentage",
            span,
            format!("this is {words}"),
        );
        // A number that was worked out has no place of its own.
        let edit = |percent: String| is_number(text).then(|| Edit::replace(span, percent));
        match a.number() {
            Some(number) if a.kind == Kind::ONE => {
                let percent = number.percent_text();
                match number > Number::ONE {
                    true => fixed(
                        found,
                        format!("{number} means {percent}; did you mean `{number}%`?"),
                        edit(format!("{number}%")),
                    ),
                    false => fixed(found, format!("write it as a percentage: `{percent}`"), edit(percent)),
                }
            }
            _ if a.kind == Kind::ONE => found.help(format!(
                "say that `{text}` is a percentage where it is defined (`{text}: % = …`), or multiply: `{text} * …`"
            )),
            _ => found.help("for a product write `*`"),
        }
    }

    /// Points may only be added to, or taken from, a percentage. Says so where they are not.
    fn points_fit(&mut self, left: ExprId, a: Typed, right: ExprId, b: Typed) -> bool {
        for (node, other_node, other) in [(left, right, b), (right, left, a)] {
            if !self.is_points(node) {
                continue;
            }
            let fits = matches!(other.kind, Kind::Known(Unit::ONE) | Kind::Unknown)
                && other.share.may_be_percent()
                && !self.is_points(other_node);
            if !fits {
                let words = self.words(other.kind, other.share);
                let span = self.tree.node(node).span;
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    "points can only be added to or taken from a percentage",
                    span,
                    "percentage points",
                )
                .also(self.tree.node(other_node).span, format!("this is {words}"))
                .help("for a share of it multiply: `* 105%` is 5% more");
                self.report(found);
                return false;
            }
        }
        true
    }

    fn is_points(&self, expr: ExprId) -> bool {
        match &self.tree.node(expr).kind {
            NodeKind::Literal(literal) => literal.unit == LiteralUnit::Points,
            NodeKind::Parentheses(inner) | NodeKind::EachMonth(inner) => self.is_points(*inner),
            NodeKind::Unary { operand, .. } => self.is_points(*operand),
            NodeKind::Range { low, high, .. } => self.is_points(*low) || self.is_points(*high),
            _ => false,
        }
    }

    /// Whether `left ± right` adds a percent literal to something it may not be added to; reports it.
    fn ambiguous_percent(
        &mut self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        right: ExprId,
    ) -> bool {
        let Some((percent, per)) = self.percent_literal(right) else { return false };
        if self.is_whole(left) {
            return false;
        }
        let plus = operator == BinaryOperator::Plus;
        let (sign, more, way) = if plus { ("+", "more", "above") } else { ("-", "less", "below") };
        let shift = if plus { Number::HUNDRED.plus(percent) } else { Number::HUNDRED.minus(percent) };
        let factor = shift.map_or(percent, |(factor, _)| factor);
        let mut found = Diagnostic::new(
            Code::AmbiguousPercent,
            format!("`{sign} {percent}%` can mean two things"),
            self.tree.node(right).span,
            format!("{percent}% of it, or {percent} percentage points?"),
        )
        .also(self.tree.node(left).span, format!("what it would go {way}"));
        found = found.help(if per {
            format!("for {percent}% {more} of it each month write `growing {}{percent}%/month`; for the sum of two rates give the second a name", if plus { "" } else { "-" })
        } else {
            format!("for {percent}% {more} of it write `* {factor}%`; for {percent} percentage points write `{sign} {percent} points`")
        });
        if !per {
            // A sum before it has to stay together.
            let (whole, last) = (self.tree.node(left).span, self.tree.node(right).span);
            let simple = matches!(
                self.tree.node(left).kind,
                NodeKind::Name | NodeKind::Literal(_) | NodeKind::Call { .. } | NodeKind::Parentheses(_)
            );
            let (open, close) = if simple { ("", "") } else { ("(", ")") };
            let factor = format!("* {factor}%");
            found = found.offer(Fix {
                title: format!("write `{factor}`: {percent}% {more} of it"),
                edits: vec![
                    Edit::before(whole, open),
                    Edit::replace(Span { start: whole.end, ..last }, format!("{close} {factor}")),
                ],
            });
            if a.kind == Kind::ONE && a.share.may_be_percent() && !self.is_points(left) {
                let points = format!("{percent} points");
                let title = format!("write `{sign} {points}`: percentage points");
                found = found.offer(Fix::new(title, Edit::replace(last, points)));
            }
        }
        self.report(found);
        true
    }

    /// The percent literal that an expression is, signs and parentheses put aside, and whether it is a rate.
    fn percent_literal(&self, expr: ExprId) -> Option<(Number, bool)> {
        match &self.tree.node(expr).kind {
            NodeKind::Literal(literal) if literal.unit == LiteralUnit::Percent => {
                Some((literal.number, literal.per.is_some()))
            }
            NodeKind::Parentheses(inner) | NodeKind::EachMonth(inner) => self.percent_literal(*inner),
            NodeKind::Unary { operator: UnaryOperator::Plus | UnaryOperator::Minus, operand } => {
                self.percent_literal(*operand)
            }
            NodeKind::Range { low, high, .. } => {
                self.percent_literal(*high).or_else(|| self.percent_literal(*low))
            }
            _ => None,
        }
    }

    /// Whether an expression is the literal `1` or `100%`.
    fn is_whole(&self, expr: ExprId) -> bool {
        match &self.tree.node(expr).kind {
            NodeKind::Parentheses(inner) => self.is_whole(*inner),
            NodeKind::Literal(Literal { number, unit, per: None, .. }) => match unit {
                LiteralUnit::Plain => *number == Number::ONE,
                LiteralUnit::Percent => *number == Number::HUNDRED,
                _ => false,
            },
            _ => false,
        }
    }

    fn range(
        &mut self,
        span: Span,
        low: ExprId,
        high: ExprId,
        likely: Option<ExprId>,
        points: bool,
    ) -> Typed {
        // A unit on one bound holds for all of them.
        let bounds = [Some(low), Some(high), likely];
        let shared = bounds.iter().flatten().find_map(|bound| match &self.tree.node(*bound).kind {
            NodeKind::Literal(literal) if literal.unit != LiteralUnit::Plain || literal.per.is_some() => {
                Some((literal.unit, literal.per))
            }
            _ => None,
        });
        let mut typed = Vec::with_capacity(3);
        for bound in bounds.into_iter().flatten() {
            let node = self.tree.node(bound);
            let value = match (&node.kind, shared) {
                (NodeKind::Literal(literal), Some((unit, per))) if literal.unit == LiteralUnit::Plain => {
                    let per = literal.per.or(per);
                    self.literal(&Literal { unit, per, ..literal.clone() }, node.span, points)
                }
                (NodeKind::Literal(literal), Some((_, per))) if literal.per.is_none() && per.is_some() => {
                    self.literal(&Literal { per, ..literal.clone() }, node.span, points)
                }
                (NodeKind::Literal(literal), _) => self.literal(literal, node.span, points),
                _ => self.expression(bound),
            };
            typed.push((bound, value));
        }
        let (first_node, first) = typed[0];
        let mut kind = first.kind;
        let mut share = first.share;
        for (node, value) in &typed[1..] {
            match self.unify(first.with(kind, share), *value) {
                Ok((unified, shared)) => (kind, share) = (unified, shared),
                Err(clash) => {
                    self.clash(clash, BinaryOperator::Plus, span, (first_node, first), (*node, *value));
                    return Typed::unknown();
                }
            }
        }
        let numbers: Vec<Option<Number>> = typed.iter().map(|(_, value)| value.number()).collect();
        if let [Some(a), Some(b), rest @ ..] = &numbers[..]
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
        let operand = self.range_of(&TRIANGULAR, &parameters);
        Typed { operand, kind, share, traits }
    }

    /// A range of this shape, drawn once in a simulation.
    pub(super) fn range_of(&mut self, shape: &'static Function, parameters: &[Traced]) -> Traced {
        let own = parameters.iter().map(|parameter| parameter.at).collect();
        self.emit_of(Step::Range { shape, parameters: own, each_month: false }, parameters)
    }

    fn name(&mut self, span: Span) -> Typed {
        match self.layer.resolve(self.context, span, &self.scope) {
            Ok(row) => {
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
        self.layer.resolved(span, if base { Meaning::Base(row) } else { Meaning::Row(row) });
    }

    /// A unit in words.
    pub fn words(&self, kind: Kind, share: Share) -> String {
        self.context.words(kind, share)
    }

    pub fn want_condition(&mut self, expr: ExprId, typed: Typed) {
        let words = self.words(typed.kind, typed.share);
        let found = Diagnostic::new(
            Code::UnitMismatch,
            "a condition is expected here",
            self.tree.node(expr).span,
            format!("this is {words}"),
        )
        .help("compare it with something: `cash < $0`");
        self.report(found);
    }

    pub fn want_number(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::UnitMismatch, "a number is expected here", span, "this is a condition")
                .fix_with(
                    "to turn a condition into a number write `if(condition, 1, 0)`",
                    vec![Edit::before(span, "if("), Edit::after(span, ", 1, 0)")],
                ),
        );
    }

    /// Reports two operands that do not go together, with where an indirect unit came from.
    pub fn clash(
        &mut self,
        clash: Clash,
        operator: BinaryOperator,
        operator_span: Span,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) {
        if self.quiet {
            return;
        }
        let span = |expr: ExprId| self.tree.node(expr).span;
        match clash {
            Clash::Condition => {
                let wrong = if a.kind == Kind::Truth { left } else { right };
                self.want_number(span(wrong));
            }
            Clash::Exponent => {
                let message = match operator {
                    BinaryOperator::Power => {
                        "something with a unit can only be raised to a small whole power"
                    }
                    _ => "this unit is beyond anything a plan can mean",
                };
                let found = Diagnostic::new(Code::UnitMismatch, message, span(left), "this has a unit");
                self.report(
                    found
                        .also(span(right), "raised to this")
                        .help("divide by something of the same unit first"),
                );
            }
            Clash::Units => {
                let (x, y) = (self.words(a.kind, a.share), self.words(b.kind, b.share));
                let verb = match operator {
                    BinaryOperator::Plus => format!("cannot add {y} to {x}"),
                    BinaryOperator::Minus => format!("cannot take {y} from {x}"),
                    BinaryOperator::Power => "an exponent is a plain number".to_string(),
                    _ => format!("cannot compare {x} with {y}"),
                };
                let mut found = Diagnostic::new(Code::UnitMismatch, verb, operator_span, "different units")
                    .also(span(left), format!("this is {x}"))
                    .also(span(right), format!("this is {y}"));
                for (expr, typed) in [(left, a), (right, b)] {
                    if let Some((place, text)) = self.where_from(expr, typed) {
                        found = found.also(place, text);
                    }
                }
                let flow = [a, b].iter().any(|typed| typed.kind.unit().is_some_and(Unit::is_flow));
                if let Some((place, help)) = flow.then(|| self.zero_without_period([left, right])).flatten() {
                    let period = self.context.number_of(place).map(|zero| Edit::after(zero, "/month"));
                    self.report(fixed(found.also(place, "this says no period"), help, period));
                    return;
                }
                let help = self.unit_help(a, b);
                self.report(match help {
                    Some(help) => found.help(help),
                    None => found,
                });
            }
        }
    }

    /// The definition that an operand's unit comes from, where the operand is a name.
    pub fn where_from(&self, expr: ExprId, typed: Typed) -> Option<(Span, String)> {
        let node = self.tree.node(expr);
        match &node.kind {
            NodeKind::Parentheses(inner) => self.where_from(*inner, typed),
            NodeKind::Name => {
                let row = self.layer.find(self.context, node.span, &self.scope)?;
                let slot = &self.layer.slots[row.index()];
                let words = self.words(typed.kind, typed.share);
                let name = self.context.sources.text(node.span);
                (slot.span != Span::default())
                    .then(|| (slot.span, format!("`{name}` is {words} because of this")))
            }
            _ => None,
        }
    }

    fn unit_help(&self, a: Typed, b: Typed) -> Option<String> {
        let (Kind::Known(x), Kind::Known(y)) = (a.kind, b.kind) else { return None };
        if x.is_duration() && y.is_duration() {
            return Some("a month has 28 to 31 days: write both in days, or both in months".into());
        }
        if x.times(Unit::PER_MONTH) == Ok(y) || y.times(Unit::PER_MONTH) == Ok(x) {
            let flow = if y.is_flow() { "first" } else { "second" };
            return Some(format!(
                "one is an amount, the other an amount per month: give the {flow} a period, such as `/month`, or sum the flow with `cum(…)` or `total(…)`"
            ));
        }
        if x.is_one() || y.is_one() {
            return Some("give the plain number its unit, such as `$500`, `5/month` or `45 days`".into());
        }
        None
    }
}
