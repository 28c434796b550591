//! `pace limits`: how large a plan may be, from the constants that refuse larger ones.

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::output::text;
use crate::report;

/// List how large plans, files and numbers may be
#[derive(clap::Args)]
pub struct LimitsArguments {}

/// Prints every limit with its reason.
pub fn run(console: &Console) -> Result<Exit, Stop> {
    console.print(text::render(&report::limits(), &console.screen()).as_bytes())?;
    Ok(Exit::Done)
}
