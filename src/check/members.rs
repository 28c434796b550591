//! Functions that go over the members of a segment: `sum(x over rep)`, `mean`, `highest`, `lowest`, `count`, and `split`
//! (LANGUAGE, section "Segments"). All of them become ordinary steps.

use std::sync::Arc;

use super::constants::Traced;
use super::lower::Lower;
use super::member_traits::{AmountPower, MemberTraits};
use super::scope::{Scope, normal};
use super::typed::{Dimension, KeptRollup, NumberKind, RollupTraits, Typed};
use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::library::{self, IFNA, MemberFunction, MemberFunctionKind};
use crate::model::{
    Argument, Bound, Compare, MemberId, Operand, Operator, OverMembers, RowId, Rule, SegmentId, SegmentName,
    Step,
};
use crate::source::Span;
use crate::syntax::tree::{ExprId, ExprList, NodeKind, Tree};
use crate::value::{Number, Reason, Rollup, Unit};

/// Several of what a segment's name says one of: `reps`, `sizes`, `companies`.
pub(super) fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        _ if name.ends_with('s') || name.ends_with('x') || name.ends_with("ch") || name.ends_with("sh") => {
            format!("{name}es")
        }
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{name}s"),
    }
}

impl<'a> Lower<'_, 'a> {
    /// The function over members that a call is of: one of an argument with `over`, of a segment's name, or `split`. None
    /// of a call of a function of months.
    pub(super) fn over_members(&self, name: &str, arguments: ExprList) -> Option<&'static MemberFunction> {
        let function = library::member_function(name)?;
        let arguments = self.tree.list(arguments);
        let over = |expr: &ExprId| matches!(self.tree.node(*expr).kind, NodeKind::Over { .. });
        let of_segment = || {
            let [only] = arguments else { return false };
            let node = self.tree.node(*only);
            matches!(node.kind, NodeKind::Name) && self.segment_named(node.span).is_some()
        };
        let is_one = match function.kind {
            MemberFunctionKind::Split => true,
            MemberFunctionKind::Count => of_segment() || arguments.iter().any(over),
            _ => arguments.iter().any(over),
        };
        is_one.then_some(function)
    }

    /// The segment of a name.
    fn segment_named(&self, span: Span) -> Option<SegmentId> {
        match self.context.segments.find(&normal(self.context.sources.text(span)))? {
            SegmentName::Segment(segment) => Some(segment),
            SegmentName::Member(_) => None,
        }
    }

    /// A call of a function over members.
    pub(super) fn call_members(
        &mut self,
        function: &'static MemberFunction,
        call: ExprId,
        (name, arguments): (Span, ExprList),
    ) -> Typed {
        let tree = self.tree;
        let (arguments, span) = (tree.list(arguments), tree.node(call).span);
        if function.kind == MemberFunctionKind::Split {
            return self.split(function, arguments, span);
        }
        if let ([only], MemberFunctionKind::Count) = (arguments, function.kind)
            && let Some(segment) = self.segment_named(tree.node(*only).span)
        {
            let members = self.members_over(segment);
            return self.count_there(&members);
        }
        let (first, rest) = match arguments.split_first() {
            Some((first, rest)) => (*first, rest),
            None => return self.called_as(function, name),
        };
        let NodeKind::Over { value, segment } = tree.node(first).kind else {
            return self.called_as(function, name);
        };
        let most = usize::from(function.kind == MemberFunctionKind::Mean);
        if rest.len() > most {
            return self.called_as(function, name);
        }
        let Some(of) = self.segment_named(segment) else {
            let text = self.context.sources.text(segment);
            let found = Diagnostic::new(
                Code::UnknownName,
                format!("there is no segment `{text}`"),
                segment,
                "not a segment of this plan",
            );
            let known: Vec<&str> = self.context.segments.iter().map(|(_, one)| one.name.as_str()).collect();
            self.report(match nearest(text, known.iter().copied()).or(known.first().copied()) {
                Some(near) => found.fix(format!("did you mean `{near}`?"), segment, near),
                None => found.help(format!("declare it: `segment {text}: a, b, c`")),
            });
            return Typed::unknown();
        };
        let members = self.members_over(of);
        let typed = match (function.kind, rest) {
            (MemberFunctionKind::Sum, _) => self.sum_over((value, of), &members),
            (MemberFunctionKind::Mean, [weight]) => self.weighted_mean((value, of), *weight, &members),
            (MemberFunctionKind::Mean, _) => self.plain_mean((value, of), &members),
            (MemberFunctionKind::Highest, _) => self.extreme((value, of), &members, true),
            (MemberFunctionKind::Lowest, _) => self.extreme((value, of), &members, false),
            (MemberFunctionKind::Count | MemberFunctionKind::Split, _) => {
                self.count_of((value, of), &members)
            }
        };
        self.seen_once(typed, (function.kind, of))
    }

    /// What a value over members is to the member in whose block it stands: its own where the members are its own, and
    /// there once where they are all.
    fn seen_once(&self, typed: Typed, (kind, of): (MemberFunctionKind, SegmentId)) -> Typed {
        let members = typed.traits.members;
        let own = self.scope.member.is_some_and(|member| self.context.segments.is_in(of, member.segment));
        let power = if kind == MemberFunctionKind::Sum { members.power } else { AmountPower::NONE };
        let is_amount = power.is_amount();
        // Any of the rows that it is of stands for what is there once.
        let row = members.whole.or(members.read);
        let whole = row.filter(|_| is_amount && !own && self.scope.member.is_some());
        let members =
            MemberTraits { power, whole, own, mixed: None, reads_amount: own && is_amount, read: row };
        let level = kind != MemberFunctionKind::Sum;
        let kept = if level { KeptRollup::Mixed } else { typed.traits.kept };
        Typed { traits: RollupTraits { members, kept, ..typed.traits }, ..typed }
    }

    fn called_as(&mut self, function: &'static MemberFunction, name: Span) -> Typed {
        let message = format!("`{}` is called in another way over members", function.name);
        let found = Diagnostic::new(Code::WrongArguments, message, name, "called here");
        self.report(found.help(format!("it is called as `{}`", function.signature)));
        Typed::unknown()
    }

    /// The members of a segment that a function goes over where the formula stands: in a block for a segment above it,
    /// the member's own.
    pub(super) fn members_over(&self, segment: SegmentId) -> Vec<MemberId> {
        self.builder.over_in(self.context, segment, &self.scope)
    }

    /// The sum of an expression, read in each of these members.
    pub(super) fn sum_over(&mut self, (expr, of): (ExprId, SegmentId), members: &[MemberId]) -> Typed {
        let values: Vec<Typed> = members.iter().map(|member| self.in_member(expr, *member)).collect();
        let sum = self.sum_of(expr, &values);
        self.note_over((MemberFunctionKind::Sum, of), (&[expr], members), (&values, &[]), sum.operand);
        sum
    }

    /// Notes what a result goes over, for whoever tells how it comes about.
    fn note_over(
        &mut self,
        (kind, segment): (MemberFunctionKind, SegmentId),
        (written, members): (&[ExprId], &[MemberId]),
        (values, weights): (&[Typed], &[Typed]),
        result: Traced,
    ) {
        let Operand::Step(step) = result.at else { return };
        let values: Vec<Operand> = values.iter().map(|value| value.operand.at).collect();
        // Of one member the value itself is the result.
        if values.len() < 2 || values.contains(&result.at) || values.len() != members.len() {
            return;
        }
        self.members.push(OverMembers {
            step,
            kind,
            segment,
            written: written.iter().map(|expr| self.tree.node(*expr).span).collect(),
            values: members.iter().copied().zip(values).collect(),
            weights: weights.iter().map(|weight| weight.operand.at).collect(),
        });
    }

    fn sum_of(&mut self, expr: ExprId, values: &[Typed]) -> Typed {
        let mut sum: Option<Typed> = None;
        for value in values {
            if value.kind == Dimension::Truth {
                self.want_number(self.tree.node(expr).span);
                return Typed::unknown();
            }
            sum = Some(match sum {
                Some(sum) => match self.plus(Operator::Plus, sum, *value) {
                    Ok(sum) => sum,
                    Err(_) => return Typed::unknown(),
                },
                None => *value,
            });
        }
        sum.unwrap_or_else(Typed::unknown)
    }

    /// An expression as a block for a member would read it.
    pub(super) fn in_member(&mut self, expr: ExprId, member: MemberId) -> Typed {
        let scope = self.scope.of_member(member);
        let tree = self.tree;
        self.elsewhere(tree, &scope, |lower| lower.expression(expr))
    }

    /// A value in the months in which a member is there, and none in the others.
    fn while_there(&mut self, value: Typed, member: MemberId) -> Typed {
        let there = &self.context.segments.member(member).there;
        if there.iter().all(|flag| *flag) {
            return value;
        }
        let there = Arc::clone(there);
        let missing = self.missing();
        Typed { operand: self.within(there, value.operand, missing.operand), ..value }
    }

    /// 1 where a value is there, and 0 where it is not.
    fn has_value(&mut self, value: Typed) -> Traced {
        // Whatever the value is, it is no less than itself.
        let is = self.emit_of(
            Step::Compare(Compare::Equal, value.operand.at, value.operand.at),
            &[value.operand, value.operand],
        );
        let (one, zero) = (Operand::Constant(Number::ONE), Operand::Constant(Number::ZERO));
        let known = self.emit_of(Step::If(is.at, one, zero), &[is, one.into(), zero.into()]);
        self.call(&IFNA, &[known, zero.into()])
    }

    /// A value, or 0 where there is none.
    fn or_zero(&mut self, value: Typed) -> Typed {
        let zero = Operand::Constant(Number::ZERO);
        Typed { operand: self.call(&IFNA, &[value.operand, zero.into()]), ..value }
    }

    /// The mean over the members that are there and have a value.
    fn plain_mean(&mut self, (expr, of): (ExprId, SegmentId), members: &[MemberId]) -> Typed {
        let (mut values, mut count, mut all) = (Vec::new(), None, Vec::new());
        for member in members {
            let value = self.in_member(expr, *member);
            all.push(value);
            let value = self.while_there(value, *member);
            let has = self.has_value(value);
            count = Some(match count {
                Some(count) => self.binary(Operator::Plus, count, has),
                None => has,
            });
            values.push(self.or_zero(value));
        }
        let sum = self.sum_of(expr, &values);
        let Some(count) = count else { return Typed::unknown() };
        let operand = self.binary(Operator::Over, sum.operand, count);
        self.note_over((MemberFunctionKind::Mean, of), (&[expr], members), (&all, &[]), operand);
        Typed { operand, ..sum }
    }

    /// Σ E·w / Σ w over all members; where a weight is 0 a missing value does not count.
    fn weighted_mean(
        &mut self,
        (expr, of): (ExprId, SegmentId),
        weight: ExprId,
        members: &[MemberId],
    ) -> Typed {
        let (mut products, mut weights, mut all) = (Vec::new(), Vec::new(), Vec::new());
        let mut shape: Option<Typed> = None;
        let zero = Operand::Constant(Number::ZERO);
        for member in members {
            let value = self.in_member(expr, *member);
            let share = self.in_member(weight, *member);
            all.push(value);
            shape = Some(match shape {
                Some(shape) => match self.unify(shape, value) {
                    Ok((kind, share)) => shape.with(kind, share),
                    Err(_) => return Typed::unknown(),
                },
                None => value,
            });
            let product = self.binary(Operator::Times, value.operand, share.operand);
            let none = self.emit_of(
                Step::Compare(Compare::Equal, share.operand.at, zero),
                &[share.operand, zero.into()],
            );
            let product = self.emit_of(Step::If(none.at, zero, product.at), &[none, zero.into(), product]);
            products.push(product);
            weights.push(share);
        }
        let sum = self.sum_of(weight, &weights);
        let product = products.into_iter().reduce(|sum, one| self.binary(Operator::Plus, sum, one));
        match (shape, product) {
            (Some(shape), Some(product)) if sum.kind != Dimension::Unknown => {
                let operand = self.binary(Operator::Over, product, sum.operand);
                let written = [expr, weight];
                self.note_over(
                    (MemberFunctionKind::Mean, of),
                    (&written, members),
                    (&all, &weights),
                    operand,
                );
                Typed { operand, ..shape }
            }
            _ => Typed::unknown(),
        }
    }

    /// The highest, or the lowest, of the members that are there and have a value.
    fn extreme(&mut self, (expr, of): (ExprId, SegmentId), members: &[MemberId], highest: bool) -> Typed {
        let (mut best, mut all): (Option<Typed>, Vec<Typed>) = (None, Vec::new());
        let compare = if highest { Compare::AtLeast } else { Compare::AtMost };
        for member in members {
            let value = self.in_member(expr, *member);
            all.push(value);
            let value = self.while_there(value, *member);
            best = Some(match best {
                None => value,
                Some(best) => {
                    let Ok((kind, share)) = self.unify(best, value) else { return Typed::unknown() };
                    let (a, b) = (best.operand, value.operand);
                    let first = self.emit_of(Step::Compare(compare, a.at, b.at), &[a, b]);
                    let better = self.emit_of(Step::If(first.at, a.at, b.at), &[first, a, b]);
                    // Where one has no value it is the other.
                    let either = self.call(&IFNA, &[a, b]);
                    let operand = self.call(&IFNA, &[better, either]);
                    let traits = best.traits.and(value.traits);
                    Typed { operand, kind, share, traits }
                }
            });
        }
        let Some(best) = best else { return Typed::unknown() };
        let kind = if highest { MemberFunctionKind::Highest } else { MemberFunctionKind::Lowest };
        self.note_over((kind, of), (&[expr], members), (&all, &[]), best.operand);
        best
    }

    /// How many of the members are there.
    fn count_there(&mut self, members: &[MemberId]) -> Typed {
        let months = self.context.calendar.len();
        let there = |month: usize| {
            let here = members.iter().filter(|member| self.context.segments.member(**member).there[month]);
            Number::from(here.count())
        };
        let operand = self.monthly((0..months).map(there).collect());
        let typed = Typed { operand, ..Typed::constant(Number::ZERO, Dimension::ONE, NumberKind::Count) };
        let traits = RollupTraits { kept: KeptRollup::Rows(Rollup::Level), ..typed.traits };
        Typed { traits, ..typed }
    }

    /// For how many of the members that are there a condition holds; one that has no value does not count.
    fn count_of(&mut self, (condition, of): (ExprId, SegmentId), members: &[MemberId]) -> Typed {
        let mut all = Vec::new();
        let (one, zero) = (Operand::Constant(Number::ONE), Operand::Constant(Number::ZERO));
        let mut sum: Option<Traced> = None;
        let mut traits = RollupTraits::default();
        for member in members {
            let holds = self.in_member(condition, *member);
            if !matches!(holds.kind, Dimension::Truth | Dimension::Unknown) {
                self.want_condition(condition, holds);
                return Typed::unknown();
            }
            all.push(holds);
            let counted = self
                .emit_of(Step::If(holds.operand.at, one, zero), &[holds.operand, one.into(), zero.into()]);
            let counted = self.call(&IFNA, &[counted, zero.into()]);
            let there = &self.context.segments.member(*member).there;
            let counted = match there.iter().all(|flag| *flag) {
                true => counted,
                false => self.within(Arc::clone(there), counted, zero.into()),
            };
            traits = traits.and(holds.traits);
            sum = Some(match sum {
                Some(sum) => self.binary(Operator::Plus, sum, counted),
                None => counted,
            });
        }
        let Some(operand) = sum else { return Typed::unknown() };
        self.note_over((MemberFunctionKind::Count, of), (&[condition], members), (&all, &[]), operand);
        let members = MemberTraits { power: AmountPower::NONE, ..traits.members };
        let traits =
            RollupTraits { members, kept: KeptRollup::Rows(Rollup::Level), ..RollupTraits::default() };
        Typed { operand, traits, ..Typed::constant(Number::ZERO, Dimension::ONE, NumberKind::Count) }
    }

    /// `split(x)`, `split(x, w)`: the member's part of what is there once.
    fn split(&mut self, function: &'static MemberFunction, arguments: &'a [ExprId], span: Span) -> Typed {
        let Some(member) = self.scope.member else {
            let message = "`split` gives each member its part, and no member is meant here";
            let found = Diagnostic::new(Code::NoMember, message, span, "outside of a block `for`");
            let first = self.context.segments.iter().next().map_or("region", |(_, segment)| &segment.name);
            self.report(found.help(format!("put the line into `for {first} {{ … }}`")));
            return Typed::unknown();
        };
        let (x, weight) = match arguments {
            [x] => (*x, None),
            [x, weight] => (*x, Some(*weight)),
            _ => return self.called_as(function, span),
        };
        let amount = self.expression(x);
        if amount.kind == Dimension::Unknown {
            return amount;
        }
        let members = amount.traits.members;
        if members.own && members.whole.is_none() {
            let place = self.tree.node(x).span;
            let own = self.context.segments.member(member).name.clone();
            let text = self.context.sources.text(place);
            let message = format!("`split` shares out what is there once, and `{text}` is `{own}`'s own");
            let found = Diagnostic::new(Code::WrongArguments, message, place, "of the member itself");
            self.report(
                found.help(format!("what each has is `{text}` alone; of all of them it is `all.{text}`")),
            );
            return Typed::unknown();
        }
        let among = self.splits_among(members.whole, member);
        let part = match weight {
            None => self.equal_part(amount, member, &among),
            Some(weight) => match self.weighted_part(amount, (x, weight), member, &among, span) {
                Some(part) => part,
                None => return Typed::unknown(),
            },
        };
        let power = amount.traits.members.power;
        let members =
            MemberTraits { power, whole: None, own: true, mixed: None, reads_amount: false, read: None };
        Typed { traits: RollupTraits { members, ..amount.traits }, ..part }
    }

    /// The members among whom an amount is split: those of the parent whose amount it is, or all.
    fn splits_among(&self, whole: Option<RowId>, member: MemberId) -> Vec<MemberId> {
        let of = whole
            .and_then(|row| self.builder.table[row.index()].family)
            .and_then(|family| family.place.member());
        let segments = &self.context.segments;
        match of {
            Some(parent) if segments.within(member, parent.segment) == Some(parent) => {
                segments.inside(member.segment, parent).collect()
            }
            _ => segments.members(member.segment).collect(),
        }
    }

    /// Equal parts among those that are there; where nobody is, 0 of nothing, and no value of anything else.
    fn equal_part(&mut self, amount: Typed, member: MemberId, among: &[MemberId]) -> Typed {
        let segments = &self.context.segments;
        let months = self.context.calendar.len();
        let there = |one: &MemberId, month: usize| segments.member(*one).there[month];
        let count = |month: usize| among.iter().filter(|one| there(one, month)).count();
        let counts: Vec<Number> = (0..months).map(|month| Number::from(count(month))).collect();
        let own: Arc<[bool]> = Arc::clone(&segments.member(member).there);
        let zero: Traced = Operand::Constant(Number::ZERO).into();
        let nobody: Arc<[bool]> = counts.iter().map(|count| count.is_zero()).collect();
        let all_same = counts.windows(2).all(|pair| pair[0] == pair[1]);
        let divisor: Traced = match counts.first() {
            Some(first) if all_same => Operand::Constant(*first).into(),
            _ => self.monthly(counts),
        };
        let part = self.binary(Operator::Over, amount.operand, divisor);
        let part = match own.iter().all(|flag| *flag) {
            true => part,
            false => self.within(own, part, zero),
        };
        let operand = match nobody.iter().any(|flag| *flag) {
            true => {
                let nothing = self.nothing_or_missing(amount);
                self.within(nobody, nothing, part)
            }
            false => part,
        };
        Typed { operand, ..amount }
    }

    /// 0 where an amount is 0, and no value where it is not: there is nobody to have it.
    fn nothing_or_missing(&mut self, amount: Typed) -> Traced {
        let zero = Operand::Constant(Number::ZERO);
        let missing = self.emit(Step::Missing(Reason::DividedByZero));
        let none = self
            .emit_of(Step::Compare(Compare::Equal, amount.operand.at, zero), &[amount.operand, zero.into()]);
        self.emit_of(Step::If(none.at, zero, missing.at), &[none, zero.into(), missing])
    }

    /// A part in proportion to a weight. Weights in percent are shares, which come to 100%.
    fn weighted_part(
        &mut self,
        amount: Typed,
        (x, weight): (ExprId, ExprId),
        member: MemberId,
        among: &[MemberId],
        span: Span,
    ) -> Option<Typed> {
        let _ = x;
        let own = self.in_member(weight, member);
        if own.kind == Dimension::Unknown {
            return None;
        }
        if own.kind == Dimension::Truth {
            self.want_number(self.tree.node(weight).span);
            return None;
        }
        let zero: Traced = Operand::Constant(Number::ZERO).into();
        let mut weights = Vec::with_capacity(among.len());
        for one in among {
            let value = self.in_member(weight, *one);
            let there = Arc::clone(&self.context.segments.member(*one).there);
            let operand = match there.iter().all(|flag| *flag) {
                true => value.operand,
                false => self.within(there, value.operand, zero),
            };
            weights.push(Typed { operand, ..value });
        }
        let place = among.iter().position(|one| *one == member)?;
        let own_operand = weights[place].operand;
        let sum = self.sum_of(weight, &weights);
        let of = (MemberFunctionKind::Sum, member.segment);
        self.note_over(of, (&[weight], among), (&weights, &[]), sum.operand);
        self.shares_fit(weight, &weights, own.share.is_percent(), (among, member), span);
        let (a, b) = (amount.operand, sum.operand);
        let product = self.binary(Operator::Times, a, own_operand);
        let part = self.binary(Operator::Over, product, b);
        // All weights 0: nobody has a part.
        let none = self.emit_of(Step::Compare(Compare::Equal, b.at, zero.at), &[b, zero]);
        let nothing = self.nothing_or_missing(amount);
        let operand = self.emit_of(Step::If(none.at, nothing.at, part.at), &[none, nothing, part]);
        Some(Typed { operand, ..amount })
    }

    /// Notes what must hold of the weights of a `split`: none is below zero, and percentages come to 100%.
    fn shares_fit(
        &mut self,
        weight: ExprId,
        weights: &[Typed],
        percent: bool,
        (among, member): (&[MemberId], MemberId),
        span: Span,
    ) {
        // Said once, by the first of them.
        if self.quiet || among.first() != Some(&member) {
            return;
        }
        // In months in which nobody is there, nobody's percentages come to anything.
        let months = 0..self.context.calendar.len();
        let segments = &self.context.segments;
        let nobody = |month: usize| !among.iter().any(|one| segments.member(*one).there[month]);
        if months.clone().any(nobody) {
            return self.shares_of_rows(weight, percent, (among, member), span);
        }
        let mut inputs = Vec::with_capacity(weights.len());
        for value in weights {
            inputs.push(match value.operand.at {
                Operand::Row(row) => Argument::Row(row),
                Operand::Constant(number) => Argument::Constant(number),
                _ => return self.shares_of_rows(weight, percent, (among, member), span),
            });
        }
        let rule = if percent { Rule::SplitShares } else { Rule::Weights };
        let subject = format!("the parts of `{}`", self.context.sources.text(span));
        self.bound(Bound { rule, row: self.of, inputs, subject, unit: Unit::ONE, span });
    }

    /// The same where a weight is a formula, or counts in some months only: each is a row of its own.
    fn shares_of_rows(
        &mut self,
        weight: ExprId,
        percent: bool,
        (among, _): (&[MemberId], MemberId),
        span: Span,
    ) {
        let owner = self.owner.clone();
        let segments = Arc::clone(&self.context.segments);
        let months = self.context.calendar.len();
        let nobody = |month: usize| !among.iter().any(|one| segments.member(*one).there[month]);
        let nobody: Arc<[bool]> = (0..months).map(nobody).collect();
        let mut inputs = Vec::with_capacity(among.len());
        for one in among {
            let scope = self.scope.of_member(*one);
            let there = Arc::clone(&self.context.segments.member(*one).there);
            let tree = self.tree;
            let mut inner = Lower::new(self.builder, self.context, tree, scope, &owner, true);
            let value = inner.expression(weight);
            let zero: Traced = Operand::Constant(Number::ZERO).into();
            let operand = match there.iter().all(|flag| *flag) {
                true => value.operand,
                false => inner.within(there, value.operand, zero),
            };
            let operand = match nobody.iter().any(|flag| *flag) && inputs.is_empty() && percent {
                true => {
                    let all: Traced = Operand::Constant(Number::ONE).into();
                    inner.within(Arc::clone(&nobody), all, operand)
                }
                false => operand,
            };
            inputs.push(match operand.at {
                Operand::Row(row) => Argument::Row(row),
                Operand::Constant(number) => Argument::Constant(number),
                _ => {
                    let formula = inner.finish(operand);
                    Argument::Row(self.builder.add_hidden(&owner, formula, value))
                }
            });
        }
        let rule = if percent { Rule::SplitShares } else { Rule::Weights };
        let subject = format!("the parts of `{}`", self.context.sources.text(span));
        self.bound(Bound { rule, row: self.of, inputs, subject, unit: Unit::ONE, span });
    }
}

impl<'a> ScenarioBuilder<'a> {
    /// The members of a segment that a function goes over in a scope.
    pub(super) fn over_in(&self, context: &Context<'_>, segment: SegmentId, scope: &Scope) -> Vec<MemberId> {
        match scope.member {
            Some(member) if context.segments.is_in(segment, member.segment) => {
                context.segments.inside(segment, member).collect()
            }
            _ => context.segments.members(segment).collect(),
        }
    }

    /// The rows that an expression names, in each of the members of a segment.
    pub(super) fn uses_over(
        &self,
        context: &Context<'a>,
        (tree, value): (&'a Tree, ExprId),
        segment: Span,
        scope: &Scope,
    ) -> Vec<RowId> {
        let name = normal(context.sources.text(segment));
        let Some(SegmentName::Segment(segment)) = context.segments.find(&name) else { return Vec::new() };
        let mut names = Vec::new();
        super::walk::nodes(tree, value, |expr, kind| {
            if let NodeKind::Name = kind {
                names.push(tree.node(expr).span);
            }
        });
        let mut uses = Vec::new();
        for member in self.over_in(context, segment, scope) {
            let inside = Scope { alone: scope.alone, ..scope.of_member(member) };
            uses.extend(names.iter().filter_map(|name| self.find(context, *name, &inside)));
        }
        uses
    }
}
