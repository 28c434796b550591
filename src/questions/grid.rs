//! A row for every value of one or two inputs.

use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{Grid as Answered, grid};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// A row for every value of one or two inputs.
#[derive(clap::Args, Clone, Debug)]
pub struct GridArguments {
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

impl NamedQuestion for GridArguments {
    const MANUAL: Manual = Manual {
        name: "grid",
        about: "Show what a row comes to for every value of one input, or every pair of values of two",
        more: "",
        after: "\
A range is an input, `=`, the lowest and the highest value as a plan writes \
them, and `step` with the distance between two (a tenth of the range, if left \
out). For an action, a day is a working day.

Examples:
  pace grid plan.pace --row bookings --vary 'calls=1/day..10/day step 1/day'
  pace grid plan.pace --row won --vary calls=2/day..6/day --vary rate=10%..30%
  pace grid plan.pace --row cash --vary 'won.time=5 days..30 days' --at 2026-09",
        session: "grid",
        takes: "--row ROW --vary 'INPUT=LOW..HIGH [step STEP]' [--vary …] [--at MONTH]",
        does: "shows what a row comes to for every value of one input, or of two",
        lines: &[
            ":grid --row bookings --vary calls=2/day..8/day",
            ":grid --row won --vary 'calls=2/day..6/day step 1/day' --vary won.rate=10%..30%",
        ],
    };
}

impl Question for GridArguments {
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
