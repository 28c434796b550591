//! All words that may be typed in a session, as plain data for completion and highlighting.

/// The words of a session at one moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Vocabulary {
    /// The rows, members such as `meetings.rate` too.
    pub rows: Vec<RowWord>,
    /// The functions.
    pub functions: Vec<FunctionWord>,
    /// The scenarios, `base` first.
    pub scenarios: Vec<String>,
    /// The months as a plan writes them.
    pub months: Vec<String>,
    /// The commands, with their colon.
    pub commands: Vec<CommandWord>,
    /// The words that begin a statement, or have a meaning inside one.
    pub keywords: Vec<&'static str>,
    /// The words that are a unit after a number: `days`, `points`.
    pub units: Vec<&'static str>,
    /// The words that are a period after a slash: `day`, `month`.
    pub periods: Vec<&'static str>,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowWord {
    /// The name in formulas.
    pub name: String,
    /// The unit in words, such as `$/month`.
    pub unit: String,
    /// What the plan's author wrote about it.
    pub doc: Option<String>,
    /// The kind of place that defines it: `plan`, `pipeline`, `stock`, `variable`, `calendar`.
    pub origin: String,
    /// Whether the session has changed it.
    pub changed: bool,
    /// Whether its definition uses no other row.
    pub input: bool,
}

/// A function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionWord {
    /// The name.
    pub name: &'static str,
    /// `delay(x, time, before value)`.
    pub signature: &'static str,
    /// What it gives, in a sentence.
    pub summary: &'static str,
}

/// A command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandWord {
    /// The name with its colon: `:solve`.
    pub name: String,
    /// The name with what it takes: `:solve INPUT [--goal GOAL]`.
    pub usage: String,
    /// What it does, in a sentence.
    pub help: String,
}
