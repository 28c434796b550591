//! `pace snap`: plans against the figures that are kept beside them.

mod ci;
mod find;
mod job;
mod one;
mod review;

use std::path::{Path, PathBuf};

use job::SnapshotRun;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::world::DiskWorld;
use crate::analysis::{Tolerance, prepare, snapshot};
use crate::diagnostic::{Code, Diagnostic};
use crate::loader::{Loaded, load};
use crate::output::snap;
use crate::syntax::tree::StatementKind;

/// Hold plans against the snapshots of their figures that are kept beside them
///
/// A snapshot is FILE.snap: every row, goal and check of every scenario, a line each. `check`, which needs no
/// mention, says what moved and writes FILE.snap.new; a plan without a snapshot gets one. `accept` takes what
/// the plans give now. `review` goes through what moved, one plan after the other. `show` prints what a
/// snapshot would be, and writes nothing.
///
/// With CI set in the environment nothing is written, and a missing snapshot is a failure.
#[derive(clap::Args)]
#[command(
    override_usage = "pace snap [OPTIONS] [check|accept|review|show] <FILE>...",
    after_help = "\
Exit codes: 0 all as kept, 1 something moved, 2 a plan or a snapshot cannot be \
read, 10 new snapshots were written. Of several, the worst: 2, 1, 10, 0.

Examples:
  pace snap plan.pace
  pace snap accept plans
  pace snap check plans --tolerance 0.01"
)]
pub struct SnapArguments {
    /// The plans, or folders of them; a plan named like a verb is `./check`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Take numbers that differ by no more for the same: an amount, `0.01`, or a share, `1%`
    #[arg(long, value_name = "N")]
    tolerance: Option<String>,

    /// Show the difference of the snapshots line by line too, after the tables
    #[arg(long)]
    raw: bool,

    /// Remove snapshots whose plan is gone
    #[arg(long)]
    prune: bool,

    /// With `show`: give the text of a plan that has errors or uses other files, for git's textconv
    #[arg(long)]
    or_text: bool,
}

// A verb is a word among the files and not a subcommand of clap: `pace snap plan.pace` has none, and clap
// would take the plan for a mistyped one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Check,
    Accept,
    Review,
    Show,
}

impl Verb {
    /// The verb that a word is; none for a file.
    fn of(word: &Path) -> Option<Verb> {
        match word.to_str()? {
            "check" => Some(Verb::Check),
            "accept" => Some(Verb::Accept),
            "review" => Some(Verb::Review),
            "show" => Some(Verb::Show),
            _ => None,
        }
    }
}

/// Does what the verb says with every plan that is named or found.
pub fn run(arguments: &SnapArguments, console: &Console) -> Result<Exit, Stop> {
    let wrong = |message: &str, help: &str| {
        console.tell_one(Diagnostic::without_place(Code::WrongArguments, message).help(help))
    };
    let (verb, files) = match arguments.files.first().and_then(|word| Verb::of(word)) {
        Some(verb) => (verb, &arguments.files[1..]),
        None => (Verb::Check, &arguments.files[..]),
    };
    if files.is_empty() {
        return Err(wrong("which plans?", "name files, or folders: `pace snap check .`"));
    }
    if arguments.or_text && verb != Verb::Show {
        return Err(wrong("`--or-text` belongs to `show`", "such as `pace snap show --or-text plan.pace`"));
    }
    if verb == Verb::Show {
        let [file] = files else {
            return Err(wrong(
                "`show` prints the snapshot of one plan",
                "give one: `pace snap show plan.pace`",
            ));
        };
        return show(file, arguments.or_text, console);
    }
    if files.iter().any(|file| file.as_os_str() == "-") {
        return Err(wrong(
            "a snapshot stands beside its plan, and stdin has no place",
            "save the plan to a file",
        ));
    }
    let tolerance = arguments.tolerance.as_deref().map(Tolerance::parse).transpose();
    let tolerance = tolerance.map_err(|finding| console.tell_one(finding))?.unwrap_or_default();
    let frozen = ci::is_set();
    if frozen && (verb == Verb::Accept || arguments.prune) {
        let what = if verb == Verb::Accept { "`accept`" } else { "`--prune`" };
        return Err(wrong(
            &format!("CI is set in the environment, so that {what} must not write"),
            "do it where the plans are worked on, look at the changes, and commit them",
        ));
    }
    let found = find::find(files);
    let mut job = SnapshotRun::new(console, tolerance, frozen, arguments.raw);
    for wrong in &found.wrong {
        console.complain(wrong);
        job.ends(Exit::Wrong);
    }
    if verb == Verb::Review {
        return review::run(job, found, arguments.prune);
    }
    for candidate in found.plans {
        job.plan(candidate, verb);
    }
    job.orphans(&found.orphans, arguments.prune);
    job.finish()
}

/// Prints what a snapshot of the plan would be, or with `or_text` the plan's own text where there can be
/// none.
fn show(file: &Path, or_text: bool, console: &Console) -> Result<Exit, Stop> {
    let world = DiskWorld::of(file);
    let loaded = load(&world, world.main());
    let written = loaded.sources.iter().next().map(|(_, source)| source.text().to_string());
    // Git hands out one version as a copy that lies alone, the other where it is: both are to look alike.
    if let Some(text) = written.as_ref().filter(|_| or_text && uses_files(&loaded)) {
        return console.print(text.as_bytes()).map(|()| Exit::Done);
    }
    let taken = prepare(loaded).and_then(|plan| snapshot(&plan).map_err(|errors| plan.findings_with(errors)));
    match (taken, written) {
        (Ok(kept), _) => console.print(snap::write(&kept).as_bytes()).map(|()| Exit::Done),
        // Without a text there is nothing to fall back on.
        (Err(_), Some(text)) if or_text => console.print(text.as_bytes()).map(|()| Exit::Done),
        (Err(findings), _) => {
            console.tell(&[findings]);
            Ok(Exit::Wrong)
        }
    }
}

/// Whether a plan names other files, found or not.
fn uses_files(loaded: &Loaded) -> bool {
    loaded.trees.iter().flat_map(|tree| &tree.statements).any(|statement| match &statement.kind {
        StatementKind::Use(_) => true,
        StatementKind::Segment(segment) => segment.table.is_some(),
        _ => false,
    })
}
