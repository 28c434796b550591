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

/// Three rows that rise, fall and stand still.
const PARTS: &str = "\
months 4
rises = [10, 20, 30, 40] from M1
falls = [$80, $60, $40, $20] from M1
still = 5
late = 3 from M3
";

#[test]
fn how_near_a_condition_of_parts_comes() {
    answers(
        "when_parts",
        PARTS,
        &[
            &["when", "plan.pace", "rises >= 30 and falls >= $60"],
            &["when", "plan.pace", "rises >= 30 and still > 6"],
            &["when", "plan.pace", "rises >= 100 or falls <= $15"],
            &["when", "plan.pace", "not (rises < 50 and falls > $10)"],
            &["when", "plan.pace", "not rises < 50"],
            &["when", "plan.pace", "rises >= 20 and falls >= $60 and still == 5"],
            &["when", "plan.pace", "rises >= 50 and (falls >= $90 or still != 5)"],
            &["when", "plan.pace", "late > 3 and rises > 0"],
            &["when", "plan.pace", "rises >= 30 and falls >= $60", "--format", "json"],
            &["when", "plan.pace", "rises >= 50 and (falls >= $90 or still != 5)", "--format", "csv"],
            &["when", "plan.pace", "rises >= 100 or falls <= $15", "--format", "markdown"],
        ],
    );
}

/// `rises >= 30 and falls >= $60`: M2 lacks a third of 30, M3 a third of 60; a month before or after, more.
#[test]
fn the_nearest_month_lacks_the_least() {
    let asked = |condition: &str| -> serde_json::Value {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("plan.pace"), PARTS).expect("a plan");
        let output = pace(folder.path(), &["when", "plan.pace", condition, "--format", "json"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let both = asked("rises >= 30 and falls >= $60");
    assert_eq!(both["joined"], "and");
    assert_eq!(
        (&both["nearest"]["month"], &both["lacks"]),
        (&"M2".into(), &serde_json::json!(["rises >= 30"]))
    );
    assert_eq!(both["parts"][0]["first"]["month"], "M3");
    assert_eq!(both["parts"][1]["first"]["month"], "M1");
    // 5 short of 20 is a quarter, 60 short of 100 three fifths.
    let either = asked("rises >= 100 or falls <= $15");
    assert_eq!(either["joined"], "or");
    assert_eq!(
        (&either["nearest"]["month"], &either["lacks"]),
        (&"M4".into(), &serde_json::json!(["falls <= $15"]))
    );
    assert_eq!(either["parts"][0]["nearest"]["gap"], "60");
    assert_eq!(either["parts"][1]["nearest"]["gap"], "5");
    // The opposite of both is one of the opposites.
    let not = asked("not (rises < 50 and falls > $10)");
    assert_eq!(not["joined"], "or");
    let texts = [&not["parts"][0]["condition"], &not["parts"][1]["condition"]];
    assert_eq!(texts, ["rises >= 50", "falls <= $10"]);
    let plain = asked("not rises < 50");
    assert_eq!((&plain["joined"], &plain["nearest"]["gap"]), (&serde_json::Value::Null, &"10".into()));
}

/// Each part is looked at once a month, however deep it stands.
#[test]
fn what_is_the_same_at_first_is_nearest_after_that() {
    let plan = "months 2026\na = 10, 9 from 2026-03, 4 from 2026-05\nb = 10\nsame = 10\n";
    let nearest =
        |condition: &str| document(plan, &["when", "plan.pace", condition])["nearest"]["month"].clone();
    assert_eq!(nearest("a > b"), "2026-03");
    assert_eq!(nearest("b < a"), "2026-03");
    // What never differs is nearest at once, and what comes together later is nearest there.
    assert_eq!(nearest("same > b"), "2026-01");
    let later = "months 6\na = [1, 2, 3, 3, 1, 1] from M1\nb = 3\n";
    assert_eq!(document(later, &["when", "plan.pace", "a > b"])["nearest"]["month"], "M3");
}

#[test]
fn months_of_a_condition_are_no_starts() {
    let plan = "months 2026\nstart = 3\nspent = if(calendar.elapsed >= start, $1k/month, 0)\n\
                goal total spent <= $5k by 2026-12\n";
    for plan in [
        plan.to_string(),
        plan.replace(
            "spent = if(calendar.elapsed >= start, $1k/month, 0)",
            "hired = if(calendar.elapsed >= start, 1, 0)\nspent = hired * $1k/month",
        ),
        plan.replace(">= start", "== start").replace("<= $5k", ">= $5k"),
    ] {
        let solved = document(&plan, &["solve", "plan.pace", "start"]);
        assert_eq!(solved["in_time"], serde_json::Value::Null, "{plan}{solved}");
        assert!(!solved.to_string().contains("arrive in time"), "{plan}{solved}");
    }
    // An amount that passes a condition of months is one that starts.
    let amount = "months 12\nx = 2/month\nleads = if(calendar.elapsed + 1 > 2, x, 1/month)\npipeline { entry = leads\n\
                  won = 50% of entry in 60 days }\ngoal won >= 30 by M12\n";
    assert_eq!(document(amount, &["solve", "plan.pace", "x"])["in_time"], "M10", "{amount}");
}

#[test]
fn a_deep_condition_is_answered() {
    let deep = (0..40).fold("still > 6".to_string(), |inner, level| {
        format!("({inner} {} falls < $5)", if level % 2 == 0 { "and" } else { "or" })
    });
    let answer = document(PARTS, &["when", "plan.pace", &deep]);
    assert_eq!((&answer["month"], &answer["joined"]), (&serde_json::Value::Null, &"or".into()));
}

#[test]
fn a_plan_without_scenarios_has_none_to_name() {
    let said = said("a = 1\nb = 2\n", &["eval", "plan.pace", "nope.a + nope.b"]);
    assert!(said.contains("<expression>:1:1: error[unknown-name]: there is no scenario `nope`\n"), "{said}");
    assert!(said.contains("<expression>:1:10: error[unknown-name]: there is no scenario `nope`\n"), "{said}");
    assert!(said.contains("help: the plan has no scenarios: write `a`"), "{said}");
}

/// 2026 has 250 working days after eleven holidays, 188 of them up to September: what starts later does not close by
/// December behind three months. 2,400 calls are 2400/250 a day, or 2400/188 where each has to close.
#[test]
fn calls_a_day_for_a_year_and_behind_a_lag() {
    let calendar = GOLDEN.lines().find(|line| line.starts_with("workdays")).expect("a calendar");
    let plan = format!(
        "months 2026-01 .. 2026-12\n{calendar}\nplan {{ 2 calls/day }}\nclosed = delay(calls, 3 months)\n\
         goal calls >= 2,400 by 2026-12\ngoal closed >= 2,400 by 2026-12\n"
    );
    let needed = |goal: &str| document(&plan, &["solve", "plan.pace", "calls", "--goal", goal]);
    assert_eq!(needed("1")["needed"], "9.6");
    let behind = needed("2");
    assert_eq!(behind["unit"], "1/workday");
    // 2400/188 = 600/47 = 12.76595744680851063829787…
    let found = behind["needed"].as_str().expect("a number");
    assert!(found.starts_with("12.7659574468085"), "{found}");
    let page = said(&plan, &["solve", "plan.pace", "calls", "--goal", "2"]);
    assert!(page.contains("12.766/workday"), "{page}");
    let calls = |months: &str| {
        let sum = format!("total(calls, {months})");
        let row = &document(&plan, &["eval", "plan.pace", &sum])["rows"][0];
        row["values"][0].as_str().map(str::to_string)
    };
    // Two on each of those days.
    assert_eq!(calls("2026").as_deref(), Some("500"));
    assert_eq!(calls("2026-01 .. 2026-09").as_deref(), Some("376"));
}

/// What `pace` writes as JSON of a plan.
fn document(plan: &str, arguments: &[&str]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan).expect("a plan");
    let output = pace(folder.path(), &[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).expect("JSON")
}

const DAY: &str = "\
months 2026-02 .. 2026-03
workdays mon..fri
plan {
  4 calls/day taking 15 minutes
  capacity 2 hours/day
}
leads = calls * 10%
goal leads >= 10 by 2026-02
";

/// Nobody is there to do it until the first hire: 8 of it for each of no reps.
#[test]
fn today_offers_no_action_that_nobody_is_there_to_do() {
    let plan = "months 2026-01 .. 2026-06\nstock reps {\n  opening 0\n  gains hires = 0, 1/month in 2026-03\n}\n\
                plan {\n  6 calls/day taking 10 minutes\n  8 rep_calls/day * reps taking 5 minutes\n}\n\
                leads = (calls + rep_calls) * 10%\ngoal leads >= 100 by 2026-06\n";
    for (month, best) in [("2026-01", "calls"), ("2026-04", "rep_calls")] {
        assert_eq!(document(plan, &["today", "plan.pace", "--month", month])["best"], best, "{month}");
    }
    // One that the plan itself leaves for later may be begun today.
    let later = plan.replace("8 rep_calls/day * reps", "0 rep_calls/day, 8/day from 2026-03");
    assert_eq!(document(&later, &["today", "plan.pace"])["best"], "rep_calls");
}

/// February 2026 has 20 working days: one more call a day is 20 more, so 2 leads, in 15 minutes a day.
#[test]
fn today_says_what_its_effects_are_on() {
    let day = document(DAY, &["today", "plan.pace"]);
    let of =
        ["scenario", "row", "unit", "measure", "goal", "capacity", "minutes"].map(|key| day[key].as_str());
    let want = ["base", "leads", "1", "total 2026-02", "leads >= 10 by 2026-02", "120", "60"];
    assert_eq!(of, want.map(Some));
    assert_eq!(day["actions"][0]["effect"], "2");
    let csv = said(DAY, &["today", "plan.pace", "--format", "csv"]);
    let lines: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "name,kind,number,minutes each,minutes,effect,effect per minute,row,unit,measure,goal",
            // 2/15
            "calls,action,4,15,60,2,0.1333333333333333333333333333,leads,1,total 2026-02,leads >= 10 by 2026-02",
            "all work,load,,,60,,,,,,",
            "capacity,capacity,,,120,,,,,,",
            "exit 0",
        ]
    );
}

#[test]
fn an_explanation_in_csv_has_words_for_signs() {
    let plan = "months 2\na = 3\nb = 10 - a * 2\n";
    let said = said(plan, &["explain", "plan.pace", "b", "M1", "--format", "csv"]);
    let lines: Vec<&str> = said.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "level,joined,row,month,value,unit,operator,file,line",
            "0,,b,M1,4,1,sum,plan.pace,3",
            "1,plus,,,10,1,number,,",
            "1,minus,,,6,1,product,,",
            "2,times,a,M1,3,1,number,plan.pace,2",
            "2,times,,,2,1,number,,",
            "exit 0",
        ]
    );
}

/// 20 calls on each of 20 workdays bring $20,000 a month, so the second quarter $60,000.
#[test]
fn a_span_that_is_past_may_decide_what_comes() {
    let plan = "months 2026-01 .. 2026-12\nworkdays 20/month\nplan 20 calls/day\nbookings = calls * $50\n\
                scenario slow { plan 10 calls/day from 2026-07 when total(bookings, 2026-Q2) < $60,001 }\n\
                scenario fast { plan 10 calls/day from 2026-07 when total(bookings, 2026-Q2) < $60,000 }\n\
                scenario twice { plan 10 calls/day from 2026-04 when total(bookings * 2, 2026-02 .. 2026-03) >= $80k }\n";
    let compared = document(plan, &["compare", "plan.pace", "slow", "fast", "twice"]);
    let bookings =
        compared["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["name"] == "bookings"));
    let totals = &bookings.expect("bookings")["totals"];
    // 12, 6 + 6/2, 12 and 3 + 9/2 months of $20,000.
    assert_eq!(*totals, serde_json::json!(["240000", "180000", "240000", "150000"]));
    let why = said(plan, &["explain", "plan.pace", "calls", "2026-07", "--scenario", "slow"]);
    assert!(why.contains("holds: ($60,000) < $60,001\n"), "{why}");
}

#[test]
fn compared_goals_say_when_and_in_what() {
    let plan = "months 2026-01 .. 2026-04\nsales = [$10, $20, $30, $40]/month from 2026-01\n\
                goal sales >= $25/month by 2026-04\nscenario slow { sales = $24/month }\n";
    let page = said(plan, &["compare", "plan.pace"]);
    for line in ["✓ $40 · reached Mar ", "✗ $24 in Jan\n"] {
        let goal = "sales >= $25/month by 2026-04  in one month  ";
        let (_, judged) = page.split_once(goal).expect("the goal");
        assert!(judged.contains(line), "{page}");
    }
}

#[test]
fn a_compared_goal_says_its_unit_once() {
    let goal = |goal: &str| {
        let plan = format!(
            "months 3\nquota = $12/month\na = $9/month\ngoal {goal}\nscenario s {{ a = $15/month }}\n"
        );
        let page = said(&plan, &["compare", "plan.pace"]);
        let (_, goals) = page.split_once("Goals\n").expect("goals");
        goals.matches("/month").count()
    };
    for said_once in ["a >= quota", "\"Anna\": a >= quota", "\"Anna\": a >= $12/month", "a >= $12/month"] {
        assert_eq!(goal(said_once), 1, "{said_once}");
    }
    assert_eq!(goal("total a >= $12"), 0);
}

const FROM_APRIL: &str = "months 2026-04 .. 2026-12\nspend = $10/month\ngoal spend <= $100 in 2026\n\
                          scenario low { spend = $5/month }\n";

#[test]
fn a_total_over_months_that_the_plan_has_not_is_told_in_every_answer() {
    let page = said(FROM_APRIL, &["compare", "plan.pace"]);
    assert!(page.contains("in total †"), "{page}");
    assert_eq!(page.matches("† Jan to Mar 2026 lies outside the plan").count(), 1, "{page}");
    let missing = "Jan to Mar 2026 is missing";
    for formula in
        ["total(spend, 2026)", "2 * total(spend, 2026)", "low.spend - total(spend, 2026) / 1 month"]
    {
        let page = said(FROM_APRIL, &["eval", "plan.pace", formula]);
        assert!(page.contains(missing), "{page}");
    }
    let page = said(FROM_APRIL, &["eval", "plan.pace", "total(spend, 2026-04 .. 2026-12)"]);
    assert!(!page.contains("missing"), "{page}");
}

#[test]
fn a_total_of_nothing_shows_that_it_has_no_value() {
    let plan = "months 3\ndeals = 0/month\nc = $500/month / deals * 1/month\ngoal total c <= $100\n\
                scenario some { deals = 9/month }\n";
    let page = said(plan, &["run", "plan.pace"]);
    assert!(page.contains("missed: n/a"), "{page}");
    let page = said(plan, &["compare", "plan.pace"]);
    assert!(page.contains("✗ n/a"), "{page}");
}

#[test]
fn a_grid_gives_no_percentage_a_day_to_what_a_stage_loses() {
    let stage = |loss: &str| {
        format!(
            "months 2026-01 .. 2026-03\nr = 2%/month\nq = 5%/month\nx = 100 * q\ns = 2 * r\n\
             pipeline {{ leads = 9/month; won = 50% of leads in 10 days, losing {loss} }}\n"
        )
    };
    for loss in ["r", "s", "min(r, 1%/month)"] {
        for range in ["r=1%/day..2%/day", "r=1%/week..2%/week", "r=0..2%/day"] {
            let page = said(&stage(loss), &["grid", "plan.pace", "--row", "won", "--vary", range]);
            assert!(page.contains("error[bad-rate]") && page.contains("r=1%/month..5%/month"), "{page}");
        }
        let fine = |range: &str, row: &str| {
            let page = said(&stage(loss), &["grid", "plan.pace", "--row", row, "--vary", range]);
            assert!(page.ends_with("exit 0\n"), "{page}");
        };
        fine("r=1%/month..5%/month", "won");
        fine("q=1%/day..2%/day", "x");
    }
}

const CHANGES: &str = "\
months 2026-01 .. 2026-06
a = 1,000, 3,000 from 2026-04
b = 7, 7.5 from 2026-04
c = 5, 5.4 from 2026-04
d = 9, 8.9 from 2026-05
x = a + b + c + d
stock bank {
  opening $500
  gains sales = $100/month, $140/month from 2026-04
  gains bank * 1%/month
  loses $20/month
}
value = prev(value * 103%, $1,000)
scenario s1 { a = 1,001 }
";

#[test]
fn why_something_changed() {
    answers(
        "why",
        CHANGES,
        &[
            &["why", "plan.pace", "x", "2026-06", "--vs", "2026-03"],
            &["why", "plan.pace", "x", "2026-06", "--vs", "2026-03", "--format", "csv"],
            &["why", "plan.pace", "bank", "2026-05", "--vs", "2026-03"],
            &["why", "plan.pace", "bank", "2026-05", "--vs", "2026-03", "--format", "markdown"],
            &["why", "plan.pace", "value", "2026-05", "--vs", "2026-03"],
            &["why", "plan.pace", "x", "Jun-26", "--vs", "03/2026"],
            &["why", "plan.pace", "x", "Q2"],
            &["why", "plan.pace", "x", "2026-Q1", "--vs", "2026-01"],
            &["why", "plan.pace", "x", "2026-01"],
            &["why", "plan.pace", "x", "2025-12", "--vs", "2026-01"],
            &["why", "plan.pace", "x", "2030-12"],
            &["why", "plan.pace", "x", "2026-05", "--scenario", "s1"],
            &["why", "plan.pace", "x", "--scenario", "s1", "--vs-scenario", "s1"],
            &["why", "plan.pace", "x", "2026-05", "--vs", "2026-05"],
            &["why", "plan.pace", "x", "--vs", "2026-05"],
            &["why", "plan.pace", "x", "2026-05"],
        ],
    );
}

#[test]
fn shares_of_next_to_nothing_are_left_out() {
    let plan = |more: &str| {
        format!("months 2\na = 100,000, 320,000 from M2\nb = 400,000, {more} from M2\nx = a + b\n")
    };
    // 220,000 up and 219,900 down come to 100: shares of 220,000% say nothing; the amounts do.
    let page = said(&plan("180,100"), &["why", "plan.pace", "x"]);
    assert!(page.contains("+220,000") && page.contains("-219,900") && page.contains("all of it"), "{page}");
    assert!(!page.contains("share") && !page.contains("220,000%"), "{page}");
    // Ten times the change is still told.
    let page = said(&plan("202,000"), &["why", "plan.pace", "x"]);
    assert!(page.contains("share") && page.contains("1,000%"), "{page}");
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
            &["when", "plan.pace", "cum(nope.cash) >= cum(base.cash)"],
            &["eval", "plan.pace", "wonn.rate"],
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
            &["levers", "plan.pace", "--by", "0.1"],
            &["levers", "plan.pace", "--by", "10"],
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
