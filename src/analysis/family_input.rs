//! One number for all members: a plan in which a family of inputs is a single input.
//!
//! `close = [west: 30%, east: 20%]` is two inputs. A question about `close` moves both together: to one value where they
//! are the same in every month, else by one factor. The scenario that is asked has a row more for it, and each member's
//! row reads that. Nothing else of the plan changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::inputs;
use crate::eval::Projection;
use crate::model::{
    Argument, Bound, Family, Formula, Model, Operand, Operator, Role, RollupBy, Row, RowId, RowNames,
    Scenario, ScheduleBlock, Step, Written,
};
use crate::value::{Calendar, Cell, FigureUnit, Number, NumberStyle, Rollup, Unit};

/// What is said to be needed of an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NeededKind {
    /// A value for all months.
    Value,
    /// A factor for the value of each month: a value for all would take the place of its course.
    Factor,
}

impl NeededKind {
    /// The word in results.
    pub fn name(self) -> &'static str {
        match self {
            NeededKind::Value => "value",
            NeededKind::Factor => "factor",
        }
    }
}

/// Whether members that differ are told one value or one factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Together {
    /// A value where they are the same, else a factor.
    AsTheyStand,
    /// A value, which takes the place of what they have.
    WithOneValue,
}

/// A family whose members are moved together.
#[derive(Clone, Debug)]
pub(super) struct FamilyInput {
    /// The row that all of its members read.
    pub row: RowId,
    /// The rows of its members, in their order.
    pub members: Vec<RowId>,
    /// The segment of the members.
    pub segment: String,
    /// Whether its row is a value or a factor.
    pub kind: NeededKind,
    /// Whether the members differ as the plan stands.
    pub differ: bool,
}

impl FamilyInput {
    /// The rows of the members, where what is found is a factor for each of them.
    pub fn factor_of(&self) -> &[RowId] {
        match self.kind {
            NeededKind::Factor => &self.members,
            NeededKind::Value => &[],
        }
    }

    /// What the value of each member counts.
    pub fn unit(&self, model: &Model, scenario: &Scenario) -> FigureUnit {
        let first = self.members.first().copied().unwrap_or(self.row);
        inputs::unit(scenario, model.currency, first)
    }

    /// The mean of what the members have in the months that they are there.
    pub fn mean(
        &self,
        scenario: &Scenario,
        calendar: &Calendar,
        projection: &Projection<Cell>,
    ) -> Option<Number> {
        let means = || {
            let mean = |row: &RowId| inputs::mean(scenario, calendar, projection, *row);
            self.members.iter().filter_map(mean)
        };
        let sum = means().fold(Cell::ZERO, |sum, mean| sum.add(Cell::from(mean), self.row.0));
        sum.div(Cell::from(Number::from(means().count())), self.row.0).number()
    }
}

/// A scenario in which families of inputs are one input each.
#[derive(Debug)]
pub(super) struct JoinedScenario {
    /// The scenario.
    pub scenario: Scenario,
    /// Its figures, which are those of the plan.
    pub projection: Projection<Cell>,
    /// The families, in the order of the plan.
    pub families: Vec<FamilyInput>,
}

impl JoinedScenario {
    /// The inputs, those of a family once and where its first member stands.
    pub fn inputs(&self) -> Vec<RowId> {
        let of = self.families.iter().flat_map(|family| {
            let first = family.members.first().copied().unwrap_or(family.row);
            [(family.row, first)]
        });
        let stands: BTreeMap<RowId, RowId> = of.collect();
        let mut all: Vec<RowId> = inputs::all(&self.scenario).collect();
        all.sort_by_key(|row| stands.get(row).copied().unwrap_or(*row));
        all
    }

    /// The family whose row this is.
    pub fn family(&self, row: RowId) -> Option<&FamilyInput> {
        self.families.iter().find(|family| family.row == row)
    }
}

/// Whether a family is a number that somebody gives to every member.
pub(super) fn is_input(scenario: &Scenario, family: &Family) -> bool {
    !family.members.is_empty()
        && family.members.iter().all(|(_, row)| {
            let (id, row) = (*row, scenario.table.row(*row));
            // What follows from its own months before cannot be read beside itself.
            let mut follows_itself = false;
            row.formula.for_each_use(|used, _| follows_itself |= used == id);
            row.input && !row.hidden && !follows_itself
        })
}

/// The family of inputs of that name; an action answers to its name without the `s` too.
pub(super) fn named<'a>(scenario: &'a Scenario, name: &str) -> Option<&'a Family> {
    let find = |name: &str| {
        scenario.families.iter().find(|family| family.name == name && is_input(scenario, family))
    };
    let action = || {
        let is_action = |family: &&Family| {
            family.members.first().is_some_and(|(_, row)| scenario.table.row(*row).is_action())
        };
        find(&format!("{name}s")).filter(is_action)
    };
    find(name).or_else(action)
}

/// The scenario in which every family that `wanted` names is one input. A family's name means that row there.
pub(super) fn joined(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    together: Together,
    wanted: impl Fn(&Family) -> bool,
) -> JoinedScenario {
    let mut joining = Joining {
        model,
        projection,
        scenario: Scenario {
            table: crate::model::Table {
                names: Arc::new(RowNames::over(Arc::clone(&scenario.table.names))),
                ..scenario.table.clone()
            },
            ..scenario.clone()
        },
        before: BTreeMap::default(),
        families: Vec::new(),
    };
    for family in scenario.families.iter().filter(|family| is_input(scenario, family) && wanted(family)) {
        joining.family(family, together);
    }
    joining.finish()
}

/// A scenario that families are being joined in.
struct Joining<'a> {
    model: &'a Model,
    projection: &'a Projection<Cell>,
    scenario: Scenario,
    /// The rows to compute before another one.
    before: BTreeMap<RowId, Vec<RowId>>,
    families: Vec<FamilyInput>,
}

impl Joining<'_> {
    /// Makes one input of a family.
    fn family(&mut self, family: &Family, together: Together) {
        let members: Vec<RowId> = family.members.iter().map(|(_, row)| *row).collect();
        let differ = !self.are_same(family);
        let always = self.always_there(family);
        let kind = match (together, always) {
            (Together::AsTheyStand, Some(_)) if !differ => NeededKind::Value,
            (Together::WithOneValue, _) => NeededKind::Value,
            _ => NeededKind::Factor,
        };
        let row = match kind {
            NeededKind::Value => self.value(family, always.unwrap_or(members[0])),
            NeededKind::Factor => self.factor(family),
        };
        // The name's total, where it has one, is not found by it any more.
        Arc::make_mut(&mut self.scenario.table.names).insert(&family.name, row);
        let segment = self.model.segments.segment(family.segment).name.clone();
        self.families.push(FamilyInput { row, members, segment, kind, differ });
    }

    /// Whether members have the same in every month that they are there.
    fn are_same(&self, family: &Family) -> bool {
        (0..self.model.calendar.len()).all(|month| {
            let there = |member| self.model.segments.member(member).there[month];
            let here = family.members.iter().filter(|(member, _)| there(*member));
            let mut values = here.filter_map(|(_, row)| self.projection.row(*row)[month].number());
            let Some(first) = values.next() else { return true };
            values.all(|value| value.compare(first).is_eq())
        })
    }

    /// A member's row that has every month of the plan; none where all of them come or go.
    fn always_there(&self, family: &Family) -> Option<RowId> {
        let there = |member| self.model.segments.member(member).there.iter().all(|flag| *flag);
        family.members.iter().find(|(member, _)| there(*member)).map(|(_, row)| *row)
    }

    /// A row that is one member's own, and that all of them read in their months.
    fn value(&mut self, family: &Family, like: RowId) -> RowId {
        let own = Row { name: family.name.clone(), family: None, ..self.scenario.table.row(like).clone() };
        let value = self.add(own);
        for (member, row) in &family.members {
            let there = &self.model.segments.member(*member).there;
            let formula = match there.iter().all(|flag| *flag) {
                true => {
                    Formula::Steps { steps: Box::new([]), result: Operand::Row(value), series: Box::new([]) }
                }
                false => {
                    let own = self.add_own(*row);
                    let within = Step::Within(Arc::clone(there), Operand::Row(value), Operand::Row(own));
                    let steps = Box::new([within]);
                    Formula::Steps { steps, result: Operand::Step(0), series: Box::new([]) }
                }
            };
            self.before.entry(*row).or_default().push(value);
            self.reads(*row, formula);
        }
        // What bounds a member bounds what all of them have.
        let bounds: Vec<Bound> = self
            .scenario
            .bounds
            .iter()
            .filter(|bound| bound.inputs[..] == [Argument::Row(like)])
            .map(|bound| Bound { row: None, inputs: vec![Argument::Row(value)], ..bound.clone() })
            .collect();
        self.scenario.bounds.extend(bounds);
        value
    }

    /// A factor of 1, by which all of them are multiplied.
    fn factor(&mut self, family: &Family) -> RowId {
        let first = self.scenario.table.row(family.members[0].1);
        let constant = Formula::Steps {
            steps: Box::new([]),
            result: Operand::Constant(Number::ONE),
            series: Box::new([]),
        };
        let factor = Row {
            name: family.name.clone(),
            hidden: false,
            role: Role::Variable,
            family: None,
            doc: first.doc.clone(),
            unit: Unit::ONE,
            shown: NumberStyle::Plain,
            rollup: RollupBy::Plain(Rollup::Level),
            formula: constant,
            written: Written::default(),
            span: first.span,
            input: true,
            per: None,
        };
        let factor = self.add(factor);
        for (_, row) in &family.members {
            let own =
                Row { hidden: true, input: false, family: None, ..self.scenario.table.row(*row).clone() };
            let own = self.add(own);
            self.before.entry(*row).or_default().extend([factor, own]);
            let times = Step::Binary(Operator::Times, Operand::Row(own), Operand::Row(factor));
            let formula =
                Formula::Steps { steps: Box::new([times]), result: Operand::Step(0), series: Box::new([]) };
            self.reads(*row, formula);
        }
        factor
    }

    /// Keeps what a member has by itself beside its row, which is to read something else.
    fn add_own(&mut self, row: RowId) -> RowId {
        let own = Row { hidden: true, input: false, family: None, ..self.scenario.table.row(row).clone() };
        let own = self.add(own);
        self.before.entry(row).or_default().push(own);
        own
    }

    fn add(&mut self, row: Row) -> RowId {
        let id = RowId(self.scenario.table.rows.len() as u32);
        self.scenario.table.rows.push(Arc::new(row));
        self.scenario.schedule.arrives_later.resize(self.scenario.table.rows.len(), false);
        id
    }

    /// Gives a member's row another formula: it is no input of its own any more.
    fn reads(&mut self, row: RowId, formula: Formula) {
        let own = &mut self.scenario.table.rows[row.index()];
        *own = Arc::new(Row { formula, input: false, ..own.as_ref().clone() });
    }

    fn finish(self) -> JoinedScenario {
        let Joining { model, mut scenario, before, families, .. } = self;
        let blocks = std::mem::take(&mut scenario.schedule.blocks);
        // Members are computed in any order, and what all of them read comes before the first.
        let mut done = BTreeSet::default();
        for block in blocks {
            let first = block.rows().iter().filter_map(|row| before.get(row)).flatten();
            let first = first.filter(|row| done.insert(**row));
            scenario.schedule.blocks.extend(first.map(|row| ScheduleBlock::Row(*row)));
            scenario.schedule.blocks.push(block);
        }
        let projection = Projection::new(&scenario, &model.calendar);
        JoinedScenario { scenario, projection, families }
    }
}
