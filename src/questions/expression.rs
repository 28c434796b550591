//! A formula over a plan: as a row, and what `when` asks too.

use super::{Answer, PlanView, Question};
use crate::analysis::{Expression, Results, TypedFormula, evaluate};
use crate::check::Wanted;
use crate::diagnostic::Findings;
use crate::report::{Options, Records, Report, projection, projection_records};
use crate::source::Source;

/// The name under which messages show the formula.
const SHOWN: &str = "<expression>";

/// Checks a formula from the command line over the scenario that is looked at.
pub(super) fn read(view: &PlanView, text: &str, wanted: Wanted) -> Result<Expression, Findings> {
    let typed = TypedFormula::new(Source::new(SHOWN, text));
    Expression::read(view.plan, view.scenario, typed, wanted)
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
        let expression = read(view, &self.formula, Wanted::Value)?;
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
