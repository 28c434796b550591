//! The words of the language, one record each: where a word may stand, what follows it, and what it means.
//!
//! The parser's messages, completion, colours and the help of a session read these records, so a new statement says its
//! words once. What a word's line looks like is the grammar's (`grammar/pace.pest`).

/// A word of the language.
#[derive(Debug)]
pub struct Keyword {
    /// The word.
    pub word: &'static str,
    /// Whether it may be a name as well.
    pub kind: KeywordKind,
    /// The blocks in which it begins a line: `plan`, `pipeline`, `stock`, `scenario`.
    pub begins_in: &'static [&'static str],
    /// What is typed right after it.
    pub follows: Follows,
    /// What stands in braces after it, and the name before them.
    pub block: BlockKind,
    /// The words that may follow a whole value of its statement or block; none for those of a definition.
    pub after_value: Option<&'static [&'static str]>,
    /// What it means, in a sentence with an example.
    pub about: &'static str,
}

/// What a word of the language is to a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeywordKind {
    /// Begins a statement of a plan; a row may be called so.
    Statement,
    /// Means something only in its place; a row may be called so.
    InPlace,
    /// Never a name.
    Taken,
    /// Kept for a later version: neither a name nor a statement yet.
    Later,
}

/// What is typed right after a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Follows {
    /// Something that nobody knows beforehand: a text, a new name, a brace.
    Nothing,
    /// A formula.
    Value,
    /// The name of a row.
    Row,
    /// The name of a stock.
    Stock,
    /// The name of a scenario.
    Scenario,
    /// A month.
    Month,
    /// One of a few words.
    OneOf(&'static [&'static str]),
    /// The words that may stand after a value.
    More,
}

/// What stands in braces after a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// It has no block.
    None,
    /// A block without a name.
    Plain,
    /// A block that has, or may have, a name of its own.
    Named,
}

/// The words that may follow a whole value, where a statement does not have words of its own.
pub const AFTER_VALUE: &[&str] =
    &["from", "until", "in", "growing", "rising to", "once in", "every", "when", "of", "and", "or", "to"];

const fn statement(word: &'static str, follows: Follows, about: &'static str) -> Keyword {
    Keyword {
        word,
        kind: KeywordKind::Statement,
        begins_in: &[],
        follows,
        block: BlockKind::None,
        after_value: None,
        about,
    }
}

const fn in_place(word: &'static str, follows: Follows, about: &'static str) -> Keyword {
    Keyword { kind: KeywordKind::InPlace, ..statement(word, follows, about) }
}

const fn taken(word: &'static str, follows: Follows, about: &'static str) -> Keyword {
    Keyword { kind: KeywordKind::Taken, ..statement(word, follows, about) }
}

const fn later(word: &'static str) -> Keyword {
    Keyword { kind: KeywordKind::Later, ..statement(word, Follows::Nothing, "") }
}

impl Keyword {
    const fn inside(self, blocks: &'static [&'static str]) -> Keyword {
        Keyword { begins_in: blocks, ..self }
    }

    const fn block(self, block: BlockKind) -> Keyword {
        Keyword { block, ..self }
    }

    const fn then(self, words: &'static [&'static str]) -> Keyword {
        Keyword { after_value: Some(words), ..self }
    }
}

const PLAN: &[&str] = &["plan"];
const PIPELINE: &[&str] = &["pipeline"];
const STOCK: &[&str] = &["stock"];
const SCENARIO: &[&str] = &["scenario"];
const STATEMENT: &[&str] = &["scenario", "for"];

const TABLE: &[Keyword] = &[
    statement("title", Follows::Nothing, "the plan's title: `title \"Our year\"`"),
    statement(
        "months",
        Follows::Nothing,
        "the months of the plan: `months 2026-01 .. 2026-12`, or `months 18`",
    ),
    statement(
        "days",
        Follows::Value,
        "lengths of months: `days 30/month`, `days [28, 28, 35] every quarter`",
    ),
    statement(
        "workdays",
        Follows::Value,
        "which days are worked: `workdays mon..fri and 2026-05-09 except 2026-12-25`, `workdays 20/month`, or a list of \
         numbers, one a month",
    ),
    statement(
        "fiscal",
        Follows::OneOf(&["year"]),
        "years that begin with a month of their own: `fiscal year 2027 from 2026-02`",
    )
    .then(&["from"]),
    statement(
        "currency",
        Follows::OneOf(&["USD", "EUR", "GBP", "JPY"]),
        "the plan's one currency: `currency EUR`",
    ),
    statement(
        "exchange",
        Follows::OneOf(&["EUR", "USD", "GBP", "CHF", "JPY"]),
        "what one of another currency costs, so that amounts may be written in it: `exchange EUR = $1.08`",
    )
    .inside(SCENARIO),
    statement("use", Follows::Nothing, "brings in another file: `use \"calendar.pace\"`"),
    statement("show", Follows::Row, "the rows of the table, in order: `show calls, won, bookings`"),
    statement(
        "plan",
        Follows::Nothing,
        "what you do: `plan { 4 calls/day }`; in a session a line `4 calls/day` is enough",
    )
    .inside(STATEMENT)
    .block(BlockKind::Plain)
    .then(&["taking", "from", "until", "in", "when", "each month"]),
    statement("pipeline", Follows::Nothing, "what comes of it: an entry, stages, `worth`")
        .inside(STATEMENT)
        .block(BlockKind::Named)
        .then(&["of", "in", "over", "taking", "halving every", "losing"]),
    statement(
        "stock",
        Follows::Stock,
        "what piles up: `stock bank { opening $50,000; gains cash; loses costs }`",
    )
    .inside(STATEMENT)
    .block(BlockKind::Named),
    statement("goal", Follows::Row, "what is wanted: `goal bookings >= $100,000 by 2026-12`")
        .inside(STATEMENT)
        .then(&["by", "from", "in"]),
    statement("check", Follows::Value, "what must hold in every month: `check bank >= $0`")
        .inside(STATEMENT)
        .then(&["from", "in", "and", "or"]),
    statement(
        "segment",
        Follows::Nothing,
        "several of something: `segment region: west, east`; with a line a member, or from a table",
    )
    .block(BlockKind::Named)
    .then(&["in", "from", "until"]),
    statement(
        "for",
        Follows::Nothing,
        "what each of them has: `for region { close = [west: 25%, else: 20%] }`",
    )
    .inside(SCENARIO)
    .block(BlockKind::Named),
    statement("scenario", Follows::Scenario, "what would differ: `scenario hustle { plan 9 calls/day }`")
        .block(BlockKind::Named)
        .then(&["extends", "from", "until", "in", "growing", "rising to", "when"]),
    in_place(
        "new",
        Follows::More,
        "before a row or action that the plan does not have; a session adds it by itself",
    )
    .inside(SCENARIO),
    in_place(
        "replace",
        Follows::More,
        "before a formula that takes another's place; a session adds it by itself",
    )
    .inside(SCENARIO),
    in_place("capacity", Follows::Value, "what a working day has: `capacity 5 hours/day`").inside(PLAN),
    in_place("worth", Follows::Value, "the money of a won deal: `worth $6,000`").inside(PIPELINE),
    in_place("opening", Follows::Value, "what there is at the start: `opening 12 leads`, `opening $50,000`")
        .inside(&["pipeline", "stock"]),
    in_place("aligned", Follows::Value, "how far this business lies in your direction: `aligned 100%`")
        .inside(PIPELINE),
    in_place("gains", Follows::Value, "what a stock gains each month: `gains sales`").inside(STOCK),
    in_place("loses", Follows::Value, "what a stock loses each month: `loses costs`").inside(STOCK),
    taken("from", Follows::Month, "from a month or a day on: `9 calls/day from 2026-03`, `from 2026-03-15`"),
    in_place("until", Follows::Month, "up to and with a month or a day: `$500/month until 2026-09-14`"),
    taken(
        "in",
        Follows::Month,
        "in months or days: `$500/month in 2026-Q3`, `in Mar, Jun`; how long a stage takes: `in 14 days`",
    ),
    in_place("once", Follows::OneOf(&["in"]), "in one month: `$8,000 once in 2026-09`"),
    in_place(
        "every",
        Follows::OneOf(&["year", "quarter", "3 months", "6 months"]),
        "what comes back: `$900 every 3 months from 2026-02`; a raise: `growing 5% every year`; `[12 values] every year`",
    ),
    in_place(
        "growing",
        Follows::Value,
        "growth: `$5,000/month growing 3%/year`, or in steps: `growing 3% every year`",
    ),
    in_place(
        "rising",
        Follows::OneOf(&["to"]),
        "a straight line: `$1,000/month rising to $4,000/month by 2026-12`",
    ),
    in_place(
        "when",
        Follows::Value,
        "only where a condition holds: `9 calls/day when bookings < $5,000/month`",
    ),
    in_place("taking", Follows::Value, "what one costs in time: `4 calls/day taking 15 minutes`"),
    in_place(
        "halving",
        Follows::OneOf(&["every"]),
        "what waiting costs a stage: `won = 20% of leads in 30 days, halving every 60 days`",
    ),
    in_place(
        "losing",
        Follows::Value,
        "what waiting costs a stage: `won = 20% of leads in 30 days, losing 1%/day`",
    ),
    in_place(
        "each",
        Follows::OneOf(&["month", "quarter", "year"]),
        "a range drawn anew for every month: `3 to 5 each month`; tiers of a running total: `tiers(x, 10% to $300k, 15%, each quarter)`",
    ),
    in_place(
        "whole",
        Follows::Nothing,
        "one rate on everything, that of its tier: `tiers(x, whole, 10% to $100k/month, 15%)`",
    ),
    in_place("except", Follows::Month, "days off: `workdays mon..fri except 2026-12-25`"),
    in_place(
        "total",
        Follows::Row,
        "the months of a row added up: `goal total bookings >= $100,000 by 2026-12`",
    ),
    taken("by", Follows::Month, "up to a month: `goal leads >= 40 by 2026-06`"),
    taken("of", Follows::Value, "a share of something: `40% of leads`; evidence: `23 of 46`"),
    in_place("over", Follows::Value, "which part comes in which month: `over [40%, 60%]`"),
    taken("likely", Follows::Value, "the likeliest value of a range: `$5,000 to $20,000 likely $8,000`"),
    taken("to", Follows::Value, "a range: `3 to 5`"),
    in_place(
        "extends",
        Follows::Scenario,
        "a scenario that starts from another: `scenario b extends a { … }`",
    ),
    taken("and", Follows::Value, "both: `a >= 1 and b >= 1`"),
    taken("or", Follows::Value, "one of them: `a >= 1 or b >= 1`"),
    taken("not", Follows::Value, "the opposite: `not (a >= 1)`"),
    in_place(
        "else",
        Follows::Nothing,
        "in a list by member all that it does not name: `[west: 25%, else: 20%]`",
    ),
    in_place("start", Follows::More, "the first month of a member: `100%, [25%, 50%, 75%] from start`"),
    in_place("all", Follows::More, "in a block `for`, what a name means outside: `bookings / all.bookings`"),
    taken("base", Follows::More, "in a scenario, the value that it changes: `win_rate = base + 5 points`"),
    taken("if", Follows::More, "a choice: `if(x > 0, 1, 0)`"),
    later("unit"),
    later("actuals"),
    // A row is free to have the name; it is a word where a figure before the plan is given.
    in_place(
        "before",
        Follows::Value,
        "what came before the first month: `delay(x, 2 months, before $500/month)`",
    ),
];

/// Every word of the language: those that begin a statement first, in the order of the manual.
pub static KEYWORDS: &[Keyword] = TABLE;

/// The record of a word; none for what is no word of the language.
pub fn keyword(word: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.word == word)
}

/// The words that begin a line of a block, in the order of the manual.
pub fn line_words(block: &str) -> Vec<&'static str> {
    let begins = KEYWORDS.iter().filter(|keyword| keyword.begins_in.contains(&block));
    begins.map(|keyword| keyword.word).collect()
}

/// Whether a word begins a line of a block.
pub fn begins_line(word: &str, block: &str) -> bool {
    keyword(word).is_some_and(|keyword| keyword.begins_in.contains(&block))
}

/// The words that are followed by a block, in the order of the manual.
pub(super) fn block_words() -> Vec<&'static str> {
    let blocks = KEYWORDS.iter().filter(|keyword| keyword.block != BlockKind::None);
    blocks.map(|keyword| keyword.word).collect()
}

// The parser asks at every word: each kind is an array of its own, made when pace is compiled.

const fn count(kind: KeywordKind) -> usize {
    let (mut at, mut found) = (0, 0);
    while at < TABLE.len() {
        found += (TABLE[at].kind as u8 == kind as u8) as usize;
        at += 1;
    }
    found
}

const fn words<const N: usize>(kind: KeywordKind) -> [&'static str; N] {
    let (mut at, mut found, mut words) = (0, 0, [""; N]);
    while at < TABLE.len() {
        if TABLE[at].kind as u8 == kind as u8 {
            words[found] = TABLE[at].word;
            found += 1;
        }
        at += 1;
    }
    words
}

/// Words that are never a name.
pub(super) const TAKEN: [&str; count(KeywordKind::Taken)] = words(KeywordKind::Taken);
/// Words kept for later versions.
pub(super) const LATER: [&str; count(KeywordKind::Later)] = words(KeywordKind::Later);
/// Words that begin a statement of a file.
pub(super) const STATEMENTS: [&str; count(KeywordKind::Statement)] = words(KeywordKind::Statement);
/// Words that mean something only in their place, and may be names elsewhere.
pub(super) const IN_PLACE: [&str; count(KeywordKind::InPlace)] = words(KeywordKind::InPlace);

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word that the grammar spells out has a record, units and periods apart.
    #[test]
    fn the_grammar_has_no_other_words() {
        let grammar = include_str!("../../grammar/pace.pest");
        let units = ["day", "hour", "minute", "month", "point", "quarter", "s", "week", "workday", "year"];
        for quoted in grammar
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| line.split('"').skip(1).step_by(2))
        {
            let word = !quoted.is_empty() && quoted.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!(!word || units.contains(&quoted) || keyword(quoted).is_some(), "{quoted}");
        }
    }

    #[test]
    fn each_word_has_one_record_and_a_sentence() {
        for (at, keyword) in KEYWORDS.iter().enumerate() {
            assert!(KEYWORDS.iter().skip(at + 1).all(|other| other.word != keyword.word), "{}", keyword.word);
            assert_eq!(keyword.about.is_empty(), keyword.kind == KeywordKind::Later, "{}", keyword.word);
        }
        assert_eq!((STATEMENTS.first(), STATEMENTS.last()), (Some(&"title"), Some(&"scenario")));
        assert_eq!(line_words("stock"), ["opening", "gains", "loses"]);
    }
}
