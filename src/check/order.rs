//! The order of evaluation: every row after what it needs, loops through the past month by month, loops
//! within a month refused.

use petgraph::algo::{kosaraju_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::balance::{changed_by, growing};
use super::fixes::uses_of;
use super::{Context, ScenarioBuilder};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::library::Reads;
use crate::model::{Argument, Formula, Operand, Operator, Row, RowId, Schedule, ScheduleBlock, Step, Use};
use crate::source::Span;
use crate::value::{Cell, Number};

/// The schedule of a scenario's rows, or the findings for the loops within a month that forbid one.
pub(super) fn schedule<'a>(
    builder: &ScenarioBuilder<'a>,
    context: &Context<'a>,
) -> Result<Schedule, Vec<Diagnostic>> {
    let order = Ordering { builder, context };
    let length = builder.table.len();
    let rows: Vec<u32> = (0..length as u32).collect();
    let part = order.run(&rows, |row| Some(row.index()))?;
    let mut arrives_later = vec![false; length];
    for row in part.arrives_later {
        arrives_later[row.index()] = true;
    }
    Ok(Schedule { blocks: part.blocks, arrives_later })
}

/// The order of some rows among themselves: those that depend on what was changed. A loop that a change makes
/// goes through a changed row, so all its rows are among them.
pub(super) fn part<'a>(
    builder: &ScenarioBuilder<'a>,
    context: &Context<'a>,
    rows: &[u32],
) -> Result<PartialSchedule, Vec<Diagnostic>> {
    let places: FxHashMap<u32, usize> = rows.iter().enumerate().map(|(at, row)| (*row, at)).collect();
    Ordering { builder, context }.run(rows, |row| places.get(&row.0).copied())
}

/// The order of some rows.
pub(super) struct PartialSchedule {
    /// The rows in order, those of a loop together.
    pub blocks: Vec<ScheduleBlock>,
    /// Of the rows in loops, the delays whose flow never arrives in the month it enters.
    pub arrives_later: Vec<RowId>,
}

struct Ordering<'l, 'a> {
    builder: &'l ScenarioBuilder<'a>,
    context: &'l Context<'a>,
}

impl<'l> Ordering<'l, '_> {
    fn row(&self, row: usize) -> Option<&'l Row> {
        self.builder.table.get(row).and_then(|entry| entry.row.as_deref())
    }

    /// Puts `rows` in order; `place` is where a row stands among them.
    fn run(
        &self,
        rows: &[u32],
        place: impl Fn(RowId) -> Option<usize>,
    ) -> Result<PartialSchedule, Vec<Diagnostic>> {
        // Edges run from a row to what it uses, so that components come out with what is used first.
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(rows.len(), rows.len() * 2);
        for _ in rows {
            graph.add_node(());
        }
        for (at, row) in rows.iter().enumerate() {
            let Some(row) = self.row(*row as usize) else { continue };
            row.formula.for_each_use(|used, _| {
                if let Some(used) = place(used) {
                    graph.add_edge(NodeIndex::new(at), NodeIndex::new(used), ());
                }
            });
        }
        let mut part = PartialSchedule { blocks: Vec::new(), arrives_later: Vec::new() };
        let mut found = Vec::new();
        // Iterative, unlike petgraph's Tarjan: a chain of rows may be as long as a plan allows.
        for component in kosaraju_scc(&graph) {
            // A component of one row is no loop unless it uses itself, as a stock does through the month before.
            let first = component[0];
            if component.len() == 1 && graph.find_edge(first, first).is_none() {
                part.blocks.push(ScheduleBlock::Row(RowId(rows[first.index()])));
                continue;
            }
            let mut members: Vec<u32> = component.iter().map(|node| rows[node.index()]).collect();
            // The order of the plan, so that the same plan has the same order whatever the graph library does.
            members.sort_unstable();
            match self.feedback(&members, &mut part.arrives_later) {
                Ok(block) => part.blocks.push(block),
                Err(loops) => found.push(loops),
            }
        }
        if found.is_empty() { Ok(part) } else { Err(found) }
    }

    /// The order within one month of rows that need each other.
    fn feedback(&self, members: &[u32], arrives_later: &mut Vec<RowId>) -> Result<ScheduleBlock, Diagnostic> {
        let place: FxHashMap<u32, usize> = members.iter().enumerate().map(|(at, row)| (*row, at)).collect();
        let mut tight: DiGraph<u32, ()> = DiGraph::new();
        for row in members {
            tight.add_node(*row);
        }
        // Who looks at a later month, and at what, where that needs it back.
        let mut ahead: Option<(usize, usize)> = None;
        for (at, row) in members.iter().enumerate() {
            let Some(row_of) = self.row(*row as usize) else { continue };
            let later = self.always_later(row_of);
            arrives_later.extend(later.then_some(RowId(*row)));
            row_of.formula.for_each_use(|used, how| {
                let Some(used) = place.get(&used.0) else { return };
                if how == Use::LaterMonth && ahead.is_none() {
                    ahead = Some((at, *used));
                }
                let past = match how {
                    Use::SameMonth | Use::AllMonths | Use::LaterMonth => false,
                    Use::EarlierMonth => true,
                    // A clause that begins `from` a month after the one it reads is computed when that month is
                    // past.
                    Use::OneMonth { month, from } => from > month,
                    Use::Arriving => later,
                };
                if !past {
                    // The edge runs from what is needed to who needs it.
                    tight.add_edge(NodeIndex::new(*used), NodeIndex::new(at), ());
                }
            });
        }
        if let Some(ahead) = ahead {
            return Err(self.looks_ahead(members, &place, ahead));
        }
        match toposort(&tight, None) {
            Ok(order) => {
                // Rows that nothing orders keep the order of the plan, whatever the library does.
                let order: Vec<RowId> = order.into_iter().map(|node| RowId(tight[node])).collect();
                Ok(ScheduleBlock::Feedback(order))
            }
            Err(_) => Err(self.cycle(&tight)),
        }
    }

    /// Whether a delay's flow never arrives in the month in which it enters.
    fn always_later(&self, row: &Row) -> bool {
        let Formula::History { function, arguments, in_days, .. } = &row.formula else { return false };
        if function.reads != Reads::Arrivals {
            return false;
        }
        match &arguments[1..] {
            [duration] => {
                let longest = self.context.calendar.all_days().iter().max().copied().unwrap_or(Number::ONE);
                // A flow that enters on the first of the longest month has to wait to its end; in shorter ones it
                // then does so too.
                let enough = if *in_days { longest } else { Number::ONE };
                self.least(*duration, 0).is_some_and(|least| least >= enough)
            }
            [first, ..] => self.greatest_is_zero(*first),
            [] => false,
        }
    }

    fn greatest_is_zero(&self, input: Argument) -> bool {
        match input {
            Argument::Constant(number) => number.is_zero(),
            Argument::Row(row) if self.builder.is_free(row) => false,
            Argument::Row(row) => match self.row(row.index()).map(|row| &row.formula) {
                Some(Formula::Steps { steps, result: Operand::Constant(number), .. }) => {
                    steps.is_empty() && number.is_zero()
                }
                _ => false,
            },
        }
    }

    /// The least that an input can be in any month, where its formula says that without being computed.
    fn least(&self, input: Argument, depth: usize) -> Option<Number> {
        let row = match input {
            Argument::Constant(number) => return Some(number),
            // A number that is to be found may come out as anything.
            Argument::Row(row) if self.builder.is_free(row) => return None,
            Argument::Row(row) => self.row(row.index())?,
        };
        let Formula::Steps { steps, result, series } = &row.formula else { return None };
        // A name for a name for a name: a few of them are followed, never a long chain.
        if depth > 8 || steps.len() > 256 {
            return None;
        }
        // A bound from below, step by step. None says nothing about a step, which is safe: the loop is then
        // refused rather than computed wrongly.
        let mut known: Vec<Option<Number>> = Vec::with_capacity(steps.len());
        let at = |operand: &Operand, known: &[Option<Number>]| match operand {
            Operand::Constant(number) => Some(*number),
            Operand::Row(row) => self.least(Argument::Row(*row), depth + 1),
            Operand::Series(index) => series[*index as usize].iter().min().copied(),
            Operand::Step(step) => known.get(*step as usize).copied().flatten(),
        };
        // Exact only of operands that are one number; others are left alone.
        let constant = |operand: &Operand| match operand {
            Operand::Constant(number) => Some(*number),
            _ => None,
        };
        for step in steps {
            let least = match step {
                Step::Within(_, a, b) | Step::If(_, a, b) => {
                    let missing = |operand: &Operand| match operand {
                        Operand::Step(step) => matches!(steps[*step as usize], Step::Missing(_)),
                        _ => false,
                    };
                    match (at(a, &known), at(b, &known)) {
                        (Some(a), Some(b)) => Some(a.min(b)),
                        (Some(a), None) if missing(b) => Some(a),
                        _ => None,
                    }
                }
                Step::Range { parameters, .. } => parameters.first().and_then(|low| at(low, &known)),
                Step::Binary(operator @ (Operator::Over | Operator::Times), a, b) => {
                    constant(a).zip(constant(b)).and_then(|(a, b)| {
                        let (a, b) = (Cell::from(a), Cell::from(b));
                        let result = if *operator == Operator::Over { a.div(b, 0) } else { a.mul(b, 0) };
                        result.number()
                    })
                }
                _ => None,
            };
            known.push(least);
        }
        at(result, &known)
    }

    /// The finding for rows of which one looks at a later month of another that needs it: no month can be the first.
    fn looks_ahead(
        &self,
        members: &[u32],
        place: &FxHashMap<u32, usize>,
        (at, used): (usize, usize),
    ) -> Diagnostic {
        let mut uses: DiGraph<u32, ()> = DiGraph::new();
        for row in members {
            uses.add_node(*row);
        }
        for (user, row) in members.iter().enumerate() {
            let Some(row) = self.row(*row as usize) else { continue };
            row.formula.for_each_use(|used, _| {
                if let Some(used) = place.get(&used.0) {
                    uses.add_edge(NodeIndex::new(*used), NodeIndex::new(user), ());
                }
            });
        }
        let back = match at == used {
            true => Vec::new(),
            false => shortest_way(&uses, NodeIndex::new(used), NodeIndex::new(at)),
        };
        let path: Vec<u32> =
            std::iter::once(members[at]).chain(back.into_iter().map(|node| uses[node])).collect();
        let names = self.names(&path);
        let (first, span) = names.first().copied().unwrap_or_default();
        let others: Vec<String> = names[1..].iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = match others.is_empty() {
            true => format!("`{first}` needs itself in a later month"),
            false => format!(
                "`{first}` looks at a later month of {} needs `{first}`",
                others.join(", which needs ") + ", which"
            ),
        };
        let mut found = Diagnostic::new(Code::Cycle, message, span, "looks ahead here");
        for (index, (name, span)) in names.iter().enumerate().skip(1) {
            let next = names.get(index + 1).or(names.first()).map_or("", |(name, _)| name);
            found = found.also(*span, format!("`{name}` needs `{next}`"));
        }
        let Some((other, _)) = names.get(1) else {
            return found.help(format!("a row goes on from the months before: `prev({first}, 0)`"));
        };
        found.help(format!(
            "what is looked at ahead has to be known without `{first}`: let one of them look back, with \
             `prev({other}, 0)`, or look ahead at a row that does not need `{first}`"
        ))
    }

    /// The names of rows that need each other, each once, and where they are defined.
    fn names(&self, path: &[u32]) -> Vec<(&'l str, Span)> {
        let mut names: Vec<(&str, Span)> = Vec::new();
        for row in path {
            let entry = &self.builder.table[*row as usize];
            let named = self.builder.names.get(&entry.name);
            let span = named.map_or(entry.span, |row| self.builder.table[row.index()].span);
            if names.last().is_none_or(|(last, _)| *last != &*entry.name) {
                names.push((&entry.name, span));
            }
        }
        // The loop may enter a row by way of its own hidden part: its name is said once.
        if names.len() > 1 && names.first().map(|(name, _)| *name) == names.last().map(|(name, _)| *name) {
            names.pop();
        }
        names
    }

    /// One whole loop, in the order in which the rows need each other.
    fn cycle(&self, tight: &DiGraph<u32, ()>) -> Diagnostic {
        let mut path: Vec<u32> = Vec::new();
        if let Some(component) = kosaraju_scc(tight)
            .into_iter()
            .find(|nodes| nodes.len() > 1 || tight.find_edge(nodes[0], nodes[0]).is_some())
        {
            // The shortest way from the loop's first row back to itself.
            let start = component.iter().copied().min_by_key(|node| tight[*node]).unwrap_or(component[0]);
            path = shortest_way(tight, start, start).into_iter().map(|node| tight[node]).collect();
        }
        let names = self.names(&path);
        let words: Vec<String> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
        let first = words.first().cloned().unwrap_or_default();
        let message = if words.len() == 1 {
            format!("{first} needs itself in the same month")
        } else {
            format!("these rows need each other in the same month: {} needs {first}", words.join(" needs "))
        };
        let span = names.first().map_or(Span::default(), |(_, span)| *span);
        let mut found = Diagnostic::new(Code::Cycle, message, span, "the loop starts here");
        for (index, (name, span)) in names.iter().enumerate().skip(1) {
            let next = names.get(index + 1).or(names.first()).map_or("", |(name, _)| name);
            found = found.also(*span, format!("`{name}` needs `{next}`"));
        }
        if let Some(help) = path.iter().find_map(|row| self.all_months(*row)) {
            return found.help(help);
        }
        if let [(name, span)] = names[..]
            && let Some(help) = self.of_itself(&found, name, span)
        {
            return help;
        }
        let target = names.first().map_or("x", |(name, _)| name);
        found.help(format!(
            "let one of them look at the month before: `prev({target}, 0)` instead of `{target}`"
        ))
    }

    /// The finding for a row that is written with its own name, with what that is meant to be: in a scenario the value
    /// that it changes, in a pipeline a row of another, else a new row. None where the name does not stand there.
    fn of_itself(&self, found: &Diagnostic, name: &str, span: Span) -> Option<Diagnostic> {
        let short = name.rsplit('.').next().unwrap_or(name);
        let (sign, value) = self.context.rest_of_line(span).split_once('=')?;
        let start = span.end as usize + sign.len() + 1;
        let places = uses_of(value, short);
        if places.is_empty() {
            return None;
        }
        let replaced = |by: &str| -> Vec<Edit> {
            let place = |at: &usize| Span::new(span.file, start + at, start + at + short.len());
            places.iter().map(|at| Edit::replace(place(at), by)).collect()
        };
        let written = |by: &str| {
            let mut value = value.to_string();
            for at in places.iter().rev() {
                value.replace_range(*at..*at + short.len(), by);
            }
            value.trim().to_string()
        };
        if self.builder.table.below().is_some() {
            let help =
                format!("`base` is the value that a scenario changes: write `{short} = {}`", written("base"));
            return Some(found.clone().fix_with(help, replaced("base")));
        }
        if short != name {
            let pipeline = name.strip_suffix(short)?.trim_end_matches('.');
            let others = self.builder.members_called(short);
            let other = others.iter().find(|other| *other != name);
            let help =
                format!("inside `{pipeline}` the name `{short}` is this row itself: give it another name");
            return Some(match other {
                Some(other) => {
                    let help = format!(
                        "{help}, or name the row that is meant in full: `{short} = {}`",
                        written(other)
                    );
                    found.clone().fix_with(help, replaced(other))
                }
                None => {
                    found.clone().help(format!("{help}, such as `{pipeline}_{short} = {}`", value.trim()))
                }
            });
        }
        if let Some((more, share)) = changed_by(value.trim(), name) {
            let grown = growing(more, share);
            let help = format!("what changes every month grows from a first value: `{name} = 100 {grown}`");
            return Some(found.clone().help(help));
        }
        Some(found.clone().help(match self.builder.piled_up(name, value.trim()) {
            Some(lines) => {
                let lines = lines.join("; ");
                format!(
                    "what piles up from month to month is a stock: `stock {name} {{ opening 0; {lines} }}`"
                )
            }
            None => format!("give the new one a name of its own: `new_{name} = {}`", value.trim()),
        }))
    }

    /// What to write for a function of months that are not known yet.
    fn all_months(&self, row: u32) -> Option<String> {
        let Formula::History { function, arguments, span, .. } = &self.row(row as usize)?.formula else {
            return None;
        };
        let [Argument::Row(of), ..] = arguments[..] else { return None };
        let Reads::AllMonths { so_far } = function.reads else { return None };
        let call = self.context.sources.text(self.builder.table[row as usize].span);
        let of = if self.row(of.index())?.hidden { "…" } else { &*self.builder.table[of.index()].name };
        let so_far = so_far.map_or_else(|| of.to_string(), |so_far| format!("{}({of})", so_far.name));
        Some(match span {
            Some(_) => format!(
                "`{call}` needs every month of its span: let the clause begin `from` a month after it, or look at the months before with `prev({so_far}, 0)`"
            ),
            None => format!(
                "`{call}` needs every month of the plan: look at the months before with `prev({so_far}, 0)`, or at one that is past, such as `{of}[MONTH]`"
            ),
        })
    }
}

/// The nodes of a shortest way from `from` to `to`, which is left out, each needing the next; a loop where both are
/// the same.
fn shortest_way(graph: &DiGraph<u32, ()>, from: NodeIndex, to: NodeIndex) -> Vec<NodeIndex> {
    use petgraph::Direction::Incoming;
    let mut came_from: FxHashMap<NodeIndex, NodeIndex> = FxHashMap::default();
    let mut waiting = std::collections::VecDeque::from([from]);
    while let Some(node) = waiting.pop_front() {
        // Incoming edges run from what is needed: this walks "needs".
        let mut needed: Vec<NodeIndex> = graph.neighbors_directed(node, Incoming).collect();
        needed.sort_by_key(|node| graph[*node]);
        for next in needed {
            if next == to {
                let mut path = vec![node];
                let mut at = node;
                while at != from {
                    let Some(before) = came_from.get(&at) else { break };
                    at = *before;
                    path.push(at);
                }
                path.reverse();
                return path;
            }
            if !came_from.contains_key(&next) && next != from {
                came_from.insert(next, node);
                waiting.push_back(next);
            }
        }
    }
    vec![from]
}
