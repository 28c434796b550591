//! What is computed after a change is what would be computed from scratch: over random sequences of edits, of
//! every example, every row in every month.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use pace::analysis::{Delta, GoalStatus, Granularity, LivePlan, Overlay, Presence, TypedFormula};
use pace::check::{Amended, IncrementalChecker, Snippet, check};
use pace::diagnostic::{Code, Findings};
use pace::eval::{LiveProjection, Projection};
use pace::limits::CancellationToken;
use pace::loader::{Loaded, Unreadable, World, load};
use pace::model::{Amendment, Model, RowId};
use pace::source::Source;
use pace::syntax::{parse, parse_formula};
use pace::value::{Cell, Number};
use proptest::prelude::*;

/// A plan whose rows look at later months, at several months before and at sums that start again.
const AHEAD: (&str, &str) = (
    "ahead.pace",
    "months 2026-02 .. 2027-07\n\
     plan { 5 calls/day }\n\
     trend = 10/month growing 10%/month\n\
     later = next(trend, trend[2027-07], 2)\n\
     both = later - next(next(trend * 2, 5/month), 6/month) + calls\n\
     pipeline {\n  leads = both + later\n  won = 50% of leads in 1 month, losing 2%/month\n}\n\
     stock people { opening 9; gains won; loses 10%/month of people }\n\
     wanted = next(people, people.opening, 3) + prev(people, 4, 2)\n\
     year = ytd(won) + qtd(later)\n\
     loop = prev(loop, 3, 4) / 2 + prev(year, 1) + next(wanted, 0)\n\
     pay = tiers(won * $100, 5% to $900, 8%, each quarter)\n\
     spare = prev(later, 1/month, 5) when later > 20/month, next(trend, 0, 1) from 2027-03\n",
);

struct Folder;

impl World for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == AHEAD.0 {
            return Ok(AHEAD.1.into());
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        std::fs::read(folder.join(path)).map_err(|error| Unreadable::Other(error.to_string()))
    }
}

/// A plan in memory that is an example with more to it.
struct Extended<'a>(&'a str, String);

impl World for Extended<'_> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Folder.read(path)?;
        if path == self.0 {
            bytes.extend(self.1.as_bytes());
        }
        Ok(bytes)
    }
}

fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = std::fs::read_dir(folder).expect("the examples").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "pace"))
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.push(AHEAD.0.into());
    names.sort();
    names
}

/// What may be said of a plan: a subject, and several things to say of it.
fn edits(model: &Model) -> Vec<(String, Vec<String>)> {
    let last = model.calendar.label(model.calendar.len() - 1);
    let rows = model.base().table.rows.iter().filter(|row| !row.hidden && !row.role.is_calendar());
    let mut edits: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        let name = &row.name;
        let replace = if row.input { "" } else { "replace " };
        if row.role.is_worked_out() {
            continue;
        }
        edits.push((
            name.clone(),
            vec![
                format!("{replace}{name} = base * 90%"),
                format!("{replace}{name} = base * 50%"),
                format!("{replace}{name} = base, base * 3 / 4 from {last}"),
            ],
        ));
        edits.push((format!("of {name}"), vec![format!("new of_{} = {name} / 7", name.replace('.', "_"))]));
        edits.push((format!("goal {name}"), vec![format!("check {name} * 0 <= 1/1000000 * {name} * 0")]));
    }
    edits
}

fn scenario(statements: &BTreeMap<String, String>) -> String {
    let lines: Vec<&str> = statements.values().map(String::as_str).collect();
    format!("\nscenario edited_here {{\n{}\n}}\n", lines.join("\n"))
}

fn said(loaded: &Loaded, statements: &BTreeMap<String, String>) -> Snippet {
    let text = scenario(statements);
    let mut sources = loaded.sources.clone();
    let file = sources.add(Source::new("<said>", text.as_str()));
    let (tree, found) = parse(file, &text);
    assert!(found.is_empty(), "{text}{found:?}");
    Snippet::scenario(sources, Arc::new(tree))
}

/// The same from scratch; none where the plan refuses it.
fn from_scratch(name: &str, statements: &BTreeMap<String, String>) -> Option<(Model, Projection<Cell>)> {
    let checked = check(&load(&Extended(name, scenario(statements)), name));
    let model = checked.sound()?;
    let figures = Projection::new(model.scenario("edited_here").expect("the scenario"), &model.calendar);
    Some((model, figures))
}

fn assert_same(live: &LiveProjection<Cell>, scratch: &(Model, Projection<Cell>), told: &str) {
    let expected = scratch.0.scenario("edited_here").expect("the scenario");
    assert_eq!(live.scenario().table.len(), expected.table.len(), "{told}");
    for at in 0..expected.table.len() {
        let row = RowId(at as u32);
        let (mine, other) = (live.scenario().table.row(row), expected.table.row(row));
        assert_eq!((&mine.name, mine.unit, mine.rollup), (&other.name, other.unit, other.rollup), "{told}");
        assert_eq!(mine.formula, other.formula, "{}: {told}", mine.name);
        let later = |scenario: &pace::model::Scenario| scenario.schedule.arrives_later[at];
        assert_eq!(later(live.scenario()), later(expected), "{}: {told}", mine.name);
        assert!(live.projection().row(row) == scratch.1.row(row), "{} differs: {told}", mine.name);
    }
}

/// Replays edits over one example: each adds something to say, says something else of it, or takes it back.
fn replay(name: &str, steps: &[(usize, usize)]) {
    let loaded = load(&Folder, name);
    let arena = typed_arena::Arena::new();
    let (bench, checked) = IncrementalChecker::new(&loaded);
    let model = checked.sound().expect("a plan without mistakes");
    if model.base().unknown.is_some() {
        return;
    }
    let edits = edits(&model);
    let mut live: LiveProjection<Cell> = LiveProjection::new(model.base().clone(), model.calendar.clone());
    let mut statements: BTreeMap<String, String> = BTreeMap::new();
    let mut amended: Option<Amended<'_>> = None;
    for (which, how) in steps {
        let (subject, ways) = &edits[which % edits.len()];
        let mut next = statements.clone();
        match ways.get(how % (ways.len() + 1)) {
            Some(way) => next.insert(subject.clone(), way.clone()),
            None => next.remove(subject),
        };
        let result = bench.amend("base", arena.alloc(said(&loaded, &next))).expect("no `?`");
        let scratch = from_scratch(name, &next);
        assert_eq!(result.is_ok(), scratch.is_some(), "{name} {next:?}");
        let (Ok(result), Some(scratch)) = (result, scratch) else { continue };
        let old: Vec<Vec<Cell>> = rows(&live);
        let before = live.amend(&result.amendment);
        let told = format!("{name} after {next:?}");
        assert_same(&live, &scratch, &told);
        // What is told to have been there before was there, and whatever is not told has not changed.
        let before: BTreeMap<RowId, Vec<Cell>> = before.into_iter().collect();
        for (at, old) in old.iter().enumerate().take(model.base().table.len()) {
            let row = RowId(at as u32);
            match before.get(&row) {
                Some(told) => assert!(told == old, "{name}"),
                None => assert!(live.projection().row(row) == &old[..], "{name}: {told}"),
            }
        }
        (statements, amended) = (next, Some(result));
    }
    ask_of_every_row(&loaded, &bench, amended.as_ref(), &mut live, &arena);
    live.amend(&Amendment::default());
    let base: Projection<Cell> = Projection::new(model.base(), &model.calendar);
    for at in 0..model.base().table.len() {
        assert!(live.projection().row(RowId(at as u32)) == base.row(RowId(at as u32)), "{name}: taken back");
    }
}

/// A formula that is asked sees the figures as they are now, and leaves nothing behind.
fn ask_of_every_row<'a>(
    loaded: &Loaded,
    bench: &IncrementalChecker<'a>,
    amended: Option<&Amended<'a>>,
    live: &mut LiveProjection<Cell>,
    arena: &'a typed_arena::Arena<Snippet>,
) {
    let length = live.scenario().table.len();
    for at in 0..length {
        let row = RowId(at as u32);
        if live.scenario().table.row(row).hidden {
            continue;
        }
        let text = format!("delay({0} - {0}, 1 month) + {0}", live.scenario().table.row(row).name);
        let mut sources = loaded.sources.clone();
        let file = sources.add(Source::new("<said>", text.as_str()));
        let (tree, root) = parse_formula(file, &text).expect("a formula");
        let said = arena.alloc(Snippet::formula(sources, tree, root));
        let Some(Ok(asking)) = bench.ask("base", amended, said) else { continue };
        let values = live.ask(&asking.amendment, |_, figures| figures.row(asking.row).to_vec());
        assert_eq!(live.scenario().table.len(), length);
        for (value, expected) in values.iter().zip(live.projection().row(row)) {
            if let (Some(value), Some(expected)) = (value.number(), expected.number()) {
                assert_eq!(value.compare(expected), std::cmp::Ordering::Equal, "{text}");
            }
        }
    }
}

fn rows(live: &LiveProjection<Cell>) -> Vec<Vec<Cell>> {
    (0..live.scenario().table.len()).map(|at| live.projection().row(RowId(at as u32)).to_vec()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn edits_give_what_a_fresh_start_gives(
        example in 0..100usize,
        steps in prop::collection::vec((0..10_000usize, 0..100usize), 1..12),
    ) {
        let names = examples();
        replay(&names[example % names.len()], &steps);
    }
}

#[test]
fn every_example_is_edited() {
    let steps: Vec<(usize, usize)> = (0..24).map(|at| (at * 37, at / 3)).collect();
    for name in examples() {
        replay(&name, &steps);
    }
}

const PLAN: &str = "months 2026-01 .. 2026-12\n\
                    plan { 5 calls/day }\n\
                    close = 20%\n\
                    deal = $1,000\n\
                    bookings = calls * close * deal\n\
                    pipeline {\n  leads = calls\n  won = 50% of leads in 1 month\n}\n\
                    goal bookings >= $250,000\n";

fn laid(text: &str) -> Option<Overlay> {
    let source = Source::new("<said>", format!("scenario try_this {{\n{text}\n}}\n"));
    Some(Overlay { name: "try_this".into(), source })
}

fn live(loaded: Loaded, scenario: &str) -> Result<LivePlan, Findings> {
    LivePlan::open(loaded, scenario, None, &CancellationToken::default())
}

fn asked(text: &str) -> TypedFormula {
    TypedFormula::new(Source::new("<asked>", text))
}

/// 5 calls on 20 days, 12 months: 1,200 calls, $240,000 at 20%.
#[test]
fn a_live_plan_tells_what_moved() {
    let loaded = pace::load_text("plan.pace", PLAN);
    let mut plan = live(loaded, "base").unwrap_or_else(|wrong| panic!("{:#?}", wrong.found));
    assert!(live(pace::load_text("plan.pace", PLAN), "other").is_err());

    let moved = plan.apply(laid("close = 25%")).expect("a change");
    let results = plan.latest().clone();
    let rows = |moved: &Delta| -> Vec<(String, String, String)> {
        let figure = |number: Option<Number>| number.map(|number| number.to_string()).unwrap_or_default();
        let changed = moved.rows.iter().filter(|row| matches!(row.total, Presence::Changed(..)));
        changed.map(|row| (row.name.clone(), figure(row.figures().0), figure(row.figures().1))).collect()
    };
    let told = |name: &str, was: &str, is: &str| (name.to_string(), was.to_string(), is.to_string());
    assert_eq!(rows(&moved), [told("close", "0.2", "0.25"), told("bookings", "240000", "300000")]);
    assert_eq!(moved.rows[1].months, 12);
    let constant = |name: &str| results.row(name).map(|row| row.constant);
    assert_eq!((constant("close"), constant("bookings"), constant("deal")), (Some(true), Some(false), None));
    let [goal] = &moved.goals[..] else { panic!("one goal moved") };
    let Presence::Changed(before, after) = goal else { panic!("judged before and after") };
    assert_eq!((before.status, after.status), (GoalStatus::Missed, GoalStatus::Met));

    // Wrong by its words, and wrong by its figures: nothing changes.
    for wrong in ["close = $5", "won.rate = 150%", "nothing = 5", "replace deal = bookings"] {
        let findings = plan.apply(laid(wrong)).expect_err("refused");
        assert!(findings.has_error(), "{wrong}");
        assert_eq!(total(&plan, "bookings"), "300000", "{wrong}");
    }

    // What is to be found is found from the whole plan: $250,000 of $1,200,000. Then all is at hand again.
    let moved = plan.apply(laid("close = ?")).expect("a number");
    assert!(!plan.is_quick() && plan.solved_note().is_some());
    assert!(moved.rows.len() == 2 && total(&plan, "bookings").starts_with("250000.000"));
    let moved = plan.apply(laid("close = 25%")).expect("a change");
    assert!(plan.is_quick() && plan.solved_note().is_none());
    assert_eq!((moved.rows.len(), total(&plan, "bookings")), (2, "300000".into()));

    let found = plan.ask(asked("bookings / calls")).expect("right");
    let row = &found.rows[0];
    assert_eq!((row.name.as_str(), row.total.unwrap().to_string()), ("bookings / calls", "250".into()));
    let other = plan.ask(asked("base.bookings")).expect("a row of another scenario");
    assert_eq!(other.rows[0].total.unwrap().to_string(), "240000");
    assert!(plan.ask(asked("bookings / call_s")).is_err());
    assert!(plan.ask(asked("delay(calls, 0 - 1 month)")).is_err());

    let more = "close = 25%\nnew profit = bookings * 10%\ncheck profit >= 0";
    let moved = plan.apply(laid(more)).expect("more");
    assert_eq!((rows(&moved), moved.added().collect::<Vec<_>>()), (Vec::new(), vec!["profit"]));
    assert_eq!((moved.goals.len(), moved.checks.len()), (0, 1));

    let moved = plan.apply(None).expect("nothing is wrong with nothing");
    assert_eq!(rows(&moved), [told("close", "0.25", "0.2"), told("bookings", "300000", "240000")]);
    assert_eq!(moved.removed().collect::<Vec<_>>(), ["profit"]);
    assert_eq!(total(&plan, "bookings"), "240000");
}

fn total(plan: &LivePlan, row: &str) -> String {
    plan.results().row(row).and_then(|row| row.total).map(|total| total.to_string()).unwrap_or_default()
}

/// All that `run` would say of a plan with what is laid over it, the live plan says.
#[test]
fn a_live_plan_says_what_a_run_says() {
    for name in examples() {
        let loaded = load(&Folder, &name);
        let mut live = live(loaded, "base").unwrap_or_else(|wrong| panic!("{:#?}", wrong.found));
        let said = BTreeMap::from([("calls".to_string(), "new more_ = calendar.workdays * 2".to_string())]);
        let text = scenario(&said).replace("edited_here", "base_");
        let source = Source::new("<said>", text.clone());
        live.apply(Some(Overlay { name: "base_".into(), source })).expect("a change");
        let plan = pace::open(&Extended(&name, text), &name).expect("a plan");
        let mut expected = pace::project(&plan, "base_", Granularity::Month).expect("figures");
        let mut results = live.results().clone();
        for results in [&mut expected, &mut results] {
            (results.head.scenario, results.head.label) = (String::new(), None);
            // That something is shown nowhere is a matter of the whole plan.
            results.warnings.retain(|warning| warning.code != Code::Unused);
        }
        assert_eq!(format!("{results:?}"), format!("{expected:?}"), "{name}");
    }
}
