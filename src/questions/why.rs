//! What caused a change between two months or two scenarios, split over its causes.

use serde::Serialize;

use super::axis;
use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{Change, WhyQuestion, ask, why_by};
use crate::diagnostic::{Advice, Code, Diagnostic, Findings, Prose};
use crate::model::Model;
use crate::report::{self, Block, Records, Report};
use crate::source::Sources;

/// What caused a change.
#[derive(clap::Args, Clone, Debug)]
pub struct WhyArguments {
    /// The row: its name as formulas have it, members such as `won.rate` too
    pub row: String,

    /// The month, as the plan writes it: `2026-06`, `M6`
    pub month: Option<String>,

    /// The month to compare with
    #[arg(long, value_name = "MONTH")]
    pub vs: Option<String>,

    /// The scenario to compare with; `base` is the plan as it stands
    #[arg(long, value_name = "NAME")]
    pub vs_scenario: Option<String>,

    /// How many levels of rows to follow; to the inputs, if left out
    #[arg(long, value_name = "N")]
    pub depth: Option<usize>,

    /// What each member of a segment makes of every cause
    #[arg(long, value_name = "SEGMENT")]
    pub by: Option<String>,
}

impl NamedQuestion for WhyArguments {
    const MANUAL: Manual = Manual {
        name: "why",
        about: "Split a change over its causes: between two months, or between two scenarios",
        more: "",
        after: "\
The change is that to MONTH and `--scenario` from `--vs` and `--vs-scenario`. \
Without a month it is that of the total; of the plan as it stands, where there \
is nothing to compare with, it is that from the first month to the last. With \
`--set`, it is what the statements change. The parts add up to the change; \
between two months of a stock, they are \
what came and went. What members share is one cause; `--by` a segment splits each by members. The total of a \
quotient moves by its members' rates and by their mix.

Examples:
  pace why plan.pace bookings 2026-06 --vs 2026-05
  pace why plan.pace bookings --scenario hustle --vs-scenario base
  pace why plan.pace bookings 2026-06 --vs 2026-05 --by region
  pace why plan.pace velocity 2026-06 --set 'win_rate = 30%'",
        session: "why",
        takes: "ROW [MONTH] [--vs MONTH] [--vs-scenario NAME] [--by SEGMENT]",
        does: "splits a change over its causes: what the session changed, or what differs between two months",
        lines: &[":why bookings", ":why bookings 2026-06 --vs 2026-05"],
    };
}

impl Question for WhyArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let is_scenario = |name: &str| view.plan.model().scenario_names().any(|known| known == name);
        if let Some(vs) = self.vs.as_deref().filter(|vs| self.month.is_none() || is_scenario(vs)) {
            return Err(view.plan.wrong(vec![self.no_month(view, vs)]));
        }
        let calendar = &view.plan.model().calendar;
        for month in [&self.month, &self.vs].into_iter().flatten() {
            ask::month(calendar, month).map_err(|found| view.plan.wrong(vec![found]))?;
        }
        let (first, last) = (calendar.label(0), calendar.label(calendar.len().saturating_sub(1)));
        // With nothing else to compare, a row that is asked for alone tells how it gets from the first month to the
        // last.
        let over_time = self.is_alone(view) && calendar.len() > 1;
        let from = match over_time {
            true => Ok((view.scenario, Some(first.as_str()))),
            false => self.from(view),
        };
        let from = from.map_err(|found| view.plan.wrong(vec![found]))?;
        let month = if over_time { Some(last.as_str()) } else { self.month.as_deref() };
        let by = self.by.as_deref().map(|by| axis::segment("by", by, view.plan.model())).transpose();
        let by = by.map_err(|found| view.plan.wrong(vec![found]))?;
        let question = WhyQuestion { row: &self.row, to: (view.scenario, month), from, depth: self.depth };
        let change = why_by(view.plan, &question, by).map_err(|found| view.plan.wrong(found))?;
        Ok(Box::new(WhyAnswer { change, sources: view.plan.sources().clone(), over_time }))
    }
}

impl WhyArguments {
    /// Whether only a row is named, of the plan as it stands, on which nothing is tried.
    fn is_alone(&self, view: &PlanView) -> bool {
        let named = self.month.is_some() || self.vs.is_some() || self.vs_scenario.is_some();
        !named && view.beside == view.scenario && view.scenario == "base"
    }

    /// What to compare with: a scenario and a month. What the question leaves open is filled in: the changes
    /// that are tried are held against the scenario beneath them, and a scenario against the plan as it
    /// stands.
    ///
    /// # Errors
    /// Where that leaves nothing to compare with, such as the base plan and itself.
    fn from<'a>(&'a self, view: &PlanView<'a>) -> Result<(&'a str, Option<&'a str>), Diagnostic> {
        let month = self.vs.as_deref().or(self.month.as_deref());
        let other = match &self.vs_scenario {
            Some(name) => name,
            // Two months of one scenario.
            None if self.vs.is_some() => view.scenario,
            // What is tried, or else what a scenario does.
            None if view.beside != view.scenario => view.beside,
            None if view.scenario != "base" => "base",
            None => {
                let message = "there is nothing to compare with";
                let help = self.something(view.plan.model());
                return Err(Diagnostic::without_place(Code::WrongArguments, message).help(help));
            }
        };
        Ok((other, month))
    }

    /// The advice where there is nothing to compare with: another month or scenario of this very plan, so
    /// that it can be typed as it stands.
    fn something(&self, model: &Model) -> Prose {
        let calendar = &model.calendar;
        let last = calendar.len().saturating_sub(1);
        let months = match &self.month {
            // The month before; the first has only a month after it.
            Some(month) => {
                let column = ask::month(calendar, month).unwrap_or_default();
                format!(
                    "another month: `--vs {}`",
                    calendar.label(column.checked_sub(1).unwrap_or(1).min(last))
                )
            }
            None => {
                let before = calendar.label(last.saturating_sub(1));
                format!("two months: `{} --vs {before}`", calendar.label(last))
            }
        };
        match model.scenario_names().find(|name| *name != "base") {
            Some(name) => Prose::from(format!("name {months}, or a scenario: "))
                .advise(Advice::Scenario(name.to_string())),
            None => Prose::from(format!("name {months}, or what to try: "))
                .advise(Advice::Statement("win_rate = 30%".into())),
        }
    }

    /// The finding where `--vs` says what to compare with and nothing says what is compared. The advice names
    /// the last month, which is as likely as any.
    fn no_month(&self, view: &PlanView, vs: &str) -> Diagnostic {
        let model = view.plan.model();
        if model.scenario_names().any(|name| name == vs) {
            let message = format!("`{vs}` is a scenario, and `--vs` names a month");
            let option = Advice::Option { name: "vs-scenario", value: vs.to_string() };
            let help = Prose::from("to compare with it write ").advise(option);
            return Diagnostic::without_place(Code::WrongArguments, message).help(help);
        }
        let calendar = &model.calendar;
        let last = calendar.label(calendar.len().saturating_sub(1));
        let message =
            format!("`--vs {vs}` is the month to compare with, and the month to be compared is missing");
        let file = view.plan.sources().iter().next().map_or("FILE", |(_, main)| main.name());
        let words = format!("{} {last} --vs {vs}", self.row);
        let help = Prose::from("put it after the row: ").advise(Advice::command("why", file, words));
        Diagnostic::without_place(Code::WrongArguments, message).help(help)
    }
}

/// A change split over its causes, with the texts that its lines are quoted from.
#[derive(Serialize)]
struct WhyAnswer {
    #[serde(flatten)]
    change: Change,
    #[serde(skip)]
    sources: Sources,
    /// Whether nobody has said what to compare, so that the first month is held against the last.
    #[serde(skip)]
    over_time: bool,
}

impl Answer for WhyAnswer {
    fn report(&self) -> Report {
        let mut report = report::why(&self.change, &self.sources);
        if self.over_time {
            let said = "Nothing has changed, so this compares the first month with the last.";
            report.blocks.insert(0, Block::note(said));
        }
        report
    }
    fn records(&self) -> Records {
        report::why_records(&self.change, &self.sources)
    }
}
