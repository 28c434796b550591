//! One edit in a long plan that is kept at hand.

use std::fmt::Write;

use pace::analysis::Workbench;
use pace::loader::{Loaded, load_text};
use pace::source::Source;

const ROWS: usize = 10_000;
const MONTHS: usize = 120;
/// Rows that depend on one input: a hundredth.
const BLOCK: usize = 100;

/// Inputs with a hundred rows behind each: `+ − × ÷ min max if` and sums over months, a few of them in a loop.
fn plan() -> Loaded {
    let mut text = format!("months {MONTHS}\n");
    for block in 0..ROWS / BLOCK {
        let _ = writeln!(text, "input_{block} = {}", block + 2);
        for row in 1..BLOCK {
            let above = match row {
                1 => format!("input_{block}"),
                _ => format!("r{block}_{}", row - 1),
            };
            let before = format!("r{block}_{}", row.saturating_sub(3).max(1));
            let formula = match row % 8 {
                0 => format!("({above} + prev({before}, 2)) / 2"),
                1 => format!("10 - {above} * prev({before}, 1) / 80"),
                2 => format!("{above} * 0.75 + prev({before}, 2) * 0.25"),
                3 => format!("min({above}, {before}) + 1"),
                4 => format!("max({above}, {before}) - 0.5"),
                5 => format!("if({above} > {before}, {above}, {before})"),
                6 => format!("4 * {above} / ({before} * {before} + 1)"),
                _ => format!("trailing({above}, 3) / 3"),
            };
            let _ = writeln!(text, "r{block}_{row} = {formula}");
        }
    }
    let _ = writeln!(text, "goal r0_99 >= 1 by M120");
    load_text("plan.pace", &text)
}

/// The plan at hand, and a text that somebody types, with another number every time.
pub struct Kept {
    workbench: Workbench,
    at: usize,
}

impl Kept {
    pub fn new() -> Kept {
        Kept { workbench: Workbench::new(plan(), "base").expect("a plan without mistakes"), at: 0 }
    }

    /// From the text to what moved: the number of rows.
    pub fn edit(&mut self) -> usize {
        self.at += 1;
        let text = format!("scenario edited {{\ninput_50 = {}.{}\n}}\n", self.at % 70, self.at % 9 + 1);
        let laid = self.workbench.lay(Some(Source::new("<said>", text))).expect("the edit is right");
        laid.moved.rows.len()
    }

    /// From a formula to its figures: the number of months.
    pub fn ask(&mut self) -> usize {
        let text = "r50_99 / max(r50_98, 1) - trailing(r10_5, 12)";
        let asked = self.workbench.ask(Source::new("<asked>", text)).and_then(Result::ok).expect("right");
        asked.rows[0].values.len()
    }
}
