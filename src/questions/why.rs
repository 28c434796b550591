//! What caused a change.

use serde::{Serialize, Serializer};

use super::{Answer, Plan, Question};
use crate::analysis::{Change, WhyQuestion, why};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::report::{self, Records, Report};
use crate::source::Sources;

/// What caused a change.
#[derive(clap::Args, Clone, Debug)]
pub struct Why {
    /// The row: its name as formulas have it, members such as `won.rate` too
    pub row: String,

    /// The month, as the plan writes it: `2026-06`, `M6`
    pub month: Option<String>,

    /// The month to compare with
    #[arg(long, value_name = "MONTH", requires = "month")]
    pub vs: Option<String>,

    /// The scenario to compare with; `base` is the plan as it stands
    #[arg(long, value_name = "NAME")]
    pub vs_scenario: Option<String>,

    /// How many levels of rows to follow; to the inputs, if left out
    #[arg(long, value_name = "N")]
    pub depth: Option<usize>,
}

impl Question for Why {
    fn ask(&self, plan: &Plan) -> Result<Box<dyn Answer>, Findings> {
        let from = self.from(plan).map_err(|found| plan.wrong(vec![found]))?;
        let to = (plan.scenario, self.month.as_deref());
        let question = WhyQuestion { row: &self.row, to, from, depth: self.depth };
        let change = why(plan.model, &question).map_err(|found| plan.wrong(found))?;
        Ok(Box::new(Shown { change, sources: plan.loaded.sources.clone() }))
    }
}

impl Why {
    /// What to compare with, of what the question leaves open.
    fn from<'a>(&'a self, plan: &Plan<'a>) -> Result<(&'a str, Option<&'a str>), Diagnostic> {
        let month = self.vs.as_deref().or(self.month.as_deref());
        let other = match &self.vs_scenario {
            Some(name) => name,
            // Two months of one scenario.
            None if self.vs.is_some() => plan.scenario,
            // What is tried, or else what a scenario does.
            None if plan.beside != plan.scenario => plan.beside,
            None if plan.scenario != "base" => "base",
            None => {
                let message = "there is nothing to compare with";
                let help = "name a month or a scenario: `2026-06 --vs 2026-05`, `--vs-scenario hustle`";
                return Err(Diagnostic::without_place(Code::WrongArguments, message).help(help));
            }
        };
        Ok((other, month))
    }
}

struct Shown {
    change: Change,
    sources: Sources,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.change.with_sources(&self.sources).serialize(serializer)
    }
}

impl Answer for Shown {
    fn report(&self) -> Report {
        report::why(&self.change)
    }
    fn records(&self) -> Records {
        report::why_records(&self.change, &self.sources)
    }
}
