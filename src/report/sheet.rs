//! A table of any kind, where a table of rows by months ([`super::Table`]) does not fit: its cells are
//! words and figures as they are read, each with what it means to the reader.

/// A table: what stands above its columns, and its lines.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Sheet {
    /// What the table is, where the document has several.
    pub heading: Option<String>,
    /// One for each column.
    pub heads: Vec<Head>,
    /// How many of the first columns say what a line is: a narrow screen repeats them with each part of the
    /// rest.
    pub fixed: usize,
    /// The lines, an entry a column; missing ones at the end are empty.
    pub lines: Vec<Vec<Entry>>,
}

/// What stands above a column.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Head {
    /// The column's own words.
    pub text: String,
    /// What it shares with its neighbours; columns that share it are never torn apart.
    pub above: Option<String>,
    /// Whether its entries stand to the right, as figures do.
    pub right: bool,
}

/// One cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// Words or a figure.
    Text(String, Tone),
    /// Two deviations from a line in the middle: a bar of a tornado.
    Bar(Bar),
}

/// What an entry means to the reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// Nothing more than it says.
    #[default]
    Plain,
    /// What the line comes to.
    Strong,
    /// What may be passed over.
    Dim,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Of so many [`SHADES`], from the lowest (0) to the highest figure of the table.
    Shade(u8),
}

/// How many shades there are.
pub const SHADES: u8 = 6;

/// Two deviations, each of the size of the largest one of the table: -1 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Bar {
    /// With less of something.
    pub down: Option<f64>,
    /// With more of it.
    pub up: Option<f64>,
}

impl Head {
    /// A column of words.
    pub fn words(text: impl Into<String>) -> Head {
        Head { text: text.into(), above: None, right: false }
    }

    /// A column of figures.
    pub fn figures(text: impl Into<String>) -> Head {
        Head { text: text.into(), above: None, right: true }
    }

    /// The same below something that it shares with its neighbours.
    #[must_use]
    pub fn below(self, above: impl Into<String>) -> Head {
        Head { above: Some(above.into()), ..self }
    }
}

impl Entry {
    /// Words or a figure that mean no more than they say.
    pub fn plain(text: impl Into<String>) -> Entry {
        Entry::Text(text.into(), Tone::Plain)
    }

    /// What may be passed over.
    pub fn dim(text: impl Into<String>) -> Entry {
        Entry::Text(text.into(), Tone::Dim)
    }

    /// No value: a dash that stands back.
    pub fn missing() -> Entry {
        Entry::dim("–")
    }
}

impl Tone {
    /// The shade of a figure between the lowest and the highest of its table.
    pub fn shade(value: f64, low: f64, high: f64) -> Tone {
        if !(value.is_finite() && high > low) {
            return Tone::Plain;
        }
        let place = (value - low) / (high - low) * f64::from(SHADES);
        // Rounding down keeps the shades equally wide; the highest figure belongs to the highest.
        Tone::Shade((place as u8).min(SHADES - 1))
    }
}
