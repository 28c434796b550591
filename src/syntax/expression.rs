//! Expressions: flat rows of operands and operators become nodes in order of precedence.
//!
//! Operators wait on a stack of our own, so a chain of any length or mix needs no recursion; only
//! brackets recurse, and the layout has counted them.

use std::iter::Peekable;

use super::builder::Builder;
use super::grammar::Rule;
use super::literal::{self, Surroundings};
use super::operator::{COMPARISON, OperatorKind, PendingOperator};
use super::pairs::{RulePair, RulePairs};
use super::spoken_amount::{RangeOrDifference, SpokenAmount, range_or_difference};
use super::spoken_month::SpokenMonth;
use super::time::Meant;
use super::tree::{BinaryOperator, ExprId, ExprList, NodeKind, SpanRef, UnaryOperator};
use super::{hints, informal, names, time};
use crate::diagnostic::{Code, Diagnostic, Fix, months_away};
use crate::limits;
use crate::source::Span;
use crate::value::Stretch;

/// The operator of a sign or word; the grammar lets no others through but `=` and `!`, which
/// [`Builder::push_infix`] reports.
fn infix(text: &str) -> BinaryOperator {
    match text {
        "+" => BinaryOperator::Plus,
        "-" => BinaryOperator::Minus,
        "*" => BinaryOperator::Times,
        "/" => BinaryOperator::Over,
        "^" => BinaryOperator::Power,
        "of" => BinaryOperator::Of,
        "and" => BinaryOperator::And,
        "or" => BinaryOperator::Or,
        "<" => BinaryOperator::Less,
        "<=" => BinaryOperator::AtMost,
        "==" => BinaryOperator::Equal,
        "!=" => BinaryOperator::NotEqual,
        ">=" => BinaryOperator::AtLeast,
        _ => BinaryOperator::Greater,
    }
}

impl<'t> Builder<'t> {
    /// A value: an expression, perhaps a range, perhaps drawn each month. Takes its pairs.
    pub(super) fn value(
        &mut self,
        pairs: &mut Peekable<RulePairs<'_>>,
        place: Surroundings,
    ) -> Option<ExprId> {
        let mut value = self.expression(pairs.next_if(|pair| pair.as_rule() == Rule::expression)?, place);
        if let Some(range) = pairs.next_if(|pair| pair.as_rule() == Rule::range) {
            value = self.range(value, range, place);
        }
        Some(self.each_month(value, pairs))
    }

    /// A formula on its own.
    pub(super) fn formula(&mut self, range: (usize, usize)) -> Option<ExprId> {
        self.read(Rule::formula, range, |builder, pairs| {
            builder.value(&mut pairs.peekable(), Surroundings::Free)
        })
    }

    /// `… each month`, where it follows.
    pub(super) fn each_month(&mut self, value: ExprId, pairs: &mut Peekable<RulePairs<'_>>) -> ExprId {
        match pairs.next_if(|pair| pair.as_rule() == Rule::each_month) {
            Some(each) => {
                let span = self.span_of(value).to(self.span(&each));
                if let Some(NodeKind::Literal(literal)) = self.kind_of(value) {
                    let rate = literal.per.is_none();
                    let found = drawn_literal(self.text_of(self.span_of(value)), rate, span);
                    self.fail(found);
                }
                self.node(NodeKind::EachMonth(value), span)
            }
            None => value,
        }
    }

    /// `low to high likely mode`, with the lower bound already read.
    pub(super) fn range(&mut self, low: ExprId, range: RulePair<'_>, place: Surroundings) -> ExprId {
        let (mut high, mut likely) = (None, None);
        let mut is_likely = false;
        let start = self.span_of(low);
        for pair in range.into_inner() {
            match pair.as_rule() {
                Rule::likely => is_likely = true,
                Rule::to if high.is_some() => {
                    let span = start.to(self.span(&pair));
                    self.fail(chained_range(span));
                }
                Rule::to => {}
                _ => {
                    let bound = self.bound(pair, place);
                    let slot = if is_likely { &mut likely } else { &mut high };
                    *slot = Some(bound);
                }
            }
        }
        self.range_of(low, high.unwrap_or(low), likely)
    }

    /// A range of bounds that have been read.
    pub(super) fn range_of(&mut self, low: ExprId, high: ExprId, likely: Option<ExprId>) -> ExprId {
        for bound in [Some(low), Some(high), likely].into_iter().flatten() {
            if !self.is_bound(bound) {
                let span = self.span_of(bound);
                self.fail(bad_bound(self.text_of(span), span));
            }
        }
        let span = self.span_of(low).to(self.span_of(likely.unwrap_or(high)));
        self.node(NodeKind::Range { low, high, likely }, span)
    }

    /// A bound of a range in a formula (`expression`) or in front of a noun (a lone token).
    fn bound(&mut self, pair: RulePair<'_>, place: Surroundings) -> ExprId {
        match pair.as_rule() {
            Rule::expression => self.expression(pair, place),
            _ => self.operations(std::iter::once(pair), place, None),
        }
    }

    /// Bounds are literals, with or without a sign, or parentheses: `5 to 10 + 3` could mean two things.
    fn is_bound(&self, expr: ExprId) -> bool {
        match self.kind_of(expr) {
            Some(NodeKind::Literal(_) | NodeKind::Parentheses(_)) => true,
            Some(NodeKind::Unary { operand, operator: UnaryOperator::Plus | UnaryOperator::Minus }) => {
                matches!(self.kind_of(*operand), Some(NodeKind::Literal(_)))
            }
            _ => false,
        }
    }

    /// The node of an `expression` pair, its operators in order of precedence.
    pub(super) fn expression(&mut self, pair: RulePair<'_>, place: Surroundings) -> ExprId {
        self.operations(pair.into_inner(), place, None)
    }

    /// A row of operands and operators; `first` is an operand that has been read already.
    pub(super) fn operations<'p>(
        &mut self,
        pairs: impl Iterator<Item = RulePair<'p>>,
        place: Surroundings,
        first: Option<ExprId>,
    ) -> ExprId {
        // Brackets share the stacks: what lies below these lengths belongs to the expression around this one.
        let (operators, operands) = (self.operators.len(), self.operands.len());
        self.operands.extend(first);
        let mut pairs = pairs.peekable();
        // The literal before an operator, with the minus before it.
        let mut literal: Option<Span> = None;
        let mut minus: Option<Span> = None;
        while let Some(pair) = pairs.next() {
            let before = literal.take();
            if pair.as_rule() == Rule::literal {
                let span = self.span(&pair);
                literal = Some(
                    minus.take().filter(|minus| minus.end == span.start).map_or(span, |minus| minus.to(span)),
                );
            }
            match pair.as_rule() {
                Rule::prefix => {
                    minus = (pair.as_str() == "-").then(|| self.span(&pair));
                    self.push_prefix(&pair, operators);
                }
                Rule::infix => {
                    if let (Some(low), Some(high), "-") = (before, pairs.peek(), pair.as_str())
                        && high.as_rule() == Rule::literal
                    {
                        let high = self.span(high);
                        let hyphen = self.span(&pair);
                        self.check_hyphen(low, hyphen, high);
                    }
                    if let Some(sign) = pairs.peek().filter(|next| next.as_rule() == Rule::prefix) {
                        self.check_signs(before, self.span(&pair).to(self.trimmed_span(sign)));
                    }
                    self.push_infix(&pair, operators);
                }
                Rule::name if pair.as_str() == "not" => self.not_call(&pair, pairs.next(), operators),
                _ => {
                    let suffix =
                        pairs.next_if(|next| matches!(next.as_rule(), Rule::arguments | Rule::index));
                    let mut operand = self.operand(pair, suffix, place);
                    // A month of a call: `mean(x)[2026-06]`.
                    if let Some(index) = pairs.next_if(|next| next.as_rule() == Rule::index) {
                        operand = self.index(operand, index);
                    }
                    self.operands.push(operand);
                }
            }
        }
        self.reduce_while(operators, |_| true);
        let result = self.operands.pop();
        self.operands.truncate(operands);
        // The grammar gives every row an operand.
        match result {
            Some(result) => result,
            None => self.node(NodeKind::Unknown, self.reporter.span(0, 0)),
        }
    }

    /// Puts a sign or `not` on the stack. `a + not b` is refused: `not` binds less tightly than what waits for
    /// it.
    fn push_prefix(&mut self, pair: &RulePair<'_>, base: usize) {
        let span = self.trimmed_span(pair);
        let operator = match pair.as_str().trim_end() {
            "+" => UnaryOperator::Plus,
            "-" => UnaryOperator::Minus,
            _ => UnaryOperator::Not,
        };
        let tighter = self.operators.get(base..).and_then(<[PendingOperator]>::last);
        if operator == UnaryOperator::Not && tighter.is_some_and(|before| before.kind.precedence() > 3) {
            self.fail(misplaced_not(span));
        }
        self.push_operator(OperatorKind::Prefix(operator), span);
    }

    /// `not(…)` looks like a call; it is the word before a parenthesis.
    fn not_call(&mut self, word: &RulePair<'_>, arguments: Option<RulePair<'_>>, base: usize) {
        self.push_prefix(word, base);
        let Some(arguments) = arguments.filter(|next| next.as_rule() == Rule::arguments) else {
            let span = self.span(word);
            self.fail(operator_as_function("not", span));
            return;
        };
        let span = self.span(&arguments);
        let mut inner = arguments.into_inner().peekable();
        self.nesting += 1;
        let condition = self.value(&mut inner, Surroundings::Free);
        self.nesting = self.nesting.saturating_sub(1);
        match condition.filter(|_| inner.next().is_none()) {
            Some(condition) => {
                let group = self.node(NodeKind::Parentheses(condition), span);
                self.operands.push(group);
            }
            None => self.fail(operator_as_function("not", span)),
        }
    }

    /// Gives operators that bind more tightly their operands, then puts this one on the stack.
    fn push_infix(&mut self, pair: &RulePair<'_>, base: usize) {
        let span = self.span(pair);
        if matches!(pair.as_str(), "=" | "!") {
            self.fail(no_operator(pair.as_str(), span));
        }
        let kind = OperatorKind::Infix(infix(pair.as_str()));
        let precedence = kind.precedence();
        let chained = self.reduce_while(base, |waiting| {
            let own = waiting.precedence();
            // Of the same precedence the left one comes first: `8 - 3 - 2` is 3. Only `^` and prefixes wait for
            // their right side.
            own > precedence || (own == precedence && !kind.nests())
        });
        // `a < b < c` would compare the truth of `a < b` with c.
        if precedence == COMPARISON && chained {
            self.fail(chained_comparison(span));
        }
        self.push_operator(kind, span);
    }

    /// Puts an operator on the stack, and counts it where it can stand in a tower (`2^2^2`).
    fn push_operator(&mut self, kind: OperatorKind, span: Span) {
        if kind.nests() {
            self.nesting += 1;
            if self.nesting > limits::NESTING {
                self.fail_nesting(span);
            }
        }
        self.operators.push(PendingOperator { kind, span });
    }

    /// Gives waiting operators their operands; says whether a comparison was among them.
    fn reduce_while(&mut self, base: usize, tighter: impl Fn(OperatorKind) -> bool) -> bool {
        let mut comparison = false;
        while self.operators.len() > base {
            // The first operator that binds less tightly ends the run: it waits, with all below it.
            let Some(operator) = self.operators.pop_if(|waiting| tighter(waiting.kind)) else { break };
            comparison |= operator.kind.precedence() == COMPARISON;
            if operator.kind.nests() {
                self.nesting = self.nesting.saturating_sub(1);
            }
            let Some(right) = self.operands.pop() else { break };
            let end = self.span_of(right);
            let id = match operator.kind {
                OperatorKind::Prefix(unary) => {
                    let kind = NodeKind::Unary { operator: unary, operand: right };
                    self.node(kind, operator.span.to(end))
                }
                OperatorKind::Infix(binary) => {
                    let Some(left) = self.operands.pop() else { break };
                    if binary == BinaryOperator::Over {
                        self.check_slash(operator.span, left, right);
                    }
                    let span = self.span_of(left).to(end);
                    let kind =
                        NodeKind::Binary { operator: binary, operator_span: operator.span, left, right };
                    self.node(kind, span)
                }
            };
            self.operands.push(id);
        }
        comparison
    }

    /// `1/2/month` could be half a month's rate or one over two a month; `1/1/2026` and `2026/1` look like dates.
    fn check_slash(&mut self, slash: Span, left: ExprId, right: ExprId) {
        let span = self.span_of(right);
        let Some(NodeKind::Literal(literal)) = self.kind_of(right) else { return };
        if slash.end != span.start {
            return;
        }
        // With spaces around the division, `1 / 2/month` shows which slash is which.
        if literal.per.is_some() {
            self.fail(two_slashes(self.text_of(span), slash.to(span)));
            return;
        }
        let whole = self.span_of(left).to(span);
        if literal.whole && self.span_of(left).end == slash.start && is_date(self.text_of(whole)) {
            let text = self.text_of(whole);
            self.fail(date_in_formula(text, whole));
        }
    }

    /// `3-5` could be a range or a difference.
    fn check_hyphen(&mut self, low: Span, hyphen: Span, high: Span) {
        if low.end != hyphen.start || hyphen.end != high.start {
            return;
        }
        let (first, last) = (self.text_of(low), self.text_of(high));
        let Some(read) = range_or_difference(first, last).filter(|_| !time::is_whole_time_word(last)) else {
            return;
        };
        let whole = low.to(high);
        let found = hyphen_between(self.text_of(whole), &read, whole, self.around(whole));
        self.fail(found);
    }

    /// `40 +- 5` means a range elsewhere, and `3 -- a note` a remark: with a space between them these are signs.
    fn check_signs(&mut self, before: Option<Span>, signs: Span) {
        let text = self.text_of(signs);
        if !matches!(text, "+-" | "--") {
            return;
        }
        let rest = self.text.get(signs.end as usize..).unwrap_or_default();
        let operand = rest.trim_start_matches(' ');
        let by = SpokenAmount::at(operand).map_or(0, |by| by.length);
        let (low, whole) = match before.filter(|_| by > 0 && text == "+-") {
            Some(low) => {
                let end = signs.end as usize + rest.len() - operand.len() + by;
                (self.text_of(low), Span { end: end as u32, ..low })
            }
            None => ("", signs),
        };
        self.fail(hints::two_signs(text, low, operand.get(..by).unwrap_or_default(), whole));
    }

    /// What stands before and after a stretch on its line.
    fn around(&self, span: Span) -> (&'t str, &'t str) {
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        let after = self.text.get(span.end as usize..).unwrap_or_default();
        (before.lines().next_back().unwrap_or_default(), after.lines().next().unwrap_or_default())
    }

    /// A literal, a name, a call, a group or a `?`, with a month in brackets behind it where there is one.
    fn operand(&mut self, pair: RulePair<'_>, suffix: Option<RulePair<'_>>, place: Surroundings) -> ExprId {
        let span = self.span(&pair);
        let operand = match pair.as_rule() {
            Rule::name => match suffix {
                Some(suffix) if suffix.as_rule() == Rule::arguments => return self.call(span, suffix),
                _ => self.name(span),
            },
            Rule::group => self.group(pair, span),
            Rule::unknown => self.node(NodeKind::Unknown, span),
            _ if time::is_whole_time_word(pair.as_str()) => {
                self.fail_month(span);
                self.node(NodeKind::Unknown, span)
            }
            _ => self.literal(pair.as_str(), span, place),
        };
        match suffix {
            Some(suffix) => self.index(operand, suffix),
            None => operand,
        }
    }

    /// A number with its unit. One that cannot be read is reported, and an unknown stands in its place.
    fn literal(&mut self, text: &str, span: Span, place: Surroundings) -> ExprId {
        if place == Surroundings::Free
            && let Some(diagnostic) = self.comma_after_point(text, span)
        {
            self.fail(diagnostic);
            // What follows the comma is read as something else; there is nothing to say about that.
            self.hushed = true;
            return self.node(NodeKind::Unknown, span);
        }
        let kind = match literal::read(text, span, place) {
            Ok(literal) => NodeKind::Literal(literal),
            Err(diagnostic) => {
                let diagnostic = match self.slashed_date(text, span) {
                    Some(date) => date,
                    None => self.times_row(text, span, diagnostic),
                };
                self.fail(diagnostic);
                NodeKind::Unknown
            }
        };
        self.node(kind, span)
    }

    /// The finding for the `01` of `2026/01`; none of any other number.
    fn slashed_date(&self, text: &str, span: Span) -> Option<Diagnostic> {
        let before = self.text.get(..span.start as usize)?;
        let year = before.strip_suffix('/')?;
        let start = year.len().checked_sub(4)?;
        let whole = Span { start: start as u32, ..span };
        (text.len() == 2 && is_date(self.text_of(whole)))
            .then(|| Diagnostic { fixes: Vec::new(), ..date_in_formula(self.text_of(whole), whole) })
    }

    /// The finding for `10reps` with what to write: a product, where the plan has a row of that name.
    fn times_row(&self, text: &str, span: Span, found: Diagnostic) -> Diagnostic {
        match literal::number_and_word(text).filter(|_| found.fixes.is_empty()) {
            Some((digits, word)) if hints::is_row(self.text, word) => {
                let written = format!("{digits} * {word}");
                found.fix(format!("write `{written}`"), span, written)
            }
            Some((digits, word)) => match hints::misspelled_unit(word, digits == "1") {
                Some(unit) => found.fix(format!("write `{digits} {unit}`"), span, format!("{digits} {unit}")),
                None => found,
            },
            None => found,
        }
    }

    /// `8.000,00`: what the comma is for cannot be told.
    fn comma_after_point(&self, text: &str, span: Span) -> Option<Diagnostic> {
        let end = span.end as usize;
        let next = self.text.as_bytes().get(end..end + 2)?;
        if next[0] != b',' || !next[1].is_ascii_digit() || !text.contains('.') {
            return None;
        }
        literal::comma_after_point(text, self.text.get(end..)?, span)
    }

    fn name(&mut self, span: Span) -> ExprId {
        let name = self.text_of(span);
        if let Some(diagnostic) = refuse_operand(name, span) {
            self.fail(diagnostic);
        }
        self.node(NodeKind::Name, span)
    }

    /// `( … )`, kept as a node of its own: the formatter and the checker tell `(x)` from `x`.
    fn group(&mut self, pair: RulePair<'_>, span: Span) -> ExprId {
        self.nesting += 1;
        let inner = self.value(&mut pair.into_inner().peekable(), Surroundings::Free);
        self.nesting = self.nesting.saturating_sub(1);
        match inner {
            Some(inner) => self.node(NodeKind::Parentheses(inner), span),
            None => self.node(NodeKind::Unknown, span),
        }
    }

    /// `row[2026-06]`; without its index where the month could not be read, which has been reported.
    fn index(&mut self, row: ExprId, pair: RulePair<'_>) -> ExprId {
        let span = self.span_of(row).to(self.span(&pair));
        let inner = pair.into_inner().next();
        if let Some(word) = &inner
            && let Some(months) = informal::months_away(word.as_str())
        {
            self.fail_months_away(row, span, months);
            return row;
        }
        let time = inner.and_then(|time| self.month(&time, Meant::First));
        match time {
            Some(month) => self.node(NodeKind::Index { row, month }, span),
            None => row,
        }
    }

    /// `x[-1]`, `x[previous]`, `x[+1]`: other months are named, or are those of `prev` and `next`.
    fn fail_months_away(&mut self, row: ExprId, span: Span, months: i64) {
        let written = months_away(self.text_of(self.span_of(row)), months);
        let found =
            Diagnostic::new(Code::Syntax, informal::no_named_month(months), span, "no month of the plan");
        self.fail(found.fix(informal::month_away_help(&written, months), span, written));
    }

    /// `name(a, b)`, whether or not there is a function of that name: the checker knows them.
    fn call(&mut self, name: Span, pair: RulePair<'_>) -> ExprId {
        let function = self.text_of(name);
        let span = name.to(self.span(&pair));
        if function != "if" && (names::TAKEN.contains(&function) || names::LATER.contains(&function)) {
            self.fail(operator_as_function(function, name));
        }
        self.nesting += 1;
        // Items of the call and of lists in it share one stack; each takes what lies above its own start.
        let start = self.items.len();
        let mut before = None;
        let mut pairs = pair.into_inner().peekable();
        while let Some(rule) = pairs.peek().map(RulePair::as_rule) {
            match rule {
                Rule::list => {
                    if let Some(list) = pairs.next() {
                        let span = self.span(&list);
                        let items = self.list(list);
                        let item = self.node(NodeKind::List(items), span);
                        self.items.push(item);
                    }
                }
                Rule::each_stretch => {
                    if let Some(each) = pairs.next() {
                        let item = self.each_stretch(&each);
                        self.items.push(item);
                    }
                }
                _ => {
                    // By name, since the parser knows no functions: only the second argument of `total` is a
                    // span, and `min(x, 2026)` has a number.
                    let years = function == "total" && self.items.len() > start;
                    let argument = match self.months_argument(&mut pairs, years) {
                        Some(months) => months,
                        None => {
                            let value = self.argument(&mut pairs);
                            self.refuse_until(&mut pairs);
                            value
                        }
                    };
                    match argument {
                        Some(argument) => match pairs.next_if(|pair| pair.as_rule() == Rule::given) {
                            Some(given) => before = self.given(function, argument, given),
                            None => self.items.push(argument),
                        },
                        None => break,
                    }
                }
            }
        }
        self.nesting = self.nesting.saturating_sub(1);
        let arguments = self.list_since(start);
        self.node(NodeKind::Call { name, arguments, before }, span)
    }

    /// A value as an argument. `10% to $100k/month` is a tier: in a call a range stands in parentheses.
    fn argument(&mut self, pairs: &mut Peekable<RulePairs<'_>>) -> Option<ExprId> {
        let place = Surroundings::List;
        let mut value = self.expression(pairs.next_if(|pair| pair.as_rule() == Rule::expression)?, place);
        if let Some(range) = pairs.next_if(|pair| pair.as_rule() == Rule::range) {
            let drawn = pairs.peek().is_some_and(|pair| pair.as_rule() == Rule::each_month);
            let mut inner = range.into_inner();
            value = match (inner.next(), inner.next(), inner.next()) {
                (Some(_), Some(bound), None) if !drawn => {
                    let bound = self.expression(bound, place);
                    let span = self.span_of(value).to(self.span_of(bound));
                    self.node(NodeKind::Tier { rate: value, bound }, span)
                }
                _ => self.range(value, range, place),
            };
        }
        if let Some(across) = pairs.next_if(|pair| pair.as_rule() == Rule::across) {
            let span = self.span_of(value).to(self.span(&across));
            let segment = across.into_inner().next().map_or(span, |noun| self.span(&noun));
            return Some(self.node(NodeKind::Over { value, segment }, span));
        }
        Some(self.each_month(value, pairs))
    }

    /// `each quarter`, `each year`.
    fn each_stretch(&mut self, pair: &RulePair<'_>) -> ExprId {
        let span = self.span(pair);
        let year = pair.as_str().ends_with(Stretch::Year.word());
        let stretch = if year { Stretch::Year } else { Stretch::Quarter };
        self.node(NodeKind::EachStretch(stretch), span)
    }

    /// The value after the word `before`.
    fn given(&mut self, function: &str, word: ExprId, given: RulePair<'_>) -> Option<ExprId> {
        let span = self.span_of(word);
        let said = span.to(self.span(&given));
        if let Some(written) = hints::tier(function, self.text_of(said)) {
            let message = "a tier is a rate `to` its bound, and a stretch is `each quarter` or `each year`";
            let found = Diagnostic::new(Code::Syntax, message, said, "in other words");
            self.fail(match written.as_str() {
                "" => {
                    found.help("leave it out, and write the bounds with their period: `10% to $100k/month`")
                }
                _ => found.fix(format!("write `{written}`"), said, written),
            });
            self.hushed = true;
            self.tree.nodes.truncate(word.0 as usize);
            return None;
        }
        if self.text_of(span) != "before" {
            let place = self.span(&given);
            // `total(calls, Apr 2026)`
            let whole = span.to(place);
            let spoken =
                SpokenMonth::at(self.text_of(whole)).filter(|month| month.length == whole.range().len());
            let found = two_values(place);
            self.fail(match spoken {
                Some(month) => {
                    let message = format!("`{}` is not how a month is written", self.text_of(whole));
                    let found = Diagnostic { fixes: Vec::new(), message, ..found };
                    found.fix(format!("write `{}`", month.written), whole, month.written)
                }
                None => found,
            });
        }
        // The word was read as a name; it is none, so nobody is to look it up.
        self.tree.nodes.truncate(word.0 as usize);
        self.value(&mut given.into_inner().peekable(), Surroundings::List)
    }

    /// A span of months as a whole argument; outer `None` where the argument is a formula. Four digits are
    /// a year only where a span is expected (`years`).
    fn months_argument(
        &mut self,
        pairs: &mut Peekable<RulePairs<'_>>,
        years: bool,
    ) -> Option<Option<ExprId>> {
        let is_months = |pair: &RulePair<'_>| {
            let text = pair.as_str();
            time::is_whole_time_word(text) || (years && time::year(text).is_some())
        };
        let first = pairs.next_if(is_months)?;
        let start = self.span(&first);
        let last = pairs.next_if(|pair| pair.as_rule() == Rule::until);
        let last = last.and_then(|until| until.into_inner().next());
        let last = last.as_ref().map(|last| (last.as_str(), self.span(last)));
        let months = time::months((first.as_str(), start), last, self.text).map_err(|found| match years {
            false if time::is_day(first.as_str()) => day_as_argument(start),
            _ => found,
        });
        let months = self.keep(months);
        Some(months.map(|months| self.node(NodeKind::Months(Box::new(months)), months.span)))
    }

    /// `a .. b` of anything but months.
    fn refuse_until(&mut self, pairs: &mut Peekable<RulePairs<'_>>) {
        if let Some(until) = pairs.next_if(|pair| pair.as_rule() == Rule::until) {
            let span = self.span(&until);
            self.fail(until_in_formula(span));
        }
    }

    /// The items of `[ … ]`.
    pub(super) fn list(&mut self, pair: RulePair<'_>) -> ExprList {
        self.nesting += 1;
        let start = self.items.len();
        let mut pairs = pair.into_inner().peekable();
        while let Some(item) = self.value(&mut pairs, Surroundings::List) {
            self.refuse_brackets(item);
            self.items.push(item);
        }
        self.nesting = self.nesting.saturating_sub(1);
        self.list_since(start)
    }

    /// One month: the pair of a `time` token.
    pub(super) fn month(&mut self, pair: &RulePair<'_>, meant: Meant) -> Option<super::tree::MonthRef> {
        let span = self.span(pair);
        self.keep(time::month(pair.as_str(), span, meant, self.text))
    }

    /// A span of months: a pair that holds one or two `time` tokens.
    pub(super) fn months(&mut self, pair: RulePair<'_>) -> Option<SpanRef> {
        let mut ends = pair.into_inner();
        let first = ends.next()?;
        let last = ends.next();
        let last = last.as_ref().map(|last| (last.as_str(), self.span(last)));
        let first = (first.as_str(), self.span(&first));
        self.keep(time::months(first, last, self.text))
    }

    fn fail_month(&mut self, span: Span) {
        let text = self.text_of(span);
        self.fail(month_in_formula(text, span));
    }
}

// The messages stand apart from the code above so that its frames on the stack stay small: it recurses.

/// The finding for `prorate(rent, 2026-03-15)`, `EOMONTH(2026-03-15)`.
fn day_as_argument(span: Span) -> Diagnostic {
    Diagnostic::new(Code::BadMonth, "no function takes a day", span, "a day").help(
        "a clause begins and ends on a day, and a month that it covers in part counts its days: \
         `$3,000/month from 2026-03-15`",
    )
}

/// The finding for `3 to 5 to 9`.
pub(super) fn chained_range(span: Span) -> Diagnostic {
    Diagnostic::new(Code::BadRange, "a range has two bounds", span, "a third bound")
        .help("write `3 to 9`, or `3 to 9 likely 5`")
}

fn bad_bound(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::BadRange,
        "a bound of a range is one number, or a formula in parentheses",
        span,
        "more than one number",
    )
    .fix(format!("write `({text})` for the bound"), span, format!("({text})"))
    .help(format!("write `({text})` for the bound, or put the whole range in parentheses: `(5 to 10) + 3`"))
}

fn misplaced_not(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        "`not` binds less tightly than what stands before it",
        span,
        "cannot stand here",
    )
    .help("put it in parentheses with its condition: `(not …)`")
}

fn chained_comparison(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, "comparisons do not chain", span, "a second comparison")
        .help("join two comparisons with `and`: `a < b and b < c`")
}

/// The finding for `$100 each month`: nothing is drawn of a number, and `each month` is no rate.
fn drawn_literal(amount: &str, rate: bool, span: Span) -> Diagnostic {
    let message = format!("`each month` draws a range anew for every month, and `{amount}` is no range");
    let found = Diagnostic::new(Code::Syntax, message, span, "nothing to draw");
    let written = if rate { format!("{amount}/month") } else { amount.to_string() };
    found.fix(format!("write `{written}`"), span, written)
}

/// Whether a stretch without spaces looks like a date: `1/1/2026`, `2026/1`, `12/2026`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let number = |text: &str, most: u32| {
        text.len() <= 2 && text.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    let year = |text: &str| names::year(text).is_some_and(|year| (1990..2100).contains(&year));
    match parts.as_slice() {
        [a, b, c] => number(a, 31) && number(b, 31) && year(c) || year(a) && number(b, 12) && number(c, 31),
        [a, b] => year(a) && number(b, 12) || number(a, 12) && year(b),
        _ => false,
    }
}

/// The finding for `1/1/2026` and `2026/1` in a formula.
fn date_in_formula(text: &str, span: Span) -> Diagnostic {
    let month = SpokenMonth::at(text).map_or("2026-06".into(), |month| month.written);
    let spaced = text.split('/').collect::<Vec<_>>().join(" / ");
    Diagnostic::new(
        Code::AmbiguousNumber,
        format!("`{text}`: a date or a division?"),
        span,
        "can be read in two ways",
    )
    .help(format!(
        "a month is written `{month}`, and stands after `from`, `in` and `by`; to divide, write `{spaced}`"
    ))
    .offer(Fix::write(span, spaced))
}

/// The finding for `3-5`. `around` is what stands before and after it on its line: a range is a whole value.
fn hyphen_between(text: &str, read: &RangeOrDifference, span: Span, around: (&str, &str)) -> Diagnostic {
    let found = hints::hyphen(text, read, span);
    let (before, after) = (around.0.trim_end(), around.1.trim_start());
    let words = ["in", "of", "worth", "opening", "capacity", "taking", "gains", "loses", "every"];
    let begins = before.ends_with(['=', '[', ','])
        || words.iter().any(|word| before.ends_with(word))
        || before.ends_with('(') && !before.trim_end_matches('(').ends_with(names::is_part);
    let words = ["from", "in", "of", "once", "when", "growing", "each", "likely", "over"];
    let ends = after.is_empty()
        || after.starts_with([',', ']', ';', '#', '}'])
        || after.starts_with(')') && before.ends_with('(')
        || words.contains(&names::leading_name(after));
    let range =
        read.range.as_ref().map(|range| if begins && ends { range.clone() } else { format!("({range})") });
    let ways = range.into_iter().chain(read.subtracts.then(|| read.difference.clone()));
    ways.fold(found, |found, way| found.offer(Fix::write(span, way)))
}

fn two_slashes(rate: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::AmbiguousNumber, "two slashes in a row can be read in two ways", span, "which first?")
        .help(format!("write the number out as a decimal (`0.5/month` for half a one), or put spaces around the division: ` / {rate}`"))
}

fn month_in_formula(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, format!("`{text}` is a month, and a value has to stand here"), span, "a month")
        .help("months stand after `from`, `in` and `by`, and in `row[2026-06]`; for a subtraction put spaces around the minus")
}

fn no_operator(written: &str, span: Span) -> Diagnostic {
    let found = |message: &str| Diagnostic::new(Code::Syntax, message, span, "expected an operator");
    match written {
        "=" => found("a comparison has two equals signs").fix("write `==`", span, "=="),
        _ => found("`!` is no operator").help("write `!=` for \"is not\", or `not` before a condition"),
    }
}

fn two_values(span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::Syntax,
        "two values stand side by side",
        span,
        "expected an operator or a comma before this",
    )
    .help("put `*` between them to multiply, or a comma between two arguments")
}

fn until_in_formula(span: Span) -> Diagnostic {
    Diagnostic::new(Code::Syntax, "`..` stands only between two months", span, "not between months")
        .help("write months as `2026-01 .. 2026-06`, and a range of numbers with `to`: `(3 to 5)`")
}

fn refuse_operand(name: &str, span: Span) -> Option<Diagnostic> {
    // Taken words have at most seven letters, times at most four; a longer name needs no look.
    if name.len() > 7 {
        return names::refuse_long_name(name, span);
    }
    if time::is_time_word(name) {
        return Some(month_in_formula(name, span));
    }
    if name == "base" {
        return None;
    }
    if names::LATER.contains(&name) {
        return names::refuse_new_name(name, span);
    }
    names::TAKEN.contains(&name).then(|| {
        let found = Diagnostic::new(
            Code::Syntax,
            format!("expected a value, and found the word `{name}`"),
            span,
            "a value has to stand here",
        );
        if name == "if" { found.help("`if` is written as a function: `if(condition, a, b)`") } else { found }
    })
}

fn operator_as_function(name: &str, span: Span) -> Diagnostic {
    let found =
        Diagnostic::new(Code::Syntax, format!("`{name}` is not a function"), span, "a word of the language");
    match name {
        "not" => found.help("it stands before one condition: `not (a > b)`"),
        "and" | "or" => found.help(format!("it stands between two conditions: `a {name} b`")),
        _ => found,
    }
}
