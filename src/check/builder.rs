//! The rows of the base or of one scenario in the making, and all that hangs on them.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::constants::{Constants, WrittenFormula};
use super::context::Context;
use super::days::DividedValue;
use super::draft::Draft;
use super::draw_names::DrawNames;
use super::family::Families;
use super::fixes::uses_of;
use super::resolution::Resolution;
use super::table::RowTable;
use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed};
use super::{exchange, free, order, pipeline, plan, shown, stock};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    self, Bound, CalendarPart, Formula, MemberId, Operand, PipelinePart, Role, RollupBy, Row, RowFamily,
    RowId, RowNames, Step,
};
use crate::source::Span;
use crate::value::{Calendar, Number, NumberStyle, Reason, Rollup, Unit};

/// Something that a scenario can restate once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Restated {
    /// A row.
    Row(RowId),
    /// `worth`, `aligned` or `opening` of the pipeline of that index.
    Line(usize, &'static str),
}

/// A row of a plan that is being checked: declared at first, defined once it is lowered.
#[derive(Clone)]
pub(super) struct RowEntry {
    /// Its full name, `core.won.rate`; of a hidden row, the name of the row that it is a part of.
    pub(super) name: Rc<str>,
    /// Where its name is defined; the default span for the rows of the calendar, which nobody wrote.
    pub(super) span: Span,
    /// What formulas that use it need to know.
    pub(super) info: RowInfo,
    /// Its definition; none while it is only declared.
    pub(super) row: Option<Arc<Row>>,
    /// An action, which answers to its name without the `s` too.
    pub(super) action: bool,
    /// Its definition uses no other row.
    pub(super) input: bool,
    /// The first month that no clause covers.
    pub(super) uncovered: Option<usize>,
    /// The family that it belongs to.
    pub(super) family: Option<RowFamily>,
}

impl RowEntry {
    /// Where its name is defined; none of a row of the calendar.
    pub(super) fn place(&self) -> Option<Span> {
        (self.span != Span::default()).then_some(self.span)
    }

    /// What stands for a row in a plan with errors that was declared and could not be lowered: its name and its
    /// place, and no value in any month. (A plan without errors has none.)
    fn not_lowered(&self) -> Arc<Row> {
        // `n/a` in every month, so that no figure of a plan with errors comes from a row that was never
        // understood.
        let steps = Box::new([Step::Missing(Reason::Uncovered)]);
        let formula = Formula::Steps { steps, result: Operand::Step(0), series: Box::new([]) };
        Arc::new(Row {
            name: self.name.to_string(),
            hidden: false,
            role: if self.action { Role::Action } else { Role::Variable },
            family: self.family,
            doc: None,
            unit: self.info.kind.unit().unwrap_or(Unit::ONE),
            shown: shown(self.info.share),
            rollup: RollupBy::Plain(self.info.rollup.unwrap_or(Rollup::Level)),
            formula,
            written: model::Written::default(),
            span: self.span,
            input: false,
            per: None,
        })
    }
}

/// What a formula needs to know of a row that it uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct RowInfo {
    /// Its unit.
    pub(super) kind: Dimension,
    /// Whether it is shown in percent.
    pub(super) share: NumberKind,
    /// What a formula of it takes over for its own roll-up.
    pub(super) traits: RollupTraits,
    /// How its months become a quarter or a year; none before it is lowered.
    pub(super) rollup: Option<Rollup>,
}

/// The rows of the base or of one scenario in the making.
pub(crate) struct ScenarioBuilder<'a> {
    /// The rows by their ids, those of the parent below those of this scenario.
    pub(super) table: RowTable,
    /// The rows by name, hidden ones left out.
    pub(super) names: Arc<RowNames>,
    /// Rows that are declared and not lowered yet.
    pub(super) pending: Vec<Draft<'a>>,
    /// What has been found since the diagnostics were last taken out.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What must hold of values once they are known: a rate from 0 to 1, a duration not below 0.
    pub(super) bounds: Vec<Bound>,
    /// The clauses with `when`, for the months in which they apply.
    pub(super) triggers: Vec<model::Trigger>,
    /// What counts from the beginning of a quarter or year that began before the plan.
    pub(super) partial_stretches: Vec<model::PartialStretch>,
    /// The goals, the plan's before those of the scenario.
    pub(super) goals: Vec<model::Goal>,
    /// The checks, the plan's before those of the scenario.
    pub(super) checks: Vec<model::Check>,
    /// The order of evaluation; empty until [`ScenarioBuilder::find_order`] has found it.
    pub(super) schedule: model::Schedule,
    /// The pipelines with their lines, which a scenario may restate one by one.
    pub(super) pipelines: Vec<pipeline::PipelineDefinition<'a>>,
    /// Pipelines of other scenarios, which a question names.
    pub(super) adopted: Vec<model::Pipeline>,
    /// The stocks with their lines.
    pub(super) stocks: Vec<stock::StockDefinition<'a>>,
    /// The actions, the capacity and the effort.
    pub(super) plan: plan::PlanDefinition<'a>,
    /// The row of the effort against the row of the capacity, where both are stated.
    pub(super) capacity: Option<model::Capacity>,
    /// The same of members.
    pub(super) member_capacities: Vec<(MemberId, model::Capacity)>,
    /// The rows of the minutes that actions take.
    pub(super) takings: Vec<model::Taking>,
    /// The values that begin or end within a month.
    pub(super) divided: FxHashMap<RowId, Rc<DividedValue<'a>>>,
    /// Where pipelines have names, the rows that are their sums.
    pub(super) sums: Vec<(PipelinePart, RowId)>,
    /// The sums of members whose pipelines have names of their own.
    pub(super) member_sums: Vec<RowId>,
    /// The currencies whose amounts may be written beside the plan's.
    pub(super) exchanges: Vec<exchange::Exchanged>,
    /// Names of statements that could not be read: nobody is to complain that they are missing.
    pub(super) broken: Vec<String>,
    /// Rows that goals and checks speak of.
    pub(super) judged_rows: Vec<RowId>,
    /// The rows of the parent, which this one shares.
    pub(super) inherited: usize,
    /// Rows that `base` means in this scenario.
    pub(super) bases: Vec<RowId>,
    /// What this scenario has restated, and where: each at most once.
    pub(super) restated: FxHashMap<Restated, Span>,
    /// The rows declared so far, hidden ones left out.
    pub(super) declared: usize,
    /// The plan has more rows than it may have, and some are not declared.
    pub(super) too_large: bool,
    /// How many goals and checks are the plan's, and so every scenario's.
    pub(super) shared: (usize, usize),
    /// The number that is to be found.
    pub(super) free: Option<free::FreeNumber>,
    /// What the ranges of the definition that is being lowered are called.
    pub(super) draw_names: DrawNames,
    /// Rows of 0 and 1 that formulas take for a percentage, or for a count.
    pub(super) leanings: FxHashMap<RowId, NumberKind>,
    /// How the constants that were typed came about.
    pub(super) constants: Constants,
    /// What the names in its formulas mean.
    pub(super) resolutions: Vec<Resolution>,
    /// The families of rows that members have.
    pub(super) families: Rc<Families<'a>>,
    /// The member whose rows are being declared.
    pub(super) member: Option<MemberId>,
    /// What is being declared stands in a block for that member alone.
    pub(super) alone: bool,
    /// Families of which this scenario replaces rows: how their totals come about is asked once more.
    pub(super) formed_again: Vec<usize>,
}

impl<'a> ScenarioBuilder<'a> {
    /// A builder that has the rows of the calendar and nothing else.
    pub(super) fn new(context: &Context<'a>) -> Self {
        let mut builder = ScenarioBuilder {
            table: RowTable::default(),
            names: Arc::default(),
            pending: Vec::new(),
            diagnostics: Vec::new(),
            bounds: Vec::new(),
            triggers: Vec::new(),
            partial_stretches: Vec::new(),
            goals: Vec::new(),
            checks: Vec::new(),
            schedule: model::Schedule::default(),
            pipelines: Vec::new(),
            adopted: Vec::new(),
            stocks: Vec::new(),
            plan: plan::PlanDefinition::default(),
            capacity: None,
            member_capacities: Vec::new(),
            takings: Vec::new(),
            divided: FxHashMap::default(),
            sums: Vec::new(),
            member_sums: Vec::new(),
            exchanges: Vec::new(),
            broken: Vec::new(),
            judged_rows: Vec::new(),
            inherited: 0,
            bases: Vec::new(),
            restated: FxHashMap::default(),
            declared: 0,
            too_large: false,
            shared: (0, 0),
            free: None,
            leanings: FxHashMap::default(),
            constants: Constants::default(),
            draw_names: DrawNames::default(),
            resolutions: Vec::new(),
            families: Rc::default(),
            member: None,
            alone: false,
            formed_again: Vec::new(),
        };
        // First of all rows, so that they have the same ids in every plan: `CalendarPart::row` counts on it.
        builder.add_calendar(&context.calendar);
        builder
    }

    /// The rows that every plan has.
    fn add_calendar(&mut self, calendar: &Calendar) {
        for part in CalendarPart::ALL {
            let name = part.name();
            let (values, rollup) = match part {
                CalendarPart::Days => (calendar.all_days().to_vec(), Rollup::Sum),
                CalendarPart::Workdays => (calendar.all_workdays().to_vec(), Rollup::Sum),
                CalendarPart::Month => {
                    let of_year = |month: usize| {
                        let dated = calendar.month(month).map(|month| usize::from(month.number()));
                        Number::from(dated.unwrap_or(month % 12 + 1))
                    };
                    ((0..calendar.len()).map(of_year).collect(), Rollup::Level)
                }
                CalendarPart::Elapsed => ((1..=calendar.len()).map(Number::from).collect(), Rollup::Level),
            };
            let formula = Formula::Steps {
                steps: Box::new([]),
                result: Operand::Series(0),
                series: Box::new([values.into()]),
            };
            let row = Row {
                name: name.to_string(),
                hidden: false,
                role: Role::Calendar(part),
                family: None,
                doc: None,
                unit: Unit::ONE,
                shown: NumberStyle::Plain,
                rollup: RollupBy::Plain(rollup),
                formula,
                written: model::Written::default(),
                span: Span::default(),
                input: false,
                per: None,
            };
            let info = RowInfo {
                kind: Dimension::ONE,
                share: NumberKind::Count,
                traits: RollupTraits {
                    days: matches!(part, CalendarPart::Days | CalendarPart::Workdays),
                    kept: KeptRollup::Rows(rollup),
                    ..RollupTraits::default()
                },
                rollup: Some(rollup),
            };
            let id = self.push(name, Span::default(), info);
            self.table[id.index()].row = Some(Arc::new(row));
            Arc::make_mut(&mut self.names).insert(name, id);
        }
    }

    /// Adds a row after all others, without entering its name: it cannot be looked up before
    /// [`ScenarioBuilder::declare`] or its like has done that.
    pub(super) fn push(&mut self, name: &str, span: Span, info: RowInfo) -> RowId {
        let id = RowId(self.table.len() as u32);
        self.table.push(RowEntry {
            name: name.into(),
            span,
            info,
            row: None,
            action: false,
            input: false,
            uncovered: None,
            family: None,
        });
        id
    }

    /// Adds a row that is a part of another row's formula.
    pub(super) fn add_hidden(
        &mut self,
        owner: &str,
        formula: impl Into<WrittenFormula>,
        typed: Typed,
    ) -> RowId {
        let WrittenFormula { formula, written } = formula.into();
        // A hidden row is never shown, but formulas of it inherit how it rolls up.
        let rollup = match typed.traits.kept {
            KeptRollup::Rows(rollup) => Some(rollup),
            _ => typed.traits.last.then_some(Rollup::Last),
        };
        let info = RowInfo { kind: typed.kind, share: typed.share, traits: typed.traits, rollup };
        let id = self.push(owner, Span::default(), info);
        let row = Row {
            name: owner.to_string(),
            hidden: true,
            role: Role::Part,
            family: None,
            doc: None,
            unit: typed.kind.unit().unwrap_or(Unit::ONE),
            shown: shown(typed.share),
            rollup: RollupBy::Plain(Rollup::Level),
            formula,
            written,
            span: Span::default(),
            input: false,
            per: None,
        };
        self.table[id.index()].row = Some(Arc::new(row));
        id
    }

    /// Makes room for a row under a name; reports a name that is taken. The row is pushed either way, so
    /// that the second definition is checked too.
    pub(super) fn declare(&mut self, context: &Context<'a>, name: &str, span: Span) -> RowId {
        let id = self.room(name, span);
        if let Some(found) = self.axis_taken(context, name, span) {
            self.diagnostics.push(found);
        }
        self.enter_family(context, name, id, span);
        if let Some(first) = self.names.get(name) {
            let found = self.duplicate(context, name, span, first);
            self.diagnostics.push(found);
        } else {
            Arc::make_mut(&mut self.names).insert(name, id);
        }
        id
    }

    /// Makes room for a row that no name finds yet.
    pub(super) fn room(&mut self, name: &str, span: Span) -> RowId {
        // Unknown fits everywhere: until the row is lowered, nothing that uses it is refused for its unit.
        let info = RowInfo {
            kind: Dimension::Unknown,
            share: NumberKind::Either,
            traits: RollupTraits::default(),
            rollup: None,
        };
        let id = self.push(name, span, info);
        self.declared += 1;
        id
    }

    fn duplicate(&self, context: &Context<'a>, name: &str, span: Span, first: RowId) -> Diagnostic {
        let entry = &self.table[first.index()];
        let message = format!("`{name}` is defined twice");
        let found = Diagnostic::new(Code::DuplicateName, message, span, "defined again");
        if entry.span == Span::default() {
            return found.help("the calendar has this row already: choose another name");
        }
        // A row that pace works out points at its pipeline or stage, whose text is not the row's name. "First
        // defined here" would be no help there.
        let derived = context.sources.text(entry.span).trim() != name
            && !context.sources.text(entry.span).contains(name.rsplit('.').next().unwrap_or(name));
        if derived {
            let message = "the pipeline works this out from the stages";
            return found.also(entry.span, message).help(format!(
                "it is worked out from the stages; call yours something else, such as `my_{name}`"
            ));
        }
        // The same the other way round: the row was there before the pipeline that brings one of its name.
        let part = name.rsplit('.').next().unwrap_or(name);
        let brought = PipelinePart::WORKED_OUT.iter().any(|known| known.name() == part)
            && context.sources.text(span).trim() != name;
        if brought {
            let message = format!("`{name}` is worked out by the pipeline, and defined here as well");
            return Diagnostic::new(Code::DuplicateName, message, entry.span, "a second one").help(format!(
                "a pipeline brings a row `{name}` of its own: take this line away, or call it something else, such as \
                 `my_{name}`"
            ));
        }
        let found = found.also(entry.span, "first defined here");
        // `price = price + markup` below `price = …`: the new value is another row.
        let line = context.rest_of_line(span).trim_start();
        match line.strip_prefix('=').filter(|value| !uses_of(value, name).is_empty()) {
            Some(value) => {
                let named = format!("new_{name}");
                let help = format!("give the new value a name of its own: `{named} ={}`", value.trim_end());
                found.fix(help, span, named)
            }
            None => found.help("take one away, or rename it"),
        }
    }

    /// Whether formulas take a row that is 0 or 1 for a percentage or for a count, directly or through other such rows.
    /// With another number in its place it is that.
    pub(super) fn leaning(&self, row: RowId) -> Option<NumberKind> {
        if self.leanings.is_empty() {
            return None;
        }
        // The formulas of the plan decide, not those of the scenario; who uses which row is known of them.
        let plan = self.table.below().map_or(&self.table, |below| below.as_ref());
        let mut seen = FxHashSet::default();
        let mut rows = VecDeque::from([row]);
        while let Some(id) = rows.pop_front() {
            if let Some(kind) = self.leanings.get(&id) {
                return Some(*kind);
            }
            let users = plan.users().of(id.index()).iter().map(|user| RowId(*user));
            let like = users.filter(|user| plan[user.index()].info.share == NumberKind::Neutral);
            rows.extend(like.filter(|user| seen.insert(*user)));
        }
        None
    }

    /// Finds the order of evaluation, or reports the loops.
    pub(super) fn find_order(&mut self, context: &Context<'a>) {
        match order::schedule(self, context) {
            Ok(schedule) => self.schedule = schedule,
            Err(found) => self.diagnostics.extend(found),
        }
    }

    /// A bound with the unit that its row has turned out to have.
    fn with_unit(&self, bound: &Bound) -> Bound {
        // The bound was noted while the row was declared, when nobody knew its unit yet.
        let of_row = match bound.inputs.first() {
            Some(model::Argument::Row(row)) => self.table[row.index()].info.kind.unit(),
            _ => None,
        };
        Bound { unit: of_row.unwrap_or(bound.unit), ..bound.clone() }
    }

    /// The scenario as a part of the model.
    pub(super) fn scenario(&self, name: String, label: Option<String>) -> model::Scenario {
        // A row without a definition is only there in a plan with errors; it still needs a place, since ids are
        // indices.
        let rows = self.table.iter().map(|entry| entry.row.clone().unwrap_or_else(|| entry.not_lowered()));
        let table = model::Table { rows: rows.collect(), names: Arc::clone(&self.names) };
        let schedule = self.schedule.clone();
        model::Scenario { name, label, table, schedule, ..self.without_rows() }
    }

    /// The pipelines, those of other scenarios that a question names after its own.
    fn pipelines_as_rows(&self) -> Vec<model::Pipeline> {
        let own = self.pipelines.iter().filter_map(pipeline::PipelineDefinition::model);
        own.chain(self.adopted.iter().cloned()).collect()
    }

    /// The same without a name, a table and a schedule.
    pub(super) fn without_rows(&self) -> model::Scenario {
        model::Scenario {
            triggers: self.triggers.clone(),
            partial_stretches: self.partial_stretches.clone(),
            bounds: self.bounds.iter().map(|bound| self.with_unit(bound)).collect(),
            pipelines: self.pipelines_as_rows(),
            sums: self.sums.clone(),
            goals: self.goals.clone(),
            checks: self.checks.clone(),
            capacity: self.capacity,
            member_capacities: self.member_capacities.clone(),
            takings: self.takings.clone(),
            families: Arc::new(self.families.model()),
            unknown: self.unknown(),
            ..model::Scenario::default()
        }
    }
}
