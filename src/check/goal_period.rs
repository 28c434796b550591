//! Goals whose target is said by the year or quarter and judged month by month: `goal anna >= $600k/year` asks for
//! $50,000 in one month (LANGUAGE, section 9).

use super::context::Context;
use super::fixes::fixed;
use super::goal_total::total_unit;
use super::no_period::{definition_at, only_expression};
use super::typed::Dimension;
use super::{RowInfo, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::{GoalTime, RowId};
use crate::source::Span;
use crate::syntax::tree::{self, BinaryOperator, ClauseBody, ExprId, Goal, Literal, NodeKind, Target, Tree};
use crate::value::{Number, Rollup, Stretch, Unit, figure_of};

/// How many rows that are another row are followed to an amount.
const FOLLOWED: usize = 16;

/// A target that is so much a quarter or a year.
struct LongTarget {
    /// The literal, where it stands.
    span: Span,
    /// It as text: `$600k/year`.
    text: String,
    /// It without its period, `$600k`.
    amount: String,
    /// What a month of it is, as it can be written: `$50k/month`, `$100k / 12 months`.
    month: String,
    /// The same in words: `$50k`, `about $8,333`.
    said: String,
    /// The months of its period.
    months: usize,
    /// The row that says it, where the goal names one.
    row: Option<NamedTarget>,
}

impl LongTarget {
    /// The edits that say it by the month.
    fn by_month(&self) -> Vec<Edit> {
        let first = Edit::replace(self.span, self.month.clone());
        let others = self.row.iter().flat_map(|row| row.others.iter().cloned());
        std::iter::once(first).chain(others).collect()
    }
}

/// A row that is so much a quarter or a year, which a goal names.
struct NamedTarget {
    /// The row in the goal.
    row: RowId,
    /// As the goal names it.
    name: String,
    /// The definition with its amounts by the month: that row's, or that of the row which it is.
    line: String,
    /// What says the amounts of its other clauses by the month.
    others: Vec<Edit>,
}

impl<'a> ScenarioBuilder<'a> {
    /// The warning for a target by the year or quarter of a row that adds up, which the goal holds against single
    /// months: a good month meets a year's quota. None of other targets.
    pub(super) fn judged_by_month(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        (goal, target): (&Goal, &Target),
        (info, time): (RowInfo, &GoalTime),
    ) -> Option<Diagnostic> {
        total_unit(info).filter(|_| info.kind.unit().is_some_and(|unit| unit.is_flow()))?;
        let long = self.long_target(context, tree, target.value)?;
        let name = context.sources.text(goal.row);
        let value = tree.node(target.value).span;
        let said = context.canonical(target.span);
        let rest = said.strip_prefix(&*context.canonical(value)).unwrap_or_default();
        let operator = goal.sign();
        let which = match time {
            GoalTime::By(_) => "one month",
            GoalTime::In(_) => "every month",
        };
        let message = format!(
            "`{}` is held against single months of `{name}`: the goal asks for {} in {which}",
            long.text, long.said,
        );
        let found = Diagnostic::new(Code::AmbiguousGoal, message, value, "single months, or the total?");
        let found = match &long.row {
            Some(_) => found.also(long.span, "so much comes in the whole period"),
            None => found,
        };
        let found = found.warning();
        let month = match &long.row {
            Some(row) => row.line.clone(),
            None => format!("goal {name} {operator} {}{rest}", long.month),
        };
        let by_month = Fix { title: format!("write `{month}`"), edits: long.by_month() };
        // One word, `total`, speaks of all targets, which may have been meant otherwise.
        let total = match &long.row {
            _ if goal.targets.len() > 1 => None,
            Some(of) => self
                .total_of_row(context, of.row, &of.name, target, rest)
                .map(|(edit, written)| (edit.span, vec![written])),
            None => totals_in_periods(context, &long, target, rest),
        };
        let Some((span, written)) = total else {
            return Some(found.help(format!("if that is meant write `{month}`")).offer(by_month));
        };
        // A quota is one of every quarter: a goal for each of them, on lines of their own.
        let line = |written: &String| format!("goal total {name} {operator} {written}");
        let lines: Vec<String> = written.iter().map(line).collect();
        let said = match &lines[..] {
            [first, .., last] => format!("a line for each period, `{first}` to `{last}`"),
            lines => format!("`{}`", lines.concat()),
        };
        let first = written.into_iter().take(1);
        let target = first.chain(lines.iter().skip(1).cloned()).collect::<Vec<_>>().join("\n");
        let edits = vec![Edit::before(goal.row, "total "), Edit::replace(span, target)];
        Some(
            found
                .help(format!("for the sum of the months write {said}; for single months, `{month}`"))
                .offer(Fix { title: format!("write {said}"), edits })
                .offer(by_month),
        )
    }

    /// The warning for money per month that is held against a target by the quarter or year, where each month stands
    /// for itself: a row that is a month times the months of that period (`ARR = MRR * 12`), or one of which a year
    /// shows the last month. None of other rows and targets.
    pub(super) fn annual_rate(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        (name, target): (Span, ExprId),
        row: RowId,
    ) -> Option<Diagnostic> {
        let entry = &self.table[row.index()];
        entry.info.kind.unit().filter(|unit| unit.is_flow())?;
        let long = self.long_target(context, tree, target)?;
        let name = context.sources.text(name);
        let value = tree.node(target).span;
        let month = &long.said;
        let said = |found: Diagnostic| match &long.row {
            Some(_) => found.also(long.span, "so much comes in the whole period"),
            None => found,
        };
        if let Some((factor, bare)) = times_months(context, entry.span, long.months) {
            let (months, amount) = (long.months, &long.amount);
            let message =
                format!("`{}` is {month} in one month, and `{name}` is {months} times a month", long.text);
            let found = Diagnostic::new(Code::AmbiguousGoal, message, value, format!("{month} in one month"))
                .also(factor, format!("`{name}` stays so much per month: {months} is a plain number"))
                .warning();
            let help = format!(
                "for the amount of the whole period write `* {months} months`, and hold `{name}` against `{amount}`"
            );
            let edits = vec![Edit::after(factor, " months"), Edit::replace(long.span, amount.clone())];
            let found = said(found).help(help);
            // An annotation would say another unit than the row then has.
            return Some(if bare && long.row.as_ref().is_none_or(|row| row.others.is_empty()) {
                found.offer(Fix { title: format!("write `{months} months` and `{amount}`"), edits })
            } else {
                found
            });
        }
        (entry.info.rollup == Some(Rollup::Last)).then(|| {
            let message =
                format!("`{}` is held against single months of `{name}`: {month} in one month", long.text);
            let found = Diagnostic::new(Code::AmbiguousGoal, message, value, format!("{month} in one month"));
            let help = format!("if that is meant write `{}`", long.month);
            said(found.warning()).fix_with(help, long.by_month())
        })
    }

    /// The warning for a target without a period of money that is twelve times a month, `ARR = MRR * 12`: the goal adds
    /// up twelve months of it in a year. None of other rows.
    pub(super) fn sum_of_years(&self, context: &Context<'a>, goal: &Goal, row: RowId) -> Option<Diagnostic> {
        let entry = &self.table[row.index()];
        if entry.info.kind != Dimension::Known(Unit::MONEY_PER_MONTH) {
            return None;
        }
        let (factor, bare) = times_months(context, entry.span, 12)?;
        let name = context.sources.text(goal.row);
        let message = format!("`{name}` is 12 times a month, and the goal adds it up over the months");
        let found = Diagnostic::new(Code::AmbiguousGoal, message, goal.row, "a sum of years")
            .also(factor, format!("`{name}` stays so much per month: 12 is a plain number"))
            .warning();
        let help = "for the amount of a year write `* 12 months`; for the sum of the months `goal total`";
        Some(fixed(found, help, bare.then(|| Edit::after(factor, " months"))))
    }

    /// The literal by the quarter or year that a target is, or that the row is which it names.
    fn long_target(&self, context: &Context<'a>, tree: &'a Tree, target: ExprId) -> Option<LongTarget> {
        let literal = literal_of(tree, target).and_then(|found| long(context, found));
        if literal.is_some() {
            return literal;
        }
        let mut name = self.named_row(context, tree, target)?;
        let named = name;
        // A row that is another: `quota = target`. A row in a loop is no amount.
        for _ in 0..FOLLOWED {
            let (tree, definition) = definition_at(context, self.table[name.0.index()].span)?;
            if let Some(other) =
                only_expression(&definition.value).and_then(|value| self.named_row(context, tree, value))
            {
                name = other;
                continue;
            }
            // Whatever the clauses do with the months, each says an amount.
            let amounts = definition.value.clauses.iter().filter_map(|clause| match &clause.body {
                ClauseBody::Expression(value) => long(context, literal_of(tree, *value)?),
                _ => None,
            });
            let mut amounts: Vec<LongTarget> = amounts.collect();
            let mut line = format!(
                "{} = {}",
                context.sources.text(definition.name),
                context.sources.text(definition.value.span)
            );
            let start = line.len() - definition.value.span.range().len();
            for amount in amounts.iter().rev() {
                let at = start + (amount.span.start - definition.value.span.start) as usize;
                line.replace_range(at..at + amount.span.range().len(), &amount.month);
            }
            let others =
                amounts.iter().skip(1).map(|other| Edit::replace(other.span, other.month.clone())).collect();
            let (row, name) = (named.0, context.sources.text(named.1).to_string());
            let first = amounts.drain(..).next()?;
            return Some(LongTarget { row: Some(NamedTarget { row, name, line, others }), ..first });
        }
        None
    }

    /// The row that an expression names and is no more, parentheses aside, with the name's place.
    fn named_row(&self, context: &Context<'a>, tree: &Tree, expr: ExprId) -> Option<(RowId, Span)> {
        let node = tree.node(tree.inside(expr));
        let NodeKind::Name = node.kind else { return None };
        Some((self.find(context, node.span, &self.scope_here())?, node.span))
    }

    /// The total of the row that a target names: the edit, and the target with its time. None of any other target.
    pub(super) fn total_of_target(
        &self,
        context: &Context<'a>,
        tree: &Tree,
        target: &Target,
    ) -> Option<(Edit, String)> {
        let node = tree.node(target.value);
        let NodeKind::Name = node.kind else { return None };
        let row = self.find(context, node.span, &self.scope_here())?;
        let said = context.canonical(target.span);
        let rest = said.strip_prefix(&*context.canonical(node.span)).unwrap_or_default();
        self.total_of_row(context, row, context.sources.text(node.span), target, rest)
    }

    /// The total of a row over the months of a goal, in the place of its target: the edit, and the target with its
    /// time. None of a row that does not add up.
    fn total_of_row(
        &self,
        context: &Context<'a>,
        row: RowId,
        name: &str,
        target: &Target,
        rest: &str,
    ) -> Option<(Edit, String)> {
        total_unit(self.table[row.index()].info)?;
        let last = context.calendar.len() - 1;
        let months = match &target.time {
            None => String::new(),
            Some(tree::GoalTime::By(month)) => match context.month(month).ok()? {
                by if by == last => String::new(),
                by => format!(", {} .. {}", context.calendar.label(0), context.calendar.label(by)),
            },
            Some(tree::GoalTime::In(span)) => format!(", {}", context.sources.text(span.span)),
            // A total is reached by a month, not from one on.
            Some(tree::GoalTime::From(_)) => return None,
        };
        let total = format!("total({name}{months})");
        let value = Span {
            end: target.span.start + context.sources.text(target.span).trim_end().len() as u32,
            ..target.span
        };
        let written = format!("{total}{rest}");
        Some((Edit::replace(value, written.clone()), written))
    }
}

/// The literal that an expression is, parentheses aside, with its place.
fn literal_of(tree: &Tree, expr: ExprId) -> Option<(Span, &Literal)> {
    let node = tree.node(tree.inside(expr));
    match &node.kind {
        NodeKind::Literal(literal) => Some((node.span, literal)),
        _ => None,
    }
}

/// Where a row is something times so many months, said as a plain number (`MRR * 12`): the number, and whether no
/// annotation says the row's unit.
fn times_months(context: &Context<'_>, row: Span, months: usize) -> Option<(Span, bool)> {
    let (tree, definition) = definition_at(context, row)?;
    let NodeKind::Binary { operator: BinaryOperator::Times, left, right, .. } =
        tree.node(only_expression(&definition.value)?).kind
    else {
        return None;
    };
    [left, right].into_iter().find_map(|factor| {
        let factor = tree.inside(factor);
        (tree.plain_number(factor)? == Number::from(months as u32))
            .then(|| (tree.node(factor).span, definition.annotation.is_none()))
    })
}

/// What a literal asks for, if it is so much a quarter or a year.
fn long(context: &Context<'_>, (span, literal): (Span, &Literal)) -> Option<LongTarget> {
    let months = literal.per?.months().filter(|months| *months > 1)?;
    if literal.number.is_zero() {
        return None;
    }
    let text = context.canonical(span);
    let (amount, _) = text.rsplit_once('/')?;
    let amount = amount.trim_end().to_string();
    let (month, said) = match a_month_of(&amount, months) {
        Some(month) => (format!("{month}/month"), month),
        None => (format!("{amount} / {months} months"), about_a_month(literal, &amount, months)?),
    };
    Some(LongTarget { span, amount, month, said, months: months as usize, text, row: None })
}

/// A month of an amount in words, rounded: `about $333,333` of `$1M` a quarter.
fn about_a_month(literal: &Literal, amount: &str, months: u32) -> Option<String> {
    let (sign, _, unit) = parts_of(amount)?;
    let (month, _) = literal.number.over(Number::from(months)).ok()?;
    let month = month.round(if month.abs() >= Number::HUNDRED { 0 } else { 2 });
    // The suffix is in the number: $1M is 1,000,000.
    let unit = if unit.starts_with(char::is_alphabetic) {
        unit.trim_start_matches(char::is_alphabetic)
    } else {
        unit
    };
    Some(format!("about {sign}{}{unit}", figure_of(month)))
}

/// An amount as its sign, its digits and what follows these: `$`, `1.5`, `M`.
fn parts_of(amount: &str) -> Option<(&str, &str, &str)> {
    let start = amount.find(|part: char| part.is_ascii_digit())?;
    let (sign, rest) = amount.split_at(start);
    let end = rest.find(|part: char| !matches!(part, '0'..='9' | '.' | ',' | '_')).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at(end);
    Some((sign, digits, unit))
}

/// A month of an amount that is spread over months, with its sign and suffix: `$50k` of `$600k`. None where that has
/// more than two digits after the point.
fn a_month_of(amount: &str, months: u32) -> Option<String> {
    let (sign, digits, unit) = parts_of(amount)?;
    let number = Number::parse(&digits.replace([',', '_'], ""))?;
    let (month, _) = number.over(Number::from(months)).ok()?;
    (month.round(2) == month).then(|| format!("{sign}{}{unit}", figure_of(month)))
}

/// The totals of the whole periods before the deadline, or of the goal's span where that is one: the place of the target,
/// and for each period the target with its time. None where the goal's months are no such period: the amount would be
/// another.
fn totals_in_periods(
    context: &Context<'_>,
    long: &LongTarget,
    target: &Target,
    rest: &str,
) -> Option<(Span, Vec<String>)> {
    let last = context.calendar.len() - 1;
    let times = match &target.time {
        Some(tree::GoalTime::From(_)) => return None,
        Some(tree::GoalTime::In(span)) => {
            let months = context.span(span).ok()?;
            let whole = months.iter().filter(|month| **month).count() == long.months;
            vec![whole.then(|| rest.to_string())?]
        }
        by => {
            let by = match by {
                Some(tree::GoalTime::By(month)) => context.month(month).ok()?,
                _ => last,
            };
            // Counted back from the deadline.
            let count = (by + 1) / long.months;
            if by + 1 == long.months {
                vec![rest.to_string()]
            } else {
                let firsts = (1..=count).rev().map(|back| by + 1 - back * long.months);
                firsts.map(|first| format!(" in {}", period(context, first, long.months))).collect()
            }
        }
    };
    let length = context.sources.text(target.span).trim_end().len() as u32;
    let span = Span { end: target.span.start + length, ..target.span };
    let totals: Vec<String> = times.iter().map(|time| format!("{}{time}", long.amount)).collect();
    (!totals.is_empty()).then_some((span, totals))
}

/// So many months from a column on, as a plan writes them: `2027-Q1`, `2027`, `M4 .. M6`.
fn period(context: &Context<'_>, first: usize, months: usize) -> String {
    let calendar = &context.calendar;
    let stretch = [Stretch::Quarter, Stretch::Year].into_iter().find(|stretch| stretch.months() == months);
    let named =
        stretch.filter(|stretch| calendar.first().is_some() && calendar.months_into(first, *stretch) == 0);
    match named {
        Some(stretch) => calendar.stretch_name(first, stretch).0,
        None => format!("{} .. {}", calendar.label(first), calendar.label(first + months - 1)),
    }
}
