//! The document of one projection: the table of rows by months, then what was found.

use std::collections::BTreeMap;

use super::findings;
use super::labels::head_fact;
use super::table::{MonthLine, PARTIAL, partial_legend};
use super::{Block, Field, FigureFormat, Head, LongRow, LongRows, Records, Report, ReportTable};
use crate::analysis::{BreakdownLine, DayOne, Granularity, LeftOut, MemberNames, Results, RowResult};
use crate::diagnostic::{Advice, Prose};
use crate::model::{FamilyPlace, Origin};
use crate::source::Sources;
use crate::value::{Quantity, Rollup};

/// What to put into the document.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProjectionOptions<'a> {
    /// The plan's texts, to say where a warning belongs; without them warnings have no place.
    pub sources: Option<&'a Sources>,
    /// Whether to leave warnings out, because they are told elsewhere.
    pub without_warnings: bool,
}

/// The document of a projection: the table of the rows that the plan shows, then goals, checks, warnings and notes.
pub fn projection(results: &Results, options: &ProjectionOptions) -> Report {
    let mut blocks = Vec::new();
    let (table, partial) = table(results, &results.shown);
    if table.lines.is_empty() {
        blocks.push(Block::note("The plan has no rows to show yet: add one, such as `calls = 40/month`."));
    } else {
        blocks.push(Block::Table(table));
    }
    if partial {
        blocks.push(Block::note(partial_legend(PARTIAL)));
    }
    if !results.shown.is_empty() {
        blocks.extend(short_stretches(results).map(Block::note));
    }
    blocks.extend(results.left_out.as_ref().map(left_out));
    blocks.extend(found(results, options));
    Report { title: results.head.title.clone(), facts: facts(results), blocks }
}

/// What stands below the figures: day one, goals, checks, warnings, notes.
pub(super) fn found(results: &Results, options: &ProjectionOptions) -> Vec<Block> {
    let mut blocks: Vec<Block> = results.day_one.iter().map(day_one).map(Block::note).collect();
    blocks.extend(findings::goals(results));
    blocks.extend(findings::checks(results));
    if !options.without_warnings {
        blocks.extend(findings::warnings(results, options.sources));
    }
    blocks.extend(findings::notes(results));
    blocks.extend(findings::docs(results));
    blocks
}

/// That members have more to show: ``6 families by rep or region: `--by rep`, `--for west` ``.
fn left_out(left_out: &LeftOut) -> Block {
    let families = match left_out.families {
        1 => "1 family".to_string(),
        count => format!("{count} families"),
    };
    let segments = left_out.segments.join(" or ");
    let first = left_out.segments.first().map_or("", String::as_str);
    let said = Prose::from(format!("{families} by {segments}: "))
        .advise(Advice::option("by", first))
        .and(", ")
        .advise(Advice::option("for", left_out.member.as_str()));
    Block::Note(said)
}

/// What the records of rows and months hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct LongOptions {
    /// Totals and subtotals too.
    pub totals: bool,
    /// Only the rows that the table shows, of a family its members.
    pub picked: bool,
}

/// Rows for a pivot table: a record for each row and column of time, with a field for each segment. Of a family there are
/// its members only, unless totals are wanted too: a pivot would count them twice.
pub fn long_rows(results: &Results, options: LongOptions) -> LongRows {
    let segments: Vec<&str> =
        results.axis.segments.iter().map(|(_, segment)| segment.name.as_str()).collect();
    let heads = ["scenario", "row", "unit", "rollup"].into_iter().chain(segments.iter().copied());
    let heads = heads.chain(["month", "value"]).map(str::to_string).collect();
    let picked: Vec<u32> = results
        .rows
        .iter()
        .filter(|row| results.shown.contains(&row.name))
        .filter_map(|row| row.family.map(|of| of.family))
        .collect();
    let wanted = |row: &&RowResult| {
        let of_family = match row.family {
            Some(of) => matches!(of.place, FamilyPlace::Member(_)) || options.totals,
            None => true,
        };
        let chosen = match row.family {
            _ if !options.picked => true,
            Some(of) => picked.contains(&of.family),
            None => results.shown.contains(&row.name),
        };
        of_family && chosen
    };
    let line = |row: &RowResult| {
        let family = row.family.and_then(|of| results.axis.family(of));
        let name = family.map_or(row.name.as_str(), |family| family.name.as_str());
        let members = MemberNames::of(&results.axis.segments, row.family.and_then(|of| of.place.member()));
        let unit = row.column_unit(results.by, &row.unit.symbol());
        let words = [results.head.scenario.as_str(), name, &unit, row.rollup.word()];
        let own = segments.iter().map(|segment| members.of_segment(segment).unwrap_or_default());
        LongRow {
            words: words.into_iter().chain(own).map(str::to_string).collect(),
            values: row.values.clone(),
        }
    };
    let rows = results.all_rows().iter().filter(wanted).map(line).collect();
    LongRows { heads, months: results.head.months.clone(), rows }
}

/// The rows that the table has, as records with a field for each column, as `--format csv` writes them.
pub fn projection_records(results: &Results) -> Records {
    let heads = ["row", "group", "unit", "rollup"].map(str::to_string).into_iter();
    let heads = heads.chain(results.head.months.iter().cloned()).chain(["overall".to_string()]).collect();
    let line = |row: &RowResult| {
        let words = [
            row.name.clone(),
            row.group.name().to_string(),
            row.column_unit(results.by, &row.unit.symbol()),
            row.rollup.word().to_string(),
        ];
        let figures = row.values.iter().copied().chain([row.total]);
        words.map(Field::from).into_iter().chain(figures.map(Field::from)).collect()
    };
    let records = Records { heads, lines: shown_rows(results, &results.shown).map(line).collect() };
    match &results.solved {
        Some(solved) => records.with_solved(solved, None),
        None => records,
    }
}

/// The months, the scenario where it is not the plan itself, the currency, and the working days where they are assumed.
pub(super) fn facts(results: &Results) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(span_words(&results.month_words));
    facts.extend(part_fact(results.part_of.as_ref()));
    facts.extend(head_fact(&results.head));
    facts.push(results.head.currency.code().to_string());
    // What nobody has said, and every action counts on.
    facts.extend(results.assumed_workdays.map(|days| format!("{days} working days a month")));
    facts
}

/// That totals are of the months that are shown, where these are a part of the plan's; the first and the last of it as
/// people read them.
pub(super) fn part_fact(plan: Option<&[String; 2]>) -> Option<String> {
    Some(format!("totals of these months, not of {}", span_words(plan?)?))
}

/// The plan's months in words: `Jan – Dec 2026`, `M1 – M12`.
pub(super) fn span_words(words: &[String]) -> Option<String> {
    let (first, last) = words.first().zip(words.last())?;
    let (start, first_year) = parted(first);
    let (_, last_year) = parted(last);
    Some(match () {
        () if first == last => first.clone(),
        () if first_year.is_some() && first_year == last_year => format!("{start} – {last}"),
        () => format!("{first} – {last}"),
    })
}

/// `Jan 2026` as `Jan` and `2026`; a column without a year is whole.
pub(super) fn parted(words: &str) -> (&str, Option<&str>) {
    words.rsplit_once(' ').map_or((words, None), |(month, year)| (month, Some(year)))
}

/// What marks the head of a stretch of which the plan has only some months.
const SHORT: char = '†';

/// Whether the plan has only some of the months of a column's stretch.
fn is_short(results: &Results, column: usize) -> bool {
    results.months_of.get(column).is_some_and(|months| *months < results.by.months())
}

/// `† Q1 2026 has 2 of 3 months.`; none where every stretch is whole.
fn short_stretches(results: &Results) -> Option<String> {
    let whole = results.by.months();
    let said = |column: usize| {
        let (words, months) = (&results.month_words[column], results.months_of[column]);
        format!("{words} has {months} of {whole} months")
    };
    let short: Vec<String> =
        (0..results.month_words.len()).filter(|column| is_short(results, *column)).map(said).collect();
    (!short.is_empty()).then(|| format!("{SHORT} {}.", short.join(", ")))
}

/// What waits when the plan starts: `on day one: 25 open, $7,300 weighted`, behind the pipeline's name where it has one.
fn day_one(opened: &DayOne) -> String {
    let name = opened.pipeline.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    let written = |figure: Quantity| {
        let value = figure.value.unwrap_or_default();
        FigureFormat::of(figure.unit, [value]).full(value)
    };
    let mut line = format!("{name}on day one: {} open", written(opened.open));
    if let Some(weighted) = opened.weighted {
        line.push_str(&format!(", {} weighted", written(weighted)));
    }
    line
}

/// The rows of these names, and whether months without a value were left out of a figure.
fn table(results: &Results, names: &[String]) -> (ReportTable, bool) {
    let (mut columns, months) = heads(&results.month_words);
    // The figures of the whole plan stand below a year or a count of months only where the columns make that up.
    let mut whole = true;
    for (at, column) in columns.iter_mut().enumerate() {
        if !is_short(results, at) {
            continue;
        }
        column.text.push(SHORT);
        whole = false;
    }
    let overall = match results.by {
        Granularity::Quarter | Granularity::Year
            if !whole || months.ends_with("months") || months == "1 month" =>
        {
            "Overall".into()
        }
        _ => months,
    };
    let sections = match &results.lines {
        Some(lines) => sections_by_members(results, lines),
        None => sections(results, names),
    };
    let partial = sections.iter().flat_map(|(_, rows)| rows).any(MonthLine::is_partial);
    (ReportTable::by_months(columns, overall, sections), partial)
}

/// The heads of the columns, and what stands above the figures of the whole plan: `2026`, `6 months`. The year stands
/// above its months, unless all lie in one, which the facts of the document name.
pub(super) fn heads(words: &[String]) -> (Vec<Head>, String) {
    let years = words.iter().map(|words| parted(words).1);
    let one_year = years.clone().all(|year| year == parted(&words[0]).1);
    let column = |words: &String| {
        let (month, year) = parted(words);
        Head::month(month, year.filter(|_| !one_year).map(str::to_string))
    };
    (words.iter().map(column).collect(), overall_words(words))
}

/// What stands above the figures of the whole plan: the year where the plan is that calendar year.
fn overall_words(words: &[String]) -> String {
    let Some((first, last)) = words.first().zip(words.last()) else {
        return String::new();
    };
    match (parted(first), parted(last)) {
        ((start, Some(year)), (end, Some(last_year)))
            if year == last_year && matches!((start, end), ("Jan", "Dec") | ("Q1", "Q4")) =>
        {
            year.to_string()
        }
        _ if words.len() == 1 => "1 month".into(),
        _ => format!("{} months", words.len()),
    }
}

/// The rows of these names, in their order.
fn shown_rows<'a>(results: &'a Results, names: &'a [String]) -> impl Iterator<Item = &'a RowResult> {
    let by_name: BTreeMap<&str, &RowResult> =
        results.rows.iter().map(|row| (row.name.as_str(), row)).collect();
    names.iter().filter_map(move |name| by_name.get(name.as_str()).copied())
}

/// The rows in the file's order and groups.
fn sections(results: &Results, names: &[String]) -> Vec<(Option<String>, Vec<MonthLine>)> {
    let rows: Vec<&RowResult> = shown_rows(results, names).collect();
    let runs: Vec<&[&RowResult]> = rows.chunk_by(|a, b| a.group == b.group).collect();
    // A choice of single rows from here and there would have more headings than rows are worth.
    let grouped = runs.len() > 1 && rows.len() >= runs.len() * 2;
    if !grouped {
        let rows: Vec<MonthLine> = rows.into_iter().map(|row| table_row(row, results)).collect();
        return if rows.is_empty() { Vec::new() } else { vec![(None, rows)] };
    }
    let section = |run: &[&RowResult]| {
        let rows = run.iter().map(|row| table_row(row, results)).collect();
        (run.first().map(|row| heading(&row.group)), rows)
    };
    runs.into_iter().map(section).collect()
}

/// The lines of a table by members, in the file's groups.
fn sections_by_members(results: &Results, lines: &[BreakdownLine]) -> Vec<(Option<String>, Vec<MonthLine>)> {
    let line = |line: &BreakdownLine| match &line.row {
        Some(row) => MonthLine { name: line.label.clone(), ..table_row(row, results) },
        None => MonthLine::heading(line.label.clone()),
    };
    let runs: Vec<&[BreakdownLine]> = lines.chunk_by(|a, b| a.group == b.group).collect();
    let grouped = runs.len() > 1;
    let section = |run: &[BreakdownLine]| {
        let head = run.first().filter(|_| grouped).map(|first| heading(&first.group));
        (head, run.iter().map(line).collect())
    };
    runs.into_iter().map(section).collect()
}

/// The heading of the rows that come from one kind of statement.
pub(super) fn heading(group: &Origin) -> String {
    match group {
        Origin::Plan => "Plan".into(),
        Origin::Pipeline(None) => "Pipeline".into(),
        Origin::Pipeline(Some(name)) => format!("Pipeline {name}"),
        Origin::Stock => "Stocks".into(),
        Origin::Variable => "Variables".into(),
        Origin::Calendar => "Calendar".into(),
    }
}

/// A row as a line of the table, all its figures in one format.
pub(super) fn table_row(row: &RowResult, results: &Results) -> MonthLine {
    let format = FigureFormat::of(row.unit, row.values.iter().flatten().copied());
    let partial = |column: usize| row.partial.get(column).copied().unwrap_or(false);
    let figures = row.values.iter().enumerate().map(|(column, value)| (*value, partial(column)));
    MonthLine {
        name: row.name.clone(),
        unit: row.column_unit(results.by, format.unit()),
        figures: figures.collect(),
        trend: row.values.iter().map(|value| value.map(|number| number.to_f64())).collect(),
        overall: (row.total, row.total_partial),
        rollup: rollup_word(row.rollup, row.quotient),
        format,
        blank: false,
    }
}

/// What the figure of the whole plan is, in a word: `total`, `end` or `mean`. The rate of two flows is `of totals`: one
/// total over the other, which is not the mean of the months' rates.
pub(super) fn rollup_word(rollup: Rollup, quotient: bool) -> &'static str {
    match rollup {
        _ if quotient => "of totals",
        Rollup::Sum => "total",
        Rollup::Last => "end",
        Rollup::Level => "mean",
    }
}
