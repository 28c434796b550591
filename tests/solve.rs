//! The value of an input with which goals hold: against arithmetic done by hand, and tried on both sides.

use crate::support::{Plan, decimal, files, home};
use pace::analysis::{
    GoalStatus, Granularity, Solution, SolveStatus, grid, levers, prepare, results, solve, solve_named,
};
use pace::diagnostic::Dialect;
use pace::loader::what_if;
use pace::model::RowId;
use pace::value::Denomination;

/// The input of that name, solved for all goals of the plan.
#[track_caller]
fn solved(text: &str, input: &str) -> Solution {
    let settled = Plan::of_text(text).right();
    let model = settled.model();
    let row = model.base().table.find(input).unwrap_or_else(|| panic!("no row {input}"));
    solve(&settled, model.base(), row, &[])
}

/// The value that is needed, as digits.
#[track_caller]
fn needed(plan: &str, input: &str) -> String {
    let solution = solved(plan, input);
    assert_eq!(solution.found.status, SolveStatus::Found, "{solution:#?}");
    solution.found.answer.needed.map_or("none".into(), |needed| needed.to_string())
}

/// Why nothing is enough.
#[track_caller]
fn reason(plan: &str, input: &str) -> String {
    let solution = solved(plan, input);
    assert_eq!(solution.found.status, SolveStatus::Impossible, "{solution:#?}");
    solution.reason().unwrap_or_default()
}

/// Whether all goals of a plan are met.
#[track_caller]
fn met(plan: &str) -> bool {
    Plan::of_text(plan).projected("base").goals.iter().all(|goal| goal.status == GoalStatus::Met)
}

const US_2026: &str = "\
months 2026-01 .. 2026-12
workdays mon..fri except 2026-01-01, 2026-01-19, 2026-02-16, 2026-05-25, 2026-06-19, 2026-07-03, \
2026-09-07, 2026-10-12, 2026-11-11, 2026-11-26, 2026-12-25
plan { 2 calls/day }
";

const GOLDEN: &str = "\
pipeline {
  called = calls
  won = 2.5% of called over [0%, 25%, 50%, 25%]
  worth $8,000
}
goal bookings >= $100k by 2026-12
";

#[test]
fn the_golden_plan_needs_1000_over_417_calls_a_day() {
    let solution = solved(&format!("{US_2026}{GOLDEN}"), "calls");
    let needed = solution.found.answer.needed.expect("a value").to_string();
    assert!(needed.starts_with("2.3980815347721822541966"), "{needed}");
    let whole = solution.found.whole.expect("a whole number");
    assert_eq!(whole.number.to_string(), "3");
    assert_eq!(solution.found.goals[0].whole.expect("a figure").to_string(), "125100");
    assert_eq!(solution.found.goals[0].now.expect("a figure").to_string(), "83400");
    assert_eq!(solution.found.current.expect("a value").to_string(), "2");
    // The last calls that can still be won in December are November's.
    assert_eq!(solution.found.in_time.as_deref(), Some("Nov 2026"));
}

#[test]
fn calls_in_a_year_per_working_day() {
    // 250 working days; behind three months, the 188 of January to September.
    assert_eq!(needed(&format!("{US_2026}goal calls >= 2400 by 2026-12"), "calls"), "9.6");
    let lag = format!("{US_2026}closed = delay(calls, 3 months)\ngoal closed >= 2400 by 2026-12");
    assert!(needed(&lag, "calls").starts_with("12.7659574468085106382"), "{}", needed(&lag, "calls"));
    assert_eq!(solved(&lag, "calls").found.in_time.as_deref(), Some("Sep 2026"));
}

/// Plans with one number left open, `@`; the input's name; the value that is needed.
const THRESHOLDS: &[(&str, &str, &str)] = &[
    ("months 3\nplan { @ calls/day }\ngoal calls >= 100/month", "calls", "5"),
    ("months 4\ndeal = @\nrev = deal * 5/month\ngoal rev >= $2,000 by M4", "deal", "100"),
    (
        "months 4\ndeal = @\nrev = deal * 3/month\ngoal rev >= $700 by M4",
        "deal",
        "58.33333333333333333333334",
    ),
    ("months 2\nx = @\nleads = 80/month\nwon = x * leads\ngoal won >= 20/month from M1", "x", "0.25"),
    // A larger value hurts: the largest that still does.
    ("months 3\ncost = @/month\nbank = $900 - cum(cost)\ngoal bank >= $300 from M1", "cost", "200"),
    (
        "leads = 50\nspeed = leads * 20% * $900 / wait\nwait = @ days\ngoal speed >= $9,000/month by M1",
        "wait",
        "30",
    ),
    // A root, which no straight line hits.
    ("x = @\ny = x ^ 3\ngoal y >= 20", "x", "2.7144176165949065"),
    // Steps: the whole number from which on it is enough.
    ("x = @\ny = floor(x) * 7\ngoal y >= 50", "x", "8"),
    // A hump: met between 2 and 8 only.
    ("x = @\ny = 16 - (x - 5) ^ 2\ngoal y >= 7", "x", "2"),
    // Two goals that pull apart.
    ("x = @\ny = x * 2\nz = 100 - x\ngoal y >= 30\ngoal z >= 80", "x", "15"),
];

#[test]
fn an_answer_holds_and_a_little_less_does_not() {
    for (template, input, want) in THRESHOLDS {
        let money = template.contains("deal = @") || template.contains("cost = @");
        let write = |value: &str| {
            let said = if money { format!("${value}") } else { value.to_string() };
            template.replace('@', &said)
        };
        let solution = solved(&write("1"), input);
        let found = solution.found.answer.needed.unwrap_or_else(|| panic!("{template}: {solution:#?}"));
        let (found, want) = (decimal(&found.to_string()), decimal(want));
        assert!((found - want).abs() <= want * decimal("0.000000000001"), "{template}: {found}, want {want}");
        let twelfth = found * decimal("0.00000000001");
        let (worse, better) =
            if solution.found.answer.at_most { (found + twelfth, found) } else { (found - twelfth, found) };
        assert!(met(&write(&better.to_string())), "{template}: not met with {better}");
        assert!(!met(&write(&worse.to_string())), "{template}: met with {worse}");
    }
}

#[test]
fn a_hump_says_where_it_breaks_again() {
    let solution = solved("x = 1\ny = 16 - (x - 5) ^ 2\ngoal y >= 7", "x");
    assert_eq!(solution.found.answer.breaks_above.expect("a value").to_string(), "8");
    // So narrow that no grid has a point in it.
    let narrow = solved("x = 1\ny = 16 - 1_000_000 * (x - 5.123) ^ 2\ngoal y >= 15", "x");
    let low = narrow.found.answer.needed.expect("a value").to_string();
    assert!(low.starts_with("5.122"), "{low}");
}

/// Plans; the input; the stretches in which the goals hold: `3<` is just above 3, `<4` just below 4.
const STRETCHES: &[(&str, &str, &str)] = &[
    // Strict bounds: the next number of 12 digits.
    ("a = 2\nb = if(a > 3, if(a < 4, 10, 0), 1)\ngoal b >= 10", "a", "3< 3.00000000001 .. 3.99999999999 <4"),
    (
        "a = 200\nb = if(a > 300, if(a < 1000, 10, 0), 1)\ngoal b >= 10",
        "a",
        "300< 300.000000001 .. 999.999999999 <1000",
    ),
    ("a = 2\nb = if(a > 0, 10, 0)\ngoal b >= 10", "a", "0< 0.000000000001 .. end"),
    // Windows that lie between the points of any grid.
    ("a = 2\nc = if(a >= 7.3, if(a <= 7.31, 1, 0), 0)\ngoal c >= 1", "a", "7.3 .. 7.31"),
    ("a = 2\nk = a * 3\nc = if(k >= 21.9 and k <= 21.93, 1, 0)\ngoal c >= 1", "a", "7.3 .. 7.31"),
    ("a = 2\nc = if(a == 7.3, 1, 0)\ngoal c >= 1", "a", "7.3 .. 7.3"),
    ("a = 2\nd = 3 - max(a, 7.3) + min(a, 7.31)\ne = 2 * d - 6\ngoal e >= 0.02", "a", "none"),
    // A gap that no grid has a point in.
    ("a = 2\nc = if(a > 7.3 and a < 7.31, 0, 1)\ngoal c >= 1", "a", "start .. 7.3 | 7.31 .. end"),
    // A cubic of 1, 2 and 3.
    (
        "a = 2.5\nd = (a - 1) * (a - 2) * (a - 3) * $1/month + $5/month\ngoal d <= $5/month by M1",
        "a",
        "start .. 1 | 2 .. 3",
    ),
    // Two humps, the first so narrow that it lies between two points.
    (
        "a = 1\ny = if(a < 2, 16 - 1_000_000 * (a - 1.01234) ^ 2, 16 - (a - 5) ^ 2)\ngoal y >= 15",
        "a",
        "1.01134 .. 1.01334 | 4 .. 6",
    ),
    // Nothing to be divided by at 5.
    ("a = 1\ny = 1 / (a - 5) ^ 2\ngoal y >= 0.25", "a", "3 .. 4.99999999999 <5 | 5< 5.00000000001 .. 7"),
];

#[test]
fn all_stretches_in_which_goals_hold_are_told() {
    for (plan, input, want) in STRETCHES {
        let solution = solved(plan, input);
        let edge = |edge: Option<pace::analysis::Boundary>, low: bool| match edge {
            None if low => "start".to_string(),
            None => "end".to_string(),
            Some(edge) => match edge.beyond {
                Some(beyond) if low => format!("{beyond}< {}", edge.value),
                Some(beyond) => format!("{} <{beyond}", edge.value),
                None => edge.value.to_string(),
            },
        };
        let said: Vec<String> = solution
            .found
            .answer
            .holds
            .iter()
            .map(|stretch| format!("{} .. {}", edge(stretch.from, true), edge(stretch.to, false)))
            .collect();
        let said = if said.is_empty() { "none".to_string() } else { said.join(" | ") };
        assert_eq!(said, *want, "{plan}");
        let first = solution.found.answer.holds.first();
        let needed = first.and_then(|first| first.from.or(first.to)).map(|edge| edge.value);
        assert_eq!(solution.found.answer.needed, needed, "{plan}");
    }
}

#[test]
fn what_saturates_has_a_best() {
    let cases = [
        ("c = min(a, 5) * $100/month\ngoal c >= $501/month", "5", "$500/month of $501/month"),
        ("c = clamp(a, 2, 5) * $100/month\ngoal c >= $501/month", "5", "$500/month of $501/month"),
        ("c = $900/month - max(a, 7) * $100/month\ngoal c >= $201/month", "0", "$200/month of $201/month"),
        ("c = if(a >= 3.3, 5, 4)\ngoal c >= 6", "3.3", "5 of 6"),
    ];
    for (plan, best, comes_to) in cases {
        let solution = solved(&format!("months 3\na = 1\n{plan}"), "a");
        assert_eq!(solution.found.answer.best.map(|best| best.to_string()).as_deref(), Some(best), "{plan}");
        let want = format!("at best `c` comes to {comes_to}, with `a` at {best}");
        assert_eq!(solution.reason().as_deref(), Some(want.as_str()), "{plan}");
    }
}

#[test]
fn several_goals_out_of_reach_are_a_line_each() {
    let solution = solved("a = 1\nb = min(a, 3)\nc = min(a, 4)\ngoal b >= 5\ngoal c >= 6", "a");
    let want = ["at best `b` comes to 3 of 5, with `a` at 4", "`c` comes to 4 of 6"];
    assert_eq!(solution.found.reasons, want);
}

/// 2026 has 12 months and 261 days from Monday to Friday.
#[test]
fn an_action_is_found_in_the_period_in_which_the_plan_states_it() {
    let plan = |stated: &str, goal: u32| {
        format!("months 2026\nworkdays mon..fri\nplan {{ {stated} }}\ngoal calls >= {goal} by 2026-12")
    };
    for (stated, goal, needed, whole) in [
        ("5 calls/month", 100, "8.33333333333333333333334", "9 Month"),
        ("5 calls/quarter", 100, "25", "25 Quarter"),
        ("5 calls/year", 100, "100", "100 Year"),
        // 52.2 weeks of five days.
        ("5 calls/week", 522, "10", "10 Week"),
    ] {
        let solution = solved(&plan(stated, goal), "calls");
        let own = solution.found.stated.expect("its own period");
        assert_eq!(own.current.expect("a number").to_string(), "5", "{stated}");
        let found = own.needed.expect("a number");
        assert!(
            found.compare(pace::value::Number::parse(needed).expect("a number")).is_eq(),
            "{stated}: {found}"
        );
        let beside = solution.found.whole.map(|whole| format!("{} {:?}", whole.number, whole.per));
        assert_eq!(beside.as_deref(), Some(whole), "{stated}");
        // And the statement to try says the same.
        let tried = plan(&pace::report::statement(&solution).expect("a statement"), goal);
        assert!(met(&tried), "{tried}");
    }
    // Of a day, a small number is told per week: 0.3 a day are 1.5 a week.
    let solution = solved(&plan("1 calls/day", 78), "calls");
    assert_eq!(solution.found.stated, None);
    assert_eq!(solution.found.whole.map(|whole| whole.number.to_string()).as_deref(), Some("2"));
}

#[test]
fn a_whole_number_beyond_the_end_of_a_stretch_is_not_told() {
    let plan =
        "months 1\nplan { 1 calls/day }\nx = if(calls >= 44/month and calls <= 56/month, 1, 0)\ngoal x >= 1";
    // 20 working days: from 2.2 to 2.8 a day, and no whole number of them.
    let solution = solved(plan, "calls");
    assert_eq!(solution.found.answer.needed.expect("a value").to_string(), "2.2");
    assert_eq!(solution.found.answer.breaks_above.expect("a value").to_string(), "2.8");
    assert_eq!(solution.found.whole, None);
}

#[test]
fn what_is_met_already_says_how_little_would_do() {
    let solution = solved("months 3\nplan { 6 calls/day }\ngoal calls >= 100/month", "calls");
    assert_eq!(solution.found.status, SolveStatus::Already);
    assert_eq!(solution.found.answer.needed.expect("a value").to_string(), "5");
    let indifferent = solved("x = 1\ny = 5\nz = x * y\ngoal y >= 5", "x");
    assert_eq!(indifferent.found.status, SolveStatus::Already);
    assert_eq!(indifferent.reason().as_deref(), Some("the goal holds whatever `x` is"));
}

#[test]
fn an_input_that_differs_by_month_has_no_value_now() {
    let solution = solved("months 3\nx = 1/month, 2/month from M2\ngoal x >= 9", "x");
    assert_eq!(solution.found.current, None);
    // 1 and twice 2, over three months.
    assert!(solution.found.mean.expect("a mean").to_string().starts_with("1.6666666666666"));
    assert_eq!(solution.found.answer.needed.expect("a value").to_string(), "3");
}

#[test]
fn why_nothing_is_enough() {
    let plan = format!("{US_2026}{GOLDEN}");
    let cases: [(String, &str, &str); 6] = [
        ("x = 1\ny = 5\nz = x * y\ngoal y >= 6".into(), "x", "`x` does not move `y`"),
        ("x = 1\ny = x * 0\ngoal y >= 6".into(), "x", "`x` does not move `y`"),
        (
            format!("{plan}goal won >= 1/month by 2026-01"),
            "calls",
            "even what starts in Jan 2026 arrives after Jan 2026",
        ),
        (
            "months 12\nleads = 10/month\npipeline { entry = leads\nwon = 10% of entry in 30 days }\n\
             goal won >= 220 by M12"
                .into(),
            "won.rate",
            "`won.rate` would have to be 200%, and a share is at most 100%; only what starts by M11 can still \
             arrive in time",
        ),
        ("x = 1\ny = x / (x + 1)\ngoal y >= 2".into(), "x", "however large `x` is, `y` comes to 1 of 2"),
        (
            "x = 1\ny = 16 - (x - 5) ^ 2\ngoal y >= 17".into(),
            "x",
            "at best `y` comes to 16 of 17, with `x` at 5",
        ),
    ];
    for (plan, input, want) in &cases {
        assert_eq!(reason(plan, input), *want, "{plan}");
    }
}

/// A stage of no worth brings nothing whenever it arrives: that is no matter of time.
#[test]
fn what_brings_nothing_is_not_said_to_come_too_late() {
    let plan = "months 4\npipeline { e = 9/month\nmid = 50% of e in 3 days\nwon = 0% of mid in 7 days\nworth $5 }\n\
                goal bookings >= $9 by M4\ngoal mid <= 99 by M4";
    assert_eq!(reason(plan, "mid.time"), "`mid.time` does not move `bookings`");
    let solution = solved(plan, "mid.time");
    // No value comes nearer than another, so that none is the best, and no figures stand for it.
    assert_eq!(solution.found.answer.best, None);
    assert!(
        solution.found.goals.iter().all(|goal| goal.then.is_none() && goal.now.is_some()),
        "{solution:#?}"
    );
}

/// Of buyers who cool by half each day, none is left after a hundred: that is 0, not too large a number.
#[test]
fn a_wait_however_long_leaves_a_plan_sound() {
    let plan = "months 3\npipeline { e = 9/month\nwon = 50% of e in 3 days, halving every 1 day }\ngoal e >= 27 by M3";
    let solution = solved(plan, "won.time");
    assert_eq!(solution.reason().as_deref(), Some("the goal holds whatever `won.time` is"));
}

/// A lever is looked at in the part of the plan that its goal needs; `solve` looks at all of it.
#[test]
fn what_a_lever_needs_is_what_solve_finds() {
    let mut compared = 0;
    for path in files(&home().join("examples"), "pace") {
        let Some(settled) = Plan::read(&path).settled else { continue };
        let base = settled.model().base();
        for goal in 0..base.goals.len() {
            let row = &base.table.row(base.goals[goal].row).name;
            let of_first =
                base.goals.iter().position(|other| other.row == base.goals[goal].row) == Some(goal);
            if !of_first {
                continue;
            }
            let levers = levers(&settled, "base", Some(row), "10%").expect("levers");
            for lever in levers.levers.iter().filter(|lever| !lever.needs_factor()) {
                let input = base.table.find(&lever.input).expect("a row");
                let needed = solve(&settled, base, input, &[goal]);
                // Of what does not move the goal there is nothing to say.
                if needed.reason().is_none() {
                    compared += 1;
                    assert_eq!(
                        lever.needed,
                        needed.found.answer.needed,
                        "{}: {} for {row}",
                        path.display(),
                        lever.input
                    );
                }
            }
        }
    }
    assert!(compared > 30, "only {compared}");
}

/// 3 meets the goal, and makes another row larger than any number: 3^20 is 3,486,784,401.
/// 1,000 in the bank pay for all customers there are: the goal holds with a price of 0, and with larger ones up to those
/// with which the balance is too large a number. Nothing is worse off by that.
#[test]
fn a_goal_that_holds_with_every_price_needs_none() {
    let plan = Plan::of_text(
        "months 6\nprice = $100/month\nstock bank {\n  opening $1,000\n  gains MRR = 10 * price\n  \
         loses $5/month\n}\ngoal bank >= $1 from M2\n",
    );
    let levers = levers(&plan.right(), "base", None, "10%").expect("levers");
    let price = levers.levers.iter().find(|lever| lever.input == "price").expect("the price");
    assert_eq!((price.needed, price.needed_at_most), (Some(pace::value::Number::ZERO), false));
}

#[test]
fn a_lever_may_not_make_another_row_too_large() {
    let plan =
        |size: &str| Plan::of_text(&format!("months 3\na = 2\ngoal a >= 3\nhuge = a ^ 20 * {size}")).right();
    let needed = |size: &str| levers(&plan(size), "base", None, "10%").expect("levers").levers[0].needed;
    assert_eq!(needed("10_000_000_000_000_000_000"), Some(pace::value::Number::from(3u32)));
    assert_eq!(needed("100_000_000_000_000_000_000"), None);
}

#[test]
fn goals_go_by_label_number_text_or_row() {
    let text = "x = 1\ny = x * 2\nz = x * 3\ngoal \"Many\": y >= 10\ngoal z >= 30";
    let plan = Plan::of_text(text).right();
    let solved = |goal: Option<&str>| {
        let solution = solve_named(&plan, "base", "x", goal).unwrap_or_else(|found| panic!("{found:#?}"));
        solution.found.answer.needed.expect("a value").to_string()
    };
    assert_eq!(solved(None), "10");
    for goal in ["Many", "many", "1", "y >= 10", "y"] {
        assert_eq!(solved(Some(goal)), "5", "{goal}");
    }
    for goal in ["2", "z >= 30", "z"] {
        assert_eq!(solved(Some(goal)), "10", "{goal}");
    }
    let wrong = |input: &str, goal: &str| {
        let found = solve_named(&plan, "base", input, Some(goal)).expect_err("a mistake");
        found.iter().map(|found| found.message.clone()).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(wrong("x", "Mony"), "there is no goal `Mony`");
    assert_eq!(
        wrong("y", "3"),
        "`y` is worked out from other rows: it cannot be given a value; there is no goal `3`"
    );
}

/// Random plans of steps, parabolas, bounds and quotients: where the goal is said to hold, it does, and nowhere
/// else. Every value is tried, a fiftieth apart.
/// What holds as the plan is and no longer with the answer is told, with what it comes to.
#[test]
fn what_an_answer_breaks_is_told() {
    let told =
        |judgements: &str| {
            let plan = format!(
                "months 4\nads = $100/month\nleads = ads / $10\n\
             stock bank {{ opening $500; loses ads }}\ngoal leads >= 20/month from M1\n{judgements}\n"
            );
            let settled = Plan::of_text(&plan).right();
            let solution = solve_named(&settled, "base", "ads", Some("1")).expect("a solution");
            assert_eq!(solution.found.answer.needed.map(|needed| needed.to_string()).as_deref(), Some("200"));
            let goals = solution.found.breaks.goals.iter().map(|goal| goal.text.clone());
            let goals: Vec<String> = goals.collect();
            let checks =
                solution.found.breaks.checks.iter().map(|check| {
                    format!("{} in {}", check.text, check.month.as_deref().unwrap_or("no month"))
                });
            (goals, checks.collect::<Vec<String>>())
        };
    // $500 less $200 a month is -$100 in the third month, and -$300 in the fourth.
    let (goals, checks) = told("goal bank >= $0 from M1\ncheck bank >= $0\ncheck bank >= -$300");
    assert_eq!(goals, ["bank >= $0 from M1"]);
    assert_eq!(checks, ["bank >= $0 in M3"]);
    // What did not hold before is not broken, what holds still is not told, nor a goal that was asked for.
    let (goals, checks) = told("goal bank >= $450 from M1\ncheck bank >= $450\ngoal bank >= $300 by M1");
    assert!(goals.is_empty() && checks.is_empty(), "{goals:?} {checks:?}");
}

/// Who has only a check is told the goal that asks for the same, and that goal can be reached.
#[test]
fn a_check_is_told_as_the_goal_to_reach() {
    let plan = |judgements: &str| {
        format!("months 4\nads = $100/month\nstock bank {{ opening $500; loses ads }}\n{judgements}\n")
    };
    let help = |judgements: &str, goal: Option<&str>| {
        let settled = Plan::of_text(&plan(judgements)).right();
        let found = solve_named(&settled, "base", "ads", goal).expect_err("no goal");
        found[0].help.iter().map(|help| help.say(Dialect::Shell)).collect::<Vec<_>>().join("; ")
    };
    for (judgements, goal, written) in [
        ("check bank >= $0", Some("bank"), "goal bank >= $0 from M1"),
        ("check bank >= $0", None, "goal bank >= $0 from M1"),
        ("check ads <= $300/month\ncheck bank >= $50 from M3", Some("bank"), "goal bank >= $50 from M3"),
        ("goal ads >= $5/month\ncheck bank >= $0", Some("BANK"), "goal bank >= $0 from M1"),
    ] {
        let help = help(judgements, goal);
        assert!(help.contains(&format!("to reach what the check asks for: `--set '{written}'`")), "{help}");
        let settled = Plan::of_text(&plan(written)).right();
        let solution = solve_named(&settled, "base", "ads", Some("bank")).expect("a solution");
        assert_eq!(solution.found.status, SolveStatus::Already);
    }
    // What a goal cannot say, and a row that no check speaks of.
    for (judgements, goal) in [
        ("check bank > $0", None),
        ("check $0 <= bank", None),
        ("check bank >= $0 and ads >= $0/month", None),
        ("check bank >= $0", Some("ads")),
    ] {
        assert_eq!(help(judgements, goal), "add one to the plan", "{judgements}");
    }
}

#[test]
fn what_is_said_to_hold_is_what_trying_every_value_finds() {
    let mut draws = Draws(20_260_101);
    for _ in 0..40 {
        let (now, formula) = (draws.number(), draws.formula(2));
        let (sign, target) = ([">=", "<="][draws.below(2)], draws.number());
        let text = format!("months 1\na = {now}\nb = {formula}\ngoal b {sign} {target}\n");
        let plan = Plan::of_text(&text).right();
        let base = plan.model().base();
        let input = base.table.find("a").expect("a");
        let solution = solve(&plan, base, input, &[]);
        let vary = ["a=0..16 step 0.02".to_string()];
        let tried = grid(&plan, "base", &vary, "b", None).expect("a grid");
        let target = pace::value::Number::parse(&target).expect("a number");
        for (value, cell) in tried.inputs[0].values.iter().zip(&tried.cells) {
            let met = cell[0].is_some_and(|figure| match sign {
                ">=" => figure.compare(target).is_ge(),
                _ => figure.compare(target).is_le(),
            });
            let said = solution.found.answer.holds.iter().any(|stretch| {
                stretch.from.is_none_or(|from| *value >= from.value)
                    && stretch.to.is_none_or(|to| *value <= to.value)
            });
            assert_eq!(met, said, "{text}at {value}: {:#?}", solution.found.answer.holds);
        }
    }
}

/// Numbers that look random and are the same in every run.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// 0 to 12, with up to two decimals.
    fn number(&mut self) -> String {
        match self.below(3) {
            0 => self.below(13).to_string(),
            1 => format!("{}.{}", self.below(12), self.below(10)),
            _ => format!("{}.{:02}", self.below(12), self.below(100)),
        }
    }

    /// A formula of `a`.
    fn formula(&mut self, depth: usize) -> String {
        let (one, other) = (self.number(), self.number());
        let inner = depth.saturating_sub(1);
        match self.below(if depth == 0 { 2 } else { 8 }) {
            0 => format!("(a * {} + {one})", ["-2", "-1", "2", "3"][self.below(4)]),
            1 => format!("({one} - (a - {other}) ^ 2)"),
            2 | 3 => {
                let sign = [">", ">=", "<", "<="][self.below(4)];
                format!("if(a {sign} {one}, {}, {})", self.formula(inner), self.formula(inner))
            }
            4 => format!("min({}, {})", self.formula(inner), self.formula(inner)),
            5 => format!("max({}, {})", self.formula(inner), self.formula(inner)),
            6 => format!("floor(a) * {}", ["1", "2", "-1"][self.below(3)]),
            _ => format!("({one} / (a + {other} + 0.5))"),
        }
    }
}

/// Every input of every example, for every goal: what is found meets it in the plan itself.
#[test]
fn an_answer_meets_its_goals_in_the_plan_itself() {
    let mut found = 0;
    for path in files(&home().join("examples"), "pace") {
        let Some(settled) = Plan::read(&path).settled else { continue };
        let base = settled.model().base();
        for (at, row) in base.table.rows.iter().enumerate().filter(|(_, row)| row.input && !row.hidden) {
            for goal in 0..base.goals.len() {
                let solution = solve(&settled, base, RowId(at as u32), &[goal]);
                let place = format!("{}: {} for goal {}", path.display(), row.name, goal + 1);
                if solution.found.status == SolveStatus::Impossible {
                    assert!(solution.reason().is_some(), "{place}: {solution:#?}");
                }
                let Some(needed) = solution.found.answer.needed.filter(|_| !row.is_action()) else {
                    continue;
                };
                found += 1;
                let model = settled.model();
                let value =
                    Denomination::new(row.unit, row.shown, model.currency).written(solution.write(needed));
                let mut loaded = settled.loaded().clone();
                let tried = what_if(&mut loaded, "base", &[format!("{} = {value}", row.name)]);
                let plan = prepare(loaded).unwrap_or_else(|found| panic!("{place}: {found:#?}"));
                let results = results(&plan, &tried, Granularity::Month)
                    .unwrap_or_else(|found| panic!("{place}: {found:#?}"));
                assert_eq!(results.goals[goal].status, GoalStatus::Met, "{place}: {solution:#?}");
            }
        }
    }
    assert!(found > 50, "only {found}");
}

// `?`

/// Plans with a `?`; the row to look at; its first month.
const UNKNOWN: &[(&str, &str, &str)] = &[
    ("plan { ? calls/month }\nx = calls * 10%\ngoal x >= 4/month from M1", "calls", "40"),
    ("plan { ? calls/day }\ngoal calls >= 240", "calls", "20"),
    ("deal: $ = ?\nrev = deal * 5/month\ngoal rev >= $6,000", "deal", "100"),
    ("x = 2 * ?\ngoal x >= 30", "x", "30"),
    ("x = $1, ? from M2\ngoal x >= $30", "x", "1"),
    ("leads = 10/month\npipeline { e = leads\nwon = ? of e in 0 days }\ngoal won >= 24", "won.rate", "0.2"),
    ("leads = 10/month\npipeline { e = leads\nwon = 50% of e in ? }\ngoal won >= 50", "won.time", "60"),
    (
        "leads = 10/month\npipeline { e = leads\nwon = 50% of e in 0 days\nworth ? }\ngoal bookings >= $600",
        "bookings",
        "50",
    ),
    (
        "pipeline { e = 0/month\nwon = 50% of e in 30 days\nopening ? e }\ngoal won >= 5/month by M1",
        "e.open",
        "none",
    ),
    ("stock s { opening ?\ngains $5/month }\ngoal s >= $100", "s", "45"),
];

#[test]
fn a_question_mark_is_the_number_that_the_goals_need() {
    for (text, row, want) in UNKNOWN {
        let mut plan = Plan::of_text(text);
        let projected = plan.projected("base");
        assert!(projected.goals.iter().all(|goal| goal.status == GoalStatus::Met), "{text}");
        assert!(projected.notes.iter().any(|note| note.contains("`?` is ")), "{text}: {:?}", projected.notes);
        if let Some(row) = projected.row(row) {
            assert_eq!(row.values[0].expect("a value").to_string(), *want, "{text}");
        }
    }
}

#[test]
fn a_question_mark_that_nothing_meets_stands_for_the_best() {
    let mut plan = Plan::of_text("leads = 40/month\nrate: % = ?\nwon = leads * rate\ngoal won >= 50/month");
    let projected = plan.projected("base");
    assert_eq!(projected.row("rate").expect("a row").values[0].expect("a value").to_string(), "1");
    let warning = &projected.warnings[0];
    assert_eq!(
        warning.message,
        "no value of `?` meets the goal: `rate` would have to be 125%, and a share is at most 100%"
    );
}

#[test]
fn what_a_stock_opens_with_is_given_a_name_to_be_found() {
    let plan =
        |opening: &str| format!("months 12\n{opening}  loses $900/month\n}}\ngoal bank >= $20k by M12\n");
    let asked = |text: &str, input: &str| {
        let plan = Plan::of_text(text).right();
        pace::analysis::solve_named(&plan, "base", input, None)
    };
    let found = asked(&plan("stock bank {\n  opening $10k\n"), "bank.opening").expect_err("a balance");
    let help = found[0].help_in(pace::diagnostic::Dialect::Shell);
    assert!(help.contains("`bank_at_start = …` on a line of its own, and `opening bank_at_start`"), "{help}");
    // As the help says: $900 of the first month are still to go, so that $20,900 are enough.
    let named = plan("bank_at_start = $10k\nstock bank {\n  opening bank_at_start\n");
    assert!(asked(&named, "bank_at_start").is_ok());
    let found = asked(&named, "bank.opening").expect_err("a balance");
    assert!(found[0].help_in(pace::diagnostic::Dialect::Shell).contains("bank_at_start"));
}

#[test]
fn a_scenario_has_its_own_value_or_none() {
    let text =
        "x = ?\ny = x * 3\ngoal y >= 30\nscenario more { replace y = x * 6 }\nscenario fixed { x = 4 }";
    let plan = Plan::of_text(text).right();
    let value = |scenario: &str| {
        let results = results(&plan, scenario, Granularity::Month).expect("results");
        (results.row("x").expect("a row").values[0].expect("a value").to_string(), results.notes.len())
    };
    assert_eq!(value("base"), ("10".into(), 1));
    assert_eq!(value("more"), ("5".into(), 1));
    assert_eq!(value("fixed"), ("4".into(), 0));
}

/// What is wrong with `?`: message, place in the plan, fix.
#[test]
fn a_question_mark_with_a_unit_gets_a_fix_to_paste() {
    let pipeline = |stage: &str| format!("pipeline {{ e = 10/month\n{stage}\nworth $5 }}\ngoal won >= 1\n");
    let cases = [
        (pipeline("won = 20% of e in ? days"), "`?` stands alone: `days` cannot follow it", "`in ?`"),
        (pipeline("won = ?% of e in 5 days"), "`?` stands alone: `%` cannot follow it", "`? of`"),
        (
            "cycle = ? weeks\ngoal cycle >= 3 days".into(),
            "`?` stands alone: `weeks` cannot follow it",
            "`cycle: days = ?`",
        ),
        ("n = ?/month\ngoal n >= 3/month".into(), "there is no row `month`", "`n: /month = ?`"),
        (
            "deal = $?/month growing 5% every year\ngoal total deal >= $300".into(),
            "`?` stands alone: `$` cannot stand before it",
            "`deal: $/month = ? growing 5% every year`",
        ),
        ("rate = ?%\ngoal rate >= 3%".into(), "`?` stands alone: `%` cannot follow it", "`rate: % = ?`"),
        (
            "deal = $?\ngoal deal >= $3".into(),
            "`?` stands alone: `$` cannot stand before it",
            "`deal: $ = ?`",
        ),
        (
            "leads = 5/month\ndeal = ?\nb = leads * deal\nx = deal + $5\ngoal b >= $500".into(),
            "`deal` is to be found, and its use needs dollars: say so, or it is a plain number",
            "`deal: $ = ?`",
        ),
        (
            format!("w = ?\n{}", pipeline("won = 20% of e in w")),
            "`w` is to be found, and its use needs days: say so, or it is a plain number",
            "`w: days = ?`",
        ),
        (
            "currency SEK\ncost = ?\nprofit = 900 SEK/month - cost\ngoal profit >= 0 SEK".into(),
            "`cost` is to be found, and its use needs SEK per month: say so, or it is a plain number",
            "`cost: SEK/month = ?`",
        ),
    ];
    for (text, message, fix) in cases {
        let plan = Plan::of_text(&text);
        assert!(plan.settled.is_none(), "{text}");
        let found = plan.found.iter().find(|found| found.message == message);
        let found = found.unwrap_or_else(|| panic!("{text}: {:#?}", plan.found));
        let help = found.help_in(pace::diagnostic::Dialect::Shell);
        assert!(help.contains(fix), "{text}: {help}");
        let place = found.span().expect("a place");
        let pointed_at = &text[place.start as usize..place.end as usize];
        assert!(!message.contains("to be found") || pointed_at == "?", "{text}: at {pointed_at}");
        // A definition mended as the help says is a plan.
        if let (Some(line), Some(fix)) = (text.lines().find(|line| line.contains('?')), fix.strip_prefix('`'))
            && fix.contains(':')
        {
            let mended = Plan::of_text(&text.replace(line, fix.trim_end_matches('`')));
            assert!(mended.settled.is_some(), "{text}: {:#?}", mended.found);
        }
    }
}

#[test]
fn what_a_question_mark_cannot_be() {
    let cases = [
        ("x = ?", "`?` is found from the plan's goals, and there is none"),
        ("x = ?\ny = ?\ngoal y >= 3", "a plan has one `?`: its goals can tell one number, not two"),
        ("x = max(?, 3)\ngoal x >= 3", "`?` stands in the place of one number"),
        ("x = 3\ngoal x >= ?", "`?` stands in the place of one number"),
        ("x = 3\ncheck x >= ?\ngoal x >= 2", "`?` stands in the place of one number"),
    ];
    for (text, want) in cases {
        let plan = Plan::of_text(text);
        assert!(plan.settled.is_none(), "{text}");
        assert!(plan.found.iter().any(|found| found.message.starts_with(want)), "{text}: {:#?}", plan.found);
    }
}
