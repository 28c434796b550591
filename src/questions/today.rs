//! What one working day asks for.

use super::{Answer, PlanView, Question};
use crate::analysis::{Today as Answered, today};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// What one working day asks for.
#[derive(clap::Args, Clone, Debug)]
pub struct Today {
    /// The month that the day lies in
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
}

impl Question for Today {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let today = today(view.plan, view.scenario, self.month.as_deref());
        Ok(Box::new(today.map_err(|found| view.plan.wrong(found))?))
    }
}

impl Answer for Answered {
    fn report(&self) -> Report {
        report::today(self)
    }
    fn records(&self) -> Records {
        report::today_records(self)
    }
}
