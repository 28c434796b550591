//! One plan and its snapshot.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::find::{PlanCandidate, beside};
use crate::analysis::{
    SettledPlan, Snapshot, SnapshotChange, SnapshotReview, Tolerance, changes, prepare, review, snapshot,
};
use crate::cli::nearby::quoted;
use crate::cli::world;
use crate::diagnostic::Findings;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::loader::Unreadable;
use crate::output::file;
use crate::output::snap::{self, SnapshotError};
use crate::source::{Source, Sources};

/// What a plan gives now, and the files that keep what it gave.
pub struct PlanSnapshot {
    /// The plan.
    pub plan: PathBuf,
    /// Its snapshot.
    pub snap: PathBuf,
    /// What waits to be accepted.
    pub pending: PathBuf,
    /// The plan, checked and settled.
    settled: SettledPlan,
    /// What it gives.
    fresh: Snapshot,
    /// The same as a text.
    pub text: String,
    /// What the plan draws, with its texts.
    pub findings: Findings,
}

/// How the snapshot that is kept compares with what the plan gives now.
pub enum SnapshotState {
    /// It gives the same.
    Same,
    /// It has none.
    New,
    /// It gives something else.
    Moved(Box<SnapshotMoves>),
    /// The snapshot cannot be read, and may be written anew.
    Damaged,
}

/// How what a plan gives differs from its snapshot.
pub struct SnapshotMoves {
    /// The text of the snapshot.
    pub old: String,
    /// What differs.
    pub change: SnapshotChange,
    /// What is said of it first.
    pub review: SnapshotReview,
}

/// No findings.
pub fn nothing() -> Findings {
    Findings { sources: Sources::default(), found: Vec::new() }
}

impl PlanSnapshot {
    /// Computes every scenario of a plan.
    ///
    /// # Errors
    /// What is wrong with the plan, or that its snapshot would be too large.
    pub fn of(candidate: PlanCandidate) -> Result<PlanSnapshot, Findings> {
        let plan = prepare(candidate.loaded)?;
        let fresh = snapshot(&plan).map_err(|errors| plan.findings_with(errors))?;
        let findings = plan.findings();
        let text = snap::write(&fresh);
        if text.len() > limits::SNAPSHOT_BYTES {
            let message = format!(
                "the snapshot of `{}` would be larger than {} MiB",
                candidate.path.display(),
                limits::SNAPSHOT_BYTES >> 20
            );
            let help = "keep scenarios that need no watching in a plan of their own, which brings this one in with `use`";
            return Err(Findings {
                found: vec![Diagnostic::without_place(Code::TooLarge, message).help(help)],
                ..nothing()
            });
        }
        let (snap, pending) = (beside(&candidate.path, ".snap"), beside(&candidate.path, ".snap.new"));
        Ok(PlanSnapshot { plan: candidate.path, snap, pending, settled: plan, fresh, text, findings })
    }

    /// How the plan stands to its snapshot; one that is damaged is an error, unless it is to be written anew.
    pub fn state(&self, tolerance: Tolerance, anew: bool) -> Result<SnapshotState, Findings> {
        let bytes = match read(&self.snap) {
            Ok(bytes) => bytes,
            Err(Unreadable::Missing) => return Ok(SnapshotState::New),
            Err(why) => {
                let message = format!("the snapshot `{}` {}", self.snap.display(), words(&why));
                let finding = Diagnostic::without_place(Code::Unreadable, message);
                return Err(Findings { found: vec![finding.help("move it out of the way")], ..nothing() });
            }
        };
        // Bytes that are no text are found in their line, as any other damage.
        let old = String::from_utf8_lossy(&bytes).into_owned();
        let mut sources = Sources::default();
        let id = sources.add(Source::new(self.snap.display().to_string(), old.as_str()));
        let command = format!("pace snap accept {}", quoted(&self.plan));
        match snap::read(id, &old, &command) {
            Ok(kept) => {
                let change = changes(&kept, &self.fresh, tolerance);
                Ok(if change.is_nothing() {
                    SnapshotState::Same
                } else {
                    let review = review(&self.settled, &kept, &change);
                    SnapshotState::Moved(Box::new(SnapshotMoves { old, change, review }))
                })
            }
            Err(SnapshotError::Broken(_)) if anew => Ok(SnapshotState::Damaged),
            Err(refused) => Err(Findings { sources, found: vec![refused.finding()] }),
        }
    }

    /// Whether something waits to be accepted that is not what the plan gives now: `accept` takes only what
    /// somebody has seen.
    pub fn pending_is_stale(&self) -> bool {
        match read(&self.pending) {
            Ok(bytes) => bytes != self.text.as_bytes(),
            Err(Unreadable::Missing) => false,
            Err(_) => true,
        }
    }
}

/// The bytes of a snapshot. A link is none: it would lead to a file that nobody named.
fn read(path: &Path) -> Result<Vec<u8>, Unreadable> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Err(Unreadable::Other(LINK.to_string()));
    }
    world::file_up_to(path, limits::SNAPSHOT_BYTES as u64)
}

/// Why a link in the place of a snapshot is refused.
const LINK: &str = "it is a link, and a snapshot is a file of its own";

/// Why a snapshot cannot be read, as the rest of a sentence.
fn words(why: &Unreadable) -> String {
    match why {
        Unreadable::Directory => "is a folder".into(),
        Unreadable::TooLarge => format!("is larger than {} MiB", limits::SNAPSHOT_BYTES >> 20),
        Unreadable::Other(reason) => format!("cannot be read: {reason}"),
        why => why.words(),
    }
}

/// Writes a snapshot whole. Nobody named the file, so a link in its place is not followed.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return Err(io::Error::other(LINK));
    }
    file::write(path, text.as_bytes())
}
