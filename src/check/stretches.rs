//! Sums within quarters and years: what a plan that begins within one cannot know.

use super::ScenarioBuilder;
use super::lower::Lower;
use crate::model::{PartialStretch, RowId};
use crate::value::Stretch;

impl Lower<'_, '_> {
    /// Notes that a value counts from the beginning of its quarter or year, where the plan's first month lies within
    /// one: what came before the plan is not known and not counted, and the results say so.
    pub(super) fn sums_within(&mut self, stretch: Stretch) {
        let begins_within = self.context.calendar.months_into(0, stretch) > 0;
        let partial = PartialStretch { stretch, row: self.of };
        if !self.quiet && begins_within && !self.builder.partial_stretches.contains(&partial) {
            self.builder.partial_stretches.push(partial);
        }
    }
}

impl ScenarioBuilder<'_> {
    /// Forgets what was noted of a row whose formula is another one now.
    pub(super) fn forget_stretches(&mut self, row: RowId) {
        self.partial_stretches.retain(|partial| partial.row != Some(row));
    }
}
