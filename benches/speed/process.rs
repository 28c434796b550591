//! Measures that need a process of their own: starting one, and the most memory it held.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::plans;

/// The hidden argument with which this program measures the memory of one projection.
const MEMORY: &str = "--memory-of";

/// Where the baselines and plans are put.
fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// Two programs to start: one that prints a line, and pace on a small plan.
pub struct Programs {
    hello: PathBuf,
    plan: PathBuf,
}

impl Programs {
    /// Compiles the baseline with the compiler that compiled pace, and writes the plan.
    pub fn new() -> Programs {
        let source = folder().join("hello.rs");
        let hello = folder().join("hello");
        std::fs::write(&source, "fn main() { println!(\"Hello, world!\"); }\n").unwrap();
        let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
        let done = Command::new(compiler).arg("-O").arg(&source).arg("-o").arg(&hello).status().unwrap();
        assert!(done.success(), "the baseline does not compile");
        let plan = folder().join("small.pace");
        std::fs::write(&plan, plans::SMALL).unwrap();
        Programs { hello, plan }
    }

    /// Starts the baseline and waits for it.
    pub fn hello(&self) {
        finish(&mut Command::new(&self.hello));
    }

    /// Runs pace on the small plan and waits for it.
    pub fn pace(&self) {
        finish(Command::new(env!("CARGO_BIN_EXE_pace")).arg("run").arg(&self.plan));
    }
}

fn finish(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?} failed");
}

/// The most memory, in MB, that a process held while it loaded, checked and projected a plan.
pub fn peak_of(text: &str) -> f64 {
    let plan = folder().join("memory.pace");
    std::fs::write(&plan, text).unwrap();
    let this = std::env::current_exe().unwrap();
    let output = Command::new(this).arg(MEMORY).arg(plan).output().unwrap();
    let kilobytes: f64 = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    kilobytes * 1024.0 / 1e6
}

/// If this process was started to measure memory: does so, and says that it is done.
pub fn measured_memory() -> bool {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, flag, plan] = arguments.as_slice() else { return false };
    if flag != MEMORY {
        return false;
    }
    let model = plans::checked(&std::fs::read_to_string(plan).unwrap());
    let projection = plans::project(&model);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    println!("{}", line.trim().trim_end_matches("kB").trim());
    drop(projection);
    true
}
