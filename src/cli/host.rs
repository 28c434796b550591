//! The files of a session, for a session at a terminal and one in a script alike.

use std::path::Path;
use std::rc::Rc;

use super::world::DiskWorld;
use crate::loader::World;
use crate::output::file;

/// Writes bytes to a new file, or where there is none to the plan: whole, or not at all.
///
/// # Errors
/// Why not, in words. A new file is refused where something is there already.
pub fn write(new: Option<&str>, plan: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
    let path = match (new, plan) {
        // What is there already is somebody's.
        (Some(new), _) if Path::new(new).exists() => return Err("it is there already".into()),
        (Some(new), _) => Path::new(new),
        (None, Some(plan)) => plan,
        (None, None) => return Err("the session has no file".into()),
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        return Err(format!("the folder `{}` does not exist", folder.display()));
    }
    file::write(path, bytes).map_err(|error| file::why(&error))
}

/// The world of a plan, and its name there; without a plan, a world of the current folder and no name.
pub fn world_of(path: Option<&Path>) -> (Rc<dyn World>, Option<String>) {
    // A plan without a file may still bring files of the current folder in.
    let world = DiskWorld::of(path.unwrap_or(Path::new("session.pace")));
    let main = path.map(|_| world.main().to_string());
    (Rc::new(world), main)
}
