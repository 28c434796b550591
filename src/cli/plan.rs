//! From the path on the command line to a checked plan: what `run` and `check` share.

use std::path::Path;

use super::console::Findings;
use super::world::DiskWorld;
use crate::check::check;
use crate::model::Model;
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::loader::load;

/// A plan that was read and checked.
pub struct Plan {
    /// The plan, if nothing in it is an error.
    pub model: Option<Model>,
    /// What was found so far, with the texts.
    pub findings: Findings,
}

impl Plan {
    /// Reads and checks the plan at `path`.
    pub fn read(path: &Path) -> Plan {
        let world = DiskWorld::of(path);
        let loaded = load(&world, world.main());
        let checked = check(&loaded);
        let mut found = loaded.diagnostics;
        found.extend(checked.diagnostics);
        sort(&mut found);
        let model = checked.model.filter(|_| !has_error(&found));
        Plan { model, findings: Findings { sources: loaded.sources, found } }
    }
}

/// Whether one of them is an error.
pub fn has_error(found: &[Diagnostic]) -> bool {
    found.iter().any(|finding| finding.severity() == Severity::Error)
}
