//! Rows that somebody sets: whatever row it is, a finding or an answer comes of it, never a fault of pace.

use std::path::Path;
use std::rc::Rc;

use crate::support::{files, home, stem};
use pace::analysis::Granularity;
use pace::check::check;
use pace::diagnostic::{Code, has_error};
use pace::loader::{Loaded, Unreadable, World, load, load_text, overlay, what_if};
use pace::model::{Model, Role, Row};
use pace::session::Session;
use pace::source::Source;

/// The examples, from their folder.
#[derive(Clone, Debug)]
struct Examples;

impl World for Examples {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        std::fs::read(home().join("examples").join(path))
            .map_err(|error| Unreadable::Other(error.to_string()))
    }
}

fn loaded(path: &Path) -> Loaded {
    load(&Examples, &format!("{}.pace", stem(path)))
}

/// What somebody may set a row to: a plain number, and a value in the row's unit.
const SET: [(&str, &str); 3] = [("", "5"), ("replace ", "5"), ("replace ", "base * 0")];

/// The rows of a plan that people see.
fn visible(model: &Model) -> Vec<&Row> {
    model.base().table.rows.iter().map(|row| &**row).filter(|row| !row.hidden).collect()
}

/// The code of what is found, where something is wrong; none where there are figures.
fn outcome(loaded: Loaded, scenario: &str) -> Option<Code> {
    let first = |found: &[pace::diagnostic::Diagnostic]| {
        assert!(has_error(found), "{found:?}");
        found.iter().find(|one| has_error(std::slice::from_ref(one))).map(|one| one.code)
    };
    let settled = match pace::analysis::prepare(loaded) {
        Ok(settled) => settled,
        Err(findings) => return first(&findings.found),
    };
    match pace::analysis::results(&settled, scenario, Granularity::Month) {
        Ok(_) => None,
        Err(found) => first(&found),
    }
}

#[test]
fn whatever_row_is_set_a_finding_or_an_answer_comes() {
    for path in files(&home().join("examples"), "pace") {
        let plan = loaded(&path);
        let model = check(&plan).model;
        for row in visible(&model) {
            for (word, value) in SET {
                let statement = format!("{word}{} = {value}", row.name);
                let told = format!("{}: {statement}", stem(&path));
                let mut in_file = plan.clone();
                let text = format!("scenario set_here {{ {statement} }}\n");
                overlay(&mut in_file, Source::new("more.pace", text));
                let found = outcome(in_file, "set_here");
                let mut by_set = plan.clone();
                let name = what_if(&mut by_set, "base", &[statement]);
                assert_eq!(found, outcome(by_set, &name), "{told}");
                if row.role.is_worked_out() {
                    assert_eq!(found, Some(Code::NotAnInput), "{told}");
                }
            }
        }
    }
}

#[test]
fn a_session_survives_whatever_row_is_set() {
    for path in files(&home().join("examples"), "pace") {
        let model = check(&loaded(&path)).model;
        let main = format!("{}.pace", stem(&path));
        let mut session = Session::new(Rc::new(Examples), Some(main));
        for row in visible(&model) {
            for line in [format!("{} = 5", row.name), format!("replace {} = base * 0", row.name)] {
                let outcome = session.say(&line);
                let wrong = outcome.findings.as_ref().is_some_and(|findings| findings.has_error());
                if row.role.is_worked_out() && !matches!(row.role, Role::StageFlow { .. }) {
                    assert!(wrong, "{}: {line}", stem(&path));
                }
                if !wrong {
                    session.say(":undo");
                }
            }
        }
        assert!(session.say("1 + 1").findings.is_none(), "{}", stem(&path));
    }
}

const PIPELINES: &str = "months 6\n\
    plan { 4 calls/day taking 15 minutes }\n\
    pipeline core {\n  leads = calls * 10%\n  meetings = 40% of leads in 10 days\n  deals = 25% of meetings over [50%, 50%]\n  \
    worth $5,000\n  opening 12 leads\n}\n\
    pipeline side {\n  asks = 2/month\n  won = 10% of asks in 1 month\n  worth $500\n}\n\
    stock people { opening 10; gains hired = 1/month }\n";

/// What stands in the place of each, as the help says it.
#[test]
fn the_help_names_what_drives_a_row() {
    for (row, drives) in [
        (
            "core.meetings",
            "`core.meetings.rate`, how long it takes, `core.meetings.time`, or what comes in, `core.leads`",
        ),
        ("core.won", "`core.meetings.rate`"),
        ("core.deals", "`core.deals.rate`, its list of shares"),
        ("core.deals.time", "another list: `over [50%, 50%]`"),
        ("core.meetings.kept", "`core.meetings.rate`"),
        ("core.meetings.open", "`core.meetings.time`"),
        ("core.bookings", "what comes in, `core.leads`, or what a deal brings, `worth`"),
        ("side.won", "`side.won.rate`"),
        ("velocity", "or what a deal brings, `worth`"),
        ("won", "`core.meetings.rate`"),
        ("people.opening", "`stock people { opening … }`"),
        ("effort", "`plan { 4 calls/day taking 15 minutes }`"),
        ("calendar.days", "`days` or `workdays`"),
    ] {
        for word in ["", "replace "] {
            let text = format!("{PIPELINES}scenario s {{ {word}{row} = 5 }}\n");
            let found = check(&load_text("plan.pace", &text)).diagnostics;
            let [one] = &found[..] else { panic!("{word}{row}: {found:?}") };
            assert_eq!(one.code, Code::NotAnInput, "{row}");
            let help = one.help_in(pace::diagnostic::Dialect::Shell);
            assert!(help.contains(drives), "{row}: {help}");
            assert!(!help.contains("replace"), "{row}: {help}");
        }
    }
    // What drives them may be changed, and replaced.
    for change in [
        "core.meetings.rate = 50%",
        "replace core.meetings.rate = 50%",
        "core.meetings.time = 20 days",
        "replace core.leads = 9/month",
        "side.asks = 3/month",
        "replace hired = 2/month",
        "replace people = 7",
    ] {
        let text = format!("{PIPELINES}scenario s {{ {change} }}\n");
        let found = check(&load_text("plan.pace", &text)).diagnostics;
        assert!(!has_error(&found), "{change}: {found:?}");
    }
}

/// A stage that is called as a function is does not switch the function's bounds off when it is restated.
#[test]
fn bounds_belong_to_rows_and_not_to_words() {
    let plan = |scenario: &str| {
        format!(
            "months 6\nlate = 30%\nspread_out = delay(10/month, [late, 70%])\nlater = delay(10/month, wait)\nwait = 10 days\n\
             pipeline {{\n  leads = 10/month\n  delay = 50% of leads in 10 days\n}}\n\
             scenario s {{ {scenario} }}\n"
        )
    };
    let outcome = |scenario: &str| outcome(load_text("plan.pace", &plan(scenario)), "s");
    let restated = "pipeline { delay = 40% of leads in 5 days }";
    assert_eq!(outcome(restated), None);
    assert_eq!(outcome("late = 60%"), Some(Code::BadShare));
    assert_eq!(outcome(&format!("{restated}; late = 60%")), Some(Code::BadShare));
    assert_eq!(outcome("wait = -5 days"), Some(Code::NegativeDuration));
    assert_eq!(outcome(&format!("{restated}; wait = -5 days")), Some(Code::NegativeDuration));
    // A restated stage has its new bounds, and not its old ones.
    let rate = "new share = 130%; pipeline { delay = share of leads in 5 days }";
    assert_eq!(outcome(rate), Some(Code::BadRate));
    // Nor does a formula that is gone.
    assert_eq!(outcome("replace later = 10/month; wait = -5 days"), None);
}

/// Deals that wait may be said in one line or in several: each line counts.
#[test]
fn several_lines_of_an_opening_are_one() {
    let plan = |opening: &str| {
        let stages = "meetings = 50% of leads in 10 days; won = 40% of meetings in 20 days; worth $100";
        let text = format!("months 4\npipeline {{ leads = 10/month; {stages}; {opening} }}\n");
        let settled = pace::open_text("plan.pace", &text).expect("a plan");
        let results = pace::analysis::results(&settled, "base", Granularity::Month).expect("figures");
        results.row("won").expect("a row").values.clone()
    };
    assert_eq!(plan("opening 12 leads; opening 4 meetings"), plan("opening 12 leads, 4 meetings"));
    assert_ne!(plan("opening 12 leads; opening 4 meetings"), plan("opening 4 meetings"));
}

/// Two pipelines, of which the second brings in no money: five deals a month are won by each, from M2 on.
const TWO: &str = "months 6\npipeline outbound { leads = 10/month; won = 50% of leads in 30 days; worth $5k }\n\
                   pipeline inbound { leads = 10/month; won = 50% of leads in 30 days }\n\
                   stock bank { opening $5; gains $5/month }\n";

/// What is found in the plan of two pipelines with a scenario of these statements, and the scenario's bookings.
fn tried(statements: &str) -> (Vec<String>, Option<String>) {
    let mut plan = crate::support::Plan::of_text(&format!("{TWO}scenario s {{ {statements} }}\n"));
    let help = |found: &pace::diagnostic::Diagnostic| {
        format!("{}: {}", found.code.name(), found.help_in(pace::diagnostic::Dialect::Shell))
    };
    let errors = plan.found.iter().filter(|found| has_error(std::slice::from_ref(found)));
    let errors: Vec<String> = errors.map(help).collect();
    let bookings = plan.results("s", Granularity::Month).and_then(|results| {
        let row = results.rows.iter().find(|row| row.name == "bookings")?;
        row.values.iter().flatten().copied().reduce(|a, b| a.plus(b).expect("a sum").0)
    });
    (errors, bookings.map(|sum| sum.to_string()))
}

#[test]
fn a_line_of_a_named_pipeline_is_said_in_its_block() {
    for modifier in ["", "new ", "replace "] {
        for (line, block) in [
            ("outbound.worth = $99k", "pipeline outbound { worth $99k }"),
            ("inbound.worth = $99k", "pipeline inbound { worth $99k }"),
            ("outbound.aligned = 50%", "pipeline outbound { aligned 50% }"),
        ] {
            let (found, _) = tried(&format!("{modifier}{line}"));
            assert_eq!(found, [format!("not-an-input: write `{block}`")], "{modifier}{line}");
            assert!(tried(block).0.is_empty(), "{block}");
        }
    }
    // Nobody's pipeline has no line either, and a row has no dot in its name.
    assert_eq!(
        tried("new other.worth = $3").0,
        ["syntax: a row of your own has no dot: `new other_worth = …`"]
    );
}

#[test]
fn the_first_worth_of_a_pipeline_is_counted_in_the_sum_of_all() {
    // 25 deals are won by each: 5 a month in M2 to M6.
    for (statements, sum) in [
        ("pipeline inbound { worth $99k }", 25 * 5_000 + 25 * 99_000),
        ("pipeline outbound { worth $1k }", 25 * 1_000),
        ("pipeline outbound { worth $1k }; pipeline inbound { worth $2k }", 25 * 1_000 + 25 * 2_000),
        ("pipeline inbound { worth $2k }; pipeline outbound { worth $1k }", 25 * 1_000 + 25 * 2_000),
    ] {
        let (found, bookings) = tried(statements);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(bookings, Some(sum.to_string()), "{statements}");
    }
}
