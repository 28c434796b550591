//! The value of an input with which goals hold: against arithmetic done by hand.

mod support;

use pace::analysis::{Solution, SolveStatus, solve};
use support::Plan;

/// The input of that name, solved for all goals of the plan.
#[track_caller]
fn solved(plan: &str, input: &str) -> Solution {
    solved_for(plan, input, &[])
}

#[track_caller]
fn solved_for(text: &str, input: &str, goals: &[usize]) -> Solution {
    let plan = Plan::of_text(text);
    let model = plan.model.unwrap_or_else(|| panic!("the plan has mistakes: {:#?}", plan.found));
    let row = model.base().table.find(input).unwrap_or_else(|| panic!("no row {input}"));
    solve(&model, model.base(), row, goals)
}

/// The value that is needed, as digits.
#[track_caller]
fn needed(plan: &str, input: &str) -> String {
    let solution = solved(plan, input);
    assert_eq!(solution.status, SolveStatus::Found, "{solution:#?}");
    solution.needed.map_or("none".into(), |needed| needed.to_string())
}

const GOLDEN: &str = "\
months 2026-01 .. 2026-12
workdays mon..fri except 2026-01-01, 2026-01-19, 2026-02-16, 2026-05-25, 2026-06-19, 2026-07-03, \
2026-09-07, 2026-10-12, 2026-11-11, 2026-11-26, 2026-12-25
plan { 2 calls/day }
pipeline {
  called = calls
  won = 2.5% of called over [0%, 25%, 50%, 25%]
  worth $8,000
}
goal bookings >= $100k by 2026-12
";

#[test]
fn the_golden_plan_needs_1000_over_417_calls_a_day() {
    let solution = solved(GOLDEN, "calls");
    let needed = solution.needed.expect("a value").to_string();
    assert!(needed.starts_with("2.398081534772182254"), "{needed}");
    let whole = solution.whole.expect("a whole number");
    assert_eq!(whole.number.to_string(), "3");
    assert_eq!(solution.goals[0].whole.expect("a figure").to_string(), "125100");
    assert_eq!(solution.current.expect("a value").to_string(), "2");
}

#[test]
fn calls_in_a_year_per_working_day() {
    let days = "months 12\nworkdays 250/month\nplan { 1 calls/year }\n";
    let _ = days;
    let year = "months 2026\nworkdays mon..fri except 2026-01-01, 2026-01-19, 2026-02-16, 2026-05-25, \
                2026-06-19, 2026-07-03, 2026-09-07, 2026-10-12, 2026-11-11, 2026-11-26, 2026-12-25\n\
                plan { 2 calls/day }\n";
    assert_eq!(needed(&format!("{year}goal calls >= 2400 by 2026-12"), "calls"), "9.6");
    let lag = format!("{year}closed = delay(calls, 3 months)\ngoal closed >= 2400 by 2026-12");
    assert!(needed(&lag, "calls").starts_with("12.765957446808"), "{}", needed(&lag, "calls"));
}
