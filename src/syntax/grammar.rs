//! The parser that pest makes from `grammar/pace.pest`.

use pest::Parser;
use pest::error::Error;
use pest::iterators::Pairs;

#[derive(pest_derive::Parser)]
#[grammar = "grammar/pace.pest"]
struct Grammar;

/// Parses `text` from its beginning with one rule.
#[expect(clippy::result_large_err, reason = "pest's own type, looked at and dropped by the one caller")]
pub(super) fn parse(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Error<Rule>> {
    Grammar::parse(rule, text)
}
