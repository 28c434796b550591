//! A formula walked backwards: from a row in a month to the terms that give it, and on to the inputs.
//!
//! Rows that pace made for its own use are parts of a formula and are followed through. So is what picks one
//! of several values: of clauses and branches only the one taken is a term, and why it was is said in words.

use std::collections::HashSet;

use super::term::{Followed, Joined, RowTerm, Term, TermKind, TermOperator};
use super::units;
use crate::analysis::SettledPlan;
use crate::eval::Trace;
use crate::library::{Decomposition, Parameter};
use crate::model::{
    Argument, CalendarPart, ClauseMonths, ClauseWords, Compare, FamilyPlace, Formula, MaskPlace, MemberId,
    Model, Operand, Operator, OverMembers, Role, Row, RowId, Step, shifted,
};
use crate::source::{Sources, Span};
use crate::value::{Calendar, Cell, Denomination, MONTH_NAMES, Number, NumberStyle, Reason, Unit};

/// Rows are followed this deep at most, whatever is asked for: each level is a call within a call, and the stack ends.
const DEEPEST: usize = 60;

/// A walk through the formulas of one scenario. Each row is followed once, or each month of a row once where
/// a depth is given.
pub(super) struct Walk<'a> {
    /// The plan.
    pub model: &'a Model,
    /// The texts in which its rows are defined.
    plan: &'a SettledPlan,
    sources: &'a Sources,
    /// The projection of the scenario, which can be asked how it came about.
    pub trace: Trace<'a, Cell>,
    /// How many levels to follow; none for all.
    depth: Option<usize>,
    /// The rows that have been followed, with the month.
    followed: HashSet<(RowId, usize)>,
    /// The rows that have been followed in any month.
    once: HashSet<RowId>,
    /// The rules applied, and what was read, by the row that is being followed.
    rules: Vec<String>,
    reads: Vec<Term>,
    /// What is said of rows that are only looked at; none where they are followed.
    pub(super) aside: Option<Followed>,
    /// The member whose formula is being followed.
    member: Option<MemberId>,
}

/// The formula that is being walked through.
pub(super) struct Scope<'f> {
    /// Its steps.
    pub steps: &'f [Step],
    /// Its lists with a number for each month.
    series: &'f [std::sync::Arc<[Number]>],
    /// The words of its clauses.
    clauses: &'f [ClauseWords],
    /// The functions over members in it.
    members: &'f [OverMembers],
    /// What each step comes to in the month.
    values: Vec<Cell>,
    /// The month.
    pub month: usize,
    /// How deep below the figure its terms stand.
    level: usize,
}

impl Scope<'_> {
    /// Whether a clause begins or ends within the month.
    fn is_divided(&self) -> bool {
        self.clauses.iter().any(|words| match (words.months, words.place) {
            (ClauseMonths::Divided, MaskPlace::Step(step)) => match self.steps.get(step as usize) {
                Some(Step::Within(months, ..)) => months[self.month],
                _ => false,
            },
            _ => false,
        })
    }

    /// The function over members whose result an operand is.
    fn over(&self, operand: Operand) -> Option<&OverMembers> {
        let Operand::Step(step) = operand else { return None };
        self.members.iter().find(|call| call.step == step)
    }

    /// The words of a mask of months. One without any follows from the formula's shape, such as the ends of a
    /// straight line.
    fn words(&self, place: MaskPlace) -> Option<&ClauseWords> {
        self.clauses.iter().find(|words| words.place == place)
    }
}

impl<'a> Walk<'a> {
    /// A walk in which nothing has been followed yet, over the projection that `trace` is of.
    pub fn new(plan: &'a SettledPlan, trace: Trace<'a, Cell>, depth: Option<usize>) -> Self {
        Walk {
            model: plan.model(),
            plan,
            sources: plan.sources(),
            trace,
            depth,
            followed: HashSet::new(),
            once: HashSet::new(),
            rules: Vec::new(),
            reads: Vec::new(),
            aside: None,
            member: None,
        }
    }

    /// What is written at a place, in one line.
    pub(super) fn text(&self, span: Span) -> String {
        self.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The months of the plan.
    pub fn calendar(&self) -> &'a Calendar {
        &self.model.calendar
    }

    /// What a row's values count, in the plan's currency.
    pub fn denomination(&self, row: &Row) -> Denomination {
        Denomination { shown: row.shown, ..self.counted(row.unit) }
    }

    /// A unit in the plan's currency, shown as plain numbers.
    pub fn counted(&self, unit: Unit) -> Denomination {
        Denomination::new(unit, NumberStyle::Plain, self.model.currency)
    }

    /// The value of an argument in a month.
    pub fn cell(&self, input: Argument, month: usize) -> Cell {
        self.trace.projection().input(input, month)
    }

    /// Says what rule was applied, once.
    pub fn rule(&mut self, rule: String) {
        if self.aside.is_none() && !self.rules.contains(&rule) {
            self.rules.push(rule);
        }
    }

    /// Says what was read besides the terms, once.
    pub fn read(&mut self, term: Term) {
        let name = |term: &Term| term.row().map(|row| (row.name.clone(), row.month.clone()));
        let known = name(&term).is_some() && self.reads.iter().any(|read| name(read) == name(&term));
        if self.aside.is_none() && !known {
            self.reads.push(term);
        }
    }

    /// A row in a month; of a hidden one, what it is made of.
    pub fn row(&mut self, id: RowId, month: usize, level: usize) -> Term {
        let scenario = self.trace.scenario();
        let definition = scenario.table.row(id);
        if definition.hidden {
            let mut term = self.formula(id, month, level);
            // A number that is a line of its own, such as `opening 12 leads`, counts what the line counts.
            if matches!(&definition.formula, Formula::Steps { steps, .. } if steps.is_empty())
                && matches!(term.what, TermKind::Number(""))
            {
                term.unit.get_or_insert(self.denomination(definition));
            }
            return term;
        }
        let calendar = definition.role.is_calendar();
        let followed = self.follow(id, month, level, calendar);
        let mut term = self.unfollowed(id, month, followed);
        if calendar {
            let value = term.value.unwrap_or_default();
            let words = self.calendar().words(month);
            match definition.role {
                Role::Calendar(CalendarPart::Workdays) => {
                    self.rule(format!("{value} working days in {words}"))
                }
                Role::Calendar(CalendarPart::Days) => self.rule(format!("{value} days in {words}")),
                _ => {}
            }
        }
        if followed != Followed::Here {
            return term;
        }
        // What is said and read below belongs to this row; what stands above it goes on afterwards.
        let rules = std::mem::take(&mut self.rules);
        let reads = std::mem::take(&mut self.reads);
        let formula = self.formula(id, month, level + 1);
        term.rules = std::mem::replace(&mut self.rules, rules);
        term.reads = std::mem::replace(&mut self.reads, reads);
        match (formula.what, formula.how) {
            (TermKind::Number(_), _) | (TermKind::Part, TermOperator::Number) => {
                if let TermKind::Row(row) = &mut term.what {
                    row.followed = Followed::Number;
                }
            }
            (TermKind::Part, how) => (term.how, term.terms, term.over) = (how, formula.terms, formula.over),
            (what, how) => {
                term.how = TermOperator::Same;
                term.terms = vec![Term { what, how, joined: Joined::Plus, ..formula }];
            }
        }
        units::assign(&mut term, self.model.currency);
        term
    }

    /// Whether the terms of a row are to follow here, and notes that they do.
    fn follow(&mut self, id: RowId, month: usize, level: usize, calendar: bool) -> Followed {
        if calendar {
            return Followed::Number;
        }
        if let Some(aside) = self.aside {
            return aside;
        }
        if level > self.depth.unwrap_or(DEEPEST).min(DEEPEST) {
            return if self.followed.contains(&(id, month)) { Followed::Above } else { Followed::Deeper };
        }
        // A plan is no tree: without this, a row that many others use would be told again below each of them.
        if !self.followed.insert((id, month)) {
            return Followed::Above;
        }
        if !self.once.insert(id) && self.depth.is_none() {
            return Followed::Alike;
        }
        Followed::Here
    }

    /// A row in a month, its terms left out; `followed` says why.
    pub fn unfollowed(&self, id: RowId, month: usize, followed: Followed) -> Term {
        let value = self.trace.projection().row(id)[month].number();
        let calendar = self.calendar();
        let when = Some((calendar.label(month), calendar.words(month)));
        self.term_of(id, when, value, followed)
    }

    /// A row in a month or, as a total, over the whole plan.
    pub fn term_of(
        &self,
        id: RowId,
        when: Option<(String, String)>,
        value: Option<Number>,
        followed: Followed,
    ) -> Term {
        let definition = self.trace.scenario().table.row(id);
        let (month, month_words) = when.unzip();
        // The place of what a pipeline works out is the pipeline's, which is no definition of the row.
        let derived = definition.is_member() && !definition.input;
        let place = self.plan.place_of(definition);
        let (file, line) = place
            .map(|span| {
                let source = self.sources.get(span.file);
                (source.name().to_string(), source.position(span.start as usize).line)
            })
            .unzip();
        let row = RowTerm {
            name: definition.name.clone(),
            month,
            month_words,
            calendar: definition.role.calendar(),
            rate_of: definition.role.rate_of(),
            place,
            file,
            line,
            defined: !derived,
            input: definition.input,
            of_members: self.is_sum_of_members(definition),
            followed,
        };
        Term {
            what: TermKind::Row(row),
            value,
            unit: Some(self.denomination(definition)),
            ..Term::number(Number::ZERO, None)
        }
    }

    /// A row or a number, as an argument of a function over months.
    pub fn input(&mut self, input: Argument, month: usize, level: usize) -> Term {
        match input {
            Argument::Row(row) => self.row(row, month, level),
            Argument::Constant(number) => Term::number(number, None),
        }
    }

    /// The same, only looked at: no row in it is followed.
    pub fn glance(&mut self, input: Argument, month: usize) -> Term {
        let aside = self.aside.replace(Followed::Aside);
        let mut term = self.input(input, month, 1);
        self.aside = aside;
        units::assign(&mut term, self.model.currency);
        term
    }

    /// What a row is made of in a month.
    fn formula(&mut self, id: RowId, month: usize, level: usize) -> Term {
        let table = &self.trace.scenario().table;
        let row = table.row(id);
        match &row.formula {
            Formula::Steps { steps, result, series } => {
                let values = self.trace.steps(id, month);
                let (clauses, members) = (&row.written.clauses, &row.written.members);
                let scope = Scope { steps, series, clauses, members, values, month, level };
                let own = match row.family.map(|of| of.place) {
                    Some(FamilyPlace::Member(member)) => Some(member),
                    // A part of a formula is the member's whose formula it is.
                    _ => self.member.filter(|_| row.hidden),
                };
                let outer = std::mem::replace(&mut self.member, own);
                let total =
                    if self.is_sum_of_members(row) { self.total_of_members(&scope, *result) } else { None };
                let term = match total {
                    Some(term) => term,
                    None => self.operand(&scope, *result),
                };
                self.member = outer;
                // A running total has no name, and another unit than the months that it is made of.
                let own = |step: &Step| matches!(step, Step::Shifted { row, by: -1, .. } if *row == id);
                let total = row.hidden && matches!(term.what, TermKind::Part) && steps.iter().any(own);
                Term { unit: if total { Some(self.denomination(row)) } else { term.unit }, ..term }
            }
            Formula::History { .. } => self.over_months(id, month, level),
        }
    }

    /// An operand of a formula as a term.
    pub(super) fn operand(&mut self, scope: &Scope<'_>, operand: Operand) -> Term {
        let mut operand = operand;
        // Of clauses and branches only the one taken is followed, however many there are.
        loop {
            if let Some(call) = scope.over(operand) {
                return self.over_members(scope, call);
            }
            match self.taken(scope, operand) {
                Ok(taken) => operand = taken,
                Err(None) => return self.term(scope, operand),
                Err(Some(missing)) => return *missing,
            }
        }
    }

    /// The operand that a step takes of several, with the rule by which it does. The error is a step that takes
    /// none, with its term where no choice could be made.
    fn taken(&mut self, scope: &Scope<'_>, operand: Operand) -> Result<Operand, Option<Box<Term>>> {
        let Operand::Step(step) = operand else { return Err(None) };
        match &scope.steps[step as usize] {
            Step::Within(months, a, b) => {
                let applies = months[scope.month];
                let words = scope.words(MaskPlace::Step(step));
                if let Some(ClauseWords { months: ClauseMonths::EveryYear(..), listed: true, .. }) = words {
                    if applies {
                        self.month_of_list(scope.month);
                    }
                } else if scope.is_divided() {
                    // Which clause holds differs from day to day: the sum over the days says it.
                    if matches!(words, Some(ClauseWords { months: ClauseMonths::Divided, .. })) {
                        let month = self.calendar().words(scope.month);
                        self.rule(format!(
                            "a clause begins or ends within {month}: what holds is added up by its days"
                        ));
                    }
                } else if words.is_some_and(|words| words.months != ClauseMonths::Divided)
                    && months.iter().any(|month| *month)
                    && !months.iter().all(|month| *month)
                {
                    let when = months_words(self.calendar(), months);
                    let which = if applies { "the clause" } else { "another clause" };
                    self.rule(format!("{which} holds {when}"));
                }
                if let Some(member) = self.member.filter(|_| words.is_none() && !applies)
                    && self.model.segments.member(member).there == *months
                {
                    self.not_there(member, scope.month);
                }
                Ok(if applies { *a } else { *b })
            }
            Step::If(condition, a, b) => match self.choice(scope, *condition) {
                Some(holds) => Ok(if holds { *a } else { *b }),
                None => {
                    let value = scope.values[step as usize].number();
                    Err(Some(Box::new(Term::part(value, TermOperator::Number, Vec::new()))))
                }
            },
            Step::Shifted { by, edge, .. } if self.shifted(scope, *by).is_none() => {
                self.beyond_the_plan(scope.month, *by);
                Ok(*edge)
            }
            Step::Call(function, operands) => match function.decomposition {
                Decomposition::OneOf { which, otherwise } => {
                    let values: Vec<Cell> =
                        operands.iter().map(|operand| self.value(scope, *operand)).collect();
                    let which = which(&values);
                    if which > 0 {
                        self.rule(otherwise.to_string());
                    }
                    operands.get(which).copied().ok_or(None)
                }
                Decomposition::Arguments
                | Decomposition::Step
                | Decomposition::Months(_)
                | Decomposition::GoesOn { .. }
                | Decomposition::Arrivals { .. } => Err(None),
            },
            _ => Err(None),
        }
    }

    /// The month that a step reads, so many months away; none beyond the plan.
    fn shifted(&self, scope: &Scope<'_>, by: i32) -> Option<usize> {
        shifted(scope.month, by, self.calendar().len())
    }

    /// Notes how far away a row is read, where that is not the month before, which its own month says well enough.
    fn months_away(&mut self, row: RowId, by: i32) {
        if by == -1 {
            return;
        }
        let row = self.trace.scenario().table.row(row);
        let name = if row.hidden { "this" } else { row.name.as_str() };
        let plural = if by.unsigned_abs() == 1 { "" } else { "s" };
        let way = if by < 0 { "before" } else { "later" };
        self.rule(format!("{name} {} month{plural} {way}", by.unsigned_abs()));
    }

    /// Notes that the month so many months away is none of the plan, so that what stands for it counts.
    fn beyond_the_plan(&mut self, month: usize, by: i32) {
        let words = self.calendar().words(month);
        self.rule(match by {
            -1 => format!("{words} is the first month: it starts from this"),
            1 => format!("{words} is the last month: it ends with this"),
            _ if by < 0 => {
                format!("{words} is one of the first {} months: it starts from this", by.unsigned_abs())
            }
            _ => format!("{words} is one of the last {by} months: it ends with this"),
        });
    }

    /// Notes which value of a list for every year a month takes: in a plan that begins in April the first month takes
    /// the fourth.
    fn month_of_list(&mut self, month: usize) {
        if let Some(month) = self.calendar().month(month) {
            let name = month.name();
            self.rule(format!("a list for every year, January to December: this is the value for {name}"));
        }
    }

    /// An operand that is no choice between others.
    fn term(&mut self, scope: &Scope<'_>, operand: Operand) -> Term {
        let step = match operand {
            Operand::Constant(number) => return Term::number(number, None),
            Operand::Series(index) => {
                if scope.words(MaskPlace::Series(index)).is_some() {
                    self.month_of_list(scope.month);
                }
                return Term::number(scope.series[index as usize][scope.month], None);
            }
            Operand::Row(row) => return self.row(row, scope.month, scope.level),
            Operand::Step(index) => index as usize,
        };
        let value = scope.values[step].number();
        match &scope.steps[step] {
            Step::Binary(Operator::Plus | Operator::Minus, ..) => {
                let terms = self.chain(scope, operand, Joined::Plus);
                Term::part(value, TermOperator::Sum, terms)
            }
            Step::Binary(Operator::Times | Operator::Over, ..) => {
                let terms = self.chain(scope, operand, Joined::Times);
                Term::part(value, TermOperator::Product, terms)
            }
            Step::Binary(Operator::Power, a, b) => self.list(scope, value, TermOperator::Power, &[*a, *b]),
            Step::Binary(operator @ (Operator::And | Operator::Or), ..) => {
                let how = if *operator == Operator::And { TermOperator::Both } else { TermOperator::Either };
                self.list(scope, value, how, &conditions(scope, operand, *operator))
            }
            Step::Compare(compare, a, b) => {
                self.list(scope, value, TermOperator::Compare(*compare), &[*a, *b])
            }
            Step::Not(a) => self.list(scope, value, TermOperator::Not, &[*a]),
            Step::Negate(a) => {
                let term = self.operand(scope, *a).joined(Joined::Minus);
                Term::part(value, TermOperator::Sum, vec![term])
            }
            Step::Call(function, operands) => {
                let argument = |(place, operand): (usize, &Operand)| match function.parameter(place) {
                    Some(Parameter::Running) => self.total_so_far(scope, *operand),
                    _ => self.operand(scope, *operand),
                };
                let terms = operands.iter().enumerate().map(argument).collect();
                Term::part(value, TermOperator::Function(function), terms)
            }
            Step::Range { shape, parameters, .. } => {
                self.rule("a range: the plan counts with its mean".to_string());
                self.list(scope, value, TermOperator::Function(shape), parameters)
            }
            Step::Shifted { row, by, .. } => {
                let month = self.shifted(scope, *by).unwrap_or(scope.month);
                self.months_away(*row, *by);
                self.row(*row, month, scope.level)
            }
            Step::At { row, month, .. } => self.row(*row, *month as usize, scope.level),
            Step::Missing(reason) => self.missing(*reason),
            // Which of its operands it takes has been followed.
            Step::Within(..) | Step::If(..) => Term::part(value, TermOperator::Number, Vec::new()),
        }
    }

    /// A running total, only looked at: what it is made of are other months. What there was before the month is said in
    /// words.
    fn total_so_far(&mut self, scope: &Scope<'_>, operand: Operand) -> Term {
        let before = match operand {
            Operand::Step(step) => match &scope.steps[step as usize] {
                Step::Within(begins, _, Operand::Step(previous)) => {
                    let previous = scope.steps.get(*previous as usize);
                    let row = previous.and_then(|step| match step {
                        Step::Shifted { row, by: -1, .. } => Some(*row),
                        _ => None,
                    });
                    row.filter(|_| !begins[scope.month])
                }
                _ => None,
            },
            _ => None,
        };
        let value = self.value(scope, operand);
        if let (Some(row), Some(total)) = (before, value.number()) {
            let total = self.denomination(self.trace.scenario().table.row(row)).written(total.round(2));
            let month = self.calendar().words(scope.month);
            self.rule(format!("the running total was {total} before {month}"));
        }
        Term::part(value.number(), TermOperator::Number, Vec::new())
    }

    /// A term without a value; the reason is noted as a rule.
    pub fn missing(&mut self, reason: Reason) -> Term {
        self.rule(format!("no value: {}", reason.words()));
        Term::part(None, TermOperator::Number, Vec::new())
    }

    /// A part whose operands stand in a list: a function, a comparison, a power.
    fn list(
        &mut self,
        scope: &Scope<'_>,
        value: Option<Number>,
        how: TermOperator,
        operands: &[Operand],
    ) -> Term {
        let terms = operands.iter().map(|operand| self.operand(scope, *operand)).collect();
        Term::part(value, how, terms)
    }

    /// Whether a condition holds; none where it has no value. The condition is noted as read, not as a term: it decides
    /// which figure is taken, and is no part of it.
    fn choice(&mut self, scope: &Scope<'_>, condition: Operand) -> Option<bool> {
        let holds = self.value(scope, condition).truth()?;
        // That nothing is zero need not be said.
        let bound = match condition {
            Operand::Step(step) => matches!(
                &scope.steps[step as usize],
                Step::Compare(Compare::Equal, _, Operand::Constant(zero)) if zero.is_zero()
            ),
            _ => false,
        };
        if holds || !bound {
            let aside = self.aside.replace(Followed::Aside);
            let mut asked = self.operand(scope, condition);
            self.aside = aside;
            // What a `when` finds missing does not hold: its own `ifna` has been followed through.
            asked.value = Some(if holds { Number::ONE } else { Number::ZERO });
            units::assign(&mut asked, self.model.currency);
            self.read(asked);
        }
        Some(holds)
    }

    /// What an operand comes to in the month of its formula.
    pub(super) fn value(&self, scope: &Scope<'_>, operand: Operand) -> Cell {
        match operand {
            Operand::Constant(number) => Cell::from(number),
            Operand::Series(index) => Cell::from(scope.series[index as usize][scope.month]),
            Operand::Row(row) => self.trace.projection().row(row)[scope.month],
            Operand::Step(step) => scope.values[step as usize],
        }
    }

    /// The terms of a sum (`kind` is plus) or a product (times), however many steps it takes: `a + b - c` is two
    /// steps and three terms.
    fn chain(&mut self, scope: &Scope<'_>, root: Operand, kind: Joined) -> Vec<Term> {
        let mut terms = Vec::new();
        // A list in the place of a recursion: a sum of a thousand terms is a thousand steps deep.
        let mut waiting = vec![(root, kind)];
        while let Some((operand, joined)) = waiting.pop() {
            let inner = match operand {
                Operand::Step(step) if scope.over(operand).is_none() => Some(&scope.steps[step as usize]),
                _ => None,
            };
            match (inner, kind) {
                (Some(Step::Binary(Operator::Plus, a, b)), Joined::Plus)
                | (Some(Step::Binary(Operator::Times, a, b)), Joined::Times) => {
                    waiting.extend([(*b, joined), (*a, joined)]);
                }
                (Some(Step::Binary(Operator::Minus, a, b)), Joined::Plus)
                | (Some(Step::Binary(Operator::Over, a, b)), Joined::Times) => {
                    waiting.extend([(*b, joined.turned()), (*a, joined)]);
                }
                _ => {
                    let term = self.operand(scope, operand);
                    splice(&mut terms, term, joined);
                }
            }
        }
        terms
    }
}

/// The conditions that are joined by one `and` after the other, or one `or` after the other, in order.
fn conditions(scope: &Scope<'_>, root: Operand, operator: Operator) -> Vec<Operand> {
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(operand) = waiting.pop() {
        match operand {
            Operand::Step(step) => match &scope.steps[step as usize] {
                Step::Binary(own, a, b) if *own == operator => waiting.extend([*b, *a]),
                _ => found.push(operand),
            },
            _ => found.push(operand),
        }
    }
    found
}

/// Adds a term to a sum or a product. A part that is a sum in a sum, or a product in a product, needs no
/// brackets.
///
/// Deals that were open at the start and have all left by now add nothing, and are left out.
pub(super) fn splice(terms: &mut Vec<Term>, term: Term, joined: Joined) {
    if matches!(joined, Joined::Plus | Joined::Minus) && is_nothing(&term) {
        return;
    }
    let same = matches!(
        (&term.what, term.how, joined),
        (TermKind::Part, TermOperator::Sum, Joined::Plus | Joined::Minus)
            | (TermKind::Part, TermOperator::Product, Joined::Times | Joined::Over)
    );
    if !same || term.terms.is_empty() || term.over.is_some() {
        terms.push(term.joined(joined));
        return;
    }
    let turned = matches!(joined, Joined::Minus | Joined::Over);
    terms.extend(term.terms.into_iter().map(|inner| {
        let joined = if turned { inner.joined.turned() } else { inner.joined };
        inner.joined(joined)
    }));
}

/// Whether a part is empty, or a product of something empty.
fn is_nothing(term: &Term) -> bool {
    let part = matches!(term.what, TermKind::Part) && term.value.is_some_and(Number::is_zero);
    part && match term.how {
        TermOperator::Sum => term.terms.is_empty(),
        TermOperator::Product => term.terms.iter().any(is_nothing),
        _ => false,
    }
}

/// The words for months that are one quarter of every fiscal year: `in Q3 of every fiscal year (Aug to Oct)`; none of
/// other months, and of a quarter that comes once.
fn fiscal_season(calendar: &Calendar, inside: &[usize]) -> Option<String> {
    let fiscal = calendar.fiscal()?;
    let (first, last) = (*inside.first()?, *inside.last()?);
    let quarter = calendar.quarter_of(first);
    let all = (0..calendar.len()).filter(|column| calendar.quarter_of(*column) == quarter);
    if calendar.year_of(first) == calendar.year_of(last) || !all.eq(inside.iter().copied()) {
        return None;
    }
    let (from, to) = fiscal.quarter_months(quarter as u8);
    let name = |month: u8| MONTH_NAMES.get(usize::from(month) - 1).copied().unwrap_or_default();
    Some(format!("in Q{quarter} of every fiscal year ({} to {})", name(from), name(to)))
}

/// Months in words: `from Jul 2026`, `in Jul 2026`, `from Jul 2026 to Aug 2026`.
pub(super) fn months_words(calendar: &Calendar, months: &[bool]) -> String {
    let inside: Vec<usize> = (0..months.len()).filter(|month| months[*month]).collect();
    let (Some(first), Some(last)) = (inside.first().copied(), inside.last().copied()) else {
        return "in no month".to_string();
    };
    let words = |month: usize| calendar.words(month);
    if let Some(season) = fiscal_season(calendar, &inside) {
        return season;
    }
    match inside.len() {
        1 => format!("in {}", words(first)),
        count if last - first + 1 != count => {
            format!("in {count} months from {} to {}", words(first), words(last))
        }
        _ if last + 1 == months.len() => format!("from {}", words(first)),
        _ => format!("from {} to {}", words(first), words(last)),
    }
}
