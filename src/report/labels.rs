//! Words that several documents share: the scenario, an input with its unit.

use super::Format;
use crate::value::{Currency, Denomination, Number, Shown, Unit};

/// `scenario hustle – Double the calls`; nothing for the plan as it stands.
pub fn scenario_fact(name: &str, label: Option<&str>) -> Option<String> {
    let label = label.map(|label| format!(" – {label}")).unwrap_or_default();
    (name != "base").then(|| format!("scenario {name}{label}"))
}

/// The values of an input, all in one format, and the unit to show beside them: `/workday`, `days`.
pub fn input_figures(
    unit: (Unit, Shown),
    symbol: &str,
    currency: Currency,
    values: impl IntoIterator<Item = Number>,
) -> (Format, String) {
    let format = Format::of(Denomination::new(unit.0, unit.1, currency), values);
    // A rate that is not per month has that in its name only: `1/workday`.
    let shown = match symbol.rsplit_once('/') {
        Some((_, period)) if unit.0.time == -1 => format!("/{period}"),
        _ => format.unit().to_string(),
    };
    (format, shown)
}
