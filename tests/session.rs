//! Sessions: transcripts, saving, reading again, and the laws that hold whatever is typed.

use std::fs;

use crate::support::session::{Files, Play, transcript};
use pace::analysis::{Granularity, Results, open_text, results};
use pace::limits::CancellationToken;
use pace::session::Session;
use proptest::prelude::*;

/// A plan with something of everything.
const PLAN: &str = "\
title \"Our year\"
months 2026-01 .. 2026-12
price = $6,000
plan {
  6 calls/day taking 5 minutes
  2 emails/week
}
pipeline {
  leads = calls * 10%
  demos = 40% of leads in 14 days
  won   = 25% of demos in 30 days
  worth price
}
discount = price * 10%
stock bank {
  opening $50,000
  gains sales = bookings
  loses costs = $3,000/month
}
goal bookings >= $100,000 by 2026-12
check bank >= $0

scenario hustle \"Half as many calls again\" {
  plan 9 calls/day from 2026-03
  goal bookings >= $140,000 by 2026-12
}
";

/// Statements over it, all of which may be said.
const STATEMENTS: [&str; 22] = [
    "9 calls/day",
    "plan 4 calls/day from 2026-04",
    "1 email/day",
    "3 posts/week",
    "5 posts/week taking 10 minutes",
    "price = $7,000",
    "price = base + $500 from 2026-06",
    "discount = price * 5%",
    "discount = base * 2",
    "demos = 50% of leads in 10 days",
    "demos.rate = 45%",
    "won.time = 20 days",
    "pipeline { won = 30% of demos in 25 days }",
    "pipeline { worth price * 2; opening 12 leads }",
    "worth extra + $100",
    "extra = $40",
    "extra = $50, $60 from 2026-07",
    "stock bank { opening $10,000; loses costs = $4,000/month }",
    "costs = $5,000/month from 2026-03",
    "goal bookings >= $120,000 by 2026-12",
    "goal \"Money\": bank >= $90,000 by 2026-12",
    "check bank >= $20,000; capacity_used = effort / 20",
];

/// A play over the plan.
fn play() -> Play {
    Play::new(&Files::of(&[("plan.pace", PLAN)]), Some("plan.pace"))
}

/// The figures of a session, of every row and goal.
fn figures(play: &Play) -> String {
    play.session.results().map(all_figures).unwrap_or_default()
}

fn all_figures(results: &Results) -> String {
    let rows = results.rows.iter().map(|row| format!("{} {:?} {:?}", row.name, row.values, row.total));
    // The order of rows is that of definition, which a scenario keeps for what is new.
    let mut lines: Vec<String> = rows.collect();
    lines.sort();
    let mut goals: Vec<String> =
        results.goals.iter().map(|goal| format!("{} {:?} {:?}", goal.text, goal.label, goal.value)).collect();
    goals.sort();
    let mut checks: Vec<String> =
        results.checks.iter().map(|check| format!("{} {:?}", check.text, check.status)).collect();
    checks.sort();
    lines.extend(goals);
    lines.extend(checks);
    lines.join("\n")
}

/// The figures that `pace run --scenario NAME` would have of a file.
fn run(text: &str, scenario: &str) -> String {
    let plan = open_text("plan.pace", text).unwrap_or_else(|wrong| panic!("{:#?}\n{text}", wrong.found));
    all_figures(&results(&plan, scenario, Granularity::Month).expect("figures"))
}

#[test]
fn transcripts() {
    insta::glob!("sessions/*.session", |path| {
        let text = fs::read_to_string(path).expect("a session");
        let (plan, lines) = text.split_once("---\n").expect("a plan, three dashes, lines");
        let files = Files::of(&[("plan.pace", plan)]);
        let mut play = Play::new(&files, (!plan.is_empty()).then_some("plan.pace"));
        let mut typed = String::new();
        let mut open = String::new();
        for line in lines.lines() {
            let sign = if open.is_empty() { ">" } else { "." };
            typed.push_str(&format!("{sign} {line}\n"));
            open.push_str(line);
            open.push('\n');
            if !pace::session::continues(&open) {
                open.clear();
            }
        }
        let mut fresh = transcript(&mut play, &typed);
        if !open.is_empty() {
            fresh.push_str(&play.say(&open));
        }
        insta::assert_snapshot!(fresh);
    });
}

#[test]
fn a_saved_scenario_stands_after_every_byte_of_the_file() {
    for (before, scenario) in [
        (PLAN.to_string(), "hustle"),
        (PLAN.trim_end().to_string(), "base"),
        (PLAN.replace('\n', "\r\n"), "base"),
        (format!("{PLAN}\n# the end"), "base"),
        (format!("\u{feff}{PLAN}"), "hustle"),
    ] {
        let files = Files::of(&[("plan.pace", &before)]);
        let mut play = Play::new(&files, Some("plan.pace"));
        play.right(&format!(":scenario {scenario}"));
        play.right("8 calls/day");
        play.right("trainer = $500/month");
        let figures_before = figures(&play);
        play.right(":save scenario trained \"With a trainer\"");
        let after = files.get("plan.pace");
        assert!(after.starts_with(&before), "{after}");
        assert_eq!(before.contains("\r\n"), after[before.len()..].contains("\r\n"));
        assert!(!after.replace("\r\n", "").contains('\r'));
        assert_eq!(run(&after, "trained"), figures_before);
        assert_eq!(figures(&play), figures_before);
        assert_eq!((play.session.changes(), play.session.scenario()), (0, "trained"));
        assert!(play.wrong(":save scenario trained").contains("already has a scenario"));
    }
}

#[test]
fn labels_and_goals_keep_their_quotes() {
    let mut play = play();
    play.right("goal \"Say \\\"yes\\\"\": bookings >= $50k by 2026-06, $100k by 2026-12");
    play.right(":scenario hustle");
    play.right(r#":save scenario first "Say \"no\"""#);
    play.right("8 calls/day");
    play.right(":save scenario second Two words");
    let text = play.files.get("plan.pace");
    assert!(text.contains(r#"scenario first "Say \"no\"" extends hustle {"#), "{text}");
    assert!(text.contains(r#"scenario second "Two words" extends first {"#), "{text}");
    // The goals of the scenario beneath judge what is laid over it, once each.
    assert_eq!(text.matches(r#"goal "Say \"yes\"": bookings >= $50k by 2026-06"#).count(), 2);
    assert_eq!(run(&text, "second"), figures(&play));
}

#[test]
fn a_goal_that_is_typed_once_more_is_saved_once() {
    const PLAN: &str = "months 4\nx = 5/month\nscenario f {\n  x = 4/month\n  goal x >= 4/month by M2\n}\n";
    for (typed, goals) in [
        (None, vec!["goal x >= 4/month by M2"]),
        (Some("goal x >= 4/month by M2"), vec!["goal x >= 4/month by M2"]),
        (Some("goal x >= 6/month by M2"), vec!["goal x >= 6/month by M2", "goal x >= 4/month by M2"]),
    ] {
        let files = Files::of(&[("plan.pace", PLAN)]);
        let mut play = Play::new(&files, Some("plan.pace"));
        play.right(":scenario f");
        play.right("x = 9/month");
        typed.map(|goal| play.right(goal));
        play.right(":save scenario g");
        let text = files.get("plan.pace");
        let saved: Vec<&str> =
            text[PLAN.len()..].lines().map(str::trim).filter(|line| line.starts_with("goal")).collect();
        assert_eq!(saved, goals, "{typed:?}");
    }
}

#[test]
fn what_is_not_saved_is_not_thrown_away() {
    let mut play = play();
    play.files.put("other.pace", "x = 1\n");
    play.right("9 calls/day");
    assert!(play.wrong(":load other.pace").contains("1 change that is not saved"));
    play.right(":reset");
    play.right(":load other.pace");
    assert!(play.right("x").contains("1 in every month"));
}

#[test]
fn an_empty_file_takes_a_scenario() {
    let files = Files::of(&[("plan.pace", "")]);
    let mut play = Play::new(&files, Some("plan.pace"));
    play.right("x = 3/month");
    play.right(":save scenario one");
    assert_eq!(files.get("plan.pace"), "x = 3/month\n\nscenario one {\n}\n");
}

#[test]
fn a_typed_scenario_is_saved_as_it_was_typed_or_before_what_is_laid_beside_it() {
    let files = Files::of(&[("plan.pace", PLAN)]);
    let mut play = Play::new(&files, Some("plan.pace"));
    play.right("scenario few { plan 2 calls/day }");
    for line in [":save scenario other", ":save scenario few \"A label\""] {
        assert!(play.wrong(line).contains("`:save scenario few` writes it into the file"));
    }
    play.right(":save scenario few");
    assert_eq!(files.get("plan.pace"), format!("{PLAN}\nscenario few {{ plan 2 calls/day }}\n"));
    assert_eq!((play.session.changes(), play.session.scenario()), (0, "few"));
    assert!(play.right(":undo").contains("nothing to take back: scenario few stands in the file"));
    // Beside changes, of the plan and of the typed scenario itself, both stand in the file.
    for chosen in ["base", "many"] {
        let files = Files::of(&[("plan.pace", PLAN)]);
        let mut play = Play::new(&files, Some("plan.pace"));
        play.right("scenario many { plan 9 calls/day }");
        play.right(&format!(":scenario {chosen}"));
        play.right("price = $7,000");
        play.right("trainer = $500/month");
        let before = figures(&play);
        assert!(play.wrong(":save scenario many").contains("already has a scenario `many`"));
        play.right(":save scenario dear");
        let text = files.get("plan.pace");
        assert!(text.starts_with(PLAN) && text.contains("scenario many { plan 9 calls/day }"), "{text}");
        assert_eq!(run(&text, "dear"), before);
        assert_eq!(figures(&play), before);
    }
}

#[test]
fn saving_adds_to_what_is_on_disk() {
    let mut play = play();
    play.right("price = $7,000");
    let edited = PLAN.replace("6 calls/day", "7 calls/day");
    play.files.put("plan.pace", &edited);
    play.right(":save scenario dear");
    let after = play.files.get("plan.pace");
    assert!(after.starts_with(&edited), "{after}");
    assert_eq!(run(&after, "dear"), figures(&play));
}

/// A file that the plan brings in is watched as the plan itself is.
#[test]
fn a_file_that_is_brought_in_is_read_again_too() {
    let files = Files::of(&[
        ("plan.pace", "use \"prices.pace\"\nmonths 3\nvalue = price * 2\n"),
        ("prices.pace", "price = $5\n"),
    ]);
    let mut play = Play::new(&files, Some("plan.pace"));
    play.right("cost = $1");
    files.put("prices.pace", "price = $7\n");
    let told = crate::support::session::shown(&play.session.reload());
    assert!(told.contains("read again") && told.contains("$14"), "{told}");
    assert_eq!(play.session.changes(), 1);
    files.0.borrow_mut().remove("prices.pace");
    assert!(play.session.reload().is_wrong());
    assert!(play.right("value").contains("$14"));
}

#[test]
fn what_was_dropped_is_not_saved_in_passing() {
    let mut play = play();
    play.right("9 calls/day");
    play.right("discount = price * 5%");
    let edited = PLAN.replace("discount = price * 10%\n", "");
    play.files.put("plan.pace", &edited);
    let told = play.right(":save scenario cheap");
    assert!(
        told.contains("dropped: `discount = price * 5%`") && told.contains("Nothing was saved"),
        "{told}"
    );
    assert_eq!(play.files.get("plan.pace"), edited);
    play.right(":save scenario cheap");
    assert!(play.files.get("plan.pace").contains("scenario cheap {\n  plan 9 calls/day\n}"));
}

#[test]
fn what_no_longer_applies_is_dropped_and_comes_back() {
    let mut play = play();
    play.right("9 calls/day");
    play.right("price = $7,000");
    let both = figures(&play);
    play.files.put("plan.pace", &PLAN.replace("price = $6,000", "cost = $6,000").replace("price", "cost"));
    let told = play.session.reload();
    assert!(!told.is_wrong());
    let told = crate::support::session::shown(&told);
    assert!(told.contains("No longer applies, and was dropped: `price = $7,000`"), "{told}");
    assert!(play.say(":fmt").contains("9 calls/day"));
    play.files.put("plan.pace", PLAN);
    play.session.reload();
    play.right(":undo");
    assert_eq!(figures(&play), both);
}

#[test]
fn what_was_dropped_does_not_bar_the_way_back() {
    let mut play = play();
    play.right("extra = $40");
    let first = figures(&play);
    play.right("price = $7,000");
    play.right("9 calls/day");
    play.files.put("plan.pace", &PLAN.replace("price = $6,000", "cost = $6,000").replace("price", "cost"));
    assert!(!play.session.reload().is_wrong());
    let dropped = figures(&play);
    play.right(":undo");
    assert!(!play.say(":fmt").contains("calls"));
    play.right(":redo");
    assert_eq!(figures(&play), dropped);
    play.right(":undo 2");
    assert!(play.say(":fmt").contains("extra = $40"));
    play.files.put("plan.pace", PLAN);
    assert!(!play.session.reload().is_wrong());
    assert_eq!(figures(&play), first);
}

#[test]
fn the_rest_is_promised_only_where_it_is() {
    let mut play = play();
    let told = play.right("9 calls/day");
    let rest = told.lines().find(|line| line.starts_with("and ")).expect("more rows than are told");
    let count: usize = rest.split(' ').nth(1).and_then(|count| count.parse().ok()).expect(rest);
    assert!(rest.ends_with("more: `:diff`"), "{rest}");
    let rows = |text: &str| text.lines().filter(|line| line.ends_with('%') || line.ends_with("pts")).count();
    assert_eq!(rows(&play.right(":diff")), rows(&told) + count);
    // What comes from elsewhere than the session is nothing that `:diff` knows.
    for line in [":undo", ":scenario hustle"] {
        assert!(!play.right(line).contains(":diff"), "{line}");
    }
    play.files.put("plan.pace", &PLAN.replace("6 calls/day", "12 calls/day"));
    let told = crate::support::session::shown(&play.session.reload());
    assert!(told.contains("more: `:rows`") || !told.contains(" more: "), "{told}");
}

#[test]
fn a_command_without_its_colon_is_told_with_it() {
    let mut play = play();
    for typed in ["undo", "undo 3", "redo none", "save x", "goals", "why bookings", "reload"] {
        assert!(play.wrong(typed).contains(&format!("write `:{typed}`")), "{typed}");
    }
    // A row of that name, a formula and a definition are what they say.
    play.right("undo = 5");
    assert!(!play.right("undo").contains(":undo"));
    assert!(!play.wrong("goals + 1").contains(":goals"));
    assert!(play.wrong(":why bookings --vs hustle").contains("write `--vs-scenario hustle`"));
    assert!(play.wrong(":why bookings 2026-06 --vs hustle").contains("write `--vs-scenario hustle`"));
}

#[test]
fn what_is_wrong_with_a_command_is_said_as_a_session_says_it() {
    let mut play = play();
    assert!(play.wrong(":why").contains("`:why ROW [MONTH] [--vs MONTH]"));
    assert!(play.wrong(":help bookings").contains("`:info bookings` says what it is"));
    assert!(play.wrong(":redo none").contains("`:redo 2`"));
    assert!(play.wrong(":quit now").contains("write `:quit`"));
    assert!(play.right(":why bookings --vs-scenario hustle").contains("From $"));
}

#[test]
fn a_file_that_breaks_leaves_the_plan_as_it_was() {
    let mut play = play();
    play.right("9 calls/day");
    let before = figures(&play);
    play.files.put("plan.pace", &PLAN.replace("price = $6,000", "price = $6,000 + 3 days"));
    let told = play.session.reload();
    assert!(told.is_wrong() && crate::support::session::shown(&told).contains("cannot add days to dollars"));
    assert_eq!(figures(&play), before);
    play.right("price = $7,000");
    play.right(":undo");
    assert_eq!(figures(&play), before);
    let told = play.wrong(":save scenario later");
    assert!(told.contains("cannot add days") && told.contains("Nothing was saved."), "{told}");
    play.files.put("plan.pace", PLAN);
    assert!(!play.session.reload().is_wrong());
    assert_eq!(figures(&play), before);
}

#[test]
fn a_plan_that_is_broken_from_the_start_can_be_mended() {
    let files = Files::of(&[("plan.pace", "x = 1 +\n")]);
    let mut play = Play::new(&files, Some("plan.pace"));
    assert!(play.session.opening().is_wrong());
    assert!(play.wrong("2 * 2").contains("its file has mistakes"));
    files.put("plan.pace", "x = 1 + 1\n");
    assert!(!play.session.reload().is_wrong());
    assert!(play.right("x").contains("2 in every month"));
}

#[test]
fn nothing_is_read_or_written_without_being_asked() {
    let mut play = play();
    play.right("9 calls/day");
    assert_eq!(play.files.get("plan.pace"), PLAN);
    assert!(play.session.reload().report.is_none());
}

#[test]
fn a_saved_plan_is_the_whole_session() {
    let mut play = play();
    for line in [
        "months 2026-01 .. 2027-03",
        "saved = $40/month",
        "stock fund { opening $1,000; gains saved }",
        "9 calls/day",
    ] {
        play.right(line);
    }
    let before = figures(&play);
    assert!(play.wrong(":save scenario no").contains("a scenario cannot say `months`"));
    play.right(":save plan whole.pace");
    assert_eq!(play.files.get("plan.pace"), PLAN);
    let whole = play.files.get("whole.pace");
    assert!(whole.contains("months 2026-01 .. 2027-03") && !whole.contains("2026-12\nprice"), "{whole}");
    assert_eq!(run(&whole, play.session.scenario()), before);
    assert_eq!(figures(&play), before);
    assert!(play.wrong(":save plan whole.pace").contains("is the plan itself"));
    assert!(play.wrong(":save plan plan.pace").contains("it is there already"));
}

#[test]
fn words_and_hints() {
    let mut play = play();
    play.right("extra = $40");
    let words = play.session.vocabulary();
    assert!(words.rows.iter().any(|row| row.name == "extra" && row.changed && row.unit == "USD"));
    assert!(words.rows.iter().any(|row| row.name == "demos.rate" && row.input && !row.changed));
    assert_eq!(words.scenarios, ["base", "hustle"]);
    assert_eq!(words.months.len(), 12);
    assert!(words.commands.iter().any(|command| command.usage == ":info ROW"));
    assert_eq!(play.session.hint("calls").as_deref(), Some("1,440 total"));
    assert_eq!(play.session.hint("extra * 2").as_deref(), Some("$80"));
    for nothing in ["", "bookings +", "x = 3", ":rows", "3", "4 calls/day"] {
        assert_eq!(play.session.hint(nothing), None, "{nothing}");
    }
}

/// 40, 40 and 40 become 60, 60 and 60: 120 and 180, half as much again; ten dollars each are 1,200 and 1,800.
/// 240 leads a year at 10% of the calls of 240 working days: ten calls a day. What is typed over a found number
/// and taken back again is found again.
#[test]
fn a_number_to_be_found_may_be_typed() {
    let plan = "months 12\nplan { 5 calls/day }\nleads = calls * 10%\ngoal leads >= 240 by M12\n";
    let mut session =
        Session::new(std::rc::Rc::new(Files::of(&[("plan.pace", plan)])), Some("plan.pace".into()));
    let calls = |session: &Session| {
        let row = session.results().and_then(|results| results.row("calls").cloned()).expect("the row");
        row.total.expect("a total").to_string()
    };
    for (line, total) in
        [("? calls/day", "2400"), ("6 calls/day", "1440"), (":undo", "2400"), (":reset", "1200")]
    {
        assert!(!session.say(line).is_wrong(), "{line}");
        assert_eq!(calls(&session), total, "{line}");
    }
}

/// Whoever does not wait gets no answer, and nothing has changed: neither by a question nor by a statement that
/// leads to another `?`.
#[test]
fn work_that_nobody_waits_for_is_given_up() {
    let plan = "months 12\nplan { ? calls/day }\nleads = calls * 10%\ngoal leads >= 24 by M12\n";
    let files = Files::of(&[("plan.pace", plan)]);
    let cancellation = CancellationToken::default();
    let mut session =
        Session::cancellable(std::rc::Rc::new(files), Some("plan.pace".into()), cancellation.clone());
    // 24 leads of 240 working days at 10%: one call a day.
    let calls = |session: &Session| {
        let row = session.results().and_then(|results| results.row("calls").cloned()).expect("the row");
        row.total.expect("a total").to_string()
    };
    assert_eq!(calls(&session), "240");
    cancellation.cancel();
    for line in ["leads = calls * 5%", ":grid --row leads --vary 'calls=1/day..3/day step 1/day'"] {
        let outcome = session.say(line);
        let said = format!("{:?}", outcome.report);
        assert!(said.contains("Stopped") && !outcome.is_wrong(), "{line}: {said}");
        assert_eq!((calls(&session).as_str(), session.changes()), ("240", 0), "{line}");
    }
    cancellation.reset();
    assert!(!session.say("replace leads = calls * 5%").is_wrong());
    assert_eq!(calls(&session), "480");
}

#[test]
fn what_moved_is_plain_arithmetic() {
    let plan = "months 3\ncalls = 40/month\nvalue = calls * $10\nprice = $10\ngoal value >= $1,500\n";
    let mut play = Play::new(&Files::of(&[("plan.pace", plan)]), Some("plan.pace"));
    let told = play.right("calls = 60/month");
    let lines: Vec<Vec<&str>> = told.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(lines.contains(&vec!["calls", "/month", "total", "120", "180", "+50.0%"]), "{told}");
    assert!(lines.contains(&vec!["value", "/month", "total", "$1,200", "$1,800", "+50.0%"]), "{told}");
    assert!(!told.contains("price"), "{told}");
    assert!(told.contains("✓ value >= $1,500 (in total, M1 to M3)   met: $1,800 · reached in M3"), "{told}");
    assert!(told.contains("before: missed by $300 (20%): $1,200 of $1,500"), "{told}");
    assert!(play.right("value / calls").contains("$10 in every month"));
    assert!(play.right("value / (calls - calls)").contains("no value in any month: it divides by zero"));
    assert!(play.right("value / calls").contains("$10 in every month"));
    assert!(play.right("_ * 3").contains("$30 in every month"));
    assert!(play.right("cum(value) >= $1,200").contains("first in M2"));
}

#[test]
fn files_that_are_brought_in_and_named_pipelines() {
    let plan = "use \"prices.pace\"\nmonths 2026-01 .. 2026-06\n\
                pipeline eu { leads = 10/month; won = 10% of leads in 20 days; worth price }\n\
                pipeline us { leads = 20/month; won = 5% of leads in 20 days; worth price }\n";
    let files =
        Files::of(&[("plan.pace", plan), ("prices.pace", "price = $5,000\n"), ("more.pace", "extra = $7\n")]);
    let mut play = Play::new(&files, Some("plan.pace"));
    for line in [
        "price = $6,000",
        "eu.won = 12% of leads in 10 days",
        "pipeline us { worth price * 2 }",
        "use \"more.pace\"",
    ] {
        play.right(line);
    }
    assert!(play.right(":fmt").contains("  eu.won = 12% of leads in 10 days\n"));
    assert!(play.right("extra").contains("$7 in every month"));
    let before = figures(&play);
    assert!(play.wrong(":save plan elsewhere/new.pace").contains("brings in other files"));
    play.right(":save plan new.pace");
    assert_eq!(figures(&play), before);
    assert_eq!(files.get("plan.pace"), plan);
    assert_eq!(files.get("prices.pace"), "price = $5,000\n");
}

/// What is done in a session.
#[derive(Clone, Debug)]
enum Act {
    Say(usize),
    Undo(usize),
    Redo(usize),
    Reset,
    Look(bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0..STATEMENTS.len()).prop_map(Act::Say),
        3 => (1usize..4).prop_map(Act::Undo),
        2 => (1usize..4).prop_map(Act::Redo),
        1 => Just(Act::Reset),
        1 => any::<bool>().prop_map(Act::Look),
    ];
    proptest::collection::vec(act, 1..14)
}

/// How many cases: some forty, or as many as `PROPTEST_CASES` says.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Undo is the state before, redo the state after; what was refused changes nothing.
    #[test]
    fn undo_takes_back_and_redo_does_again(acts in acts()) {
        let mut play = play();
        let mut past = vec![figures(&play)];
        let mut future: Vec<String> = Vec::new();
        for act in acts {
            match act {
                Act::Say(at) => {
                    let wrong = play.outcomes(STATEMENTS[at]).iter().any(|outcome| outcome.is_wrong());
                    if wrong {
                        prop_assert_eq!(Some(&figures(&play)), past.last());
                    } else {
                        past.push(figures(&play));
                        future.clear();
                    }
                }
                Act::Reset => {
                    if play.session.changes() > 0 {
                        play.right(":reset");
                        past.push(figures(&play));
                        future.clear();
                    }
                }
                Act::Undo(count) => {
                    play.right(&format!(":undo {count}"));
                    for _ in 0..count.min(past.len() - 1) {
                        future.extend(past.pop());
                    }
                    prop_assert_eq!(Some(&figures(&play)), past.last());
                }
                Act::Redo(count) => {
                    play.right(&format!(":redo {count}"));
                    for _ in 0..count.min(future.len()) {
                        past.extend(future.pop());
                    }
                    prop_assert_eq!(Some(&figures(&play)), past.last());
                }
                Act::Look(_) => {}
            }
        }
    }

    /// Whatever is typed, a session answers; what is wrong changes nothing.
    #[test]
    fn any_line_is_answered(
        lines in proptest::collection::vec(
            prop_oneof![
                ".{0,40}",
                "[a-z0-9 =/%$(){}\\[\\],.:_#\"+*<>-]{0,40}",
                ":[a-z]{0,6}( [a-z0-9.$/-]{0,8}){0,3}",
                (0..STATEMENTS.len()).prop_map(|at| STATEMENTS[at].to_string()),
                (0..STATEMENTS.len(), 0usize..30).prop_map(|(at, cut)| STATEMENTS[at].chars().take(cut).collect()),
            ],
            1..8,
        )
    ) {
        let mut play = play();
        for line in lines {
            let before = figures(&play);
            let wrong = play.outcomes(&line).iter().any(|outcome| outcome.is_wrong());
            prop_assert!(!wrong || figures(&play) == before, "{line}");
            let _ = play.session.hint(&line);
        }
    }

    /// A session without a file is the plan that it saves.
    #[test]
    fn a_saved_plan_is_what_was_typed(picks in proptest::collection::vec(0..STATEMENTS.len(), 1..10)) {
        let mut play = Play::new(&Files::default(), None);
        for line in [
            "months 2026-01 .. 2026-12",
            "price = $6,000",
            "6 calls/day taking 5 minutes",
            "2 emails/week",
            "pipeline { leads = calls * 10%; demos = 40% of leads in 14 days; won = 25% of demos in 30 days; worth price }",
            "discount = price * 10%",
            "stock bank { opening $50,000; gains sales = bookings; loses costs = $3,000/month }",
        ] {
            play.right(line);
        }
        for at in picks {
            drop(play.outcomes(STATEMENTS[at]));
        }
        let before = figures(&play);
        play.right(":save plan new.pace");
        prop_assert_eq!(figures(&play), before.clone());
        prop_assert_eq!(run(&play.files.get("new.pace"), play.session.scenario()), before);
    }

    /// The session's figures are those that `pace run` has of the saved scenario.
    #[test]
    fn a_saved_scenario_is_what_the_session_was(acts in acts()) {
        let mut play = play();
        for act in acts {
            match act {
                Act::Say(at) => drop(play.outcomes(STATEMENTS[at])),
                Act::Undo(count) => drop(play.outcomes(&format!(":undo {count}"))),
                Act::Redo(count) => drop(play.outcomes(&format!(":redo {count}"))),
                Act::Reset => drop(play.outcomes(":reset")),
                Act::Look(hustle) => {
                    drop(play.outcomes(if hustle { ":scenario hustle" } else { ":scenario base" }));
                }
            }
        }
        if play.session.changes() > 0 {
            let before = figures(&play);
            play.right(":save scenario kept");
            prop_assert_eq!(figures(&play), before.clone());
            prop_assert_eq!(run(&play.files.get("plan.pace"), "kept"), before);
        }
    }
}

/// Whatever is typed, over whatever plan, there is an answer or a finding, and the session goes on.
#[test]
fn every_line_over_every_example_has_an_answer() {
    let folder = crate::support::home().join("examples");
    for path in crate::support::files(&folder, "pace") {
        let text = fs::read_to_string(&path).expect("a plan");
        // Plans in folders of their own need more files than this one.
        if text.contains("use \"") {
            continue;
        }
        let files = Files::of(&[("plan.pace", &text)]);
        let mut play = Play::new(&files, Some("plan.pace"));
        let rows: Vec<String> = play.session.vocabulary().rows.iter().map(|row| row.name.clone()).collect();
        let commands = play.session.vocabulary().commands;
        for command in commands.iter().filter(|command| !matches!(command.name.as_str(), ":quit" | ":load")) {
            for words in ["", " nobody", " it's", " --nothing 5", " 'a b' c d"] {
                play.outcomes(&format!("{}{words}", command.name));
            }
        }
        for row in rows.iter().step_by(3) {
            let asked = [
                row.clone(),
                format!("{row} >= 1"),
                format!(":info {row}"),
                format!(":explain {row}"),
                format!(":why {row}"),
                format!(":plot {row}"),
                format!("{row} = ?"),
                format!("{row} = 0"),
                format!("replace {row} = 50%"),
                format!("new {row} = 1"),
                format!("goal {row} >= 1"),
                "_".to_string(),
                ":undo 20".to_string(),
            ];
            for line in asked {
                play.outcomes(&line);
                play.session.hint(&line);
            }
        }
        assert!(!play.over && play.session.results().is_some(), "{}", path.display());
    }
}

/// What a session over a small plan answers.
fn small() -> Play {
    let plan = "months 2026-07 .. 2027-06\nchurn = 4%/month\nprice = $500\nreps = 3\nfee = $40/month\n\
                plan { 2 calls/day }\nbookings = [$9k, $9k, $9k, $8k, $8k, $8k, $7k, $7k, $7k, $6k, $6k, $6k]/month from 2026-07\n\
                stock customers { opening 100; loses churn * customers }\ngoal bookings >= $80k by 2027-06\n";
    Play::new(&Files::of(&[("plan.pace", plan)]), Some("plan.pace"))
}

#[test]
fn what_is_said_of_an_input_is_answered_with_the_statement() {
    let mut play = small();
    for (said, statement) in [
        ("churn 6%", "churn = 6%/month"),
        ("what if churn is 6%?", "churn = 6%/month"),
        ("What if churn were 6%", "churn = 6%/month"),
        ("set churn to 6%/month", "churn = 6%/month"),
        ("let price = $600", "price = $600"),
        ("price to $600", "price = $600"),
        ("suppose price becomes 600 USD?", "price = 600 USD"),
        ("fee $50", "fee = $50/month"),
        ("price 600", "price = $600"),
        ("fee is 50", "fee = $50/month"),
        ("churn 6", "churn = 6%/month"),
        ("reps 4", "reps = 4"),
        ("calls 5", "5 calls/day"),
        ("what if calls are 5?", "5 calls/day"),
        ("what if reps = 4?", "reps = 4"),
    ] {
        let told = play.wrong(said);
        assert!(told.contains(&format!("to set it, write `{statement}`")), "{said}:\n{told}");
        assert!(!small().outcomes(statement).iter().any(|outcome| outcome.is_wrong()), "{statement}");
    }
    // Formulas and statements stay what they are; of what is worked out, nothing is set.
    for right in ["churn * 2", "price", "reps - 1", "price = $600", "total(bookings)"] {
        play.right(right);
    }
    for other in ["nobody 6%", "churn is", "churn six", "churn 6% 7%"] {
        assert!(!play.wrong(other).contains("nor a statement"), "{other}");
    }
    // A question gets no line that makes nonsense of it.
    for (asked, says) in [
        ("what is bookings?", "write `bookings` alone"),
        ("bookings?", "write `bookings` alone"),
        ("print churn", "write `churn` alone"),
        ("what if we do 5 calls a day?", "such as `churn = 6%/month`"),
        ("what if price goes up 10%", "such as `churn = 6%/month`"),
        ("what is the point?", "a name or a formula alone"),
    ] {
        let told = play.wrong(asked);
        assert!(
            told.contains(says) && !told.contains("if(") && !told.contains("what_is"),
            "{asked}:\n{told}"
        );
    }
}

#[test]
fn a_month_or_a_quarter_of_a_row_is_one_number() {
    let mut play = small();
    for (asked, read, figure) in [
        ("customers[2026-07]", "customers[2026-07]", "96"),
        ("bookings[2027-06]", "bookings[2027-06]", "$6,000/month"),
        ("customers[2026-Q3]", "customers[2026-09]", "88.5"),
        ("customers in Q3", "customers[2026-09]", "88.5"),
        ("customers in 2026", "customers[2026-12]", "78.3"),
        ("customers[2026-07 .. 2026-08]", "customers[2026-08]", "92.2"),
        ("bookings[Jun 2027]", "bookings[2027-06]", "$6,000/month"),
        ("bookings in june", "bookings[2027-06]", "$6,000/month"),
        ("bookings in 2027-06", "bookings[2027-06]", "$6,000/month"),
        ("bookings[2027-Q1]", "total(bookings, 2027-Q1)", "$21,000"),
        ("bookings in Q1", "total(bookings, 2027-Q1)", "$21,000"),
        ("bookings in Q1 2027", "total(bookings, 2027-Q1)", "$21,000"),
        ("bookings in 2027-Q1", "total(bookings, 2027-Q1)", "$21,000"),
        ("bookings[2026-07 .. 2026-08]", "total(bookings, 2026-07 .. 2026-08)", "$18,000"),
        ("bookings in jul 2026 .. aug 2026", "total(bookings, 2026-07 .. 2026-08)", "$18,000"),
        ("bookings / price in Q1", "total(bookings / price, 2027-Q1)", "42"),
        (
            "bookings[2026-Q4] - bookings[2027-Q1]",
            "total(bookings, 2026-Q4) - total(bookings, 2027-Q1)",
            "$3,000",
        ),
        ("total(bookings)", "total(bookings)", "$90,000"),
    ] {
        assert_eq!(play.right(asked), format!("{read}\n  {figure}\n"), "{asked}");
    }
    assert!(play.right("bookings").contains("in Jul 2026"));
    // A price has no sum; a month outside the plan is none.
    play.wrong("price in Q1");
    play.wrong("bookings[2029-12]");
    play.wrong("bookings in love");
    let two = "months 2026-01 .. 2027-12\nx = 1/month\n";
    let mut two = Play::new(&Files::of(&[("plan.pace", two)]), Some("plan.pace"));
    assert!(two.wrong("x in Q3").contains("write `2026-Q3` or `2027-Q3`"));
    assert!(two.wrong("x in May").contains("write `2026-05` or `2027-05`"));
    assert!(two.right("x in Q3 2027").contains("  3\n"));
    let mut undated = Play::new(&Files::of(&[("plan.pace", "months 5\nx = 1/month\n")]), Some("plan.pace"));
    assert!(undated.right("x in Q2").contains("total(x, M4 .. M5)\n  2\n"));
    assert!(undated.right("x[M2]").contains("1/month") || undated.right("x[M2]").contains("  1"));
}

#[test]
fn why_a_row_is_as_it_is_with_nothing_changed_is_its_way_through_the_plan() {
    let mut play = small();
    let told = play.right(":why customers");
    assert!(told.contains("Nothing has changed, so this compares the first month with the last."), "{told}");
    assert!(told.contains("From 96.0 to "), "{told}");
    // As the months themselves are compared.
    let months = play.right(":why customers 2027-06 --vs 2026-07");
    assert!(told.ends_with(&months), "{told}\n{months}");
    play.right("churn = 5%/month");
    assert!(!play.right(":why customers").contains("Nothing has changed"));
    // A plan of one month has nothing to compare with.
    let mut one = Play::new(&Files::of(&[("plan.pace", "months 1\nx = 1/month\n")]), Some("plan.pace"));
    assert!(one.wrong(":why x").contains("nothing to compare with"));
}

#[test]
fn undo_names_what_it_takes_back_and_shows_the_goals() {
    let mut play = small();
    play.right("fee = $50/month");
    play.right("bookings = $5k/month");
    let told = play.right(":undo");
    assert!(told.starts_with("Took back `bookings = $5k/month`.\n"), "{told}");
    assert!(told.contains("before: missed by $20,000") && !told.contains("change\n"), "{told}");
    assert!(play.right(":redo").starts_with("Did again `bookings = $5k/month`."));
    let told = play.right(":undo 5");
    assert!(told.contains("`bookings = $5k/month`, `fee = $50/month`; there was nothing more to"), "{told}");
    assert!(play.right(":undo").contains("nothing to take back"));
    assert!(play.right(":redo 2").contains("Did again `fee = $50/month`, `bookings = $5k/month`."));
    play.right(":reset");
    assert!(play.right(":undo").starts_with("Took back `:reset`."));
    assert!(play.wrong(":undo x").contains("write `:undo 2`"));
}

#[test]
fn goals_say_how_each_stood_before() {
    let mut play = small();
    assert!(!play.right(":goals").contains("before"));
    play.right("fee = $50/month");
    assert!(play.right(":goals").contains("as before"));
    play.right("bookings = $5k/month");
    let told = play.right(":goals");
    assert!(told.contains("missed by $20,000") && told.contains("before: met: "), "{told}");
    play.right("goal fee >= $1/month");
    assert!(play.right(":goals").contains("new"));
}

#[test]
fn commands_take_their_one_value_without_its_name() {
    let mut play = small();
    let named = play.right(":today --month 2026-08");
    for said in [":today 2026-08", ":today Aug", ":today Aug 2026", ":today M2"] {
        assert_eq!(play.right(said), named, "{said}");
    }
    assert_eq!(play.right(":levers bookings"), play.right(":levers --row bookings"));
    assert_eq!(play.right(":levers bookings --by 20%"), play.right(":levers --row bookings --by 20%"));
    assert_eq!(play.right(":why fee Dec 2026 --vs Nov 2026"), play.right(":why fee 2026-12 --vs 2026-11"));
    assert_eq!(play.right(":explain customers dec 2026"), play.right(":explain customers 2026-12"));
    for (wrong, words) in [
        (":grid", "`--vary` and `--row` are missing"),
        (":solve", "`INPUT` is missing"),
        (":table --by", "`--by` needs a value"),
        (":today --mnth May", "means nothing here"),
    ] {
        let told = play.wrong(wrong);
        assert!(told.contains(words) && !told.contains('<'), "{wrong}:\n{told}");
    }
}

#[test]
fn formulas_are_drawn_beside_rows() {
    let mut play = small();
    let chart = play.right(":plot bookings, fee, bookings / price");
    assert!(chart.contains("bookings, fee  /month") && chart.contains("bookings / price  /month"), "{chart}");
    assert!(chart.contains("Jul") && chart.contains('$'), "{chart}");
    assert!(play.right(":plot max(bookings, fee), customers[2026-12]").contains("max(bookings, fee)"));
    play.right("scenario better { bookings = $20k/month }");
    let both = play.right(":plot bookings / price better");
    assert!(both.contains("better") && both.contains("base"), "{both}");
    assert_eq!(play.right(":plot bookings / price base better"), both);
    assert!(play.wrong(":plot bookings worse").contains("there is no scenario `worse`"));
    assert!(play.wrong(":plot nope").contains("there is no row `nope`"));
    assert!(play.wrong(":plot bookings +").contains("expected a value"));
    assert!(play.wrong(":plot bookings / nope").contains("nope"));
    assert!(play.wrong(":plot").contains("which row"));
}

#[test]
fn warnings_are_a_line_each_at_the_start() {
    let plan = "months 2026-01 .. 2026-12\npromo = $5/month in 2026-03\ncash = cum(promo)\nrate = 36%/year\nshow cash, rate\n";
    let files = Files::of(&[("plan.pace", plan), ("other.pace", "x = 5\n")]);
    let mut play = Play::new(&files, Some("plan.pace"));
    let opening = crate::support::session::shown(&play.session.opening());
    assert!(opening.starts_with("2 warnings\n  ! line 2: `promo`"), "{opening}");
    assert!(
        opening.contains("\n  ! line 4: ") && opening.contains("`:warnings` shows them whole."),
        "{opening}"
    );
    assert!(
        opening.lines().all(|line| line.chars().count() <= 80) && opening.lines().count() == 5,
        "{opening}"
    );
    let whole = play.say(":warnings");
    assert!(whole.contains("start with zero") && whole.contains("plan.pace:2"), "{whole}");
    assert_eq!(play.say(":check"), whole);
    assert!(play.right(":load other.pace").contains("other.pace"));
    assert!(play.right(":warnings").contains("No problems."));
    assert!(play.right(":load plan.pace").contains("2 warnings"));
}

#[test]
fn a_typed_value_that_breaks_a_bound_is_shown_where_it_was_typed() {
    let plan = "months 2026-01 .. 2026-12\nclose = 20%\nwait = 30 days\npipeline {\n  leads = 40/month\n  won = close of \
                leads in wait\n}\n";
    let mut play = Play::new(&Files::of(&[("plan.pace", plan)]), Some("plan.pace"));
    for line in ["close = 500%", "wait = -5 days", "close = 150% from 2026-06"] {
        let told = play.wrong(line);
        let (typed, file) = (told.find("<session>:"), told.find("plan.pace:6"));
        assert!(typed.is_some() && file.is_some() && typed < file, "{line}:\n{told}");
        assert!(told.contains("this makes it so"), "{told}");
    }
    assert!(!play.wrong("won.rate = 150%").contains("this makes it so"));
}

#[test]
fn rows_that_the_plan_does_not_have_are_saved_into_the_plan() {
    let mut play = small();
    let file = play.files.get("plan.pace");
    for line in
        ["extra = $40/month", "stock fund { opening $10; gains extra }", "price = $600", "half = price / 2"]
    {
        play.right(line);
    }
    let before = figures(&play);
    let told = play.right(":save scenario more");
    assert!(told.contains("`extra`, `fund`, `half`"), "{told}");
    let saved = play.files.get("plan.pace");
    assert_eq!(
        saved,
        format!(
            "{file}\nextra = $40/month\nstock fund {{\n  opening $10\n  gains extra\n}}\nhalf = price / 2\n\nscenario \
             more {{\n  price = $600\n}}\n"
        )
    );
    assert_eq!(figures(&play), before);
    assert_eq!(play.session.scenario(), "more");
    // Where the plan would come to something else, the scenario holds them: one more pipeline adds to the sums.
    let plan = "months 3\npipeline a { leads = 4/month\n won = 50% of leads in 1 month }\nall = won * 1\n";
    let mut play = Play::new(&Files::of(&[("plan.pace", plan)]), Some("plan.pace"));
    play.right("pipeline b { leads = 4/month\n won = 50% of leads in 1 month }");
    assert!(play.wrong(":save scenario two").contains("a scenario cannot say `pipeline b`"));
    assert_eq!(play.files.get("plan.pace"), plan);
}

#[test]
fn a_saved_plan_goes_on_with_the_scenario_that_is_looked_at() {
    let mut play = play();
    play.right(":scenario hustle");
    play.right(":save plan copy.pace");
    assert_eq!(play.session.scenario(), "hustle");
    play.right("9 calls/day");
    play.right(":save plan other.pace");
    let scenario = play.session.scenario().to_string();
    assert!(scenario != "hustle" && play.files.get("other.pace").contains("extends hustle"), "{scenario}");
}

const HIRES: &str = "months 2026\nhires = 0/month, 1/month in 2026-03\nstock reps { opening 2; gains hires }\n\
                     scenario hire { hires = 2/month in 2026-06 }\n";

/// What `:fmt` shows of the session's scenario after some lines.
fn said(lines: &[&str]) -> String {
    let mut play = Play::new(&Files::of(&[("plan.pace", HIRES)]), Some("plan.pace"));
    for line in lines {
        play.right(line);
    }
    play.right(":fmt").lines().filter(|line| !line.contains(['{', '}'])).map(str::trim).collect()
}

#[test]
fn a_line_about_some_months_leaves_the_others_as_they_were_said() {
    for (lines, want) in [
        (&["hires = 0/month", "hires = 1/month in 2026-09"][..], "hires = 0/month, 1/month in 2026-09"),
        // The same months again, and then all.
        (
            &["hires = 0/month", "hires = 1/month in 2026-09", "hires = 3/month in 2026-09"],
            "hires = 0/month, 3/month in 2026-09",
        ),
        (&["hires = 1/month in 2026-09", "hires = 0/month"], "hires = 0/month"),
        (
            &["hires = 1/month in 2026-09", "hires = 2/month in 2026-10"],
            "hires = 1/month in 2026-09, 2/month in 2026-10",
        ),
        (
            &["hires = 0/month, 1/month from 2026-05", "hires = 2/month from 2026-05"],
            "hires = 0/month, 2/month from 2026-05",
        ),
        // What happens once is 0 in all other months.
        (&["hires = 2/month", "hires = 1/month once in 2026-10"], "hires = 1/month once in 2026-10"),
        (
            &["hires = 1/month in 2026-09", ":undo", "hires = 2/month in 2026-10"],
            "hires = 2/month in 2026-10",
        ),
    ] {
        assert_eq!(said(lines), want, "{lines:?}");
        let scenario: Vec<&str> = [&[":scenario hire"], lines].concat();
        assert_eq!(said(&scenario), want, "{lines:?} over a scenario");
    }
    let mut play = Play::new(&Files::of(&[("plan.pace", HIRES)]), Some("plan.pace"));
    play.right(":scenario hire");
    play.right("hires = 0/month");
    play.right("hires = 1/month in 2026-09");
    assert!(play.right("total(hires)").contains('1'), "{}", play.right("total(hires)"));
}

#[test]
fn a_scenario_by_its_name_is_not_reached_by_what_is_tried() {
    let mut play = Play::new(&Files::of(&[("plan.pace", HIRES)]), Some("plan.pace"));
    let questions =
        ["hire.reps - reps", "hire.reps > reps", ":when hire.reps > base.reps", ":eval hire.reps"];
    let note = "`hire.…`";
    for question in questions {
        assert!(!play.right(question).contains(note), "{question}");
    }
    play.right("hires = 2/month in 2026-04");
    for question in questions {
        assert!(play.right(question).contains("as the plan has it"), "{question}");
    }
    // The plan as it stands is what a trial is held against.
    for question in ["reps - base.reps", "reps > base.reps"] {
        assert!(!play.right(question).contains("as the plan has it"), "{question}");
    }
    play.right(":undo");
    assert!(!play.right("hire.reps - reps").contains(note));
}
