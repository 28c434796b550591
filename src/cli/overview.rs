//! What `pace` says when it is given nothing to do: what a plan is, or what can be done with the one of this folder.

use std::path::Path;

use super::console::Console;
use super::exit::{Exit, Stop};
use super::nearby::{Nearby, nearby, quoted};
use super::plan::read;
use crate::analysis::{Granularity, SettledPlan, results};
use crate::diagnostic::in_quotes;
use crate::output::{clean, diagnostics};

/// Says what can be done.
///
/// # Errors
/// Only where nothing can be printed.
pub fn run(console: &Console) -> Result<Exit, Stop> {
    let page = match nearby() {
        Nearby::One(file) => of_plan(&file),
        Nearby::Several(listed, first) => introduction(
            &format!("  This folder has {listed}: name one. `pace new NAME` writes another.\n"),
            quoted(&first),
        ),
        Nearby::None => introduction(FIRST, "plan.pace".into()),
    };
    console.print(page.as_bytes())?;
    Ok(Exit::Done)
}

const FIRST: &str = "  A plan is a file of formulas over months. `pace new` writes a first one, plan.pace,
  to change; or put this into it:

      months 2026-01 .. 2026-12
      plan { 2 calls/day }
      leads = calls * 10%
      goal leads >= 40 by 2026-12
";

/// A command, and what it does.
type Line = (String, &'static str);

/// What pace is, and its commands.
fn introduction(first: &str, file: String) -> String {
    let all = Subject {
        file,
        input: Some("calls".into()),
        row: Some("leads".into()),
        scenarios: true,
        actions: true,
        pipelines: true,
    };
    page(first, &all.lines())
}

/// The commands under what is known of a plan.
fn page(first: &str, lines: &[Line]) -> String {
    let width = lines.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    let lines = lines.iter().map(|(command, about)| format!("  {command:width$}   {about}\n"));
    format!("pace: sales plans in plain text\n\n{first}\n{}", lines.collect::<String>())
}

/// What can be done with a plan.
fn of_plan(file: &Path) -> String {
    let name = quoted(file);
    let shown = clean(&file.display().to_string()).into_owned();
    match read(file) {
        Err(wrong) => {
            let errors = diagnostics::count(&wrong.found);
            let first = format!("  {shown} has {errors}, and works nothing out until that is mended.\n");
            let lines = [
                (format!("pace check {name}"), "what is wrong, and how to mend it"),
                ("pace error CODE".into(), "what an error means, with an example"),
                ("pace functions".into(), "what formulas can use"),
                ("pace help".into(), "every command and option"),
            ];
            page(&first, &lines)
        }
        Ok(plan) => page(&format!("  {}\n", facts(&shown, &plan)), &Subject::of(name, &plan).lines()),
    }
}

/// A plan in a line: `plan.pace: Our year · Jan – Dec 2026 · 1 goal, 1 check, 1 scenario`.
fn facts(file: &str, plan: &SettledPlan) -> String {
    let model = plan.model();
    let base = model.base();
    let calendar = &model.calendar;
    let months = format!("{} – {}", calendar.words(0), calendar.words(calendar.len().saturating_sub(1)));
    let counts = [
        (base.goals.len(), "goal"),
        (base.checks.len(), "check"),
        (model.scenarios.len().saturating_sub(1), "scenario"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| several(count, word))
        .collect();
    let title = model.texts.title.as_deref().map(|title| clean(title).into_owned());
    let facts = title.into_iter().chain([months]).chain((!counts.is_empty()).then(|| counts.join(", ")));
    format!("{file}: {}", facts.collect::<Vec<_>>().join(" · "))
}

/// `1 goal`, `2 goals`.
fn several(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// What the commands are shown with.
struct Subject {
    /// The plan as a shell takes it.
    file: String,
    /// A number that may be changed: an action, or another input.
    input: Option<String>,
    /// A row that somebody wants to know of.
    row: Option<String>,
    scenarios: bool,
    actions: bool,
    pipelines: bool,
}

impl Subject {
    fn of(file: String, plan: &SettledPlan) -> Subject {
        let model = plan.model();
        let base = model.base();
        let named = || base.table.rows.iter().filter(|row| !row.hidden && !row.is_member());
        let action = named().find(|row| row.is_action());
        let input = action.or_else(|| named().find(|row| row.input)).map(|row| row.name.clone());
        let row = base.goals.first().map(|goal| base.table.row(goal.row).name.clone());
        let row = row.or_else(|| {
            let shown = results(plan, "base", Granularity::Month).ok()?.shown;
            shown.into_iter().next_back()
        });
        Subject {
            file,
            input,
            row,
            scenarios: model.scenarios.len() > 1,
            actions: action.is_some(),
            pipelines: !base.pipelines.is_empty(),
        }
    }

    /// The commands that make sense of such a plan, the commonest first.
    fn lines(&self) -> Vec<Line> {
        let Subject { file, input, row, .. } = self;
        let mut lines: Vec<Line> = vec![
            (format!("pace run {file}"), "the plan, month by month, and its goals"),
            (format!("pace check {file} --goals"), "only what is wrong; fails if a goal is missed"),
        ];
        if let Some(input) = input {
            lines
                .push((format!("pace solve {file} {input}"), "what this one would have to be for the goals"));
        }
        if let Some(row) = row {
            lines.push((
                format!("pace eval {file} {}", in_quotes(&format!("highest({row})"))),
                "any formula over the plan",
            ));
        }
        if self.scenarios {
            lines.push((format!("pace compare {file}"), "scenarios side by side"));
        }
        lines.push((format!("pace levers {file}"), "which input moves a goal most"));
        if self.actions {
            lines.push((format!("pace today {file}"), "what one working day asks for"));
        }
        if let Some(row) = row {
            lines.push((format!("pace explain {file} {row}"), "where a number comes from"));
            lines.push((format!("pace why {file} {row} …"), "what a change is made of"));
        }
        if self.pipelines {
            lines.push((format!("pace leaks {file}"), "where the pipeline loses deals"));
        }
        lines.extend([
            (format!("pace grid {file} …"), "a row for every value of one or two inputs"),
            (format!("pace when {file} …"), "the first month in which a condition holds"),
            (format!("pace repl {file}"), "a session: try changes, see what moves, keep what you find"),
            (format!("pace snap {file}"), "whether the figures are still those of its snapshot"),
            (format!("pace diff HEAD {file}"), "what a change of the plan does to the figures"),
            (format!("pace fmt {file}"), "tidies the file"),
            ("pace functions".into(), "what formulas can use"),
            ("pace error CODE".into(), "what an error means, and how to mend it"),
            ("pace help".into(), "every command and option"),
        ]);
        lines
    }
}
