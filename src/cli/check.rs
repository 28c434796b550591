//! `pace check`: everything that `run` would find, in every scenario, and no table.

use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::nearby::named_or_only;
use super::plan::{read, stdin_once};
use crate::analysis::{GoalStatus, Granularity, Results, SettledPlan, results};
use crate::diagnostic::{Diagnostic, Findings, has_error, sort};
use crate::model::Model;
use crate::output::text::{self, Screen};
use crate::output::{TextRole, clean, diagnostics};
use crate::report;

/// Say what is wrong with plans, and with --goals whether they reach their goals
///
/// Every scenario is projected, so what would stop `pace run` is found here. With --goals the plan's goals
/// and checks are judged, and for each scenario those that it states itself.
#[derive(clap::Args)]
pub struct CheckArguments {
    /// The plans; `-` reads stdin. Without one, the only *.pace of this folder
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Fail (exit code 1) if a goal is missed or a check does not hold
    #[arg(long)]
    goals: bool,
}

/// Checks the plans and tells what is wrong with them; the exit code is that of the worst.
pub fn run(arguments: &CheckArguments, console: &Console) -> Result<Exit, Stop> {
    stdin_once(&arguments.files, console)?;
    let screen = console.screen();
    let mut page = String::new();
    let mut told = Vec::new();
    let mut exit = Exit::Done;
    let files = match &arguments.files[..] {
        [] => vec![named_or_only(None, |file| format!("pace check {file}"), console)?],
        named => named.to_vec(),
    };
    for path in &files {
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

/// What came of one plan.
struct Checked {
    exit: Exit,
    findings: Findings,
    page: String,
}

/// Checks one plan: its findings, and with `judge` what became of its goals.
fn check(path: &Path, judge: bool, screen: &Screen) -> Checked {
    let plan = read(path);
    let mut findings = match &plan {
        Ok(plan) => plan.findings(),
        Err(wrong) => wrong.clone(),
    };
    let plan = plan.ok();
    let scenarios = plan.as_ref().map(|plan| project(plan, &mut findings.found)).unwrap_or_default();
    sort(&mut findings.found);
    let counted = diagnostics::count(&findings.found);
    let mut says = vec![if counted.is_empty() { "no problems".to_string() } else { counted }];
    let mut exit = if has_error(&findings.found) { Exit::Wrong } else { Exit::Done };
    let mut verdicts = String::new();
    if judge && exit == Exit::Done {
        let judged = Judged::of(&scenarios, screen);
        if judged.missed > 0 || judged.failed > 0 {
            exit = Exit::Failed;
        }
        if exit == Exit::Failed && findings.found.is_empty() {
            says.clear();
        }
        says.extend(judged.words());
        verdicts = judged.page;
    }
    let page =
        verdict(path, exit, &findings, &says.join(", "), screen) + &solved(plan.as_ref(), screen) + &verdicts;
    Checked { exit, findings, page }
}

/// The results of every scenario. What they find is added to the findings once, with the first scenario in
/// which it shows.
fn project(plan: &SettledPlan, found: &mut Vec<Diagnostic>) -> Vec<Results> {
    let mut all = Vec::new();
    for scenario in std::iter::once("base".to_string()).chain(others(plan.model())) {
        let more = match results(plan, &scenario, Granularity::Month) {
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

/// The names of all scenarios but `base`.
fn others(model: &Model) -> impl Iterator<Item = String> {
    model.scenario_names().map(|name| name.to_string()).filter(|name| name != "base")
}

/// What the goals and checks came to: those of the plan as it stands, and of each scenario its own.
#[derive(Default)]
struct Judged {
    goals: usize,
    missed: usize,
    checks: usize,
    failed: usize,
    page: String,
}

impl Judged {
    fn of(scenarios: &[Results], screen: &Screen) -> Judged {
        let mut judged = Judged::default();
        let shared = scenarios.first().map_or((0, 0), |base| (base.goals.len(), base.checks.len()));
        for (at, results) in scenarios.iter().enumerate() {
            // A scenario has the goals of the plan before its own. Judged again in each scenario, one missed
            // goal would count many times.
            let passed_over = if at == 0 { (0, 0) } else { shared };
            let goals = results.goals.iter().skip(passed_over.0);
            let checks = results.checks.iter().skip(passed_over.1);
            judged.goals += goals.len();
            judged.checks += checks.len();
            judged.missed += goals.filter(|goal| goal.status == GoalStatus::Missed).count();
            judged.failed += checks.filter(|check| !check.status.is_held()).count();
            if let Some(report) = report::judged(results, passed_over) {
                judged.page.push('\n');
                judged.page.push_str(&text::render(&report, screen));
            }
        }
        if !judged.page.is_empty() {
            judged.page.push('\n');
        }
        judged
    }

    /// `3 goals met`, `1 of 3 goals missed`, `2 checks held`.
    fn words(&self) -> Vec<String> {
        let words = |all: usize, bad: usize, noun: &str, good: &str, verb: &str| {
            let noun = if all == 1 { noun.to_string() } else { format!("{noun}s") };
            (all > 0).then(|| match bad {
                0 => format!("{all} {noun} {good}"),
                _ => format!("{bad} of {all} {noun} {verb}"),
            })
        };
        let goals = words(self.goals, self.missed, "goal", "met", "missed");
        let checks = words(self.checks, self.failed, "check", "held", "failed");
        let all: Vec<String> = goals.into_iter().chain(checks).collect();
        if all.is_empty() { vec!["no goals to judge".into()] } else { all }
    }
}

/// What the `?` of the plan came to, where it has one.
fn solved(plan: Option<&SettledPlan>, screen: &Screen) -> String {
    let mut line = String::new();
    let unknown = plan.and_then(|plan| plan.model().base().unknown.as_ref());
    if let Some(solved) = unknown.and_then(|unknown| unknown.solved.as_ref()) {
        line.push_str("  ");
        screen.painter.prose(&mut line, TextRole::Dim, &clean(&solved.note));
        line.push('\n');
    }
    line
}

/// The line on one file.
fn verdict(path: &Path, exit: Exit, findings: &Findings, says: &str, screen: &Screen) -> String {
    let (role, mark) = match exit {
        Exit::Done if findings.found.is_empty() => (TextRole::Good, "✓"),
        Exit::Done => (TextRole::Warning, "!"),
        _ => (TextRole::Bad, "✗"),
    };
    let mut line = String::new();
    screen.painter.paint(&mut line, role, mark);
    let name = if path.as_os_str() == "-" { "<stdin>".into() } else { path.display().to_string() };
    line.push_str(&format!(" {}: {says}\n", clean(&name)));
    line
}
