//! Rows that pace works out, which nothing else can stand in the place of.
//!
//! The rows of a pipeline fit each other: what came in has been won, was lost or is open. A formula in the place of
//! one of them would say of the others what is not so. What they are worked out from may be changed.

use crate::check::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::model::{PipelinePart, Role, RowId, StagePart};
use crate::source::Span;
use crate::syntax::tree::Definition;

impl<'a> ScenarioBuilder<'a> {
    /// The finding for a row that somebody sets, where pace works it out; none of any other row.
    pub(super) fn refuse_worked_out(
        &self,
        context: &Context<'a>,
        row: RowId,
        name: &str,
        place: Span,
    ) -> Option<Diagnostic> {
        let role = self.table[row.index()].row.as_ref()?.role;
        let (why, help) = self.worked_out(role)?;
        let found = Diagnostic::new(Code::NotAnInput, format!("`{name}` {why}"), place, "set here");
        let span = self.table[row.index()].span;
        let found = match span == Span::default() || context.sources.text(span).is_empty() {
            true => found,
            false => found.also(span, "worked out here"),
        };
        Some(found.help(help))
    }

    /// The finding for a name that no row has and that would be read by nothing: a line of a pipeline or stock, whose
    /// value stands in its block, or a member that the plan has under a longer name. None of any other name.
    pub(super) fn not_read(
        &self,
        context: &Context<'a>,
        definition: &Definition,
        name: &str,
    ) -> Option<Diagnostic> {
        let value = context.sources.text(definition.value.span).trim();
        let start = context
            .word_before(definition.name, "new")
            .or_else(|| context.word_before(definition.name, "replace"))
            .unwrap_or(definition.name);
        let whole = Span { end: definition.value.span.end, ..start };
        let members = self.members_called(name);
        if name.contains('.') && !members.is_empty() {
            let message = format!("there is no row `{name}`, and nothing would read one of that name");
            let found =
                Diagnostic::new(Code::UnknownName, message, definition.name, "not a row of this plan");
            let lines: Vec<String> = members.iter().map(|member| format!("{member} = {value}")).collect();
            let shown: Vec<String> = lines.iter().map(|line| format!("`{line}`")).collect();
            let found = found.help(format!("write {}", shown.join(" or ")));
            return Some(lines.into_iter().fold(found, |found, line| found.offer(Fix::write(whole, line))));
        }
        // `outbound.worth`: the block is named, and no other is meant.
        let (owner, name) = match name.rsplit_once('.') {
            Some((owner, line)) => (Some(owner), line),
            None => (None, name),
        };
        let of_owner = |block: Option<&str>| owner.is_none() || owner == block;
        let pipelines: Vec<_> =
            self.pipelines.iter().filter(|pipeline| of_owner(pipeline.name.as_deref())).collect();
        let stocks: Vec<_> = self.stocks.iter().filter(|stock| of_owner(Some(&stock.name))).collect();
        let stock_line = name == crate::model::OPENING && pipelines.is_empty();
        let line = [PipelinePart::Worth.name(), PipelinePart::Aligned.name(), crate::model::OPENING];
        if !line.contains(&name) || pipelines.is_empty() && (!stock_line || stocks.is_empty()) {
            return None;
        }
        let block = if stock_line { "stock" } else { "pipeline" };
        let message = match owner {
            Some(owner) => {
                format!("`{name}` is a line of {block} `{owner}`: nothing would read a row `{owner}.{name}`")
            }
            None => format!("`{name}` is a line of a {block}: nothing would read a row of that name"),
        };
        let found = Diagnostic::new(Code::NotAnInput, message, definition.name, "not a row of this plan");
        let heads: Vec<String> = match stock_line {
            true => stocks.iter().map(|stock| format!("stock {}", stock.name)).collect(),
            false => pipelines
                .iter()
                .map(|pipeline| match &pipeline.name {
                    Some(name) => format!("pipeline {name}"),
                    None => "pipeline".to_string(),
                })
                .collect(),
        };
        // Deals that wait are counted of a stage, which the line does not name.
        let counted = name == crate::model::OPENING && !stock_line;
        let written = if counted { format!("{value} STAGE") } else { value.to_string() };
        let lines: Vec<String> = heads.iter().map(|head| format!("{head} {{ {name} {written} }}")).collect();
        let shown: Vec<String> = lines.iter().take(3).map(|line| format!("`{line}`")).collect();
        let found = found.help(format!("write {}", shown.join(" or ")));
        Some(
            lines
                .into_iter()
                .filter(|_| !counted)
                .take(3)
                .fold(found, |found, line| found.offer(Fix::write(whole, line))),
        )
    }

    /// Why a row of this role cannot be set, and what to change in its place; none of one that can.
    pub(super) fn worked_out(&self, role: Role) -> Option<(&'static str, String)> {
        const PIPELINE: &str = "is what the pipeline works out, so nothing else can stand in its place";
        const AT_START: &str = "is what waits in the pipeline at the start of each month";
        let shares = match role {
            Role::Stage { pipeline, stage, part: StagePart::Time } => {
                let definition = self.pipelines.get(pipeline as usize);
                let stage = definition.and_then(|definition| definition.stages.get(stage as usize));
                stage.is_some_and(|stage| !stage.shares.is_empty())
            }
            _ => false,
        };
        if shares {
            let help = "restate the stage with another list: `over [50%, 50%]`".to_string();
            return Some(("is worked out from the stage's list of shares", help));
        }
        if !role.is_worked_out() {
            return None;
        }
        Some(match role {
            Role::Calendar(_) => (
                "comes from the calendar, which every scenario shares",
                "say `days` or `workdays` in the plan itself".to_string(),
            ),
            Role::Effort => (
                "adds up what everything takes, so nothing else can stand in its place",
                "change how often something is done, or how long it takes: `plan { 4 calls/day taking 15 minutes }`"
                    .to_string(),
            ),
            Role::StockOpening { stock } => {
                let stock = &self.table[stock.index()].name;
                let help = format!(
                    "change what the stock opens with, `stock {stock} {{ opening … }}`, or what it gains and loses"
                );
                ("is what the stock has at the start of each month", help)
            }
            Role::Stage { pipeline, stage, part: StagePart::Opening } => {
                (AT_START, self.opening_drivers(pipeline, stage as usize, false))
            }
            Role::Pipeline { pipeline, part }
                if matches!(part, PipelinePart::OpenOpening | PipelinePart::WeightedOpening) =>
            {
                (AT_START, self.opening_drivers(pipeline, 0, part.is_money()))
            }
            Role::StageFlow { pipeline, stage } | Role::Stage { pipeline, stage, .. } => {
                (PIPELINE, self.drivers(pipeline, stage as usize, false))
            }
            Role::Pipeline { pipeline, part } => (PIPELINE, self.drivers(pipeline, 0, part.is_money())),
            Role::PipelineSum(part) => {
                let first = self.pipelines.iter().find(|pipeline| pipeline.name.is_some());
                let first = first.map_or(0, |pipeline| pipeline.index);
                let why = "is the sum of all pipelines, so nothing else can stand in its place";
                (why, self.drivers(first, 0, part.is_money()))
            }
            _ => return None,
        })
    }

    /// What moves what waits at the start of a month: the line that says it of the first one, and what drives the
    /// pipeline.
    fn opening_drivers(&self, pipeline: u32, stage: usize, money: bool) -> String {
        let definition = self.pipelines.get(pipeline as usize);
        let entry = definition.and_then(|definition| definition.entry.as_ref());
        let drivers = self.drivers(pipeline, stage, money);
        let Some((definition, entry)) = definition.zip(entry) else { return drivers };
        let before = stage.checked_sub(1).and_then(|before| definition.stages.get(before));
        let waits_after = before.map_or(&entry.name, |stage| &stage.name);
        let name = definition.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
        format!("say what waits at first, `pipeline {name}{{ opening 12 {waits_after} }}`, or {drivers}")
    }

    /// What drives a pipeline: the rate and the duration of one of its stages, what comes in, what a deal brings.
    fn drivers(&self, pipeline: u32, stage: usize, money: bool) -> String {
        let definition = self.pipelines.get(pipeline as usize);
        let stage = definition.and_then(|definition| definition.stages.get(stage));
        let (Some(definition), Some(stage)) = (definition, stage) else {
            return "change a stage's rate or duration, or what comes in".to_string();
        };
        let name = |row: RowId| &self.table[row.index()].name;
        let time = match stage.shares.is_empty() {
            true => format!("how long it takes, `{}`", name(stage.time)),
            false => "its list of shares".to_string(),
        };
        let entry = definition.entry.as_ref().map(|entry| format!(", what comes in, `{}`", name(entry.row)));
        let worth = PipelinePart::Worth.name();
        let worth = if money { format!(", or what a deal brings, `{worth}`") } else { String::new() };
        let or = if money { "" } else { "or " };
        let entry = entry.unwrap_or_default().replacen(", ", &format!(", {or}"), 1);
        format!("change what drives it: a stage's rate, such as `{}`, {time}{entry}{worth}", name(stage.rate))
    }
}
