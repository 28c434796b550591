//! All words that may be typed in a session, as plain data for completion and highlighting.

use super::Session;
use super::command::COMMANDS;
use crate::library::{self, Function};
use crate::model::Row;
use crate::syntax::{KEYWORDS, Keyword, KeywordKind};
use crate::value::{Calendar, DurationWord, Period, Stretch};

/// The words of a session at one moment. It is a copy: whoever completes a word needs not wait for a session
/// at work.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Vocabulary {
    /// The rows, members such as `meetings.rate` too.
    pub rows: Vec<RowWord>,
    /// The functions.
    pub functions: Vec<&'static Function>,
    /// The scenarios, `base` first.
    pub scenarios: Vec<String>,
    /// The months as a plan writes them.
    pub months: Vec<String>,
    /// The fiscal years of the plan and their quarters, where it has such: `FY2027`, `FY2027-Q1`.
    pub fiscal: Vec<String>,
    /// The commands, with their colon.
    pub commands: Vec<CommandWord>,
    /// The words that begin a statement, or have a meaning inside one.
    pub keywords: Vec<&'static str>,
    /// The words that are a unit after a number: `days`, `points`.
    pub units: Vec<&'static str>,
    /// The words that are a period after a slash: `day`, `month`.
    pub periods: Vec<&'static str>,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowWord {
    /// The name in formulas.
    pub name: String,
    /// The unit as results name it, such as `USD/month`.
    pub unit: String,
    /// What the plan's author wrote about it.
    pub doc: Option<String>,
    /// The kind of place that defines it: `plan`, `pipeline` or the pipeline's name, `stock`, `variable`,
    /// `calendar`.
    pub origin: String,
    /// Whether the session has changed it.
    pub changed: bool,
    /// Whether its definition uses no other row.
    pub input: bool,
}

/// A command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandWord {
    /// The name with its colon: `:solve`.
    pub name: String,
    /// The name with what it takes: `:solve INPUT [--goal GOAL]`.
    pub usage: String,
    /// What it does, in a sentence.
    pub help: String,
}

/// The words of the language that mean something already; those that are only kept free for later versions
/// are left out.
pub(super) fn words_with_a_meaning() -> impl Iterator<Item = &'static Keyword> {
    KEYWORDS.iter().filter(|keyword| keyword.kind != KeywordKind::Later)
}

impl Session {
    /// All words that may be typed.
    pub fn vocabulary(&self) -> Vocabulary {
        let units = DurationWord::WORDS.iter().map(|(word, _)| *word);
        let mut words = Vocabulary {
            rows: Vec::new(),
            functions: library::functions().collect(),
            scenarios: self.state.scenarios(),
            months: Vec::new(),
            fiscal: Vec::new(),
            commands: COMMANDS
                .iter()
                .map(|command| CommandWord {
                    name: format!(":{}", command.name),
                    usage: command.usage(),
                    help: command.help.to_string(),
                })
                .collect(),
            keywords: words_with_a_meaning().map(|keyword| keyword.word).collect(),
            units: units.chain(["minutes", "hours", "points"]).collect(),
            periods: Period::WORDS.iter().map(|(word, _)| *word).collect(),
        };
        if let Some((model, scenario)) = self.state.model().zip(self.state.changed()) {
            words.months = (0..model.calendar.len()).map(|month| model.calendar.label(month)).collect();
            words.fiscal = fiscal_stretches(&model.calendar);
            let rows = scenario.table.rows.iter().map(|row| &**row).filter(|row| !row.hidden);
            let (calendar, own): (Vec<&Row>, Vec<&Row>) = rows.partition(|row| row.role.is_calendar());
            let word = |row: &Row| RowWord {
                name: row.name.clone(),
                unit: row.unit.symbol(row.shown, model.currency),
                doc: row.doc.clone(),
                origin: scenario.origin(row).name().to_string(),
                changed: self.is_changed(&row.name),
                input: row.input,
            };
            // The calendar's rows are the first to exist and the last to be of interest.
            words.rows = own.into_iter().chain(calendar).map(word).collect();
        }
        words
    }
}

/// The fiscal years of a plan, then their quarters, each once; none where years are those of the calendar.
fn fiscal_stretches(calendar: &Calendar) -> Vec<String> {
    if calendar.fiscal().is_none() {
        return Vec::new();
    }
    let of = |stretch| (0..calendar.len()).map(move |column| calendar.stretch_name(column, stretch).0);
    let mut all: Vec<String> = of(Stretch::Year).chain(of(Stretch::Quarter)).collect();
    // A stretch is a run of columns.
    all.dedup();
    all
}
