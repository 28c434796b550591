//! The document of one working day, or of one working week.

use super::labels::head_fact;
use super::{
    Block, Field, FigureFormat, Head, Item, List, Mark, Records, Report, ReportTable, TableEntry, Tone,
};
use crate::analysis::{Today, TodayAction, TodayGoal};
use crate::diagnostic::Prose;
use crate::value::{Denomination, Number};

/// The document of one working day: the table of actions, whether the work fits, and the action of which one more is
/// worth most. Of a month in which nobody works it says so, and no more.
pub fn today(today: &Today) -> Report {
    if today.workdays.is_zero() {
        let note = format!("{} has no working days: there is nothing to do.", today.month_words);
        let facts = head_fact(&today.head).into_iter().collect();
        return Report { title: today.head.title.clone(), facts, blocks: vec![Block::note(note)] };
    }
    if let Some(member) = &today.absent {
        let note = format!("{member} is not there in {}: there is nothing to do.", today.month_words);
        let facts = head_fact(&today.head).into_iter().collect();
        return Report { title: today.head.title.clone(), facts, blocks: vec![Block::note(note)] };
    }
    let workdays = FigureFormat::of(Denomination::COUNT, [today.workdays]).bare(today.workdays);
    let month = &today.month_words;
    let mut facts = vec![match today.week {
        true => format!("a working week in {month}, {} of its {workdays} working days", today.days),
        false => format!("a working day in {month}, one of {workdays}"),
    }];
    facts.extend(head_fact(&today.head));
    let mut blocks = Vec::new();
    if today.actions.is_empty() {
        blocks.push(Block::note(
            "The plan has no actions: add one, such as `plan { 2 calls/day taking 15 minutes }`.",
        ));
    } else {
        blocks.push(Block::Table(list(today)));
    }
    let best = if today.actions.is_empty() { None } else { best(today) };
    let items: Vec<Item> = load(today).into_iter().chain(best).collect();
    if !items.is_empty() {
        blocks.push(Block::List(List { heading: "What that means".into(), items }));
    }
    Report { title: today.head.title.clone(), facts, blocks }
}

/// A line for each action: how many, how long, what one more is worth to the first goal. Columns of times are there
/// only where the plan says how long something takes.
fn list(today: &Today) -> ReportTable {
    let timed = today.load.is_some();
    let worth = today.goal.is_some();
    let mut heads = vec![Head::figures(if today.week { "this week" } else { "today" }), Head::words("")];
    if timed {
        heads.extend([Head::figures("each"), Head::figures("minutes")]);
    }
    if let Some(goal) = &today.goal {
        heads.push(
            Head::figures(match (today.week, today.actions.iter().any(|action| action.members > Some(1))) {
                (true, false) => "one more a week",
                (false, false) => "one more a day",
                (true, true) => "one more a week each",
                (false, true) => "one more a day each",
            })
            .below(goal.subject.row.clone()),
        );
        if timed {
            heads.push(Head::figures("per minute").below(goal.subject.row.clone()));
        }
    }
    let effect = effect_format(today, today.actions.iter().filter_map(|action| action.effect));
    let per_minute = effect_format(today, today.actions.iter().filter_map(|action| action.effect_per_minute));
    let best = today.best().map(|action| action.name.as_str());
    let line = |action: &TodayAction| {
        let tone = if best == Some(&action.name) { Tone::Good } else { Tone::Plain };
        let worth_of = |figure: Option<Number>, format: &FigureFormat| match figure {
            Some(figure) if figure.is_zero() => TableEntry::dim("="),
            Some(figure) => TableEntry::Text(super::compare::signed(figure, format.bare(figure)), tone),
            None => TableEntry::missing(),
        };
        let mut line = vec![count(action.number), TableEntry::plain(&action.name)];
        if timed {
            line.extend([count(action.each), count(action.minutes)]);
        }
        if worth {
            line.push(worth_of(action.effect, &effect));
            if timed {
                line.push(worth_of(action.effect_per_minute, &per_minute));
            }
        }
        line
    };
    let mut lines: Vec<Vec<TableEntry>> = today.actions.iter().map(line).collect();
    if timed && today.deals.is_some() {
        let empty = || TableEntry::plain("");
        lines.push(vec![empty(), TableEntry::plain("deals in the pipeline"), empty(), count(today.deals)]);
    }
    ReportTable {
        heading: Some(format!("If all I do {} is …", if today.week { "this week" } else { "today" })),
        heads,
        fixed: 2,
        lines,
        ..ReportTable::default()
    }
}

/// A figure of its own: how many of something says little about the next line's.
fn count(figure: Option<Number>) -> TableEntry {
    match figure {
        Some(value) => TableEntry::plain(FigureFormat::of(Denomination::COUNT, [value]).bare(value)),
        None => TableEntry::missing(),
    }
}

/// The format of effects, which count what the goal's figure counts.
fn effect_format(today: &Today, figures: impl IntoIterator<Item = Number>) -> FigureFormat {
    FigureFormat::of(today.goal.as_ref().map_or(Denomination::COUNT, |goal| goal.subject.unit), figures)
}

/// Whether the day's work fits into the hours that there are; none where the plan says nothing of time.
fn load(today: &Today) -> Option<Item> {
    let load = today.load?;
    let minutes = |value: Number| {
        let figure = FigureFormat::of(Denomination::COUNT, [value]).bare(value);
        if figure == "1" { "1 minute".to_string() } else { format!("{figure} minutes") }
    };
    let item = |mark: Mark, verdict: String| Item {
        mark,
        subject: format!("{} of work", minutes(load)).into(),
        verdict,
        details: Vec::new(),
    };
    let Some(capacity) = today.capacity else {
        return Some(item(Mark::Plain, "no `capacity` is stated".into()));
    };
    let (distance, over) = match load.minus(capacity) {
        Ok((distance, _)) => (distance.abs(), load.compare(capacity).is_gt()),
        Err(_) => return None,
    };
    let percent = load.ratio(capacity).and_then(Number::percent);
    let share = percent.map(|percent| format!("{percent:.0}% of ")).unwrap_or_default();
    let of = format!("{share}the {} that there are", minutes(capacity));
    Some(match () {
        () if distance.is_zero() => item(Mark::Good, of),
        () if over => item(Mark::Bad, format!("{of}, {} too much", minutes(distance))),
        () => item(Mark::Good, format!("{of}, {} free", minutes(distance))),
    })
}

/// The action of which one more is worth most.
fn best(today: &Today) -> Option<Item> {
    let goal = today.goal.as_ref()?;
    let Some(best) = today.best() else {
        return Some(Item {
            mark: Mark::Plain,
            subject: "no action of this plan moves the first goal the right way".into(),
            verdict: String::new(),
            details: vec![Prose::from(&goal.text)],
        });
    };
    let amount = best.effect?;
    let figure = effect_format(today, [amount]);
    // `calls` is the row, and one of it is a `call`: actions answer to both.
    let name = best.name.strip_suffix('s').unwrap_or(&best.name);
    let of = match &best.segment {
        Some(segment) if best.members > Some(1) => format!(" of each {segment}"),
        _ => String::new(),
    };
    let per_minute = best.effect_per_minute.map(|worth| {
        let worth = super::compare::signed(worth, effect_format(today, [worth]).full(worth));
        let most = if today.actions.len() > 1 { ", the most of all actions" } else { "" };
        let span = if today.week { "week" } else { "day" };
        format!("{worth} for each minute a {span}{most}")
    });
    Some(Item {
        mark: Mark::Good,
        subject: format!("one more {name} every {}{of}", if today.week { "week" } else { "working day" })
            .into(),
        verdict: format!(
            "{} {}, {}",
            super::compare::signed(amount, figure.full(amount)),
            goal.subject.row,
            goal.subject.measure_words
        ),
        details: per_minute.into_iter().chain([format!("towards {}", goal.text)]).map(Prose::from).collect(),
    })
}

/// A record an action, then what the rest of the day takes: minutes of deals, of all work, of the capacity. What an
/// effect is an effect on stands in every line of an action.
pub fn today_records(today: &Today) -> Records {
    let heads = [
        "name",
        "kind",
        "number",
        "minutes each",
        "minutes",
        "effect",
        "effect per minute",
        "row",
        "unit",
        "measure",
        "goal",
    ];
    let goal = |text: fn(&TodayGoal) -> &str| Field::from(today.goal.as_ref().map_or("", text));
    let unit = today.goal.as_ref().map(|goal| goal.subject.unit.symbol());
    let line = |action: &TodayAction| {
        let figures = [action.number, action.each, action.minutes, action.effect, action.effect_per_minute];
        let mut line: Vec<Field> = vec![action.name.as_str().into(), "action".into()];
        line.extend(figures.into_iter().map(Field::Number));
        line.push(goal(|goal| &goal.subject.row));
        line.push(unit.clone().unwrap_or_default().into());
        line.extend([goal(|goal| &goal.subject.measure), goal(|goal| &goal.text)]);
        line
    };
    let minutes = |name: &str, kind: &str, minutes: Option<Number>| -> Option<Vec<Field>> {
        let mut line: Vec<Field> = vec![name.into(), kind.into(), None.into(), None.into(), minutes?.into()];
        line.resize(heads.len(), Field::from(""));
        Some(line)
    };
    let rest = [
        minutes("deals in the pipeline", "deals", today.deals),
        minutes("all work", "load", today.load),
        minutes("capacity", "capacity", today.capacity),
    ];
    let lines = today.actions.iter().map(line).chain(rest.into_iter().flatten()).collect();
    Records { heads: heads.map(str::to_string).into(), lines }
}
