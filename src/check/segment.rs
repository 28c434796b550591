//! `segment rep { … }`: the second axis of a plan (LANGUAGE, section "Segments").
//!
//! What stands here is read before any row: which segments there are, their members, whom each belongs to and in which
//! months it is there. Rows of members are declared in `family.rs`.

use std::sync::Arc;

use super::Context;
use super::scope::normal;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::limits;
use crate::model::{Member, MemberId, Segment, SegmentId, SegmentName, Segments};
use crate::source::Span;
use crate::syntax::tree::{self, ExprId, MemberLine, MonthKind, MonthRef, NodeKind, StatementKind, Tree};
use crate::value::grouped;

/// A member's line with the tree that it stands in.
pub(super) type WrittenMember<'a> = (&'a Tree, &'a MemberLine, MemberId);

/// What the plan says of its segments.
pub(super) struct ReadSegments<'a> {
    pub segments: Segments,
    /// The lines of all members, in the order of the plan.
    pub lines: Vec<WrittenMember<'a>>,
    pub found: Vec<Diagnostic>,
    /// There were more segments or members than a plan may have, and some are left out.
    pub too_many: bool,
}

/// Reads the segments of a plan; the context has the calendar already.
pub(super) fn read<'a>(context: &Context<'a>) -> ReadSegments<'a> {
    let mut read =
        ReadSegments { segments: Segments::default(), lines: Vec::new(), found: Vec::new(), too_many: false };
    for (tree, statement) in context.loaded.statements() {
        let StatementKind::Segment(segment) = &statement.kind else { continue };
        let table = segment.table.as_ref().and_then(|path| context.loaded.table_of(path.span));
        // A table that could not be read has been reported, and has no members.
        let (tree, members) = match table {
            Some((tree, table)) => (tree, &table.members),
            None => (tree, &segment.members),
        };
        read.declare(context, segment, (tree, members));
    }
    read.parents(context);
    read.circles();
    read.months(context);
    read
}

impl<'a> ReadSegments<'a> {
    /// A segment with its members, their parents and months not yet known.
    fn declare(
        &mut self,
        context: &Context<'a>,
        segment: &'a tree::Segment,
        (tree, lines): (&'a Tree, &'a [MemberLine]),
    ) {
        let name = normal(context.sources.text(segment.name)).into_owned();
        if self.segments.iter().count() == limits::SEGMENTS {
            // Said once, of the first that is one too many.
            if std::mem::replace(&mut self.too_many, true) {
                return;
            }
            let message = format!("the plan has more than {} segments", limits::SEGMENTS);
            let found = Diagnostic::new(Code::TooLarge, message, segment.name, "one too many");
            return self.found.push(found.help("leave some out: a plan has one axis beside its months"));
        }
        if lines.len() > limits::MEMBERS {
            self.too_many = true;
            let most = grouped(&limits::MEMBERS.to_string());
            let message = format!("`{name}` has more than {most} members");
            let found = Diagnostic::new(Code::TooLarge, message, segment.name, "too many of them");
            return self.found.push(found.help("put several into one member, such as a team"));
        }
        self.taken(&name, segment.name, None);
        let mut members: Vec<Member> = Vec::with_capacity(lines.len());
        let id = SegmentId(self.segments.iter().count() as u16);
        for line in lines {
            let written = context.sources.text(line.name);
            let own = crate::syntax::member_name(&normal(written)).into_owned();
            if own == name {
                let message = format!("`{name}` is the segment, and one of its members");
                let found = Diagnostic::new(Code::DuplicateName, message, line.name, "a member of this name");
                self.found.push(found.also(segment.name, "the segment").help("rename one of them"));
                continue;
            }
            let mut known = members.iter();
            if let Some(first) = known.find(|member| member.name == own) {
                let message = format!("`{own}` is twice a member of `{name}`");
                let found = Diagnostic::new(Code::DuplicateName, message, line.name, "again");
                self.found.push(found.also(first.span, "first here").help("rename one of them"));
                continue;
            }
            if self.taken(&own, line.name, Some(&name)) {
                continue;
            }
            self.lines.push((tree, line, MemberId { segment: id, index: members.len() as u32 }));
            members.push(Member {
                label: crate::syntax::member_label(written, &own),
                name: own,
                span: line.name,
                parent: None,
                from: None,
                until: None,
                start: None,
                there: Arc::default(),
            });
        }
        self.segments.add(Segment { name, span: segment.name, parent: None, members });
    }

    /// Reports a name that another segment or member has already.
    fn taken(&mut self, name: &str, span: Span, segment: Option<&str>) -> bool {
        let (what, first) = match self.segments.find(name) {
            Some(SegmentName::Segment(id)) => ("a segment", self.segments.segment(id).span),
            Some(SegmentName::Member(id)) => ("a member of another segment", self.segments.member(id).span),
            None => return false,
        };
        let message = format!("`{name}` is {what} already");
        let found =
            Diagnostic::new(Code::DuplicateName, message, span, "defined again").also(first, "first here");
        self.found.push(match segment {
            Some(segment) => found.help(format!("call it something else, such as `{name}_{segment}`")),
            None => found.help("rename one of them"),
        });
        true
    }

    /// Whom each member belongs to: all members of a segment to members of one other, or none.
    fn parents(&mut self, context: &Context<'a>) {
        let mut first: Vec<Option<&'a MemberLine>> = vec![None; self.segments.iter().count()];
        for (_, line, _) in self.lines.iter().filter(|(_, line, _)| line.parent.is_some()) {
            let of = self.lines.iter().find(|(_, other, _)| std::ptr::eq(*other, *line));
            if let Some((_, _, id)) = of {
                first[usize::from(id.segment.0)].get_or_insert(line);
            }
        }
        for at in 0..self.lines.len() {
            let (_, line, id) = self.lines[at];
            let segment = self.segments.segment(id.segment);
            let Some(span) = line.parent else {
                if let Some(other) = first[usize::from(id.segment.0)] {
                    let name = &self.segments.member(id).name;
                    let message =
                        format!("`{name}` belongs to nobody, and other members of `{}` do", segment.name);
                    let found = Diagnostic::new(Code::MissingMember, message, line.name, "no parent");
                    let parent =
                        other.parent.map(|span| context.sources.text(span).trim()).unwrap_or_default();
                    let found = found.also(other.parent, "such as here");
                    self.found.push(found.help(format!("say whose it is: `{name} in {parent}`")));
                }
                continue;
            };
            // A blank cell of a table has been reported.
            if span.start == span.end {
                continue;
            }
            let written = crate::syntax::member_name(&normal(context.sources.text(span))).into_owned();
            let known = segment.parent.map(|parent| self.segments.segment(parent));
            let found = match self.segments.find(&written) {
                Some(SegmentName::Member(parent)) if parent.segment != id.segment => {
                    let above = segment.parent.unwrap_or(parent.segment);
                    if above == parent.segment {
                        let segment = self.segments.segment_mut(id.segment);
                        segment.parent = Some(above);
                        segment.members[id.index as usize].parent = Some(parent);
                        continue;
                    }
                    let (of, other) =
                        (&self.segments.segment(above).name, self.segments.segment(parent.segment));
                    let message = format!(
                        "`{written}` is a member of `{}`, and the other members of `{}` are in members of `{of}`",
                        other.name, segment.name
                    );
                    Diagnostic::new(Code::UnknownName, message, span, format!("not of `{of}`"))
                }
                Some(SegmentName::Member(_)) => {
                    let message = format!("`{written}` is a member of `{}` itself", segment.name);
                    Diagnostic::new(Code::UnknownName, message, span, "not of another segment")
                }
                Some(SegmentName::Segment(other)) => {
                    let other = self.segments.segment(other);
                    let message = format!("`{written}` is a segment: a member belongs to one of its members");
                    let found = Diagnostic::new(Code::UnknownName, message, span, "a segment");
                    match other.members.first() {
                        Some(member) => found.help(format!("such as `in {}`", member.name)),
                        None => found,
                    }
                }
                None => {
                    let message = match known {
                        Some(above) => format!("`{}` has no member `{written}`", above.name),
                        None => format!("there is no member `{written}` of any segment"),
                    };
                    Diagnostic::new(Code::UnknownName, message, span, "not a member")
                }
            };
            let near = known.map(|above| above.members.iter()).into_iter().flatten();
            let all = self.segments.iter().filter(|(other, _)| *other != id.segment);
            let near: Vec<&str> = match known {
                Some(_) => near.map(|member| member.name.as_str()).collect(),
                None => {
                    all.flat_map(|(_, other)| &other.members).map(|member| member.name.as_str()).collect()
                }
            };
            let found = match nearest(&written, near.iter().copied()) {
                Some(near) => found.fix(format!("did you mean `{near}`?"), span, near),
                None if found.help.is_some() => found,
                None => {
                    found.help("a member belongs to one of another segment: `segment region: west, east`")
                }
            };
            self.found.push(found);
        }
    }

    /// Refuses segments that are above themselves: the last link of the circle is taken away.
    fn circles(&mut self) {
        let ids: Vec<SegmentId> = self.segments.iter().map(|(id, _)| id).collect();
        for id in ids {
            let mut way = vec![id];
            let mut at = self.segments.segment(id).parent;
            while let Some(here) = at {
                if here == id {
                    let names: Vec<&str> = way
                        .iter()
                        .chain([&id])
                        .map(|segment| self.segments.segment(*segment).name.as_str())
                        .collect();
                    let message = format!("these segments are in each other: {}", names.join(" in "));
                    let span = self.segments.segment(id).span;
                    let found = Diagnostic::new(Code::Cycle, message, span, "goes round in a circle");
                    self.found.push(found.help("take `in …` away from the members of one of them"));
                    let segment = self.segments.segment_mut(id);
                    segment.parent = None;
                    segment.members.iter_mut().for_each(|member| member.parent = None);
                    break;
                }
                if way.contains(&here) {
                    break;
                }
                way.push(here);
                at = self.segments.segment(here).parent;
            }
        }
    }

    /// The months in which each member is there: those of its own line and of its parent's.
    fn months(&mut self, context: &Context<'a>) {
        let length = context.calendar.len();
        // A member's own line: the columns of its first and its last month, which may lie outside of the plan.
        type Stay = (Option<i32>, Option<i32>);
        let mut own: Vec<Vec<Stay>> =
            self.segments.iter().map(|(_, segment)| vec![(None, None); segment.members.len()]).collect();
        for at in 0..self.lines.len() {
            let (_, line, id) = self.lines[at];
            let mut column = |month: Option<MonthRef>| match context.any_column(&month?) {
                Ok(column) => Some(column),
                Err(found) => {
                    self.found.push(found);
                    None
                }
            };
            let (from, until) = (column(line.from), column(line.until));
            if let (Some(first), Some(last), Some(place)) = (from, until, line.until)
                && last < first
            {
                let message = format!("`{}` goes before it comes", self.segments.member(id).name);
                let found = Diagnostic::new(Code::BadMonth, message, place.span, "before the first month");
                self.found.push(found.help("`from` is the first month, `until` the last"));
            }
            own[usize::from(id.segment.0)][id.index as usize] = (from, until);
            let text =
                |month: Option<MonthRef>| month.map(|month| context.sources.text(month.span).to_string());
            let member = &mut self.segments.segment_mut(id.segment).members[id.index as usize];
            (member.from, member.until) = (text(line.from), text(line.until));
        }
        for at in 0..self.lines.len() {
            let (_, _, id) = self.lines[at];
            let (mut first, mut last): Stay = (None, None);
            let mut here = Some(id);
            while let Some(one) = here {
                let (from, until) = own[usize::from(one.segment.0)][one.index as usize];
                first = first.max(from);
                last = [last, until].into_iter().flatten().min();
                here = self.segments.member(one).parent;
            }
            let there = (0..length as i32).map(|month| {
                first.is_none_or(|first| month >= first) && last.is_none_or(|last| month <= last)
            });
            let there: Arc<[bool]> = there.collect();
            let member = &mut self.segments.segment_mut(id.segment).members[id.index as usize];
            (member.start, member.there) = (first, there);
        }
    }
}

impl Context<'_> {
    /// The column of a month that may lie outside of the plan: below zero of one before it. The error is the finding for
    /// a month of the other kind than the plan's.
    fn any_column(&self, month: &MonthRef) -> Result<i32, Diagnostic> {
        match (month.kind, self.calendar.first()) {
            (MonthKind::Dated(dated), Some(first)) => Ok(dated.since(first)),
            (MonthKind::Numbered(number), None) => Ok(number as i32 - 1),
            _ => self.month(month).map(|column| column as i32),
        }
    }

    /// The clauses of a value that hold for a member: those of a list by member are the entry's; a list that leaves the
    /// member out has none. Outside of a block `for` a list by member has none either, which is reported where it is
    /// lowered.
    pub(super) fn clauses<'v>(
        &self,
        value: &'v tree::Value,
        member: Option<MemberId>,
    ) -> Vec<&'v tree::Clause> {
        let mut clauses = Vec::with_capacity(value.clauses.len());
        for clause in &value.clauses {
            let tree::ClauseBody::Keyed(list) = &clause.body else {
                clauses.push(clause);
                continue;
            };
            let entry = member.and_then(|member| self.entry_of(list, member));
            clauses.extend(entry.into_iter().flat_map(|entry| &entry.clauses));
        }
        clauses
    }

    /// The expression that stands for a member where a list by member may stand in the place of one.
    pub(super) fn chosen(&self, tree: &Tree, expr: ExprId, member: Option<MemberId>) -> ExprId {
        let NodeKind::Keyed(entries) = &tree.node(expr).kind else { return expr };
        let at = member.and_then(|member| self.place_of(entries.iter().map(|entry| entry.name), member));
        at.and_then(|at| entries.get(at)).map_or(expr, |entry| entry.value)
    }

    /// The entry of a list that holds for a member: its own, or that of `else`.
    pub(super) fn entry_of<'v>(
        &self,
        list: &'v tree::KeyedList,
        member: MemberId,
    ) -> Option<&'v tree::KeyedEntry> {
        let place = self.place_of(list.entries.iter().map(|entry| entry.name), member)?;
        list.entries.get(place)
    }

    /// The place among the names of a list by member that holds for one: its own name's, or that of `else`.
    pub(super) fn place_of(&self, names: impl Iterator<Item = Span>, member: MemberId) -> Option<usize> {
        let own = &self.segments.member(member).name;
        let mut otherwise = None;
        for (at, span) in names.enumerate() {
            let name = self.sources.text(span);
            if name == "else" {
                otherwise = Some(at);
            } else if name == own || *normal(name) == **own {
                return Some(at);
            }
        }
        otherwise
    }
}
