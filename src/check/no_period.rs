//! What lacks a period, or has one too many: numbers that a stock gains or loses, a stock that opens with a flow,
//! durations per period (LANGUAGE, sections 2, 4, 5).

use super::ScenarioBuilder;
use super::context::Context;
use super::lower::Lower;
use super::scope::Scope;
use super::typed::{Dimension, Typed};
use super::walk::nodes;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::RowId;
use crate::source::Span;
use crate::syntax::tree::{
    Clause, ClauseBody, ClauseTime, DaySpan, Definition, ExprId, Literal, LiteralUnit, NodeKind, SpanKind,
    StatementKind, Tree, Value,
};
use crate::value::{DurationWord, Number, Period, Unit};

/// A value of plain numbers as it reads with its period said.
struct WithPeriod {
    /// Every number per month: `0, 1/month in 2027-04`.
    monthly: (String, Vec<Edit>),
    /// The one number as something that happens once, where it is one of one month: `1 once in 2027-04`.
    once: Option<(String, Edit)>,
    /// Whether nothing is said of other months: as something that happens once it is 0 there.
    is_alone: bool,
}

impl<'a> Lower<'_, 'a> {
    /// Reports a plain number that a stock gains or loses, and says how it is said how often. True where it did. A
    /// stock that opens with a duration may gain some that a formula makes.
    pub(super) fn flow_without_period(
        &mut self,
        (place, value): (Span, Option<&'a Value>),
        (opening, typed): (RowId, Typed),
    ) -> bool {
        if typed.kind != Dimension::ONE {
            return false;
        }
        let stock = self.builder.stocks.iter().rev().find(|stock| stock.opening == opening);
        let Some(first) = stock.map(|stock| stock.first) else { return false };
        let opens = self.builder.table[first.index()].info.kind;
        let opens_with_duration = opens.unit().is_some_and(Unit::is_duration);
        // A percentage beside a number that is stated is told as such.
        if typed.share.is_percent() && opens != Dimension::Zero {
            return false;
        }
        if self.quiet && !opens_with_duration {
            return true;
        }
        let (message, label) = match typed.share.is_percent() {
            true => (
                "what a stock gains or loses has a period, and this percentage has none",
                "a percentage without a period",
            ),
            false => (
                "what a stock gains or loses has a period, and this is a plain number",
                "a number without a period",
            ),
        };
        let found = |span: Span| Diagnostic::new(Code::UnitMismatch, message, span, label);
        let own = value.map(|value| (self.tree, value));
        let named = value.and_then(|value| self.number_behind(value));
        let (span, said, subject) = match (named, own) {
            (Some((tree, definition)), _) => {
                let name = self.context.sources.text(definition.name).to_string();
                (definition.value.span, with_period(self.context, tree, &definition.value), name)
            }
            (None, Some((tree, value))) => {
                (place, with_period(self.context, tree, value), "this".to_string())
            }
            (None, None) => (place, None, "this".to_string()),
        };
        // A zero that says no period is told as such. Days or months a month are what a formula makes of it.
        if said.as_ref().is_some_and(|said| said.monthly.1.is_empty())
            || said.is_none() && opens_with_duration
        {
            return false;
        }
        if self.quiet {
            return true;
        }
        let mut finding = found(span);
        if span != place {
            finding = finding.also(place, "gained or lost here");
        }
        let whole = self.context.canonical(place);
        let share = value.and_then(only_expression).and_then(|expr| self.period_of_share(Some(expr)));
        let finding = match (said, share) {
            _ if opens_with_duration => {
                finding.help("days or months a month come of a formula, such as `hires * 2 days`")
            }
            (_, Some(help)) => finding.help(help),
            (Some(WithPeriod { monthly, once, is_alone }), None) => {
                let mut ways = vec![monthly];
                ways.extend(once.map(|(text, edit)| (text, vec![edit])));
                if is_alone {
                    ways.reverse();
                }
                let written: Vec<String> = ways.iter().map(|(text, _)| format!("`{text}`")).collect();
                let help = format!("{subject} says no period: write {}", written.join(", or "));
                let fixes =
                    ways.into_iter().map(|(text, edits)| Fix { title: format!("write `{text}`"), edits });
                fixes.fold(finding.help(help), Diagnostic::offer)
            }
            // What a formula makes of a duration is gained by a stock of time.
            (None, None)
                if value.and_then(only_expression).is_some_and(|expr| has_duration(self.tree, expr)) =>
            {
                finding.help("a stock of time opens with a duration: `opening 0 days`")
            }
            // A formula of counts: how much of it comes in a month is said after it.
            (None, None) if value.is_some_and(|value| only_expression(value).is_some()) => finding.fix_with(
                format!("say how often: `({whole}) / 1 month`"),
                vec![Edit::before(place, "("), Edit::after(place, ") / 1 month")],
            ),
            (None, None) => finding.help("say how often: `1/month`"),
        };
        self.report(finding);
        true
    }

    /// The definition of plain numbers behind a value that is a name, or a formula of one name and of numbers
    /// (`hires * 2`), through names of names.
    fn number_behind(&self, value: &'a Value) -> Option<(&'a Tree, &'a Definition)> {
        // A longer way nobody follows by eye.
        const MOST: usize = 20;
        let mut at = (self.tree, value);
        // What is no more than a name stands where that is defined, whatever it is.
        let mut named = None;
        let mut bare = true;
        for _ in 0..MOST {
            let Some(expr) = only_name(at.0, at.1) else { break };
            bare &= only_expression(at.1).is_some_and(|whole| is_name(at.0, whole));
            let name = at.0.node(expr).span;
            let Some(next) = self.builder.definition_named(self.context, name, &self.scope) else { break };
            if with_period(self.context, next.0, &next.1.value).is_some() {
                return Some(next);
            }
            named = if bare { Some(next) } else { named };
            at = (next.0, &next.1.value);
        }
        named
    }

    /// Reports an amount that a stock of nothing yet gains or loses without a period, `gains $5`: it would be a stock
    /// of dollars times months. True where it did.
    pub(super) fn amount_without_period(
        &mut self,
        (place, value): (Span, Option<&'a Value>),
        (opening, typed): (RowId, Typed),
    ) -> bool {
        let Some(unit) = typed.kind.unit().filter(|unit| unit.time >= 0) else { return false };
        // A plain number is told before; what is left is a row of zeros.
        if unit.is_one() && !typed.share.is_percent() {
            return false;
        }
        let stock = self.builder.stocks.iter().rev().find(|stock| stock.opening == opening);
        let opens = stock.map(|stock| self.builder.table[stock.first.index()].info.kind);
        // A stock that opens with something says itself what it gains.
        if typed.kind == Dimension::Zero || opens != Some(Dimension::Zero) {
            return false;
        }
        if self.quiet {
            return true;
        }
        let words = self.words(typed.kind, typed.share);
        let message = format!("what a stock gains or loses has a period, and this is {words}");
        let found = Diagnostic::new(Code::UnitMismatch, message, place, format!("this is {words}"));
        let expr = value.and_then(only_expression);
        let found = self.with_origin(found, expr, typed);
        let share = self.period_of_share(expr);
        let found = match share {
            // Days or months a month are what a formula makes of it.
            _ if unit.is_duration() => found.help(
                "a stock of time opens with a duration, `opening 0 days`, and gains what a formula makes, such as \
                 `hires * 2 days`",
            ),
            Some(help) => found.help(help),
            None => self.amounts_per_what(found, value),
        };
        self.report(found);
        true
    }

    /// Reports a stock that opens with so much a month, where what it gains and loses is of that unit too. True where
    /// it did.
    pub(super) fn opens_with_flow(&mut self, (opening, typed): (RowId, Typed)) -> bool {
        let entry = &self.builder.table[opening.index()];
        let is_flow = entry.info.kind.unit().is_some_and(Unit::is_flow);
        if !is_flow || entry.info.kind != typed.kind {
            return false;
        }
        let (span, words) = (entry.span, self.words(typed.kind, typed.share));
        if self.quiet || self.builder.diagnostics.iter().any(|found| found.span() == Some(span)) {
            return true;
        }
        let text = self.context.sources.text(span);
        let message = format!("a stock opens with an amount, and this is {words}");
        let found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {words}"));
        let found = match text.trim_end().rsplit_once('/') {
            Some((amount, _)) if super::fixes::is_number(amount) => {
                let period = Span { start: span.start + amount.len() as u32, ..span };
                found.fix(format!("write `opening {amount}`: what there is at the start"), period, "")
            }
            _ => found.help("say what there is at the start: `opening 100`"),
        };
        self.report(found);
        true
    }

    /// Reports a duration per period: it is no duration, and as a plain number it would mean nothing to anybody.
    pub(super) fn duration_per_period(&mut self, literal: &Literal, word: DurationWord, span: Span) -> Typed {
        let text = self.context.sources.text(span).to_string();
        // `1 to 3 days/month`: the low end has its unit from the high one, which is told.
        if super::fixes::is_number(&text) {
            return Typed::unknown();
        }
        let per = literal.per.unwrap_or(Period::Month);
        let message = format!("`{text}` is time per time: it does not say what is done, nor how often");
        let found = Diagnostic::new(Code::UnitMismatch, message, span, "a duration per period");
        let times = |number: u32| literal.number.times(Number::from(number)).map(|(product, _)| product);
        let worked = working_days(word.months(), word == DurationWord::Weeks);
        let ways = (times(worked * 8), times(worked));
        let per_days = Number::from(working_days(per.months(), per == Period::Week));
        let found = match ways {
            (Ok(hours), Ok(days)) => {
                let hours = format!("{hours} hours/{}", per.word());
                let share = days.ratio(per_days).unwrap_or_default().round(4);
                let share = share.to_string();
                found
                    .help(format!(
                        "for hours of work write `{hours}`; for how often, a count, such as `1 visit/week` in \
                         `plan`; for the share of the working time, `{share}`"
                    ))
                    .offer(Fix::write(span, hours))
                    .offer(Fix::new(format!("write `{share}`: the share"), Edit::replace(span, share)))
            }
            _ => found.help("write hours of work, such as `8 hours/week`, or a count, such as `5/month`"),
        };
        self.report(found);
        Typed::unknown()
    }
}

/// The working days that a duration or a period stands for where work is meant: five a week, twenty a month.
fn working_days(months: Option<u32>, is_week: bool) -> u32 {
    months.map_or(if is_week { 5 } else { 1 }, |months| 20 * months)
}

/// The definition whose name stands there.
pub(super) fn definition_at<'a>(context: &Context<'a>, name: Span) -> Option<(&'a Tree, &'a Definition)> {
    let (tree, statement) = context.loaded.statement_at(name)?;
    match &statement.kind {
        StatementKind::Definition(definition) if definition.name == name => Some((tree, definition)),
        _ => None,
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// The definition of the row that a name stands for; none of what a stock or a pipeline brings.
    pub(super) fn definition_named(
        &self,
        context: &Context<'a>,
        name: Span,
        scope: &Scope,
    ) -> Option<(&'a Tree, &'a Definition)> {
        let row = self.find(context, name, scope)?;
        definition_at(context, self.table[row.index()].span)
    }
}

/// Whether a clause is a formula and no more.
fn is_bare(clause: &Clause) -> bool {
    clause.time.is_none() && clause.motion.is_none() && clause.condition.is_none()
}

/// The formula that a value is, if it is no more than that.
pub(super) fn only_expression(value: &Value) -> Option<ExprId> {
    match &value.clauses[..] {
        [clause @ Clause { body: ClauseBody::Expression(expr), .. }] if is_bare(clause) => Some(*expr),
        _ => None,
    }
}

/// The one name in a value that is a formula; none where there are several, or a duration beside it.
fn only_name(tree: &Tree, value: &Value) -> Option<ExprId> {
    let (mut names, mut plain) = (Vec::new(), true);
    nodes(tree, only_expression(value)?, |expr, kind| match kind {
        NodeKind::Name => names.push(expr),
        NodeKind::Literal(literal) => plain &= !matches!(literal.unit, LiteralUnit::Duration(_)),
        _ => {}
    });
    match names[..] {
        [name] if plain => Some(name),
        _ => None,
    }
}

/// Whether an expression is a name and no more, parentheses aside.
fn is_name(tree: &Tree, expr: ExprId) -> bool {
    matches!(tree.node(tree.inside(expr)).kind, NodeKind::Name)
}

/// Whether a duration stands in a formula.
fn has_duration(tree: &Tree, expr: ExprId) -> bool {
    let mut has = false;
    nodes(tree, expr, |_, kind| {
        has |= matches!(kind, NodeKind::Literal(Literal { unit: LiteralUnit::Duration(_), .. }));
    });
    has
}

/// A value of plain numbers with its period; none where something else is in it.
fn with_period(context: &Context<'_>, tree: &Tree, value: &Value) -> Option<WithPeriod> {
    let mut numbers: Vec<(Span, &Clause)> = Vec::new();
    for clause in &value.clauses {
        let ClauseBody::Expression(expr) = clause.body else { return None };
        if let Some(span) = plain_number(tree, expr)? {
            numbers.push((span, clause));
        }
    }
    let mut edits: Vec<Edit> = numbers.iter().map(|(span, _)| Edit::after(*span, "/month")).collect();
    // Of the months before and after nothing is said: a stock would have no value in any month.
    let is_alone = match &value.clauses[..] {
        [Clause { time: Some(ClauseTime::Once(_) | ClauseTime::Every { .. }) | None, .. }] => false,
        [Clause { time, .. }] => {
            context.reach(time.as_ref()).is_ok_and(|reach| reach.divides() || reach.months.contains(&false))
        }
        _ => false,
    };
    if is_alone {
        edits.splice(0..0, numbers.iter().map(|(_, clause)| Edit::before(clause.span, "0, ")));
    }
    let mut monthly = context.sources.text(value.span).to_string();
    for edit in edits.iter().rev() {
        let at = edit.span.start.checked_sub(value.span.start)? as usize;
        if !monthly.is_char_boundary(at) {
            return None;
        }
        monthly.insert_str(at, &edit.text);
    }
    let once = match &numbers[..] {
        [(span, Clause { time: Some(ClauseTime::In(months)), motion: None, span: clause, .. })] => {
            let single = is_one_month(context, months);
            // Of a range, both ends.
            let number = context.sources.text(Span { end: span.end, ..*clause });
            single.then(|| {
                let month = months.first().map_or("", |month| context.sources.text(month.span()));
                (format!("{number} once in {month}"), Edit::after(*span, " once"))
            })
        }
        _ => None,
    };
    Some(WithPeriod { monthly: (monthly.trim().to_string(), edits), once, is_alone })
}

/// Whether a span is said as a month, and is one of the plan's.
pub(super) fn is_one_month(context: &Context<'_>, spans: &[DaySpan]) -> bool {
    match spans {
        [DaySpan::Months(months)] => {
            matches!(months.kind, SpanKind::Month(_)) && context.span(months).is_ok()
        }
        _ => false,
    }
}

/// The place of a plain number, or of a range of them; `Some(None)` of a zero, which needs no period; none of anything
/// else.
fn plain_number(tree: &Tree, expr: ExprId) -> Option<Option<Span>> {
    match &tree.node(expr).kind {
        NodeKind::Literal(Literal { number, unit: LiteralUnit::Plain, per: None, .. }) => {
            Some((!number.is_zero()).then_some(tree.node(expr).span))
        }
        NodeKind::Range { high, likely: None, .. } => plain_number(tree, *high),
        _ => None,
    }
}
