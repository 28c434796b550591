//! What one working day asks for, or one working week.

use super::axis;
use super::manual::{Manual, NamedQuestion};
use super::parse::with_first_named;
use super::{Answer, PlanView, Question};
use crate::analysis::{Today as Answered, today_of};
use crate::diagnostic::Findings;
use crate::report::{self, Records, Report};

/// What one working day asks for, or one working week.
#[derive(clap::Args, Clone, Debug)]
pub struct TodayArguments {
    /// The month that the day lies in: `2026-05`, `May`, `M5`
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
    /// A working week: 5 days, or as many as `workdays` names
    #[arg(long)]
    pub week: bool,
    /// Only one member of a segment; without it, everybody's day
    #[arg(long = "for", value_name = "MEMBER")]
    pub member: Option<String>,
}

impl NamedQuestion for TodayArguments {
    const MANUAL: Manual = Manual {
        name: "today",
        about: "List what one working day asks for, whether it fits, and what is worth doing more of",
        more: "",
        after: "\
pace never looks at the clock: without `--month` it is a day of the plan's \
first month. A month is written as in the plan, or `May`, `'May 2026'`, `M5`. \
One more of an action means one more each working day from that \
month on; it is measured by the plan's first goal. `--week` lists a working \
week, and then one more means one more each week. What members do is summed up by name, and one more is one more of \
each; `--for` a member lists that one's day.

Examples:
  pace today plan.pace --month 2026-04
  pace today plan.pace --week
  pace today plan.pace --set '3 calls/day taking 10 minutes'",
        session: "today",
        takes: "[MONTH] [--week] [--for MEMBER]",
        does: "lists what one working day asks for",
        lines: &[":today", ":today 2026-04", ":today --week"],
    };

    fn of_words(words: Vec<String>) -> Vec<String> {
        with_first_named(words, "--month")
    }
}

impl Question for TodayArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let only = self.member.as_deref().map(|only| axis::member(only, view.plan.model())).transpose();
        let only = only.map_err(|found| view.plan.wrong(vec![found]))?;
        let today = today_of(view.plan, view.scenario, (self.month.as_deref(), self.week), only);
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
