//! Whether a line that a message is about to advise would read: nobody is told to write what is a mistake again.

use super::builder::Builder;
use super::grammar::Rule;
use super::layout::{self, SourcePiece};
use super::pairs::Parsed;
use super::statement::StatementPlace;
use super::{Reporter, characters, names, parser};
use crate::source::FileId;

/// Whether a text reads without a mistake where a piece stood that the rule was tried on.
///
/// What names mean, and which units go together, is not asked: that takes the whole plan.
pub(super) fn reads(rule: Rule, text: &str) -> bool {
    let mut reporter = Reporter::new(FileId(0));
    let refused = characters::refuse(text, &mut reporter);
    let pieces = layout::scan(text, &mut reporter);
    if reporter.has_any() || pieces.is_empty() {
        return false;
    }
    let plain = layout::plain(text, &pieces);
    if matches!(rule, Rule::plan_head | Rule::pipeline_head | Rule::stock_head | Rule::scenario_head) {
        return parser::parse(rule, &plain, &mut Parsed::default()).is_ok();
    }
    let mut builder = Builder::new(text, &plain, refused, reporter);
    for piece in &pieces {
        builder.try_piece(rule, text, piece);
    }
    !builder.reporter.has_any()
}

impl Builder<'_> {
    /// Reads a piece as a line of the place that a rule belongs to.
    fn try_piece(&mut self, rule: Rule, text: &str, piece: &SourcePiece) {
        let line = self.line(piece);
        let written = text.get(piece.start..piece.end).unwrap_or_default();
        match rule {
            Rule::formula => {
                self.formula(line.range());
            }
            Rule::action => {
                self.plan_line(line);
            }
            Rule::row | Rule::opening => {
                self.pipeline_line(line);
            }
            Rule::flow_line => {
                self.stock_line(line);
            }
            Rule::value_line => match names::leading_name(written) {
                "capacity" => {
                    self.plan_line(line);
                }
                "opening" | "gains" | "loses" => {
                    self.stock_line(line);
                }
                _ => {
                    self.pipeline_line(line);
                }
            },
            _ => {
                let changed = matches!(names::leading_name(written), "new" | "replace");
                let place = if changed { StatementPlace::Scenario } else { StatementPlace::File };
                self.statement(piece, place);
            }
        }
    }
}
