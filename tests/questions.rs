//! Questions on the command line: what they answer, as people see it at 80 columns.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn pace(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
    command.args(arguments).current_dir(folder).env("COLUMNS", "80").env_remove("NO_COLOR");
    command.output().expect("pace runs")
}

/// What a command says, stdout first, in a folder with this plan.
fn said(plan: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan).expect("a plan");
    let output = pace(folder.path(), arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap_or(-1);
    format!("$ pace {}\n{}{}exit {code}\n", arguments.join(" "), text(&output.stdout), text(&output.stderr))
}

const GOLDEN: &str = "\
title \"Two calls a day\"
months 2026-01 .. 2026-12
workdays mon..fri except 2026-01-01, 2026-01-19, 2026-02-16, 2026-05-25, 2026-06-19, 2026-07-03, \
2026-09-07, 2026-10-12, 2026-11-11, 2026-11-26, 2026-12-25
plan { 2 calls/day }
pipeline {
  called = calls
  won = 2.5% of called over [0%, 25%, 50%, 25%]
  worth $8,000
}
cash = bookings - $4,000/month
goal bookings >= $100k by 2026-12
goal \"Steady\": won >= 1/month from 2026-05
scenario hire \"A second caller\" {
  plan 4 calls/day from 2026-04
  replace cash = bookings - $12,000/month
}
scenario broke { plan { 0 calls/day } }
";

const UNKNOWN: &str = "\
months 12
plan { ? calls/day }
pipeline {
  leads = calls * 10%
  won   = 25% of leads in 45 days
  worth $8,000
}
goal bookings >= $200,000 by M12
";

/// A snapshot for each question.
#[track_caller]
fn answers(name: &str, plan: &str, questions: &[&[&str]]) {
    let said: Vec<String> = questions.iter().map(|question| said(plan, question)).collect();
    insta::assert_snapshot!(name, said.join("\n"));
}

#[test]
fn solving() {
    answers(
        "solve",
        GOLDEN,
        &[
            &["solve", "plan.pace", "calls"],
            &["solve", "plan.pace", "calls", "--goal", "1", "--format", "json"],
            &["solve", "plan.pace", "won.rate", "--goal", "Steady", "--format", "csv"],
            &["solve", "plan.pace", "call", "--scenario", "hire", "--goal", "1", "--format", "markdown"],
            &["solve", "plan.pace", "calls", "--set", "goal won >= 2/month by 2026-02", "--goal", "3"],
            &["solve", "plan.pace", "won.rate", "--set", "goal bookings >= $4M", "--goal", "3"],
            &["solve", "plan.pace", "won.time"],
            &["solve", "plan.pace", "8:9", "--goal", "1"],
            &["solve", "plan.pace", "plan.pace:8", "--goal", "1"],
        ],
    );
}

#[test]
fn solving_for_what_is_not_there() {
    answers(
        "solve_mistakes",
        GOLDEN,
        &[
            &["solve", "plan.pace", "cals"],
            &["solve", "plan.pace", "cash"],
            &["solve", "plan.pace", "calls", "--goal", "Stedy"],
            &["solve", "plan.pace", "calls", "--scenario", "hier"],
            &["solve", "plan.pace", "plan.pace:7"],
            &["solve", "plan.pace", "1:1"],
            &["solve", "plan.pace", "99:1"],
            &["solve", "plan.pace", "other.pace:3"],
        ],
    );
}

#[test]
fn a_number_that_is_to_be_found() {
    answers(
        "unknown",
        UNKNOWN,
        &[
            &["run", "plan.pace", "--rows", "calls,bookings"],
            &["check", "plan.pace", "--goals"],
            &["solve", "plan.pace", "won.rate"],
            &["eval", "plan.pace", "bookings / calls"],
            &["run", "plan.pace", "--rows", "calls", "--set", "goal won >= 1/month by M1"],
            &["run", "plan.pace", "--rows", "calls", "--set", "won.rate = ?"],
        ],
    );
}

/// Every command in every format for programs. A call a day books $4,000 a month, over ten and a half months:
/// $200,000 need 100/21 calls a day.
#[test]
fn what_a_question_mark_came_to_is_in_json_and_csv_too() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), UNKNOWN).expect("a plan");
    let questions: [&[&str]; 11] = [
        &["run", "plan.pace"],
        &["run", "plan.pace", "--by", "quarter", "--rows", "bookings"],
        &["solve", "plan.pace", "won.rate"],
        &["levers", "plan.pace"],
        &["grid", "plan.pace", "--row", "bookings", "--vary", "won.rate=10%..30%"],
        &["when", "plan.pace", "cum(bookings) >= $50k"],
        &["eval", "plan.pace", "bookings / calls"],
        &["today", "plan.pace"],
        &["explain", "plan.pace", "bookings"],
        &["why", "plan.pace", "bookings", "M6", "--vs", "M2"],
        &["leaks", "plan.pace"],
    ];
    for question in questions {
        let asked = |format: &str| {
            let output = pace(folder.path(), &[question, &["--format", format]].concat());
            assert_eq!(output.status.code(), Some(0), "{question:?}: {output:?}");
            String::from_utf8(output.stdout).expect("text")
        };
        let answer: serde_json::Value = serde_json::from_str(&asked("json")).expect("JSON");
        let solved = &answer["solved"];
        assert_eq!(solved["input"], "calls", "{question:?}");
        assert_eq!(solved["unit"], "1/workday");
        assert_eq!(solved["status"], "found");
        assert!(solved["value"].as_str().is_some_and(|value| value.starts_with("4.76190476190476190")));
        assert!(solved["note"].as_str().is_some_and(|note| note.contains("the smallest")));
        // A record a line as ever, with four more fields at its end.
        let csv = asked("csv");
        let mut lines = csv.lines();
        let heads = lines.next().expect("heads");
        assert!(heads.ends_with(",solved_input,solved_unit,solved_value,solved_status"), "{heads}");
        for line in lines {
            let value = line.strip_suffix(",found").and_then(|line| line.rsplit_once(",calls,1/workday,"));
            assert!(value.is_some_and(|(_, value)| value.starts_with("4.7619")), "{question:?}: {line}");
        }
    }
    // Scenarios side by side have theirs side by side: at 30% instead of 25%, 250/63 are enough.
    let compared = |format: &str| {
        let arguments = ["compare", "plan.pace", "--set", "won.rate = 30%", "--format", format];
        String::from_utf8(pace(folder.path(), &arguments).stdout).expect("text")
    };
    let answer: serde_json::Value = serde_json::from_str(&compared("json")).expect("JSON");
    for (at, (scenario, value)) in [("base", "4.7619047619"), ("what_if", "3.9682539682")].iter().enumerate()
    {
        let solved = &answer["solved"][at];
        assert_eq!(solved["scenario"], *scenario);
        assert!(solved["value"].as_str().is_some_and(|found| found.starts_with(value)), "{solved}");
        assert!(
            compared("csv")
                .lines()
                .next()
                .is_some_and(|heads| heads.contains(&format!(",solved_value:{scenario}")))
        );
        assert!(compared("table").contains(&format!("{scenario}: `calls`: `?` is {}", &value[..6])));
    }
    // Where there is none, nothing is said of one.
    fs::write(folder.path().join("plan.pace"), UNKNOWN.replace('?', "5")).expect("a plan");
    for format in ["json", "csv"] {
        let output = pace(folder.path(), &["run", "plan.pace", "--format", format]);
        assert!(!String::from_utf8_lossy(&output.stdout).contains("solved"));
    }
}

#[test]
fn the_first_month_in_which_something_holds() {
    answers(
        "when",
        GOLDEN,
        &[
            &["when", "plan.pace", "cum(bookings) >= $50k"],
            &["when", "plan.pace", "cum(hire.cash) >= cum(base.cash)"],
            &["when", "plan.pace", "won > 1.07/month"],
            &["when", "plan.pace", "cum(bookings) >= $1M", "--scenario", "hire"],
            &["when", "plan.pace", "bookings / calls > $200 and won > 1/month"],
            &["when", "plan.pace", "bookings / calls > $200", "--scenario", "broke"],
            &["when", "plan.pace", "cum(bookings) >= $50k", "--format", "json"],
            &["when", "plan.pace", "cum(bookings) >= $1M", "--format", "csv"],
        ],
    );
}

#[test]
fn any_formula_is_a_row() {
    answers(
        "eval",
        GOLDEN,
        &[
            &["eval", "plan.pace", "bookings / calls"],
            &["eval", "plan.pace", "won.rate"],
            &["eval", "plan.pace", "hire.bookings - base.bookings", "--format", "csv"],
            &["eval", "plan.pace", "hire.won", "--format", "json"],
            &["eval", "plan.pace", "cash", "--scenario", "hire", "--format", "markdown"],
            &["eval", "plan.pace", "mean(calls)", "--set", "3 calls/day"],
        ],
    );
}

#[test]
fn mistakes_point_into_the_formula() {
    answers(
        "question_mistakes",
        GOLDEN,
        &[
            &["eval", "plan.pace", "bokings / calls", "--diagnostics", "fancy"],
            &["eval", "plan.pace", "bookings + calls", "--diagnostics", "fancy"],
            &["eval", "plan.pace", "hire.bokings"],
            &["eval", "plan.pace", "hier.bookings"],
            &["eval", "plan.pace", "bookings +"],
            &["eval", "plan.pace", "(bookings"],
            &["eval", "plan.pace", "bookings > $0/month"],
            &["eval", "plan.pace", "? * calls"],
            &["when", "plan.pace", "bookings"],
            &["when", "plan.pace", "cash > $5"],
            &["when", "plan.pace", "cash > $5/month", "--scenario", "hier"],
        ],
    );
}

#[test]
fn a_pipeline_of_that_name_wins_over_a_scenario() {
    let plan = "months 2\npipeline hire { entry = 10/month\nwon = 50% of entry in 0 days }\n\
                scenario hire { hire.won.rate = 10% }\n";
    let said = said(plan, &["eval", "plan.pace", "hire.won", "--format", "csv"]);
    assert!(said.contains("hire.won,hire,1/month,sum,5,5,10\n"), "{said}");
}

/// Values that are none, or start like an option: an answer of our own, with what to write instead.
#[test]
fn slips_in_the_values_of_options() {
    answers(
        "option_slips",
        GOLDEN,
        &[
            &["run", "plan.pace", "--set", ""],
            &["run", "plan.pace", "--set", "  "],
            &["levers", "plan.pace", "--set", "# later"],
            &["run", "plan.pace", "--set", "-5 calls/day"],
            &["levers", "plan.pace", "--by", "-10%"],
            &["levers", "plan.pace", "--by", "--row"],
            &["levers", "plan.pace", "--row", "-x"],
            &["solve", "plan.pace", "calls", "--goal", "-1"],
            &["grid", "plan.pace", "--row", "cash", "--vary", "-5"],
            &["grid", "plan.pace", "--row", "cash", "--vary", "calls=1/day..2/day", "--at", "-1"],
        ],
    );
}

/// Every statement that `solve` offers to try, on every example: it can be pasted, and the goal holds with it.
#[test]
fn what_solve_offers_to_try_can_be_pasted() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let said = |arguments: &[&str]| {
        let output = pace(&examples, arguments);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let mut tried = 0;
    for (plan, inputs) in [
        ("outbound.pace", &["calls", "emails", "deal_size", "won.rate", "won.time"][..]),
        ("contingency.pace", &["calls", "salary", "demos.rate"]),
        ("commission.pace", &["leads", "won.rate"]),
        ("hiring.pace", &["quota", "veterans", "hires"]),
        ("velocity.pace", &["cycle", "win_rate", "deal_size", "opportunities"]),
        ("verbal_yes.pace", &["paperwork", "half_life", "demos"]),
        ("roadmap.pace", &["product.leads", "custom.won.rate"]),
        ("seasonal.pace", &["searches", "conversion"]),
        ("us_2026.pace", &["calls"]),
    ] {
        for input in inputs {
            let (_, answer) = said(&["solve", plan, input, "--goal", "1", "--format", "csv"]);
            let status = answer.lines().nth(1).unwrap_or_default();
            let (_, answer) = said(&["solve", plan, input, "--goal", "1"]);
            let unwrapped = answer.split_whitespace().collect::<Vec<_>>().join(" ");
            let hint = unwrapped.split_once("`--set '").and_then(|(_, rest)| rest.split_once('\''));
            assert_eq!(hint.is_some(), !status.contains(",impossible,"), "{plan} {input}: {answer}");
            let Some((statement, _)) = hint else { continue };
            let (code, results) = said(&["run", plan, "--set", statement, "--format", "json"]);
            assert_eq!(code, Some(0), "{plan}: {statement}");
            let results: serde_json::Value = serde_json::from_str(&results).expect("JSON");
            assert_eq!(results["goals"][0]["status"], "met", "{plan}: {statement}");
            tried += 1;
        }
    }
    assert!(tried > 15, "only {tried}");
}

#[test]
fn an_answer_goes_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), GOLDEN).expect("a plan");
    let output =
        pace(folder.path(), &["solve", "plan.pace", "calls", "--format", "json", "-o", "answer.json"]);
    assert_eq!(output.status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("answer.json")).expect("an answer");
    let answer: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(answer["status"], "found");
    assert_eq!(answer["unit"], "1/workday");
}
