//! `segment` and `for`, and lists by member.

use super::builder::Builder;
use super::grammar::Rule;
use super::literal::Surroundings;
use super::names;
use super::pairs::RulePair;
use super::statement::StatementLine;
use super::time::Meant;
use super::tree::{
    Clause, ClauseBody, Definition, ExprId, KeyedEntry, KeyedExpression, KeyedList, MemberLine, MonthRef,
    NodeKind, Segment, Shown, StatementKind,
};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::source::Span;
use crate::value::{Currency, Period};

/// Words that are no names of segments and members: they mean something among them.
const AXIS_WORDS: [&str; 4] = ["all", "else", "start", "base"];

impl<'t> Builder<'t> {
    /// `segment region: west, east`, `segment rep from "reps.csv"`
    pub(super) fn segment_line(&mut self, line: StatementLine) -> Option<StatementKind> {
        let text = self.slice(line.start, line.end);
        // The name, then a colon or the word `from`.
        let after = text.get("segment".len()..).unwrap_or_default().trim_start();
        let rest = after.get(names::leading_name(after).len()..).unwrap_or_default().trim_start();
        if names::leading_name(rest) == "from" {
            return self.read(Rule::segment_from, line.range(), |builder, mut pairs| {
                let name = builder.axis_name(&pairs.next()?);
                let table = pairs.find(|pair| pair.as_rule() == Rule::string);
                let table = table.map(|text| builder.string(&text));
                Some(StatementKind::Segment(Segment { name, members: Vec::new(), table }))
            });
        }
        if rest.is_empty() {
            let span = self.reporter.span(line.start, line.end);
            let name = names::leading_name(after);
            let name = if name.is_empty() { "region" } else { name };
            let message = "a segment says which members it has";
            let found = Diagnostic::new(Code::Syntax, message, span, "no members here");
            self.reporter.report(found.help(format!(
                "write `segment {name}: west, east`, a block with a line a member, or `segment {name} from \"{name}s.csv\"`"
            )));
            return None;
        }
        self.read(Rule::segment, line.range(), |builder, pairs| {
            let mut names = pairs.filter(|pair| pair.as_rule() == Rule::noun);
            let name = builder.axis_name(&names.next()?);
            let member = |name: Span| MemberLine {
                name,
                parent: None,
                from: None,
                until: None,
                rows: Vec::new(),
                doc: None,
                span: name,
            };
            let members = names.map(|pair| member(builder.axis_name(&pair))).collect();
            Some(StatementKind::Segment(Segment { name, members, table: None }))
        })
    }

    /// The name of a segment or a member.
    pub(super) fn axis_name(&mut self, pair: &RulePair<'_>) -> Span {
        let span = self.span(pair);
        if let Some(found) = Self::refuse_axis_name(pair.as_str(), span) {
            self.fail(found);
        }
        span
    }

    /// What is wrong with the name of a segment or a member; none of one that is free.
    pub(super) fn refuse_axis_name(text: &str, span: Span) -> Option<Diagnostic> {
        if AXIS_WORDS.contains(&text) {
            let message = format!("`{text}` has a meaning of its own among members");
            let found = Diagnostic::new(Code::ReservedName, message, span, "a word of the language");
            Some(found.fix(format!("call it something else, such as `{text}_`"), span, format!("{text}_")))
        } else if super::time::is_time_word(text) || names::is_time_shaped(text) {
            let message = format!("`{text}` has the shape of a month");
            let found = Diagnostic::new(Code::ReservedName, message, span, "a month");
            Some(found.fix(format!("write `{text}_`"), span, format!("{text}_")))
        } else {
            names::refuse_new_name(text, span)
        }
    }

    /// A line of a segment's block; none where it could not be read.
    pub(super) fn member_line(&mut self, line: StatementLine) -> Option<MemberLine> {
        if self.refuse_line(line) {
            return None;
        }
        self.read(Rule::member, line.range(), |builder, mut pairs| {
            let name = builder.axis_name(&pairs.next()?);
            let (mut parent, mut from, mut until) = (None, None, None);
            let mut rows = Vec::new();
            for pair in pairs {
                match pair.as_rule() {
                    Rule::noun => parent = Some(builder.span(&pair)),
                    Rule::from => from = Some(builder.month_of_member(pair, Meant::First)?),
                    Rule::leaving => until = Some(builder.month_of_member(pair, Meant::Last)?),
                    Rule::assign => rows.push(builder.assign(pair)?),
                    _ => {}
                }
            }
            Some(MemberLine { name, parent, from, until, rows, doc: line.doc, span: line.span })
        })
    }

    /// The month in which a member comes or goes. A day within a month is none: whoever comes on a day has clauses that
    /// begin on it.
    fn month_of_member(&mut self, pair: RulePair<'_>, meant: Meant) -> Option<MonthRef> {
        let word = pair.into_inner().next()?;
        let (text, span) = (word.as_str(), self.span(&word));
        if let Some(found) = Self::refuse_day_of_member(text, span) {
            self.fail(found);
            return None;
        }
        self.month(&word, meant)
    }

    /// The finding for a day on which a member is to come or go; none of a month.
    pub(super) fn refuse_day_of_member(text: &str, span: Span) -> Option<Diagnostic> {
        super::time::is_day(text).then(|| {
            let month = text.get(..7).unwrap_or(text);
            let message = "a member comes and goes with a month, not within one";
            let found = Diagnostic::new(Code::BadMonth, message, span, "a day");
            let help = format!(
                "write `{month}`; what it brings may begin on a day: `{{ quota = $60k/month from {text} }}`"
            );
            found.help(help).offer(crate::diagnostic::Fix::write(span, month))
        })
    }

    /// `quota = $60k/month`, a row of a member.
    fn assign(&mut self, pair: RulePair<'_>) -> Option<Definition> {
        let mut pairs = pair.into_inner().peekable();
        let name = self.new_name(&pairs.next()?);
        let annotation = pairs.next_if(|pair| pair.as_rule() == Rule::annotation);
        let annotation = match annotation {
            Some(pair) => Some(self.annotation(pair)?),
            None => None,
        };
        let value = self.clauses(&mut pairs)?;
        Some(Definition { modifier: None, name, annotation, value })
    }

    /// `show bookings, bookings by region`
    pub(super) fn shown(&mut self, pair: RulePair<'_>) -> Option<Shown> {
        let mut parts = pair.into_inner();
        let name = self.used_name(&parts.next()?);
        let by = parts.next().map(|by| self.span(&by));
        Some(Shown { name, by })
    }

    /// `[west: 20%, else: 15%]` as a clause, its sign and period with every value.
    pub(super) fn keyed_list(
        &mut self,
        pair: RulePair<'_>,
        (currency, per): (Option<Currency>, Option<Period>),
    ) -> Option<KeyedList> {
        let span = self.span(&pair);
        let mut entries = Vec::new();
        for entry in pair.into_inner() {
            let place = self.trimmed_span(&entry);
            let mut parts = entry.into_inner().peekable();
            let name = self.span(&parts.next()?);
            if let Some(timed) = parts.next_if(|part| part.as_rule() == Rule::timed) {
                let mut clauses = Vec::new();
                for clause in timed.into_inner() {
                    let mut clause = self.clause(clause)?;
                    clause.body = outside(clause.body, (currency, per));
                    clauses.push(clause);
                }
                // One value in parentheses is that value, with what stands behind the list.
                let plain =
                    matches!(&clauses[..], [Clause { time: None, motion: None, condition: None, .. }]);
                entries.push(KeyedEntry { name, clauses, timed: !plain, span: place });
                continue;
            }
            let value = self.value(&mut parts, Surroundings::List)?;
            self.refuse_brackets(value);
            let body = outside(ClauseBody::Expression(value), (currency, per));
            let span = self.span_of(value);
            let clause = Clause { body, motion: None, time: None, condition: None, taking: None, span };
            entries.push(KeyedEntry { name, clauses: vec![clause], timed: false, span: place });
        }
        Some(KeyedList { entries, span })
    }

    /// Gives the entries of a list by member what stands behind the list: how it moves, its months, its condition. An
    /// entry that says its own is refused beside it.
    pub(super) fn complete_entries(&mut self, clause: &mut Clause) -> Option<()> {
        let (motion, time) = (clause.motion.clone(), clause.time.clone());
        let (condition, taking) = (clause.condition, clause.taking);
        let ClauseBody::Keyed(list) = &mut clause.body else { return Some(()) };
        let tail = motion.is_some() || time.is_some() || condition.is_some();
        for entry in &mut list.entries {
            if !entry.timed {
                for clause in &mut entry.clauses {
                    (clause.motion, clause.time) = (motion.clone(), time.clone());
                    (clause.condition, clause.taking) = (condition, taking);
                }
            } else if tail {
                let message = "this entry says when it holds, and so does what stands behind the list";
                let found = Diagnostic::new(Code::Syntax, message, entry.span, "words of time of its own");
                self.fail(found.help(
                    "write the months into every entry, in parentheses, or all of them behind the list",
                ));
                return None;
            }
        }
        Some(())
    }

    /// `[west: 20%, else: 15%]` in the place of a stage's rate or duration.
    pub(super) fn keyed_expression(&mut self, pair: RulePair<'_>) -> Option<ExprId> {
        let span = self.span(&pair);
        let mut entries = Vec::new();
        for entry in pair.into_inner() {
            let mut parts = entry.into_inner().peekable();
            let name = self.span(&parts.next()?);
            if let Some(timed) = parts.next_if(|part| part.as_rule() == Rule::timed) {
                let place = self.span(&timed);
                let message = "a stage has one rate and one duration for all months";
                let found = Diagnostic::new(Code::Syntax, message, place, "words of time, or parentheses");
                self.fail(found.help(
                    "give the list a name on a line of its own in the block, and write the name here: `close = [west: (20%, 25% from 2026-07), else: 15%]`",
                ));
                return None;
            }
            let value = self.value(&mut parts, Surroundings::List)?;
            entries.push(KeyedExpression { name, value });
        }
        Some(self.node(NodeKind::Keyed(entries.into()), span))
    }

    /// A list by member in the brackets of a bare list that stands for a rate or a duration: without a sign or a period.
    pub(super) fn keyed_rate(&mut self, pair: RulePair<'_>) -> Option<ExprId> {
        let mut keyed = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::keyed => keyed = Some(part),
                Rule::list => {
                    let span = self.span(&part);
                    let message = "a stage has one rate, and this is a list of several";
                    let found = Diagnostic::new(Code::Syntax, message, span, "a list");
                    self.fail(found.help(
                        "give the list a name on a line of its own, and write the name here: `won = close of leads in 30 days`",
                    ));
                    return None;
                }
                _ => {
                    let span = self.span(&part);
                    let found =
                        Diagnostic::new(Code::Syntax, "a rate has no sign and no period", span, "not here");
                    self.fail(found.fix_with("leave it out", vec![Edit::delete(span)]));
                    return None;
                }
            }
        }
        self.keyed_expression(keyed?)
    }
}

/// A value with the sign and the period that stand outside of its list.
fn outside(body: ClauseBody, (currency, per): (Option<Currency>, Option<Period>)) -> ClauseBody {
    match body {
        ClauseBody::Expression(value) if currency.is_some() || per.is_some() => {
            ClauseBody::Amount { value, currency, per }
        }
        ClauseBody::List { items, currency: own, per: own_per } => {
            ClauseBody::List { items, currency: own.or(currency), per: own_per.or(per) }
        }
        other => other,
    }
}
