//! Lines of a pipeline or a stock said anew.

use crate::check::scope;
use crate::check::{Context, Restated, ScenarioBuilder, doc_text, pipeline, stock};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{OPENING, PipelinePart, RowId};
use crate::source::Span;
use crate::syntax::tree::{self, PipelineLineKind, StockLineKind, Tree};

impl<'a> ScenarioBuilder<'a> {
    /// A pipeline block in a scenario: replaces the lines that it names and works the rest out anew. Lines that
    /// the plan does not have are reported.
    pub(super) fn restate_pipeline(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        written: &'a tree::Pipeline,
        span: Span,
    ) {
        let name = written.name.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let name = match (self.member, name) {
            (Some(member), None) => Some(context.segments.member(member).name.clone()),
            (Some(_), Some(name)) => Some(self.own_name(context, &name)),
            (None, name) => name,
        };
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
                Some(near) if written.name.is_some() => {
                    found.fix(format!("write `pipeline {near} {{ … }}`"), place, near)
                }
                Some(near) => found.help(format!("write `pipeline {near} {{ … }}`")),
                None => found.help("a scenario restates what the plan has"),
            });
        };
        // A copy until all lines are read: `declare_stage_parts` and the like need the builder at the same time.
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
                        self.not_a_line(&pipeline, *name, &short);
                        continue;
                    };
                    if !self.once(context, Restated::Row(entry.row), *name) {
                        continue;
                    }
                    // Two hidden rows: one for the months that the new line does not cover, one for the word
                    // `base` in it.
                    let kept = self.keep_parent(entry.row);
                    let mut draft = pipeline.entry_draft(entry.row, tree, value, doc);
                    draft.overlay(value, kept, self.base_of(entry.row));
                    self.table[entry.row.index()].span = *name;
                    self.pending.push(draft);
                }
                PipelineLineKind::Stage(stage) => {
                    let short = self.short(context, &pipeline, stage.name);
                    let Some(index) = pipeline.stages.iter().position(|stage| stage.name == short) else {
                        self.not_a_line(&pipeline, stage.name, &short);
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
                    // A stage's line says rate and duration at once, so `base` means the one or the other by
                    // where it stands.
                    let base = (self.base_of(definition.rate), self.base_of(definition.time));
                    self.declare_stage_parts(context, &pipeline, &mut definition, Some(base));
                    pipeline.stages[index] = definition;
                }
                PipelineLineKind::Worth(value) => {
                    if !self.once(context, Restated::Line(at, PipelinePart::Worth.name()), line.span) {
                        continue;
                    }
                    let parent = self.parent_of_line(pipeline.worth);
                    self.declare_worth(&mut pipeline, tree, value);
                    self.over_parent(parent, value);
                }
                PipelineLineKind::Aligned(value) => {
                    if !self.once(context, Restated::Line(at, PipelinePart::Aligned.name()), line.span) {
                        continue;
                    }
                    let parent = self.parent_of_line(pipeline.aligned);
                    self.declare_aligned(&mut pipeline, tree, value);
                    self.over_parent(parent, value);
                }
                PipelineLineKind::Opening(deals) => {
                    if !self.once(context, Restated::Line(at, OPENING), line.span) {
                        continue;
                    }
                    // A scenario that says `opening` anew says all of it; stages it leaves out open empty.
                    let known = std::mem::take(&mut pipeline.opening);
                    self.declare_opening_deals(context, &mut pipeline, tree, deals, &known);
                }
                PipelineLineKind::Bad(_) => {}
            }
        }
        // Even where a single line changed: what is worked out reads all of them. The rows keep their ids.
        self.declare_derived(context, &mut pipeline);
        // With its first `worth` a pipeline brings in money, which the sums of all pipelines have not counted.
        let has_more = pipeline.worth.is_some() && self.pipelines[at].worth.is_none();
        self.pipelines[at] = pipeline;
        if has_more {
            self.declare_pipeline_sums(context);
        }
    }

    /// The parent's definition of a line that is said anew, for the months that the new one does not cover, and
    /// its values, for `base`.
    pub(super) fn parent_of_line(&mut self, row: Option<RowId>) -> Option<(RowId, RowId)> {
        let row = row?;
        Some((self.keep_parent(row), self.base_of(row)))
    }

    /// Months that a restated value does not cover keep the parent's.
    pub(super) fn over_parent(&mut self, parent: Option<(RowId, RowId)>, value: &'a tree::Value) {
        let Some((kept, base)) = parent else { return };
        if let Some(draft) = self.pending.last_mut() {
            draft.overlay(value, kept, base);
        }
    }

    fn short(
        &self,
        context: &Context<'a>,
        pipeline: &pipeline::PipelineDefinition<'a>,
        name: Span,
    ) -> String {
        let written = scope::normal(context.sources.text(name)).into_owned();
        written.strip_prefix(&pipeline.prefix()).map_or(written.clone(), str::to_string)
    }

    fn not_a_line(&mut self, pipeline: &pipeline::PipelineDefinition<'a>, name: Span, short: &str) {
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
                Some(near) => found.fix(format!("did you mean `{near}`?"), name, near),
                None => {
                    found.help(format!("a scenario restates lines that the plan has: {}", rows.join(", ")))
                }
            }
        };
        self.diagnostics.push(found);
    }

    /// A stock block in a scenario: replaces the flows and the opening that it names.
    pub(super) fn restate_stock(&mut self, context: &Context<'a>, tree: &'a Tree, written: &'a tree::Stock) {
        let name = self.own_name(context, &scope::normal(context.sources.text(written.name)));
        let Some(at) = self.stocks.iter().position(|stock| stock.name == name) else {
            let names: Vec<String> = self.stocks.iter().map(|stock| stock.name.clone()).collect();
            let message = format!("the plan has no stock `{name}`");
            let found = Diagnostic::new(Code::UnknownName, message, written.name, "restated here");
            return self.diagnostics.push(match nearest(&name, names.iter().map(String::as_str)) {
                Some(near) => found.fix(format!("did you mean `{near}`?"), written.name, near),
                None => found.help("a scenario restates what the plan has"),
            });
        };
        let stock = self.stocks[at].clone();
        for line in &written.lines {
            let (flow, value, gains) = match &line.kind {
                StockLineKind::Opening(value) => {
                    if self.once(context, Restated::Row(stock.first), line.span) {
                        let parent = self.keep_parent(stock.opening);
                        self.declare_opening(&stock, (tree, value), Some(parent));
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
            // A flow without a name can only be restated where it is the one of its kind.
            let [row] = candidates[..] else {
                let word = if gains { "gains" } else { "loses" };
                let which = match &flow_name {
                    Some(name) => format!("`{word} {name}`"),
                    None => format!("`{word}` without a name"),
                };
                let found = self.not_one_flow(&stock, &which, candidates.len(), line.span);
                let found = match &flow_name {
                    Some(name) if candidates.is_empty() => {
                        let others = stock.flows.iter().filter(|(_, _, adds)| *adds == gains);
                        let near = nearest(name, others.filter_map(|(name, ..)| name.as_deref()));
                        let found = match (near, *flow) {
                            (Some(near), Some(place)) => {
                                found.fix(format!("did you mean `{near}`?"), place, near)
                            }
                            _ => found,
                        };
                        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
                        found.help(format!(
                            "{near}a scenario restates lines that the plan has: write `{word} {name} = 0` into the stock of the plan, and restate it here"
                        ))
                    }
                    _ => found,
                };
                self.diagnostics.push(found);
                continue;
            };
            if !self.once(context, Restated::Row(row), line.span) {
                continue;
            }
            let base = self.base_of(row);
            let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
            let draft = stock.flow_draft((row, gains, 0), tree, value, flow.is_none(), doc);
            self.table[row.index()].span = flow.unwrap_or(value.span);
            self.pending.push(draft.base(Some(base)));
        }
    }

    fn not_one_flow(
        &self,
        stock: &stock::StockDefinition<'a>,
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
