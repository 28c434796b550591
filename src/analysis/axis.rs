//! The second axis in results: which member a figure is of, and the lines of a table by members.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::results::RowResult;
use super::rollup;
use crate::eval::Projection;
use crate::model::{
    Argument, Family, FamilyPlace, FamilyTotal, Formula, MemberId, Operand, Operator, Origin, RollupBy,
    RowFamily, RowId, Scenario, SegmentId, Segments, Step,
};
use crate::value::{Cell, Number};

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

/// A line of a table by members.
#[derive(Clone, Debug)]
pub struct BreakdownLine {
    /// What stands before the figures: a row's name, or below it a member's, two spaces in.
    pub label: String,
    /// The figures; none where a family has no total.
    pub row: Option<RowResult>,
    /// The group of the rows that it stands among.
    pub group: Origin,
}

/// What a table by members is of.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByMembers {
    /// The segment whose members stand below each row.
    pub by: Option<SegmentId>,
    /// The one member of whom the table is.
    pub only: Option<MemberId>,
}

/// How many members of one row a table lists; of more, some, and one line for the others.
pub const MOST_MEMBERS: usize = 12;
/// How many it lists where there are more.
const SOME_MEMBERS: usize = 10;

/// What a table by members is made from.
pub(super) struct Breakdown<'a> {
    pub axis: &'a Axis,
    pub scenario: &'a Scenario,
    pub projection: &'a Projection<Cell>,
    pub months: Range<usize>,
    /// The columns, each with its months.
    pub columns: Vec<Range<usize>>,
}

impl Breakdown<'_> {
    /// The lines of these rows, each with those of its members of a segment.
    pub fn lines(&self, rows: &[RowResult], shown: &[String], of: ByMembers) -> Vec<BreakdownLine> {
        let by_name: std::collections::BTreeMap<&str, &RowResult> =
            rows.iter().map(|row| (row.name.as_str(), row)).collect();
        let by_id: std::collections::BTreeMap<RowId, &RowResult> =
            rows.iter().map(|row| (row.id, row)).collect();
        let mut lines = Vec::new();
        for name in shown {
            let row = by_name.get(name.as_str()).copied();
            let family = match row {
                Some(row) => row.family.and_then(|of| self.axis.family(of)),
                None => self.axis.families.iter().find(|family| family.name == *name),
            };
            let short = match (of.only, row, family) {
                (Some(_), _, Some(family)) => family.name.clone(),
                _ => name.clone(),
            };
            let group = row.map(|row| row.group.clone());
            let below =
                family.zip(of.by).map(|(family, by)| self.members(family, by, of.only)).unwrap_or_default();
            let first = below.iter().find_map(|(_, id)| by_id.get(id));
            let Some(group) = group.or_else(|| first.map(|row| row.group.clone())) else { continue };
            // A member's rows of a family without a total are shown below its name.
            let is_member = row
                .is_some_and(|row| row.family.is_some_and(|of| matches!(of.place, FamilyPlace::Member(_))));
            if is_member && of.by.is_some() && of.only.is_none() {
                continue;
            }
            lines.push(BreakdownLine { label: short, row: row.cloned(), group: group.clone() });
            let Some(by) = of.by.filter(|_| !below.is_empty()) else { continue };
            let found: Vec<(MemberId, &RowResult)> =
                below.iter().filter_map(|(member, id)| Some((*member, *by_id.get(id)?))).collect();
            lines.extend(self.of_members(found, &group));
            if let (Some(row), None) = (row, of.only) {
                lines.extend(self.in_none(row, family, by, &group));
            }
        }
        lines
    }

    /// The rows of a family by the members of a segment: its own, or the subtotals of those above it.
    fn members(&self, family: &Family, by: SegmentId, only: Option<MemberId>) -> Vec<(MemberId, RowId)> {
        let segments = &self.axis.segments;
        let rows = if family.segment == by { &family.members } else { &family.subtotals };
        let inside = |member: MemberId| match only {
            Some(only) => member != only && segments.within(member, only.segment) == Some(only),
            None => true,
        };
        rows.iter().filter(|(member, _)| member.segment == by && inside(*member)).copied().collect()
    }

    /// The lines of members: all, or some and one for the others.
    fn of_members(&self, mut rows: Vec<(MemberId, &RowResult)>, group: &Origin) -> Vec<BreakdownLine> {
        let label = |member: MemberId| format!("  {}", self.axis.segments.member(member).shown());
        let line = |(member, row): &(MemberId, &RowResult)| BreakdownLine {
            label: label(*member),
            row: Some((*row).clone()),
            group: group.clone(),
        };
        if rows.len() <= MOST_MEMBERS {
            return rows.iter().map(line).collect();
        }
        let size = |row: &RowResult| self.size(row);
        let sized = rows.iter().any(|(_, row)| size(row).is_some());
        if sized {
            rows.sort_by(|(_, a), (_, b)| size(b).cmp(&size(a)));
        }
        let others: Vec<&RowResult> = rows.split_off(SOME_MEMBERS).into_iter().map(|(_, row)| row).collect();
        let mut lines: Vec<BreakdownLine> = rows.iter().map(line).collect();
        lines.push(self.more(&others, group));
        lines
    }

    /// What members are ordered by where only some are listed: what the row comes to, of a quotient its divisor. None of a
    /// row that does not add up.
    fn size(&self, row: &RowResult) -> Option<Number> {
        let family = row.family.and_then(|of| self.axis.family(of))?;
        match family.rule {
            FamilyTotal::Sum => row.total,
            FamilyTotal::Quotient => {
                let (_, below) = self.sides(row.id)?;
                let figure = |month: usize| self.projection.input(below, month).number();
                let values = self.months.clone().filter_map(figure);
                values.reduce(|sum, value| sum.plus(value).map_or(sum, |(sum, _)| sum))
            }
            FamilyTotal::None => None,
        }
    }

    /// The two sides of a row that is their quotient.
    fn sides(&self, id: RowId) -> Option<(Argument, Argument)> {
        let row = self.scenario.table.row(id);
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

    /// The line of all members that are not listed: their sum, their quotient of sums, or from which figure to which they
    /// reach.
    fn more(&self, rows: &[&RowResult], group: &Origin) -> BreakdownLine {
        let label = format!("  {} more", rows.len());
        let first = rows.first().copied();
        let family = first.and_then(|row| row.family).and_then(|of| self.axis.family(of));
        let together = match family.map(|family| family.rule) {
            Some(FamilyTotal::Sum) => first.map(|row| self.sum(row, rows)),
            Some(FamilyTotal::Quotient) => first.and_then(|row| self.quotient(row, rows)),
            _ => None,
        };
        match together {
            Some(row) => BreakdownLine { label, row: Some(row), group: group.clone() },
            None => {
                let totals: Vec<Number> = rows.iter().filter_map(|row| row.total).collect();
                let reach =
                    totals.iter().min().zip(totals.iter().max()).zip(first).map(|((low, high), row)| {
                        let figure = |value: Number| row.unit.written_short(value);
                        match low == high {
                            true => format!(": {}", figure(*low)),
                            false => format!(": {} to {}", figure(*low), figure(*high)),
                        }
                    });
                let label = format!("{label}{}", reach.unwrap_or_default());
                BreakdownLine { label, row: None, group: group.clone() }
            }
        }
    }

    fn sum(&self, like: &RowResult, rows: &[&RowResult]) -> RowResult {
        let add = |sum: Option<Number>, value: Option<Number>| match (sum, value) {
            (Some(sum), Some(value)) => sum.plus(value).ok().map(|(sum, _)| sum),
            _ => None,
        };
        let column =
            |at: usize| rows.iter().map(|row| row.values.get(at).copied().flatten()).reduce(add).flatten();
        let total = rows.iter().map(|row| row.total).reduce(add).flatten();
        RowResult { values: (0..like.values.len()).map(column).collect(), total, ..like.clone() }
    }

    fn quotient(&self, like: &RowResult, rows: &[&RowResult]) -> Option<RowResult> {
        let sides: Vec<(Argument, Argument)> =
            rows.iter().map(|row| self.sides(row.id)).collect::<Option<_>>()?;
        let over = |months: Range<usize>| {
            let (mut above, mut below) = (Cell::from(Number::ZERO), Cell::from(Number::ZERO));
            for month in months {
                for (a, b) in &sides {
                    let (a, b) = (self.projection.input(*a, month), self.projection.input(*b, month));
                    if a.number().is_some() && b.number().is_some() {
                        above = above.add(a, 0);
                        below = below.add(b, 0);
                    }
                }
            }
            above.div(below, 0).number()
        };
        let values = self.columns.iter().map(|months| over(months.clone())).collect();
        Some(RowResult { values, total: over(self.months.clone()), ..like.clone() })
    }

    /// What is in no member of a segment: where the plain name is a sum of all pipelines, and has more than the members'.
    fn in_none(
        &self,
        row: &RowResult,
        family: Option<&Family>,
        by: SegmentId,
        group: &Origin,
    ) -> Option<BreakdownLine> {
        let family =
            family.filter(|family| family.rule == FamilyTotal::Sum && family.total == Some(row.id))?;
        let rows: Vec<RowId> = family.members.iter().map(|(_, row)| *row).collect();
        let minus = |whole: Option<Number>, part: Option<Number>| {
            let (whole, part) = whole.zip(part)?;
            whole.minus(part).ok().map(|(rest, _)| rest)
        };
        let sum = |months: Range<usize>| {
            let mut sum = Some(Number::ZERO);
            for id in &rows {
                let definition = self.scenario.table.row(*id);
                let value = match months.len() {
                    1 => self.projection.row(*id)[months.start].number(),
                    _ => rollup::roll_up(self.projection, *id, definition, months.clone()).value.number(),
                };
                sum = sum.zip(value).and_then(|(sum, value)| sum.plus(value).ok().map(|(sum, _)| sum));
            }
            sum
        };
        let values: Vec<Option<Number>> = self
            .columns
            .iter()
            .zip(&row.values)
            .map(|(months, whole)| minus(*whole, sum(months.clone())))
            .collect();
        let total = minus(row.total, sum(self.months.clone()));
        let more =
            values.iter().chain([&total]).flatten().any(|value| value.cmp(&Number::ZERO) != Ordering::Equal);
        let segment = &self.axis.segments.segment(by).name;
        more.then(|| BreakdownLine {
            label: format!("  in no {segment}"),
            row: Some(RowResult { values, total, ..row.clone() }),
            group: group.clone(),
        })
    }
}
