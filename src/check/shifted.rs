//! A row so many months before or after: `prev(x, start)`, `next(x, end, 2)`.

use super::lower::{Clash, Lower};
use super::typed::{Dimension, Typed};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::{Function, NEXT, PREV, Parameter};
use crate::model::{Argument, Step, shifted};
use crate::source::Span;
use crate::syntax::tree::{ExprId, NodeKind};
use crate::value::{Number, Unit};

impl Lower<'_, '_> {
    /// `prev(x, start)`, `next(x, end, 2)`: a step of its own, since the evaluator reads the month before more often
    /// than anything else.
    pub(super) fn call_shifted(
        &mut self,
        function: &'static Function,
        arguments: &[ExprId],
        call: Span,
        ahead: bool,
    ) -> Typed {
        let [x, edge, months @ ..] = arguments else { return Typed::unknown() };
        let by = match months {
            [months] => match self.months_away(function, (*x, *edge, *months), call) {
                Some(by) => by,
                None => return Typed::unknown(),
            },
            _ => 1,
        };
        let (input, typed) = self.input(*x);
        let edge_value = self.expression(*edge);
        let (kind, share) = match self.unify(typed, edge_value) {
            Ok(unified) => unified,
            Err(clash) => {
                let alone = months.is_empty() && matches!(clash, Clash::Units) && !self.is_own_row(*x);
                match self.months_third(function, (*x, *edge), edge_value).filter(|_| alone) {
                    Some(found) => self.report(found),
                    None => self.clash_in_call(clash, function, (*x, typed), (*edge, edge_value)),
                }
                return Typed::unknown();
            }
        };
        let length = self.context.calendar.len();
        let by = if ahead { by } else { -by };
        let operand = match input {
            Argument::Row(row) => {
                self.emit_of(Step::Shifted { row, by, edge: edge_value.operand.at }, &[edge_value.operand])
            }
            // In any other month a constant is what it is, wherever the plan has that month.
            Argument::Constant(_) => {
                let inside = self.monthly_flag(|month| shifted(month, by, length).is_some());
                self.within(inside, typed.operand, edge_value.operand)
            }
        };
        Typed { operand, kind, share, traits: typed.traits.and(edge_value.traits) }
    }

    /// How many months away the third argument says: a whole number from 1 on, known now.
    fn months_away(
        &mut self,
        function: &'static Function,
        (x, edge, months): (ExprId, ExprId, ExprId),
        call: Span,
    ) -> Option<i32> {
        let value = self.expression(months);
        if value.kind == Dimension::Unknown {
            return None;
        }
        let counts = value.kind == Dimension::ONE
            || value.kind == Dimension::Zero
            || value.kind == Dimension::Known(Unit::MONTHS);
        let number = value.number().filter(|_| counts && !value.share.is_percent());
        if let Some(number) = number.filter(|number| number.is_whole() && *number >= Number::ONE) {
            return Some(number.to_i64().and_then(|months| i32::try_from(months).ok()).unwrap_or(i32::MAX));
        }
        let name = function.name;
        let place = self.tree.node(months).span;
        let text = |expr: ExprId| self.context.sources.text(self.tree.node(expr).span);
        let (of, end, written) = (text(x), text(edge), text(months));
        let swapped = self.whole_literal(edge).filter(|whole| *whole >= Number::ONE);
        let found = |message: String, label: &str| {
            Diagnostic::new(Code::WrongArguments, message, place, label.to_string())
        };
        let found = match number {
            // `prev(calls, 2, 0)`: the other way round.
            Some(zero)
                if zero.is_zero()
                    && let Some(whole) = swapped =>
            {
                let call_meant = format!("{name}({of}, {written}, {whole})");
                found(format!("the months of `{name}` come third"), "0 months").fix(
                    format!("write `{call_meant}`"),
                    call,
                    call_meant,
                )
            }
            Some(zero) if zero.is_zero() => found(
                format!("`{name}` by 0 months is the month itself"),
                "0 months",
            )
            .fix(format!("write `{of}`"), call, of),
            Some(number) if number.is_whole() => {
                let (other, way) = if function == &NEXT { (&PREV, "after") } else { (&NEXT, "before") };
                let call_meant = format!("{}({of}, {end}, {})", other.name, number.abs());
                let which = if function == &NEXT { "before the first" } else { "after the last" };
                let help =
                    format!("write `{call_meant}`, where the second argument stands for the months {which}");
                found(format!("`{name}` looks at a month {way} this one, so many months away"), "below 0")
                    .fix(help, call, call_meant)
            }
            Some(_) => found(format!("`{name}` needs a whole number of months here"), "not a whole number")
                .help(format!("write it out, such as `{name}({of}, {end}, 2)`")),
            None if value.number().is_none() => {
                let message =
                    format!("how many months `{name}` looks away is known before anything is computed");
                found(message, "a number is expected here, not a row or a formula")
                    .help(format!("write it out, such as `{name}({of}, {end}, 2)`"))
            }
            None => {
                let words = self.words(value.kind, value.share);
                let message = format!("`{name}` needs a whole number of months here");
                Diagnostic::new(Code::UnitMismatch, message, place, format!("this is {words}"))
                    .help(format!("write it out, such as `{name}({of}, {end}, 2)`"))
            }
        };
        self.report(found);
        None
    }

    /// `prev(calls, 2)`, where 2 cannot stand for calls: so many months are meant.
    fn months_third(
        &self,
        function: &Function,
        (x, edge): (ExprId, ExprId),
        value: Typed,
    ) -> Option<Diagnostic> {
        let in_months = value.kind == Dimension::Known(Unit::MONTHS);
        let months = if in_months { value.number() } else { self.whole_literal(edge) }?.abs();
        let counts = value.kind == Dimension::ONE || in_months;
        // A larger number is no distance within a plan: it is a start that lacks its unit.
        let distances = Number::ONE..Number::from(self.context.calendar.len());
        if !counts || !months.is_whole() || !distances.contains(&months) {
            return None;
        }
        let (name, place) = (function.name, self.tree.node(edge).span);
        let text = self.context.sources.text(self.tree.node(x).span);
        let which = if function == &NEXT { "after the last" } else { "before the first" };
        let message = format!("the second argument of `{name}` stands for the months {which}");
        let label = "how many months away comes third";
        let found = Diagnostic::new(Code::UnitMismatch, message, place, label);
        let written = format!("0, {months}");
        let help = format!("write `{name}({text}, {written})` if there is nothing {which}");
        Some(found.fix_with(help, vec![Edit::replace(place, written)]))
    }

    /// What a call of `prev` or `next` lacks that says nothing of the months beyond the plan. No value is assumed: a 0
    /// that nobody wrote would show as a drop in the first month, or in the last.
    pub(super) fn missing_edge(&self, function: &Function, x: ExprId, call: Span) -> Option<Diagnostic> {
        let (name, node) = (function.name, self.tree.node(x));
        let text = self.context.sources.text(node.span);
        let lacks = |message: &str, label: &str| {
            Diagnostic::new(Code::MissingStart, format!("`{name}` {message}"), call, label)
        };
        let after = |written: &str| vec![Edit::after(node.span, format!(", {written}"))];
        match function.parameters.get(1)? {
            Parameter::Start => {
                let help = format!("say it: `{name}({text}, 0)` if there was nothing before");
                Some(
                    lacks("needs a start: what is the month before the first?", "no start is given")
                        .fix_with(help, after("0")),
                )
            }
            Parameter::End => {
                let found = lacks("needs an end: what is the month after the last?", "no end is given");
                // Only of a row is it plain which month stands last.
                let last = self.context.calendar.label(self.context.calendar.len().saturating_sub(1));
                Some(match node.kind {
                    NodeKind::Name => {
                        let end = format!("{text}[{last}]");
                        let help = format!(
                            "say it: `{name}({text}, {end})` if it goes on as in the last month, \
                             `{name}({text}, 0)` if nothing comes after"
                        );
                        found.fix_with(help, after(&end))
                    }
                    _ => found
                        .fix_with(format!("say it: `{name}({text}, 0)` if nothing comes after"), after("0")),
                })
            }
            _ => None,
        }
    }
}
