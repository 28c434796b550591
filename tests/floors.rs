//! The house stands: a module uses only the floors below its own, and third-party crates stay in their rooms.
//! The table is that of docs/architecture.md.

use std::collections::BTreeSet;
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
    ("csv", &["output"]),
    ("anstyle", &["output"]),
    ("unicode_width", &["output"]),
    ("textwrap", &["output"]),
    ("tempfile", &["output"]),
    ("similar", &["output"]),
    ("ratatui_core", &["output"]),
    ("ratatui_widgets", &["output"]),
    ("clap", &["questions", "session", "cli"]),
    ("indicatif", &["cli"]),
    ("etcetera", &["cli"]),
    ("rustyline", &["repl"]),
    ("notify", &["repl"]),
    ("ctrlc", &["repl"]),
    ("shlex", &["repl"]),
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
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
