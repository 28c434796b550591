//! Small plans with the figures that a second implementation works out in exact fractions.
//!
//! That implementation is in `tests/oracle/`; it was written from the description of the language alone.

use crate::support::{differences, expected, files, home, stem};

#[test]
fn every_case_agrees() {
    let mut wrong = Vec::new();
    let cases = files(&home().join("tests/cases"), "json");
    assert!(cases.len() > 300, "only {} cases", cases.len());
    for case in &cases {
        let bad = differences(&case.with_extension("pace"), &expected(case));
        wrong.extend(bad.iter().take(4).map(|bad| format!("{}: {bad}", stem(case))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
