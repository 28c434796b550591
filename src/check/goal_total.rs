//! Goals for a total: `goal total ROW …`, and recurring money, of which a goal has to say whether a month or the total
//! is meant (LANGUAGE, section 9).

use super::context::Context;
use super::recurring::is_recurring;
use super::typed::{Dimension, Typed};
use super::{RowInfo, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::RowId;
use crate::source::Span;
use crate::syntax::tree::{Goal, NodeKind, Target, Tree};
use crate::value::{Rollup, Unit};

/// The unit of a row's total: of a flow, what it adds up to over months. None of a row whose months do not add up.
pub(super) fn total_unit(info: RowInfo) -> Option<Unit> {
    let unit = info.kind.unit().filter(|_| info.rollup == Some(Rollup::Sum))?;
    if unit.time < 0 { unit.over_months().ok() } else { Some(unit) }
}

impl<'a> ScenarioBuilder<'a> {
    /// What is wrong with `goal total ROW`: its row does not add up, or the target is no total of it. None where
    /// nothing is.
    pub(super) fn wrong_total(
        &self,
        context: &Context<'a>,
        tree: &Tree,
        (goal, word): (&Goal, Span),
        target: &Target,
        (row, typed): (RowId, Typed),
    ) -> Option<Diagnostic> {
        let entry = &self.table[row.index()];
        let name = context.sources.text(goal.row);
        let own = context.words(entry.info.kind, entry.info.share);
        let Some(total) = total_unit(entry.info) else {
            let rollup = match entry.info.rollup {
                Some(Rollup::Last) => "shows its last month",
                _ => "is a level: its months have a mean",
            };
            let message = format!("`{name}` {rollup}, and they are not added up");
            let found = Diagnostic::new(Code::UnitMismatch, message, word, "not added up")
                .also(goal.row, format!("this is {own}"));
            let without = Edit::delete(word.to(Span { end: goal.row.start, ..goal.row }));
            return Some(found.offer(Fix::new(format!("write `goal {name}`"), without)));
        };
        let fits = match typed.kind {
            Dimension::Known(known) => known == total,
            Dimension::Zero | Dimension::Unknown => true,
            Dimension::Truth => false,
        };
        if fits {
            return None;
        }
        let given = context.words(typed.kind, typed.share);
        let summed = context.words(Dimension::Known(total), entry.info.share);
        let node = tree.node(target.value);
        let message = format!("the total of `{name}` is {summed}, and the target is {given}");
        let found = Diagnostic::new(Code::UnitMismatch, message, node.span, format!("this is {given}"))
            .also(goal.row, format!("`{name}` is {own}"));
        let operator = goal.sign();
        // `total MRR >= $30k/month`: one of the two is too much.
        let text = context.sources.text(node.span);
        let literal = matches!(&node.kind, NodeKind::Literal(literal) if literal.per.is_some());
        let amount = text.rsplit_once('/').map(|(amount, _)| amount).filter(|_| literal);
        let fits_month = typed.kind == entry.info.kind;
        Some(match amount.filter(|_| fits_month) {
            Some(amount) => {
                let start = node.span.start + amount.len() as u32;
                let without = Edit::delete(word.to(Span { end: goal.row.start, ..goal.row }));
                found
                    .help(format!("leave `total` out for one month, or write the total: `{amount}`"))
                    .offer(Fix::new(format!("write `goal {name}`: one month"), without))
                    .offer(Fix::new(
                        format!("write `{amount}`: the total"),
                        Edit::delete(Span { start, ..node.span }),
                    ))
            }
            None => match fits_month.then(|| self.total_of_target(context, tree, target)).flatten() {
                Some((edit, written)) => {
                    let text = format!("write `goal total {name} {operator} {written}`");
                    found.help(text.as_str()).offer(Fix { title: text, edits: vec![edit] })
                }
                None => found.help(format!("write the target as {summed}")),
            },
        })
    }

    /// The finding for a goal on recurring money that does not say whether a month or the total is meant; none where
    /// it says so, or where nobody could mean but one.
    pub(super) fn ambiguous_goal(
        &self,
        context: &Context<'a>,
        tree: &Tree,
        goal: &Goal,
        target: &Target,
        row: RowId,
    ) -> Option<Diagnostic> {
        let entry = &self.table[row.index()];
        if goal.total.is_some() || !is_recurring(entry.info.kind, entry.info.traits) {
            return None;
        }
        let name = context.sources.text(goal.row);
        let node = tree.node(target.value);
        let value = context.canonical(node.span);
        let said = context.canonical(target.span);
        let rest = said.strip_prefix(&*value).unwrap_or_default();
        let operator = goal.sign();
        let (open, period) = match &node.kind {
            NodeKind::Literal(_) => ("", "/month"),
            NodeKind::Name | NodeKind::Parentheses(_) | NodeKind::Call { .. } => ("", " / 1 month"),
            _ => ("(", ") / 1 month"),
        };
        let month = format!("goal {name} {operator} {open}{value}{period}{rest}");
        let total = format!("goal total {name} {operator} {said}");
        let message =
            format!("`{value}` of `{name}` in one month, or added up? `{name}` comes again every month");
        let found = Diagnostic::new(Code::AmbiguousGoal, message, node.span, "one month, or the total?");
        let found = found.also(entry.place(), format!("so much in every month: `{name}` is recurring"));
        let months = vec![Edit::before(node.span, open), Edit::after(node.span, period)];
        let months = months.into_iter().filter(|edit| !edit.text.is_empty()).collect();
        let found = found.help(format!(
            "for one month write `{month}`, for the sum of the months `{total}`; with \
             `{name}: {unit} last = …` a quarter shows its last month",
            unit = context.money_per_month(),
        ));
        let found = found.offer(Fix { title: format!("write `{month}`: in one month"), edits: months });
        // One word speaks of all targets: of a goal whose others are a month's it would be wrong.
        if goal.targets.len() > 1 {
            return Some(found);
        }
        let total = Fix::new(format!("write `{total}`: added up"), Edit::before(goal.row, "total "));
        Some(found.offer(total))
    }
}

impl Context<'_> {
    /// Money per month, as an annotation says it: `$/month`.
    fn money_per_month(&self) -> String {
        format!("{}/month", self.currency.symbol())
    }
}
