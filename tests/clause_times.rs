//! Clauses that begin and end on days, that end with a month, that name several months, and amounts that come back.
//! Every figure is a fraction worked out by hand from the lengths of the months.

use proptest::prelude::*;

use crate::support::Plan;
use crate::support::figures::{close, months, same, same_in};

const YEAR: &str = "months 2026-01 .. 2026-06\n";

#[test]
fn a_flow_that_begins_within_a_month_has_its_share_of_the_days() {
    let plan = |line: &str| format!("{YEAR}{line}\n");
    same(&plan("x = 0, $3,100/month from 2026-03-15"), "x", "0 0 3100*17/31 3100 3100 3100");
    // Days that no clause covers count nothing in a month that is covered in part.
    same(&plan("x = $3,100/month from 2026-03-15"), "x", "- - 3100*17/31 3100 3100 3100");
    same(&plan("x = $310/month until 2026-02-14"), "x", "310 310*14/28 - - - -");
    same(&plan("x = $310/month in 2026-03-15 .. 2026-04-15"), "x", "- - 310*17/31 310*15/30 - -");
    same(&plan("x = $310/month in 2026-03-15"), "x", "- - 310*1/31 - - -");
    same(&plan("x = $310/month in 2026-03-15 .. 2026-05"), "x", "- - 310*17/31 310 310 -");
    same(&plan("x = $310/month in 2026-02 .. 2026-04-10"), "x", "- 310 310 310*10/30 - -");
    same(&plan("x = $310/month from 2026-02-28 until 2026-03-01"), "x", "- 310*1/28 310*1/31 - - -");
    // The whole of a month, said by its days.
    same(&plan("x = $310/month from 2026-03-01 until 2026-04-30"), "x", "- - 310 310 - -");
    same(&plan("x = 31/month in 2026-03-01 .. 2026-03-10, 2026-03-31"), "x", "- - 31*11/31 - - -");
}

#[test]
fn the_later_clause_holds_on_its_days() {
    let plan = |line: &str| format!("{YEAR}{line}\n");
    same(&plan("x = $100/month, $200/month from 2026-03-15"), "x", "100 100 4800/31 200 200 200");
    // 10 days of 100, 10 of 200, 11 of 300.
    let three = "x = 100/month, 200/month from 2026-03-11, 300/month from 2026-03-21";
    same(&plan(three), "x", "100 100 6300/31 300 300 300");
    // A middle that is laid over a clause of the whole plan: 12 days at 40, 19 at 10.
    same(&plan("x = 10/month, 40/month in 2026-03-10 .. 2026-03-21"), "x", "10 10 670/31 10 10 10");
    // Per day, per week, per year: each is so much a month first.
    same(&plan("x = 2/day, 4/day from 2026-03-15"), "x", "62 56 96 120 124 120");
    // A list goes on from the month in which its first day lies.
    same(&plan("x = [31, 60, 62]/month from 2026-03-15"), "x", "- - 17 60 62 -");
}

#[test]
fn growth_and_lines_count_from_the_month_of_the_day() {
    let plan = |line: &str| format!("{YEAR}{line}\n");
    same(&plan("x = 0, $31/month growing 10%/month from 2026-03-15"), "x", "0 0 17 34.1 37.51 41.261");
    same(&plan("x = 0, $31/month rising to $61/month by 2026-06-10 from 2026-03-15"), "x", "0 0 17 41 51 61");
}

#[test]
fn a_condition_takes_its_days_from_the_clauses_before() {
    let plan = |line: &str| format!("{YEAR}c = 1, 2 in 2026-04\n{line}\n");
    // March 31: c is 1, so the clause does not hold; in April it does from the first day on.
    same(&plan("x = 31/month, 62/month from 2026-03-15 when c > 1"), "x", "31 31 31 62 31 31");
    same(&plan("x = 31/month, 62/month from 2026-03-15 when c < 2"), "x", "31 31 48 31 62 62");
}

#[test]
fn actions_begin_on_working_days() {
    let head = "months 2026-01 .. 2026-06\nworkdays mon..fri except 2026-03-30 .. 2026-04-03\n";
    // March 2026 has 20 working days without its last two: 10 before the 15th (a Sunday), 10 from then on.
    let plan = format!("{head}plan {{ 2 calls/day, 4/day from 2026-03-15 }}\n");
    same(&plan, "calls", "44 40 60 76 84 88");
    // Ten a month from Wednesday the 25th: 3 working days of 20.
    let plan = format!("{head}plan {{ 0 calls/month, 10/month from 2026-03-25 }}\n");
    same(&plan, "calls", "0 0 10*3/20 10 10 10");
    // A number of working days a month is spread evenly over the days.
    let plan = "months 2026-01 .. 2026-06\nworkdays 20/month\nplan { 0 calls/day, 1/day from 2026-03-15 }\n";
    same(plan, "calls", "0 0 20*17/31 20 20 20");
    // A row outside of the plan block counts days.
    let plan = format!("{head}x = 0, 31/month from 2026-03-25\n");
    same(&plan, "x", "0 0 7 31 31 31");
    // A month off has no working days to have a share of.
    let off = "months 2026-01 .. 2026-06\nworkdays mon..fri except 2026-03-01 .. 2026-03-31\n";
    let plan = format!("{off}plan {{ 0 calls/month, 31/month from 2026-03-15 }}\n");
    same(&plan, "calls", "0 0 17 31 31 31");
    let plan = format!(
        "{head}plan {{ 2 calls/day taking 30 minutes; capacity 0 hours/day, 4 hours/day from 2026-03-15 }}\n"
    );
    same(&plan, "effort", "22 20 20 19 21 22");
}

#[test]
fn the_days_are_the_real_ones_whatever_a_month_is_said_to_have() {
    let plan = "months 2026-01 .. 2026-06\ndays 30/month\nx = 0, 31/month from 2026-03-15\n";
    same(plan, "x", "0 0 17 31 31 31");
    // February of a leap year.
    let plan = "months 2028-01 .. 2028-03\nx = 0, 29/month from 2028-02-20\n";
    same(plan, "x", "0 10 29");
}

#[test]
fn pipelines_stocks_and_scenarios_take_them() {
    let plan = "months 2026-01 .. 2026-04\npipeline {\n  leads = 0, 31/month from 2026-03-15\n  won = 50% of leads in 0 days\n  worth $100\n}\n\
                stock bank {\n  opening $1,000\n  loses rent = 0, $310/month until 2026-03-10\n}\n\
                scenario late { leads = 62/month from 2026-03-30 }\n";
    same(plan, "leads", "0 0 17 31");
    same(plan, "won", "0 0 8.5 15.5");
    same(plan, "bank", "690 380 280 280");
    // 15 days of the plan's 31 a month, from the 15th to the 29th, and two days of 62 a month.
    same_in(plan, "late", "leads", "0 0 19 62");
    // The same through a scenario of a scenario, in which 10 days in April are nothing.
    let plan = format!("{plan}scenario break extends late {{ leads = 0 in 2026-04-11 .. 2026-04-20 }}\n");
    same_in(&plan, "break", "leads", "0 0 19 62*20/30");
    // What is replaced is gone, days and all.
    let plan = format!("{plan}scenario fresh extends late {{ replace leads = 31/month from 2026-03-31 }}\n");
    same_in(&plan, "fresh", "leads", "- - 1 31");
    // A scenario that speaks of whole months leaves the plan's days as they are.
    let plan = format!("{plan}scenario april {{ leads = 5/month in 2026-04 }}\n");
    same_in(&plan, "april", "leads", "0 0 17 5");
    same_in(&plan, "late", "won", "0 0 9.5 31");
}

#[test]
fn until_ends_with_its_month() {
    same(&format!("{YEAR}x = 5/month until 2026-03\n"), "x", "5 5 5 - - -");
    same(&format!("{YEAR}x = 0, 5/month from 2026-02 until 2026-03\n"), "x", "0 5 5 0 0 0");
    same("months 6\nx = 0, 5/month from M2 until M3\n", "x", "0 5 5 0 0 0");
    same("months 6\nx = 5, 7 until M2\n", "x", "7 7 5 5 5 5");
}

#[test]
fn several_months_stand_behind_one_in() {
    same(&format!("{YEAR}x = 0, 5/month in Mar, Jun\n"), "x", "0 0 5 0 0 5");
    same(&format!("{YEAR}x = 0, 5/month in 2026-02, 2026-Q2, 7/month in May\n"), "x", "0 5 0 5 7 5");
    same("months 6\nx = 0, 5/month in M1 .. M2, M5 when 1 > 0, 9/month from M6\n", "x", "5 5 0 0 5 9");
    same(&format!("{YEAR}x = 5, 2000 in 2026-03\n"), "x", "5 5 2000 5 5 5");
    let plan = format!("{YEAR}plan {{ 0 calls/month, 3/month in Feb, Apr taking 10 minutes }}\n");
    same(&plan, "calls", "0 3 0 3 0 0");
}

#[test]
fn an_amount_comes_back() {
    same(&format!("{YEAR}x = $2,400 every 3 months from 2026-02\n"), "x", "0 2400 0 0 2400 0");
    same(&format!("{YEAR}x = $2,400 every quarter from 2026-01\n"), "x", "2400 0 0 2400 0 0");
    same(
        &format!("{YEAR}x = $50/month, $2,400 every 2 months from 2026-02 until 2026-04\n"),
        "x",
        "50 2400 50 2400 50 50",
    );
    same(&format!("{YEAR}x = $900 every year from 2026-03-15\n"), "x", "0 0 900 0 0 0");
    same("months 14\nx = 3 every year from M2\n", "x", "0 3 0 0 0 0 0 0 0 0 0 0 0 3");
    same(
        &format!("{YEAR}x = $100 growing 50% every 3 months every 3 months from 2026-02\n"),
        "x",
        "0 100 0 0 150 0",
    );
    same("months 6\np = $7\nx = p * 2 every 4 months from M1\n", "x", "14 0 0 0 14 0");
}

#[test]
fn what_cannot_be_said_so_is_refused() {
    for (line, code) in [
        ("x = $10, $12 from 2026-03-15", "bad-month"),
        ("x = 20%, 25% until 2026-03-14", "bad-month"),
        ("x: $/month last = $10/month, $12/month from 2026-03-15", "bad-month"),
        ("x: /month mean = 10/month, 12/month in 2026-03-15", "bad-month"),
        ("x = 10 days, 12 days in 2026-03-15 .. 2026-04", "bad-month"),
        ("x = 1/month from 2025-12-15", "bad-month"),
        ("x = 1/month from 2026-02-30", "bad-month"),
        ("x = 1/month from 2026-05-02 until 2026-05-01", "bad-month"),
        ("plan { 1 call/day taking 1 hour, 2/day from 2026-03-15 taking 2 hours }", "bad-month"),
        (
            "rate = 50%, 40% from 2026-03-15\npipeline { leads = 9/month; won = rate of leads in 9 days }",
            "bad-month",
        ),
        (
            "pipeline { leads = 9/month; won = 50% of leads in 9 days; worth $9, $8 from 2026-03-15 }",
            "bad-month",
        ),
        ("x = [1, 2] every 2 months from 2026-02", "syntax"),
        ("x = 1 every 2 months", "syntax"),
        ("x = $9/quarter every 3 months from 2026-02", "unit-mismatch"),
        ("x = 9% every 3 months from 2026-02 growing", "syntax"),
    ] {
        let found = Plan::of_text(&format!("{YEAR}{line}\n")).found;
        assert!(found.iter().any(|found| found.code.name() == code), "{line}: {found:?}");
    }
    let found = Plan::of_text("months 6\nx = 1/month from 2026-03-15\n").found;
    assert!(found.iter().any(|found| found.code.name() == "bad-month"), "{found:?}");
    // The first day of a month is no change within it.
    for line in [
        "x = $10, $12 from 2026-03-01",
        "x = $10, $12 until 2026-03-31",
        "x = 1, 2 in 2026-02-01 .. 2026-02-28",
    ] {
        assert!(Plan::of_text(&format!("{YEAR}{line}\n")).found.is_empty(), "{line}");
    }
}

proptest! {
    /// Two halves of a month add up to the month, wherever it is cut.
    #[test]
    fn two_halves_are_the_month(day in 2u8..=28, month in 1u8..=6, amount in 1u32..1_000_000, unit in prop::sample::select(vec!["/month", "/day", "/year"])) {
        let date = |day: u8| format!("2026-{month:02}-{day:02}");
        let whole = format!("{YEAR}x = {amount}{unit}\n");
        let halves = format!(
            "{YEAR}a = 0, {amount}{unit} until {}\nb = 0, {amount}{unit} from {}\nx = a + b\n", date(day - 1), date(day)
        );
        let one = format!("{YEAR}x = {amount}{unit} until {}, {amount}{unit} from {}\n", date(day - 1), date(day));
        for plan in [halves, one] {
            for (have, want) in months(&plan, "base", "x").into_iter().zip(months(&whole, "base", "x")) {
                prop_assert!(close(have, want), "{plan}: {have:?} {want:?}");
            }
        }
    }
}

#[test]
fn a_month_of_days_is_explained() {
    let shell = crate::support::process::Shell::new();
    shell.write("p.pace", format!("{YEAR}rent = $100/month, $200/month from 2026-03-15\n"));
    let ran = shell.pace(&["explain", "p.pace", "rent", "2026-03"]).exits(0);
    let ran = ran.says("($100/month × 14 + $200/month × 17) ÷ 31");
    ran.says("a clause begins or ends within Mar 2026: what holds is added up by its days");
}
