//! What is the same for every scenario of a plan: its texts, its calendar, its currency.

use super::typed::{Kind, Share};
use crate::loader::Loaded;
use crate::source::{Sources, Span};
use crate::value::{Calendar, Currency, Shown};

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
    pub(super) unit_of_unknown: Option<(Kind, Share)>,
}

impl Context<'_> {
    /// A unit in words.
    pub(super) fn words(&self, kind: Kind, share: Share) -> String {
        let shown = if share == Share::Percent { Shown::Percent } else { Shown::Plain };
        match kind {
            Kind::Known(unit) => unit.words(shown, self.currency),
            Kind::Zero => "zero".into(),
            Kind::Unknown => "something unknown".into(),
            Kind::Truth => "a condition".into(),
        }
    }
}
