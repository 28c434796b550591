//! A row over the months, drawn with dots.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Constraint, Rect};
use ratatui_core::style::{Color, Style};
use ratatui_core::symbols::Marker;
use ratatui_core::widgets::Widget;
use ratatui_widgets::chart::{Axis, Chart as Picture, Dataset, GraphType};

use super::{Screen, clean};
use crate::output::Role;
use crate::report::Chart;

/// The lines of a picture, its axis included.
const HEIGHT: u16 = 14;
/// The widest picture: a longer one says no more.
const WIDEST: usize = 100;
/// What lines are drawn with where there is no colour to tell them apart by, and in which role where there is.
const LINES: [(Marker, &str, Role, Color); 4] = [
    (Marker::Braille, "⠒", Role::Trend, Color::Blue),
    (Marker::Dot, "•", Role::Good, Color::Green),
    (Marker::Block, "█", Role::Warning, Color::Yellow),
    (Marker::Bar, "▄", Role::Bad, Color::Red),
];

/// Adds the picture to the page, a blank line after it.
pub fn render(page: &mut String, chart: &Chart, screen: &Screen) {
    screen.painter.paint(page, Role::Group, &clean(&chart.title));
    page.push('\n');
    let area = Rect::new(0, 0, screen.width.min(WIDEST) as u16, HEIGHT);
    let mut buffer = Buffer::empty(area);
    let points: Vec<Vec<Vec<(f64, f64)>>> = chart.lines.iter().map(|(_, points)| runs(points)).collect();
    let sets = points.iter().enumerate().flat_map(|(at, runs)| {
        let (marker, _, _, colour) = LINES[at % LINES.len()];
        let marker = if screen.painter.has_colour() { Marker::Braille } else { marker };
        runs.iter().map(move |run| {
            // A month between months without a value would be a speck.
            let (kind, marker) = match run.len() {
                1 => (GraphType::Scatter, Marker::Dot),
                _ => (GraphType::Line, marker),
            };
            Dataset::default().marker(marker).graph_type(kind).data(run).style(Style::new().fg(colour))
        })
    });
    let last = chart.lines.iter().map(|(_, points)| points.len()).max().unwrap_or(1).max(2) - 1;
    let ends = [clean(&chart.ends.0).into_owned(), clean(&chart.ends.1).into_owned()];
    let across = Axis::default().bounds([0.0, last as f64]).labels(ends);
    let up = Axis::default().bounds([chart.bounds.0, chart.bounds.1]).labels(chart.scale.clone());
    let hidden = (Constraint::Length(0), Constraint::Length(0));
    Picture::new(sets.collect())
        .x_axis(across)
        .y_axis(up)
        .hidden_legend_constraints(hidden)
        .render(area, &mut buffer);
    for row in 0..area.height {
        let mut line = String::new();
        for column in 0..area.width {
            let Some(cell) = buffer.cell((column, row)) else { continue };
            let role =
                LINES.iter().find(|(.., colour)| *colour == cell.fg).map_or(Role::Plain, |line| line.2);
            match cell.symbol() {
                " " => line.push(' '),
                symbol => screen.painter.paint(&mut line, role, symbol),
            }
        }
        page.push_str(line.trim_end());
        page.push('\n');
    }
    if chart.lines.len() > 1 {
        for (at, (name, _)) in chart.lines.iter().enumerate() {
            let (_, sign, role, _) = LINES[at % LINES.len()];
            let sign = if screen.painter.has_colour() { LINES[0].1 } else { sign };
            page.push_str(if at > 0 { "   " } else { "  " });
            screen.painter.paint(page, role, sign);
            page.push_str(&format!(" {}", clean(name)));
        }
        page.push('\n');
    }
    page.push('\n');
}

/// The points in runs without a gap: where there is no value no line is drawn.
fn runs(points: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (at, point) in points.iter().enumerate() {
        match (point.filter(|point| point.is_finite()), runs.last_mut()) {
            (Some(point), Some(run)) => run.push((at as f64, point)),
            (None, Some(run)) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Painter;

    fn drawn(lines: &[(&str, &[Option<f64>])]) -> String {
        let chart = Chart {
            title: "bookings  /month".into(),
            lines: lines.iter().map(|(name, points)| (name.to_string(), points.to_vec())).collect(),
            bounds: (0.0, 10.0),
            scale: ["$0".into(), "$5".into(), "$10".into()],
            ends: ("Jan 2026".into(), "Apr 2026".into()),
        };
        let mut page = String::new();
        render(&mut page, &chart, &Screen { width: 60, painter: Painter::new(false) });
        page
    }

    #[test]
    fn lines_rise_and_gaps_are_gaps() {
        insta::assert_snapshot!(drawn(&[("base", &[Some(0.0), Some(5.0), None, Some(10.0)])]));
    }

    #[test]
    fn two_lines_differ_without_colour() {
        let page = drawn(&[("base", &[Some(1.0); 4]), ("hustle", &[Some(9.0); 4])]);
        assert!(page.contains('•') && page.contains("• hustle"), "{page}");
    }
}
