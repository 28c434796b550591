//! Clauses: a value that differs by month (LANGUAGE, section 5).

use std::rc::Rc;
use std::sync::Arc;

use super::constants::Traced;
use super::days::{DayPieces, DividedValue, Reach, ValueLayer};
use super::draft::Otherwise;
use super::expect::bare_zero;
use super::kinds::Meeting;
use super::lower::{Clash, Lower};
use super::member_traits::AmountPower;
use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed, UnitWanted};
use crate::check::fixes::{fixed, is_number};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::IFNA;
use crate::model::{MaskPlace, Operand, RowId, SegmentName, Step};
use crate::source::Span;
use crate::syntax::tree::{
    BinaryOperator, Clause, ClauseBody, ClauseTime, ExprId, ExprList, Literal, MonthInterval, Motion,
    NodeKind, Value,
};
use crate::value::{Currency, Number, Period, Reason, Unit};

/// A lowered value, and what no clause covers.
pub(super) struct Lowered {
    /// The value of all clauses together.
    pub typed: Typed,
    /// The first month that no clause covers, where some other month is covered.
    pub uncovered: Option<usize>,
    /// Clauses that say `when`: the condition, the months it may apply in, the clause's place.
    pub conditions: Vec<(ExprId, Arc<[bool]>, Span)>,
}

/// What the clauses of a value come to so far.
struct Laid {
    /// The value; none where no clause and no row below says one.
    result: Option<Typed>,
    /// What the second piece of each month is, and the pieces after it.
    later: Vec<Traced>,
    /// The months that are covered for sure.
    covered: Vec<bool>,
    /// Clauses that say `when`.
    conditions: Vec<(ExprId, Arc<[bool]>, Span)>,
    /// No clause says anything but a level.
    level: bool,
}

impl<'a> Lower<'_, 'a> {
    /// Lowers all clauses of a value; the later one wins.
    pub fn value(&mut self, value: &'a Value, otherwise: Otherwise) -> Lowered {
        let (below, otherwise) = self.layers_below(otherwise);
        let mut layers = below.to_vec();
        layers.push(ValueLayer { tree: self.tree, value, scope: self.scope.clone() });
        let repeats = |layer: &ValueLayer<'_>| {
            let clauses = self.context.clauses(layer.value, layer.scope.member);
            clauses
                .iter()
                .any(|clause| matches!(clause.time, Some(ClauseTime::Once(_) | ClauseTime::Every { .. })))
        };
        let once = layers.iter().any(repeats);
        let result = match otherwise {
            Otherwise::Row(row) => Some(self.leaning(row)),
            Otherwise::Zero => Some(Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal)),
            // A one-off flow is 0 where nothing else applies.
            Otherwise::Missing if once => {
                Some(Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal))
            }
            Otherwise::Missing => None,
        };
        let mut laid = Laid {
            // A conditional clause covers nothing for sure, so it does not count here.
            covered: vec![result.is_some() || !below.is_empty(); self.context.calendar.len()],
            level: result.is_none() || matches!(otherwise, Otherwise::Zero),
            conditions: Vec::new(),
            later: Vec::new(),
            result,
        };
        let pieces = DayPieces::of(self.context, &layers);
        if let Some(pieces) = &pieces {
            laid.later = self.pieces_before(pieces, &mut laid.result);
        }
        for layer in below.iter() {
            self.elsewhere(layer.tree, &layer.scope, |lower| {
                let clauses = lower.context.clauses(layer.value, layer.scope.member);
                lower.lay(&clauses, pieces.as_ref(), &mut laid);
            });
            // When a clause of the plan fires is told of the plan.
            laid.conditions.clear();
            self.builder.draw_names.anew();
        }
        if self.scope.member.is_none() {
            self.refuse_keyed(value);
        }
        let clauses = self.context.clauses(value, self.scope.member);
        self.lay(&clauses, pieces.as_ref(), &mut laid);
        let mut typed = laid.result.unwrap_or_else(Typed::unknown);
        if let Some(pieces) = &pieces {
            laid.later.insert(0, typed.operand);
            typed.operand = self.joined(pieces, &laid.later);
        }
        match (&pieces, self.of) {
            (Some(_), Some(row)) => {
                self.builder.divided.insert(row, Rc::new(DividedValue { layers, otherwise }));
            }
            (None, Some(row)) if !self.builder.divided.is_empty() => {
                self.builder.divided.remove(&row);
            }
            (_, None) | (None, _) => {}
        }
        let (covered, conditions) = (laid.covered, laid.conditions);
        let traits = typed.traits.level(laid.level && typed.kind != Dimension::Zero);
        let there = self.scope.member.map(|member| Arc::clone(&self.context.segments.member(member).there));
        // In months in which the member is not there nobody misses a value.
        let missed = |month: usize| there.as_ref().is_none_or(|there| there[month]);
        let mut open = covered.iter().enumerate().filter(|(month, flag)| !**flag && missed(*month));
        let uncovered = open.next().map(|(month, _)| month).filter(|_| conditions.is_empty());
        let uncovered = uncovered.filter(|_| covered.iter().any(|flag| *flag));
        Lowered { typed: Typed { traits, ..typed }, uncovered, conditions }
    }

    /// The values that a scenario lays its own over, and what lies below these. A plan's value that begins or ends
    /// within a month is gone through anew with the scenario's, since what is left of such a month hangs on its days;
    /// of any other the row will do.
    fn layers_below(&self, otherwise: Otherwise) -> (Vec<ValueLayer<'a>>, Otherwise) {
        let Otherwise::Row(row) = otherwise else { return (Vec::new(), otherwise) };
        match self.builder.divided.get(&row) {
            Some(below) => (below.layers.clone(), below.otherwise),
            None => (Vec::new(), otherwise),
        }
    }

    /// Lays clauses over what there is.
    fn lay(&mut self, clauses: &[&'a Clause], pieces: Option<&DayPieces>, laid: &mut Laid) {
        for (index, clause) in clauses.iter().copied().enumerate() {
            let earlier = &clauses[..index];
            let Some((typed, reach)) = self.clause(clause) else {
                laid.result = Some(Typed::unknown());
                laid.covered.fill(true);
                continue;
            };
            let holds = clause.condition.map(|condition| {
                // Inside the clause a row of one month may be read as soon as that month is past:
                // [`crate::model::Use::OneMonth`].
                self.from = first_month(&reach.months);
                let holds = self.condition(condition);
                self.from = 0;
                laid.conditions.push((condition, Arc::clone(&reach.months), clause.span));
                holds
            });
            let within = match pieces {
                Some(pieces) => {
                    self.pieces_after(pieces, &mut laid.later, (typed, &reach), holds);
                    pieces.covered(&reach, 0)
                }
                None => Arc::clone(&reach.months),
            };
            laid.level &= typed.traits.level || typed.kind == Dimension::Zero;
            let all = within.iter().all(|flag| *flag);
            let mut value = typed;
            if let Some(holds) = holds {
                value.traits.members.reads_amount |= holds.traits.members.reads_amount;
                let before = laid.result.unwrap_or_else(|| self.missing());
                value = match self.choose(holds, value, before) {
                    Ok(value) => value,
                    Err(clash) => self.clause_clash(clash, clause, earlier, before, typed),
                };
            } else {
                for (covered, flag) in laid.covered.iter_mut().zip(reach.months.iter()) {
                    *covered |= flag;
                }
            }
            laid.result = Some(match laid.result {
                _ if all => match laid.result.filter(|_| clause.condition.is_none()) {
                    // All of what came before is hidden, but its unit must still fit.
                    Some(before) => self.merge(clause, earlier, before, value, None),
                    None => value,
                },
                Some(before) => self.merge(clause, earlier, before, value, Some(within)),
                None => {
                    let before = self.missing();
                    self.merge(clause, earlier, before, value, Some(within))
                }
            });
        }
    }

    /// The parent's row in a scenario. One that is 0 or 1 stays what the plan's formulas take it for.
    pub(super) fn leaning(&self, parent: RowId) -> Typed {
        let typed = self.row(parent);
        match self.of.filter(|_| typed.share == NumberKind::Neutral) {
            Some(row) => Typed { share: self.builder.leaning(row).unwrap_or(typed.share), ..typed },
            None => typed,
        }
    }

    pub(super) fn missing(&mut self) -> Typed {
        let operand = self.emit(Step::Missing(Reason::Uncovered));
        Typed { operand, ..Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal) }
    }

    fn merge(
        &mut self,
        clause: &'a Clause,
        earlier: &[&'a Clause],
        before: Typed,
        value: Typed,
        within: Option<Arc<[bool]>>,
    ) -> Typed {
        match self.unify(before, value) {
            Ok((kind, share)) => {
                let (operand, traits) = match within {
                    Some(within) => {
                        let operand = self.within(within, value.operand, before.operand);
                        self.note_clause(clause);
                        (operand, before.traits.and(value.traits))
                    }
                    None => (value.operand, value.traits),
                };
                Typed { operand, kind, share, traits }
            }
            Err(clash) => self.clause_clash(clash, clause, earlier, before, value),
        }
    }

    fn clause_clash(
        &mut self,
        clash: Clash,
        clause: &'a Clause,
        earlier: &[&'a Clause],
        before: Typed,
        value: Typed,
    ) -> Typed {
        let (span, first) = (clause.span, earlier.first().map(|earlier| earlier.span));
        if matches!(clash, Clash::Kinds) {
            self.clause_kinds(clause, earlier.first().copied(), before, value);
            return Typed::unknown();
        }
        if matches!(clash, Clash::Condition) {
            self.want_number(span);
            return Typed::unknown();
        }
        let (x, mut y) = (self.words(before.kind, before.share), self.words(value.kind, value.share));
        // Beside a percentage per month, that it is a percentage is not what is wrong with it.
        if before.share.is_percent() && value.share.is_percent() && value.kind == Dimension::ONE {
            y += " without a period";
        }
        let restated = first.is_none() && self.scope.base.is_some();
        let message = match restated {
            true => format!(
                "`{}` is {x} in the plan, and the scenario says {y} here: a row has one unit",
                self.owner
            ),
            false => format!("all clauses of a row have one unit: this one is {y}, the others are {x}"),
        };
        let mut found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {y}"));
        let (of, given) = (before, value);
        let (before, value) = (before.kind.unit(), value.kind.unit());
        let parent = self.scope.base.filter(|_| first.is_none());
        let parent = parent.and_then(|base| self.builder.table[base.index()].row.as_ref());
        let zero = parent.filter(|_| value.is_some_and(Unit::is_flow)).and_then(|row| bare_zero(row));
        let expr = match clause.body {
            ClauseBody::Expression(expr) => Some(expr),
            _ => None,
        };
        let written = match self.scope.base.filter(|_| first.is_none()) {
            Some(base) => self.builder.period_of_row(self.context, base),
            None => self.periods_of(earlier),
        };
        let written = written.or(self.is_of_one_month(clause).then_some(Period::Month));
        if let (true, None, Some(base)) = (restated, &zero, self.scope.base) {
            let place = self.builder.table[base.index()].span;
            let found = found.also(place, format!("the plan's line: this is {x}"));
            let found = self.with_unit_of(found, (expr, given), (of, &x), UnitWanted::InScenario(written));
            self.report(found);
            return Typed::unknown();
        }
        let flows = |of: Unit, other: Unit| of.is_flow() && !of.is_duration() && !other.is_flow();
        // `$24k/year, 30k from M7`, `10/week, 12 in Aug`: as the clauses before say it.
        if let (Some(of_unit), Some(other), Some(first)) = (before, value, first)
            && flows(of_unit, other)
            && (other.is_one() || other.per_month() == Ok(of_unit))
        {
            found = found.also(first, format!("this is {x}"));
            self.report(self.with_period_of(found, expr, (of.kind, of.share), written));
            return Typed::unknown();
        }
        // `24k, $30k/year from M7`: the clause before is the one to mend.
        if let (Some(other), Some(unit), [Clause { body: ClauseBody::Expression(one), .. }]) =
            (before, value, earlier)
            && flows(unit, other)
            && (other.is_one() || other.per_month() == Ok(unit))
            && zero.is_none()
        {
            found = found.also(clause.span, format!("this is {y}"));
            let period = self.periods_of(&[clause]);
            self.report(self.with_period_of(found, Some(*one), (given.kind, given.share), period));
            return Typed::unknown();
        }
        // A duration stands beside a plain number where its unit was forgotten, not its period.
        let duration = before.zip(value).filter(|(before, value)| before.is_duration() && value.is_one());
        let number =
            Some(span).filter(|span| duration.is_some() && is_number(self.context.sources.text(*span)));
        let timed = before.zip(value).is_some_and(|(x, y)| x.is_duration() || y.is_duration());
        let period = match before.zip(value).filter(|_| !timed || zero.is_some()) {
            _ if zero.is_some() => {
                let base = self.scope.base.map(|base| self.builder.table[base.index()].span);
                base.and_then(|name| self.context.number_of(name))
            }
            Some((before, value)) if value.per_month() == Ok(before) => {
                Some(span).filter(|span| is_number(self.context.sources.text(*span)))
            }
            _ => None,
        };
        let help = match before.zip(value) {
            _ if zero.is_some() => zero.unwrap_or_default() + " in the plan",
            _ if number.is_some() => {
                let unit = if x == "months" { "months" } else { "days" };
                format!("write `{} {unit}`", self.context.sources.text(span).trim())
            }
            Some((before, value)) if !timed && value.per_month() == Ok(before) => {
                "give this one its period too, such as `/month`".to_string()
            }
            Some((before, value)) if !timed && before.per_month() == Ok(value) => {
                "give the others their period too, such as `/month`".to_string()
            }
            Some((before, value)) if before.is_one() || value.is_one() => {
                // The plain number is the one to mend; the other clause has said what the row is.
                let unit = if value.is_one() { x.as_str() } else { y.as_str() };
                format!("give the plain number its unit: write it as {unit}")
            }
            _ => "write all of them in one unit, or make this one a row of its own".to_string(),
        };
        let edit = match number {
            Some(place) => Some(Edit::after(place, if x == "months" { " months" } else { " days" })),
            None => period.map(|place| Edit::after(place, "/month")),
        };
        found = fixed(found, help, edit);
        if let Some(first) = first {
            found = found.also(first, format!("this is {x}"));
        } else if let Some(base) = self.scope.base {
            found =
                found.also(self.builder.table[base.index()].span, format!("the plan's line: this is {x}"));
        }
        self.report(found);
        Typed::unknown()
    }

    /// A condition after `when`: where it is missing it does not hold.
    pub(super) fn condition(&mut self, expr: ExprId) -> Typed {
        let typed = self.expression(expr);
        if !matches!(typed.kind, Dimension::Truth | Dimension::Unknown) {
            self.want_condition(expr, typed);
            return Typed::unknown();
        }
        // A missing condition would make the clause `n/a`, and with it months for which an earlier clause has a
        // value.
        let operand = self.call(&IFNA, &[typed.operand, Operand::Constant(Number::ZERO).into()]);
        Typed { operand, ..typed }
    }

    /// One clause, its condition left out: its value, and when it applies.
    fn clause(&mut self, clause: &'a Clause) -> Option<(Typed, Reach)> {
        let reach = match self.context.reach_of(clause.time.as_ref(), self.scope.member) {
            Ok(reach) => reach,
            Err(found) => {
                self.report(found);
                return None;
            }
        };
        self.from = first_month(&reach.months);
        let first = self.context.begins(clause, &reach, self.scope.member);
        let rising = matches!(clause.motion, Some(Motion::Rising { .. }));
        let result = match &clause.body {
            // A line starts from one month's value, and only a row has other months than the formula's.
            ClauseBody::Expression(expr) if rising => Some((self.input(*expr).1, reach)),
            ClauseBody::Expression(expr) => Some((self.expression(*expr), reach)),
            ClauseBody::List { items, currency, per } => self.list(*items, (*currency, *per), clause, reach),
            ClauseBody::Amount { value, currency, per } => {
                Some((self.amount_outside(*value, (*currency, *per), clause)?, reach))
            }
            // Its entries stand in its place: [`Context::clauses`].
            ClauseBody::Keyed(_) => None,
        };
        let result = result.and_then(|(typed, reach)| {
            let typed = match &clause.motion {
                None => Some(typed),
                Some(Motion::Growing { rate, every }) => {
                    let listed = matches!(clause.body, ClauseBody::List { .. });
                    self.growing(typed, *rate, *every, first, listed)
                }
                Some(Motion::Rising { to, by }) => self.rising(typed, *to, by, self.from, clause),
            }?;
            let typed = match &clause.time {
                Some(ClauseTime::Once(_)) => self.once(typed, clause.span)?,
                Some(ClauseTime::Every { interval, .. }) => {
                    self.said_twice(clause, interval)?;
                    self.once(typed, clause.span)?
                }
                _ => typed,
            };
            Some((typed, reach))
        });
        self.from = 0;
        result
    }

    /// An amount that falls due once is a flow in that month.
    fn once(&mut self, typed: Typed, span: Span) -> Option<Typed> {
        match typed.kind {
            Dimension::Known(unit) if unit.time == 0 => {
                let unit = unit.per_month().ok()?;
                Some(once(typed).with(Dimension::Known(unit), typed.share.per_period()))
            }
            Dimension::Known(unit) if !unit.is_flow() => {
                let words = self.words(typed.kind, typed.share);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    format!("what happens once is an amount or a count, not {words}"),
                    span,
                    format!("this is {words}"),
                );
                self.report(found.help("`in` says a value for one month: `in 2026-06`"));
                None
            }
            _ => Some(once(typed)),
        }
    }

    /// Refuses `$2,400/quarter every 3 months`, which says twice how often it comes: as a flow it would be $800.
    fn said_twice(&mut self, clause: &Clause, interval: &MonthInterval) -> Option<()> {
        let ClauseBody::Expression(expr) = clause.body else { return Some(()) };
        let node = self.tree.node(expr);
        let NodeKind::Literal(Literal { per: Some(per), .. }) = &node.kind else { return Some(()) };
        if *per == Period::Month {
            return Some(());
        }
        let text = self.context.sources.text(node.span);
        let amount = text.rsplit_once('/').map_or(text, |(amount, _)| amount);
        let message = "how often it comes is said twice";
        let found =
            Diagnostic::new(Code::UnitMismatch, message, node.span, format!("an amount per {}", per.word()));
        let every = self.context.sources.text(interval.span);
        let found = found.also(interval.span, "and here once more");
        self.report(found.fix(
            format!("write the amount of each time: `{amount} {every}`"),
            node.span,
            amount,
        ));
        None
    }

    /// `[a, b, …]`: one value a month.
    fn list(
        &mut self,
        items: ExprList,
        (currency, per): (Option<Currency>, Option<Period>),
        clause: &Clause,
        reach: Reach,
    ) -> Option<(Typed, Reach)> {
        let items = self.tree.list(items);
        let months = self.context.calendar.len();
        // Which item each month takes.
        let place: Box<dyn Fn(usize) -> Option<usize>> = match clause.time {
            Some(ClauseTime::EveryYear(span)) => {
                let Some(start) = self.context.calendar.first() else {
                    let message = "`every year` needs a plan with dates";
                    let found =
                        Diagnostic::new(Code::BadMonth, message, span, "this plan's months have none");
                    self.report(found.help("date the plan: `months 2026-01 .. 2026-12`"));
                    return None;
                };
                // January to December: any other length would slip against the year.
                if items.len() != 12 {
                    let message = format!(
                        "a list for every year has 12 values, January to December; this one has {}",
                        items.len()
                    );
                    let found = Diagnostic::new(Code::WrongArguments, message, clause.span, "this list");
                    self.report(found);
                    return None;
                }
                Box::new(move |month| Some(usize::from(start.plus(month as i32).number()) - 1))
            }
            _ => {
                let first = self.context.begins(clause, &reach, self.scope.member);
                let count = items.len();
                Box::new(move |month: usize| {
                    usize::try_from(month as i32 - first).ok().filter(|item| *item < count)
                })
            }
        };
        let rate = currency.and_then(|currency| self.exchange_for(currency, clause.span));
        let mut values: Vec<Typed> = Vec::with_capacity(items.len());
        let mut unified: Option<(ExprId, Typed)> = None;
        for item in items {
            let value = self.with_unit_outside(*item, (currency, per))?;
            let (first, so_far) = *unified.get_or_insert((*item, value));
            match self.unify(so_far, value) {
                Ok((kind, share)) => unified = Some((first, so_far.with(kind, share))),
                Err(Clash::Kinds) => {
                    let what = Meeting::Values("the values of a list");
                    self.kinds_clash(what, clause.span, (first, so_far), (*item, value));
                    return None;
                }
                Err(clash) => {
                    self.clash(clash, BinaryOperator::Plus, clause.span, (first, so_far), (*item, value));
                    return None;
                }
            }
            values.push(value);
        }
        let (_, shape) = unified?;
        let reach = reach.only(|month| place(month).is_some());
        let traits = values.iter().fold(shape.traits, |all, value| all.and(value.traits));
        // A list of constants is one series, however long; only one with rows in it needs a step for each item.
        let numbers: Option<Vec<Number>> = values.iter().map(Typed::number).collect();
        let operand = match numbers {
            Some(numbers) => {
                let at = |month: usize| place(month).map_or(Number::ZERO, |item| numbers[item]);
                let operand = self.monthly((0..months).map(at).collect());
                self.note_items(months, |month| values.get(place(month)?)?.operand.typed);
                if let Some(ClauseTime::EveryYear(span)) = clause.time {
                    self.note_every_year(MaskPlace::Series(self.series.len() as u32 - 1), (1, 12), span);
                }
                operand
            }
            None => {
                let mut operand = Operand::Constant(Number::ZERO).into();
                for (item, value) in values.iter().enumerate() {
                    let here = (0..months).map(|month| place(month) == Some(item)).collect();
                    operand = self.within(here, value.operand, operand);
                    if let Some(ClauseTime::EveryYear(span)) = clause.time {
                        let of_year = item as u8 + 1;
                        let step = MaskPlace::Step(self.steps.len() as u32 - 1);
                        self.note_every_year(step, (of_year, of_year), span);
                    }
                }
                operand
            }
        };
        Some((self.converted(Typed { operand, traits, ..shape }, rate), reach))
    }
}

impl<'a> Lower<'_, 'a> {
    /// A value of a list, with the unit that stands outside the bracket.
    fn with_unit_outside(
        &mut self,
        item: ExprId,
        (currency, per): (Option<Currency>, Option<Period>),
    ) -> Option<Typed> {
        let mut value = self.expression(item);
        if currency.is_some() {
            if !matches!(value.kind, Dimension::Zero | Dimension::Unknown | Dimension::ONE) {
                let span = self.tree.node(item).span;
                let message = "the list already says its currency";
                let found = Diagnostic::new(Code::UnitMismatch, message, span, "write a plain number here");
                self.report(found);
                return None;
            }
            value = value.with(Dimension::Known(Unit::MONEY), NumberKind::Count);
        }
        Some(match per {
            Some(per) => self.per_period(value, per),
            None => value,
        })
    }

    /// An entry of a list by member, with the unit that stands outside the bracket.
    fn amount_outside(
        &mut self,
        value: ExprId,
        (currency, per): (Option<Currency>, Option<Period>),
        clause: &Clause,
    ) -> Option<Typed> {
        let rate = currency.and_then(|currency| self.exchange_for(currency, clause.span));
        let typed = self.with_unit_outside(value, (currency, per))?;
        Some(self.converted(typed, rate))
    }

    /// Reports a list by member outside of a block `for`.
    fn refuse_keyed(&mut self, value: &Value) {
        for clause in &value.clauses {
            let ClauseBody::Keyed(list) = &clause.body else { continue };
            let first = list.entries.first().map(|entry| self.context.sources.text(entry.name));
            let segment = first.and_then(|name| match self.context.segments.find(name)? {
                SegmentName::Member(member) => Some(&self.context.segments.segment(member.segment).name),
                SegmentName::Segment(_) => None,
            });
            let message = "a list by member stands in a block `for`: no member is meant here";
            let found = Diagnostic::new(Code::NoMember, message, list.span, "a value for each member");
            let segment = segment.map_or("region", |name| name.as_str());
            self.report(found.help(format!("put the line into `for {segment} {{ … }}`")));
        }
    }
}

/// A value that falls due once: it happens in that month.
fn once(typed: Typed) -> Typed {
    let traits = RollupTraits { kept: KeptRollup::Mixed, events: true, ..typed.traits };
    let literal = traits.members.power == AmountPower::NONE && !typed.share.is_percent();
    let traits = if literal { traits.with_power(AmountPower::LITERAL) } else { traits };
    Typed { traits, ..typed }
}

/// The first month of a span; 0 where there is none.
fn first_month(within: &[bool]) -> usize {
    within.iter().position(|flag| *flag).unwrap_or(0)
}
