//! Completion in a shell: the scripts of `pace completions`, and the hidden `pace completing` that they ask.
//!
//! A script knows nothing of pace. At each Tab it gives the words up to the cursor, and gets what could stand there, one
//! candidate a line with what it means after a tab. What a question takes is read from how a session's help writes it,
//! by the completion of the session itself, so that the shell's Tab knows what the session's knows.

mod line;
mod words;

use clap_complete::Shell;

use super::console::Console;
use super::exit::{Exit, Stop};

/// Print a completion script for a shell
///
/// For example, in ~/.bashrc: source <(pace completions bash). It completes plans, and what stands in them: scenarios,
/// rows, inputs, months.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// List what could stand at the cursor
#[derive(clap::Args)]
#[command(hide = true)]
pub struct Completing {
    /// The shell that asks
    shell: Shell,

    /// The line up to the cursor, of a shell that parts words at signs too
    #[arg(long, allow_hyphen_values = true)]
    line: Option<String>,

    /// The words after `pace` up to the cursor; the last one is being typed
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Prints the completion script of a shell.
pub fn completions(arguments: &Completions, console: &Console) -> Result<Exit, Stop> {
    let script = match arguments.shell {
        Shell::Bash => include_str!("pace.bash").to_string(),
        Shell::Zsh => include_str!("pace.zsh").to_string(),
        Shell::Fish => include_str!("pace.fish").to_string(),
        Shell::PowerShell => include_str!("pace.ps1").to_string(),
        // What is left knows the commands and options alone.
        other => {
            let mut bytes = Vec::new();
            clap_complete::generate(other, &mut super::command_line(), "pace", &mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    console.print(script.as_bytes())?;
    Ok(Exit::Done)
}

/// Prints what could stand at the cursor; nothing where nothing is known, and never a complaint: somebody is typing.
pub fn completing(arguments: &Completing, console: &Console) -> Result<Exit, Stop> {
    let (words, begun, cut) = match &arguments.line {
        Some(text) => {
            let typed = line::parted(text);
            // The program's own name is the first word.
            (typed.words.into_iter().skip(1).collect(), typed.begun, typed.cut)
        }
        None => {
            let mut words = arguments.words.clone();
            let begun = words.pop().unwrap_or_default();
            (words, begun, 0)
        }
    };
    let mut page = String::new();
    for candidate in words::candidates(&words, &begun) {
        // A shell that parts words at signs replaces only what follows the last of them.
        let text = candidate.text.get(cut..).unwrap_or_default();
        let about: String =
            candidate.about.chars().map(|each| if each.is_control() { ' ' } else { each }).collect();
        if text.is_empty() || text.contains(['\n', '\t']) {
            continue;
        }
        page.push_str(text);
        if arguments.shell != Shell::Bash && !about.is_empty() {
            page.push('\t');
            page.push_str(&about);
        }
        page.push('\n');
    }
    console.print(page.as_bytes())?;
    Ok(Exit::Done)
}
