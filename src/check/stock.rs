//! `stock NAME { }`: a balance with what it gains and loses (LANGUAGE, section 5).

use std::rc::Rc;

use super::draft::{Built, Draft, DraftBody, Expect, Otherwise};
use super::lower::Lower;
use super::scope::{self, Scope};
use super::typed::{Dimension, NumberKind, Typed};
use super::{Context, ScenarioBuilder, doc_text};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{OPENING, Operator, Role, RowId, Step};
use crate::source::Span;
use crate::syntax::tree::{Stock, StockLine, StockLineKind, Tree, Value};
use crate::value::{Number, Rollup};

/// A stock, as far as a scenario needs it.
#[derive(Clone)]
pub(super) struct StockDefinition<'a> {
    /// The name.
    pub name: String,
    /// The balance, and the balance at the start of the month.
    pub row: RowId,
    /// `.opening`: the balance at the start of the month.
    pub opening: RowId,
    /// The row that holds the first month's opening.
    pub first: RowId,
    /// The tree that its lines stand in.
    pub tree: &'a Tree,
    /// The flows: name where there is one, row, whether it adds.
    pub flows: Vec<(Option<String>, RowId, bool)>,
    /// How many ranges its flows without a name hold, of those that are taken away and of those added.
    pub unnamed_ranges: [usize; 2],
    /// Where its name stands.
    pub span: Span,
    /// The doc comment above it.
    pub doc: Option<String>,
    /// What names mean in its lines, its own name left out.
    pub scope: Scope,
    /// Its name in its own lines: without its member's.
    pub short: String,
}

impl<'a> ScenarioBuilder<'a> {
    /// Declares a stock: its balance, its opening, and a row for each flow.
    pub(super) fn declare_stock(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        stock: &'a Stock,
        doc: Option<String>,
    ) {
        let short = scope::normal(context.sources.text(stock.name)).into_owned();
        let name = self.own_name(context, &short);
        let row = self.declare(context, &name, stock.name);
        let opening = self.declare(context, &format!("{name}.{OPENING}"), stock.name);
        // `.opening` is the balance of the month before, in the first month this row: two things, so two rows.
        let first = self.hidden_slot(&name, stock.name);
        let mut definition = StockDefinition {
            name,
            row,
            opening,
            first,
            tree,
            flows: Vec::new(),
            unnamed_ranges: [0, 0],
            span: stock.name,
            doc,
            scope: self.scope_here(),
            short,
        };
        let mut opened: Option<Span> = None;
        for line in &stock.lines {
            if let StockLineKind::Opening(value) = &line.kind {
                if let Some(first) = opened {
                    let found = Diagnostic::new(
                        Code::DuplicateName,
                        "`opening` is said twice",
                        line.span,
                        "said again",
                    );
                    let found = found.also(first, "first said here");
                    self.diagnostics.push(fixed(found, "take one away", context.without_line(line.span)));
                    continue;
                }
                opened = Some(line.span);
                self.declare_opening(&definition, (tree, value), None);
                continue;
            }
            self.declare_flow(context, &mut definition, tree, line);
        }
        if opened.is_none() {
            // A stock that does not say what it opens with starts empty.
            let build = |_: &mut Lower<'_, 'a>| {
                Built::Value(Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal))
            };
            let body = DraftBody::Build(Vec::new(), Rc::new(build));
            let draft = Draft::new(first, tree, Role::StockStart { stock: row }, body);
            self.pending.push(draft.hidden(true));
        }
        self.declare_balance(&definition);
        self.stocks.push(definition);
    }

    /// Room for a row that is not shown.
    pub(super) fn hidden_slot(&mut self, owner: &str, span: Span) -> RowId {
        let info = super::RowInfo {
            kind: Dimension::Unknown,
            share: NumberKind::Count,
            traits: super::RollupTraits::default(),
            rollup: None,
        };
        self.push(owner, span, info)
    }

    /// `opening VALUE`: the definition of the hidden row that holds the first month's opening.
    /// In a scenario the stock stays what it is: that is `parent`, a row with its balance.
    pub(super) fn declare_opening(
        &mut self,
        stock: &StockDefinition<'a>,
        (tree, value): (&'a Tree, &'a Value),
        parent: Option<RowId>,
    ) {
        let (role, body) =
            (Role::StockStart { stock: stock.row }, DraftBody::Value(value, Otherwise::Missing));
        let mut draft = Draft::new(stock.first, tree, role, body);
        if let Some(parent) = parent {
            draft = draft.expect(Expect::Row(parent));
        }
        let draft = draft.scope(stock.scope.clone()).drawn_as(format!("{}.{OPENING}", stock.name), 0);
        self.table[stock.first.index()].span = value.span;
        self.table[stock.opening.index()].span = value.span;
        self.pending.push(draft.hidden(true));
    }

    /// A line that adds or takes away; a named one of a name that the stock has already is replaced.
    pub(super) fn declare_flow(
        &mut self,
        context: &Context<'a>,
        stock: &mut StockDefinition<'a>,
        tree: &'a Tree,
        line: &'a StockLine,
    ) {
        let (named, value, gains) = match &line.kind {
            StockLineKind::Gains(name, value) => (name, value, true),
            StockLineKind::Loses(name, value) => (name, value, false),
            StockLineKind::Bad(names) => return self.broken_names(context, names),
            StockLineKind::Opening(_) => return,
        };
        let name = named.map(|span| scope::normal(context.sources.text(span)).into_owned());
        let row = match (&name, named) {
            (Some(name), Some(span)) => self.declare(context, &stock.own_name(context, name), *span),
            _ => self.hidden_slot(&stock.name, value.span),
        };
        stock.flows.push((name, row, gains));
        let before = stock.unnamed_ranges[usize::from(gains)];
        if named.is_none() {
            // Flows without a name share one name for their draws, so each counts on from the ranges before it.
            stock.unnamed_ranges[usize::from(gains)] += context.ranges_in(tree, value);
        }
        let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
        self.pending.push(stock.flow_draft((row, gains, before), tree, value, named.is_none(), doc));
    }

    /// The balance and its value at the start of each month.
    pub(super) fn declare_balance(&mut self, stock: &StockDefinition<'a>) {
        let (row, opening, first) = (stock.row, stock.opening, stock.first);
        let start = move |lower: &mut Lower<'_, 'a>| {
            let of = lower.row(first);
            // Through the month before, so that a stock whose flows read it is no loop within a month.
            let operand = lower.emit(Step::Shifted { row, by: -1, edge: of.operand.at });
            // `opening 0` does not say of what: the flows do.
            let (kind, share) = match (of.kind, of.share) {
                (Dimension::Zero, _) => {
                    let balance = lower.row(row);
                    (balance.kind, balance.share)
                }
                // One of something, or a part of something else.
                (kind, NumberKind::Neutral | NumberKind::Either) => {
                    lower.lean(of, NumberKind::Count);
                    (kind, NumberKind::Count)
                }
                (kind, share) => (kind, share),
            };
            Built::Value(Typed { operand, kind, share, ..of })
        };
        let body = DraftBody::Build(vec![first, row], Rc::new(start));
        let draft = Draft::new(opening, stock.tree, Role::StockOpening { stock: row }, body);
        self.pending.push(draft.rolls_up(Rollup::Last));
        let flows: Vec<(RowId, bool)> = stock.flows.iter().map(|(_, row, gains)| (*row, *gains)).collect();
        let uses = flows.iter().map(|(row, _)| *row).chain([opening]).collect();
        let balance = move |lower: &mut Lower<'_, 'a>| {
            let open = lower.row(opening);
            let (mut operand, mut kind) = (open.operand, open.kind);
            let shares: Vec<NumberKind> = flows.iter().map(|(flow, _)| lower.row(*flow).share).collect();
            let share = match lower.row(first).kind {
                // Until its flows have said what it is, it is nothing yet.
                Dimension::Zero => {
                    let otherwise = if lower.quiet { NumberKind::Either } else { NumberKind::Count };
                    opened_with_zero(&shares).unwrap_or(otherwise)
                }
                _ => open.share,
            };
            for (flow, gains) in &flows {
                // A flow of a month, times that month, is an amount: the number stays.
                let operator = if *gains { Operator::Plus } else { Operator::Minus };
                let flow = lower.row(*flow);
                // Time per time is counted in months, as all such quotients are; a balance in days has days.
                let gained = match kind {
                    Dimension::Known(unit) if unit.in_days => lower.times_days(flow.operand),
                    _ => flow.operand,
                };
                operand = lower.binary(operator, operand, gained);
                if let (Dimension::Unknown | Dimension::Zero, Dimension::Known(unit)) = (kind, flow.kind) {
                    kind = unit.over_months().map_or(Dimension::Unknown, Dimension::Known);
                }
            }
            Built::Value(Typed { operand, kind, share, ..open })
        };
        let draft = Draft::new(row, stock.tree, Role::Stock, DraftBody::Build(uses, Rc::new(balance)));
        self.pending.push(draft.rolls_up(Rollup::Last).documented(stock.doc.clone()));
    }
}

/// What a stock is that opens with 0, where its flows are these: a percentage where they all are, such as a market
/// share, a number of things where one of them is. None where they do not say.
fn opened_with_zero(flows: &[NumberKind]) -> Option<NumberKind> {
    if flows.contains(&NumberKind::Count) {
        return Some(NumberKind::Count);
    }
    flows.iter().any(|flow| flow.is_percent()).then_some(NumberKind::Percent)
}

impl<'a> StockDefinition<'a> {
    /// The name of a row of its: its member's, where it is one's.
    fn own_name(&self, context: &Context<'_>, short: &str) -> String {
        match self.scope.member {
            Some(member) => format!("{}.{short}", context.segments.member(member).name),
            None => short.to_string(),
        }
    }

    /// The draft of a flow: inside it, the stock's name means the balance at the start of the month.
    pub(super) fn flow_draft(
        &self,
        (row, gains, before): (RowId, bool, usize),
        tree: &'a Tree,
        value: &'a Value,
        hidden: bool,
        doc: Option<String>,
    ) -> Draft<'a> {
        let stock = Some((self.short.as_str().into(), self.opening));
        let (role, body) =
            (Role::StockFlow { stock: self.row, gains }, DraftBody::Value(value, Otherwise::Missing));
        let draft = Draft::new(row, tree, role, body)
            .scope(Scope { stock, ..self.scope.clone() })
            .expect(Expect::FlowOf(self.opening))
            .hidden(hidden)
            .documented(doc);
        let word = if gains { "gains" } else { "loses" };
        // A flow with a name has ranges of that name.
        if hidden { draft.drawn_as(format!("{}:{word}", self.name), before) } else { draft }
    }
}
