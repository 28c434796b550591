//! What is at hand while pairs become a tree: the text, the arena, the reporter, a few stacks.

use super::grammar::Rule;
use super::hints::Trial;
use super::operator::PendingOperator;
use super::pairs::{Parsed, RulePair, RulePairs};
use super::reading::Reading;
use super::tree::{ExprId, ExprList, Node, NodeKind, Tree};
use super::{Reporter, message, names, parser};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Builds the tree of one file.
pub(super) struct Builder<'t> {
    /// The text of the file as written.
    pub(super) text: &'t str,
    /// The text with comments and line breaks made spaces, which the grammar reads.
    pub(super) plain: &'t str,
    /// Where the piece that is being read starts; pest counts from there.
    base: usize,
    /// The arena of nodes so far.
    pub(super) tree: Tree,
    /// What has been found wrong so far.
    pub(super) reporter: Reporter,
    /// Places of refused characters, in order.
    refused: Vec<usize>,
    /// Operators that wait for their right operand; one stack for all brackets.
    pub(super) operators: Vec<PendingOperator>,
    /// Operands that wait for their operator.
    pub(super) operands: Vec<ExprId>,
    /// Items of lists and calls that are not complete yet.
    pub(super) items: Vec<ExprId>,
    /// How many brackets, signs, `not` and `^` are open.
    pub(super) nesting: usize,
    /// Something in the piece was refused; it will be a `Bad` one.
    failed: bool,
    /// What else is found in the piece follows from what has been reported.
    pub(super) hushed: bool,
    /// The depth of nesting has been reported in this piece.
    too_deep: bool,
    /// What was read with which rule, where the formatter wants to know.
    readings: Option<Vec<Reading>>,
    /// What was read of the last piece: memory that is used again.
    parsed: Parsed,
    /// Tries how a line reads that a message is about to advise; none while such a line is tried, which then fails
    /// without a word about why.
    trial: Option<Trial>,
}

impl<'t> Builder<'t> {
    /// A builder for a text. `plain` is the same text with tabs, line breaks and comments blanked, byte for byte
    /// as long; `refused` are the places of characters that no plan may hold, in order.
    pub(super) fn new(text: &'t str, plain: &'t str, refused: Vec<usize>, reporter: Reporter) -> Self {
        Builder {
            text,
            plain,
            base: 0,
            // A guess that spares the copies of a growing list; memory that is not needed is not touched.
            tree: Tree {
                file: reporter.file(),
                nodes: Vec::with_capacity(text.len() / 5),
                ..Tree::default()
            },
            reporter,
            refused,
            operators: Vec::new(),
            operands: Vec::new(),
            items: Vec::new(),
            nesting: 0,
            failed: false,
            hushed: false,
            too_deep: false,
            readings: None,
            parsed: Parsed::default(),
            trial: None,
        }
    }

    /// The same builder with a way to try what its messages advise.
    pub(super) fn trying(self, trial: Trial) -> Self {
        Builder { trial: Some(trial), ..self }
    }

    /// A builder that remembers what it read with which rule.
    pub(super) fn tracing(text: &'t str, plain: &'t str, reporter: Reporter) -> Self {
        Builder { readings: Some(Vec::new()), ..Builder::new(text, plain, Vec::new(), reporter) }
    }

    /// How advice is tried; none while a line is tried.
    pub(super) fn trial(&self) -> Option<Trial> {
        self.trial
    }

    /// What was read with which rule, in the order of the text.
    pub(super) fn into_readings(self) -> Vec<Reading> {
        self.readings.unwrap_or_default()
    }

    /// The tree (without statements: the caller has those) and the findings, in the order in which they were
    /// made.
    pub(super) fn finish(self) -> (Tree, Vec<Diagnostic>) {
        (self.tree, self.reporter.into_diagnostics())
    }

    /// The text of a stretch.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The text of a span.
    pub(super) fn text_of(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The place of a pair in the file.
    pub(super) fn span(&self, pair: &RulePair<'_>) -> Span {
        self.reporter.span(self.base + pair.start(), self.base + pair.end())
    }

    /// The place of a pair that may hold the white space before its missing last part.
    pub(super) fn trimmed_span(&self, pair: &RulePair<'_>) -> Span {
        let length = pair.as_str().trim_end().len();
        self.reporter.span(self.base + pair.start(), self.base + pair.start() + length)
    }

    /// Whether a stretch holds a refused character; it has been reported.
    pub(super) fn is_refused(&self, start: usize, end: usize) -> bool {
        let from = self.refused.partition_point(|at| *at < start);
        self.refused.get(from).is_some_and(|at| *at < end)
    }

    /// Parses a stretch with a rule and builds something from its pairs. `None` if the stretch does not
    /// follow the grammar or the build found a mistake; then a diagnostic has been given, and whatever
    /// the build had put into the tree is gone.
    pub(super) fn read<T>(
        &mut self,
        rule: Rule,
        (start, end): (usize, usize),
        build: impl FnOnce(&mut Self, RulePairs<'_>) -> Option<T>,
    ) -> Option<T> {
        let text = self.plain.get(start..end).unwrap_or_default();
        let mut parsed = std::mem::take(&mut self.parsed);
        let built = match parser::parse(rule, text, &mut parsed) {
            Ok(()) => self.build((rule, start, end), parsed.pairs(text), build),
            Err(error) => {
                // An explanation costs more than the parse; of a megabyte of noise the first thousand are enough.
                match self.trial {
                    None => {
                        let span = self.reporter.span(start, end);
                        self.reporter.report(Diagnostic::new(Code::Syntax, "this does not read", span, ""));
                    }
                    Some(_) if self.reporter.is_full() => {}
                    Some(trial) => {
                        let file = self.reporter.file();
                        let found = message::explain(rule, &error, self.text, (start, end), (file, trial));
                        self.reporter.report(found);
                    }
                }
                None
            }
        };
        self.parsed = parsed;
        built
    }

    /// Builds something from what was read of a stretch; the same `None` as there.
    fn build<T>(
        &mut self,
        (rule, start, end): (Rule, usize, usize),
        mut pairs: RulePairs<'_>,
        build: impl FnOnce(&mut Self, RulePairs<'_>) -> Option<T>,
    ) -> Option<T> {
        // Marks to return to: nodes of a piece with a mistake must not be walked by anything that looks at all
        // nodes.
        let (nodes, lists) = (self.tree.nodes.len(), self.tree.lists.len());
        self.base = start;
        self.failed = false;
        self.hushed = false;
        self.too_deep = false;
        let inner = pairs.next().map(RulePair::into_inner)?;
        let built = build(self, inner);
        if built.is_some() && !self.failed {
            if let Some(readings) = &mut self.readings {
                readings.push(Reading { start, end, rule });
            }
            return built;
        }
        self.tree.nodes.truncate(nodes);
        self.tree.lists.truncate(lists);
        // A build that gave up midway leaves its operands behind.
        self.operators.clear();
        self.operands.clear();
        self.items.clear();
        self.nesting = 0;
        None
    }

    /// Reports a mistake in the piece; it will be a `Bad` one.
    pub(super) fn fail(&mut self, diagnostic: Diagnostic) {
        self.failed = true;
        if !self.hushed {
            self.reporter.report(diagnostic);
        }
    }

    /// The value of a result whose mistake is reported.
    pub(super) fn keep<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        result.map_err(|diagnostic| self.fail(diagnostic)).ok()
    }

    /// Reports that brackets or operators nest too deep, once a piece.
    pub(super) fn fail_nesting(&mut self, span: Span) {
        if !self.too_deep {
            self.too_deep = true;
            self.fail(super::nesting_too_deep(span));
        }
    }

    /// Adds an expression to the tree.
    pub(super) fn node(&mut self, kind: NodeKind, span: Span) -> ExprId {
        let id = ExprId(self.tree.nodes.len() as u32);
        self.tree.nodes.push(Node { kind, span });
        id
    }

    /// Where an expression stands.
    pub(super) fn span_of(&self, expr: ExprId) -> Span {
        self.tree.nodes.get(expr.0 as usize).map_or(self.reporter.span(0, 0), |node| node.span)
    }

    /// What an expression is; none of an id that is not of this tree.
    pub(super) fn kind_of(&self, expr: ExprId) -> Option<&NodeKind> {
        self.tree.nodes.get(expr.0 as usize).map(|node| &node.kind)
    }

    /// Makes a list of the items since `start`.
    pub(super) fn list_since(&mut self, start: usize) -> ExprList {
        let first = self.tree.lists.len();
        let items = self.items.drain(start.min(self.items.len())..);
        self.tree.lists.extend(items);
        ExprList { start: first as u32, length: (self.tree.lists.len() - first) as u32 }
    }

    /// The place of a name that something is to be called; refused where the name is taken.
    pub(super) fn new_name(&mut self, pair: &RulePair<'_>) -> Span {
        let span = self.span(pair);
        if let Some(diagnostic) = names::refuse_new_name(pair.as_str(), span) {
            self.fail(diagnostic);
        }
        span
    }

    /// The place of a name that is used outside a formula.
    pub(super) fn used_name(&mut self, pair: &RulePair<'_>) -> Span {
        self.new_name(pair)
    }
}
