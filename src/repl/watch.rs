//! Tells when one of a plan's files has changed on disk.
//!
//! Folders are watched, not files: editors put a new file in the place of the old one, and a watch of the
//! file would stay with the old one, which is gone. Where the system lets nothing be watched, a session does
//! without, and `:reload` does the same by hand.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// How long nothing must happen before a change counts as done: editors write in several steps.
const QUIET: Duration = Duration::from_millis(60);
/// How many times the quiet is waited for before a change is told anyway: something may write all the time.
const MOST_WAITS: usize = 15;

/// The watched files of a plan, and the folders that they lie in.
pub struct Watch {
    /// None where the system has no way to watch.
    watcher: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    /// The files themselves: events of other files in the same folders are not told.
    files: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Watch {
    /// A watch that calls `changed` after each change, in a thread of its own, until that returns false.
    pub fn new(changed: impl FnMut() -> bool + Send + 'static) -> Watch {
        let (sender, seen) = channel();
        std::thread::spawn(move || settle(&seen, changed));
        let files = Arc::default();
        let watcher = notify::recommended_watcher(handler(Arc::clone(&files), sender));
        Watch { watcher: watcher.ok(), folders: BTreeSet::new(), files }
    }

    /// Watches these files from now on, and no others. Returns false where the system does not allow some of
    /// them.
    pub fn follow(&mut self, files: &[PathBuf]) -> bool {
        let Some(watcher) = &mut self.watcher else { return files.is_empty() };
        let (files, folders) = real(files);
        *self.files.lock().unwrap_or_else(PoisonError::into_inner) = files;
        let mut done = true;
        for folder in self.folders.difference(&folders) {
            // One that has gone is watched no longer.
            let _ = watcher.unwatch(folder);
        }
        for folder in folders.difference(&self.folders) {
            done &= watcher.watch(folder, RecursiveMode::NonRecursive).is_ok();
        }
        self.folders = folders;
        done
    }
}

/// The files by the names under which events speak of them, and their folders. A file behind a link is
/// watched at both ends: the link may be changed, or the file that it leads to.
fn real(files: &[PathBuf]) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>) {
    let mut all = BTreeSet::new();
    for file in files {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let (Ok(folder), Some(name)) = (folder.canonicalize(), file.file_name()) {
            all.insert(folder.join(name));
        }
        all.extend(file.canonicalize());
    }
    let folders = all.iter().filter_map(|file| file.parent().map(Path::to_path_buf)).collect();
    (all, folders)
}

/// The function that is called with each event of a watched folder.
fn handler(
    files: Arc<Mutex<BTreeSet<PathBuf>>>,
    sender: Sender<()>,
) -> impl FnMut(notify::Result<Event>) + Send + 'static {
    move |event| {
        let Ok(event) = event else { return };
        // Reading is no change, and reading is what a reload does.
        let written = !matches!(event.kind, EventKind::Access(_));
        let files = files.lock().unwrap_or_else(PoisonError::into_inner);
        if written && (event.need_rescan() || event.paths.iter().any(|path| files.contains(path))) {
            // The thread at the other end has gone with the session.
            let _ = sender.send(());
        }
    }
}

/// Calls `changed` once for all events that come in a row: an editor that saves draws several.
fn settle(seen: &Receiver<()>, mut changed: impl FnMut() -> bool) {
    while seen.recv().is_ok() {
        for _ in 0..MOST_WAITS {
            match seen.recv_timeout(QUIET) {
                Ok(()) => while seen.try_recv().is_ok() {},
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if !changed() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::io;

    /// Longer than any machine takes; a test that waits so long has failed.
    const LONG: Duration = Duration::from_secs(30);

    fn watched(files: &[PathBuf]) -> (Watch, Receiver<()>) {
        let (sender, changes) = channel();
        let mut watch = Watch::new(move || sender.send(()).is_ok());
        assert!(watch.follow(files));
        (watch, changes)
    }

    #[test]
    fn files_that_are_written_or_replaced_are_noticed() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let plan = folder.path().join("plan.pace");
        fs::write(&plan, "a = 1")?;
        let (_watch, changes) = watched(std::slice::from_ref(&plan));
        fs::write(&plan, "a = 2")?;
        assert_eq!(changes.recv_timeout(LONG), Ok(()));
        let new = folder.path().join("new");
        fs::write(&new, "a = 3")?;
        fs::rename(&new, &plan)?;
        assert_eq!(changes.recv_timeout(LONG), Ok(()));
        Ok(())
    }

    #[test]
    fn other_files_and_reading_are_not() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (plan, other) = (folder.path().join("plan.pace"), folder.path().join("other.pace"));
        fs::write(&plan, "a = 1")?;
        let (mut watch, changes) = watched(std::slice::from_ref(&plan));
        fs::write(&other, "b = 1")?;
        fs::read(&plan)?;
        // The first that is noticed is what comes after; events arrive in order.
        assert!(watch.follow(std::slice::from_ref(&other)));
        fs::write(&plan, "a = 2")?;
        fs::write(&other, "b = 2")?;
        assert_eq!(changes.recv_timeout(LONG), Ok(()));
        assert!(changes.try_recv().is_err());
        Ok(())
    }
}
