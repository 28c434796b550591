//! The first month in which a condition holds.

use super::expression::{self, formula_of};
use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{When as Answered, when};
use crate::check::ExpressionKind;
use crate::diagnostic::{Diagnostic, Findings};
use crate::report::{self, Records, Report};

/// The first month in which a condition holds.
#[derive(clap::Args, Clone, Debug)]
pub struct WhenArguments {
    /// The condition, as in a `check`
    #[arg(value_name = "CONDITION")]
    pub condition: String,
}

impl NamedQuestion for WhenArguments {
    const MANUAL: Manual = Manual {
        name: "when",
        about: "Find the first month in which a condition holds",
        more: "Where there is none, it says how near the best month comes. Rows of a scenario go by its name in front: `hire.cash` is the row `cash` of scenario `hire`, `base.cash` that of the plan as it stands.",
        after: "\
Examples:
  pace when plan.pace 'cum(bookings) >= $1M'
  pace when plan.pace 'cum(hire.cash) >= cum(base.cash)'     when a hire pays back",
        session: "when",
        takes: "CONDITION",
        does: "finds the first month in which something holds",
        lines: &[":when cum(bookings) >= $100k"],
    };

    fn of_line(text: &str) -> Result<WhenArguments, Diagnostic> {
        formula_of(text, Self::MANUAL.lines).map(|condition| WhenArguments { condition })
    }
}

impl Question for WhenArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let expression = expression::read(view, &self.condition, ExpressionKind::Condition)?;
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
