//! `pace snap`: plans against the figures that are kept beside them.

mod ci;
mod find;
mod one;
mod review;

use std::fs;
use std::path::{Path, PathBuf};

use find::Candidate;
use one::{Moved, State, Taken, quoted};

use super::console::{Console, Findings};
use super::exit::{Exit, Stop};
use super::plan::Plan;
use crate::analysis::{Tolerance, snapshot};
use crate::diagnostic::{Code, Diagnostic};
use crate::loader::load;
use crate::output::text::{self, Screen};
use crate::output::{Role, clean, patch, snap};
use crate::report::{snapshot_change, snapshot_summary};

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
Exit codes: 0 all as kept, 1 something moved, 2 a plan or a snapshot cannot be
read, 10 new snapshots were written. Of several, the worst: 2, 1, 10, 0.

Examples:
  pace snap plan.pace
  pace snap accept plans
  pace snap check plans --tolerance 0.01"
)]
pub struct Arguments {
    /// The plans, or folders of them; a plan named like a verb is `./check`
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Take numbers that differ by no more for the same: an amount, `0.01`, or a share, `1%`
    #[arg(long, value_name = "N")]
    tolerance: Option<String>,

    /// Remove snapshots whose plan is gone
    #[arg(long)]
    prune: bool,

    /// With `show`: give the text of a plan that has errors, for git's textconv
    #[arg(long)]
    or_text: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Check,
    Accept,
    Review,
    Show,
}

impl Verb {
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

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
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
    let found = find::find(files).map_err(|message| console.complain(&message))?;
    let mut job = Job { console, screen: console.screen(), tolerance, frozen, ..Job::new(console) };
    if verb == Verb::Review {
        return review::run(job, found, arguments.prune);
    }
    for candidate in found.plans {
        job.plan(candidate, verb);
    }
    job.orphans(&found.orphans, arguments.prune);
    job.finish()
}

/// What a snapshot of the plan would be.
fn show(file: &Path, or_text: bool, console: &Console) -> Result<Exit, Stop> {
    let world = super::world::DiskWorld::of(file);
    let loaded = load(&world, world.main());
    let written = loaded.sources.iter().next().map(|(_, source)| source.text().to_string());
    let Plan { model, mut findings } = Plan::of(loaded);
    let taken = match &model {
        Some(model) => snapshot(model).map_err(|errors| findings.found.extend(errors)),
        None => Err(()),
    };
    match (taken, written) {
        (Ok(kept), _) => console.print(snap::write(&kept).as_bytes()).map(|()| Exit::Done),
        // Without a text there is nothing to fall back on.
        (Err(()), Some(text)) if or_text => console.print(text.as_bytes()).map(|()| Exit::Done),
        _ => {
            console.tell(&[findings]);
            Ok(Exit::Wrong)
        }
    }
}

/// A walk through plans: what is said, and how it ends.
struct Job<'c> {
    console: &'c Console,
    screen: Screen,
    tolerance: Tolerance,
    /// Nothing may be written.
    frozen: bool,
    page: String,
    told: Vec<Findings>,
    exit: Exit,
}

impl<'c> Job<'c> {
    fn new(console: &'c Console) -> Job<'c> {
        Job {
            console,
            screen: console.screen(),
            tolerance: Tolerance::default(),
            frozen: false,
            page: String::new(),
            told: Vec::new(),
            exit: Exit::Done,
        }
    }

    fn ends(&mut self, exit: Exit) {
        self.exit = self.exit.max(exit);
    }

    fn plan(&mut self, candidate: Candidate, verb: Verb) {
        let Some((taken, state)) = self.look(candidate, verb == Verb::Accept) else { return };
        match (state, verb) {
            (State::Same, _) => {
                self.clear(&taken);
                self.verdict(&taken.plan, Role::Good, "as its snapshot");
            }
            (State::New, Verb::Accept) | (State::Moved(_) | State::Damaged, Verb::Accept) => {
                self.accept(&taken)
            }
            (State::New, _) if self.frozen => {
                self.ends(Exit::Failed);
                self.verdict(&taken.plan, Role::Bad, "has no snapshot, and with CI set none is written");
            }
            (State::New, _) => {
                if self.write(&taken.snap, &taken.text) {
                    self.ends(Exit::New);
                    self.verdict(&taken.plan, Role::Warning, &format!("new snapshot {}", name(&taken.snap)));
                }
            }
            (State::Moved(moved), _) => self.moved(&taken, &moved),
            (State::Damaged, _) => {}
        }
    }

    /// What the plan gives now and how that stands to its snapshot; what is wrong is told.
    fn look(&mut self, candidate: Candidate, anew: bool) -> Option<(Taken, State)> {
        let path = candidate.path.clone();
        let looked = Taken::of(candidate).and_then(|taken| {
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
                self.verdict(&path, Role::Bad, "not compared: see the errors");
                None
            }
        }
    }

    fn moved(&mut self, taken: &Taken, moved: &Moved) {
        self.ends(Exit::Failed);
        self.verdict(&taken.plan, Role::Bad, &format!("{} moved", snapshot_summary(&moved.change)));
        self.details(taken, moved);
        if self.frozen {
            return;
        }
        if self.write(&taken.pending, &taken.text) {
            let command = format!("`pace snap accept {}`", quoted(&taken.plan));
            self.screen.painter.prose(
                &mut self.page,
                Role::Dim,
                &format!("To take what it gives now: {command}"),
            );
            self.page.push_str("\n\n");
        }
    }

    /// What moved, and the text diff.
    fn details(&mut self, taken: &Taken, moved: &Moved) {
        self.page.push('\n');
        self.page.push_str(&text::render(&snapshot_change(&moved.change), &self.screen));
        self.page.push('\n');
        let (old, new) = (taken.snap.display().to_string(), taken.pending.display().to_string());
        let diff = patch::unified((&old, &moved.old), (&new, &taken.text), &self.screen.painter);
        self.page.push_str(&diff);
        self.page.push('\n');
    }

    /// Takes what the plan gives now, unless it is something else than what `check` showed.
    fn accept(&mut self, taken: &Taken) {
        if taken.pending_is_stale() {
            self.ends(Exit::Failed);
            if self.write(&taken.pending, &taken.text) {
                let says = format!(
                    "not accepted: the plan has changed since {} was written. That is fresh now: look at it and \
                     accept again",
                    name(&taken.pending)
                );
                self.verdict(&taken.plan, Role::Bad, &says);
            }
            return;
        }
        if self.write(&taken.snap, &taken.text) {
            self.clear(taken);
            self.verdict(&taken.plan, Role::Good, "accepted");
        }
    }

    /// Takes away what waited to be accepted.
    fn clear(&mut self, taken: &Taken) {
        if !self.frozen && fs::symlink_metadata(&taken.pending).is_ok_and(|found| !found.is_dir()) {
            self.remove(&taken.pending);
        }
    }

    /// Writes a file whole; says if that cannot be.
    fn write(&mut self, path: &Path, text: &str) -> bool {
        let written = one::write(path, text);
        if let Err(error) = &written {
            self.console.complain(&format!("cannot write `{}`: {error}", path.display()));
            self.ends(Exit::Wrong);
        }
        written.is_ok()
    }

    fn remove(&mut self, path: &Path) -> bool {
        let removed = fs::remove_file(path);
        if let Err(error) = &removed {
            self.console.complain(&format!("cannot remove `{}`: {error}", path.display()));
            self.ends(Exit::Wrong);
        }
        removed.is_ok()
    }

    fn orphans(&mut self, orphans: &[PathBuf], prune: bool) {
        for orphan in orphans {
            if prune {
                if self.remove(orphan) {
                    self.verdict(orphan, Role::Good, "removed: its plan is gone");
                }
            } else {
                self.verdict(orphan, Role::Warning, "its plan is gone; `--prune` removes it");
            }
        }
    }

    /// The line on one plan or file.
    fn verdict(&mut self, path: &Path, role: Role, says: &str) {
        let mark = match role {
            Role::Good => "✓",
            Role::Warning => "!",
            _ => "✗",
        };
        self.screen.painter.paint(&mut self.page, role, mark);
        self.page.push_str(&format!(" {}: ", clean(&path.display().to_string())));
        self.screen.painter.prose(&mut self.page, Role::Plain, says);
        self.page.push('\n');
    }

    /// Says everything, what is wrong first.
    fn finish(self) -> Result<Exit, Stop> {
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
