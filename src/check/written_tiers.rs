//! The arguments of `tiers` as they were written; what people write in the place of tiers, and what to write instead.

use super::Context;
use super::fixes::{fixed, is_number};
use super::lower::{Clash, Lower};
use super::typed::{Dimension, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::model::Argument;
use crate::source::Span;
use crate::syntax::tiers_said;
use crate::syntax::tree::{BinaryOperator, ExprId, Literal, LiteralUnit, NodeKind, Tree};
use crate::value::{Number, Period, Stretch, Unit};

/// What a call looks like.
const FORM: &str = "tiers are called as `tiers(x, 10% to $100k/month, 15%)`: each rate up to its bound, the last one on the rest";

/// The word after which one rate counts for all.
const WHOLE: &str = "whole";

/// A tier as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenTier {
    /// All of it.
    pub node: ExprId,
    /// What each of it earns.
    pub rate: ExprId,
    /// Where it ends; none of the last.
    pub bound: Option<ExprId>,
}

/// A call of `tiers` as it was written.
#[derive(Clone, Debug)]
pub(super) struct WrittenTiers {
    /// Of what.
    pub x: ExprId,
    /// Whether one rate counts for all of it.
    pub whole: bool,
    /// The tiers, the last without a bound.
    pub tiers: Vec<WrittenTier>,
    /// The stretch within which a running total is held against the bounds; none where each month is for itself.
    pub each: Option<Stretch>,
}

type Found = Box<Diagnostic>;

impl Lower<'_, '_> {
    /// The arguments of `tiers`, read.
    pub(super) fn written_tiers(&self, arguments: &[ExprId]) -> Result<WrittenTiers, Found> {
        let [x, rest @ ..] = arguments else { return Err(self.no_tiers(arguments)) };
        if let Some(found) = self.misplaced_first(*x, rest) {
            return Err(found);
        }
        let (each, rest) = match rest {
            [rest @ .., last] => match self.stretch_said(*last)? {
                Some(each) => (Some(each), rest),
                None => (None, arguments.get(1..).unwrap_or_default()),
            },
            [] => (None, rest),
        };
        let (whole, rest) = match rest {
            [first, rest @ ..] if !rest.is_empty() && self.text(*first) == WHOLE => (true, rest),
            _ => (false, rest),
        };
        let slip = self
            .out_of_order(arguments, rest, (whole, each))
            .or_else(|| self.word_for_whole(rest))
            .or_else(|| self.bracketed(rest))
            .or_else(|| self.lists(rest))
            .or_else(|| self.alternating(rest))
            .or_else(|| self.compared(rest));
        if let Some(found) = slip {
            return Err(found);
        }
        let tiers = rest.iter().map(|tier| self.tier(*tier)).collect::<Result<Vec<_>, Found>>()?;
        let Some((last, lower)) = tiers.split_last() else { return Err(self.no_tiers(arguments)) };
        if let Some(bound) = last.bound {
            return Err(self.bound_on_the_last(last, bound));
        }
        if let Some(without) = lower.iter().find(|tier| tier.bound.is_none()) {
            let span = self.tree.node(without.node).span;
            let text = self.context.sources.text(span);
            let found = wrong("only the last rate has no bound", span, "up to what?");
            return Err(Box::new(found.help(format!("say where it ends: `{text} to …`; {FORM}"))));
        }
        Ok(WrittenTiers { x: *x, whole, tiers, each })
    }

    /// The finding for a call that begins with its tiers, or with the word `whole`.
    fn misplaced_first(&self, x: ExprId, rest: &[ExprId]) -> Option<Found> {
        let span = self.tree.node(x).span;
        let text = self.text(x);
        if let NodeKind::Tier { .. } = self.tree.node(x).kind {
            let found = wrong("what is cut into tiers comes first", span, "the first tier already");
            return Some(Box::new(found.help(format!("write it before: `tiers(bookings, {text}, …)`"))));
        }
        if let NodeKind::EachStretch(_) = self.tree.node(x).kind {
            let found =
                wrong("`each quarter` and `each year` stand at the end", span, "what is cut comes first");
            let [_, _, ..] = rest else { return Some(Box::new(found.help(FORM))) };
            let others: Vec<&str> = rest.iter().map(|expr| self.text(*expr)).collect();
            let written = format!("{}, {text}", others.join(", "));
            let all = span.to(self.tree.node(*rest.last()?).span);
            return Some(Box::new(found.fix(format!("write `tiers({written})`"), all, written)));
        }
        let (second, _) = rest.split_first()?;
        if text != WHOLE || self.is_known(x) || !is_row(self.tree, *second) {
            return None;
        }
        let of = self.text(*second);
        let both = span.to(self.tree.node(*second).span);
        let found =
            wrong("`whole` stands right before the first rate", span, "what is cut into tiers comes first");
        Some(Box::new(found.fix(format!("write `tiers({of}, whole, …)`"), both, format!("{of}, {WHOLE}"))))
    }

    fn text(&self, expr: ExprId) -> &str {
        self.context.sources.text(self.tree.node(expr).span)
    }

    fn no_tiers(&self, arguments: &[ExprId]) -> Found {
        let span = arguments.last().map_or(Span::default(), |last| self.tree.node(*last).span);
        Box::new(wrong("`tiers` needs at least one rate", span, "no rate after this").help(FORM))
    }

    /// The stretch that the last argument says; none where it says none.
    fn stretch_said(&self, last: ExprId) -> Result<Option<Stretch>, Found> {
        let node = self.tree.node(last);
        let text = self.context.sources.text(node.span);
        if let NodeKind::EachStretch(stretch) = node.kind {
            return Ok(Some(stretch));
        }
        if !matches!(node.kind, NodeKind::Name) || self.is_known(last) {
            return Ok(None);
        }
        let said = match text {
            "quarterly" | "quarter" | "qtd" => "each quarter",
            "yearly" | "annually" | "annual" | "year" | "ytd" => "each year",
            "monthly" | "month" => {
                let found = wrong("bounds by the month have their month with them", node.span, "not needed");
                let help = "leave it out, and write the bounds with their period: `10% to $100k/month`";
                return Err(Box::new(found.help(help)));
            }
            _ => return Ok(None),
        };
        let message = format!("`{text}` is not how a running total is asked for");
        let found = wrong(&message, node.span, "within which stretch?");
        Err(Box::new(found.fix(format!("write `{said}`"), node.span, said)))
    }

    /// Whether a row has that name.
    fn is_known(&self, expr: ExprId) -> bool {
        let span = self.tree.node(expr).span;
        self.builder.find(self.context, span, &self.scope).is_some()
    }

    /// One tier.
    fn tier(&self, node: ExprId) -> Result<WrittenTier, Found> {
        let span = self.tree.node(node).span;
        match &self.tree.node(node).kind {
            NodeKind::Tier { rate, bound } => {
                if self.is_rate(*bound) && !self.is_rate(*rate) && self.is_amount(*rate) {
                    let written = format!("{} to {}", self.text(*bound), self.text(*rate));
                    let found =
                        wrong("a tier says its rate first, then its bound", span, "the other way round");
                    return Err(Box::new(found.fix(format!("write `{written}`"), span, written)));
                }
                Ok(WrittenTier { node, rate: *rate, bound: Some(*bound) })
            }
            // `10% < $100k`, `10% of $100k`, `10% - $100k`
            NodeKind::Binary { operator, left, right, .. }
                if self.in_the_place_of_to(*operator, *left, *right) =>
            {
                let (rate, bound) = if self.is_rate(*right) { (right, left) } else { (left, right) };
                let written = format!("{} to {}", self.text(*rate), self.text(*bound));
                let found = wrong("a tier is a rate `to` its bound", span, "no tier");
                Err(Box::new(found.fix(format!("write `{written}`"), span, written)))
            }
            // `(10% to $100k/month)`
            NodeKind::Parentheses(inner) if self.is_tier_in_brackets(*inner) => {
                let written = self.text(*inner);
                let found = wrong("a tier stands without brackets", span, "in brackets it is a range");
                Err(Box::new(found.fix(format!("write `{written}`"), span, written)))
            }
            NodeKind::Range { .. } | NodeKind::List(_) | NodeKind::Months(_) => {
                Err(Box::new(wrong("a rate is expected here", span, "no rate").help(FORM)))
            }
            _ => Ok(WrittenTier { node, rate: node, bound: None }),
        }
    }

    /// `tiers(x, each quarter, 10% to $300k, 15%)`, `tiers(x, 10% to $300k, 15%, whole)`: a word at another place than its
    /// own.
    fn out_of_order(
        &self,
        arguments: &[ExprId],
        rest: &[ExprId],
        (whole, each): (bool, Option<Stretch>),
    ) -> Option<Found> {
        let is_each = |expr: &ExprId| matches!(self.tree.node(*expr).kind, NodeKind::EachStretch(_));
        let is_whole = |expr: &ExprId| {
            matches!(self.tree.node(*expr).kind, NodeKind::Name)
                && self.text(*expr) == WHOLE
                && !self.is_known(*expr)
        };
        let word = rest.iter().copied().find(|expr| is_each(expr) || is_whole(expr))?;
        let span = self.tree.node(word).span;
        let found = match is_each(&word) {
            true => wrong("`each quarter` and `each year` stand at the end", span, "rates come after it"),
            false => wrong("`whole` stands right before the first rate", span, "not the first"),
        };
        let others: Vec<&str> = rest
            .iter()
            .filter(|expr| !is_each(expr) && !is_whole(expr))
            .map(|expr| self.text(*expr))
            .collect();
        let stretches = rest.iter().filter(|expr| is_each(expr)).count() + usize::from(each.is_some());
        if others.is_empty() || stretches > 1 {
            return Some(Box::new(found.help(FORM)));
        }
        let each = rest.iter().copied().find(is_each).map(|expr| self.text(expr).to_string());
        let each =
            each.or(arguments.last().filter(|last| is_each(last)).map(|last| self.text(*last).to_string()));
        let whole = (whole || rest.iter().any(is_whole)).then(|| WHOLE.to_string());
        let parts: Vec<String> =
            whole.into_iter().chain(others.into_iter().map(str::to_string)).chain(each).collect();
        let written = parts.join(", ");
        let all = self.tree.node(*arguments.get(1)?).span.to(self.tree.node(*arguments.last()?).span);
        let x = self.text(*arguments.first()?);
        Some(Box::new(found.fix(format!("write `tiers({x}, {written})`"), all, written)))
    }

    /// `tiers(x, marginal, …)`, `tiers(x, flat, …)`: another word for one rate on each slice, or on all of it.
    fn word_for_whole(&self, rest: &[ExprId]) -> Option<Found> {
        let [first, second, ..] = rest else { return None };
        if !matches!(self.tree.node(*first).kind, NodeKind::Name) || self.is_known(*first) {
            return None;
        }
        let span = self.tree.node(*first).span;
        match self.text(*first).to_lowercase().as_str() {
            "whole" | "flat" | "all" | "everything" | "entire" | "retroactive" | "cliff" | "full"
            | "slab" => {
                let found = wrong("one rate on all of it is said by `whole`", span, "another word");
                Some(Box::new(found.fix(format!("write `{WHOLE}`"), span, WHOLE)))
            }
            "marginal" | "progressive" | "graduated" | "incremental" | "sliced" | "slices" | "tiered"
            | "stepped" => {
                let found = wrong("each slice has its own rate unless `whole` is said", span, "not needed");
                let word = Span { end: self.tree.node(*second).span.start, ..span };
                Some(Box::new(found.fix_with("leave it out", vec![Edit::delete(word)])))
            }
            _ => None,
        }
    }

    /// Whether among the arguments of a function that nobody knows are tiers.
    pub(super) fn has_tiers(&self, arguments: &[ExprId]) -> bool {
        arguments.iter().any(|argument| match self.tree.node(*argument).kind {
            NodeKind::Tier { rate, bound } => self.is_rate(rate) && !self.is_rate(bound),
            NodeKind::EachStretch(_) => true,
            _ => false,
        })
    }

    /// Whether it is a rate to a bound, which in brackets is read as a range.
    fn is_tier_in_brackets(&self, expr: ExprId) -> bool {
        matches!(self.tree.node(expr).kind, NodeKind::Range { low, high, likely: None }
            if self.is_rate(low) && !self.is_rate(high))
    }

    /// `tiers(x, [10% to $100k/month, 15%])`: tiers in the brackets of a list.
    fn bracketed(&self, rest: &[ExprId]) -> Option<Found> {
        let items = |expr: &ExprId| match self.tree.node(*expr).kind {
            NodeKind::List(items) => self.tree.list(items).to_vec(),
            _ => vec![*expr],
        };
        let is_list = |expr: &&ExprId| matches!(self.tree.node(**expr).kind, NodeKind::List(_));
        let lists = rest.iter().filter(is_list).flat_map(items);
        if !lists.into_iter().any(|item| self.is_tier_in_brackets(item)) {
            return None;
        }
        let written: Vec<&str> = rest.iter().flat_map(items).map(|item| self.text(item)).collect();
        let written = written.join(", ");
        let span = self.tree.node(*rest.first()?).span.to(self.tree.node(*rest.last()?).span);
        let found = wrong("tiers are no list: they stand one after the other", span, "in brackets");
        Some(Box::new(found.fix(format!("write `{written}`"), span, written)))
    }

    /// `tiers(x, 10% <= $100k/month, 15% > $100k/month)`: rates that are compared with their bounds, all at once.
    fn compared(&self, rest: &[ExprId]) -> Option<Found> {
        use BinaryOperator::{AtLeast, AtMost, Greater, Less};
        let compares = |expr: &ExprId| match self.tree.node(*expr).kind {
            NodeKind::Binary { operator: Less | AtMost | Greater | AtLeast, left, .. } => self.is_rate(left),
            _ => false,
        };
        let first = rest.iter().find(|expr| compares(expr))?;
        let (first, last) = (self.tree.node(*first).span, self.tree.node(*rest.last()?).span);
        let found = wrong("a tier is a rate `to` its bound", first, "no tier");
        let texts: Vec<&str> = rest.iter().map(|expr| self.text(*expr)).collect();
        match tiers_said(&texts).filter(|written| !written.contains(['<', '>'])) {
            Some(written) => {
                let span = self.tree.node(*rest.first()?).span.to(last);
                Some(Box::new(found.fix(format!("write `{written}`"), span, written)))
            }
            None => Some(Box::new(found.help(FORM))),
        }
    }

    /// Whether an operator stands where the word `to` was meant: a rate and a bound on its sides.
    fn in_the_place_of_to(&self, operator: BinaryOperator, left: ExprId, right: ExprId) -> bool {
        use BinaryOperator::{AtLeast, AtMost, Greater, Less, Minus, Of};
        match operator {
            Less | AtMost => true,
            Greater | AtLeast => self.is_rate(right),
            Of | Minus => self.is_rate(left) && self.is_amount(right),
            _ => false,
        }
    }

    /// Whether an argument is a percentage as it is written.
    fn is_rate(&self, expr: ExprId) -> bool {
        self.percent_literal(expr).is_some()
    }

    /// Whether an argument is an amount as it is written: no percentage.
    fn is_amount(&self, expr: ExprId) -> bool {
        matches!(&self.tree.node(expr).kind, NodeKind::Literal(literal) if literal.unit != LiteralUnit::Percent)
    }

    /// `tiers(x, [10%, 15%], [$100k/month])`: a list of rates and one of bounds, in either order.
    fn lists(&self, rest: &[ExprId]) -> Option<Found> {
        let items: Vec<&[ExprId]> = rest
            .iter()
            .map(|expr| match self.tree.node(*expr).kind {
                NodeKind::List(items) => Some(self.tree.list(items)),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let first = *rest.first()?;
        let span = self.tree.node(first).span.to(self.tree.node(*rest.last()?).span);
        let found = wrong("tiers are no lists: each rate stands with its bound", span, "lists");
        let rates = |list: &[ExprId]| list.iter().all(|one| !self.is_amount(*one));
        let written = match items[..] {
            [a, b] if a.len() == b.len() + 1 && rates(a) => Some((a, b)),
            [a, b] if b.len() == a.len() + 1 && rates(b) => Some((b, a)),
            _ => None,
        };
        Some(Box::new(match written {
            Some((rates, bounds)) => {
                let written = self.zipped(rates, bounds);
                found.fix(format!("write `{written}`"), span, written)
            }
            // `[10%, $100k], [15%]`: pairs.
            None if items.iter().all(|pair| matches!(pair.len(), 1 | 2)) => {
                let parts: Vec<String> = items.iter().map(|pair| self.pair(pair)).collect();
                let written = parts.join(", ");
                found.fix(format!("write `{written}`"), span, written)
            }
            None => found.help(FORM),
        }))
    }

    fn zipped(&self, rates: &[ExprId], bounds: &[ExprId]) -> String {
        let tier = |(at, rate): (usize, &ExprId)| match bounds.get(at) {
            Some(bound) => format!("{} to {}", self.text(*rate), self.text(*bound)),
            None => self.text(*rate).to_string(),
        };
        rates.iter().enumerate().map(tier).collect::<Vec<_>>().join(", ")
    }

    fn pair(&self, pair: &[ExprId]) -> String {
        match *pair {
            [a, b] if self.is_rate(b) && !self.is_rate(a) => format!("{} to {}", self.text(b), self.text(a)),
            [a, b] => format!("{} to {}", self.text(a), self.text(b)),
            _ => pair.iter().map(|one| self.text(*one)).collect(),
        }
    }

    /// `tiers(x, 10%, $100k/month, 15%)`: rates and bounds as arguments of their own.
    fn alternating(&self, rest: &[ExprId]) -> Option<Found> {
        let (rates, bounds): (Vec<ExprId>, Vec<ExprId>) = match rest.len() {
            0..=2 => return None,
            _ => {
                (rest.iter().step_by(2).copied().collect(), rest.iter().skip(1).step_by(2).copied().collect())
            }
        };
        let all =
            rates.iter().all(|rate| self.is_rate(*rate)) && bounds.iter().all(|bound| self.is_amount(*bound));
        if !all || rates.len() != bounds.len() + 1 {
            return None;
        }
        let span = self.tree.node(*rest.first()?).span.to(self.tree.node(*rest.last()?).span);
        let written = self.zipped(&rates, &bounds);
        let found = wrong("each rate goes `to` its bound", span, "rates and bounds one by one");
        Some(Box::new(found.fix(format!("write `{written}`"), span, written)))
    }

    fn bound_on_the_last(&self, last: &WrittenTier, bound: ExprId) -> Found {
        let (rate, bound) = (self.tree.node(last.rate).span, self.tree.node(bound).span);
        let rate_text = self.context.sources.text(rate);
        let span = self.tree.node(last.node).span;
        let found =
            wrong("the last rate has no bound: it is that of the rest", bound, "nothing is said above this");
        let help = format!(
            "write `{rate_text}`, or add the rate of what lies above: `, 0%` where that earns nothing"
        );
        Box::new(found.fix_with(help, vec![Edit::delete(Span { start: rate.end, ..span })]))
    }

    /// Reports tiers of a running total, of what has none.
    pub(super) fn never_a_total(&mut self, written: &WrittenTiers, x: Typed) {
        let span = self.tree.node(written.x).span;
        let words = self.words(x.kind, x.share);
        let each = written.each.map_or("quarter", Stretch::word);
        let message = format!("`each {each}` adds up a flow, something per month, and {words} is none");
        let found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"));
        let found = self.with_origin(found, written.x, x);
        self.report(
            found.help(format!("leave `each {each}` out: the tiers are then those of each month's value")),
        );
    }

    /// Whether a rate may be one; reports it where not.
    pub(super) fn rate_fits(&mut self, tier: &WrittenTier, rate: Typed, x: Typed) -> bool {
        let span = self.tree.node(tier.rate).span;
        if rate.kind == Dimension::Truth {
            self.want_number(span);
            return false;
        }
        let (Some(unit), Some(of)) = (rate.kind.unit(), x.kind.unit()) else { return true };
        let money = of.money != 0;
        // `10 to $100k/month`
        if let NodeKind::Literal(Literal { number, unit: LiteralUnit::Plain, per: None, .. }) =
            self.tree.node(tier.rate).kind
            && money
            && number > Number::ONE
        {
            let text = self.context.sources.text(span);
            let message = format!("a rate of {text} is {}", number.percent_text());
            let found = Diagnostic::new(Code::BadRate, message, span, "a rate without `%`");
            self.report(found.fix(format!("did you mean `{text}%`?"), span, format!("{text}%")));
            return false;
        }
        if unit.time == 0 && !(money && unit.money != 0) {
            return true;
        }
        let words = self.words(rate.kind, rate.share);
        let message = match money {
            true => format!("a rate of `tiers` on money is a percentage, and this is {words}"),
            false => format!(
                "a rate of `tiers` is a percentage, or an amount for each as `$100`, and this is {words}"
            ),
        };
        let found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"));
        let found = self.with_origin(found, tier.rate, rate);
        let text = self.context.sources.text(span);
        // `$100/month to 5/month`: the months are those of what is counted.
        let found = match (&self.tree.node(tier.rate).kind, text.split_once('/')) {
            (NodeKind::Literal(Literal { per: Some(_), .. }), Some((amount, _)))
                if unit.time == -1 && of.time == -1 && !(money && unit.money != 0) =>
            {
                found.fix(format!("for each of them write `{amount}`"), span, amount)
            }
            _ => found.help(FORM),
        };
        self.report(found);
        false
    }

    /// Reports a bound of another unit than what it is held against.
    pub(super) fn bound_clash(
        &mut self,
        clash: Clash,
        written: &WrittenTiers,
        (x, wanted): (Typed, Typed),
        (bound, typed): (ExprId, Typed),
    ) {
        let span = self.tree.node(bound).span;
        let text = self.context.sources.text(span);
        let (words, needs) = (self.words(typed.kind, typed.share), self.words(wanted.kind, wanted.share));
        let message = match written.each {
            Some(each) => format!(
                "a bound `each {}` is an amount of the running total: {needs}, and this is {words}",
                each.word()
            ),
            None => format!("a bound has the unit of what it parts: {needs}, and this is {words}"),
        };
        let found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"))
            .also(self.tree.node(written.x).span, format!("this is {}", self.words(x.kind, x.share)));
        let found = self.with_origin(self.with_origin(found, bound, typed), written.x, x);
        if matches!(clash, Clash::Kinds) {
            return self.report(found);
        }
        let (Some(unit), Some(flow), Some(want)) = (typed.kind.unit(), x.kind.unit(), wanted.kind.unit())
        else {
            return self.report(found);
        };
        let sign = self.context.currency.sign().map_or("", |sign| sign);
        let number = text.split_once('/').map_or(text, |(number, _)| number);
        let bare = is_number(number) && !text.ends_with('%') && !text.starts_with(['$', '€', '£', '¥']);
        let amount = if bare && want.money == 1 && unit.money == 0 {
            format!("{sign}{text}")
        } else {
            text.to_string()
        };
        let lacks_sign = amount != text && !sign.is_empty();
        let as_written = if lacks_sign { Unit { money: 1, ..unit } } else { unit };
        let total = flow.over_months().ok();
        let found = match written.each {
            // `10% to $100k` of what is so much a month.
            None if Some(as_written) == total && is_number(&amount) => {
                let period = self.period_of_named(written.x).word();
                let help = format!(
                    "write `{amount}/{period}`; a bound of the quarter's total is said at the end: `each quarter`"
                );
                found.fix(help, span, format!("{amount}/{period}"))
            }
            None if Some(as_written) == total => {
                let help = format!(
                    "for so much every month write `{text} / 1 month`; a bound of the quarter's total is said at the end: `each quarter`"
                );
                let edit = is_row(self.tree, bound).then(|| Edit::after(span, " / 1 month"));
                fixed(found, help, edit)
            }
            Some(each) if as_written == flow => self.per_stretch(found, each, (bound, typed)),
            _ if lacks_sign && as_written == want => found.fix(format!("write `{amount}`"), span, amount),
            _ => match self.unit_help(wanted, typed) {
                Some(help) => found.help(help),
                None => found.help(FORM),
            },
        };
        self.report(found);
    }

    /// The finding for a bound of so much a month or a quarter, where one of the total is wanted.
    fn per_stretch(&self, found: Diagnostic, each: Stretch, (bound, typed): (ExprId, Typed)) -> Diagnostic {
        let span = self.tree.node(bound).span;
        let text = self.context.sources.text(span);
        let months = each.months();
        if let NodeKind::Literal(Literal { per: Some(per), .. }) = self.tree.node(bound).kind
            && let Some((amount, _)) = text.split_once('/')
        {
            let own = match each {
                Stretch::Quarter => Period::Quarter,
                Stretch::Year => Period::Year,
            };
            if per == own {
                return found.fix(
                    format!("write `{amount}`: the total within the {}", each.word()),
                    span,
                    amount,
                );
            }
            let total = typed.number().and_then(|number| number.times(Number::from(months)).ok());
            if let Some((total, _)) = total
                && let Some(unit) = typed.kind.unit().and_then(|unit| unit.over_months().ok())
            {
                let denomination =
                    crate::value::Denomination::new(unit, super::shown(typed.share), self.context.currency);
                let written = denomination.written(total);
                return found.fix(format!("in a {} that is `{written}`", each.word()), span, written);
            }
        }
        let written = format!("{text} * {months} months");
        if is_row(self.tree, bound) {
            return found.fix(format!("the {}'s is `{written}`", each.word()), span, written);
        }
        found.help(format!("a month's, times `{months} months`, is the {}'s", each.word()))
    }
}

/// Whether an argument is the name of a row and nothing else.
pub(super) fn is_row(tree: &Tree, expr: ExprId) -> bool {
    matches!(tree.node(expr).kind, NodeKind::Name)
}

fn wrong(message: &str, span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongArguments, message, span, label)
}

/// The finding for bounds that are known and do not rise, or lie below zero; none where they are in order.
pub(super) fn falling(
    context: &Context<'_>,
    tree: &Tree,
    written: &WrittenTiers,
    bounds: &[Argument],
) -> Option<Diagnostic> {
    let numbers: Vec<Option<Number>> = bounds
        .iter()
        .map(|bound| match bound {
            Argument::Constant(number) => Some(*number),
            Argument::Row(_) => None,
        })
        .collect();
    let span = |at: usize| {
        let bound = written.tiers.get(at).and_then(|tier| tier.bound);
        bound.map(|bound| tree.node(bound).span)
    };
    if let Some(at) = numbers.iter().position(|number| number.is_some_and(Number::is_negative)) {
        let found =
            Diagnostic::new(Code::BadRange, "a bound of `tiers` is not below zero", span(at)?, "below zero");
        return Some(found.help("what lies below zero earns the first rate"));
    }
    let falls = |pair: &[Option<Number>]| matches!(pair, [Some(low), Some(high)] if high <= low);
    let at = numbers.windows(2).position(falls)?;
    let found = Diagnostic::new(
        Code::BadRange,
        "the bounds of `tiers` rise",
        span(at + 1)?,
        "not above the one before",
    )
    .also(span(at)?, "the one before");
    // Tiers in another order are still the same tiers.
    let lower = written.tiers.get(..bounds.len())?;
    let mut sorted: Vec<(Number, &WrittenTier)> =
        numbers.iter().copied().collect::<Option<Vec<_>>>()?.into_iter().zip(lower).collect();
    sorted.sort_by_key(|(number, _)| *number);
    if sorted.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Some(found.help("leave one of the two out: nothing lies between them"));
    }
    let text = |tier: &WrittenTier| context.sources.text(tree.node(tier.node).span);
    let written_tiers: Vec<&str> = sorted.iter().map(|(_, tier)| text(tier)).collect();
    let all = tree.node(lower.first()?.node).span.to(tree.node(lower.last()?.node).span);
    let in_order = written_tiers.join(", ");
    Some(found.fix(format!("in order: `{in_order}`"), all, in_order))
}
