//! The document of what a row is.
//!
//! Only a session asks for it (`:info`), so that its advice is in the session's words.

use super::projection::rollup_word;
use super::{Block, Outline, OutlineEntry, Report};
use crate::analysis::Info;
use crate::model::{CalendarPart, PipelinePart, Role, StagePart};
use crate::source::Sources;

/// What a row is, with the figure that it comes to where there is one. `changed` marks a row that the session has
/// changed; `sources` holds the texts in which it is defined.
pub fn info(info: &Info, figure: Option<String>, changed: bool, sources: &Sources) -> Report {
    let place = info.place.map(|span| {
        let source = sources.get(span.file);
        format!("{}:{}", source.name(), source.position(span.start as usize).line)
    });
    let formulas = match &info.definition {
        // The name stands above already: `calls = 40/month` becomes `= 40/month`.
        Some(line) => vec![format!("= {}", line.strip_prefix(&format!("{} = ", info.name)).unwrap_or(line))],
        None if matches!(info.role, Role::Calendar(_)) => Vec::new(),
        None => vec![format!("= worked out by pace: `:explain {}` shows how", info.name)],
    };
    let mut remarks = Vec::new();
    remarks.extend(info.doc.iter().map(|doc| doc.split_whitespace().collect::<Vec<_>>().join(" ")));
    let unit = info.unit.words();
    let over = match rollup_word(info.rollup, info.quotient) {
        "total" => "months are added up",
        "end" => "a stretch is worth its last month",
        "of totals" => "a stretch is the quotient of two totals",
        _ => "a stretch is the mean of its months",
    };
    let kind = if info.input { "an input" } else { "a formula" };
    remarks.push(format!("{}: {unit}; {over}; {kind}", role_words(info.role)));
    if let Some(first) = info.first_of_list {
        remarks.push(format!(
            "a list for every year runs January to December: {} takes value {}",
            first.words(),
            first.number()
        ));
    }
    let listed = |what: &str, names: &[String]| match names {
        [] => format!("{what} nothing"),
        names => format!("{what} {}", names.join(", ")),
    };
    remarks.push(listed("uses", &info.uses));
    remarks.push(listed("used by", &info.used_by));
    let mark = if changed { " *" } else { "" };
    let entry = OutlineEntry {
        level: 0,
        subject: format!("{}{mark}", info.name),
        figure: figure.unwrap_or_default(),
        place,
        formulas,
        remarks,
    };
    Report {
        blocks: vec![Block::Outline(Outline { heading: None, entries: vec![entry] })],
        ..Report::default()
    }
}

/// What a row is, in a few words.
fn role_words(role: Role) -> &'static str {
    match role {
        Role::Variable | Role::Part => "a definition",
        Role::Exchange(_) => "what one of another currency costs",
        Role::Action => "an action",
        Role::Taking { .. } => "the minutes that an action takes",
        Role::Effort => "the work of all actions and stages",
        Role::Capacity => "the work that there is time for",
        Role::Calendar(CalendarPart::Days) => "the days of the month",
        Role::Calendar(CalendarPart::Workdays) => "the working days of the month",
        Role::Calendar(CalendarPart::Month) => "the month of the year",
        Role::Calendar(CalendarPart::Elapsed) => "the number of the month in the plan",
        Role::Stock => "a stock at the end of the month",
        Role::StockOpening { .. } | Role::StockStart { .. } => "a stock at the start of the month",
        Role::StockFlow { gains: true, .. } => "what a stock gains",
        Role::StockFlow { gains: false, .. } => "what a stock loses",
        Role::Entry { .. } => "what enters a pipeline",
        Role::StageFlow { .. } => "what arrives at a stage",
        Role::Stage { part, .. } => match part {
            StagePart::Rate => "the rate of a stage",
            StagePart::Time => "the time that a stage takes",
            StagePart::Kept => "the rate of a stage, less what waiting costs",
            StagePart::Open => "the deals that wait in a stage",
            StagePart::Lost => "the deals that a stage loses",
            StagePart::Opening => "the deals that wait in a stage at the start of the month",
        },
        Role::Pipeline { part, .. } | Role::PipelineSum(part) => match part {
            PipelinePart::Worth => "what a won deal brings",
            PipelinePart::Aligned => "how far a deal lies in the company's direction",
            PipelinePart::Entered => "the deals that enter",
            PipelinePart::Won => "the deals that are won",
            PipelinePart::Lost => "the deals that are lost",
            PipelinePart::Open => "the deals that wait in all stages",
            PipelinePart::OpenOpening => "the deals that wait in all stages at the start of the month",
            PipelinePart::WinRate => "the share of deals that is won",
            PipelinePart::Cycle => "the time from entry to the end, for a deal that is won",
            PipelinePart::CycleAll => "the time in the pipeline, for any deal",
            PipelinePart::Velocity => "open deals, times win rate and worth, over the cycle",
            PipelinePart::Bookings => "what won deals are worth",
            PipelinePart::Weighted => "what open deals are worth, at their chance to be won",
            PipelinePart::WeightedOpening => {
                "what open deals are worth at the start of the month, at their chance to be won"
            }
            PipelinePart::Directed => "what won deals are worth, in the company's direction",
            PipelinePart::Acceleration => "the change of velocity from the month before",
            PipelinePart::SalesGrowth => "the growth of bookings from the month before",
        },
    }
}
