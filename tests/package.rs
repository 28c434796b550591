//! What `cargo package` would publish: these, nothing else, and no warning on the way.

use std::collections::BTreeSet;
use std::process::Command;

/// What a package consists of. The last three are cargo's own.
const PARTS: [&str; 12] = [
    "CHANGELOG.md",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "benches",
    "docs",
    "examples",
    "grammar",
    "src",
    ".cargo_vcs_info.json",
    "Cargo.lock",
    "Cargo.toml.orig",
];

#[test]
fn the_package_has_no_stray_files() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["package", "--list", "--allow-dirty", "--offline"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().expect("cargo runs");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let list = String::from_utf8(output.stdout).expect("UTF-8");
    let found: BTreeSet<&str> = list.lines().filter_map(|path| path.split(['/', '\\']).next()).collect();
    let stray: Vec<&str> = found.iter().filter(|name| !PARTS.contains(name)).copied().collect();
    assert!(stray.is_empty(), "{stray:?}");
    // What makes up the sources is all there: a build needs the grammar, the manual its pages.
    for path in ["src/main.rs", "grammar/pace.pest", "docs/README.md", "examples/year/measured.pace"] {
        assert!(list.lines().any(|line| line == path), "{path}");
    }
    let stray: Vec<&str> =
        list.lines().filter(|path| path.ends_with(".snap") || path.contains("tests")).collect();
    assert!(stray.iter().all(|path| path.starts_with("src/")), "{stray:?}");
}
