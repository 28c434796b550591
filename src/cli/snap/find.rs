//! Which plans are meant: files as they are named, and what folders hold.
//!
//! In a folder every `*.pace` is a plan but two kinds: a file that another one brings in with `use` is a part of
//! that, and a file that defines nothing (a calendar) has no figures. Either counts where it has a snapshot already,
//! and where it is named itself.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::cli::world::DiskWorld;
use crate::loader::{Loaded, load};
use crate::syntax::tree::{Heading, StatementKind};

/// A plan that was read, and not yet checked.
pub struct PlanCandidate {
    /// Where it lies, as the command line leads there.
    pub path: PathBuf,
    /// Its texts and trees.
    pub loaded: Loaded,
}

/// The plans that were found, and what else lies there.
pub struct FoundPlans {
    /// The plans in order.
    pub plans: Vec<PlanCandidate>,
    /// Snapshots whose plan is gone, in order.
    pub orphans: Vec<PathBuf>,
    /// What is wrong with folders, a sentence each.
    pub wrong: Vec<String>,
}

/// The plans that are named and those in the folders that are, each once.
pub fn find(given: &[PathBuf]) -> FoundPlans {
    let mut plans: Vec<(PathBuf, bool)> = Vec::new();
    let mut folders: Vec<PathBuf> = Vec::new();
    let mut wrong: Vec<String> = Vec::new();
    for path in given {
        if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
            walk(path, &mut plans, &mut folders, &mut wrong);
        } else {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            folders.push(folder.unwrap_or(Path::new(".")).to_path_buf());
            plans.push((path.clone(), true));
        }
    }
    let mut seen = BTreeSet::new();
    // A plan that is named and lies in a folder that is counts as named.
    let named: BTreeSet<PathBuf> =
        plans.iter().filter(|(_, named)| *named).map(|(path, _)| real(path)).collect();
    plans.retain(|(path, _)| seen.insert(real(path)));
    let read = |(path, _): (PathBuf, bool)| {
        let world = DiskWorld::of(&path);
        PlanCandidate { loaded: load(&world, world.main()), path }
    };
    let mut plans: Vec<PlanCandidate> = plans.into_iter().map(read).collect();
    let parts: BTreeSet<PathBuf> = plans.iter().flat_map(|plan| parts(&plan.loaded)).collect();
    plans.retain(|plan| {
        let own = real(&plan.path);
        let is_plan = !parts.contains(&own) && !says_only_when(&plan.loaded);
        is_plan || named.contains(&own) || fs::symlink_metadata(beside(&plan.path, ".snap")).is_ok()
    });
    let orphans = orphans(&folders);
    if plans.is_empty() && orphans.is_empty() && wrong.is_empty() {
        let given: Vec<String> = given.iter().map(|path| format!("`{}`", path.display())).collect();
        wrong.push(format!("there is no plan in {}: plans end in `.pace`", given.join(", ")));
    }
    FoundPlans { plans, orphans, wrong }
}

/// The path with something after its name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut longer = path.as_os_str().to_os_string();
    longer.push(ending);
    longer.into()
}

/// A path by which two names of one file are found to be one.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Adds the plans of a folder and of those below it, in the order of their names. Hidden folders and links to
/// folders are passed over; a folder that cannot be read is told, and the others are walked.
fn walk(top: &Path, plans: &mut Vec<(PathBuf, bool)>, folders: &mut Vec<PathBuf>, wrong: &mut Vec<String>) {
    // A list and no recursion: folders may be nested deeper than the stack allows.
    let mut waiting = vec![top.to_path_buf()];
    while let Some(path) = waiting.pop() {
        let found = fs::symlink_metadata(&path);
        let is_folder = path == top || found.is_ok_and(|found| found.is_dir());
        if !is_folder {
            // What ends in `.pace` and cannot be read is told as any plan that cannot.
            if path.extension() == Some(OsStr::new("pace"))
                && !fs::metadata(&path).is_ok_and(|file| file.is_dir())
            {
                plans.push((path, false));
            }
            continue;
        }
        let listed = fs::read_dir(&path).and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>()
        });
        let mut names = listed.unwrap_or_else(|error| {
            wrong.push(format!("cannot look into `{}`: {error}", path.display()));
            Vec::new()
        });
        names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
        names.sort();
        // `pace snap .` speaks of `plan.pace`, not of `./plan.pace`.
        let inside = |name| if path == Path::new(".") { PathBuf::from(name) } else { path.join(name) };
        waiting.extend(names.into_iter().rev().map(inside));
        folders.push(path);
    }
}

/// The files that a plan brings in.
fn parts(loaded: &Loaded) -> Vec<PathBuf> {
    loaded.sources.iter().skip(1).map(|(_, source)| real(Path::new(source.name()))).collect()
}

/// Whether the texts define nothing: a calendar that plans share.
fn says_only_when(loaded: &Loaded) -> bool {
    !loaded.trees.is_empty()
        && loaded.statements().all(|(_, statement)| match &statement.kind {
            StatementKind::Heading(heading) => !matches!(heading, Heading::Show(_)),
            kind => matches!(kind, StatementKind::Use(_)),
        })
}

/// The snapshots in these folders whose plan is gone.
fn orphans(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    for folder in folders {
        // A folder that cannot be read has been told, or its plan will be.
        let Ok(entries) = fs::read_dir(folder) else { continue };
        for name in entries.flatten().map(|entry| entry.file_name()) {
            let Some(text) = name.to_str() else { continue };
            let plan = text.strip_suffix(".snap.new").or_else(|| text.strip_suffix(".snap"));
            let Some(plan) = plan.filter(|plan| plan.ends_with(".pace")) else { continue };
            let at =
                |name: &str| if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
            if fs::symlink_metadata(at(plan)).is_err() && is_ours(&at(text)) {
                found.insert(at(text));
            }
        }
    }
    found.into_iter().collect()
}

/// Whether a file is a snapshot by its first words: others name their files `.snap` too.
fn is_ours(path: &Path) -> bool {
    let mut first = [0; 13];
    let regular = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    regular
        && File::open(path).and_then(|mut file| file.read_exact(&mut first)).is_ok()
        && first == *b"pace snapshot"
}
