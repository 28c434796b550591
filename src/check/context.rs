//! What is the same for every scenario of a plan: its texts, its calendar, its currency.

use std::rc::Rc;
use std::sync::Arc;

use super::segment::WrittenMember;
use super::typed::{Dimension, NumberKind};
use crate::loader::Loaded;
use crate::model::{PlanTexts, Segments};
use crate::source::{Sources, Span};
use crate::value::{Calendar, Currency};

/// What is the same for every scenario of a plan.
#[derive(Clone)]
pub(crate) struct Context<'a> {
    /// The texts: the plan's, and in an amended plan the snippet's after them.
    pub(super) sources: &'a Sources,
    /// The trees, and the order in which their statements count.
    pub(super) loaded: &'a Loaded,
    /// The months of the plan with their days and working days.
    pub(super) calendar: Calendar,
    /// What the plan says of its months is wrong, so nothing can be said of months in it.
    pub(super) months_wrong: bool,
    /// What the plan says of itself; the checker only hands it on.
    pub(super) texts: PlanTexts,
    /// The one currency of the plan.
    pub(super) currency: Currency,
    /// Where the currency was decided: its statement, or the first amount of money. None where neither is there.
    pub(super) currency_span: Option<Span>,
    /// How many rows the plan may have, hidden ones left out.
    pub(super) rows: usize,
    /// The second axis: segments with their members.
    pub(super) segments: Arc<Segments>,
    /// The members' lines.
    pub(super) member_lines: Rc<[WrittenMember<'a>]>,
    /// Members or rows of theirs could not be read, so nothing can be said of names that are not there.
    pub(super) members_wrong: bool,
    /// A number that is to take other values.
    pub(super) free: Option<Span>,
    /// What a `?` is taken to be where nothing says so.
    pub(super) unit_of_unknown: Option<(Dimension, NumberKind)>,
}

impl Context<'_> {
    /// A unit in words.
    pub(super) fn words(&self, kind: Dimension, share: NumberKind) -> String {
        let shown = super::shown(share);
        match kind {
            Dimension::Known(unit) => unit.words(shown, self.currency),
            Dimension::Zero => "zero".into(),
            Dimension::Unknown => "something unknown".into(),
            Dimension::Truth => "a condition".into(),
        }
    }
}
