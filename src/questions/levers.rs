//! Which input moves a row most.

use super::manual::{Manual, NamedQuestion};
use super::parse::with_first_named;
use super::{Answer, PlanView, Question};
use crate::analysis::{Levers as Answered, levers};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// Which input moves a row most.
#[derive(clap::Args, Clone, Debug)]
pub struct LeversArguments {
    /// The row to look at
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub row: Option<String>,

    /// The share by which each input is moved
    #[arg(long, value_name = "PERCENT", default_value = "10%", allow_hyphen_values = true)]
    pub by: String,
}

impl NamedQuestion for LeversArguments {
    const MANUAL: Manual = Manual {
        name: "levers",
        about: "Show which inputs move a row most: each up and down by the same share, and what the goal needs of it",
        more: "",
        after: "\
The row is the one that the first goal is about, by the goal's deadline; \
without a goal it is `bookings`, `velocity`, `revenue` or another flow of money, \
over the plan. Every input is moved alone, durations too, by a share of its own \
value; one that differs by month as a whole. A number without a name is no input: the answer lists those.

Examples:
  pace levers plan.pace
  pace levers plan.pace --row bookings --by 20%",
        session: "levers",
        takes: "[ROW] [--by PERCENT]",
        does: "shows which inputs move a goal, or a row, most",
        lines: &[":levers", ":levers bookings --by 20%"],
    };

    fn of_words(words: Vec<String>) -> Vec<String> {
        with_first_named(words, "--row")
    }
}

impl Question for LeversArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let row = self.row.as_deref();
        let levers =
            levers(view.plan, view.scenario, row, &self.by).map_err(|found| view.plan.wrong(found))?;
        Ok(Box::new(levers))
    }

    fn work(&self) -> Option<&'static str> {
        Some("moving every input")
    }
}

impl Answer for Answered {
    fn report(&self) -> Report {
        report::levers(self)
    }
    fn records(&self) -> Records {
        report::levers_records(self)
    }
}
