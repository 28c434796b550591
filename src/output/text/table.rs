//! A table, folded into bands where the screen is narrow.

use super::bars::{Piece, pieces};
use super::layout::Layout;
use super::widths::{clip, clip_cell, pad, width};
use super::{Screen, clean, spark};
use crate::output::TextRole;
use crate::report::{ColumnKind, Figure, ReportTable, TableEntry, Tone};

/// Adds the table to the page, a blank line after each band.
pub fn render(page: &mut String, table: &ReportTable, screen: &Screen) {
    if let Some(heading) = &table.heading {
        screen.painter.paint(page, TextRole::Group, &clean(heading));
        page.push('\n');
    }
    let layout = Layout::of(table, screen.width);
    for columns in &layout.bands {
        heads(page, table, columns, &layout, screen);
        let mut groups = table.groups.iter().peekable();
        for (at, line) in table.lines.iter().enumerate() {
            while let Some(group) = groups.next_if(|group| group.start <= at) {
                screen.painter.paint(page, TextRole::Group, &clean(&group.heading));
                page.push('\n');
            }
            render_line(page, line, columns, (table, &layout), screen);
        }
        page.push('\n');
    }
}

/// Adds one line: the entries of these columns, each in the width of its column.
fn render_line(
    page: &mut String,
    entries: &[TableEntry],
    columns: &[usize],
    (table, layout): (&ReportTable, &Layout),
    screen: &Screen,
) {
    let mut line = " ".repeat(layout.indent);
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            line.push_str(&" ".repeat(layout.gap(*column)));
        }
        // The indent below a group's heading is a part of the first column's width.
        let room = layout.widths[*column] - if at == 0 { layout.indent } else { 0 };
        let right = table.heads[*column].right;
        match entries.get(*column) {
            Some(TableEntry::Text(text, tone)) => words(&mut line, (text, *tone), (room, right), screen),
            Some(TableEntry::Figure(found)) => {
                figure(&mut line, found, (room, layout.marks[*column]), screen)
            }
            Some(TableEntry::Trend(points)) => {
                let summary = pad(&spark::line(points, room), room, false);
                screen.painter.paint(&mut line, TextRole::Trend, &summary);
            }
            Some(TableEntry::Bar(bar)) => {
                let pieces = pieces(*bar, room.saturating_sub(1) / 2);
                for run in pieces.chunk_by(|one, other| one == other) {
                    let text: String = run.iter().map(|piece| piece.character()).collect();
                    screen.painter.paint(&mut line, piece_role(run[0]), &text);
                }
            }
            None => line.push_str(&" ".repeat(room)),
        }
    }
    // Spaces at the end would wrap on a narrower screen, and show in a diff of two pages.
    page.push_str(line.trim_end());
    page.push('\n');
}

/// The colour of a character of a bar.
fn piece_role(piece: Piece) -> TextRole {
    match piece {
        Piece::Empty => TextRole::Plain,
        Piece::Line => TextRole::Dim,
        Piece::Down => TextRole::Warning,
        Piece::Up => TextRole::Trend,
    }
}

/// Adds a text in its column of `room` characters, clipped where it is longer.
fn words(line: &mut String, (text, tone): (&str, Tone), (room, right): (usize, bool), screen: &Screen) {
    let text = clip_cell(&clean(text), room);
    let role = match tone {
        // A shade fills its column, so that a table of them is one picture.
        Tone::Shade(shade) => {
            return screen.painter.paint(line, TextRole::Shade(shade), &pad(&text, room, right));
        }
        Tone::Plain => TextRole::Plain,
        Tone::Strong => TextRole::Overall,
        Tone::Dim => TextRole::Dim,
        Tone::Good => TextRole::Good,
        Tone::Bad => TextRole::Bad,
    };
    // The spaces have no colour: one with a background or an underline is to end with the text.
    let space = " ".repeat(room.saturating_sub(width(&text)));
    if right {
        line.push_str(&space);
    }
    screen.painter.paint(line, role, &text);
    if !right {
        line.push_str(&space);
    }
}

/// A figure to the right of its column; the mark of a partial one hangs outside the digits. Missing figures stand back,
/// and a loss stands out; what rounds to zero has no sign and is no loss.
fn figure(line: &mut String, figure: &Figure, (room, mark): (usize, usize), screen: &Screen) {
    let role = match figure.value {
        None => TextRole::Dim,
        Some(_) if figure.text.starts_with('-') => TextRole::Negative,
        Some(_) if figure.is_overall => TextRole::Overall,
        Some(_) => TextRole::Plain,
    };
    line.push_str(&" ".repeat((room - mark).saturating_sub(width(&figure.text))));
    screen.painter.paint(line, role, &figure.text);
    if mark > 0 {
        line.push(figure.partial.unwrap_or(' '));
    }
}

/// The lines above a band: what columns share, their own words, a rule.
fn heads(page: &mut String, table: &ReportTable, columns: &[usize], layout: &Layout, screen: &Screen) {
    for line in [shared_heads(table, columns, layout), own_heads(table, columns, layout)] {
        if !line.trim_end().is_empty() {
            screen.painter.paint(page, TextRole::Header, line.trim_end());
            page.push('\n');
        }
    }
    screen.painter.paint(page, TextRole::Dim, &"─".repeat(layout.room(columns).min(screen.width)));
    page.push('\n');
}

/// What columns share stands above the first of them, where it begins; of a series it stands there where it changes.
fn shared_heads(table: &ReportTable, columns: &[usize], layout: &Layout) -> String {
    let mut line = String::new();
    let mut at = 0;
    while at < columns.len() {
        let head = &table.heads[columns[at]];
        let own = layout.widths[columns[at]];
        // The head of a group is written once, over as many columns of this band as belong to it.
        let alike = |column: &usize| head.above.is_some() && table.heads[*column].above == head.above;
        let count = columns[at..].iter().take_while(|column| alike(column)).count().max(1);
        let rest: usize = columns[at + 1..at + count]
            .iter()
            .map(|column| layout.gap(*column) + layout.widths[*column])
            .sum();
        let mark = layout.marks[columns[at]];
        if at > 0 {
            line.push_str(&" ".repeat(layout.gap(columns[at])));
        }
        let text = head.above.as_deref().map(clean).unwrap_or_default();
        if head.kind == ColumnKind::Series || width(&text) <= own - mark {
            line.push_str(&pad(&text, own - mark, true));
            line.push_str(&" ".repeat(mark + rest));
        } else {
            line.push_str(&pad(&clip(&text, own + rest), own + rest, false));
        }
        at += count;
    }
    line
}

/// Each column's own head, above its entries.
fn own_heads(table: &ReportTable, columns: &[usize], layout: &Layout) -> String {
    let mut line = String::new();
    // What a head has taken of the room of the columns that follow.
    let mut taken = 0;
    for (at, column) in columns.iter().enumerate() {
        let head = &table.heads[*column];
        let gap = if at > 0 { layout.gap(*column) } else { 0 };
        let own = layout.widths[*column];
        if taken > 0 {
            taken -= gap + own;
            continue;
        }
        line.push_str(&" ".repeat(gap));
        let text = clean(&head.text);
        let mark = layout.marks[*column];
        if head.right && width(&text) <= own - mark {
            line.push_str(&pad(&text, own - mark, true));
            line.push_str(&" ".repeat(mark));
            continue;
        }
        // Above the figure where it fits, above figure and word where not.
        if head.kind == ColumnKind::Summary && head.right {
            taken = columns[at + 1..].iter().map(|next| layout.gap(*next) + layout.widths[*next]).sum();
        }
        line.push_str(&pad(&clip(&text, own + taken), own + taken, head.right));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Painter;
    use crate::report::Head;

    fn shown(table: &ReportTable, width: usize) -> String {
        let mut page = String::new();
        render(
            &mut page,
            table,
            &Screen { width, painter: Painter::new(false), dialect: crate::diagnostic::Dialect::Shell },
        );
        page
    }

    /// A name, and groups of two figures.
    fn table(name: &str, groups: usize) -> ReportTable {
        let mut heads = vec![Head::words("row")];
        let mut line = vec![TableEntry::plain(name)];
        for group in 0..groups {
            heads.extend(["value", "change"].map(|text| Head::figures(text).below(format!("plan {group}"))));
            line.extend([TableEntry::plain("$1,234,567"), TableEntry::missing()]);
        }
        ReportTable { heads, fixed: 1, lines: vec![line], ..ReportTable::default() }
    }

    #[test]
    fn columns_that_belong_together_stay_together() {
        insta::assert_snapshot!(shown(&table("bookings", 3), 50));
    }

    #[test]
    fn a_long_name_makes_room_for_figures() {
        let page = shown(&table("the_longest_name_that_anybody_would_give_a_row", 2), 40);
        assert!(page.contains("$1,234,567") && page.contains('…'), "{page}");
    }

    proptest::proptest! {
        #[test]
        fn a_table_fits_its_screen(name in "[a-z_]{1,60}", groups in 0usize..9, columns in 40usize..160) {
            let page = shown(&table(&name, groups), columns);
            for line in page.lines() {
                proptest::prop_assert!(width(line) <= columns, "{line}");
            }
            proptest::prop_assert_eq!(page.matches("$1,234,567").count(), groups);
        }
    }
}
