//! The lowering of every row that is declared.
//!
//! A row's unit may need another row's unit, so drafts are lowered in that order. Rows that need each
//! other (through `prev`, a stock, a delay) are first gone through quietly until their units stand,
//! then lowered once more with their findings heard.

use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::constants::WrittenFormula;
use super::draft::{Built, Draft, DraftBody, Expect, Otherwise};
use super::draw_names::DrawNames;
use super::expect::annotated;
use super::lower::Lower;
use super::rollup::{inherited, roll_up, stated};
use super::typed::{Dimension, NumberKind, Typed};
use super::value::Lowered;
use super::{Context, RowInfo, ScenarioBuilder, shown, walk};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit, has_error};
use crate::model::{
    Argument, Bound, CalendarPart, Formula, Operand, PipelinePart, Role, RollupBy, Row, RowId, Rule, Trigger,
};
use crate::source::Span;
use crate::syntax::tree::{Definition, ExprId, LiteralUnit, NodeKind, Tree};
use crate::value::{Rollup, Unit};

impl<'a> ScenarioBuilder<'a> {
    /// `name: unit rollup = value`
    pub(super) fn declare_definition(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        definition: &'a Definition,
        doc: Option<String>,
    ) {
        let short = super::scope::normal(context.sources.text(definition.name)).into_owned();
        let name = short.clone();
        if definition.modifier.is_some() {
            let found = Diagnostic::new(
                Code::Syntax,
                "`replace` and `new` belong inside a scenario",
                definition.name,
                "defined outside of any scenario",
            );
            self.diagnostics.push(found.help(format!("write `{name} = …`")));
        }
        if super::exchange::exchanged(&name).is_some() {
            return self.declare_exchange(context, tree, definition, doc);
        }
        if name.contains('.') {
            let found = member_defined(definition.name);
            self.diagnostics
                .push(found.help("a scenario may change it: `scenario … { meetings.rate = 50% }`"));
            return;
        }
        let row = self.declare(context, &self.own_name(context, &short), definition.name);
        if self.member.is_some() {
            self.defined_by(&short, tree, definition);
        }
        // Months that no clause covers have no value: a 0 that nobody wrote would count in sums and means.
        let body = DraftBody::Value(&definition.value, Otherwise::Missing);
        let draft = Draft::new(row, tree, Role::Variable, body);
        let draft = draft.scope(self.scope_here());
        self.pending.push(draft.annotated(definition.annotation).documented(doc));
    }

    /// Lowers every row that is declared and not lowered yet.
    pub(super) fn lower_pending(&mut self, context: &Context<'a>) {
        let mut drafts = std::mem::take(&mut self.pending);
        let index: FxHashMap<RowId, usize> =
            drafts.iter().enumerate().map(|(at, draft)| (draft.row, at)).collect();
        // What is annotated is known from the start.
        for draft in &drafts {
            if let Some(unit) = draft.annotation.and_then(|annotation| annotation.unit) {
                let known = annotated(&unit);
                let info = &mut self.table[draft.row.index()].info;
                info.kind = known.map_or(Dimension::Unknown, Dimension::Known);
                info.share =
                    if unit.unit == LiteralUnit::Percent { NumberKind::Percent } else { NumberKind::Count };
            }
            // So is what rolls up by its place: rows in a loop are looked at before it is worked out.
            if let Some(rollup) = stated(draft) {
                let info = &mut self.table[draft.row.index()].info;
                info.traits = info.traits.rolls_up(rollup);
            }
        }
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(drafts.len(), drafts.len() * 2);
        for _ in &drafts {
            graph.add_node(());
        }
        for (at, draft) in drafts.iter().enumerate() {
            let mut uses = self.uses(context, draft);
            self.table[draft.row.index()].input = draft.always_input
                // The first ids are the calendar's: `calls = 2 * workdays` is still an input that a scenario may set.
                || (matches!(draft.body, DraftBody::Value(..))
                    && uses.iter().all(|row| row.index() < CalendarPart::ALL.len()));
            // Its unit may depend on one more row, which does not make it a formula.
            if let Some(Expect::Row(row) | Expect::FlowOf(row)) = draft.expect {
                uses.push(row);
            }
            for used in uses {
                if let Some(used) = index.get(&used) {
                    graph.update_edge(NodeIndex::new(at), NodeIndex::new(*used), ());
                }
            }
        }
        Self::mark_feeding(&mut drafts, &graph);
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

    /// Marks what stocks gain and lose: such a row is told by its use, so that its months add up even where it is so
    /// much a month in every month, as the new MRR of a month.
    fn mark_feeding(drafts: &mut [Draft<'a>], graph: &DiGraph<(), ()>) {
        let is_flow = |role: Role| matches!(role, Role::StockFlow { .. });
        let mut waiting: Vec<NodeIndex> = drafts
            .iter()
            .enumerate()
            .filter(|(_, draft)| is_flow(draft.role))
            .map(|(at, _)| NodeIndex::new(at))
            .collect();
        while let Some(node) = waiting.pop() {
            let draft = &mut drafts[node.index()];
            if !std::mem::replace(&mut draft.feeds_stock, true) {
                waiting.extend(graph.neighbors(node));
            }
        }
    }

    /// Whether a stock gains or loses a row: in a scenario it may be the parent's, with another definition of what it
    /// gains. Asked of rows per month per month alone, which are few.
    fn feeds_stock(&self, draft: &Draft<'a>, kind: Dimension) -> bool {
        let in_scenario = || {
            let users = self.table.users().of(draft.row.index());
            let entries = users.iter().filter_map(|user| self.table.get(*user as usize)?.row.as_ref());
            entries.into_iter().any(|row| matches!(row.role, Role::StockFlow { .. }))
        };
        draft.feeds_stock
            || (kind.unit().is_some_and(|unit| unit.time <= -2)
                && self.table.below().is_some()
                && in_scenario())
    }

    /// The rows that a draft names.
    fn uses(&self, context: &Context<'a>, draft: &Draft<'a>) -> Vec<RowId> {
        let mut uses = Vec::new();
        match &draft.body {
            DraftBody::Build(rows, _) => uses.extend(rows),
            // Whether there is a total hangs on all members, also where it is of some.
            DraftBody::Total(family, ..) => {
                uses.extend(self.families.at(*family).family.members.iter().map(|(_, row)| *row));
                uses.extend(self.uses_of_total(context, *family, &draft.scope));
            }
            _ => draft.roots(context, |root| {
                walk::nodes(draft.tree, root, |expr, kind| {
                    if let NodeKind::Name = kind {
                        uses.extend(self.find(context, draft.tree.node(expr).span, &draft.scope));
                    }
                    if let NodeKind::Over { value, segment } = kind {
                        uses.extend(self.uses_over(context, (draft.tree, *value), *segment, &draft.scope));
                    }
                });
            }),
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
            // Units settle within a few looks. The limit is for plans with mistakes, in which two rows may go on
            // correcting each other.
            if *look > 16 {
                continue;
            }
            let draft = &drafts[at];
            let before = self.table[draft.row.index()].info;
            self.lower_draft(context, draft, true);
            if self.table[draft.row.index()].info == before {
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
            let info = &mut self.table[drafts[node.index()].row.index()].info;
            if info.kind == Dimension::Unknown {
                info.kind = Dimension::ONE;
            }
        }
    }

    /// Lowers one row. Quietly, only its unit is noted.
    fn lower_draft(&mut self, context: &Context<'a>, draft: &Draft<'a>, quiet: bool) {
        // Hidden rows from here on belong to this one: after a quiet pass they are dropped, since the next pass
        // makes them again.
        let mark = self.table.len();
        let owner = self.table[draft.row.index()].name.clone();
        let found_before = self.diagnostics.len();
        let (drawn_as, before) = draft.drawn_as.clone().unwrap_or_else(|| (owner.clone(), 0));
        self.draw_names = DrawNames::of(drawn_as, before);
        let mut lower = Lower::new(self, context, draft.tree, draft.scope.clone(), &owner, quiet);
        lower.of = Some(draft.row);
        let mut conditions = Vec::new();
        let mut uncovered = None;
        let mut quotient_of_totals = None;
        let (mut typed, mut history) = match &draft.body {
            DraftBody::Value(value, otherwise) => {
                let lowered: Lowered = lower.value(value, *otherwise);
                uncovered = lowered.uncovered;
                conditions = lowered.conditions;
                (lowered.typed, None)
            }
            DraftBody::Expression(expr) => (lower.expression(*expr), None),
            DraftBody::Build(_, build) => match build(&mut lower) {
                Built::Value(typed) => (typed, None),
                Built::History(formula, typed) => (typed, Some(WrittenFormula::from(formula))),
            },
            DraftBody::Total(family, place, rows) => {
                let (typed, of) = lower.total((*family, *place), rows);
                quotient_of_totals = of;
                (typed, None)
            }
        };
        let span = lower.builder.table[draft.row.index()].span;
        // What the place asks for comes first: a rate stays a percentage whatever its annotation says.
        typed = lower.expected(typed, draft, span);
        if let Some(unit) = draft.annotation.and_then(|annotation| annotation.unit) {
            typed = lower.annotate(typed, &unit, &owner);
        }
        if let Some(share) = draft.share {
            typed.share = share;
        }
        lower.summed_percentage(typed, draft);
        if typed.kind == Dimension::Truth && draft.expect.is_none() {
            lower.want_number(match &draft.body {
                DraftBody::Value(value, _) => value.span,
                _ => span,
            });
            typed = Typed::unknown();
        }
        typed = lower.settle_draft(typed, draft);
        if typed.kind == Dimension::Zero && !draft.hidden {
            typed.kind = Dimension::ONE;
        }
        if !draft.hidden {
            typed.share = typed.share.named();
        }
        let mut traits = typed.traits;
        traits.velocity |= draft.velocity;
        let feeds_stock = lower.builder.feeds_stock(draft, typed.kind);
        let rollup = roll_up(draft, (typed.kind, typed.share), traits, feeds_stock);
        lower.within_month(draft, typed, rollup);
        let power = lower.power_of(draft, typed);
        lower.adds_up_once(draft, typed, power);
        lower.come_and_go(draft, &mut typed, power);
        let power = power.at_most_one();
        // A row's own traits are what formulas of it take over.
        let inherited = inherited(draft, typed.kind, traits, rollup, power);
        let info = RowInfo { kind: typed.kind, share: typed.share, traits: inherited, rollup: Some(rollup) };
        let operand = typed.operand;
        // Only a quotient of flows asks for more rows; look for one before the formula is closed.
        let quotient = match &draft.body {
            DraftBody::Value(value, _)
                if !quiet
                    && draft.rollup.is_none()
                    && rollup == Rollup::Level
                    && !traits.velocity
                    && !traits.level =>
            {
                let stated = draft.annotation.is_some_and(|annotation| annotation.rollup.is_some());
                if stated { None } else { lower.quotient_of_flows(value) }
            }
            _ => quotient_of_totals,
        };
        let formula = history.take().unwrap_or_else(|| lower.finish(operand));
        let entry = &mut self.table[draft.row.index()];
        entry.info = info;
        if quiet {
            self.table.truncate(mark);
            return;
        }
        // What is refused is told for that alone: its fix may cover the months too.
        entry.uncovered = uncovered.filter(|_| !has_error(&self.diagnostics[found_before..]));
        entry.action = draft.role == Role::Action;
        let input = entry.input;
        let name = entry.name.to_string();
        // The row needs some unit to be shown with; formulas of it keep the unknown one, which fits everywhere.
        let kind = if info.kind == Dimension::Unknown { Dimension::ONE } else { info.kind };
        self.table[draft.row.index()].info.kind = info.kind;
        if let (Dimension::Known(unit), None) = (kind, draft.expect)
            && unit.time <= -2
            && !feeds_stock
            && draft.annotation.is_none_or(|annotation| annotation.unit.is_none())
            && !self.has_unit_of_a_part(&formula.formula, unit)
        {
            self.warn_flow_over_time(context, &name, unit, span);
        }
        let no_total = self.is_no_total(draft);
        let WrittenFormula { formula, written } = self.collapse(formula, mark, quotient.is_none());
        let row = Row {
            name,
            hidden: draft.hidden || no_total,
            role: draft.role,
            family: self.table[draft.row.index()].family.filter(|_| !draft.hidden && !no_total),
            doc: draft.doc.clone(),
            unit: kind.unit().unwrap_or(Unit::ONE),
            shown: shown(info.share),
            rollup: quotient.unwrap_or(RollupBy::Plain(rollup)),
            formula,
            written,
            span,
            input,
            per: draft.per,
        };
        self.table[draft.row.index()].row = Some(Arc::new(row));
        if let DraftBody::Total(family, place, _) = &draft.body {
            self.name_total(context, *family, *place, draft.row);
        }
        self.keep_above_zero(draft);
        for (condition, months, clause) in conditions {
            self.add_trigger(context, draft, condition, months, clause);
        }
        self.found_of(context, found_before, draft.scope.member);
        // A plan without findings has no row twice. What is to be written otherwise as a whole has no other mistakes.
        if found_before > 0 && self.advise_second(context, draft.row).is_some() {
            self.diagnostics.truncate(found_before);
        }
    }

    /// Notes that a row may not be below zero, where its place says so.
    fn keep_above_zero(&mut self, draft: &Draft<'a>) {
        let name = || format!("`{}`", self.table[draft.row.index()].name);
        let subject = match draft.role {
            Role::Action | Role::Entry { .. } => name(),
            Role::Pipeline { part: PipelinePart::Worth, .. } => "what a won deal is worth".to_string(),
            Role::Capacity => "the capacity".to_string(),
            Role::Taking { .. } => format!("the number of minutes that one of {} takes", name()),
            _ => return,
        };
        let (row, inputs) = (Some(draft.row), vec![Argument::Row(draft.row)]);
        let span = match &draft.body {
            DraftBody::Value(value, _) => value.span,
            DraftBody::Expression(expr) => draft.tree.node(*expr).span,
            DraftBody::Build(..) | DraftBody::Total(..) => self.table[draft.row.index()].span,
        };
        // A scenario that says the row anew has the bound from its parent.
        let scenario = self.table.below().is_some();
        let known = |bound: &&mut Bound| bound.rule == Rule::NotNegative && bound.inputs == inputs;
        let bounds = if scenario { &mut self.bounds[..] } else { &mut [] };
        match bounds.iter_mut().find(known) {
            Some(bound) => bound.span = span,
            None => {
                let rule = Rule::NotNegative;
                self.bounds.push(Bound { rule, row, inputs, subject, unit: Unit::ONE, span });
            }
        }
    }

    /// A formula that is nothing but a hidden row of its own is that row's formula.
    fn collapse(&mut self, formula: WrittenFormula, mark: usize, may: bool) -> WrittenFormula {
        let Formula::Steps { steps, result: Operand::Row(row), .. } = &formula.formula else {
            return formula;
        };
        let last = self.table.len().checked_sub(1);
        if !may || !steps.is_empty() || row.index() < mark || Some(row.index()) != last || self.is_free(*row)
        {
            return formula;
        }
        // It was the last row added, so no id but its own moves.
        match self.table.pop().and_then(|entry| entry.row) {
            Some(hidden) => {
                WrittenFormula { formula: hidden.formula.clone(), written: hidden.written.clone() }
            }
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
        let owner = self.table[draft.row.index()].name.clone();
        // Its findings have been heard with the clause.
        let mut lower = Lower::new(self, context, draft.tree, draft.scope.clone(), &owner, true);
        let typed = lower.expression(condition);
        let formula = lower.finish(typed.operand);
        let condition = self.add_hidden(&owner, formula, typed);
        let text = context.canonical(clause);
        self.triggers.push(Trigger { row: draft.row, text, months, condition });
    }

    /// Whether a formula has its unit from a row that it uses: net new MRR, where a stock gains new MRR.
    fn has_unit_of_a_part(&self, formula: &Formula, unit: Unit) -> bool {
        let mut has = false;
        formula.for_each_use(|row, _| has |= self.table[row.index()].info.kind == Dimension::Known(unit));
        has
    }

    fn warn_flow_over_time(&mut self, context: &Context<'a>, name: &str, unit: Unit, span: Span) {
        let words = unit.words(crate::value::NumberStyle::Plain, context.currency);
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
        let shown = |at: &usize| {
            let entry = &self.table[*at];
            // What a stock gains or loses without a name is written, and makes it `n/a`, as one with a name.
            let written = |row: &Row| !row.hidden || matches!(row.role, Role::StockFlow { .. });
            entry.uncovered.is_some() && entry.row.as_deref().is_some_and(written)
        };
        let open: Vec<usize> = (from..self.table.len()).filter(shown).collect();
        if open.is_empty() {
            return;
        }
        // One pass over all formulas, and not one for each row with a gap.
        let mut summed: Vec<bool> = vec![false; self.table.len()];
        for entry in self.table.iter() {
            let Some(row) = &entry.row else { continue };
            if let Formula::History { arguments, function, .. } = &row.formula
                && function.parameters.first().is_some_and(|parameter| parameter.gathers_months())
            {
                // The first argument is what is added up; a duration or a share is not.
                if let Some(Argument::Row(row)) = arguments.first() {
                    summed[row.index()] = true;
                }
            }
        }
        for at in open {
            let (entry, summed) = (&self.table[at], summed[at]);
            let (Some(row), Some(month)) = (&entry.row, entry.uncovered) else { continue };
            if row.rollup != RollupBy::Plain(Rollup::Sum) && !summed {
                continue;
            }
            let month = context.calendar.words(month);
            if let (true, Role::StockFlow { stock, gains }) = (row.hidden, row.role) {
                // What is wrong there is told with its zero.
                if self.diagnostics.iter().any(|found| found.span() == Some(row.span)) {
                    continue;
                }
                let stock = &self.table[stock.index()].name;
                let flow = if gains { "gains" } else { "loses" };
                let message = format!(
                    "what `{stock}` {flow} has no value in {month}, and the stock has none from there on"
                );
                let found =
                    Diagnostic::new(Code::UncoveredMonths, message, entry.span, "not every month is covered");
                let help = format!("if there is nothing in those months, start with zero: `{flow} 0, …`");
                self.diagnostics.push(fixed(found, help, Some(Edit::before(entry.span, "0, "))));
                continue;
            }
            let found = Diagnostic::new(
                Code::UncoveredMonths,
                format!(
                    "`{}` has no value in {month}, and months without a value are missing from its sums",
                    entry.name
                ),
                entry.span,
                "not every month is covered",
            );
            let help =
                format!("if there is nothing in those months, start with zero: `{} = 0, …`", entry.name);
            let zero = context.before_value(entry.span).map(|value| Edit::replace(value, "0, "));
            let found = fixed(found, help, zero);
            self.diagnostics.push(found);
        }
    }
}

/// The finding for `leads.open = 3`, where nothing has such a member.
pub(super) fn member_defined(name: Span) -> Diagnostic {
    let message = "a member such as this one comes with its pipeline or stock and cannot be defined";
    Diagnostic::new(Code::Syntax, message, name, "a name with a dot")
}
