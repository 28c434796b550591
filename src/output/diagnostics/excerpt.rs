//! The lines of source that a finding points at, cleaned and clipped to the screen.
//!
//! miette draws them, but is never given the plan itself: it panics on labels far to the right and on
//! empty ones at the end of a file, prints control characters raw and searches the whole text for each
//! label. An [`Excerpt`] is a small text of its own that holds only the lines with labels (of all files, the
//! main place's first), with the true line numbers and columns kept beside it. Its cost depends on the
//! screen, not on the length of the file or line.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use crate::diagnostic::{Diagnostic, Label};
use crate::output::clean;
use crate::output::text::{width, wrap};
use crate::source::{Source, Sources};

/// The least room in which the words of a label are wrapped.
const NARROWEST_LABEL: usize = 24;
/// The columns that miette draws between a label's place and its words.
const LEADER: usize = 4;

/// Lines of source with labels, as a text of its own.
pub struct Excerpt {
    text: String,
    lines: Vec<Line>,
    marks: Vec<Mark>,
}

/// A line of the excerpt: where it comes from, and where it lies in the excerpt's text.
struct Line {
    name: String,
    number: usize,
    start: usize,
    end: usize,
}

/// A label: where it lies in the excerpt's text, and its true column.
struct Mark {
    offset: usize,
    length: usize,
    column: usize,
    words: String,
    primary: bool,
}

/// A label's line before it is cleaned and clipped.
struct SourceLine<'a> {
    source: &'a Source,
    number: usize,
    body: Range<usize>,
    labels: Vec<&'a Label>,
}

impl Excerpt {
    /// The lines that the finding points at; `None` where it points at nothing.
    pub fn of(finding: &Diagnostic, sources: &Sources, columns: usize) -> Option<Excerpt> {
        let wanted = wanted(finding, sources);
        let highest = wanted.iter().map(|line| line.number).max()?;
        // Line number, bar and spaces stand left of the text.
        let columns = columns.saturating_sub(highest.to_string().len() + 5).max(NARROWEST_LABEL);
        let mut excerpt = Excerpt { text: String::new(), lines: Vec::new(), marks: Vec::new() };
        for line in &wanted {
            excerpt.add(line, columns);
        }
        Some(excerpt)
    }

    /// The labels as miette takes them.
    pub fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.marks.iter().map(|mark| {
            let words = (!mark.words.is_empty()).then(|| mark.words.clone());
            let span = SourceSpan::from((mark.offset, mark.length));
            match mark.primary {
                true => LabeledSpan::new_primary_with_span(words, span),
                false => LabeledSpan::new_with_span(words, span),
            }
        })
    }

    /// Adds one line with its labels, clipped to `columns`.
    fn add(&mut self, line: &SourceLine, columns: usize) {
        let body = line.body.clone();
        let raw = &line.source.text()[body.clone()];
        // Where each label starts and ends in the line, at character boundaries and inside it.
        let place = |offset: u32| boundary(raw, (offset as usize).clamp(body.start, body.end) - body.start);
        let mut places: Vec<(usize, usize, &Label)> = line
            .labels
            .iter()
            .map(|label| (place(label.span.start), place(label.span.end), *label))
            .collect();
        // In reading order, whatever the order in which the checker found them.
        places.sort_by_key(|(start, end, _)| (*start, *end));
        let window = window(raw, &places, columns);
        let start = self.text.len();
        let map = self.push_clipped(raw, window, columns);
        if places.iter().any(|(from, ..)| map(*from) == self.text.len()) {
            // A label at the end of the line has something to stand under.
            self.text.push(' ');
        }
        self.text.push('\n');
        let end = self.text.len();
        for (from, to, label) in places {
            let offset = map(from);
            // An empty place, such as the end of a line, is shown as the character that follows it.
            let after = self.text[offset..].chars().next().map_or(1, char::len_utf8);
            let length = map(to).saturating_sub(offset).max(after).min(end - 1 - offset);
            let column = width(&self.text[start..offset + length]);
            let room = columns.saturating_sub(column + LEADER).max(NARROWEST_LABEL);
            self.marks.push(Mark {
                offset,
                length,
                column: line.source.position(label.span.start as usize).column - 1,
                words: wrap(&clean(&label.text), room).join("\n"),
                primary: label.primary,
            });
        }
        let name = clean(line.source.name()).into_owned();
        self.lines.push(Line { name, number: line.number, start, end });
    }

    /// Adds what is seen of a line from the byte `window` on; gives the map from the line's bytes to the
    /// excerpt's.
    fn push_clipped(&mut self, raw: &str, window: usize, columns: usize) -> impl Fn(usize) -> usize + use<> {
        let mut used = 0;
        let start = self.text.len();
        let mut places: Vec<(usize, usize)> = Vec::new();
        if window > 0 {
            self.text.push('…');
            used += 1;
        }
        for (at, character) in raw[window..].char_indices() {
            places.push((window + at, self.text.len()));
            let mut buffer = [0u8; 4];
            let shown = match character {
                // A tab is as wide as the terminal likes, and then the labels below would stand elsewhere.
                '\t' => "    ".into(),
                _ => clean(character.encode_utf8(&mut buffer)),
            };
            used += shown.chars().map(|character| character.width().unwrap_or(0)).sum::<usize>();
            // Characters without width (joined accents) end, too.
            if used + 1 > columns || places.len() > columns * 4 {
                self.text.push('…');
                break;
            }
            self.text.push_str(&shown);
        }
        let end = self.text.len();
        move |byte| match places.binary_search_by_key(&byte, |(at, _)| *at) {
            Ok(found) => places[found].1,
            Err(0) if byte < window => start,
            // Past what is shown, or at the end of the line.
            Err(_) => end,
        }
    }
}

/// The first byte of a line to show: its start, unless the labels would lie too far to the right.
fn window(raw: &str, places: &[(usize, usize, &Label)], columns: usize) -> usize {
    let first = places.first().map_or(0, |(start, ..)| *start);
    // The words of a label stand to the right of its place and want some room there.
    let needs = |label: &Label| width(&clean(&label.text)).min(NARROWEST_LABEL) + LEADER;
    let fits = places.iter().all(|(start, end, label)| {
        let middle = start + (end - start) / 2;
        middle <= columns * 4 && width(&clean(&raw[..boundary(raw, middle)])) + needs(label) < columns
    });
    if fits {
        return 0;
    }
    let before = raw[..first].char_indices().rev().take(columns / 5).last();
    before.map_or(first, |(at, _)| at)
}

/// The start of the character that holds this byte.
fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The lines with labels: those of the main place's file first, then by file and line; a single line between
/// two of them is shown too.
fn wanted<'a>(finding: &'a Diagnostic, sources: &'a Sources) -> Vec<SourceLine<'a>> {
    let main = finding.span().map(|span| span.file);
    let mut lines = std::collections::BTreeMap::new();
    for label in &finding.labels {
        let source = sources.get(label.span.file);
        let at = (label.span.start as usize).min(source.text().len());
        let key = (
            Some(label.span.file) != main,
            label.span.file,
            source.line_at(at),
            source.line_around(at).start,
        );
        lines.entry(key).or_insert_with(Vec::new).push(label);
    }
    let mut wanted: Vec<SourceLine<'a>> = Vec::new();
    let mut before = None;
    for ((_, file, number, start), labels) in lines {
        let source = sources.get(file);
        let body = source.line_around(start);
        if before.is_some_and(|(same, above)| same == file && above + 2 == number) {
            let body = source.line_range(number - 1);
            wanted.push(SourceLine { source, number: number - 1, body, labels: Vec::new() });
        }
        wanted.push(SourceLine { source, number, body, labels });
        before = Some((file, number));
    }
    wanted
}

/// Whole lines without context: the excerpt already holds what is to be seen, and no more.
impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let holds =
            |offset: usize| self.lines.iter().position(|line| (line.start..line.end).contains(&offset));
        let last = (span.offset() + span.len()).saturating_sub(1).max(span.offset());
        let (first, last) = holds(span.offset()).zip(holds(last)).ok_or(MietteError::OutOfBounds)?;
        let run = &self.lines[first..=last];
        // Lines that do not follow each other, or of two files, make two pictures.
        let together = |pair: &[Line]| pair[0].name == pair[1].name && pair[0].number + 1 == pair[1].number;
        if !run.windows(2).all(together) {
            return Err(MietteError::OutOfBounds);
        }
        let (start, end) = (run[0].start, run[run.len() - 1].end);
        let same = |mark: &&Mark| mark.offset == span.offset() && mark.length == span.len();
        let column = self.marks.iter().find(same).map_or(0, |mark| mark.column);
        Ok(Box::new(MietteSpanContents::new_named(
            run[0].name.clone(),
            &self.text.as_bytes()[start..end],
            SourceSpan::from((start, end - start)),
            run[0].number - 1,
            column,
            run.len(),
        )))
    }
}
