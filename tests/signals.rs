//! Signals while a file is written: it is the old one or the whole new one, and nothing else is left behind.

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// How often each signal is sent.
const ROUNDS: usize = 3;

/// A plan whose figures fill a megabyte, so that writing them takes a while.
fn large_plan() -> String {
    let rows: String =
        (0..60).map(|row| format!("row_{row} = {}/month growing 1%/month\n", row + 1)).collect();
    format!("months 240\n{rows}")
}

fn folder_with(plan: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan).expect("a plan");
    folder
}

/// pace in a folder, with a home of its own, that reads and says nothing.
fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pace"));
    command.args(arguments).current_dir(folder).env("XDG_STATE_HOME", folder.join("state")).env_remove("CI");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("pace starts")
}

/// The files that stand in for others while they are written.
fn temporary(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").filter_map(Result::ok).map(|entry| entry.path());
    entries.filter(|path| path.to_string_lossy().contains(".pace-")).collect()
}

/// Waits until a file is being written and sends the signal then. Whether it came in time, and how pace ended.
fn struck(mut child: Child, folder: &Path, signal: Signal) -> (bool, ExitStatus) {
    let begun = Instant::now();
    let process = Pid::from_raw(i32::try_from(child.id()).expect("a process"));
    let mut in_time = false;
    while begun.elapsed() < Duration::from_secs(60) {
        if !temporary(folder).is_empty() {
            in_time = kill(process, signal).is_ok();
            break;
        }
        if child.try_wait().expect("a state").is_some() {
            break;
        }
    }
    (in_time, child.wait().expect("pace ends"))
}

/// Strikes a command several times with each signal; what it writes, `target`, is whole afterwards.
fn strike(plan: &str, arguments: &[&str], target: &str, input: &str, prepare: impl Fn(&Path)) {
    let undisturbed = folder_with(plan);
    prepare(undisturbed.path());
    let mut child = start(undisturbed.path(), arguments);
    child.stdin.take().expect("stdin").write_all(input.as_bytes()).expect("input");
    child.wait().expect("pace ends");
    let whole = fs::read(undisturbed.path().join(target)).expect("what is written");
    let mut in_time = 0;
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        for _ in 0..ROUNDS {
            let folder = folder_with(plan);
            prepare(folder.path());
            let before = fs::read(folder.path().join(target)).ok();
            let mut child = start(folder.path(), arguments);
            child.stdin.take().expect("stdin").write_all(input.as_bytes()).expect("input");
            let (came, ended) = struck(child, folder.path(), signal);
            assert_eq!(temporary(folder.path()), Vec::<PathBuf>::new(), "{arguments:?}, {signal}");
            let after = fs::read(folder.path().join(target)).ok();
            assert!(
                after == before || after.as_ref() == Some(&whole),
                "{arguments:?}, {signal}: half a file"
            );
            if came && ended.signal().is_some() {
                assert_eq!(ended.signal(), Some(signal as i32), "{arguments:?}");
                in_time += 1;
            }
        }
    }
    assert!(in_time > 0, "{arguments:?}: no signal came while the file was written");
}

#[test]
fn what_a_question_writes_is_whole() {
    strike(&large_plan(), &["run", "plan.pace", "-o", "out.csv"], "out.csv", "", |folder| {
        fs::write(folder.join("out.csv"), "old").expect("a file");
    });
}

#[test]
fn a_tidied_plan_is_whole() {
    let untidy = large_plan().replace(" = ", "=");
    strike(&untidy, &["fmt", "plan.pace"], "plan.pace", "", |_| {});
}

#[test]
fn a_snapshot_is_whole() {
    strike(&large_plan(), &["snap", "plan.pace"], "plan.pace.snap", "", |_| {});
}

#[test]
fn a_saved_session_is_whole() {
    let saved = "x = 5\n:save plan new.pace\n";
    strike(&large_plan(), &["repl", "plan.pace"], "new.pace", saved, |_| {});
}

#[test]
fn a_file_above_the_users_limit_is_refused_by_name() {
    for (arguments, file) in [
        ("run plan.pace -o out.csv", "out.csv"),
        ("fmt plan.pace", "plan.pace"),
        ("snap plan.pace", "plan.pace.snap"),
    ] {
        let folder = folder_with(&large_plan().replace(" = ", "="));
        let before = fs::read(folder.path().join(file)).ok();
        let script = format!("ulimit -f 4; exec {} {arguments}", env!("CARGO_BIN_EXE_pace"));
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(folder.path()).env_remove("CI");
        let ran = shell.output().expect("a shell");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{arguments}: {said}");
        assert!(said.contains(&format!("error[unwritable]: cannot write `{file}`")), "{arguments}: {said}");
        assert!(!said.contains(".pace-"), "{said}");
        assert_eq!(fs::read(folder.path().join(file)).ok(), before);
        assert!(temporary(folder.path()).is_empty());
    }
}

#[test]
fn what_is_switched_off_stays_off() {
    let folder = folder_with(&large_plan());
    let script = format!("trap '' HUP; exec {} run plan.pace -o out.csv", env!("CARGO_BIN_EXE_pace"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
    let (_, ended) = struck(shell.spawn().expect("a shell"), folder.path(), Signal::SIGHUP);
    assert!(ended.success(), "{ended}");
    assert!(temporary(folder.path()).is_empty() && folder.path().join("out.csv").exists());
}
