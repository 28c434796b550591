//! `pace check`: everything that `run` would find, in every scenario, and no table.

use std::path::{Path, PathBuf};

use super::console::{Console, Findings};
use super::exit::{Exit, Stop};
use super::plan::{Plan, has_error};
use crate::analysis::{By, Results, results};
use crate::check::Model;
use crate::diagnostic::{Diagnostic, sort};
use crate::output::text::{self, Screen};
use crate::output::{Role, clean, diagnostics};
use crate::report;

/// Say what is wrong with plans, and with --goals whether they reach their goals
///
/// Every scenario is projected, so what would stop `pace run` is found here. With --goals the plan's goals
/// and checks are judged, and for each scenario those that it states itself.
#[derive(clap::Args)]
pub struct Arguments {
    /// The plans; `-` reads stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Fail (exit code 1) if a goal is missed or a check does not hold
    #[arg(long)]
    goals: bool,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let screen = console.screen();
    let mut page = String::new();
    let mut told = Vec::new();
    let mut exit = Exit::Done;
    for path in &arguments.files {
        let checked = check(path, arguments.goals, &screen);
        page.push_str(&checked.page);
        exit = exit.max(checked.exit);
        told.push(checked.findings);
    }
    // The findings first: on a terminal, the verdict is then what is read last.
    console.tell(&told);
    console.print(page.as_bytes())?;
    Ok(exit)
}

struct Checked {
    exit: Exit,
    findings: Findings,
    page: String,
}

fn check(path: &Path, judge: bool, screen: &Screen) -> Checked {
    let Plan { model, mut findings } = Plan::read(path);
    let mut judged = String::new();
    let mut exit = Exit::Done;
    if let Some(model) = &model {
        let scenarios = project(model, &mut findings.found);
        if judge && !has_error(&findings.found) {
            let missed = judgements(&scenarios);
            if !missed.is_empty() {
                exit = Exit::Failed;
                missed.iter().for_each(|report| judged.push_str(&(text::render(report, screen) + "\n")));
            }
        }
    }
    sort(&mut findings.found);
    if has_error(&findings.found) {
        exit = Exit::Wrong;
    }
    let page = verdict(path, exit, &findings, judge, screen) + &judged;
    Checked { exit, findings, page }
}

/// The results of every scenario; what they find is added, once.
fn project(model: &Model, found: &mut Vec<Diagnostic>) -> Vec<Results> {
    let mut all = Vec::new();
    for scenario in std::iter::once("base".to_string()).chain(others(model)) {
        let more = match results(model, &scenario, By::Month) {
            Ok(results) => {
                let warnings = results.warnings.clone();
                all.push(results);
                warnings
            }
            Err(errors) => errors,
        };
        for mut finding in more {
            if found.contains(&finding) {
                continue;
            }
            if scenario != "base" {
                finding.message.push_str(&format!(" (in scenario `{scenario}`)"));
            }
            found.push(finding);
        }
    }
    all
}

fn others(model: &Model) -> impl Iterator<Item = String> {
    model.scenario_names().into_iter().map(|name| name.to_string()).filter(|name| name != "base")
}

/// What is missed: of the plan's goals and checks in the plan as it stands, and of each scenario's own.
fn judgements(scenarios: &[Results]) -> Vec<report::Report> {
    let shared = scenarios.first().map_or((0, 0), |base| (base.goals.len(), base.checks.len()));
    let own =
        |(at, results): (usize, &Results)| report::missed(results, if at == 0 { (0, 0) } else { shared });
    scenarios.iter().enumerate().filter_map(own).collect()
}

/// The line on one file.
fn verdict(path: &Path, exit: Exit, findings: &Findings, judged: bool, screen: &Screen) -> String {
    let mut line = String::new();
    let (role, mark) = match exit {
        Exit::Done if findings.found.is_empty() => (Role::Good, "✓"),
        Exit::Done => (Role::Warning, "!"),
        _ => (Role::Bad, "✗"),
    };
    screen.painter.paint(&mut line, role, mark);
    let name = if path.as_os_str() == "-" { "<stdin>".into() } else { path.display().to_string() };
    line.push(' ');
    line.push_str(&clean(&name));
    let counted = diagnostics::count(&findings.found);
    let mut says = vec![if counted.is_empty() { "no problems".to_string() } else { counted }];
    match exit {
        Exit::Done if judged => says.push("every goal met".into()),
        Exit::Failed => says.push("goals missed".into()),
        _ => {}
    }
    line.push_str(": ");
    line.push_str(&says.join(", "));
    line.push('\n');
    line
}
