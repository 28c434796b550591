//! Lines of a plan block: actions and capacity.

use super::builder::Builder;
use super::grammar::Rule;
use super::literal::Surroundings;
use super::names;
use super::pairs::{RulePair, RulePairs};
use super::statement::StatementLine;
use super::tree::{Clause, ClauseBody, ExprId, NodeKind, PlanLine, PlanLineKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'t> Builder<'t> {
    /// A line of a plan block.
    pub(super) fn plan_line(&mut self, line: StatementLine) -> PlanLine {
        let (modifier, line) = self.modifier(line, names::starts_amount);
        let kind = self.plan_line_kind(line).unwrap_or_else(|| PlanLineKind::Bad(self.names_of(line)));
        PlanLine { kind, modifier, doc: line.doc, span: line.span }
    }

    fn plan_line_kind(&mut self, line: StatementLine) -> Option<PlanLineKind> {
        if self.refuse_line(line) {
            return None;
        }
        let text = self.slice(line.start, line.end);
        if names::is_assigned(text) {
            let (name, value) = (self.first_word(line), self.after_equals(line));
            if name == "capacity" {
                self.fail_equals(line, "`capacity` is followed by its value", &format!("capacity {value}"));
                return None;
            }
            let first_line = text.lines().next().unwrap_or_default();
            let fixed = super::informal::action(first_line).unwrap_or_else(|| {
                let number = value.split([' ', '/']).next().filter(|number| names::starts_amount(number));
                format!("{} {name}/month", number.unwrap_or("2"))
            });
            self.fail_equals(line, "an action is a number, a noun and a period, without `=`", &fixed);
            return None;
        }
        match self.first_word(line) {
            "capacity" => self.read(Rule::value_line, line.range(), |builder, mut pairs| {
                pairs.next();
                builder.clauses(&mut pairs.peekable()).map(PlanLineKind::Capacity)
            }),
            _ => self.read(Rule::action, line.range(), Builder::action),
        }
    }

    fn action(&mut self, pairs: RulePairs<'_>) -> Option<PlanLineKind> {
        let mut noun: Option<Span> = None;
        let mut clauses: Vec<Clause> = Vec::new();
        for pair in pairs {
            match pair.as_rule() {
                Rule::action_clause => {
                    let (clause, own) = self.action_clause(pair)?;
                    if let Some(own) = own {
                        self.check_noun(noun, own, clauses.is_empty());
                        noun = noun.or(Some(own));
                    } else if clauses.is_empty() {
                        let found = Diagnostic::new(
                            Code::Syntax,
                            "an action says how many of what: this has no noun",
                            clause.span,
                            "expected `NUMBER NOUN/PERIOD`",
                        );
                        self.fail(found.help("write it like `2 calls/day`"));
                    }
                    clauses.push(clause);
                }
                Rule::taking => {
                    let taking = self.taking(pair);
                    if let Some(clause) = clauses.last_mut() {
                        clause.taking = taking;
                        self.complete_entries(clause);
                    }
                }
                _ => {}
            }
        }
        let value = self.value_of(clauses)?;
        Some(PlanLineKind::Action { noun: noun?, value })
    }

    fn check_noun(&mut self, first: Option<Span>, noun: Span, is_first: bool) {
        let word = self.text_of(noun);
        let refused = names::refuse_new_name(word, noun)
            .or_else(|| names::is_unit(word).then(|| unit_noun(word, noun)));
        if let Some(diagnostic) = refused {
            self.fail(diagnostic);
        }
        if !is_first && first.is_none_or(|first| self.text_of(first) != word) {
            let name = first.map_or("", |first| self.text_of(first));
            let found = Diagnostic::new(
                Code::Syntax,
                format!("one line holds one action: this one is `{name}`"),
                noun,
                "another noun",
            );
            self.fail(found.help(format!("put `{word}` on a line of its own")));
        }
    }

    /// One clause of an action, with its noun where it is there.
    pub(super) fn action_clause(
        &mut self,
        pair: RulePair<'_>,
    ) -> Option<(super::tree::Clause, Option<Span>)> {
        let span = self.trimmed_span(&pair);
        let mut pairs = pair.into_inner().peekable();
        if pairs.peek()?.as_rule() != Rule::action_head {
            let body = self.clause_body(&mut pairs)?;
            return Some((self.clause_tail(body, span, &mut pairs)?, None));
        }
        let (body, noun) = self.action_head(pairs.next()?)?;
        Some((self.clause_tail(ClauseBody::Expression(body), span, &mut pairs)?, noun))
    }

    /// `3 to 5 calls/day each month * reps`
    fn action_head(&mut self, pair: RulePair<'_>) -> Option<(ExprId, Option<Span>)> {
        let mut pairs = pair.into_inner().peekable();
        let number = self.amount(pairs.next()?)?;
        let times = pairs.next()?;
        let span = self.span_of(number).to(self.span(&times));
        let (mut noun, mut per) = (None, None);
        for part in times.into_inner() {
            match part.as_rule() {
                Rule::noun => noun = Some(self.span(&part)),
                _ => per = self.period(part),
            }
        }
        let number = match pairs.peek().map(RulePair::as_rule) {
            // `each month` stands after the period but speaks of the number.
            Some(Rule::each_month) => {
                let span = self.span_of(number);
                pairs.next();
                self.node(NodeKind::EachMonth(number), span)
            }
            _ => number,
        };
        let action = self.node(NodeKind::Action { number, per: per? }, span);
        Some((self.operations(pairs, Surroundings::Free, Some(action)), noun))
    }

    /// `2`, `3 to 5`, `?` or a parenthesis before a noun.
    pub(super) fn amount(&mut self, pair: RulePair<'_>) -> Option<ExprId> {
        let mut pairs = pair.into_inner();
        let number = self.operations(std::iter::once(pairs.next()?), Surroundings::Free, None);
        Some(match pairs.next() {
            Some(range) => self.range(number, range, Surroundings::Free),
            None => number,
        })
    }
}

fn unit_noun(word: &str, span: Span) -> Diagnostic {
    let singular = word.strip_suffix('s').unwrap_or(word);
    Diagnostic::new(
        Code::ReservedName,
        format!("`{word}` is a unit, so an action cannot be called so"),
        span,
        "a unit of time",
    )
    .help(format!("pick another noun, such as `show_{singular}s`"))
}
