//! Lists by member, `[west: 20%, else: 15%]`: whether they name the members of their block (LANGUAGE, section
//! "Segments").

use super::scope::normal;
use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{MemberId, SegmentName};
use crate::source::Span;
use crate::syntax::tree::{
    ClauseBody, ExprId, NodeKind, PipelineLineKind, PlanLineKind, StageTime, Statement, StatementKind,
    StockLineKind, Tree, Value,
};

/// A list by member: where it stands, the names of its entries, and whether it is to name all members of its block.
struct NamedList {
    span: Span,
    names: Vec<Span>,
    whole: bool,
}

impl<'a> ScenarioBuilder<'a> {
    /// Reports lists by member in a statement of a block that leave members out, name one twice or name others. In a
    /// scenario a list may leave members out, which keep what they had.
    pub(super) fn keyed_lists_of(
        &mut self,
        context: &Context<'a>,
        (tree, statement): (&'a Tree, &'a Statement),
        members: &[MemberId],
        in_scenario: bool,
    ) {
        for list in lists_of(tree, statement) {
            self.keyed_list(context, &list, members, list.whole && !in_scenario);
        }
    }

    fn keyed_list(&mut self, context: &Context<'a>, list: &NamedList, members: &[MemberId], whole: bool) {
        let mut named: Vec<(MemberId, Span)> = Vec::new();
        let mut otherwise: Option<Span> = None;
        for span in &list.names {
            let name = normal(context.sources.text(*span));
            if name == "else" {
                if let Some(first) = otherwise {
                    let found =
                        Diagnostic::new(Code::DuplicateName, "`else` is said twice", *span, "said again");
                    self.diagnostics.push(found.also(first, "first said here").help("take one away"));
                }
                otherwise = Some(*span);
                continue;
            }
            match context.segments.find(&name) {
                Some(SegmentName::Member(member)) if members.contains(&member) => {
                    if let Some((_, first)) = named.iter().find(|(one, _)| *one == member) {
                        let message = format!("`{name}` is twice in this list");
                        let found = Diagnostic::new(Code::DuplicateName, message, *span, "again");
                        self.diagnostics.push(found.also(*first, "first here").help("take one away"));
                        continue;
                    }
                    named.push((member, *span));
                }
                other => self.not_of_block(context, (&name, *span), other, members),
            }
        }
        if !whole || otherwise.is_some() {
            return;
        }
        let missing: Vec<&str> = members
            .iter()
            .filter(|member| !named.iter().any(|(one, _)| one == *member))
            .map(|member| context.segments.member(*member).name.as_str())
            .collect();
        let Some(first) = missing.first() else { return };
        // One that was misspelled is told already.
        if named.len() < list.names.len() && missing.len() <= list.names.len() - named.len() {
            return;
        }
        let shown: Vec<String> = missing.iter().take(5).map(|name| format!("`{name}`")).collect();
        let more = match missing.len() {
            count if count > 5 => format!(" and {} more", count - 5),
            _ => String::new(),
        };
        let message = format!("this list says nothing for {}{more}", shown.join(", "));
        let found = Diagnostic::new(Code::MissingMember, message, list.span, "not every member is in it");
        self.diagnostics
            .push(found.help(format!("add `{first}: …`, or `else: …` for all that it does not name")));
    }

    /// Reports an entry whose name is no member of the block.
    fn not_of_block(
        &mut self,
        context: &Context<'a>,
        (name, span): (&str, Span),
        known: Option<SegmentName>,
        members: &[MemberId],
    ) {
        let segments = &context.segments;
        let of = members.first().map(|member| segments.segment(member.segment));
        let segment = of.map_or("", |segment| segment.name.as_str());
        let found = |message: String| Diagnostic::new(Code::UnknownName, message, span, "not in this block");
        let found = match known {
            Some(SegmentName::Member(member))
                if of.is_some_and(|of| segments.segment(member.segment).name == of.name) =>
            {
                found(format!("the block is not for `{name}`"))
                    .help(format!("name it at the head of the block, or write `for {segment} {{ … }}`"))
            }
            Some(SegmentName::Member(member)) => {
                let other = &segments.segment(member.segment).name;
                found(format!("`{name}` is a {other}, and the list is by {segment}"))
                    .help(format!("put it in `for {other} {{ … }}`"))
            }
            Some(SegmentName::Segment(_)) => {
                found(format!("`{name}` is a segment: a list names its members"))
                    .help("write the members, or `else: …` for all others")
            }
            None => {
                let found = found(format!("there is no {segment} `{name}`"));
                let names = members.iter().map(|member| segments.member(*member).name.as_str());
                match nearest(name, names) {
                    Some(near) => found.fix(format!("did you mean `{near}`?"), span, near),
                    None => found.help(format!("declare it: `segment {segment}: …, {name}`")),
                }
            }
        };
        self.diagnostics.push(found);
    }
}

fn lists_of(tree: &Tree, statement: &Statement) -> Vec<NamedList> {
    let mut lists = Vec::new();
    match &statement.kind {
        StatementKind::Definition(definition) => of_value(&definition.value, &mut lists),
        StatementKind::Plan(lines) => {
            for line in lines {
                match &line.kind {
                    PlanLineKind::Action { value, .. } | PlanLineKind::Capacity(value) => {
                        of_value(value, &mut lists);
                    }
                    PlanLineKind::Bad(_) => {}
                }
            }
        }
        StatementKind::Pipeline(pipeline) => {
            for line in &pipeline.lines {
                match &line.kind {
                    PipelineLineKind::Entry { value, .. }
                    | PipelineLineKind::Worth(value)
                    | PipelineLineKind::Aligned(value) => of_value(value, &mut lists),
                    PipelineLineKind::Stage(stage) => {
                        of_expression(tree, stage.rate, &mut lists);
                        if let StageTime::In(time) = stage.time {
                            of_expression(tree, time, &mut lists);
                        }
                    }
                    PipelineLineKind::Opening(_) | PipelineLineKind::Bad(_) => {}
                }
            }
        }
        StatementKind::Stock(stock) => {
            for line in &stock.lines {
                match &line.kind {
                    StockLineKind::Opening(value)
                    | StockLineKind::Gains(_, value)
                    | StockLineKind::Loses(_, value) => of_value(value, &mut lists),
                    StockLineKind::Bad(_) => {}
                }
            }
        }
        _ => {}
    }
    lists
}

/// The lists by member that are clauses of a value. The first is to name all; a later one holds for those that it names.
fn of_value(value: &Value, lists: &mut Vec<NamedList>) {
    for (at, clause) in value.clauses.iter().enumerate() {
        if let ClauseBody::Keyed(list) = &clause.body {
            let names = list.entries.iter().map(|entry| entry.name).collect();
            lists.push(NamedList { span: list.span, names, whole: at == 0 });
        }
    }
}

/// A list by member in the place of a stage's rate or duration.
fn of_expression(tree: &Tree, expr: ExprId, lists: &mut Vec<NamedList>) {
    let node = tree.node(expr);
    if let NodeKind::Keyed(entries) = &node.kind {
        let names = entries.iter().map(|entry| entry.name).collect();
        lists.push(NamedList { span: node.span, names, whole: true });
    }
}
