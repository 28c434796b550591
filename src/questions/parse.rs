//! The words of a line, and a question's arguments from them.
//!
//! A session reads arguments by the same clap definition as the shell, so that each is declared once. What
//! clap says of a mistake is made for a shell (usage, colours, `--help`), so only the parts of its error are
//! used here, and a [`Diagnostic`] is worded from them.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Command};

use crate::diagnostic::{Code, Diagnostic};
use crate::value::month_number;

/// The words of a line as a shell parts them: at spaces, but not inside quotes.
///
/// # Errors
/// That a quote does not close.
///
/// ```
/// assert_eq!(pace::questions::words("a 'b c'  \"d\"e").unwrap_or_default(), ["a", "b c", "de"]);
/// assert_eq!(pace::questions::words(r#""say \"yes\"""#).unwrap_or_default(), [r#"say "yes""#]);
/// assert!(pace::questions::words("it's").is_err());
/// ```
pub fn words(line: &str) -> Result<Vec<String>, Diagnostic> {
    shell_words(line).ok_or_else(|| {
        let found = Diagnostic::without_place(Code::WrongArguments, "a quote does not close");
        found.help("close it; a quote that is part of a word stands in quotes of the other kind: `\"it's\"`")
    })
}

/// The words of a line as a shell parts them; none where a quote does not close. On Windows a backslash
/// stands between folders and escapes nothing.
pub fn shell_words(line: &str) -> Option<Vec<String>> {
    if cfg!(windows) { quoted_words(line) } else { shlex::split(line) }
}

/// Words between spaces; quotes of either kind keep what is between them as it is, and nothing escapes a
/// quote. None where a quote does not close.
fn quoted_words(line: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    // A word does not end with its quote: `"d"e` is one word. So whether a word goes on and whether a quote
    // is open are two things.
    let (mut inside, mut quote) = (false, None);
    for letter in line.chars() {
        if quote.is_none() && letter.is_whitespace() {
            inside = false;
            continue;
        }
        if !inside {
            words.push(String::new());
            inside = true;
        }
        match quote {
            Some(open) if open == letter => quote = None,
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            _ => words.last_mut().into_iter().for_each(|word| word.push(letter)),
        }
    }
    quote.is_none().then_some(words)
}

/// A question from the words that follow its name.
///
/// # Errors
/// What is wrong with the words, in a sentence.
pub fn parse<T: Args>(words: &[String]) -> Result<T, Diagnostic> {
    // The words do not begin with a program's name. `--help` would make clap print, and a session has
    // `:help`.
    let command = Command::new("question").no_binary_name(true).disable_help_flag(true);
    let command = T::augment_args(command);
    let matches = command.try_get_matches_from(months_joined(words)).map_err(|problem| wrong(&problem))?;
    T::from_arg_matches(&matches).map_err(|problem| wrong(&problem))
}

/// A list taken apart at the commas that stand in no bracket: a formula may have some of its own. A list as people write
/// it has spaces after its commas.
pub fn listed(list: &str) -> Vec<&str> {
    let mut open = 0_usize;
    let parts = list.split(|letter: char| {
        match letter {
            '(' | '[' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            _ => {}
        }
        letter == ',' && open == 0
    });
    parts.map(str::trim).collect()
}

/// The words, in which those before the first option are the value of the option `name`: `:today May` is
/// `--month May`. As they are where they begin with an option, or there are none.
pub(super) fn with_first_named(words: Vec<String>, name: &str) -> Vec<String> {
    let end = words.iter().position(|word| word.starts_with("--")).unwrap_or(words.len());
    let (first, rest) = words.split_at(end);
    match first {
        [] => words,
        first => [name.to_string(), first.join(" ")].into_iter().chain(rest.iter().cloned()).collect(),
    }
}

/// The words, in which a month and its year are one: `Dec 2027` is typed without quotes as it is after `by`.
fn months_joined(words: &[String]) -> Vec<String> {
    let is_year = |word: &str| word.len() == 4 && word.chars().all(|digit| digit.is_ascii_digit());
    let mut joined: Vec<String> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last) if is_year(word) && month_number(last.trim_end_matches(',')).is_some() => {
                last.push(' ');
                last.push_str(word);
            }
            _ => joined.push(word.clone()),
        }
    }
    joined
}

/// What clap calls an argument, as a session's usage writes it: `--by <PERIOD>` is `--by`, `<INPUT>` is `INPUT`.
fn argument_name(name: &str) -> String {
    let name = name.trim();
    let end = if name.starts_with("--") { name.find([' ', '=']).unwrap_or(name.len()) } else { name.len() };
    let bare = name.get(..end).unwrap_or(name).trim_end_matches("...");
    format!("`{}`", bare.trim_matches(['<', '>', '[', ']']))
}

/// clap's complaint as a finding, worded for a line of a session.
fn wrong(problem: &clap::Error) -> Diagnostic {
    let texts = |kind: ContextKind| match problem.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let text = |kind: ContextKind| texts(kind).join(", ");
    let names: Vec<String> = texts(ContextKind::InvalidArg).iter().map(|name| argument_name(name)).collect();
    let (argument, value) = (names.join(" and "), text(ContextKind::InvalidValue));
    let message = match problem.kind() {
        ErrorKind::MissingRequiredArgument if names.len() > 1 => format!("{argument} are missing"),
        ErrorKind::MissingRequiredArgument => format!("{argument} is missing"),
        ErrorKind::UnknownArgument => format!("`{}` means nothing here", text(ContextKind::InvalidArg)),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} needs a value"),
        ErrorKind::InvalidValue => format!("`{value}` is no value for {argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} is given twice"),
        _ => {
            // clap has more kinds of errors than can be worded here; the first line of its own text says what
            // is wrong.
            let all = problem.render().to_string();
            all.lines().next().unwrap_or_default().trim_start_matches("error: ").to_string()
        }
    };
    let found = Diagnostic::without_place(Code::WrongArguments, message);
    match text(ContextKind::ValidValue) {
        values if values.is_empty() => found,
        values => found.help(format!("it may be {values}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_with_its_year_is_one_word() {
        let joined = |text: &str| months_joined(&words(text).unwrap_or_default()).join("|");
        assert_eq!(joined("cash Dec 2027 --vs nov, 2027"), "cash|Dec 2027|--vs|nov, 2027");
        assert_eq!(joined("may --by 2027"), "may|--by|2027");
        assert_eq!(joined("2027 Dec"), "2027|Dec");
    }

    #[test]
    fn arguments_are_named_without_decoration() {
        let names = ["--vary <INPUT=LOW..HIGH [step STEP]>", "<INPUT>", "[SCENARIO]...", "--months"];
        assert_eq!(names.map(argument_name), ["`--vary`", "`INPUT`", "`SCENARIO`", "`--months`"]);
    }

    #[test]
    fn paths_of_windows_keep_their_backslashes() {
        let words = quoted_words(r#""C:\My Apps\ed.exe"  -n 'a b'"#);
        assert_eq!(words.unwrap_or_default(), [r"C:\My Apps\ed.exe", "-n", "a b"]);
        assert_eq!(quoted_words("\"open"), None);
    }
}
