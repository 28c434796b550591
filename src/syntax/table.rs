//! A table of members: a CSV file to the same tree that a block of member lines gives.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use super::builder::Builder;
use super::cells::Cells;
use super::grammar::Rule;
use super::reporter::Reporter;
use super::time::{self, Meant};
use super::tree::{
    Annotation, Clause, ClauseBody, Definition, ExprId, Literal, LiteralUnit, MemberLine, MonthRef, NodeKind,
    Segment, Statement, StatementKind, Tree, UnaryOperator, UnitAnnotation, Value,
};
use super::{characters, merge, names, trial};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::limits;
use crate::source::{FileId, Span};
use crate::value::{DurationWord, EffortWord, Period};

/// How many signs between cells a fix puts commas for; who has more saves the file anew.
const SIGNS_MENDED: usize = 1_000;

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
            if gap {
                name.push('_');
            }
            name.push(character);
            gap = false;
        } else {
            gap = true;
        }
    }
    if gap {
        name.push('_');
    }
    if !name.starts_with(names::is_start) {
        name.insert(0, '_');
    }
    name.into()
}

/// How a table calls a member, where that is not its name: the cell's text, on one line, its doubled quotes read as one.
pub fn member_label(text: &str, name: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let label: String = words.join(" ").replace("\"\"", "\"").nfc().collect();
    (label != name).then_some(label)
}

/// Reads a table of the members of `segment`; `segments` are the names of all segments of the plan. The tree holds one
/// statement, the segment. Never fails: what is wrong is among the findings.
pub fn table(file: FileId, text: &str, segment: &str, segments: &[String]) -> (Tree, Vec<Diagnostic>) {
    let mut reporter = Reporter::new(file);
    let (mut refused, mut cells) = (Vec::new(), None);
    if !merge::refuse(text, &mut reporter) {
        refused = characters::refuse(text, &mut reporter);
        cells = Some(Cells::read(text, &mut reporter));
    }
    let apart = cells.as_ref().map(|cells| cells.apart(text)).unwrap_or_default();
    let plain = apart.replace(['\t', '\n', '\r'], " ");
    let builder = Builder::new(&apart, &plain, refused, reporter).trying(trial::reads);
    let mut reader = TableReader { builder, text, file, segment, segments, members: Vec::new(), rows: 0 };
    let name = cells.and_then(|cells| reader.read(&cells));
    let name = name.unwrap_or_else(|| Span::new(file, 0, 0));
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
    /// What reads cells, of a text in which nothing but the cells stands.
    builder: Builder<'t>,
    /// The text as it is written.
    text: &'n str,
    file: FileId,
    segment: &'n str,
    segments: &'n [String],
    members: Vec<MemberLine>,
    /// How many rows the members have so far.
    rows: usize,
}

impl<'t> TableReader<'t, '_> {
    /// Reads all lines; the place of the segment's name in the head, none where there is no head.
    fn read(&mut self, cells: &Cells) -> Option<Span> {
        let mut lines = cells.lines();
        let Some(head) = lines.next() else {
            if !self.builder.reporter.has_any() {
                let place = Span::new(self.file, 0, self.text.chars().next().map_or(0, char::len_utf8));
                let message = "this table is empty: it has no head and no members";
                let help = format!("begin with a head such as `{},region,quota: $/month`", self.segment);
                let found = Diagnostic::new(Code::BadTable, message, place, "nothing here");
                self.builder.reporter.report(found.help(help));
            }
            return None;
        };
        let name = head.first().copied()?;
        let columns = self.head(head)?;
        for cells in lines {
            let line = cells.first()?.to(*cells.last()?);
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
            self.member(&columns, cells, line);
            // The checker refuses a segment with so many; the rest of the file is not looked at.
            if self.members.len() > limits::MEMBERS {
                break;
            }
        }
        if self.members.is_empty() && !self.builder.reporter.has_any() {
            let message = format!("this table has no members of `{}`", self.segment);
            let found = Diagnostic::new(Code::BadTable, message, name, "a head alone");
            self.builder.reporter.report(found.help("write a line for each member below the head"));
        }
        Some(name)
    }

    /// What the columns are; none where the head is none.
    fn head(&mut self, cells: &[Span]) -> Option<Vec<Column>> {
        let [first, rest @ ..] = cells else { return None };
        let name = self.builder.text_of(*first);
        if name != self.segment {
            let line = first.to(rest.last().copied().unwrap_or(*first));
            let whole = self.text.get(line.range()).unwrap_or_default();
            match [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(sign, _)| whole.contains(*sign)) {
                Some((sign, what)) => self.refuse_signs(line, sign, what),
                None => self.refuse_first_column(*first, rest),
            }
            return None;
        }
        let mut columns = Vec::with_capacity(cells.len());
        columns.push(Column::Member);
        let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
        seen.insert(name, *first);
        let mut parent = None;
        // Every column that is wrong is told, not only the first.
        let mut right = true;
        for cell in rest {
            let column = self.column(*cell, &mut seen, &mut parent);
            right &= column.is_some();
            columns.extend(column);
        }
        right.then_some(columns)
    }

    /// Reports that cells are divided by another sign than commas.
    fn refuse_signs(&mut self, line: Span, sign: char, what: &str) {
        let message = format!("the cells of this table are divided by {what}, not by commas");
        let found = Diagnostic::new(Code::BadTable, message, line, format!("{what} in the head"));
        let (mut quoted, mut commas) = (false, false);
        let mut edits = Vec::new();
        for (at, character) in self.text.char_indices() {
            quoted ^= character == '"';
            commas |= character == ',' && !quoted;
            if character == sign && !quoted {
                edits.push(Edit { span: Span::new(self.file, at, at + 1), text: ",".into() });
            }
            if commas || edits.len() > SIGNS_MENDED {
                break;
            }
        }
        // A comma that is there already belongs to a number, and would begin a cell.
        let found = if commas || edits.len() > SIGNS_MENDED {
            found.help("save it as \"CSV (comma delimited)\"; a number with a comma in it stands in quotes")
        } else {
            found.fix_with("write commas in their place", edits)
        };
        self.builder.reporter.report(found);
    }

    /// Reports that the first column is not called as the segment is.
    fn refuse_first_column(&mut self, first: Span, rest: &[Span]) {
        let (name, segment) = (self.builder.text_of(first), self.segment);
        let message = match name {
            "" => format!(
                "the first column of a table of `{segment}` is called `{segment}`, and this one has no name"
            ),
            _ => format!("the first column of a table of `{segment}` is called `{segment}`, not `{name}`"),
        };
        let found = Diagnostic::new(Code::BadTable, message, first, "another name, or no head");
        // A line that names columns is a head, of which only the first name is wrong; any other may be a member's.
        let names_column = |cell: &Span| {
            let text = self.builder.text_of(*cell);
            matches!(text, "from" | "until")
                || text.contains(':')
                || self.segments.iter().any(|segment| segment == text)
        };
        let is_head = name.eq_ignore_ascii_case(segment) || rest.iter().any(names_column);
        self.builder.reporter.report(match is_head {
            true => found.fix(format!("write `{segment}`"), first, segment),
            false => found.help(format!("begin with a head such as `{segment},region,quota: $/month`")),
        });
    }

    /// What a column behind the first says; none, with the finding, of one that says nothing.
    fn column(
        &mut self,
        cell: Span,
        seen: &mut FxHashMap<&'t str, Span>,
        parent: &mut Option<Span>,
    ) -> Option<Column> {
        let whole = self.builder.text_of(cell);
        let short = whole.split(':').next().unwrap_or_default().trim_end();
        let known = if short.is_empty() { None } else { seen.insert(short, cell) };
        if let Some(earlier) = known {
            seen.insert(short, earlier);
            let message = format!("the column `{short}` is there twice");
            let found = Diagnostic::new(Code::BadTable, message, cell, "again");
            let found = found.also(earlier, "first here").help("rename one, or take it away");
            self.builder.reporter.report(found);
            return None;
        }
        let is_parent = self.segments.iter().any(|segment| segment == short);
        if !is_parent && !matches!(short, "from" | "until") {
            return self.row_column(cell, short);
        }
        if short.len() < whole.len() {
            let place = Span { start: cell.start + short.len() as u32, ..cell };
            let message = format!("the column `{short}` holds no numbers, and has no unit");
            let found = Diagnostic::new(Code::BadTable, message, place, "a unit, or a word about sums");
            self.builder.reporter.report(found.fix_with("leave it out", vec![Edit::delete(place)]));
            return None;
        }
        if is_parent {
            if let Some(earlier) = parent.replace(cell) {
                let message = "a member has one parent, and this is a second column of parents";
                let found = Diagnostic::new(Code::BadTable, message, cell, "another segment");
                let found = found.also(earlier, "the first");
                self.builder.reporter.report(found.help("let the other segment be the parent of this one"));
                return None;
            }
            return Some(Column::Parent);
        }
        Some(if short == "from" { Column::From } else { Column::Until })
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
            let named = member_name(short).trim_end_matches('_').to_lowercase();
            let named =
                if short.starts_with(names::is_start) { &*named } else { named.trim_start_matches('_') };
            // What is left may still be no name: a number, or a word of the language.
            let is_free = named.starts_with(names::is_start) && names::refuse_new_name(named, name).is_none();
            self.builder.reporter.report(if short.is_empty() {
                found.help("name it, or take it away")
            } else if is_free {
                found.fix(format!("write `{named}`"), name, named)
            } else {
                found.help("a row has a name such as `quota`")
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
            self.builder.reporter.report(found.help("write `20%` in the cells, and leave the unit out here"));
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
                    let start = cell.start as usize;
                    let ends_line = matches!(self.text.as_bytes().get(start), None | Some(b'\n' | b'\r'));
                    let start = if ends_line { start.saturating_sub(1) } else { start };
                    let place = Span::new(self.file, start, start + 1);
                    let found = Diagnostic::new(Code::MissingMember, what, place, "a blank cell");
                    let found = match column {
                        Column::Row(..) => found.help("fill it in; 0 is a value too"),
                        _ => found.help("fill it in"),
                    };
                    self.builder.reporter.report(found);
                    match column {
                        Column::Member => return,
                        // Whoever has a parent that is not said has one.
                        Column::Parent => member.parent = Some(*cell),
                        _ => {}
                    }
                }
                Column::Member => {
                    member.name = *cell;
                    let name = member_name(self.builder.text_of(*cell)).into_owned();
                    if let Some(found) = Builder::refuse_axis_name(&name, *cell) {
                        self.builder.reporter.report(found);
                    }
                }
                Column::Parent => member.parent = Some(*cell),
                // The checker refuses a plan with so many; no more of them are read.
                Column::Row(..) if self.rows > limits::ROWS => {}
                Column::Row(name, annotation) => {
                    self.rows += 1;
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
        let range = (cell.start as usize, cell.end as usize);
        if self.builder.is_refused(range.0, range.1) {
            return None;
        }
        if self.refuse_clauses(cell) {
            return None;
        }
        let value = self.builder.formula(range)?;
        if self.refuse_brackets_of_loss(cell, value) {
            return None;
        }
        let mut annotation = annotation.copied();
        if let Some(unit) = annotation.as_ref().and_then(|one| one.unit) {
            self.in_unit(value, &unit)?;
            // Rows are kept in few units, and per month: of an amount by the year or of weeks the cells say all.
            let is_kept = matches!(unit.per, None | Some(Period::Month))
                && match unit.unit {
                    LiteralUnit::Duration(word) => matches!(word, DurationWord::Days | DurationWord::Months),
                    LiteralUnit::Effort(word) => word == EffortWord::Hours,
                    _ => true,
                };
            if !is_kept {
                annotation =
                    annotation.filter(|one| one.rollup.is_some()).map(|one| Annotation { unit: None, ..one });
            }
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

    /// Refuses a cell with words of time, which no formula has.
    fn refuse_clauses(&mut self, cell: Span) -> bool {
        let text = self.builder.text_of(cell);
        let words = ["from ", "until ", "in ", "growing ", "shrinking ", "when ", "every ", ", "];
        if !words.iter().any(|word| text.contains(word))
            || trial::reads(Rule::formula, text)
            || !trial::reads(Rule::definition, &format!("x = {text}"))
        {
            return false;
        }
        let message = "a cell is one value, for all months";
        let found = Diagnostic::new(Code::Syntax, message, cell, "words of time, or several values");
        self.builder.reporter.report(found.help(
            "leave the column out, and write the row in a block `for`, where a member's value may change with the months",
        ));
        true
    }

    /// Refuses `(500)`, with which accountants mean a loss, and the language 500.
    fn refuse_brackets_of_loss(&mut self, cell: Span, value: ExprId) -> bool {
        let Some(NodeKind::Parentheses(inner)) = self.builder.kind_of(value) else { return false };
        let Some(NodeKind::Literal(_)) = self.builder.kind_of(*inner) else { return false };
        let written = self.builder.text_of(self.builder.span_of(*inner));
        let message = format!("`({written})` may be a loss, or `{written}` in brackets");
        let found = Diagnostic::new(Code::BadTable, message, cell, "a number in brackets");
        let found = found.fix(format!("a loss is written `-{written}`"), cell, format!("-{written}"));
        self.builder.reporter.report(found);
        true
    }

    /// Gives the plain numbers of a value the unit of its column; money without a period has the column's. None, with the
    /// finding, of a number in another unit.
    fn in_unit(&mut self, value: ExprId, unit: &UnitAnnotation) -> Option<()> {
        let mut numbers = Vec::new();
        self.numbers_of(value, &mut numbers);
        let plain = |literal: &Literal| literal.unit == LiteralUnit::Plain && literal.per.is_none();
        let known = |of: LiteralUnit| std::mem::discriminant(&of);
        let literals: Vec<&Literal> = numbers.iter().filter_map(|at| self.literal(*at)).collect();
        let all_plain = literals.iter().all(|literal| plain(literal));
        let money = matches!(unit.unit, LiteralUnit::Money(_));
        let all_amounts =
            money && literals.iter().all(|literal| literal.unit == unit.unit && literal.per.is_none());
        if let [literal] = literals[..]
            && !all_plain
            && !all_amounts
            && !matches!(literal.unit, LiteralUnit::Percent | LiteralUnit::Points)
            && (known(literal.unit) != known(unit.unit) || literal.per.is_some() != unit.per.is_some())
        {
            let (cell, head) = (self.builder.span_of(value), self.builder.text_of(unit.span).trim());
            let written = self.builder.text_of(cell);
            let message = format!("`{written}` is not in the unit of its column, `{head}`");
            let found = Diagnostic::new(Code::UnitMismatch, message, cell, "another unit");
            let found = found.also(unit.span, "the unit of the column");
            self.builder.reporter.report(found.help("a plain number has the unit of its column"));
            return None;
        }
        for at in numbers {
            if let Some(NodeKind::Literal(literal)) =
                self.builder.tree.nodes.get_mut(at.0 as usize).map(|node| &mut node.kind)
                && (all_plain || all_amounts)
            {
                (literal.unit, literal.per, literal.whole) = (unit.unit, unit.per, false);
            }
        }
        Some(())
    }

    fn literal(&self, expr: ExprId) -> Option<&Literal> {
        match self.builder.kind_of(expr) {
            Some(NodeKind::Literal(literal)) => Some(literal),
            _ => None,
        }
    }

    /// The numbers that a value is, which is one, with or without a sign, or a range of them; none of a formula.
    fn numbers_of(&self, value: ExprId, numbers: &mut Vec<ExprId>) {
        match self.builder.kind_of(value) {
            Some(NodeKind::Literal(_)) => numbers.push(value),
            Some(NodeKind::Unary {
                operator: UnaryOperator::Plus | UnaryOperator::Minus,
                operand: inner,
            })
            | Some(NodeKind::Parentheses(inner) | NodeKind::EachMonth(inner)) => {
                self.numbers_of(*inner, numbers);
            }
            Some(NodeKind::Range { low, high, likely }) => {
                [Some(*low), Some(*high), *likely]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.numbers_of(bound, numbers));
            }
            _ => {}
        }
    }
}

fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
