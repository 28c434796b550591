//! `plan { }`: actions, their effort, the capacity of a working day (LANGUAGE, section 7).

use std::rc::Rc;

use super::draft::{Body, Built, Draft, Expect};
use super::lower::Lower;
use super::scope::{self, Scope};
use super::typed::{Kind, Share, Typed};
use super::value::Otherwise;
use super::{Context, Layer, doc_text};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Capacity, Operand, Operator, Origin, RowId};
use crate::source::Span;
use crate::syntax::tree::{ExprId, LiteralUnit, NodeKind, PlanLine, PlanLineKind, Tree, Value};
use crate::value::{EffortWord, Number, Rollup, Unit};

/// What all plan blocks together say.
#[derive(Clone, Default)]
pub(super) struct Definition<'a> {
    /// The actions with the effort each takes.
    pub actions: Vec<(RowId, Option<Effort<'a>>)>,
    /// The capacity and its row.
    pub capacity: Option<(RowId, Span)>,
    /// The row `effort`, once there is one.
    pub effort: Option<RowId>,
}

/// An effort as written after `taking`.
#[derive(Clone, Copy)]
pub(super) struct Effort<'a> {
    pub tree: &'a Tree,
    pub expr: ExprId,
}

impl<'a> Layer<'a> {
    pub(super) fn declare_plan(&mut self, context: &Context<'a>, tree: &'a Tree, lines: &'a [PlanLine]) {
        for line in lines {
            match &line.kind {
                PlanLineKind::Action { noun, value, taking } => {
                    let name = scope::normal(context.sources.text(*noun)).into_owned();
                    let row = self.declare(context, &name, *noun);
                    let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
                    self.pending.push(action(row, tree, value, Otherwise::Zero, doc));
                    // Known at once: an action answers to its name without the `s` in every formula.
                    self.slots[row.index()].action = true;
                    self.plan.actions.push((row, taking.map(|expr| Effort { tree, expr })));
                }
                PlanLineKind::Capacity(value) => {
                    if let Some((_, first)) = self.plan.capacity {
                        let found = Diagnostic::new(
                            Code::DuplicateName,
                            "`capacity` is said twice",
                            line.span,
                            "said again",
                        );
                        self.diagnostics.push(found.also(first, "first said here").help("take one away"));
                    }
                    self.declare_capacity(tree, value, line.span);
                }
                PlanLineKind::Bad(names) => self.broken_names(context, names),
            }
        }
    }

    /// The capacity, as a row that is not shown.
    pub(super) fn declare_capacity(&mut self, tree: &'a Tree, value: &'a Value, span: Span) {
        let info = super::Info {
            kind: Kind::Known(Unit::HOURS_PER_MONTH),
            share: Share::No,
            traits: super::Traits::default(),
            rollup: None,
        };
        let row = self.push("capacity", span, info);
        let mut draft = Draft::new(row, tree, Origin::Plan, Body::Value(value, Otherwise::Missing));
        draft.scope = Scope { plan: true, ..Scope::default() };
        draft.expect = Some(Expect::HoursPerMonth);
        draft.hidden = true;
        self.pending.push(draft);
        self.plan.capacity = Some((row, span));
    }

    /// `effort`: number times time, of all actions and stages that take any.
    pub(super) fn declare_effort(&mut self, context: &Context<'a>) {
        let actions = self.plan.actions.iter();
        let mut parts: Vec<(Vec<RowId>, Effort<'a>)> =
            actions.filter_map(|(row, taking)| Some((vec![*row], (*taking)?))).collect();
        for pipeline in &self.pipelines {
            parts.extend(pipeline.efforts());
        }
        let span = match parts.first() {
            Some((_, effort)) => effort.tree.node(effort.expr).span,
            None => return self.declare_load(),
        };
        let row = match self.plan.effort {
            Some(row) => row,
            None => self.declare(context, "effort", span),
        };
        self.plan.effort = Some(row);
        let uses = parts.iter().flat_map(|(rows, _)| rows.iter().copied()).collect();
        let tree = parts[0].1.tree;
        let build = move |lower: &mut Lower<'_, 'a>| {
            let mut sum: Option<Typed> = None;
            for (rows, effort) in &parts {
                let mut number: Option<Typed> = None;
                for row in rows {
                    let flow = lower.row(*row);
                    number = Some(match number {
                        Some(number) => lower.sum(number, flow),
                        None => flow,
                    });
                }
                let Some(number) = number else { continue };
                let part = lower.effort_of(number, *effort);
                sum = Some(match sum {
                    Some(sum) => lower.sum(sum, part),
                    None => part,
                });
            }
            Built::Value(sum.unwrap_or_else(Typed::unknown))
        };
        let mut draft = Draft::new(row, tree, Origin::Plan, Body::Build(uses, Rc::new(build)));
        draft.rollup = Some(Rollup::Sum);
        self.pending.push(draft);
        self.declare_load();
    }

    /// The load against what there is, where both are stated.
    fn declare_load(&mut self) {
        self.capacity = match (self.plan.effort, self.plan.capacity) {
            (Some(effort), Some((capacity, span))) => Some(Capacity { effort, capacity, span }),
            _ => None,
        };
    }
}

/// The draft of an action.
pub(super) fn action<'a>(
    row: RowId,
    tree: &'a Tree,
    value: &'a Value,
    otherwise: Otherwise,
    doc: Option<String>,
) -> Draft<'a> {
    let mut draft = Draft::new(row, tree, Origin::Plan, Body::Value(value, otherwise));
    draft.scope = Scope { plan: true, ..Scope::default() };
    draft.expect = Some(Expect::Flow);
    draft.rollup = Some(Rollup::Sum);
    draft.doc = doc;
    draft.action = true;
    draft.always_input = true;
    draft
}

impl<'a> Lower<'_, 'a> {
    /// A number of times an effort: hours per month.
    fn effort_of(&mut self, number: Typed, effort: Effort<'a>) -> Typed {
        let tree = std::mem::replace(&mut self.tree, effort.tree);
        let node = effort.tree.node(effort.expr);
        let result = match &node.kind {
            // Multiplied before it is divided by 60: 20 minutes three times are an hour, not a little less.
            NodeKind::Literal(literal)
                if literal.unit == LiteralUnit::Effort(EffortWord::Minutes) && literal.per.is_none() =>
            {
                let minutes = self.binary(Operator::Times, number.operand, Operand::Constant(literal.number));
                let operand = self.binary(Operator::Over, minutes, Operand::Constant(Number::from(60u32)));
                Typed { operand, kind: Kind::Known(Unit::HOURS_PER_MONTH), ..number }
            }
            _ => {
                let time = self.expression(effort.expr);
                if !matches!(time.kind, Kind::Known(Unit::HOURS) | Kind::Zero | Kind::Unknown) {
                    let words = self.words(time.kind, time.share);
                    let found = Diagnostic::new(
                        Code::UnitMismatch,
                        "`taking` wants hours or minutes of work",
                        node.span,
                        format!("this is {words}"),
                    );
                    self.report(found.help("write it with its unit: `taking 15 minutes`"));
                }
                let time = time.with(Kind::Known(Unit::HOURS), Share::No);
                self.product(number, time)
            }
        };
        self.tree = tree;
        Typed { kind: Kind::Known(Unit::HOURS_PER_MONTH), share: Share::No, ..result }
    }
}
