//! `pace error`: what a code means, from the records that the diagnostics use.

use super::console::Console;
use super::exit::{Exit, Stop};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::output::text;
use crate::report::{self, Block};

/// List the errors and warnings, or explain one: what, why, an example, the fix
#[derive(clap::Args)]
pub struct ErrorArguments {
    /// The code, such as `unit-mismatch`
    code: Option<String>,
}

/// Prints the page of a code, or the list of all codes.
pub fn run(arguments: &ErrorArguments, console: &Console) -> Result<Exit, Stop> {
    let page = match &arguments.code {
        Some(code) => report::code(find(code).map_err(|finding| console.tell_one(finding))?),
        None => {
            let mut page = report::codes();
            let more = "`pace error CODE` says why, with an example and its fix.";
            page.blocks.push(Block::note(more));
            page
        }
    };
    console.print(text::render(&page, &console.screen()).as_bytes())?;
    Ok(Exit::Done)
}

fn find(written: &str) -> Result<Code, Diagnostic> {
    // As it stands in a message: `error[unit-mismatch]`.
    let name =
        written.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', ':']);
    Code::from_name(name).ok_or_else(|| {
        let finding = Diagnostic::without_place(Code::UnknownName, format!("there is no code `{written}`"));
        match nearest(name, Code::ALL.iter().map(|code| code.name())) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("`pace error` lists all of them"),
        }
    })
}
