//! What a command takes, read from how its help writes it: `ROW [MONTH] [--vs MONTH]`. So completion offers
//! what help says, and there is no second description of a command.

use crate::questions::shell_words;

/// One way of using a command.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// The places without an option, in order.
    pub places: Vec<ArgumentPlace>,
    /// The options, each with what stands after it; none after a flag.
    pub options: Vec<(String, Option<ArgumentPlace>)>,
}

/// One place of a command's usage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArgumentPlace {
    /// `ROW` for any row; words in small letters stand for themselves, with `|` between several.
    pub stands_for: String,
    /// Whether more of the same may follow, as `…` says.
    pub repeats: bool,
}

/// The ways in which a command may be used, between which its usage has ` | `.
pub fn ways(usage: &str) -> Vec<Usage> {
    usage.split(" | ").map(way).collect()
}

/// One way of using a command, from its part of the usage.
fn way(usage: &str) -> Usage {
    let mut way = Usage::default();
    let mut words = shell_words(usage).unwrap_or_default().into_iter();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix('[').unwrap_or(&word).strip_prefix("--") {
            let is_flag = option.ends_with(']');
            let value = if is_flag { None } else { words.next().map(|word| place(&word)) };
            let option = format!("--{}", option.trim_end_matches(']'));
            if way.options.iter().all(|(known, _)| *known != option) {
                way.options.push((option, value));
            }
        } else {
            way.places.push(place(&word));
        }
    }
    way
}

/// One place, from its word of the usage. Brackets say that it may be left out, which completion need not
/// know.
fn place(word: &str) -> ArgumentPlace {
    let bare = word.trim_matches(['[', ']']);
    let repeats = bare.ends_with('…');
    let bare = bare.trim_end_matches('…');
    // `INPUT=LOW..HIGH` begins with an input.
    let end = bare.find(|letter: char| !letter.is_alphabetic() && letter != '|').unwrap_or(bare.len());
    ArgumentPlace { stands_for: bare.get(..end).unwrap_or_default().to_string(), repeats }
}

impl Usage {
    /// The place that follows these words; none where no place does, or where the words do not fit this way.
    pub fn next(&self, earlier: &[&str]) -> Option<&ArgumentPlace> {
        let mut places = self.places.iter();
        let mut last: Option<&ArgumentPlace> = None;
        let mut words = earlier.iter();
        while let Some(word) = words.next() {
            if word.starts_with("--") {
                let (_, value) = self.options.iter().find(|(option, _)| option == word)?;
                if value.is_some() && words.next().is_none() {
                    return value.as_ref();
                }
                continue;
            }
            let place = places.next().or(last.filter(|last| last.repeats))?;
            if !place.admits(word) {
                return None;
            }
            last = Some(place);
        }
        places.next().or(last.filter(|last| last.repeats))
    }
}

impl ArgumentPlace {
    /// The words that stand for themselves; none where it stands for something, such as `ROW`.
    pub fn literal(&self) -> Option<impl Iterator<Item = &str>> {
        let small = self.stands_for.starts_with(|first: char| first.is_lowercase());
        small.then(|| self.stands_for.split('|'))
    }

    /// Whether a word may stand here.
    fn admits(&self, word: &str) -> bool {
        self.literal().is_none_or(|mut words| words.any(|own| own == word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(usage: &str, earlier: &[&str]) -> Vec<String> {
        let ways = ways(usage);
        ways.iter().filter_map(|way| way.next(earlier)).map(|place| place.stands_for.clone()).collect()
    }

    #[test]
    fn places_follow_one_another() {
        let usage = "ROW [MONTH] [--vs MONTH] [--vs-scenario NAME]";
        assert_eq!(next(usage, &[]), ["ROW"]);
        assert_eq!(next(usage, &["calls"]), ["MONTH"]);
        assert_eq!(next(usage, &["calls", "--vs-scenario"]), ["NAME"]);
        assert_eq!(next(usage, &["calls", "--vs", "2026-01"]), ["MONTH"]);
        assert_eq!(next(usage, &["calls", "2026-01"]), Vec::<String>::new());
        assert_eq!(next(usage, &["calls", "--wrong"]), Vec::<String>::new());
    }

    #[test]
    fn the_last_place_may_repeat() {
        let usage = "[SCENARIO…] [--months]";
        assert_eq!(next(usage, &["a", "b"]), ["SCENARIO"]);
        assert_eq!(next(usage, &["--months"]), ["SCENARIO"]);
        assert_eq!(ways(usage)[0].options, [("--months".to_string(), None)]);
    }

    #[test]
    fn words_in_small_letters_stand_for_themselves() {
        let usage = "scenario NAME [\"LABEL\"] | plan FILE";
        assert_eq!(next(usage, &[]), ["scenario", "plan"]);
        assert_eq!(next(usage, &["plan"]), ["FILE"]);
        assert_eq!(next(usage, &["scenario"]), ["NAME"]);
        assert_eq!(next("[--by month|quarter|year]", &["--by"]), ["month|quarter|year"]);
    }

    #[test]
    fn what_stands_in_quotes_is_one_place() {
        let usage = "--row ROW --vary 'INPUT=LOW..HIGH [step STEP]' [--vary …] [--at MONTH]";
        assert_eq!(next(usage, &["--row", "won", "--vary"]), ["INPUT"]);
        assert_eq!(next(usage, &["--row", "won", "--at"]), ["MONTH"]);
        assert_eq!(next(usage, &["--row", "won"]), Vec::<String>::new());
    }
}
