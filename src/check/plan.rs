//! `plan { }`: actions, their effort, the capacity of a working day (LANGUAGE, section 7).

use std::rc::Rc;

use super::constants::Traced;
use super::days::ValueLayer;
use super::draft::{Built, Draft, DraftBody, Expect, Otherwise};
use super::draw_names::DrawNames;
use super::lower::Lower;
use super::scope::{self, Scope};
use super::typed::{Dimension, NumberKind, Typed};
use super::{Context, ScenarioBuilder, doc_text};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::model::{
    Argument, Bound, Capacity, EFFORT, MemberId, Operand, Operator, Role, RowId, Rule, Step, Taking,
};
use crate::source::Span;
use crate::syntax::tree::{
    ExprId, LiteralUnit, NodeKind, PlanLine, PlanLineKind, Tree, UnaryOperator, Value,
};
use crate::value::{EffortWord, Number, Period, Rollup, Unit};

/// What all plan blocks together say.
#[derive(Clone, Default)]
pub(super) struct PlanDefinition<'a> {
    /// The actions with the values, the plan's first and then the scenarios', whose clauses say what each takes.
    pub actions: Vec<(RowId, Vec<ValueLayer<'a>>)>,
    /// The capacity and its row.
    pub capacity: Option<(RowId, Span)>,
    /// The row `effort`, once there is one.
    pub effort: Option<RowId>,
    /// The capacities of members, each with the place of its line.
    pub capacities: Vec<(MemberId, RowId, Span)>,
    /// The rows of what takes the members time.
    pub efforts: Vec<(MemberId, RowId)>,
}

/// The rows of what happens, and how long each of it takes.
pub(super) type EffortPart<'a> = (Vec<RowId>, Effort<'a>);

/// How long something takes.
#[derive(Clone)]
pub(super) enum Effort<'a> {
    /// One figure for each: of a stage, with what names mean there.
    Each(&'a Tree, ExprId, Scope),
    /// What an action's clauses say: it stays until restated.
    Clauses(Vec<ValueLayer<'a>>),
}

impl<'a> ScenarioBuilder<'a> {
    /// The lines of one `plan` block. A plan may have several: together they are one.
    pub(super) fn declare_plan(&mut self, context: &Context<'a>, tree: &'a Tree, lines: &'a [PlanLine]) {
        for line in lines {
            match &line.kind {
                PlanLineKind::Action { noun, value } => {
                    let name = scope::normal(context.sources.text(*noun)).into_owned();
                    let row = self.declare(context, &self.own_name(context, &name), *noun);
                    let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
                    let scope = self.plan_scope_here(None);
                    let draft = action(row, tree, value, Otherwise::Zero, doc).scope(scope.clone());
                    self.pending.push(draft);
                    // Known at once: an action answers to its name without the `s` in every formula.
                    self.table[row.index()].action = true;
                    self.plan.actions.push((row, vec![ValueLayer { tree, value, scope }]));
                }
                PlanLineKind::Capacity(value) => {
                    if let Some((_, first)) = self.capacity_line() {
                        let found = Diagnostic::new(
                            Code::DuplicateName,
                            "`capacity` is said twice",
                            line.span,
                            "said again",
                        );
                        let found = found.also(first, "first said here");
                        let away = context.without_line(line.span);
                        self.diagnostics.push(fixed(found, "take one away", away));
                    }
                    self.declare_capacity(tree, value, line.span);
                }
                PlanLineKind::Bad(names) => self.broken_names(context, names),
            }
        }
    }

    /// Names inside a plan block that is being declared.
    pub(super) fn plan_scope_here(&self, base: Option<RowId>) -> Scope {
        Scope { plan: true, base, ..self.scope_here() }
    }

    /// The capacity, as a row that is not shown.
    pub(super) fn declare_capacity(&mut self, tree: &'a Tree, value: &'a Value, span: Span) {
        let info = super::RowInfo {
            kind: Dimension::Known(Unit::HOURS_PER_MONTH),
            share: NumberKind::Count,
            traits: super::RollupTraits::default(),
            rollup: None,
        };
        // A second line (reported) and a scenario give the same row another formula: whoever compares with the
        // capacity keeps its id.
        let known = self.capacity_line().map(|(row, _)| row);
        let row = known.unwrap_or_else(|| self.push("capacity", span, info));
        self.table[row.index()].span = span;
        let draft = Draft::new(row, tree, Role::Capacity, DraftBody::Value(value, Otherwise::Missing));
        let draft = draft.scope(self.plan_scope_here(None)).expect(Expect::HoursPerMonth);
        self.pending.push(draft.hidden(true).drawn_as("plan:capacity".into(), 0));
        match self.member {
            None => self.plan.capacity = Some((row, span)),
            Some(member) => {
                self.plan.capacities.retain(|(known, ..)| *known != member);
                self.plan.capacities.push((member, row, span));
            }
        }
    }

    /// The capacity that has been said, in a block that of its member, and where.
    pub(super) fn capacity_line(&self) -> Option<(RowId, Span)> {
        match self.member {
            None => self.plan.capacity,
            Some(member) => {
                let known = self.plan.capacities.iter().find(|(known, ..)| *known == member);
                known.map(|(_, row, span)| (*row, *span))
            }
        }
    }

    /// `effort`: number times time, of all actions and stages that take any.
    pub(super) fn declare_effort(&mut self, context: &Context<'a>) {
        let takes = |builders: &[ValueLayer<'a>]| {
            let mut clauses =
                builders.iter().flat_map(|builder| context.clauses(builder.value, builder.scope.member));
            clauses.any(|clause| clause.taking.is_some())
        };
        let actions = self.plan.actions.iter().filter(|(_, builders)| takes(builders));
        let mut parts: Vec<EffortPart<'a>> =
            actions.map(|(row, builders)| (vec![*row], Effort::Clauses(builders.clone()))).collect();
        for pipeline in &self.pipelines {
            parts.extend(pipeline.efforts());
        }
        self.declare_efforts_of_members(context, &parts);
        // Where nothing takes any time there is no row `effort`: a line of zeros in every table would say less
        // than none.
        let Some((tree, expr)) = parts.first().and_then(|(_, effort)| effort.first()) else {
            return self.declare_load();
        };
        let span = tree.node(expr).span;
        self.declare_takings(context, &parts, span);
        let row = match self.plan.effort {
            Some(row) => row,
            None => self.declare(context, EFFORT, span),
        };
        self.plan.effort = Some(row);
        let draft = self.effort_draft(context, row, tree, parts);
        self.pending.push(draft);
        self.declare_load();
    }

    /// What takes each member time: `west.effort`. Plain `effort` is everybody's.
    fn declare_efforts_of_members(&mut self, context: &Context<'a>, parts: &[EffortPart<'a>]) {
        let mut members: Vec<MemberId> = parts.iter().filter_map(|(_, effort)| effort.member()).collect();
        members.sort_unstable();
        members.dedup();
        for member in members {
            let own: Vec<EffortPart<'a>> =
                parts.iter().filter(|(_, effort)| effort.member() == Some(member)).cloned().collect();
            let Some((tree, expr)) = own.first().and_then(|(_, effort)| effort.first()) else { continue };
            let span = tree.node(expr).span;
            let row = match self.plan.efforts.iter().find(|(known, _)| *known == member) {
                Some((_, row)) => *row,
                None => {
                    let outer = self.member.replace(member);
                    let row = self.declare(context, &self.own_name(context, EFFORT), span);
                    self.member = outer;
                    self.plan.efforts.push((member, row));
                    row
                }
            };
            let draft = self.effort_draft(context, row, tree, own);
            self.pending.push(draft.scope(Scope { member: Some(member), ..Scope::default() }));
        }
    }

    /// The draft of what everything together takes.
    fn effort_draft(
        &self,
        context: &Context<'a>,
        row: RowId,
        tree: &'a Tree,
        parts: Vec<EffortPart<'a>>,
    ) -> Draft<'a> {
        let mut uses: Vec<RowId> = parts.iter().flat_map(|(rows, _)| rows.iter().copied()).collect();
        for (_, effort) in &parts {
            uses.extend(self.rows_of(context, effort));
        }
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
                // The same draws as in the rows that have the minutes alone.
                lower.builder.draw_names = taking_of(lower, rows);
                let part = lower.effort_of(number, effort);
                sum = Some(match sum {
                    Some(sum) => lower.sum(sum, part),
                    None => part,
                });
            }
            Built::Value(sum.unwrap_or_else(Typed::unknown))
        };
        let draft = Draft::new(row, tree, Role::Effort, DraftBody::Build(uses, Rc::new(build)));
        draft.rolls_up(Rollup::Sum)
    }

    /// The minutes that each action takes, as rows that are not shown.
    fn declare_takings(&mut self, context: &Context<'a>, parts: &[EffortPart<'a>], span: Span) {
        let known = std::mem::take(&mut self.takings);
        for (rows, effort) in parts {
            let ([action], Effort::Clauses(builders), Some((tree, _))) = (&rows[..], effort, effort.first())
            else {
                continue;
            };
            let name = self.table[action.index()].name.clone();
            let info = super::RowInfo {
                kind: Dimension::ONE,
                share: NumberKind::Count,
                traits: super::RollupTraits::default(),
                rollup: None,
            };
            let before = known.iter().find(|taking| taking.action == *action);
            let minutes = before.map(|taking| taking.minutes).unwrap_or_else(|| self.push(&name, span, info));
            let builders = builders.clone();
            let build = move |lower: &mut Lower<'_, 'a>| {
                let operand = lower.clause_minutes(&builders);
                Built::Value(Typed {
                    operand,
                    ..Typed::constant(Number::ZERO, Dimension::ONE, NumberKind::Count)
                })
            };
            let uses = self.rows_of(context, effort);
            let (role, body) = (Role::Taking { action: *action }, DraftBody::Build(uses, Rc::new(build)));
            let draft = Draft::new(minutes, tree, role, body).hidden(true);
            self.pending.push(draft.drawn_as(format!("{name}:taking"), 0));
            self.takings.push(Taking { action: *action, minutes });
        }
    }

    /// The rows that say how long something takes, or when.
    fn rows_of(&self, context: &Context<'a>, effort: &Effort<'a>) -> Vec<RowId> {
        let mut rows = Vec::new();
        effort.for_each(&mut |tree, expr, scope| {
            super::walk::nodes(tree, expr, |node, kind| {
                if let NodeKind::Name = kind
                    && let Some(row) = self.find(context, tree.node(node).span, scope)
                {
                    rows.push(row);
                }
            });
        });
        rows
    }

    /// The load against what there is, where both are stated.
    fn declare_load(&mut self) {
        self.capacity = match (self.plan.effort, self.plan.capacity) {
            (Some(effort), Some((capacity, span))) => Some(Capacity { effort, capacity, span }),
            _ => None,
        };
        let efforts = &self.plan.efforts;
        let load = |(member, capacity, span): &(MemberId, RowId, Span)| {
            let (_, effort) = efforts.iter().find(|(known, _)| known == member)?;
            Some((*member, Capacity { effort: *effort, capacity: *capacity, span: *span }))
        };
        self.member_capacities = self.plan.capacities.iter().filter_map(load).collect();
    }
}

/// What the ranges are called that say how long an action takes, or each deal of a stage.
fn taking_of(lower: &Lower<'_, '_>, rows: &[RowId]) -> DrawNames {
    let name = rows.first().map(|row| &lower.builder.table[row.index()].name);
    DrawNames::of(format!("{}:taking", name.map_or("", |name| name)).into(), 0)
}

/// The draft of an action.
pub(super) fn action<'a>(
    row: RowId,
    tree: &'a Tree,
    value: &'a Value,
    otherwise: Otherwise,
    doc: Option<String>,
) -> Draft<'a> {
    Draft::new(row, tree, Role::Action, DraftBody::Value(value, otherwise))
        .scope(plan_scope(None))
        .expect(Expect::Flow)
        .rolls_up(Rollup::Sum)
        .documented(doc)
        .stated_per(stated_per(tree, value))
        .always_input(true)
}

/// The period of an action's first clause that says one.
fn stated_per(tree: &Tree, value: &Value) -> Option<Period> {
    let mut per = None;
    super::walk::roots(tree, value, |root| {
        super::walk::nodes(tree, root, |_, kind| {
            // In the order of the text; of `2 calls/day, 10 calls/week from M3` the figures are shown per day.
            if let (None, NodeKind::Action { per: stated, .. }) = (per, kind) {
                per = Some(*stated);
            }
        });
    });
    per
}

/// Names inside a plan block, where a day is a working day.
pub(super) fn plan_scope(base: Option<RowId>) -> Scope {
    Scope { plan: true, base, ..Scope::default() }
}

impl<'a> Effort<'a> {
    /// The member whose time it takes.
    fn member(&self) -> Option<MemberId> {
        match self {
            Effort::Each(_, _, scope) => scope.member,
            Effort::Clauses(builders) => builders.first().and_then(|builder| builder.scope.member),
        }
    }

    /// Calls `visit` with every expression that says how long something takes, or when.
    fn for_each(&self, visit: &mut dyn FnMut(&'a Tree, ExprId, &Scope)) {
        match self {
            Effort::Each(tree, expr, scope) => visit(tree, *expr, scope),
            Effort::Clauses(builders) => {
                for builder in builders {
                    for clause in builder.value.clauses.iter().filter(|clause| clause.taking.is_some()) {
                        for expr in clause.taking.iter().chain(&clause.condition) {
                            visit(builder.tree, *expr, &builder.scope);
                        }
                    }
                }
            }
        }
    }

    /// The first expression that says how long something takes.
    fn first(&self) -> Option<(&'a Tree, ExprId)> {
        let mut first = None;
        self.for_each(&mut |tree, expr, _| first = first.or(Some((tree, expr))));
        first
    }
}

impl<'a> Lower<'_, 'a> {
    /// A number of times an effort: hours per month.
    ///
    /// Minutes are multiplied before they are divided by 60: 20 minutes three times are an hour, not a
    /// little less.
    fn effort_of(&mut self, number: Typed, effort: &Effort<'a>) -> Typed {
        let minutes = match effort {
            Effort::Each(tree, expr, scope) => {
                let minutes = self.minutes(tree, *expr, scope);
                self.each_above_zero(tree, *expr, scope);
                minutes
            }
            Effort::Clauses(builders) => self.clause_minutes(builders),
        };
        let product = self.binary(Operator::Times, number.operand, minutes);
        let operand = self.binary(Operator::Over, product, Operand::Constant(Number::from(60u32)));
        Typed { operand, kind: Dimension::Known(Unit::HOURS_PER_MONTH), share: NumberKind::Count, ..number }
    }

    /// Notes that what each deal of a stage takes may not be below zero.
    fn each_above_zero(&mut self, tree: &'a Tree, expr: ExprId, scope: &Scope) {
        // Its findings have been heard.
        let (input, _) = self.quietly(|lower| lower.elsewhere(tree, scope, |lower| lower.input(expr)));
        if matches!(input, Argument::Constant(number) if !number.is_negative()) {
            return;
        }
        let subject = "what a deal takes".to_string();
        let (rule, row, span) = (Rule::NotNegative, self.of, tree.node(expr).span);
        self.bound(Bound { rule, row, inputs: vec![input], subject, unit: Unit::HOURS, span });
    }

    /// The minutes that an action takes, month by month: as its clauses say, until restated. What the first
    /// of them says holds for earlier clauses too, for it stands at the end of the line.
    fn clause_minutes(&mut self, builders: &[ValueLayer<'a>]) -> Traced {
        let mut result: Option<Traced> = None;
        for builder in builders {
            self.builder.draw_names.anew();
            for clause in &builder.value.clauses {
                let Some(taking) = clause.taking else { continue };
                let minutes = self.minutes(builder.tree, taking, &builder.scope);
                // The first time taken holds from the start of the plan: there is nothing that it could restate.
                let Some(before) = result else {
                    result = Some(minutes);
                    continue;
                };
                // What is wrong with the months has been said with the action.
                let Ok(reach) = self.context.reach(clause.time.as_ref()) else { continue };
                self.taking_within_month(clause);
                let within = reach.months;
                let minutes = match clause.condition {
                    None => minutes,
                    Some(condition) => {
                        let holds =
                            self.elsewhere(builder.tree, &builder.scope, |lower| lower.condition(condition));
                        let step = Step::If(holds.operand.at, minutes.at, before.at);
                        self.emit_of(step, &[holds.operand, minutes, before])
                    }
                };
                result = Some(self.within(within, minutes, before));
                self.note_clause(clause);
            }
        }
        result.unwrap_or(Operand::Constant(Number::ZERO).into())
    }

    fn minutes(&mut self, tree: &'a Tree, expr: ExprId, scope: &Scope) -> Traced {
        let node = tree.node(expr);
        if let NodeKind::Literal(literal) = &node.kind
            && literal.unit == LiteralUnit::Effort(EffortWord::Minutes)
            && literal.per.is_none()
        {
            // Minutes are kept as minutes here: in hours most of them are endless decimals (20 minutes are 0.333…
            // hours).
            return self.typed(literal.number, node.span);
        }
        // A sign before them belongs to them.
        if let NodeKind::Unary { operator: UnaryOperator::Minus, operand } = &node.kind
            && let NodeKind::Literal(literal) = &tree.node(*operand).kind
            && literal.unit == LiteralUnit::Effort(EffortWord::Minutes)
            && literal.per.is_none()
        {
            return self.typed(literal.number.negated(), node.span);
        }
        let time = self.elsewhere(tree, scope, |lower| lower.expression(expr));
        if !matches!(time.kind, Dimension::Known(Unit::HOURS) | Dimension::Zero | Dimension::Unknown) {
            let words = self.words(time.kind, time.share);
            let found = Diagnostic::new(
                Code::UnitMismatch,
                "`taking` wants hours or minutes of work",
                node.span,
                format!("this is {words}"),
            );
            let text = self.context.sources.text(node.span);
            let plain = matches!(&node.kind, NodeKind::Literal(literal)
                if literal.unit == LiteralUnit::Plain && literal.per.is_none());
            self.report(match plain {
                true => found.fix_with(
                    format!("write it with its unit: `taking {text} minutes`"),
                    vec![Edit::after(node.span, " minutes")],
                ),
                false => found.help("write it with its unit: `taking 15 minutes`"),
            });
        }
        self.binary(Operator::Times, time.operand, Operand::Constant(Number::from(60u32)))
    }

    /// Lowers something that stands in another tree or scope.
    pub(super) fn elsewhere<T>(
        &mut self,
        tree: &'a Tree,
        scope: &Scope,
        lower: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let tree = std::mem::replace(&mut self.tree, tree);
        let scope = std::mem::replace(&mut self.scope, scope.clone());
        let result = lower(self);
        self.tree = tree;
        self.scope = scope;
        result
    }
}
