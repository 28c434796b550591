//! `scenario NAME { }`: the parent's rows with what differs in their place (LANGUAGE, section 10).

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::draft::{Body, Draft, Expect};
use super::goal::calendar_day;
use super::plan::{self, Layered, plan_scope};
use super::scope::{self, Names, Scope};
use super::typed::Share;
use super::value::Otherwise;
use super::{Context, Layer, Restated, doc_text, pipeline, stock, walk};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::limits;
use crate::model::{self, Origin, RollupBy, Row, RowId};
use crate::source::Span;
use crate::syntax::tree::{
    self, Definition, Modifier, PipelineLineKind, PlanLine, PlanLineKind, Scenario, Statement, StatementKind,
    StockLineKind, Tree,
};

/// What came of all scenarios.
pub(super) struct Scenarios<'a> {
    /// In the order of the plan.
    pub scenarios: Vec<model::Scenario>,
    /// The base, which every scenario started from.
    pub base: Rc<Layer<'a>>,
    /// The layer of every scenario, `base` first, where they were to be kept.
    pub layers: Vec<(String, Rc<Layer<'a>>)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// A scenario as written.
struct Written<'a> {
    name: String,
    tree: &'a Tree,
    scenario: &'a Scenario,
    parent: Option<String>,
}

/// Checks every scenario, parents first; `keep` says whether all layers are wanted.
pub(super) fn check_all<'a>(context: &Context<'a>, mut base: Layer<'a>, keep: bool) -> Scenarios<'a> {
    base.slots.freeze();
    let base = Rc::new(base);
    let mut diagnostics = Vec::new();
    let written = collect(context, &mut diagnostics);
    let extended: Vec<&str> = written.iter().filter_map(|one| one.parent.as_deref()).collect();
    let mut layers: FxHashMap<&str, Rc<Layer<'a>>> = FxHashMap::default();
    let mut done: Vec<Option<model::Scenario>> = written.iter().map(|_| None).collect();
    // Parents first: each round checks the scenarios whose parents are done.
    loop {
        let mut moved = false;
        for (at, one) in written.iter().enumerate() {
            if done[at].is_some() {
                continue;
            }
            let parent = match one.parent.as_deref() {
                None => Some(base.clone()),
                Some(parent) => layers.get(parent).cloned(),
            };
            let Some(parent) = parent else { continue };
            let mut layer = fork(&parent);
            if context.loaded.is_laid_over(one.scenario.name.file) {
                layer.judge_as(&parent);
            }
            layer.apply(context, one.tree, &one.scenario.statements, &parent);
            diagnostics.append(&mut layer.diagnostics);
            let label = one.scenario.label.as_ref().map(|label| label.text.clone());
            done[at] = Some(layer.scenario(one.name.clone(), label));
            if keep || extended.contains(&one.name.as_str()) {
                layer.slots.freeze();
                layers.insert(&one.name, Rc::new(layer));
            }
            moved = true;
        }
        if !moved {
            break;
        }
    }
    for (one, done) in written.iter().zip(&done) {
        if done.is_none() {
            let span = one.scenario.parent.unwrap_or(one.scenario.name);
            let mut way = vec![one.name.as_str()];
            while let Some(parent) = written
                .iter()
                .find(|other| Some(other.name.as_str()) == way.last().copied())
                .and_then(|one| one.parent.as_deref())
            {
                let known = way.contains(&parent);
                way.push(parent);
                if known {
                    break;
                }
            }
            let message = format!("this scenario extends itself: {}", way.join(" extends "));
            let found = Diagnostic::new(Code::Cycle, message, span, "goes round in a circle");
            diagnostics.push(found.help("let one of them stand on its own, without `extends`"));
        }
    }
    let scenarios = done.into_iter().flatten().collect();
    let mut kept = vec![("base".to_string(), base.clone())];
    let named =
        written.iter().filter_map(|one| Some((one.name.clone(), layers.get(one.name.as_str())?.clone())));
    kept.extend(named);
    Scenarios { scenarios, base, layers: kept, diagnostics }
}

fn collect<'a>(context: &Context<'a>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Written<'a>> {
    let mut written: Vec<Written<'a>> = Vec::new();
    for (tree, statement) in context.loaded.statements() {
        let StatementKind::Scenario(scenario) = &statement.kind else { continue };
        let name = scope::normal(context.sources.text(scenario.name)).into_owned();
        if written.len() == limits::SCENARIOS {
            let message = format!("the plan has more than {} scenarios", limits::SCENARIOS);
            let found = Diagnostic::new(Code::TooLarge, message, scenario.name, "one too many");
            diagnostics
                .push(found.help("move some to a plan of their own that brings this one in with `use`"));
            break;
        }
        if let Some(first) = written.iter().find(|one| one.name == name) {
            let message = format!("the scenario `{name}` is defined twice");
            let found = Diagnostic::new(Code::DuplicateName, message, scenario.name, "defined again");
            diagnostics
                .push(found.also(first.scenario.name, "first defined here").help("rename one of them"));
            continue;
        }
        let parent = scenario.parent.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let parent = parent.filter(|parent| parent != "base");
        written.push(Written { name, tree, scenario, parent });
    }
    let names: Vec<String> = written.iter().map(|one| one.name.clone()).collect();
    for one in &mut written {
        let Some(parent) = &one.parent else { continue };
        if names.contains(parent) {
            continue;
        }
        let span = one.scenario.parent.unwrap_or(one.scenario.name);
        let message = format!("there is no scenario `{parent}`");
        let found = Diagnostic::new(Code::UnknownName, message, span, "not a scenario of this plan");
        diagnostics.push(match nearest(parent, names.iter().map(String::as_str)) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help("leave `extends …` out, to start from the plan itself"),
        });
        // Checked all the same, against the plan, so that its own mistakes are found too.
        one.parent = None;
    }
    written
}

/// A layer that starts from its parent's rows.
pub(super) fn fork<'a>(parent: &Layer<'a>) -> Layer<'a> {
    Layer {
        slots: parent.slots.clone(),
        names: Rc::new(Names::over(parent.names.clone())),
        pending: Vec::new(),
        diagnostics: Vec::new(),
        guards: parent.guards.clone(),
        triggers: parent.triggers.clone(),
        // A scenario's own goals and checks hold for it alone; its children have the plan's.
        goals: parent.goals[..parent.shared.0].to_vec(),
        checks: parent.checks[..parent.shared.1].to_vec(),
        shared: parent.shared,
        schedule: model::Schedule::default(),
        pipelines: parent.pipelines.clone(),
        stocks: parent.stocks.clone(),
        plan: parent.plan.clone(),
        capacity: parent.capacity,
        takings: parent.takings.clone(),
        conservation: parent.conservation.clone(),
        broken: parent.broken.clone(),
        spoken_of: Vec::new(),
        inherited: parent.slots.len(),
        // What `base` meant in the parent stays what it is there.
        bases: parent.bases.clone(),
        free: parent.free.clone(),
        restated: FxHashMap::default(),
        declared: parent.declared,
    }
}

impl<'a> Layer<'a> {
    /// A change that is only tried is judged by all that judges what it changes.
    pub(super) fn judge_as(&mut self, parent: &Layer<'a>) {
        self.goals.clone_from(&parent.goals);
        self.checks.clone_from(&parent.checks);
    }

    /// A scenario's layer: what it says over the parent's rows, in order.
    fn apply(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statements: &'a [Statement],
        parent: &Layer<'a>,
    ) {
        self.lay(context, tree, statements, parent);
        self.settle(context);
    }

    /// Lays what a scenario says over the parent's rows.
    pub(super) fn lay(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statements: &'a [Statement],
        parent: &Layer<'a>,
    ) {
        let mut efforts = false;
        let definitions = statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Definition(definition) => Some((statement, definition)),
            _ => None,
        });
        let (new, changed): (Vec<_>, Vec<_>) =
            definitions.partition(|(_, definition)| definition.modifier == Some(Modifier::New));
        // What is new before all else: lines of blocks may use it.
        for (statement, definition) in new {
            let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
            self.restate(context, tree, definition, doc);
        }
        // Then blocks: a part of a stage that is changed on its own line lies over the restated stage.
        for statement in statements {
            match &statement.kind {
                StatementKind::Plan(lines) => {
                    efforts = true;
                    self.restate_plan(context, tree, lines);
                }
                StatementKind::Pipeline(written) => {
                    efforts = true;
                    self.restate_pipeline(context, tree, written, statement.span);
                }
                StatementKind::Stock(written) => self.restate_stock(context, tree, written),
                StatementKind::Bad(names) => self.broken_names(context, names),
                _ => {}
            }
        }
        self.lower_pending(context);
        for (statement, definition) in changed {
            let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
            self.restate(context, tree, definition, doc);
        }
        if efforts {
            self.declare_effort(context);
        }
        self.lower_pending(context);
        self.freeze_bases();
        for statement in statements {
            self.declare_judgement(context, tree, statement);
        }
        if parent.free.is_none() {
            self.check_free(context);
            self.finish_free();
        }
        self.warn_uncovered(context, self.inherited);
    }

    /// Notes that something is restated here; reports it where that was done already.
    fn once(&mut self, context: &Context<'a>, what: Restated, span: Span) -> bool {
        let Some(first) = self.restated.insert(what, span) else { return true };
        let name = context.canonical(span);
        let found = Diagnostic::new(
            Code::DuplicateName,
            format!("this scenario says `{name}` twice"),
            span,
            "said again",
        );
        self.diagnostics.push(found.also(first, "first said here").help("take one away"));
        false
    }

    /// The parent's value of a row, for `base`: a row that is not shown. It is the parent's value even where
    /// the scenario changes what the parent's formula reads, which [`Layer::freeze_bases`] sees to.
    fn base_of(&mut self, row: RowId) -> RowId {
        let base = self.keep_parent(row);
        self.bases.push(base);
        base
    }

    /// Lets every `base` read the parent's rows: those that this scenario changes, or that depend on one that
    /// it changes, are kept beside it as the parent has them.
    fn freeze_bases(&mut self) {
        let Some(parent) = self.slots.below().cloned().filter(|_| !self.bases.is_empty()) else { return };
        // A row is touched where its own formula is another one than the parent's, or uses a touched row.
        let changed = |at: &usize| match (&self.slots[*at].row, parent.get(*at).map(|slot| &slot.row)) {
            (Some(own), Some(Some(parent))) => !Arc::ptr_eq(own, parent),
            _ => false,
        };
        let mut waiting: Vec<usize> = self.slots.changed().into_iter().filter(changed).collect();
        let mut touched: FxHashSet<usize> = waiting.iter().copied().collect();
        while let Some(at) = waiting.pop() {
            for user in parent.users().of(at) {
                if touched.insert(*user as usize) {
                    waiting.push(*user as usize);
                }
            }
        }
        let mut kept: FxHashMap<RowId, RowId> = FxHashMap::default();
        let mut open = self.bases.clone();
        while let Some(row) = open.pop() {
            let Some(definition) = self.slots[row.index()].row.clone() else { continue };
            let mut needed = Vec::new();
            definition.formula.for_each_use(|used, _| {
                if touched.contains(&used.index()) {
                    needed.push(used);
                }
            });
            if needed.is_empty() {
                continue;
            }
            for used in needed {
                if let std::collections::hash_map::Entry::Vacant(place) = kept.entry(used) {
                    let mut slot = parent[used.index()].clone();
                    slot.row = slot.row.map(|row| Arc::new(Row { hidden: true, ..(*row).clone() }));
                    slot.uncovered = None;
                    self.slots.push(slot);
                    let copy = RowId(self.slots.len() as u32 - 1);
                    place.insert(copy);
                    open.push(copy);
                }
            }
            let formula = definition.formula.with_rows(|used| kept.get(&used).copied().unwrap_or(used));
            self.slots[row.index()].row = Some(Arc::new(Row { formula, ..(*definition).clone() }));
        }
    }

    /// The parent's definition of a row as one that is not shown: what months that a scenario does not cover
    /// keep.
    fn keep_parent(&mut self, row: RowId) -> RowId {
        let mut slot = self.slots[row.index()].clone();
        slot.row = slot.row.map(|row| Arc::new(Row { hidden: true, ..(*row).clone() }));
        slot.uncovered = None;
        self.slots.push(slot);
        RowId(self.slots.len() as u32 - 1)
    }

    /// The row of that name, an action by either form of it.
    fn named(&self, context: &Context<'a>, span: Span) -> Option<RowId> {
        self.find(context, span, &Scope::default())
    }

    /// `x = …`, `replace x = …`, `new x = …`
    fn restate(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        definition: &'a Definition,
        doc: Option<String>,
    ) {
        let name = scope::normal(context.sources.text(definition.name)).into_owned();
        let known = self.named(context, definition.name);
        if definition.modifier == Some(Modifier::New) {
            if let Some(row) = known {
                let found = Diagnostic::new(
                    Code::DuplicateName,
                    format!("the plan already has a row `{name}`"),
                    definition.name,
                    "not new",
                );
                let span = self.slots[row.index()].span;
                let found = if span == Span::default() { found } else { found.also(span, "it is here") };
                return self
                    .diagnostics
                    .push(found.help(format!("to change it, leave `new` out: `{name} = …`")));
            }
            let row = self.declare(context, &name, definition.name);
            let mut draft =
                Draft::new(row, tree, Origin::Variable, Body::Value(&definition.value, Otherwise::Missing));
            draft.annotation = definition.annotation;
            draft.doc = doc;
            return self.pending.push(draft);
        }
        let Some(row) = known else {
            if let Err(Some(found)) = self.resolve(context, definition.name, &Scope::default()) {
                let help = match found.help {
                    Some(help) if help.starts_with("did you mean") => {
                        format!("{help} For a row that the plan does not have write `new {name} = …`")
                    }
                    _ => format!("for a row that the plan does not have write `new {name} = …`"),
                };
                self.diagnostics.push(Diagnostic { help: Some(help), ..found });
            }
            return;
        };
        if !self.once(context, Restated::Row(row), definition.name) {
            return;
        }
        let Some(parent) = self.slots[row.index()].row.clone() else { return };
        if parent.origin == Origin::Calendar {
            let message = format!("`{name}` comes from the calendar, which every scenario shares");
            let found = Diagnostic::new(Code::NotAnInput, message, definition.name, "set here");
            return self.diagnostics.push(found.help("say `days` or `workdays` in the plan itself"));
        }
        let replace = definition.modifier == Some(Modifier::Replace);
        if !parent.input && !replace {
            let found = Diagnostic::new(
                Code::NotAnInput,
                format!("`{name}` is worked out from other rows, so it cannot simply be set"),
                definition.name,
                "set here",
            );
            let span = self.slots[row.index()].span;
            let found = if span == Span::default() { found } else { found.also(span, "worked out here") };
            let value = context.canonical(definition.value.span);
            return self.diagnostics.push(found.help(format!(
                "to put a formula of your own in its place write `replace {name} = {value}`"
            )));
        }
        if parent.action {
            let mut wrong = None;
            walk::roots(tree, &definition.value, |root| {
                wrong = wrong.take().or_else(|| calendar_day(context, tree, root));
            });
            if let Some(found) = wrong {
                let value = context.canonical(definition.value.span);
                let fixed = value
                    .split_once('/')
                    .map_or(value.clone(), |(number, period)| format!("{number} {name}/{period}"));
                return self.diagnostics.push(found.help(format!("write `plan {fixed}`")));
            }
        }
        let base = self.keep_parent(row);
        let otherwise = match replace {
            false => Otherwise::Row(base),
            true if parent.action => Otherwise::Zero,
            true => Otherwise::Missing,
        };
        let mut draft =
            Draft::new(row, tree, parent.origin.clone(), Body::Value(&definition.value, otherwise));
        draft.scope = Scope { base: Some(self.base_of(row)), ..Scope::default() };
        draft.expect = Some(Expect::Row(base));
        draft.annotation = definition.annotation;
        if let (false, RollupBy::Plain(rollup)) = (replace, parent.rollup) {
            draft.rollup = Some(rollup);
        }
        if self.slots[base.index()].info.share == Share::Percent {
            draft.share = Some(Share::Percent);
        }
        draft.doc = doc.or_else(|| parent.doc.clone());
        draft.member = parent.member;
        draft.action = parent.action;
        draft.per = parent.per;
        draft.always_input = parent.input && !replace;
        self.triggers.retain(|trigger| trigger.row != row || !replace);
        self.slots[row.index()].span = definition.name;
        for guard in &mut self.guards {
            if guard.inputs == [model::Input::Row(row)] {
                guard.span = definition.value.span;
            }
        }
        self.pending.push(draft);
    }

    fn restate_plan(&mut self, context: &Context<'a>, tree: &'a Tree, lines: &'a [PlanLine]) {
        for line in lines {
            let (noun, value) = match &line.kind {
                PlanLineKind::Action { noun, value } => (*noun, value),
                PlanLineKind::Capacity(value) => {
                    let parent = self.plan.capacity.map(|(row, _)| row);
                    self.declare_capacity(tree, value, line.span);
                    // Months that it does not cover keep the parent's.
                    if let (Some(parent), Some(draft)) = (parent, self.pending.last_mut()) {
                        draft.body = Body::Value(value, Otherwise::Row(parent));
                        draft.scope.base = Some(parent);
                    }
                    continue;
                }
                PlanLineKind::Bad(names) => {
                    self.broken_names(context, names);
                    continue;
                }
            };
            let name = scope::normal(context.sources.text(noun)).into_owned();
            let known = self.named(context, noun).filter(|row| self.slots[row.index()].action);
            let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
            match (known, line.modifier) {
                (None, Some(Modifier::New)) => {
                    let row = self.declare(context, &name, noun);
                    self.pending.push(plan::action(row, tree, value, Otherwise::Zero, doc));
                    self.slots[row.index()].action = true;
                    self.plan.actions.push((row, vec![Layered { tree, value, scope: plan_scope(None) }]));
                }
                (Some(row), Some(_)) => {
                    let message = format!("the plan already has the action `{name}`");
                    let found = Diagnostic::new(Code::DuplicateName, message, noun, "not new");
                    let span = self.slots[row.index()].span;
                    self.diagnostics
                        .push(found.also(span, "it is here").help("to change it, leave `new` out"));
                }
                (None, _) if self.named(context, noun).is_some() => {
                    let message = format!("`{name}` is a row of the plan, but no action");
                    let found =
                        Diagnostic::new(Code::NotAnInput, message, noun, "not an action of this plan");
                    let found = match self.named(context, noun).map(|row| self.slots[row.index()].span) {
                        Some(span) if span != Span::default() => found.also(span, "it is here"),
                        _ => found,
                    };
                    self.diagnostics.push(found.help(format!("to change it, write `{name} = 40/month`")));
                }
                (None, _) => {
                    let message = format!("the plan has no action `{name}`");
                    let found =
                        Diagnostic::new(Code::UnknownName, message, noun, "not an action of this plan");
                    let actions: Vec<String> = self
                        .plan
                        .actions
                        .iter()
                        .map(|(row, _)| self.slots[row.index()].name.to_string())
                        .collect();
                    let text = context.canonical(line.span);
                    self.diagnostics.push(match nearest(&name, actions.iter().map(String::as_str)) {
                        Some(near) => found
                            .help(format!("did you mean `{near}`? For one more action write `new {text}`")),
                        None => found.help(format!("for one more action write `new {text}`")),
                    });
                }
                (Some(row), None) => {
                    if !self.once(context, Restated::Row(row), noun) {
                        continue;
                    }
                    let Some(parent) = self.slots[row.index()].row.clone() else { continue };
                    let kept = self.keep_parent(row);
                    let base = self.base_of(row);
                    let doc = doc.or_else(|| parent.doc.clone());
                    let mut draft = plan::action(row, tree, value, Otherwise::Row(kept), doc);
                    draft.scope.base = Some(base);
                    self.slots[row.index()].span = noun;
                    self.pending.push(draft);
                    for (action, layers) in &mut self.plan.actions {
                        if *action == row {
                            layers.push(Layered { tree, value, scope: plan_scope(Some(base)) });
                        }
                    }
                }
            }
        }
    }

    fn restate_pipeline(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        written: &'a tree::Pipeline,
        span: Span,
    ) {
        let name = written.name.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let Some(at) = self.pipelines.iter().position(|pipeline| pipeline.name == name) else {
            let place = written.name.unwrap_or(span);
            let names: Vec<String> =
                self.pipelines.iter().filter_map(|pipeline| pipeline.name.clone()).collect();
            let message = match &name {
                Some(name) => format!("the plan has no pipeline `{name}`"),
                None if self.pipelines.is_empty() => "the plan has no pipeline".to_string(),
                None => "this plan's pipelines have names".to_string(),
            };
            let found = Diagnostic::new(Code::UnknownName, message, place, "restated here");
            let near = nearest(name.as_deref().unwrap_or(""), names.iter().map(String::as_str));
            return self.diagnostics.push(match near.or(names.first().map(String::as_str)) {
                Some(near) => found.help(format!("write `pipeline {near} {{ … }}`")),
                None => found.help("a scenario restates what the plan has"),
            });
        };
        let mut pipeline = self.pipelines[at].clone();
        if pipeline.broken || pipeline.stages.is_empty() {
            return;
        }
        for line in &written.lines {
            let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
            match &line.kind {
                PipelineLineKind::Entry { name, value } => {
                    let short = self.short(context, &pipeline, *name);
                    let Some(entry) = pipeline.entry.clone().filter(|entry| entry.name == short) else {
                        self.not_a_line(context, &pipeline, *name, &short);
                        continue;
                    };
                    if !self.once(context, Restated::Row(entry.row), *name) {
                        continue;
                    }
                    let kept = self.keep_parent(entry.row);
                    let mut draft = pipeline.entry_draft(entry.row, tree, value, doc);
                    draft.body = Body::Value(value, Otherwise::Row(kept));
                    draft.scope.base = Some(self.base_of(entry.row));
                    self.slots[entry.row.index()].span = *name;
                    self.pending.push(draft);
                }
                PipelineLineKind::Stage(stage) => {
                    let short = self.short(context, &pipeline, stage.name);
                    let Some(index) = pipeline.stages.iter().position(|stage| stage.name == short) else {
                        self.not_a_line(context, &pipeline, stage.name, &short);
                        continue;
                    };
                    self.check_previous_at(context, &pipeline, stage, index);
                    let mut definition = pipeline.stages[index].clone();
                    if !self.once(context, Restated::Row(definition.row), stage.name) {
                        continue;
                    }
                    definition.tree = tree;
                    definition.stage = stage;
                    definition.doc = doc.or(definition.doc);
                    let base = (self.base_of(definition.rate), self.base_of(definition.time));
                    self.declare_stage_parts(context, &pipeline, &mut definition, Some(base));
                    pipeline.stages[index] = definition;
                }
                PipelineLineKind::Worth(value) => {
                    if !self.once(context, Restated::Line(at, "worth"), line.span) {
                        continue;
                    }
                    let parent = pipeline.worth;
                    self.declare_worth(&mut pipeline, tree, value);
                    self.over_parent(parent, value);
                }
                PipelineLineKind::Aligned(value) => {
                    if !self.once(context, Restated::Line(at, "aligned"), line.span) {
                        continue;
                    }
                    let parent = pipeline.aligned;
                    self.declare_aligned(&mut pipeline, tree, value);
                    self.over_parent(parent, value);
                }
                PipelineLineKind::Opening(deals) => {
                    if !self.once(context, Restated::Line(at, "opening"), line.span) {
                        continue;
                    }
                    pipeline.opening.clear();
                    self.declare_opening_deals(context, &mut pipeline, tree, deals);
                }
                PipelineLineKind::Bad(_) => {}
            }
        }
        self.declare_derived(context, &mut pipeline);
        self.pipelines[at] = pipeline;
    }

    /// Months that a restated value does not cover keep the parent's.
    fn over_parent(&mut self, parent: Option<RowId>, value: &'a tree::Value) {
        let Some(parent) = parent else { return };
        let base = self.base_of(parent);
        if let Some(draft) = self.pending.last_mut() {
            draft.body = Body::Value(value, Otherwise::Row(parent));
            draft.scope.base = Some(base);
        }
    }

    fn short(&self, context: &Context<'a>, pipeline: &pipeline::Definition<'a>, name: Span) -> String {
        let written = scope::normal(context.sources.text(name)).into_owned();
        written.strip_prefix(&pipeline.prefix()).map_or(written.clone(), str::to_string)
    }

    fn not_a_line(
        &mut self,
        context: &Context<'a>,
        pipeline: &pipeline::Definition<'a>,
        name: Span,
        short: &str,
    ) {
        let _ = context;
        let entry = pipeline.entry.as_ref().map(|entry| entry.name.as_str());
        let rows: Vec<&str> =
            entry.into_iter().chain(pipeline.stages.iter().map(|stage| stage.name.as_str())).collect();
        let found = if rows.contains(&short) {
            let message = format!("this line restates `{short}` as something else than it is");
            Diagnostic::new(Code::Syntax, message, name, "the entry is a value, the others are stages")
                .help("a stage is written `NAME = RATE of PREVIOUS in DURATION`")
        } else {
            let message = format!("the pipeline has no row `{short}`");
            let found = Diagnostic::new(Code::UnknownName, message, name, "not a row of this pipeline");
            match nearest(short, rows.iter().copied()) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => {
                    found.help(format!("a scenario restates lines that the plan has: {}", rows.join(", ")))
                }
            }
        };
        self.diagnostics.push(found);
    }

    fn restate_stock(&mut self, context: &Context<'a>, tree: &'a Tree, written: &'a tree::Stock) {
        let name = scope::normal(context.sources.text(written.name)).into_owned();
        let Some(at) = self.stocks.iter().position(|stock| stock.name == name) else {
            let names: Vec<String> = self.stocks.iter().map(|stock| stock.name.clone()).collect();
            let message = format!("the plan has no stock `{name}`");
            let found = Diagnostic::new(Code::UnknownName, message, written.name, "restated here");
            return self.diagnostics.push(match nearest(&name, names.iter().map(String::as_str)) {
                Some(near) => found.help(format!("did you mean `{near}`?")),
                None => found.help("a scenario restates what the plan has"),
            });
        };
        let stock = self.stocks[at].clone();
        for line in &written.lines {
            let (flow, value, gains) = match &line.kind {
                StockLineKind::Opening(value) => {
                    if self.once(context, Restated::Row(stock.first), line.span) {
                        self.declare_opening(&stock, tree, value);
                    }
                    continue;
                }
                StockLineKind::Gains(name, value) => (name, value, true),
                StockLineKind::Loses(name, value) => (name, value, false),
                StockLineKind::Bad(_) => continue,
            };
            let flow_name = flow.map(|span| scope::normal(context.sources.text(span)).into_owned());
            let candidates: Vec<RowId> = stock
                .flows
                .iter()
                .filter(|(name, _, adds)| *name == flow_name && *adds == gains)
                .map(|(_, row, _)| *row)
                .collect();
            let [row] = candidates[..] else {
                let word = if gains { "gains" } else { "loses" };
                let which = match &flow_name {
                    Some(name) => format!("`{word} {name}`"),
                    None => format!("`{word}` without a name"),
                };
                let found = self.not_one_flow(&stock, &which, candidates.len(), line.span);
                self.diagnostics.push(found);
                continue;
            };
            if !self.once(context, Restated::Row(row), line.span) {
                continue;
            }
            let base = self.base_of(row);
            let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
            let mut draft = stock.flow_draft(row, tree, value, flow.is_none(), doc);
            draft.scope.base = Some(base);
            self.slots[row.index()].span = flow.unwrap_or(value.span);
            self.pending.push(draft);
        }
    }

    fn not_one_flow(
        &self,
        stock: &stock::Definition<'a>,
        which: &str,
        lines: usize,
        span: Span,
    ) -> Diagnostic {
        let message = match lines {
            0 => format!("the stock `{}` has no line {which}", stock.name),
            _ => format!("the stock `{}` has {lines} lines {which}: which one is meant?", stock.name),
        };
        Diagnostic::new(Code::UnknownName, message, span, "restated here")
            .also(stock.span, "the stock is here")
            .help(
                "give the line a name in the plan, such as `gains signups = …`, and restate it by that name",
            )
    }
}
