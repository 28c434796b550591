//! Calls: a function's record against what was written.

use std::sync::Arc;

use super::constants::{Traced, WrittenFormula};
use super::lower::Lower;
use super::resolution::Meaning;
use super::typed::{Kind, Share, Traits, Typed};
use crate::diagnostic::{Advice, Code, Diagnostic, Edit, Prose, nearest};
use crate::library::{self, Body, FUNCTIONS, Function, Gives, Parameter, Reads};
use crate::model::{ClauseWords, Formula, Guard, Input, Operand, Rule, Step};
use crate::source::Span;
use crate::syntax::tree::{ExprId, ExprList, MonthRef, NodeKind};
use crate::value::{Number, Rollup, Unit};

impl<'a> Lower<'_, 'a> {
    pub fn call_node(
        &mut self,
        call: ExprId,
        name: Span,
        arguments: ExprList,
        before: Option<ExprId>,
    ) -> Typed {
        let tree = self.tree;
        let text = self.context.sources.text(name);
        let Some(function) = library::function(text) else {
            self.report(self.unknown_function(name));
            for argument in tree.list(arguments) {
                if !matches!(tree.node(*argument).kind, NodeKind::List(_) | NodeKind::Months(_)) {
                    self.expression(*argument);
                }
            }
            return Typed::unknown();
        };
        if !self.quiet {
            self.layer.resolved(name, Meaning::Function(function));
        }
        let arguments = tree.list(arguments);
        if !self.count_fits(function, name, tree.node(call).span, arguments) {
            return Typed::unknown();
        }
        for argument in arguments.iter().chain(&before) {
            if !self.whole_value(*argument) {
                return Typed::unknown();
            }
        }
        if let Some(before) = before
            && function.reads != Reads::Arrivals
        {
            let span = tree.node(before).span;
            let message = format!("`{text}` takes no `before`");
            self.report(Diagnostic::new(Code::WrongArguments, message, span, "only `delay` does"));
            return Typed::unknown();
        }
        match function.exact {
            Body::SameMonth(_) | Body::Mean(_) | Body::Choice => self.call_same_month(function, arguments),
            Body::Previous => self.call_previous(function, arguments),
            Body::OneMonth(_) | Body::Running(_) | Body::Arriving { .. } | Body::Whole(_) => {
                self.call_over_months(function, arguments, before, tree.node(call).span)
            }
        }
    }

    /// A range is a whole value: in a call it stands in parentheses of its own.
    fn whole_value(&mut self, argument: ExprId) -> bool {
        let node = self.tree.node(argument);
        if !matches!(node.kind, NodeKind::Range { .. }) {
            return true;
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

    fn unknown_function(&self, name: Span) -> Diagnostic {
        let text = self.context.sources.text(name);
        let found = Diagnostic::new(
            Code::UnknownName,
            format!("there is no function `{text}`"),
            name,
            "not a function",
        );
        if self.layer.find(self.context, name, &self.scope).is_some() {
            let help = format!("`{text}` is a row; to multiply write `{text} * (…)`");
            return found.fix_with(help, vec![Edit::after(name, " * ")]);
        }
        if let Some(known) = spreadsheet(text) {
            return found.help(known);
        }
        match nearest(text, FUNCTIONS.iter().map(|function| function.name)) {
            Some(known) => found.fix(format!("did you mean `{known}`?"), name, known),
            None => found.help(Prose::from(Advice::Functions(None)).and(" lists them all")),
        }
    }

    fn count_fits(&mut self, function: &Function, name: Span, call: Span, arguments: &[ExprId]) -> bool {
        let optional = |parameter: &&Parameter| {
            matches!(parameter, Parameter::OptionalValue | Parameter::OptionalSpan | Parameter::Values)
        };
        let least = function.parameters.iter().filter(|parameter| !optional(parameter)).count();
        let endless = function.parameters.contains(&Parameter::Values);
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
            && function.parameters.get(1) == Some(&Parameter::Start)
        {
            let text = self.context.sources.text(self.tree.node(*first).span);
            let message = format!("`{name_text}` needs a start: what is the month before the first?");
            let found = Diagnostic::new(Code::MissingStart, message, call, "no start is given");
            let start = Edit::after(self.tree.node(*first).span, ", 0");
            let help = format!("say it: `{name_text}({text}, 0)` if there was nothing before");
            self.report(found.fix_with(help, vec![start]));
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

    fn call_same_month(&mut self, function: &'static Function, arguments: &[ExprId]) -> Typed {
        let values: Vec<Typed> = arguments.iter().map(|argument| self.expression(*argument)).collect();
        let mut same: Option<(ExprId, Typed)> = None;
        let mut traits = Traits::default();
        let mut parameters = function.parameters.iter();
        let mut parameter = Parameter::Value;
        for (expr, value) in arguments.iter().zip(&values) {
            if let Some(next) = parameters.next() {
                parameter = *next;
            }
            if parameter == Parameter::Condition {
                if !matches!(value.kind, Kind::Truth | Kind::Unknown) {
                    self.want_condition(*expr, *value);
                    return Typed::unknown();
                }
                // What a choice hangs on says nothing of how its months add up.
                continue;
            }
            traits = traits.and(value.traits);
            let Some((first, so_far)) = same else {
                same = Some((*expr, *value));
                continue;
            };
            match self.unify(so_far, *value) {
                Ok((kind, share)) => same = Some((first, so_far.with(kind, share))),
                Err(clash) => {
                    self.clash_in_call(clash, function, (first, so_far), (*expr, *value));
                    return Typed::unknown();
                }
            }
        }
        let (first, result) = same.unwrap_or((ExprId(0), Typed::unknown()));
        let truth_allowed = function.parameters.contains(&Parameter::Branch);
        if result.kind == Kind::Truth && !truth_allowed {
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
                self.range_of(function, &operands)
            }
            // Only the branch taken is read.
            Body::Choice => match operands[..] {
                [condition, a, b] => self.emit_of(Step::If(condition.at, a.at, b.at), &operands),
                _ => return Typed::unknown(),
            },
            _ => self.call(function, &operands),
        };
        let kind = match (function.gives, result.kind) {
            (Gives::Root, Kind::Known(unit)) => match unit.root() {
                Ok(root) => Kind::Known(root),
                Err(_) => {
                    let words = self.words(result.kind, result.share);
                    let span = self.tree.node(first).span;
                    self.report(Diagnostic::new(
                        Code::UnitMismatch,
                        format!("there is no square root of {words}"),
                        span,
                        format!("this is {words}"),
                    ));
                    Kind::Unknown
                }
            },
            (_, kind) => kind,
        };
        Typed { operand, kind, share: result.share, traits }
    }

    fn clash_in_call(
        &mut self,
        clash: super::lower::Clash,
        function: &Function,
        (left, a): (ExprId, Typed),
        (right, b): (ExprId, Typed),
    ) {
        use crate::syntax::tree::BinaryOperator::Equal;
        if !matches!(clash, super::lower::Clash::Units) {
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
            if let Some((place, text)) = self.where_from(expr, typed) {
                found = found.also(place, text);
            }
        }
        self.report(found);
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

    fn call_previous(&mut self, function: &Function, arguments: &[ExprId]) -> Typed {
        let [x, start] = arguments else { return Typed::unknown() };
        let (input, typed) = self.input(*x);
        let start_value = self.expression(*start);
        let (kind, share) = match self.unify(typed, start_value) {
            Ok(unified) => unified,
            Err(clash) => {
                self.clash_in_call(clash, function, (*x, typed), (*start, start_value));
                return Typed::unknown();
            }
        };
        let operand = match input {
            Input::Row(row) => {
                let step = Step::Previous(row, start_value.operand.at);
                self.emit_of(step, &[start_value.operand])
            }
            // The month before of a constant is that constant, from the second month on.
            Input::Constant(_) => {
                let first = self.monthly_flag(|month| month > 0);
                self.within(first, typed.operand, start_value.operand)
            }
        };
        Typed { operand, kind, share, traits: typed.traits.and(start_value.traits) }
    }

    /// A flag for each month of the plan.
    pub fn monthly_flag(&self, holds: impl Fn(usize) -> bool) -> Arc<[bool]> {
        (0..self.context.calendar.len()).map(holds).collect()
    }

    /// An expression as a row or a constant, for functions that read other months of it.
    pub fn input(&mut self, expr: ExprId) -> (Input, Typed) {
        if let NodeKind::Parentheses(inner) = self.tree.node(expr).kind {
            return self.input(inner);
        }
        let (tree, scope, owner) = (self.tree, self.scope.clone(), self.owner.clone());
        let of = self.of;
        let mut inner = Lower::new(self.layer, self.context, tree, scope, &owner, self.quiet);
        inner.of = of;
        let typed = inner.expression(expr);
        match typed.operand.at {
            Operand::Row(row) => (Input::Row(row), typed),
            Operand::Constant(number) => (Input::Constant(number), typed),
            Operand::Series(_) | Operand::Step(_) => {
                let formula = inner.finish(typed.operand);
                let row = self.layer.add_hidden(&owner, formula, typed);
                (Input::Row(row), Typed { operand: Operand::Row(row).into(), ..typed })
            }
        }
    }

    fn call_over_months(
        &mut self,
        function: &'static Function,
        arguments: &[ExprId],
        before: Option<ExprId>,
        call: Span,
    ) -> Typed {
        let [x, rest @ ..] = arguments else { return Typed::unknown() };
        let (input, typed) = self.input(*x);
        if typed.kind == Kind::Truth {
            let span = self.tree.node(*x).span;
            self.want_number(span);
            return Typed::unknown();
        }
        let mut inputs = vec![typed.operand];
        let mut in_days = false;
        let mut span_flags = None;
        let mut words = None;
        let wants_flow = function.parameters.first() == Some(&Parameter::Flow);
        if wants_flow
            && !matches!(typed.kind, Kind::Known(unit) if unit.is_flow())
            && !matches!(typed.kind, Kind::Zero | Kind::Unknown)
        {
            let words = self.words(typed.kind, typed.share);
            let message = format!("`{}` takes a flow, something per month", function.name);
            let mut found = Diagnostic::new(
                Code::UnitMismatch,
                message,
                self.tree.node(*x).span,
                format!("this is {words}"),
            );
            if let Some((place, text)) = self.where_from(*x, typed) {
                found = found.also(place, text);
            }
            self.report(found.help(
                "give it a period, such as `$500/month`; a level is summed up by `mean(…)` or `last(…)`",
            ));
            return Typed::unknown();
        }
        for (parameter, expr) in function.parameters[1..].iter().zip(rest) {
            match parameter {
                Parameter::OptionalSpan => match self.span_argument(*expr) {
                    Some(flags) => {
                        span_flags = Some(flags);
                        words = self.words_of_span(*expr);
                    }
                    None => return Typed::unknown(),
                },
                Parameter::Count | Parameter::MonthCount => {
                    match self.count_argument(function, *parameter, *expr) {
                        Some(number) => inputs.push(number),
                        None => return Typed::unknown(),
                    }
                }
                Parameter::Shares | Parameter::DurationOrShares => {
                    let Some(days) = self.time_argument(function, *parameter, *expr, &mut inputs) else {
                        return Typed::unknown();
                    };
                    in_days = days;
                }
                _ => {}
            }
        }
        let before = match before {
            None => None,
            Some(expr) => {
                let (_, value) = self.input(expr);
                if let Err(clash) = self.unify(typed, value) {
                    self.clash_in_call(clash, function, (*x, typed), (expr, value));
                    return Typed::unknown();
                }
                Some(value.operand)
            }
        };
        let kind = match (function.gives, typed.kind) {
            (_, Kind::Unknown) => Kind::Unknown,
            (Gives::Percent, _) => Kind::ONE,
            (Gives::TimesMonth, kind) => {
                let unit = kind.unit().unwrap_or(Unit::PER_MONTH);
                let unit = if kind == Kind::Zero { Unit::PER_MONTH } else { unit };
                unit.over_months().map_or(Kind::Unknown, Kind::Known)
            }
            (_, Kind::Zero) => Kind::Zero,
            (_, kind) => kind,
        };
        let share = if function.gives == Gives::Percent { Share::Percent } else { typed.share };
        let traits = Traits {
            velocity: typed.traits.velocity,
            last: typed.traits.last || function.rollup == Some(Rollup::Last),
            level: function.rollup == Some(Rollup::Level),
        };
        if let (Input::Row(row), Body::OneMonth(which)) = (input, function.exact) {
            // One month is enough: a row that is read in its first month may depend on this one later.
            let month = which(self.context.calendar.len()) as u32;
            let operand = self.emit(Step::At { row, month, from: self.from as u32 });
            return Typed { operand, kind, share, traits };
        }
        let written = self.layer.constants.arguments(&inputs, before, words);
        let formula = Formula::History {
            function,
            arguments: inputs.iter().map(|input| input.input()).collect(),
            before: before.map(Traced::input),
            in_days,
            span: span_flags,
            from: self.from as u32,
        };
        let formula = WrittenFormula { formula, written };
        let owner = self.owner.clone();
        let typed = Typed { traits, ..Typed::constant(Number::ZERO, kind, share) };
        let row = self.layer.add_hidden(&owner, formula, typed);
        let slot = &mut self.layer.slots[row.index()];
        slot.span = call;
        Typed { operand: Operand::Row(row).into(), ..typed }
    }

    fn words_of_span(&self, expr: ExprId) -> Option<ClauseWords> {
        match &self.tree.node(expr).kind {
            NodeKind::Months(span) => self.span_words(span),
            _ => None,
        }
    }

    fn span_argument(&mut self, expr: ExprId) -> Option<Arc<[bool]>> {
        let node = self.tree.node(expr);
        let NodeKind::Months(span) = node.kind else {
            self.report(
                Diagnostic::new(
                    Code::WrongArguments,
                    "a span of months is expected here",
                    node.span,
                    "not a span",
                )
                .help("write a month, a quarter, a year or two months: `2026-01 .. 2026-06`, `2026-Q3`"),
            );
            return None;
        };
        match self.context.span(&span) {
            Ok(flags) => Some(flags),
            Err(found) => {
                self.report(found);
                None
            }
        }
    }

    /// A whole number known now: of months, or of anything.
    fn count_argument(&mut self, function: &Function, parameter: Parameter, expr: ExprId) -> Option<Traced> {
        let value = self.expression(expr);
        let wanted = match parameter {
            Parameter::MonthCount => Kind::Known(Unit::MONTHS),
            _ => Kind::ONE,
        };
        let months_for_count = value.kind == Kind::Known(Unit::MONTHS) && wanted == Kind::ONE;
        let fits = value.kind == wanted || value.kind == Kind::Zero || months_for_count;
        match value.number() {
            Some(number) if fits && number.is_whole() && number >= Number::ONE => Some(value.operand),
            _ if value.kind == Kind::Unknown => None,
            _ => {
                let (what, example) = match parameter {
                    Parameter::MonthCount => ("a whole number of months", "6 months"),
                    _ => ("a whole number, 1 or more", "3"),
                };
                let span = self.tree.node(expr).span;
                let message = format!("`{}` needs {what} here", function.name);
                let code =
                    if fits || value.kind == Kind::ONE { Code::WrongArguments } else { Code::UnitMismatch };
                let found = Diagnostic::new(code, message, span, format!("expected {what}"));
                self.report(found.help(format!("write it out, such as `{example}`")));
                None
            }
        }
    }

    /// A duration, or a list of shares, put behind the inputs. Gives whether it is in days.
    fn time_argument(
        &mut self,
        function: &'static Function,
        parameter: Parameter,
        expr: ExprId,
        inputs: &mut Vec<Traced>,
    ) -> Option<bool> {
        let node = self.tree.node(expr);
        if let NodeKind::List(items) = node.kind {
            // What enters can arrive only once; what has been hired counts again in every month.
            let rule = (parameter == Parameter::DurationOrShares).then_some(Rule::SharesAtMost);
            let subject = format!("the shares of `{}`", function.name);
            inputs.extend(self.shares(items, node.span, rule, &subject)?);
            // A single share would look like a duration: say the second month's, which is none.
            if inputs.len() == 2 && parameter == Parameter::DurationOrShares {
                inputs.push(Operand::Constant(Number::ZERO).into());
            }
            return Some(false);
        }
        if parameter == Parameter::Shares {
            let message = format!("`{}` takes a list of shares, one a month", function.name);
            let found = Diagnostic::new(Code::WrongArguments, message, node.span, "not a list");
            self.report(found.help("write them in brackets: `[0%, 50%, 100%]`"));
            return None;
        }
        let (input, value) = self.input(expr);
        let in_days = match value.kind {
            Kind::Known(unit) if unit.is_duration() => unit.in_days,
            Kind::Zero | Kind::Unknown => true,
            _ => {
                let words = self.words(value.kind, value.share);
                let message = format!("`{}` needs a duration or a list of shares here", function.name);
                let mut found =
                    Diagnostic::new(Code::UnitMismatch, message, node.span, format!("this is {words}"));
                if let Some((place, text)) = self.where_from(expr, value) {
                    found = found.also(place, text);
                }
                self.report(found.help("write `45 days`, `2 months`, or shares by month: `[0%, 50%, 50%]`"));
                return None;
            }
        };
        let subject = format!("the duration of `{}`", function.name);
        let unit = if in_days { Unit::DAYS } else { Unit::MONTHS };
        let (rule, row) = (Rule::Duration, self.of);
        self.guard(Guard { rule, row, inputs: vec![input], subject, unit, span: node.span });
        inputs.push(value.operand);
        Some(in_days)
    }

    /// The items of a list of shares; `rule` says what they must satisfy.
    pub fn shares(
        &mut self,
        items: ExprList,
        span: Span,
        rule: Option<Rule>,
        subject: &str,
    ) -> Option<Vec<Traced>> {
        let tree = self.tree;
        let mut inputs: Vec<Traced> = Vec::new();
        for item in tree.list(items) {
            let (_, value) = self.input(*item);
            if !matches!(value.kind, Kind::Known(Unit::ONE) | Kind::Zero | Kind::Unknown) {
                let words = self.words(value.kind, value.share);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    "a share is a percentage",
                    tree.node(*item).span,
                    format!("this is {words}"),
                );
                self.report(found);
                return None;
            }
            inputs.push(value.operand);
        }
        if inputs.is_empty() {
            let found = Diagnostic::new(Code::BadShare, "the list of shares is empty", span, "nothing in it");
            self.report(found.help("write a share for each month: `[50%, 50%]`"));
            return None;
        }
        if let Some(rule) = rule {
            let subject = subject.to_string();
            let (row, inputs) = (self.of, inputs.iter().map(|share| share.input()).collect());
            self.guard(Guard { rule, row, inputs, subject, unit: Unit::ONE, span });
        }
        Some(inputs)
    }

    /// Notes what must hold of values once they are known.
    pub fn guard(&mut self, guard: Guard) {
        if !self.quiet {
            self.layer.guards.push(guard);
        }
    }

    /// `row[2026-06]`.
    pub fn index(&mut self, row: ExprId, month: MonthRef) -> Typed {
        let (input, typed) = self.input(row);
        let column = match self.context.month(&month) {
            Ok(column) => column,
            Err(found) => {
                self.report(found);
                return typed;
            }
        };
        let traits = typed.traits.level(true);
        match input {
            Input::Constant(_) => Typed { traits, ..typed },
            Input::Row(row) => {
                let operand = self.emit(Step::At { row, month: column as u32, from: self.from as u32 });
                Typed { operand, traits, ..typed }
            }
        }
    }
}

/// What to write for a function of spreadsheets.
fn spreadsheet(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "sum" => "`total(x)` sums over all months, `cum(x)` up to each month, and `+` adds rows",
        "average" | "avg" => "`mean(x)` is the mean over all months",
        "iferror" | "ifna" if library::function(name).is_none() => "`ifna(x, y)` is y where x has no value",
        "roundup" | "ceiling" => "`ceil(x, step)` rounds up",
        "rounddown" => "`floor(x, step)` rounds down",
        "power" | "pow" => "a power is written `x ^ 2`",
        _ => return None,
    })
}
