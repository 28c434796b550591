//! A stage: what its line says, and the rows worked out from it.

use std::rc::Rc;

use super::super::constants::Traced;
use super::super::draft::{Body, Build, Built, Draft, Expect};
use super::super::lower::Lower;
use super::super::typed::{Kind, Share, Traits, Typed};
use super::super::{Context, Layer, calendar_row, scope, walk};
use super::{Definition, StageDefinition};
use crate::diagnostic::{Code, Diagnostic};
use crate::library::{BALANCE, DELAY, Function, OPENING};
use crate::model::{Formula, Guard, Input, Operand, Operator, RowId, Rule, Step};
use crate::syntax::tree::{Decay, ExprId, LiteralUnit, NodeKind, Stage, StageTime, Tree};
use crate::value::{Number, Period, Rollup, Unit};

impl<'a> Layer<'a> {
    /// A stage takes from the row above it; `index` is its own place.
    pub(in crate::check) fn check_previous_at(
        &mut self,
        context: &Context<'a>,
        pipeline: &Definition<'a>,
        stage: &Stage,
        index: usize,
    ) {
        let Some(entry) = &pipeline.entry else { return };
        let before = index.checked_sub(1).and_then(|before| pipeline.stages.get(before));
        let above = before.map_or(entry.name.as_str(), |stage| stage.name.as_str());
        let above_span = before.map_or(entry.span, |stage| stage.stage.name);
        let written = scope::normal(context.sources.text(stage.previous)).into_owned();
        let short = written.strip_prefix(&pipeline.prefix()).unwrap_or(&written);
        if short == above || pipeline.broken {
            return;
        }
        let known = pipeline.stages.iter().any(|stage| stage.name == short)
            || entry.name == short
            || self.names.resolve(&written, &pipeline.scope()).is_some();
        let found = if known {
            let message = format!("a stage takes from the row above it, which is `{above}`");
            Diagnostic::new(Code::Syntax, message, stage.previous, "not the row above")
                .also(above_span, "the row above")
        } else {
            let message = format!("there is no stage `{short}`");
            Diagnostic::new(Code::UnknownName, message, stage.previous, "not a row of this pipeline")
        };
        self.diagnostics.push(found.fix(format!("write `of {above}`"), stage.previous, above));
    }

    /// The rows of one stage that people's own values define, and room for those worked out.
    pub(super) fn declare_stage(
        &mut self,
        context: &Context<'a>,
        pipeline: &Definition<'a>,
        tree: &'a Tree,
        stage: &'a Stage,
        name: String,
        doc: Option<String>,
    ) -> StageDefinition<'a> {
        let full = format!("{}{name}", pipeline.prefix());
        let row = self.declare(context, &full, stage.name);
        let mut member = |part: &str| self.declare(context, &format!("{full}.{part}"), stage.name);
        let (rate, time, kept, open, lost) =
            (member("rate"), member("time"), member("kept"), member("open"), member("lost"));
        let mut definition = StageDefinition {
            name,
            tree,
            stage,
            row,
            rate,
            time,
            kept,
            open,
            lost,
            shares: Rc::new([]),
            decay: None,
            doc,
        };
        self.declare_stage_parts(context, pipeline, &mut definition, None);
        definition
    }

    /// The rate, the duration or shares, the decay: what the line of a stage says. In a scenario, `base` is
    /// the parent's rate and duration.
    pub(in crate::check) fn declare_stage_parts(
        &mut self,
        context: &Context<'a>,
        pipeline: &Definition<'a>,
        stage: &mut StageDefinition<'a>,
        base: Option<(RowId, RowId)>,
    ) {
        let (tree, line) = (stage.tree, stage.stage);
        let full = format!("{}{}", pipeline.prefix(), stage.name);
        let rate_span = tree.node(line.rate).span;
        self.check_rate(context, tree, line.rate);
        let rate = pipeline.part(stage.rate, tree, Body::Expression(line.rate), Expect::Ratio);
        let rate = rate.base(base.map(|(rate, _)| rate)).percentage();
        self.pending.push(rate.hidden(false).member(true).always_input(true));
        // A restated stage has new bounds to keep.
        let subjects =
            ["rate", "duration", "shares", "half-life"].map(|part| format!("the {part} of `{full}`"));
        let loss = format!("what waiting costs in `{full}`");
        self.guards.retain(|guard| !subjects.contains(&guard.subject) && guard.subject != loss);
        let guard = |rule, row, subject: String, span| Guard {
            rule,
            inputs: vec![Input::Row(row)],
            subject,
            unit: Unit::ONE,
            span,
        };
        self.guards.push(guard(Rule::Rate, stage.rate, format!("the rate of `{full}`"), rate_span));
        match line.time {
            StageTime::In(expr) => {
                let time = pipeline.part(stage.time, tree, Body::Expression(expr), Expect::Duration);
                let time = time.base(base.map(|(_, time)| time));
                self.pending.push(time.hidden(false).member(true).always_input(true));
                let span = tree.node(expr).span;
                self.guards.push(guard(
                    Rule::Duration,
                    stage.time,
                    format!("the duration of `{full}`"),
                    span,
                ));
                stage.shares = Rc::new([]);
            }
            StageTime::Over(items, span) => {
                let shares: Rc<[RowId]> = tree
                    .list(items)
                    .iter()
                    .map(|item| {
                        let row = self.hidden_slot(&full, tree.node(*item).span);
                        self.pending.push(pipeline.part(row, tree, Body::Expression(*item), Expect::Ratio));
                        row
                    })
                    .collect();
                let inputs = shares.iter().map(|row| Input::Row(*row)).collect();
                let subject = format!("the shares of `{full}`");
                self.guards.push(Guard { rule: Rule::SharesExactly, inputs, subject, unit: Unit::ONE, span });
                if shares.is_empty() {
                    let found =
                        Diagnostic::new(Code::BadShare, "the list of shares is empty", span, "nothing in it");
                    self.diagnostics.push(found.help("write a share for each month: `over [50%, 50%]`"));
                }
                stage.shares = shares;
                let rows = stage.shares.clone();
                let mean = move |lower: &mut Lower<'_, 'a>| {
                    let mut sum = Typed::constant(Number::ZERO, Kind::Known(Unit::MONTHS), Share::No);
                    for (months, row) in rows.iter().enumerate() {
                        let share = lower.row(*row).with(Kind::ONE, Share::No);
                        let lag = Typed::constant(Number::from(months), Kind::Known(Unit::MONTHS), Share::No);
                        let part = lower.product(share, lag);
                        sum = lower.sum(sum, part);
                    }
                    Built::Value(sum)
                };
                let uses = stage.shares.to_vec();
                let time = Draft::new(stage.time, tree, pipeline.origin(), Body::Build(uses, Rc::new(mean)));
                self.pending.push(time.member(true));
            }
        }
        stage.decay = None;
        if let Some(decay) = line.decay {
            let (expr, losing) = match decay {
                Decay::Halving(expr) => (expr, false),
                Decay::Losing(expr) => (expr, true),
            };
            let span = tree.node(expr).span;
            let row = self.hidden_slot(&full, span);
            stage.decay = Some(row);
            if losing {
                let found = self.check_loss(context, tree, expr);
                self.diagnostics.extend(found);
                // The loss per period of its own: the period is read where it is used.
                let build = move |lower: &mut Lower<'_, 'a>| {
                    let typed = match &lower.tree.node(expr).kind {
                        NodeKind::Literal(literal) if literal.unit == LiteralUnit::Percent => {
                            let ratio = literal
                                .number
                                .over(Number::HUNDRED)
                                .map_or(literal.number, |(ratio, _)| ratio);
                            let operand = lower.typed(ratio, lower.tree.node(expr).span);
                            Typed { operand, ..Typed::constant(ratio, Kind::ONE, Share::Percent) }
                        }
                        _ => {
                            let typed = lower.expression(expr);
                            typed.with(Kind::ONE, Share::Percent)
                        }
                    };
                    Built::Value(typed)
                };
                let mut uses = Vec::new();
                let scope = pipeline.scope();
                walk::nodes(tree, expr, |node, kind| {
                    if let NodeKind::Name = kind
                        && let Some(row) = self.find(context, tree.node(node).span, &scope)
                    {
                        uses.push(row);
                    }
                });
                let draft = pipeline.part(row, tree, Body::Build(uses, Rc::new(build)), Expect::Ratio);
                self.pending.push(draft.scope(scope));
                self.guards.push(guard(Rule::Rate, row, format!("what waiting costs in `{full}`"), span));
            } else {
                self.pending.push(pipeline.part(row, tree, Body::Expression(expr), Expect::Duration));
                self.guards.push(guard(Rule::AboveZero, row, format!("the half-life of `{full}`"), span));
            }
        }
    }

    /// A rate written as a plain number: `20 of leads`.
    fn check_rate(&mut self, context: &Context<'a>, tree: &'a Tree, rate: ExprId) {
        let node = tree.node(rate);
        let NodeKind::Literal(literal) = &node.kind else { return };
        if literal.unit != LiteralUnit::Plain || literal.per.is_some() {
            return;
        }
        let percent = literal.number.times(Number::HUNDRED).map_or(literal.number, |(percent, _)| percent);
        let (code, help, meant) = if literal.number > Number::ONE {
            let help = format!("{} means {percent}%; did you mean `{}%`?", literal.number, literal.number);
            (Code::BadRate, help, literal.number)
        } else {
            (Code::UnitMismatch, format!("write it as a percentage: `{percent}%`"), percent)
        };
        let _ = context;
        let found = Diagnostic::new(code, "a stage's rate is a percentage", node.span, "a plain number");
        self.diagnostics.push(found.fix(help, node.span, format!("{meant}%")));
    }

    /// `losing` wants a percentage per day, week or month.
    fn check_loss(&self, context: &Context<'a>, tree: &'a Tree, expr: ExprId) -> Option<Diagnostic> {
        let node = tree.node(expr);
        let NodeKind::Literal(literal) = &node.kind else { return None };
        if literal.unit == LiteralUnit::Percent && literal.per.is_some() {
            return None;
        }
        let found = Diagnostic::new(
            Code::UnitMismatch,
            "what waiting costs is a percentage per day, week or month",
            node.span,
            "how often?",
        );
        let _ = context;
        if !matches!(literal.unit, LiteralUnit::Percent | LiteralUnit::Plain) {
            return Some(found.help("write it like `losing 2%/day`"));
        }
        // A plain number per period is a share: 0.02 is 2%.
        let share = literal.unit == LiteralUnit::Plain && literal.per.is_some();
        let percent = literal.number.times(Number::HUNDRED).ok().filter(|_| share);
        let number = percent.map_or(literal.number, |(percent, _)| percent);
        let written = format!("{number}%/{}", literal.per.map_or("day", Period::word));
        Some(found.fix(format!("write `losing {written}`"), node.span, written))
    }

    pub(super) fn declare_stage_rows(
        &mut self,
        _context: &Context<'a>,
        pipeline: &Definition<'a>,
        stage: &StageDefinition<'a>,
        entering: RowId,
        opening: Option<RowId>,
    ) {
        let full = format!("{}{}", pipeline.prefix(), stage.name);
        let tree = stage.tree;
        let origin = pipeline.origin();
        let span = stage.stage.name;
        let push = |layer: &mut Self, row, uses, build: Build<'a>, rollup, member, percentage| {
            let draft = Draft::new(row, tree, origin.clone(), Body::Build(uses, build)).rolls_up(rollup);
            let draft = if percentage { draft.percentage() } else { draft };
            let hidden = layer.names.get(&layer.slots[row.index()].name) != Some(row);
            let doc = stage.doc.clone().filter(|_| row == stage.row);
            layer.pending.push(draft.member(member).hidden(hidden).documented(doc));
        };
        let (rate, time, kept) = (stage.rate, stage.time, stage.kept);
        // What is kept of those who wait.
        let mut uses = vec![rate, time];
        uses.extend(stage.decay);
        let (decay, line) = (stage.decay, stage.stage);
        let build: Build<'a> = Rc::new(move |lower| Built::Value(kept_rate(lower, rate, time, decay, line)));
        push(self, kept, uses, build, Rollup::Level, true, true);
        // Those who will go on and those who will not part ways as they enter.
        let going_on = self.hidden_slot(&full, span);
        let build: Build<'a> = Rc::new(move |lower| {
            let (flow, kept) = (lower.row(entering), lower.row(kept));
            Built::Value(lower.product(flow, kept))
        });
        push(self, going_on, vec![entering, kept], build, Rollup::Sum, false, false);
        let dropping_out = self.hidden_slot(&full, span);
        let build: Build<'a> = Rc::new(move |lower| {
            let (flow, going) = (lower.row(entering), lower.row(going_on));
            Built::Value(lower.difference(flow, going))
        });
        push(self, dropping_out, vec![entering, going_on], build, Rollup::Sum, false, false);
        let time_inputs: Vec<Input> = if stage.shares.is_empty() {
            vec![Input::Row(time)]
        } else {
            stage.shares.iter().map(|row| Input::Row(*row)).chain(one_share(&stage.shares)).collect()
        };
        let time_rows: Vec<RowId> = std::iter::once(time).chain(stage.shares.iter().copied()).collect();
        let leaving = opening.map(|opening| {
            let row = self.hidden_slot(&full, span);
            let inputs: Vec<Input> =
                std::iter::once(Input::Row(opening)).chain(time_inputs.clone()).collect();
            let uses = std::iter::once(opening).chain(time_rows.iter().copied()).collect();
            let build: Build<'a> =
                Rc::new(move |lower| Built::History(history(lower, &OPENING, &inputs, time), flow()));
            push(self, row, uses, build, Rollup::Sum, false, false);
            row
        });
        let arrivals = |row: RowId, entering: RowId, kept_part: bool, layer: &mut Self, member: bool| {
            let inputs: Vec<Input> =
                std::iter::once(Input::Row(entering)).chain(time_inputs.clone()).collect();
            let mut uses: Vec<RowId> = std::iter::once(entering).chain(time_rows.iter().copied()).collect();
            let Some(leaving) = leaving else {
                let build: Build<'a> =
                    Rc::new(move |lower| Built::History(history(lower, &DELAY, &inputs, time), flow()));
                return push(layer, row, uses, build, Rollup::Sum, member, false);
            };
            uses.extend([leaving, kept]);
            let build: Build<'a> = Rc::new(move |lower| {
                let formula = history(lower, &DELAY, &inputs, time);
                let owner = lower.owner.clone();
                let arriving = lower.layer.add_hidden(&owner, formula, flow());
                // Of those who wait at the start, the first month's rate goes on.
                let first = lower.emit(Step::At { row: kept, month: 0, from: 0 });
                let rate = Typed { operand: first, ..lower.row(kept) };
                let leaving = lower.row(leaving);
                let mut part = lower.product(leaving, rate);
                if !kept_part {
                    part = lower.difference(leaving, part);
                }
                let arriving = lower.row(arriving);
                Built::Value(lower.sum(arriving, part))
            });
            push(layer, row, uses, build, Rollup::Sum, member, false);
        };
        arrivals(stage.row, going_on, true, self, false);
        arrivals(stage.lost, dropping_out, false, self, true);
        let (row, lost) = (stage.row, stage.lost);
        let first = opening.map_or(Input::Constant(Number::ZERO), Input::Row);
        let uses = vec![entering, row, lost];
        let build: Build<'a> = Rc::new(move |_| {
            let arguments = Box::new([first, Input::Row(entering), Input::Row(row), Input::Row(lost)]);
            let formula = Formula::History {
                function: &BALANCE,
                arguments,
                before: None,
                in_days: false,
                span: None,
                from: 0,
            };
            Built::History(formula, Typed::constant(Number::ZERO, Kind::ONE, Share::No))
        });
        push(self, stage.open, uses, build, Rollup::Last, true, false);
    }
}

/// A count per month.
fn flow() -> Typed {
    Typed::constant(Number::ZERO, Kind::Known(Unit::PER_MONTH), Share::No)
}

/// A list of one share would look like a duration: its second month gets none.
fn one_share(shares: &[RowId]) -> Option<Input> {
    (shares.len() == 1).then_some(Input::Constant(Number::ZERO))
}

/// A function over months of these inputs; the duration's own unit says whether it counts days.
fn history(lower: &Lower<'_, '_>, function: &'static Function, inputs: &[Input], time: RowId) -> Formula {
    let in_days = matches!(lower.layer.slots[time.index()].info.kind, Kind::Known(unit) if unit.in_days);
    Formula::History { function, arguments: inputs.into(), before: None, in_days, span: None, from: 0 }
}

/// The rate of a stage times what is left after waiting: 2^(-d/H), or (1 - ρ)^d in ρ's own period.
fn kept_rate(
    lower: &mut Lower<'_, '_>,
    rate: RowId,
    time: RowId,
    decay: Option<RowId>,
    stage: &Stage,
) -> Typed {
    let rate = lower.row(rate);
    let (Some(decay_row), Some(decay)) = (decay, stage.decay) else { return rate };
    let (time, cost) = (lower.row(time), lower.row(decay_row));
    let one = Typed::constant(Number::ONE, Kind::ONE, Share::Bare);
    let left = match decay {
        Decay::Halving(_) => {
            let halvings = lower.quotient(time, cost).operand;
            let operand = lower.emit(Step::Negate(halvings.at));
            let two = Operand::Constant(Number::from(2u32));
            lower.binary(Operator::Power, two, operand)
        }
        Decay::Losing(expr) => {
            let period = match &lower.tree.node(expr).kind {
                NodeKind::Literal(literal) => literal.per.unwrap_or(Period::Month),
                _ => Period::Month,
            };
            let waits = periods(lower, time, period);
            let stays = lower.difference(one, cost.with(Kind::ONE, Share::Percent)).operand;
            lower.binary(Operator::Power, stays, waits)
        }
    };
    let left = Typed { operand: left, ..one.with(Kind::ONE, Share::Percent) };
    lower.product(rate, Typed { traits: Traits::default(), ..left })
}

/// A duration in periods of another kind, by the days of the month.
fn periods(lower: &mut Lower<'_, '_>, time: Typed, period: Period) -> Traced {
    let in_months = matches!(time.kind, Kind::Known(unit) if !unit.in_days);
    let constant = |whole: u32| Operand::Constant(Number::from(whole));
    match period {
        Period::Day | Period::Week | Period::Workday => {
            let days = lower.as_days(time).operand;
            match period {
                Period::Week => lower.binary(Operator::Over, days, constant(7)),
                Period::Workday => {
                    let worked = lower.binary(Operator::Times, days, Operand::Row(calendar_row::WORKDAYS));
                    lower.binary(Operator::Over, worked, Operand::Row(calendar_row::DAYS))
                }
                _ => days,
            }
        }
        Period::Month | Period::Quarter | Period::Year => {
            let months = if in_months { time.operand } else { lower.days_to_months(time.operand) };
            match period {
                Period::Quarter => lower.binary(Operator::Over, months, constant(3)),
                Period::Year => lower.binary(Operator::Over, months, constant(12)),
                _ => months,
            }
        }
    }
}
