//! `pipeline NAME { }`: an entry and stages, lowered to rows (LANGUAGE, section 8).
//!
//! A scenario may restate single lines, so the lines are kept here; the rows that people's own values define
//! are declared once a line, the rows worked out from them once a pipeline.

mod derived;
mod stage;

use std::rc::Rc;

use super::draft::{Body, Draft, Expect, Otherwise};
use super::plan::Effort;
use super::scope::{self, Scope};
use super::{Context, Layer, doc_text};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit, nearest};
use crate::model::{Guard, Input, Origin, RowId, Rule};
use crate::source::Span;
use crate::syntax::tree::{OpeningDeals, Pipeline, PipelineLine, PipelineLineKind, Stage, Tree, Value};
use crate::value::{Rollup, Unit};

/// A pipeline as far as it has been said.
#[derive(Clone)]
pub(super) struct Definition<'a> {
    /// The name, where there is one.
    pub name: Option<String>,
    pub span: Span,
    pub entry: Option<Entry<'a>>,
    pub stages: Vec<StageDefinition<'a>>,
    pub worth: Option<RowId>,
    pub aligned: Option<RowId>,
    /// Deals that wait: the number's row, for the stage of that index.
    pub opening: Vec<(usize, RowId)>,
    /// The rows that are worked out, by their short names.
    pub derived: Vec<(&'static str, RowId)>,
    /// A line could not be read: what it would have said is not missed.
    pub broken: bool,
}

/// The entry of a pipeline.
#[derive(Clone)]
pub(super) struct Entry<'a> {
    pub name: String,
    pub row: RowId,
    pub span: Span,
    pub tree: &'a Tree,
}

/// A stage with its rows.
#[derive(Clone)]
pub(super) struct StageDefinition<'a> {
    pub name: String,
    pub tree: &'a Tree,
    pub stage: &'a Stage,
    pub row: RowId,
    pub rate: RowId,
    pub time: RowId,
    pub kept: RowId,
    pub open: RowId,
    pub lost: RowId,
    /// The shares of `over`, each a row or a number.
    pub shares: Rc<[RowId]>,
    /// The half-life or the loss while waiting.
    pub decay: Option<RowId>,
    pub doc: Option<String>,
}

impl<'a> Definition<'a> {
    /// A pipeline of which nothing has been said yet.
    pub fn new(name: Option<String>, span: Span) -> Self {
        Definition {
            name,
            span,
            entry: None,
            stages: Vec::new(),
            worth: None,
            aligned: None,
            opening: Vec::new(),
            derived: Vec::new(),
            broken: false,
        }
    }

    /// What stands before the short names: `core.`, or nothing.
    pub fn prefix(&self) -> String {
        self.name.as_ref().map_or_else(String::new, |name| format!("{name}."))
    }

    fn origin(&self) -> Origin {
        Origin::Pipeline(self.name.clone())
    }

    pub fn scope(&self) -> Scope {
        let prefix = self.name.as_ref().map(|name| format!("{name}.").into());
        Scope { prefix, ..Scope::default() }
    }

    /// A worked-out row by its short name.
    pub fn row(&self, short: &str) -> Option<RowId> {
        self.derived.iter().find(|(name, _)| *name == short).map(|(_, row)| *row)
    }

    /// What takes effort: the flows that leave a stage, and the effort of each deal.
    pub fn efforts(&self) -> Vec<(Vec<RowId>, Effort<'a>)> {
        let stages = self.stages.iter();
        stages
            .filter_map(|stage| {
                let effort = Effort::Each(stage.tree, stage.stage.taking?);
                Some((vec![stage.row, stage.lost], effort))
            })
            .collect()
    }
}

impl<'a> Layer<'a> {
    pub(super) fn declare_pipeline(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        pipeline: &'a Pipeline,
        span: Span,
    ) {
        let name = pipeline.name.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let place = pipeline.name.unwrap_or(span);
        let clash =
            self.pipelines.iter().find(|other| other.name == name || other.name.is_none() || name.is_none());
        if let Some(other) = clash {
            let message = match &name {
                Some(name) if other.name.as_ref() == Some(name) => {
                    format!("the pipeline `{name}` is defined twice")
                }
                _ => "several pipelines need a name each".to_string(),
            };
            let place = pipeline.name.unwrap_or_else(|| head(context, span));
            let found = Diagnostic::new(Code::DuplicateName, message, place, "another pipeline");
            self.diagnostics.push(
                found
                    .also(other.span, "the first is here")
                    .help("name them: `pipeline core { … }`, `pipeline partners { … }`"),
            );
            return;
        }
        let span = if pipeline.name.is_some() { place } else { head(context, span) };
        let mut definition = Definition::new(name, span);
        for line in &pipeline.lines {
            self.declare_line(context, &mut definition, tree, line);
        }
        for line in &pipeline.lines {
            if let PipelineLineKind::Opening(deals) = &line.kind {
                self.declare_opening_deals(context, &mut definition, tree, deals);
            }
        }
        if definition.stages.is_empty() && !definition.broken {
            let found = Diagnostic::new(
                Code::Syntax,
                "a pipeline has an entry and at least one stage",
                span,
                "no stage here",
            );
            self.diagnostics.push(found.help("add a line such as `won = 25% of leads in 30 days`"));
        }
        if !definition.stages.is_empty() && definition.entry.is_some() {
            self.declare_derived(context, &mut definition);
        } else {
            // What would have been worked out is not missed.
            let rows =
                ["entered", "won", "lost", "open", "win_rate", "cycle", "cycle_all", "velocity", "bookings"];
            let more = ["weighted", "directed", "acceleration", "sales_growth"];
            let prefix = definition.prefix();
            self.broken.extend(rows.iter().chain(&more).map(|row| format!("{prefix}{row}")));
        }
        self.pipelines.push(definition);
    }

    fn declare_line(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        tree: &'a Tree,
        line: &'a PipelineLine,
    ) {
        let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
        match &line.kind {
            PipelineLineKind::Entry { name, value } => {
                let short = scope::normal(context.sources.text(*name)).into_owned();
                if let Some(entry) = &pipeline.entry {
                    let found = Diagnostic::new(
                        Code::Syntax,
                        "a pipeline has one entry, and the lines after it are stages",
                        line.span,
                        "neither the entry nor a stage",
                    )
                    .also(entry.span, "the entry is here");
                    let written = context.sources.text(value.span);
                    let share = written.contains(" of ") && !written.contains([',', '\n']);
                    let help = match share {
                        true => format!("say how long it takes: `{short} = {written} in 30 days`"),
                        false => format!("write it as a stage: `{short} = 40% of {} in 10 days`", entry.name),
                    };
                    pipeline.broken = true;
                    let time = share.then(|| Edit::after(value.span, " in 30 days"));
                    self.diagnostics.push(fixed(found, help, time));
                    self.broken.push(format!("{}{short}", pipeline.prefix()));
                    return;
                }
                let row = self.declare(context, &format!("{}{short}", pipeline.prefix()), *name);
                pipeline.entry = Some(Entry { name: short, row, span: *name, tree });
                self.pending.push(pipeline.entry_draft(row, tree, value, doc));
            }
            PipelineLineKind::Stage(stage) => {
                let short = scope::normal(context.sources.text(stage.name)).into_owned();
                if pipeline.entry.is_none() {
                    if !pipeline.broken {
                        let found = Diagnostic::new(
                            Code::Syntax,
                            "a pipeline starts with its entry",
                            line.span,
                            "a stage before any entry",
                        );
                        self.diagnostics.push(found.help("say first what comes in: `leads = 20/month`"));
                    }
                    self.broken.push(format!("{}{short}", pipeline.prefix()));
                    pipeline.broken = true;
                    return;
                }
                self.check_previous_at(context, pipeline, stage, pipeline.stages.len());
                let definition = self.declare_stage(context, pipeline, tree, stage, short, doc);
                pipeline.stages.push(definition);
            }
            PipelineLineKind::Worth(value) => {
                let row = self.hidden_slot(&format!("{}worth", pipeline.prefix()), value.span);
                if pipeline.worth.is_some() {
                    self.twice(context, "worth", line.span);
                }
                pipeline.worth = Some(row);
                self.pending.push(pipeline.part(
                    row,
                    tree,
                    Body::Value(value, Otherwise::Missing),
                    Expect::Money,
                ));
            }
            PipelineLineKind::Aligned(value) => {
                if pipeline.aligned.is_some() {
                    self.twice(context, "aligned", line.span);
                }
                self.declare_aligned(pipeline, tree, value);
            }
            // Openings name stages, which may stand below them.
            PipelineLineKind::Opening(_) => {}
            PipelineLineKind::Bad(names) => {
                pipeline.broken = true;
                let prefix = pipeline.prefix();
                for span in names {
                    let name = scope::normal(context.sources.text(*span)).into_owned();
                    self.broken.push(format!("{prefix}{name}"));
                }
            }
        }
    }

    fn twice(&mut self, context: &Context<'a>, word: &str, span: Span) {
        let found =
            Diagnostic::new(Code::DuplicateName, format!("`{word}` is said twice"), span, "said again");
        self.diagnostics.push(fixed(found, "take one away", context.without_line(span)));
    }

    pub(super) fn declare_aligned(
        &mut self,
        pipeline: &mut Definition<'a>,
        tree: &'a Tree,
        value: &'a Value,
    ) {
        let row = self.hidden_slot(&format!("{}aligned", pipeline.prefix()), value.span);
        pipeline.aligned = Some(row);
        self.pending.push(pipeline.part(row, tree, Body::Value(value, Otherwise::Missing), Expect::Ratio));
        let subject = "the alignment".to_string();
        let inputs = vec![Input::Row(row)];
        self.guards.push(Guard { rule: Rule::Alignment, inputs, subject, unit: Unit::ONE, span: value.span });
    }

    pub(super) fn declare_worth(&mut self, pipeline: &mut Definition<'a>, tree: &'a Tree, value: &'a Value) {
        let row = self.hidden_slot(&format!("{}worth", pipeline.prefix()), value.span);
        pipeline.worth = Some(row);
        self.pending.push(pipeline.part(row, tree, Body::Value(value, Otherwise::Missing), Expect::Money));
    }

    pub(super) fn declare_opening_deals(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        tree: &'a Tree,
        deals: &'a [OpeningDeals],
    ) {
        for waiting in deals {
            let written = scope::normal(context.sources.text(waiting.row)).into_owned();
            let prefix = pipeline.prefix();
            let short = written.strip_prefix(&prefix).unwrap_or(&written);
            let entry = pipeline.entry.as_ref().map(|entry| entry.name.as_str());
            let rows: Vec<&str> =
                entry.into_iter().chain(pipeline.stages.iter().map(|stage| stage.name.as_str())).collect();
            let plural = format!("{short}s");
            let singular = short.strip_suffix('s');
            let place = rows
                .iter()
                .position(|row| *row == short)
                .or_else(|| rows.iter().position(|row| *row == plural || Some(*row) == singular));
            let found = match place {
                Some(place) if place < pipeline.stages.len() => {
                    let row = self.hidden_slot(&format!("{prefix}opening"), tree.node(waiting.number).span);
                    self.pending.push(pipeline.part(
                        row,
                        tree,
                        Body::Expression(waiting.number),
                        Expect::Count,
                    ));
                    if pipeline.opening.iter().any(|(stage, _)| *stage == place) {
                        let message = format!("the opening of `{short}` is said twice");
                        Diagnostic::new(Code::DuplicateName, message, waiting.row, "said again")
                            .help("add the two up")
                    } else {
                        pipeline.opening.push((place, row));
                        continue;
                    }
                }
                Some(_) => Diagnostic::new(
                    Code::UnknownName,
                    format!("nothing comes after `{short}`: its deals are closed"),
                    waiting.row,
                    "the last stage",
                )
                .help("deals that are open wait after an earlier row"),
                None if pipeline.broken => continue,
                None => {
                    let found = Diagnostic::new(
                        Code::UnknownName,
                        format!("there is no row `{short}` in this pipeline"),
                        waiting.row,
                        "not a row of this pipeline",
                    );
                    match nearest(short, rows.iter().copied()) {
                        Some(near) => found.fix(format!("did you mean `{near}`?"), waiting.row, near),
                        None => found.help(format!("deals wait after one of: {}", rows.join(", "))),
                    }
                }
            };
            self.diagnostics.push(found);
        }
    }
}

impl<'a> Definition<'a> {
    /// The draft of a row that a line's own value defines; not shown unless that is said.
    fn part(&self, row: RowId, tree: &'a Tree, body: Body<'a>, expect: Expect) -> Draft<'a> {
        Draft::new(row, tree, self.origin(), body).scope(self.scope()).expect(expect).hidden(true)
    }

    /// The draft of the entry.
    pub(super) fn entry_draft(
        &self,
        row: RowId,
        tree: &'a Tree,
        value: &'a Value,
        doc: Option<String>,
    ) -> Draft<'a> {
        self.part(row, tree, Body::Value(value, Otherwise::Missing), Expect::Flow)
            .hidden(false)
            .rolls_up(Rollup::Sum)
            .documented(doc)
    }
}

/// The head of a block, for pointing at a pipeline that has no name.
fn head(context: &Context<'_>, span: Span) -> Span {
    let text = context.sources.text(span);
    let end = text.find(['{', '\n']).unwrap_or(text.len());
    Span::new(span.file, span.start as usize, span.start as usize + text[..end].trim_end().len())
}
