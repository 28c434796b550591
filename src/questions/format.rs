//! The formats of an answer: one line each here, and the file in `output/` that writes it.

use super::{Answer, PlanView};
use crate::model::Solved;
use crate::output::text::{self, Screen};
use crate::output::{csv, markdown};
use crate::report::{Block, Records, Report};

/// A way to write an answer.
#[derive(Debug)]
pub struct AnswerFormat {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether it has room for what there is to warn of; elsewhere that is told beside the answer.
    pub has_warnings: bool,
    write: fn(&PresentedAnswer) -> Vec<u8>,
}

/// All formats; the first is the usual one.
pub static FORMATS: &[AnswerFormat] = &[
    // For people, in a terminal.
    AnswerFormat {
        name: "table",
        has_warnings: true,
        write: |presented| text::render(&presented.report(), presented.screen).into_bytes(),
    },
    // The document that the manual describes.
    AnswerFormat { name: "json", has_warnings: true, write: |presented| presented.document() },
    // One record a line.
    AnswerFormat { name: "csv", has_warnings: false, write: |presented| csv::records(&presented.records()) },
    // The table for a page or a message.
    AnswerFormat {
        name: "markdown",
        has_warnings: true,
        write: |presented| markdown::render(&presented.page()).into_bytes(),
    },
];

impl AnswerFormat {
    /// The format of a name.
    pub fn find(name: &str) -> Option<&'static AnswerFormat> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// An answer in this format.
    pub fn write(&self, presented: &PresentedAnswer) -> Vec<u8> {
        (self.write)(presented)
    }
}

/// An answer with all that a format may want of it.
pub struct PresentedAnswer<'a> {
    answer: &'a dyn Answer,
    /// What was found for `?`, and in which scenario; empty where the answer tells it itself.
    solved: Vec<(&'a str, &'a Solved)>,
    screen: &'a Screen,
    /// Whether a report says what there is to warn of.
    warned: bool,
}

impl<'a> PresentedAnswer<'a> {
    /// An answer about several plans, or one that rests on no `?`.
    pub fn new(answer: &'a dyn Answer, screen: &'a Screen) -> PresentedAnswer<'a> {
        PresentedAnswer { answer, solved: Vec::new(), screen, warned: false }
    }

    /// The answer to a question about a plan; `warned` says whether a report has what it warns of.
    pub fn of_plan(
        answer: &'a dyn Answer,
        view: &PlanView<'a>,
        screen: &'a Screen,
        warned: bool,
    ) -> PresentedAnswer<'a> {
        let names = answer.scenarios().unwrap_or_else(|| vec![view.scenario.to_string()]);
        let found = names.iter().filter(|_| !answer.tells_solved()).filter_map(|name| {
            let scenario = view.plan.model().scenario(name)?;
            Some((scenario.name.as_str(), scenario.unknown.as_ref()?.solved.as_ref()?))
        });
        PresentedAnswer { answer, solved: found.collect(), screen, warned }
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
