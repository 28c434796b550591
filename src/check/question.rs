//! An expression that is asked of a plan: lowered over the rows of one scenario, with other scenarios' rows in
//! reach as `hire.cash` and `base.cash`.
//!
//! The answer is one more scenario of the ordinary kind, in which the other scenarios' rows are hidden ones:
//! whoever projects it needs to know nothing of this. The plan's own scenarios are not touched.

use std::rc::Rc;
use std::sync::Arc;

use super::draft::{Body, Draft};
use super::lower::Lower;
use super::scope::{Scope, normal};
use super::typed::Kind;
use super::value::Otherwise;
use super::{Context, Info, Layer, free, scenario, walk};
use crate::diagnostic::{self, Code, Diagnostic, nearest};
use crate::limits;
use crate::loader::Loaded;
use crate::model::{
    self, Compare, Conservation, Formula, Guard, Input, Operand, Origin, RollupBy, Row, RowId,
};
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, Check, Clause, ClauseBody, ExprId, NodeKind, Tree, Value};
use crate::value::{Shown, Unit};

/// What an expression is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Something that holds or not.
    Condition,
    /// A number.
    Value,
}

/// An expression over a plan.
#[derive(Clone, Debug)]
pub struct Asked {
    /// A scenario that has all the rows the expression needs.
    pub scenario: model::Scenario,
    /// The expression in canonical form.
    pub text: String,
    /// The row of its value; of a condition, 1 where it holds.
    pub row: RowId,
    /// The two sides of a condition that is one comparison.
    pub comparison: Option<Comparison>,
    /// Where each scenario in it keeps its unknown ([`model::Scenario::unknown`]).
    pub unknowns: Vec<(String, RowId)>,
}

/// `left >= right`, in the condition's scenario.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The left side with its text.
    pub left: (String, Input),
    /// What is asked.
    pub compare: Compare,
    /// The right side with its text.
    pub right: (String, Input),
    /// The unit of both sides.
    pub unit: Unit,
    /// How a pure number is shown.
    pub shown: Shown,
}

/// Checks a plan and an expression over one of its scenarios; the expression is one of the plan's trees, in
/// which it is the node `root`.
pub fn check_expression(
    loaded: &Loaded,
    scenario: &str,
    (tree, root): (usize, ExprId),
    wanted: Wanted,
) -> Result<Asked, Vec<Diagnostic>> {
    let tree: &Tree = &loaded.trees[tree];
    let span = tree.node(root).span;
    let clause = Clause {
        body: ClauseBody::Expression(root),
        motion: None,
        time: None,
        condition: None,
        taking: None,
        span,
    };
    let value = Value { clauses: vec![clause], span };
    let check = Check { condition: root, time: None };
    let mut diagnostics = loaded.diagnostics.clone();
    let (context, found) = Context::new(loaded, limits::ROWS);
    diagnostics.extend(found);
    diagnostics.extend(free::only_one(loaded, None));
    let mut base = Layer::new(&context);
    base.declare_all(&context);
    base.lower_pending(&context);
    base.finish(&context);
    diagnostics.append(&mut base.diagnostics);
    let mut all = scenario::check_all(&context, base, true);
    diagnostics.append(&mut all.diagnostics);
    if diagnostic::has_error(&diagnostics) {
        diagnostic::sort(&mut diagnostics);
        return Err(diagnostics);
    }
    let layers = &all.layers;
    let Some((_, parent)) = layers.iter().find(|(name, _)| name == scenario) else {
        let found =
            Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{scenario}`"));
        let names = || layers.iter().map(|(name, _)| name.as_str());
        return Err(vec![match nearest(scenario, names()) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("the plan has: {}", names().collect::<Vec<_>>().join(", "))),
        }]);
    };
    let mut layer = scenario::fork(parent);
    let mut unknowns: Vec<(String, RowId)> = Vec::new();
    unknowns.extend(layer.free_row().map(|row| (scenario.to_string(), row)));
    for (name, other) in layer.named_scenarios(&context, tree, root, layers) {
        let shift = layer.adopt(name, other);
        unknowns.extend(other.free_row().map(|row| (name.to_string(), shift(row))));
    }
    layer.refuse_unknown(&context, tree, root);
    let asked = match wanted {
        Wanted::Condition => layer.ask_condition(&context, tree, &check, span),
        Wanted::Value => layer.ask_value(&context, tree, &value, span).map(|row| (row, None)),
    };
    layer.settle(&context);
    match asked {
        Some((row, comparison)) if !diagnostic::has_error(&layer.diagnostics) => {
            let scenario = layer.scenario(scenario.to_string(), None);
            let text = context.canonical(span);
            Ok(Asked { scenario, text, row, comparison, unknowns })
        }
        _ => {
            diagnostic::sort(&mut layer.diagnostics);
            Err(layer.diagnostics)
        }
    }
}

impl<'a> Layer<'a> {
    /// The scenarios that an expression names as the first part of a name. A row of that very name wins.
    fn named_scenarios<'s>(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        root: ExprId,
        layers: &'s [(String, Rc<Layer<'a>>)],
    ) -> Vec<(&'s str, &'s Rc<Layer<'a>>)> {
        let mut named: Vec<(&str, &Rc<Layer<'a>>)> = Vec::new();
        walk::nodes(tree, root, |expr, kind| {
            let NodeKind::Name = kind else { return };
            let name = normal(context.sources.text(tree.node(expr).span));
            let Some((first, _)) = name.split_once('.') else { return };
            if self.names.get(&name).is_some() {
                return;
            }
            let exact = layers.iter().any(|(name, _)| name == first);
            // A slip is taken for what it is near to, so that the row's name is among those that are offered.
            let near = nearest(first, layers.iter().map(|(name, _)| name.as_str()));
            let Some(first) = Some(first).filter(|_| exact).or(near) else { return };
            if !named.iter().any(|(known, _)| *known == first) {
                let found = layers.iter().find(|(name, _)| name == first);
                named.extend(found.map(|(name, layer)| (name.as_str(), layer)));
            }
        });
        named
    }

    /// Takes the rows of another scenario in, hidden, each under its name behind the scenario's. Gives where
    /// each of them is now.
    fn adopt(&mut self, scenario: &str, other: &Layer<'a>) -> impl Fn(RowId) -> RowId + use<'a> {
        let start = self.slots.len() as u32;
        let shift = move |row: RowId| RowId(row.0 + start);
        let shifted = |input: &Input| match input {
            Input::Row(row) => Input::Row(shift(*row)),
            constant => *constant,
        };
        for (at, slot) in other.slots.iter().enumerate() {
            let mut slot = slot.clone();
            let name = format!("{scenario}.{}", slot.name);
            slot.row = slot.row.map(|row| {
                let rollup = match row.rollup {
                    RollupBy::Quotient(above, below) => RollupBy::Quotient(shifted(&above), shifted(&below)),
                    plain => plain,
                };
                let formula = row.formula.with_rows(shift);
                Arc::new(Row { name: name.clone(), hidden: true, formula, rollup, ..(*row).clone() })
            });
            // A row that is called so stays what it is.
            let visible = other.names.get(&slot.name) == Some(RowId(at as u32));
            if visible && self.names.get(&name).is_none() {
                Rc::make_mut(&mut self.names).insert(&name, shift(RowId(at as u32)));
            }
            slot.name = name.into();
            self.slots.push(slot);
        }
        let guards = other.guards.iter().map(|guard| Guard {
            inputs: guard.inputs.iter().map(shifted).collect(),
            subject: format!("{} in scenario `{scenario}`", guard.subject),
            ..guard.clone()
        });
        self.guards.extend(guards);
        self.conservation.extend(other.conservation.iter().map(|pipeline| Conservation {
            entered: shift(pipeline.entered),
            won: shift(pipeline.won),
            lost: shift(pipeline.lost),
            open: shift(pipeline.open),
            opening: pipeline.opening.iter().map(shifted).collect(),
        }));
        shift
    }

    /// A question asks for a value or a month; numbers are found by `solve`.
    fn refuse_unknown(&mut self, context: &Context<'a>, tree: &'a Tree, root: ExprId) {
        let mut marks: Vec<Span> = Vec::new();
        walk::nodes(tree, root, |expr, kind| {
            let span = tree.node(expr).span;
            if matches!(kind, NodeKind::Unknown) && context.sources.text(span) == "?" {
                marks.push(span);
            }
        });
        for span in marks {
            let message = "`?` has no place in a question: there is no goal to find it by";
            let found = Diagnostic::new(Code::Syntax, message, span, "to be found");
            self.diagnostics.push(found.help("`pace solve FILE INPUT` finds the value of an input"));
        }
    }

    /// The row of a value.
    fn ask_value(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        value: &'a Value,
        span: Span,
    ) -> Option<RowId> {
        let info =
            Info { kind: Kind::Unknown, share: Default::default(), traits: Default::default(), rollup: None };
        let name = context.canonical(span);
        let row = self.push(&name, span, info);
        self.pending.push(Draft::new(row, tree, Origin::Variable, Body::Value(value, Otherwise::Missing)));
        self.lower_pending(context);
        // A name alone is the row itself, with its own roll-up.
        let definition = self.slots[row.index()].row.as_ref()?;
        match &definition.formula {
            Formula::Steps { steps, result: Operand::Row(same), .. } if steps.is_empty() => Some(*same),
            _ => Some(row),
        }
    }

    /// The row of a condition, and its two sides where it is one comparison.
    fn ask_condition(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        check: &'a Check,
        span: Span,
    ) -> Option<(RowId, Option<Comparison>)> {
        let before = self.checks.len();
        self.declare_check(context, tree, check, span);
        let row = self.checks.get(before)?.condition;
        self.checks.truncate(before);
        Some((row, self.comparison(context, tree, check.condition)))
    }

    fn comparison(&mut self, context: &Context<'a>, tree: &'a Tree, condition: ExprId) -> Option<Comparison> {
        let mut root = condition;
        while let NodeKind::Parentheses(inner) = tree.node(root).kind {
            root = inner;
        }
        let NodeKind::Binary { operator, left, right, .. } = tree.node(root).kind else { return None };
        let compare = match operator {
            BinaryOperator::Less => Compare::Less,
            BinaryOperator::AtMost => Compare::AtMost,
            BinaryOperator::AtLeast => Compare::AtLeast,
            BinaryOperator::Greater => Compare::Greater,
            BinaryOperator::Equal => Compare::Equal,
            _ => return None,
        };
        // Its findings have been heard with the condition.
        let mut lower = Lower::new(self, context, tree, Scope::default(), "condition", true);
        let (a, of) = lower.input(left);
        let (b, other) = lower.input(right);
        let typed = if of.kind == Kind::Zero { other } else { of };
        let shown = super::shown(typed.share);
        let text = |expr: ExprId| context.canonical(tree.node(expr).span);
        let unit = typed.kind.unit().unwrap_or(Unit::ONE);
        Some(Comparison { left: (text(left), a), compare, right: (text(right), b), unit, shown })
    }
}
