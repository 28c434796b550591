//! Paths to complete in a command: plans, and folders on the way to them.

use std::fs;
use std::path::Path;

use super::complete::MOST;
use crate::output::is_clean;

/// The plans and folders whose path begins with a text, in order; a folder ends in `/`. Empty where the
/// folder cannot be read: completion does not complain.
pub fn beginning(begun: &str) -> Vec<String> {
    let (folder, name) = begun.rfind('/').map_or(("", begun), |slash| begun.split_at(slash + 1));
    let Ok(entries) = fs::read_dir(if folder.is_empty() { Path::new(".") } else { Path::new(folder) }) else {
        return Vec::new();
    };
    let mut found: Vec<String> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let own = entry.file_name().into_string().ok()?;
            let hidden = own.starts_with('.') && !name.starts_with('.');
            // A command's words end at spaces.
            let nameable = is_clean(&own) && !own.contains(char::is_whitespace) && !hidden;
            if !nameable || !own.starts_with(name) {
                return None;
            }
            let is_folder = entry.path().is_dir();
            let plan = Path::new(&own).extension().is_some_and(|extension| extension == "pace");
            (is_folder || plan).then(|| format!("{folder}{own}{}", if is_folder { "/" } else { "" }))
        })
        .take(MOST)
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_and_folders_are_offered() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        for name in ["plan.pace", "plot.png", "other.pace", ".hidden.pace", "two words.pace"] {
            fs::write(folder.path().join(name), "")?;
        }
        fs::create_dir(folder.path().join("plans"))?;
        let base = format!("{}/", folder.path().display());
        let offers = |begun: &str| {
            let all = beginning(&format!("{base}{begun}")).into_iter();
            all.map(|path| path.strip_prefix(&base).map(String::from)).collect::<Option<Vec<_>>>()
        };
        assert_eq!(offers("pl").as_deref(), Some(&["plan.pace", "plans/"].map(String::from)[..]));
        assert_eq!(offers("").map(|all| all.len()), Some(3));
        assert_eq!(offers(".h").as_deref(), Some(&[".hidden.pace".to_string()][..]));
        assert_eq!(beginning(&format!("{base}missing/")), Vec::<String>::new());
        Ok(())
    }
}
