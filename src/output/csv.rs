//! Rows by months as CSV: full figures for a spreadsheet, of the rows that are shown, nothing rounded.
//!
//! A text cell that a spreadsheet would take for a formula gets a `'` in front; numbers are our own and
//! stay numbers. A month without a value is an empty cell.

use std::borrow::Cow;
use std::fmt::Write;

use super::clean;
use crate::analysis::Results;
use crate::report::{Field, LongRows, Records, projection_records};

/// The table of the rows of a projection that are shown, as the bytes of a CSV file with a line of heads.
pub fn render(results: &Results) -> Vec<u8> {
    records(&projection_records(results))
}

/// Records of any answer, as the bytes of a CSV file with a line of heads; quotes and line ends are those of RFC
/// 4180, but for the line end, which is a line feed.
pub fn records(records: &Records) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    write(&mut writer, records.heads.iter().map(|head| text(head)));
    for line in &records.lines {
        let field = |field: &Field| match field {
            Field::Text(words) => Cow::Owned(text(words).into_owned()),
            Field::Number(number) => number.map_or(Cow::Borrowed(""), |value| Cow::Owned(value.to_string())),
        };
        write(&mut writer, line.iter().map(field));
    }
    // The buffer is memory: giving it back cannot fail.
    writer.into_inner().unwrap_or_default()
}

/// Rows as one record for each column of time, written one after the other.
pub fn long(rows: &LongRows) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    write(&mut writer, rows.heads.iter().map(|head| text(head)));
    let mut figure = String::new();
    for row in &rows.rows {
        let words: Vec<Cow<'_, str>> = row.words.iter().map(|word| text(word)).collect();
        for (month, value) in rows.months.iter().zip(&row.values) {
            figure.clear();
            if let Some(value) = value {
                // Writing to memory cannot fail.
                let _ = write!(figure, "{value}");
            }
            let cells = words.iter().map(|word| word.as_bytes()).chain([month.as_bytes(), figure.as_bytes()]);
            let _ = writer.write_record(cells);
        }
    }
    writer.into_inner().unwrap_or_default()
}

/// Adds one record.
fn write<'a>(writer: &mut csv::Writer<Vec<u8>>, cells: impl Iterator<Item = Cow<'a, str>>) {
    // Every record has the same length and goes to memory: neither of the two errors can happen.
    let _ = writer.write_record(cells.map(|cell| cell.into_owned().into_bytes()));
}

/// A text cell that no spreadsheet takes for a formula and no terminal for a command.
fn text(cell: &str) -> Cow<'_, str> {
    // The signs that make a spreadsheet run a cell as a formula. Looked for before cleaning, which would hide a tab.
    let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = clean(cell);
    if starts { Cow::Owned(format!("'{cell}")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Origin;
    use crate::report::samples::{acme, row};
    use crate::value::{Rollup, Unit};

    fn lines(results: &Results) -> Vec<String> {
        let bytes = render(results);
        String::from_utf8_lossy(&bytes).lines().map(str::to_string).collect()
    }

    #[test]
    fn every_row_is_a_line_of_full_figures() {
        let mut results = acme(3);
        results.shown = results.rows.iter().map(|row| row.name.clone()).collect();
        let lines = lines(&results);
        assert_eq!(lines[0], "row,group,unit,rollup,2026-01,2026-02,2026-03,overall");
        assert_eq!(lines[1], "calls,plan,1/month,sum,40,40,40,120");
        assert!(lines.contains(&"cash,variable,USD/month,sum,,700.25,-1650,-949.75".to_string()));
        assert!(lines.iter().any(|line| line.starts_with("call_to_lead,variable,%,level,0.1")));
    }

    #[test]
    fn no_text_cell_is_a_formula() {
        for name in ["=1+1", "+1", "-x", "@SUM(A1)", "\tx", "\rx"] {
            let mut results = acme(1);
            results.rows = vec![row(name, Origin::Variable, Unit::ONE, Rollup::Last, &["-5"], 1)];
            let group = Origin::Pipeline(Some(name.to_string()));
            results.rows[0].group = group;
            results.shown = vec![name.to_string()];
            let lines = lines(&results);
            let mut cells = lines[1].split(',');
            assert!(cells.next().is_some_and(|cell| cell.starts_with('\'')), "{}", lines[1]);
            assert!(cells.next().is_some_and(|cell| cell.starts_with('\'')), "{}", lines[1]);
            assert!(lines[1].ends_with(",-5,-5"), "{}", lines[1]);
        }
    }
}
