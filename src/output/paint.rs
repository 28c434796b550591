//! Colours by role: what a piece of text is for, not what it looks like.

use anstyle::{Ansi256Color, AnsiColor, Effects, Style};

use crate::report::SHADES;

/// What a piece of text is for, from which [`Painter`] takes its colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextRole {
    /// Running text.
    Plain,
    /// The title of a document.
    Title,
    /// The head of a column.
    Header,
    /// The heading of a group.
    Group,
    /// The figure that a row comes to over the whole plan.
    Overall,
    /// A figure below zero.
    Negative,
    /// A sparkline: the values of a row in small bars.
    Trend,
    /// One line of several in a chart.
    Line(u8),
    /// A goal that was met, a check that held.
    Good,
    /// A goal that was missed, a check that failed, an error.
    Bad,
    /// A warning.
    Warning,
    /// What a reader may skip: units, places, rules of a table.
    Dim,
    /// Code that can be pasted.
    Code,
    /// In code: a number with its unit.
    Number,
    /// In code: a word of the language.
    Keyword,
    /// In code: a function.
    Function,
    /// In code: a text in quotes.
    Text,
    /// In code: a name that the plan does not define.
    Unknown,
    /// A figure on a background: shade 0 is the palest, [`SHADES`] - 1 the strongest.
    Shade(u8),
}

/// Backgrounds from pale to strong with the letters that can be read on each, on a light or a dark screen.
const SHADE_COLOURS: [(u8, u8); SHADES as usize] =
    [(195, 16), (159, 16), (117, 16), (75, 16), (32, 231), (24, 231)];

/// The colours of a chart's lines, in their order; they tell lines apart and mean nothing else.
const LINE_COLOURS: [AnsiColor; 6] = [
    AnsiColor::Blue,
    AnsiColor::Yellow,
    AnsiColor::Magenta,
    AnsiColor::Green,
    AnsiColor::Cyan,
    AnsiColor::Red,
];

/// How many lines of a chart have a colour of their own.
pub(super) const LINE_COLOUR_COUNT: usize = LINE_COLOURS.len();

impl TextRole {
    /// How a terminal shows it. Only the 16 colours that every terminal has, so that they suit its background, but
    /// for shades.
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            TextRole::Plain => Style::new(),
            TextRole::Title | TextRole::Overall | TextRole::Function => Style::new().effects(Effects::BOLD),
            TextRole::Header | TextRole::Dim => Style::new().effects(Effects::DIMMED),
            TextRole::Group => colour(AnsiColor::Cyan).effects(Effects::BOLD),
            TextRole::Negative => colour(AnsiColor::Red),
            TextRole::Unknown => colour(AnsiColor::Red).effects(Effects::UNDERLINE),
            TextRole::Keyword => colour(AnsiColor::Magenta),
            TextRole::Trend => colour(AnsiColor::Cyan),
            TextRole::Line(line) => colour(LINE_COLOURS[usize::from(line) % LINE_COLOURS.len()]),
            TextRole::Good | TextRole::Text => colour(AnsiColor::Green),
            TextRole::Bad => colour(AnsiColor::Red).effects(Effects::BOLD),
            TextRole::Warning => colour(AnsiColor::Yellow),
            TextRole::Code | TextRole::Number => colour(AnsiColor::Cyan),
            TextRole::Shade(shade) => {
                let (back, letters) = SHADE_COLOURS[usize::from(shade.min(SHADES - 1))];
                Style::new()
                    .bg_color(Some(Ansi256Color(back).into()))
                    .fg_color(Some(Ansi256Color(letters).into()))
            }
        }
    }
}

/// Puts text into a page, with colour or without.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Painter {
    colour: bool,
}

impl Painter {
    /// A painter that uses colour, or none.
    pub fn new(colour: bool) -> Painter {
        Painter { colour }
    }

    /// Whether it uses colour.
    pub fn has_colour(self) -> bool {
        self.colour
    }

    /// Adds `text` in the colour of its role. Empty text leaves no escape codes either.
    pub fn paint(self, page: &mut String, role: TextRole, text: &str) {
        use std::fmt::Write;
        // Each piece ends its own colour: a page that is cut anywhere between two pieces does not colour what follows
        // it.
        if !self.colour || role == TextRole::Plain || text.is_empty() {
            page.push_str(text);
        } else {
            let style = role.style();
            // Writing to a string cannot fail.
            let _ = write!(page, "{style}{text}{style:#}");
        }
    }

    /// Adds running text in which what stands in backticks, these included, is code.
    pub fn prose(self, page: &mut String, role: TextRole, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('`')
            && let Some(length) = after.find('`')
        {
            self.paint(page, role, before);
            self.paint(page, TextRole::Code, &rest[before.len()..before.len() + length + 2]);
            rest = &after[length + 1..];
        }
        self.paint(page, role, rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_nothing_is_added() {
        let mut page = String::new();
        Painter::new(false).paint(&mut page, TextRole::Bad, "missed");
        Painter::new(false).prose(&mut page, TextRole::Plain, " `a` b");
        assert_eq!(page, "missed `a` b");
    }

    #[test]
    fn colour_ends_where_the_text_ends() {
        let mut page = String::new();
        Painter::new(true).paint(&mut page, TextRole::Good, "met");
        assert_eq!(page, "\u{1b}[32mmet\u{1b}[0m");
    }
}
