//! The formats of an answer. Each is one line of [`FORMATS`] and a file in `output/` that writes it;
//! questions know none of them.

use super::{Answer, PlanView};
use crate::model::Solved;
use crate::output::text::{self, Screen};
use crate::output::{csv, markdown};
use crate::report::{self, Block, Records, Report};

/// A format in which an answer can be written.
#[derive(Debug)]
pub struct AnswerFormat {
    /// Its name after `--format`.
    pub name: &'static str,
    /// The endings of files that hold it, the first of which is advised.
    pub endings: &'static [&'static str],
    /// Whether it has room for warnings; where it has none, such as in CSV, they are told on stderr.
    pub has_warnings: bool,
    write: fn(&PresentedAnswer) -> Vec<u8>,
}

/// All formats; the first is the usual one.
pub static FORMATS: &[AnswerFormat] = &[
    // For people, in a terminal.
    AnswerFormat {
        name: "table",
        endings: &["txt"],
        has_warnings: true,
        write: |presented| text::render(&presented.report(), presented.screen).into_bytes(),
    },
    // The document that the manual describes.
    AnswerFormat {
        name: "json",
        endings: &["json"],
        has_warnings: true,
        write: |presented| presented.document(),
    },
    // One record a line.
    AnswerFormat {
        name: "csv",
        endings: &["csv"],
        has_warnings: false,
        write: |presented| csv::records(&presented.records()),
    },
    // One record for each row and month, with a column for each segment: what a pivot table wants.
    AnswerFormat {
        name: "long",
        endings: &[],
        has_warnings: false,
        write: |presented| match presented.answer.long_rows() {
            Some(rows) => csv::long(&rows),
            None => csv::records(&presented.records()),
        },
    },
    // The table for a page or a message.
    AnswerFormat {
        name: "markdown",
        endings: &["md", "markdown"],
        has_warnings: true,
        write: |presented| markdown::render(&presented.page()).into_bytes(),
    },
];

impl AnswerFormat {
    /// The format of that name; none where there is none.
    pub fn find(name: &str) -> Option<&'static AnswerFormat> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format of a file with this ending, in capitals too; none where pace writes no such file.
    pub fn of_ending(ending: &str) -> Option<&'static AnswerFormat> {
        let ending = ending.to_lowercase();
        FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()))
    }

    /// The bytes of an answer in this format.
    pub fn write(&self, presented: &PresentedAnswer) -> Vec<u8> {
        (self.write)(presented)
    }
}

/// An answer with all that a format may want of it: what was found for `?`, and the screen that it is laid
/// out for.
pub struct PresentedAnswer<'a> {
    answer: &'a dyn Answer,
    /// What was found for `?`, and in which scenario; empty where the answer tells it itself.
    solved: Vec<(&'a str, &'a Solved)>,
    /// Width and colours; only formats for people look at it.
    screen: &'a Screen,
    /// Whether a report includes the warnings of the answer.
    warned: bool,
    /// What stands before the answer in a report: what a trial moves.
    lead: Vec<Block>,
}

impl<'a> PresentedAnswer<'a> {
    /// An answer about several plans, such as that of `diff`, or one that rests on no `?`.
    pub fn new(answer: &'a dyn Answer, screen: &'a Screen) -> PresentedAnswer<'a> {
        PresentedAnswer { answer, solved: Vec::new(), screen, warned: false, lead: Vec::new() }
    }

    /// The answer to a question about one plan, with what was found for the `?` of its scenarios. `warned`
    /// says whether a report includes the warnings of the answer.
    pub fn of_plan(
        answer: &'a dyn Answer,
        view: &PlanView<'a>,
        screen: &'a Screen,
        warned: bool,
    ) -> PresentedAnswer<'a> {
        // An answer about several scenarios rests on the `?` of each, not only on that of the one that was
        // chosen.
        let names = answer.scenarios().unwrap_or_else(|| vec![view.scenario.to_string()]);
        let found = names.iter().filter(|_| !answer.tells_solved()).filter_map(|name| {
            let scenario = view.plan.model().scenario(name)?;
            Some((scenario.name.as_str(), scenario.unknown.as_ref()?.solved.as_ref()?))
        });
        PresentedAnswer { answer, solved: found.collect(), screen, warned, lead: Vec::new() }
    }

    /// The same answer with these blocks before it, in formats for people.
    #[must_use]
    pub fn led_by(self, lead: Vec<Block>) -> PresentedAnswer<'a> {
        PresentedAnswer { lead, ..self }
    }

    /// Whether it is about several scenarios, so that each number found has to name its own.
    fn several(&self) -> bool {
        self.answer.scenarios().is_some()
    }

    fn report(&self) -> Report {
        self.noted(if self.warned { self.answer.warned() } else { self.answer.report() })
    }

    fn page(&self) -> Report {
        // A page has more room, but warnings come before that: an answer has no form with both.
        let warns = self.warned && self.answer.warnings().is_some();
        self.noted(if warns { self.answer.warned() } else { self.answer.page() })
    }

    /// A report with a note on each number that was found; of several scenarios, each says which it is.
    fn noted(&self, report: Report) -> Report {
        let said = |(scenario, solved): &(&str, &Solved)| match self.several() {
            true => format!("{scenario}: {}", solved.note),
            false => solved.note.clone(),
        };
        let mut report = report::led_by(&self.lead, report);
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
