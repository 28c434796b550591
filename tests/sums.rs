//! Sums that start again with each quarter or year, and months before and after: laws over made-up rows, what is said
//! of them, solving and changing them.

use pace::analysis::{ExplainQuestion, Granularity, WhyQuestion, explain, solve_named, why};
use pace::diagnostic::Code;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::support::figures::same;
use crate::support::{Plan, decimal};

/// A plan of whole years of a flow, with rows that the laws compare.
fn plan(flow: &[i32], months: &str, rows: &str) -> String {
    let list: Vec<String> = flow.iter().map(i32::to_string).collect();
    let first = if months.starts_with("20") { &months[..7] } else { "M1" };
    format!("months {months}\nx = [{}]/month from {first}\n{rows}\n", list.join(", "))
}

/// The figures of a row, month by month.
fn row(text: &str, name: &str) -> Vec<Option<Decimal>> {
    let results = Plan::of_text(text).projected("base");
    let row = results.rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name}\n{text}"));
    row.values.iter().map(|value| value.as_ref().map(|value| decimal(&value.to_string()))).collect()
}

fn notes(text: &str) -> String {
    Plan::of_text(text).projected("base").notes.join("\n")
}

fn whole(flow: &[i32]) -> Vec<Option<Decimal>> {
    flow.iter().map(|value| Some(Decimal::from(*value))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_start_again_and_their_last_months_are_the_totals(flow in prop::collection::vec(-50..200i32, 24)) {
        for months in ["2026-01 .. 2027-12", "24"] {
            let text = plan(&flow, months, "y = ytd(x)\nq = qtd(x)\nc = cum(x)");
            let (year, quarter) = (row(&text, "y"), row(&text, "q"));
            let sum = |range: std::ops::Range<usize>| Some(Decimal::from(flow[range].iter().sum::<i32>()));
            for month in 0..24 {
                prop_assert_eq!(year[month], sum(month / 12 * 12..month + 1));
                prop_assert_eq!(quarter[month], sum(month / 3 * 3..month + 1));
            }
            // Whole quarters of a year add up to the year so far.
            for end in [2, 5, 8, 11] {
                let quarters: Decimal = (2..=end).step_by(3).filter_map(|month| quarter[month]).sum();
                prop_assert_eq!(year[end], Some(quarters));
            }
            prop_assert_eq!(&row(&text, "c")[..12], &year[..12]);
        }
    }

    #[test]
    fn months_before_and_after_undo_each_other(flow in prop::collection::vec(-50..200i32, 8), k in 1..10usize) {
        let rows = format!(
            "there = next(x, 7/month, {k})\nback = prev(there, 9/month, {k})\nearlier = prev(x, 9/month, {k})\n\
             ahead = next(earlier, 7/month, {k})\ntwice = prev(prev(x, 9/month), 9/month)\n\
             two = prev(x, 9/month, 2)\ntwice_on = next(next(x, 7/month), 7/month)\ntwo_on = next(x, 7/month, 2)\n\
             level = prev($3, $4, {k})\nformula = next(x * 2 + 1/month, 7/month, {k})"
        );
        let text = plan(&flow, "8", &rows);
        let x = whole(&flow);
        let nine = Some(Decimal::from(9));
        let seven = Some(Decimal::from(7));
        let (back, ahead) = (row(&text, "back"), row(&text, "ahead"));
        for month in 0..8 {
            prop_assert_eq!(back[month], if month < k { nine } else { x[month] });
            prop_assert_eq!(ahead[month], if month + k < 8 { x[month] } else { seven });
        }
        prop_assert_eq!(row(&text, "twice"), row(&text, "two"));
        prop_assert_eq!(row(&text, "twice_on"), row(&text, "two_on"));
        let formula = row(&text, "formula");
        for (month, value) in formula.iter().enumerate() {
            let there = flow.get(month + k).map(|there| Decimal::from(2 * there + 1));
            prop_assert_eq!(*value, there.or(seven));
        }
        let level: Vec<_> = (0..8).map(|month| Some(Decimal::from(if month < k { 4 } else { 3 }))).collect();
        prop_assert_eq!(row(&text, "level"), level);
    }
}

#[test]
fn a_stretch_that_began_before_the_plan_is_noted_once() {
    let text = "months 2026-04 .. 2027-03\nx = 2/month\ny = ytd(x)\nz = 2 * ytd(x + 1/month)\nq = qtd(x)\n";
    let said = notes(text);
    assert_eq!(said.matches("the year 2026 began before the plan").count(), 1, "{said}");
    assert!(said.contains("count from Apr 2026"), "{said}");
    assert!(!said.contains("quarter"), "April begins a quarter: {said}");
    let within = notes(&text.replace("2026-04 ..", "2026-05 .."));
    assert!(within.contains("the quarter Q2 2026 began before the plan"), "{within}");
    assert_eq!(notes("months 2026\nx = 2/month\ny = ytd(x)\n"), "");
    assert_eq!(notes("months 14\nx = 2/month\ny = ytd(x)\n"), "");
    // Tiers of a running total count from there too.
    let tiers =
        notes("months 2026-04 .. 2027-03\nx = $9k/month\ny = tiers(x, 10% to $20k, 15%, each year)\n");
    assert!(tiers.contains("the year 2026 began before the plan"), "{tiers}");
    // What does not count from the year's beginning is told nothing.
    assert_eq!(notes("months 2026-04 .. 2027-03\nx = 2/month\ny = cum(x)\n"), "");
    // A scenario without it has no note.
    let text = "months 2026-04 .. 2027-03\nx = 2/month\ny = ytd(x)\nscenario s { replace y = cum(x) }\n";
    assert!(Plan::of_text(text).projected("s").notes.is_empty());
    assert_eq!(Plan::of_text(text).projected("base").notes.len(), 1);
}

#[test]
fn a_fiscal_year_says_where_its_sums_begin() {
    let text =
        "months 2026-01 .. 2027-03\nfiscal year 2027 from 2026-02\nx = 2/month\ny = ytd(x)\nq = qtd(x)\n";
    same(text, "y", "2 2 4 6 8 10 12 14 16 18 20 22 24 2 4");
    same(text, "q", "2 2 4 6 2 4 6 2 4 6 2 4 6 2 4");
    let said = notes(text);
    assert!(said.contains("the fiscal year FY2026 began before the plan"), "{said}");
    assert!(said.contains("the fiscal quarter Q4 FY2026 began before the plan"), "{said}");
    let plan = Plan::of_text(text).right();
    let question = ExplainQuestion { scenario: "base", row: "y", month: Some("2026-05"), depth: None };
    let said = serde_json::to_string(&explain(&plan, &question).expect("an answer")).expect("JSON");
    assert!(said.contains("added up since Feb 2026, the fiscal year's first month"), "{said}");
    assert_eq!(notes(&text.replace("2026-01 ..", "2026-02 ..")), "");
}

#[test]
fn a_quarters_and_a_years_figure_is_that_of_its_last_month() {
    let text = "months 2026\nx = 2/month\ny = ytd(x)\nq = qtd(x)\n";
    let results = Plan::of_text(text).results("base", Granularity::Quarter).expect("figures");
    let values = |name: &str| -> Vec<String> {
        let row = results.rows.iter().find(|row| row.name == name).expect("a row");
        row.values.iter().flatten().map(ToString::to_string).collect()
    };
    assert_eq!(values("y"), ["6", "12", "18", "24"]);
    assert_eq!(values("q"), ["6", "6", "6", "6"]);
}

#[test]
fn explanations_say_since_when_and_which_month() {
    let plan = Plan::of_text(
        "months 2026-01 .. 2027-03\nx = 2/month, 3/month from 2027-01\ny = ytd(x)\nahead = next(x, 0, 2)\nback = prev(x, 5/month, 2)\n",
    )
    .right();
    let said = |row: &str, month: &str| {
        let question = ExplainQuestion { scenario: "base", row, month: Some(month), depth: None };
        serde_json::to_string(&explain(&plan, &question).expect("an answer")).expect("JSON")
    };
    assert!(said("y", "2027-02").contains("added up since Jan 2027, the year's first month"));
    assert!(said("ahead", "2026-11").contains("x 2 months later"));
    assert!(said("ahead", "2027-02").contains("Feb 2027 is one of the last 2 months: it ends with this"));
    assert!(said("back", "2026-03").contains("x 2 months before"));
    assert!(said("back", "2026-02").contains("Feb 2026 is one of the first 2 months: it starts from this"));
}

#[test]
fn why_adds_up_across_the_turn_of_a_year() {
    let plan = Plan::of_text(
        "months 2026-01 .. 2027-06\nx = 10/month, 30/month from 2026-06\ny = ytd(x)\nn = next(x, 5/month, 3)\ndouble = 2 * qtd(x)\n",
    )
    .right();
    for row in ["y", "n", "double"] {
        for (a, b) in
            [("2026-03", "2026-09"), ("2026-12", "2027-01"), ("2026-11", "2027-02"), ("2027-06", "2026-01")]
        {
            let question = WhyQuestion { row, from: ("base", Some(a)), to: ("base", Some(b)), depth: None };
            let change = why(&plan, &question).expect("an answer");
            let sum: Decimal = change.causes.iter().map(|cause| decimal(&cause.amount.to_string())).sum();
            let whole = change.change.map(|whole| decimal(&whole.to_string())).expect("a change");
            assert_eq!(sum, whole, "{row} {a} {b}: {:?}", change.causes);
        }
    }
}

#[test]
fn what_looks_ahead_is_solved_and_changed_like_any_other() {
    let text = "months 2026\ncalls = 400/month\nreps = next(calls, calls[2026-12], 2) / 400\n\
                sum = ytd(calls)\ngoal sum >= 6000 in 2026-12\n";
    let plan = Plan::of_text(text).right();
    let found = solve_named(&plan, "base", "calls", None).expect("an answer");
    let found = serde_json::to_value(&found).expect("JSON").to_string();
    // 12 months of 500.
    assert!(found.contains("\"500\""), "{found}");
    // A change of one line in a session is what the plan gives with that line.
    let whole = text.replace("calls = 400/month", "calls = 440/month");
    same(&whole, "reps", "1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1");
}

#[test]
fn a_loop_by_way_of_a_later_month_is_refused_with_its_names() {
    for (text, names) in [
        ("months 3\nx = next(x, 0)\n", &["x"][..]),
        ("months 3\na = next(b, 0)\nb = c + 1\nc = prev(a, 0, 2)\n", &["a", "b", "c"]),
        ("months 3\na = next(b * 2, 0)\nb = a[M1]\n", &["a", "b"]),
        ("months 3\nstock s { opening 2; gains g = next(n, 0) / 1 month }\nn = s * 2\n", &["g", "n", "s"]),
        (
            "months 3\nl = 10/month\nm = next(won, 0/month)\npipeline { leads = l + m; won = 50% of leads in 30 days }\n",
            &["m", "won"],
        ),
        ("months 3\nx = 1\ny = next(x, 0)\nscenario s { x = y }\n", &["x", "y"]),
        ("months 3\nx = 1\ny = 2\nscenario s { y = next(x, 0); x = y + 1 }\n", &["x", "y"]),
    ] {
        let found = Plan::of_text(text).found;
        let loops: Vec<_> = found.iter().filter(|found| found.code == Code::Cycle).collect();
        assert_eq!(loops.len(), 1, "{text}: {found:?}");
        for name in names {
            assert!(loops[0].message.contains(&format!("`{name}`")), "{name}: {}", loops[0].message);
        }
        assert!(loops[0].message.contains("later month"), "{}", loops[0].message);
    }
    // Who looks ahead at a loop that does not need it is no part of it.
    let text = "months 4\nstock s { opening 8; loses l = 50%/month of s }\nahead = next(s, 0)\n";
    same(text, "ahead", "2 1 1/2 0");
}
