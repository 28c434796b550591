//! The plan month by month, with its goals and checks.

use clap::ValueEnum;

use super::{Answer, PlanView, Question};
use crate::analysis::{By, Results, RowResult, results};
use crate::diagnostic::{Advice, Code, Diagnostic, Findings, Prose, nearest};

/// The plan month by month.
#[derive(clap::Args, Clone, Debug)]
pub struct Table {
    /// The stretch that a column covers
    #[arg(long, value_enum, value_name = "PERIOD", default_value_t)]
    pub by: Columns,

    /// Only these rows, in this order: names as formulas have them, members such as `won.rate` too
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    pub rows: Option<Vec<String>>,
}

/// The stretches that a column may cover.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Columns {
    // One month.
    #[default]
    Month,
    // A calendar quarter.
    Quarter,
    // A calendar year.
    Year,
}

impl Table {
    /// The results of a scenario, as far as they are asked for.
    pub fn results(&self, view: &PlanView) -> Result<Results, Vec<Diagnostic>> {
        let by = match self.by {
            Columns::Month => By::Month,
            Columns::Quarter => By::Quarter,
            Columns::Year => By::Year,
        };
        let results = results(view.plan, view.scenario, by)?;
        match &self.rows {
            Some(names) => pick(names, results),
            None => Ok(results),
        }
    }
}

impl Question for Table {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        Ok(Box::new(self.results(view).map_err(|found| view.plan.wrong(found))?))
    }
}

/// The results with only the rows that `--rows` asks for, in that order; or what is wrong with the names.
fn pick(names: &[String], mut results: Results) -> Result<Results, Vec<Diagnostic>> {
    // A list as people write it has spaces after its commas.
    let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
    let unknown: Vec<&str> = names.iter().copied().filter(|name| results.row(name).is_none()).collect();
    if !unknown.is_empty() {
        return Err(unknown.into_iter().map(|name| unknown_row(name, &results)).collect());
    }
    // The place of each name in the list; a name that is asked for twice has its first.
    let place = |row: &RowResult| names.iter().position(|name| **name == row.name);
    results.rows.retain(|row| place(row).is_some());
    results.rows.sort_by_key(place);
    results.shown = results.rows.iter().map(|row| row.name.clone()).collect();
    Ok(results)
}

fn unknown_row(name: &str, results: &Results) -> Diagnostic {
    let finding =
        Diagnostic::without_place(Code::UnknownName, format!("the plan has no row `{name}` to show"));
    match nearest(name, results.rows.iter().map(|row| row.name.as_str())) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => {
            let help = Prose::from(Advice::EveryRow(None)).and(" lists every row, members and constants too");
            finding.help(help)
        }
    }
}
