//! Every limit of pace in one place, and the token by which running work is cancelled.
//!
//! Each limit bounds the time and memory that a text can cost, so that no input, however hostile, can exhaust
//! a machine. Each has its own message where it is met. None should be felt by a plan that people write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks running work to stop. Clones share one flag: whoever holds one may cancel, and the work that polls
/// another sees it.
///
/// Work that finds it set returns early, with a result that means nothing and is to be thrown away. So no
/// function on the way needs an error for it; only whoever started the work looks.
#[derive(Clone, Debug, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// Asks whatever polls the token to stop.
    pub fn cancel(&self) {
        // Relaxed: the flag guards no other memory, and work that sees it a moment later only runs that much
        // longer.
        self.0.store(true, Ordering::Relaxed);
    }

    /// Clears the flag. Whoever starts new work with the same token calls this before.
    pub fn reset(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether the work has been asked to stop. It costs as much as reading a number, so loops may call it
    /// often.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The longest path that is shown as the place of a finding, in bytes: no system has longer ones.
pub const PATH_BYTES: usize = 4096;

/// Bytes of one plan file.
pub const FILE_BYTES: usize = 4 * 1024 * 1024;
/// Files of one plan, brought in by `use`.
pub const FILES: usize = 256;
/// Brackets, signs, `not` and `^` inside one another.
pub const NESTING: usize = 100;
/// Bytes of a name.
pub const NAME_BYTES: usize = 128;
/// Characters of a number with its unit.
pub const LITERAL_CHARACTERS: usize = 64;
/// Rows of a plan.
pub const ROWS: usize = 100_000;
/// Rows times months of a plan.
pub const ROW_MONTHS: usize = 12_000_000;
/// Segments of a plan.
pub const SEGMENTS: usize = 32;
/// Members of a segment.
pub const MEMBERS: usize = 2_000;
/// Months of a plan.
pub const MONTHS: usize = 600;
/// Scenarios of a plan.
pub const SCENARIOS: usize = 256;
/// Diagnostics that one run shows; the rest are counted.
pub const DIAGNOSTICS: usize = 20;
/// Diagnostics that are kept for one file; a text that is no plan at all would fill the memory.
pub const DIAGNOSTICS_KEPT: usize = 1_000;
/// Bytes of a snapshot.
pub const SNAPSHOT_BYTES: usize = 64 * 1024 * 1024;
/// Cells of a grid.
pub const GRID_CELLS: usize = 100_000;
/// Lines of a chart.
pub const CHART_LINES: usize = 12;
/// Changes of a plan that are each tried alone.
pub const DIFF_CHANGES: usize = 500;

/// A limit as `pace limits` prints it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// What is limited.
    pub name: &'static str,
    /// The most there may be.
    pub value: u64,
    /// What is counted.
    pub unit: &'static str,
    /// Why there is a limit.
    pub why: &'static str,
}

/// Every limit, in the order of `pace limits`.
/// Printed from the constants that refuse larger plans, so that page and refusal cannot differ.
pub const LIMITS: &[Limit] = &[
    Limit {
        name: "plan file",
        value: FILE_BYTES as u64,
        unit: "bytes",
        why: "a larger file is a mistake, such as a recording in place of a plan",
    },
    Limit {
        name: "files",
        value: FILES as u64,
        unit: "files of one plan, the main one included",
        why: "each is held in memory while a plan is checked",
    },
    Limit {
        name: "nesting",
        value: NESTING as u64,
        unit: "brackets, signs, `not` or `^` inside one another",
        why: "deeper formulas exhaust the stack and cannot be read by people",
    },
    Limit { name: "name", value: NAME_BYTES as u64, unit: "bytes", why: "names head columns and tables" },
    Limit {
        name: "number",
        value: LITERAL_CHARACTERS as u64,
        unit: "characters",
        why: "a number holds 28 digits; more would be rounded without a word",
    },
    Limit { name: "rows", value: ROWS as u64, unit: "rows", why: "each is held in memory with its formula" },
    Limit {
        name: "rows × months",
        value: ROW_MONTHS as u64,
        unit: "figures",
        why: "it is what a run computes: 20,000 rows over fifty years, 100,000 over ten",
    },
    Limit { name: "segments", value: SEGMENTS as u64, unit: "segments", why: "more are several plans" },
    Limit {
        name: "members",
        value: MEMBERS as u64,
        unit: "members of a segment",
        why: "each has all rows of its blocks",
    },
    Limit { name: "months", value: MONTHS as u64, unit: "months", why: "fifty years" },
    Limit {
        name: "scenarios",
        value: SCENARIOS as u64,
        unit: "scenarios",
        why: "each is computed as a plan of its own",
    },
    Limit {
        name: "diagnostics",
        value: DIAGNOSTICS as u64,
        unit: "messages a run",
        why: "the first mistake often causes the later ones; the rest are counted",
    },
    Limit {
        name: "diagnostics kept",
        value: DIAGNOSTICS_KEPT as u64,
        unit: "messages a file",
        why: "a text that is no plan at all would fill the memory",
    },
    Limit {
        name: "snapshot",
        value: SNAPSHOT_BYTES as u64,
        unit: "bytes",
        why: "it is read and compared whole, and nobody looks through a larger one",
    },
    Limit {
        name: "grid",
        value: GRID_CELLS as u64,
        unit: "cells",
        why: "each is a plan computed again, and nobody reads a larger table",
    },
    Limit {
        name: "chart",
        value: CHART_LINES as u64,
        unit: "lines, one for each row and scenario",
        why: "more cannot be told apart",
    },
    Limit {
        name: "changes",
        value: DIFF_CHANGES as u64,
        unit: "changes between two versions, each tried alone",
        why: "each is a plan checked and computed again; further ones count among the rest",
    },
];
