//! A session at a terminal, through a pseudo-terminal: what is typed and what is seen.
//!
//! Nothing here waits for time to pass: each step waits for what has to be seen before the next, and only a test
//! that fails waits long.

use std::fs;
use std::path::Path;
use std::process::Command;

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};
use tempfile::TempDir;

/// Longer than any machine takes: what never comes is to fail some day.
const LONG: u64 = 600_000;
/// How long a keystroke's hint is looked for before the line is typed again.
const SHORT: u64 = 2_000;

const PLAN: &str = "\
months 2026-01 .. 2026-04
calls = 40/month
leads = calls * 10%
goal leads >= 20
scenario hire { calls = 60/month }
";

const UP: &str = "\u{1b}[A";
const DIM: &str = "\u{1b}[2m";

/// A folder with a plan, and one for what pace remembers.
struct Home {
    folder: TempDir,
}

/// A session in it.
struct Session {
    pty: PtySession,
}

impl Home {
    fn new() -> Home {
        let home = Home { folder: tempfile::tempdir().expect("a folder") };
        home.write("plan.pace", PLAN);
        home
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    /// A session without colour, so that what is typed is seen as it is typed.
    fn plain(&self) -> Session {
        self.session(&["plan.pace"], &[("NO_COLOR", "1")], LONG)
    }

    fn session(&self, arguments: &[&str], environment: &[(&str, &str)], cancellation: u64) -> Session {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
        command.arg("repl").args(arguments).current_dir(self.folder.path());
        for name in ["NO_COLOR", "COLUMNS", "VISUAL", "EDITOR"] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color").env("XDG_STATE_HOME", self.path("state"));
        command.envs(environment.iter().copied());
        let options = Options::new().timeout_ms(Some(cancellation));
        let pty = spawn_with_options(command, options).expect("a session");
        Session { pty }
    }

    fn history(&self) -> String {
        fs::read_to_string(self.path("state/pace/history")).unwrap_or_default()
    }
}

impl Session {
    #[track_caller]
    fn sees(&mut self, text: &str) -> String {
        self.pty.exp_string(text).unwrap_or_else(|error| panic!("{text:?} is not seen: {error}"))
    }

    #[track_caller]
    fn types(&mut self, keys: &str) {
        self.pty.send(keys).expect("keys");
        self.pty.flush().expect("keys");
    }

    /// Types a line at a prompt.
    #[track_caller]
    fn says(&mut self, line: &str) {
        self.types(line);
        self.types("\r");
    }

    #[track_caller]
    fn control(&mut self, key: char) {
        self.pty.send_control(key).expect("a key");
    }

    /// Ends the session, which is at a prompt; gives all that was seen since.
    #[track_caller]
    fn ends(mut self) -> String {
        self.control('d');
        self.ended(0)
    }

    /// The same where changes are not saved.
    #[track_caller]
    fn ends_without_them(mut self) -> String {
        self.control('d');
        self.sees("again ends without");
        self.ends()
    }

    #[track_caller]
    fn ended(mut self, code: i32) -> String {
        let rest = self.pty.exp_eof().expect("an end");
        match self.pty.process().wait().expect("a status") {
            WaitStatus::Exited(_, status) => assert_eq!(status, code, "{rest}"),
            other => panic!("{other:?}: {rest}"),
        }
        rest
    }
}

#[test]
fn a_session_answers_and_ends() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("plan.pace: ");
    session.sees("pace> ");
    session.says("leads * 2");
    session.sees("8 in every month");
    session.sees("pace> ");
    session.says("calls = 80/month");
    session.sees("pace*> ");
    session.says(":undo");
    session.sees("pace> ");
    session.says(":scenario hire");
    session.sees("pace hire> ");
    session.says(":quit");
    session.ended(0);
    let mut session = home.plain();
    session.sees("pace> ");
    session.ends();
}

#[test]
fn tab_completes_rows_members_and_commands() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.types("calls + lea\t");
    session.sees("leads");
    session.types("\r");
    session.sees("44 in every month");
    session.sees("pace> ");
    session.says(":sce\t hi\t");
    session.sees("pace hire> ");
    // Inside a word, what stands there already is not written twice.
    session.types("calls - leds\u{1b}[D\u{1b}[D");
    session.types("\u{8}ea\t\r");
    session.sees("pace hire> ");
    session.types("leads[2026-0\t");
    session.sees("2026-04");
    session.sees("pace hire> leads[2026-0");
    session.control('c');
    session.sees("pace hire> ");
    session.ends();
}

#[test]
fn the_value_of_what_is_typed_is_hinted_dimly() {
    let home = Home::new();
    let mut session = home.session(&["plan.pace"], &[], SHORT);
    // On a busy machine a keystroke leaves its hint away: then the line is typed again.
    for _ in 0..LONG / SHORT {
        session.types("leads * 25");
        if session.pty.exp_string(&format!("{DIM}  = 400 total")).is_ok() {
            session.types("\r");
            // The hint was only looked at.
            session.sees("100 in every month");
            session.control('d');
            return;
        }
        session.types("\r");
    }
    panic!("no hint was ever seen");
}

#[test]
fn a_call_hints_what_it_takes() {
    let home = Home::new();
    let mut session = home.session(&["plan.pace"], &[], LONG);
    session.sees("pace> ");
    session.types("clamp(leads, ");
    session.sees(&format!("{DIM}low, high)"));
    session.control('c');
    session.sees("pace> ");
    session.ends();
}

#[test]
fn open_braces_go_on_on_the_next_line() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.says("stock bank {");
    session.says("opening $500");
    session.says("gains calls * $1");
    session.says("}");
    session.sees("pace*> ");
    session.says("last(bank)");
    // 500 + 4 * 40
    session.sees("660");
    session.sees("pace*> ");
    session.ends_without_them();
    assert_eq!(
        home.history(),
        "stock bank {\\n  opening $500\\n  gains calls * $1\\n}\nlast(bank)\n",
        "an entry of several lines is one entry, indented as its blocks are"
    );
}

#[test]
fn a_paste_of_several_lines_is_taken_as_it_was_written() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    // As a terminal pastes. The second line is used before it is defined.
    session.types("\u{1b}[200~twice = once_ * 2\nonce_ = leads\ntwice * 3\n:goals\u{1b}[201~\r");
    // The expression between statement and command: 4 leads * 2 * 3.
    session.sees("24 in every month");
    session.sees("leads >= 20");
    session.sees("pace*> ");
    session.says(":undo");
    session.sees("pace> ");
    session.ends();
}

#[test]
fn control_c_clears_the_line_and_does_not_end() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.types("nonsense {");
    session.sees("nonsense {");
    session.control('c');
    session.sees("pace> ");
    session.control('c');
    session.sees("pace> ");
    session.control('c');
    session.sees("Ctrl-D or `:quit` ends the session.");
    session.sees("pace> ");
    session.says("leads");
    session.sees("4 in every month");
    session.sees("pace> ");
    session.ends();
    assert_eq!(home.history(), "leads\n");
}

#[test]
fn control_c_stops_running_work() {
    let home = Home::new();
    // As many rows and months, and as many of such plans, as nobody waits for.
    let rows = (1..200).map(|row| format!("r{row} = (r{} + prev(leads, 1/month)) / 3\n", row - 1));
    let rows = rows.collect::<String>();
    let plan = format!("months 600\ncalls = 40/month\nr0 = calls\n{rows}leads = r199 * 10%\n");
    home.write("plan.pace", &plan);
    let mut session = home.plain();
    session.sees("pace> ");
    session.says(":grid --row leads --vary 'calls=1/month..100/month step 0.001/month'");
    session.sees("Ctrl-C stops it");
    session.control('c');
    session.sees("Stopped; nothing has changed.");
    session.sees("pace> ");
    session.says("calls");
    session.sees("in every month");
    session.ends();
}

#[test]
fn what_would_be_lost_is_said_once_before_the_end() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.says("leads = calls * 20%");
    session.sees("pace*> ");
    session.control('d');
    session.sees("1 change that is not saved: `:save scenario NAME` or");
    session.sees("again ends without");
    session.sees("pace*> ");
    // Whoever goes on is asked again.
    session.says("calls");
    session.sees("pace*> ");
    session.says(":quit");
    session.sees("not saved");
    session.sees("pace*> ");
    session.says(":quit");
    session.ended(0);
}

#[test]
fn two_sessions_share_their_history() {
    let home = Home::new();
    let (mut one, mut two) = (home.plain(), home.plain());
    one.sees("pace> ");
    two.sees("pace> ");
    for lines in [["leads", "calls"], ["leads * 2", "calls * 2"]] {
        for (session, line) in [&mut one, &mut two].into_iter().zip(lines) {
            session.says(line);
            session.sees("in every month");
            session.sees("pace> ");
        }
    }
    one.ends();
    two.ends();
    assert_eq!(home.history(), "leads\ncalls\nleads * 2\ncalls * 2\n");
    let mut later = home.plain();
    later.sees("pace> ");
    later.types(UP);
    later.sees("calls * 2");
    later.types(UP);
    later.sees("leads * 2");
    later.types("\r");
    later.sees("8 in every month");
    later.sees("pace> ");
    later.ends();
}

#[test]
fn a_session_without_a_state_folder_says_so_once() {
    let home = Home::new();
    home.write("state", "a file where the folder should be");
    let mut session = home.plain();
    session.sees("not kept for the next session");
    session.sees("pace> ");
    session.says("leads");
    session.sees("4 in every month");
    session.sees("pace> ");
    let rest = session.ends();
    assert!(!rest.contains("not kept"), "{rest}");
}

#[test]
fn a_file_that_changes_is_read_again_and_what_is_typed_stays() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.says("calls");
    session.sees("40 in every month");
    session.sees("pace> ");
    session.types("leads * ");
    session.sees("leads * ");
    // As many editors save: a new file takes the old one's name.
    home.write("new", &PLAN.replace("40/month", "70/month"));
    fs::rename(home.path("new"), home.path("plan.pace")).expect("a rename");
    session.sees("The file has changed");
    session.sees("pace> leads * ");
    session.says("3");
    session.sees("21 in every month");
    session.sees("pace> ");
    session.ends();
}

#[test]
fn the_editor_is_the_users_own() {
    let home = Home::new();
    home.write("editor", "#!/bin/sh\nset -e\ntest \"$1\" = --wait\necho \"more = leads * 2\" >> \"$2\"\n");
    let script = home.path("editor");
    let command = format!("sh '{}' --wait", script.display());
    let mut session = home.session(&["plan.pace"], &[("NO_COLOR", "1"), ("EDITOR", &command)], LONG);
    session.sees("pace> ");
    session.says(":edit");
    session.sees("pace> ");
    session.says("more * 3");
    session.sees("24 in every month");
    session.sees("pace> ");
    session.ends();
    let mut session = home.plain();
    session.sees("pace> ");
    session.says(":edit");
    session.sees("export EDITOR=");
    session.sees("pace> ");
    session.ends();
}

#[test]
fn an_empty_session_says_what_to_type() {
    let home = Home::new();
    let mut session = home.session(&[], &[("NO_COLOR", "1")], LONG);
    session.sees("`plan 6 calls/day`");
    session.sees("pace> ");
    session.says("plan 6 calls/day");
    session.sees("pace*> ");
    session.says(":reset");
    session.sees("pace> ");
    session.says(":load plan.pace");
    session.sees(":load plan.pace");
    session.sees("pace> ");
    session.says("leads");
    session.sees("4 in every month");
    session.sees("pace> ");
    session.ends();
}

#[test]
fn without_colour_there_is_none() {
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.says("goal calls >= 3");
    let seen = session.sees("pace*> ") + &session.ends_without_them();
    for colour in ["\u{1b}[3", "\u{1b}[1m", DIM] {
        assert!(!seen.contains(colour), "{seen:?}");
    }
}

#[test]
fn a_dumb_terminal_gets_lines() {
    let home = Home::new();
    let mut session = home.session(&["plan.pace"], &[("TERM", "dumb")], LONG);
    let mut seen = session.sees("pace> ");
    session.says("stock bank {");
    seen += &session.sees("....> ");
    session.says("opening $500 }");
    seen += &session.sees("pace*> ");
    session.says("last(bank)");
    seen += &session.sees("$500");
    seen += &session.sees("pace*> ");
    session.control('c');
    seen += &session.sees("pace*> ");
    seen += &session.ends_without_them();
    assert!(!seen.contains('\u{1b}'), "{seen:?}");
}

#[test]
fn the_history_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let mut session = home.plain();
    session.sees("pace> ");
    session.says("leads");
    session.sees("pace> ");
    session.ends();
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&home.path("state/pace")), 0o700);
    assert_eq!(mode(&home.path("state/pace/history")), 0o600);
}
