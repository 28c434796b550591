//! `for rep { … }`: rows of members, the families that they make, and what a name means among them (LANGUAGE, section
//! "Segments").
//!
//! What stands in a block is declared once for each member, under the member's name: `west.close`. A family's rows are
//! ordinary rows; its total and subtotals are rows too, declared last, whose formulas are sums or quotients of totals.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::draft::{Draft, DraftBody};
use super::scope::{self, Scope, normal};
use super::{Context, ScenarioBuilder, doc_text};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{
    self, Family, FamilyPlace, FamilyTotal, MemberId, Role, RowFamily, RowId, SegmentId, SegmentName,
};
use crate::source::Span;
use crate::syntax::tree::{Definition, ForBlock, Shown, Statement, StatementKind, Tree, Value};
use crate::value::grouped;

/// The families of a plan in the making, by their names.
#[derive(Clone, Default)]
pub(super) struct Families<'a> {
    list: Vec<FamilyEntry<'a>>,
    names: FxHashMap<Box<str>, usize>,
}

/// A family in the making.
#[derive(Clone)]
pub(super) struct FamilyEntry<'a> {
    /// It as results have it; its total is settled once its members are lowered.
    pub family: Family,
    /// The members' rows by the members' places in the segment.
    rows: FxHashMap<u32, RowId>,
    /// Where its name is first defined.
    pub span: Span,
    /// The definition that all its members share, where one does.
    pub shared: Option<(&'a Tree, &'a Definition)>,
    /// Whether another definition gives one of its rows.
    pub several: bool,
    /// Whether its total has been found to be one, or found to be none.
    pub settled: bool,
    /// In a scenario, how many of its members have another formula.
    pub replaced: usize,
}

impl<'a> Families<'a> {
    /// The family of a name.
    pub fn find(&self, name: &str) -> Option<(usize, &FamilyEntry<'a>)> {
        let at = *self.names.get(name)?;
        Some((at, &self.list[at]))
    }

    /// The family at a place.
    pub fn at(&self, at: usize) -> &FamilyEntry<'a> {
        &self.list[at]
    }

    /// The family at a place, to be completed.
    pub fn at_mut(&mut self, at: usize) -> &mut FamilyEntry<'a> {
        &mut self.list[at]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// As results have them.
    pub fn model(&self) -> Vec<Family> {
        self.list.iter().map(|entry| entry.family.clone()).collect()
    }

    /// The names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|entry| entry.family.name.as_str())
    }
}

impl FamilyEntry<'_> {
    /// The row of one member; none of one that lacks it.
    pub fn row(&self, member: MemberId) -> Option<RowId> {
        self.rows.get(&member.index).copied()
    }

    /// The total of those in a member of a segment above.
    pub fn subtotal(&self, member: MemberId) -> Option<RowId> {
        self.family.subtotals.iter().find(|(of, _)| *of == member).map(|(_, row)| *row)
    }
}

/// What a name means where it stands, in a plan with segments.
pub(super) enum Meant {
    /// A row; of a family without a total, the room that was kept for one.
    Row(RowId),
    /// A row of a family that the member does not have.
    Lacking(MemberId),
    /// `rent` of a member, where `rent` is no family of its segment, of one above it or in it.
    NotOf(MemberId),
    /// `T.x` where no member of T is meant.
    NoMember(SegmentId),
    /// A member or a segment itself, where a row is wanted.
    Axis(SegmentName),
    /// Nothing.
    None,
}

impl<'a> ScenarioBuilder<'a> {
    /// `for region { … }`: its statements, for each member.
    pub(super) fn declare_for(&mut self, context: &Context<'a>, tree: &'a Tree, block: &'a ForBlock) {
        let Some(members) = self.members_of(context, &block.names) else {
            for statement in &block.statements {
                self.broken_in(context, statement);
            }
            return;
        };
        for statement in &block.statements {
            self.declare_for_each(context, (tree, statement), &members);
        }
    }

    /// A statement of a block, for each of these members.
    fn declare_for_each(
        &mut self,
        context: &Context<'a>,
        (tree, statement): (&'a Tree, &'a Statement),
        members: &[MemberId],
    ) {
        self.keyed_lists_of(context, (tree, statement), members, false);
        for member in members {
            self.member = Some(*member);
            self.alone = members.len() == 1;
            let from = self.diagnostics.len();
            self.declare_statement(context, tree, statement);
            self.found_of(context, from, Some(*member));
            // Asked after each member: a table of two thousand and a long block are given up early. One member is enough to
            // tell how many rows each would have.
            if self.declared > context.rows {
                break;
            }
        }
        self.member = None;
        self.alone = false;
    }

    /// The rows that members' own lines define.
    pub(super) fn declare_member_rows(&mut self, context: &Context<'a>) {
        for (tree, line, member) in context.member_lines.iter() {
            self.member = Some(*member);
            self.alone = true;
            for definition in &line.rows {
                let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
                let from = self.diagnostics.len();
                self.declare_definition(context, tree, definition, doc);
                self.found_of(context, from, Some(*member));
            }
            if self.declared > context.rows {
                break;
            }
        }
        self.member = None;
        self.alone = false;
    }

    /// The finding for a plan with more rows than it may have, where most of them are those of the members of one segment.
    pub(super) fn too_many_of_members(&self, context: &Context<'a>, months: &str) -> Option<Diagnostic> {
        let rows_of = |id: SegmentId| {
            (0..self.families.len()).filter(|at| self.families.at(*at).family.segment == id).count()
        };
        let sizes =
            context.segments.iter().map(|(id, segment)| (segment, segment.members.len(), rows_of(id)));
        let (segment, members, rows) = sizes.max_by_key(|(_, members, rows)| members * rows)?;
        if members * rows * 2 < self.declared {
            return None;
        }
        let number = |number: usize| grouped(&number.to_string());
        let made = format!(
            "{} {} × {} {}",
            number(members),
            if members == 1 { segment.name.clone() } else { super::members::plural(&segment.name) },
            number(rows),
            if rows == 1 { "row" } else { "rows" }
        );
        let message = format!(
            "the plan has more than {} rows{months}: {made} are {}",
            number(context.rows),
            number(members * rows)
        );
        let found = Diagnostic::new(Code::TooLarge, message, segment.span, made);
        Some(found.help("leave out members, or rows that each of them has"))
    }

    /// The members that a block is for; none, with the finding, where its head names none.
    pub(super) fn members_of(&mut self, context: &Context<'a>, names: &[Span]) -> Option<Vec<MemberId>> {
        let mut members: Vec<MemberId> = Vec::new();
        for span in names {
            let name = normal(context.sources.text(*span));
            match context.segments.find(&name) {
                Some(SegmentName::Segment(segment)) if names.len() == 1 => {
                    members.extend(context.segments.members(segment));
                }
                Some(SegmentName::Segment(segment)) => {
                    let of = &context.segments.segment(segment).name;
                    let found = Diagnostic::new(
                        Code::Syntax,
                        format!("`{of}` is a segment: a block is for one segment, or for members of one"),
                        *span,
                        "a whole segment",
                    );
                    let first = context.segments.segment(segment).members.first();
                    let such = first.map(|member| format!(": `for {}`", member.name)).unwrap_or_default();
                    self.diagnostics.push(found.help(format!(
                        "two axes at once are not yet there; name members of one segment{such}"
                    )));
                    return None;
                }
                Some(SegmentName::Member(member)) => {
                    if let Some(first) = members.first().filter(|first| first.segment != member.segment) {
                        let [one, other] = [first.segment, member.segment]
                            .map(|segment| &context.segments.segment(segment).name);
                        let message =
                            format!("`{name}` is of `{other}`, and the members before it of `{one}`");
                        let found = Diagnostic::new(Code::Syntax, message, *span, "of another segment");
                        self.diagnostics
                            .push(found.help("a block is for members of one segment: write two blocks"));
                        return None;
                    }
                    if members.contains(&member) {
                        let message = format!("`{name}` is named twice");
                        let found = Diagnostic::new(Code::DuplicateName, message, *span, "again");
                        self.diagnostics.push(found.help("name it once"));
                        return None;
                    }
                    members.push(member);
                }
                None => {
                    let message = format!("there is no segment and no member `{name}`");
                    let found = Diagnostic::new(Code::UnknownName, message, *span, "neither");
                    let known = context.segments.iter().flat_map(|(_, segment)| {
                        let members = segment.members.iter().map(|member| member.name.as_str());
                        std::iter::once(segment.name.as_str()).chain(members)
                    });
                    self.diagnostics.push(match nearest(&name, known) {
                        Some(near) => found.fix(format!("did you mean `{near}`?"), *span, near),
                        None => found.help(format!("declare it above: `segment {name}: a, b, c`")),
                    });
                    return None;
                }
            }
        }
        Some(members)
    }

    /// Notes the names that a block that could not be read would have defined.
    fn broken_in(&mut self, context: &Context<'a>, statement: &Statement) {
        match &statement.kind {
            StatementKind::Definition(definition) => self.broken_names(context, &[definition.name]),
            StatementKind::Stock(stock) => self.broken_names(context, &[stock.name]),
            StatementKind::Bad(names) => self.broken_names(context, names),
            _ => {}
        }
    }

    /// The name of a row that is defined here: in a block `for`, the member's.
    pub(super) fn own_name(&self, context: &Context<'a>, short: &str) -> String {
        match self.member {
            Some(member) => format!("{}.{short}", context.segments.member(member).name),
            None => short.to_string(),
        }
    }

    /// What names mean in what is declared here.
    pub(super) fn scope_here(&self) -> Scope {
        Scope { member: self.member, alone: self.alone, ..Scope::default() }
    }

    /// Enters a row of the member that is being declared into its family.
    pub(super) fn enter_family(&mut self, context: &Context<'a>, name: &str, row: RowId, span: Span) {
        let Some(member) = self.member else { return };
        let own = &context.segments.member(member).name;
        let Some(short) = name.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix('.')) else {
            return;
        };
        let families = Rc::make_mut(&mut self.families);
        let at = match families.names.get(short) {
            Some(at) => *at,
            None => {
                let at = families.list.len();
                families.names.insert(short.into(), at);
                families.list.push(FamilyEntry {
                    family: Family {
                        name: short.to_string(),
                        segment: member.segment,
                        total: None,
                        subtotals: Vec::new(),
                        members: Vec::new(),
                        rule: FamilyTotal::None,
                    },
                    rows: FxHashMap::default(),
                    span,
                    shared: None,
                    several: false,
                    settled: false,
                    replaced: 0,
                });
                at
            }
        };
        let entry = &mut families.list[at];
        if entry.family.segment != member.segment {
            let (name, first) = (entry.family.name.clone(), entry.span);
            let [one, other] = [entry.family.segment, member.segment]
                .map(|segment| context.segments.segment(segment).name.clone());
            let message = format!("`{name}` is what each of `{one}` has, and each of `{other}` here");
            if !self.diagnostics.iter().any(|found| found.message == message) {
                let found = Diagnostic::new(Code::DuplicateName, message, span, "defined again");
                let help = format!("a name belongs to one segment: call this one `{other}_{name}`");
                self.diagnostics.push(found.also(first, "first defined here").help(help));
            }
            return;
        }
        if entry.rows.insert(member.index, row).is_none() {
            entry.family.members.push((member, row));
        }
        let place = FamilyPlace::Member(member);
        self.table[row.index()].family = Some(RowFamily { family: at as u32, place });
    }

    /// Notes by which definition a member has its row.
    pub(super) fn defined_by(&mut self, short: &str, tree: &'a Tree, definition: &'a Definition) {
        let families = Rc::make_mut(&mut self.families);
        let Some(at) = families.names.get(short).copied() else { return };
        let entry = &mut families.list[at];
        match entry.shared {
            None if entry.rows.len() <= 1 => entry.shared = Some((tree, definition)),
            Some((_, first)) if std::ptr::eq(first, definition) => {}
            _ => entry.several = true,
        }
    }

    /// Room for the totals and subtotals of all families that have none yet, to be settled once their members are
    /// lowered.
    pub(super) fn declare_totals(&mut self, context: &Context<'a>, from: usize) {
        for at in from..self.families.len() {
            let families = Rc::make_mut(&mut self.families);
            let entry = families.at_mut(at);
            // By the order of the segment, whatever the order of the blocks.
            entry.family.members.sort_by_key(|(member, _)| member.index);
            let entry = self.families.at(at);
            let (name, segment, span) = (entry.family.name.clone(), entry.family.segment, entry.span);
            let tree = self.tree_of(context, span);
            let Some(tree) = tree else { continue };
            // The sums of all pipelines stand under the plain names already.
            let plain = self.names.get(&name).filter(|row| {
                let of_pipelines = self.sums.iter().any(|(_, sum)| sum == row);
                of_pipelines || self.plan.effort == Some(*row)
            });
            let total = plain.unwrap_or_else(|| self.room(&name, span));
            let mut places = vec![(FamilyPlace::Total, total)];
            let above: Vec<SegmentId> = context.segments.above(segment).collect();
            for above in above {
                for member in context.segments.members(above) {
                    let row = self.room(&format!("{}.{name}", context.segments.member(member).name), span);
                    places.push((FamilyPlace::Subtotal(member), row));
                }
            }
            let families = Rc::make_mut(&mut self.families);
            let entry = families.at_mut(at);
            entry.family.total = Some(total);
            if plain.is_some() {
                entry.settled = true;
                entry.family.rule = FamilyTotal::Sum;
            }
            for (place, row) in places {
                self.table[row.index()].family = Some(RowFamily { family: at as u32, place });
                if let FamilyPlace::Subtotal(member) = place {
                    Rc::make_mut(&mut self.families).at_mut(at).family.subtotals.push((member, row));
                }
                if plain == Some(row) {
                    continue;
                }
                let of = self.members_in(context, at, place);
                let scope = Scope { member: place.member(), of_total: true, ..Scope::default() };
                let body = DraftBody::Total(at, place, of);
                self.pending.push(Draft::new(row, tree, Role::Variable, body).scope(scope));
            }
        }
    }

    /// The rows of those members of a family that a total is of, in the order of their names: a sum may not change in its
    /// last digit when a line moves.
    pub(super) fn members_in(&self, context: &Context<'a>, at: usize, place: FamilyPlace) -> Vec<RowId> {
        let family = &self.families.at(at).family;
        let inside = |member: MemberId| match place {
            FamilyPlace::Subtotal(of) => context.segments.within(member, of.segment) == Some(of),
            FamilyPlace::Member(of) => member == of,
            FamilyPlace::Total => true,
        };
        let members = family.members.iter().filter(|(member, _)| inside(*member));
        let mut rows: Vec<RowId> = members.map(|(_, row)| *row).collect();
        rows.sort_by(|a, b| self.table[a.index()].name.cmp(&self.table[b.index()].name));
        rows
    }

    /// The tree that a place lies in.
    fn tree_of(&self, context: &Context<'a>, span: Span) -> Option<&'a Tree> {
        context.loaded.trees.iter().map(|tree| &**tree).find(|tree| tree.file == span.file)
    }

    /// What a name means, in a plan with segments.
    pub(super) fn meant(&self, context: &Context<'_>, name: &str, scope: &Scope) -> Meant {
        // Inside its own block a pipeline's or stock's short names come first.
        if name == "base" || scope.stock.as_ref().is_some_and(|(stock, _)| **stock == *name) {
            return scope::resolve(&self.names, name, scope).map_or(Meant::None, Meant::Row);
        }
        if let Some(prefix) = &scope.prefix
            && let Some(row) = self.names.get(&format!("{prefix}{name}"))
        {
            return Meant::Row(row);
        }
        match scope.member {
            Some(member) => self.meant_in(context, name, member, scope.of_total),
            None => self.meant_outside(context, name, scope.of_total),
        }
    }

    /// What a name means in a block for a member.
    fn meant_in(&self, context: &Context<'_>, name: &str, member: MemberId, of_total: bool) -> Meant {
        let segments = &context.segments;
        if let Some((_, entry)) = self.families.find(name) {
            let of = entry.family.segment;
            if let Some(own) = segments.within(member, of) {
                return entry.row(own).map_or(Meant::Lacking(own), Meant::Row);
            }
            if segments.is_in(of, member.segment) {
                return entry.subtotal(member).map_or(Meant::Lacking(member), Meant::Row);
            }
        }
        if let Some((first, rest)) = name.split_once('.') {
            match segments.find(first) {
                Some(SegmentName::Segment(segment)) => {
                    return match segments.within(member, segment) {
                        Some(of) => self.meant_of(context, rest, of),
                        // In a total what each has of its own counts as that total.
                        None if of_total => self.meant_in(context, rest, member, of_total),
                        None => Meant::NoMember(segment),
                    };
                }
                Some(SegmentName::Member(of)) => return self.meant_of(context, rest, of),
                None if first == "all" && !segments.is_empty() => {
                    return self.meant_outside(context, rest, of_total);
                }
                None => {}
            }
        }
        self.meant_outside(context, name, of_total)
    }

    /// What `west.x` means.
    fn meant_of(&self, context: &Context<'_>, name: &str, member: MemberId) -> Meant {
        let segments = &context.segments;
        let Some((_, entry)) = self.families.find(name) else { return Meant::NotOf(member) };
        let of = entry.family.segment;
        let related =
            of == member.segment || segments.is_in(member.segment, of) || segments.is_in(of, member.segment);
        if related { self.meant_in(context, name, member, false) } else { Meant::NotOf(member) }
    }

    /// What a name means outside of any block.
    fn meant_outside(&self, context: &Context<'_>, name: &str, of_total: bool) -> Meant {
        let segments = &context.segments;
        let known = self.names.get(name);
        let family = self.families.find(name).map(|(_, entry)| entry);
        match (known, family) {
            (Some(row), _) => return Meant::Row(row),
            (None, Some(entry)) => return entry.family.total.map_or(Meant::None, Meant::Row),
            (None, None) => {}
        }
        if let Some(axis) = segments.find(name) {
            return Meant::Axis(axis);
        }
        let Some((first, rest)) = name.split_once('.') else { return Meant::None };
        match segments.find(first) {
            Some(SegmentName::Segment(_)) if of_total => self.meant_outside(context, rest, of_total),
            Some(SegmentName::Segment(segment)) => Meant::NoMember(segment),
            Some(SegmentName::Member(of)) => self.meant_of(context, rest, of),
            None if first == "all" && !segments.is_empty() => self.meant_outside(context, rest, of_total),
            None => Meant::None,
        }
    }

    /// The finding for a name that means no row because of the segments; none where they have nothing to do with it.
    pub(super) fn no_row_of(
        &self,
        context: &Context<'_>,
        name: &str,
        span: Span,
        scope: &Scope,
    ) -> Option<Diagnostic> {
        let segments = &context.segments;
        Some(match self.meant(context, name, scope) {
            Meant::Row(_) | Meant::None => return None,
            Meant::Lacking(member) => {
                let own = &segments.member(member).name;
                let short = name.rsplit_once('.').filter(|(first, _)| segments.find(first).is_some());
                let short = short.map_or(name, |(_, rest)| rest);
                let message = format!("`{own}` has no `{short}`, which other members have");
                let found =
                    Diagnostic::new(Code::UnknownName, message, span, format!("not a row of `{own}`"));
                let first = self.families.find(short).map(|(_, entry)| entry.span);
                found.also(first, "others have it from here").help(format!(
                    "give it to `{own}` too, or ask without it: `ifna(…, 0)` does not help where there is no row"
                ))
            }
            Meant::NotOf(member) => {
                let (own, segment) = (&segments.member(member).name, &segments.segment(member.segment).name);
                let rest = name.split_once('.').map_or(name, |(_, rest)| rest);
                if self.names.get(rest).is_none() && self.families.find(rest).is_none() {
                    let families = self.families.names();
                    let message = format!("`{own}` has no row `{rest}`");
                    let found = Diagnostic::new(Code::UnknownName, message, span, "not a row of this plan");
                    match nearest(rest, families) {
                        Some(near) => {
                            let near = format!("{own}.{near}");
                            found.fix(format!("did you mean `{near}`?"), span, near)
                        }
                        None => found.help(format!("each of `{segment}` has it once a block says so: `for {segment} {{ {rest} = … }}`")),
                    }
                } else {
                    let message = format!("`{rest}` is no {segment}'s: it is there once");
                    let found = Diagnostic::new(Code::UnknownName, message, span, "not a row of a member");
                    found.fix(format!("write `{rest}`"), span, rest)
                }
            }
            Meant::NoMember(segment) => {
                let segment_name = &segments.segment(segment).name;
                let rest = name.split_once('.').map_or(name, |(_, rest)| rest);
                let first = segments.segment(segment).members.first();
                let such = first.map_or_else(
                    || format!("{segment_name}.{rest}"),
                    |member| format!("{}.{rest}", member.name),
                );
                let message = format!("`{name}`: which {segment_name} is meant?");
                let found = Diagnostic::new(Code::NoMember, message, span, "no member is meant here");
                found.help(format!("write `{such}`, or put the line into `for {segment_name} {{ … }}`"))
            }
            Meant::Axis(SegmentName::Segment(segment)) => {
                let message = format!("`{name}` is a segment, and no row");
                let found = Diagnostic::new(Code::UnknownName, message, span, "a segment");
                let _ = segment;
                found.help(format!("how many of them are there is `count({name})`"))
            }
            Meant::Axis(SegmentName::Member(member)) => {
                let segment = &segments.segment(member.segment).name;
                let message = format!("`{name}` is a member of `{segment}`, and no row");
                let found = Diagnostic::new(Code::UnknownName, message, span, "a member");
                let some = self.families.names().next().unwrap_or("x");
                found.help(format!("its rows are written `{name}.{some}`"))
            }
        })
    }

    /// The finding for the plain name of a family that has no total, where it is used; none of any other row.
    pub(super) fn no_total(&self, context: &Context<'_>, row: RowId, span: Span) -> Option<Diagnostic> {
        let RowFamily { family, place } = self.table[row.index()].family?;
        let entry = self.families.at(family as usize);
        if !entry.settled || entry.family.rule != FamilyTotal::None || matches!(place, FamilyPlace::Member(_))
        {
            return None;
        }
        let name = &entry.family.name;
        let segment = &context.segments.segment(entry.family.segment).name;
        let message = match place {
            FamilyPlace::Subtotal(member) => {
                let of = &context.segments.member(member).name;
                format!("`{name}` is each {segment}'s, and `{of}` has no total of it")
            }
            _ => format!("`{name}` is each {segment}'s, and has no total"),
        };
        let found = Diagnostic::new(Code::NoTotal, message, span, "which one is meant?");
        let found = found.also(entry.span, "what each has is defined here");
        let mut ways: Vec<String> = Vec::new();
        if let Some((member, _)) = entry.family.members.first() {
            ways.push(format!("`{}.{name}` for one of them", context.segments.member(*member).name));
        }
        ways.extend(self.ways_of_total(context, entry));
        Some(found.help(format!("write {}", ways.join(", or "))))
    }

    /// The rows that a name of `show` stands for: a row; of a family without a total each member's, and `by` a segment those
    /// of its members.
    pub(super) fn shown_rows(&mut self, context: &Context<'a>, shown: &Shown) -> Vec<RowId> {
        let row = match self.resolve(context, shown.name, &Scope::default()) {
            Ok(row) => row,
            Err(found) => {
                self.diagnostics.extend(found);
                return Vec::new();
            }
        };
        let family = self.table[row.index()].family;
        let entry = family.map(|family| (family.place, self.families.at(family.family as usize)));
        let Some(by) = shown.by else {
            return match entry {
                Some((FamilyPlace::Total, entry)) if entry.family.rule == FamilyTotal::None => {
                    entry.family.members.iter().map(|(_, row)| *row).collect()
                }
                _ => vec![row],
            };
        };
        let text = normal(context.sources.text(by)).into_owned();
        let name = context.sources.text(shown.name);
        let Some(SegmentName::Segment(segment)) = context.segments.find(&text) else {
            let found = Diagnostic::new(
                Code::UnknownName,
                format!("there is no segment `{text}`"),
                by,
                "not a segment",
            );
            let known: Vec<&str> =
                context.segments.iter().map(|(_, segment)| segment.name.as_str()).collect();
            self.diagnostics.push(match nearest(&text, known.iter().copied()).or(known.first().copied()) {
                Some(near) => found.fix(format!("write `{name} by {near}`"), by, near),
                None => found.help(format!("declare it: `segment {text}: a, b, c`")),
            });
            return Vec::new();
        };
        let rows: Vec<RowId> = match entry {
            Some((_, entry)) if entry.family.segment == segment => {
                entry.family.members.iter().map(|(_, row)| *row).collect()
            }
            Some((_, entry)) if entry.family.rule != FamilyTotal::None => {
                let of = entry.family.subtotals.iter().filter(|(member, _)| member.segment == segment);
                of.map(|(_, row)| *row).collect()
            }
            _ => Vec::new(),
        };
        if rows.is_empty() {
            let message = format!("`{name}` is not there for each {text}");
            let found = Diagnostic::new(Code::UnknownName, message, by, "no such figures");
            self.diagnostics
                .push(found.help(format!("write `show {name}`, or `by` the segment whose members have it")));
        }
        rows
    }

    /// What to write for a total that a family does not have.
    fn ways_of_total(&self, context: &Context<'_>, entry: &FamilyEntry<'a>) -> Vec<String> {
        let name = &entry.family.name;
        let segment = &context.segments.segment(entry.family.segment).name;
        let first = entry.family.members.first().map(|(_, row)| &self.table[row.index()]);
        let Some(first) = first else { return Vec::new() };
        let mut ways = Vec::new();
        let percent = first.info.share.is_percent();
        let of_pipeline = first.row.as_ref().map(|row| row.role);
        let weight = self.weight_of(entry);
        if let Some(Role::Pipeline { part: model::PipelinePart::WinRate, .. }) = of_pipeline {
            let entry = self.pipelines.first().and_then(|pipeline| pipeline.entry.as_ref());
            if let Some(entry) = entry {
                ways.push(format!("`won / {}` for what the months closed", entry.name));
            }
        }
        match weight {
            Some(weight) => {
                ways.push(format!("`mean({name} over {segment}, {weight})` for their mean by `{weight}`"))
            }
            None => ways.push(format!("`mean({name} over {segment})` for their mean")),
        }
        let per_month = first.info.kind.unit().is_some_and(|unit| unit.is_flow());
        if !percent && per_month {
            let unit = first.info.kind.unit().map(|unit| annotation_of(context, unit)).unwrap_or_default();
            ways.push(format!("`{name}: {unit} sum = …` in the block if it is an amount of each"));
        }
        ways
    }

    /// A family of amounts of the same segment by which a mean of another may be weighted: the entry of its pipelines.
    fn weight_of(&self, entry: &FamilyEntry<'a>) -> Option<&str> {
        let of_entry = |other: &&FamilyEntry<'a>| {
            other.family.segment == entry.family.segment
                && other.family.members.first().is_some_and(|(_, row)| {
                    let row = &self.table[row.index()];
                    row.row.as_ref().is_some_and(|row| matches!(row.role, Role::Entry { .. }))
                })
        };
        let amount = |other: &&FamilyEntry<'a>| {
            other.family.segment == entry.family.segment && other.family.rule == FamilyTotal::Sum
        };
        let all = || self.families.list.iter();
        all().find(of_entry).or_else(|| all().find(amount)).map(|entry| entry.family.name.as_str())
    }

    /// Refuses rows whose names segments or members have.
    pub(super) fn axis_taken(&self, context: &Context<'_>, name: &str, span: Span) -> Option<Diagnostic> {
        let axis = context.segments.find(name)?;
        let (what, first) = match axis {
            SegmentName::Segment(segment) => ("a segment", context.segments.segment(segment).span),
            SegmentName::Member(member) => ("a member", context.segments.member(member).span),
        };
        let message = format!("`{name}` is {what}, and a row cannot be called so too");
        let found = Diagnostic::new(Code::DuplicateName, message, span, "a row of this name");
        Some(
            found
                .also(first, format!("{what} of this name"))
                .help(format!("call the row something else, such as `{name}_total`")),
        )
    }
}

/// A unit as an annotation has it.
fn annotation_of(context: &Context<'_>, unit: crate::value::Unit) -> String {
    let sign = context.currency.amount("").to_string();
    match (unit.money, unit.time, unit.effort) {
        (1, -1, 0) => format!("{}/month", sign.trim()),
        (1, 0, 0) => sign.trim().to_string(),
        (0, -1, 1) => "hours/month".to_string(),
        _ => "/month".to_string(),
    }
}

/// The value of a definition that is one quotient, whatever it is annotated with: its two sides.
pub(super) fn quotient_of(
    tree: &Tree,
    value: &Value,
) -> Option<(crate::syntax::tree::ExprId, crate::syntax::tree::ExprId)> {
    use crate::syntax::tree::{BinaryOperator, ClauseBody, NodeKind};
    let [clause] = &value.clauses[..] else { return None };
    let ClauseBody::Expression(root) = clause.body else { return None };
    if clause.time.is_some() || clause.motion.is_some() || clause.condition.is_some() {
        return None;
    }
    match tree.node(tree.inside(root)).kind {
        NodeKind::Binary { operator: BinaryOperator::Over, left, right, .. } => Some((left, right)),
        _ => None,
    }
}
