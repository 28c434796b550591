//! What to write where a balance meets a flow: a row that carries itself on is a stock, and inside a stock its own
//! balance is made a flow (LANGUAGE, section 5).

use super::lower::Lower;
use super::typed::Typed;
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, NodeKind};
use crate::value::Number;

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
            if let Some((written, whole)) = self.as_stock(None) {
                let help = format!("what goes on from month to month is a stock: `{written}`");
                return Some((help, Some(Edit::replace(whole, written))));
            }
            let sum = matches!(operator, BinaryOperator::Plus | BinaryOperator::Minus);
            if sum && matches!(self.tree.node(balance).kind, NodeKind::Literal(_)) && !of.is_one() {
                let amount = text(balance);
                let Some((written, _)) = self.as_stock(Some(amount)) else { continue };
                // `$5,000 + 8% of bookings` is a salary, and `$100,000 + bookings - costs` a bank: only the reader
                // knows.
                let help = format!(
                    "so much every month is `{amount}/month`; what goes on from month to month is a stock: `{written}`"
                );
                return Some((help, None));
            }
            let Some(start) = self.carried_on(balance) else { continue };
            let line = match operator {
                BinaryOperator::Plus => "gains",
                BinaryOperator::Minus if flow == right => "loses",
                _ => continue,
            };
            let help = format!(
                "what goes on from month to month is a stock: `stock {} {{ opening {}; {line} {}; … }}`, with a line \
                 for each of the rest",
                self.owner,
                text(start),
                text(flow)
            );
            return Some((help, None));
        }
        None
    }

    /// The definition of a row that carries itself on, `customers = prev(customers, 120) * 95% + won`, as a stock, and
    /// where the definition stands; none of any other, and none where a part of it fits no line of a stock. An amount
    /// that is one of the terms, `$100,000 + bookings - costs`, is what such a stock opens with.
    pub(super) fn as_stock(&self, amount: Option<&str>) -> Option<(String, Span)> {
        let place = self.builder.table[self.of?.index()].span;
        let name = self.context.sources.text(place);
        let line = self.context.rest_of_line(place).trim_end();
        let value = line.trim_start().strip_prefix('=')?.trim_start();
        if name != self.owner || value.starts_with('=') {
            return None;
        }
        let (mut opening, mut lines) = (None, Vec::new());
        for (minus, term) in signed_terms(value)? {
            let (line, other) = if minus { ("loses", "gains") } else { ("gains", "loses") };
            match Carried::read(term, name) {
                Some(carried) if opening.is_none() && !minus => {
                    opening = Some(carried.start);
                    // 95% of it stay: 5% of it go.
                    match carried.factor {
                        None => {}
                        Some(factor) => {
                            let change = Number::parse(factor.strip_suffix('%')?)?
                                .minus(Number::from(100_i64))
                                .ok()?
                                .0;
                            let line = if change.is_negative() { other } else { line };
                            lines.push(format!("{line} {}%/month of {name}", change.abs()));
                        }
                    }
                }
                Some(carried) => lines.push(match carried.factor {
                    Some(factor) if factor.strip_suffix('%').and_then(Number::parse).is_some() => {
                        format!("{line} {factor}/month of {name}")
                    }
                    Some(factor) => format!("{line} {name} * {factor}"),
                    None => return None,
                }),
                None if term.contains("prev(") => return None,
                None if amount == Some(term) && opening.is_none() && !minus => opening = Some(term),
                None => lines.push(format!("{line} {term}")),
            }
        }
        let end = place.end as usize + line.len();
        let written = format!("stock {name} {{ opening {}; {} }}", opening?, lines.join("; "));
        (!lines.is_empty()).then_some((written, Span { end: end as u32, ..place }))
    }

    /// Whether an expression is the name of the stock in whose line it stands.
    fn is_own_balance(&self, expr: ExprId) -> bool {
        let own = self.scope.stock.as_ref().map(|(_, opening)| *opening);
        own.is_some() && self.row_named(expr).map(|(row, _)| row) == own
    }

    /// Whether an expression is the name of the row in whose definition it stands.
    pub(super) fn is_own_row(&self, expr: ExprId) -> bool {
        self.row_named(expr).is_some_and(|(row, _)| Some(row) == self.of)
    }

    /// The start of a row that carries itself on: 120 of `prev(customers, 120)` in the definition of `customers`.
    fn carried_on(&self, expr: ExprId) -> Option<ExprId> {
        let NodeKind::Call { name, arguments, .. } = self.tree.node(expr).kind else { return None };
        let [of, start] = self.tree.list(arguments) else { return None };
        (self.is_own_row(*of) && self.context.sources.text(name) == "prev").then_some(*start)
    }
}

/// A row that a formula carries on: `prev(customers, 120) * 95%`.
struct Carried<'t> {
    /// What stands before the first month.
    start: &'t str,
    /// What it is multiplied by, if by anything.
    factor: Option<&'t str>,
}

impl Carried<'_> {
    /// The row of that name, carried on by a term; none of any other term.
    fn read<'t>(term: &'t str, name: &str) -> Option<Carried<'t>> {
        let at = term.find("prev(")?;
        let (before, call) = term.split_at_checked(at)?;
        let end = at + call.find(')')? + 1;
        let (of, start) = term.get(at + "prev(".len()..end - 1)?.split_once(',')?;
        let after = term.get(end..)?.trim();
        let factor = match (before.trim(), after) {
            ("", "") => None,
            ("", after) => Some(after.strip_prefix('*')?.trim()),
            (before, "") => Some(before.strip_suffix('*').or_else(|| before.strip_suffix(" of"))?.trim()),
            _ => return None,
        };
        let plain = |text: &str| !text.contains(['(', ')', '*', '/']);
        (of.trim() == name && plain(start) && factor.is_none_or(plain))
            .then(|| Carried { start: start.trim(), factor })
    }
}

/// The terms of a sum with whether a minus stands before each; none of a definition of several clauses.
fn signed_terms(value: &str) -> Option<Vec<(bool, &str)>> {
    let (mut terms, mut depth, mut start, mut minus) = (Vec::new(), 0_i32, 0, false);
    for (at, sign) in value.char_indices() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            // A comma outside of brackets parts two clauses, and one without a space is part of a number.
            ',' if depth == 0 && value.get(at + 1..).is_none_or(|rest| rest.starts_with(' ')) => return None,
            '+' | '-' if depth == 0 && at > start => {
                terms.push((minus, value.get(start..at)?.trim()));
                (start, minus) = (at + 1, sign == '-');
            }
            _ => {}
        }
    }
    terms.push((minus, value.get(start..)?.trim()));
    const TIMES: [&str; 6] = [" from ", " in ", " once ", " growing ", " rising ", " when "];
    let whole =
        terms.iter().all(|(_, term)| !term.is_empty() && !TIMES.iter().any(|word| term.contains(word)));
    whole.then_some(terms)
}
