//! A table of any kind, folded into bands where the screen is narrow.

use std::ops::Range;

use super::bars::{Piece, pieces};
use super::words::{clip, pad, width};
use super::{Screen, clean};
use crate::output::Role;
use crate::report::{Entry, Sheet, Tone};

/// Spaces between two columns.
const GAP: usize = 2;
/// The least that is left of a long name on a narrow screen.
const SHORTEST_NAME: usize = 8;
/// Characters on each side of a bar: at least, and at most.
const BAR: (usize, usize) = (4, 16);

/// Adds the table to the page, a blank line after each band.
pub fn render(page: &mut String, sheet: &Sheet, screen: &Screen) {
    if let Some(heading) = &sheet.heading {
        screen.painter.paint(page, Role::Group, &clean(heading));
        page.push('\n');
    }
    let widths = widths(sheet, screen.width);
    for band in bands(sheet, &widths, screen.width) {
        let columns: Vec<usize> = (0..sheet.fixed.min(sheet.heads.len())).chain(band).collect();
        heads(page, sheet, &columns, &widths, screen);
        for line in &sheet.lines {
            let mut text = String::new();
            for (at, column) in columns.iter().enumerate() {
                if at > 0 {
                    text.push_str(&" ".repeat(GAP));
                }
                if let Some(entry) = line.get(*column) {
                    render_entry(&mut text, entry, widths[*column], sheet.heads[*column].right, screen);
                } else {
                    text.push_str(&" ".repeat(widths[*column]));
                }
            }
            page.push_str(text.trim_end());
            page.push('\n');
        }
        page.push('\n');
    }
}

/// The widths of the columns; bars take what is left.
fn widths(sheet: &Sheet, screen: usize) -> Vec<usize> {
    let entries = |column: usize| sheet.lines.iter().filter_map(move |line| line.get(column));
    let mut bars = Vec::new();
    let mut widths: Vec<usize> = Vec::with_capacity(sheet.heads.len());
    let mut wanted = Vec::with_capacity(sheet.heads.len());
    for (column, head) in sheet.heads.iter().enumerate() {
        let mut widest = width(&clean(&head.text));
        for entry in entries(column) {
            match entry {
                Entry::Text(text, _) => widest = widest.max(width(&clean(text))),
                Entry::Bar(_) if !bars.contains(&column) => bars.push(column),
                Entry::Bar(_) => {}
            }
        }
        // Names may be long; figures are shown whole.
        let most = if head.right { screen } else { (screen / 2).max(12) };
        widths.push(widest.min(most));
        wanted.push(widest);
    }
    // Where figures leave room, names have it.
    let used: usize = widths.iter().map(|width| width + GAP).sum();
    let mut room = (screen + GAP).saturating_sub(used);
    for (width, wanted) in widths.iter_mut().zip(wanted).filter(|_| bars.is_empty()) {
        let more = wanted.saturating_sub(*width).min(room);
        *width += more;
        room -= more;
    }
    // What stands above several columns may be wider than they are together.
    for group in groups(sheet, 0) {
        let Some(above) = sheet.heads[group.start].above.as_ref() else { continue };
        let together = widths[group.clone()].iter().sum::<usize>() + (group.len() - 1) * GAP;
        let wanted = width(&clean(above)).min(screen / 2);
        widths[group.end - 1] += wanted.saturating_sub(together);
    }
    narrow(sheet, &mut widths, screen);
    if !bars.is_empty() {
        let others: usize =
            (0..widths.len()).filter(|at| !bars.contains(at)).map(|at| widths[at] + GAP).sum();
        let room = screen.saturating_sub(others) / bars.len();
        for bar in bars {
            let half = (room.saturating_sub(1) / 2).clamp(BAR.0, BAR.1);
            widths[bar] = half * 2 + 1;
        }
    }
    widths
}

/// Takes from the first column, which is a name as a rule, what the widest part of the table has too much.
fn narrow(sheet: &Sheet, widths: &mut [usize], screen: usize) {
    let room = |columns: Range<usize>| widths[columns].iter().map(|width| width + GAP).sum::<usize>();
    let fixed = sheet.fixed.min(widths.len());
    let widest = groups(sheet, fixed).into_iter().map(&room).max().unwrap_or(0);
    let excess = (room(0..fixed) + widest).saturating_sub(screen + GAP);
    if let (Some(first), Some(name)) = (sheet.heads.first(), widths.first_mut())
        && !first.right
    {
        *name = (*name).saturating_sub(excess).max((*name).min(SHORTEST_NAME));
    }
}

/// Neighbouring columns from `start` on that share what stands above them; others are alone.
fn groups(sheet: &Sheet, start: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for column in start..sheet.heads.len() {
        let above = &sheet.heads[column].above;
        match groups.last_mut() {
            Some(group) if above.is_some() && sheet.heads[group.start].above == *above => group.end += 1,
            _ => groups.push(column..column + 1),
        }
    }
    groups
}

/// The columns beside the fixed ones, in parts that fit the screen.
fn bands(sheet: &Sheet, widths: &[usize], screen: usize) -> Vec<Range<usize>> {
    let fixed = sheet.fixed.min(widths.len());
    let left: usize = widths[..fixed].iter().map(|width| width + GAP).sum();
    let mut bands: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for group in groups(sheet, fixed) {
        let room: usize = widths[group.clone()].iter().map(|width| width + GAP).sum();
        match bands.last_mut() {
            Some(band) if left + used + room <= screen + GAP => {
                band.end = group.end;
                used += room;
            }
            _ => {
                bands.push(group);
                used = room;
            }
        }
    }
    if bands.is_empty() {
        bands.push(fixed..fixed);
    }
    bands
}

/// The lines above a band: what columns share, their own words, a rule.
fn heads(page: &mut String, sheet: &Sheet, columns: &[usize], widths: &[usize], screen: &Screen) {
    if columns.iter().any(|column| sheet.heads[*column].above.is_some()) {
        let mut line = String::new();
        let mut at = 0;
        while at < columns.len() {
            let above = sheet.heads[columns[at]].above.as_deref();
            let mut room = widths[columns[at]];
            let mut next = at + 1;
            while next < columns.len()
                && above.is_some()
                && sheet.heads[columns[next]].above.as_deref() == above
            {
                room += GAP + widths[columns[next]];
                next += 1;
            }
            if at > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            let text = above.map(|above| clip(&clean(above), room)).unwrap_or_default();
            line.push_str(&pad(&text, room, true));
            at = next;
        }
        screen.painter.paint(page, Role::Header, line.trim_end());
        page.push('\n');
    }
    let mut line = String::new();
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let head = &sheet.heads[*column];
        line.push_str(&pad(&clip(&clean(&head.text), widths[*column]), widths[*column], head.right));
    }
    if !line.trim_end().is_empty() {
        screen.painter.paint(page, Role::Header, line.trim_end());
        page.push('\n');
    }
    let rule = columns.iter().map(|column| widths[*column] + GAP).sum::<usize>().saturating_sub(GAP);
    screen.painter.paint(page, Role::Dim, &"─".repeat(rule.min(screen.width)));
    page.push('\n');
}

fn render_entry(line: &mut String, entry: &Entry, columns: usize, right: bool, screen: &Screen) {
    let painter = screen.painter;
    match entry {
        Entry::Bar(bar) => {
            let pieces = pieces(*bar, columns.saturating_sub(1) / 2);
            for run in pieces.chunk_by(|one, other| one == other) {
                let role = match run[0] {
                    Piece::Empty => Role::Plain,
                    Piece::Line => Role::Dim,
                    Piece::Down => Role::Warning,
                    Piece::Up => Role::Trend,
                };
                painter.paint(line, role, &run.iter().map(|piece| piece.character()).collect::<String>());
            }
        }
        Entry::Text(text, tone) => {
            let text = clip(&clean(text), columns);
            let space = columns.saturating_sub(width(&text));
            let role = match tone {
                // A shade fills its column, so that a table of them is one picture.
                Tone::Shade(shade) => {
                    painter.paint(line, Role::Shade(*shade), &pad(&text, columns, right));
                    return;
                }
                Tone::Plain if text.starts_with('-') && right => Role::Negative,
                Tone::Plain => Role::Plain,
                Tone::Strong => Role::Overall,
                Tone::Dim => Role::Dim,
                Tone::Good => Role::Good,
                Tone::Bad => Role::Bad,
            };
            if right {
                line.push_str(&" ".repeat(space));
            }
            painter.paint(line, role, &text);
            if !right {
                line.push_str(&" ".repeat(space));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Painter;
    use crate::report::Head;

    fn shown(sheet: &Sheet, width: usize) -> String {
        let mut page = String::new();
        render(
            &mut page,
            sheet,
            &Screen { width, painter: Painter::new(false), dialect: crate::diagnostic::Dialect::Shell },
        );
        page
    }

    /// A name, and groups of two figures.
    fn sheet(name: &str, groups: usize) -> Sheet {
        let mut heads = vec![Head::words("row")];
        let mut line = vec![Entry::plain(name)];
        for group in 0..groups {
            heads.extend(["value", "change"].map(|text| Head::figures(text).below(format!("plan {group}"))));
            line.extend([Entry::plain("$1,234,567"), Entry::missing()]);
        }
        Sheet { heading: None, heads, fixed: 1, lines: vec![line] }
    }

    #[test]
    fn columns_that_belong_together_stay_together() {
        insta::assert_snapshot!(shown(&sheet("bookings", 3), 50));
    }

    #[test]
    fn a_long_name_makes_room_for_figures() {
        let page = shown(&sheet("the_longest_name_that_anybody_would_give_a_row", 2), 40);
        assert!(page.contains("$1,234,567") && page.contains('…'), "{page}");
    }

    proptest::proptest! {
        #[test]
        fn a_table_fits_its_screen(name in "[a-z_]{1,60}", groups in 0usize..9, columns in 40usize..160) {
            let page = shown(&sheet(&name, groups), columns);
            for line in page.lines() {
                proptest::prop_assert!(width(line) <= columns, "{line}");
            }
            proptest::prop_assert_eq!(page.matches("$1,234,567").count(), groups);
        }
    }
}
