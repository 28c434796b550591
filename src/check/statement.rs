//! What the plan says, statement by statement: each declares its rows, in the file of its own.

use super::{Context, ScenarioBuilder, scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::{Statement, StatementKind, Tree};

impl<'a> ScenarioBuilder<'a> {
    /// Declares what the plan says, statement by statement.
    pub(super) fn declare_all(&mut self, context: &Context<'a>) {
        self.declare_member_rows(context);
        let mut statements = context.loaded.statements();
        while let Some((tree, statement)) = statements.next() {
            self.declare_statement(context, tree, statement);
            // Asked after each statement, not at the end: a text of a million lines is given up early.
            if self.declared > context.rows {
                // The blocks that follow have one member each from here on: enough to count what they make.
                let blocks = statements.filter(|(_, rest)| matches!(rest.kind, StatementKind::For(_)));
                blocks.for_each(|(tree, rest)| self.declare_statement(context, tree, rest));
                self.refuse_so_many_rows(context, statement);
                return;
            }
        }
        self.declare_pipeline_sums(context);
        self.declare_effort(context);
        self.declare_totals(context, 0);
    }

    /// Reports a plan with more rows than it may have: where members have most of them, with what these make.
    fn refuse_so_many_rows(&mut self, context: &Context<'a>, statement: &Statement) {
        self.too_large = true;
        let months = match context.rows < crate::limits::ROWS {
            true => format!(" of {} months", context.calendar.len()),
            false => String::new(),
        };
        match self.too_many_of_members(context, &months) {
            Some(found) => {
                // Rows that were left out would be missed by those that are there.
                self.pending.clear();
                self.diagnostics.push(found);
            }
            None => {
                let message = format!("the plan has more than {} rows{months}", context.rows);
                let found = Diagnostic::new(Code::TooLarge, message, statement.span, "one too many");
                self.diagnostics.push(found.help("split it into plans of their own"));
            }
        }
    }

    pub(super) fn declare_statement(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statement: &'a Statement,
    ) {
        let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
        match &statement.kind {
            StatementKind::Definition(definition) => {
                self.declare_definition(context, tree, definition, doc);
            }
            StatementKind::Plan(lines) => self.declare_plan(context, tree, lines),
            StatementKind::Pipeline(pipeline) => {
                self.declare_pipeline(context, tree, pipeline, statement.span)
            }
            StatementKind::Stock(stock) => self.declare_stock(context, tree, stock, doc),
            StatementKind::Bad(names) => self.broken_names(context, names),
            // Headings and `use` have been read before. Goals and checks wait until every row is known; scenarios until
            // the base is done.
            StatementKind::Heading(_)
            | StatementKind::Use(_)
            | StatementKind::Goal(_)
            | StatementKind::Check(_)
            | StatementKind::Scenario(_)
            | StatementKind::Segment(_) => {}
            StatementKind::For(block) => self.declare_for(context, tree, block),
        }
    }

    /// Notes the names that an unreadable statement would have defined: their uses are not reported as unknown.
    pub(super) fn broken_names(&mut self, context: &Context<'a>, names: &[Span]) {
        for span in names {
            let name = scope::normal(context.sources.text(*span)).into_owned();
            if name.contains(' ') {
                // `Deal Size = $5` may be meant by `Deal_Size` and by `deal_size`.
                let joined = name.split_whitespace().collect::<Vec<_>>().join("_");
                self.broken.push(joined.to_lowercase());
                self.broken.push(joined);
            } else {
                self.broken.push(name);
            }
        }
    }

    /// After lowering: goals and checks, the order of evaluation, what can only be said now.
    pub(super) fn finish(&mut self, context: &Context<'a>) {
        for (tree, statement) in context.loaded.statements() {
            self.declare_judgement(context, tree, statement);
        }
        // What is declared up to here is the plan's; a scenario adds its own behind.
        self.shared = (self.goals.len(), self.checks.len());
        self.check_free(context);
        self.finish_free();
        self.find_order(context);
        self.warn_uncovered(context, 0);
        self.warn_early_openings(context);
    }
}

/// The text of a doc comment: each line without its `##` and one space.
pub(super) fn doc_text(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("##").unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).trim_end()
    });
    lines.collect::<Vec<_>>().join("\n")
}
