//! Questions of what to change: `compare`, `grid`, `levers`, `today`, against arithmetic done here.

use crate::support::{Plan, decimal, home};
use insta::assert_snapshot;
use pace::analysis::{SettledPlan, compare, grid, levers, solve_named, today};
use pace::diagnostic::Diagnostic;
use pace::output::text::Screen;
use pace::output::{Painter, markdown, text};
use pace::report::{self, CompareOptions, Report};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

/// The golden plan: calls a working day to deals that close a quarter later.
const GOLDEN: &str = "months 2026-01 .. 2026-12
workdays mon..fri except 2026-01-01, 2026-01-19, 2026-02-16, 2026-05-25, 2026-06-19, 2026-07-03, 2026-09-07, 2026-10-12, 2026-11-11, 2026-11-26, 2026-12-25
plan { 2 calls/day }
pipeline {
  called = calls
  won = 2.5% of called over [0%, 25%, 50%, 25%]
  worth $8,000
}
goal bookings >= $100k by 2026-12
";

/// Sales velocity in four factors.
const VELOCITY: &str = "months 12
leads = 40
deal_size = $8,000
win_rate = 20%
cycle = 90 days
velocity = leads * deal_size * win_rate / cycle
scenario all { leads = 44; deal_size = $8,800; win_rate = 22%; cycle = 81 days }
scenario slower { cycle = base * 1.22 }
";

fn model(text: &str) -> SettledPlan {
    Plan::of_text(text).right()
}

fn example(name: &str) -> SettledPlan {
    Plan::read(&home().join("examples").join(name).with_extension("pace")).right()
}

#[track_caller]
fn answer<A: Serialize>(result: Result<A, Vec<Diagnostic>>) -> Value {
    serde_json::to_value(result.unwrap_or_else(|errors| panic!("{errors:#?}"))).expect("JSON")
}

#[track_caller]
fn figure(value: &Value) -> Decimal {
    decimal(value.as_str().unwrap_or_else(|| panic!("no figure: {value}")))
}

#[track_caller]
fn same(have: &Value, want: Decimal) {
    let have = figure(have);
    let allowed = decimal("0.000000000000000001") * want.abs().max(Decimal::ONE);
    assert!((have - want).abs() <= allowed, "{have}, want {want}");
}

fn page(report: &Report, width: usize) -> String {
    text::render(
        report,
        &Screen { width, painter: Painter::new(false), dialect: pace::diagnostic::Dialect::Shell },
    )
}

fn ranges(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
}

fn lever<'a>(levers: &'a Value, input: &str) -> &'a Value {
    let found = levers["levers"].as_array().expect("a list").iter().find(|lever| lever["input"] == input);
    found.unwrap_or_else(|| panic!("no lever {input}"))
}

// Levers.

#[test]
fn levers_tell_figures_of_another_month_apart() {
    // At most 10% of the bookings is $10,000 and $16,000; paid are $6,000 and $12,500, which is $4,000 and $3,500 less.
    // With $176,000 booked in the second month it is $5,100 less there, more than $5,000 in the first.
    let plan = "months 2027-01 .. 2027-02\nbookings = [$100k, $160k]/month from 2027-01\n\
                earned = [$0, $12.5k]/month from 2027-01\ndraw = $6k/month\npaid = max(earned, draw)\n";
    let jumps = levers(&model(&format!("{plan}goal paid <= 10% of bookings\n")), "base", None, "10%")
        .expect("levers");
    assert_eq!(jumps.best_month.as_deref(), Some("Jan 2027"));
    let bookings = jumps.levers.iter().find(|lever| lever.input == "bookings").expect("an input");
    assert_eq!(bookings.other_months, [None, Some("Feb 2027".to_string())]);
    // A total is of no month, and in a goal in every month all figures are of the one that decides.
    for goal in ["goal total paid <= $12k", "goal paid <= $12k/month from 2027-01"] {
        let still = levers(&model(&format!("{plan}{goal}\n")), "base", None, "10%").expect("levers");
        assert!(
            still.best_month.is_none() && still.levers.iter().all(|lever| lever.other_months == [None, None])
        );
    }
}

#[test]
fn ten_percent_on_each_factor_of_velocity() {
    let answer = answer(levers(&model(VELOCITY), "base", Some("velocity"), "10%"));
    let base = figure(&answer["base"]);
    for factor in ["leads", "deal_size", "win_rate"] {
        same(&lever(&answer, factor)["up"], base * decimal("1.1"));
        same(&lever(&answer, factor)["down"], base * decimal("0.9"));
    }
    // Ten percent less time is 11.11…% more, and ten percent more 9.09…% less.
    same(&lever(&answer, "cycle")["down"], base / decimal("0.9"));
    same(&lever(&answer, "cycle")["up"], base / decimal("1.1"));
    assert_eq!(answer["levers"][0]["input"], "cycle", "the strongest first");
    assert_eq!(answer["measure"], "total");
    assert_eq!(lever(&answer, "cycle")["current"], "90");
    assert_eq!(lever(&answer, "cycle")["unit"], "days");
    assert_eq!(lever(&answer, "win_rate")["unit"], "%");
}

#[test]
fn all_four_factors_together_and_a_longer_cycle() {
    let answer = answer(compare(&model(VELOCITY), &["base", "all", "slower"]));
    let rows = answer["rows"].as_array().expect("rows");
    let totals = &rows.iter().find(|row| row["name"] == "velocity").expect("velocity")["totals"];
    let base = figure(&totals[0]);
    same(&totals[1], base * decimal("1.331") / decimal("0.9"));
    assert_eq!((figure(&totals[1]) / base).round_dp(6), decimal("1.478889"));
    // 22% longer is 18.03…% less.
    assert_eq!((figure(&totals[2]) / base - Decimal::ONE).round_dp(4), decimal("-0.1803"));
}

#[test]
fn a_lever_is_measured_as_the_goal_reads_the_row() {
    let plan = |goal: &str| format!("months 12\ncalls = 40/month\nleads = calls * 10%\n{goal}\n");
    for (goal, measure, base) in [
        ("goal leads >= 30 by M6", "total M1 .. M6", "24"),
        ("goal leads >= 30", "total", "48"),
        ("goal leads >= 5/month by M6", "best M1 .. M6", "4"),
        // The first month that misses it.
        ("goal leads >= 5/month in M2 .. M4", "M2", "4"),
        ("goal leads >= 30 in M2 .. M4", "total M2 .. M4", "12"),
        ("", "total", "48"),
    ] {
        let answer = answer(levers(&model(&plan(goal)), "base", Some("leads"), "50%"));
        assert_eq!((&answer["measure"], &answer["base"]), (&json!(measure), &json!(base)), "{goal}");
        same(&lever(&answer, "calls")["up"], decimal(base) * decimal("1.5"));
    }
}

#[test]
fn the_row_is_the_goals_or_what_a_plan_is_about() {
    let row = |text: &str| answer(levers(&model(text), "base", None, "10%"))["row"].clone();
    assert_eq!(row("a = 1\nb = a * 2\nc = b + 1\ngoal b >= 3\n"), "b");
    assert_eq!(row("a = 1\nbookings = $1/month\nc = a + 1\n"), "bookings");
    assert_eq!(row("a = 1\nb = a * 2\nc = b + 1\nshow c, b\n"), "b");
    assert_eq!(row("a = 1\nb = a * 2\nc = 7\n"), "b");
    assert_eq!(row("a = 1\nrevenue = a * $5/month\nprofit = revenue - $3/month\n"), "revenue");
    // Money that flows goes before whatever is last, and what pipelines bring in before other money.
    assert_eq!(row("a = 1\nprofit = a * $5/month\nshare = a / 2\n"), "profit");
    assert_eq!(row("a = 1\nb = a * $5/month\nc = a * $4/month\nd = a / 2\nshow b, a\n"), "b");
    let two = "pipeline p { e = 9/month\nwon = 50% of e in 0 days\nworth $5 }\n";
    assert_eq!(row(&format!("{two}cost = $1/month * 2\nshare = 0.5 * 2\n")), "bookings");
}

#[test]
fn a_share_above_a_hundred_percent_is_no_lever() {
    let plan = "months 3\npipeline { leads = 10/month; won = 95% of leads in 0 days; worth $100 }\n";
    let answer = answer(levers(&model(plan), "base", None, "10%"));
    assert_eq!(lever(&answer, "won.rate")["up"], Value::Null);
    same(&lever(&answer, "won.rate")["down"], decimal("2565"));
}

#[test]
fn what_each_lever_alone_would_have_to_be() {
    let near = |have: &Value, want: Decimal| {
        let have = figure(have);
        assert!(have >= want - decimal("0.0000000000001") && have - want <= want * decimal("0.000000000001"));
    };
    let golden = answer(levers(&model(GOLDEN), "base", None, "10%"));
    // $100,000 need 1000/417 calls a day, or as many more of the deals.
    near(&lever(&golden, "calls")["needed"], decimal("1000") / decimal("417"));
    near(&lever(&golden, "won.rate")["needed"], decimal("0.025") * decimal("500") / decimal("417"));
    let plan = "a = 2\nb = 3\nc = a * 10\nd = b\ngoal c >= 30\n";
    let answer = answer(levers(&model(plan), "base", None, "10%"));
    near(&lever(&answer, "a")["needed"], decimal("3"));
    assert_eq!(lever(&answer, "b")["needed"], Value::Null);
}

/// Twelve months of 20 working days: 180 calls and 900, of leads 50 and 140.
#[test]
fn an_input_that_differs_by_month_needs_a_factor() {
    let plan = "months 12
plan { 3 calls/day, 5/day from M4 }
leads = 10/month, 20/month from M6
steady = 2/month
all = calls + leads + steady
goal all >= 1524
";
    let model = model(plan);
    let answer = answer(levers(&model, "base", None, "10%"));
    for (input, mean, factor) in [
        ("calls", decimal("4.5"), decimal("1310") / decimal("1080")),
        ("leads", decimal("190") / decimal("12"), decimal("420") / decimal("190")),
    ] {
        let lever = lever(&answer, input);
        assert_eq!((&lever["current"], &lever["needed_is"]), (&Value::Null, &json!("factor")), "{input}");
        same(&lever["mean"], mean);
        assert!((figure(&lever["needed"]) - factor).abs() < decimal("0.000000000001"), "{input}");
        // `solve` says the same of the value now.
        let solved = solve_named(&model, "base", input, None).expect("a solution");
        assert_eq!(solved.found.current, None);
        same(&json!(solved.found.mean.expect("a mean").to_string()), mean);
    }
    let steady = lever(&answer, "steady");
    assert_eq!((&steady["current"], &steady["mean"]), (&json!("2"), &Value::Null));
    assert_eq!(
        (&steady["needed"], &steady["needed_is"]),
        (&json!("21.1666666666666666666667"), &json!("value"))
    );
}

#[test]
fn a_tornado() {
    let levers = levers(&example("outbound"), "base", None, "10%").expect("levers");
    let report = report::levers(&levers);
    assert_snapshot!("levers_at_80", page(&report, 80));
    assert_snapshot!("levers_at_120", page(&report, 120));
    assert_snapshot!("levers_in_markdown", markdown::render(&report));
}

/// Where a bound hides what inputs do, a tenth moves nothing; one month is not 1 months.
#[test]
fn a_tornado_in_words() {
    let text = "months 6\nrate = 50%\npipeline { e = 9/month; won = rate of e in 1 month }\n\
                most = min(won, 1/month)\ngoal most >= 1/month in M3 .. M6\n";
    let still = page(&report::levers(&levers(&model(text), "base", None, "10%").expect("levers")), 80);
    assert!(still.contains("No input alone moves `most` with 10% more or less."), "{still}");
    assert!(!still.contains("goal needs"), "{still}");
    let aimless = text.rsplit_once("goal").map_or(text, |(before, _)| before);
    let moved =
        page(&report::levers(&levers(&model(aimless), "base", Some("won"), "10%").expect("levers")), 80);
    assert!(moved.contains(" 1 month ") && !moved.contains("1 months"), "{moved}");
}

/// What a tenth cannot move is told: an input that is zero, and numbers that have no name.
#[test]
fn what_levers_cannot_move_is_told() {
    let text = "months 2027-01 .. 2027-12\nhires = 0/month\nrent = $5k/month\nreps = cum(hires) + 6\n\
                leads = 30/month * reps\nsales = leads * $15k * 100%\n";
    let shown = |text: &str| {
        let found = levers(&model(text), "base", Some("sales"), "10%").expect("levers");
        page(&report::levers(&found), 80).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let still = shown(text);
    assert!(
        still.contains("`hires` is 0, and 10% of zero is nothing: ask `pace solve FILE hires`."),
        "{still}"
    );
    assert!(still.contains("`rent` does not move it."), "{still}");
    let unnamed = "Numbers without a name are not moved: `6` (line 4), `30/month` (line 5), `$15k` (line 6). With \
                   `some_name = 6` on a line of its own,";
    assert!(still.contains(unnamed), "{still}");
    // What has a name is moved, and nothing is told of it.
    let named = shown(
        "months 3\nreps = 6\neach = 30/month\nsize = $15k\nleads = each * reps\nsales = leads * size\n",
    );
    assert!(!named.contains("without a name") && !named.contains("zero"), "{named}");
    // Numbers of rows that the figure does not need are none of its business.
    let other = shown("months 3\nsize = $15k\nsales = size / 1 month\ntax = sales * 19%\n");
    assert!(other.contains("`1 month` (line 3)") && !other.contains("19%"), "{other}");
}

// Grids.

/// What the golden plan books: 2.5% of calls, $8,000 each, a quarter, a half, a quarter one to three months
/// later; the working days are those of the plan.
fn golden_bookings(calls: Decimal) -> Decimal {
    let days: Vec<Decimal> = answer(compare(&model(GOLDEN), &["base"]))["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["name"] == "calendar.workdays")
        .expect("days")["values"]["base"]
        .as_array()
        .expect("months")
        .iter()
        .map(figure)
        .collect();
    let mut bookings = Decimal::ZERO;
    for (month, days) in days.iter().enumerate() {
        for (later, share) in [(1, "0.25"), (2, "0.5"), (3, "0.25")] {
            if month + later < 12 {
                bookings += calls * days * decimal("0.025") * decimal("8000") * decimal(share);
            }
        }
    }
    bookings
}

#[test]
fn a_grid_of_calls_is_the_golden_plans_arithmetic() {
    let vary = ranges(&["calls=1/day..10/day step 1/day"]);
    let answer = answer(grid(&model(GOLDEN), "base", &vary, "bookings", None));
    assert_eq!(answer["measure"], "total");
    assert_eq!(answer["inputs"][0]["name"], "calls");
    assert_eq!(answer["inputs"][0]["values"][2], "3");
    assert_eq!(answer["cells"].as_array().map(Vec::len), Some(10));
    for (at, cells) in answer["cells"].as_array().expect("cells").iter().enumerate() {
        same(&cells[0], golden_bookings(Decimal::from(at + 1)));
    }
    // 3 calls a day book $125,100, and $100,000 need 1000/417 a day.
    same(&answer["cells"][2][0], decimal("125100"));
    same(&answer["cells"][0][0], decimal("41700"));
}

/// Steps are counted as they are written and made monthly then: a twelfth of 20 a year, five times, is not 100 a year.
#[test]
fn steps_land_in_the_unit_that_they_are_written_in() {
    let plan = "months 12\ndeals = 10/year\nloss = 5%/month\ncalls = 1 hour\nplan { 1 visits/week }\n\
                stock reps { opening 6; loses loss of reps }\n";
    for (vary, count, last) in [
        ("deals=0..100/year step 20/year", 6, decimal("100") / decimal("12")),
        ("deals=0..70/quarter", 11, decimal("70") / decimal("3")),
        ("deals=10/quarter..31/quarter step 7/quarter", 4, decimal("31") / decimal("3")),
        ("loss=0..20%/year", 11, decimal("0.2") / decimal("12")),
        ("calls=0 minutes..50 minutes step 10 minutes", 6, decimal("50") / decimal("60")),
        ("visits=0..6/week step 1/week", 7, decimal("6") / decimal("5")),
        // Of two units, the steps are counted in the one that is kept.
        ("deals=0..24/year step 1/month", 3, decimal("2")),
    ] {
        let found = grid(&model(plan), "base", &ranges(&[vary]), "deals", None).expect("a grid");
        let values = &found.inputs[0].values;
        assert_eq!(values.len(), count, "{vary}: {values:?}");
        same(&json!(values.last().map(ToString::to_string)), last);
        assert!(found.notes.is_empty(), "{vary}: {:?}", found.notes);
    }
    // What does not land is told as ever, and values below zero have steps too.
    let ends = grid(&model(plan), "base", &ranges(&["deals=0..100/year step 30/year"]), "deals", None);
    assert_eq!(ends.expect("a grid").notes.len(), 1);
    let below = grid(
        &model("months 2\nx = $1/year\n"),
        "base",
        &ranges(&["x=-$20/year..$10/year step $10/year"]),
        "x",
        None,
    );
    let values = &below.expect("a grid").inputs[0].values;
    assert_eq!((values.len(), values.get(2).copied()), (4, Some(pace::value::Number::ZERO)));
}

#[test]
fn a_grid_of_two_inputs_is_their_product() {
    let vary = ranges(&["deal_size=$6k..$12k step $2k", "win_rate=10%..30%"]);
    let answer = answer(grid(&model(VELOCITY), "base", &vary, "velocity", Some("M3")));
    assert_eq!(answer["measure"], "M3");
    assert_eq!(answer["inputs"][0]["values"], json!(["6000", "8000", "10000", "12000"]));
    assert_eq!(answer["inputs"][1]["values"].as_array().map(Vec::len), Some(11), "ten steps");
    for (i, line) in answer["cells"].as_array().expect("cells").iter().enumerate() {
        for (j, cell) in line.as_array().expect("a line").iter().enumerate() {
            let deal_size = decimal("6000") + decimal("2000") * Decimal::from(i);
            let win_rate = decimal("0.1") + decimal("0.02") * Decimal::from(j);
            same(cell, Decimal::from(40) * deal_size * win_rate / Decimal::from(3));
        }
    }
}

/// `calls` follows `reps`; when both vary, each has the value of the grid.
#[test]
fn what_varies_never_follows_what_varies() {
    let plan = model("months 4\nreps = 2\nplan { 20 calls/day * reps }\nleads = calls * reps\n");
    for vary in [
        ["reps=1..3 step 1", "calls=5/day..6/day step 1/day"],
        ["calls=5/day..6/day step 1/day", "reps=1..3 step 1"],
    ] {
        let answer = answer(grid(&plan, "base", &ranges(&vary), "leads", None));
        let reps = usize::from(vary[0].starts_with("calls"));
        for i in 0..answer["inputs"][0]["values"].as_array().expect("values").len() {
            for j in 0..answer["inputs"][1]["values"].as_array().expect("values").len() {
                let at = [i, j];
                let value = |input: usize| figure(&answer["inputs"][input]["values"][at[input]]);
                let want = value(reps) * value(1 - reps) * Decimal::from(80);
                same(&answer["cells"][i][j], want);
            }
        }
    }
}

/// Every cell is what the plan says with the value written into it.
#[test]
fn a_cell_is_the_plan_with_that_value() {
    let plan = "months 2026-01 .. 2026-12
plan { 3 calls/day }
stock reps { opening 2; gains 1/month; loses reps * 3%/month }
pipeline { leads = calls * reps / 10; won = 30% of leads in 40 days, halving every 60 days; worth $900; opening 5 leads }
goal bookings >= $1
";
    let vary = ranges(&["won.time=10 days..60 days step 25 days", "calls=1/week..11/week step 5/week"]);
    let cells = answer(grid(&model(plan), "base", &vary, "bookings", None))["cells"].clone();
    for (i, days) in [10, 35, 60].iter().enumerate() {
        for (j, calls) in [1, 6, 11].iter().enumerate() {
            let written = plan
                .replace("3 calls/day", &format!("{calls} calls/week"))
                .replace("40 days", &format!("{days} days"));
            let direct = answer(compare(&model(&written), &["base"]));
            let row = direct["rows"].as_array().expect("rows").iter().find(|row| row["name"] == "bookings");
            same(&cells[i][j], figure(&row.expect("bookings")["totals"][0]));
        }
    }
}

#[test]
fn periods_of_a_range_are_those_of_the_language() {
    let plan = model(
        "months 2026\nworkdays 20/month\nplan { 2 calls/day }\nleads = 40/month\nall = calls + leads\n",
    );
    for (range, unit, low, total) in [
        ("calls=10/week..20/week", "1/workday", "2", "960"),
        ("calls=40/month..60/month", "1/month", "40", "960"),
        ("calls=120/quarter..180/quarter", "1/month", "40", "960"),
        ("leads=1/day..2/day", "1/day", "1", "845"),
        ("leads=7/week..14/week", "1/day", "1", "845"),
        ("leads=1/workday..2/workday", "1/workday", "1", "720"),
        ("leads=0..10/month", "1/month", "0", "480"),
    ] {
        let answer = answer(grid(&plan, "base", &ranges(&[range]), "all", None));
        assert_eq!(answer["inputs"][0]["unit"], unit, "{range}");
        assert_eq!(answer["inputs"][0]["values"][0], low, "{range}");
        assert_eq!(answer["cells"][0][0], total, "{range}");
    }
}

#[test]
fn a_cell_that_makes_no_sense_is_empty_and_says_why() {
    let plan = "months 3
bonus = 5%
pipeline { leads = 10/month; won = bonus * 10 of leads in 0 days; worth $1 }
";
    let vary = ranges(&["bonus=8%..12% step 2%", "leads=10/month..20/month step 10/month"]);
    let found = grid(&model(plan), "base", &vary, "bookings", None).expect("a grid");
    let cells = serde_json::to_value(&found).expect("JSON")["cells"].clone();
    assert_eq!(cells, json!([["24", "48"], ["30", "60"], [null, null]]));
    assert!(found.gap.expect("a reason").contains("120%"));
}

#[test]
fn a_cell_without_a_value_says_what_it_lacks() {
    let plan = model("months 2\na = 1\nb = $6/month / a\nc = b * 2\n");
    let found = grid(&plan, "base", &ranges(&["a=0..2 step 1"]), "b", None).expect("a grid");
    assert_eq!(serde_json::to_value(&found).expect("JSON")["cells"], json!([[null], ["12"], ["6"]]));
    assert_eq!(found.gap.as_deref(), Some("it divides by zero"));
    let after = grid(&plan, "base", &ranges(&["a=0..2 step 1"]), "c", Some("M2")).expect("a grid");
    assert_eq!(after.gap.as_deref(), Some("`b`: it divides by zero"));
}

#[test]
fn a_range_may_lie_below_zero_and_says_where_it_ends() {
    let plan = model("months 2\ncost = -$5/month\nc = cost * 2\n");
    let vary = ranges(&["cost=-$3/month..$1/month step $1.5/month"]);
    let found = grid(&plan, "base", &vary, "c", None).expect("a grid");
    assert_eq!(serde_json::to_value(&found).expect("JSON")["cells"], json!([["-12"], ["-6"], ["0"]]));
    let note = "The values of `cost` end before $1/month: steps of $1.5/month do not land on it.";
    assert_eq!(found.notes, [note]);
    let lands = ranges(&["cost=-$3/month..$1/month step $2/month"]);
    assert!(grid(&plan, "base", &lands, "c", None).expect("a grid").notes.is_empty());
}

#[test]
fn a_picture_of_shades() {
    let vary = ranges(&["calls=2/day..12/day step 2/day", "deal_size=$6k..$12k step $2k"]);
    let found = grid(&example("outbound"), "base", &vary, "bookings", None).expect("a grid");
    let report = report::grid(&found);
    assert_snapshot!("grid_at_80", page(&report, 80));
    assert_snapshot!("grid_in_markdown", markdown::render(&report));
    let coloured = text::render(
        &report,
        &Screen { width: 80, painter: Painter::new(true), dialect: pace::diagnostic::Dialect::Shell },
    );
    // The lowest and the highest shade; without colour there is none.
    assert!(coloured.contains("48;5;195m") && coloured.contains("48;5;24m"));
    assert!(!page(&report, 80).contains('\u{1b}'));
}

#[test]
fn mistakes_in_a_range() {
    let plan = example("outbound");
    let mut said = String::new();
    for range in [
        "cals=1/day..2/day",
        "calls",
        "calls=1/day",
        "calls=1..2",
        "calls=5/day..1/day",
        "calls=1/day..2/month",
        "calls=1/day..5/day step 0/day",
        "calls=1/day..5/day step -1/day",
        "calls=-1/day..5/day step 1/day",
        "book_rate=-10%..-20%",
        "won.rate=-10%..20%",
        "calls=..5/day",
        "calls=1/day...5/day",
        "calls=1/day..5/day by 2/day",
        "won.time=-5 days..20 days",
        "calls=1/day..5000/day step 0.01/day",
        "book_rate=20..30",
        "book_rate=x..30%",
        "won.time=1 month..2 months",
        "deal_size=€5k..€6k",
        "bookings=$1..$2",
    ] {
        let errors = grid(&plan, "base", &ranges(&[range]), "bookings", None).err().unwrap_or_default();
        for error in errors {
            said.push_str(&format!("{range}\n  {}: {}\n", error.code.name(), error.message));
            said.push_str(&format!("  {}\n", error.help_in(pace::diagnostic::Dialect::Shell)));
        }
    }
    assert_snapshot!("mistakes_in_a_range", said);
}

// Scenarios side by side.

#[test]
fn scenarios_side_by_side() {
    let plan = example("outbound");
    let found = compare(&plan, &["base", "hustle", "hustle"]).expect("two scenarios");
    let answer = serde_json::to_value(&found).expect("JSON");
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        keys(&answer),
        ["checks", "currency", "goals", "label", "months", "rows", "scenario", "scenarios", "title"]
    );
    assert_eq!(keys(&answer["rows"][0]), ["name", "rollup", "totals", "unit", "values"]);
    assert_eq!(
        keys(&answer["goals"][0]),
        ["at", "label", "month", "status", "target", "text", "unit", "value"]
    );
    assert_eq!(keys(&answer["checks"][0]), ["month", "status", "text"]);
    assert_eq!(answer["scenarios"], json!(["base", "hustle"]));
    assert_eq!(answer["rows"][0]["totals"], json!(["1920", "2720"]));
    assert_eq!(answer["rows"][0]["values"]["hustle"][2], "240");
    assert_eq!(answer["goals"][1]["status"], json!(["missed", "met"]));
    let all: Vec<&str> = plan.model().scenario_names().collect();
    let all = compare(&plan, &all).expect("all scenarios");
    assert_snapshot!("compare_at_80", page(&report::compare(&all, Default::default()), 80));
    assert_snapshot!("compare_at_120", page(&report::compare(&all, Default::default()), 120));
    assert_snapshot!("compare_in_markdown", markdown::render(&report::compare(&all, Default::default())));
    let two = compare(&example("two_calls"), &["base", "three_calls"]).expect("two scenarios");
    assert_snapshot!(
        "compare_months",
        page(&report::compare(&two, CompareOptions { months: true, ..Default::default() }), 80)
    );
}

#[test]
fn rows_and_goals_of_one_scenario_alone_are_missing_in_the_other() {
    let plan =
        "months 3\na = 10/month\ngoal a >= 20\nscenario x { new b = 5/month; a = 12/month; goal b >= 20 }\n";
    let answer = answer(compare(&model(plan), &["base", "x"]));
    let rows = answer["rows"].as_array().expect("rows");
    let b = rows.iter().find(|row| row["name"] == "b").expect("b");
    assert_eq!(b["totals"], json!([null, "15"]));
    assert_eq!(b["values"], json!({ "x": ["5", "5", "5"] }));
    assert_eq!(answer["goals"][0]["status"], json!(["met", "met"]));
    assert_eq!(answer["goals"][1]["status"], json!([null, "missed"]));
    assert_eq!(answer["months"], json!(["M1", "M2", "M3"]));
    // Reached with 10 + 10 and 12 + 12 by the second month; three times 10, 12 and 5 in all.
    assert_eq!(answer["goals"][0]["value"], json!(["30", "36"]));
    assert_eq!(answer["goals"][0]["at"], json!(["M3", "M3"]));
    assert_eq!(answer["goals"][0]["month"], json!(["M2", "M2"]));
    assert_eq!(answer["goals"][1]["value"], json!([null, "15"]));
    assert_eq!(answer["goals"][1]["target"], json!([null, "20"]));
    assert_eq!(answer["goals"][1]["month"][0], json!(null));
    assert_eq!(answer["goals"][1]["unit"], "1");
}

// Today.

#[test]
fn a_working_day() {
    let plan = "months 2026
workdays mon..fri
plan {
  2 calls/day taking 20 minutes, 3/day from 2026-06 taking 15 minutes
  22 emails/month taking 30 minutes
  1 posts/week
  capacity 1 hour/day
}
leads = calls * 10% + emails * 50% + posts
goal leads >= 300
";
    let plan = model(plan);
    // April 2026 has 22 working days, 196 of the year's 261 begin then.
    let april = answer(today(&plan, "base", Some("2026-04"), false));
    assert_eq!(april["workdays"], "22");
    let action = |day: &Value, at: usize| day["actions"][at].clone();
    assert_eq!(action(&april, 0)["number"], "2");
    assert_eq!(action(&april, 0)["minutes"], "40");
    assert_eq!(action(&april, 1)["number"], "1");
    assert_eq!(action(&april, 1)["minutes"], "30");
    assert_eq!(action(&april, 2)["number"], "0.2");
    assert_eq!(action(&april, 2)["minutes"], Value::Null);
    assert_eq!((&april["minutes"], &april["capacity"]), (&json!("70"), &json!("60")));
    let days = (4..=12).fold(Decimal::ZERO, |sum, month| {
        let label = format!("2026-{month:02}");
        sum + figure(&answer(today(&plan, "base", Some(&label), false))["workdays"])
    });
    same(&action(&april, 0)["effect"], days * decimal("0.1"));
    same(&action(&april, 1)["effect"], days * decimal("0.5"));
    same(&action(&april, 1)["effect_per_minute"], days * decimal("0.5") / decimal("30"));
    // A post does most, but nobody knows how long it takes.
    same(&action(&april, 2)["effect"], days);
    assert_eq!(april["best"], "emails");
    let june = answer(today(&plan, "base", Some("2026-06"), false));
    assert_eq!(action(&june, 0)["number"], "3");
    assert_eq!(action(&june, 0)["minutes_each"], "15");
}

#[test]
fn a_goal_that_wants_less_is_served_by_less() {
    let plan =
        "months 3\nplan { 2 calls/day; 1 breaks/day }\ncost = calls * 5 - breaks * 2\ngoal cost <= 100\n";
    assert_eq!(answer(today(&model(plan), "base", None, false))["best"], "breaks");
}

#[test]
fn the_day_of_a_plan() {
    let day = today(&example("outbound"), "base", None, false).expect("a day");
    assert_snapshot!("today_at_80", page(&report::today(&day), 80));
    assert_snapshot!("today_in_markdown", markdown::render(&report::today(&day)));
    let full =
        model("months 2\nplan { 5 calls/day taking 15 minutes; capacity 1 hour/day }\ngoal calls >= 300\n");
    assert_snapshot!(
        "today_too_full",
        page(&report::today(&today(&full, "base", None, false).expect("a day")), 80)
    );
}

/// What `levers` says is needed, typed, meets the goal: it is rounded away from the goal's edge.
#[test]
fn what_a_goal_needs_is_enough() {
    // 3,183,000 / 12,000,000 is 26.525 %; 2.9M / 12M is 24.1666… %; 1,001 / 1,000 is a factor of 1.001.
    for (plan, input, needs) in [
        ("win = 25%\nsales = $1M/month * win\ngoal sales >= $3.183M\n", "win", "26.6%"),
        ("win = 25%\nsales = $1M/month * win\ngoal sales <= $2.9M\n", "win", "24.1%"),
        ("deals = 30\nsales = deals * $1,000/month\ngoal total sales >= $400k\n", "deals", "33.4"),
        ("deals = 30\nsales = deals * $1,000/month\ngoal total sales <= $400k\n", "deals", "33.3"),
        ("price = $30\nsales = price * 10/month\ngoal sales >= $4,000\n", "price", "$33.34"),
        ("win = 25%\nsales = $1M/month * win\ngoal sales >= $3.3M\n", "win", "27.5%"),
        (
            "deals = 10, 20 from M7\nsales = deals * $1/month\ngoal total sales >= $200.01\n",
            "deals",
            "× 1.112",
        ),
    ] {
        let text = format!("months 12\n{plan}");
        let shown = page(&report::levers(&levers(&model(&text), "base", None, "10%").expect("levers")), 100);
        let line = shown.lines().find(|line| line.starts_with(input)).unwrap_or_else(|| panic!("{shown}"));
        assert!(line.ends_with(&format!(" {needs}")), "{plan}{shown}");
        if needs.starts_with('×') {
            continue;
        }
        let said = text.replace(
            text.lines().find(|line| line.starts_with(&format!("{input} ="))).expect("its line"),
            &format!("{input} = {needs}"),
        );
        let results = pace::analysis::results(&model(&said), "base", pace::analysis::Granularity::Month);
        let status = results.expect("results").goals[0].status;
        assert_eq!(status, pace::analysis::GoalStatus::Met, "{said}");
    }
}

#[test]
fn a_plan_without_rows_has_no_levers_and_no_inputs() {
    for text in ["", "months 3\n", "title \"Soon\"\nmonths 3\n"] {
        let found = levers(&model(text), "base", None, "10%").expect_err("nothing to look at");
        assert_eq!(found[0].message, "the plan has no row to look at", "{text}");
        let found = solve_named(&model(text), "base", "x", None).expect_err("nothing to find");
        let help =
            found.iter().filter_map(|found| found.help.as_ref()).next().map(|help| format!("{help:?}"));
        assert!(
            help.is_some_and(|help| !help.ends_with(": ") && help.contains("no inputs")),
            "{text}: {found:?}"
        );
    }
}
