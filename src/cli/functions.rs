//! `pace functions`: what formulas can use, from the records that the checker uses.

use super::console::Console;
use super::exit::{Exit, Stop};
use super::page::Page;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::library::{FUNCTIONS, Function, FunctionGroup};

/// List what formulas can use, or explain one function
#[derive(clap::Args)]
pub struct Arguments {
    /// The function to explain
    name: Option<String>,
}

pub fn run(arguments: &Arguments, console: &Console) -> Result<Exit, Stop> {
    let mut page = Page::new(&console.screen());
    match &arguments.name {
        None => list(&mut page),
        Some(name) => explain(&mut page, find(name).map_err(|finding| console.tell_one(finding))?),
    }
    console.print(&page.into_bytes())?;
    Ok(Exit::Done)
}

fn find(name: &str) -> Result<&'static Function, Diagnostic> {
    // `delay(` and `delay()` are what a hurried hand copies.
    let wanted = name.trim_end_matches(['(', ')']);
    FUNCTIONS.iter().copied().find(|function| function.name == wanted).ok_or_else(|| {
        let finding = Diagnostic::without_place(Code::UnknownName, format!("there is no function `{name}`"));
        match nearest(wanted, FUNCTIONS.iter().map(|function| function.name)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("`pace functions` lists all of them"),
        }
    })
}

fn list(page: &mut Page) {
    let columns =
        FUNCTIONS.iter().map(|function| function.signature.chars().count()).max().unwrap_or(0).min(32);
    let mut groups: Vec<FunctionGroup> = Vec::new();
    for function in FUNCTIONS {
        if !groups.contains(&function.group) {
            groups.push(function.group);
        }
    }
    for group in groups {
        page.heading(group.heading());
        for function in FUNCTIONS.iter().filter(|function| function.group == group) {
            page.entry(function.signature, columns, function.summary);
        }
    }
}

fn explain(page: &mut Page, function: &Function) {
    page.heading(function.signature).prose(&capital(function.summary));
    if !function.examples.is_empty() {
        page.heading("Examples");
    }
    let columns =
        function.examples.iter().map(|example| example.code.chars().count()).max().unwrap_or(0).min(40);
    for example in function.examples {
        page.entry(example.code, columns, &format!("gives {}", example.gives));
    }
}

/// The text with a capital first letter, as a heading or sentence has it.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
