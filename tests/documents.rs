//! README.md, CHANGELOG.md and docs/: every block of a plan is run, every command's output is compared.
//!
//! What a fenced block says after its three backticks:
//! - `pace`: a plan, or lines of one, in which there is nothing to complain of;
//! - `pace error=CODE`: lines that draw that error or warning;
//! - `pace file=NAME`: the same as `pace`, and written to that file for the commands that follow;
//! - `pace add=NAME`: lines that are put at the end of that file, which then has nothing to complain of either;
//! - `console` (`console exit=1`): commands after `$`, run in the folder of those files, and what they print.
//!   They are `pace`, `git` in a repository of that folder, `cat` and `rm`; quotes are those of a shell;
//! - `session` (`session file=NAME`): what is typed in a session, after `> ` (after `. ` where a statement goes on),
//!   and what comes of it; over that file, or over none;
//! - `rust`, `sh`, `json`, `yaml`, `toml`, `text`: not run here.
//!
//! A document has a folder of its own; the chapters of the guide share one, and their readers sit at a terminal, so
//! errors look as they do there.
//!
//! `UPDATE_DOCS=1 cargo test documents` writes what the commands print into the documents, and the
//! generated pages anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pace::analysis::Granularity;
use pace::diagnostic::{Code, Dialect, Severity};
use pace::library::EXAMPLE_ROWS;
use pace::limits::LIMITS;
use pace::report::grouped;

use crate::support::session::{Files, Play, transcript};
use crate::support::{Plan, files, home, stem};

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

/// The folder in which commands are run as if at a terminal.
const TERMINAL: &str = "terminal";

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
        .settled
        .iter()
        .flat_map(|settled| settled.model().scenario_names().map(str::to_string).collect::<Vec<_>>())
        .collect();
    let mut found: Vec<_> = plan.found.iter().map(|finding| finding.code).collect();
    for name in names {
        if let Some(results) = plan.results(&name, Granularity::Month) {
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
    if name == "pace" && folder.ends_with(TERMINAL) {
        command.args(["--diagnostics", "fancy"]);
    }
    let output = command.args(arguments).output().map_err(|error| error.to_string())?;
    if output.status.code() != Some(exit) {
        return Err(format!("`{line}` exits with {:?}, not {exit}", output.status.code()));
    }
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).map_err(|error| error.to_string())
}

/// What a block of commands prints today; their exit code is that of the block.
fn console(info: &str, body: &[&str], folder: &Path, wrong: &mut Vec<String>) -> String {
    let exit = asked(info, "exit").and_then(|exit| exit.parse().ok()).unwrap_or(0);
    let mut fresh = String::new();
    for command in body.iter().filter_map(|line| line.strip_prefix("$ ")) {
        fresh.push_str(&format!("$ {command}\n"));
        match printed(command, folder, exit) {
            Ok(output) if output.trim_end().is_empty() => {}
            Ok(output) => fresh.push_str(&(output.trim_end().to_string() + "\n")),
            Err(error) => wrong.push(error),
        }
    }
    fresh
}

/// The plans in a folder and those below it, by their paths from there.
fn plans(folder: &Path, before: &str, found: &Files) {
    for path in files(folder, "pace") {
        found.put(&format!("{before}{}.pace", stem(&path)), &fs::read_to_string(&path).expect("a plan"));
    }
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    for inner in entries.filter(|path| path.is_dir()) {
        let name = inner.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        plans(&inner, &format!("{before}{name}/"), found);
    }
}

/// What is said in a session, and what comes of it; what it saves is in the folder afterwards.
fn session(info: &str, body: &str, folder: &Path) -> String {
    let files = Files::default();
    plans(folder, "", &files);
    let mut play = Play::new(&files, asked(info, "file"));
    let fresh = transcript(&mut play, body);
    for (name, bytes) in files.0.borrow().iter() {
        fs::write(folder.join(name), bytes).expect("a plan");
    }
    fresh
}

/// Writes a block's plan to its file and compares what it draws with what the block says.
fn plan(info: &str, mut text: String, folder: &Path) -> Option<String> {
    let add = asked(info, "add");
    let path = folder.join(asked(info, "file").or(add).unwrap_or("block.pace"));
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    if add.is_some() {
        text.insert_str(0, &fs::read_to_string(&path).expect("a file to add to"));
    }
    fs::write(&path, text).expect("a plan");
    let (found, want) = (codes(&path), asked(info, "error"));
    if path.ends_with("block.pace") {
        fs::remove_file(&path).expect("a file that nothing else reads");
    }
    let as_said = found == want.into_iter().map(str::to_string).collect();
    (!as_said).then(|| format!("draws {found:?}, not {want:?}"))
}

/// Runs a document in a folder; gives it with fresh output, and what is wrong in it.
fn run(text: &str, folder: &Path, all: &mut Vec<String>) -> String {
    let mut fresh = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        let Some(info) = line.trim_start().strip_prefix("```") else { continue };
        // A block within a list stands as far in as the list's text.
        let margin = &line[..line.len() - line.trim_start().len()];
        let inside = lines.by_ref().map(|(_, line)| line.strip_prefix(margin).unwrap_or(line));
        let body: Vec<&str> = inside.take_while(|line| *line != "```").collect();
        let written = body.join("\n") + "\n";
        let mut wrong = Vec::new();
        let block = match info.split(' ').next().unwrap_or_default() {
            "console" => console(info, &body, folder, &mut wrong),
            "session" => session(info, &written, folder),
            "pace" => {
                wrong.extend(plan(info, written.clone(), folder));
                written
            }
            "rust" | "sh" | "json" | "yaml" | "toml" | "text" => written,
            other => {
                wrong.push(format!("a block of {other:?}"));
                written
            }
        };
        for line in block.lines().chain(["```"]) {
            fresh.push_str(&format!("{}{line}\n", if line.is_empty() { "" } else { margin }));
        }
        all.extend(wrong.iter().map(|wrong| format!("line {}: {wrong}", at + 1)));
    }
    fresh
}

#[test]
fn every_block_runs() {
    let mut all = Vec::new();
    // Each chapter of the guide goes on where the one before has ended.
    let guide = tempfile::tempdir().expect("a folder");
    let terminal = guide.path().join(TERMINAL);
    fs::create_dir(&terminal).expect("a folder");
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        let own = tempfile::tempdir().expect("a folder");
        let chapter = path.parent().is_some_and(|folder| folder.ends_with("guide"));
        let mut wrong = Vec::new();
        let fresh = run(&text, if chapter { &terminal } else { own.path() }, &mut wrong);
        // A page with a mistake in it is not written anew: what a command would print is not known.
        if wrong.is_empty() {
            wrong.extend(same(&path, &fresh).err());
        }
        all.extend(wrong.iter().map(|wrong| format!("{}: {wrong}", path.display())));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// A summary as a sentence has it; a parameter that it begins with stays as it is written.
fn sentence(signature: &str, text: &str) -> String {
    let (first, rest) = text.split_at(text.find([' ', ',']).unwrap_or(text.len()));
    let parameters = signature.split_once('(').map_or("", |(_, parameters)| parameters);
    if parameters.split([',', ' ', '[', ')']).any(|name| name == first) {
        return format!("`{first}`{rest}");
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A paragraph, its lines short enough for a terminal.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if line.chars().count() + word.chars().count() >= 118 {
            lines.push(word.to_string());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}

fn functions() -> String {
    let mut page = String::from(
        "# Functions\n\nWhat formulas can use; `pace functions NAME` shows the same. The examples stand in this plan:\n",
    );
    page.push_str(&format!("\n```pace\n{EXAMPLE_ROWS}\n```\n"));
    let mut group = None;
    for function in pace::library::functions() {
        if group != Some(function.group) {
            group = Some(function.group);
            page.push_str(&format!("\n## {}\n", function.group.heading()));
        }
        let summary = wrapped(&sentence(function.signature, function.summary));
        page.push_str(&format!("\n### `{}`\n\n{summary}\n", function.signature));
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
        page.push_str(&format!("\n## {heading}\n\n"));
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            page.push_str(&format!("- [{}](#{})\n", code.name(), code.name()));
        }
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            let found = code.page();
            let [what, why] = [&found.what, &found.why].map(|text| text.say(Dialect::Shell));
            let words = wrapped(&format!("{what} {why}"));
            page.push_str(&format!("\n### `{}`\n\n{words}\n", found.name));
            let (wrong, mended) = match code.is_drawn_by_plans() {
                true => (format!("pace error={}", found.name), "pace"),
                false => ("text".to_string(), "text"),
            };
            page.push_str(&format!("\n```{wrong}\n{}```\n", found.example));
            page.push_str(&format!("\nMended:\n\n```{mended}\n{}```\n", found.fixed));
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
    let names: Vec<&str> = names.filter(|name| !name.is_empty() && *name != "help").collect();
    page.push_str("\nIn full:\n\n");
    for name in &names {
        page.push_str(&format!("- [`pace {name}`](#pace-{name})\n"));
    }
    for name in names {
        let help = print(&format!("pace {name} --help"));
        page.push_str(&format!("\n## `pace {name}`\n\n```text\n{}\n```\n", help.trim_end()));
    }
    page.push_str(
        "\n## Exit codes\n\n| code | |\n|---|---|\n| 0 | done |\n| 1 | a goal, check or snapshot failed where the command was asked to judge |\n\
         | 2 | the file or the command line is wrong |\n| 10 | new snapshots were written |\n| 70 | a bug in pace |\n| 130 | interrupted |\n",
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

/// Where the links of a text lead, places within a page and the web apart.
fn links(text: &str) -> Vec<&str> {
    let targets = text.match_indices("](").map(|(at, _)| {
        let link = text[at + 2..].split(')').next().unwrap_or_default();
        if link.contains("://") { "" } else { link.split('#').next().unwrap_or_default() }
    });
    targets.filter(|file| !file.is_empty()).collect()
}

/// Links between the documents lead somewhere; those of the manual stay within it, so that it is a book.
#[test]
fn links_lead_somewhere() {
    let docs = home().join("docs").canonicalize().expect("a folder");
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        for link in links(&text) {
            let file = path.with_file_name("").join(link).canonicalize();
            let file = file.unwrap_or_else(|error| panic!("{}: {link}: {error}", path.display()));
            assert!(!path.starts_with(&docs) || file.starts_with(&docs), "{}: {link}", path.display());
            // A book calls its first page `index`, and only the summary may say README.
            let first = file == docs.join("README.md") && !path.ends_with("SUMMARY.md");
            assert!(!path.starts_with(&docs) || !first, "{}: {link}", path.display());
        }
    }
}

/// The headings that links point to are there.
#[test]
fn places_within_pages_are_there() {
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        for (at, _) in text.match_indices("](") {
            let link = text[at + 2..].split(')').next().unwrap_or_default();
            let Some((file, place)) = link.split_once('#').filter(|_| !link.contains("://")) else {
                continue;
            };
            let page = if file.is_empty() { path.clone() } else { path.with_file_name("").join(file) };
            let page = fs::read_to_string(page).expect("a page");
            let mut headings = page.lines().filter(|line| line.starts_with('#')).map(anchor);
            assert!(headings.any(|heading| heading == place), "{}: {link}", path.display());
        }
    }
}

/// A heading as forges and books name its place.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let letters = words.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
    letters.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Every page is in the book, once, and the book has no other pages.
#[test]
fn the_summary_lists_every_page() {
    let docs = home().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).expect("a summary");
    let mut listed: Vec<PathBuf> = links(&summary).into_iter().map(|link| docs.join(link)).collect();
    listed.push(docs.join("SUMMARY.md"));
    listed.sort();
    let mut there = pages();
    there.sort();
    assert_eq!(listed, there);
    // What mdBook wants of the file: headings, links of chapters, and lists of links.
    for line in summary.lines().filter(|line| !line.is_empty()) {
        let chapter = line.trim_start().trim_start_matches("- ");
        assert!(line.starts_with("# ") || chapter.starts_with('[') && chapter.ends_with(".md)"), "{line}");
    }
    let index = fs::read_to_string(docs.join("README.md")).expect("a first page");
    let (first, book): (BTreeSet<&str>, _) = (links(&index).into_iter().collect(), links(&summary));
    assert_eq!(book.into_iter().filter(|page| *page != "README.md").collect::<BTreeSet<_>>(), first);
}

/// The lines of a page that a terminal would have to break: tables and blocks are as wide as they are.
fn long_lines(text: &str) -> Vec<&str> {
    let mut inside = false;
    let prose = text.lines().filter(move |line| {
        inside ^= line.starts_with("```");
        !inside && !line.starts_with('|')
    });
    prose.filter(|line| line.chars().count() > 120).collect()
}

#[test]
fn the_manual_reads_in_a_terminal() {
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        assert_eq!(long_lines(&text), Vec::<&str>::new(), "{}", path.display());
    }
    let readme = fs::read_to_string(home().join("README.md")).expect("a document");
    assert!(readme.lines().count() < 230);
}

/// Files that the documents speak of, such as `tests/laws.rs`, exist.
#[test]
fn files_that_are_named_exist() {
    let rooms = ["src/", "tests/", "examples/", "docs/", "grammar/", "benches/", "fuzz/"];
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        for name in text.split('`').skip(1).step_by(2) {
            if rooms.iter().any(|room| name.starts_with(room)) && !name.contains([' ', '\n']) {
                assert!(home().join(name).exists(), "{}: {name}", path.display());
            }
        }
    }
}

/// A plan of the guide that is among the examples is the same plan.
#[test]
fn the_guide_ends_with_an_example() {
    let guide = fs::read_to_string(home().join("docs/guide/10-a-teams-plan.md")).expect("a chapter");
    for name in ["year.pace", "year/measured.pace"] {
        let start = format!("```pace file={name}\n");
        let blocks: Vec<&str> = guide.split(&start).skip(1).collect();
        let last = blocks.last().and_then(|block| block.split("```").next());
        let example = fs::read_to_string(home().join("examples").join(name)).expect("an example");
        assert_eq!(last, Some(example.as_str()), "{name}");
    }
}

/// The program of the changelog, to the letter.
#[test]
fn a_plan_in_a_program() {
    let plan = pace::open_text("plan.pace", "months 3\nplan { 2 calls/day }").expect("a plan without errors");
    let results = pace::project(&plan, "base", Granularity::Month).expect("figures");
    let calls = results.row("calls").and_then(|row| row.total).map(|total| total.to_string());
    assert_eq!(calls.as_deref(), Some("120"));
}

/// The lines of a text without the margin they stand at.
fn without_margin(text: &str) -> String {
    text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}

/// Every block of Rust is a part of one of our tests.
#[test]
fn programs_in_documents_are_tests() {
    let tests: Vec<String> = files(&home().join("tests"), "rs")
        .iter()
        .map(|path| without_margin(&fs::read_to_string(path).expect("a test")))
        .collect();
    for path in documents() {
        let text = fs::read_to_string(&path).expect("a document");
        for block in text.split("```rust\n").skip(1) {
            let block = without_margin(block.split("```").next().unwrap_or_default());
            let there = tests.iter().any(|test| test.contains(block.trim_end()));
            assert!(there, "{}: no test holds\n{block}", path.display());
        }
    }
}
