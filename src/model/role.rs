//! What a row is: its part in the statement that it comes from, and the names of the rows that pace makes.
//!
//! Whoever asks of a row whether it is the bookings of a pipeline, or the minutes of an action, asks its role:
//! names are for people, and somebody may call a row of their own `open` or `velocity`.

use super::RowId;
use crate::value::Currency;

/// What a row is.
///
/// A role that belongs to a pipeline says which by its index ([`super::Pipeline::index`]), one that belongs to a
/// stock or an action by that row. Both hold in every scenario: scenarios share their parent's rows and
/// pipelines, and add none between them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// A definition, `x = …`.
    Variable,
    /// An action of the plan: how often it is done in a month.
    Action,
    /// The minutes that one of an action takes. Never shown.
    Taking {
        /// The action.
        action: RowId,
    },
    /// The hours of work of all actions and stages.
    Effort,
    /// The hours of work that there are. Never shown.
    Capacity,
    /// A row of the calendar.
    Calendar(CalendarPart),
    /// A stock: its balance at the end of the month.
    Stock,
    /// The balance of a stock at the start of the month.
    StockOpening {
        /// The stock.
        stock: RowId,
    },
    /// What a stock opens with in the first month. Never shown.
    StockStart {
        /// The stock.
        stock: RowId,
    },
    /// What a stock gains or loses. Shown where the plan gives it a name.
    StockFlow {
        /// The stock.
        stock: RowId,
        /// Whether it is added; else it is taken away.
        gains: bool,
    },
    /// What comes into a pipeline.
    Entry {
        /// The pipeline's index.
        pipeline: u32,
    },
    /// What arrives at a stage.
    StageFlow {
        /// The pipeline's index.
        pipeline: u32,
        /// The stage's place in it.
        stage: u32,
    },
    /// A member of a stage, such as its rate.
    Stage {
        /// The pipeline's index.
        pipeline: u32,
        /// The stage's place in it.
        stage: u32,
        /// Which member.
        part: StagePart,
    },
    /// A row of a pipeline as a whole.
    Pipeline {
        /// The pipeline's index.
        pipeline: u32,
        /// Which row.
        part: PipelinePart,
    },
    /// The same row of all pipelines together, in a plan whose pipelines have names.
    PipelineSum(PipelinePart),
    /// What one of another currency costs.
    Exchange(Currency),
    /// A part of another row's formula. Never shown.
    Part,
}

/// The rows of the calendar, which every table starts with, in this order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CalendarPart {
    /// The days of the month.
    Days,
    /// Its working days.
    Workdays,
    /// The month of the year, 1 for January; in a plan without dates every twelve months begin anew with 1.
    Month,
    /// The number of the month in the plan, 1 for its first.
    Elapsed,
}

/// The members of a stage that have a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StagePart {
    /// The share of the deals that goes on.
    Rate,
    /// How long a deal waits in the stage.
    Time,
    /// The rate after what waiting costs.
    Kept,
    /// The deals that wait at the end of the month.
    Open,
    /// The deals that do not go on, in the month in which they leave.
    Lost,
    /// The deals that wait at the start of the month.
    Opening,
}

/// The rows of a pipeline as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PipelinePart {
    /// What a won deal brings, as the plan says it. Never shown.
    Worth,
    /// How far the business lies in the direction of the company, as the plan says it. Never shown.
    Aligned,
    /// The entry, by the same name in every pipeline.
    Entered,
    /// What arrives at the last stage.
    Won,
    /// All deals lost.
    Lost,
    /// All deals that wait.
    Open,
    /// All deals that wait, at the start of the month.
    OpenOpening,
    /// The share of the deals that is won.
    WinRate,
    /// The time from entry to the end, for a deal that is won.
    Cycle,
    /// The time that a deal spends in the pipeline, lost ones included.
    CycleAll,
    /// Open deals times win rate times worth, over the cycle.
    Velocity,
    /// Won deals times worth.
    Bookings,
    /// Open deals at their chance to be won, times worth.
    Weighted,
    /// The same at the start of the month.
    WeightedOpening,
    /// Bookings times how far they lie in the company's direction.
    Directed,
    /// The change of velocity against the month before.
    Acceleration,
    /// The growth of bookings against the month before.
    SalesGrowth,
}

/// What kind of statement a row comes from: the group that it stands in among results.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// An action, or the effort of the plan.
    Plan,
    /// A pipeline, by name where it has one.
    Pipeline(Option<String>),
    /// A stock.
    Stock,
    /// A definition.
    Variable,
    /// The calendar.
    Calendar,
}

impl Origin {
    /// The name of the group of rows in results: `plan`, `pipeline` or a pipeline's name, `stock`, `variable`,
    /// `calendar`.
    pub fn name(&self) -> &str {
        match self {
            Origin::Plan => "plan",
            Origin::Pipeline(name) => name.as_deref().unwrap_or("pipeline"),
            Origin::Stock => "stock",
            Origin::Variable => "variable",
            Origin::Calendar => "calendar",
        }
    }
}

/// As its name.
impl serde::Serialize for Origin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl CalendarPart {
    /// All of them, in the order in which tables start with them.
    pub const ALL: [CalendarPart; 4] =
        [CalendarPart::Days, CalendarPart::Workdays, CalendarPart::Month, CalendarPart::Elapsed];

    /// The name of its row.
    pub fn name(self) -> &'static str {
        match self {
            CalendarPart::Days => "calendar.days",
            CalendarPart::Workdays => "calendar.workdays",
            CalendarPart::Month => "calendar.month",
            CalendarPart::Elapsed => "calendar.elapsed",
        }
    }

    /// Its row: tables begin with those of the calendar, so it has the same id in every plan.
    pub const fn row(self) -> RowId {
        RowId(self as u32)
    }
}

impl StagePart {
    /// All of them, in the order in which a stage has them.
    pub const ALL: [StagePart; 6] = [
        StagePart::Rate,
        StagePart::Time,
        StagePart::Kept,
        StagePart::Open,
        StagePart::Lost,
        StagePart::Opening,
    ];

    /// What follows the stage's name and a dot in the name of its row.
    pub fn name(self) -> &'static str {
        match self {
            StagePart::Rate => "rate",
            StagePart::Time => "time",
            StagePart::Kept => "kept",
            StagePart::Open => "open",
            StagePart::Lost => "lost",
            StagePart::Opening => "open.opening",
        }
    }
}

impl PipelinePart {
    /// Those that a pipeline works out; the others are lines of it.
    pub const WORKED_OUT: [PipelinePart; 15] = [
        PipelinePart::Entered,
        PipelinePart::Won,
        PipelinePart::Lost,
        PipelinePart::Open,
        PipelinePart::OpenOpening,
        PipelinePart::WinRate,
        PipelinePart::Cycle,
        PipelinePart::CycleAll,
        PipelinePart::Velocity,
        PipelinePart::Bookings,
        PipelinePart::Weighted,
        PipelinePart::WeightedOpening,
        PipelinePart::Directed,
        PipelinePart::Acceleration,
        PipelinePart::SalesGrowth,
    ];

    /// The name of its row; in a pipeline with a name, what follows that and a dot.
    pub fn name(self) -> &'static str {
        match self {
            PipelinePart::Worth => "worth",
            PipelinePart::Aligned => "aligned",
            PipelinePart::Entered => "entered",
            PipelinePart::Won => "won",
            PipelinePart::Lost => "lost",
            PipelinePart::Open => "open",
            PipelinePart::OpenOpening => "open.opening",
            PipelinePart::WinRate => "win_rate",
            PipelinePart::Cycle => "cycle",
            PipelinePart::CycleAll => "cycle_all",
            PipelinePart::Velocity => "velocity",
            PipelinePart::Bookings => "bookings",
            PipelinePart::Weighted => "weighted",
            PipelinePart::WeightedOpening => "weighted.opening",
            PipelinePart::Directed => "directed",
            PipelinePart::Acceleration => "acceleration",
            PipelinePart::SalesGrowth => "sales_growth",
        }
    }

    /// Whether it is made of money, so that it is there only where the pipeline says what a deal is worth.
    pub fn is_money(self) -> bool {
        matches!(
            self,
            PipelinePart::Velocity
                | PipelinePart::Bookings
                | PipelinePart::Weighted
                | PipelinePart::WeightedOpening
                | PipelinePart::Directed
                | PipelinePart::Acceleration
                | PipelinePart::SalesGrowth
        )
    }
}

/// The name of the row that has the hours of work of all actions and stages.
pub const EFFORT: &str = "effort";
/// What follows the name of a balance and a dot in the name of what it is at the start of the month.
pub const OPENING: &str = "opening";

impl Role {
    /// Whether it is a row of the calendar.
    pub fn is_calendar(self) -> bool {
        matches!(self, Role::Calendar(_))
    }

    /// Which row of the calendar it is; none of any other row.
    pub fn calendar(self) -> Option<CalendarPart> {
        match self {
            Role::Calendar(part) => Some(part),
            _ => None,
        }
    }

    /// The currency of which it is the rate; none of any other row.
    pub fn rate_of(self) -> Option<Currency> {
        match self {
            Role::Exchange(currency) => Some(currency),
            _ => None,
        }
    }

    /// Whether a stock makes it.
    pub fn is_of_stock(self) -> bool {
        matches!(
            self,
            Role::Stock | Role::StockOpening { .. } | Role::StockStart { .. } | Role::StockFlow { .. }
        )
    }

    /// Whether a pipeline makes it, or several together.
    pub fn is_of_pipeline(self) -> bool {
        self.pipeline().is_some() || self.pipeline_part().is_some()
    }

    /// The index of the pipeline that it belongs to; none of a sum of several.
    pub fn pipeline(self) -> Option<u32> {
        match self {
            Role::Entry { pipeline }
            | Role::StageFlow { pipeline, .. }
            | Role::Stage { pipeline, .. }
            | Role::Pipeline { pipeline, .. } => Some(pipeline),
            _ => None,
        }
    }

    /// Which row of a pipeline as a whole it is, also of several together.
    pub fn pipeline_part(self) -> Option<PipelinePart> {
        match self {
            Role::Pipeline { part, .. } | Role::PipelineSum(part) => Some(part),
            _ => None,
        }
    }

    /// Whether pace adds it to what the plan says: a member such as `meetings.rate`, a row that a pipeline works
    /// out, a row of the calendar.
    pub fn is_member(self) -> bool {
        match self {
            Role::Stage { .. } | Role::StockOpening { .. } | Role::Calendar(_) => true,
            other => other.pipeline_part().is_some_and(|part| !part.is_line()),
        }
    }

    /// Whether pace works it out, so that no formula may stand in its place: what is worked out from it would
    /// no longer fit. What drives it may be changed. (The rate of a stage is a line of the plan; its duration
    /// too, but for that of a stage with a list of shares, which the row itself knows.)
    pub fn is_worked_out(self) -> bool {
        match self {
            Role::Stage { part: StagePart::Rate | StagePart::Time, .. } => false,
            Role::Effort | Role::StageFlow { .. } => true,
            other => other.is_member(),
        }
    }

    /// The same role in a table whose rows and pipelines stand so many places later.
    #[must_use]
    pub fn shifted(self, rows: u32, pipelines: u32) -> Role {
        let later = |row: RowId| RowId(row.0 + rows);
        match self {
            Role::Taking { action } => Role::Taking { action: later(action) },
            Role::StockOpening { stock } => Role::StockOpening { stock: later(stock) },
            Role::StockStart { stock } => Role::StockStart { stock: later(stock) },
            Role::StockFlow { stock, gains } => Role::StockFlow { stock: later(stock), gains },
            Role::Entry { pipeline } => Role::Entry { pipeline: pipeline + pipelines },
            Role::StageFlow { pipeline, stage } => Role::StageFlow { pipeline: pipeline + pipelines, stage },
            Role::Stage { pipeline, stage, part } => {
                Role::Stage { pipeline: pipeline + pipelines, stage, part }
            }
            Role::Pipeline { pipeline, part } => Role::Pipeline { pipeline: pipeline + pipelines, part },
            other => other,
        }
    }
}

impl PipelinePart {
    /// Whether it is a line of the plan, not worked out.
    fn is_line(self) -> bool {
        matches!(self, PipelinePart::Worth | PipelinePart::Aligned)
    }
}
