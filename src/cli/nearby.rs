//! Plans that lie where the command line looks: the one that is meant where none is named, and the one that is meant
//! where a name is mistyped.

use std::fs;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::exit::Stop;
use crate::diagnostic::{Code, Diagnostic, Findings, in_quotes, nearest};
use crate::output::clean;

/// How many plans a message lists.
const LISTED: usize = 8;

/// The file that is named, or else the only plan of the current folder.
///
/// # Errors
/// Where none is named and the folder holds no plan, or several: the message lists them. `example` is a command that
/// names one.
pub fn named_or_only(
    file: Option<&Path>,
    example: impl Fn(&str) -> String,
    console: &Console,
) -> Result<PathBuf, Stop> {
    if let Some(file) = file {
        return Ok(file.to_path_buf());
    }
    let plans = plans_in(Path::new("."));
    let which = |message: String, example: String| {
        let found = Diagnostic::without_place(Code::WrongArguments, message);
        Err(console.tell_one(found.help(format!("name one: `{example}`"))))
    };
    match &plans[..] {
        [one] => Ok(PathBuf::from(one)),
        [] => which("which plan? This folder has no `*.pace`".into(), example("FILE")),
        [first, ..] => which(
            format!("which plan? This folder has {}", listed(&plans)),
            example(&quoted(Path::new(first))),
        ),
    }
}

/// The plans of the current folder.
pub enum Nearby {
    /// It has none.
    None,
    /// The only one.
    One(PathBuf),
    /// Several, as they stand in a sentence, and the first of them.
    Several(String, PathBuf),
}

/// The plans of the current folder.
pub fn nearby() -> Nearby {
    let plans = plans_in(Path::new("."));
    match &plans[..] {
        [] => Nearby::None,
        [one] => Nearby::One(PathBuf::from(one)),
        [first, ..] => Nearby::Several(listed(&plans), PathBuf::from(first)),
    }
}

/// The only plan of the current folder; none where there are several.
pub fn only_plan() -> Option<PathBuf> {
    match &plans_in(Path::new("."))[..] {
        [one] => Some(PathBuf::from(one)),
        _ => None,
    }
}

/// The findings of a plan, with the nearest name as help where there is no file of this one.
pub fn with_nearest(mut wrong: Findings, path: &Path) -> Findings {
    if path.exists() || path.as_os_str() == "-" {
        return wrong;
    }
    // The file itself, and none that it brings in: that one has a place.
    let missing = |found: &&mut Diagnostic| found.code == Code::Unreadable && found.labels.is_empty();
    if let Some((found, help)) = wrong.found.iter_mut().find(missing).zip(near(path)) {
        *found = found.clone().help(help);
    }
    wrong
}

/// What may be meant by a file that is not there; none where its folder holds no plan either.
fn near(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let plans = plans_in(folder.unwrap_or(Path::new(".")));
    let name = path.file_name()?.to_str()?;
    let with_ending = format!("{name}.pace");
    let meant = plans
        .iter()
        .find(|plan| **plan == with_ending)
        .map(String::as_str)
        .or_else(|| nearest(name, plans.iter().map(String::as_str)));
    match (meant, &plans[..]) {
        (Some(near), _) => {
            let near = folder.map_or(PathBuf::from(near), |folder| folder.join(near));
            Some(format!("did you mean `{}`?", clean(&near.display().to_string())))
        }
        (None, []) => None,
        (None, _) => Some(format!("its folder has {}", listed(&plans))),
    }
}

/// The names of the plans of a folder, in order; hidden files are none.
fn plans_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.path().is_file());
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    let mut plans: Vec<String> =
        names.filter(|name| name.ends_with(".pace") && !name.starts_with('.')).collect();
    plans.sort();
    plans
}

/// Names in a sentence: `a.pace`, `b.pace` and 3 more.
fn listed(plans: &[String]) -> String {
    let shown: Vec<String> = plans.iter().take(LISTED).map(|plan| format!("`{}`", clean(plan))).collect();
    match plans.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A path as a shell takes it, in quotes where it needs them. A leading `-` gets `./` in front, so that it is
/// no option.
pub fn quoted(path: &Path) -> String {
    let shown = path.display().to_string();
    let shown = clean(&shown);
    let plain = |letter: char| letter.is_alphanumeric() || "/._-+,@:".contains(letter);
    let shown = if shown.starts_with('-') { format!("./{shown}").into() } else { shown };
    if shown.chars().all(plain) { shown.into_owned() } else { in_quotes(&shown) }
}
