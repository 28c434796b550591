//! `pace snap review`: what moved, one plan after the other, and what to do about it.
//!
//! On a terminal it asks; anywhere else it prints the commands that would do it.

use std::io::{self, BufRead, IsTerminal};

use super::find::FoundPlans;
use super::job::SnapshotRun;
use super::one::{PlanSnapshot, SnapshotMoves, SnapshotState};
use crate::cli::exit::{Exit, Stop};
use crate::cli::nearby::quoted;
use crate::output::TextRole;

/// What is done about one plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Accept,
    Reject,
    Skip,
}

/// Goes through the plans that moved and those without a snapshot.
pub fn run(mut job: SnapshotRun<'_>, found: FoundPlans, prune: bool) -> Result<Exit, Stop> {
    let asks = io::stdin().is_terminal() && io::stdout().is_terminal() && !job.frozen;
    let mut waiting: Vec<(PlanSnapshot, Option<SnapshotMoves>)> = Vec::new();
    for candidate in found.plans {
        match job.look(candidate, false) {
            Some((taken, SnapshotState::Moved(moved))) => waiting.push((taken, Some(*moved))),
            Some((taken, SnapshotState::New)) => waiting.push((taken, None)),
            Some((taken, SnapshotState::Same)) => job.clear(&taken),
            Some((_, SnapshotState::Damaged)) | None => {}
        }
    }
    if waiting.is_empty() && job.exit == Exit::Done {
        job.page.push_str("Nothing to review: every plan gives what its snapshot has.\n");
    } else if asks {
        ask(&mut job, &waiting, &mut io::stdin().lock())?;
    } else {
        commands(&mut job, &waiting);
    }
    job.orphans(&found.orphans, prune);
    job.finish()
}

/// Asks about each plan, until one answer is for all the rest.
fn ask(
    job: &mut SnapshotRun<'_>,
    waiting: &[(PlanSnapshot, Option<SnapshotMoves>)],
    input: &mut dyn BufRead,
) -> Result<(), Stop> {
    let mut for_all = None;
    for (at, (taken, moved)) in waiting.iter().enumerate() {
        let answer = match for_all {
            Some(answer) => answer,
            None => {
                let head = format!("\n{} ({} of {})\n", quoted(&taken.plan), at + 1, waiting.len());
                job.screen.painter.paint(&mut job.page, TextRole::Title, &head);
                match moved {
                    Some(moved) => job.details(taken, moved),
                    None => job.page.push_str("has no snapshot yet.\n\n"),
                }
                let (answer, all) = question(job, input)?;
                for_all = all.then_some(answer);
                answer
            }
        };
        act(job, taken, moved.is_some(), answer);
    }
    Ok(())
}

/// Asks until an answer is understood: the answer, and whether it is for all that is left. The end of the
/// input skips the rest.
fn question(job: &mut SnapshotRun<'_>, input: &mut dyn BufRead) -> Result<(Answer, bool), Stop> {
    loop {
        let asked = "[a]ccept what it gives now, [r]eject it, [s]kip; capital letters for all that is left: ";
        job.page.push_str(asked);
        job.console.print(std::mem::take(&mut job.page).as_bytes())?;
        let mut line = String::new();
        if input.read_line(&mut line).unwrap_or(0) == 0 {
            job.page.push('\n');
            return Ok((Answer::Skip, true));
        }
        if let Some(answer) = answer(line.trim()) {
            return Ok(answer);
        }
    }
}

/// `a`, `reject`, `S`: the answer, and whether it is for all that is left.
fn answer(typed: &str) -> Option<(Answer, bool)> {
    let first = typed.chars().next()?;
    let answer = match typed.to_lowercase().as_str() {
        "a" | "accept" => Answer::Accept,
        "r" | "reject" => Answer::Reject,
        "s" | "skip" => Answer::Skip,
        _ => return None,
    };
    Some((answer, first.is_uppercase()))
}

/// Does what was answered about one plan.
fn act(job: &mut SnapshotRun<'_>, taken: &PlanSnapshot, has_snapshot: bool, answer: Answer) {
    match answer {
        // What was shown is what was worked out, so nothing that waits can be stale.
        Answer::Accept => {
            if job.write(&taken.snap, &taken.text) {
                job.clear(taken);
                job.verdict(&taken.plan, TextRole::Good, "accepted");
            }
        }
        Answer::Reject => {
            job.clear(taken);
            job.ends(Exit::Failed);
            let says = if has_snapshot {
                "rejected: the snapshot stays"
            } else {
                "rejected: it stays without a snapshot"
            };
            job.verdict(&taken.plan, TextRole::Bad, says);
        }
        Answer::Skip => {
            job.ends(Exit::Failed);
            job.verdict(&taken.plan, TextRole::Warning, "skipped");
        }
    }
}

/// The commands that would do it, for whoever has no terminal.
fn commands(job: &mut SnapshotRun<'_>, waiting: &[(PlanSnapshot, Option<SnapshotMoves>)]) {
    if waiting.is_empty() {
        return;
    }
    job.ends(Exit::Failed);
    job.page.push_str("There is no terminal to ask on. What can be done:\n");
    for (taken, moved) in waiting {
        let says = match moved {
            Some(moved) => format!("{} moved", crate::report::snapshot_summary(&moved.change)),
            None => "no snapshot yet".to_string(),
        };
        job.page.push('\n');
        job.verdict(&taken.plan, TextRole::Bad, &says);
        let plan = quoted(&taken.plan);
        let mut lines = vec![
            ("what moved", format!("pace snap check {plan}")),
            ("accept", format!("pace snap accept {plan}")),
        ];
        if taken.pending.exists() {
            lines.push(("reject", format!("rm {}", quoted(&taken.pending))));
        }
        for (what, command) in lines {
            job.page.push_str(&format!("  {what:<10}  {command}\n"));
        }
    }
    let all: Vec<String> = waiting.iter().map(|(taken, _)| quoted(&taken.plan)).collect();
    if all.len() > 1 {
        job.page.push_str(&format!("\nall of them\n  accept      pace snap accept {}\n", all.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_for_all() {
        assert_eq!(answer("a"), Some((Answer::Accept, false)));
        assert_eq!(answer("Reject"), Some((Answer::Reject, true)));
        assert_eq!(answer("S"), Some((Answer::Skip, true)));
        assert_eq!(answer(""), None);
        assert_eq!(answer("yes"), None);
    }
}
