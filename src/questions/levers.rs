//! Which input moves a row most.

use super::{Answer, PlanView, Question};
use crate::analysis::{Levers as Answered, levers};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// Which input moves a row most.
#[derive(clap::Args, Clone, Debug)]
pub struct Levers {
    /// The row to look at
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    pub row: Option<String>,

    /// The share by which each input is moved
    #[arg(long, value_name = "PERCENT", default_value = "10%", allow_hyphen_values = true)]
    pub by: String,
}

impl Question for Levers {
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
