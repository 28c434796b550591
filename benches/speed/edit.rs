//! One edit in a long plan that is kept at hand.

use std::fmt::Write;
use std::rc::Rc;

use pace::loader::{Unreadable, World};
use pace::session::Session;

const ROWS: usize = 10_000;
const MONTHS: usize = 120;
/// Rows that depend on one input: a hundredth.
const BLOCK: usize = 100;

/// Inputs with a hundred rows behind each: `+ − × ÷ min max if` and sums over months, a few of them in a loop.
fn plan() -> String {
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
    text
}

/// A session over the plan, and lines that somebody types, with another number every time.
pub struct Typing {
    session: Session,
    at: usize,
}

impl Typing {
    pub fn new() -> Typing {
        let world = OneFile(plan());
        Typing { session: Session::new(Rc::new(world), Some("plan.pace".into())), at: 0 }
    }

    /// An edit of an input, to what there is to read.
    pub fn edit(&mut self) {
        self.at += 1;
        let outcome = self.session.say(&format!("input_50 = {}.{}", self.at % 70, self.at % 9 + 1));
        assert!(!outcome.is_wrong() && outcome.report.is_some(), "a hundred rows move");
    }

    /// A formula that is being typed, to its hint.
    pub fn hint(&mut self) {
        let text = "r50_99 / max(r50_98, 1) - trailing(r10_5, 12)";
        assert!(self.session.hint(text).is_some(), "a hint");
    }
}

struct OneFile(String);

impl World for OneFile {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        if path == "plan.pace" { Ok(self.0.clone().into_bytes()) } else { Err(Unreadable::Missing) }
    }
}
