//! Where the cells of a CSV text stand.
//!
//! The csv crate says where a record begins and ends, but not where each cell stands, since it takes quotes away; places
//! are found by walking the record's text once more.

use super::reporter::Reporter;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::{FileId, Span};

/// How many lines are looked at: a head, as many members as there may be and one more, and as many lines with a mistake
/// as are reported.
const LINES: usize = limits::MEMBERS + limits::DIAGNOSTICS_KEPT + 2;

/// The cells of a text, quotes and the spaces around left out.
pub(super) struct Cells {
    all: Vec<Span>,
    /// Where the cells of each line end, among all.
    ends: Vec<usize>,
}

impl Cells {
    /// The cells of each line that has something in one of them, up to one with a quote that is not closed, which is
    /// reported.
    pub fn read(text: &str, reporter: &mut Reporter) -> Cells {
        let mut cells = Cells { all: Vec::new(), ends: Vec::new() };
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes().get(start..).unwrap_or_default());
        let mut record = csv::StringRecord::new();
        while cells.ends.len() < LINES {
            let from = start + csv.position().byte() as usize;
            // The text is UTF-8, and lines may have any number of cells: an error is the end.
            if !matches!(csv.read_record(&mut record), Ok(true)) {
                break;
            }
            let end = start + csv.position().byte() as usize;
            let known = cells.all.len();
            if let Err(found) = cells.line(text, (from, end), reporter.file()) {
                cells.all.truncate(known);
                reporter.report(*found);
                break;
            }
            if cells.all.get(known..).unwrap_or_default().iter().all(|cell| cell.start == cell.end) {
                cells.all.truncate(known);
            } else {
                cells.ends.push(cells.all.len());
            }
        }
        cells
    }

    /// The cells of each line in order.
    pub fn lines(&self) -> impl Iterator<Item = &[Span]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.all.get(start..*end).unwrap_or_default())
    }

    /// The text with line breaks in the place of all that is in no cell, byte for byte as long: whoever reads a cell
    /// sees nothing of the next.
    pub fn apart(&self, text: &str) -> String {
        let mut apart = vec![b'\n'; text.len()];
        for cell in &self.all {
            if let (Some(place), Some(cell)) = (apart.get_mut(cell.range()), text.get(cell.range())) {
                place.copy_from_slice(cell.as_bytes());
            }
        }
        String::from_utf8(apart).unwrap_or_default()
    }

    /// Adds the cells of one line. The error is the finding for a quote that is not closed at the end of its cell.
    fn line(&mut self, text: &str, (from, end): (usize, usize), file: FileId) -> Result<(), Box<Diagnostic>> {
        let record = text.get(from..end).unwrap_or_default();
        // Empty lines before a record belong to it.
        let skipped = record.len() - record.trim_start_matches(['\r', '\n']).len();
        let bytes = record.trim_end_matches(['\r', '\n']).as_bytes();
        let comma = |at: usize| {
            let rest = bytes.get(at..).unwrap_or_default();
            at + rest.iter().position(|next| *next == b',').unwrap_or(rest.len())
        };
        let trimmed = |start: usize, end: usize| {
            let cell = record.get(start..end).unwrap_or_default();
            let begin = from + start + (cell.len() - cell.trim_start().len());
            // Of a blank cell the place is its beginning.
            let begin = if cell.trim().is_empty() { from + start } else { begin };
            Span::new(file, begin, begin + cell.trim().len())
        };
        let mut at = skipped;
        loop {
            let spaces = bytes.get(at..).unwrap_or_default().iter().take_while(|next| **next == b' ').count();
            let begin = at + spaces;
            let open = Span::new(file, from + begin, from + begin + 1);
            at = if bytes.get(begin) == Some(&b'"') {
                let Some(close) = closing_quote(bytes, begin) else {
                    let message = "this quote is never closed";
                    let found = Diagnostic::new(Code::BadTable, message, open, "opened here");
                    return Err(Box::new(found.help("close it with `\"` at the end of the cell")));
                };
                let next = comma(close + 1);
                let rest = trimmed(close + 1, next);
                if rest.start != rest.end {
                    let message = "something stands between the end of a quote and the next comma";
                    let found = Diagnostic::new(Code::BadTable, message, rest, "behind the quote");
                    let help =
                        "close the quote at the end of the cell; a quote within a cell is written twice";
                    return Err(Box::new(found.also(open, "the quote opens here").help(help)));
                }
                self.all.push(trimmed(begin + 1, close));
                next
            } else {
                let next = comma(at);
                self.all.push(trimmed(at, next));
                next
            };
            if at >= bytes.len() {
                return Ok(());
            }
            at += 1;
        }
    }
}

/// The place of the quote that closes the one at `open`; a doubled quote closes nothing.
fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at),
            _ => at += 1,
        }
    }
}
