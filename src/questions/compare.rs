//! Scenarios side by side.

use serde::{Serialize, Serializer};

use super::axis;
use super::manual::{Manual, NamedQuestion};
use super::shown_months::ShownMonths;
use super::{Answer, PlanView, Question};
use crate::analysis::{Comparison, compare_by};
use crate::diagnostic::Findings;
use crate::report::{self, CompareOptions, Records, Report};

/// Scenarios side by side.
#[derive(clap::Args, Clone, Debug)]
pub struct CompareArguments {
    /// The scenarios to compare; all, if none is named
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<String>,

    #[command(flatten)]
    /// The months whose columns are shown.
    pub shown: ShownMonths,

    /// A segment, whose members stand below each row
    #[arg(long, value_name = "SEGMENT")]
    pub by: Option<String>,

    /// Only one member of a segment: its rows, goals and checks
    #[arg(long = "for", value_name = "MEMBER")]
    pub member: Option<String>,

    /// Show every month, not only what the months come to
    #[arg(long)]
    pub months: bool,

    /// Show rows too that are the same in every scenario
    #[arg(long)]
    pub all: bool,
}

impl NamedQuestion for CompareArguments {
    const MANUAL: Manual = Manual {
        name: "compare",
        about: "Hold scenarios against the plan: what every row comes to, and which goals each meets",
        more: "",
        after: "\
Without scenarios, all of the plan are compared. Differences are to the first \
column: the plan as it stands, or the scenario that `--scenario` names. With \
`--set`, what it changes is one more column. Rows that are the same everywhere \
are only counted, unless `--all` is given. Of a plan with segments the table has totals; `--by` a segment has its \
members below them, `--for` a member its own rows.

Examples:
  pace compare plan.pace
  pace compare plan.pace hustle sharper --months
  pace compare plan.pace --set '4 calls/day'",
        session: "compare",
        takes: "[SCENARIO…] [--from MONTH] [--to MONTH] [--by SEGMENT] [--for MEMBER] [--months] [--all]",
        does: "holds scenarios against the one that is looked at",
        lines: &[":compare", ":compare hustle"],
    };
}

impl Question for CompareArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let months = self.shown.of(view.plan).map_err(|found| view.plan.wrong(vec![found]))?;
        let of = axis::members_asked(self.by.as_deref(), self.member.as_deref(), view.plan.model());
        let of = of.map_err(|found| view.plan.wrong(vec![found]))?;
        let comparison =
            compare_by(view.plan, &self.columns(view), months, of).map_err(|found| view.plan.wrong(found))?;
        let shown = CompareOptions { months: self.months, all: self.all };
        Ok(Box::new(CompareAnswer { comparison, shown }))
    }
}

impl CompareArguments {
    /// The names of the scenarios to compare, in order. The one that the others are held against is the
    /// first, unless the user names it in another place.
    fn columns<'a>(&'a self, view: &PlanView<'a>) -> Vec<&'a str> {
        let first = view.beside;
        let named: Vec<&str> = self.scenarios.iter().map(String::as_str).collect();
        let mut columns = Vec::new();
        if !named.contains(&first) {
            columns.push(first);
        }
        let tried = view.scenario != first;
        match named.is_empty() {
            // What is tried is an overlay without a place among them: its column is the last.
            true => columns.extend(view.plan.model().scenario_names().filter(|name| *name != view.scenario)),
            false => columns.extend(named),
        }
        if tried {
            columns.push(view.scenario);
        }
        columns
    }
}

struct CompareAnswer {
    comparison: Comparison,
    shown: CompareOptions,
}

// The document is that of the comparison: `--months` changes what is shown, and JSON has every month anyway.
impl Serialize for CompareAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.comparison.serialize(serializer)
    }
}

impl Answer for CompareAnswer {
    fn report(&self) -> Report {
        report::compare(&self.comparison, self.shown)
    }
    fn records(&self) -> Records {
        report::compare_records(&self.comparison, self.shown.months)
    }
    fn scenarios(&self) -> Option<Vec<String>> {
        Some(self.comparison.scenarios.iter().map(|scenario| scenario.name.clone()).collect())
    }
}
