//! Texts of plans: which file, which stretch of it, which line and column that is.
//!
//! A [`Span`] is four bytes of file and two byte offsets; everything else (lines, columns in
//! characters, UTF-16 for editors) is worked out from the text when somebody asks.

use std::ops::Range;
use std::sync::Arc;

/// The first words of every snapshot, which stands beside a plan and is none.
pub const SNAPSHOT_HEAD: &str = "pace snapshot";

/// A file among the [`Sources`] of one plan. The main file is the first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FileId(pub u32);

/// A stretch of one file's text, in bytes, the end not included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The file that it is in.
    pub file: FileId,
    /// The offset of its first byte in the text.
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
    name: Arc<str>,
    text: Arc<str>,
    /// Where the lines that people wrote start, in the order of the text.
    line_starts: Arc<[u32]>,
    /// The stretches that people wrote, in the order of the text; there is at least one.
    parts: Arc<[Part]>,
}

/// A stretch of a text that people wrote.
#[derive(Clone, Debug)]
struct Part {
    written: Range<usize>,
    /// The number of its first line.
    first_line: usize,
    /// The place of its first line among the starts of lines.
    first_place: usize,
}

impl Source {
    /// A text under the name that messages show for it (a path as the user gave it, or `<stdin>`).
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Source {
        let text = text.into();
        let written = 0..text.len();
        Source::part(name, text, written, 1)
    }

    /// A text of which only a part was written by people, as line `first_line` of what `name` says; pace put
    /// the rest around it.
    pub fn part(
        name: impl Into<Arc<str>>,
        text: impl Into<Arc<str>>,
        written: Range<usize>,
        first_line: usize,
    ) -> Source {
        Source::parts(name, text, [(written, first_line)])
    }

    /// A text of which some parts were written by people, each with the number of its first line; pace put the
    /// rest around them. The parts stand in the order of the text, but their numbers may be in any.
    pub fn parts(
        name: impl Into<Arc<str>>,
        text: impl Into<Arc<str>>,
        written: impl IntoIterator<Item = (Range<usize>, usize)>,
    ) -> Source {
        let text = text.into();
        let (mut line_starts, mut parts) = (Vec::new(), Vec::new());
        for (written, first_line) in written {
            parts.push(Part { written: written.clone(), first_line, first_place: line_starts.len() });
            line_starts.push(written.start as u32);
            let newlines = text[written.clone()].bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            line_starts.extend(newlines.map(|(at, _)| (written.start + at) as u32 + 1));
        }
        if parts.is_empty() {
            parts.push(Part { written: 0..0, first_line: 1, first_place: 0 });
            line_starts.push(0);
        }
        Source { name: name.into(), text, line_starts: line_starts.into(), parts: parts.into() }
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
        let last = |at: usize| self.parts[at].first_line + self.lines_of(at) - 1;
        (0..self.parts.len()).map(last).max().unwrap_or(1)
    }

    /// Whether somebody wrote the byte at this offset; not where pace put it around what was written.
    pub fn is_written(&self, offset: usize) -> bool {
        self.parts.iter().any(|part| part.written.contains(&offset))
    }

    /// How many lines a part has.
    fn lines_of(&self, part: usize) -> usize {
        let next = self.parts.get(part + 1).map_or(self.line_starts.len(), |next| next.first_place);
        next - self.parts[part].first_place
    }

    /// The part that a byte belongs to, and the nearest byte in it: what pace put before a part counts as its
    /// start, what follows the last one as its end.
    fn inside(&self, offset: usize) -> (&Part, usize) {
        // The line break after a part is still that part's end.
        let after = self.parts.partition_point(|part| part.written.end < offset);
        let part = &self.parts[after.min(self.parts.len() - 1)];
        (part, offset.clamp(part.written.start, part.written.end))
    }

    /// The place, from 0, of the line that holds a byte of a part.
    fn place(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The line (from 1) that holds a byte; past the end it is the last line.
    pub fn line_at(&self, offset: usize) -> usize {
        let (part, offset) = self.inside(offset);
        self.place(offset) - part.first_place + part.first_line
    }

    /// The bytes of a line (from 1), its line break left out; of a line that is not there, the end.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let end = self.parts.last().map_or(0, |part| part.written.end);
        let holds = |at: &usize| {
            let first = self.parts[*at].first_line;
            (first..first + self.lines_of(*at)).contains(&line)
        };
        let Some(at) = (0..self.parts.len()).find(holds) else { return end..end };
        let part = &self.parts[at];
        let place = part.first_place + line - part.first_line;
        let last = place + 1 == part.first_place + self.lines_of(at);
        let start = self.line_starts[place] as usize;
        let end = if last { part.written.end } else { self.line_starts[place + 1] as usize };
        let body = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + body.len()
    }

    /// The bytes of the line that holds a byte, its line break left out. Lines of several parts may have the
    /// same number.
    pub fn line_around(&self, offset: usize) -> Range<usize> {
        let (part, offset) = self.inside(offset);
        let place = self.place(offset);
        let start = self.line_starts[place] as usize;
        let next = self.line_starts.get(place + 1).map_or(part.written.end, |next| *next as usize);
        let body = self.text[start..next.min(part.written.end)].trim_end_matches(['\n', '\r']);
        start..start + body.len()
    }

    /// Line and column of a byte offset; an offset inside a character counts as that character's.
    pub fn position(&self, offset: usize) -> Position {
        let (_, offset) = self.inside(offset);
        let start = self.line_starts[self.place(offset)] as usize;
        let column = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset).count();
        Position { line: self.line_at(offset), column: column + 1 }
    }

    /// Line and column as editors count them: both from 0, columns in UTF-16 units.
    pub fn utf16_position(&self, offset: usize) -> (usize, usize) {
        let (_, offset) = self.inside(offset);
        let start = self.line_starts[self.place(offset)] as usize;
        let before = self.text[start..].char_indices().take_while(|(at, _)| start + at < offset);
        (self.line_at(offset) - 1, before.map(|(_, character)| character.len_utf16()).sum())
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

    /// The id that the next text will have.
    pub fn next(&self) -> FileId {
        FileId(self.files.len() as u32)
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
    fn parts_keep_their_own_numbers() {
        let text = "{\nnew a = 1\nb = [1,\n2]\n}\n";
        let source = Source::parts("a", text, [(6..11, 7), (12..22, 3)]);
        let at = |what: &str| source.position(text.find(what).unwrap_or_default());
        assert_eq!(at("a = 1"), Position { line: 7, column: 1 });
        assert_eq!(at("new"), Position { line: 7, column: 1 });
        assert_eq!(at("1\n"), Position { line: 7, column: 5 });
        assert_eq!(at("2]"), Position { line: 4, column: 1 });
        assert_eq!(source.position(text.len()), Position { line: 4, column: 3 });
        assert_eq!(&text[source.line_range(7)], "a = 1");
        assert_eq!(&text[source.line_range(3)], "b = [1,");
        assert_eq!(&text[source.line_range(4)], "2]");
        assert_eq!(&text[source.line_range(5)], "");
        assert_eq!(source.line_count(), 7);
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
