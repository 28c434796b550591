//! README.md, CHANGELOG.md and docs/: every block of a plan is run, every command's output is compared.
//!
//! What a fenced block says after its three backticks:
//! - `pace`: a plan, or lines of one, in which there is nothing to complain of;
//! - `pace error=CODE`: lines that draw that error or warning;
//! - `pace file=NAME`: the same as `pace`, and written to that file for the commands that follow;
//! - `pace add=NAME`: lines that are put at the end of that file, which then has nothing to complain of either;
//! - `console` (`console exit=1`): commands after `$`, run in the folder of those files, and what they print.
//!   They are `pace`, `git` in a repository of that folder, `cat` and `rm`; quotes are those of a shell;
//! - `rust`, `sh`, `json`, `yaml`, `toml`, `text`: not run here.
//!
//! A document has a folder of its own; the chapters of the guide share one.
//!
//! `UPDATE_DOCS=1 cargo test --test documents` writes what the commands print into the documents, and the
//! generated pages anew.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pace::analysis::By;
use pace::diagnostic::{Code, Severity};
use pace::library::{EXAMPLE_ROWS, FUNCTIONS};
use pace::limits::LIMITS;
use pace::report::grouped;

use support::{Plan, files, home};

/// Whether documents are to be written instead of compared.
fn updating() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1")
}

/// The pages of the manual, those of the guide too.
fn pages() -> Vec<PathBuf> {
    let docs = home().join("docs");
    [files(&docs, "md"), files(&docs.join("guide"), "md")].concat()
}

fn documents() -> Vec<PathBuf> {
    let mut all = vec![home().join("README.md"), home().join("CHANGELOG.md")];
    all.extend(pages());
    all
}

/// Compares a document with what it should be, or writes it.
fn same(path: &Path, fresh: &str) -> Result<(), String> {
    let found = fs::read_to_string(path).unwrap_or_default();
    if found == fresh {
        return Ok(());
    }
    if updating() {
        return fs::write(path, fresh).map_err(|error| error.to_string());
    }
    let (at, (have, want)) = found
        .lines()
        .chain(std::iter::repeat(""))
        .zip(fresh.lines().chain(std::iter::repeat("")))
        .enumerate()
        .find(|(_, (have, want))| have != want)
        .expect("they differ");
    Err(format!(
        "{}:{} is stale; UPDATE_DOCS=1 writes it anew\n  has    {have}\n  wants  {want}",
        path.display(),
        at + 1
    ))
}

/// The value of `key=` in the words after the backticks.
fn asked<'a>(info: &'a str, key: &str) -> Option<&'a str> {
    info.split(' ').find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
}

/// The codes that `pace run` finds in the plan at `path`, in every scenario.
fn codes(path: &Path) -> BTreeSet<String> {
    let mut plan = Plan::read(path);
    let names: Vec<String> = plan
        .model
        .iter()
        .flat_map(|model| model.scenario_names().map(str::to_string).collect::<Vec<_>>())
        .collect();
    let mut found: Vec<_> = plan.found.iter().map(|finding| finding.code).collect();
    for name in names {
        if let Some(results) = plan.results(&name, By::Month) {
            found.extend(results.warnings.iter().map(|finding| finding.code));
        }
    }
    found.extend(plan.found.iter().map(|finding| finding.code));
    found.into_iter().map(|code| code.name().to_string()).collect()
}

/// The words of a command line, as a shell takes them: quotes hold a word together.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (' ', None) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The program of a command line, with nothing in its surroundings that could change what it prints.
fn program(name: &str, folder: &Path) -> Result<Command, String> {
    let mut command = match name {
        "pace" => Command::new(env!("CARGO_BIN_EXE_pace")),
        "git" | "cat" | "rm" => Command::new(name),
        _ => return Err(format!("cannot run `{name}`")),
    };
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"]
    {
        command.env_remove(name);
    }
    let own = Path::new(env!("CARGO_BIN_EXE_pace")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", own.display())).env("COLUMNS", "80").current_dir(folder);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_PAGER", "cat");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Ana").env(format!("GIT_{who}_EMAIL"), "ana@example.com");
        command.env(format!("GIT_{who}_DATE"), "2026-01-05T09:00:00Z");
    }
    Ok(command)
}

/// What a command prints, its errors after its results.
fn printed(line: &str, folder: &Path, exit: i32) -> Result<String, String> {
    let words = words(line);
    let (name, arguments) = words.split_first().ok_or("a command without words")?;
    let mut command = program(name, folder)?;
    let output = command.args(arguments).output().map_err(|error| error.to_string())?;
    if output.status.code() != Some(exit) {
        return Err(format!("`{line}` exits with {:?}, not {exit}", output.status.code()));
    }
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).map_err(|error| error.to_string())
}

/// Runs a document in a folder; gives it with fresh output, and what is wrong in it.
fn run(text: &str, folder: &Path, wrong: &mut Vec<String>) -> String {
    let mut fresh = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> =
            lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
        let mut complain = |what: String| wrong.push(format!("line {}: {what}", at + 1));
        match info.split(' ').next().unwrap_or_default() {
            "console" => {
                let exit = asked(info, "exit").and_then(|exit| exit.parse().ok()).unwrap_or(0);
                for command in body.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    let output = printed(command, folder, exit);
                    fresh.push_str(&format!("$ {command}\n"));
                    match output {
                        Ok(output) => fresh.push_str(&(output.trim_end().to_string() + "\n")),
                        Err(error) => complain(error),
                    }
                }
            }
            kind => {
                for line in &body {
                    fresh.push_str(line);
                    fresh.push('\n');
                }
                let mut plan = body.join("\n") + "\n";
                if kind == "pace" {
                    let add = asked(info, "add");
                    let path = folder.join(asked(info, "file").or(add).unwrap_or("block.pace"));
                    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                    if add.is_some() {
                        plan.insert_str(0, &fs::read_to_string(&path).expect("a file to add to"));
                    }
                    fs::write(&path, plan).expect("a plan");
                    let (found, want) = (codes(&path), asked(info, "error"));
                    if found != want.into_iter().map(str::to_string).collect() {
                        complain(format!("draws {found:?}, not {want:?}"));
                    }
                } else if !["rust", "sh", "json", "yaml", "toml", "text"].contains(&kind) {
                    complain(format!("a block of {kind:?}"));
                }
            }
        }
        fresh.push_str("```\n");
    }
    fresh
}

#[test]
fn every_block_runs() {
    let mut all = Vec::new();
    // Each chapter of the guide goes on where the one before has ended.
    let guide = tempfile::tempdir().expect("a folder");
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        let own = tempfile::tempdir().expect("a folder");
        let chapter = path.parent().is_some_and(|folder| folder.ends_with("guide"));
        let mut wrong = Vec::new();
        let fresh = run(&text, if chapter { guide.path() } else { own.path() }, &mut wrong);
        wrong.extend(same(&path, &fresh).err());
        all.extend(wrong.iter().map(|wrong| format!("{}: {wrong}", path.display())));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// The first letter as a sentence has it.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn functions() -> String {
    let mut page = String::from(
        "# Functions\n\nWhat formulas can use; `pace functions NAME` shows the same. The examples stand in this plan:\n",
    );
    page.push_str(&format!("\n```pace\n{EXAMPLE_ROWS}\n```\n"));
    let mut group = None;
    for function in FUNCTIONS {
        if group != Some(function.group) {
            group = Some(function.group);
            page.push_str(&format!("\n## {}\n", function.group.heading()));
        }
        page.push_str(&format!("\n### `{}`\n\n{}\n", function.signature, capital(function.summary)));
        if !function.examples.is_empty() {
            page.push_str("\n| formula | gives, month by month |\n|---|---|\n");
        }
        for example in function.examples {
            page.push_str(&format!("| `{}` | {} |\n", example.code.replace('|', "\\|"), example.gives));
        }
    }
    page
}

fn diagnostics() -> String {
    let mut page = String::from(
        "# Errors and warnings\n\nEvery finding has a code; `pace error CODE` shows its page. An error ends the command with exit code 2, a\n\
         warning does not.\n",
    );
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings")] {
        page.push_str(&format!("\n## {heading}\n"));
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let found = code.page();
            page.push_str(&format!("\n### `{}`\n\n{} {}\n", found.name, found.what, found.why));
            page.push_str(&format!("\n```pace error={}\n{}```\n", found.name, found.example));
            page.push_str(&format!("\nMended:\n\n```pace\n{}```\n", found.fixed));
        }
    }
    page
}

fn limits() -> String {
    let mut page = String::from(
        "# Limits\n\nHow large a plan may be; `pace limits` shows the same. Each limit has its own message, and none should be felt by a\n\
         plan that people write.\n\n| what | most | why |\n|---|---|---|\n",
    );
    for limit in LIMITS {
        page.push_str(&format!(
            "| {} | {} {} | {} |\n",
            limit.name,
            grouped(&limit.value.to_string()),
            limit.unit,
            limit.why
        ));
    }
    page
}

fn commands() -> String {
    let mut page = String::from("# Commands\n\nWhat `pace help` and `pace help COMMAND` print.\n");
    let folder = tempfile::tempdir().expect("a folder");
    let print = |line: &str| printed(line, folder.path(), 0).unwrap_or_else(|error| panic!("{error}"));
    let all = print("pace --help");
    page.push_str(&format!("\n```text\n{}\n```\n", all.trim_end()));
    let listed =
        all.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("commands");
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !name.is_empty() && *name != "help") {
        let help = print(&format!("pace {name} --help"));
        page.push_str(&format!("\n## `pace {name}`\n\n```text\n{}\n```\n", help.trim_end()));
    }
    page.push_str(
        "\n## Exit codes\n\n| code | |\n|---|---|\n| 0 | done |\n| 1 | a goal or check failed where the command was asked to judge |\n\
         | 2 | the file or the command line is wrong |\n| 70 | a bug in pace |\n| 130 | interrupted |\n",
    );
    page
}

#[test]
fn generated_pages_are_fresh() {
    let pages = [
        ("functions.md", functions()),
        ("diagnostics.md", diagnostics()),
        ("limits.md", limits()),
        ("commands.md", commands()),
    ];
    let stale: Vec<String> =
        pages.iter().filter_map(|(name, page)| same(&home().join("docs").join(name), page).err()).collect();
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

/// Links between the documents lead somewhere.
#[test]
fn links_lead_somewhere() {
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split(')').next().unwrap_or_default();
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty() && !link.contains("://") {
                assert!(path.with_file_name("").join(file).exists(), "{}: {link}", path.display());
            }
        }
    }
}
