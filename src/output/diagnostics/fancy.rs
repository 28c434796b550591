//! Findings drawn for a terminal by miette: the message, the source with its labels, the fix.

use std::borrow::Cow;
use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::excerpt::Excerpt;
use crate::diagnostic::{Diagnostic, Dialect, Severity};
use crate::output::text::{Screen, wrap};
use crate::output::{TextRole, clean};
use crate::source::Sources;

/// Spaces before the further lines of a title on a narrow screen.
const NARROW_INDENT: usize = 4;

/// The findings as text, each with its excerpt, a blank line after each; then how many more there are, where `left` is
/// not zero.
pub fn render(found: &[&Diagnostic], left: usize, sources: &Sources, screen: &Screen) -> String {
    let mut page = String::new();
    // Wider lines are hard to read, whatever the screen.
    let columns = screen.width.clamp(40, 120);
    for finding in found {
        let drawn = FindingView::of(finding, sources, columns, screen.dialect);
        let handler = handler(finding, columns, screen.painter.has_colour());
        let start = page.len();
        if handler.render_report(&mut page, &drawn).is_err() {
            // miette could not draw it: the message is what matters.
            page.truncate(start);
            page.push_str(&drawn.message);
            page.push('\n');
        }
        // The title goes on under itself.
        if let Some(end) = page.get(start..).and_then(|drawn| drawn.find('\n')).map(|end| start + end + 1) {
            page.insert_str(end, &drawn.title_rest);
        }
        page.push('\n');
    }
    if left > 0 {
        screen.painter.paint(&mut page, TextRole::Dim, &format!("… and {left} more"));
        page.push_str("\n\n");
    }
    page
}

/// The settings of miette for one finding: unicode lines, ANSI colours or none, and the finding's severity and code
/// where miette would have a symbol.
fn handler(finding: &Diagnostic, columns: usize, colour: bool) -> GraphicalReportHandler {
    let mut theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let code = finding.code.name();
    // One colour for the place, that of the severity, and one for all the rest: more would mean nothing.
    let place = match finding.severity() {
        Severity::Error => {
            theme.characters.error = format!("error[{code}]:");
            theme.styles.error
        }
        Severity::Warning => {
            theme.characters.warning = format!("warning[{code}]:");
            theme.styles.warning
        }
    };
    theme.styles.highlights = vec![place];
    theme.styles.link = theme.styles.linum;
    theme.styles.help = theme.styles.linum;
    // Lines are broken here: miette would break a fix at every `/`, and then it cannot be pasted.
    GraphicalReportHandler::new_themed(theme).with_width(columns).with_links(false).with_wrap_lines(false)
}

/// A text in lines of at most `columns`, the first one shorter by `indent`. What stands in backticks stays on
/// one line where that is wide enough.
fn folded(text: &str, indent: usize, columns: usize) -> String {
    // A space that the wrapping does not break at: put in the place of spaces within backticks, and taken out
    // afterwards.
    const HELD: char = '\u{a0}';
    let mut code = false;
    let held: String = text
        .chars()
        .map(|character| {
            code ^= character == '`';
            if code && character == ' ' { HELD } else { character }
        })
        .collect();
    let filled = format!("{}{held}", HELD.to_string().repeat(indent));
    let lines = wrap(&filled, columns).join("\n").replace(HELD, " ");
    lines.get(indent..).unwrap_or_default().trim_start_matches('\n').to_string()
}

/// A finding as miette takes it.
struct FindingView {
    /// The first line of the title.
    message: String,
    /// The lines that follow it, as they are drawn.
    title_rest: String,
    help: Option<String>,
    severity: Severity,
    excerpt: Option<Excerpt>,
}

impl FindingView {
    fn of(finding: &Diagnostic, sources: &Sources, columns: usize, dialect: Dialect) -> FindingView {
        // Line breaks in a fix are ours (a plan that can be pasted); each line is cleaned by itself.
        let help = finding.help.as_ref().map(|help| help.say(dialect)).map(|help| {
            let lines = help.lines().map(|line| clean(line));
            let width = columns - "  help: ".len();
            // A line that fits keeps its own spaces.
            let fold = |line: Cow<'_, str>| {
                if line.len() <= width { line.into_owned() } else { folded(&line, 0, width) }
            };
            lines.map(fold).collect::<Vec<_>>().join("\n")
        });
        let severity = match finding.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        // The first line stands after `  error[code]: `, further ones below it, or further left where little room is
        // left there.
        let head = format!("  {severity}[{}]: ", finding.code.name()).len();
        let indent = if head > columns / 2 { NARROW_INDENT } else { head };
        let title = folded(&clean(&finding.message), head - indent, columns - indent);
        let mut lines = title.lines();
        FindingView {
            message: lines.next().unwrap_or_default().to_string(),
            title_rest: lines.map(|line| format!("{}{line}\n", " ".repeat(indent))).collect(),
            help: help.filter(|help| !wrap(help, columns).is_empty()),
            severity: finding.severity(),
            excerpt: Excerpt::of(finding, sources, columns),
        }
    }
}

impl fmt::Display for FindingView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for FindingView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FindingView {}

impl miette::Diagnostic for FindingView {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.excerpt.as_ref().map(|excerpt| Box::new(excerpt.labels()) as Box<_>)
    }
}
