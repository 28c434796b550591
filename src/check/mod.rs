//! Trees to a model: names, units, the order of evaluation, and the lowering of every statement to rows.
//!
//! One file a statement. A statement *declares* its rows first (so that order never matters); then rows are
//! lowered in the order in which they need each other's units, each by the builder in `lower`; last, the order of
//! evaluation is found and loops within a month are refused. A scenario starts from its parent's rows
//! and declares only what differs.
//!
//! Mistakes are collected, never thrown: one run reports all it can find.

mod amend;
mod calendar;
mod call;
mod condition;
mod draft;
mod expect;
mod expression;
mod free;
mod goal;
mod literal;
mod lower;
mod order;
mod pipeline;
mod plan;
mod question;
mod rollup;
mod rows;
mod scenario;
mod scope;
mod slots;
mod stock;
mod time;
mod typed;
mod unused;
mod value;
mod walk;

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{self, Code, Diagnostic, nearest};
use crate::library::{self, FUNCTIONS};
use crate::limits;
use crate::loader::Loaded;
use crate::model::{self, Formula, Guard, Model, Origin, RollupBy, Row, RowId};
use crate::source::{Sources, Span};
use crate::syntax::tree::{Statement, StatementKind, Tree};
use crate::value::{Calendar, Currency, Number, Rollup, Shown, Unit};

pub use amend::{Amended, Asking, Bench, Said, check_for_amending};
pub use condition::{Comparison, Condition, Part};
pub use free::numbers_in;
pub use question::{Asked, Wanted, check_expression};

use draft::Draft;
use scope::{Names, Scope};
use slots::Slots;
use typed::{Kind, Share, Traits, Typed};

/// What the checker found: a model where nothing was wrong, and everything there is to say.
#[derive(Debug)]
pub struct Checked {
    /// The plan; none where there was an error.
    pub model: Option<Model>,
    /// Errors and warnings in the order of the text, those of loading included.
    pub diagnostics: Vec<Diagnostic>,
}

/// The rows of the calendar, which every table starts with.
pub(crate) mod calendar_row {
    use crate::model::RowId;

    /// `calendar.days`
    pub const DAYS: RowId = RowId(0);
    /// `calendar.workdays`
    pub const WORKDAYS: RowId = RowId(1);
}

/// Checks a plan.
pub fn check(loaded: &Loaded) -> Checked {
    check_up_to(loaded, limits::ROWS)
}

/// Checks a plan in which one of its numbers is to take other values: it becomes a row of its own, which
/// every scenario names as its unknown. None does where the number is one that pace has to know beforehand,
/// such as the length of a list.
pub fn check_freeing(loaded: &Loaded, number: Span) -> Checked {
    check_with(loaded, limits::ROWS, Some(number))
}

/// Checks a plan that may have up to `rows` rows; for measuring beyond the limit that users have.
pub fn check_up_to(loaded: &Loaded, rows: usize) -> Checked {
    check_with(loaded, rows, None)
}

fn check_with(loaded: &Loaded, rows: usize, free: Option<Span>) -> Checked {
    let checked = check_keeping(loaded, rows, free, None, false).0;
    free::unit_by_use(loaded, checked, |unit| check_keeping(loaded, rows, free, Some(unit), false).0)
}

/// The layers of a plan's scenarios by name, `base` first, and what they stand on.
struct Layers<'a> {
    context: Context<'a>,
    layers: Vec<(String, Rc<Layer<'a>>)>,
}

/// Checks a plan; `keep` says whether the layers of its scenarios are wanted. A `?` that says nothing of its
/// unit is taken to have the one that is given.
fn check_keeping(
    loaded: &Loaded,
    rows: usize,
    free: Option<Span>,
    unit_of_unknown: Option<(Kind, Share)>,
    keep: bool,
) -> (Checked, Layers<'_>) {
    let mut diagnostics = loaded.diagnostics.clone();
    let (mut context, found) = Context::new(loaded, rows);
    context.free = free;
    context.unit_of_unknown = unit_of_unknown;
    diagnostics.extend(found);
    diagnostics.extend(free::only_one(loaded, free));
    let known = diagnostics.len();
    let mut base = Layer::new(&context);
    base.declare_all(&context);
    base.lower_pending(&context);
    base.finish(&context);
    let shown = base.shown(&context);
    diagnostics.append(&mut base.diagnostics);
    let mut scenarios = vec![base.scenario("base".into(), None)];
    let mut checked = scenario::check_all(&context, base, keep);
    scenarios.append(&mut checked.scenarios);
    diagnostics.append(&mut checked.diagnostics);
    diagnostics.extend(unused::find(&context, &checked.base, &scenarios, &shown));
    if context.months_wrong {
        let mut later = diagnostics.split_off(known);
        later.retain(|found| !matches!(found.code, Code::BadMonth | Code::UncoveredMonths));
        diagnostics.append(&mut later);
    }
    diagnostic::sort(&mut diagnostics);
    diagnostics.truncate(limits::DIAGNOSTICS_KEPT);
    let failed = diagnostic::has_error(&diagnostics);
    let warnings = diagnostics.clone();
    let model = (!failed).then(|| Model {
        title: context.title.clone(),
        currency: context.currency,
        calendar: context.calendar.clone(),
        scenarios,
        shown,
        warnings,
        patience: limits::Patience::default(),
    });
    (Checked { model, diagnostics }, Layers { context, layers: checked.layers })
}

/// How many unknown names are compared with all rows of the plan.
const SUGGESTIONS: usize = 100;

/// Something that a scenario can restate once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Restated {
    /// A row.
    Row(RowId),
    /// `worth`, `aligned` or `opening` of the pipeline of that index.
    Line(usize, &'static str),
}

/// What is the same for every scenario of a plan.
#[derive(Clone)]
pub(crate) struct Context<'a> {
    pub(crate) sources: &'a Sources,
    loaded: &'a Loaded,
    calendar: Calendar,
    /// What the plan says of its months is wrong, so nothing can be said of months in it.
    months_wrong: bool,
    title: Option<String>,
    currency: Currency,
    currency_span: Option<Span>,
    rows: usize,
    /// A number that is to take other values.
    free: Option<Span>,
    /// What a `?` is taken to be where nothing says so.
    unit_of_unknown: Option<(Kind, Share)>,
}

impl Context<'_> {
    /// A unit in words.
    fn words(&self, kind: Kind, share: Share) -> String {
        let shown = if share == Share::Percent { Shown::Percent } else { Shown::Plain };
        match kind {
            Kind::Known(unit) => unit.words(shown, self.currency),
            Kind::Zero => "zero".into(),
            Kind::Unknown => "something unknown".into(),
            Kind::Truth => "a condition".into(),
        }
    }

    /// All days and all working days of the plan.
    fn sums_of_days(&self) -> (Number, Number) {
        let sum = |numbers: &[Number]| {
            numbers.iter().fold(Number::ZERO, |sum, days| sum.plus(*days).map_or(sum, |(sum, _)| sum))
        };
        (sum(self.calendar.all_days()), sum(self.calendar.all_workdays()))
    }
}

/// A row on its way.
#[derive(Clone)]
struct Slot {
    name: Rc<str>,
    span: Span,
    info: Info,
    row: Option<Arc<Row>>,
    /// An action, which answers to its name without the `s` too.
    action: bool,
    /// Its definition uses no other row.
    input: bool,
    /// The first month that no clause covers.
    uncovered: Option<usize>,
}

/// What a formula needs to know of a row that it uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Info {
    kind: Kind,
    share: Share,
    traits: Traits,
    rollup: Option<Rollup>,
}

/// The rows of the base or of one scenario in the making.
pub(crate) struct Layer<'a> {
    slots: Slots,
    names: Rc<Names>,
    pending: Vec<Draft<'a>>,
    diagnostics: Vec<Diagnostic>,
    guards: Vec<Guard>,
    triggers: Vec<model::Trigger>,
    goals: Vec<model::Goal>,
    checks: Vec<model::Check>,
    schedule: model::Schedule,
    pipelines: Vec<pipeline::Definition<'a>>,
    stocks: Vec<stock::Definition<'a>>,
    plan: plan::Definition<'a>,
    capacity: Option<model::Capacity>,
    takings: Vec<model::Taking>,
    conservation: Vec<model::Conservation>,
    /// Names of statements that could not be read: nobody is to complain that they are missing.
    broken: Vec<String>,
    /// Rows that goals and checks speak of.
    spoken_of: Vec<RowId>,
    /// The rows of the parent, which this one shares.
    inherited: usize,
    /// Rows that `base` means in this scenario.
    bases: Vec<RowId>,
    /// What this scenario has restated, and where: each at most once.
    restated: FxHashMap<Restated, Span>,
    /// The rows declared so far, hidden ones left out.
    declared: usize,
    /// How many goals and checks are the plan's, and so every scenario's.
    shared: (usize, usize),
    /// The number that is to be found.
    free: Option<free::Free>,
}

impl<'a> Layer<'a> {
    fn new(context: &Context<'a>) -> Self {
        let mut layer = Layer {
            slots: Slots::default(),
            names: Rc::default(),
            pending: Vec::new(),
            diagnostics: Vec::new(),
            guards: Vec::new(),
            triggers: Vec::new(),
            goals: Vec::new(),
            checks: Vec::new(),
            schedule: model::Schedule::default(),
            pipelines: Vec::new(),
            stocks: Vec::new(),
            plan: plan::Definition::default(),
            capacity: None,
            takings: Vec::new(),
            conservation: Vec::new(),
            broken: Vec::new(),
            spoken_of: Vec::new(),
            inherited: 0,
            bases: Vec::new(),
            restated: FxHashMap::default(),
            declared: 0,
            shared: (0, 0),
            free: None,
        };
        layer.add_calendar(&context.calendar);
        layer
    }

    /// The three rows that every plan has.
    fn add_calendar(&mut self, calendar: &Calendar) {
        let months = (1..=calendar.len()).map(Number::from).collect::<Vec<_>>();
        let rows = [
            ("calendar.days", calendar.all_days().to_vec(), Rollup::Sum),
            ("calendar.workdays", calendar.all_workdays().to_vec(), Rollup::Sum),
            ("calendar.month", months, Rollup::Level),
        ];
        for (name, values, rollup) in rows {
            let formula = Formula::Steps {
                steps: Box::new([]),
                result: model::Operand::Series(0),
                series: Box::new([values.into()]),
            };
            let row = Row {
                name: name.to_string(),
                hidden: false,
                origin: Origin::Calendar,
                doc: None,
                unit: Unit::ONE,
                shown: Shown::Plain,
                rollup: RollupBy::Plain(rollup),
                formula,
                span: Span::default(),
                member: true,
                input: false,
                action: false,
                per: None,
            };
            let info =
                Info { kind: Kind::ONE, share: Share::No, traits: Traits::default(), rollup: Some(rollup) };
            let id = self.push(name, Span::default(), info);
            self.slots[id.index()].row = Some(Arc::new(row));
            Rc::make_mut(&mut self.names).insert(name, id);
        }
    }

    fn push(&mut self, name: &str, span: Span, info: Info) -> RowId {
        let id = RowId(self.slots.len() as u32);
        self.slots.push(Slot {
            name: name.into(),
            span,
            info,
            row: None,
            action: false,
            input: false,
            uncovered: None,
        });
        id
    }

    /// Adds a row that is a part of another row's formula.
    fn add_hidden(&mut self, owner: &str, formula: Formula, typed: Typed) -> RowId {
        let rollup = typed.traits.last.then_some(Rollup::Last);
        let info = Info { kind: typed.kind, share: typed.share, traits: typed.traits, rollup };
        let id = self.push(owner, Span::default(), info);
        let row = Row {
            name: owner.to_string(),
            hidden: true,
            origin: Origin::Variable,
            doc: None,
            unit: typed.kind.unit().unwrap_or(Unit::ONE),
            shown: shown(typed.share),
            rollup: RollupBy::Plain(Rollup::Level),
            formula,
            span: Span::default(),
            member: false,
            input: false,
            action: false,
            per: None,
        };
        self.slots[id.index()].row = Some(Arc::new(row));
        id
    }

    /// Makes room for a row under a name; reports a name that is taken. The row is pushed either way, so
    /// that the second definition is checked too.
    fn declare(&mut self, context: &Context<'a>, name: &str, span: Span) -> RowId {
        let info =
            Info { kind: Kind::Unknown, share: Share::Perhaps, traits: Traits::default(), rollup: None };
        let id = self.push(name, span, info);
        self.declared += 1;
        if let Some(first) = self.names.get(name) {
            let found = self.duplicate(context, name, span, first);
            self.diagnostics.push(found);
        } else {
            Rc::make_mut(&mut self.names).insert(name, id);
        }
        id
    }

    fn duplicate(&self, context: &Context<'a>, name: &str, span: Span, first: RowId) -> Diagnostic {
        let slot = &self.slots[first.index()];
        let message = format!("`{name}` is defined twice");
        let found = Diagnostic::new(Code::DuplicateName, message, span, "defined again");
        if slot.span == Span::default() {
            return found.help("the calendar has this row already: choose another name");
        }
        let derived = context.sources.text(slot.span).trim() != name
            && !context.sources.text(slot.span).contains(name.rsplit('.').next().unwrap_or(name));
        if derived {
            let message = "the pipeline works this out from the stages";
            return found.also(slot.span, message).help(format!(
                "it is worked out from the stages; call yours something else, such as `my_{name}`"
            ));
        }
        found.also(slot.span, "first defined here").help("take one away, or rename it")
    }

    /// The row that a name means. The error is none where the name belongs to a statement that could not
    /// be read, which has been reported.
    fn resolve(&self, context: &Context<'_>, span: Span, scope: &Scope) -> Result<RowId, Option<Diagnostic>> {
        self.find(context, span, scope).ok_or_else(|| {
            let name = scope::normal(context.sources.text(span));
            let first = name.split('.').next().unwrap_or(&name);
            let broken = self.broken.iter().any(|broken| *broken == *name || broken == first);
            (!broken).then(|| self.no_such_row(context, &name, span, scope))
        })
    }

    /// The row that a name means, if there is one.
    fn find(&self, context: &Context<'_>, span: Span, scope: &Scope) -> Option<RowId> {
        let name = scope::normal(context.sources.text(span));
        if let Some(row) = self.names.resolve(&name, scope) {
            return Some(row);
        }
        // An action answers to its name with and without an `s`.
        let other = match name.strip_suffix('s') {
            Some(singular) => singular.to_string(),
            None => format!("{name}s"),
        };
        self.names.resolve(&other, scope).filter(|row| self.slots[row.index()].action)
    }

    fn no_such_row(&self, context: &Context<'_>, name: &str, span: Span, scope: &Scope) -> Diagnostic {
        if name == "base" {
            return Diagnostic::new(
                Code::UnknownName,
                "`base` is the value that a scenario changes: it has no meaning here",
                span,
                "not inside a scenario's definition",
            )
            .help("use it inside `scenario … { win_rate = base + 5 points }`");
        }
        let found = Diagnostic::new(
            Code::UnknownName,
            format!("there is no row `{name}`"),
            span,
            "not a row of this plan",
        );
        if library::function(name).is_some() {
            return found.help(format!("`{name}` is a function: call it, `{name}(…)`"));
        }
        if let Some(help) = rate_fix(context, name, span) {
            return found.help(help);
        }
        // Looking for the nearest of all rows is dear: a text that is no plan gets no more than this.
        if self.diagnostics.len() > SUGGESTIONS {
            return found.help(format!("define it on a line of its own: `{name} = …`"));
        }
        let prefix = scope.prefix.as_deref().unwrap_or("");
        let rows = self.slots.iter().filter(|slot| self.names.get(&slot.name).is_some());
        let names = rows.map(|slot| slot.name.strip_prefix(prefix).unwrap_or(&slot.name));
        match nearest(name, names) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None if FUNCTIONS.iter().any(|function| function.name == name.to_lowercase()) => {
                found.help(format!("did you mean the function `{}`?", name.to_lowercase()))
            }
            None => found.help(format!("define it on a line of its own: `{name} = …`")),
        }
    }

    /// Declares what the plan says, statement by statement.
    fn declare_all(&mut self, context: &Context<'a>) {
        for (tree, statement) in context.loaded.statements() {
            self.declare_statement(context, tree, statement);
            if self.declared > context.rows {
                let message = format!("the plan has more than {} rows", context.rows);
                let found = Diagnostic::new(Code::TooLarge, message, statement.span, "one too many");
                self.diagnostics.push(found.help("split it into plans of their own"));
                return;
            }
        }
        self.declare_pipeline_sums(context);
        self.declare_effort(context);
    }

    fn declare_statement(&mut self, context: &Context<'a>, tree: &'a Tree, statement: &'a Statement) {
        let doc = statement.doc.map(|span| doc_text(context.sources.text(span)));
        match &statement.kind {
            StatementKind::Definition(definition) => {
                self.declare_definition(context, tree, definition, doc);
            }
            StatementKind::Plan(lines) => self.declare_plan(context, tree, lines),
            StatementKind::Pipeline(pipeline) => {
                self.declare_pipeline(context, tree, pipeline, statement.span)
            }
            StatementKind::Stock(stock) => self.declare_stock(context, tree, stock, doc),
            StatementKind::Bad(names) => self.broken_names(context, names),
            // Goals and checks wait until every row is known; scenarios until the base is done.
            _ => {}
        }
    }

    fn broken_names(&mut self, context: &Context<'a>, names: &[Span]) {
        for span in names {
            let name = scope::normal(context.sources.text(*span)).into_owned();
            if name.contains(' ') {
                // `Deal Size = $5` may be meant by `Deal_Size` and by `deal_size`.
                let joined = name.split_whitespace().collect::<Vec<_>>().join("_");
                self.broken.push(joined.to_lowercase());
                self.broken.push(joined);
            } else {
                self.broken.push(name);
            }
        }
    }

    /// After lowering: goals and checks, the order of evaluation, what can only be said now.
    fn finish(&mut self, context: &Context<'a>) {
        for (tree, statement) in context.loaded.statements() {
            self.declare_judgement(context, tree, statement);
        }
        self.shared = (self.goals.len(), self.checks.len());
        self.check_free(context);
        self.finish_free();
        self.settle(context);
        self.warn_uncovered(context, 0);
    }

    /// Finds the order of evaluation, or reports the loops.
    fn settle(&mut self, context: &Context<'a>) {
        match order::schedule(self, context) {
            Ok(schedule) => self.schedule = schedule,
            Err(found) => self.diagnostics.extend(found),
        }
    }

    /// A guard with the unit that its row has turned out to have.
    fn with_unit(&self, guard: &Guard) -> Guard {
        let of_row = match guard.inputs.first() {
            Some(model::Input::Row(row)) => self.slots[row.index()].info.kind.unit(),
            _ => None,
        };
        Guard { unit: of_row.unwrap_or(guard.unit), ..guard.clone() }
    }

    /// The scenario as a part of the model.
    fn scenario(&self, name: String, label: Option<String>) -> model::Scenario {
        let rows = self.slots.iter().filter_map(|slot| slot.row.clone()).collect();
        let (table, schedule) = (model::Table { rows }, self.schedule.clone());
        model::Scenario { name, label, table, schedule, ..self.without_rows() }
    }

    /// The same without a name, a table and a schedule.
    fn without_rows(&self) -> model::Scenario {
        model::Scenario {
            triggers: self.triggers.clone(),
            guards: self.guards.iter().map(|guard| self.with_unit(guard)).collect(),
            conservation: self.conservation.clone(),
            goals: self.goals.clone(),
            checks: self.checks.clone(),
            capacity: self.capacity,
            takings: self.takings.clone(),
            unknown: self.unknown(),
            ..model::Scenario::default()
        }
    }
}

/// How a share is shown.
fn shown(share: Share) -> Shown {
    if share == Share::Percent { Shown::Percent } else { Shown::Plain }
}

/// The text of a doc comment: each line without its `##` and one space.
fn doc_text(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim();
        let line = line.strip_prefix("##").unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).trim_end()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What to write for `$500 / month` or `5/yr`, whose word was read as the name of a row.
fn rate_fix(context: &Context<'_>, name: &str, span: Span) -> Option<String> {
    let before = context.sources.get(span.file).text().get(..span.start as usize)?;
    let line = before.rsplit('\n').next()?;
    crate::syntax::rate_fix(line.trim_end().strip_suffix('/')?, name)
}
