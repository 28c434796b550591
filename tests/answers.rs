//! One meaning of "now", "met" and "needed" in every command, and answers that somebody can act on: laws over plans that
//! are made up.

use crate::support::Plan;
use crate::support::process::Shell;
use pace::analysis::{
    Delta, GoalResult, GoalStatus, Granularity, SettledPlan, Solution, SolveStatus, compare, levers, moved,
    prepare, results, solve, solve_named,
};
use pace::loader::what_if;
use pace::model::Role;
use pace::value::{Denomination, Number};

/// Numbers that look random and are the same in every run (the generator of Numerical Recipes).
struct Made(u64);

impl Made {
    fn from(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (self.0 >> 33) % (high - low + 1)
    }

    fn of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some[self.from(0, some.len() as u64 - 1) as usize]
    }
}

/// The rows of a plan with a pipeline, two stocks of counted things, recurring money and a row that differs by month;
/// and one goal on them: the row, how it is compared, the target, the time.
fn made(seed: u64) -> (String, [String; 4]) {
    let mut made = Made(seed * 7919 + 17);
    let mut of = |low, high| made.from(low, high);
    let rows = format!(
        "months 6\na = {}/month\nr = {}%\nchurn = {}%/month\nprice = ${}\nfires = 0.{}/month\n\
         pipeline {{ leads = a\n met = r of leads in {} days\n won = {}% of met in {} days\n worth price }}\n\
         stock customers {{ opening {}\n gains won\n loses quits = customers * churn }}\n\
         stock reps {{ opening {}\n gains 0.5/month\n loses leavers = fires }}\n\
         mrr: $/month last = customers * $50/month\n\
         y = [{}, {}, {}, {}, {}, {}] from M1\n",
        of(1, 40),
        of(10, 90),
        of(1, 20),
        of(100, 900),
        of(1, 9),
        of(0, 40),
        of(10, 60),
        of(0, 70),
        of(1, 60),
        of(2, 9),
        of(1, 9),
        of(1, 9),
        of(1, 9),
        of(1, 9),
        of(1, 9),
        of(1, 9),
    );
    let (row, target) = match made.from(0, 6) {
        0 => ("customers", format!("{}", made.from(5, 150))),
        1 => ("bookings", format!("${}", made.from(100, 30_000))),
        2 => ("bookings", format!("${}/month", made.from(100, 9_000))),
        3 => ("won", format!("{}", made.from(1, 60))),
        4 => ("mrr", format!("${}/month", made.from(300, 8_000))),
        5 => ("reps", format!("{}", made.from(1, 12))),
        _ => ("y", format!("{}", made.from(2, 10))),
    };
    let total = row == "won" || row == "bookings" && !target.contains('/');
    let times: &[&str] = if total {
        &["", " by M3", " by M6", " in M2 .. M5"]
    } else {
        &["", " by M3", " by M6", " in M2 .. M5", " from M1", " from M3"]
    };
    let compare = made.of(&[">=", ">=", "<="]);
    let time = made.of(times);
    (rows, [row.into(), compare.into(), target, time.into()])
}

fn settled(text: &str) -> SettledPlan {
    let plan = Plan::of_text(text);
    plan.settled.unwrap_or_else(|| panic!("{text}\n{:#?}", plan.found))
}

fn judged(plan: &SettledPlan) -> GoalResult {
    results(plan, "base", Granularity::Month).expect("results").goals.remove(0)
}

#[test]
fn every_command_names_the_same_figure_and_the_same_month() {
    let (mut met, mut missed, mut asked) = (0, 0, 0);
    for seed in 0..40 {
        let (rows, [row, op, target, time]) = made(seed);
        let text = format!("{rows}goal {row} {op} {target}{time}\nscenario same {{ }}\n");
        let plan = settled(&text);
        let run = judged(&plan);
        let decides = |goal: &GoalResult| (goal.status, goal.month.clone(), goal.value, goal.at.clone());
        let compared = compare(&plan, &["base", "same"]).expect("a comparison");
        for result in compared.goals[0].results.iter().flatten() {
            assert_eq!(decides(result), decides(&run), "{text}");
        }
        let ranked = levers(&plan, "base", Some(&row), "10%").expect("levers");
        assert_eq!(ranked.base, run.value, "{text}");
        let solution = solve_named(&plan, "base", "price", None).expect("an answer");
        assert_eq!(solution.found.goals[0].now, run.value, "{text}");
        match run.status {
            GoalStatus::Met => met += 1,
            GoalStatus::Missed => missed += 1,
        }
        // A condition is looked at in all months: what a goal by the last month, month by month, does too.
        if run.is_total || !time.is_empty() && time != " by M6" || seed % 3 > 0 {
            continue;
        }
        asked += 1;
        let shell = Shell::new();
        shell.write("plan.pace", &text);
        let condition = format!("{row} {op} {target}");
        let said = shell.pace(&["when", "plan.pace", &condition, "--format", "json"]);
        let when: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
        assert_eq!(when["month"].as_str(), run.month.as_deref(), "{text}");
        if run.status == GoalStatus::Missed {
            assert_eq!(when["nearest"]["month"].as_str(), run.at.as_deref(), "{text}");
            assert_eq!(when["nearest"]["left"].as_str().map(String::from), run.value.map(|v| v.to_string()));
        }
    }
    assert!(met > 8 && missed > 8 && asked > 2, "{met} {missed} {asked}");
}

/// What a plan comes to with another value of an input; none where it does not make sense with it.
fn tried(plan: &SettledPlan, input: &str, unit: Denomination, value: Number) -> Option<(GoalStatus, bool)> {
    let mut loaded = plan.loaded().clone();
    let name = what_if(&mut loaded, "base", &[format!("{input} = {}", unit.written(value))]);
    let plan = prepare(loaded).ok()?;
    let results = results(&plan, &name, Granularity::Month).ok()?;
    let counts = results.rows.iter().filter(|row| row.role == Role::Stock && row.unit.unit.money == 0);
    let below = |value: &Option<Number>| value.is_some_and(|value| value.compare(Number::ZERO).is_lt());
    let falls = counts.flat_map(|row| &row.values).any(below);
    Some((results.goals[0].status, falls))
}

/// A millionth of a value, on the side on which the goal ceases to hold.
fn hair(value: Number, at_most: bool) -> Number {
    let size = if value.is_zero() { Number::ONE } else { value.abs() };
    let (little, _) = size.times(Number::from_parts(1, 6)).expect("a number");
    let (other, _) = if at_most { value.plus(little) } else { value.minus(little) }.expect("a number");
    other
}

#[test]
fn an_answer_put_back_meets_its_goal_and_a_hair_less_does_not() {
    let (mut found, mut edges, mut impossible) = (0, 0, 0);
    for seed in 0..40 {
        let (rows, [row, op, target, time]) = made(seed);
        let text = format!("{rows}goal {row} {op} {target}{time}\n");
        let plan = settled(&text);
        let base = plan.model().base();
        // A plan that lets a count fall itself has no answer that could be blamed for it.
        if tried(&plan, "price", Denomination::COUNT, Number::ZERO).is_none_or(|(_, falls)| falls) {
            continue;
        }
        for input in ["a", "r", "churn", "price", "fires", "met.time", "won.rate"] {
            let id = base.table.find(input).expect("an input");
            let solution: Solution = solve(&plan, base, id, &[]);
            let place = format!("{text}\n{input}: {solution:#?}");
            let definition = base.table.row(id);
            let unit = Denomination::new(definition.unit, definition.shown, plan.model().currency);
            if solution.found.status == SolveStatus::Impossible {
                impossible += 1;
                assert!(solution.reason().is_some(), "{place}");
                continue;
            }
            let Some(needed) = solution.found.answer.needed.filter(|_| solution.found.reasons.is_empty())
            else {
                continue;
            };
            found += 1;
            assert!(!needed.is_negative(), "{place}");
            // No share above all of it.
            if ["r", "churn", "won.rate"].contains(&input) {
                assert!(needed <= Number::ONE, "{place}");
            }
            let needed = solution.write(needed);
            assert_eq!(tried(&plan, input, unit, needed), Some((GoalStatus::Met, false)), "{place}");
            // Beyond what the input may be there is nothing to try.
            let edge = if solution.found.answer.at_most {
                solution.found.answer.holds[0].to.is_some()
            } else {
                solution.found.answer.holds[0].from.is_some()
            };
            if edge && solution.found.answer.beyond.is_none() {
                edges += 1;
                let less = hair(needed, solution.found.answer.at_most);
                let holds = tried(&plan, input, unit, less);
                assert_ne!(holds, Some((GoalStatus::Met, false)), "{less}: {place}");
            }
        }
    }
    assert!(found > 30 && edges > 25 && impossible > 50, "{found} {edges} {impossible}");
}

/// The stretches of an answer, as far as they have ends.
fn stretches(text: &str, input: &str) -> String {
    let plan = settled(text);
    let solution = solve_named(&plan, "base", input, None).expect("an answer");
    let end = |edge: Option<pace::analysis::Boundary>| {
        edge.map_or("…".to_string(), |edge| edge.value.to_string())
    };
    let told = solution.found.answer.holds.iter().map(|one| format!("{} .. {}", end(one.from), end(one.to)));
    told.collect::<Vec<_>>().join(" | ")
}

#[test]
fn what_is_narrower_than_an_input_can_mean_is_no_stretch() {
    let waiting = |time: &str, goal: &str| {
        format!(
            "months 6\npipeline {{ leads = 10/month\nwon = 50% of leads in {time}\nworth $100 }}\ngoal {goal}\n"
        )
    };
    // Six months of 10 leads, none of them closed, half of them worth $100: $3,000 over 12 months is $250.
    assert_eq!(stretches(&waiting("30 days", "velocity >= $250/month by M6"), "won.time"), "… .. 360");
    assert_eq!(stretches(&waiting("1 month", "velocity >= $250/month by M6"), "won.time"), "… .. 12");
    let asked = Plan::of_text(&waiting("?", "velocity >= $250/month by M6")).projected("base");
    assert_eq!(asked.solved.map(|solved| solved.value.to_string()).as_deref(), Some("360"));
    // Two goals that meet in one value are a stretch, however narrow.
    assert_eq!(stretches("months 3\nx = 1\ngoal x >= 5\ngoal x <= 5", "x"), "5 .. 5");
    // A price of a ten-millionth of a dollar is meant.
    let small = "months 3\nprice = $0.0000002\ncost = price * 1_000_000/month\ngoal cost <= $0.3 in M1 .. M3";
    assert_eq!(stretches(small, "price"), "… .. 0.0000001");
}

#[test]
fn shares_are_never_more_than_all_of_it() {
    let needed = |text: &str, input: &str| {
        let solution = solve_named(&settled(text), "base", input, None).expect("an answer");
        (
            solution.found.status,
            solution.found.answer.needed.map(|needed| needed.to_string()),
            solution.reason(),
        )
    };
    let churn = |stock: &str, goal: &str| format!("months 6\nchurn = 4%/month\n{stock}\ngoal {goal} by M6\n");
    let customers = "stock customers { opening 100; loses churned = customers * churn }";
    let (status, none, reason) = needed(&churn(customers, "customers >= 150"), "churn");
    assert_eq!((status, none), (SolveStatus::Impossible, None));
    assert!(
        reason.as_deref().is_some_and(|reason| reason.starts_with("at best `customers` comes to 100 of 150"))
    );
    // Of money it is the same, though a balance may be overdrawn; and so where the share is a plain number.
    let money = "stock mrr { opening $100; loses churned = mrr * churn }";
    assert_eq!(needed(&churn(money, "mrr >= $150"), "churn").0, SolveStatus::Impossible);
    let plain =
        "months 6\nchurn = 0.04/month\nstock mrr { opening $100; loses mrr * churn }\ngoal mrr >= $150 by M6";
    assert_eq!(needed(plain, "churn").0, SolveStatus::Impossible);
    // What shrinks does so by no more than all of it: below -100% a month the sign would turn.
    let shrinks = "months 6\nr = -5%/month\nx = $100 growing r\ngoal x >= $150 by M6\n";
    assert_ne!(needed(shrinks, "r").0, SolveStatus::Impossible);
    let shrinks = "months 6\nr = -5%/month\nx = $100 growing r\ngoal x <= -$50 by M6\n";
    assert_eq!(needed(shrinks, "r").0, SolveStatus::Impossible);
    // A season of 130% is a factor: it has no bound.
    let season = "months 2026\nseason = [80%, 90%, 100%, 110%, 130%, 120%, 100%, 90%, 80%, 100%, 120%, 80%] every year\n\
                  sales = $1,000/month * season\ngoal sales >= $18,000\n";
    assert_eq!(needed(season, "season").1.as_deref(), Some("1.5"));
    // 7 reps would have to leave of 5 and what comes: 1.75 a month are all there are by the fourth.
    let reps = "months 4\nfires = 1/month\nstock reps { opening 5; gains 0.5/month; loses fires }\n\
                cost = reps * $1,000/month\ngoal cost <= -$1/month by M4\n";
    assert_eq!(needed(reps, "fires").0, SolveStatus::Impossible);
}

#[test]
fn what_nobody_can_do_is_no_figure_of_levers_and_grids() {
    let text = "months 4\nfires = 1/month\nstock reps { opening 5; gains 0.5/month; loses leavers = fires }\n\
                cost = reps * $1,000/month\n";
    let plan = settled(text);
    let lever = &levers(&plan, "base", Some("cost"), "100%").expect("levers").levers[0];
    // 5 + 4 halves less twice 4 is -1.
    assert_eq!((lever.input.as_str(), lever.up), ("fires", None));
    assert_eq!(lever.refused.as_deref(), Some("`reps` falls below zero in M4: -1"));
    assert!(lever.down.is_some());
    let vary = ["fires=0/month..2/month step 1/month".to_string()];
    let cells = pace::analysis::grid(&plan, "base", &vary, "cost", None).expect("a grid").cells;
    let cells: Vec<Option<String>> = cells.iter().map(|line| line[0].map(|cell| cell.to_string())).collect();
    // 5.5 + 6 + 6.5 + 7, and 4.5 + 4 + 3.5 + 3 thousand.
    assert_eq!(cells, [Some("25000".into()), Some("15000".into()), None]);
    // A plan that lets a count fall itself is not refused for it.
    let already = settled(&text.replace("1/month\nstock", "3/month\nstock"));
    assert!(levers(&already, "base", Some("cost"), "10%").expect("levers").levers[0].up.is_some());
}

#[test]
fn however_large_is_said_of_what_is_true_however_large() {
    // It needs 10^15 times as much, far beyond what is likely, and there is such a number.
    let far = "months 1\nx = 1\ny = x / 1_000_000_000_000_000\ngoal y >= 1";
    let solution = solve_named(&settled(far), "base", "x", None).expect("an answer");
    assert_eq!(
        solution.found.answer.needed.map(|needed| needed.to_string()).as_deref(),
        Some("1000000000000000")
    );
    let never = "months 1\nx = 1\ny = x / (x + 1)\ngoal y >= 1.5";
    let reason = solve_named(&settled(never), "base", "x", None).expect("an answer").reason();
    assert!(reason.as_deref().is_some_and(|reason| reason.starts_with("however large `x` is")), "{reason:?}");
}

#[test]
fn a_total_of_nothing_is_not_met() {
    let goal = |op: &str| judged(&settled(&format!("months 3\nx = 1/month / 0 \ngoal x {op} 5\n")));
    for op in ["<=", ">="] {
        let goal = goal(op);
        assert_eq!((goal.status, goal.value, goal.at), (GoalStatus::Missed, None, None));
    }
}

/// Of a change, what is told before and after is what `run` tells.
#[test]
fn a_change_tells_the_figures_of_run() {
    let text =
        |calls: u32| format!("months 3\ncalls = {calls}/month\ngoal calls >= 100\ngoal calls >= 45/month\n");
    let run = |calls| results(&settled(&text(calls)), "base", Granularity::Month).expect("results");
    let (before, after) = (run(30), run(50));
    let delta: Delta = moved(&before, &after);
    let figures: Vec<String> = delta
        .goals
        .iter()
        .flat_map(|goal| {
            let (before, after) = goal.sides();
            [before, after]
                .map(|goal| goal.and_then(|goal| goal.value).map_or("–".into(), |v| v.to_string()))
        })
        .collect();
    assert_eq!(figures, ["90", "150", "30", "50"]);
}

/// What differs looks different, wherever two figures are compared: in a check that fails, a condition, an answer.
#[test]
fn compared_figures_have_the_digits_that_they_differ_in() {
    let shell = Shell::new();
    let plan = "months 3
price = $999.9999999999
rate = 99.99999999%
calls = 480.00000001/month
check price >= $1,000
check price / 2 == $500
check rate >= 100%
goal calls >= 1440.00000009
";
    shell.write("plan.pace", plan);
    let run = shell.pace(&["run", "plan.pace"]).out;
    for said in ["price is $999.9999999999", "price / 2 is $499.99999999995", "rate is 99.99999999%"] {
        assert!(run.contains(said), "{said}: {run}");
    }
    let when = shell.pace(&["when", "plan.pace", "price >= $1000"]).out;
    assert!(when.contains("$999.9999999999 against $1,000.0000000000, $0.0000000001"), "{when}");
    let solve = shell.pace(&["solve", "plan.pace", "calls"]).out;
    assert!(
        solve.contains("at least 480.00000003/month") && solve.contains("now  480.00000003/month"),
        "{solve}"
    );
}
