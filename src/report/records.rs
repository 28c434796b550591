//! An answer as plain records for other programs: full figures, nothing rounded.

use crate::value::Number;

/// A list of records with the same fields.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Records {
    /// The names of the fields.
    pub heads: Vec<String>,
    /// The records, a field a head.
    pub lines: Vec<Vec<Field>>,
}

/// One field.
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
