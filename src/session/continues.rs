//! Whether a statement is whole.

/// Whether a statement goes on in the next line: a bracket is open, a comma ends the line, or a doc comment
/// waits for what it describes.
pub fn continues(text: &str) -> bool {
    let (mut open, mut last, mut doc) = (0usize, ' ', false);
    for line in text.lines() {
        let (mut quoted, mut escaped) = (false, false);
        let mut written = line.trim();
        doc = written.starts_with("##") && open == 0;
        for (at, character) in line.trim().char_indices() {
            match character {
                _ if escaped => escaped = false,
                '\\' if quoted => escaped = true,
                '"' => quoted = !quoted,
                _ if quoted => {}
                '#' => {
                    written = line.trim().get(..at).unwrap_or_default().trim_end();
                    break;
                }
                '(' | '[' | '{' => open += 1,
                ')' | ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        last = written.chars().next_back().unwrap_or(last);
    }
    // A command is one line, whatever stands in it.
    !text.trim_start().starts_with(':') && (open > 0 || last == ',' || doc)
}

#[cfg(test)]
mod tests {
    use super::continues;

    #[test]
    fn open_brackets_commas_and_doc_comments_go_on() {
        for open in
            ["pipeline {", "x = max(1,", "x = 1,", "x = [1, # two\n2", "## What it is", "stock a {\n}\n{"]
        {
            assert!(continues(open), "{open}");
        }
        let whole = [
            "x = 1",
            "goal \"a (b\": x >= 1",
            "x = 1 # (",
            "plan { 2 calls/day }",
            "",
            "## a\nx = 1",
            ")",
            ":help (",
        ];
        for whole in whole {
            assert!(!continues(whole), "{whole}");
        }
    }
}
