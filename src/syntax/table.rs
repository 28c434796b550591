//! A table of members: a CSV file to the same tree that a block of member lines gives.
//!
//! The csv crate says where a record begins and what its cells hold, but not where each cell stands, since it takes quotes
//! away; places are found by walking the record's text once more.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::builder::Builder;
use super::grammar::Rule;
use super::reporter::Reporter;
use super::time::{self, Meant};
use super::tree::{
    Annotation, Clause, ClauseBody, Definition, LiteralUnit, MemberLine, MonthRef, NodeKind, Segment,
    Statement, StatementKind, Tree, UnitAnnotation, Value,
};
use super::{names, trial};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::source::{FileId, Span};
use crate::value::Period;

/// The name that a member has for what a table calls it: letters, digits and `_`; a run of anything else is one `_`. A
/// name of the language is itself.
pub fn member_name(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_name = text.starts_with(names::is_start) && text.chars().all(names::is_part);
    if is_name && (text.is_ascii() || unicode_normalization::is_nfc(text)) {
        return text.into();
    }
    let mut name = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.nfc() {
        if names::is_part(character) {
            if gap && !name.is_empty() {
                name.push('_');
            }
            name.push(character);
            gap = false;
        } else {
            gap = true;
        }
    }
    if gap && !name.is_empty() {
        name.push('_');
    }
    if !name.starts_with(names::is_start) {
        name.insert(0, '_');
    }
    name.into()
}

/// Reads a table of the members of `segment`; `segments` are the names of all segments of the plan. The tree holds one
/// statement, the segment. Never fails: what is wrong is among the findings.
pub fn table(file: FileId, text: &str, segment: &str, segments: &[String]) -> (Tree, Vec<Diagnostic>) {
    let plain: String = text.chars().map(|next| if next == '\t' { ' ' } else { next }).collect();
    let builder = Builder::new(text, &plain, Vec::new(), Reporter::new(file)).trying(trial::reads);
    let mut reader = TableReader { builder, file, segment, segments, members: Vec::new() };
    let name = reader.read().unwrap_or_else(|| Span::new(file, 0, 0));
    let members = std::mem::take(&mut reader.members);
    let span = Span::new(file, 0, text.len());
    let (mut tree, mut diagnostics) = reader.builder.finish();
    let segment = Segment { name, members, table: None };
    tree.statements = vec![Statement { kind: StatementKind::Segment(segment), doc: None, span }];
    crate::diagnostic::sort(&mut diagnostics);
    (tree, diagnostics)
}

/// What a column says of each member.
enum Column {
    /// Its name.
    Member,
    /// The member of another segment that it belongs to.
    Parent,
    From,
    Until,
    /// A row of its own, with what stands after the name's colon.
    Row(Span, Option<Annotation>),
}

struct TableReader<'t, 'n> {
    builder: Builder<'t>,
    file: FileId,
    segment: &'n str,
    segments: &'n [String],
    members: Vec<MemberLine>,
}

impl TableReader<'_, '_> {
    /// Reads all lines; the place of the segment's name in the head, none where there is no head.
    fn read(&mut self) -> Option<Span> {
        let text = self.builder.text;
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes().get(start..).unwrap_or_default());
        let mut columns: Option<Vec<Column>> = None;
        let mut head = None;
        let mut record = csv::StringRecord::new();
        loop {
            let from = start + csv.position().byte() as usize;
            match csv.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                // The text is UTF-8, and lines may have any number of cells: nothing is left that could be wrong.
                Err(_) => break,
            }
            let end = start + csv.position().byte() as usize;
            let cells = self.cells(from, end)?;
            let line = cells.first()?.to(*cells.last()?);
            if cells.iter().all(|cell| self.builder.text_of(*cell).trim().is_empty()) {
                continue;
            }
            match &columns {
                None => {
                    head = cells.first().copied();
                    columns = Some(self.head(&cells, line)?);
                }
                Some(columns) => {
                    if cells.len() != columns.len() {
                        let message = format!(
                            "this line has {}, and the head has {}",
                            counted(cells.len(), "cell"),
                            counted(columns.len(), "column")
                        );
                        let found = Diagnostic::new(Code::BadTable, message, line, "another number of cells");
                        self.builder.reporter.report(found.help(
                            "a cell with nothing in it still has its comma; a cell with a comma in it stands in quotes: `\"60,000\"`",
                        ));
                        continue;
                    }
                    self.member(columns, &cells, line);
                }
            }
        }
        if columns.is_none() {
            let place = Span::new(self.file, 0, text.len().min(1));
            let message = "this table is empty: it has no head and no members";
            let help = format!("begin with a head such as `{},region,quota: $/month`", self.segment);
            self.builder
                .reporter
                .report(Diagnostic::new(Code::BadTable, message, place, "nothing here").help(help));
        } else if self.members.is_empty() && !self.builder.reporter.has_any() {
            let place = head.unwrap_or_else(|| Span::new(self.file, 0, 0));
            let message = format!("this table has no members of `{}`", self.segment);
            let found = Diagnostic::new(Code::BadTable, message, place, "a head alone");
            self.builder.reporter.report(found.help("write a line for each member below the head"));
        }
        head
    }

    /// The cells of a record, quotes and the spaces around left out. None where a quote is never closed.
    fn cells(&mut self, from: usize, end: usize) -> Option<Vec<Span>> {
        let record = self.builder.slice(from, end);
        // Empty lines before a record belong to it.
        let skipped = record.len() - record.trim_start_matches(['\r', '\n']).len();
        let record = record.trim_end_matches(['\r', '\n']);
        let bytes = record.as_bytes();
        let mut cells = Vec::new();
        let mut at = skipped;
        loop {
            if bytes.get(at) == Some(&b'"') {
                let open = at;
                at += 1;
                let inside = at;
                loop {
                    match (bytes.get(at), bytes.get(at + 1)) {
                        (Some(b'"'), Some(b'"')) => at += 2,
                        (Some(b'"'), _) => break,
                        (Some(_), _) => at += 1,
                        (None, _) => {
                            let place = Span::new(self.file, from + open, from + open + 1);
                            let message = "this quote is never closed";
                            let found = Diagnostic::new(Code::BadTable, message, place, "opened here");
                            self.builder
                                .reporter
                                .report(found.help("close it with `\"` at the end of the cell"));
                            return None;
                        }
                    }
                }
                cells.push(self.trimmed(from + inside, from + at));
                at += 1;
                while bytes.get(at).is_some_and(|next| *next != b',') {
                    at += 1;
                }
            } else {
                let begin = at;
                while bytes.get(at).is_some_and(|next| *next != b',') {
                    at += 1;
                }
                cells.push(self.trimmed(from + begin, from + at));
            }
            if at >= bytes.len() {
                return Some(cells);
            }
            at += 1;
        }
    }

    fn trimmed(&self, start: usize, end: usize) -> Span {
        let text = self.builder.slice(start, end);
        let begin = start + (text.len() - text.trim_start().len());
        Span::new(self.file, begin, begin + text.trim().len())
    }

    /// What the columns are; none where the head is none.
    fn head(&mut self, cells: &[Span], line: Span) -> Option<Vec<Column>> {
        let [first, rest @ ..] = cells else { return None };
        let name = self.builder.text_of(*first);
        let segment = self.segment.to_string();
        if name != segment {
            let whole = self.builder.text_of(line);
            if let Some(sign) = [';', '\t'].into_iter().find(|sign| whole.contains(*sign)) {
                let what = if sign == ';' { "semicolons" } else { "tabs" };
                let message = format!("the cells of this table are divided by {what}, not by commas");
                let found = Diagnostic::new(Code::BadTable, message, line, format!("{what} in the head"));
                self.builder.reporter.report(found.help(
                    "save it as \"CSV (comma delimited)\"; a number with a comma in it stands in quotes",
                ));
                return None;
            }
            let message = format!("the first column of a table of `{segment}` is called `{segment}`");
            let found = Diagnostic::new(Code::BadTable, message, *first, "another name, or no head");
            self.builder.reporter.report(match names::leading_name(name) == name && !name.is_empty() {
                true => found.fix(format!("write `{segment}`"), *first, segment),
                false => found.help(format!("begin with a head such as `{segment},region,quota: $/month`")),
            });
            return None;
        }
        let mut columns = vec![Column::Member];
        let mut seen: Vec<(&str, Span)> = vec![(name, *first)];
        let mut parent = false;
        for cell in rest {
            let whole = self.builder.text_of(*cell);
            let short = whole.split(':').next().unwrap_or_default().trim_end();
            if let Some((_, earlier)) = seen.iter().find(|(known, _)| *known == short) {
                let message = format!("the column `{short}` is there twice");
                let found = Diagnostic::new(Code::BadTable, message, *cell, "again");
                self.builder
                    .reporter
                    .report(found.also(*earlier, "first here").help("rename one, or take it away"));
                return None;
            }
            seen.push((short, *cell));
            columns.push(match short {
                "from" => Column::From,
                "until" => Column::Until,
                _ if self.segments.iter().any(|segment| segment == short) => {
                    if std::mem::replace(&mut parent, true) {
                        let message = "a member has one parent, and this is a second column of parents";
                        let found = Diagnostic::new(Code::BadTable, message, *cell, "another segment");
                        self.builder
                            .reporter
                            .report(found.help("let the other segment be the parent of this one"));
                        return None;
                    }
                    Column::Parent
                }
                _ => self.row_column(*cell, short)?,
            });
        }
        Some(columns)
    }

    /// A column that is a row of each member: its name, and what stands after the colon.
    fn row_column(&mut self, cell: Span, short: &str) -> Option<Column> {
        let name = Span::new(self.file, cell.start as usize, cell.start as usize + short.len());
        let is_name = !short.is_empty() && names::leading_name(short) == short && !short.contains('.');
        if !is_name {
            let message = match short.is_empty() {
                true => "a column has no name".to_string(),
                false => format!("`{short}` is no name of a row"),
            };
            let found = Diagnostic::new(Code::BadTable, message, cell, "expected letters, digits and `_`");
            let named = member_name(short).to_lowercase();
            self.builder.reporter.report(match short.is_empty() {
                true => found.help("name it, or take it away"),
                false => found.fix(format!("write `{named}`"), name, named),
            });
            return None;
        }
        if let Some(found) = names::refuse_new_name(short, name) {
            self.builder.reporter.report(found);
            return None;
        }
        let colon = name.end as usize;
        let end = cell.end as usize;
        if colon == end {
            return Some(Column::Row(name, None));
        }
        let colon = end - self.builder.slice(colon, end).trim_start().len();
        let annotation = self.builder.read(Rule::annotation, (colon, end), |builder, pairs| {
            builder.annotation_of(Span::new(builder.reporter.file(), colon, end), pairs)
        })?;
        if annotation.unit.is_some_and(|unit| unit.unit == LiteralUnit::Percent) {
            let place = annotation.unit.map_or(cell, |unit| unit.span);
            let message = "20 or 0.2? A column does not say which its numbers are";
            let found = Diagnostic::new(Code::BadTable, message, place, "a percentage");
            let edit = Edit::delete(Span::new(self.file, name.end as usize, end));
            self.builder
                .reporter
                .report(found.fix_with("leave it out, and write `20%` in the cells", vec![edit]));
            return None;
        }
        Some(Column::Row(name, Some(annotation)))
    }

    /// One line: a member with its rows. What is wrong with a cell leaves the others.
    fn member(&mut self, columns: &[Column], cells: &[Span], line: Span) {
        let mut member = MemberLine {
            name: line,
            parent: None,
            from: None,
            until: None,
            rows: Vec::with_capacity(columns.len()),
            doc: None,
            span: line,
        };
        for (column, cell) in columns.iter().zip(cells) {
            let blank = cell.start == cell.end;
            match column {
                Column::From | Column::Until if blank => {}
                Column::From => member.from = self.month(*cell, Meant::First),
                Column::Until => member.until = self.month(*cell, Meant::Last),
                _ if blank => {
                    let what = match column {
                        Column::Member => "the name of the member is missing".to_string(),
                        Column::Parent => "whom it belongs to is missing".to_string(),
                        Column::Row(name, _) => {
                            format!("the `{}` of this member is missing", self.builder.text_of(*name))
                        }
                        Column::From | Column::Until => String::new(),
                    };
                    // A cell without a character still has a place that can be shown.
                    let start = (cell.start as usize).saturating_sub(1);
                    let place = Span::new(self.file, start, (cell.end as usize).max(start + 1));
                    let found = Diagnostic::new(Code::MissingMember, what, place, "a blank cell");
                    self.builder.reporter.report(found.help("fill it in; 0 is a value too"));
                }
                Column::Member => {
                    member.name = *cell;
                    let name = member_name(self.builder.text_of(*cell)).into_owned();
                    if let Some(found) = Builder::refuse_axis_name(&name, *cell) {
                        self.builder.reporter.report(found);
                    }
                }
                Column::Parent => member.parent = Some(*cell),
                Column::Row(name, annotation) => {
                    member.rows.extend(self.row(*cell, (*name, annotation.as_ref())));
                }
            }
        }
        self.members.push(member);
    }

    /// The month in which a member comes or goes.
    fn month(&mut self, cell: Span, meant: Meant) -> Option<MonthRef> {
        let text = self.builder.text_of(cell);
        let month = match Builder::refuse_day_of_member(text, cell) {
            Some(found) => Err(found),
            None => time::month(text, cell, meant, ""),
        };
        month.map_err(|found| self.builder.reporter.report(found)).ok()
    }

    /// A cell as the value of a row, a plain number in the column's unit.
    fn row(&mut self, cell: Span, (name, annotation): (Span, Option<&Annotation>)) -> Option<Definition> {
        let value = self.builder.formula((cell.start as usize, cell.end as usize))?;
        let mut annotation = annotation.copied();
        if let Some(UnitAnnotation { unit, per, .. }) = annotation.as_ref().and_then(|one| one.unit)
            && let NodeKind::Literal(literal) = &mut self.builder.tree.nodes[value.0 as usize].kind
            && literal.unit == LiteralUnit::Plain
            && literal.per.is_none()
        {
            (literal.unit, literal.per) = (unit, per);
        }
        // Rows are kept per month: of an amount by the year the cells say all.
        if let Some(unit) = annotation.as_ref().and_then(|one| one.unit)
            && unit.per.is_some_and(|per| per != Period::Month)
        {
            annotation =
                annotation.filter(|one| one.rollup.is_some()).map(|one| Annotation { unit: None, ..one });
        }
        let body = ClauseBody::Expression(value);
        let clause = Clause { body, motion: None, time: None, condition: None, taking: None, span: cell };
        Some(Definition {
            modifier: None,
            name,
            annotation,
            value: Value { clauses: vec![clause], span: cell },
        })
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
