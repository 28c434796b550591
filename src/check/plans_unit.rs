//! A number in the unit of the row that it is for: what to write where a scenario or the target of a goal says another
//! one (LANGUAGE, section 4). A number that lacks its period gets the one that its neighbours are written with: beside
//! `$24k/year` it is so much a year.

use super::ScenarioBuilder;
use super::context::Context;
use super::goal::with_unit;
use super::lower::Lower;
use super::no_period::{definition_at, is_one_month};
use super::scope::Scope;
use super::typed::{Dimension, NumberKind, Typed, UnitWanted};
use super::walk::nodes;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::model::RowId;
use crate::source::Span;
use crate::syntax::tree::{
    Clause, ClauseBody, ClauseTime, ExprId, Literal, LiteralUnit, NodeKind, Tree, Value,
};
use crate::value::{Number, Period, Unit};

impl Context<'_> {
    /// A literal as the value of a row of that unit: `500`, `€500` and `$500/month` of a row of dollars are `$500`. None
    /// of what is no literal, and where nobody can say what is meant: of a percentage of something else, of a flow that
    /// says no period where none is `written` beside it.
    pub(super) fn in_unit_of(
        &self,
        (tree, expr): (&Tree, ExprId),
        (kind, share): (Dimension, NumberKind),
        written: Option<Period>,
    ) -> Option<String> {
        let node = tree.node(expr);
        let NodeKind::Literal(Literal { unit: given, per, .. }) = node.kind else { return None };
        let unit = kind.unit()?;
        let text = self.sources.text(node.span).trim_start_matches(['$', '€', '£', '¥']);
        let end = text.find(|part: char| !part.is_ascii_alphanumeric() && !matches!(part, '.' | ',' | '_'));
        let digits = text.get(..end.unwrap_or(text.len())).filter(|digits| !digits.is_empty())?;
        let percent = given == LiteralUnit::Percent;
        let countable = unit == Unit::ONE || unit == Unit::PER_MONTH;
        let amount = match (percent, share.is_percent()) {
            (true, true) => format!("{digits}%"),
            (true, false) => return None,
            // How many days a month has, nobody has said.
            _ if matches!(given, LiteralUnit::Duration(_)) => return None,
            (false, true) if given != LiteralUnit::Plain => return None,
            (false, _) => match with_unit(digits, unit, share, self.currency) {
                Some(amount) => amount,
                None if countable => digits.to_string(),
                None => return None,
            },
        };
        if !unit.is_flow() {
            return Some(amount);
        }
        per.or(written).map(|per| format!("{amount}/{}", per.word()))
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// The one period that clauses are written with, those of the rows that they name included; none where there is
    /// none, or several.
    pub(super) fn period_of_clauses(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        clauses: &[&'a Clause],
        scope: &Scope,
    ) -> Option<Period> {
        // A longer way nobody follows by eye.
        const MOST: usize = 20;
        let mut waiting = vec![(tree, clauses.to_vec())];
        let mut periods: Vec<Period> = Vec::new();
        let mut seen = 0;
        while let Some((tree, clauses)) = waiting.pop() {
            let mut names = Vec::new();
            let mut visit = |expr: ExprId| {
                nodes(tree, expr, |expr, kind| match kind {
                    NodeKind::Literal(literal) => periods.extend(literal.per),
                    NodeKind::Name => names.push(tree.node(expr).span),
                    _ => {}
                });
            };
            for clause in &clauses {
                match &clause.body {
                    ClauseBody::Expression(expr) => visit(*expr),
                    ClauseBody::List { items, .. } => tree.list(*items).iter().copied().for_each(&mut visit),
                    ClauseBody::Amount { value, .. } => visit(*value),
                    ClauseBody::Keyed(_) => {}
                }
            }
            periods.extend(clauses.iter().filter_map(|clause| match clause.body {
                ClauseBody::List { per, .. } | ClauseBody::Amount { per, .. } => per,
                ClauseBody::Expression(_) | ClauseBody::Keyed(_) => None,
            }));
            for name in names {
                seen += 1;
                let found = self.definition_named(context, name, scope).filter(|_| seen <= MOST);
                waiting.extend(
                    found.map(|(tree, definition)| (tree, context.clauses(&definition.value, scope.member))),
                );
            }
        }
        let first = *periods.first()?;
        periods.iter().all(|period| *period == first).then_some(first)
    }

    /// The one period that a row is written with where it is defined.
    pub(super) fn period_of_row(&self, context: &Context<'a>, row: RowId) -> Option<Period> {
        let (tree, definition) = definition_at(context, self.table[row.index()].span)?;
        let member = self.table[row.index()].family.and_then(|family| family.place.member());
        let scope = Scope { member, ..Scope::default() };
        self.period_of_clauses(context, tree, &context.clauses(&definition.value, member), &scope)
    }
}

impl<'a> Lower<'_, 'a> {
    /// The one period that clauses of this value are written with.
    pub(super) fn periods_of(&self, clauses: &[&'a Clause]) -> Option<Period> {
        self.builder.period_of_clauses(self.context, self.tree, clauses, &self.scope)
    }

    /// The period that the row is written with which an expression names, a month for any other expression.
    pub(super) fn period_of_named(&self, expr: ExprId) -> Period {
        let row = self.row_named(expr).map(|(row, _)| row);
        row.and_then(|row| self.builder.period_of_row(self.context, row)).unwrap_or(Period::Month)
    }

    /// Warns of what is said by the year over 12, or by the quarter over 3: it is kept by the month already.
    pub(super) fn divided_twice(&mut self, (left, typed): (ExprId, Typed), right: ExprId) {
        let Some(number) = self.tree.plain_number(right) else { return };
        let spoken = [Period::Year, Period::Quarter];
        let months = |period: &Period| period.months().map(Number::from) == Some(number);
        let Some(period) = spoken.into_iter().find(months) else { return };
        if self.quiet || !typed.kind.unit().is_some_and(Unit::is_flow) {
            return;
        }
        let written = match &self.tree.node(self.tree.inside(left)).kind {
            NodeKind::Literal(literal) => literal.per,
            NodeKind::Name => {
                self.row_named(left).and_then(|(row, _)| self.builder.period_of_row(self.context, row))
            }
            _ => None,
        };
        if written != Some(period) {
            return;
        }
        let (whole, over) = (self.tree.node(left).span, self.tree.node(right).span);
        let text = self.context.sources.text(whole).to_string();
        let message = format!(
            "`{text}` is said by the {}, and kept by the month already: `/ {number}` divides it twice",
            period.word()
        );
        let found = Diagnostic::new(Code::AnnualRate, message, over, "divided once more");
        let rest = Span { start: whole.end, ..over };
        self.report(found.fix(format!("write `{text}`: a month of it"), rest, ""));
    }

    /// Whether a clause speaks of one month alone: what is said of it is said per month.
    pub(super) fn is_of_one_month(&self, clause: &Clause) -> bool {
        match &clause.time {
            Some(ClauseTime::In(months)) => clause.motion.is_none() && is_one_month(self.context, months),
            _ => false,
        }
    }

    /// The finding for a value that lacks its period, with the amounts in it, or in the rows that it names, that say
    /// none.
    pub(super) fn amounts_per_what(&self, found: Diagnostic, value: Option<&'a Value>) -> Diagnostic {
        // A longer way nobody follows by eye.
        const MOST: usize = 20;
        let mut waiting: Vec<_> = value.map(|value| (self.tree, value)).into_iter().collect();
        let mut amounts: Vec<(Span, bool)> = Vec::new();
        let mut seen = 0;
        while let Some((tree, value)) = waiting.pop() {
            for clause in &value.clauses {
                let ClauseBody::Expression(expr) = clause.body else { continue };
                let single = self.is_of_one_month(clause);
                nodes(tree, expr, |expr, kind| match kind {
                    NodeKind::Literal(Literal {
                        unit: LiteralUnit::Money(_) | LiteralUnit::Effort(_),
                        per: None,
                        ..
                    }) => amounts.push((tree.node(expr).span, single)),
                    NodeKind::Name if seen < MOST => {
                        seen += 1;
                        let name = tree.node(expr).span;
                        let named = self.builder.definition_named(self.context, name, &self.scope);
                        waiting.extend(named.map(|(tree, definition)| (tree, &definition.value)));
                    }
                    _ => {}
                });
            }
        }
        let text = |span: Span| self.context.sources.text(span);
        match &amounts[..] {
            [] => found.help("per what? Give it a period: `/month`, `/quarter` or `/year`"),
            all if all.iter().all(|(_, single)| *single) => {
                let written: Vec<String> =
                    all.iter().map(|(span, _)| format!("`{}/month`", text(*span))).collect();
                let edits = all.iter().map(|(span, _)| Edit::after(*span, "/month")).collect();
                found.fix_with(format!("write {}", written.join(", ")), edits)
            }
            [(span, _)] => {
                let found = match found.span() == Some(*span) {
                    true => found,
                    false => found.also(*span, "this says no period"),
                };
                found.help(per_what(Some(text(*span))))
            }
            _ => found.help("per what? Give each amount its period: `/month`, `/quarter` or `/year`"),
        }
    }

    /// The finding for an amount that lacks its period, where `written` is the one of its neighbours: what to write, as
    /// an edit where the amount is one literal; where no neighbour says any, the question which one is meant.
    pub(super) fn with_period_of(
        &self,
        found: Diagnostic,
        expr: Option<ExprId>,
        of: (Dimension, NumberKind),
        written: Option<Period>,
    ) -> Diagnostic {
        let whole = |period| {
            expr.and_then(|expr| Some((expr, self.context.in_unit_of((self.tree, expr), of, period)?)))
        };
        match (whole(written), written) {
            (Some((expr, written)), _) => {
                found.fix(format!("write `{written}`"), self.tree.node(expr).span, written)
            }
            (None, Some(period)) => {
                found.help(format!("say how often, as the other one does: `/{}`", period.word()))
            }
            (None, None) => {
                let month = whole(Some(Period::Month)).map(|(_, month)| month);
                found.help(per_what(month.as_deref()))
            }
        }
    }

    /// The finding for a value in another unit than the row has, `is` in words, with what to write.
    pub(super) fn with_unit_of(
        &self,
        found: Diagnostic,
        (expr, given): (Option<ExprId>, Typed),
        (of, is): (Typed, &str),
        place: UnitWanted,
    ) -> Diagnostic {
        let (restated, period) = match place {
            UnitWanted::InScenario(written) => (true, written),
            UnitWanted::OfTarget => (false, Some(Period::Month)),
        };
        let unit = (of.kind, of.share);
        let whole = |period| {
            expr.and_then(|expr| Some((expr, self.context.in_unit_of((self.tree, expr), unit, period)?)))
        };
        if let Some((expr, written)) = whole(period) {
            let place = self.tree.node(expr).span;
            return found.fix(format!("write `{written}`"), place, written);
        }
        if let Some((_, month)) = whole(Some(Period::Month)) {
            return found.help(per_what(Some(&month)));
        }
        let share = given.kind == Dimension::ONE && given.share.is_percent() && !of.share.is_percent();
        let text = expr.map(|expr| self.context.sources.text(self.tree.node(expr).span).trim());
        found.help(match text.filter(|_| share) {
            // `cycle = -10%`: ten percent less.
            Some(_) if restated && given.number().is_some_and(|by| by.is_negative()) => {
                let left = given.number().and_then(|by| Number::ONE.plus(by).ok()).map(|left| left.0);
                let left = left.unwrap_or(Number::ONE).percent_text();
                format!("write it as {is}; for less of the plan's value write `base * {left}`")
            }
            Some(text) if restated => {
                format!("write it as {is}; for a share of the plan's value write `base * {text}`")
            }
            Some(text) => format!("write the target as {is}, or say of what it is a share: `{text} of ROW`"),
            None if restated && of.kind.unit().is_some_and(Unit::is_duration) => {
                format!("write it in {is}, as the plan does, or change the plan's line")
            }
            None if restated => format!("write it as {is}, as the plan does"),
            None => format!("write the target as {is}"),
        })
    }

    /// What to write where a formula of counts stands for a percentage.
    pub(super) fn as_percentage(&self, found: Diagnostic, expr: ExprId) -> Diagnostic {
        let place = self.tree.node(expr).span;
        let written = format!("{} * 100%", self.as_factor(expr));
        found.fix(format!("to make it a percentage write `{written}`"), place, written)
    }
}

/// The question for an amount that says no period where nothing beside it says one, as it is or per month.
fn per_what(amount: Option<&str>) -> String {
    let amount = amount.map(|amount| amount.strip_suffix("/month").unwrap_or(amount)).unwrap_or_default();
    format!("per what? Write `{amount}/month`, `{amount}/quarter` or `{amount}/year`")
}
