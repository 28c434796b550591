//! `pace functions`: what formulas can use, from the records that the checker uses.

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::library::{self, Function};
use crate::output::text;
use crate::report;

/// List what formulas can use, or explain one function
#[derive(clap::Args)]
pub struct FunctionsArguments {
    /// The function to explain
    name: Option<String>,
}

/// Prints the list of functions, or the page of one.
pub fn run(arguments: &FunctionsArguments, console: &Console) -> Result<Exit, Stop> {
    let page = match &arguments.name {
        None => report::functions(),
        Some(name) => report::function(find(name).map_err(|finding| console.tell_one(finding))?),
    };
    console.print(text::render(&page, &console.screen()).as_bytes())?;
    Ok(Exit::Done)
}

/// The function of that name, or the finding that there is none, with the nearest.
fn find(name: &str) -> Result<&'static Function, Diagnostic> {
    // `delay(` and `delay()` are what a hurried hand copies.
    let wanted = name.trim_end_matches(['(', ')']);
    library::function(wanted).ok_or_else(|| {
        let finding = Diagnostic::without_place(Code::UnknownName, format!("there is no function `{name}`"));
        if let Some(function) = library::function_meant(wanted) {
            return finding.help(format!("did you mean `{}`?", function.name));
        }
        if let Some(habit) = library::function_habit(wanted, &[]) {
            return finding.help(habit.help);
        }
        match nearest(wanted, library::functions().map(|function| function.name)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("`pace functions` lists all of them"),
        }
    })
}
