//! What there is: rows, one row, scenarios, and how the session differs from its file. Nothing here changes
//! the session.

use std::ops::Range;

use super::change::{ChangeSubject, ChangeTarget, SessionChange};
use super::command::{refuse, required};
use super::compose::text_of;
use super::line::{SHOWN, first_word};
use super::{Outcome, Session};
use crate::analysis::{
    Expression, Granularity, Results, RowResult, SettledPlan, TypedFormula, evaluate_over, info, results_over,
};
use crate::check::ExpressionKind;
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::limits;
use crate::model::Origin;
use crate::questions::{ShownMonths, listed, words};
use crate::report::{self, Block, Glossary, Report};
use crate::source::Source;

impl Session {
    /// A sentence on where the session is: the plan, the scenario, the number of changes.
    pub(super) fn here(&self) -> Block {
        let plan = self.name().unwrap_or_else(|| "a plan without a file".into());
        let scenario = match self.state.chosen() {
            "base" => String::new(),
            name => format!(", scenario {name}"),
        };
        let changes = match self.changes() {
            0 => String::new(),
            1 => ", with 1 change".into(),
            count => format!(", with {count} changes"),
        };
        Block::note(format!("This is {plan}{scenario}{changes}."))
    }

    /// That sentence as an outcome.
    pub(super) fn where_we_are(&self) -> Outcome {
        Outcome::of(Report { blocks: vec![self.here()], ..Report::default() })
    }

    /// Whether the session has changed the definition of a row.
    pub(super) fn is_changed(&self, name: &str) -> bool {
        let about = |change: &SessionChange| match (&change.subject, &change.target) {
            (ChangeSubject::Row(row), _) => row == name,
            (_, ChangeTarget::Block(_, lines)) => {
                lines.iter().any(|line| matches!(&line.subject, ChangeSubject::Row(row) if row == name))
            }
            _ => false,
        };
        self.state.changes().all.iter().any(|change| about(change))
    }

    /// `:rows`: the rows of a group with what they come to, those that the session has changed marked.
    pub(super) fn rows(&mut self, text: &str) -> Result<Outcome, Findings> {
        let results = self.state.results().ok_or_else(|| self.no_plan())?;
        let wanted = match &words(text).map_err(Findings::alone)?[..] {
            [] => None,
            [one] => Some(one.to_lowercase()),
            _ => return Err(refuse("this command takes one word", "write `:rows pipeline`")),
        };
        let chosen = chosen(results, wanted.as_deref());
        if chosen.is_empty() {
            return match wanted {
                None => Ok(Outcome::note("The plan has no rows yet: add one, such as `4 calls/day`.")),
                Some(word) => Err(no_group(&word, results)),
            };
        }
        let mut blocks = vec![Block::Table(report::listing(results, &chosen))];
        report::mark_changed(&mut blocks, |name| self.is_changed(name));
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }

    /// `:info`: what a row is, and what it comes to.
    pub(super) fn info(&mut self, text: &str) -> Result<Outcome, Findings> {
        let name = required(text, ":info ROW")?;
        let view = self.state.plan().ok_or_else(|| self.no_plan())?;
        let sources = view.plan.sources();
        let info = info(view.plan, view.scenario, &name).map_err(|found| view.plan.wrong(found))?;
        let row = self.state.results().and_then(|results| results.row(&info.name));
        let figure = row.map(report::short);
        Ok(Outcome::of(report::info(&info, figure, self.is_changed(&info.name), sources)))
    }

    /// The scenarios, the one that is looked at marked.
    pub(super) fn scenarios(&self) -> Outcome {
        let model = self.state.model();
        let label = |name: &str| {
            let label = model.and_then(|model| model.scenario(name)?.label.clone());
            let label = label.unwrap_or_else(|| match name {
                "base" => "the plan as it stands".into(),
                _ => String::new(),
            });
            match (name == self.state.chosen(), label.as_str()) {
                (true, "") => "looked at".to_string(),
                (true, _) => format!("{label} (looked at)"),
                (false, _) => label,
            }
        };
        let entries = self.state.scenarios().into_iter().map(|name| (name.clone(), label(&name)));
        let blocks = vec![Block::Glossary(Glossary::of(entries))];
        Outcome::of(Report { blocks, ..Report::default() })
    }

    /// `:diff`: what the session has changed, and all rows that moved by it.
    pub(super) fn diff(&mut self) -> Result<Outcome, Findings> {
        if self.state.changes().all.is_empty() {
            return Ok(Outcome::note("The session has changed nothing yet."));
        }
        let moved = self.state.difference().ok_or_else(|| self.no_plan())?;
        let mut blocks = vec![Block::Code(self.changed_lines())];
        if self.name().is_some() {
            blocks.extend(report::moved(&moved, usize::MAX, "").blocks);
        }
        Ok(Outcome::of(Report { blocks, ..Report::default() }))
    }

    /// The changed lines as a text diff: as the file has them after `-`, as the session has them after `+`.
    fn changed_lines(&self) -> String {
        let mut text = String::new();
        for change in &self.state.changes().all {
            if let Some(before) = self.in_file(change) {
                text.push_str(&format!("- {before}\n"));
            }
            for line in text_of(change).lines() {
                text.push_str(&format!("+ {}\n", line.trim_end()));
            }
        }
        text
    }

    /// The line of the file that a statement replaces; none where it adds something.
    fn in_file(&self, change: &SessionChange) -> Option<String> {
        match &change.subject {
            ChangeSubject::Row(name) => self.state.in_file(name),
            ChangeSubject::Once(word) => {
                let (_, found) = self.state.statement(word)?;
                Some(self.state.file().sources.text(found.span).trim().to_string())
            }
            _ => None,
        }
    }

    /// `:plot`: rows and formulas over the months as a chart, and the same of other scenarios.
    pub(super) fn plot(&mut self, text: &str) -> Result<Outcome, Findings> {
        let (text, options) = text.split_at(text.find("--").unwrap_or(text.len()));
        let shown = ShownMonths::of_line(options).map_err(Findings::alone)?;
        let (items, scenarios) = drawn(text);
        if items.is_empty() {
            return Err(refuse("which row is to be drawn?", "write `:plot bookings`"));
        }
        let view = self.state.plan().ok_or_else(|| self.no_plan())?;
        let wrong = |found| view.plan.wrong(found);
        let months = shown.of(view.plan).map_err(|found| wrong(vec![found]))?;
        let mut all: Vec<Results> =
            vec![results_over(view.plan, view.scenario, Granularity::Month, months.clone()).map_err(wrong)?];
        for scenario in &scenarios {
            if all.iter().any(|known| known.head.scenario == *scenario) {
                continue;
            }
            all.push(results_over(view.plan, scenario, Granularity::Month, months.clone()).map_err(wrong)?);
        }
        let mut names: Vec<String> = Vec::new();
        for item in &items {
            let typed = Source::part(SHOWN, item.as_str(), 0..item.len(), self.lines);
            let name = match is_name(item) {
                // An unknown name is told as everywhere.
                true => info(view.plan, view.scenario, item).map(|info| info.name).map_err(wrong)?,
                false => worked_out(view.plan, &typed, &months, &mut all)?,
            };
            // What is named twice is drawn once.
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let lines = names.len() * all.len();
        if lines > limits::CHART_LINES {
            let message =
                format!("a chart of {lines} lines: at most {} can be told apart", limits::CHART_LINES);
            return Err(refuse(message, "leave out rows or scenarios"));
        }
        let chart = report::chart(&all, &names);
        Ok(Outcome::of(Report { blocks: vec![Block::Chart(chart)], ..Report::default() }))
    }
}

/// Adds a formula as a row to the results of every scenario; gives the name of that row.
///
/// # Errors
/// What is wrong with the formula.
fn worked_out(
    plan: &SettledPlan,
    formula: &Source,
    months: &Range<usize>,
    all: &mut [Results],
) -> Result<String, Findings> {
    let mut name = String::new();
    for results in all {
        let typed = TypedFormula::new(formula.clone());
        let expression = Expression::read(plan, &results.head.scenario, typed, ExpressionKind::Value)?;
        let found = evaluate_over(plan, &expression.asked, months.clone())
            .map_err(|found| expression.wrong(found))?;
        for row in found.rows {
            name.clone_from(&row.name);
            results.rows.push(row);
        }
    }
    Ok(name)
}

/// Whether a text is a name, dots included, and no formula.
fn is_name(text: &str) -> bool {
    first_word(text) == text
}

/// What is to be drawn: rows and formulas with commas between them, and the names of scenarios that stand behind them.
/// Between a row and a scenario there is no comma, and no operator: `bookings base hustle`, `won / leads hustle`.
fn drawn(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut items, mut scenarios) = (Vec::new(), Vec::new());
    for part in listed(text) {
        let mut words: Vec<&str> = part.split_whitespace().collect();
        let mut behind: Vec<String> = Vec::new();
        // A name right behind a name, a number or a bracket is no part of the formula.
        while let [.., before, last] = words[..]
            && is_name(last)
            && before.ends_with(|end: char| end.is_alphanumeric() || matches!(end, '_' | ')' | ']' | '%'))
            && !matches!(before, "of" | "and" | "or" | "not" | "in" | "to" | "if")
            && !matches!(last, "of" | "and" | "or")
        {
            behind.insert(0, last.to_string());
            words.pop();
        }
        if !words.is_empty() {
            items.push(words.join(" "));
        }
        scenarios.extend(behind);
    }
    (items, scenarios)
}

/// The rows of a group, or else those with the word in their name. Without a word, all but the parts of
/// stages and the calendar, which nobody has typed.
fn chosen<'a>(results: &'a Results, wanted: Option<&str>) -> Vec<&'a RowResult> {
    let Some(wanted) = wanted else {
        let own = |row: &&RowResult| row.group != Origin::Calendar && !row.is_part();
        return results.rows.iter().filter(own).collect();
    };
    let of_group = |row: &&RowResult| {
        let kind = match &row.group {
            Origin::Plan => "plan",
            Origin::Pipeline(_) => "pipelines",
            Origin::Stock => "stocks",
            Origin::Variable => "variables",
            Origin::Calendar => "calendar",
        };
        (kind == wanted || kind.strip_suffix('s') == Some(wanted) || row.group.name() == wanted)
            && !row.is_part()
    };
    let found: Vec<&RowResult> = results.rows.iter().filter(of_group).collect();
    match found.is_empty() {
        true => results.rows.iter().filter(|row| row.name.to_lowercase().contains(wanted)).collect(),
        false => found,
    }
}

/// The finding where a word is neither a group nor part of a row's name.
fn no_group(word: &str, results: &Results) -> Findings {
    let found =
        Diagnostic::without_place(Code::UnknownName, format!("no group and no row is called `{word}`"));
    let names = ["plan", "pipeline", "stocks", "variables", "calendar"].into_iter();
    let names = names.chain(results.rows.iter().map(|row| row.name.as_str()));
    Findings::alone(match nearest(word, names) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("`:rows` lists all of them"),
    })
}
