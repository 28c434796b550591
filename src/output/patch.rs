//! Two texts as a unified diff: what `git diff` would show of them.

use similar::TextDiff;

use super::{Painter, Role, clean};

/// Lines that are shown around each change.
const CONTEXT: usize = 1;

/// The diff from `old` to `new`, each a name and a text; line ends of Windows are none of its business.
pub fn unified(old: (&str, &str), new: (&str, &str), painter: &Painter) -> String {
    let (before, after) = (old.1.replace("\r\n", "\n"), new.1.replace("\r\n", "\n"));
    let diff = TextDiff::from_lines(before.as_str(), after.as_str());
    let text = diff.unified_diff().context_radius(CONTEXT).header(old.0, new.0).to_string();
    let mut page = String::with_capacity(text.len());
    for line in text.lines() {
        let role = match line.as_bytes().first() {
            _ if line.starts_with("---") || line.starts_with("+++") => Role::Dim,
            Some(b'-') => Role::Bad,
            Some(b'+') => Role::Good,
            Some(b'@') => Role::Group,
            _ => Role::Plain,
        };
        painter.paint(&mut page, role, &clean(line));
        page.push('\n');
    }
    page
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
    fn no_line_steers_a_terminal() {
        let page = unified(("a\u{1b}", "1\n"), ("b", "\u{1b}[31m\n"), &Painter::new(false));
        assert!(page.lines().all(crate::output::is_clean), "{page}");
    }
}
