//! The questions that people ask of a plan, each with its arguments: what `pace solve FILE …` and `:solve …` of a
//! session have in common. A question knows neither files nor formats; its answer has a form for each.

mod compare;
mod explain;
mod expression;
mod grid;
mod leaks;
mod levers;
mod parse;
mod place;
mod solve;
mod table;
mod today;
mod when;
mod why;

pub use compare::Compare;
pub use explain::Explain;
pub use expression::{Eval, Expression};
pub use grid::Grid;
pub use leaks::Leaks;
pub use levers::Levers;
pub use parse::{parse, words};
pub use solve::Solve;
pub use table::Table;
pub use today::Today;
pub use when::When;
pub use why::Why;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Findings};
use crate::loader::Loaded;
use crate::model::Model;
use crate::output::json;
use crate::report::{Records, Report};

/// What a question is asked of.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The plan's texts and trees.
    pub loaded: &'a Loaded,
    /// The checked plan, with its `?` found.
    pub model: &'a Model,
    /// The scenario to look at.
    pub scenario: &'a str,
    /// The scenario that what is tried was laid over; the same where nothing is tried.
    pub beside: &'a str,
}

impl Plan<'_> {
    /// What is wrong with a question, with the texts of the plan.
    fn wrong(&self, found: Vec<Diagnostic>) -> Findings {
        Findings { sources: self.loaded.sources.clone(), found }
    }
}

/// A question with its arguments.
pub trait Question {
    /// The answer, or what is wrong with the question.
    fn ask(&self, plan: &Plan) -> Result<Box<dyn Answer>, Findings>;

    /// What is being done, where it may take long: "looking for the value".
    fn work(&self) -> Option<&'static str> {
        None
    }
}

/// An answer in the forms that a format may want.
pub trait Answer: Document {
    /// For people.
    fn report(&self) -> Report;
    /// For spreadsheets.
    fn records(&self) -> Records;
}

/// What can be written as JSON.
pub trait Document {
    /// The document, for other programs.
    fn document(&self) -> Vec<u8>;
}

impl<T: Serialize> Document for T {
    fn document(&self) -> Vec<u8> {
        json::document(self)
    }
}
