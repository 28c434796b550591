//! A plan as the lines that say something, each under the name that people know it by.
//!
//! Only what a figure may depend on is a line: titles, `use` and `show` are left out.

use std::collections::BTreeMap;

use crate::loader::Loaded;
use crate::model::{CalendarPart, StagePart};
use crate::source::{Sources, Span};
use crate::syntax::canonical;
use crate::syntax::tree::{
    Annotation, ClauseBody, Decay, NodeKind, PipelineLineKind, PlanLineKind, Segment, Stage, StageTime,
    Statement, StatementKind, StockLineKind, Tree, Value,
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
    /// What it says of single members, of which each is a change of its own: entries of a list, rows of a member's line.
    pub entries: Vec<DiffEntry>,
    /// What it says beside these; the place of a member's months and parent.
    pub frame: Option<(Span, String)>,
    /// Of a member, its segment.
    pub segment: String,
}

/// What a line says of one member.
#[derive(Clone, Debug)]
pub(super) struct DiffEntry {
    /// The member.
    pub member: String,
    /// The words that may change alone.
    pub line: DiffLine,
    /// Where another would stand beside it.
    pub end: Span,
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
    /// A name with its formula in a block for all members of a segment, or for several.
    Shared,
    /// A member of a segment: its parent and its months.
    Member,
    /// A whole scenario: what it holds is no line of its own.
    Scenario,
}

/// Every line of a plan, in its order.
pub(super) fn lines(loaded: &Loaded) -> Vec<DiffLine> {
    let mut reader = Reader { loaded, sources: &loaded.sources, lines: Vec::new(), unnamed: BTreeMap::new() };
    for (tree, statement) in loaded.statements() {
        reader.statement((tree, ""), statement);
    }
    for line in &mut reader.lines {
        // All members' parts go by their short names too.
        let short = |name: &mut String| {
            if let Some(rest) = name.strip_prefix("for all: ") {
                *name = rest.to_string();
            }
        };
        short(&mut line.name);
        line.parts.iter_mut().for_each(|part| short(&mut part.name));
    }
    reader.lines
}

struct Reader<'a> {
    loaded: &'a Loaded,
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
        DiffLine {
            kind,
            name,
            text,
            span,
            literal,
            parts: Vec::new(),
            entries: Vec::new(),
            frame: None,
            segment: String::new(),
        }
    }

    /// Adds a line without parts.
    fn add(&mut self, tree: &Tree, kind: DiffLineKind, name: impl Into<String>, text: String, span: Span) {
        let line = self.line(tree, kind, name.into(), text, span);
        self.lines.push(line);
    }

    /// Adds the lines of a statement: one, or in a block one for each of its lines.
    /// `prefix` is that of a block `for`.
    fn statement(&mut self, (tree, prefix): (&Tree, &str), statement: &Statement) {
        let whole = statement.span;
        let sources = self.sources;
        let name = |span: Span| format!("{prefix}{}", sources.text(span));
        match &statement.kind {
            StatementKind::Heading(heading) if heading.moves_figures() => {
                self.frame(tree, heading.word(), whole);
            }
            StatementKind::Segment(segment) => self.segment(tree, segment),
            StatementKind::For(block) => {
                let names: Vec<&str> = block.names.iter().map(|span| sources.text(*span)).collect();
                let segment = self.loaded.statements().any(|(_, statement)| {
                    matches!(&statement.kind, StatementKind::Segment(one) if names == [sources.text(one.name)])
                });
                let prefix = match &names[..] {
                    _ if segment => "for all: ".to_string(),
                    [only] => format!("{only}."),
                    several => format!("{}: ", several.join(", ")),
                };
                for statement in &block.statements {
                    self.statement((tree, &prefix), statement);
                }
            }
            StatementKind::Heading(_) | StatementKind::Use(_) | StatementKind::Bad(_) => {}
            StatementKind::Definition(definition) => {
                let text = self.value(&definition.value);
                let text = match &definition.annotation {
                    Some(Annotation { span, .. }) => format!(": {} = {text}", self.text(*span)),
                    None => text,
                };
                let short = sources.text(definition.name);
                // What all members have goes by its short name, as its total does.
                let (kind, own) = match prefix {
                    "for all: " => (DiffLineKind::Shared, short.to_string()),
                    _ => (DiffLineKind::Definition, name(definition.name)),
                };
                let mut line = self.line(tree, kind, own, text, whole);
                self.keyed(tree, &mut line, short, &definition.value);
                self.lines.push(line);
            }
            StatementKind::Plan(lines) => {
                for line in lines {
                    match &line.kind {
                        PlanLineKind::Action { noun, .. } => {
                            let name = name(*noun);
                            self.add(tree, DiffLineKind::Action, name, self.text(line.span), line.span);
                        }
                        PlanLineKind::Capacity(value) => {
                            let name = format!("{prefix}capacity");
                            self.add(tree, DiffLineKind::Capacity, name, self.value(value), line.span);
                        }
                        PlanLineKind::Bad(_) => {}
                    }
                }
            }
            StatementKind::Pipeline(pipeline) => {
                let prefix = pipeline.name.map_or(prefix.to_string(), |span| name(span) + ".");
                for line in &pipeline.lines {
                    self.pipeline_line(tree, &prefix, &line.kind, line.span);
                }
            }
            StatementKind::Stock(stock) => {
                let stock_name = name(stock.name);
                for line in &stock.lines {
                    self.stock_line(tree, (&stock_name, sources.text(stock.name)), &line.kind, line.span);
                }
            }
            // What a goal asks for tells it from others; its label is only a word for it.
            StatementKind::Goal(goal) => {
                let text = self.text(Span { start: goal.total.unwrap_or(goal.row).start, ..whole });
                self.add(tree, DiffLineKind::Goal, format!("{prefix}{text}"), text, whole);
            }
            StatementKind::Check(_) => {
                let text = self.text(whole);
                self.add(tree, DiffLineKind::Goal, format!("{prefix}{text}"), text, whole);
            }
            StatementKind::Scenario(scenario) => {
                let inside = scenario.statements.iter().map(|statement| self.text(statement.span));
                let said: Vec<String> = scenario.parent.map(name).into_iter().chain(inside).collect();
                self.add(tree, DiffLineKind::Scenario, name(scenario.name), said.join("\n"), whole);
            }
        }
    }

    /// Adds a line for each member of a segment: its parent and months, and its rows.
    fn segment(&mut self, tree: &Tree, segment: &Segment) {
        let (tree, members) = match segment.table.as_ref().and_then(|path| self.loaded.table_of(path.span)) {
            Some((table, listed)) => (table, &listed.members),
            None => (tree, &segment.members),
        };
        for member in members {
            let own = crate::syntax::member_name(self.sources.text(member.name)).into_owned();
            let ends = [
                member.parent,
                member.from.as_ref().map(|month| month.span),
                member.until.as_ref().map(|month| month.span),
            ];
            let after = Span { start: member.name.end, ..member.name };
            // In a table these are cells, which stand anywhere in the line.
            let in_line = !self.loaded.is_table(member.name.file);
            let end = ends.into_iter().flatten().map(|span| span.end).max().unwrap_or(after.start);
            let head = Span { end: end.max(after.start), ..after };
            let said: Vec<&str> = ends.iter().flatten().map(|span| self.sources.text(*span)).collect();
            let head_text = if in_line { self.text(head) } else { said.join(" ") };
            let text = self.text(member.span);
            let mut line = self.line(tree, DiffLineKind::Member, own.clone(), text, member.span);
            line.frame = Some((head, head_text));
            line.segment = self.sources.text(segment.name).to_string();
            for row in &member.rows {
                let short = self.sources.text(row.name);
                let name = format!("{own}.{short}");
                let span =
                    if in_line { Span { start: row.name.start, ..row.value.span } } else { row.value.span };
                let mut inner = self.line(tree, DiffLineKind::Definition, name, self.value(&row.value), span);
                inner.literal = true;
                line.entries.push(DiffEntry { member: own.clone(), line: inner, end: member.span });
            }
            self.lines.push(line);
        }
    }

    /// Takes the entries of lists by member out of a line.
    fn keyed(&self, tree: &Tree, line: &mut DiffLine, short: &str, value: &Value) {
        let mut frame = String::new();
        let mut at = line.span.start;
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for clause in &value.clauses {
            let ClauseBody::Keyed(list) = &clause.body else { continue };
            frame.push_str(self.sources.text(Span { start: at, end: list.span.start, ..line.span }));
            frame.push_str("[]");
            at = list.span.end;
            let end = Span {
                start: list.span.end.saturating_sub(1),
                end: list.span.end.saturating_sub(1),
                ..list.span
            };
            for entry in &list.entries {
                let member = self.sources.text(entry.name).to_string();
                let nth = known.entry(member.clone()).or_default();
                *nth += 1;
                let name = match *nth {
                    1 => format!("{member}.{short}"),
                    nth => format!("{member}.{short} ({nth})"),
                };
                let text = self.text(entry.span);
                let said = text.split_once(':').map_or(text.clone(), |(_, said)| said.trim().to_string());
                let inner = self.line(tree, DiffLineKind::Part, name, said, entry.span);
                line.entries.push(DiffEntry { member, line: inner, end });
            }
        }
        if !line.entries.is_empty() {
            frame.push_str(self.sources.text(Span { start: at, ..line.span }));
            let words = frame.split_whitespace().collect::<Vec<_>>().join(" ");
            line.frame = Some((line.span, words));
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
    fn stock_line(
        &mut self,
        tree: &Tree,
        (stock, stock_short): (&str, &str),
        kind: &StockLineKind,
        whole: Span,
    ) {
        let (word, name, value) = match kind {
            StockLineKind::Opening(value) => ("opening", None, value),
            StockLineKind::Gains(name, value) => ("gains", *name, value),
            StockLineKind::Loses(name, value) => ("loses", *name, value),
            StockLineKind::Bad(_) => return,
        };
        let before = stock.strip_suffix(stock_short).unwrap_or_default();
        let name = match name {
            Some(name) => format!("{before}{}", self.sources.text(name)),
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
