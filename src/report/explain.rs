//! The document of an explanation: each row once, with its formula in names and in figures, the rules, and
//! where it is defined; below it the rows that it is made of.

use super::formula::{FormulaStyle, amount_lines, call_lines, expression, figure, line_by_line, total_lines};
use super::{
    Block, Field, FigureFormat, Head, Outline, OutlineEntry, Records, Report, ReportTable, TableEntry,
};
use crate::analysis::{
    EntryAmount, ExplainedFigure, Explanation, Followed, Joined, Term, TermKind, TermOperator,
};
use crate::diagnostic::{Advice, Prose};
use crate::source::{Source, Sources, Span};
use crate::value::{Denomination, Number};

/// The document of an explanation: an outline for each figure, and for deals in a pipeline the months in which they
/// entered. `sources` holds the texts in which rows are defined.
pub fn explain(explanation: &Explanation, sources: &Sources) -> Report {
    let mut blocks = Vec::new();
    if let Some(doc) = &explanation.doc {
        blocks.push(Block::note(doc.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let mut deeper = None;
    for figure in &explanation.figures {
        let mut entries = Vec::new();
        collect(&figure.term, 0, sources, &mut entries, &mut deeper);
        if let Some(first) = entries.first_mut() {
            first.formulas.extend(amount_lines(&figure.members, figure.figure.unit));
        }
        if let (Some(first), Some(gap)) = (entries.first_mut(), &figure.gap) {
            let known = first.remarks.iter().any(|remark| remark.starts_with("no value"));
            if !known {
                first.remarks.insert(0, format!("no value: {gap}"));
            }
        }
        blocks.push(Block::Outline(Outline { heading: None, entries }));
        blocks.extend(entered(figure));
    }
    if let Some(name) = deeper {
        let left = Prose::from(format!("`{name}` and what it is made of are not followed: "));
        blocks.push(Block::Note(left.advise(Advice::option("depth", "")).and(" says how deep to go.")));
    }
    let head = &explanation.head;
    let mut facts: Vec<String> = head.title.iter().cloned().collect();
    facts.extend(super::labels::head_fact(head));
    Report { title: Some(format!("Why {}", subject(explanation))), facts, blocks }
}

/// `bookings in Jun 2026`, or only the row where its total is explained too.
fn subject(explanation: &Explanation) -> String {
    match explanation.figures.as_slice() {
        [ExplainedFigure { month_words: Some(month), .. }] => format!("{} in {month}", explanation.row),
        _ => explanation.row.clone(),
    }
}

/// Adds a row and, below it, the rows that it is made of. Parts and numbers add nothing of their own: they stand in the
/// row's formula. `deeper` gets the first row that was not followed because of the depth that was asked for.
fn collect(
    term: &Term,
    level: usize,
    sources: &Sources,
    entries: &mut Vec<OutlineEntry>,
    deeper: &mut Option<String>,
) {
    let mut below = level;
    if let Some(row) = term.row() {
        match row.followed {
            Followed::Deeper => {
                deeper.get_or_insert_with(|| row.name.clone());
                // The figure that was asked for is told in any case.
                if level == 0 {
                    entries.push(entry(term, level, sources));
                }
                return;
            }
            Followed::Above | Followed::Alike | Followed::Aside => return,
            // The calendar's rows have been said in words.
            Followed::Number if row.place.is_none() && level > 0 => return,
            Followed::Number | Followed::Here => {
                entries.push(entry(term, level, sources));
                below += 1;
            }
        }
    }
    for inner in term.terms.iter().chain(&term.reads) {
        collect(inner, below, sources, entries, deeper);
    }
}

/// A row as an entry: its figure and place, its formula in names and in figures, the conditions that were asked, the
/// rules that were applied. An empty entry for a term that is no row.
fn entry(term: &Term, level: usize, sources: &Sources) -> OutlineEntry {
    let Some(row) = term.row() else { return OutlineEntry::default() };
    let month = row.month_words.as_deref();
    let subject = match month {
        Some(month) => format!("{} in {month}", row.name),
        None => format!("{} over the whole plan", row.name),
    };
    let place = row.place.map(|span| {
        let source = sources.get(span.file);
        let line = source.position(span.start as usize).line;
        // What is written there says all of an input; of a formula, the figures below say more.
        let own = row.defined && matches!(row.followed, Followed::Number);
        match written(source, span).filter(|_| own) {
            Some(text) => format!("{}:{line}: {text}", source.name()),
            None => format!("{}:{line}", source.name()),
        }
    });
    let conditions = term.reads.iter().filter(|read| read.row().is_none()).map(|read| {
        let holds = read.value.is_some_and(|value| !value.is_zero());
        let names = expression(read, (FormulaStyle::Names, month));
        let values = expression(read, (FormulaStyle::Values, month));
        let verdict = if holds { "holds" } else { "does not hold" };
        format!("`{names}` {verdict}: {values}")
    });
    OutlineEntry {
        level,
        subject,
        figure: figure(term),
        place,
        formulas: formulas(term, month),
        remarks: conditions.chain(term.rules.iter().cloned()).collect(),
    }
}

/// The line that defines something, its comment left out.
fn written(source: &Source, span: Span) -> Option<String> {
    let line = source.line_at(span.start as usize);
    let text = source.text().get(source.line_range(line))?;
    let code = text.find(" #").map_or(text, |at| &text[..at]);
    Some(code.trim().trim_end_matches(['{', ',']).trim_end().to_string())
}

/// A formula in names, then in figures; a long sum a line a term. What goes over members is told below it.
fn formulas(term: &Term, month: Option<&str>) -> Vec<String> {
    let mut lines = match &term.over {
        Some(over) => match &over.written {
            Some(written) => vec![format!("= {written}")],
            None => return total_lines(term),
        },
        None => formula(term, month),
    };
    lines.extend(call_lines(term, month));
    lines
}

/// A formula that does not go over members.
fn formula(term: &Term, month: Option<&str>) -> Vec<String> {
    match term.how {
        TermOperator::Number => Vec::new(),
        TermOperator::Sum if term.terms.is_empty() => Vec::new(),
        TermOperator::Sum if term.terms.len() > 1 || matches!(term.terms[0].what, TermKind::Part) => {
            line_by_line(term, month)
        }
        _ => {
            let names = expression(term, (FormulaStyle::Formula, month));
            let values = expression(term, (FormulaStyle::FormulaValues, month));
            let mut lines = vec![format!("= {names}")];
            if values != names && !matches!(term.how, TermOperator::Same) {
                lines.push(format!("= {values}"));
            }
            lines
        }
    }
}

/// The months in which the deals of a figure entered.
fn entered(figure: &ExplainedFigure) -> Option<Block> {
    if figure.entries.is_empty() {
        return None;
    }
    let amounts = figure.entries.iter().map(|entry| entry.amount);
    let format = FigureFormat::of(figure.figure.unit, amounts);
    let line = |entry: &EntryAmount| {
        let share = figure.term.value.and_then(|whole| super::share_of(entry.amount, whole));
        vec![
            TableEntry::plain(entry.month_words.clone().unwrap_or_else(|| "open at the start".to_string())),
            TableEntry::plain(format.full(entry.amount)),
            share.map_or_else(TableEntry::missing, TableEntry::plain),
        ]
    };
    let few = figure.entries.len() <= MANY_ENTRIES || !figure.term.row().is_some_and(|row| row.of_members);
    let lines = if few { figure.entries.iter().map(line).collect() } else { largest(figure, line, &format) };
    Some(Block::Table(ReportTable {
        heading: Some("The months in which these deals entered".to_string()),
        heads: vec![Head::words("entered"), Head::figures("of the figure"), Head::figures("share")],
        fixed: 1,
        lines,
        ..ReportTable::default()
    }))
}

/// Of the total of many members no more months of entry than these are all told.
const MANY_ENTRIES: usize = 12;
/// How many are told where there are more.
const TOLD_ENTRIES: usize = 5;

/// The months in which most deals entered, in their order, and the others in one line.
fn largest(
    figure: &ExplainedFigure,
    line: impl Fn(&EntryAmount) -> Vec<TableEntry>,
    format: &FigureFormat,
) -> Vec<Vec<TableEntry>> {
    let mut order: Vec<usize> = (0..figure.entries.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(figure.entries[*at].amount.abs()));
    let mut told: Vec<usize> = order.drain(..TOLD_ENTRIES).collect();
    told.sort_unstable();
    let mut lines: Vec<Vec<TableEntry>> = told.into_iter().map(|at| line(&figure.entries[at])).collect();
    let rest = Number::sum(order.iter().map(|at| figure.entries[*at].amount));
    let share = rest.zip(figure.term.value).and_then(|(rest, whole)| super::share_of(rest, whole));
    lines.push(vec![
        TableEntry::dim(format!("{} more months", order.len())),
        rest.map_or_else(TableEntry::missing, |rest| TableEntry::dim(format.full(rest))),
        share.map_or_else(TableEntry::missing, TableEntry::dim),
    ]);
    lines
}

/// One record for each term, in the order of the formulas; `level` says how deep below its row it stands.
pub fn explain_records(explanation: &Explanation, sources: &Sources) -> Records {
    let heads = ["level", "joined", "row", "month", "value", "unit", "operator", "file", "line"];
    let mut lines = Vec::new();
    for figure in &explanation.figures {
        records(&figure.term, 0, (explanation, sources), &mut lines);
    }
    Records { heads: heads.map(str::to_string).to_vec(), lines }
}

/// How a term is joined, in a word: a spreadsheet takes a sign for the start of a formula.
fn joined_word(joined: Joined) -> &'static str {
    match joined {
        Joined::Plus => "plus",
        Joined::Minus => "minus",
        Joined::Times => "times",
        Joined::Over => "over",
        Joined::Argument => "list",
    }
}

/// Adds the record of a term, then those of its own terms.
fn records(
    term: &Term,
    level: usize,
    (explanation, sources): (&Explanation, &Sources),
    lines: &mut Vec<Vec<Field>>,
) {
    let row = term.row();
    let place = row.and_then(|row| row.place).map(|span| (sources.get(span.file), span.start as usize));
    let unit = term.unit.map(Denomination::symbol);
    lines.push(vec![
        Number::from(level).into(),
        if level == 0 { "" } else { joined_word(term.joined) }.into(),
        row.map_or("", |row| &row.name).into(),
        row.and_then(|row| row.month.as_deref()).unwrap_or("").into(),
        term.value.into(),
        unit.unwrap_or_default().into(),
        term.how.word().into(),
        place.map_or("", |(source, _)| source.name()).into(),
        place.map(|(source, at)| Number::from(source.position(at).line)).into(),
    ]);
    for inner in &term.terms {
        records(inner, level + 1, (explanation, sources), lines);
    }
}
