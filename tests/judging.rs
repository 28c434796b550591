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
