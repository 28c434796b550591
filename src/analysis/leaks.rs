//! Where pipelines leak: the deals that each stage loses, and what they would have been worth.
//!
//! A deal that a stage loses never reaches the stages after it. Had it not been lost there, it would still have
//! had the chance of these stages, p of the next times … times p of the last, and then been worth what a won
//! deal is. That is how it is counted, at the rates and the worth of the month in which it is lost, as
//! `weighted` counts open deals. (The chance of the stage that lost it is no part of it: it is what is asked
//! about. So the amount says what the plan would book in addition, sooner or later, if the stage lost nothing.)

use std::collections::BTreeMap;

use serde::Serialize;

use super::SettledPlan;
use super::ask;
use super::axis::{MemberNames, of_member};
use super::head::{AnswerHead, FieldUnits};
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::Projection;
use crate::model::{MemberId, Model, Pipeline, RowId, Scenario, SegmentId};
use crate::value::{Cell, Denomination, Number, NumberStyle, Unit};

/// The leaks of a plan's pipelines, the largest first.
#[derive(Clone, Debug, Serialize)]
pub struct Leaks {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// What the figures of a stage and of the total count.
    units: FieldUnits,
    /// The stages. Where every pipeline says what a deal is worth, by worth; else by deals.
    pub stages: Vec<Leak>,
    /// All stages together.
    pub total: LeakTotal,
}

/// What one stage loses in the whole plan.
#[derive(Clone, Debug, Serialize)]
pub struct Leak {
    /// The pipeline's name, where it has one.
    pub pipeline: Option<String>,
    /// The stage, as formulas name it.
    pub stage: String,
    /// Deals lost in it; none where that is too large for a number, as for the others.
    pub lost: Option<Number>,
    /// Of them, those that would have been won.
    pub deals: Option<Number>,
    /// What these would have been worth; none in a pipeline that does not say what a deal is worth.
    pub worth: Option<Number>,
    /// How large a part that is of what would be won if no stage lost any, by worth or else by deals. The parts of
    /// several stages do not come to all of it: a deal that one stage no longer loses may still be lost in the next.
    pub share: Option<Number>,
    /// In a plan with segments, whose stage it is: of all members together no one's; none of a pipeline that is there once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<MemberNames>,
    /// What of it waiting costs; none of a stage in which waiting costs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingLoss>,
    /// Whether months without a value are left out.
    #[serde(skip_serializing_if = "super::is_false")]
    pub partial: bool,
}

/// What a stage loses because deals wait in it: a part of what it loses.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingLoss {
    /// The deals that go on.
    #[serde(skip)]
    going_on: Option<Number>,
    /// Of the deals that would go on if waiting cost nothing, the share that does.
    pub left: Option<Number>,
    /// Deals lost by waiting.
    pub lost: Option<Number>,
    /// Of them, those that would have been won.
    pub deals: Option<Number>,
    /// What these would have been worth.
    pub worth: Option<Number>,
    /// How large a part that is of what would be won if no stage lost any, as for all that the stage loses.
    pub share: Option<Number>,
}

/// What all stages lose: with no stage that lost any, each of these deals would be won.
#[derive(Clone, Debug, Serialize)]
pub struct LeakTotal {
    /// Deals lost; none where that is too large a number.
    pub lost: Option<Number>,
    /// The deals that would be won in addition, sooner or later, if no stage lost any: all that are lost, each once.
    pub deals: Option<Number>,
    /// What these would be worth, each in the month in which it is lost: of the pipelines that say what a deal is worth.
    pub worth: Option<Number>,
    /// The pipelines that do not, where others do: their deals are no part of `worth`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_worth: Vec<String>,
}

/// The pipelines that do not say what a deal is worth, where others do: their deals are in no sum of money.
pub(super) fn without_worth(scenario: &Scenario) -> Vec<String> {
    let valued = scenario.pipelines.iter().any(|pipeline| pipeline.worth.is_some());
    let without = scenario.pipelines.iter().filter(|pipeline| valued && pipeline.worth.is_none());
    without.filter_map(|pipeline| pipeline.name.clone()).collect()
}

/// Finds the leaks of all pipelines.
///
/// Errors are what [`super::results`] finds, an unknown scenario, and a plan without a pipeline.
pub fn leaks(plan: &SettledPlan, scenario: &str) -> Result<Leaks, Vec<Diagnostic>> {
    leaks_by(plan, scenario, None)
}

/// The same with the stages of members told apart by the members of a segment; without one, those of all members
/// together.
///
/// # Errors
/// Those of [`leaks`].
pub fn leaks_by(plan: &SettledPlan, scenario: &str, by: Option<SegmentId>) -> Result<Leaks, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    if scenario.pipelines.is_empty() {
        let message = "the plan has no pipeline that could leak";
        let help = "a pipeline is an entry and stages: `pipeline { leads = 20/month; won = 25% of leads in 30 days }`";
        return Err(vec![Diagnostic::without_place(Code::UnknownName, message).help(help)]);
    }
    let found: Vec<(Leak, Option<Number>)> =
        scenario.pipelines.iter().flat_map(|pipeline| leaks_of(pipeline, scenario, &projection)).collect();
    let sum = |parts: Vec<Option<Number>>| {
        let parts: Option<Vec<Number>> = parts.into_iter().collect();
        parts.filter(|parts| !parts.is_empty()).and_then(Number::sum)
    };
    let lost = sum(found.iter().map(|(leak, _)| leak.lost).collect());
    let total = LeakTotal {
        lost,
        deals: lost,
        worth: sum(found.iter().filter(|(leak, _)| leak.worth.is_some()).map(|(_, worth)| *worth).collect()),
        without_worth: without_worth(scenario),
    };
    let by_worth = total.worth.is_some() && total.without_worth.is_empty();
    let mut stages: Vec<Leak> = match model.segments.is_empty() {
        true => found.into_iter().map(|(leak, _)| leak).collect(),
        false => together(model, scenario, found.into_iter().map(|(leak, _)| leak), by),
    };
    let size = |leak: &Leak| if by_worth { leak.worth } else { leak.deals };
    let whole = if by_worth { total.worth } else { total.deals };
    for leak in &mut stages {
        leak.share = size(leak).zip(whole).and_then(|(part, whole)| part.ratio(whole));
        if let Some(waiting) = &mut leak.waiting {
            let size = if by_worth { waiting.worth } else { waiting.deals };
            waiting.share = size.zip(whole).and_then(|(part, whole)| part.ratio(whole));
        }
    }
    // Stages that lose as much stay in the order of the plan.
    stages.sort_by(|a, b| size(b).unwrap_or_default().compare(size(a).unwrap_or_default()));
    let money = Denomination::new(Unit::MONEY, NumberStyle::Plain, model.currency);
    Ok(Leaks {
        head: AnswerHead::new(model, scenario),
        units: FieldUnits::new([
            ("lost", Denomination::COUNT),
            ("deals", Denomination::COUNT),
            ("worth", money),
            ("share", Denomination::PERCENT),
            ("left", Denomination::PERCENT),
        ]),
        stages,
        total,
    })
}

/// The stages of members summed up by name; by a segment, those of the members in each of its members.
fn together(
    model: &Model,
    scenario: &Scenario,
    leaks: impl Iterator<Item = Leak>,
    by: Option<SegmentId>,
) -> Vec<Leak> {
    let flows = scenario.pipelines.iter().flat_map(|pipeline| pipeline.stages.iter().map(|stage| stage.flow));
    let mut all: Vec<Leak> = Vec::new();
    let mut places: BTreeMap<(String, Option<MemberId>), usize> = BTreeMap::new();
    for (leak, flow) in leaks.zip(flows) {
        let Some((family, Some(member))) = of_member(scenario, flow) else {
            all.push(leak);
            continue;
        };
        let own = by.and_then(|by| model.segments.within(member, by));
        let at = *places.entry((family.clone(), own)).or_insert(all.len());
        if let Some(known) = all.get_mut(at) {
            known.add(leak);
            continue;
        }
        let stage = match own {
            Some(own) => format!("{}.{family}", model.segments.member(own).name),
            None => family,
        };
        let members = Some(MemberNames::of(&model.segments, own));
        all.push(Leak { pipeline: None, stage, members, ..leak });
    }
    all
}

/// The sum of what two have; none where one has none.
fn sum(a: Option<Number>, b: Option<Number>) -> Option<Number> {
    a.zip(b).and_then(|(a, b)| Number::sum([a, b]))
}

impl Leak {
    /// Adds the same stage of another member.
    fn add(&mut self, other: Leak) {
        self.lost = sum(self.lost, other.lost);
        self.deals = sum(self.deals, other.deals);
        self.worth = sum(self.worth, other.worth);
        self.partial |= other.partial;
        self.waiting = match (self.waiting.take(), other.waiting) {
            (Some(a), Some(b)) => {
                let (lost, going_on) = (sum(a.lost, b.lost), sum(a.going_on, b.going_on));
                let whole = sum(lost, going_on);
                Some(WaitingLoss {
                    left: going_on.zip(whole).and_then(|(part, whole)| part.ratio(whole)),
                    lost,
                    going_on,
                    deals: sum(a.deals, b.deals),
                    worth: sum(a.worth, b.worth),
                    share: None,
                })
            }
            (one, other) => one.or(other),
        };
    }
}

/// The leaks of one pipeline, in the order of its stages, their share still open; beside each what all that it loses
/// would be worth, had no later stage lost any of it.
fn leaks_of<'p>(
    pipeline: &'p Pipeline,
    scenario: &'p Scenario,
    projection: &'p Projection<Cell>,
) -> impl Iterator<Item = (Leak, Option<Number>)> + 'p {
    let months = 0..projection.row(pipeline.entry).len();
    let worth_in = |month: usize| Some(projection.row(pipeline.worth?)[month]);
    pipeline.stages.iter().enumerate().map(move |(at, stage)| {
        let (mut lost_in_all, mut deals_in_all) = (Cell::ZERO, Cell::ZERO);
        let mut worth_in_all = pipeline.worth.map(|_| Cell::ZERO);
        let mut whole_worth = pipeline.worth.map(|_| Cell::ZERO);
        let mut partial = false;
        for month in months.clone() {
            let lost = projection.row(stage.lost)[month];
            let deals = won_of(pipeline, at, projection, month, lost);
            // Of no deals, the worth is nothing, also in a month in which no worth is stated.
            let worth_of = |deals: Cell| {
                worth_in(month).map(|worth| if deals.is_zero() { Cell::ZERO } else { deals.mul(worth, 0) })
            };
            let (worth, whole) = (worth_of(deals), worth_of(lost));
            if [Some(lost), Some(deals), worth, whole]
                .into_iter()
                .flatten()
                .all(|cell| cell.number().is_some())
            {
                lost_in_all = lost_in_all.add(lost, 0);
                deals_in_all = deals_in_all.add(deals, 0);
                worth_in_all = worth_in_all.zip(worth).map(|(sum, worth)| sum.add(worth, 0));
                whole_worth = whole_worth.zip(whole).map(|(sum, worth)| sum.add(worth, 0));
            } else {
                partial = true;
            }
        }
        let leak = Leak {
            pipeline: pipeline.name.clone(),
            stage: scenario.table.row(stage.flow).name.clone(),
            lost: lost_in_all.number(),
            deals: deals_in_all.number(),
            worth: worth_in_all.and_then(Cell::number),
            share: None,
            members: None,
            waiting: waiting_loss(pipeline, at, projection),
            partial,
        };
        (leak, whole_worth.and_then(Cell::number))
    })
}

/// Of deals at a stage in a month, those that the later stages would win, at the chances of that month.
fn won_of(
    pipeline: &Pipeline,
    stage: usize,
    projection: &Projection<Cell>,
    month: usize,
    deals: Cell,
) -> Cell {
    let later = pipeline.stages[stage + 1..].iter();
    later.fold(deals, |deals, stage| deals.mul(projection.row(stage.kept)[month], 0))
}

/// What waiting costs a stage. With the rate r, of which k is left after waiting, 1 - k of the deals are lost and r - k of
/// them by waiting: (r - k) / (1 - k) of the lost ones. None where waiting costs nothing.
fn waiting_loss(pipeline: &Pipeline, at: usize, projection: &Projection<Cell>) -> Option<WaitingLoss> {
    let stage = &pipeline.stages[at];
    let of = |row: RowId, month: usize| projection.row(row)[month];
    let months = 0..projection.row(pipeline.entry).len();
    let costs = |month: usize| {
        let (rate, kept) = (of(stage.rate, month).number(), of(stage.kept, month).number());
        rate.zip(kept).is_some_and(|(rate, kept)| kept < rate)
    };
    if !months.clone().any(costs) {
        return None;
    }
    let (mut lost, mut deals, mut won) = (Cell::ZERO, Cell::ZERO, Cell::ZERO);
    let mut worth = pipeline.worth.map(|_| Cell::ZERO);
    for month in months {
        let (rate, kept) = (of(stage.rate, month), of(stage.kept, month));
        let all = of(stage.lost, month);
        let by_waiting = if all.is_zero() {
            Cell::ZERO
        } else {
            all.mul(rate.sub(kept, 0), 0).div(Cell::TRUE.sub(kept, 0), 0)
        };
        let price = pipeline.worth.map(|worth| of(worth, month));
        let wins = won_of(pipeline, at, projection, month, by_waiting);
        let amount = price.map(|price| if wins.is_zero() { Cell::ZERO } else { wins.mul(price, 0) });
        let going_on = of(stage.flow, month);
        if [Some(by_waiting), Some(wins), amount, Some(going_on)]
            .into_iter()
            .flatten()
            .all(|cell| cell.number().is_some())
        {
            lost = lost.add(by_waiting, 0);
            deals = deals.add(wins, 0);
            won = won.add(going_on, 0);
            worth = worth.zip(amount).map(|(sum, amount)| sum.add(amount, 0));
        }
    }
    Some(WaitingLoss {
        going_on: won.number(),
        left: won.div(won.add(lost, 0), 0).number(),
        lost: lost.number(),
        deals: deals.number(),
        worth: worth.and_then(Cell::number),
        share: None,
    })
}
