//! Levers with a goal over many pipelines: every input is moved, and solved for where it moves the goal.

use std::fmt::Write;

use pace::analysis::{Levers, SettledPlan, levers};

/// A plan of so many pipelines of three stages over twelve months, with a goal on what all of them book.
pub fn plan(pipelines: usize) -> String {
    let mut text = String::from("months 2026-01 .. 2026-12\n");
    for at in 0..pipelines {
        let _ = write!(
            text,
            "pipeline p{at} {{\n  leads = {}/month\n  meetings = {}% of leads in {} days\n  \
             proposals = {}% of meetings in {} days\n  \
             won = {}% of proposals in {} days, halving every 60 days\n  worth ${}\n}}\n",
            10 + at % 7,
            30 + at % 11,
            10 + at % 5,
            40 + at % 9,
            15 + at % 6,
            20 + at % 13,
            20 + at % 4,
            1000 + 100 * (at % 17),
        );
    }
    let _ = writeln!(text, "goal bookings >= ${} by 2026-12", 6000 * pipelines);
    text
}

/// What each input does to bookings, and what of it the goal needs.
pub fn by_pace(plan: &SettledPlan) -> Levers {
    levers(plan, "base", None, "10%").expect("levers")
}
