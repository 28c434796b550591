//! Where the pipeline leaks.

use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{Leaks as Answered, leaks};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// Where the pipeline leaks.
#[derive(clap::Args, Clone, Debug)]
pub struct LeaksArguments {}

impl NamedQuestion for LeaksArguments {
    const MANUAL: Manual = Manual {
        name: "leaks",
        about: "Show where the pipeline leaks: the deals each stage loses, and what they would have been worth",
        more: "",
        after: "\
A lost deal is counted at the chances that it still had in the stages to come, and at what a won deal is \
worth in that month.

Examples:
  pace leaks plan.pace
  pace leaks plan.pace --scenario sharper --format json",
        session: "leaks",
        takes: "",
        does: "shows where the pipeline loses deals",
        lines: &[],
    };
}

impl Question for LeaksArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        Ok(Box::new(leaks(view.plan, view.scenario).map_err(|found| view.plan.wrong(found))?))
    }
}

impl Answer for Answered {
    fn report(&self) -> Report {
        report::leaks(self)
    }
    fn records(&self) -> Records {
        report::leaks_records(self)
    }
}
