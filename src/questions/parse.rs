//! The words of a line, and a question's arguments from them.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Command};

use crate::diagnostic::{Code, Diagnostic};

/// The words of a line as a shell would part them: at spaces, but not inside quotes of either kind; inside
/// double ones a backslash stands before a quote that is meant.
///
/// ```
/// assert_eq!(pace::questions::words("a 'b c'  \"d\"e"), ["a", "b c", "de"]);
/// assert_eq!(pace::questions::words(r#""say \"yes\"""#), [r#"say "yes""#]);
/// ```
pub fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut inside, mut quote) = (false, None);
    let mut characters = line.chars().peekable();
    while let Some(mut character) = characters.next() {
        if quote.is_none() && character.is_whitespace() {
            inside = false;
            continue;
        }
        if !inside {
            words.push(String::new());
            inside = true;
        }
        if quote == Some('"') && character == '\\' {
            let escaped = characters.next_if(|next| matches!(next, '"' | '\\'));
            character = escaped.unwrap_or(character);
            words.last_mut().into_iter().for_each(|word| word.push(character));
            continue;
        }
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            _ => words.last_mut().into_iter().for_each(|word| word.push(character)),
        }
    }
    words
}

/// A question from the words that follow its name.
///
/// # Errors
/// What is wrong with the words, in a sentence.
pub fn parse<T: Args>(words: &[String]) -> Result<T, Diagnostic> {
    let command = Command::new("question").no_binary_name(true).disable_help_flag(true);
    let command = T::augment_args(command);
    let matches = command.try_get_matches_from(words).map_err(|problem| wrong(&problem))?;
    T::from_arg_matches(&matches).map_err(|problem| wrong(&problem))
}

/// clap's complaint as a finding.
fn wrong(problem: &clap::Error) -> Diagnostic {
    let text = |kind: ContextKind| match problem.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let message = match problem.kind() {
        ErrorKind::MissingRequiredArgument => format!("{argument} is missing"),
        ErrorKind::UnknownArgument => format!("`{argument}` means nothing here"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} needs a value"),
        ErrorKind::InvalidValue => format!("`{value}` is no value for {argument}"),
        ErrorKind::ArgumentConflict => format!("{argument} is given twice"),
        _ => {
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
