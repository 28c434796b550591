//! Cuts a text into statements and block lines, without knowing what any of them says.
//!
//! It knows only what decides where a statement ends: brackets, braces, strings, comments, `;`, commas
//! at line ends, blank lines. So a mistake inside a line cannot reach the next one, and what is left
//! open (a bracket, a string, a brace) is reported where it was opened. One pass, no recursion.

use std::borrow::Cow;

use super::{Reporter, names};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::limits;

/// A statement or a line of a block.
#[derive(Debug)]
pub(super) struct SourcePiece {
    /// Where it starts, in bytes.
    pub(super) start: usize,
    /// Where it ends; for the head of a block, before the brace.
    pub(super) end: usize,
    /// The doc comment above it: from the first `##` to the end of the last line.
    pub(super) doc: Option<(usize, usize)>,
    /// What stands in braces after it.
    pub(super) block: Option<BracedBlock>,
    /// A mistake has been reported: it is not to be parsed.
    pub(super) broken: bool,
}

/// The text with every tab, line break and comment replaced by as many spaces, texts in quotes left alone:
/// what the grammar reads. Places stay the same. A text without any needs no copy.
pub(super) fn plain<'t>(text: &'t str, pieces: &[SourcePiece]) -> Cow<'t, str> {
    let mut stretches = Vec::new();
    let mut open: Vec<&SourcePiece> = pieces.iter().collect();
    while let Some(piece) = open.pop() {
        open.extend(piece.block.iter().flat_map(|block| &block.pieces));
        let bytes = text.as_bytes().get(piece.start..piece.end).unwrap_or_default();
        // Most statements stand on one line and have no remark: the copy is made only where there is something to
        // blank.
        if bytes.iter().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'#')) {
            stretches.push(piece.start..piece.end);
        }
    }
    if stretches.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for stretch in stretches {
        if let Some(bytes) = bytes.get_mut(stretch) {
            blank(bytes);
        }
    }
    // Whole comments become spaces, so what is left is text; if ever not, the original is.
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The same for one stretch on its own.
pub(super) fn plain_stretch(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    blank(&mut bytes);
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_string())
}

/// Replaces tabs, line breaks and comments by spaces, in place; what stands in quotes stays.
fn blank(bytes: &mut [u8]) {
    let (mut quoted, mut escaped, mut comment) = (false, false, false);
    for byte in bytes {
        // Byte by byte is safe in UTF-8: no byte of a longer character looks like an ASCII one.
        comment = (comment || (*byte == b'#' && !quoted)) && *byte != b'\n';
        quoted = quoted && *byte != b'\n';
        if comment || (matches!(*byte, b'\t' | b'\n' | b'\r') && !quoted) {
            *byte = b' ';
        } else if escaped {
            escaped = false;
        } else if quoted && *byte == b'\\' {
            escaped = true;
        } else if *byte == b'"' {
            quoted = !quoted;
        }
    }
}

/// `{ … }`: the lines between two braces, and where these stand.
#[derive(Debug)]
pub(super) struct BracedBlock {
    /// Where the opening brace stands.
    pub(super) open: usize,
    /// Where the block ends: after the closing brace.
    pub(super) end: usize,
    /// What stands in it.
    pub(super) pieces: Vec<SourcePiece>,
}

impl SourcePiece {
    /// The end of the piece with its block.
    pub(super) fn whole_end(&self) -> usize {
        self.block.as_ref().map_or(self.end, |block| block.end)
    }
}

/// Cuts the text; what is wrong with its brackets, braces and strings goes to the reporter.
pub(super) fn scan(text: &str, reporter: &mut Reporter) -> Vec<SourcePiece> {
    let mut scanner = Scanner::new(text, reporter);
    scanner.run();
    scanner.finish()
}

/// Whether the text ends inside a bracket or a block, after a comma at the end of a line, or with a doc comment that
/// describes nothing yet. What else is wrong with its brackets goes to the reporter.
pub(super) fn is_open_at_end(text: &str, reporter: &mut Reporter) -> bool {
    let mut scanner = Scanner::new(text, reporter);
    while let Some(byte) = scanner.bytes.get(scanner.at).copied() {
        scanner.step(byte);
    }
    let comma = scanner.current.as_ref().is_some_and(|current| current.comma);
    comma || scanner.doc.is_some() || !scanner.brackets.is_empty() || !scanner.frames.is_empty()
}

/// The one pass over the bytes of a text.
struct Scanner<'t, 'r> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    current: Option<Current>,
    /// The open brackets of the current statement.
    brackets: Vec<(u8, usize)>,
    /// Braces beyond the limit of nesting: counted, not kept.
    swallowed: usize,
    doc: Option<(usize, usize)>,
    pieces: Vec<SourcePiece>,
    frames: Vec<Frame>,
    reporter: &'r mut Reporter,
}

/// The statement that is being read.
struct Current {
    start: usize,
    end: usize,
    comma: bool,
    broken: bool,
    doc: Option<(usize, usize)>,
}

/// A block whose closing brace has not come yet.
struct Frame {
    head: SourcePiece,
    open: usize,
    /// What stood before the head, on its level.
    outer: Vec<SourcePiece>,
}

impl<'t, 'r> Scanner<'t, 'r> {
    /// A scanner at the start of a text, behind the mark that some editors put there.
    fn new(text: &'t str, reporter: &'r mut Reporter) -> Scanner<'t, 'r> {
        let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Scanner {
            text,
            bytes: text.as_bytes(),
            at: start,
            current: None,
            brackets: Vec::new(),
            swallowed: 0,
            doc: None,
            pieces: Vec::new(),
            frames: Vec::new(),
            reporter,
        }
    }

    /// Reads to the end; a bracket that is still open then is closed at its line, and what follows is read again.
    fn run(&mut self) {
        loop {
            while let Some(byte) = self.bytes.get(self.at).copied() {
                self.step(byte);
            }
            // At the end of the text, an open bracket may have swallowed lines: they are read again.
            if !self.recover_open_bracket(self.bytes.len()) {
                return;
            }
        }
    }

    /// Reads one character that decides something, or a run of those that do not.
    fn step(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'\n' => self.line_end(),
            b'#' => self.comment(),
            b'"' => self.string(),
            b'(' | b'[' => self.open_bracket(byte),
            b')' | b']' => self.close_bracket(byte),
            b'{' => self.open_block(),
            b'}' => self.close_block(),
            b';' if self.separates_arguments() => {
                let at = self.at;
                // One finding for a statement: whoever writes `;` between arguments does so throughout.
                let known = std::mem::replace(&mut self.take(1).broken, true);
                if !known {
                    let span = self.reporter.span(at, at + 1);
                    let message = "a comma stands between two arguments";
                    let found = Diagnostic::new(Code::Syntax, message, span, "expected `,`");
                    let edits = self.semicolons_between_arguments(at);
                    self.reporter.report(match self.call_with_commas() {
                        Some((start, end, written)) => {
                            let call = self.reporter.span(start, end);
                            found.fix(format!("write `{written}`"), call, written)
                        }
                        None => found.fix_with("write `,` for `;` here", edits),
                    });
                }
            }
            b';' => {
                self.end_statement();
                self.at += 1;
            }
            _ => {
                let length = self
                    .bytes
                    .get(self.at..)
                    .and_then(|rest| rest.iter().position(|byte| SPECIAL[usize::from(*byte)]))
                    .unwrap_or(self.bytes.len() - self.at);
                self.take(length.max(1));
                if let Some(current) = &mut self.current {
                    // Only a comma that is the last character before the line break or a remark lets the
                    // statement go on.
                    current.comma = self.bytes.get(current.end - 1) == Some(&b',');
                }
            }
        }
    }

    /// Whether the `;` here stands between two arguments, as some spreadsheets have it: the bracket that is open
    /// is closed soon, and no definition begins before that.
    fn separates_arguments(&self) -> bool {
        // A call is rarely longer; without a limit a text of nothing but `;` in brackets would take quadratic
        // time.
        const FAR: usize = 200;
        if self.brackets.is_empty() {
            return false;
        }
        let mut open = 1;
        for (at, byte) in self.bytes.get(self.at..).unwrap_or_default().iter().enumerate().take(FAR) {
            match byte {
                b'(' | b'[' => open += 1,
                b')' | b']' => open -= 1,
                b'\n' | b'{' | b'}' | b'#' | b'"' => return false,
                b';' if names::starts_definition(self.text.get(self.at + at + 1..).unwrap_or_default()) => {
                    return false;
                }
                _ => {}
            }
            if open == 0 {
                return true;
            }
        }
        false
    }

    /// Commas for the semicolon at a place and for all that follow it on its line, inside the same bracket or in
    /// brackets within it.
    fn semicolons_between_arguments(&self, from: usize) -> Vec<Edit> {
        let mut open = 1_usize;
        let rest = self.bytes.get(from..).unwrap_or_default();
        let mut edits = Vec::new();
        for (at, byte) in rest.iter().enumerate().take_while(|(_, byte)| **byte != b'\n') {
            match byte {
                b'(' | b'[' => open += 1,
                b')' | b']' => open = open.saturating_sub(1),
                b';' => edits.push(Edit::replace(self.reporter.span(from + at, from + at + 1), ",")),
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        edits
    }

    /// The outermost call around the `;` here with commas between its arguments, and the bytes that it takes the place
    /// of: `IF(x > 0; 1; 0)` is `if(x > 0, 1, 0)`, as no function has capitals. None of a longer call.
    fn call_with_commas(&self) -> Option<(usize, usize, String)> {
        const FAR: usize = 200;
        let (_, open) = *self.brackets.first()?;
        let before = self.text.get(..open)?;
        let name = before.get(before.trim_end_matches(names::is_part).len()..)?;
        let start = open - name.len();
        let rest = self.text.get(open..)?;
        let mut depth = 0;
        let length = rest.char_indices().take(FAR).find_map(|(at, character)| {
            match character {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(at + character.len_utf8())
        })?;
        let small = name.bytes().all(|letter| !letter.is_ascii_lowercase());
        let name = if small { name.to_lowercase() } else { name.to_string() };
        let arguments: Vec<&str> = rest.get(..length)?.split(';').map(str::trim).collect();
        Some((start, open + length, format!("{name}{}", arguments.join(", "))))
    }

    /// Takes bytes that belong to the statement.
    fn take(&mut self, length: usize) -> &mut Current {
        let start = self.at;
        self.at += length;
        let doc = &mut self.doc;
        let current = self.current.get_or_insert_with(|| Current {
            start,
            end: start,
            comma: false,
            broken: false,
            doc: doc.take(),
        });
        current.end = self.at;
        current.comma = false;
        current
    }

    /// Marks the statement as one that is not to be parsed.
    fn break_current(&mut self) {
        if let Some(current) = &mut self.current {
            current.broken = true;
        }
    }

    /// Ends the statement here. A bracket that is still open is reported.
    fn end_statement(&mut self) {
        if let Some((bracket, at)) = self.brackets.first().copied() {
            self.report_open_bracket(bracket, at);
        }
        self.brackets.clear();
        if let Some(current) = self.current.take() {
            self.pieces.push(SourcePiece {
                start: current.start,
                end: current.end,
                doc: current.doc,
                block: None,
                broken: current.broken,
            });
        }
    }

    /// A line break: ends the statement, unless a bracket is open or the line ends in a comma.
    fn line_end(&mut self) {
        let newline = self.at;
        self.at += 1;
        let Some(current) = &self.current else { return };
        if self.brackets.is_empty() && !current.comma {
            self.end_statement();
            return;
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let blank = line.trim_ascii().is_empty();
        // No bracket holds `name = …`: that is the next statement, and the bracket was forgotten.
        if blank || names::starts_definition(line) {
            self.recover_open_bracket(newline);
            self.end_statement();
        }
    }

    /// Ends a statement that leaves a bracket open, at the end of the line where it was opened, and goes
    /// back there: the lines after it are read again, as statements of their own. At most
    /// [`limits::NESTING`] brackets are open, so no stretch is read more often than that.
    fn recover_open_bracket(&mut self, end: usize) -> bool {
        let Some((bracket, opened)) = self.brackets.first().copied() else { return false };
        self.report_open_bracket(bracket, opened);
        self.brackets.clear();
        let line_end = self.text.get(opened..end).and_then(|rest| rest.find('\n'));
        let line_end = line_end.map_or(end, |length| opened + length);
        if let Some(current) = &mut self.current {
            current.end = current.end.min(line_end);
        }
        self.at = line_end;
        self.end_statement();
        true
    }

    /// Passes a comment over, and keeps one that begins with `##` on a line of its own for what follows it.
    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        let before = self.text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let alone =
            before.get(line_start..).unwrap_or_default().trim_matches(['\u{FEFF}', ' ', '\t']).is_empty();
        if self.current.is_some() || !rest.starts_with(b"##") || !alone {
            return;
        }
        let line = self.text.get(start..self.at).unwrap_or_default().trim_end();
        let end = start + line.len();
        // Lines that follow one another are one doc comment; after a gap a new one starts.
        let joined = self.doc.filter(|(_, last)| {
            let gap = self.text.get(*last..start).unwrap_or_default();
            gap.trim_ascii().is_empty() && gap.bytes().filter(|byte| *byte == b'\n').count() == 1
        });
        self.doc = Some(joined.map_or((start, end), |(first, _)| (first, end)));
    }

    /// Takes a text in quotes. One that does not end on its line is reported and ends its statement.
    fn string(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let mut length = 1;
        loop {
            match rest.get(length) {
                Some(b'"') => {
                    self.take(length + 1);
                    return;
                }
                Some(b'\\') if rest.get(length + 1).is_some_and(|next| *next != b'\n') => length += 2,
                Some(b'\n') | None => break,
                Some(_) => length += 1,
            }
        }
        let opened = self.at;
        let length = length.min(rest.len());
        self.take(length).broken = true;
        let span = self.reporter.span(opened, opened + length);
        let text = self.text.get(opened..opened + length).unwrap_or_default();
        let closed = self.reporter.span(opened, opened + text.trim_end().len());
        self.reporter.report(
            Diagnostic::new(
                Code::Syntax,
                "this text in quotes does not end on its line",
                span,
                "starts here",
            )
            .fix_with("close it with `\"`", vec![Edit::after(closed, "\"")]),
        );
        self.brackets.clear();
        self.end_statement();
    }

    /// Takes `(` or `[` and remembers its place, for the message if it is never closed.
    fn open_bracket(&mut self, bracket: u8) {
        let at = self.at;
        self.take(1);
        // Brackets recurse in the parser, so their depth is bounded here, before the stack is at stake.
        if self.brackets.len() + self.frames.len() < limits::NESTING {
            self.brackets.push((bracket, at));
            return;
        }
        // A limit ends the statement, and with it the lines up to where its brackets close: nothing in them
        // can be trusted.
        self.report_nesting(at);
        self.break_current();
        let length = self.bracketed(self.brackets.len() + 1);
        self.brackets.clear();
        self.take(length);
        self.end_statement();
    }

    /// How many bytes from here to the end of the line on which so many open brackets are closed again, or on
    /// which the statement ends without that.
    fn bracketed(&self, mut open: usize) -> usize {
        let mut length = 0;
        for (at, line) in self.text.get(self.at..).unwrap_or_default().split_inclusive('\n').enumerate() {
            if at > 0 && (open == 0 || line.trim_ascii().is_empty() || names::starts_definition(line)) {
                break;
            }
            for byte in line.bytes() {
                match byte {
                    b'(' | b'[' => open += 1,
                    b')' | b']' => open = open.saturating_sub(1),
                    _ => {}
                }
            }
            length += line.len();
        }
        // The line break itself stays.
        let taken = self.text.get(self.at..self.at + length).unwrap_or_default();
        taken.trim_end_matches(['\n', '\r']).len()
    }

    /// Takes `)` or `]`; one of another kind than is open, or too many, is reported.
    fn close_bracket(&mut self, bracket: u8) {
        let at = self.at;
        self.take(1);
        let expected = if bracket == b')' { b'(' } else { b'[' };
        match self.brackets.pop() {
            Some((open, _)) if open == expected => return,
            Some((open, opened)) => {
                let wanted = closing(open);
                let found = char::from(bracket);
                let span = self.reporter.span(at, at + 1);
                let place = self.reporter.span(opened, opened + 1);
                self.reporter.report(
                    Diagnostic::new(
                        Code::Syntax,
                        format!("`{found}` does not close the bracket that is open here"),
                        span,
                        format!("expected `{wanted}`"),
                    )
                    .also(place, "opened here"),
                );
            }
            None => {
                let found = char::from(bracket);
                let span = self.reporter.span(at, at + 1);
                self.reporter.report(
                    Diagnostic::new(
                        Code::Syntax,
                        format!("`{found}` closes a bracket that was never opened"),
                        span,
                        format!("no `{}` before it in this statement", char::from(expected)),
                    )
                    .fix_with(
                        format!("take the `{found}` away, or open it with `{}`", char::from(expected)),
                        vec![Edit::delete(span)],
                    ),
                );
            }
        }
        self.break_current();
        self.brackets.clear();
    }

    /// `{`: what stands before it becomes the head of a block.
    fn open_block(&mut self) {
        let open = self.at;
        if let Some((bracket, at)) = self.brackets.first().copied() {
            self.report_open_bracket(bracket, at);
            self.brackets.clear();
        }
        if self.frames.len() >= limits::NESTING {
            // One finding, however many braces follow.
            if self.swallowed == 0 {
                self.report_nesting(open);
            }
            self.swallowed += 1;
            self.take(1).broken = true;
            return;
        }
        self.at += 1;
        let head = self.current.take().map_or_else(
            || SourcePiece { start: open, end: open, doc: self.doc.take(), block: None, broken: false },
            |current| SourcePiece {
                start: current.start,
                end: current.end,
                doc: current.doc,
                block: None,
                broken: current.broken,
            },
        );
        self.frames.push(Frame { head, open, outer: std::mem::take(&mut self.pieces) });
        self.doc = None;
    }

    /// `}`: the pieces since its `{` become the block of its head.
    fn close_block(&mut self) {
        let close = self.at;
        self.end_statement();
        self.at += 1;
        self.doc = None;
        if self.swallowed > 0 {
            self.swallowed -= 1;
            return;
        }
        let Some(frame) = self.frames.pop() else {
            let span = self.reporter.span(close, close + 1);
            self.reporter.report(
                Diagnostic::new(
                    Code::Syntax,
                    "`}` closes a block that was never opened",
                    span,
                    "no `{` before it is open",
                )
                .fix_with("take the `}` away, or open the block with `{`", vec![Edit::delete(span)]),
            );
            return;
        };
        self.close_frame(frame, self.at);
    }

    /// Ends a block, and goes on with what stands around it.
    fn close_frame(&mut self, frame: Frame, end: usize) {
        let pieces = std::mem::replace(&mut self.pieces, frame.outer);
        let block = Some(BracedBlock { open: frame.open, end, pieces });
        self.pieces.push(SourcePiece { block, ..frame.head });
    }

    /// The pieces of the whole text. Blocks that are still open are reported and end where their indentation
    /// does.
    fn finish(mut self) -> Vec<SourcePiece> {
        self.end_statement();
        while let Some(frame) = self.frames.pop() {
            let span = self.reporter.span(frame.open, frame.open + 1);
            self.reporter.report(
                Diagnostic::new(Code::Syntax, "this block is never closed", span, "opened here")
                    .help("close it with `}` on a line of its own"),
            );
            // What is no deeper than the head was hardly meant to stand inside: it goes on outside.
            let depth = self.indentation(frame.head.start).unwrap_or(0);
            let line_end = self.text.get(frame.open..).and_then(|rest| rest.find('\n'));
            let line_end = line_end.map_or(self.text.len(), |length| frame.open + length);
            let inside = self
                .pieces
                .iter()
                .position(|piece| {
                    piece.start > line_end && self.indentation(piece.start).is_some_and(|own| own <= depth)
                })
                .unwrap_or(self.pieces.len());
            let outside = self.pieces.split_off(inside);
            let end = self.pieces.last().map_or(frame.open + 1, SourcePiece::whole_end);
            self.close_frame(frame, end);
            self.pieces.extend(outside);
        }
        self.pieces
    }

    /// How far a piece is indented, if it is the first of its line.
    fn indentation(&self, at: usize) -> Option<usize> {
        let before = self.bytes.get(..at).unwrap_or_default();
        let blank = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let first = before.len() == blank || before.get(before.len() - blank - 1) == Some(&b'\n');
        first.then_some(blank)
    }

    fn report_open_bracket(&mut self, bracket: u8, at: usize) {
        let (open, close) = (char::from(bracket), closing(bracket));
        let span = self.reporter.span(at, at + 1);
        self.reporter.report(
            Diagnostic::new(Code::Syntax, format!("this `{open}` is never closed"), span, "opened here")
                .help(format!("close it with `{close}` before the statement ends")),
        );
        self.break_current();
    }

    fn report_nesting(&mut self, at: usize) {
        let span = self.reporter.span(at, at + 1);
        self.reporter.report(super::nesting_too_deep(span));
    }
}

fn closing(bracket: u8) -> char {
    if bracket == b'(' { ')' } else { ']' }
}

/// What may end a run of plain bytes.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &[u8] = b" \t\r\n#\"()[]{};";
    while let [byte, more @ ..] = rest {
        table[*byte as usize] = true;
        rest = more;
    }
    table
};
