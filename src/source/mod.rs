//! Texts of plans: which file, which stretch of it, which line and column that is.
//!
//! A [`Span`] is four bytes of file and two byte offsets; everything else (lines, columns in
//! characters, UTF-16 for editors) is worked out from the text when somebody asks.

use std::sync::Arc;

/// A file among the [`Sources`] of one plan. The main file is the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FileId(pub u32);

/// A stretch of one file's text, in bytes, the end not included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The stretch `start..end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: start as u32, end: end as u32 }
    }

    /// The smallest stretch that holds both; of two files the first one's is kept.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The stretch as a range of bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and column as people count them: both from 1, columns in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One text with its name and the places where its lines start.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: Arc<str>,
    line_starts: Vec<u32>,
}

impl Source {
    /// A text under the name that messages show for it (a path as the user gave it, or `<stdin>`).
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at as u32 + 1)).collect();
        Source { name: name.into(), text, line_starts }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of lines; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The line (from 1) that holds a byte; past the end it is the last line.
    pub fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= offset)
    }

    /// The bytes of a line (from 1), its line break left out.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.line_starts.get(line - 1).map_or(self.text.len(), |at| *at as usize);
        let end = self.line_starts.get(line).map_or(self.text.len(), |at| *at as usize);
        let body = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + body.len()
    }

    /// Line and column of a byte offset; an offset inside a character counts as that character's.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_at(offset);
        let start = self.line_starts[line - 1] as usize;
        let column = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset).count();
        Position { line, column: column + 1 }
    }

    /// Line and column as editors count them: both from 0, columns in UTF-16 units.
    pub fn utf16_position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line_at(offset);
        let start = self.line_starts[line - 1] as usize;
        let before = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset);
        (line - 1, before.map(|(_, character)| character.len_utf16()).sum())
    }
}

/// All the texts of one plan: the main file first, then what it brings in.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a text and gives its id.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The text of an id that [`Sources::add`] gave.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        &self.get(span.file).text()[span.range()]
    }

    /// Every text with its id, the main file first.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, source)| (FileId(at as u32), source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters() {
        let source = Source::new("a", "é = 1\r\nb€c\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position(2), Position { line: 1, column: 2 });
        let c = source.text().find('c').unwrap_or_default();
        assert_eq!(source.position(c), Position { line: 2, column: 3 });
        assert_eq!(source.utf16_position(c), (1, 2));
        assert_eq!(&source.text()[source.line_range(1)], "é = 1");
        assert_eq!(source.position(999), Position { line: 3, column: 1 });
    }
}
