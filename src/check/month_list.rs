//! Lists with a number of days for each month: `days [28, 28, 35] every quarter`, `workdays [21, 20, 22]`.

use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::tree::{MonthList, Tree};
use crate::value::{Calendar, Number, Stretch};

/// The numbers of a list, as a plan's months have them.
pub(super) struct ListedNumbers {
    /// One for each month of the plan.
    pub months: Vec<Number>,
    /// Those of the months before the plan, backwards, until they repeat; empty where they do not come again.
    pub before: Vec<Number>,
}

/// The numbers of a list after `word`. None where it has too few or too many, or where one of them is no number of
/// days, which is reported. `months_wrong` says that the plan's months could not be read: then the list may have any
/// length.
pub(super) fn listed(
    found: &mut Vec<Diagnostic>,
    tree: &Tree,
    list: MonthList,
    word: &str,
    (months, months_wrong): (&Calendar, bool),
) -> Option<ListedNumbers> {
    // January to December are months of a year that has dates.
    if list.every == Some(Stretch::Year) && months.first().is_none() {
        if !months_wrong {
            let message = "`every year` needs a plan with dates";
            let wrong = Diagnostic::new(Code::BadMonth, message, list.span, "this plan's months have none");
            let help = format!(
                "date the plan, `months 2026-01 .. 2026-12`, or write a value for each of its {} months",
                months.len()
            );
            found.push(wrong.help(help));
        }
        return None;
    }
    let items = tree.list(list.items);
    let wanted = list.every.map_or(months.len(), Stretch::months);
    // How many months there are is not known where their line could not be read.
    if items.len() != wanted && !(list.every.is_none() && months_wrong) {
        found.push(wrong_length(list, items.len(), word, months));
        return None;
    }
    let mut numbers = Vec::with_capacity(items.len());
    for item in items {
        match tree.plain_number(*item) {
            Some(number) if number.is_whole() && number >= Number::ONE => numbers.push(number),
            _ => {
                let message = format!("`{word}` lists whole numbers of days, 1 or more");
                let place = tree.node(*item).span;
                let wrong = Diagnostic::new(Code::BadRange, message, place, "not a number of days");
                found.push(match word {
                    "workdays" => wrong.help(
                        "write plain numbers, such as `[21, 20, 22]`; a month off is said by its dates, \
                         `workdays mon..fri except 2026-08-01 .. 2026-08-31`",
                    ),
                    _ => wrong.help("write plain numbers, such as `[28, 28, 35] every quarter`"),
                });
                return None;
            }
        }
    }
    let Some(stretch) = list.every else {
        return Some(ListedNumbers { months: numbers, before: Vec::new() });
    };
    // January to December, also where years are fiscal; quarters are the plan's.
    let into = match (stretch, months.first()) {
        (Stretch::Year, Some(first)) => usize::from(first.number()) - 1,
        _ => months.months_into(0, stretch),
    };
    let length = numbers.len();
    let at = |month: usize| numbers.get(month % length).copied().unwrap_or_default();
    Some(ListedNumbers {
        months: (0..months.len()).map(|month| at(into + month)).collect(),
        before: (0..length).map(|back| at(into + 2 * length - 1 - back)).collect(),
    })
}

/// The finding for a list that has too few values or too many.
fn wrong_length(list: MonthList, has: usize, word: &str, months: &Calendar) -> Diagnostic {
    let length = months.len();
    let plural = if has == 1 { "" } else { "s" };
    let (message, help) = match list.every {
        Some(Stretch::Year) => (
            format!("a list for every year has 12 values, January to December; this one has {has}"),
            "write a value for each month of the year".to_string(),
        ),
        Some(Stretch::Quarter) => (
            format!("a list for every quarter has 3 values, one for each of its months; this one has {has}"),
            format!(
                "such as `{word} {} every quarter`",
                if word == "days" { "[28, 28, 35]" } else { "[20, 20, 25]" }
            ),
        ),
        None => {
            let noun = if length == 1 { "month" } else { "months" };
            let message = format!("the plan has {length} {noun}, and this list {has} value{plural}");
            let again = match has {
                3 => Some("quarter"),
                12 if months.first().is_some() => Some("year"),
                _ => None,
            };
            let help = match again {
                Some(word) => {
                    format!("write one for each month, or `every {word}` behind the list to repeat it")
                }
                None => format!("write one for each month, {length} in all"),
            };
            let found =
                Diagnostic::new(Code::WrongArguments, message, list.span, format!("{has} value{plural}"));
            return match again {
                Some(word) => found.fix_with(
                    help,
                    vec![crate::diagnostic::Edit::after(list.span, format!(" every {word}"))],
                ),
                None => found.help(help),
            };
        }
    };
    Diagnostic::new(Code::WrongArguments, message, list.span, format!("{has} value{plural}")).help(help)
}
