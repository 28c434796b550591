//! The user's own editor, as the environment names it, started and waited for. It gets the terminal for as
//! long as it runs.

use std::path::Path;
use std::process::Command;

use crate::output::signals;
use crate::questions::shell_words;

/// Opens a file in the editor that `words` names with its options, such as `code --wait`, and waits until it
/// ends.
///
/// # Errors
/// What went wrong, in words.
pub fn edit(words: Option<&str>, path: &Path) -> Result<(), String> {
    let (program, options) = parts(words)?;
    // A program holds what the thread held that started it, and an editor is to be ended like any other.
    signals::take_in_this_thread();
    let started = Command::new(&program).args(options).arg(path).spawn();
    signals::hold_in_this_thread();
    match started.and_then(|mut editor| editor.wait()) {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{program}` ended with {status}")),
        Err(error) => Err(format!("`{program}` could not be started: {error}")),
    }
}

/// The program and its options, split as a shell splits them. No shell runs them: what is in a variable is a
/// command, not a script.
///
/// # Errors
/// Where no editor is named, or a quote does not close.
fn parts(words: Option<&str>) -> Result<(String, Vec<String>), String> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    let Some(words) = words else {
        return Err(
            "there is no editor: set EDITOR before pace is started, such as `export EDITOR=nano`".into()
        );
    };
    let mut split = shell_words(words).unwrap_or_default().into_iter();
    let program = split.next().ok_or_else(|| format!("`{words}` is no command: its quotes do not close"))?;
    Ok((program, split.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_editor_is_said_with_what_to_do() {
        for none in [None, Some(""), Some("  ")] {
            assert!(parts(none).is_err_and(|error| error.contains("export EDITOR=")));
        }
        assert!(edit(Some("no-such-editor-anywhere"), Path::new("x")).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn options_are_split_as_a_shell_does() {
        let split = |words| parts(Some(words)).map(|(program, options)| (program, options.join("|")));
        assert_eq!(split("code --wait"), Ok(("code".into(), "--wait".into())));
        assert_eq!(split("'/my apps/ed' -n \"a b\""), Ok(("/my apps/ed".into(), "-n|a b".into())));
        assert!(split("vi \"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn the_editor_gets_the_file() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("my plan.pace");
        assert_eq!(edit(Some("touch"), &path), Ok(()));
        assert!(path.exists());
        assert!(edit(Some("false"), &path).is_err());
        Ok(())
    }
}
