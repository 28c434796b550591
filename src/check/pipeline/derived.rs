//! The rows that a pipeline works out from its stages, and the sums of several pipelines.

use std::rc::Rc;

use super::super::draft::{Body, Built, Draft};
use super::super::lower::Lower;
use super::super::typed::{Kind, Share, Typed};
use super::super::{Context, Layer};
use super::Definition;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::{CHANGE, GROWTH};
use crate::model::{Compare, Conservation, Formula, Input, RowId};
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
}

impl<'a> Layer<'a> {
    /// A row that the pipeline works out, by its short name.
    fn derived(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        short: &'static str,
        uses: Vec<RowId>,
        build: impl Fn(&mut Lower<'_, 'a>) -> Built + 'a,
    ) -> RowId {
        let name = format!("{}{short}", pipeline.prefix());
        let row = match pipeline.row(short) {
            Some(row) => row,
            None => {
                let row = self.declare(context, &name, pipeline.span);
                pipeline.derived.push((short, row));
                row
            }
        };
        let Some(entry) = &pipeline.entry else { return row };
        let rollup = match short {
            "open" | "weighted" => Rollup::Last,
            "entered" | "won" | "lost" | "bookings" | "directed" => Rollup::Sum,
            _ => Rollup::Level,
        };
        let draft = Draft::new(row, entry.tree, pipeline.origin(), Body::Build(uses, Rc::new(build)));
        let velocity = matches!(short, "velocity" | "acceleration");
        self.pending.push(draft.member(true).rolls_up(rollup).velocity(velocity));
        row
    }

    /// Everything that is worked out from the lines. In a scenario, again, with the same rows.
    pub(in crate::check) fn declare_derived(&mut self, context: &Context<'a>, pipeline: &mut Definition<'a>) {
        let Some(entry) = pipeline.entry.clone() else { return };
        let stages = pipeline.stages.clone();
        let Some(last) = stages.last() else { return };
        if let Some(early) = stages[..stages.len() - 1].iter().find(|stage| stage.name == "won") {
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
            self.declare_stage_rows(context, pipeline, stage, entering, opening);
            entering = stage.row;
        }
        let alias = |row: RowId| move |lower: &mut Lower<'_, 'a>| Built::Value(lower.row(row));
        let entered = if entry.name == "entered" {
            entry.row
        } else {
            self.derived(context, pipeline, "entered", vec![entry.row], alias(entry.row))
        };
        let early = stages.iter().any(|stage| stage.name == "won");
        let won = if last.name == "won" || early {
            last.row
        } else {
            self.derived(context, pipeline, "won", vec![last.row], alias(last.row))
        };
        let lost_rows: Vec<RowId> = stages.iter().map(|stage| stage.lost).collect();
        let open_rows: Vec<RowId> = stages.iter().map(|stage| stage.open).collect();
        let kept: Vec<RowId> = stages.iter().map(|stage| stage.kept).collect();
        let times: Vec<RowId> = stages.iter().map(|stage| stage.time).collect();
        let lost = self.derived(context, pipeline, "lost", lost_rows.clone(), sum_of(lost_rows));
        let open = self.derived(context, pipeline, "open", open_rows.clone(), sum_of(open_rows.clone()));
        let rates = kept.clone();
        let win_rate = self.derived(context, pipeline, "win_rate", kept.clone(), move |lower| {
            let product = product_of(lower, &rates);
            Built::Value(product.with(Kind::ONE, Share::Percent))
        });
        let durations = times.clone();
        self.derived(context, pipeline, "cycle", times.clone(), move |lower| {
            let mut sum = Typed::constant(Number::ZERO, Kind::Known(Unit::DAYS), Share::No);
            for time in &durations {
                let time = lower.row(*time);
                let days = lower.as_days(time);
                sum = lower.sum(sum, days);
            }
            Built::Value(sum)
        });
        let (durations, rates) = (times.clone(), kept.clone());
        let uses = times.iter().chain(&kept).copied().collect();
        let cycle_all = self.derived(context, pipeline, "cycle_all", uses, move |lower| {
            let mut sum = Typed::constant(Number::ZERO, Kind::Known(Unit::DAYS), Share::No);
            for (index, time) in durations.iter().enumerate() {
                let time = lower.row(*time);
                let mut days = lower.as_days(time);
                if index > 0 {
                    let reached = product_of(lower, &rates[..index]).with(Kind::ONE, Share::No);
                    days = lower.product(reached, days);
                }
                sum = lower.sum(sum, days);
            }
            Built::Value(sum)
        });
        self.declare_conservation(pipeline, (entered, won, lost, open));
        if let Some(worth) = pipeline.worth {
            let rows = Money { worth, won, open, win_rate, cycle_all, open_rows, kept };
            self.declare_money(context, pipeline, rows);
        }
    }

    fn declare_conservation(
        &mut self,
        pipeline: &Definition<'a>,
        (entered, won, lost, open): (RowId, RowId, RowId, RowId),
    ) {
        self.conservation.retain(|known| known.entered != entered);
        let opening = pipeline.opening.iter().map(|(_, row)| Input::Row(*row)).collect();
        self.conservation.push(Conservation { entered, won, lost, open, opening });
    }

    fn declare_money(&mut self, context: &Context<'a>, pipeline: &mut Definition<'a>, rows: Money) {
        let Money { worth, won, open, win_rate, cycle_all, open_rows, kept } = rows;
        let bookings = self.reserve(context, pipeline, "bookings");
        let uses = vec![open, win_rate, worth, cycle_all, bookings];
        let velocity = self.derived(context, pipeline, "velocity", uses, move |lower| {
            let [open, win_rate, worth, cycle, bookings] =
                [open, win_rate, worth, cycle_all, bookings].map(|row| lower.row(row));
            let product = lower.product(open, win_rate);
            let product = lower.product(product, worth);
            let velocity = lower.quotient(product, cycle);
            let zero = Typed::constant(Number::ZERO, Kind::Zero, Share::Bare);
            let at_once = lower.compare(Compare::Equal, cycle, zero);
            let at_once = lower.sure(at_once);
            let chosen = lower.choose(at_once, bookings, velocity);
            Built::Value(lower.sure(chosen))
        });
        let bookings = self.derived(context, pipeline, "bookings", vec![won, worth], move |lower| {
            let (won, worth) = (lower.row(won), lower.row(worth));
            Built::Value(lower.product(won, worth))
        });
        let uses = open_rows.iter().chain(&kept).copied().chain([worth]).collect();
        self.derived(context, pipeline, "weighted", uses, move |lower| {
            let mut sum: Option<Typed> = None;
            for (index, open) in open_rows.iter().enumerate() {
                let chance = product_of(lower, &kept[index..]).with(Kind::ONE, Share::No);
                let open = lower.row(*open);
                let part = lower.product(open, chance);
                sum = Some(match sum {
                    Some(sum) => lower.sum(sum, part),
                    None => part,
                });
            }
            let worth = lower.row(worth);
            let sum = sum.unwrap_or_else(Typed::unknown);
            Built::Value(lower.product(sum, worth))
        });
        let aligned = pipeline.aligned;
        let uses = std::iter::once(bookings).chain(aligned).collect();
        self.derived(context, pipeline, "directed", uses, move |lower| {
            let bookings = lower.row(bookings);
            let aligned = match aligned {
                Some(row) => lower.row(row).with(Kind::ONE, Share::No),
                None => Typed::constant(Number::ONE, Kind::ONE, Share::Bare),
            };
            Built::Value(lower.product(bookings, aligned))
        });
        self.declare_trends(context, pipeline, velocity, bookings);
    }

    /// Room for a row that others need before it is declared.
    fn reserve(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        short: &'static str,
    ) -> RowId {
        if let Some(row) = pipeline.row(short) {
            return row;
        }
        let row = self.declare(context, &format!("{}{short}", pipeline.prefix()), pipeline.span);
        pipeline.derived.push((short, row));
        row
    }

    /// `acceleration` and `sales_growth`.
    fn declare_trends(
        &mut self,
        context: &Context<'a>,
        pipeline: &mut Definition<'a>,
        velocity: RowId,
        bookings: RowId,
    ) {
        for (short, function, of, kind, share) in [
            ("acceleration", &CHANGE, velocity, Kind::Known(Unit::MONEY_PER_MONTH), Share::No),
            ("sales_growth", &GROWTH, bookings, Kind::ONE, Share::Percent),
        ] {
            self.derived(context, pipeline, short, vec![of], move |_| {
                let arguments = Box::new([Input::Row(of)]);
                let formula = Formula::History {
                    function,
                    arguments,
                    before: None,
                    in_days: false,
                    span: None,
                    from: 0,
                };
                Built::History(formula, Typed::constant(Number::ZERO, kind, share))
            });
        }
    }

    /// Where pipelines are named, the plain names are their sums.
    pub(in crate::check) fn declare_pipeline_sums(&mut self, context: &Context<'a>) {
        let pipelines: Vec<Definition<'a>> =
            self.pipelines.iter().filter(|pipeline| pipeline.name.is_some()).cloned().collect();
        let Some(first) = pipelines.first() else { return };
        let mut sums = Definition { entry: first.entry.clone(), ..Definition::new(None, first.span) };
        let mut made = Vec::new();
        for short in ["entered", "won", "lost", "open", "velocity", "bookings", "weighted", "directed"] {
            let rows: Vec<RowId> = pipelines
                .iter()
                .filter_map(|pipeline| match short {
                    "entered" => pipeline.row(short).or_else(|| {
                        pipeline.entry.as_ref().filter(|entry| entry.name == "entered").map(|entry| entry.row)
                    }),
                    "won" => pipeline.row(short).or_else(|| {
                        pipeline.stages.last().filter(|stage| stage.name == "won").map(|stage| stage.row)
                    }),
                    _ => pipeline.row(short),
                })
                .collect();
            if !rows.is_empty() {
                let row = self.derived(context, &mut sums, short, rows.clone(), sum_of(rows));
                made.push((short, row));
            }
        }
        let row = |short: &str| made.iter().find(|(name, _)| *name == short).map(|(_, row)| *row);
        if let (Some(velocity), Some(bookings)) = (row("velocity"), row("bookings")) {
            self.declare_trends(context, &mut sums, velocity, bookings);
        }
    }
}

/// A builder of the sum of rows.
fn sum_of<'a>(rows: Vec<RowId>) -> impl Fn(&mut Lower<'_, 'a>) -> Built {
    move |lower| {
        let mut sum: Option<Typed> = None;
        for row in &rows {
            let value = lower.row(*row);
            sum = Some(match sum {
                Some(sum) => lower.sum(sum, value),
                None => value,
            });
        }
        Built::Value(sum.unwrap_or_else(Typed::unknown))
    }
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
    product.unwrap_or_else(|| Typed::constant(Number::ONE, Kind::ONE, Share::Percent))
}
