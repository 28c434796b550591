//! What is different between two outcomes of a plan: its rows, goals and checks before and after.
//!
//! A session shows it after every change, `diff` for two versions of a plan, `snap` for a snapshot and the plan as it
//! is now. What counts as the same is decided in `nearly.rs` alone.

use std::collections::{BTreeMap, VecDeque};

use serde::{Serialize, Serializer};

use super::axis::{Axis, MemberNames};
use super::nearly::{self, Tolerance};
use super::presence::Presence;
use super::{CheckResult, GoalResult, Results};
use crate::model::{Origin, RowFamily};
use crate::value::{Denomination, Number, Quantity, Rollup};

/// What is different in one outcome of a plan from another. Lists stand in the order of the later one; what only the
/// earlier one has follows at their end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delta<G = GoalResult, C = CheckResult> {
    /// The months before and after as people read them, where they are not the same.
    pub months: Option<[Vec<String>; 2]>,
    /// The rows that came, went or have other figures.
    pub rows: Vec<RowDelta>,
    /// The goals that came, went or are judged otherwise.
    pub goals: Vec<Presence<G>>,
    /// The checks that came, went or are judged otherwise.
    pub checks: Vec<Presence<C>>,
}

/// A row that came, went or has other figures than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowDelta {
    /// The name of the row, by which it is found on both sides.
    pub name: String,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// Whether a longer stretch is the quotient of two rows' totals, as it is for a rate of two flows, and not the
    /// mean of its months.
    pub quotient: bool,
    /// Whether it tells more of what another row tells already: told only where nothing else is.
    pub detail: bool,
    /// Whether it is one of the calendar's rows, which differ where the months do.
    pub calendar: bool,
    /// What it comes to over the plan.
    pub total: Presence<RowTotal>,
    /// In how many of the months that both outcomes have it has another value.
    pub months: usize,
    /// The first of those months, as a place in the later outcome.
    pub first_month: Option<usize>,
    /// How many months both outcomes have.
    pub shared_months: usize,
    /// The family that it belongs to, in a plan with segments.
    pub family: Option<String>,
    /// Of a row of a family, whose it is: no one's of a total.
    pub members: Option<MemberNames>,
}

/// What a row comes to over the plan, on one side.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RowTotal {
    /// The figure with its unit; without a value where no month has one.
    pub figure: Quantity,
    /// Whether months without a value were left out.
    pub partial: bool,
}

impl<G, C> Default for Delta<G, C> {
    fn default() -> Delta<G, C> {
        Delta { months: None, rows: Vec::new(), goals: Vec::new(), checks: Vec::new() }
    }
}

impl<G, C> Delta<G, C> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.months.is_none() && self.rows.is_empty() && self.goals.is_empty() && self.checks.is_empty()
    }

    /// The names of the rows that only the later outcome has.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|row| matches!(row.total, Presence::Added(_))).map(|row| row.name.as_str())
    }

    /// The names of the rows that only the earlier outcome has.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|row| matches!(row.total, Presence::Removed(_))).map(|row| row.name.as_str())
    }

    /// What differs between two outcomes.
    pub(super) fn between<O: DeltaSide<Goal = G, Check = C>>(before: &O, after: &O, same: &Sameness) -> Self
    where
        G: Judged + Clone,
        C: Judged + Clone,
    {
        let months = shared_months(before.months(), after.months());
        let rows: [Vec<RowView<'_>>; 2] = [before.rows().collect(), after.rows().collect()];
        let rows = paired(&rows[0], &rows[1], |row| row.name);
        Delta {
            months: (before.months() != after.months())
                .then(|| [before, after].map(|side| side.month_words().to_vec())),
            rows: rows
                .into_iter()
                .filter_map(|(old, new)| RowDelta::between(old, new, &months, same))
                .collect(),
            goals: judged(before.goals(), after.goals(), same),
            checks: judged(before.checks(), after.checks(), same),
        }
    }
}

/// The delta of two projections, for somebody who has just changed the plan: the widest effect first.
pub fn moved(before: &Results, after: &Results) -> Delta {
    let mut delta = Delta::between(before, after, &Sameness::default());
    // The calendar differs with the months, which are told.
    delta.rows.retain(|row| !row.calendar);
    delta.rows.sort_by_cached_key(|row| std::cmp::Reverse(row.width()));
    delta
}

impl RowDelta {
    /// The row's difference between two sides of which one may lack it; none where they are the same.
    fn between(
        old: Option<RowView<'_>>,
        new: Option<RowView<'_>>,
        months: &SharedMonths,
        same: &Sameness,
    ) -> Option<RowDelta> {
        let known = new.or(old)?;
        let mut delta = RowDelta {
            name: String::new(),
            rollup: known.rollup,
            quotient: known.quotient,
            detail: known.detail,
            calendar: known.calendar,
            total: Presence::new(old.map(RowView::total), new.map(RowView::total))?,
            months: 0,
            first_month: None,
            shared_months: 0,
            family: None,
            members: None,
        };
        if let (Some(old), Some(new)) = (old, new) {
            let value = |row: RowView<'_>, at: usize| row.values.get(at).copied().flatten();
            for (before, after) in months.pairs() {
                if !same.tolerance.allows(value(old, before), value(new, after)) {
                    delta.months += 1;
                    delta.first_month = delta.first_month.or(Some(after));
                }
            }
            delta.shared_months = months.len();
            let is_same = delta.months == 0
                && same.tolerance.allows(old.total, new.total)
                && are_comparable(old.unit, new.unit)
                && (!same.forms || old.form() == new.form());
            if is_same {
                return None;
            }
        }
        // Only now: most rows of most plans are the same.
        delta.name = known.name.to_string();
        (delta.family, delta.members) = known.family.and_then(|(axis, of)| axis.names(Some(of))).unzip();
        Some(delta)
    }

    /// Whether it is a member's, or the total of some members.
    pub fn is_of_member(&self) -> bool {
        self.members.as_ref().is_some_and(|members| !members.is_total())
    }

    /// What the later figure is counted in; of a row that is gone, the earlier one.
    pub fn unit(&self) -> Denomination {
        let (before, after) = self.total.sides();
        after.or(before).map(|total| total.figure.unit).unwrap_or_default()
    }

    /// The figures before and after that can be held against each other: one that is counted in something else than
    /// the later one is left out.
    pub fn figures(&self) -> (Option<Number>, Option<Number>) {
        let (before, after) = self.total.sides();
        let unit = self.unit();
        let figure = |total: Option<&RowTotal>| {
            total.filter(|total| are_comparable(total.figure.unit, unit)).and_then(|total| total.figure.value)
        };
        (figure(before), figure(after))
    }

    /// How far the later figure lies above the earlier one; none where one is missing.
    pub fn difference(&self) -> Option<Number> {
        let (before, after) = self.figures();
        nearly::difference(before?, after?)
    }

    /// The same as a share of the earlier figure's size; none where that is nothing.
    pub fn share(&self) -> Option<Number> {
        let (before, after) = self.figures();
        nearly::share(before?, after?)
    }

    /// What rows are put in order by: those that came from nothing first, those with the same total last. Shares
    /// that look the same count as the same, so that what is the cause of others stands before them.
    fn width(&self) -> (bool, Number) {
        let (before, after) = self.figures();
        if nearly::same(before, after) {
            return (false, Number::ZERO);
        }
        self.share().map_or((true, Number::ZERO), |share| (false, share.abs().round(3)))
    }
}

/// A row's figures before and after; where the earlier one counts something else, its unit stands beside it.
impl Serialize for RowDelta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct RowDocument<'a> {
            name: &'a str,
            unit: Denomination,
            rollup: Rollup,
            status: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            from_unit: Option<Denomination>,
            from: Option<Number>,
            to: Option<Number>,
            change: Option<Number>,
            #[serde(skip_serializing_if = "Option::is_none")]
            family: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            members: Option<&'a MemberNames>,
        }
        let (before, after) = self.total.sides();
        let figure = |total: Option<&RowTotal>| total.and_then(|total| total.figure.value);
        let old_unit = before.map(|total| total.figure.unit);
        RowDocument {
            name: &self.name,
            unit: self.unit(),
            rollup: self.rollup,
            status: self.total.word(),
            from_unit: old_unit.filter(|unit| !are_comparable(*unit, self.unit())),
            from: figure(before),
            to: figure(after),
            change: self.difference(),
            family: self.family.as_deref(),
            members: self.members.as_ref(),
        }
        .serialize(serializer)
    }
}

/// The rows, goals and checks, each with its two sides; the months are those of the answer.
impl Serialize for Delta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Sides<'a, T> {
            text: &'a str,
            from: Option<&'a T>,
            to: Option<&'a T>,
        }
        #[derive(Serialize)]
        struct DeltaDocument<'a> {
            rows: &'a [RowDelta],
            goals: Vec<Sides<'a, GoalResult>>,
            checks: Vec<Sides<'a, CheckResult>>,
        }
        fn sides<T: Judged>(all: &[Presence<T>]) -> Vec<Sides<'_, T>> {
            let pairs = all.iter().map(Presence::sides);
            pairs.filter_map(|(from, to)| Some(Sides { text: to.or(from)?.text(), from, to })).collect()
        }
        DeltaDocument { rows: &self.rows, goals: sides(&self.goals), checks: sides(&self.checks) }
            .serialize(serializer)
    }
}

/// What counts as the same, where two outcomes are held against each other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sameness {
    /// How far two figures may lie apart.
    pub tolerance: Tolerance,
    /// Whether a row differs where its figures do not, but how they are shown, how they roll up, or whether months are
    /// left out: what is written in a snapshot.
    pub forms: bool,
}

/// One side of a delta: what a projection came to, or what was kept of one.
pub(super) trait DeltaSide {
    /// What a goal came to.
    type Goal;
    /// What a check came to.
    type Check;
    /// The months as a plan writes them.
    fn months(&self) -> &[String];
    /// The months as people read them.
    fn month_words(&self) -> &[String];
    /// Its rows, in its own order.
    fn rows(&self) -> impl Iterator<Item = RowView<'_>>;
    /// What its goals came to.
    fn goals(&self) -> &[Self::Goal];
    /// What its checks came to.
    fn checks(&self) -> &[Self::Check];
}

/// A row of one side, as far as deltas look at it: borrowed, since most rows of most plans are the same.
#[derive(Clone, Copy)]
pub(super) struct RowView<'a> {
    /// The name, by which the row is found on the other side.
    pub name: &'a str,
    /// What its values count.
    pub unit: Denomination,
    /// How its months make one figure of a longer stretch: their sum, the last of them, or their mean.
    pub rollup: Rollup,
    /// Whether its total is the quotient of two rows' totals.
    pub quotient: bool,
    /// Whether it tells more of what another row tells already.
    pub detail: bool,
    /// Whether it is one of the calendar's rows.
    pub calendar: bool,
    /// What it comes to over the plan; none where it has no value.
    pub total: Option<Number>,
    /// Whether months without a value were left out of that.
    pub partial: bool,
    /// One value for each month; none is `n/a`.
    pub values: &'a [Option<Number>],
    /// The family that it belongs to, where that is known.
    pub family: Option<(&'a Axis, RowFamily)>,
}

impl RowView<'_> {
    /// The figure over the plan with its unit.
    fn total(self) -> RowTotal {
        RowTotal { figure: self.unit.of(self.total), partial: self.partial }
    }

    /// What a snapshot writes beside the figures.
    fn form(&self) -> (String, Rollup, bool) {
        (self.unit.symbol(), self.rollup, self.partial)
    }
}

/// What is judged: a goal or a check.
pub(super) trait Judged {
    /// What it says, in canonical form: the same text is the same goal.
    fn text(&self) -> &str;
    /// Of one in a block `for`, the member whose it is, where that is known.
    fn member(&self) -> Option<&str> {
        None
    }
    /// Whether it came to the same.
    fn is_same(&self, other: &Self, same: &Sameness) -> bool;
}

impl DeltaSide for Results {
    type Goal = GoalResult;
    type Check = CheckResult;
    fn months(&self) -> &[String] {
        &self.head.months
    }
    fn month_words(&self) -> &[String] {
        &self.month_words
    }
    fn rows(&self) -> impl Iterator<Item = RowView<'_>> {
        self.rows.iter().map(|row| RowView {
            name: &row.name,
            unit: row.unit,
            rollup: row.rollup,
            quotient: row.quotient,
            detail: row.is_detail(),
            calendar: row.group == Origin::Calendar,
            total: row.total,
            partial: row.total_partial,
            values: &row.values,
            family: row.family.map(|of| (&self.axis, of)),
        })
    }
    fn goals(&self) -> &[GoalResult] {
        &self.goals
    }
    fn checks(&self) -> &[CheckResult] {
        &self.checks
    }
}

impl Judged for GoalResult {
    fn text(&self) -> &str {
        &self.text
    }
    fn member(&self) -> Option<&str> {
        self.members.as_ref().and_then(MemberNames::own)
    }
    fn is_same(&self, other: &GoalResult, same: &Sameness) -> bool {
        (self.status, &self.month) == (other.status, &other.month)
            && same.tolerance.allows(self.value, other.value)
            && same.tolerance.allows(self.target, other.target)
            && same.tolerance.allows(self.worst_value(), other.worst_value())
    }
}

impl Judged for CheckResult {
    fn text(&self) -> &str {
        &self.text
    }
    fn member(&self) -> Option<&str> {
        self.members.as_ref().and_then(MemberNames::own)
    }
    fn is_same(&self, other: &CheckResult, _: &Sameness) -> bool {
        (self.status, &self.month, &self.worst) == (other.status, &other.month, &other.worst)
    }
}

/// Whether figures of the two can be held against each other: of a money unit only in one currency.
fn are_comparable(one: Denomination, other: Denomination) -> bool {
    one.unit == other.unit && (one.unit.money == 0 || one.currency == other.currency)
}

/// The goals, or the checks, that came, went or came to something else.
fn judged<T: Judged + Clone>(before: &[T], after: &[T], same: &Sameness) -> Vec<Presence<T>> {
    let all: [Vec<&T>; 2] = [before.iter().collect(), after.iter().collect()];
    let pairs = paired(&all[0], &all[1], |item| (item.text(), item.member()));
    let differs = |(old, new): &(Option<&T>, Option<&T>)| match (old, new) {
        (Some(old), Some(new)) => !old.is_same(new, same),
        _ => true,
    };
    let presence = |(old, new): (Option<&T>, Option<&T>)| Presence::new(old.cloned(), new.cloned());
    pairs.into_iter().filter(differs).filter_map(presence).collect()
}

/// Two lists side by side: what has the same name is the same thing, the second of a name the second. In the order of
/// the later list, then what only the earlier one has.
pub(super) fn paired<T: Copy, K: Ord>(
    before: &[T],
    after: &[T],
    name: impl Fn(T) -> K,
) -> Vec<(Option<T>, Option<T>)> {
    let alike =
        before.len() == after.len() && before.iter().zip(after).all(|(old, new)| name(*old) == name(*new));
    if alike {
        // As nearly always; a table of names would cost more than all that follows.
        return before.iter().zip(after).map(|(old, new)| (Some(*old), Some(*new))).collect();
    }
    let mut places: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (at, old) in before.iter().enumerate() {
        places.entry(name(*old)).or_default().push_back(at);
    }
    let mut found = vec![false; before.len()];
    let mut pairs = Vec::with_capacity(after.len());
    for new in after {
        let at = places.get_mut(&name(*new)).and_then(VecDeque::pop_front);
        if let Some(at) = at {
            found[at] = true;
        }
        pairs.push((at.map(|at| before[at]), Some(*new)));
    }
    let gone = before.iter().zip(found).filter(|(_, found)| !found);
    pairs.extend(gone.map(|(old, _)| (Some(*old), None)));
    pairs
}

/// The months that two outcomes have: their places on both sides.
enum SharedMonths {
    /// All of them: both sides have the same months, this many.
    All(usize),
    /// Some of them: the place before and the place after of each.
    Some(Vec<(usize, usize)>),
}

/// The months that both sides have, by their names: a plan that begins later now is compared month by month all the
/// same.
fn shared_months(before: &[String], after: &[String]) -> SharedMonths {
    if before == after {
        return SharedMonths::All(after.len());
    }
    let places: BTreeMap<&String, usize> = before.iter().enumerate().map(|(at, month)| (month, at)).collect();
    let pair = |(at, month): (usize, &String)| Some((*places.get(month)?, at));
    SharedMonths::Some(after.iter().enumerate().filter_map(pair).collect())
}

impl SharedMonths {
    fn len(&self) -> usize {
        match self {
            SharedMonths::All(count) => *count,
            SharedMonths::Some(pairs) => pairs.len(),
        }
    }

    /// The places of each shared month before and after.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.len()).map(|at| match self {
            SharedMonths::All(_) => (at, at),
            SharedMonths::Some(pairs) => pairs[at],
        })
    }
}
