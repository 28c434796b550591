//! Plans as a git repository keeps them, read by the `git` program. It is asked for names and bytes only;
//! what they mean is decided here.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::world::LARGEST;
use crate::diagnostic::{Code, Diagnostic};
use crate::loader::{Unreadable, World};
use crate::output::clean;

/// The folder of one plan in one revision, which no `use` leaves.
pub struct GitWorld {
    /// The folder that git is run in.
    place: PathBuf,
    /// The id of the revision's tree. It is looked up once, so that all files are of one revision even if a
    /// branch moves meanwhile.
    tree: String,
    /// The revision as the user named it.
    revision: String,
    /// The plan's folder in the tree, with `/` at its end; empty at the top.
    folder: String,
    /// The plan's name in it.
    name: String,
}

impl GitWorld {
    /// The world of the plan at `path`, as `git show REVISION:path` takes it: from the top of the repository that the
    /// current folder is in, or with `./` in front from that folder.
    pub fn of(revision: &str, path: &str) -> Result<GitWorld, Diagnostic> {
        let here = Path::new(".");
        let tree = tree(here, revision)?;
        let path = match path.strip_prefix("./") {
            Some(rest) => prefix(here)? + rest,
            None => path.to_string(),
        };
        GitWorld::at(here, tree, revision, &path)
    }

    /// The world of a file on disk as the revision has it; none where the file is newer than the revision.
    pub fn of_file(revision: &str, file: &Path) -> Result<Option<GitWorld>, Diagnostic> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let tree = tree(folder, revision)?;
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = prefix(folder)? + &name;
        let is_new = file.is_file() && {
            let world = GitWorld::named(folder, tree.clone(), revision, &path);
            matches!(world.entry(&world.name), Err(Unreadable::Missing))
        };
        if is_new { Ok(None) } else { GitWorld::at(folder, tree, revision, &path).map(Some) }
    }

    /// The world of a path in a tree, whether or not something is there.
    fn named(place: &Path, tree: String, revision: &str, path: &str) -> GitWorld {
        let (folder, name) =
            path.rsplit_once('/').map_or(("", path), |(_, name)| (&path[..path.len() - name.len()], name));
        GitWorld {
            place: place.to_path_buf(),
            tree,
            revision: revision.to_string(),
            folder: folder.to_string(),
            name: name.to_string(),
        }
    }

    /// The world of a path in a tree.
    ///
    /// # Errors
    /// Where the tree has no such file.
    fn at(place: &Path, tree: String, revision: &str, path: &str) -> Result<GitWorld, Diagnostic> {
        let world = GitWorld::named(place, tree, revision, path);
        match world.entry(&world.name) {
            Ok(_) => Ok(world),
            Err(Unreadable::Missing) => {
                let message = format!("revision `{}` has no file `{}`", clean(revision), clean(path));
                let below =
                    prefix(place).ok().filter(|prefix| !prefix.is_empty() && !path.starts_with(prefix));
                let help = match below {
                    Some(_) if place == Path::new(".") => format!(
                        "paths in a revision start at the top of the repository; from this folder write `{}:./{}`",
                        clean(revision),
                        clean(path)
                    ),
                    _ => format!("`git ls-tree -r --name-only {}` lists its files", clean(revision)),
                };
                Err(Diagnostic::without_place(Code::Unreadable, message).help(help))
            }
            // Anything else is told where the plan is read.
            Err(_) => Ok(world),
        }
    }

    /// The plan's name in its folder.
    pub fn main(&self) -> &str {
        &self.name
    }

    /// The id of a file in the plan's folder.
    ///
    /// # Errors
    /// Why it is not read: it is outside the folder, missing, too large, or no regular file.
    fn entry(&self, path: &str) -> Result<String, Unreadable> {
        if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(Unreadable::Outside);
        }
        let whole = format!("{}{path}", self.folder);
        let listed = ask(&self.place, &["ls-tree", "-z", "--long", "--full-tree", &self.tree, "--", &whole]);
        let listed = listed.map_err(|error| Unreadable::Other(error.to_string()))?;
        let text = String::from_utf8_lossy(&listed.stdout).into_owned();
        // `100644 blob 89ab…     1234<tab>plans/plan.pace`
        let lines = text.split('\0').filter_map(|line| line.split_once('\t'));
        let found = lines.filter(|(_, name)| *name == whole).map(|(entry, _)| entry).next();
        let words: Vec<&str> = found.unwrap_or_default().split_whitespace().collect();
        match words[..] {
            ["100644" | "100755", "blob", object, size] => match size.parse::<u64>() {
                Ok(size) if size > LARGEST => Err(Unreadable::TooLarge),
                _ => Ok(object.to_string()),
            },
            ["040000", ..] => Err(Unreadable::Directory),
            [] => Err(Unreadable::Missing),
            ["120000", ..] => Err(Unreadable::Other("it is a link; name the file that it leads to".into())),
            // Another repository.
            _ => Err(Unreadable::NotRegular),
        }
    }
}

impl World for GitWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let object = self.entry(path)?;
        let read = ask(&self.place, &["cat-file", "blob", &object]);
        let read = read.map_err(|error| Unreadable::Other(error.to_string()))?;
        if read.status.success() { Ok(read.stdout) } else { Err(Unreadable::Other(complaint(&read))) }
    }

    fn shown(&self, path: &str) -> String {
        format!("{}:{}{path}", self.revision, self.folder)
    }
}

/// The id of a revision's tree.
///
/// # Errors
/// Where git has no such revision, or there is no repository.
fn tree(place: &Path, revision: &str) -> Result<String, Diagnostic> {
    // It would be an option of git.
    if revision.starts_with('-') || revision.is_empty() {
        let message = format!("`{}` is no revision", clean(revision));
        return Err(Diagnostic::without_place(Code::WrongArguments, message)
            .help("name a branch, a tag or a commit: `HEAD`, `main`, `HEAD~3`"));
    }
    let inside = asked(place, &["rev-parse", "--git-dir"])?;
    if !inside.status.success() {
        let place = if place == Path::new(".") {
            "the current folder".into()
        } else {
            format!("`{}`", place.display())
        };
        let complaint = complaint(&inside);
        // Git may know the repository and refuse it.
        let message = match complaint.contains("not a git repository") || complaint.is_empty() {
            true => format!(
                "{} is in no git repository, so that `{}` means nothing",
                clean(&place),
                clean(revision)
            ),
            false => format!("git does not read the repository: {complaint}"),
        };
        return Err(Diagnostic::without_place(Code::WrongArguments, message)
            .help("go to the repository, or give two files: `pace diff old.pace new.pace`"));
    }
    let found = asked(place, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{tree}}")])?;
    let tree = String::from_utf8_lossy(&found.stdout).trim().to_string();
    if !found.status.success() || tree.is_empty() {
        let message = format!("the repository has no revision `{}`", clean(revision));
        // As a clone of CI is, where nobody asks for more.
        let shallow = asked(place, &["rev-parse", "--is-shallow-repository"])?.stdout.starts_with(b"true");
        let help = if shallow {
            "this clone holds only a part of the history: `git fetch --unshallow`, or `fetch-depth: 0` in CI"
        } else {
            "name a branch, a tag or a commit; `git log --oneline` lists commits"
        };
        return Err(Diagnostic::without_place(Code::WrongArguments, message).help(help));
    }
    Ok(tree)
}

/// The folder within its repository, with `/` at its end; empty at the top.
fn prefix(place: &Path) -> Result<String, Diagnostic> {
    let found = asked(place, &["rev-parse", "--show-prefix"])?;
    Ok(String::from_utf8_lossy(&found.stdout).trim_end_matches(['\n', '\r']).to_string())
}

/// What git answers.
///
/// # Errors
/// Where git cannot be run, as a finding with what to do instead.
fn asked(place: &Path, arguments: &[&str]) -> Result<Output, Diagnostic> {
    ask(place, arguments).map_err(|error| {
        let finding = |message: String| Diagnostic::without_place(Code::WrongArguments, message);
        match error.kind() {
            io::ErrorKind::NotFound => {
                finding("the program `git` is not installed, or not on the path".to_string())
                    .help("install it, or give two files: `pace diff old.pace new.pace`")
            }
            _ => finding(format!("the program `git` could not be started: {error}"))
                .help("give two files: `pace diff old.pace new.pace`"),
        }
    })
}

/// What git answers. Settings of the user are overruled where they would change that: it is to say the same
/// on every machine, to fetch nothing and to ask nobody.
fn ask(place: &Path, arguments: &[impl AsRef<OsStr>]) -> io::Result<Output> {
    let mut git = Command::new("git");
    git.arg("-C")
        .arg(place)
        .args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"])
        .args(arguments);
    for (name, value) in [
        ("LC_ALL", "C"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
    ] {
        git.env(name, value);
    }
    // A hook's variables speak of the folder that the hook runs in. A file elsewhere says itself which repository.
    if place != Path::new(".") {
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            git.env_remove(name);
        }
    }
    git.stdin(std::process::Stdio::null()).output()
}

/// The first line of what git wrote to stderr, safe to show.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or_default();
    clean(line.strip_prefix("fatal: ").unwrap_or(line)).into_owned()
}
