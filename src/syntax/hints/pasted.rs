//! Rows pasted from a sheet: values with tabs, bars or commas between them.

use super::super::grammar::Rule;
use super::super::names;
use super::super::spoken_amount::SpokenAmount;
use super::super::spoken_month::PlanMonths;
use super::{Around, Hint, uncut_line};
use crate::diagnostic::Fix;

/// A row of values as a list of a plan.
pub(in super::super) struct PastedRow {
    /// `[40, 41, 42]`
    pub(in super::super) list: String,
    /// What the list says of its unit, for values that are flows or levels: `/month` or nothing; the likelier first.
    pub(in super::super) units: Vec<&'static str>,
}

/// The values of a row that stand side by side; none where one of them is no amount, or there are too few.
pub(in super::super) fn row(values: &str) -> Option<PastedRow> {
    let separator = if values.contains('\t') {
        "\t"
    } else if values.contains('|') {
        "|"
    } else if values.contains(';') {
        ";"
    } else if values.contains(", ") {
        ", "
    } else if values.contains(' ') {
        " "
    } else {
        ","
    };
    let mut written = Vec::new();
    let (mut plain, mut percent) = (true, false);
    for value in values.split(separator).map(|value| value.trim().trim_matches('"').trim()) {
        if value.is_empty() {
            continue;
        }
        // A sheet shows what is negative in brackets.
        let inner = value.strip_prefix('(').and_then(|value| value.strip_suffix(')'));
        let (minus, amount) = match (inner, value.strip_prefix('-')) {
            (Some(inner), _) => ("-", inner),
            (None, Some(amount)) => ("-", amount),
            (None, None) => ("", value),
        };
        let found = SpokenAmount::at(amount).filter(|found| found.length == amount.len())?;
        plain &= !found.unit.contains('/');
        percent |= found.unit == "%";
        written
            .push(format!("{minus}{}", amount.replace(',', if found.sign.is_empty() { "_" } else { "," })));
    }
    let units = match (plain, percent) {
        (true, false) => vec!["/month", ""],
        _ => vec![""],
    };
    // Two values with a tab between them are a row as well; with another sign they may be anything.
    let least = if separator == "\t" { 2 } else { 3 };
    (written.len() >= least).then(|| PastedRow { list: format!("[{}]", written.join(", ")), units })
}

/// The ways to write a pasted row behind its name, and the sentence that names them.
pub(in super::super) fn ways(name: &str, row: &PastedRow, text: &str) -> (String, Vec<String>) {
    let first = PlanMonths::of(text).first();
    let ways: Vec<String> =
        row.units.iter().map(|unit| format!("{name} = {}{unit} from {first}", row.list)).collect();
    let help = match ways.as_slice() {
        [flow, level] => format!("write `{flow}`, or `{level}` for counts, prices and balances"),
        _ => format!("write `{}`", ways.join("` or `")),
    };
    (help, ways)
}

/// `[100\t200\t300]`, `y = 40\t41\t42`, `y = 40 41 42`: values that a sheet parts by tabs.
pub(super) fn tabs(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece);
    if let Some(open) = line.find('[').filter(|_| line.contains(['\t', '|'])) {
        let inner = line.get(open + 1..)?;
        let inner = inner.get(..inner.find(']')?)?;
        let row = row(inner).filter(|_| inner.contains(['\t', '|']))?;
        let start = around.piece.len() - around.piece.trim_start().len() + open;
        let edit = around.edit(start, start + inner.len() + 2, row.list.as_str());
        return Hint::mend(
            "commas stand between the values of a list",
            format!("write `{}`", row.list),
            edit,
        );
    }
    if around.rule != Rule::definition {
        return None;
    }
    let name = names::leading_name(line);
    let values = line.get(name.len()..)?.trim_start().strip_prefix('=')?.trim();
    let values = values.split('#').next()?.trim();
    let row = row(values)?;
    let (help, ways) = ways(name, &row, around.text);
    let ways =
        ways.into_iter().map(|way| Fix::new(format!("write `{way}`"), around.whole_line(way))).collect();
    let message = "several values, one for each month, are a list in brackets";
    Hint::new(message, help).map(|hint| hint.offer(ways))
}
