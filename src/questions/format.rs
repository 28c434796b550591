//! The formats of an answer: one line each here, and the file in `output/` that writes it.

use super::{Answer, PlanView};
use crate::model::Solved;
use crate::output::text::{self, Screen};
use crate::output::{csv, markdown};
use crate::report::{Block, Records, Report};

/// A way to write an answer.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether it has room for what there is to warn of; elsewhere that is told beside the answer.
    pub has_warnings: bool,
    write: fn(&Told) -> Vec<u8>,
}

/// All formats; the first is the usual one.
pub static FORMATS: &[Format] = &[
    // For people, in a terminal.
    Format {
        name: "table",
        has_warnings: true,
        write: |told| text::render(&told.report(), told.screen).into_bytes(),
    },
    // The document that the manual describes.
    Format { name: "json", has_warnings: true, write: |told| told.document() },
    // One record a line.
    Format { name: "csv", has_warnings: false, write: |told| csv::records(&told.records()) },
    // The table for a page or a message.
    Format {
        name: "markdown",
        has_warnings: true,
        write: |told| markdown::render(&told.page()).into_bytes(),
    },
];

impl Format {
    /// The format of a name.
    pub fn find(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// An answer in this format.
    pub fn write(&self, told: &Told) -> Vec<u8> {
        (self.write)(told)
    }
}

/// An answer with all that a format may want of it.
pub struct Told<'a> {
    answer: &'a dyn Answer,
    /// What was found for `?`, and in which scenario; empty where the answer tells it itself.
    solved: Vec<(&'a str, &'a Solved)>,
    screen: &'a Screen,
    /// Whether a report says what there is to warn of.
    warned: bool,
}

impl<'a> Told<'a> {
    /// An answer about several plans, or one that rests on no `?`.
    pub fn new(answer: &'a dyn Answer, screen: &'a Screen) -> Told<'a> {
        Told { answer, solved: Vec::new(), screen, warned: false }
    }

    /// The answer to a question about a plan; `warned` says whether a report has what it warns of.
    pub fn of_plan(
        answer: &'a dyn Answer,
        view: &PlanView<'a>,
        screen: &'a Screen,
        warned: bool,
    ) -> Told<'a> {
        let names = answer.scenarios().unwrap_or_else(|| vec![view.scenario.to_string()]);
        let found = names.iter().filter(|_| !answer.tells_solved()).filter_map(|name| {
            let scenario = view.plan.model().scenario(name)?;
            Some((scenario.name.as_str(), scenario.unknown.as_ref()?.solved.as_ref()?))
        });
        Told { answer, solved: found.collect(), screen, warned }
    }

    fn several(&self) -> bool {
        self.answer.scenarios().is_some()
    }

    fn report(&self) -> Report {
        self.noted(if self.warned { self.answer.warned() } else { self.answer.report() })
    }

    fn page(&self) -> Report {
        let warns = self.warned && self.answer.warnings().is_some();
        self.noted(if warns { self.answer.warned() } else { self.answer.page() })
    }

    /// A report with a note on each number that was found; of several scenarios, each says which it is.
    fn noted(&self, mut report: Report) -> Report {
        let said = |(scenario, solved): &(&str, &Solved)| match self.several() {
            true => format!("{scenario}: {}", solved.note),
            false => solved.note.clone(),
        };
        report.blocks.extend(self.solved.iter().map(|one| Block::note(said(one))));
        report
    }

    fn document(&self) -> Vec<u8> {
        self.answer.document(&self.solved, self.several())
    }

    fn records(&self) -> Records {
        let several = self.several();
        let add = |records: Records, (scenario, solved): &(&str, &Solved)| {
            records.with_solved(solved, several.then_some(scenario))
        };
        self.solved.iter().fold(self.answer.records(), add)
    }
}
