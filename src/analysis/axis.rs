//! The second axis in results: which member a figure is of, and how its rows are ordered.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::model::{
    Argument, Family, FamilyPlace, Formula, MemberId, OPENING, Operand, Operator, Role, RollupBy, RowFamily,
    RowId, Scenario, SegmentId, Segments, Step,
};

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

    /// Whether it is the total of all: no member's.
    pub fn is_total(&self) -> bool {
        self.0.is_empty()
    }

    /// The name of the segment whose member it is; none of a total.
    pub fn segment(&self) -> Option<&str> {
        self.0.first().map(|(segment, _)| segment.as_str())
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

    /// The family of a row by name, and the member whose row of it it is; none of a row that is there once.
    pub(super) fn names(&self, of: Option<RowFamily>) -> Option<(String, MemberNames)> {
        let of = of?;
        Some((self.family(of)?.name.clone(), MemberNames::of(&self.segments, of.place.member())))
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

/// The two sides of a row that is their quotient, where each is a row or a number.
pub(super) fn sides(scenario: &Scenario, id: RowId) -> Option<(Argument, Argument)> {
    let row = scenario.table.row(id);
    if let RollupBy::Quotient(above, below) = row.rollup {
        return Some((above, below));
    }
    let Formula::Steps { steps, result: Operand::Step(last), .. } = &row.formula else { return None };
    let argument = |operand: Operand| match operand {
        Operand::Row(row) => Some(Argument::Row(row)),
        Operand::Constant(number) => Some(Argument::Constant(number)),
        Operand::Step(_) | Operand::Series(_) => None,
    };
    match steps.get(*last as usize)? {
        Step::Binary(Operator::Over, above, below) => argument(*above).zip(argument(*below)),
        _ => None,
    }
}

/// The name that a row has without its member, and the member: of a row of a family, and of a hidden one that serves such
/// a row. None of what is there once.
pub(super) fn of_member(scenario: &Scenario, id: RowId) -> Option<(String, Option<MemberId>)> {
    let row = scenario.table.row(id);
    let named = |id: RowId| {
        let of = scenario.table.row(id).family?;
        Some((scenario.families.get(of.family as usize)?.name.clone(), of.place.member()))
    };
    if let Some(found) = named(id) {
        return Some(found);
    }
    if !row.hidden {
        return None;
    }
    let other = |serves: RowId, name: &dyn Fn(String) -> String| {
        named(serves).map(|(family, member)| (name(family), member))
    };
    match row.role {
        Role::Pipeline { pipeline, part } => {
            other(scenario.pipeline(pipeline)?.entry, &|_| part.name().to_string())
        }
        Role::StockStart { stock } => other(stock, &|family| format!("{family}.{OPENING}")),
        Role::StockFlow { stock, .. } => other(stock, &|family| family),
        Role::Taking { action } => other(action, &|family| family),
        _ => other(scenario.table.find(&row.name).filter(|serves| *serves != id)?, &|family| family),
    }
}

/// What a table by members is of.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByMembers {
    /// The segment whose members stand below each row.
    pub by: Option<SegmentId>,
    /// The one member of whom the table is.
    pub only: Option<MemberId>,
}
