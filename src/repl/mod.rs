//! The terminal of a session.

mod complete;
mod words;
