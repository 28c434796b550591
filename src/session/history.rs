//! What was done in a session, step by step, so that it can be taken back and done again.

use std::rc::Rc;

use super::change::{ChangeSubject, Changes, SessionChange};

/// One step.
#[derive(Clone, PartialEq, Debug)]
pub enum HistoryStep {
    /// Statements were said.
    Apply(Vec<Rc<SessionChange>>),
    /// All changes were forgotten.
    Reset,
    /// These applied no longer, and were dropped.
    Drop(Vec<DroppedChange>),
}

/// A change that was dropped.
#[derive(Clone, PartialEq, Debug)]
pub struct DroppedChange {
    /// What it was about.
    pub subject: ChangeSubject,
    /// Whether it changed what the plan had, and so makes nothing new where the plan has it no more.
    pub restates: bool,
}

/// The steps behind, and those that were taken back.
#[derive(Clone, Debug, Default)]
pub struct ChangeHistory {
    past: Vec<HistoryStep>,
    future: Vec<HistoryStep>,
}

impl ChangeHistory {
    /// Adds a step; what was taken back is forgotten.
    pub fn push(&mut self, step: HistoryStep) {
        self.past.push(step);
        self.future.clear();
    }

    /// The history with the last `count` steps taken back; none where there is no step.
    pub fn back(&self, count: usize) -> Option<ChangeHistory> {
        let mut history = self.clone();
        for _ in 0..count.min(self.past.len()) {
            history.future.extend(history.past.pop());
        }
        (history.past.len() < self.past.len()).then_some(history)
    }

    /// What was dropped in the steps that an earlier history does not have.
    pub fn dropped_after(&self, earlier: &ChangeHistory) -> impl Iterator<Item = &DroppedChange> {
        let steps = self.past.get(earlier.past.len()..).unwrap_or_default();
        steps.iter().flat_map(|step| match step {
            HistoryStep::Drop(dropped) => dropped.as_slice(),
            _ => &[],
        })
    }

    /// The history with the last `count` steps taken back, where what was dropped is still dropped and counts as
    /// no step. None where there is no other step.
    pub fn back_beside_drops(&self, count: usize) -> Option<ChangeHistory> {
        let mut history = self.clone();
        let mut dropped = Vec::new();
        let mut left = count;
        while left > 0 {
            match history.past.pop() {
                Some(step @ HistoryStep::Drop(_)) => dropped.push(step),
                Some(step) => {
                    history.future.push(step);
                    left -= 1;
                }
                None => break,
            }
        }
        history.past.extend(dropped.into_iter().rev());
        (left < count).then_some(history)
    }

    /// The history with the last `count` steps that were taken back done again; none where there is none.
    pub fn forth(&self, count: usize) -> Option<ChangeHistory> {
        let mut history = self.clone();
        for _ in 0..count.min(self.future.len()) {
            history.past.extend(history.future.pop());
        }
        (history.past.len() > self.past.len()).then_some(history)
    }

    /// What the steps behind come to.
    pub fn changes(&self) -> Changes {
        self.past.iter().fold(Changes::default(), |changes, step| match step {
            HistoryStep::Apply(added) => changes.with(added),
            HistoryStep::Reset => Changes::default(),
            HistoryStep::Drop(dropped) => {
                let subjects: Vec<ChangeSubject> = dropped.iter().map(|one| one.subject.clone()).collect();
                changes.without(&subjects)
            }
        })
    }
}
