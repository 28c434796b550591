//! The document of scenarios side by side.
//!
//! `diff` shows two versions of a plan with the same tables, as two scenarios named `old` and `new`.

use super::findings::{beyond_the_plan, reached, reading_word, worst};
use super::projection::{part_fact, rollup_word, span_words};
use super::table::{MonthLine, PARTIAL, partial_legend};
use super::{Block, Field, FigureFormat, Head, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{
    CheckStatus, ComparedCheck, ComparedGoal, ComparedLine, ComparedRow, Comparison, GoalResult, GoalStatus,
    MemberNames,
};
use crate::diagnostic::{Advice, Prose};
use crate::value::Number;

/// What of a comparison is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CompareOptions {
    /// Every month of the rows, not only what each comes to.
    pub months: bool,
    /// Rows too that are the same in every scenario.
    pub all: bool,
}

/// The document of scenarios side by side: what the rows that the plan shows come to, or their months; then goals, and
/// checks that fail. Rows that are the same everywhere are counted only.
pub fn compare(comparison: &Comparison, options: CompareOptions) -> Report {
    let (rows, left_out) = match &comparison.lines {
        Some(lines) => lines_shown(comparison, lines, options.all),
        None => {
            let shown = shown_rows(comparison);
            let same = |row: &&ComparedRow| comparison.scenarios.len() > 1 && row.is_same_everywhere();
            let (same, different): (Vec<&ComparedRow>, Vec<&ComparedRow>) =
                shown.iter().copied().partition(same);
            if options.all { (shown, 0) } else { (different, same.len()) }
        }
    };
    let mut blocks = Vec::new();
    if rows.is_empty() {
        if left_out == 0 {
            blocks.push(Block::note("The plan has no rows to compare yet."));
        }
    } else if options.months {
        blocks.push(Block::Table(series(comparison, &rows)));
    } else {
        blocks.push(Block::Table(totals(comparison, &rows)));
    }
    if rows.iter().any(|row| row.partial.contains(&true)) {
        blocks.push(Block::note(partial_legend(PARTIAL)));
    }
    if left_out > 0 {
        let count = match left_out {
            1 => "1 row is the same everywhere: ".to_string(),
            count => format!("{count} rows are the same everywhere: "),
        };
        let rest = if left_out == 1 { " shows it." } else { " shows them." };
        blocks.push(Block::note(Prose::from(count).advise(Advice::option("all", "")).and(rest)));
    }
    blocks.extend(of_members(comparison).map(Block::Note));
    blocks.extend(goals(comparison).map(Block::Table));
    let results = comparison.goals.iter().flat_map(|goal| goal.results.iter().flatten());
    let beyond: std::collections::BTreeSet<&str> = results.filter_map(beyond_the_plan).collect();
    blocks.extend(beyond.into_iter().map(Block::note));
    blocks.extend(checks(comparison).map(Block::Table));
    blocks.extend(labels(comparison).map(Block::note));
    let mut facts: Vec<String> = span_words(&comparison.month_words).into_iter().collect();
    facts.extend(part_fact(comparison.part_of.as_ref()));
    facts.push(comparison.head.currency.code().to_string());
    Report { title: comparison.head.title.clone(), facts, blocks }
}

/// Of lines by members those of rows that differ, theirs or a member's; and how many rows are left out.
fn lines_shown<'c>(
    comparison: &'c Comparison,
    lines: &'c [ComparedLine],
    all: bool,
) -> (Vec<&'c ComparedRow>, usize) {
    let (mut rows, mut left_out) = (Vec::new(), 0);
    for group in lines.chunk_by(|_, next| next.below) {
        let same = |line: &ComparedLine| line.row.values.is_empty() || line.row.is_same_everywhere();
        if all || comparison.scenarios.len() < 2 || !group.iter().all(same) {
            rows.extend(group.iter().map(|line| &line.row));
        } else {
            left_out += 1;
        }
    }
    (rows, left_out)
}

/// A sentence on the rows of members that differ and have no line of their own; none where there are none.
fn of_members(comparison: &Comparison) -> Option<Prose> {
    if comparison.lines.is_some() || comparison.scenarios.len() < 2 {
        return None;
    }
    let differs = |row: &&ComparedRow| {
        row.is_of_member() && !row.is_same_everywhere() && !comparison.shown.contains(&row.name)
    };
    members_counted(comparison.rows.iter().filter(differs))
}

/// `and 609 rows of 4 families`, with the option that shows them; none of no rows.
pub(super) fn members_counted<'c>(rows: impl Iterator<Item = &'c ComparedRow>) -> Option<Prose> {
    let (mut count, mut families, mut segment) = (0, std::collections::BTreeSet::new(), None);
    for row in rows {
        count += 1;
        families.extend(row.family.as_deref());
        segment = segment.or(row.members.as_ref().and_then(|members| members.segment()));
    }
    let by = segment.map(|segment| Advice::option("by", segment))?;
    Some(Prose::from(format!("{}: ", rows_of_families(count, families.len()))).advise(by).and(" shows them."))
}

/// `and 609 rows of 4 families`
pub(super) fn rows_of_families(rows: usize, families: usize) -> String {
    let rows = if rows == 1 { "1 row".to_string() } else { format!("{rows} rows") };
    let families = if families == 1 { "1 family".to_string() } else { format!("{families} families") };
    format!("and {rows} of {families}")
}

/// The rows that a table of any of the scenarios shows.
fn shown_rows(comparison: &Comparison) -> Vec<&ComparedRow> {
    let found = |name: &String| comparison.rows.iter().find(|row| row.name == *name);
    comparison.shown.iter().filter_map(found).collect()
}

/// A line for each row: what it comes to in the first scenario, then for each other one its figure, how far that lies
/// above the first one's, and how far in percent.
pub(super) fn totals(comparison: &Comparison, rows: &[&ComparedRow]) -> ReportTable {
    let units = rows.iter().any(|row| !format(row).unit().is_empty());
    let mut heads = vec![Head::words(""), Head::words("")];
    if units {
        heads.insert(1, Head::words(""));
    }
    let fixed = heads.len();
    for (at, scenario) in comparison.scenarios.iter().enumerate() {
        if at == 0 {
            heads.push(Head::figures("value").below(&scenario.name));
        } else {
            let head = |text: &str| Head::figures(text).below(&scenario.name);
            heads.extend([head("value"), head("change"), head("%")]);
        }
    }
    let line = |row: &&ComparedRow| {
        let format = format(row);
        let mut line = vec![TableEntry::plain(&row.name)];
        if units {
            line.push(TableEntry::dim(format.unit()));
        }
        line.push(TableEntry::dim(rollup_word(row.rollup, row.quotient)));
        for scenario in 0..comparison.scenarios.len() {
            line.push(total(row, scenario, &format));
            if scenario > 0 {
                line.push(difference(row, scenario, &format));
                line.push(change(row, scenario, &format));
            }
        }
        line
    };
    ReportTable { heads, fixed, lines: rows.iter().map(line).collect(), ..ReportTable::default() }
}

/// One format for a row's totals and their differences.
fn format(row: &ComparedRow) -> FigureFormat {
    let differences = (1..row.totals.len()).filter_map(|scenario| row.difference(scenario));
    let figures = row.totals.iter().flatten().copied().chain(differences);
    let mut format = FigureFormat::of(row.unit, figures);
    if let Some(first) = row.totals.first().copied().flatten() {
        let differs = |(at, total): (usize, &Option<Number>)| {
            total.filter(|_| row.difference(at).is_some_and(|difference| !difference.is_zero()))
        };
        for other in row.totals.iter().enumerate().filter_map(differs) {
            format = format.telling_apart(first, other);
        }
    }
    format
}

/// Whether a total of a row has the mark of those that leave out months without a value.
pub(super) fn has_mark(row: &ComparedRow) -> bool {
    row.totals.iter().zip(&row.partial).any(|(total, partial)| total.is_some() && *partial)
}

/// What a row comes to in a scenario; a `*` says that months without a value were left out.
fn total(row: &ComparedRow, scenario: usize, format: &FigureFormat) -> TableEntry {
    let partial = if row.partial.get(scenario) == Some(&true) { "*" } else { "" };
    match row.totals.get(scenario).copied().flatten() {
        Some(value) => TableEntry::plain(format.bare(value) + partial),
        None => TableEntry::missing(),
    }
}

/// How far a scenario's total lies above the first one's: `+$500`, `=` where they are the same.
fn difference(row: &ComparedRow, scenario: usize, format: &FigureFormat) -> TableEntry {
    match row.difference(scenario) {
        Some(difference) if difference.is_zero() => TableEntry::dim("="),
        // `5 points` for percentages.
        Some(difference) if format.is_percent() => {
            TableEntry::plain(signed(difference, format.points(difference)))
        }
        Some(difference) => TableEntry::plain(signed(difference, format.bare(difference))),
        None => TableEntry::missing(),
    }
}

/// The same in percent of the first one's total. Empty for rows that are percentages themselves: a percentage of a
/// percentage would only confuse, and those differ by points.
fn change(row: &ComparedRow, scenario: usize, format: &FigureFormat) -> TableEntry {
    match row.change(scenario) {
        Some(change) if !change.is_zero() && !format.is_percent() => TableEntry::plain(percent(change)),
        _ => TableEntry::plain(""),
    }
}

/// A share in percent with a sign either way: `+12.5%`, `-3.0%`; without decimals from 1,000% on.
pub(super) fn percent(share: Number) -> String {
    let digits = match share.percent() {
        Some(percent) if percent.abs() >= Number::from(1000u32) => format!("{percent:.0}"),
        Some(percent) => format!("{percent:.1}"),
        // Too large for a number in percent, but there are digits for it.
        None => share.percent_text().trim_end_matches('%').to_string(),
    };
    signed(share, super::grouped(&digits) + "%")
}

/// The text of a value with a plus in front where the value is above zero.
pub(super) fn signed(value: Number, text: String) -> String {
    if value.is_negative() || value.is_zero() || text.starts_with('-') { text } else { format!("+{text}") }
}

/// Where a scenario stands among those that are compared.
fn place(comparison: &Comparison, scenario: &str) -> usize {
    comparison.scenarios.iter().position(|known| known.name == scenario).unwrap_or_default()
}

/// The months of every row, a line a scenario.
fn series(comparison: &Comparison, rows: &[&ComparedRow]) -> ReportTable {
    let section = |row: &&ComparedRow| {
        let figures = row.values.iter().flat_map(|(_, values)| values.iter().flatten().copied());
        let format = FigureFormat::of(row.unit, figures);
        let line = |(name, values): &(String, Vec<Option<Number>>)| {
            let at = place(comparison, name);
            MonthLine {
                name: name.clone(),
                unit: format.unit().to_string(),
                figures: values.iter().map(|value| (*value, false)).collect(),
                trend: values.iter().map(|value| value.map(Number::to_f64)).collect(),
                overall: (row.totals[at], row.partial[at]),
                rollup: rollup_word(row.rollup, row.quotient),
                format: format.clone(),
                blank: false,
            }
        };
        (Some(row.name.clone()), row.values.iter().map(line).collect())
    };
    let (columns, overall) = super::projection::heads(&comparison.month_words);
    ReportTable::by_months(columns, overall, rows.iter().map(section).collect())
}

/// A line for each goal: in each scenario whether it is met, its deciding value, and in which month. None without
/// goals.
pub(super) fn goals(comparison: &Comparison) -> Option<ReportTable> {
    let whole_year = one_year(&comparison.month_words);
    let format = |goal: &ComparedGoal| {
        let results = || goal.results.iter().flatten();
        let figures = results().flat_map(|result| [result.value, result.target]).flatten();
        // A goal that is missed by a hair must not look met.
        let missed = results().filter(|result| result.status == GoalStatus::Missed);
        let format = FigureFormat::of(goal.unit().unwrap_or_default(), figures);
        missed
            .filter_map(|result| result.value.zip(result.target))
            .fold(format, |format, (value, target)| format.telling_apart(value, target))
    };
    let result = |goal: &ComparedGoal, format: &FigureFormat, at: usize| match &goal.results[at] {
        None => TableEntry::missing(),
        Some(result) => {
            let value = result.value.map_or(" n/a".to_string(), |value| format!(" {}", format.bare(value)));
            // A total stands at the end of its months; of any other figure its month is told, or when it was reached.
            let short = |month| short(month, whole_year);
            let at = result.at_words.as_deref().filter(|_| !result.is_total);
            let when = match reached(result) {
                Some(month) => format!(" · reached {}", short(month)),
                None => at.map(|month| format!(" in {}", short(month))).unwrap_or_default(),
            };
            let said = format!("{value}{when}");
            match result.status {
                GoalStatus::Met => TableEntry::Text(format!("✓{said}"), Tone::Good),
                GoalStatus::Missed => TableEntry::Text(format!("✗{said}"), Tone::Bad),
            }
        }
    };
    let formats: Vec<FigureFormat> = comparison.goals.iter().map(format).collect();
    // A goal's own text says its unit; a label does not, nor does the name of a row.
    let unit = |goal: &ComparedGoal, format: &FigureFormat| match goal.label {
        None if goal.text.contains(format.unit()) => String::new(),
        _ => format.unit().to_string(),
    };
    let units = comparison.goals.iter().zip(&formats).any(|(goal, format)| !unit(goal, format).is_empty());
    let line = |(goal, format): (&ComparedGoal, &FigureFormat)| {
        let mut line = vec![TableEntry::plain(goal.label.as_ref().unwrap_or(&goal.text))];
        if units {
            line.push(TableEntry::dim(unit(goal, format)));
        }
        // Every scenario reads a goal alike; over which months, its text says.
        let reading = goal.results.iter().flatten().next().map(|result| {
            // The dagger is explained below the table.
            let dagger = if beyond_the_plan(result).is_some() { " †" } else { "" };
            format!("{}{dagger}", reading_word(result))
        });
        line.push(TableEntry::dim(reading.unwrap_or_default()));
        line.extend((0..comparison.scenarios.len()).map(|at| result(goal, format, at)));
        line
    };
    // Of a goal in every month the first bad one says nothing of how bad it gets: the worst has a line of its own.
    let at_worst = |(goal, format): (&ComparedGoal, &FigureFormat)| {
        let told = goal.results.iter().flatten().any(|result| result.worst.is_some());
        let figure = |result: &Option<GoalResult>| {
            let result = result.as_ref()?;
            let own = || Some((format.bare(result.value?), result.at_words.as_deref()?));
            let (figure, month) = worst(result, format).or_else(own)?;
            Some(TableEntry::plain(format!("{figure} in {}", short(month, whole_year))))
        };
        told.then(|| {
            let mut line = vec![TableEntry::plain(""); if units { 2 } else { 1 }];
            line.push(TableEntry::dim("at worst"));
            line.extend(goal.results.iter().map(|result| figure(result).unwrap_or(TableEntry::missing())));
            line
        })
    };
    let pairs: Vec<(&ComparedGoal, &FigureFormat)> = comparison.goals.iter().zip(&formats).collect();
    let mut lines: Vec<Vec<TableEntry>> = Vec::new();
    for group in pairs.chunk_by(|a, b| a.0.shared().is_some() && a.0.shared() == b.0.shared()) {
        match group {
            [pair] => lines.extend(std::iter::once(line(*pair)).chain(at_worst(*pair))),
            group => {
                let (first, format) = group[0];
                let mut own = vec![TableEntry::plain(for_whom(
                    first.label.as_ref().unwrap_or(&first.text),
                    first.members(),
                ))];
                if units {
                    own.push(TableEntry::dim(unit(first, format)));
                }
                let reading = first.results.iter().flatten().next();
                own.push(TableEntry::dim(reading.map(reading_word).unwrap_or_default()));
                own.extend((0..comparison.scenarios.len()).map(|at| {
                    let all = group.iter().filter_map(|(goal, _)| goal.results[at].as_ref());
                    let met: Vec<bool> = all.map(|goal| goal.status == GoalStatus::Met).collect();
                    counted(&met, "met")
                }));
                lines.push(own);
            }
        }
    }
    let mut sheet = judged(comparison, "Goals", lines)?;
    // Beside the goals: their units, where they have any, and how they were read.
    let beside = if units { 2 } else { 1 };
    for _ in 0..beside {
        sheet.heads.insert(1, Head::words(""));
    }
    sheet.fixed = 1 + beside;
    Some(sheet)
}

/// A goal or a check that members share: `bookings >= total(quota) for each rep`.
fn for_whom(text: &str, members: Option<&MemberNames>) -> String {
    match members.and_then(|members| members.segment()) {
        Some(segment) => format!("{text} for each {segment}"),
        None => text.to_string(),
    }
}

/// For how many of several members something is so.
fn counted(all: &[bool], word: &str) -> TableEntry {
    let count = all.iter().filter(|one| **one).count();
    match all.len() {
        0 => TableEntry::missing(),
        all if all == count => TableEntry::Text(format!("✓ {count} of {all} {word}"), Tone::Good),
        all => TableEntry::Text(format!("✗ {count} of {all} {word}"), Tone::Bad),
    }
}

/// The year that all months lie in (`2026` of `Jan 2026`); none where they lie in several or have no year.
fn one_year(months: &[String]) -> Option<&str> {
    let (_, year) = months.first()?.rsplit_once(' ')?;
    months.iter().all(|month| month.rsplit_once(' ').is_some_and(|(_, other)| other == year)).then_some(year)
}

/// A month without the year where all have the same.
fn short<'m>(month: &'m str, year: Option<&str>) -> &'m str {
    match month.rsplit_once(' ') {
        Some((short, own)) if Some(own) == year => short,
        _ => month,
    }
}

/// A line for each check that fails somewhere: in each scenario whether it holds, or the first month in which it fails.
/// None where all hold.
pub(super) fn checks(comparison: &Comparison) -> Option<ReportTable> {
    let groups = comparison.checks.chunk_by(|a, b| a.shared().is_some() && a.shared() == b.shared());
    let fails = |group: &&[ComparedCheck]| group.iter().any(ComparedCheck::fails);
    let lines = groups.filter(fails).map(|group| {
        let check = &group[0];
        if group.len() > 1 {
            let held = |at: usize| {
                let all = group.iter().filter_map(|check| check.results[at].as_ref());
                counted(&all.map(|check| check.status.is_held()).collect::<Vec<bool>>(), "hold")
            };
            return std::iter::once(TableEntry::plain(for_whom(&check.text, check.members())))
                .chain((0..comparison.scenarios.len()).map(held))
                .collect();
        }
        let result = |at: usize| match &check.results[at] {
            None => TableEntry::missing(),
            Some(result) if result.status.is_held() => TableEntry::Text("✓".into(), Tone::Good),
            Some(result) if result.status == CheckStatus::Unknown => {
                TableEntry::Text("? n/a".into(), Tone::Bad)
            }
            Some(result) => {
                let month = result.month_words.as_ref().map(|month| format!(" {month}")).unwrap_or_default();
                TableEntry::Text(format!("✗{month}"), Tone::Bad)
            }
        };
        std::iter::once(TableEntry::plain(&check.text))
            .chain((0..comparison.scenarios.len()).map(result))
            .collect()
    });
    judged(comparison, "Checks", lines.collect())
}

/// A table with a column for each scenario; none without lines.
fn judged(comparison: &Comparison, heading: &str, lines: Vec<Vec<TableEntry>>) -> Option<ReportTable> {
    let scenarios = comparison.scenarios.iter().map(|scenario| Head::figures(&scenario.name));
    let heads = std::iter::once(Head::words("")).chain(scenarios).collect();
    (!lines.is_empty()).then(|| ReportTable {
        heading: Some(heading.into()),
        heads,
        fixed: 1,
        lines,
        ..ReportTable::default()
    })
}

/// The labels of the scenarios in one line: `hustle: Double the calls · …`; none where no scenario has one.
fn labels(comparison: &Comparison) -> Option<String> {
    let labelled = comparison.scenarios.iter().filter_map(|scenario| {
        let label = scenario.label.as_ref()?;
        Some(format!("{}: {label}", scenario.name))
    });
    let labels: Vec<String> = labelled.collect();
    (!labels.is_empty()).then(|| labels.join(" · "))
}

/// One record for each row; with `months`, one for each row and scenario, with a field for each month. All rows, also
/// those that the table leaves out.
pub fn compare_records(comparison: &Comparison, months: bool) -> Records {
    let symbol = |row: &ComparedRow| row.unit.symbol();
    let mut heads: Vec<String> = ["row", "unit", "rollup"].map(str::to_string).into();
    let mut lines = Vec::new();
    if months {
        heads.push("scenario".into());
        heads.extend(comparison.head.months.iter().cloned());
        heads.push("overall".into());
        for row in &comparison.rows {
            for (scenario, values) in &row.values {
                let mut line: Vec<Field> = vec![
                    row.name.as_str().into(),
                    symbol(row).into(),
                    row.rollup.word().into(),
                    scenario.as_str().into(),
                ];
                line.extend(values.iter().map(|value| Field::from(*value)));
                line.push(row.totals[place(comparison, scenario)].into());
                lines.push(line);
            }
        }
        return Records { heads, lines };
    }
    for (at, scenario) in comparison.scenarios.iter().enumerate() {
        heads.push(scenario.name.clone());
        if at > 0 {
            heads.push(format!("{} difference", scenario.name));
            heads.push(format!("{} percent", scenario.name));
        }
    }
    for row in &comparison.rows {
        let mut line: Vec<Field> =
            vec![row.name.as_str().into(), symbol(row).into(), row.rollup.word().into()];
        for at in 0..comparison.scenarios.len() {
            line.push(row.totals[at].into());
            if at > 0 {
                line.push(row.difference(at).into());
                line.push(row.change(at).and_then(Number::percent).into());
            }
        }
        lines.push(line);
    }
    Records { heads, lines }
}
