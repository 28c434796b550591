//! `pace man`: made from the definition of the command line itself.

use super::console::Console;
use super::exit::{Exit, Stop};

/// Print the manual page of pace, or of one command
///
/// To read it: pace man run | man -l -
#[derive(clap::Args)]
pub struct Man {
    /// The command
    command: Option<String>,
}

/// Prints the manual page, of pace or of one command.
pub fn man(arguments: &Man, console: &Console) -> Result<Exit, Stop> {
    let mut all = super::command_line();
    // Without this, clap has not yet passed the global options on to the commands.
    all.build();
    let (title, command) = match &arguments.command {
        None => ("pace".to_string(), all),
        Some(name) => match all.find_subcommand(name) {
            Some(command) => (format!("pace-{name}"), command.clone()),
            None => return Err(console.complain(&format!("there is no command `{name}`: see `pace help`"))),
        },
    };
    let mut bytes = Vec::new();
    let version = format!("pace {}", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command).title(title).source(version).render(&mut bytes).map_err(Stop::Lost)?;
    // The name of what follows is written small there, and in capitals everywhere else.
    let page = String::from_utf8_lossy(&bytes).replace(r"[\fIcommand\fR]", r"[\fICOMMAND\fR]");
    console.print(page.as_bytes())?;
    Ok(Exit::Done)
}
