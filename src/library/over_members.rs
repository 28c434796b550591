//! The functions that go over the members of a segment, one record each.
//!
//! They are no functions of months: the checker makes ordinary steps of a call, one for each member, so that nothing
//! that computes knows them.

/// Everything about one function over members.
#[derive(Debug)]
pub struct MemberFunction {
    /// The name as it is called.
    pub name: &'static str,
    /// How it is called, as the manual shows it: `mean(x over segment[, weight])`.
    pub signature: &'static str,
    /// What it gives, in a sentence or two.
    pub summary: &'static str,
    /// A plan that uses it, and what the row `result` is in its first month: a test.
    pub example: &'static str,
    /// That figure.
    pub result: &'static str,
    /// What it does.
    pub kind: MemberFunctionKind,
}

/// What a function over members does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberFunctionKind {
    /// Adds up.
    Sum,
    /// The mean, weighted or not.
    Mean,
    /// The highest.
    Highest,
    /// The lowest.
    Lowest,
    /// How many there are, or for how many something is true.
    Count,
    /// Gives each its part of something that is there once.
    Split,
}

/// All of them, in the order of the manual.
pub static MEMBER_FUNCTIONS: [MemberFunction; 6] = [
    MemberFunction {
        name: "sum",
        signature: "sum(x over segment)",
        summary: "x of all members of a segment added up, also of those that are gone: their late deals count. In a block \
                  for a segment above it, of those in the member.",
        example: "segment region: west, east\nfor region { leads = [west: 40/month, east: 30/month] }\nresult = sum(leads over region)",
        result: "70",
        kind: MemberFunctionKind::Sum,
    },
    MemberFunction {
        name: "mean",
        signature: "mean(x over segment[, weight])",
        summary: "The mean of x over the members that are there and have a value; with a weight Σ x·weight / Σ weight \
                  over all members.",
        example: "segment region: west, east\nfor region {\n  leads = [west: 40/month, east: 10/month]\n  close = [west: 25%, east: 15%]\n}\nresult = mean(close over region, leads)",
        result: "0.23",
        kind: MemberFunctionKind::Mean,
    },
    MemberFunction {
        name: "highest",
        signature: "highest(x over segment)",
        summary: "The highest x of the members that are there and have a value.",
        example: "segment region: west, east\nfor region { close = [west: 25%, east: 15%] }\nresult = highest(close over region)",
        result: "0.25",
        kind: MemberFunctionKind::Highest,
    },
    MemberFunction {
        name: "lowest",
        signature: "lowest(x over segment)",
        summary: "The lowest x of the members that are there and have a value.",
        example: "segment region: west, east\nfor region { close = [west: 25%, east: 15%] }\nresult = lowest(close over region)",
        result: "0.15",
        kind: MemberFunctionKind::Lowest,
    },
    MemberFunction {
        name: "count",
        signature: "count(segment), count(condition over segment)",
        summary: "How many members of a segment are there; or for how many of them a condition holds.",
        example: "segment region: west, east\nfor region { leads = [west: 40/month, east: 30/month] }\nresult = count(leads >= 35/month over region)",
        result: "1",
        kind: MemberFunctionKind::Count,
    },
    MemberFunction {
        name: "split",
        signature: "split(x[, weight])",
        summary: "In a block: the member's part of an amount that is there once, equal parts among those that are there, \
                  or parts in proportion to a weight. The parts add up to x. Weights in percent come to 100%.",
        example: "segment region: west, east\nrent = $900/month\nfor region {\n  people: 1 last = [west: 2, east: 1]\n  share = split(rent, people)\n}\nresult = west.share",
        result: "600",
        kind: MemberFunctionKind::Split,
    },
];

/// The function over members of that name.
pub fn member_function(name: &str) -> Option<&'static MemberFunction> {
    MEMBER_FUNCTIONS.iter().find(|function| function.name == name)
}
