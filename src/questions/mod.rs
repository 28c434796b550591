//! The questions that people ask of a plan, each with its arguments: what `pace solve FILE …` and `:solve …` of a
//! session have in common. A question knows neither files nor formats; its answer has a form for each.

mod compare;
mod diff;
mod explain;
mod expression;
mod format;
mod grid;
mod leaks;
mod levers;
mod manual;
mod parse;
mod place;
mod registry;
mod solve;
mod table;
mod today;
mod when;
mod why;

pub use compare::CompareArguments;
pub use explain::ExplainArguments;
pub use expression::EvalArguments;
pub use format::{AnswerFormat, FORMATS, PresentedAnswer};
pub use grid::GridArguments;
pub use leaks::LeaksArguments;
pub use levers::LeversArguments;
pub use manual::Manual;
pub use parse::{shell_words, words};
pub use registry::{QUESTIONS, RegisteredQuestion};
pub use solve::SolveArguments;
pub use table::RunArguments;
pub use today::TodayArguments;
pub use when::WhenArguments;
pub use why::WhyArguments;

use serde::Serialize;

use crate::analysis::SettledPlan;
use crate::diagnostic::{Diagnostic, Findings};
use crate::model::Solved;
use crate::output::json;
use crate::report::{Records, Report};

/// What a question is asked of: a plan, seen in one scenario.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The plan.
    pub plan: &'a SettledPlan,
    /// The scenario to look at.
    pub scenario: &'a str,
    /// The scenario that what is tried was laid over; the same where nothing is tried.
    pub beside: &'a str,
}

/// A question with its arguments.
pub trait Question {
    /// The answer, or what is wrong with the question.
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings>;

    /// What is being done, where it may take long: "looking for the value".
    fn work(&self) -> Option<&'static str> {
        None
    }

    /// Whether its answer lists rows of the plan, so that a session marks those that it has changed.
    fn lists_rows(&self) -> bool {
        false
    }
}

/// An answer in the forms that a format may want.
pub trait Answer: Document {
    /// For people.
    fn report(&self) -> Report;
    /// The same with what there is to warn of, where the answer is the place for it.
    fn warned(&self) -> Report {
        self.report()
    }
    /// For people on a page, which may have room for more.
    fn page(&self) -> Report {
        self.report()
    }
    /// For spreadsheets.
    fn records(&self) -> Records;
    /// What there is to warn of, where the answer itself says it; none where that would stand between question and
    /// answer.
    fn warnings(&self) -> Option<&[Diagnostic]> {
        None
    }
    /// Whether the answer itself says what was found for the plan's `?`.
    fn tells_solved(&self) -> bool {
        false
    }
    /// The scenarios that it is about, where that is more than the one that was chosen.
    fn scenarios(&self) -> Option<Vec<String>> {
        None
    }
}

/// What can be written as JSON.
pub trait Document {
    /// The document, for other programs, with what was found for `?`: as a list where the answer is about
    /// several scenarios.
    fn document(&self, solved: &[(&str, &Solved)], several: bool) -> Vec<u8>;
}

impl<T: Serialize> Document for T {
    fn document(&self, solved: &[(&str, &Solved)], several: bool) -> Vec<u8> {
        match (several, solved) {
            (_, []) => json::document(self),
            (false, [(_, solved), ..]) => json::document(&WithSolved { answer: self, solved }),
            (true, all) => {
                let solved: Vec<_> =
                    all.iter().map(|(scenario, solved)| OfScenario { scenario, solved }).collect();
                json::document(&WithSolved { answer: self, solved })
            }
        }
    }
}

/// An answer that rests on the value found for the plan's `?`.
#[derive(Serialize)]
struct WithSolved<'a, A: Serialize, S: Serialize> {
    #[serde(flatten)]
    answer: &'a A,
    solved: S,
}

/// What was found in one of several scenarios.
#[derive(Serialize)]
struct OfScenario<'a> {
    scenario: &'a str,
    #[serde(flatten)]
    solved: &'a Solved,
}
