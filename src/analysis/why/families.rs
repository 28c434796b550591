//! Causes of a plan with segments: what members share is one cause, and beside it what each makes of it.

use std::collections::BTreeMap;

use super::Side;
use super::change::{Cause, CauseKind};
use super::mix::Mixed;
use super::parts::plus;
use crate::analysis::SettledPlan;
use crate::analysis::axis::{MemberNames, of_member};
use crate::model::{MemberId, RowId, SegmentId};
use crate::source::Span;
use crate::value::Number;

/// What makes causes of several members one: name, what about it, month, and of a line without a name its place.
type FamilyKey = (String, CauseKind, Option<String>, Option<Span>);

/// The name of the cause that members came or went.
const CAME: &str = "came and went";

/// What causes are put together by, in an order: the name, the kind, the month, and where the line stands.
type GroupPlace = (String, CauseKind, Option<String>, Option<(u32, u32)>);

/// The causes with those of the members of one family summed up; by a segment, also what its members make of each.
pub(super) fn together(
    plan: &SettledPlan,
    to: &Side<'_>,
    found: Vec<(RowId, Cause)>,
    by: Option<SegmentId>,
) -> Vec<Cause> {
    let mut groups: Vec<(FamilyKey, Cause)> = Vec::new();
    let mut places: BTreeMap<GroupPlace, usize> = BTreeMap::new();
    for (row, cause) in found {
        let of = of_member(to.scenario, row);
        let name = match (&of, cause.kind) {
            (_, CauseKind::Came) => CAME.to_string(),
            (Some((family, _)), _) => family.clone(),
            (None, _) => cause.name.clone(),
        };
        let line = cause.place.filter(|_| cause.kind == CauseKind::Line);
        let key = (name, cause.kind, cause.month.clone(), line);
        let place = (key.0.clone(), key.1, key.2.clone(), line.map(|span| (span.file.0, span.start)));
        let at = *places.entry(place).or_insert(groups.len());
        let own = match by {
            Some(by) => part_of(plan, &of, by, &cause),
            None => None,
        };
        match groups.get_mut(at) {
            Some((_, known)) => merge(known, cause),
            None => {
                let members = of.as_ref().map(|_| MemberNames::default());
                let name = key.0.clone();
                // Of those who come and go some bring calls and some a quota: their figures are no one row's.
                let values = cause.values.filter(|_| cause.kind != CauseKind::Came);
                groups.push((key, Cause { name, members, values, ..cause }));
            }
        }
        if let (Some(own), Some((_, whole))) = (own, groups.get_mut(at)) {
            match whole.causes.iter_mut().find(|known| known.name == own.name) {
                Some(known) => merge(known, own),
                None => whole.causes.push(own),
            }
        }
    }
    groups.into_iter().map(|(_, cause)| cause).collect()
}

/// A cause as the part of the member of a segment that it lies in.
fn part_of(
    plan: &SettledPlan,
    of: &Option<(String, Option<MemberId>)>,
    by: SegmentId,
    cause: &Cause,
) -> Option<Cause> {
    let segments = &plan.model().segments;
    let (family, Some(member)) = of.as_ref()? else { return None };
    let member = segments.within(*member, by)?;
    let own = &segments.member(member).name;
    let name = match cause.kind {
        CauseKind::Came => own.clone(),
        _ => format!("{own}.{family}"),
    };
    let members = Some(MemberNames::of(segments, Some(member)));
    let shown = Some(segments.member(member).shown().to_string());
    Some(Cause { name, member: shown, members, ..cause.clone() })
}

/// Adds a cause to one of the same family.
fn merge(known: &mut Cause, other: Cause) {
    known.amount = plus(known.amount, other.amount);
    if known.values != other.values {
        known.values = None;
    }
    // Several lines of the plan: the first of them.
    let start = |cause: &Cause| cause.place.map(|span| (span.file, span.start));
    if start(&other) < start(known) {
        (known.place, known.file, known.line) = (other.place, other.file, other.line);
    }
}

/// The rates and the mix of a quotient of totals: two causes. Of the rates, what moved them; by a segment, what its members
/// make of both.
pub(super) fn rates_and_mix(
    plan: &SettledPlan,
    to: &Side<'_>,
    found: Vec<(RowId, Cause)>,
    (mixed, by): (&Mixed, Option<SegmentId>),
) -> Vec<Cause> {
    let row = to.scenario.table.row(to.row);
    let unit = row.denomination(plan.model().currency);
    let segments = &plan.model().segments;
    let source = plan.sources().get(row.span.file);
    let cause = |name: &str, kind: CauseKind, amount: Number| Cause {
        name: name.to_string(),
        kind,
        month: None,
        month_words: None,
        calendar: None,
        place: Some(row.span),
        file: Some(source.name().to_string()),
        line: Some(source.position(row.span.start as usize).line),
        values: None,
        unit,
        amount,
        share: None,
        log_points: None,
        member: None,
        members: Some(MemberNames::default()),
        causes: Vec::new(),
    };
    let made = |kind: CauseKind, parts: &[(MemberId, Number)]| {
        let whole = parts.iter().fold(Number::ZERO, |sum, (_, amount)| plus(sum, *amount));
        let mut made = cause(&row.name, kind, whole);
        let Some(by) = by else { return made };
        for (member, amount) in parts {
            let Some(of) = segments.within(*member, by) else { continue };
            let name = format!("{}.{}", segments.member(of).name, row.name);
            match made.causes.iter_mut().find(|known| known.name == name) {
                Some(known) => known.amount = plus(known.amount, *amount),
                None => {
                    let members = Some(MemberNames::of(segments, Some(of)));
                    let member = Some(segments.member(of).shown().to_string());
                    made.causes.push(Cause { member, members, ..cause(&name, kind, *amount) });
                }
            }
        }
        made
    };
    let mut rates = made(CauseKind::Rates, &mixed.rates);
    if by.is_none() {
        rates.causes = together(plan, to, found, None);
    }
    vec![rates, made(CauseKind::Mix, &mixed.mix)]
}
