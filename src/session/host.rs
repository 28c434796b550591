//! What a session asks for outside it, done by whoever holds the session.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::{Outcome, Request, Session};
use crate::loader::World;

/// Whoever holds a session: files, and somebody who reads.
pub trait SessionHost {
    /// Why an outcome could not be told; then nothing more is done.
    type Stop;

    /// Tells what came of something.
    ///
    /// # Errors
    /// Where nobody can be told any more.
    fn tell(&mut self, outcome: &Outcome) -> Result<(), Self::Stop>;

    /// A world for another plan, and its name there.
    fn world(&mut self, plan: &Path) -> (Rc<dyn World>, Option<String>);

    /// The session goes on with the plan that [`SessionHost::world`] was last asked for.
    fn loaded(&mut self, plan: PathBuf);

    /// Writes a new file at a path, or without one the session's plan: whole, or not at all.
    ///
    /// # Errors
    /// Why not, in words.
    fn write(&mut self, new: Option<&str>, bytes: &[u8]) -> Result<(), String>;

    /// Opens the plan in an editor, now or when this outcome is done; what there is to say of it, where it cannot.
    fn edit(&mut self) -> Option<Outcome>;
}

impl Session {
    /// Tells an outcome and does what it asks for, until nothing is asked for any more. Gives whether the session
    /// goes on.
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
