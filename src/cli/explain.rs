//! `pace explain`: where a figure comes from.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use super::answer::{Answer, Output, ask_with};
use super::console::Console;
use super::exit::{Exit, Stop};
use super::plan::Choice;
use crate::analysis::{ExplainQuestion, Explanation, explain};
use crate::report::{self, Records, Report};
use crate::source::Sources;

/// Show where a figure comes from: its formula with values, followed back to the inputs
#[derive(clap::Args)]
#[command(after_help = "\
Without a month, the total and the last month are explained. Each row is followed once; `--depth` follows
every month of it, so many levels deep.

Examples:
  pace explain plan.pace bookings 2026-04
  pace explain plan.pace win_rate
  pace explain plan.pace won 2026-09 --scenario hustle --depth 2")]
pub struct Arguments {
    /// The plan; `-` reads stdin
    file: PathBuf,

    /// The row: its name as formulas have it, members such as `won.rate` too
    row: String,

    /// The month, as the plan writes it: `2026-04`, `M4`
    month: Option<String>,

    /// How many levels of rows to follow
    #[arg(long, value_name = "N")]
    depth: Option<usize>,

    #[command(flatten)]
    choice: Choice,

    #[command(flatten)]
    output: Output,
}

struct Shown {
    explanation: Explanation,
    sources: Sources,
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.explanation.with_sources(&self.sources).serialize(serializer)
    }
}

impl Answer for Shown {
    fn report(&self) -> Report {
        report::explain(&self.explanation, &self.sources)
    }
    fn records(&self) -> Records {
        report::explain_records(&self.explanation, &self.sources)
    }
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    ask_with(&arguments.file, &arguments.choice, &arguments.output, console, |model, scenario, sources| {
        let question = ExplainQuestion {
            scenario,
            row: &arguments.row,
            month: arguments.month.as_deref(),
            depth: arguments.depth,
        };
        Ok(Shown { explanation: explain(model, &question)?, sources: sources.clone() })
    })
}
