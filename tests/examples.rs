//! The plans of `examples/`: every figure that was worked out by hand.

use std::fs;
use std::process::Command;

use crate::support::{Plan, decimal, differences, expected, files, home, stem};

#[test]
fn every_figure_agrees() {
    let mut wrong = Vec::new();
    let figures = files(&home().join("tests/data/examples"), "json");
    assert!(!figures.is_empty());
    for file in &figures {
        let (plan, _) = stem(file).split_once("--").unwrap_or((stem(file), ""));
        let bad = differences(&home().join("examples").join(plan).with_extension("pace"), &expected(file));
        wrong.extend(bad.iter().map(|bad| format!("{}: {bad}", stem(file))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_example_and_scenario_has_figures() {
    for path in files(&home().join("examples"), "pace") {
        let plan = Plan::read(&path);
        for scenario in plan.right().model().scenario_names() {
            let name =
                if scenario == "base" { stem(&path).into() } else { format!("{}--{scenario}", stem(&path)) };
            let figures = home().join("tests/data/examples").join(format!("{name}.json"));
            assert!(figures.exists(), "{}", figures.display());
        }
    }
}

#[test]
fn every_example_says_what_it_shows() {
    for path in files(&home().join("examples"), "pace") {
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.starts_with("# "), "{}", path.display());
    }
}

/// All 132 monthly figures of two sheets, as the spreadsheet program had stored them in the workbook.
#[test]
fn the_workbook_and_its_plan_agree() {
    let file = fs::read_to_string(home().join("tests/data/saas_workbook_best.csv")).expect("figures");
    assert!(file.starts_with("# SaaS_Financial_Model_Rajdeep.xlsx"), "the source is named");
    let results = Plan::read(&home().join("examples/saas_workbook.pace")).projected("best");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(file.as_bytes());
    let mut compared = 0;
    for record in reader.records() {
        let record = record.expect("a line");
        let (name, month, want) = (&record[2], &record[3], decimal(&record[4]));
        let row = results.row(name).unwrap_or_else(|| panic!("no row {name}"));
        let column = results.head.months.iter().position(|label| label == month).expect("a month");
        let have = decimal(&row.values[column].expect("a value").to_string());
        let off = (have - want).abs();
        assert!(off <= decimal("0.000001"), "{name} in {month}: {have}, want {want}");
        compared += 1;
    }
    assert_eq!(compared, 132);
}

#[test]
fn best_base_and_worst_each_run() {
    let mut plan = Plan::read(&home().join("examples/saas_workbook.pace"));
    let income = |plan: &mut Plan, scenario: &str| {
        plan.projected(scenario).row("net_income").and_then(|row| row.total)
    };
    let (best, base, worst) =
        (income(&mut plan, "best"), income(&mut plan, "base"), income(&mut plan, "worst"));
    assert!(best > base && base > worst && worst.is_some(), "{best:?}, {base:?}, {worst:?}");
}

/// What `pace` prints, run in the folder of the package.
fn printed(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
    command.args(arguments).current_dir(home()).env("COLUMNS", "80").env_remove("NO_COLOR");
    let output = command.output().expect("pace runs");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn every_example_looks_like_this() {
    for path in files(&home().join("examples"), "pace") {
        let name = stem(&path);
        let file = format!("examples/{name}.pace");
        let (table, check) = (printed(&["run", &file]), printed(&["check", "--goals", &file]));
        let text = format!("$ pace run {file}\n{table}\n$ pace check --goals {file}\n{check}");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/examples" }, {
            insta::assert_snapshot!(name, text);
        });
    }
}

#[test]
fn every_example_is_in_canonical_form() {
    for folder in ["examples", "examples/calendars", "examples/year"] {
        for path in files(&home().join(folder), "pace") {
            let text = fs::read_to_string(&path).expect("text");
            assert_eq!(pace::syntax::format(&text).expect("a plan"), text, "{}", path.display());
        }
    }
}
