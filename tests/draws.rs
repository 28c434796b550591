//! The names of draws, and the rows that a scenario keeps.

use std::collections::{BTreeMap, BTreeSet};

use pace::check::check;
use pace::loader::load_text;
use pace::model::{Model, Scenario, Step};

fn model(text: &str) -> Model {
    let checked = check(&load_text("plan.pace", text));
    assert!(!pace::diagnostic::has_error(&checked.diagnostics), "{:?}", checked.diagnostics);
    checked.model
}

/// The draws of a scenario's ranges, each with what is drawn.
fn draws(scenario: &Scenario) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &scenario.table.rows {
        for step in row.formula.steps() {
            if let Step::Range { shape, parameters, draw, .. } = step {
                found.entry(draw.to_string()).or_default().insert(format!("{}{parameters:?}", shape.name));
            }
        }
    }
    found
}

const PLAN: &str = "months 6\n\
    currency USD\n\
    plan { 3 to 5 calls/day taking 10 to 20 minutes, 6 to 8 calls/day from M4; capacity 4 to 5 hours/day }\n\
    rate = 23 of 180\n\
    both = (1 to 2) + uniform(3, 4)\n\
    changed = if(both > 4, (1 to 2), 3)\n\
    pipeline core {\n  leads = 2 to 4/month\n  meetings = 40% to 50% of leads in 10 to 20 days, halving every 20 to 30 days\n  \
    won = 3 of 10 of meetings in 1 month, taking 1 to 2 hours\n  worth $4k to $6k\n  aligned 50% to 60%\n  \
    opening 1 to 3 leads\n}\n\
    stock bank {\n  opening 5 to 9\n  gains 1 to 2/month\n  gains 2 to 3/month\n  loses fees = 1 to 2/month\n}\n\
    scenario more { replace changed = 7 to 8; plan 7 to 9 calls/day; pipeline core { worth $5k to $7k } }\n";

#[test]
fn every_range_has_a_name_of_its_own() {
    let model = model(PLAN);
    let found = draws(model.base());
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "bank.opening",
            "bank:gains",
            "bank:gains#2",
            "both",
            "both#2",
            "calls",
            "calls#2",
            "calls:taking",
            "changed",
            "core.leads",
            "core.meetings.rate",
            "core.meetings.time",
            "core.meetings:decay",
            "core.won.rate",
            "core.won:taking",
            "core:aligned",
            "core:worth",
            "fees",
            "opening core.leads",
            "plan:capacity",
            "rate",
        ]
    );
    for (name, drawn) in &found {
        assert_eq!(drawn.len(), 1, "{name} is drawn in two ways: {drawn:?}");
    }
}

/// A scenario that says a line anew draws what its parent does, by the same names.
#[test]
fn scenarios_draw_by_the_same_names() {
    let model = model(PLAN);
    let more = model.scenario("more").expect("the scenario");
    let names = |scenario: &Scenario| draws(scenario).into_keys().collect::<BTreeSet<String>>();
    assert!(names(more).is_subset(&names(model.base())), "{:?}", names(more));
}

/// What a line makes keeps its row where a scenario says the line anew: of a stage, of `worth`, of `opening`,
/// of the capacity and of what an action takes.
#[test]
fn rows_of_a_line_keep_their_ids() {
    let text = PLAN.replace(
        "scenario more {",
        "scenario more { pipeline core { meetings = 30% of leads in 9 days, halving every 9 days; opening 4 leads; aligned 70% }; plan capacity 6 hours/day\n",
    );
    let model = model(&text);
    let (base, more) = (model.base(), model.scenario("more").expect("the scenario"));
    let (of_base, of_more) = (&base.pipelines[0], &more.pipelines[0]);
    assert_eq!((of_base.worth, of_base.aligned), (of_more.worth, of_more.aligned));
    assert_eq!(of_base.stages[0].opening, of_more.stages[0].opening);
    assert_eq!(base.capacity.map(|load| load.capacity), more.capacity.map(|load| load.capacity));
    assert_eq!(base.takings[0].minutes, more.takings[0].minutes);
    // What the stages work out with has not moved either: only what keeps the parent's values is new.
    for (at, row) in base.table.rows.iter().enumerate() {
        assert_eq!((&row.name, row.hidden, row.role), {
            let other = &more.table.rows[at];
            (&other.name, other.hidden, other.role)
        });
    }
}
