//! What several test files share: plans on disk, run through the library, and figures expected of them.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod figures;
pub mod process;
pub mod session;
pub mod targets;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use pace::analysis::{Granularity, Results, SettledPlan, prepare, results};
use pace::diagnostic::{Diagnostic, Severity, sort};
use pace::loader::{Loaded, Unreadable, World, load};
use pace::source::Sources;
use rust_decimal::Decimal;
use serde_json::Value;

/// The folder of the package.
pub fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder with that ending, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files
}

/// The name of a file without its ending.
pub fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8")
}

/// The folder that a plan lies in.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a>(pub &'a Path);

impl World for Folder<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        fs::read(self.0.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Unreadable::Missing,
            _ => Unreadable::Other(error.to_string()),
        })
    }
}

/// A plan that is alone in its folder.
struct Text<'a>(&'a str);

impl World for Text<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == "plan.pace" { Ok(self.0.as_bytes().to_vec()) } else { Err(Unreadable::Missing) }
    }
}

/// Files that lie in one folder, by their names.
struct Texts<'a>(&'a [(&'a str, &'a str)]);

impl World for Texts<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let file = self.0.iter().find(|(name, _)| *name == path);
        file.map(|(_, text)| text.as_bytes().to_vec()).ok_or(Unreadable::Missing)
    }
}

/// A plan as it was read: settled where nothing in it is an error.
pub struct Plan {
    /// The texts that findings point into.
    pub sources: Sources,
    /// The plan; none where something in it is an error.
    pub settled: Option<SettledPlan>,
    /// What was found: all of it, warnings too.
    pub found: Vec<Diagnostic>,
}

impl Plan {
    /// The plan in that file.
    pub fn read(path: &Path) -> Plan {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let loaded = load(&Folder(path.parent().expect("a folder")), name);
        let mut plan = Plan::of(loaded);
        sort(&mut plan.found);
        plan
    }

    /// A plan that is no file.
    pub fn of_text(text: &str) -> Plan {
        Plan::of(load(&Text(text), "plan.pace"))
    }

    /// A plan with the files beside it; the first is the plan.
    pub fn of_files(files: &[(&str, &str)]) -> Plan {
        Plan::of(load(&Texts(files), files[0].0))
    }

    /// What is found in a text, also once its values are known.
    pub fn found_in(text: &str) -> Vec<Diagnostic> {
        let mut plan = Plan::of_text(text);
        plan.results("base", Granularity::Month);
        plan.found
    }

    /// The plan itself, ready for questions; one with mistakes fails the test.
    #[track_caller]
    pub fn right(self) -> SettledPlan {
        self.settled.unwrap_or_else(|| panic!("{:#?}", self.found))
    }

    fn of(loaded: Loaded) -> Plan {
        match prepare(loaded) {
            Ok(plan) => {
                let (sources, found) = (plan.sources().clone(), plan.warnings().to_vec());
                Plan { sources, settled: Some(plan), found }
            }
            Err(wrong) => Plan { sources: wrong.sources, settled: None, found: wrong.found },
        }
    }

    /// The projection of one scenario; where there is none, what is wrong is among the findings.
    pub fn results(&mut self, scenario: &str, by: Granularity) -> Option<Results> {
        if self.found.iter().any(|finding| finding.severity() == Severity::Error) {
            return None;
        }
        match results(self.settled.as_ref()?, scenario, by) {
            Ok(mut results) => {
                results.warnings.splice(0..0, self.found.iter().cloned());
                sort(&mut results.warnings);
                Some(results)
            }
            Err(errors) => {
                self.found.extend(errors);
                None
            }
        }
    }

    /// The same, of a plan that has one.
    #[track_caller]
    pub fn projected(&mut self, scenario: &str) -> Results {
        let results = self.results(scenario, Granularity::Month);
        results.unwrap_or_else(|| panic!("the plan has mistakes: {:#?}", self.found))
    }

    /// The results as `--format json` has them.
    #[track_caller]
    pub fn document(&mut self, scenario: &str) -> Value {
        let results = self.projected(scenario);
        serde_json::to_value(results.with_sources(&self.sources)).expect("JSON")
    }
}

/// A file of expected figures; see `tests/README.md` for its form.
pub fn expected(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares a plan with what is expected of it; gives what differs.
pub fn differences(plan: &Path, want: &Value) -> Vec<String> {
    let (mut scenario, mut by) = ("base", Granularity::Month);
    for pair in want["args"].as_array().map(Vec::as_slice).unwrap_or_default().chunks(2) {
        match [pair[0].as_str(), pair.get(1).and_then(Value::as_str)] {
            [Some("--scenario"), Some(name)] => scenario = name,
            [Some("--by"), Some("quarter")] => by = Granularity::Quarter,
            [Some("--by"), Some("year")] => by = Granularity::Year,
            other => panic!("{}: cannot do {other:?}", plan.display()),
        }
    }
    let mut plan = Plan::read(plan);
    let results = plan.results(scenario, by);
    match (&want["error"], results) {
        (Value::String(code), None) => error(&plan, code, want),
        (Value::String(code), Some(_)) => vec![format!("no error, want {code}")],
        (_, None) => {
            plan.found.iter().map(|finding| format!("{}: {}", finding.code.name(), finding.message)).collect()
        }
        (_, Some(results)) => {
            let got = serde_json::to_value(results.with_sources(&plan.sources)).expect("JSON");
            figures(&got, want)
        }
    }
}

fn error(plan: &Plan, code: &str, want: &Value) -> Vec<String> {
    let errors: Vec<&Diagnostic> =
        plan.found.iter().filter(|finding| finding.severity() == Severity::Error).collect();
    let mut bad = Vec::new();
    let codes: Vec<&str> = errors.iter().map(|finding| finding.code.name()).collect();
    if !codes.contains(&code) {
        bad.push(format!("codes {codes:?}, want {code}"));
    }
    let labels = || errors.iter().flat_map(|finding| &finding.labels);
    if let Some(line) = want["line"].as_u64() {
        let lines: Vec<usize> = labels()
            .map(|label| plan.sources.get(label.span.file).position(label.span.start as usize).line)
            .collect();
        if !lines.contains(&(line as usize)) {
            bad.push(format!("labels on lines {lines:?}, none on {line}"));
        }
    }
    if let Some(says) = want["says"].as_str() {
        let helps: Vec<String> =
            errors.iter().map(|finding| finding.help_in(pace::diagnostic::Dialect::Shell)).collect();
        let said: Vec<&str> = errors
            .iter()
            .map(|finding| finding.message.as_str())
            .chain(helps.iter().map(String::as_str))
            .chain(labels().map(|label| label.text.as_str()))
            .collect();
        if !said.iter().any(|text| text.contains(says)) {
            bad.push(format!("does not say {says:?}: {said:?}"));
        }
    }
    bad
}

fn figures(got: &Value, want: &Value) -> Vec<String> {
    let mut bad = Vec::new();
    if !want["months"].is_null() && got["months"] != want["months"] {
        bad.push(format!("months {}, want {}", got["months"], want["months"]));
    }
    let nothing = serde_json::Map::new();
    let row = |name: &str| got["rows"].as_array().expect("rows").iter().find(|row| row["name"] == name);
    for (name, values) in want["rows"].as_object().unwrap_or(&nothing) {
        let values = values.as_array().expect("values");
        let Some(have) = row(name).and_then(|row| row["values"].as_array()) else {
            bad.push(format!("there is no row {name}"));
            continue;
        };
        if have.len() != values.len() {
            bad.push(format!("{name} has {} months, want {}", have.len(), values.len()));
        }
        for (month, (have, want)) in have.iter().zip(values).enumerate() {
            if !near(have, want) {
                bad.push(format!("{name}, month {}: {have}, want {want}", month + 1));
            }
        }
    }
    for (name, total) in want["totals"].as_object().unwrap_or(&nothing) {
        let have = row(name).map_or(&Value::Null, |row| &row["total"]);
        if !near(have, total) {
            bad.push(format!("total of {name}: {have}, want {total}"));
        }
    }
    for part in ["goals", "checks"] {
        let Some(wanted) = want[part].as_array() else { continue };
        let have = got[part].as_array().expect("a list");
        for (at, want) in wanted.iter().enumerate() {
            for (key, value) in want.as_object().expect("an object") {
                // A month that is null is to be null in a miss; a value that is null is left open.
                let open = value.is_null() && (key == "value" || want["status"] == "met");
                let same =
                    |have: &Value| if key == "value" { near(&have[key], value) } else { have[key] == *value };
                if !open && !have.get(at).is_some_and(same) {
                    bad.push(format!("{part} {}: {:?}, want {key} {value}", at + 1, have.get(at)));
                }
            }
        }
    }
    for (part, key) in [("units", "unit"), ("rollups", "rollup")] {
        for (name, wanted) in want[part].as_object().unwrap_or(&nothing) {
            let have = row(name).map_or(&Value::Null, |row| &row[key]);
            if have != wanted {
                bad.push(format!("{key} of {name}: {have}, want {wanted}"));
            }
        }
    }
    let warned: Vec<&Value> =
        got["warnings"].as_array().expect("warnings").iter().map(|warning| &warning["code"]).collect();
    for code in want["warnings"].as_array().into_iter().flatten() {
        if !warned.contains(&code) {
            bad.push(format!("warns of {warned:?}, not of {code}"));
        }
    }
    for code in want["quiet"].as_array().into_iter().flatten() {
        if warned.contains(&code) {
            bad.push(format!("warns of {code}"));
        }
    }
    bad
}

/// Whether two figures are the same to 1e-15, relative to the larger of 1 and the wanted one.
pub fn near(have: &Value, want: &Value) -> bool {
    match (have.as_str(), want.as_str()) {
        (Some(have), Some(want)) => {
            let (have, want) = (decimal(have), decimal(want));
            (have - want).abs() <= Decimal::new(1, 15) * want.abs().max(Decimal::ONE)
        }
        _ => have.is_null() && want.is_null(),
    }
}

/// A figure of up to 28 digits; further ones are rounded away.
pub fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
