//! Findings that members of a segment share: one mistake in a block `for` is one finding.

use rustc_hash::FxHashMap;

use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{MemberId, SegmentName, Segments};
use crate::source::Span;

/// How many members a finding names.
const NAMED: usize = 3;

impl ScenarioBuilder<'_> {
    /// Notes of the findings since `from` that they are of a member.
    pub(super) fn found_of(&mut self, context: &Context<'_>, from: usize, member: Option<MemberId>) {
        let Some(member) = member else { return };
        let name = &context.segments.member(member).name;
        for found in self.diagnostics.iter_mut().skip(from).filter(|found| found.member.is_none()) {
            found.member = Some(name.as_str().into());
        }
    }
}

/// Findings of one kind at one place, which several members have, said once: for each of them, or with the names of some.
pub fn once_for_all(segments: &Segments, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if !found.iter().any(|one| one.member.is_some()) {
        return found;
    }
    let mut said: Vec<(Diagnostic, Vec<String>)> = Vec::with_capacity(found.len());
    let mut places: FxHashMap<(Code, Option<Span>), usize> = FxHashMap::default();
    for one in found {
        let Some(member) = one.member.as_deref().map(str::to_string) else {
            said.push((one, Vec::new()));
            continue;
        };
        match places.get(&(one.code, one.span())) {
            Some(at) => {
                let members = &mut said[*at].1;
                if !members.contains(&member) {
                    members.push(member);
                }
            }
            None => {
                places.insert((one.code, one.span()), said.len());
                said.push((one, vec![member]));
            }
        }
    }
    said.into_iter().map(|(found, members)| with_members(segments, found, &members)).collect()
}

/// A finding that several members share, in words for all of them.
fn with_members(segments: &Segments, mut found: Diagnostic, members: &[String]) -> Diagnostic {
    let [first, _, ..] = members else { return found };
    let Some(SegmentName::Member(member)) = segments.find(first) else { return found };
    let segment = segments.segment(member.segment);
    // What is said of one of them is said of the name that they share.
    found.message = found.message.replace(&format!("`{first}."), "`");
    let whom = if members.len() == segment.members.len() {
        format!("each {}", segment.name)
    } else {
        let named: Vec<&str> = members.iter().take(NAMED).map(String::as_str).collect();
        match members.len() - named.len() {
            0 => named.join(", "),
            more => format!("{} and {more} more", named.join(", ")),
        }
    };
    found.message = format!("{}, for {whom}", found.message);
    found
}
