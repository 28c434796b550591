//! A pipeline as its rows.

use super::{PipelinePart, RowId, StagePart};
use crate::source::Span;

/// A pipeline: which row is what.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// What roles call it: its place among the pipelines of the plan.
    pub index: u32,
    /// The name, where it has one.
    pub name: Option<String>,
    /// Where it stands: its name, or the head of its block.
    pub span: Span,
    /// The row of what comes in each month.
    pub entry: RowId,
    /// The stages in order; there is at least one.
    pub stages: Vec<PipelineStage>,
    /// What a won deal brings. Never shown.
    pub worth: Option<RowId>,
    /// How far the business lies in the company's direction. Never shown.
    pub aligned: Option<RowId>,
    /// The entry by the name that it has in every pipeline; the entry itself, where it is called so.
    pub entered: RowId,
    /// What arrives at the last stage; that stage's row, where it is called so.
    pub won: RowId,
    /// The row of the deals lost each month, of all stages.
    pub lost: RowId,
    /// The row of the deals that wait at the end of a month, in all stages.
    pub open: RowId,
    /// The same at the start of a month.
    pub open_opening: RowId,
    /// The share of the deals that is won.
    pub win_rate: RowId,
    /// The time from entry to the end, of a deal that is won.
    pub cycle: RowId,
    /// The time that a deal spends in the pipeline, lost ones included.
    pub cycle_all: RowId,
    /// The rows of money; none where the plan does not say what a deal is worth.
    pub money: Option<PipelineMoney>,
}

/// The rows of money of a pipeline.
#[derive(Clone, Copy, Debug)]
pub struct PipelineMoney {
    /// Open deals times win rate times worth, over the cycle.
    pub velocity: RowId,
    /// Won deals times worth.
    pub bookings: RowId,
    /// Open deals at their chance to be won, times worth.
    pub weighted: RowId,
    /// The same at the start of a month.
    pub weighted_opening: RowId,
    /// Bookings times how far they lie in the company's direction.
    pub directed: RowId,
    /// The change of velocity against the month before.
    pub acceleration: RowId,
    /// The growth of bookings against the month before.
    pub sales_growth: RowId,
}

/// A stage of a pipeline: which row is what.
#[derive(Clone, Debug)]
pub struct PipelineStage {
    /// The name as it is written in the pipeline.
    pub name: String,
    /// The row of the deals that leave it for the next stage each month.
    pub flow: RowId,
    /// The share that goes on.
    pub rate: RowId,
    /// How long a deal waits.
    pub time: RowId,
    /// The rate after what waiting costs.
    pub kept: RowId,
    /// The row of the deals that wait in it at the end of a month.
    pub open: RowId,
    /// The deals that do not go on.
    pub lost: RowId,
    /// The deals that wait in it at the start of a month.
    pub open_opening: RowId,
    /// The deals that wait before the first month; none where the plan says of none. Never shown.
    pub opening: Option<RowId>,
}

impl Pipeline {
    /// The row that is this part; none of money where there is none.
    pub fn row(&self, part: PipelinePart) -> Option<RowId> {
        let money = |of: fn(&PipelineMoney) -> RowId| self.money.as_ref().map(of);
        match part {
            PipelinePart::Worth => self.worth,
            PipelinePart::Aligned => self.aligned,
            PipelinePart::Entered => Some(self.entered),
            PipelinePart::Won => Some(self.won),
            PipelinePart::Lost => Some(self.lost),
            PipelinePart::Open => Some(self.open),
            PipelinePart::OpenOpening => Some(self.open_opening),
            PipelinePart::WinRate => Some(self.win_rate),
            PipelinePart::Cycle => Some(self.cycle),
            PipelinePart::CycleAll => Some(self.cycle_all),
            PipelinePart::Velocity => money(|money| money.velocity),
            PipelinePart::Bookings => money(|money| money.bookings),
            PipelinePart::Weighted => money(|money| money.weighted),
            PipelinePart::WeightedOpening => money(|money| money.weighted_opening),
            PipelinePart::Directed => money(|money| money.directed),
            PipelinePart::Acceleration => money(|money| money.acceleration),
            PipelinePart::SalesGrowth => money(|money| money.sales_growth),
        }
    }

    /// What comes into a stage: the entry, or what arrives at the stage before. None where there is no such stage.
    pub fn entering(&self, stage: usize) -> Option<RowId> {
        match stage.checked_sub(1) {
            None => Some(self.entry),
            Some(before) => self.stages.get(before).map(|stage| stage.flow),
        }
    }

    /// The same pipeline in a table whose rows and pipelines stand so many places later.
    #[must_use]
    pub fn shifted(&self, rows: u32, pipelines: u32) -> Pipeline {
        let later = |row: RowId| RowId(row.0 + rows);
        let money = |money: &PipelineMoney| PipelineMoney {
            velocity: later(money.velocity),
            bookings: later(money.bookings),
            weighted: later(money.weighted),
            weighted_opening: later(money.weighted_opening),
            directed: later(money.directed),
            acceleration: later(money.acceleration),
            sales_growth: later(money.sales_growth),
        };
        Pipeline {
            index: self.index + pipelines,
            name: self.name.clone(),
            span: self.span,
            entry: later(self.entry),
            stages: self.stages.iter().map(|stage| stage.shifted(rows)).collect(),
            worth: self.worth.map(later),
            aligned: self.aligned.map(later),
            entered: later(self.entered),
            won: later(self.won),
            lost: later(self.lost),
            open: later(self.open),
            open_opening: later(self.open_opening),
            win_rate: later(self.win_rate),
            cycle: later(self.cycle),
            cycle_all: later(self.cycle_all),
            money: self.money.as_ref().map(money),
        }
    }
}

impl PipelineStage {
    /// The row of a member of the stage, such as `won.rate`.
    pub fn row(&self, part: StagePart) -> RowId {
        match part {
            StagePart::Rate => self.rate,
            StagePart::Time => self.time,
            StagePart::Kept => self.kept,
            StagePart::Open => self.open,
            StagePart::Lost => self.lost,
            StagePart::Opening => self.open_opening,
        }
    }

    fn shifted(&self, rows: u32) -> PipelineStage {
        let later = |row: RowId| RowId(row.0 + rows);
        PipelineStage {
            name: self.name.clone(),
            flow: later(self.flow),
            rate: later(self.rate),
            time: later(self.time),
            kept: later(self.kept),
            open: later(self.open),
            lost: later(self.lost),
            open_opening: later(self.open_opening),
            opening: self.opening.map(later),
        }
    }
}
