//! The tables that a plan names: `segment rep from "reps.csv"`.

use std::sync::Arc;

use super::{Loading, Unreadable, resolve};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::source::{Source, Span};
use crate::syntax;
use crate::syntax::tree::{QuotedText, StatementKind, Tree};

impl Loading<'_> {
    /// Reads the tables that were named, once all files are there: a table's column of parents is called as a segment that
    /// may stand in another file.
    pub(super) fn tables(&mut self) {
        let segments = segment_names(&self.loaded);
        for (from, text, segment) in std::mem::take(&mut self.named) {
            // More are refused by the checker.
            if self.loaded.tables.len() >= limits::SEGMENTS {
                break;
            }
            let errors = self.loaded.diagnostics.len();
            let resolved = match text.text.is_empty() {
                true => Err("this `from` names no file".into()),
                false => resolve(&from, &text.text),
            };
            let path = match resolved {
                Ok(path) => path,
                Err(message) => {
                    let found = Diagnostic::new(Code::Unreadable, message, text.span, "this path");
                    let help =
                        format!("put the table beside the plan: `segment {segment} from \"{segment}s.csv\"`");
                    self.loaded.diagnostics.push(found.help(help));
                    self.loaded.wrong_tables = true;
                    continue;
                }
            };
            match self.table(&path, &text) {
                Ok(source) => {
                    let text_of = source.text().to_string();
                    let file = self.loaded.sources.add(source);
                    let (tree, found) = syntax::table(file, &text_of, &segment, &segments);
                    self.loaded.diagnostics.extend(found);
                    self.loaded.tables.push((text.span, self.loaded.trees.len()));
                    self.loaded.trees.push(Arc::new(tree));
                }
                Err(found) => self.loaded.diagnostics.push(*found),
            }
            self.loaded.wrong_tables |= self.loaded.diagnostics.len() > errors;
        }
    }

    /// The text of a table. The error is the finding for one that cannot be read.
    fn table(&mut self, path: &str, from: &QuotedText) -> Result<Source, Box<Diagnostic>> {
        let shown = self.world.shown(path);
        let bytes = self.bytes(path).map_err(|reason| {
            let message = format!("`{shown}` {}", reason.words().replace("not a plan", "not a table"));
            let found = Diagnostic::new(Code::Unreadable, message, from.span, "brought in here");
            Box::new(match reason {
                Unreadable::Missing => {
                    found.help("check the name; paths are relative to the file that names them")
                }
                Unreadable::Outside => found.help("put the table beside the plan, or in a folder below it"),
                Unreadable::TooLarge => found.help("leave out what is no member, or no row of one"),
                _ => found,
            })
        })?;
        match String::from_utf8(bytes) {
            // A mark of byte order is no column: places are counted behind it.
            Ok(text) => Ok(Source::new(shown, text.strip_prefix('\u{feff}').unwrap_or(&text))),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = Source::new(shown.as_str(), text);
                let line = source.line_at(valid);
                let message =
                    format!("`{shown}` is not UTF-8 text: line {line}, byte {} of the file", valid + 1);
                let file = self.loaded.sources.add(source);
                self.loaded.trees.push(Arc::new(Tree { file, ..Tree::default() }));
                let place = Span::new(file, valid, valid + '\u{fffd}'.len_utf8());
                let found = Diagnostic::new(Code::Unreadable, message, place, "not a character");
                Err(Box::new(found.help("save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")")))
            }
        }
    }
}

/// The names of the segments of a plan.
pub(super) fn segment_names(loaded: &super::Loaded) -> Vec<String> {
    let segments = loaded.statements().filter_map(|(_, statement)| match &statement.kind {
        StatementKind::Segment(segment) => Some(loaded.sources.text(segment.name).to_string()),
        _ => None,
    });
    segments.collect()
}
