//! A formula over a plan: as a row, and what `when` asks too.

use std::sync::Arc;

use super::{Answer, PlanView, Question};
use crate::analysis::{Results, evaluate};
use crate::check::{Asked, Wanted, check_expression};
use crate::diagnostic::{Diagnostic, Findings};
use crate::report::{Options, Records, Report, projection, projection_records};
use crate::source::{Source, Sources};
use crate::syntax::parse_formula;

/// The name under which messages show the formula.
const SHOWN: &str = "<expression>";

/// A formula over a plan.
#[derive(Clone, Debug)]
pub struct Expression {
    /// The formula as the checker has it.
    pub asked: Asked,
    /// The plan's texts, and the formula's.
    sources: Sources,
}

impl Expression {
    /// Reads a formula over a plan.
    pub fn read(view: &PlanView, text: &str, wanted: Wanted) -> Result<Expression, Findings> {
        Expression::read_from(view, Source::new(SHOWN, text), wanted)
    }

    /// The same for a formula under a name of its own.
    pub fn read_from(view: &PlanView, source: Source, wanted: Wanted) -> Result<Expression, Findings> {
        let mut loaded = view.plan.loaded().clone();
        let text = source.text().to_string();
        let file = loaded.sources.add(source);
        let asked = parse_formula(file, &text).and_then(|(tree, root)| {
            loaded.trees.push(Arc::new(tree));
            check_expression(&loaded, view.scenario, (loaded.trees.len() - 1, root), wanted)
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

/// Any formula over a plan, as a row.
#[derive(clap::Args, Clone, Debug)]
pub struct Eval {
    /// The formula, as in a definition
    #[arg(value_name = "EXPR")]
    pub formula: String,
}

impl Question for Eval {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let expression = Expression::read(view, &self.formula, Wanted::Value)?;
        let results = evaluate(view.plan, &expression.asked).map_err(|found| expression.wrong(found))?;
        Ok(Box::new(results))
    }
}

impl Answer for Results {
    fn report(&self) -> Report {
        projection(self, &Options { sources: None, without_warnings: true })
    }

    fn records(&self) -> Records {
        projection_records(self)
    }
}
