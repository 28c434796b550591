//! What the grammar read at a place, for the formatter.

use super::grammar::Rule;

/// A stretch that was read with a rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// Where it starts, in bytes of the text.
    pub(super) start: usize,
    /// Where it ends, in bytes of the text.
    pub(super) end: usize,
    /// The rule that read it; parsing the stretch with it again gives the same pairs.
    pub(super) rule: Rule,
}
