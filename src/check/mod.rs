//! Trees to a model: names, units, the order of evaluation, and the lowering of every statement to rows.
//!
//! One file a statement. A statement *declares* its rows first (so that order never matters); then rows are
//! lowered in the order in which they need each other's units, each by the builder in `lower`; last, the order of
//! evaluation is found and loops within a month are refused. A scenario starts from its parent's rows
//! and declares only what differs.
//!
//! Mistakes are collected, never thrown: one run reports all it can find.
//!
//! Three things are asked of the checker, by three names: [`check`] (and [`check_with`] its options) takes a whole
//! plan; [`check_expression`] takes a formula that is asked of a plan; an [`IncrementalChecker`] keeps a plan, to
//! check only what is said beside it. What was understood is kept for whoever shows or hands on a plan: where constants
//! were typed and the words of clauses on each row ([`crate::model::Written`]), what every name means
//! ([`Resolutions`]), and a model even where there are errors.

mod amend;
mod amount;
mod arguments;
mod balance;
mod builder;
mod calendar;
mod calendar_day;
mod call;
mod clash;
mod clause_words;
mod condition;
mod constants;
mod context;
mod days;
mod draft;
mod draw_names;
mod exchange;
mod expect;
mod expression;
mod family;
mod fixes;
mod free;
mod goal;
mod goal_period;
mod goal_total;
mod keyed;
mod kinds;
mod literal;
mod lower;
mod member_traits;
mod members;
mod month_list;
mod motion;
mod names;
mod no_period;
mod order;
mod over_months;
mod percent;
mod pipeline;
mod plan;
mod plans_unit;
mod question;
mod range;
mod recurring;
mod resolution;
mod rollup;
mod rounding;
mod rows;
mod scenario;
mod scope;
mod segment;
mod shared_findings;
mod shifted;
mod statement;
mod stock;
mod stretches;
mod table;
mod tiers;
mod time;
mod total;
mod typed;
mod unused;
mod value;
mod walk;
mod written_tiers;

use std::rc::Rc;
use std::sync::Arc;

use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::limits;
use crate::loader::Loaded;
use crate::model::Model;
use crate::source::Span;
use crate::value::NumberStyle;

pub use amend::{Amended, CheckedFormula, IncrementalChecker, Snippet};
pub use amount::{Amount, RateBase, same_currency};
pub use condition::{Condition, ConditionComparison, ConditionPart};
pub use free::numbers_in;
pub use question::{CheckedExpression, ExpressionKind, check_expression};
pub use resolution::{Meaning, Resolution, Resolutions};
pub(crate) use rounding::plain_step;
pub use shared_findings::once_for_all;

use builder::{Restated, RowEntry, RowInfo, ScenarioBuilder};
use context::Context;
use statement::doc_text;
use typed::{Dimension, NumberKind, RollupTraits};

/// What the checker understood of a plan, and everything there is to say about it.
#[derive(Debug)]
pub struct Checked {
    /// The plan as far as it was understood: all of it, unless [`Model::has_errors`].
    pub model: Model,
    /// Errors and warnings in the order of the text, those of loading included.
    pub diagnostics: Vec<Diagnostic>,
    /// What every name in the text means, of a plan with errors those that mean something.
    pub resolutions: Resolutions,
}

impl Checked {
    /// The plan, if it has no errors: the one that can be computed.
    pub fn sound(self) -> Option<Model> {
        Some(self.model).filter(|model| !model.has_errors)
    }
}

/// How [`check_with`] checks a plan; [`CheckOptions::default`] is what [`check`] does.
#[derive(Clone, Copy, Debug)]
pub struct CheckOptions {
    /// How many rows the plan may have, hidden ones left out. Users have [`limits::ROWS`]; more is for
    /// measuring beyond that limit.
    pub rows: usize,
    /// The place of a number that is to take other values: it becomes a row of its own, which every scenario
    /// names as its unknown. None does where the number is one that pace has to know beforehand, such as the
    /// length of a list.
    pub vary: Option<Span>,
}

impl Default for CheckOptions {
    fn default() -> Self {
        CheckOptions { rows: limits::ROWS, vary: None }
    }
}

/// Checks a plan: its names, its units, its order of evaluation. Never fails; what is wrong is among the
/// diagnostics.
pub fn check(loaded: &Loaded) -> Checked {
    check_with(loaded, &CheckOptions::default())
}

/// Checks a plan in another way than the usual one.
pub fn check_with(loaded: &Loaded, options: &CheckOptions) -> Checked {
    check_keeping(loaded, options, Keep::Extended).0
}

/// Which of the scenarios' builders are wanted after the check.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// Those that another scenario starts from: nothing else needs one.
    Extended,
    /// All of them, to overlay each ([`IncrementalChecker`]).
    All,
}

/// The builders of a plan's scenarios by name, `base` first, and what they have in common.
struct ScenarioBuilders<'a> {
    context: Context<'a>,
    builders: Vec<(String, Rc<ScenarioBuilder<'a>>)>,
}

/// Checks a plan and gives the builders of its scenarios too.
fn check_keeping<'a>(
    loaded: &'a Loaded,
    options: &CheckOptions,
    keep: Keep,
) -> (Checked, ScenarioBuilders<'a>) {
    let (checked, builders) = check_once(loaded, options, keep, None);
    // A `?` without a unit may need a second pass; of most plans this closure is never called.
    let again = |unit| check_once(loaded, options, Keep::Extended, Some(unit)).0;
    (free::unit_by_use(loaded, checked, again), builders)
}

/// Whether a finding may be no more than that a member is not there, or a row of one.
fn follows_from_members(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownName
            | Code::MissingMember
            | Code::NoMember
            | Code::NoTotal
            | Code::WholeInPart
            | Code::Unused
    )
}

/// One pass over the plan. A `?` that says nothing of its unit is taken to have the one that is given.
fn check_once<'a>(
    loaded: &'a Loaded,
    options: &CheckOptions,
    keep: Keep,
    unit_of_unknown: Option<(Dimension, NumberKind)>,
) -> (Checked, ScenarioBuilders<'a>) {
    let mut diagnostics = loaded.diagnostics.clone();
    let (mut context, found) = Context::new(loaded, options.rows);
    context.free = options.vary;
    context.unit_of_unknown = unit_of_unknown;
    diagnostics.extend(found);
    diagnostics.extend(free::only_one(loaded, options.vary));
    let known = diagnostics.len();
    // Declared before anything is lowered, so that a formula may name a row that is defined below it.
    let mut base = ScenarioBuilder::new(&context);
    base.declare_all(&context);
    let crowded = base.too_large && !context.segments.is_empty();
    base.lower_pending(&context);
    base.finish(&context);
    // `show` names rows of the plan itself: a table has the same lines in every scenario.
    let shown = base.shown(&context);
    diagnostics.append(&mut base.diagnostics);
    let statements = &mut loaded.statements().map(|(_, statement)| statement);
    let mut resolved = base.resolutions_in(&context, statements, 0);
    let mut scenarios = vec![base.scenario("base".into(), None)];
    let mut checked = scenario::check_all(&context, base, keep == Keep::All);
    scenarios.append(&mut checked.scenarios);
    resolved.append(&mut checked.resolutions);
    diagnostics.append(&mut checked.diagnostics);
    let has_errors = diagnostics.iter().any(|found| found.severity() == Severity::Error);
    diagnostics.extend(unused::find(&context, &checked.base, &scenarios, &shown, has_errors));
    diagnostics.extend(unused::like_headings(&context, &checked.base));
    let daily = calendar_day::find(&context, &diagnostics);
    diagnostics.extend(daily);
    // All that follows from a calendar that was guessed: one finding, that of `months`, is enough.
    if context.months_wrong {
        let mut later = diagnostics.split_off(known);
        later.retain(|found| !matches!(found.code, Code::BadMonth | Code::UncoveredMonths));
        diagnostics.append(&mut later);
    }
    // So is the table that lacks a member or a row, and that there are too many of them.
    if context.members_wrong || crowded {
        let mut later = diagnostics.split_off(known);
        later.retain(|found| !follows_from_members(found.code));
        diagnostics.append(&mut later);
    }
    let mut diagnostics = once_for_all(&context.segments, diagnostics);
    diagnostic::sort(&mut diagnostics);
    // After sorting, so that those at the beginning of the text are kept.
    diagnostics.truncate(limits::DIAGNOSTICS_KEPT);
    let warnings = diagnostics.clone();
    let model = Model {
        has_errors: diagnostic::has_error(&diagnostics),
        texts: context.texts.clone(),
        currency: context.currency,
        calendar: context.calendar.clone(),
        segments: Arc::clone(&context.segments),
        scenarios,
        shown,
        warnings,
        cancellation: limits::CancellationToken::default(),
    };
    let resolutions = Resolutions::new(resolved);
    (Checked { model, diagnostics, resolutions }, ScenarioBuilders { context, builders: checked.builders })
}

/// How a share is shown.
fn shown(share: NumberKind) -> NumberStyle {
    if share.is_percent() { NumberStyle::Percent } else { NumberStyle::Plain }
}
