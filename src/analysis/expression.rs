//! A formula that somebody asks of a plan (in a session, or for `when`): its text, and what the checker makes of it.

use std::sync::Arc;

use super::SettledPlan;
use crate::check::{CheckedExpression, ExpressionKind, check_expression};
use crate::diagnostic::{Diagnostic, Findings};
use crate::source::{FileId, Source, Sources};
use crate::syntax::parse_formula;
use crate::syntax::tree::{ExprId, Tree};

/// A formula as somebody typed it, with its tree where it has been parsed already.
#[derive(Clone, Debug)]
pub struct TypedFormula {
    source: Source,
    parsed: Option<(Tree, ExprId)>,
}

impl TypedFormula {
    /// A formula that is to be parsed when it is needed.
    pub fn new(source: Source) -> TypedFormula {
        TypedFormula { source, parsed: None }
    }

    /// A formula with its tree. Where the tree was parsed for another file than the one that the text becomes, it is
    /// parsed once more.
    pub fn parsed(source: Source, tree: Tree, root: ExprId) -> TypedFormula {
        TypedFormula { source, parsed: Some((tree, root)) }
    }

    /// Adds the text to others; gives its tree there and the node of the formula.
    pub(super) fn add_to(self, sources: &mut Sources) -> Result<(Tree, ExprId), Vec<Diagnostic>> {
        let TypedFormula { source, parsed } = self;
        let text = source.text().to_string();
        let file: FileId = sources.add(source);
        // The places of a tree name the file that it was parsed as.
        match parsed.filter(|(tree, _)| tree.file == file) {
            Some(parsed) => Ok(parsed),
            None => parse_formula(file, &text),
        }
    }
}

/// A formula that was checked over one scenario of a plan.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The formula as the checker has it.
    pub asked: CheckedExpression,
    /// The plan's texts, and the formula's.
    sources: Sources,
}

impl Expression {
    /// Checks a formula over a scenario (`base` for the plan itself). The plan's texts are copied, and the formula
    /// becomes one more file after them, so that findings can point into it.
    ///
    /// # Errors Everything that is wrong with it.
    pub fn read(
        plan: &SettledPlan,
        scenario: &str,
        typed: TypedFormula,
        wanted: ExpressionKind,
    ) -> Result<Expression, Findings> {
        let mut loaded = plan.loaded().clone();
        let asked = typed.add_to(&mut loaded.sources).and_then(|(tree, root)| {
            loaded.trees.push(Arc::new(tree));
            check_expression(&loaded, scenario, (loaded.trees.len() - 1, root), wanted)
        });
        let sources = loaded.sources;
        match asked {
            Ok(asked) => Ok(Expression { asked, sources }),
            Err(found) => Err(Findings { sources, found }),
        }
    }

    /// What only its figures show to be wrong with it.
    pub fn wrong(&self, found: Vec<Diagnostic>) -> Findings {
        Findings { sources: self.sources.clone(), found }
    }
}
