//! The parser that pest makes from `grammar/pace.pest`.

use pest::Parser;
use pest::error::Error;
use pest::iterators::Pairs;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/pace.pest"]
struct Grammar;

/// Parses `text` from its beginning with one rule.
pub(super) fn parse(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Error<Rule>> {
    Grammar::parse(rule, text)
}
