//! Every fix of every case is applied: the finding is gone, the plan still reads, and nothing else breaks.
//!
//! The cases are the plans that other tests keep for their mistakes. A fix is judged by what the plan draws
//! afterwards; where it was all that was wrong, the plan is computed too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pace::analysis::Granularity;
use pace::diagnostic::{Code, Diagnostic, Fix, Severity};
use pace::source::{FileId, Span};
use pace::syntax;

use crate::support::{Plan, files, home, stem};

/// How many findings of the cases have a fix; more are welcome, fewer are a loss.
const LEAST_WITH_FIX: usize = 250;

/// Fixes that bring something else to light: the case, what the plan draws then, and why that is right.
const REVEALS: &[(&str, &str, &str)] = &[
    ("checked.txt:12", "unknown-name", "the plan writes the mended name in small letters elsewhere"),
    (
        "checked.txt:14",
        "unit-mismatch",
        "the plan's formula has a mistake of its own, which the months had hidden",
    ),
    ("checked.txt:16", "unknown-name", "without `worth` the pipeline has no `velocity`"),
    ("tests/cases/fn_total_na", "no figures", "the lowest month of a row that starts with zero is zero"),
];

/// A plan with mistakes.
struct Case {
    name: String,
    text: String,
    /// A line that is no whole plan: only whether it reads is judged.
    fragment: bool,
}

fn cases() -> Vec<Case> {
    let whole = |name: String, text: String| Case { name, text, fragment: false };
    let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
    let mut all: Vec<Case> = Vec::new();
    for (folder, fragment) in [("tests/diagnostics", false), ("tests/syntax/mistakes", true)] {
        for path in files(&home().join(folder), "pace") {
            all.push(Case { name: format!("{folder}/{}", stem(&path)), text: read(&path), fragment });
        }
    }
    for path in files(&home().join("tests/cases"), "pace") {
        let text = read(&path);
        if !text.contains("use \"") {
            all.push(whole(format!("tests/cases/{}", stem(&path)), text));
        }
    }
    for code in Code::ALL.iter().filter(|code| code.is_drawn_by_plans()) {
        all.push(whole(format!("pace error {}", code.name()), code.page().example.to_string()));
    }
    for list in ["fixes", "checked"] {
        let lines = read(&home().join(format!("tests/syntax/mistakes/{list}.txt")));
        for (at, line) in lines.lines().enumerate() {
            let Some((text, _)) = line.split_once(" => ") else { continue };
            let name = format!("{list}.txt:{}", at + 1);
            all.push(Case { name, text: text.replace("\\n", "\n"), fragment: list == "fixes" });
        }
    }
    for folder in ["docs", "docs/guide"] {
        for path in files(&home().join(folder), "md") {
            let page = read(&path);
            for (at, block) in page.split("\n```pace").enumerate().skip(1) {
                let (head, rest) = block.split_once('\n').expect("a block");
                let text = rest.split("\n```").next().expect("its lines");
                if head.contains("error=") {
                    all.push(whole(format!("{folder}/{} block {at}", stem(&path)), format!("{text}\n")));
                }
            }
        }
    }
    all
}

/// What a plan draws: as a fragment only what does not read, else what the check and the projection find.
fn findings(text: &str, fragment: bool) -> (Vec<Diagnostic>, Plan) {
    let mut plan = Plan::of_text(text);
    let found = match fragment {
        true => syntax::parse(FileId(0), text).1,
        false => match plan.results("base", Granularity::Month) {
            Some(results) => results.warnings,
            None => plan.found.clone(),
        },
    };
    (found, plan)
}

/// Where a stretch of the text is after the edits.
fn moved(fix: &Fix, span: Span) -> (i64, i64) {
    let shift = |at: u32, end: bool| {
        let mut place = i64::from(at);
        for edit in &fix.edits {
            let length = i64::from(edit.span.end) - i64::from(edit.span.start);
            if edit.span.end <= at || (end && edit.span.start <= at) {
                place += edit.text.len() as i64 - length.min(i64::from(at) - i64::from(edit.span.start));
            } else if edit.span.start < at {
                place = i64::from(edit.span.start);
            }
        }
        place
    };
    (shift(span.start, false), shift(span.end, true))
}

/// The rows that have a figure other than zero somewhere.
fn alive(plan: &mut Plan) -> Option<BTreeSet<String>> {
    let results = plan.results("base", Granularity::Month)?;
    let figure = |row: &&pace::analysis::RowResult| row.values.iter().flatten().any(|value| !value.is_zero());
    Some(results.rows.iter().filter(figure).map(|row| row.name.clone()).collect())
}

/// What is wrong with one fix of one finding.
fn judge(case: &Case, before: &[Diagnostic], finding: &Diagnostic, fix: &Fix) -> Vec<String> {
    let Some(text) = fix.apply(FileId(0), &case.text) else { return vec!["the edits do not fit".into()] };
    let (after, mut plan) = findings(&text, case.fragment);
    let mut wrong = Vec::new();
    let place = finding.span().map(|span| moved(fix, span));
    let again = after.iter().find(|other| {
        let here = other
            .span()
            .zip(place)
            .is_some_and(|(span, (start, end))| i64::from(span.start) <= end && start <= i64::from(span.end));
        other.code == finding.code && other.message == finding.message && here
    });
    if again.is_some() {
        wrong.push("the finding is still there".to_string());
    }
    let errors = |all: &[Diagnostic]| -> BTreeSet<Code> {
        all.iter().filter(|found| found.severity() == Severity::Error).map(|found| found.code).collect()
    };
    let reveals = |what: &str| REVEALS.iter().any(|(name, drawn, _)| *name == case.name && *drawn == what);
    for code in errors(&after).difference(&errors(before)) {
        if !reveals(code.name()) {
            let new = after.iter().find(|found| found.code == *code).expect("it was found");
            wrong.push(format!("draws {}: {}", code.name(), new.message));
        }
    }
    if !case.fragment && wrong.is_empty() && errors(&after).is_empty() {
        let had = alive(&mut Plan::of_text(&case.text)).unwrap_or_default();
        let have = alive(&mut plan).unwrap_or_default();
        let lost: Vec<&String> = had.difference(&have).collect();
        if (have.is_empty() || !lost.is_empty()) && !reveals("no figures") {
            wrong.push(format!("no figures are left of {lost:?}"));
        }
    }
    wrong
}

#[test]
fn every_fix_mends_its_finding() {
    let (mut all, mut with_fix, mut wrong) = (0, 0, Vec::new());
    let mut without: BTreeSet<String> = BTreeSet::new();
    for case in cases() {
        let (before, _) = findings(&case.text, case.fragment);
        for finding in &before {
            all += 1;
            with_fix += usize::from(!finding.fixes.is_empty());
            let help = finding.help_in(pace::diagnostic::Dialect::Shell);
            if finding.fixes.is_empty() && help.contains('`') {
                without.insert(format!("{}: {help}", finding.code.name()));
            }
            for fix in &finding.fixes {
                for bad in judge(&case, &before, finding, fix) {
                    let mended = fix.apply(FileId(0), &case.text).unwrap_or_default();
                    let name = &case.name;
                    wrong
                        .push(format!("{name}: {}\n  {}\n  {bad}\n  {mended:?}", finding.message, fix.title));
                }
            }
        }
    }
    let counted = format!("{with_fix} of {all} findings have a fix");
    if std::env::var_os("SHOW_UNFIXED").is_some() {
        println!("{counted}\n{}", without.into_iter().collect::<Vec<_>>().join("\n"));
    }
    assert!(wrong.is_empty(), "{counted}; {} fixes are wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(with_fix >= LEAST_WITH_FIX, "{counted}; at least {LEAST_WITH_FIX} had one");
}
