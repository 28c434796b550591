//! Long questions on a real terminal: a sign of life, and Ctrl-C.
//!
//! The terminal is one of `script`, which belongs to util-linux: what is written to it is typed.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A plan of so many months and rows; with 600 and 1,000, each of the questions below takes minutes.
fn plan(months: u32, rows: u32) -> String {
    let mut plan = format!(
        "months {months}\nworkdays 20/month\nplan {{ 2 calls/day }}\nshare = 30%\na0 = calls * share\n"
    );
    for row in 1..rows {
        plan.push_str(&format!("a{row} = a{} * 1.0001 + mean(a{}) / 1000\n", row - 1, row - 1));
    }
    plan.push_str(&format!("goal a{} >= 123456789\n", rows - 1));
    plan
}

/// Questions about such a plan, and what shows that each is being worked on. A grid of `high` values of each input.
fn questions(rows: u32, high: u32) -> [(String, &'static str); 3] {
    let vary = format!("--vary 'calls=1/day..{high}/day step 1/day' --vary 'share=1%..{high}% step 1%'");
    [
        (format!("grid plan.pace --row a{} {vary}", rows - 1), "computing the grid"),
        ("solve plan.pace calls".into(), "looking for the value"),
        ("levers plan.pace".into(), "moving every input"),
    ]
}

/// A command on a terminal of its own; what it shows comes through the channel.
fn on_a_terminal(folder: &Path, command: &str) -> (Child, Receiver<String>) {
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--flush", "--command", command, "/dev/null"])
        .current_dir(folder)
        .env("TERM", "xterm-256color")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script`, of util-linux");
    let mut screen = child.stdout.take().expect("a screen");
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count) = screen.read(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
            if count == 0 || sender.send(text).is_err() {
                break;
            }
        }
    });
    (child, receiver)
}

/// Waits until the screen shows a text, however long that takes, and gives all that it showed.
fn wait_for(screen: &Receiver<String>, text: &str) -> String {
    let mut shown = String::new();
    while !shown.contains(text) {
        // An error says that the command has ended.
        let more = screen.recv();
        shown.push_str(&more.unwrap_or_else(|_| panic!("`{text}` never came, only {shown:?}")));
    }
    shown
}

#[test]
fn a_long_question_shows_that_it_works_and_stops_on_ctrl_c() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan(600, 1000)).expect("a plan");
    let pace = env!("CARGO_BIN_EXE_pace");
    for (question, sign) in questions(1000, 100) {
        let (mut child, screen) = on_a_terminal(folder.path(), &format!("{pace} {question}"));
        let mut shown = wait_for(&screen, sign);
        child.stdin.as_mut().expect("a keyboard").write_all(b"\x03").expect("typed");
        // A question that went on would have an answer after some minutes, and end with 0.
        let status = child.wait().expect("an end");
        assert_eq!(status.code(), Some(130), "{question}");
        while let Ok(more) = screen.recv() {
            shown.push_str(&more);
        }
        // The cursor that was hidden is shown again, and no colour is left on.
        assert!(shown.rfind("\x1b[?25l") <= shown.rfind("\x1b[?25h"), "{question}: {shown:?}");
        let colour = shown.rfind("\x1b[").map(|at| &shown[at..]).unwrap_or_default();
        assert!(!colour.starts_with("\x1b[3") && !colour.starts_with("\x1b[9"), "{question}: {shown:?}");
    }
}

/// A question that is refused ends by itself, on a busy machine before Ctrl-C is typed: the ones above have answers.
#[test]
fn the_long_questions_are_ones_that_have_an_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan(3, 4)).expect("a plan");
    for (question, _) in questions(4, 3) {
        let words = shlex::split(&question).expect("words");
        let output = Command::new(env!("CARGO_BIN_EXE_pace"))
            .args(words)
            .current_dir(folder.path())
            .output()
            .expect("pace runs");
        assert_eq!(output.status.code(), Some(0), "{question}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn away_from_a_terminal_nothing_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan(60, 400)).expect("a plan");
    let output = Command::new(env!("CARGO_BIN_EXE_pace"))
        .args(["grid", "plan.pace", "--row", "a399", "--vary", "calls=1/day..40/day step 1/day"])
        .current_dir(folder.path())
        .output()
        .expect("pace runs");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
