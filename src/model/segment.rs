//! The second axis of a plan: segments with their members, and families of rows.
//!
//! What a block `for rep { … }` says becomes ordinary rows, one for each member. Nothing computes with what stands here:
//! results are grouped by it, and questions ask it which rows belong together.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::RowId;
use crate::source::Span;

/// A segment: its place in [`Segments`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SegmentId(pub u16);

/// A member: its segment, and its place in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MemberId {
    /// The segment.
    pub segment: SegmentId,
    /// Its place among the members.
    pub index: u32,
}

/// `segment region: west, east`
#[derive(Clone, PartialEq, Debug)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The segment of which each of its members has a parent.
    pub parent: Option<SegmentId>,
    /// The members, in the order of lists and tables.
    pub members: Vec<Member>,
}

/// A member of a segment.
#[derive(Clone, PartialEq, Debug)]
pub struct Member {
    /// Its name in formulas.
    pub name: String,
    /// Its name as a table has it, where that is another.
    pub label: Option<String>,
    /// Where it is declared.
    pub span: Span,
    /// The member that it belongs to.
    pub parent: Option<MemberId>,
    /// Its first month as the plan writes it, `2026-03` or `M3`.
    pub from: Option<String>,
    /// Its last month.
    pub until: Option<String>,
    /// The column of its first month, its parent's included; below zero of a month before the plan. None of a member that
    /// is there from the beginning.
    pub start: Option<i32>,
    /// Whether it is there, its parent's months included: a flag for each column.
    pub there: Arc<[bool]>,
}

impl Member {
    /// What people are shown: the text of a table's cell, or the name.
    pub fn shown(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// What a name of the second axis means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SegmentName {
    /// A segment.
    Segment(SegmentId),
    /// A member.
    Member(MemberId),
}

/// All segments of a plan, the same in every scenario.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Segments {
    /// In the order of the plan.
    list: Vec<Segment>,
    names: FxHashMap<String, SegmentName>,
}

impl Segments {
    /// Adds a segment with its members. Of a name that is there already, the first is found.
    pub fn add(&mut self, segment: Segment) -> SegmentId {
        let id = SegmentId(self.list.len() as u16);
        self.names.entry(segment.name.clone()).or_insert(SegmentName::Segment(id));
        for (index, member) in (0u32..).zip(&segment.members) {
            let of = SegmentName::Member(MemberId { segment: id, index });
            self.names.entry(member.name.clone()).or_insert(of);
        }
        self.list.push(segment);
        id
    }

    /// Whether the plan has none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The segments with their ids, in the order of the plan.
    pub fn iter(&self) -> impl Iterator<Item = (SegmentId, &Segment)> {
        (0u16..).map(SegmentId).zip(&self.list)
    }

    /// The segment of an id.
    pub fn segment(&self, id: SegmentId) -> &Segment {
        &self.list[usize::from(id.0)]
    }

    /// The segment of an id, to be completed.
    pub fn segment_mut(&mut self, id: SegmentId) -> &mut Segment {
        &mut self.list[usize::from(id.0)]
    }

    /// The member of an id.
    pub fn member(&self, id: MemberId) -> &Member {
        &self.segment(id.segment).members[id.index as usize]
    }

    /// What a name means; none of a name that is neither a segment nor a member.
    pub fn find(&self, name: &str) -> Option<SegmentName> {
        self.names.get(name).copied()
    }

    /// The members of a segment.
    pub fn members(&self, segment: SegmentId) -> impl Iterator<Item = MemberId> + use<> {
        (0..self.segment(segment).members.len() as u32).map(move |index| MemberId { segment, index })
    }

    /// The segments above one, nearest first.
    pub fn above(&self, segment: SegmentId) -> impl Iterator<Item = SegmentId> {
        std::iter::successors(self.segment(segment).parent, |above| self.segment(*above).parent)
    }

    /// Whether a segment is in another, directly or through a parent's parent.
    pub fn is_in(&self, segment: SegmentId, other: SegmentId) -> bool {
        self.above(segment).any(|above| above == other)
    }

    /// The member of a segment that a member is in: itself, its parent, the parent's parent. None where its segment is not
    /// in that one.
    pub fn within(&self, member: MemberId, segment: SegmentId) -> Option<MemberId> {
        let mut at = Some(member);
        while let Some(here) = at {
            if here.segment == segment {
                return Some(here);
            }
            at = self.member(here).parent;
        }
        None
    }

    /// The members of a segment that are in a member of a segment above it; all members where that is the segment's own
    /// member alone: itself.
    pub fn inside(&self, segment: SegmentId, member: MemberId) -> impl Iterator<Item = MemberId> {
        self.members(segment).filter(move |one| self.within(*one, member.segment) == Some(member))
    }
}

/// The rows of one name that the members of a segment have.
#[derive(Clone, PartialEq, Debug)]
pub struct Family {
    /// The name without a member's: `bookings`, `won.rate`.
    pub name: String,
    /// The segment.
    pub segment: SegmentId,
    /// The row under the plain name; none of a family without a total.
    pub total: Option<RowId>,
    /// The rows of the members of segments above, in the order of the segments and members; none where it has no total.
    pub subtotals: Vec<(MemberId, RowId)>,
    /// The members that have the row.
    pub members: Vec<(MemberId, RowId)>,
    /// How the total comes about.
    pub rule: FamilyTotal,
}

/// How the total of a family comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FamilyTotal {
    /// It is the sum of the members'.
    Sum,
    /// It is the quotient of two totals.
    Quotient,
    /// The family has none.
    None,
}

/// Which row of which family a row is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RowFamily {
    /// The family's place in [`super::Scenario::families`].
    pub family: u32,
    /// Which of its rows.
    pub place: FamilyPlace,
}

/// Which row of a family.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FamilyPlace {
    /// The total of all members.
    Total,
    /// The total of those in a member of a segment above.
    Subtotal(MemberId),
    /// That of one member.
    Member(MemberId),
}

impl FamilyPlace {
    /// The member whose name stands before the row's; none of a total.
    pub fn member(self) -> Option<MemberId> {
        match self {
            FamilyPlace::Total => None,
            FamilyPlace::Subtotal(member) | FamilyPlace::Member(member) => Some(member),
        }
    }
}
