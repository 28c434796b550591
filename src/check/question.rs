//! An expression that is asked of a plan: lowered over the rows of one scenario, with other scenarios' rows in
//! reach as `hire.cash` and `base.cash`.
//!
//! The answer is one more scenario of the ordinary kind, in which the other scenarios' rows are hidden ones:
//! whoever projects it needs to know nothing of this. The plan's own scenarios are not touched.

use std::rc::Rc;
use std::sync::Arc;

use super::condition::Condition;
use super::draft::{Draft, DraftBody, Otherwise};
use super::scope::normal;
use super::typed::Dimension;
use super::{Context, RowInfo, ScenarioBuilder, free, pipeline, scenario, walk};
use crate::diagnostic::{self, Advice, Code, Diagnostic, Prose, nearest};
use crate::limits;
use crate::loader::Loaded;
use crate::model::{self, Argument, Bound, Formula, Operand, Role, RollupBy, Row, RowId};
use crate::source::Span;
use crate::syntax::tree::{Check, Clause, ClauseBody, ExprId, NodeKind, StatementKind, Tree, Value};

/// What an expression is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExpressionKind {
    /// Something that holds or not.
    Condition,
    /// A number.
    Value,
}

/// An expression over a plan.
#[derive(Clone, Debug)]
pub struct CheckedExpression {
    /// A scenario that has all the rows the expression needs.
    pub scenario: model::Scenario,
    /// The expression in canonical form.
    pub text: String,
    /// The row of its value; of a condition, 1 where it holds.
    pub row: RowId,
    /// What a condition is made of; nothing of a value.
    pub condition: Condition,
    /// Where each scenario in it keeps its unknown ([`model::Scenario::unknown`]).
    pub unknowns: Vec<(String, RowId)>,
    /// What it is to be warned of, such as a total over months that the plan has not: sentences.
    pub notes: Vec<String>,
}

/// What an expression is to be warned of, in sentences for below its answer.
pub(super) fn notes(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|warning| warning.message.clone()).collect()
}

/// What is to be told with an answer of the scenarios that a trial does not reach; nothing where there are none.
fn unreached_note(unreached: &[String]) -> Option<String> {
    if unreached.iter().all(|name| name == "base") {
        // Beside the plan as it stands a trial is held on purpose.
        return None;
    }
    let names: Vec<String> = unreached.iter().map(|name| format!("`{name}.…`")).collect();
    let (last, others) = names.split_last()?;
    let subject = match others {
        [] => format!("{last} is"),
        others => format!("{} and {last} are", others.join(", ")),
    };
    Some(format!("{subject} as the plan has it: what is tried reaches only rows without a scenario's name."))
}

/// Checks a plan and an expression over one of its scenarios; the expression is one of the plan's trees, in
/// which it is the node `root`.
pub fn check_expression(
    loaded: &Loaded,
    scenario: &str,
    (tree, root): (usize, ExprId),
    wanted: ExpressionKind,
) -> Result<CheckedExpression, Vec<Diagnostic>> {
    let tree: &Tree = &loaded.trees[tree];
    let value = as_value(tree, root);
    let span = value.span;
    let check = Check { condition: root, time: None };
    let mut diagnostics = loaded.diagnostics.clone();
    let (context, found) = Context::new(loaded, limits::ROWS);
    diagnostics.extend(found);
    diagnostics.extend(free::only_one(loaded, None));
    let mut base = ScenarioBuilder::new(&context);
    base.declare_all(&context);
    base.lower_pending(&context);
    base.finish(&context);
    diagnostics.append(&mut base.diagnostics);
    let mut all = scenario::check_all(&context, base, true);
    diagnostics.append(&mut all.diagnostics);
    // A question of a plan with mistakes would be answered from rows that are not what they say.
    if diagnostic::has_error(&diagnostics) {
        diagnostic::sort(&mut diagnostics);
        return Err(diagnostics);
    }
    let builders = &all.builders;
    let Some((_, parent)) = builders.iter().find(|(name, _)| name == scenario) else {
        let found =
            Diagnostic::without_place(Code::UnknownName, format!("there is no scenario `{scenario}`"));
        let names = || builders.iter().map(|(name, _)| name.as_str());
        return Err(vec![match nearest(scenario, names()) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("the plan has: {}", names().collect::<Vec<_>>().join(", "))),
        }]);
    };
    let mut builder = scenario::fork(parent);
    let unknown = builder.unknown_scenarios(&context, tree, root, builders);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut unknowns: Vec<(String, RowId)> = Vec::new();
    unknowns.extend(builder.free_row().map(|row| (scenario.to_string(), row)));
    let mut unreached: Vec<String> = Vec::new();
    let tried = is_tried(loaded, scenario);
    for (name, other) in builder.named_scenarios(&context, tree, root, builders) {
        unreached.extend(tried.then(|| name.to_string()));
        // Copied in rather than looked up: one scenario with all rows is what the evaluator knows how to compute.
        let shift = builder.adopt(name, other);
        unknowns.extend(other.free_row().map(|row| (name.to_string(), shift(row))));
    }
    builder.refuse_unknown(&context, tree, root);
    let asked = match wanted {
        ExpressionKind::Condition => builder.ask_condition(&context, tree, &check, span),
        ExpressionKind::Value => {
            builder.ask_value(&context, tree, &value, span).map(|row| (row, Condition::Other))
        }
    };
    builder.find_order(&context);
    match asked {
        Some((row, condition)) if !diagnostic::has_error(&builder.diagnostics) => {
            let scenario = builder.scenario(scenario.to_string(), None);
            let text = context.canonical(span);
            let mut notes = notes(&builder.diagnostics);
            notes.extend(unreached_note(&unreached));
            Ok(CheckedExpression { scenario, text, row, condition, unknowns, notes })
        }
        _ => {
            diagnostic::sort(&mut builder.diagnostics);
            Err(builder.diagnostics)
        }
    }
}

/// Whether a scenario stands in no file, but was put together from what somebody tries.
fn is_tried(loaded: &Loaded, scenario: &str) -> bool {
    loaded.statements().any(|(tree, statement)| match &statement.kind {
        StatementKind::Scenario(head) => {
            let written = loaded.sources.get(tree.file).is_written(head.name.range().start);
            loaded.sources.text(head.name) == scenario && !written
        }
        _ => false,
    })
}

/// An expression as the value of a definition.
pub(super) fn as_value(tree: &Tree, root: ExprId) -> Value {
    let span = tree.node(root).span;
    let clause = Clause {
        body: ClauseBody::Expression(root),
        motion: None,
        time: None,
        condition: None,
        taking: None,
        span,
    };
    Value { clauses: vec![clause], span }
}

impl<'a> ScenarioBuilder<'a> {
    /// The scenarios that an expression names as the first part of a name. A row of that very name wins.
    pub(super) fn named_scenarios<'s>(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        root: ExprId,
        builders: &'s [(String, Rc<ScenarioBuilder<'a>>)],
    ) -> Vec<(&'s str, &'s Rc<ScenarioBuilder<'a>>)> {
        let mut named: Vec<(&str, &Rc<ScenarioBuilder<'a>>)> = Vec::new();
        walk::nodes(tree, root, |expr, kind| {
            let NodeKind::Name = kind else { return };
            let name = normal(context.sources.text(tree.node(expr).span));
            let Some((first, _)) = name.split_once('.') else { return };
            if self.names.get(&name).is_some() {
                return;
            }
            let exact = builders.iter().any(|(name, _)| name == first);
            // A slip is taken for what it is near to, so that the row's name is among those that are offered.
            let near = nearest(first, builders.iter().map(|(name, _)| name.as_str()));
            let Some(first) = Some(first).filter(|_| exact).or(near) else { return };
            if !named.iter().any(|(known, _)| *known == first) {
                let found = builders.iter().find(|(name, _)| name == first);
                named.extend(found.map(|(name, builder)| (name.as_str(), builder)));
            }
        });
        named
    }

    /// Names that say a row of a scenario that there is not: what follows the point is a row, what stands before
    /// it is nothing.
    fn unknown_scenarios(
        &self,
        context: &Context<'a>,
        tree: &'a Tree,
        root: ExprId,
        builders: &[(String, Rc<ScenarioBuilder<'a>>)],
    ) -> Vec<Diagnostic> {
        let names = || builders.iter().map(|(name, _)| name.as_str());
        let mut found: Vec<Diagnostic> = Vec::new();
        walk::nodes(tree, root, |expr, kind| {
            let NodeKind::Name = kind else { return };
            let span = tree.node(expr).span;
            let name = normal(context.sources.text(span));
            let Some((first, row)) = name.split_once('.') else { return };
            let known = |name: &str| self.names.get(name).is_some();
            if known(&name) || known(first) || !known(row) || names().any(|name| name == first) {
                return;
            }
            let message = format!("there is no scenario `{first}`");
            let mistake = Diagnostic::new(Code::UnknownName, message, span, "a row of no scenario");
            found.push(match nearest(first, names()) {
                Some(near) => {
                    mistake.fix(format!("did you mean `{near}.{row}`?"), span, format!("{near}.{row}"))
                }
                None if builders.len() == 1 => {
                    let help =
                        format!("the plan has no scenarios: write `{row}`, or add `scenario {first} {{ }}`");
                    mistake.fix(help, span, row)
                }
                None => mistake.help(format!("the plan has: {}", names().collect::<Vec<_>>().join(", "))),
            });
        });
        found.sort_by_key(|mistake| mistake.span().map(|span| span.start));
        found
    }

    /// Takes the rows of another scenario in, hidden, each under its name behind the scenario's. Gives where
    /// each of them is now.
    fn adopt(&mut self, scenario: &str, other: &ScenarioBuilder<'a>) -> impl Fn(RowId) -> RowId + use<'a> {
        let start = self.table.len() as u32;
        // Roles name pipelines by index, and these come after the ones that are there.
        let pipelines = (self.pipelines.len() + self.adopted.len()) as u32;
        let shift = move |row: RowId| RowId(row.0 + start);
        let shifted = |input: &Argument| match input {
            Argument::Row(row) => Argument::Row(shift(*row)),
            constant => *constant,
        };
        for (at, entry) in other.table.iter().enumerate() {
            let mut entry = entry.clone();
            let name = format!("{scenario}.{}", entry.name);
            entry.row = entry.row.map(|row| {
                let rollup = match row.rollup {
                    RollupBy::Quotient(above, below) => RollupBy::Quotient(shifted(&above), shifted(&below)),
                    plain => plain,
                };
                let formula = row.formula.with_rows(shift);
                let role = row.role.shifted(start, pipelines);
                Arc::new(Row { name: name.clone(), hidden: true, role, formula, rollup, ..(*row).clone() })
            });
            // A row that is called so stays what it is.
            let visible = other.names.get(&entry.name) == Some(RowId(at as u32));
            if visible && self.names.get(&name).is_none() {
                Arc::make_mut(&mut self.names).insert(&name, shift(RowId(at as u32)));
            }
            entry.name = name.into();
            self.table.push(entry);
        }
        let bounds = other.bounds.iter().map(|bound| Bound {
            row: bound.row.map(shift),
            inputs: bound.inputs.iter().map(shifted).collect(),
            subject: format!("{} in scenario `{scenario}`", bound.subject),
            ..bound.clone()
        });
        self.bounds.extend(bounds);
        let adopted = other.pipelines.iter().filter_map(pipeline::PipelineDefinition::model);
        self.adopted.extend(adopted.map(|pipeline| pipeline.shifted(start, pipelines)));
        shift
    }

    /// A question asks for a value or a month; numbers are found by `solve`.
    pub(super) fn refuse_unknown(&mut self, context: &Context<'a>, tree: &'a Tree, root: ExprId) {
        let mut marks: Vec<Span> = Vec::new();
        walk::nodes(tree, root, |expr, kind| {
            let span = tree.node(expr).span;
            if matches!(kind, NodeKind::Unknown) && context.sources.text(span) == "?" {
                marks.push(span);
            }
        });
        for span in marks {
            let message = "`?` has no place in a question: there is no goal to find it by";
            let found = Diagnostic::new(Code::Syntax, message, span, "to be found");
            self.diagnostics.push(found.help(
                Prose::from(Advice::command("solve", "FILE", "INPUT")).and(" finds the value of an input"),
            ));
        }
    }

    /// Lowers an asked value and gives its row: of a name alone, the row of that name. None where it has a
    /// mistake, which is reported.
    pub(super) fn ask_value(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        value: &'a Value,
        span: Span,
    ) -> Option<RowId> {
        let info = RowInfo {
            kind: Dimension::Unknown,
            share: Default::default(),
            traits: Default::default(),
            rollup: None,
        };
        let name = context.canonical(span);
        let row = self.push(&name, span, info);
        self.pending.push(Draft::new(row, tree, Role::Variable, DraftBody::Value(value, Otherwise::Missing)));
        self.lower_pending(context);
        // A name alone is the row itself, with its own roll-up.
        let definition = self.table[row.index()].row.as_ref()?;
        match &definition.formula {
            Formula::Steps { steps, result: Operand::Row(same), .. } if steps.is_empty() => Some(*same),
            _ => Some(row),
        }
    }

    /// The row of a condition, and what it is made of.
    fn ask_condition(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        check: &'a Check,
        span: Span,
    ) -> Option<(RowId, Condition)> {
        let before = self.checks.len();
        self.declare_check(context, tree, check, span);
        let row = self.checks.get(before)?.condition;
        // Declared as a check for its findings and its row; the scenario is not judged by the question.
        self.checks.truncate(before);
        Some((row, self.condition(context, tree, check.condition)))
    }
}
