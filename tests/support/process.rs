//! The `pace` command in a folder that outlives a call, and without anything of whoever runs the tests.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder in which commands run.
pub struct Shell {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What came of a command. The methods check it, and give it back so that they can be chained.
pub struct Ran {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to stdout.
    pub out: String,
    /// What it wrote to stderr.
    pub err: String,
}

impl Shell {
    /// A new folder, which goes when this is dropped.
    pub fn new() -> Shell {
        Shell { folder: tempfile::tempdir().expect("a folder"), variables: Vec::new() }
    }

    /// The same with a variable in the environment of what is run.
    pub fn with(mut self, name: &str, value: &str) -> Shell {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_string(), value.to_string()));
        self
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Shell {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// The text of a file; a file that is not there fails the test.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Whether there is something of that name.
    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The names of everything in the folder, in order.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("a folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// `pace` with these arguments, not in CI.
    pub fn pace(&self, arguments: &[&str]) -> Ran {
        self.program(env!("CARGO_BIN_EXE_pace"), arguments)
    }

    /// Another program, which finds `pace` on its path.
    pub fn program(&self, program: &str, arguments: &[&str]) -> Ran {
        self.run_in(Path::new("."), program, arguments, b"")
    }

    /// Runs a program in a folder below this one with bytes on its stdin, and waits for it.
    pub fn run_in(&self, folder: &Path, program: &str, arguments: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self.command(folder, program, arguments).spawn().expect("it starts");
        let _ = child.stdin.take().expect("stdin").write_all(stdin);
        let output = child.wait_with_output().expect("it ends");
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// A program that is ready to start: nothing in its environment tells of the machine.
    pub fn command(&self, folder: &Path, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.folder.path().join(folder));
        for name in ["NO_COLOR", "COLUMNS", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
            command.env_remove(name);
        }
        // What a hook of git would leave.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        let own = Path::new(env!("CARGO_BIN_EXE_pace")).parent().expect("a folder");
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let all = std::iter::once(own.to_path_buf()).chain(std::env::split_paths(&paths));
        command.env("PATH", std::env::join_paths(all).expect("paths"));
        // Nothing of whoever runs the tests.
        command.env("HOME", self.folder.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CEILING_DIRECTORIES", self.folder.path().parent().expect("a parent"));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// What `pace` shows on a terminal of so many columns, without colour; what it says on stderr is left out. The terminal
/// is one of `script`, which belongs to util-linux.
#[cfg(target_os = "linux")]
pub fn shown_at(columns: usize, folder: &Path, arguments: &[&str]) -> String {
    let quoted = |word: &&str| format!("'{}'", word.replace('\'', r"'\''"));
    let words: Vec<String> = arguments.iter().map(quoted).collect();
    let pace = env!("CARGO_BIN_EXE_pace");
    let line =
        format!("stty rows 40 cols {columns}; exec {pace} {} --color never 2>/dev/null", words.join(" "));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]).current_dir(folder);
    script.env("TERM", "xterm").env_remove("COLUMNS").stdin(Stdio::null());
    let output = script.output().expect("`script`, of util-linux");
    String::from_utf8(output.stdout).expect("UTF-8").replace("\r\n", "\n")
}

impl Ran {
    /// Fails unless it ended with that code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Fails unless stdout holds the text.
    #[track_caller]
    pub fn says(self, text: &str) -> Ran {
        assert!(self.out.contains(text), "no {text:?} on stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Fails unless stderr holds the text.
    #[track_caller]
    pub fn complains(self, text: &str) -> Ran {
        assert!(self.err.contains(text), "no {text:?} on stderr:\n{}\nstdout:\n{}", self.err, self.out);
        self
    }

    /// Fails if it wrote anything to stderr.
    #[track_caller]
    pub fn quietly(self) -> Ran {
        assert_eq!(self.err, "");
        self
    }
}
