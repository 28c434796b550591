//! An explanation as data: figures, and the terms that they are put together from.

use serde::{Serialize, Serializer};

use crate::analysis::AnswerHead;
use crate::library::{Function, MemberFunctionKind};
use crate::model::{CalendarPart, Compare};
use crate::source::Span;
use crate::value::{Currency, Denomination, Number, Quantity, Rollup};

/// Where the figures of one row come from.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The name of the row, as formulas have it.
    pub row: String,
    /// What the author wrote about it.
    #[serde(skip)]
    pub doc: Option<String>,
    /// Its unit month by month.
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// The figures explained: one month, or the total and the last month.
    pub figures: Vec<ExplainedFigure>,
}

/// One figure with the terms that give it.
#[derive(Clone, Debug, Serialize)]
pub struct ExplainedFigure {
    /// The month as a plan writes it; none for the total.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// The figure. A flow's total is an amount: its unit is not the row's.
    #[serde(flatten)]
    pub figure: Quantity,
    /// Why there is no figure, in words; none where there is one.
    #[serde(rename = "reason")]
    pub gap: Option<String>,
    /// For deals on their way through a pipeline: when they entered it. The amounts add up to the figure.
    pub entries: Vec<EntryAmount>,
    /// Of a total of members over the whole plan, what each of them comes to, the largest first. They add up to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberAmount>,
    /// What the figure is put together from.
    pub term: Term,
}

/// What one member has of a total over the whole plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct MemberAmount {
    /// The name of its row.
    pub row: String,
    /// What that comes to, in the unit of the total.
    pub value: Option<Number>,
}

/// Deals that entered a pipeline in one month, as far as a figure counts them.
#[derive(Clone, Debug, Serialize)]
pub struct EntryAmount {
    /// The month of entry as a plan writes it; none for deals that were open when the plan began.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// How much of the figure they are.
    pub amount: Number,
    /// The figure's unit.
    pub unit: Denomination,
}

/// A figure and the terms that give it.
#[derive(Clone, Debug, Serialize)]
pub struct Term {
    /// How it is joined to the terms before it.
    pub joined: Joined,
    /// Whether it is a row, a number or a part of a formula.
    #[serde(flatten, serialize_with = "row_fields")]
    pub what: TermKind,
    /// The figure; none where there is none.
    pub value: Option<Number>,
    /// Its unit; none only until the units of a formula have been found: what has none then is a plain number.
    pub unit: Option<Denomination>,
    /// The operation that makes the figure of its terms.
    #[serde(rename = "operator", serialize_with = "how_word")]
    pub how: TermOperator,
    /// The terms that it is made of, in the order of the formula; empty where they do not follow here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// What the row's formula looks at without putting it into the figure: a duration, a condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<Term>,
    /// The rules that were applied, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
    /// Of what goes over members, how that is written; its terms are theirs.
    #[serde(skip)]
    pub over: Option<OverTerm>,
}

/// What goes over the members of a segment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OverTerm {
    /// The call: `highest(close over region)`; none of the total of a family.
    pub written: Option<String>,
    /// What is made of what each has.
    pub kind: MemberFunctionKind,
    /// How many members there are.
    pub count: usize,
}

/// Only a row has fields of its own.
fn row_fields<S: Serializer>(what: &TermKind, serializer: S) -> Result<S::Ok, S::Error> {
    match what {
        TermKind::Row(row) => row.serialize(serializer),
        TermKind::Number(_) | TermKind::Part => serializer.serialize_none(),
    }
}

fn how_word<S: Serializer>(how: &TermOperator, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(how.word())
}

/// How a term is joined to those before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum Joined {
    /// Added to them: `+`.
    #[serde(rename = "+")]
    Plus,
    /// Subtracted from them: `-`.
    #[serde(rename = "-")]
    Minus,
    /// Multiplied with them: `*`.
    #[serde(rename = "*")]
    Times,
    /// They are divided by it: `/`.
    #[serde(rename = "/")]
    Over,
    /// One of a list of arguments.
    #[serde(rename = ",")]
    Argument,
}

impl Joined {
    /// The same the other way round, where the whole that it belongs to is taken away or divided by.
    #[must_use]
    pub(super) fn turned(self) -> Joined {
        match self {
            Joined::Plus => Joined::Minus,
            Joined::Minus => Joined::Plus,
            Joined::Times => Joined::Over,
            Joined::Over => Joined::Times,
            Joined::Argument => Joined::Argument,
        }
    }
}

/// What a term stands for in a formula.
#[derive(Clone, Debug)]
pub enum TermKind {
    /// A row, in a month or (as a total) over the whole plan.
    Row(RowTerm),
    /// A number of the plan's text; after it a word that its unit does not say, such as `/workday`.
    Number(&'static str),
    /// A part of a formula, in brackets.
    Part,
}

/// A row as a term: its name, month and place, and whether its own terms follow.
#[derive(Clone, Debug, Serialize)]
pub struct RowTerm {
    /// The name as it is written in formulas.
    #[serde(rename = "row")]
    pub name: String,
    /// The month as a plan writes it; none for the total.
    pub month: Option<String>,
    /// The same month in words: `Jan 2026`.
    #[serde(skip)]
    pub month_words: Option<String>,
    /// Which row of the calendar it is; none of any other.
    #[serde(skip)]
    pub calendar: Option<CalendarPart>,
    /// The currency of which it is the rate; none of any other row.
    #[serde(skip)]
    pub rate_of: Option<Currency>,
    /// Where the row is defined; none for the calendar.
    #[serde(skip)]
    pub place: Option<Span>,
    /// The file of that place, as messages name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line of that place, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Whether the place holds the row's own definition. What a pipeline works out of itself has none.
    #[serde(skip)]
    pub defined: bool,
    /// Whether the row is an input: its definition uses no other row.
    pub input: bool,
    /// Whether it is the total of several members.
    #[serde(skip)]
    pub of_members: bool,
    /// Whether its own terms follow here.
    pub followed: Followed,
}

/// Whether the terms of a row follow, and where they are if not: each row is told once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Followed {
    /// They follow right here.
    Here,
    /// There are none: a number of the plan's text or of the calendar.
    Number,
    /// They stand further up, where the row was met first.
    Above,
    /// They do for another month, or for another member, further up.
    Alike,
    /// They would, one level deeper than was asked for.
    Deeper,
    /// They do not: the row is only looked at, by a condition or a total.
    Aside,
}

/// The operation that makes one figure of several terms.
#[derive(Clone, Copy, Debug)]
pub enum TermOperator {
    /// There are no terms: the figure is a number of its own.
    Number,
    /// The only term is the figure.
    Same,
    /// Added, or taken away where they are joined so.
    Sum,
    /// Multiplied, or divided by where they are joined so.
    Product,
    /// The first to the power of the second.
    Power,
    /// A function of one month, or the mean of a range with these parameters.
    Function(&'static Function),
    /// 1 where the comparison of the two holds, else 0.
    Compare(Compare),
    /// 1 where both hold, else 0.
    Both,
    /// 1 where one holds, else 0.
    Either,
    /// 1 where it does not hold, else 0.
    Not,
    /// The sample standard deviation of the terms.
    Deviation,
}

impl TermOperator {
    /// The word for it in results; a function's own name.
    pub fn word(&self) -> &'static str {
        match self {
            TermOperator::Number => "number",
            TermOperator::Same => "same",
            TermOperator::Sum => "sum",
            TermOperator::Product => "product",
            TermOperator::Power => "power",
            TermOperator::Function(function) => function.name,
            TermOperator::Compare(compare) => compare.symbol(),
            TermOperator::Both => "and",
            TermOperator::Either => "or",
            TermOperator::Not => "not",
            TermOperator::Deviation => "deviation",
        }
    }
}

impl Term {
    /// A number of the plan's text.
    pub(super) fn number(value: Number, unit: Option<Denomination>) -> Term {
        Term {
            joined: Joined::Argument,
            what: TermKind::Number(""),
            value: Some(value),
            unit,
            how: TermOperator::Number,
            terms: Vec::new(),
            reads: Vec::new(),
            rules: Vec::new(),
            over: None,
        }
    }

    /// A part of a formula.
    pub(super) fn part(value: Option<Number>, how: TermOperator, terms: Vec<Term>) -> Term {
        Term { what: TermKind::Part, how, terms, ..Term { value, ..Term::number(Number::ZERO, None) } }
    }

    /// The same, joined to what stands before it.
    #[must_use]
    pub(super) fn joined(self, joined: Joined) -> Term {
        Term { joined, ..self }
    }

    /// The row that it is, if it is one.
    pub fn row(&self) -> Option<&RowTerm> {
        match &self.what {
            TermKind::Row(row) => Some(row),
            _ => None,
        }
    }
}
