//! Two texts as a unified diff: what `git diff` would show of them.

use similar::{DiffTag, TextDiff};

use super::{Painter, TextRole, clean};

/// Lines that are shown around each change.
const CONTEXT: usize = 1;

/// The most characters of a stretch's heading.
const HEADING: usize = 80;

/// The diff from `old` to `new`, each a name and a text, with one line of context; empty where they do not differ. The
/// line ends of Windows count as those of other systems.
pub fn unified(old: (&str, &str), new: (&str, &str), painter: &Painter) -> String {
    let (before, after) = (old.1.replace("\r\n", "\n"), new.1.replace("\r\n", "\n"));
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let lines: Vec<&str> = before.lines().collect();
    let mut page = String::new();
    let mut print = |role: TextRole, line: &str| {
        painter.paint(&mut page, role, &clean(line));
        page.push('\n');
    };
    for (at, hunk) in diff.unified_diff().context_radius(CONTEXT).iter_hunks().enumerate() {
        if at == 0 {
            print(TextRole::Dim, &format!("--- {}", old.0));
            print(TextRole::Dim, &format!("+++ {}", new.0));
        }
        // The heading is looked for above the first line that changed, not above the context: the change may be the
        // first line of its scenario.
        let changed = hunk.ops().iter().find(|op| op.tag() != DiffTag::Equal);
        let above = lines.get(..changed.map_or(0, |op| op.old_range().start)).unwrap_or_default();
        print(TextRole::Group, format!("{} {}", hunk.header(), heading(above)).trim_end());
        for line in hunk.to_string().lines().skip(1) {
            let role = match line.as_bytes().first() {
                Some(b'-') => TextRole::Bad,
                Some(b'+') => TextRole::Good,
                _ => TextRole::Plain,
            };
            print(role, line);
        }
    }
    page
}

/// The last line that begins with a letter, as git heads a stretch: of a snapshot, its scenario.
fn heading(above: &[&str]) -> String {
    let found = above.iter().rev().find(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    found.map(|line| line.chars().take(HEADING).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_stands_between_what_did_not() {
        let page = unified(("a", "1\n2\n3\n4\n5\n"), ("b", "1\n2\n3.5\r\n4\n5\n"), &Painter::new(false));
        assert_eq!(page, "--- a\n+++ b\n@@ -2,3 +2,3 @@\n 2\n-3\n+3.5\n 4\n");
        assert_eq!(unified(("a", "1\r\n"), ("b", "1\n"), &Painter::new(false)), "");
    }

    #[test]
    fn a_stretch_is_headed_by_what_it_belongs_to() {
        let page = unified(
            ("a", "one\n  1\n  2\ntwo\n  1\n  2\n  3\n"),
            ("b", "one\n  5\n  2\ntwo\n  1\n  2\n  6\n"),
            &Painter::new(false),
        );
        assert_eq!(
            page,
            "--- a\n+++ b\n@@ -1,3 +1,3 @@ one\n one\n-  1\n+  5\n   2\n@@ -6,2 +6,2 @@ two\n   2\n-  3\n+  6\n"
        );
    }

    #[test]
    fn no_line_steers_a_terminal() {
        let page = unified(("a\u{1b}", "1\n"), ("b", "\u{1b}[31m\n"), &Painter::new(false));
        assert!(page.lines().all(crate::output::is_clean), "{page}");
    }
}
