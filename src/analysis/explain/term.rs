//! An explanation as data: figures, and the terms that they are put together from.

use crate::library::Function;
use crate::model::{CalendarPart, Compare};
use crate::source::Span;
use crate::value::{Currency, Number, Rollup, Shown, Unit};

/// Where the figures of one row come from.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The plan's title.
    pub title: Option<String>,
    /// The scenario's name, `base` for the plan as it stands.
    pub scenario: String,
    /// The scenario's label, where it has one.
    pub scenario_label: Option<String>,
    /// The plan's currency.
    pub currency: Currency,
    /// The row.
    pub row: String,
    /// What the author wrote about it.
    pub doc: Option<String>,
    /// Its unit.
    pub unit: Unit,
    /// Whether it is shown in percent.
    pub shown: Shown,
    /// How its months roll up.
    pub rollup: Rollup,
    /// The figures explained: one month, or the total and the last month.
    pub figures: Vec<Explained>,
}

/// One figure, explained.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The month as a plan writes it; none for the total.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// The figure with what it is put together from.
    pub term: Term,
    /// Why there is no figure.
    pub gap: Option<String>,
    /// For deals on their way through a pipeline: when they entered it. The amounts add up to the figure.
    pub entries: Vec<Entry>,
}

/// Deals that entered a pipeline in one month, as far as a figure counts them.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The month of entry as a plan writes it; none for deals that were open when the plan began.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// How much of the figure they are.
    pub amount: Number,
}

/// A figure and the terms that give it.
#[derive(Clone, Debug)]
pub struct Term {
    /// How it is joined to the terms before it.
    pub joined: Joined,
    /// What it is.
    pub what: What,
    /// The figure; none where there is none.
    pub value: Option<Number>,
    /// Its unit, where that is known: parts of a formula need not have one.
    pub unit: Option<Unit>,
    /// Whether it is shown in percent.
    pub shown: Shown,
    /// How its terms give it.
    pub how: How,
    /// Its terms.
    pub terms: Vec<Term>,
    /// What the row's formula looks at without putting it into the figure: a duration, a condition.
    pub reads: Vec<Term>,
    /// The rules that were applied, in words.
    pub rules: Vec<String>,
}

/// How a term is joined to those before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Joined {
    /// Added.
    Plus,
    /// Taken away.
    Minus,
    /// Multiplied.
    Times,
    /// Divided by.
    Over,
    /// One of a list of arguments.
    Argument,
}

impl Joined {
    /// The sign in results.
    pub fn symbol(self) -> &'static str {
        match self {
            Joined::Plus => "+",
            Joined::Minus => "-",
            Joined::Times => "*",
            Joined::Over => "/",
            Joined::Argument => ",",
        }
    }

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

/// What a term is.
#[derive(Clone, Debug)]
pub enum What {
    /// A row, in a month or (as a total) over the whole plan.
    Row(RowTerm),
    /// A number of the plan's text; after it a word that its unit does not say, such as `/workday`.
    Number(&'static str),
    /// A part of a formula, in brackets.
    Part,
}

/// A row as a term.
#[derive(Clone, Debug)]
pub struct RowTerm {
    /// The name as it is written in formulas.
    pub name: String,
    /// The month as a plan writes it; none for the total.
    pub month: Option<String>,
    /// The same as people read it.
    pub month_words: Option<String>,
    /// Which row of the calendar it is; none of any other.
    pub calendar: Option<CalendarPart>,
    /// Where the row is defined; none for the calendar.
    pub place: Option<Span>,
    /// Whether the place holds the row's own definition. What a pipeline works out of itself has none.
    pub defined: bool,
    /// Whether the row is an input: its definition uses no other row.
    pub input: bool,
    /// Whether its own terms follow here.
    pub followed: Followed,
}

/// Whether the terms of a row follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Followed {
    /// They do.
    Here,
    /// There are none: a number of the plan's text or of the calendar.
    Number,
    /// They stand further up.
    Above,
    /// They do for another month, further up.
    Alike,
    /// They would, one level deeper than was asked for.
    Deeper,
    /// They do not: the row is only looked at, by a condition or a total.
    Aside,
}

impl Followed {
    /// The word for it in results.
    pub fn word(self) -> &'static str {
        match self {
            Followed::Here => "here",
            Followed::Number => "number",
            Followed::Above => "above",
            Followed::Alike => "alike",
            Followed::Deeper => "deeper",
            Followed::Aside => "aside",
        }
    }
}

/// How terms give a figure.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// There are no terms.
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

impl How {
    /// The word for it in results; a function's own name.
    pub fn word(&self) -> &'static str {
        match self {
            How::Number => "number",
            How::Same => "same",
            How::Sum => "sum",
            How::Product => "product",
            How::Power => "power",
            How::Function(function) => function.name,
            How::Compare(compare) => compare.symbol(),
            How::Both => "and",
            How::Either => "or",
            How::Not => "not",
            How::Deviation => "deviation",
        }
    }
}

impl Term {
    /// A number of the plan's text.
    pub(super) fn number(value: Number, unit: Option<Unit>) -> Term {
        Term {
            joined: Joined::Argument,
            what: What::Number(""),
            value: Some(value),
            unit,
            shown: Shown::Plain,
            how: How::Number,
            terms: Vec::new(),
            reads: Vec::new(),
            rules: Vec::new(),
        }
    }

    /// A part of a formula.
    pub(super) fn part(value: Option<Number>, how: How, terms: Vec<Term>) -> Term {
        Term { what: What::Part, how, terms, ..Term { value, ..Term::number(Number::ZERO, None) } }
    }

    /// The same, joined to what stands before it.
    #[must_use]
    pub(super) fn joined(self, joined: Joined) -> Term {
        Term { joined, ..self }
    }

    /// The row that it is, if it is one.
    pub fn row(&self) -> Option<&RowTerm> {
        match &self.what {
            What::Row(row) => Some(row),
            _ => None,
        }
    }
}
