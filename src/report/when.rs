//! The document of a condition: when it first holds, or how near the plan comes.

use super::{Block, Field, FigureFormat, Item, List, Mark, Records, Report};
use crate::analysis::{CompoundCondition, Moment, Sides, When, WhenPart};
use crate::diagnostic::Prose;
use crate::value::Denomination;

/// The document of a condition: the first month in which it holds and the one in which it ceases, or the month in
/// which it comes nearest and what is lacking there.
pub fn when(when: &When) -> Report {
    let mut facts = Vec::new();
    if when.head.scenario != "base" {
        facts.push(format!("scenario {}", when.head.scenario));
    }
    facts.push(when.head.currency.code().to_string());
    let item = match (&when.first, &when.nearest) {
        (Some(first), _) => {
            let mut details: Vec<String> = sides(when, first).into_iter().collect();
            details.extend(when.compound.iter().flat_map(then));
            if let Some(ceases) = &when.ceases {
                let then = sides(when, ceases).map(|sides| format!(": {sides}")).unwrap_or_default();
                details.push(format!("no more in {}{then}", ceases.month_words));
            }
            let verdict = format!("first in {}", first.month_words);
            Item {
                mark: Mark::Good,
                subject: when.condition.as_str().into(),
                verdict,
                details: details.into_iter().map(Prose::from).collect(),
            }
        }
        (None, nearest) => {
            let details: Vec<String> = match &when.compound {
                None => nearest.iter().filter_map(|nearest| near(when.unit, nearest)).collect(),
                Some(compound) => lacking(compound, nearest.as_ref()),
            };
            let verdict = "in no month of the plan".to_string();
            Item {
                mark: Mark::Bad,
                subject: when.condition.as_str().into(),
                verdict,
                details: details.into_iter().map(Prose::from).collect(),
            }
        }
    };
    let mut blocks = vec![Block::List(List { heading: "When".into(), items: vec![item] })];
    if when.missing > 0 {
        let months =
            if when.missing == 1 { "1 month has".into() } else { format!("{} months have", when.missing) };
        blocks.push(Block::note(format!("{months} no value to compare.")));
    }
    blocks.extend(when.notes.iter().cloned().map(Block::note));
    Report { title: when.head.title.clone(), facts, blocks }
}

/// The record of the condition, then one for each of its parts, a part before its own parts.
pub fn when_records(when: &When) -> Records {
    let heads = ["condition", "holds", "month", "left", "right", "gap", "unit"];
    let mut lines = vec![record(&when.condition, when.unit, when.first.as_ref(), when.nearest.as_ref())];
    // A list in the place of a recursion: what is taken next stands at its end, so that parts are put in backwards.
    let mut waiting: Vec<&WhenPart> = parts(when.compound.as_ref()).collect();
    waiting.reverse();
    while let Some(part) = waiting.pop() {
        lines.push(record(&part.condition, part.unit, part.first.as_ref(), part.nearest.as_ref()));
        let start = waiting.len();
        waiting.extend(parts(part.compound.as_ref()));
        waiting[start..].reverse();
    }
    Records { heads: heads.iter().map(|head| head.to_string()).collect(), lines }
}

/// The parts of a condition; of a single comparison none.
fn parts(compound: Option<&CompoundCondition>) -> impl Iterator<Item = &WhenPart> {
    compound.into_iter().flat_map(|compound| &compound.parts)
}

/// The record of a condition or a part: its first month, or the nearest one, with the sides in it.
fn record(
    condition: &str,
    unit: Denomination,
    first: Option<&Moment>,
    nearest: Option<&Moment>,
) -> Vec<Field> {
    let moment = first.or(nearest);
    let sides = moment.and_then(|moment| moment.sides.as_ref());
    vec![
        Field::from(condition),
        Field::from(if first.is_some() { "yes" } else { "no" }),
        Field::from(moment.map_or("", |moment| moment.month.as_str())),
        Field::from(sides.map(|sides| sides.left)),
        Field::from(sides.map(|sides| sides.right)),
        Field::from(sides.map(|sides| sides.gap)),
        Field::from(if sides.is_some() { unit.symbol() } else { String::new() }),
    ]
}

/// The sides of a comparison, with enough decimals to tell them apart: `$83,400 against $80,000`.
fn against(unit: Denomination, sides: &Sides) -> String {
    let format = FigureFormat::of(unit, [sides.left, sides.right]);
    let format = format.telling_apart(sides.left, sides.right);
    format!("{} against {}", format.full(sides.left), format.full(sides.right))
}

/// The sides in a month; none for a condition of parts.
fn sides(when: &When, moment: &Moment) -> Option<String> {
    moment.sides.as_ref().map(|sides| against(when.unit, sides))
}

/// How near a comparison comes in a month; none for a condition of parts, which has no one distance.
fn near(unit: Denomination, moment: &Moment) -> Option<String> {
    let sides = moment.sides.as_ref()?;
    let format = FigureFormat::of(unit, [sides.gap]).telling_apart(sides.left, sides.right);
    let against = against(unit, sides);
    Some(format!(
        "nearest in {}: {against}, {} apart",
        moment.month_words,
        format.distance_or_less(sides.gap)
    ))
}

/// The sides of each part in the month in which the whole holds.
fn then(compound: &CompoundCondition) -> Vec<String> {
    let line = |part: &WhenPart| {
        let sides = part.then.as_ref()?;
        Some(format!("{}: {}", part.condition, against(part.unit, sides)))
    };
    compound.parts.iter().filter_map(line).collect()
}

/// Why a condition of parts never holds: what each of them does, and what is lacking where it is nearest.
fn lacking(compound: &CompoundCondition, nearest: Option<&Moment>) -> Vec<String> {
    let line = |part: &WhenPart| {
        let found = match (&part.first, &part.nearest) {
            (Some(first), _) => format!("first in {}", first.month_words),
            (None, Some(nearest)) => match near(part.unit, nearest) {
                Some(near) => format!("in no month; {near}"),
                None => format!("in no month; nearest in {}", nearest.month_words),
            },
            (None, None) => "in no month".to_string(),
        };
        format!("{}: {found}", part.condition)
    };
    let mut lines: Vec<String> = compound.parts.iter().map(line).collect();
    let Some(nearest) = nearest.filter(|_| !compound.lacks.is_empty()) else { return lines };
    if !compound.all {
        lines.push(format!("the nearest of them: {}", compound.lacks.join(", ")));
        return lines;
    }
    let failing = compound.parts.iter().filter(|part| compound.lacks.contains(&part.condition));
    let failing: Vec<String> = failing
        .map(|part| {
            let sides = part.then.as_ref().map(|sides| format!(" ({})", against(part.unit, sides)));
            format!("`{}`{}", part.condition, sides.unwrap_or_default())
        })
        .collect();
    let apart = if compound.parts.iter().all(|part| part.first.is_some()) {
        "each holds in some month, never all in one; "
    } else {
        ""
    };
    let verb = if failing.len() == 1 { "fails" } else { "fail" };
    lines.push(format!("{apart}nearest in {}, where {} {verb}", nearest.month_words, failing.join(" and ")));
    lines
}
