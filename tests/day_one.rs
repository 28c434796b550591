//! Balances of pipelines at the start of a month, and what is told of the first one.

use pace::diagnostic::Dialect;
use serde_json::Value;

use crate::support::Plan;
use crate::support::process::Shell;

const PLAN: &str = "months 4
pipeline {
  leads    = 20/month
  meetings = 50% of leads in 15 days
  won      = 25% of meetings in 30 days
  worth $1,000, $1,200 from M2
  opening 12 leads, 3 meetings
}
scenario more { pipeline { opening 20 leads } }
scenario none { pipeline { opening 0 leads } }
scenario dearer { pipeline { worth $2,000 } }
";

fn values(document: &Value, name: &str) -> Vec<String> {
    let row = document["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["name"] == name));
    let row = row.unwrap_or_else(|| panic!("there is no row `{name}`"));
    row["values"]
        .as_array()
        .expect("values")
        .iter()
        .map(|value| value.as_str().unwrap_or("–").into())
        .collect()
}

/// In each month after the first a balance opens with what it came to in the month before.
fn follows(document: &Value, opening: &str, balance: &str) {
    let (opening, balance) = (values(document, opening), values(document, balance));
    assert_eq!(opening[1..], balance[..balance.len() - 1]);
}

#[test]
fn the_first_month_opens_with_what_the_pipeline_says() {
    let mut plan = Plan::of_text(PLAN);
    // 12 wait for a meeting: 12 × 50% × 25% × $1,000 = $1,500. 3 wait for a yes: 3 × 25% × $1,000 = $750.
    let first = [
        ("base", ["15", "2250", "12", "3"]),
        ("more", ["20", "2500", "20", "0"]),
        ("none", ["0", "0", "0", "0"]),
        ("dearer", ["15", "4500", "12", "3"]),
    ];
    for (scenario, expected) in first {
        let document = plan.document(scenario);
        let rows = ["open.opening", "weighted.opening", "meetings.open.opening", "won.open.opening"];
        for (row, expected) in rows.into_iter().zip(expected) {
            assert_eq!(values(&document, row)[0], expected, "{row} in {scenario}");
            follows(&document, row, row.strip_suffix(".opening").expect("an opening"));
        }
    }
}

#[test]
fn a_pipeline_without_opening_starts_empty_and_says_nothing_of_day_one() {
    let document =
        Plan::of_text("months 3\npipeline { leads = 20/month; won = 25% of leads in 15 days; worth $4 }\n")
            .document("base");
    for row in ["open.opening", "weighted.opening", "won.open.opening"] {
        assert_eq!(values(&document, row)[0], "0", "{row}");
        follows(&document, row, row.strip_suffix(".opening").expect("an opening"));
    }
    assert_eq!(document.get("day_one"), None);
}

#[test]
fn several_pipelines_each_have_their_own_and_a_sum() {
    let text = "months 4
pipeline a { leads = 20/month; won = 25% of leads in 60 days; worth $1k; opening 12 leads }
pipeline b { seen = 10/month; won = 50% of seen in 60 days; opening 4 seen }
";
    let document = Plan::of_text(text).document("base");
    for row in ["open", "weighted", "a.open", "a.weighted", "a.won.open", "b.open", "b.won.open"] {
        follows(&document, &format!("{row}.opening"), row);
    }
    let first = |row: &str| values(&document, row)[0].clone();
    assert_eq!(["open.opening", "a.open.opening", "b.open.opening"].map(first), ["16", "12", "4"]);
    assert_eq!(["weighted.opening", "a.weighted.opening"].map(first), ["3000", "3000"]);
    assert_eq!(document["day_one"][0]["pipeline"], "a");
    assert_eq!(document["day_one"][0]["weighted"]["value"], "3000");
    assert_eq!(document["day_one"][1]["weighted"], Value::Null);
    let shell = Shell::new();
    shell.write("plan.pace", text);
    let told = shell.pace(&["run", "plan.pace"]).out;
    assert!(told.contains("a on day one: 12 open, $3,000 weighted\n"), "{told}");
    assert!(told.contains("b on day one: 4 open\n"), "{told}");
}

#[test]
fn day_one_stands_in_every_form() {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN);
    for form in ["table", "markdown"] {
        let told = shell.pace(&["run", "plan.pace", "--format", form]).out;
        assert!(told.contains("\non day one: 15 open, $2,250 weighted\n"), "{told}");
    }
    let told =
        shell.pace(&["run", "plan.pace", "--by", "quarter", "--set", "pipeline { opening 4 leads }"]).out;
    assert!(told.contains("\non day one: 4 open, $500 weighted\n"), "{told}");
    let told = shell.pace(&["explain", "plan.pace", "weighted.opening", "M1"]).out;
    assert!(told.contains("(12 × 50% × 25% + 3 × 25%) × $1,000"), "{told}");
}

#[test]
fn rows_goals_and_checks_may_use_them_also_in_the_month_that_they_move() {
    let text = "months 4
pipeline {
  leads = if(open.opening < 10, 20/month, 10/month)
  won   = 25% of leads over [0%, 100%]
  worth $100
  opening 12 leads
}
in_won: %/month = won / open.opening
goal open.opening >= 20 by M4
goal weighted.opening <= $300 from M1
check won.open.opening >= 10
";
    let document = Plan::of_text(text).document("base");
    // 12 wait, so 10 come; these wait in M2, so 10 come again: in no month fewer than 10 wait at the start.
    assert_eq!(values(&document, "open.opening"), ["12", "10", "10", "10"]);
    assert_eq!(values(&document, "leads"), ["10", "10", "10", "10"]);
    // The 12 came in the month before the plan and leave in M1; the 10 of a month leave in the next.
    assert_eq!(values(&document, "won"), ["3", "2.5", "2.5", "2.5"]);
    assert_eq!(values(&document, "in_won"), ["0.25", "0.25", "0.25", "0.25"]);
    assert_eq!(values(&document, "weighted.opening"), ["300", "250", "250", "250"]);
    let statuses: Vec<&Value> =
        document["goals"].as_array().expect("goals").iter().map(|goal| &goal["status"]).collect();
    assert_eq!(statuses, ["missed", "met"]);
    assert_eq!(document["checks"][0]["status"], "held");
}

#[test]
fn they_are_not_set_and_their_names_are_found() {
    let help = |line: &str| {
        let found = Plan::of_text(&format!("{PLAN}{line}\n")).found;
        found.iter().map(|found| found.help_in(Dialect::Shell)).collect::<Vec<_>>().join("\n")
    };
    let set = help("scenario no { open.opening = 4 }");
    assert!(set.contains("say what waits at first, `pipeline { opening 12 leads }`"), "{set}");
    let set = help("scenario no { replace won.open.opening = 4 }");
    assert!(set.contains("`pipeline { opening 12 meetings }`"), "{set}");
    for (written, meant) in [
        ("won.opening", "`won.open.opening`"),
        ("meetings.start", "`meetings.open.opening`"),
        ("weighted.start", "`weighted.opening`"),
        ("leads.opening", "`meetings.open.opening`"),
    ] {
        let told = help(&format!("x = {written}"));
        assert!(told.contains(meant), "{written}: {told}");
    }
}
