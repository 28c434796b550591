//! What is the same for every scenario of a plan: its texts, its calendar, its currency.

use super::typed::{Dimension, PercentHint};
use crate::loader::Loaded;
use crate::source::{Sources, Span};
use crate::value::{Calendar, Currency, NumberStyle};

/// What is the same for every scenario of a plan.
#[derive(Clone)]
pub(crate) struct Context<'a> {
    pub(super) sources: &'a Sources,
    pub(super) loaded: &'a Loaded,
    pub(super) calendar: Calendar,
    /// What the plan says of its months is wrong, so nothing can be said of months in it.
    pub(super) months_wrong: bool,
    pub(super) title: Option<String>,
    pub(super) currency: Currency,
    pub(super) currency_span: Option<Span>,
    pub(super) rows: usize,
    /// A number that is to take other values.
    pub(super) free: Option<Span>,
    /// What a `?` is taken to be where nothing says so.
    pub(super) unit_of_unknown: Option<(Dimension, PercentHint)>,
}

impl Context<'_> {
    /// A unit in words.
    pub(super) fn words(&self, kind: Dimension, share: PercentHint) -> String {
        let shown = if share == PercentHint::Percent { NumberStyle::Percent } else { NumberStyle::Plain };
        match kind {
            Dimension::Known(unit) => unit.words(shown, self.currency),
            Dimension::Zero => "zero".into(),
            Dimension::Unknown => "something unknown".into(),
            Dimension::Truth => "a condition".into(),
        }
    }
}
