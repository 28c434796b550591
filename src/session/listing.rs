//! What there is: rows, one row, scenarios, and how the session differs from its file. Nothing here changes
//! the session.

use super::change::{ChangeSubject, ChangeTarget, SessionChange};
use super::command::{refuse, required};
use super::compose::text_of;
use super::{Outcome, Session};
use crate::analysis::{Granularity, Results, RowResult, info, results};
use crate::diagnostic::{Code, Diagnostic, Findings, nearest};
use crate::limits;
use crate::model::Origin;
use crate::questions::words;
use crate::report::{self, Block, Glossary, Report};

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

    /// `:plot`: rows over the months as a chart, and the same rows of other scenarios.
    pub(super) fn plot(&mut self, text: &str) -> Result<Outcome, Findings> {
        let (names, scenarios) = drawn(text)?;
        if names.is_empty() {
            return Err(refuse("which row is to be drawn?", "write `:plot bookings`"));
        }
        let view = self.state.plan().ok_or_else(|| self.no_plan())?;
        let wrong = |found| view.plan.wrong(found);
        // An unknown name is told as everywhere.
        let row = |name: &String| info(view.plan, view.scenario, name).map(|info| info.name);
        let mut rows: Vec<String> = Vec::new();
        for name in &names {
            let row = row(name).map_err(wrong)?;
            // A row that is named twice is drawn once.
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        let mut all: Vec<Results> =
            vec![results(view.plan, view.scenario, Granularity::Month).map_err(wrong)?];
        for scenario in &scenarios {
            if all.iter().any(|known| known.head.scenario == *scenario) {
                continue;
            }
            all.push(results(view.plan, scenario, Granularity::Month).map_err(wrong)?);
        }
        let lines = rows.len() * all.len();
        if lines > limits::CHART_LINES {
            let message =
                format!("a chart of {lines} lines: at most {} can be told apart", limits::CHART_LINES);
            return Err(refuse(message, "leave out rows or scenarios"));
        }
        let chart = report::chart(&all, &rows);
        Ok(Outcome::of(Report { blocks: vec![Block::Chart(chart)], ..Report::default() }))
    }
}

/// What is to be drawn: names of rows with commas between them, then names of scenarios. Rows may be followed
/// by scenarios without a comma, so a comma is what says that another row comes.
fn drawn(text: &str) -> Result<(Vec<String>, Vec<String>), Findings> {
    let (mut rows, mut scenarios) = (Vec::new(), Vec::new());
    let mut is_row = true;
    for word in words(&text.replace(',', " , ")).map_err(Findings::alone)? {
        if word == "," {
            is_row = true;
            continue;
        }
        if is_row { &mut rows } else { &mut scenarios }.push(word);
        is_row = false;
    }
    Ok((rows, scenarios))
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
