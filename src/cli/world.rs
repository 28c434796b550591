//! The plan's files on disk, or on stdin: what `use` may reach, and what it may not.
//!
//! Only regular files are opened, none above the limit is read, and nothing outside the folder of the main
//! file is reached, be it by `..`, by an absolute path or by a symbolic link.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::limits;
use crate::loader::{Unreadable, World};

/// The largest plan file that is read, in bytes.
pub const LARGEST: u64 = limits::FILE_BYTES as u64;

/// The folder of one plan on disk, which no `use` leaves.
pub struct DiskWorld {
    /// The plan, as the user named it; none where it comes from stdin.
    main: Option<PathBuf>,
    /// The name of the plan within its folder.
    name: String,
    /// The folder, as the user named it.
    folder: PathBuf,
}

impl DiskWorld {
    /// The world of the plan at `path`; `-` is stdin, with the current folder around it.
    pub fn of(path: &Path) -> DiskWorld {
        if path.as_os_str() == "-" {
            return DiskWorld { main: None, name: "-".into(), folder: PathBuf::new() };
        }
        // A path without a file name, such as `..`, is a folder: reading it says so.
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        DiskWorld {
            main: Some(path.to_path_buf()),
            name: name.unwrap_or_else(|| path.to_string_lossy().into_owned()),
            folder: path.parent().map(Path::to_path_buf).unwrap_or_default(),
        }
    }

    /// The plan at `path`, with the folder of another file around it: git hands out old versions as copies
    /// that lie alone, without the files that they bring in.
    pub fn beside(path: &Path, other: &Path) -> DiskWorld {
        let folder = other.parent().map(Path::to_path_buf).unwrap_or_default();
        DiskWorld { folder, ..DiskWorld::of(path) }
    }

    /// The main file's name within its folder.
    pub fn main(&self) -> &str {
        &self.name
    }

    /// The real path of a file that the plan names. Both ends are resolved before they are compared, so that
    /// a link inside the folder cannot lead out of it.
    ///
    /// # Errors
    /// [`Unreadable::Outside`] where the file lies elsewhere, and what the system says of a path that cannot
    /// be resolved.
    fn inside(&self, path: &str) -> Result<PathBuf, Unreadable> {
        let relative = Path::new(path);
        if relative.components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir)) {
            return Err(Unreadable::Outside);
        }
        let here = if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder };
        let folder = fs::canonicalize(here).map_err(unreadable)?;
        let file = fs::canonicalize(folder.join(relative)).map_err(unreadable)?;
        if file.starts_with(&folder) { Ok(file) } else { Err(Unreadable::Outside) }
    }
}

impl World for DiskWorld {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        match &self.main {
            None if path == self.name => limited(io::stdin().lock()),
            Some(main) if path == self.name => file(main),
            _ => file(&self.inside(path)?),
        }
    }

    fn identity(&self, path: &str) -> String {
        let real = match &self.main {
            None if path == self.name => return self.name.clone(),
            Some(main) if path == self.name => fs::canonicalize(main).ok(),
            _ => self.inside(path).ok(),
        };
        // A file that is not there is told by its path: reading it says what is wrong.
        real.map_or_else(|| path.to_string(), |real| real.display().to_string())
    }

    fn shown(&self, path: &str) -> String {
        match &self.main {
            None if path == self.name => "<stdin>".into(),
            Some(main) if path == self.name => main.display().to_string(),
            _ => self.folder.join(path).display().to_string(),
        }
    }
}

/// The bytes of a regular file that is no larger than a plan may be.
///
/// # Errors
/// Why it is not read.
pub fn file(path: &Path) -> Result<Vec<u8>, Unreadable> {
    file_up_to(path, LARGEST)
}

/// The same with another limit in bytes.
pub fn file_up_to(path: &Path, most: u64) -> Result<Vec<u8>, Unreadable> {
    // Looked at before it is opened: opening a pipe would wait for a writer.
    let found = fs::metadata(path).map_err(unreadable)?;
    match () {
        () if found.is_dir() => Err(Unreadable::Directory),
        () if !found.is_file() => Err(Unreadable::NotRegular),
        () if found.len() > most => Err(Unreadable::TooLarge),
        () => up_to(File::open(path).map_err(unreadable)?, most),
    }
}

/// All bytes of a stream, if they are no more than a plan may have. Reading stops there: a file may grow
/// while it is read, and stdin has no size.
pub fn limited(from: impl Read) -> Result<Vec<u8>, Unreadable> {
    up_to(from, LARGEST)
}

fn up_to(from: impl Read, most: u64) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a stream that is too long from one that just fits.
    from.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}

/// The reason that pace has words for, or else the system's.
fn unreadable(error: io::Error) -> Unreadable {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unreadable::Missing,
        io::ErrorKind::IsADirectory => Unreadable::Directory,
        io::ErrorKind::PermissionDenied => Unreadable::Other("you may not read it".into()),
        _ => Unreadable::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
        let path = folder.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(path, text)
    }

    #[test]
    fn files_beside_the_plan_are_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        write(folder.path(), "plan.pace", "main")?;
        write(folder.path(), "calendars/us.pace", "us")?;
        let world = DiskWorld::of(&folder.path().join("plan.pace"));
        assert!(world.read(world.main()).is_ok_and(|bytes| bytes == b"main"));
        assert!(world.read("calendars/us.pace").is_ok_and(|bytes| bytes == b"us"));
        assert!(world.shown("calendars/us.pace").ends_with("calendars/us.pace"));
        assert!(matches!(world.read("calendars"), Err(Unreadable::Directory)));
        assert!(matches!(world.read("gone.pace"), Err(Unreadable::Missing)));
        Ok(())
    }

    #[test]
    fn nothing_outside_the_folder_is_reached() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        write(folder.path(), "secret.pace", "secret")?;
        write(folder.path(), "plans/plan.pace", "main")?;
        let world = DiskWorld::of(&folder.path().join("plans/plan.pace"));
        let absolute = folder.path().join("secret.pace").display().to_string();
        for path in ["../secret.pace", "a/../../secret.pace", "/etc/passwd", absolute.as_str()] {
            assert!(matches!(world.read(path), Err(Unreadable::Outside)), "{path}");
        }
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn links_that_leave_the_folder_and_devices_are_refused() -> io::Result<()> {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir()?;
        write(folder.path(), "secret.pace", "secret")?;
        write(folder.path(), "plans/plan.pace", "main")?;
        write(folder.path(), "plans/real.pace", "real")?;
        let plans = folder.path().join("plans");
        symlink("../secret.pace", plans.join("leak.pace"))?;
        symlink("real.pace", plans.join("alias.pace"))?;
        let world = DiskWorld::of(&plans.join("plan.pace"));
        assert!(matches!(world.read("leak.pace"), Err(Unreadable::Outside)));
        assert!(world.read("alias.pace").is_ok_and(|bytes| bytes == b"real"));
        let device = DiskWorld::of(Path::new("/dev/null"));
        assert!(matches!(device.read(device.main()), Err(Unreadable::NotRegular)));
        let root = DiskWorld::of(Path::new("/"));
        assert!(matches!(root.read(root.main()), Err(Unreadable::Directory)));
        Ok(())
    }

    #[test]
    fn what_is_too_large_is_not_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("plan.pace");
        let large = File::create(&path)?;
        large.set_len(LARGEST + 1)?;
        assert!(matches!(file(&path), Err(Unreadable::TooLarge)));
        assert!(matches!(limited(io::repeat(b'#')), Err(Unreadable::TooLarge)));
        large.set_len(LARGEST)?;
        assert!(file(&path).is_ok());
        Ok(())
    }
}
