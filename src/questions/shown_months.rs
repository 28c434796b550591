//! `--from` and `--to`: the months whose columns are shown.

use std::ops::Range;

use super::parse::{parse, words};
use crate::analysis::{SettledPlan, stretch};
use crate::diagnostic::Diagnostic;

/// The months whose columns are shown; what rows come to is over these.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct ShownMonths {
    /// The first month to show: `2026-04`, `Apr`; of a quarter or a year its first. Totals are of the months shown
    #[arg(long, value_name = "MONTH")]
    pub from: Option<String>,

    /// The last month to show; of a quarter or a year its last
    #[arg(long, value_name = "MONTH")]
    pub to: Option<String>,
}

impl ShownMonths {
    /// Reads the options behind what is drawn in a session: `--from 2026-04 --to Jun`.
    ///
    /// # Errors
    /// Any other option.
    pub fn of_line(text: &str) -> Result<ShownMonths, Diagnostic> {
        parse(&words(text)?)
    }

    /// The columns, as places in the plan.
    ///
    /// # Errors
    /// A month that the plan does not have, and an end before the start.
    pub fn of(&self, plan: &SettledPlan) -> Result<Range<usize>, Diagnostic> {
        stretch(&plan.model().calendar, self.from.as_deref(), self.to.as_deref())
    }
}
