//! What every question begins with: the scenario it is about with its projection, a row, a month. What cannot
//! be found is a finding with the nearest name.

use crate::diagnostic::{Advice, Code, Diagnostic, Prose, did_you_mean, nearest};
use crate::eval::Projection;
use crate::model::{FamilyTotal, Model, PipelinePart, Row, RowId, Scenario};
use crate::value::{Calendar, Cell, Fiscal, Month, Unit, month_number};

use super::troubles;

/// The scenario of a name (`base` is the plan as it stands), projected.
///
/// # Panics
/// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
pub(super) fn projected<'a>(
    model: &'a Model,
    name: &str,
) -> Result<(&'a Scenario, Projection<Cell>), Vec<Diagnostic>> {
    let chosen = scenario(model, name).map_err(|found| vec![found])?;
    let projection: Projection<Cell> = Projection::new(chosen, &model.calendar);
    let errors = troubles::errors(model, chosen, &projection);
    if !errors.is_empty() {
        return Err(errors);
    }
    assert!(troubles::conserved(chosen, &projection, |_| true), "a pipeline lost or gained deals");
    Ok((chosen, projection))
}

/// The scenario of that name, `base` for the plan as it stands. The error names the nearest one, or all there are.
pub(super) fn scenario<'a>(model: &'a Model, name: &str) -> Result<&'a Scenario, Diagnostic> {
    model.scenario(name).ok_or_else(|| {
        let found = Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{name}`"));
        let names: Vec<&str> = model.scenario_names().collect();
        match nearest(name, names.iter().copied()) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("the plan has: {}", names.join(", "))),
        }
    })
}

/// The row of a name. An action answers to its name without the `s` too.
pub(super) fn row(scenario: &Scenario, name: &str) -> Result<RowId, Diagnostic> {
    let table = &scenario.table;
    let action = || table.find(&format!("{name}s")).filter(|row| table.row(*row).is_action());
    table.find(name).or_else(action).ok_or_else(|| {
        let found = Diagnostic::without_place(Code::UnknownName, format!("there is no row `{name}`"));
        let names = table.rows.iter().filter(|row| !row.hidden).map(|row| row.name.as_str());
        match did_you_mean(name, names) {
            Some(question) => found.help(question),
            None => found.help(
                Prose::from(Advice::EveryRow(Some("FILE".into())))
                    .and(" lists every row, members and constants too"),
            ),
        }
    })
}

/// The column of a month as a plan writes it (`2026-04`, `M4`) or as people do (`Apr 2026`, `april`).
pub(crate) fn month(calendar: &Calendar, written: &str) -> Result<usize, Diagnostic> {
    let columns = months_meant(calendar, written.trim());
    let wrong = |message: String| Diagnostic::without_place(Code::BadMonth, message);
    let label = |column: usize| calendar.label(column);
    match columns[..] {
        [column] => Ok(column),
        [first, second, ..] => {
            let message = format!("the plan has more than one `{}`", written.trim());
            Err(wrong(message).help(format!("write `{}` or `{}`", label(first), label(second))))
        }
        [] => {
            let (first, last) = (label(0), label(calendar.len().saturating_sub(1)));
            let message =
                format!("the plan has no month `{}`: it runs from {first} to {last}", written.trim());
            if let Some((first, fiscal)) = calendar_quarter(calendar, written.trim()) {
                let quarter = fiscal.quarter_of(first);
                let message =
                    format!("the years of this plan are fiscal: a calendar quarter or `{quarter}`?");
                let begins = first.plus(-((fiscal.month_of_year(first) % 3) as i32));
                let help = format!(
                    "write a month: `{begins}` to `{}` are `{quarter}`, `{first}` to `{}` the calendar quarter",
                    begins.plus(2),
                    first.plus(2)
                );
                return Err(wrong(message).help(help));
            }
            if let Some(help) = last_month_meant(calendar, written.trim()) {
                return Err(wrong(message).help(help));
            }
            let labels: Vec<String> = (0..calendar.len()).map(label).collect();
            let near = nearest(written, labels.iter().map(String::as_str)).unwrap_or(&first);
            Err(wrong(message).help(format!("write it as the plan does, such as `{near}`")))
        }
    }
}

/// The columns from one month to another as people write them, the plan's first and last where they name none. Of a
/// quarter or a year the first counts its first month, and the last its last.
///
/// # Errors
/// A month that the plan does not have, and an end before the start.
pub(crate) fn stretch(
    calendar: &Calendar,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<std::ops::Range<usize>, Diagnostic> {
    let columns = |written: &str| {
        let said = crate::syntax::month_said(written.trim());
        said.and_then(|said| calendar.columns_of(&said))
            .filter(|_| months_meant(calendar, written.trim()).is_empty())
    };
    let edge = |written: &str, last: bool| match columns(written) {
        Some((first, end)) => Ok(if last { end } else { first }),
        None => month(calendar, written),
    };
    let first = from.map_or(Ok(0), |from| edge(from, false))?;
    let last = to.map_or(Ok(calendar.len().saturating_sub(1)), |to| edge(to, true))?;
    if first > last {
        let message = format!("{} lies before {}", calendar.words(last), calendar.words(first));
        let found = Diagnostic::without_place(Code::BadMonth, message);
        let help =
            format!("turn them round: `--from {} --to {}`", calendar.label(last), calendar.label(first));
        return Err(found.help(help));
    }
    Ok(first..last + 1)
}

/// The first month of a calendar quarter, `2026-Q3`, and how years are counted, in a plan of fiscal years; none of
/// anything else.
fn calendar_quarter(calendar: &Calendar, written: &str) -> Option<(Month, Fiscal)> {
    let fiscal = calendar.fiscal()?;
    let said = crate::syntax::month_said(written)?;
    let (year, quarter) = said.split_once("-Q").filter(|(year, _)| !year.starts_with("FY"))?;
    let first = quarter.parse::<u8>().ok()?.checked_mul(3)?.checked_sub(2)?;
    Some((Month::new(year.parse().ok()?, first)?, fiscal))
}

/// What to write for a quarter, a year or a month before or after the plan where one month has to stand.
fn last_month_meant(calendar: &Calendar, written: &str) -> Option<String> {
    let said = crate::syntax::month_said(written)?;
    let end = calendar.len().saturating_sub(1);
    let (first, last) = (calendar.month(0)?, calendar.month(end)?);
    if let Some((_, last)) = calendar.columns_of(&said) {
        return Some(format!("write one month: its last is `{}`", calendar.label(last)));
    }
    if said.contains(['Q', 'F']) || !said.contains('-') {
        return None;
    }
    let near = if said < first.to_string() { (0, "first") } else { (end, "last") };
    let outside = said < first.to_string() || said > last.to_string();
    outside.then(|| format!("the plan's {} month is `{}`", near.1, calendar.label(near.0)))
}

/// The columns that a month as people write it may mean: `2026-05`, `May 2026`, `may`, and `M5` for the fifth of the
/// plan. Several where a plan of years has the month more than once.
fn months_meant(calendar: &Calendar, written: &str) -> Vec<usize> {
    let columns = 0..calendar.len();
    let says = |label: String| label.eq_ignore_ascii_case(written);
    let exact = |column: &usize| says(calendar.label(*column)) || says(calendar.words(*column));
    if let Some(column) = columns.clone().find(exact) {
        return vec![column];
    }
    let numbered = written.strip_prefix(['M', 'm']).and_then(|digits| digits.parse::<usize>().ok());
    if let Some(column) = numbered.and_then(|number| number.checked_sub(1)) {
        return columns.filter(|known| *known == column).collect();
    }
    let mut words = written.split([' ', ',']).filter(|word| !word.is_empty());
    let (name, year, rest) = (words.next().and_then(month_number), words.next(), words.next());
    let year = year.map(|year| year.parse::<i32>());
    let (Some(number), None) = (name, rest) else {
        // `Jun-27`, `06/2027`
        let said = crate::syntax::month_said(written);
        return columns.filter(|column| said.as_ref() == Some(&calendar.label(*column))).collect();
    };
    let meant = |column: &usize| {
        calendar.month(*column).is_some_and(|month| {
            month.number() == number && year.as_ref().is_none_or(|year| year.as_ref() == Ok(&month.year()))
        })
    };
    columns.filter(meant).collect()
}

/// The row that a plan is about, where none is named: what its first goal speaks of, else `bookings` or `velocity`,
/// else the last row that it shows.
pub(super) fn main_row(model: &Model, scenario: &Scenario) -> Option<RowId> {
    let table = &scenario.table;
    // A plan without a pipeline calls what it brings in by the same words.
    let brings_in = [PipelinePart::Bookings.name(), PipelinePart::Velocity.name(), "revenue"];
    let named = || brings_in.into_iter().find_map(|name| table.find(name));
    let money = |row: &Row| !row.is_member() && !row.input && row.unit == Unit::MONEY_PER_MONTH;
    // Of what a plan shows itself, the last flow of money: revenue, profit, cash.
    let shown_money = || {
        let shown = model.shown.iter().rev().filter_map(|name| table.find(name));
        shown.into_iter().find(|row| money(table.row(*row)))
    };
    let last_money = || table.rows.iter().rposition(|row| !row.hidden && money(row));
    let flow = || shown_money().or_else(|| last_money().map(|index| RowId(index as u32)));
    let shown = || model.shown.iter().rev().find_map(|name| table.find(name));
    let last = |formula: bool| {
        let fits = |row: &Row| {
            let pace_s_own = row.hidden || row.is_member();
            !pace_s_own && (!formula || !row.input)
        };
        table.rows.iter().rposition(|row| fits(row)).map(|index| RowId(index as u32))
    };
    // A goal of each member is about what all of them come to.
    let total = |row: RowId| {
        let of = table.row(row).family.filter(|of| of.place.member().is_some())?;
        let family = scenario.families.get(of.family as usize)?;
        family.total.filter(|_| family.rule != FamilyTotal::None)
    };
    let once = || scenario.goals.iter().find(|goal| goal.member.is_none()).map(|goal| goal.row);
    let goal = match scenario.goals.first() {
        Some(first) if first.member.is_some() => total(first.row).or_else(once).or(Some(first.row)),
        first => first.map(|goal| goal.row),
    };
    goal.or_else(named).or_else(flow).or_else(shown).or_else(|| last(true)).or_else(|| last(false))
}

/// The finding for a question about the main row of a plan that has no row.
pub(super) fn no_rows() -> Diagnostic {
    Diagnostic::without_place(Code::UnknownName, "the plan has no row to look at")
        .help("add one to the plan, such as `leads = 40/month`")
}
