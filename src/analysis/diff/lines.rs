//! A plan as the lines that say something, each under the name that people know it by.
//!
//! Only what a figure may depend on is a line: titles, `use` and `show` are left out.

use std::collections::BTreeMap;

use crate::loader::Loaded;
use crate::model::{CalendarPart, StagePart};
use crate::source::{Sources, Span};
use crate::syntax::canonical;
use crate::syntax::tree::{
    Annotation, Decay, NodeKind, PipelineLineKind, PlanLineKind, Stage, StageTime, Statement, StatementKind,
    StockLineKind, Tree, Value,
};

/// A line, or a part of one that may change alone.
#[derive(Clone, Debug)]
pub(super) struct DiffLine {
    /// What it is, so that only lines of one kind take each other's place.
    pub kind: DiffLineKind,
    /// Its name: `deal_size`, `won.rate`, `contacts.opening`.
    pub name: String,
    /// What it says, in canonical form.
    pub text: String,
    /// The words that would take the place of another line of this kind and name.
    pub span: Span,
    /// Whether it uses no row.
    pub literal: bool,
    /// Parts of it that may change alone, where both versions have the same parts.
    pub parts: Vec<DiffLine>,
}

/// Kinds of line. Two lines can be versions of each other only within a kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum DiffLineKind {
    /// Months, days, working days, currency.
    Frame,
    /// A name with its formula.
    Definition,
    /// An action of a `plan` block: `2 calls/day`.
    Action,
    /// The hours that there are, in a `plan` block.
    Capacity,
    /// What enters a pipeline.
    Entry,
    /// A stage of a pipeline.
    Stage,
    /// A part of a stage.
    Part,
    /// `worth`, `opening` or `aligned` of a pipeline.
    Deals,
    /// A line of a stock.
    Flow,
    /// A goal or a check.
    Goal,
    /// A whole scenario: what it holds is no line of its own.
    Scenario,
}

/// Every line of a plan, in its order.
pub(super) fn lines(loaded: &Loaded) -> Vec<DiffLine> {
    let mut reader = Reader { sources: &loaded.sources, lines: Vec::new(), unnamed: BTreeMap::new() };
    for (tree, statement) in loaded.statements() {
        reader.statement(tree, statement);
    }
    reader.lines
}

struct Reader<'a> {
    sources: &'a Sources,
    lines: Vec<DiffLine>,
    /// How many flows without a name a stock has had, by what they begin with.
    unnamed: BTreeMap<String, usize>,
}

impl Reader<'_> {
    /// What is written there, in canonical form.
    fn text(&self, span: Span) -> String {
        canonical(self.sources.get(span.file).text(), span)
    }

    /// A line without parts. It is a literal where it names no row; the calendar's are no rows of the plan.
    fn line(&self, tree: &Tree, kind: DiffLineKind, name: String, text: String, span: Span) -> DiffLine {
        let inside = |other: Span| other.start >= span.start && other.end <= span.end;
        let row = |name: &str| !CalendarPart::ALL.iter().any(|part| part.name() == name);
        let literal = !tree.nodes.iter().any(|node| {
            matches!(node.kind, NodeKind::Name) && inside(node.span) && row(self.sources.text(node.span))
        });
        DiffLine { kind, name, text, span, literal, parts: Vec::new() }
    }

    /// Adds a line without parts.
    fn add(&mut self, tree: &Tree, kind: DiffLineKind, name: impl Into<String>, text: String, span: Span) {
        let line = self.line(tree, kind, name.into(), text, span);
        self.lines.push(line);
    }

    /// Adds the lines of a statement: one, or in a block one for each of its lines.
    fn statement(&mut self, tree: &Tree, statement: &Statement) {
        let whole = statement.span;
        let name = |span: Span| self.sources.text(span).to_string();
        match &statement.kind {
            StatementKind::Heading(heading) if heading.moves_figures() => {
                self.frame(tree, heading.word(), whole);
            }
            StatementKind::Segment(_) | StatementKind::For(_) => {}
            StatementKind::Heading(_) | StatementKind::Use(_) | StatementKind::Bad(_) => {}
            StatementKind::Definition(definition) => {
                let text = self.value(&definition.value);
                let text = match &definition.annotation {
                    Some(Annotation { span, .. }) => format!(": {} = {text}", self.text(*span)),
                    None => text,
                };
                self.add(tree, DiffLineKind::Definition, name(definition.name), text, whole);
            }
            StatementKind::Plan(lines) => {
                for line in lines {
                    match &line.kind {
                        PlanLineKind::Action { noun, .. } => {
                            let name = self.sources.text(*noun).to_string();
                            self.add(tree, DiffLineKind::Action, name, self.text(line.span), line.span);
                        }
                        PlanLineKind::Capacity(value) => {
                            self.add(tree, DiffLineKind::Capacity, "capacity", self.value(value), line.span);
                        }
                        PlanLineKind::Bad(_) => {}
                    }
                }
            }
            StatementKind::Pipeline(pipeline) => {
                let prefix = pipeline.name.map(|span| name(span) + ".").unwrap_or_default();
                for line in &pipeline.lines {
                    self.pipeline_line(tree, &prefix, &line.kind, line.span);
                }
            }
            StatementKind::Stock(stock) => {
                let stock_name = name(stock.name);
                for line in &stock.lines {
                    self.stock_line(tree, &stock_name, &line.kind, line.span);
                }
            }
            // What a goal asks for tells it from others; its label is only a word for it.
            StatementKind::Goal(goal) => {
                let text = self.text(Span { start: goal.total.unwrap_or(goal.row).start, ..whole });
                self.add(tree, DiffLineKind::Goal, text.clone(), text, whole);
            }
            StatementKind::Check(_) => {
                let text = self.text(whole);
                self.add(tree, DiffLineKind::Goal, text.clone(), text, whole);
            }
            StatementKind::Scenario(scenario) => {
                let inside = scenario.statements.iter().map(|statement| self.text(statement.span));
                let said: Vec<String> = scenario.parent.map(name).into_iter().chain(inside).collect();
                self.add(tree, DiffLineKind::Scenario, name(scenario.name), said.join("\n"), whole);
            }
        }
    }

    /// Adds a line that begins with a keyword, which is its name.
    fn frame(&mut self, tree: &Tree, word: &str, whole: Span) {
        let text = self.text(whole);
        let text = text.strip_prefix(word).map_or(text.clone(), |rest| rest.trim_start().to_string());
        self.add(tree, DiffLineKind::Frame, word, text, whole);
    }

    /// The clauses of a value in canonical form.
    fn value(&self, value: &Value) -> String {
        let clauses: Vec<String> = value.clauses.iter().map(|clause| self.text(clause.span)).collect();
        clauses.join(", ")
    }

    /// Adds a line of a pipeline; `prefix` is `name.` in a pipeline that has a name.
    fn pipeline_line(&mut self, tree: &Tree, prefix: &str, kind: &PipelineLineKind, whole: Span) {
        let named = |name: &str| format!("{prefix}{name}");
        match kind {
            PipelineLineKind::Entry { name, value } => {
                let name = named(self.sources.text(*name));
                self.add(tree, DiffLineKind::Entry, name, self.value(value), whole);
            }
            PipelineLineKind::Stage(stage) => {
                let name = named(self.sources.text(stage.name));
                let text = self.text(whole);
                let text =
                    text.split_once('=').map_or(text.as_str(), |(_, rest)| rest.trim_start()).to_string();
                let mut line = self.line(tree, DiffLineKind::Stage, name, text, whole);
                line.parts = self.parts(tree, &line.name, stage);
                self.lines.push(line);
            }
            PipelineLineKind::Worth(value) => {
                self.add(tree, DiffLineKind::Deals, named("worth"), self.value(value), whole);
            }
            PipelineLineKind::Aligned(value) => {
                self.add(tree, DiffLineKind::Deals, named("aligned"), self.value(value), whole);
            }
            PipelineLineKind::Opening(_) => {
                let text = self.text(whole);
                let text =
                    text.strip_prefix("opening").map_or(text.clone(), |rest| rest.trim_start().to_string());
                self.add(tree, DiffLineKind::Deals, named("opening"), text, whole);
            }
            PipelineLineKind::Bad(_) => {}
        }
    }

    /// The parts of a stage. Two stages with the same names here differ in nothing else.
    fn parts(&self, tree: &Tree, stage_name: &str, stage: &Stage) -> Vec<DiffLine> {
        let part = |what: &str, span: Span| {
            let name = format!("{stage_name}.{what}");
            self.line(tree, DiffLineKind::Part, name, self.text(span), span)
        };
        let node = |what: &str, expr| part(what, tree.node(expr).span);
        // Another row to be a share of is another formula.
        let of = DiffLine { literal: false, ..part("of", stage.previous) };
        let mut parts = vec![node(StagePart::Rate.name(), stage.rate), of];
        parts.push(match stage.time {
            StageTime::In(expr) => node(StagePart::Time.name(), expr),
            StageTime::Over(_, span) => part("over", span),
        });
        parts.extend(stage.decay.map(|decay| match decay {
            Decay::Halving(expr) => node("halving", expr),
            Decay::Losing(expr) => node("losing", expr),
        }));
        parts.extend(stage.taking.map(|expr| node("taking", expr)));
        parts
    }

    /// Adds a line of a stock. A flow without a name is known by its stock and its number: `contacts.loses (2)`.
    fn stock_line(&mut self, tree: &Tree, stock: &str, kind: &StockLineKind, whole: Span) {
        let (word, name, value) = match kind {
            StockLineKind::Opening(value) => ("opening", None, value),
            StockLineKind::Gains(name, value) => ("gains", *name, value),
            StockLineKind::Loses(name, value) => ("loses", *name, value),
            StockLineKind::Bad(_) => return,
        };
        let name = match name {
            Some(name) => self.sources.text(name).to_string(),
            None => {
                let name = format!("{stock}.{word}");
                let nth = self.unnamed.entry(name.clone()).or_default();
                *nth += 1;
                if *nth == 1 { name } else { format!("{name} ({nth})") }
            }
        };
        self.add(tree, DiffLineKind::Flow, name, self.value(value), whole);
    }
}
