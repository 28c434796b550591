//! The plans that are measured, and the steps from text to numbers.

use std::collections::BTreeMap;

use pace::analysis::SettledPlan;
use pace::check::{CheckOptions, Checked, check, check_with};
use pace::eval::Projection;
use pace::loader::{Loaded, Unreadable, World, load, load_text};
use pace::model::Model;
use pace::value::Cell;

use crate::chain::Chain;

/// Rows in one file of a plan that is too long for a single one.
const ROWS_A_FILE: usize = 10_000;

/// A plan of twenty rows and twelve months, with a bit of everything.
pub const SMALL: &str = r#"title "Small"
months 2026-01 .. 2026-12
plan {
  2 calls/day taking 15 minutes
  5 emails/month
  3 to 5 follow_ups/month
  capacity 2 hours/day
}
call_to_lead = 10%
book_rate = 23 of 46
deal_size = $8,000, $9,000 from 2026-07
leads = calls * call_to_lead + follow_ups * 20%
meetings = book_rate of leads
proposals = 40% of meetings
won = delay(60% of proposals, 35 days)
bookings = won * deal_size
cash = delay(bookings, [0%, 50%, 50%])
commission = 10% of bookings
costs = $2,000/month, $2,500/month from 2026-07
profit = cash - commission - costs
bank = cum(profit) + $20,000
stock contacts {
  opening 100
  gains emails * 5
}
show leads, bookings, cash, bank
goal bookings >= $20,000 by 2026-12
check bank >= 0
"#;

/// Formula-heavy text of at least `bytes` bytes.
pub fn formulas(bytes: usize) -> String {
    let mut text = String::from("months 2026-01 .. 2026-12\n");
    let mut at = 0;
    while text.len() < bytes {
        text.push_str(&format!(
            "leads_{at} = calls * call_to_lead + max(0, prev(leads_{at}, 12/month) * 98% - churned / 2)\n\
             cost_{at}: $/month = if(leads_{at} >= 10/month, $1,250.50/month, $500/month) * (1 - discount) ^ 2\n\
             share_{at} = (leads_{at} + trailing(leads_{at}, 3)) / (total_leads + 1/month), 20% from 2026-07\n",
        ));
        at += 1;
    }
    text
}

/// Files in memory.
pub struct Files(BTreeMap<String, String>);

impl World for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or(Unreadable::Missing)
    }
}

impl Files {
    /// A long chain, cut into files that a main file brings in.
    pub fn of_chain(rows: usize, months: usize) -> Files {
        let chain = Chain::new(rows, months);
        let mut main = format!("months {months}\n");
        let mut files = BTreeMap::new();
        for first in (0..rows).step_by(ROWS_A_FILE) {
            let name = format!("part_{first}.pace");
            main.push_str(&format!("use \"{name}\"\n"));
            files.insert(name, chain.rows_text(first..(first + ROWS_A_FILE).min(rows)));
        }
        files.insert("main.pace".into(), main);
        Files(files)
    }

    /// From the files to numbers, whatever the number of rows.
    pub fn project(&self) -> Projection<Cell> {
        let loaded = load(self, "main.pace");
        let options = CheckOptions { rows: usize::MAX / 2, ..CheckOptions::default() };
        let model = unwrap(check_with(&loaded, &options), &loaded);
        project(&model)
    }
}

/// From text to a checked plan.
pub fn checked(text: &str) -> Model {
    let loaded = load_text("plan.pace", text);
    unwrap(check(&loaded), &loaded)
}

/// From text to a plan that questions can be asked of.
pub fn settled(text: &str) -> SettledPlan {
    pace::open_text("plan.pace", text)
        .unwrap_or_else(|wrong| panic!("a plan of the benches: {:?}", wrong.found))
}

/// From a checked plan to numbers.
pub fn project(model: &Model) -> Projection<Cell> {
    Projection::new(model.base(), &model.calendar)
}

fn unwrap(checked: Checked, loaded: &Loaded) -> Model {
    let Checked { model, diagnostics, .. } = checked;
    let files = loaded.trees.len();
    assert!(!model.has_errors, "a plan of the benches has a mistake in {files} files: {:?}", diagnostics[0]);
    model
}
