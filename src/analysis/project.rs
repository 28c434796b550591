//! One scenario, projected: every row, goals, checks, what to warn of.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::check::CheckedExpression;
use crate::diagnostic::Diagnostic;
use crate::eval::Projection;
use crate::model::{
    self, Argument, FamilyPlace, FamilyTotal, Formula, MemberId, Model, Origin, PipelinePart, Role, Row,
    RowId, Scenario, SegmentId, Step, Table,
};
use crate::value::{Calendar, Cell, Number, Quantity, Reason, Stretch};

use super::axis::{self, Axis, ByMembers};
use super::breakdown::Breakdown;
use super::results::{DayOne, Granularity, LeftOut, Results, RowResult};
use super::{AnswerHead, SettledPlan, ask, goals, leaks, rollup, troubles, when};

/// Projects a scenario (`base` is the plan as it stands), a column a month, quarter or year.
///
/// Errors are values that make no sense (a rate above 100%, a number too large), each with its row and
/// month, or an unknown scenario.
///
/// # Panics
/// Where a pipeline does not keep its deals: a bug in pace, not in the plan.
pub fn results(plan: &SettledPlan, scenario: &str, by: Granularity) -> Result<Results, Vec<Diagnostic>> {
    results_over(plan, scenario, by, 0..plan.model().calendar.len())
}

/// The same with only the columns of some months, given by place; what rows come to is over these.
///
/// # Errors
/// Those of [`results`].
pub fn results_over(
    plan: &SettledPlan,
    scenario: &str,
    by: Granularity,
    months: Range<usize>,
) -> Result<Results, Vec<Diagnostic>> {
    results_by_members(plan, scenario, (by, months), ByMembers::default(), Results::clone)
}

/// The same with a table by members, or of one member. `chosen` picks the rows that are wanted of all: the table has the
/// lines of those that it shows.
///
/// # Errors
/// Those of [`results`].
pub fn results_by_members(
    plan: &SettledPlan,
    scenario: &str,
    (by, months): (Granularity, Range<usize>),
    of: ByMembers,
    chosen: impl FnOnce(&Results) -> Results,
) -> Result<Results, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    let all = (0..scenario.table.len()).collect();
    let constants = constants(scenario);
    let mut results = of_rows(model, scenario, &projection, (by, months.clone()), all, &constants);
    if of.by.is_none() && of.only.is_none() {
        return Ok(results);
    }
    if model.shown.is_empty() {
        results.shown = unasked(scenario, &results.rows, of);
    } else if let Some(only) = of.only {
        results.shown = shown_of(&results, only);
    }
    if let Some(only) = of.only {
        results.rows.retain(|row| row.family.is_some_and(|family| family.place.member() == Some(only)));
        results.goals.retain(|goal| goal.of.is_some_and(|(member, _)| member == only));
        results.checks.retain(|check| check.of.is_some_and(|(member, _)| member == only));
        results.day_one.clear();
    }
    let all_rows = results.rows.clone();
    let mut results = chosen(&results);
    let columns = columns(&model.calendar, by, months.clone());
    let breakdown = Breakdown {
        axis: &results.axis,
        scenario,
        projection: &projection,
        months,
        columns: columns.into_iter().map(|column| column.months).collect(),
    };
    results.lines = Some(breakdown.lines(&all_rows, &results.shown, of));
    results.left_out = None;
    Ok(results)
}

/// What `show` lists, of one member: of each family its row.
fn shown_of(results: &Results, only: MemberId) -> Vec<String> {
    let named = |name: &String| results.rows.iter().find(|row| row.name == *name)?.family;
    let families: Vec<u32> = results.shown.iter().filter_map(named).map(|of| of.family).collect();
    let mut shown = Vec::new();
    for family in families {
        let own = results
            .rows
            .iter()
            .find(|row| row.family.is_some_and(|of| of.family == family && of.place.member() == Some(only)));
        shown.extend(own.map(|row| row.name.clone()).filter(|name| !shown.contains(name)));
    }
    shown
}

/// An expression over a plan as results of one row, without goals and checks; its notes are its own.
///
/// # Errors
/// Values that make no sense, in the expression or in the plan.
pub fn evaluate(plan: &SettledPlan, asked: &CheckedExpression) -> Result<Results, Vec<Diagnostic>> {
    evaluate_over(plan, asked, 0..plan.model().calendar.len())
}

/// The same with only the columns of some months, given by place.
///
/// # Errors
/// Those of [`evaluate`].
pub fn evaluate_over(
    plan: &SettledPlan,
    asked: &CheckedExpression,
    months: Range<usize>,
) -> Result<Results, Vec<Diagnostic>> {
    let model = plan.model();
    let (mut scenario, projection) = when::projected(model, asked)?;
    // Another scenario's row is hidden in this one; here it is what was asked for, and all that is.
    for (at, row) in scenario.table.rows.iter_mut().enumerate() {
        if at == asked.row.index() {
            *row = Arc::new(Row { name: asked.text.clone(), hidden: false, ..(**row).clone() });
        } else if row.name == asked.text {
            *row = Arc::new(Row { hidden: true, ..(**row).clone() });
        }
    }
    let (all, constants) = ((0..scenario.table.len()).collect(), constants(&scenario));
    let columns = (Granularity::Month, months);
    let mut results = of_rows(model, &scenario, &projection, columns, all, &constants);
    results.rows.retain(|row| row.name == asked.text);
    results.shown = vec![asked.text.clone()];
    results.goals.clear();
    results.checks.clear();
    // Whoever asks tells it of the whole answer.
    results.solved = None;
    results.notes.clone_from(&asked.notes);
    results.day_one.clear();
    Ok(results)
}

/// What a projection says of some of the rows, given by index, in columns of some months; `constants` says of each row
/// of the table whether it is one.
pub(super) fn of_rows(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    (by, shown_months): (Granularity, Range<usize>),
    mut indices: Vec<usize>,
    constants: &[bool],
) -> Results {
    let columns = columns(&model.calendar, by, shown_months.clone());
    indices.retain(|index| !scenario.table.rows[*index].hidden);
    axis::in_order(scenario, &mut indices);
    let calendar = |index: &usize| scenario.table.rows[*index].role.is_calendar();
    // The calendar's rows are the first to exist and the last to be of interest.
    let order = indices.iter().copied().filter(|index| !calendar(index));
    let order = order.chain(indices.iter().copied().filter(calendar));
    let rows: Vec<RowResult> = order
        .map(|index| {
            row(
                model,
                scenario,
                projection,
                RowId(index as u32),
                (&columns, shown_months.clone()),
                constants[index],
            )
        })
        .collect();
    let shown = match model.shown.is_empty() {
        true => unasked(scenario, &rows, ByMembers::default()),
        false => model.shown.clone(),
    };
    let axis = Axis { segments: Arc::clone(&model.segments), families: Arc::clone(&scenario.families) };
    let left_out = left_out(&axis, &rows);
    let mut warnings = model.warnings.clone();
    warnings.extend(scenario.warnings.iter().cloned());
    warnings.extend(troubles::warnings(model, scenario, projection));
    let whole = shown_months == (0..model.calendar.len());
    let plan_words = [0, model.calendar.len().saturating_sub(1)].map(|column| model.calendar.words(column));
    let months_of = columns.iter().map(|column| column.months.len()).collect();
    let (months, month_words) = columns.into_iter().map(|column| (column.label, column.words)).unzip();
    Results {
        head: AnswerHead::over(model, scenario, months),
        by,
        month_words,
        part_of: (!whole).then_some(plan_words),
        months_of,
        rows,
        shown,
        goals: scenario.goals.iter().map(|goal| goals::judge(model, scenario, projection, goal)).collect(),
        checks: scenario
            .checks
            .iter()
            .map(|check| goals::check(model, scenario, projection, check))
            .collect(),
        warnings,
        solved: scenario.unknown.as_ref().and_then(|unknown| unknown.solved.clone()),
        notes: notes(model, scenario, projection),
        day_one: day_one(model, scenario, projection),
        assumed_workdays: assumed_workdays(model, scenario),
        axis,
        lines: None,
        left_out,
    }
}

/// What a table without members leaves out: the families whose figures change with time.
fn left_out(axis: &Axis, rows: &[RowResult]) -> Option<LeftOut> {
    if axis.is_empty() {
        return None;
    }
    let mut families: Vec<u32> = Vec::new();
    for row in rows.iter().filter(|row| row.is_of_member() && !row.constant && !row.role.is_member()) {
        families.extend(row.family.map(|of| of.family).filter(|of| families.last() != Some(of)));
    }
    families.sort_unstable();
    families.dedup();
    let used = |segment: SegmentId| {
        let of = |at: &u32| axis.families.get(*at as usize);
        families
            .iter()
            .filter_map(of)
            .any(|family| family.segment == segment || axis.segments.is_in(family.segment, segment))
    };
    let mut segments: Vec<SegmentId> =
        axis.segments.iter().map(|(id, _)| id).filter(|id| used(*id)).collect();
    segments.sort_by_key(|id| std::cmp::Reverse(axis.segments.above(*id).count()));
    let top = *segments.last()?;
    let member = axis.segments.segment(top).members.first()?.name.clone();
    let segments = segments.into_iter().map(|id| axis.segments.segment(id).name.clone()).collect();
    Some(LeftOut { families: families.len(), segments, member })
}

/// What waits when the plan starts, of every pipeline with an `opening`.
fn day_one(model: &Model, scenario: &Scenario, projection: &Projection<Cell>) -> Vec<DayOne> {
    let first = |row: RowId| -> Option<Quantity> {
        let value = projection.row(row).first()?.number()?;
        Some(scenario.table.row(row).denomination(model.currency).of(Some(value)))
    };
    let opened = scenario
        .pipelines
        .iter()
        .filter(|pipeline| pipeline.stages.iter().any(|stage| stage.opening.is_some()));
    let day_one = |pipeline: &model::Pipeline| {
        let weighted = pipeline.money.and_then(|money| first(money.weighted_opening));
        Some(DayOne { pipeline: pipeline.name.clone(), open: first(pipeline.open_opening)?, weighted })
    };
    opened.filter_map(day_one).collect()
}

/// The working days a month that pace takes where a plan with dates does actions and does not say when people work.
fn assumed_workdays(model: &Model, scenario: &Scenario) -> Option<Number> {
    let acts = || scenario.table.rows.iter().any(|row| row.is_action() && !row.hidden);
    let assumed = !model.texts.says_workdays && model.calendar.month(0).is_some() && acts();
    assumed.then(|| model.calendar.workdays(0))
}

/// What a table shows where no `show` says so: rows that change with time, what a pipeline books, and
/// whatever a goal or a check speaks of; the plan's actions, then pipelines, stocks, variables, each in the order of
/// definition.
fn unasked(scenario: &Scenario, rows: &[RowResult], of: ByMembers) -> Vec<String> {
    let judged = judged(scenario);
    // Of a plan with segments the totals; of one member what is its own.
    let wanted = |row: &&RowResult| match (of.only, row.family) {
        (Some(only), family) => family.is_some_and(|of| of.place.member() == Some(only)),
        (None, Some(family)) if family.place != FamilyPlace::Total => stands_for_family(scenario, row, of),
        (None, _) => true,
    };
    let rows: Vec<&RowResult> = rows.iter().filter(wanted).collect();
    let own = |row: &&&RowResult| !row.role.is_member();
    // Constants would only repeat the file, unless there is nothing else.
    let moving = rows.iter().filter(own).any(|row| !row.constant);
    let mut shown: Vec<&RowResult> = rows
        .iter()
        .copied()
        .filter(|row| {
            own(&row) && (!moving || !row.constant)
                || row.role.pipeline_part() == Some(PipelinePart::Bookings)
                || judged.contains(row.name.as_str())
        })
        .collect();
    let mut groups: Vec<&Origin> = Vec::new();
    for row in &shown {
        if !groups.contains(&&row.group) {
            groups.push(&row.group);
        }
    }
    // What is done comes first, what it brings after it.
    let kind = |group: &Origin| match group {
        Origin::Plan => 0,
        Origin::Pipeline(_) => 1,
        Origin::Stock => 2,
        Origin::Variable => 3,
        Origin::Calendar => 4,
    };
    shown.sort_by_key(|row| (kind(&row.group), groups.iter().position(|group| **group == row.group)));
    let name = |row: &RowResult| match row.family.filter(|_| of.only.is_none() && row.is_of_member()) {
        Some(family) => scenario.families[family.family as usize].name.clone(),
        None => row.name.clone(),
    };
    shown.into_iter().map(name).collect()
}

/// Whether a row of a member stands for its family in a table by members: the first that changes with time, where the family
/// has no total.
fn stands_for_family(scenario: &Scenario, row: &RowResult, of: ByMembers) -> bool {
    let family = row.family.and_then(|of| scenario.families.get(of.family as usize));
    let Some(family) = family.filter(|family| Some(family.segment) == of.by) else { return false };
    family.rule == FamilyTotal::None && family.members.first().is_some_and(|(_, first)| *first == row.id)
}

/// The names of the rows that goals and checks speak of.
fn judged(scenario: &Scenario) -> BTreeSet<&str> {
    let parts = scenario.checks.iter().flat_map(|check| &check.parts);
    let sides = parts.filter_map(|(_, input)| match input {
        Argument::Row(row) => Some(*row),
        Argument::Constant(_) => None,
    });
    let mut waiting: Vec<RowId> = scenario.goals.iter().map(|goal| goal.row).chain(sides).collect();
    let mut seen = BTreeSet::new();
    let mut names = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        let row = scenario.table.row(id);
        if row.hidden {
            // A formula that a check states itself, such as `cum(cash)`: the rows that it names.
            row.formula.for_each_use(|used, _| waiting.push(used));
        } else {
            names.insert(row.name.as_str());
        }
    }
    names
}

/// A column of the results: a month, or several.
struct Column {
    /// Its months.
    months: Range<usize>,
    /// Its name as a plan writes it: `2026-01`, `2026-Q1`.
    label: String,
    /// Its name as people read it: `Jan 2026`, `Q1 2026`.
    words: String,
}

/// The columns of the results; the first and the last may be shorter than a whole quarter or year.
fn columns(calendar: &Calendar, by: Granularity, shown: Range<usize>) -> Vec<Column> {
    let Some(stretch) = by.stretch() else {
        let column = |month: usize| Column {
            months: month..month + 1,
            label: calendar.label(month),
            words: calendar.words(month),
        };
        return shown.map(column).collect();
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut start = shown.start;
    while start < shown.end {
        let end = (start + stretch.months() - calendar.months_into(start, stretch)).min(shown.end);
        let (label, words) = calendar.stretch_name(start, stretch);
        columns.push(Column { months: start..end, label, words });
        start = end;
    }
    columns
}

/// One row with its figure for each column and over the whole plan.
fn row(
    model: &Model,
    scenario: &Scenario,
    projection: &Projection<Cell>,
    id: RowId,
    (columns, shown_months): (&[Column], Range<usize>),
    constant: bool,
) -> RowResult {
    let definition: &Row = scenario.table.row(id);
    let cells = projection.row(id);
    let whole = rollup::roll_up(projection, id, definition, shown_months);
    let mut values = Vec::with_capacity(columns.len());
    // Nearly always nothing is missing, and there is no list of reasons then.
    let mut gaps: Vec<Option<String>> = Vec::new();
    let mut partial = Vec::with_capacity(columns.len());
    for column in columns {
        let (value, left_out) = if column.months.len() == 1 {
            // One month is itself: the roll-up of a row that is a quotient would work it out again, with another
            // rounding.
            (cells[column.months.start], false)
        } else {
            let figure = rollup::roll_up(projection, id, definition, column.months.clone());
            (figure.value, figure.partial)
        };
        values.push(value.number());
        if let Some(gap) = value.gap() {
            // That a quarter has no month with a value is no reason: its first month has one.
            let first = cells[column.months.start].gap().filter(|_| gap.reason == Reason::NothingToSum);
            gaps.resize(values.len() - 1, None);
            gaps.push(Some(gap_words(scenario, id, first.unwrap_or(gap))));
        }
        partial.push(left_out);
    }
    if !gaps.is_empty() {
        gaps.resize(values.len(), None);
    }
    RowResult {
        name: definition.name.clone(),
        doc: definition.doc.clone(),
        group: scenario.origin(definition),
        unit: definition.denomination(model.currency),
        rollup: definition.rollup.rollup(),
        quotient: definition.rollup.is_quotient(),
        values,
        gaps,
        partial,
        total: whole.value.number(),
        total_partial: whole.partial,
        // A digit that is not printed is rounded away there.
        id,
        family: definition.family,
        rounded: cells
            .iter()
            .chain([&whole.value])
            .any(|cell| cell.is_rounded() || cell.number().is_some_and(Number::is_long)),
        constant,
        role: scenario.role_of(definition),
    }
}

/// Why a figure of the row `id` is missing, with the row where that began if it is another one:
/// `` `price`: no clause covers it``.
pub(super) fn gap_words(scenario: &Scenario, id: RowId, gap: crate::value::Gap) -> String {
    let words = gap.reason.words();
    match scenario.table.rows.get(gap.row as usize) {
        Some(origin) if gap.row != id.0 && origin.name != scenario.table.row(id).name => {
            format!("`{}`: {words}", origin.name)
        }
        _ => words.to_string(),
    }
}

/// For each row, whether its definition says nothing of time: numbers, and rows that are constants themselves.
pub(super) fn constants(scenario: &Scenario) -> Vec<bool> {
    let mut constants = vec![false; scenario.table.len()];
    find_constants(&mut constants, &scenario.table, &scenario.schedule.blocks);
    constants
}

/// The same for the rows of these blocks, where others are known.
pub(super) fn find_constants(constants: &mut [bool], table: &Table, blocks: &[model::ScheduleBlock]) {
    // In the order of evaluation, what a row uses is known before it.
    for block in blocks {
        let [id] = block.rows() else { continue };
        let (model::ScheduleBlock::Row(_), Formula::Steps { steps, series, .. }) =
            (block, &table.row(*id).formula)
        else {
            constants[id.index()] = false;
            continue;
        };
        let timeless = |step: &Step| {
            !matches!(step, Step::Within(..) | Step::Shifted { .. } | Step::At { .. } | Step::Missing(_))
        };
        let mut uses = true;
        table.row(*id).formula.for_each_use(|used, _| uses &= constants[used.index()]);
        constants[id.index()] = series.is_empty() && steps.iter().all(timeless) && uses;
    }
}

/// That the sum of all pipelines leaves out those that do not say what a deal is worth.
fn bookings_left_out(scenario: &Scenario) -> Option<String> {
    let sum = scenario.table.find(PipelinePart::Bookings.name())?;
    let is_sum = matches!(scenario.table.row(sum).role, Role::PipelineSum(_));
    let without = leaks::without_worth(scenario);
    let verb = if without.len() == 1 { "does" } else { "do" };
    let names: Vec<String> = without.iter().map(|name| format!("`{name}`")).collect();
    (is_sum && !without.is_empty()).then(|| {
        format!("`bookings` leaves out {}, which {verb} not say what a deal is worth", names.join(", "))
    })
}

/// That what came before the plan is not known and not counted, where something counts from the beginning of a quarter
/// or year that began before it.
fn partial_stretches(model: &Model, scenario: &Scenario) -> Vec<String> {
    let calendar = &model.calendar;
    let note = |stretch: Stretch| {
        let (word, first) = (stretch.word(), calendar.words(0));
        let fiscal = if calendar.fiscal().is_some() { "fiscal " } else { "" };
        let name = calendar.stretch_name(0, stretch).1;
        format!(
            "the {fiscal}{word} {name} began before the plan: sums since its first month count from {first}, and \
             what came before is not known"
        )
    };
    let counts = |stretch: &Stretch| scenario.partial_stretches.iter().any(|known| known.stretch == *stretch);
    [Stretch::Quarter, Stretch::Year].into_iter().filter(counts).map(note).collect()
}

/// What `?` came to, and where clauses with `when` fired.
fn notes(model: &Model, scenario: &Scenario, projection: &Projection<Cell>) -> Vec<String> {
    let solved = scenario.unknown.as_ref().and_then(|unknown| unknown.solved.as_ref());
    let mut notes: Vec<String> = solved.map(|solved| solved.note.clone()).into_iter().collect();
    notes.extend(bookings_left_out(scenario));
    notes.extend(partial_stretches(model, scenario));
    for trigger in &scenario.triggers {
        let name = &scenario.table.row(trigger.row).name;
        let holds = |month: &usize| {
            trigger.months[*month]
                && projection.input(Argument::Row(trigger.condition), *month).truth() == Some(true)
        };
        let fired: Vec<usize> = (0..model.calendar.len()).filter(holds).collect();
        let note = match (fired.first(), fired.last()) {
            (Some(first), Some(last)) => {
                let calendar = &model.calendar;
                let months = match fired.len() {
                    1 => format!("in {}", calendar.words(*first)),
                    count if last - first + 1 == count => {
                        format!("from {} to {}", calendar.words(*first), calendar.words(*last))
                    }
                    count => {
                        format!(
                            "in {count} months from {} to {}",
                            calendar.words(*first),
                            calendar.words(*last)
                        )
                    }
                };
                format!("`{name}`: `{}` fired {months}", trigger.text)
            }
            _ => format!("`{name}`: `{}` did not fire", trigger.text),
        };
        notes.push(note);
    }
    notes
}
