//! What was done in a session, step by step, for `:undo` and `:redo`.
//!
//! The history keeps what was done, not what came of it: the changes after any step are found by doing the
//! steps up to it again, which is cheap, and needs no inverse of any of them.

use std::rc::Rc;

use super::change::{ChangeSubject, Changes, SessionChange};

/// One step of a session.
#[derive(Clone, PartialEq, Debug)]
pub enum HistoryStep {
    /// These statements were applied.
    Apply(Vec<Rc<SessionChange>>),
    /// All changes were forgotten.
    Reset,
    /// These changes no longer applied when the file was read again, and were dropped.
    Drop(Vec<DroppedChange>),
}

impl HistoryStep {
    /// What was done, as a session names it: the statements by their first lines.
    pub fn words(&self) -> String {
        match self {
            HistoryStep::Apply(changes) => {
                let first = |change: &Rc<SessionChange>| {
                    let text = change.text.lines().next().unwrap_or_default().trim_end();
                    let more = if change.text.lines().count() > 1 { " …" } else { "" };
                    format!("`{text}{more}`")
                };
                changes.iter().map(first).collect::<Vec<_>>().join(", ")
            }
            HistoryStep::Reset => "`:reset`".into(),
            HistoryStep::Drop(dropped) if dropped.len() == 1 => {
                "what reading the file again dropped: 1 change".into()
            }
            HistoryStep::Drop(dropped) => {
                format!("what reading the file again dropped: {} changes", dropped.len())
            }
        }
    }
}

/// A change that was dropped.
#[derive(Clone, PartialEq, Debug)]
pub struct DroppedChange {
    /// What it was about.
    pub subject: ChangeSubject,
    /// Whether it changed a row that the plan had. Where the plan has that row no more, the same statement
    /// would make a new row, which is not what was meant.
    pub restates: bool,
}

/// The steps that are in force, and those that were undone, the last undone at the end.
#[derive(Clone, Debug, Default)]
pub struct ChangeHistory {
    past: Vec<HistoryStep>,
    future: Vec<HistoryStep>,
    /// The scenario that all that was done before was saved as: it stands in the file, where nothing is taken back.
    saved: Option<String>,
}

impl ChangeHistory {
    /// The history after everything was saved as a scenario.
    pub fn saved(scenario: &str) -> ChangeHistory {
        ChangeHistory { saved: Some(scenario.to_string()), ..ChangeHistory::default() }
    }

    /// Why there is no step to take back, in words.
    pub fn nothing_to_undo(&self) -> String {
        match &self.saved {
            Some(name) => format!(
                "There is nothing to take back: scenario {name} stands in the file now, and `:scenario base` looks at \
                 the plan without it."
            ),
            None => "There is nothing to take back.".into(),
        }
    }

    /// Adds a step; what was undone can no longer be redone.
    pub fn push(&mut self, step: HistoryStep) {
        self.past.push(step);
        self.future.clear();
    }

    /// The history with the last `count` steps undone, or all where there are fewer; none where there is no
    /// step.
    pub fn back(&self, count: usize) -> Option<ChangeHistory> {
        let mut history = self.clone();
        for _ in 0..count.min(self.past.len()) {
            history.future.extend(history.past.pop());
        }
        (history.past.len() < self.past.len()).then_some(history)
    }

    /// The steps in force that an earlier history does not have, the last first.
    pub fn steps_after(&self, earlier: &ChangeHistory) -> Vec<&HistoryStep> {
        // Steps that dropped something may stay where one before them is taken back.
        let mut kept = earlier.past.iter().peekable();
        let mut steps = Vec::new();
        for step in &self.past {
            if kept.next_if(|known| *known == step).is_none() {
                steps.push(step);
            }
        }
        steps.reverse();
        steps
    }

    /// What was dropped in the steps that an earlier history does not have.
    pub fn dropped_after(&self, earlier: &ChangeHistory) -> impl Iterator<Item = &DroppedChange> {
        let steps = self.past.get(earlier.past.len()..).unwrap_or_default();
        steps.iter().flat_map(|step| match step {
            HistoryStep::Drop(dropped) => dropped.as_slice(),
            _ => &[],
        })
    }

    /// The history with the last `count` steps undone, where steps that dropped changes stay and are not
    /// counted. None where there is no other step. With it a user gets past a drop that cannot be undone,
    /// since what was dropped still does not apply.
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

    /// The history with the last `count` undone steps done again, or all where there are fewer; none where
    /// there is none.
    pub fn forth(&self, count: usize) -> Option<ChangeHistory> {
        let mut history = self.clone();
        for _ in 0..count.min(self.future.len()) {
            history.past.extend(history.future.pop());
        }
        (history.past.len() > self.past.len()).then_some(history)
    }

    /// The changes that the steps in force add up to.
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
