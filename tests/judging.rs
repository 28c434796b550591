//! Goals, checks, roll-ups and bounds are judged whatever the number type: on binary floating point, with its own idea
//! of every function, they come to the same as on exact numbers.

use crate::generated::float::Float;
use crate::support::{Plan, files, home, stem};
use pace::analysis::{RolledUp, Verdict, breach, check_verdict, goal_state, roll_up, verdict};
use pace::eval::Projection;
use pace::model::{Model, RowId, Scenario};
use pace::value::{Cell, Scalar};

/// Every example in each of its scenarios.
fn every_scenario(mut look: impl FnMut(&str, &Model, &Scenario)) {
    for path in files(&home().join("examples"), "pace") {
        let plan = Plan::read(&path).right();
        for scenario in &plan.model().scenarios {
            look(&format!("{} {}", stem(&path), scenario.name), plan.model(), scenario);
        }
    }
}

fn exact(scenario: &Scenario, model: &Model) -> Projection<Cell> {
    Projection::new(scenario, &model.calendar)
}

fn floats(scenario: &Scenario, model: &Model) -> Projection<Float> {
    Projection::new(scenario, &model.calendar)
}

/// Whether an exact value and a binary one are the same to nine digits, or both missing.
#[track_caller]
fn agree(what: &str, exact: Option<Cell>, float: Option<Float>) {
    let exact = exact.and_then(Cell::number).map(|number| number.to_f64());
    let float = float.filter(|float| !float.is_missing()).map(Float::value);
    let close = match (exact, float) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        (exact, float) => exact.is_none() && float.is_none(),
    };
    assert!(close, "{what}: {exact:?} and {float:?}");
}

#[test]
fn goals_agree() {
    let mut goals = 0;
    every_scenario(|name, model, scenario| {
        let (exact, floats) = (exact(scenario, model), floats(scenario, model));
        for goal in &scenario.goals {
            let what = format!("{name}: {}", goal.text);
            let (one, other): (Verdict<Cell>, Verdict<Float>) =
                (verdict(&exact, goal), verdict(&floats, goal));
            assert_eq!((one.status, one.month), (other.status, other.month), "{what}");
            assert_eq!(one.missing, other.missing, "{what}");
            agree(&what, one.value, other.value);
            agree(&what, one.target, other.target);
            assert_eq!(one.worst, other.worst, "{what}");
            let (one, other) = (goal_state(&exact, goal), goal_state(&floats, goal));
            assert_eq!(one.map(|state| state.met), other.map(|state| state.met), "{what}");
            agree(&what, one.map(|state| state.figure), other.map(|state| state.figure));
            agree(&what, one.map(|state| state.margin), other.map(|state| state.margin));
            goals += 1;
        }
    });
    assert!(goals > 20, "{goals}");
}

#[test]
fn checks_and_bounds_agree() {
    let (mut checks, mut bounds) = (0, 0);
    every_scenario(|name, model, scenario| {
        let (exact, floats) = (exact(scenario, model), floats(scenario, model));
        for check in &scenario.checks {
            assert_eq!(check_verdict(&exact, check), check_verdict(&floats, check), "{name}: {}", check.text);
            checks += 1;
        }
        for guard in &scenario.bounds {
            assert_eq!(breach(&exact, guard), None, "{name}: {}", guard.subject);
            assert_eq!(breach(&floats, guard), None, "{name}: {}", guard.subject);
            bounds += 1;
        }
    });
    assert!(checks > 5 && bounds > 20, "{checks} and {bounds}");
}

/// A rate that grows beyond 100%: both find the same month and value.
#[test]
fn what_is_out_of_bounds_agrees() {
    let text = "months 12\nleads = 10/month\nrate = 40%, prev(rate, 40%) + 7 points from M2\n\
                pipeline {\n  entered = leads\n  won = rate of entered in 15 days\n}";
    let plan = pace::check::check(&pace::loader::load_text("plan.pace", text));
    let told = format!("{:?}", plan.diagnostics);
    let model = plan.sound().expect(&told);
    let scenario = model.base();
    let (exact, floats) = (exact(scenario, &model), floats(scenario, &model));
    let broken = |guard| Some((breach(&exact, guard)?, breach(&floats, guard)?));
    let (one, other) = scenario.bounds.iter().find_map(broken).expect("a rate above 100%");
    assert_eq!((one.month, other.month), (9, 9));
    agree("the rate", Some(one.fault.value()), Some(other.fault.value()));
}

#[test]
fn roll_ups_agree() {
    every_scenario(|name, model, scenario| {
        let (exact, floats) = (exact(scenario, model), floats(scenario, model));
        for (at, row) in scenario.table.rows.iter().enumerate() {
            let row_id = RowId(at as u32);
            for months in [0..model.calendar.len(), 0..model.calendar.len().min(3)] {
                let one: RolledUp<Cell> = roll_up(&exact, row_id, row, months.clone());
                let other: RolledUp<Float> = roll_up(&floats, row_id, row, months);
                let what = format!("{name}: {}", row.name);
                assert_eq!(one.partial, other.partial, "{what}");
                agree(&what, Some(one.value), Some(other.value));
            }
        }
    });
}

/// The month after a goal in every month, and after a check, that is told as the worst beside the first bad one.
#[test]
fn the_worst_month_is_told_where_it_is_another_than_the_first_bad_one() {
    let judged = |judgement: &str| {
        let text = format!(
            "months 5\nx = [3, -1, 2, -4, -4] from M1\ny = [1, 1, 1, 5, 9] from M1\n\
             z = [1, 2, 3] from M1\n{judgement}\n"
        );
        let document = Plan::of_text(&text).document("base");
        let judged = [&document["goals"][0], &document["checks"][0]].into_iter().find(|one| !one.is_null());
        let judged = judged.expect("a judgement").clone();
        (judged["month"].clone(), judged["worst"].clone())
    };
    let worst = |month: &str, value: &str| serde_json::json!({ "month": month, "value": value });
    let null = serde_json::Value::Null;
    // Goals: the first of equals; the month itself is not told again; what holds in every other month has no worst.
    assert_eq!(judged("goal x >= 0 from M1"), ("M2".into(), worst("M4", "-4")));
    assert_eq!(judged("goal x <= 0 from M1"), ("M1".into(), null.clone()));
    assert_eq!(judged("goal x <= 1 from M2"), ("M3".into(), null.clone()));
    assert_eq!(judged("goal x >= y from M2"), ("M2".into(), worst("M5", "-4")));
    assert_eq!(judged("goal z >= 1 from M1"), ("M4".into(), null.clone()));
    assert_eq!(judged("goal z <= 0 from M1"), ("M1".into(), worst("M3", "3")));
    assert_eq!(judged("goal x >= 5 by M5"), (null.clone(), null.clone()));
    // Checks: a single comparison only, whichever way round, and denied too.
    for check in ["x >= 0", "0 <= x", "x > -1", "not (x < 0)", "not x <= -1"] {
        assert_eq!(judged(&format!("check {check}")), ("M2".into(), "M4".into()), "{check}");
    }
    assert_eq!(judged("check x >= y"), ("M2".into(), "M5".into()));
    assert_eq!(judged("check x == 3"), ("M2".into(), "M4".into()));
    for check in ["x != -1", "x >= 0 and y >= 0", "x >= 0 or y > 100"] {
        assert_eq!(judged(&format!("check {check}")), ("M2".into(), null.clone()), "{check}");
    }
}
