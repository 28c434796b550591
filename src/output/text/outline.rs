//! A list with levels: what it is, its figure, and below them formulas and remarks.

use super::widths::{pad, width, wrap};
use super::{Screen, clean};
use crate::output::TextRole;
use crate::report::{Outline, OutlineEntry};

/// Columns that a level moves an entry to the right.
const STEP: usize = 2;
/// Levels beyond this one stand below each other: text needs room.
const DEEPEST: usize = 8;
/// Columns between an entry's figure and its place.
const GAP: usize = 3;

/// Adds the list to the page, a blank line after it.
pub fn render(page: &mut String, outline: &Outline, screen: &Screen) {
    if let Some(heading) = &outline.heading {
        screen.painter.paint(page, TextRole::Group, &clean(heading));
        page.push('\n');
    }
    for entry in &outline.entries {
        render_entry(page, entry, screen);
    }
    page.push('\n');
}

/// Adds one entry: what it is, its figure and place in one line where they fit, then its formulas and remarks.
fn render_entry(page: &mut String, entry: &OutlineEntry, screen: &Screen) {
    let indent = entry.level.min(DEEPEST) * STEP;
    let painter = screen.painter;
    let (subject, figure) = (clean(&entry.subject), clean(&entry.figure));
    page.push_str(&" ".repeat(indent));
    painter.paint(page, TextRole::Code, &subject);
    let mut used = indent + width(&subject);
    if !figure.is_empty() {
        let fits = used + 2 + width(&figure) <= screen.width;
        page.push_str(&if fits { "  ".to_string() } else { format!("\n{}", " ".repeat(indent + STEP)) });
        used = if fits { used + 2 } else { indent + STEP } + width(&figure);
        painter.paint(page, TextRole::Overall, &figure);
    }
    if let Some(place) = &entry.place {
        let place = clean(place);
        if used + GAP + width(&place) <= screen.width {
            page.push_str(&" ".repeat(GAP));
            painter.paint(page, TextRole::Dim, &place);
        } else {
            page.push('\n');
            lines(page, &place, (indent + STEP, ""), TextRole::Dim, screen);
            page.pop();
        }
    }
    page.push('\n');
    for formula in &entry.formulas {
        // The sign in front stays, further lines stand below what follows it.
        match formula.strip_prefix("  ") {
            Some(rest) => lines(page, rest, (indent + STEP + 2, ""), TextRole::Plain, screen),
            None => {
                let (sign, rest) = formula.split_once(' ').unwrap_or((formula, ""));
                lines(page, rest, (indent + STEP, &clean(sign)), TextRole::Plain, screen);
            }
        }
    }
    for remark in &entry.remarks {
        lines(page, remark, (indent + STEP, "·"), TextRole::Dim, screen);
    }
}

/// A text in as many lines as it needs, a sign before the first.
fn lines(page: &mut String, text: &str, (indent, sign): (usize, &str), role: TextRole, screen: &Screen) {
    let hang = indent + if sign.is_empty() { 0 } else { width(sign) + 1 };
    for (at, line) in wrap(&clean(text), screen.width.saturating_sub(hang)).iter().enumerate() {
        page.push_str(&" ".repeat(indent));
        if !sign.is_empty() {
            let sign = if at == 0 { sign } else { "" };
            screen.painter.paint(page, TextRole::Dim, &pad(sign, hang - indent, false));
        }
        screen.painter.prose(page, role, line);
        page.push('\n');
    }
}
