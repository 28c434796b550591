//! Where the pipeline leaks.

use super::{Answer, Plan, Question};
use crate::analysis::{Leaks as Answered, leaks};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// Where the pipeline leaks.
#[derive(clap::Args, Clone, Debug)]
pub struct Leaks {}

impl Question for Leaks {
    fn ask(&self, plan: &Plan) -> Result<Box<dyn Answer>, Findings> {
        Ok(Box::new(leaks(plan.model, plan.scenario).map_err(|found| plan.wrong(found))?))
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
