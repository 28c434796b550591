//! Whether a typed text is a whole statement, or more lines of it are to come.

use crate::syntax::is_unfinished;

/// Whether a statement goes on in the next line: a bracket is open, a comma ends the line, or a doc comment
/// waits for what it describes.
pub fn continues(text: &str) -> bool {
    // A command is one line, whatever stands in it.
    !text.trim_start().starts_with(':') && is_unfinished(text)
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
