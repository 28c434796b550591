//! Days as people write them, `15 Mar 2026`, `3/15/2026`, as a plan writes them: `2026-03-15`.

use super::spoken_month::{PlanMonths, SpokenMonth};
use crate::value::{Date, Month, month_number};

/// A day in a text.
struct SpokenDay {
    /// How much of the text it is.
    length: usize,
    date: Date,
}

impl SpokenDay {
    /// The day at the start of a text; none where there is none that means one thing, and of a month alone. Without a
    /// year it is one of the months of the plan, where these have only one of that name.
    fn at(text: &str, plan: &str) -> Option<SpokenDay> {
        let said = text.strip_prefix("the ").unwrap_or(text);
        let skipped = text.len() - said.len();
        let mut parts: Vec<(&str, &str, usize)> = Vec::new();
        let mut at = 0;
        while parts.len() < 3 {
            let rest = said.get(at..)?;
            let gap =
                rest.find(|next: char| !matches!(next, ' ' | '/' | '-' | '.' | ',')).unwrap_or(rest.len());
            let (gap, rest) = rest.split_at_checked(gap)?;
            let length = rest.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(rest.len());
            if length == 0 || gap.contains("..") || (gap.is_empty() && at > 0) {
                break;
            }
            at += gap.len() + length;
            parts.push((gap, rest.get(..length)?, at));
        }
        let number = |word: &str| {
            word.parse::<u16>().ok().filter(|_| word.bytes().all(|digit| digit.is_ascii_digit()))
        };
        let ordinal = |word: &str| {
            ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).and_then(number)
        };
        let day = |word: &str| number(word).or_else(|| ordinal(word)).filter(|day| (1..=31).contains(day));
        let year = |word: &str| number(word).filter(|year| word.len() == 4 && (1900..2200).contains(year));
        let short = |word: &str| {
            year(word).or_else(|| number(word).filter(|_| word.len() == 2).map(|year| 2000 + year))
        };
        let of = |count: usize, year: u16, month: u16, day: u16| {
            let month = Month::new(i32::from(year), u8::try_from(month).ok()?)?;
            let date = Date::new(month, u8::try_from(day).ok()?)?;
            Some(SpokenDay { length: skipped + parts.get(count - 1)?.2, date })
        };
        let named = |word: &str| month_number(word).map(u16::from);
        if let [(_, a, _), (near, b, _), (far, c, _)] = parts[..] {
            let signs = near == far && matches!(near, "/" | "-" | ".");
            if let (Some(year), Some(month), Some(day)) = (year(a), number(b), day(c)) {
                return of(3, year, month, day).filter(|_| signs);
            }
            if let (Some(day), Some(month), Some(year)) = (day(a), named(b), short(c)) {
                return of(3, year, month, day);
            }
            if let (Some(month), Some(day), Some(year)) = (named(a), day(b), year(c)) {
                return of(3, year, month, day);
            }
            if let (Some(a), Some(b), Some(year), true) = (number(a), number(b), year(c), signs) {
                // The third of April or the fourth of March: nobody knows, but for a point, which Europeans write.
                let (month, day) = match (a, b) {
                    (day, month) if near == "." => (month, day),
                    (day, month) if day > 12 => (month, day),
                    (month, day) if day > 12 || month == day => (month, day),
                    _ => return None,
                };
                return of(3, year, month, day);
            }
        }
        let [(_, a, _), (near, b, _), ..] = parts[..] else { return None };
        let (name, day) = match (named(a), named(b)) {
            (Some(_), None) => (a, day(b)?),
            (None, Some(_)) => (b, day(a)?),
            _ => return None,
        };
        let month = SpokenMonth::at(name)?.written;
        let month = PlanMonths::of(plan).dated(&month).filter(|_| near == " ")?;
        let (year, month) = month.split_once('-')?;
        of(2, year.parse().ok()?, month.parse().ok()?, day)
    }
}

/// The day at the start of a text, or else the month, as a plan writes it.
pub(super) fn edge_at(text: &str, plan: &str) -> Option<SpokenMonth> {
    match SpokenDay::at(text, plan) {
        Some(day) => Some(SpokenMonth { length: day.length, written: written(day.date) }),
        None => SpokenMonth::at(text),
    }
}

/// A day as a plan writes it.
pub(super) fn written(date: Date) -> String {
    format!("{}-{:02}", date.month(), date.day())
}

/// The day before or after a day as a plan writes it, by so many; none of what is no day.
pub(super) fn moved(day: &str, by: i64) -> Option<String> {
    let (month, day) = day.rsplit_once('-').filter(|_| day.len() == 10)?;
    let (year, month) = month.split_once('-')?;
    let month = Month::new(year.parse().ok()?, month.parse().ok()?)?;
    Date::new(month, day.parse().ok()?)?.plus(by).map(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_as_people_write_them() {
        let plan = "months 2026-01 .. 2026-12\n";
        for (text, wanted) in [
            ("2026-03-15", "2026-03-15"),
            ("2026-3-15", "2026-03-15"),
            ("15 Mar 2026", "2026-03-15"),
            ("15th March 2026", "2026-03-15"),
            ("March 15, 2026", "2026-03-15"),
            ("Mar 15th, 2026", "2026-03-15"),
            ("3/15/2026", "2026-03-15"),
            ("15/03/2026", "2026-03-15"),
            ("04.03.2026", "2026-03-04"),
            ("15-Mar-26", "2026-03-15"),
            ("Mar 15", "2026-03-15"),
            ("the 15 March", "2026-03-15"),
            ("Mar 2026", "2026-03"),
            ("2026-03", "2026-03"),
            ("Q2 2026", "2026-Q2"),
        ] {
            let found = edge_at(text, plan);
            assert_eq!(found, Some(SpokenMonth { length: text.len(), written: wanted.into() }), "{text}");
        }
        for text in ["3/4/2026", "30 Feb 2026", "soon"] {
            assert!(edge_at(text, plan).is_none_or(|found| found.written.len() < 10), "{text}");
        }
        assert_eq!(moved("2026-02-28", 1).as_deref(), Some("2026-03-01"));
        assert_eq!(moved("2026-03", 1), None);
    }
}
