//! All words that may be typed in a session, as plain data for completion and highlighting.

use super::Session;
use super::command::COMMANDS;
use crate::library::{FUNCTIONS, Function};
use crate::model::Row;
use crate::value::{DurationWord, Period};

/// The words of a session at one moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Vocabulary {
    /// The rows, members such as `meetings.rate` too.
    pub rows: Vec<RowWord>,
    /// The functions.
    pub functions: &'static [&'static Function],
    /// The scenarios, `base` first.
    pub scenarios: Vec<String>,
    /// The months as a plan writes them.
    pub months: Vec<String>,
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

/// Words that begin a statement, then those inside one.
pub(super) const KEYWORDS: [(&str, &str); 38] = [
    ("title", "the plan's title: `title \"Our year\"`"),
    ("months", "the months of the plan: `months 2026-01 .. 2026-12`, or `months 18`"),
    ("days", "a fixed length for every month: `days 30/month`"),
    ("workdays", "which days are worked: `workdays mon..fri except 2026-12-25`, or `workdays 20/month`"),
    ("currency", "the plan's one currency: `currency EUR`"),
    ("use", "brings in another file: `use \"calendar.pace\"`"),
    ("show", "the rows of the table, in order: `show calls, won, bookings`"),
    ("plan", "what you do: `plan { 4 calls/day }`; here a line `4 calls/day` is enough"),
    ("pipeline", "what comes of it: an entry, stages, `worth`"),
    ("stock", "what piles up: `stock bank { opening $50,000; gains cash; loses costs }`"),
    ("goal", "what is wanted: `goal bookings >= $100,000 by 2026-12`"),
    ("check", "what must hold in every month: `check bank >= $0`"),
    ("scenario", "what would differ: `scenario hustle { plan 9 calls/day }`"),
    ("new", "before a row or action that the plan does not have; a session adds it by itself"),
    ("replace", "before a formula that takes another's place; a session adds it by itself"),
    ("capacity", "what a working day has: `capacity 5 hours/day`"),
    ("worth", "the money of a won deal: `worth $6,000`"),
    ("opening", "what there is at the start: `opening 12 leads`, `opening $50,000`"),
    ("aligned", "how far this business lies in your direction: `aligned 100%`"),
    ("gains", "what a stock gains each month: `gains sales`"),
    ("loses", "what a stock loses each month: `loses costs`"),
    ("from", "from a month on: `9 calls/day from 2026-03`"),
    ("in", "in a span of months: `$500/month in 2026-Q3`; how long a stage takes: `in 14 days`"),
    ("once", "in one month: `$8,000 once in 2026-09`"),
    ("every", "`[12 values] every year`: January to December"),
    ("growing", "compounding growth: `$5,000/month growing 3%/year`"),
    ("rising", "a straight line: `$1,000/month rising to $4,000/month by 2026-12`"),
    ("when", "only where a condition holds: `9 calls/day when bookings < $5,000/month`"),
    ("taking", "what one costs in time: `4 calls/day taking 15 minutes`"),
    ("by", "up to a month: `goal leads >= 40 by 2026-06`"),
    ("of", "a share of something: `40% of leads`; evidence: `23 of 46`"),
    ("over", "which part comes in which month: `over [40%, 60%]`"),
    ("likely", "the likeliest value of a range: `$5,000 to $20,000 likely $8,000`"),
    ("to", "a range: `3 to 5`"),
    ("extends", "a scenario that starts from another: `scenario b extends a { … }`"),
    ("and", "both: `a >= 1 and b >= 1`"),
    ("or", "one of them: `a >= 1 or b >= 1`"),
    ("not", "the opposite: `not (a >= 1)`"),
];

impl Session {
    /// All words that may be typed.
    pub fn vocabulary(&self) -> Vocabulary {
        let units = DurationWord::WORDS.iter().map(|(word, _)| *word);
        let mut words = Vocabulary {
            rows: Vec::new(),
            functions: FUNCTIONS,
            scenarios: self.desk.scenarios(),
            months: Vec::new(),
            commands: COMMANDS
                .iter()
                .map(|command| CommandWord {
                    name: format!(":{}", command.name),
                    usage: command.usage(),
                    help: command.help.to_string(),
                })
                .collect(),
            keywords: KEYWORDS.iter().map(|(word, _)| *word).collect(),
            units: units.chain(["minutes", "hours", "points"]).collect(),
            periods: Period::WORDS.iter().map(|(word, _)| *word).collect(),
        };
        if let Some((model, scenario)) = self.desk.model().zip(self.desk.changed()) {
            words.months = (0..model.calendar.len()).map(|month| model.calendar.label(month)).collect();
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
