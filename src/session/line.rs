//! What a typed line is: nothing, an expression, or statements.
//!
//! There is no mode and no keyword for either: the first word decides where it can, and where it cannot the
//! text is tried as each in turn. What fails as everything is reported as what it most looks like.

use std::rc::Rc;

use super::change::{ChangeSubject, ChangeTarget, Changes, ClauseText, SessionChange};
use super::{meant, month_words};
use crate::analysis::TypedFormula;
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::library::{self, Function};
use crate::model::{Pipeline, Role, Row, Scenario};
use crate::source::{FileId, Source, Sources, Span};
use crate::syntax::tree::{
    BinaryOperator, Clause, ClauseTime, ExprId, Goal, NodeKind, PipelineLineKind, PlanLine, PlanLineKind,
    Statement, StatementKind, StockLineKind, Tree, UnaryOperator, Value,
};
use crate::syntax::{self, begins_line, statement_words};
use crate::value::{Calendar, Currency};

/// The name under which messages show what was typed.
pub const SHOWN: &str = "<session>";

/// What a line is.
#[derive(Clone, Debug)]
pub enum TypedLine {
    /// Blank, or a comment.
    Nothing,
    /// Something to be worked out.
    Value(TypedFormula, ValueKind),
    /// Something that holds or not.
    Condition(TypedFormula),
    /// Something that changes the plan.
    Statements(Vec<Rc<SessionChange>>),
}

/// What a formula comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueKind {
    /// A figure a month.
    ByMonth,
    /// The same figure whatever the month: `MRR[2027-12]`, `total(bookings, 2027-Q3)`.
    One,
}

/// What reading a line needs of the plan: which names it has, and what the session has changed.
#[derive(Clone, Copy, Debug)]
pub struct LineContext<'a> {
    /// The scenario that is looked at, with what the session has changed so far.
    pub plan: Option<&'a Scenario>,
    /// What the session has changed so far.
    pub changes: &'a Changes,
    /// The plan's texts. What is typed gets the number of the file after them, so that its places fit beside
    /// theirs.
    pub texts: Option<&'a Sources>,
    /// The plan's months; none where it has mistakes.
    pub calendar: Option<&'a Calendar>,
    /// The plan's currency.
    pub currency: Currency,
}

impl LineContext<'_> {
    /// The row of a name; an action answers to its name with and without an `s`.
    pub fn row(&self, name: &str) -> Option<&Row> {
        let table = &self.plan?.table;
        let action = |name: &str| {
            let found = table.find(name).map(|row| table.row(row));
            found.filter(|row| row.is_action())
        };
        let exact = table.find(name).map(|row| table.row(row));
        exact.or_else(|| match name.strip_suffix('s') {
            Some(singular) => action(singular),
            None => action(&format!("{name}s")),
        })
    }

    /// The name that the plan has for it.
    fn name(&self, written: &str) -> String {
        self.row(written).map_or_else(|| written.to_string(), |row| row.name.clone())
    }

    /// Whether the plan has a pipeline of that name; of none, whether it has one that has no name.
    fn pipeline_called(&self, name: Option<&str>) -> bool {
        let mut pipelines = self.plan.iter().flat_map(|scenario| &scenario.pipelines);
        pipelines.any(|pipeline| pipeline.name.as_deref() == name)
    }

    /// The pipeline of which a row is the entry or a stage.
    fn pipeline_of(&self, row: &Row) -> Option<&Pipeline> {
        match row.role {
            Role::Entry { pipeline } | Role::StageFlow { pipeline, .. } => self.plan?.pipeline(pipeline),
            _ => None,
        }
    }

    /// The one pipeline of the plan, where it has one and that has no name.
    fn has_plain_pipeline(&self) -> bool {
        self.pipeline_called(None)
    }
}

/// Reads what was typed; `number` is that of its first line, by which findings name it.
///
/// # Errors
/// What is wrong with the text, read as what it most looks like.
pub fn read(text: &str, number: usize, known: LineContext) -> Result<TypedLine, Findings> {
    let typed = TypedText { text, number, known };
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(first) = first else { return Ok(TypedLine::Nothing) };
    let word = first_word(first);
    let rest = first.get(word.len()..).unwrap_or_default().trim_start();
    // `x == 1` compares, `x = 1` and `x: USD = 1` define.
    let assigned =
        !word.is_empty() && (rest.starts_with(':') || (rest.starts_with('=') && !rest.starts_with("==")));
    if !assigned && let Some(statement) = meant::setting(text, known.currency, |name| known.row(name)) {
        let start = text.len() - text.trim_start().len();
        let place = Span::new(typed.file(), start, start + text.trim().len());
        let found = Diagnostic::new(Code::Syntax, "this is neither a formula nor a statement", place, "");
        return Err(typed.wrong(vec![found.help(format!("to set it, write `{statement}`"))]));
    }
    if !assigned && let Some(help) = meant::asked(text, |name| known.row(name)) {
        let start = text.len() - text.trim_start().len();
        let place = Span::new(typed.file(), start, start + text.trim().len());
        let found = Diagnostic::new(Code::Syntax, "this is neither a formula nor a statement", place, "");
        return Err(typed.wrong(vec![found.help(help)]));
    }
    // Months as people ask for them, of rows that the plan has.
    let stands_alone = !assigned && (known.row(word).is_some() || !statement_words().contains(&word));
    if stands_alone
        && let Some(calendar) = known.calendar
        && let Some(text) =
            month_words::rewritten(text, calendar, |name| Some(known.row(name)?.rollup.rollup()))?
        && let Ok(line) = (TypedText { text: &text, number, known }).formula()
    {
        return Ok(line);
    }
    // A row may be called like a word of the language; alone or in a formula it is the row.
    if !assigned
        && known.row(word).is_some()
        && let Ok(line) = typed.formula()
    {
        return Ok(line);
    }
    let modified = matches!(word, "new" | "replace") && !rest.is_empty() && !assigned;
    if assigned || modified || statement_words().contains(&word) {
        return typed.statements(assigned).map(TypedLine::Statements);
    }
    // Lines of a `plan` and of a pipeline may be typed without their block: `capacity 5 hours/day`, `worth
    // $6,000`.
    if word == "capacity" && !rest.is_empty() {
        return typed.wrapped("plan ").map(TypedLine::Statements).map_err(|found| typed.wrong(found));
    }
    if begins_line(word, "pipeline") && !rest.is_empty() && known.has_plain_pipeline() {
        return typed.wrapped("pipeline ").map(TypedLine::Statements).map_err(|found| typed.wrong(found));
    }
    match typed.formula() {
        Ok(line) => Ok(line),
        Err(formula) => match typed.wrapped("plan ") {
            Ok(changes) => Ok(TypedLine::Statements(changes)),
            Err(action) if looks_like_action(first) => Err(typed.wrong(action)),
            // A slip in the first word is a slip in a statement.
            Err(_) if looks_like_statement(word, rest) => typed.statements(false).map(TypedLine::Statements),
            Err(_) => Err(typed.wrong(formula)),
        },
    }
}

/// The name at the start of a text, dots included; empty where it starts with something else, such as a
/// number.
pub fn first_word(text: &str) -> &str {
    let end = text.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '.')));
    let word = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    if word.starts_with(|first: char| first.is_ascii_digit() || first == '.') { "" } else { word }
}

/// Whether a text is an amount with a word after it: `4 calls`, `3 to 5 calls`. `4 * calls` is none.
fn looks_like_action(text: &str) -> bool {
    let rest = text.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || matches!(letter, '.' | ',' | '?' | '_')
    });
    let word = first_word(rest.trim_start());
    rest.len() < text.len() && rest.starts_with(' ') && !word.is_empty()
}

/// `gaol bookings >= 5`: a first word that is nearly one of the language, with more words after it.
fn looks_like_statement(word: &str, rest: &str) -> bool {
    let near = nearest(word, statement_words().iter().copied());
    near.is_some() && rest.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '"' | '{'))
}

/// The typed text, on its way to be understood.
struct TypedText<'a> {
    text: &'a str,
    /// The number of its first typed line.
    number: usize,
    known: LineContext<'a>,
}

impl TypedText<'_> {
    /// The text as an expression.
    ///
    /// # Errors
    /// Why it is none.
    fn formula(&self) -> Result<TypedLine, Vec<Diagnostic>> {
        let (tree, root) = syntax::parse_formula(self.file(), self.text)?;
        let asks = is_condition(&tree, root);
        let kind = value_kind(&tree, root, self.text);
        let typed = TypedFormula::parsed(self.source(), tree, root);
        Ok(if asks { TypedLine::Condition(typed) } else { TypedLine::Value(typed, kind) })
    }

    /// The text as a source, its first line the one that was typed.
    fn source(&self) -> Source {
        Source::part(SHOWN, self.text, 0..self.text.len(), self.number)
    }

    /// The file that the text is among the plan's: whatever is parsed for it need not be parsed again.
    fn file(&self) -> FileId {
        self.known.texts.map_or(FileId(0), Sources::next)
    }

    /// What is wrong with the text, shown as it was typed.
    fn wrong(&self, found: Vec<Diagnostic>) -> Findings {
        let mut sources = self.known.texts.cloned().unwrap_or_default();
        sources.add(self.source());
        Findings { sources, found }
    }

    /// The text as statements of a scenario, or else of a plan. `assigned` says that it begins with a name
    /// and `=` or `:`.
    ///
    /// # Errors
    /// Why it is neither, in terms of the one that it was more likely meant as.
    fn statements(&self, assigned: bool) -> Result<Vec<Rc<SessionChange>>, Findings> {
        // A line of a pipeline by its row's name is a line of that pipeline: `won = 30% of leads in 10 days`.
        let row = assigned.then(|| self.known.row(first_word(self.text.trim_start()))).flatten();
        if let Some(pipeline) = row.and_then(|row| self.known.pipeline_of(row)) {
            let name = pipeline.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
            if let Ok(changes) = self.wrapped(&format!("pipeline {name}")) {
                return Ok(changes);
            }
        }
        let inside = match self.wrapped("") {
            Ok(changes) => return Ok(changes),
            Err(inside) => inside,
        };
        match self.as_plan() {
            Ok(changes) => Ok(changes),
            // What only a scenario may say, such as `new`, is not the mistake.
            Err(outside) => {
                let word = first_word(self.text.trim_start());
                Err(self.wrong(if matches!(word, "new" | "replace") { inside } else { outside }))
            }
        }
    }

    /// The text as statements of a plan.
    fn as_plan(&self) -> Result<Vec<Rc<SessionChange>>, Vec<Diagnostic>> {
        let (tree, found) = syntax::parse(self.file(), self.text);
        if found.is_empty() { Ok(self.changes_of(&tree, &tree.statements, self.text, 0)) } else { Err(found) }
    }

    /// The text as statements of a scenario, with `before` put in front of it, such as `pipeline `. The
    /// grammar reads a scenario only as part of a plan, so the text is parsed inside a made-up one, and
    /// places in findings are moved back to the typed text.
    ///
    /// # Errors
    /// Why it is none.
    fn wrapped(&self, before: &str) -> Result<Vec<Rc<SessionChange>>, Vec<Diagnostic>> {
        let start = format!("scenario s {{\n{before}");
        let text = format!("{start}{}\n}}\n", self.text);
        let (tree, mut found) = syntax::parse(self.file(), &text);
        if found.is_empty()
            && let [Statement { kind: StatementKind::Scenario(scenario), .. }] = &tree.statements[..]
        {
            return Ok(self.changes_of(&tree, &scenario.statements, &text, start.len()));
        }
        // A place in the text around it, such as the brace that closes the scenario, is moved to the nearest
        // end.
        let shift = start.len() as u32;
        let end = self.text.len() as u32;
        for label in found.iter_mut().flat_map(|found| &mut found.labels) {
            let place = |at: u32| at.saturating_sub(shift).min(end);
            label.span = Span { start: place(label.span.start), end: place(label.span.end), ..label.span };
        }
        Err(found)
    }

    /// The changes that the statements of a parsed text make; the typed part starts at byte `start`.
    fn changes_of(
        &self,
        tree: &Tree,
        statements: &[Statement],
        text: &str,
        start: usize,
    ) -> Vec<Rc<SessionChange>> {
        let reader = StatementReader { tree, text, start, number: self.number, known: self.known };
        statements.iter().flat_map(|statement| reader.statement(statement)).map(Rc::new).collect()
    }
}

/// Whether an expression holds or not, rather than having a value.
fn is_condition(tree: &Tree, root: ExprId) -> bool {
    match tree.node(tree.inside(root)).kind {
        NodeKind::Binary { operator, .. } => {
            operator.compares() || matches!(operator, BinaryOperator::And | BinaryOperator::Or)
        }
        NodeKind::Unary { operator, .. } => operator == UnaryOperator::Not,
        _ => false,
    }
}

/// Whether a formula has the same figure in every month by its form: it is put together from single months, and from
/// functions that read all months, such as `total`. One of numbers and rows alone is asked month by month.
fn value_kind(tree: &Tree, root: ExprId, text: &str) -> ValueKind {
    let mut waiting = vec![root];
    let mut any = false;
    while let Some(node) = waiting.pop() {
        match &tree.node(node).kind {
            NodeKind::Literal(_) => {}
            NodeKind::Index { .. } => any = true,
            NodeKind::Parentheses(inner) => waiting.push(*inner),
            NodeKind::Unary { operand, .. } => waiting.push(*operand),
            NodeKind::Binary { left, right, .. } => waiting.extend([*left, *right]),
            NodeKind::Call { name, .. } => {
                let name = text.get(name.range()).unwrap_or_default();
                let function = library::function(name);
                if !function.is_some_and(Function::reads_all_months) {
                    return ValueKind::ByMonth;
                }
                any = true;
            }
            _ => return ValueKind::ByMonth,
        }
    }
    if any { ValueKind::One } else { ValueKind::ByMonth }
}

/// Reads statements of a syntax tree as changes.
struct StatementReader<'a> {
    /// The tree, and the text that it was read from.
    tree: &'a Tree,
    text: &'a str,
    /// The byte at which the typed part of the text starts.
    start: usize,
    /// The number of its first typed line.
    number: usize,
    known: LineContext<'a>,
}

impl StatementReader<'_> {
    fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The name of a row as the plan has it: `call` and `calls` are one action.
    fn name(&self, span: Span) -> String {
        let written = self.slice(span);
        syntax::exchange_row(written).unwrap_or_else(|| self.known.name(written))
    }

    /// A change with its text and the number of its line.
    fn make(
        &self,
        subject: ChangeSubject,
        target: ChangeTarget,
        span: Span,
        doc: Option<Span>,
    ) -> SessionChange {
        let before = self.text.get(self.start.min(span.start as usize)..span.start as usize);
        let line = self.number + before.unwrap_or_default().matches('\n').count();
        let doc = doc.map(|doc| self.slice(doc).lines().map(str::trim).collect::<Vec<_>>().join("\n"));
        SessionChange {
            subject,
            target,
            doc,
            modifier: None,
            text: self.slice(span).trim_end().to_string(),
            line,
            clauses: Vec::new(),
        }
    }

    /// The clauses of a definition whose text starts at `start`.
    fn clauses(&self, start: u32, value: &Value) -> Vec<ClauseText> {
        let clause = |clause: &Clause| {
            let from = (clause.span.start - start) as usize;
            let months = match &clause.time {
                // What comes once, or again and again, is 0 in all other months.
                None | Some(ClauseTime::Once(_) | ClauseTime::EveryYear(_) | ClauseTime::Every { .. }) => {
                    String::new()
                }
                Some(ClauseTime::From(first)) => format!("from {}", self.slice(first.span)),
                Some(ClauseTime::Until(last)) => format!("until {}", self.slice(last.span)),
                Some(ClauseTime::FromUntil(first, last)) => self.slice(first.span.to(last.span)).to_string(),
                Some(ClauseTime::In(spans)) => {
                    let texts: Vec<&str> = spans.iter().map(|span| self.slice(span.span())).collect();
                    texts.join(", ")
                }
            };
            let when =
                clause.condition.map(|when| format!(" when {}", self.slice(self.tree.node(when).span)));
            let months = months + when.as_deref().unwrap_or_default();
            ClauseText {
                range: from..from + self.slice(clause.span).trim_end().len(),
                months: (!months.is_empty()).then_some(months),
            }
        };
        value.clauses.iter().map(clause).collect()
    }

    /// The changes that a statement makes: one for each line of a block that is restated, otherwise one.
    fn statement(&self, statement: &Statement) -> Vec<SessionChange> {
        let of_plan = |subject| vec![self.make(subject, ChangeTarget::OfPlan, statement.span, statement.doc)];
        let judgement =
            |subject| vec![self.make(subject, ChangeTarget::Judgement, statement.span, statement.doc)];
        match &statement.kind {
            StatementKind::Heading(heading) => of_plan(ChangeSubject::Once(heading.word())),
            StatementKind::Use(path) => of_plan(ChangeSubject::Use(path.text.clone())),
            StatementKind::Scenario(scenario) => {
                of_plan(ChangeSubject::Scenario(self.slice(scenario.name).to_string()))
            }
            StatementKind::Goal(goal) => judgement(ChangeSubject::Goal(self.goal(goal))),
            StatementKind::Check(_) => {
                judgement(ChangeSubject::Check(syntax::canonical(self.text, statement.span)))
            }
            StatementKind::Definition(definition) => {
                let subject = ChangeSubject::Row(self.name(definition.name));
                // The span of a statement may have the modifier in it.
                let span = Span { start: definition.name.start, ..statement.span };
                let changes = self.make(subject, ChangeTarget::Definition, span, statement.doc);
                let clauses = self.clauses(span.start, &definition.value);
                vec![SessionChange { modifier: definition.modifier, clauses, ..changes }]
            }
            StatementKind::Plan(lines) => lines.iter().filter_map(|line| self.plan_line(line)).collect(),
            StatementKind::Pipeline(pipeline) => self.pipeline(pipeline, statement),
            StatementKind::Stock(stock) => self.stock(stock, statement),
            StatementKind::Segment(_) | StatementKind::For(_) | StatementKind::Bad(_) => Vec::new(),
        }
    }

    /// What a goal is about: its label, or its row, sign and times without the target values. `goal bookings
    /// >= $50k by 2026-12` so replaces a goal of $40k for the same month.
    fn goal(&self, goal: &Goal) -> String {
        if let Some(label) = &goal.label {
            return label.text.clone();
        }
        let sign = goal.sign();
        let times = goal.targets.iter().map(|target| {
            let value = self.tree.node(target.value).span;
            syntax::canonical(self.text, Span { start: value.end, ..target.span })
        });
        let total = if goal.total.is_some() { "total " } else { "" };
        format!("{total}{} {sign} {}", self.name(goal.row), times.collect::<Vec<_>>().join(", "))
    }

    fn plan_line(&self, line: &PlanLine) -> Option<SessionChange> {
        let (subject, target) = match &line.kind {
            PlanLineKind::Action { noun, .. } => (ChangeSubject::Row(self.name(*noun)), ChangeTarget::Action),
            PlanLineKind::Capacity(_) => (ChangeSubject::Capacity, ChangeTarget::Capacity),
            PlanLineKind::Bad(_) => return None,
        };
        Some(SessionChange { modifier: line.modifier, ..self.make(subject, target, line.span, line.doc) })
    }

    /// The lines of a pipeline that the plan has, or a whole new pipeline.
    fn pipeline(&self, pipeline: &syntax::tree::Pipeline, statement: &Statement) -> Vec<SessionChange> {
        let name = pipeline.name.map(|name| self.slice(name).to_string());
        let long = |short: Span| {
            let short = self.slice(short);
            match &name {
                Some(name) if !short.starts_with(&format!("{name}.")) => format!("{name}.{short}"),
                _ => short.to_string(),
            }
        };
        let line = |line: &syntax::tree::PipelineLine| {
            let subject = match &line.kind {
                PipelineLineKind::Entry { name, .. } => ChangeSubject::Row(long(*name)),
                PipelineLineKind::Stage(stage) => ChangeSubject::Row(long(stage.name)),
                PipelineLineKind::Worth(_) => ChangeSubject::OfPipeline(name.clone(), "worth"),
                PipelineLineKind::Opening(_) => ChangeSubject::OfPipeline(name.clone(), "opening"),
                PipelineLineKind::Aligned(_) => ChangeSubject::OfPipeline(name.clone(), "aligned"),
                PipelineLineKind::Bad(_) => return None,
            };
            Some(self.make(subject, ChangeTarget::OfPipeline(name.clone()), line.span, line.doc))
        };
        let lines: Vec<SessionChange> = pipeline.lines.iter().filter_map(line).collect();
        let exists = self.known.pipeline_called(name.as_deref());
        let entry = pipeline.lines.iter().any(|line| matches!(line.kind, PipelineLineKind::Entry { .. }));
        let stage = pipeline.lines.iter().any(|line| matches!(line.kind, PipelineLineKind::Stage(_)));
        let mut head = "pipeline".to_string();
        head.extend(name.iter().map(|name| format!(" {name}")));
        head.extend(pipeline.label.iter().map(|label| format!(" {}", self.slice(label.span))));
        self.block(ChangeSubject::Pipeline(name), head, lines, exists, entry && stage, statement)
    }

    /// The lines of a stock that the plan has, or a whole new stock.
    fn stock(&self, stock: &syntax::tree::Stock, statement: &Statement) -> Vec<SessionChange> {
        let name = self.slice(stock.name).to_string();
        let line = |line: &syntax::tree::StockLine| {
            let flow = |flow: &Option<Span>, word| match flow {
                Some(flow) => ChangeSubject::Row(self.slice(*flow).to_string()),
                None => ChangeSubject::OfStock(name.clone(), word),
            };
            let subject = match &line.kind {
                StockLineKind::Opening(_) => ChangeSubject::OfStock(name.clone(), "opening"),
                StockLineKind::Gains(named, _) => flow(named, "gains"),
                StockLineKind::Loses(named, _) => flow(named, "loses"),
                StockLineKind::Bad(_) => return None,
            };
            Some(self.make(subject, ChangeTarget::OfStock(name.clone()), line.span, line.doc))
        };
        let lines: Vec<SessionChange> = stock.lines.iter().filter_map(line).collect();
        let exists = self.known.row(&name).is_some_and(|row| row.role.is_of_stock());
        self.block(
            ChangeSubject::Stock(name.clone()),
            format!("stock {name}"),
            lines,
            exists,
            true,
            statement,
        )
    }

    /// The changes that a block makes. One that the plan has (`exists`) is restated line by line; another one is added
    /// as a whole. `whole` says that the typed text is a complete block, not some lines of one.
    fn block(
        &self,
        subject: ChangeSubject,
        head: String,
        lines: Vec<SessionChange>,
        exists: bool,
        whole: bool,
        statement: &Statement,
    ) -> Vec<SessionChange> {
        // A whole block takes the place of one that the session itself has added.
        if exists && !(whole && self.known.changes.has_block(&subject)) {
            return lines;
        }
        let lines = lines.into_iter().map(Rc::new).collect();
        let changes = self.make(subject, ChangeTarget::Block(head, lines), statement.span, statement.doc);
        vec![changes]
    }
}
