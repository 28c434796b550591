//! Numbers that are to be found: `?` in a plan (LANGUAGE, section 10), and a number that stands somewhere in
//! it without a name of its own.
//!
//! Such a number becomes a hidden row: the rest of the plan is lowered as ever, and whoever looks for the
//! number gives that row one value after the other.

use std::sync::Arc;

use super::constants::Traced;
use super::draft::{Draft, DraftBody};
use super::lower::Lower;
use super::typed::{Dimension, NumberKind, Typed};
use super::{Checked, Context, ScenarioBuilder, shown};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::loader::Loaded;
use crate::model::{self, Operand, Row, RowId};
use crate::source::Span;
use crate::syntax::tree::{ClauseBody, ExprId, Motion, NodeKind, StatementKind, Tree};
use crate::value::{Currency, Number, Unit};

/// The number that is to be found, in one scenario.
#[derive(Clone)]
pub(super) struct FreeNumber {
    row: RowId,
    span: Span,
    /// What it is, once its place has said so.
    typed: Option<(Dimension, NumberKind)>,
    /// The number that stands there; none for `?`.
    written: Option<Number>,
    /// The currency of the amount that stands there, where it is not the plan's.
    pub(super) currency: Option<Currency>,
}

impl<'a> Lower<'_, 'a> {
    /// `?`: what it is, its place will say.
    pub(super) fn question_mark(&mut self, span: Span) -> Typed {
        // A number that could not be read has been reported.
        if self.context.sources.text(span) != "?" {
            return Typed::unknown();
        }
        self.free(span, None, None)
    }

    /// A number that is to be found, as a row of its own.
    pub(super) fn free(
        &mut self,
        span: Span,
        written: Option<Traced>,
        typed: Option<(Dimension, NumberKind)>,
    ) -> Typed {
        let (kind, share) = typed.unwrap_or((Dimension::Unknown, NumberKind::Either));
        let value = Typed { kind, share, ..Typed::unknown() };
        // What is lowered twice, such as a condition, is still one number. After a quiet pass the row is
        // gone, and its place may be another row's.
        // At most one number of a plan is free ([`only_one`]), so its place in the text says which row it is.
        let known = self.builder.free.as_ref().filter(|free| free.span == span).map(|free| free.row);
        let known =
            known.filter(|row| self.builder.table.get(row.index()).is_some_and(|entry| entry.span == span));
        let row = known.unwrap_or_else(|| {
            let owner = self.owner.clone();
            let number = written.unwrap_or(Operand::Constant(Number::ZERO).into());
            let formula = self.builder.constants.formula_of(number);
            let written = written.and_then(Traced::number);
            let row = self.builder.add_hidden(&owner, formula, value);
            self.builder.table[row.index()].span = span;
            self.builder.free = Some(FreeNumber { row, span, typed, written, currency: None });
            row
        });
        Typed { operand: Operand::Row(row).into(), ..value }
    }

    /// Says what the number is, where an operand is just that and nothing has said so yet.
    pub(super) fn settled(&mut self, operand: Typed, kind: Dimension, share: NumberKind) -> Typed {
        match (&mut self.builder.free, operand.kind) {
            (Some(free), Dimension::Unknown) if operand.operand.at == Operand::Row(free.row) => {
                free.typed = Some((kind, share));
                operand.with(kind, share)
            }
            _ => operand,
        }
    }

    /// The value of a draft that is nothing but the number is what the draft is.
    pub(super) fn settle_draft(&mut self, typed: Typed, draft: &Draft<'a>) -> Typed {
        let Some(free) = &mut self.builder.free else { return typed };
        if free.typed.is_some() || !stands_for(draft, free.span) {
            return typed;
        }
        let kind = match typed.kind {
            // What a stock opens with is what its flows say.
            Dimension::Unknown if draft.hidden => Dimension::Zero,
            Dimension::Unknown => self.context.unit_of_unknown.map_or(Dimension::ONE, |(kind, _)| kind),
            kind => kind,
        };
        let share = match (typed.kind, self.context.unit_of_unknown) {
            (Dimension::Unknown, Some((_, share))) if !draft.hidden => share,
            (Dimension::Unknown, _) => NumberKind::Count,
            _ => typed.share,
        };
        free.typed = Some((kind, share)).filter(|_| !self.quiet);
        typed.with(kind, share)
    }
}

/// Whether the number is the whole of some value of a draft.
fn stands_for(draft: &Draft<'_>, span: Span) -> bool {
    let tree = draft.tree;
    let is = |expr: ExprId| tree.node(tree.inside(expr)).span == span;
    match &draft.body {
        DraftBody::Expression(expr) => is(*expr),
        DraftBody::Value(value, _) => value.clauses.iter().any(|clause| {
            let rises = match &clause.motion {
                Some(Motion::Rising { to, .. }) => is(*to),
                _ => false,
            };
            rises || matches!(clause.body, ClauseBody::Expression(expr) if is(expr))
        }),
        DraftBody::Build(..) | DraftBody::Total(..) => false,
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// The row of the number that is to be found.
    pub(super) fn free_row(&self) -> Option<RowId> {
        self.free.as_ref().map(|free| free.row)
    }

    /// Whether a row is the number that is to be found.
    pub(super) fn is_free(&self, row: RowId) -> bool {
        self.free.as_ref().is_some_and(|free| free.row == row)
    }

    /// What is wrong with the number's place, and with a plan that asks for one and says nothing to find it by.
    pub(super) fn check_free(&mut self, context: &Context<'a>) {
        let Some(free) = &self.free else { return };
        let (span, asked) = (free.span, free.written.is_none());
        if free.typed.is_none() && asked {
            let found = Diagnostic::new(
                Code::Syntax,
                "`?` stands in the place of one number: the whole value of a row, how often an action is done, \
                 a stage's rate or duration",
                span,
                "part of something larger",
            );
            self.diagnostics.push(found.help("give it a row of its own, `x = ?`, and use `x` here"));
        } else if self.goals.is_empty() && asked && !context.has_goals() {
            let found = Diagnostic::new(
                Code::Syntax,
                "`?` is found from the plan's goals, and there is none",
                span,
                "to be found",
            );
            self.diagnostics.push(found.help("say what it is to reach: `goal bookings >= $100k`"));
        }
    }

    /// The number as a part of the model.
    pub(super) fn unknown(&self) -> Option<model::Unknown> {
        let free = self.free.as_ref()?;
        let FreeNumber { row, span, written, currency, .. } = *free;
        Some(model::Unknown { row, span, written, currency, solved: None })
    }

    /// Gives the number's row the unit that its place has said.
    pub(super) fn finish_free(&mut self) {
        let Some(free) = &self.free else { return };
        let Some((kind, share)) = free.typed else { return };
        let stock = self.stocks.iter().find(|stock| {
            let mut opens = false;
            if let Some(row) = &self.table[stock.first.index()].row {
                row.formula.for_each_use(|used, _| opens |= used == free.row);
            }
            opens
        });
        let kind = match stock {
            Some(stock) if kind == Dimension::Zero => self.table[stock.row.index()].info.kind,
            _ => kind,
        };
        let entry = &mut self.table[free.row.index()];
        if let Some(row) = &entry.row {
            let unit = kind.unit().unwrap_or(Unit::ONE);
            // Its row was added before its place had said what it is.
            entry.row = Some(Arc::new(Row { unit, shown: shown(share), ..(**row).clone() }));
        }
    }
}

impl Context<'_> {
    /// Whether a goal is written in the plan, or something that could not be read and may be one.
    fn has_goals(&self) -> bool {
        let goal = |kind: &StatementKind| matches!(kind, StatementKind::Goal(_) | StatementKind::Bad(_));
        self.loaded.statements().any(|(_, statement)| goal(&statement.kind))
    }
}

/// The findings for every `?` but the first; for the first too, where another number is to vary.
pub(super) fn only_one(loaded: &Loaded, free: Option<Span>) -> Vec<Diagnostic> {
    let marks = |tree: &Arc<Tree>| {
        let nodes = tree.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Unknown));
        nodes.map(|node| node.span).filter(|span| loaded.sources.text(*span) == "?").collect::<Vec<Span>>()
    };
    let mut spans = loaded.trees.iter().flat_map(marks);
    let Some(first) = spans.next() else { return Vec::new() };
    let found = |message: &str, span: Span, help: &str| {
        Diagnostic::new(Code::Syntax, message, span, "to be found").help(help)
    };
    let again = |span: Span| {
        let message = "a plan has one `?`: its goals can tell one number, not two";
        found(message, span, "write a number for one of them").also(first, "the first is here")
    };
    // One unknown, one number: with two, every value of the one has a value of the other that reaches the goal.
    let beside = free.map(|free| {
        let message = "the goals tell one number: they cannot tell this one and another";
        found(message, first, "write a number for `?` first").also(free, "the other one")
    });
    beside.into_iter().chain(spans.map(again)).collect()
}

/// What a row that is nothing but `?` may be, as its annotation says it.
const UNITS: [(&str, Unit, NumberKind); 9] = [
    ("$", Unit::MONEY, NumberKind::Count),
    ("$/month", Unit::MONEY_PER_MONTH, NumberKind::Count),
    ("/month", Unit::PER_MONTH, NumberKind::Count),
    ("%", Unit::ONE, NumberKind::Percent),
    ("%/month", Unit::PER_MONTH, NumberKind::Percent),
    ("days", Unit::DAYS, NumberKind::Count),
    ("months", Unit::MONTHS, NumberKind::Count),
    ("hours", Unit::HOURS, NumberKind::Count),
    ("hours/month", Unit::HOURS_PER_MONTH, NumberKind::Count),
];

/// Where a row is nothing but `?`, nobody has said what it is, and as a plain number it does not fit its use:
/// the finding stands at the `?`, with the unit that its use needs. `check_as` checks the plan with a unit
/// tried on; where none fits, all stays as it was.
pub(super) fn unit_by_use(
    loaded: &Loaded,
    checked: Checked,
    check_as: impl Fn((Dimension, NumberKind)) -> Checked,
) -> Checked {
    // A goal that is ambiguous is so because the units fit: another unit of the `?` is no way out.
    let is_error =
        |found: &Diagnostic| found.severity() == Severity::Error && found.code != Code::AmbiguousGoal;
    let errors = |checked: &Checked| checked.diagnostics.iter().filter(|found| is_error(found)).count();
    // Tried only where something is wrong: a plan whose `?` fits as it is costs one pass.
    let wrong = errors(&checked);
    let Some((name, span)) = bare_unknown(loaded).filter(|_| wrong > 0) else { return checked };
    let tried = UNITS.iter().map(|(words, unit, share)| {
        let checked = check_as((Dimension::Known(*unit), *share));
        (errors(&checked), words, unit, share, checked)
    });
    // Of several that fit, the first; one that leaves most of the mistakes is not it.
    let Some((left, words, unit, share, mut fitting)) = tried.min_by_key(|(left, ..)| *left) else {
        return checked;
    };
    if left >= wrong {
        return checked;
    }
    let currency = Context::new(loaded, 0).0.currency;
    let sign = currency.symbol();
    let needs = unit.words(shown(*share), currency);
    let message =
        format!("`{name}` is to be found, and its use needs {needs}: say so, or it is a plain number");
    let unit = words.replace('$', sign);
    let text = loaded.sources.get(span.file).text().get(..span.start as usize).unwrap_or_default();
    let head = text.trim_end().strip_suffix('=').map(str::trim_end).filter(|head| head.ends_with(name));
    let annotation = head.map(|head| {
        let end = head.len();
        Edit::replace(Span::new(span.file, end, end), format!(": {unit}"))
    });
    let found = Diagnostic::new(Code::UnitMismatch, message, span, "a number without a unit");
    let mut found = fixed(found, format!("write `{name}: {unit} = ?`"), annotation);
    let solved = |found: &&Diagnostic| is_error(found) && !fitting.diagnostics.contains(found);
    if let Some(place) = checked.diagnostics.iter().find(solved).and_then(Diagnostic::span) {
        found = found.also(place, "used here");
    }
    fitting.diagnostics.push(found);
    crate::diagnostic::sort(&mut fitting.diagnostics);
    fitting.model.has_errors = true;
    fitting
}

/// The name of the row that is nothing but `?`, without a word on its unit, and where the `?` stands.
fn bare_unknown(loaded: &Loaded) -> Option<(&str, Span)> {
    loaded.statements().find_map(|(tree, statement)| {
        let StatementKind::Definition(definition) = &statement.kind else { return None };
        let annotated = definition.annotation.is_some_and(|annotation| annotation.unit.is_some());
        let [clause] = &definition.value.clauses[..] else { return None };
        let ClauseBody::Expression(expr) = clause.body else { return None };
        let node = tree.node(expr);
        let bare = matches!(node.kind, NodeKind::Unknown) && loaded.sources.text(node.span) == "?";
        (bare && !annotated).then(|| (loaded.sources.text(definition.name), node.span))
    })
}

/// Every number that stands in a stretch of the plan.
pub fn numbers_in(loaded: &Loaded, stretch: Span) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for tree in loaded.trees.iter().filter(|tree| tree.file == stretch.file) {
        let literals = tree.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Literal(_)));
        let spans = literals.map(|node| node.span);
        found.extend(spans.filter(|span| span.start < stretch.end && stretch.start < span.end));
    }
    found.sort_unstable();
    found.dedup();
    found
}
