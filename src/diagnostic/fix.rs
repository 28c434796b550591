//! What would mend a finding, as edits of the text.

use super::Dialect;
use super::Prose;
use crate::source::{FileId, Span};

/// One way to mend a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, in a few words: "write `40/month`".
    pub title: String,
    /// The edits, which belong together and do not overlap; at least one.
    pub edits: Vec<Edit>,
}

/// A stretch of a text to be replaced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards; empty where something is taken away.
    pub text: String,
}

impl Edit {
    /// Puts `text` in the place of `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }

    /// Puts `text` before `span`.
    pub fn before(span: Span, text: impl Into<String>) -> Edit {
        Edit::replace(Span { end: span.start, ..span }, text)
    }

    /// Puts `text` after `span`.
    pub fn after(span: Span, text: impl Into<String>) -> Edit {
        Edit::replace(Span { start: span.end, ..span }, text)
    }

    /// Takes `span` away.
    pub fn delete(span: Span) -> Edit {
        Edit::replace(span, "")
    }
}

impl Fix {
    /// One edit.
    pub fn new(title: impl Into<String>, edit: Edit) -> Fix {
        Fix { title: title.into(), edits: vec![edit] }
    }

    /// The text that is written in the place of `span`, which its title quotes.
    pub fn write(span: Span, text: impl Into<String>) -> Fix {
        let text = text.into();
        Fix::new(format!("write `{text}`"), Edit::replace(span, text))
    }

    /// The text of one file with the edits done; edits of other files are left out.
    ///
    /// `None` if an edit does not fit the text: it lies outside, splits a character or overlaps another.
    pub fn apply(&self, file: FileId, text: &str) -> Option<String> {
        let mut edits: Vec<&Edit> = self.edits.iter().filter(|edit| edit.span.file == file).collect();
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut mended = String::new();
        let mut done = 0;
        for edit in edits {
            let range = edit.span.range();
            mended.push_str(text.get(done..range.start)?);
            text.get(range.clone())?;
            mended.push_str(&edit.text);
            done = range.end;
        }
        mended.push_str(text.get(done..)?);
        Some(mended)
    }
}

impl super::Diagnostic {
    /// The same with a sentence on how to mend it, and the edit that does so.
    #[must_use]
    pub fn fix(self, help: impl Into<Prose>, span: Span, text: impl Into<String>) -> Self {
        self.fix_with(help, vec![Edit::replace(span, text)])
    }

    /// The same with a sentence on how to mend it, and the edits that together do so.
    #[must_use]
    pub fn fix_with(self, help: impl Into<Prose>, edits: Vec<Edit>) -> Self {
        let help = help.into();
        // An edit is for editors and programs, which are neither; the shell's words are the ones they know.
        let title = help.say(Dialect::Shell);
        self.help(help).offer(Fix { title, edits })
    }

    /// The same with one more way to mend it, where the help speaks of several.
    #[must_use]
    pub fn offer(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn edits_are_done_in_the_order_of_the_text() {
        let edits = vec![
            Edit::replace(at(6, 7), "c"),
            Edit::before(at(0, 1), "("),
            Edit::after(at(0, 5), ")"),
            Edit::delete(at(1, 1)),
        ];
        let fix = Fix { title: String::new(), edits };
        assert_eq!(fix.apply(FileId(0), "a + b*2"), Some("(a + b)*c".to_string()));
        assert_eq!(fix.apply(FileId(0), "a"), None);
        let twice = vec![Edit::replace(at(0, 3), ""), Edit::replace(at(2, 4), "")];
        assert_eq!(Fix { title: String::new(), edits: twice }.apply(FileId(0), "abcd"), None);
    }
}
