//! What a session asks for outside itself, and whoever does it.
//!
//! A session at a terminal and one in a script differ only in their [`SessionHost`]; the order in which
//! requests are done and answered is here, once.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{Outcome, Request, Session};
use crate::loader::World;

/// Whoever holds a session: has files, and shows outcomes to somebody.
pub trait SessionHost {
    /// Why an outcome could not be told; then nothing more is done.
    type Stop;

    /// Shows what came of something.
    ///
    /// # Errors
    /// Where nobody can be told any more, such as on a closed pipe.
    fn tell(&mut self, outcome: &Outcome) -> Result<(), Self::Stop>;

    /// A world for another plan, and its name there.
    fn world(&mut self, plan: &Path) -> (Rc<dyn World>, Option<String>);

    /// Says that the session goes on with the plan that [`SessionHost::world`] was last asked for. It is
    /// called only after that plan could be read.
    fn loaded(&mut self, plan: PathBuf);

    /// Writes a new file at a path, or the session's own plan where there is no path: whole, or not at all.
    ///
    /// # Errors
    /// Why not, in words. A new file is refused where something is there already.
    fn write(&mut self, new: Option<&str>, bytes: &[u8]) -> Result<(), String>;

    /// Opens the plan in an editor, now or when this outcome is done; an outcome that says why, where it
    /// cannot.
    fn edit(&mut self) -> Option<Outcome>;
}

impl Session {
    /// Shows an outcome and does what it asks for, until nothing is asked for any more: what is done has an
    /// outcome of its own, which may ask again. Returns whether the session goes on.
    ///
    /// # Errors
    /// Where nobody can be told any more.
    pub fn carry_out<H: SessionHost>(&mut self, first: Outcome, holder: &mut H) -> Result<bool, H::Stop> {
        let mut next = Some(first);
        while let Some(outcome) = next.take() {
            holder.tell(&outcome)?;
            next = match outcome.request {
                None => None,
                Some(Request::Quit) => return Ok(false),
                Some(Request::Edit) => holder.edit(),
                Some(Request::Load(path)) => {
                    let path = PathBuf::from(path);
                    let (world, main) = holder.world(&path);
                    let outcome = self.load(world, main);
                    if !outcome.is_wrong() {
                        holder.loaded(path);
                    }
                    Some(outcome)
                }
                Some(Request::Write { path, bytes }) => {
                    let written = holder.write(path.as_deref(), &bytes);
                    Some(self.wrote(written))
                }
            };
        }
        Ok(true)
    }
}
