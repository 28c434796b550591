//! Lines of a pipeline and of a stock.

use super::builder::Builder;
use super::grammar::Rule;
use super::keywords;
use super::literal::Surroundings;
use super::names;
use super::pairs::{RulePair, RulePairs};
use super::statement::StatementLine;
use super::tree::{
    Decay, ExprId, NodeKind, OpeningDeals, PipelineLine, PipelineLineKind, Stage, StageTime, StockLine,
    StockLineKind,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::Currency;

impl<'t> Builder<'t> {
    /// A line of a pipeline block.
    pub(super) fn pipeline_line(&mut self, line: StatementLine) -> PipelineLine {
        let kind =
            self.pipeline_line_kind(line).unwrap_or_else(|| PipelineLineKind::Bad(self.names_of(line)));
        PipelineLine { kind, doc: line.doc, span: line.span }
    }

    /// What a line of a pipeline says, told by its first word or by its `=`. None where it cannot be read.
    fn pipeline_line_kind(&mut self, line: StatementLine) -> Option<PipelineLineKind> {
        if self.refuse_line(line) {
            return None;
        }
        let text = self.slice(line.start, line.end);
        let word = names::leading_name(text);
        let value = |builder: &mut Self, mut pairs: RulePairs<'_>| {
            pairs.next();
            builder.clauses(&mut pairs.peekable())
        };
        match word {
            // A row of a pipeline counts deals, so money cannot be one.
            _ if names::is_assigned(text)
                && self.after_equals(line).starts_with(|sign| Currency::from_sign(sign).is_some())
                && !text.contains(" of ") =>
            {
                let fixed = format!("worth {}", self.after_equals(line));
                self.fail_equals(
                    line,
                    "rows of a pipeline count deals; what a deal is worth has a word of its own",
                    &fixed,
                );
                None
            }
            _ if names::is_assigned(text) => self.read(Rule::row, line.range(), Builder::row),
            "worth" => self.read(Rule::value_line, line.range(), value).map(PipelineLineKind::Worth),
            "aligned" => self.read(Rule::value_line, line.range(), value).map(PipelineLineKind::Aligned),
            "opening" => self.read(Rule::opening, line.range(), |builder, pairs| {
                let items = pairs.filter(|pair| pair.as_rule() == Rule::opening_item);
                let deals = items.map(|item| builder.opening_deals(item)).collect::<Option<Vec<_>>>();
                deals.map(PipelineLineKind::Opening)
            }),
            _ => {
                self.fail_line(
                    line,
                    "a pipeline",
                    &keywords::line_words("pipeline"),
                    "`leads = 40/month`, `won = 20% of leads in 30 days`, `worth $8,000`",
                );
                None
            }
        }
    }

    /// `12 leads`: a number and the row behind which the deals wait.
    fn opening_deals(&mut self, pair: RulePair<'_>) -> Option<OpeningDeals> {
        let mut pairs = pair.into_inner().peekable();
        let number = self.amount(pairs.next()?)?;
        let number = self.each_month(number, &mut pairs);
        let row = self.used_name(&pairs.next()?);
        Some(OpeningDeals { number, row })
    }

    /// An entry or a stage: `NAME = …`.
    fn row(&mut self, pairs: RulePairs<'_>) -> Option<PipelineLineKind> {
        let mut pairs = pairs.peekable();
        let name = self.new_name(&pairs.next()?);
        let head = pairs.next()?;
        let head_span = self.trimmed_span(&head);
        // Only a stage says how long it takes; without that the line is an entry.
        let is_stage = head.into_inner().any(|part| matches!(part.as_rule(), Rule::lasting | Rule::over));
        if is_stage {
            return self.stage(name, head, pairs);
        }
        let mut parts = head.into_inner().peekable();
        let body = self.clause_body(&mut parts)?;
        let mut clauses = vec![self.clause_tail(body, head_span, &mut parts)?];
        for pair in pairs {
            match pair.as_rule() {
                Rule::clause => clauses.extend(self.clause(pair)),
                Rule::EOI => {}
                _ => {
                    let span = self.span(&pair);
                    self.fail(not_a_stage(span));
                }
            }
        }
        self.value_of(clauses).map(|value| PipelineLineKind::Entry { name, value })
    }

    fn stage<'p>(
        &mut self,
        name: Span,
        head: RulePair<'_>,
        rest: impl Iterator<Item = RulePair<'p>>,
    ) -> Option<PipelineLineKind> {
        let (rate, previous, time) = self.stage_head(head)?;
        let (mut decay, mut taking) = (None, None);
        for pair in rest {
            let span = self.span(&pair);
            match pair.as_rule() {
                Rule::halving | Rule::losing if decay.is_some() => self.fail(twice(span)),
                Rule::halving => decay = Some(Decay::Halving(self.wrapped_value(pair)?)),
                Rule::losing => {
                    decay =
                        Some(Decay::Losing(self.expression(pair.into_inner().next()?, Surroundings::Free)));
                }
                Rule::taking if taking.is_some() => self.fail(twice(span)),
                Rule::taking => taking = Some(self.taking(pair)?),
                // A stage has one rate and one duration: what differs by month has a row of its own, which the
                // rate may name.
                Rule::clause => self.fail(clause_on_stage(span)),
                _ => {}
            }
        }
        if let (StageTime::Over(_, span), Some(_)) = (time, decay) {
            let found =
                Diagnostic::new(Code::Syntax, "a stage with `over` cannot decay", span, "months, not a wait");
            self.fail(found.help("use `in DURATION` with `halving every` or `losing`"));
        }
        Some(PipelineLineKind::Stage(Stage { name, rate, previous, time, decay, taking }))
    }

    /// `RATE of PREVIOUS in DURATION`: the last `of` of the row separates rate and previous.
    fn stage_head(&mut self, head: RulePair<'_>) -> Option<(ExprId, Span, StageTime)> {
        let head_span = self.trimmed_span(&head);
        let mut rows = Vec::new();
        let (mut each, mut previous, mut time, mut keyed) = (None, None, None, None);
        for part in head.into_inner() {
            match part.as_rule() {
                Rule::expression => rows.push(part.into_inner().collect::<Vec<_>>()),
                Rule::range => rows.extend(part.into_inner().map(|part| match part.as_rule() {
                    Rule::expression => part.into_inner().collect::<Vec<_>>(),
                    _ => vec![part],
                })),
                Rule::each_month => each = Some(self.span(&part)),
                Rule::previous => previous = part.into_inner().next().map(|name| self.used_name(&name)),
                Rule::bare_list => keyed = Some(self.keyed_rate(part)?),
                Rule::lasting => {
                    let mut inner = part.into_inner().peekable();
                    let lasting = match inner.next_if(|part| part.as_rule() == Rule::keyed) {
                        Some(keyed) => self.keyed_expression(keyed)?,
                        None => self.value(&mut inner, Surroundings::Free)?,
                    };
                    time = Some(StageTime::In(lasting));
                }
                Rule::over => {
                    let span = self.span(&part);
                    time = Some(StageTime::Over(self.list(part.into_inner().next()?), span));
                }
                _ => {}
            }
        }
        // The grammar reads the rate as one long expression, of which `of NAME` is the end: `20% of x of leads`
        // has two `of`.
        if previous.is_none() {
            previous = rows.last_mut().and_then(|row| self.split_previous(row));
        }
        let Some(previous) = previous else {
            self.fail(no_previous(head_span));
            return None;
        };
        let rate = match keyed {
            Some(rate) => rate,
            None => self.rate(rows)?,
        };
        let rate = match each {
            Some(each) => {
                let span = self.span_of(rate).to(each);
                self.node(NodeKind::EachMonth(rate), span)
            }
            None => rate,
        };
        Some((rate, previous, time?))
    }

    /// Takes `of NAME` off the end of a row of operands and operators.
    fn split_previous(&mut self, row: &mut Vec<RulePair<'_>>) -> Option<Span> {
        let [.., operator, name] = row.as_slice() else { return None };
        if operator.as_str() != "of"
            || operator.as_rule() != Rule::infix
            || name.as_rule() != Rule::name
            // A rate, the word and the name: `of leads` alone has no rate.
            || row.len() < 3
        {
            return None;
        }
        let name = row.pop()?;
        row.pop();
        Some(self.used_name(&name))
    }

    /// The rate from its rows: one, or those of a range with the words between them.
    fn rate(&mut self, rows: Vec<Vec<RulePair<'_>>>) -> Option<ExprId> {
        let (mut bounds, mut words) = (Vec::new(), Vec::new());
        for row in rows {
            match row.first()?.as_rule() {
                rule @ (Rule::to | Rule::likely) => words.push(rule),
                _ => bounds.push(self.operations(row.into_iter(), Surroundings::Free, None)),
            }
        }
        match (bounds.as_slice(), words.as_slice()) {
            ([rate], []) => Some(*rate),
            ([low, high], [Rule::to]) => Some(self.range_of(*low, *high, None)),
            ([low, high, likely], [Rule::to, Rule::likely]) => {
                Some(self.range_of(*low, *high, Some(*likely)))
            }
            (bounds, _) => {
                let span = self.span_of(*bounds.first()?).to(self.span_of(*bounds.last()?));
                self.fail(super::expression::chained_range(span));
                None
            }
        }
    }

    /// A line of a stock block.
    pub(super) fn stock_line(&mut self, line: StatementLine) -> StockLine {
        let kind = self.stock_line_kind(line).unwrap_or_else(|| StockLineKind::Bad(self.names_of(line)));
        StockLine { kind, doc: line.doc, span: line.span }
    }

    /// What a line of a stock says, told by its first word. None where it cannot be read.
    fn stock_line_kind(&mut self, line: StatementLine) -> Option<StockLineKind> {
        if self.refuse_line(line) {
            return None;
        }
        let text = self.slice(line.start, line.end);
        let word = names::leading_name(text);
        // `in` and `out` are what people say of a balance.
        let meant = match word {
            "in" => Some("gains"),
            "out" => Some("loses"),
            _ => None,
        };
        if let Some(meant) = meant {
            let rest = text.get(word.len()..).unwrap_or_default().trim();
            let place = self.word_span(line, word);
            let found = Diagnostic::new(
                Code::Syntax,
                format!("a stock {meant} something; `{word}` is no word for it"),
                place,
                format!("did you mean `{meant}`?"),
            );
            self.reporter.report(found.fix(format!("write `{meant} {rest}`"), place, meant));
            return None;
        }
        if !keywords::begins_line(word, "stock") {
            self.fail_line(
                line,
                "a stock",
                &keywords::line_words("stock"),
                "`opening 100`, `gains emails * 5`, `loses 2%/month`",
            );
            return None;
        }
        if names::is_assigned(text) {
            let fixed = format!("{word} {}", self.after_equals(line));
            self.fail_equals(line, &format!("`{word}` is followed by its value"), &fixed);
            return None;
        }
        let named = word != "opening" && names::is_assigned(text.get(word.len()..).unwrap_or_default());
        let rule = if named { Rule::flow_line } else { Rule::value_line };
        self.read(rule, line.range(), |builder, pairs| {
            let mut pairs = pairs.peekable();
            pairs.next();
            let name = pairs.next_if(|pair| pair.as_rule() == Rule::name).map(|name| builder.new_name(&name));
            let value = builder.clauses(&mut pairs)?;
            Some(match word {
                "opening" => StockLineKind::Opening(value),
                "gains" => StockLineKind::Gains(name, value),
                _ => StockLineKind::Loses(name, value),
            })
        })
    }
}

fn no_previous(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        "a stage says of which row it is a share",
        span,
        "expected `RATE of PREVIOUS`",
    )
    .help("write it like `won = 60% of proposals in 15 days`")
}

fn not_a_stage(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        "only a stage can have this, and this line is not one",
        span,
        "belongs to a stage",
    )
    .help("a stage reads `won = 60% of proposals in 15 days, halving every 30 days`")
}

fn clause_on_stage(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        "a stage has no clauses",
        span,
        "expected `halving every`, `losing` or `taking`",
    )
    .help("for a rate that changes, define a row with clauses and use its name: `won = win_rate of proposals in 15 days`")
}

fn twice(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, "this is said twice", span, "the second time").help("keep one of them")
}
