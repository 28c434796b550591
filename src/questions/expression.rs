//! A formula over a plan, typed on the command line: `eval` shows it as a row, and `when` asks in which month
//! it holds.

use super::manual::{Manual, NamedQuestion};
use super::{Answer, PlanView, Question};
use crate::analysis::{Expression, Results, TypedFormula, evaluate};
use crate::check::ExpressionKind;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::report::{ProjectionOptions, Records, Report, projection, projection_records};
use crate::source::Source;

/// The name under which messages show the formula.
const SHOWN: &str = "<expression>";

/// Checks a formula over the scenario that is looked at; `wanted` says whether it has to be a value or a
/// condition.
///
/// # Errors
/// What is wrong with the formula; the findings point into its own text, not into the plan.
pub(super) fn read(view: &PlanView, text: &str, wanted: ExpressionKind) -> Result<Expression, Findings> {
    let typed = TypedFormula::new(Source::new(SHOWN, text));
    Expression::read(view.plan, view.scenario, typed, wanted)
}

/// The rest of a line as a formula. Quotes around all of it are dropped: in a session nobody needs them, but
/// who copies from a shell brings them along. `lines` are examples of the command, the first of which is the
/// advice where the formula is missing.
pub(super) fn formula_of(text: &str, lines: &[&str]) -> Result<String, Diagnostic> {
    let text = text.trim();
    let inner = ['\'', '"'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    match inner.unwrap_or(text) {
        "" => {
            let example = lines.first().copied().unwrap_or_default();
            let found = Diagnostic::without_place(Code::WrongArguments, "a formula is missing");
            Err(found.help(format!("write it after the command: `{example}`")))
        }
        formula => Ok(formula.to_string()),
    }
}

/// Any formula over a plan, as a row.
#[derive(clap::Args, Clone, Debug)]
pub struct EvalArguments {
    /// The formula, as in a definition
    #[arg(value_name = "EXPR")]
    pub formula: String,
}

impl NamedQuestion for EvalArguments {
    const MANUAL: Manual = Manual {
        name: "eval",
        about: "Work out any formula over a plan, month by month",
        more: "It may use every row of the plan, members such as `won.rate` too. Rows of a scenario go by its name in front: `hire.cash` is the row `cash` of scenario `hire`, `base.cash` that of the plan as it stands.",
        after: "\
Examples:
  pace eval plan.pace 'bookings / calls'
  pace eval plan.pace 'cum(hire.cash) - cum(base.cash)'",
        session: "eval",
        takes: "EXPRESSION",
        does: "works an expression out month by month",
        lines: &[":eval bookings / calls"],
    };

    fn of_line(text: &str) -> Result<EvalArguments, Diagnostic> {
        formula_of(text, Self::MANUAL.lines).map(|formula| EvalArguments { formula })
    }
}

impl Question for EvalArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let expression = read(view, &self.formula, ExpressionKind::Value)?;
        let results = evaluate(view.plan, &expression.asked).map_err(|found| expression.wrong(found))?;
        Ok(Box::new(results))
    }
}

impl Answer for Results {
    fn report(&self) -> Report {
        projection(self, &ProjectionOptions { sources: None, without_warnings: true })
    }

    fn records(&self) -> Records {
        projection_records(self)
    }
}
