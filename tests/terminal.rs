//! Long questions on a real terminal: a sign of life, and Ctrl-C.
//!
//! The terminal is one of `script`, which belongs to util-linux: what is written to it is typed.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A plan of which one projection takes so long that a grid of it takes minutes.
fn long_plan() -> String {
    let mut plan = String::from("months 240\nworkdays 20/month\nplan { 2 calls/day }\na0 = calls\n");
    for row in 1..400 {
        plan.push_str(&format!("a{row} = a{} * 1.0001 + mean(a{}) / 1000\n", row - 1, row - 1));
    }
    plan.push_str("goal a399 >= 123456789\n");
    plan
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

/// Waits until the screen shows a text, and gives all that it showed.
fn wait_for(screen: &Receiver<String>, text: &str) -> String {
    let mut shown = String::new();
    while !shown.contains(text) {
        let more = screen.recv_timeout(Duration::from_secs(120));
        shown.push_str(&more.unwrap_or_else(|_| panic!("`{text}` never came, only {shown:?}")));
    }
    shown
}

#[test]
fn a_long_question_shows_that_it_works_and_stops_on_ctrl_c() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), long_plan()).expect("a plan");
    let pace = env!("CARGO_BIN_EXE_pace");
    for (question, sign) in [
        (
            "grid plan.pace --row a399 --vary 'calls=1/day..1000/day step 1/day' --vary 'a0=1/month..50/month step 1/month'",
            "computing the grid",
        ),
        ("solve plan.pace calls", "looking for the value"),
        ("levers plan.pace", "moving every input"),
    ] {
        let (mut child, screen) = on_a_terminal(folder.path(), &format!("{pace} {question}"));
        let mut shown = wait_for(&screen, sign);
        let typed = Instant::now();
        child.stdin.as_mut().expect("a keyboard").write_all(b"\x03").expect("typed");
        let status = child.wait().expect("an end");
        // What it would still have taken is minutes; what a busy machine takes to end it is not.
        assert!(typed.elapsed() < Duration::from_secs(20), "{question}");
        assert_eq!(status.code(), Some(130), "{question}");
        while let Ok(more) = screen.recv_timeout(Duration::from_secs(5)) {
            shown.push_str(&more);
        }
        // The cursor that was hidden is shown again, and no colour is left on.
        assert!(shown.rfind("\x1b[?25l") <= shown.rfind("\x1b[?25h"), "{question}: {shown:?}");
        let colour = shown.rfind("\x1b[").map(|at| &shown[at..]).unwrap_or_default();
        assert!(!colour.starts_with("\x1b[3") && !colour.starts_with("\x1b[9"), "{question}: {shown:?}");
    }
}

#[test]
fn away_from_a_terminal_nothing_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = long_plan().replace("months 240", "months 60");
    fs::write(folder.path().join("plan.pace"), plan).expect("a plan");
    let output = Command::new(env!("CARGO_BIN_EXE_pace"))
        .args(["grid", "plan.pace", "--row", "a399", "--vary", "calls=1/day..40/day step 1/day"])
        .current_dir(folder.path())
        .output()
        .expect("pace runs");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
