//! `round(x, 2)`: a step in pace, a number of digits in a spreadsheet.

use super::lower::Lower;
use super::shown;
use super::typed::{Dimension, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::library::{Function, Turning};
use crate::model::{Argument, Bound, Rule};
use crate::source::Span;
use crate::syntax::tree::{ExprId, NodeKind, UnaryOperator};
use crate::value::{Denomination, Number, NumberStyle, Unit};

/// The most digits for which a step is offered.
const MOST_DIGITS: i64 = 6;

/// The steps that people write as digits most: on a plain number they are warned of.
const LIKELY_DIGITS: std::ops::RangeInclusive<i64> = 2..=4;

impl Lower<'_, '_> {
    /// The whole number that the step of a rounding function is, where it may have been meant as digits.
    pub(super) fn digits(&self, function: &Function, arguments: &[ExprId]) -> Option<Number> {
        let [_, step] = arguments else { return None };
        (function.turning == Turning::Steps).then(|| self.whole_literal(*step)).flatten()
    }

    /// A whole number without a unit, signs and parentheses put aside.
    pub(super) fn whole_literal(&self, expr: ExprId) -> Option<Number> {
        match &self.tree.node(expr).kind {
            NodeKind::Literal(_) => self.tree.plain_number(expr).filter(|number| number.is_whole()),
            NodeKind::Parentheses(inner) => self.whole_literal(*inner),
            NodeKind::Unary { operator: UnaryOperator::Minus, operand } => {
                self.whole_literal(*operand).map(Number::negated)
            }
            NodeKind::Unary { operator: UnaryOperator::Plus, operand } => self.whole_literal(*operand),
            _ => None,
        }
    }

    /// Whether a step that is a whole number may be one; says so where it is a number of digits. Of a plain number it
    /// can be either: 2, 3 and 4 are warned of, and a step above all values is refused once these are known.
    pub(super) fn step_fits(
        &mut self,
        function: &Function,
        call: Span,
        (x, typed): (ExprId, Typed),
        (step, digits): (ExprId, Number),
    ) -> bool {
        let unit = match typed.kind {
            Dimension::Known(unit) => unit,
            // Zero is a plain number; of what is not known nothing can be said but of a step that is none.
            Dimension::Zero | Dimension::Unknown => Unit::ONE,
            Dimension::Truth => return true,
        };
        let percent = typed.share.is_percent();
        let plain = unit.is_one() && !percent;
        let positive = !digits.is_negative() && !digits.is_zero();
        let likely = likely_digits(digits);
        if plain && positive && !likely {
            return true;
        }
        let (name, text) = (function.name, self.context.sources.text(self.tree.node(x).span));
        let place = self.tree.node(step).span;
        let denomination = Denomination::new(unit, shown(typed.share), self.context.currency);
        let message = format!("`{name}` rounds to a step, a multiple, and not to a number of digits");
        let label = if plain && positive { "multiples of this" } else { "this is no step" };
        let found = Diagnostic::new(Code::StepNotDigits, message, place, label);
        let found = match step_of(digits, denomination) {
            Some(Step::Whole) => {
                let whole = format!("{name}({text})");
                found.fix(format!("for whole numbers write `{whole}`"), call, whole)
            }
            Some(Step::Digits(written)) => {
                let fix = format!("write `{name}({text}, {written})`");
                let help = match (plain && positive, digits.to_i64()) {
                    (true, Some(count)) => format!(
                        "for {count} digits write `{name}({text}, {written})`; for multiples of {count}, `{count} * {name}({} / {count})`",
                        self.as_factor(x)
                    ),
                    _ => fix.clone(),
                };
                found.help(help).offer(Fix::new(fix, Edit::replace(place, written)))
            }
            // `round(price, 100)`: a multiple, without its unit.
            None if positive && !percent => {
                let written = denomination.written(digits);
                let fix = format!("write `{name}({text}, {written})`");
                found.help(fix.as_str()).offer(Fix::new(fix, Edit::replace(place, written)))
            }
            None => found.help("a step is above zero, such as `0.01` for two digits"),
        };
        let warns = plain && positive;
        self.report(if warns { found.warning() } else { found });
        warns
    }

    /// The step that rounds a value to so many digits, as it is written; none where there is none.
    pub(super) fn step_of_digits(&self, typed: Typed, digits: Number) -> Option<String> {
        let unit = typed.kind.unit().unwrap_or(Unit::ONE);
        written_step(digits, Denomination::new(unit, shown(typed.share), self.context.currency))
    }

    /// A step of so many in the unit of a value, as it is written: `$5`, `5%`; none of a plain number.
    pub(super) fn step_in_unit(&self, typed: Typed, step: Number) -> Option<String> {
        let percent = typed.share.is_percent();
        let unit = typed.kind.unit().filter(|unit| !unit.is_one() || percent)?;
        let step = if percent { Number::from_percent(step) } else { step };
        Some(Denomination::new(unit, shown(typed.share), self.context.currency).written(step))
    }

    /// Notes that a whole step of a plain number may not be above all values of that number.
    pub(super) fn bound_step(&mut self, typed: Typed, (step, digits): (ExprId, Number)) {
        let plain = matches!(typed.kind, Dimension::Known(Unit::ONE)) && !typed.share.is_percent();
        if !plain {
            return;
        }
        let inputs = vec![typed.operand.input(), Argument::Constant(digits)];
        let (row, subject) = (self.of, String::new());
        let span = self.tree.node(step).span;
        self.bound(Bound { rule: Rule::Step, row, inputs, subject, unit: Unit::ONE, span });
    }
}

/// Whether people write that many digits most.
pub(super) fn likely_digits(digits: Number) -> bool {
    digits.to_i64().is_some_and(|digits| LIKELY_DIGITS.contains(&digits))
}

/// What rounds to a number of digits.
enum Step {
    /// No step at all.
    Whole,
    /// The step as it is written.
    Digits(String),
}

/// The step that rounds to so many digits, in a unit; none of more digits than anybody shows.
fn step_of(digits: Number, unit: Denomination) -> Option<Step> {
    let count = digits.to_i64().filter(|count| count.abs() <= MOST_DIGITS)?;
    let percent = unit.shown == NumberStyle::Percent;
    if count == 0 && unit.unit.is_one() && !percent {
        return Some(Step::Whole);
    }
    let ten = Number::from(10u32);
    let step = if count >= 0 { Number::from_parts(1, count as u32) } else { ten.whole_power(-count).ok()?.0 };
    let step = if percent { Number::from_percent(step) } else { step };
    Some(Step::Digits(unit.written(step)))
}

/// The same for a plain number whose values are all below the step: `0.01` for 2.
pub(crate) fn plain_step(digits: Number) -> Option<String> {
    let plain = Denomination::new(Unit::ONE, NumberStyle::Plain, crate::value::Currency::default());
    written_step(digits, plain)
}

/// The step that rounds to so many digits, as it is written; none where there is none.
fn written_step(digits: Number, unit: Denomination) -> Option<String> {
    match step_of(digits, unit)? {
        Step::Digits(written) => Some(written),
        Step::Whole => None,
    }
}
