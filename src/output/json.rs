//! Results as JSON, in the form that LANGUAGE section 11 fixes; numbers are decimal strings.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::analysis::Results;
use crate::source::Sources;

/// The document of a run, as `pace run --format json` prints it. The texts are needed for the places of warnings.
pub fn render(results: &Results, sources: &Sources) -> Vec<u8> {
    document(&results.with_sources(sources))
}

/// Any value as a JSON document that ends in a line break.
pub fn document(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, LineFormatter::default());
    // Memory does not fail, and our own types have only text keys.
    let _ = value.serialize(&mut serializer);
    bytes.push(b'\n');
    bytes
}

/// A line for each field of the document and each object of a list (a row, a goal, a finding), so that two
/// runs can be compared line by line; what is inside stays on the line.
///
/// Nothing in it steers a terminal: what JSON leaves as it is (delete, C1 controls, direction marks) is
/// escaped too.
#[derive(Default)]
struct LineFormatter {
    /// For each open bracket, whether it is an array's.
    open: Vec<bool>,
    /// Whether what ended last was an object.
    after_object: bool,
}

/// Objects are on lines of their own down to this depth.
const DEEPEST: usize = 2;

impl LineFormatter {
    /// Begins a line, two spaces to the right for each open bracket.
    fn line<W: io::Write + ?Sized>(&self, writer: &mut W) -> io::Result<()> {
        write!(writer, "\n{:1$}", "", self.open.len() * 2)
    }
}

// The indented style of `serde_json` would give every value of every month a line of its own, and the compact one all
// of a plan a single line: neither can be compared by `diff`. Hence a style in between.
impl Formatter for LineFormatter {
    fn write_string_fragment<W: io::Write + ?Sized>(&mut self, writer: &mut W, text: &str) -> io::Result<()> {
        if super::is_clean(text) {
            return writer.write_all(text.as_bytes());
        }
        for character in text.chars() {
            let mut units = [0u16; 2];
            if super::clean::steers(character) {
                // JSON escapes UTF-16 units: a character beyond the first 65,536 is written as two of them.
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                write!(writer, "{character}")?;
            }
        }
        Ok(())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open.push(true);
        self.after_object = false;
        writer.write_all(b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open.pop();
        if std::mem::take(&mut self.after_object) && self.open.len() < DEEPEST {
            self.line(writer)?;
        }
        writer.write_all(b"]")
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.open.last() == Some(&true) && self.open.len() <= DEEPEST {
            self.line(writer)?;
        }
        self.open.push(false);
        writer.write_all(b"{")
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match (first, self.open.len()) {
            (true, 1) => self.line(writer),
            (false, 1) => {
                writer.write_all(b",")?;
                self.line(writer)
            }
            (true, _) => Ok(()),
            (false, _) => writer.write_all(b", "),
        }
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open.pop();
        if self.open.is_empty() {
            self.line(writer)?;
        }
        self.after_object = true;
        writer.write_all(b"}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{acme, acme_sources};

    fn parsed() -> serde_json::Value {
        serde_json::from_slice(&render(&acme(3), &acme_sources())).unwrap_or_default()
    }

    #[test]
    fn the_document_has_the_fields_of_the_language() {
        let document = parsed();
        assert_eq!(document["scenario"], "base");
        assert_eq!(document["months"][2], "2026-03");
        assert_eq!(document["rows"][0]["values"], serde_json::json!(["40", "40", "40"]));
        assert_eq!(document["rows"][0]["total"], "120");
        assert_eq!(document["warnings"][0]["line"], 4);
        assert_eq!(document["checks"][0]["status"], "failed");
    }

    #[test]
    fn a_row_is_a_line() {
        let text = String::from_utf8(render(&acme(2), &acme_sources())).unwrap_or_default();
        assert!(
            text.starts_with("{\n  \"title\": \"Acme outbound 2026\",\n  \"scenario\": \"base\",\n"),
            "{text}"
        );
        let row = "\n    {\"name\": \"calls\", \"group\": \"plan\", \"unit\": \"1/month\", \"rollup\": \"sum\", \
                   \"values\": [\"40\",\"40\"], \"total\": \"80\"},\n";
        assert!(text.contains(row), "{text}");
        assert!(text.ends_with("\n  ]\n}\n"), "{text}");
    }

    #[test]
    fn nothing_in_it_steers_a_terminal() {
        let text = "a\u{1b}[31m\u{202e}\u{9b}\u{e0041}";
        let bytes = document(&text);
        assert!(super::super::is_clean(String::from_utf8_lossy(&bytes).trim_end()));
        assert_eq!(serde_json::from_slice::<String>(&bytes).unwrap_or_default(), text);
    }
}
