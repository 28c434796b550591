//! What to write where a balance meets a flow: a row that carries itself on is a stock, and inside a stock its own
//! balance is made a flow (LANGUAGE, section 5).

use super::fixes::{count_of, is_number, uses_of};
use super::lower::Lower;
use super::no_period::only_expression;
use super::typed::Typed;
use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::RowId;
use crate::source::Span;
use crate::syntax::tree::{BinaryOperator, ExprId, NodeKind, StatementKind, StockLineKind};
use crate::value::{Number, Unit};

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
            if sum
                && let Some(written) = self.of.and_then(|row| self.builder.adds_to_itself(self.context, row))
            {
                return Some((format!("what goes on from month to month is a stock: `{written}`"), None));
            }
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

    /// The finding for what a stock opens with, where several lines gain and lose one other thing: `opening $100; gains
    /// 5/month; loses 3/month` counts things. None where the lines differ; a finding for the first line alone.
    pub(super) fn opening_at_fault(
        &mut self,
        (place, typed): (Span, Typed),
        opening: RowId,
    ) -> Option<Option<Diagnostic>> {
        let given = typed.kind.unit().filter(|unit| unit.is_flow())?;
        let StatementKind::Stock(stock) = &self.context.loaded.statement_at(place)?.1.kind else {
            return None;
        };
        let mut flows = Vec::new();
        for line in &stock.lines {
            if let StockLineKind::Gains(_, value) | StockLineKind::Loses(_, value) = &line.kind {
                let expr = only_expression(value)?;
                let typed = self.quietly(|lower| lower.expression(expr));
                if typed.kind.unit() != Some(given) || typed.share.is_percent() {
                    return None;
                }
                flows.push(value.span);
            }
        }
        let [first, second, ..] = flows[..] else { return None };
        if place.start != first.start {
            return Some(None);
        }
        let entry = &self.builder.table[opening.index()];
        let info = entry.info;
        let (opens, gains) = (self.words(info.kind, info.share), self.words(typed.kind, typed.share));
        let message = format!("a stock that opens with {opens} gains and loses {gains}");
        let found = Diagnostic::new(Code::UnitMismatch, message, entry.span, format!("this is {opens}"));
        let found = found.also(first, format!("this is {gains}")).also(second, "and this too");
        let text = self.context.sources.text(entry.span).trim();
        let Some(count) = count_of(text) else {
            return Some(Some(found.help("write what it opens with in the unit of its lines")));
        };
        let written = if given.money == 1 { self.context.currency.amount(count) } else { count.to_string() };
        Some(Some(found.fix(format!("write `opening {written}`"), entry.span, written)))
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

impl ScenarioBuilder<'_> {
    /// The lines of the stock that a row defined by itself is meant to be, `gains new` and `loses churn of customers`
    /// of `customers = customers + new - churn`; none where the row comes in otherwise, or where an amount without a
    /// period is added that is a row.
    pub(super) fn piled_up(&self, name: &str, value: &str) -> Option<Vec<String>> {
        let (mut carried, mut lines) = (false, Vec::new());
        for (minus, term) in signed_terms(value)? {
            if term == name && !minus && !carried {
                carried = true;
                continue;
            }
            let changed = changed_by(term, name).filter(|_| !minus && !carried);
            if let Some((more, share)) = changed {
                carried = true;
                let line = if more { "gains" } else { "loses" };
                lines.push(format!("{line} {} of {name}", monthly(share)));
                continue;
            }
            let line = if minus { "loses" } else { "gains" };
            let info = self.names.get(term).map(|row| self.table[row.index()].info);
            let share = match info {
                Some(info) => {
                    let unit = info.kind.unit()?;
                    let share = info.share.is_percent() && matches!(unit, Unit::ONE | Unit::PER_MONTH);
                    if !share && unit.time >= 0 {
                        return None;
                    }
                    share
                }
                None => {
                    term.split('/').next().is_some_and(|number| is_number(number) && number.ends_with('%'))
                }
            };
            let written = monthly(term);
            lines.push(if share {
                format!("{line} {written} of {name}")
            } else {
                format!("{line} {written}")
            });
        }
        (carried && !lines.is_empty()).then_some(lines)
    }

    /// The stock that a row added to itself is meant to be, whose opening the writer has not said.
    fn adds_to_itself(&self, context: &Context<'_>, row: RowId) -> Option<String> {
        let entry = &self.table[row.index()];
        let value = context.rest_of_line(entry.span).trim().strip_prefix('=')?.trim();
        let lines = self.piled_up(&entry.name, value)?.join("; ");
        Some(format!("stock {} {{ opening 0; {lines} }}", entry.name))
    }

    /// A second definition that changes the first, `customers = customers + new - churn` below `customers = 100`: what
    /// a program would do again and again is a stock or a growth. Says so in the finding of the second definition.
    pub(super) fn advise_second(&mut self, context: &Context<'_>, second: RowId) -> Option<()> {
        let entry = &self.table[second.index()];
        let (name, place) = (entry.name.to_string(), entry.span);
        let first = &self.table[self.names.get(&name).filter(|first| *first != second)?.index()];
        let value = context.rest_of_line(place).trim().strip_prefix('=')?.trim();
        let start = context.rest_of_line(context.before_value(first.span)?).trim();
        let lines = self.piled_up(&name, value).filter(|_| signed_terms(start).is_some())?;
        let another = format!("another value has a name of its own: `new_{name} = {value}`");
        let grows = changed_by(value, &name).filter(|_| context.literal_of(first.span).is_some());
        let once = |line: &String| {
            let amount = line.split([' ', '/']).nth(1).unwrap_or_default();
            is_number(amount) && !amount.ends_with('%')
        };
        let of_rows = !lines.iter().all(once);
        let (help, fix) = if let Some((more, share)) = grows {
            let written = format!("{name} = {start} {}", growing(more, share));
            let new = Fix::new(another.as_str(), Edit::replace(place, format!("new_{name}")));
            (format!("what changes every month grows: `{written}`; {another}"), Some(new))
        } else if first.info.kind.unit().is_none_or(|unit| unit.time < 0) {
            return None;
        } else {
            let stock = format!("stock {name} {{ opening {start}; {} }}", lines.join("; "));
            let help = format!("what goes on from month to month is a stock: `{stock}`");
            if of_rows {
                (help, None)
            } else {
                let new = Fix::new(another.as_str(), Edit::replace(place, format!("new_{name}")));
                (format!("{help}; {another}"), Some(new))
            }
        };
        let here = |label: &crate::diagnostic::Label| label.span == place;
        let mut found = self.diagnostics.iter_mut().rev();
        let found = found
            .find(|found| found.code == Code::DuplicateName && found.labels.first().is_some_and(here))?;
        (found.help, found.fixes) = (Some(help.into()), fix.into_iter().collect());
        Some(())
    }
}

/// What a term makes of a row from one month to the next: `x * 1.05` and `110% * x` are more by 5% and 10%, and
/// `x * (1 - churn)` is less by `churn`. None of other terms, and none where the factor is a row.
pub(super) fn changed_by(term: &str, name: &str) -> Option<(bool, String)> {
    let (a, b) = term.split_once(" * ").or_else(|| term.split_once(" of "))?;
    let factor = if a.trim() == name { b.trim() } else { (b.trim() == name).then_some(a.trim())? };
    if let Some(inner) = factor.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        return match signed_terms(inner)?[..] {
            [(false, "1" | "100%"), (minus, share)] if uses_of(share, name).is_empty() => {
                Some((!minus, share.into()))
            }
            _ => None,
        };
    }
    let hundred = Number::from(100_i64);
    let percent = match factor.strip_suffix('%') {
        Some(percent) => Number::parse(percent)?,
        None => Number::parse(factor)?.times(hundred).ok()?.0,
    };
    let change = percent.minus(hundred).ok()?.0;
    Some((!change.is_negative(), format!("{}%", change.abs())))
}

/// The words of a growth or a shrinking by a share each month.
pub(super) fn growing(more: bool, share: String) -> String {
    let sign = if more { "" } else { "-" };
    format!("growing {sign}{}", monthly(share))
}

/// A number with the month as its period; what says its period, and a row, as it is.
fn monthly(amount: impl Into<String>) -> String {
    let amount = amount.into();
    if is_number(&amount) { amount + "/month" } else { amount }
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
