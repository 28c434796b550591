//! `exchange EUR = $1.08`: what one of another currency costs, month by month, and the amounts that are written in it.

use std::rc::Rc;

use super::amount::same_currency;
use super::draft::{Built, Draft, DraftBody, Expect, Otherwise};
use super::fixes::{fixed, is_number};
use super::lower::Lower;
use super::scope;
use super::typed::{Dimension, NumberKind, Typed};
use super::{Context, ScenarioBuilder, walk};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::model::{Argument, Bound, Operand, Operator, Role, RowId, Rule};
use crate::source::Span;
use crate::syntax::EXCHANGE;
use crate::syntax::tree::{ClauseBody, Definition, LiteralUnit, NodeKind, Tree, Value};
use crate::value::{Currency, Rollup, Unit};

/// The rate of a currency: the row that has it.
#[derive(Clone, Copy)]
pub(super) struct Exchanged {
    /// The currency whose amounts may be written.
    currency: Currency,
    /// What one of it costs.
    row: RowId,
}

/// The currency that a definition gives a rate for: of `exchange EUR = …`, and of `exchange.EUR = …`, which a scenario
/// may say. None of any other.
pub(super) fn exchanged(name: &str) -> Option<Currency> {
    let code = name.strip_prefix(EXCHANGE)?.strip_prefix('.')?;
    Currency::from_code(code)
}

/// The amounts of money that stand in a value: their currencies and places.
pub(super) fn amounts(tree: &Tree, value: &Value) -> Vec<(Currency, Span)> {
    let mut found = Vec::new();
    for clause in &value.clauses {
        let entries = match &clause.body {
            ClauseBody::Keyed(list) => list.entries.iter().flat_map(|entry| &entry.clauses).collect(),
            _ => vec![clause],
        };
        for clause in entries {
            if let ClauseBody::List { currency: Some(currency), .. }
            | ClauseBody::Amount { currency: Some(currency), .. } = clause.body
            {
                found.push((currency, clause.span));
            }
        }
    }
    walk::roots(tree, value, |root| {
        walk::nodes(tree, root, |node, kind| {
            if let NodeKind::Literal(literal) = kind
                && let LiteralUnit::Money(currency) = literal.unit
            {
                found.push((currency, tree.node(node).span));
            }
        });
    });
    found
}

impl<'a> ScenarioBuilder<'a> {
    /// The row of what one of a currency costs.
    pub(super) fn exchange_row(&self, currency: Currency) -> Option<RowId> {
        self.exchanges.iter().find(|known| known.currency == currency).map(|known| known.row)
    }

    /// Whether a line of a scenario is the rate of a currency that the plan has none for.
    pub(super) fn fresh_rate(&self, context: &Context<'a>, definition: &Definition) -> bool {
        let name = scope::normal(context.sources.text(definition.name));
        exchanged(&name).is_some() && self.names.get(&name).is_none()
    }

    /// `exchange EUR = $1.08`, in a plan, or in a scenario of a plan that has no such line.
    pub(super) fn declare_exchange(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        definition: &'a Definition,
        doc: Option<String>,
    ) {
        let name = scope::normal(context.sources.text(definition.name)).into_owned();
        let Some(currency) = exchanged(&name) else { return };
        // `exchange.EUR = $1.08`
        if context.sources.text(definition.name).contains('.') {
            let found = Diagnostic::new(
                Code::Syntax,
                "what a currency costs is a line of its own",
                definition.name,
                "a name with a dot",
            );
            let line = format!("{EXCHANGE} {currency}");
            self.diagnostics.push(found.fix(format!("write `{line} = …`"), definition.name, line));
            self.broken.push(name);
            return;
        }
        let row = self.declare(context, &name, definition.name);
        let info = &mut self.table[row.index()].info;
        // Known before it is lowered: amounts that use it name no row.
        (info.kind, info.share) = (Dimension::Known(Unit::MONEY), NumberKind::Count);
        if self.exchange_row(currency).is_none() {
            self.exchanges.push(Exchanged { currency, row });
        }
        if let Some(found) = context.wrong_rate(tree, definition, currency) {
            self.diagnostics.push(found);
            self.exchanges.retain(|known| known.row != row);
            self.broken.push(name);
            self.pending.push(Draft::new(row, tree, Role::Exchange(currency), never()));
            return;
        }
        let body = DraftBody::Value(&definition.value, Otherwise::Missing);
        let draft = Draft::new(row, tree, Role::Exchange(currency), body).expect(Expect::ExchangeRate);
        self.pending.push(draft.rolls_up(Rollup::Level).always_input(true).documented(doc));
        self.bounds.push(Bound {
            rule: Rule::ExchangeRate,
            row: Some(row),
            inputs: vec![Argument::Row(row)],
            subject: format!("what {} costs", one_of(currency)),
            unit: Unit::MONEY,
            span: definition.value.span,
        });
    }
}

/// The value of a rate that could not be read: none.
fn never<'a>() -> DraftBody<'a> {
    DraftBody::Build(Vec::new(), Rc::new(|_| Built::Value(Typed::unknown())))
}

impl Context<'_> {
    /// The unit of an amount, in the plan's currency where its sign means that: `$` in a plan of Canadian dollars.
    pub(super) fn own_unit(&self, unit: LiteralUnit, place: Span) -> LiteralUnit {
        match unit {
            LiteralUnit::Money(currency)
                if same_currency(self.currency, currency, self.sources.text(place)) =>
            {
                LiteralUnit::Money(self.currency)
            }
            unit => unit,
        }
    }

    /// What is wrong with the line of a currency before its value is looked at: it is the plan's own, or the rate is
    /// written in another currency than the plan's.
    pub(super) fn wrong_rate(
        &self,
        tree: &Tree,
        definition: &Definition,
        currency: Currency,
    ) -> Option<Diagnostic> {
        let own = self.currency;
        let amounts = amounts(tree, &definition.value);
        let text = |span: Span| self.sources.text(span);
        let line = definition.name;
        if currency == own {
            let message = format!("{own} is the plan's own currency, and needs no rate");
            let found = Diagnostic::new(Code::CurrencyMix, message, line, "this plan's currency");
            let value = definition.value.span;
            let outside =
                |place: &Span| place.file != line.file || place.end <= line.start || place.start >= value.end;
            let found = match self.currency_span.filter(outside) {
                Some(place) => found.also(place, format!("the plan is in {own} because of this")),
                None => found,
            };
            return Some(found.help(format!("name another currency, and what one of it costs in {own}")));
        }
        let (written, place) =
            amounts.into_iter().find(|(written, span)| !same_currency(own, *written, text(*span)))?;
        let (one, own_words) = (one_of(currency), own.plural());
        if written == currency {
            let message = format!(
                "the rate says how many {own_words} {one} costs, and this is written in {}",
                currency.plural()
            );
            let found = Diagnostic::new(Code::CurrencyMix, message, place, "the other way round");
            let amount = text(place);
            let example = own.amount("1");
            let help = format!(
                "write the {own_words} for {one}: where {example} costs {amount}, {one} costs {example} over {}",
                amount.trim_start_matches(|sign| Currency::from_sign(sign).is_some()).trim()
            );
            return Some(found.help(help));
        }
        let message = format!("a rate is in the plan's currency, {own}, and this one is in {written}");
        let found = Diagnostic::new(Code::CurrencyMix, message, place, format!("this is in {written}"));
        Some(found.help(format!(
            "write what {one} costs in {own_words}: `{EXCHANGE} {currency} = {}`",
            own.amount("…")
        )))
    }
}

/// One of a currency, in words: `one euro`, `one CHF`.
pub(super) fn one_of(currency: Currency) -> String {
    let plural = currency.plural();
    let one = plural.strip_suffix('s').filter(|_| plural != currency.code()).unwrap_or(plural);
    format!("one {one}")
}

impl Lower<'_, '_> {
    /// The row that an amount in a currency is multiplied with; none in the plan's own, and of one that the plan has no
    /// rate for, which is reported. `place` is where the amount stands.
    pub(super) fn exchange_for(&mut self, currency: Currency, place: Span) -> Option<RowId> {
        if same_currency(self.context.currency, currency, self.context.sources.text(place)) {
            return None;
        }
        if let Some(row) = self.builder.exchange_row(currency) {
            return Some(row);
        }
        // Its line has a mistake of its own.
        if !self.builder.broken.iter().any(|broken| exchanged(broken) == Some(currency)) {
            let found = self.other_currency(currency, place);
            self.report(found);
        }
        None
    }

    /// A value in another currency in the plan's: times what one of it costs in the month.
    pub(super) fn converted(&mut self, value: Typed, rate: Option<RowId>) -> Typed {
        let Some(rate) = rate else { return value };
        let operand = self.binary(Operator::Times, value.operand, Operand::Row(rate));
        Typed { operand, ..value }
    }

    /// The finding for money in a currency that the plan has no rate for.
    fn other_currency(&self, currency: Currency, span: Span) -> Diagnostic {
        let own = self.context.currency;
        let message = format!("this plan is in {own}, and has no rate for {currency}");
        let found = Diagnostic::new(Code::CurrencyMix, message, span, format!("this is in {currency}"));
        let found = match self.context.currency_span {
            Some(place) => found.also(place, format!("the plan is in {own} because of this")),
            None => found,
        };
        // A rate that somebody has written already, as a row of their own.
        if let Some((name, row)) = self.rate_row(currency)
            && let Some(literal) = self.context.literal_of(row)
        {
            let rate = self.context.sources.text(literal).trim();
            if is_number(rate) && !rate.contains(['%', '/']) {
                let bare = rate.trim_start_matches(|sign| Currency::from_sign(sign).is_some());
                let line = format!("{EXCHANGE} {currency} = {}", own.amount(bare));
                let edit = Edit::replace(row.to(literal), line.as_str());
                let help = format!(
                    "`{name}` is a row like any other; what {} costs is a line of its own: `{line}`",
                    one_of(currency)
                );
                return fixed(found, help, Some(edit));
            }
        }
        let example = format!("{EXCHANGE} {currency} = {}", own.amount("1.08"));
        found.help(format!(
            "say what {} costs in {}, at your rate: a line such as `{example}`",
            one_of(currency),
            own.plural()
        ))
    }

    /// What to write for a rate without the sign of the plan's currency, and for one with a period.
    pub(super) fn without_sign(&self, found: Diagnostic, (place, typed): (Span, Typed)) -> Diagnostic {
        let text = self.context.sources.text(place).trim_end();
        let own = self.context.currency;
        if typed.kind == Dimension::ONE && is_number(text) && !text.contains(['%', ',']) {
            let written = own.amount(text);
            return found.fix(format!("write it with its currency: `{written}`"), place, written);
        }
        if let Some((amount, _)) = text.rsplit_once('/')
            && is_number(amount)
            && typed.kind.unit() == Some(Unit::MONEY_PER_MONTH)
        {
            let start = place.start + amount.len() as u32;
            let period = Span { start, end: place.start + text.len() as u32, ..place };
            let help = format!("one of a currency costs this at once, not in each month: write `{amount}`");
            return fixed(found, help, Some(Edit::delete(period)));
        }
        found.help(format!("write the amount for one of it, such as `{}`", own.amount("1.08")))
    }

    /// The row that looks like the rate of a currency, and the place of its name: `EUR`, `EURUSD`, `eur_usd`, `fx`.
    fn rate_row(&self, currency: Currency) -> Option<(String, Span)> {
        let (code, own) = (currency.code(), self.context.currency);
        let names = [
            code.to_string(),
            format!("{code}{own}"),
            format!("{code}_{own}"),
            format!("{code}_in_{own}"),
            format!("{code}_to_{own}"),
            format!("{code}_rate"),
            format!("fx_{code}"),
            format!("fx_{code}_{own}"),
        ];
        let known = names.iter().flat_map(|name| [name.clone(), name.to_lowercase()]).find_map(|name| {
            let row = self.builder.names.get(&name)?;
            Some((name, self.builder.table[row.index()].span))
        });
        known.filter(|(_, span)| *span != Span::default())
    }
}
