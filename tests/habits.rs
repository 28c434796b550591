//! What people type from habit: the message says what to write instead, and what it says can be pasted.
//!
//! `tests/data/habits.tsv` holds a line each: what is typed, where, the code, and what the message, its help or a fix
//! must say. ` && ` joins several, `not` stands before what must not be there, `\t` is a tab.

use std::collections::BTreeSet;

use pace::analysis::Granularity;
use pace::diagnostic::{Code, Diagnostic, Dialect, Severity};
use pace::source::FileId;

use crate::support::Plan;

const HABITS: &str = include_str!("data/habits.tsv");

const PLAN: &str = "months 2026-01 .. 2026-12
calls = 40/month
price = $500
bookings = $9k/month
rate = 20%
reps = 3
churn = 4%/month
";

/// Fixes that bring something to light: what is typed, and what the plan around it draws then, since it has a row of
/// that name, months of another kind, or money where a plain number is typed.
const REVEALS: &[(&str, &str)] = &[
    ("calls <> 2/month", "unit-mismatch"),
    ("calls: 2/day", "duplicate-name"),
    ("2 calls per day", "duplicate-name"),
    ("2 calls a day", "duplicate-name"),
    ("2 calls daily", "duplicate-name"),
    ("worth = $500", "duplicate-name"),
    ("value $500", "duplicate-name"),
    ("deal_size $500", "duplicate-name"),
    ("worth USD 500", "duplicate-name"),
    ("worth $500 per deal", "duplicate-name"),
    ("[$900, ($500)]/month from M1", "bad-month"),
    ("5 pp", "unit-mismatch"),
    ("price plus 3", "unit-mismatch"),
    ("price minus 3", "unit-mismatch"),
    ("3-5 * price", "unit-mismatch"),
    ("actions { 2 calls/day }", "duplicate-name"),
    ("3–5 calls/day", "duplicate-name"),
    ("5 calls/day starting 2026-06", "duplicate-name"),
    ("5 calls per week until June 2026", "duplicate-name"),
    ("5 ± 1 calls/day", "duplicate-name"),
];

struct Habit {
    typed: String,
    text: String,
    code: &'static str,
    wanted: Vec<&'static str>,
}

fn habits() -> Vec<Habit> {
    let lines = HABITS.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines
        .map(|line| {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().unwrap_or_else(|| panic!("four cells: {line}"));
            let (typed, place, code, wanted) = (cell().replace("\\t", "\t"), cell(), cell(), cell());
            let line = match place {
                "top" => format!("{typed}\n"),
                "value" => format!("x = {typed}\n"),
                "plan" => format!("plan {{\n  2 demos/day\n  {typed}\n}}\n"),
                "stock" => format!("stock c {{\n  {typed}\n}}\n"),
                "scenario" => format!("scenario s {{\n  {typed}\n}}\n"),
                "pipeline" => format!(
                    "pipeline {{\n  leads = 100/month\n  qualified = 40% of leads in 10 days\n  {typed}\n}}\n"
                ),
                _ => panic!("{place}"),
            };
            let own = ["months", "weeks", "quarters", "currency"].iter().any(|word| typed.starts_with(word));
            let text = if own { line } else { format!("{PLAN}{line}") };
            Habit { typed, text, code, wanted: wanted.split(" && ").collect() }
        })
        .collect()
}

fn said(found: &[Diagnostic]) -> String {
    let mut text = String::new();
    for found in found {
        text.push_str(&format!("{}\n{}\n", found.message, found.help_in(Dialect::Shell)));
        for fix in &found.fixes {
            let edits = fix.edits.iter().map(|edit| edit.text.as_str());
            text.push_str(&format!("{}\n{}\n", fix.title, edits.collect::<Vec<_>>().join("\n")));
        }
    }
    text
}

/// The rows that have a figure other than zero somewhere.
fn alive(plan: &mut Plan) -> Option<BTreeSet<String>> {
    let results = plan.results("base", Granularity::Month)?;
    let figure = |row: &&pace::analysis::RowResult| row.values.iter().flatten().any(|value| !value.is_zero());
    Some(results.rows.iter().filter(figure).map(|row| row.name.clone()).collect())
}

#[test]
fn every_habit_gets_what_to_write() {
    let mut wrong = Vec::new();
    for habit in habits() {
        let found = Plan::of_text(&habit.text).found;
        let codes: Vec<&str> = found.iter().map(|found| found.code.name()).collect();
        if habit.code != "-" && !codes.contains(&habit.code) {
            wrong.push(format!("{}: no {}, but {codes:?}", habit.typed, habit.code));
        }
        let said = said(&found);
        for wanted in &habit.wanted {
            let right = match wanted.strip_prefix("not ") {
                Some(unwanted) => !said.contains(unwanted),
                None => said.contains(wanted),
            };
            if !right {
                wrong.push(format!("{}: {wanted}\n{said}", habit.typed));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each fix is pasted: the finding is gone, nothing else is wrong that was not, and what had figures has them.
#[test]
fn every_fix_of_a_habit_can_be_pasted() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for habit in habits() {
        let before = Plan::of_text(&habit.text).found;
        let errors = |found: &[Diagnostic]| -> BTreeSet<Code> {
            found.iter().filter(|found| found.severity() == Severity::Error).map(|found| found.code).collect()
        };
        for finding in &before {
            for fix in &finding.fixes {
                tried += 1;
                let name = format!("{}: {}", habit.typed, fix.title);
                let Some(text) = fix.apply(FileId(0), &habit.text) else {
                    wrong.push(format!("{name}: the edits do not fit"));
                    continue;
                };
                let mut mended = Plan::of_text(&text);
                let same =
                    |other: &&Diagnostic| other.code == finding.code && other.message == finding.message;
                if let Some(again) = mended.found.iter().find(same) {
                    wrong.push(format!("{name}: {} is still there\n{text}", again.message));
                    continue;
                }
                let new: Vec<Code> = errors(&mended.found).difference(&errors(&before)).copied().collect();
                let reveals = |code: &Code| REVEALS.contains(&(habit.typed.as_str(), code.name()));
                if let Some(code) = new.iter().find(|code| !reveals(code)) {
                    let drawn = mended.found.iter().find(|found| found.code == *code);
                    wrong.push(format!("{name}: draws {}\n{text}", drawn.map_or("", |found| &found.message)));
                }
                if let Some(alive) = alive(&mut mended) {
                    let rows = ["calls", "price", "bookings", "rate", "reps", "x", "y"];
                    let lost = rows.iter().filter(|row| {
                        text.lines().any(|line| line.starts_with(&format!("{row} =")))
                            && !alive.contains(**row)
                    });
                    let lost: Vec<_> = lost.collect();
                    if !lost.is_empty() {
                        wrong.push(format!("{name}: no figure is left of {lost:?}\n{text}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{tried} fixes, {} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 200, "{tried} fixes were tried");
}
