//! Tree to text: the one canonical form of a plan.
//!
//! The formatter changes white space only. It walks the same pieces and the same pairs that the parser
//! reads, so it cannot understand a text differently; whatever lies between them is comments and line
//! breaks, which it keeps. It refuses a text with errors.

mod tokens;

use super::reading::Reading;
use std::fmt::Write as _;

use super::builder::Builder;
use super::layout::{self, BracedBlock, SourcePiece};
use super::statement::StatementPlace;
use super::{Reporter, characters, parse};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use tokens::FormatToken;

/// The canonical form of a plan; a text with errors is refused, with its errors.
///
/// Formatting the result again changes nothing, and its tree is the tree of the text.
///
/// ```
/// let text = "plan{2 calls/day}\nleads=calls*10%   # a tenth";
/// assert_eq!(pace::syntax::format(text).as_deref(), Ok("plan { 2 calls/day }\nleads = calls * 10%  # a tenth\n"));
/// ```
///
/// # Errors
/// The diagnostics of a text that is no plan.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let (_, diagnostics) = parse(FileId::default(), text);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut reporter = Reporter::new(FileId::default());
    characters::refuse(text, &mut reporter);
    let pieces = layout::scan(text, &mut reporter);
    let plain = layout::plain(text, &pieces);
    let mut builder = Builder::tracing(text, &plain, reporter);
    builder.statements(&pieces, StatementPlace::File);
    let readings = builder.into_readings();
    let mut printer =
        Printer { text, plain: &plain, readings: &readings, out: String::new(), blank: false, fresh: true };
    printer.pieces(&pieces, (0, text.len()), 0);
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    Ok(printer.out)
}

/// An expression, condition, target or clause on one line in its canonical form, comments left out.
///
/// ```
/// use pace::source::{FileId, Span};
///
/// let text = "check  bank>=0";
/// let condition = Span::new(FileId(0), 7, 14);
/// assert_eq!(pace::syntax::canonical(text, condition), "bank >= 0");
/// ```
pub fn canonical(text: &str, span: Span) -> String {
    let written = text.get(span.range()).unwrap_or_default();
    let plain = layout::plain_stretch(written);
    let tokens = tokens::of_fragment(&plain);
    if tokens.is_empty() {
        return plain.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let mut out = String::new();
    let mut previous = None;
    for token in &tokens {
        out.push_str(token.space_after(previous));
        token.write(&plain, &mut out);
        previous = Some(token);
    }
    out
}

struct Printer<'t> {
    text: &'t str,
    plain: &'t str,
    readings: &'t [Reading],
    out: String,
    /// A blank line stood before what comes next.
    blank: bool,
    /// Nothing has been written in this block yet: no blank line stands at its start.
    fresh: bool,
}

impl Printer<'_> {
    /// What stands in a file or in a block that takes several lines.
    fn pieces(&mut self, pieces: &[SourcePiece], (start, end): (usize, usize), indent: usize) {
        let mut at = start;
        let mut previous: Option<&SourcePiece> = None;
        for piece in pieces {
            let broken = self.gap(at, piece.start, indent);
            let joined =
                previous.is_some_and(|before| before.block.is_none()) && piece.block.is_none() && !broken;
            if joined {
                self.out.push_str("; ");
            } else {
                self.start_line(indent);
            }
            self.piece(piece, indent);
            at = piece.whole_end();
            previous = Some(piece);
        }
        self.gap(at, end, indent);
        self.blank = false;
    }

    /// Comments and blank lines between two pieces; says whether a line ended there.
    fn gap(&mut self, start: usize, end: usize, indent: usize) -> bool {
        let gap = self.text.get(start..end).unwrap_or_default().trim_start_matches('\u{FEFF}');
        let lines: Vec<&str> = gap.split('\n').collect();
        let last = lines.len() - 1;
        for (at, line) in lines.iter().enumerate() {
            let comment = line.find('#').and_then(|at| line.get(at..)).map(str::trim_end);
            match comment {
                Some(comment) if at == 0 && !self.out.is_empty() => {
                    self.out.push_str("  ");
                    self.out.push_str(comment);
                }
                Some(comment) => {
                    self.start_line(indent);
                    self.out.push_str(comment);
                }
                None if at > 0 && at < last => self.blank = true,
                None => {}
            }
        }
        last > 0
    }

    /// Goes to a new line, over a blank one where the text had one.
    fn start_line(&mut self, indent: usize) {
        if !self.out.is_empty() {
            self.out.push('\n');
            if self.blank && !self.fresh {
                self.out.push('\n');
            }
        }
        self.blank = false;
        self.fresh = false;
        let _ = write!(self.out, "{:indent$}", "");
    }

    fn piece(&mut self, piece: &SourcePiece, indent: usize) {
        self.line(piece, indent);
        let Some(block) = &piece.block else { return };
        self.out.push_str(" {");
        let inside = self.text.get(block.open..block.end).unwrap_or_default();
        if inside.contains('\n') {
            self.several_lines(block, indent);
        } else {
            self.one_line(block, indent);
        }
    }

    fn several_lines(&mut self, block: &BracedBlock, indent: usize) {
        self.fresh = true;
        self.blank = false;
        self.pieces(&block.pieces, (block.open + 1, block.end - 1), indent + 2);
        self.start_line(indent);
        self.out.push('}');
    }

    fn one_line(&mut self, block: &BracedBlock, indent: usize) {
        for (at, piece) in block.pieces.iter().enumerate() {
            self.out.push_str(if at == 0 { " " } else { "; " });
            self.piece(piece, indent);
        }
        self.out.push_str(if block.pieces.is_empty() { "}" } else { " }" });
    }

    /// A statement or a head: its tokens, with the author's line breaks.
    fn line(&mut self, piece: &SourcePiece, indent: usize) {
        let tokens = tokens::of_piece(self.plain, (piece.start, piece.end), self.readings);
        let mut previous: Option<&FormatToken> = None;
        let mut depth = 0usize;
        for token in &tokens {
            let closes = token.closes(self.plain);
            let depth_here = if closes { depth.saturating_sub(1) } else { depth };
            // A line that goes on is indented, but a bracket that closes stands below its line's start.
            let column = indent + 2 * if closes { depth_here } else { depth_here.max(1) };
            let gap =
                previous.map_or("", |before| self.text.get(before.end..token.start).unwrap_or_default());
            if gap.contains('\n') {
                self.break_line(gap, column);
            } else {
                self.out.push_str(token.space_after(previous));
            }
            token.write(self.text, &mut self.out);
            depth = if token.opens(self.plain) { depth + 1 } else { depth_here };
            previous = Some(token);
        }
    }

    /// A line break inside a statement, with the comments that stood there.
    fn break_line(&mut self, gap: &str, column: usize) {
        for (at, line) in gap.split('\n').enumerate() {
            let comment = line.find('#').and_then(|at| line.get(at..)).map(str::trim_end);
            let Some(comment) = comment else { continue };
            if at == 0 {
                let _ = write!(self.out, "  {comment}");
            } else {
                let _ = write!(self.out, "\n{:column$}{comment}", "");
            }
        }
        let _ = write!(self.out, "\n{:column$}", "");
    }
}
