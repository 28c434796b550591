//! The words for stretches of time: periods of a rate, durations, and effort.

/// What a rate is counted over: the word after the slash in `2/day`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Period {
    /// A calendar day (in a plan block a working day, which the checker decides).
    Day,
    /// A working day.
    Workday,
    /// Seven calendar days (in a plan block the working week).
    Week,
    /// A month, the period every rate is kept in.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Period {
    /// Every period word, singular.
    pub const WORDS: [(&'static str, Period); 6] = [
        ("day", Period::Day),
        ("workday", Period::Workday),
        ("week", Period::Week),
        ("month", Period::Month),
        ("quarter", Period::Quarter),
        ("year", Period::Year),
    ];

    /// The period a word names, singular or plural.
    pub fn from_word(word: &str) -> Option<Period> {
        find(&Period::WORDS, word)
    }

    /// The period that an abbreviation or a word of other languages means: `mo`, `yr`, `annum`. It is none in a
    /// plan; messages offer the word that is.
    pub fn from_habit(word: &str) -> Option<Period> {
        Some(match word {
            "d" | "daily" => Period::Day,
            "wk" | "wks" | "w" | "weekly" => Period::Week,
            "mo" | "mos" | "mth" | "mths" | "mon" | "m" | "monthly" | "mnth" => Period::Month,
            "qtr" | "qtrs" | "q" | "quarterly" => Period::Quarter,
            "yr" | "yrs" | "y" | "annum" | "annual" | "annually" | "yearly" | "pa" => Period::Year,
            _ => return None,
        })
    }

    /// The word, singular.
    pub fn word(self) -> &'static str {
        Period::WORDS[self as usize].0
    }

    /// Its whole months; none of a day or a week, which months hold no fixed number of.
    pub fn months(self) -> Option<u32> {
        match self {
            Period::Day | Period::Workday | Period::Week => None,
            Period::Month => Some(1),
            Period::Quarter => Some(3),
            Period::Year => Some(12),
        }
    }
}

/// The word after a number that makes it a duration: `45 days`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DurationWord {
    /// Calendar days.
    Days,
    /// Working days, each as long as the plan's days over its working days.
    Workdays,
    /// Seven calendar days each.
    Weeks,
    /// Months.
    Months,
    /// Three months each.
    Quarters,
    /// Twelve months each.
    Years,
}

impl DurationWord {
    /// Every duration word, singular.
    pub const WORDS: [(&'static str, DurationWord); 6] = [
        ("day", DurationWord::Days),
        ("workday", DurationWord::Workdays),
        ("week", DurationWord::Weeks),
        ("month", DurationWord::Months),
        ("quarter", DurationWord::Quarters),
        ("year", DurationWord::Years),
    ];

    /// The duration a word names, singular or plural.
    pub fn from_word(word: &str) -> Option<DurationWord> {
        find(&DurationWord::WORDS, word)
    }

    /// Its whole months; none of what is kept in days.
    pub fn months(self) -> Option<u32> {
        match self {
            DurationWord::Days | DurationWord::Workdays | DurationWord::Weeks => None,
            DurationWord::Months => Some(1),
            DurationWord::Quarters => Some(3),
            DurationWord::Years => Some(12),
        }
    }

    /// Whether it is kept in days; the others are kept in months.
    pub fn in_days(self) -> bool {
        matches!(self, DurationWord::Days | DurationWord::Workdays | DurationWord::Weeks)
    }
}

/// The word after a number that makes it an effort: `15 minutes`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EffortWord {
    /// A sixtieth of an hour.
    Minutes,
    /// Hours, the unit effort is kept in.
    Hours,
}

impl EffortWord {
    /// Every effort word, singular.
    pub const WORDS: [(&'static str, EffortWord); 2] =
        [("minute", EffortWord::Minutes), ("hour", EffortWord::Hours)];

    /// The effort a word names, singular or plural.
    pub fn from_word(word: &str) -> Option<EffortWord> {
        find(&EffortWord::WORDS, word)
    }
}

fn find<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    words.iter().find(|(known, _)| *known == word || *known == singular).map(|(_, found)| *found)
}
