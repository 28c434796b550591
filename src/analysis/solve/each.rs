//! What every member of a segment needs of its own input for its own goals, the others being as they are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::head::AnswerHead;
use super::super::{ask, family_input, inputs, parallel};
use super::probe::Problem;
use super::question::answered;
use super::solution::{AskedInput, Found, Solution};
use crate::analysis::SettledPlan;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Family, Goal, MemberId, Model, Scenario, SegmentId};
use crate::source::Span;
use crate::value::FigureUnit;

/// What each member of a segment needs of an input.
#[derive(Clone, Debug, Serialize)]
pub struct EachSolution {
    /// The plan and the scenario.
    #[serde(flatten)]
    pub head: AnswerHead,
    /// The input's name, without a member's.
    pub input: String,
    /// What its values count; of an action, how often in a working day.
    pub unit: FigureUnit,
    /// The segment.
    pub segment: String,
    /// The members that have such a goal, in their order.
    pub each: Vec<MemberSolution>,
}

/// What one member needs.
#[derive(Clone, Debug, Serialize)]
pub struct MemberSolution {
    /// The member's name.
    pub member: String,
    /// What its input would have to be.
    #[serde(flatten)]
    pub found: Found,
}

impl EachSolution {
    /// The solution of one member, as if it had been asked for alone.
    pub fn of(&self, member: &MemberSolution) -> Solution {
        Solution {
            head: self.head.clone(),
            input: format!("{}.{}", member.member, self.input),
            unit: self.unit,
            segment: None,
            found: member.found.clone(),
        }
    }
}

/// What each member of a segment needs of its own input for the goals that the plan states for each of them: all of
/// those, or the one that `goal` names by its label, its row or its number from 1.
///
/// # Errors
/// An input that the segment's members do not have, a plan without such a goal, an unknown goal, and what
/// [`crate::analysis::results`] finds.
pub fn solve_each(
    plan: &SettledPlan,
    scenario: &str,
    input: &str,
    goal: Option<&str>,
    segment: SegmentId,
) -> Result<EachSolution, Vec<Diagnostic>> {
    let model = plan.model();
    let (scenario, projection) = ask::projected(model, scenario)?;
    let family = family(model, scenario, input, segment);
    let goals = goals(model, scenario, goal, segment);
    let (family, goals) = super::question::both(family, goals)?;
    let rows = family.members.iter().filter_map(|(member, row)| Some((*member, *row, goals.get(member)?)));
    let rows: Vec<_> = rows.collect();
    let unit = inputs::unit(scenario, model.currency, family.members[0].1);
    let each = parallel::each(&rows, |(member, input, goals)| {
        let (input, goals) = (*input, goals.to_vec());
        let asked = AskedInput::named(scenario.table.row(input).name.clone());
        let problem = Problem { model, scenario, projection: &projection, input, goals, is_sound: true };
        let found = answered(problem, asked).found;
        MemberSolution { member: model.segments.member(*member).name.clone(), found }
    });
    Ok(EachSolution {
        head: AnswerHead::new(model, scenario),
        input: family.name.clone(),
        unit,
        segment: model.segments.segment(segment).name.clone(),
        each,
    })
}

/// The family of that name whose members are inputs of the segment's.
fn family<'a>(
    model: &Model,
    scenario: &'a Scenario,
    input: &str,
    segment: SegmentId,
) -> Result<&'a Family, Diagnostic> {
    let of = &model.segments.segment(segment).name;
    match family_input::named(scenario, input) {
        Some(family) if family.segment == segment => Ok(family),
        Some(family) => {
            let own = &model.segments.segment(family.segment).name;
            let message = format!("`{input}` is each {own}'s, and not each {of}'s");
            let found = Diagnostic::without_place(Code::NotAnInput, message);
            Err(found.help(format!("write `--each {own}`")))
        }
        None => {
            // What is no input at all is told as without `--each`.
            inputs::find(scenario, input)?;
            let message = format!("`{input}` is there once, and not for each {of}");
            let found = Diagnostic::without_place(Code::NotAnInput, message);
            Err(found.help("leave out `--each`"))
        }
    }
}

/// The goals of each member that are meant.
fn goals<'a>(
    model: &Model,
    scenario: &'a Scenario,
    wanted: Option<&str>,
    segment: SegmentId,
) -> Result<BTreeMap<MemberId, Vec<&'a Goal>>, Diagnostic> {
    let of = &model.segments.segment(segment).name;
    let own = scenario.goals.iter().filter_map(|goal| Some((goal.member?, goal)));
    let own: Vec<(MemberId, &Goal)> = own.filter(|(member, _)| member.segment == segment).collect();
    if own.is_empty() {
        let message = format!("no goal is each {of}'s: `for {of} {{ goal … }}`");
        return Err(Diagnostic::without_place(Code::UnknownName, message)
            .help("a goal that stands in such a block is asked of each of them"));
    }
    // A statement in a block is a goal of every member.
    let mut statements: Vec<Span> = own.iter().map(|(_, goal)| goal.span).collect();
    statements.sort_by_key(|span| (span.file, span.start));
    statements.dedup();
    let name = |goal: &Goal| {
        let row = scenario.table.row(goal.row);
        let family = row.family.and_then(|family| scenario.families.get(family.family as usize));
        family.map_or(row.name.clone(), |family| family.name.clone())
    };
    let chosen: Vec<Span> = match wanted {
        None => statements,
        Some(wanted) => {
            let number = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let same = |text: &str| text.to_lowercase() == wanted.trim().to_lowercase();
            let by_label = |goal: &Goal| goal.label.as_deref().is_some_and(same);
            let by_text = |goal: &Goal| same(&goal.text) || same(&name(goal));
            let those = |is: &dyn Fn(&Goal) -> bool| {
                own.iter().filter(|(_, goal)| is(goal)).map(|(_, goal)| goal.span).collect::<Vec<_>>()
            };
            match number.and_then(|number| statements.get(number)) {
                Some(statement) => vec![*statement],
                None => Some(those(&by_label))
                    .filter(|found| !found.is_empty())
                    .unwrap_or_else(|| those(&by_text)),
            }
        }
    };
    if let (Some(wanted), true) = (wanted, chosen.is_empty()) {
        let message = format!("no goal `{wanted}` is each {of}'s");
        let found = Diagnostic::without_place(Code::UnknownName, message);
        let mut known: Vec<String> = Vec::new();
        for (_, goal) in &own {
            let words = goal.label.clone().unwrap_or_else(|| name(goal));
            if !known.contains(&words) {
                known.push(words);
            }
        }
        return Err(match nearest(wanted, known.iter().map(String::as_str)) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help(format!("there are: {}", known.join(", "))),
        });
    }
    let mut goals: BTreeMap<MemberId, Vec<&Goal>> = BTreeMap::default();
    for (member, goal) in own.into_iter().filter(|(_, goal)| chosen.contains(&goal.span)) {
        goals.entry(member).or_default().push(goal);
    }
    Ok(goals)
}
