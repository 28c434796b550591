//! Small pages of reference text: lists of names with a sentence each, and one page on one name.

use crate::output::text::{Screen, pad, width, wrap};
use crate::output::{Painter, Role};

/// A page that grows line by line.
pub struct Page {
    text: String,
    width: usize,
    painter: Painter,
}

impl Page {
    /// An empty page for this screen.
    pub fn new(screen: &Screen) -> Page {
        // Running text is hard to read in long lines.
        Page { text: String::new(), width: screen.width.clamp(40, 100), painter: screen.painter }
    }

    /// The heading of what follows.
    pub fn heading(&mut self, heading: &str) -> &mut Page {
        self.gap();
        self.painter.paint(&mut self.text, Role::Group, heading);
        self.text.push('\n');
        self
    }

    /// A name in a column of `columns`, and a sentence beside it.
    pub fn entry(&mut self, name: &str, columns: usize, sentence: &str) -> &mut Page {
        let left = 2 + columns + 2;
        self.text.push_str("  ");
        self.painter.paint(&mut self.text, Role::Code, &pad(name, columns, false));
        let narrow = width(name) > columns;
        if narrow {
            self.text.push('\n');
        }
        for (at, line) in wrap(sentence, self.width.saturating_sub(left)).iter().enumerate() {
            self.text.push_str(&" ".repeat(if at == 0 && !narrow { 2 } else { left }));
            self.painter.prose(&mut self.text, Role::Plain, line);
            self.text.push('\n');
        }
        if sentence.is_empty() && !narrow {
            self.text.push('\n');
        }
        self
    }

    /// Running text.
    pub fn prose(&mut self, text: &str) -> &mut Page {
        for line in wrap(text, self.width.saturating_sub(2)) {
            self.text.push_str("  ");
            self.painter.prose(&mut self.text, Role::Plain, &line);
            self.text.push('\n');
        }
        self
    }

    /// Code, as it stands.
    pub fn code(&mut self, code: &str) -> &mut Page {
        for line in code.trim_matches('\n').lines() {
            if !line.is_empty() {
                self.text.push_str("    ");
                self.painter.paint(&mut self.text, Role::Code, line);
            }
            self.text.push('\n');
        }
        self
    }

    /// A blank line, unless the page has just begun.
    pub fn gap(&mut self) -> &mut Page {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self
    }

    /// The whole page.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}
