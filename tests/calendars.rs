//! Months and working days that a plan lists, extra working days, and what a working week asks for: by arithmetic done
//! here.

use pace::analysis::today;
use pace::diagnostic::Code;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::support::figures::{same, same_in};
use crate::support::{Plan, decimal};

#[test]
fn working_days_are_listed_for_each_month() {
    let text =
        "months 2026-01 .. 2026-06\nworkdays [21, 20, 22, 20, 19, 22]\nx = 2/workday\nplan { 3 calls/day }\n";
    same(text, "calendar.workdays", "21 20 22 20 19 22");
    same(text, "calls", "63 60 66 60 57 66");
    same(text, "x", "42 40 44 40 38 44");
    same(&text.replace("2026-01 .. 2026-06", "6"), "calls", "63 60 66 60 57 66");
    // January to December, wherever the plan begins and whatever its fiscal years.
    let year = "workdays [21, 20, 22, 20, 19, 18, 17, 16, 15, 14, 13, 12] every year\nplan { 1 calls/day }\n";
    same(&format!("months 2026-11 .. 2027-02\n{year}"), "calls", "13 12 21 20");
    let fiscal = "months 2026-11 .. 2027-02\nfiscal year 2027 from 2026-02\n";
    same(&format!("{fiscal}{year}"), "calls", "13 12 21 20");
    same("months 4\nworkdays [20, 20, 25] every quarter\nplan { 1 calls/day }\n", "calls", "20 20 25 20");
}

#[test]
fn days_are_listed_for_each_month() {
    same("months 7\ndays [28, 28, 35] every quarter\nx = 1/day\n", "x", "28 28 35 28 28 35 28");
    // A plan that begins within a quarter takes its months from there; fiscal quarters where the plan has them.
    let quarters = "days [28, 28, 35] every quarter\nx = 2/day\n";
    same(&format!("months 2026-02 .. 2026-05\n{quarters}"), "x", "56 70 56 56");
    same(
        &format!("months 2026-02 .. 2026-05\nfiscal year 2027 from 2026-02\n{quarters}"),
        "x",
        "56 56 70 56",
    );
    same("months 3\ndays [30, 31, 29]\nx = 1/day\n", "calendar.days", "30 31 29");
    let year = "days [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 32] every year\nx = 1/day\n";
    same(&format!("months 2026-12 .. 2027-02\n{year}"), "x", "32 31 28");
    // A rate per day, a duration in days, working days as stated.
    same("months 3\ndays [28, 28, 35] every quarter\nx = 12/month\nd: days = 2 months\n", "d", "56 56 70");
    // 14 days later: half of the 28 days of M1 land in M2; of the 35 days of M3, 14.
    let delay = "months 3\ndays [28, 28, 35] every quarter\nx = delay(70/month, 14 days)\n";
    same(delay, "x", "35 70 77");
    // What entered before the plan did so in months of the same pattern: 70 in the 35 days before M1, 14 of which land.
    let before = "months 3\ndays [28, 28, 35] every quarter\nx = delay(70/month, 14 days, before 70/month)\n";
    same(before, "x", "63 70 77");
    // A list of the plan alone says nothing of the months before: they are 30 days.
    let before = "months 2\ndays [28, 35]\nx = delay(60/month, 14 days, before 60/month)\n";
    same(before, "x", "58 66");
    same_in(
        "months 3\ndays [28, 28, 35] every quarter\nx = 1/day\nscenario s { x = 2/day }\n",
        "s",
        "x",
        "56 56 70",
    );
}

#[test]
fn extra_working_days_come_first_and_days_off_last() {
    // May 2026 has 21 weekdays, December 23; the 9th of May and the 5th of December are Saturdays.
    let head = "months 2026-05 .. 2026-12\nworkdays mon..fri";
    let row = "\nplan { 1 calls/day }\n";
    let plan = |days: &str| format!("{head}{days}{row}");
    same(&plan(""), "calls", "21 22 23 21 22 22 21 23");
    let extra = " and 2026-05-09, 2026-12-05";
    same(&plan(extra), "calls", "22 22 23 21 22 22 21 24");
    same(&plan(&format!("{extra} except 2026-12-24 .. 2026-12-31")), "calls", "22 22 23 21 22 22 21 18");
    // A day that is both is off; a weekday is no extra one.
    same(&plan(" and 2026-05-09 except 2026-05-09"), "calls", "21 22 23 21 22 22 21 23");
    same(&plan(" and 2026-05-11 .. 2026-05-17"), "calls", "23 22 23 21 22 22 21 23");
    // Parts of a month count them: from the 9th on 16 of 22 working days, without it 15 of 21.
    let part = "months 2026-05 .. 2026-05\nworkdays mon..fri and 2026-05-09\nplan { 0 calls/month, 22/month from 2026-05-09 }\n";
    same(part, "calls", "16");
}

#[test]
fn lists_that_are_no_calendar_are_refused() {
    let refused = |text: &str, code: Code, words: &str| {
        let found = Plan::of_text(&format!("{text}x = 1\n")).found;
        let says = |found: &pace::diagnostic::Diagnostic| {
            let help = found.help_in(pace::diagnostic::Dialect::Shell);
            format!("{} {help}", found.message)
        };
        let fits = found.iter().any(|found| found.code == code && says(found).contains(words));
        assert!(fits, "{text}{words}: {found:?}");
    };
    for word in ["days", "workdays"] {
        refused(&format!("months 2026\n{word} [21, 20]\n"), Code::WrongArguments, "12 in all");
        refused(
            &format!("months 3\n{word} [21, 20, 22, 21]\n"),
            Code::WrongArguments,
            "the plan has 3 months",
        );
        refused(&format!("months 2026\n{word} [21, 20, 22]\n"), Code::WrongArguments, "`every quarter`");
        refused(
            &format!("months 2026\n{word} [21, 20] every quarter\n"),
            Code::WrongArguments,
            "has 3 values",
        );
        refused(&format!("months 2026\n{word} [21, 20] every year\n"), Code::WrongArguments, "has 12 values");
        let twelve = ["20"; 12].join(", ");
        refused(
            &format!("months 12\n{word} [{twelve}] every year\n"),
            Code::BadMonth,
            "needs a plan with dates",
        );
        for wrong in ["0", "-1", "20.5", "20%", "$20", "20/month", "1 to 3", "x"] {
            refused(
                &format!("months 3\n{word} [21, {wrong}, 20]\n"),
                Code::BadRange,
                "whole numbers of days",
            );
        }
        refused(
            &format!("months 3\n{word} [21, 20, 22] every 2 months\n"),
            Code::Syntax,
            "every quarter or every year",
        );
        refused(
            &format!("months 3\n{word} [21, 20, 22]\n{word} [21, 20, 22]\n"),
            Code::DuplicateName,
            "said twice",
        );
    }
    refused("months 2026-01 .. 2026-03\nworkdays [21, 29, 20]\n", Code::BadRange, "Feb 2026 has 28 days");
    refused(
        "months 2026\nworkdays mon..sun\ndays [28, 28, 35] every quarter\n",
        Code::BadRange,
        "Jan 2026 has 28 days",
    );
    refused("months 3\nworkdays [20, 20, 20] except 2026-01-01\n", Code::Syntax, "days off need weekdays");
    refused(
        "months 3\nworkdays mon..fri and 2026-05-09\n",
        Code::BadMonth,
        "weekdays need a plan with dates",
    );
}

#[test]
fn what_people_write_for_calendars_is_told_as_a_line() {
    for (typed, written) in [
        ("days 4-4-5", "days [28, 28, 35] every quarter"),
        ("days 4-5-4", "days [28, 35, 28] every quarter"),
        ("calendar 5-4-4", "days [35, 28, 28] every quarter"),
        ("days 28, 28, 35 every quarter", "days [28, 28, 35] every quarter"),
        ("days [28, 28, 35] each quarter", "every quarter"),
        ("days [28, 28, 35]", " every quarter"),
        ("workdays mon..fri, 2026-05-09", " and "),
        ("workdays mon..fri plus 2026-05-09", " and"),
        (
            "workdays mon..fri except 2026-12-24 and 2026-05-09",
            "workdays mon..fri and 2026-05-09 except 2026-12-24",
        ),
    ] {
        let text = format!("months 2026\n{typed}\nx = 1\n");
        let found = Plan::of_text(&text).found;
        let edits = found.iter().flat_map(|found| &found.fixes).flat_map(|fix| &fix.edits);
        let edit = edits.clone().next().unwrap_or_else(|| panic!("{typed}: {found:?}"));
        assert_eq!(edit.text, written, "{typed}");
        let mut mended = text.clone();
        mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        assert!(Plan::of_text(&mended).found.is_empty(), "{mended}");
    }
}

fn week(text: &str, month: Option<&str>, week: bool) -> Value {
    let plan = Plan::of_text(text).right();
    serde_json::to_value(today(&plan, "base", month, week).expect("an answer")).expect("JSON")
}

#[test]
fn a_working_week_is_that_many_days() {
    let text = "months 2026-05 .. 2026-08\nworkdays mon..thu\nplan {\n  2 calls/day taking 15 minutes\n  \
                10 emails/week taking 6 minutes\n  capacity 4 hours/day\n}\nwon = calls * 5% + emails * 1%\n\
                goal total won >= 10 by 2026-08\n";
    let answer = week(text, None, true);
    assert_eq!((&answer["workdays"], &answer["days"]), (&"16".into(), &"4".into()));
    assert_eq!(answer["actions"][0]["number"], "8");
    assert_eq!(answer["actions"][1]["number"], "10");
    assert_eq!((&answer["minutes"], &answer["capacity"]), (&"180".into(), &"960".into()));
    assert_eq!(answer["units"]["minutes"], "minutes/workweek");
    // 16 + 18 + 18 + 17 working days of four months are 69 / 4 weeks, a call in each of which wins 5%.
    assert_eq!(answer["actions"][0]["effect"], "0.8625");
    let day = week(text, None, false);
    assert_eq!((&day["days"], &day["actions"][0]["number"]), (&"1".into(), &"2".into()));
    // Working days that no weekdays say make weeks of five.
    let five = week(&text.replace("mon..thu", "[16, 18, 18, 17]"), Some("2026-06"), true);
    assert_eq!((&five["days"], &five["actions"][0]["number"]), (&"5".into(), &"10".into()));
    assert_eq!(five["capacity"], "1200");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// A rate per day in a quarter of 4-4-5 weeks is 91 times that; what comes late is all that entered, as in months
    /// of any length.
    #[test]
    fn quarters_of_weeks_are_ninety_one_days(start in 1..=12u32, rate in 1..50u32, days in 0..80u32) {
        let text = format!(
            "months 2026-{start:02} .. 2028-12\ndays [28, 35, 28] every quarter\nx = {rate}/day\n\
             late = delay(x, {days} days, before 30/month)\nq = qtd(x)\n"
        );
        let results = Plan::of_text(&text).projected("base");
        let row = |name: &str| -> Vec<Decimal> {
            let row = results.rows.iter().find(|row| row.name == name).expect("a row");
            row.values.iter().flatten().map(|value| decimal(&value.to_string())).collect()
        };
        let quarter = row("q");
        let last = quarter.len() - 1;
        prop_assert_eq!(quarter[last], Decimal::from(91 * rate));
        // Twelve whole months after the delay has passed, a month's arrivals are the rate times its days.
        let (x, late) = (row("x"), row("late"));
        let sum = |row: &[Decimal]| row[last - 11..].iter().sum::<Decimal>();
        prop_assert!((sum(&x) - sum(&late)).abs() < Decimal::new(1, 15));
    }
}
