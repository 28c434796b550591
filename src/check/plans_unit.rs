//! A number in the unit of the row that it is for: what to write where a scenario or the target of a goal says another
//! one (LANGUAGE, section 4).

use super::context::Context;
use super::goal::with_unit;
use super::lower::Lower;
use super::typed::{Dimension, NumberKind, Typed};
use crate::diagnostic::Diagnostic;
use crate::syntax::tree::{ExprId, Literal, LiteralUnit, NodeKind, Tree};
use crate::value::Unit;

impl Context<'_> {
    /// A literal as the value of a row of that unit: `500`, `€500` and `$500/month` of a row of dollars are `$500`. None
    /// of what is no literal, and where nobody can say what is meant: of a percentage of something else.
    pub(super) fn in_unit_of(
        &self,
        (tree, expr): (&Tree, ExprId),
        (kind, share): (Dimension, NumberKind),
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
        let period = per.map_or("month", |per| per.word());
        Some(if unit.is_flow() { format!("{amount}/{period}") } else { amount })
    }
}

impl Lower<'_, '_> {
    /// The finding for a value in another unit than the row has, `is` in words, with what to write.
    pub(super) fn with_unit_of(
        &self,
        found: Diagnostic,
        (expr, given): (Option<ExprId>, Typed),
        (of, is): (Typed, &str),
        restated: bool,
    ) -> Diagnostic {
        if let Some((expr, written)) = expr
            .and_then(|expr| Some((expr, self.context.in_unit_of((self.tree, expr), (of.kind, of.share))?)))
        {
            let place = self.tree.node(expr).span;
            return found.fix(format!("write `{written}`"), place, written);
        }
        let share = given.kind == Dimension::ONE && given.share.is_percent() && !of.share.is_percent();
        let text = expr.map(|expr| self.context.sources.text(self.tree.node(expr).span).trim());
        found.help(match text.filter(|_| share) {
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
