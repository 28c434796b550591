//! The words of a session, sorted so that each keystroke finds them quickly: a plan may have 20,000 rows.

use std::collections::BTreeSet;

use crate::library::{self, Function};
use crate::session::{CommandWord, RowWord, Vocabulary};
use crate::syntax::{self, WordKind};

/// What a word stands for in a formula or statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WordMeaning {
    /// A row, or a member of one.
    Row,
    /// A function.
    Function,
    /// A scenario, or a row of one.
    Scenario,
    /// A word of the language, which is never a name.
    Keyword,
    /// A unit or a period.
    Unit,
    /// A month or quarter.
    Time,
}

/// The vocabulary of a session with the names of its rows sorted.
#[derive(Debug, Default)]
pub struct WordIndex {
    vocabulary: Vocabulary,
    rows: BTreeSet<String>,
}

impl WordIndex {
    /// The index of a vocabulary.
    pub fn new(vocabulary: Vocabulary) -> WordIndex {
        let rows = vocabulary.rows.iter().map(|row| row.name.clone()).collect();
        WordIndex { vocabulary, rows }
    }

    /// The words as the session gave them.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The rows, in the order of the plan.
    pub fn rows(&self) -> impl Iterator<Item = &RowWord> {
        self.vocabulary.rows.iter()
    }

    /// The function of that name; none where there is none.
    pub fn function(&self, name: &str) -> Option<&'static Function> {
        library::function(name)
    }

    /// Whether there is a row of that name.
    pub fn is_row(&self, name: &str) -> bool {
        self.rows.contains(name)
    }

    /// Whether there is a scenario of that name.
    pub fn is_scenario(&self, name: &str) -> bool {
        self.vocabulary.scenarios.iter().any(|scenario| scenario == name)
    }

    /// The command that a word, colon included, names: by its whole name, or by the beginning of only one.
    /// None where it names none or several.
    pub fn command(&self, word: &str) -> Option<&CommandWord> {
        let commands = &self.vocabulary.commands;
        if let Some(exact) = commands.iter().find(|command| command.name == word) {
            return Some(exact);
        }
        let mut found = commands.iter().filter(|command| word.len() > 1 && command.name.starts_with(word));
        found.next().filter(|_| found.next().is_none())
    }

    /// What a name or word stands for; none where nothing has it. Rows come first: a row may be called as a
    /// function is.
    pub fn meaning(&self, word: &str) -> Option<WordMeaning> {
        // Names are compared in composed form, as the parser reads them: an accent may have been typed as a
        // character of its own.
        let word = &*syntax::composed(word);
        if self.is_row(word) {
            return Some(WordMeaning::Row);
        }
        if self.function(word).is_some() {
            return Some(WordMeaning::Function);
        }
        match syntax::word_kind(word) {
            WordKind::Taken | WordKind::Statement | WordKind::InPlace => return Some(WordMeaning::Keyword),
            WordKind::Unit => return Some(WordMeaning::Unit),
            WordKind::Time => return Some(WordMeaning::Time),
            WordKind::Name => {}
        }
        let (scenario, row) = word.split_once('.').unwrap_or((word, ""));
        let in_scenario = self.is_scenario(scenario) && (row.is_empty() || self.is_row(row));
        if in_scenario {
            return Some(WordMeaning::Scenario);
        }
        // The last value.
        (word == "_").then_some(WordMeaning::Row)
    }

    /// Whether something that is known begins with these letters, so that more of them may complete it.
    pub fn may_become_known(&self, begun: &str) -> bool {
        let begun = &*syntax::composed(begun);
        let row = |name: &str| {
            // In a sorted set the first name that is not smaller tells whether any begins so.
            self.rows.range(name.to_string()..).next().is_some_and(|found| found.starts_with(name))
        };
        let scenario_row =
            || begun.split_once('.').is_some_and(|(scenario, rest)| self.is_scenario(scenario) && row(rest));
        row(begun)
            || scenario_row()
            || self.vocabulary.functions.iter().any(|function| function.name.starts_with(begun))
            || self.vocabulary.scenarios.iter().any(|scenario| scenario.starts_with(begun))
            || self.vocabulary.keywords.iter().any(|keyword| keyword.starts_with(begun))
            || self
                .vocabulary
                .units
                .iter()
                .chain(&self.vocabulary.periods)
                .any(|unit| unit.starts_with(begun))
    }
}

#[cfg(test)]
pub mod samples {
    use super::*;

    fn row(name: &str, unit: &str, origin: &str, input: bool) -> RowWord {
        let (name, unit, origin) = (name.to_string(), unit.to_string(), origin.to_string());
        RowWord { name, unit, doc: None, origin, changed: false, input }
    }

    /// The words of a small plan.
    pub fn words() -> WordIndex {
        let commands = [
            (":help", ":help [WORD]", "What can be typed"),
            (":load", ":load FILE", "Another plan"),
            (":levers", ":levers [GOAL]", "Which input counts"),
            (":info", ":info ROW", "All about a row"),
            (":explain", ":explain ROW [MONTH]", "Where a number comes from"),
            (":scenario", ":scenario [NAME]", "Look at a scenario"),
            (":save", ":save scenario NAME [\"LABEL\"] | plan FILE", "Keep what was found"),
            (":grid", ":grid --row ROW --vary 'INPUT=LOW..HIGH' [--at MONTH]", "A row for every value"),
            (":why", ":why ROW [MONTH] [--vs MONTH] [--vs-scenario NAME]", "What a change is made of"),
            (":when", ":when CONDITION", "The first month in which something holds"),
        ];
        let commands = commands.map(|(name, usage, help)| CommandWord {
            name: name.into(),
            usage: usage.into(),
            help: help.into(),
        });
        WordIndex::new(Vocabulary {
            rows: vec![
                row("calls", "/month", "plan", true),
                row("leads", "1/month", "pipeline", false),
                row("meetings", "/month", "pipeline", false),
                row("meetings.rate", "%", "pipeline", true),
                row("meetings.time", "days", "pipeline", true),
                row("bookings", "$/month", "pipeline", false),
                row("größe", "1", "variable", true),
                row("calendar.days", "", "calendar", true),
                row("calendar.workdays", "", "calendar", true),
            ],
            functions: library::functions().collect(),
            scenarios: vec!["base".into(), "hire".into(), "hustle".into()],
            months: ["2026-01", "2026-02", "2026-03"].map(String::from).to_vec(),
            fiscal: ["FY2026", "FY2026-Q1"].map(String::from).to_vec(),
            commands: commands.to_vec(),
            keywords: vec!["goal", "pipeline", "plan", "show", "scenario", "growing", "from", "by"],
            units: vec![
                "days", "day", "weeks", "week", "months", "month", "hours", "hour", "points", "point",
            ],
            periods: vec!["day", "week", "month", "quarter", "year", "workday"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_looked_up_as_formulas_read_them() {
        let words = samples::words();
        assert_eq!(words.meaning("meetings.rate"), Some(WordMeaning::Row));
        assert_eq!(words.meaning("delay"), Some(WordMeaning::Function));
        assert_eq!(words.meaning("hire.leads"), Some(WordMeaning::Scenario));
        assert_eq!(words.meaning("hire.leeds"), None);
        assert_eq!(words.meaning("Jul"), Some(WordMeaning::Time));
        // The accent typed as a character of its own.
        assert_eq!(words.meaning("gro\u{308}\u{df}e"), Some(WordMeaning::Row));
        assert_eq!(words.meaning("leeds"), None);
        assert!(words.may_become_known("lea") && words.may_become_known("hire.bo"));
        assert!(!words.may_become_known("leed"));
    }

    #[test]
    fn commands_are_found_by_the_beginning_of_one() {
        let words = samples::words();
        let name = |word| words.command(word).map(|command| command.name.as_str());
        assert_eq!(name(":sa"), Some(":save"));
        assert_eq!(name(":l"), None);
        assert_eq!(name(":load"), Some(":load"));
        assert_eq!(name(":"), None);
    }
}
