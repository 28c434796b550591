//! What to write where a balance meets a flow: a row that carries itself on is a stock, and inside a stock its own
//! balance is made a flow (LANGUAGE, section 5).

use super::lower::Lower;
use super::typed::Typed;
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, NodeKind};

impl Lower<'_, '_> {
    /// What to write for a balance beside a flow, and the edit that does it where nothing else stands around it; none
    /// for other pairs.
    pub(super) fn balance_help(
        &self,
        operator: BinaryOperator,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) -> Option<(String, Option<Edit>)> {
        let text = |expr: ExprId| self.context.sources.text(self.tree.node(expr).span);
        for ((balance, of), (flow, per)) in [((left, a), (right, b)), ((right, b), (left, a))] {
            let (Some(of), Some(per)) = (of.kind.unit(), per.kind.unit()) else { continue };
            if of.per_month() != Ok(per) {
                continue;
            }
            if self.is_own_balance(balance) {
                let written = format!("{} / 1 month", text(balance));
                let edit = Edit::after(self.tree.node(balance).span, " / 1 month");
                return Some((format!("what there is, as so much in a month, is `{written}`"), Some(edit)));
            }
            let Some(start) = self.carried_on(balance) else { continue };
            let line = match operator {
                BinaryOperator::Plus => "gains",
                BinaryOperator::Minus if flow == right => "loses",
                _ => continue,
            };
            let written =
                format!("stock {} {{ opening {}; {line} {} }}", self.owner, text(start), text(flow));
            let help = format!("what goes on from month to month is a stock: `{written}`");
            return Some((help, self.whole_definition(left, right).map(|span| Edit::replace(span, written))));
        }
        None
    }

    /// Whether an expression is the name of the stock in whose line it stands.
    fn is_own_balance(&self, expr: ExprId) -> bool {
        let node = self.tree.node(expr);
        let own = self.scope.stock.as_ref().map(|(_, opening)| *opening);
        matches!(node.kind, NodeKind::Name)
            && own.is_some()
            && self.builder.find(self.context, node.span, &self.scope) == own
    }

    /// The start of a row that carries itself on: 120 of `prev(customers, 120)` in the definition of `customers`.
    fn carried_on(&self, expr: ExprId) -> Option<ExprId> {
        let NodeKind::Call { name, arguments, .. } = self.tree.node(expr).kind else { return None };
        let [of, start] = self.tree.list(arguments) else { return None };
        let of = self.tree.node(*of);
        let own = matches!(of.kind, NodeKind::Name)
            && self.builder.find(self.context, of.span, &self.scope).is_some_and(|row| Some(row) == self.of);
        (own && self.context.sources.text(name) == "prev").then_some(*start)
    }

    /// The place of a definition `name = left + right` that is no more than that.
    fn whole_definition(&self, left: ExprId, right: ExprId) -> Option<Span> {
        let name = self.builder.table[self.of?.index()].span;
        let (left, right) = (self.tree.node(left).span, self.tree.node(right).span);
        let text = self.context.sources.get(name.file).text();
        let between = text.get(name.end as usize..left.start as usize)?;
        let after = text.get(right.end as usize..)?.lines().next().unwrap_or_default().trim();
        let alone = after.is_empty() || after.starts_with(['#', ';', '}']);
        (name.file == left.file && between.trim() == "=" && alone).then(|| name.to(right))
    }
}
