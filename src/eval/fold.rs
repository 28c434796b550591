//! Sums of many rows of which few vary: what stays is added up once, and not with every value that is tried.
//!
//! With a hundred pipelines every sum over them has a hundred terms, and an input of one pipeline moves one of them.

use crate::model::{Formula, Operand, Operator, RowId, Step};

/// How many terms have to stay for it to be worth while.
const ENOUGH: usize = 4;

/// A sum in two parts.
pub(super) struct FoldedSum {
    /// The sum of the rows that stay.
    pub staying: Formula,
    /// The rows that vary, with `staying` before them.
    pub whole: Formula,
}

/// Parts a formula that is a sum of rows; `stays` says of a row that it does not vary, and `place` is where the sum of
/// these will stand. None for any other formula, and where too few of its rows stay.
///
/// Terms are added in another order than before: a sum that is rounded may differ in its last digit.
pub(super) fn fold(formula: &Formula, stays: impl Fn(RowId) -> bool, place: RowId) -> Option<FoldedSum> {
    let Formula::Steps { steps, result, .. } = formula else { return None };
    if steps.len() < ENOUGH {
        return None;
    }
    let (mut staying, mut varying) = (Vec::new(), vec![place]);
    let (mut waiting, mut seen) = (vec![*result], 0);
    while let Some(operand) = waiting.pop() {
        match operand {
            Operand::Row(row) if stays(row) => staying.push(row),
            Operand::Row(row) => varying.push(row),
            Operand::Step(step) => match steps.get(step as usize)? {
                Step::Binary(Operator::Plus, a, b) => {
                    seen += 1;
                    // Of a step that is used twice its terms count twice: that is no plain sum.
                    if seen > steps.len() {
                        return None;
                    }
                    waiting.extend([*b, *a]);
                }
                _ => return None,
            },
            Operand::Constant(_) | Operand::Series(_) => return None,
        }
    }
    let parts = staying.len() >= ENOUGH;
    parts.then(|| FoldedSum { staying: sum(&staying), whole: sum(&varying) })
}

/// The sum of rows, of at least one.
fn sum(rows: &[RowId]) -> Formula {
    let mut steps: Vec<Step> = Vec::new();
    let mut terms = rows.iter().map(|row| Operand::Row(*row));
    let mut result = terms.next().unwrap_or(Operand::Constant(crate::value::Number::ZERO));
    for term in terms {
        steps.push(Step::Binary(Operator::Plus, result, term));
        result = Operand::Step((steps.len() - 1) as u32);
    }
    Formula::Steps { steps: steps.into_boxed_slice(), result, series: Default::default() }
}
