//! What a scenario says of members: blocks `for`, rows of one member, totals.

use std::rc::Rc;

use crate::check::draft::{Draft, DraftBody};
use crate::check::scope::Scope;
use crate::check::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{FamilyPlace, FamilyTotal, MemberId, Role, RowId};
use crate::syntax::tree::{Definition, Statement, StatementKind, Tree};

/// The member for whom a statement of a scenario is said, and whether its block is for that one alone.
pub(super) type Whose = Option<(MemberId, bool)>;

impl<'a> ScenarioBuilder<'a> {
    /// The statements of a scenario, those of a block `for` once for each of its members.
    pub(super) fn said_for_each(
        &mut self,
        context: &Context<'a>,
        tree: &'a Tree,
        statements: &'a [Statement],
    ) -> Vec<(Whose, &'a Statement)> {
        let mut said = Vec::with_capacity(statements.len());
        for statement in statements {
            let StatementKind::For(block) = &statement.kind else {
                said.push((None, statement));
                continue;
            };
            let Some(members) = self.members_of(context, &block.names) else { continue };
            for inner in &block.statements {
                self.keyed_lists_of(context, (tree, inner), &members, true);
                let alone = members.len() == 1;
                said.extend(members.iter().map(|member| (Some((*member, alone)), inner)));
            }
        }
        said
    }

    /// Does something for a member, whose names and rows are meant meanwhile.
    pub(super) fn for_whom(&mut self, context: &Context<'a>, whose: Whose, say: impl FnOnce(&mut Self)) {
        let from = self.diagnostics.len();
        (self.member, self.alone) = match whose {
            Some((member, alone)) => (Some(member), alone),
            None => (None, false),
        };
        say(self);
        self.found_of(context, from, self.member);
        (self.member, self.alone) = (None, false);
    }

    /// The finding for a row that cannot be said here: the total of a family, or in a block for some members what is not
    /// theirs. None of any other row.
    pub(super) fn not_restated_here(
        &self,
        context: &Context<'a>,
        row: RowId,
        definition: &Definition,
    ) -> Option<Diagnostic> {
        let place = definition.name;
        let text = context.sources.text(place);
        let value = context.canonical(definition.value.span);
        let family = self.table[row.index()].family;
        if let Some(member) = self.member {
            let own = family.is_some_and(|family| family.place == FamilyPlace::Member(member));
            if own {
                return None;
            }
            let segment = &context.segments.segment(member.segment).name;
            let of = family.map(|family| self.families.at(family.family as usize).family.segment);
            let (message, help) = match of {
                Some(of) => {
                    let of = &context.segments.segment(of).name;
                    (
                        format!("`{text}` is what each {of} has, and this block is for {segment}"),
                        format!("write `for {of} {{ {text} = {value} }}`"),
                    )
                }
                None => (
                    format!("`{text}` is there once, and is no {segment}'s"),
                    format!("write it outside of the block: `{text} = {value}`"),
                ),
            };
            let found = Diagnostic::new(Code::UnknownName, message, place, format!("not of a {segment}"));
            return Some(found.also(self.table[row.index()].place(), "defined here").help(help));
        }
        let family = family.filter(|family| !matches!(family.place, FamilyPlace::Member(_)))?;
        let entry = self.families.at(family.family as usize);
        let (name, segment) = (&entry.family.name, &context.segments.segment(entry.family.segment).name);
        let span = entry.span;
        if entry.family.rule == FamilyTotal::None {
            let first = entry.family.members.first();
            let such = first.map_or_else(String::new, |(member, _)| {
                format!("`{}.{name} = {value}`, or all: ", context.segments.member(*member).name)
            });
            let message = format!("each {segment} has a `{name}` of its own: which {segment} is meant?");
            let found = Diagnostic::new(Code::NoMember, message, place, "no member is meant here");
            return Some(
                found
                    .also(span, "each has it from here")
                    .help(format!("write {such}`for {segment} {{ {name} = {value} }}`")),
            );
        }
        let how = match entry.family.rule {
            FamilyTotal::Quotient => "it is the quotient of totals",
            _ => "it is the sum",
        };
        let several = crate::check::members::plural(segment);
        let message = format!("`{text}` cannot be set: {how} of its {several}");
        let found = Diagnostic::new(Code::NotAnInput, message, place, "worked out from the members");
        Some(
            found
                .also(span, "what each has is defined here")
                .help(format!("change what each has: `for {segment} {{ {name} = … }}`")),
        )
    }

    /// Notes that a scenario puts a formula in the place of a member's row.
    pub(super) fn replaced_in_family(&mut self, row: RowId, tree: &'a Tree, definition: &'a Definition) {
        let Some(family) = self.table[row.index()].family else { return };
        let at = family.family as usize;
        let count = self.families.at(at).family.members.len();
        let entry = Rc::make_mut(&mut self.families).at_mut(at);
        let again = self.formed_again.contains(&at);
        match entry.shared {
            Some((_, known)) if again && std::ptr::eq(known, definition) => {}
            _ if again => entry.several = true,
            _ => {
                entry.shared = Some((tree, definition));
                entry.several = false;
                entry.settled = false;
                self.formed_again.push(at);
            }
        }
        entry.replaced += 1;
        // Some keep the plan's formula.
        entry.several |= entry.replaced > count;
    }

    /// The totals of families whose members have other formulas here.
    pub(super) fn form_totals_again(&mut self, context: &Context<'a>) {
        for at in std::mem::take(&mut self.formed_again) {
            let entry = Rc::make_mut(&mut self.families).at_mut(at);
            let all = std::mem::take(&mut entry.replaced) == entry.family.members.len();
            entry.several |= !all;
            let entry = self.families.at(at);
            // What a pipeline sums, and what everything takes, is formed as it was.
            let total = entry.family.total.map(|row| (FamilyPlace::Total, row));
            let subtotals = entry.family.subtotals.iter();
            let places = subtotals.map(|(member, row)| (FamilyPlace::Subtotal(*member), *row));
            let tree = entry.shared.map(|(tree, _)| tree);
            for (place, row) in total.into_iter().chain(places).collect::<Vec<_>>() {
                let Some(tree) = tree else { continue };
                if self.sums.iter().any(|(_, sum)| *sum == row) || self.plan.effort == Some(row) {
                    continue;
                }
                let rows = self.members_in(context, at, place);
                let scope = Scope { member: place.member(), of_total: true, ..Scope::default() };
                let body = DraftBody::Total(at, place, rows);
                self.pending.push(Draft::new(row, tree, Role::Variable, body).scope(scope));
            }
        }
    }
}
