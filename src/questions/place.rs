//! A number of a plan by its place: `12:24` is line and column, `plan.pace:12` file and line.
//!
//! Numbers without a name, such as the 10 of `calls * 10%`, can only be spoken of so. A place that holds no
//! number, or several, is refused with a list of what there is.

use crate::check::numbers_in;
use crate::diagnostic::{Code, Diagnostic};
use crate::loader::Loaded;
use crate::source::{FileId, Source, Span};

/// The place of a number as the command line writes it.
pub struct NumberPlace {
    /// The file, by its name or the end of its path; none for the main file.
    file: Option<String>,
    /// From 1.
    line: usize,
    /// From 1, in characters; none where the line is to have one number only.
    column: Option<usize>,
}

impl NumberPlace {
    /// `LINE:COLUMN`, `FILE:LINE` or `FILE:LINE:COLUMN`; none for anything else, such as a name.
    pub fn parse(text: &str) -> Option<NumberPlace> {
        // Read from the right: a path may hold a colon of its own (`C:\plans\plan.pace:12`), a line or a
        // column cannot.
        let (before, last) = text.rsplit_once(':')?;
        let last: usize = last.parse().ok()?;
        if let Ok(line) = before.parse() {
            return Some(NumberPlace { file: None, line, column: Some(last) });
        }
        if let Some((file, line)) = before.rsplit_once(':')
            && let Ok(line) = line.parse()
        {
            return Some(NumberPlace { file: Some(file.to_string()), line, column: Some(last) });
        }
        Some(NumberPlace { file: Some(before.to_string()), line: last, column: None })
    }

    /// The span of the one number that stands there.
    ///
    /// # Errors
    /// Where the file, the line or the number is not there, or where several are: the help lists the numbers
    /// of the line.
    pub fn number(&self, loaded: &Loaded) -> Result<Span, Diagnostic> {
        let (file, source) = self.source(loaded)?;
        if self.line == 0 || self.line > source.line_count() {
            let message = format!("`{}` has no line {}", source.name(), self.line);
            return Err(Diagnostic::without_place(Code::UnknownName, message)
                .help(format!("it has {} lines", source.line_count())));
        }
        let range = source.line_range(self.line);
        let line = Span::new(file, range.start, range.end);
        let all = numbers_in(loaded, line);
        let place = |span: &Span| {
            let position = source.position(span.start as usize);
            format!("`{}` at {}:{}", loaded.sources.text(*span), position.line, position.column)
        };
        let there: Vec<Span> = match self.column {
            None => all.clone(),
            Some(column) => {
                let at = |offset: u32| source.position(offset as usize).column;
                // Any column inside the number means it, not only its first.
                all.iter().copied().filter(|span| at(span.start) <= column && column < at(span.end)).collect()
            }
        };
        if let [one] = there[..] {
            return Ok(one);
        }
        let listed: Vec<String> = all.iter().map(place).collect();
        let found = match all.len() {
            0 => {
                Diagnostic::new(Code::UnknownName, "there is no number on this line", line, "no number here")
            }
            1 => Diagnostic::new(
                Code::UnknownName,
                "the number of this line stands elsewhere",
                line,
                "this line",
            ),
            count => {
                let message = format!("there are {count} numbers on this line: which one is meant?");
                Diagnostic::new(Code::UnknownName, message, line, "this line")
            }
        };
        Err(match &listed[..] {
            [] => found.help("give the line and the column of a number: `12:24`"),
            some => found.help(format!("give its line and column: {}", some.join(", "))),
        })
    }

    /// The file that is meant, which is the main file where none is named.
    fn source<'a>(&self, loaded: &'a Loaded) -> Result<(FileId, &'a Source), Diagnostic> {
        let wanted = self.file.as_deref();
        let named = |source: &Source| {
            wanted.is_none_or(|wanted| {
                source.name() == wanted || source.name().ends_with(&format!("/{wanted}"))
            })
        };
        loaded.sources.iter().find(|(_, source)| named(source)).ok_or_else(|| {
            let message = format!("the plan has no file `{}`", wanted.unwrap_or_default());
            let names: Vec<&str> = loaded.sources.iter().map(|(_, source)| source.name()).collect();
            Diagnostic::without_place(Code::UnknownName, message)
                .help(format!("its files are {}", names.join(", ")))
        })
    }
}

/// The finding for a number that pace has to know before it can compute anything, such as the number of
/// months: no solver can vary it.
pub fn fixed(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::NotAnInput,
        "this number cannot vary: pace has to know it beforehand",
        span,
        "a fixed number",
    )
    .help("solve for something that is computed: a row, an action, a stage's rate or duration")
}
