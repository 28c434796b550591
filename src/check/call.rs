//! Calls: a function's record against what was written.

use super::clash::amount_and_flow;
use super::constants::Traced;
use super::fixes::fixed;
use super::kinds::Meeting;
use super::lower::{Clash, Lower};
use super::member_traits::of_call;
use super::resolution::Meaning;
use super::rounding::likely_digits;
use super::typed::{Dimension, KeptRollup, RollupTraits, Typed};
use crate::diagnostic::{Advice, Code, Diagnostic, Edit, Prose, nearest};
use crate::library::{self, Body, Function, Gives, Parameter, Reads};
use crate::model::Step;
use crate::source::Span;
use crate::syntax::tree::{ExprId, ExprList, NodeKind};
use crate::value::{Number, Rollup};

impl<'a> Lower<'_, 'a> {
    /// A call: looks the function up, compares the arguments with its parameters, and lowers it. Of a call with a
    /// mistake, which is reported, the value is unknown, so that no second finding follows from it.
    pub fn call_node(
        &mut self,
        call: ExprId,
        name: Span,
        arguments: ExprList,
        before: Option<ExprId>,
    ) -> Typed {
        let tree = self.tree;
        let text = self.context.sources.text(name);
        if let Some(function) = self.over_members(text, arguments) {
            return self.call_members(function, call, (name, arguments));
        }
        let Some(function) = library::function(text) else {
            let found = self.unknown_function(name, tree.node(call).span, arguments);
            self.report(found);
            for argument in tree.list(arguments) {
                // Mistakes inside the arguments are still worth telling. A list or a span would be called
                // misplaced, which it may not be, and so would a tier.
                match tree.node(*argument).kind {
                    NodeKind::List(_)
                    | NodeKind::Months(_)
                    | NodeKind::EachStretch(_)
                    | NodeKind::Over { .. } => {}
                    NodeKind::Tier { rate, bound } => {
                        self.expression(rate);
                        self.expression(bound);
                    }
                    _ => {
                        self.expression(*argument);
                    }
                }
            }
            return Typed::unknown();
        };
        if !self.quiet {
            self.builder.resolved(name, Meaning::Function(function));
        }
        let arguments = tree.list(arguments);
        if !self.count_fits(function, name, tree.node(call).span, arguments) {
            return Typed::unknown();
        }
        // Tiers are read where they are: to others a rate with a bound is a range without parentheses.
        let reads_tiers = function.parameters.contains(&Parameter::Tiers);
        for argument in arguments.iter().filter(|_| !reads_tiers).chain(&before) {
            if !self.whole_value(*argument) {
                return Typed::unknown();
            }
        }
        if let Some(before) = before
            // Only what arrives late can have entered before the plan.
            && function.reads != Reads::Arrivals
        {
            let span = tree.node(before).span;
            let message = format!("`{text}` takes no `before`");
            self.report(Diagnostic::new(Code::WrongArguments, message, span, "only `delay` does"));
            return Typed::unknown();
        }
        // By what the record computes, never by the name: a new function goes the way of its body.
        match function.exact {
            Body::SameMonth(_) | Body::Mean(_) | Body::Choice => {
                self.call_same_month(function, arguments, tree.node(call).span)
            }
            Body::Shifted { ahead } => self.call_shifted(function, arguments, tree.node(call).span, ahead),
            Body::Tiers => self.call_tiers(function, arguments, tree.node(call).span),
            Body::OneMonth(_) | Body::Running(_) | Body::Arriving { .. } | Body::Whole(_) => {
                self.call_over_months(function, arguments, before, tree.node(call).span)
            }
        }
    }

    /// A range is a whole value: in a call it stands in parentheses of its own.
    fn whole_value(&mut self, argument: ExprId) -> bool {
        let node = self.tree.node(argument);
        match &node.kind {
            NodeKind::Range { .. } => {}
            NodeKind::Tier { rate, bound } => {
                // In parentheses it is a range, whose bounds are numbers.
                let number = |expr: &ExprId| matches!(self.tree.node(*expr).kind, NodeKind::Literal(_));
                if !number(rate) || !number(bound) {
                    self.expression(argument);
                    return false;
                }
            }
            _ => return true,
        }
        let text = self.context.sources.text(node.span);
        let found = Diagnostic::new(
            Code::BadRange,
            "a range inside a larger expression stands in parentheses",
            node.span,
            "this range",
        );
        self.report(found.fix(format!("write `({text})`"), node.span, format!("({text})")));
        false
    }

    fn unknown_function(&mut self, name: Span, call: Span, arguments: ExprList) -> Diagnostic {
        let text = self.context.sources.text(name);
        let found = Diagnostic::new(
            Code::UnknownName,
            format!("there is no function `{text}`"),
            name,
            "not a function",
        );
        // `price(1 + x)`: in mathematics that is a product.
        if self.builder.find(self.context, name, &self.scope).is_some() {
            let help = format!("`{text}` is a row; to multiply write `{text} * (…)`");
            return found.fix_with(help, vec![Edit::after(name, " * ")]);
        }
        let arguments = self.tree.list(arguments);
        // `rank(x over rep)`: of members only a few things are asked.
        if let Some(NodeKind::Over { value, segment }) =
            arguments.first().map(|first| &self.tree.node(*first).kind)
        {
            let of = self.context.sources.text(self.tree.node(*value).span);
            let segment = self.context.sources.text(*segment);
            return found.help(format!(
                "over members there are `sum`, `mean`, `highest`, `lowest` and `count`: `highest({of} over {segment})`, \
                 `count({of} >= … over {segment})`; a table by `{segment}` lists the largest first"
            ));
        }
        // `ROUND(x, 2)`: here the word has small letters, and a step in the place of the digits.
        if let Some(function) = library::function_meant(text) {
            if let ([of], Some(Rollup::Last)) = (arguments, function.rollup)
                && let Some(found) = self.own_balance(&found, *of, call)
            {
                return found;
            }
            return self.in_small_letters(found, function, name, arguments);
        }
        // `commission(bookings, 10% to $100k/month, 15%)`: what is in it says what was meant.
        if self.has_tiers(arguments) {
            let said = self.context.sources.text(Span { start: name.end, ..call });
            return found.fix(format!("write `tiers{said}`"), name, "tiers");
        }
        let mut written: Vec<&str> = arguments
            .iter()
            .map(|argument| self.context.sources.text(self.tree.node(*argument).span))
            .collect();
        // `CEILING(price, 5)`: the multiple has the unit of what is rounded.
        let multiple = self.multiple_in_unit(text, arguments);
        if let (Some(multiple), [_, step]) = (&multiple, written.as_mut_slice()) {
            *step = multiple;
        }
        if let Some(habit) = library::function_habit(text, &written) {
            // `cumsum(customers)`: a balance holds what came before already, and has no `cum`.
            let sums_up = |call: &&String| ["cum(", "ytd(", "qtd("].iter().any(|sum| call.starts_with(sum));
            if let ([of], Some(_)) = (arguments, habit.call.as_ref().filter(sums_up))
                && let Some(found) = self.own_balance(&found, *of, call)
            {
                return found;
            }
            return match habit.call {
                Some(written) => found.fix(habit.help, call, written),
                None => found.help(habit.help),
            };
        }
        match nearest(text, library::functions().map(|function| function.name)) {
            Some(known) => found.fix(format!("did you mean `{known}`?"), name, known),
            None => found.help(Prose::from(Advice::Functions(None)).and(" lists them all")),
        }
    }

    /// The second argument of `CEILING(price, 5)` or `MROUND(price, 5)` in the unit of the first; none of a plain first.
    fn multiple_in_unit(&mut self, name: &str, arguments: &[ExprId]) -> Option<String> {
        let [x, step] = arguments else { return None };
        let rounds = ["ceiling", "mround"].contains(&name.to_lowercase().as_str());
        let step = rounds.then(|| self.whole_literal(*step)).flatten().filter(|step| !step.is_zero())?;
        let typed = self.quietly(|lower| lower.expression(*x));
        self.step_in_unit(typed, step)
    }

    /// `found` with what to write for the running sum of a balance: the balance. None of anything else.
    fn own_balance(&mut self, found: &Diagnostic, of: ExprId, call: Span) -> Option<Diagnostic> {
        if !self.is_balance(of) {
            return None;
        }
        let row = self.context.sources.text(self.tree.node(of).span);
        let help = format!("`{row}` is what there is at the end of each month: write `{row}`");
        Some(found.clone().fix(help, call, row))
    }

    /// Whether a value is there at the end of each month, without being so much per month.
    fn is_balance(&mut self, expr: ExprId) -> bool {
        let typed = self.quietly(|lower| lower.expression(expr));
        typed.traits.last && typed.kind.unit().is_some_and(|unit| unit.time == 0)
    }

    /// `ROUND(calls / 7, 2)`: a function that there is, in the letters of a spreadsheet.
    fn in_small_letters(
        &mut self,
        found: Diagnostic,
        function: &'static Function,
        name: Span,
        arguments: &[ExprId],
    ) -> Diagnostic {
        let known = function.name;
        let mut edits = vec![Edit::replace(name, known)];
        let mut help = format!("did you mean `{known}`?");
        if let ([x, digits], Some(count)) = (arguments, self.digits(function, arguments)) {
            let typed = self.quietly(|lower| lower.expression(*x));
            let (x, digits) = (self.tree.node(*x).span, self.tree.node(*digits).span);
            let text = self.context.sources.text(x);
            // `FLOOR(price, 5)` rounds to multiples in a spreadsheet too, and `CEIL`; only `ROUND` counts digits.
            let name = self.context.sources.text(name).to_lowercase();
            let multiples = name == known && name != "round" && !count.is_zero() && !count.is_negative();
            let multiple = self.step_in_unit(typed, count).filter(|_| multiples);
            match self.step_of_digits(typed, count) {
                _ if let Some(multiple) = multiple => {
                    help += &format!(" Its second argument is a multiple: `{known}({text}, {multiple})`");
                    edits.push(Edit::replace(digits, multiple));
                }
                _ if multiples && !likely_digits(count) => {}
                Some(step) => {
                    help += &format!(" Its second argument is a step, not digits: `{known}({text}, {step})`");
                    edits.push(Edit::replace(digits, step));
                }
                None if count.is_zero() => {
                    help = format!("for whole numbers write `{known}({text})`");
                    edits.push(Edit::delete(Span { start: x.end, ..digits }));
                }
                None => {}
            }
        }
        found.fix_with(help, edits)
    }

    fn count_fits(&mut self, function: &Function, name: Span, call: Span, arguments: &[ExprId]) -> bool {
        let optional = |parameter: &&Parameter| {
            matches!(
                parameter,
                Parameter::OptionalValue
                    | Parameter::OptionalSpan
                    | Parameter::OptionalCount
                    | Parameter::Values
            )
        };
        let least = function.parameters.iter().filter(|parameter| !optional(parameter)).count();
        let endless =
            [Parameter::Values, Parameter::Tiers].iter().any(|one| function.parameters.contains(one));
        let most = if endless { usize::MAX } else { function.parameters.len() };
        if (least..=most).contains(&arguments.len()) {
            return true;
        }
        let given = match arguments.len() {
            0 => "none".to_string(),
            given => given.to_string(),
        };
        let name_text = function.name;
        if let [first] = arguments
            && let Some(found) = self.missing_edge(function, *first, call)
        {
            self.report(found);
            return false;
        }
        let wants = if least == most {
            format!("{least}")
        } else if endless {
            format!("{least} or more")
        } else {
            format!("{least} or {most}")
        };
        let plural = if wants == "1" { "argument" } else { "arguments" };
        let message = format!("`{name_text}` takes {wants} {plural}, and got {given}");
        self.report(
            Diagnostic::new(Code::WrongArguments, message, name, "called here")
                .help(format!("it is called as `{}`", function.signature)),
        );
        false
    }

    fn call_same_month(&mut self, function: &'static Function, arguments: &[ExprId], call: Span) -> Typed {
        let digits = self.digits(function, arguments);
        let mut values: Vec<Typed> = Vec::with_capacity(arguments.len());
        for argument in arguments {
            // What is compared with a step once it is known is a row or a constant.
            let compared = digits.is_some() && values.is_empty();
            values.push(if compared { self.input(*argument).1 } else { self.expression(*argument) });
        }
        if let ([x, step], [value, _], Some(digits)) = (arguments, &values[..], digits) {
            if !self.step_fits(function, call, (*x, *value), (*step, digits)) {
                return value.with(value.kind, value.share);
            }
            self.bound_step(*value, (*step, digits));
        }
        let mut same: Option<(ExprId, Typed)> = None;
        let mut traits = RollupTraits::default();
        let mut reads_amount = false;
        let mut parameters = function.parameters.iter();
        let mut parameter = Parameter::Value;
        for (expr, value) in arguments.iter().zip(&values) {
            if let Some(next) = parameters.next() {
                // The last parameter stands for all further arguments: `min(a, b, c)` has two.
                parameter = *next;
            }
            if parameter == Parameter::Condition {
                if !matches!(value.kind, Dimension::Truth | Dimension::Unknown) {
                    self.want_condition(*expr, *value);
                    return Typed::unknown();
                }
                // What a choice hangs on says nothing of how its months add up; that it reads what the member brings
                // makes it follow from that.
                reads_amount |= value.traits.members.reads_amount;
                continue;
            }
            traits = traits.and(value.traits);
            let Some((first, so_far)) = same else {
                same = Some((*expr, *value));
                continue;
            };
            match self.unify(so_far, *value) {
                Ok((kind, share)) => same = Some((first, so_far.with(kind, share))),
                // A step says how fine, not how much: a percentage may be rounded to 0.01.
                Err(Clash::Kinds) if parameter == Parameter::OptionalValue => {}
                Err(clash) => {
                    self.clash_in_call(clash, function, (first, so_far), (*expr, *value));
                    return Typed::unknown();
                }
            }
        }
        // Only a call of nothing but conditions has no value, and no function is called so.
        let (first, result) = same.unwrap_or((ExprId(0), Typed::unknown()));
        let truth_allowed = function.parameters.contains(&Parameter::Branch);
        if result.kind == Dimension::Truth && !truth_allowed {
            let span = self.tree.node(first).span;
            self.want_number(span);
            return Typed::unknown();
        }
        let operands: Vec<Traced> = values.iter().map(|value| value.operand).collect();
        let operand = match function.exact {
            Body::Mean(_) => {
                if !self.shape_fits(function, arguments, &values) {
                    return Typed::unknown().with(result.kind, result.share);
                }
                // A step of its own and not a call: simulations draw from it.
                self.range_of(function, &operands, call)
            }
            // Only the branch taken is read.
            Body::Choice => match operands[..] {
                [condition, a, b] => self.emit_of(Step::If(condition.at, a.at, b.at), &operands),
                _ => return Typed::unknown(),
            },
            _ => self.call(function, &operands),
        };
        let kind = match (function.gives, result.kind) {
            (Gives::Root, Dimension::Known(unit)) => match unit.root() {
                Ok(root) => Dimension::Known(root),
                Err(_) => {
                    let words = self.words(result.kind, result.share);
                    let span = self.tree.node(first).span;
                    self.report(Diagnostic::new(
                        Code::UnitMismatch,
                        format!("there is no square root of {words}"),
                        span,
                        format!("this is {words}"),
                    ));
                    Dimension::Unknown
                }
            },
            (_, kind) => kind,
        };
        // The roots of twelve months are not added up because their squares are.
        let rooted = function.gives == Gives::Root && matches!(traits.kept, KeptRollup::Rows(_));
        let traits = if rooted { RollupTraits { kept: KeptRollup::Mixed, ..traits } } else { traits };
        let mut traits = traits.with_power(of_call(function, traits.members.power));
        traits.members.reads_amount |= reads_amount;
        Typed { operand, kind, share: result.share, traits }
    }

    /// Reports two arguments of a call that need one unit and have two, with where each got it.
    pub(super) fn clash_in_call(
        &mut self,
        clash: Clash,
        function: &Function,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) {
        use crate::syntax::tree::BinaryOperator::Equal;
        if matches!(clash, Clash::Kinds) {
            let what = format!("the arguments of `{}`", function.name);
            let span = self.tree.node(right).span;
            return self.kinds_clash(Meeting::Values(&what), span, (left, a), (right, b));
        }
        if !matches!(clash, Clash::Units) {
            let span = self.tree.node(left).span;
            return self.clash(clash, Equal, span, (left, a), (right, b));
        }
        let (x, y) = (self.words(a.kind, a.share), self.words(b.kind, b.share));
        let span = self.tree.node(right).span;
        let message =
            format!("the arguments of `{}` need one unit: {x} and {y} do not go together", function.name);
        let mut found = Diagnostic::new(Code::UnitMismatch, message, span, format!("this is {y}"))
            .also(self.tree.node(left).span, format!("this is {x}"));
        for (expr, typed) in [(left, a), (right, b)] {
            found = self.with_origin(found, expr, typed);
        }
        if let Some((help, edit)) = self.balance_help(Equal, (left, a), (right, b)) {
            return self.report(fixed(found, help, edit));
        }
        // `cash = prev(cash, $10k) + sales`
        if let Some((written, whole)) = self.as_stock(None).filter(|_| self.is_own_row(left)) {
            let help = format!("what goes on from month to month is a stock: `{written}`");
            return self.report(found.fix(help, whole, written));
        }
        // `max(8% of cash, $3k)`: the amount lacks the period of the other.
        if let Some(((amount, _), (flow, _))) = amount_and_flow((left, a), (right, b)) {
            let place = self.tree.node(amount).span;
            let text = self.context.sources.text(place).trim();
            if super::fixes::is_number(text) {
                let period = self.period_of_named(flow).word();
                let written = format!("{text}/{period}");
                return self.report(found.fix(
                    format!("for so much every {period} write `{written}`"),
                    place,
                    written,
                ));
            }
        }
        self.report(match self.unit_help(a, b) {
            Some(help) => found.help(help),
            None => found,
        });
    }

    /// Whether constant parameters of a shape are in order.
    fn shape_fits(&mut self, function: &Function, arguments: &[ExprId], values: &[Typed]) -> bool {
        // Rows among them are known only month by month: then the range has no value where they are out of order.
        let Some(numbers) = values.iter().map(Typed::number).collect::<Option<Vec<Number>>>() else {
            return true;
        };
        let mut wrong =
            numbers.iter().zip(function.parameters).enumerate().filter_map(|(at, (number, parameter))| {
                parameter.refuses(*number, numbers[0]).map(|message| (at, message))
            });
        let Some((at, message)) = wrong.next() else { return true };
        let span = self.tree.node(arguments[at]).span;
        let found = Diagnostic::new(Code::BadRange, message, span, "this value");
        self.report(found.help(format!("it is called as `{}`", function.signature)));
        false
    }
}
