//! Drafts: rows that are declared but not lowered, and the lowering of all of them.
//!
//! A row's unit may need another row's unit, so drafts are lowered in that order. Rows that need each
//! other (through `prev`, a stock, a delay) are first gone through quietly until their units stand,
//! then lowered once more with their findings heard.

use std::rc::Rc;
use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::lower::Lower;
use super::scope::Scope;
use super::typed::{Kind, Share, Traits, Typed};
use super::value::{Lowered, Otherwise};
use super::{Context, Info, Layer, shown, walk};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Formula, Input, Operand, Origin, RollupBy, Row, RowId, Trigger};
use crate::source::Span;
use crate::syntax::tree::{
    Annotation, BinaryOperator, Clause, ClauseBody, Definition, ExprId, LiteralUnit, NodeKind, RollupWord,
    Tree, UnitAnnotation, Value,
};
use crate::value::{DurationWord, EffortWord, Period, Rollup, Unit};

/// How a row pace adds of itself is built.
pub(super) type Build<'a> = Rc<dyn Fn(&mut Lower<'_, 'a>) -> Built + 'a>;

/// What a [`Build`] makes.
pub(super) enum Built {
    /// Steps with this result.
    Value(Typed),
    /// A function over months.
    History(Formula, Typed),
}

/// What a row is, before it is lowered.
#[derive(Clone)]
pub(super) enum Body<'a> {
    /// Clauses.
    Value(&'a Value, Otherwise),
    /// One expression.
    Expression(ExprId),
    /// A row that pace adds, and the rows it is made of.
    Build(Vec<RowId>, Build<'a>),
}

/// A row that is declared.
#[derive(Clone)]
pub(super) struct Draft<'a> {
    pub row: RowId,
    pub tree: &'a Tree,
    pub scope: Scope,
    pub body: Body<'a>,
    pub annotation: Option<Annotation>,
    /// The unit it must have, and what to call it: "a stage's duration".
    pub expect: Option<Expect>,
    /// The roll-up it has whatever its formula.
    pub rollup: Option<Rollup>,
    /// Whether it is a share whatever its formula.
    pub share: Option<Share>,
    /// Whether formulas of it are levels, as of a pipeline's velocity.
    pub velocity: bool,
    pub origin: Origin,
    pub doc: Option<String>,
    pub hidden: bool,
    pub member: bool,
    pub action: bool,
    /// An input even where its formula uses rows: a part of a stage, an action.
    pub always_input: bool,
}

/// What a row's unit must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expect {
    /// A count per month: an entry, an action.
    Flow,
    /// A percentage.
    Ratio,
    /// A duration in days or months.
    Duration,
    /// Money.
    Money,
    /// A plain number.
    Count,
    /// Hours of work per month.
    HoursPerMonth,
    /// The unit of another row: the parent's, in a scenario.
    Row(RowId),
    /// What another row gains or loses in a month.
    FlowOf(RowId),
}

impl<'a> Draft<'a> {
    pub fn new(row: RowId, tree: &'a Tree, origin: Origin, body: Body<'a>) -> Self {
        Draft {
            row,
            tree,
            scope: Scope::default(),
            body,
            annotation: None,
            expect: None,
            rollup: None,
            share: None,
            velocity: false,
            origin,
            doc: None,
            hidden: false,
            member: false,
            action: false,
            always_input: false,
        }
    }

    /// Calls `visit` with every expression that it holds.
    pub fn roots(&self, mut visit: impl FnMut(ExprId)) {
        match &self.body {
            Body::Value(value, _) => walk::roots(self.tree, value, visit),
            Body::Expression(expr) => visit(*expr),
            Body::Build(..) => {}
        }
    }
}

impl<'a> Layer<'a> {
    /// `name: unit rollup = value`
    pub(super) fn declare_definition(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        definition: &'a Definition,
        doc: Option<String>,
    ) {
        let name = super::scope::normal(context.sources.text(definition.name)).into_owned();
        if definition.modifier.is_some() {
            let found = Diagnostic::new(
                Code::Syntax,
                "`replace` and `new` belong inside a scenario",
                definition.name,
                "defined outside of any scenario",
            );
            self.diagnostics.push(found.help(format!("write `{name} = …`")));
        }
        if name.contains('.') {
            let found = Diagnostic::new(
                Code::Syntax,
                "a member such as this one comes with its pipeline or stock and cannot be defined",
                definition.name,
                "a name with a dot",
            );
            self.diagnostics
                .push(found.help("a scenario may change it: `scenario … { meetings.rate = 50% }`"));
            return;
        }
        let row = self.declare(context, &name, definition.name);
        let body = Body::Value(&definition.value, Otherwise::Missing);
        let mut draft = Draft::new(row, tree, Origin::Variable, body);
        draft.annotation = definition.annotation;
        draft.doc = doc;
        self.pending.push(draft);
    }

    /// Lowers every row that is declared and not lowered yet.
    pub(super) fn lower_pending(&mut self, context: &Context<'a>) {
        let drafts = std::mem::take(&mut self.pending);
        let index: FxHashMap<RowId, usize> =
            drafts.iter().enumerate().map(|(at, draft)| (draft.row, at)).collect();
        // What is annotated is known from the start.
        for draft in &drafts {
            if let Some(unit) = draft.annotation.and_then(|annotation| annotation.unit) {
                let known = annotated(&unit);
                let info = &mut self.slots[draft.row.index()].info;
                info.kind = known.map_or(Kind::Unknown, Kind::Known);
                info.share = if unit.unit == LiteralUnit::Percent { Share::Percent } else { Share::No };
            }
        }
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(drafts.len(), drafts.len() * 2);
        for _ in &drafts {
            graph.add_node(());
        }
        for (at, draft) in drafts.iter().enumerate() {
            let uses = self.uses(context, draft);
            self.slots[draft.row.index()].input = draft.always_input
                || (matches!(draft.body, Body::Value(..)) && uses.iter().all(|row| row.0 < 3));
            for used in uses {
                if let Some(used) = index.get(&used) {
                    graph.update_edge(NodeIndex::new(at), NodeIndex::new(*used), ());
                }
            }
        }
        // Iterative, unlike Tarjan's in petgraph: a chain of twenty thousand rows is no deeper than one.
        for component in kosaraju_scc(&graph) {
            let alone = component.len() == 1 && graph.find_edge(component[0], component[0]).is_none();
            if !alone {
                self.infer(context, &drafts, &graph, &component);
            }
            for node in component {
                self.lower_draft(context, &drafts[node.index()], false);
            }
        }
    }

    /// The rows that a draft names.
    fn uses(&self, context: &Context<'a>, draft: &Draft<'a>) -> Vec<RowId> {
        let mut uses = Vec::new();
        match &draft.body {
            Body::Build(rows, _) => uses.extend(rows),
            _ => draft.roots(|root| {
                walk::nodes(draft.tree, root, |expr, kind| {
                    if let NodeKind::Name = kind
                        && let Ok(row) = self.resolve(context, draft.tree.node(expr).span, &draft.scope)
                    {
                        uses.push(row);
                    }
                });
            }),
        }
        match draft.expect {
            Some(Expect::Row(row) | Expect::FlowOf(row)) => uses.push(row),
            _ => {}
        }
        uses
    }

    /// Goes through rows that need each other until their units stand.
    fn infer(
        &mut self,
        context: &Context<'a>,
        drafts: &[Draft<'a>],
        graph: &DiGraph<(), ()>,
        component: &[NodeIndex],
    ) {
        // A row is looked at again only when a row it uses has become known, and that happens a few times
        // at most.
        let mut inside = vec![false; drafts.len()];
        for node in component {
            inside[node.index()] = true;
        }
        let mut waiting: std::collections::VecDeque<usize> =
            component.iter().map(|node| node.index()).collect();
        let mut queued = inside.clone();
        let mut looks: FxHashMap<usize, u8> = FxHashMap::default();
        while let Some(at) = waiting.pop_front() {
            queued[at] = false;
            let look = looks.entry(at).or_default();
            *look += 1;
            if *look > 16 {
                continue;
            }
            let draft = &drafts[at];
            let before = self.slots[draft.row.index()].info;
            self.lower_draft(context, draft, true);
            if self.slots[draft.row.index()].info == before {
                continue;
            }
            for user in graph.neighbors_directed(NodeIndex::new(at), petgraph::Direction::Incoming) {
                let user = user.index();
                if inside[user] && !queued[user] {
                    queued[user] = true;
                    waiting.push_back(user);
                }
            }
        }
        // What nothing says is a plain number.
        for node in component {
            let info = &mut self.slots[drafts[node.index()].row.index()].info;
            if info.kind == Kind::Unknown {
                info.kind = Kind::ONE;
            }
        }
    }

    /// Lowers one row. Quietly, only its unit is noted.
    fn lower_draft(&mut self, context: &Context<'a>, draft: &Draft<'a>, quiet: bool) {
        let mark = self.slots.len();
        let owner = self.slots[draft.row.index()].name.clone();
        let mut lower = Lower::new(self, context, draft.tree, draft.scope.clone(), &owner, quiet);
        let mut conditions = Vec::new();
        let mut uncovered = None;
        let (mut typed, mut history) = match &draft.body {
            Body::Value(value, otherwise) => {
                let lowered: Lowered = lower.value(value, *otherwise);
                uncovered = lowered.uncovered;
                conditions = lowered.conditions;
                (lowered.typed, None)
            }
            Body::Expression(expr) => (lower.expression(*expr), None),
            Body::Build(_, build) => match build(&mut lower) {
                Built::Value(typed) => (typed, None),
                Built::History(formula, typed) => (typed, Some(formula)),
            },
        };
        let span = lower.layer.slots[draft.row.index()].span;
        typed = lower.expected(typed, draft, span);
        if let Some(unit) = draft.annotation.and_then(|annotation| annotation.unit) {
            typed = lower.annotate(typed, &unit, &owner);
        }
        if let Some(share) = draft.share {
            typed.share = share;
        }
        if typed.kind == Kind::Truth && draft.expect.is_none() {
            lower.want_number(match &draft.body {
                Body::Value(value, _) => value.span,
                _ => span,
            });
            typed = Typed::unknown();
        }
        if typed.kind == Kind::Zero && !draft.hidden {
            typed.kind = Kind::ONE;
        }
        // A row is a quantity with a name: only a literal in a formula is a bare factor.
        if typed.share == Share::Bare && !draft.hidden {
            typed.share = Share::No;
        }
        let mut traits = typed.traits;
        traits.velocity |= draft.velocity;
        let rollup = roll_up(draft, typed.kind, traits);
        // A row's own traits are what formulas of it take over.
        let inherited = Traits { velocity: traits.velocity, last: rollup == Rollup::Last, level: false };
        let info = Info { kind: typed.kind, share: typed.share, traits: inherited, rollup: Some(rollup) };
        let operand = typed.operand;
        // Only a quotient of flows asks for more rows; look for one before the formula is closed.
        let quotient = match &draft.body {
            Body::Value(value, _)
                if !quiet
                    && draft.rollup.is_none()
                    && rollup == Rollup::Level
                    && !traits.velocity
                    && !traits.level =>
            {
                let stated = draft.annotation.is_some_and(|annotation| annotation.rollup.is_some());
                if stated { None } else { lower.quotient_of_flows(value) }
            }
            _ => None,
        };
        let formula = history.take().unwrap_or_else(|| lower.finish(operand));
        let slot = &mut self.slots[draft.row.index()];
        slot.info = info;
        if quiet {
            self.slots.truncate(mark);
            return;
        }
        slot.uncovered = uncovered;
        slot.action = draft.action;
        let input = slot.input;
        let name = slot.name.to_string();
        let kind = if info.kind == Kind::Unknown { Kind::ONE } else { info.kind };
        self.slots[draft.row.index()].info.kind = info.kind;
        if let (Kind::Known(unit), None) = (kind, draft.expect)
            && unit.time <= -2
        {
            self.warn_flow_over_time(context, &name, unit, span);
        }
        let formula = self.collapse(formula, mark, quotient.is_none());
        let row = Row {
            name,
            hidden: draft.hidden,
            origin: draft.origin.clone(),
            doc: draft.doc.clone(),
            unit: kind.unit().unwrap_or(Unit::ONE),
            shown: shown(info.share),
            rollup: quotient.unwrap_or(RollupBy::Plain(rollup)),
            formula,
            span,
            member: draft.member,
            input,
            action: draft.action,
        };
        self.slots[draft.row.index()].row = Some(Arc::new(row));
        for (condition, months, clause) in conditions {
            self.add_trigger(context, draft, condition, months, clause);
        }
    }

    /// A formula that is nothing but a hidden row of its own is that row's formula.
    fn collapse(&mut self, formula: Formula, mark: usize, may: bool) -> Formula {
        let Formula::Steps { steps, result: Operand::Row(row), .. } = &formula else { return formula };
        let last = self.slots.len().checked_sub(1);
        if !may || !steps.is_empty() || row.index() < mark || Some(row.index()) != last {
            return formula;
        }
        match self.slots.pop().and_then(|slot| slot.row) {
            Some(hidden) => hidden.formula.clone(),
            None => formula,
        }
    }

    fn add_trigger(
        &mut self,
        context: &Context<'a>,
        draft: &Draft<'a>,
        condition: ExprId,
        months: Arc<[bool]>,
        clause: Span,
    ) {
        let owner = self.slots[draft.row.index()].name.clone();
        // Its findings have been heard with the clause.
        let mut lower = Lower::new(self, context, draft.tree, draft.scope.clone(), &owner, true);
        let typed = lower.expression(condition);
        let formula = lower.finish(typed.operand);
        let condition = self.add_hidden(&owner, formula, typed);
        let text = context.canonical(clause);
        self.triggers.push(Trigger { row: draft.row, text, months, condition });
    }

    fn warn_flow_over_time(&mut self, context: &Context<'a>, name: &str, unit: Unit, span: Span) {
        let words = unit.words(crate::value::Shown::Plain, context.currency);
        let found = Diagnostic::new(
            Code::FlowOverTime,
            format!("`{name}` is {words}: a monthly flow divided by a duration"),
            span,
            "probably not what you mean",
        )
        .help("sales velocity counts the leads in the pipeline, a plain number such as `leads = 40`, not the leads per month");
        self.diagnostics.push(found);
    }

    /// Warns of rows that have no value in some months although something sums them.
    pub(super) fn warn_uncovered(&mut self, context: &Context<'a>, from: usize) {
        let mut summed: Vec<bool> = vec![false; self.slots.len()];
        for slot in &self.slots {
            let Some(row) = &slot.row else { continue };
            if let Formula::History { arguments, function, .. } = &row.formula
                && !matches!(function.name, "first" | "last" | "change" | "growth" | "volatility")
            {
                for input in arguments {
                    if let Input::Row(row) = input {
                        summed[row.index()] = true;
                    }
                }
            }
        }
        for at in from..self.slots.len() {
            let slot = &self.slots[at];
            let Some(row) = slot.row.as_ref().filter(|row| !row.hidden) else { continue };
            let Some(month) = slot.uncovered else { continue };
            if row.rollup != RollupBy::Plain(Rollup::Sum) && !summed[at] {
                continue;
            }
            let month = context.calendar.words(month);
            let found = Diagnostic::new(
                Code::UncoveredMonths,
                format!(
                    "`{}` has no value in {month}, and months without a value are missing from its sums",
                    slot.name
                ),
                slot.span,
                "not every month is covered",
            )
            .help(format!("if there is nothing in those months, start with zero: `{} = 0, …`", slot.name));
            self.diagnostics.push(found);
        }
    }
}

/// The one expression that a body is, if it is no more than that.
fn only_expression(body: &Body<'_>) -> Option<ExprId> {
    match body {
        Body::Expression(expr) => Some(*expr),
        Body::Value(value, _) => match &value.clauses[..] {
            [Clause { body: ClauseBody::Expression(expr), .. }] => Some(*expr),
            _ => None,
        },
        Body::Build(..) => None,
    }
}

/// The roll-up of a row (LANGUAGE, section 4: the first rule that fits).
fn roll_up(draft: &Draft<'_>, kind: Kind, traits: Traits) -> Rollup {
    match draft.annotation.and_then(|annotation| annotation.rollup) {
        Some(RollupWord::Sum) => return Rollup::Sum,
        Some(RollupWord::Last) => return Rollup::Last,
        Some(RollupWord::Mean) => return Rollup::Level,
        None => {}
    }
    if let Some(rollup) = draft.rollup {
        return rollup;
    }
    let time = kind.unit().map_or(0, |unit| unit.time);
    match () {
        () if traits.velocity || traits.level => Rollup::Level,
        () if time == 0 && traits.last => Rollup::Last,
        () if time == -1 => Rollup::Sum,
        () => Rollup::Level,
    }
}

/// The unit that an annotation names; none where it names none that a row can have.
fn annotated(unit: &UnitAnnotation) -> Option<Unit> {
    let base = match unit.unit {
        LiteralUnit::Plain | LiteralUnit::Percent => Unit::ONE,
        LiteralUnit::Money(_) => Unit::MONEY,
        LiteralUnit::Duration(DurationWord::Days) => Unit::DAYS,
        LiteralUnit::Duration(DurationWord::Months) => Unit::MONTHS,
        LiteralUnit::Effort(EffortWord::Hours) => Unit::HOURS,
        LiteralUnit::Points | LiteralUnit::Duration(_) | LiteralUnit::Effort(EffortWord::Minutes) => {
            return None;
        }
    };
    match unit.per {
        None => Some(base),
        Some(Period::Month) if !base.is_duration() => base.per_month().ok(),
        Some(_) => None,
    }
}

impl<'a> Lower<'_, 'a> {
    /// Brings a value to the unit that its annotation names.
    fn annotate(&mut self, typed: Typed, annotation: &UnitAnnotation, name: &str) -> Typed {
        let Some(unit) = annotated(annotation) else {
            let found = Diagnostic::new(
                Code::UnitMismatch,
                "a row is kept in one of a few units",
                annotation.span,
                "not one of them",
            );
            self.report(
                found.help("write `1`, `%`, `days`, `months`, `hours`, money, or one of these `/month`"),
            );
            return Typed::unknown();
        };
        if let LiteralUnit::Money(currency) = annotation.unit
            && let Some(found) = self.context.other_currency(currency, annotation.span)
        {
            self.report(found);
        }
        let share = if annotation.unit == LiteralUnit::Percent { Share::Percent } else { Share::No };
        match typed.kind {
            Kind::Known(known) if known == unit => typed.with(typed.kind, share),
            Kind::Zero | Kind::Unknown => typed.with(Kind::Known(unit), share),
            Kind::Known(known) if known.is_duration() && unit.is_duration() => {
                if unit.in_days {
                    self.to_days(typed)
                } else {
                    let operand = self.days_to_months(typed.operand);
                    Typed { operand, kind: Kind::Known(unit), ..typed }
                }
            }
            _ => {
                let words = self.words(typed.kind, typed.share);
                let declared = self.words(Kind::Known(unit), share);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    format!("`{name}` is declared as {declared}, but its value is {words}"),
                    annotation.span,
                    format!("declared as {declared}"),
                );
                let span = self.owner_span(name);
                self.report(found.also(span, format!("worked out as {words}")));
                Typed::unknown().with(Kind::Known(unit), share)
            }
        }
    }

    fn owner_span(&self, name: &str) -> Span {
        let row = self.layer.names.get(name);
        row.map_or(Span::default(), |row| self.layer.slots[row.index()].span)
    }

    /// Reports a value whose unit is not the one that its place asks for.
    fn expected(&mut self, typed: Typed, draft: &Draft<'a>, span: Span) -> Typed {
        let Some(expect) = draft.expect else { return typed };
        let place = match &draft.body {
            Body::Value(value, _) => value.span,
            Body::Expression(expr) => draft.tree.node(*expr).span,
            Body::Build(..) => span,
        };
        let fits = |unit: Unit| match typed.kind {
            Kind::Known(known) => known == unit,
            Kind::Zero | Kind::Unknown => true,
            Kind::Truth => false,
        };
        let words = self.words(typed.kind, typed.share);
        let (ok, unit, what, help) = match expect {
            Expect::Flow => (
                fits(Unit::PER_MONTH),
                Unit::PER_MONTH,
                "a count per month",
                "give it a period, such as `20/month`",
            ),
            Expect::Ratio => {
                (fits(Unit::ONE), Unit::ONE, "a percentage", "write a percentage, such as `40%`")
            }
            Expect::Money => {
                (fits(Unit::MONEY), Unit::MONEY, "an amount of money", "write an amount, such as `$8,000`")
            }
            Expect::Count => {
                (fits(Unit::ONE), Unit::ONE, "a plain number", "write a plain number, such as `12`")
            }
            Expect::HoursPerMonth => (
                fits(Unit::HOURS_PER_MONTH),
                Unit::HOURS_PER_MONTH,
                "hours of work per day, week or month",
                "write it with its period, such as `2 hours/day`",
            ),
            Expect::Duration => {
                let ok = match typed.kind {
                    Kind::Known(unit) => unit.is_duration(),
                    Kind::Zero | Kind::Unknown => true,
                    Kind::Truth => false,
                };
                let unit = typed.kind.unit().filter(|unit| unit.is_duration()).unwrap_or(Unit::DAYS);
                (ok, unit, "a duration", "write it with its unit, such as `20 days` or `2 months`")
            }
            Expect::Row(row) | Expect::FlowOf(row) => {
                let of = self.layer.slots[row.index()].info;
                let wanted = match (expect, of.kind) {
                    (_, Kind::Unknown | Kind::Truth) => return typed,
                    (Expect::Row(_), kind) => kind.unit().unwrap_or(Unit::ONE),
                    (_, kind) => {
                        let unit = kind.unit().unwrap_or(Unit::ONE);
                        unit.per_month().unwrap_or(unit)
                    }
                };
                let declared = self.words(Kind::Known(wanted), of.share);
                if fits(wanted) {
                    let kind = if typed.kind == Kind::Truth { typed.kind } else { Kind::Known(wanted) };
                    return typed.with(kind, typed.share);
                }
                let message = match expect {
                    Expect::Row(_) => {
                        format!("a scenario keeps a row's unit: this is {words}, the plan's is {declared}")
                    }
                    _ => format!("what a stock gains or loses is {declared}, and this is {words}"),
                };
                let found = Diagnostic::new(Code::UnitMismatch, message, place, format!("this is {words}"));
                let from = self.layer.slots[row.index()].span;
                let found = found.also(from, format!("`{}` is here", self.layer.slots[row.index()].name));
                self.report(match expect {
                    Expect::FlowOf(_) => found.help("give it a period, such as `5/month`"),
                    _ => found.help("write the value in that unit"),
                });
                return Typed::unknown().with(Kind::Known(wanted), of.share);
            }
        };
        if ok {
            let kind = match typed.kind {
                Kind::Zero | Kind::Unknown => Kind::Known(unit),
                kind => kind,
            };
            return Typed { kind, ..typed };
        }
        let mut found = Diagnostic::new(
            Code::UnitMismatch,
            format!("{what} is expected here"),
            place,
            format!("this is {words}"),
        );
        if let Some((origin, text)) =
            only_expression(&draft.body).and_then(|expr| self.where_from(expr, typed))
        {
            found = found.also(origin, text);
        }
        self.report(found.help(help));
        Typed::unknown().with(Kind::Known(unit), Share::Perhaps)
    }

    /// The two flows of a row that is nothing but their quotient: its total is the quotient of their totals.
    fn quotient_of_flows(&mut self, value: &Value) -> Option<RollupBy> {
        let [clause] = &value.clauses[..] else { return None };
        let ClauseBody::Expression(mut root) = clause.body else { return None };
        if clause.time.is_some() || clause.motion.is_some() || clause.condition.is_some() {
            return None;
        }
        while let NodeKind::Parentheses(inner) = self.tree.node(root).kind {
            root = inner;
        }
        let NodeKind::Binary { operator: BinaryOperator::Over, left, right, .. } = self.tree.node(root).kind
        else {
            return None;
        };
        let mark = self.layer.slots.len();
        let guards = self.layer.guards.len();
        let was = std::mem::replace(&mut self.quiet, true);
        let above = self.input(left);
        let below = self.input(right);
        self.quiet = was;
        let flows = [above, below].iter().all(|(input, typed)| {
            let named = match input {
                Input::Row(row) => self.layer.slots[row.index()].info.rollup,
                Input::Constant(_) => None,
            };
            matches!(typed.kind, Kind::Known(unit) if unit.is_flow())
                && !typed.traits.velocity
                && !typed.traits.level
                && named.is_none_or(|rollup| rollup == Rollup::Sum)
        });
        if flows {
            return Some(RollupBy::Quotient(above.0, below.0));
        }
        self.layer.slots.truncate(mark);
        self.layer.guards.truncate(guards);
        None
    }
}
