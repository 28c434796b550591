//! Totals of families: sums, or quotients of totals; what may not be in every member; who comes and goes (LANGUAGE,
//! section "Segments").

use std::rc::Rc;
use std::sync::Arc;

use super::draft::{Draft, DraftBody, Expect};
use super::family::quotient_of;
use super::lower::Lower;
use super::member_traits::{AmountPower, MemberTraits, by_role};
use super::scope::Scope;
use super::typed::{Dimension, NumberKind, Typed};
use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Argument, FamilyPlace, FamilyTotal, Formula, MemberId, Operand, Operator, Role, RollupBy, RowId,
    SegmentId, Step,
};
use crate::source::Span;
use crate::syntax::tree::{ExprId, NodeKind, RollupWord, Tree};
use crate::value::{Number, Reason};

impl<'a> Lower<'_, 'a> {
    /// The total of a family, or of those of it in a member; of a quotient of flows also how its months roll up. Of a
    /// family without a total it has no value.
    pub(super) fn total(
        &mut self,
        (at, place): (usize, FamilyPlace),
        rows: &[RowId],
    ) -> (Typed, Option<RollupBy>) {
        let known: Vec<Dimension> =
            rows.iter().map(|row| self.builder.table[row.index()].info.kind).collect();
        // What could not be read has been reported, and is asked about no further.
        let rule = match known.contains(&Dimension::Unknown) {
            true => None,
            false => Some(self.total_rule(at)),
        };
        if !self.quiet && place == FamilyPlace::Total {
            self.of_one_kind(at);
        }
        if !self.quiet {
            let entry = Rc::make_mut(&mut self.builder.families).at_mut(at);
            entry.settled = true;
            entry.family.rule = rule.unwrap_or(FamilyTotal::Sum);
        }
        match rule {
            None => (Typed::unknown(), None),
            Some(FamilyTotal::Sum) if rows.is_empty() => (self.sum_of_none(at), None),
            Some(FamilyTotal::Sum) => (self.sum_of_members(rows), None),
            Some(FamilyTotal::Quotient) => self.quotient_of_totals(at, place),
            Some(FamilyTotal::None) => {
                let missing = self.emit(Step::Missing(Reason::Uncovered));
                (Typed { operand: missing, ..Typed::unknown() }, None)
            }
        }
    }

    /// Reports a family whose members' rows have several units, roll-ups, or are percentages and counts.
    fn of_one_kind(&mut self, at: usize) {
        let entry = self.builder.families.at(at);
        let members = entry.family.members.clone();
        let name = entry.family.name.clone();
        let Some(((first, row), rest)) = members.split_first() else { return };
        let info = self.builder.table[row.index()].info;
        for (member, other) in rest {
            let of = self.builder.table[other.index()].info;
            let (Some(kind), Some(others)) = (info.kind.unit(), of.kind.unit()) else { continue };
            let kinds = info.share.meet(of.share).is_none();
            if kind == others && !kinds && info.rollup == of.rollup {
                continue;
            }
            let [own, theirs] = [*first, *member].map(|one| &self.context.segments.member(one).name);
            let (x, y) = (self.words(info.kind, info.share), self.words(of.kind, of.share));
            let (code, message) = if kind == others && kinds {
                let message = format!(
                    "`{name}` is {x} for `{own}` and {y} for `{theirs}`: what members have is of one kind"
                );
                (Code::AmbiguousPercent, message)
            } else if kind == others {
                let message = format!("the months of `{name}` add up for one member, and do not for another");
                (Code::UnitMismatch, message)
            } else {
                let message = format!(
                    "`{name}` is {x} for `{own}` and {y} for `{theirs}`: what members have is of one unit"
                );
                (Code::UnitMismatch, message)
            };
            let (place, first_place) =
                (self.value_of_member(at, *member, *other), self.value_of_member(at, *first, *row));
            let found = Diagnostic::new(code, message, place, format!("this is {y}"));
            let found = found.also(first_place, format!("this is {x}"));
            self.report(found.help("say all of them in the same unit"));
            return;
        }
    }

    /// Where a member's value of a family stands: its entry of a list, or the name of its row.
    fn value_of_member(&self, at: usize, member: MemberId, row: RowId) -> Span {
        let definition = self.builder.families.at(at).shared.map(|(_, definition)| definition);
        let clauses = definition.map(|definition| self.context.clauses(&definition.value, Some(member)));
        let place = clauses.and_then(|clauses| clauses.first().map(|clause| clause.span));
        let several = self.builder.families.at(at).several;
        place.filter(|_| !several).unwrap_or(self.builder.table[row.index()].span)
    }

    /// How the total of a family comes about, once its members are lowered.
    fn total_rule(&mut self, at: usize) -> FamilyTotal {
        let entry = self.builder.families.at(at);
        let adds_up = |row: &RowId| self.builder.table[row.index()].info.traits.members.power.adds_up();
        if entry.family.members.iter().all(|(_, row)| adds_up(row)) {
            return FamilyTotal::Sum;
        }
        let (Some((tree, definition)), false) = (entry.shared, entry.several) else {
            return FamilyTotal::None;
        };
        // "It adds up" and "a mean" are what an annotation says of a row, and no quotient.
        if definition.annotation.is_some_and(|annotation| annotation.rollup.is_some()) {
            return FamilyTotal::None;
        }
        let Some((left, right)) = quotient_of(tree, &definition.value) else { return FamilyTotal::None };
        let Some((member, _)) = entry.family.members.first() else { return FamilyTotal::None };
        let scope = Scope { member: Some(*member), ..Scope::default() };
        let amounts = [left, right].map(|side| self.probe(tree, &scope, side).members.power.adds_up());
        if amounts == [true, true] { FamilyTotal::Quotient } else { FamilyTotal::None }
    }

    /// What an expression is elsewhere, without a trace.
    fn probe(&mut self, tree: &'a Tree, scope: &Scope, expr: ExprId) -> super::typed::RollupTraits {
        let (rows, bounds) = (self.builder.table.len(), self.builder.bounds.len());
        let owner = self.owner.clone();
        let mut lower = Lower::new(self.builder, self.context, tree, scope.clone(), &owner, true);
        let typed = lower.expression(expr);
        self.builder.table.truncate(rows);
        self.builder.bounds.truncate(bounds);
        typed.traits
    }

    /// What an expression is where the formula stands, without a trace.
    fn probe_here(&mut self, expr: ExprId) -> Typed {
        let (rows, bounds) = (self.builder.table.len(), self.builder.bounds.len());
        let (tree, scope, owner) = (self.tree, self.scope.clone(), self.owner.clone());
        let mut lower = Lower::new(self.builder, self.context, tree, scope, &owner, true);
        let typed = lower.expression(expr);
        self.builder.table.truncate(rows);
        self.builder.bounds.truncate(bounds);
        typed
    }

    /// Reports the numerator of a quotient that adds what is there once to an amount of the member's own, or takes it
    /// away.
    pub(super) fn whole_in_numerator(&mut self, numerator: ExprId, (a, b): (Typed, Typed)) {
        let (Some(member), Some(whole)) = (self.scope.member, a.traits.members.mixed) else { return };
        if self.quiet || self.scope.alone || !b.traits.members.own {
            return;
        }
        let span = self.tree.node(numerator).span;
        self.whole_in_part(span, whole, member);
    }

    /// The sum of nobody's rows: nothing, of what the others have.
    fn sum_of_none(&mut self, at: usize) -> Typed {
        let like = self.builder.families.at(at).family.members.first().map(|(_, row)| *row);
        let zero = Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal);
        match like {
            Some(row) => Typed { operand: zero.operand, ..self.row(row) },
            None => zero,
        }
    }

    /// The sum of members' rows.
    fn sum_of_members(&mut self, rows: &[RowId]) -> Typed {
        let mut sum: Option<Typed> = None;
        for row in rows {
            let value = self.row(*row);
            sum = Some(match sum {
                Some(sum) => match self.plus(Operator::Plus, sum, value) {
                    Ok(sum) => sum,
                    // That members differ is told of the members.
                    Err(_) => return Typed::unknown(),
                },
                None => value,
            });
        }
        sum.unwrap_or_else(Typed::unknown)
    }

    /// The total of A over the total of B.
    fn quotient_of_totals(&mut self, at: usize, place: FamilyPlace) -> (Typed, Option<RollupBy>) {
        let entry = self.builder.families.at(at);
        let segment = entry.family.segment;
        let Some((tree, definition)) = entry.shared else { return (Typed::unknown(), None) };
        let Some((left, right)) = quotient_of(tree, &definition.value) else {
            return (Typed::unknown(), None);
        };
        let annotation = definition.annotation;
        let scope = Scope { member: place.member(), of_total: true, ..Scope::default() };
        self.elsewhere(tree, &scope, |lower| {
            let (above, below) = (lower.side_of_total(left, segment), lower.side_of_total(right, segment));
            let Ok(mut typed) = lower.div(above.1, below.1) else { return (Typed::unknown(), None) };
            if let Some(unit) = annotation.and_then(|annotation| annotation.unit) {
                let owner = lower.owner.clone();
                typed = lower.annotate(typed, &unit, &owner);
            }
            let flows = lower.are_flows(&[above, below]);
            (typed, flows.then_some(RollupBy::Quotient(above.0, below.0)))
        })
    }

    /// One side of a quotient of totals: a name is the total of its family, or what is there once; a formula is summed
    /// over the members.
    fn side_of_total(&mut self, expr: ExprId, segment: SegmentId) -> (Argument, Typed) {
        let inside = self.tree.inside(expr);
        if matches!(self.tree.node(inside).kind, NodeKind::Name) {
            return self.input(inside);
        }
        let members = self.members_over(segment);
        let own = members.first().is_some_and(|member| {
            let scope = Scope { member: Some(*member), ..Scope::default() };
            let traits = self.probe(self.tree, &scope, inside);
            traits.members.own || traits.members.whole.is_none()
        });
        if !own {
            return self.input(inside);
        }
        let (tree, scope, owner) = (self.tree, self.scope.clone(), self.owner.clone());
        let mut inner = Lower::new(self.builder, self.context, tree, scope, &owner, self.quiet);
        let typed = inner.sum_over((inside, segment), &members);
        match typed.operand.at {
            Operand::Row(row) => (Argument::Row(row), typed),
            Operand::Constant(number) => (Argument::Constant(number), typed),
            _ => {
                let formula = inner.finish(typed.operand);
                let row = self.builder.add_hidden(&owner, formula, typed);
                (Argument::Row(row), Typed { operand: Operand::Row(row).into(), ..typed })
            }
        }
    }

    /// The exponent of amount that a row has.
    pub(super) fn power_of(&self, draft: &Draft<'_>, typed: Typed) -> AmountPower {
        match draft.annotation.and_then(|annotation| annotation.rollup) {
            Some(RollupWord::Sum | RollupWord::Last) => return AmountPower::ONE,
            Some(RollupWord::Mean) => return AmountPower::NONE,
            None => {}
        }
        if typed.share.is_percent() {
            return AmountPower::NONE;
        }
        // A changed input adds up as before; a formula in its place as that does.
        if let (Some(Expect::Row(parent)), Some(_)) = (draft.expect, draft.rollup) {
            return self.builder.table[parent.index()].info.traits.members.power;
        }
        match draft.role {
            // A row that pace makes has the exponent of what it is; that of a part is what it is made of.
            Role::Variable | Role::Part => typed.traits.members.power.settled(),
            role => by_role(role).unwrap_or_else(|| typed.traits.members.power.settled()),
        }
    }

    /// Reports a row of a block that has an amount in every member that is there once, and one that multiplies two
    /// amounts.
    pub(super) fn adds_up_once(&mut self, draft: &Draft<'_>, typed: Typed, power: AmountPower) {
        let (Some(member), false) = (draft.scope.member, self.quiet) else { return };
        let written = matches!(draft.body, DraftBody::Value(..) | DraftBody::Expression(_));
        if !written || typed.kind == Dimension::Unknown {
            return;
        }
        let span = self.builder.table[draft.row.index()].span;
        let plain = draft.annotation.is_none_or(|annotation| annotation.rollup.is_none());
        if power.is_product() && plain {
            return self.two_amounts(span, member);
        }
        if power.adds_up()
            && !draft.scope.alone
            && let Some(whole) = typed.traits.members.whole
        {
            self.whole_in_part(span, whole, member);
        }
    }

    /// Reports a product of two amounts.
    fn two_amounts(&mut self, span: Span, member: MemberId) {
        let segment = self.context.segments.segment(member.segment).name.clone();
        let Some((left, right)) = self.factors else {
            let message = format!(
                "`{}` multiplies two amounts that both add up over `{segment}`",
                self.short_owner(member)
            );
            let found = Diagnostic::new(Code::TwoAmounts, message, span, "more than an amount");
            return self.report(
                found.help("say of the one that is a price that it does not add up: `: $/month mean = …`"),
            );
        };
        let text = |expr: ExprId| self.context.sources.text(self.tree.node(expr).span).trim();
        let (a, b) = (text(left), text(right));
        // Of a balance and so much a month, the latter is the price of one.
        let is_money = |side: ExprId, lower: &mut Self| {
            let typed = lower.probe_here(side);
            typed.kind.unit().is_some_and(|unit| unit.money > 0)
        };
        let price = if is_money(left, self) && !is_money(right, self) { a } else { b };
        let message =
            format!("`{a}` and `{b}` both add up over the members of `{segment}`; which is the price?");
        let found =
            Diagnostic::new(Code::TwoAmounts, message, self.tree.node(left).span, "adds up over them")
                .also(self.tree.node(right).span, "and this does, too");
        self.report(found.help(format!(
            "if `{price}` is the price of one, say that it does not add up: `{price}: $/month mean = …`"
        )));
    }

    /// The name of the row that is being defined, without its member's.
    pub(super) fn short_owner(&self, member: MemberId) -> String {
        let own = &self.context.segments.member(member).name;
        let short = self.owner.strip_prefix(own.as_str()).and_then(|rest| rest.strip_prefix('.'));
        short.unwrap_or(&self.owner).to_string()
    }

    /// Reports an amount that is there once, and of which each member would have all.
    pub(super) fn whole_in_part(&mut self, span: Span, whole: RowId, member: MemberId) {
        let segment = self.context.segments.segment(member.segment);
        let entry = &self.builder.table[whole.index()];
        let (name, place) = (entry.name.to_string(), entry.place());
        let count = segment.members.len();
        let message = format!(
            "`{name}` is there once; here each of {count} {} would have all of it",
            super::members::plural(&segment.name)
        );
        let of_segment = segment.name.clone();
        let weight = self.weight_for_split(member);
        let found = Diagnostic::new(Code::WholeInPart, message, span, "adds up over the members")
            .also(place, "there once");
        let split = match weight {
            Some(weight) => format!("`split({name})` or `split({name}, {weight})`"),
            None => format!("`split({name})`"),
        };
        self.report(found.help(format!(
            "if they share it: {split}; if each has its own: write it inside `for {of_segment}`"
        )));
    }

    /// A family of the member's segment by which an amount may be split.
    fn weight_for_split(&self, member: MemberId) -> Option<String> {
        let own = self.short_owner(member);
        let families = &self.builder.families;
        (0..families.len()).map(|at| families.at(at)).find_map(|entry| {
            let row = entry.row(member)?;
            let adds_up = self.builder.table[row.index()].info.traits.members.power.adds_up();
            let simple = entry.family.segment == member.segment && entry.family.name != own;
            (adds_up && simple && !entry.family.name.contains('.')).then(|| entry.family.name.clone())
        })
    }

    /// While a member is not there what it brings of itself is 0; the rest follows from that.
    pub(super) fn come_and_go(&mut self, draft: &Draft<'_>, typed: &mut Typed, power: AmountPower) {
        let Some(member) = draft.scope.member else { return };
        let of = self.context.segments.member(member);
        if of.there.iter().all(|flag| *flag) || !self.is_source(draft, *typed, power) {
            return;
        }
        let there = Arc::clone(&of.there);
        let zero = Typed::constant(Number::ZERO, Dimension::Zero, NumberKind::Literal);
        typed.operand = self.within(there, typed.operand, zero.operand);
    }

    /// Whether a row is a source: it adds up, and reads nothing else of the member's own that does.
    fn is_source(&self, draft: &Draft<'_>, typed: Typed, power: AmountPower) -> bool {
        let written = matches!(draft.body, DraftBody::Value(..) | DraftBody::Expression(_));
        // What there is before the first month is there whatever comes later.
        let opening = matches!(draft.role, Role::StockStart { .. } | Role::Part);
        written && !opening && power.adds_up() && !typed.traits.members.reads_amount
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// What a row is to a member in whose block a formula reads it.
    pub(super) fn seen_from(&self, row: RowId, member: MemberId) -> MemberTraits {
        let entry = &self.table[row.index()];
        let traits = entry.info.traits.members;
        let is_part = entry.row.as_ref().is_some_and(|row| row.role == Role::Part);
        if is_part {
            return traits;
        }
        let power = traits.power.settled();
        let own = entry.family.is_some_and(|family| family.place.member() == Some(member));
        let whole = (!own && power.is_amount()).then_some(row);
        MemberTraits {
            power,
            whole,
            own,
            mixed: None,
            reads_amount: own && power.is_amount(),
            read: power.is_amount().then_some(row),
        }
    }

    /// The rows that the total of a family may read beside its members: those that its formula names outside of the block.
    pub(super) fn uses_of_total(&self, context: &Context<'a>, at: usize, scope: &Scope) -> Vec<RowId> {
        let entry = self.families.at(at);
        let Some((tree, definition)) = entry.shared else { return Vec::new() };
        let Some((left, right)) = quotient_of(tree, &definition.value) else { return Vec::new() };
        let mut uses = Vec::new();
        for side in [left, right] {
            super::walk::nodes(tree, side, |expr, kind| {
                if let NodeKind::Name = kind
                    && let Some(row) = self.find(context, tree.node(expr).span, scope)
                {
                    uses.push(row);
                }
            });
        }
        uses
    }

    /// Warns of balances that open with something for a member that comes later.
    pub(super) fn warn_early_openings(&mut self, context: &Context<'a>) {
        let stocks = self.stocks.iter().map(|stock| (stock.scope.member, stock.first, stock.short.clone()));
        let deals = self.pipelines.iter().flat_map(|pipeline| {
            let waiting = pipeline.opening.iter();
            waiting.map(|(_, row)| (pipeline.outer.member, *row, "opening".to_string()))
        });
        let all: Vec<(Option<MemberId>, RowId, String)> = stocks.chain(deals).collect();
        for (member, row, name) in all {
            let Some(member) = member else { continue };
            let of = context.segments.member(member);
            let late = of.start.is_some_and(|start| start > 0);
            let entry = &self.table[row.index()];
            let Some(definition) = entry.row.as_ref().filter(|_| late) else { continue };
            if is_zero(&definition.formula) {
                continue;
            }
            let month = of.from.clone().unwrap_or_default();
            let own = &of.name;
            let message = format!(
                "`{own}.{name}` opens with something before the plan's first month, and `{own}` comes in {month}"
            );
            let found = Diagnostic::new(Code::EarlyOpening, message, entry.span, "there from the beginning");
            let found = found
                .also(of.span, "comes later")
                .help(format!("say 0 for it, `[{own}: 0, else: …]`, unless it takes over somebody's"));
            let from = self.diagnostics.len();
            self.diagnostics.push(found);
            self.found_of(context, from, Some(member));
        }
    }

    /// Whether a draft is the total of a family that has been found to have none.
    pub(super) fn is_no_total(&self, draft: &Draft<'_>) -> bool {
        let DraftBody::Total(at, ..) = draft.body else { return false };
        let entry = self.families.at(at);
        entry.settled && entry.family.rule == FamilyTotal::None
    }

    /// Gives the total of a family its plain name, or its member's; reports a row that has it already. A family without a
    /// total leaves the name free.
    pub(super) fn name_total(&mut self, context: &Context<'a>, at: usize, place: FamilyPlace, row: RowId) {
        let entry = self.families.at(at);
        let (rule, span) = (entry.family.rule, entry.span);
        if rule == FamilyTotal::None {
            let family = &mut Rc::make_mut(&mut self.families).at_mut(at).family;
            match place {
                FamilyPlace::Total => family.total = family.total.filter(|_| true),
                FamilyPlace::Subtotal(_) | FamilyPlace::Member(_) => {}
            }
            return;
        }
        let name = self.table[row.index()].name.to_string();
        match self.names.get(&name) {
            Some(known) if known == row => {}
            Some(known) => {
                let first = self.table[known.index()].span;
                let segment = context.segments.segment(entry.family.segment).name.clone();
                let how = match rule {
                    FamilyTotal::Quotient => "the quotient of totals",
                    _ => "the sum",
                };
                let message =
                    format!("`{name}` is {how} of what each {segment} has, and defined here as well");
                let found = Diagnostic::new(Code::DuplicateName, message, first, "a second one");
                let found = found.also(span, format!("each {segment}'s"));
                self.diagnostics.push(
                    found.help(format!(
                        "take this line away, or call it something else, such as `total_{name}`"
                    )),
                );
            }
            None => Arc::make_mut(&mut self.names).insert(&name, row),
        }
    }
}

/// Whether a formula is the number 0.
fn is_zero(formula: &Formula) -> bool {
    matches!(formula, Formula::Steps { result: Operand::Constant(number), steps, .. }
        if steps.is_empty() && number.is_zero())
}
