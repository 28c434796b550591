//! A document as text for a terminal, a pipe or a file.

mod bands;
mod bars;
mod chart;
mod lists;
mod outline;
mod reference;
mod sheet;
mod spark;
mod table;
mod words;

pub use words::{clip, pad, width, wrap};

use super::{Painter, Role, clean};
use crate::report::{Block, Report};

/// Where the text will be read.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// How many columns a line may take.
    pub width: usize,
    /// With colour or without.
    pub painter: Painter,
}

/// The narrowest screen that is laid out for; a narrower one gets the same lines and wraps them.
const NARROWEST: usize = 30;

/// The whole document, each line ended.
pub fn render(report: &Report, screen: &Screen) -> String {
    let screen = &Screen { width: screen.width.max(NARROWEST), ..*screen };
    let mut page = String::new();
    head(&mut page, report, screen);
    for block in &report.blocks {
        match block {
            Block::Table(table) => table::render(&mut page, table, screen),
            Block::Sheet(sheet) => sheet::render(&mut page, sheet, screen),
            Block::List(list) => lists::render(&mut page, list, screen),
            Block::Outline(list) => outline::render(&mut page, list, screen),
            Block::Course(course) => reference::course(&mut page, course, screen),
            Block::Glossary(names) => reference::glossary(&mut page, names, screen),
            Block::Chart(chart) => chart::render(&mut page, chart, screen),
            Block::Code(code) => reference::code(&mut page, code, screen),
            Block::Note(note) => {
                for line in wrap(&clean(note), screen.width) {
                    screen.painter.prose(&mut page, Role::Dim, &line);
                    page.push('\n');
                }
                page.push('\n');
            }
        }
    }
    // One blank line between parts, none at the end.
    while page.ends_with("\n\n") {
        page.pop();
    }
    page
}

fn head(page: &mut String, report: &Report, screen: &Screen) {
    let facts = report.facts.iter().map(|fact| clean(fact)).collect::<Vec<_>>().join(" · ");
    if let Some(title) = &report.title {
        for line in wrap(&clean(title), screen.width) {
            screen.painter.paint(page, Role::Title, &line);
            page.push('\n');
        }
    }
    for line in wrap(&facts, screen.width) {
        screen.painter.paint(page, Role::Dim, &line);
        page.push('\n');
    }
    if report.title.is_some() || !facts.is_empty() {
        page.push('\n');
    }
}

#[cfg(test)]
mod tests;
