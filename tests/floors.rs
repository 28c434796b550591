//! The house stands: a module uses only the floors below its own, and third-party crates stay in their rooms.
//! The table is that of docs/architecture.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the ground up; modules of one floor do not see each other.
const FLOORS: &[&[&str]] = &[
    &["value", "source"],
    &["limits", "diagnostic"],
    &["syntax", "library"],
    &["loader"],
    &["model"],
    &["check"],
    &["eval", "crm"],
    &["analysis"],
    &["report"],
    &["output", "ide"],
    &["questions"],
    &["session"],
    &["repl", "lsp"],
    &["cli"],
];

/// Crates and the modules that may name them. A crate that is not here may be used nowhere.
const CRATES: &[(&str, &[&str])] = &[
    ("rust_decimal", &["value"]),
    ("jiff", &["value"]),
    ("thiserror", &["value"]),
    ("strsim", &["diagnostic"]),
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("unicode_normalization", &["syntax", "check"]),
    ("petgraph", &["check"]),
    ("self_cell", &["analysis"]),
    ("typed_arena", &["analysis"]),
    ("rustc_hash", &["check", "eval", "model", "syntax"]),
    ("serde", &["value", "diagnostic", "model", "analysis", "output", "questions"]),
    ("serde_json", &["output"]),
    ("miette", &["output"]),
    ("csv", &["output", "syntax"]),
    ("anstyle", &["output"]),
    ("unicode_width", &["output"]),
    ("textwrap", &["output"]),
    ("tempfile", &["output"]),
    ("nix", &["output"]),
    ("similar", &["output"]),
    ("ratatui_core", &["output"]),
    ("ratatui_widgets", &["output"]),
    ("clap", &["questions", "session", "cli"]),
    ("indicatif", &["cli"]),
    ("etcetera", &["cli"]),
    ("rustyline", &["repl"]),
    ("notify", &["repl"]),
    ("ctrlc", &["repl"]),
    ("shlex", &["questions"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("terminal_size", &["cli"]),
];

/// The manifest as it is written; a published package has it beside the one that cargo made of it.
fn manifest() -> String {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(home.join("Cargo.toml.orig"));
    written.or_else(|_| fs::read_to_string(home.join("Cargo.toml"))).expect("text")
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Every file of the library with the module it belongs to, its tests left out.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_string();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" && name != "lib.rs" && name != "main.rs" {
                let inside = path.strip_prefix(&root).expect("inside");
                let first =
                    inside.components().next().expect("a module").as_os_str().to_str().expect("UTF-8");
                let module = first.trim_end_matches(".rs").to_string();
                let text = fs::read_to_string(&path).expect("text");
                found.push((module, path, code(&text)));
            }
        }
    }
    assert!(found.len() > 50);
    found
}

/// The text without its comments and without its tests.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let own = lines.take_while(|line| line.trim() != "#[cfg(test)]");
    own.collect::<Vec<_>>().join("\n")
}

/// The identifiers that follow `before` in a text.
fn after<'a>(text: &'a str, before: &str) -> BTreeSet<&'a str> {
    text.match_indices(before)
        .filter(|(at, _)| {
            !text[..*at].ends_with(|last: char| last.is_alphanumeric() || last == '_' || last == ':')
        })
        .map(|(at, _)| {
            let rest = &text[at + before.len()..];
            rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
        })
        .collect()
}

#[test]
fn modules_use_only_the_floors_below() {
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        let own = floor(&module).unwrap_or_else(|| panic!("`{module}` is on no floor"));
        for used in after(&text, "crate::") {
            let below = used == module || floor(used).is_some_and(|used| used < own);
            if !below {
                wrong.push(format!("{}: `{module}` uses `{used}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let manifest = manifest();
    let section = manifest.split("\n[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next());
    let named: Vec<String> = section
        .expect("dependencies")
        .lines()
        .filter_map(|line| line.split_once(" = ").filter(|_| !line.starts_with('#')))
        .map(|(name, _)| name.replace('-', "_"))
        .collect();
    let mut wrong = Vec::new();
    for name in named {
        let Some((_, rooms)) = CRATES.iter().find(|(known, _)| *known == name) else {
            wrong.push(format!("`{name}` has no room"));
            continue;
        };
        let mut used = false;
        for (module, path, text) in sources() {
            // A module of ours may have a crate's name.
            let ours = text.lines().any(|line| line.starts_with("use crate::") && line.contains(&name));
            if ours || after(&text, &format!("{name}::")).is_empty() {
                continue;
            }
            used = true;
            if !rooms.contains(&module.as_str()) {
                wrong.push(format!("{}: `{module}` uses `{name}`", path.display()));
            }
        }
        if !used {
            wrong.push(format!("`{name}` is used nowhere"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file as the modules it is: `["check", "scenario", "single"]`; a folder's `mod.rs` is the folder.
type File = Vec<String>;

/// The path of every file of the library, with its text.
fn files() -> BTreeMap<File, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let named = sources().into_iter().map(|(_, path, text)| {
        let inside = path.strip_prefix(&root).expect("inside").with_extension("");
        let mut file: File = inside.iter().map(|part| part.to_str().expect("UTF-8").to_string()).collect();
        file.pop_if(|last| last == "mod");
        (file, text)
    });
    named.collect()
}

/// The paths that a `use` names, its braces spelled out.
fn spelled_out(tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_string()];
    };
    let body = &rest[..rest.rfind('}').unwrap_or(rest.len())];
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for letter in body.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| spelled_out(&format!("{}{part}", head.trim()))).collect()
}

/// The paths in a text that say where something is: of its `use` lines, and those that begin with `crate`, `self` or
/// `super` anywhere else.
fn paths(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = String::new();
    for statement in text.split_inclusive(';') {
        let start = statement.rfind("use ").filter(|at| {
            let before = &statement[..*at];
            before.is_empty() || before.ends_with(['\n', ' '])
        });
        match start.map(|at| statement[at + 4..].trim_end_matches(';').split_whitespace()) {
            Some(words) => found.extend(spelled_out(&words.collect::<Vec<_>>().join(" "))),
            None => rest.push_str(statement),
        }
    }
    let letters = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let words = rest.split(|letter| !letters(letter));
    found.extend(words.filter(|word| word.contains("::")).map(str::to_string));
    found
}

/// The files that a file uses. A path means the innermost file on its way: `crate::model::Row` the file of `model`,
/// which gives the name out, wherever `Row` is defined behind it. A folder's own file holds its children's parts
/// and gives their names out, so what it names below itself does not count; that a child uses its folder does.
fn uses(file: &File, text: &str, all: &BTreeMap<File, String>) -> BTreeSet<File> {
    let mut used = BTreeSet::new();
    for path in paths(text) {
        let mut parts = path.split("::").map(str::trim).peekable();
        let mut at: File = match parts.peek() {
            Some(&"crate") => Vec::new(),
            Some(&("self" | "super")) => file.clone(),
            _ => continue,
        };
        while let Some(step) = parts.next_if(|part| ["crate", "self", "super"].contains(part)) {
            if step == "super" {
                at.pop();
            }
        }
        for part in parts {
            let mut next = at.clone();
            next.push(part.to_string());
            if !all.contains_key(&next) {
                break;
            }
            at = next;
        }
        if !at.is_empty() && !at.starts_with(file) {
            used.insert(at);
        }
    }
    used
}

/// A circle among files, if there is one.
fn circle(graph: &BTreeMap<File, BTreeSet<File>>) -> Option<Vec<File>> {
    let mut open = graph.clone();
    // A file that uses no other one that is left is in no circle.
    while let Some(free) = open
        .iter()
        .find_map(|(file, used)| used.iter().all(|used| !open.contains_key(used)).then(|| file.clone()))
    {
        open.remove(&free);
    }
    let mut way = vec![open.keys().next()?.clone()];
    loop {
        let next = open[way.last()?].iter().find(|used| open.contains_key(*used))?.clone();
        if let Some(at) = way.iter().position(|file| *file == next) {
            way.drain(..at);
            return Some(way);
        }
        way.push(next);
    }
}

/// Modules have floors; this is the same within a module. Whoever reads a file has read before what it stands on.
#[test]
fn no_file_uses_itself_through_others() {
    let all = files();
    let graph = all.iter().map(|(file, text)| (file.clone(), uses(file, text, &all))).collect();
    if let Some(way) = circle(&graph) {
        let way: Vec<String> = way.iter().map(|file| file.join("/")).collect();
        panic!("these files use each other in a circle: {}", way.join(" → "));
    }
    let known = |file: &str, used: &str| {
        let path = |name: &str| name.split('/').map(str::to_string).collect::<File>();
        graph[&path(file)].contains(&path(used))
    };
    assert!(known("check/value", "check/lower") && known("check/scenario/single", "check/draft"));
}

#[test]
fn a_circle_would_be_found() {
    let file = |name: &str| vec!["a".to_string(), name.to_string()];
    let texts = [
        ("one", "use super::two::{Two, deep::{self, Three}};"),
        ("two", "fn f() { super::three::g(); }"),
        ("three", "pub(super) use crate::a::one::One as Uno;"),
    ];
    let mut all: BTreeMap<File, String> =
        texts.iter().map(|(name, text)| (file(name), text.to_string())).collect();
    all.insert(vec!["a".to_string()], "mod one; use one::One; use self::two::Two;".to_string());
    let graph = |all: &BTreeMap<File, String>| {
        all.iter().map(|(file, text)| (file.clone(), uses(file, text, all))).collect()
    };
    assert_eq!(circle(&graph(&all)).map(|way| way.len()), Some(3));
    all.insert(file("two"), "use super::Shared;".to_string());
    assert_eq!(circle(&graph(&all)), None);
}

/// Whether a line asks which function it has by the name, instead of by its record.
fn asks_for_a_name(line: &str) -> bool {
    ["function", "shape"].iter().any(|holder| {
        let name = format!("{holder}.name");
        line.match_indices(&name).any(|(at, _)| {
            let (before, after) =
                (line[..at].trim_end_matches(['&', '*']), line[at + name.len()..].trim_start());
            let compared = |signs: &[&str]| signs.iter().any(|sign| after.starts_with(sign));
            let asked = ["match ", "match (", "matches!(", "== ", "!= ", ".contains("];
            compared(&["==", "!="]) || asked.iter().any(|word| before.ends_with(word))
        })
    })
}

#[test]
fn nobody_compares_the_name_of_a_function() {
    // The look-up of a word that somebody typed is the library's.
    let own = sources().into_iter().filter(|(module, ..)| module != "library");
    let wrong: Vec<String> = own
        .flat_map(|(_, path, text)| {
            let lines = text.lines().filter(|line| asks_for_a_name(line));
            lines.map(|line| format!("{}: {}", path.display(), line.trim())).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "a part of its record says it better:\n{}", wrong.join("\n"));
    for asked in [
        "if function.name == \"cum\" {",
        "match (function.name, operands) {",
        "CHOOSING.contains(&function.name)",
    ] {
        assert!(asks_for_a_name(asked), "{asked}");
    }
    assert!(!asks_for_a_name("format!(\"{} of\", function.name)"));
}

/// The cells of the rows of a page's tables, without their backticks.
fn cells(page: &str) -> Vec<Vec<String>> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.contains("---"));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect())
        .collect()
}

#[test]
fn the_architecture_page_shows_this_house() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let page = fs::read_to_string(page).expect("the page");
    let cells = cells(&page);
    let mut wrong = Vec::new();
    let modules: BTreeSet<String> = sources().into_iter().map(|(module, ..)| module).collect();
    for module in &modules {
        let shown = cells.iter().find(|row| row[1].trim_end_matches(".rs").trim_end_matches('/') == module);
        let shown = shown.and_then(|row| row[0].parse().ok());
        if shown != floor(module) {
            wrong.push(format!("`{module}` is on floor {:?}, the page says {shown:?}", floor(module)));
        }
    }
    let manifest = manifest();
    for (name, _) in CRATES {
        let name = name.replace('_', "-");
        let named = |row: &Vec<String>| row[0].split(", ").any(|word| word.replace('_', "-") == name);
        if manifest.replace('_', "-").contains(&format!("\n{name} = ")) && !cells.iter().any(named) {
            wrong.push(format!("`{name}` is not among the crates of the page"));
        }
    }
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).expect("tests") {
        let name = entry.expect("a file").file_name().into_string().expect("UTF-8");
        if name.ends_with(".rs") && name != "main.rs" && !page.contains(&format!("`tests/{name}`")) {
            wrong.push(format!("`tests/{name}` is not among the tests of the page"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules above the checker.
const ABOVE: &[&str] =
    &["eval", "analysis", "report", "output", "ide", "questions", "session", "repl", "lsp", "cli"];

/// Literals that are the name of a row that pace makes, and mean something else: the file's end, and why.
const NOT_ROWS: &[(&str, &str, &str)] = &[
    ("analysis/leaks.rs", "lost", "a field of the answer"),
    ("report/leaks.rs", "lost", "the head of a column"),
    ("report/explain.rs", "entered", "the head of a column"),
];

/// The literals of a text.
fn literals(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        // Enough for names: what holds a quote of its own is none.
        found.extend(line.split('"').skip(1).step_by(2));
    }
    found
}

/// The names of the rows that pace makes.
fn made() -> Vec<&'static str> {
    use pace::model::{CalendarPart, EFFORT, PipelinePart, StagePart};
    let pipelines = PipelinePart::WORKED_OUT.iter().map(|part| part.name());
    let stages = StagePart::ALL.iter().map(|part| part.name());
    let calendar = CalendarPart::ALL.iter().map(|part| part.name());
    pipelines.chain(stages).chain(calendar).chain([EFFORT]).collect()
}

/// Whether a literal is the name of a row that pace makes, alone or behind a dot.
fn is_made(literal: &str) -> bool {
    made()
        .iter()
        .any(|name| literal == *name || literal.ends_with(&format!(".{name}")) || literal == ".opening")
}

#[test]
fn nobody_above_the_checker_knows_rows_by_their_names() {
    assert!(is_made("bookings") && is_made(".bookings") && is_made("calendar.days") && is_made(".opening"));
    assert!(!is_made("opening") && !is_made("rebooking"));
    let (mut wrong, mut exempt) = (Vec::new(), BTreeSet::new());
    for (module, path, text) in sources() {
        if !ABOVE.contains(&module.as_str()) {
            continue;
        }
        for literal in literals(&text).into_iter().filter(|literal| is_made(literal)) {
            match NOT_ROWS.iter().position(|(file, word, _)| path.ends_with(file) && *word == literal) {
                Some(at) => {
                    exempt.insert(at);
                }
                None => wrong
                    .push(format!("{}: \"{literal}\" is the name of a row: ask its role", path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(exempt.len(), NOT_ROWS.len(), "an exemption that nothing needs");
}

#[test]
fn nobody_compares_the_words_of_a_message() {
    let mut wrong = Vec::new();
    for (_, path, text) in sources() {
        for line in text.lines() {
            let compares = ["message", "guard.subject", "help"].iter().any(|word| {
                [" == \"", " != \"", ".contains(\"", ".starts_with(\"", ".ends_with(\""].iter().any(|how| {
                    line.contains(&format!(".{word}{how}")) || line.contains(&format!("{word}{how}"))
                })
            });
            if compares || line.contains("guard.subject ==") || line.contains("contains(&guard.subject)") {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
