//! Pages of reference: names with a sentence each, and code as it stands.

/// Names with a sentence each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Glossary {
    /// What they are; none where they speak for themselves.
    pub heading: Option<String>,
    /// The names with their sentences.
    pub entries: Vec<(String, String)>,
}
