//! Text to tree, and tree to text.
//!
//! [`parse`] never fails: what cannot be read becomes a `Bad` statement or line with a diagnostic, and
//! everything else is there. First `layout` cuts the text into statements and lines, then each
//! is parsed by the grammar (`grammar/pace.pest`) with the rule for its place, the commonest by hand to the same
//! result (`parser`), then the pairs that this gives become a [`tree::Tree`]. Nothing here knows what a name or a unit
//! means.

mod builder;
mod cells;
mod characters;
mod clause;
mod expression;
mod format;
mod grammar;
mod hints;
mod informal;
mod keywords;
mod layout;
mod literal;
mod merge;
mod message;
mod names;
mod operator;
mod pairs;
mod parser;
mod pipeline;
mod plan;
mod quote;
mod reading;
mod reporter;
mod segment;
mod spoken_amount;
mod spoken_day;
mod spoken_month;
mod statement;
mod table;
mod time;
pub mod tree;
mod trial;
mod typed;

pub use format::{canonical, format};
pub use keywords::{
    AFTER_VALUE, BlockKind, Follows, KEYWORDS, Keyword, KeywordKind, begins_line, keyword, line_words,
};
pub use names::{EXCHANGE, exchange_row};
pub use table::{member_label, member_name, table};
pub use typed::{
    Token, TokenKind, WordKind, composed, depth, is_name_part, is_unfinished, statement_words, tokens,
    word_kind,
};

pub(crate) use informal::RateFix;

/// Arguments of `tiers` after the first, said in other words, as they are written; none of what is not understood.
pub(crate) fn tiers_said(arguments: &[&str]) -> Option<String> {
    hints::tiers_said(arguments)
}

/// A month, quarter or year as people write it, `Jun-27`, `06/2027`, `Q2 2027`, as a plan does: `2027-06`, `2027-Q2`;
/// none of anything else.
pub(crate) fn month_said(text: &str) -> Option<String> {
    spoken_month::SpokenMonth::at(text).filter(|month| month.length == text.len()).map(|month| month.written)
}

use builder::Builder;
use reporter::{Reporter, nesting_too_deep};
use tree::{ExprId, Tree};

use crate::diagnostic::{self, Code, Diagnostic};
use crate::limits;
use crate::source::{FileId, Span};

/// Reads a text as one formula: the tree that holds it and its place there, or what is wrong.
///
/// ```
/// use pace::{source::FileId, syntax::parse_formula};
///
/// assert!(parse_formula(FileId(0), "cum(cash) >= $1M").is_ok());
/// assert!(parse_formula(FileId(0), "cash >=").is_err());
/// ```
pub fn parse_formula(file: FileId, text: &str) -> Result<(Tree, ExprId), Vec<Diagnostic>> {
    let mut reporter = Reporter::new(file);
    let refused = characters::refuse(text, &mut reporter);
    layout::scan(text, &mut reporter);
    // Brackets that do not close, or nest without end, have been reported.
    if reporter.has_any() {
        return Err(reporter.into_diagnostics());
    }
    let plain = layout::plain_stretch(text);
    let start = plain.len() - plain.trim_start().len();
    let end = plain.trim_end().len().max(start);
    let mut builder = Builder::new(text, &plain, refused, reporter).trying(trial::reads);
    let root = builder.formula((start, end));
    let (tree, mut diagnostics) = builder.finish();
    diagnostic::sort(&mut diagnostics);
    match root {
        Some(root) if diagnostics.is_empty() => Ok((tree, root)),
        _ => Err(diagnostics),
    }
}

/// Reads a text that is one literal, such as `2/day` or `$8,000`; what is wrong with it has the place `span`.
pub fn literal(text: &str, span: Span) -> Result<tree::Literal, Diagnostic> {
    let text = text.trim();
    if text.chars().next().is_some_and(|first| first.is_ascii_digit() || "$€£¥.".contains(first)) {
        return literal::read(text, span, literal::Surroundings::Free);
    }
    let message = format!("`{text}` is no number");
    Err(Diagnostic::new(Code::Syntax, message, span, "expected a number with its unit"))
}

/// What to write for a slash with a word after it that is no period there, such as `$500 / month` or `5/yr`;
/// `before` is what stands before the slash.
pub(crate) fn rate_fix(before: &str, word: &str) -> Option<RateFix> {
    informal::rate(before, word)
}

/// Reads a text as a plan. The tree holds all that could be read; the diagnostics say what could not.
///
/// ```
/// use pace::{source::FileId, syntax::parse};
///
/// let (tree, diagnostics) = parse(FileId(0), "calls = 40/month\nleads = = 2\nwon = leads * 10%");
/// assert_eq!(tree.statements.len(), 3);
/// assert_eq!(diagnostics.len(), 1);
/// ```
pub fn parse(file: FileId, text: &str) -> (Tree, Vec<Diagnostic>) {
    if text.len() > limits::FILE_BYTES {
        let message = format!("the text is larger than {} bytes", limits::FILE_BYTES);
        let diagnostic = Diagnostic::new(Code::Unreadable, message, Span::new(file, 0, 0), "too large");
        return (Tree { file, ..Tree::default() }, vec![diagnostic]);
    }
    let mut reporter = Reporter::new(file);
    if merge::refuse(text, &mut reporter) {
        return (Tree { file, ..Tree::default() }, reporter.into_diagnostics());
    }
    let refused = characters::refuse(text, &mut reporter);
    let pieces = layout::scan(text, &mut reporter);
    let plain = layout::plain(text, &pieces);
    let mut builder = Builder::new(text, &plain, refused, reporter).trying(trial::reads);
    let statements = builder.statements(&pieces, statement::StatementPlace::File);
    let (mut tree, mut diagnostics) = builder.finish();
    tree.statements = statements;
    diagnostic::sort(&mut diagnostics);
    (tree, diagnostics)
}
