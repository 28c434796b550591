//! The second axis of a plan: `segment`, `for`, and values that differ by member.

use super::{Clause, Definition, ExprId, MonthRef, QuotedText, Statement};
use crate::source::Span;

/// `segment region: west, east`, a block with one line a member, or `segment rep from "reps.csv"`.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its name.
    pub name: Span,
    /// Its members, in the order in which tables list them; empty where a table has them.
    pub members: Vec<MemberLine>,
    /// The file that lists the members; its path as written.
    pub table: Option<QuotedText>,
}

/// `rep1 in west from 2026-03: quota = $40k/month, new_leads = 20/month`, or a line of a table.
#[derive(Clone, Debug)]
pub struct MemberLine {
    /// Its name; in a table the text of the cell, of which the checker makes a name.
    pub name: Span,
    /// The member of another segment that it belongs to.
    pub parent: Option<Span>,
    /// The first month in which it is there.
    pub from: Option<MonthRef>,
    /// The last month in which it is there.
    pub until: Option<MonthRef>,
    /// Its own rows.
    pub rows: Vec<Definition>,
    /// The doc comment above it.
    pub doc: Option<Span>,
    /// All of it.
    pub span: Span,
}

/// `for region { … }`, `for west, east { … }`
#[derive(Clone, Debug)]
pub struct ForBlock {
    /// A segment, or members of one.
    pub names: Vec<Span>,
    /// What each of them has: definitions, plan, pipeline and stock blocks, goals, checks.
    pub statements: Vec<Statement>,
}

/// `[west: 20%, east: 25%, else: 15%]` in the place of a clause.
#[derive(Clone, Debug)]
pub struct KeyedList {
    /// The entries in order.
    pub entries: Vec<KeyedEntry>,
    /// The list, from bracket to bracket.
    pub span: Span,
}

/// One entry of a [`KeyedList`].
#[derive(Clone, Debug)]
pub struct KeyedEntry {
    /// The member, or the word `else`.
    pub name: Span,
    /// What holds for it. An entry without words of time is one clause, with the sign, the period, the motion, the
    /// months and the condition that stand outside of the list; one in parentheses has words of its own.
    pub clauses: Vec<Clause>,
    /// It says its own months, in parentheses.
    pub timed: bool,
    /// All of it.
    pub span: Span,
}

/// `bookings by region` of a line `show`.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    /// The row, or the family.
    pub name: Span,
    /// The segment by whose members it is shown.
    pub by: Option<Span>,
}

/// An entry of a list by member in the place of an expression: a stage's rate or duration.
#[derive(Clone, Copy, Debug)]
pub struct KeyedExpression {
    /// The member, or the word `else`.
    pub name: Span,
    /// Its value.
    pub value: ExprId,
}
