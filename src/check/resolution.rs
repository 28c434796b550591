//! What every name in the text of a plan means where it stands: for an editor, for completion, for `:info` at a
//! place.
//!
//! Names in formulas are noted where they are lowered, so that what is kept is what was computed with. The
//! names that statements give to things, and those that lines mention outside of formulas (`of leads`,
//! `opening 12 leads`, `show`), are looked up afterwards in the same tables.

use super::scope::{self, Scope};
use super::{Context, ScenarioBuilder};
use crate::library::Function;
use crate::model::RowId;
use crate::source::{FileId, Span};
use crate::syntax::tree::{
    Heading, Pipeline, PipelineLineKind, PlanLineKind, Statement, StatementKind, StockLineKind,
};

/// A name in the text, and what it means there.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Resolution {
    /// Where the name stands.
    pub span: Span,
    /// What it means.
    pub meaning: Meaning,
    /// The scenario in whose body it stands, as an index into [`crate::model::Model::scenarios`]; 0 outside of
    /// all. Rows are those of its table.
    pub scenario: u32,
}

/// What a name means.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Meaning {
    /// A row: defined or used here. A stage is known by the row of what leaves it, a stock by its balance; inside
    /// a stock's own lines its name is the balance at the start of the month.
    Row(RowId),
    /// The word `base` in a scenario: a hidden row that keeps the value which the scenario changes.
    Base(RowId),
    /// A function.
    Function(&'static Function),
    /// A pipeline, as an index in the order of the plan.
    Pipeline(u32),
    /// A scenario, as an index into [`crate::model::Model::scenarios`].
    Scenario(u32),
}

/// The meanings of all names of a plan, in the order of the text: file by file, from the first character to the
/// last. A name that means nothing, which is an error, is not among them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Resolutions(Vec<Resolution>);

impl Resolutions {
    /// Puts what was noted in order; of a name that was noted twice the first stays.
    pub(super) fn new(mut all: Vec<Resolution>) -> Resolutions {
        // A stable sort: of two notes of one place the one that was made first stays first.
        all.sort_by_key(|resolution| resolution.span);
        all.dedup_by_key(|resolution| resolution.span);
        Resolutions(all)
    }

    /// What stands at a place, given as an offset in bytes; none where no name does that means something. The end
    /// of a name counts as the name, for whoever has just typed it.
    pub fn at(&self, file: FileId, offset: usize) -> Option<&Resolution> {
        let here = |resolution: &Resolution| (resolution.span.file, resolution.span.start as usize);
        let after = self.0.partition_point(|resolution| here(resolution) <= (file, offset));
        let found = self.0.get(after.checked_sub(1)?)?;
        (found.span.file == file && offset <= found.span.end as usize).then_some(found)
    }

    /// All of them, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &Resolution> {
        self.0.iter()
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// Notes what a name in a formula means; the scenario is set when the notes are collected.
    pub(super) fn resolved(&mut self, span: Span, meaning: Meaning) {
        self.resolutions.push(Resolution { span, meaning, scenario: 0 });
    }

    /// What the names in these statements mean: those that were noted when their formulas were lowered, and those
    /// that the statements themselves give and mention. A scenario lowers lines of the plan again, with its own
    /// rows; their names belong to the plan, which has told of them.
    pub(super) fn resolutions_in(
        &mut self,
        context: &Context<'a>,
        statements: &mut dyn Iterator<Item = &'a Statement>,
        scenario: u32,
    ) -> Vec<Resolution> {
        let mut found = Vec::new();
        let mut stretches: Vec<Span> = Vec::new();
        for statement in statements {
            if !matches!(statement.kind, StatementKind::Scenario(_)) {
                stretches.push(statement.span);
            }
            self.names_of(context, statement, &mut |span, meaning| {
                found.push(Resolution { span, meaning, scenario });
            });
        }
        // Sorted once and searched by halves: a plan of ten thousand lines has as many names.
        stretches.sort_unstable();
        let inside = |span: Span| {
            let after =
                stretches.partition_point(|stretch| (stretch.file, stretch.start) <= (span.file, span.start));
            let stretch = after.checked_sub(1).and_then(|at| stretches.get(at));
            stretch.is_some_and(|stretch| stretch.file == span.file && span.end <= stretch.end)
        };
        // A scenario lowers lines of the plan again: only notes inside of the given statements are theirs.
        let noted = std::mem::take(&mut self.resolutions).into_iter();
        found.extend(noted.filter(|noted| inside(noted.span)).map(|noted| Resolution { scenario, ..noted }));
        found
    }

    /// The names that a statement gives or mentions outside of its formulas.
    fn names_of(
        &self,
        context: &Context<'a>,
        statement: &'a Statement,
        found: &mut dyn FnMut(Span, Meaning),
    ) {
        let plain = Scope::default();
        let mut row = |span: Span| {
            if let Some(row) = self.find(context, span, &plain) {
                found(span, Meaning::Row(row));
            }
        };
        match &statement.kind {
            StatementKind::Definition(definition) => row(definition.name),
            StatementKind::Heading(Heading::Show(names)) => {
                names.iter().map(|shown| shown.name).for_each(row);
            }
            StatementKind::Goal(goal) => row(goal.row),
            StatementKind::Plan(lines) => {
                for line in lines {
                    if let PlanLineKind::Action { noun, .. } = &line.kind {
                        row(*noun);
                    }
                }
            }
            StatementKind::Stock(stock) => {
                row(stock.name);
                for line in &stock.lines {
                    if let StockLineKind::Gains(Some(name), _) | StockLineKind::Loses(Some(name), _) =
                        &line.kind
                    {
                        row(*name);
                    }
                }
            }
            StatementKind::Pipeline(pipeline) => self.names_of_pipeline(context, pipeline, found),
            _ => {}
        }
    }

    fn names_of_pipeline(
        &self,
        context: &Context<'a>,
        written: &'a Pipeline,
        found: &mut dyn FnMut(Span, Meaning),
    ) {
        let name = written.name.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let at = self.pipelines.iter().position(|pipeline| pipeline.name == name);
        if let (Some(span), Some(at)) = (written.name, at) {
            found(span, Meaning::Pipeline(at as u32));
        }
        let prefix = name.map(|name| format!("{name}.").into());
        let inside = Scope { prefix, ..Scope::default() };
        // `opening 12 leads` may be said of `lead` too.
        let waiting = |span: Span| {
            let text = scope::normal(context.sources.text(span));
            let other = match text.strip_suffix('s') {
                Some(singular) => singular.to_string(),
                None => format!("{text}s"),
            };
            scope::resolve(&self.names, &text, &inside)
                .or_else(|| scope::resolve(&self.names, &other, &inside))
        };
        let mut row = |span: Span, row: Option<RowId>| {
            if let Some(row) = row {
                found(span, Meaning::Row(row));
            }
        };
        for line in &written.lines {
            match &line.kind {
                PipelineLineKind::Entry { name, .. } => row(*name, self.find(context, *name, &inside)),
                PipelineLineKind::Stage(stage) => {
                    row(stage.name, self.find(context, stage.name, &inside));
                    row(stage.previous, self.find(context, stage.previous, &inside));
                }
                PipelineLineKind::Opening(deals) => {
                    deals.iter().for_each(|deals| row(deals.row, waiting(deals.row)));
                }
                PipelineLineKind::Worth(_) | PipelineLineKind::Aligned(_) | PipelineLineKind::Bad(_) => {}
            }
        }
    }
}
