//! A line of a shell up to the cursor, taken apart into words as bash does it.

/// What bash takes for the end of a word while it completes, besides spaces.
const BREAKS: [char; 2] = ['=', ':'];

/// A line up to the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ShellLine {
    /// The words that are complete, without their quotes.
    pub words: Vec<String>,
    /// What is being typed, without its quote.
    pub begun: String,
    /// How many bytes of that bash leaves alone: up to the last sign at which it parts words.
    pub cut: usize,
}

/// The words of a line. Nothing is expanded: what a variable or a pattern stands for is not known here.
pub fn parted(line: &str) -> ShellLine {
    let mut typed = ShellLine::default();
    let mut word = String::new();
    let mut in_word = false;
    let mut open: Option<char> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (letter, open) {
            (quote, Some(own)) if quote == own => open = None,
            ('\\', None | Some('"')) => {
                in_word = true;
                word.extend(letters.next());
            }
            (quote @ ('\'' | '"'), None) => {
                in_word = true;
                open = Some(quote);
            }
            (space, None) if space.is_whitespace() => {
                if in_word {
                    typed.words.push(std::mem::take(&mut word));
                }
                in_word = false;
            }
            (other, _) => {
                in_word = true;
                word.push(other);
            }
        }
    }
    // Within quotes no sign ends a word.
    typed.cut = if open.is_some() { 0 } else { word.rfind(BREAKS).map_or(0, |at| at + 1) };
    typed.begun = word;
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> (String, String, usize) {
        let typed = parted(line);
        (typed.words.join("|"), typed.begun, typed.cut)
    }

    #[test]
    fn words_end_at_spaces_and_quotes_hold_them_together() {
        assert_eq!(read("pace run pl"), ("pace|run".into(), "pl".into(), 0));
        assert_eq!(read("pace run "), ("pace|run".into(), String::new(), 0));
        assert_eq!(
            read("pace run 'my plan.pace' --rows a"),
            ("pace|run|my plan.pace|--rows".into(), "a".into(), 0)
        );
        assert_eq!(read(r"pace run my\ plan"), ("pace|run".into(), "my plan".into(), 0));
        assert_eq!(read("pace run ''"), ("pace|run".into(), String::new(), 0));
        assert_eq!(read("pace run '' x"), ("pace|run|".into(), "x".into(), 0));
    }

    #[test]
    fn signs_end_a_word_only_outside_of_quotes() {
        assert_eq!(read("pace run --format=c"), ("pace|run".into(), "--format=c".into(), 9));
        assert_eq!(read("pace diff HEAD:pl"), ("pace|diff".into(), "HEAD:pl".into(), 5));
        assert_eq!(read("pace eval p.pace 'a = b / c"), ("pace|eval|p.pace".into(), "a = b / c".into(), 0));
        assert_eq!(read("pace eval p.pace \"a / 'b"), ("pace|eval|p.pace".into(), "a / 'b".into(), 0));
    }
}
