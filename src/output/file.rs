//! Files that are the old one or the whole new one, never half of either.
//!
//! The bytes go to a new file in the same folder, to the disk, and only then take the old one's name. What
//! is no regular file (a pipe, a device) cannot be replaced and is written to directly.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Puts `bytes` into the file at `path`: all of them, or the file stays as it was.
///
/// A symbolic link stays a link, and what it points to is replaced. Permissions are kept; a file that is
/// marked read-only is not replaced, although its folder would allow it.
///
/// # Errors
/// What the system says, and a link to nothing, a folder or a read-only file.
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

/// Writes a new file beside the target and gives it the target's name. `permissions` are those of the old file.
fn replace(target: &Path, bytes: &[u8], permissions: Option<fs::Permissions>) -> io::Result<()> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    };
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

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error() {
        assert!(write(Path::new("/dev/full"), b"two").is_err());
        assert!(write(Path::new("/dev/null"), b"two").is_ok());
    }
}
