//! Statements: which a piece of text is, by its first word, and what it holds.

use super::builder::Builder;
use super::grammar::Rule;
use super::informal;
use super::keywords::{self, BlockKind, KeywordKind};
use super::layout::{BracedBlock, SourcePiece};
use super::literal::{self, Surroundings};
use super::message;
use super::names;
use super::pairs::{Parsed, RulePair, RulePairs};
use super::parser;
use super::time::{self, Meant};
use super::tree::{
    Annotation, Check, DaysSpec, Definition, FiscalSpec, ForBlock, Goal, Heading, LiteralUnit, Modifier,
    MonthKind, MonthList, MonthsSpec, Pipeline, QuotedText, RollupWord, Scenario, Segment, SpanKind,
    Statement, StatementKind, Stock, Target, UnitAnnotation, WorkdaysKind, WorkdaysSpec,
};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::limits;
use crate::source::Span;
use crate::value::{Currency, DurationWord, EffortWord, Period, Stretch, Weekdays};

/// Where a statement stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum StatementPlace {
    /// In the file.
    File,
    /// Inside a scenario.
    Scenario,
    /// Inside a block `for`.
    For,
    /// Inside a block `for` of a scenario.
    ForInScenario,
}

impl StatementPlace {
    /// The block whose lines stand there; none of a file.
    fn block(self) -> Option<&'static str> {
        match self {
            StatementPlace::File => None,
            StatementPlace::Scenario => Some("scenario"),
            StatementPlace::For | StatementPlace::ForInScenario => Some("for"),
        }
    }

    /// Whether a scenario is said there.
    fn in_scenario(self) -> bool {
        matches!(self, StatementPlace::Scenario | StatementPlace::ForInScenario)
    }
}

/// The head of a piece, or a line of a block: what is parsed with one rule of the grammar.
#[derive(Clone, Copy, Debug)]
pub(super) struct StatementLine {
    /// Where it starts, in bytes of the text.
    pub(super) start: usize,
    /// Where it ends, before the brace of its block.
    pub(super) end: usize,
    /// The doc comment above it.
    pub(super) doc: Option<Span>,
    /// All of it, its block included.
    pub(super) span: Span,
    /// It has been reported, and is not to be read.
    broken: bool,
    /// It is followed by a block.
    has_block: bool,
}

impl StatementLine {
    /// Where it starts and ends, in bytes of the text.
    pub(super) fn range(self) -> (usize, usize) {
        (self.start, self.end)
    }
}

impl<'t> Builder<'t> {
    /// Reads every piece of a file or a scenario: one statement for each, unreadable ones as `Bad`.
    pub(super) fn statements(&mut self, pieces: &[SourcePiece], place: StatementPlace) -> Vec<Statement> {
        pieces.iter().map(|piece| self.statement(piece, place)).collect()
    }

    /// A piece as the parser wants it: with spans, and whether it may be read.
    pub(super) fn line(&self, piece: &SourcePiece) -> StatementLine {
        StatementLine {
            start: piece.start,
            end: piece.end,
            doc: piece.doc.map(|(start, end)| self.reporter.span(start, end)),
            span: self.reporter.span(piece.start, piece.whole_end()),
            broken: piece.broken || self.is_refused(piece.start, piece.end),
            has_block: piece.block.is_some(),
        }
    }

    /// One statement of a file or a scenario. Whatever is wrong with it, there is a statement in its place.
    pub(super) fn statement(&mut self, piece: &SourcePiece, place: StatementPlace) -> Statement {
        let whole = self.line(piece);
        let follows = |text: &str| names::is_assigned(text) || names::is_exchange(text);
        let (modifier, line) = self.modifier(whole, follows);
        if whole.broken {
            return self.bad(whole, piece.block.as_ref());
        }
        if let Some(modifier) = modifier.filter(|_| !place.in_scenario()) {
            let word = if modifier == Modifier::New { "new" } else { "replace" };
            let message = format!("`{word}` has a meaning only inside a scenario");
            let span = self.reporter.span(whole.start, whole.start + word.len());
            self.reporter.report(
                Diagnostic::new(Code::Syntax, message, span, "outside a scenario").fix_with(
                    format!("take `{word}` away"),
                    vec![Edit::delete(self.reporter.span(whole.start, line.start))],
                ),
            );
            return self.bad(whole, piece.block.as_ref());
        }
        let kind = if names::is_assigned(self.slice(line.start, line.end)) {
            self.definition(line, modifier)
        } else if modifier.is_some() {
            self.exchange(line, modifier)
        } else {
            self.worded(line, piece.block.as_ref(), place)
        };
        match kind {
            Some(kind) => Statement { kind, doc: line.doc, span: line.span },
            None => self.bad(whole, piece.block.as_ref()),
        }
    }

    /// A statement that could not be read, with the names that it would have defined.
    fn bad(&mut self, line: StatementLine, block: Option<&BracedBlock>) -> Statement {
        let mut names = self.names_of(line);
        let mut open: Vec<&SourcePiece> =
            block.map(|block| block.pieces.iter().rev().collect()).unwrap_or_default();
        while let Some(piece) = open.pop() {
            names.extend(self.names_of(self.line(piece)));
            open.extend(piece.block.iter().flat_map(|block| block.pieces.iter().rev()));
        }
        Statement { kind: StatementKind::Bad(names), doc: line.doc, span: line.span }
    }

    /// A statement that starts with a word of its own. `None` where it could not be read.
    fn worded(
        &mut self,
        line: StatementLine,
        block: Option<&BracedBlock>,
        place: StatementPlace,
    ) -> Option<StatementKind> {
        let word = self.first_word(line);
        let keyword = keywords::keyword(word);
        let statement = keyword.is_some_and(|keyword| keyword.kind == KeywordKind::Statement);
        if let Some(inside) = place.block().filter(|inside| statement && !keywords::begins_line(word, inside))
        {
            let span = self.word_span(line, word);
            self.reporter.report(cannot_stand(word, inside, span));
            return None;
        }
        match word {
            "segment" if block.is_none() => return self.segment_line(line),
            _ if keyword.is_some_and(|keyword| keyword.block != BlockKind::None) => {
                return self.block(line, block, word, place);
            }
            // `unit = 5` was refused as a name before; here the word stands where a statement begins.
            _ if names::LATER.contains(&word) && self.report_later(word, line) => return None,
            _ if self.refuse_line(line) => return None,
            _ if self.refuse_weeks(line, word) => return None,
            _ => {}
        }
        let range = line.range();
        let heading = |heading: Option<Heading>| heading.map(StatementKind::Heading);
        match word {
            "title" => heading(self.read(Rule::text_line, range, Builder::text_line).map(Heading::Title)),
            "use" => self.read(Rule::text_line, range, Builder::text_line).map(StatementKind::Use),
            "months" => heading(self.read(Rule::months, range, Builder::months_spec).map(Heading::Months)),
            "days" => heading(self.read(Rule::days, range, |builder, mut pairs| {
                let said = pairs.next()?;
                Some(Heading::Days(match said.as_rule() {
                    Rule::listed => DaysSpec::Listed(builder.month_list(said)?),
                    _ => DaysSpec::Fixed(builder.expression(said, Surroundings::Free)),
                }))
            })),
            "workdays" => heading(self.read(Rule::workdays, range, Builder::workdays).map(Heading::Workdays)),
            "fiscal" => heading(self.read(Rule::fiscal, range, Builder::fiscal)),
            "currency" => heading(self.read(Rule::currency, range, Builder::currency)),
            "exchange" => self.exchange(line, None),
            "show" => heading(self.read(Rule::show, range, |builder, pairs| {
                let shown = pairs.filter(|pair| pair.as_rule() == Rule::shown);
                shown.map(|pair| builder.shown(pair)).collect::<Option<Vec<_>>>().map(Heading::Show)
            })),
            "goal" => self.read(Rule::goal, range, Builder::goal).map(StatementKind::Goal),
            "check" => self.read(Rule::check, range, Builder::check).map(StatementKind::Check),
            _ => {
                let inside =
                    |word: &&str| place.block().is_none_or(|block| keywords::begins_line(word, block));
                let known: Vec<&str> = names::STATEMENTS.into_iter().filter(inside).collect();
                let whole = match place {
                    StatementPlace::File => "a plan",
                    StatementPlace::Scenario => "a scenario",
                    StatementPlace::For | StatementPlace::ForInScenario => "a block `for`",
                };
                self.fail_line(
                    line,
                    whole,
                    &known,
                    "`name = value`, `goal velocity >= $4,000/month`, `plan { … }`",
                );
                None
            }
        }
    }

    /// `segment eu { … }`: a statement of a later version.
    fn report_later(&mut self, word: &str, line: StatementLine) -> bool {
        let refused = names::refuse_new_name(word, self.word_span(line, word));
        refused.map(|diagnostic| self.reporter.report(diagnostic)).is_some()
    }

    /// `name: unit = clauses`
    fn definition(&mut self, line: StatementLine, modifier: Option<Modifier>) -> Option<StatementKind> {
        if self.refuse_line(line) {
            return None;
        }

        self.read(Rule::definition, line.range(), |builder, pairs| {
            let mut pairs = pairs.peekable();
            let name = builder.new_name(&pairs.next()?);
            let annotation = pairs.next_if(|pair| pair.as_rule() == Rule::annotation);
            let annotation = match annotation {
                Some(pair) => Some(builder.annotation(pair)?),
                None => None,
            };
            let value = builder.clauses(&mut pairs)?;
            Some(StatementKind::Definition(Definition { modifier, name, annotation, value }))
        })
    }

    /// What stands after the colon: a unit, a roll-up, or both in that order.
    pub(super) fn annotation(&mut self, pair: RulePair<'_>) -> Option<Annotation> {
        let span = self.span(&pair);
        self.annotation_of(span, pair.into_inner())
    }

    /// The same from its parts.
    pub(super) fn annotation_of(&mut self, span: Span, parts: RulePairs<'_>) -> Option<Annotation> {
        let mut annotation = Annotation { unit: None, rollup: None, span };
        for (at, part) in parts.enumerate() {
            let span = self.span(&part);
            annotation.span = if at == 0 { span } else { annotation.span.to(span) };
            let rollup = match part.as_str() {
                "sum" => Some(RollupWord::Sum),
                "last" => Some(RollupWord::Last),
                "mean" => Some(RollupWord::Mean),
                _ => None,
            };
            if rollup.is_some() && annotation.rollup.is_none() {
                annotation.rollup = rollup;
            } else if annotation.unit.is_none() && annotation.rollup.is_none() {
                annotation.unit = Some(self.unit_annotation(part.as_str(), span)?);
            } else {
                let found =
                    Diagnostic::new(Code::Syntax, "expected `sum`, `last` or `mean`", span, "not a roll-up");
                self.fail(found.help("an annotation is a unit and a roll-up: `: $/month last`"));
            }
        }
        Some(annotation)
    }

    /// A unit without a number: `$/month`, `%`, `days`.
    fn unit_annotation(&mut self, text: &str, span: Span) -> Option<UnitAnnotation> {
        let (unit, per) = text.split_once('/').map_or((text, None), |(unit, per)| (unit, Some(per)));
        let known = match unit {
            "" | "1" => Some(LiteralUnit::Plain),
            "%" => Some(LiteralUnit::Percent),
            _ => unit
                .chars()
                .next()
                .filter(|sign| sign.len_utf8() == unit.len())
                .and_then(Currency::from_sign)
                .or_else(|| Currency::from_code(unit))
                .map(LiteralUnit::Money)
                .or_else(|| DurationWord::from_word(unit).map(LiteralUnit::Duration))
                .or_else(|| EffortWord::from_word(unit).map(LiteralUnit::Effort)),
        };
        let Some(unit) = known else {
            let found =
                Diagnostic::new(Code::Syntax, format!("`{unit}` is not a unit"), span, "expected a unit");
            self.fail(
                found.help(
                    "units are `$`, `USD`, `%`, `1`, `days`, `months`, `hours`, with or without `/month`",
                ),
            );
            return None;
        };
        let per = match per {
            Some(word) => {
                Some(self.keep(Period::from_word(word).ok_or_else(|| literal::unknown_period(word, span)))?)
            }
            None => None,
        };
        Some(UnitAnnotation { unit, per, span })
    }

    /// The text in quotes behind `title` or `use`.
    fn text_line(&mut self, pairs: RulePairs<'_>) -> Option<QuotedText> {
        let text = pairs.into_iter().find(|pair| pair.as_rule() == Rule::string)?;
        Some(self.string(&text))
    }

    /// A string without its quotes; `\"` and `\\` stand for the second character.
    pub(super) fn string(&mut self, pair: &RulePair<'_>) -> QuotedText {
        let span = self.span(pair);
        let quoted = pair.as_str();
        let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(quoted);
        let mut text = String::with_capacity(inner.len());
        let mut characters = inner.chars();
        while let Some(character) = characters.next() {
            if character != '\\' {
                text.push(character);
                continue;
            }
            match characters.next() {
                Some(escaped @ ('"' | '\\')) => text.push(escaped),
                other => {
                    let written = other.map(String::from).unwrap_or_default();
                    let message = format!("`\\{written}` means nothing in a text");
                    self.fail(
                        Diagnostic::new(Code::Syntax, message, span, "in this text")
                            .help("write `\\\\` for a backslash and `\\\"` for a quote"),
                    );
                }
            }
        }
        QuotedText { text, span }
    }

    /// `months 12`, `months 2026`, `months 2026-01 .. 2026-12`.
    fn months_spec(&mut self, pairs: RulePairs<'_>) -> Option<MonthsSpec> {
        let mut ends = pairs.filter(|pair| pair.as_rule() == Rule::time);
        let first = ends.next()?;
        let span = self.span(&first);
        let text = first.as_str();
        let last = ends.next();
        // Four digits are a year: `months 2026` are its twelve months, and no plan has two thousand.
        if last.is_none() && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != 4 {
            let count = text.parse().unwrap_or(u32::MAX);
            let refused = if count == 0 || text.starts_with('0') {
                Diagnostic::new(
                    Code::BadMonth,
                    "a plan has at least one month",
                    span,
                    "expected a number of months",
                )
                .fix("write `months 12`", span, "12")
            } else if count as usize > limits::MONTHS {
                let message = format!("a plan has at most {} months", limits::MONTHS);
                Diagnostic::new(Code::TooLarge, message, span, "too many months")
            } else {
                return Some(MonthsSpec::Count(count, span));
            };
            self.fail(refused);
            return None;
        }
        let last = last.as_ref().map(|last| (last.as_str(), self.span(last)));
        let months = self.keep(time::months((text, span), last, self.text))?;
        let spec = match months.kind {
            SpanKind::Year(year) => Some(MonthsSpec::Year(year, span)),
            SpanKind::Between(first, last) if matches!(first.kind, MonthKind::Dated(_)) => {
                Some(MonthsSpec::Between(first, last))
            }
            SpanKind::FiscalYear(_) | SpanKind::FiscalQuarter(..) => {
                months.fiscal_ends().map(|(first, last)| MonthsSpec::Between(first, last))
            }
            SpanKind::Between(first, last) if matches!(first.kind, MonthKind::Fiscal { .. }) => {
                Some(MonthsSpec::Between(first, last))
            }
            SpanKind::Month(kind @ MonthKind::Dated(_)) => {
                let month = super::tree::MonthRef { kind, span };
                Some(MonthsSpec::Between(month, month))
            }
            SpanKind::Quarter(year, quarter) => {
                time::quarter(year, quarter, span).map(|(first, last)| MonthsSpec::Between(first, last))
            }
            _ => None,
        };
        if spec.is_none() {
            let found = Diagnostic::new(
                Code::BadMonth,
                "the months of a plan have a year, or are a number",
                months.span,
                "no year",
            );
            self.fail(found.help("write `months 2026-01 .. 2026-12`, `months 2026` or `months 12`"));
        }
        spec
    }

    /// `workdays mon..fri except 2026-12-25`, or `workdays 20/month`.
    fn workdays(&mut self, pairs: RulePairs<'_>) -> Option<WorkdaysSpec> {
        let mut week = Weekdays::default();
        let (mut kind, mut span) = (None, None::<Span>);
        let (mut extra, mut except) = (Vec::new(), Vec::new());
        for pair in pairs {
            let place = self.span(&pair);
            match pair.as_rule() {
                Rule::expression => {
                    kind = Some(WorkdaysKind::Fixed(self.expression(pair, Surroundings::Free)));
                    span = Some(place);
                }
                Rule::listed => {
                    kind = Some(WorkdaysKind::Listed(self.month_list(pair)?));
                    span = Some(place);
                }
                Rule::weekday_run => {
                    span = Some(span.map_or(place, |span| span.to(place)));
                    let mut days = Vec::new();
                    for day in pair.into_inner() {
                        let place = self.span(&day);
                        days.push(self.keep(time::weekday(day.as_str(), place))?);
                    }
                    if let (Some(first), Some(last)) = (days.first(), days.last()) {
                        week.add_run(*first, *last);
                    }
                }
                rule @ (Rule::extra | Rule::except) => {
                    let runs = if rule == Rule::extra { &mut extra } else { &mut except };
                    for run in pair.into_inner() {
                        let mut ends = run.into_inner();
                        let first = ends.next()?;
                        let last = ends.next();
                        let last = last.as_ref().map(|last| (last.as_str(), self.span(last)));
                        let first = (first.as_str(), self.span(&first));
                        runs.extend(self.keep(time::dates(first, last, self.text)));
                    }
                }
                _ => {}
            }
        }
        let kind = kind.unwrap_or(WorkdaysKind::Weekdays(week));
        Some(WorkdaysSpec { kind, extra, except, span: span? })
    }

    /// `[21, 20, 22]`, `[28, 28, 35] every quarter`; none where it is no list of plain numbers.
    fn month_list(&mut self, pair: RulePair<'_>) -> Option<MonthList> {
        let span = self.trimmed_span(&pair);
        let (mut items, mut every) = (None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::steps => {
                    let interval = self.month_interval(part)?;
                    every = match interval.months {
                        3 => Some(Stretch::Quarter),
                        12 => Some(Stretch::Year),
                        _ => {
                            let message = "a list of months comes back every quarter or every year";
                            let found =
                                Diagnostic::new(Code::Syntax, message, interval.span, "neither of them");
                            self.fail(
                                found.help("write `[28, 28, 35] every quarter`, or 12 values `every year`"),
                            );
                            return None;
                        }
                    };
                }
                _ => {
                    for inner in part.into_inner() {
                        if inner.as_rule() == Rule::list {
                            items = Some(self.list(inner));
                            continue;
                        }
                        let place = self.span(&inner);
                        let message = "a list has a number of days for each month";
                        let label = format!("`{}` has no place here", inner.as_str());
                        let found = Diagnostic::new(Code::Syntax, message, place, label);
                        self.fail(found.fix_with("leave it out", vec![Edit::delete(place)]));
                        return None;
                    }
                }
            }
        }
        Some(MonthList { items: items?, every, span })
    }

    /// `fiscal year 2027 from 2026-02`
    fn fiscal(&mut self, pairs: RulePairs<'_>) -> Option<Heading> {
        let mut words = pairs.filter(|pair| pair.as_rule() == Rule::time);
        let (said, from) = (words.next()?, words.next()?);
        let span = self.span(&said);
        let year = match names::year(said.as_str()) {
            Some(year) => Some(year),
            None => {
                let message = format!("`{}` is not a year in four digits", said.as_str());
                let found = Diagnostic::new(Code::BadMonth, message, span, "expected a year, such as `2027`");
                self.fail(match time::fiscal_year(said.as_str()) {
                    Some(year) => found.fix(format!("write `{year}`"), span, year.to_string()),
                    None => found.help("write `fiscal year 2027 from 2026-02`"),
                });
                None
            }
        };
        let from = self.month(&from, Meant::First)?;
        Some(Heading::Fiscal(FiscalSpec { year: year?, from }))
    }

    /// `currency EUR`
    fn currency(&mut self, mut pairs: RulePairs<'_>) -> Option<Heading> {
        let code = pairs.next()?;
        let span = self.span(&code);
        let currency = Currency::from_code(code.as_str()).ok_or_else(|| {
            Diagnostic::new(
                Code::Syntax,
                format!("`{}` is not the code of a currency", code.as_str()),
                span,
                "expected three capital letters",
            )
            .help("write the ISO code, such as `currency USD`")
        });
        self.keep(currency).map(|currency| Heading::Currency(currency, span))
    }

    /// `exchange EUR = $1.08, $1.10 from 2026-07`: a definition of the row `exchange.EUR`.
    fn exchange(&mut self, line: StatementLine, modifier: Option<Modifier>) -> Option<StatementKind> {
        self.read(Rule::exchange, line.range(), |builder, mut pairs| {
            let exchanged = pairs.next()?;
            let name = builder.span(&exchanged);
            let code = exchanged.into_inner().next()?;
            let (written, span) = (code.as_str(), builder.span(&code));
            if Currency::from_code(written).is_none() {
                let message = format!("`{written}` is not the code of a currency");
                let found = Diagnostic::new(Code::Syntax, message, span, "expected three capital letters");
                let meant = written.chars().next().and_then(Currency::from_sign);
                let upper = written.to_uppercase();
                // `EURUSD` prices the first in the second.
                let pair = upper.is_ascii() && upper.len() == 6;
                let meant =
                    meant.or_else(|| Currency::from_code(upper.get(..if pair { 3 } else { upper.len() })?));
                builder.fail(match meant {
                    Some(meant) => {
                        let code = meant.to_string();
                        found.fix(format!("write `exchange {code} = …`"), span, code)
                    }
                    None => found.help("write the ISO code, such as `exchange EUR = $1.08`"),
                });
                return None;
            }
            let mut pairs = pairs.peekable();
            let value = builder.clauses(&mut pairs)?;
            Some(StatementKind::Definition(Definition { modifier, name, annotation: None, value }))
        })
    }

    /// `goal "label": row >= target by month, …`
    fn goal(&mut self, pairs: RulePairs<'_>) -> Option<Goal> {
        let (mut label, mut total, mut row) = (None, None, None);
        let (mut at_least, mut targets) = (true, Vec::new());
        for pair in pairs {
            match pair.as_rule() {
                Rule::label => label = pair.into_inner().next().map(|text| self.string(&text)),
                Rule::total => total = Some(self.span(&pair)),
                Rule::name => row = Some(self.used_name(&pair)),
                Rule::comparison => at_least = pair.as_str() == ">=",
                Rule::target => targets.push(self.target(pair)?),
                _ => {}
            }
        }
        Some(Goal { label, total, row: row?, at_least, targets })
    }

    /// A value with the time in which it is to be reached.
    fn target(&mut self, pair: RulePair<'_>) -> Option<Target> {
        let mut pairs = pair.into_inner();
        let value = self.expression(pairs.next()?, Surroundings::Free);
        let mut span = self.span_of(value);
        let time = match pairs.next() {
            Some(pair) => {
                span = span.to(self.span(&pair));
                Some(self.goal_time(pair)?)
            }
            None => None,
        };
        Some(Target { value, time, span })
    }

    /// `check condition in span`
    fn check(&mut self, mut pairs: RulePairs<'_>) -> Option<Check> {
        let condition = self.expression(pairs.next()?, Surroundings::Free);
        let time = match pairs.next().filter(|pair| pair.as_rule() != Rule::EOI) {
            Some(pair) => Some(self.goal_time(pair)?),
            None => None,
        };
        Some(Check { condition, time })
    }

    /// A statement that holds lines: in braces, or one after its head.
    fn block(
        &mut self,
        line: StatementLine,
        block: Option<&BracedBlock>,
        word: &str,
        place: StatementPlace,
    ) -> Option<StatementKind> {
        let rule = match word {
            "plan" => Rule::plan_head,
            "stock" => Rule::stock_head,
            "scenario" => Rule::scenario_head,
            "segment" => Rule::segment_head,
            "for" => Rule::for_head,
            _ => Rule::pipeline_head,
        };
        // The head is parsed on its own, so that a mistake in it does not take the lines of the block with it.
        let after = self.slice(line.start + word.len(), line.end);
        let first = names::leading_name(after.trim_start());
        // `pipeline won = …`: without braces, a line may follow at once.
        let head_end = if word == "pipeline"
            && block.is_none()
            && (names::is_assigned(after) || keywords::begins_line(first, "pipeline"))
        {
            line.start + word.len()
        } else {
            let text = self.plain.get(line.start..line.end).unwrap_or_default();
            let mut parsed = Parsed::default();
            match parser::parse(rule, text, &mut parsed) {
                Ok(()) => {
                    let head = parsed.pairs(text).next();
                    line.start + head.map_or(0, |pair| pair.as_str().trim_end().len())
                }
                // The next call reports the mistake.
                Err(_) => line.end,
            }
        };
        let rest = self.slice(head_end, line.end);
        let rest_start = line.end - rest.trim_start().len();
        let head = self.read(rule, (line.start, head_end), Builder::head)?;
        let single;
        let pieces = match block {
            Some(block) if rest_start == line.end => block.pieces.as_slice(),
            Some(_) => {
                let span = self.reporter.span(rest_start, line.end);
                self.reporter.report(message::unexpected_in_head(
                    word,
                    self.slice(line.start, head_end),
                    self.slice(rest_start, line.end),
                    self.reporter.span(line.start, line.end),
                    span,
                ));
                return None;
            }
            None if rest_start == line.end => {
                let span = self.reporter.span(line.start, line.end);
                self.reporter.report(message::missing_block(word, span));
                return None;
            }
            None => {
                single =
                    [SourcePiece { start: rest_start, end: line.end, doc: None, block: None, broken: false }];
                &single
            }
        };
        Some(self.filled(word, head, pieces, place))
    }

    /// A block statement from its head and the pieces in its braces.
    fn filled(
        &mut self,
        word: &str,
        head: Head,
        pieces: &[SourcePiece],
        place: StatementPlace,
    ) -> StatementKind {
        let lines = pieces.iter().map(|piece| self.line(piece)).collect::<Vec<_>>().into_iter();
        let name = head.name.unwrap_or_default();
        match word {
            "plan" => StatementKind::Plan(lines.map(|line| self.plan_line(line)).collect()),
            "stock" => {
                StatementKind::Stock(Stock { name, lines: lines.map(|line| self.stock_line(line)).collect() })
            }
            "segment" => {
                let members = lines.filter_map(|line| self.member_line(line)).collect();
                StatementKind::Segment(Segment { name, members, table: None })
            }
            "for" => {
                let inside =
                    if place.in_scenario() { StatementPlace::ForInScenario } else { StatementPlace::For };
                let statements = self.statements(pieces, inside);
                StatementKind::For(ForBlock { names: head.nouns, statements })
            }
            "scenario" => {
                let statements = self.statements(pieces, StatementPlace::Scenario);
                StatementKind::Scenario(Scenario { name, label: head.label, parent: head.parent, statements })
            }
            _ => {
                let lines = lines.map(|line| self.pipeline_line(line)).collect();
                StatementKind::Pipeline(Pipeline { name: head.name, label: head.label, lines })
            }
        }
    }

    /// The name, the label and the parent that stand before the brace.
    fn head(&mut self, pairs: RulePairs<'_>) -> Option<Head> {
        let mut head = Head::default();
        for pair in pairs {
            match pair.as_rule() {
                Rule::name => head.name = Some(self.new_name(&pair)),
                Rule::noun => {
                    let span = self.span(&pair);
                    head.nouns.push(span);
                    head.name = head.name.or(Some(span));
                }
                Rule::string => head.label = Some(self.string(&pair)),
                Rule::extends => head.parent = pair.into_inner().next().map(|name| self.used_name(&name)),
                _ => {}
            }
        }
        Some(head)
    }

    /// `replace` or `new`, where what follows makes sense of it, and the line after it.
    pub(super) fn modifier(
        &self,
        line: StatementLine,
        follows: impl Fn(&str) -> bool,
    ) -> (Option<Modifier>, StatementLine) {
        let word = self.first_word(line);
        let modifier = match word {
            "replace" => Modifier::Replace,
            "new" => Modifier::New,
            _ => return (None, line),
        };
        let rest = self.slice(line.start + word.len(), line.end);
        let text = rest.trim_start();
        // `new = 5` defines a row called `new`, and `newest` is another word.
        if text.len() == rest.len() || !follows(text) {
            return (None, line);
        }
        let start = line.end - text.len();
        let span = self.reporter.span(start, line.span.end as usize);
        (Some(modifier), StatementLine { start, span, ..line })
    }

    /// The first word of a line; empty where it starts with something else.
    pub(super) fn first_word(&self, line: StatementLine) -> &'t str {
        names::leading_name(self.slice(line.start, line.end))
    }

    /// Where the first word of a line stands.
    pub(super) fn word_span(&self, line: StatementLine, word: &str) -> Span {
        self.reporter.span(line.start, line.start + word.len())
    }

    /// Whether a line is not to be read: a mistake has been reported, or it has a block and may not.
    pub(super) fn refuse_line(&mut self, line: StatementLine) -> bool {
        if line.broken {
            return true;
        }
        if line.has_block {
            let text = self.slice(line.start, line.end);
            let span = self.reporter.span(line.start, line.end);
            let rest = self.slice(line.start, self.text.len());
            if let Some((length, written)) = message::choice_in_braces(rest) {
                let place = self.reporter.span(line.start, line.start + length);
                let found =
                    Diagnostic::new(Code::Syntax, "a choice is the function `if`", span, "chosen here");
                let value = written.split_once("= ").map_or(written.as_str(), |(_, value)| value);
                self.reporter.report(found.fix(format!("write `{value}`"), place, written.as_str()));
                return true;
            }
            // The other part of a choice in braces is told with the first.
            if text.trim_start().starts_with("else") && self.reporter.has_any() {
                return true;
            }
            let whole = self.text_of(line.span);
            self.reporter.report(message::needless_block(text, whole, span));
        }
        line.has_block
    }

    /// Reports a calendar of weeks, `days 4-4-5`, with the line that says it.
    fn refuse_weeks(&mut self, line: StatementLine, word: &str) -> bool {
        if !matches!(
            word,
            "days" | "months" | "workdays" | "calendar" | "weeks" | "quarters" | "periods" | "quarter"
        ) {
            return false;
        }
        let said = self.slice(line.start + word.len(), line.end);
        let said = said.split('#').next().unwrap_or_default().trim_end();
        let Some(written) = informal::weeks_of_quarter(said) else { return false };
        let span = self.reporter.span(line.start, line.start + word.len() + said.len());
        let message = "the months of a quarter that has four, four and five weeks are listed by their days";
        let found = Diagnostic::new(Code::Syntax, message, span, "weeks");
        self.reporter.report(found.fix(format!("write `{written}`"), span, written));
        true
    }

    /// Reports a line that has an `=` where a word is followed by its value, or an action by its noun.
    pub(super) fn fail_equals(&mut self, line: StatementLine, message: &str, fixed: &str) {
        let word = self.first_word(line);
        let span = self.word_span(line, word);
        let found =
            Diagnostic::new(Code::Syntax, message, span, "followed by a sign that does not belong here");
        let line = Span { end: line.end as u32, ..span };
        self.reporter.report(found.fix(format!("write `{fixed}`"), line, fixed));
    }

    /// What follows `NAME =` or `NAME:` on a line.
    pub(super) fn after_equals(&self, line: StatementLine) -> &'t str {
        let text = self.slice(line.start, line.end);
        let rest = text.get(names::leading_name(text).len()..).unwrap_or_default();
        let value = rest.trim_start_matches([' ', '\t', '=', ':']);
        value.lines().next().unwrap_or_default().trim_end()
    }

    /// Reports a line that starts like nothing that may stand there.
    pub(super) fn fail_line(&mut self, line: StatementLine, place: &str, known: &[&str], examples: &str) {
        let text = self.slice(line.start, line.end);
        let unknown = message::MisplacedLine {
            text,
            range: line.range(),
            file: self.reporter.file(),
            whole: self.text,
            place,
        };
        let found = message::unknown_line(unknown, known, examples, self.trial());
        self.reporter.report(found);
    }

    /// The names that a line would have defined, as far as can be told without reading it.
    pub(super) fn names_of(&self, line: StatementLine) -> Vec<Span> {
        let mut start = line.start;
        // One word may stand before the name: `gains signups = …`, `new price = …`.
        for _ in 0..2 {
            let text = self.slice(start, line.end);
            let word = names::leading_name(text);
            if names::is_assigned(text) {
                return vec![self.reporter.span(start, start + word.len())];
            }
            if !matches!(
                word,
                "replace" | "new" | "gains" | "loses" | "plan" | "pipeline" | "stock" | "scenario"
            ) {
                break;
            }
            let rest = text.get(word.len()..).unwrap_or_default().trim_start();
            start = line.end - rest.len();
            let named = names::leading_name(rest);
            if matches!(word, "stock" | "scenario") && !named.is_empty() {
                return vec![self.reporter.span(start, start + named.len())];
            }
        }
        let text = self.slice(line.start, line.end);
        if let Some(name) = super::informal::spaced_name(text) {
            return vec![self.reporter.span(line.start, line.start + name.len())];
        }
        self.noun_of(start, line.end).into_iter().collect()
    }

    /// The noun of an action: the first word with a slash (or `per`) after it, behind a number; where none has, the
    /// word right behind the number.
    fn noun_of(&self, start: usize, end: usize) -> Option<Span> {
        self.noun_with_period(start, end).or_else(|| {
            let text = self.slice(start, end);
            let number =
                text.find(|next: char| !next.is_ascii_digit() && !matches!(next, '.' | ',' | '_'))?;
            let noun = text.get(number..).filter(|_| number > 0)?.trim_start();
            let word = names::leading_name(noun);
            let at = end - noun.len();
            (!word.is_empty()).then(|| self.reporter.span(at, at + word.len()))
        })
    }

    fn noun_with_period(&self, start: usize, end: usize) -> Option<Span> {
        let text = self.slice(start, end);
        if !names::starts_amount(text) {
            return None;
        }
        let mut at = text.find(|character: char| names::is_start(character))?;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let word = names::leading_name(rest);
            let after = rest.get(word.len()..).unwrap_or_default().trim_start();
            if !word.is_empty() && (after.starts_with('/') || after.starts_with("per ")) {
                return Some(self.reporter.span(start + at, start + at + word.len()));
            }
            let skipped = word.len() + rest.get(word.len()..)?.chars().next().map_or(0, char::len_utf8);
            let next = text.get(at + skipped..)?.find(|character: char| names::is_start(character))?;
            at += skipped + next;
        }
        None
    }
}

/// The head of a block.
#[derive(Default)]
struct Head {
    name: Option<Span>,
    /// The names of a block `for`, or of a segment.
    nouns: Vec<Span>,
    label: Option<QuotedText>,
    parent: Option<Span>,
}

/// The finding for a statement in a block that has none of its kind.
fn cannot_stand(word: &str, inside: &str, span: Span) -> Diagnostic {
    let block = if inside == "for" { "a block `for`" } else { "a scenario" };
    let message = format!("`{word}` cannot stand inside {block}");
    let found = Diagnostic::new(Code::Syntax, message, span, format!("inside {block}"));
    found.help(match (word, inside) {
        ("for" | "segment", "for") => {
            "two axes at once are not there yet: name members of one segment, `for west, east`, or give one segment the \
             other as parent, `rep1 in west`"
        }
        ("segment", _) => {
            "new members in a scenario are not there yet: put the member into the segment with `from`, and let the \
             scenario change its rows"
        }
        (_, "for") => "a block `for` holds definitions, plan, pipeline and stock lines, goals and checks",
        _ => "a scenario holds definitions, plan, pipeline and stock lines, goals and checks",
    })
}
