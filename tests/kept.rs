//! Promises that hang on no single plan: sums whatever the order of blocks, digits that are printed, files behind links,
//! places of whole files, quotations that are clipped; and the warnings and refusals about time, through rows and
//! scenarios.

use pace::analysis::Granularity;
use pace::diagnostic::{Code, Severity};
use serde_json::Value;

use crate::support::Plan;
use crate::support::process::Shell;

/// The codes that a plan draws, with whether each is an error.
fn codes(text: &str) -> Vec<(Code, Severity)> {
    let mut plan = Plan::of_text(text);
    let found = match plan.results("base", Granularity::Month) {
        Some(results) => results.warnings,
        None => plan.found.clone(),
    };
    found.iter().map(|found| (found.code, found.severity())).collect()
}

fn row<'d>(document: &'d Value, name: &str) -> &'d Value {
    document["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["name"] == name)).expect("the row")
}

#[test]
fn sums_of_pipelines_do_not_hang_on_the_order_of_blocks() {
    let blocks =
        ["a { leads = 10/month / 3; won", "b { leads = 10/month / 7; won", "c { leads = 1000/month / 9; won"]
            .map(|head| format!("pipeline {head} = 10% / 3 of leads in 10 days; worth $7 }}\n"));
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let documents = orders.map(|order| {
        let text = order.map(|at| blocks[at].as_str()).concat();
        Plan::of_text(&format!("months 4\n{text}")).document("base")
    });
    for name in ["entered", "won", "lost", "open", "velocity", "bookings", "weighted"] {
        let values = documents.each_ref().map(|document| row(document, name)["values"].clone());
        assert!(values.iter().all(|other| *other == values[0]), "{name}: {values:?}");
    }
}

#[test]
fn no_figure_has_more_than_28_digits_and_a_mean_is_one() {
    let document = Plan::of_text(
        "months 3\na = 20000 / 3\nb = -200 / 7\nc = [7e0, 1, 2] from M1\n".replace("7e0", "7").as_str(),
    )
    .document("base");
    for name in ["a", "b"] {
        let value = row(&document, name)["values"][0].as_str().expect("a figure").to_string();
        assert_eq!(value.bytes().filter(u8::is_ascii_digit).count(), 28, "{value}");
        assert_eq!(row(&document, name)["rounded"], true);
    }
    let large = "7_000_000_000_000_000_000_000_000_000_0";
    let document =
        Plan::of_text(&format!("months 3\nx = {large}\ny = mean(x)\nz = trailing(x, 3)\n")).document("base");
    for name in ["x", "y", "z"] {
        let total: f64 =
            row(&document, name)["total"].as_str().and_then(|text| text.parse().ok()).expect("a mean");
        assert!((total / 7e28 - 1.0).abs() < 1e-15, "{name}: {total}");
    }
}

#[test]
#[cfg(unix)]
fn a_file_that_a_link_leads_to_counts_once() {
    let shell = Shell::new();
    shell.write("a.pace", "x = 1\n").write("m.pace", "use \"a.pace\"\nuse \"b.pace\"\ny = x\n");
    std::os::unix::fs::symlink("a.pace", shell.path("b.pace")).expect("a link");
    shell.pace(&["check", "m.pace"]).exits(0);
    // A link to the plan itself is a way round.
    std::os::unix::fs::symlink("n.pace", shell.path("o.pace")).expect("a link");
    shell.write("n.pace", "use \"o.pace\"\nx = 1\n");
    shell.pace(&["check", "n.pace"]).exits(2).complains("brings itself in");
}

#[test]
fn a_whole_file_has_a_first_line_and_arguments_are_clipped() {
    let shell = Shell::new();
    shell.write("plan.pace", "x = 1\n").write("large.pace", "#".repeat(5 << 20));
    std::fs::create_dir(shell.path("folder")).expect("a folder");
    shell.pace(&["check", "large.pace"]).exits(2).complains("large.pace:1:1: error[unreadable]");
    shell.pace(&["check", "folder"]).exits(2).complains("folder:1:1: error[unreadable]");
    let long = "x".repeat(100_000);
    let option = format!("--{long}");
    let calls: [&[&str]; 8] = [
        &["run", &long],
        &["functions", &long],
        &["error", &long],
        &["explain", "plan.pace", &long],
        &["run", "plan.pace", "--scenario", &long],
        &["run", "plan.pace", "--rows", &long],
        &["run", "plan.pace", "--format", &long],
        &["run", "plan.pace", &option],
    ];
    for call in calls {
        let ran = shell.pace(call).exits(2);
        assert!(!ran.err.is_empty() && ran.err.len() < 2_000, "{}: {} bytes", call[0], ran.err.len());
    }
}

#[test]
fn a_day_outside_the_plan_is_warned_of_where_there_are_actions() {
    let warned = |text: &str| codes(text).contains(&(Code::CalendarDay, Severity::Warning));
    let action = "plan 2 calls/day\n";
    for line in [
        "x = 20/day",
        "x = 3 + 20/day * 2 * 1 month",
        "x = [20, 30]/day from M1",
        "pipeline { leads = 20/day; won = 10% of leads in 5 days }",
        "stock c { opening 0; gains 3/day }",
        "x = 1/month\nscenario s { x = 2/day }",
    ] {
        assert!(warned(&format!("{action}{line}\n")), "{line}");
        assert!(!warned(&format!("{line}\n")), "without an action: {line}");
    }
    for line in [
        "x = 20/workday",
        "x = $20/day",
        "x = 0/day",
        "x = 1%/day",
        "pipeline { leads = 2/month; won = 10% of leads in 5 days, losing 1%/day }",
        "scenario s { plan 4 calls/day }",
    ] {
        assert!(!warned(&format!("{action}{line}\n")), "{line}");
    }
}

#[test]
fn a_daily_loss_is_refused_through_rows() {
    let refused = |lines: &str, loss: &str| {
        let stage = format!("pipeline {{ leads = 9/month; won = 50% of leads in 10 days, losing {loss} }}\n");
        codes(&format!("{lines}\n{stage}")).contains(&(Code::BadRate, Severity::Error))
    };
    for lines in [
        "r = 1%/day",
        "r = 1%/week",
        "r = 1%/workday",
        "q = 1%/day\nr = q * 2",
        "r = 3%/month, 1%/day from M3",
    ] {
        assert!(refused(lines, "r"), "{lines}");
    }
    assert!(!refused("r = 3%/month", "r"));
    assert!(!refused("r = 3%/month", "1%/day") && !refused("r = 3%/month", "(1%/day)"));
    // In parentheses it is the same percentage.
    let kept = |loss: &str| {
        let text = format!(
            "months 2026-01 .. 2026-03\npipeline {{ leads = 9/month; won = 50% of leads in 10 days, losing {loss} }}\n"
        );
        row(&Plan::of_text(&text).document("base"), "won.kept")["values"].clone()
    };
    assert_eq!(kept("1%/day"), kept("((1%/day))"));
}

#[test]
fn a_step_is_no_number_of_digits() {
    let (error, warning) = ((Code::StepNotDigits, Severity::Error), (Code::StepNotDigits, Severity::Warning));
    let drawn = |formula: &str| {
        let found = codes(&format!("calls = 40/month\nrate = 23 of 180\nn = 10 / 3\nx = {formula}\n"));
        (found.contains(&error), found.contains(&warning))
    };
    for function in ["round", "floor", "ceil"] {
        for (arguments, want) in [
            ("rate, 2", (true, false)),
            ("rate, 1", (true, false)),
            ("$10.55, 2", (true, false)),
            ("n, 0", (true, false)),
            ("n, -2", (true, false)),
            ("n, (-(1))", (true, false)),
            ("calls, 0", (true, false)),
            ("calls, 2", (true, false)),
            ("n, 5", (true, false)),
            ("n / 10, 1", (true, false)),
            ("n, 2", (false, true)),
            ("n * 10, 3", (false, true)),
            ("n * 10, 4", (false, true)),
            ("n * 10, 5", (false, false)),
            ("n, 1", (false, false)),
            ("n, 0.01", (false, false)),
            ("n", (false, false)),
            ("rate, 0.01%", (false, false)),
            ("$1,250, $100", (false, false)),
            ("calls, 5/month", (false, false)),
            ("0 * n, 5", (false, false)),
        ] {
            assert_eq!(drawn(&format!("{function}({arguments})")), want, "{function}({arguments})");
        }
    }
    assert_eq!(drawn("2 * round(n / 2)"), (false, false));
}

#[test]
fn what_rounding_leaves_of_a_zero_divides_as_zero_does() {
    let values = |formula: &str| {
        let plan = format!("months 1\na = 0.1 / 3\nb = a * 30 - 1\nx = {formula}\n");
        row(&Plan::of_text(&plan).document("base"), "x")["values"][0].clone()
    };
    for formula in ["1 / (1 / 3 * 3 - 1)", "10 / (1 - 1 / 3 * 3)", "100 / b", "-5 / (2 * b)", "0 / b"] {
        assert_eq!(values(formula), Value::Null, "{formula}");
    }
    // Small numbers that nothing has rounded, and rounded ones with digits, are divided by.
    assert_eq!(values("0.00000000000002 / 0.00000000000000000000000001"), "2000000000000");
    assert_eq!(values("1 / (1 / 3 - 0.3333333333)"), "30000000000.00000003");
    assert_eq!(values("ifna(1 / b, 7)"), "7");
}

#[test]
fn what_is_refused_is_not_warned_of_too() {
    let shell = Shell::new();
    for formula in ["round(10 / 3, 4)", "floor(n, 4)", "n + ceil(n / 9, 2)"] {
        shell.write("plan.pace", format!("months 3\nn = 10 / 3\nx = {formula}\n"));
        let said = shell.pace(&["check", "plan.pace"]).exits(2);
        assert_eq!(said.err.matches("[step-not-digits]").count(), 1, "{}", said.err);
        assert!(said.err.contains("error[step-not-digits]"), "{}", said.err);
    }
    shell.write("plan.pace", "months 3\nn = 10 / 3\nx = round(n, 4)\ny = round(n * 9, 4)\n");
    let said = shell.pace(&["check", "plan.pace"]).exits(2);
    assert!(said.err.contains("warning[step-not-digits]"), "another place keeps its own: {}", said.err);
}

#[test]
fn a_balance_has_no_running_sum_to_offer() {
    let head = "months 3\nstock customers {\n opening 5\n gains new = 2/month\n}\n";
    for (formula, offered) in [
        ("cumsum(customers)", "customers"),
        ("YTD(customers)", "customers"),
        ("running_total(customers.opening)", "customers.opening"),
        ("cumsum(new)", "cum(new)"),
    ] {
        let read = Plan::of_text(&format!("{head}x = {formula}\n"));
        let found = read.found.iter().find(|found| found.code == Code::UnknownName).expect("a finding");
        assert_eq!(found.fixes[0].edits[0].text, offered, "{formula}");
    }
}
