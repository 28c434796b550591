//! The lines of earlier sessions, in a file of the user's own.
//!
//! Every line is appended by itself, under a lock, so that two sessions at once lose none. The file and its folder
//! are for their owner alone, since what is typed holds figures of a business. A link in the place of either is not followed, since somebody else may have put it
//! there. An entry of several lines is one line of the file, `\n` standing for its line breaks.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::output::is_clean;

/// How many entries are offered, and kept when the file is cut.
pub const ENTRIES: usize = 2_000;
/// Bytes above which the file is cut to its last entries, when a session opens it.
const LARGEST: u64 = 1024 * 1024;
/// Bytes of the longest entry that is kept. A pasted plan is not something to page back to.
const LONGEST: usize = 16 * 1024;
/// How often opening is tried, where another session has just put a new file in the place of the old one.
const TRIES: usize = 8;

/// The history of typed lines, in a file or nowhere.
#[derive(Debug)]
pub struct InputHistory {
    /// Where it is kept; none where it is only remembered.
    path: Option<PathBuf>,
}

/// A history with the entries of earlier sessions, and what there is to say about it.
#[derive(Debug)]
pub struct OpenedHistory {
    /// The history.
    pub history: InputHistory,
    /// The entries of earlier sessions, the oldest first.
    pub entries: Vec<String>,
    /// Why nothing will be kept, or what was changed about the file.
    pub note: Option<String>,
}

impl InputHistory {
    /// The history in the file `history` of a folder; both are made if they are not there. It never fails:
    /// where nothing can be kept, the note says why, and the session does without.
    pub fn open(folder: Option<&Path>) -> OpenedHistory {
        let Some(folder) = folder else {
            return OpenedHistory::without("there is no folder for it".into());
        };
        let path = folder.join("history");
        match read(folder, &path) {
            Ok((entries, note)) => {
                OpenedHistory { history: InputHistory { path: Some(path) }, entries, note }
            }
            Err(error) => OpenedHistory::without(format!("{}: {error}", path.display())),
        }
    }

    /// A history that keeps nothing, to which entries may be added all the same.
    pub fn forgetful() -> InputHistory {
        InputHistory { path: None }
    }

    /// Adds an entry to the file. One that is too long is left out.
    ///
    /// # Errors
    /// Where the file cannot be opened, locked or written.
    pub fn add(&self, entry: &str) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        if entry.len() > LONGEST {
            return Ok(());
        }
        let mut file = locked(path)?.file;
        let mut line = encoded(entry);
        // A last line that was never ended is not to be run into.
        if !ends_line(&mut file)? {
            line.insert(0, '\n');
        }
        line.push('\n');
        // One write of a whole line: in append mode not even a program that ignores the lock can get into the
        // middle of it.
        file.write_all(line.as_bytes())
    }
}

impl OpenedHistory {
    /// A history that keeps nothing, and the note on why.
    fn without(reason: String) -> OpenedHistory {
        let note = Some(format!("what you type is not kept for the next session: {reason}"));
        OpenedHistory { history: InputHistory::forgetful(), entries: Vec::new(), note }
    }
}

/// The entries of the file, which is made, made private and cut as needed; and a note where others could read
/// it.
fn read(folder: &Path, path: &Path) -> io::Result<(Vec<String>, Option<String>)> {
    make_folder(folder)?;
    let opened_up = make_private(folder, &fs::symlink_metadata(folder)?, 0o700)?;
    let Locked { mut file, found } = locked(path)?;
    let opened_up = make_private(path, &found, 0o600)? || opened_up;
    let entries = last_entries(&mut file)?;
    if file.metadata()?.len() > LARGEST {
        cut(path, &entries)?;
    }
    let note =
        opened_up.then(|| format!("{} could be read by others; now it is yours alone", path.display()));
    Ok((entries, note))
}

/// Makes the folder for its owner alone. The folders above it are made as usual: others may keep things in
/// them.
fn make_folder(folder: &Path) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    match builder.create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ if !fs::symlink_metadata(folder)?.is_dir() => Err(refused("it lies behind a link")),
        _ => Ok(()),
    }
}

/// The error for a file or folder that is not to be used.
fn refused(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, reason)
}

/// Takes the rights of others away; returns whether they had any. Fails where the file is somebody else's.
#[cfg(unix)]
fn make_private(path: &Path, found: &fs::Metadata, mode: u32) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let now = found.permissions().mode() & 0o777;
    if now == mode {
        return Ok(false);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    Ok(now & 0o077 != 0)
}

#[cfg(not(unix))]
fn make_private(_: &Path, _: &fs::Metadata, _: u32) -> io::Result<bool> {
    // The folder of a user's own data is theirs alone.
    Ok(false)
}

/// The file, locked against other sessions until it is closed, and what its path led to after that.
struct Locked {
    file: File,
    found: fs::Metadata,
}

/// Opens and locks the file. The path is looked at once more after that: between opening and locking another
/// session may have cut the file, which puts a new one in its place, and what is written to the old one would
/// be lost.
fn locked(path: &Path) -> io::Result<Locked> {
    for _ in 0..TRIES {
        let file = open(path)?;
        file.lock()?;
        // A link, or a file that another session has put in its place since it was opened.
        let found = fs::symlink_metadata(path);
        match found {
            Ok(found) if !found.is_file() => return Err(refused("it is a link, or no regular file")),
            Ok(found) if is_same(&file.metadata()?, &found) => return Ok(Locked { file, found }),
            _ => {}
        }
    }
    Err(io::Error::other("other sessions change it all the time"))
}

/// Opens the file for reading and appending, and makes it for its owner alone if it is not there.
fn open(path: &Path) -> io::Result<File> {
    // Looked at first: opening a pipe would wait for a reader, and a link is nothing to make a file behind.
    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(refused("it is a link, or no regular file"));
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            match options.create_new(true).open(path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    OpenOptions::new().read(true).append(true).open(path)
                }
                made => made,
            }
        }
        opened => opened,
    }
}

/// Whether two looks were at one file. Elsewhere than on Unix there is no number of a file in the standard
/// library, and the time at which it was made has to do.
#[cfg(unix)]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    one.created().ok() == other.created().ok()
}

/// The last entries of the file, the oldest first. No more than the last mebibyte is read. What is no text,
/// or could steer the terminal, is left out.
fn last_entries(file: &mut File) -> io::Result<Vec<String>> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LARGEST)))?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    if length > LARGEST {
        // It begins in the middle of a line.
        lines.remove(0);
    }
    let entries = lines.into_iter().filter_map(|line| decoded(std::str::from_utf8(line).ok()?));
    let mut entries: Vec<String> = entries.collect();
    Ok(entries.split_off(entries.len().saturating_sub(ENTRIES)))
}

/// Puts a file with only these entries in the place of the one that is locked, the last of them up to half
/// the largest size, so that it is not cut again at once. The old file or the whole new one is there at any
/// time.
fn cut(path: &Path, entries: &[String]) -> io::Result<()> {
    let mut kept: Vec<String> = Vec::new();
    let mut size = 0;
    for line in entries.iter().rev().map(|entry| encoded(entry)) {
        size += line.len() as u64 + 1;
        if size > LARGEST / 2 {
            break;
        }
        kept.push(line);
    }
    kept.reverse();
    let text: String = kept.into_iter().map(|line| line + "\n").collect();
    crate::output::file::write(path, text.as_bytes())
}

/// Whether the file ends with a line break: a process that was killed may have left half a line.
fn ends_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// An entry as one line of the file.
fn encoded(entry: &str) -> String {
    entry.replace('\\', "\\\\").replace('\n', "\\n")
}

/// The entry of a line of the file; none where it is empty or holds characters that could steer the terminal.
fn decoded(line: &str) -> Option<String> {
    let mut entry = String::with_capacity(line.len());
    let mut letters = line.trim_end_matches('\r').chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n') => entry.push('\n'),
                Some(other) => entry.push(other),
                None => entry.push('\\'),
            },
            other => entry.push(other),
        }
    }
    let clean = entry.split(['\n', '\t']).all(is_clean);
    (clean && !entry.trim().is_empty()).then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder(body: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        body(&folder.path().join("state/pace"))
    }

    #[test]
    fn entries_come_back_in_order_lines_and_all() -> io::Result<()> {
        in_folder(|folder| {
            let first = InputHistory::open(Some(folder));
            assert!(first.entries.is_empty());
            assert_eq!(first.note, None);
            let block = "pipeline {\n  a = \"\\n\"\n}";
            for entry in ["x = 1", block, "größe"] {
                first.history.add(entry)?;
            }
            assert_eq!(InputHistory::open(Some(folder)).entries, ["x = 1", block, "größe"]);
            Ok(())
        })
    }

    #[test]
    fn two_sessions_at_once_lose_nothing() -> io::Result<()> {
        in_folder(|folder| {
            let (one, two) =
                (InputHistory::open(Some(folder)).history, InputHistory::open(Some(folder)).history);
            std::thread::scope(|scope| {
                for (name, history) in [("a", &one), ("b", &two)] {
                    scope.spawn(move || (0..200).try_for_each(|at| history.add(&format!("{name}{at}"))));
                }
            });
            let entries = InputHistory::open(Some(folder)).entries;
            for name in ["a", "b"] {
                let own: Vec<_> = entries.iter().filter(|entry| entry.starts_with(name)).cloned().collect();
                assert_eq!(own, (0..200).map(|at| format!("{name}{at}")).collect::<Vec<_>>());
            }
            Ok(())
        })
    }

    #[test]
    fn what_is_no_text_or_steers_the_terminal_is_passed_over() -> io::Result<()> {
        in_folder(|folder| {
            InputHistory::open(Some(folder)).history.add("before")?;
            let mut file = OpenOptions::new().append(true).open(folder.join("history"))?;
            file.write_all(b"\xff\xfe bytes\n\x1b[31mred\n\nhalf")?;
            InputHistory::open(Some(folder)).history.add("after")?;
            assert_eq!(InputHistory::open(Some(folder)).entries, ["before", "half", "after"]);
            Ok(())
        })
    }

    #[test]
    fn a_large_file_is_cut_to_its_end() -> io::Result<()> {
        in_folder(|folder| {
            InputHistory::open(Some(folder));
            let path = folder.join("history");
            let text: String =
                (0..40_000).map(|at| format!("a line of some length, number {at:06}\n")).collect();
            fs::write(&path, text)?;
            let opened = InputHistory::open(Some(folder));
            assert_eq!(opened.entries.len(), ENTRIES);
            assert_eq!(
                opened.entries.last().map(String::as_str),
                Some("a line of some length, number 039999")
            );
            assert!(fs::metadata(&path)?.len() <= LARGEST / 2);
            // A session that was open all the time writes into the new file.
            opened.history.add("new")?;
            assert_eq!(InputHistory::open(Some(folder)).entries.last().map(String::as_str), Some("new"));
            Ok(())
        })
    }

    #[test]
    fn without_a_place_a_session_does_without() -> io::Result<()> {
        let nowhere = InputHistory::open(None);
        assert!(nowhere.note.is_some());
        nowhere.history.add("x")?;
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("file"), "")?;
        let blocked = InputHistory::open(Some(&folder.path().join("file/pace")));
        assert!(blocked.note.is_some_and(|note| note.contains("not kept")));
        blocked.history.add("x")
    }

    #[cfg(unix)]
    #[test]
    fn file_and_folder_are_the_owners_alone() -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        in_folder(|folder| {
            let mode = |path: &Path| fs::metadata(path).map(|found| found.permissions().mode() & 0o777);
            let path = folder.join("history");
            InputHistory::open(Some(folder)).history.add("x")?;
            assert_eq!((mode(folder)?, mode(&path)?), (0o700, 0o600));
            fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644))?;
            let opened = InputHistory::open(Some(folder));
            assert_eq!((mode(folder)?, mode(&path)?), (0o700, 0o600));
            assert!(opened.note.is_some_and(|note| note.contains("yours alone")));
            assert_eq!(opened.entries, ["x"]);
            // Cut, it is still private.
            fs::write(&path, "y\n".repeat(600_000))?;
            InputHistory::open(Some(folder));
            assert_eq!(mode(&path)?, 0o600);
            Ok(())
        })
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() -> io::Result<()> {
        use std::os::unix::fs::symlink;
        in_folder(|folder| {
            InputHistory::open(Some(folder));
            let outside = folder.with_file_name("precious");
            fs::write(&outside, "precious\n")?;
            fs::remove_file(folder.join("history"))?;
            symlink(&outside, folder.join("history"))?;
            let opened = InputHistory::open(Some(folder));
            assert!(opened.note.is_some() && opened.entries.is_empty());
            opened.history.add("x")?;
            fs::remove_file(folder.join("history"))?;
            symlink(folder.with_file_name("missing"), folder.join("history"))?;
            assert!(InputHistory::open(Some(folder)).note.is_some());
            let linked = folder.with_file_name("linked");
            symlink(folder, &linked)?;
            assert!(InputHistory::open(Some(&linked)).note.is_some());
            assert_eq!(fs::read_to_string(&outside)?, "precious\n");
            assert!(!folder.with_file_name("missing").exists());
            Ok(())
        })
    }
}
