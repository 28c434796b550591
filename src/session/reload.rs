//! Other files, and the same files read again.
//!
//! A file may change while a session has changes on top of it. Those that still apply stay, each tried in
//! turn; the others are dropped and listed, as a step that `:undo` knows.

use std::rc::Rc;

use super::change::{Changes, SessionChange};
use super::history::{ChangeHistory, DroppedChange, HistoryStep};
use super::save::PendingSave;
use super::state::SessionState;
use super::{EVERY_ROW, MOST_ROWS, Outcome, Session};
use crate::loader::World;
use crate::report::{self, Block, Report};

impl Session {
    /// Goes on with another plan, without changes or history. A plan that cannot be read leaves everything as
    /// it was.
    pub fn load(&mut self, world: Rc<dyn World>, main: Option<String>) -> Outcome {
        let (state, findings) = SessionState::open(world, main, self.cancellation.clone());
        if state.model().is_none() {
            self.saving = None;
            return findings.into();
        }
        self.state = state;
        self.history = ChangeHistory::default();
        self.last = None;
        self.broken = None;
        let scenario = self.saving.take().and_then(PendingSave::into_scenario);
        if let Some(wrong) = scenario.and_then(|name| self.state.choose(&name).err()) {
            return wrong.into();
        }
        let told = super::told_briefly(&findings);
        let here = self.where_we_are();
        told.after(here.report.map(|report| report.blocks).unwrap_or_default())
    }

    /// Reads the plan's files again and puts the changes on top. An empty outcome where the files are the
    /// same.
    pub fn reload(&mut self) -> Outcome {
        self.cancellation.reset();
        let (world, main) = self.state.place();
        let (fresh, findings) =
            SessionState::open(world.clone(), main.map(str::to_string), self.cancellation.clone());
        let texts = |state: &SessionState| -> Vec<String> {
            state.file().sources.iter().map(|(_, source)| source.text().to_string()).collect()
        };
        let was_broken = self.state.model().is_none();
        if texts(&fresh) == texts(&self.state) && !was_broken {
            return Outcome::default();
        }
        if fresh.model().is_none() {
            let kept = "The plan goes on as it was before.".to_string();
            self.broken = Some(findings.clone());
            let blocks = if was_broken { Vec::new() } else { vec![Block::note(kept)] };
            return Outcome::from(findings).after(blocks);
        }
        self.reopened(fresh)
    }

    /// Goes on with files that were read again: what no longer applies is dropped, and told.
    fn reopened(&mut self, mut fresh: SessionState) -> Outcome {
        let mut blocks = vec![Block::note("The file has changed; it was read again.")];
        let chosen = self.state.chosen().to_string();
        if fresh.choose(&chosen).is_err() {
            blocks.push(Block::note(format!(
                "There is no scenario `{chosen}` any more: this is the plan as it stands."
            )));
        }
        let changes = self.state.changes().clone();
        // A change of a row that the file no longer has would now be the definition of a new row, which nothing uses.
        let applies = |fresh: &SessionState, change: &SessionChange| {
            self.state.is_fresh(change) || !fresh.is_fresh(change)
        };
        let mut dropped: Vec<DroppedChange> = Vec::new();
        if fresh.apply(changes.clone()).is_err() || !changes.all.iter().all(|change| applies(&fresh, change))
        {
            // All at once fails if one of them fails, so each is added to those that applied before it. That
            // is a computation for each change, but only where the file broke one.
            let mut kept = Changes::default();
            for change in &changes.all {
                let more = kept.clone().with(std::slice::from_ref(change));
                match fresh.apply(more.clone()) {
                    Ok(_) if applies(&fresh, change) => kept = more,
                    _ => {
                        let restates = !self.state.is_fresh(change);
                        dropped.push(DroppedChange { subject: change.subject.clone(), restates });
                        let text = change.text.lines().next().unwrap_or_default();
                        blocks.push(Block::note(format!("No longer applies, and was dropped: `{text}`")));
                    }
                }
            }
            // The last that was tried may be one of those that are dropped.
            if let Err(wrong) = fresh.apply(kept) {
                return wrong.into();
            }
        }
        let before = self.state.results().cloned();
        self.state = fresh;
        self.broken = None;
        if !dropped.is_empty() {
            self.history.push(HistoryStep::Drop(dropped));
        }
        if let (Some(before), Some(now)) = (before, self.state.results()) {
            let moved = crate::analysis::moved(&before, now);
            blocks.extend(report::moved(&moved, MOST_ROWS, EVERY_ROW).blocks);
        }
        let report = Report { blocks, ..Report::default() };
        Outcome::of(report)
    }
}
