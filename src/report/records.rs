//! An answer as plain records for other programs: full figures, nothing rounded.

use crate::model::Solved;
use crate::value::Number;

/// A list of records with the same fields: what a line of CSV is, and its heads.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Records {
    /// The names of the fields.
    pub heads: Vec<String>,
    /// The records, a field a head.
    pub lines: Vec<Vec<Field>>,
}

impl Records {
    /// The same with the value that was found for the plan's `?`, in four more fields at the end of every
    /// record: a reader of the others, by name or by place, finds them where they were. Of several scenarios,
    /// the heads name theirs.
    #[must_use]
    pub fn with_solved(mut self, solved: &Solved, scenario: Option<&str>) -> Records {
        let heads = ["solved_input", "solved_unit", "solved_value", "solved_status"];
        let own = |head: &str| scenario.map_or(head.to_string(), |name| format!("{head}:{name}"));
        self.heads.extend(heads.map(own));
        for line in &mut self.lines {
            line.extend([
                Field::from(solved.input.as_str()),
                Field::from(solved.unit.as_str()),
                Field::from(solved.value),
                Field::from(solved.status),
            ]);
        }
        self
    }
}

/// One field of a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Field {
    /// A text.
    Text(String),
    /// A number; none is `n/a`.
    Number(Option<Number>),
}

impl From<&str> for Field {
    fn from(text: &str) -> Field {
        Field::Text(text.to_string())
    }
}

impl From<String> for Field {
    fn from(text: String) -> Field {
        Field::Text(text)
    }
}

impl From<Option<Number>> for Field {
    fn from(number: Option<Number>) -> Field {
        Field::Number(number)
    }
}

impl From<Number> for Field {
    fn from(number: Number) -> Field {
        Field::Number(Some(number))
    }
}

/// Rows of which a format makes a record for each column of time: half a million records are not held at once.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LongRows {
    /// The names of the fields, the column of time and the figure last.
    pub heads: Vec<String>,
    /// The columns of time.
    pub months: Vec<String>,
    /// The rows.
    pub rows: Vec<LongRow>,
}

/// A row: what every record of it begins with, and its figures.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LongRow {
    /// The fields before the column of time.
    pub words: Vec<String>,
    /// One figure for each column; none is no value.
    pub values: Vec<Option<Number>>,
}
