//! A definition or an action of the plan said anew.

use crate::check::days::ValueLayer;
use crate::check::draft::{Draft, DraftBody, Expect, Otherwise};
use crate::check::fixes::fixed;
use crate::check::goal::calendar_day;
use crate::check::plan;
use crate::check::scope::{self, Scope};
use crate::check::{Context, Restated, ScenarioBuilder, doc_text, walk};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, nearest};
use crate::model::{self, EFFORT, Role, RollupBy, RowId};
use crate::source::Span;
use crate::syntax::tree::{Definition, Modifier, PlanLine, PlanLineKind, Tree};

impl<'a> ScenarioBuilder<'a> {
    /// `x = …`, `replace x = …`, `new x = …`
    pub(super) fn restate(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        definition: &'a Definition,
        doc: Option<String>,
    ) {
        let name = scope::normal(context.sources.text(definition.name)).into_owned();
        let known = self.named(context, definition.name);
        if definition.modifier == Some(Modifier::New) {
            if let Some(row) = known {
                let found = self.already_there(context, row, &name, definition.name);
                return self.diagnostics.push(found);
            }
            if let Some(found) = self.not_read(context, definition, &name) {
                return self.diagnostics.push(found);
            }
            if name.contains('.') {
                let found = super::super::rows::member_defined(definition.name);
                let named = format!("new {} = …", name.replace('.', "_"));
                return self.diagnostics.push(found.help(format!("a row of your own has no dot: `{named}`")));
            }
            let row = self.declare(context, &self.own_name(context, &name), definition.name);
            if self.member.is_some() {
                self.defined_by(&name, tree, definition);
            }
            let body = DraftBody::Value(&definition.value, Otherwise::Missing);
            let draft = Draft::new(row, tree, Role::Variable, body).scope(self.scope_here());
            return self.pending.push(draft.annotated(definition.annotation).documented(doc));
        }
        let Some(row) = known else {
            if let Some(found) = self.not_read(context, definition, &name) {
                return self.diagnostics.push(found);
            }
            if let Err(Some(found)) = self.resolve(context, definition.name, &self.scope_here()) {
                self.diagnostics.push(self.not_there(context, definition, &name, found));
            }
            return;
        };
        if let Some(found) = self.not_restated_here(context, row, definition) {
            return self.diagnostics.push(found);
        }
        let member = self.table[row.index()].family.and_then(|family| family.place.member());
        // A list by member may leave members out, which keep what they had.
        if !definition.value.clauses.is_empty()
            && context.clauses(&definition.value, member).is_empty()
            && member.is_some()
        {
            return;
        }
        // Of two values for one row in one scenario the second would silently win.
        if !self.once(context, Restated::Row(row), definition.name) {
            return;
        }
        if let Some(found) = self.refuse_worked_out(context, row, &name, definition.name) {
            return self.diagnostics.push(found);
        }
        let Some(parent) = self.table[row.index()].row.clone() else { return };
        if let Role::Exchange(currency) = parent.role
            && let Some(found) = context.wrong_rate(tree, definition, currency)
        {
            return self.diagnostics.push(found);
        }
        let replace = definition.modifier == Some(Modifier::Replace);
        // Setting a formula is often a slip: the link to what it was worked out from would be lost without a
        // word.
        if !parent.input && !replace {
            let found = self.set_formula(context, row, &name, definition);
            return self.diagnostics.push(found);
        }
        if parent.is_action() {
            let mut wrong = None;
            walk::roots(tree, &definition.value, |root| {
                wrong = wrong.take().or_else(|| calendar_day(context, tree, root));
            });
            if let Some(found) = wrong {
                let value = context.canonical(definition.value.span);
                let fixed = value
                    .split_once('/')
                    .map_or(value.clone(), |(number, period)| format!("{number} {name}/{period}"));
                return self.diagnostics.push(found.help(format!("write `plan {fixed}`")));
            }
        }
        // The parent's definition as a row of its own: the months that the new value leaves out read it.
        let base = self.keep_parent(row);
        let otherwise = match replace {
            false => Otherwise::Row(base),
            true if parent.is_action() => Otherwise::Zero,
            true => Otherwise::Missing,
        };
        let scope = Scope { member, alone: self.alone || self.member.is_none(), ..Scope::default() };
        let mut draft = Draft::new(row, tree, parent.role, DraftBody::Value(&definition.value, otherwise))
            .scope(scope)
            .base(Some(self.base_of(row)))
            .expect(Expect::Row(base))
            .annotated(definition.annotation)
            .documented(doc.or_else(|| parent.doc.clone()))
            .stated_per(parent.per)
            .always_input(parent.input && !replace);
        // A changed input rolls up as before; a formula in its place has a roll-up of its own.
        if let (false, RollupBy::Plain(rollup)) = (replace, parent.rollup) {
            draft = draft.rolls_up(rollup);
        }
        if self.table[base.index()].info.share.is_percent() {
            draft = draft.percentage();
        }
        self.triggers.retain(|trigger| trigger.row != row || !replace);
        if replace {
            self.replaced_in_family(row, tree, definition);
            // What had to hold of the parent's formula no longer needs to; what must hold of the row itself does.
            self.forget_stretches(row);
            self.bounds.retain(|bound| bound.row != Some(row) || bound.inputs == [model::Argument::Row(row)]);
        }
        self.table[row.index()].span = definition.name;
        // A value out of bounds is now this scenario's doing: the finding points at its line.
        for bound in &mut self.bounds {
            if bound.inputs == [model::Argument::Row(row)] {
                bound.span = definition.value.span;
            }
        }
        self.pending.push(draft);
    }

    /// The finding for a row that the plan does not have, with how one is added.
    fn not_there(
        &self,
        context: &Context<'a>,
        definition: &Definition,
        name: &str,
        found: Diagnostic,
    ) -> Diagnostic {
        // What everything takes is no row of one's own, in a plan without such lines neither.
        if let Some((why, help)) = self.worked_out(Role::Effort).filter(|_| name == EFFORT) {
            return Diagnostic { message: format!("`{name}` {why}"), ..found }.help(help);
        }
        // A member comes with its pipeline or stock, and is not added.
        if name.contains('.') {
            return found;
        }
        let new = format!("or a row that the plan does not have write `new {name} = …`");
        // What was offered as a fix is the name that is nearest.
        let help = match &found.help {
            Some(help) if !found.fixes.is_empty() => help.clone().and(format!(" F{new}")),
            _ => format!("f{new}").into(),
        };
        let edit = match context.word_before(definition.name, "replace") {
            Some(word) => Edit::replace(word, "new "),
            None => Edit::before(definition.name, "new "),
        };
        found.help(help).offer(Fix::new(format!("write `new {name}`"), edit))
    }

    /// `new x = …` of a row that the plan has: how to change it, or what drives it.
    fn already_there(&self, context: &Context<'a>, row: RowId, name: &str, place: Span) -> Diagnostic {
        // What pace works out cannot be set without `new` either.
        if let Some(found) = self.refuse_worked_out(context, row, name, place) {
            return found;
        }
        let message = format!("the plan already has a row `{name}`");
        let found = Diagnostic::new(Code::DuplicateName, message, place, "not new");
        let found = found.also(self.table[row.index()].place(), "it is here");
        let word = context.word_before(place, "new");
        let input = self.table[row.index()].row.as_ref().is_none_or(|row| row.input);
        let (help, word) = match input {
            true => (
                format!("to change it, leave `new` out: `{} = …`", context.canonical(place)),
                word.map(Edit::delete),
            ),
            false => (
                format!("to put a formula of your own in its place write `replace {name} = …`"),
                word.map(|word| Edit::replace(word, "replace ")),
            ),
        };
        fixed(found, help, word)
    }

    /// `x = …` of a row that is a formula: without `replace` it is not set.
    fn set_formula(
        &self,
        context: &Context<'a>,
        row: RowId,
        name: &str,
        definition: &Definition,
    ) -> Diagnostic {
        let message = format!("`{name}` is worked out from other rows, so it cannot simply be set");
        let found = Diagnostic::new(Code::NotAnInput, message, definition.name, "set here");
        let found = found.also(self.table[row.index()].place(), "worked out here");
        let value = context.canonical(definition.value.span);
        let help = format!("to put a formula of your own in its place write `replace {name} = {value}`");
        found.fix_with(help, vec![Edit::before(definition.name, "replace ")])
    }

    /// A plan block in a scenario: replaces actions by name, adds those that say `new`, and restates the
    /// capacity.
    pub(super) fn restate_plan(&mut self, context: &Context<'a>, tree: &'a Tree, lines: &'a [PlanLine]) {
        for line in lines {
            let (noun, value) = match &line.kind {
                PlanLineKind::Action { noun, value } => (*noun, value),
                PlanLineKind::Capacity(value) => {
                    let parent = self.parent_of_line(self.capacity_line().map(|(row, _)| row));
                    self.declare_capacity(tree, value, line.span);
                    self.over_parent(parent, value);
                    continue;
                }
                PlanLineKind::Bad(names) => {
                    self.broken_names(context, names);
                    continue;
                }
            };
            let name = scope::normal(context.sources.text(noun)).into_owned();
            let known = self.named(context, noun).filter(|row| self.table[row.index()].action);
            let doc = line.doc.map(|span| doc_text(context.sources.text(span)));
            match (known, line.modifier) {
                (None, Some(Modifier::New)) => {
                    let row = self.declare(context, &self.own_name(context, &name), noun);
                    let scope = self.plan_scope_here(None);
                    let draft = plan::action(row, tree, value, Otherwise::Zero, doc).scope(scope.clone());
                    self.pending.push(draft);
                    self.table[row.index()].action = true;
                    self.plan.actions.push((row, vec![ValueLayer { tree, value, scope }]));
                }
                (Some(row), Some(_)) => {
                    let message = format!("the plan already has the action `{name}`");
                    let found = Diagnostic::new(Code::DuplicateName, message, noun, "not new");
                    let span = self.table[row.index()].span;
                    let start = Span { end: line.span.start, ..line.span };
                    let word = context
                        .word_before(Span { start: line.span.start + 4, ..start }, "new ")
                        .or_else(|| context.word_before(start, "new"));
                    let found = found.also(span, "it is here");
                    let help = "to change it, leave `new` out";
                    self.diagnostics.push(fixed(found, help, word.map(Edit::delete)));
                }
                (None, _) if self.named(context, noun).is_some() => {
                    let message = format!("`{name}` is a row of the plan, but no action");
                    let found =
                        Diagnostic::new(Code::NotAnInput, message, noun, "not an action of this plan");
                    let row = self.named(context, noun).map(|row| &self.table[row.index()]);
                    let found = match row.map(|row| row.span) {
                        Some(span) if span != Span::default() => found.also(span, "it is here"),
                        _ => found,
                    };
                    let role = row.and_then(|row| row.row.as_ref()).map(|row| row.role);
                    let help = match role.and_then(|role| self.worked_out(role)) {
                        Some((_, help)) => help,
                        None => format!("to change it, write `{name} = 40/month`"),
                    };
                    self.diagnostics.push(found.help(help));
                }
                // The line that has it could not be read, which has been reported.
                (None, _) if self.broken.contains(&name) => {}
                (None, _) => {
                    let message = format!("the plan has no action `{name}`");
                    let found =
                        Diagnostic::new(Code::UnknownName, message, noun, "not an action of this plan");
                    let actions: Vec<String> = self
                        .plan
                        .actions
                        .iter()
                        .map(|(row, _)| self.table[row.index()].name.to_string())
                        .collect();
                    let text = context.canonical(line.span);
                    let (word, edit) = new_action(context, line.span);
                    let more = format!("{word}{text}");
                    self.diagnostics.push(match nearest(&name, actions.iter().map(String::as_str)) {
                        Some(near) => found
                            .fix(format!("did you mean `{near}`?"), noun, near)
                            .help(format!("did you mean `{near}`? For one more action write `{more}`")),
                        None => found.help(format!("for one more action write `{more}`")),
                    });
                    let new = Fix::new("write `new` before it", Edit::before(line.span, edit));
                    if let Some(found) = self.diagnostics.last_mut() {
                        found.fixes.push(new);
                    }
                }
                (Some(row), None) => {
                    if !self.once(context, Restated::Row(row), noun) {
                        continue;
                    }
                    let Some(parent) = self.table[row.index()].row.clone() else { continue };
                    let kept = self.keep_parent(row);
                    let base = self.base_of(row);
                    let doc = doc.or_else(|| parent.doc.clone());
                    let scope = self.plan_scope_here(Some(base));
                    let draft = plan::action(row, tree, value, Otherwise::Row(kept), doc);
                    self.table[row.index()].span = noun;
                    self.pending.push(draft.scope(scope.clone()));
                    // The plan's minutes stay below: what a scenario does not say about time holds on.
                    for (action, builders) in &mut self.plan.actions {
                        if *action == row {
                            builders.push(ValueLayer { tree, value, scope: scope.clone() });
                        }
                    }
                }
            }
        }
    }
}

/// What stands before an action that a scenario adds, in the sentence and in the text: `new` in a block `plan { … }`,
/// `plan new` on a line of its own, where `plan` may be left out before a number.
fn new_action(context: &Context<'_>, line: Span) -> (&'static str, &'static str) {
    let source = context.sources.get(line.file);
    let before = source.text().get(..line.start as usize).unwrap_or_default();
    let alone = before.strip_suffix("plan ").is_some_and(|before| before.ends_with(['\n', ' ', ';', '{']));
    match alone {
        true if source.name() == crate::loader::WHAT_IF => ("plan new ", "plan new "),
        true => ("plan new ", "new "),
        false => ("new ", "new "),
    }
}
