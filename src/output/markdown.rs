//! A document as Markdown (GitHub's kind): headings, tables, lists.
//!
//! Whatever comes from a plan is text and stays text: no name or label becomes a heading, a link, HTML or
//! another cell of a table. What a document has in backticks is code.

use std::fmt::Write;

use super::text::Screen;
use super::{Painter, clean};
use crate::diagnostic::Dialect;
use crate::report::{
    Block, Chart, ColumnKind, Figure, Folded, Glossary, List, Mark, Outline, Report, ReportTable, Summary,
    TableEntry, Tone,
};

/// The whole document as Markdown, each line ended; the empty text for an empty document.
pub fn render(report: &Report) -> String {
    let mut page = String::new();
    if let Some(title) = &report.title {
        paragraph(&mut page, &format!("# {}", inline(title)));
    }
    let facts: Vec<String> = report.facts.iter().map(|fact| inline(fact)).collect();
    if !facts.is_empty() {
        paragraph(&mut page, &start(facts.join(" · ")));
    }
    blocks(&mut page, &report.blocks);
    page
}

/// Adds the parts of a document, a blank line between them.
fn blocks(page: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Table(any) => table(page, any),
            Block::List(findings) | Block::Brief(findings) => list(page, findings),
            Block::Outline(levels) => outline(page, levels),
            Block::Note(note) => paragraph(page, &start(inline(&note.say(Dialect::Shell)))),
            Block::Summary(row) => summary(page, row),
            Block::Glossary(names) => glossary(page, names),
            Block::Chart(picture) => paragraph(page, &fenced(&text_of(picture))),
            Block::Code(code) => paragraph(page, &fenced(code)),
            Block::Folded(parts) => folded(page, parts),
        }
    }
}

/// What a forge folds away. A blank line around what is inside makes it Markdown again.
fn folded(page: &mut String, parts: &Folded) {
    let summary = clean(&parts.summary).replace('&', "&amp;").replace('<', "&lt;");
    paragraph(page, &format!("<details><summary>{summary}</summary>"));
    blocks(page, &parts.blocks);
    paragraph(page, "</details>");
}

/// A row in few words, as an item of a list.
fn summary(page: &mut String, summary: &Summary) {
    let unit = if summary.unit.is_empty() { String::new() } else { format!(" ({})", inline(&summary.unit)) };
    let figures: Vec<String> = summary.figures.iter().map(|figure| inline(figure)).collect();
    paragraph(page, &format!("- {}{unit}: {}", inline(&summary.name), figures.join(", ")));
}

/// Names with a sentence each, as a list.
fn glossary(page: &mut String, glossary: &Glossary) {
    if let Some(heading) = &glossary.heading {
        paragraph(page, &format!("## {}", inline(heading)));
    }
    for text in &glossary.prose {
        paragraph(page, &start(inline(&text.say(Dialect::Shell))));
    }
    let items =
        glossary.entries.iter().map(|(name, sentence)| format!("- {}: {}", inline(name), inline(sentence)));
    paragraph(page, &items.collect::<Vec<_>>().join("\n"));
}

/// A chart as a terminal of 80 columns without colour shows it: most readers of Markdown draw no charts.
fn text_of(chart: &Chart) -> String {
    let report = Report { blocks: vec![Block::Chart(chart.clone())], ..Report::default() };
    super::text::render(&report, &Screen { width: 80, painter: Painter::new(false), dialect: Dialect::Shell })
}

/// Lines of code between fences that no line of theirs can close.
fn fenced(code: &str) -> String {
    // One backtick more than the longest run of them within, and at least three: such a fence nothing within can end.
    let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let lines: Vec<_> = code.trim_end().lines().map(clean).collect();
    format!("{fence}\n{}\n{fence}", lines.join("\n"))
}

/// Adds lines that belong together, a blank line before them.
fn paragraph(page: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    if !page.is_empty() {
        page.push('\n');
    }
    page.push_str(text);
    page.push('\n');
}

/// Adds a table. Bars and sparklines are left out: a drawing of characters means nothing where they have different
/// widths.
fn table(page: &mut String, table: &ReportTable) {
    if let Some(heading) = &table.heading {
        paragraph(page, &format!("## {}", inline(heading)));
    }
    let is_drawn = |column: &usize| {
        let mut entries = table.lines.iter().filter_map(|line| line.get(*column)).peekable();
        entries.peek().is_some()
            && entries.all(|entry| matches!(entry, TableEntry::Bar(_) | TableEntry::Trend(_)))
    };
    let columns: Vec<usize> = (0..table.heads.len()).filter(|column| !is_drawn(column)).collect();
    let heads: Vec<(String, bool)> = columns.iter().map(|column| head(table, *column)).collect();
    let mut lines = Vec::new();
    let mut groups = table.groups.iter().peekable();
    for (at, line) in table.lines.iter().enumerate() {
        // Markdown has no headings within a table: a line in bold letters stands for one.
        while let Some(group) = groups.next_if(|group| group.start <= at) {
            let mut line = vec![format!("**{}**", inline(&group.heading))];
            line.resize(columns.len(), String::new());
            lines.push(line);
        }
        lines.push(columns.iter().map(|column| line.get(*column).map(entry).unwrap_or_default()).collect());
    }
    grid(page, &heads, lines);
}

/// What stands above a column, and whether its entries stand to the right.
fn head(table: &ReportTable, column: usize) -> (String, bool) {
    let head = &table.heads[column];
    let above = head.above.as_deref().map(inline).unwrap_or_default();
    let text = inline(&head.text);
    let text = match head.kind {
        // A page says what a terminal shows by how it looks.
        ColumnKind::Unit => "Unit".to_string(),
        _ if column == 0 && table.is_by_months() => "Row".to_string(),
        ColumnKind::Series => format!("{text} {above}"),
        _ => format!("{above} {text}"),
    };
    (text.trim().to_string(), head.right)
}

/// One cell as Markdown; empty for a drawing.
fn entry(entry: &TableEntry) -> String {
    match entry {
        TableEntry::Text(text, Tone::Strong) if !text.is_empty() => format!("**{}**", inline(text)),
        TableEntry::Text(text, _) => inline(text),
        TableEntry::Figure(Figure { text, partial, .. }) => {
            inline(text) + &partial.map(|mark| inline(&mark.to_string())).unwrap_or_default()
        }
        TableEntry::Trend(_) | TableEntry::Bar(_) => String::new(),
    }
}

/// A table of cells that are Markdown already; figures to the right.
fn grid(page: &mut String, heads: &[(String, bool)], lines: Vec<Vec<String>>) {
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut line = String::from("|");
        for cell in cells {
            line.push(' ');
            line.push_str(cell);
            line.push_str(if cell.is_empty() { "|" } else { " |" });
        }
        line
    };
    let mut text = vec![line(&mut heads.iter().map(|(head, _)| head.as_str()))];
    text.push(line(&mut heads.iter().map(|(_, right)| if *right { "---:" } else { "---" })));
    for cells in &lines {
        text.push(line(&mut cells.iter().map(String::as_str)));
    }
    paragraph(page, &text.join("\n"));
}

/// A list in lists, formulas and remarks as paragraphs of their entry.
fn outline(page: &mut String, outline: &Outline) {
    if let Some(heading) = &outline.heading {
        paragraph(page, &format!("## {}", inline(heading)));
    }
    let mut text = String::new();
    for entry in &outline.entries {
        let indent = "  ".repeat(entry.level);
        let _ = write!(text, "{indent}- {}", inline(&entry.subject));
        if !entry.figure.is_empty() {
            let _ = write!(text, ": **{}**", inline(&entry.figure));
        }
        if let Some(place) = &entry.place {
            let _ = write!(text, " ({})", inline(place));
        }
        text.push('\n');
        for line in &entry.formulas {
            let _ = writeln!(text, "{indent}  <br>{}", inline(line));
        }
        for line in &entry.remarks {
            let _ = writeln!(text, "{indent}  <br>*{}*", inline(line));
        }
    }
    paragraph(page, text.trim_end());
}

/// Adds a list of findings, with a sign for what is good, bad or to be looked at.
fn list(page: &mut String, list: &List) {
    paragraph(page, &format!("## {}", inline(&list.heading)));
    let mut text = String::new();
    for item in &list.items {
        let mark = match item.mark {
            Mark::Good => "✓ ",
            Mark::Bad => "✗ ",
            Mark::Warning => "! ",
            Mark::Plain => "",
        };
        let subject = inline(&item.subject.say(Dialect::Shell));
        let subject = if mark.is_empty() { start(subject) } else { subject };
        let verdict =
            if item.verdict.is_empty() { String::new() } else { format!(": {}", inline(&item.verdict)) };
        text.push_str(&format!("- {mark}{subject}{verdict}\n"));
        for detail in &item.details {
            text.push_str(&format!("  - {}\n", start(inline(&detail.say(Dialect::Shell)))));
        }
    }
    paragraph(page, text.trim_end());
}

/// Text as Markdown that shows it: one line, code where it has backticks, everything else as it is written.
fn inline(text: &str) -> String {
    let text = clean(text);
    let mut shown = String::with_capacity(text.len() + 8);
    let mut rest = text.as_ref();
    let mut before = None;
    while let Some(character) = rest.chars().next() {
        if character == '`'
            && before != Some('`')
            && let Some(code) = code(rest)
        {
            // A bar would end the cell of a table, in code too.
            shown.push('`');
            shown.push_str(&code.replace('|', "\\|"));
            shown.push('`');
            rest = &rest[code.len() + 2..];
            before = Some('`');
            continue;
        }
        rest = &rest[character.len_utf8()..];
        escape(&mut shown, before, character, rest);
        before = Some(character);
    }
    shown
}

/// What stands between a backtick at the start and the next one, if that makes it code.
fn code(text: &str) -> Option<&str> {
    let (inside, after) = text[1..].split_once('`')?;
    // Backticks in a row, or a backslash before what ends a cell or the code, are read in more ways than one.
    let ambiguous = after.starts_with('`') || inside.ends_with('\\') || inside.contains("\\|");
    let clear = !inside.trim().is_empty() && !ambiguous;
    clear.then_some(inside)
}

/// Adds one character so that it is shown as itself; `before` stands before it, and `rest` after it.
fn escape(shown: &mut String, before: Option<char>, character: char, rest: &str) {
    let word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let next = rest.chars().next();
    match character {
        '<' => return shown.push_str("&lt;"),
        '&' => return shown.push_str("&amp;"),
        // `@` and `#` too: a forge makes them a mention of somebody and a link to an issue.
        '\\' | '`' | '*' | '[' | ']' | '|' | '~' | '#' | '!' | '@' => shown.push('\\'),
        // Inside a name it is a letter like others.
        '_' if !(word(before) && (word(next) || next == Some('_'))) => shown.push('\\'),
        // An address in the text is no link.
        ':' if rest.starts_with("//") => shown.push('\\'),
        '.' if shown.to_lowercase().ends_with("www") => shown.push('\\'),
        _ => {}
    }
    shown.push(character);
}

/// The same at the start of a line, where a few characters more would be a list or a rule.
fn start(shown: String) -> String {
    let digits = shown.chars().take_while(char::is_ascii_digit).count();
    match shown.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &shown[..digits], &shown[digits..]),
        Some(b'-' | b'+' | b'=' | b'>') if digits == 0 => format!("\\{shown}"),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples::{acme, acme_sources};
    use crate::report::{Head, ProjectionOptions, projection};

    #[test]
    fn a_projection() {
        let sources = acme_sources();
        let report = projection(
            &acme(3),
            &ProjectionOptions { sources: Some(&sources), ..ProjectionOptions::default() },
        );
        insta::assert_snapshot!(render(&report));
    }

    #[test]
    fn text_stays_text() {
        for (text, shown) in [
            ("call_to_lead", "call_to_lead"),
            ("_so_ *so*", "\\_so\\_ \\*so\\*"),
            ("<b>x</b> & y", "&lt;b>x&lt;/b> &amp; y"),
            ("a|b [c](d) ![e](f)", "a\\|b \\[c\\](d) \\!\\[e\\](f)"),
            ("`calls` is `a|<b>`", "`calls` is `a\\|<b>`"),
            ("one ` alone, `` two", "one \\` alone, \\`\\` two"),
            ("`a``b`", "\\`a\\`\\`b\\`"),
            ("`a\\|b`", "\\`a\\\\\\|b\\`"),
            ("https://x.y www.x.y a@b.c", "https\\://x.y www\\.x.y a\\@b.c"),
            ("a\nb\u{202e}", "a\\\\u{a}b\\\\u{202e}"),
            ("$4,000/month, 10%", "$4,000/month, 10%"),
        ] {
            assert_eq!(inline(text), shown, "{text}");
        }
        for (text, shown) in
            [("- a", "\\- a"), ("1. a", "1\\. a"), ("12) b", "12\\) b"), ("1.5 a", "1\\.5 a")]
        {
            assert_eq!(start(inline(text)), shown, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_a_table_or_is_html(text in "[`\\\\|<>&*_\\[\\]()#! a-c\n-]{0,24}") {
            let cell = TableEntry::plain(text.clone());
            let line = vec![cell, TableEntry::plain("end")];
            let heads = vec![Head::words("a"), Head::words("b")];
            let table = ReportTable { heads, fixed: 1, lines: vec![line], ..ReportTable::default() };
            let page = render(&Report { title: None, facts: Vec::new(), blocks: vec![Block::Table(table)] });
            let last = page.lines().last().unwrap_or_default();
            // A bar with an even number of backslashes before it ends a cell: there are three.
            let mut bars = 0;
            let mut slashes = 0;
            for character in last.chars() {
                bars += usize::from(character == '|' && slashes % 2 == 0);
                slashes = if character == '\\' { slashes + 1 } else { 0 };
            }
            proptest::prop_assert_eq!(bars, 3, "{}", last);
            proptest::prop_assert_eq!(page.lines().count(), 3);
        }
    }
}
