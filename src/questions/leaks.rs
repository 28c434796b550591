//! Where the pipeline leaks.

use super::axis;
use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{Leaks as Answered, leaks_by};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// Where the pipeline leaks.
#[derive(clap::Args, Clone, Debug)]
pub struct LeaksArguments {
    /// A segment, by whose members stages are told apart
    #[arg(long, value_name = "SEGMENT")]
    pub by: Option<String>,
}

impl NamedQuestion for LeaksArguments {
    const MANUAL: Manual = Manual {
        name: "leaks",
        about: "Show where the pipeline leaks: the deals each stage loses, and what they would have been worth",
        more: "",
        after: "\
A lost deal is counted at the chances that it still had in the stages to come, and at what a won deal is \
worth in that month. The stages of members are summed up by name; `--by` a segment tells them apart.

Examples:
  pace leaks plan.pace
  pace leaks plan.pace --by region
  pace leaks plan.pace --scenario sharper --format json",
        session: "leaks",
        takes: "[--by SEGMENT]",
        does: "shows where the pipeline loses deals",
        lines: &[],
    };
}

impl Question for LeaksArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let by = self.by.as_deref().map(|by| axis::segment("by", by, view.plan.model())).transpose();
        let by = by.map_err(|found| view.plan.wrong(vec![found]))?;
        Ok(Box::new(leaks_by(view.plan, view.scenario, by).map_err(|found| view.plan.wrong(found))?))
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
