//! A session's changes as texts: what is added to the plan, and one scenario that says the rest.
//!
//! The text is parsed and checked like any file, so that a change means in a session what it will mean when
//! it is saved. Which parts were typed is kept: findings show the typed lines, not what pace has put around
//! them.

use std::ops::Range;
use std::rc::Rc;

use super::change::{ChangeSubject, ChangeTarget, Changes, SessionChange};
use super::line::SHOWN;
use crate::loader::Loaded;
use crate::model::{Row, Table};
use crate::source::{Source, Span};
use crate::syntax::exchange_row;
use crate::syntax::tree::{Modifier, StatementKind};

/// What the changes are composed onto: the plan without them, as far as it decides how a change is worded.
#[derive(Clone, Copy)]
pub struct BasePlan<'a> {
    /// The rows of the file's plan, in the scenario that is looked at; none where there is no file.
    pub file: Option<&'a Table>,
    /// The rows of the same scenario with what the session has added to the plan so far, and the texts that
    /// their places are in.
    pub last: Option<(&'a Table, &'a Loaded)>,
    /// Whether rows that the plan does not have are added to it, not to the scenario: so it is where there is no
    /// file, and where a block that was added needs them.
    pub into_plan: bool,
    /// Whether the file has a statement that begins with this word, of those that a plan says once.
    pub has_word: &'a dyn Fn(&str) -> bool,
}

/// The changes as texts.
#[derive(Clone, Default, Debug)]
pub struct Composed {
    /// What replaces statements of the file that a plan may say only once.
    pub replacing: ComposedText,
    /// What is added to the plan.
    pub plan: ComposedText,
    /// The statements of the scenario.
    pub scenario: ComposedText,
}

/// A text that is put together from what was typed and what pace puts around it.
#[derive(Clone, Default, Debug)]
pub struct ComposedText {
    /// All of it.
    pub text: String,
    /// The typed parts by their bytes, each with the number of its first typed line.
    parts: Vec<(Range<usize>, usize)>,
}

impl ComposedText {
    /// Adds what pace puts in.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds what was typed.
    fn push_typed(&mut self, change: &SessionChange) {
        let start = self.text.len();
        self.text.push_str(&change.text);
        self.parts.push((start..self.text.len(), change.line));
    }

    /// Adds a statement with its doc comment and what stands before its text.
    fn statement(&mut self, indent: &str, before: &str, change: &SessionChange) {
        for line in change.doc.iter().flat_map(|doc| doc.lines()) {
            self.push(indent);
            self.push(line);
            self.push("\n");
        }
        self.push(indent);
        self.push(before);
        self.push_typed(change);
        self.push("\n");
    }

    /// The text as a source, in which places are those of the typed lines. `before` and `after` are put
    /// around it, such as the head and the brace of a scenario.
    pub fn source(&self, before: &str, after: &str) -> Source {
        let shift = before.len();
        let parts = self.parts.iter().map(|(range, line)| (range.start + shift..range.end + shift, *line));
        Source::parts(SHOWN, format!("{before}{}{after}", self.text), parts.collect::<Vec<_>>())
    }
}

/// The text of one change as it is now; a block has its lines in order.
pub fn text_of(change: &SessionChange) -> String {
    let ChangeTarget::Block(head, lines) = &change.target else { return change.text.clone() };
    let mut text = ComposedText::default();
    block(&mut text, (head, None), lines, None);
    text.text
}

/// The changes as texts. Statements keep the order in which their subjects came up, and lines of one pipeline
/// or stock stand together.
pub fn compose(changes: &Changes, base: &BasePlan) -> Composed {
    let mut composed = Composed::default();
    let mut done: Vec<&ChangeTarget> = Vec::new();
    for change in &changes.all {
        match &change.target {
            ChangeTarget::OfPlan => {
                let replaces = matches!(change.subject, ChangeSubject::Once(word) if (base.has_word)(word));
                let text = if replaces { &mut composed.replacing } else { &mut composed.plan };
                text.statement("", "", change);
            }
            ChangeTarget::Block(head, lines) => {
                let typed = lines.iter().all(|line| line.line > change.line).then_some(change.line);
                block(&mut composed.plan, (head, typed), lines, change.doc.as_deref());
            }
            ChangeTarget::OfPipeline(name) => {
                let head = name.as_ref().map_or("pipeline".into(), |name| format!("pipeline {name}"));
                once(&mut composed.scenario, changes, &mut done, &change.target, &head);
            }
            ChangeTarget::OfStock(name) => {
                once(&mut composed.scenario, changes, &mut done, &change.target, &format!("stock {name}"));
            }
            _ => single(&mut composed, change, base),
        }
    }
    composed
}

/// All lines of one block together, where the first of them stands: a scenario may have a block only once.
fn once<'a>(
    text: &mut ComposedText,
    changes: &'a Changes,
    done: &mut Vec<&'a ChangeTarget>,
    target: &'a ChangeTarget,
    head: &str,
) {
    if done.contains(&target) {
        return;
    }
    done.push(target);
    let lines: Vec<Rc<SessionChange>> =
        changes.all.iter().filter(|change| change.target == *target).cloned().collect();
    block(text, (head, None), &lines, None);
}

/// A head, with the number of its line where it was typed on one of its own, and the lines of its block.
fn block(
    text: &mut ComposedText,
    (head, typed): (&str, Option<usize>),
    lines: &[Rc<SessionChange>],
    doc: Option<&str>,
) {
    for line in doc.iter().flat_map(|doc| doc.lines()) {
        text.push(line);
        text.push("\n");
    }
    let start = text.text.len();
    text.push(head);
    text.parts.extend(typed.map(|line| (start..text.text.len(), line)));
    text.push(" {\n");
    for line in lines {
        text.statement("  ", "", line);
    }
    text.push("}\n");
}

/// A statement that a plan and a scenario say alike. A scenario has to say whether a row is new or replaced,
/// which nobody wants to type in a session, so the word is put in here.
fn single(composed: &mut Composed, change: &SessionChange, base: &BasePlan) {
    let fresh = base.is_fresh(change);
    let into_plan = base.into_plan && change.modifier != Some(Modifier::Replace);
    let word = match (change.modifier, &change.target) {
        // The rate of a currency says by itself which row it is.
        (None, ChangeTarget::Definition) if exchange_row(&change.text).is_some() => "",
        (Some(Modifier::New), _) => "new ",
        (Some(Modifier::Replace), _) => "replace ",
        (None, _) if fresh => "new ",
        (None, ChangeTarget::Definition) if base.is_formula(change) => "replace ",
        (None, _) => "",
    };
    match &change.target {
        ChangeTarget::Judgement if base.file.is_none() => composed.plan.statement("", "", change),
        ChangeTarget::Judgement => composed.scenario.statement("", "", change),
        ChangeTarget::Capacity if base.file.is_none() => composed.plan.statement("", "plan ", change),
        ChangeTarget::Capacity => composed.scenario.statement("", "plan ", change),
        ChangeTarget::Action if fresh && into_plan => composed.plan.statement("", "plan ", change),
        ChangeTarget::Action => composed.scenario.statement("", &format!("plan {word}"), change),
        _ if fresh && into_plan => composed.plan.statement("", "", change),
        _ => composed.scenario.statement("", word, change),
    }
}

/// Whether a place lies within a scenario of its file.
fn in_scenario(loaded: &Loaded, place: Span) -> bool {
    let statements =
        loaded.trees.iter().filter(|tree| tree.file == place.file).flat_map(|tree| &tree.statements);
    let mut scenarios = statements.filter(|statement| matches!(statement.kind, StatementKind::Scenario(_)));
    scenarios.any(|statement| statement.span.start <= place.start && place.end <= statement.span.end)
}

impl BasePlan<'_> {
    /// The row that a statement is about in the plan as the session found it; none where the session itself
    /// makes it.
    fn row(&self, change: &SessionChange) -> Option<&Row> {
        let ChangeSubject::Row(name) = &change.subject else { return None };
        let in_file = self.file.and_then(|table| table.find(name).map(|row| table.row(row)));
        in_file.or_else(|| {
            let (table, loaded) = self.last?;
            let row = table.row(table.find(name)?);
            // A row that the session made by a plain statement is about to be stated by that very statement again: it
            // is new. A row of a block or a scenario that the session added stays there, and is changed.
            let typed = row.span != Span::default() && loaded.sources.get(row.span.file).name() == SHOWN;
            let in_block = row.role.is_of_pipeline() || row.role.is_of_stock();
            (!typed || in_block || in_scenario(loaded, row.span)).then_some(row)
        })
    }

    /// Whether a statement makes a row that the plan does not have.
    pub fn is_fresh(&self, change: &SessionChange) -> bool {
        matches!(change.subject, ChangeSubject::Row(_)) && self.row(change).is_none()
    }

    /// Whether a row is worked out from others, so that a scenario has to say that it is replaced.
    fn is_formula(&self, change: &SessionChange) -> bool {
        self.row(change).is_some_and(|row| !row.input)
    }
}
