//! What could stand at the cursor, the best first.
//!
//! The text up to the cursor is read as tokens only, not parsed: an unfinished text has no tree. [`place`]
//! says what kind of word may stand there, and the words of the session that fit are offered.

mod command;
mod place;
mod usage;

use super::word_index::WordIndex;
use crate::session::RowWord;
use crate::syntax::{AFTER_VALUE, composed, keyword, line_words, statement_words};
use crate::value::Currency;
use place::{ExpectedWord, wanted, word_start};

/// How many candidates are offered; more than this nobody looks through, and each takes a line of the
/// terminal.
pub const MOST: usize = 500;

/// Something that could stand at the cursor.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Candidate {
    /// What is put into the text.
    pub text: String,
    /// Its description in a list: a unit, a signature, a sentence; empty where it needs none.
    pub about: String,
}

impl Candidate {
    /// A candidate with a description.
    fn new(text: impl Into<String>, about: impl Into<String>) -> Candidate {
        Candidate { text: text.into(), about: about.into() }
    }

    /// A candidate that says what it is.
    fn bare(text: impl Into<String>) -> Candidate {
        Candidate::new(text, "")
    }

    /// A row, described by its unit.
    fn row(row: &RowWord) -> Candidate {
        Candidate::new(&row.name, unit(row))
    }
}

/// The unit of a row as tables have it: `/month` for `1/month`, `$/month` for `USD/month`; none where it is a
/// plain number.
fn unit(row: &RowWord) -> String {
    let (money, rest) = row.unit.split_at_checked(3).unwrap_or(("", &row.unit));
    let sign = Currency::from_code(money).filter(|_| !rest.starts_with(char::is_alphanumeric));
    match sign.and_then(Currency::sign) {
        Some(sign) => format!("{sign}{rest}"),
        None => row.unit.strip_prefix('1').unwrap_or(&row.unit).to_string(),
    }
}

/// What could be typed, and from which byte on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// The byte where the word begins that is completed.
    pub start: usize,
    /// What could stand there, the best first.
    pub candidates: Vec<Candidate>,
}

/// What could stand at byte `at` of a text. `files` lists the files and folders whose path begins with a
/// text.
pub fn complete(text: &str, at: usize, words: &WordIndex, files: &dyn Fn(&str) -> Vec<String>) -> Completion {
    let before = text.get(..at).unwrap_or(text);
    let (start, all) = match before.trim_start().starts_with(':') {
        true => command::candidates(before, words, files),
        false => in_formula(before, words),
    };
    let begun = before.get(start..).unwrap_or_default();
    Completion { start, candidates: fitting(all, begun) }
}

/// The candidates that begin with what has been typed; where none does, those that begin so in other
/// capitals.
fn fitting(all: Vec<Candidate>, begun: &str) -> Vec<Candidate> {
    let begun = composed(begun);
    let same: Vec<_> = all.iter().filter(|one| one.text.starts_with(&*begun)).take(MOST).cloned().collect();
    if !same.is_empty() {
        return same;
    }
    let begun = begun.to_lowercase();
    all.into_iter().filter(|one| one.text.to_lowercase().starts_with(&begun)).take(MOST).collect()
}

/// The start of the word at the end of a text, and what could stand there in a statement or formula.
fn in_formula(before: &str, words: &WordIndex) -> (usize, Vec<Candidate>) {
    let start = word_start(before);
    let (before, begun) = before.split_at_checked(start).unwrap_or((before, ""));
    let wanted = wanted(before);
    // Digits begin a month, if anything that is known.
    if begun.starts_with(|first: char| first.is_ascii_digit()) && wanted != ExpectedWord::Month {
        return (start, Vec::new());
    }
    (start, offered(&wanted, begun, words))
}

/// Every word that may stand where `wanted` is, fitting or not.
fn offered(wanted: &ExpectedWord, begun: &str, words: &WordIndex) -> Vec<Candidate> {
    let vocabulary = words.vocabulary();
    let bare = |words: &[&'static str]| words.iter().copied().map(Candidate::bare).collect::<Vec<_>>();
    match wanted {
        ExpectedWord::Beginning(block) => {
            let mut all = match block {
                Some(block) => bare(&line_words(block)),
                None => bare(statement_words()),
            };
            all.extend(values(begun, words));
            all
        }
        ExpectedWord::Value => values(begun, words),
        ExpectedWord::Tier => {
            let mut all = values(begun, words);
            all.extend(bare(&["whole", "each quarter", "each year"]));
            all
        }
        ExpectedWord::Row => rows(begun, words),
        ExpectedWord::Goal => {
            let mut all = rows(begun, words);
            all.extend(bare(&["total"]));
            all
        }
        ExpectedWord::Stock => words.rows().filter(|row| row.origin == "stock").map(Candidate::row).collect(),
        ExpectedWord::Scenario => scenarios(words),
        ExpectedWord::Month => months(begun, words),
        ExpectedWord::Unit => units(words, false),
        ExpectedWord::Measure { one, head } => {
            let mut all = units(words, *one);
            all.extend(offered(&ExpectedWord::After(head.clone()), begun, words));
            all
        }
        ExpectedWord::Counted => {
            let actions = words.rows().filter(|row| row.origin == "plan").map(Candidate::row);
            actions.chain(units(words, false)).collect()
        }
        ExpectedWord::Period => bare(&vocabulary.periods),
        ExpectedWord::After(head) => {
            let keyword = head.as_deref().and_then(keyword);
            bare(keyword.and_then(|keyword| keyword.after_value).unwrap_or(AFTER_VALUE))
        }
        ExpectedWord::OneOf(some) => bare(some),
        ExpectedWord::Nothing => Vec::new(),
    }
}

/// Rows, then functions with their bracket, then scenarios, whose rows follow a dot.
fn values(begun: &str, words: &WordIndex) -> Vec<Candidate> {
    let mut all = rows(begun, words);
    if let Some((scenario, _)) = begun.split_once('.') {
        if words.is_scenario(scenario) {
            let of_scenario = |row: &RowWord| Candidate::new(format!("{scenario}.{}", row.name), unit(row));
            all.extend(words.rows().map(of_scenario));
        }
        return all;
    }
    let functions = words.vocabulary().functions.iter();
    all.extend(functions.map(|function| Candidate::new(format!("{}(", function.name), function.signature)));
    all.extend(
        words.vocabulary().scenarios.iter().map(|name| Candidate::new(format!("{name}."), "scenario")),
    );
    all
}

/// Rows; their members only after a dot, or there would be no end to them. What has members and is no row, such
/// as a pipeline with a name, is offered with its dot.
fn rows(begun: &str, words: &WordIndex) -> Vec<Candidate> {
    if begun.contains('.') {
        return words.rows().map(Candidate::row).collect();
    }
    let mut all: Vec<Candidate> = Vec::new();
    for row in words.rows() {
        match row.name.split_once('.') {
            None => all.push(Candidate::row(row)),
            Some((head, _)) if words.is_row(head) => {}
            Some((head, _)) => {
                let head = Candidate::bare(format!("{head}."));
                // Its rows stand together.
                if all.last() != Some(&head) {
                    all.push(head);
                }
            }
        }
    }
    all
}

/// The units after `1` (`day`), or after any other number (`days`).
fn units(words: &WordIndex, one: bool) -> Vec<Candidate> {
    let fitting = words.vocabulary().units.iter().filter(|unit| unit.ends_with('s') != one);
    fitting.copied().map(Candidate::bare).collect()
}

/// The names of the scenarios.
fn scenarios(words: &WordIndex) -> Vec<Candidate> {
    words.vocabulary().scenarios.iter().map(Candidate::bare).collect()
}

/// The months of the plan, as it writes them. Fiscal years and quarters follow their first letter: of a list of months
/// they would be the end.
fn months(begun: &str, words: &WordIndex) -> Vec<Candidate> {
    let vocabulary = words.vocabulary();
    let fiscal = vocabulary.fiscal.iter().filter(|_| begun.starts_with(['F', 'f']));
    vocabulary.months.iter().chain(fiscal).map(Candidate::bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::word_index::samples;

    /// What is offered at the `|` of a text.
    fn offers(text: &str) -> Vec<String> {
        let at = text.find('|').unwrap_or(text.len());
        let files = |_: &str| vec!["plan.pace".to_string(), "plans/".to_string()];
        let done = complete(&text.replace('|', ""), at, &samples::words(), &files);
        done.candidates.into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn rows_come_before_functions_and_scenarios() {
        assert_eq!(offers("x = le|"), ["leads"]);
        assert_eq!(offers("x = l|"), ["leads", "last(", "lowest(", "lognormal("]);
        assert_eq!(offers("x = h|"), ["highest(", "hire.", "hustle."]);
        assert_eq!(offers("x = LE|"), ["leads"]);
        assert_eq!(offers("x = zz|"), Vec::<String>::new());
    }

    #[test]
    fn fiscal_years_are_offered_where_months_are() {
        assert_eq!(offers("fis|"), ["fiscal"]);
        assert_eq!(offers("fiscal |"), ["year"]);
        assert_eq!(offers("fiscal year 2027 f|"), ["from"]);
        assert_eq!(offers("fiscal year 2027 from 2026-01|"), ["2026-01"]);
        assert_eq!(offers("x = 1 in FY|"), ["FY2026", "FY2026-Q1"]);
        assert_eq!(offers("goal total leads >= 1 in FY2026-|"), ["FY2026-Q1"]);
    }

    #[test]
    fn tiers_have_words_of_their_own() {
        assert_eq!(offers("x = tiers(leads, w|"), ["whole"]);
        assert_eq!(offers("x = tiers(leads, 10% to max(1, 2), e|"), ["each quarter", "each year"]);
        assert_eq!(offers("x = tiers(leads, 10% to 20, 5%, each q|"), ["quarter"]);
        assert_eq!(offers("x = max(leads, w|"), Vec::<String>::new());
        assert_eq!(offers("x = ti|"), ["tiers("]);
        assert!(offers("x = tiers(leads, 10% |").contains(&"to".to_string()));
    }

    #[test]
    fn members_follow_a_dot() {
        assert_eq!(offers("x = meetings.|"), ["meetings.rate", "meetings.time"]);
        assert_eq!(offers("x = meetings.r|"), ["meetings.rate"]);
        assert_eq!(offers("x = meet|"), ["meetings"]);
        assert_eq!(offers("x = hire.boo|"), ["hire.bookings"]);
        assert_eq!(offers("x = ca|"), ["calls", "calendar."]);
        assert_eq!(offers("x = hire.meetings.t|"), ["hire.meetings.time"]);
    }

    #[test]
    fn a_word_is_completed_from_its_beginning_also_inside_it() {
        let files = |_: &str| Vec::new();
        let done = complete("x = leads * 2", 6, &samples::words(), &files);
        assert_eq!(done.start, 4);
        assert_eq!(done.candidates, [Candidate::new("leads", "/month")]);
    }

    #[test]
    fn a_goal_is_compared_before_it_is_dated() {
        assert_eq!(offers("goal leads |"), [">=", "<="]);
        assert_eq!(offers("goal leads >= 40 |")[..1], ["days"]);
        assert!(offers("goal bookings >= $40k |").contains(&"by".to_string()));
    }

    #[test]
    fn units_are_said_as_tables_say_them() {
        let said = |symbol: &str| {
            unit(&RowWord { unit: symbol.to_string(), ..samples::words().rows().next().cloned().unwrap() })
        };
        assert_eq!(said("USD/month"), "$/month");
        assert_eq!(said("EUR"), "€");
        assert_eq!(said("SEK/month"), "SEK/month");
        assert_eq!(said("1/month"), "/month");
        assert_eq!((said("1"), said("%"), said("days")), (String::new(), "%".into(), "days".into()));
    }

    #[test]
    fn names_of_all_languages_are_completed_however_they_are_typed() {
        assert_eq!(offers("x = grö|"), ["größe"]);
        assert_eq!(offers("x = gro\u{308}|"), ["größe"]);
    }

    #[test]
    fn numbers_are_followed_by_units_and_periods() {
        assert_eq!(offers("2 calls/|"), ["day", "week", "month", "quarter", "year", "workday"]);
        assert_eq!(offers("x = $20,000/m|"), ["month"]);
        let units = offers("won = 3% of leads in 30 |");
        assert_eq!(units[..5], ["days", "weeks", "months", "hours", "points"]);
        assert_eq!(offers("x = 30 w|"), ["weeks", "when"]);
        assert_eq!(offers("x = 1 we|"), ["week"]);
        assert_eq!(offers("plan 4 c|"), ["calls"]);
        assert_eq!(offers("x = 3|"), Vec::<String>::new());
    }

    #[test]
    fn months_follow_the_words_of_time() {
        assert_eq!(offers("goal leads >= 3 by |"), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(offers("x = leads[2026-03|"), ["2026-03"]);
    }

    #[test]
    fn a_line_begins_with_the_words_of_its_place() {
        assert_eq!(offers("pi|"), ["pipeline"]);
        assert_eq!(offers("sc|"), ["scenario"]);
        assert_eq!(offers("pipeline {\n  w|"), ["worth"]);
        assert_eq!(offers("goal leads >= 3 b|"), ["by"]);
        assert_eq!(offers("x = leads gr|"), ["growing"]);
        assert!(offers("|").contains(&"goal".to_string()));
    }

    #[test]
    fn commands_are_offered_with_what_they_take() {
        assert_eq!(offers(":e|"), [":explain"]);
        assert_eq!(offers(":explain le|"), ["leads"]);
        assert_eq!(offers(":explain meetings.|"), ["meetings.rate", "meetings.time"]);
        assert_eq!(offers(":explain leads 2026-02|"), ["2026-02"]);
        assert_eq!(offers(":exp leads |"), ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(offers(":scenario h|"), ["hire", "hustle"]);
        assert_eq!(offers(":save |"), ["scenario", "plan"]);
        assert_eq!(offers(":save scenario |"), Vec::<String>::new());
        assert_eq!(offers(":load pl|"), ["plan.pace", "plans/"]);
        assert_eq!(offers(":save plan pl|"), ["plan.pace", "plans/"]);
        assert_eq!(offers(":why leads --|"), ["--vs", "--vs-scenario"]);
        assert_eq!(offers(":why leads --vs-scenario h|"), ["hire", "hustle"]);
        assert_eq!(offers(":grid --vary bo|"), ["bookings"]);
        assert_eq!(offers(":grid --vary |")[..2], ["calls", "größe"]);
        assert_eq!(offers(":grid --vary calls=2/d|"), ["day"]);
        assert_eq!(offers(":when cum(boo|"), ["bookings"]);
        assert_eq!(offers(":when leads[2026-02|"), ["2026-02"]);
        assert_eq!(offers(":help exp|"), ["explain"]);
        assert_eq!(offers(":help del|"), ["delay"]);
        assert_eq!(offers(":help unit-m|"), ["unit-mismatch"]);
    }
}
