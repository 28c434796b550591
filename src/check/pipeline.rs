//! `pipeline NAME { }`: an entry and stages, lowered to rows (LANGUAGE, section 8).
//!
//! A scenario may restate single lines, so the lines are kept here; the rows that people's own values define
//! are declared once a line, the rows worked out from them once a pipeline.

use std::rc::Rc;

use super::draft::{Body, Built, Draft, Expect};
use super::lower::Lower;
use super::plan::Effort;
use super::scope::{self, Scope};
use super::typed::{Kind, Share, Traits, Typed};
use super::value::Otherwise;
use super::{Context, Layer, doc_text};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::library::{BALANCE, CHANGE, DELAY, Function, GROWTH, OPENING};
use crate::model::{
    Compare, Conservation, Formula, Guard, Input, Operand, Operator, Origin, RowId, Rule, Step,
};
use crate::source::Span;
use crate::syntax::tree::{
    Decay, ExprId, LiteralUnit, NodeKind, Pipeline, PipelineLine, PipelineLineKind, Stage, StageTime, Tree,
    Value,
};
use crate::value::{Number, Period, Rollup, Unit};

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
        let mut definition = Definition {
            name,
            span,
            entry: None,
            stages: Vec::new(),
            worth: None,
            aligned: None,
            opening: Vec::new(),
            derived: Vec::new(),
            broken: false,
        };
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
                    let help = format!("write it as a stage: `{short} = 40% of {} in 10 days`", entry.name);
                    self.diagnostics.push(found.help(help));
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
                    self.twice("worth", line.span);
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
                    self.twice("aligned", line.span);
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

    fn twice(&mut self, word: &str, span: Span) {
        let found =
            Diagnostic::new(Code::DuplicateName, format!("`{word}` is said twice"), span, "said again");
        self.diagnostics.push(found.help("take one away"));
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
        self.guards.push(Guard { rule: Rule::Alignment, inputs, subject, span: value.span });
    }

    pub(super) fn declare_worth(&mut self, pipeline: &mut Definition<'a>, tree: &'a Tree, value: &'a Value) {
        let row = self.hidden_slot(&format!("{}worth", pipeline.prefix()), value.span);
        pipeline.worth = Some(row);
        self.pending.push(pipeline.part(row, tree, Body::Value(value, Otherwise::Missing), Expect::Money));
    }

    /// A stage takes from the row above it; `index` is its own place.
    pub(super) fn check_previous_at(
        &mut self,
        context: &Context<'a>,
        pipeline: &Definition<'a>,
        stage: &Stage,
        index: usize,
    ) {
        let Some(entry) = &pipeline.entry else { return };
        let before = index.checked_sub(1).and_then(|before| pipeline.stages.get(before));
        let above = before.map_or(entry.name.as_str(), |stage| stage.name.as_str());
        let above_span = before.map_or(entry.span, |stage| stage.stage.name);
        let written = scope::normal(context.sources.text(stage.previous)).into_owned();
        let short = written.strip_prefix(&pipeline.prefix()).unwrap_or(&written);
        if short == above || pipeline.broken {
            return;
        }
        let known = pipeline.stages.iter().any(|stage| stage.name == short)
            || entry.name == short
            || self.names.resolve(&written, &pipeline.scope()).is_some();
        let found = if known {
            let message = format!("a stage takes from the row above it, which is `{above}`");
            Diagnostic::new(Code::Syntax, message, stage.previous, "not the row above")
                .also(above_span, "the row above")
        } else {
            let message = format!("there is no stage `{short}`");
            Diagnostic::new(Code::UnknownName, message, stage.previous, "not a row of this pipeline")
        };
        self.diagnostics.push(found.help(format!("write `of {above}`")));
    }

    /// The rows of one stage that people's own values define, and room for those worked out.
    fn declare_stage(
        &mut self,
        context: &Context<'a>,
        pipeline: &Definition<'a>,
        tree: &'a Tree,
        stage: &'a Stage,
        name: String,
        doc: Option<String>,
    ) -> StageDefinition<'a> {
        let full = format!("{}{name}", pipeline.prefix());
        let row = self.declare(context, &full, stage.name);
        let mut member = |part: &str| self.declare(context, &format!("{full}.{part}"), stage.name);
        let (rate, time, kept, open, lost) =
            (member("rate"), member("time"), member("kept"), member("open"), member("lost"));
        let mut definition = StageDefinition {
            name,
            tree,
            stage,
            row,
            rate,
            time,
            kept,
            open,
            lost,
            shares: Rc::new([]),
            decay: None,
            doc,
        };
        self.declare_stage_parts(context, pipeline, &mut definition, None);
        definition
    }

    /// The rate, the duration or shares, the decay: what the line of a stage says. In a scenario, `base` is
    /// the parent's rate and duration.
    pub(super) fn declare_stage_parts(
        &mut self,
        context: &Context<'a>,
        pipeline: &Definition<'a>,
        stage: &mut StageDefinition<'a>,
        base: Option<(RowId, RowId)>,
    ) {
        let (tree, line) = (stage.tree, stage.stage);
        let full = format!("{}{}", pipeline.prefix(), stage.name);
        let rate_span = tree.node(line.rate).span;
        self.check_rate(context, tree, line.rate);
        let mut rate = pipeline.part(stage.rate, tree, Body::Expression(line.rate), Expect::Ratio);
        rate.scope.base = base.map(|(rate, _)| rate);
        rate.hidden = false;
        rate.member = true;
        rate.share = Some(Share::Percent);
        rate.always_input = true;
        self.pending.push(rate);
        // A restated stage has new bounds to keep.
        let subjects =
            ["rate", "duration", "shares", "half-life"].map(|part| format!("the {part} of `{full}`"));
        let loss = format!("what waiting costs in `{full}`");
        self.guards.retain(|guard| !subjects.contains(&guard.subject) && guard.subject != loss);
        let guard =
            |rule, row, subject: String, span| Guard { rule, inputs: vec![Input::Row(row)], subject, span };
        self.guards.push(guard(Rule::Rate, stage.rate, format!("the rate of `{full}`"), rate_span));
        match line.time {
            StageTime::In(expr) => {
                let mut time = pipeline.part(stage.time, tree, Body::Expression(expr), Expect::Duration);
                time.scope.base = base.map(|(_, time)| time);
                time.hidden = false;
                time.member = true;
                time.always_input = true;
                self.pending.push(time);
                let span = tree.node(expr).span;
                self.guards.push(guard(
                    Rule::Duration,
                    stage.time,
                    format!("the duration of `{full}`"),
                    span,
                ));
                stage.shares = Rc::new([]);
            }
            StageTime::Over(items, span) => {
                let shares: Rc<[RowId]> = tree
                    .list(items)
                    .iter()
                    .map(|item| {
                        let row = self.hidden_slot(&full, tree.node(*item).span);
                        self.pending.push(pipeline.part(row, tree, Body::Expression(*item), Expect::Ratio));
                        row
                    })
                    .collect();
                let inputs = shares.iter().map(|row| Input::Row(*row)).collect();
                let subject = format!("the shares of `{full}`");
                self.guards.push(Guard { rule: Rule::SharesExactly, inputs, subject, span });
                if shares.is_empty() {
                    let found =
                        Diagnostic::new(Code::BadShare, "the list of shares is empty", span, "nothing in it");
                    self.diagnostics.push(found.help("write a share for each month: `over [50%, 50%]`"));
                }
                stage.shares = shares;
                let rows = stage.shares.clone();
                let mean = move |lower: &mut Lower<'_, 'a>| {
                    let mut sum = Typed::constant(Number::ZERO, Kind::Known(Unit::MONTHS), Share::No);
                    for (months, row) in rows.iter().enumerate() {
                        let share = lower.row(*row).with(Kind::ONE, Share::No);
                        let lag = Typed::constant(Number::from(months), Kind::Known(Unit::MONTHS), Share::No);
                        let part = lower.product(share, lag);
                        sum = lower.sum(sum, part);
                    }
                    Built::Value(sum)
                };
                let uses = stage.shares.to_vec();
                let mut time =
                    Draft::new(stage.time, tree, pipeline.origin(), Body::Build(uses, Rc::new(mean)));
                time.member = true;
                self.pending.push(time);
            }
        }
        stage.decay = None;
        if let Some(decay) = line.decay {
            let (expr, losing) = match decay {
                Decay::Halving(expr) => (expr, false),
                Decay::Losing(expr) => (expr, true),
            };
            let span = tree.node(expr).span;
            let row = self.hidden_slot(&full, span);
            stage.decay = Some(row);
            if losing {
                let found = self.check_loss(context, tree, expr);
                self.diagnostics.extend(found);
                // The loss per period of its own: the period is read where it is used.
                let build = move |lower: &mut Lower<'_, 'a>| {
                    let typed = match &lower.tree.node(expr).kind {
                        NodeKind::Literal(literal) if literal.unit == LiteralUnit::Percent => {
                            let ratio = literal
                                .number
                                .over(Number::HUNDRED)
                                .map_or(literal.number, |(ratio, _)| ratio);
                            Typed::constant(ratio, Kind::ONE, Share::Percent)
                        }
                        _ => {
                            let typed = lower.expression(expr);
                            typed.with(Kind::ONE, Share::Percent)
                        }
                    };
                    Built::Value(typed)
                };
                let mut uses = Vec::new();
                let scope = pipeline.scope();
                super::walk::nodes(tree, expr, |node, kind| {
                    if let NodeKind::Name = kind
                        && let Ok(row) = self.resolve(context, tree.node(node).span, &scope)
                    {
                        uses.push(row);
                    }
                });
                let mut draft = pipeline.part(row, tree, Body::Build(uses, Rc::new(build)), Expect::Ratio);
                draft.scope = scope;
                self.pending.push(draft);
                self.guards.push(guard(Rule::Rate, row, format!("what waiting costs in `{full}`"), span));
            } else {
                self.pending.push(pipeline.part(row, tree, Body::Expression(expr), Expect::Duration));
                self.guards.push(guard(Rule::AboveZero, row, format!("the half-life of `{full}`"), span));
            }
        }
    }

    /// A rate written as a plain number: `20 of leads`.
    fn check_rate(&mut self, context: &Context<'a>, tree: &'a Tree, rate: ExprId) {
        let node = tree.node(rate);
        let NodeKind::Literal(literal) = &node.kind else { return };
        if literal.unit != LiteralUnit::Plain || literal.per.is_some() {
            return;
        }
        let percent = literal.number.times(Number::HUNDRED).map_or(literal.number, |(percent, _)| percent);
        let (code, help) = if literal.number > Number::ONE {
            let help = format!("{} means {percent}%; did you mean `{}%`?", literal.number, literal.number);
            (Code::BadRate, help)
        } else {
            (Code::UnitMismatch, format!("write it as a percentage: `{percent}%`"))
        };
        let _ = context;
        let found = Diagnostic::new(code, "a stage's rate is a percentage", node.span, "a plain number");
        self.diagnostics.push(found.help(help));
    }

    /// `losing` wants a percentage per day, week or month.
    fn check_loss(&self, context: &Context<'a>, tree: &'a Tree, expr: ExprId) -> Option<Diagnostic> {
        let node = tree.node(expr);
        let NodeKind::Literal(literal) = &node.kind else { return None };
        if literal.unit == LiteralUnit::Percent && literal.per.is_some() {
            return None;
        }
        let text = context.sources.text(node.span);
        let found = Diagnostic::new(
            Code::UnitMismatch,
            "what waiting costs is a percentage per day, week or month",
            node.span,
            "how often?",
        );
        Some(found.help(format!("write `losing {}%/day`", text.trim_end_matches('%'))))
    }

    pub(super) fn declare_opening_deals(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        tree: &'a Tree,
        deals: &'a [crate::syntax::tree::OpeningDeals],
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
                        Some(near) => found.help(format!("did you mean `{near}`?")),
                        None => found.help(format!("deals wait after one of: {}", rows.join(", "))),
                    }
                }
            };
            self.diagnostics.push(found);
        }
    }

    /// A row that the pipeline works out, by its short name.
    fn derived(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        short: &'static str,
        uses: Vec<RowId>,
        build: impl Fn(&mut Lower<'_, 'a>) -> Built + 'a,
    ) -> RowId {
        let name = format!("{}{short}", pipeline.prefix());
        let row = match pipeline.row(short) {
            Some(row) => row,
            None => {
                let row = self.declare(context, &name, pipeline.span);
                pipeline.derived.push((short, row));
                row
            }
        };
        let Some(entry) = &pipeline.entry else { return row };
        let mut draft = Draft::new(row, entry.tree, pipeline.origin(), Body::Build(uses, Rc::new(build)));
        draft.member = true;
        draft.rollup = match short {
            "open" | "weighted" => Some(Rollup::Last),
            "entered" | "won" | "lost" | "bookings" | "directed" => Some(Rollup::Sum),
            _ => Some(Rollup::Level),
        };
        draft.velocity = matches!(short, "velocity" | "acceleration");
        self.pending.push(draft);
        row
    }

    /// Everything that is worked out from the lines. In a scenario, again, with the same rows.
    pub(super) fn declare_derived(&mut self, context: &Context<'a>, pipeline: &mut Definition<'a>) {
        let Some(entry) = pipeline.entry.clone() else { return };
        let stages = pipeline.stages.clone();
        let Some(last) = stages.last() else { return };
        if let Some(early) = stages[..stages.len() - 1].iter().find(|stage| stage.name == "won") {
            let found = Diagnostic::new(
                Code::Syntax,
                "`won` is what the last stage gives: no stage comes after it",
                early.stage.name,
                "not the last stage",
            );
            self.diagnostics.push(found.help("call this stage something else"));
        }
        let mut entering = entry.row;
        for (index, stage) in stages.iter().enumerate() {
            let opening = pipeline.opening.iter().find(|(at, _)| *at == index).map(|(_, row)| *row);
            self.declare_stage_rows(context, pipeline, stage, entering, opening);
            entering = stage.row;
        }
        let alias = |row: RowId| move |lower: &mut Lower<'_, 'a>| Built::Value(lower.row(row));
        let entered = if entry.name == "entered" {
            entry.row
        } else {
            self.derived(context, pipeline, "entered", vec![entry.row], alias(entry.row))
        };
        let won = if last.name == "won" {
            last.row
        } else {
            self.derived(context, pipeline, "won", vec![last.row], alias(last.row))
        };
        let lost_rows: Vec<RowId> = stages.iter().map(|stage| stage.lost).collect();
        let open_rows: Vec<RowId> = stages.iter().map(|stage| stage.open).collect();
        let kept: Vec<RowId> = stages.iter().map(|stage| stage.kept).collect();
        let times: Vec<RowId> = stages.iter().map(|stage| stage.time).collect();
        let lost = self.derived(context, pipeline, "lost", lost_rows.clone(), sum_of(lost_rows));
        let open = self.derived(context, pipeline, "open", open_rows.clone(), sum_of(open_rows.clone()));
        let rates = kept.clone();
        let win_rate = self.derived(context, pipeline, "win_rate", kept.clone(), move |lower| {
            let product = product_of(lower, &rates);
            Built::Value(product.with(Kind::ONE, Share::Percent))
        });
        let durations = times.clone();
        self.derived(context, pipeline, "cycle", times.clone(), move |lower| {
            let mut sum = Typed::constant(Number::ZERO, Kind::Known(Unit::DAYS), Share::No);
            for time in &durations {
                let time = lower.row(*time);
                let days = lower.to_days(time);
                sum = lower.sum(sum, days);
            }
            Built::Value(sum)
        });
        let (durations, rates) = (times.clone(), kept.clone());
        let uses = times.iter().chain(&kept).copied().collect();
        let cycle_all = self.derived(context, pipeline, "cycle_all", uses, move |lower| {
            let mut sum = Typed::constant(Number::ZERO, Kind::Known(Unit::DAYS), Share::No);
            for (index, time) in durations.iter().enumerate() {
                let time = lower.row(*time);
                let mut days = lower.to_days(time);
                if index > 0 {
                    let reached = product_of(lower, &rates[..index]).with(Kind::ONE, Share::No);
                    days = lower.product(reached, days);
                }
                sum = lower.sum(sum, days);
            }
            Built::Value(sum)
        });
        self.declare_conservation(pipeline, (entered, won, lost, open));
        if let Some(worth) = pipeline.worth {
            let rows = Money { worth, won, open, win_rate, cycle_all, open_rows, kept };
            self.declare_money(context, pipeline, rows);
        }
    }

    fn declare_conservation(
        &mut self,
        pipeline: &Definition<'a>,
        (entered, won, lost, open): (RowId, RowId, RowId, RowId),
    ) {
        self.conservation.retain(|known| known.entered != entered);
        let opening = pipeline.opening.iter().map(|(_, row)| Input::Row(*row)).collect();
        self.conservation.push(Conservation { entered, won, lost, open, opening });
    }

    fn declare_stage_rows(
        &mut self,
        _context: &Context<'a>,
        pipeline: &Definition<'a>,
        stage: &StageDefinition<'a>,
        entering: RowId,
        opening: Option<RowId>,
    ) {
        let full = format!("{}{}", pipeline.prefix(), stage.name);
        let tree = stage.tree;
        let origin = pipeline.origin();
        let span = stage.stage.name;
        let push = |layer: &mut Self, row, uses, build: Build2<'a>, rollup, member, share| {
            let mut draft = Draft::new(row, tree, origin.clone(), Body::Build(uses, build));
            draft.rollup = Some(rollup);
            draft.member = member;
            draft.hidden = layer.names.get(&layer.slots[row.index()].name) != Some(row);
            draft.share = share;
            if row == stage.row {
                draft.doc = stage.doc.clone();
            }
            layer.pending.push(draft);
        };
        let (rate, time, kept) = (stage.rate, stage.time, stage.kept);
        // What is kept of those who wait.
        let mut uses = vec![rate, time];
        uses.extend(stage.decay);
        let (decay, line) = (stage.decay, stage.stage);
        let build: Build2<'a> = Rc::new(move |lower| Built::Value(kept_rate(lower, rate, time, decay, line)));
        push(self, kept, uses, build, Rollup::Level, true, Some(Share::Percent));
        // Those who will go on and those who will not part ways as they enter.
        let going_on = self.hidden_slot(&full, span);
        let build: Build2<'a> = Rc::new(move |lower| {
            let (flow, kept) = (lower.row(entering), lower.row(kept));
            Built::Value(lower.product(flow, kept))
        });
        push(self, going_on, vec![entering, kept], build, Rollup::Sum, false, None);
        let dropping_out = self.hidden_slot(&full, span);
        let build: Build2<'a> = Rc::new(move |lower| {
            let (flow, going) = (lower.row(entering), lower.row(going_on));
            Built::Value(lower.difference(flow, going))
        });
        push(self, dropping_out, vec![entering, going_on], build, Rollup::Sum, false, None);
        let time_inputs: Vec<Input> = if stage.shares.is_empty() {
            vec![Input::Row(time)]
        } else {
            stage.shares.iter().map(|row| Input::Row(*row)).chain(one_share(&stage.shares)).collect()
        };
        let time_rows: Vec<RowId> = std::iter::once(time).chain(stage.shares.iter().copied()).collect();
        let leaving = opening.map(|opening| {
            let row = self.hidden_slot(&full, span);
            let inputs: Vec<Input> =
                std::iter::once(Input::Row(opening)).chain(time_inputs.clone()).collect();
            let uses = std::iter::once(opening).chain(time_rows.iter().copied()).collect();
            let build: Build2<'a> =
                Rc::new(move |lower| Built::History(history(lower, &OPENING, &inputs, time), flow()));
            push(self, row, uses, build, Rollup::Sum, false, None);
            row
        });
        let arrivals = |row: RowId, entering: RowId, kept_part: bool, layer: &mut Self, member: bool| {
            let inputs: Vec<Input> =
                std::iter::once(Input::Row(entering)).chain(time_inputs.clone()).collect();
            let mut uses: Vec<RowId> = std::iter::once(entering).chain(time_rows.iter().copied()).collect();
            let Some(leaving) = leaving else {
                let build: Build2<'a> =
                    Rc::new(move |lower| Built::History(history(lower, &DELAY, &inputs, time), flow()));
                return push(layer, row, uses, build, Rollup::Sum, member, None);
            };
            uses.extend([leaving, kept]);
            let build: Build2<'a> = Rc::new(move |lower| {
                let formula = history(lower, &DELAY, &inputs, time);
                let owner = lower.owner.clone();
                let arriving = lower.layer.add_hidden(&owner, formula, flow());
                // Of those who wait at the start, the first month's rate goes on.
                let first = lower.emit(Step::At { row: kept, month: 0, from: 0 });
                let rate = Typed { operand: first, ..lower.row(kept) };
                let leaving = lower.row(leaving);
                let mut part = lower.product(leaving, rate);
                if !kept_part {
                    part = lower.difference(leaving, part);
                }
                let arriving = lower.row(arriving);
                Built::Value(lower.sum(arriving, part))
            });
            push(layer, row, uses, build, Rollup::Sum, member, None);
        };
        arrivals(stage.row, going_on, true, self, false);
        arrivals(stage.lost, dropping_out, false, self, true);
        let (row, lost) = (stage.row, stage.lost);
        let first = opening.map_or(Input::Constant(Number::ZERO), Input::Row);
        let uses = vec![entering, row, lost];
        let build: Build2<'a> = Rc::new(move |_| {
            let arguments = Box::new([first, Input::Row(entering), Input::Row(row), Input::Row(lost)]);
            let formula =
                Formula::History { function: &BALANCE, arguments, before: None, in_days: false, span: None };
            Built::History(formula, Typed::constant(Number::ZERO, Kind::ONE, Share::No))
        });
        push(self, stage.open, uses, build, Rollup::Last, true, None);
    }

    fn declare_money(&mut self, context: &Context<'a>, pipeline: &mut Definition<'a>, rows: Money) {
        let Money { worth, won, open, win_rate, cycle_all, open_rows, kept } = rows;
        let bookings = self.reserve(context, pipeline, "bookings");
        let uses = vec![open, win_rate, worth, cycle_all, bookings];
        let velocity = self.derived(context, pipeline, "velocity", uses, move |lower| {
            let [open, win_rate, worth, cycle, bookings] =
                [open, win_rate, worth, cycle_all, bookings].map(|row| lower.row(row));
            let product = lower.product(open, win_rate);
            let product = lower.product(product, worth);
            let velocity = lower.quotient(product, cycle);
            let zero = Typed::constant(Number::ZERO, Kind::Zero, Share::Bare);
            let at_once = lower.compare(Compare::Equal, cycle, zero);
            let at_once = lower.sure(at_once);
            let chosen = lower.choose(at_once, bookings, velocity);
            Built::Value(lower.sure(chosen))
        });
        let bookings = self.derived(context, pipeline, "bookings", vec![won, worth], move |lower| {
            let (won, worth) = (lower.row(won), lower.row(worth));
            Built::Value(lower.product(won, worth))
        });
        let uses = open_rows.iter().chain(&kept).copied().chain([worth]).collect();
        self.derived(context, pipeline, "weighted", uses, move |lower| {
            let mut sum: Option<Typed> = None;
            for (index, open) in open_rows.iter().enumerate() {
                let chance = product_of(lower, &kept[index..]).with(Kind::ONE, Share::No);
                let open = lower.row(*open);
                let part = lower.product(open, chance);
                sum = Some(match sum {
                    Some(sum) => lower.sum(sum, part),
                    None => part,
                });
            }
            let worth = lower.row(worth);
            let sum = sum.unwrap_or_else(Typed::unknown);
            Built::Value(lower.product(sum, worth))
        });
        let aligned = pipeline.aligned;
        let uses = std::iter::once(bookings).chain(aligned).collect();
        self.derived(context, pipeline, "directed", uses, move |lower| {
            let bookings = lower.row(bookings);
            let aligned = match aligned {
                Some(row) => lower.row(row).with(Kind::ONE, Share::No),
                None => Typed::constant(Number::ONE, Kind::ONE, Share::Bare),
            };
            Built::Value(lower.product(bookings, aligned))
        });
        self.declare_trends(context, pipeline, velocity, bookings);
    }

    /// Room for a row that others need before it is declared.
    fn reserve(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        short: &'static str,
    ) -> RowId {
        if let Some(row) = pipeline.row(short) {
            return row;
        }
        let row = self.declare(context, &format!("{}{short}", pipeline.prefix()), pipeline.span);
        pipeline.derived.push((short, row));
        row
    }

    /// `acceleration` and `sales_growth`.
    fn declare_trends(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        velocity: RowId,
        bookings: RowId,
    ) {
        for (short, function, of, kind, share) in [
            ("acceleration", &CHANGE, velocity, Kind::Known(Unit::MONEY_PER_MONTH), Share::No),
            ("sales_growth", &GROWTH, bookings, Kind::ONE, Share::Percent),
        ] {
            self.derived(context, pipeline, short, vec![of], move |_| {
                let arguments = Box::new([Input::Row(of)]);
                let formula =
                    Formula::History { function, arguments, before: None, in_days: false, span: None };
                Built::History(formula, Typed::constant(Number::ZERO, kind, share))
            });
        }
    }

    /// Where pipelines are named, the plain names are their sums.
    pub(super) fn declare_pipeline_sums(&mut self, context: &Context<'a>) {
        let pipelines: Vec<Definition<'a>> =
            self.pipelines.iter().filter(|pipeline| pipeline.name.is_some()).cloned().collect();
        let Some(first) = pipelines.first() else { return };
        let mut sums = Definition {
            name: None,
            span: first.span,
            entry: first.entry.clone(),
            stages: Vec::new(),
            worth: None,
            aligned: None,
            opening: Vec::new(),
            derived: Vec::new(),
            broken: false,
        };
        let mut made = Vec::new();
        for short in ["entered", "won", "lost", "open", "velocity", "bookings", "weighted", "directed"] {
            let rows: Vec<RowId> = pipelines
                .iter()
                .filter_map(|pipeline| match short {
                    "entered" => pipeline.row(short).or_else(|| {
                        pipeline.entry.as_ref().filter(|entry| entry.name == "entered").map(|entry| entry.row)
                    }),
                    "won" => pipeline.row(short).or_else(|| {
                        pipeline.stages.last().filter(|stage| stage.name == "won").map(|stage| stage.row)
                    }),
                    _ => pipeline.row(short),
                })
                .collect();
            if !rows.is_empty() {
                let row = self.derived(context, &mut sums, short, rows.clone(), sum_of(rows));
                made.push((short, row));
            }
        }
        let row = |short: &str| made.iter().find(|(name, _)| *name == short).map(|(_, row)| *row);
        if let (Some(velocity), Some(bookings)) = (row("velocity"), row("bookings")) {
            self.declare_trends(context, &mut sums, velocity, bookings);
        }
    }
}

type Build2<'a> = super::draft::Build<'a>;

/// The rows that the money of a pipeline is made of.
struct Money {
    worth: RowId,
    won: RowId,
    open: RowId,
    win_rate: RowId,
    cycle_all: RowId,
    open_rows: Vec<RowId>,
    kept: Vec<RowId>,
}

impl<'a> Definition<'a> {
    /// The draft of a row that a line's own value defines; not shown unless that is said.
    fn part(&self, row: RowId, tree: &'a Tree, body: Body<'a>, expect: Expect) -> Draft<'a> {
        let mut draft = Draft::new(row, tree, self.origin(), body);
        draft.scope = self.scope();
        draft.expect = Some(expect);
        draft.hidden = true;
        draft
    }

    /// The draft of the entry.
    pub(super) fn entry_draft(
        &self,
        row: RowId,
        tree: &'a Tree,
        value: &'a Value,
        doc: Option<String>,
    ) -> Draft<'a> {
        let mut draft = self.part(row, tree, Body::Value(value, Otherwise::Missing), Expect::Flow);
        draft.hidden = false;
        draft.rollup = Some(Rollup::Sum);
        draft.doc = doc;
        draft
    }
}

/// A count per month.
fn flow() -> Typed {
    Typed::constant(Number::ZERO, Kind::Known(Unit::PER_MONTH), Share::No)
}

/// A list of one share would look like a duration: its second month gets none.
fn one_share(shares: &[RowId]) -> Option<Input> {
    (shares.len() == 1).then_some(Input::Constant(Number::ZERO))
}

/// A function over months of these inputs; the duration's own unit says whether it counts days.
fn history(lower: &Lower<'_, '_>, function: &'static Function, inputs: &[Input], time: RowId) -> Formula {
    let in_days = matches!(lower.layer.slots[time.index()].info.kind, Kind::Known(unit) if unit.in_days);
    Formula::History { function, arguments: inputs.into(), before: None, in_days, span: None }
}

/// A builder of the sum of rows.
fn sum_of<'a>(rows: Vec<RowId>) -> impl Fn(&mut Lower<'_, 'a>) -> Built {
    move |lower| {
        let mut sum: Option<Typed> = None;
        for row in &rows {
            let value = lower.row(*row);
            sum = Some(match sum {
                Some(sum) => lower.sum(sum, value),
                None => value,
            });
        }
        Built::Value(sum.unwrap_or_else(Typed::unknown))
    }
}

/// The product of rates.
fn product_of(lower: &mut Lower<'_, '_>, rows: &[RowId]) -> Typed {
    let mut product: Option<Typed> = None;
    for row in rows {
        let value = lower.row(*row);
        product = Some(match product {
            Some(product) => lower.product(product, value),
            None => value,
        });
    }
    product.unwrap_or_else(|| Typed::constant(Number::ONE, Kind::ONE, Share::Percent))
}

/// The rate of a stage times what is left after waiting: 2^(-d/H), or (1 - ρ)^d in ρ's own period.
fn kept_rate(
    lower: &mut Lower<'_, '_>,
    rate: RowId,
    time: RowId,
    decay: Option<RowId>,
    stage: &Stage,
) -> Typed {
    let rate = lower.row(rate);
    let (Some(decay_row), Some(decay)) = (decay, stage.decay) else { return rate };
    let (time, cost) = (lower.row(time), lower.row(decay_row));
    let one = Typed::constant(Number::ONE, Kind::ONE, Share::Bare);
    let left = match decay {
        Decay::Halving(_) => {
            let halvings = lower.quotient(time, cost).operand;
            let operand = lower.emit(Step::Negate(halvings));
            let two = Operand::Constant(Number::from(2u32));
            lower.binary(Operator::Power, two, operand)
        }
        Decay::Losing(expr) => {
            let period = match &lower.tree.node(expr).kind {
                NodeKind::Literal(literal) => literal.per.unwrap_or(Period::Month),
                _ => Period::Month,
            };
            let waits = periods(lower, time, period);
            let stays = lower.difference(one, cost.with(Kind::ONE, Share::Percent)).operand;
            lower.binary(Operator::Power, stays, waits)
        }
    };
    let left = Typed { operand: left, ..one.with(Kind::ONE, Share::Percent) };
    lower.product(rate, Typed { traits: Traits::default(), ..left })
}

/// A duration in periods of another kind, by the days of the month.
fn periods(lower: &mut Lower<'_, '_>, time: Typed, period: Period) -> Operand {
    let in_months = matches!(time.kind, Kind::Known(unit) if !unit.in_days);
    let constant = |whole: u32| Operand::Constant(Number::from(whole));
    match period {
        Period::Day | Period::Week | Period::Workday => {
            let days = lower.to_days(time).operand;
            match period {
                Period::Week => lower.binary(Operator::Over, days, constant(7)),
                Period::Workday => {
                    let worked =
                        lower.binary(Operator::Times, days, Operand::Row(super::calendar_row::WORKDAYS));
                    lower.binary(Operator::Over, worked, Operand::Row(super::calendar_row::DAYS))
                }
                _ => days,
            }
        }
        Period::Month | Period::Quarter | Period::Year => {
            let months = if in_months { time.operand } else { lower.days_to_months(time.operand) };
            match period {
                Period::Quarter => lower.binary(Operator::Over, months, constant(3)),
                Period::Year => lower.binary(Operator::Over, months, constant(12)),
                _ => months,
            }
        }
    }
}

/// The head of a block, for pointing at a pipeline that has no name.
fn head(context: &Context<'_>, span: Span) -> Span {
    let text = context.sources.text(span);
    let end = text.find(['{', '\n']).unwrap_or(text.len());
    Span::new(span.file, span.start as usize, span.start as usize + text[..end].trim_end().len())
}
