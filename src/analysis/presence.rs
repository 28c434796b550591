//! A thing in two states of a plan: only before, only now, or in both.

/// Whether something was there before, is there now, or both.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence<T> {
    /// Only before.
    Gone(T),
    /// Only now.
    New(T),
    /// Before and now.
    Moved(T, T),
}

impl<T> Presence<T> {
    /// What two sides are to each other; nothing where there is neither, or where they are alike.
    pub fn of(before: Option<&T>, now: Option<&T>, alike: impl FnOnce(&T, &T) -> bool) -> Option<Presence<T>>
    where
        T: Clone,
    {
        match (before, now) {
            (Some(before), Some(now)) if alike(before, now) => None,
            (Some(before), Some(now)) => Some(Presence::Moved(before.clone(), now.clone())),
            (Some(before), None) => Some(Presence::Gone(before.clone())),
            (None, Some(now)) => Some(Presence::New(now.clone())),
            (None, None) => None,
        }
    }

    /// Before, and now.
    pub fn sides(&self) -> (Option<&T>, Option<&T>) {
        match self {
            Presence::Gone(before) => (Some(before), None),
            Presence::New(now) => (None, Some(now)),
            Presence::Moved(before, now) => (Some(before), Some(now)),
        }
    }
}
