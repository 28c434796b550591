//! Rows pasted from a sheet: values with tabs, bars or commas between them.

use super::super::grammar::Rule;
use super::super::names;
use super::super::spoken_amount::SpokenAmount;
use super::super::spoken_month::PlanMonths;
use super::{Around, Hint, uncut_line};
use crate::diagnostic::{Code, Diagnostic, Fix};

/// A row of values as a list of a plan.
pub(in super::super) struct PastedRow {
    /// `[40, 41, 42]`; two of them where every point may stand before thousands, `1.200`: so read first.
    pub(in super::super) lists: Vec<String>,
    /// What the list says of its unit, for values that are flows or levels: `/month` or nothing; the likelier first.
    units: Vec<&'static str>,
    /// Whether a cell is empty between others.
    has_empty: bool,
    /// The values one by one, as the first list has them.
    values: Vec<String>,
}

impl PastedRow {
    /// Whether its points may be those of thousands.
    pub(in super::super) fn is_ambiguous(&self) -> bool {
        self.lists.len() > 1
    }

    /// What to say of its points.
    pub(in super::super) const AMBIGUOUS: &'static str =
        "three digits follow each point of this row: thousands or decimals?";

    /// What follows the list, without the values behind the last month, such as the total of a sheet's row: there the
    /// plan has no month for them.
    fn beyond(&self, text: &str) -> Option<String> {
        let months = PlanMonths::of(text).length();
        let last = self.values.last().filter(|_| self.values.len() > months)?;
        let count = self.values.len();
        Some(format!(
            "; the plan has {months} months and the row {count} values, of which the last is `{last}`"
        ))
    }
}

/// The cells of a row: what a sheet puts in quotes is one.
fn cells(values: &str) -> Vec<&str> {
    let mut quoted = false;
    let outside: String = values
        .chars()
        .filter(|sign| {
            quoted ^= *sign == '"';
            !quoted
        })
        .collect();
    let separators = ["\t", "|", ";", if values.contains('"') { "," } else { ", " }, " "];
    let separator = separators.into_iter().find(|sign| outside.contains(sign)).unwrap_or(",");
    let (mut found, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, sign) in values.char_indices() {
        quoted ^= sign == '"';
        if !quoted && at >= start && values.get(at..).is_some_and(|rest| rest.starts_with(separator)) {
            found.push(values.get(start..at).unwrap_or_default());
            start = at + separator.len();
        }
    }
    found.push(values.get(start..).unwrap_or_default());
    let mut found: Vec<&str> = found.into_iter().map(|value| value.trim().trim_matches('"').trim()).collect();
    if separator == " " {
        found.retain(|value| !value.is_empty());
    }
    while found.last().is_some_and(|value| value.is_empty()) {
        found.pop();
    }
    // Two values with a tab between them are a row as well; with another sign they may be anything.
    let least = if separator == "\t" { 2 } else { 3 };
    if found.len() >= least { found } else { Vec::new() }
}

/// The values of a row that stand side by side; none where one of them is no amount, or there are too few.
pub(in super::super) fn row(values: &str) -> Option<PastedRow> {
    let mut read: Vec<Option<(&str, SpokenAmount<'_>)>> = Vec::new();
    for value in cells(values) {
        // A sheet shows what is negative in brackets.
        let inner = value.strip_prefix('(').and_then(|value| value.strip_suffix(')'));
        let (minus, amount) = match (inner, value.strip_prefix('-')) {
            (Some(inner), _) => ("-", inner),
            (None, Some(amount)) => ("-", amount),
            (None, None) => ("", value),
        };
        let found = SpokenAmount::at(amount).filter(|found| found.length == amount.len());
        if found.is_none() && !value.is_empty() {
            return None;
        }
        read.push(found.map(|found| (minus, found)));
    }
    let mut said = read.iter().flatten().map(|(_, found)| found);
    let first = *said.clone().next()?;
    // Thousands of a sheet without quotes: `$1,200,$1,300` would be four values.
    if said.any(|found| found.sign != first.sign) {
        return None;
    }
    let said = || read.iter().flatten().map(|(_, found)| found);
    let grouped = said().any(|found| found.digits.contains('.'))
        && said().all(|found| !found.digits.contains(',') && found.may_be_thousands());
    let of = |thousands: bool| -> Vec<String> {
        let written = |(minus, found): &(&str, SpokenAmount<'_>)| {
            let group = if found.sign.is_empty() { "_" } else { "," };
            let digits = if thousands { found.digits.replace('.', ",") } else { found.digits.to_string() };
            let whole = format!("{minus}{}", found.with_digits(&digits.replace(',', group)));
            whole
        };
        // What is empty between others is nothing in its month.
        let nothing = || first.with_digits("0");
        read.iter().map(|cell| cell.as_ref().map_or_else(nothing, written)).collect()
    };
    let values = of(grouped);
    let list = |values: &[String]| format!("[{}]", values.join(", "));
    let mut lists = vec![list(&values)];
    if grouped {
        lists.push(list(&of(false)));
    }
    let plain = !said().any(|found| found.unit.contains('/'));
    let percent = said().any(|found| found.unit == "%");
    let units = if plain && !percent { vec!["/month", ""] } else { vec![""] };
    Some(PastedRow { lists, units, has_empty: read.iter().any(Option::is_none), values })
}

/// The ways to write a pasted row behind its name, and the sentence that names them.
pub(in super::super) fn ways(name: &str, row: &PastedRow, text: &str) -> (String, Vec<String>) {
    let first = PlanMonths::of(text).first();
    let lists = row.lists.iter();
    let ways: Vec<String> = lists
        .flat_map(|list| row.units.iter().map(move |unit| (list, unit)))
        .map(|(list, unit)| format!("{name} = {list}{unit} from {first}"))
        .collect();
    let mut help = match ways.as_slice() {
        [thousands, _, decimals, _] => format!(
            "for thousands write `{thousands}`, for decimals `{decimals}`; without `/month` they are counts, prices \
             and balances"
        ),
        [one, other] if row.is_ambiguous() => format!("for thousands write `{one}`, for decimals `{other}`"),
        [flow, level] => format!("write `{flow}`, or `{level}` for counts, prices and balances"),
        _ => format!("write `{}`", ways.join("` or `")),
    };
    if row.has_empty {
        help.push_str("; an empty cell is 0 in its month");
    }
    help.push_str(&row.beyond(text).unwrap_or_default());
    (help, ways)
}

/// `SUM(anna:frank)`: all rows from one to another, as they stand in the plan, are added by name.
pub(super) fn sum_of_rows(around: &Around<'_>) -> Option<Hint> {
    let open = around.before.rfind('(')?;
    let function = super::last_token(around.before.get(..open)?);
    let first = around.before.get(open + 1..)?.trim();
    let last = names::leading_name(around.rest.get(1..)?.trim_start());
    let close = around.piece.get(around.at()..)?.find(')')? + around.at();
    if !matches!(function.to_lowercase().as_str(), "sum" | "total") {
        return None;
    }
    let lines = around.text.lines().filter(|line| names::starts_definition(line));
    let rows: Vec<&str> = lines.map(|line| names::leading_name(line.trim_start())).collect();
    let at = |name: &str| rows.iter().position(|row| *row == name);
    let sum = rows.get(at(first)?..=at(last)?)?.join(" + ");
    let edit = around.edit(open - function.len(), close + 1, sum.as_str());
    Hint::mend("there are no cells in a plan: rows are added by their names", format!("write `{sum}`"), edit)
}

/// `[100\t200\t300]`, `y = 40\t41\t42`, `y = 40 41 42`: values that a sheet parts by tabs.
pub(super) fn tabs(around: &Around<'_>) -> Option<Hint> {
    let line = uncut_line(around.piece);
    if let Some(open) = line.find('[').filter(|_| line.contains(['\t', '|'])) {
        let inner = line.get(open + 1..)?;
        let inner = inner.get(..inner.find(']')?)?;
        let row = row(inner).filter(|_| inner.contains(['\t', '|']))?;
        let start = around.piece.len() - around.piece.trim_start().len() + open;
        let list = row.lists.last()?;
        let edit = around.edit(start, start + inner.len() + 2, list.as_str());
        let empty = if row.has_empty { "; an empty cell is 0 in its month" } else { "" };
        let message = "commas stand between the values of a list";
        return Hint::mend(message, format!("write `{list}`{empty}"), edit);
    }
    if around.rule != Rule::definition {
        return None;
    }
    let name = names::leading_name(line);
    let values = line.get(name.len()..)?.trim_start().strip_prefix('=')?.trim();
    let values = values.split('#').next()?.trim();
    let row = row(values)?;
    let (help, ways) = ways(name, &row, around.text);
    let ways = ways.into_iter().map(|way| Fix::new(format!("write `{way}`"), around.whole_line(way)));
    if row.is_ambiguous() {
        let span = around.whole_line("").span;
        let found =
            Diagnostic::new(Code::AmbiguousNumber, PastedRow::AMBIGUOUS, span, "can be read in two ways");
        let found = ways.fold(found.help(help), Diagnostic::offer);
        return Some(Hint { finding: Some(found), ..Hint::default() });
    }
    let ways = ways.collect();
    let message = "several values, one for each month, are a list in brackets";
    Hint::new(message, help).map(|hint| hint.offer(ways))
}
