//! A plan as a test of a Rust program: its projection is kept by insta, as docs/snapshots.md shows it.

#[test]
fn the_plan_comes_to_what_it_came_to() {
    let text = "months 3\ncalls = 40/month\nleads = calls * 10%\ngoal leads >= 12\n";
    let plan = pace::open_text("plan.pace", text).expect("a plan");
    let results = pace::project(&plan, "base", pace::analysis::Granularity::Month).expect("figures");
    insta::assert_yaml_snapshot!(results);
}
