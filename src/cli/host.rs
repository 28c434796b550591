//! What a session asks for, done: files are read and written here.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::world::DiskWorld;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::loader::World;
use crate::output::file;
use crate::session::{Outcome, Request, Session};

/// The files of a session.
pub struct Host {
    /// The plan; none where the session has no file.
    path: Option<PathBuf>,
}

impl Host {
    /// The files around a plan.
    pub fn new(path: Option<PathBuf>) -> Host {
        Host { path }
    }

    /// The world of the plan, and its name there.
    pub fn world(&self) -> (Rc<dyn World>, Option<String>) {
        world_of(self.path.as_deref())
    }

    /// Does what the session asks for; what came of it, or none where it is to end.
    pub fn perform(&mut self, request: Request, session: &mut Session) -> Option<Outcome> {
        Some(match request {
            Request::Quit => return None,
            Request::Edit => wrong("an editor needs a terminal").into(),
            Request::Load(path) => {
                let path = PathBuf::from(path);
                let (world, main) = world_of(Some(&path));
                let outcome = session.load(world, main);
                if !outcome.is_wrong() {
                    self.path = Some(path);
                }
                outcome
            }
            Request::Write { path, bytes } => {
                let written = write(path.as_deref(), self.path.as_deref(), &bytes);
                session.wrote(written)
            }
        })
    }
}

/// Puts bytes into a new file at a path, or without one into the plan; or says why not.
pub fn write(new: Option<&str>, plan: Option<&Path>, bytes: &[u8]) -> Result<(), String> {
    let path = match (new, plan) {
        // What is there already is somebody's.
        (Some(new), _) if Path::new(new).exists() => return Err(format!("`{new}` is there already")),
        (Some(new), _) => Path::new(new),
        (None, Some(plan)) => plan,
        (None, None) => return Err("the session has no file".into()),
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        return Err(format!("the folder `{}` does not exist", folder.display()));
    }
    file::write(path, bytes).map_err(|error| error.to_string())
}

/// The world of a plan, and its name there; of none, a world of the current folder.
pub fn world_of(path: Option<&Path>) -> (Rc<dyn World>, Option<String>) {
    // A plan without a file may still bring files of the current folder in.
    let world = DiskWorld::of(path.unwrap_or(Path::new("session.pace")));
    let main = path.map(|_| world.main().to_string());
    (Rc::new(world), main)
}

fn wrong(message: &str) -> Findings {
    Findings::alone(Diagnostic::without_place(Code::WrongArguments, message))
}
