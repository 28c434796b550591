//! What each fuzz target does with its bytes. It is a module of its own so that `cargo test` can run the
//! same code over generated inputs (`tests/fuzz_smoke.rs`), without a nightly compiler.

use pace::analysis::{Granularity, SettledPlan, diff, prepare, results, snapshot};
use pace::check::check;
use pace::diagnostic::{Diagnostic, Severity};
use pace::eval::Projection;
use pace::loader::{Unreadable, World, load};
use pace::output::Painter;
use pace::output::text::{self, Screen};
use pace::output::{csv, diagnostics, json, snap};
use pace::report::{self, ProjectionOptions};
use pace::source::{FileId, Sources};
use pace::syntax;
use pace::value::Cell;

/// The scenarios that are projected of one input.
const SCENARIOS: usize = 4;

/// Text to tree: it ends, and what it found lies inside the text.
pub fn tree(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (tree, found) = syntax::parse(FileId(0), text);
    for statement in &tree.statements {
        assert!(text.get(statement.span.range()).is_some(), "a statement outside the text");
    }
    for finding in &found {
        inside(text, finding);
    }
}

fn inside(text: &str, finding: &Diagnostic) {
    for label in &finding.labels {
        assert!(text.get(label.span.range()).is_some(), "a label outside the text: {finding:?}");
    }
}

/// One file that can be read, and no other.
struct OneFile<'a>(&'a [u8]);

impl World for OneFile<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == "plan.pace" { Ok(self.0.to_vec()) } else { Err(Unreadable::Missing) }
    }
}

/// Text to projection to every way of showing it, at several widths.
pub fn rendered(bytes: &[u8]) {
    let loaded = load(&OneFile(bytes), "plan.pace");
    let plan = match prepare(loaded) {
        Ok(plan) => plan,
        Err(wrong) => {
            show(&wrong.found, &wrong.sources);
            assert!(wrong.has_error(), "no plan, and nobody says why");
            return;
        }
    };
    show(plan.warnings(), plan.sources());
    for name in plan.model().scenario_names().take(SCENARIOS) {
        for by in [Granularity::Month, Granularity::Quarter, Granularity::Year] {
            project(&plan, name, by);
        }
    }
    kept(&plan);
}

/// A snapshot is read as it was written, and a plan differs in nothing from itself.
fn kept(plan: &SettledPlan) {
    let Ok(taken) = snapshot(plan) else { return };
    let text = snap::write(&taken);
    assert!(snap::read(FileId(0), &text, "pace snap accept").is_ok_and(|read| read == taken), "{text}");
    let found = diff([plan, plan], ["a", "b"], "base", None).expect("it has been projected");
    assert!(found.changes.is_empty() && found.moved.rows.is_empty(), "{found:#?}");
    assert!(found.share.is_none_or(|share| share.change.is_none_or(|change| change.is_zero())));
}

fn project(plan: &SettledPlan, scenario: &str, by: Granularity) {
    let sources = plan.sources();
    let results = match results(plan, scenario, by) {
        Ok(results) => results,
        Err(found) => return show(&found, sources),
    };
    show(&results.warnings, sources);
    csv::render(&results);
    let json = json::render(&results, sources);
    assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok(), "not JSON");
    for screen in screens() {
        let options = ProjectionOptions { sources: Some(sources), without_warnings: false };
        let page = text::render(&report::projection(&results, &options), &screen);
        harmless(page.as_bytes(), &screen);
    }
}

fn show(found: &[Diagnostic], sources: &Sources) {
    let plans = [(found, sources)];
    for screen in screens() {
        harmless(&diagnostics::render(&plans, diagnostics::FindingStyle::Fancy, &screen), &screen);
    }
    let screen =
        Screen { width: 80, painter: Painter::new(false), dialect: pace::diagnostic::Dialect::Shell };
    harmless(&diagnostics::render(&plans, diagnostics::FindingStyle::Short, &screen), &screen);
    let json = diagnostics::render(&plans, diagnostics::FindingStyle::Json, &screen);
    assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok(), "not JSON");
}

fn screens() -> impl Iterator<Item = Screen> {
    [(1, false), (40, false), (80, true), (200, false)]
        .map(|(width, colour)| Screen {
            width,
            painter: Painter::new(colour),
            dialect: pace::diagnostic::Dialect::Shell,
        })
        .into_iter()
}

/// Nothing that a plan says controls the terminal.
fn harmless(page: &[u8], screen: &Screen) {
    let page = std::str::from_utf8(page).expect("output is UTF-8");
    if screen.painter.has_colour() {
        return;
    }
    let bad = page.chars().find(|c| {
        (c.is_control() && *c != '\n') || matches!(*c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    });
    assert!(bad.is_none(), "{bad:?} reaches the terminal");
}

/// Formatting: it accepts what parses, changes nothing the second time, loses no comment, and the plan
/// means the same.
pub fn formatted(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (_, found) = syntax::parse(FileId(0), text);
    let failed = found.iter().any(|found| found.severity() == Severity::Error);
    let first = match syntax::format(text) {
        Ok(first) => first,
        Err(_) => return assert!(failed, "a text without errors is not formatted"),
    };
    if failed {
        return;
    }
    let second = syntax::format(&first);
    assert_eq!(second.as_deref().ok(), Some(first.as_str()), "formatting twice is not formatting once");
    assert_eq!(comments(text), comments(&first), "a comment is lost");
    same_meaning(text, &first);
}

/// The words of all comments, in order.
fn comments(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let (mut quoted, mut escaped) = (false, false);
        let start = line.find(|c| {
            let opens = c == '#' && !quoted;
            (quoted, escaped) = match c {
                '"' if !escaped => (!quoted, false),
                '\\' if quoted => (quoted, !escaped),
                _ => (quoted, false),
            };
            opens
        });
        if let Some(start) = start {
            found.push(line[start..].trim_matches(|c: char| c == '#' || c.is_whitespace()).to_string());
        }
    }
    found
}

fn same_meaning(before: &str, after: &str) {
    let checked = |text: &str| check(&load(&OneFile(text.as_bytes()), "plan.pace"));
    let (before, after) = (checked(before), checked(after));
    let codes = |found: &[Diagnostic]| found.iter().map(|found| found.code).collect::<Vec<_>>();
    assert_eq!(codes(&before.diagnostics), codes(&after.diagnostics), "formatting changes what is wrong");
    let (Some(before), Some(after)) = (before.sound(), after.sound()) else { return };
    assert_eq!(before.texts, after.texts);
    for (before_scenario, after_scenario) in before.scenarios.iter().zip(&after.scenarios).take(SCENARIOS) {
        let old: Projection<Cell> = Projection::new(before_scenario, &before.calendar);
        let new: Projection<Cell> = Projection::new(after_scenario, &after.calendar);
        assert_eq!(before_scenario.table.len(), after_scenario.table.len());
        for at in 0..before_scenario.table.len() {
            let row = pace::model::RowId(at as u32);
            assert_eq!(before_scenario.table.row(row).name, after_scenario.table.row(row).name);
            assert_eq!(
                old.row(row),
                new.row(row),
                "formatting changes `{}`",
                before_scenario.table.row(row).name
            );
        }
    }
}
