//! The questions that people ask of a plan, each with its arguments: what the shell's `pace solve FILE …` and
//! a session's `:solve …` have in common.
//!
//! A question gets a plan that is already read, checked and settled ([`PlanView`]) and gives an [`Answer`],
//! which has a form for each format. It opens no file, knows no terminal and prints nothing: whoever asks
//! decides where the answer goes. A new question is a file of this folder and a line in [`QUESTIONS`].

mod axis;
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
mod shown_months;
mod solve;
mod table;
mod today;
mod when;
mod why;

pub use axis::members_asked;
pub use compare::CompareArguments;
pub use explain::ExplainArguments;
pub use expression::EvalArguments;
pub use format::{AnswerFormat, FORMATS, PresentedAnswer};
pub use grid::GridArguments;
pub use leaks::LeaksArguments;
pub use levers::LeversArguments;
pub use manual::Manual;
pub use parse::{listed, shell_words, words};
pub use registry::{QUESTIONS, RegisteredQuestion};
pub use shown_months::ShownMonths;
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
use crate::report::{LongRows, Records, Report};

/// What a question is asked of: a settled plan, and the scenario of it to look at.
#[derive(Clone, Copy, Debug)]
pub struct PlanView<'a> {
    /// The plan, with the number found for each `?` in its place.
    pub plan: &'a SettledPlan,
    /// The name of the scenario to look at; `base` is the plan as it stands.
    pub scenario: &'a str,
    /// The scenario that changes are tried on (those of `--set`, or of a session); then `scenario` is an
    /// overlay of it, and answers that compare hold the one against the other. The same as `scenario` where
    /// nothing is tried.
    pub beside: &'a str,
}

/// A question with its arguments.
pub trait Question {
    /// Works the answer out.
    ///
    /// # Errors
    /// What is wrong with the question, such as the name of a row that the plan does not have. The findings
    /// bring the texts that they point into.
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings>;

    /// What is being done, in words for whoever waits ("looking for the value"); none where the answer comes
    /// at once.
    fn work(&self) -> Option<&'static str> {
        None
    }

    /// Whether the answer lists rows of the plan month by month. A session then marks those that it has
    /// changed.
    fn lists_rows(&self) -> bool {
        false
    }
}

/// An answer in the forms that a format may want. Whoever writes it picks one; the answer does not know
/// which.
pub trait Answer: Document {
    /// The answer for people, as a terminal shows it.
    fn report(&self) -> Report;
    /// The report together with the warnings of the answer, for formats that have room for both. The plain
    /// report where the answer has none of its own.
    fn warned(&self) -> Report {
        self.report()
    }
    /// The report for a page, such as a comment on a change, which may have room for more than a terminal.
    fn page(&self) -> Report {
        self.report()
    }
    /// The answer as lines of named columns, for spreadsheets: full figures, not rounded for the eye.
    fn records(&self) -> Records;
    /// The answer as rows of which each column of time is a record, for pivot tables; none where it has no such form.
    fn long_rows(&self) -> Option<LongRows> {
        None
    }
    /// The warnings that belong to the answer itself. None where it only rests on a plan that has some: they
    /// would stand between question and answer, and `pace check` tells them.
    fn warnings(&self) -> Option<&[Diagnostic]> {
        None
    }
    /// Whether the answer itself says which number was found for the plan's `?`; if not, a note on it is
    /// added.
    fn tells_solved(&self) -> bool {
        false
    }
    /// The names of the scenarios that it is about, where those are others than the one that was chosen. Each
    /// of them may have a `?` of its own.
    fn scenarios(&self) -> Option<Vec<String>> {
        None
    }
}

/// What can be written as a JSON document.
pub trait Document {
    /// The bytes of the document, with what was found for each `?` as (scenario, number found). `several`
    /// says that the answer is about several scenarios: then `solved` is a list that names them, otherwise
    /// one object.
    fn document(&self, solved: &[(&str, &Solved)], several: bool) -> Vec<u8>;
}

// Every answer that serialises has its document by this; a question writes none by hand.
impl<T: Serialize> Document for T {
    fn document(&self, solved: &[(&str, &Solved)], several: bool) -> Vec<u8> {
        match (several, solved) {
            // Without a `?` there is no member `solved` at all, rather than one that is null: most plans have
            // no `?`.
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

/// An answer, and beside its own members what was found for the plan's `?`.
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
