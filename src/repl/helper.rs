//! What the line editor asks while somebody types: completion, colours, hints, whether a line is done.
//!
//! This only translates between rustyline and our own functions of texts; it decides nothing. Every answer is
//! to a keystroke, so none may wait for the session longer than a few milliseconds.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::completion::{Candidate as Shown, Completer};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hint, Hinter};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Changeset, Cmd, CompletionType, ConditionalEventHandler, Context, Event, EventContext, Helper,
    RepeatCount,
};

use super::complete::{Candidate, complete};
use super::worker::SessionHandle;
use super::{files, hint};
use crate::output::text::{Screen, clip, pad, width};
use crate::output::{Painter, TextRole};
use crate::session::continues;
use crate::syntax::{depth, is_name_part};

/// How many columns a block is indented by, as the formatter does it.
const INDENT: usize = 2;

/// What stands between a candidate and its description. What follows it in a list is dimmed.
const GAP: &str = "  ";

/// The answers to the line editor, rustyline's `Helper`.
pub struct LineEditorHelper {
    session: SessionHandle,
    /// How large the screen is, and its colours.
    screen: Box<dyn Fn() -> Screen>,
    /// How many columns wide the prompt is.
    pub prompt: usize,
    /// Set where the next completion is not one: a typed brace is to be put in.
    closes: Arc<AtomicBool>,
}

impl LineEditorHelper {
    /// A helper for a session, and a function for the screen as it is at each keystroke.
    pub fn new(session: SessionHandle, screen: Box<dyn Fn() -> Screen>) -> LineEditorHelper {
        LineEditorHelper { session, screen, prompt: 0, closes: Arc::default() }
    }

    /// The handler of a typed `}`, which shares a flag with this.
    pub fn closing_brace(&self) -> ClosingBraceKey {
        ClosingBraceKey { closes: Arc::clone(&self.closes) }
    }

    fn painter(&self) -> Painter {
        (self.screen)().painter
    }
}

/// Whether a text is unfinished, so that Enter begins another line of it. Two blank lines end it, whatever is
/// open: nobody is to be caught in a statement that he cannot finish.
pub fn wants_more(text: &str) -> bool {
    let given_up = text.lines().rev().take(2).filter(|line| line.trim().is_empty()).count() == 2;
    continues(text) && !given_up
}

/// A candidate with the line that the list has for it.
pub struct ListedCandidate {
    /// What is put into the text.
    text: String,
    shown: String,
}

impl Shown for ListedCandidate {
    fn display(&self) -> &str {
        &self.shown
    }

    fn replacement(&self) -> &str {
        &self.text
    }
}

/// The candidates as a list of no more than `columns` columns, descriptions below one another.
fn choices(candidates: Vec<Candidate>, columns: usize) -> Vec<ListedCandidate> {
    let widest = candidates.iter().map(|candidate| width(&candidate.text)).max().unwrap_or_default();
    let shown = |candidate: Candidate| {
        // A signature begins with the name.
        let repeats = candidate.about.starts_with(&candidate.text);
        let shown = match (candidate.about.is_empty(), repeats) {
            (true, _) => candidate.text.clone(),
            (_, true) => candidate.about,
            (false, false) => pad(&candidate.text, widest, false) + GAP + &candidate.about,
        };
        // The line editor pads each line of the list; one as wide as the screen would be broken.
        ListedCandidate { text: candidate.text, shown: clip(&shown, columns.saturating_sub(3)) }
    };
    candidates.into_iter().map(shown).collect()
}

impl Completer for LineEditorHelper {
    type Candidate = ListedCandidate;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<ListedCandidate>)> {
        if self.closes.swap(false, Ordering::SeqCst) {
            let (start, text) = closed(line, at).unwrap_or((at, "}".into()));
            return Ok((start, vec![ListedCandidate { shown: text.clone(), text }]));
        }
        let done = complete(line, at, &self.session.words(), &files::beginning);
        Ok((done.start, choices(done.candidates, (self.screen)().width)))
    }

    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, changes: &mut Changeset) {
        let at = line.pos();
        let after = line.as_str().get(at..).unwrap_or_default();
        let rest =
            after.split(|letter: char| !is_name_part(letter) && letter != '.').next().unwrap_or_default();
        // Inside a word, what stands there already is not written twice.
        let end = if elected.ends_with(rest) { at + rest.len() } else { at };
        line.replace(start..end, elected, changes);
    }
}

/// A hint that is only to be read; the arrow key does not take it over.
pub struct HintText(String);

impl Hint for HintText {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for LineEditorHelper {
    type Hint = HintText;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<HintText> {
        let screen = (self.screen)();
        // Without colour nobody could tell it from what has been typed.
        if !screen.painter.has_colour() || at < line.len() || line.trim().is_empty() {
            return None;
        }
        let words = self.session.words();
        let note = if line.trim_start().starts_with(':') {
            hint::usage(line, &words)?
        } else if let Some(signature) = hint::signature(line, &words) {
            signature
        } else if wants_more(line) {
            return None;
        } else {
            format!("{GAP}= {}", self.session.hint(line)?)
        };
        // A hint that breaks the line would make it jump while somebody types.
        let last = line.rsplit('\n').next().unwrap_or_default();
        let prompt = if last.len() == line.len() { self.prompt } else { 0 };
        (prompt + width(last) + width(&note) < screen.width).then_some(HintText(note))
    }
}

impl Highlighter for LineEditorHelper {
    fn highlight<'l>(&self, line: &'l str, at: usize) -> Cow<'l, str> {
        Cow::Owned(super::highlight::highlight(line, at, &self.session.words(), self.painter()))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, default: bool) -> Cow<'b, str> {
        let mut page = String::new();
        self.painter().paint(&mut page, if default { TextRole::Group } else { TextRole::Dim }, prompt);
        Cow::Owned(page)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let mut page = String::new();
        self.painter().paint(&mut page, TextRole::Dim, hint);
        Cow::Owned(page)
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        let Some((text, about)) = candidate.split_once(GAP) else { return Cow::Borrowed(candidate) };
        let mut page = text.to_string() + GAP;
        self.painter().paint(&mut page, TextRole::Dim, about);
        Cow::Owned(page)
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        kind == CmdKind::Other
    }
}

impl Validator for LineEditorHelper {
    fn validate(&self, context: &mut ValidationContext) -> rustyline::Result<ValidationResult> {
        let more = wants_more(context.input());
        Ok(if more { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Helper for LineEditorHelper {}

/// Enter, at the end of an unfinished text, begins a line that is indented as deep as its block.
pub struct EnterKey;

impl ConditionalEventHandler for EnterKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        let line = context.line();
        let more = context.pos() == line.len() && wants_more(line);
        more.then(|| Cmd::Insert(1, format!("\n{}", " ".repeat(INDENT * depth(line)))))
    }
}

/// A typed `}` moves back to the column where its block began. A key binding can only insert at the cursor,
/// so it asks for a completion, which alone can replace the spaces before it.
pub struct ClosingBraceKey {
    /// Set where the completion that follows is to put the brace in.
    pub closes: Arc<AtomicBool>,
}

impl ConditionalEventHandler for ClosingBraceKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        let closed = closed(context.line(), context.pos());
        closed.map(|_| {
            self.closes.store(true, Ordering::SeqCst);
            Cmd::Complete
        })
    }
}

/// Where a line of nothing but spaces begins, and that line with a brace that closes its block; none where
/// the cursor stands elsewhere.
fn closed(text: &str, at: usize) -> Option<(usize, String)> {
    let before = text.get(..at)?;
    let start = before.rfind('\n')? + 1;
    let line = before.get(start..)?;
    let blank = line.len() >= INDENT && line.bytes().all(|byte| byte == b' ');
    blank.then(|| (start, " ".repeat(line.len() - INDENT) + "}"))
}

/// Ctrl-C, which notes whether there was anything to clear; the line editor then clears the line.
pub struct InterruptKey {
    /// Whether the line was empty.
    pub line_was_empty: Arc<AtomicBool>,
}

impl ConditionalEventHandler for InterruptKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        self.line_was_empty.store(context.line().is_empty(), Ordering::SeqCst);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_blank_lines_end_what_is_open() {
        assert!(wants_more("pipeline {"));
        assert!(wants_more("pipeline {\n  "));
        assert!(!wants_more("pipeline {\n  \n  "));
        assert!(!wants_more(":when leads > ("));
        assert!(!wants_more("x = 1"));
    }

    #[test]
    fn a_brace_closes_where_its_block_began() {
        assert_eq!(closed("a {\n  b {\n    ", 14), Some((10, "  }".into())));
        assert_eq!(closed("a {\n  ", 6), Some((4, "}".into())));
        assert_eq!(closed("a {\n  x", 7), None);
        assert_eq!(closed("  ", 2), None);
    }

    #[test]
    fn what_is_said_of_candidates_stands_in_a_column() {
        let candidate = |text: &str, about: &str| Candidate { text: text.into(), about: about.into() };
        let all =
            vec![candidate("leads", "/month"), candidate("last(", "last(x)"), candidate("lost_deals", "")];
        let shown: Vec<String> = choices(all.clone(), 80).into_iter().map(|choice| choice.shown).collect();
        assert_eq!(shown, ["leads       /month", "last(x)", "lost_deals"]);
        assert!(choices(all, 14).iter().all(|choice| width(&choice.shown) <= 11));
    }
}
