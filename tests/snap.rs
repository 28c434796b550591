//! `pace snap` from outside: snapshots written, compared, accepted, reviewed; and what may lie in the way.

use std::fs;
use std::path::Path;

use crate::support::process::Shell;

/// Three months of calls, a scenario with half as many again, a goal and a check.
const PLAN: &str = "months 2026-01 .. 2026-03
calls = 40/month
leads = calls * 10%
goal leads >= 12 by 2026-03
check leads >= 1/month
scenario hustle { calls = 60/month }
";

/// By hand: 3 months of 40 and 4, of 60 and 6; the days of January to March, 20 working days each.
const SNAPSHOT: &str = "pace snapshot 1
months 2026-01 2026-02 2026-03

scenario base
  calendar.days 1 sum 90 | 31 28 31
  calendar.elapsed 1 level 2 | 1 2 3
  calendar.month 1 level 2 | 1 2 3
  calendar.workdays 1 sum 60 | 20 20 20
  calls 1/month sum 120 | 40 40 40
  leads 1/month sum 12 | 4 4 4
  goal: leads >= 12 by 2026-03 | met in 2026-03: 12 of 12
  check: leads >= 1/month | held

scenario hustle
  calendar.days 1 sum 90 | 31 28 31
  calendar.elapsed 1 level 2 | 1 2 3
  calendar.month 1 level 2 | 1 2 3
  calendar.workdays 1 sum 60 | 20 20 20
  calls 1/month sum 180 | 60 60 60
  leads 1/month sum 18 | 6 6 6
  goal: leads >= 12 by 2026-03 | met in 2026-02: 18 of 12
  check: leads >= 1/month | held
";

/// A folder with the plan and its snapshot.
fn kept() -> Shell {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN).write("plan.pace.snap", SNAPSHOT);
    shell
}

fn with(from: &str, to: &str) -> String {
    assert!(PLAN.contains(from));
    PLAN.replace(from, to)
}

// What is written.

#[test]
fn the_first_snapshot_is_written_and_holds_every_figure() {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN);
    shell.pace(&["snap", "plan.pace"]).exits(10).says("! plan.pace: new snapshot plan.pace.snap").quietly();
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
    shell.pace(&["snap", "check", "plan.pace"]).exits(0).says("✓ plan.pace: as its snapshot").quietly();
    assert_eq!(shell.names(), ["plan.pace", "plan.pace.snap"]);
    shell.pace(&["snap", "show", "plan.pace"]).exits(0).quietly();
    assert_eq!(shell.pace(&["snap", "show", "plan.pace"]).out, SNAPSHOT);
}

#[test]
fn comments_labels_and_order_change_nothing() {
    let shell = kept();
    let goal = "goal \"All year\": leads >= 12 by 2026-03\n";
    let other = format!(
        "title \"T\"\n# why\nscenario hustle \"More\" {{ calls = 60/month }}\n{goal}\
         ## Doc.\nleads = calls*10%\ncheck leads >= 1/month\ncalls = 40/month # c\nmonths 2026-01 .. 2026-03\n"
    );
    shell.write("plan.pace", other).pace(&["snap", "plan.pace"]).exits(0);
}

#[test]
fn a_new_row_adds_a_line_to_each_scenario_and_touches_no_other() {
    let shell = kept();
    let plan = PLAN.to_string() + "a_row_with_a_long_name_that_would_move_a_column = 1234567.5/month\n";
    shell.write("plan.pace", plan).pace(&["snap", "plan.pace"]).exits(1);
    let new = shell.read("plan.pace.snap.new");
    let before: Vec<&str> = SNAPSHOT.lines().collect();
    let added: Vec<&str> = new.lines().filter(|line| !before.contains(line)).collect();
    let row = "  a_row_with_a_long_name_that_would_move_a_column 1/month sum 3703702.5 | 1234567.5 1234567.5 1234567.5";
    assert_eq!(added, [row, row]);
    let kept: Vec<&str> = new.lines().filter(|line| *line != row).collect();
    assert_eq!(kept, before);
}

#[test]
fn numbers_have_ten_decimals_and_gaps_are_told() {
    let shell = Shell::new();
    // 1/3 to ten decimals; -0.00000000004 is nothing; a month that no clause covers.
    shell.write("plan.pace", "months 2\na = 1 / 3\nb = -0.00000000004\nc = 1/month from M2\nd = total(c)\n");
    let text = shell.pace(&["snap", "show", "plan.pace"]).exits(0).out;
    assert!(text.contains("\n  a 1 level 0.3333333333 | 0.3333333333 0.3333333333\n"), "{text}");
    assert!(text.contains("\n  b 1 level 0 | 0 0\n"), "{text}");
    assert!(text.contains("\n  c 1/month sum 1* | n/a 1\n"), "{text}");
    assert!(text.contains("\n  warning: uncovered-months 1\n"), "{text}");
}

#[test]
fn what_a_question_mark_came_to_is_there() {
    let shell = Shell::new();
    // 2 months of 20 working days: 100 calls are 2.5 a day.
    shell.write("plan.pace", "months 2\nplan { ? calls/day }\ngoal calls >= 100 by M2\n");
    let ran = shell.pace(&["snap", "show", "plan.pace"]).exits(0).says("\n  solved: calls 2.5\n");
    ran.says("\n  calls 1/month sum 100 | 50 50\n");
    shell.pace(&["snap", "plan.pace"]).exits(10);
    shell.write("plan.pace", "months 2\nplan { ? calls/day }\ngoal calls >= 120 by M2\n");
    shell.pace(&["snap", "plan.pace"]).exits(1).says("`?` of `calls` is 3, and was 2.5.");
}

#[test]
fn the_same_plan_gives_the_same_bytes_under_another_name() {
    let shell = kept();
    shell.write("deep/down/other name.pace", PLAN);
    assert_eq!(shell.pace(&["snap", "show", "deep/down/other name.pace"]).out, SNAPSHOT);
    assert_eq!(
        shell.run_in(Path::new("."), env!("CARGO_BIN_EXE_pace"), &["snap", "show", "-"], PLAN.as_bytes()).out,
        SNAPSHOT
    );
}

// What moved.

#[test]
fn a_change_of_what_no_snapshot_keeps_names_the_command_that_finds_it() {
    const SAYS: &str = "  · no input has other values: a worth, opening or formula; see `pace diff`\n";
    let plan = "months 2\nprice = $10\nstock team {\n  opening 5\n  gains 1/month\n}\ncost = team * price\n";
    let shell = Shell::new();
    shell.write("team.pace", plan);
    shell.pace(&["snap", "team.pace"]).says("new snapshot");
    for changed in [plan.replace("opening 5", "opening 7"), plan.replace("team * price", "team * price * 2")]
    {
        shell.write("team.pace", changed);
        shell.pace(&["snap", "team.pace"]).exits(1).says(SAYS);
    }
    // An input that changed is named itself.
    shell.write("team.pace", plan.replace("$10", "$20"));
    let ran = shell.pace(&["snap", "team.pace"]).exits(1).says("price mean: $10 to $20");
    assert!(!ran.out.contains(SAYS), "{}", ran.out);
}

#[test]
fn what_moved_is_said_by_row_month_and_goal_and_waits_to_be_accepted() {
    let shell = kept();
    shell.write("plan.pace", with("40/month", "30/month, 40/month from 2026-03"));
    let ran = shell.pace(&["snap", "plan.pace"]).exits(1).quietly();
    // The texts are compared only where somebody asks for that.
    assert!(!ran.out.contains("@@") && !ran.out.contains("| 30 30 40"), "{}", ran.out);
    let ran = shell.pace(&["snap", "--raw", "plan.pace"]).exits(1).quietly();
    // 30 + 30 + 40 is 100; a tenth of it is 10, two short of the goal.
    let ran = ran.says(
        "\nWhat moved\n  · leads total: 12 to 10, -2 (-16.7%)\n  · calls total: 120 to 100; leads -2 with it\n  \
         ✗ missed, was met: leads >= 12 by 2026-03\n  · 2 rows moved\n\nRows\n",
    );
    let ran = ran.says("✗ plan.pace: 2 rows and 1 goal moved");
    let ran = ran.says("calls  /month  120  100     -20  2 from 2026-01 on");
    let ran = ran.says("leads  /month   12   10      -2  2 from 2026-01 on");
    let ran = ran.says("✗ leads >= 12 by 2026-03   missed, 10 of 12; was met in 2026-03, 12 of 12");
    let ran = ran.says("--- plan.pace.snap\n+++ plan.pace.snap.new\n@@ -8,5 +8,5 @@ scenario base\n");
    let ran =
        ran.says("\n-  calls 1/month sum 120 | 40 40 40\n").says("\n+  calls 1/month sum 100 | 30 30 40\n");
    ran.says("To take what it gives now: `pace snap accept plan.pace`");
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
    assert!(shell.read("plan.pace.snap.new").contains("goal: leads >= 12 by 2026-03 | missed: 10 of 12\n"));
    // Put right again, nothing waits any more.
    shell.write("plan.pace", PLAN).pace(&["snap", "plan.pace"]).exits(0);
    assert_eq!(shell.names(), ["plan.pace", "plan.pace.snap"]);
}

/// A plan with a pipeline, five inputs, four goals and as many scenarios as asked; every figure moves with `factor`.
fn busy(scenarios: usize, factor: usize) -> String {
    let mut plan = format!(
        "months 2026-01 .. 2026-12\na = {factor}/month\nb = {factor}0/month\nc = {factor}00/month\nd = {factor}000/month\n\
         price = ${factor}00\npipeline {{\n  leads = a + b + c + d\n  deals = 20% of leads in 30 days\n  won = 50% of deals in 20 days\n  \
         worth price\n}}\ngoal bookings >= $1,000,000/month by 2026-12\ngoal leads >= 2,000/month by 2026-12\ngoal a >= 2/month by 2026-12\n\
         goal b >= 20/month by 2026-12\ncheck c >= 200/month\n"
    );
    for at in 0..scenarios {
        plan.push_str(&format!("scenario s{at} {{ a = base * {} }}\n", at + 2));
    }
    plan
}

#[test]
fn a_reviewer_reads_twelve_lines_however_large_the_plan() {
    let head = |scenarios: usize| {
        let shell = Shell::new();
        shell.write("plan.pace", busy(scenarios, 1)).pace(&["snap", "plan.pace"]).exits(10);
        let ran = shell.write("plan.pace", busy(scenarios, 3)).pace(&["snap", "plan.pace"]).exits(1);
        let lines: Vec<String> = ran.out.lines().map(str::to_string).collect();
        let tables = lines.iter().position(|line| line == "Rows").expect("tables");
        (lines[..tables].join("\n"), ran.out)
    };
    for scenarios in [0, 1, 40] {
        let (head, all) = head(scenarios);
        assert!(head.trim_end().lines().count() <= 12, "{head}");
        assert!(head.lines().all(|line| line.chars().count() <= 80), "{head}");
        // 1,111 leads become 3,333, and five inputs are more than three.
        assert!(head.contains("and 3 more inputs") && head.contains("price mean: $100 to $300"), "{head}");
        assert!(head.contains("met, was missed: a >= 2/month by 2026-12"), "{head}");
        assert!(head.contains("more goals or checks that turned"), "{head}");
        // What pace works out by itself and the table does not have is counted and not listed.
        assert!(head.contains("that pace works out are not listed"), "{head}");
        assert!(!all.contains("deals.open") && !all.contains("weighted"), "{all}");
        assert!(all.contains("bookings") && all.contains("leads"), "{all}");
        assert_eq!(head.contains("scenarios s0"), scenarios == 40, "{head}");
        assert_eq!(head.contains("and 38 more"), scenarios == 40, "{head}");
    }
}

#[test]
fn rows_scenarios_and_months_that_come_and_go_are_named() {
    let shell = kept();
    shell.write("plan.pace", with("leads = calls * 10%\n", "leads = calls * 10%\nextra = 1\n"));
    shell.pace(&["snap", "plan.pace"]).exits(1).says("extra    new   1").says("2 rows in 2 scenarios moved");
    shell.write("plan.pace", with("hustle", "rush"));
    let ran = shell.pace(&["snap", "plan.pace"]).exits(1).says("Scenario hustle is gone.");
    ran.says("Scenario rush is new, with 6 rows.").says("2 whole scenarios moved");
    shell.write("plan.pace", with("2026-03\ncalls", "2026-04\ncalls"));
    shell
        .pace(&["snap", "plan.pace"])
        .exits(1)
        .says("The months were 2026-01 to 2026-03, and are 2026-01 to 2026-04.");
}

#[test]
fn numbers_within_the_tolerance_are_the_same() {
    let shell = kept();
    // 4.004 a month instead of 4, and 12.012 in all; 6.006 and 18.018 in the scenario.
    shell.write("plan.pace", with("10%", "10.01%"));
    for (tolerance, exit) in [("0.011", 1), ("0.018", 0), ("0.1%", 0), ("0.09%", 1), ("0", 1)] {
        shell.pace(&["snap", "plan.pace", "--tolerance", tolerance]).exits(exit);
    }
    // Whether a goal is met is no number: 39.99 a month miss it by a hair.
    shell.write("plan.pace", with("40/month", "39.99/month"));
    let ran = shell.pace(&["snap", "plan.pace", "--tolerance", "1"]).exits(1);
    ran.says("1 goal moved").says("✗ leads >= 12 by 2026-03");
    for wrong in ["-1", "x", "1e3", "%", "."] {
        shell
            .pace(&["snap", "plan.pace", &format!("--tolerance={wrong}")])
            .exits(2)
            .complains("`--tolerance` wants");
    }
}

#[test]
fn figures_of_a_goal_look_as_different_as_they_are() {
    let shell = kept();
    // 3 months of 4.00004, of 6.00006.
    shell.write("plan.pace", with("calls * 10%", "calls * 10.0001%"));
    shell
        .pace(&["snap", "plan.pace"])
        .exits(1)
        .says("met in 2026-03, 12.0001 of 12.0000; was met in 2026-03, 12.0000 of 12.0000");
}

#[test]
fn a_goal_has_its_unit_and_a_snapshot_without_it_is_the_same() {
    let shell = Shell::new();
    let plan = |sales: &str| {
        format!(
            "months 3\nsales = {sales}/month\nconv: % = 20%\nhires = 2/month\n\
             goal sales >= $900/month\ngoal conv >= 10%\ngoal hires >= 4\n"
        )
    };
    shell.write("plan.pace", plan("$1,000")).pace(&["snap", "accept", "plan.pace"]).exits(0);
    let kept = shell.read("plan.pace.snap");
    for line in ["M1: 1000 of 900 USD/month\n", "M1: 20% of 10%\n", "M2: 6 of 4\n"] {
        assert!(kept.contains(line), "{line} {kept}");
    }
    // As it was written before goals had units: it says the same, and is told in the unit that the plan has now.
    shell.write("plan.pace.snap", kept.replace(" of 900 USD/month", " of 900"));
    shell.pace(&["snap", "plan.pace"]).exits(0);
    shell.write("plan.pace", plan("$800"));
    let ran = shell.pace(&["snap", "plan.pace"]).exits(1).quietly();
    ran.says("missed, $800 of $900/month; was met in M1, $1,000 of $900/month");
    shell.write("plan.pace.snap", kept.replace("900 USD/month", "900 USD/week"));
    shell.pace(&["snap", "plan.pace"]).exits(2).complains("`USD/week` is no unit");
}

#[test]
fn every_plan_is_checked_though_one_has_errors() {
    let shell = kept();
    shell.write("bad.pace", "x = = 1\n").write("c.pace", "y = 1\n");
    shell.write("plan.pace", with("40/month", "50/month"));
    let ran = shell.pace(&["snap", "bad.pace", "c.pace", "plan.pace"]).exits(2).complains("error[syntax]");
    let ran = ran
        .says("✗ bad.pace: not compared")
        .says("! c.pace: new snapshot")
        .says("✗ plan.pace: 2 rows and 1 goal moved");
    assert!(ran.err.contains("bad.pace:1:"), "{}", ran.err);
    assert!(!shell.has("bad.pace.snap"));
    shell.pace(&["snap", "nowhere.pace", "c.pace"]).exits(2).complains("`nowhere.pace` does not exist");
    // A mistake that only figures show.
    shell.write("d.pace", "r = 200%\npipeline { a = 1/month; won = r of a in 3 days }\n");
    shell.pace(&["snap", "d.pace"]).exits(2).complains("error[bad-rate]");
}

#[test]
fn the_worst_exit_of_several_wins() {
    let shell = kept();
    shell
        .write("new.pace", "y = 1\n")
        .write("moved.pace", PLAN)
        .write("moved.pace.snap", SNAPSHOT.replace("120", "121"));
    shell.pace(&["snap", "new.pace", "plan.pace"]).exits(10);
    fs::remove_file(shell.path("new.pace.snap")).expect("it is there");
    shell.pace(&["snap", "new.pace", "moved.pace"]).exits(1);
}

// In CI.

#[test]
fn in_ci_nothing_is_written() {
    for ci in ["true", "1", "yes"] {
        let shell = kept().with("CI", ci);
        shell.write("new.pace", "y = 1\n").write("plan.pace", with("40/month", "50/month"));
        shell.write("gone.pace.snap", SNAPSHOT);
        let before = shell.names();
        let ran = shell
            .pace(&["snap", ".", "--raw"])
            .exits(1)
            .says("new.pace: has no snapshot, and with CI set none is written");
        ran.says("✗ plan.pace: 2 rows and 1 goal moved").says("\n-  calls 1/month sum 120");
        shell.pace(&["snap", "accept", "plan.pace"]).exits(2).complains("CI is set");
        shell.pace(&["snap", "--prune", "."]).exits(2).complains("CI is set");
        shell.pace(&["snap", "review", "."]).exits(1).says("pace snap accept plan.pace");
        assert_eq!(shell.names(), before);
        assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
        // What waited is not cleared either.
        shell.write("plan.pace", PLAN).write("plan.pace.snap.new", "x");
        shell.pace(&["snap", "plan.pace"]).exits(0);
        assert!(shell.has("plan.pace.snap.new"));
    }
    for ci in ["", "0", "false", "FALSE"] {
        let shell = kept().with("CI", ci);
        shell.write("new.pace", "y = 1\n").pace(&["snap", "new.pace"]).exits(10);
    }
}

// Accepting.

#[test]
fn accept_takes_what_the_plan_gives_now() {
    let shell = kept();
    shell.write("plan.pace", with("40/month", "50/month"));
    shell.pace(&["snap", "plan.pace"]).exits(1);
    shell.pace(&["snap", "accept", "plan.pace"]).exits(0).says("✓ plan.pace: accepted").quietly();
    assert_eq!(shell.names(), ["plan.pace", "plan.pace.snap"]);
    assert!(shell.read("plan.pace.snap").contains("calls 1/month sum 150 | 50 50 50"));
    shell.pace(&["snap", "plan.pace"]).exits(0);
    // Without `check` before it too, and where there was no snapshot.
    shell.write("plan.pace", PLAN).write("new.pace", "y = 1\n");
    shell.pace(&["snap", "accept", "plan.pace", "new.pace"]).exits(0);
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
    assert!(shell.has("new.pace.snap"));
    shell.pace(&["snap", "accept", "plan.pace"]).exits(0).says("as its snapshot");
}

#[test]
fn what_was_looked_at_is_what_is_accepted() {
    let shell = kept();
    shell.write("plan.pace", with("40/month", "50/month")).pace(&["snap", "plan.pace"]).exits(1);
    shell.write("plan.pace", with("40/month", "60/month"));
    let ran = shell.pace(&["snap", "accept", "plan.pace"]).exits(1);
    ran.says("not accepted: the plan has changed since plan.pace.snap.new was written");
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
    assert!(shell.read("plan.pace.snap.new").contains("calls 1/month sum 180"));
    shell.pace(&["snap", "accept", "plan.pace"]).exits(0);
    assert!(shell.read("plan.pace.snap").contains("calls 1/month sum 180"));
}

#[test]
fn a_plan_with_errors_is_not_accepted() {
    let shell = kept();
    shell.write("plan.pace", "x = = 1\n").pace(&["snap", "accept", "plan.pace"]).exits(2);
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
}

// Reviewing.

#[test]
fn without_a_terminal_review_prints_the_commands() {
    let shell = kept();
    shell.write("it's.pace", "y = 1\n").write("plan.pace", with("40/month", "50/month"));
    shell.pace(&["snap", "plan.pace"]).exits(1);
    let ran = shell.pace(&["snap", "review", "."]).exits(1).quietly();
    let ran = ran.says("There is no terminal to ask on.").says("  accept      pace snap accept plan.pace\n");
    let ran = ran
        .says("  reject      rm plan.pace.snap.new\n")
        .says(r"  accept      pace snap accept 'it'\''s.pace'");
    ran.says("all of them\n  accept      pace snap accept 'it'\\''s.pace' plan.pace");
    assert!(!shell.has("it's.pace.snap"));
    // They are exact: a shell takes them.
    shell.program("sh", &["-c", r"pace snap accept 'it'\''s.pace' plan.pace"]).exits(0);
    shell.pace(&["snap", "review", "."]).exits(0).says("Nothing to review");
}

/// Types into `pace snap review` on a terminal.
#[cfg(target_os = "linux")]
fn review(shell: &Shell, typed: &str) -> crate::support::process::Ran {
    let arguments = ["--quiet", "--return", "--command", "pace --color never snap review .", "/dev/null"];
    shell.run_in(Path::new("."), "script", &arguments, typed.as_bytes())
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_review_asks_about_each() {
    let moved = with("40/month", "50/month");
    let three = || {
        let shell = Shell::new();
        for name in ["a.pace", "b.pace", "c.pace"] {
            shell.write(name, &moved).write(&format!("{name}.snap"), SNAPSHOT);
        }
        shell.pace(&["snap", "."]).exits(1);
        shell
    };
    let accepted = |shell: &Shell| {
        ["a.pace.snap", "b.pace.snap", "c.pace.snap"].map(|name| shell.read(name) != SNAPSHOT)
    };
    let shell = three();
    let ran = review(&shell, "a\nwhat\nr\ns\n").exits(1);
    let ran = ran.says("a.pace (1 of 3)").says("[a]ccept").says("calls  /month  120  150     +30  all 3");
    ran.says("b.pace: rejected").says("c.pace: skipped");
    assert_eq!(accepted(&shell), [true, false, false]);
    assert_eq!([shell.has("b.pace.snap.new"), shell.has("c.pace.snap.new")], [false, true]);
    let shell = three();
    review(&shell, "S\n").exits(1);
    assert_eq!(accepted(&shell), [false; 3]);
    // The end of the input (Ctrl-D) skips.
    review(&shell, "\u{4}").exits(1);
    review(&shell, "r\nA\n").exits(1);
    assert_eq!(accepted(&shell), [false, true, true]);
    review(&shell, "A\n").exits(0);
    assert_eq!(accepted(&shell), [true; 3]);
    review(&shell, "").exits(0).says("Nothing to review");
}

// Which plans.

#[test]
fn folders_are_walked_in_order_and_parts_are_no_plans() {
    let shell = Shell::new();
    shell
        .write("team/b.pace", "use \"parts/rates.pace\"\nb = rate * 2\n")
        .write("team/parts/rates.pace", "rate = 10\n");
    shell.write("team/a.pace", "use \"cal.pace\"\na = calendar.days\n");
    shell.write("team/cal.pace", "months 2026-01 .. 2026-02\nworkdays mon..fri\n");
    shell.write("team/alone/holidays.pace", "workdays mon..fri except 2026-01-01\n");
    shell.write("team/.hidden/x.pace", "x = = 1\n").write("team/notes.txt", "no plan");
    let ran = shell.pace(&["snap", "team"]).exits(10).quietly();
    let new = |name: &str| format!("! team/{name}.pace: new snapshot {name}.pace.snap\n");
    assert_eq!(ran.out, new("a") + &new("b"));
    // What is named is a plan, and so is what has a snapshot.
    shell.pace(&["snap", "team/parts/rates.pace"]).exits(10);
    shell.pace(&["snap", "team"]).exits(0).says("✓ team/parts/rates.pace: as its snapshot");
    // A plan that is reached twice counts once.
    let ran = shell.pace(&["snap", "team", "team/a.pace", "./team/b.pace"]).exits(0);
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
    // Where the last plan is gone, its snapshot is still there to be told of.
    let shell = Shell::new();
    shell.write("old/gone.pace.snap", SNAPSHOT);
    shell.pace(&["snap", "old"]).exits(0).quietly().says("old/gone.pace.snap: its plan is gone");
    shell.write("empty/notes.txt", "no plan").write("when/cal.pace", "months 3\n");
    shell.pace(&["snap", "when"]).exits(2).complains("there is no plan in `when`");
    shell.pace(&["snap", "empty"]).exits(2).complains("there is no plan in `empty`");
    shell.pace(&["snap"]).exits(2);
    shell.pace(&["snap", "check"]).exits(2).complains("which plans?");
    shell.write("check", "y = 1\n").pace(&["snap", "./check"]).exits(10);
    shell.pace(&["snap", "-"]).exits(2).complains("stdin has no place");
}

#[test]
fn snapshots_whose_plan_is_gone_are_told_and_pruned() {
    let shell = kept();
    let foreign = "---\nsource: tests/x.rs\n---\n1\n";
    shell
        .write("gone.pace.snap", SNAPSHOT)
        .write("gone.pace.snap.new", SNAPSHOT)
        .write("sub/old.pace.snap", SNAPSHOT);
    shell.write("other.snap", foreign).write("foreign.pace.snap", foreign);
    let ran = shell.pace(&["snap", "."]).exits(0);
    let ran = ran.says("! gone.pace.snap: its plan is gone; `--prune` removes it");
    let ran = ran.says("! gone.pace.snap.new: its plan").says("! sub/old.pace.snap: its plan");
    assert!(!ran.out.contains("other") && !ran.out.contains("foreign"), "{}", ran.out);
    // Beside a plan that is named too, but not below.
    let ran = shell.pace(&["snap", "plan.pace"]).exits(0).says("gone.pace.snap");
    assert!(!ran.out.contains("old.pace"));
    shell.pace(&["snap", "--prune", "."]).exits(0).says("✓ gone.pace.snap: removed: its plan is gone");
    assert_eq!(shell.names(), ["foreign.pace.snap", "other.snap", "plan.pace", "plan.pace.snap", "sub"]);
    assert!(!shell.has("sub/old.pace.snap"));
    shell.pace(&["snap", "."]).exits(0);
}

#[test]
fn two_hundred_plans_are_one_run() {
    let shell = Shell::new();
    for at in 0..200 {
        shell.write(&format!("plans/p{at:03}.pace"), format!("x = {at}\n"));
    }
    let ran = shell.pace(&["snap", "plans"]).exits(10);
    let names: Vec<String> =
        (0..200).map(|at| format!("! plans/p{at:03}.pace: new snapshot p{at:03}.pace.snap")).collect();
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), names);
    shell.pace(&["snap", "plans"]).exits(0);
}

// What lies in the way.

#[test]
fn a_checkout_with_other_line_ends_is_the_same() {
    let shell = kept();
    shell
        .write("plan.pace.snap", SNAPSHOT.replace('\n', "\r\n"))
        .write("plan.pace", PLAN.replace('\n', "\r\n"));
    shell.pace(&["snap", "plan.pace"]).exits(0);
    shell.write("plan.pace", with("40/month", "50/month"));
    let ran = shell.pace(&["snap", "plan.pace"]).exits(1);
    // Lines that only differ in their ends are not shown as changed.
    assert!(!ran.out.contains("-  calendar"), "{}", ran.out);
}

#[test]
fn an_unfinished_merge_is_said_and_mended() {
    let shell = kept();
    let conflict = SNAPSHOT.replace(
        "  leads 1/month sum 12 | 4 4 4\n",
        "<<<<<<< HEAD\n  leads 1/month sum 12 | 4 4 4\n=======\n  leads 1/month sum 9 | 3 3 3\n>>>>>>> other\n",
    );
    shell.write("plan.pace.snap", &conflict);
    let ran = shell.pace(&["snap", "plan.pace"]).exits(2).complains("plan.pace.snap:10:1: error[unreadable]");
    let ran =
        ran.complains("the marks of a merge that was not finished").complains("`pace snap accept plan.pace`");
    ran.says("✗ plan.pace: not compared");
    assert_eq!(shell.read("plan.pace.snap"), conflict);
    shell.pace(&["snap", "accept", "plan.pace"]).exits(0).says("accepted");
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
}

#[test]
fn what_is_no_snapshot_of_this_pace_is_left_alone() {
    let shell = kept();
    for (text, says) in [
        ("---\nsource: x\n", "this file is no snapshot of pace"),
        ("", "this file is no snapshot of pace"),
        ("pace snapshot 2\nmonths M1\n", "a later pace wrote this snapshot"),
    ] {
        shell.write("plan.pace.snap", text);
        shell.pace(&["snap", "plan.pace"]).exits(2).complains(says);
        shell.pace(&["snap", "accept", "plan.pace"]).exits(2).complains(says);
        assert_eq!(shell.read("plan.pace.snap"), text);
    }
    shell.write("plan.pace.snap", b"pace snapshot 1\nmonths M1\n\xff\xfe\n");
    shell.pace(&["snap", "plan.pace"]).exits(2).complains("plan.pace.snap:3:1: error[unreadable]");
    shell.write("plan.pace.snap", "pace snapshot 1\nmonths M1\n\nscenario base\n  calls 1/month sum\n");
    let ran = shell.pace(&["snap", "plan.pace", "--diagnostics", "json"]).exits(2);
    let found: serde_json::Value = serde_json::from_str(&ran.err).expect("JSON");
    assert_eq!(found[0]["code"], "unreadable");
    assert_eq!(found[0]["labels"][0]["line"], 5);
}

#[test]
fn a_folder_or_a_link_in_the_place_of_a_snapshot_is_refused() {
    let shell = Shell::new();
    shell.write("plan.pace", PLAN).write("plan.pace.snap/x", "");
    shell.pace(&["snap", "plan.pace"]).exits(2).complains("the snapshot `plan.pace.snap` is a folder");
    shell.pace(&["snap", "accept", "plan.pace"]).exits(2).complains("is a folder");
    let shell = kept();
    shell.write("plan.pace", with("40/month", "50/month")).write("plan.pace.snap.new/x", "");
    shell
        .pace(&["snap", "plan.pace"])
        .exits(2)
        .complains("cannot write `plan.pace.snap.new`: it is a directory");
}

#[cfg(unix)]
#[test]
fn no_link_leads_a_snapshot_out_of_its_place() {
    use std::os::unix::fs::symlink;
    let shell = kept();
    shell.write("precious", "precious");
    shell.write("plan.pace", with("40/month", "50/month"));
    symlink(shell.path("precious"), shell.path("plan.pace.snap.new")).expect("a link");
    shell.pace(&["snap", "plan.pace"]).exits(2).complains("it is a link");
    shell.pace(&["snap", "accept", "plan.pace"]).exits(2).complains("it is a link");
    assert_eq!(shell.read("precious"), "precious");
    fs::remove_file(shell.path("plan.pace.snap")).expect("it is there");
    symlink(shell.path("precious"), shell.path("plan.pace.snap")).expect("a link");
    shell.pace(&["snap", "plan.pace"]).exits(2).complains("it is a link");
    shell.pace(&["snap", "accept", "plan.pace"]).exits(2).complains("it is a link");
    assert_eq!(shell.read("precious"), "precious");
    // A folder that links to itself ends all the same.
    symlink(".", shell.path("round")).expect("a link");
    shell.write("fine.pace", "y = 1\n");
    let ran = shell.pace(&["snap", "."]).exits(2);
    assert_eq!(ran.out.matches("fine.pace:").count(), 1, "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn a_snapshot_that_is_read_only_stays_and_others_are_done() {
    use std::os::unix::fs::PermissionsExt;
    let shell = kept();
    shell.write("plan.pace", with("40/month", "50/month")).write("z.pace", "y = 1\n");
    fs::set_permissions(shell.path("plan.pace.snap"), fs::Permissions::from_mode(0o444)).expect("it is ours");
    let ran = shell.pace(&["snap", "accept", "plan.pace", "z.pace"]).exits(2);
    ran.complains("cannot write `plan.pace.snap`: it is read-only").says("✓ z.pace: accepted");
    assert_eq!(shell.read("plan.pace.snap"), SNAPSHOT);
}

#[test]
fn two_runs_at_once_leave_whole_snapshots() {
    let shell = Shell::new();
    for at in 0..20 {
        shell.write(&format!("p{at:02}.pace"), PLAN);
    }
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| assert!(matches!(shell.pace(&["snap", "accept", "."]).code, Some(0))));
        }
    });
    assert_eq!(shell.names().len(), 40);
    for at in 0..20 {
        assert_eq!(shell.read(&format!("p{at:02}.pace.snap")), SNAPSHOT);
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    let shell = kept();
    shell.write("plan.pace", with("40/month", "50/month"));
    let ran = shell.program("sh", &["-c", "pace snap plan.pace | head -n 1 | cut -c 1-3"]).exits(0);
    assert_eq!(ran.out.trim(), "✗");
    assert_eq!(ran.err, "");
}

#[test]
fn no_name_steers_the_terminal() {
    let shell = Shell::new();
    shell.write("a\u{1b}[31m.pace", "y = 1\n");
    let ran = shell.pace(&["snap", "."]).exits(10);
    assert!(!(ran.out + &ran.err).contains('\u{1b}'));
}

// For git.

#[test]
fn show_gives_the_text_where_a_plan_does_not_stand_alone() {
    let shell = Shell::new();
    let plan = "use \"calendars/us.pace\"\ncalls = 40/month\n";
    shell.write("copy.pace", plan);
    shell.pace(&["snap", "show", "copy.pace"]).exits(2).complains("does not exist");
    let ran = shell.pace(&["snap", "show", "--or-text", "copy.pace"]).exits(0).quietly();
    assert_eq!(ran.out, plan);
    // Where it does find its files it is still text, or git would hold figures against the text of a copy.
    shell.write("calendars/us.pace", "months 3\n");
    assert_eq!(shell.pace(&["snap", "show", "--or-text", "copy.pace"]).exits(0).quietly().out, plan);
    shell.pace(&["snap", "show", "copy.pace"]).exits(0).says("calls 1/month sum 120 | 40 40 40");
    shell.pace(&["snap", "show", "--or-text", "nowhere.pace"]).exits(2);
    shell.pace(&["snap", "check", "--or-text", "copy.pace"]).exits(2).complains("belongs to `show`");
    shell.pace(&["snap", "show", "copy.pace", "copy.pace"]).exits(2).complains("one plan");
}

// Hooks.

/// The hooks of a file for pre-commit, each as its keys and values. The file is plain: an entry is a dash, a line is a
/// key and a value, and no value holds what YAML would read otherwise.
fn hooks(text: &str) -> Vec<Vec<(String, String)>> {
    let mut hooks: Vec<Vec<(String, String)>> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let rest = match line.strip_prefix("- ") {
            Some(rest) => {
                hooks.push(Vec::new());
                rest
            }
            None => line.strip_prefix("  ").unwrap_or_else(|| panic!("{line:?} belongs nowhere")),
        };
        let (key, value) = rest.split_once(": ").unwrap_or_else(|| panic!("{line:?} is no key and value"));
        assert!(key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line:?}");
        assert!(!value.contains(": ") && !value.contains(" #") && value.trim() == value, "{line:?}");
        assert!(value.starts_with(|first: char| first.is_alphanumeric() || first == '\\'), "{line:?}");
        hooks.last_mut().expect("a hook").push((key.to_string(), value.to_string()));
    }
    hooks
}

#[test]
fn the_hooks_name_commands_that_work() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hooks = hooks(&fs::read_to_string(home.join(".pre-commit-hooks.yaml")).expect("the hooks"));
    let page = fs::read_to_string(home.join("docs/snapshots.md")).expect("the page");
    let ids: Vec<&str> = hooks.iter().map(|hook| hook[0].1.as_str()).collect();
    assert_eq!(ids, ["pace-fmt", "pace-check", "pace-snap"]);
    for hook in &hooks {
        let value = |key: &str| hook.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
        let known = ["id", "name", "description", "entry", "language", "files", "pass_filenames"];
        assert!(hook.iter().all(|(key, _)| known.contains(&key.as_str())), "{hook:?}");
        assert!(page.contains(&format!("- id: {}\n", hook[0].1)), "{hook:?}");
        assert_eq!(value("language"), Some("rust"));
        assert!(value("files").is_some_and(|files| files.starts_with(r"\.pace") && files.ends_with('$')));
        let shell = kept();
        let mut words: Vec<&str> = value("entry").expect("an entry").split(' ').collect();
        if value("pass_filenames") != Some("false") {
            words.push("plan.pace");
        }
        shell.program(words[0], &words[1..]).exits(0).quietly();
    }
}

#[test]
fn what_is_too_large_or_no_file_is_refused() {
    let shell = kept();
    let large = fs::File::create(shell.path("plan.pace.snap")).expect("a file");
    large.set_len(64 * 1024 * 1024 + 1).expect("a hole");
    shell
        .pace(&["snap", "plan.pace"])
        .exits(2)
        .complains("the snapshot `plan.pace.snap` is larger than 64 MiB");
    #[cfg(unix)]
    {
        fs::remove_file(shell.path("plan.pace.snap")).expect("it is there");
        shell.program("mkfifo", &["plan.pace.snap"]).exits(0);
        shell.pace(&["snap", "plan.pace"]).exits(2).complains("is not a regular file");
    }
}
