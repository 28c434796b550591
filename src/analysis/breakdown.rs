//! The lines of a table by members: below each row those of its members.

use std::collections::BTreeMap;
use std::ops::Range;

use super::axis::{self, Axis, ByMembers};
use super::results::{BreakdownLine, RowResult};
use super::rollup;
use crate::eval::Projection;
use crate::model::{
    Argument, Family, FamilyPlace, FamilyTotal, MemberId, Origin, RowId, Scenario, SegmentId,
};
use crate::value::{Cell, Number};

/// How many members of one row a table lists; of more, some, and one line for the others.
pub const MOST_MEMBERS: usize = 12;
/// How many it lists where there are more.
pub(super) const SOME_MEMBERS: usize = 10;

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
        let by_name: BTreeMap<&str, &RowResult> = rows.iter().map(|row| (row.name.as_str(), row)).collect();
        let by_id: BTreeMap<RowId, &RowResult> = rows.iter().map(|row| (row.id, row)).collect();
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
            rows.sort_by_key(|(_, row)| std::cmp::Reverse(size(row)));
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
        axis::sides(self.scenario, id)
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
        // A sum of the members alone has nothing else in it, whatever rounding leaves.
        let mut others = false;
        self.scenario.table.row(row.id).formula.for_each_use(|used, _| others |= !rows.contains(&used));
        if !others {
            return None;
        }
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
        let segment = &self.axis.segments.segment(by).name;
        Some(BreakdownLine {
            label: format!("  in no {segment}"),
            row: Some(RowResult { values, total, ..row.clone() }),
            group: group.clone(),
        })
    }
}
