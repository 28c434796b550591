//! Names with a sentence each, code as it stands, and a row in few words.

use super::widths::{width, wrap};
use super::{Screen, clean, spark};
use crate::output::TextRole;
use crate::report::{Glossary, Summary};

/// The widest column of names: sentences need room too.
const WIDEST: usize = 32;
/// The widest line of a sentence: running text is hard to read in long ones.
const LONGEST: usize = 100;
/// Characters of a row's sparkline: a year of months.
const TREND: usize = 12;

/// Adds names with their sentences beside them, a blank line after them.
pub fn glossary(page: &mut String, glossary: &Glossary, screen: &Screen) {
    let room = screen.width.min(LONGEST);
    if let Some(heading) = &glossary.heading {
        screen.painter.paint(page, TextRole::Group, &clean(heading));
        page.push('\n');
    }
    for (at, text) in glossary.prose.iter().enumerate() {
        if at > 0 {
            page.push('\n');
        }
        for line in wrap(&clean(&text.say(screen.dialect)), room.saturating_sub(2)) {
            page.push_str("  ");
            screen.painter.prose(page, TextRole::Plain, &line);
            page.push('\n');
        }
    }
    let columns = glossary.entries.iter().map(|(name, _)| width(name)).max().unwrap_or(0).min(WIDEST);
    for (name, sentence) in &glossary.entries {
        entry(page, (name, columns), sentence, room, screen);
    }
    if glossary.prose.is_empty() && glossary.entries.is_empty() {
        // A heading stands right above what follows.
        return;
    }
    page.push('\n');
}

/// A name in its column, and a sentence beside it, or below where the name is too long.
fn entry(page: &mut String, (name, columns): (&str, usize), sentence: &str, room: usize, screen: &Screen) {
    let left = columns + 4;
    page.push_str("  ");
    screen.painter.paint(page, TextRole::Code, &clean(name));
    // The column at which the next text of this line would begin.
    let mut here = 2 + width(name);
    for line in wrap(&clean(sentence), room.saturating_sub(left)) {
        if here + 2 > left {
            page.push('\n');
            here = 0;
        }
        page.push_str(&" ".repeat(left - here));
        screen.painter.prose(page, TextRole::Plain, &line);
        here = left;
    }
    page.push('\n');
}

/// Adds lines of code, a blank line after them.
pub fn code(page: &mut String, code: &str, screen: &Screen) {
    for line in code.trim_matches('\n').lines() {
        if !line.is_empty() {
            page.push_str("    ");
            screen.painter.paint(page, TextRole::Code, &clean(line));
        }
        page.push('\n');
    }
    page.push('\n');
}

/// Adds a row in few words, a blank line after it.
pub fn summary(page: &mut String, summary: &Summary, screen: &Screen) {
    let name = clean(&summary.name);
    let lines = wrap(&name, screen.width);
    for (at, line) in lines.iter().enumerate() {
        screen.painter.paint(page, TextRole::Code, line);
        if at + 1 == lines.len() && !summary.unit.is_empty() {
            page.push_str("  ");
            screen.painter.paint(page, TextRole::Dim, &summary.unit);
        }
        page.push('\n');
    }
    page.push_str("  ");
    if !summary.trend.is_empty() {
        let columns = summary.trend.len().min(TREND);
        screen.painter.paint(page, TextRole::Trend, &spark::line(&summary.trend, columns));
        page.push_str("  ");
    }
    let (last, before) = match summary.figures.split_last() {
        Some((last, before)) => (last.as_str(), before),
        None => ("", [].as_slice()),
    };
    for figure in before {
        page.push_str(&clean(figure));
        page.push_str("  ");
    }
    screen.painter.paint(page, TextRole::Overall, &clean(last));
    page.push_str("\n\n");
}
