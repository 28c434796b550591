//! A document as text for a terminal, a pipe or a file.
//!
//! One file for each kind of block. Each adds to the page and ends with a blank line; the last one is taken off at
//! the end.

mod bands;
mod bars;
mod chart;
mod layout;
mod lists;
mod outline;
mod reference;
mod spark;
mod table;
mod widths;

pub use widths::{clip, pad, width, wrap};

use super::{Painter, TextRole, clean};
use crate::diagnostic::Dialect;
use crate::report::{Block, Report};

/// Where the text will be read, which a renderer does not find out itself.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// How many columns a line may take.
    pub width: usize,
    /// Adds text to the page with colour or without.
    pub painter: Painter,
    /// Where what is advised will be typed.
    pub dialect: Dialect,
}

/// The narrowest screen that is laid out for; a narrower one gets the same lines and wraps them.
const NARROWEST: usize = 30;

/// The whole document, each line ended. A screen below 30 columns is treated as one of 30.
pub fn render(report: &Report, screen: &Screen) -> String {
    let screen = &Screen { width: screen.width.max(NARROWEST), ..*screen };
    let mut page = String::new();
    head(&mut page, report, screen);
    blocks(&mut page, &report.blocks, screen);
    // One blank line between parts, none at the end.
    while page.ends_with("\n\n") {
        page.pop();
    }
    page
}

/// Adds the parts of a document in their order.
fn blocks(page: &mut String, all: &[Block], screen: &Screen) {
    for block in all {
        match block {
            Block::Table(table) => table::render(page, table, screen),
            Block::List(list) => lists::render(page, list, screen),
            Block::Brief(list) => lists::render_brief(page, list, screen),
            Block::Outline(list) => outline::render(page, list, screen),
            Block::Summary(summary) => reference::summary(page, summary, screen),
            Block::Glossary(names) => reference::glossary(page, names, screen),
            Block::Chart(chart) => chart::render(page, chart, screen),
            Block::Code(code) => reference::code(page, code, screen),
            Block::Note(note) => {
                for line in wrap(&clean(&note.say(screen.dialect)), screen.width) {
                    screen.painter.prose(page, TextRole::Dim, &line);
                    page.push('\n');
                }
                page.push('\n');
            }
            // Nothing folds in a text.
            Block::Folded(parts) => {
                screen.painter.paint(page, TextRole::Group, &clean(&parts.summary));
                page.push('\n');
                blocks(page, &parts.blocks, screen);
            }
        }
    }
}

/// Adds the title and, below it in one line, the facts.
fn head(page: &mut String, report: &Report, screen: &Screen) {
    let facts = report.facts.iter().map(|fact| clean(fact)).collect::<Vec<_>>().join(" · ");
    if let Some(title) = &report.title {
        for line in wrap(&clean(title), screen.width) {
            screen.painter.paint(page, TextRole::Title, &line);
            page.push('\n');
        }
    }
    for line in wrap(&facts, screen.width) {
        screen.painter.paint(page, TextRole::Dim, &line);
        page.push('\n');
    }
    if report.title.is_some() || !facts.is_empty() {
        page.push('\n');
    }
}

#[cfg(test)]
mod tests;
