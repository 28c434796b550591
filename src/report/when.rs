//! The document of a condition: when it first holds, or how near the plan comes.

use super::{Block, Field, Format, Item, List, Mark, Records, Report};
use crate::analysis::{Moment, When};

/// The document.
pub fn when(when: &When) -> Report {
    let mut facts = Vec::new();
    if when.scenario != "base" {
        facts.push(format!("scenario {}", when.scenario));
    }
    facts.push(when.currency.code().to_string());
    let item = match (&when.first, &when.nearest) {
        (Some(first), _) => {
            let mut details: Vec<String> = sides(when, first).into_iter().collect();
            if let Some(ceases) = &when.ceases {
                let then = sides(when, ceases).map(|sides| format!(": {sides}")).unwrap_or_default();
                details.push(format!("no more in {}{then}", ceases.month_words));
            }
            let verdict = format!("first in {}", first.month_words);
            Item { mark: Mark::Good, subject: when.condition.clone(), verdict, details }
        }
        (None, nearest) => {
            let details = nearest.iter().filter_map(|nearest| near(when, nearest)).collect();
            let verdict = "in no month of the plan".to_string();
            Item { mark: Mark::Bad, subject: when.condition.clone(), verdict, details }
        }
    };
    let mut blocks = vec![Block::List(List { heading: "When".into(), items: vec![item] })];
    if when.missing > 0 {
        let months =
            if when.missing == 1 { "1 month has".into() } else { format!("{} months have", when.missing) };
        blocks.push(Block::Note(format!("{months} no value to compare.")));
    }
    Report { title: when.title.clone(), facts, blocks }
}

/// The one record.
pub fn when_records(when: &When) -> Records {
    let heads = ["condition", "holds", "month", "left", "right", "gap"];
    let moment = when.first.as_ref().or(when.nearest.as_ref());
    let sides = moment.and_then(|moment| moment.sides.as_ref());
    let line = vec![
        Field::from(when.condition.as_str()),
        Field::from(if when.first.is_some() { "yes" } else { "no" }),
        Field::from(moment.map_or("", |moment| moment.month.as_str())),
        Field::from(sides.map(|sides| sides.left)),
        Field::from(sides.map(|sides| sides.right)),
        Field::from(sides.map(|sides| sides.gap)),
    ];
    Records { heads: heads.iter().map(|head| head.to_string()).collect(), lines: vec![line] }
}

/// `$83,400 against $80,000`
fn sides(when: &When, moment: &Moment) -> Option<String> {
    let sides = moment.sides.as_ref()?;
    let format = Format::of(when.unit, when.shown, when.currency, [sides.left, sides.right]);
    let format = format.telling_apart(sides.left, sides.right);
    Some(format!("{} against {}", format.full(sides.left), format.full(sides.right)))
}

fn near(when: &When, moment: &Moment) -> Option<String> {
    let gap = moment.sides.as_ref()?.gap;
    let format = Format::of(when.unit, when.shown, when.currency, [gap]);
    let sides = sides(when, moment)?;
    Some(format!("nearest in {}: {sides}, {} apart", moment.month_words, format.distance(gap)))
}
