//! The document of a plan's leaks: stage by stage, the largest first.

use super::labels::head_fact;
use super::{Block, Field, FigureFormat, Head, Records, Report, ReportTable, TableEntry, Tone};
use crate::analysis::{Leak, Leaks};
use crate::value::{Denomination, Number, NumberStyle, Unit};

/// The document of the leaks: a line for each stage and one for all of them, with a sentence on how leaks are counted.
pub fn leaks(leaks: &Leaks) -> Report {
    let mut blocks = vec![Block::Table(sheet(leaks))];
    blocks.push(Block::note(
        "Would have been won: at the chances that the lost deals still had in the stages to come, in the month \
         in which they were lost. It is what the plan would gain, sooner or later, if this stage alone lost nothing. \
         The last line is what it would gain if no stage lost any; the stages do not add up to it, since a deal that \
         one no longer loses may be lost in the next.",
    ));
    let told = if leaks.stages.len() > MOST_STAGES { SOME_STAGES } else { leaks.stages.len() };
    for leak in &leaks.stages[..told] {
        if let Some(left) = leak.waiting.as_ref().and_then(|waiting| waiting.left) {
            let left = FigureFormat::of(Denomination::PERCENT, [left]).bare(left);
            blocks.push(Block::note(format!(
                "By waiting: of the deals that would go on to `{}`, {left} do; the others are lost while they wait.",
                leak.stage
            )));
        }
    }
    if let [first, rest @ ..] = &leaks.total.without_worth[..] {
        let (others, verb) = match rest {
            [] => (format!("`{first}`"), "does"),
            rest if rest.len() > MOST_STAGES => (format!("`{first}` and {} more", rest.len()), "do"),
            rest => (rest.iter().fold(format!("`{first}`"), |all, name| format!("{all}, `{name}`")), "do"),
        };
        blocks.push(Block::note(format!(
            "The worth in the last line leaves out {others}, which {verb} not say what a deal is worth."
        )));
    }
    if leaks.stages.iter().any(|leak| leak.partial) {
        blocks.push(Block::note("* leaves out months without a value."));
    }
    let mut facts: Vec<String> = leaks.head.title.iter().cloned().collect();
    facts.extend(head_fact(&leaks.head));
    Report { title: Some("Where the pipeline leaks".to_string()), facts, blocks }
}

/// How many stages are all listed.
const MOST_STAGES: usize = 24;
/// How many are listed where there are more.
const SOME_STAGES: usize = 10;

/// The table of stages. Worth has a column only where some pipeline says what a deal is worth.
fn sheet(leaks: &Leaks) -> ReportTable {
    let stages = &leaks.stages;
    // The total belongs to the column: its digits decide on the decimals too.
    let counts = |part: fn(&Leak) -> Option<Number>, total: Option<Number>| {
        let figures = stages.iter().filter_map(part).chain(total);
        FigureFormat::of(Denomination::COUNT, figures)
    };
    let lost = counts(|leak| leak.lost, leaks.total.lost);
    let deals = counts(|leak| leak.deals, leaks.total.deals);
    let amounts = stages.iter().filter_map(|leak| leak.worth).chain(leaks.total.worth);
    let money =
        FigureFormat::of(Denomination::new(Unit::MONEY, NumberStyle::Plain, leaks.head.currency), amounts);
    let has_worth = stages.iter().any(|leak| leak.worth.is_some());
    let mut heads =
        vec![Head::words("stage"), Head::figures("deals lost"), Head::figures("would have been won")];
    if has_worth {
        heads.push(Head::figures("worth"));
    }
    heads.push(Head::figures("share"));
    let entry = |format: &FigureFormat, figure: Option<Number>, tone: Tone| match figure {
        Some(figure) => TableEntry::Text(format.bare(figure), tone),
        None => TableEntry::missing(),
    };
    let share = |share: Number| FigureFormat::of(Denomination::PERCENT, [share]).bare(share);
    let line = |name: String, [lost_deals, won, amount, part]: [Option<Number>; 4]| {
        let mut line = vec![
            TableEntry::plain(name),
            entry(&lost, lost_deals, Tone::Plain),
            entry(&deals, won, Tone::Plain),
        ];
        if has_worth {
            line.push(entry(&money, amount, Tone::Plain));
        }
        line.push(part.map_or_else(TableEntry::missing, |part| TableEntry::plain(share(part))));
        line
    };
    let mut lines: Vec<Vec<TableEntry>> = Vec::new();
    let (told, others) = stages.split_at(if stages.len() > MOST_STAGES { SOME_STAGES } else { stages.len() });
    for leak in told {
        let mark = if leak.partial { "*" } else { "" };
        let figures = [leak.lost, leak.deals, leak.worth, leak.share];
        lines.push(line(format!("{}{mark}", leak.stage), figures));
        if let Some(one) = &leak.waiting {
            lines.push(line("· by waiting".to_string(), [one.lost, one.deals, one.worth, one.share]));
        }
    }
    if !others.is_empty() {
        let sum = |part: fn(&Leak) -> Option<Number>| {
            let all: Option<Vec<Number>> = others.iter().map(part).collect();
            all.and_then(Number::sum)
        };
        let figures =
            [sum(|leak| leak.lost), sum(|leak| leak.deals), sum(|leak| leak.worth), sum(|leak| leak.share)];
        lines.push(line(format!("{} more", others.len()), figures));
    }
    let mut total = vec![
        TableEntry::Text("if no stage lost any".to_string(), Tone::Strong),
        entry(&lost, leaks.total.lost, Tone::Strong),
        entry(&deals, leaks.total.deals, Tone::Strong),
    ];
    if has_worth {
        total.push(entry(&money, leaks.total.worth, Tone::Strong));
    }
    // The shares are of this line, and do not add up to it.
    total.push(TableEntry::plain(""));
    lines.push(total);
    ReportTable { heads, fixed: 1, lines, ..ReportTable::default() }
}

/// One record for each stage.
pub fn leaks_records(leaks: &Leaks) -> Records {
    let heads = ["pipeline", "stage", "lost", "deals", "worth", "share", "currency"];
    let line = |leak: &Leak| -> Vec<Field> {
        vec![
            leak.pipeline.as_deref().unwrap_or("").into(),
            leak.stage.as_str().into(),
            leak.lost.into(),
            leak.deals.into(),
            leak.worth.into(),
            leak.share.into(),
            leaks.head.currency.code().into(),
        ]
    };
    Records { heads: heads.map(str::to_string).to_vec(), lines: leaks.stages.iter().map(line).collect() }
}
