//! `pipeline NAME { }`: an entry and stages, lowered to rows (LANGUAGE, section 8).
//!
//! A scenario may restate single lines, so the lines are kept here; the rows that people's own values define
//! are declared once a line, the rows worked out from them once a pipeline.

mod derived;
mod stage;

use std::rc::Rc;

use super::draft::{Draft, DraftBody, Expect, Otherwise};
use super::plan::Effort;
use super::scope::{self, Scope};
use super::{Context, ScenarioBuilder, doc_text};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit, nearest};
use crate::model::{
    self, Argument, Bound, OPENING, PipelineMoney, PipelinePart, PipelineStage, Role, RowId, Rule,
    SegmentName,
};
use crate::source::Span;
use crate::syntax::tree::{OpeningDeals, Pipeline, PipelineLine, PipelineLineKind, Stage, Tree, Value};
use crate::value::{Rollup, Unit};

/// A pipeline as far as it has been said.
#[derive(Clone)]
pub(super) struct PipelineDefinition<'a> {
    /// The name, where there is one.
    pub name: Option<String>,
    /// Its place among the pipelines of the plan, by which roles name it.
    pub index: u32,
    /// What findings about the whole pipeline point at: its name, or its head where it has none.
    pub span: Span,
    /// What comes in; none where that line is missing or could not be read.
    pub entry: Option<PipelineEntry<'a>>,
    /// The stages in order, each taking from the one before it.
    pub stages: Vec<StageDefinition<'a>>,
    /// The row of `worth`, what a won deal brings.
    pub worth: Option<RowId>,
    /// The row of `aligned`: how far the business lies in the owner's direction, from -100% to 100%.
    pub aligned: Option<RowId>,
    /// Deals that wait: the number's row, for the stage of that index.
    pub opening: Vec<(usize, RowId)>,
    /// The rows that are worked out.
    pub derived: Vec<(PipelinePart, RowId)>,
    /// A line could not be read: what it would have said is not missed.
    pub broken: bool,
    /// What names mean in its lines, its own short names left out.
    pub outer: Scope,
}

/// The entry of a pipeline.
#[derive(Clone)]
pub(super) struct PipelineEntry<'a> {
    /// Its short name, without the pipeline's.
    pub name: String,
    /// The row of what comes in each month.
    pub row: RowId,
    /// Where its name stands.
    pub span: Span,
    /// The tree that its line stands in.
    pub tree: &'a Tree,
}

/// A stage with its rows.
#[derive(Clone)]
pub(super) struct StageDefinition<'a> {
    /// Its short name, without the pipeline's.
    pub name: String,
    /// Its place in the pipeline.
    pub index: u32,
    /// The tree that its line stands in: a scenario's, where that restates it.
    pub tree: &'a Tree,
    /// Its line.
    pub stage: &'a Stage,
    /// What leaves it for the next stage each month.
    pub row: RowId,
    /// `.rate`: the share of deals that go on.
    pub rate: RowId,
    /// `.time`: how long that takes; of a list of shares, the mean.
    pub time: RowId,
    /// `.kept`: the rate, less what waiting costs.
    pub kept: RowId,
    /// `.open`: the deals in it at the end of a month.
    pub open: RowId,
    /// `.lost`: the deals that leave it and do not go on, each month.
    pub lost: RowId,
    /// `.open.opening`: the deals in it at the start of a month.
    pub open_opening: RowId,
    /// What the members are worked out from. A scenario that restates the stage gives the same rows other formulas.
    pub hidden: StageHidden,
    /// The shares of `over`, each a row or a number.
    pub shares: Rc<[RowId]>,
    /// The half-life or the loss while waiting.
    pub decay: Option<RowId>,
    /// The doc comment of its line.
    pub doc: Option<String>,
}

/// The rows of a stage that are never shown.
#[derive(Clone, Copy, Default)]
pub(super) struct StageHidden {
    /// Of those who enter, the ones who will go on.
    pub going_on: Option<RowId>,
    /// Of those who enter, the ones who will not go on.
    pub dropping_out: Option<RowId>,
    /// Of those who wait at the start, the ones who leave in a month.
    pub leaving: Option<RowId>,
    /// Where some wait at the start: of those who entered later, the ones who go on, and the ones who do not.
    pub arriving: [Option<RowId>; 2],
}

impl<'a> PipelineDefinition<'a> {
    /// A pipeline of which nothing has been said yet.
    pub fn new(name: Option<String>, index: u32, span: Span) -> Self {
        PipelineDefinition {
            name,
            index,
            span,
            entry: None,
            stages: Vec::new(),
            worth: None,
            aligned: None,
            opening: Vec::new(),
            derived: Vec::new(),
            broken: false,
            outer: Scope::default(),
        }
    }

    /// What stands before the short names: `core.`, or nothing.
    pub fn prefix(&self) -> String {
        self.name.as_ref().map_or_else(String::new, |name| format!("{name}."))
    }

    /// What names mean in its lines: its own short names come first.
    pub fn scope(&self) -> Scope {
        let prefix = self.name.as_ref().map(|name| format!("{name}.").into());
        Scope { prefix, ..self.outer.clone() }
    }

    /// The row of a part that is worked out; none before it is declared, or where the pipeline has no `worth` to
    /// work it out from.
    pub fn row(&self, part: PipelinePart) -> Option<RowId> {
        self.derived.iter().find(|(known, _)| *known == part).map(|(_, row)| *row)
    }

    /// The entry by the name that it has in every pipeline: the entry itself, where it is called so.
    pub fn entered(&self) -> Option<RowId> {
        let own = self.entry.as_ref().filter(|entry| entry.name == PipelinePart::Entered.name());
        own.map(|entry| entry.row).or_else(|| self.row(PipelinePart::Entered))
    }

    /// What arrives at the last stage: that stage's row, where it is called so.
    pub fn won(&self) -> Option<RowId> {
        let own = self.stages.last().filter(|stage| stage.name == PipelinePart::Won.name());
        own.map(|stage| stage.row).or_else(|| self.row(PipelinePart::Won))
    }

    /// Which row is what; none of a pipeline that could not be read.
    pub fn model(&self) -> Option<model::Pipeline> {
        let stage = |(at, stage): (usize, &StageDefinition<'a>)| PipelineStage {
            name: stage.name.clone(),
            flow: stage.row,
            rate: stage.rate,
            time: stage.time,
            kept: stage.kept,
            open: stage.open,
            lost: stage.lost,
            open_opening: stage.open_opening,
            opening: self.opening.iter().find(|(place, _)| *place == at).map(|(_, row)| *row),
        };
        Some(model::Pipeline {
            index: self.index,
            name: self.name.clone(),
            span: self.span,
            entry: self.entry.as_ref()?.row,
            stages: self.stages.iter().enumerate().map(stage).collect(),
            worth: self.worth,
            aligned: self.aligned,
            entered: self.entered()?,
            won: self.won().or_else(|| Some(self.stages.last()?.row))?,
            lost: self.row(PipelinePart::Lost)?,
            open: self.row(PipelinePart::Open)?,
            open_opening: self.row(PipelinePart::OpenOpening)?,
            win_rate: self.row(PipelinePart::WinRate)?,
            cycle: self.row(PipelinePart::Cycle)?,
            cycle_all: self.row(PipelinePart::CycleAll)?,
            money: self.money(),
        })
    }

    fn money(&self) -> Option<PipelineMoney> {
        Some(PipelineMoney {
            velocity: self.row(PipelinePart::Velocity)?,
            bookings: self.row(PipelinePart::Bookings)?,
            weighted: self.row(PipelinePart::Weighted)?,
            weighted_opening: self.row(PipelinePart::WeightedOpening)?,
            directed: self.row(PipelinePart::Directed)?,
            acceleration: self.row(PipelinePart::Acceleration)?,
            sales_growth: self.row(PipelinePart::SalesGrowth)?,
        })
    }

    /// What takes effort: the flows that leave a stage, and the effort of each deal.
    pub fn efforts(&self) -> Vec<(Vec<RowId>, Effort<'a>)> {
        let stages = self.stages.iter();
        stages
            .filter_map(|stage| {
                let effort = Effort::Each(stage.tree, stage.stage.taking?, self.outer.clone());
                Some((vec![stage.row, stage.lost], effort))
            })
            .collect()
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// Declares a pipeline with all its rows. One that could not be read in part is kept, so that its other rows
    /// are known; one whose name is taken is not.
    pub(super) fn declare_pipeline(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        pipeline: &'a Pipeline,
        span: Span,
    ) {
        let written = pipeline.name.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let inside = self.member;
        // A pipeline of its own that is called as a member is that member's.
        if let (None, Some(SegmentName::Member(member))) =
            (inside, written.as_deref().and_then(|name| context.segments.find(name)))
        {
            (self.member, self.alone) = (Some(member), true);
        }
        let name = match (inside, written) {
            (Some(member), None) => Some(context.segments.member(member).name.clone()),
            (Some(_), Some(name)) => Some(self.own_name(context, &name)),
            (None, name) => name,
        };
        self.declare_named_pipeline(context, (tree, pipeline), span, name);
        if inside.is_none() {
            (self.member, self.alone) = (None, false);
        }
    }

    fn declare_named_pipeline(
        &mut self,
        context: &Context<'a>,
        (tree, pipeline): (&'a Tree, &'a Pipeline),
        span: Span,
        name: Option<String>,
    ) {
        let place = pipeline.name.unwrap_or(span);
        // One pipeline alone needs no name. Two without names would both define `won`.
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
        let mut definition = PipelineDefinition::new(name, self.pipelines.len() as u32, span);
        definition.outer = self.scope_here();
        for line in &pipeline.lines {
            self.declare_line(context, &mut definition, tree, line);
        }
        for line in &pipeline.lines {
            if let PipelineLineKind::Opening(deals) = &line.kind {
                self.declare_opening_deals(context, &mut definition, tree, deals, &[]);
            }
        }
        // A line that could not be read may have been the stage.
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
            let prefix = definition.prefix();
            let names = PipelinePart::WORKED_OUT.iter().map(|part| format!("{prefix}{}", part.name()));
            self.broken.extend(names);
        }
        self.pipelines.push(definition);
    }

    fn declare_line(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut PipelineDefinition<'a>,
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
                    let previous =
                        pipeline.stages.last().map_or(entry.name.as_str(), |stage| stage.name.as_str());
                    let rate = written.ends_with('%') && !written.contains([' ', ',', '\n']);
                    let help = match share {
                        true => format!("say how long it takes: `{short} = {written} in 30 days`"),
                        false if rate => format!(
                            "say of which row it is a share, and how long it takes: `{short} = {written} of {previous} in 30 days`"
                        ),
                        false => format!("write it as a stage: `{short} = 40% of {} in 10 days`", entry.name),
                    };
                    pipeline.broken = true;
                    let time = share.then(|| Edit::after(value.span, " in 30 days"));
                    self.diagnostics.push(fixed(found, help, time));
                    self.broken.push(format!("{}{short}", pipeline.prefix()));
                    return;
                }
                let row = self.declare(context, &format!("{}{short}", pipeline.prefix()), *name);
                pipeline.entry = Some(PipelineEntry { name: short, row, span: *name, tree });
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
                if pipeline.worth.is_some() {
                    self.twice(context, PipelinePart::Worth.name(), line.span);
                }
                self.declare_worth(pipeline, tree, value);
            }
            PipelineLineKind::Aligned(value) => {
                if pipeline.aligned.is_some() {
                    self.twice(context, PipelinePart::Aligned.name(), line.span);
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

    /// `aligned VALUE`: a hidden row, bounded from -100% to 100%.
    pub(super) fn declare_aligned(
        &mut self,
        pipeline: &mut PipelineDefinition<'a>,
        tree: &'a Tree,
        value: &'a Value,
    ) {
        let (part, value_of) = (PipelinePart::Aligned, DraftBody::Value(value, Otherwise::Missing));
        let row = self.line_slot(pipeline, part, pipeline.aligned, value.span);
        pipeline.aligned = Some(row);
        let role = Role::Pipeline { pipeline: pipeline.index, part };
        let draft = pipeline.line_draft(row, role, tree, value_of, Expect::Ratio);
        self.pending.push(draft.drawn_as(pipeline.line_name(part), 0));
        self.drop_bounds_of(&[row]);
        self.bounds.push(Bound {
            rule: Rule::Alignment,
            row: Some(row),
            inputs: vec![Argument::Row(row)],
            subject: "the alignment".to_string(),
            unit: Unit::ONE,
            span: value.span,
        });
    }

    /// `worth VALUE`: a hidden row of money.
    pub(super) fn declare_worth(
        &mut self,
        pipeline: &mut PipelineDefinition<'a>,
        tree: &'a Tree,
        value: &'a Value,
    ) {
        let (part, value_of) = (PipelinePart::Worth, DraftBody::Value(value, Otherwise::Missing));
        let row = self.line_slot(pipeline, part, pipeline.worth, value.span);
        pipeline.worth = Some(row);
        let role = Role::Pipeline { pipeline: pipeline.index, part };
        let draft = pipeline.line_draft(row, role, tree, value_of, Expect::Money);
        self.pending.push(draft.drawn_as(pipeline.line_name(part), 0));
    }

    /// The row of a line that says one thing of a whole pipeline: in a scenario that says it anew, the same row.
    fn line_slot(
        &mut self,
        pipeline: &PipelineDefinition<'a>,
        part: PipelinePart,
        known: Option<RowId>,
        span: Span,
    ) -> RowId {
        self.slot_again(known, &format!("{}{}", pipeline.prefix(), part.name()), span)
    }

    /// Room for a row that is not shown; where there is some already, that. A scenario that says a line anew gives
    /// the rows that the line makes other formulas: what a row is does not hang on the scenario.
    pub(super) fn slot_again(&mut self, known: Option<RowId>, owner: &str, span: Span) -> RowId {
        match known {
            Some(row) => {
                self.table[row.index()].span = span;
                row
            }
            None => self.hidden_slot(owner, span),
        }
    }

    /// Takes away what had to hold of definitions that others take the place of.
    pub(super) fn drop_bounds_of(&mut self, rows: &[RowId]) {
        self.bounds.retain(|bound| !bound.row.is_some_and(|row| rows.contains(&row)));
    }

    /// `opening 12 leads, 3 meetings`: the deals that wait when the plan starts, a hidden row each, beside those that
    /// other lines of the pipeline name. A number that takes the place of one of the `known` keeps its row.
    pub(super) fn declare_opening_deals(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut PipelineDefinition<'a>,
        tree: &'a Tree,
        deals: &'a [OpeningDeals],
        known: &[(usize, RowId)],
    ) {
        for waiting in deals {
            let written = scope::normal(context.sources.text(waiting.row)).into_owned();
            let prefix = pipeline.prefix();
            let short = written.strip_prefix(&prefix).unwrap_or(&written);
            let entry = pipeline.entry.as_ref().map(|entry| entry.name.as_str());
            let rows: Vec<&str> =
                entry.into_iter().chain(pipeline.stages.iter().map(|stage| stage.name.as_str())).collect();
            // `opening 1 lead` of an entry `leads`, and the other way round.
            let plural = format!("{short}s");
            let singular = short.strip_suffix('s');
            let place = rows
                .iter()
                .position(|row| *row == short)
                .or_else(|| rows.iter().position(|row| *row == plural || Some(*row) == singular));
            let found = match place {
                Some(place) if place < pipeline.stages.len() => {
                    let before = known.iter().find(|(stage, _)| *stage == place).map(|(_, row)| *row);
                    let span = tree.node(waiting.number).span;
                    let row = self.slot_again(before, &format!("{prefix}{OPENING}"), span);
                    let body = DraftBody::Expression(waiting.number);
                    let draft = pipeline.line_draft(row, Role::Part, tree, body, Expect::Count);
                    let waits_after = format!("{OPENING} {prefix}{}", rows[place]);
                    self.pending.push(draft.drawn_as(waits_after, 0));
                    if before.is_none() {
                        let subject = format!("the number of `{short}` that wait at the start");
                        self.bounds.push(stage::bound(Rule::NotNegative, row, subject, span));
                    }
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

impl<'a> PipelineDefinition<'a> {
    /// The draft of a row that a line's own value defines; not shown unless that is said.
    fn line_draft(
        &self,
        row: RowId,
        role: Role,
        tree: &'a Tree,
        body: DraftBody<'a>,
        expect: Expect,
    ) -> Draft<'a> {
        Draft::new(row, tree, role, body).scope(self.scope()).expect(expect).hidden(true)
    }

    /// What the ranges in a line of the whole pipeline are called: `core:worth`, or `:worth` where it has no name.
    fn line_name(&self, part: PipelinePart) -> String {
        format!("{}:{}", self.name.as_deref().unwrap_or_default(), part.name())
    }

    /// The draft of the entry: a visible row that has to be a count per month.
    pub(super) fn entry_draft(
        &self,
        row: RowId,
        tree: &'a Tree,
        value: &'a Value,
        doc: Option<String>,
    ) -> Draft<'a> {
        let (role, body) =
            (Role::Entry { pipeline: self.index }, DraftBody::Value(value, Otherwise::Missing));
        let draft = self.line_draft(row, role, tree, body, Expect::Flow);
        draft.hidden(false).rolls_up(Rollup::Sum).documented(doc)
    }
}

/// The head of a block, for pointing at a pipeline that has no name.
fn head(context: &Context<'_>, span: Span) -> Span {
    let text = context.sources.text(span);
    let end = text.find(['{', '\n']).unwrap_or(text.len());
    Span::new(span.file, span.start as usize, span.start as usize + text[..end].trim_end().len())
}
