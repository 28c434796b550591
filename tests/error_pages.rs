//! Every page of `pace error` is true: its example draws that code and no other, and the mended plan none.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use pace::diagnostic::Code;

/// The codes that `pace check` finds in a plan.
fn codes(plan: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.pace"), plan).expect("a plan");
    let output = Command::new(env!("CARGO_BIN_EXE_pace"))
        .args(["check", "plan.pace", "--diagnostics", "json"])
        .current_dir(folder.path())
        .output()
        .expect("pace runs");
    let found: serde_json::Value = serde_json::from_slice(&output.stderr).expect("JSON on stderr");
    let code = |finding: &serde_json::Value| finding["code"].as_str().map(str::to_string);
    found.as_array().expect("an array").iter().filter_map(code).collect()
}

#[test]
fn each_example_draws_its_code_and_the_mended_plan_none() {
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().filter(|code| code.is_drawn_by_plans()) {
        let page = code.page();
        let (example, mended) = (codes(page.example), codes(page.fixed));
        if example != BTreeSet::from([page.name.to_string()]) || !mended.is_empty() {
            wrong.push(format!("{}: the example draws {example:?}, the mended plan {mended:?}", page.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_is_written() {
    for code in Code::ALL {
        let page = code.page();
        for text in [page.what, page.why].map(|text| text.say(pace::diagnostic::Dialect::Shell)) {
            assert!(text.ends_with('.'), "{}: {text:?}", page.name);
        }
        assert!(page.example.ends_with('\n') && page.fixed.ends_with('\n'), "{}", page.name);
        assert_ne!(page.example, page.fixed, "{}", page.name);
    }
}
