//! Findings in a list: a mark, what it is about, what was found.

use super::widths::{clip, pad, width, wrap};
use super::{Screen, clean};
use crate::output::TextRole;
use crate::report::{Item, List, Mark};

/// Columns before an item's text: the margin, the mark and a space.
const MARGIN: usize = 4;
/// Columns between what an item is about and what was found.
const GAP: usize = 3;

/// Adds the list to the page, a blank line after it.
pub fn render(page: &mut String, list: &List, screen: &Screen) {
    screen.painter.paint(page, TextRole::Group, &clean(&list.heading));
    page.push('\n');
    let subjects =
        list.items.iter().map(|item| width(&clean(&item.subject.say(screen.dialect)))).max().unwrap_or(0);
    let verdicts = list.items.iter().map(|item| width(&clean(&item.verdict))).max().unwrap_or(0);
    // Side by side if that fits for all of them, else one below the other for all of them.
    let beside = (verdicts > 0 && MARGIN + subjects + GAP + verdicts <= screen.width).then_some(subjects);
    for item in &list.items {
        render_item(page, item, beside, screen);
    }
    page.push('\n');
}

/// Adds the list with a line an item, a blank line after it.
pub fn render_brief(page: &mut String, list: &List, screen: &Screen) {
    screen.painter.paint(page, TextRole::Group, &clean(&list.heading));
    page.push('\n');
    list.items.iter().for_each(|item| brief(page, item, screen));
    page.push('\n');
}

/// Adds one item in one line, cut at the edge of the screen.
fn brief(page: &mut String, item: &Item, screen: &Screen) {
    let (mark, role) = marked(item.mark);
    page.push_str("  ");
    screen.painter.paint(page, role, mark);
    page.push(' ');
    let subject = clip(&clean(&item.subject.say(screen.dialect)), screen.width.saturating_sub(MARGIN));
    screen.painter.prose(page, TextRole::Plain, &subject);
    page.push('\n');
}

/// The sign of a mark, and its colour.
fn marked(mark: Mark) -> (&'static str, TextRole) {
    match mark {
        Mark::Good => ("✓", TextRole::Good),
        Mark::Bad => ("✗", TextRole::Bad),
        Mark::Warning => ("!", TextRole::Warning),
        Mark::Plain => ("·", TextRole::Dim),
    }
}

/// Adds one item; `beside` is the width of the subjects where verdicts stand beside them, none where they stand below.
fn render_item(page: &mut String, item: &Item, beside: Option<usize>, screen: &Screen) {
    let (mark, role) = marked(item.mark);
    let painter = screen.painter;
    let room = screen.width.saturating_sub(MARGIN);
    let subject = item.subject.say(screen.dialect);
    let subject = clean(&subject);
    let verdict = clean(&item.verdict);
    page.push_str("  ");
    painter.paint(page, role, mark);
    page.push(' ');
    if let Some(columns) = beside {
        page.push_str(&pad(&subject, columns + GAP, false));
        painter.paint(page, role, &verdict);
        page.push('\n');
    } else {
        for (at, line) in wrap(&subject, room).iter().enumerate() {
            if at > 0 {
                page.push_str(&" ".repeat(MARGIN));
            }
            painter.prose(page, TextRole::Plain, line);
            page.push('\n');
        }
        indented(page, &verdict, role, screen);
    }
    for detail in &item.details {
        indented(page, &clean(&detail.say(screen.dialect)), TextRole::Dim, screen);
    }
}

/// Adds a text below an item's subject, in as many lines as it needs.
fn indented(page: &mut String, text: &str, role: TextRole, screen: &Screen) {
    for line in wrap(text, screen.width.saturating_sub(MARGIN)) {
        page.push_str(&" ".repeat(MARGIN));
        screen.painter.prose(page, role, &line);
        page.push('\n');
    }
}
