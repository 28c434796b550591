//! The plan month by month, with its goals and checks: `pace run`, and `:table` in a session.

use serde::{Serialize, Serializer};

use super::axis;
use super::manual::{Manual, NamedQuestion};
use super::parse::{listed, parse, words};
use super::shown_months::ShownMonths;
use super::{Answer, PlanView, Question};
use crate::analysis::{ByMembers, Granularity, Results, RowResult, results_by_members, results_over};
use crate::diagnostic::{Advice, Code, Diagnostic, Findings, Prose, did_you_mean, in_quotes, sort};
use crate::report::{
    LongOptions, LongRows, ProjectionOptions, Records, Report, across, long_rows, projection,
    projection_records,
};
use crate::source::Sources;

// The name of the command is `run` in the shell. In a session everything runs, so there it is `table`.
/// The plan month by month.
#[derive(clap::Args, Clone, Debug)]
pub struct RunArguments {
    /// The stretch that a column covers, month, quarter or year; a segment, whose members stand below each row; or both,
    /// `quarter,region`
    #[arg(long, value_name = "PERIOD,SEGMENT", default_value = "month")]
    pub by: String,

    /// Only one member of a segment: its rows, goals and checks
    #[arg(long = "for", value_name = "MEMBER")]
    pub member: Option<String>,

    /// One figure over all months shown, with a column for each member of the segment of `--by`
    #[arg(long)]
    pub across: bool,

    /// In the format `long` totals and subtotals too
    #[arg(long)]
    pub totals: bool,

    #[command(flatten)]
    /// The months whose columns are shown.
    pub shown: ShownMonths,

    /// Only these rows, in this order: names as formulas have them, members such as `won.rate` too, or how names begin
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    pub rows: Option<Vec<String>>,

    /// Every row, members, constants and what `show` leaves out too
    #[arg(long, conflicts_with = "rows")]
    pub all: bool,
}

impl RunArguments {
    /// The results of the scenario in columns of the asked period, with only the rows that are asked for.
    ///
    /// # Errors
    /// Mistakes that only show when the plan is computed, or names that no row has.
    pub fn results(&self, view: &PlanView) -> Result<Results, Vec<Diagnostic>> {
        let (by, of) = self.axis(view).map_err(|found| vec![found])?;
        let months = self.shown.of(view.plan).map_err(|found| vec![found])?;
        let mut wrong = None;
        let chosen = |results: &Results| match self.chosen(view, results.clone()) {
            Ok(chosen) => chosen,
            Err(found) => {
                wrong = Some(found);
                results.clone()
            }
        };
        let results = match of.by.is_none() && of.only.is_none() {
            true => return self.chosen(view, results_over(view.plan, view.scenario, by, months)?),
            false => results_by_members(view.plan, view.scenario, (by, months), of, chosen)?,
        };
        wrong.map_or(Ok(results), Err)
    }

    /// The period of a column, and the members that the table is by, or of.
    fn axis(&self, view: &PlanView) -> Result<(Granularity, ByMembers), Diagnostic> {
        let model = view.plan.model();
        let (granularity, by) = axis::by(&self.by, model)?;
        let only = self.member.as_deref().map(|member| axis::member(member, model)).transpose()?;
        if self.across && by.is_none() {
            let message = "`--across` has a column for each member of a segment: which segment?";
            let found = Diagnostic::without_place(Code::WrongArguments, message);
            let first = model.segments.iter().next().map_or("region", |(_, segment)| &segment.name);
            return Err(found.help(format!("write `--across --by {first}`")));
        }
        Ok((granularity, ByMembers { by, only }))
    }

    /// The results with only the rows that are asked for.
    fn chosen(&self, view: &PlanView, results: Results) -> Result<Results, Vec<Diagnostic>> {
        match &self.rows {
            Some(names) => {
                let file = view.plan.sources().iter().next().map_or("FILE", |(_, main)| main.name());
                pick(names, file, results)
            }
            None if self.all => {
                let shown = results.rows.iter().map(|row| row.name.clone()).collect();
                Ok(Results { shown, ..results })
            }
            None => Ok(results),
        }
    }
}

impl NamedQuestion for RunArguments {
    const MANUAL: Manual = Manual {
        name: "run",
        about: "Show a plan month by month, with its goals and checks",
        more: "",
        after: "\
Examples:
  pace run plan.pace --by quarter
  pace run plan.pace --from 2026-04 --to 2026-06
  pace run plan.pace --scenario hustle --rows velocity,bookings
  pace run plan.pace --format csv -o plan.csv",
        session: "table",
        takes: "[ROW…] [--by month|quarter|year] [--from MONTH] [--to MONTH] [--all]",
        does: "shows the plan month by month, with its goals",
        lines: &[":table", ":table calls won bookings", ":table --by quarter"],
    };

    /// Rows may stand before the options, at spaces and commas.
    fn of_line(text: &str) -> Result<RunArguments, Diagnostic> {
        let mut words = words(text)?;
        // From the first option on, the words go to clap; before it every word is a row. clap could not tell
        // `:table calls won` from a positional argument that the shell does not have.
        let flags = words.iter().position(|word| word.starts_with("--")).unwrap_or(words.len());
        let flags = words.split_off(flags);
        let rows = words.iter().flat_map(|word| word.split(',')).filter(|word| !word.is_empty());
        let rows: Vec<String> = rows.map(str::to_string).collect();
        let mut table: RunArguments = parse(&flags)?;
        if !rows.is_empty() {
            table.rows = Some(rows);
        }
        Ok(table)
    }
}

impl Question for RunArguments {
    fn ask(&self, view: &PlanView) -> Result<Box<dyn Answer>, Findings> {
        let mut results = self.results(view).map_err(|found| view.plan.wrong(found))?;
        // What the checker warned of and what the projection adds are told in one place.
        sort(&mut results.warnings);
        let (across, totals, picked) = (self.across, self.totals, self.rows.is_some());
        let sources = view.plan.sources().clone();
        Ok(Box::new(RunAnswer { results, sources, across, totals, picked }))
    }

    fn lists_rows(&self) -> bool {
        true
    }
}

/// The plan month by month, with the texts that its warnings speak of.
struct RunAnswer {
    results: Results,
    sources: Sources,
    /// Members are columns, and all months one figure.
    across: bool,
    /// Totals and subtotals are records too.
    totals: bool,
    /// Only some rows were asked for.
    picked: bool,
}

impl RunAnswer {
    /// The report, with or without the warnings.
    fn shown(&self, without_warnings: bool) -> Report {
        let options = ProjectionOptions { sources: Some(&self.sources), without_warnings };
        if self.across { across(&self.results, &options) } else { projection(&self.results, &options) }
    }
}

// Not derived: places in warnings are written as file, line and column, for which the texts are needed.
impl Serialize for RunAnswer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.results.with_sources(&self.sources).serialize(serializer)
    }
}

impl Answer for RunAnswer {
    fn report(&self) -> Report {
        self.shown(true)
    }

    fn warned(&self) -> Report {
        self.shown(false)
    }

    fn records(&self) -> Records {
        projection_records(&self.results)
    }

    fn long_rows(&self) -> Option<LongRows> {
        Some(long_rows(&self.results, LongOptions { totals: self.totals, picked: self.picked }))
    }

    fn warnings(&self) -> Option<&[Diagnostic]> {
        Some(&self.results.warnings)
    }

    fn tells_solved(&self) -> bool {
        true
    }
}

/// The results with only the rows that `--rows` asks for, in that order; or what is wrong with the names.
fn pick(names: &[String], file: &str, mut results: Results) -> Result<Results, Vec<Diagnostic>> {
    let (mut names_of_rows, mut wrong) = (Vec::new(), Vec::new());
    for name in listed(&names.join(",")) {
        match meant(name, &results) {
            rows if !rows.is_empty() => names_of_rows.extend(rows),
            _ if is_formula(name) => wrong.push(formula(name, file)),
            _ => wrong.push(unknown_row(name, &results)),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let names = names_of_rows;
    // The place of each name in the list; a name that is asked for twice has its first.
    let place = |row: &RowResult| names.iter().position(|name| **name == row.name);
    results.rows.retain(|row| place(row).is_some());
    results.rows.sort_by_key(place);
    // What is asked for by name is shown, whatever the plan's `show` leaves out.
    results.shown = results.rows.iter().map(|row| row.name.clone()).collect();
    Ok(results)
}

/// The names of the rows that a word means: the row of that name, or else those that begin so, such as all of a pipeline.
/// What only tells more of another row is among them where nothing else is.
fn meant(word: &str, results: &Results) -> Vec<String> {
    if results.row(word).is_some() {
        return vec![word.to_string()];
    }
    // A family without a total is its members.
    if let Some(at) = results.axis.families.iter().position(|family| family.name == word) {
        let of = |row: &&RowResult| row.family.is_some_and(|of| of.family as usize == at);
        return results.rows.iter().filter(of).map(|row| row.name.clone()).collect();
    }
    let begin = |row: &&RowResult| !word.is_empty() && row.name.starts_with(word);
    let (plain, details): (Vec<&RowResult>, Vec<&RowResult>) =
        results.rows.iter().filter(begin).partition(|row| !row.is_detail());
    let rows = if plain.is_empty() { details } else { plain };
    rows.into_iter().map(|row| row.name.clone()).collect()
}

/// Whether a text that is no row's name looks like a formula.
fn is_formula(text: &str) -> bool {
    text.contains(|letter: char| "+-*/^()[]<>=".contains(letter) || letter.is_whitespace())
}

/// The finding for a formula among the rows, with the question that it is for.
fn formula(text: &str, file: &str) -> Diagnostic {
    let message = format!("`{text}` is a formula, and only rows can be picked");
    let help = Advice::command("eval", file, in_quotes(text));
    let help = Prose::from("a formula is worked out by ").advise(help);
    Diagnostic::without_place(Code::WrongArguments, message).help(help)
}

/// The finding for a name that no row has, with the nearest name or the way to all of them.
fn unknown_row(name: &str, results: &Results) -> Diagnostic {
    let finding =
        Diagnostic::without_place(Code::UnknownName, format!("the plan has no row `{name}` to show"));
    match did_you_mean(name, results.rows.iter().map(|row| row.name.as_str())) {
        Some(question) => finding.help(question),
        None => {
            let help = Prose::from(Advice::EveryRow(None)).and(" lists every row, members and constants too");
            finding.help(help)
        }
    }
}
