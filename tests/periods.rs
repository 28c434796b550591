//! Numbers that lack a period or have one too many, and values that cannot be below zero.

use pace::diagnostic::{Diagnostic, Dialect};

use crate::support::Plan;
use crate::support::process::Shell;
use crate::support::session::{Files, Play};

/// What is wrong with a plan, computed too, as `code@line`.
fn wrong(plan: &str) -> Vec<Diagnostic> {
    let mut read = Plan::of_text(plan);
    read.results("base", pace::analysis::Granularity::Month);
    read.found
}

#[track_caller]
fn only(plan: &str, code: &str, line: usize) -> Diagnostic {
    let found = wrong(plan);
    assert_eq!(found.iter().map(|found| found.code.name()).collect::<Vec<_>>(), [code], "{plan}\n{found:?}");
    let start = found[0].span().expect("a place").start as usize;
    assert_eq!(plan[..start].matches('\n').count() + 1, line, "{plan}\n{found:?}");
    found[0].clone()
}

#[test]
fn a_duration_per_period_is_refused_whatever_the_period() {
    // A day is eight hours, a week five days, a month twenty, as far as work is meant.
    for (written, hours, share) in [
        ("5 days/month", "40 hours/month", "0.25"),
        ("1 day/week", "8 hours/week", "0.2"),
        ("2 workdays/week", "16 hours/week", "0.4"),
        ("2 weeks/quarter", "80 hours/quarter", "0.1667"),
        ("3 months/year", "480 hours/year", "0.25"),
        ("1 quarter/year", "480 hours/year", "0.25"),
        ("3 days/day", "24 hours/day", "3"),
    ] {
        let found = only(&format!("months 3\nx = {written}\n"), "unit-mismatch", 2);
        let help = found.help_in(Dialect::Shell);
        assert!(help.contains(hours) && help.contains(share) && help.contains("1 visit/week"), "{help}");
        for place in ["y: days = {} * 3 months", "y = 3 + {}", "y = 1, {} from M2", "y = max({}, 1)"] {
            only(&format!("months 3\n{}\n", place.replace("{}", written)), "unit-mismatch", 2);
        }
    }
    for fine in ["8 hours/week", "1/week", "5 days", "40 hours/month", "3 months"] {
        assert!(wrong(&format!("x = {fine}\n")).is_empty(), "{fine}");
    }
}

#[test]
fn what_a_stock_gains_or_loses_has_a_period() {
    let stock =
        |opening: &str, line: &str| format!("months 2027\nstock reps {{\n opening {opening}\n {line}\n}}\n");
    for opening in ["0", "3"] {
        for (line, help) in [
            ("gains 1", "1/month"),
            // In a month alone the rest of the year would have no value, and the stock none at all.
            ("gains 1 in 2027-04", "`1 once in 2027-04`, or `0, 1/month in 2027-04`"),
            ("gains 3 to 5 in 2027-04", "`3 to 5 once in 2027-04`, or `0, 3 to 5/month in 2027-04`"),
            ("loses 2 from 2027-03", "write `0, 2/month from 2027-03`"),
            ("loses 2 in 2027-Q2", "write `0, 2/month in 2027-Q2`"),
            ("loses 2 from 2027-01", "write `2/month from 2027-01`"),
            ("loses 2 in 2027", "write `2/month in 2027`"),
            ("gains 3 to 5", "3 to 5/month"),
            ("gains hires = 0, 1 in 2027-04", "`0, 1/month in 2027-04`, or `1 once in 2027-04`"),
            ("gains reps * 2", "(reps * 2) / 1 month"),
        ] {
            let found = only(&stock(opening, line), "unit-mismatch", 4);
            assert!(found.help_in(Dialect::Shell).contains(help), "{line}: {found:?}");
        }
        // Through rows the first label is where the number stands.
        for line in ["gains hires", "gains (hires)", "gains plan_of_hires"] {
            let rows = "hires = 0, 1 in 2027-04\nplan_of_hires = hires\n";
            let plan = format!("{rows}{}", stock(opening, line));
            let found = only(&plan, "unit-mismatch", 1);
            assert!(found.help_in(Dialect::Shell).starts_with("hires says no period: write `0, 1/month in"));
        }
    }
    for (opening, line) in [
        ("0", "gains 1/month"),
        ("0", "gains 0"),
        ("0", "gains 1 once in 2027-04"),
        ("10 days", "gains 2 days * 30% / 1 month"),
        ("$5", "gains $3/month"),
    ] {
        let found = wrong(&stock(opening, line));
        assert!(found.is_empty(), "{opening} {line}: {found:?}");
    }
}

#[test]
fn what_a_stock_of_nothing_yet_gains_has_a_period_too() {
    let stock =
        |line: &str| format!("months 3\nstock bank {{\n opening 0\n {line}\n}}\nfee = $100\nrate = 20%\n");
    for (line, help) in [
        ("gains $5", "`$5/month`"),
        ("loses n = $5", "`$5/month`"),
        ("gains 5 hours", "`5 hours/month`"),
        ("loses 20%", "`20%/month`"),
        ("gains fee", "/month"),
        ("gains fee * 2", "/month"),
        ("gains $5 in M2", "/month"),
        ("gains 5 days", "`opening 0 days`"),
    ] {
        let found = only(&stock(line), "unit-mismatch", 4);
        assert!(found.message.contains("has a period"), "{line}: {}", found.message);
        assert!(found.help_in(Dialect::Shell).contains(help), "{line}: {found:?}");
        // Without `opening`, and beside a flow that has one.
        only(&stock(line).replace(" opening 0\n", "\n"), "unit-mismatch", 4);
    }
    // Through a row it stands there.
    let found = only(&stock("loses rate"), "unit-mismatch", 7);
    assert!(found.help_in(Dialect::Shell).contains("`rate = 20%/month`"), "{found:?}");
    only(&stock("loses $3; gains $5/month"), "unit-mismatch", 4);
    only(&stock("gains $5/month; loses $3"), "unit-mismatch", 4);
    for fine in [
        "gains $5/month",
        "gains $5 once in M1",
        "gains fee / 1 month",
        "gains 20%/month",
        "gains 5 hours/month",
    ] {
        assert!(wrong(&stock(fine)).iter().all(|found| found.code.name() == "unused"), "{fine}");
    }
}

#[test]
fn the_number_is_found_through_formulas_of_one_row() {
    let plan = |line: &str| {
        format!(
            "months 3\nhires = 0, 1 in M2\nmore = hires * 2\nstock reps {{\n opening 4\n gains {line}\n}}\n"
        )
    };
    for line in ["more", "hires * 2", "prev(hires, 0)", "max(hires, 0)", "more + 1"] {
        let found = only(&plan(line), "unit-mismatch", 2);
        assert!(found.help_in(Dialect::Shell).contains("`0, 1/month in M2`"), "{line}: {found:?}");
    }
    // Of two rows nobody can say which one comes in a month.
    only(&plan("hires * more"), "unit-mismatch", 6);
    let time = "jobs = 10/month\nstock backlog {\n opening 0\n gains jobs * 3 days\n}\n";
    assert!(only(time, "unit-mismatch", 4).help_in(Dialect::Shell).contains("`opening 0 days`"));
    // 10 jobs of 3 days a month.
    assert!(wrong(&time.replace("opening 0", "opening 0 days")).is_empty());
}

#[test]
fn a_range_of_durations_per_period_is_one_mistake() {
    let found = only("x = 1 to 3 days/month\n", "unit-mismatch", 1);
    assert!(found.message.contains("`3 days/month`"), "{}", found.message);
}

#[test]
fn a_stock_that_opens_with_a_flow_is_told_at_its_opening() {
    let plan = "stock c {\n opening 100/month\n gains 5/month\n loses 3/month\n}\n";
    let found = only(plan, "unit-mismatch", 2);
    assert!(found.help_in(Dialect::Shell).contains("`opening 100`"), "{found:?}");
    let plan = "stock c {\n gains 5/month\n opening $10k/month\n loses $3/month\n}\n";
    assert!(wrong(plan).iter().all(|found| found.code.name() == "unit-mismatch"));
    // So much a month that grows by so much a month in each month.
    let plan = "won = 3/month\nstock mrr {\n opening $10k/month\n gains won * $500/month\n}\n";
    assert!(wrong(plan).is_empty(), "{:?}", wrong(plan));
}

/// A plan in which `x` drives what must not be below zero.
const DRIVEN: [(&str, &str); 7] = [
    ("20/month", "pipeline {\n leads = x\n won = 50% of leads in 0 days\n}\n"),
    ("$20", "pipeline {\n leads = 5/month\n won = 50% of leads in 0 days\n worth x\n}\n"),
    ("20", "pipeline {\n leads = 5/month\n won = 50% of leads in 10 days\n opening (x) leads\n}\n"),
    ("2", "plan {\n 5 calls/day * x\n}\n"),
    ("2 hours", "plan {\n 5 calls/day taking x\n}\n"),
    ("2 hours", "pipeline {\n leads = 5/month\n won = 50% of leads in 0 days, taking x\n}\n"),
    ("200 hours/month", "plan {\n 5 calls/day taking 1 minute\n capacity x\n}\n"),
];

#[test]
fn what_cannot_be_below_zero_is_refused_by_value() {
    for (value, rest) in DRIVEN {
        let plan = |value: &str| format!("months 3\nx = {value}\n{rest}");
        assert!(wrong(&plan(value)).is_empty(), "{rest}: {:?}", wrong(&plan(value)));
        // Also in a later month, and where it is worked out.
        for value in
            [format!("-{value}"), format!("{value}, -{value} from M2"), format!("{value} - 3 * {value}")]
        {
            let found = wrong(&plan(&value));
            let month = if value.contains("from") { "M2" } else { "M1" };
            assert!(
                found.len() == 1 && found[0].code.name() == "bad-range" && found[0].message.contains(month),
                "{value} {rest}: {found:?}"
            );
        }
    }
}

#[test]
fn growth_is_not_below_minus_100_percent() {
    only("a = $100 growing -150%/month\n", "bad-range", 1);
    only("r = -150%/month\na = $100 growing r\n", "bad-range", 2);
    only("r = 5%/month, -101%/month from M3\na = $100 growing r\n", "bad-range", 2);
    for fine in ["-100%/month", "-5%/month", "300%/month"] {
        assert!(wrong(&format!("a = $100 growing {fine}\n")).is_empty(), "{fine}");
    }
}

#[test]
fn a_bound_is_told_in_the_figures_that_were_written() {
    // 5 minutes are no finite number of hours.
    let found = only("t = -5 minutes\nplan 5 calls/day taking t\n", "bad-range", 2);
    assert!(found.message.contains("is -5 in M1"), "{}", found.message);
    for (growth, bound) in [("-150%/month", "`max(x, -100%/month)`"), ("-150% every year", "`max(x, -100%)`")]
    {
        let found = only(&format!("a = $100 growing {growth}\n"), "bad-range", 1);
        assert!(found.help_in(Dialect::Shell).contains(bound), "{found:?}");
    }
}

#[test]
fn a_month_has_no_more_working_days_than_days() {
    only("workdays 40/month\n", "bad-range", 1);
    let found = only("months 2026-01 .. 2026-03\nworkdays 29/month\n", "bad-range", 2);
    assert!(found.message.contains("Feb 2026 has 28 days"), "{}", found.message);
    for fine in ["months 2\nworkdays 30/month\n", "months 2026-02 .. 2026-03\nworkdays 28/month\n"] {
        assert!(wrong(fine).is_empty(), "{fine}");
    }
}

#[test]
fn scenarios_overrides_sessions_and_solve_keep_to_it() {
    for (value, rest) in DRIVEN {
        let plan = format!("months 3\nx = {value}\n{rest}scenario less {{ x = -{value} }}\n");
        let mut read = Plan::of_text(&plan);
        assert!(read.results("less", pace::analysis::Granularity::Month).is_none(), "{plan}");
        assert!(read.found.iter().any(|found| found.code.name() == "bad-range"), "{:?}", read.found);
        let mut play = Play::new(&Files::of(&[("plan.pace", &plan)]), Some("plan.pace"));
        assert!(play.wrong(&format!("x = -{value}")).contains("below zero"), "{plan}");
    }
}

#[test]
fn a_grid_has_no_figure_and_solve_no_answer_below_zero() {
    let rows = ["won", "bookings", "open", "calls", "effort", "effort", "calls"];
    for ((value, rest), row) in DRIVEN.into_iter().zip(rows) {
        let shell = Shell::new();
        shell.write("plan.pace", format!("months 3\nx = {value}\n{rest}"));
        let vary = format!("x=-{value}..{value} step {value}");
        let grid =
            shell.pace(&["grid", "plan.pace", "--row", row, "--vary", &vary, "--format", "json"]).exits(0);
        let grid: serde_json::Value = serde_json::from_str(&grid.out).expect("JSON");
        let values: Vec<bool> =
            grid["cells"].as_array().expect("cells").iter().map(|at| at[0].is_null()).collect();
        assert_eq!(values, [true, false, false], "{rest}: {grid}");
    }
    // Fewer than none would meet these.
    for (rest, goal, value) in [
        (DRIVEN[0].1, "won <= -1/month", DRIVEN[0].0),
        (DRIVEN[1].1, "bookings <= -$1/month", DRIVEN[1].0),
        (DRIVEN[3].1, "calls <= -1/month", DRIVEN[3].0),
        (DRIVEN[4].1, "effort <= -1 hour/month", DRIVEN[4].0),
        (DRIVEN[5].1, "effort <= -1 hour/month", DRIVEN[5].0),
        ("a = $100 growing x\n", "a <= -$1", "5%/month"),
    ] {
        let shell = Shell::new();
        shell.write("plan.pace", format!("months 3\nx = {value}\n{rest}goal {goal}\n"));
        shell.pace(&["solve", "plan.pace", "x"]).says("no value meets the goal");
    }
}

/// A quarter of which no month has a value says why its months have none.
#[test]
fn a_quarter_without_a_value_tells_its_months_reason() {
    let mut plan =
        Plan::of_text("months 2027\nhires = 2/month in 2027-03\nshare = hires / (hires - hires)\n");
    let results = plan.results("base", pace::analysis::Granularity::Quarter).expect("results");
    let gaps = |name: &str| {
        let row = results.rows.iter().find(|row| row.name == name).expect("a row");
        row.gaps.iter().map(|gap| gap.clone().unwrap_or_default()).collect::<Vec<_>>()
    };
    let uncovered = "no clause covers this month";
    assert_eq!(gaps("hires"), ["", uncovered, uncovered, uncovered]);
    assert!(gaps("share").iter().all(|gap| !gap.contains("no month has a value")), "{:?}", gaps("share"));
}
