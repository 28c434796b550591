//! A difference as other programs read it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{ChangeShare, Changed, Difference, OtherScenario};
use crate::analysis::compare::{ComparedCheck, ComparedGoal, ComparedRow};
use crate::value::{Currency, Number};

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let currency = self.currency;
        let share = self.share.as_ref().map(|share| ShareDocument { share, currency });
        let rows: Vec<_> = self.moved.rows.iter().map(|row| RowDocument { row, currency }).collect();
        let goals: Vec<_> = self.moved.goals.iter().map(GoalDocument).collect();
        let checks: Vec<_> = self.moved.checks.iter().map(CheckDocument).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("old", &self.names[0])?;
        map.serialize_entry("new", &self.names[1])?;
        map.serialize_entry("scenario", &self.scenario)?;
        map.serialize_entry("currency", currency.code())?;
        map.serialize_entry("changes", &self.changes)?;
        map.serialize_entry("share", &share)?;
        map.serialize_entry("rows", &rows)?;
        map.serialize_entry("goals", &goals)?;
        map.serialize_entry("checks", &checks)?;
        map.serialize_entry("scenarios", &self.scenarios)?;
        map.end()
    }
}

impl Serialize for Changed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("from", &self.from)?;
        map.serialize_entry("to", &self.to)?;
        map.serialize_entry("effect", &self.effect)?;
        map.end()
    }
}

struct ShareDocument<'a> {
    share: &'a ChangeShare,
    currency: Currency,
}

impl Serialize for ShareDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let share = self.share;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("row", &share.row)?;
        map.serialize_entry("unit", &share.unit.symbol(share.shown, self.currency))?;
        map.serialize_entry("rollup", &share.rollup)?;
        map.serialize_entry("from", &share.from)?;
        map.serialize_entry("to", &share.to)?;
        map.serialize_entry("change", &share.change)?;
        map.serialize_entry("interaction", &share.interaction)?;
        map.serialize_entry("rest", &share.rest)?;
        map.serialize_entry("rest_of", &share.rest_of)?;
        map.end()
    }
}

struct RowDocument<'a> {
    row: &'a ComparedRow,
    currency: Currency,
}

impl Serialize for RowDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let row = self.row;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &row.name)?;
        map.serialize_entry("unit", &row.unit.symbol(row.shown, self.currency))?;
        map.serialize_entry("rollup", &row.rollup)?;
        map.serialize_entry("status", &row_status(row))?;
        map.serialize_entry("from", &row.totals[0])?;
        map.serialize_entry("to", &row.totals[1])?;
        map.serialize_entry("change", &row.difference(1))?;
        map.end()
    }
}

struct GoalDocument<'a>(&'a ComparedGoal);

impl Serialize for GoalDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &self.0.text)?;
        map.serialize_entry("from", &self.0.results[0])?;
        map.serialize_entry("to", &self.0.results[1])?;
        map.end()
    }
}

struct CheckDocument<'a>(&'a ComparedCheck);

impl Serialize for CheckDocument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("text", &self.0.text)?;
        map.serialize_entry("from", &self.0.results[0])?;
        map.serialize_entry("to", &self.0.results[1])?;
        map.end()
    }
}

impl Serialize for OtherScenario {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change: Option<Number> =
            self.from.zip(self.to).and_then(|(from, to)| to.minus(from).ok()).map(|(change, _)| change);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("from", &self.from)?;
        map.serialize_entry("to", &self.to)?;
        map.serialize_entry("change", &change)?;
        map.end()
    }
}

/// Whether a row moved, came or went.
fn row_status(row: &ComparedRow) -> &'static str {
    match (row.values[0].is_empty(), row.values[1].is_empty()) {
        (true, _) => "added",
        (_, true) => "removed",
        _ => "moved",
    }
}
