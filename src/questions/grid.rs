//! A row for every value of one or two inputs.

use super::{Answer, PlanView, Question};
use crate::analysis::{Grid as Answered, grid};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// A row for every value of one or two inputs.
#[derive(clap::Args, Clone, Debug)]
pub struct Grid {
    /// An input and its range; once, or twice for a table of pairs
    #[arg(long, value_name = "INPUT=LOW..HIGH [step STEP]", required = true, allow_hyphen_values = true)]
    pub vary: Vec<String>,

    /// The row to show: what it comes to over the plan
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub row: String,

    /// Show the row's value in this month instead
    #[arg(long, value_name = "MONTH", allow_hyphen_values = true)]
    pub at: Option<String>,
}

impl Question for Grid {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let grid = grid(view.plan, view.scenario, &self.vary, &self.row, self.at.as_deref());
        Ok(Box::new(grid.map_err(|found| view.plan.wrong(found))?))
    }

    fn work(&self) -> Option<&'static str> {
        Some("computing the grid")
    }
}

impl Answer for Answered {
    fn report(&self) -> Report {
        report::grid(self)
    }
    fn records(&self) -> Records {
        report::grid_records(self)
    }
}
