//! Things that come from things: a list with levels, a formula or two below each.

/// A list with levels.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outline {
    /// What the list is; none where it speaks for itself.
    pub heading: Option<String>,
    /// Its entries, each below the one that it belongs to.
    pub entries: Vec<OutlineEntry>,
}

/// One entry of an outline: a row with its figure and how that comes about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OutlineEntry {
    /// How deep it stands: 0 is the top.
    pub level: usize,
    /// What it is: `bookings in Jun 2026`.
    pub subject: String,
    /// The figure that it comes to.
    pub figure: String,
    /// Where it is defined: `plan.pace:12`; none for what the plan does not write.
    pub place: Option<String>,
    /// How the figure comes about, a line each.
    pub formulas: Vec<String>,
    /// What else is to be said, a line each.
    pub remarks: Vec<String>,
}
