//! A walk through plans: what is done about each, what is said, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};

use super::Verb;
use super::find::PlanCandidate;
use super::one::{self, PlanSnapshot, SnapshotMoves, SnapshotState};
use crate::analysis::Tolerance;
use crate::cli::console::Console;
use crate::cli::exit::{Exit, Stop};
use crate::cli::nearby::quoted;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::output::text::{self, Screen};
use crate::output::{TextRole, clean, file, patch};
use crate::report::{snapshot_change, snapshot_review, snapshot_summary};

/// One run over plans: what is said of each, and how the process ends.
pub struct SnapshotRun<'c> {
    /// Where everything is told.
    pub console: &'c Console,
    /// What reports are laid out for.
    pub screen: Screen,
    /// How far numbers may lie apart.
    pub tolerance: Tolerance,
    /// Whether nothing may be written, as in CI.
    pub frozen: bool,
    /// Whether the texts are compared line by line too.
    pub raw: bool,
    /// What is said of the plans, printed at the end.
    pub page: String,
    /// What is wrong with them.
    told: Vec<Findings>,
    /// The worst exit code so far.
    pub exit: Exit,
}

impl<'c> SnapshotRun<'c> {
    /// A run that has not begun.
    pub fn new(console: &'c Console, tolerance: Tolerance, frozen: bool, raw: bool) -> SnapshotRun<'c> {
        SnapshotRun {
            console,
            screen: console.screen(),
            tolerance,
            frozen,
            raw,
            page: String::new(),
            told: Vec::new(),
            exit: Exit::Done,
        }
    }

    /// Makes the exit code this one, unless it is a worse one already.
    pub fn ends(&mut self, exit: Exit) {
        self.exit = self.exit.max(exit);
    }

    /// Compares a plan with its snapshot, or accepts what it gives.
    pub fn plan(&mut self, candidate: PlanCandidate, verb: Verb) {
        let Some((taken, state)) = self.look(candidate, verb == Verb::Accept) else { return };
        match (state, verb) {
            (SnapshotState::Same, _) => {
                self.clear(&taken);
                self.verdict(&taken.plan, TextRole::Good, "as its snapshot");
            }
            (SnapshotState::New, Verb::Accept)
            | (SnapshotState::Moved(_) | SnapshotState::Damaged, Verb::Accept) => self.accept(&taken),
            (SnapshotState::New, _) if self.frozen => {
                self.ends(Exit::Failed);
                self.verdict(&taken.plan, TextRole::Bad, "has no snapshot, and with CI set none is written");
            }
            (SnapshotState::New, _) => {
                if self.write(&taken.snap, &taken.text) {
                    self.ends(Exit::New);
                    self.verdict(
                        &taken.plan,
                        TextRole::Warning,
                        &format!("new snapshot {}", name(&taken.snap)),
                    );
                }
            }
            (SnapshotState::Moved(moved), _) => self.moved(&taken, &moved),
            (SnapshotState::Damaged, _) => {}
        }
    }

    /// What the plan gives now, and how that compares with its snapshot; none where that cannot be said,
    /// which is told. With `anew` a damaged snapshot is no error, since it will be replaced.
    pub fn look(&mut self, candidate: PlanCandidate, anew: bool) -> Option<(PlanSnapshot, SnapshotState)> {
        let path = candidate.path.clone();
        let looked = PlanSnapshot::of(candidate).and_then(|taken| {
            let state = taken.state(self.tolerance, anew)?;
            Ok((taken, state))
        });
        match looked {
            Ok((mut taken, state)) => {
                if self.console.has_asked_style() {
                    self.told.push(std::mem::replace(&mut taken.findings, one::nothing()));
                }
                Some((taken, state))
            }
            Err(findings) => {
                self.told.push(findings);
                self.ends(Exit::Wrong);
                self.verdict(&path, TextRole::Bad, "not compared: see the errors");
                None
            }
        }
    }

    /// Tells what moved, and writes what the plan gives now beside the snapshot, for `accept`.
    fn moved(&mut self, taken: &PlanSnapshot, moved: &SnapshotMoves) {
        self.ends(Exit::Failed);
        self.verdict(&taken.plan, TextRole::Bad, &format!("{} moved", snapshot_summary(&moved.change)));
        self.details(taken, moved);
        if self.frozen {
            return;
        }
        if self.write(&taken.pending, &taken.text) {
            let command = format!("`pace snap accept {}`", quoted(&taken.plan));
            self.screen.painter.prose(
                &mut self.page,
                TextRole::Dim,
                &format!("To take what it gives now: {command}"),
            );
            self.page.push_str("\n\n");
        }
    }

    /// What moved: what a reviewer reads first, then all of it, and with `--raw` the difference of the texts.
    pub fn details(&mut self, taken: &PlanSnapshot, moved: &SnapshotMoves) {
        self.page.push('\n');
        self.page.push_str(&text::render(&snapshot_review(&moved.change, &moved.review), &self.screen));
        self.page.push('\n');
        self.page.push_str(&text::render(&snapshot_change(&moved.change, &moved.review), &self.screen));
        self.page.push('\n');
        if !self.raw {
            return;
        }
        let (old, new) = (taken.snap.display().to_string(), taken.pending.display().to_string());
        let diff = patch::unified((&old, &moved.old), (&new, &taken.text), &self.screen.painter);
        self.page.push_str(&diff);
        self.page.push('\n');
    }

    /// Replaces the snapshot by what the plan gives now, unless that is not what `check` has shown.
    fn accept(&mut self, taken: &PlanSnapshot) {
        if taken.pending_is_stale() {
            self.ends(Exit::Failed);
            if self.write(&taken.pending, &taken.text) {
                let says = format!(
                    "not accepted: the plan has changed since {} was written. That is fresh now: look at it and \
                     accept again",
                    name(&taken.pending)
                );
                self.verdict(&taken.plan, TextRole::Bad, &says);
            }
            return;
        }
        if self.write(&taken.snap, &taken.text) {
            self.clear(taken);
            self.verdict(&taken.plan, TextRole::Good, "accepted");
        }
    }

    /// Removes what waited to be accepted.
    pub fn clear(&mut self, taken: &PlanSnapshot) {
        if !self.frozen && fs::symlink_metadata(&taken.pending).is_ok_and(|found| !found.is_dir()) {
            self.remove(&taken.pending);
        }
    }

    /// Writes a file whole; returns whether it could be written, and tells where not.
    pub fn write(&mut self, path: &Path, text: &str) -> bool {
        let written = one::write(path, text);
        if let Err(error) = &written {
            self.told.push(Findings::alone(file::unwritable(path, error)));
            self.ends(Exit::Wrong);
        }
        written.is_ok()
    }

    /// Removes a file; returns whether it could be removed, and tells where not.
    fn remove(&mut self, path: &Path) -> bool {
        let removed = fs::remove_file(path);
        if let Err(error) = &removed {
            let message = format!("cannot remove `{}`: {}", path.display(), file::why(error));
            self.told.push(Findings::alone(Diagnostic::without_place(Code::Unwritable, message)));
            self.ends(Exit::Wrong);
        }
        removed.is_ok()
    }

    /// Tells of snapshots whose plan is gone, or removes them.
    pub fn orphans(&mut self, orphans: &[PathBuf], prune: bool) {
        for orphan in orphans {
            if prune {
                if self.remove(orphan) {
                    self.verdict(orphan, TextRole::Good, "removed: its plan is gone");
                }
            } else {
                self.verdict(orphan, TextRole::Warning, "its plan is gone; `--prune` removes it");
            }
        }
    }

    /// The line on one plan or file.
    pub fn verdict(&mut self, path: &Path, role: TextRole, says: &str) {
        let mark = match role {
            TextRole::Good => "✓",
            TextRole::Warning => "!",
            _ => "✗",
        };
        self.screen.painter.paint(&mut self.page, role, mark);
        self.page.push_str(&format!(" {}: ", clean(&path.display().to_string())));
        self.screen.painter.prose(&mut self.page, TextRole::Plain, says);
        self.page.push('\n');
    }

    /// Prints everything, what is wrong first; the exit code.
    pub fn finish(self) -> Result<Exit, Stop> {
        if !self.told.is_empty() || self.console.has_asked_style() {
            self.console.tell(&self.told);
        }
        self.console.print(self.page.trim_end().as_bytes())?;
        if !self.page.is_empty() {
            self.console.print(b"\n")?;
        }
        Ok(self.exit)
    }
}

/// The last part of a path.
fn name(path: &Path) -> String {
    path.file_name().map(|name| clean(&name.to_string_lossy()).into_owned()).unwrap_or_default()
}
