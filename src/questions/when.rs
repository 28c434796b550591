//! The first month in which a condition holds.

use super::expression;
use super::{Answer, PlanView, Question};
use crate::analysis::{When as Answered, when};
use crate::check::Wanted;
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// The first month in which a condition holds.
#[derive(clap::Args, Clone, Debug)]
pub struct When {
    /// The condition, as in a `check`
    #[arg(value_name = "CONDITION")]
    pub condition: String,
}

impl Question for When {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let expression = expression::read(view, &self.condition, Wanted::Condition)?;
        let answer = when(view.plan, &expression.asked).map_err(|found| expression.wrong(found))?;
        Ok(Box::new(answer))
    }
}

impl Answer for Answered {
    fn report(&self) -> Report {
        report::when(self)
    }
    fn records(&self) -> Records {
        report::when_records(self)
    }
}
