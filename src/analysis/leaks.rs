//! Where pipelines leak: the deals that each stage loses, and what they would have been worth.
//!
//! A deal that a stage loses never reaches the stages after it. Had it not been lost there, it would still have
//! had the chance of these stages, p of the next times … times p of the last, and then been worth what a won
//! deal is. That is how it is counted, at the rates and the worth of the month in which it is lost, as
//! `weighted` counts open deals. (The chance of the stage that lost it is no part of it: it is what is asked
//! about. So the amount says what the plan would book in addition, sooner or later, if the stage lost nothing.)

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::SettledPlan;
use super::ask;
use crate::diagnostic::{Code, Diagnostic};
use crate::eval::Projection;
use crate::model::{Formula, Operand, Operator, Origin, RowId, Scenario, Step};
use crate::value::{Cell, Currency, Number};

/// The leaks of a plan's pipelines, the largest first.
#[derive(Clone, Debug)]
pub struct Leaks {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario's name, `base` for the plan as it stands.
    pub scenario: String,
    /// The scenario's label, where it has one.
    pub scenario_label: Option<String>,
    /// The plan's currency.
    pub currency: Currency,
    /// The stages. Where every pipeline says what a deal is worth, by worth; else by deals.
    pub stages: Vec<Leak>,
    /// All stages together.
    pub total: LeakTotal,
}

/// What one stage loses in the whole plan.
#[derive(Clone, Debug)]
pub struct Leak {
    /// The pipeline's name, where it has one.
    pub pipeline: Option<String>,
    /// The stage, as formulas name it.
    pub stage: String,
    /// Deals lost in it.
    pub lost: Number,
    /// Of them, those that would have been won.
    pub deals: Number,
    /// What these would have been worth; none in a pipeline that does not say what a deal is worth.
    pub worth: Option<Number>,
    /// Its part of all leakage, by worth or else by deals.
    pub share: Option<Number>,
    /// Whether months without a value are left out.
    pub partial: bool,
}

/// What all stages lose.
#[derive(Clone, Debug)]
pub struct LeakTotal {
    /// Deals lost.
    pub lost: Number,
    /// Of them, those that would have been won.
    pub deals: Number,
    /// What these would have been worth.
    pub worth: Option<Number>,
}

/// Finds the leaks of all pipelines.
///
/// Errors are what [`super::results`] finds, an unknown scenario, and a plan without a pipeline.
pub fn leaks(plan: &SettledPlan, scenario: &str) -> Result<Leaks, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    let pipelines = pipelines(scenario);
    if pipelines.is_empty() {
        let message = "the plan has no pipeline that could leak";
        let help = "a pipeline is an entry and stages: `pipeline { leads = 20/month; won = 25% of leads in 30 days }`";
        return Err(vec![Diagnostic::without_place(Code::UnknownName, message).help(help)]);
    }
    let mut stages: Vec<Leak> =
        pipelines.iter().flat_map(|pipeline| leaks_of(pipeline, scenario, &projection)).collect();
    let sum = |part: fn(&Leak) -> Option<Number>| {
        let parts: Option<Vec<Number>> = stages.iter().map(part).collect();
        parts.map(|parts| parts.into_iter().fold(Number::ZERO, plus))
    };
    let total = LeakTotal {
        lost: sum(|leak| Some(leak.lost)).unwrap_or_default(),
        deals: sum(|leak| Some(leak.deals)).unwrap_or_default(),
        worth: sum(|leak| leak.worth),
    };
    let size = |leak: &Leak| if total.worth.is_some() { leak.worth.unwrap_or_default() } else { leak.deals };
    let whole = total.worth.unwrap_or(total.deals);
    for leak in &mut stages {
        leak.share = Cell::from(size(leak)).over(Cell::from(whole), 0).number();
    }
    // Stages that lose as much stay in the order of the plan.
    stages.sort_by(|a, b| size(b).compare(size(a)));
    Ok(Leaks {
        title: model.title.clone(),
        scenario: scenario.name.clone(),
        scenario_label: scenario.label.clone(),
        currency: model.currency,
        stages,
        total,
    })
}

/// A pipeline as far as its leaks need it.
struct Pipeline {
    name: Option<String>,
    stages: Vec<Stage>,
    worth: Option<Operand>,
}

struct Stage {
    name: String,
    kept: RowId,
    lost: RowId,
}

/// The pipelines of a plan with their stages in order, found by the rows that every stage has.
fn pipelines(scenario: &Scenario) -> Vec<Pipeline> {
    let table = &scenario.table;
    let mut pipelines: Vec<Pipeline> = Vec::new();
    for row in table.rows.iter().filter(|row| !row.hidden && row.member) {
        let Origin::Pipeline(name) = &row.origin else { continue };
        let Some(stage) = row.name.strip_suffix(".kept") else { continue };
        let part = |part: &str| table.find(&format!("{stage}.{part}"));
        let (Some(kept), Some(lost)) = (part("kept"), part("lost")) else { continue };
        let at = match pipelines.iter().position(|pipeline| pipeline.name == *name) {
            Some(at) => at,
            None => {
                pipelines.push(Pipeline {
                    name: name.clone(),
                    stages: Vec::new(),
                    worth: worth(scenario, name.as_deref()),
                });
                pipelines.len() - 1
            }
        };
        pipelines[at].stages.push(Stage { name: stage.to_string(), kept, lost });
    }
    pipelines
}

/// What a won deal is worth: the other factor of the bookings.
fn worth(scenario: &Scenario, name: Option<&str>) -> Option<Operand> {
    let bookings = name.map_or_else(|| "bookings".to_string(), |name| format!("{name}.bookings"));
    let row = scenario.table.row(scenario.table.find(&bookings)?);
    match (&row.formula, &row.origin) {
        (Formula::Steps { steps, .. }, Origin::Pipeline(_)) => match steps.as_ref() {
            [Step::Binary(Operator::Times, _, worth)] => Some(*worth),
            _ => None,
        },
        _ => None,
    }
}

fn leaks_of<'p>(
    pipeline: &'p Pipeline,
    scenario: &'p Scenario,
    projection: &'p Projection<Cell>,
) -> impl Iterator<Item = Leak> + 'p {
    let months = 0..scenario.conservation.first().map_or(0, |any| projection.row(any.entered).len());
    let worth_in = |month: usize| match pipeline.worth? {
        Operand::Row(row) => Some(projection.row(row)[month]),
        Operand::Constant(number) => Some(Cell::from(number)),
        _ => None,
    };
    pipeline.stages.iter().enumerate().map(move |(at, stage)| {
        let mut leak = Leak {
            pipeline: pipeline.name.clone(),
            stage: stage.name.clone(),
            lost: Number::ZERO,
            deals: Number::ZERO,
            worth: pipeline.worth.map(|_| Number::ZERO),
            share: None,
            partial: false,
        };
        for month in months.clone() {
            let lost = projection.row(stage.lost)[month];
            let later = pipeline.stages[at + 1..].iter();
            let deals = later.fold(lost, |deals, stage| deals.times(projection.row(stage.kept)[month], 0));
            let worth =
                worth_in(month).map(|worth| if deals.is_zero() { Cell::ZERO } else { deals.times(worth, 0) });
            match (lost.number(), deals.number(), worth.map(Cell::number)) {
                (Some(lost), Some(deals), worth) if worth != Some(None) => {
                    leak.lost = plus(leak.lost, lost);
                    leak.deals = plus(leak.deals, deals);
                    leak.worth = leak.worth.zip(worth.flatten()).map(|(sum, worth)| plus(sum, worth));
                }
                _ => leak.partial = true,
            }
        }
        leak
    })
}

fn plus(a: Number, b: Number) -> Number {
    a.plus(b).map_or(a, |(sum, _)| sum)
}

impl Serialize for Leaks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("scenario", &self.scenario)?;
        map.serialize_entry("currency", self.currency.code())?;
        map.serialize_entry("stages", &self.stages)?;
        map.serialize_entry("total", &self.total)?;
        map.end()
    }
}

impl Serialize for Leak {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("pipeline", &self.pipeline)?;
        map.serialize_entry("stage", &self.stage)?;
        map.serialize_entry("lost", &self.lost)?;
        map.serialize_entry("deals", &self.deals)?;
        map.serialize_entry("worth", &self.worth)?;
        map.serialize_entry("share", &self.share)?;
        if self.partial {
            map.serialize_entry("partial", &true)?;
        }
        map.end()
    }
}

impl Serialize for LeakTotal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("lost", &self.lost)?;
        map.serialize_entry("deals", &self.deals)?;
        map.serialize_entry("worth", &self.worth)?;
        map.end()
    }
}
