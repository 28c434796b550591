//! The document of levers: a tornado.
//!
//! A tornado is a table with a bar on each line, the widest on top: how far the row moves when the input is a little
//! less, and a little more.

use super::figure::{counted, rounded_to};
use super::labels::{head_fact, input_figures};
use super::needed::per_period;
use super::{Bar, Block, Field, FigureFormat, Head, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{Lever, Levers, Stated, Unnamed};
use crate::diagnostic::{Advice, Prose};
use crate::value::Number;

/// The most inputs that are shown where each member's is one.
const MOST_MEMBERS: usize = 10;

/// The document of levers. Inputs that move nothing, or only repeat another one, are told in notes below the table.
pub fn levers(levers: &Levers) -> Report {
    let sides = levers.levers.iter().flat_map(|lever| [lever.down, lever.up]).flatten();
    let format = FigureFormat::of(levers.subject.unit, sides.chain(levers.base));
    let base = levers.base.map_or("–".to_string(), |base| format.full(base));
    let mut facts = vec![format!("{}, {}: {base}", levers.subject.row, levers.subject.measure_words)];
    facts.extend(head_fact(&levers.head));
    let moving = |lever: &&Lever| !lever.effect(levers.base).is_zero();
    let mut strong: Vec<&Lever> =
        levers.levers.iter().filter(|lever| moving(lever) && lever.repeats.is_none()).collect();
    // Of many members, those that move the row most.
    let more = if levers.single { strong.split_off(strong.len().min(MOST_MEMBERS)).len() } else { 0 };
    let mut blocks = Vec::new();
    if strong.is_empty() {
        blocks.push(Block::note(format!(
            "No input alone moves `{}` with {} more or less.",
            levers.subject.row,
            percent(levers.by)
        )));
    } else {
        blocks.push(Block::Table(tornado(levers, &strong, &format)));
        if more > 0 {
            blocks.push(Block::note(format!("{more} more move it less.")));
        }
    }
    blocks.extend(notes(levers, &strong).into_iter().map(Block::note));
    Report { title: levers.head.title.clone(), facts, blocks }
}

/// The table of the inputs that move the row, the strongest first.
fn tornado(levers: &Levers, strong: &[&Lever], format: &FigureFormat) -> ReportTable {
    let needs = strong.iter().any(|lever| lever.needed.is_some());
    let by = percent(levers.by);
    let mut heads = vec![
        Head::words("input"),
        Head::figures("now"),
        Head::figures(format!("-{by}")),
        Head::words(""),
        Head::figures(format!("+{by}")),
    ];
    if needs {
        heads.push(Head::figures("goal needs"));
    }
    // The longest bar is the strongest input's, whatever the figures are.
    let largest = strong.first().map_or(Number::ZERO, |lever| lever.effect(levers.base));
    let line = |lever: &&Lever| {
        let (own, unit) = input_figures(
            lever.unit,
            lever.current.or(lever.mean).into_iter().chain(lever.needed.filter(|_| !lever.needs_factor())),
        );
        let beside = |figure: Option<Number>| match figure {
            Some(value) if unit.is_empty() || unit.starts_with('/') => {
                TableEntry::plain(own.bare(value) + &unit)
            }
            Some(value) => {
                let bare = own.bare(value);
                TableEntry::plain(format!("{bare} {}", counted(&bare, &unit)))
            }
            None => TableEntry::missing(),
        };
        let figure = |figure: Option<Number>| match figure {
            Some(value) => TableEntry::plain(format.bare(value)),
            None => TableEntry::missing(),
        };
        let way = |side: Option<Number>| deviation(side, levers.base, largest);
        let stated = |number: Number, per| TableEntry::plain(per_period(short(number), per));
        let mut line = vec![
            TableEntry::plain(&lever.input),
            match (lever.stated.map(|own| (own.current, own.mean, own.per)), lever.current) {
                (Some((Some(now), _, per)), _) => stated(now, per),
                (Some((None, Some(mean), per)), _) => labelled(stated(mean, per)),
                (_, Some(_)) => beside(lever.current),
                (_, None) => labelled(beside(lever.mean)),
            },
            figure(lever.down),
            TableEntry::Bar(Bar { down: way(lever.down), up: way(lever.up) }),
            figure(lever.up),
        ];
        if needs {
            // Rounded to the other side it would miss the goal.
            let up = !lever.needed_at_most;
            let enough = |needed: Number| rounded_to(needed, short_decimals(needed), up);
            let stated = |own: Stated| Some(TableEntry::plain(per_period(enough(own.needed?), own.per)));
            line.push(match (lever.stated.and_then(stated), lever.needed) {
                (Some(own), _) => own,
                (None, Some(factor)) if lever.needs_factor() => {
                    TableEntry::plain(format!("× {}", factor_words(factor, up)))
                }
                (None, Some(needed)) => beside(Some(own.rounded(needed, up))),
                (None, None) if lever.any_will_do => TableEntry::Text("any".into(), Tone::Dim),
                (None, None) => TableEntry::Text("not alone".into(), Tone::Dim),
            });
        }
        line
    };
    ReportTable { heads, fixed: 1, lines: strong.iter().map(line).collect(), ..ReportTable::default() }
}

/// A number of times with about three digits.
fn short(number: Number) -> Number {
    number.round(short_decimals(number))
}

/// The decimals of a number of times.
fn short_decimals(number: Number) -> u32 {
    if number.abs() >= Number::HUNDRED { 0 } else { 2 }
}

/// A value that is a mean over the months says so: `ø 40/month`.
fn labelled(entry: TableEntry) -> TableEntry {
    match entry {
        TableEntry::Text(text, tone) => TableEntry::Text(format!("ø {text}"), tone),
        other => other,
    }
}

/// A factor with three digits after the point, rounded up or down, or six where three would round it to 1, which would say that nothing is
/// needed.
fn factor_words(factor: Number, up: bool) -> String {
    let short = rounded_to(factor, 3, up);
    if short == Number::ONE && factor != Number::ONE {
        rounded_to(factor, 6, up).to_string()
    } else {
        short.to_string()
    }
}

/// How far a side lies from the base, as a share of the largest distance: -1 to 1. None where there is no figure.
fn deviation(side: Option<Number>, base: Option<Number>, largest: Number) -> Option<f64> {
    let (side, base) = side.zip(base)?;
    let (distance, _) = side.minus(base).ok()?;
    if largest.is_zero() {
        return Some(0.0);
    }
    distance.over(largest).ok().map(|(share, _)| share.to_f64())
}

/// A share as a percentage: `10%`.
fn percent(share: Number) -> String {
    share.percent_text()
}

/// What the table leaves out, and what its signs mean: a sentence each.
fn notes(levers: &Levers, strong: &[&Lever]) -> Vec<Prose> {
    let mut notes: Vec<Prose> = Vec::new();
    if let Some(goal) = &levers.goal
        && strong.iter().any(|lever| lever.needed.is_some())
    {
        notes.push(format!("goal needs: what the input alone would have to be for `{goal}`.").into());
    }
    let differs = |lever: &Lever| {
        lever.needs_factor()
            && lever.stated.is_none_or(|own| own.current.is_none())
            && lever.repeats.is_none()
    };
    let differing = levers.levers.iter().any(|lever| differs(lever) && !lever.effect(levers.base).is_zero());
    if differing {
        // The inputs that differ may be of members, and of the months.
        let mut by: Vec<&str> = levers.levers.iter().filter(|lever| differs(lever)).map(differs_by).collect();
        by.sort_unstable();
        by.dedup();
        let all = if by == ["month"] { "for all of its months" } else { "for all of them" };
        let by = by.join(" or ");
        notes.push(format!("ø: it differs by {by}, and this is its mean; × is a factor {all}.").into());
    }
    notes.extend(other_months(levers, strong).map(Prose::from));
    for lever in &levers.levers {
        if let Some(other) = &lever.repeats {
            notes.push(format!("`{}` is `{other}`.", lever.input).into());
        }
        if let Some(refused) = &lever.refused {
            notes.push(format!("– at `{}`: {refused}.", lever.input).into());
        }
    }
    let still = |lever: &&Lever| {
        lever.effect(levers.base).is_zero() && lever.repeats.is_none() && lever.refused.is_none()
    };
    let most = if levers.single { MOST_MEMBERS } else { usize::MAX };
    let is_nothing = |lever: &&Lever| lever.current.is_some_and(Number::is_zero);
    let (nothing, idle): (Vec<&Lever>, Vec<&Lever>) =
        levers.levers.iter().filter(still).partition(is_nothing);
    if let [first, ..] = &nothing[..] {
        let (names, verb) = names(&nothing, most, ["is", "are"]);
        let words = format!("{names} {verb} 0, and {} of zero is nothing: ask ", percent(levers.by));
        let solve = Advice::command("solve", "FILE", &first.input);
        notes.push(Prose::from(words).advise(solve).and("."));
    }
    if !idle.is_empty() && idle.len() < levers.levers.len() {
        let (names, verb) = names(&idle, most, ["does", "do"]);
        notes.push(format!("{names} {verb} not move it.").into());
    }
    notes.extend(unnamed(&levers.unnamed));
    notes
}

/// What an input differs by: its members, or months.
fn differs_by(lever: &Lever) -> &str {
    lever.segment.as_deref().unwrap_or("month")
}

/// The names of inputs, the first `most` of them, and which verb goes with that many.
fn names(inputs: &[&Lever], most: usize, [one, several]: [&'static str; 2]) -> (String, &'static str) {
    let names: Vec<String> = inputs.iter().take(most).map(|lever| format!("`{}`", lever.input)).collect();
    let names = match inputs.len().saturating_sub(most) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    };
    (names, if inputs.len() == 1 { one } else { several })
}

/// The most numbers without a name that are listed.
const MOST_UNNAMED: usize = 5;

/// The numbers that are not moved since they have no name, and how one gets a name.
fn unnamed(numbers: &[Unnamed]) -> Option<Prose> {
    let first = numbers.first()?;
    let shown = numbers.iter().take(MOST_UNNAMED);
    let listed: Vec<String> = shown.map(|number| format!("`{}` ({})", number.text, number.place)).collect();
    let more = match numbers.len().saturating_sub(MOST_UNNAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let words = format!(
        "Numbers without a name are not moved: {}{more}. With `some_name = {}` on a line of its own, and `some_name` in \
         the place of the number, it is an input.",
        listed.join(", "),
        first.text
    );
    Some(words.into())
}

/// That figures are of different months, where the best month is another once an input is moved: such figures do not
/// compare with the one as the plan stands.
fn other_months(levers: &Levers, strong: &[&Lever]) -> Option<String> {
    let by = percent(levers.by);
    let moved = |lever: &&Lever| {
        let sides = lever.other_months.iter().zip(['-', '+']);
        let of = |(month, sign): (&Option<String>, char)| {
            Some((month.clone()?, format!("`{}` {sign}{by}", lever.input)))
        };
        sides.filter_map(of).collect::<Vec<_>>()
    };
    let mut months: Vec<(String, Vec<String>)> = Vec::new();
    for (month, side) in strong.iter().flat_map(moved) {
        match months.iter_mut().find(|(known, _)| *known == month) {
            Some((_, sides)) => sides.push(side),
            None => months.push((month, vec![side])),
        }
    }
    let base = levers.best_month.as_ref().filter(|_| !months.is_empty())?;
    let others: Vec<String> =
        months.into_iter().map(|(month, sides)| format!("{month} with {}", sides.join(", "))).collect();
    Some(format!(
        "The best month is not always the same one, so that these figures are of different months: {base} as the plan \
         stands, {}.",
        others.join("; ")
    ))
}

/// One record for each input, also for those that move nothing.
pub fn levers_records(levers: &Levers) -> Records {
    let heads =
        ["input", "unit", "current", "mean", "down", "up", "needed", "needed_is"].map(str::to_string).into();
    let line = |lever: &Lever| {
        let figures = [lever.current, lever.mean, lever.down, lever.up, lever.needed];
        let words: [Field; 2] = [lever.input.as_str().into(), lever.unit.to_string().into()];
        let kind = Field::from(lever.needed_is.name());
        words.into_iter().chain(figures.into_iter().map(Field::Number)).chain([kind]).collect()
    };
    Records { heads, lines: levers.levers.iter().map(line).collect() }
}
