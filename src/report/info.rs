//! The document of what a row is.

use super::projection::rollup_word;
use super::{Block, Outline, OutlineEntry, Report};
use crate::analysis::Info;
use crate::model::Origin;
use crate::source::Sources;

/// What a row is, with the figure that it comes to.
pub fn info(info: &Info, figure: Option<String>, changed: bool, sources: &Sources) -> Report {
    let place = info.place.map(|span| {
        let source = sources.get(span.file);
        format!("{}:{}", source.name(), source.position(span.start as usize).line)
    });
    let from = match &info.origin {
        Origin::Plan => "what you do",
        Origin::Pipeline(_) => "the pipeline",
        Origin::Stock => "a stock",
        Origin::Variable => "a definition",
        Origin::Calendar => "the calendar",
    };
    let formulas = match &info.definition {
        Some(line) => vec![format!("= {}", line.strip_prefix(&format!("{} = ", info.name)).unwrap_or(line))],
        None if info.origin == Origin::Calendar => Vec::new(),
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
    remarks.push(format!("{unit}; {over}; from {from}, {kind}"));
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
