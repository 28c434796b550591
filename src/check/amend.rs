//! A checked plan that is kept at hand, to be asked what would be if it said something more.
//!
//! Checking a plan again for every word that somebody tries would cost as much as the plan is long. Here only
//! what is tried is checked, as one more scenario over rows that are known already.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::once_for_all;
use super::{
    CheckOptions, Checked, Context, Keep, ScenarioBuilder, ScenarioBuilders, check_keeping, order, question,
    scenario,
};
use crate::diagnostic::{self, Diagnostic};
use crate::loader::Loaded;
use crate::model::{self, Amendment, RowId};
use crate::source::Sources;
use crate::syntax::tree::{ExprId, StatementKind, Tree, Value};

/// A plan whose checking is kept.
pub struct IncrementalChecker<'a> {
    context: Context<'a>,
    builders: Vec<(String, Rc<ScenarioBuilder<'a>>)>,
}

/// A parsed text beside a plan: a scenario that overlays it, or a formula that is asked of it.
#[derive(Debug)]
pub struct Snippet {
    /// The plan's texts, and this one after them.
    pub sources: Sources,
    tree: Arc<Tree>,
    /// The formula, as a row's value.
    formula: Option<(ExprId, Value)>,
}

impl Snippet {
    /// A text whose first statement is a scenario; its tree is of the last of the sources.
    pub fn scenario(sources: Sources, tree: Arc<Tree>) -> Snippet {
        Snippet { sources, tree, formula: None }
    }

    /// A formula: the node `root` of a tree of the last of the sources.
    pub fn formula(sources: Sources, tree: Tree, root: ExprId) -> Snippet {
        let value = super::question::as_value(&tree, root);
        Snippet { sources, tree: Arc::new(tree), formula: Some((root, value)) }
    }
}

/// A scenario that overlays a plan, checked.
pub struct Amended<'a> {
    builder: Rc<ScenarioBuilder<'a>>,
    /// What it changes.
    pub amendment: Amendment,
}

impl<'a> IncrementalChecker<'a> {
    /// Checks a plan as [`super::check`] does, and keeps what is needed to amend it. An overlay of a plan with
    /// mistakes may be judged wrongly: amend only a plan that [`Checked::sound`] gives.
    pub fn new(loaded: &'a Loaded) -> (IncrementalChecker<'a>, Checked) {
        let (checked, ScenarioBuilders { context, builders }) =
            check_keeping(loaded, &CheckOptions::default(), Keep::All);
        (IncrementalChecker { context, builders }, checked)
    }

    /// Overlays the scenario of a snippet on the one of that name (`base` for the plan itself). None where it asks
    /// for a number with `?`: that is found from the figures of the whole plan, not here.
    ///
    /// # Errors
    /// Everything that is wrong with it; nothing has changed then. Also where there is no scenario of that
    /// name, or where the text holds none.
    pub fn amend(&self, parent: &str, snippet: &'a Snippet) -> Option<Result<Amended<'a>, Vec<Diagnostic>>> {
        let context = Context { sources: &snippet.sources, ..self.context.clone() };
        let parent = self.builders.iter().find(|(name, _)| name == parent).map(|(_, builder)| builder);
        let statements = snippet.tree.statements.iter().find_map(|statement| match &statement.kind {
            StatementKind::Scenario(scenario) => Some(&scenario.statements),
            _ => None,
        });
        let (Some(parent), Some(statements)) = (parent, statements) else { return Some(Err(Vec::new())) };
        // The plan's own builders stay as they are: whatever becomes of this one, the next amendment starts from
        // the same rows.
        let mut builder = scenario::fork(parent);
        builder.judge_as(parent);
        builder.overlay(&context, &snippet.tree, statements, parent);
        // Only what changed and what depends on it needs an order. All other rows keep the one that they have in
        // the parent.
        let affected = builder.affected();
        let part = order::part(&builder, &context, &affected);
        // Loops are looked for even where something else is wrong: a session shows all findings of a line at
        // once.
        let mut found = std::mem::take(&mut builder.diagnostics);
        let part = part.map_err(|loops| found.extend(loops));
        let mut found = once_for_all(&context.segments, found);
        diagnostic::sort(&mut found);
        Some(match part {
            Ok(part) if !diagnostic::has_error(&found) => {
                if builder.free_row().is_some() {
                    return None;
                }
                let amendment = builder.amendment(part, found);
                // Shared from here on, so that a formula asked over this amendment copies no rows.
                builder.table.freeze();
                Ok(Amended { builder: Rc::new(builder), amendment })
            }
            _ => Err(found),
        })
    }
}

/// A formula over a plan, ready to be computed.
#[derive(Debug)]
pub struct CheckedFormula {
    /// It in canonical form.
    pub text: String,
    /// The row of its value: one of its own, or, where the formula is a name alone, the row of that name.
    pub row: RowId,
    /// What it is to be warned of: sentences.
    pub notes: Vec<String>,
    /// The definition of its row.
    pub definition: Arc<model::Row>,
    /// What it adds to the rows of the plan.
    pub amendment: Amendment,
}

impl<'a> IncrementalChecker<'a> {
    /// A formula over a scenario, or over the last overlay of it. None where it names another scenario's
    /// rows: they are not at hand here, and [`super::check_expression`] knows them.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn ask(
        &self,
        scenario: &str,
        over: Option<&Amended<'a>>,
        snippet: &'a Snippet,
    ) -> Option<Result<CheckedFormula, Vec<Diagnostic>>> {
        let context = Context { sources: &snippet.sources, ..self.context.clone() };
        let own = self.builders.iter().find(|(name, _)| name == scenario).map(|(_, builder)| builder);
        let (Some(parent), Some((root, value))) = (over.map(|over| &over.builder).or(own), &snippet.formula)
        else {
            return Some(Err(Vec::new()));
        };
        // The rows that the formula needs of its own are added to a copy and vanish with it.
        let mut builder = scenario::fork(parent);
        if !builder.named_scenarios(&context, &snippet.tree, *root, &self.builders).is_empty() {
            return None;
        }
        builder.refuse_unknown(&context, &snippet.tree, *root);
        let row = builder.ask_value(&context, &snippet.tree, value, value.span);
        let added: Vec<u32> = (builder.inherited as u32..builder.table.len() as u32).collect();
        let part = order::part(&builder, &context, &added);
        let mut found = std::mem::take(&mut builder.diagnostics);
        let part = part.map_err(|loops| found.extend(loops));
        let mut found = once_for_all(&context.segments, found);
        diagnostic::sort(&mut found);
        let definition = row.and_then(|row| Some((row, builder.table[row.index()].row.clone()?)));
        Some(match (part, definition) {
            (Ok(part), Some((row, definition))) if !diagnostic::has_error(&found) => Ok(CheckedFormula {
                text: context.canonical(value.span),
                row,
                notes: question::notes(&found),
                definition,
                amendment: builder.amendment(part, found),
            }),
            _ => Err(found),
        })
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// The rows that are not the parent's, and every row that depends on one of them, in the order of their ids.
    fn affected(&self) -> Vec<u32> {
        let changed = self.table.changed();
        let mut affected: FxHashSet<u32> = changed.iter().map(|at| *at as u32).collect();
        // A changed row's own uses are not the parent's: the parent is only asked who uses a row.
        let mut uses: Vec<(u32, u32)> = Vec::new();
        for at in &changed {
            if let Some(row) = &self.table[*at].row {
                row.formula.for_each_use(|used, _| uses.push((used.0, *at as u32)));
            }
        }
        uses.sort_unstable();
        let mut waiting: Vec<u32> = affected.iter().copied().collect();
        waiting.sort_unstable();
        while let Some(at) = waiting.pop() {
            let first = uses.partition_point(|(used, _)| *used < at);
            let own = uses[first..].iter().take_while(|(used, _)| *used == at).map(|(_, user)| *user);
            let inherited = self.table.below().map_or(&[][..], |below| below.users().of(at as usize));
            for user in own.chain(inherited.iter().copied()) {
                if affected.insert(user) {
                    waiting.push(user);
                }
            }
        }
        let mut affected: Vec<u32> = affected.into_iter().collect();
        affected.sort_unstable();
        affected
    }

    /// What differs from the parent: its changed and added rows, their order, and all else but the table.
    fn amendment(&self, part: order::PartialSchedule, warnings: Vec<Diagnostic>) -> Amendment {
        let parent = self.table.below();
        let same = |at: usize, row: &Arc<model::Row>| {
            let before = parent.and_then(|parent| parent.get(at)).and_then(|entry| entry.row.as_ref());
            // The same allocation, not equal contents: comparing formulas would cost more than computing a row
            // again.
            before.is_some_and(|before| Arc::ptr_eq(before, row))
        };
        let changed = self.table.changed().into_iter();
        let rows = changed.filter_map(|at| {
            let row = self.table[at].row.clone().filter(|row| !same(at, row))?;
            Some((RowId(at as u32), row))
        });
        Amendment {
            rows: rows.collect(),
            blocks: part.blocks,
            arrives_later: part.arrives_later,
            names: Some(Arc::clone(&self.names)),
            rest: model::Scenario { warnings, ..self.without_rows() },
        }
    }
}
