//! Where the pipeline leaks.

use super::{Answer, PlanView, Question};
use crate::analysis::{Leaks as Answered, leaks};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// Where the pipeline leaks.
#[derive(clap::Args, Clone, Debug)]
pub struct Leaks {}

impl Question for Leaks {
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
