//! Which input moves a row most.

use super::manual::{Manual, NamedQuestion};
use super::parse::with_first_named;
use super::{Answer, PlanView, Question, axis};
use crate::analysis::{Levers as Answered, levers_by};
use crate::diagnostic::{Diagnostic, Findings};
use crate::report::{self, Records, Report};

/// The share by which inputs are moved where none is named.
const SHARE: &str = "10%";

/// Which input moves a row most.
#[derive(clap::Args, Clone, Debug)]
pub struct LeversArguments {
    /// The row to look at
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub row: Option<String>,

    /// The share by which each input is moved; a segment, whose members are each moved alone; or both with a comma
    #[arg(long, value_name = "PERCENT,SEGMENT", default_value = SHARE, allow_hyphen_values = true)]
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
value; one that differs by month as a whole. In a plan with segments, \
all members of a segment are moved together, and `--by rep` moves each alone. A number without a name is no input: the answer lists those.

Examples:
  pace levers plan.pace
  pace levers plan.pace --row bookings --by 20%
  pace levers plan.pace --by 5%,rep",
        session: "levers",
        takes: "[ROW] [--by PERCENT,SEGMENT]",
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
        let wrong = |found: Diagnostic| view.plan.wrong(vec![found]);
        let (share, single) = axis::share(&self.by, view.plan.model()).map_err(wrong)?;
        let share = share.unwrap_or(SHARE);
        let levers = levers_by(view.plan, view.scenario, row, share, single)
            .map_err(|found| view.plan.wrong(found))?;
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
