//! A stage: what its line says, and the rows worked out from it.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::super::arguments::plain_shares;
use super::super::constants::Traced;
use super::super::draft::{Build, Built, Draft, DraftBody, Expect};
use super::super::lower::Lower;
use super::super::typed::{Dimension, NumberKind, RollupTraits, Typed};
use super::super::{Context, ScenarioBuilder, scope, walk};
use super::{PipelineDefinition, StageDefinition, StageHidden};
use crate::check::fixes::fixed;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::{BALANCE, DELAY, Function, IFNA, OPENING};
use crate::model::{
    Argument, Bound, CalendarPart, Compare, Formula, Operand, Operator, Role, RowId, Rule, StagePart, Step,
};
use crate::source::Span;
use crate::syntax::tree::{Decay, ExprId, LiteralUnit, NodeKind, Stage, StageTime, Tree};
use crate::value::{Number, Period, Rollup, Unit};

/// What is wrong with a loss that is no percentage of a period.
const NO_LOSS: &str = "what waiting costs is a percentage per day, week or month";
/// What is wrong with a loss by the day or week in the place of one by the month.
const DAILY: &str = "a percentage per day or week is written right after `losing`: a row is kept per month, and a month's \
                     share is no day's";

impl<'a> ScenarioBuilder<'a> {
    /// A stage takes from the row above it; `index` is its own place.
    pub(in crate::check) fn check_previous_at(
        &mut self,
        context: &Context<'a>,
        pipeline: &PipelineDefinition<'a>,
        stage: &Stage,
        index: usize,
    ) {
        let Some(entry) = &pipeline.entry else { return };
        let before = index.checked_sub(1).and_then(|before| pipeline.stages.get(before));
        let above = before.map_or(entry.name.as_str(), |stage| stage.name.as_str());
        let above_span = before.map_or(entry.span, |stage| stage.stage.name);
        let written = scope::normal(context.sources.text(stage.previous)).into_owned();
        let short = written.strip_prefix(&pipeline.prefix()).unwrap_or(&written);
        // The row above may be one that could not be read.
        if short == above || pipeline.broken {
            return;
        }
        let known = pipeline.stages.iter().any(|stage| stage.name == short)
            || entry.name == short
            || scope::resolve(&self.names, &written, &pipeline.scope()).is_some();
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
        pipeline: &PipelineDefinition<'a>,
        tree: &'a Tree,
        stage: &'a Stage,
        name: String,
        doc: Option<String>,
    ) -> StageDefinition<'a> {
        let full = format!("{}{name}", pipeline.prefix());
        let row = self.declare(context, &full, stage.name);
        let [rate, time, kept, open, lost, open_opening] =
            StagePart::ALL.map(|part| self.declare(context, &format!("{full}.{}", part.name()), stage.name));
        let mut definition = StageDefinition {
            name,
            index: pipeline.stages.len() as u32,
            tree,
            stage,
            row,
            rate,
            time,
            kept,
            open,
            lost,
            open_opening,
            hidden: StageHidden::default(),
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
        pipeline: &PipelineDefinition<'a>,
        stage: &mut StageDefinition<'a>,
        base: Option<(RowId, RowId)>,
    ) {
        let (tree, line) = (stage.tree, stage.stage);
        let full = format!("{}{}", pipeline.prefix(), stage.name);
        let rate_of = context.chosen(tree, line.rate, pipeline.outer.member);
        let rate_span = tree.node(rate_of).span;
        let role = |part| Role::Stage { pipeline: pipeline.index, stage: stage.index, part };
        let (rate_role, time_role) = (role(StagePart::Rate), role(StagePart::Time));
        let body = DraftBody::Expression(rate_of);
        let draft = pipeline.line_draft(stage.rate, rate_role, tree, body, Expect::Ratio);
        // In percent whatever it is worked out from: `seen / asked` is a quotient of two counts.
        let draft = draft.base(base.map(|(rate, _)| rate)).percentage();
        self.pending.push(draft.hidden(false).always_input(true));
        // A restated stage has new bounds to keep.
        self.drop_bounds_of(&[&[stage.rate, stage.time][..], &stage.shares, stage.decay.as_slice()].concat());
        self.bounds.push(bound(Rule::Rate, stage.rate, format!("the rate of `{full}`"), rate_span));
        match line.time {
            StageTime::In(expr) => {
                let expr = context.chosen(tree, expr, pipeline.outer.member);
                let body = DraftBody::Expression(expr);
                let draft = pipeline.line_draft(stage.time, time_role, tree, body, Expect::Duration);
                let draft = draft.base(base.map(|(_, time)| time));
                self.pending.push(draft.hidden(false).always_input(true));
                let span = tree.node(expr).span;
                self.bounds.push(bound(
                    Rule::Duration,
                    stage.time,
                    format!("the duration of `{full}`"),
                    span,
                ));
                stage.shares = Rc::new([]);
            }
            StageTime::Over(items, span) => {
                // Where they lack their `%`, one finding tells so.
                let plain = plain_shares(context, tree, items, span);
                let shares: Rc<[RowId]> = tree
                    .list(items)
                    .iter()
                    .enumerate()
                    .map(|(at, item)| {
                        let row =
                            self.slot_again(stage.shares.get(at).copied(), &full, tree.node(*item).span);
                        let body = DraftBody::Expression(*item);
                        let draft = pipeline.line_draft(row, Role::Part, tree, body, Expect::Ratio);
                        let told = plain.is_some() && tree.plain_number(*item).is_some();
                        let draft = if told { draft.expect(Expect::Count) } else { draft };
                        self.pending.push(draft.drawn_as(format!("{full}:over{}", at + 1), 0));
                        row
                    })
                    .collect();
                let inputs = shares.iter().map(|row| Argument::Row(*row)).collect();
                let subject = format!("the shares of `{full}`");
                let (rule, row) = (Rule::SharesExactly, Some(stage.time));
                self.bounds.push(Bound { rule, row, inputs, subject, unit: Unit::ONE, span });
                if shares.is_empty() {
                    let found =
                        Diagnostic::new(Code::BadShare, "the list of shares is empty", span, "nothing in it");
                    self.diagnostics.push(found.help("write a share for each month: `over [50%, 50%]`"));
                }
                self.diagnostics.extend(plain);
                stage.shares = shares;
                let rows = stage.shares.clone();
                let mean = move |lower: &mut Lower<'_, 'a>| Built::Value(mean_lag(lower, &rows));
                let uses = stage.shares.to_vec();
                let body = DraftBody::Build(uses, Rc::new(mean));
                self.pending.push(Draft::new(stage.time, tree, time_role, body));
            }
        }
        self.declare_decay(context, pipeline, stage, &full);
    }

    /// What waiting costs: a half-life, or a loss for each period.
    fn declare_decay(
        &mut self,
        context: &Context<'a>,
        pipeline: &PipelineDefinition<'a>,
        stage: &mut StageDefinition<'a>,
        full: &str,
    ) {
        let tree = stage.tree;
        let known = stage.decay.take();
        if let Some(decay) = stage.stage.decay {
            // A half-life is a duration, a loss a share of each period: two rules, two units.
            let (expr, losing) = match decay {
                Decay::Halving(expr) => (expr, false),
                Decay::Losing(expr) => (expr, true),
            };
            let span = tree.node(expr).span;
            let row = self.slot_again(known, full, span);
            stage.decay = Some(row);
            if losing {
                let found = check_loss(tree, expr);
                let told = found.is_some();
                self.diagnostics.extend(found);
                let build = move |lower: &mut Lower<'_, 'a>| {
                    Built::Value(if told { Typed::unknown() } else { loss(lower, expr) })
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
                let body = DraftBody::Build(uses, Rc::new(build));
                let draft = pipeline.line_draft(row, Role::Part, tree, body, Expect::Ratio);
                self.pending.push(draft.scope(scope).drawn_as(format!("{full}:decay"), 0));
                self.bounds.push(bound(Rule::Loss, row, format!("what waiting costs in `{full}`"), span));
            } else {
                let body = DraftBody::Expression(expr);
                let draft = pipeline.line_draft(row, Role::Part, tree, body, Expect::Duration);
                self.pending.push(draft.drawn_as(format!("{full}:decay"), 0));
                self.bounds.push(bound(Rule::AboveZero, row, format!("the half-life of `{full}`"), span));
            }
        }
    }

    /// Reports the rows that a scenario gives a percentage per day or week, where a stage loses it: [`daily_loss`] sees
    /// only what the stage's own line is made of when it is read.
    pub(in crate::check) fn check_restated_losses(&mut self) {
        let changed = self.table.changed().into_iter().map(|at| RowId(at as u32));
        let daily: Vec<RowId> = changed.filter(|row| self.table[row.index()].info.traits.daily).collect();
        if daily.is_empty() {
            return;
        }
        let stages = self.pipelines.iter().flat_map(|pipeline| &pipeline.stages);
        let losses = stages.filter(|stage| matches!(stage.stage.decay, Some(Decay::Losing(_))));
        let mut waiting: Vec<(RowId, RowId)> =
            losses.filter_map(|stage| stage.decay).map(|loss| (loss, loss)).collect();
        let mut seen = FxHashSet::default();
        while let Some((loss, row)) = waiting.pop() {
            let entry = &self.table[row.index()];
            let is_rate = row == loss || entry.info.kind == Dimension::Known(Unit::PER_MONTH);
            if !is_rate || !seen.insert(row) {
                continue;
            }
            if row != loss && daily.contains(&row) {
                let found = Diagnostic::new(Code::BadRate, DAILY, entry.span, "a percentage per day or week");
                let found = found.also(self.table[loss.index()].span, "lost here");
                let help = format!(
                    "write `{}` in %/month, or the percentage at the stage: `losing 1%/day`",
                    entry.name
                );
                self.diagnostics.push(found.help(help));
                continue;
            }
            if let Some(row) = &entry.row {
                row.formula.for_each_use(|used, _| waiting.push((loss, used)));
            }
        }
    }

    /// The rows of a stage that are worked out. In a scenario, again, with the same rows.
    pub(super) fn declare_stage_rows(
        &mut self,
        pipeline: &PipelineDefinition<'a>,
        stage: &mut StageDefinition<'a>,
        entering: RowId,
        opening: Option<RowId>,
    ) {
        let full = format!("{}{}", pipeline.prefix(), stage.name);
        let (line, span) = (stage.stage, stage.stage.name);
        let (rate, time, kept) = (stage.rate, stage.time, stage.kept);
        let role = |part| Role::Stage { pipeline: pipeline.index, stage: stage.index, part };
        let roles = [StagePart::Kept, StagePart::Lost, StagePart::Open, StagePart::Opening].map(role);
        let [kept_role, lost_role, open_role, opening_role] = roles;
        // What is kept of those who wait.
        let mut uses = vec![rate, time];
        uses.extend(stage.decay);
        let decay = stage.decay;
        // As a closure, since the unit of the duration (days or months) is known only when the row is lowered.
        let build: Build<'a> = Rc::new(move |lower| Built::Value(kept_rate(lower, rate, time, decay, line)));
        let draft = self.stage_draft(stage, (kept, kept_role), uses, build);
        self.pending.push(draft.rolls_up(Rollup::Level).percentage());
        // Those who will go on and those who will not part ways as they enter.
        let going_on = self.slot_again(stage.hidden.going_on, &full, span);
        stage.hidden.going_on = Some(going_on);
        let build: Build<'a> = Rc::new(move |lower| {
            let (flow, kept) = (lower.row(entering), lower.row(kept));
            Built::Value(lower.product(flow, kept))
        });
        self.declare_stage_flow(stage, (going_on, Role::Part), vec![entering, kept], build);
        let dropping_out = self.slot_again(stage.hidden.dropping_out, &full, span);
        stage.hidden.dropping_out = Some(dropping_out);
        let build: Build<'a> = Rc::new(move |lower| {
            let (flow, going) = (lower.row(entering), lower.row(going_on));
            Built::Value(lower.difference(flow, going))
        });
        self.declare_stage_flow(stage, (dropping_out, Role::Part), vec![entering, going_on], build);
        let leaving = opening.map(|opening| {
            let row = self.slot_again(stage.hidden.leaving, &full, span);
            stage.hidden.leaving = Some(row);
            self.declare_landing(stage, (row, Role::Part), &OPENING, opening);
            row
        });
        let arrives = Role::StageFlow { pipeline: pipeline.index, stage: stage.index };
        let ways = [((stage.row, arrives), going_on), ((stage.lost, lost_role), dropping_out)];
        for (at, (row, flow)) in ways.into_iter().enumerate() {
            let Some(leaving) = leaving else {
                self.declare_landing(stage, row, &DELAY, flow);
                continue;
            };
            let arriving = self.slot_again(stage.hidden.arriving[at], &full, span);
            stage.hidden.arriving[at] = Some(arriving);
            self.declare_landing(stage, (arriving, Role::Part), &DELAY, flow);
            let build: Build<'a> = Rc::new(move |lower| {
                let zero = Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal);
                // Of those who wait at the start, the first month's rate goes on.
                let first = lower.emit(Step::At { row: kept, month: 0, from: 0 });
                let rate = Typed { operand: first, ..lower.row(kept) };
                let leaving = lower.row(leaving);
                let going = lower.product(leaving, rate);
                // Where nobody leaves, a first month without a rate takes no value away. Asked only where there is
                // none, so that a plan with rates reads as a product.
                let nobody = lower.compare(Compare::Equal, leaving, zero);
                let nobody = lower.sure(nobody);
                let otherwise = lower.choose(nobody, leaving, going);
                let otherwise = lower.sure(otherwise);
                let operand = lower.call(&IFNA, &[going.operand, otherwise.operand]);
                let mut part = Typed { operand, ..going };
                if at > 0 {
                    part = lower.difference(leaving, part);
                }
                let arriving = lower.row(arriving);
                Built::Value(lower.sum(arriving, part))
            });
            self.declare_stage_flow(stage, row, vec![arriving, leaving, kept], build);
        }
        let (row, lost) = (stage.row, stage.lost);
        // A stage without `opening` starts empty.
        let first = opening.map_or(Argument::Constant(Number::ZERO), Argument::Row);
        let uses = opening.into_iter().chain([entering, row, lost]).collect();
        let build: Build<'a> = Rc::new(move |_| {
            let arguments =
                Box::new([first, Argument::Row(entering), Argument::Row(row), Argument::Row(lost)]);
            let formula = Formula::History {
                function: &BALANCE,
                arguments,
                before: None,
                in_days: false,
                span: None,
                from: 0,
            };
            Built::History(formula, Typed::constant(Number::ZERO, Dimension::ONE, NumberKind::Count))
        });
        let draft = self.stage_draft(stage, (stage.open, open_role), uses, build);
        self.pending.push(draft.rolls_up(Rollup::Last));
        let (open, uses) = (stage.open, opening.into_iter().chain([stage.open]).collect());
        let build: Build<'a> = Rc::new(move |lower| {
            let waiting = opening.map(|row| lower.row(row));
            Built::Value(at_start(lower, open, waiting, Unit::ONE))
        });
        let row = (stage.open_opening, opening_role);
        let draft = self.stage_draft(stage, row, uses, build);
        self.pending.push(draft.rolls_up(Rollup::Last));
    }

    /// The draft of a row that is worked out from a stage's line.
    fn stage_draft(
        &self,
        stage: &StageDefinition<'a>,
        (row, role): (RowId, Role),
        uses: Vec<RowId>,
        build: Build<'a>,
    ) -> Draft<'a> {
        // A row whose name another one has is never shown: that it is there twice has been reported.
        let hidden = self.names.get(&self.table[row.index()].name) != Some(row);
        let doc = stage.doc.clone().filter(|_| row == stage.row);
        Draft::new(row, stage.tree, role, DraftBody::Build(uses, build)).hidden(hidden).documented(doc)
    }

    /// A count of deals in each month.
    fn declare_stage_flow(
        &mut self,
        stage: &StageDefinition<'a>,
        row: (RowId, Role),
        uses: Vec<RowId>,
        build: Build<'a>,
    ) {
        let draft = self.stage_draft(stage, row, uses, build);
        self.pending.push(draft.rolls_up(Rollup::Sum));
    }

    /// What lands in each month of a row, after the time that the stage takes or by its shares.
    fn declare_landing(
        &mut self,
        stage: &StageDefinition<'a>,
        row: (RowId, Role),
        function: &'static Function,
        of: RowId,
    ) {
        let (time, shares) = (stage.time, stage.shares.clone());
        let mut inputs = vec![Argument::Row(of)];
        match shares.is_empty() {
            true => inputs.push(Argument::Row(time)),
            false => {
                inputs.extend(shares.iter().map(|row| Argument::Row(*row)));
                inputs.extend(one_share(&shares));
            }
        }
        let uses = [of, time].into_iter().chain(shares.iter().copied()).collect();
        let build: Build<'a> =
            Rc::new(move |lower| Built::History(history(lower, function, &inputs, time), flow()));
        self.declare_stage_flow(stage, row, uses, build);
    }
}

/// A balance at the start of the month: that of the month before, in the first month what the pipeline opens with;
/// nothing where it opens empty.
pub(super) fn at_start(lower: &mut Lower<'_, '_>, balance: RowId, first: Option<Typed>, unit: Unit) -> Typed {
    let zero = Typed::constant(Number::ZERO, Dimension::Known(unit), NumberKind::Count);
    let first = first.unwrap_or(zero).operand;
    let operand = lower.emit_of(Step::Shifted { row: balance, by: -1, edge: first.at }, &[first]);
    Typed { operand, ..zero }
}

/// What waiting costs, per period of its own: the period is read where it is used.
fn loss<'a>(lower: &mut Lower<'_, 'a>, expr: ExprId) -> Typed {
    let node = lower.tree.node(lower.tree.inside(expr));
    if let NodeKind::Literal(literal) = &node.kind
        && (literal.unit == LiteralUnit::Percent || literal.number.is_zero())
    {
        let ratio = Number::from_percent(literal.number);
        let operand = lower.typed(ratio, node.span);
        return Typed { operand, ..Typed::constant(ratio, Dimension::ONE, NumberKind::Percent) };
    }
    let typed = lower.expression(expr);
    if typed.traits.daily {
        let found = daily_loss(lower, expr);
        lower.report(found);
        return Typed::unknown();
    }
    let fits = match typed.kind {
        Dimension::Zero | Dimension::Unknown => true,
        Dimension::Known(Unit::PER_MONTH) => typed.share.meet(NumberKind::Percent).is_some(),
        _ => false,
    };
    if !fits {
        let found = no_loss(lower, expr, typed);
        lower.report(found);
        return Typed::unknown();
    }
    typed.with(Dimension::ONE, NumberKind::Percent)
}

/// `losing` wants a percentage per day, week or month.
fn check_loss(tree: &Tree, expr: ExprId) -> Option<Diagnostic> {
    let node = tree.node(tree.inside(expr));
    let NodeKind::Literal(literal) = &node.kind else { return None };
    // Nothing is nothing in every period.
    let nothing =
        literal.number.is_zero() && matches!(literal.unit, LiteralUnit::Percent | LiteralUnit::Plain);
    if nothing || (literal.unit == LiteralUnit::Percent && literal.per.is_some()) {
        return None;
    }
    let found = Diagnostic::new(Code::UnitMismatch, NO_LOSS, node.span, "how often?");
    if !matches!(literal.unit, LiteralUnit::Percent | LiteralUnit::Plain) {
        return Some(found.help("write it like `losing 2%/day`"));
    }
    // A plain number per period is a share: 0.02 is 2%.
    let share = literal.unit == LiteralUnit::Plain && literal.per.is_some();
    let percent = if share { literal.number.percent_text() } else { format!("{}%", literal.number) };
    let written = format!("{percent}/{}", literal.per.map_or("day", Period::word));
    Some(found.fix(format!("write `losing {written}`"), node.span, written))
}

/// The finding for `losing r` where r is no percentage per month.
fn no_loss(lower: &Lower<'_, '_>, expr: ExprId, typed: Typed) -> Diagnostic {
    let place = lower.tree.node(expr).span;
    let words = lower.words(typed.kind, typed.share);
    let code = match typed.kind {
        Dimension::Known(Unit::PER_MONTH) => Code::AmbiguousPercent,
        _ => Code::UnitMismatch,
    };
    let found = Diagnostic::new(code, NO_LOSS, place, format!("this is {words}"));
    let found = lower.with_origin(found, expr, typed);
    let number = lower.row_named(expr).and_then(|(row, name)| {
        let number = lower.context.number_of(lower.builder.table[row.index()].span)?;
        Some((number, name, lower.context.sources.text(number).trim()))
    });
    match number {
        Some((number, name, text)) if typed.kind == Dimension::ONE && typed.share.is_percent() => {
            let help = format!("give the percentage a period: `{name} = {text}/month`");
            fixed(found, help, Some(Edit::after(number, "/month")))
        }
        _ => found.help("name a row in %/month, or write it like `losing 2%/day`"),
    }
}

/// The finding for `losing r` where `r = 1%/day`: a row is kept per month, and 31 days at 1% a day lose less than 31% at
/// once.
fn daily_loss(lower: &Lower<'_, '_>, expr: ExprId) -> Diagnostic {
    let place = lower.tree.node(expr).span;
    let text = lower.context.sources.text(place);
    let found = Diagnostic::new(Code::BadRate, DAILY, place, "made of a percentage per day or week");
    let row = lower.row_named(expr);
    let Some(definition) = row.map(|(row, _)| lower.builder.table[row.index()].span) else {
        return found.help("write one percentage there, such as `losing 1%/day`, or a row in %/month");
    };
    let found = found.also(definition, "defined here");
    match lower.context.literal_of(definition).map(|literal| lower.context.sources.text(literal)) {
        Some(rate) if rate.contains('%') => found.fix(format!("write `losing {rate}`"), place, rate),
        _ => found.help(format!(
            "write the percentage there, such as `losing 1%/day`, or give `{text}` in %/month"
        )),
    }
}

/// A count per month.
fn flow() -> Typed {
    Typed::constant(Number::ZERO, Dimension::Known(Unit::PER_MONTH), NumberKind::Count)
}

/// A list of one share would look like a duration: its second month gets none.
fn one_share(shares: &[RowId]) -> Option<Argument> {
    (shares.len() == 1).then_some(Argument::Constant(Number::ZERO))
}

/// A function over months of these inputs; the duration's own unit says whether it counts days.
fn history(lower: &Lower<'_, '_>, function: &'static Function, inputs: &[Argument], time: RowId) -> Formula {
    let in_days =
        matches!(lower.builder.table[time.index()].info.kind, Dimension::Known(unit) if unit.in_days);
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
    let one = Typed::constant(Number::ONE, Dimension::ONE, NumberKind::Neutral);
    let left = match decay {
        Decay::Halving(_) => {
            // 2^(-d/H): the quotient of two durations is a pure number in whichever unit both are.
            let halvings = lower.quotient(time, cost).operand;
            let operand = lower.emit(Step::Negate(halvings.at));
            let two = Operand::Constant(Number::from(2u32));
            lower.binary(Operator::Power, two, operand)
        }
        Decay::Losing(expr) => {
            let period = match &lower.tree.node(lower.tree.inside(expr)).kind {
                NodeKind::Literal(literal) => literal.per.unwrap_or(Period::Month),
                _ => Period::Month,
            };
            let waits = periods(lower, time, period);
            let stays = lower.difference(one, cost.with(Dimension::ONE, NumberKind::Percent)).operand;
            lower.binary(Operator::Power, stays, waits)
        }
    };
    let left = Typed { operand: left, ..one.with(Dimension::ONE, NumberKind::Percent) };
    lower.product(rate, Typed { traits: RollupTraits::default(), ..left })
}

/// A duration in periods of another kind, by the days of the month.
fn periods(lower: &mut Lower<'_, '_>, time: Typed, period: Period) -> Traced {
    let in_months = matches!(time.kind, Dimension::Known(unit) if !unit.in_days);
    let constant = |whole: u32| Operand::Constant(Number::from(whole));
    match period {
        Period::Day | Period::Week | Period::Workday => {
            let days = lower.as_days(time).operand;
            match period {
                Period::Week => lower.binary(Operator::Over, days, constant(7)),
                Period::Workday => {
                    let worked =
                        lower.binary(Operator::Times, days, Operand::Row(CalendarPart::Workdays.row()));
                    lower.binary(Operator::Over, worked, Operand::Row(CalendarPart::Days.row()))
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

/// What must hold of a row that a stage's line defines, whatever it is.
pub(super) fn bound(rule: Rule, row: RowId, subject: String, span: Span) -> Bound {
    Bound { rule, row: Some(row), inputs: vec![Argument::Row(row)], subject, unit: Unit::ONE, span }
}

/// How long deals stay on average where shares of them leave after 0, 1, 2 … months: Σ i·p_i months.
fn mean_lag(lower: &mut Lower<'_, '_>, shares: &[RowId]) -> Typed {
    let months = |number| Typed::constant(number, Dimension::Known(Unit::MONTHS), NumberKind::Count);
    let mut sum = months(Number::ZERO);
    for (lag, row) in shares.iter().enumerate() {
        let share = lower.row(*row).with(Dimension::ONE, NumberKind::Count);
        let part = lower.product(share, months(Number::from(lag)));
        sum = lower.sum(sum, part);
    }
    sum
}
