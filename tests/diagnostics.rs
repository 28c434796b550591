//! One plan for every code, and what a reader sees of it: the source and the message side by side.

use std::fs;

use crate::support::{Plan, home};
use pace::diagnostic::Code;
use pace::output::Painter;
use pace::output::diagnostics::{FindingStyle, render};
use pace::output::text::Screen;

use pace::analysis::Granularity;

#[test]
fn every_code_looks_like_this() {
    let drawn = |code: &&Code| code.is_drawn_by_plans() || **code == Code::BadTable;
    for code in Code::ALL.iter().filter(drawn) {
        let name = code.name();
        let path = home().join("tests/diagnostics").join(format!("{name}.pace"));
        let source = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut plan = Plan::read(&path);
        // Some findings are known only once the plan is computed.
        let found = match plan.results("base", Granularity::Month) {
            Some(results) => results.warnings,
            None => plan.found.clone(),
        };
        assert!(found.iter().any(|finding| finding.code == *code), "{name}: {found:?}");
        let screen =
            Screen { width: 80, painter: Painter::new(false), dialect: pace::diagnostic::Dialect::Shell };
        let message = render(&[(&found, &plan.sources)], FindingStyle::Fancy, &screen);
        let message = String::from_utf8(message).expect("UTF-8");
        let text = format!("{}\n\n{}", source.trim_end(), message.trim_end());
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "snapshots/diagnostics" }, {
            insta::assert_snapshot!(name, text);
        });
    }
}
