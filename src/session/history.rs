//! What was done in a session, step by step, so that it can be taken back and done again.

use std::rc::Rc;

use super::change::{Changes, Said, Subject};

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// Statements were said.
    Say(Vec<Rc<Said>>),
    /// All changes were forgotten.
    Reset,
    /// What these were about applied no longer, and was dropped.
    Drop(Vec<Subject>),
}

/// The steps behind, and those that were taken back.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
}

impl History {
    /// Adds a step; what was taken back is forgotten.
    pub fn push(&mut self, step: Step) {
        self.past.push(step);
        self.future.clear();
    }

    /// The history with the last `count` steps taken back; none where there is no step.
    pub fn back(&self, count: usize) -> Option<History> {
        let mut history = self.clone();
        for _ in 0..count.min(self.past.len()) {
            history.future.extend(history.past.pop());
        }
        (history.past.len() < self.past.len()).then_some(history)
    }

    /// The history with the last `count` steps that were taken back done again; none where there is none.
    pub fn forth(&self, count: usize) -> Option<History> {
        let mut history = self.clone();
        for _ in 0..count.min(self.future.len()) {
            history.past.extend(history.future.pop());
        }
        (history.past.len() > self.past.len()).then_some(history)
    }

    /// What the steps behind come to.
    pub fn changes(&self) -> Changes {
        self.past.iter().fold(Changes::default(), |changes, step| match step {
            Step::Say(said) => changes.with(said),
            Step::Reset => Changes::default(),
            Step::Drop(subjects) => changes.without(subjects),
        })
    }
}
