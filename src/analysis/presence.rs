//! Something in two states of a plan (a row, a goal): only before, only now, or in both.

/// Whether something was there before, is there now, or both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence<T> {
    /// It was there before, like this, and is gone.
    Removed(T),
    /// It is there now, like this, and was not before.
    Added(T),
    /// It was there before, and is there now: first as it was, then as it is.
    Changed(T, T),
}

impl<T> Presence<T> {
    /// What two sides are to each other; none where there is neither.
    pub fn new(before: Option<T>, now: Option<T>) -> Option<Presence<T>> {
        Some(match (before, now) {
            (Some(before), Some(now)) => Presence::Changed(before, now),
            (Some(before), None) => Presence::Removed(before),
            (None, Some(now)) => Presence::Added(now),
            (None, None) => return None,
        })
    }

    /// How it was before, and how it is now; none where it was not there.
    pub fn sides(&self) -> (Option<&T>, Option<&T>) {
        match self {
            Presence::Removed(before) => (Some(before), None),
            Presence::Added(now) => (None, Some(now)),
            Presence::Changed(before, now) => (Some(before), Some(now)),
        }
    }

    /// The word for it in results: `added`, `removed` or `moved`.
    pub fn word(&self) -> &'static str {
        match self {
            Presence::Removed(_) => "removed",
            Presence::Added(_) => "added",
            Presence::Changed(..) => "moved",
        }
    }
}
