//! `pace error`: what a code means, from the records that the diagnostics use.

use super::console::Console;
use super::exit::{Exit, Stop};
use super::page::Page;
use crate::diagnostic::codes::Page as CodePage;
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};

/// List the errors and warnings, or explain one: what, why, an example, the fix
#[derive(clap::Args)]
pub struct Arguments {
    /// The code, such as `unit-mismatch`
    code: Option<String>,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let mut page = Page::new(&console.screen());
    match &arguments.code {
        None => list(&mut page),
        Some(code) => explain(&mut page, &find(code).map_err(|finding| console.tell_one(finding))?.page()),
    }
    console.print(&page.into_bytes())?;
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

fn list(page: &mut Page) {
    let columns = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings")] {
        page.heading(heading);
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            page.entry(code.name(), columns, code.page().what);
        }
    }
    page.gap().prose("`pace error CODE` says why, with an example and its fix.");
}

fn explain(page: &mut Page, code: &CodePage) {
    let kind = match code.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    page.heading(&format!("{kind}[{}]", code.name)).prose(code.what).gap().prose(code.why);
    page.heading("Example").code(code.example);
    page.heading("Mended").code(code.fixed);
}
