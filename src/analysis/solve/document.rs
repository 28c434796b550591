//! The JSON form of a solution.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::{GoalOutcome, Solution, Stated, Stretch, Whole};
use crate::value::Period;

impl Serialize for Solution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_struct("Solution", 17)?;
        map.serialize_field("input", &self.input)?;
        map.serialize_field("unit", &self.unit_symbol())?;
        map.serialize_field("scenario", &self.scenario)?;
        map.serialize_field("current", &self.current)?;
        map.serialize_field("mean", &self.mean)?;
        map.serialize_field("needed", &self.needed)?;
        map.serialize_field("just_beyond", &self.beyond)?;
        map.serialize_field("status", &self.status)?;
        map.serialize_field("at_most", &self.at_most)?;
        map.serialize_field("breaks_above", &self.breaks_above)?;
        map.serialize_field("holds", &self.holds)?;
        map.serialize_field("best", &self.best)?;
        map.serialize_field("whole", &self.whole)?;
        map.serialize_field("stated", &self.stated)?;
        map.serialize_field("in_time", &self.in_time)?;
        map.serialize_field("goals", &self.goals)?;
        map.serialize_field("reason", &self.reason())?;
        map.end()
    }
}

impl Solution {
    /// The unit of the input's values as results name it.
    pub fn unit_symbol(&self) -> String {
        if self.per_workday { "1/workday".into() } else { self.unit.symbol(self.shown, self.currency) }
    }
}

impl Whole {
    /// What the whole number is counted in.
    pub fn unit_symbol(self) -> &'static str {
        counted(self.per)
    }
}

/// What a number of times in a period is counted in: a day is a working day, a week a working week.
pub fn counted(per: Period) -> &'static str {
    match per {
        Period::Day | Period::Workday => "1/workday",
        Period::Week => "1/working week",
        Period::Month => "1/month",
        Period::Quarter => "1/quarter",
        Period::Year => "1/year",
    }
}

impl Serialize for Stated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("unit", counted(self.per))?;
        map.serialize_entry("current", &self.current)?;
        map.serialize_entry("mean", &self.mean)?;
        map.serialize_entry("needed", &self.needed)?;
        map.end()
    }
}

/// `{ "from", "just_above", "to", "just_below" }`: null where a stretch begins or ends with what the input
/// can be; the edge itself where the goals hold beside it and not at it.
impl Serialize for Stretch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("from", &self.from.map(|edge| edge.value))?;
        map.serialize_entry("just_above", &self.from.and_then(|edge| edge.beyond))?;
        map.serialize_entry("to", &self.to.map(|edge| edge.value))?;
        map.serialize_entry("just_below", &self.to.and_then(|edge| edge.beyond))?;
        map.end()
    }
}

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("number", &self.number)?;
        map.serialize_entry("unit", self.unit_symbol())?;
        map.end()
    }
}

/// The goal as `run` has it, with the value that is needed (or the best one), and its deciding figure before
/// and after.
impl Serialize for GoalOutcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let result = &self.result;
        map.serialize_entry("label", &result.label)?;
        map.serialize_entry("text", &result.text)?;
        map.serialize_entry("reading", &result.reading)?;
        map.serialize_entry("status", &result.status)?;
        map.serialize_entry("month", &result.month)?;
        map.serialize_entry("value", &result.value)?;
        map.serialize_entry("target", &result.target)?;
        map.serialize_entry("now", &self.now)?;
        map.serialize_entry("then", &self.then)?;
        map.serialize_entry("whole", &self.whole)?;
        map.end()
    }
}
