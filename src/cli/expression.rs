//! A formula on the command line, over a plan: what `when` and `eval` share.

use std::path::Path;

use super::plan::{Choice, Plan};
use crate::analysis::settle;
use crate::check::{Asked, Wanted, check, check_expression};
use crate::diagnostic::Findings;
use crate::source::Source;
use crate::syntax::parse_formula;

/// The name under which messages show the formula.
const SHOWN: &str = "<expression>";

/// A formula over a plan, or what is wrong with either.
pub struct Question {
    /// The plan.
    pub plan: Plan,
    /// The formula; none where something is wrong.
    pub asked: Option<Asked>,
}

impl Question {
    /// Reads a plan and a formula over it.
    pub fn read(path: &Path, choice: &Choice, text: &str, wanted: Wanted) -> (Question, String) {
        let (mut loaded, scenario) = super::plan::chosen(path, choice);
        let checked = check(&loaded);
        let mut found = checked.diagnostics;
        let mut asked = None;
        if checked.model.is_some() {
            let file = loaded.sources.add(Source::new(SHOWN, text));
            let lowered = parse_formula(file, text).and_then(|(tree, root)| {
                loaded.trees.push(tree);
                check_expression(&loaded, &scenario, (loaded.trees.len() - 1, root), wanted)
            });
            match lowered {
                Ok(lowered) => asked = Some(lowered),
                Err(wrong) => found.extend(wrong),
            }
        }
        let findings = Findings { sources: loaded.sources, found };
        (Question { plan: Plan { model: checked.model.map(settle), findings }, asked }, scenario)
    }
}
