//! `goal`, `check` and `show`: what a plan is judged by (LANGUAGE, section 9).

use std::sync::Arc;

use super::draw_names::DrawNames;
use super::goal_total::total_unit;
use super::kinds::percent_meant;
use super::lower::Lower;
use super::typed::{Dimension, NumberKind, Typed};
use super::{Context, ScenarioBuilder};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::{self, Argument, GoalTime, RowId};
use crate::source::Span;
use crate::syntax::canonical;
use crate::syntax::tree::{
    self, BinaryOperator, ExprId, ForBlock, Goal, Heading, LiteralUnit, NodeKind, Statement, StatementKind,
    Target, Tree, UnaryOperator,
};
use crate::value::{Currency, Period, Rollup, Unit};

impl Context<'_> {
    /// A stretch of the plan on one line, in canonical form.
    pub(super) fn canonical(&self, span: Span) -> String {
        canonical(self.sources.get(span.file).text(), span)
    }
}

/// A bare number as what is meant by it: `100k` of a row of money is `$100k`. Of what comes in a month, the sum.
pub(super) fn with_unit(number: &str, unit: Unit, share: NumberKind, currency: Currency) -> Option<String> {
    match unit {
        Unit::ONE | Unit::PER_MONTH if share.is_percent() => Some(percent_meant(number)),
        Unit::MONEY | Unit::MONEY_PER_MONTH => Some(currency.amount(number)),
        Unit::DAYS => Some(format!("{number} days")),
        Unit::MONTHS => Some(format!("{number} months")),
        Unit::HOURS | Unit::HOURS_PER_MONTH => Some(format!("{number} hours")),
        _ => None,
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// A goal or a check; other statements are none of its business.
    pub(super) fn declare_judgement(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statement: &'a Statement,
    ) {
        match &statement.kind {
            StatementKind::For(block) => self.judge_each(context, tree, block),
            StatementKind::Goal(goal) => self.declare_goal(context, tree, goal),
            StatementKind::Check(check) => self.declare_check(context, tree, check, statement.span),
            _ => {}
        }
    }

    /// The goals and checks of a block, for each of its members.
    fn judge_each(&mut self, context: &Context<'a>, tree: &'a Tree, block: &'a ForBlock) {
        let judges = |statement: &&Statement| {
            matches!(statement.kind, StatementKind::Goal(_) | StatementKind::Check(_))
        };
        let judged: Vec<&'a Statement> = block.statements.iter().filter(judges).collect();
        if judged.is_empty() {
            return;
        }
        // A head that names nobody has been reported with the block's rows.
        let found = self.diagnostics.len();
        let Some(members) = self.members_of(context, &block.names) else {
            return self.diagnostics.truncate(found);
        };
        for statement in judged {
            for member in &members {
                (self.member, self.alone) = (Some(*member), members.len() == 1);
                let from = self.diagnostics.len();
                self.declare_judgement(context, tree, statement);
                self.found_of(context, from, Some(*member));
            }
        }
        (self.member, self.alone) = (None, false);
    }

    /// The names that `show` lists, in order.
    pub(super) fn shown(&mut self, context: &Context<'a>) -> Vec<String> {
        let mut shown = Vec::new();
        for (_, statement) in context.loaded.statements() {
            let StatementKind::Heading(Heading::Show(names)) = &statement.kind else { continue };
            for name in names {
                for row in self.shown_rows(context, name) {
                    let name = self.table[row.index()].name.to_string();
                    if !shown.contains(&name) {
                        shown.push(name);
                    }
                }
            }
        }
        shown
    }

    fn declare_goal(&mut self, context: &Context<'a>, tree: &'a Tree, goal: &'a Goal) {
        let row = match self.resolve(context, goal.row, &self.scope_here()) {
            Ok(row) => row,
            Err(found) => return self.diagnostics.extend(found),
        };
        // A row with a goal is used, though no formula names it: `show` need not list it.
        self.judged_rows.push(row);
        let info = self.table[row.index()].info;
        if info.kind == Dimension::Truth {
            let found = Diagnostic::new(
                Code::UnitMismatch,
                "a goal speaks of a number",
                goal.row,
                "this is a condition",
            );
            return self.diagnostics.push(found.help("write `check …` for a condition"));
        }
        for target in &goal.targets {
            self.declare_target(context, tree, goal, target, row);
        }
    }

    fn declare_target(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        goal: &'a Goal,
        target: &'a Target,
        row: RowId,
    ) {
        let entry = &self.table[row.index()];
        let (info, action) = (entry.info, entry.action);
        if action && let Some(found) = calendar_day(context, tree, target.value) {
            return self.diagnostics.push(found);
        }
        let name = context.sources.text(goal.row).to_string();
        self.draw_names = DrawNames::of(format!("goal:{}", context.canonical(target.span)).into(), 0);
        let scope = self.scope_here();
        let mut lower = Lower::new(self, context, tree, scope, &name, false);
        let (input, typed) = lower.input(target.value);
        if lower.target_kind(goal.row, row, (target.value, typed)) {
            return;
        }
        let unit = info.kind.unit().unwrap_or(Unit::ONE);
        // `goal bookings >= $100k` of a monthly flow means its sum, `>= $10k/month` each month: the target's unit
        // tells which.
        let summed = total_unit(info);
        if let Some(word) = goal.total
            && let Some(found) = self.wrong_total(context, tree, (goal, word), target, (row, typed))
        {
            return self.diagnostics.push(found);
        }
        let (cumulative, unit) = match typed.kind {
            _ if goal.total.is_some() => (true, summed.unwrap_or(unit)),
            Dimension::Zero | Dimension::Unknown => (false, unit),
            Dimension::Known(known) if known == unit || info.kind == Dimension::Unknown => (false, unit),
            Dimension::Known(known) if unit.time < 0 && summed == Some(known) => (true, known),
            _ => {
                let found = self.goal_mismatch(context, tree, goal, target, row, typed);
                return self.diagnostics.push(found);
            }
        };
        let time = match (&target.time, cumulative) {
            (Some(tree::GoalTime::From(month)), true) => {
                let text = context.sources.text(month.span);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    "a total is reached by a month or within a span, not from a month on",
                    target.span,
                    "a total, for it has no `/month`",
                );
                let amount = context.canonical(tree.node(target.value).span);
                let value = tree.node(target.value);
                let literal = matches!(value.kind, NodeKind::Literal(_));
                // Without its `total` the goal would be another.
                let period = (literal && goal.total.is_none()).then(|| Edit::after(value.span, "/month"));
                let help = format!(
                    "for every month write `{amount}/month from {text}`; for the total, `by` or `in`"
                );
                return self.diagnostics.push(fixed(found, help, period));
            }
            (time, _) => self.goal_time(context, time.as_ref()),
        };
        let time = match time {
            Ok(time) => time,
            Err(found) => return self.diagnostics.push(found),
        };
        if cumulative && let Some(found) = self.ambiguous_goal(context, tree, goal, target, row) {
            return self.diagnostics.push(found);
        }
        if cumulative && goal.total.is_none() {
            self.diagnostics.extend(self.sum_of_years(context, goal, row));
        }
        if !cumulative {
            let found = self
                .annual_rate(context, tree, (goal.row, target.value), row)
                .or_else(|| self.judged_by_month(context, tree, (goal, target), (info, &time)));
            self.diagnostics.extend(found);
        }
        let span = match &target.time {
            Some(tree::GoalTime::In(span)) if cumulative => Some(span),
            _ => None,
        };
        self.diagnostics.extend(span.and_then(|span| context.partial_span(span)));
        let target_source = typed.operand.typed.and_then(|typed| self.constants.source(typed));
        let operator = goal.sign();
        let said = context.canonical(target.span);
        let total = if goal.total.is_some() { "total " } else { "" };
        self.goals.push(model::Goal {
            label: goal.label.as_ref().map(|label| label.text.clone()),
            text: format!("{total}{name} {operator} {said}"),
            row,
            at_least: goal.at_least,
            target: input,
            target_source,
            unit,
            cumulative,
            time,
            outside: span.and_then(|span| context.outside_the_plan(span)),
            timed: target.time.is_some(),
            member: self.member,
            span: target.span,
        });
    }

    fn goal_time(
        &self,
        context: &Context<'a>,
        time: Option<&tree::GoalTime>,
    ) -> Result<GoalTime, Diagnostic> {
        let months = context.calendar.len();
        Ok(match time {
            // A goal without a time is to be reached by the end of the plan.
            None => GoalTime::By(months - 1),
            Some(tree::GoalTime::By(month)) => GoalTime::By(context.month(month)?),
            Some(tree::GoalTime::From(month)) => {
                let first = context.month(month)?;
                GoalTime::In((0..months).map(|month| month >= first).collect())
            }
            Some(tree::GoalTime::In(span)) => GoalTime::In(context.span(span)?),
        })
    }

    fn goal_mismatch(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        goal: &Goal,
        target: &Target,
        row: RowId,
        typed: Typed,
    ) -> Diagnostic {
        let entry = &self.table[row.index()];
        let name = context.sources.text(goal.row);
        let (own, given) =
            (context.words(entry.info.kind, entry.info.share), context.words(typed.kind, typed.share));
        let value = tree.node(target.value).span;
        let text = context.canonical(value);
        let unit = entry.info.kind.unit().unwrap_or(Unit::ONE);
        let per_month = matches!(typed.kind, Dimension::Known(known) if known.per_month() == Ok(unit));
        let written = self.period_of_row(context, row).unwrap_or(Period::Month);
        let found = Diagnostic::new(
            Code::UnitMismatch,
            format!("`{name}` is {own}, and the target is {given}"),
            value,
            format!("this is {given}"),
        )
        .also(goal.row, format!("this is {own}"));
        let found = found.also(entry.place(), format!("`{name}` is {own} because of this"));
        let plain = matches!(&tree.node(target.value).kind,
            NodeKind::Literal(literal) if literal.unit == LiteralUnit::Plain && literal.per.is_none());
        if per_month && !(plain && entry.info.share.is_percent()) {
            let literal = matches!(tree.node(target.value).kind, NodeKind::Literal(_));
            let per = written.word();
            let period = literal.then(|| Edit::after(value, format!("/{per}")));
            let help = format!("`{name}` is a level and is not summed up: write `{text}/{per}`");
            return fixed(found, help, period);
        }
        let flow = entry.info.rollup == Some(Rollup::Sum) && unit.is_flow();
        match with_unit(&text, unit, entry.info.share, context.currency).filter(|_| plain) {
            Some(total) if flow => {
                let monthly = format!("{total}/month");
                found
                    .help(format!("write `{total}` for the total, or `{monthly}` for one month"))
                    .offer(Fix::new(format!("write `{total}`: the total"), Edit::replace(value, total)))
                    .offer(Fix::new(format!("write `{monthly}`: every month"), Edit::replace(value, monthly)))
            }
            Some(whole) => {
                let whole = if unit.is_flow() { format!("{whole}/{}", written.word()) } else { whole };
                found.fix(format!("write `{whole}`"), value, whole)
            }
            None => {
                let of = (entry.info.kind, entry.info.share);
                match context.in_unit_of((tree, target.value), of, Some(written)) {
                    Some(written) if !flow => found.fix(format!("write `{written}`"), value, written),
                    _ => found.help(format!("write the target as {own}")),
                }
            }
        }
    }

    /// `check CONDITION`: a hidden row for the condition, and the sides of its comparisons, whose values are
    /// shown in the months in which it fails.
    pub(super) fn declare_check(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        check: &'a tree::Check,
        span: Span,
    ) {
        let months = context.calendar.len();
        let time = self.goal_time(context, check.time.as_ref());
        let months: Arc<[bool]> = match time {
            Ok(GoalTime::In(months)) => months,
            // Without a time a check holds in every month. (The grammar gives it no `by`.)
            Ok(GoalTime::By(_)) => vec![true; months].into(),
            Err(found) => return self.diagnostics.push(found),
        };
        let condition = context.canonical(tree.node(check.condition).span);
        self.draw_names = DrawNames::of(format!("check:{condition}").into(), 0);
        // Under a name of its own: the ranges in it are other draws than those of any row.
        let scope = self.scope_here();
        let mut lower = Lower::new(self, context, tree, scope.clone(), "check", false);
        let typed = lower.expression(check.condition);
        if !matches!(typed.kind, Dimension::Truth | Dimension::Unknown) {
            return lower.want_condition(check.condition, typed);
        }
        let formula = lower.finish(typed.operand);
        let condition = self.add_hidden("check", formula, typed);
        let (mut parts, mut inputs) = (Vec::new(), Vec::new());
        for side in sides(tree, check.condition) {
            // Its findings have been heard with the condition.
            let mut lower = Lower::new(self, context, tree, scope.clone(), "check", true);
            let (input, typed) = lower.input(side);
            inputs.push(input);
            if typed.kind == Dimension::Truth {
                continue;
            }
            // A number is not told, but what is told is told apart from it.
            let number = matches!(tree.node(side).kind, NodeKind::Literal(_));
            if matches!(input, Argument::Constant(_)) && !number {
                continue;
            }
            parts.push((context.canonical(tree.node(side).span), input));
        }
        super::walk::nodes(tree, check.condition, |expr, kind| {
            if let NodeKind::Name = kind
                && let Some(row) = self.find(context, tree.node(expr).span, &scope)
            {
                self.judged_rows.push(row);
            }
        });
        let said = tree.node(check.condition).span;
        let text = context.canonical(check.time.as_ref().map_or(said, |time| said.to(time_span(time))));
        let compared = match inputs[..] {
            [left, right] if !has_connective(tree, check.condition) => Some((left, right)),
            _ => None,
        };
        self.checks.push(model::Check {
            text,
            condition,
            months,
            parts,
            compared,
            member: self.member,
            span,
        });
    }
}

/// Whether a condition is put together from others by `and` or `or`.
fn has_connective(tree: &Tree, condition: ExprId) -> bool {
    match &tree.node(condition).kind {
        NodeKind::Parentheses(inner) => has_connective(tree, *inner),
        NodeKind::Unary { operator: UnaryOperator::Not, operand } => has_connective(tree, *operand),
        NodeKind::Binary { operator, .. } => matches!(operator, BinaryOperator::And | BinaryOperator::Or),
        _ => false,
    }
}

/// The sides of the comparisons that a condition is made of.
fn sides(tree: &Tree, condition: ExprId) -> Vec<ExprId> {
    let mut sides = Vec::new();
    let mut waiting = vec![condition];
    while let Some(expr) = waiting.pop() {
        match &tree.node(expr).kind {
            NodeKind::Parentheses(inner) => waiting.push(*inner),
            NodeKind::Unary { operator: UnaryOperator::Not, operand } => waiting.push(*operand),
            NodeKind::Binary { operator, left, right, .. } => match operator {
                BinaryOperator::And | BinaryOperator::Or => waiting.extend([*right, *left]),
                _ => sides.extend([*left, *right]),
            },
            _ => sides.push(expr),
        }
    }
    sides
}

/// The finding for a rate per calendar day (or week) where an action is meant, which counts working days.
pub(super) fn calendar_day(context: &Context<'_>, tree: &Tree, root: ExprId) -> Option<Diagnostic> {
    let mut found = None;
    super::walk::nodes(tree, root, |expr, kind| {
        if let NodeKind::Literal(literal) = kind
            && matches!(literal.per, Some(Period::Day | Period::Week))
            && literal.unit == LiteralUnit::Plain
        {
            let span = tree.node(expr).span;
            let per = literal.per.map_or("day", Period::word);
            let text = context.sources.text(span);
            let (help, edit) = match literal.per {
                Some(Period::Day) => {
                    let written = format!("{}/workday", literal.number);
                    (format!("write `{written}`"), Some(Edit::replace(span, written)))
                }
                _ => ("write it per working day or per month: `4/workday`, `80/month`".to_string(), None),
            };
            let message =
                format!("`{text}` counts every day of the calendar, and actions are done on working days");
            let day = Diagnostic::new(Code::CalendarDay, message, span, format!("a calendar {per}"));
            found = Some(fixed(day, help, edit));
        }
    });
    found
}

/// Where the time of a check ends.
fn time_span(time: &tree::GoalTime) -> Span {
    match time {
        tree::GoalTime::By(month) | tree::GoalTime::From(month) => month.span,
        tree::GoalTime::In(span) => span.span,
    }
}
