//! Fiscal years: their quarters and years in tables, spans and seasons, against months counted by hand.

use pace::analysis::Granularity;

use crate::support::Plan;
use crate::support::figures::{digits, same};
use rust_decimal::Decimal;

/// Two fiscal years from February 2026, and a row that is 1 in January 2026, 2 in February …
const HEAD: &str = "months 2026-01 .. 2028-01\nfiscal year 2027 from 2026-02\n";

fn columns(text: &str, by: Granularity) -> Vec<(String, Option<Decimal>)> {
    let results = Plan::of_text(text).results("base", by).expect("a plan that is right");
    let row = &results.rows[0];
    results.head.months.iter().cloned().zip(row.values.iter().map(|value| value.map(digits))).collect()
}

#[test]
fn quarters_and_years_are_fiscal() {
    let text = format!("{HEAD}x = calendar.elapsed * 1/month\nshow x\n");
    let quarters = columns(&text, Granularity::Quarter);
    let sum = |months: std::ops::RangeInclusive<i64>| Some(Decimal::from(months.sum::<i64>()));
    assert_eq!(quarters[0], ("FY2026-Q4".into(), sum(1..=1)));
    assert_eq!(quarters[1], ("FY2027-Q1".into(), sum(2..=4)));
    assert_eq!(quarters[5], ("FY2028-Q1".into(), sum(14..=16)));
    assert_eq!(quarters.len(), 9);
    let years = columns(&text, Granularity::Year);
    let all = [("FY2026", 1..=1), ("FY2027", 2..=13), ("FY2028", 14..=25)];
    assert_eq!(years, all.map(|(name, months)| (name.to_string(), sum(months))));
}

#[test]
fn spans_of_fiscal_years_are_their_months() {
    let plan = |line: &str| format!("months 2026-01 .. 2027-03\nfiscal year 2027 from 2026-02\n{line}\n");
    same(&plan("x = 0, 1/month in FY2027"), "x", "0 1 1 1 1 1 1 1 1 1 1 1 1 0 0");
    same(&plan("x = 0, 1/month in FY2027-Q2"), "x", "0 0 0 0 1 1 1 0 0 0 0 0 0 0 0");
    same(&plan("x = 0, 1/month in FY2027-Q3 .. FY2027-Q4"), "x", "0 0 0 0 0 0 0 1 1 1 1 1 1 0 0");
    same(&plan("x = 0, 1/month in 2026-12 .. FY2027"), "x", "0 0 0 0 0 0 0 0 0 0 0 1 1 0 0");
    // The first quarter of every fiscal year: February to April.
    same(&plan("x = 0, 1/month in Q1"), "x", "0 1 1 1 0 0 0 0 0 0 0 0 0 1 1");
    // The fourth goes over the end of the calendar year.
    same(&plan("x = 0, 1/month in Q4"), "x", "1 0 0 0 0 0 0 0 0 0 1 1 1 0 0");
    same(&plan("x = 0, 1/month in Q1, FY2027-Q3"), "x", "0 1 1 1 0 0 0 1 1 1 0 0 0 1 1");
    // `2026` stays the year of the calendar.
    same(&plan("x = 0, 1/month in 2026"), "x", "1 1 1 1 1 1 1 1 1 1 1 1 0 0 0");
    same(&plan("a = calendar.elapsed * 1/month\nx = total(a, FY2027-Q1)"), "x", &["9"; 15].join(" "));
    // Without a fiscal year the quarters are those of the calendar.
    same("months 2026-01 .. 2026-06\nx = 0, 1/month in Q2\n", "x", "0 0 0 1 1 1");
}

#[test]
fn a_fiscal_year_may_name_any_other() {
    // All others follow by twelve months: the plan lies three years after the one that is named.
    same(
        "months 2026-02 .. 2026-04\nfiscal year 2024 from 2023-03\nx = 0, 1/month in FY2026, FY2027-Q1\n",
        "x",
        "1 1 1",
    );
    same(
        "months FY2027\nfiscal year 2027 from 2026-02\nx = calendar.month\n",
        "x",
        "2 3 4 5 6 7 8 9 10 11 12 1",
    );
    same("months FY2027-Q4\nfiscal year 2027 from 2026-02\nx = calendar.month\n", "x", "11 12 1");
}

#[test]
fn goals_speak_of_fiscal_years() {
    let text =
        format!("{HEAD}x = $1/month\ngoal total x >= $12 in FY2027\ngoal total x >= $3 in FY2028-Q2\n");
    let results = Plan::of_text(&text).projected("base");
    let readings: Vec<&str> = results.goals.iter().map(|goal| goal.reading.as_str()).collect();
    assert_eq!(readings, ["in total, Feb 2026 to Jan 2027", "in total, May to Jul 2027"]);
}

#[test]
fn what_the_plan_does_not_say_is_refused() {
    for (text, code) in [
        ("months 2026-01 .. 2026-12\nx = 1/month in FY2027\n", "bad-month"),
        ("months 12\nx = 1/month in FY2027\n", "bad-month"),
        ("months 12\nfiscal year 2027 from 2026-02\n", "bad-month"),
        ("fiscal year 2027 from 2026-02\nx = 1/month\n", "bad-month"),
        ("months 2026-01 .. 2026-12\nfiscal year 2027 from M2\nx = 1/month\n", "bad-month"),
        (
            "months 2026-01 .. 2026-12\nfiscal year 2027 from 2026-02\nfiscal year 2028 from 2027-02\nx = 1\n",
            "duplicate-name",
        ),
        ("months 2026-01 .. 2026-12\nfiscal year 2027 from 2026-02\nx = 1/month in 2026-Q2\n", "bad-month"),
        (
            "months 2026-01 .. 2026-12\nfiscal year 2027 from 2026-02\nx = 1/month in 2026-Q1 .. 2026-Q2\n",
            "bad-month",
        ),
        ("months 2026-01 .. 2026-12\nfiscal year 2027 from 2026-02\nx = 1/month in FY2029\n", "bad-month"),
        ("months 2026-01 .. 2026-12\nfiscal year 2027 from 2026-02\nx = 1/month in FY2027-Q5\n", "bad-month"),
        ("months FY2027\nx = 1/month\n", "bad-month"),
        // Months of the plan too are of the calendar or of the fiscal year.
        ("months 2026-Q3\nfiscal year 2027 from 2026-02\nx = 1/month\n", "bad-month"),
        ("months 2026-01 .. 2026-Q4\nfiscal year 2027 from 2026-02\nx = 1/month\n", "bad-month"),
        // The plan's years would be FY-3 and FY10005.
        ("months 2026-01 .. 2026-12\nfiscal year 0001 from 2029-02\nx = 1/month\n", "bad-month"),
        ("months 2026-01 .. 2026-12\nfiscal year 9999 from 2020-02\nx = 1/month\n", "bad-month"),
        ("FY2027 = 1\n", "reserved-name"),
        ("plan { 1 FY2027/day }\n", "reserved-name"),
        ("x = 1\nscenario FY2027 { x = 2 }\n", "reserved-name"),
    ] {
        let found = Plan::of_text(text).found;
        assert!(found.iter().any(|found| found.code.name() == code), "{text}: {found:?}");
    }
    // More digits, or letters, are a name.
    for name in ["FY20270", "FY2027_sales", "fiscal", "FY27"] {
        assert!(Plan::of_text(&format!("{name} = 1\n")).settled.is_some(), "{name}");
    }
}

#[test]
fn json_says_how_the_years_are_counted() {
    let document = Plan::of_text(&format!("{HEAD}x = 1/month\n")).document("base");
    assert_eq!(document["fiscal"], serde_json::json!({ "year": 2027, "from": "2026-02" }));
    assert!(Plan::of_text("x = 1/month\n").document("base").get("fiscal").is_none());
}

#[test]
fn a_session_takes_the_words() {
    let files = crate::support::session::Files::of(&[("p.pace", "months 2026-02 .. 2028-01\nx = 1/month\n")]);
    let mut play = crate::support::session::Play::new(&files, Some("p.pace"));
    play.right("fiscal year 2027 from 2026-02");
    assert!(play.right("x in FY2027").contains("12"), "a fiscal year of a row");
    assert!(play.right("x in Q1 FY2028").contains('3'), "a quarter as people write it");
    assert!(play.right("total(x, FY2027-Q1 .. FY2027-Q2)").contains('6'));
}

/// What `explain` says of the row `x`, in one line.
fn explained(text: &str) -> String {
    let shell = crate::support::process::Shell::new();
    shell.write("p.pace", text);
    let ran = shell.pace(&["explain", "p.pace", "x"]).exits(0);
    ran.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn seasons_are_told_in_words() {
    // Two fiscal years: their third quarters are August to October.
    let text = "months 2026-02 .. 2028-01\nfiscal year 2027 from 2026-02\nx = 0, 1/month in Q3\n";
    assert!(explained(text).contains("holds in Q3 of every fiscal year (Aug to Oct)"), "{}", explained(text));
    // A quarter that comes once, and months of another length, are told as they lie.
    let once = text.replace("2028-01", "2027-01");
    assert!(explained(&once).contains("from Aug 2026 to Oct 2026"), "{}", explained(&once));
    let longer = text.replace("in Q3", "in Aug .. Nov");
    assert!(explained(&longer).contains("in 8 months from Aug 2026 to Nov 2027"), "{}", explained(&longer));
    // Quarters of the calendar have no such name.
    let calendar = text.replace("fiscal year 2027 from 2026-02\n", "");
    assert!(
        explained(&calendar).contains("in 6 months from Jul 2026 to Sep 2027"),
        "{}",
        explained(&calendar)
    );
}

#[test]
fn a_command_asks_which_quarter_is_meant() {
    let files = crate::support::session::Files::of(&[("p.pace", "months 2026-02 .. 2028-01\nx = 1/month\n")]);
    let mut play = crate::support::session::Play::new(&files, Some("p.pace"));
    play.right("fiscal year 2027 from 2026-02");
    let said = play.wrong(":why x 2026-Q3");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("a calendar quarter or `FY2027-Q2`?"), "{said}");
    assert!(play.right("x in fiscal year 2027").contains("12"), "as people say it");
    for word in ["fiscal", "FY", "FY2027", "fiscal year", "financial year"] {
        assert!(play.right(&format!(":help {word}")).contains("fiscal year 2027 from 2026-02"), "{word}");
    }
}

#[test]
fn a_session_offers_fiscal_years() {
    let files = crate::support::session::Files::of(&[("p.pace", "months 2026-04 .. 2027-03\nx = 1/month\n")]);
    let mut play = crate::support::session::Play::new(&files, Some("p.pace"));
    assert!(play.session.vocabulary().fiscal.is_empty());
    play.right("fiscal year 2027 from 2026-02");
    let offered = play.session.vocabulary().fiscal;
    let quarters = ["FY2027-Q1", "FY2027-Q2", "FY2027-Q3", "FY2027-Q4", "FY2028-Q1"];
    assert_eq!(offered[..2], ["FY2027", "FY2028"]);
    assert_eq!(offered[2..], quarters);
}

#[test]
fn a_line_alone_knows_the_quarters_of_its_plan() {
    let text = "months 2026-02 .. 2028-01\nfiscal year 2027 from 2026-02\nx = 1/month\n";
    let files = crate::support::session::Files::of(&[("p.pace", text)]);
    let mut play = crate::support::session::Play::new(&files, Some("p.pace"));
    // The first half of a year that begins in February, and the half around its end.
    assert!(play.wrong("x = 1/month in Q1 .. Q2").contains("write `Feb .. Jul`"));
    assert!(play.wrong("total(x, Q4 .. Q1)").contains("write `Nov .. Apr`"));
    // The line itself does not say the plan's months: no month is better than one of the calendar's quarter.
    for line in ["x = 1/month from Q3", "x = 1/month until Q3"] {
        let said = play.wrong(line);
        assert!(!said.contains("-07") && !said.contains("-09"), "{said}");
    }
    let shell = crate::support::process::Shell::new();
    shell.write("p.pace", text);
    shell.write("lib.pace", "y = 0, 1/month in Q1 .. Q2\n");
    shell.write("whole.pace", format!("{text}use \"lib.pace\"\n"));
    shell
        .pace(&["run", "p.pace", "--set", "x = 1/month in Q1 .. Q2"])
        .exits(2)
        .complains("write `Feb .. Jul`");
    shell.pace(&["check", "whole.pace"]).exits(2).complains("write `Feb .. Jul`");
}

#[test]
fn a_diff_names_the_line_and_what_it_moved() {
    let plan = |year: &str| {
        format!("months 2026-02 .. 2028-01\nfiscal year {year}\nx = $10/month, $20/month in Q3\n")
    };
    let shell = crate::support::process::Shell::new();
    shell.write("a.pace", plan("2027 from 2026-02"));
    shell.write("named.pace", plan("2026 from 2026-02"));
    shell.write("later.pace", plan("2027 from 2026-03"));
    // Another name for the same quarters moves nothing.
    let named = shell.pace(&["diff", "a.pace", "named.pace"]).says("year 2026 from 2026-02");
    assert!(!named.out.contains("Rows that moved"), "{}", named.out);
    // Quarters that begin a month later have other months in them, though as many.
    let later = shell.pace(&["diff", "a.pace", "later.pace"]).says("year 2027 from 2026-03");
    assert!(
        later.out.contains("Rows that moved") && later.out.contains("`x` stays at $300"),
        "{}",
        later.out
    );
}
