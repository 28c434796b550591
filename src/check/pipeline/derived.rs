//! The rows that a pipeline works out from its stages, and the sums of several pipelines.

use std::rc::Rc;

use super::super::draft::{Build, Built, Draft, DraftBody};
use super::super::lower::Lower;
use super::super::typed::{Dimension, NumberKind, Typed};
use super::super::{Context, ScenarioBuilder};
use super::PipelineDefinition;
use super::stage::at_start;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::{CHANGE, GROWTH};
use crate::model::{Argument, Compare, Formula, MemberId, PipelinePart, Role, RowId};
use crate::source::Span;
use crate::syntax::tree::Tree;
use crate::value::{Number, Rollup, Unit};

/// The rows that the money of a pipeline is made of.
struct Money {
    worth: RowId,
    won: RowId,
    open: RowId,
    win_rate: RowId,
    cycle_all: RowId,
    open_rows: Vec<RowId>,
    kept: Vec<RowId>,
    /// The deals that wait at the start, of each stage of which the plan says some, with its place.
    opening: Vec<(usize, RowId)>,
}

impl<'a> ScenarioBuilder<'a> {
    /// A row that the pipeline works out.
    fn derived(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut PipelineDefinition<'a>,
        part: PipelinePart,
        uses: Vec<RowId>,
        build: impl Fn(&mut Lower<'_, 'a>) -> Built + 'a,
    ) -> RowId {
        // In a scenario the parent's row: its formula is built again, since it closes over the rows of the
        // stages.
        let row = self.reserve(context, pipeline, part);
        let Some(entry) = &pipeline.entry else { return row };
        let role = Role::Pipeline { pipeline: pipeline.index, part };
        self.pending.push(worked_out((row, role), part, entry.tree, uses, Rc::new(build)));
        row
    }

    /// Everything that is worked out from the lines. In a scenario, again, with the same rows.
    pub(in crate::check) fn declare_derived(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut PipelineDefinition<'a>,
    ) {
        let Some(entry) = pipeline.entry.clone() else { return };
        let stages = pipeline.stages.clone();
        let Some(last) = stages.last() else { return };
        if let Some(early) =
            stages[..stages.len() - 1].iter().find(|stage| stage.name == PipelinePart::Won.name())
        {
            let found = Diagnostic::new(
                Code::DuplicateName,
                "`won` is what the last stage gives: no stage comes after it",
                early.stage.name,
                "not the last stage",
            );
            self.diagnostics.push(found.help("call this stage something else"));
        }
        let mut entering = entry.row;
        for (index, stage) in stages.iter().enumerate() {
            let opening = pipeline.opening.iter().find(|(at, _)| *at == index).map(|(_, row)| *row);
            let mut definition = stage.clone();
            self.declare_stage_rows(pipeline, &mut definition, entering, opening);
            pipeline.stages[index] = definition;
            entering = stage.row;
        }
        let alias = |row: RowId| move |lower: &mut Lower<'_, 'a>| Built::Value(lower.row(row));
        if entry.name != PipelinePart::Entered.name() {
            self.derived(context, pipeline, PipelinePart::Entered, vec![entry.row], alias(entry.row));
        }
        let won = if stages.iter().any(|stage| stage.name == PipelinePart::Won.name()) {
            last.row
        } else {
            self.derived(context, pipeline, PipelinePart::Won, vec![last.row], alias(last.row))
        };
        let lost_rows: Vec<RowId> = stages.iter().map(|stage| stage.lost).collect();
        let open_rows: Vec<RowId> = stages.iter().map(|stage| stage.open).collect();
        let kept: Vec<RowId> = stages.iter().map(|stage| stage.kept).collect();
        let times: Vec<RowId> = stages.iter().map(|stage| stage.time).collect();
        self.derived(context, pipeline, PipelinePart::Lost, lost_rows.clone(), sum_of(lost_rows));
        let (uses, sum) = (open_rows.clone(), sum_of(open_rows.clone()));
        let open = self.derived(context, pipeline, PipelinePart::Open, uses, sum);
        let mut opening = pipeline.opening.clone();
        opening.sort_unstable_by_key(|(stage, _)| *stage);
        let waiting: Vec<RowId> = opening.iter().map(|(_, row)| *row).collect();
        let uses = waiting.iter().copied().chain([open]).collect();
        self.derived(context, pipeline, PipelinePart::OpenOpening, uses, move |lower| {
            let waiting = sum_of_rows(lower, &waiting);
            Built::Value(at_start(lower, open, waiting, Unit::ONE))
        });
        let rates = kept.clone();
        let win_rate = self.derived(context, pipeline, PipelinePart::WinRate, kept.clone(), move |lower| {
            let product = product_of(lower, &rates);
            Built::Value(product.with(Dimension::ONE, NumberKind::Percent))
        });
        let durations = times.clone();
        self.derived(context, pipeline, PipelinePart::Cycle, times.clone(), move |lower| {
            let mut sum = Typed::constant(Number::ZERO, Dimension::Known(Unit::DAYS), NumberKind::Count);
            for time in &durations {
                let time = lower.row(*time);
                let days = lower.as_days(time);
                sum = lower.sum(sum, days);
            }
            Built::Value(sum)
        });
        let (durations, rates) = (times.clone(), kept.clone());
        let uses = times.iter().chain(&kept).copied().collect();
        let cycle_all = self.derived(context, pipeline, PipelinePart::CycleAll, uses, move |lower| {
            let mut sum = Typed::constant(Number::ZERO, Dimension::Known(Unit::DAYS), NumberKind::Count);
            for (index, time) in durations.iter().enumerate() {
                let time = lower.row(*time);
                let mut days = lower.as_days(time);
                if index > 0 {
                    // A stage is waited in only by those who reach it, so its time counts by the share of them.
                    let reached = product_of(lower, &rates[..index]).with(Dimension::ONE, NumberKind::Count);
                    days = lower.product(reached, days);
                }
                sum = lower.sum(sum, days);
            }
            Built::Value(sum)
        });
        if let Some(worth) = pipeline.worth {
            let rows = Money { worth, won, open, win_rate, cycle_all, open_rows, kept, opening };
            self.declare_money(context, pipeline, rows);
        }
    }

    fn declare_money(&mut self, context: &Context<'a>, pipeline: &mut PipelineDefinition<'a>, rows: Money) {
        let Money { worth, won, open, win_rate, cycle_all, open_rows, kept, opening } = rows;
        let bookings = self.reserve(context, pipeline, PipelinePart::Bookings);
        let uses = vec![open, win_rate, worth, cycle_all, bookings];
        let velocity = self.derived(context, pipeline, PipelinePart::Velocity, uses, move |lower| {
            let [open, win_rate, worth, cycle, bookings] =
                [open, win_rate, worth, cycle_all, bookings].map(|row| lower.row(row));
            let product = lower.product(open, win_rate);
            let product = lower.product(product, worth);
            let velocity = lower.quotient(product, cycle);
            let zero = Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal);
            // Velocity is open deals × win rate × worth / cycle. Where nothing takes any time, nothing is ever
            // open: what is won is booked in the same month.
            let at_once = lower.compare(Compare::Equal, cycle, zero);
            let at_once = lower.sure(at_once);
            let chosen = lower.choose(at_once, bookings, velocity);
            Built::Value(lower.sure(chosen))
        });
        self.derived(context, pipeline, PipelinePart::Bookings, vec![won, worth], move |lower| {
            let (won, worth) = (lower.row(won), lower.row(worth));
            Built::Value(lower.product(won, worth))
        });
        let uses = open_rows.iter().chain(&kept).copied().chain([worth]).collect();
        let (open_rows, rates): (Vec<(usize, RowId)>, _) =
            (open_rows.into_iter().enumerate().collect(), kept.clone());
        let weighted = self.derived(context, pipeline, PipelinePart::Weighted, uses, move |lower| {
            Built::Value(weighted(lower, &open_rows, &rates, worth).unwrap_or_else(Typed::unknown))
        });
        let uses = opening.iter().map(|(_, row)| *row).chain(kept.iter().copied()).chain([worth, weighted]);
        let uses = uses.collect();
        self.derived(context, pipeline, PipelinePart::WeightedOpening, uses, move |lower| {
            let waiting = self::weighted(lower, &opening, &kept, worth);
            Built::Value(at_start(lower, weighted, waiting, Unit::MONEY))
        });
        let aligned = pipeline.aligned;
        let uses = std::iter::once(bookings).chain(aligned).collect();
        self.derived(context, pipeline, PipelinePart::Directed, uses, move |lower| {
            let bookings = lower.row(bookings);
            let aligned = match aligned {
                Some(row) => lower.row(row).with(Dimension::ONE, NumberKind::Count),
                None => Typed::constant(Number::ONE, Dimension::ONE, NumberKind::Literal),
            };
            Built::Value(lower.product(bookings, aligned))
        });
        for (part, of) in [(PipelinePart::Acceleration, velocity), (PipelinePart::SalesGrowth, bookings)] {
            self.derived(context, pipeline, part, vec![of], trend(part, of));
        }
    }

    /// The row of a part, or room for one that others need before it is declared.
    fn reserve(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut PipelineDefinition<'a>,
        part: PipelinePart,
    ) -> RowId {
        if let Some(row) = pipeline.row(part) {
            return row;
        }
        let name = format!("{}{}", pipeline.prefix(), part.name());
        let stage = pipeline.stages.iter().find(|stage| stage.name == part.name());
        let row = match stage.map(|stage| stage.stage.name) {
            Some(place) => {
                let message = format!("the pipeline works `{name}` out itself: a stage needs another name");
                let found = Diagnostic::new(Code::DuplicateName, message, place, "a row of every pipeline");
                let help = format!("call the stage something else, such as `{}_deals`", part.name());
                self.diagnostics.push(found.help(help));
                self.room(&name, pipeline.span)
            }
            None => self.declare(context, &name, pipeline.span),
        };
        pipeline.derived.push((part, row));
        row
    }

    /// Where pipelines are named, the plain names are their sums. Said once more where a scenario makes one of them
    /// have more rows: the sums keep their ids.
    pub(in crate::check) fn declare_pipeline_sums(&mut self, context: &Context<'a>) {
        let named = self.pipelines.iter().filter(|pipeline| pipeline.name.is_some());
        let Some((span, Some(tree))) =
            named.clone().next().map(|first| (first.span, first.entry.as_ref().map(|entry| entry.tree)))
        else {
            return;
        };
        let of = |part: PipelinePart| {
            named.clone().filter_map(move |pipeline| match part {
                PipelinePart::Entered => pipeline.entered(),
                PipelinePart::Won => pipeline.won(),
                _ => pipeline.row(part),
            })
        };
        // By name, and not in the order of the blocks: a sum may not change in its last digit when a block moves.
        let in_order = |part: PipelinePart| {
            let mut rows: Vec<RowId> = of(part).collect();
            rows.sort_by(|a, b| self.table[a.index()].name.cmp(&self.table[b.index()].name));
            rows
        };
        let summed: Vec<(PipelinePart, Vec<RowId>)> =
            SUMMED.iter().map(|part| (*part, in_order(*part))).collect();
        for (part, rows) in summed.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            self.declare_sum(context, span, tree, part, (rows.clone(), Rc::new(sum_of(rows))));
        }
        self.declare_sums_of_members(context, tree);
        // Worked out from the sums: the growth of a total is not the sum of growths.
        let sum = |part| self.sums.iter().find(|(known, _)| *known == part).map(|(_, row)| *row);
        if let (Some(velocity), Some(bookings)) = (sum(PipelinePart::Velocity), sum(PipelinePart::Bookings)) {
            for (part, of) in [(PipelinePart::Acceleration, velocity), (PipelinePart::SalesGrowth, bookings)]
            {
                self.declare_sum(context, span, tree, part, (vec![of], Rc::new(trend(part, of))));
            }
        }
    }

    /// The sums of a member whose pipelines have names of their own: `west.bookings` of `west.new` and `west.old`.
    fn declare_sums_of_members(&mut self, context: &Context<'a>, tree: &'a Tree) {
        let own = |pipeline: &&PipelineDefinition<'a>| {
            let member = pipeline.outer.member?;
            let is_its_only = pipeline.name.as_deref() == Some(context.segments.member(member).name.as_str());
            (!is_its_only).then_some(member)
        };
        let mut members: Vec<MemberId> =
            self.pipelines.iter().filter_map(|pipeline| own(&pipeline)).collect();
        members.dedup();
        for member in members {
            let of = |part: PipelinePart| {
                let pipelines = self.pipelines.iter().filter(|pipeline| own(pipeline) == Some(member));
                let mut rows: Vec<RowId> = pipelines
                    .filter_map(|pipeline| match part {
                        PipelinePart::Entered => pipeline.entered(),
                        PipelinePart::Won => pipeline.won(),
                        _ => pipeline.row(part),
                    })
                    .collect();
                rows.sort_by(|a, b| self.table[a.index()].name.cmp(&self.table[b.index()].name));
                rows
            };
            let summed: Vec<(PipelinePart, Vec<RowId>)> =
                SUMMED.iter().map(|part| (*part, of(*part))).collect();
            let outer = self.member.replace(member);
            for (part, rows) in summed.into_iter().filter(|(_, rows)| !rows.is_empty()) {
                let name = self.own_name(context, part.name());
                // In a scenario the same row again, which has more pipelines to sum.
                let row = match self.names.get(&name) {
                    Some(known) if self.member_sums.contains(&known) => known,
                    _ => {
                        let span =
                            self.pipelines.iter().find(|one| own(one) == Some(member)).map(|one| one.span);
                        let row = self.declare(context, &name, span.unwrap_or_default());
                        self.member_sums.push(row);
                        row
                    }
                };
                self.pending.retain(|draft| draft.row != row);
                let build = Rc::new(sum_of(rows.clone()));
                self.pending.push(worked_out((row, Role::PipelineSum(part)), part, tree, rows, build));
            }
            self.member = outer;
        }
    }

    fn declare_sum(
        &mut self,
        context: &Context<'a>,
        span: Span,
        tree: &'a Tree,
        part: PipelinePart,
        (uses, build): (Vec<RowId>, Build<'a>),
    ) {
        let row = match self.sums.iter().find(|(known, _)| *known == part) {
            Some((_, row)) => *row,
            None => {
                let row = self.declare(context, part.name(), span);
                self.sums.push((part, row));
                row
            }
        };
        // Of two pipelines that a scenario gives their worth, the second says the sum of both.
        self.pending.retain(|draft| draft.row != row);
        self.pending.push(worked_out((row, Role::PipelineSum(part)), part, tree, uses, build));
    }
}

/// What is added up where there are several pipelines; rates and durations are not.
const SUMMED: [PipelinePart; 10] = [
    PipelinePart::Entered,
    PipelinePart::Won,
    PipelinePart::Lost,
    PipelinePart::Open,
    PipelinePart::OpenOpening,
    PipelinePart::Velocity,
    PipelinePart::Bookings,
    PipelinePart::Weighted,
    PipelinePart::WeightedOpening,
    PipelinePart::Directed,
];

/// The draft of a row of a pipeline, or of several together, that is worked out.
fn worked_out<'a>(
    (row, role): (RowId, Role),
    part: PipelinePart,
    tree: &'a Tree,
    uses: Vec<RowId>,
    build: Build<'a>,
) -> Draft<'a> {
    let rollup = match part {
        PipelinePart::Open
        | PipelinePart::OpenOpening
        | PipelinePart::Weighted
        | PipelinePart::WeightedOpening => Rollup::Last,
        PipelinePart::Entered
        | PipelinePart::Won
        | PipelinePart::Lost
        | PipelinePart::Bookings
        | PipelinePart::Directed => Rollup::Sum,
        _ => Rollup::Level,
    };
    let velocity = matches!(part, PipelinePart::Velocity | PipelinePart::Acceleration);
    Draft::new(row, tree, role, DraftBody::Build(uses, build)).rolls_up(rollup).velocity(velocity)
}

/// A builder of `acceleration` and `sales_growth`.
fn trend<'a>(part: PipelinePart, of: RowId) -> impl Fn(&mut Lower<'_, 'a>) -> Built {
    let (function, kind, share) = match part {
        PipelinePart::Acceleration => (&CHANGE, Dimension::Known(Unit::MONEY_PER_MONTH), NumberKind::Count),
        _ => (&GROWTH, Dimension::ONE, NumberKind::Percent),
    };
    move |_| {
        let arguments = Box::new([Argument::Row(of)]);
        let formula =
            Formula::History { function, arguments, before: None, in_days: false, span: None, from: 0 };
        Built::History(formula, Typed::constant(Number::ZERO, kind, share))
    }
}

/// A builder of the sum of rows.
fn sum_of<'a>(rows: Vec<RowId>) -> impl Fn(&mut Lower<'_, 'a>) -> Built {
    move |lower| Built::Value(sum_of_rows(lower, &rows).unwrap_or_else(Typed::unknown))
}

/// The sum of rows; none of no row.
fn sum_of_rows(lower: &mut Lower<'_, '_>, rows: &[RowId]) -> Option<Typed> {
    rows.iter().fold(None, |sum, row| {
        let value = lower.row(*row);
        Some(match sum {
            Some(sum) => lower.sum(sum, value),
            None => value,
        })
    })
}

/// Deals that wait, each with the place of its stage, at their chance to be won, times what a won deal is worth. None of
/// no deals.
fn weighted(
    lower: &mut Lower<'_, '_>,
    waiting: &[(usize, RowId)],
    kept: &[RowId],
    worth: RowId,
) -> Option<Typed> {
    let mut sum: Option<Typed> = None;
    for (stage, deals) in waiting {
        // The chance of a deal that is in this stage: it still has to pass this one and all after it.
        let chance = product_of(lower, kept.get(*stage..)?).with(Dimension::ONE, NumberKind::Count);
        let deals = lower.row(*deals);
        let part = lower.product(deals, chance);
        sum = Some(match sum {
            Some(sum) => lower.sum(sum, part),
            None => part,
        });
    }
    let worth = lower.row(worth);
    Some(lower.product(sum?, worth))
}

/// The product of rates.
fn product_of(lower: &mut Lower<'_, '_>, rows: &[RowId]) -> Typed {
    let mut product: Option<Typed> = None;
    for row in rows {
        let value = lower.row(*row);
        product = Some(match product {
            Some(product) => lower.product(product, value),
            None => value,
        });
    }
    product.unwrap_or_else(|| Typed::constant(Number::ONE, Dimension::ONE, NumberKind::Percent))
}
