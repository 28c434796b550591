//! One edit in a long plan that is kept at hand.

use std::fmt::Write;

use pace::check::{Bench, Said, check_for_amending};
use pace::eval::Live;
use pace::loader::{Loaded, load_text};
use pace::source::Source;
use pace::syntax::parse;
use pace::value::Cell;

const ROWS: usize = 10_000;
const MONTHS: usize = 120;
/// Rows that depend on one input: a hundredth.
const BLOCK: usize = 100;

/// Inputs with a hundred rows behind each: `+ − × ÷ min max if` and sums over months, a few of them in a loop.
pub fn plan() -> Loaded {
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

/// The plan at hand.
pub struct Kept<'a> {
    loaded: &'a Loaded,
    bench: Bench<'a>,
    live: Live<Cell>,
    at: usize,
}

impl<'a> Kept<'a> {
    pub fn new(loaded: &'a Loaded) -> Kept<'a> {
        let (bench, _) = check_for_amending(loaded);
        let model = bench.model.as_ref().expect("a plan without mistakes");
        let live = Live::new(model.base().clone(), model.calendar.clone());
        Kept { loaded, bench, live, at: 0 }
    }

    /// A text as somebody types it, with another number every time.
    pub fn said(&mut self) -> Said {
        self.at += 1;
        let text = format!("scenario edited {{\ninput_50 = {}.{}\n}}\n", self.at % 70, self.at % 9 + 1);
        let mut sources = self.loaded.sources.clone();
        let file = sources.add(Source::new("<said>", text.as_str()));
        let (tree, _) = parse(file, &text);
        Said::scenario(sources, tree)
    }

    /// From the text to the rows that moved.
    pub fn edit(&mut self, said: &'a Said) -> usize {
        let Ok(amended) = self.bench.amend("base", said) else { panic!("the edit is right") };
        self.live.amend(&amended.amendment).len()
    }
}
