//! Words that several documents share: the scenario, an input with its unit.

use super::FigureFormat;
use crate::analysis::AnswerHead;
use crate::value::{FigureUnit, Number};

/// The scenario of an answer, see [`scenario_fact`].
pub fn head_fact(head: &AnswerHead) -> Option<String> {
    scenario_fact(&head.scenario, head.label.as_deref())
}

/// `scenario hustle – Double the calls`; nothing for the plan as it stands.
pub fn scenario_fact(name: &str, label: Option<&str>) -> Option<String> {
    let label = label.map(|label| format!(" – {label}")).unwrap_or_default();
    (name != "base").then(|| format!("scenario {name}{label}"))
}

/// The values of an input, all in one format, and the unit to show beside them: `/workday`, `days`.
pub fn input_figures(unit: FigureUnit, values: impl IntoIterator<Item = Number>) -> (FigureFormat, String) {
    let denomination = unit.denomination();
    let format = FigureFormat::of(denomination, values);
    // A rate that is not per month has that in its name only: `1/workday`.
    let symbol = unit.to_string();
    let shown = match symbol.rsplit_once('/') {
        Some((_, period)) if denomination.unit.time == -1 => format!("/{period}"),
        _ => format.unit().to_string(),
    };
    (format, shown)
}
