//! Text to a snapshot; what is no snapshot is a finding with its line and a fix.
//!
//! A file that is damaged and one that is no snapshot at all are told apart: only the first may be written over.

use std::collections::BTreeSet;

use super::{HEAD, MISSING, VERSION};
use crate::analysis::{CheckStatus, GoalStatus, KeptCheck, KeptGoal, KeptRow, KeptScenario, Snapshot};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::value::{Denomination, Number, Rollup};

/// Why a text is not read as a snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SnapshotError {
    /// It is a snapshot that was damaged: it may be written anew.
    Broken(Diagnostic),
    /// It is something else, or of a later version of pace: it must not be written over.
    Foreign(Diagnostic),
}

impl SnapshotError {
    /// The finding that says what is wrong, for a message.
    pub fn finding(self) -> Diagnostic {
        match self {
            SnapshotError::Broken(finding) | SnapshotError::Foreign(finding) => finding,
        }
    }
}

/// Reads the text of a snapshot. `again` is the command that writes it anew, for messages.
///
/// Line ends may be those of Windows, and the order may be any: what git and an editor do to a text is no
/// difference.
///
/// # Errors
/// The first line that cannot be read, with the reason; see [`SnapshotError`] for the two kinds.
pub fn read(file: FileId, text: &str, again: &str) -> Result<Snapshot, SnapshotError> {
    let mut reader = Reader { file, again, lines: lines(text), snapshot: Snapshot::default() };
    if let Some(at) = reader.lines.iter().position(|(_, line)| is_conflict(line)) {
        let message = "the snapshot holds the marks of a merge that was not finished";
        let help = format!("settle the plan, then write its snapshot anew: `{again}`");
        return Err(SnapshotError::Broken(reader.finding(at, message, "left by git").help(help)));
    }
    reader.head()?;
    reader.body()?;
    let mut snapshot = reader.snapshot;
    snapshot.sort();
    Ok(snapshot)
}

/// The lines with the byte where each starts, without their ends.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut lines = Vec::new();
    for line in text.split('\n') {
        // Some editors of Windows put a byte order mark before the first line.
        let marked = if at == 0 { line.trim_start_matches('\u{feff}') } else { line };
        lines.push((at + line.len() - marked.len(), marked.trim_end()));
        at += line.len() + 1;
    }
    lines
}

/// Whether git left this line in the middle of a merge.
fn is_conflict(line: &str) -> bool {
    line == "=======" || ["<<<<<<< ", "||||||| ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark))
}

struct Reader<'t> {
    file: FileId,
    again: &'t str,
    lines: Vec<(usize, &'t str)>,
    snapshot: Snapshot,
}

/// What is wrong with a line, in words.
type Wrong = String;

impl Reader<'_> {
    /// A finding about a line, counted from 0.
    fn finding(&self, at: usize, message: impl Into<String>, label: &str) -> Diagnostic {
        let (start, line) = self.lines.get(at).copied().unwrap_or_default();
        let span = Span::new(self.file, start, start + line.len());
        Diagnostic::new(Code::Unreadable, message, span, label)
    }

    /// A line that is damaged, with the command that writes the snapshot anew.
    fn broken(&self, at: usize, wrong: &str) -> SnapshotError {
        let finding = self.finding(at, format!("the snapshot cannot be read: {wrong}"), "this line");
        SnapshotError::Broken(finding.help(format!("write it anew: `{}`", self.again)))
    }

    /// The version line, and the months below it.
    fn head(&mut self) -> Result<(), SnapshotError> {
        let first = self.lines.first().map_or("", |(_, line)| line);
        let version = first.strip_prefix(HEAD).map(str::trim);
        let Some(version) = version else {
            let message = "this file is no snapshot of pace: it does not begin with `pace snapshot 1`";
            let help =
                "move it out of the way: a plan's snapshot stands beside it, with `.snap` after its name";
            return Err(SnapshotError::Foreign(self.finding(0, message, "").help(help)));
        };
        match version.parse::<u32>() {
            Ok(VERSION) => {}
            Ok(newer) if newer > VERSION => {
                let message = format!(
                    "a later pace wrote this snapshot: its format is {newer}, and this pace reads {VERSION}"
                );
                let help = "install the pace that the others use";
                return Err(SnapshotError::Foreign(self.finding(0, message, "").help(help)));
            }
            _ => return Err(self.broken(0, &format!("there is no format `{version}`"))),
        }
        let months = self.lines.get(1).and_then(|(_, line)| line.strip_prefix("months "));
        let Some(months) = months else {
            return Err(self.broken(1, "its second line names the months: `months 2026-01 2026-02`"));
        };
        self.snapshot.months = months.split_whitespace().map(str::to_string).collect();
        Ok(())
    }

    /// The scenarios, each with its indented lines.
    fn body(&mut self) -> Result<(), SnapshotError> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut rows: BTreeSet<String> = BTreeSet::new();
        for at in 2..self.lines.len() {
            let (_, line) = self.lines[at];
            if line.is_empty() {
                continue;
            }
            if let Some(name) = line.strip_prefix("scenario ") {
                if !names.insert(name.to_string()) {
                    return Err(self.broken(at, &format!("scenario `{name}` stands here twice")));
                }
                rows.clear();
                let scenario = KeptScenario { name: name.to_string(), ..KeptScenario::default() };
                self.snapshot.scenarios.push(scenario);
                continue;
            }
            let months = self.snapshot.months.len();
            let Some(scenario) = self.snapshot.scenarios.last_mut().filter(|_| line.starts_with(' ')) else {
                return Err(self.broken(at, "a row, a goal or a check is indented, below `scenario NAME`"));
            };
            if let Err(wrong) = entry(scenario, line.trim_start(), months) {
                return Err(self.broken(at, &wrong));
            }
            if let Some(row) = scenario.rows.last().filter(|_| rows.len() < scenario.rows.len())
                && !rows.insert(row.name.clone())
            {
                let wrong = format!("row `{}` stands here twice", row.name);
                return Err(self.broken(at, &wrong));
            }
        }
        Ok(())
    }
}

/// Adds a line to the scenario that it stands below.
fn entry(scenario: &mut KeptScenario, line: &str, months: usize) -> Result<(), Wrong> {
    if let Some(rest) = line.strip_prefix("goal: ") {
        scenario.goals.push(goal(rest)?);
    } else if let Some(rest) = line.strip_prefix("check: ") {
        scenario.checks.push(check(rest)?);
    } else if let Some(rest) = line.strip_prefix("warning: ") {
        let found = rest.split_once(' ').and_then(|(code, count)| Some((code, count.parse().ok()?)));
        let (code, count) = found.ok_or("a warning is a code and a count: `unused 1`")?;
        scenario.warnings.push((code.to_string(), count));
    } else if let Some(rest) = line.strip_prefix("solved: ") {
        let (input, value) = rest.split_once(' ').ok_or("what `?` came to is a name and a number")?;
        let value = number(value)?.ok_or("what `?` came to is a number")?;
        scenario.solved = Some((input.to_string(), value));
    } else {
        scenario.rows.push(row(line, months)?);
    }
    Ok(())
}

/// Reads `calls 1/month sum 80 | 40 40`: name, unit, roll-up and total, then the months.
fn row(line: &str, months: usize) -> Result<KeptRow, Wrong> {
    let form = || "a row is its name, unit, roll-up and total, then `|` and its months".to_string();
    let (head, values) = line.split_once('|').ok_or_else(form)?;
    let words: Vec<&str> = head.split_whitespace().collect();
    let [name, unit, rollup, total] = words[..] else { return Err(form()) };
    let rollup = [Rollup::Sum, Rollup::Last, Rollup::Level].into_iter().find(|known| known.word() == rollup);
    let rollup = rollup.ok_or("a roll-up is `sum`, `last` or `level`")?;
    let unit = Denomination::from_symbol(unit).ok_or_else(|| format!("`{unit}` is no unit"))?;
    let values = values.split_whitespace().map(number).collect::<Result<Vec<_>, _>>()?;
    if values.len() != months {
        return Err(format!("`{name}` has {} values for {months} months", values.len()));
    }
    let whole = total.strip_suffix('*');
    Ok(KeptRow {
        name: name.to_string(),
        unit,
        rollup,
        total: number(whole.unwrap_or(total))?,
        partial: whole.is_some(),
        values,
    })
}

/// Reads `calls >= 30/month | met in M1: 40 of 30 1/month`, what follows `goal: `.
fn goal(rest: &str) -> Result<KeptGoal, Wrong> {
    let form = || "a goal ends in `| met: 120 of 100`, or `| missed in 2026-03: 80 of 100`".to_string();
    // From the right: a text that somebody wrote may hold a bar itself; what pace adds does not.
    let (text, result) = rest.rsplit_once(" | ").ok_or_else(form)?;
    let (verdict, figures) = result.split_once(": ").ok_or_else(form)?;
    let (value, target) = figures.split_once(" of ").ok_or_else(form)?;
    let (status, month) = verdict_of(verdict);
    let status = match status {
        "met" => GoalStatus::Met,
        "missed" => GoalStatus::Missed,
        _ => return Err(form()),
    };
    // Without a unit it is a plain number or a percentage; snapshots of earlier versions have no other.
    let (target, unit) = match target.split_once(' ') {
        Some((target, unit)) => (target, unit),
        None if value.ends_with('%') || target.ends_with('%') => (target, "%"),
        None => (target, "1"),
    };
    let unit = Denomination::from_symbol(unit).ok_or_else(|| format!("`{unit}` is no unit"))?;
    let (value, target) = (number(value)?, number(target)?);
    Ok(KeptGoal { text: text.to_string(), status, month, value, target, unit })
}

/// Reads `cash > 0 | failed in M3`, what follows `check: `.
fn check(rest: &str) -> Result<KeptCheck, Wrong> {
    let form = || "a check ends in `| held`, or `| failed in 2026-03`".to_string();
    let (text, verdict) = rest.rsplit_once(" | ").ok_or_else(form)?;
    let (status, month) = verdict_of(verdict);
    let status = match status {
        "held" => CheckStatus::Held,
        "failed" => CheckStatus::Failed,
        "unknown" => CheckStatus::Unknown,
        _ => return Err(form()),
    };
    Ok(KeptCheck { text: text.to_string(), status, month })
}

/// `missed in 2026-03`: the word and the month.
fn verdict_of(verdict: &str) -> (&str, Option<String>) {
    match verdict.split_once(" in ") {
        Some((word, month)) => (word, Some(month.to_string())),
        None => (verdict, None),
    }
}

/// Reads a number, a percentage, or `n/a`, which is none.
fn number(text: &str) -> Result<Option<Number>, Wrong> {
    if text == MISSING {
        return Ok(None);
    }
    let wrong = || format!("`{text}` is no number");
    let (minus, size) = text.strip_prefix('-').map_or((false, text), |size| (true, size));
    let size = match size.strip_suffix('%') {
        Some(hundredths) => {
            let hundredths = Number::parse(hundredths).ok_or_else(wrong)?;
            Number::from_percent(hundredths)
        }
        None => Number::parse(size).ok_or_else(wrong)?,
    };
    Ok(Some(if minus { size.negated() } else { size }))
}
