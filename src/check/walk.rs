//! Which rows an expression names, before it is lowered.

use crate::syntax::tree::{Clause, ClauseBody, ExprId, Motion, NodeKind, Tree, Value};

/// Calls `visit` with every expression that a value holds; of a list by member, of all its entries.
pub(super) fn roots(tree: &Tree, value: &Value, mut visit: impl FnMut(ExprId)) {
    for clause in &value.clauses {
        match &clause.body {
            ClauseBody::Keyed(list) => {
                let clauses = list.entries.iter().flat_map(|entry| &entry.clauses);
                clauses.for_each(|clause| roots_of_clause(tree, clause, &mut visit));
            }
            _ => roots_of_clause(tree, clause, &mut visit),
        }
    }
}

/// Calls `visit` with every expression that a clause holds, those of a list by member left out.
pub(super) fn roots_of_clause(tree: &Tree, clause: &Clause, mut visit: impl FnMut(ExprId)) {
    {
        match &clause.body {
            ClauseBody::Expression(expr) => visit(*expr),
            ClauseBody::List { items, .. } => tree.list(*items).iter().copied().for_each(&mut visit),
            ClauseBody::Amount { value, .. } => visit(*value),
            ClauseBody::Keyed(_) => {}
        }
        match &clause.motion {
            Some(Motion::Growing { rate: expr, .. } | Motion::Rising { to: expr, .. }) => visit(*expr),
            None => {}
        }
        if let Some(condition) = clause.condition {
            visit(condition);
        }
    }
}

/// Calls `visit` with every node under an expression, itself included.
pub(super) fn nodes(tree: &Tree, root: ExprId, mut visit: impl FnMut(ExprId, &NodeKind)) {
    // A stack of its own: a sum of a hundred thousand terms is as deep as it is long.
    let mut waiting = vec![root];
    while let Some(expr) = waiting.pop() {
        let kind = &tree.node(expr).kind;
        visit(expr, kind);
        match kind {
            NodeKind::Literal(_)
            | NodeKind::Name
            | NodeKind::Unknown
            | NodeKind::Months(_)
            | NodeKind::EachStretch(_) => {}
            NodeKind::Tier { rate, bound } => waiting.extend([*rate, *bound]),
            NodeKind::Over { value, .. } => waiting.push(*value),
            NodeKind::Keyed(entries) => waiting.extend(entries.iter().map(|entry| entry.value)),
            NodeKind::Parentheses(inner) | NodeKind::EachMonth(inner) => waiting.push(*inner),
            NodeKind::Unary { operand, .. } => waiting.push(*operand),
            NodeKind::Binary { left, right, .. } => waiting.extend([*left, *right]),
            NodeKind::Call { arguments, before, .. } => {
                waiting.extend(tree.list(*arguments));
                waiting.extend(before);
            }
            NodeKind::Index { row, .. } => waiting.push(*row),
            NodeKind::List(items) => waiting.extend(tree.list(*items)),
            NodeKind::Range { low, high, likely } => {
                waiting.extend([*low, *high]);
                waiting.extend(likely);
            }
            NodeKind::Action { number, .. } => waiting.push(*number),
        }
    }
}
