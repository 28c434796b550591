//! Texts of plans: which file, which stretch of it, which line and column that is.
//!
//! A [`Span`] is four bytes of file and two byte offsets; everything else (lines, columns in
//! characters, UTF-16 for editors) is worked out from the text when somebody asks.

use std::ops::Range;
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
    pub fn range(self) -> Range<usize> {
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
    line_starts: Arc<[u32]>,
    /// The bytes that people wrote; places outside count as their start or end.
    written: Range<usize>,
    /// The number of the first line.
    first_line: usize,
}

impl Source {
    /// A text under the name that messages show for it (a path as the user gave it, or `<stdin>`).
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        let written = 0..text.len();
        Source::part(name, text, written, 1)
    }

    /// A text of which only a part was written by people, as line `first_line` of what `name` says; pace put
    /// the rest around it.
    pub fn part(
        name: impl Into<String>,
        text: impl Into<Arc<str>>,
        written: Range<usize>,
        first_line: usize,
    ) -> Source {
        let text = text.into();
        let newlines = text[written.clone()].bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = newlines.map(|(at, _)| (written.start + at) as u32 + 1);
        let line_starts = std::iter::once(written.start as u32).chain(starts).collect();
        Source { name: name.into(), text, line_starts, written, first_line }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of the last line; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> usize {
        self.line_starts.len() + self.first_line - 1
    }

    /// The place, from 0, of the line that holds a byte.
    fn place(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The line (from 1) that holds a byte; past the end it is the last line.
    pub fn line_at(&self, offset: usize) -> usize {
        self.place(offset) + self.first_line
    }

    /// The bytes of a line (from 1), its line break left out.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let place = line.saturating_sub(self.first_line);
        let start = self.line_starts.get(place).map_or(self.written.end, |at| *at as usize);
        let end = self.line_starts.get(place + 1).map_or(self.written.end, |at| *at as usize);
        let body = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + body.len()
    }

    /// Line and column of a byte offset; an offset inside a character counts as that character's.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.clamp(self.written.start, self.written.end);
        let line = self.line_at(offset);
        let start = self.line_starts[self.place(offset)] as usize;
        let column = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset).count();
        Position { line, column: column + 1 }
    }

    /// Line and column as editors count them: both from 0, columns in UTF-16 units.
    pub fn utf16_position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.clamp(self.written.start, self.written.end);
        let line = self.line_at(offset);
        let start = self.line_starts[self.place(offset)] as usize;
        let before = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset);
        (line - 1, before.map(|(_, character)| character.len_utf16()).sum())
    }
}

/// All the texts of one plan: the main file first, then what it brings in.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<Source>>,
}

impl Sources {
    /// Adds a text and gives its id.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(Arc::new(source));
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
        self.files.iter().enumerate().map(|(at, source)| (FileId(at as u32), &**source))
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

    #[test]
    fn what_stands_around_a_part_is_not_counted() {
        let source = Source::part("a", "{\nx é\n}\n", 2..6, 3);
        assert_eq!(source.position(0), Position { line: 3, column: 1 });
        assert_eq!(source.position(4), Position { line: 3, column: 3 });
        assert_eq!(source.position(8), Position { line: 3, column: 4 });
        assert_eq!(&source.text()[source.line_range(3)], "x é");
        assert_eq!(source.utf16_position(8), (2, 3));
    }
}
