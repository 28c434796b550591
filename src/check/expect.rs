//! The unit that a row must have: by its place, or by its annotation.

use super::draft::{Draft, DraftBody, Expect};
use super::lower::Lower;
use super::no_period::definition_at;
use super::typed::{Dimension, NumberKind, Typed};
use crate::check::fixes::{fixed, is_number};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::model::{Formula, OPENING, Operand, Row, RowId};
use crate::source::Span;
use crate::syntax::tree::{
    BinaryOperator, Clause, ClauseBody, ExprId, LiteralUnit, NodeKind, RollupWord, UnitAnnotation, Value,
};
use crate::value::{DurationWord, EffortWord, Number, NumberStyle, Period, Unit};

impl<'a> Lower<'_, 'a> {
    /// Brings a value to the unit that its annotation names.
    pub(super) fn annotate(&mut self, typed: Typed, annotation: &UnitAnnotation, name: &str) -> Typed {
        let Some(unit) = annotated(annotation) else {
            let found = Diagnostic::new(
                Code::UnitMismatch,
                "a row is kept in one of a few units",
                annotation.span,
                "not one of them",
            );
            self.report(
                found.help("write `1`, `%`, `days`, `months`, `hours`, money, or one of these `/month`"),
            );
            return Typed::unknown();
        };
        if let LiteralUnit::Money(currency) = annotation.unit
            && self.exchange_for(currency, annotation.span).is_some()
        {
            let own = self.context.currency;
            let message = format!("every row is shown in the plan's currency, {own}");
            let found = Diagnostic::new(Code::CurrencyMix, message, annotation.span, "another currency");
            let written = self.context.sources.text(annotation.span);
            let meant = written.replacen(currency.symbol(), own.symbol(), 1).replacen(
                currency.code(),
                own.symbol(),
                1,
            );
            self.report(found.fix(format!("write `{}`", meant.trim()), annotation.span, meant));
        }
        let share =
            if annotation.unit == LiteralUnit::Percent { NumberKind::Percent } else { NumberKind::Count };
        match typed.kind {
            Dimension::Known(known) if known == unit => {
                self.annotated_number(typed, annotation);
                typed.with(typed.kind, share)
            }
            // This is how a `?` and a bare `0` come by a unit: `cash: $ = 0`.
            Dimension::Zero | Dimension::Unknown => typed.with(Dimension::Known(unit), share),
            // Days and months are the one pair of units that an annotation converts, by the length of each month.
            Dimension::Known(known) if known.is_duration() && unit.is_duration() => {
                if unit.in_days {
                    self.as_days(typed)
                } else {
                    let operand = self.days_to_months(typed.operand);
                    Typed { operand, kind: Dimension::Known(unit), ..typed }
                }
            }
            _ => {
                let words = self.words(typed.kind, typed.share);
                let declared = self.words(Dimension::Known(unit), share);
                let found = Diagnostic::new(
                    Code::UnitMismatch,
                    format!("`{name}` is declared as {declared}, but its value is {words}"),
                    annotation.span,
                    format!("declared as {declared}"),
                );
                let span = self.owner_span(name);
                let found = found.also(span, format!("worked out as {words}"));
                // `price: $ = 5`
                let number =
                    typed.number().filter(|_| typed.kind == Dimension::ONE && !typed.share.is_percent());
                let place = number.and_then(|_| self.context.number_of(span));
                let meant = place.zip(number).and_then(|(place, number)| {
                    let countable = unit == Unit::ONE || unit == Unit::PER_MONTH;
                    let plain = number.to_string();
                    let amount = super::goal::with_unit(&plain, unit, share, self.context.currency);
                    let amount = amount.or_else(|| countable.then_some(plain))?;
                    Some((place, if unit.is_flow() { format!("{amount}/month") } else { amount }))
                });
                self.report(match meant {
                    Some((place, written)) => found.fix(format!("write `{written}`"), place, written),
                    None => found,
                });
                Typed::unknown().with(Dimension::Known(unit), share)
            }
        }
    }

    /// Reports a percentage per month that is declared to add up.
    pub(super) fn summed_percentage(&mut self, typed: Typed, draft: &Draft<'a>) {
        let Some(annotation) = draft.annotation.filter(|stated| stated.rollup == Some(RollupWord::Sum))
        else {
            return;
        };
        if !typed.share.is_percent() || !typed.kind.unit().is_some_and(Unit::is_flow) {
            return;
        }
        let message = "a percentage per month does not add up: twelve times 4% are not 48% of anything";
        let found = Diagnostic::new(Code::UnitMismatch, message, annotation.span, "declared to be summed");
        let text = self.context.sources.text(annotation.span);
        let word = text.trim_end().strip_suffix("sum").map(|head| Span {
            start: annotation.span.start + head.len() as u32,
            end: annotation.span.start + head.len() as u32 + 3,
            ..annotation.span
        });
        let edit = word.map(|word| Edit::replace(word, "mean"));
        self.report(fixed(found, "write `mean` in the place of `sum`, or nothing", edit));
    }

    /// Reports a number that is declared as a percentage and was hardly meant as one: `rate: % = 25` is 2500%.
    fn annotated_number(&mut self, typed: Typed, annotation: &UnitAnnotation) {
        let percent = annotation.unit == LiteralUnit::Percent;
        let Some(number) = typed.number().filter(|_| percent && !typed.share.may_be_percent()) else {
            return;
        };
        if number.abs() <= Number::from(2u32) {
            return;
        }
        let per = if annotation.per.is_some() { "/month" } else { "" };
        let (means, meant) = (number.percent_text(), format!("{number}%{per}"));
        let message = format!("declared as a percentage, `{number}{per}` means {means}{per}");
        let found = Diagnostic::new(Code::AmbiguousPercent, message, annotation.span, "a percentage");
        let span = self.owner_span(&self.owner.clone());
        let value = self.context.number_of(span);
        let found = match value {
            Some(value) => found.also(value, "this is a count"),
            None => found,
        };
        let edit = value.map(|value| Edit::replace(value, meant.as_str()));
        self.report(fixed(found, format!("did you mean `{meant}`?"), edit));
    }

    fn owner_span(&self, name: &str) -> Span {
        let row = self.builder.names.get(name);
        row.map_or(Span::default(), |row| self.builder.table[row.index()].span)
    }

    /// Reports a value whose unit is not the one that its place asks for.
    pub(super) fn expected(&mut self, typed: Typed, draft: &Draft<'a>, span: Span) -> Typed {
        let Some(expect) = draft.expect else { return typed };
        let place = match &draft.body {
            DraftBody::Value(value, _) => value.span,
            DraftBody::Expression(expr) => draft.tree.node(*expr).span,
            DraftBody::Build(..) | DraftBody::Total(..) => span,
        };
        let fits = |unit: Unit| fits(typed.kind, unit);
        let words = self.words(typed.kind, typed.share);
        // One table of what each place wants: whether the value fits, the unit to go on with, and the words for
        // the message.
        let (ok, unit, what, help) = match expect {
            Expect::Flow => (
                fits(Unit::PER_MONTH),
                Unit::PER_MONTH,
                "a count per month",
                "give it a period, such as `20/month`",
            ),
            Expect::Ratio => {
                (fits(Unit::ONE), Unit::ONE, "a percentage", "write a percentage, such as `40%`")
            }
            Expect::Money => (
                fits(Unit::MONEY),
                Unit::MONEY,
                "an amount of money",
                match typed.kind.unit() == Some(Unit::MONEY_PER_MONTH) {
                    true => {
                        "a deal brings an amount once; what comes again every month is a row of its own, such as \
                             `mrr: $/month last = cum(won) * $49/month`"
                    }
                    false => "write an amount, such as `$8,000`",
                },
            ),
            Expect::ExchangeRate => (
                fits(Unit::MONEY) && typed.kind != Dimension::Zero,
                Unit::MONEY,
                "what one of a currency costs, an amount of money,",
                "write the amount for one of it, such as `$1.08`",
            ),
            Expect::Count => {
                (fits(Unit::ONE), Unit::ONE, "a plain number", "write a plain number, such as `12`")
            }
            Expect::HoursPerMonth => (
                fits(Unit::HOURS_PER_MONTH),
                Unit::HOURS_PER_MONTH,
                "hours of work per day, week or month",
                "write it with its period, such as `2 hours/day`",
            ),
            Expect::Duration => {
                let ok = match typed.kind {
                    Dimension::Known(unit) => unit.is_duration(),
                    Dimension::Zero | Dimension::Unknown => true,
                    Dimension::Truth => false,
                };
                let unit = typed.kind.unit().filter(|unit| unit.is_duration()).unwrap_or(Unit::DAYS);
                (ok, unit, "a duration", "write it with its unit, such as `20 days` or `2 months`")
            }
            Expect::Row(row) | Expect::FlowOf(row) => {
                return self.expected_of_row(typed, draft, (expect, row), place);
            }
        };
        let wants_count = matches!(expect, Expect::Flow | Expect::Count);
        let countable = typed.kind.unit().is_some_and(Unit::is_countable);
        if wants_count && countable && typed.share.is_percent() {
            let wanted = if expect == Expect::Flow { "what enters a pipeline" } else { "what is here" };
            let expr = only_expression(&draft.body);
            self.percentage_of_what(wanted, (place, expr), typed, None);
            return Typed::unknown().with(Dimension::Known(unit), NumberKind::Count);
        }
        if expect == Expect::Ratio
            && countable
            && typed.share.meet(NumberKind::Percent).is_none()
            && !self.quiet
        {
            let found = self.ratio_of_count(typed, (place, only_expression(&draft.body)));
            self.report(found);
            return Typed::unknown().with(Dimension::Known(unit), NumberKind::Percent);
        }
        if ok {
            let kind = match typed.kind {
                Dimension::Zero | Dimension::Unknown => Dimension::Known(unit),
                kind => kind,
            };
            // What enters and what is done is a number of things, however it was worked out.
            let share = if wants_count { NumberKind::Count } else { typed.share };
            self.lean(typed, if expect == Expect::Ratio { NumberKind::Percent } else { share });
            return Typed { kind, share, ..typed };
        }
        let message = format!("{what} is expected here");
        let found = Diagnostic::new(Code::UnitMismatch, message, place, format!("this is {words}"));
        let found = self.with_origin(found, only_expression(&draft.body), typed);
        if expect == Expect::ExchangeRate {
            let found = self.without_sign(found, (place, typed));
            self.report(found);
            return Typed::unknown().with(Dimension::Known(unit), NumberKind::Count);
        }
        // `worth $6,000/month`: a deal brings its money once.
        let text = self.context.sources.text(place).trim_end();
        let once = text.rsplit_once('/').filter(|_| unit == Unit::MONEY).map(|(amount, _)| amount);
        self.report(match once.filter(|amount| is_number(amount)) {
            Some(amount) => {
                let start = place.start + amount.len() as u32;
                let period = Span { start, end: place.start + text.len() as u32, ..place };
                found
                    .help(format!(
                        "write it without a period: `{amount}`; what comes again every month is a row of its own, \
                         such as `mrr: {sign}/month last = cum(won) * {amount}/month`",
                        sign = self.context.currency.symbol(),
                    ))
                    .offer(Fix::new(
                        format!("write it without a period: `{amount}`"),
                        Edit::replace(period, ""),
                    ))
            }
            None => found.help(help),
        });
        // With the unit that was wanted: what uses the row is checked as if the mistake were mended.
        Typed::unknown().with(Dimension::Known(unit), NumberKind::Either)
    }

    /// Reports a value whose unit is not the one that another row asks for: the unit of that row, or what it gains
    /// or loses in a month.
    fn expected_of_row(
        &mut self,
        typed: Typed,
        draft: &Draft<'a>,
        (expect, row): (Expect, RowId),
        place: Span,
    ) -> Typed {
        let value = match &draft.body {
            DraftBody::Value(value, _) => Some(*value),
            _ => None,
        };
        if let Expect::FlowOf(opening) = expect
            && let Some(refused) = self.refused_flow((place, value), (opening, typed))
        {
            return refused;
        }
        let fits = |unit: Unit| fits(typed.kind, unit);
        let words = self.words(typed.kind, typed.share);
        let mut of = self.builder.table[row.index()].info;
        if matches!(expect, Expect::Row(_)) {
            of.share = self.leaning(row).share;
        }
        let wanted = match (expect, of.kind) {
            // The other row has a mistake of its own, or is not known yet: there is nothing to compare
            // with.
            (_, Dimension::Unknown | Dimension::Truth) => return typed,
            (Expect::Row(_), kind) => kind.unit().unwrap_or(Unit::ONE),
            (_, kind) => {
                let unit = kind.unit().unwrap_or(Unit::ONE);
                unit.per_month().unwrap_or(unit)
            }
        };
        let declared = self.words(Dimension::Known(wanted), of.share);
        let countable = typed.kind.unit().is_some_and(Unit::is_countable);
        if countable && wanted.is_countable() && typed.share.meet(of.share).is_none() {
            return self.kind_of_row(typed, draft, (expect, row), place);
        }
        if fits(wanted) {
            let kind = if typed.kind == Dimension::Truth { typed.kind } else { Dimension::Known(wanted) };
            // `loses quits = customers * churn`: people, since the stock is people.
            let counts = matches!(expect, Expect::FlowOf(_)) && of.share == NumberKind::Count;
            let share = if counts { NumberKind::Count } else { typed.share };
            return typed.with(kind, share);
        }
        if matches!(expect, Expect::FlowOf(_))
            && let Some(found) = self.opening_at_fault((place, typed), row)
        {
            found.into_iter().for_each(|found| self.report(found));
            return Typed::unknown().with(Dimension::Known(wanted), of.share);
        }
        let message = match expect {
            Expect::Row(_) => {
                format!("a scenario keeps a row's unit: this is {words}, the plan's is {declared}")
            }
            _ => format!("what a stock gains or loses is {declared}, and this is {words}"),
        };
        let found = Diagnostic::new(Code::UnitMismatch, message, place, format!("this is {words}"));
        // Of several clauses nobody can say which one brought the unit.
        let expr = only_expression(&draft.body);
        let found = self.with_origin(found, expr, typed);
        let entry = &self.builder.table[row.index()];
        let stands = self.words(of.kind, of.share);
        let found = found.also(entry.span, format!("`{}` is {stands} because of this", entry.name));
        let given = typed.kind.unit().unwrap_or(Unit::ONE);
        let zero = expr.filter(|_| wanted.is_flow()).and_then(|expr| self.zero_without_period([expr]));
        if let Some((origin, help)) = zero {
            let period = self.context.number_of(origin).map(|zero| Edit::after(zero, "/month"));
            self.report(fixed(found.also(origin, "this says no period"), help, period));
            return Typed::unknown().with(Dimension::Known(wanted), of.share);
        }
        if given.per_month() == Ok(wanted)
            && let Some(help) = self.period_of_share(expr)
        {
            self.report(found.help(help));
            return Typed::unknown().with(Dimension::Known(wanted), of.share);
        }
        // `loses 5%/month` of a stock of money: what is meant is its own share.
        let stock = stock_of(&entry.name);
        let stock = stock.filter(|_| matches!(expect, Expect::FlowOf(_)) && typed.share.is_percent());
        if let Some((written, edits)) =
            expr.zip(stock).and_then(|(expr, of)| self.share_of_edits(expr, typed, of))
        {
            self.report(found.fix_with(format!("write `{written}`"), edits));
            return Typed::unknown().with(Dimension::Known(wanted), of.share);
        }
        // `opening 20k; gains $5k/month`: the sign of the currency is missing where the stock opens.
        let opens = self.context.sources.text(entry.span).trim();
        let money = matches!(expect, Expect::FlowOf(_)) && wanted == Unit::PER_MONTH && given.money == 1;
        if money && super::fixes::is_number(opens) && !opens.ends_with('%') {
            let amount = self.context.currency.amount(opens);
            let edit = Edit::replace(entry.span, amount.clone());
            let help = format!("if the stock is one of money, write what it opens with as `{amount}`");
            self.report(fixed(found, help, Some(edit)));
            return Typed::unknown().with(Dimension::Known(wanted), of.share);
        }
        if given.per_month() == Ok(wanted) && !given.is_duration() {
            let found = self.amounts_per_what(found, value);
            self.report(found);
            return Typed::unknown().with(Dimension::Known(wanted), of.share);
        }
        self.report(found.help(if wanted == Unit::MONEY && given.money == 0 {
            "write it as money, such as `$8,000`".to_string()
        } else if wanted.money == 1 && given.money == 0 {
            let counts = super::fixes::count_of(opens)
                .filter(|_| matches!(expect, Expect::FlowOf(_)) && given == Unit::PER_MONTH);
            let counts = counts.map(|count| format!("; if the stock counts things, write `opening {count}`"));
            format!(
                "write it as money, such as `$500/month`, or multiply it by a price: {declared} is wanted{}",
                counts.unwrap_or_default()
            )
        } else {
            format!("write it as {declared}")
        }));
        Typed::unknown().with(Dimension::Known(wanted), of.share)
    }

    /// Reports what a stock gains or loses that lacks its period, and a stock that opens with so much a month: what
    /// the flow is taken for then. None where neither is so.
    fn refused_flow(
        &mut self,
        flow: (Span, Option<&'a Value>),
        (opening, typed): (RowId, Typed),
    ) -> Option<Typed> {
        if self.flow_without_period(flow, (opening, typed)) {
            return Some(Typed::unknown().with(Dimension::Known(Unit::PER_MONTH), NumberKind::Count));
        }
        if self.amount_without_period(flow, (opening, typed)) {
            let per_month = typed.kind.unit().and_then(|unit| unit.per_month().ok());
            let kind = per_month.map_or(Dimension::Unknown, Dimension::Known);
            return Some(Typed::unknown().with(kind, typed.share));
        }
        self.opens_with_flow((opening, typed)).then(Typed::unknown)
    }
}

impl Lower<'_, '_> {
    /// The finding for a count where a percentage is wanted: a stage's rate that is a row of plain numbers.
    fn ratio_of_count(&self, typed: Typed, (place, expr): (Span, Option<ExprId>)) -> Diagnostic {
        let words = self.words(typed.kind, typed.share);
        let row = expr.and_then(|expr| self.row_named(expr)).map(|(row, _)| row);
        let written = match (row, self.context.sources.text(place).trim()) {
            (Some(row), _) => self.context.number_of(self.builder.table[row.index()].span),
            (None, text) => is_number(text).then_some(place),
        };
        let number = written.map(|written| self.context.sources.text(written).trim());
        let value = number.and_then(|text| Number::parse(&text.replace([',', '_'], "")));
        let large = value.or(typed.number()).is_some_and(|number| number.abs() > Number::ONE);
        let code = if large { Code::BadRate } else { Code::UnitMismatch };
        let found = Diagnostic::new(code, "a percentage is expected here", place, format!("this is {words}"));
        let found = self.with_origin(found, expr, typed);
        // A rate is at most 100%: what is larger is a figure that lacks its sign.
        let percent = value.map(|value| if large { format!("{value}%") } else { value.percent_text() });
        match (value.zip(percent), row, written) {
            (Some((value, percent)), row, Some(written)) => {
                let help = match row {
                    Some(row) => format!("write `{} = {percent}`", self.builder.table[row.index()].name),
                    None if large => {
                        format!("{value} means {}; did you mean `{percent}`?", value.percent_text())
                    }
                    None => format!("write it as a percentage: `{percent}`"),
                };
                fixed(found, help, Some(Edit::replace(written, percent.as_str())))
            }
            (_, Some(row), _) => found.help(format!(
                "say that it is a percentage where it is defined: `{}: % = …`",
                self.builder.table[row.index()].name
            )),
            _ => found.help("write a percentage, such as `40%`, or a row shown in percent"),
        }
    }
}

impl<'a> Lower<'_, 'a> {
    /// Reports a percentage where another row asks for a count, or the other way round.
    fn kind_of_row(
        &mut self,
        typed: Typed,
        draft: &Draft<'a>,
        (expect, row): (Expect, RowId),
        place: Span,
    ) -> Typed {
        if self.quiet {
            return typed;
        }
        let of = self.leaning(row);
        let entry = &self.builder.table[row.index()];
        let (name, span) = (entry.name.clone(), entry.span);
        let expr = only_expression(&draft.body);
        let (given, wanted) = (self.kind_words(typed), self.kind_words(of));
        let stock = stock_of(&name);
        match (expect, stock) {
            (Expect::FlowOf(_), Some(stock)) if typed.share.is_percent() => {
                let wanted = "what a stock gains or loses";
                self.percentage_of_what(wanted, (place, expr), typed, Some((stock, span)));
            }
            _ => {
                let message = match expect {
                    Expect::Row(_) => {
                        format!("a scenario keeps what a row is: this is {given}, the plan's is {wanted}")
                    }
                    _ => format!("`{name}` is {wanted}, and this is {given}"),
                };
                let found =
                    Diagnostic::new(Code::AmbiguousPercent, message, place, format!("this is {given}"));
                let found = found.also(span, format!("this is {wanted}"));
                let meant = expr.filter(|_| of.share.is_percent()).and_then(|expr| self.meant_percent(expr));
                self.report(match meant {
                    Some(meant) => found.fix(meant.help, meant.span, meant.written),
                    None => found.help(format!("write it as {wanted}")),
                });
            }
        }
        let unit = typed.kind.unit().unwrap_or(Unit::ONE);
        Typed::unknown().with(Dimension::Known(unit), of.share)
    }
}

impl Lower<'_, '_> {
    /// The `hires = 0` behind an expression, which was meant per month and could not say so; and what to write.
    pub(super) fn zero_without_period(
        &self,
        expressions: impl IntoIterator<Item = ExprId>,
    ) -> Option<(Span, String)> {
        // The rows behind a formula may be the whole plan. A zero that is further away is not what the user is
        // looking at.
        const MOST: usize = 200;
        let mut rows = Vec::new();
        let mut open: Vec<ExprId> = expressions.into_iter().collect();
        while let Some(expr) = open.pop() {
            let node = self.tree.node(expr);
            match &node.kind {
                NodeKind::Parentheses(inner) => open.push(*inner),
                NodeKind::Binary { left, right, .. } => open.extend([*right, *left]),
                NodeKind::Name => rows.extend(self.builder.find(self.context, node.span, &self.scope)),
                _ => {}
            }
        }
        let mut at = 0;
        while let Some(id) = rows.get(at).copied().filter(|_| at < MOST) {
            at += 1;
            let entry = &self.builder.table[id.index()];
            let Some(row) = &entry.row else { continue };
            // What a stock opens with is a row of its name, and no line says `reps = 0`.
            let written = || definition_at(self.context, entry.span).is_some();
            if let Some(help) = bare_zero(row).filter(|_| written()) {
                return Some((entry.span, help));
            }
            row.formula.for_each_use(|used, _| {
                if !rows.contains(&used) {
                    rows.push(used);
                }
            });
        }
        None
    }

    /// What to write for `customers * churn` where the percentage has no period: `churn = 3%/month`. Whether it is one
    /// of a month or of a year only the reader knows, so it is no fix to paste.
    pub(super) fn period_of_share(&self, expr: Option<ExprId>) -> Option<String> {
        let or_year = |stated: String| {
            format!(
                "say what period the percentage is of: `{stated}/month`, or `/year` for a twelfth of it a month"
            )
        };
        let mut waiting = vec![expr?];
        while let Some(expr) = waiting.pop() {
            let node = self.tree.node(expr);
            match &node.kind {
                NodeKind::Parentheses(inner) => waiting.push(*inner),
                NodeKind::Binary {
                    operator: BinaryOperator::Times | BinaryOperator::Of,
                    left,
                    right,
                    ..
                } => {
                    waiting.extend([*right, *left]);
                }
                NodeKind::Literal(literal)
                    if literal.unit == LiteralUnit::Percent && literal.per.is_none() =>
                {
                    return Some(or_year(self.context.sources.text(node.span).to_string()));
                }
                NodeKind::Name => {
                    let name = self.context.sources.text(node.span);
                    let row = self.builder.find(self.context, node.span, &self.scope)?;
                    let entry = &self.builder.table[row.index()];
                    if entry.info.share == NumberKind::Percent && entry.info.kind == Dimension::ONE {
                        let formula = entry.row.as_ref().map(|row| &row.formula);
                        let value = match formula {
                            Some(Formula::Steps { result: Operand::Constant(number), .. }) => {
                                number.percent()
                            }
                            _ => None,
                        };
                        return Some(match value {
                            Some(percent) => or_year(format!("{name} = {percent}%")),
                            None => format!("give `{name}` a period, such as `{name} = 3%/month`"),
                        });
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether a value of this kind may stand where that unit is wanted.
fn fits(kind: Dimension, unit: Unit) -> bool {
    match kind {
        Dimension::Known(known) => known == unit,
        Dimension::Zero | Dimension::Unknown => true,
        Dimension::Truth => false,
    }
}

/// What to write for a row that is 0 and says no more.
pub(super) fn bare_zero(row: &Row) -> Option<String> {
    let zero = match &row.formula {
        Formula::Steps { steps, result: Operand::Constant(number), .. } => {
            steps.is_empty() && number.is_zero()
        }
        _ => false,
    };
    let bare = zero && row.unit.is_one() && row.shown == NumberStyle::Plain && row.input;
    bare.then(|| format!("`{0} = 0` says no period: write `{0} = 0/month`", row.name))
}

/// The one expression that a body is, if it is no more than that.
fn only_expression(body: &DraftBody<'_>) -> Option<ExprId> {
    match body {
        DraftBody::Expression(expr) => Some(*expr),
        DraftBody::Value(value, _) => match &value.clauses[..] {
            [Clause { body: ClauseBody::Expression(expr), .. }] => Some(*expr),
            _ => None,
        },
        DraftBody::Build(..) | DraftBody::Total(..) => None,
    }
}

/// The unit that an annotation names; none where it names none that a row can have.
pub(super) fn annotated(unit: &UnitAnnotation) -> Option<Unit> {
    let base = match unit.unit {
        LiteralUnit::Plain | LiteralUnit::Percent => Unit::ONE,
        LiteralUnit::Money(_) => Unit::MONEY,
        LiteralUnit::Duration(DurationWord::Days) => Unit::DAYS,
        LiteralUnit::Duration(DurationWord::Months) => Unit::MONTHS,
        LiteralUnit::Effort(EffortWord::Hours) => Unit::HOURS,
        // Weeks, quarters and minutes are units to write in; what rows are kept in is few, so that they add up.
        LiteralUnit::Points | LiteralUnit::Duration(_) | LiteralUnit::Effort(EffortWord::Minutes) => {
            return None;
        }
    };
    match unit.per {
        None => Some(base),
        Some(Period::Month) if !base.is_duration() => base.per_month().ok(),
        Some(_) => None,
    }
}

/// The stock of which a row is what it opens with, by its name: `team` of `team.opening`.
fn stock_of(opening: &str) -> Option<&str> {
    opening.strip_suffix(OPENING)?.strip_suffix('.')
}
