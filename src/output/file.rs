//! Files that are the old one or the whole new one, never half of either.
//!
//! The bytes go to a new file in the same folder, to the disk, and only then take the old one's name. What
//! is no regular file (a pipe, a device) cannot be replaced and is written to directly. What would end the process
//! in between waits until the new file has its name or is gone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::signals;
use crate::diagnostic::{Code, Diagnostic};

/// Puts `bytes` into the file at `path`: all of them, or the file stays as it was.
///
/// A symbolic link stays a link, and what it points to is replaced. Permissions are kept; a file that is
/// marked read-only is not replaced, although its folder would allow it.
///
/// # Errors
/// What the system says, and a link to nothing, a folder or a read-only file; [`unwritable`] has the words.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let found = match fs::metadata(path) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let target = match &found {
        Some(_) => fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()),
        // A link that leads nowhere would be replaced by a file: not what anybody asked for.
        None if fs::symlink_metadata(path).is_ok() => {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "it is a link to a file that does not exist",
            ));
        }
        None => path.to_path_buf(),
    };
    match found {
        Some(found) if found.is_dir() => {
            Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"))
        }
        Some(found) if !found.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.write_all(bytes)?;
            file.flush()
        }
        Some(found) if found.permissions().readonly() => {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"))
        }
        found => replace(&target, bytes, found.map(|found| found.permissions())),
    }
}

/// The finding for a file that could not be written, by the name that the user gave it.
pub fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot write `{}`: {}", path.display(), why(error));
    let found = Diagnostic::without_place(Code::Unwritable, message);
    let missing = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    match missing {
        Some(folder) => found.help(format!("make the folder `{}` first", folder.display())),
        None => found,
    }
}

/// Why a file could not be written, in words; the name of the file that stood in for it on the way is not among them.
pub fn why(error: &io::Error) -> String {
    // An error of a temporary file has that file's path behind the system's words; what this module says has no such end.
    let text = error.to_string();
    let (words, of_temporary) = match text.split_once(" at path \"") {
        Some((words, _)) => (words, true),
        None => (&*text, false),
    };
    let of_system = of_temporary || error.get_ref().is_none();
    match error.kind() {
        io::ErrorKind::NotFound if of_system => "its folder does not exist".into(),
        io::ErrorKind::NotADirectory => "its folder is no folder but a file".into(),
        io::ErrorKind::PermissionDenied if of_system => "you may not write there".into(),
        io::ErrorKind::ReadOnlyFilesystem => "its disk is read-only".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".into(),
        io::ErrorKind::FileTooLarge => "it would be larger than a file may be here (`ulimit -f`)".into(),
        _ => words.to_string(),
    }
}

/// Writes a new file beside the target and gives it the target's name. `permissions` are those of the old file.
fn replace(target: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
    if bytes.len() as u64 > signals::largest_file() {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    // Until this function returns, also with an error: the temporary file is dropped before this.
    let _held = signals::hold();
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pace-").suffix(".tmp");
    #[cfg(unix)]
    {
        // As any new file: what the user's mask leaves of this. A temporary one would be the owner's alone.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // Dropped on any error below, which takes the half-written file away.
    // In the same folder, since a file can take another's name only within one file system.
    let mut temporary = builder.tempfile_in(&folder)?;
    temporary.write_all(bytes)?;
    if let Some(permissions) = permissions {
        temporary.as_file().set_permissions(permissions)?;
    }
    // First the bytes, then the name: after a power cut in between, the old file is still there and whole.
    temporary.as_file().sync_all()?;
    temporary.persist(target).map_err(|failed| failed.error)?;
    // The new name has to reach the disk too. Not every system can do that to a folder: no harm if not.
    if let Ok(folder) = File::open(&folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The result of `body` in a folder of its own.
    fn in_folder(body: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        body(folder.path())
    }

    fn names(folder: &Path) -> io::Result<Vec<String>> {
        let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        let mut names: Vec<_> =
            entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_behind() -> io::Result<()> {
        in_folder(|folder| {
            let path = folder.join("out.csv");
            write(&path, b"one")?;
            write(&path, b"two")?;
            assert_eq!(fs::read(&path)?, b"two");
            assert_eq!(names(folder)?, ["out.csv"]);
            Ok(())
        })
    }

    #[test]
    fn eight_writers_leave_one_whole_file() -> io::Result<()> {
        in_folder(|folder| {
            let path = folder.join("out.csv");
            std::thread::scope(|scope| {
                for writer in 0..8u8 {
                    let path = &path;
                    scope.spawn(move || {
                        for _ in 0..5 {
                            assert!(write(path, &[writer; 100_000]).is_ok());
                        }
                    });
                }
            });
            let bytes = fs::read(&path)?;
            assert_eq!(bytes.len(), 100_000);
            assert!(bytes.iter().all(|byte| *byte == bytes[0]));
            assert_eq!(names(folder)?, ["out.csv"]);
            Ok(())
        })
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_are_kept() -> io::Result<()> {
        use std::os::unix::fs::{PermissionsExt, symlink};
        in_folder(|folder| {
            let (path, link) = (folder.join("out.csv"), folder.join("link.csv"));
            write(&path, b"one")?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640))?;
            symlink(&path, &link)?;
            write(&link, b"two")?;
            assert_eq!(fs::read(&path)?, b"two");
            assert!(fs::symlink_metadata(&link)?.is_symlink());
            assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o640);
            Ok(())
        })
    }

    #[cfg(unix)]
    #[test]
    fn what_must_not_be_replaced_is_not() -> io::Result<()> {
        use std::os::unix::fs::{PermissionsExt, symlink};
        in_folder(|folder| {
            let (locked, nowhere) = (folder.join("locked.csv"), folder.join("nowhere.csv"));
            write(&locked, b"one")?;
            fs::set_permissions(&locked, fs::Permissions::from_mode(0o444))?;
            assert!(write(&locked, b"two").is_err());
            assert_eq!(fs::read(&locked)?, b"one");
            symlink(folder.join("gone"), &nowhere)?;
            assert!(write(&nowhere, b"two").is_err());
            assert!(write(folder, b"two").is_err());
            assert!(write(&folder.join("no/such/folder.csv"), b"two").is_err());
            assert_eq!(names(folder)?, ["locked.csv", "nowhere.csv"]);
            Ok(())
        })
    }

    #[test]
    fn messages_name_the_users_file_and_no_other() -> io::Result<()> {
        in_folder(|folder| {
            let path = folder.join("no/such/plan.csv");
            let Err(error) = write(&path, b"one") else { return Err(io::Error::other("written")) };
            let found = unwritable(&path, &error);
            assert!(found.message.ends_with("plan.csv`: its folder does not exist"), "{}", found.message);
            assert!(!found.message.contains(".pace-"));
            fs::write(folder.join("file"), "")?;
            let Err(error) = write(&folder.join("file/plan.csv"), b"one") else {
                return Err(io::Error::other("written"));
            };
            assert_eq!(why(&error), "its folder is no folder but a file");
            let wrapped = io::Error::other("no system's words");
            assert_eq!(why(&wrapped), "no system's words");
            Ok(())
        })
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        assert!(write(Path::new("/dev/full"), b"two").is_err());
        assert!(write(Path::new("/dev/null"), b"two").is_ok());
    }
}
