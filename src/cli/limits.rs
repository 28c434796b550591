//! `pace limits`: how large a plan may be, from the constants that refuse larger ones.

use super::console::Console;
use super::exit::{Exit, Stop};
use super::page::Page;
use crate::limits::LIMITS;
use crate::report::grouped;

/// List how large plans, files and numbers may be
#[derive(clap::Args)]
pub struct Arguments {}

pub fn run(console: &Console) -> Result<Exit, Stop> {
    let mut page = Page::new(&console.screen());
    let entries: Vec<(String, &str)> = LIMITS
        .iter()
        .map(|limit| {
            (format!("{}: {} {}", limit.name, grouped(&limit.value.to_string()), limit.unit), limit.why)
        })
        .collect();
    let columns = entries.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(40);
    for (name, why) in &entries {
        page.entry(name.trim_end(), columns, why);
    }
    console.print(&page.into_bytes())?;
    Ok(Exit::Done)
}
