//! Where constants were typed: kept beside the operands of a formula while it is built.
//!
//! A constant that is worked out from others is one number in the formula, and here the operation that made it.
//! The operations stand in one list of the scenario's builder, so that an operand stays small and a chain of a
//! million terms is a loop.

use crate::model::{
    Argument, ClauseWords, Constant, ConstantPart, ConstantPlace, ConstantSource, Formula, Operand, Operator,
    Written,
};
use crate::source::Span;
use crate::value::Number;

/// An operand of a formula in the making; of a constant that somebody typed, also where.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Traced {
    /// The operand.
    pub at: Operand,
    /// Where the constant was typed; none of what is no constant, and of a constant that pace put there.
    pub typed: Option<Origins>,
}

/// What a typed constant was made of: a place in [`Constants`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Origins(u32);

impl From<Operand> for Traced {
    fn from(at: Operand) -> Traced {
        Traced { at, typed: None }
    }
}

impl Traced {
    /// Its number, where it is a constant.
    pub fn number(self) -> Option<Number> {
        match self.at {
            Operand::Constant(number) => Some(number),
            _ => None,
        }
    }

    /// A row or a constant as an argument. (Anything else has been given a row of its own before.)
    pub fn input(self) -> Argument {
        match self.at {
            Operand::Row(row) => Argument::Row(row),
            Operand::Constant(number) => Argument::Constant(number),
            // Unreachable as the callers are; a wrong zero in a plan with errors is better than a panic in an
            // editor.
            Operand::Series(_) | Operand::Step(_) => Argument::Constant(Number::ZERO),
        }
    }
}

/// How the typed constants of a scenario came about: which literal each is, or which operation on others.
#[derive(Debug, Default)]
pub(super) struct Constants {
    made: Vec<Made>,
}

/// One constant.
#[derive(Clone, Copy, Debug)]
enum Made {
    Literal(Span),
    Worked(Operator, Side, Side),
}

/// A constant that another is made of.
#[derive(Clone, Copy, Debug)]
struct Side {
    number: Number,
    typed: Option<Origins>,
}

impl Constants {
    fn add(&mut self, made: Made) -> Origins {
        self.made.push(made);
        Origins(self.made.len() as u32 - 1)
    }

    /// The literal at a place.
    pub fn literal(&mut self, number: Number, span: Span) -> Traced {
        Traced { at: Operand::Constant(number), typed: Some(self.add(Made::Literal(span))) }
    }

    /// The constant that an operation on two others gives. Of two that nobody typed it is one of that kind.
    pub fn worked(&mut self, result: Number, operator: Operator, a: Traced, b: Traced) -> Traced {
        let side = |traced: Traced| Some(Side { number: traced.number()?, typed: traced.typed });
        let typed = match (side(a), side(b)) {
            // 12 × 7 of the checker's own numbers is no place that anybody could edit.
            (Some(a), Some(b)) if a.typed.or(b.typed).is_some() => {
                Some(self.add(Made::Worked(operator, a, b)))
            }
            _ => None,
        };
        Traced { at: Operand::Constant(result), typed }
    }

    /// A formula that is one operand.
    pub fn formula_of(&self, operand: Traced) -> WrittenFormula {
        let source = operand.typed.and_then(|typed| self.source(typed));
        let constants = source.map(|source| Constant { place: ConstantPlace::Result, source });
        let written = Written { constants: constants.into_iter().collect(), ..Written::default() };
        WrittenFormula { formula: Formula::operand(operand.at), written }
    }

    /// What the arguments of a function over months were written as, and its span of months.
    pub fn arguments(&self, inputs: &[Traced], before: Option<Traced>, span: Option<ClauseWords>) -> Written {
        let places = (0u32..).map(ConstantPlace::Argument).zip(inputs);
        let before = before.as_ref().map(|before| (ConstantPlace::Before, before));
        let constant = |(place, traced): (ConstantPlace, &Traced)| {
            Some(Constant { place, source: self.source(traced.typed?)? })
        };
        Written {
            constants: places.chain(before).filter_map(constant).collect(),
            clauses: span.into_iter().collect(),
            ..Written::default()
        }
    }

    /// What the model keeps of it.
    pub fn source(&self, origins: Origins) -> Option<ConstantSource> {
        let made = |origins: Origins| self.made.get(origins.0 as usize).copied();
        let (operator, a, b) = match made(origins)? {
            Made::Literal(span) => return Some(ConstantSource::Literal(span)),
            Made::Worked(operator, a, b) => (operator, a, b),
        };
        // Backwards from the end, so that each operation comes out behind its two sides once all is turned round.
        let mut parts = vec![ConstantPart::Operation(operator)];
        let mut waiting = vec![a, b];
        while let Some(side) = waiting.pop() {
            match side.typed.and_then(made) {
                None => parts.push(ConstantPart::Number(side.number, None)),
                Some(Made::Literal(span)) => parts.push(ConstantPart::Number(side.number, Some(span))),
                Some(Made::Worked(operator, a, b)) => {
                    parts.push(ConstantPart::Operation(operator));
                    waiting.extend([a, b]);
                }
            }
        }
        parts.reverse();
        Some(ConstantSource::Worked(parts.into()))
    }
}

/// A formula with what it was written as.
#[derive(Clone, Debug)]
pub(super) struct WrittenFormula {
    /// The formula.
    pub formula: Formula,
    /// What it was written as.
    pub written: Written,
}

impl From<Formula> for WrittenFormula {
    /// A formula that pace makes, in which nobody typed a constant.
    fn from(formula: Formula) -> WrittenFormula {
        WrittenFormula { formula, written: Written::default() }
    }
}

/// Where typed constants stand in one formula.
pub(super) type Places = Vec<(ConstantPlace, Origins)>;
