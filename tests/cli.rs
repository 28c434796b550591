//! The `pace` command from outside: arguments in; text, files and exit codes out.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

#[cfg(target_os = "linux")]
use crate::support::process::shown_at;

const PLAN: &str = "months 3\ncalls = 40/month\nleads = 4/month\ngoal calls >= 100\n";
const MISSING_GOAL: &str = "months 3\ncalls = 40/month\ngoal calls >= 1000\n";

/// A call of pace in a folder of its own.
struct Pace {
    folder: TempDir,
    command: Command,
    stdin: Vec<u8>,
}

/// What came of it.
struct Ran {
    folder: TempDir,
    code: Option<i32>,
    out: String,
    err: String,
}

fn pace(arguments: &[&str]) -> Pace {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
    command.args(arguments).current_dir(folder.path());
    for name in ["NO_COLOR", "COLUMNS", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    Pace { folder, command, stdin: Vec::new() }
}

impl Pace {
    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Pace {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    fn plan(self, text: &str) -> Pace {
        self.file("plan.pace", text)
    }

    fn stdin(mut self, text: impl AsRef<[u8]>) -> Pace {
        self.stdin = text.as_ref().to_vec();
        self
    }

    fn env(mut self, name: &str, value: &str) -> Pace {
        self.command.env(name, value);
        self
    }

    fn run(mut self) -> Ran {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("pace starts");
        let _ = child.stdin.take().expect("stdin").write_all(&self.stdin);
        let output = child.wait_with_output().expect("pace ends");
        Ran {
            folder: self.folder,
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

impl Ran {
    #[track_caller]
    fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn says(self, text: &str) -> Ran {
        assert!(self.out.contains(text), "no {text:?} on stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn complains(self, text: &str) -> Ran {
        assert!(self.err.contains(text), "no {text:?} on stderr:\n{}", self.err);
        self
    }

    #[track_caller]
    fn quietly(self) -> Ran {
        assert_eq!(self.err, "");
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[track_caller]
    fn holds(self, name: &str, text: &str) -> Ran {
        assert_eq!(fs::read_to_string(self.path(name)).expect("a file"), text);
        self
    }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in:\n{text}"))
}

// What is shown.

#[test]
fn alone_it_says_what_it_is_for() {
    pace(&[]).run().exits(0).says("pace run plan.pace").quietly();
    pace(&["--help"]).run().exits(0).says("check").quietly();
    pace(&["--version"]).run().exits(0).says(env!("CARGO_PKG_VERSION"));
}

#[test]
fn run_shows_rows_totals_and_goals() {
    let ran = pace(&["run", "plan.pace"]).plan(PLAN).run().exits(0).quietly();
    let ran = ran.says("calls  /month  40  40  40  ───  120 total").says("✓ calls >= 100");
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn a_missed_goal_is_no_failure_of_run() {
    pace(&["run", "plan.pace"]).plan(MISSING_GOAL).run().exits(0).says("missed by 880 (88%): 120 of 1,000");
}

#[test]
fn a_snapshot_is_no_plan() {
    let ran =
        pace(&["check", "plan.pace"]).plan("pace snapshot 1\nmonths M1\n\nscenario base\n").run().exits(2);
    let said = "pace: error[unreadable]: `plan.pace` is a snapshot of a plan, and no plan itself\n  \
                help: give the plan itself\n✗ plan.pace: 1 error\n";
    assert_eq!(format!("{}{}", ran.err, ran.out), said);
    pace(&["run", "plan.pace"]).plan("pace snapshot_size = 3\n").run().exits(2).complains("error[syntax]");
}

#[test]
fn what_rounding_leaves_is_not_shown() {
    // 180 * 23/180 * 3/23 is exactly 3; 28 digits lose a last one on the way.
    let plan = "months 2\nplan 180 calls/month\nwon = calls * (23 of 180) * (3 of 23)\n";
    pace(&["run", "plan.pace"]).plan(plan).run().exits(0).says("won    /month    3    3  ──    6 total");
}

#[test]
fn pages_of_reference_keep_the_names_of_arguments() {
    pace(&["functions", "clamp"]).run().exits(0).says("\n  x, but never below low nor above high.\n");
    pace(&["functions", "cum"]).run().exits(0).says("\n  The running sum of a flow,");
    let limits = pace(&["limits"]).run().exits(0);
    let nesting = "\n  nesting           100 brackets, signs, `not` or `^` inside one another: deeper\n";
    let limits = limits.says(nesting);
    assert!(!limits.out.contains("CSV"), "{}", limits.out);
}

#[test]
fn rows_are_picked_in_the_order_asked_for() {
    let ran = pace(&["run", "plan.pace", "--rows", "leads,calls"]).plan(PLAN).run().exits(0);
    assert!(ran.out.find("leads") < ran.out.find("calls"), "{}", ran.out);
    pace(&["run", "plan.pace", "--rows", "cals"])
        .plan(PLAN)
        .run()
        .exits(2)
        .complains("error[unknown-name]: the plan has no row `cals`")
        .complains("did you mean `calls`?");
}

#[test]
fn csv_and_json_hold_full_figures() {
    let csv = pace(&["run", "plan.pace", "--format", "csv"]).plan(PLAN).run().exits(0).quietly();
    csv.says("row,group,unit,rollup,M1,M2,M3,overall\ncalls,variable,1/month,sum,40,40,40,120\n");
    let ran = pace(&["run", "plan.pace", "--format", "json"]).plan(PLAN).run().exits(0).quietly();
    let document = json(&ran.out);
    assert_eq!(document["rows"][0]["total"], "120");
    assert_eq!(document["goals"][0]["status"], "met");
}

#[test]
fn a_quotient_is_of_totals() {
    let plan = "months 2\ncalls = [40, 60]/month\nleads = [8, 6]/month\nrate = leads / calls\n";
    let ran = pace(&["run", "plan.pace"]).plan(plan).run().exits(0).says("of totals");
    assert!(!ran.out.contains("mean"), "{}", ran.out);
    let ran = pace(&["run", "plan.pace", "--format", "json"]).plan(plan).run().exits(0);
    assert_eq!(json(&ran.out)["rows"][2]["rollup"], "level");
}

#[test]
fn a_column_of_several_months_has_the_unit_of_its_stretch() {
    let plan = "months 2026-02 .. 2026-12\ncalls = 40/month\nprice: $ = $50\ncash = cum(calls * price)\nshow calls, cash\n";
    let ran = pace(&["run", "plan.pace", "--by", "quarter"]).plan(plan).run().exits(0);
    let ran = ran.says("Q1†").says("† Q1 2026 has 2 of 3 months.").says("calls  /quarter").says("Overall");
    assert!(!ran.out.contains("Q2†"), "{}", ran.out);
    pace(&["run", "plan.pace", "--by", "year"]).plan(plan).run().exits(0).says("2026†").says("calls  /year");
    let ran = pace(&["run", "plan.pace", "--by", "year", "--format", "csv"]).plan(plan).run().exits(0);
    ran.says("calls,variable,1/year,sum,440,440");
    pace(&["run", "plan.pace"]).plan(plan).run().exits(0).says("calls  /month");
}

const JUDGED: &str = "months 2026-02 .. 2026-12
plan {
  2 calls/day taking 10 minutes
}
leads = calls * 10%
pipeline {
  entered = leads
  meetings = 40% of entered in 7 days
  won = 25% of meetings in 30 days
  worth $3,000
}
costs = $1,000/month + calls * $1
cash = cum(bookings - costs)
";

#[test]
fn what_is_judged_or_booked_is_shown_in_its_group() {
    let goals = "goal velocity >= $500/month\ngoal win_rate >= 5%\ncheck cum(lost) >= 0\n";
    let judged = JUDGED.to_string() + goals;
    for (plan, rows) in [
        (JUDGED, "effort calls entered meetings won bookings leads costs cash"),
        (&judged, "effort calls entered meetings won lost win_rate velocity bookings leads costs cash"),
    ] {
        let ran = pace(&["run", "plan.pace", "--by", "year"]).plan(plan).run().exits(0);
        let named =
            |name: &str| ran.out.lines().any(|line| line.trim_start().starts_with(&format!("{name} ")));
        assert!(rows.split(' ').all(named), "{}", ran.out);
        assert_eq!(named("velocity"), rows.contains("velocity"), "{}", ran.out);
        for heading in ["Plan", "Pipeline", "Variables"] {
            assert_eq!(ran.out.lines().filter(|line| *line == heading).count(), 1, "{}", ran.out);
        }
    }
}

#[test]
fn a_balance_above_zero_in_one_month_says_how_to_say_more() {
    let note = "one month is enough: for every month write `from 2026-02` or a `check`";
    let said = |goal: &str| {
        let ran = pace(&["run", "plan.pace"]).plan(&format!("{JUDGED}{goal}\n")).run().exits(0);
        ran.out.contains(note)
    };
    assert!(said("goal cash >= $0"));
    assert!(said("goal cash >= 0"));
    assert!(!said("goal cash >= $0 by 2026-12"));
    assert!(!said("goal cash >= -$5,000"));
    assert!(!said("goal bookings >= $0/month"));
}

#[test]
fn a_level_that_meets_its_goal_at_the_start_and_not_at_the_end_says_how_to_hold_it() {
    let plan = "months 2026\nstock bank { opening $100k; loses burn = $9k/month }\ncalls = 30/month, 3/month from \
                2026-03\nstock team { opening 5; gains 1/month }\n";
    let words = |out: &str| out.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = |goal: &str| {
        let ran = pace(&["run", "plan.pace"]).plan(&format!("{plan}{goal}\n")).run().exits(0);
        words(&ran.out).split_once("it holds in ").map(|(_, note)| note.to_string())
    };
    // $91,000, $82,000, $73,000, $64,000, $55,000, $46,000, …, and the team 6, 7, 8, …
    for (goal, said) in [
        (
            "goal bank >= $50k by 2026-06",
            "Jan 2026 and not in Jun 2026: to hold it write `from 2026-01`, or `check bank >= $50k`",
        ),
        (
            "goal \"Floor\": bank >= 0 by 2026-12",
            "Jan 2026 and not in Dec 2026: to hold it write `from 2026-01`, or `check bank >= 0`",
        ),
        (
            "goal team <= 10",
            "Jan 2026 and not in Dec 2026: to hold it write `from 2026-01`, or `check team <= 10`",
        ),
    ] {
        assert!(note(goal).is_some_and(|note| note.starts_with(said)), "{goal}: {:?}", note(goal));
        let checked =
            pace(&["check", "--goals", "plan.pace"]).plan(&format!("{plan}{goal}\n")).run().exits(0);
        assert!(words(&checked.out).contains(said), "{}", checked.out);
        // What is pasted is judged in every month, and fails.
        let check = said.rsplit('`').nth(1).unwrap_or_default();
        pace(&["check", "--goals", "plan.pace"]).plan(&format!("{plan}{check}\n")).run().exits(1);
    }
    for silent in [
        "goal bank >= $50k by 2026-05",
        "goal team >= 6 by 2026-12",
        "goal team >= 12 by 2026-12",
        "goal bank <= $50k by 2026-12",
        "goal calls >= 30/month by 2026-12",
        "goal calls >= 5 by 2026-12",
        "goal bank >= $10k from 2026-01",
    ] {
        assert_eq!(note(silent), None, "{silent}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn heads_are_whole_and_rules_as_long_as_rows() {
    for months in [6, 18] {
        let plan = format!("months {months}\nx = 1 growing 10%/month\nlong_name_of_a_row = 5/month * x\n");
        for columns in [40, 80, 100] {
            let call = pace(&[]).plan(&plan);
            let shown = shown_at(columns, call.folder.path(), &["run", "plan.pace"]);
            assert!(shown.contains(&format!("{months} months")), "{shown}");
            let widths = |rule: bool| {
                let lines = shown.lines().filter(move |line| line.starts_with('─') == rule);
                lines.map(|line| line.chars().count()).max().unwrap_or(0)
            };
            assert!(widths(true) >= widths(false) && widths(true) <= columns, "{shown}");
        }
    }
}

#[test]
fn stdin_is_a_plan_too() {
    pace(&["run", "-"]).stdin(PLAN).run().exits(0).says("calls");
    pace(&["check", "-"]).stdin("calls = nothing\n").run().exits(2).complains("<stdin>:1:");
}

#[test]
fn an_unknown_scenario_is_an_error() {
    let ran = pace(&["run", "plan.pace", "--scenario", "hustle"]).plan(PLAN).run().exits(2);
    ran.complains("unknown-name").complains("hustle");
}

#[test]
fn colour_is_asked_for_or_left_out() {
    let with = |arguments: &[&str]| pace(arguments).plan(PLAN).run().exits(0).out;
    assert!(with(&["run", "plan.pace", "--color", "always"]).contains('\u{1b}'));
    assert!(!with(&["run", "plan.pace", "--color", "never"]).contains('\u{1b}'));
    assert!(!with(&["run", "plan.pace"]).contains('\u{1b}'));
    // What is asked for on the command line goes before the environment.
    let ran = pace(&["run", "plan.pace", "--color", "always"]).plan(PLAN).env("NO_COLOR", "1").run();
    assert!(ran.out.contains('\u{1b}'));
}

#[cfg(target_os = "linux")]
#[test]
fn the_table_fits_the_width() {
    let long = format!("months 48\n{} = 40/month\n", "a_long_name_".repeat(8));
    for columns in [40, 80, 120, 200] {
        let call = pace(&[]).plan(&long);
        let shown = shown_at(columns, call.folder.path(), &["run", "plan.pace"]);
        let widest = shown.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= columns && shown.contains("40"), "{widest} columns of {columns}:\n{shown}");
    }
}

#[test]
fn a_pipe_and_a_file_are_as_wide_everywhere() {
    let wide = |columns: &str| {
        let plan = "months 48\ncalls = 40/month\nx = calls + nothing\n";
        let found = pace(&["check", "plan.pace"]).plan(plan).env("COLUMNS", columns).run().exits(2);
        let plan = "months 48\ncalls = 40/month\n";
        let told = pace(&["run", "plan.pace"]).plan(plan).env("COLUMNS", columns).run().exits(0);
        let written =
            pace(&["run", "plan.pace", "-o", "out.txt"]).plan(plan).env("COLUMNS", columns).run().exits(0);
        (found.err, told.out, fs::read_to_string(written.path("out.txt")).expect("a file"))
    };
    let usual = wide("");
    assert!(usual.1.contains("calls"));
    for columns in ["20", "200", "0", "many"] {
        assert_eq!(wide(columns), usual, "COLUMNS={columns}");
    }
}

// What is wrong.

#[test]
fn every_mistake_is_told_with_its_place() {
    let plan = "calls = nothing\nleads = nowhere\n";
    let ran = pace(&["run", "plan.pace"]).plan(plan).run().exits(2);
    let ran = ran.complains("plan.pace:1:").complains("plan.pace:2:").complains("error[unknown-name]");
    assert_eq!(ran.out, "");
    let fancy = pace(&["run", "plan.pace", "--diagnostics", "fancy"]).plan(plan).run().exits(2);
    fancy.complains("╭─[plan.pace:1:").complains("1 │ calls = nothing");
    let ran = pace(&["run", "plan.pace", "--diagnostics", "json"]).plan(plan).run().exits(2);
    let found = json(&ran.err);
    assert_eq!(found.as_array().map(Vec::len), Some(2));
    assert_eq!(found[1]["labels"][0]["line"], 2);
}

#[test]
fn json_diagnostics_are_an_array_also_when_there_are_none() {
    let ran = pace(&["run", "plan.pace", "--diagnostics", "json"]).plan(PLAN).run().exits(0);
    assert_eq!(ran.err, "[]\n");
    let ran = pace(&["check", "plan.pace", "gone.pace", "--diagnostics", "json"]).plan(PLAN).run().exits(2);
    assert_eq!(json(&ran.err)[0]["code"], "unreadable");
    let ran = pace(&["run", "plan.pace", "--rows", "no", "--diagnostics", "json"]).plan(PLAN).run().exits(2);
    assert_eq!(json(&ran.err)[0]["labels"], serde_json::json!([]));
}

#[test]
fn a_session_reads_a_script() {
    let script = "calls\n\n# nothing\ncalls = [1,\n  50, 60]/month\n:quit\nnever_read\n";
    let ran = pace(&["repl", "plan.pace"]).plan(PLAN).stdin(script).run().exits(0);
    let ran = ran.says("calls  /month").says("before").complains("");
    assert_eq!(ran.err, "");
    assert!(
        !ran.out.contains("never_read")
            && !ran.out.lines().any(|line| line.starts_with("> "))
            && !ran.out.contains('\u{1b}')
    );
    let wrong = pace(&["repl", "plan.pace"]).plan(PLAN).stdin("calls +\r\ncalls\r\n").run().exits(2);
    wrong.says("<session>:1:7: error[syntax]").says("calls  /month");
    let json = pace(&["repl", "--diagnostics", "json"])
        .stdin("1 + 1\n1 +\n")
        .run()
        .exits(2)
        .says("2 in every month");
    assert!(json.err.starts_with('[') && !json.out.contains("syntax"), "{}", json.err);
    pace(&["repl"]).stdin("x = [1,").run().exits(2).says("never closed");
    pace(&["repl", "gone.pace"]).stdin("1 + 1\n").run().exits(2).complains("does not exist");
    pace(&["repl", "-"]).run().exits(2).complains("name a file");
    pace(&["repl"]).stdin(vec![b'1', 0xff, b'\n']).run().exits(2).says("line 1 is not UTF-8 text");
    let nowhere = "x = 1\n:save plan nowhere/new.pace\n";
    pace(&["repl"]).stdin(nowhere).run().exits(2).says("the folder `nowhere` does not exist");
    // The lines after it are read.
    let mixed = [&b"calls + 1/month\n\xff\nplan {\n\xff\n}\n"[..], b"calls\n"].concat();
    let ran = pace(&["repl", "plan.pace"]).plan(PLAN).stdin(mixed).run().exits(2);
    ran.says("line 2 is not").says("line 3 is not").says("calls");
}

#[test]
fn a_session_writes_what_it_is_told_to_and_no_more() {
    let script = "calls = 50/month\n:save scenario more \"More calls\"\n";
    let ran =
        pace(&["repl", "plan.pace"]).plan(PLAN).stdin(script).run().exits(0).says("Saved: scenario more");
    ran.holds("plan.pace", &format!("{PLAN}\nscenario more \"More calls\" {{\n  calls = 50/month\n}}\n"));
    let script = "2 calls/day\n:save plan new.pace\n:save plan new.pace\n:load new.pace\n";
    let ran =
        pace(&["repl"]).stdin(script).run().exits(2).says("Saved as new.pace").says("is the plan itself");
    ran.holds("new.pace", "plan 2 calls/day\n");
    let script = "2 calls/day\n:save plan new.pace\n";
    let ran = pace(&["repl"]).file("new.pace", "# mine\n").stdin(script).run().exits(2);
    ran.says("is there already").holds("new.pace", "# mine\n");
    let script = "2 calls/day\n:save plan no/such/folder.pace\n:edit\n";
    pace(&["repl"]).stdin(script).run().exits(2).says("could not be written").says("no file to edit");
}

#[test]
fn what_cannot_be_read_is_said() {
    pace(&["run", "gone.pace"]).run().exits(2).complains("error[unreadable]").complains("gone.pace");
    pace(&["run", "."]).run().exits(2).complains("error[unreadable]");
    pace(&["run", ""]).run().exits(2).complains("value is required");
    pace(&["run", "plan.pace"]).file("plan.pace", b"calls = \xff\n").run().exits(2).complains("UTF-8");
    pace(&["fmt", "plan.pace"]).file("plan.pace", b"calls = \xff\n").run().exits(2).complains("UTF-8");
    pace(&["run", "-"]).stdin(vec![b'#'; 5 << 20]).run().exits(2).complains("4 MiB");
    #[cfg(unix)]
    pace(&["run", "/dev/zero"]).run().exits(2).complains("error[unreadable]");
}

#[test]
fn use_stays_inside_the_folder_of_the_plan() {
    pace(&["run", "plans/plan.pace"])
        .file("plans/plan.pace", "use \"parts/more.pace\"\ncalls = 40/month\n")
        .file("plans/parts/more.pace", "leads = 4/month\n")
        .run()
        .exits(0)
        .says("leads");
    pace(&["run", "plans/plan.pace"])
        .file("plans/plan.pace", "use \"../secret.pace\"\ncalls = 40/month\n")
        .file("secret.pace", "leads = 4/month\n")
        .run()
        .exits(2)
        .complains("error[unreadable]");
}

#[test]
fn arguments_never_steer_the_terminal() {
    let steering = "\u{1b}]0;gotcha\u{7}\u{202e}";
    for arguments in [
        vec!["run", steering],
        vec![steering],
        vec!["run", "plan.pace", "--rows", steering],
        vec!["run", "plan.pace", "--scenario", steering],
        vec!["error", steering],
        vec!["functions", steering],
        vec!["check", steering],
        vec!["fmt", steering],
        vec!["man", steering],
        vec!["run", "plan.pace", "--by", steering],
    ] {
        for style in ["fancy", "short", "json"] {
            let arguments: Vec<&str> = arguments.iter().copied().chain(["--diagnostics", style]).collect();
            let ran = pace(&arguments).plan(PLAN).run().exits(2);
            let said = ran.out + &ran.err;
            assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{arguments:?}: {said:?}");
            assert!(
                said.to_lowercase().contains("u{1b}") || said.contains("u001b"),
                "{arguments:?}: {said:?}"
            );
        }
    }
}

// check

#[test]
fn check_judges_goals_only_when_asked() {
    pace(&["check", "plan.pace"])
        .plan(MISSING_GOAL)
        .run()
        .exits(0)
        .says("✓ plan.pace: no problems")
        .quietly();
    let ran = pace(&["check", "plan.pace", "--goals"]).plan(MISSING_GOAL).run().exits(1);
    ran.says("✗ plan.pace: 1 of 1 goal missed").says("missed by 880");
    pace(&["check", "plan.pace", "--goals"])
        .plan(PLAN)
        .run()
        .exits(0)
        .says("✓ plan.pace: no problems, 1 goal met");
}

#[test]
fn check_takes_several_plans_and_the_worst_decides() {
    let ran = pace(&["check", "good.pace", "bad.pace", "--goals"])
        .file("good.pace", MISSING_GOAL)
        .file("bad.pace", "calls = nothing\n")
        .run()
        .exits(2);
    ran.says("good.pace: 1 of 1 goal missed").says("✗ bad.pace: 1 error").complains("bad.pace:1:");
}

// fmt

#[test]
fn fmt_tidies_a_file_and_leaves_a_tidy_one_alone() {
    let tidy = "calls = 40/month\n";
    pace(&["fmt", "plan.pace"])
        .plan("calls   =  40/month\n")
        .run()
        .exits(0)
        .quietly()
        .holds("plan.pace", tidy);
    let untidy = pace(&["fmt", "--check", "plan.pace"]).plan("calls   =  40/month\n").run().exits(1);
    untidy.says("plan.pace\n").holds("plan.pace", "calls   =  40/month\n");
    let ran = pace(&["fmt", "--check", "plan.pace"]).plan(tidy).run().exits(0);
    assert_eq!(ran.out, "");
    let ran = pace(&["fmt", "--stdout", "plan.pace"]).plan("calls   =  40/month\n").run().exits(0);
    assert_eq!(ran.out, tidy);
    let ran = pace(&["fmt", "-"]).stdin("calls   =  40/month\n").run().exits(0);
    assert_eq!(ran.out, tidy);
}

#[test]
fn fmt_touches_no_file_with_errors() {
    let broken = "oops   = =  3\n";
    pace(&["fmt", "plan.pace"])
        .plan(broken)
        .run()
        .exits(2)
        .complains("plan.pace:1:")
        .holds("plan.pace", broken);
}

// The pages.

#[test]
fn the_pages_are_there() {
    pace(&["error"]).run().exits(0).says("unit-mismatch").says("Warnings");
    pace(&["error", "unit-mismatch"]).run().exits(0).says("Example").says("Mended");
    pace(&["error", "error[unit-mismatch]:"]).run().exits(0).says("Example");
    pace(&["error", "unit-mismatsh"]).run().exits(2).complains("did you mean `unit-mismatch`?");
    pace(&["functions"]).run().exits(0).says("delay(");
    pace(&["functions", "delay"]).run().exits(0).says("Examples");
    pace(&["functions", "dealy"]).run().exits(2).complains("did you mean `delay`?");
    pace(&["limits"]).run().exits(0).says("4,194,304").says("600");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        pace(&["completions", shell]).run().exits(0).says("completing").quietly();
    }
    pace(&["completions", "elvish"]).run().exits(0).says("--scenario");
    pace(&["man"]).run().exits(0).says(".TH pace");
    pace(&["man", "run"]).run().exits(0).says("scenario");
}

#[test]
fn the_last_of_several_settings_holds() {
    let set = |settings: &[&str]| {
        let flags = settings.iter().flat_map(|setting| ["--set", setting]);
        let arguments: Vec<&str> = ["run", "plan.pace"].into_iter().chain(flags).collect();
        pace(&arguments).plan(PLAN).run()
    };
    let both = ["calls = 10/month", "goal leads >= 5/month", "calls = 20/month"];
    set(&both)
        .exits(0)
        .says("scenario what_if – calls = 10/month; goal leads >= 5/month; calls =\n20/month")
        .says("20  20  20")
        .says("✗ leads >= 5/month");
    // A scenario's own goals judge what is tried on it.
    let plan = format!("{PLAN}scenario hustle {{\n  calls = 80/month\n  goal calls >= 200\n}}\n");
    let arguments = ["run", "plan.pace", "--scenario", "hustle", "--set", "calls = 20/month"];
    pace(&arguments).plan(&plan).run().exits(0).says("✗ calls >= 200").says("✗ calls >= 100");
    set(&["calls = 10/moth"]).exits(2).complains("--set:1:12: error[unknown-name]: there is no row `moth`");
    set(&["calls = 10/month", "leads = (5"]).exits(2).complains("--set:2:9: error[syntax]");
    set(&["calls = 10/month", "5 visits/da"]).exits(2).complains("--set:2:10: error[syntax]");
}

#[test]
fn slips_of_the_command_line_are_understood() {
    pace(&["run", "plan.pace", "--rows", "leads , calls"]).plan(PLAN).run().exits(0).says("leads");
    for command in ["check", "fmt"] {
        let ran = pace(&[command, "-", "-"]).stdin(PLAN).run().exits(2);
        assert_eq!(ran.complains("stdin, which can be read only once").out, "");
    }
    pace(&["plan.pace"]).run().exits(2).complains("write `pace run plan.pace`");
    pace(&["plan.txt"]).file("plan.txt", PLAN).run().exits(2).complains("write `pace run plan.txt`");
    pace(&["a\u{1b}.pace"]).run().exits(2).complains("write `pace run a\\u{1b}.pace`");
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    pace(&["chek"]).run().exits(2).complains("check");
    pace(&["run"]).run().exits(2);
    pace(&["run", "plan.pace", "--by", "week"]).plan(PLAN).run().exits(2).complains("quarter");
}

// Output that must not be lost.

#[test]
fn an_output_file_is_written_whole() {
    let ran =
        pace(&["run", "plan.pace", "--format", "csv", "-o", "out.csv"]).plan(PLAN).run().exits(0).quietly();
    assert_eq!(ran.out, "");
    let text = fs::read_to_string(ran.path("out.csv")).expect("a file");
    assert!(text.starts_with("row,group"), "{text}");
    let table = pace(&["run", "plan.pace", "-o", "out.txt", "--color", "always"]).plan(PLAN).run().exits(0);
    assert!(!fs::read_to_string(table.path("out.txt")).expect("a file").contains('\u{1b}'));
    pace(&["run", "plan.pace", "-o", "-"]).plan(PLAN).run().exits(0).says("calls");
}

#[test]
fn the_ending_of_a_file_says_its_format() {
    let to = |file: &str, more: &[&str]| {
        let all: Vec<&str> = ["run", "plan.pace", "-o", file].iter().chain(more).copied().collect();
        pace(&all).plan(PLAN).run()
    };
    for (file, begins) in [
        ("out.txt", "M1 – M3"),
        ("out.csv", "row,group"),
        ("OUT.CSV", "row,group"),
        ("out.json", "{"),
        ("out.md", "M1 – M3"),
        ("out.markdown", "M1 – M3"),
        ("out", "M1 – M3"),
    ] {
        let ran = to(file, &[]).exits(0).quietly();
        let text = fs::read_to_string(ran.path(file)).expect("a file");
        assert!(text.starts_with(begins), "{file}: {text}");
    }
    assert!(
        fs::read_to_string(to("out", &["--format", "json"]).path("out")).expect("a file").starts_with('{')
    );
    to("out.json", &["--format", "json"]).exits(0).quietly();
    // What pace has no format for, or another one than is asked for, is not written.
    for (file, more, help) in [
        ("plan.xlsx", &[][..], "`-o plan.csv`"),
        ("plan.XLS", &[], "`-o plan.csv`"),
        ("plan.png", &[], "neither png nor svg"),
        ("plan.docx", &[], "`-o plan.md`"),
        ("plan.2026", &[], "`-o plan.txt`"),
        ("other.pace", &[], "`-o other.json`"),
        ("plan.xlsx", &["--format", "csv"], "`-o plan.csv`"),
        ("plan.csv", &["--format", "json"], "write `--format csv`, or `-o plan.json`"),
        ("plan.txt", &["--format", "markdown"], "`-o plan.md`"),
        ("my plan.ods", &[], "`-o 'my plan.csv'`"),
    ] {
        let ran = to(file, more).exits(2).complains("error[wrong-arguments]").complains(help);
        assert!(!ran.path(file).exists() && ran.out.is_empty(), "{file}");
    }
    // Before the plan is looked at.
    pace(&["run", "gone.pace", "-o", "plan.xlsx"]).run().exits(2).complains(".xlsx");
    pace(&["run", "plan.pace", "-o", "-", "--format", "csv"]).plan(PLAN).run().exits(0).says("row,group");
    pace(&["diff", "plan.pace", "plan.pace", "-o", "d.pdf"]).plan(PLAN).run().exits(2).complains("`-o d.md`");
}

#[test]
fn csv_has_the_rows_of_the_table() {
    let plan = "months 2026-01 .. 2026-06\nprice = $50\ncalls = 40/month\nsales = calls * price\nlow = calls / 2\nshow sales, calls\n";
    let rows = |more: &[&str]| {
        let all: Vec<&str> = ["run", "plan.pace", "--format", "csv"].iter().chain(more).copied().collect();
        let out = pace(&all).plan(plan).run().exits(0).out;
        let names: Vec<String> =
            out.lines().skip(1).map(|line| line.split(',').next().unwrap_or_default().to_string()).collect();
        names.join(" ")
    };
    assert_eq!(rows(&[]), "sales calls");
    assert_eq!(rows(&["--rows", "low,price"]), "low price");
    let all = rows(&["--all"]);
    assert!(all.starts_with("price calls sales low") && all.ends_with("calendar.elapsed"), "{all}");
    pace(&["run", "plan.pace", "--all", "--rows", "low"]).plan(plan).run().exits(2).complains("--all");
    pace(&["run", "plan.pace", "--all"]).plan(plan).run().exits(0).says("price").says("calendar.days");
    for (by, unit) in [("quarter", "USD/quarter"), ("year", "USD/year"), ("month", "USD/month")] {
        let with =
            |format| pace(&["run", "plan.pace", "--by", by, "--format", format]).plan(plan).run().exits(0);
        with("csv").says(&format!("sales,variable,{unit},sum,"));
        let document = json(&with("json").out);
        assert_eq!((&document["by"], &document["rows"][2]["unit"]), (&by.into(), &unit.into()));
        // What is not added up has its own unit.
        assert_eq!(document["rows"][0]["unit"], "USD");
    }
}

#[test]
fn rows_are_picked_by_how_they_begin() {
    let plan = "months 3\nprice = $50\npipeline north {\n  leads = 10/month\n  won = 50% of leads in 10 days\n  worth price\n}\n\
                pipeline south {\n  leads = 20/month\n  won = 50% of leads in 10 days\n  worth price\n}\n";
    let run = |rows: &str| pace(&["run", "plan.pace", "--format", "csv", "--rows", rows]).plan(plan).run();
    let north = run("north").exits(0).out;
    assert!(north.lines().skip(1).all(|line| line.starts_with("north.")), "{north}");
    assert!(north.contains("north.leads") && !north.contains("north.won.rate"), "{north}");
    assert_eq!(run("north.won.ra").exits(0).out.lines().count(), 2);
    // A row of that very name is meant alone.
    assert_eq!(run("won").exits(0).out.lines().count(), 2);
    run("nroth").exits(2).complains("no row `nroth`");
    for (rows, formula) in [
        ("won / leads", "pace eval plan.pace 'won / leads'"),
        ("won,if(won > 1/month, won, 0/month)", "pace eval plan.pace 'if(won > 1/month, won, 0/month)'"),
    ] {
        run(rows).exits(2).complains("is a formula").complains(formula);
    }
    let out = run("").exits(2);
    assert_eq!(out.out, "");
}

#[test]
fn without_a_file_the_only_plan_of_the_folder_is_meant() {
    for command in ["run", "check", "levers", "compare"] {
        pace(&[command]).file("my plan.pace", PLAN).file("notes.txt", "").run().exits(0).quietly();
        pace(&[command]).run().exits(2).complains("which plan? This folder has no `*.pace`");
        let ran = pace(&[command]).file("a.pace", PLAN).file("b.pace", PLAN).run().exits(2);
        ran.complains("This folder has `a.pace`, `b.pace`").complains(&format!("`pace {command} a.pace`"));
    }
    pace(&["run", "--rows", "leads"]).plan(PLAN).run().exits(0).says("leads");
    // Where a word has to follow, it would be taken for the plan.
    pace(&["explain"]).plan(PLAN).run().exits(2).complains("<FILE>");
}

#[test]
fn a_mistyped_file_or_option_gets_its_fix() {
    for (named, near) in [
        ("plan.pase", "plan.pace"),
        ("plan", "plan.pace"),
        ("./pln.pace", "./plan.pace"),
        ("PLAN.pace", "plan.pace"),
    ] {
        let help = format!("did you mean `{near}`?");
        pace(&["run", named]).plan(PLAN).run().exits(2).complains(&help);
        pace(&["check", named]).plan(PLAN).run().exits(2).complains(&help);
    }
    pace(&["run", "zebra.pace"]).plan(PLAN).run().exits(2).complains("its folder has `plan.pace`");
    // A file that the plan brings in is another matter.
    let ran = pace(&["run", "plan.pace"]).plan("use \"pln.pace\"\n").run().exits(2);
    assert!(!ran.err.contains("did you mean `plan.pace`"), "{}", ran.err);
    for (option, format) in
        [("--csv", "csv"), ("--json", "json"), ("--markdown", "markdown"), ("--md", "markdown")]
    {
        let help = format!("write `--format {format}`");
        pace(&["run", "plan.pace", option]).plan(PLAN).run().exits(2).complains(&help);
    }
}

#[test]
fn a_range_in_another_unit_is_told_in_the_currency_of_the_plan() {
    for (currency, want) in [("CHF", "`500 CHF/month`"), ("EUR", "`€500/month`")] {
        let plan = format!("months 3\ncurrency {currency}\nfee = 20 {currency}/month\n");
        let ran = pace(&["grid", "plan.pace", "--row", "fee", "--vary", "fee=1..3%"]).plan(&plan).run();
        ran.exits(2).complains(want);
    }
}

#[test]
fn what_is_tried_is_told_before_the_table() {
    let run = |set: &str, more: &[&str]| {
        let all: Vec<&str> = ["run", "plan.pace", "--set", set].iter().chain(more).copied().collect();
        pace(&all).plan(PLAN).run()
    };
    let ran = run("calls = 30/month", &[]).exits(0).quietly();
    let (before, table) = ran.out.split_once("3 months").expect("a table");
    assert!(before.contains("What is tried moves, from `base`:"), "{before}");
    // 30 calls in each of three months are 90, of 120, and the goal asks for 100.
    assert!(before.contains("120     90  -25.0%") && !before.contains("Goals"), "{before}");
    assert!(table.contains("90 total"), "{table}");
    // The goal is told once, with what it came to before.
    assert_eq!(ran.out.matches("calls >= 100").count(), 1, "{}", ran.out);
    assert!(table.contains("\n    before: met: 120"), "{table}");
    // A goal that the trial itself sets has nothing before it, and moves no row.
    let set = run("goal calls >= 90 by M3", &[]).exits(0).quietly().out;
    assert!(set.matches("✓ calls >= 90").count() == 1 && !set.contains("moves"), "{set}");
    run("calls = 40/month", &[]).exits(0).says("What is tried moves nothing.");
    assert!(!run("calls = 30/month", &["--format", "csv"]).exits(0).out.contains("tried"));
    json(&run("calls = 30/month", &["--format", "json"]).exits(0).out);
    run("calls = 30/month", &["--format", "markdown"]).exits(0).says("What is tried moves");
    assert!(!pace(&["run", "plan.pace"]).plan(PLAN).run().out.contains("tried"));
}

/// Every command with a help of its own.
#[cfg(target_os = "linux")]
fn commands() -> Vec<String> {
    let all = pace(&["--help"]).run().out;
    let listed =
        all.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("commands");
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_string).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_sentence_of_the_help_is_broken_before_the_line_is_full() {
    for command in commands() {
        for columns in [50, 72, 100] {
            let folder = tempfile::tempdir().expect("a folder");
            let page = shown_at(columns, folder.path(), &[&command, "--help"]);
            assert!(page.contains("Usage:"), "{page}");
            let mut examples = false;
            let lines: Vec<&str> = page.lines().collect();
            for pair in lines.windows(2) {
                examples |= pair[0].ends_with("Examples:");
                let indent = |line: &str| line.len() - line.trim_start().len();
                let text =
                    |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with(['-', '[', '<']);
                if examples
                    || !text(pair[0])
                    || !text(pair[1])
                    || pair[0].ends_with(':')
                    || indent(pair[0]) != indent(pair[1])
                {
                    continue;
                }
                let word = pair[1].split_whitespace().next().unwrap_or_default();
                let width = pair[0].chars().count() + 1 + word.chars().count();
                assert!(width > columns, "{command} at {columns}: {pair:?} in\n{page}");
            }
        }
    }
}

#[test]
fn the_manual_page_names_what_follows_in_capitals() {
    pace(&["man"]).run().exits(0).says(r"[\fICOMMAND\fR]");
    pace(&["man", "run"]).run().exits(0).says("\"pace 0.1.0\"");
}

#[test]
fn a_question_that_is_wrong_is_told_alone() {
    let plan = "months 3\ncalls = 40/month\nidle = 3\nleads = calls * 2\nshow leads\n";
    pace(&["check", "plan.pace"]).plan(plan).run().exits(0).complains("warning[unused]");
    for question in [
        &["explain", "plan.pace", "led"][..],
        &["solve", "plan.pace", "led"],
        &["run", "plan.pace", "--rows", "led"],
    ] {
        let ran = pace(question).plan(plan).run().exits(2).complains("error[");
        assert!(!ran.err.contains("warning["), "{}", ran.err);
    }
}

#[test]
fn an_output_that_cannot_be_written_is_never_exit_0() {
    let ran = pace(&["run", "plan.pace", "-o", "no/such/folder.csv"]).plan(PLAN).run().exits(2);
    ran.complains("cannot write `no/such/folder.csv`");
    pace(&["run", "plan.pace", "-o", "."]).plan(PLAN).run().exits(2).complains("cannot write");
    let ran = pace(&["run", "plan.pace", "-o", "./plan.pace"]).plan(PLAN).run().exits(2);
    ran.complains("is the plan itself").holds("plan.pace", PLAN);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_or_a_closed_folder_is_told() {
    pace(&["run", "plan.pace", "-o", "/dev/full"])
        .plan(PLAN)
        .run()
        .exits(2)
        .complains("cannot write `/dev/full`");
    pace(&["run", "plan.pace", "-o", "/proc/pace.csv"]).plan(PLAN).run().exits(2).complains("cannot write");
    for arguments in [&["run", "plan.pace"][..], &["limits"], &["check", "plan.pace"], &["--help"], &["man"]]
    {
        let mut call = pace(arguments).plan(PLAN);
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let output = call.command.stdout(full).stderr(Stdio::piped()).output().expect("pace ends");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("the output could not be written"), "{arguments:?}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told_and_nothing_is_left() {
    use std::os::unix::fs::PermissionsExt;
    let call = pace(&["run", "plan.pace", "-o", "out/rows.csv"]).plan(PLAN).file("out/rows.csv", "old");
    let out = call.folder.path().join("out");
    let read_only = |path: &Path| {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).expect("permissions");
    };
    // The superuser may write into a read-only folder, but pace keeps a read-only file all the same.
    read_only(&out.join("rows.csv"));
    read_only(&out);
    let ran = call.run().exits(2).complains("cannot write").holds("out/rows.csv", "old");
    assert_eq!(fs::read_dir(ran.path("out")).expect("a folder").count(), 1);
    fs::set_permissions(ran.path("out"), fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn a_closed_pipe_is_quiet() {
    let mut call = pace(&["run", "-"]);
    call.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = call.command.spawn().expect("pace starts");
    // Nobody reads any more, and only then does the plan arrive.
    drop(child.stdout.take());
    child.stdin.take().expect("stdin").write_all(PLAN.as_bytes()).expect("a plan");
    let mut said = String::new();
    child.stderr.take().expect("stderr").read_to_string(&mut said).expect("UTF-8");
    assert_eq!(said, "");
    assert_eq!(child.wait().expect("pace ends").code(), Some(0));
}

// Questions of what to change.

const FUNNEL: &str = "months 3
plan { 2 calls/day taking 15 minutes; capacity 1 hour/day }
rate = 10%
leads = calls * rate
goal leads >= 10
scenario more { plan 3 calls/day }
";

#[test]
fn scenarios_and_what_is_tried_stand_side_by_side() {
    let head = |arguments: &[&str]| {
        let all: Vec<&str> =
            ["compare", "plan.pace", "--format", "csv"].iter().chain(arguments).copied().collect();
        let ran = pace(&all).plan(FUNNEL).run().exits(0).quietly();
        let heads: Vec<String> =
            ran.out.lines().next().expect("heads").split(',').skip(3).map(String::from).collect();
        heads.iter().filter(|head| !head.contains(' ')).cloned().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(head(&[]), "base more");
    assert_eq!(head(&["more"]), "base more");
    assert_eq!(head(&["more", "base"]), "more base");
    assert_eq!(head(&["--set", "5 calls/day"]), "base more what_if");
    assert_eq!(head(&["more", "--set", "5 calls/day"]), "base more what_if");
    assert_eq!(head(&["--scenario", "more", "--set", "rate = base * 2"]), "more base what_if");
    assert_eq!(head(&["--scenario", "more"]), "more base");
    pace(&["compare", "plan.pace", "mor"])
        .plan(FUNNEL)
        .run()
        .exits(2)
        .complains("there is no scenario `mor`")
        .complains("did you mean `more`?");
}

#[test]
fn every_question_has_its_formats() {
    for question in [
        &["compare", "plan.pace"][..],
        &["compare", "plan.pace", "--months"],
        &["grid", "plan.pace", "--vary", "calls=1/day..3/day step 1/day", "--row", "leads"],
        &["levers", "plan.pace"],
        &["today", "plan.pace", "--month", "M2"],
    ] {
        let with = |more: &[&str]| {
            let all: Vec<&str> = question.iter().chain(more).copied().collect();
            pace(&all).plan(FUNNEL).run()
        };
        with(&[]).exits(0).quietly().says("─");
        json(&with(&["--format", "json"]).exits(0).quietly().out);
        let csv = with(&["--format", "csv"]).exits(0).quietly().out;
        let fields = csv.lines().next().expect("heads").split(',').count();
        assert!(csv.lines().all(|line| line.split(',').count() == fields), "{csv}");
        with(&["--format", "markdown"]).exits(0).quietly().says("---: |");
        with(&["-o", "answer.txt"]).exits(0).quietly();
        with(&["-o", "plan.pace"]).exits(2).complains("is the plan itself").holds("plan.pace", FUNNEL);
        with(&["--set", "rate = 200%"]).exits(0).quietly();
        with(&["--set", "rat = 20%"]).exits(2).complains("unknown-name");
        with(&["--scenario", "mre"]).exits(2).complains("did you mean `more`?");
        assert!(with(&["--color", "always"]).exits(0).out.contains('\u{1b}'));
    }
    pace(&["run", "plan.pace", "--format", "markdown"])
        .plan(FUNNEL)
        .run()
        .exits(0)
        .says("| calls | /month | 40 |");
}

#[test]
fn a_what_if_moves_the_answer() {
    let ran = pace(&["levers", "plan.pace", "--set", "rate = 20%", "--format", "json"]).plan(FUNNEL).run();
    assert_eq!(json(&ran.exits(0).out)["base"], "24");
    let ran = pace(&["today", "plan.pace", "--scenario", "more", "--format", "json"]).plan(FUNNEL).run();
    assert_eq!(json(&ran.exits(0).out)["actions"][0]["number"], "3");
}

#[test]
fn what_a_question_does_not_find_is_exit_2_with_a_suggestion() {
    for (arguments, help) in [
        (&["levers", "plan.pace", "--row", "leeds"][..], "did you mean `leads`?"),
        (&["levers", "plan.pace", "--by", "10"], "did you mean `10%`?"),
        (&["levers", "plan.pace", "--by", "200%"], "such as `--by 10%`"),
        (&["today", "plan.pace", "--month", "M4"], "write it as the plan does"),
        (&["grid", "plan.pace", "--vary", "rat=10%..20%", "--row", "leads"], "did you mean `rate`?"),
        (&["grid", "plan.pace", "--vary", "rate=10%..20%", "--row", "leds"], "did you mean `leads`?"),
        (&["grid", "plan.pace", "--vary", "rate=1%..2%", "--row", "leads", "--at", "M9"], "write it as"),
    ] {
        pace(arguments).plan(FUNNEL).run().exits(2).complains(help);
    }
}

#[test]
fn the_same_bytes_in_every_locale_and_time_zone() {
    let example = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/outbound.pace");
    let example = example.to_str().expect("a path");
    for format in ["table", "csv", "json"] {
        let run = |locale: &str, zone: &str| {
            let ran = pace(&["run", example, "--format", format, "--scenario", "careful"]);
            ran.env("LC_ALL", locale).env("LANG", locale).env("TZ", zone).run().exits(0).out
        };
        let first = run("C", "UTC");
        assert_eq!(first, run("de_DE.UTF-8", "Pacific/Kiritimati"));
        assert_eq!(first, run("tr_TR.UTF-8", "America/Los_Angeles"));
    }
}

#[test]
fn a_mistyped_command_is_told_the_nearest_one_that_is_shown() {
    for (typed, near) in [("comapre", "compare"), ("mobapre", "compare"), ("completin", "completions")] {
        let said = pace(&[typed]).run().err;
        assert!(said.contains(&format!("a similar subcommand exists: '{near}'\n")), "{typed}: {said}");
    }
}
