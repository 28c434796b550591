//! Where a figure comes from.

use serde::Serialize;

use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{ExplainQuestion, Explanation, explain};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};
use crate::source::Sources;

/// Where a figure comes from.
#[derive(clap::Args, Clone, Debug)]
pub struct ExplainArguments {
    /// The row: its name as formulas have it, members such as `won.rate` too
    pub row: String,

    /// The month, as the plan writes it: `2026-04`, `M4`
    pub month: Option<String>,

    /// How many levels of rows to follow
    #[arg(long, value_name = "N")]
    pub depth: Option<usize>,
}

impl NamedQuestion for ExplainArguments {
    const MANUAL: Manual = Manual {
        name: "explain",
        about: "Show where a figure comes from: its formula with values, followed back to the inputs",
        more: "",
        after: "\
Without a month, the total and the last month are explained. Each row is followed once; `--depth` follows \
every month of it, so many levels deep. Of a total of members, the largest five are named and the largest is \
followed; JSON has all of them.

Examples:
  pace explain plan.pace bookings 2026-04
  pace explain plan.pace win_rate
  pace explain plan.pace won 2026-09 --scenario hustle --depth 2",
        session: "explain",
        takes: "ROW [MONTH] [--depth N]",
        does: "shows where a figure comes from, back to the lines of the plan",
        lines: &[":explain bookings 2026-06"],
    };
}

impl Question for ExplainArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let question = ExplainQuestion {
            scenario: view.scenario,
            row: &self.row,
            month: self.month.as_deref(),
            depth: self.depth,
        };
        let explanation = explain(view.plan, &question).map_err(|found| view.plan.wrong(found))?;
        Ok(Box::new(ExplainAnswer { explanation, sources: view.plan.sources().clone() }))
    }
}

/// An explanation, with the texts that its lines are quoted from.
#[derive(Serialize)]
struct ExplainAnswer {
    #[serde(flatten)]
    explanation: Explanation,
    #[serde(skip)]
    sources: Sources,
}

impl Answer for ExplainAnswer {
    fn report(&self) -> Report {
        report::explain(&self.explanation, &self.sources)
    }
    fn records(&self) -> Records {
        report::explain_records(&self.explanation, &self.sources)
    }
}
