//! Months as people write them, and the months that a plan has: `Dec 2027`, `12/2027`, `Jan-26`, `Q3 '27`, `the end of
//! 2027`.

use super::names::{self, fiscal_year};
use crate::value::{Fiscal, MONTH_NAMES, Month, month_number};

/// A month, quarter or year as people write it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct SpokenMonth {
    /// How many bytes of the text it takes.
    pub(super) length: usize,
    /// What it is, as a plan writes it: `2027-12`, `2027-Q3`, `2027`, `M6`, `Dec`.
    pub(super) written: String,
}

/// The months of a plan, as its line `months` has them; a plan without one has twelve that are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PlanMonths {
    /// The first month; none where they are counted.
    first: Option<Month>,
    /// How many there are.
    length: i32,
    /// How fiscal years are counted, where the plan says so.
    fiscal: Option<Fiscal>,
}

impl PlanMonths {
    /// The months that a text names, read from the text alone: a line that does not read is as if it were not there.
    pub(super) fn of(text: &str) -> PlanMonths {
        PlanMonths::said(text).unwrap_or(PlanMonths { first: None, length: 12, fiscal: None })
    }

    /// The same of a text that names its months; none of one that does not, such as a file that others use.
    fn said(text: &str) -> Option<PlanMonths> {
        let lines = text.lines().flat_map(|line| line.split(';'));
        let said = lines.filter_map(|line| line.trim().strip_prefix("months ")).next()?;
        let said = said.split('#').next().unwrap_or_default().trim();
        let (first, last) = said.split_once("..").map_or((said, said), |(first, last)| (first, last));
        let fiscal = fiscal_years(text);
        Some(match (edge_in(first.trim(), false, fiscal), edge_in(last.trim(), true, fiscal)) {
            (Some(first), Some(last)) => {
                PlanMonths { first: Some(first), length: last.since(first) + 1, fiscal }
            }
            _ => PlanMonths { first: None, length: said.parse().unwrap_or(12), fiscal },
        })
    }

    /// What to write for a month of every year where one month has to stand: in words, and the month itself where the
    /// plan that a text is has one of that number (January is 1). `word` stands before a month that is quoted, such as
    /// `from `, where what was written has another word.
    pub(super) fn which(text: &str, number: u8, word: &str) -> (String, Option<String>) {
        let Some(plan) = PlanMonths::said(text) else {
            return (format!("say of which year, such as `{word}2026-{number:02}`"), None);
        };
        let Some(first) = plan.first else {
            return (
                format!("this plan counts its months: write `{word}M1` to `{word}M{}`", plan.length),
                None,
            );
        };
        // Of which there are three at most: more are not looked at.
        let mut months = (0..plan.length.min(36)).map(|by| first.plus(by));
        let mut named = months.by_ref().filter(|month| month.number() == number);
        match (named.next(), named.next()) {
            (Some(one), None) => (format!("write `{word}{one}`"), Some(one.to_string())),
            (Some(one), Some(next)) => (format!("say of which year: `{word}{one}`, `{word}{next}`"), None),
            _ => (format!("the plan has no such month: its first is `{first}`"), None),
        }
    }

    /// The first month, as it is written: `2026-01`, `M1`.
    pub(super) fn first(self) -> String {
        self.first.map_or("M1".into(), |month| month.to_string())
    }

    /// How many months it has.
    pub(super) fn length(self) -> usize {
        usize::try_from(self.length).unwrap_or_default()
    }

    /// The month before or after another by so many; none of a month of every year, and none outside of every plan.
    pub(super) fn moved(self, month: &str, by: i32, end: bool) -> Option<String> {
        if let Some(number) = month.strip_prefix('M').and_then(|digits| digits.parse::<i32>().ok()) {
            return (number + by >= 1).then(|| format!("M{}", number + by));
        }
        Some(edge_in(month, end, self.fiscal)?.plus(by).to_string())
    }

    /// A month by its number, such as `M18`, as the plan writes it.
    pub(super) fn numbered(self, month: &str) -> Option<String> {
        let number: i32 =
            month.strip_prefix('M')?.parse().ok().filter(|number| (1..=1200).contains(number))?;
        Some(self.first.map_or_else(|| month.to_string(), |first| first.plus(number - 1).to_string()))
    }

    /// A month's name alone, such as `Jun`, as a month of a plan that has one month of that name.
    pub(super) fn dated(self, month: &str) -> Option<String> {
        let Some(at) = MONTH_NAMES.iter().position(|name| *name == month) else {
            return Some(month.to_string());
        };
        let first = self.first?;
        let mut named = (0..self.length.min(25)).map(|by| first.plus(by));
        let mut named = named.by_ref().filter(|month| usize::from(month.number()) == at + 1);
        let one = named.next()?;
        named.next().is_none().then(|| one.to_string())
    }

    /// The statement of a fiscal year from how people say it: `fiscal year 2027 from 2026-02` of `2027 starts Feb`,
    /// `year from 2026-02`, `FY27 begins in February`. A year without a name has that of the year in which it ends, as
    /// most have. None where no month is said.
    pub(super) fn fiscal_line(text: &str, said: &str) -> Option<String> {
        let said = said.split('#').next().unwrap_or_default().trim_end();
        let starts: Vec<usize> =
            std::iter::once(0).chain(said.match_indices([' ', '=']).map(|(at, _)| at + 1)).collect();
        let mut year = None;
        let mut month = None;
        // `2026` of `February 2026` is no year of its own.
        let mut read = 0;
        // A year that ends with a month begins with the one after it, a year before.
        let says = |words: &[&str]| said.split([' ', '=']).any(|word| words.contains(&word));
        let by_end = says(&["ends", "ending", "end", "closes"])
            && !says(&["from", "starts", "starting", "begins", "beginning", "start"]);
        for at in starts {
            let Some(rest) = said.get(at..).filter(|_| at >= read) else { continue };
            let word = rest.split(' ').next().unwrap_or_default();
            let named = names::year(word).or_else(|| fiscal_year(word));
            let spoken = SpokenMonth::at(rest);
            if let Some(spoken) = &spoken {
                read = at + spoken.length;
            }
            match spoken.map(|spoken| spoken.written) {
                _ if named.is_some() => year = year.or(named),
                // `fiscal year 2027`
                Some(written) if written.starts_with("FY") => {
                    year = year.or_else(|| names::year(written.get(2..6)?));
                }
                Some(written) if written.contains('-') && !written.contains('Q') => {
                    month = month.or(Some(written))
                }
                Some(written) if month_number(&written).is_some() => month = month.or(Some(written)),
                _ => {}
            }
        }
        let month = match month? {
            month if by_end => following(&month)?,
            month => month,
        };
        let ends = |month: Month| month.year() + i32::from(month.number() != 1);
        let from = match (edge(&month, false), month_number(&month)) {
            (Some(from), _) => from,
            (None, Some(number)) => {
                let begins = |year: i32| year - i32::from(number != 1);
                let first = PlanMonths::of(text).first;
                let latest = |first: Month| first.year() - i32::from(number > first.number());
                Month::new(year.map(begins).or_else(|| first.map(latest))?, number)?
            }
            (None, None) => return None,
        };
        Some(format!("fiscal year {:04} from {from}", year.unwrap_or_else(|| ends(from))))
    }

    /// `12 starting in 2026-04` as a plan writes it: `2026-04 .. 2027-03`.
    pub(super) fn span_from(first: &str, length: i32) -> Option<String> {
        let first = edge(first, false).filter(|_| (1..=600).contains(&length))?;
        Some(format!("{first} .. {}", first.plus(length - 1)))
    }
}

/// The first or last month of what is written as a month, quarter or year; none of one without a year.
fn edge(written: &str, end: bool) -> Option<Month> {
    let (year, part) = written.split_once('-').map_or((written, ""), |(year, part)| (year, part));
    let year = names::year(year)?;
    let month = match part.strip_prefix('Q') {
        Some(quarter) => {
            let quarter: u8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            if end { quarter * 3 } else { quarter * 3 - 2 }
        }
        None if part.is_empty() => {
            if end {
                12
            } else {
                1
            }
        }
        None => part.parse().ok().filter(|_| part.len() == 2)?,
    };
    Month::new(year, month)
}

/// The same, also of a fiscal year or quarter: `FY2027-Q1` of a plan that says how its fiscal years are counted.
fn edge_in(written: &str, end: bool, fiscal: Option<Fiscal>) -> Option<Month> {
    let Some(said) = written.strip_prefix("FY") else { return edge(written, end) };
    let (year, part) = said.split_once("-Q").map_or((said, None), |(year, part)| (year, Some(part)));
    let first = fiscal?.first_month(names::year(year)?);
    Some(match part {
        Some(part) => {
            let quarter: i32 = part.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            first.plus(if end { quarter * 3 - 1 } else { quarter * 3 - 3 })
        }
        None => first.plus(if end { 11 } else { 0 }),
    })
}

/// How the plan that a text is counts its fiscal years; none where it does not say, or not as the language has it.
pub(super) fn fiscal_years(text: &str) -> Option<Fiscal> {
    let lines = text.lines().flat_map(|line| line.split(';'));
    lines.filter_map(|line| line.trim().strip_prefix("fiscal ")).find_map(|said| {
        let words: Vec<&str> = said.split('#').next().unwrap_or_default().split_whitespace().collect();
        match words[..] {
            ["year", year, "from", from] if from.len() == 7 && !from.contains('Q') => {
                Some(Fiscal { year: names::year(year)?, from: edge(from, false)? })
            }
            _ => None,
        }
    })
}

/// The months of every year that a quarter is, its first and its last: January is 1. Of a fiscal year where the plan
/// that a text is has such; none of a text that is no whole plan, such as a line of a session.
pub(super) fn quarter_months(text: &str, quarter: u8) -> Option<(u8, u8)> {
    PlanMonths::said(text)?;
    let of_calendar = (quarter * 3 - 2, quarter * 3);
    Some(fiscal_years(text).map_or(of_calendar, |fiscal| fiscal.quarter_months(quarter)))
}

/// The first and the last month of what is written as a month, quarter or year; none of one without a year.
/// `plan` is the text that says how fiscal years are counted.
pub(super) fn edges(written: &str, plan: &str) -> Option<(Month, Month)> {
    let fiscal = if written.starts_with("FY") { fiscal_years(plan) } else { None };
    edge_in(written, false, fiscal).zip(edge_in(written, true, fiscal))
}

/// The month with which a year begins that ends with this one: `2026-02` of `2027-01`, `Feb` of `Jan`.
fn following(month: &str) -> Option<String> {
    match month_number(month) {
        Some(number) => MONTH_NAMES.get(usize::from(number) % 12).map(|name| (*name).to_string()),
        None => edge(month, true).map(|last| last.plus(-11).to_string()),
    }
}

/// The last month of what is written as a month, quarter or year.
fn last_month(written: &str) -> Option<String> {
    edge(written, true).map(|month| month.to_string())
}

/// A word or number of a month.
#[derive(Clone, Copy, Default)]
struct MonthPart<'t> {
    /// What stands between it and the part before it: a space, a hyphen, a slash.
    gap: &'t str,
    text: &'t str,
    /// Where it ends.
    end: usize,
}

/// The first three parts at the start of a text.
fn parts(text: &str) -> [MonthPart<'_>; 3] {
    let mut found = [MonthPart::default(); 3];
    let mut at = 0;
    for part in &mut found {
        let rest = text.get(at..).unwrap_or_default();
        let gap = rest.find(|next: char| !matches!(next, ' ' | '\t' | '/' | '-' | '.' | '\'' | '’' | ','));
        let (gap, rest) = rest.split_at_checked(gap.unwrap_or(rest.len())).unwrap_or_default();
        let length = rest.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if length == 0 || gap.contains("..") || (gap.is_empty() && at > 0) {
            break;
        }
        at += gap.len() + length;
        *part = MonthPart { gap, text: rest.get(..length).unwrap_or_default(), end: at };
    }
    found
}

/// A year in four digits, or in two behind a month.
fn year(word: &str, short: bool) -> Option<i32> {
    let two = short && word.len() == 2 && word.bytes().all(|digit| digit.is_ascii_digit());
    let year = names::year(word).filter(|year| (1900..2200).contains(year));
    year.or_else(|| two.then(|| word.parse::<i32>().ok()).flatten().map(|year| 2000 + year))
}

/// A fiscal year or quarter at the start of a text: `FY2027`, `FY27`, `FY 2027 Q1`, `Q1 FY27`, `FY26/27`.
fn fiscal(said: &str) -> Option<SpokenMonth> {
    let parts = parts(said);
    let [first, second, third] = parts.map(|part| part.text);
    let [_, near, far] = parts.map(|part| part.gap);
    let end = |count: usize| parts.get(count - 1).map_or(0, |part| part.end);
    let spoken = |count: usize, year: i32, quarter: Option<u8>| {
        let part = quarter.map_or_else(String::new, |quarter| format!("-Q{quarter}"));
        Some(SpokenMonth { length: end(count), written: format!("FY{year:04}{part}") })
    };
    let of = |word: &str| fiscal_year(word);
    // `fiscal year 2027`, `financial year 2027`, `fiscal 2027`
    if let Some(rest) = ["fiscal ", "financial "].iter().find_map(|word| said.strip_prefix(word)) {
        let rest = rest.strip_prefix("year ").unwrap_or(rest);
        let year_of = fiscal(rest).or_else(|| {
            fiscal(&format!("FY{rest}")).map(|found| SpokenMonth { length: found.length - 2, ..found })
        })?;
        return Some(SpokenMonth { length: said.len() - rest.len() + year_of.length, ..year_of });
    }
    if let Some(number) = quarter(first) {
        return spoken(2, of(second)?, Some(number));
    }
    // `FY 2027`
    let (year, used, rest) = match of(first) {
        Some(_) if near == "/" && second.len() == 2 => (year(second, true)?, 2, (far, third)),
        Some(year) => (year, 1, (near, second)),
        None if first.eq_ignore_ascii_case("fy") => (year(second, true)?, 2, (far, third)),
        None => {
            // `FY2027Q1`
            let (head, tail) = first.split_at_checked(first.len().checked_sub(2)?)?;
            return spoken(1, of(head)?, Some(quarter(tail)?));
        }
    };
    match quarter(rest.1).filter(|_| matches!(rest.0, " " | "-")) {
        Some(number) => spoken(used + 1, year, Some(number)),
        None => spoken(used, year, None),
    }
}

fn quarter(word: &str) -> Option<u8> {
    let digit = word.strip_prefix(['Q', 'q'])?;
    digit.parse().ok().filter(|quarter| digit.len() == 1 && (1..=4).contains(quarter))
}

fn number_of_month(word: &str) -> Option<u8> {
    let digits = word.len() <= 2 && word.bytes().all(|digit| digit.is_ascii_digit());
    word.parse().ok().filter(|month| digits && (1..=12).contains(month))
}

/// A name of a month: `Dec`, `december`. (`May` and `may` are one, and nothing else of the language is called so.)
fn named(word: &str) -> Option<u8> {
    month_number(word)
}

impl SpokenMonth {
    /// The month at the start of a text, however it is written; none where there is none that means one thing.
    pub(super) fn at(text: &str) -> Option<SpokenMonth> {
        let said = text.strip_prefix("the ").unwrap_or(text);
        let skipped = text.len() - said.len();
        for word in ["end of ", "End of ", "year end ", "year-end ", "EOY ", "eoy "] {
            if let Some(rest) = said.strip_prefix(word) {
                let inner = SpokenMonth::at(rest)?;
                let length = skipped + word.len() + inner.length;
                return Some(SpokenMonth { length, written: last_month(&inner.written)? });
            }
        }
        if let Some(fiscal) = fiscal(said) {
            return Some(SpokenMonth { length: skipped + fiscal.length, ..fiscal });
        }
        let parts = parts(said);
        let [first, second, third] = parts.map(|part| part.text);
        let [_, near, far] = parts.map(|part| part.gap);
        let end = |count: usize| parts.get(count - 1).map_or(0, |part| skipped + part.end);
        let month = |count: usize, year: i32, month: u8| {
            let month = Month::new(year, month)?;
            Some(SpokenMonth { length: end(count), written: month.to_string() })
        };
        let quarter_of = |count: usize, year: i32, quarter: u8| {
            Some(SpokenMonth { length: end(count), written: format!("{year:04}-Q{quarter}") })
        };
        let digits =
            |word: &str| word.len() <= 2 && !word.is_empty() && word.bytes().all(|d| d.is_ascii_digit());
        let sign = |gap: &str| matches!(gap, "-" | "/" | ".");
        let loose = |gap: &str| sign(gap) || matches!(gap, " " | " '" | "'" | " ’" | "’" | ". ");
        // A year before its month or quarter: `2026/01`, `2026 Q1`, `2026-01-15`, `2026 Jan`.
        if let Some(year) = year(first, false) {
            let spoken = number_of_month(second).filter(|_| sign(near));
            return match (spoken.or_else(|| named(second).filter(|_| loose(near))), quarter(second)) {
                (Some(number), _) if sign(far) && far == near && digits(third) => month(3, year, number),
                (Some(number), _) => month(2, year, number),
                (_, Some(quarter)) if loose(near) => quarter_of(2, year, quarter),
                // `2026-13` is no month, and not the year before it either.
                _ if sign(near) && digits(second) => None,
                _ => Some(SpokenMonth { length: end(1), written: format!("{year:04}") }),
            };
        }
        if let Some((year_of, part)) = first.split_at_checked(4)
            && let (Some(year), Some(quarter)) = (year(year_of, false), quarter(part))
        {
            return quarter_of(1, year, quarter);
        }
        if let Some(quarter) = quarter(first) {
            return match year(second, true).filter(|_| loose(near)) {
                Some(year) => quarter_of(2, year, quarter),
                None => Some(SpokenMonth { length: end(1), written: format!("Q{quarter}") }),
            };
        }
        // A month's name before its year, with or without a day: `Dec 2027`, `Dec-27`, `1 Dec 2027`, `Dec 1, 2027`.
        if let Some(number) = named(first) {
            let name = MONTH_NAMES.get(usize::from(number) - 1).map(|name| (*name).to_string());
            return match (year(second, near != " ").filter(|_| loose(near)), year(third, false)) {
                (_, Some(year)) if digits(second) && near == " " && matches!(far, ", " | " ") => {
                    month(3, year, number)
                }
                (Some(year), _) => month(2, year, number),
                _ => name.map(|written| SpokenMonth { length: end(1), written }),
            };
        }
        if let (Some(number), Some(year)) = (named(second).filter(|_| digits(first)), year(third, false)) {
            return month(3, year, number);
        }
        // `12/2027`, and a day that can only be one: `31.12.2027`, `12/31/2027`, `1/1/2027`.
        if let (Some(number), Some(year)) =
            (number_of_month(first).filter(|_| sign(near)), year(second, false))
        {
            return month(2, year, number);
        }
        if let Some(year) =
            year(third, false).filter(|_| digits(first) && digits(second) && sign(near) && near == far)
        {
            return match (number_of_month(first), number_of_month(second)) {
                (Some(a), Some(b)) if a == b => month(3, year, a),
                (_, Some(b)) if near == "." => month(3, year, b),
                (Some(_), Some(_)) | (None, None) => None,
                (Some(number), None) | (None, Some(number)) => month(3, year, number),
            };
        }
        // `month 18` of a plan that counts its months.
        if first == "month" && near == " " && second.parse::<u32>().is_ok_and(|number| number > 0) {
            return Some(SpokenMonth { length: end(2), written: format!("M{second}") });
        }
        let numbered = first.strip_prefix('M').filter(|digits| digits.parse::<u32>().is_ok());
        numbered.map(|_| SpokenMonth { length: end(1), written: first.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::{PlanMonths, SpokenMonth};

    #[test]
    fn months_as_people_write_them() {
        for (text, written) in [
            ("Dec 2027", "2027-12"),
            ("december 2027", "2027-12"),
            ("Dec-27", "2027-12"),
            ("Dec '27", "2027-12"),
            ("1 Dec 2027", "2027-12"),
            ("Dec 1, 2027", "2027-12"),
            ("2027/12", "2027-12"),
            ("2027.12", "2027-12"),
            ("12/2027", "2027-12"),
            ("31.12.2027", "2027-12"),
            ("12/31/2027", "2027-12"),
            ("1/1/2027", "2027-01"),
            ("2027-12-31", "2027-12"),
            ("Q3 2027", "2027-Q3"),
            ("2027 Q3", "2027-Q3"),
            ("2027Q3", "2027-Q3"),
            ("the end of 2027", "2027-12"),
            ("end of Q3 2027", "2027-09"),
            ("FY2027", "FY2027"),
            ("FY27", "FY2027"),
            ("fy 2027", "FY2027"),
            ("FY26/27", "FY2027"),
            ("FY2027 Q1", "FY2027-Q1"),
            ("FY2027Q1", "FY2027-Q1"),
            ("Q3 FY27", "FY2027-Q3"),
            ("fiscal year 2027", "FY2027"),
            ("financial year FY27", "FY2027"),
            ("fiscal 2027 Q3", "FY2027-Q3"),
            ("2027", "2027"),
            ("M6", "M6"),
            ("april", "Apr"),
            ("2026-04", "2026-04"),
        ] {
            let found = SpokenMonth::at(text);
            assert_eq!(found, Some(SpokenMonth { length: text.len(), written: written.into() }), "{text}");
        }
        // The third of April or the fourth of March: nobody knows.
        for text in ["3/4/2027", "13/14/2027", "sometime", "5", ""] {
            assert_eq!(SpokenMonth::at(text), None, "{text}");
        }
        let months = PlanMonths::of("x = 3\nmonths 2026-04 .. 2027-03\n");
        assert_eq!((months.first(), months.dated("Jan")), ("2026-04".into(), Some("2027-01".into())));
        assert_eq!(PlanMonths::of("months 2026-01 .. 2027-12").dated("Jan"), None);
        assert_eq!(months.moved("2026-Q3", 1, true), Some("2026-10".into()));
        assert_eq!(PlanMonths::of("months 18").moved("M6", -6, false), None);
    }
}
