//! What the grammar read at a place, for the formatter.

use super::grammar::Rule;

/// A stretch that was read with a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) rule: Rule,
}
