//! The second axis in results: which member a figure is of, and how its rows are ordered.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::model::{Family, FamilyPlace, MemberId, RowFamily, Scenario, SegmentId, Segments};

/// The segments of a plan, and the families of rows of one scenario.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// The segments with their members.
    pub segments: Arc<Segments>,
    /// The families.
    pub families: Arc<Vec<Family>>,
}

/// A member with those that it is in: `{ "rep": "rep1", "region": "west" }`, its own segment first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MemberNames(Vec<(String, String)>);

impl MemberNames {
    /// Of a member; empty of a total.
    pub fn of(segments: &Segments, member: Option<MemberId>) -> MemberNames {
        let mut names = Vec::new();
        let mut here = member;
        while let Some(one) = here {
            let (segment, member) = (segments.segment(one.segment), segments.member(one));
            names.push((segment.name.clone(), member.name.clone()));
            here = member.parent;
        }
        MemberNames(names)
    }

    /// The member of a segment; none where it is in none of it.
    pub fn of_segment(&self, segment: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == segment).map(|(_, member)| member.as_str())
    }

    /// The member itself, without those that it is in.
    pub fn own(&self) -> Option<&str> {
        self.0.first().map(|(_, member)| member.as_str())
    }
}

/// As an object, in the order from the member upwards.
impl Serialize for MemberNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(segment, member)| (segment, member)))
    }
}

/// The segments of a plan in JSON.
#[derive(Serialize)]
pub(super) struct SegmentDocument<'a> {
    name: &'a str,
    parent: Option<&'a str>,
    members: Vec<MemberDocument<'a>>,
}

#[derive(Serialize)]
struct MemberDocument<'a> {
    name: &'a str,
    label: &'a str,
    parent: Option<&'a str>,
    from: Option<&'a str>,
    until: Option<&'a str>,
}

impl Axis {
    /// Whether the plan has no segments.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The family of a row.
    pub fn family(&self, of: RowFamily) -> Option<&Family> {
        self.families.get(of.family as usize)
    }

    pub(super) fn documents(&self) -> Vec<SegmentDocument<'_>> {
        let mut documents = Vec::new();
        for (_, of) in self.segments.iter() {
            let parent = of.parent.map(|parent| self.segments.segment(parent).name.as_str());
            let members = of.members.iter().map(|member| MemberDocument {
                name: &member.name,
                label: member.shown(),
                parent: member.parent.map(|parent| self.segments.member(parent).name.as_str()),
                from: member.from.as_deref(),
                until: member.until.as_deref(),
            });
            documents.push(SegmentDocument { name: &of.name, parent, members: members.collect() });
        }
        documents
    }
}

/// The rows of a table in the order in which families stand: a family where it is first defined, its total, its subtotals,
/// its members.
pub(super) fn in_order(scenario: &Scenario, indices: &mut [usize]) {
    if scenario.families.is_empty() {
        return;
    }
    let first: Vec<usize> = scenario
        .families
        .iter()
        .map(|family| family.members.iter().map(|(_, row)| row.index()).min().unwrap_or(0))
        .collect();
    let place = |index: &usize| {
        let Some(of) = scenario.table.rows[*index].family else { return (*index, 0, 0, 0) };
        let start = first.get(of.family as usize).copied().unwrap_or(*index);
        match of.place {
            FamilyPlace::Total => (start, 1, 0, 0),
            FamilyPlace::Subtotal(member) => (start, 2, member.segment.0, member.index),
            FamilyPlace::Member(member) => (start, 3, 0, member.index),
        }
    };
    indices.sort_by_key(place);
}

/// What a table by members is of.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByMembers {
    /// The segment whose members stand below each row.
    pub by: Option<SegmentId>,
    /// The one member of whom the table is.
    pub only: Option<MemberId>,
}
